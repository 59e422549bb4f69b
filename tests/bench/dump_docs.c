/*
 * The registrations as the peers of the bench are given them: one a line, id, codes, numbers and
 * the texts of each field that ours searches by default (indexer/doc.c; exclusion text is left
 * out for all).
 * usage: dump_docs CONNINFO|RECORDS tsv|groonga >FILE
 * Columns: id status kind study_type sex phases prefectures age_min age_max published title
 * condition intervention text people. Lists are joined by a space. groonga: one JSON array to load.
 */
#include "schema/base/jsonw.h"
#include "search/columns.h"
#include "tests/bench/trials.h"

enum { FIELDS = 5, CODES_MAX = 512 };

struct dump {
    bool json;
    long n;
    struct jsonw text[FIELDS]; /* growing buffers */
    struct jsonw out;
};

static void text_add(struct jsonw *to, const char *s)
{
    size_t from = to->len;
    if (!s)
        return;
    to->comma = false;
    if (from)
        jsonw_raw(to, " / ", 3);
    to->comma = false;
    jsonw_raw(to, s, strlen(s));
    for (size_t i = from; i < to->len; i++)
        if ((unsigned char)to->buf[i] < ' ')
            to->buf[i] = ' ';
}

static void both(struct jsonw *to, const struct bitext *t)
{
    text_add(to, t->ja);
    text_add(to, t->en);
}

static void short_texts(struct jsonw *to, const struct trial *t)
{
    both(&to[0], &t->title.public_);
    both(&to[0], &t->title.scientific);
    both(&to[0], &t->title.acronym);
    for (size_t i = 0; i < t->n_conditions; i++)
        both(&to[1], &t->conditions[i].name);
    for (size_t i = 0; i < t->n_keywords; i++)
        both(&to[1], &t->keywords[i]);
    for (size_t i = 0; i < t->n_interventions; i++)
        both(&to[2], &t->interventions[i].name);
    for (size_t i = 0; i < t->n_products; i++) {
        both(&to[2], &t->products[i].generic);
        both(&to[2], &t->products[i].brand);
    }
}

static void long_texts(struct jsonw *to, const struct trial *t)
{
    const struct bitext *texts[] = {&t->objective,     &t->eligibility.inclusion, &t->plain.what,
                                    &t->plain.who_for, &t->plain.what_happens,    &t->plain.why};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        both(&to[3], texts[i]);
    for (size_t i = 0; i < t->n_outcomes; i++)
        both(&to[3], &t->outcomes[i].title);
    for (size_t i = 0; i < t->n_interventions; i++)
        both(&to[3], &t->interventions[i].description);
    both(&to[4], &t->sponsor_primary.name);
    for (size_t i = 0; i < t->n_sponsors_secondary; i++)
        both(&to[4], &t->sponsors_secondary[i].name);
    both(&to[4], &t->investigator.name);
    both(&to[4], &t->investigator.affiliation);
    for (size_t i = 0; i < t->n_sites; i++)
        both(&to[4], &t->sites[i].name);
}

/* ------------------------------------------------------------------ output */

static void cell(struct dump *d, const char *s)
{
    if (d->json) {
        jsonw_str(&d->out, s ? s : "");
        return;
    }
    bool comma = d->out.len > 0;
    d->out.comma = false;
    jsonw_raw(&d->out, "\t", comma);
    d->out.comma = false;
    jsonw_raw(&d->out, s ? s : "", s ? strlen(s) : 0);
}

static void number(struct dump *d, int32_t n)
{
    char text[16];
    snprintf(text, sizeof text, "%d", n);
    if (d->json)
        jsonw_int(&d->out, n);
    else
        cell(d, text);
}

/* The set as its codes; groonga takes lists as arrays. */
static void list(struct dump *d, enum code_list codes, uint64_t set)
{
    char text[CODES_MAX] = "";
    size_t n = 0;
    if (d->json)
        jsonw_array_begin(&d->out);
    for (int i = 1; i < 64; i++) {
        const char *code = set >> i & 1 ? code_text(codes, i) : NULL;
        if (code && d->json)
            jsonw_str(&d->out, code);
        else if (code)
            n += (size_t)snprintf(text + n, n < sizeof text ? sizeof text - n : 0, "%s%s",
                                  n ? " " : "", code);
    }
    if (d->json)
        jsonw_array_end(&d->out);
    else
        cell(d, text);
}

/* Phases 0 to 4 and na as bits: shifted, since the code list counts from 1. */
static void codes(struct dump *d, const struct trial *t, const struct column_row *row)
{
    cell(d, code_text(CODE_RECRUITMENT_STATUS, row->status));
    cell(d, code_text(CODE_KIND, row->kind));
    cell(d, code_text(CODE_STUDY_TYPE, row->study_type));
    cell(d, code_text(CODE_SEX, row->sex));
    list(d, CODE_PHASE, (uint64_t)t->phases << 1);
    list(d, CODE_PREFECTURE, row->prefectures);
    number(d, row->age_min_days);
    number(d, row->age_max_days);
    number(d, row->published_days);
}

static enum err_code take(const struct stored_trial *stored, void *arg, struct err *err)
{
    struct dump *d = arg;
    struct trial *t;
    struct column_row row;
    void *ctx = mem_context(NULL, "record");
    enum err_code code =
        trial_read_json(ctx, stored->json, stored->json_len, &t, problems_new(ctx), err);
    if (code == OK) {
        for (int i = 0; i < FIELDS; i++)
            jsonw_clear(&d->text[i]);
        column_row_of(t, &row);
        short_texts(d->text, t);
        long_texts(d->text, t);
        jsonw_clear(&d->out);
        if (d->json)
            jsonw_array_begin(&d->out);
        cell(d, stored->public_id);
        codes(d, t, &row);
        for (int i = 0; i < FIELDS; i++)
            cell(d, jsonw_text(&d->text[i]));
        if (d->json)
            jsonw_array_end(&d->out);
        printf("%s%s", d->json ? ",\n" : d->n ? "\n" : "", jsonw_text(&d->out));
        d->n++;
    }
    talloc_free(ctx);
    return code;
}

int main(int argc, char **argv)
{
    struct err err = {.text = ""};
    mem_start();
    void *ctx = mem_context(NULL, "dump");
    if (argc != 3) {
        fprintf(stderr, "usage: dump_docs CONNINFO|RECORDS tsv|groonga\n");
        return 64;
    }
    struct dump d = {.json = strcmp(argv[2], "groonga") == 0};
    jsonw_init(&d.out, ctx);
    for (int i = 0; i < FIELDS; i++)
        jsonw_init(&d.text[i], ctx);
    if (d.json)
        printf("[\n[\"_key\",\"status\",\"kind\",\"study_type\",\"sex\",\"phase\",\"prefecture\","
               "\"age_min\",\"age_max\",\"published\",\"title\",\"condition\",\"intervention\","
               "\"text\",\"people\"]");
    enum err_code code = bench_trials_each(ctx, argv[1], 0, 1, take, &d, &err);
    printf("%s\n", d.json ? "\n]" : "");
    if (code != OK)
        fprintf(stderr, "dump_docs: %s\n", err.text);
    talloc_free(ctx);
    return code != OK;
}
