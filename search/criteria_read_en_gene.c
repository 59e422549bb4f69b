/* Markers and their alterations, T N M, sites of metastases, states of the disease. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "schema/base/mem.h"
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ markers */

static char *words_of(const struct en_parse *p, size_t lo, size_t hi)
{
    return crit_text_name(&p->text, p->ctx, p->t[lo].begin, p->t[hi - 1].end);
}

/* "exon 19 deletion", "mutation": the alteration at pos. 0: none. */
static size_t read_alteration(const struct en_parse *p, size_t pos, size_t hi)
{
    while (pos < hi && (en_is(&p->t[pos], EN_ANYALTER) || en_is_value(&p->t[pos], EN_DROP, "")) &&
           !en_is(&p->t[pos], EN_ALTER))
        pos++;
    if (pos >= hi)
        return 0;
    if (en_is(&p->t[pos], EN_VARIANT))
        return pos + 1 < hi && en_is(&p->t[pos + 1], EN_ALTER) ? pos + 2 : pos + 1;
    if (!en_is(&p->t[pos], EN_ALTER))
        return 0;
    return pos + 1 < hi && en_is(&p->t[pos + 1], EN_ALTER) ? pos + 2 : pos + 1;
}

static struct crit_node *marker_atom(struct en_parse *p, const char *gene, size_t lo, size_t hi)
{
    char *rest = words_of(p, lo, hi);
    size_t variant = lo;
    if (hi - lo == 2 && en_is(&p->t[lo], EN_VARIANT)) /* L858R mutation = L858R */
        rest = words_of(p, lo, hi - 1);
    bool sign =
        hi - variant == 1 && (en_is(&p->t[lo], EN_POSITIVE) || en_is(&p->t[lo], EN_NEGATIVE));
    char *value = mem_printf(p->ctx, sign ? "%s-%s" : "%s %s", gene, rest);
    return crit_new_word(p->ctx, ATTR_biomarker, CRIT_OP_IS, value, 0, 0);
}

/* dMMR: says its alteration itself. */
static struct crit_node *marker_alone(struct en_parse *p, size_t *pos)
{
    char *word = words_of(p, *pos, *pos + 1);
    struct crit_node *e = crit_new_word(p->ctx, ATTR_biomarker, CRIT_OP_IS, word, 0, 0);
    en_span(p, e, *pos, *pos + 1);
    (*pos)++;
    return e;
}

/* One marker with all its alterations: "EGFR exon 19 deletion or L858R mutation". */
enum { GENES_MAX = 4 };
struct genes {
    size_t at[GENES_MAX], n;
    bool any; /* written with or */
};

static const enum en_class joints[] = {EN_OR, EN_AND, EN_COMMA, EN_SLASH, EN_WORD};

/* "BRCA1 or BRCA2": the position behind the last. */
static size_t read_genes(const struct en_parse *p, size_t at, size_t hi, struct genes *ret)
{
    ret->at[ret->n++] = at++;
    while (ret->n < GENES_MAX && at + 1 < hi && en_is_in(&p->t[at], joints) &&
           en_is(&p->t[at + 1], EN_GENE)) {
        ret->any = en_is(&p->t[at], EN_OR);
        ret->at[ret->n++] = at + 1;
        at += 2;
    }
    return at;
}

/* "or L858R" behind an alteration: where the next one begins and ends; 0: none. */
static size_t more_alterations(const struct en_parse *p, size_t at, size_t hi, size_t *ret_from)
{
    if (at + 1 >= hi || en_is(&p->t[at], EN_AND) || !en_is_in(&p->t[at], joints))
        return 0;
    *ret_from = p->t[at].class == EN_COMMA && en_is(&p->t[at + 1], EN_OR) ? at + 2 : at + 1;
    if (*ret_from >= hi || en_is(&p->t[*ret_from], EN_POSITIVE) ||
        en_is(&p->t[*ret_from], EN_NEGATIVE))
        return 0;
    return read_alteration(p, *ret_from, hi);
}

/* The alteration [at, end) of each gene. */
static struct crit_node *alter_all(struct en_parse *p, const struct genes *g, enum crit_type type,
                                   size_t at, size_t end)
{
    struct crit_node *all = NULL;
    while (at + 1 < end && (en_is(&p->t[at], EN_ANYALTER) || en_is(&p->t[at], EN_DROP)) &&
           !en_is(&p->t[at], EN_ALTER))
        at++;
    for (size_t i = 0; i < g->n; i++)
        all = crit_join(p->ctx, type, all,
                        marker_atom(p, words_of(p, g->at[i], g->at[i] + 1), at, end));
    return all;
}

/* HER2-positive disease: the word says nothing more. */
static size_t skip_disease(const struct en_parse *p, size_t at, size_t hi)
{
    bool disease = at < hi && en_says(&p->t[at], EN_CUE_DISEASE);
    return disease && (at + 1 == hi || en_is_connective(p, at + 1)) ? at + 1 : at;
}

