#!/usr/bin/env bash
# The English reader on the shared reference sentences, the logical forms, the registries' own texts and the physicians'
# decisions. Bars: issue "Could I join?". Figures that are only reported have no check.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
data=${SHIRUBE_SHARED:-../shared}/data
bin=${SHIRUBE_BUILD:-build/release}
. tests/quality/bars.sh
quality_start "$data/eligibility/ja"
gold=$data/eligibility/ja
python3 - "$gold/criteria_en.jsonl" >"$work/in" <<'P'
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    print(json.dumps({k: r[k] for k in ("id", "lang", "kind", "text")}))
P
"$bin/bin/shirube-criteria" read <"$work/in" >"$work/out"
python3 "$gold/score_criteria.py" "$gold/criteria_en.jsonl" "$work/out" >"$work/score"
cat "$work/score"
check "precision of numbers" "$(number 'numeric P' "$work/score")" "at least" 0.97
check "recall of numbers" "$(sed -n 's/.*numeric P [0-9.]* R \([0-9.]*\).*/\1/p' "$work/score")" "at least" 0.90
check "exact where full is claimed" "$(number 'exact where full claimed' "$work/score")" "at least" 0.85
check "claimed full" "$(number '| claimed' "$work/score")" "at least" 0.55
check "false certainty" "$(number 'false certainty' "$work/score")" "at most" 0
echo "logical forms (training part):"
"$bin/tests/quality/logical_forms" "$data/eligibility/logical-forms-train.jsonl"
echo "physicians' decisions (training part):"
"$bin/tests/quality/physician" "$data/eligibility/physician-patients.jsonl" "$data/eligibility/physician-criteria-train.jsonl" >"$work/physician"
cat "$work/physician"
check "wrong exclusions of 100" "$(sed -n 's/.*wrong exclusions [0-9]* (\([0-9.]*\) %).*/\1/p' "$work/physician")" "at most" 0.5
check "accuracy of decisions" "$(number 'accuracy' "$work/physician")" "at least" 0.82
understood() { # NAME: {"id","lang","kind","text"} lines on standard input
    "$bin/bin/shirube-criteria" read >"$work/all" || { failed=$((failed + 1)); echo "FAILED: $1 was not read to its end"; }
    python3 - "$1" "$work/all" <<'P'
import collections, json, sys
n = collections.Counter(c["coverage"] for line in open(sys.argv[2]) for c in json.loads(line)["criteria"])
t = sum(n.values())
print("%s: %d criteria, understood %.3f, in part %.3f, not %.3f" % (sys.argv[1], t, n["full"] / t, n["partial"] / t, n["none"] / t))
P
}
python3 - "$data/ctgov/studies-v2.ndjson" <<'P' | understood "ClinicalTrials.gov records"
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    m = json.loads(line).get("protocolSection", {}).get("eligibilityModule", {})
    if m.get("eligibilityCriteria"):
        print(json.dumps({"id": "", "lang": "en", "kind": "both", "text": m["eligibilityCriteria"]}))
P
python3 - "$data/eligibility/trec-ct-2021/trials.jsonl" <<'P' | understood "TREC-CT 2021 trials"
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    for key, kind in (("inclusion", "inclusion"), ("exclusion", "exclusion")):
        if r.get(key):
            print(json.dumps({"id": r["id"], "lang": "en", "kind": kind, "text": r[key]}))
P
quality_end
