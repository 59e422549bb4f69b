/*
 * Other writings of a name (width, kana, がん/癌/ガン, numerals, Greek, dashes, old kanji …) find
 * the same: the same first ten in the same order, in the same tiers, the same count, and are read
 * as the same concepts. Names: all of the lexicon and the conditions of the sample registrations;
 * the index holds those registrations and one trial for each concept, so that a name has something
 * to find. Of each rule an even share of at most RULE_MAX pairs is asked.
 * Rules come from the fold's own tables, so what those lack cannot show: pairs of variants.tsv are
 * written by hand and are asked too.
 * usage: search_variants [-v] [-a]     -v: every pair that differs; -a: all pairs
 */
#include "tests/quality/quality.h"
#include "tests/quality/variant_rules.h"

enum { SAMPLES = 600, RULE_MAX = 250, RULES_MAX = 40, NAMES_MAX = 60000 };

struct rule {
    char name[24];
    int made, asked, same, with_hits, seen;
};
struct world {
    struct lexicon *lexicon;
    struct searcher *searcher;
    struct variant_rules rules;
    struct rule list[RULES_MAX];
    int n;
    char **names;
    bool told_by_case[NAMES_MAX];
    size_t n_names;
    char **phrases; /* conditions of the samples that are no name of the lexicon, sorted */
    size_t n_phrases;
    bool talk, all;
    char *asked, *answer; /* the last name and what it found */
};

/* ------------------------------------------------------------------ index and names */

static void concept_put(struct search_index_writer *w, const struct lexicon_concept *c, int64_t nr)
{
    void *ctx = talloc_new(NULL);
    struct trial *t = trial_new(ctx);
    t->id = mem_printf(ctx, "SMPx%06d", (int)nr);
    t->source.id = t->id;
    t->title.public_.ja = mem_printf(ctx, "%s: 見本の試験", c->ja);
    t->n_conditions = 1;
    t->conditions = MEM_ARRAY(ctx, struct condition, 1);
    t->conditions[0].name = (struct bitext){.ja = c->ja, .en = c->en};
    index_put_trial(w, nr, 1, t, "[]");
    talloc_free(ctx);
}

static void name_add(struct world *w, const char *name)
{
    if (!name)
        return;
    if (w->n_names == NAMES_MAX)
        fail_msg("more than %d names: some would go unasked", NAMES_MAX);
    w->names[w->n_names++] = mem_strdup(w, name);
}

static void concept_names(struct world *w, const struct lexicon_concept *c)
{
    name_add(w, c->ja);
    name_add(w, c->en);
    for (size_t i = 0; i < c->n_forms; i++) {
        struct lexicon_form f;
        lexicon_form(w->lexicon, c->first_form + (uint32_t)i, &f);
        if (f.flag != LEXICON_OFF)
            name_add(w, f.text);
    }
}

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_sort(struct world *w)
{
    size_t n = 0;
    qsort(w->names, w->n_names, sizeof *w->names, name_compare);
    for (size_t i = 0; i < w->n_names; i++)
        if (n == 0 || strcmp(w->names[n - 1], w->names[i]) != 0)
            w->names[n++] = w->names[i];
    w->n_names = n;
}

/* The conditions of the samples; the names of the lexicon are sorted already. */
static void conditions_add(struct world *w, const struct quality_samples *samples)
{
    size_t n = w->n_names;
    w->phrases = MEM_ARRAY(w, char *, NAMES_MAX);
    for (int i = 1; i <= samples->n; i++) {
        char *rest = mem_strdup(w, samples->records[i].conditions);
        for (char *line; (line = strsep(&rest, "\n"));) {
            char *name = text_trim(w, line, strlen(line));
            if (!name || bsearch(&name, w->names, n, sizeof *w->names, name_compare))
                continue;
            name_add(w, name);
            w->phrases[w->n_phrases++] = name;
        }
    }
    names_sort(w);
    qsort(w->phrases, w->n_phrases, sizeof *w->phrases, name_compare);
}

