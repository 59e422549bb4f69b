/* Whether a drug is taken now or was: what the sentence around it tells. */
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* "This was followed by irinotecan weekly": a dose or a rhythm told of what was done. */
static bool is_narrated(const struct en_note *n, size_t i)
{
    size_t unused;
    for (size_t k = n->lo; k < i; k++) {
        bool looks_back = note_en_says(n, k, NOTE_EN_STOPPED, &unused) ||
                          note_en_says(n, k + 1, NOTE_EN_STOPPED, &unused); /* "was stopped, Y" */
        if ((note_en_is_any(n, k, en_list_narrated) && !looks_back) ||
            en_row_of(note_en_at(n, k), EN_CARE))
            return true;
    }
    return n->colour.given;
}

static bool is_year(const struct en_token *t)
{
    enum { FIRST_YEAR = 1900, LAST_YEAR = 2100, DIGITS = 4 };
    return t->class == EN_NUMBER && t->end - t->begin == DIGITS && t->number >= FIRST_YEAR &&
           t->number < LAST_YEAR;
}

/* What may stand between the drugs of a list: doses, rhythms, forms. */
static bool is_between_drugs(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    size_t unused;
    return i > n->lo &&
           (en_is(t, EN_COMMA) || en_is(t, EN_AND) || t->class == EN_PLUS || t->class == EN_SLASH ||
            t->class == EN_NUMBER || note_en_is_any(n, i, en_list_dose_units_bare) ||
            note_en_is_any(n, i, en_list_drug_forms) || note_en_says(n, i, NOTE_EN_TAKEN, &unused));
}

/* The token behind the drug at i; 0: none. */
static size_t behind_drug(const struct en_note *n, size_t i)
{
    const struct lexicon_match *m = note_en_name_at(n, i);
    uint32_t end;
    if (note_en_is_drug(n, m))
        return note_en_token_at(n, n->folded.src_end[m->end - 1]);
    return !m && note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_DRUG, &end)
               ? note_en_token_at(n, end)
               : 0;
}

/* "metformin and ozempic, a1c 7.9 now": nothing but drugs up to a value or the end of the sentence.
   A course against cancer is as well over, unless a rhythm stands among them ("60 mg tid"); so is
   "enalapril 2019". */
bool note_en_is_bare_list(const struct en_note *n)
{
    size_t i = n->lo + (n->lo < n->hi && note_en_is_break(n, n->lo)), unused, end;
    bool rhythm = false;
    while (i < n->hi && !note_en_is_break(n, i)) {
        const struct en_token *t = note_en_at(n, i);
        if ((end = behind_drug(n, i))) {
            i = end;
            continue;
        }
        rhythm |= note_en_says(n, i, NOTE_EN_TAKEN, &unused);
        if (is_year(t))
            return false;
        if (!is_between_drugs(n, i))
            return i > n->lo && en_row_of(t, EN_ATTR) && en_is(note_en_at(n, i - 1), EN_COMMA) &&
                   (rhythm || !note_en_tells_cancer(n));
        i++;
    }
    return rhythm || !note_en_tells_cancer(n);
}

/* "metformin stopped, then insulin": what came in its place, when nothing is told of it. A course
   against cancer is as well over. */
static bool is_taken_instead(const struct en_note *n, size_t i, const struct named *d)
{
    bool then = i > n->lo && note_en_is(n, i - 1, "then");
    if (!then || d->said.stopped || n->colour.past || n->colour.used || note_en_tells_cancer(n) ||
        !note_en_has_within(n, n->lo, i - 1, NOTE_EN_STOPPED))
        return false;
    for (size_t k = i + 1; k < n->hi; k++)
        if (note_en_is(n, k, "then") || note_en_is(n, k, "until"))
            return false;
    return true;
}

/* "hypertension (amlodipine, losartan)", "HTN - lisinopril": what it is taken for stands before it.
   A course against cancer is as well over. */
static bool is_for_illness(const struct en_note *n, size_t i)
{
    while (i > n->lo && is_between_drugs(n, i - 1))
        i--;
    while (i > n->lo + 1 && note_en_is_drug(n, note_en_name_at(n, i - 1)))
        for (i--; i > n->lo && is_between_drugs(n, i - 1);)
            i--;
    bool apart = i > n->lo + 1 && (note_en_at(n, i - 1)->class == EN_OPEN ||
                                   note_en_at(n, i - 1)->class == EN_DASH ||
                                   note_en_at(n, i - 1)->class == EN_COLON);
    if (!apart)
        return false;
    const struct lexicon_match *m = NULL;
    uint32_t end = note_en_at(n, i - 2)->end;
    for (size_t k = 0; k < n->names.n && !m; k++)
        if (n->folded.src_end[n->names.items[k].end - 1] == end)
            m = &n->names.items[k];
    struct lexicon_concept c;
    if (!m || !m->n || note_en_is_neoplasm(n, m))
        return false;
    uint32_t begin = n->folded.src_begin[m->begin];
    bool passes = note_en_ends_in(n, begin, end, NOTE_EN_PASSING) ||
                  note_en_ends_in(n, begin, end, NOTE_EN_EVENT);
    if (n->colour.past && passes) /* "PMH: AD (donepezil)" goes on, "DVT (warfarin)" need not */
        return false;
    lexicon_concept(n->p->reader->lexicon, m->concepts[0], &c);
    return c.class == LEXICON_DISEASE;
}

