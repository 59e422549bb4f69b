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
export SHIRUBE_LISTEN=127.0.0.1:0 SHIRUBE_HEADER_SECONDS=2 SHIRUBE_BODY_SECONDS=2 SHIRUBE_RATE_PER_SECOND=100000 SHIRUBE_RATE_BURST=100000
export REDOCLY_TELEMETRY=off
world_start
"$bin/shirube-sample" -n 600 | "$bin/shirube-import" - >/dev/null
"$bin/shirube-sample" -n 600 | sed -n 3p | sed 's/"target":[0-9]*/"target":4321/' | "$bin/shirube-import" - >/dev/null # a second version
# a third registration: cites a number that nobody registered, and has titles that a spreadsheet would run
"$bin/shirube-sample" -n 600 | sed -n 5p | jq -c '.id="SMP2039990001" | .source.id=.id | .other_ids=[{registry:"NCT",id:"NCT99999991"}]
    | .title.public.ja="=HYPERLINK(\"http://x.example\")" | .conditions[0].ja="+1\",\"x"' | "$bin/shirube-import" - >/dev/null
"$bin/shirube-import" tests/api/registrations.ndjson >/dev/null # what one person fits is certain
start "$bin/shirube-indexer" run
start_api() { # LOG VARIABLES... : sets $address and $last
    local log=$1 status=200
    shift
    [[ "$*" != *STATUS=* ]] || status=503
    env "$@" "$bin/shirube-api" >"$log" 2>&1 &
    last=$!
    children+=("$last")
    eventually listens "$log" && eventually answers "$status"
}
answers() { [ "$(curl -sS -o /dev/null -w '%{http_code}' "http://$address/readyz" 2>/dev/null)" = "$1" ]; } # STATUS of readyz
check "the server gets ready" start_api "$SHIRUBE_VAR/api.log"
api=$last
export API="http://$address" API_PID=$api API_LOG=$SHIRUBE_VAR/api.log ROUTES="$bin/shirube-api --routes"
count() { sed -n "s/^# $1 //p" "$SHIRUBE_VAR/node.log" | grep . || echo 0; }
with_node() {
    check "redocly finds no error" bash -c 'cd tests/api && node_modules/.bin/redocly lint --config redocly.yaml ../../api/openapi.json'
    check "spectral finds no error" bash -c 'cd tests/api && node_modules/.bin/spectral lint -r spectral.yaml ../../api/openapi.json'
    node --test --test-reporter=tap tests/api/*.test.mjs >"$SHIRUBE_VAR/node.log" 2>&1 ||
        grep -E '^not ok|failureType|error:|expected|actual|operator|^    ' "$SHIRUBE_VAR/node.log" | head -n 60
    grep -E '^(ok|not ok) ' "$SHIRUBE_VAR/node.log" | sed 's/^ok [0-9]* - /ok: /; s/^not ok [0-9]* - /FAILED: /'
    passed=$((passed + $(count pass))) failed=$((failed + $(count fail) + $(count cancelled))) skipped=$((skipped + $(count skipped)))
    check "all node tests ran to their end" [ "$(count pass)" -gt 100 ]
}
[ "$have_npm" = 0 ] || with_node

# Clients that come at once and stay are served by all threads, not by the one that woke first.
all_threads_serve() {
    # processor time of each thread of the pool, in ns
    times_used() { for task in /proc/"$api"/task/*; do [ "$(cat "$task/comm")" != MHD-worker ] || cut -d" " -f1 "$task/schedstat"; done; }
    local before
    before=$(times_used)
    # four each: which thread has one depends on its descriptor
    wrk -t1 -c"$((4 * $(wc -l <<<"$before")))" -d1s "$API/livez" >/dev/null
    paste <(echo "$before") <(times_used) | awk '{ n++; idle += $2 - $1 < 1e6 } END { exit !(n >= 2 && !idle) }'
}
check "clients that come at once are dealt out among all threads" all_threads_serve

# As many clients of one thread as libmicrohttpd's table of events holds (128) ask in one moment: it then waits again before it answers, unless it is
# never given that many (http_listen.c).
many_at_once() {
    start_api "$SHIRUBE_VAR/many.log" SHIRUBE_THREADS=1 SHIRUBE_HEADER_SECONDS=60 || return 1
    local port=${address##*:} fd fds=() line answered=0
    ask() { printf 'HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n' >&"$1"; }
    is_answered() { # FD
        IFS= read -r -t 30 line <&"$1" && [[ $line == "HTTP/1.1 200 "* ]] || return 1
        until [ "$line" = $'\r' ]; do IFS= read -r -t 30 line <&"$1" || return 1; done
    }
    for _ in $(seq 128); do
        exec {fd}<>"/dev/tcp/127.0.0.1/$port" && ask "$fd" && is_answered "$fd" || return 1
        fds+=("$fd")
    done
    kill -STOP "$last"
    for fd in "${fds[@]}"; do ask "$fd"; done
    kill -CONT "$last"
    for fd in "${fds[@]}"; do
        is_answered "$fd" || break
        answered=$((answered + 1))
    done
    for fd in "${fds[@]}"; do exec {fd}>&-; done
    kill -TERM "$last" && wait "$last"
    echo "$answered of 128"
    [ "$answered" = 128 ]
}
check "128 clients of one thread that ask in one moment are all answered" many_at_once

# More clients than connections may be open: the last ones wait until a silent one has had its time, and are answered.
waits_for_room() {
    start_api "$SHIRUBE_VAR/crowded.log" SHIRUBE_MAX_CONNECTIONS=4 || return 1
    local port=${address##*:} i status
    for i in 5 6 7 9; do eval "exec $i<>/dev/tcp/127.0.0.1/$port"; done # silent: closed after SHIRUBE_HEADER_SECONDS
    status=$(curl -sS -m 10 -o /dev/null -w '%{http_code}' "http://$address/livez")
    for i in 5 6 7 9; do eval "exec $i>&-"; done
    kill -TERM "$last" && wait "$last" && [ "$status" = 200 ]
}
check "with all connections taken the next one waits and is answered" waits_for_room

answers_429() {
    start_api "$SHIRUBE_VAR/limited.log" SHIRUBE_RATE_PER_SECOND=1 SHIRUBE_RATE_BURST=5 || return 1
    local codes
    codes=$(for _ in 1 2 3 4 5 6 7 8; do curl -sS -o /dev/null -w '%{http_code} ' "http://$address/livez"; done)
    curl -sSi "http://$address/livez" | tr -d '\r' | grep -q '^Retry-After: [0-9]' || return 1
    kill -TERM "$last"
    [[ $codes == *429* && $codes == 200* ]]
}
check "a rate limit answers 429 with Retry-After" answers_429

# A kept answer's changing headers are exchanged, also where one gets shorter: one of each, and each a number.
counts_down() {
    start_api "$SHIRUBE_VAR/counting.log" SHIRUBE_THREADS=1 SHIRUBE_RATE_PER_SECOND=1 SHIRUBE_RATE_BURST=14 || return 1
    local left
    left=$(for _ in $(seq 12); do curl -sSI "http://$address/v1/trials/SMP2039990001"; done | tr -d '\r' | sed -n 's/^RateLimit-Remaining: //p')
    kill -TERM "$last" && wait "$last"
    awk '!/^[0-9]+$/ || $0 > 13 { exit 1 } length($0) == 2 { two++ } length($0) == 1 { one++ } END { exit !(NR == 12 && two && one) }' <<<"$left" || { echo "$left"; return 1; }
}
check "what the rate limit leaves is told in one header of a record that is kept" counts_down
# Others ask at the same address while a body is on its way: its limit is that of the moment when all of it is there.
slow_body_is_taken() {
    start_api "$SHIRUBE_VAR/slow-body.log" SHIRUBE_RATE_PER_SECOND=1 SHIRUBE_RATE_BURST=5 SHIRUBE_BODY_SECONDS=10 || return 1
    local body='{"note":"70 years old","lang":"en"}' line
    exec 9<>"/dev/tcp/${address%:*}/${address##*:}" || return 1
    printf 'POST /v1/profile HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n' "${#body}" >&9
    sleep 3.5
    for _ in 1 2 3; do curl -fsS -o /dev/null "http://$address/livez" || return 1; done
    printf '%s' "$body" >&9
    IFS= read -r -t 10 line <&9
    exec 9>&-
    kill -TERM "$last" && wait "$last"
    [[ $line == "HTTP/1.1 200"* ]] || { echo "$line"; return 1; }
}
check "a body that took seconds is not refused for what others asked meanwhile" slow_body_is_taken
without_index() {
    start_api "$SHIRUBE_VAR/starting.log" SHIRUBE_INDEX="$SHIRUBE_VAR/no-index" STATUS=503 || return 1
    curl -fsS -o /dev/null "http://$address/livez" || return 1
    for path in "/v1/trials?q=x" /v1/trials/NCT00000001 /v1/export/trials.csv.gz /readyz; do
        curl -sSi "http://$address$path" | tr -d '\r' | awk 'NR==1{s=$2} /^Retry-After: [0-9]/{r=1} END{exit !(s==503 && r)}' || { echo "$path"; return 1; }
    done
    curl -sS "http://$address/readyz" | grep -q '"status":"starting"' || return 1
    kill -TERM "$last" && wait "$last"
}
check "without an index it lives, is starting, and answers 503 with Retry-After" without_index

canary=kanarienvogel$RANDOM$RANDOM
for what in q condition drug sponsor cursor nosuch; do
    curl -sS -o /dev/null "$API/v1/trials?$what=$canary"
    curl -sS -o /dev/null "$API/trials?$what=$canary"
    curl -sS -o /dev/null -H 'Content-Type: application/json' -d "{\"$what\":\"$canary\"}" "$API/v1/trials/search"
done
curl -sS -o /dev/null "$API/v1/trials?q=%22$canary%22&facets=status&sort=updated"
curl -sS -o /dev/null "$API/v1/suggest?q=$canary"
curl -sS -o /dev/null "$API/v1/suggest?nosuch=$canary"
post() { curl -sS -o /dev/null -H 'Content-Type: application/json' -d "$2" "$API$1"; }
join() { curl -sS -o /dev/null "$API/join" "$@"; }
for path in /v1/match /v1/trials/SMP2039990101/match; do
    post "$path" "{\"facts\":{\"diagnosis\":[\"$canary\"],\"comorbidity\":{\"items\":[\"$canary\"],\"complete\":false},\"prior_therapy\":[{\"value\":\"$canary\",\"current\":true}]}}"
    post "$path" "{\"facts\":{\"sex\":\"$canary\",\"$canary\":1,\"stage\":\"$canary\",\"hba1c\":{\"value\":1,\"unit\":\"$canary\"}}}"
    post "$path" "{\"note\":\"A 62-year-old woman named $canary with $canary cancer, takes $canary.\"}"
    post "$path" "{\"note\":\"62歳の女性。${canary}癌と診断され、${canary}を服用しています。\"}"
    post "$path" "{\"$canary\":\"$canary\",\"lang\":\"$canary\"}"
done
post /v1/match "{\"q\":\"$canary\",\"cursor\":\"$canary\"}"
post /v1/match "{\"q\":\"$canary\",\"filters\":{\"sponsor\":\"$canary\"},\"questions\":10}"
post /v1/match "{\"filters\":{\"near\":\"$canary\",\"$canary\":1}}"
post "/v1/trials/$canary/match" "{}"
post /v1/profile "{\"note\":\"$canary cancer, my doctor is $canary. ${canary}病です。\",\"lang\":\"auto\"}"
post /v1/profile "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"$canary\",\"name\":[{\"family\":\"$canary\"}]}},{\"resource\":{\"resourceType\":\"Condition\",\"id\":\"$canary\",\"code\":{\"text\":\"$canary\"}}},{\"resource\":{\"resourceType\":\"$canary\"}}]}"
post /v1/profile "{\"resourceType\":\"$canary\"}"
post /v1/match "{\"note\":\"$canary" # broken
join -d "diagnosis=$canary&age=62&sex=female&note=$canary%20cancer"
join -d "facts=%7B%22diagnosis%22%3A%5B%22$canary%22%5D%7D&a=comorbidity&v=$canary&free=$canary&q=$canary&lang=ja"
join -d "age=$canary&sex=$canary&facts=$canary&unknown=$canary&drop=$canary"
join -G -d "q=$canary"
curl -sS -o /dev/null "$API/v1/trials/$canary"
curl -sS -o /dev/null "$API/$canary"
curl -sS -o /dev/null -H "Referer: http://x/?q=$canary" -A "$canary" "$API/livez"
curl -sS -o /dev/null -X "$canary" "$API/livez"
sql checkpoint
curl -fsS -o "$SHIRUBE_VAR/metrics.txt" "$API/metrics"
pg_dump -f "$SHIRUBE_VAR/dump.sql" "$SHIRUBE_DATABASE"
kept() { grep -rlaF "$1" "$SHIRUBE_VAR" "$(cat "$SHIRUBE_VAR/pg.where")"; } # names the files
not_kept() {
    local where
    where=$(kept "$1")
    [ -z "$where" ] || { echo "$where"; return 1; }
}
check "what is registered is found in the tables, a request's id in the log (so a canary would be)" bash -c "$(declare -f kept); [ -n \"\$(kept NCT99999991)\" ] && [ -n \"\$(kept event=request)\" ]"
check "what a person typed stands in no log, file, table or metric" not_kept "$canary"

for _ in $(seq 20); do curl -fsS -o /dev/null "$API/v1/changes"; done
./scripts/pg.sh stop
is_said() { curl -fsS "$API/readyz" | grep -q "\"status\":\"$1\""; }
check "without PostgreSQL it says degraded" eventually is_said degraded
check "search still answers" bash -c "curl -fsS '$API/v1/trials?q=%E8%82%BA%E3%81%8C%E3%82%93' | grep -q '\"hits\":\[{'"
check "record pages still answer" bash -c "id=\$(curl -fsS '$API/v1/trials?limit=1' | jq -r '.hits[0].id'); curl -fsS \"$API/v1/trials/\$id\" | grep -q cluster && curl -fsS \"$API/trials/\$id\" | grep -q '<h1>'"
check "history says 503 with Retry-After" bash -c "id=\$(curl -fsS '$API/v1/trials?limit=1' | jq -r '.hits[0].id'); curl -sSi \"$API/v1/trials/\$id/history\" | tr -d '\r' | awk 'NR==1{s=\$2} /^Retry-After/{r=1} END{exit !(s==503 && r)}'"
./scripts/pg.sh start
check "after its return all is ready again" eventually is_said ready
id=$(curl -fsS "$API/v1/trials?limit=1" | jq -r '.hits[0].id')
# each thread holds a connection of its own to the server that went away
all_answer() { for _ in $(seq 20); do curl -fsS -o /dev/null "$API/v1/trials/$id/history" && curl -fsS -o /dev/null "$API/v1/changes" || return 1; done; }
check "and history and changes answer, at the first try" all_answer

curl -sS --limit-rate 20k -o "$SHIRUBE_VAR/dump.gz" "$API/v1/export/trials.ndjson.gz" &
dump=$!
sleep 0.3
kill -TERM "$api"
wait "$dump"
check "a dump under way is finished at shutdown" bash -c "gzip -t '$SHIRUBE_VAR/dump.gz'"
wait "$api"
check "SIGTERM ends the server with status 0" [ $? = 0 ]
check "no line of the log holds a query string" bash -c "grep -q event=request '$SHIRUBE_VAR/api.log' && ! grep -qE '[?&][a-z_]+=' '$SHIRUBE_VAR/api.log'"
world_end
