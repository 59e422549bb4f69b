#!/usr/bin/env bash
# Real registry files of $SHIRUBE_SHARED/data: every record is accounted for, none lost, a second import makes no version;
# registrations that cite each other are linked, no others. Counts come from elsewhere than the importer.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
data=${SHIRUBE_SHARED:-../shared}/data
if [ ! -d "$data/ictrp" ]; then
    echo "SKIPPED: $data is not here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
. tests/fault/world.sh
world_start
xml=$data/ictrp/portal-export-2020-03-18.xml csv=$data/ictrp/portal-export-2020-07-07.csv ctgov=$data/ctgov/studies-v2.ndjson
"$bin/shirube-import" --problems "$SHIRUBE_VAR/problems" "$xml" "$csv" "$ctgov" >"$SHIRUBE_VAR/first" 2>/dev/null
status=$?
cat "$SHIRUBE_VAR/first"
check "exit status 2 says that some were quarantined" [ "$status" = 2 ]
expected=$(($(grep -c '<Trial>' "$xml") + $(grep -cE '^(NCT|ChiCTR|IRCT|EUCTR|CTRI|DRKS|ISRCTN|ACTRN|JPRN|NL|RBR|RPCEC|TCTR|PACTR|KCT|LBCTR|SLCTR|PER)[-/A-Za-z0-9]*,' "$csv") + $(grep -c . "$ctgov")))
sum() { # N FILE: number N of the closing line (1 read, 2 new, 3 linked, 4 updated, 5 unchanged, 6 quarantined)
    tail -n 1 "$2" | tr -cs '0-9' ' ' | awk -v n="$1" '{ print $n }'
}
check "all $expected records were read" [ "$(sum 1 "$SHIRUBE_VAR/first")" = "$expected" ]
check "read = new + linked + updated + unchanged + quarantined" [ $(($(sum 2 "$SHIRUBE_VAR/first") + $(sum 3 "$SHIRUBE_VAR/first") + $(sum 4 "$SHIRUBE_VAR/first") + $(sum 5 "$SHIRUBE_VAR/first") + $(sum 6 "$SHIRUBE_VAR/first"))) = "$expected" ]
check "the database agrees" [ "$(sql "SELECT sum(n_read) FROM import_run WHERE complete")" = "$expected" ]
check "only records without a number or title are quarantined" [ "$(sql "SELECT string_agg(DISTINCT code, ' ' ORDER BY code) FROM import_problem WHERE quarantined AND level = 'error'")" = "no_identity no_title" ]
"$bin/shirube-import" "$xml" "$csv" "$ctgov" >"$SHIRUBE_VAR/second" 2>/dev/null
check "the second import makes no version" [ "$(sum 2 "$SHIRUBE_VAR/second")$(sum 3 "$SHIRUBE_VAR/second")$(sum 4 "$SHIRUBE_VAR/second")" = 000 ]

