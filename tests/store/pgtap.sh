#!/usr/bin/env bash
# The pgTAP tests in a fresh database of the cluster that SHIRUBE_TEST_DATABASE names.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -n "${SHIRUBE_TEST_DATABASE:-}" ] || { echo "SKIPPED: SHIRUBE_TEST_DATABASE is not set"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
name=pgtap_$$
psql -XAtq "$SHIRUBE_TEST_DATABASE" -c "CREATE DATABASE $name TEMPLATE template0"
trap 'psql -XAtq "$SHIRUBE_TEST_DATABASE" -c "DROP DATABASE $name WITH (FORCE)"' EXIT
SHIRUBE_DATABASE="$SHIRUBE_TEST_DATABASE dbname=$name" "${SHIRUBE_BUILD:-build/release}/bin/shirube-admin" migrate
out=$(psql -XAtq "$SHIRUBE_TEST_DATABASE dbname=$name" -v ON_ERROR_STOP=1 -f tests/store/schema.pg.sql 2>&1) || { echo "$out"; exit 1; }
echo "$out"
count() { { grep -oE "(^|[|])$1 [0-9]+" <<<"$out" || true; } | wc -l; }
passed=$(count ok) failed=$(count "not ok")
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -ge 20 ]