/* One marker with all its alterations: "EGFR exon 19 deletion or L858R mutation". */
struct crit_node *en_read_marker(struct en_parse *p, size_t *pos, size_t hi,
                                 const struct en_mode *mode)
{
    struct genes g = {.n = 0};
    if (!en_is(&p->t[*pos], EN_GENE))
        return NULL;
    if (en_is_value(&p->t[*pos], EN_GENE, "alone"))
        return marker_alone(p, pos);
    size_t at = read_genes(p, *pos, hi, &g), from = at;
    bool or = p->kind == CRIT_EXCLUSION || mode->negated || g.n == 1 || g.any;
    struct crit_node *all = NULL;
    for (size_t end = read_alteration(p, at, hi); end; end = more_alterations(p, at, hi, &from)) {
        struct crit_node *e = alter_all(p, &g, or ? CRIT_OR : CRIT_AND, from, end);
        all = crit_join(p->ctx, CRIT_OR, all, e);
        at = end;
    }
    if (!all)
        return NULL;
    at = skip_disease(p, at, hi);
    en_span(p, all, *pos, at);
    *pos = at;
    return all;
}

/* ------------------------------------------------------------------ T, N, M */

struct tnm {
    uint16_t attr;
    double lo, hi;
    bool letter;
};

/* The attribute of T, N, M with this digit; M2 of kg/m2 is none. */
static bool tnm_attr(char letter, char digit, uint16_t *ret)
{
    static const struct {
        char letter, top;
        uint16_t attr;
    } all[] = {{'t', '4', ATTR_tnm_t}, {'n', '3', ATTR_tnm_n}, {'m', '1', ATTR_tnm_m}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (letter == all[i].letter && digit >= '0' && digit <= all[i].top) {
            *ret = all[i].attr;
            return true;
        }
    return false;
}

static bool read_tnm_word(const struct en_parse *p, size_t pos, struct tnm *ret)
{
    const struct en_token *t = &p->t[pos];
    const char *s = p->text.s + t->begin;
    size_t n = t->end - t->begin;
    if (n > 1 && (*s == 'c' || *s == 'p') && (s[1] == 't' || s[1] == 'n' || s[1] == 'm'))
        s++, n--;
    if (n < 2 || n > 3 || !tnm_attr(*s, s[1], &ret->attr))
        return false;
    ret->lo = ret->hi = s[1] - '0';
    ret->letter = n == 3;
    return n == 2 || (s[2] >= 'a' && s[2] <= 'd');
}

/* "T2N0M0", "cT3bN1": several letters in one word. NULL: not such a word. */
static struct crit_node *read_fused_tnm(struct en_parse *p, size_t pos)
{
    const struct en_token *t = &p->t[pos];
    const char *s = p->text.s + t->begin, *end = p->text.s + t->end;
    struct crit_node *all = NULL;
    bool opaque = false;
    int parts = 0;
    s += *s == 'c' || *s == 'p';
    while (s + 1 < end && strchr("tnm", *s)) {
        uint16_t attr = *s == 't' ? ATTR_tnm_t : *s == 'n' ? ATTR_tnm_n : ATTR_tnm_m;
        bool any = s[1] == 'x';
        if (!any && (s[1] < '0' || s[1] > '4'))
            return NULL;
        if (!any)
            all = crit_join(p->ctx, CRIT_AND, all,
                            crit_new_number(p->ctx, attr, CRIT_OP_EQ, s[1] - '0', 0, 0));
        for (s += 2; s < end && *s >= 'a' && *s <= 'd'; s++)
            opaque = true;
        parts++;
    }
    if (s != end || parts < 2 || !all)
        return NULL;
    en_span(p, all, pos, pos + 1);
    return opaque ? crit_join(p->ctx, CRIT_AND, all, crit_new(p->ctx, CRIT_OPAQUE, 0, 0)) : all;
}

/* "-T2a", "or T4", "-3" behind a T: the position behind it; 0: none. */
static size_t tnm_goes_on(const struct en_parse *p, size_t at, size_t hi, uint16_t attr,
                          struct tnm *ret, bool *range)
{
    static const enum en_class between[] = {EN_DASH, EN_TO, EN_OR, EN_SLASH, EN_COMMA, EN_WORD};
    size_t q = at;
    bool glued = at < hi && p->t[at].glued, span = glued;
    for (; q < hi && en_is_in(&p->t[q], between); q++)
        span |= p->t[q].class == EN_DASH || en_is(&p->t[q], EN_TO);
    if (q >= hi || (!glued && q == at))
        return 0;
    if (p->t[q].class == EN_NUMBER && p->t[q].number <= 4)
        *ret = (struct tnm){attr, p->t[q].number, p->t[q].number, false};
    else if (!read_tnm_word(p, q, ret) || ret->attr != attr)
        return 0;
    *range |= span;
    return q + 1;
}

/* "T1c-T2a", "T3 or T4". NULL: none. */
struct crit_node *en_read_tnm(struct en_parse *p, size_t *pos, size_t hi)
{
    struct tnm a, b;
    struct crit_node *fused = p->t[*pos].class == EN_WORD ? read_fused_tnm(p, *pos) : NULL;
    *pos += fused != NULL;
    if (fused || p->t[*pos].class != EN_WORD || !read_tnm_word(p, *pos, &a))
        return fused;
    size_t at = *pos + 1, next;
    bool range = false;
    while ((next = tnm_goes_on(p, at, hi, a.attr, &b, &range))) {
        a.hi = b.hi;
        a.letter |= b.letter;
        at = next;
    }
    struct crit_node *e = crit_new_number(p->ctx, a.attr, CRIT_OP_EQ, a.lo, 0, 0);
    if (a.hi != a.lo) {
        e->atom->op = range || a.hi - a.lo > 1 ? CRIT_OP_BETWEEN : CRIT_OP_IN;
        crit_atom_add_number(p->ctx, e->atom, a.hi);
    }
    en_span(p, e, *pos, at);
    *pos = at;
    return a.letter ? crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, 0, 0)) : e;
}

