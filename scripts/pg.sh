#!/usr/bin/env bash
# The private PostgreSQL of one $SHIRUBE_VAR (default var): unix socket only, UTF-8 with C.UTF-8, data checksums.
# usage: pg.sh start|stop|status|conninfo
# PostgreSQL refuses to run as root: then it runs as the user postgres of Debian's package, and where that user cannot
# reach $SHIRUBE_VAR (a clone under /root) the data stand in /var/lib/shirube/NAME instead; var/pg.where says where.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "${SHIRUBE_VAR:-var}"
var=$(cd "${SHIRUBE_VAR:-var}" && pwd)
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin -type d 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "pg.sh: no PostgreSQL server found (scripts/deps.sh run)" >&2; exit 1; }

as_server() {
    if [ "$(id -u)" = 0 ]; then (cd / && exec setpriv --reuid postgres --regid postgres --init-groups -- "$@"); else "$@"; fi
}

# Folder of data and socket, made once and remembered.
place() {
    if [ -s "$var/pg.where" ]; then
        cat "$var/pg.where"
        return
    fi
    local base=$var/pg
    if [ "$(id -u)" = 0 ]; then
        mkdir -p "$base"
        chown postgres:postgres "$base"
        if ! as_server test -w "$base"; then
            rmdir "$base"
            mkdir -p /var/lib/shirube
            base=$(mktemp -d /var/lib/shirube/XXXXXX)
            chown postgres:postgres "$base"
        fi
    else
        mkdir -p "$base"
    fi
    echo "$base" >"$var/pg.where"
    echo "$base"
}

# A socket's path may have 107 bytes: a long $SHIRUBE_VAR gets a folder under /tmp.
socket_folder() {
    if [ "${#base}" -le 80 ]; then
        echo "$base"
    else
        [ -s "$var/pg.socket" ] || mktemp -d /tmp/shirube-pg-XXXXXX >"$var/pg.socket"
        cat "$var/pg.socket"
    fi
}

base=$(place)
data=$base/data
socket=$(socket_folder)

running() { as_server "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

create() {
    [ ! -s "$data/PG_VERSION" ] || return 0
    [ "$(id -u)" != 0 ] || chown postgres:postgres "$base"
    as_server "$bin/initdb" -D "$data" -U shirube --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums >"$var/pg.log" 2>&1 ||
        { tail -n 5 "$var/pg.log" >&2; return 1; }
    as_server tee -a "$data/postgresql.conf" >/dev/null <<EOF
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
wal_compression = on
max_wal_size = 2GB
timezone = 'UTC'
EOF
}

start() {
    create
    [ "$(id -u)" != 0 ] || chown postgres:postgres "$base" "$socket"
    running || as_server "$bin/pg_ctl" -D "$data" -l "$data/server.log" -o "-k '$socket'" -w -t 60 start >/dev/null ||
        { as_server tail -n 5 "$data/server.log" >&2; return 1; }
    "$bin/psql" -qXAt -h "$socket" -U shirube -d postgres -c "select 1 from pg_database where datname = 'shirube'" | grep -q 1 ||
        "$bin/createdb" -h "$socket" -U shirube -T template0 -E UTF8 --locale=C.UTF-8 shirube
}

case ${1:-} in
start) start ;;
stop)
    if running; then as_server "$bin/pg_ctl" -D "$data" -m fast -w -t 60 stop >/dev/null; fi
    if [ -s "$var/pg.socket" ]; then
        rm -rf "$(cat "$var/pg.socket")"
        rm -f "$var/pg.socket"
    fi
    ;;
status) if running; then echo running; else echo stopped; fi ;;
conninfo) echo "host=$socket dbname=shirube user=shirube" ;;
*)
    echo "usage: pg.sh start|stop|status|conninfo" >&2
    exit 64
    ;;
esac
