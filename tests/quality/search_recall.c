/*
 * 10,000 generated registrations whose exclusion texts name other diseases: what is found against
 * what the generator knows (condition-queries.tsv), and against a plain scan of the texts.
 *
 * recall@50: of the records that a query must find, at most 50, the share among the first 50 hits.
 * Precision of tier 1: the share of the records in tier 1 whose condition it is; and its recall.
 *
 * The scan: records that hold the asked words in the fields searched by default, texts and words
 * folded and in one kana. Latin words count at word edges. What is cut from
 * the records at random is asked in quotes: any piece of a short field, words in a row of long
 * fields; of what at most RARE_MAX records hold. Names of the table are asked as they are; a record
 * that holds such a name only inside longer names of other things (副腎不全 for 腎不全,
 * 非小細胞肺癌 for 小細胞肺癌) is not to be found and is counted apart. usage: search_recall [-v]
 * -v: each query
 */
#include "tests/quality/quality.h"
#include "schema/base/rng.h"
#include "search/tok.h"
#include "search/tok_fold.h"

enum { N = 10000, SEED = 11, FIFTY = 50, PAGE = 100, NOISE = 3, QUERIES_MAX = 400 };
enum { CUTS = 60, CUT_MIN = 3, CUT_MAX = 8, RARE_MAX = 300, PLAIN_EACH = 10 };
static const char path[] = "tests/quality/condition-queries.tsv";

struct query_line {
    const char *text, *class, *truth;
};
struct world {
    struct quality_samples *samples;
    struct searcher *searcher;
    struct folder *folder;
    struct tokenizer *tokenizer;
    struct lexicon *lexicon;
    char *brief[N + 1],
        *full[N + 1];                /* title, conditions, interventions; all searched by default */
    char *plain[N / PLAIN_EACH + 1]; /* of each such record a text in its own kana */
    struct query_line queries[QUERIES_MAX];
    int n_queries;
    bool talk;
    struct rng random;
};

/* ------------------------------------------------------------------ records */

/* Folded; one_kana: hiragana for katakana, as the tokens are compared. */
static void line_add(struct world *w, struct jsonw *to, const char *s, bool one_kana)
{
    void *ctx = talloc_new(NULL);
    if (s) {
        const char *folded = fold_simple(w->folder, ctx, s);
        size_t len = strlen(folded);
        char *out = MEM_ARRAY(ctx, char, len + 1);
        to->comma = false;
        jsonw_raw(to, one_kana ? out : folded, one_kana ? tok_fold(folded, len, out) : len);
        to->comma = false;
        jsonw_raw(to, "\n", 1);
    }
    talloc_free(ctx);
}

static void text_add(struct world *w, struct jsonw *to, const char *s)
{
    line_add(w, to, s, true);
}

static void pair_add(struct world *w, struct jsonw *to, const struct bitext *t)
{
    text_add(w, to, t->ja);
    text_add(w, to, t->en);
}

static void brief_add(struct world *w, struct jsonw *to, const struct trial *t)
{
    pair_add(w, to, &t->title.public_);
    pair_add(w, to, &t->title.scientific);
    pair_add(w, to, &t->title.acronym);
    for (size_t i = 0; i < t->n_conditions; i++)
        pair_add(w, to, &t->conditions[i].name);
    for (size_t i = 0; i < t->n_keywords; i++)
        pair_add(w, to, &t->keywords[i]);
    for (size_t i = 0; i < t->n_interventions; i++)
        pair_add(w, to, &t->interventions[i].name);
    for (size_t i = 0; i < t->n_products; i++) {
        pair_add(w, to, &t->products[i].generic);
        pair_add(w, to, &t->products[i].brand);
    }
}

static void long_add(struct world *w, struct jsonw *to, const struct trial *t)
{
    const struct bitext *texts[] = {&t->objective,     &t->eligibility.inclusion, &t->plain.what,
                                    &t->plain.who_for, &t->plain.what_happens,    &t->plain.why};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        pair_add(w, to, texts[i]);
    for (size_t i = 0; i < t->n_outcomes; i++)
        pair_add(w, to, &t->outcomes[i].title);
    for (size_t i = 0; i < t->n_interventions; i++)
        pair_add(w, to, &t->interventions[i].description);
}

