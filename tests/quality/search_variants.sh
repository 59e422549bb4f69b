#!/usr/bin/env bash
# Other writings of a name find the same trials in the same order: figures for each rule.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${SHIRUBE_BUILD:-build/release}/tests/quality/search_variants" "$@"
