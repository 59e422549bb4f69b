#!/usr/bin/env bash
# The figures of one run: import, bulk index, each peer on the same documents and questions, searches in process and by HTTP,
# visibility, memory; one table with ratios at the end. Nothing passes or fails here.
# usage: bench.sh   BENCH_N=10000 registrations, BENCH_RAW=0 leaves raw Xapian out, BENCH_PEERS=0 Groonga and Lucene,
#                   BENCH_ONLY="groonga-bigram lucene-kuromoji" takes these peers only,
#                   BENCH_KEEP=FOLDER keeps the figures there, BENCH_DATABASE=conninfo takes the registrations from there (import
#                   and visibility, which would write into it, are then left out)
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
n=${BENCH_N:-10000}
. tests/fault/world.sh
. tests/bench/peers.sh
export SHIRUBE_LISTEN=127.0.0.1:0 SHIRUBE_RATE_PER_SECOND=1000000 SHIRUBE_RATE_BURST=1000000 SHIRUBE_LOG_LEVEL=warn
now() { date +%s.%N; }
rate() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%.0f/s (%.1f s)", n / (b - a), b - a }'; }
result() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$figures/results"; } # ENGINE FIGURE VALUE
# "figure value figure value …" of an engine.
results() {
    local engine=$1
    shift
    while [ $# -ge 2 ]; do result "$engine" "$1" "$2"; shift 2; done
}
kb() { du -sk "$1" | cut -f1; }
# Processor time that a process has used, all threads, in ns.
cpu_ns() { awk '{ ns += $1 } END { printf "%.0f\n", ns }' /proc/"$1"/task/*/schedstat; }
# Processor time of process PID for each request that CLIENTS make in 5 s: µs. usage: cpu_of CLIENTS PID ADDRESS [wrk's options]
cpu_of() {
    local clients=$1 pid=$2 address=$3 before requests
    shift 3
    before=$(cpu_ns "$pid")
    requests=$(wrk -t1 -c"$clients" -d5s "$@" "$address" | awk '/requests in/ { print $1 }')
    awk -v ns="$(($(cpu_ns "$pid") - before))" -v n="$requests" 'BEGIN { printf "%.1f", ns / n / 1000 }'
}

registry_make() {
    local a b
    a=$(now)
    "$bin/shirube-sample" -n "$n" >"$SHIRUBE_VAR/records" || { echo "the generator stopped"; exit 1; }
    b=$(now)
    echo "generated: $(rate "$n" "$a" "$b"), $(($(stat -c %s "$SHIRUBE_VAR/records") / n)) bytes each"
    a=$(now)
    "$bin/shirube-import" "$SHIRUBE_VAR/records" >/dev/null 2>&1
    b=$(now)
    echo "imported: $(rate "$n" "$a" "$b")"
    rm -f "$SHIRUBE_VAR/records"
}

ours_build() {
    local generation folder
    # shellcheck disable=SC2046 # words
    results ours $(timed "$SHIRUBE_VAR/time" "$bin/shirube-indexer" rebuild 2>"$SHIRUBE_VAR/rebuild.log")
    generation=$(cat "$SHIRUBE_VAR/index/current")
    folder=$SHIRUBE_VAR/index/$generation
    result ours size_kb "$(kb "$folder")"
    echo "index: $(kb "$folder/xapian") kB Xapian, $(kb "$folder/columns") kB columns"
}

peers_run() {
    local peer figure mode
    mkdir -p "$SHIRUBE_VAR/peers"
    while read -r peer figure; do
        # shellcheck disable=SC2086 # words
        results "$peer" $figure
        result "$peer" size_kb "$(kb "$SHIRUBE_VAR/peers/$peer")"
    done < <(peer_build "$SHIRUBE_VAR/peers" "$SHIRUBE_DATABASE" 2>>"$SHIRUBE_VAR/peers.log")
    "$tools/dump_queries" tests/bench/queries.tsv 0 1 2 >"$SHIRUBE_VAR/questions"
    for peer in $(peers); do
        for mode in plain expanded; do
            # shellcheck disable=SC2046 # words
            results "$peer $mode" $(peer_search "$SHIRUBE_VAR/peers" "$peer" "$SHIRUBE_VAR/questions" "$mode" "$figures/$peer $mode.samples" - 2>>"$SHIRUBE_VAR/peers.log")
        done
        rm -rf "$SHIRUBE_VAR/peers/$peer"
    done
}

# Starts a server, ours or the one that times its searches: $api and $address. usage: api_start PROGRAM
api_start() {
    rm -f "$SHIRUBE_VAR/api.log"
    env SHIRUBE_LOG_LEVEL=info "$1" >"$SHIRUBE_VAR/told" 2> >(grep --line-buffered listening >"$SHIRUBE_VAR/api.log") &
    api=$!
    children+=("$api")
    for _ in $(seq 300); do
        address=$(sed -n 's/.*address=//p' "$SHIRUBE_VAR/api.log" 2>/dev/null)
        [ -n "$address" ] && curl -fsS -o /dev/null "http://$address/readyz" 2>/dev/null && break
        sleep 0.1
    done
}

# What HTTP and JSON cost beside the searches of the same run (api_timed.c).
overhead_run() {
    local clients
    for clients in 1 8; do
        API_TIMED_FROM=1000 api_start "${bin%/bin}/timed/shirube-api"
        wrk -t1 -c$clients -d15s -s tests/bench/load.lua "http://$address" >/dev/null
        kill -TERM "$api"
        wait "$api"
        echo "processor time of a search by HTTP, $clients clients: $(cat "$SHIRUBE_VAR/told")"
    done
}

# NS REQUESTS: the same as the difference of two programs, whose caches are not in the same state.
overhead_tell() {
    awk -F'\t' -v ns="$1" -v requests="$2" '{ ms += $4 } END { printf "processor time of a search: %.0f µs by HTTP, %.0f in process: HTTP and JSON %.0f\n", ns / requests / 1e3, ms / NR * 1e3, ns / requests / 1e3 - ms / NR * 1e3 }' "$figures/ours, asked before.samples"
}

# Processor time of a request to libmicrohttpd alone. usage: floor_run CLIENTS [dealt]
floor_run() {
    local clients=$1 floor port
    shift
    rm -f "$SHIRUBE_VAR/floor" "$SHIRUBE_VAR/floor.port"
    mkfifo "$SHIRUBE_VAR/floor"
    "$tools/http_floor" "$@" <"$SHIRUBE_VAR/floor" >"$SHIRUBE_VAR/floor.port" &
    floor=$!
    exec 9>"$SHIRUBE_VAR/floor"
    children+=("$floor")
    until [ -s "$SHIRUBE_VAR/floor.port" ]; do sleep 0.1; done
    port=$(cat "$SHIRUBE_VAR/floor.port")
    cpu_of "$clients" "$floor" "http://127.0.0.1:$port/"
    exec 9>&-
}

# A record that is asked for again (200), one that the client has kept (304), and what libmicrohttpd alone costs.
record_run() {
    local id etag clients
    id=$(curl -s "http://$address/v1/trials?limit=1" | jq -r '.hits[0].id')
    etag=$(curl -sI "http://$address/v1/trials/$id" | tr -d '\r' | sed -n 's/^ETag: //Ip')
    for clients in 8 64; do
        echo "processor time of a request, $clients clients: record $(cpu_of $clients "$api" "http://$address/v1/trials/$id") µs, kept by the client (304) $(cpu_of $clients "$api" "http://$address/v1/trials/$id" -H "If-None-Match: $etag") µs, /livez $(cpu_of $clients "$api" "http://$address/livez") µs; libmicrohttpd alone $(floor_run $clients) µs, with its connections dealt out as ours $(floor_run $clients dealt) µs"
    done
}

# The same of one thread, which has every connection: what a request costs where a thread never sleeps between two of them.
record_alone_run() {
    local id etag
    SHIRUBE_THREADS=1 api_start "$bin/shirube-api"
    id=$(curl -s "http://$address/v1/trials?limit=1" | jq -r '.hits[0].id')
    etag=$(curl -sI "http://$address/v1/trials/$id" | tr -d '\r' | sed -n 's/^ETag: //Ip')
    echo "processor time of a request, 8 clients, one thread: record $(cpu_of 8 "$api" "http://$address/v1/trials/$id") µs, kept by the client (304) $(cpu_of 8 "$api" "http://$address/v1/trials/$id" -H "If-None-Match: $etag") µs; libmicrohttpd alone $(floor_run 8) µs"
    kill -TERM "$api"
    wait "$api"
}

http_run() {
    local clients out before
    awk -F'\t' '!/^#/ { print "q=" $2 ($3 ? "&" $3 : "") }' tests/bench/queries.tsv | jq -rR 'split("&") | map(if startswith("q=") then "q=" + (.[2:] | @uri) else . end) | join("&") | "/v1/trials?limit=10&" + .' >"$SHIRUBE_VAR/paths"
    export BENCH_PATHS=$SHIRUBE_VAR/paths
    wrk -t1 -c1 -d5s -s tests/bench/load.lua "http://$address" >/dev/null
    for clients in 1 8; do
        before=$(cpu_ns "$api")
        out=$(wrk -t1 -c$clients -d10s -s tests/bench/load.lua "http://$address" | grep '^requests')
        echo "HTTP, $clients clients: $out"
        [ $clients = 1 ] && overhead_tell "$(($(cpu_ns "$api") - before))" "$(awk '{ print $2 }' <<<"$out")"
        # requests N failed N rate N/s p50 N ms p95 N ms p99 N ms
        [ $clients = 1 ] && awk '{ print "p50", $8, "p95", $11, "p99", $14 }' <<<"$out" | while read -r line; do
            # shellcheck disable=SC2086 # words
            results ours-http $line
        done
        [ $clients = 8 ] && result ours-http qps "$(awk '{ sub("/s", "", $6); print $6 }' <<<"$out")"
    done
    record_run
    export BENCH_BODIES=tests/bench/people.ndjson
    wrk -t1 -c1 -d3s -s tests/bench/match.lua "http://$address" >/dev/null
    out=$(wrk -t1 -c1 -d10s -s tests/bench/match.lua "http://$address" | grep '^requests')
    echo "POST /v1/match, 1 client: $out"
    awk '{ print "p50", $8, "p95", $11, "p99", $14 }' <<<"$out" | while read -r line; do
        # shellcheck disable=SC2086 # words
        results ours-match-http $line
    done
    echo "trees: $(kb "$SHIRUBE_VAR/index/$(cat "$SHIRUBE_VAR/index/current")/trees") kB"
    result ours-http resident_kb "$(awk '/^VmRSS/ { print $2 }' "/proc/$api/status")"
    echo "memory of shirube-api: $(awk '/^RssAnon/ { print $2 }' "/proc/$api/status") kB of its own, $(awk '/^VmRSS/ { print $2 }' "/proc/$api/status") kB resident"
}

visible_run() {
    local line id a
    "$bin/shirube-sample" -n 40 --first $((n + 1)) --dirt off | jq -c 'select(.dates.publish_on == null)' | while read -r line; do
        id=$(jq -r .source.id <<<"$line")
        printf '%s\n' "$line" | "$bin/shirube-import" - >/dev/null 2>&1
        a=$(date +%s%N)
        until [ "$(curl -s -o /dev/null -w '%{http_code}' "http://$address/v1/trials/$id")" = 200 ]; do :; done
        echo $((($(date +%s%N) - a) / 1000))
    done | sort -n | awk '{ v[NR] = $1 } END { printf "from submission to visible, after the import program ended: p50 %.0f ms, p95 %.0f ms over %d submissions (one request takes about 8 ms of it)\n", v[int(NR / 2) + 1] / 1000, v[int(NR * .95)] / 1000, NR }'
}

figures=$SHIRUBE_VAR/figures
mkdir -p "$figures"
if [ -n "${BENCH_DATABASE:-}" ]; then
    export SHIRUBE_DATABASE=$BENCH_DATABASE
else
    world_start
    registry_make
fi
published=$(sql "SELECT count(*) FROM trial WHERE is_published")
result all documents "$published"
echo "== $published published registrations, $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg) ($(git describe --always --dirty 2>/dev/null))"
ours_build
peers_run
echo "== search in process, by kind of question"
BENCH_FORGET=1 "$tools/bench_search" "$SHIRUBE_VAR/index" 5 "$figures/ours.samples"
"$tools/bench_search" "$SHIRUBE_VAR/index" 5 "$figures/ours, asked before.samples" | tail -n 1
echo "== search by HTTP"
start "$bin/shirube-indexer" run
api_start "$bin/shirube-api"
http_run
# the generator ends at serial 1,000,000: then there is nothing new to submit
[ -n "${BENCH_DATABASE:-}" ] || [ "$n" -gt 999960 ] || visible_run
overhead_run
record_alone_run
echo "== side by side (in brackets: ours to theirs; times below 1 and rates above 1 are good for us)"
peer_samples=("$figures"/*-*.samples)
[ -e "${peer_samples[0]}" ] || peer_samples=()
gawk -f tests/bench/table.awk "$figures"/results "$figures"/ours.samples "$figures"/ours,*.samples "${peer_samples[@]}"
if [ -n "${BENCH_KEEP:-}" ]; then mkdir -p "$BENCH_KEEP" && cp "$figures"/* "$BENCH_KEEP"; fi
if [ "${BENCH_QUALITY:-1}" != 0 ]; then
    echo "== search quality on real trials and queries"
    tests/bench/quality.sh
fi
