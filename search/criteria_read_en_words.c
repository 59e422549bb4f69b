/* Words that say how a member of a list goes with the one before it, and of whom all is said. */
#include "search/criteria_read_en_inner.h"
#include <string.h>

size_t en_skip_deed(const struct en_parse *p, size_t pos, size_t hi)
{
    bool verb = en_says(&p->t[pos], EN_CUE_DEED);
    while (verb && pos < hi && p->t[pos].class != EN_COMMA && p->t[pos].class != EN_SEMI &&
           p->t[pos].class != EN_STOP && p->t[pos].class != EN_CLOSE)
        pos++;
    return pos;
}

/* A verb or a measured value behind "and" or a comma: a "no" before it does not reach it. */
bool en_asks_anew(const struct en_parse *p, size_t pos, size_t hi)
{
    size_t before = pos > 0 ? pos - 1 : 0; /* "and has" is one word */
    if (en_says(&p->t[pos], EN_CUE_ANEW) ||
        (en_is(&p->t[before], EN_AND) && en_says_in(p, before, before + 1, EN_CUE_ANEW)))
        return true;
    bool denies = en_is(&p->t[pos], EN_FACT) && en_says(&p->t[pos], EN_CUE_NO_OR_NOT);
    denies |= en_is_value(&p->t[pos], EN_FACT, "pregnant absent"); /* negative pregnancy test */
    return denies || en_names_value(p, pos, hi) || en_is(&p->t[pos], EN_PLAN) ||
           en_row_of(&p->t[pos], EN_CMP) || en_is(&p->t[pos], EN_CONSENT);
}

/* Pregnant women, mothers, and no child who was born. */
bool en_speaks_of_mother(const struct en_parse *p)
{
    return en_any_says(p, 0, p->n, EN_CUE_MOTHER) && !en_any_says(p, 0, p->n, EN_CUE_BORN_CHILD);
}

size_t en_skip(const struct en_parse *p, size_t pos, size_t hi, enum en_class class)
{
    while (pos < hi && en_is(&p->t[pos], class))
        pos++;
    return pos;
}

static bool is_edge(const struct en_token *t)
{
    return t->class == EN_STOP || t->class == EN_SEMI || t->class == EN_COMMA ||
           t->class == EN_COLON || t->class == EN_DASH ||
           (t->class == EN_PUNCT && !en_is(t, EN_CMP) && !t->sense);
}

/* The star of a footnote behind all. */
static bool is_footnote(const struct en_parse *p, size_t pos)
{
    return en_is(&p->t[pos], EN_TIMES) && p->text.s[p->t[pos].begin] == '*';
}

void en_trim(const struct en_parse *p, size_t *lo, size_t *hi)
{
    while (*lo < *hi && is_edge(&p->t[*lo]))
        (*lo)++;
    while (*hi > *lo && (is_edge(&p->t[*hi - 1]) || is_footnote(p, *hi - 1)))
        (*hi)--;
}

bool en_is_grade(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 5 };
    if (!en_is_of(p, pos))
        return false;
    for (size_t i = pos + 1; i + 1 < hi && i < pos + FAR && !en_is_connective(p, i); i++)
        if (p->t[i + 1].class == EN_NUMBER && en_says(&p->t[i], EN_CUE_GRADE))
            return true;
    return false;
}

/* "on a statin" says what is taken, "on two visits" how it was measured. */
bool en_takes_drug(const struct en_parse *p, size_t pos, size_t hi)
{
    size_t end = pos + 1;
    if (!en_is(&p->t[pos], EN_MED))
        return false;
    const char *kind = NULL;
    for (; end < hi && !en_is_connective(p, end) && p->t[end].class != EN_CLOSE && end < pos + 5;
         end++) { /* "on metformin alone": the name may end before the words do */
        kind = en_name_kind(p, pos + 1, end + 1);
        if (kind && strncmp(kind, "drug", 4) == 0)
            return true;
    }
    return kind && strcmp(kind, "therapy") == 0;
}
