/* "No prior chemotherapy" with a time behind it: no first line of therapy, but none in that time.
 */
#include "schema/base/mem.h"
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

static bool is_first_line(const struct crit_node *e)
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
        if (is_first_line(a) && shares_time(text, a, b))
            a->atom->window = (b->type == CRIT_NOT ? b->children[0] : b)->atom->window;
        else if (is_first_line(a) && is_restricted(text, a, b))
            *a = *crit_new(ctx, CRIT_OPAQUE, a->begin, a->end);
    }
    for (size_t i = 0; i < e->n; i++)
        en_first_lines_in_time(ctx, text, e->children[i]);
    if (is_first_line(e) && e->atom->window.set && e->atom->window.n >= 0)
        within_time(ctx, text, e);
}