/* The drug at i is below one of the kinds, which end in NULL. */
static bool is_below(const struct en_note *n, size_t i, const char *const *kinds)
{
    const struct lexicon *x = n->p->reader->lexicon;
    const struct lexicon_match *m = note_en_name_at(n, i);
    uint32_t kind;
    for (; m && m->n && *kinds; kinds++)
        if (lexicon_find(x, *kinds, &kind) && lexicon_is_a(x, m->concepts[0], kind))
            return true;
    return false;
}

/* A course against cancer, and the steroids in it, may as well be over. */
static bool may_be_over(const struct en_note *n, size_t i)
{
    static const char *const against_cancer[] = {"anticancer-drug", "corticosteroid", NULL};
    const struct lexicon_match *m = note_en_name_at(n, i);
    size_t first = n->lo + note_en_is_break(n, n->lo);
    bool begins_now = first < i && note_en_is_any(n, first, en_list_now_words);
    return note_en_tells_cancer(n) && !begins_now &&
           (!m || !m->n || is_below(n, i, against_cancer));
}

/* "X made me sick", "X worked for three years", "X was ineffective": in the clause of the drug. */
static bool is_told_past(const struct en_note *n, size_t i)
{
    for (size_t k = i + 1; k < n->hi && !note_en_is_break(n, k); k++) {
        const struct en_token *t = note_en_at(n, k);
        if (note_en_is_any(n, k, en_list_drug_did))
            return true;
        if (en_is(t, EN_COMMA) && !(k + 1 < n->hi && note_en_name_at(n, k + 1)))
            return false;
    }
    return false;
}

/* "Enbrel last year" */
static bool is_last_season(const struct en_note *n, size_t k)
{
    size_t end;
    return note_en_is(n, k, "last") && k + 1 < n->hi &&
           note_en_says(n, k + 1, NOTE_EN_SEASON, &end);
}

/* "GERD/PPI", "levothyroxine for hypothyroidism", "Insulin gtt": nothing tells of the past, neither
   a verb before it nor a date or a count of courses behind it. */
static bool is_of_now(const struct en_note *n, size_t i, const struct named *d)
{
    const struct colour *c = &n->colour;
    if (c->used || c->given || d->ago >= 0 || d->dated || is_narrated(n, i) || may_be_over(n, i))
        return false;
    if (i > n->lo && note_en_is_any(n, i - 1, en_list_drug_cause))
        return false; /* "rash from amoxicillin" */
    for (size_t k = i + 1; k < n->hi && k < i + 3; k++)
        if (en_is(note_en_at(n, k), EN_TIMES) || is_year(note_en_at(n, k)) ||
            n->e.text.s[note_en_at(n, k)->begin] == 'x' || is_last_season(n, k))
            return false;
    return !is_told_past(n, i);
}

/* "X helped only briefly" */
static bool has_failed(const struct en_note *n, size_t i, const struct named *d)
{
    for (size_t k = i + 1; k < n->hi && !note_en_is_break(n, k) && !d->said.goes_on; k++) {
        if (note_en_is_any(n, k, en_list_drug_failed))
            return true;
        if (en_is(note_en_at(n, k), EN_COMMA))
            return false;
    }
    return false;
}

/* "NSAIDs insufficient (naproxen, etoricoxib)" */
static bool is_of_failed_kind(const struct en_note *n, size_t i)
{
    enum { NEAR = 8 };
    size_t end;
    for (size_t k = i; k > n->lo + 1 && k + NEAR > i; k--) {
        if (note_en_at(n, k - 1)->class == EN_CLOSE)
            return false;
        if (note_en_at(n, k - 1)->class == EN_OPEN)
            return note_en_says(n, k - 2, NOTE_EN_STOPPED, &end) && end == k - 1;
    }
    return false;
}

static bool is_year_behind(const struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    for (size_t k = i + 1; k < n->hi && k < i + NEAR; k++)
        if (is_year(note_en_at(n, k)))
            return true;
    return false;
}

