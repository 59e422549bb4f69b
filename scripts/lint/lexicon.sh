#!/usr/bin/env bash
# The tables of the lexicon: unknown parents, circles, ids and names twice, a name of two concepts that do not both call it
# ambiguous, missing readings; each file says on its first line what it is.
set -euo pipefail
. scripts/lib/files.sh
mapfile -t tables < <(sources 'search/data/lexicon/*.tsv')
[ ${#tables[@]} -gt 0 ] || { echo "no tables"; exit 1; }
bad=0
for table in "${tables[@]}"; do
    head -n 1 "$table" | grep -q '^#' || { echo "$table:1: says not what it is"; bad=1; }
done
# It reads the tables given: which ones it was built with is no matter.
held=build/debug/gen/search/lexicon_gen.c as_is=()
[ ! -e "$held" ] || as_is=(-o "$held")
make -s MODE=debug "${as_is[@]}" build/debug/tests/quality/lexicon
build/debug/tests/quality/lexicon --lint "${tables[@]}" || bad=1
exit $bad
