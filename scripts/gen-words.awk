# Tables of words (list, how they are looked for, what it is for, words) → arrays PREFIX_list of words, each ended by NULL, in search/NAME_gen.h|c.
# usage: gawk -v out=h|c -v name=NAME -v prefix=PREFIX -f scripts/gen-words.awk TABLES... [SOURCES...]
# A word that never counts beside another is a slip: of "at" one behind a word that it begins with, of "begin" one before it too, of "off" one behind a word that it ends in,
# of "end" one before it too, of "any" one that holds another. So is a list that no source asks for, where sources are given.
function quote(s) { gsub(/\\n/, "\n", s); gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\n/, "\\n", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    print "/* Generated from search/data by scripts/gen-words.awk: do not edit. */"
    print out == "h" ? "#pragma once" : "#include \"search/" name "_gen.h\"\n#include <stddef.h>"
}
FILENAME ~ /\.c$/ {
    while (match($0, prefix "_[a-z0-9_]+")) {
        asked[substr($0, RSTART + length(prefix) + 1, RLENGTH - length(prefix) - 1)] = sources = 1
        $0 = substr($0, RSTART + RLENGTH)
    }
    next
}
/^#/ || $0 == "" { next }
NF != 4 { fail("four columns needed: list, how, what it is for, words"); next }
$1 !~ /^[a-z][a-z0-9_]+$/ { fail($1 ": small letters, digits and _ make the name of a list") }
$1 in seen { fail($1 " stands in line " seen[$1] " of " file[$1] " too") }
$2 !~ /^(begin|at|whole|end|any|off)$/ { fail($2 ": no such way to look for words") }
$3 == "" { fail($1 ": what is it for?") }
function hides(how, a, b) { # a word a makes b useless
    if (how == "whole") return a == b
    if (how == "at" || how == "begin") return index(b, a) == 1
    return how == "any" ? index(b, a) > 0 : length(a) <= length(b) && substr(b, length(b) - length(a) + 1) == a
}
{
    seen[$1] = FNR
    file[$1] = FILENAME
    n = split($4, word, "|")
    row = ""
    for (i = 1; i <= n; i++) {
        if (word[i] == "") fail($1 ": an empty word")
        for (k = 1; k <= n; k++)
            if (k != i && (k < i || ($2 != "at" && $2 != "off")) && word[k] != "" && hides($2, word[k], word[i])) fail($1 ": " word[i] (word[i] == word[k] ? " stands here twice" : " never counts beside " word[k]))
        row = row quote(word[i]) ", "
    }
    print out == "h" ? "extern const char *const " prefix "_" $1 "[];" : "const char *const " prefix "_" $1 "[] = {" row "NULL};"
}
END {
    for (l in seen)
        if (sources && !(l in asked)) {
            print file[l] ":" seen[l] ": nothing asks for " l > "/dev/stderr"
            bad = 1
        }
    exit bad
}
