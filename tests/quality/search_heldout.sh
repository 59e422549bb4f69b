#!/usr/bin/env bash
# Questions of patients, families and physicians over the sample registrations, by class of question.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${SHIRUBE_BUILD:-build/release}/tests/quality/search_heldout" "$@"
