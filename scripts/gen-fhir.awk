# search/data/fhir-codes.tsv → C. usage: gawk -f scripts/gen-fhir.awk search/data/attributes.tsv search/data/fhir-codes.tsv
BEGIN { FS = "\t"; print "/* Generated from search/data/fhir-codes.tsv by scripts/gen-fhir.awk: do not edit. */\n#include \"search/fhir_table.h\"\n\nconst struct fhir_code fhir_codes[] = {" }
/^#/ || $0 == "" || $1 == "system" { next }
FILENAME ~ /attributes/ { known[$1]; next }
!($3 in known) { print FILENAME ":" FNR ": " $3 ": no such attribute" > "/dev/stderr"; bad = 1 }
NF != 4 || ($1 != "loinc" && $1 != "snomed") || ($1 == "snomed") != ($4 != "") { print FILENAME ":" FNR ": system, code, attribute and (snomed) value wanted" > "/dev/stderr"; bad = 1; next }
($1, $2) in seen { print FILENAME ":" FNR ": " $2 " stands here twice" > "/dev/stderr"; bad = 1 }
{ seen[$1, $2]; print "    {\"" $1 "\", \"" $2 "\", ATTR_" $3 ", \"" $4 "\"}," }
END { if (bad) exit 1; print "};\nconst size_t fhir_code_count = sizeof fhir_codes / sizeof *fhir_codes;" }
