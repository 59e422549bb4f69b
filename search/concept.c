#include "search/concept.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/concept_inner.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static char *replace_same(const struct concepts *c, void *ctx, const char *s)
{
    const struct concept_terms *same = &c->terms[CONCEPT_WORD_SAME];
    char *out = mem_strdup(ctx, s);
    for (size_t i = 0; i < same->n; i++) {
        if (strstr(out, same->items[i].word))
            out = text_replace(ctx, out, same->items[i].word, same->items[i].as);
    }
    return out;
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

/* Comparing form of folded text: no hyphens, no blanks but between Latin words. */
static char *squeeze(void *ctx, const char *folded)
{
    size_t n = 0, len = strlen(folded);
    char *out = MEM_ARRAY(ctx, char, len + 1);
    for (size_t i = 0; i < len; i++) {
        bool inner = n > 0 && i + 1 < len && is_ascii(out[n - 1]) && is_ascii(folded[i + 1]) &&
                     out[n - 1] != ' ';
        if (folded[i] == '-' || (folded[i] == ' ' && !inner))
            continue;
        out[n++] = folded[i];
    }
    out[n] = '\0';
    return out;
}

char *concept_compare_form(const struct concepts *c, void *ctx, const char *folded)
{
    return squeeze(ctx, replace_same(c, ctx, folded));
}

static void load_terms(struct concepts *c, enum concept_word_kind kind)
{
    struct concept_terms *t = &c->terms[kind];
    bool raw = kind == CONCEPT_WORD_MODIFIER || kind == CONCEPT_WORD_KEEP ||
               kind == CONCEPT_WORD_SAME || kind == CONCEPT_WORD_VARIANT ||
               kind >= CONCEPT_WORD_AILMENT; /* looked for in folded text */
    t->items = MEM_ARRAY(c, struct concept_term, n_concept_words);
    for (size_t i = 0; i < n_concept_words; i++) {
        if (concept_words[i].kind != kind)
            continue;
        char *word = fold_simple(c->folder, c, concept_words[i].word);
        char *as = fold_simple(c->folder, c, concept_words[i].as);
        if (!raw) {
            word = concept_compare_form(c, c, word);
            as = kind == CONCEPT_WORD_OPPOSITE ? as : concept_compare_form(c, c, as);
        }
        t->items[t->n++] =
            (struct concept_term){word, as, (uint16_t)strlen(word), (uint16_t)strlen(as)};
    }
}

static void index_relations(struct concepts *c);

static void load_relations(struct concepts *c)
{
    c->apart = MEM_ARRAY(c, struct apart, n_concept_words);
    for (size_t i = 0; i < n_concept_words; i++) {
        struct concept_ref kind, what;
        if (concept_words[i].kind == CONCEPT_WORD_BELOW)
            concepts_add_relation(c, concept_words[i].word, concept_words[i].as);
        if (concept_words[i].kind != CONCEPT_WORD_APART)
            continue;
        concept_read(c, c, concept_words[i].word, &kind);
        concept_read(c, c, concept_words[i].as, &what);
        if (kind.n_ids == 1 && what.n_ids == 1)
            c->apart[c->n_apart++] = (struct apart){kind.ids[0], what.ids[0]};
    }
}

struct concepts *concepts_new(void *ctx, const struct lexicon *lexicon)
{
    struct concepts *c = MEM_NEW(ctx, struct concepts);
    c->folder = folder_new(c);
    c->lexicon = lexicon;
    c->cancer = UINT32_MAX;
    if (lexicon && !lexicon_find(lexicon, "cancer", &c->cancer))
        c->cancer = UINT32_MAX;
    load_terms(c, CONCEPT_WORD_SAME);
    for (int kind = 0; kind < CONCEPT_WORD_KINDS; kind++) {
        if (kind != CONCEPT_WORD_SAME)
            load_terms(c, (enum concept_word_kind)kind);
    }
    if (!lexicon)
        return c;
    load_relations(c);
    index_relations(c);
    concept_natures_load(c);
    return c;
}

/* "grade 2以上の": bytes, 0 when the text does not begin so. */
static size_t match_grade(const char *s)
{
    static const char *const ends[] = {"以上の",       "以下の",    "の", " or higher ",
                                       " or greater ", " or more ", " "};
    size_t n = strlen("grade");
    if (strncmp(s, "grade", n) != 0)
        return 0;
    while (s[n] == ' ' || s[n] == '>' || s[n] == '=')
        n++;
    size_t digits = strspn(s + n, "0123456789~");
    for (size_t i = 0; digits > 0 && i < sizeof ends / sizeof *ends; i++) {
        if (text_starts_with(s + n + digits, ends[i]))
            return n + digits + strlen(ends[i]);
    }
    return 0;
}

static size_t match_modifier(const struct concepts *c, const char *s)
{
    const struct concept_terms *m = &c->terms[CONCEPT_WORD_MODIFIER];
    const struct concept_terms *keep = &c->terms[CONCEPT_WORD_KEEP];
    size_t best = match_grade(s);
    for (size_t i = 0; i < keep->n; i++) {
        if (text_starts_with(s, keep->items[i].word))
            return 0;
    }
    for (size_t i = 0; i < m->n; i++) {
        size_t len = m->items[i].len;
        bool latin = is_ascii(m->items[i].word[0]);
        if (len > best && text_starts_with(s, m->items[i].word) && (!latin || s[len] == ' '))
            best = len + (latin ? 1 : 0);
    }
    return best;
}

/* Bytes of words of severity and the like in front; something is always left behind them. */
static size_t skip_modifiers(const struct concepts *c, const char *s)
{
    size_t at = 0;
    for (;;) {
        size_t n = match_modifier(c, s + at);
        if (n == 0 || strlen(s + at) < n + 2)
            return at;
        at += n;
    }
}

void concept_read(struct concepts *c, void *ctx, const char *name, struct concept_ref *ret)
{
    void *tmp = mem_context(NULL, "concept");
    char *folded = fold_simple(c->folder, tmp, name);
    size_t at = skip_modifiers(c, folded);
    char *front = concept_compare_form(c, tmp, mem_strndup(tmp, folded, at));
    char *base = concept_compare_form(c, tmp, folded + at);
    *ret = (struct concept_ref){.word = mem_printf(ctx, "%s%s", front, base)};
    ret->len = (uint16_t)strlen(ret->word);
    ret->base = (uint16_t)strlen(front);
    ret->hash = (uint32_t)text_hash(ret->word, ret->len);
    if (c->lexicon)
        concept_find(c, tmp, folded + at, base, ret);
    ret->understood =
        ret->n_ids > 0 || concept_has_term(&c->terms[CONCEPT_WORD_ORGAN], base, strlen(base));
    talloc_free(tmp);
}

void concept_read_kept(struct concepts *c, const char *name, struct concept_ref *ret)
{
    if (!c->kept)
        c->kept = MEM_ARRAY(c, struct kept, KEPT_SLOTS);
    size_t at = text_hash(name, strlen(name)) % KEPT_SLOTS;
    while (c->kept[at].name && strcmp(c->kept[at].name, name) != 0)
        at = (at + 1) % KEPT_SLOTS;
    if (c->kept[at].name) {
        *ret = c->kept[at].ref;
        return;
    }
    if (c->n_kept == KEPT_MAX) { /* an odd lot of names: begin anew */
        talloc_free(c->kept);
        c->kept = NULL;
        c->n_kept = 0;
        concept_read_kept(c, name, ret);
        return;
    }
    struct kept *k = &c->kept[at];
    k->name = mem_strdup(c->kept, name);
    concept_read(c, c->kept, name, &k->ref);
    c->n_kept++;
    *ret = k->ref;
}

void concepts_add_relation(struct concepts *c, const char *child, const char *parent)
{
    TALLOC_FREE(c->reach);
    c->relations = MEM_GROW(c, c->relations, struct relation, c->n_relations + 1);
    struct relation *r = &c->relations[c->n_relations++];
    concept_read(c, c, child, &r->child);
    concept_read(c, c, parent, &r->parent);
}

enum err_code concepts_read_relations(struct concepts *c, const char *path, struct err *err)
{
    FILE *f = fopen(path, "r");
    char line[4096];
    if (!f)
        return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\r\n")] = '\0';
        char *tab = strchr(line, '\t');
        if (!tab || *line == '#' || strcmp(line, "child\tparent") == 0)
            continue;
        *tab++ = '\0';
        concepts_add_relation(c, line, tab);
    }
    bool bad = ferror(f);
    (void)fclose(f);
    return bad ? err_set(err, ERR_IO, "%s: cannot be read", path) : OK;
}

