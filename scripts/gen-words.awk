# search/data/criteria-ja-*.tsv (list, what it is for, words) → arrays of words, each ended by NULL. usage: gawk -v out=h|c -f scripts/gen-words.awk FILES...
# A word behind one that it begins with would never count: that is a slip, and so is a word that stands twice.
function quote(s) { gsub(/\\n/, "\n", s); gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\n/, "\\n", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    print "/* Generated from search/data by scripts/gen-words.awk: do not edit. */"
    print out == "h" ? "#pragma once" : "#include \"search/criteria_ja_words_gen.h\"\n#include <stddef.h>"
}
/^#/ || $0 == "" { next }
NF != 3 { fail("three columns needed: list, what it is for, words"); next }
$1 !~ /^[a-z][a-z0-9_]+$/ { fail($1 ": small letters, digits and _ make the name of a list") }
$1 in seen { fail($1 " stands in line " seen[$1] " too") }
$2 == "" { fail($1 ": what is it for?") }
{
    seen[$1] = FNR
    n = split($3, word, "|")
    row = ""
    for (i = 1; i <= n; i++) {
        if (word[i] == "") fail($1 ": an empty word")
        for (k = 1; k < i; k++)
            if (word[k] != "" && index(word[i], word[k]) == 1) fail($1 ": " word[i] (word[i] == word[k] ? " stands here twice" : " stands behind " word[k] ", where it never counts"))
        row = row quote(word[i]) ", "
    }
    print out == "h" ? "extern const char *const ja_words_" $1 "[];" : "const char *const ja_words_" $1 "[] = {" row "NULL};"
}
END { exit bad }