/* "Mild depression treated with citalopram": an illness that lasts, and no word of the past. */
static bool is_treated_with(const struct en_note *n, size_t i)
{
    size_t k = i;
    while (k > n->lo &&
           (is_between_drugs(n, k - 1) || note_en_is_drug(n, note_en_name_at(n, k - 1))))
        k--;
    bool with = k > n->lo && note_en_starts(n, k - 1, "treated with");
    size_t verb = with ? k - 1 : k > n->lo + 1 && note_en_is(n, k - 1, "with") ? k - 2 : n->lo;
    if (verb > n->lo && note_en_starts(n, verb, "treated") &&
        note_en_is_any(n, verb - 1, en_list_treated_now))
        return true; /* "I am treated with X" */
    if (verb <= n->lo || !note_en_starts(n, verb, "treated") ||
        !note_en_is_other_disease_at(n, verb - 1) || en_row_of(note_en_at(n, verb - 1), EN_FACT))
        return false; /* "latent TB treated with isoniazid" */
    for (size_t q = n->lo; q < verb; q++)
        if (note_en_is_any(n, q, en_list_was_done))
            return false;
    const struct en_token *t = note_en_at(n, verb - 1);
    return !note_en_ends_in(n, t->begin, t->end, NOTE_EN_PASSING) &&
           !note_en_ends_in(n, t->begin, t->end, NOTE_EN_EVENT) && !is_year_behind(n, i);
}

/* "ADT ongoing (leuprolide)": the bracket spells out what goes on. */
static bool is_of_ongoing(const struct en_note *n, size_t i)
{
    enum { WORDS = 4 };
    while (i > n->lo &&
           (is_between_drugs(n, i - 1) || note_en_is_drug(n, note_en_name_at(n, i - 1))))
        i--;
    if (i <= n->lo + 1 || note_en_at(n, i - 1)->class != EN_OPEN)
        return false;
    for (size_t k = i - 1; k > n->lo && k + WORDS > i && !en_is(note_en_at(n, k - 1), EN_COMMA);
         k--) {
        const struct lexicon_match *m = note_en_name_at(n, k - 1);
        if (m)
            return note_en_said_behind(n, n->folded.src_end[m->end - 1], false).goes_on;
    }
    return false;
}

/* "three courses of prednisone last year": had, unless the words before tell that it is taken. */
static bool is_of_course(const struct en_note *n, size_t i)
{
    if (i <= n->lo + 1 || n->colour.taking)
        return false;
    return note_en_is_any(n, i - 1, en_list_courses_of) ||
           (note_en_is(n, i - 1, "of") && note_en_is_any(n, i - 2, en_list_courses));
}

/* "A, then B, then C": what came before a "then" and another drug is no more, unless told so. */
static bool is_before_then(const struct en_note *n, size_t i, const struct named *d)
{
    bool then = false;
    for (size_t k = i + 1; k < n->hi && !note_en_is_break(n, k) && !d->said.goes_on; k++) {
        if (then && note_en_is_drug(n, note_en_name_at(n, k)))
            return true;
        then = note_en_is(n, k, "then");
    }
    return false;
}

/* "prednisone was tapered to 5 mg": less of it, and still taken. */
static bool is_dose_changed(const struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    size_t k = i + 1, end = i + NEAR < n->hi ? i + NEAR : n->hi;
    while (k < end && note_en_is_any(n, k, en_list_before_dose_change))
        k++;
    bool changed = false;
    for (const char *const *w = en_list_dose_change; k < end && *w && !changed; w++)
        changed = note_en_starts(n, k, *w);
    for (k++; changed && k < n->hi && k < end + 2; k++)
        if (note_en_at(n, k)->class == EN_NUMBER)
            return note_en_at(n, k)->number > 0 && !is_year(note_en_at(n, k)) &&
                   note_en_is(n, k - 1, "to");
        else if (!note_en_is_any(n, k, en_list_before_dose))
            return false;
    return false;
}

/* In place of another one, since a time ("s/p X, then Y since May"), for an illness before it. */
static bool is_surely_taken(const struct en_note *n, size_t i, const struct named *d)
{
    const struct colour *c = &n->colour;
    if (is_taken_instead(n, i, d))
        return true;
    bool open = !d->said.stopped && !c->denied && !c->used;
    return open && (d->since || is_dose_changed(n, i) || is_for_illness(n, i) ||
                    is_of_ongoing(n, i) || (!c->past && is_treated_with(n, i)));
}

uint16_t note_en_list_of_drug(const struct en_note *n, size_t i, const struct named *d)
{
    static const char *const once[] = {"vaccine", "thrombolytic", NULL};
    const struct colour *c = &n->colour;
    if (is_below(n, i, once)) /* given once, and not taken */
        return ATTR_prior_therapy;
    if (is_surely_taken(n, i, d) || (d->said.restarted && !c->denied))
        return ATTR_current_medication;
    if (has_failed(n, i, d) || is_of_failed_kind(n, i) || is_of_course(n, i) ||
        is_before_then(n, i, d))
        return ATTR_prior_therapy;
    bool taken = c->taking || (d->said.taken && !is_narrated(n, i)) || note_en_is_bare_list(n) ||
                 is_of_now(n, i, d);
    return taken && !c->past && !d->said.stopped ? ATTR_current_medication : ATTR_prior_therapy;
}