static char *text_take(struct world *w, struct jsonw *from)
{
    return mem_strndup(w, jsonw_text(from), from->len);
}

static void texts_keep(struct world *w, int serial, const struct trial *t)
{
    void *ctx = talloc_new(NULL);
    struct jsonw brief, full;
    jsonw_init(&brief, ctx);
    jsonw_init(&full, ctx);
    brief_add(w, &brief, t);
    brief_add(w, &full, t);
    long_add(w, &full, t);
    w->brief[serial] = text_take(w, &brief);
    w->full[serial] = text_take(w, &full);
    if (serial % PLAIN_EACH == 0) {
        jsonw_clear(&full);
        line_add(w, &full, t->objective.ja, false);
        line_add(w, &full, t->eligibility.inclusion.ja, false);
        for (size_t i = 0; i < t->n_outcomes; i++)
            line_add(w, &full, t->outcomes[i].title.ja, false);
        w->plain[serial / PLAIN_EACH] = text_take(w, &full);
    }
    talloc_free(ctx);
}

/* Other diseases, by names of the table. */
static void noise_add(struct world *w, void *ctx, struct trial *t)
{
    struct bitext *to = &t->eligibility.exclusion;
    for (int i = 0; i < NOISE; i++) {
        const char *name = w->queries[rng_below(&w->random, (uint32_t)w->n_queries)].text;
        to->ja = mem_printf(ctx, "%s\n%sを合併している患者", to->ja ? to->ja : "", name);
        to->en = mem_printf(ctx, "%s\nPatients with %s", to->en ? to->en : "", name);
    }
}

static void world_fill(struct world *w)
{
    struct err err;
    struct loaded_lexicon loaded;
    struct search_index_writer *index = quality_start(w);
    index_check(lexicon_load(w, NULL, &loaded, &err), &err);
    w->lexicon = loaded.lexicon;
    w->folder = folder_new(w);
    w->tokenizer = tokenizer_new(w);
    w->samples = quality_samples_new(w, N, SEED);
    w->random = (struct rng){SEED};
    for (int i = 1; i <= N; i++) {
        void *ctx = talloc_new(NULL);
        struct trial *t = quality_sample(w->samples, ctx, (uint32_t)i);
        noise_add(w, ctx, t);
        texts_keep(w, i, t);
        index_put_trial(index, i, 1, t, mem_printf(ctx, "[\"%s\"]", text_lower_ascii(ctx, t->id)));
        talloc_free(ctx);
    }
    quality_samples_sort(w->samples);
    w->searcher = quality_open(w, index);
}

static void table_read(struct world *w)
{
    FILE *f = quality_table(path);
    char row[1024];
    const char *cell[QUALITY_CELLS_MAX];
    while (w->n_queries < QUERIES_MAX && quality_row(f, row, sizeof row, cell))
        w->queries[w->n_queries++] = (struct query_line){
            mem_strdup(w, cell[0]), mem_strdup(w, cell[1]), mem_strdup(w, cell[2])};
    fclose(f);
}

/* ------------------------------------------------------------------ searching */

/* The records of tier 1, by serial; returns how many. */
static int tier_one(struct world *w, const char *text, bool *ret)
{
    struct search_request q = {.q = text, .age_days = -1, .limit = PAGE, .sort = SORT_NEWEST};
    struct search_result r;
    struct err err;
    void *ctx = talloc_new(NULL);
    int n = 0;
    memset(ret, 0, N + 1);
    do {
        index_check(search_run(w->searcher, ctx, &q, &r, &err), &err);
        for (size_t i = 0; i < r.n_hits; i++)
            if (r.hits[i].tier == 1) {
                ret[quality_serial(w->samples, r.hits[i].id)] = true;
                n++;
            }
        q.cursor = r.next;
    } while (r.next && r.hits[r.n_hits - 1].tier == 1);
    talloc_free(ctx);
    return n;
}

