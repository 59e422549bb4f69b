#!/usr/bin/env bash
# SQL patches → a C table, so that a program carries its own schema. usage: gen-sql.sh schema/sql/*.sql >sql_gen.c
set -euo pipefail
echo '/* Generated from schema/sql by scripts/gen-sql.sh: do not edit. */'
echo '#include "schema/store_patch.h"'
rows=
for f in "$@"; do
    name=$(basename "$f" .sql)
    id="sql_${name//[^A-Za-z0-9]/_}"
    echo "static const char ${id}[] ="
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/\\t/g' -e 's/^/    "/' -e 's/$/\\n"/' "$f"
    echo '    ;'
    rows+="    {\"$name\", $id},"$'\n'
done
printf 'const struct store_patch store_patches[] = {\n%s    {0, 0},\n};\n' "$rows"
