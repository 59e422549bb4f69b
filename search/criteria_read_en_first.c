/* "No prior chemotherapy" with what stands behind it: a time makes it none in that time, a purpose
 * ("for breast cancer") says of which disease the first line is.
 */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include <string.h>

/* Bytes of the words of denial that "no prior chemotherapy" begins with; 0 without. */
static size_t behind_denial(const char *s, size_t len)
{
    size_t at = 0;
    for (const struct en_cue_word *w; (w = en_cue_at(s + at, len - at, EN_CUE_DENIED_LINE));)
        at += w->len;
    return en_cue_at(s, len, EN_CUE_DENIED_OR_HAD) ? at : 0;
}

bool en_is_first_line(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_line_of_therapy && e->atom->numbers &&
           e->atom->op == CRIT_OP_EQ && e->atom->numbers[0] == 0;
}

/* "No prior chemotherapy within 4 weeks": none in that time, not none ever. */
static void within_time(void *ctx, const char *text, struct crit_node *e)
{
    size_t len = e->end - e->begin, at = behind_denial(text + e->begin, len);
    struct crit_window w = e->atom->window;
    if (at == 0 || at >= len) {
        *e = *crit_new(ctx, CRIT_OPAQUE, e->begin, e->end);
        return;
    }
    char *name = mem_strndup(ctx, text + e->begin + at, len - at);
    if (strcasecmp(name, "therapy") == 0 || strcasecmp(name, "treatment") == 0) {
        *e = *crit_new(ctx, CRIT_OPAQUE, e->begin, e->end); /* of any kind, of anything */
        return;
    }
    struct crit_node *had =
        crit_new_word(ctx, ATTR_prior_therapy, CRIT_OP_IS, name, e->begin, e->end);
    had->atom->window = w;
    *e = *crit_not(ctx, had);
}

/* "No prior chemotherapy or radiotherapy within 4 weeks": the time is said of both. */
static bool shares_time(const char *text, const struct crit_node *a, const struct crit_node *b)
{
    const struct crit_node *inner = b->type == CRIT_NOT ? b->children[0] : b;
    size_t gap = b->begin > a->end ? b->begin - a->end : 0;
    return inner->type == CRIT_ATOM && inner->atom->window.n >= 0 && inner->atom->window.set &&
           !a->atom->window.set && b->begin >= a->end && gap >= 2 && gap <= 6 &&
           !memmem(text + a->end, gap, "no", 2) && memmem(text + a->end, gap, "or", 2);
}

/* "… since 1999", "… for at least 6 months": a time that was not understood. */
static bool is_restricted(const char *text, const struct crit_node *a, const struct crit_node *b)
{
    return b->type == CRIT_OPAQUE && b->begin >= a->end && b->begin - a->end <= 1 &&
           en_cue_at(text + b->begin, b->end - b->begin, EN_CUE_OPEN_TIME);
}

void en_first_lines_in_time(void *ctx, const char *text, struct crit_node *e)
{
    for (size_t i = 0; i + 1 < e->n; i++) {
        struct crit_node *a = e->children[i], *b = e->children[i + 1];
        if (en_is_first_line(a) && shares_time(text, a, b))
            a->atom->window = (b->type == CRIT_NOT ? b->children[0] : b)->atom->window;
        else if (en_is_first_line(a) && is_restricted(text, a, b))
            *a = *crit_new(ctx, CRIT_OPAQUE, a->begin, a->end);
    }
    for (size_t i = 0; i < e->n; i++)
        en_first_lines_in_time(ctx, text, e->children[i]);
    if (en_is_first_line(e) && e->atom->window.set && e->atom->window.n >= 0)
        within_time(ctx, text, e);
}

/* ------------------------------------------------------------------ what for */

/* "For" at pos and what says of whose it is: the, their, this, the treatment of. */
static size_t behind_for(const struct en_parse *p, size_t pos, size_t hi)
{
    bool for_what = en_is(&p->t[pos], EN_COND) && en_says(&p->t[pos], EN_CUE_FOR_WHAT);
    for_what |= en_says(&p->t[pos], EN_CUE_DIAGNOSIS_OF); /* "before diagnosis of A or B" */
    size_t at = pos + for_what;
    while (for_what && at < hi && en_says(&p->t[at], EN_CUE_OWN_DISEASE))
        at++;
    return for_what && at < hi ? at : pos;
}

/* "Recurrent", "stage III or IV", "active" before the disease's name. */
static size_t behind_sorts(struct en_parse *p, size_t at, size_t hi)
{
    size_t begin;
    do {
        begin = at;
        en_read_states(p, &at, hi);
        size_t end = at;
        bool stage = at < hi && en_is_value(&p->t[at], EN_ATTR, attributes[ATTR_stage].id);
        if (stage && en_read_measure(p, at, hi, &end))
            at = end;
        else if (at < hi && en_is(&p->t[at], EN_MOD) && !en_is(&p->t[at], EN_NAME))
            at++;
    } while (at > begin && at < hi);
    return at;
}

/* "Or" between two diseases; "vaginal and/or cervical cancer". */
static bool is_either(const struct en_parse *p, size_t at, size_t hi)
{
    return at + 1 < hi && (en_is(&p->t[at], EN_OR) || p->t[at].class == EN_SLASH);
}

size_t en_behind_purpose(struct en_parse *p, size_t pos, size_t hi, enum en_purpose *ret)
{
    size_t at = behind_for(p, pos, hi), last = pos;
    bool cancer = true, other = false, again = false;
    while (at > pos && at < hi) {
        size_t sorts = at;
        at = behind_sorts(p, at, hi);
        again |= en_any_says(p, sorts, at, EN_CUE_CAME_BACK);
        size_t end = en_name_end(p, at, hi);
        const char *kind = end > at ? en_name_kind(p, at, end) : NULL;
        bool disease = (kind && (strcmp(kind, "disease") == 0 || strcmp(kind, "event") == 0)) ||
                       (end > at && en_says(&p->t[end - 1], EN_CUE_CANCER));
        if (!disease && !(end > at && is_either(p, end, hi)))
            break;
        cancer &= !disease || en_any_says(p, at, end, EN_CUE_CANCER);
        other |= en_any_says(p, at, end, EN_CUE_OTHER_DISEASE);
        last = disease ? end : last;
        at = is_either(p, end, hi) ? end + 1 : pos;
    }
    for (size_t i = pos; i < last; i++)
        other |= en_says(&p->t[i], EN_CUE_OTHER_DISEASE);
    /* what came back was treated before it did */
    *ret = other ? EN_FOR_OTHER : cancer && !again ? EN_FOR_CANCER : EN_FOR_ILLNESS;
    return last;
}

bool en_ends_with_purpose(struct en_parse *p, size_t lo, size_t hi)
{
    enum en_purpose what;
    for (size_t i = lo; i < hi; i++)
        if (en_behind_purpose(p, i, hi, &what) == hi && hi > i)
            return true;
    return false;
}
