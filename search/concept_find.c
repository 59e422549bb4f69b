/* A name → what it is in the lexicon: as it stands, by its variants, by what its last words say. */
#include "search/concept_inner.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/fold.h"
#include <string.h>

/* True when the flag of the name says that the concept is wider than it. */
static bool is_narrower_name(const struct concepts *c, void *ctx, uint32_t concept,
                             const char *word)
{
    struct lexicon_concept lc;
    lexicon_concept(c->lexicon, concept, &lc);
    for (size_t i = 0; i < lc.n_forms; i++) {
        struct lexicon_form form;
        lexicon_form(c->lexicon, lc.first_form + (uint32_t)i, &form);
        if (form.flag != LEXICON_ONE_WAY)
            continue;
        char *folded = concept_compare_form(c, ctx, fold_simple(c->folder, ctx, form.text));
        if (strcmp(folded, word) == 0)
            return true;
    }
    return false;
}

static void keep_ids(const struct lexicon_match *m, struct concept_ref *r)
{
    r->n_ids = 0;
    for (size_t i = 0; i < m->n && r->n_ids < CONCEPT_IDS_MAX; i++)
        r->ids[r->n_ids++] = m->concepts[i];
}

void concept_match_names(const struct concepts *c, void *ctx, const char *text, struct folded *f,
                         struct lexicon_matches *m)
{
    fold_text(c->folder, ctx, text, strlen(text), f);
    lexicon_match(c->lexicon, ctx, f, text, LEXICON_CASE_ASKED, m);
}

/* "drug", "disease": whoever writes it means less than all of them. */
static bool is_top(const struct concepts *c, uint32_t concept)
{
    struct lexicon_concept lc;
    lexicon_concept(c->lexicon, concept, &lc);
    return lc.n_ancestors == 0;
}

bool concept_find_whole(const struct concepts *c, void *ctx, const char *text,
                        struct concept_ref *r)
{
    struct folded f;
    struct lexicon_matches m;
    concept_match_names(c, ctx, text, &f, &m);
    if (m.n == 0 || m.items[0].begin != 0 || m.items[0].end != f.len || m.items[0].inside)
        return false;
    keep_ids(&m.items[0], r);
    return r->n_ids > 0;
}

/* What the text ends in, as the last word of a name says what it is (HER2陽性|乳癌): the name is
   narrower than that. */
static bool find_head(const struct concepts *c, void *ctx, const char *text, struct concept_ref *r)
{
    struct folded f;
    struct lexicon_matches m;
    concept_match_names(c, ctx, text, &f, &m);
    for (size_t i = m.n; i > 0; i--) {
        const struct lexicon_match *last = &m.items[i - 1];
        if (last->end != f.len || last->inside || last->n == 0 || last->begin == 0)
            continue;
        if (concept_find_ending(&c->terms[CONCEPT_WORD_NEGATOR], f.text, last->begin))
            return false;
        keep_ids(last, r);
        return true;
    }
    return false;
}

static bool find_variant(const struct concepts *c, void *ctx, const char *base,
                         struct concept_ref *r)
{
    size_t len = strlen(base);
    const struct concept_terms *v = &c->terms[CONCEPT_WORD_VARIANT];
    for (size_t i = 0; i < v->n; i++) {
        const struct concept_term *t = &v->items[i];
        if (len < (size_t)t->len + 6 || !concept_ends_with(base, len, t->word, t->len))
            continue;
        if (concept_find_whole(c, ctx, mem_printf(ctx, "%.*s%s", (int)(len - t->len), base, t->as),
                               r))
            return true;
    }
    return false;
}

static bool is_medicine(const struct concepts *c, const struct concept_ref *r)
{
    struct lexicon_concept lc;
    if (r->n_ids != 1)
        return false;
    lexicon_concept(c->lexicon, r->ids[0], &lc);
    const char *class = lexicon_class_name(lc.class);
    return strcmp(class, "drug") == 0 || strcmp(class, "drug-class") == 0;
}

