# search/data/findings.tsv → C. usage: awk -f scripts/gen-findings.awk search/data/findings.tsv
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
function sign(s,    at) {
    if (s == "" || s ~ /^ | $/) fail("an empty alternative, or blanks around it")
    if (tolower(s) != s) fail(s ": small letters")
    if (!match(s, /[<>]=/)) return "{" quote(s) ", 0, false, 0}"
    at = RSTART
    if (substr(s, 1, at - 1) !~ /^[a-z0-9_]+$/ || substr(s, at + 2) !~ /^[0-9]+(\.[0-9]+)?$/) fail(s ": attribute, >= or <=, number")
    return "{NULL, ATTR_" substr(s, 1, at - 1) ", " (substr(s, at, 1) == "<" ? "true" : "false") ", " substr(s, at + 2) "}"
}
BEGIN {
    FS = "\t"
    print "/* Generated from search/data by scripts/gen-findings.awk: do not edit. */"
    print "#include \"search/attributes.h\"\n#include \"search/findings.h\"\n"
}
/^#/ || $0 == "" { next }
{
    if (NF < 2 || NF > 4) fail("a disease and one to three groups")
    if ($1 in seen) fail($1 " stands here twice")
    seen[$1]; disease[++n] = $1; groups[n] = NF - 1
    for (g = 2; g <= NF; g++) {
        size[n, g] = split($g, signs, "|")
        printf "static const struct finding_sign signs_%d_%d[] = {", n, g - 1
        for (i = 1; i <= size[n, g]; i++) printf "%s%s", (i > 1 ? ", " : ""), sign(signs[i])
        print "};"
    }
}
END {
    if (bad) exit 1
    print "\nconst struct finding findings[] = {"
    for (i = 1; i <= n; i++) {
        printf "    {%s, {", quote(disease[i])
        for (g = 2; g <= groups[i] + 1; g++) printf "%s{signs_%d_%d, %d}", (g > 2 ? ", " : ""), i, g - 1, size[i, g]
        print "}},"
    }
    print "};\nconst size_t n_findings = " n ";"
}
