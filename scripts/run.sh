#!/usr/bin/env bash
# The main job: installs what is missing, builds, starts a private PostgreSQL under var/, migrates, imports
# registrations, indexes them and serves search. Again = starts in seconds. Ctrl-C stops all it started.
#
# usage: run.sh [--no-samples] [--import FILE]... [--detach] [--stop]
#   --no-samples    do not import the 600 sample registrations into an empty registry
#   --import FILE   import a registry file (any known format, plain or .gz), also into what already runs; may be repeated
#   --detach        return when the address answers; stop later with --stop
#   --stop          stop what a former run left running, and return
# SHIRUBE_LISTEN (default 127.0.0.1:8080) and SHIRUBE_VAR (default var) let several run side by side.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    sed -n '5,11s/^# \{0,1\}//p' "$0"
    exit "$1"
}
samples=1 detach=0 stop=0 files=()
while [ $# -gt 0 ]; do
    case $1 in
    --no-samples) samples=0 ;;
    --import)
        [ $# -ge 2 ] || { echo "run.sh: --import needs a file" >&2; usage 64 >&2; }
        [ -r "$2" ] || { echo "run.sh: --import: cannot read $2" >&2; exit 1; }
        files+=("$2")
        shift
        ;;
    --detach) detach=1 ;;
    --stop) stop=1 ;;
    -h | --help) usage 0 ;;
    *) echo "run.sh: unknown option $1" >&2; usage 64 >&2 ;;
    esac
    shift
done

mkdir -p "${SHIRUBE_VAR:-var}"
SHIRUBE_VAR=$(cd "${SHIRUBE_VAR:-var}" && pwd)
export SHIRUBE_VAR SHIRUBE_LISTEN=${SHIRUBE_LISTEN:-127.0.0.1:8080}
bin=build/release/bin
. scripts/lib/process.sh

if [ "$stop" = 1 ]; then
    stop_all
    exit 0
fi

say() { printf '%s\n' "$*" >&2; }
step_build() {
    ./scripts/deps.sh run
    make -s -j"$(nproc)" MODE=release || { say "the build failed"; exit 1; }
}
step_database() {
    ./scripts/pg.sh start
    SHIRUBE_DATABASE=$(./scripts/pg.sh conninfo)
    export SHIRUBE_DATABASE
    "$bin/shirube-admin" migrate
}
step_import() {
    local records
    records=$("$bin/shirube-admin" status | sed -n 's/^registrations: *//p')
    if [ "$samples" = 1 ] && [ "${records:-0}" = 0 ] && [ ${#files[@]} = 0 ]; then
        mkdir -p "$logs"
        say "importing the sample registrations (fictional; some are as odd as real ones: $logs/samples.log)"
        "$bin/shirube-sample" -n 600 --history on | "$bin/shirube-import" --format native - 2>"$logs/samples.log" || { tail -n 5 "$logs/samples.log" >&2; exit 1; }
    fi
    import_files
}
import_files() {
    local file
    for file in "${files[@]}"; do
        local status=0
        "$bin/shirube-import" "$file" || status=$?
        case $status in
        0) ;;
        2) say "some records of $file were quarantined (see above); the others are in" ;;
        *) exit "$status" ;;
        esac
    done
}
step_serve() {
    stop_program api # what one of them left running when the other ended
    stop_program indexer
    start_program indexer "$bin/shirube-indexer" run
    start_program api "$bin/shirube-api"
    wait_until_ready
}

if already_running; then
    say "already running: $(address) (./scripts/run.sh --stop ends it)"
    SHIRUBE_DATABASE=$(./scripts/pg.sh conninfo)
    export SHIRUBE_DATABASE
    import_files
    exit 0
fi
clean_up() {
    local code=$?
    trap - EXIT
    [ "$code" = 0 ] || stop_all
    exit "$code"
}
trap clean_up EXIT
step_build
step_database
step_import
step_serve
say "shirube answers at $(address)"
say "  the page:    $(address)/"
say "  the API:     $(address)/v1/trials?q=%E8%82%BA%E3%81%8C%E3%82%93"
if [ "$detach" = 1 ]; then
    address
    exit 0
fi
say "Ctrl-C stops it"
trap 'trap - EXIT; stop_all; exit 0' INT TERM
wait_for_end
