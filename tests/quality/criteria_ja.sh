#!/usr/bin/env bash
# The Japanese reader on the shared reference sentences and on whole trials (split and read). Bars: issue "Could I join?".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
gold=${SHIRUBE_SHARED:-../shared}/data/eligibility/ja
reader=${SHIRUBE_BUILD:-build/release}/bin/shirube-criteria
if [ ! -d "$gold" ] || ! command -v python3 >/dev/null; then
    echo "SKIPPED: $gold or python3 is not here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check() { # what, VALUE, at least|at most, BAR
    if awk -v v="$2" -v b="$4" -v how="$3" 'BEGIN { exit !(v != "" && (how == "at least" ? v >= b : v <= b)) }'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1 is $2, $3 $4 was asked"
    fi
}
number() { # the number behind the words $1 in the scores
    sed -n "s/.*$1 \([0-9.]*\).*/\1/p" "$work/score" | tail -n 1
}
bars() { # NAME
    tail -n 1 "$work/score" | sed "s/^/$1: /"
    check "$1: precision of numbers" "$(number 'numeric P')" "at least" 0.98
    check "$1: recall of numbers" "$(number 'numeric P [0-9.]* R')" "at least" 0.93
    check "$1: exact where full is claimed" "$(number 'exact where full claimed')" "at least" 0.85
    check "$1: claimed full" "$(number '| claimed')" "at least" 0.65
    check "$1: false certainty" "$(number 'false certainty')" "at most" 0
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
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
