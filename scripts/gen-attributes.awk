# search/data/{attributes,questions.*,units}.tsv → C. usage: awk -v out=h|c -f scripts/gen-attributes.awk schema/codes/prefecture.tsv
# search/data/attributes.tsv search/data/questions.{ja,easy,en}.tsv search/data/units.tsv   (in this order)
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
function is_number(s) { return s ~ /^-?[0-9]+(\.[0-9]+)?$/ }
BEGIN {
    FS = "\t"
    split("ja easy en", langs, " ")
    na = nu = ns = 0
    split("number ordinal flag enum concept", k, " ")
    for (i in k) kinds[k[i]] = 1
}
FNR == 1 { file = FILENAME; sub(/.*\//, "", file); sub(/\.tsv$/, "", file); lang = file; sub(/^questions\./, "", lang) }
/^#/ || $0 == "" { next }
file == "prefecture" { if ($1 != "code") prefectures = prefectures (prefectures == "" ? "" : ",") $2; next }
file == "attributes" { if ($1 != "id") attribute(); next }
file ~ /^questions/ { question(); next }
file == "units" { if ($1 != "unit") unit(); next }
function attribute() {
    if (NF != 10) fail("ten columns needed")
    if ($1 !~ /^[a-z][a-z0-9_]*$/) fail($1 ": small letters, digits and _ only")
    if ($1 in number) fail($1 " stands here twice")
    if (!($2 in kinds)) fail($2 ": no such kind")
    if ($2 == "number" && !(is_number($4) && is_number($5) && $4 < $5)) fail($1 ": min and max needed")
    if ($8 !~ /^[1-5]$/) fail($1 ": cost is 1 to 5")
    if ($9 !~ /^((list|open|site)(,|$))*$/) fail($9 ": traits are list, open, site")
    number[$1] = na; id[na] = $1; kind[na] = $2; label_ja[na] = $6; label_en[na] = $7; cost[na] = $8; traits[na] = $9
    low[na] = $4; high[na] = $5
    set_typical($2 == "number" || $2 == "ordinal", $10)
    set_values($3)
    na++
}
function set_typical(is_range, s,    r) {
    if (is_range && (split(s, r, /\.\./) != 2 || !is_number(r[1]) || !is_number(r[2]) || r[1] + 0 >= r[2] + 0)) fail(id[na] ": typical is lo..hi")
    if (!is_range && !(is_number(s) && s > 0 && s < 1)) fail(id[na] ": typical is a chance between 0 and 1")
    typical_low[na] = is_range ? r[1] : s; typical_high[na] = is_range ? r[2] : s
}
function set_values(u,    r) {
    if (u == "@prefecture") u = prefectures
    if (kind[na] == "number") canonical[na] = u
    else if (kind[na] == "ordinal" && u ~ /^[0-9]+-[0-9]+$/) { split(u, r, "-"); low[na] = r[1]; high[na] = r[2] }
    else if (kind[na] == "enum" || kind[na] == "ordinal") {
        if (u == "") fail(id[na] ": values needed")
        values[na] = u; low[na] = 0; high[na] = split(u, r, ",") - 1
    }
    else if (u != "") fail(id[na] ": a " kind[na] " has no unit")
}
function question(    n) {
    if (NF != 3 || $3 == "") fail("three columns needed: attribute, value, wording")
    if (!($1 in number)) { fail($1 ": no such attribute"); return }
    n = number[$1]
    if ((n, lang, $2) in said) fail($1 " " $2 " stands here twice")
    said[n, lang, $2] = $3
    if ($2 == "") return
    if (!(n in values) && !is_number($2)) fail($1 ": " $2 " is no value of it")
    if (n in values && index("," values[n] ",", "," $2 ",") == 0) fail($1 ": " $2 " is no value of it")
    if (lang == "ja") choices[n] = choices[n] (choices[n] == "" ? "" : ",") $2
}
function unit(    i, m, t, s) {
    if (NF != 5 || !is_number($3) || !is_number($4)) { fail("five columns needed: unit, for, factor, offset, spellings"); return }
    if (!($1 in unit_number)) { unit_number[$1] = nu; unit_id[nu++] = $1 }
    m = split($2, t, ",")
    for (i = 1; i <= m; i++) factor(unit_number[$1], t[i])
    m = split($5, s, "|")
    for (i = 1; i <= m; i++) {
        if (s[i] ~ /[A-Z ^]/) fail(s[i] ": small letters, no spaces, no ^")
        if (s[i] in spelled) fail(s[i] " stands here twice")
        spelled[s[i]]; spelling[ns] = s[i]; spelling_unit[ns++] = unit_number[$1]
    }
}
function factor(u, target,    n, found) {
    for (n = 0; n < na; n++)
        if (id[n] == target || (n in canonical && canonical[n] == target)) {
            found = 1
            if ((u, n) in multiplier && id[n] != target) continue
            multiplier[u, n] = $3; addend[u, n] = $4
        }
    if (!found) fail(target ": neither an attribute nor a canonical unit")
}
END {
    for (n = 0; n < na; n++) {
        for (i = 1; i <= 3; i++) if (!((n, langs[i], "") in said)) { print "questions." langs[i] ".tsv: " id[n] " is not asked" > "/dev/stderr"; bad = 1 }
        if (n in canonical && !(canonical[n] in unit_number)) { print "units.tsv: " canonical[n] " is missing" > "/dev/stderr"; bad = 1 }
    }
    if (bad) exit 1
    if (out == "h") header(); else source_file()
}
function header(    n) {
    print "/* Generated from search/data by scripts/gen-attributes.awk: do not edit. Numbers of attributes. */\n#pragma once\n"
    print "enum attr {"
    for (n = 0; n < na; n++) print "    ATTR_" id[n] ","
    print "    ATTR_COUNT\n};"
}
function strings(name, list,    i, m, v) {
    m = split(list, v, ",")
    printf "static const char *const %s[] = {", name
    for (i = 1; i <= m; i++) printf "%s, ", quote(v[i])
    print "NULL};"
}
function wording(n, l, v) { return (n, l, v) in said ? said[n, l, v] : v }
function choice_rows(n,    i, m, v) {
    if (choices[n] == "") choices[n] = values[n]
    if (choices[n] == "") return
    m = split(choices[n], v, ",")
    printf "static const struct attr_choice choices_%s[] = {\n", id[n]
    for (i = 1; i <= m; i++)
        print "    {" quote(v[i]) ", " quote(wording(n, "ja", v[i])) ", " quote(wording(n, "easy", v[i])) ", " quote(wording(n, "en", v[i])) "},"
    print "};"
    n_choices[n] = m
}
function attribute_row(n) {
    return "    {" quote(id[n]) ", ATTR_" toupper(kind[n]) ", " quote(canonical[n]) ", " low[n] + 0 ", " high[n] + 0 ", " \
        (values[n] != "" ? "values_" id[n] : "NULL") ", " quote(label_ja[n]) ", " quote(label_en[n]) ",\n     " \
        quote(said[n, "ja", ""]) ", " quote(said[n, "easy", ""]) ", " quote(said[n, "en", ""]) ", " cost[n] ", " typical_low[n] ", " typical_high[n] ", " \
        (index(traits[n], "list") ? "true" : "false") ", " (index(traits[n], "open") ? "true" : "false") ", " (index(traits[n], "site") ? "true" : "false") ", " \
        (n in n_choices ? "choices_" id[n] : "NULL") ", " n_choices[n] + 0 "},"
}
# By their bytes: units.c halves the table.
function sort_spellings(    i, k, s, u) {
    for (i = 1; i < ns; i++) {
        s = spelling[i]; u = spelling_unit[i]
        for (k = i; k > 0 && spelling[k - 1] "" > s ""; k--) { spelling[k] = spelling[k - 1]; spelling_unit[k] = spelling_unit[k - 1] }
        spelling[k] = s; spelling_unit[k] = u
    }
}
function source_file(    n, u, i) {
    print "/* Generated from search/data by scripts/gen-attributes.awk: do not edit. */"
    print "#include \"search/attributes.h\"\n#include \"search/units_table.h\"\n"
    for (n = 0; n < na; n++) { if (values[n] != "") strings("values_" id[n], values[n]); choice_rows(n) }
    print "\nconst struct attribute attributes[] = {"
    for (n = 0; n < na; n++) print attribute_row(n)
    print "};\nconst uint16_t n_attributes = " na ";\n\nconst char *const unit_ids[] = {"
    for (u = 0; u < nu; u++) print "    " quote(unit_id[u]) ","
    print "};\nconst uint16_t n_units = " nu ";\n\nconst struct unit_spelling unit_spellings[] = {"
    sort_spellings()
    for (i = 0; i < ns; i++) print "    {" quote(spelling[i]) ", " spelling_unit[i] "},"
    print "};\nconst size_t n_unit_spellings = " ns ";\n\nconst struct unit_factor unit_factors[] = {"
    for (u = 0; u < nu; u++) for (n = 0; n < na; n++) if ((u, n) in multiplier) {
        print "    {" u ", ATTR_" id[n] ", " multiplier[u, n] ", " addend[u, n] "},"; nf++
    }
    print "};\nconst size_t n_unit_factors = " nf ";"
}
