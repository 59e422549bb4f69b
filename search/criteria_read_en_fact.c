/* Facts of the table ("pregnant", "HBsAg positive", "current smoker") as atoms. */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "schema/base/mem.h"
#include <string.h>

static bool value_is(const struct en_row *row, const char *value)
{
    return strcmp(row->value, value) == 0;
}

static struct crit_node *flag(struct en_parse *p, uint16_t attr)
{
    return crit_new_atom(p->ctx, attr, CRIT_OP_PRESENT, 0, 0);
}

static struct crit_node *hepatitis_b(struct en_parse *p)
{
    struct crit_node *e = crit_new_word(p->ctx, ATTR_hbv, CRIT_OP_IN, "carrier", 0, 0);
    crit_atom_add_word(p->ctx, e->atom, "active");
    return e;
}

static struct crit_node *hepatitis_c(struct en_parse *p)
{
    return crit_new_word(p->ctx, ATTR_hcv, CRIT_OP_EQ, "positive", 0, 0);
}

/* "attr op a,b" of the table. */
static struct crit_node *from_words(struct en_parse *p, const char *value)
{
    const char *blank = strchr(value, ' ');
    uint16_t attr;
    if (!blank || !attribute_find(value, (size_t)(blank - value), &attr))
        return NULL;
    char *op = mem_strdup(p->tmp, blank + 1), *rest = strchr(op, ' ');
    if (rest)
        *rest++ = '\0';
    if (strcmp(op, "present") == 0 || strcmp(op, "absent") == 0)
        return crit_new_atom(p->ctx, attr, *op == 'p' ? CRIT_OP_PRESENT : CRIT_OP_ABSENT, 0, 0);
    enum crit_op how = *op == 'i' ? (op[1] == 's' ? CRIT_OP_IS : CRIT_OP_IN) : CRIT_OP_EQ;
    if (*op == '>')
        how = CRIT_OP_GE;
    if (attributes[attr].kind == ATTR_NUMBER || attr == ATTR_tnm_m)
        return crit_new_number(p->ctx, attr, how, rest ? *rest - '0' : 0, 0, 0);
    struct crit_node *e = crit_new_atom(p->ctx, attr, how, 0, 0);
    for (char *save = NULL, *w = strtok_r(rest, ",", &save); w; w = strtok_r(NULL, ",", &save))
        crit_atom_add_word(p->ctx, e->atom, w);
    return e;
}

/* What the table's short names stand for. NULL: no atom. */
static struct crit_node *special(struct en_parse *p, const struct en_row *row)
{
    if (value_is(row, "hbvhcv"))
        return crit_join(p->ctx, CRIT_OR, hepatitis_b(p), hepatitis_c(p));
    if (value_is(row, "activehepbc"))
        return crit_join(p->ctx, CRIT_OR,
                         crit_new_word(p->ctx, ATTR_hbv, CRIT_OP_EQ, "active", 0, 0),
                         hepatitis_c(p));
    if (value_is(row, "viralhep"))
        return crit_join(p->ctx, CRIT_OR,
                         crit_join(p->ctx, CRIT_OR,
                                   crit_new_word(p->ctx, ATTR_hbv, CRIT_OP_EQ, "active", 0, 0),
                                   hepatitis_c(p)),
                         crit_new(p->ctx, CRIT_OPAQUE, 0, 0));
    if (value_is(row, "radiosite"))
        return crit_join(p->ctx, CRIT_AND, flag(p, ATTR_radiotherapy),
                         crit_new(p->ctx, CRIT_OPAQUE, 0, 0));
    if (value_is(row, "true") || value_is(row, "child"))
        return crit_new_true(p->ctx);
    if (value_is(row, "adult"))
        return p->age_read ? crit_new_true(p->ctx)
                           : crit_new_number(p->ctx, ATTR_age, CRIT_OP_GE, 18, 0, 0);
    if (value_is(row, "guardian"))
        return NULL;
    if (value_is(row, "anymalignancy present"))
        return p->kind == CRIT_EXCLUSION ? flag(p, ATTR_other_malignancy) : NULL;
    if (value_is(row, "investigational present"))
        return flag(p, ATTR_other_trial);
    return from_words(p, row->value);
}

