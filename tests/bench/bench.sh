#!/usr/bin/env bash
# The figures of one run: import, bulk index, raw Xapian on the same terms, searches in process and by HTTP, visibility, memory.
# usage: bench.sh   BENCH_N=10000 registrations, BENCH_RAW=0 leaves raw Xapian out. Nothing passes or fails here.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
n=${BENCH_N:-10000}
. tests/fault/world.sh
tools=${SHIRUBE_BUILD:-build/release}/tests/bench
export SHIRUBE_LISTEN=127.0.0.1:0 SHIRUBE_RATE_PER_SECOND=1000000 SHIRUBE_RATE_BURST=1000000 SHIRUBE_LOG_LEVEL=warn
seconds() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", b - a }'; }
now() { date +%s.%N; }
rate() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%.0f", n / (b - a) }'; }
echo "== $n registrations, $(nproc) processors"
world_start
a=$(now)
"$bin/shirube-sample" -n "$n" >"$SHIRUBE_VAR/records"
b=$(now)
echo "generated: $(rate "$n" "$a" "$b")/s, $(($(stat -c %s "$SHIRUBE_VAR/records") / n)) bytes each"
a=$(now)
"$bin/shirube-import" "$SHIRUBE_VAR/records" >/dev/null 2>&1
b=$(now)
echo "imported: $(rate "$n" "$a" "$b")/s ($(seconds "$a" "$b") s)"
/usr/bin/time -f "%e s wall, %U s user, %M kB largest process" -o "$SHIRUBE_VAR/time" "$bin/shirube-indexer" rebuild >/dev/null 2>&1
published=$(sql "SELECT count(*) FROM trial WHERE is_published")
wall=$(cut -d' ' -f1 "$SHIRUBE_VAR/time")
ours=$(awk -v n="$published" -v s="$wall" 'BEGIN { printf "%.0f", n / s }')
echo "bulk index from PostgreSQL: $ours/s; $(cat "$SHIRUBE_VAR/time"); two writers in it"
generation=$(cat "$SHIRUBE_VAR/index/current")
echo "index: $(($(du -sk "$SHIRUBE_VAR/index/$generation" | cut -f1) / 1024)) MiB ($(du -sk "$SHIRUBE_VAR/index/$generation/xapian" | cut -f1) kB Xapian, $(du -sk "$SHIRUBE_VAR/index/$generation/columns" | cut -f1) kB columns)"
compare_raw() {
    "$tools/dump_terms" "$SHIRUBE_DATABASE" "$SHIRUBE_VAR/terms0" 0 2 &
    "$tools/dump_terms" "$SHIRUBE_DATABASE" "$SHIRUBE_VAR/terms1" 1 2
    wait %% 2>/dev/null
    XAPIAN_FLUSH_THRESHOLD=${BENCH_RAW_THRESHOLD:-2000} "$tools/raw_xapian" build "$SHIRUBE_VAR/raw" "$SHIRUBE_VAR/terms0" "$SHIRUBE_VAR/terms1" | tee "$SHIRUBE_VAR/raw.out"
    raw=$(sed -n 's|.* \([0-9]*\)/s$|\1|p' "$SHIRUBE_VAR/raw.out")
    echo "ratio to raw Xapian: $(awk -v o="$ours" -v r="$raw" 'BEGIN { printf "%.2f", o / r }') (bar 0.85)"
    rm -f "$SHIRUBE_VAR"/terms?
}
[ "${BENCH_RAW:-1}" = 0 ] || compare_raw
echo "== search in process (ms)"
"$tools/bench_search" "$SHIRUBE_VAR/index" 5
[ "${BENCH_RAW:-1}" = 0 ] || "$tools/raw_xapian" search "$SHIRUBE_VAR/raw" tests/bench/queries.tsv 5
rm -rf "$SHIRUBE_VAR"/raw*
echo "== search by HTTP"
start "$bin/shirube-indexer" run
env SHIRUBE_LOG_LEVEL=info "$bin/shirube-api" 2> >(grep --line-buffered listening >"$SHIRUBE_VAR/api.log") &
api=$!
children+=("$api")
for _ in $(seq 100); do
    address=$(sed -n 's/.*address=//p' "$SHIRUBE_VAR/api.log" 2>/dev/null)
    [ -n "$address" ] && curl -fsS -o /dev/null "http://$address/readyz" 2>/dev/null && break
    sleep 0.1
done
awk -F'\t' '!/^#/ { print "q=" $2 ($3 ? "&" $3 : "") }' tests/bench/queries.tsv | jq -rR 'split("&") | map(if startswith("q=") then "q=" + (.[2:] | @uri) else . end) | join("&") | "/v1/trials?limit=10&" + .' >"$SHIRUBE_VAR/paths"
export BENCH_PATHS=$SHIRUBE_VAR/paths
wrk -t1 -c1 -d5s -s tests/bench/load.lua "http://$address" >/dev/null
for clients in 1 8; do
    echo "$clients clients: $(wrk -t1 -c$clients -d10s -s tests/bench/load.lua "http://$address" | grep '^requests')"
done
echo "memory of shirube-api: $(awk '/^RssAnon/ { print $2 }' "/proc/$api/status") kB of its own, $(awk '/^VmRSS/ { print $2 }' "/proc/$api/status") kB resident"
echo "== from submission to visible"
"$bin/shirube-sample" -n 40 --first $((n + 1)) --dirt off | jq -c 'select(.dates.publish_on == null)' | while read -r line; do
    id=$(jq -r .source.id <<<"$line")
    printf '%s\n' "$line" | "$bin/shirube-import" - >/dev/null 2>&1
    a=$(date +%s%N)
    until [ "$(curl -s -o /dev/null -w '%{http_code}' "http://$address/v1/trials/$id")" = 200 ]; do :; done
    echo $((($(date +%s%N) - a) / 1000))
done | sort -n | awk '{ v[NR] = $1 } END { printf "after the import program ended: p50 %.0f ms, p95 %.0f ms over %d submissions (one request takes about 8 ms of it)\n", v[int(NR / 2) + 1] / 1000, v[int(NR * .95)] / 1000, NR }'
