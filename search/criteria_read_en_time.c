/*
 * Time windows: "within 4 weeks prior to enrollment", "in the past 6 months", "in the 30 days
 * before consent", "3 months before", "at screening". Units and anchors are words of the table.
 */
#include "search/criteria_read_en_inner.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include <string.h>

static enum crit_unit unit_of(const struct en_token *t, double *n)
{
    const struct en_row *r = en_row_of(t, EN_TIME);
    if (!r)
        return CRIT_NO_TIME;
    switch (r->value[0]) {
    case 'd':
        return CRIT_DAY;
    case 'w':
        return CRIT_WEEK;
    case 'm':
        return CRIT_MONTH;
    case 'y':
        return CRIT_YEAR;
    default:
        *n /= 24;
        return CRIT_DAY;
    }
}

/* The last token's bytes end in a word of the table: "of childbearing potential" is no anchor. */
static enum crit_anchor anchor_at(const struct en_token *t)
{
    static const char *const names[] = {"",           "now",        "consent", "enrollment",
                                        "first_dose", "allocation", "surgery", "diagnosis"};
    const struct en_row *r = en_row_of(t, EN_ANCHOR);
    for (size_t i = 2; r && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], r->value) == 0)
            return (enum crit_anchor)i;
    return CRIT_ANCHOR_NONE;
}

static size_t skip_article(const struct en_parse *p, size_t pos, size_t hi)
{
    while (pos < hi &&
           (en_is_value(&p->t[pos], EN_DROP, "") && !en_row_of(&p->t[pos], EN_ANCHOR)) &&
           p->t[pos].end - p->t[pos].begin <= 5)
        pos++;
    return pos;
}

/* An anchor with "the", "(day 1)" around it. 0: none. */
static size_t read_anchor(const struct en_parse *p, size_t pos, size_t hi, enum crit_anchor *ret)
{
    pos = skip_article(p, pos, hi);
    while (pos < hi && (en_is(&p->t[pos], EN_ATTIME) || en_is(&p->t[pos], EN_NEG_OR)) &&
           !en_row_of(&p->t[pos], EN_ANCHOR))
        pos = skip_article(p, pos + 1, hi);
    if (pos >= hi)
        return 0;
    *ret = anchor_at(&p->t[pos]);
    if (*ret == CRIT_ANCHOR_NONE)
        return 0;
    pos++;
    if (pos + 2 < hi + 0 && p->t[pos].class == EN_OPEN) {
        size_t end = en_behind_bracket(p, pos, hi);
        if (end - pos <= 5 && !en_has(p, pos, end, EN_ATTR))
            pos = end;
    }
    /* "before consent or screening": the first one counts */
    if (pos + 1 < hi &&
        (en_is(&p->t[pos], EN_OR) || en_is(&p->t[pos], EN_AND) || p->t[pos].class == EN_SLASH) &&
        anchor_at(&p->t[pos + 1]) != CRIT_ANCHOR_NONE && !en_is(&p->t[pos + 1], EN_FACT))
        pos += 2;
    return pos;
}

/* "3 weeks", "six months", "year". 0: none. */
static size_t read_length(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w)
{
    double n;
    size_t at;
    if (en_read_count(p, pos, hi, &n, &at)) {
        if (at < hi && p->t[at].class == EN_DASH)
            at++;
        if (at + 1 < hi && (p->t[at - 1].class == EN_DASH || en_is(&p->t[at], EN_TO)) &&
            p->t[at + (en_is(&p->t[at], EN_TO) ? 1 : 0)].class == EN_NUMBER) {
            at += en_is(&p->t[at], EN_TO) ? 1 : 0;
            n = p->t[at++].number;
        }
    } else if (pos < hi && en_is(&p->t[pos], EN_TIME) && p->t[pos].end - p->t[pos].begin > 2) {
        n = 1;
        at = pos;
    } else {
        return 0;
    }
    if (at + 3 < hi && p->t[at].class == EN_OPEN && p->t[at + 1].class == EN_NUMBER &&
        p->t[at + 2].class == EN_CLOSE)
        at += 3;
    if (at >= hi)
        return 0;
    w->unit = unit_of(&p->t[at], &n);
    w->n = n;
    return w->unit == CRIT_NO_TIME ? 0 : at + 1;
}