/* A word that makes a longer name of the fact before it: smoking cessation, cancer pain. */
static bool goes_on(const struct en_parse *p, size_t pos, size_t hi)
{
    if (pos >= hi || en_says(&p->t[pos], EN_CUE_FACT_TAIL))
        return false;
    const struct en_token *t = &p->t[pos];
    bool name = t->class == EN_WORD || en_is(t, EN_KIND) || en_is(t, EN_NAME) ||
                en_is(t, EN_GENE) || en_is(t, EN_SITE);
    return name && !en_is(t, EN_DROP) && !en_is(t, EN_FACT) && !en_is(t, EN_ALTER) &&
           !en_is(t, EN_STATE) && !en_is(t, EN_ANCHOR) && !en_is(t, EN_ATTR);
}

static bool is_first_line(const struct en_token *t)
{
    return en_is_value(t, EN_FACT, "line_of_therapy = 0");
}

static bool ends_in_naive(const struct en_parse *p, size_t pos)
{
    return !p->t[pos].sense && en_says(&p->t[pos], EN_CUE_NAIVE);
}

/* M0 in "T2, N0, M0 breast cancer": never a part of the name */
static bool is_category(const struct en_parse *p, const struct en_token *t)
{
    const char *s = p->text.s + t->begin;
    return t->end - t->begin == 2 && *s == 'm' && (s[1] == '0' || s[1] == '1');
}

/* treatment-naive, previously untreated; not "active or untreated", which says of what sort */
static bool is_naive(const struct en_parse *p, const struct en_token *t)
{
    bool sort = t > p->t && en_is(t - 1, EN_OR);
    return !sort && is_first_line(t) && en_says(t, EN_CUE_NAIVE_END);
}

static bool names_its_therapy(const struct en_parse *p, size_t pos, size_t hi)
{
    if (pos + 2 >= hi || !is_first_line(&p->t[pos]))
        return false;
    size_t end = pos + 2;
    static const enum en_class stops[] = {EN_COND, EN_NUMTAIL, EN_CLOSE, EN_STOP, EN_WORD};
    while (end < hi && !en_is_connective(p, end) && !en_is_in(&p->t[end], stops))
        end++;
    const char *kind = en_name_kind(p, pos + 2, end);
    bool disease = kind && (strcmp(kind, "disease") == 0 || strcmp(kind, "event") == 0);
    return en_says(&p->t[pos + 1], EN_CUE_BY_WHICH) && !disease;
}

bool en_denies_therapy(const struct en_parse *p, size_t pos, size_t hi)
{
    return names_its_therapy(p, pos, hi);
}

bool en_ends_with_denial(const struct en_parse *p, size_t pos, size_t hi)
{
    if (!is_first_line(&p->t[pos]))
        return false;
    if (en_says(&p->t[pos], EN_CUE_NOT_HAD))
        return true;
    bool last = pos + 1 == hi || en_is_connective(p, pos + 1) || p->t[pos + 1].class == EN_CLOSE;
    return last || en_denies_therapy(p, pos, hi);
}

/* "Statin-naive", "anti-TNF-naive": not had; NULL: no such word at pos. */
struct crit_node *en_read_naive(struct en_parse *p, size_t *pos, size_t hi)
{
    enum { WORDS = 4 };
    size_t at = *pos + 1;
    while (at < hi && at <= *pos + WORDS && p->t[at].class == EN_WORD && p->t[at].glued &&
           !ends_in_naive(p, at))
        at++;
    if (at >= hi || !ends_in_naive(p, at) || en_is(&p->t[*pos], EN_DROP))
        return NULL;
    struct en_mode m = {.frame = EN_FRAME_THERAPY, .past = true, .window.n = -1};
    struct crit_node *e = en_read_name(p, *pos, at, &m);
    en_span(p, e, *pos, at + 1);
    *pos = at + 1;
    return e->type == CRIT_OPAQUE ? e : crit_not(p->ctx, e);
}

