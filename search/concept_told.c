/* What a person typed as a name: people add stages, sides, doubts and whole sentences. A word that
   is not understood must never count as some other illness. */
#include "search/concept_inner.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

struct told {
    struct concepts *c;
    void *ctx, *tmp;
    const struct concept_told *how;
    struct folded f;
    struct lexicon_matches m;
    struct concept_ref *ret;
    size_t n, max;
};

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The word stands at `at`; a Latin one as a word of its own. */
static bool is_word_at(const struct folded *f, size_t at, const struct concept_term *t)
{
    if (at + t->len > f->len || memcmp(f->text + at, t->word, t->len) != 0)
        return false;
    bool before = at > 0 && is_latin(f->text[at - 1]);
    bool behind = at + t->len < f->len && is_latin(f->text[at + t->len]);
    return !is_latin(t->word[0]) || (!before && !behind);
}

static bool is_inside_name(const struct told *t, size_t begin, size_t end)
{
    for (size_t i = 0; i < t->m.n; i++)
        if (t->m.items[i].begin <= begin && end <= t->m.items[i].end)
            return true;
    return false;
}

/* Is a word of the kind beside the names? */
static bool has_doubt(const struct told *t)
{
    const struct concept_terms *d = &t->c->terms[CONCEPT_WORD_DOUBT];
    for (size_t i = 0; i < d->n; i++) {
        const struct concept_term *w = &d->items[i];
        if (t->how->past && w->as_len > 0)
            continue;
        for (size_t at = 0; at < t->f.len; at++)
            if (is_word_at(&t->f, at, w) && !is_inside_name(t, at, at + w->len))
                return true;
    }
    return false;
}

static unsigned classes_of(const struct told *t, const struct lexicon_match *m)
{
    unsigned out = 0;
    for (size_t i = 0; i < m->n; i++) {
        struct lexicon_concept lc;
        lexicon_concept(t->c->lexicon, m->concepts[i], &lc);
        out |= 1u << lc.class;
    }
    return out;
}

static bool is_asked(const struct told *t, const struct lexicon_match *m)
{
    return m->n > 0 && !m->inside && (classes_of(t, m) & t->how->classes);
}

/* 肺癌|ステージ4, 大腸癌|肝転移, but not 胃癌|検診 or 糖尿病|予備軍. */
static bool stays_behind(const struct told *t, size_t i)
{
    enum {
        ILLS = 1u << LEXICON_DISEASE | 1u << LEXICON_SYMPTOM | 1u << LEXICON_DRUG |
               1u << LEXICON_DRUG_CLASS | 1u << LEXICON_PROCEDURE | 1u << LEXICON_BIOMARKER
    };
    size_t at = t->m.items[i].end;
    const struct concept_terms *tails = &t->c->terms[CONCEPT_WORD_TAIL];
    const struct concept_terms *doubts = &t->c->terms[CONCEPT_WORD_DOUBT];
    unsigned char next = at < t->f.len ? (unsigned char)t->f.text[at] : ' ';
    if (next < 0x80 && !(next >= 'a' && next <= 'z'))
        return true;
    if (i + 1 < t->m.n && t->m.items[i + 1].begin == at)
        return classes_of(t, &t->m.items[i + 1]) & ILLS;
    for (size_t k = 0; k < tails->n; k++)
        if (is_word_at(&t->f, at, &tails->items[k]))
            return true;
    for (size_t k = 0; k < doubts->n && t->how->past; k++)
        if (doubts->items[k].as_len > 0 && is_word_at(&t->f, at, &doubts->items[k]))
            return true;
    return text_starts_with(t->f.text + at, "、");
}

static bool is_denied_before(const struct told *t, size_t begin)
{
    return concept_find_ending(&t->c->terms[CONCEPT_WORD_NEGATOR], t->f.text, begin) != NULL;
}

/* Two letters mean many things, unless the thing has no longer name (S-1). */
static bool is_abbreviation(const struct told *t, const struct concept_ref *r)
{
    struct lexicon_concept lc;
    if (r->len != 2 || !is_latin(r->word[0]) || !is_latin(r->word[1]))
        return false;
    if (r->n_ids != 1)
        return true;
    lexicon_concept(t->c->lexicon, r->ids[0], &lc);
    char *name = concept_compare_form(t->c, t->tmp, fold_simple(t->c->folder, t->tmp, lc.ja));
    return strlen(name) != r->len || memcmp(name, r->word, r->len) != 0;
}

/* One reading that is no proper name is enough: 物忘れ is a symptom, too. */
static enum concept_trust trust_of(const struct told *t, const struct concept_ref *r)
{
    if (is_abbreviation(t, r))
        return CONCEPT_ABBREVIATED;
    for (size_t i = 0; i < r->n_ids; i++) {
        struct lexicon_concept lc;
        lexicon_concept(t->c->lexicon, r->ids[i], &lc);
        if (!(t->how->proper >> lc.class & 1))
            return CONCEPT_STRANGE;
    }
    return CONCEPT_TRUSTED;
}

