#!/usr/bin/env bash
# One fuzz target: first every input that once failed, then SHIRUBE_FUZZ_SECONDS (60) of search from the corpus.
# usage: tests/fuzz/run.sh fuzz_NAME
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${1:?usage: run.sh fuzz_NAME}
binary=build/fuzz/tests/fuzz/$name
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/new"
seeds=(tests/fuzz/corpus/"${name#fuzz_}" tests/fuzz/regression/"${name#fuzz_}")
known=()
for folder in "${seeds[@]}"; do [ ! -d "$folder" ] || known+=("$folder"); done
[ ${#known[@]} -gt 0 ] || { echo "$name has no corpus"; exit 1; }
"$binary" -runs=0 -timeout=10 "${known[@]}" >"$work/log" 2>&1 || { tail -n 40 "$work/log"; exit 1; }
"$binary" -max_total_time="${SHIRUBE_FUZZ_SECONDS:-60}" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
    -artifact_prefix="$work/" "$work/new" "${known[@]}" >"$work/log" 2>&1 || {
    tail -n 40 "$work/log"
    for found in "$work"/crash-* "$work"/timeout-* "$work"/oom-* "$work"/leak-*; do
        [ ! -e "$found" ] || { echo "put this into tests/fuzz/regression/${name#fuzz_}/:"; base64 "$found" | head -n 40; }
    done
    exit 1
}
tail -n 1 "$work/log"