static bool takes_history(uint16_t attr)
{
    return attr == ATTR_interstitial_lung_disease || attr == ATTR_autoimmune_disease ||
           attr == ATTR_psychiatric_disorder || attr == ATTR_substance_abuse ||
           attr == ATTR_suicidality || attr == ATTR_active_infection;
}

/* "Active malignancy", "current alcohol abuse": not one of former years. */
static bool is_now(const struct en_parse *p, size_t pos, const struct en_mode *mode)
{
    bool now = mode->frame == EN_FRAME_CURRENT || en_says(&p->t[pos], EN_CUE_NOW);
    return now && !en_says(&p->t[pos], EN_CUE_ONCE);
}

static void set_now(const struct en_parse *p, size_t pos, const struct en_mode *mode,
                    struct crit_node *e)
{
    if (e->type == CRIT_ATOM && e->atom->history == CRIT_HISTORY_NONE &&
        (e->atom->attr == ATTR_other_malignancy || e->atom->attr == ATTR_substance_abuse) &&
        is_now(p, pos, mode))
        e->atom->history = CRIT_CURRENT;
}

static void set_history(const struct en_mode *mode, struct crit_node *e)
{
    if (e->type != CRIT_ATOM || !takes_history(e->atom->attr))
        return;
    if (mode->frame == EN_FRAME_EVER)
        e->atom->history = CRIT_EVER;
    else if (mode->frame == EN_FRAME_HISTORY || mode->past)
        e->atom->history = CRIT_PAST;
}

/* "positive", "negative" behind a fact or before the list. */
static enum en_sign sign_behind(const struct en_parse *p, size_t *pos, size_t hi)
{
    size_t at = *pos;
    while (at < hi && (en_says(&p->t[at], EN_CUE_FACT_TAIL) || en_is(&p->t[at], EN_GLUE)) &&
           at - *pos < 3)
        at++;
    if (at >= hi || (!en_is(&p->t[at], EN_POSITIVE) && !en_is(&p->t[at], EN_NEGATIVE)))
        return EN_NO_SIGN;
    enum en_sign s = en_is(&p->t[at], EN_POSITIVE) ? EN_SIGN_POSITIVE : EN_SIGN_NEGATIVE;
    *pos = at + 1;
    return s;
}

/* The same with the test negative; only tests have a sign. */
static struct crit_node *with_sign(struct en_parse *p, struct crit_node *e, enum en_sign sign)
{
    if (sign != EN_SIGN_NEGATIVE)
        return e;
    if (e->type == CRIT_ATOM && e->atom->words &&
        (e->atom->attr == ATTR_hiv || e->atom->attr == ATTR_hbv || e->atom->attr == ATTR_hcv))
        return crit_new_word(p->ctx, e->atom->attr, CRIT_OP_EQ, "negative", 0, 0);
    return crit_not(p->ctx, e);
}

/* Women, pregnancy: in an exclusion the sex is not said beside it. */
static bool sex_is_said(const struct en_parse *p, size_t pos, size_t hi)
{
    for (size_t i = pos; i < hi && i < pos + 6; i++) {
        const struct en_row *r = en_row_of(&p->t[i], EN_FACT);
        if (r && (strncmp(r->value, "pregnant", 8) == 0 || strncmp(r->value, "breast", 6) == 0 ||
                  strncmp(r->value, "childbearing", 12) == 0 ||
                  strncmp(r->value, "contraception", 13) == 0))
            return true;
        if (en_is_connective(p, i))
            return false;
    }
    return false;
}

