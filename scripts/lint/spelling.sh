#!/usr/bin/env bash
# Words of the code and its pages; sample data and cases hold misspellings on purpose.
set -euo pipefail
. scripts/lib/files.sh
sources '*.c' '*.h' '*.cc' '*.md' '*.sh' '*.scd' '*.mustache' 'Makefile' 'api/openapi.json' |
    grep -vE '/data/|^tests/(cases|house)/|^indexer/sample/' | xargs codespell -q 3 -L "$(cat scripts/etc/spelling.txt)"
