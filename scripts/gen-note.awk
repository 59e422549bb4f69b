# search/data/note-ja.tsv → C. usage: gawk -f scripts/gen-note.awk search/data/attributes.tsv search/data/note-ja.tsv
function quote(s) { gsub(/\\n/, "\n", s); gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\n/, "\\n", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    split("attr flag enum able none marker", a, " ")
    for (i in a) named[a[i]] = 1
    print "/* Generated from search/data/note-ja.tsv by scripts/gen-note.awk: do not edit. */"
    print "#include \"search/attributes_gen.h\"\n#include \"search/note_ja.h\"\n\nconst struct nj_word nj_words[] = {"
}
/^#/ || $0 == "" { next }
FILENAME ~ /attributes/ { if ($1 != "id") attr[$1]; next }
{
    if (NF != 3 || $3 == "") { fail("three columns needed: class, value, forms"); next }
    split($2, v, " ")
    if (($1 in named) && !(v[1] in attr) && v[1] !~ /^(bp|brinkman|metastasis)$/) fail(v[1] ": no such attribute")
    if ($1 == "enum" && v[2] == "") fail($2 ": attribute and value needed")
    value = $1 == "enum" ? v[2] : $2
    m = split($3, form, "|")
    for (i = 1; i <= m; i++) {
        if (form[i] ~ /[A-Z ]/) fail(form[i] ": small letters, no blanks")
        if (form[i] == "" || (form[i] in seen)) { fail(form[i] ": empty, or stands here twice"); continue }
        seen[form[i]]
        print "    {" quote(form[i]) ", NJ_" toupper($1) ", " ((v[1] in attr) && ($1 in named) ? "ATTR_" v[1] : "NJ_NO_ATTR") ", " quote(value) "},"
    }
}
END { if (bad) exit 1; print "};\nconst size_t nj_word_count = sizeof nj_words / sizeof *nj_words;" }