/* ", or" at pos */
static bool is_other_way(const struct en_parse *p, size_t pos, size_t hi)
{
    return pos + 1 < hi && p->t[pos].class == EN_COMMA && en_is(&p->t[pos + 1], EN_OR);
}

/* "Untreated or unstable thyroid disorder", "malignancy, treated or untreated" among the
   exclusions: of what sort the disease is, not that nothing was ever taken. */
static bool is_untreated_sort(const struct en_parse *p, size_t pos, size_t hi)
{
    const struct en_token *t = &p->t[pos];
    return p->kind == CRIT_EXCLUSION && is_first_line(t) && en_says(t, EN_CUE_UNTREATED) &&
           ((pos + 1 < hi && en_is_connective(p, pos + 1)) ||
            (pos > 0 && en_is_connective(p, pos - 1)));
}

/* What the row of the table says of the person; more words follow at `pos`. */
static struct crit_node *read_row(struct en_parse *p, const struct en_row *row, size_t pos,
                                  size_t hi)
{
    bool sex = strncmp(row->value, "sex", 3) == 0, read = p->age_read;
    if (is_other_way(p, pos, hi))
        p->age_read = false; /* "adults, or adolescents aged 12 to 17": the age is the others' */
    bool said = sex && p->kind == CRIT_EXCLUSION && sex_is_said(p, pos, hi);
    struct crit_node *e = said ? crit_new_true(p->ctx) : special(p, row);
    p->age_read = read;
    return e;
}

/* "No prior chemotherapy for X" with e read so far: a trial asks it of its own cancer; of another
   illness it need not be the trial's. Moves *pos behind X. */
static struct crit_node *take_purpose(struct en_parse *p, struct crit_node *e, size_t lo,
                                      size_t *pos, size_t hi)
{
    enum en_purpose what;
    bool first = p->kind == CRIT_INCLUSION && *pos < hi && is_first_line(&p->t[lo]);
    size_t end = first ? en_behind_purpose(p, *pos, hi, &what) : *pos;
    struct crit_window w;
    if (end == *pos)
        return e;
    *pos = end;
    if (what == EN_FOR_OTHER || en_read_window(p, end, hi, &w))
        return en_opaque(p, lo, end);
    return what == EN_FOR_CANCER ? e : crit_join(p->ctx, CRIT_OR, e, en_opaque(p, lo, end));
}

struct crit_node *en_read_fact(struct en_parse *p, size_t *pos, size_t hi,
                               const struct en_mode *mode)
{
    const struct en_row *row = en_row_of(&p->t[*pos], EN_FACT);
    bool own = p->kind == CRIT_INCLUSION && !mode->negated && !mode->condition;
    if (names_its_therapy(p, *pos, hi)) {
        struct crit_node *all = en_opaque(p, *pos, hi);
        *pos = hi;
        return all;
    }
    bool apart = (own && is_naive(p, &p->t[*pos])) || /* "treatment-naive macular edema" */
                 is_category(p, &p->t[*pos]);
    if (!row || (!apart && goes_on(p, *pos + 1, hi)) || (own && en_is(&p->t[*pos], EN_NAME)))
        return NULL;
    if (is_untreated_sort(p, *pos, hi)) {
        (*pos)++;
        return en_opaque(p, *pos - 1, *pos);
    }
    struct crit_node *e = read_row(p, row, *pos + 1, hi);
    if (!e)
        return NULL;
    size_t at = *pos + 1;
    enum en_sign sign = sign_behind(p, &at, hi);
    while (sign == EN_NO_SIGN && at < hi && en_says(&p->t[at], EN_CUE_FACT_TAIL))
        at++;
    if (sign == EN_NO_SIGN)
        sign = mode->sign;
    en_span(p, e, *pos, at);
    e = with_sign(p, e, sign);
    set_history(mode, e);
    set_now(p, *pos, mode, e);
    e = take_purpose(p, e, *pos, &at, hi);
    *pos = at;
    return e;
}
