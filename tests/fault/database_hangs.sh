#!/usr/bin/env bash
# PostgreSQL hangs: it takes connections and says nothing (its processes are stopped, not ended). What needs it answers 503 at
# once, searches go on, and all comes back by itself.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
export SHIRUBE_LISTEN=127.0.0.1:0 SHIRUBE_THREADS=2
world_start
"$bin/shirube-sample" -n 100 | "$bin/shirube-import" - >/dev/null
"$bin/shirube-indexer" run --once >/dev/null 2>&1
postmaster=$(find "$(cat "$SHIRUBE_VAR/pg.where")" -name postmaster.pid -exec head -n 1 {} \;)
signal_database() { # STOP or CONT: the postmaster and all it has started
    local pid
    for pid in "$postmaster" $(pgrep -P "$postmaster"); do kill "-$1" "$pid" 2>/dev/null; done
}
thaw() { signal_database CONT; world_cleanup; }
trap thaw EXIT
status() { curl -s -o /dev/null -w '%{http_code}\n' --max-time "${2:-20}" "http://$address$1"; }
is_said() { [ "$(curl -s --max-time 5 "http://$address/readyz" | jq -r .status)" = "$1" ]; }
comes_to() { eventually is_said "$1"; } # STATUS of readyz
all_are() { # STATUS COMMAND...: six at once
    local want=$1 i
    shift
    for i in 1 2 3 4 5 6; do "$@" >"$SHIRUBE_VAR/answer.$i" & waits[i]=$!; done
    wait "${waits[@]}"
    [ "$(sort -u "$SHIRUBE_VAR"/answer.[1-6])" = "$want" ]
}
waits=()
metric() { curl -s "http://$address/metrics" | sed -n "s/^$1 //p"; }

check "the server starts" start_api "$SHIRUBE_VAR/api.log"
check "and is ready" comes_to ready
check "the feed of changes answers" [ "$(status /v1/changes)" = 200 ]
check "six at once wait for one another" all_are 200 status /v1/changes
slow=$(mktemp "$SHIRUBE_VAR/slow.XXXXXX")
psql -qAtX "$SHIRUBE_DATABASE" >"$slow" 2>&1 <<'SQL' &
BEGIN;
LOCK TABLE shirube.change IN ACCESS EXCLUSIVE MODE;
SELECT 'locked';
SELECT pg_sleep(0.3);
COMMIT;
SQL
locking=$!
check "a table is locked for a while" eventually grep -q locked "$slow"
check "those that meet it are answered when it is free" all_are 200 status /v1/changes
wait "$locking"
sleep 11 # the outbox is counted now and then
check "metrics tell what waits for the indexer" [ "$(metric shirube_outbox_waiting)" = 0 ]
check "and what was given up" [ "$(metric shirube_dead_letters)" = 0 ]
check "and the free space of the index" [ "$(metric shirube_index_free_bytes)" -gt 0 ]

: >"$SHIRUBE_VAR/programs.log"
signal_database STOP
hanging=()
for _ in 1 2 3 4 5 6; do
    status /v1/changes >>"$SHIRUBE_VAR/hanging" &
    hanging+=("$!")
done
sleep 0.1
check "searches answer while requests wait for the database" all_are 200 status "/v1/trials?q=%E8%82%BA%E3%81%8C%E3%82%93" 5
wait "${hanging[@]}"
check "those that waited were told to come back" [ "$(sort -u "$SHIRUBE_VAR/hanging")" = 503 ]
check "the server says that it is degraded" comes_to degraded
check "now 503 comes at once" all_are 503 status /v1/changes 1
check "and says when to ask again" bash -c "curl -s -D - -o /dev/null http://$address/v1/changes | grep -qi '^retry-after: [0-9]'"
check "and the history does the same" [ "$(status /v1/trials/SMP2031200496/history 1)" = 503 ]
check "what waits is not known and not told" [ -z "$(metric shirube_outbox_waiting)" ]

first=$address
check "a server starts while the database hangs" start_api "$SHIRUBE_VAR/second.log"
check "and searches" [ "$(status "/v1/trials?q=%E8%82%BA%E3%81%8C%E3%82%93" 5)" = 200 ]
check "and answers 503 where it needs the database" [ "$(status /v1/changes 1)" = 503 ]
signal_database CONT
check "the second one gets ready by itself" comes_to ready
address=$first
check "the first one, too" comes_to ready
check "the feed of changes answers again" [ "$(status /v1/changes)" = 200 ]
world_end
