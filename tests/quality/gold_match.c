/*
 * The matcher alone: reference trees instead of the reader's. usage: gold_match [-w]
 * TRIALS_CRITERIA.jsonl [RELATIONS.tsv] <MATCH_INPUT.jsonl; prints what `shirube-criteria match`
 * would. -w: names related by their words only, without the lexicon.
 */
#include "tests/unit/tree_json.h"
#include "search/lexicon_build.h"
#include "search/match_write.h"
#include "search/person.h"
#include <stdio.h>
#include <string.h>

struct trial {
    char id[64];
    struct crit *items;
    size_t n;
};
struct world {
    void *ctx;
    struct concepts *concepts;
    struct trial trials[512];
    size_t n;
};

static void stop(const char *why, const char *what)
{
    (void)fprintf(stderr, "gold_match: %s: %s\n", why, what);
    exit(1);
}

static struct trial *find_trial(struct world *w, const char *id, bool add)
{
    for (size_t i = 0; i < w->n; i++) {
        if (strcmp(w->trials[i].id, id) == 0)
            return &w->trials[i];
    }
    if (!add || w->n == 512)
        stop("no such trial", id);
    text_copy(w->trials[w->n].id, sizeof w->trials[w->n].id, id);
    return &w->trials[w->n++];
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void read_criterion(struct world *w, const json_t *o)
{
    struct trial *t = find_trial(w, text_of(o, "trial"), true);
    t->items = MEM_GROW(w->ctx, t->items, struct crit, t->n + 1);
    struct crit *c = &t->items[t->n++];
    const json_t *span = json_object_get(o, "span");
    bool full = strcmp(text_of(o, "coverage"), "full") == 0;
    bool partial = strcmp(text_of(o, "coverage"), "partial") == 0;
    *c = (struct crit){.text = mem_strdup(w->ctx, text_of(o, "text"))};
    c->begin = (uint32_t)json_integer_value(json_array_get(span, 0));
    c->end = (uint32_t)json_integer_value(json_array_get(span, 1));
    c->kind = strcmp(text_of(o, "kind"), "exclusion") == 0 ? CRIT_EXCLUSION : CRIT_INCLUSION;
    c->coverage = full ? CRIT_FULL : partial ? CRIT_PARTIAL : CRIT_NONE;
    c->expr = tree_read(w->ctx, json_object_get(o, "expr"));
    if (!c->expr)
        stop("not a tree", text_of(o, "id"));
    c->expr->end = (uint32_t)strlen(c->text);
}

static json_t *read_line(FILE *f)
{
    static char line[1 << 20];
    json_error_t error;
    if (!fgets(line, sizeof line, f))
        return NULL;
    json_t *o = json_loads(line, 0, &error);
    if (!o)
        stop("not JSON", error.text);
    return o;
}

static void complain(void *arg, const char *pointer, const char *code, const char *detail)
{
    (void)fprintf(stderr, "gold_match: %s: %s: %s (%s)\n", (const char *)arg, pointer, code,
                  detail ? detail : "");
}

static double limit(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : -1;
}

static void match_line(struct world *w, const json_t *o)
{
    void *ctx = mem_context(NULL, "pair");
    const char *id = text_of(o, "id"), *colon = strchr(id, ':');
    const json_t *record = json_object_get(o, "trial");
    struct trial *t = find_trial(w, colon ? colon + 1 : id, false);
    const char *sex = text_of(record, "sex");
    struct flat_input in = {t->items, t->n,
                            strcmp(sex, "male") == 0     ? 1
                            : strcmp(sex, "female") == 0 ? 2
                                                         : 0,
                            limit(record, "age_min"), limit(record, "age_max")};
    struct flat_bytes flat;
    struct facts *facts = facts_new(ctx);
    struct jsonw out;
    char *name = mem_strdup(ctx, id);
    if (facts_read(facts, json_object_get(o, "facts"), complain, name) != OK)
        stop("facts of", id);
    criteria_flat_build(w->concepts, ctx, &in, &flat);
    if (!criteria_flat_check(flat.bytes, flat.len))
        stop("flat form of", id);
    struct match_person *p = person_read(w->concepts, ctx, facts);
    size_t bytes = matcher_bytes(1000);
    struct matcher *m =
        matcher_start(talloc_size(ctx, bytes), bytes, p, person_relate, w->concepts);
    struct match_texts texts = {text_of(record, "inclusion"), text_of(record, "exclusion")};
    jsonw_init(&out, ctx);
    jsonw_object_begin(&out);
    jsonw_key_str(&out, "id", id);
    match_write(&out, m, p, facts, flat.bytes, &texts);
    jsonw_object_end(&out);
    puts(jsonw_text(&out));
    talloc_free(ctx);
}

static struct lexicon *open_lexicon(void *ctx)
{
    struct lexicon_source *s = lexicon_source_new(ctx, NULL);
    struct lexicon_bytes bytes;
    struct lexicon *x;
    struct err err;
    lexicon_builtin_read(s);
    lexicon_compile(s, folder_new(ctx), ctx, &bytes);
    if (lexicon_from_bytes(ctx, bytes.bytes, bytes.len, &x, &err) != OK)
        stop("lexicon", err.text);
    return x;
}

int main(int argc, char **argv)
{
    struct err err;
    mem_start();
    struct world *w = MEM_NEW(NULL, struct world);
    bool words = argc > 1 && strcmp(argv[1], "-w") == 0;
    char **arg = argv + 1 + words;
    FILE *f = *arg ? fopen(*arg, "r") : NULL;
    json_t *o;
    if (!f)
        stop("cannot read", *arg ? *arg : "the reference trees");
    w->ctx = mem_context(w, "trials");
    w->concepts = concepts_new(w, words ? NULL : open_lexicon(w));
    if (arg[1] && concepts_read_relations(w->concepts, arg[1], &err) != OK)
        stop("relations", err.text);
    while ((o = read_line(f))) {
        read_criterion(w, o);
        json_decref(o);
    }
    (void)fclose(f);
    while ((o = read_line(stdin))) {
        match_line(w, o);
        json_decref(o);
    }
    talloc_free(w);
    return 0;
}