static void name_add(struct told *t, const struct lexicon_match *m, bool doubted)
{
    if (t->n == t->max)
        return;
    struct concept_ref *r = &t->ret[t->n++];
    concept_read(t->c, t->ctx, mem_strndup(t->tmp, t->f.text + m->begin, m->end - m->begin), r);
    r->trust = (uint8_t)(doubted ? CONCEPT_DOUBTED : trust_of(t, r));
}

/* The words keep what the names are part of: HER2陽性乳癌 is narrower than 乳癌. */
static bool ends_in_name(const struct told *t, const struct lexicon_match *m,
                         const struct concept_ref *whole)
{
    return m->end == t->f.len && whole->n_ids > 0 && m->n > 0 && whole->ids[0] == m->concepts[0];
}

/* 病 of 病期 */
static bool is_inside_tail(const struct told *t, size_t begin, size_t end)
{
    const struct concept_terms *tails = &t->c->terms[CONCEPT_WORD_TAIL];
    for (size_t i = 0; i < tails->n; i++) {
        const struct concept_term *w = &tails->items[i];
        for (size_t at = end > w->len ? end - w->len : 0; at <= begin; at++)
            if (is_word_at(&t->f, at, w))
                return true;
    }
    return false;
}

/* Words beside the names speak of an illness. */
static bool has_other_illness(const struct told *t)
{
    const struct concept_terms *ill = &t->c->terms[CONCEPT_WORD_ILLNESS];
    for (size_t i = 0; i < ill->n; i++) {
        const struct concept_term *w = &ill->items[i];
        for (size_t at = 0; at + w->len <= t->f.len; at++) {
            size_t end = at + w->len;
            bool whole = !is_latin(w->word[0]) || end == t->f.len || !is_latin(t->f.text[end]);
            if (whole && memcmp(t->f.text + at, w->word, w->len) == 0 &&
                !is_inside_name(t, at, end) && !is_inside_tail(t, at, end))
                return true;
        }
    }
    return false;
}

/* 肺がん ステージ4: the organ is told, so the stage does not leave it open. */
static void drop_anywhere(struct told *t)
{
    bool told = false;
    for (size_t i = 0; i < t->n; i++) {
        const struct concept_ref *r = &t->ret[i];
        told = told || (r->n_ids == 1 && t->c->natures[r->ids[0]].malignant &&
                        !t->c->natures[r->ids[0]].anywhere);
    }
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct concept_ref *r = &t->ret[i];
        if (!told || r->n_ids != 1 || !t->c->natures[r->ids[0]].anywhere)
            t->ret[kept++] = *r;
    }
    t->n = kept;
}

static void parts_read(struct told *t, const struct concept_ref *whole)
{
    bool doubt = has_doubt(t);
    t->n = 0;
    for (size_t i = 0; i < t->m.n; i++) {
        const struct lexicon_match *m = &t->m.items[i];
        if (!is_asked(t, m))
            continue;
        bool doubted = doubt || !stays_behind(t, i) || is_denied_before(t, m->begin);
        if (ends_in_name(t, m, whole) && t->n < t->max) {
            t->ret[t->n] = *whole;
            t->ret[t->n++].trust = (uint8_t)(doubted ? CONCEPT_DOUBTED : trust_of(t, whole));
        } else {
            name_add(t, m, doubted);
        }
    }
    drop_anywhere(t);
    if (t->n > 0 && !has_other_illness(t))
        return;
    if (t->n == t->max)
        t->n--;
    struct concept_ref *r = &t->ret[t->n++];
    *r = *whole;
    if (r->n_ids > 0) /* the last word alone */
        r->understood = false;
    r->n_ids = 0;
}

static bool is_whole(const struct told *t, const struct concept_ref *r)
{
    const struct lexicon_match *m = t->m.items;
    return (r->n_ids > 0 && (!r->narrow || r->local)) ||
           (t->m.n == 1 && m->n > 0 && m->begin == 0 && m->end == t->f.len && !m->inside);
}

size_t concept_read_told(struct concepts *c, void *ctx, const char *name,
                         const struct concept_told *how, struct concept_ref *ret, size_t max)
{
    struct concept_ref whole;
    concept_read(c, ctx, name, &whole);
    *ret = whole;
    if (!c->lexicon)
        return 1;
    struct told t = {.c = c, .ctx = ctx, .how = how, .ret = ret, .n = 1, .max = max};
    t.tmp = mem_context(NULL, "told");
    concept_match_names(c, t.tmp, name, &t.f, &t.m);
    if (is_whole(&t, &whole))
        ret->trust = (uint8_t)trust_of(&t, &whole);
    else
        parts_read(&t, &whole);
    talloc_free(t.tmp);
    return t.n;
}
