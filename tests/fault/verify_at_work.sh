#!/usr/bin/env bash
# verify while an indexer works: what is being indexed is no damage, and nothing is stale, extra or twice.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
world_start
start "$bin/shirube-indexer" run
"$bin/shirube-sample" -n 3000 --dirt off >"$SHIRUBE_VAR/records"
"$bin/shirube-import" "$SHIRUBE_VAR/records" >/dev/null 2>&1 &
import=$!
looks=0 bad=0
while kill -0 "$import" 2>/dev/null && [ "$looks" -lt 8 ]; do
    [ -e "$SHIRUBE_VAR/index/current" ] || { sleep 0.2; continue; }
    out=$("$bin/shirube-indexer" verify 2>&1)
    if [ $? = 1 ] || [[ $out != *", stale 0, extra 0,"* ]]; then
        bad=$((bad + 1))
        echo "$out" | tail -n 3
    fi
    looks=$((looks + 1))
done
wait "$import"
check "it was looked at during the import" [ "$looks" -gt 0 ]
check "no look found damage" [ "$bad" = 0 ]
settled() { "$bin/shirube-indexer" status | grep -qx "waiting: 0"; }
check "the indexer catches up" eventually settled
check "afterwards database and index agree" index_agrees
world_end
