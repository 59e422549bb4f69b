# search/data/fhir-codes.tsv, icd10.tsv → C. usage: gawk -f scripts/gen-fhir.awk search/data/attributes.tsv search/data/fhir-codes.tsv search/data/icd10.tsv
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN { FS = "\t"; print "/* Generated from search/data by scripts/gen-fhir.awk: do not edit. */\n#include \"search/fhir_table.h\"\n\nconst struct fhir_code fhir_codes[] = {" }
/^#/ || $0 == "" || $1 == "system" || $1 == "code" { next }
FILENAME ~ /attributes/ { attribute[$1]; next }
FILENAME ~ /icd10/ {
    if (NF != 2 || $1 !~ /^[A-Z][0-9][0-9](\.[0-9]+)?$/ || $2 == "") fail("code and name wanted")
    if ($1 in icd) fail($1 " stands here twice")
    icd[$1] = $2; order[++n] = $1
    next
}
NF != 4 || $1 !~ /^(loinc|snomed|text)$/ || ($1 != "loinc" && $4 == "") { fail("system, code, attribute and (of an answer) value wanted"); next }
!($3 in attribute) { fail($3 ": no such attribute"); next }
{
    key = $1 SUBSEP $2 SUBSEP ($4 == "" ? "" : $3)
    if (key in seen) fail($2 " stands here twice")
    seen[key]
    print "    {\"" $1 "\", \"" $2 "\", ATTR_" $3 ", \"" $4 "\"},"
}
END {
    if (bad) exit 1
    print "};\nconst size_t fhir_code_count = sizeof fhir_codes / sizeof *fhir_codes;\n\nconst struct fhir_icd fhir_icds[] = {"
    for (i = 1; i <= n; i++) print "    {\"" order[i] "\", \"" icd[order[i]] "\"},"
    print "};\nconst size_t fhir_icd_count = sizeof fhir_icds / sizeof *fhir_icds;"
}