static bool same_base(const struct concept_ref *a, const struct concept_ref *b)
{
    return concept_same_text(a->word + a->base, (size_t)a->len - a->base, b->word + b->base,
                             (size_t)b->len - b->base);
}

static bool is_below_by_lexicon(const struct concepts *c, const struct concept_ref *item,
                                const struct concept_ref *asked)
{
    for (size_t i = 0; i < item->n_ids; i++) {
        for (size_t j = 0; j < asked->n_ids; j++) {
            if (lexicon_is_a(c->lexicon, item->ids[i], asked->ids[j]))
                return true;
        }
    }
    return false;
}

static bool is_kind_of(const struct concepts *c, const struct concept_ref *item,
                       const struct concept_ref *asked)
{
    return same_base(item, asked) || (item->n_ids == 1 && asked->n_ids == 1 && !asked->narrow &&
                                      is_below_by_lexicon(c, item, asked));
}

/* Relations that a name starts (it is their child) or ends (their parent is it). */
static struct reach reach_of(const struct concepts *c, const struct concept_ref *r)
{
    struct reach out = {0, 0};
    if (r->n_ids == 1)
        out = c->reach[r->ids[0]];
    if (r->narrow)
        out.ends = 0;
    for (size_t i = 0; i < c->n_relations && (r->n_ids != 1 || r->narrow); i++) {
        out.starts |= same_base(r, &c->relations[i].child) ? 1ull << i : 0;
        out.ends |= same_base(r, &c->relations[i].parent) ? 1ull << i : 0;
    }
    return out;
}

