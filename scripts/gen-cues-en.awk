# search/data/criteria-cues-en.tsv → C: the cues' numbers, a trie of their words, the cues of each word.
# usage: gawk -b -v out=h|c -f scripts/gen-cues-en.awk search/data/criteria-cues-en.tsv [SOURCES]   (sources: every cue must be asked for)
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function fail(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; bad = 1 }
BEGIN {
    FS = OFS = "\t"
    n_hows = split("begin whole end inside", hows, " ")
    for (i = 1; i <= n_hows; i++) how_number[hows[i]] = i - 1
    n_nodes = 1; n_cues = 0
}
FILENAME ~ /\.c$/ {
    while (match($0, /EN_CUE_[A-Z_]+/)) {
        asked[substr($0, RSTART, RLENGTH)]
        $0 = substr($0, RSTART + RLENGTH)
    }
    next
}
/^#/ || $0 == "" || $1 == "cue" { next }
{
    if (NF != 4) { fail("four columns needed: cue, how, words, meaning"); next }
    if ($1 !~ /^[a-z_]+$/) fail($1 ": small letters and _ only")
    if ($1 in line_of) fail($1 " stands in line " line_of[$1] " too")
    if (!($2 in how_number)) fail($2 ": begin, whole, end or inside")
    $3 = with_others($3)
    if (($2, $3) in same) fail($1 ": the same words as " same[$2, $3])
    same[$2, $3] = $1; words_of[$1] = $3
    line_of[$1] = FNR; id[n_cues] = $1; how[n_cues] = how_number[$2]
    read_words($3, $2)
    n_cues++
}
# @cue: the words of a cue above.
function with_others(list,    i, n, w, s) {
    n = split(list, w, "|")
    for (i = 1; i <= n; i++) {
        if (w[i] ~ /^@/ && !(substr(w[i], 2) in words_of)) fail(w[i] ": no such cue above")
        s = s (i > 1 ? "|" : "") (w[i] ~ /^@/ ? words_of[substr(w[i], 2)] : w[i])
    }
    return s
}
function read_words(list, how,    i, k, n, w, value) {
    n = split(list, w, "|")
    for (i = 1; i <= n; i++) {
        value = 0
        if (match(w[i], /=[0-9]+$/)) { value = substr(w[i], RSTART + 1); w[i] = substr(w[i], 1, RSTART - 1) }
        sub(/^_/, " ", w[i]); sub(/_$/, " ", w[i])
        if (w[i] ~ /[A-Z_]/ || w[i] !~ /[^ ]/) fail(w[i] ": small letters, _ at an end only")
        for (k = 1; k < i; k++) useless(w[i], w[k], how)
        put(w[i], value)
    }
}
# Of two words one of which says the other already, one is a slip.
function useless(a, b, how,    s) {
    if (length(a) > length(b)) { s = a; a = b; b = s }
    if (a == b || (how == "begin" && index(b, a) == 1) || (how == "inside" && index(b, a)) ||
        (how == "end" && substr(b, length(b) - length(a) + 1) == a))
        fail(b " is found as " a " already")
}
function put(word, value,    i, at, ch) {
    if (!(word in word_number)) {
        word_number[word] = ++n_words; text[n_words] = word
        at = 0
        for (i = 1; i <= length(word); i++) {
            ch = substr(word, i, 1)
            if (!((at, ch) in child)) { child[at, ch] = n_nodes; children[at] = children[at] ch; n_nodes++ }
            at = child[at, ch]
        }
        ends[at] = n_words
    }
    cues[word_number[word]] = cues[word_number[word]] " " n_cues
    if (value) {
        if (values[word_number[word]] && values[word_number[word]] != value) fail(word ": two numbers")
        values[word_number[word]] = value
    }
}
# A set of cues as words of 64 bits.
function bits(list,    i, n, c, set, s, words) {
    n = split(list, c, " ")
    words = int((n_cues + 63) / 64)
    for (i = 1; i <= n; i++) set[int(c[i] / 64)] = set[int(c[i] / 64)] (set[int(c[i] / 64)] == "" ? "" : " | ") "1ULL << " c[i] % 64
    for (i = 0; i < words; i++) s = s (i ? ", " : "") (set[i] == "" ? "0" : set[i])
    return "{{" s "}}"
}
END {
    if (out == "c")
        for (i = 0; i < n_cues; i++)
            if (!(("EN_CUE_" toupper(id[i])) in asked)) { print "criteria-cues-en.tsv:" line_of[id[i]] ": " id[i] " is asked for nowhere" > "/dev/stderr"; bad = 1 }
    if (bad) exit 1
    print "/* Generated from search/data by scripts/gen-cues-en.awk: do not edit. */"
    if (out == "h") header(); else source_file()
}
function header(    i) {
    print "#pragma once\n\nenum en_cue {"
    for (i = 0; i < n_cues; i++) print "    EN_CUE_" toupper(id[i]) ","
    print "    EN_CUE_COUNT\n};"
}
function source_file(    i, h, list) {
    print "#include \"search/criteria_read_en_cue.h\"\n"
    print "const struct en_cues en_cues_of_how[] = {"
    for (h = 0; h < n_hows; h++) {
        list = ""
        for (i = 0; i < n_cues; i++) if (how[i] == h) list = list " " i
        print "    " bits(list) ","
    }
    print "};\n\nconst struct en_cue_word en_cue_words[] = {\n    {0, 0, {{0}}},"
    for (i = 1; i <= n_words; i++) print "    {" length(text[i]) ", " values[i] + 0 ", " bits(cues[i]) "}, /* " text[i] " */"
    print "};\n"
    nodes()
}
# Children of one node stand side by side: numbered again, level by level.
function nodes(    queue, head, tail, i, at, n, first, byte, rows) {
    queue[0] = 0; byte[0] = "\\0"; head = 0; tail = 1
    while (head < tail) {
        at = queue[head]; n = length(children[at]); first = n ? tail : 0
        rows = rows "    {" first ", " ends[at] + 0 ", " n ", " (head ? character(byte[head]) : "0") "},\n"
        for (i = 1; i <= n; i++) { byte[tail] = substr(children[at], i, 1); queue[tail++] = child[at, byte[tail]] }
        head++
    }
    print "const struct en_cue_node en_cue_nodes[] = {\n" rows "};\n\nconst uint16_t en_cue_roots[256] = {"
    for (i = 1; i <= length(children[0]); i++) print "    [(unsigned char)" character(byte[i]) "] = " i ","
    print "};"
}
function character(c) { return c == "'" ? "'\\''" : c ~ /[ -~]/ ? "'" c "'" : sprintf("(char)0x%02x", ord(c)) }
function ord(c,    i) { for (i = 128; i < 256; i++) if (sprintf("%c", i) == c) return i; return 0 }
