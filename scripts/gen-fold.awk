# search/data/fold-*.tsv → C. usage: awk -f scripts/gen-fold.awk search/data/fold-kanji.tsv search/data/fold-words.tsv
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    split("edge any tail whole latin", e, " ")
    for (i in e) edges[e[i]] = 1
}
/^#/ || $0 == "" { next }
FILENAME ~ /fold-kanji/ {
    if (NF != 2) fail("two columns needed")
    if ($1 in kanji) fail($1 " stands here twice")
    kanji[$1]; ka[++nk] = $1; kb[nk] = $2
    next
}
{
    if (NF != 3 || !($3 in edges)) fail("three columns needed: text, what it folds to, edge")
    if ($1 in word) fail($1 " stands here twice")
    word[$1]; wa[++nw] = $1; wb[nw] = $2; we[nw] = $3
}
END {
    for (i = 1; i <= nk; i++) if (kb[i] in kanji) { print "fold-kanji.tsv: " kb[i] " is a variant itself" > "/dev/stderr"; bad = 1 }
    if (bad) exit 1
    print "/* Generated from search/data by scripts/gen-fold.awk: do not edit. */\n#include \"search/fold_tables.h\"\n"
    print "const struct fold_kanji fold_kanjis[] = {"
    for (i = 1; i <= nk; i++) print "    {" quote(ka[i]) ", " quote(kb[i]) "},"
    print "};\nconst size_t fold_kanji_count = " nk ";\n"
    print "const struct fold_word fold_word_list[] = {"
    for (i = 1; i <= nw; i++) print "    {" quote(wa[i]) ", " quote(wb[i]) ", FOLD_" toupper(we[i]) "},"
    print "};\nconst size_t fold_word_count = " nw ";"
}
