#!/usr/bin/env bash
# PostgreSQL stops while the indexer runs, and comes back: the indexer waits, says so once, and goes on by itself.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
export SHIRUBE_POLL_MS=200
world_start
"$bin/shirube-sample" -n 300 | "$bin/shirube-import" - >/dev/null
start "$bin/shirube-indexer" run
indexer=$last
is_indexed() { [ "$("$bin/shirube-indexer" status 2>/dev/null | sed -n 's/^documents: //p')" = "$1" ]; }
published() { sql "SELECT count(*) FROM trial WHERE is_published"; }
check "the first load is indexed" eventually is_indexed "$(published)"
./scripts/pg.sh stop
sleep 2
check "the indexer lives on without its database" kill -0 "$indexer"
check "status still tells of the index" bash -c "'$bin/shirube-indexer' status | grep -q 'does not answer'"
status=0
"$bin/shirube-sample" -n 10 --first 301 | "$bin/shirube-import" - >/dev/null 2>"$SHIRUBE_VAR/import.err" || status=$?
check "an import says that the database is away and fails" [ "$status" = 1 ]
check "and names what to look at" grep -q SHIRUBE_DATABASE "$SHIRUBE_VAR/import.err"
./scripts/pg.sh start
"$bin/shirube-sample" -n 100 --first 301 | "$bin/shirube-import" - >/dev/null
check "after the return the new registrations are indexed without help" eventually is_indexed "$(published)"
check "it was said once that the database was away" [ "$(grep -c event=database_away "$SHIRUBE_VAR/programs.log")" = 1 ]
kill -TERM "$indexer"
wait "$indexer"
check "SIGTERM ends it with status 0" [ $? = 0 ]
check "database and index agree" index_agrees
world_end
