#!/usr/bin/env bash
# Line coverage of what the tests ran under MODE=cov: at least 85 % in each of schema, search, indexer, api.
set -euo pipefail
cd "$(dirname "$0")/.."
bar=85 passed=0 failed=0
rooms=(schema search indexer api) skipped=0
if [ -e var/no-node-tests ]; then
    echo "SKIPPED: coverage of api: its node tests could not run here"
    rooms=(schema search indexer) skipped=1
fi
for room in "${rooms[@]}"; do
    percent=$(gcovr --root . --object-directory build/cov --filter "$room/" --exclude '.*/gen/.*' --gcov-ignore-parse-errors \
        --json-summary 2>/dev/null | jq '.line_percent')
    if awk -v p="$percent" -v bar="$bar" 'BEGIN { exit !(p >= bar) }'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        gcovr --root . --object-directory build/cov --filter "$room/" --exclude '.*/gen/.*' --gcov-ignore-parse-errors 2>/dev/null |
            awk '/%/ { print }'
    fi
    echo "line coverage of $room: $percent % (bar $bar %)"
done
echo "coverage: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
