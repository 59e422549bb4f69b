/*
 * What people are allergic to. A criterion that says 薬物 or 食物 means every drug, every food; hay
 * fever is neither. Which sort of thing a word is: the lexicon for drugs, data/concept-words.tsv
 * (kind allergen) for the rest.
 */
#include "search/concept_inner.h"
#include <string.h>

enum sort { SORT_UNKNOWN, SORT_DRUG, SORT_FOOD, SORT_AIR, SORT_CONTACT };

static enum sort sort_named(const char *name)
{
    static const char *const names[] = {"", "drug", "food", "air", "contact"};
    for (int i = SORT_DRUG; i <= SORT_CONTACT; i++)
        if (strcmp(names[i], name) == 0)
            return (enum sort)i;
    return SORT_UNKNOWN;
}

static bool is_drug(const struct concepts *c, const struct concept_ref *r)
{
    struct lexicon_concept lc;
    if (!c->lexicon || r->n_ids == 0)
        return false;
    lexicon_concept(c->lexicon, r->ids[0], &lc);
    const char *class = lexicon_class_name(lc.class);
    return strcmp(class, "drug") == 0 || strcmp(class, "drug-class") == 0;
}

/* The whole sort (食物, 薬物) or one of it (卵); *ret_whole says which. */
static enum sort sort_of(const struct concepts *c, const struct concept_ref *r, bool *ret_whole)
{
    const struct concept_terms *t = &c->terms[CONCEPT_WORD_ALLERGEN];
    *ret_whole = false;
    for (size_t i = 0; i < t->n; i++) {
        const struct concept_term *w = &t->items[i];
        if (r->len != w->len || memcmp(r->word, w->word, w->len) != 0)
            continue;
        const char *all = strstr(w->as, " all");
        *ret_whole = all != NULL;
        char name[16];
        size_t n = all ? (size_t)(all - w->as) : w->as_len;
        if (n >= sizeof name)
            return SORT_UNKNOWN;
        memcpy(name, w->as, n);
        name[n] = '\0';
        return sort_named(name);
    }
    return is_drug(c, r) ? SORT_DRUG : SORT_UNKNOWN;
}

enum concept_relation concept_relate_allergens(const struct concepts *c,
                                               const struct concept_ref *item,
                                               const struct concept_ref *asked,
                                               enum concept_relation plain)
{
    bool item_whole, asked_whole;
    enum sort a = sort_of(c, item, &item_whole), b = sort_of(c, asked, &asked_whole);
    bool doubted = item->trust == CONCEPT_DOUBTED;
    if (a == SORT_UNKNOWN || b == SORT_UNKNOWN || plain == CONCEPT_BELOW)
        return plain;
    if (a != b)
        return doubted ? plain : CONCEPT_UNRELATED;
    if (asked_whole)
        return doubted ? CONCEPT_ABOVE : CONCEPT_BELOW;
    if (item_whole)
        return CONCEPT_ABOVE;
    /* 鶏卵 is 卵, くるみ a ナッツ: of one sort nobody here tells them apart */
    return a == SORT_DRUG || plain != CONCEPT_UNRELATED ? plain : CONCEPT_ABOVE;
}
