/* How long ago the disease began, said as a time of its own: "within 24 hours of symptom onset",
   "onset at least 3 months before screening". */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

bool en_is_onset(const struct en_parse *p, size_t pos)
{
    const struct en_token *t = &p->t[pos];
    return en_is_value(t, EN_ANCHOR, "diagnosis") && en_says(t, EN_CUE_ONSET);
}

/* Behind "of the symptoms", "was", "must be" and the like. */
static size_t behind_onset(const struct en_parse *p, size_t pos, size_t hi)
{
    static const enum en_class words[] = {EN_GLUE, EN_MUST, EN_DROP, EN_WORD};
    while (pos < hi) {
        bool named = en_says(&p->t[pos], EN_CUE_ONSET_OF);
        bool limit = en_row_of(&p->t[pos], EN_CMP) || en_is(&p->t[pos], EN_WITHIN);
        if (limit || !(named || en_is_in(&p->t[pos], words)))
            break;
        pos++;
    }
    return pos;
}

/* "within 24 hours", "no more than 48 hours before randomization", "at least 3 months ago". */
static size_t read_how_long(const struct en_parse *p, size_t pos, size_t hi, enum crit_op *op,
                            struct crit_window *w)
{
    const struct en_row *cmp = pos < hi ? en_row_of(&p->t[pos], EN_CMP) : NULL;
    *op = cmp ? cmp->op : CRIT_OP_LE;
    size_t end = cmp ? en_read_span(p, pos + 1, hi, w) : 0;
    if (!end)
        return cmp ? 0 : en_read_window(p, pos, hi, w);
    struct crit_window point;
    bool ago = end < hi && en_is(&p->t[end], EN_AGO);
    size_t anchor = end < hi ? en_read_window(p, end, hi, &point) : 0;
    return anchor ? anchor : end + ago;
}

struct crit_node *en_read_onset(struct en_parse *p, size_t pos, size_t hi, size_t *ret_end)
{
    struct crit_window w = {.n = -1};
    enum crit_op op = CRIT_OP_LE;
    size_t end;
    if (en_is_onset(p, pos)) {
        end = read_how_long(p, behind_onset(p, pos + 1, hi), hi, &op, &w);
    } else if (en_is(&p->t[pos], EN_WITHIN) && !en_row_of(&p->t[pos], EN_CMP) &&
               (end = en_read_span(p, pos + 1, hi, &w)) && end < hi &&
               en_is_value(&p->t[end], EN_ATTR, "disease_duration")) {
        end++; /* "after diagnosis" is one word of the table */
    } else {
        w.n = -1;
        bool within = en_is(&p->t[pos], EN_WITHIN) && !en_row_of(&p->t[pos], EN_CMP);
        end = within ? en_read_window(p, pos, hi, &w) : 0;
        bool since = w.dir == CRIT_WITHIN || w.dir == CRIT_AFTER;
        if (w.anchor != CRIT_ANCHOR_DIAGNOSIS || !since)
            return NULL;
    }
    if (!end || w.n < 0 || !en_ends_limit(p, end, hi))
        return NULL;
    *ret_end = end;
    return en_duration_atom(p, op, &w);
}
