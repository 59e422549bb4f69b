/* When an illness began, told in the words before its name: "found out 6 years ago that I have". */
#include "search/note_en.h"

/* Nothing but words of the list, states and articles in tokens [k, i). */
static bool is_idle_between(const struct en_note *n, size_t k, size_t i, const char *const *words)
{
    for (; k < i; k++)
        if (!note_en_is_any(n, k, words) && !en_is_value(note_en_at(n, k), EN_DROP, "") &&
            !en_row_of(note_en_at(n, k), EN_STATE) && note_en_at(n, k)->class != EN_DASH)
            return false;
    return true;
}

/* A word of learning in the sentence before token i. */
static bool says_learnt(const struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, n->lo)->begin, end = note_en_at(n, i)->begin;
    for (const char *const *w = en_list_learnt_words; *w; w++)
        if (memmem(n->e.text.s + begin, end - begin, *w, strlen(*w)))
            return true;
    return false;
}

/* "the past year" at k: one of it, without a number; in months. 0: not so. */
static double last_one_at(const struct en_note *n, size_t k, size_t *end)
{
    static const struct {
        const char *words;
        double months;
    } all[] = {{"past year", 12}, {"last year", 12}, {"past month", 1}, {"last month", 1}};
    for (size_t a = 0; a < sizeof all / sizeof *all; a++) {
        uint32_t len = (uint32_t)strlen(all[a].words);
        if (note_en_starts(n, k, all[a].words) &&
            note_en_is_word_end(n, note_en_at(n, k)->begin + len)) {
            *end = note_en_token_at(n, note_en_at(n, k)->begin + len);
            return all[a].months;
        }
    }
    return 0;
}

/* A time up to now begins the sentence or its clause, before the length of time at k. */
static bool is_up_to_now(const struct en_note *n, size_t k)
{
    enum { WORDS = 4 };
    for (size_t q = k; q > n->lo && q + WORDS > k; q--) {
        if (note_en_starts(n, q - 1, "for") || note_en_starts(n, q - 1, "over"))
            return note_en_begins(n, q - 1) || en_is(note_en_at(n, q - 2), EN_COMMA);
        if (!note_en_is_time_idle(n, q - 1) && !en_is_value(note_en_at(n, q - 1), EN_DROP, ""))
            return false;
    }
    return false;
}

/* "found out 6 years ago that I have", "Three years ago I learned that I have", "for the past year
   I've had" before the name at i: months, 0: not so. */
double note_en_told_before(const struct en_note *n, size_t i, size_t *from, size_t *to)
{
    enum { NEAR = 14 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        double months = last_one_at(n, k - 1, to);
        months = months > 0 ? months : note_en_months_at(n, k - 1, to);
        if (months <= 0 || *to > i)
            continue;
        *from = k - 1;
        bool ago = *to < i && en_is(note_en_at(n, *to), EN_AGO);
        if (ago)
            return says_learnt(n, i) && is_idle_between(n, *to + 1, i, en_list_behind_learnt)
                       ? months
                       : 0;
        *to -= 1; /* the last token that tells it */
        bool has = *to + 1 < i && note_en_is_any(n, *to + 1, en_list_behind_lasting);
        return has && is_up_to_now(n, k - 1) &&
                       is_idle_between(n, *to + 1, i, en_list_behind_lasting)
                   ? months
                   : 0;
    }
    return 0;
}
