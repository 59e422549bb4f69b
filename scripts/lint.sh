#!/usr/bin/env bash
# House rules, one check a file in scripts/lint/. usage: lint.sh [CHECK...]   (default: all)
# A check prints its findings and exits non-zero. tests/house/planted.sh proves that each can fail.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
if [ $# = 0 ]; then
    for file in scripts/lint/*.sh; do set -- "$@" "$(basename "$file" .sh)"; done
fi
passed=0 failed=0
for check; do
    if out=$(bash "scripts/lint/$check.sh" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'lint %s:\n%s\n' "$check" "$out" | head -n 60
    fi
done
echo "lint: $passed passed, $failed failed"
[ "$failed" = 0 ]
