#!/usr/bin/env bash
# 10,000 generated registrations: what is found against what the generator knows, and against a scan of the texts.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${SHIRUBE_BUILD:-build/release}/tests/quality/search_recall" "$@"
