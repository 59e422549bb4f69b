/*
 * What the measurements of search share: a temporary index that is removed at the end, sample
 * registrations with what the generator knows of them, figures and bars.
 *
 * A truth is a list of terms, one of which a record must meet:
 *   disease               the generator's disease (D in indexer/sample/data)
 *   disease/variant       and this variant of it (V)
 *   disease~text, *~text  and this text among its conditions before dirt was planted (_ is a blank)
 *   disease=text, *=text  and this text in its titles, interventions or products before that
 * A term @NN (a prefecture's number) must be met besides.
 */
#pragma once
#include "tests/unit/search_index.h"
#include "tests/unit/folder.h"
#include "indexer/sample/draft.h"
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUALITY_DEPTH = 10, QUALITY_CLASSES_MAX = 24, QUALITY_CELLS_MAX = 6 };

/* ------------------------------------------------------------------ bars */

static int quality_passed, quality_failed;

/* A figure against its bar; printed always. */
static inline void quality_bar(const char *what, double figure, bool at_least, double bar)
{
    bool good = at_least ? figure >= bar : figure <= bar;
    printf("%s %s: %.4f (bar: at %s %.4g)\n", good ? "ok  " : "FAIL", what, figure,
           at_least ? "least" : "most", bar);
    if (good)
        quality_passed++;
    else
        quality_failed++;
}

static inline int quality_end(void)
{
    printf("%d passed, %d failed\n", quality_passed, quality_failed);
    return quality_failed > 0 || quality_passed == 0;
}

/* ------------------------------------------------------------------ a temporary index */

static char quality_folder[] = "/tmp/shirube-quality-XXXXXX";