static size_t skip_last(const struct en_parse *p, size_t pos, size_t hi, bool *last)
{
    while (pos < hi && (en_is(&p->t[pos], EN_LAST) || en_is_value(&p->t[pos], EN_DROP, ""))) {
        if (en_is(&p->t[pos], EN_LAST))
            *last = true;
        pos++;
    }
    return pos;
}

/* Behind "N units": "before enrollment", "of the first dose", "ago". 0: nothing that tells when. */
static size_t read_when(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w)
{
    if (pos >= hi)
        return 0;
    size_t at = pos;
    if (p->t[at].class == EN_COMMA)
        at++;
    if (at >= hi)
        return 0;
    bool before = en_is(&p->t[at], EN_BEFORE), after = en_is(&p->t[at], EN_AFTER);
    bool whole = before && en_row_of(&p->t[at], EN_ANCHOR) == NULL;
    if (before || after) {
        size_t end = read_anchor(p, at + 1, hi, &w->anchor);
        const char *s = p->text.s + p->t[at].begin;
        if (end) {
            w->dir = before ? CRIT_BEFORE : *s == 'o' ? CRIT_WITHIN : CRIT_AFTER;
            return end;
        }
        if (whole &&
            (at + 1 >= hi || en_is_connective(p, at + 1) || p->t[at + 1].class == EN_CLOSE)) {
            w->dir = CRIT_BEFORE;
            w->anchor = CRIT_ANCHOR_NOW;
            return at + 1;
        }
    }
    if (en_is(&p->t[at], EN_AGO)) {
        w->dir = CRIT_BEFORE;
        w->anchor = CRIT_ANCHOR_NOW;
        return at + 1;
    }
    return 0;
}

size_t en_read_anchor_behind(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w)
{
    struct crit_window when = *w;
    size_t end = read_when(p, pos, hi, &when);
    if (end)
        *w = when;
    return end;
}

/* "at screening", "before randomization": a point without a number. */
static size_t read_point(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *w)
{
    size_t at = pos;
    bool time = en_is(&p->t[at], EN_ATTIME), before = en_is(&p->t[at], EN_BEFORE);
    if (!time && !before)
        return 0;
    size_t end = read_anchor(p, at + 1, hi, &w->anchor);
    bool thing = w->anchor == CRIT_ANCHOR_SURGERY || w->anchor == CRIT_ANCHOR_DIAGNOSIS;
    if (end && before && thing && en_is(&p->t[at], EN_PAST))
        return 0; /* "prior stroke or TIA": one that was */
    w->dir = before ? CRIT_BEFORE : CRIT_NO_DIR;
    return end;
}

/* "less than 4 weeks before", "within at most 4 weeks": the comparison says nothing more. False
   when it says that the time is longer. */
static bool skip_compared(const struct en_parse *p, size_t *at, size_t hi)
{
    while (*at < hi && en_row_of(&p->t[*at], EN_CMP)) {
        enum crit_op op = en_row_of(&p->t[*at], EN_CMP)->op;
        if (op != CRIT_OP_LT && op != CRIT_OP_LE)
            return false;
        (*at)++;
    }
    return true;
}

/* "for 6 months" alone lasts, it does not say when. */
static bool only_lasts(const struct en_parse *p, size_t pos, bool last)
{
    return !last && en_says(&p->t[pos], EN_CUE_FOR);
}

/* "for less than 3 days before enrollment": how long it was taken, no matter when; `pos` at "for"
   or behind it. */
static bool limits_length(const struct en_parse *p, size_t pos, size_t hi)
{
    if (pos > 0 && en_row_of(&p->t[pos], EN_CMP))
        pos--;
    return pos + 1 < hi && en_says(&p->t[pos], EN_CUE_FOR_WORD) &&
           en_row_of(&p->t[pos + 1], EN_CMP);
}

