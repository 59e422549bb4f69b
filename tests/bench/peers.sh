# shellcheck shell=bash
# The peers of the bench behind one face. usage: . tests/bench/peers.sh
#   peers                                                 names of those that are installed (absent ones are said once, on stderr)
#   peer_build DIR SOURCE                                 builds all of them under DIR from a conninfo or a file of records; prints "PEER figures"
#   peer_search DIR PEER QUESTIONS MODE SAMPLES|- RUN|-   see groonga.sh
build=${SHIRUBE_BUILD:-build/release}
tools=$build/tests/bench
lucene_jars=$(printf '%s:' /usr/share/java/lucene-core-8.*.jar /usr/share/java/lucene-analyzers-common-8.*.jar /usr/share/java/lucene-analyzers-kuromoji-8.*.jar)
have_groonga() { command -v groonga >/dev/null && groonga --version | grep -q mecab; }
have_lucene() { command -v javac >/dev/null && [ -e "${lucene_jars%%:*}" ]; }
heap=${BENCH_HEAP:-1g}

peers() {
    if [ -n "${BENCH_ONLY:-}" ]; then tr ' ' '\n' <<<"$BENCH_ONLY"; return; fi
    [ "${BENCH_RAW:-1}" = 0 ] || echo raw-xapian
    if [ "${BENCH_PEERS:-1}" = 0 ]; then return; fi
    if have_groonga; then echo groonga-bigram groonga-mecab; else echo "SKIPPED: groonga (scripts/deps.sh bench installs it)" >&2; fi
    if have_lucene; then echo lucene-kuromoji lucene-cjk; else echo "SKIPPED: Lucene (scripts/deps.sh bench installs it)" >&2; fi
}

# "figure value …" of a command: wall seconds, processor seconds, kB of its largest process; its output to stderr.
timed() { # FILE COMMAND...
    local out=$1
    shift
    command time -f '%e %U %S %M' -o "$out" "$@" >&2 || return 1
    awk '{ printf "seconds %.1f cpu %.1f resident_kb %d\n", $1, $2 + $3, $4 }' "$out"
}

lucene_compile() { # DIR
    [ -e "$1/java/LuceneBench.class" ] || { mkdir -p "$1/java" && javac -cp "$lucene_jars" -d "$1/java" tests/bench/LuceneBench.java; }
}

lucene() { # DIR ARGUMENTS...
    local dir=$1
    shift
    java "-Xmx$heap" -cp "$lucene_jars$dir/java" LuceneBench "$@"
}

raw_build() { # DIR SOURCE
    "$tools/dump_terms" "$2" "$1/terms0" 0 2 &
    local first=$!
    "$tools/dump_terms" "$2" "$1/terms1" 1 2 && wait "$first" || return 1
    XAPIAN_FLUSH_THRESHOLD=${BENCH_RAW_THRESHOLD:-2000} timed "$1/time" "$tools/raw_xapian" build "$1/raw-xapian" "$1/terms0" "$1/terms1" 2>"$1/raw.out"
    rm -rf "$1"/terms? "$1"/raw-xapian[01]
}

one_build() { # DIR PEER
    case $2 in
    groonga-*) tests/bench/groonga.sh build "$1/$2" "${2#groonga-}" "$1/docs.json" ;;
    lucene-*) lucene_compile "$1" && timed "$1/time" java "-Xmx$heap" -cp "$lucene_jars$1/java" LuceneBench build "$1/$2" "${2#lucene-}" "$1/docs.tsv" 2 2>"$1/lucene.out" ;;
    esac
}

peer_build() { # DIR SOURCE
    local peer
    [[ "$(peers 2>/dev/null)" != *lucene* ]] || "$tools/dump_docs" "$2" tsv >"$1/docs.tsv"
    [[ "$(peers 2>/dev/null)" != *groonga* ]] || "$tools/dump_docs" "$2" groonga >"$1/docs.json"
    for peer in $(peers 2>/dev/null); do
        if [ "$peer" = raw-xapian ]; then
            echo "$peer $(raw_build "$1" "$2")"
        else
            echo "$peer $(one_build "$1" "$peer")"
        fi
    done
    rm -f "$1/docs.json" "$1/docs.tsv"
}

peer_search() { # DIR PEER QUESTIONS MODE SAMPLES RUN
    case $2 in
    raw-xapian) timed "$1/time" "$tools/raw_xapian" search "$1/$2" "$3" "$4" "$5" "$6" ;;
    groonga-*) tests/bench/groonga.sh search "$1/$2" "$3" "$4" "$5" "$6" ;;
    lucene-*) lucene "$1" search "$1/$2" "${2#lucene-}" "$3" "$4" "$5" "$6" 1000 ;;
    esac
}
