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

/* Of the spellings [*lo, *hi), which agree in their first n bytes, those that go on with `byte`. */
static void narrow(size_t *lo, size_t *hi, size_t n, unsigned char byte)
{
    size_t ends[] = {*lo, *lo}; /* of those below the byte, of those with it */
    for (unsigned more = 0; more < 2; more++)
        for (size_t end = *hi; ends[more] < end;) {
            size_t middle = (ends[more] + end) / 2;
            if ((unsigned char)unit_spellings[middle].text[n] < byte + more)
                ends[more] = middle + 1;
            else
                end = middle;
        }
    *lo = ends[0];
    *hi = ends[1];
}

size_t unit_match(const char *s, size_t len, uint16_t *ret_unit)
{
    size_t best = 0, pos = 0, lo = 0, hi = n_unit_spellings;
    for (size_t n = 0; lo < hi && pos < len && s[pos] != '\0';) { /* NUL is the end of a spelling */
        char c[4];
        size_t bytes = read_char(s, len, &pos, c);
        if (bytes && !c[0])
            break; /* in the table it ends a spelling */
        for (size_t i = 0; i < bytes && lo < hi; i++)
            narrow(&lo, &hi, n++, (unsigned char)c[i]);
        bool whole = bytes && lo < hi && unit_spellings[lo].text[n] == '\0';
        bool inside = whole && is_latin((unsigned char)c[bytes - 1]) && pos < len &&
                      is_latin((unsigned char)s[pos]);
        if (whole && !inside) {
            best = pos;
            *ret_unit = unit_spellings[lo].unit;
        }
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