/* ------------------------------------------------------------------ metastases */

static struct crit_node *site_atom(struct en_parse *p, size_t at)
{
    const char *site = en_row_of(&p->t[at], EN_SITE)->value;
    return crit_new_word(p->ctx, ATTR_metastasis_site, CRIT_OP_IS, site, 0, 0);
}

/* "metastases to the brain" */
static struct crit_node *metastasis_to(struct en_parse *p, size_t *pos, size_t hi)
{
    size_t at = *pos;
    if (at + 1 >= hi || !en_is(&p->t[at + 1], EN_PREP))
        return NULL;
    for (at += 2; at < hi && en_is(&p->t[at], EN_DROP) && !en_is(&p->t[at], EN_SITE); at++)
        ;
    if (at >= hi || !en_is(&p->t[at], EN_SITE))
        return NULL;
    *pos = at + 1;
    return site_atom(p, at);
}

/* "leptomeningeal metastases" is one word of the table; NULL: something else stands at `at`. */
static struct crit_node *site_fact(struct en_parse *p, size_t at)
{
    static const char fact[] = "metastasis_site is ";
    const struct en_row *row = en_row_of(&p->t[at], EN_FACT);
    bool site = row && strncmp(row->value, fact, sizeof fact - 1) == 0 &&
                en_says(&p->t[at], EN_CUE_SPREAD); /* "brain or leptomeningeal disease": no */
    return site ? crit_new_word(p->ctx, ATTR_metastasis_site, CRIT_OP_IS,
                                row->value + sizeof fact - 1, 0, 0)
                : NULL;
}

/* "brain metastases", "liver or bone metastases" */
static struct crit_node *sites_of(struct en_parse *p, size_t *pos, size_t hi)
{
    struct crit_node *all = NULL;
    size_t at = *pos;
    while (at < hi && en_is(&p->t[at], EN_SITE)) {
        all = crit_join(p->ctx, CRIT_OR, all, site_atom(p, at));
        for (at++;
             at + 1 < hi && en_is_in(&p->t[at], joints) &&
             (en_is(&p->t[at + 1], EN_SITE) || en_is(&p->t[at + 1], EN_OR) || site_fact(p, at + 1));
             at++)
            ;
    }
    struct crit_node *last = all && at < hi ? site_fact(p, at) : NULL;
    if (last) {
        *pos = at + 1;
        return crit_join(p->ctx, CRIT_OR, all, last);
    }
    if (!all || at >= hi || !en_is(&p->t[at], EN_META))
        return NULL;
    *pos = at + 1;
    return all;
}

struct crit_node *en_read_metastasis(struct en_parse *p, size_t *pos, size_t hi)
{
    size_t lo = *pos;
    struct crit_node *all =
        en_is(&p->t[lo], EN_META) ? metastasis_to(p, pos, hi) : sites_of(p, pos, hi);
    if (all)
        en_span(p, all, lo, *pos);
    return all;
}

/* ------------------------------------------------------------------ states */

/* What a run of states says: those that the attribute knows, and words that it does not. */
struct states {
    struct crit_node *e; /* NULL: none that it knows */
    bool advanced, progressive;
    bool any; /* joined by "or" */
};

