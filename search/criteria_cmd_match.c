#include "search/lexicon.h"
#include "search/criteria_cmd_match.h"
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/trial_json.h"
#include "search/criteria_cmd.h"
#include "search/criteria_trial.h"
#include "search/lexicon_build.h"
#include "search/match_write.h"
#include "search/person.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct criteria_matcher {
    struct concepts *concepts;
    struct crit_reader *reader;
};
struct faults {
    struct jsonw *w;
    size_t n;
};

enum err_code criteria_matcher_new(void *ctx, const struct lexicon *lexicon, const char *relations,
                                   struct criteria_matcher **ret, struct err *err)
{
    struct criteria_matcher *m = MEM_NEW(ctx, struct criteria_matcher);
    m->concepts = concepts_new(m, lexicon);
    m->reader = crit_reader_new(m, lexicon);
    enum err_code code = relations ? concepts_read_relations(m->concepts, relations, err) : OK;
    if (code == OK)
        *ret = m;
    else
        talloc_free(m);
    return code;
}

static void note_problem(void *arg, const char *pointer, const char *code, const char *detail)
{
    struct faults *p = arg;
    if (p->n++ == 0) {
        jsonw_key(p->w, "errors");
        jsonw_array_begin(p->w);
    }
    jsonw_object_begin(p->w);
    jsonw_key_str(p->w, "pointer", pointer);
    jsonw_key_str(p->w, "code", code);
    jsonw_key_str(p->w, "detail", detail);
    jsonw_object_end(p->w);
}

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static double limit_of(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : -1;
}

static int sex_of(const json_t *o)
{
    const char *sex = text_of(o, "sex");
    return !sex ? 0 : strcmp(sex, "male") == 0 ? 1 : strcmp(sex, "female") == 0 ? 2 : 0;
}

static void read_block(struct criteria_matcher *m, void *ctx, enum crit_kind kind, const char *text,
                       struct crits *all)
{
    struct crits some = {NULL, 0};
    size_t len = text ? strlen(text) : 0;
    if (len > 0)
        crit_read_block(m->reader, ctx, kind, crit_guess_lang(text, len), text, len, &some);
    all->items = MEM_GROW(ctx, all->items, struct crit, all->n + some.n + 1);
    if (some.n > 0)
        memcpy(all->items + all->n, some.items, some.n * sizeof *some.items);
    all->n += some.n;
}

/* The registration in the form that matching reads, and its blocks. */
struct registration {
    struct match_texts texts;
    struct flat_bytes flat;
};

/* {"sex","age_min","age_max","inclusion","exclusion"}; another member is no registration's. */
static void read_short(struct criteria_matcher *m, void *ctx, const json_t *trial,
                       struct faults *faults, struct registration *ret)
{
    static const char *const members[] = {"sex", "age_min", "age_max", "inclusion", "exclusion"};
    struct crits all = {NULL, 0};
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)trial, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < sizeof members / sizeof *members; i++)
            known |= strcmp(key, members[i]) == 0;
        if (!known)
            note_problem(faults, mem_printf(ctx, "/trial/%s", key), "unknown_member",
                         "a record has an eligibility member");
    }
    ret->texts = (struct match_texts){.inclusion = text_of(trial, "inclusion"),
                                      .exclusion = text_of(trial, "exclusion")};
    read_block(m, ctx, CRIT_INCLUSION, ret->texts.inclusion, &all);
    read_block(m, ctx, CRIT_EXCLUSION, ret->texts.exclusion, &all);
    struct flat_input in = {all.items, all.n, sex_of(trial), limit_of(trial, "age_min"),
                            limit_of(trial, "age_max")};
    criteria_flat_build(m->concepts, ctx, &in, &ret->flat);
}

