# search/data/criteria-{headings,arms,ja}.tsv → C. usage: gawk -f scripts/gen-criteria.awk search/data/attributes.tsv FILES...
# Words of search/data/fold-words.tsv (mixed writing, read first) give each kanji form its forms in kana as well: ぜんそく beside 喘息.
# A form may hold [a|b|]: each of them; {or}: any Japanese connective; {no}: の or nothing.
function quote(s) { gsub(/\\n/, "\n", s); gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\n/, "\\n", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = "\t"
    n_kana = split("ぁ ァ あ ア ぃ ィ い イ ぅ ゥ う ウ ぇ ェ え エ ぉ ォ お オ か カ が ガ き キ ぎ ギ く ク ぐ グ け ケ げ ゲ こ コ ご ゴ さ サ ざ ザ し シ じ ジ す ス ず ズ せ セ ぜ ゼ そ ソ ぞ ゾ た タ だ ダ ち チ ぢ ヂ っ ッ つ ツ づ ヅ て テ で デ と ト ど ド な ナ に ニ ぬ ヌ ね ネ の ノ は ハ ば バ ぱ パ ひ ヒ び ビ ぴ ピ ふ フ ぶ ブ ぷ プ へ ヘ べ ベ ぺ ペ ほ ホ ぼ ボ ぽ ポ ま マ み ミ む ム め メ も モ ゃ ャ や ヤ ゅ ュ ゆ ユ ょ ョ よ ヨ ら ラ り リ る ル れ レ ろ ロ わ ワ を ヲ ん ン", both_kana, " ")
    ors = "[又は|または|もしくは|若しくは|あるいは|や|及び|および|ならびに|、|・|,|/|と|、又は|、または|、及び|か]"
    split(">= GE <= LE < LT > GT = EQ in IN present PRESENT absent ABSENT", o, " ")
    for (i = 1; i in o; i += 2) ops[o[i]] = o[i + 1]
    edges["a"] = "ANY"; edges["w"] = "WHOLE"; edges["p"] = "HEAD"; edges["s"] = "TAIL"; edges["r"] = "RIGHT"
}
FNR == 1 { file = FILENAME; sub(/.*\//, "", file); sub(/\.tsv$/, "", file); lang = file; sub(/^criteria-/, "", lang) }
/^#/ || $0 == "" { next }
file == "fold-words" { if ($3 ~ /^(any|edge|whole)$/ && $1 != $2) { n_mixed++; kana[n_mixed] = $1; kanji[n_mixed] = $2 } next }
file == "attributes" { if ($1 != "id") attr[$1]; next }
file == "criteria-headings" { heading(); next }
file == "criteria-arms" { arm(); next }
{ word() }
function heading() {
    if (NF != 2 || $2 !~ /^(inclusion|exclusion|stop|plain|nothing)$/) fail("two columns needed: line, what follows")
    headings = headings "    {" quote($1) ", CRIT_HEAD_" toupper($2) "},\n"
}
function arm(    i, n, t) {
    if (NF != 2 || $1 !~ /^(before|behind|people|never|germ|follow|join)$/) { fail("two columns needed: class, forms"); return }
    n = split($2, t, "|")
    for (i = 1; i <= n; i++) {
        if (t[i] == "") fail("an empty form")
        if (($1, t[i]) in arm_seen) fail(t[i] " stands here twice")
        arm_seen[$1, t[i]]
        arms = arms "    {" quote(t[i]) ", CRIT_ARM_" toupper($1) "},\n"; n_arms++
    }
}
function word(    t, v, op, values) {
    if (NF != 4) { fail("four columns needed: class, value, edge, forms"); return }
    if (!($3 in edges)) fail($3 ": no such edge")
    v = split($2, t, " ")
    op = "0"; values = "NULL"
    if ($1 ~ /^(attr|fact|able|marker|defined)$/ && !(t[1] in attr) && t[1] !~ /^(brinkman|bp|hcv\+hbv)$/) fail(t[1] ": no such attribute")
    if ($1 == "fact" && (t[2] in ops)) op = "CRIT_OP_" ops[t[2]]
    if ($1 == "fact" && t[3] != "") values = quote(t[3])
    if ($1 == "cmp") op = "CRIT_OP_" ops[$2]
    senses[lang] = senses[lang] "    {LEX_" toupper($1) ", LEX_EDGE_" edges[$3] ", " (t[1] in attr ? "ATTR_" t[1] : "LEX_NO_ATTR") ", " op ", " quote($2) ", " values "},\n"
    forms($4, $1, ns[lang]++)
}
# the place of the bracket that closes the one at s[at]
function closing(s, at,    i, c, depth) {
    for (i = at; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c == "[") depth++
        if (c == "]" && --depth == 0) return i
    }
    fail(s ": a bracket is open")
    return length(s)
}
# each alternative of s (divided by | outside brackets) between what stands before and behind
function alternatives(before, s, behind, class, sense,    i, c, depth, one) {
    one = ""; depth = 0
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c == "[") depth++
        if (c == "]") depth--
        if (c == "|" && depth == 0) { one_of(before, one, behind, class, sense); one = "" }
        else one = one c
    }
    one_of(before, one, behind, class, sense)
}
function one_of(before, one, behind, class, sense) {
    if (before behind == "") pattern = index(one, "[") > 0
    expand(before one behind, class, sense)
}
# What brackets of one row give twice is the same word, and what is written goes before what brackets of a later row give; all else that
# stands twice is a slip: only the first counts.
function forms(s, class, sense,    i, n, t) {
    n = split(s, t, "|")
    for (i = 1; i <= n; i++) {
        if (t[i] !~ /[][]/ && (FNR, t[i]) in written && outside(t, i)) fail(t[i] " stands here twice")
        if (t[i] !~ /[][]/ && outside(t, i)) written[FNR, t[i]]
    }
    gsub(/\{or\}/, ors, s); gsub(/\{no\}/, "[の|]", s)
    alternatives("", s, "", class, sense)
}
# Whether piece i of a row divided at | stands outside brackets
function outside(t, i,    k, s) {
    for (k = 1; k < i; k++) s = s t[k]
    return gsub(/\[/, "", s) == gsub(/\]/, "", s)
}
function expand(s, class, sense,    at, b) {
    at = index(s, "[")
    if (at == 0) { form(s, class, sense); return }
    b = closing(s, at)
    alternatives(substr(s, 1, at - 1), substr(s, at + 1, b - at - 1), substr(s, b + 1), class, sense)
}
function in_katakana(s,    i) {
    for (i = 1; i < n_kana; i += 2) gsub(both_kana[i], both_kana[i + 1], s)
    return s
}
# a disease in kana is the same disease: forms of names only, one word of each written so
function mixed(s, sense,    i, at, before, behind) {
    for (i = 1; i <= n_mixed; i++) {
        at = index(s, kanji[i])
        if (at == 0) continue
        before = substr(s, 1, at - 1); behind = substr(s, at + length(kanji[i]))
        known(before kana[i] behind, sense); known(before in_katakana(kana[i]) behind, sense)
    }
}
function known(s, sense) { if (!(("ja", 1, s) in seen)) { n_late++; late[n_late] = s; late_sense[n_late] = sense } }
function form(s, class, sense,    key) {
    if (s == "") return
    if (class == "kind" && lang == "ja") mixed(s, sense)
    key = lang SUBSEP (class == "kind") SUBSEP s
    if (key in seen) {
        if (seen[key] != FNR && !(pattern && literal[key])) fail(s " stands in line " seen[key] " too")
        return
    }
    seen[key] = FNR
    literal[key] = !pattern
    put(class == "kind" ? "kinds" : "words", s, sense)
}
# Line by line: text that grows line by line is copied each time.
function put(list, s, sense) { line[list, n_lines[list]++] = "    {" quote(s) ", " sense "}," }
function print_list(list, l,    i) {
    print "static const struct lex_form " list "_" l "[] = {"
    for (i = 0; i < n_lines[list]; i++) print line[list, i]
    print "    {0},\n};"
}
function table(l, which) {
    print "static const struct lex_sense senses_" l "[] = {\n" senses[l] "    {0},\n};"
    print_list("words", l)
    print_list("kinds", l)
    print "const struct lex_table lex_table_" l " = {senses_" l ", words_" l ", " n_lines["words"] + 0 ", kinds_" l ", " n_lines["kinds"] + 0 "};"
}
END {
    if (bad) exit 1
    for (i = 1; i <= n_late; i++) # behind what the table itself says
        if (!(("ja", 1, late[i]) in seen)) { seen["ja", 1, late[i]] = 0; put("kinds", late[i], late_sense[i]) }
    print "/* Generated from search/data by scripts/gen-criteria.awk: do not edit. */"
    print "#include \"search/attributes_gen.h\"\n#include \"search/criteria_arms.h\"\n#include \"search/criteria_lex.h\"\n#include \"search/criteria_split.h\"\n"
    print "const struct crit_heading_row crit_headings[] = {\n" headings "    {0},\n};"
    n = gsub(/\n/, "\n", headings)
    print "const size_t n_crit_headings = " n ";"
    print "const struct crit_arm_word crit_arm_words[] = {\n" arms "    {0},\n};"
    print "const size_t n_crit_arm_words = " n_arms + 0 ";"
    table("ja")
}
