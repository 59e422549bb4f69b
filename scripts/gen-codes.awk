# Code lists → C. usage: awk -v out=h|c -f scripts/gen-codes.awk schema/codes/*.tsv
# Each NAME.tsv: line 1 "# source", line 2 column names, then code<TAB>ja<TAB>en<TAB>easy.
# alias.tsv: list<TAB>text<TAB>code.
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function symbol(s) { s = toupper(s); gsub(/[^A-Z0-9]/, "_", s); return s }
BEGIN { FS = "\t" }
FNR == 1 {
    n = split(FILENAME, part, "/"); list = part[n]; sub(/\.tsv$/, "", list)
    source = $0; sub(/^# */, "", source)
    if (list != "alias") { lists[++nl] = list; src[list] = source; rows[list] = 0 }
    next
}
FNR == 2 || $0 == "" || /^#/ { next }
list == "alias" { if (NF < 3) bad = 1; na++; al[na] = $1; at[na] = $2; ac[na] = $3; next }
{
    if (NF < 4) { print FILENAME ":" FNR ": four columns needed" > "/dev/stderr"; bad = 1 }
    r = ++rows[list]; code[list, r] = $1; ja[list, r] = $2; en[list, r] = $3; easy[list, r] = $4; value[list, $1] = r
}
END {
    if (bad) exit 1
    if (out == "h") header(); else source_file()
}
function header(    i, r, l) {
    print "/* Generated from schema/codes by scripts/gen-codes.awk: do not edit. */\n#pragma once\n"
    print "enum code_list {"
    for (i = 1; i <= nl; i++) print "    CODE_" symbol(lists[i]) ","
    print "    CODE_LIST_COUNT\n};\n"
    for (i = 1; i <= nl; i++) {
        l = lists[i]
        print "enum " l " {\n    " symbol(l) "_NONE_ = 0,"
        for (r = 1; r <= rows[l]; r++) print "    " symbol(l) "_" symbol(code[l, r]) " = " r ","
        print "    " symbol(l) "_COUNT\n};\n"
    }
}
function source_file(    i, r, l) {
    print "/* Generated from schema/codes by scripts/gen-codes.awk: do not edit. */"
    print "#include \"schema/codes_table.h\"\n"
    for (i = 1; i <= nl; i++) {
        l = lists[i]
        print "static const struct code_row rows_" l "[] = {"
        for (r = 1; r <= rows[l]; r++)
            print "    {" quote(code[l, r]) ", " quote(ja[l, r]) ", " quote(en[l, r]) ", " quote(easy[l, r]) "},"
        print "};\n"
    }
    print "const struct code_table code_tables[CODE_LIST_COUNT] = {"
    for (i = 1; i <= nl; i++) { l = lists[i]; print "    {" quote(l) ", " quote(src[l]) ", rows_" l ", " rows[l] "}," }
    print "};\n\nconst struct code_alias code_aliases[] = {"
    for (i = 1; i <= na; i++) {
        if (!((al[i], ac[i]) in value)) { print "alias.tsv: no code " ac[i] " in " al[i] > "/dev/stderr"; exit 1 }
        print "    {CODE_" symbol(al[i]) ", " quote(at[i]) ", " value[al[i], ac[i]] "},"
    }
    print "};\nconst size_t code_n_aliases = sizeof code_aliases / sizeof code_aliases[0];"
}