static int found_in_fifty(struct world *w, const char *text, const bool *truth)
{
    struct search_request q = {.q = text, .age_days = -1, .limit = FIFTY};
    struct search_result r;
    struct err err;
    void *ctx = talloc_new(NULL);
    int n = 0;
    index_check(search_run(w->searcher, ctx, &q, &r, &err), &err);
    for (size_t i = 0; i < r.n_hits; i++)
        n += truth[quality_serial(w->samples, r.hits[i].id)];
    talloc_free(ctx);
    return n;
}

/* ------------------------------------------------------------------ against the generator */

struct condition_sums {
    double recall, precision, tier_recall;
    int n;
};

/* Which conditions are among the wrong ones, or the missing ones. */
static void wrong_print(const struct world *w, const char *what, const bool *has, const bool *lacks)
{
    int shown = 0;
    for (int i = 1; i <= N && shown < 4; i++)
        if (has[i] && !lacks[i]) {
            const struct quality_record *r = &w->samples->records[i];
            printf("      %s %s %s/%s: %.*s\n", what, r->id, r->disease, r->variant,
                   (int)strcspn(r->conditions, "\n"), r->conditions);
            shown++;
        }
}

static void condition_run(struct world *w, const struct query_line *l, struct condition_sums *sums)
{
    static bool truth[N + 1], tier[N + 1];
    int all = quality_count(w->samples, l->truth, truth), both = 0;
    if (all == 0)
        fail_msg("%s: nothing is what \"%s\" asks for", path, l->text);
    int first = found_in_fifty(w, l->text, truth), n = tier_one(w, l->text, tier);
    for (int i = 1; i <= N; i++)
        both += truth[i] && tier[i];
    double recall = (double)first / (all < FIFTY ? all : FIFTY);
    double precision = n ? (double)both / n : 0;
    sums->n++;
    sums->recall += recall;
    sums->precision += precision;
    sums->tier_recall += (double)both / all;
    if (w->talk && (recall < 1 || precision < 0.99 || both < all)) {
        printf("  %s: recall@50 %.2f, tier 1 has %d, %d of %d\n", l->text, recall, n, both, all);
        wrong_print(w, "wrong", tier, truth);
        wrong_print(w, "missing", truth, tier);
    }
}

static void conditions_run(struct world *w)
{
    struct condition_sums sums = {0};
    for (int i = 0; i < w->n_queries; i++)
        condition_run(w, &w->queries[i], &sums);
    printf("%d queries by condition over %d records\n", sums.n, N);
    quality_bar("recall@50", sums.recall / sums.n, true, 0.98);
    quality_bar("precision of tier 1", sums.precision / sums.n, true, 0.95);
    quality_bar("recall of tier 1", sums.tier_recall / sums.n, true, 0.95);
}

/* ------------------------------------------------------------------ against a scan */

struct scan_sums {
    int n, there, found, brief_there, brief_found, inside, inside_found;
};

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Where `what` stands in s, Latin at word edges; NULL: nowhere. */
static const char *scan(const char *s, const char *what)
{
    size_t n = strlen(what);
    for (const char *at = s; (at = strstr(at, what)); at++)
        if (!(is_latin(what[0]) && at > s && is_latin(at[-1])) &&
            !(is_latin(what[n - 1]) && is_latin(at[n])))
            return at;
    return NULL;
}

/* Whether each place of `what` in s lies inside a longer name of the lexicon. */
static bool is_inside(struct world *w, const char *s, const char *what)
{
    void *ctx = talloc_new(NULL);
    struct folded f;
    struct lexicon_matches m;
    bool all = true;
    fold_text(w->folder, ctx, s, strlen(s), &f);
    lexicon_match(w->lexicon, ctx, &f, s, LEXICON_CASE_ASKED, &m);
    for (const char *at = f.text; all && (at = scan(at, what)); at++) {
        size_t begin = (size_t)(at - f.text), end = begin + strlen(what);
        bool inside = false;
        for (size_t i = 0; i < m.n; i++)
            inside = inside || (m.items[i].begin <= begin && m.items[i].end >= end &&
                                m.items[i].end - m.items[i].begin > end - begin);
        all = inside;
    }
    talloc_free(ctx);
    return all;
}

