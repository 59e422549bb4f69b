/* Words that say how a member of a list goes with the one before it, and of whom all is said. */
#include "search/criteria_read_en_inner.h"
#include <string.h>

static bool starts_one_of(const struct en_parse *p, size_t pos, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (en_starts(p, pos, words[i]))
            return true;
    return false;
}

bool en_begins_examples(const struct en_parse *p, size_t pos)
{
    static const char *const words[] = {"including",    "such as",           "include but",
                                        "includes but", "which include but", "that include but"};
    return starts_one_of(p, pos, words, sizeof words / sizeof *words);
}

bool en_ends_method(const struct en_parse *p, size_t pos)
{
    static const char *const words[] = {"refractory", "despite",    "unresponsive",
                                        "resistant",  "persistent", "requiring"};
    return starts_one_of(p, pos, words, sizeof words / sizeof *words);
}

size_t en_skip_deed(const struct en_parse *p, size_t pos, size_t hi)
{
    static const char *const verbs[] = {"treat",  "prevent", "affect",   "alter",  "inhibit",
                                        "reduce", "induce",  "suppress", "impair", "prolong",
                                        "cause",  "mimic",   "influence"};
    const struct en_token *t = &p->t[pos];
    bool verb = false;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        verb |= strlen(verbs[i]) == t->end - t->begin && en_starts(p, pos, verbs[i]);
    while (verb && pos < hi && p->t[pos].class != EN_COMMA && p->t[pos].class != EN_SEMI &&
           p->t[pos].class != EN_STOP && p->t[pos].class != EN_CLOSE)
        pos++;
    return pos;
}

/* A verb or a measured value behind "and" or a comma: a "no" before it does not reach it. */
bool en_asks_anew(const struct en_parse *p, size_t pos, size_t hi)
{
    static const char *const verbs[] = {"has", "have", "is", "are", "must", "should", "able"};
    const struct en_token *before = &p->t[pos > 0 ? pos - 1 : 0]; /* "and has" is one word */
    size_t len = before->end - before->begin;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (en_starts(p, pos, verbs[i]) ||
            (en_is(before, EN_AND) &&
             memmem(p->text.s + before->begin, len, verbs[i], strlen(verbs[i]))))
            return true;
    bool denies =
        en_is(&p->t[pos], EN_FACT) && (en_starts(p, pos, "no ") || en_starts(p, pos, "not "));
    return denies || en_names_value(p, pos, hi) || en_is(&p->t[pos], EN_PLAN) ||
           en_row_of(&p->t[pos], EN_CMP) || en_is(&p->t[pos], EN_CONSENT);
}

static bool has_word(const struct en_parse *p, const char *const *words, size_t n)
{
    for (size_t i = 0; i < p->n; i++)
        if (starts_one_of(p, i, words, n))
            return true;
    return false;
}

/* Pregnant women, mothers, and no child who was born. */
bool en_speaks_of_mother(const struct en_parse *p)
{
    static const char *const mothers[] = {"mother", "maternal", "wom", "pregnan", "gravid"};
    static const char *const children[] = {"newborn", "neonat", "infant", "baby", "babies", "born"};
    return has_word(p, mothers, sizeof mothers / sizeof *mothers) &&
           !has_word(p, children, sizeof children / sizeof *children);
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

void en_trim(const struct en_parse *p, size_t *lo, size_t *hi)
{
    while (*lo < *hi && is_edge(&p->t[*lo]))
        (*lo)++;
    while (*hi > *lo && is_edge(&p->t[*hi - 1]))
        (*hi)--;
}

bool en_is_grade(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 5 };
    if (!en_is_of(p, pos))
        return false;
    for (size_t i = pos + 1; i + 1 < hi && i < pos + FAR && !en_is_connective(p, i); i++)
        if (p->t[i + 1].class == EN_NUMBER &&
            (en_starts(p, i, "grade") || en_starts(p, i, "score")))
            return true;
    return false;
}
