# search/data/note-en.tsv → C. usage: awk -f scripts/gen-note-en.awk search/data/note-en.tsv
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    n_single = split("kin kins owner self asks speaks reports told bygone lost before", single, " ")
    n_phrases = split("heading denied doubted over stopped planned taken found open youth used uses wanted maybe sure past since event cured other_than place say lay virus unless unknown lives prefecture measured then now changed number leads older reason begins soon bone aid person genestate causes reaction operation operkind joins lines passing month season ward returned fixed onset besides histology learnt decade organ cut drug regimen surgery context short germ", phrases, " ")
    for (i = 1; i <= n_single; i++) known[single[i]] = form_of[single[i]] = "^[a-z']+$"
    for (i = 1; i <= n_phrases; i++) known[phrases[i]] = form_of[phrases[i]] = "^[a-zï0-9'()+?:./& -]+$"
    split("heading say lay virus prefecture measured number person decade organ drug regimen surgery context short", valued, " ")
    for (i in valued) has_value[valued[i]]
}
/^#/ || $0 == "" || $1 == "class" { next }
NF != 3 || !($1 in known) || $3 == "" { fail("class, value and forms wanted"); next }
($1 ~ /^(kin|person)$/) != ($2 ~ /^(male|female|any)$/) { fail("a relative or a person, and nothing else, has a sex: male, female, any") }
($1 in has_value) && $2 == "" { fail("a value wanted") }
{
    forms = split($3, form, "|")
    for (i = 1; i <= forms; i++) {
        if (form[i] !~ form_of[$1]) fail("small letters wanted: " form[i])
        key = $1 SUBSEP form[i] ($1 == "short" ? SUBSEP $2 : "") # letters mean different things
        if (key in seen) fail($1 " " form[i] " stands here twice")
        seen[key]; n++; class[n] = $1; value[n] = $2; text[n] = form[i]
    }
}
END {
    if (bad) exit 1
    print "/* Generated from search/data by scripts/gen-note-en.awk: do not edit. */\n#include \"search/note_en.h\"\n"
    # words of a class with the same first byte are a chain, so that a reader need not try all
    for (i = n; i > 0; i--) { first = class[i] SUBSEP substr(text[i], 1, 1); after[i] = head[first] + 0; head[first] = i }
    print "const struct note_en_word note_en_words[] = {"
    for (i = 1; i <= n; i++) print "    {NOTE_EN_" toupper(class[i]) ", \"" value[i] "\", \"" text[i] "\", " after[i] "},"
    print "};\nconst uint16_t note_en_first[NOTE_EN_CLASSES][NOTE_EN_BYTES] = {"
    for (key in head) { split(key, part, SUBSEP); print "    [NOTE_EN_" toupper(part[1]) "]['" (part[2] == "'" ? "\\'" : part[2]) "'] = " head[key] "," }
    print "};"
}
