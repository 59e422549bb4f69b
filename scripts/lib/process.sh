# shellcheck shell=bash
# Programs of run.sh: pid files under $SHIRUBE_VAR/run, logs under $SHIRUBE_VAR/log. Stopped by pid, never by name.
# usage: . scripts/lib/process.sh (with SHIRUBE_VAR set)

logs=$SHIRUBE_VAR/log

pid_file() { echo "$SHIRUBE_VAR/run/$1.pid"; }

# The pid of program NAME when it still runs and is still that program.
pid_of() {
    local pid
    pid=$(cat "$(pid_file "$1")" 2>/dev/null) || return 1
    [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$(printf %.15s "shirube-$1")" ] && echo "$pid"
}

# Whether what was started as NAME is still there: right after its start it may not have become that program yet.
is_there() { [ -e "/proc/$(cat "$(pid_file "$1")" 2>/dev/null || echo none)" ]; }

start_program() { # NAME COMMAND...
    local name=$1
    shift
    mkdir -p "$SHIRUBE_VAR/run" "$logs"
    [ ! -e "$logs/$name.log" ] || mv -f "$logs/$name.log" "$logs/$name.log.1"
    setsid "$@" </dev/null >"$logs/$name.log" 2>&1 &
    echo $! >"$(pid_file "$name")"
}

stop_program() { # NAME: asks, waits at most 20 s, then insists
    local pid
    pid=$(pid_of "$1") || { rm -f "$(pid_file "$1")"; return 0; }
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 200); do
        [ -e "/proc/$pid" ] || break
        sleep 0.1
    done
    [ ! -e "/proc/$pid" ] || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$(pid_file "$1")"
}

stop_all() {
    stop_program api
    stop_program indexer
    ./scripts/pg.sh stop
    rm -f "$SHIRUBE_VAR/run/address"
}

# Address of the running API as its own log line says it (port 0 takes a free one).
address() { cat "$SHIRUBE_VAR/run/address"; }

already_running() {
    pid_of api >/dev/null && pid_of indexer >/dev/null && [ -s "$SHIRUBE_VAR/run/address" ] &&
        curl -fsS -o /dev/null --max-time 5 "$(address)/livez" 2>/dev/null
}

# The address that the API's own log tells; nothing while it does not listen yet.
listening_at() { tac "$logs/api.log" | grep -m 1 'event=listening' | grep -oE 'address=[^ ]+' | cut -d= -f2 || true; }

# Listening takes a moment; building the index of a large registry takes minutes, for which there is no limit.
wait_until_ready() {
    local listening='' tries=0
    until [ -n "$listening" ] && curl -fsS -o /dev/null --max-time 2 "http://$listening/readyz" 2>/dev/null; do
        is_there api || { tail -n 5 "$logs/api.log" >&2; echo "shirube-api did not start" >&2; return 1; }
        is_there indexer || { tail -n 5 "$logs/indexer.log" >&2; echo "shirube-indexer did not start" >&2; return 1; }
        listening=$(listening_at)
        tries=$((tries + 1))
        [ -n "$listening" ] || [ "$tries" -lt 600 ] || { echo "shirube-api does not listen after 60 s: see $logs" >&2; return 1; }
        [ $((tries % 100)) != 0 ] || echo "the index is being built ($((tries / 10)) s): $(tail -n 1 "$logs/indexer.log")" >&2
        sleep 0.1
    done
    echo "http://$listening" >"$SHIRUBE_VAR/run/address"
}

wait_for_end() {
    while pid_of api >/dev/null && pid_of indexer >/dev/null; do sleep 1; done
    echo "a program has ended: see $logs" >&2
    stop_all
    return 1
}