static void take_state(struct en_parse *p, struct states *s, const char *value)
{
    if (strcmp(value, "advanced") == 0)
        s->advanced = true;
    else if (strcmp(value, "progressive") == 0)
        s->progressive = true;
    else if (!s->e)
        s->e = crit_new_word(p->ctx, ATTR_disease_state, CRIT_OP_EQ, value, 0, 0);
    else {
        crit_atom_add_word(p->ctx, s->e->atom, value);
        s->e->atom->op = CRIT_OP_IN;
    }
}

static bool is_only_back(const struct crit_atom *a)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->words[i], "recurrent") != 0 && strcmp(a->words[i], "refractory") != 0)
            return false;
    return true;
}

/* Whom else the run lets in. One whose disease goes on need not have been free of it, and an
   advanced one may be new; beside metastatic or unresectable, "advanced" says nothing more. */
static struct crit_node *finish_states(struct en_parse *p, const struct states *s, size_t lo,
                                       size_t hi)
{
    bool other = s->progressive || (s->advanced && s->any && s->e && is_only_back(s->e->atom));
    if (!s->e)
        return en_opaque(p, lo, hi);
    en_span(p, s->e, lo, hi);
    struct crit_node *more = other ? en_opaque(p, lo, hi) : NULL;
    return more ? crit_join(p->ctx, s->any ? CRIT_OR : CRIT_AND, s->e, more) : s->e;
}

/* "relapsed or refractory", "unresectable, recurrent or metastatic", "recurrent or progressive". */
struct crit_node *en_read_states(struct en_parse *p, size_t *pos, size_t hi)
{
    size_t at = *pos, end = *pos;
    struct states s = {.e = NULL};
    bool or = false;
    while (at < hi && en_is(&p->t[at], EN_STATE)) {
        take_state(p, &s, en_row_of(&p->t[at], EN_STATE)->value);
        s.any |= or ;
        end = ++at;
        for (or = false; at < hi && (en_is(&p->t[at], EN_OR) || p->t[at].class == EN_COMMA ||
                                     p->t[at].class == EN_SLASH || en_is(&p->t[at], EN_AND));
             at++)
            or |= en_is(&p->t[at], EN_OR) || p->t[at].class == EN_SLASH;
    }
    if (end == *pos)
        return NULL;
    struct crit_node *e = finish_states(p, &s, *pos, end);
    *pos = end;
    return e;
}

bool en_is_state(const struct crit_node *e)
{
    if (e->type == CRIT_OR && e->n == 2 && e->children[1]->type == CRIT_OPAQUE)
        e = e->children[0];
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_disease_state;
}

size_t en_behind_that_is(struct en_parse *p, size_t pos, size_t hi)
{
    size_t at = pos + 1;
    if (at >= hi || !en_says(&p->t[pos], EN_CUE_THAT_IS) || !en_read_states(p, &at, hi))
        return pos;
    bool ends = at == hi || en_is_connective(p, at) || p->t[at].class == EN_STOP ||
                p->t[at].class == EN_CLOSE;
    return ends ? pos + 1 : pos;
}

/* "(N2)", "(T2, N0, M0)" behind a stage or a cancer; NULL: something else. */
static struct crit_node *read_tnm_bracket(struct en_parse *p, size_t lo, size_t hi)
{
    struct crit_node *all = NULL;
    while (lo < hi) {
        size_t at = lo;
        struct crit_node *e = en_read_tnm(p, &at, hi);
        if (!e || at == lo)
            return NULL;
        all = crit_join(p->ctx, CRIT_AND, all, e);
        for (lo = at; lo < hi && p->t[lo].class == EN_COMMA;)
            lo++;
    }
    return all;
}

/* "(histology: serous carcinoma)"; NULL: something else. */
static struct crit_node *read_histology(struct en_parse *p, size_t lo, size_t hi)
{
    struct crit_node *all = NULL;
    bool named = false;
    while (lo < hi && !named && en_says(&p->t[lo], EN_CUE_HISTOLOGY))
        for (lo++; lo < hi && (p->t[lo].class == EN_COLON || en_is_of(p, lo)); lo++)
            named = true;
    while (named && lo < hi) {
        size_t end = en_name_end(p, lo, hi);
        const char *kind = end > lo ? en_name_kind(p, lo, end) : NULL;
        if (!kind || strcmp(kind, "disease") != 0)
            return NULL;
        struct crit_node *e =
            crit_new_word(p->ctx, ATTR_histology, CRIT_OP_IS, words_of(p, lo, end), 0, 0);
        en_span(p, e, lo, end);
        all = crit_join(p->ctx, CRIT_OR, all, e);
        for (lo = end; lo < hi && (p->t[lo].class == EN_COMMA || en_is(&p->t[lo], EN_OR));)
            lo++;
    }
    return all;
}

struct crit_node *en_read_tumor_bracket(struct en_parse *p, size_t lo, size_t hi)
{
    struct crit_node *e = read_tnm_bracket(p, lo, hi);
    return e ? e : read_histology(p, lo, hi);
}
