#!/usr/bin/env bash
# Static analysis beyond the compilers' warnings.
set -euo pipefail
. scripts/lib/files.sh
make -s MODE=debug build/debug/gen/schema/codes_gen.h
mapfile -t files < <(sources '*.c' | grep -vE '^tests/')
cppcheck --quiet --error-exitcode=1 --enable=warning,portability --std=c11 --inline-suppr -j 2 -I. -Ibuild/debug/gen \
    --suppress=missingInclude --suppress=unknownMacro --suppress=normalCheckLevelMaxBranches -D__GNUC__ "${files[@]}"
