# search/data/criteria-en.tsv → C. usage: gawk -f scripts/gen-criteria-en.awk search/data/attributes.tsv search/data/criteria-en.tsv
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    split(">= GE <= LE < LT > GT = EQ", o, " ")
    for (i = 1; i in o; i += 2) ops[o[i]] = o[i + 1]
    known["pstatus"]; known["transaminases"]; known["bp"]; known["hbvhcv"]; known["viralhep"]; known["activehepbc"]; known["radiosite"]
    known["guardian"]; known["adult"]; known["child"]; known["true"]; known["anymalignancy"]; known["investigational"]
    split("attr premod cmp post between to neg_or uln normal lln times num time ofage within last before after ago anchor attime nowish fact positive negative opaquetest state mod drop generic asdefined method numtail glue neg hist fam past care med allergy allergen allergyhead studydrug surgframe plan consent consentby judge doctor any or and but comma with unless except allow if cond must rel listend prep kind name site meta gene variant alter anyalter tnm defines suspect forbid", c, " ")
    for (i in c) classes[c[i]]
}
FNR == 1 { file = FILENAME; sub(/.*\//, "", file) }
/^#/ || $0 == "" { next }
file == "attributes.tsv" { if ($1 != "id") known[$1]; next }
{
    if (NF != 3) { fail("three columns needed: class, value, forms"); next }
    if (!($1 in classes)) fail($1 ": no such class")
    split($2, v, " ")
    if (($1 == "attr" || $1 == "fact") && !(v[1] in known)) fail(v[1] ": no such attribute")
    if ($1 == "defines" && !($2 in known)) fail($2 ": no such attribute")
    if (($1 == "cmp" || $1 == "post") && !($2 in ops)) fail($2 ": no such comparison")
    op = ($2 in ops) ? "CRIT_OP_" ops[$2] : "0"
    row_class[nrows + 0] = $1 == "defines" ? $1 " " $2 : $1
    rows = rows "    {EN_" toupper($1) ", " op ", " quote($2) "},\n"
    forms($3, nrows++)
}
function forms(s, row,    i, ch, depth, one) {
    one = ""; depth = 0
    for (i = 1; i <= length(s); i++) {
        ch = substr(s, i, 1)
        if (ch == "[") depth++
        if (ch == "]") depth--
        if (ch == "|" && depth == 0) { once(one); expand(one, row); one = "" }
        else one = one ch
    }
    once(one)
    if (depth != 0) fail(one ": brackets do not match")
    expand(one, row)
}
# What brackets of one row give twice is the same word; what is written twice is a slip.
function once(s) {
    if (s != "" && (FNR, s) in written) fail(s " stands here twice")
    written[FNR, s]
}
function expand(s, row,    at, b, i, d, alt, n, t) {
    at = index(s, "[")
    if (at == 0 || length(s) == 1) { form(s, row); return }
    b = 0; d = 0
    for (i = at; i <= length(s) && !b; i++) {
        if (substr(s, i, 1) == "[") d++
        if (substr(s, i, 1) == "]" && --d == 0) b = i
    }
    n = split_top(substr(s, at + 1, b - at - 1), t)
    for (i = 1; i <= n; i++) expand(substr(s, 1, at - 1) t[i] substr(s, b + 1), row)
}
# splits at | outside inner brackets; one empty piece stays an empty piece
function split_top(s, t,    i, ch, d, n) {
    n = 1; d = 0; delete t; t[1] = ""
    for (i = 1; i <= length(s); i++) {
        ch = substr(s, i, 1)
        if (ch == "[") d++
        if (ch == "]") d--
        if (ch == "|" && d == 0) t[++n] = ""
        else t[n] = t[n] ch
    }
    return n
}
function form(s, row) {
    gsub(/  +/, " ", s); sub(/^ /, "", s); sub(/ $/, "", s)
    if (s == "") return
    if ((row_class[row], s) in seen) {
        if (seen[row_class[row], s] != FNR) fail(s " stands in line " seen[row_class[row], s] " too")
        return
    }
    if (s ~ /[A-Z]/) fail(s ": small letters only")
    seen[row_class[row], s] = FNR
    words[nw++] = "    {" quote(s) ", " row "}," # text that grows line by line is copied each time
}
END {
    if (nw > 45000) fail(nw " forms, more than the reader has places for: fewer writings of one saying, or more SLOTS in criteria_read_en_lex.c")
    if (bad) exit 1
    print "/* Generated from search/data by scripts/gen-criteria-en.awk: do not edit. */"
    print "#include \"search/criteria_read_en_lex.h\"\n"
    print "const struct en_row en_rows[] = {\n" rows "};\n\nconst struct en_form en_forms[] = {"
    for (i = 0; i < nw; i++) print words[i]
    print "};\nconst size_t n_en_forms = " nw ";"
}
