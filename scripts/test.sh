#!/usr/bin/env bash
# Every test, on a fresh Debian 12 or a used machine. Ends in "N passed, N failed" (", N skipped").
# usage: test.sh [--only PATTERN] [--list]     PATTERN: an extended regular expression over job names
#   SHIRUBE_FUZZ_SECONDS (default 60) a fuzz target; SHIRUBE_SHARED (default ../shared) real data, skipped where absent
set -uo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.." || exit 1

only=. list=0
while [ $# -gt 0 ]; do
    case $1 in
    --only) only=${2:?"--only needs a pattern"}; shift ;;
    --list) list=1 ;;
    *) sed -n '3,4s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
    esac
    shift
done
export SHIRUBE_SHARED=${SHIRUBE_SHARED:-../shared}
out=$PWD/var/test
. scripts/lib/jobs.sh

# ---- the jobs: job NAME COMMAND...; those of one phase run two at a time, phases one after the other
phase_build() {
    job build-release make -s -j2 MODE=release all tests tools
    job build-asan make -s -j2 MODE=asan all tests tools
    job build-clang make -s -j2 MODE=debug CC=clang CXX=clang++ B=build/clang all tests tools
    job build-tsan make -s -j2 MODE=tsan all tests
    job build-cov make -s -j2 MODE=cov all tests tools
    job build-fuzz make -s -j2 MODE=fuzz fuzzers
}
phase_check() {
    local t
    job lint ./scripts/lint.sh
    job planted tests/house/planted.sh
    for t in tests/unit/test_*.c; do
        t=$(basename "$t" .c)
        job "asan-unit-$t" "build/asan/tests/unit/$t"
        job "cov-unit-$t" "build/cov/tests/unit/$t"
        ! grep -q pthread_create "tests/unit/$t.c" || job "tsan-unit-$t" "build/tsan/tests/unit/$t"
    done
    for t in tests/store/test_*.c; do
        t=$(basename "$t" .c)
        job "asan-store-$t" with_database "build/asan/tests/store/$t"
        job "cov-store-$t" with_database "build/cov/tests/store/$t"
        ! grep -q pthread_create "tests/store/$t.c" || job "tsan-store-$t" with_database "build/tsan/tests/store/$t"
    done
    for t in tests/{store,house,quality,fault,web}/*.sh; do
        if [ "$t" = tests/house/planted.sh ] || [ ! -x "$t" ]; then continue; fi
        job "$(basename "$(dirname "$t")")-$(basename "$t" .sh)" with_database "$t"
    done
    for t in cov asan tsan; do
        job "$t-api" env "SHIRUBE_BUILD=build/$t" tests/api/run.sh
    done
}

phase_fuzz() {
    local t
    for t in tests/fuzz/fuzz_*.c; do
        job "fuzz-$(basename "$t" .c)" tests/fuzz/run.sh "$(basename "$t" .c)"
    done
}
phase_coverage() {
    job coverage ./scripts/coverage.sh
}

if [ "$list" = 1 ]; then
    for phase in build check fuzz coverage; do run_phase "$phase"; done
    exit 0
fi
started=$SECONDS
./scripts/deps.sh test || exit 1
rm -rf "$out"
mkdir -p "$out"
trap stop_jobs EXIT
for phase in build check fuzz coverage; do
    run_phase "$phase"
    [ "$phase" != build ] || [ "$failed" = 0 ] || { echo "the build failed: nothing is tested"; break; }
done
stop_jobs
trap - EXIT
echo "took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
if [ "$skipped" -gt 0 ]; then echo "SKIPPED: $skipped checks had no data or no means here (see $out)"; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