size_t en_read_span(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *ret)
{
    *ret =
        (struct crit_window){.n = -1, .dir = CRIT_BEFORE, .anchor = CRIT_ANCHOR_NOW, .set = true};
    return read_length(p, pos, hi, ret);
}

size_t en_read_window(const struct en_parse *p, size_t pos, size_t hi, struct crit_window *ret)
{
    struct crit_window w = {.n = -1, .set = true};
    if (pos >= hi || limits_length(p, pos, hi))
        return 0;
    size_t end = read_point(p, pos, hi, &w);
    if (end) {
        *ret = w;
        return end;
    }
    bool within = en_is(&p->t[pos], EN_WITHIN), last = false;
    size_t at = skip_last(p, within ? pos + 1 : pos, hi, &last);
    if (within && at < hi && en_is(&p->t[at], EN_WITHIN))
        at = skip_last(p, at + 1, hi, &last);
    if (!skip_compared(p, &at, hi))
        return 0;
    bool counted = at < hi && (p->t[at].class == EN_NUMBER || en_is(&p->t[at], EN_NUM));
    size_t length = read_length(p, at, hi, &w);
    if (!length || (!counted && !last))
        return 0;
    end = read_when(p, length, hi, &w);
    bool limit = en_row_of(&p->t[pos], EN_CMP); /* "less than 85 years" alone tells no time */
    if (!end && ((within && !limit) || last)) {
        w.dir = CRIT_BEFORE;
        w.anchor = CRIT_ANCHOR_NOW;
        end = only_lasts(p, pos, last) ? 0 : length;
    }
    if (end)
        *ret = w;
    return end;
}

static void set_window(void *arg, struct crit_node *e)
{
    const struct crit_window *w = arg;
    enum attr_kind kind = attributes[e->atom->attr].kind;
    bool point = w->n < 0 && kind == ATTR_CONCEPT;
    bool longer = e->atom->window.n < 0 && w->n >= 0; /* "before the study within 2 weeks" */
    if ((e->atom->window.set && !longer) || point)
        return;
    e->atom->window = *w;
    if (w->n < 0)
        return;
    if (e->atom->attr == ATTR_current_medication)
        e->atom->attr = ATTR_prior_therapy;
    if (e->atom->attr == ATTR_comorbidity && e->atom->history == CRIT_HISTORY_NONE)
        e->atom->attr = ATTR_history;
}

void en_set_window(struct crit_node *e, const struct crit_window *w)
{
    if (w->set)
        crit_walk(e, set_window, (void *)(uintptr_t)w);
}

/* ------------------------------------------------------------------ once */

/* Behind "in the past", "at any time in the past" at pos; pos without. */
static size_t behind_past(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 7 };
    if (!en_says(&p->t[pos], EN_CUE_IN_PAST))
        return pos;
    uint32_t begin = p->t[pos].begin;
    const struct en_cue_word *w = en_cue_at(p->text.s + begin, p->text.len - begin, EN_CUE_IN_PAST);
    for (size_t k = pos; w && k < hi && k < pos + FAR; k++)
        if (p->t[k].end - begin == w->len)
            return k + 1;
    return pos;
}

/* The thing as one that once was; false: nothing that can have been. */
static bool make_past(struct crit_atom *a)
{
    if (a->attr == ATTR_comorbidity)
        a->attr = ATTR_history;
    else if (a->attr == ATTR_current_medication)
        a->attr = ATTR_prior_therapy;
    else if (attributes[a->attr].kind == ATTR_FLAG)
        a->history = CRIT_PAST;
    else
        return a->attr == ATTR_prior_surgery || a->attr == ATTR_prior_therapy ||
               a->attr == ATTR_history || a->attr == ATTR_transplant;
    return true;
}

size_t en_read_once(const struct en_parse *p, struct crit_node *e, size_t pos, size_t hi)
{
    size_t at = behind_past(p, pos, hi);
    bool ends = at == hi || en_is_connective(p, at) || p->t[at].class == EN_CLOSE ||
                en_is(&p->t[at], EN_EXCEPT) || en_is(&p->t[at], EN_UNLESS);
    return at > pos && ends && e->type == CRIT_ATOM && make_past(e->atom) ? at : 0;
}
