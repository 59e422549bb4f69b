#!/usr/bin/env bash
# Includes point downward: indexer, api → search → schema; search never sees the store; schema/base knows nobody.
set -euo pipefail
. scripts/lib/files.sh
may() { # FROM TO: may a file in FROM include the header TO?
    case "$1:$2" in
    schema/base/*:schema/base/*) ;;
    schema/base/*) return 1 ;;
    schema/*:schema/*) ;;
    search/*:schema/store*) return 1 ;;
    search/*:search/* | search/*:schema/*) ;;
    indexer/*:indexer/* | indexer/*:search/* | indexer/*:schema/*) ;;
    api/*:api/* | api/*:search/* | api/*:schema/*) ;;
    tests/*) ;;
    *) return 1 ;;
    esac
}
bad=0
while IFS=: read -r file line text; do
    header=${text#*\"}
    header=${header%%\"*}
    [[ $header == */* ]] || { echo "$file:$line: \"$header\": write the path from the project's root"; bad=1; continue; }
    may "$file" "$header" || { echo "$file:$line: \"$header\": includes point only downward"; bad=1; }
done < <(sources '*.c' '*.h' '*.cc' | xargs grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' /dev/null || true)
exit $bad