static void scan_run(struct world *w, const char *asked, const char *what, bool name,
                     bool brief_only, struct scan_sums *sums)
{
    static bool tier[N + 1];
    tier_one(w, asked, tier);
    sums->n++;
    for (int i = 1; i <= N; i++) {
        if (!scan(brief_only ? w->brief[i] : w->full[i], what))
            continue;
        bool brief = scan(w->brief[i], what);
        if (!tier[i] && name && is_inside(w, w->full[i], what)) {
            sums->inside++;
            continue;
        }
        sums->there++;
        sums->found += tier[i];
        sums->brief_there += brief;
        sums->brief_found += brief && tier[i];
        if (w->talk && !tier[i])
            printf("      missed: %s in %s%s\n", asked, w->samples->records[i].id,
                   brief ? " (short field)" : "");
    }
}

static bool is_japanese(const char *s, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(s, len, &pos);
        if (!tok_is_han(c) && !tok_is_hiragana(c) && !tok_is_katakana(c))
            return false;
    }
    return true;
}

/* CUT_MIN to CUT_MAX Japanese characters in a row from a random place: where; false when there are
 * none. */
static bool cut_at(struct world *w, const char *s, size_t *ret_begin, size_t *ret_end)
{
    size_t len = strlen(s), begin = rng_below(&w->random, (uint32_t)len + 1), end;
    while (begin < len && ((unsigned char)s[begin] & 0xC0) == 0x80)
        begin++;
    end = begin;
    for (int i = rng_between(&w->random, CUT_MIN, CUT_MAX); i > 0 && end < len; i--) {
        size_t after = end;
        text_decode(s, len, &after);
        if (!is_japanese(s + end, after - end))
            break;
        end = after;
    }
    *ret_begin = begin;
    *ret_end = end;
    return text_count_chars(s + begin, end - begin) >= CUT_MIN;
}

/* A long mark belongs to the word before it and is not cut off. */
static char *cut(struct world *w, void *ctx, const char *s)
{
    size_t begin, end;
    if (!cut_at(w, s, &begin, &end))
        return NULL;
    char *out = mem_strndup(ctx, s + begin, end - begin);
    return strstr(out, "ー") ? NULL : out;
}

/* Whether a run of katakana goes on over s[at]: ICU cuts words out of it that nobody knows. */
static bool splits_katakana(const char *s, size_t at)
{
    size_t before = at, after = at;
    while (before > 0 && ((unsigned char)s[--before] & 0xC0) == 0x80)
        ;
    return at > 0 && s[at] && tok_is_katakana(text_decode(s, at, &before)) &&
           tok_is_katakana(text_decode(s, strlen(s), &after));
}

/* The same of whole words: what a person would put in quotes out of a long text. */
static char *cut_words(struct world *w, void *ctx, const char *s)
{
    struct tok_list t;
    size_t from = rng_below(&w->random, (uint32_t)strlen(s) + 1), chars = 0, first = 0, last;
    tok_text(w->tokenizer, ctx, s, strlen(s), TOK_WORDS, &t);
    while (first < t.n && t.items[first].begin < from)
        first++;
    for (last = first; last < t.n; last++) {
        const struct token *word = &t.items[last];
        if (!is_japanese(s + word->begin, word->end - word->begin) ||
            (last > first && word[-1].end != word->begin))
            break;
        chars += text_count_chars(s + word->begin, word->end - word->begin);
        if (chars > CUT_MAX)
            break;
    }
    if (last == first)
        return NULL;
    size_t begin = t.items[first].begin, end = t.items[last - 1].end;
    if (splits_katakana(s, begin) || splits_katakana(s, end))
        return NULL;
    char *out = mem_strndup(ctx, s + begin, end - begin);
    return text_count_chars(out, end - begin) >= CUT_MIN ? out : NULL;
}

