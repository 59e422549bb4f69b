#!/usr/bin/env bash
# Hard limits: 80 lines and cyclomatic complexity 20 a function, 600 lines a file.
set -euo pipefail
. scripts/lib/files.sh
mapfile -t files < <(sources '*.c' '*.cc')
bad=$(pmccabe "${files[@]}" | awk -F'\t' '$1 > 20 || $5 > 80 { printf "%s: %s: complexity %d, %d lines\n", $6, $7, $1, $5 }')
long=$(sources '*.c' '*.cc' '*.h' '*.js' '*.mjs' '*.sh' '*.awk' | grep -v '/data/' | xargs wc -l | awk '$1 > 600 && $2 != "total" { print $2 ": " $1 " lines" }')
[ -z "$bad$long" ] || { printf '%s\n' "$bad" "$long" | grep .; exit 1; }
