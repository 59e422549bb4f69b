#!/usr/bin/env bash
# A stored record that no program can read: rebuild, run and verify end and go on with the rest; it is told of until it is mended.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
world_start
"$bin/shirube-sample" -n 60 | "$bin/shirube-import" - >/dev/null
published=$(sql "SELECT count(*) FROM trial WHERE is_published")
behind_the_triggers() { sql "SET session_replication_role = replica; $1"; }
kept=$(sql "SELECT record FROM trial_version ORDER BY trial_id LIMIT 1")
behind_the_triggers "UPDATE trial_version SET record = '{\"no_such_member\": 1}' WHERE trial_id = (SELECT min(trial_id) FROM trial)"
id=$(sql "SELECT public_id FROM trial ORDER BY trial_id LIMIT 1")
documents() { "$bin/shirube-indexer" status | sed -n 's/^documents: //p'; }
letters() { "$bin/shirube-indexer" status | sed -n 's/^dead letters: //p'; }
check "a first start builds an index of the others" timeout 60 "$bin/shirube-indexer" run --once
check "all but one are in it" [ "$(documents)" = $((published - 1)) ]
check "a rebuild ends" timeout 60 "$bin/shirube-indexer" rebuild
check "status counts the one" [ "$(letters)" = 1 ]
check "and names it with its reason" bash -c "'$bin/shirube-indexer' status | grep -q '^  $id since .*: record of trial'"
check "and so in JSON" [ "$("$bin/shirube-indexer" status --json | jq -r '.letters[0].number')" = "$id" ]
status=0
"$bin/shirube-indexer" verify --repair >"$SHIRUBE_VAR/verify" 2>&1 || status=$?
check "verify --repair ends with status 2" [ "$status" = 2 ]
check "and names what cannot be built" grep -q '^cannot be built: trial ' "$SHIRUBE_VAR/verify"
check "retry puts it back" [ "$("$bin/shirube-indexer" retry)" = "dead letters back in the outbox: 1" ]
check "the indexer works on" "$bin/shirube-indexer" run --once
check "it is a dead letter again" [ "$(letters)" = 1 ]
behind_the_triggers "UPDATE trial_version SET record = \$kept\$$kept\$kept\$ WHERE trial_id = (SELECT min(trial_id) FROM trial)"
check "mended, it is tried again" "$bin/shirube-indexer" retry
check "the indexer takes it" "$bin/shirube-indexer" run --once
check "no dead letter is left" [ "$(letters)" = 0 ]
check "all are in the index" [ "$(documents)" = "$published" ]
check "database and index agree" index_agrees
: >"$SHIRUBE_VAR/empty.csv"
"$bin/shirube-import" "$SHIRUBE_VAR/empty.csv" >"$SHIRUBE_VAR/import"
check "of an empty file it is said that nothing was in it" grep -qF "$SHIRUBE_VAR/empty.csv: no registration was found in it" "$SHIRUBE_VAR/import"
world_end
