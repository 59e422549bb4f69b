#!/usr/bin/env bash
# An index that cannot be used: of another format, searches are told to come back; damaged, the generation before answers.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
export SHIRUBE_LISTEN=127.0.0.1:0 SHIRUBE_THREADS=2
world_start
"$bin/shirube-sample" -n 60 | "$bin/shirube-import" - >/dev/null
"$bin/shirube-indexer" run --once >/dev/null 2>&1
"$bin/shirube-indexer" rebuild >/dev/null 2>&1
index=$SHIRUBE_VAR/index
search() { curl -s -D "$SHIRUBE_VAR/head" -o /dev/null -w '%{http_code}' --max-time 10 "http://$address/v1/trials?q=a"; }
metric() { curl -s "http://$address/metrics" | sed -n "s/^$1 //p"; }
check "the server starts" start_api "$SHIRUBE_VAR/api.log"
check "searches answer" [ "$(search)" = 200 ]
check "from the generation in use" [ "$(metric shirube_index_fallen_back)" = 0 ]

: >"$index/$(cat "$index/current")/xapian/iamglass"
check "a server starts on a damaged index" start_api "$SHIRUBE_VAR/second.log"
check "with a damaged index searches answer from the one before" [ "$(search)" = 200 ]
check "and metrics say so" [ "$(metric shirube_index_fallen_back)" = 1 ]
check "verify says that it is damaged" bash -c "! '$bin/shirube-indexer' verify 2>'$SHIRUBE_VAR/verify' && grep -q iamglass '$SHIRUBE_VAR/verify'"
check "the indexer builds a new one" "$bin/shirube-indexer" run --once
check "database and index agree" index_agrees
check "and searches answer from it" [ "$(search)/$(metric shirube_index_fallen_back)" = 200/0 ]

if command -v xapian-metadata >/dev/null; then
    xapian-metadata set "$index/$(cat "$index/current")/xapian" format 0
    check "a server starts on an index of another format" start_api "$SHIRUBE_VAR/third.log"
    check "searches are told to come back later" [ "$(search)" = 503 ]
    check "and when" grep -qi '^retry-after: [0-9]' "$SHIRUBE_VAR/head"
    check "the indexer builds one of this format" "$bin/shirube-indexer" run --once
    check "searches answer again" [ "$(search)" = 200 ]
else
    skipped=5
fi
world_end