static bool is_reached(const struct concepts *c, struct reach item, struct reach asked)
{
    uint64_t seen = 0, todo = item.starts;
    while (todo && !(seen & asked.ends)) {
        int i = __builtin_ctzll(todo);
        seen |= 1ull << i;
        todo = (todo | c->next[i]) & ~seen;
    }
    return (seen & asked.ends) != 0;
}

/* By the relations beyond the lexicon, over any number of steps. */
static bool is_below_by_relations(const struct concepts *c, const struct concept_ref *item,
                                  const struct concept_ref *asked, int depth)
{
    if (c->reach)
        return is_reached(c, reach_of(c, item), reach_of(c, asked));
    for (size_t i = 0; i < c->n_relations && depth < 8; i++) {
        const struct relation *r = &c->relations[i];
        if (is_kind_of(c, item, &r->child) &&
            (is_kind_of(c, &r->parent, asked) ||
             is_below_by_relations(c, &r->parent, asked, depth + 1)))
            return true;
    }
    return false;
}

static bool stands_apart(const struct concepts *c, const struct concept_ref *item,
                         const struct concept_ref *asked)
{
    for (size_t i = 0; i < c->n_apart; i++) {
        if (asked->ids[0] == c->apart[i].what &&
            lexicon_is_a(c->lexicon, item->ids[0], c->apart[i].kind))
            return true;
    }
    return false;
}

/* A disease told by its course: its name is such a word and a parent's name. */
static bool is_course_of(const struct concepts *c, uint32_t concept, uint32_t *ret_parent)
{
    struct lexicon_concept lc, parent;
    lexicon_concept(c->lexicon, concept, &lc);
    const struct concept_terms *acuity = &c->terms[CONCEPT_WORD_ACUITY];
    for (size_t i = 0; i < lc.n_parents; i++) {
        lexicon_concept(c->lexicon, lc.parents[i], &parent);
        size_t whole = strlen(lc.ja), tail = strlen(parent.ja);
        if (whole <= tail || strcmp(lc.ja + whole - tail, parent.ja) != 0)
            continue;
        *ret_parent = lc.parents[i];
        return concept_has_term(acuity, lc.ja, whole - tail);
    }
    return false;
}

