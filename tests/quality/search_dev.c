/*
 * Real queries over real trials: nDCG@10, success@1, queries with nothing relevant in the first
 * ten, queries without a hit, for each class of query.
 * usage: search_dev RECORDS.ndjson QUERIES.tsv [-v]     -v: each query with its first hits
 *        search_dev --native RECORDS.ndjson             the records as our native ones, for peers
 */
#include "tests/unit/search_index.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 10, CLASSES_MAX = 24 };

struct figures {
    char name[32];
    int n, first, nothing, zero;
    double ndcg;
};

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
static int records_put(struct search_index_writer *w, const char *path)
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

static void judge(struct figures *f, const char *relevant, const struct search_result *r)
{
    double gain = 0, ideal = 0;
    int all = count_of(relevant), found = 0;
    for (int i = 0; i < DEPTH && i < (int)r->n_hits; i++)
        if (is_relevant(relevant, r->hits[i].id)) {
            gain += 1 / log2(i + 2);
            found++;
            f->first += i == 0;
        }
    for (int i = 0; i < DEPTH && i < all; i++)
        ideal += 1 / log2(i + 2);
    f->n++;
    f->ndcg += ideal > 0 ? gain / ideal : 0;
    f->nothing += found == 0;
    f->zero += r->n_hits == 0;
}

static struct figures *class_of(struct figures *all, int *n, const char *name)
{
    for (int i = 0; i < *n; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    snprintf(all[*n].name, sizeof all[*n].name, "%s", name);
    return &all[(*n)++];
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

static void print(const struct figures *f)
{
    printf("%-14s n %3d  nDCG@10 %.3f  success@1 %.3f  nothing %.3f  zero %.3f\n", f->name, f->n,
           f->ndcg / f->n, (double)f->first / f->n, (double)f->nothing / f->n,
           (double)f->zero / f->n);
}

static void add(struct figures *to, const struct figures *f)
{
    to->n += f->n;
    to->first += f->first;
    to->nothing += f->nothing;
    to->zero += f->zero;
    to->ndcg += f->ndcg;
}

static int queries_run(struct searcher *s, const char *path, bool talk)
{
    FILE *f = fopen(path, "r");
    static char line[1 << 14];
    struct figures classes[CLASSES_MAX] = {0}, all = {.name = "all"};
    int n = 0;
    if (!f || !fgets(line, sizeof line, f))
        return 1;
    while (fgets(line, sizeof line, f)) {
        char *rest = line, *cell[4];
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < 4; i++)
            cell[i] = strsep(&rest, "\t");
        struct search_request q = {.q = cell[1], .age_days = -1, .limit = DEPTH};
        struct search_result r;
        struct err err;
        void *ctx = talloc_new(NULL);
        index_check(search_run(s, ctx, &q, &r, &err), &err);
        judge(class_of(classes, &n, cell[2]), cell[3], &r);
        if (talk)
            verbose(cell[1], cell[3], &r);
        talloc_free(ctx);
    }
    fclose(f);
    for (int i = 0; i < n; i++) {
        print(&classes[i]);
        add(&all, &classes[i]);
    }
    print(&all);
    return 0;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/search-dev-XXXXXX";
    struct searcher *s;
    struct err err;
    mem_start();
    if (argc == 3 && strcmp(argv[1], "--native") == 0)
        return records_put(NULL, argv[2]) == 0;
    if (argc < 3 || !mkdtemp(folder)) {
        fprintf(stderr, "usage: search_dev RECORDS.ndjson QUERIES.tsv [-v]\n");
        return 64;
    }
    void *ctx = talloc_new(NULL);
    index_generation_new(folder);
    struct search_index_writer *w = index_writer_open(ctx, folder);
    int n = records_put(w, argv[1]);
    index_commit(w);
    index_check(searcher_open(ctx, folder, &s, &err), &err);
    printf("%d records\n", n);
    int result = queries_run(s, argv[2], argc > 3);
    talloc_free(ctx);
    return result;
}
