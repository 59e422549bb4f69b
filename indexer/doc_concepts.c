#include "indexer/doc_concepts.h"
#include "schema/base/mem.h"

/* A name of several meanings that waits for the end of the document. */
struct waiting {
    enum idx_field field;
    uint32_t concepts[LEXICON_READINGS_MAX];
    size_t n;
    bool counts;
};

struct tally {
    uint32_t *times;  /* by concept */
    uint32_t *listed; /* concepts with times > 0, in order of first mention */
    size_t n;
};

struct doc_concepts {
    const struct lexicon *lexicon;
    struct tally fields[IDX_FIELD_COUNT];
    struct waiting *waiting;
    size_t n_waiting, cap_waiting;
};

struct doc_concepts *doc_concepts_new(void *ctx, const struct lexicon *lexicon)
{
    struct doc_concepts *c = MEM_NEW(ctx, struct doc_concepts);
    uint32_t n = lexicon_count(lexicon);
    c->lexicon = lexicon;
    for (int f = 0; f < IDX_FIELD_COUNT; f++) {
        c->fields[f].times = MEM_ARRAY(c, uint32_t, n + 1);
        c->fields[f].listed = MEM_ARRAY(c, uint32_t, n + 1);
    }
    return c;
}

void doc_concepts_clear(struct doc_concepts *c)
{
    for (int f = 0; f < IDX_FIELD_COUNT; f++) {
        struct tally *t = &c->fields[f];
        for (size_t i = 0; i < t->n; i++)
            t->times[t->listed[i]] = 0;
        t->n = 0;
    }
    c->n_waiting = 0;
}

/* ------------------------------------------------------------------ counting */

static void count(struct doc_concepts *c, struct tally *t, uint32_t concept)
{
    if (lexicon_is_root(c->lexicon, concept))
        return;
    bool first = t->times[concept]++ == 0;
    if (first)
    t->listed[t->n++] = concept;
}

static void count_with_ancestors(struct doc_concepts *c, enum idx_field field, uint32_t concept)
{
    struct lexicon_concept k;
    lexicon_concept(c->lexicon, concept, &k);
    count(c, &c->fields[field], concept);
    for (size_t i = 0; i < k.n_ancestors; i++)
        count(c, &c->fields[field], k.ancestors[i]);
}

static void wait(struct doc_concepts *c, enum idx_field field, const struct lexicon_match *m)
{
    if (c->n_waiting == c->cap_waiting) {
        c->cap_waiting = c->cap_waiting * 2 + 16;
        c->waiting = MEM_GROW(c, c->waiting, struct waiting, c->cap_waiting);
    }
    struct waiting *w = &c->waiting[c->n_waiting++];
    *w = (struct waiting){.field = field, .n = m->n};
    for (size_t i = 0; i < m->n; i++)
        w->concepts[i] = m->concepts[i];
}

bool doc_concepts_add(struct doc_concepts *c, enum idx_field field, const struct folded *f,
                      const char *source)
{
    struct lexicon_matches found;
    bool whole = false;
    void *scratch = mem_context(c, "matches");
    lexicon_match(c->lexicon, scratch, f, source, LEXICON_CASE_TEXT, &found);
    for (size_t i = 0; i < found.n; i++) {
        const struct lexicon_match *m = &found.items[i];
        whole = whole || (m->n > 0 && m->begin == 0 && m->end == f->len);
        if (m->n == 1)
            count_with_ancestors(c, field, m->concepts[0]);
        else if (m->n > 1)
            wait(c, field, m);
    }
    talloc_free(scratch);
    return whole;
}

/* ------------------------------------------------------------------ names of several meanings */

/* Exclusion text speaks of other diseases: it settles nothing. */
static bool is_named(const struct doc_concepts *c, uint32_t concept)
{
    for (int f = 0; f < IDX_FIELD_COUNT; f++)
        if (f != IDX_FIELD_EXCLUSION && c->fields[f].times[concept] > 0)
            return true;
    return false;
}

/* Leaves the meanings that are named elsewhere; false when none is. */
static bool waiting_narrow(const struct doc_concepts *c, struct waiting *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        if (is_named(c, w->concepts[i]))
            w->concepts[n++] = w->concepts[i];
    w->n = n ? n : w->n;
    return n > 0;
}

static bool is_short_field(enum idx_field field)
{
    return field == IDX_FIELD_TITLE || field == IDX_FIELD_CONDITION ||
           field == IDX_FIELD_INTERVENTION;
}

/* Whether a short field has a name of the same meanings. */
static bool is_in_short_field(const struct doc_concepts *c, const struct waiting *w)
{
    for (size_t i = 0; i < c->n_waiting; i++)
        if (is_short_field(c->waiting[i].field) && c->waiting[i].concepts[0] == w->concepts[0])
            return true;
    return false;
}

/* A name that nothing else in the document explains has all its meanings where the document says
 * what it is about; deep in a text it is likely something else altogether (AIS, a scale) and has
 * none. */
void doc_concepts_settle(struct doc_concepts *c)
{
    /* All are narrowed before one is counted: none settles another. */
    for (size_t i = 0; i < c->n_waiting; i++) {
        struct waiting *w = &c->waiting[i];
        w->counts = waiting_narrow(c, w) || is_short_field(w->field) || is_in_short_field(c, w);
    }
    for (size_t i = 0; i < c->n_waiting; i++)
        for (size_t k = 0; c->waiting[i].counts && k < c->waiting[i].n; k++)
            count_with_ancestors(c, c->waiting[i].field, c->waiting[i].concepts[k]);
    c->n_waiting = 0;
}

/* ------------------------------------------------------------------ reading */

bool doc_concepts_next(const struct doc_concepts *c, enum idx_field field, size_t *at,
                       uint32_t *ret_concept, uint32_t *ret_times)
{
    const struct tally *t = &c->fields[field];
    if (*at >= t->n)
        return false;
    *ret_concept = t->listed[(*at)++];
    *ret_times = t->times[*ret_concept];
    return true;
}

bool doc_concepts_is_first(const struct doc_concepts *c, enum idx_field field, uint32_t concept)
{
    for (int f = 0; f < (int)field; f++)
        if (f != IDX_FIELD_EXCLUSION && c->fields[f].times[concept] > 0)
            return false;
    return true;
}

bool doc_concepts_is_in(const struct doc_concepts *c, enum idx_field field, uint32_t concept)
{
    return c->fields[field].times[concept] > 0;
}

bool doc_concepts_is_about(const struct doc_concepts *c, uint32_t concept)
{
    return c->fields[IDX_FIELD_TITLE].times[concept] > 0 ||
           c->fields[IDX_FIELD_CONDITION].times[concept] > 0;
}
