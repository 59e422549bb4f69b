/*
 * What a disease has to do with what stands beside it: its cause or effect, the type of a list, a
 * symptom, another one that lasts. Where two names stand for one disease the person names but one.
 */
#include "search/attributes_gen.h"
#include "search/criteria_ja_doubt_inner.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* ------------------------------------------------------------------ causes */

/* A sentence of very many such words is not looked through once for each: it stays open. */
static bool is_one_too_many(struct doubt *d, size_t *hits)
{
    enum { HITS_MAX = 64 };
    if (++*hits <= HITS_MAX)
        return false;
    d->e = crit_new(d->p->ctx, CRIT_OPAQUE, d->e->begin, d->e->end);
    return true;
}

/* e without the denial of the atom that ends at byte `end`: the cause is there. */
static struct crit_node *not_denied(const struct doubt *d, struct crit_node *e, uint32_t end)
{
    const struct crit_node *child = e->type == CRIT_NOT ? e->children[0] : NULL;
    if (child && child->type == CRIT_ATOM && child->end == end)
        return crit_new(d->p->ctx, CRIT_OPAQUE, e->begin, e->end);
    for (size_t i = 0; i < e->n; i++)
        e->children[i] = not_denied(d, e->children[i], end);
    return e;
}

/* 造影剤アレルギーのためCTが実施できない: the allergy is not denied. */
void doubt_causes(struct doubt *d)
{
    size_t len, hits = 0;
    for (size_t i = 0;
         (i = doubt_find(d, i, ja_words_because, &len)) < d->n && !is_one_too_many(d, &hits);
         i += len)
        if (crit_has_type(d->e, CRIT_NOT))
            d->e = not_denied(d, d->e, doubt_source_at(d, i));
}

static struct crit_node *or_opaque(const struct doubt *d, struct crit_node *e)
{
    return crit_join(d->p->ctx, CRIT_OR, e, crit_new(d->p->ctx, CRIT_OPAQUE, e->begin, e->end));
}

static bool is_symptom(const struct crit_node *e)
{
    const char *name = e->atom->words[0];
    size_t word;
    return ja_ends_in(name, strlen(name), ja_words_symptoms, &word);
}

/* ヘルニアにより下肢痛を有し: who has the hernia seldom names the pain. */
static struct crit_node *or_symptoms(const struct doubt *d, struct crit_node *e, uint32_t begin,
                                     uint32_t end)
{
    if (e->type == CRIT_ATOM) {
        bool there = e->begin > begin && e->begin < end && doubt_is_of_sort(e, NAMED);
        return there && is_symptom(e) ? or_opaque(d, e) : e;
    }
    for (size_t i = 0; i < e->n && e->type != CRIT_NOT; i++)
        e->children[i] = or_symptoms(d, e->children[i], begin, end);
    return e;
}

/* Of a list that holds the cause, which ends at `cause`, and what comes of it, up to `end`: one of
   them, and nobody knows the rest. */
static void relate_effect(const struct doubt *d, struct crit_node *e, uint32_t cause, uint32_t end)
{
    struct crit_node **a = NULL, **b = NULL;
    for (size_t i = 0; i < e->n; i++) {
        struct crit_node **one = &e->children[i];
        relate_effect(d, *one, cause, end);
        if ((*one)->type != CRIT_ATOM || !doubt_is_of_sort(*one, NAMED))
            continue;
        if ((*one)->end == cause)
            a = one;
        else if ((*one)->begin > cause && (*one)->begin < end && !b)
            b = one;
    }
    if (e->type != CRIT_AND || !a || !b)
        return;
    bool asked = d->p->kind == CRIT_INCLUSION;
    *a = crit_join(d->p->ctx, asked ? CRIT_OR : CRIT_AND, *a, *b);
    *b = crit_new(d->p->ctx, CRIT_OPAQUE, (*b)->begin, (*b)->end);
}

/* 前立腺肥大症に伴う下部尿路症状 */
void doubt_effects(struct doubt *d)
{
    size_t len, hits = 0;
    for (size_t i = 0;
         (i = doubt_find(d, i, ja_words_due_to, &len)) < d->n && !is_one_too_many(d, &hits);
         i += len) {
        size_t end = doubt_part_end(d, i, ja_words_comma_ends);
        relate_effect(d, d->e, doubt_source_at(d, i), doubt_source_at(d, end - 1) + 1);
    }
    for (size_t i = 0;
         (i = doubt_find(d, i, ja_words_because, &len)) < d->n && !is_one_too_many(d, &hits);
         i += len) {
        size_t end = doubt_part_end(d, i, ja_words_comma_ends);
        if (d->p->kind == CRIT_INCLUSION && end > i)
            d->e = or_symptoms(d, d->e, doubt_source_at(d, i), doubt_source_at(d, end - 1) + 1);
    }
}

