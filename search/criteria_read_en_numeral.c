/* Numbers in figures and words: "two (2)", "twenty five", "1.5 million", "31 6/7 weeks". */
#include "schema/base/text.h"
#include "search/criteria_read_en_inner.h"

static double number_of(const char *s)
{
    double v = 0;
    (void)text_read_double(s, &v);
    return v;
}

double en_cue_value(const struct en_parse *p, size_t pos, enum en_cue cue)
{
    const struct en_token *t = &p->t[pos];
    const struct en_cue_word *w = en_cue_at(p->text.s + t->begin, t->end - t->begin, cue);
    return w ? w->value : 0;
}

/* "twenty five", "one hundred thousand", "1.5 million": what goes on behind the first word of a
   numeral; the position behind it. */
static size_t read_more_words(const struct en_parse *p, size_t pos, size_t hi, double *v)
{
    for (size_t start = hi + 1; pos < hi && start != pos;) {
        start = pos;
        if (en_says(&p->t[pos], EN_CUE_TIMES))
            *v *= en_cue_value(p, pos++, EN_CUE_TIMES);
        const struct en_row *word = start == pos && pos < hi ? en_row_of(&p->t[pos], EN_NUM) : NULL;
        double n = word ? number_of(word->value) : 0, last = *v >= 1000  ? 1000
                                                             : *v >= 100 ? 100
                                                                         : 10;
        bool ends = n >= 1 && n < last && *v >= 20 && *v == last * (long)(*v / last);
        bool hundreds = pos + 1 < hi && en_says(&p->t[pos + 1], EN_CUE_HUNDRED);
        if (ends && (last < 1000 || hundreds)) {
            *v += hundreds ? 100 * n : n;
            pos += 1 + hundreds;
        }
    }
    return pos;
}

bool en_read_count(const struct en_parse *p, size_t pos, size_t hi, double *ret, size_t *ret_end)
{
    if (pos >= hi)
        return false;
    const struct en_row *word = en_row_of(&p->t[pos], EN_NUM);
    if (p->t[pos].class == EN_NUMBER)
        *ret = p->t[pos].number;
    else if (word)
        *ret = number_of(word->value);
    else
        return false;
    *ret_end = word || (pos + 1 < hi && en_says(&p->t[pos + 1], EN_CUE_LARGE))
                   ? read_more_words(p, pos + 1, hi, ret)
                   : pos + 1;
    pos = *ret_end - 1;
    /* two (2) */
    if (pos + 3 < hi + 0 && p->t[pos + 1].class == EN_OPEN && p->t[pos + 2].class == EN_NUMBER &&
        p->t[pos + 3].class == EN_CLOSE && p->t[pos + 2].number == *ret)
        *ret_end = pos + 4;
    return true;
}

/* 31 6/7 weeks: the part behind the whole number. */
size_t en_read_days(const struct en_parse *p, size_t pos, size_t hi, double *value)
{
    bool plus = pos + 2 < hi && p->t[pos].class == EN_PLUS && p->t[pos + 1].class == EN_NUMBER &&
                p->t[pos + 1].number < 7;
    if (plus && p->t[pos + 2].class != EN_SLASH && p->t[pos + 1].begin == p->t[pos].end) {
        *value += p->t[pos + 1].number / 7; /* 31+6 weeks */
        return pos + 2;
    }
    pos += plus;
    if (pos + 2 >= hi + 0 || p->t[pos].class != EN_NUMBER || p->t[pos + 1].class != EN_SLASH ||
        p->t[pos + 2].class != EN_NUMBER || p->t[pos + 2].number != 7)
        return pos;
    *value += p->t[pos].number / 7;
    return pos + 3;
}

/* "24 weeks 0 days", "27 weeks and 6 days" */
size_t en_read_odd_days(const struct en_parse *p, size_t pos, size_t hi, double *value)
{
    size_t at = pos < hi && en_is(&p->t[pos], EN_AND) ? pos + 1 : pos;
    if (at + 1 >= hi || p->t[at].class != EN_NUMBER || p->t[at].number >= 7 ||
        !en_is_value(&p->t[at + 1], EN_TIME, "day"))
        return pos;
    *value += p->t[at].number / 7;
    return at + 2;
}
