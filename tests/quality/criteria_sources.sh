#!/usr/bin/env bash
# What registries themselves write: every block of the samples, of ICTRP, ClinicalTrials.gov and UMIN files is read to its end, by the
# sanitizers' build where it is there, each block gives its criteria, and the share that was understood is told for each source.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
data=${SHIRUBE_SHARED:-../shared}/data
bin=${SHIRUBE_BUILD:-build/release}/bin
if ! command -v python3 >/dev/null; then
    echo "SKIPPED: python3 is not here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
reader=build/asan/bin/shirube-criteria sanitized="the sanitizers' build"
[ -x "$reader" ] || { reader=$bin/shirube-criteria sanitized="the release build (no build/asan here)"; }
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/blocks.py" <<'P'
import csv, json, sys
import xml.etree.ElementTree as tree
csv.field_size_limit(1 << 30)
def put(text, kind, lang="auto"):
    if text and text.strip():
        print(json.dumps({"id": "", "lang": lang, "kind": kind, "text": text}))
def native(path):
    for line in open(path, encoding="utf-8"):
        e = json.loads(line).get("eligibility") or {}
        for kind in ("inclusion", "exclusion"):
            for lang, text in (e.get(kind) or {}).items():
                put(text, kind, lang)
def ictrp_xml(path):
    for t in tree.parse(path).getroot().iter("Trial"):
        put(t.findtext("Inclusion_Criteria"), "both")
        put(t.findtext("Exclusion_Criteria"), "exclusion")
def ictrp_csv(path):
    for r in csv.DictReader(open(path, encoding="utf-8-sig", newline="")):
        put(r.get("Inclusion Criteria"), "both")
        put(r.get("Exclusion Criteria"), "exclusion")
def ctgov(path):
    for line in open(path, encoding="utf-8"):
        m = json.loads(line).get("protocolSection", {}).get("eligibilityModule", {})
        put(m.get("eligibilityCriteria"), "both", "en")
def umin(path):
    rows = list(csv.reader(open(path, encoding="utf-8-sig", newline="")))
    for name, kind in (("選択基準", "inclusion"), ("除外基準", "exclusion")):
        at = rows[0].index(name)
        for r in rows[2:]:
            put(r[at] if at < len(r) else "", kind, "ja")
            put(r[at + 1] if at + 1 < len(r) else "", kind, "en")
globals()[sys.argv[1]](sys.argv[2])
P
# source_of NAME FORM FILE LEAST: reads it; at least LEAST of 100 criteria must be understood, in part or in full
source_of() {
    if [ ! -e "$3" ]; then
        skipped=$((skipped + 1))
        echo "SKIPPED: $1: $3 is not here"
        return
    fi
    if ! python3 "$work/blocks.py" "$2" "$3" >"$work/in" || [ ! -s "$work/in" ]; then
        failed=$((failed + 1))
        echo "FAILED: $1: no criteria were found in $3"
        return
    fi
    if "$reader" read <"$work/in" >"$work/out" 2>"$work/errors" && [ ! -s "$work/errors" ] && python3 - "$1" "$4" "$work/in" "$work/out" <<'P'; then
import collections, json, sys
name, least, blocks, answers = sys.argv[1:]
blocks = [json.loads(line) for line in open(blocks, encoding="utf-8")]
answers = [json.loads(line) for line in open(answers, encoding="utf-8")]
n = collections.Counter(c["coverage"] for a in answers for c in a["criteria"])
doubts = sum("doubts" in c for a in answers for c in a["criteria"])
t = max(1, sum(n.values()))
print("%s: %d blocks, %d criteria, understood %.3f, in part %.3f, not %.3f, doubtful %d" % (name, len(blocks), t, n["full"] / t, n["partial"] / t, n["none"] / t, doubts))
wrong = len(blocks) != len(answers)
for b, a in zip(blocks, answers):
    raw = b["text"].encode()
    for c in a["criteria"]:
        wrong |= raw[c["span"][0]:c["span"][1]].decode("utf-8", "replace") != c["text"]
sys.exit(wrong or 100 * (n["full"] + n["partial"]) < float(least) * t)
P
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1: not read to its end, spans that are not the criterion's, or less than $4 of 100 understood"
        head -n 5 "$work/errors"
    fi
}
echo "read by $sanitized"
"$bin/shirube-sample" --count 200 >"$work/samples"
source_of "samples" native "$work/samples" 80
source_of "ICTRP, XML" ictrp_xml "$data/ictrp/portal-export-2020-03-18.xml" 50
source_of "ICTRP, CSV" ictrp_csv "$data/ictrp/portal-export-2020-07-07.csv" 50
source_of "ClinicalTrials.gov" ctgov "$data/ctgov/studies-v2.ndjson" 60
source_of "UMIN" umin tests/cases/import/umin.csv 50
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
