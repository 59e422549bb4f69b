/* Allergies: "allergic to penicillin and shellfish", "Allergies: latex", "nickel allergy". */
#include "search/attributes_gen.h"
#include "search/note_en.h"

enum { ITEM_TOKENS = 4, ITEM_BYTES_LEAST = 3 };

static bool is_connective(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return t->class == EN_SLASH || t->class == EN_PLUS || en_is(t, EN_COMMA) || en_is(t, EN_AND) ||
           en_is(t, EN_OR);
}

/* Words that begin something else than a further item of the list. */
static bool ends_list(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return note_en_is_break(n, i) || t->class == EN_DASH || en_row_of(t, EN_TIME) ||
           en_row_of(t, EN_LAST) || t->class == EN_OPEN || t->class == EN_CLOSE ||
           t->class == EN_NUMBER || t->class == EN_COLON || en_is(t, EN_BUT) ||
           en_row_of(t, EN_MED) || en_row_of(t, EN_NEG) || en_row_of(t, EN_ATTR) ||
           note_en_is_any(n, i, en_list_allergens_end);
}

static bool is_article(const struct en_note *n, size_t i)
{
    return note_en_is_any(n, i, en_list_allergen_articles);
}

/* One item at i: the token behind it; 0: what stands there is none. */
static size_t read_item(struct en_note *n, size_t i)
{
    while (i < n->hi && is_article(n, i))
        i++;
    size_t end = i;
    while (end < n->hi && end < i + ITEM_TOKENS && !is_connective(n, end) && !ends_list(n, end))
        end++;
    if (end == i || (end < n->hi && !is_connective(n, end) && !ends_list(n, end)))
        return 0;
    uint32_t begin = note_en_at(n, i)->begin, last = note_en_at(n, end - 1)->end;
    const struct lexicon_match *m = note_en_name_at(n, i);
    if (note_en_is_any(n, i, en_list_allergens_none)) {
        note_none(n->p, ATTR_allergy, begin, last);
        return end;
    }
    if (m && m->n && n->folded.src_end[m->end - 1] > last)
        return 0;
    if (last - begin < ITEM_BYTES_LEAST)
        return 0;
    note_item(n->p, ATTR_allergy, note_en_text(n, begin, last), -1, begin, last);
    return end;
}

static void read_list(struct en_note *n, size_t i)
{
    for (;;) {
        size_t end = i < n->hi ? read_item(n, i) : 0;
        if (!end)
            return;
        n->allergy_end = end;
        for (i = end; i < n->hi && is_connective(n, i);)
            i++;
        if (i < n->hi && note_en_at(n, i)->class == EN_DASH) { /* "- rash": what happened */
            while (i < n->hi && !en_is(note_en_at(n, i), EN_COMMA) && !note_en_is_break(n, i))
                i++;
            n->allergy_end = i;
            if (i >= n->hi || note_en_is_break(n, i))
                return;
            i++;
        } else if (i < n->hi && note_en_at(n, i)->class == EN_OPEN) {
            i = en_behind_bracket(&n->e, i, n->hi);
            n->allergy_end = i;
            if (i >= n->hi || !is_connective(n, i))
                return;
            i++;
        } else if (i == end) {
            return;
        }
    }
}

/* ------------------------------------------------------------------ "A allergy" */

/* What an allergy of this name is to; "food allergy" tells nothing. */
static bool is_generic(const struct en_note *n, uint32_t begin, uint32_t end)
{
    return note_en_is_one(n->e.text.s + begin, end - begin, en_list_allergy_kinds);
}

/* Behind bytes [begin, end): "allergy", "anaphylaxis"; bytes of the word, 0: not. */
static uint32_t allergy_behind(const struct en_note *n, uint32_t at)
{
    for (const char *const *w = en_list_allergy_words; *w; w++)
        if (strncmp(n->e.text.s + at, *w, strlen(*w)) == 0 &&
            note_en_is_word_end(n, at + (uint32_t)strlen(*w)))
            return (uint32_t)strlen(*w);
    return 0;
}

static void say_allergen(struct en_note *n, uint32_t begin, uint32_t end)
{
    const struct colour *c = &n->colour;
    uint32_t word = n->e.text.s[end] == ' ' ? allergy_behind(n, end + 1) : 0;
    struct note_en_said said = note_en_said_behind(n, word ? end + 1 + word : end, false);
    if (word && (said.doubted || said.denied))
        return; /* "peanut allergy suspected" */
    if (!is_generic(n, begin, end) && !c->denied && !c->suspected && !c->relative)
        note_item(n->p, ATTR_allergy, note_en_text(n, begin, end), -1, begin, end);
}

