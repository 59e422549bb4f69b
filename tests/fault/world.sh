# shellcheck shell=bash
# A registry of its own for one fault test: var folder, PostgreSQL, programs of $SHIRUBE_BUILD. Everything ends with the test.
# usage: . tests/fault/world.sh; then world_start, …; counts in $passed and $failed; world_end prints the closing line.
bin=${SHIRUBE_BUILD:-build/release}/bin
passed=0 failed=0 skipped=0
mkdir -p var
SHIRUBE_VAR=$(mktemp -d "$PWD/var/fault.XXXXXX")
export SHIRUBE_VAR
unset SHIRUBE_DATABASE SHIRUBE_INDEX
children=()

world_cleanup() {
    local pid
    for pid in "${children[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
    wait 2>/dev/null
    ./scripts/pg.sh stop >/dev/null 2>&1 || true
    rm -rf "$(cat "$SHIRUBE_VAR/pg.where" 2>/dev/null || echo "$SHIRUBE_VAR/pg")" "$SHIRUBE_VAR"
}
trap world_cleanup EXIT

world_start() {
    ./scripts/pg.sh start
    SHIRUBE_DATABASE=$(./scripts/pg.sh conninfo)
    export SHIRUBE_DATABASE
    "$bin/shirube-admin" migrate >/dev/null
}

check() { # SENTENCE COMMAND...
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok: $what"
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
    fi
}

# Starts a program in the background; its pid in $last.
start() {
    "$@" >>"$SHIRUBE_VAR/programs.log" 2>&1 &
    last=$!
    children+=("$last")
}

# Waits until a command succeeds. Two minutes: how fast a machine or a build with sanitizers comes to it is not what is tested.
eventually() { # COMMAND...
    local end=$((SECONDS + 120))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# Sets $address when the log says it.
listens() { # LOG
    address=$(sed -n 's/.*event=listening address=//p' "$1")
    [ -n "$address" ]
}

# The API on a free port.
start_api() { # LOG: sets $address
    "$bin/shirube-api" >"$1" 2>&1 &
    children+=("$!")
    eventually listens "$1"
}

index_agrees() {
    local out
    out=$("$bin/shirube-indexer" verify 2>>"$SHIRUBE_VAR/programs.log") || { echo "$out"; return 1; }
    echo "$out" | tail -n 1
    [[ $out == *"missing 0, stale 0, extra 0"* ]]
}

sql() { psql -XAtq "$SHIRUBE_DATABASE options=--search_path=shirube" -c "$1"; }

world_end() {
    [ "$failed" = 0 ] || tail -n 20 "$SHIRUBE_VAR/programs.log"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