/* What the other two leave out: cut inside a run of katakana, or with a long mark. */
static char *cut_katakana(struct world *w, void *ctx, const char *s)
{
    size_t begin, end;
    if (!cut_at(w, s, &begin, &end))
        return NULL;
    char *out = mem_strndup(ctx, s + begin, end - begin);
    return strstr(out, "ー") || splits_katakana(s, begin) || splits_katakana(s, end) ? out : NULL;
}

static bool is_rare(const struct world *w, const char *what)
{
    int n = 0;
    for (int i = 1; i <= N && n <= RARE_MAX; i++)
        n += scan(w->full[i], what) != NULL;
    return n <= RARE_MAX;
}

static char *one_kana(struct world *w, void *ctx, const char *s)
{
    struct jsonw out;
    jsonw_init(&out, ctx);
    text_add(w, &out, s);
    return mem_strndup(ctx, jsonw_text(&out), out.len - 1);
}

enum cut_kind { CUT_SHORT, CUT_WORDS, CUT_KATAKANA };

static void cuts_run(struct world *w, struct scan_sums *sums, enum cut_kind kind)
{
    while (sums->n < CUTS) {
        void *ctx = talloc_new(NULL);
        int at = rng_between(&w->random, 1, N / PLAIN_EACH);
        char *what = kind == CUT_WORDS   ? cut_words(w, ctx, w->plain[at])
                     : kind == CUT_SHORT ? cut(w, ctx, w->brief[at])
                                         : cut_katakana(w, ctx, w->plain[at]);
        char *asked = mem_printf(ctx, "\"%s\"", what ? what : "");
        if (what)
            what = one_kana(w, ctx, what);
        if (what && is_rare(w, what))
            scan_run(w, asked, what, false, kind == CUT_SHORT, sums);
        talloc_free(ctx);
    }
}

static void names_run(struct world *w, struct scan_sums *sums)
{
    for (int i = 0; i < w->n_queries; i++) {
        void *ctx = talloc_new(NULL);
        const char *asked = w->queries[i].text;
        scan_run(w, asked, one_kana(w, ctx, asked), true, false, sums);
        talloc_free(ctx);
    }
}

static void scan_print(const char *what, const struct scan_sums *s)
{
    printf("%s: %d asked, in %d records, %d found; short fields %d, %d found", what, s->n, s->there,
           s->found, s->brief_there, s->brief_found);
    printf("; %d only inside longer names\n", s->inside);
}

static void scans_print(const char *what, const struct scan_sums *s)
{
    scan_print(what, s);
    quality_bar("recall against the scan", (double)s->found / s->there, true, 0.995);
    quality_bar("short fields", (double)s->brief_found / s->brief_there, true, 1);
}

int main(int argc, char **argv)
{
    mem_start();
    struct world *w = MEM_NEW(NULL, struct world);
    struct scan_sums cuts = {0}, phrases = {0}, names = {0}, katakana = {0};
    w->talk = argc > 1 && strcmp(argv[1], "-v") == 0;
    table_read(w);
    world_fill(w);
    conditions_run(w);
    cuts_run(w, &cuts, CUT_SHORT);
    scans_print("pieces cut from short fields, in quotes", &cuts);
    cuts_run(w, &phrases, CUT_WORDS);
    scans_print("words in a row from long fields, in quotes", &phrases);
    names_run(w, &names);
    scans_print("names of the table", &names);
    cuts_run(w, &katakana, CUT_KATAKANA);
    scan_print("pieces cut inside katakana or with a long mark", &katakana);
    printf("     recall of those against the scan %.4f (no bar: words are cut as ICU cuts them)\n",
           (double)katakana.found / katakana.there);
    talloc_free(w);
    return quality_end();
}