/* Words that stand before what somebody is allergic to. */
static bool begins_allergen(const struct en_note *n, size_t i)
{
    return note_en_begins(n, i) || note_en_is_break(n, i - 1) ||
           en_is(note_en_at(n, i - 1), EN_COMMA) ||
           note_en_is_any(n, i - 1, en_list_before_allergen) ||
           en_is_value(note_en_at(n, i - 1), EN_DROP, "");
}

/* "peanut and egg allergy": the word before "and" at token i - 1. */
static void read_joined(struct en_note *n, size_t i)
{
    if (i < n->lo + 2 || !en_is(note_en_at(n, i - 1), EN_AND))
        return;
    const struct en_token *t = note_en_at(n, i - 2);
    bool word = en_is(t, EN_ALLERGEN) || t->class == EN_WORD;
    if (word && begins_allergen(n, i - 2) && !note_en_is_other_disease_at(n, i - 2))
        say_allergen(n, t->begin, t->end);
}

/* "shellfish allergy", "wasp venom anaphylaxis": words that the lexicon does not know, before token
   i. */
static void read_before(struct en_note *n, size_t i)
{
    enum { WORDS_MAX = 3 };
    const struct en_token *t = note_en_at(n, i);
    uint32_t bytes = allergy_behind(n, t->begin);
    if (!bytes || i == n->lo || t->begin + bytes < t->end ||
        (i + 1 < n->hi && (note_en_at(n, i + 1)->class == EN_COLON || note_en_is(n, i + 1, "to"))))
        return;
    for (size_t k = i; k > n->lo && k + WORDS_MAX >= i + 1; k--) {
        const struct en_token *w = note_en_at(n, k - 1);
        const struct lexicon_match *m = note_en_name_at(n, k - 1);
        bool word =
            en_is(w, EN_KIND) || en_is(w, EN_ALLERGEN) || (w->class == EN_WORD && !w->sense);
        if (!word || (m && n->folded.src_end[m->end - 1] > t->begin)) /* said as a name */
            return;
        if (begins_allergen(n, k - 1)) {
            say_allergen(n, w->begin, note_en_at(n, i - 1)->end);
            read_joined(n, k - 1);
            return;
        }
    }
}

/* "gives me a rash" at i: the token behind the reaction; 0: not so. */
static size_t behind_reaction(const struct en_note *n, size_t i, bool *other)
{
    enum { NEAR = 5 };
    size_t end;
    if (i >= n->hi || !note_en_says(n, i, NOTE_EN_CAUSES, &end))
        return 0;
    for (size_t k = end; k < n->hi && k < end + NEAR; k++) {
        size_t behind;
        if (note_en_says(n, k, NOTE_EN_REACTION, &behind))
            return behind;
        *other |= note_en_says(n, k, NOTE_EN_KIN, &behind); /* "gives my wife hives" */
        if (!*other && !note_en_is_any(n, k, en_list_before_reaction) &&
            !en_is_value(note_en_at(n, k), EN_DROP, ""))
            return 0;
    }
    return 0;
}

/* "Shellfish gives me hives": one word that the lexicon does not know, before token i. */
static void read_caused(struct en_note *n, size_t i)
{
    bool other = false;
    size_t end = i > n->lo ? behind_reaction(n, i, &other) : 0;
    if (!end || other || i < n->allergy_end)
        return;
    const struct en_token *t = note_en_at(n, i - 1);
    bool word = en_is(t, EN_ALLERGEN) || (t->class == EN_WORD && !t->sense);
    if (!word || note_en_name_at(n, i - 1) || !begins_allergen(n, i - 1))
        return;
    say_allergen(n, t->begin, t->end);
    n->allergy_end = end;
}

/* "peanut and egg allergy": the name at [begin, end) is one of a list that ends so. */
static bool leads_to_allergy(const struct en_note *n, uint32_t end)
{
    size_t i = note_en_token_at(n, end);
    if (i + 1 >= n->hi || !(is_connective(n, i)))
        return false;
    const struct lexicon_match *m = note_en_name_at(n, i + 1);
    uint32_t behind = m ? n->folded.src_end[m->end - 1] : note_en_at(n, i + 1)->end;
    const char *s = n->e.text.s + behind;
    return !en_is(note_en_at(n, i), EN_COMMA) && *s == ' ' && allergy_behind(n, behind + 1);
}

/* "allergic to codeine, but I've had penicillin without any problem": no therapy, only no allergy.
 */