/* A native record, also as the API answers it (with members of its own beside). */
static void read_record(struct criteria_matcher *m, void *ctx, const json_t *trial,
                        struct faults *faults, struct registration *ret)
{
    static const char *const beside[] = {"version", "cluster", "index", "criteria_read"};
    json_t *record = json_copy((json_t *)(uintptr_t)trial);
    struct problems *problems = problems_new(ctx);
    struct trial *t;
    struct err err;
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        (void)json_object_del(record, beside[i]);
    char *text = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    enum err_code code =
        text ? trial_read_json(ctx, text, strlen(text), &t, problems, &err) : ERR_INVALID;
    free(text);
    for (size_t i = 0; i < problems->n; i++)
        note_problem(faults, mem_printf(ctx, "/trial%s", problems->items[i].path),
                     problems->items[i].code, problems->items[i].message_en);
    if (code != OK && problems->n == 0)
        note_problem(faults, "/trial", "invalid", "no record");
    if (code != OK)
        return;
    const struct trial_blocks blocks = criteria_trial_blocks(t);
    ret->texts = (struct match_texts){.inclusion = blocks.inclusion, .exclusion = blocks.exclusion};
    criteria_trial_flat(m->reader, m->concepts, ctx, t, &ret->flat);
}

static void write_answer(struct criteria_matcher *m, void *ctx, const struct registration *trial,
                         const struct facts *facts, struct jsonw *w)
{
    struct match_person *person = person_read(m->concepts, ctx, facts);
    size_t bytes = matcher_bytes(500);
    struct matcher *matcher =
        matcher_start(talloc_size(ctx, bytes), bytes, person, person_relate, m->concepts);
    match_write(w, matcher, person, facts, trial->flat.bytes, &trial->texts);
}

static void answer(struct criteria_matcher *m, void *ctx, const json_t *line, struct jsonw *w)
{
    struct facts *facts = facts_new(ctx);
    struct faults faults = {w, 0};
    struct registration registration;
    const json_t *trial = json_object_get(line, "trial");
    const json_t *given = json_object_get(line, "facts");
    enum err_code code = facts_read(facts, given, note_problem, &faults);
    if (!json_is_object(trial))
        note_problem(&faults, "/trial", "wrong_type", "an object");
    else if (json_object_get(trial, "eligibility"))
        read_record(m, ctx, trial, &faults, &registration);
    else
        read_short(m, ctx, trial, &faults, &registration);
    if (faults.n > 0)
        jsonw_array_end(w);
    else if (code == OK)
        write_answer(m, ctx, &registration, facts, w);
}

const char *criteria_match_line(struct criteria_matcher *m, void *ctx, const char *line, size_t len)
{
    struct jsonw w;
    json_error_t error;
    json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
    jsonw_init(&w, ctx);
    jsonw_object_begin(&w);
    if (json_is_object(o)) {
        jsonw_key_str(&w, "id", text_of(o, "id"));
        answer(m, ctx, o, &w);
    } else {
        struct faults problems = {&w, 0};
        note_problem(&problems, "", "not_json", error.text);
        jsonw_array_end(&w);
    }
    jsonw_object_end(&w);
    json_decref(o);
    return jsonw_text(&w);
}

int criteria_cmd_match(void *ctx, FILE *in, FILE *out)
{
    struct criteria_matcher *m;
    struct err err;
    char *line = NULL;
    size_t cap = 0;
    int status = EXIT_GOOD;
    if (criteria_matcher_new(ctx, lexicon_builtin_open(ctx), NULL, &m, &err) != OK) {
        (void)fprintf(stderr, "shirube-criteria: %s\n", err.text);
        return EXIT_FAILED;
    }
    for (ssize_t n; (n = getline(&line, &cap, in)) > 0;) {
        void *tmp = mem_context(ctx, "line");
        const char *answered = criteria_match_line(m, tmp, line, (size_t)n);
        if (strstr(answered, "\"errors\":["))
            status = EXIT_PARTLY;
        fputs(answered, out);
        fputc('\n', out);
        talloc_free(tmp);
    }
    free(line);
    return fflush(out) == 0 && !ferror(in) ? status : EXIT_FAILED;
}
