# search/data/concept-words.tsv → C. usage: awk -f scripts/gen-concept-words.awk search/data/concept-words.tsv
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
function is_pair(kind) { return kind ~ /^(variant|apart|below|may)$/ }
BEGIN {
    FS = "\t"
    n_kinds = split("modifier keep qualifier negator organ tumour histology class same variant opposite acuity vague apart below general anywhere ailment illness doubt tail may form allergen", kinds, " ")
    for (i in kinds) known[kinds[i]] = 1
}
/^#/ || $0 == "" || $1 == "kind" { next }
{
    if (NF != 3 || !($1 in known) || $2 == "") fail("three columns needed: kind, word, as")
    if (($1, $2, is_pair($1) ? $3 : "") in seen) fail($1 " " $2 " stands here twice")
    if ($1 == "histology" && $3 == "") fail("a histology has a stem and a name")
    seen[$1, $2, is_pair($1) ? $3 : ""]; n++; kind[n] = $1; word[n] = $2; as[n] = $3
}
END {
    for (i = 1; i <= n; i++) below += kind[i] == "below"
    if (below > 64) { print "concept-words.tsv: at most 64 rows of kind below (concept.c, RELATIONS_FAST): others belong into the lexicon" > "/dev/stderr"; bad = 1 }
    if (bad) exit 1
    print "/* Generated from search/data by scripts/gen-concept-words.awk: do not edit. */\n#include \"search/concept_words.h\"\n"
    print "const struct concept_word concept_words[] = {"
    for (k = 1; k <= n_kinds; k++)
        for (i = 1; i <= n; i++) if (kind[i] == kinds[k])
            print "    {CONCEPT_WORD_" toupper(kind[i]) ", " quote(word[i]) ", " quote(as[i]) "},"
    print "};\nconst size_t n_concept_words = " n ";"
}
