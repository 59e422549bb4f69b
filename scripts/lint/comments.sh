#!/usr/bin/env bash
# Each header begins with a comment and #pragma once; each room, and each folder of tests, has its page.
set -euo pipefail
. scripts/lib/files.sh
bad=0
for f in $(sources '*.h'); do
    head -n 1 "$f" | grep -q '^/\*' || { echo "$f: says not what it is"; bad=1; }
    grep -q '^#pragma once' "$f" || { echo "$f: no #pragma once"; bad=1; }
done
for room in schema search indexer api tests scripts; do
    [ -s "$room/README.md" ] || { echo "$room: no README.md"; bad=1; continue; }
    [ "$(wc -l <"$room/README.md")" -le 110 ] || { echo "$room/README.md: over two screens"; bad=1; }
done
exit $bad
