#!/usr/bin/env bash
# Nothing but xs_… leaves the Xapian shim, mustache's only page_shim_….
set -euo pipefail
make -s MODE=debug build/debug/lib/libshirube-search.a build/debug/lib/libshirube-api.a
check() { # OBJECT PREFIX
    [ -e "$1" ] || { echo "$1 is not built"; return 1; }
    local odd
    odd=$(nm --defined-only --extern-only "$1" | awk '$2 ~ /^[TDBR]$/ { print $3 }' | grep -vE "^$2" || true)
    [ -z "$odd" ] || { echo "$1 exports:"; echo "$odd"; return 1; }
}
check build/debug/obj/search/xapian_shim.cc.o xs_
check build/debug/obj/search/xapian_query_shim.cc.o xs_
check build/debug/obj/api/page_shim.cc.o page_shim_
