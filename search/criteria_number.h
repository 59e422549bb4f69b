/* Numbers of a text: 1.5, 10,000, 10×10^4, 10万, 二十, iii, iiib, 2+, each with its unit. */
#pragma once
#include "search/criteria_text.h"

struct number {
    double value;
    uint16_t unit;  /* units.h; LEX_NO_UNIT */
    size_t unit_at; /* bytes from the beginning */
    bool scaled;    /* 万, 10^4 */
    bool graded;    /* a step of the scale that is named before it */
    bool roman;
    char letter; /* of iiib, else 0 */
    bool plus;
};
/* Bytes of the number at s[pos], 0 when there is none. */
size_t crit_number_read(const char *s, size_t len, size_t pos, const struct crit_text *text,
                        struct number *ret);
