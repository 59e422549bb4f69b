#!/usr/bin/env bash
# kill -9 of the indexer at random moments during a load of registrations: afterwards database and index agree by
# digest and nothing stands in the index twice. usage: kill9.sh   FAULT_ROUNDS=100 FAULT_RECORDS=5000 FAULT_SEED=…
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
rounds=${FAULT_ROUNDS:-100} records=${FAULT_RECORDS:-5000} seed=${FAULT_SEED:-$(date +%s)}
. tests/fault/world.sh
export SHIRUBE_BATCH=25 # many commits, so that many kills hit one
echo "seed $seed, $rounds kills, $records registrations"
RANDOM=$seed
world_start
"$bin/shirube-sample" -n "$records" --seed "$seed" >"$SHIRUBE_VAR/records.ndjson"
start "$bin/shirube-import" "$SHIRUBE_VAR/records.ndjson"
import=$last
hits=0
for _ in $(seq "$rounds"); do
    start "$bin/shirube-indexer" run
    indexer=$last
    sleep "0.$(printf %03d $((30 + RANDOM % 320)))"
    ! kill -KILL "$indexer" 2>/dev/null || hits=$((hits + 1))
    wait "$indexer" 2>/dev/null
done
wait "$import"
check "the import ended well" [ $? = 0 ]
check "every kill hit a running indexer ($hits of $rounds)" [ "$hits" = "$rounds" ]
check "the indexer works off what is left" "$bin/shirube-indexer" run --once
check "database and index agree by digest" index_agrees
published=$(sql "SELECT count(*) FROM trial WHERE is_published")
documents=$("$bin/shirube-indexer" status | sed -n 's/^documents: //p')
check "each registration stands in the index once ($documents of $published)" [ "$documents" = "$published" ]
check "no dead letter" [ "$(sql "SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL")" = 0 ]
world_end
