#!/usr/bin/env bash
# Notes in free text → facts against the reference ($SHIRUBE_SHARED/data/eligibility/ja): CONVENTIONS.md §8 beside the data, issue 4.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${SHIRUBE_SHARED:-../shared}/data/eligibility/ja
program=${SHIRUBE_BUILD:-build/release}/bin/shirube-criteria
. tests/quality/bars.sh
quality_start "$data/notes_ja.jsonl"

# judge WHAT REFERENCE ANSWERS PRECISION RECALL: the lowest of each
judge() {
    echo "$1:"
    python3 "$data/score_notes.py" --json "$work/figures" "$2" "$3" | tail -n 1
    if python3 - "$work/figures" "$4" "$5" <<'PYTHON'; then
import json, sys
f = json.load(open(sys.argv[1]))
sys.exit(not (f["precision"] >= float(sys.argv[2]) and f["recall"] >= float(sys.argv[3]) and f["evidence_share"] == 1))
PYTHON
        passed=$((passed + 1))
    else
        echo "below the bar: $1"
        failed=$((failed + 1))
    fi
}
python3 "$data/make_inputs.py" "$data" "$work" >/dev/null
"$program" note <"$work/note_ja.jsonl" >"$work/notes"
judge "notes" "$data/notes_ja.jsonl" "$work/notes" 0.97 0.90
# The persons of the decisions: what their notes state is in from_note (a list of attributes; without it: all facts).
cp "$data/names_ja.tsv" "$work/"
python3 - "$data/patients_ja.jsonl" "$work" <<'PYTHON'
import json, sys
with open(sys.argv[2] + "/persons.jsonl", "w") as gold, open(sys.argv[2] + "/persons_in.jsonl", "w") as out:
    for line in open(sys.argv[1]):
        p = json.loads(line)
        stated = p.get("from_note") or list(p["facts"])
        facts = {k: p["facts"][k] for k in stated if k in p["facts"]}
        gold.write(json.dumps({"id": p["id"], "text": p["note"], "facts": facts, "evidence": {}}) + "\n")
        out.write(json.dumps({"id": p["id"], "text": p["note"], "lang": "ja"}) + "\n")
PYTHON
"$program" note <"$work/persons_in.jsonl" >"$work/persons_out"
judge "notes of the persons of the decisions" "$work/persons.jsonl" "$work/persons_out" 0.94 0.85
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
