/* Criteria that speak of somebody else than the person: donors, controls, a patient's parents. */
#include "search/criteria_read_en_inner.h"

bool en_speaks_of_others(const struct en_parse *p)
{
    return p->n > 1 && en_says(&p->t[0], EN_CUE_OTHERS);
}

bool en_specifies_nothing(const struct en_parse *p)
{
    enum { LAST_WORDS = 2 }; /* "not", "specified" */
    return p->kind == CRIT_INCLUSION && p->n > LAST_WORDS && p->t[p->n - 1].class != EN_STOP &&
           en_says_in(p, p->n - LAST_WORDS, p->n, EN_CUE_NOT_SPECIFIED) &&
           en_has(p, 0, p->n, EN_COLON);
}
