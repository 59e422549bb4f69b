#!/usr/bin/env bash
# The Japanese criteria reader against the reference readings, when they are there (SHIRUBE_ELIGIBILITY, default ../shared/…).
# Bars of eligibility.md §5. Without the data the check is skipped, loudly.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${SHIRUBE_ELIGIBILITY:-../shared/data/eligibility/ja}
bin=${SHIRUBE_BUILD:-build/release}/bin/shirube-criteria
for place in "$data" ../../shared/data/eligibility/ja; do
    [ ! -e "$place/criteria_ja.jsonl" ] || { data=$place; break; }
done
[ -e "$data/criteria_ja.jsonl" ] || { echo "SKIPPED: no reference readings in $data"; exit 0; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 "$data/make_inputs.py" "$data" "$tmp" >/dev/null
"$bin" read <"$tmp/read_ja.jsonl" >"$tmp/out.jsonl"
python3 "$data/score_criteria.py" "$data/criteria_ja.jsonl" "$tmp/out.jsonl" | tee "$tmp/score"
tail -n 1 "$tmp/score" | awk '
    function after(word,    i) { for (i = 1; i < NF; i++) if ($i == word) return $(i + 1); return -1 }
    function bar(name, got, want) { if (got < want) { print name " " got " is under " want; bad = 1 } }
    { for (i = 1; i <= NF; i++) if ($i == "numeric") { p = $(i + 2); r = $(i + 4) }
      bar("numeric precision", p, 0.98); bar("numeric recall", r, 0.93)
      bar("exact where claimed", after("claimed"), 0.85)
      for (i = 1; i <= NF; i++) { if ($i == "claimed" && $(i - 1) == "|") c = $(i + 1); if ($i == "certainty") f = $(i + 1) }
      bar("claimed", c, 0.65)
      if (f != 0) { print "false certainty " f; bad = 1 } }
    END { exit bad }'
