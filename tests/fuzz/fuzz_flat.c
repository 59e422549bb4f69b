/* Any bytes as a column's row: refused by the check, or matched, explained and asked about without
 * a step outside; outcomes agree with each other. */
#include "schema/base/mem.h"
#include "search/person.h"
#include "search/question.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CRITERIA = 64 };

static void need(bool good)
{
    if (!good)
        abort();
}

static struct match_person *somebody(struct concepts *c)
{
    struct facts *f = facts_new(c);
    static const char *const words[] = {"肺癌", "2型糖尿病", "HER2陰性"};
    static const uint16_t lists[] = {ATTR_diagnosis, ATTR_comorbidity, ATTR_biomarker};
    for (size_t i = 0; i < 3; i++) {
        struct fact *fact = &f->by_attr[lists[i]];
        fact->state = FACT_GIVEN;
        fact->items = MEM_ARRAY(f, struct fact_item, 1);
        fact->items[0] = (struct fact_item){mem_strdup(f, words[i]), -1, false};
        fact->n_items = 1;
    }
    f->by_attr[ATTR_age].state = FACT_GIVEN;
    f->by_attr[ATTR_age].number = 62;
    return person_read(c, c, f);
}

static void match(struct matcher *m, const uint8_t *flat)
{
    struct match_outcome whole, quick;
    struct match_explained e[CRITERIA];
    struct question q[2];
    struct question_candidate candidate = {flat, 1};
    match_trial(m, flat, true, &whole);
    match_trial(m, flat, false, &quick);
    need((whole.verdict == MATCH_UNLIKELY) == (quick.verdict == MATCH_UNLIKELY));
    need(whole.probability >= 0 && whole.probability <= 1);
    size_t n = match_explain(m, flat, e, CRITERIA);
    for (size_t i = 0; i < n && i < CRITERIA; i++) {
        need(e[i].result != MATCH_NOT_MET || whole.verdict == MATCH_UNLIKELY);
        need(e[i].n_reasons <= MATCH_REASONS_MAX);
    }
    (void)question_next(m, &candidate, 1, 1, q, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct concepts *concepts; /* libFuzzer runs one thread */
    static struct match_person *person;
    if (!concepts) {
        mem_start();
        concepts = concepts_new(NULL, NULL);
        person = somebody(concepts);
    }
    if (size > 1 << 16 || !criteria_flat_check(data, size))
        return 0;
    void *ctx = talloc_new(NULL);
    size_t bytes = matcher_bytes(100);
    match(matcher_start(talloc_size(ctx, bytes), bytes, person, person_relate, concepts), data);
    talloc_free(ctx);
    return 0;
}
