#!/usr/bin/env bash
# Real files of names in $SHIRUBE_SHARED/data/lexicons through shirube-indexer lexicon add: every line accounted for, the same
# again changes nothing, and the names are found. Counts come from elsewhere than the importer.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
data=${SHIRUBE_SHARED:-../shared}/data/lexicons
if [ ! -d "$data" ]; then
    echo "SKIPPED: $data is not here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
program=${SHIRUBE_BUILD:-build/release}/bin/shirube-indexer
SHIRUBE_VAR=$(mktemp -d)
export SHIRUBE_VAR
trap 'rm -rf "$SHIRUBE_VAR"' EXIT
out=$SHIRUBE_VAR/out folder=$SHIRUBE_VAR/lexicon
passed=0 failed=0
check() { # NAME COMMAND...
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name"; fi
}
number() { # TABLE WORD: the number that stands before or behind WORD in what was said of TABLE
    sed -n "/^$1: /,/^  [wn]/p" "$out" | grep -oE "$2 [0-9]+" | head -n 1 | grep -oE '[0-9]+$'
}
nando=$data/nando.jsonl sudachi=$data/sudachi-medical-groups.tsv
diseases=$(ls "$data"/operator-supplied/disease-master-*.tsv) drugs=$(ls "$data"/operator-supplied/drug-generic-brand-*.tsv)
"$program" lexicon add "$nando" "$sudachi" "$diseases" "$drugs" >"$out"
check "exit status 0: nothing is quarantined" [ $? = 0 ]
cat "$out"
check "NANDO: each line is read" [ "$(number 10-nando.tsv read)" = "$(grep -c . "$nando")" ]
check "disease master: each line is read" [ "$(number 20-disease-master.tsv read)" = $(($(grep -c . "$diseases") - 1)) ]
check "drug list: each line is read" [ "$(number 30-drug-list.tsv read)" = $(($(grep -c . "$drugs") - 1)) ]
check "Sudachi: each line is read" [ "$(number 40-sudachi.tsv read)" = "$(grep -c . "$sudachi")" ]
for table in 10-nando 20-disease-master 30-drug-list 40-sudachi; do
    concepts=$(number $table.tsv concepts)
    check "$table: concepts = merged + new + conflicts" \
        [ "$concepts" = $(($(number $table.tsv merged) + $(number $table.tsv new) + $(number $table.tsv conflicts))) ]
    check "$table: the table has them" [ "$concepts" = "$(grep -vc '^#' "$folder/$table.tsv")" ]
    check "$table: conflicts are few" [ $(($(number $table.tsv conflicts) * 50)) -le "$concepts" ]
done
check "NANDO: deprecated ones are skipped, no others" [ "$(number 10-nando.tsv skipped)" = "$(grep -c '"deprecated": true' "$nando")" ]
check "NANDO: half of it is known already" [ $(($(number 10-nando.tsv merged) * 2)) -ge "$(number 10-nando.tsv concepts)" ]
check "drug list: half of it is known already" [ $(($(number 30-drug-list.tsv merged) * 2)) -ge "$(number 30-drug-list.tsv concepts)" ]
check "disease master: codes Z and X only are skipped" [ "$(number 20-disease-master.tsv skipped)" = "$(cut -f 4 "$diseases" | grep -c '^[V-Z]')" ]
cat "$folder"/*.tsv | cksum >"$SHIRUBE_VAR/first"
"$program" lexicon add "$drugs" "$diseases" "$sudachi" "$nando" >"$out"
check "the same again, in another order: said of each" [ "$(grep -c '^  nothing has changed$' "$out")" = 4 ]
check "and nothing has changed" [ "$(cat "$folder"/*.tsv | cksum)" = "$(cat "$SHIRUBE_VAR/first")" ]
"$program" lexicon check >"$out"
check "lexicon check finds no fault" [ $? = 0 ]
tail -n 1 "$out"
"$program" lexicon list >"$out"
check "four additions are listed" grep -q 'additions 4 in' "$out"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
