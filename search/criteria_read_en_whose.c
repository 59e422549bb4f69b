/* Criteria that speak of somebody else than the person: donors, controls, a patient's parents. */
#include "search/criteria_read_en_inner.h"
#include <string.h>

bool en_speaks_of_others(const struct en_parse *p)
{
    static const char *const starts[] = {
        "donor ",       "donors ",       "controls:", "controls :",  "parent of", "parents of",
        "caregiver of", "caregivers of", "bone age",  "siblings of", "spouse of", "mothers of"};
    for (size_t i = 0; p->n > 1 && i < sizeof starts / sizeof *starts; i++)
        if (strncmp(p->text.s + p->t[0].begin, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

bool en_specifies_nothing(const struct en_parse *p)
{
    static const char end[] = "not specified";
    size_t n = sizeof end - 1, last = p->n ? p->t[p->n - 1].end : 0;
    return p->kind == CRIT_INCLUSION && p->n > 2 && last > n &&
           memcmp(p->text.s + last - n, end, n) == 0 && memchr(p->text.s, ':', last) != NULL;
}
