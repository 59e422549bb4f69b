/*
 * Real queries over real trials: nDCG@10, success@1, queries with nothing relevant in the first
 * ten, queries without a hit, for each class of query.
 * usage: search_dev RECORDS.ndjson QUERIES.tsv [-v]     -v: each query with its first hits
 *        search_dev --native RECORDS.ndjson             the records as our native ones, for peers
 */
#include "schema/codes.h"
#include "schema/normalise.h"
#include "schema/trial.h"
#include "tests/quality/quality.h"
#include <jansson.h>

/* ------------------------------------------------------------------ records */

static void set_text(json_t *to, const char *key, const json_t *from)
{
    const char *s = json_string_value(from);
    if (s && *s)
        json_object_set_new(to, key, json_pack("{ss}", "ja", s));
}

static json_t *drugs_of(const json_t *record)
{
    json_t *list = json_array(), *drugs = json_object_get(record, "drugs"), *drug;
    size_t i;
    json_array_foreach(drugs, i, drug)
    {
        json_t *one = json_pack("{ss}", "type", "drug");
        set_text(one, "name", drug);
        json_array_append_new(list, one);
    }
    return list;
}

static void set_phase(json_t *trial, const char *text)
{
    unsigned phases;
    json_t *list = json_array();
    if (text && phase_normalise(text, &phases) == VALUE_READ) {
        for (int n = 0; n <= 4; n++)
            if (phases & PHASE_BIT(n))
                json_array_append_new(list, json_integer(n));
        if (phases & PHASE_NA)
            json_array_append_new(list, json_string("na"));
    }
    json_object_set_new(trial, "phase", list);
}

static void set_status(json_t *trial, const char *text)
{
    enum recruitment_status status;
    if (text && status_normalise(text, &status) == VALUE_READ)
        json_object_set_new(trial, "recruitment_status",
                            json_string(code_text(CODE_RECRUITMENT_STATUS, (int)status)));
}

static json_t *native_of(const json_t *r)
{
    const char *id = json_string_value(json_object_get(r, "id"));
    json_t *t = json_pack("{s:{ss,ss},ss}", "source", "registry",
                          strncmp(id, "jRCT", 4) == 0 ? "jRCT" : "UMIN", "id", id, "id", id);
    json_t *title = json_object(), *condition = json_object(), *eligibility = json_object();
    json_t *sponsor = json_object();
    set_text(title, "public", json_object_get(r, "title_ja"));
    json_object_set_new(t, "title", title);
    const char *name = json_string_value(json_object_get(r, "condition"));
    if (name && *name) {
        json_object_set_new(condition, "ja", json_string(name));
        json_object_set_new(t, "conditions", json_pack("[o]", condition));
    } else {
        json_decref(condition);
    }
    json_object_set_new(t, "interventions", drugs_of(r));
    set_phase(t, json_string_value(json_object_get(r, "phase")));
    set_status(t, json_string_value(json_object_get(r, "status")));
    set_text(eligibility, "inclusion", json_object_get(r, "criteria_summary"));
    json_object_set_new(t, "eligibility", eligibility);
    set_text(sponsor, "name", json_object_get(r, "org"));
    if (json_object_size(sponsor))
        json_object_set_new(t, "sponsors", json_pack("{so}", "primary", sponsor));
    else
        json_decref(sponsor);
    return t;
}

/* Each record to the index; without one to the standard output. */
static int dev_records_put(struct search_index_writer *w, const char *path)
{
    FILE *f = fopen(path, "r");
    static char line[1 << 16];
    int n = 0;
    if (!f)
        return 0;
    while (fgets(line, sizeof line, f)) {
        json_t *r = json_loads(line, 0, NULL);
        json_t *t = native_of(r);
        char *text = json_dumps(t, JSON_COMPACT);
        n++;
        if (w)
            index_put(w, n, text);
        else
            puts(text);
        free(text);
        json_decref(t);
        json_decref(r);
    }
    fclose(f);
    return n;
}

/* ------------------------------------------------------------------ queries */

static bool is_relevant(const char *list, const char *id)
{
    size_t n = strlen(id);
    for (const char *p = list; (p = strcasestr(p, id)); p += n)
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0' || p[n] == '\n'))
            return true;
    return false;
}

static int count_of(const char *list)
{
    int n = *list != '\0';
    for (; *list; list++)
        n += *list == ' ' && list[1] > ' ';
    return n;
}

static void judge(struct quality_figures *f, const char *relevant, const struct search_result *r)
{
    bool good[QUALITY_DEPTH] = {0};
    for (size_t i = 0; i < r->n_hits && i < QUALITY_DEPTH; i++)
        good[i] = is_relevant(relevant, r->hits[i].id);
    quality_judge(f, good, r->n_hits, count_of(relevant));
}

static void verbose(const char *query, const char *relevant, const struct search_result *r)
{
    bool first = r->n_hits && is_relevant(relevant, r->hits[0].id);
    printf("%s %s [", first ? "  " : "! ", query);
    for (size_t i = 0; i < r->n_concepts; i++)
        printf(" %s", r->concepts[i].id);
    printf(" |");
    for (size_t i = 0; i < r->n_terms; i++)
        printf(" %s", r->terms[i]);
    printf("] %llu:", (unsigned long long)r->total);
    for (size_t i = 0; i < r->n_hits && i < 6; i++)
        printf(" %s%s(%d)", is_relevant(relevant, r->hits[i].id) ? "*" : "", r->hits[i].id,
               r->hits[i].tier);
    printf("%s%s\n", r->suggestion ? " ? " : "", r->suggestion ? r->suggestion : "");
}

static void queries_run(struct searcher *s, const char *path, bool talk,
                        struct quality_classes *classes)
{
    FILE *f = quality_table(path);
    static char line[1 << 14];
    const char *cell[QUALITY_CELLS_MAX];
    quality_row(f, line, sizeof line, cell); /* the names of the columns */
    while (quality_row(f, line, sizeof line, cell)) {
        void *ctx = talloc_new(NULL);
        struct search_result r = quality_search(s, ctx, cell[1]);
        judge(quality_class(classes, cell[2]), cell[3], &r);
        if (talk)
            verbose(cell[1], cell[3], &r);
        talloc_free(ctx);
    }
    fclose(f);
}

int main(int argc, char **argv)
{
    static struct quality_classes classes;
    if (argc == 3 && strcmp(argv[1], "--native") == 0)
        return dev_records_put(NULL, argv[2]) == 0;
    if (argc < 3) {
        fprintf(stderr, "usage: search_dev RECORDS.ndjson QUERIES.tsv [-v]\n");
        return 64;
    }
    void *ctx = talloc_new(NULL);
    struct search_index_writer *w = quality_start(ctx);
    int n = dev_records_put(w, argv[1]);
    printf("%d records\n", n);
    queries_run(quality_open(ctx, w), argv[2], argc > 3, &classes);
    talloc_free(ctx);
    quality_conclude(&classes);
    return quality_end();
}
