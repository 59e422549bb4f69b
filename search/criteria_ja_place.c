/*
 * A part of the body in front of a list (試験眼に緑内障、白内障又はぶどう膜炎を有する) is said of
 * each member. Which part of theirs is meant, only the site knows: whoever has the disease
 * elsewhere is not kept out.
 */
#include "search/criteria_ja_doubt_inner.h"
#include "search/criteria_ja_words.h"

/* Everything from byte i to the end of the list, beside something unread. */
static void doubt_list(struct doubt *d, size_t i)
{
    size_t len, end = doubt_find(d, i, ja_words_place_ends, &len);
    if (end <= i)
        return;
    struct reach r = {.sort = PLACED,
                      .begin = doubt_source_at(d, i),
                      .end = doubt_source_at(d, end - 1) + 1,
                      .beside = true,
                      .exclusion = d->p->kind == CRIT_EXCLUSION,
                      .ctx = d->p->ctx};
    d->e = doubt_taken_back(&r, d->e);
}

/* 顔面(鼻等)に: bytes of the bracket at byte i; 0: none. */
static size_t bracket_at(const struct doubt *d, size_t i)
{
    size_t end = i;
    if (i >= d->n || d->s[i] != '(')
        return 0;
    while (end < d->n && d->s[end] != ')')
        end++;
    return end < d->n ? end + 1 - i : 0;
}

/* Behind a part and its mark; 0: none stands at byte i. */
static size_t behind_place(const struct doubt *d, size_t i)
{
    size_t only = doubt_any_at(d, i, ja_words_places_only);
    if (only)
        return i + only;
    size_t part = doubt_any_at(d, i, ja_words_places);
    part += part ? bracket_at(d, i + part) : 0;
    size_t mark = part ? doubt_any_at(d, i + part, ja_words_place_marks) : 0;
    size_t behind = i + part + mark;
    return mark && !doubt_any_at(d, behind, ja_words_place_none) ? behind : 0;
}

void doubt_places(struct doubt *d)
{
    if (!doubt_may_hold(d, ja_words_places_only) && !doubt_may_hold(d, ja_words_places))
        return;
    for (size_t i = 0; i < d->n; i++) {
        size_t behind = doubt_is_inside(d, i) ? 0 : behind_place(d, i);
        if (behind)
            doubt_list(d, behind);
    }
}
