#!/usr/bin/env bash
# One door for each foreign library: HEADER PATTERN → the files that may include it.
set -euo pipefail
. scripts/lib/files.sh
doors='
xapian(\.h|/)          ^search/xapian_(query_)?shim(\.cc|_guard\.h)$
unicode/               ^search/(fold|tok)[a-z_]*\.c$
libpq-fe\.h            ^(schema/(store[a-z_]*\.[ch]|admin\.c)|tests/store/cluster\.h)$
microhttpd\.h          ^(api/(http[a-z_]*\.[ch]|main\.c)|tests/fuzz/fuzz_http_framing\.c)$
libxml/|csv\.h         ^indexer/read_[a-z_]*\.[ch]$
kainjow|mustache       ^api/page_shim\.cc$
jansson\.h             ^(schema/trial_json[a-z_]*\.[ch]|indexer/read_[a-z_]*\.[ch]|api/[a-z_]*\.(c|h|cc)|tests/quality/[a-z_]*\.c|search/(fhir[a-z_]*\.[ch]|profile\.h|facts\.[ch]|criteria_json\.c|criteria_cmd[a-z_]*\.[ch]|criteria_main\.c))$
sodium\.h              ^(schema|search|api|indexer)/
'
bad=0
while read -r header allowed; do
    [ -n "$header" ] || continue
    while IFS=: read -r file line text; do
        [[ $file =~ $allowed ]] && continue
        echo "$file:$line: $text: this library has its door elsewhere ($allowed)"
        bad=1
    done < <(sources '*.c' '*.h' '*.cc' | grep -vE '^tests/bench/' | xargs grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($header)" /dev/null || true)
done <<<"$doors"
exit $bad
