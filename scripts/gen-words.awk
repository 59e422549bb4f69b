# search/data/criteria-ja-*.tsv (list, how they are looked for, what it is for, words) → arrays of words, each ended by NULL. usage: gawk -v out=h|c -f scripts/gen-words.awk FILES...
# A word that never counts beside another is a slip: of "at" one behind a word that it begins with, of "end" one that ends in another, of "any" one that holds another.
function quote(s) { gsub(/\\n/, "\n", s); gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\n/, "\\n", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    print "/* Generated from search/data by scripts/gen-words.awk: do not edit. */"
    print out == "h" ? "#pragma once" : "#include \"search/criteria_ja_words_gen.h\"\n#include <stddef.h>"
}
/^#/ || $0 == "" { next }
NF != 4 { fail("four columns needed: list, how, what it is for, words"); next }
$1 !~ /^[a-z][a-z0-9_]+$/ { fail($1 ": small letters, digits and _ make the name of a list") }
$1 in seen { fail($1 " stands in line " seen[$1] " too") }
$2 !~ /^(at|end|any)$/ { fail($2 ": no such way to look for words") }
$3 == "" { fail($1 ": what is it for?") }
function hides(how, a, b) { # a word a makes b useless
    return how == "at" ? index(b, a) == 1 : how == "end" ? substr(b, length(b) - length(a) + 1) == a : index(b, a) > 0
}
{
    seen[$1] = FNR
    n = split($4, word, "|")
    row = ""
    for (i = 1; i <= n; i++) {
        if (word[i] == "") fail($1 ": an empty word")
        for (k = 1; k <= n; k++)
            if (k != i && (k < i || $2 != "at") && word[k] != "" && hides($2, word[k], word[i])) fail($1 ": " word[i] (word[i] == word[k] ? " stands here twice" : " never counts beside " word[k]))
        row = row quote(word[i]) ", "
    }
    print out == "h" ? "extern const char *const ja_words_" $1 "[];" : "const char *const ja_words_" $1 "[] = {" row "NULL};"
}
END { exit bad }
