#!/usr/bin/env bash
# Tables that a clinician edits: each says on its first line what it is, and the generators accept them (no form twice, no unknown name).
set -euo pipefail
. scripts/lib/files.sh
bad=0 data=search/data
for f in $(sources 'search/data/*.tsv'); do
    head -n 1 "$f" | grep -q '^# ' || { echo "$f: the first line says not what it is"; bad=1; }
done
generate() { # GENERATOR TABLES...
    gawk -f "scripts/gen-$1.awk" "${@:2}" >/dev/null || bad=1
}
gawk -v out=c -f scripts/gen-attributes.awk schema/codes/prefecture.tsv $data/attributes.tsv $data/questions.{ja,easy,en}.tsv $data/units.tsv >/dev/null || bad=1
generate note $data/attributes.tsv $data/note-ja.tsv
generate note-en $data/note-en.tsv
generate concept-words $data/concept-words.tsv
generate findings $data/findings.tsv
generate symptoms $data/symptoms.tsv
generate criteria $data/attributes.tsv $data/fold-words.tsv $data/criteria-{headings,arms,ja}.tsv
gawk -v out=c -v prefix=ja_words -f scripts/gen-words.awk $data/criteria-ja-{doubt,words}.tsv search/criteria_ja_*.c search/criteria_{read_ja,tidy}.c >/dev/null || bad=1
gawk -v out=c -v prefix=en_list -f scripts/gen-words.awk $data/note-en-lists.tsv search/note_en_*.c search/note_read_en*.c >/dev/null || bad=1
gawk -v out=c -v prefix=nj_list -f scripts/gen-words.awk $data/note-ja-lists.tsv search/note_ja_*.c search/note_read_ja.c >/dev/null || bad=1
if LC_ALL=C grep -nP '^([^"]*"[^"]*")*[^"]*"[^"]*[\x80-\xff]' search/criteria_ja_*.c search/criteria_read_ja.c; then
    echo "words of the Japanese reader stand in criteria-ja-{doubt,words}.tsv"
    bad=1
fi
generate criteria-en $data/attributes.tsv $data/criteria-en.tsv
gawk -b -v out=c -f scripts/gen-cues-en.awk $data/criteria-cues-en.tsv search/criteria_read_en*.c >/dev/null || bad=1
generate fhir $data/attributes.tsv $data/{fhir-codes,icd10}.tsv
generate fold $data/fold-{kanji,words}.tsv
generate places $data/{places,postal}.tsv
exit $bad
