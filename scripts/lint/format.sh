#!/usr/bin/env bash
# Layout is clang-format's (make format).
set -euo pipefail
. scripts/lib/files.sh
odd=$(sources '*.c' '*.h' '*.cc' | xargs clang-format --dry-run -Werror 2>&1 | grep -E 'error:' | head -n 20 || true)
[ -z "$odd" ] || { echo "$odd"; exit 1; }
