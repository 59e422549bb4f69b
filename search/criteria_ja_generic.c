/*
 * Words that name no thing of their own: 薬物療法 is some drug or other for the disease, 再発 in
 * 1回以上の再発 an attack that was counted, no state of the disease now.
 */
#include "search/attributes_gen.h"
#include "search/criteria_ja_doubt_inner.h"
#include "search/criteria_ja_words.h"
#include <string.h>

static bool is_generic(const struct crit_node *e, uint16_t attr)
{
    const struct crit_atom *a = e->type == CRIT_ATOM ? e->atom : NULL;
    if (!a || a->attr != attr || a->n != 1 || !a->words)
        return false;
    for (const char *const *w = ja_words_any_drug; *w; w++)
        if (strcmp(a->words[0], *w) == 0)
            return true;
    return false;
}

/* Who takes any drug may be meant; who takes none is not. */
static struct crit_node *any_drug(const struct doubt *d, struct crit_node *e)
{
    void *ctx = d->p->ctx;
    struct crit_node *any =
        crit_new_atom(ctx, ATTR_current_medication, CRIT_OP_PRESENT, e->begin, e->end);
    return crit_join(ctx, CRIT_AND, any, crit_new(ctx, CRIT_OPAQUE, e->begin, e->end));
}

static bool has_line(const struct crit_node *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->children[i]->type == CRIT_ATOM && e->children[i]->atom->attr == ATTR_line_of_therapy)
            return true;
    return false;
}

/* 2レジメン以上の薬物療法歴: the lines say it. */
static void drop_counted(struct crit_node *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++)
        if (!is_generic(e->children[i], ATTR_prior_therapy))
            e->children[n++] = e->children[i];
    e->n = n;
}

struct crit_node *doubt_any_drug(const struct doubt *d, struct crit_node *e)
{
    if (is_generic(e, ATTR_current_medication))
        return any_drug(d, e);
    if (e->type == CRIT_AND && has_line(e))
        drop_counted(e);
    for (size_t i = 0; i < e->n; i++)
        e->children[i] = doubt_any_drug(d, e->children[i]);
    return e;
}

/* 1回以上の再発を認めた, 2回以上再発した */
void doubt_attacks(struct doubt *d)
{
    size_t len;
    for (size_t i = 0; (i = doubt_find(d, i, ja_words_attacks, &len)) < d->n; i += len) {
        struct reach r = {.sort = ATTACKS,
                          .begin = doubt_source_at(d, i),
                          .end = doubt_source_at(d, i + len - 1) + 1,
                          .ctx = d->p->ctx};
        d->e = doubt_taken_back(&r, d->e);
    }
}
