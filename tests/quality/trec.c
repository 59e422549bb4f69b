/*
 * TREC clinical trials 2021: from the raw note of a patient to the trials they could join. For each
 * topic the judged trials are ranked by the product (note → facts → match) and by BM25 on the note;
 * gain 0, 1 (excluded or partial), 2 (eligible), judged trials only.
 * A topic none of whose judged trials has a gain has no NDCG and is left out; with those as 0 the
 * figure is printed beside. Weights were chosen by looking at odd and even topics apart.
 * usage: trec FOLDER [-v]     FOLDER: topics.jsonl, trials.jsonl, qrels.tsv; -v: lines of
 * "judged", "refused" (criteria that refuse an eligible trial) and "topic"
 */
#include "tests/quality/quality.h"
#include "search/attributes.h"
#include "search/query.h"
#include "search/search_match.h"
#include <jansson.h>

static const double FLOOR_NDCG = 0.822, FLOOR_AUC = 0.723, CEILING_REFUSED = 0.09;
enum { TRIALS_MAX = 2000, PAGE = 50, LINE = 1 << 20 };

struct judged {
    char topic[24], trial[16];
    int gain;
};
static struct judged judgements[TRIALS_MAX];
static size_t n_judgements;

struct ranked {
    int gain;
    int verdict; /* 0 likely, 1 possible, 2 unlikely */
    double topical;
};

static json_t *member_of(const char *path, const char *line)
{
    json_t *o = json_loads(line, 0, NULL);
    if (!o) {
        fprintf(stderr, "%s: no JSON\n", path);
        exit(1);
    }
    return o;
}

/* ------------------------------------------------------------------ trials */

static void set_en(json_t *to, const char *key, const char *text)
{
    if (text && *text)
        json_object_set_new(to, key, json_pack("{ss}", "en", text));
}

static json_t *names_of(const json_t *list, const char *type)
{
    json_t *out = json_array();
    const json_t *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        json_t *name = json_pack("{ss}", "en", json_string_value(one));
        json_array_append_new(out, type ? json_pack("{ss,so}", "type", type, "name", name) : name);
    }
    return out;
}

static json_t *age_of(const json_t *years)
{
    return json_is_number(years) ? json_pack("{si,ss,sb}", "value", (int)json_number_value(years),
                                             "unit", "year", "inclusive", 1)
                                 : json_null();
}

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static const char *sex_of(const json_t *t)
{
    const char *sex = text_of(t, "sex");
    return !sex ? "all" : *sex == 'F' ? "female" : *sex == 'M' ? "male" : "all";
}

static json_t *native_of(const json_t *t)
{
    const char *id = text_of(t, "id");
    json_t *r = json_pack("{s:{ss,ss},ss}", "source", "registry", "NCT", "id", id, "id", id);
    json_t *title = json_object(), *eligibility = json_object();
    set_en(title, "public", text_of(t, "title"));
    set_en(title, "scientific", text_of(t, "official_title"));
    json_object_set_new(r, "title", title);
    json_object_set_new(r, "conditions", names_of(json_object_get(t, "conditions"), NULL));
    json_object_set_new(r, "keywords", names_of(json_object_get(t, "keywords"), NULL));
    json_object_set_new(r, "interventions", names_of(json_object_get(t, "interventions"), "other"));
    set_en(r, "objective", text_of(t, "summary"));
    set_en(eligibility, "inclusion", text_of(t, "inclusion"));
    set_en(eligibility, "exclusion", text_of(t, "exclusion"));
    json_object_set_new(eligibility, "sex", json_string(sex_of(t)));
    json_object_set_new(eligibility, "age_min", age_of(json_object_get(t, "min_age_years")));
    json_object_set_new(eligibility, "age_max", age_of(json_object_get(t, "max_age_years")));
    json_object_set_new(r, "eligibility", eligibility);
    return r;
}

static int trials_put(struct search_index_writer *w, const char *path)
{
    static char line[LINE];
    FILE *f = quality_table(path);
    int n = 0;
    while (fgets(line, sizeof line, f)) {
        json_t *t = member_of(path, line), *r = native_of(t);
        char *text = json_dumps(r, JSON_COMPACT);
        index_put(w, ++n, text);
        free(text);
        json_decref(r);
        json_decref(t);
    }
    fclose(f);
    return n;
}

static void judgements_read(const char *path)
{
    char line[256];
    FILE *f = quality_table(path);
    while (fgets(line, sizeof line, f) && n_judgements < TRIALS_MAX) {
        struct judged *j = &judgements[n_judgements];
        if (sscanf(line, "%23s %15s %d", j->topic, j->trial, &j->gain) == 3)
            n_judgements++;
    }
    fclose(f);
}

static int gain_of(const char *topic, const char *trial)
{
    for (size_t i = 0; i < n_judgements; i++)
        if (strcmp(judgements[i].topic, topic) == 0 && strcmp(judgements[i].trial, trial) == 0)
            return judgements[i].gain;
    return -1;
}

/* ------------------------------------------------------------------ rankings */

