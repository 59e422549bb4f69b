/* What the lexicon's tree does not say of diseases: which names leave open what a person has. */
#include "search/concept_inner.h"
#include "schema/base/mem.h"
#include <string.h>

static void load_malignant(struct concepts *c)
{
    for (uint32_t i = 0; i < lexicon_count(c->lexicon); i++) {
        c->natures[i].organ = UINT32_MAX;
        c->natures[i].malignant = c->cancer != UINT32_MAX && lexicon_is_a(c->lexicon, i, c->cancer);
    }
}

/* Only the names themselves: what is below 固形癌 mostly has its organ. */
static void load_anywhere(struct concepts *c, void *tmp)
{
    const struct concept_terms *t = &c->terms[CONCEPT_WORD_ANYWHERE];
    for (size_t i = 0; i < t->n; i++) {
        struct concept_ref r = {.n_ids = 0};
        if (concept_find_whole(c, tmp, t->items[i].word, &r) && r.n_ids == 1)
            c->natures[r.ids[0]].anywhere = true;
    }
}

/* 進行癌 and what is told of it by a stage or by where it has gone. */
static void load_below_advanced(struct concepts *c, void *tmp)
{
    struct concept_ref advanced = {.n_ids = 0};
    if (!concept_find_whole(c, tmp, "進行癌", &advanced) || advanced.n_ids != 1)
        return;
    for (uint32_t i = 0; i < lexicon_count(c->lexicon); i++) {
        if (lexicon_is_a(c->lexicon, i, advanced.ids[0]))
            c->natures[i].anywhere = true;
    }
}

static void load_organ(struct concepts *c, void *tmp, const char *organ)
{
    const struct concept_terms *t = &c->terms[CONCEPT_WORD_AILMENT];
    struct concept_ref cancer = {.n_ids = 0}, r;
    if (!concept_find_whole(c, tmp, mem_printf(tmp, "%s癌", organ), &cancer) || cancer.n_ids != 1)
        return;
    for (size_t i = 0; i < t->n; i++) {
        r = (struct concept_ref){.n_ids = 0};
        if (concept_find_whole(c, tmp, mem_printf(tmp, "%s%s", organ, t->items[i].word), &r) &&
            r.n_ids == 1 && !c->natures[r.ids[0]].malignant)
            c->natures[r.ids[0]].organ = cancer.ids[0];
    }
}

static void load_may(struct concepts *c, void *tmp)
{
    const struct concept_terms *t = &c->terms[CONCEPT_WORD_MAY];
    c->may = MEM_ARRAY(c, struct apart, t->n + 1);
    for (size_t i = 0; i < t->n; i++) {
        struct concept_ref said = {.n_ids = 0}, what = {.n_ids = 0};
        if (concept_find_whole(c, tmp, t->items[i].word, &said) && said.n_ids == 1 &&
            concept_find_whole(c, tmp, t->items[i].as, &what) && what.n_ids == 1)
            c->may[c->n_may++] = (struct apart){said.ids[0], what.ids[0]};
    }
    for (size_t i = 0; i < c->n_may; i++)
        c->natures[c->may[i].kind].may = true;
}

void concept_natures_load(struct concepts *c)
{
    void *tmp = mem_context(NULL, "natures");
    c->natures = MEM_ARRAY(c, struct concept_nature, lexicon_count(c->lexicon) + 1);
    load_malignant(c);
    load_anywhere(c, tmp);
    load_below_advanced(c, tmp);
    load_may(c, tmp);
    const struct concept_terms *organs = &c->terms[CONCEPT_WORD_ORGAN];
    for (size_t i = 0; i < organs->n; i++)
        load_organ(c, tmp, organs->items[i].word);
    talloc_free(tmp);
}

static bool is_near(const struct concepts *c, uint32_t ailment, uint32_t other)
{
    uint32_t cancer = c->natures[ailment].organ;
    return cancer != UINT32_MAX &&
           (lexicon_is_a(c->lexicon, other, cancer) || lexicon_is_a(c->lexicon, cancer, other));
}

/* 腎不全 may be 慢性腎臓病, and any kind of it; who had FOLFOX had oxaliplatin. */
static bool may_be(const struct concepts *c, uint32_t said, uint32_t other)
{
    for (size_t i = 0; c->natures[said].may && i < c->n_may; i++) {
        if (c->may[i].kind == said && (lexicon_is_a(c->lexicon, other, c->may[i].what) ||
                                       lexicon_is_a(c->lexicon, c->may[i].what, other)))
            return true;
    }
    return false;
}

/* Who had oxaliplatin may have had it in FOLFOX. */
static bool may_be_in_course(const struct concepts *c, uint32_t drug, uint32_t course)
{
    struct lexicon_concept lc;
    if (!c->natures[course].may)
        return false;
    lexicon_concept(c->lexicon, course, &lc);
    return lc.class == LEXICON_PROCEDURE && may_be(c, course, drug);
}

bool concept_natures_meet(const struct concepts *c, const struct concept_ref *a,
                          const struct concept_ref *b)
{
    if (!c->natures || a->n_ids != 1 || b->n_ids != 1)
        return false;
    const struct concept_nature *x = &c->natures[a->ids[0]], *y = &c->natures[b->ids[0]];
    if (x->malignant && y->malignant)
        return x->anywhere != y->anywhere || may_be(c, a->ids[0], b->ids[0]);
    return is_near(c, a->ids[0], b->ids[0]) || is_near(c, b->ids[0], a->ids[0]) ||
           may_be(c, a->ids[0], b->ids[0]) || may_be_in_course(c, a->ids[0], b->ids[0]);
}
