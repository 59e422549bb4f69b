#!/usr/bin/env bash
# The Japanese reader on the shared reference sentences and on whole trials (split and read). Bars: issue "Could I join?".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
gold=${SHIRUBE_SHARED:-../shared}/data/eligibility/ja
reader=${SHIRUBE_BUILD:-build/release}/bin/shirube-criteria
. tests/quality/bars.sh
quality_start "$gold"
bars() { # NAME
    tail -n 1 "$work/score" | sed "s/^/$1: /"
    check "$1: precision of numbers" "$(number 'numeric P' "$work/score")" "at least" 0.98
    check "$1: recall of numbers" "$(number 'numeric P [0-9.]* R' "$work/score")" "at least" 0.93
    check "$1: exact where full is claimed" "$(number 'exact where full claimed' "$work/score")" "at least" 0.85
    check "$1: claimed full" "$(number '| claimed' "$work/score")" "at least" 0.65
    check "$1: false certainty" "$(number 'false certainty' "$work/score")" "at most" 0
}
python3 "$gold/make_inputs.py" "$gold" "$work" >/dev/null
"$reader" read <"$work/read_ja.jsonl" >"$work/out"
python3 "$gold/score_criteria.py" "$gold/criteria_ja.jsonl" "$work/out" >"$work/score"
bars sentences
# Whole blocks: a criterion counts where it stands at the reference's bytes.
python3 - "$gold" "$reader" "$work" <<'P'
import json, subprocess, sys
gold, reader, work = sys.argv[1:]
rows = lambda name: [json.loads(l) for l in open(gold + "/" + name, encoding="utf-8")]
blocks = [{"id": t["id"] + ":" + k, "lang": "ja", "kind": k, "text": t[k + "_text"]} for t in rows("trials_ja.jsonl") for k in ("inclusion", "exclusion")]
text = "".join(json.dumps(b) + "\n" for b in blocks).encode()
got = {}
for line in subprocess.run([reader, "read"], input=text, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines():
    r = json.loads(line)
    for c in r["criteria"]:
        got[r["id"], tuple(c["span"])] = c
with open(work + "/gold", "w") as g, open(work + "/out", "w") as o:
    for r in rows("trials_ja_criteria.jsonl"):
        g.write(json.dumps(dict(r, lang="ja", tags=r.get("tags", []))) + "\n")
        c = got.pop((r["trial"] + ":" + r["kind"], tuple(r["span"])), None)
        if c:
            o.write(json.dumps({"id": r["id"], "criteria": [c]}) + "\n")
with open(work + "/odd", "w") as f:
    f.write("%d\n" % len(got))
P
python3 "$gold/score_criteria.py" "$work/gold" "$work/out" >"$work/score"
bars trials
check "criteria that the reference does not have" "$(cat "$work/odd")" "at most" 0
quality_end
