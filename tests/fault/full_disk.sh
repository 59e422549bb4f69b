#!/usr/bin/env bash
# The index stands on a full disk: the indexer fails without losing its place, and catches up when there is room.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/world.sh
small=$(mktemp -d)
if ! mount -t tmpfs -o size=16m tmpfs "$small" 2>/dev/null; then
    rmdir "$small"
    echo "SKIPPED: a small file system cannot be mounted here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
unmount() { umount -l "$small" && rmdir "$small"; world_cleanup; }
trap unmount EXIT
export SHIRUBE_INDEX=$small/index
world_start
"$bin/shirube-sample" -n 60 | "$bin/shirube-import" - >/dev/null
check "a few registrations fit" "$bin/shirube-indexer" run --once
"$bin/shirube-sample" -n 1500 --first 61 | "$bin/shirube-import" - >/dev/null
timeout 20 "$bin/shirube-indexer" run --once >>"$SHIRUBE_VAR/programs.log" 2>&1
check "on the full disk it does not claim to have ended well" [ $? != 0 ]
mount -o remount,size=300m "$small"
check "with room again it works off everything" "$bin/shirube-indexer" run --once
check "database and index agree" index_agrees
world_end
