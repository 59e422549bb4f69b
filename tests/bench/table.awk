# The figures of a run → the table. usage: gawk -f table.awk RESULTS ENGINE.samples...
# RESULTS: engine TAB figure TAB value (engine "all": of the run). SAMPLES: kind TAB ms TAB number of the question [TAB processor ms].
# Of each question the best round counts (other work on the machine makes the others worse); percentiles are over questions.
# Peers that were asked a part of the kinds are compared with ours on those kinds.
BEGIN { FS = "\t"; split("one two three phrase filter facets newest all", kinds, " ") }
FNR == 1 { engine = FILENAME; sub(/.*\//, "", engine); is_samples = sub(/\.samples$/, "", engine) }
!is_samples { value[$1, $2] = $3; next }
{
    if (!(engine in asked)) order[++n_engines] = engine
    asked[engine]
    has[engine, $1]
    if (!((engine, $3) in place)) place[engine, $3] = ++count[engine, $1]
    at = place[engine, $3]
    if (!((engine, $1, at) in ms) || $2 + 0 < ms[engine, $1, at]) ms[engine, $1, at] = $2 + 0
    if (NF < 4) next
    if (!((engine "\001", $1, at) in ms) || $4 + 0 < ms[engine "\001", $1, at]) ms[engine "\001", $1, at] = $4 + 0
    count[engine "\001", $1] = count[engine, $1]
    has_cpu[engine]
}
# The percentile over the kinds that `like` was asked.
function percentile(e, like, kind, p,    all, n, i, k) {
    for (k in kinds)
        if (((like, kinds[k]) in has) && (kind == "" || kind == kinds[k]))
            for (i = 1; i <= count[e, kinds[k]]; i++) all[++n] = ms[e, kinds[k], i]
    if (!n) return -1
    asort(all)
    i = int(n * p) + 1
    return all[i > n ? n : i]
}
function cell(ours, theirs, digits) {
    if (theirs <= 0) return "–"
    return ours > 0 ? sprintf("%.*f (%.2f)", digits, theirs, ours / theirs) : sprintf("%.*f", digits, theirs)
}
function of(e, figure) { return ((e, figure) in value) ? value[e, figure] : -1 }
function pad(s, w,    n) { n = w - length(s); return (n > 0 ? sprintf("%*s", n, "") : "") s }
function row(name, a, b, c, d, e, f, g, h) {
    printf "%-26s%s%s%s%s%s%s%s%s\n", name, pad(a, 16), pad(b, 15), pad(c, 14), pad(d, 15), pad(e, 15), pad(f, 15), pad(g, 14), pad(h, 14)
}
function of_build(e) { if (e ~ /^ours/) return "ours"; return e ~ / / ? substr(e, 1, index(e, " ") - 1) : e }
function engine_row(e,    b, docs, own) {
    if (e ~ /^ours,/) { row(e, "", "", "", sprintf("%.2f", percentile(e, e, "", .5)), sprintf("%.2f", percentile(e, e, "", .95)), sprintf("%.2f", percentile(e, e, "", .99)), "", ""); return }
    b = of_build(e)
    docs = value["all", "documents"]
    own = docs / value["ours", "seconds"]
    row(e, of(b, "seconds") > 0 ? cell(own, docs / of(b, "seconds"), 0) : "–",
        of(b, "cpu") > 0 ? cell(value["ours", "cpu"] * 1000 / docs, of(b, "cpu") * 1000 / docs, 2) : "–",
        cell(value["ours", "size_kb"] / 1024, of(b, "size_kb") / 1024, 0),
        cell(percentile("ours", e, "", .5), percentile(e, e, "", .5), 2), cell(percentile("ours", e, "", .95), percentile(e, e, "", .95), 2),
        cell(percentile("ours", e, "", .99), percentile(e, e, "", .99), 2), cell(value["ours-http", "qps"], of(e, "qps"), 0),
        of(e, "resident_kb") > 0 ? sprintf("%.0f/%.0f", of(b, "resident_kb") / 1024, of(e, "resident_kb") / 1024) : sprintf("%.0f/–", of(b, "resident_kb") / 1024))
}
END {
    row("", "build docs/s", "CPU ms/doc", "size MB", "p50 ms", "p95 ms", "p99 ms", "8 clients /s", "MB build/ask")
    engine_row("ours")
    row("ours, HTTP", "", "", "", sprintf("%.2f", value["ours-http", "p50"]), sprintf("%.2f", value["ours-http", "p95"]), sprintf("%.2f", value["ours-http", "p99"]), value["ours-http", "qps"], sprintf("%.0f", value["ours-http", "resident_kb"] / 1024))
    for (i = 1; i <= n_engines; i++) if (order[i] != "ours") engine_row(order[i])
    print "\nprocessor ms of a question, whatever else runs: p50, p95, p99"
    for (i = 1; i <= n_engines; i++) {
        e = order[i]
        if (!(e in has_cpu)) continue
        row(e, "", "", "", cell(percentile("ours\001", e, "", .5), percentile(e "\001", e, "", .5), 2),
            cell(percentile("ours\001", e, "", .95), percentile(e "\001", e, "", .95), 2),
            cell(percentile("ours\001", e, "", .99), percentile(e "\001", e, "", .99), 2), "", "")
    }
    print "\np50 / p95 ms by kind of question"
    printf "%-26s", ""
    for (k = 1; k in kinds; k++) printf "%s", pad(kinds[k], 15)
    print ""
    for (i = 1; i <= n_engines; i++) {
        printf "%-26s", order[i]
        for (k = 1; k in kinds; k++) {
            a = percentile(order[i], order[i], kinds[k], .5)
            printf "%s", pad(a < 0 ? "–" : sprintf("%.2f / %.2f", a, percentile(order[i], order[i], kinds[k], .95)), 15)
        }
        print ""
    }
}