/* 慢性心不全 and a kind of 心不全: the one may well be the other. */
static bool may_share_course(const struct concepts *c, const struct concept_ref *a,
                             const struct concept_ref *b)
{
    uint32_t parent, other;
    if (a->n_ids != 1 || b->n_ids != 1 || !is_course_of(c, a->ids[0], &parent))
        return false;
    return lexicon_is_a(c->lexicon, b->ids[0], parent) && !is_course_of(c, b->ids[0], &other);
}

static bool is_sure(const struct concept_ref *r)
{
    return r->n_ids == 1 && !r->narrow;
}

static struct reach reach_make(const struct concepts *c, uint32_t concept)
{
    struct concept_ref r = {.n_ids = 1, .ids = {concept}};
    struct reach out = {0, 0};
    for (size_t i = 0; i < c->n_relations; i++) {
        const struct relation *rel = &c->relations[i];
        bool starts = is_sure(&rel->child) && is_below_by_lexicon(c, &r, &rel->child);
        bool ends = is_sure(&rel->parent) && is_below_by_lexicon(c, &rel->parent, &r);
        out.starts |= starts ? 1ull << i : 0;
        out.ends |= ends ? 1ull << i : 0;
    }
    return out;
}

/* Which relations each concept of the lexicon takes part in: asked for with every pair of names. */
static void index_relations(struct concepts *c)
{
    if (c->n_relations > RELATIONS_FAST)
        return;
    struct reach *reach = MEM_ARRAY(c, struct reach, lexicon_count(c->lexicon) + 1);
    for (uint32_t i = 0; i < lexicon_count(c->lexicon); i++)
        reach[i] = reach_make(c, i);
    c->reach = reach;
    for (size_t i = 0; i < c->n_relations; i++)
        c->next[i] = reach_of(c, &c->relations[i].parent).starts;
}

/* An ointment of a corticosteroid may be whatever else stands below corticosteroids. */
static bool may_be_kin(const struct concepts *c, const struct concept_ref *item,
                       const struct concept_ref *asked)
{
    struct lexicon_concept lc;
    if (!item->local || item->n_ids != 1 || asked->n_ids != 1)
        return false;
    lexicon_concept(c->lexicon, item->ids[0], &lc);
    for (size_t i = 0; i < lc.n_parents; i++) {
        if (!lexicon_is_root(c->lexicon, lc.parents[i]) &&
            lexicon_is_a(c->lexicon, asked->ids[0], lc.parents[i]))
            return true;
    }
    return false;
}

/* The asked thing is a kind of the item, or a course of the same disease. */
static bool is_wider(const struct concepts *c, const struct concept_ref *item,
                     const struct concept_ref *asked, bool known)
{
    struct concept_ref head = *asked;
    head.narrow = false; /* platinum-based chemotherapy: a chemotherapy may be it */
    if (is_below_by_relations(c, asked, item, 0) ||
        (asked->narrow && is_below_by_relations(c, item, &head, 0)))
        return true;
    return known && (is_below_by_lexicon(c, asked, item) || may_be_kin(c, item, asked) ||
                     may_share_course(c, item, asked) || may_share_course(c, asked, item));
}

/* 外用ステロイド, 吸入薬: the name speaks of a place, too. */
static bool names_a_place(const struct concepts *c, const struct concept_ref *r)
{
    const struct concept_terms *forms = &c->terms[CONCEPT_WORD_FORM];
    for (size_t i = 0; i < forms->n; i++) {
        const struct concept_term *t = &forms->items[i];
        if (t->as_len > 0 && memmem(r->word, r->len, t->word, t->len))
            return true;
    }
    return false;
}

/* Who asks for a drug seldom means its ointment. */
static bool is_meant(const struct concepts *c, const struct concept_ref *item,
                     const struct concept_ref *asked)
{
    return !item->local || same_base(item, asked) || names_a_place(c, asked);
}