static int by_gain(const void *a, const void *b)
{
    return ((const struct ranked *)b)->gain - ((const struct ranked *)a)->gain;
}

static double dcg(const struct ranked *list, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n && i < QUALITY_DEPTH; i++)
        sum += list[i].gain / log2((double)i + 2);
    return sum;
}

static double ndcg(const struct ranked *list, size_t n)
{
    struct ranked ideal[TRIALS_MAX];
    memcpy(ideal, list, n * sizeof *list);
    qsort(ideal, n, sizeof *ideal, by_gain);
    double best = dcg(ideal, n);
    return best > 0 ? dcg(list, n) / best : 0;
}

/* Pairs of an eligible and an excluded trial in the right order. */
static void auc_count(const struct ranked *list, size_t n, double *right, double *pairs)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            if (list[i].gain + list[k].gain != 3)
                continue;
            *right += list[i].gain == 2;
            *pairs += 1;
        }
}

/* What a trial that the person could join was refused by. */
static void refusal_print(struct searcher *s, void *ctx, const char *topic, const char *trial,
                          const struct facts *facts)
{
    struct match_one one;
    struct err err;
    size_t i;
    json_t *criterion;
    index_check(search_match_one(s, ctx, trial, facts, &one, &err), &err);
    json_t *o = json_loads(mem_printf(ctx, "{%s}", one.verdict_json), 0, NULL);
    json_array_foreach(json_object_get(o, "criteria"), i, criterion)
    {
        if (strcmp(text_of(criterion, "result"), "not_met") != 0)
            continue;
        char *because = json_dumps(json_object_get(criterion, "because"), JSON_COMPACT);
        printf("refused\t%s\t%s\t%s\t%.160s\t%s\n", topic, trial, text_of(criterion, "kind"),
               text_of(criterion, "text"), because);
        free(because);
    }
    json_decref(o);
}

/* Judged trials in the product's order. */
static size_t product_rank(struct searcher *s, void *ctx, const char *topic, const char *note,
                           struct ranked *list, bool talk)
{
    struct search_request search = {.age_days = -1, .limit = PAGE, .lang = LANG_EN};
    struct match_request request = {.search = &search, .note = note};
    struct match_order o;
    struct note read;
    struct err err;
    size_t n = 0;
    index_check(search_note_read(s, ctx, CRIT_EN, note, &read, &err), &err);
    for (uint16_t i = 0; i < n_attributes; i++)
        read.facts->by_attr[i].partial = read.facts->by_attr[i].n_items > 0;
    request.facts = read.facts;
    index_check(search_match_order(s, ctx, &request, &o, &err), &err);
    for (size_t i = 0; i < o.n; i++) {
        int gain = gain_of(topic, o.items[i].id);
        if (gain < 0)
            continue;
        list[n++] = (struct ranked){gain, (int)o.items[i].outcome.verdict, o.items[i].topical};
        if (talk)
            printf("judged\t%s\t%s\t%d\t%s\t%.4f\t%.6f\t%d\n", topic, o.items[i].id, gain,
                   match_verdict_name(o.items[i].outcome.verdict), o.items[i].topical,
                   o.items[i].outcome.probability, o.items[i].outcome.strange);
        if (talk && gain == 2 && o.items[i].outcome.verdict == MATCH_UNLIKELY)
            refusal_print(s, ctx, topic, o.items[i].id, read.facts);
    }
    return n;
}

/* The same by BM25 on the words of the note alone. */
static size_t words_rank(struct searcher *s, void *ctx, const char *topic, const char *note,
                         struct ranked *list)
{
    size_t n = 0;
    char q[QUERY_MAX_BYTES] = "";
    int words = 0;
    for (const char *p = note; *p && words < 30;) {
        size_t len = strcspn(p, " .,;:()[]*\n\"");
        if (len > 3 && strlen(q) + len + 8 < sizeof q) {
            snprintf(q + strlen(q), sizeof q - strlen(q), "%s%.*s", *q ? " OR " : "", (int)len, p);
            words++;
        }
        p += len + (p[len] != '\0');
    }
    struct search_request r = {
        .q = q, .age_days = -1, .limit = 100, .synonyms_off = true, .lang = LANG_EN};
    struct search_result result = {.next = NULL};
    do {
        struct err err;
        r.cursor = result.next;
        index_check(search_run(s, ctx, &r, &result, &err), &err);
        for (size_t i = 0; i < result.n_hits; i++) {
            int gain = gain_of(topic, result.hits[i].id);
            if (gain >= 0)
                list[n++] = (struct ranked){gain, 0, 0};
        }
    } while (result.next);
    return n;
}

/* What was not found comes last. */
static size_t rest_add(const char *topic, struct ranked *list, size_t n)
{
    int have[3] = {0}, all[3] = {0};
    for (size_t i = 0; i < n; i++)
        have[list[i].gain]++;
    for (size_t i = 0; i < n_judgements; i++)
        if (strcmp(judgements[i].topic, topic) == 0)
            all[judgements[i].gain]++;
    for (int gain = 0; gain < 3; gain++)
        for (; have[gain] < all[gain]; have[gain]++)
            list[n++] = (struct ranked){gain, 1, 0};
    return n;
}

