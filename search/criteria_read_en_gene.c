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
static size_t read_alteration(const struct en_parse *p, size_t pos, size_t hi, bool *joint)
{
    *joint = false;
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

/* One marker with all its alterations: "EGFR exon 19 deletion or L858R mutation". */
struct crit_node *en_read_marker(struct en_parse *p, size_t *pos, size_t hi,
                                 const struct en_mode *mode)
{
    size_t at = *pos;
    if (!en_is(&p->t[at], EN_GENE))
        return NULL;
    size_t genes[4] = {at}, n_genes = 1;
    at++;
    while (n_genes < 4 && at + 1 < hi &&
           (p->t[at].class == EN_SLASH || en_is(&p->t[at], EN_OR) || p->t[at].class == EN_COMMA ||
            en_is(&p->t[at], EN_AND)) &&
           en_is(&p->t[at + 1], EN_GENE)) {
        genes[n_genes++] = at + 1;
        at += 2;
    }
    struct crit_node *all = NULL;
    bool joint;
    size_t end = read_alteration(p, at, hi, &joint);
    enum crit_type type = p->kind == CRIT_EXCLUSION || mode->not || n_genes == 1 ||
                                  en_is(&p->t[at - 2 + (n_genes == 1)], EN_OR)
                              ? CRIT_OR
                              : CRIT_AND;
    if (!end)
        return NULL;
    while (end) {
        for (size_t i = 0; i < n_genes; i++) {
            size_t lo = at;
            while (lo + 1 < end && (en_is(&p->t[lo], EN_ANYALTER) || en_is(&p->t[lo], EN_DROP)) &&
                   !en_is(&p->t[lo], EN_ALTER))
                lo++;
            char *gene = words_of(p, genes[i], genes[i] + 1);
            all = crit_join(p->ctx, type, all, marker_atom(p, gene, lo, end));
        }
        at = end;
        bool more = at + 1 < hi && (en_is(&p->t[at], EN_OR) || p->t[at].class == EN_SLASH ||
                                    p->t[at].class == EN_COMMA);
        size_t from =
            more && p->t[at].class == EN_COMMA && en_is(&p->t[at + 1], EN_OR) ? at + 2 : at + 1;
        end = more ? read_alteration(p, from, hi, &joint) : 0;
        if (end && from < hi &&
            (en_is(&p->t[from], EN_POSITIVE) || en_is(&p->t[from], EN_NEGATIVE)))
            end = 0;
        if (end) {
            type = CRIT_OR;
            at = from;
        }
    }
    if (at < hi && en_is_value(&p->t[at], EN_KIND, "disease") &&
        (at + 1 == hi || en_is_connective(p, at + 1)) &&
        memcmp(p->text.s + p->t[at].begin, "disease", 7) == 0)
        at++; /* HER2-positive disease */
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

static bool read_tnm_word(const struct en_parse *p, size_t pos, struct tnm *ret)
{
    const struct en_token *t = &p->t[pos];
    const char *s = p->text.s + t->begin;
    size_t n = t->end - t->begin;
    if (n > 1 && (*s == 'c' || *s == 'p') && (s[1] == 't' || s[1] == 'n' || s[1] == 'm'))
        s++, n--;
    if (n < 2 || n > 3 || (*s != 't' && *s != 'n' && *s != 'm') || s[1] < '0' || s[1] > '4')
        return false;
    ret->attr = *s == 't' ? ATTR_tnm_t : *s == 'n' ? ATTR_tnm_n : ATTR_tnm_m;
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

/* "T1c-T2a", "T3 or T4", "cT2N0M0" is not split. NULL: none. */
struct crit_node *en_read_tnm(struct en_parse *p, size_t *pos, size_t hi)
{
    struct tnm a, b;
    struct crit_node *fused = p->t[*pos].class == EN_WORD ? read_fused_tnm(p, *pos) : NULL;
    *pos += fused != NULL;
    if (fused || p->t[*pos].class != EN_WORD || !read_tnm_word(p, *pos, &a))
        return fused;
    size_t at = *pos + 1;
    bool range = false, letter = a.letter;
    while (at < hi) {
        size_t q = at;
        bool glued = p->t[q].glued, sign = false;
        while (q < hi &&
               (p->t[q].class == EN_DASH || en_is(&p->t[q], EN_TO) || en_is(&p->t[q], EN_OR) ||
                p->t[q].class == EN_SLASH || p->t[q].class == EN_COMMA)) {
            range |= p->t[q].class == EN_DASH || en_is(&p->t[q], EN_TO);
            sign = true;
            q++;
        }
        if (q >= hi || (!glued && !sign))
            break;
        range |= glued;
        if (p->t[q].class == EN_NUMBER && p->t[q].number <= 4)
            b = (struct tnm){a.attr, p->t[q].number, p->t[q].number, false};
        else if (!read_tnm_word(p, q, &b) || b.attr != a.attr)
            break;
        a.hi = b.hi;
        letter |= b.letter;
        at = q + 1;
    }
    struct crit_node *e = crit_new_number(p->ctx, a.attr, CRIT_OP_EQ, a.lo, 0, 0);
    if (a.hi != a.lo) {
        e->atom->op = range || a.hi - a.lo > 1 ? CRIT_OP_BETWEEN : CRIT_OP_IN;
        crit_atom_add_number(p->ctx, e->atom, a.hi);
    }
    en_span(p, e, *pos, at);
    *pos = at;
    return letter ? crit_join(p->ctx, CRIT_AND, e, crit_new(p->ctx, CRIT_OPAQUE, 0, 0)) : e;
}

/* ------------------------------------------------------------------ metastases */

/* "brain metastases", "liver or bone metastases", "metastases to the brain". */
struct crit_node *en_read_metastasis(struct en_parse *p, size_t *pos, size_t hi,
                                     const struct en_mode *mode)
{
    (void)mode;
    struct crit_node *all = NULL;
    size_t at = *pos;
    if (en_is(&p->t[at], EN_META) && at + 1 < hi && en_is(&p->t[at + 1], EN_PREP)) {
        size_t q = at + 2;
        while (q < hi && en_is(&p->t[q], EN_DROP) && !en_is(&p->t[q], EN_SITE))
            q++;
        const struct en_row *site = q < hi ? en_row_of(&p->t[q], EN_SITE) : NULL;
        if (!site)
            return NULL;
        all = crit_new_word(p->ctx, ATTR_metastasis_site, CRIT_OP_IS, site->value, 0, 0);
        at = q + 1;
    } else {
        while (at < hi && en_is(&p->t[at], EN_SITE)) {
            const char *site = en_row_of(&p->t[at], EN_SITE)->value;
            all = crit_join(p->ctx, CRIT_OR, all,
                            crit_new_word(p->ctx, ATTR_metastasis_site, CRIT_OP_IS, site, 0, 0));
            at++;
            while (at < hi &&
                   (en_is(&p->t[at], EN_OR) || p->t[at].class == EN_COMMA ||
                    p->t[at].class == EN_SLASH || en_is(&p->t[at], EN_AND)) &&
                   at + 1 < hi && (en_is(&p->t[at + 1], EN_SITE) || en_is(&p->t[at + 1], EN_OR)))
                at++;
        }
        if (!all || at >= hi || !en_is(&p->t[at], EN_META))
            return NULL;
        at++;
    }
    en_span(p, all, *pos, at);
    *pos = at;
    return all;
}

/* ------------------------------------------------------------------ states */

/* "relapsed or refractory", "unresectable, recurrent or metastatic". */
struct crit_node *en_read_states(struct en_parse *p, size_t *pos, size_t hi)
{
    size_t at = *pos, end = *pos;
    struct crit_node *e = NULL;
    bool advanced = false;
    while (at < hi && en_is(&p->t[at], EN_STATE)) {
        const char *value = en_row_of(&p->t[at], EN_STATE)->value;
        if (strcmp(value, "advanced") == 0)
            advanced = true;
        else if (!e)
            e = crit_new_word(p->ctx, ATTR_disease_state, CRIT_OP_EQ, value, 0, 0);
        else {
            crit_atom_add_word(p->ctx, e->atom, value);
            e->atom->op = CRIT_OP_IN;
        }
        end = ++at;
        while (at < hi && (en_is(&p->t[at], EN_OR) || p->t[at].class == EN_COMMA ||
                           p->t[at].class == EN_SLASH || en_is(&p->t[at], EN_AND)))
            at++;
    }
    if (!e && !advanced)
        return NULL;
    if (!e)
        e = en_opaque(p, *pos, end);
    en_span(p, e, *pos, end);
    *pos = end;
    return e;
}