static bool is_surely_below(const struct concepts *c, const struct concept_ref *item,
                            const struct concept_ref *asked, bool below)
{
    return ((below && item->n_ids == 1 && is_sure(asked)) ||
            is_below_by_relations(c, item, asked, 0)) &&
           is_meant(c, item, asked);
}

static enum concept_relation relate_names(const struct concepts *c, const struct concept_ref *item,
                                          const struct concept_ref *asked)
{
    bool known = c->lexicon && item->n_ids > 0 && asked->n_ids > 0;
    bool below = known && is_below_by_lexicon(c, item, asked);
    if (known && !same_base(item, asked) && stands_apart(c, item, asked))
        return CONCEPT_ABOVE;
    if (is_surely_below(c, item, asked, below))
        return CONCEPT_BELOW;
    enum concept_relation words = concept_relate_words(c->terms, item, asked);
    if (words == CONCEPT_BELOW)
        return words;
    if (below || is_wider(c, item, asked, known) || concept_natures_meet(c, item, asked))
        return CONCEPT_ABOVE;
    if (known && is_sure(item) && is_sure(asked))
        return CONCEPT_UNRELATED;
    bool unsure = c->lexicon && !known && !concept_differ(c->terms, item, asked);
    return words == CONCEPT_UNRELATED && unsure ? CONCEPT_UNSURE : words;
}

/* What is not sure of the person's name is not sure of the relation. */
static enum concept_relation relate_plain(const struct concepts *c, const struct concept_ref *item,
                                          const struct concept_ref *asked)
{
    enum concept_relation r = relate_names(c, item, asked);
    if (item->trust != CONCEPT_TRUSTED && r == CONCEPT_UNRELATED)
        return CONCEPT_UNSURE;
    if (item->trust == CONCEPT_DOUBTED && (r == CONCEPT_BELOW || r == CONCEPT_OPPOSITE))
        return CONCEPT_ABOVE;
    return r;
}

enum concept_relation concept_relate(const struct concepts *c, enum concept_manner manner,
                                     const struct concept_ref *item,
                                     const struct concept_ref *asked)
{
    if (manner == CONCEPT_BIOMARKER)
        return concept_relate_markers(c->terms, item, asked);
    enum concept_relation r = relate_plain(c, item, asked);
    return manner == CONCEPT_ALLERGEN ? concept_relate_allergens(c, item, asked, r) : r;
}

bool concept_is_malignancy(const struct concepts *c, const struct concept_ref *r)
{
    for (size_t i = 0; i < r->n_ids && c->cancer != UINT32_MAX; i++) {
        if (lexicon_is_a(c->lexicon, r->ids[i], c->cancer))
            return true;
    }
    const struct concept_terms *t = &c->terms[CONCEPT_WORD_TUMOUR];
    for (size_t i = 0; i < t->n; i++) {
        if (concept_ends_with(r->word, r->len, t->items[i].word, t->items[i].len))
            return true;
    }
    return false;
}

/* Behind an organ, or before an organ's tumour: 胃|腺癌, 小細胞|肺癌. */
static bool holds_histology(const struct concepts *c, const struct concept_term *t, const char *s,
                            size_t len)
{
    const struct concept_terms *organs = &c->terms[CONCEPT_WORD_ORGAN];
    if (concept_ends_with(s, len, t->as, t->as_len) &&
        (len == t->as_len || concept_has_term(organs, s, len - t->as_len) ||
         s[len - t->as_len - 1] == ' '))
        return true;
    const size_t tail = strlen("癌");
    return len > t->len + tail && memcmp(s, t->word, t->len) == 0 &&
           concept_ends_with(s, len, "癌", tail) &&
           concept_has_term(organs, s + t->len, len - t->len - tail);
}

bool concept_find_histology(struct concepts *c, void *ctx, const struct concept_ref *r,
                            struct concept_ref *ret)
{
    const struct concept_terms *h = &c->terms[CONCEPT_WORD_HISTOLOGY];
    for (size_t i = 0; i < h->n; i++) {
        if (holds_histology(c, &h->items[i], r->word + r->base, (size_t)r->len - r->base)) {
            concept_read(c, ctx, h->items[i].as, ret);
            return true;
        }
    }
    return false;
}
