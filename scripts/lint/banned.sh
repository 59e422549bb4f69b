#!/usr/bin/env bash
# Functions nobody uses here. schema/base/banned.h stops the C files at compile time; this covers C++ and shells out.
set -euo pipefail
. scripts/lib/files.sh
words='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|gmtime|localtime|asctime|ctime|atoi|atol|atof|rand|system|popen|alloca|setlocale'
found=$(sources '*.c' '*.cc' '*.h' | grep -vE '^(schema/base/banned\.h|tests/)' |
    xargs grep -nE "(^|[^A-Za-z0-9_.>\"])($words) ?\(" /dev/null | grep -vE '^[^:]+:[0-9]+:[[:space:]]*(\*|//|/\*)' || true)
[ -z "$found" ] || { echo "$found"; exit 1; }