struct half {
    double ndcg;
    int n;
};
struct sums {
    struct half
        halves[2]; /* topics with even and with odd numbers, of those with any gain at all */
    double right, pairs;
    int verdicts[3][3]; /* gain, verdict */
};

static double sums_ndcg(const struct sums *s)
{
    int n = s->halves[0].n + s->halves[1].n;
    return n ? (s->halves[0].ndcg + s->halves[1].ndcg) / n : 0;
}

static double half_ndcg(const struct half *h)
{
    return h->n ? h->ndcg / h->n : 0;
}

static bool has_gain(const struct ranked *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].gain > 0)
            return true;
    return false;
}

static double sums_add(struct sums *s, int number, const struct ranked *list, size_t n)
{
    double figure = ndcg(list, n);
    auc_count(list, n, &s->right, &s->pairs);
    if (has_gain(list, n)) {
        s->halves[number % 2].ndcg += figure;
        s->halves[number % 2].n++;
    }
    for (size_t i = 0; i < n; i++)
        s->verdicts[list[i].gain][list[i].verdict]++;
    return figure;
}

/* `number`: of the topic, from 1. */
static void topic_run(struct searcher *s, const json_t *t, int number, struct sums *ours,
                      struct sums *words, bool talk)
{
    struct ranked list[TRIALS_MAX];
    void *ctx = talloc_new(NULL);
    const char *id = text_of(t, "id"), *note = text_of(t, "text");
    size_t n = rest_add(id, list, product_rank(s, ctx, id, note, list, talk));
    double figure = sums_add(ours, number, list, n);
    n = rest_add(id, list, words_rank(s, ctx, id, note, list));
    double by_words = sums_add(words, number, list, n);
    if (talk)
        printf("topic\t%s\t%zu judged\t%.3f\twords %.3f\t%.90s\n", id, n, figure, by_words, note);
    talloc_free(ctx);
}

/* A bar that may be missed for now; what must hold is the floor, the figure once reached less .02.
 */
static void bar_or_floor(const char *what, double figure, double bar, double floor)
{
    if (figure < bar)
        printf("below its bar: %s: %.3f (bar: at least %.2f)\n", what, figure, bar);
    quality_bar(what, figure, true, floor);
}

static void figures_print(const struct sums *ours, const struct sums *words, int topics)
{
    static const char *const gains[] = {"not relevant", "excluded", "eligible"};
    int n = ours->halves[0].n + ours->halves[1].n;
    for (int g = 0; g < 3; g++)
        printf("%-13s likely %4d  possible %4d  unlikely %4d\n", gains[g], ours->verdicts[g][0],
               ours->verdicts[g][1], ours->verdicts[g][2]);
    printf("NDCG@10 of the %d topics that have a trial with gain: %.3f (odd %.3f, even %.3f); of "
           "all %d, 0 where none has: %.3f\n",
           n, sums_ndcg(ours), half_ndcg(&ours->halves[1]), half_ndcg(&ours->halves[0]), topics,
           sums_ndcg(ours) * n / topics);
    printf("BM25 on the note: NDCG@10 %.3f, of all %.3f; eligible before excluded %.3f\n",
           sums_ndcg(words), sums_ndcg(words) * n / topics, words->right / words->pairs);
    double refused = ours->verdicts[2][2];
    int eligible = ours->verdicts[2][0] + ours->verdicts[2][1] + ours->verdicts[2][2];
    bar_or_floor("NDCG@10 from the raw note", sums_ndcg(ours), 0.80, FLOOR_NDCG);
    bar_or_floor("eligible before excluded (AUC)", ours->right / ours->pairs, 0.70, FLOOR_AUC);
    quality_bar("eligible trials called unlikely", refused / eligible, false, CEILING_REFUSED);
}

static int topics_run(struct searcher *s, const char *path, struct sums *ours, struct sums *words,
                      bool talk)
{
    static char line[LINE];
    FILE *f = quality_table(path);
    int topics = 0;
    while (fgets(line, sizeof line, f)) {
        json_t *t = member_of(path, line);
        topic_run(s, t, ++topics, ours, words, talk);
        json_decref(t);
    }
    fclose(f);
    return topics;
}

int main(int argc, char **argv)
{
    struct sums ours = {0}, words = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: trec FOLDER [-v]\n");
        return 64;
    }
    void *ctx = talloc_new(NULL);
    struct search_index_writer *w = quality_start(ctx);
    int n = trials_put(w, mem_printf(ctx, "%s/trials.jsonl", argv[1]));
    judgements_read(mem_printf(ctx, "%s/qrels.tsv", argv[1]));
    struct searcher *s = quality_open(ctx, w);
    int topics =
        topics_run(s, mem_printf(ctx, "%s/topics.jsonl", argv[1]), &ours, &words, argc > 2);
    printf("%d trials, %d topics, %zu judgements\n", n, topics, n_judgements);
    figures_print(&ours, &words, topics);
    talloc_free(ctx);
    return quality_end();
}
