#include "search/units.h"
#include "schema/base/text.h"
#include "search/units_table.h"
#include <math.h>

/* One character as the spellings have it; *bytes = 0: it does not count (blank, '^'). */
static size_t read_char(const char *s, size_t len, size_t *pos, char out[4])
{
    uint32_t c = text_decode(s, len, pos);
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    switch (c) {
    case ' ':
    case '^':
    case 0x3000:
    case 0x00A0:
        return 0;
    case 0x00B5: /* micro sign, Greek mu in both cases */
    case 0x03BC:
    case 0x039C:
        c = 'u';
        break;
    case 0x00B2:
    case 0x00B3:
        c = c - 0x00B2 + '2';
        break;
    case 0x2070:
    case 0x2074:
    case 0x2075:
    case 0x2076:
    case 0x2077:
    case 0x2078:
    case 0x2079:
        c = c - 0x2070 + '0';
        break;
    case 0x2113: /* script small l */
        c = 'l';
        break;
    default:
        break;
    }
    return text_encode(c, out);
}

static bool is_latin(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Bytes of s that spell `want` from the start; 0 when it does not. */
static size_t match_spelling(const char *s, size_t len, const char *want)
{
    size_t pos = 0, rest = strlen(want);
    while (rest > 0) {
        char c[4];
        if (pos >= len)
            return 0;
        size_t n = read_char(s, len, &pos, c);
        if (n > rest || memcmp(c, want, n) != 0)
            return 0;
        want += n;
        rest -= n;
    }
    bool inside = is_latin((unsigned char)want[-1]) && pos < len && is_latin((unsigned char)s[pos]);
    return inside ? 0 : pos;
}

size_t unit_match(const char *s, size_t len, uint16_t *ret_unit)
{
    size_t best = 0, best_text = 0, pos = 0;
    char first[4];
    if (len == 0)
        return 0;
    bool told = read_char(s, len, &pos, first) > 0;
    for (size_t i = 0; i < n_unit_spellings; i++) {
        const char *text = unit_spellings[i].text;
        if (told && *text != *first)
            continue;
        size_t n = match_spelling(s, len, text);
        if (n == 0 || strlen(text) <= best_text)
            continue;
        best = n;
        best_text = strlen(text);
        *ret_unit = unit_spellings[i].unit;
    }
    return best;
}

bool unit_find(const char *s, size_t len, uint16_t *ret_unit)
{
    for (uint16_t u = 0; u < n_units; u++) {
        if (strlen(unit_ids[u]) == len && memcmp(unit_ids[u], s, len) == 0) {
            *ret_unit = u;
            return true;
        }
    }
    return len > 0 && unit_match(s, len, ret_unit) == len;
}

const char *unit_id(uint16_t unit)
{
    return unit_ids[unit];
}

bool unit_convert(uint16_t unit, uint16_t attr, double value, double *ret)
{
    for (size_t i = 0; i < n_unit_factors; i++) {
        const struct unit_factor *f = &unit_factors[i];
        if (f->unit != unit || f->attr != attr)
            continue;
        *ret = value * f->factor + f->offset;
        return true;
    }
    return false;
}

double unit_round(double value, int digits)
{
    if (value == 0 || !isfinite(value))
        return value;
    double scale = pow(10, digits - 1 - (int)floor(log10(fabs(value))));
    return round(value * scale) / scale;
}
