/*
 * False friends: names that look alike and are not the same. For each line of false-friends.tsv,
 * trials for what must be found and for what must not, TRIALS of each text, each with a text of
 * the other side in its exclusion criteria. P@10: of the first ten hits that belong to the line
 * the share that must be found (trials of other lines are nobody's friends: not counted).
 * Beside it: how much of tier 1 of the line's trials is right, and how much of what must be found
 * is in it.
 * usage: search_friends [-v]     -v: lines below 1
 */
#include "tests/quality/quality.h"

enum { TRIALS = 10, TEXTS_MAX = 600, LINES_MAX = 300, SIDE_MAX = 6, PAGE = 100 };
static const char path[] = "tests/quality/false-friends.tsv";

struct line {
    const char *query;
    int find[SIDE_MAX], not [SIDE_MAX]; /* numbers of texts */
    int n_find, n_not;
};
struct world {
    const char *texts[TEXTS_MAX];
    const char *friend[TEXTS_MAX]; /* a text of the other side, of the line that named it first */
    int n_texts, n_lines;
    struct line lines[LINES_MAX];
    struct searcher *searcher;
};

/* ------------------------------------------------------------------ table */

static int text_number(struct world *w, const char *text)
{
    for (int i = 0; i < w->n_texts; i++)
        if (strcmp(w->texts[i], text) == 0)
            return i;
    if (w->n_texts == TEXTS_MAX)
        fail_msg("more than %d texts", TEXTS_MAX);
    w->texts[w->n_texts] = text;
    return w->n_texts++;
}

static int side_read(struct world *w, const char *cell, int out[SIDE_MAX])
{
    char *rest = mem_strdup(w, cell);
    int n = 0;
    for (char *one; n < SIDE_MAX && (one = strsep(&rest, "|"));)
        if (*one)
            out[n++] = text_number(w, one);
    return n;
}

static void table_read(struct world *w)
{
    FILE *f = quality_table(path);
    char row[4096];
    const char *cell[QUALITY_CELLS_MAX];
    while (w->n_lines < LINES_MAX && quality_row(f, row, sizeof row, cell)) {
        struct line *l = &w->lines[w->n_lines++];
        l->query = mem_strdup(w, cell[0]);
        l->n_find = side_read(w, cell[1], l->find);
        l->n_not = side_read(w, cell[2], l->not );
        if (l->n_find == 0 || l->n_not == 0)
            fail_msg("%s: \"%s\" has not two sides", path, l->query);
        for (int i = 0; i < l->n_find; i++)
            if (!w->friend[l->find[i]])
                w->friend[l->find[i]] = w->texts[l->not [i % l->n_not]];
        for (int i = 0; i < l->n_not; i++)
            if (!w->friend[l->not [i]])
                w->friend[l->not [i]] = w->texts[l->find[i % l->n_find]];
    }
    fclose(f);
}

/* ------------------------------------------------------------------ trials */

static bool is_latin_text(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s >= 0x80)
            return false;
    return true;
}

static const char *fill(void *ctx, const char *const *templates, int n, const char *text)
{
    return text_replace(ctx, templates[n], "{x}", text);
}

/* Trial n of a text: its names in titles, conditions and inclusion text by turns. */
static struct trial *trial_make(void *ctx, const char *text, const char *friend, int nr, int n)
{
    static const char *const titles[TRIALS] = {"{x}の患者を対象とした見本薬の第II相試験",
                                               "{x}に対する見本薬の有効性及び安全性の検討",
                                               "進行した{x}に対する無作為化比較試験",
                                               "{x}における運動療法の観察研究",
                                               "高齢者の{x}の治療実態調査",
                                               "見本薬Aの用量を探索する多施設共同試験",
                                               "{x}の再発を防ぐ長期投与試験",
                                               "見本薬Bの安全性を確かめる試験",
                                               "{x}を対象とした医師主導治験",
                                               "小児の{x}に対する見本薬の薬物動態"};
    static const char *const english[TRIALS] = {
        "A phase 2 study of sample drug: {x}", "Efficacy and safety of sample drug, {x}",
        "Randomised comparison ({x})",         "Exercise and {x}: a cohort",
        "Treatment of {x} in older people",    "Dose finding of sample drug A",
        "Prevention of relapse: {x}",          "Safety of sample drug B",
        "Investigator-initiated trial, {x}",   "Pharmacokinetics, children, {x}"};
    struct trial *t = trial_new(ctx);
    bool latin = is_latin_text(text);
    const char *title = fill(ctx, latin ? english : titles, n, text);
    const char *inclusion =
        mem_printf(ctx, latin ? "Adults aged 20 or older (%s)." : "20歳以上の%sの患者", text);
    t->id = mem_printf(ctx, "SMPx%06d", nr);
    t->source.id = t->id;
    *(latin ? &t->title.public_.en : &t->title.public_.ja) = title;
    t->n_conditions = 1;
    t->conditions = MEM_ARRAY(ctx, struct condition, 1);
    *(latin ? &t->conditions[0].name.en : &t->conditions[0].name.ja) = text;
    *(latin ? &t->eligibility.inclusion.en : &t->eligibility.inclusion.ja) = inclusion;
    t->eligibility.exclusion.ja = mem_printf(ctx, "%sを合併する患者", friend);
    return t;
}

