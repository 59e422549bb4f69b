#!/usr/bin/env bash
# Search quality of ours and of each peer that is installed, on the same real trials and queries: plain, and each peer with the
# names of our lexicon as query expansion (expanded: the concept's own names; wide: those of what stands below it, too; any: one of all
# these names will do, ranked: what our relaxation does behind the exact hits).
# usage: quality.sh [RECORDS.ndjson QUERIES.tsv]     default: the shared development set beside the project; skipped where it is absent
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/peers.sh
records=${1:-../shared/data/search-dev/records.ndjson} queries=${2:-../shared/data/search-dev/queries.tsv}
for place in ../shared ../../shared; do
    [ -e "$records" ] || { records=$place/data/search-dev/records.ndjson; queries=$place/data/search-dev/queries.tsv; }
done
if [ ! -e "$records" ] || [ ! -e "$queries" ]; then
    echo "SKIPPED: search quality: no records and queries (usage: quality.sh RECORDS.ndjson QUERIES.tsv)"
    exit 0
fi
mkdir -p var
dir=$(mktemp -d "$PWD/var/quality.XXXXXX")
trap 'rm -rf "$dir"' EXIT
"$build/tests/quality/search_dev" --native "$records" >"$dir/records" || exit 1
"$tools/dump_queries" "$queries" 0 1 >"$dir/questions"
show() { printf '%-32s %s\n' "$1" "$2"; }
show ours "$("$build/tests/quality/search_dev" "$records" "$queries" | sed -n 's/^all *//p')"
peer_build "$dir" "$dir/records" >/dev/null
for peer in $(peers); do
    for mode in plain expanded wide any; do
        peer_search "$dir" "$peer" "$dir/questions" "$mode" - "$dir/run" >/dev/null
        show "$peer, $mode" "$("$tools/judge" "$queries" "$dir/run")"
    done
done