# Known pairs of which both are here and at least one cites the other (its number among the other's cited numbers).
pairs=0 linked=0
while IFS=$'\t' read -r -a numbers; do
    for ((i = 0; i < ${#numbers[@]}; i++)); do
        for ((k = i + 1; k < ${#numbers[@]}; k++)); do
            a=${numbers[i],,} b=${numbers[k],,}
            row=$(sql "SELECT bool_or(ta.cluster_id = tb.cluster_id) FROM trial_number a JOIN trial ta USING (trial_id), trial_number b JOIN trial tb USING (trial_id)
                WHERE a.is_own AND b.is_own AND a.number LIKE '$a%' AND b.number LIKE '$b%' AND (EXISTS (SELECT 1 FROM trial_number c WHERE c.trial_id = ta.trial_id AND c.number LIKE '$b%')
                OR EXISTS (SELECT 1 FROM trial_number c WHERE c.trial_id = tb.trial_id AND c.number LIKE '$a%'))")
            [ -n "$row" ] || continue
            pairs=$((pairs + 1))
            [ "$row" != t ] || linked=$((linked + 1))
        done
    done
done < <(grep -v '^#' "$data/crossreg/linked-registrations.tsv")
echo "known pairs present and citing each other in these files: $pairs, linked: $linked"
if [ "$pairs" = 0 ]; then
    echo "SKIPPED: the portal's exports carry no secondary numbers, so none of the known pairs cites the other here"
    skipped=1
else
    check "at least 95 % of them are linked" [ $((linked * 100)) -ge $((pairs * 95)) ]
fi
# A wrong link: two registrations in one cluster that no chain of citations connects.
wrong=$(sql "WITH RECURSIVE edge AS (
        SELECT a.trial_id AS x, b.trial_id AS y FROM trial_number a JOIN trial_number b ON a.number = b.number AND a.trial_id <> b.trial_id AND (a.is_own OR b.is_own OR a.registry IN ('EUCTR', 'UTN', 'CTIS'))),
    reach AS (SELECT trial_id AS x, trial_id AS y FROM trial WHERE cluster_id IN (SELECT cluster_id FROM trial GROUP BY 1 HAVING count(*) > 1)
        UNION SELECT r.x, e.y FROM reach r JOIN edge e ON e.x = r.y)
    SELECT count(*) FROM trial a JOIN trial b ON a.cluster_id = b.cluster_id AND a.trial_id < b.trial_id
    WHERE NOT EXISTS (SELECT 1 FROM reach WHERE x = a.trial_id AND y = b.trial_id)")
check "no link without a citation ($wrong wrong)" [ "$wrong" = 0 ]
sql "SELECT 'cluster: ' || string_agg(public_id, ' ' ORDER BY public_id) FROM trial WHERE cluster_id IN (SELECT cluster_id FROM trial GROUP BY 1 HAVING count(*) > 1) GROUP BY cluster_id"
# The known sets as records that cite one another: the earlier numbers of the set, or the later ones, by turns; shuffled.
grep -v '^#' "$data/crossreg/linked-registrations.tsv" | awk -F'\t' '{
    for (i = 1; i <= NF; i++) {
        cites = ""
        for (k = NR % 2 ? 1 : i + 1; k <= (NR % 2 ? i - 1 : NF); k++) cites = cites (cites ? "," : "") "{\"id\":\"" $k "\"}"
        printf "{\"source\":{\"id\":\"%s\"},\"title\":{\"public\":{\"en\":\"set %d\"}},\"other_ids\":[%s]}\n", $i, NR, cites
    }
}' | sort >"$SHIRUBE_VAR/known.ndjson"
"$bin/shirube-import" "$SHIRUBE_VAR/known.ndjson"
sets=$(sql "SELECT count(*) || ' ' || count(*) FILTER (WHERE one) || ' ' || sum(pairs) || ' ' || sum(linked) FROM (
    SELECT count(DISTINCT cluster_id) = 1 AS one, count(*) * (count(*) - 1) / 2 AS pairs,
        (SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM trial t2 JOIN trial_version v2 ON v2.trial_id = t2.trial_id AND v2.version = t2.current_version
            WHERE v2.record -> 'title' -> 'public' ->> 'en' = v.title GROUP BY t2.cluster_id) c) AS linked
    FROM (SELECT t.cluster_id, r.record -> 'title' -> 'public' ->> 'en' AS title FROM trial t JOIN trial_version r ON r.trial_id = t.trial_id AND r.version = t.current_version) v
    WHERE title LIKE 'set %' GROUP BY title HAVING count(*) > 1) s")
read -r n_sets whole pairs linked <<<"$sets"
echo "known sets as citing records: $n_sets, wholly linked $whole; pairs $pairs, linked $linked"
check "at least 95 % of the pairs that cite each other are linked" [ $((linked * 100)) -ge $((pairs * 95)) ]
mixed=$(sql "SELECT count(*) FROM (SELECT cluster_id FROM trial t JOIN trial_version r ON r.trial_id = t.trial_id AND r.version = t.current_version
    WHERE r.record -> 'title' -> 'public' ->> 'en' LIKE 'set %' GROUP BY 1 HAVING count(DISTINCT r.record -> 'title' -> 'public' ->> 'en') > 1) m")
check "no cluster holds two of the known sets ($mixed)" [ "$mixed" = 0 ]
check "the index takes them all" "$bin/shirube-indexer" run --once
check "database and index agree" index_agrees
world_end
