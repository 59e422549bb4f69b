#!/usr/bin/env bash
set -euo pipefail
. scripts/lib/files.sh
mapfile -t files < <({ sources '*.sh'; sources '*' | grep -vE '\.(sh|c|h|cc|md|tsv|json)$' | xargs -r grep -lE '^#!/usr/bin/env bash' 2>/dev/null || true; } | sort -u)
shellcheck -x -S style -e SC1091 "${files[@]}"
