#!/usr/bin/env bash
# Groonga on the same registrations and questions as ours (dump_docs groonga, dump_queries).
# usage: groonga.sh build FOLDER bigram|mecab DOCS.json
#        groonga.sh search FOLDER QUERIES plain|expanded|wide|any SAMPLES|- RUN|-
# SAMPLES gets "kind TAB ms TAB number" (Groonga's own time of each select, no HTTP in it), RUN "kind TAB ids" of each question.
# Printed: kB of the largest process; with SAMPLES also questions a second of 8 clients over HTTP on loopback.
set -euo pipefail
fields=(title condition intervention text people)
# Weights as ours, doubled: Groonga takes whole numbers.
match='title*6||condition*10||intervention*6||text*2||people'

schema() { # TOKENIZER
    echo 'table_create Trials TABLE_HASH_KEY ShortText'
    local f
    for f in status kind study_type sex phase prefecture; do
        echo "table_create v_$f TABLE_PAT_KEY ShortText"
        case $f in
        phase | prefecture) echo "column_create Trials $f COLUMN_VECTOR v_$f" ;;
        *) echo "column_create Trials $f COLUMN_SCALAR v_$f" ;;
        esac
        echo "column_create v_$f of COLUMN_INDEX Trials $f"
    done
    for f in age_min age_max published; do echo "column_create Trials $f COLUMN_SCALAR Int32"; done
    echo 'table_create v_published TABLE_PAT_KEY Int32'
    echo 'column_create v_published of COLUMN_INDEX Trials published'
    for f in "${fields[@]}"; do echo "column_create Trials $f COLUMN_SCALAR Text"; done
    local unify='"unify_kana", true, "unify_kana_case", false, "unify_hyphen_and_prolonged_sound_mark", true, "unify_middle_dot", true, "unify_katakana_v_sounds", true'
    echo "table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer $1 --normalizer 'NormalizerNFKC150($unify)'"
}

# The index is made after the load: Groonga's fastest way.
indexes() {
    local joined
    joined=$(IFS=,; echo "${fields[*]}")
    echo "column_create Terms of COLUMN_INDEX|WITH_POSITION|WITH_SECTION Trials $joined"
}

build() { # FOLDER TOKENIZER DOCS
    local tokenizer=TokenBigram
    [ "$2" != mecab ] || tokenizer=TokenMecab
    mkdir -p "$1"
    { schema "$tokenizer"; echo 'load --table Trials'; cat "$3"; indexes; } >"$1/commands"
    command time -f '%e %U %S %M' -o "$1/time" groonga -n --file "$1/commands" "$1/db" >"$1/out"
    if grep -q '^\[\[-' "$1/out"; then grep '^\[\[-' "$1/out" | head -n 3 >&2; return 1; fi
    rm -f "$1/commands"
    awk '{ printf "seconds %.1f cpu %.1f resident_kb %d\n", $1, $2 + $3, $4 }' "$1/time"
}

# One select a line, as a path: the same for standard input and HTTP.
# shellcheck disable=SC2016 # jq variables
paths() { # QUERIES MODE
    jq -rR --arg mode "$2" --arg match "$match" '
        def name: "\"" + gsub("[\\\\\"]"; "\\" + .) + "\"";
        split("\t") as $c
        | ($c[{plain: 3, expanded: 4, wide: 5, any: 6}[$mode]] // "") as $units
        | ($c[2] | split("&") | map(select(. != "") | split("=") | {key: .[0], value: .[1]}) | from_entries) as $p
        | ([ $p | to_entries[] | .key as $k
             | if $k == "sort" or $k == "facets" then empty
               elif $k == "age" then ((.value | tonumber) * 365.25 | floor) as $d | "age_min <= \($d) && age_max >= \($d)"
               elif $k == "phase" or $k == "prefecture" then "\($k) @ \"\(.value)\""
               else "\($k) == \"\(.value)\"" end ] | join(" && ")) as $filter
        | "/d/select?table=Trials&limit=10&output_columns=_key,title"
          + (if $units == "" then "" else "&match_columns=" + ($match | @uri) + "&query="
             + ([ $units | split("\u001e")[] | "(" + ([ split("\u001f")[] | name ] | join(" OR ")) + ")" ] | join(" ") | @uri) end)
          + (if $filter == "" then "" else "&filter=" + ($filter | @uri) end)
          + "&sort_keys=" + (if $p.sort then "-published" elif $units == "" then "_id" else "-_score" end)
          + (if $p.facets then "&drilldown=" + $p.facets else "" end)' "$1"
}

run() { # FOLDER QUERIES MODE OUT ROUNDS
    paths "$2" "$3" >"$1/paths"
    for _ in $(seq "$5"); do cat "$1/paths"; done >"$1/selects"
    command time -f '%M' -o "$1/time" groonga --file "$1/selects" "$1/db" >"$4"
}

clients() { # FOLDER: 8 of them over HTTP
    local port=$((20000 + RANDOM % 20000)) pid
    groonga -s --protocol http --bind-address 127.0.0.1 --port "$port" --max-threads "$(nproc)" "$1/db" >/dev/null 2>&1 &
    pid=$!
    for _ in $(seq 50); do
        curl -fs -o /dev/null "http://127.0.0.1:$port/d/status" && break
        sleep 0.1
    done
    BENCH_PATHS=$1/paths wrk -t1 -c8 -d5s -s tests/bench/load.lua "http://127.0.0.1:$port" | sed -n 's|^requests.*rate \([0-9]*\)/s.*|qps \1|p'
    kill "$pid"
    wait "$pid" 2>/dev/null || true
}

search() { # FOLDER QUERIES MODE SAMPLES RUN
    cut -f1 "$2" >"$1/kinds"
    if [ "$5" != - ]; then
        run "$1" "$2" "$3" "$1/answers" 1
        jq -r 'if .[0][0] == 0 then [.[1][0][2:][][0]] | join(" ") else "" end' "$1/answers" | paste "$1/kinds" - >"$5"
    fi
    [ "$4" != - ] || return 0
    run "$1" "$2" "$3" "$1/answers" 6 # the first round warms up
    local n
    n=$(wc -l <"$1/kinds")
    jq -r '.[0][2] * 1000' "$1/answers" | tail -n +$((n + 1)) |
        awk 'NR == FNR { kind[NR] = $1; n = NR; next } { i = (FNR - 1) % n; print kind[i + 1] "\t" $1 "\t" i }' "$1/kinds" - >"$4"
    echo "resident_kb $(cat "$1/time")"
    clients "$1"
}

case "${1:-} $#" in
'build 4') build "$2" "$3" "$4" ;;
'search 6') search "$2" "$3" "$4" "$5" "$6" ;;
*)
    sed -n 2,6p "$0" >&2
    exit 64
    ;;
esac
