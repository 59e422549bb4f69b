#!/usr/bin/env bash
# Proves that each check of `make lint` can fail: plants one violation at a time in a copy of the tree.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
. scripts/lib/files.sh
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
sources '*' | tar cf - -T - | tar xf - -C "$copy"
[ ! -d build/debug ] || cp -a --parents build/debug "$copy" # objects are newer than sources: nothing is built twice
passed=0 failed=0

# plant CHECK FILE TEXT: appends TEXT to FILE of the copy, expects CHECK to fail, takes it back
plant() {
    local check=$1 file=$2 text=$3 kept
    kept=$(mktemp)
    [ ! -e "$copy/$file" ] || cp -p "$copy/$file" "$kept"
    mkdir -p "$copy/$(dirname "$file")"
    printf '%s\n' "$text" >>"$copy/$file"
    if (cd "$copy" && bash "scripts/lint/$check.sh" >/dev/null 2>&1); then
        echo "not found: $check missed what was planted in $file"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
    if [ -s "$kept" ]; then cp -p "$kept" "$copy/$file"; else rm -f "$copy/$file"; fi
    rm -f "$kept"
}

long_function() {
    echo 'int planted(int a); int planted(int a) {'
    for i in $(seq 85); do echo "    a += $i;"; done
    echo '    return a; }'
}
branchy_function() {
    echo 'int planted(int a); int planted(int a) {'
    for i in $(seq 22); do echo "    if (a == $i) a++;"; done
    echo '    return a; }'
}

plant doors search/query.c '#include <xapian.h>'
plant doors api/routes.c '#include <libpq-fe.h>'
plant doors search/search.c '#include <unicode/ubrk.h>'
plant doors indexer/doc.c '#include <libxml/xmlreader.h>'
plant doors indexer/doc.c '#include <microhttpd.h>'
plant directions search/query.c '#include "schema/store.h"'
plant directions schema/trial.c '#include "search/fold.h"'
plant directions api/routes.c '#include "indexer/source.h"'
plant directions indexer/doc.c '#include "api/http.h"'
plant directions schema/base/text.c '#include "schema/trial.h"'
plant size schema/trial.c "$(long_function)"
plant size schema/trial.c "$(branchy_function)"
plant size schema/planted.c "$(yes '/* line */' | head -n 601)"
plant format schema/trial.c 'int   planted ;'
plant banned search/xapian_shim.cc 'void p(char *a) { strcpy(a, "x"); }'
plant banned api/routes.c 'int q(void) { return system("x"); }'
plant symbols search/xapian_shim.cc 'extern "C" __attribute__((visibility("default"))) int planted() { return 1; }'
# shellcheck disable=SC2016
plant shell scripts/run.sh 'for f in $(ls *.c); do echo $f; done'
plant spelling README.md 'This sentance has teh errors.'
plant tables search/data/units.tsv "$(printf 'mg\tfurlong\t1\t0\tmg')"
plant tables search/data/planted.tsv 'no word of what it is'
row() { (IFS=$'\t'; printf '%s\n' "$*"); }
plant tables search/data/criteria-ja.tsv "$(row noise '' w '血圧|ほげほげ')"
plant tables search/data/criteria-ja.tsv "$(row noise '' w 'ほげほげ|ふがふが|ほげほげ')"
plant tables search/data/criteria-ja.tsv "$(row noise '' w 'ほげ[ほげ|]'; row noise '' w 'ほげほげ')"
plant tables search/data/criteria-arms.tsv "$(row people 'ほげほげ|ほげほげ')"
plant tables search/data/criteria-en.tsv "$(row kind disease 'planted disease|planted disease')"
plant tables search/data/criteria-en.tsv "$(row kind disease 'planted'; row kind none 'planted')"
plant tables search/data/criteria-en.tsv "$(row attr shoe_size 'shoe size')"
plant tables search/data/criteria-cues-en.tsv "$(row planted begin 'planted' 'asked for nowhere')"
plant tables search/data/criteria-cues-en.tsv "$(row must begin 'planted' 'a cue of this name stands above')"
plant tables search/data/criteria-ja-words.tsv "$(row planted any 'asked for nowhere' 'ほげ')"
plant tables search/data/criteria-ja-words.tsv "$(row let_out end 'a list of this name stands above' 'ほげ')"
plant tables search/criteria_ja_words.c 'const char planted[] = "ほげ";'
plant tables search/data/fhir-codes.tsv "$(row loinc 29463-7 weight '')"
plant tables search/data/fhir-codes.tsv "$(row loinc 0-0 shoe_size '')"
plant tables search/data/fold-words.tsv "$(row ぜんそく 喘息 any)"
plant tables search/data/fold-kanji.tsv "$(row 頚 頸)"
plant tables search/data/places.tsv "$(row 01 北海道 ほっかいどう Hokkaido 43.06 141.35)"
plant tables search/data/postal.tsv "$(row 001 01 43.09 141.34)"
plant toplevel stray.txt 'x'
plant toplevel tests/package-lock.json '{"resolved": "x"}'
plant cppcheck schema/trial.c 'int planted(void); int planted(void) { int a[2]; return a[5]; }'
plant comments schema/planted.h 'int x;'
lexicon=search/data/lexicon/60-words.tsv
concept() { (IFS=$'\t'; printf '%s\n' "$*"); }
plant lexicon $lexicon "$(concept planted-a unknown-parent disease ほげ Planted-a 'ほげほげ|lay')"
plant lexicon $lexicon "$(concept planted-a planted-b disease ほげ Planted-a ''; concept planted-b planted-a disease ふが Planted-b '')"
plant lexicon $lexicon "$(concept planted-a disease disease ほげ Planted-a 'ほげほげ|lay;ほげほげ|formal')"
plant lexicon $lexicon "$(concept planted-a disease disease ほげ Planted-a '肺癌|lay')"
plant lexicon $lexicon "$(concept planted-a disease disease ほげ Planted-a 'COPD|abbr|3')"
plant lexicon $lexicon "$(concept planted-a disease disease 仮設病 Planted-a 'ほげ病|lay')"
plant lexicon $lexicon "$(concept lung-cancer cancer disease ほげ Planted-a '')"
plant lexicon $lexicon "$(concept planted-a disease malady ほげ Planted-a '')"
plant lexicon $lexicon "$(concept planted-a disease disease ほげ Planted-a 'ほげほげ|nickname')"
plant lexicon search/data/lexicon/70-planted.tsv "$(concept planted-a disease disease ほげ Planted-a 'ほげほげ|lay')"

# The compiler is the check for C: each banned function, and a warning.
compile() { (cd "$copy" && gcc -std=gnu17 -Wall -Wextra -Werror -I. -include schema/base/banned.h -c -o /dev/null -x c - 2>/dev/null); }
for use in 'strcpy(a, b)' 'strcat(a, b)' 'sprintf(a, "x")' 'strtok(a, b)' 'atoi(a)' '(int)rand()'; do
    if printf 'void f(char *a, char *b); void f(char *a, char *b) { %s; (void)a; (void)b; }\n' "$use" | compile; then
        echo "not found: $use compiles"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
done
if printf 'void f(char *a); void f(char *a) { (void)a; }\n' | compile; then passed=$((passed + 1)); else
    echo "the compile check fails on good code"
    failed=$((failed + 1))
fi
echo "planted violations: $passed passed, $failed failed"
[ "$failed" = 0 ]
