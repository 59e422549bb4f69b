#!/usr/bin/env bash
# The top of the tree is fixed; no lockfile carries download addresses; no file carries a path of one machine.
set -euo pipefail
. scripts/lib/files.sh
odd=$(sources '*' | cut -d/ -f1 | sort -u | grep -vxE 'indexer|search|api|schema|tests|scripts|Makefile|README\.md|LICENSE|\..*' || true)
[ -z "$odd" ] || { echo "not a room: $odd"; exit 1; }
if sources '*package-lock.json' | xargs grep -l '"resolved"' /dev/null; then
    echo "lockfile with download addresses"
    exit 1
fi
here=$(cd .. && pwd)
case $here in / | /srv | /home | /root | /tmp) exit 0 ;; esac
if sources '*' | xargs grep -lF "$here/" /dev/null; then
    echo "path of one machine: $here"
    exit 1
fi
