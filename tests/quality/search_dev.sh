#!/usr/bin/env bash
# Real queries over real trials (nDCG@10, success@1, nothing relevant, zero hits), against the bars of the design.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${SHIRUBE_SHARED:-../shared}/data/search-dev
if [ ! -e "$data/queries.tsv" ]; then
    echo "SKIPPED: $data is not here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
exec "${SHIRUBE_BUILD:-build/release}/tests/quality/search_dev" "$data/records.ndjson" "$data/queries.tsv" "$@"