static void world_fill(struct world *w)
{
    struct err err;
    struct loaded_lexicon loaded;
    struct search_index_writer *index = quality_start(w);
    struct quality_samples *samples = quality_samples_put(w, index, SAMPLES, 1);
    index_check(lexicon_load(w, NULL, &loaded, &err), &err);
    w->lexicon = loaded.lexicon;
    w->names = MEM_ARRAY(w, char *, NAMES_MAX);
    for (uint32_t i = 0; i < lexicon_count(w->lexicon); i++) {
        struct lexicon_concept c;
        lexicon_concept(w->lexicon, i, &c);
        concept_put(index, &c, SAMPLES + 1 + i);
        if (!lexicon_is_root(w->lexicon, i)) /* 病気, 薬: too wide to be looked for as concepts */
            concept_names(w, &c);
    }
    names_sort(w);
    conditions_add(w, samples);
    w->searcher = quality_open(w, index);
    w->rules.n_kanji = variant_table_read(w, "search/data/fold-kanji.tsv", false, &w->rules.kanji);
    w->rules.n_words = variant_table_read(w, "search/data/fold-words.tsv", true, &w->rules.words);
}

/* ------------------------------------------------------------------ pairs */

/* All that must be the same, as one text; owned by ctx. */
static char *answer_of(struct world *w, void *ctx, const char *q, bool *ret_hits)
{
    struct search_result r = quality_search(w->searcher, ctx, q);
    char *s = mem_printf(ctx, "%llu", (unsigned long long)r.total);
    for (size_t i = 0; i < r.n_hits; i++)
        s = mem_check(talloc_asprintf_append(s, " %s(%d)", r.hits[i].id, r.hits[i].tier));
    for (size_t i = 0; i < r.n_concepts; i++)
        s = mem_check(talloc_asprintf_append(s, " %s", r.concepts[i].id));
    if (ret_hits)
        *ret_hits = r.total > 0;
    return s;
}

static struct rule *rule_of(struct world *w, const char *name)
{
    for (int i = 0; i < w->n; i++)
        if (strcmp(w->list[i].name, name) == 0)
            return &w->list[i];
    snprintf(w->list[w->n].name, sizeof w->list[w->n].name, "%s", name);
    return &w->list[w->n++];
}

/* A blank inside a phrase of several words divides it: that is another question. */
static bool divides(const struct world *w, const char *rule, const char *name)
{
    return strcmp(rule, "space") == 0 &&
           bsearch(&name, w->phrases, w->n_phrases, sizeof *w->phrases, name_compare);
}

static void pair_count(const char *rule, const char *name, const char *variant, void *arg)
{
    (void)variant;
    if (!divides(arg, rule, name))
        rule_of(arg, rule)->made++;
}

static void pair_ask(const char *name_of_rule, const char *name, const char *variant, void *arg)
{
    struct world *w = arg;
    if (divides(w, name_of_rule, name))
        return;
    struct rule *rule = rule_of(w, name_of_rule);
    int at = rule->seen++;
    /* evenly: pair k is asked when k × RULE_MAX / made moves on */
    if (!w->all && rule->made > RULE_MAX &&
        (int64_t)at * RULE_MAX / rule->made == (int64_t)(at + 1) * RULE_MAX / rule->made)
        return;
    void *ctx = talloc_new(NULL);
    bool hits;
    if (!w->asked || strcmp(w->asked, name) != 0) {
        talloc_free(w->answer);
        talloc_free(w->asked);
        w->asked = mem_strdup(w, name);
        w->answer = answer_of(w, w, name, NULL);
    }
    const char *other = answer_of(w, ctx, variant, NULL);
    hits = *w->answer != '0';
    bool same = strcmp(w->answer, other) == 0;
    rule->asked++;
    rule->same += same;
    rule->with_hits += hits;
    if (!same && w->talk)
        printf("  %s: %s | %s\n    %.200s\n    %.200s\n", name_of_rule, name, variant, w->answer,
               other);
    talloc_free(ctx);
}