static void world_fill(struct world *w)
{
    struct search_index_writer *index = quality_start(w);
    table_read(w);
    for (int i = 0; i < w->n_texts; i++)
        for (int n = 0; n < TRIALS; n++) {
            void *ctx = talloc_new(NULL);
            int nr = i * TRIALS + n + 1;
            index_put_trial(index, nr, 1, trial_make(ctx, w->texts[i], w->friend[i], nr, n), "[]");
            talloc_free(ctx);
        }
    w->searcher = quality_open(w, index);
}

/* ------------------------------------------------------------------ judging */

/* 1: must be found, -1: must not, 0: of another line. */
static int judge(const struct line *l, const char *id)
{
    int text = ((int)strtol(id + strlen("SMPx"), NULL, 10) - 1) / TRIALS;
    for (int i = 0; i < l->n_find; i++)
        if (l->find[i] == text)
            return 1;
    for (int i = 0; i < l->n_not; i++)
        if (l->not [i] == text)
            return -1;
    return 0;
}

struct sums {
    double at_ten;
    int good, bad, wanted;
};

/* All of tier 1, and the first ten hits; returns P@10. */
static double line_run(struct world *w, const struct line *l, struct sums *all)
{
    void *ctx = talloc_new(NULL);
    struct search_request q = {.q = l->query, .age_days = -1, .limit = PAGE};
    struct search_result r;
    struct err err;
    int good = 0, bad = 0, seen = 0;
    do {
        index_check(search_run(w->searcher, ctx, &q, &r, &err), &err);
        for (size_t i = 0; i < r.n_hits; i++) {
            int is = judge(l, r.hits[i].id);
            if (is != 0 && seen++ < QUALITY_DEPTH) {
                good += is > 0;
                bad += is < 0;
            }
            if (r.hits[i].tier == 1) {
                all->good += is > 0;
                all->bad += is < 0;
            }
        }
        q.cursor = r.next;
    } while (r.next && r.hits[r.n_hits - 1].tier == 1);
    all->wanted += l->n_find * TRIALS;
    talloc_free(ctx);
    return good ? (double)good / (good + bad) : 0;
}

int main(int argc, char **argv)
{
    mem_start();
    struct world *w = MEM_NEW(NULL, struct world);
    struct sums all = {0};
    bool talk = argc > 1 && strcmp(argv[1], "-v") == 0;
    world_fill(w);
    for (int i = 0; i < w->n_lines; i++) {
        struct sums before = all;
        double p = line_run(w, &w->lines[i], &all);
        all.at_ten += p;
        if (talk &&
            (p < 1 || all.bad > before.bad || all.good - before.good < w->lines[i].n_find * TRIALS))
            printf("  %s: P@10 %.2f, tier 1 has %d of %d, and %d that must not be there\n",
                   w->lines[i].query, p, all.good - before.good, w->lines[i].n_find * TRIALS,
                   all.bad - before.bad);
    }
    printf("%d lines, %d texts, %d trials\n", w->n_lines, w->n_texts, w->n_texts * TRIALS);
    quality_bar("lines of the table", w->n_lines, true, 60);
    quality_bar("P@10", all.at_ten / w->n_lines, true, 0.95);
    quality_bar("precision of tier 1", (double)all.good / (all.good + all.bad), true, 0.95);
    quality_bar("recall of tier 1", (double)all.good / all.wanted, true, 0.95);
    talloc_free(w);
    return quality_end();
}
