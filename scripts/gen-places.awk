# search/data/places.tsv and postal.tsv → C. usage: awk -f scripts/gen-places.awk search/data/places.tsv search/data/postal.tsv
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
# 43.06 → 4306, without floating point on the way
function hundredths(s, whole) {
    if (s !~ /^[0-9]+\.[0-9][0-9]$/) fail(s " is no position to 2 decimals")
    whole = s
    sub(/\./, "", whole)
    return whole + 0
}
BEGIN { FS = "\t" }
/^#/ || $0 == "" { next }
{
    code = FILENAME ~ /postal/ ? $2 : $1
    if (code !~ /^[0-9][0-9]$/ || code < 1 || code > 47) fail(code " is no prefecture")
}
FILENAME ~ /places/ {
    if (NF != 6) fail("six columns needed")
    if (($1, $2) in seen) fail($2 " stands here twice")
    seen[$1, $2]
    place[++np] = "    {" ($1 + 0) ", " hundredths($5) ", " hundredths($6) ", " quote($2) ", " quote($3) ", " quote($4) "},"
    if (np <= 47 && $1 + 0 != np) fail("the prefectures stand first, in order")
    next
}
{
    if (NF != 4) fail("four columns needed")
    if ($1 !~ /^[0-9][0-9][0-9]?$/ || $1 in area) fail($1 " is no new area")
    area[$1]
    postal[++na] = "    {" quote($1) ", " ($2 + 0) ", " hundredths($3) ", " hundredths($4) "},"
}
END {
    if (bad) exit 1
    print "/* Generated from search/data by scripts/gen-places.awk: do not edit. */\n#include \"search/geo_table.h\"\n"
    print "const struct geo_row geo_rows[] = {"
    for (i = 1; i <= np; i++) print place[i]
    print "};\nconst size_t geo_row_count = " np ";\n"
    print "const struct geo_area geo_areas[] = {"
    for (i = 1; i <= na; i++) print postal[i]
    print "};\nconst size_t geo_area_count = " na ";"
}