/* Words whose case is their meaning: capitals for the abbreviation, small for the word. */
static bool is_word(const char *name)
{
    static const char *const words[] = {"ALL",  "ART", "CAP", "AGE",  "ARM",  "HIT",  "MAY",
                                        "SET",  "US",  "AS",  "CARE", "COLD", "PAIN", "FIT",
                                        "ARMS", "HER", "ON",  "PER",  "WAS"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i], name) == 0)
            return true;
    return false;
}

enum { ABBREVIATION_BYTES = 5 };

static int case_compare(const void *a, const void *b)
{
    return strcasecmp(*(char *const *)a, *(char *const *)b);
}

/* Takes out abbreviations that only case tells from another (SjS, SJS). */
static void told_by_case_drop(struct world *w)
{
    size_t n = 0;
    qsort(w->names, w->n_names, sizeof *w->names, case_compare);
    for (size_t i = 0; i < w->n_names; i++) {
        char *name = w->names[i];
        bool twin = (i > 0 && strcasecmp(w->names[i - 1], name) == 0) ||
                    (i + 1 < w->n_names && strcasecmp(w->names[i + 1], name) == 0);
        w->told_by_case[i] = twin && strlen(name) <= ABBREVIATION_BYTES;
    }
    for (size_t i = 0; i < w->n_names; i++)
        if (!w->told_by_case[i])
            w->names[n++] = w->names[i];
    w->n_names = n;
}

static void pairs_each(struct world *w, variant_emit emit)
{
    for (size_t i = 0; i < w->n_names; i++) {
        void *ctx = talloc_new(NULL);
        struct variant_job job = {&w->rules, ctx, w->names[i], emit, w};
        if (!is_word(w->names[i]))
            variant_all(&job);
        talloc_free(ctx);
    }
}

/* The table of pairs written by hand, apart from the tables of the fold. */
static void table_ask(struct world *w)
{
    char line[512];
    const char *cell[QUALITY_CELLS_MAX];
    FILE *f = quality_table("tests/quality/variants.tsv");
    while (quality_row(f, line, sizeof line, cell)) {
        if (rule_of(w, "by hand")->made == RULE_MAX)
            fail_msg("more than %d pairs by hand: not all would be asked", RULE_MAX);
        pair_count("by hand", cell[0], cell[1], w);
        pair_ask("by hand", cell[0], cell[1], w);
    }
    fclose(f);
}

/* ------------------------------------------------------------------ all together */

static void print(const struct world *w)
{
    int asked = 0, same = 0, hits = 0, made = 0;
    for (int i = 0; i < w->n; i++) {
        const struct rule *r = &w->list[i];
        printf("%-18s %6d pairs, %5d asked, %5d with hits, %5d the same\n", r->name, r->made,
               r->asked, r->with_hits, r->same);
        made += r->made;
        asked += r->asked;
        same += r->same;
        hits += r->with_hits;
    }
    printf("%zu names, %d pairs, %d asked\n", w->n_names, made, asked);
    quality_bar("pairs asked that find something", hits, true, 1500);
    quality_bar("pairs that answer the same", (double)same / (asked ? asked : 1), true, 1);
}

int main(int argc, char **argv)
{
    mem_start();
    struct world *w = MEM_NEW(NULL, struct world);
    for (int i = 1; i < argc; i++) {
        w->talk = w->talk || strcmp(argv[i], "-v") == 0;
        w->all = w->all || strcmp(argv[i], "-a") == 0;
    }
    world_fill(w);
    told_by_case_drop(w);
    pairs_each(w, pair_count);
    pairs_each(w, pair_ask);
    table_ask(w);
    print(w);
    talloc_free(w);
    return quality_end();
}
