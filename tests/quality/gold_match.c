/*
 * The matcher alone: reference trees instead of the reader's. usage: gold_match [-w]
 * TRIALS_CRITERIA.jsonl [RELATIONS.tsv] <MATCH_INPUT.jsonl; prints what `shirube-criteria match`
 * would. -w: names related by their words only, without the lexicon.
 */
#include "tests/quality/gold.h"
#include "schema/base/mem.h"
#include "search/lexicon.h"
#include "search/match_write.h"

static void complain(void *arg, const char *pointer, const char *code, const char *detail)
{
    (void)fprintf(stderr, "gold_match: %s: %s: %s (%s)\n", (const char *)arg, pointer, code,
                  detail ? detail : "");
}

static void match_line(struct gold *g, const json_t *o)
{
    void *ctx = mem_context(NULL, "pair");
    const char *id = gold_text(o, "id"), *colon = strchr(id, ':');
    const json_t *record = json_object_get(o, "trial");
    struct gold_trial *t = gold_find(g, colon ? colon + 1 : id, false);
    if (!t)
        gold_stop("no such trial", id);
    t->sex = gold_sex(record);
    t->age_min = gold_limit(record, "age_min");
    t->age_max = gold_limit(record, "age_max");
    struct flat_bytes flat;
    struct facts *facts = facts_new(ctx);
    struct jsonw out;
    char *name = mem_strdup(ctx, id);
    if (facts_read(facts, json_object_get(o, "facts"), complain, name) != OK)
        gold_stop("facts of", id);
    gold_flat(g, t, &flat);
    struct match_person *p = person_read(g->concepts, ctx, facts);
    size_t bytes = matcher_bytes(1000);
    struct matcher *m =
        matcher_start(talloc_size(ctx, bytes), bytes, p, person_relate, g->concepts);
    struct match_texts texts = {.inclusion = gold_text(record, "inclusion"),
                                .exclusion = gold_text(record, "exclusion")};
    jsonw_init(&out, ctx);
    jsonw_object_begin(&out);
    jsonw_key_str(&out, "id", id);
    match_write(&out, m, p, facts, flat.bytes, &texts);
    jsonw_object_end(&out);
    puts(jsonw_text(&out));
    talloc_free(ctx);
}

int main(int argc, char **argv)
{
    struct err err;
    mem_start();
    struct gold *g = MEM_NEW(NULL, struct gold);
    bool words = argc > 1 && strcmp(argv[1], "-w") == 0;
    char **arg = argv + 1 + words;
    json_t *o;
    g->concepts = concepts_new(g, words ? NULL : lexicon_builtin_open(g));
    if (!*arg || !gold_each(*arg, gold_criterion, g))
        gold_stop("cannot read", *arg ? *arg : "the reference trees");
    if (arg[1] && concepts_read_relations(g->concepts, arg[1], &err) != OK)
        gold_stop("relations", err.text);
    while ((o = gold_line(stdin))) {
        match_line(g, o);
        json_decref(o);
    }
    talloc_free(g);
    return 0;
}
