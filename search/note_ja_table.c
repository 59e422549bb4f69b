/*
 * Tables of values in a note: rows of "Cre | 1.82 | 2.41" under a line of dates. Which column is
 * the newest is told by that line alone; without it a row of several values says nothing.
 */
#include "search/note_ja.h"

enum { NEWEST_UNKNOWN, NEWEST_FIRST, NEWEST_LAST };

static bool is_bar(const struct nj *n, size_t i)
{
    return nj_at(n, i)->class == NJ_TEXT && nj_text_is(n, nj_at(n, i), "|");
}

/* When the column at token i is: a number that grows with time; < 0 when it tells none. */
static double column_date(const struct nj *n, size_t i)
{
    enum { YEAR_FIRST = 1900, YEAR_LAST = 2100, MONTHS = 12, OLD = 0, NOW = 10000000 };
    const struct nj_token *t = nj_at(n, i), *month = nj_at(n, i + 2);
    if (nj_is_past(t))
        return OLD;
    if (nj_is(t, NJ_TIME, "now"))
        return NOW;
    if (t->class != NJ_NUM || t->num.value < YEAR_FIRST || t->num.value > YEAR_LAST)
        return -1;
    bool told =
        nj_at(n, i + 1)->class == NJ_SLASH && month->class == NJ_NUM && month->num.value <= MONTHS;
    return t->num.value * (MONTHS + 1) + (told ? month->num.value : 0);
}

static bool has_bars(const struct nj *n)
{
    size_t len = n->t[n->hi - 1].end - n->t[n->lo].begin; /* a line |---|---| is one token */
    return memchr(n->p->text.s + n->t[n->lo].begin, '|', len) != NULL;
}

void nj_table_line(struct nj *n)
{
    double last = -1;
    size_t rises = 0, falls = 0, columns = 0;
    if (n->hi == n->lo)
        return;
    bool bars = has_bars(n);
    if (!bars)
        n->newest = NEWEST_UNKNOWN;
    for (size_t i = n->lo; i < n->hi && bars; i++) {
        double date = i == n->lo || is_bar(n, i - 1) ? column_date(n, i) : -1;
        if (nj_at(n, i)->class == NJ_ATTR)
            return; /* a row */
        if (date < 0)
            continue;
        rises += columns && date > last;
        falls += columns && date < last;
        columns++;
        last = date;
    }
    if (columns > 1)
        n->newest = rises + 1 == columns   ? NEWEST_LAST
                    : falls + 1 == columns ? NEWEST_FIRST
                                           : NEWEST_UNKNOWN;
}

/* The token of the value that counts in the row whose name is token i; 0: none. *end: behind it. */
size_t nj_table_value(const struct nj *n, size_t i, size_t *end)
{
    size_t first = 0, last = 0, columns = 0, k = i + 1;
    for (; k < n->hi; k++)
        if (is_bar(n, k) && nj_at(n, k + 1)->class == NJ_NUM) {
            last = k + 1;
            first = first ? first : last;
            columns++;
        }
    *end = k;
    if (!is_bar(n, i + 1) || columns == 0)
        return 0;
    if (columns == 1 || n->newest == NEWEST_LAST)
        return last;
    return n->newest == NEWEST_FIRST ? first : 0;
}