static inline void quality_remove(void)
{
    nftw(quality_folder, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Stopped from outside: nothing else runs here that could be in the way. */
static inline void quality_stop(int signal)
{
    quality_remove();
    _exit(128 + signal);
}

/* An empty index in a folder of its own. */
static inline struct search_index_writer *quality_start(void *ctx)
{
    mem_start();
    mem_check(mkdtemp(quality_folder));
    (void)atexit(quality_remove);
    (void)signal(SIGTERM, quality_stop);
    (void)signal(SIGINT, quality_stop);
    index_generation_new(quality_folder);
    return index_writer_open(ctx, quality_folder);
}

/* The same once more, in place of the first (whose writer and searchers are closed). */
static inline struct search_index_writer *quality_again(void *ctx)
{
    index_generation_new(quality_folder);
    return index_writer_open(ctx, quality_folder);
}

static inline struct searcher *quality_open(void *ctx, struct search_index_writer *w)
{
    struct searcher *s;
    struct err err;
    index_commit(w);
    index_check(searcher_open(ctx, quality_folder, &s, &err), &err);
    return s;
}

static inline struct search_result quality_search(struct searcher *s, void *ctx, const char *q)
{
    struct search_request request = {.q = q, .age_days = -1, .limit = QUALITY_DEPTH};
    struct search_result r;
    struct err err;
    index_check(search_run(s, ctx, &request, &r, &err), &err);
    return r;
}

/* ------------------------------------------------------------------ tables */

/* The next line of a table that is no comment, cut at its tabs; false at the end. Missing cells are
 * "". */
static inline bool quality_row(FILE *f, char *line, size_t bytes, const char *cell[])
{
    do {
        if (!fgets(line, (int)bytes, f))
            return false;
        line[strcspn(line, "\n")] = '\0';
    } while (*line == '#' || *line == '\0');
    for (int i = 0; i < QUALITY_CELLS_MAX; i++) {
        char *c = line ? strsep(&line, "\t") : NULL;
        cell[i] = c ? c : "";
    }
    return true;
}

static inline FILE *quality_table(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

/* ------------------------------------------------------------------ samples and their truth */

struct quality_record {
    const char *id, *disease, *variant;
    const char *conditions, *subject; /* before dirt, in both languages */
    uint64_t prefectures;
};
struct quality_samples {
    struct sampler *dirty, *clean;
    struct quality_record *records; /* by serial, from 1 */
    struct quality_record **by_id;
    int n;
};

static inline int quality_id_compare(const void *a, const void *b)
{
    return strcmp((*(struct quality_record *const *)a)->id,
                  (*(struct quality_record *const *)b)->id);
}

static inline char *quality_pair(char *s, const struct bitext *t)
{
    return mem_check(talloc_asprintf_append(s, "%s\n%s\n", t->ja ? t->ja : "", t->en ? t->en : ""));
}

static inline const char *quality_conditions(void *ctx, const struct trial *t)
{
    char *s = mem_strdup(ctx, "");
    for (size_t i = 0; i < t->n_conditions; i++)
        s = quality_pair(s, &t->conditions[i].name);
    return s;
}

static inline const char *quality_subject(void *ctx, const struct trial *t)
{
    char *s = mem_strdup(ctx, "");
    s = quality_pair(s, &t->title.public_);
    s = quality_pair(s, &t->title.scientific);
    for (size_t i = 0; i < t->n_interventions; i++)
        s = quality_pair(s, &t->interventions[i].name);
    for (size_t i = 0; i < t->n_products; i++)
        s = quality_pair(s, &t->products[i].generic);
    return s;
}

/* Record `serial` as the index gets it; owned by ctx. */
static inline struct trial *quality_sample(struct quality_samples *q, void *ctx, uint32_t serial)
{
    struct quality_record *r = &q->records[serial];
    struct column_row row;
    struct identity id;
    struct trial *t = sampler_make(q->dirty, ctx, serial);
    if (!t->id)
        t->id = t->source.id;
    identity_make(q->dirty, serial, &id);
    const struct book *book = q->dirty->book;
    const struct book_variant *v = &book->variants[id.variant];
    column_row_of(t, &row);
    const struct trial *clean = sampler_make(q->clean, ctx, serial);
    *r = (struct quality_record){.id = mem_strdup(q, t->id),
                                 .disease = book->diseases[v->disease].scope.id,
                                 .variant = v->scope.id,
                                 .conditions = quality_conditions(q, clean),
                                 .subject = quality_subject(q, clean),
                                 .prefectures = row.prefectures};
    return t;
}

static inline struct quality_samples *quality_samples_new(void *ctx, int n, uint64_t seed)
{
    struct quality_samples *q = MEM_NEW(ctx, struct quality_samples);
    struct err err = {0};
    q->n = n;
    q->records = MEM_ARRAY(q, struct quality_record, n + 1);
    q->by_id = MEM_ARRAY(q, struct quality_record *, n + 1);
    index_check(sampler_new(q, seed, true, &q->dirty, &err), &err);
    index_check(sampler_new(q, seed, false, &q->clean, &err), &err);
    return q;
}

/* When all records have been made. */
static inline void quality_samples_sort(struct quality_samples *q)
{
    for (int i = 0; i < q->n; i++)
        q->by_id[i] = &q->records[i + 1];
    qsort(q->by_id, (size_t)q->n, sizeof(struct quality_record *), quality_id_compare);
}

static inline struct quality_samples *quality_samples_put(void *ctx, struct search_index_writer *w,
                                                          int n, uint64_t seed)
{
    struct quality_samples *q = quality_samples_new(ctx, n, seed);
    for (int i = 1; i <= n; i++) {
        void *tmp = talloc_new(NULL);
        struct trial *t = quality_sample(q, tmp, (uint32_t)i);
        index_put_trial(w, i, 1, t, mem_printf(tmp, "[\"%s\"]", text_lower_ascii(tmp, t->id)));
        talloc_free(tmp);
    }
    quality_samples_sort(q);
    return q;
}

/* The serial of a number. */
static inline int quality_serial(const struct quality_samples *q, const char *id)
{
    struct quality_record key = {.id = id}, *at = &key;
    struct quality_record **found =
        bsearch(&at, q->by_id, (size_t)q->n, sizeof(struct quality_record *), quality_id_compare);
    return found ? (int)(*found - q->records) : 0;
}

static inline bool quality_term_meets(const struct quality_record *r, const char *term)
{
    char disease[64], text[128];
    size_t n = strcspn(term, "~=");
    const char *where = term[n] == '=' ? r->subject : r->conditions;
    snprintf(disease, sizeof disease, "%.*s", (int)n, term);
    snprintf(text, sizeof text, "%s", term[n] ? term + n + 1 : "");
    for (char *p = text; *p; p++)
        if (*p == '_')
            *p = ' ';
    char *variant = strchr(disease, '/');
    if (variant)
        *variant++ = '\0';
    if (strcmp(disease, "*") != 0 && strcmp(disease, r->disease) != 0)
        return false;
    if (variant && strcmp(variant, r->variant) != 0)
        return false;
    return strcasestr(where, text) != NULL;
}

static inline bool quality_meets(const struct quality_record *r, const char *truth)
{
    char list[512];
    bool any = false, here = true;
    snprintf(list, sizeof list, "%s", truth);
    char *rest = list;
    for (char *term; (term = strsep(&rest, " "));) {
        if (*term == '@')
            here = here && (r->prefectures >> strtoul(term + 1, NULL, 10) & 1);
        else
            any = any || quality_term_meets(r, term);
    }
    return any && here;
}

/* How many records meet it; `ret` (by serial) may be NULL. */
static inline int quality_count(const struct quality_samples *q, const char *truth, bool *ret)
{
    int n = 0;
    for (int i = 1; i <= q->n; i++) {
        bool is = quality_meets(&q->records[i], truth);
        n += is;
        if (ret)
            ret[i] = is;
    }
    return n;
}

/* ------------------------------------------------------------------ figures */

struct quality_figures {
    char name[32];
    int n, first, nothing, zero;
    double ndcg;
};
struct quality_classes {
    struct quality_figures items[QUALITY_CLASSES_MAX];
    int n;
};

/* `good[i]`: hit i is relevant; `all`: relevant documents there are. */
static inline void quality_judge(struct quality_figures *f, const bool *good, size_t hits, int all)
{
    double gain = 0, ideal = 0;
    int found = 0;
    for (size_t i = 0; i < QUALITY_DEPTH && i < hits; i++)
        if (good[i]) {
            gain += 1 / log2((double)i + 2);
            found++;
        }
    for (int i = 0; i < QUALITY_DEPTH && i < all; i++)
        ideal += 1 / log2(i + 2);
    f->n++;
    f->first += hits > 0 && good[0];
    f->ndcg += ideal > 0 ? gain / ideal : 0;
    f->nothing += found == 0;
    f->zero += hits == 0;
}

static inline struct quality_figures *quality_class(struct quality_classes *all, const char *name)
{
    for (int i = 0; i < all->n; i++)
        if (strcmp(all->items[i].name, name) == 0)
            return &all->items[i];
    if (all->n == QUALITY_CLASSES_MAX)
        fail_msg("more than %d classes", QUALITY_CLASSES_MAX);
    struct quality_figures *f = &all->items[all->n++];
    snprintf(f->name, sizeof f->name, "%s", name);
    return f;
}

static inline void quality_print(const struct quality_figures *f)
{
    printf("%-14s n %3d  nDCG@10 %.3f  success@1 %.3f  nothing %.3f  zero %.3f\n", f->name, f->n,
           f->ndcg / f->n, (double)f->first / f->n, (double)f->nothing / f->n,
           (double)f->zero / f->n);
}

/* All classes and their sum, against the bars of search.md §5. */
static inline void quality_conclude(const struct quality_classes *classes)
{
    struct quality_figures all = {.name = "all"};
    for (int i = 0; i < classes->n; i++) {
        const struct quality_figures *f = &classes->items[i];
        quality_print(f);
        all.n += f->n;
        all.first += f->first;
        all.nothing += f->nothing;
        all.zero += f->zero;
        all.ndcg += f->ndcg;
    }
    quality_print(&all);
    quality_bar("nDCG@10", all.ndcg / all.n, true, 0.80);
    quality_bar("success@1", (double)all.first / all.n, true, 0.78);
    quality_bar("nothing relevant", (double)all.nothing / all.n, false, 0.12);
    quality_bar("zero hits", (double)all.zero / all.n, false, 0.05);
}