/* ------------------------------------------------------------------ lists of types, symptoms */

enum { TYPE_BYTES = 12 }; /* 1型 alone: its name stands behind (1型又は2型糖尿病) */

/* e with something unread beside it as another way where an atom of more than so many bytes ends at
   byte `end`. */
static struct crit_node *or_more(const struct doubt *d, struct crit_node *e, uint32_t end,
                                 size_t bytes)
{
    if (e->type == CRIT_ATOM)
        return e->end == end && e->end > e->begin + bytes && doubt_is_of_sort(e, NAMED)
                   ? or_opaque(d, e)
                   : e;
    for (size_t i = 0; i < e->n && e->type != CRIT_NOT; i++)
        e->children[i] = or_more(d, e->children[i], end, bytes);
    return e;
}

/* 脊髄性筋萎縮症II型・III型: the second is another name. */
void doubt_types(struct doubt *d)
{
    size_t len, hits = 0;
    for (size_t i = 0;
         (i = doubt_find(d, i, ja_words_type_lists, &len)) < d->n && !is_one_too_many(d, &hits);
         i += len) {
        char next = i + len < d->n ? d->s[i + len] : 0;
        if ((next >= '0' && next <= '9') || next == 'i' || next == 'v')
            d->e = or_more(d, d->e, doubt_source_at(d, i + strlen(*ja_words_types)), TYPE_BYTES);
    }
}

static void note_other(void *arg, struct crit_node *e)
{
    *(bool *)arg |=
        (doubt_is_of_sort(e, NAMED) && !is_symptom(e)) || doubt_is_of_sort(e, DURATIONS);
}

/* 皮疹を有する掌蹠膿疱症, 片麻痺を伴う脳卒中: the disease decides. */
void doubt_symptoms(const struct doubt *d, struct crit_node *e)
{
    bool disease = false;
    for (size_t i = 0; i < e->n; i++) {
        struct crit_node *one = e->children[i];
        crit_walk(one, note_other, &disease);
        doubt_symptoms(d, one);
    }
    for (size_t i = 0; i < e->n && disease && e->type == CRIT_AND; i++) {
        struct crit_node *one = e->children[i];
        if (one->type == CRIT_ATOM && doubt_is_of_sort(one, NAMED) && is_symptom(one))
            e->children[i] = or_opaque(d, one);
    }
}

/* 左室肥大を伴う高血圧: the disease decides. */
void doubt_beside(struct doubt *d)
{
    size_t len, hits = 0;
    for (size_t i = 0;
         (i = doubt_find(d, i, ja_words_beside, &len)) < d->n && !is_one_too_many(d, &hits);
         i += len)
        d->e = or_more(d, d->e, doubt_source_at(d, i), 0);
}

/* がん患者: whoever has one; asked as another cancer it would refuse who has no other. */
struct crit_node *doubt_own_cancer(const struct doubt *d, struct crit_node *e)
{
    if (e->type == CRIT_ATOM) {
        bool any = e->atom->attr == ATTR_other_malignancy && e->atom->op == CRIT_OP_PRESENT;
        for (const char *const *w = ja_words_own_cancer; any && *w; w++) {
            size_t n = strlen(*w), i = 0;
            while (i < d->n && doubt_source_at(d, i) != e->begin)
                i++;
            if (i + n <= d->n && memcmp(d->s + i, *w, n) == 0)
                return crit_join(d->p->ctx, CRIT_OR, e,
                                 crit_new_word(d->p->ctx, ATTR_diagnosis, CRIT_OP_IS,
                                               *ja_words_own_cancer, e->begin, e->end));
        }
        return e;
    }
    for (size_t i = 0; i < e->n && e->type != CRIT_NOT && e->type != CRIT_IF; i++)
        e->children[i] = doubt_own_cancer(d, e->children[i]);
    return e;
}

static void note_disease(void *arg, struct crit_node *e)
{
    *(bool *)arg |= doubt_is_of_sort(e, NAMED) || e->atom->attr == ATTR_history;
}

struct crit_node *ja_doubt_durations(const struct crit_parse *p, struct crit_node *e)
{
    bool other = false;
    struct reach all = {.sort = DURATIONS, .end = UINT32_MAX, .ctx = p->ctx};
    if (p->kind == CRIT_EXCLUSION)
        crit_walk(e, note_disease, &other);
    return other ? doubt_taken_back(&all, e) : e;
}
