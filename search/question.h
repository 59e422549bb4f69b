/*
 * The next best question: the attribute whose answer is expected to settle most of the candidate
 * trials for the least trouble (eligibility.md §4). Pure functions over flat forms.
 *
 * A trial's open criteria hold with a chance p (match_chance). An answer about attribute a makes
 * one of them fail with chance f; if it does not, p rises to p / (1 - f). The gain of asking a is
 * the sum over trials of weight * (H(p) - (1 - f) H(p / (1 - f))), H the entropy in bits, and a
 * little for criteria that are settled on the way, divided by what the answer costs the person.
 * One answer is used for all limits at once; what was asked and not answered (null) is not asked
 * again; what only the site can say is never asked.
 */
#pragma once
#include "search/criteria_match.h"

struct question_candidate { /* best first */
    const uint8_t *flat;
    double weight; /* of its rank; the first has most */
};
enum { QUESTION_BOUNDS_MAX = 24, QUESTION_NAMES_MAX = 24, QUESTION_CANDIDATES_MAX = 2000 };
struct question_name {
    const char *word; /* in comparing form, inside a candidate's flat form */
    uint16_t len;
    uint16_t trials;
    uint8_t n_ids;
    bool narrow; /* narrower than its concept */
    uint32_t id; /* its first concept in the lexicon when n_ids > 0 */
};
struct question {
    uint16_t attr;
    double gain;      /* bits for each unit of cost */
    uint32_t trials;  /* candidates that wait for it */
    uint32_t settles; /* expected number of criteria that the answer decides */
    /* The limits in play, rising: an answer tells between which two the person is. */
    double bounds[QUESTION_BOUNDS_MAX];
    size_t n_bounds;
    /* Lists: the names asked for, the most frequent first. */
    struct question_name names[QUESTION_NAMES_MAX];
    size_t n_names;
};
/* The best questions, best first, up to max; 0 when no answer would change the first `page`
   candidates (the stop rule). Candidates beyond QUESTION_CANDIDATES_MAX are not looked at. */
size_t question_next(struct matcher *m, const struct question_candidate *candidates, size_t n,
                     size_t page, struct question *ret, size_t max);

enum question_lang { QUESTION_JA, QUESTION_EASY, QUESTION_EN };
const char *question_text(uint16_t attr, enum question_lang lang);
const char *question_choice(const struct attr_choice *c, enum question_lang lang);
