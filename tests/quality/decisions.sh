#!/usr/bin/env bash
# Decisions of person × trial against the reference ($SHIRUBE_SHARED/data/eligibility/ja): the matcher alone on the reference
# trees, then, where it is built, shirube-criteria from the prose. Bars: CONVENTIONS.md beside the data, issue 4.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${SHIRUBE_SHARED:-../shared}/data/eligibility/ja
build=${SHIRUBE_BUILD:-build/release}
. tests/quality/bars.sh
quality_start "$data/decisions_ja.jsonl"
python3 "$data/make_inputs.py" "$data" "$work" >/dev/null

# judge WHAT ANSWERS ACCURACY WRONG VERDICTS: lowest criterion accuracy, highest share of wrong exclusions, lowest verdict accuracy
judge() {
    python3 "$data/score_decisions.py" --json "$work/figures" "$data/decisions_ja.jsonl" "$2" | tail -n 1
    if python3 - "$work/figures" "$3" "$4" "$5" <<'PYTHON'; then
import json, sys
f = json.load(open(sys.argv[1]))
low, wrong, verdicts = map(float, sys.argv[2:])
sys.exit(not (f["criterion_accuracy"] >= low and f["wrong_exclusion_rate"] <= wrong and f["verdict_accuracy"] >= verdicts))
PYTHON
        passed=$((passed + 1))
    else
        echo "below the bar: $1"
        failed=$((failed + 1))
    fi
}
echo "the matcher alone:"
"$build/tests/quality/gold_match" "$data/trials_ja_criteria.jsonl" <"$work/match_ja.jsonl" >"$work/alone"
judge "the matcher alone" "$work/alone" 0.98 0.005 0.95
if [ -x "$build/bin/shirube-criteria" ]; then
    echo "from the prose:"
    "$build/bin/shirube-criteria" match <"$work/match_ja.jsonl" >"$work/prose"
    judge "from the prose" "$work/prose" 0.95 0.005 0.95
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
