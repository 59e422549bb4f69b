#!/usr/bin/env bash
# What the next best question is worth; fails when a trial is lost that the person is eligible for.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${SHIRUBE_BUILD:-build/release}/tests/quality/questions"
