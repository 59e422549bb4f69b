#!/usr/bin/env bash
# Real HTTP against the real server: contract, behaviour, malformed requests, privacy. usage: run.sh
# SHIRUBE_BUILD says which build is tested. Own var folder, own PostgreSQL, a free port; nothing is left behind.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
exec 8>var/npm.lock # several builds may be tested at once
flock 8
have_npm=1
rm -f var/no-node-tests
if [ ! -d tests/api/node_modules ] && ! (cd tests/api && npm ci --ignore-scripts --no-audit --no-fund >"$SHIRUBE_VAR/npm.log" 2>&1); then
    have_npm=0
    touch var/no-node-tests # the coverage of api cannot be judged then
    rm -rf tests/api/node_modules
    echo "SKIPPED: the linters and the node tests; their packages cannot be had here: $(grep -m 1 -E 'ERR!.*(errno|code|request)' "$SHIRUBE_VAR/npm.log")"
    skipped=3
fi
flock -u 8
export SHIRUBE_LISTEN=127.0.0.1:0 SHIRUBE_HEADER_SECONDS=1 SHIRUBE_BODY_SECONDS=1 SHIRUBE_RATE_PER_SECOND=100000 SHIRUBE_RATE_BURST=100000
export REDOCLY_TELEMETRY=off
world_start
"$bin/shirube-sample" -n 600 | "$bin/shirube-import" - >/dev/null
"$bin/shirube-sample" -n 600 | sed -n 3p | sed 's/"target":[0-9]*/"target":4321/' | "$bin/shirube-import" - >/dev/null # a second version
start "$bin/shirube-indexer" run
start_api() { # LOG VARIABLES... : sets $address and $last
    local log=$1
    shift
    env "$@" "$bin/shirube-api" >"$log" 2>&1 &
    last=$!
    children+=("$last")
    for _ in $(seq 200); do
        address=$(sed -n 's/.*event=listening address=//p' "$log")
        [ -n "$address" ] && curl -fsS -o /dev/null "http://$address/readyz" 2>/dev/null && return 0
        sleep 0.1
    done
    return 1
}
check "the server gets ready" start_api "$SHIRUBE_VAR/api.log"
api=$last
export API="http://$address" API_LOG=$SHIRUBE_VAR/api.log ROUTES="$bin/shirube-api --routes"
node_status=0
with_node() {
    check "redocly finds no error" bash -c 'cd tests/api && node_modules/.bin/redocly lint --config redocly.yaml ../../api/openapi.json'
    check "spectral finds no error" bash -c 'cd tests/api && node_modules/.bin/spectral lint -r spectral.yaml ../../api/openapi.json'
    node --test tests/api/*.test.mjs >"$SHIRUBE_VAR/node.log" 2>&1
    node_status=$?
    grep -E '^# (pass|fail|skipped) ' "$SHIRUBE_VAR/node.log"
    [ "$node_status" = 0 ] || grep -E '^not ok|^    (not ok|error|message)|failureType|expected|actual|operator|AssertionError|  \+|  -' "$SHIRUBE_VAR/node.log" | head -n 60
}
[ "$have_npm" = 0 ] || with_node

answers_429() {
    start_api "$SHIRUBE_VAR/limited.log" SHIRUBE_RATE_PER_SECOND=1 SHIRUBE_RATE_BURST=5 || return 1
    local codes
    codes=$(for _ in 1 2 3 4 5 6 7 8; do curl -sS -o /dev/null -w '%{http_code} ' "http://$address/livez"; done)
    curl -sSi "http://$address/livez" | tr -d '\r' | grep -q '^Retry-After: [0-9]' || return 1
    kill -TERM "$last"
    [[ $codes == *429* && $codes == 200* ]]
}
check "a rate limit answers 429 with Retry-After" answers_429
canary=kanarienvogel$RANDOM$RANDOM
curl -fsS -o /dev/null "$API/v1/trials?q=$canary&condition=$canary&sponsor=$canary"
curl -fsS -o /dev/null "$API/trials?q=$canary"
curl -fsS -o /dev/null -H 'Content-Type: application/json' -d "{\"q\":\"$canary\"}" "$API/v1/trials/search"
curl -sS -o /dev/null "$API/v1/trials?q=%22$canary%22&nosuch=$canary"
nothing_keeps() { ! grep -rqaF "$canary" "$SHIRUBE_VAR" && ! pg_dump "$SHIRUBE_DATABASE" | grep -qF "$canary" && ! curl -fsS "$API/metrics" | grep -qF "$canary"; }
check "what a person typed stands in no log, file, table or metric" nothing_keeps

./scripts/pg.sh stop
for _ in $(seq 60); do curl -fsS "$API/readyz" | grep -q degraded && break; sleep 0.1; done
check "without PostgreSQL it says degraded" bash -c "curl -fsS '$API/readyz' | grep -q '\"status\":\"degraded\"'"
check "search still answers" bash -c "curl -fsS '$API/v1/trials?q=%E8%82%BA%E3%81%8C%E3%82%93' | grep -q '\"hits\":\[{'"
check "record pages still answer" bash -c "id=\$(curl -fsS '$API/v1/trials?limit=1' | jq -r '.hits[0].id'); curl -fsS \"$API/v1/trials/\$id\" | grep -q cluster && curl -fsS \"$API/trials/\$id\" | grep -q '<h1>'"
check "history says 503 with Retry-After" bash -c "id=\$(curl -fsS '$API/v1/trials?limit=1' | jq -r '.hits[0].id'); curl -sSi \"$API/v1/trials/\$id/history\" | tr -d '\r' | awk 'NR==1{s=\$2} /^Retry-After/{r=1} END{exit !(s==503 && r)}'"
./scripts/pg.sh start
for _ in $(seq 100); do curl -fsS "$API/readyz" | grep -q '"ready"' && break; sleep 0.1; done
check "after its return all is ready again" bash -c "curl -fsS '$API/readyz' | grep -q '\"status\":\"ready\"'"
check "and history answers" bash -c "id=\$(curl -fsS '$API/v1/trials?limit=1' | jq -r '.hits[0].id'); curl -fsS \"$API/v1/trials/\$id/history\" | grep -q versions"

curl -sS --limit-rate 20k -o "$SHIRUBE_VAR/dump.gz" "$API/v1/export/trials.ndjson.gz" &
dump=$!
sleep 0.3
kill -TERM "$api"
wait "$dump"
check "a dump under way is finished at shutdown" bash -c "gzip -t '$SHIRUBE_VAR/dump.gz'"
wait "$api"
check "SIGTERM ends the server with status 0" [ $? = 0 ]
check "no line of the log holds a query string" bash -c "! grep -q '[?&]q=' '$SHIRUBE_VAR/api.log'"
world_end && [ "$node_status" = 0 ]
