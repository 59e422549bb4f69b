#!/usr/bin/env bash
# Tables that a clinician edits: each says on its first line what it is, and the generators accept them.
set -euo pipefail
. scripts/lib/files.sh
bad=0
for f in $(sources 'search/data/*.tsv'); do
    head -n 1 "$f" | grep -q '^# ' || { echo "$f: the first line says not what it is"; bad=1; }
done
awk -v out=c -f scripts/gen-attributes.awk schema/codes/prefecture.tsv search/data/attributes.tsv \
    search/data/questions.{ja,easy,en}.tsv search/data/units.tsv >/dev/null || bad=1
gawk -f scripts/gen-note.awk search/data/attributes.tsv search/data/note-ja.tsv >/dev/null || bad=1
awk -f scripts/gen-concept-words.awk search/data/concept-words.tsv >/dev/null || bad=1
gawk -f scripts/gen-criteria.awk search/data/attributes.tsv search/data/fold-words.tsv search/data/criteria-{headings,arms,ja}.tsv >/dev/null || bad=1
exit $bad
