#!/usr/bin/env bash
# Names that look alike and are not the same: P@10 of false-friends.tsv.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${SHIRUBE_BUILD:-build/release}/tests/quality/search_friends" "$@"
