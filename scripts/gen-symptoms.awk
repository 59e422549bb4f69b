# search/data/symptoms.tsv → C. usage: awk -f scripts/gen-symptoms.awk search/data/symptoms.tsv
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    print "/* Generated from search/data by scripts/gen-symptoms.awk: do not edit. */"
    print "#include \"search/symptoms.h\"\n\nconst struct symptom symptoms[] = {"
}
/^#/ || $0 == "" { next }
{
    if (NF != 2) fail("a symptom and its diseases")
    if ($1 in seen) fail($1 " stands here twice")
    seen[$1]
    n = split($2, diseases, "|")
    if (n > 4) fail($1 ": more than four diseases")
    printf "    {\"%s\", {", $1
    for (i = 1; i <= n; i++) {
        if (diseases[i] !~ /^[a-z0-9-]+$/) fail($1 ": no id: " diseases[i])
        printf "%s\"%s\"", (i > 1 ? ", " : ""), diseases[i]
    }
    print "}},"
    rows++
}
END {
    if (bad) exit 1
    print "};\nconst size_t n_symptoms = " rows ";"
}
