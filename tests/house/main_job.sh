#!/usr/bin/env bash
# run.sh as people use it: start, again, import into what runs, a program that has died, stop. Its own var folder and a free port.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
mkdir -p var
SHIRUBE_VAR=$(mktemp -d "$PWD/var/main.XXXXXX")
export SHIRUBE_VAR SHIRUBE_LISTEN=127.0.0.1:0
unset SHIRUBE_DATABASE SHIRUBE_INDEX
passed=0 failed=0
clean_up() {
    ./scripts/run.sh --stop >/dev/null 2>&1
    rm -rf "$(cat "$SHIRUBE_VAR/pg.where" 2>/dev/null || echo "$SHIRUBE_VAR/pg")" "$SHIRUBE_VAR"
}
trap clean_up EXIT
check() { # SENTENCE COMMAND...
    local what=$1
    shift
    if "$@"; then passed=$((passed + 1)) && echo "ok: $what"; else failed=$((failed + 1)) && echo "FAILED: $what"; fi
}
run() { ./scripts/run.sh "$@" >"$SHIRUBE_VAR/out" 2>"$SHIRUBE_VAR/err"; }
said() { grep -qh -- "$1" "$SHIRUBE_VAR/out" "$SHIRUBE_VAR/err"; }
total() { curl -fsS --max-time 10 "$address/v1/trials?limit=1&q=$1" | jq -r .total; }
# The import is searchable a moment after the program ended.
total_becomes() {
    for _ in $(seq 600); do
        [ "$(total "$1")" != "$2" ] || return 0
        sleep 0.1
    done
    return 1
}
programs() { for p in api indexer; do cat "$SHIRUBE_VAR/run/$p.pid" 2>/dev/null; done; }
refused() { # WHAT IS SAID, OPTIONS...
    local what=$1
    shift
    ! run "$@" && said "$what"
}
runs_and_says() {
    local what=$1
    shift
    run "$@" && said "$what"
}
page_answers() { curl -fsS --max-time 10 -o "$SHIRUBE_VAR/page" "$address/" && grep -q '<form' "$SHIRUBE_VAR/page"; }
gone() { for p in "$@"; do [ ! -e "/proc/$p" ] || return 1; done; }

check "an unknown option is refused" refused "unknown option --detahc" --detahc
check "a file that is not there is refused before anything is started" refused "cannot read nowhere.json" --detach --import nowhere.json
check "it starts and prints the address" run --detach
address=$(tail -n 1 "$SHIRUBE_VAR/out")
check "the samples are found" [ "$(total '%E8%82%BA%E3%81%8C%E3%82%93')" -gt 0 ]
check "the page answers" page_answers
check "a second start says that it runs" runs_and_says "already running: $address" --detach
build/release/bin/shirube-sample -n 3 --first 90001 --dirt off | jq -c '.title.public.ja = "まよなかの虹の研究" | del(.dates.publish_on)' >"$SHIRUBE_VAR/more.ndjson"
check "a file goes into what runs" runs_and_says "read 3 = new 3" --import "$SHIRUBE_VAR/more.ndjson"
check "and is found" total_becomes '%E3%81%BE%E3%82%88%E3%81%AA%E3%81%8B%E3%81%AE%E8%99%B9' 3
kill -KILL "$(cat "$SHIRUBE_VAR/run/api.pid")"
check "after one program has died it starts again" run --detach
address=$(tail -n 1 "$SHIRUBE_VAR/out")
check "with all that was there" [ "$(total '%E3%81%BE%E3%82%88%E3%81%AA%E3%81%8B%E3%81%AE%E8%99%B9')" = 3 ]
readarray -t pids < <(programs)
check "--stop ends well" run --stop
check "and leaves no program" gone "${pids[@]}" "$(head -n 1 "$(cat "$SHIRUBE_VAR/pg.where")/data/postmaster.pid" 2>/dev/null || echo none)"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