static bool is_tolerated(const struct en_note *n, uint32_t end)
{
    enum { NAMES = 4 }; /* "aspirin and latex have never been a problem" */
    if (n->p->note->facts->by_attr[ATTR_allergy].n_items == 0)
        return false;
    for (int k = 0; k < NAMES; k++) {
        for (const char *const *w = en_list_drug_tolerated; *w; w++)
            if (n->e.text.s[end] == ' ' && strncmp(n->e.text.s + end + 1, *w, strlen(*w)) == 0)
                return true;
        size_t i = note_en_token_at(n, end);
        if (i + 1 >= n->hi || !is_connective(n, i))
            return false;
        const struct lexicon_match *m = note_en_name_at(n, i + 1);
        end = m ? n->folded.src_end[m->end - 1] : note_en_at(n, i + 1)->end;
    }
    return false;
}

bool note_en_is_allergen(struct en_note *n, uint32_t begin, uint32_t end, bool illness)
{
    const char *s = n->e.text.s;
    if (!illness && is_tolerated(n, end))
        return true;
    if (n->allergy_end && begin < note_en_at(n, n->allergy_end - 1)->end)
        return note_en_token_at(n, begin) < n->allergy_end && begin >= note_en_at(n, n->lo)->begin;
    bool other = false;
    size_t caused = illness ? 0 : behind_reaction(n, note_en_token_at(n, end), &other);
    if (caused) {
        if (!other)
            say_allergen(n, begin, end);
        n->allergy_end = caused;
        return true;
    }
    if ((s[end] == ' ' && allergy_behind(n, end + 1)) || (!illness && leads_to_allergy(n, end))) {
        say_allergen(n, begin, end);
        return true;
    }
    for (uint32_t at = begin + 1; at < end; at++)
        if (s[at - 1] == ' ' && allergy_behind(n, at) && at + allergy_behind(n, at) == end) {
            say_allergen(n, begin, at - 1);
            read_joined(n, note_en_token_at(n, begin));
            return !is_generic(n, begin, at - 1);
        }
    /* the allergy itself: "egg allergy" with a name that the lexicon does not know */
    return allergy_behind(n, begin) && begin + allergy_behind(n, begin) == end && begin > 1 &&
           s[begin - 1] == ' ';
}

/* ------------------------------------------------------------------ the whole */

/* "allergic to", "anaphylaxis to"; to be sensitive to cold is no allergy. */
static bool says_allergic(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    const char *s = n->e.text.s + t->begin;
    size_t len = t->end - t->begin;
    if (note_en_starts(n, i, "reaction to") ||
        (note_en_is(n, i, "reaction") && i + 1 < n->hi && note_en_is(n, i + 1, "to"))) {
        for (size_t k = i; k < n->hi; k++) /* "a reaction to amoxicillin (hives)" */
            if (note_en_has_form(n, k, NOTE_EN_REACTION))
                return true;
        return i > n->lo && (note_en_is(n, i - 1, "allergic") || note_en_is(n, i - 1, "severe"));
    }
    return en_is(t, EN_ALLERGY) && (memmem(s, len, "allerg", 6) || memmem(s, len, "anaphyl", 7) ||
                                    memmem(s, len, "hypersens", 9));
}

void note_en_read_allergies(struct en_note *n, size_t i)
{
    bool heading = i + 1 < n->hi && note_en_at(n, i + 1)->class == EN_COLON &&
                   (note_en_is(n, i, "allergies") || note_en_is(n, i, "allergy") ||
                    note_en_is(n, i, "allergic"));
    size_t first = heading ? i + 2 : i + 1;
    read_before(n, i);
    read_caused(n, i);
    const struct colour *c = &n->colour;
    if (c->allergic && note_en_at(n, i)->class != EN_DASH && !note_en_is_break(n, i)) {
        n->colour.allergic = false; /* one line, read once */
        note_en_says(n, i, NOTE_EN_BESIDES, &i);
        read_list(n, i);
        return;
    }
    if (!heading && !says_allergic(n, i))
        return;
    if (i < n->allergy_end || c->denied || c->relative || c->suspected || first >= n->hi)
        return;
    first += first < n->hi && note_en_at(n, first)->class == EN_COLON; /* "allergic to: latex" */
    read_list(n, first);
}

/* "hay fever but no food or drug allergies": there is one. */
void note_en_settle_allergy(struct en_note *n)
{
    static const uint16_t lists[] = {ATTR_diagnosis, ATTR_comorbidity};
    struct fact *none = &n->p->note->facts->by_attr[ATTR_allergy];
    bool there = false;
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        const struct fact *f = &n->p->note->facts->by_attr[lists[k]];
        for (size_t i = 0; f->state == FACT_GIVEN && i < f->n_items; i++)
            for (const char *const *w = en_list_allergic_ills; *w; w++)
                there |= strcasestr(f->items[i].word, *w) != NULL;
    }
    if (there && none->state == FACT_GIVEN && none->n_items == 0)
        note_take_back(n->p, ATTR_allergy);
}
