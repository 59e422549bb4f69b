/* What makes a named illness one that was: it was treated away, it passes, a cancer of a year. */
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* "Syphilis treated 2021", "treated for gonorrhea last year": an infection that goes when it is
   treated, at a time that is told. */
bool note_en_is_treated_away(const struct en_note *n, size_t i, uint32_t begin, uint32_t end)
{
    size_t next = note_en_token_at(n, end);
    bool curable = false;
    for (const char *const *w = en_list_curable; *w && !curable; w++)
        curable = memmem(n->e.text.s + begin, end - begin, *w, strlen(*w)) != NULL;
    if (!curable)
        return false;
    bool behind =
        next < n->hi && note_en_starts(n, next, "treated") &&
        (next + 1 >= n->hi || note_en_is_break(n, next + 1) ||
         en_is(note_en_at(n, next + 1), EN_COMMA) || note_en_at(n, next + 1)->class == EN_CLOSE ||
         note_en_at(n, next + 1)->class == EN_NUMBER ||
         note_en_is_weeks_ago(n, note_en_at(n, next)->end) ||
         note_en_is_dated(n, next, note_en_at(n, next)->end, true));
    bool before = i > n->lo && note_en_starts(n, i - 1, "treated") &&
                  (note_en_is_weeks_ago(n, end) || note_en_is_dated(n, i, end, true));
    return behind || before;
}

/* The illness [begin, end) stays one in a remission, and nothing but that is told of it: "Crohn's
   disease, in remission on X". */
bool note_en_is_in_remission(const struct en_note *n, uint32_t begin, uint32_t end)
{
    enum { NEAR = 6 };
    bool remits = false;
    for (const char *const *w = en_list_remits; *w && !remits; w++)
        remits = memmem(n->e.text.s + begin, end - begin, *w, strlen(*w)) != NULL;
    size_t i = note_en_token_at(n, end);
    for (size_t k = i; remits && k < n->hi && k < i + NEAR && !note_en_is_break(n, k); k++)
        if (en_is_value(note_en_at(n, k), EN_STATE, "remission"))
            return true;
    return false;
}

/* "s/p hip replacement, T 38.4, UTI": what stands behind the operation and a comma or a colon is of
   now. "s/p stroke, MI" were both. */
bool note_en_is_behind_operation(const struct en_note *n, size_t i)
{
    bool apart = false;
    for (size_t k = i; k-- > n->lo;) {
        const struct en_token *t = note_en_at(n, k);
        if (note_en_starts(n, k, "s/p") || note_en_starts(n, k, "status post") ||
            note_en_starts(n, k, "status-post"))
            return apart && !note_en_is_other_disease_at(n, k + 1) &&
                   !note_en_is_cancer_at(n, k + 1);
        if (en_is(t, EN_HIST) || en_is(t, EN_PAST))
            return false;
        apart |= en_is(t, EN_COMMA) || t->class == EN_COLON;
    }
    return false;
}

/* "pneumonia treated with X, resolved" */
bool note_en_resolves_behind(const struct en_note *n, uint32_t end)
{
    for (size_t k = note_en_token_at(n, end); k < n->hi && !note_en_is_break(n, k); k++)
        for (const char *const *w = en_list_resolved; *w; w++)
            if (note_en_starts(n, k, *w) && !en_is(note_en_at(n, k - 1), EN_NEG))
                return true;
    return false;
}

/* "was treated for Hodgkin lymphoma at 22", "treated for seminoma in 2009" */
static bool was_treated_at(const struct en_note *n, size_t i, uint32_t end)
{
    size_t k = note_en_token_at(n, end);
    bool was = i > n->lo + 2 && note_en_is(n, i - 1, "for") &&
               note_en_starts(n, i - 2, "treated") && note_en_is_any(n, i - 3, en_list_was_done);
    was |= i > n->lo + 1 && note_en_is(n, i - 1, "treated for") &&
           note_en_is_any(n, i - 2, en_list_was_done);
    return was && k + 1 < n->hi && (note_en_is(n, k, "at") || note_en_is(n, k, "in")) &&
           note_en_at(n, k + 1)->class == EN_NUMBER;
}

/* "now has AML", "current gout" behind byte `end`: another illness than the one that ends there. */
static bool has_other_now(const struct en_note *n, uint32_t end)
{
    bool now = false;
    for (size_t k = note_en_token_at(n, end); k < n->hi; k++) {
        uint32_t unused;
        now |= note_en_is_any(n, k, en_list_now_has);
        if (now && (note_en_is_other_disease_at(n, k) || note_en_is_cancer_at(n, k) ||
                    note_en_form(n, note_en_at(n, k)->begin, NOTE_EN_LAY, &unused)))
            return true;
    }
    return false;
}

bool note_en_is_former_cancer(const struct en_note *n, size_t i, uint32_t end)
{
    enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };
    size_t k = note_en_token_at(n, end);
    if (was_treated_at(n, i, end) || (k < n->hi && note_en_is_any(n, k, en_list_cut_out)))
        return true;
    while (k < n->hi && (note_en_is(n, k, "in") || note_en_at(n, k)->class == EN_OPEN))
        k++;
    if (k >= n->hi || note_en_at(n, k)->class != EN_NUMBER ||
        note_en_at(n, k)->number < FIRST_YEAR || note_en_at(n, k)->number >= LAST_YEAR)
        return false;
    for (size_t q = i; q > n->lo && !en_is(note_en_at(n, q - 1), EN_COMMA); q--)
        if (en_is(note_en_at(n, q - 1), EN_STATE) || note_en_is_any(n, q - 1, en_list_now_has))
            return false; /* "metastatic breast cancer 2019" */
    return note_has(n->p, ATTR_diagnosis) || has_other_now(n, end);
}

/* A disease that is over: it passes and was long ago, or a cancer of a year among what was. */
bool note_en_is_long_over(const struct en_note *n, size_t i, const struct lexicon_match *m,
                          uint32_t end, bool passing)
{
    if (note_en_is_neoplasm(n, m) && ((n->colour.past && note_en_is_dated(n, i, end, true)) ||
                                      note_en_is_former_cancer(n, i, end)))
        return true;
    return passing && (note_en_is_weeks_ago(n, end) || note_en_is_time_before(n, i));
}

/* "cured of gastric cancer", "recovered from the pneumonia": right before byte `begin` of the name
   at token i; not "to be cured of". */
bool note_en_is_got_over(const struct en_note *n, size_t i, uint32_t begin)
{
    enum { NEAR = 5 };
    static const char *const articles[] = {"a ", "an ", "the ", "my ", "his ", "her "};
    const char *s = n->e.text.s;
    for (size_t k = 0; k < sizeof articles / sizeof *articles; k++) {
        uint32_t len = (uint32_t)strlen(articles[k]);
        if (begin > len && s[begin - len - 1] == ' ' &&
            memcmp(s + begin - len, articles[k], len) == 0) {
            begin -= len;
            break;
        }
    }
    bool over = false;
    for (const char *const *w = en_list_got_over; *w && !over; w++) {
        size_t len = strlen(*w);
        over = begin > len && s[begin - 1] == ' ' && memcmp(s + begin - 1 - len, *w, len) == 0;
    }
    for (size_t k = i; over && k > n->lo && k + NEAR > i; k--)
        if (en_is(note_en_at(n, k - 1), EN_NEG) || note_en_is_any(n, k - 1, en_list_got_over_not))
            return false;
    return over && !n->colour.planned && !n->colour.denied;
}
