#!/usr/bin/env bash
# English queries over registrations in Japanese only, and the other way round.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${SHIRUBE_BUILD:-build/release}/tests/quality/search_cross" "$@"