/* タクロリムス軟膏, トルバプタンリン酸エステルナトリウム: what is left of the name without salts
 * and forms; a form for one place makes it narrower. */
static bool find_medicine(const struct concepts *c, void *ctx, const char *base,
                          struct concept_ref *r)
{
    enum { ENDINGS_MAX = 4 };
    char *name = mem_strdup(ctx, base);
    bool local = false;
    for (int i = 0; i < ENDINGS_MAX; i++) {
        const struct concept_term *t =
            concept_find_ending(&c->terms[CONCEPT_WORD_FORM], name, strlen(name));
        if (!t || t->len == strlen(name))
            return false;
        name[strlen(name) - t->len] = '\0';
        local |= t->as_len > 0;
        if (concept_find_whole(c, ctx, text_trim(ctx, name, strlen(name)), r) &&
            is_medicine(c, r)) {
            r->local = r->narrow = local;
            return true;
        }
    }
    r->n_ids = 0;
    return false;
}

/* 薬物, medication: all that stands below the concept may be meant, and less of it is. */
static bool find_general(const struct concepts *c, void *ctx, const char *base,
                         struct concept_ref *r)
{
    const struct concept_terms *g = &c->terms[CONCEPT_WORD_GENERAL];
    for (size_t i = 0; i < g->n; i++) {
        if (strcmp(g->items[i].word, base) == 0)
            return concept_find_whole(c, ctx, g->items[i].as, r);
    }
    return false;
}

static bool find_name(const struct concepts *c, void *ctx, const char *name, struct concept_ref *r)
{
    return concept_find_whole(c, ctx, name, r) || find_variant(c, ctx, name, r);
}

static const char *last_word(const char *s)
{
    const char *blank = strrchr(s, ' ');
    return blank ? blank + 1 : s;
}

/* "carcinoma of the lung" is "lung carcinoma"; with more words ("squamous cell carcinoma of the
   uterine cervix") it is a narrower name of that. */
static bool find_turned(const struct concepts *c, void *ctx, const char *name,
                        struct concept_ref *r)
{
    static const char *const tumours[] = {"carcinoma", "cancer",   "adenocarcinoma",
                                          "tumor",     "neoplasm", "sarcoma",
                                          "lymphoma",  "melanoma", "malignancy"};
    const char *of = strstr(name, " of "), *organ = of ? of + strlen(" of ") : NULL;
    if (!of || of == name)
        return false;
    organ += strncmp(organ, "the ", 4) == 0 ? 4 : 0;
    const char *head = mem_strndup(ctx, name, (size_t)(of - name)), *word = last_word(head);
    bool tumour = false;
    for (size_t i = 0; i < sizeof tumours / sizeof *tumours; i++)
        tumour |= strcmp(word, tumours[i]) == 0;
    if (!tumour || strstr(organ, " of ") || strchr(organ, ','))
        return false;
    r->narrow = false;
    if (find_name(c, ctx, mem_printf(ctx, "%s %s", organ, head), r))
        return true;
    r->narrow = true;
    if (find_name(c, ctx, mem_printf(ctx, "%s %s", organ, word), r) ||
        find_name(c, ctx, mem_printf(ctx, "%s %s", last_word(organ), word), r))
        return true;
    r->narrow = false;
    r->n_ids = 0;
    return false;
}

void concept_find(const struct concepts *c, void *ctx, const char *folded_base, const char *base,
                  struct concept_ref *r)
{
    if (find_general(c, ctx, base, r)) {
        r->narrow = true;
        return;
    }
    if (concept_find_whole(c, ctx, folded_base, r)) {
        r->narrow =
            r->n_ids == 1 && (is_top(c, r->ids[0]) || is_narrower_name(c, ctx, r->ids[0], base));
        return;
    }
    if (!find_variant(c, ctx, folded_base, r) && !find_turned(c, ctx, folded_base, r) &&
        !find_medicine(c, ctx, folded_base, r))
        r->narrow = find_head(c, ctx, folded_base, r);
}
