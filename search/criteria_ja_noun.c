/*
 * One noun under one predicate → a tree (CONVENTIONS of the sets, §3). What a name is comes from
 * its ending (data/criteria-ja.tsv, class kind) or from what is said of it; a name of which neither
 * tells is not understood.
 */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_noun.h"
#include "search/units.h"
#include "schema/base/text.h"
#include "search/criteria_ja_words.h"
#include <string.h>

static bool is_kind(const struct ja_np *np, const char *kind)
{
    return np->kind && strcmp(np->kind, kind) == 0;
}

bool ja_np_is_past(const struct ja_say *say)
{
    return say->pred == JA_PAST || say->pred == JA_DEVELOP;
}

void ja_np_set_span(const struct ja *j, struct crit_node *e, uint32_t begin, uint32_t end)
{
    e->begin = j->p.text.begin[begin] + j->p.offset;
    e->end = end > begin ? j->p.text.end[end - 1] + j->p.offset : e->begin;
}

struct crit_node *ja_np_word_atom(const struct ja *j, uint16_t attr, const char *word,
                                  const struct ja_np *np)
{
    struct crit_node *e = crit_new_word(j->p.ctx, attr, CRIT_OP_IS, word, 0, 0);
    ja_np_set_span(j, e, np->begin, np->end);
    return e;
}

struct crit_node *ja_np_opaque_of(const struct ja *j, const struct ja_np *np)
{
    return crit_opaque(&j->p, np->begin, np->end);
}

/* E and something that was not understood. */
struct crit_node *ja_np_restricted(const struct ja *j, struct crit_node *e, const struct ja_np *np)
{
    return crit_join(j->p.ctx, CRIT_AND, e, ja_np_opaque_of(j, np));
}

struct crit_window ja_np_now_or(const struct ja_window *w)
{
    struct crit_window out = w->w;
    if (w->since) {
        out.dir = CRIT_BEFORE;
        out.anchor = CRIT_ANCHOR_NOW;
    }
    return out;
}

char *ja_np_name(const struct ja *j, const struct ja_np *np, uint32_t begin)
{
    char *name = crit_name(&j->p, begin, np->end);
    name = text_replace(j->p.ctx, name, "\n", "");
    return np->tail ? mem_printf(j->p.ctx, "%s%s", name, np->tail) : name;
}

/* ------------------------------------------------------------------ names */

/* The organ of 脳転移, 髄膜播種, 肝への転移. */
static char *organ(const struct ja *j, const struct ja_np *np)
{
    char *s = ja_np_name(j, np, np->bare);
    if (ja_holds(s, strlen(s), ja_words_meninges))
        return mem_strdup(j->p.ctx, *ja_words_meninges);
    ja_cut_off(s, ja_words_spread_tails);
    return s;
}

static struct crit_node *metastasis(const struct ja *j, const struct ja_np *np)
{
    char *site = organ(j, np);
    if (ja_is_one(site, strlen(site), ja_words_spread_far)) {
        struct crit_node *m = crit_new_number(j->p.ctx, ATTR_tnm_m, CRIT_OP_EQ, 1, 0, 0);
        ja_np_set_span(j, m, np->begin, np->end);
        return m;
    }
    struct crit_node *e = ja_np_word_atom(j, ATTR_metastasis_site, site, np);
    return np->vague || np->bare > np->begin ? ja_np_restricted(j, e, np) : e;
}

/* Which list of the person's a therapy stands in, by what is said. */
static uint16_t therapy_attr(const struct ja_np *np, const struct ja_say *say)
{
    if (is_kind(np, "transplant"))
        return ATTR_transplant;
    if (is_kind(np, "surgery"))
        return ATTR_prior_surgery;
    bool window = say->window.w.set;
    switch (say->pred) {
    case JA_TAKE:
        return (say->flags & (LEX_PAST | LEX_HAD)) || window ? ATTR_prior_therapy
                                                             : ATTR_current_medication;
    case JA_HAD_SURGERY:
        return ATTR_prior_surgery;
    case JA_HAD: /* 投与を受けている: now */
        return is_kind(np, "drug") && say->flags == LEX_GOING && !window ? ATTR_current_medication
                                                                         : ATTR_prior_therapy;
    case JA_PAST:
    case JA_WASHOUT:
        return ATTR_prior_therapy;
    case JA_NO_PRED:
        return window ? ATTR_prior_therapy : LEX_NO_ATTR;
    default:
        return LEX_NO_ATTR;
    }
}

/* No therapy of the disease yet. */
static struct crit_node *first_line(const struct ja *j, const struct ja_np *np)
{
    struct crit_node *e = crit_new_number(j->p.ctx, ATTR_line_of_therapy, CRIT_OP_EQ, 0, 0, 0);
    ja_np_set_span(j, e, np->begin, np->end);
    return e;
}

/* A therapy without a drug that goes on now (認知行動療法を受けている). */
static void going_on(struct crit_atom *a, const struct ja_np *np, const struct ja_say *say)
{
    bool going = (say->flags & LEX_GOING) && !(say->flags & LEX_PAST) && !say->window.w.set;
    if (!is_kind(np, "therapy") || ja_holds(a->words[0], strlen(a->words[0]), ja_words_with_drugs))
        return;
    if (a->attr == ATTR_current_medication || (a->attr == ATTR_prior_therapy && going)) {
        a->attr = ATTR_prior_therapy;
        a->history = CRIT_CURRENT;
    }
}

static bool is_unlike_therapy(enum ja_pred pred)
{
    return pred == JA_UNKNOWN || pred == JA_CAN || pred == JA_CANNOT || pred == JA_AGREE ||
           pred == JA_JOIN;
}

static void any_at_all(struct crit_atom *a)
{
    a->op = CRIT_OP_PRESENT;
    a->n = 0;
    a->words = NULL;
}

/* 何らかの医薬品 */
bool ja_is_any_drug(const char *name)
{
    return ja_is_one(name, strlen(name), ja_words_drug_words);
}

/* 療法, 剤: what is left of a name whose beginning was read as something else. */
static bool is_bare_ending(const struct ja *j, const struct ja_np *np)
{
    size_t len = np->end - np->bare;
    uint32_t before = 0;
    for (size_t pos = np->bare < 3 ? 0 : np->bare - 3; np->bare >= 3 && pos < np->bare;)
        before = text_decode(j->p.text.s, np->bare, &pos);
    if (before == 0 || (before >= 0x3041 && before <= 0x3096))
        return false; /* 薬を, 何らかの薬を */
    return ja_is_one(j->p.text.s + np->bare, len, ja_words_therapy_endings);
}

/* 予定手術: not had yet. */
static bool is_planned(const struct ja *j, const struct ja_np *np)
{
    return ja_begins(j->p.text.s + np->bare, ja_words_planned);
}

static struct crit_node *therapy(const struct ja *j, const struct ja_np *np,
                                 const struct ja_say *say)
{
    uint16_t attr = therapy_attr(np, say);
    if (is_planned(j, np) || is_bare_ending(j, np))
        return ja_np_opaque_of(j, np);
    if (attr == LEX_NO_ATTR || is_unlike_therapy(say->pred))
        return ja_np_opaque_of(j, np);
    char *value = ja_np_name(j, np, np->begin);
    if (is_kind(np, "surgery") || is_kind(np, "transplant"))
        value = text_replace(j->p.ctx, value, *ja_words_of, ""); /* 膝関節の手術 */
    if (np->purpose && (say->flags & LEX_NOT) && say->pred == JA_HAD &&
        ja_holds(value, strlen(value), ja_words_systemic))
        return crit_not(j->p.ctx, first_line(j, np));
    struct crit_node *e = ja_np_word_atom(j, attr, value, np);
    going_on(e->atom, np, say);
    if (!np->vague && ja_is_any_drug(value))
        any_at_all(e->atom);
    struct crit_window w = say->window.w;
    w.dir = say->window.since && w.anchor == CRIT_ANCHOR_DIAGNOSIS ? CRIT_AFTER : CRIT_BEFORE;
    if (say->window.at_least && say->pred != JA_WASHOUT)
        e = ja_np_restricted(j, e, np);
    else
        crit_set_window(e, &w);
    if (np->vague)
        e = ja_np_restricted(j, e, np);
    return say->pred == JA_WASHOUT ? crit_not(j->p.ctx, e) : e;
}

static uint16_t disease_attr(const struct ja *j, const struct ja_say *say)
{
    bool event = say->window.w.set && say->window.w.n >= 0;
    bool lasting = say->window.since || (say->window.at_least && say->pred == JA_DX);
    if (lasting && j->p.kind == CRIT_INCLUSION)
        return ATTR_diagnosis;
    if (ja_np_is_past(say) || (event && say->pred != JA_EVER && !say->window.since))
        return ATTR_history;
    if (event && say->window.since && j->p.kind == CRIT_EXCLUSION)
        return ATTR_history;
    if (say->pred == JA_COMORB || say->pred == JA_EVER || j->p.kind == CRIT_EXCLUSION)
        return ATTR_comorbidity;
    return ATTR_diagnosis;
}

/* The window of 発症後5年以内のX in an inclusion: how long X lasts. */
struct crit_node *ja_np_duration(const struct ja *j, const struct ja_np *np,
                                 const struct ja_window *w)
{
    static const char *const units[] = {"", "day", "week", "month", "year"};
    struct crit_value v = {.n = 1, .begin = np->begin, .end = np->end, .compared = true};
    uint16_t unit;
    v.limits[0].op = w->at_least ? CRIT_OP_GE : CRIT_OP_LE;
    v.limits[0].number = w->w.n;
    if (!unit_find(units[w->w.unit], strlen(units[w->w.unit]), &v.unit))
        return NULL;
    if (w->bounded) {
        if (!unit_find(units[w->upper.unit], strlen(units[w->upper.unit]), &unit))
            return NULL;
        v.n = 2;
        v.limits[0].unit = (uint16_t)(v.unit + 1);
        v.limits[1] = (struct crit_limit){.op = w->below ? CRIT_OP_LT : CRIT_OP_LE,
                                          .number = w->upper.n,
                                          .unit = (uint16_t)(unit + 1)};
    }
    return crit_measure(&j->p, ATTR_disease_duration, &v);
}

/* 何らかの疾患: any at all. */
static void any_disease(struct crit_atom *a)
{
    any_at_all(a);
    if (a->attr == ATTR_diagnosis)
        a->attr = ATTR_comorbidity;
}

/* 2型糖尿病の治療を受けている: it is there; the treatment is not told. */
static struct crit_node *treated(const struct ja *j, const struct ja_np *np,
                                 const struct ja_say *say)
{
    struct ja_say have = *say;
    struct ja_np vague = *np;
    have.pred = JA_HAVE;
    vague.vague = true;
    return ja_noun(j, &vague, &have);
}

static struct crit_node *disease(const struct ja *j, const struct ja_np *np,
                                 const struct ja_say *say)
{
    if (say->pred == JA_HAD && (say->flags & LEX_GOING) && !(say->flags & LEX_NOT))
        return treated(j, np, say);
    if (is_unlike_therapy(say->pred) || say->pred == JA_WASHOUT || say->pred == JA_HAD ||
        (say->pred == JA_TAKE && (say->flags & LEX_NOT)))
        return ja_np_opaque_of(j, np);
    uint16_t attr = disease_attr(j, say);
    struct crit_node *e = ja_np_word_atom(j, attr, ja_np_name(j, np, np->begin), np);
    if (attr == ATTR_diagnosis && say->pred == JA_DX && ja_is_histology(e->atom->words[0]))
        e->atom->attr = ATTR_histology;
    if (ja_is_one(e->atom->words[0], strlen(e->atom->words[0]), ja_words_any_disease))
        any_disease(e->atom);
    if (say->pred == JA_EVER)
        e->atom->history = CRIT_EVER;
    struct crit_window w = ja_np_now_or(&say->window);
    bool lasting = say->window.since && j->p.kind == CRIT_INCLUSION;
    lasting |= say->window.at_least && say->pred == JA_DX;
    if (lasting) {
        struct crit_node *d = ja_np_duration(j, np, &say->window);
        e = d ? crit_join(j->p.ctx, CRIT_AND, d, e) : ja_np_restricted(j, e, np);
    } else if (say->window.at_least) {
        e = ja_np_restricted(j, e, np);
    } else {
        crit_set_window(e, &w);
    }
    return np->vague ? ja_np_restricted(j, e, np) : e;
}

static struct crit_node *biomarker(const struct ja *j, const struct ja_np *np,
                                   const struct ja_say *say)
{
    char *s = ja_np_name(j, np, np->bare);
    s = text_replace(j->p.ctx, s, *ja_words_of, "");
    if (ja_holds(s, strlen(s), ja_words_syphilis) &&
        (say->pred == JA_POSITIVE || say->pred == JA_NEGATIVE)) {
        struct crit_node *d = ja_np_word_atom(j, ATTR_comorbidity, *ja_words_syphilis, np);
        return say->pred == JA_POSITIVE ? d : crit_not(j->p.ctx, d);
    }
    if (say->pred == JA_POSITIVE || say->pred == JA_NEGATIVE) {
        const char *const *sign = say->pred == JA_POSITIVE ? ja_words_positive : ja_words_negative;
        size_t len = strlen(s);
        if (!ja_ends_in(s, len, sign, NULL) && !ja_ends_in(s, len, ja_words_wild_type, NULL))
            s = mem_printf(j->p.ctx, "%s%s", s, *sign);
    } else if (say->pred != JA_NO_PRED && say->pred != JA_HAVE && say->pred != JA_DX) {
        return ja_np_opaque_of(j, np);
    }
    struct crit_node *e = ja_np_word_atom(j, ATTR_biomarker, s, np);
    return np->vague ? ja_np_restricted(j, e, np) : e;
}

/* A name whose ending says nothing: what is said of it may. */
static const char *kind_said(const struct ja_say *say)
{
    switch (say->pred) {
    case JA_POSITIVE:
    case JA_NEGATIVE:
        return "biomarker";
    case JA_PAST:
    case JA_EVER:
    case JA_DEVELOP:
    case JA_COMORB:
        return "disease";
    case JA_TAKE:
        return "drug";
    case JA_DX:
        return say->quoted ? "disease" : NULL;
    case JA_HAD:
        return (say->flags & (LEX_HAD | LEX_PAST | LEX_GOING)) ? "drug" : NULL;
    default:
        return NULL;
    }
}

/* Drugs are written in katakana and Latin letters; 一定 and 予防 are none. */
static bool is_drug_like(const struct ja *j, const struct ja_np *np)
{
    for (size_t pos = np->bare; pos < np->end;) {
        uint32_t c = text_decode(j->p.text.s, np->end, &pos);
        if ((c >= 0x30A1 && c <= 0x30FC) || (c >= 'a' && c <= 'z'))
            return true;
    }
    return false;
}

/* 胸部放射線照射: the flag has no site. */
static bool is_radiation(const struct ja *j, const struct ja_np *np)
{
    const char *s = j->p.text.s + np->bare;
    size_t len = np->end - np->bare;
    return ja_holds(s, len, ja_words_rays) && !ja_holds(s, len, ja_words_rays_and_drugs) &&
           ja_holds(s, len, ja_words_rays_given);
}

static struct crit_node *radiation(const struct ja *j, const struct ja_np *np,
                                   const struct ja_say *say)
{
    static const struct lex_sense flag = {
        .class = LEX_FACT, .attr = ATTR_radiotherapy, .op = CRIT_OP_PRESENT};
    struct ja_np f = *np;
    f.what = JA_FACT;
    f.sense = &flag;
    f.vague = true;
    return ja_np_fact(j, &f, say);
}

/* 慢性, 2型: no name by itself. */
static bool is_adjective(const struct ja *j, const struct ja_np *np)
{
    return ja_ends_in(j->p.text.s, np->end, ja_words_adjective_ends, NULL);
}

/* A single letter (Grade 3B), one kanji or an adjective are no names. */
static bool is_short(const struct ja *j, const struct ja_np *np)
{
    bool kanji = (unsigned char)j->p.text.s[np->bare] >= 0x80;
    return np->end - np->bare < 2 ||
           (!np->kind && kanji && (np->end - np->bare < 6 || is_adjective(j, np)));
}

/* What neither its ending nor the lexicon tells is a disease or a drug by its verb alone:
   高めと指摘 された. Nobody is refused for it. */
static struct crit_node *unless_guessed(const struct ja *j, const struct ja_np *np,
                                        const struct ja_say *say, struct crit_node *e)
{
    bool guessed = !np->kind && j->p.reader->lexicon && j->p.kind == CRIT_INCLUSION;
    return guessed && !(say->flags & LEX_NOT) && !ja_is_known_name(&j->p, np->bare, np->end)
               ? crit_join(j->p.ctx, CRIT_OR, e, ja_np_opaque_of(j, np))
               : e;
}

/* 乳癌、HER2陽性: the sign is the marker's, not the disease's; a test for syphilis is one. */
static bool is_signed_disease(const struct ja *j, const struct ja_np *np)
{
    const char *s = j->p.text.s + np->begin;
    return np->kind && strcmp(np->kind, "disease") == 0 &&
           ja_ends_in(s, np->end - np->begin, ja_words_left_out_names, NULL) &&
           !ja_holds(s, np->end - np->begin, ja_words_infections);
}

/* cN陽性, リンパ節陰性: N1 and more, N0. NULL: the name is of something else. */
static struct crit_node *nodes(const struct ja *j, const struct ja_np *np, enum ja_pred sign)
{
    if (!ja_is_one(j->p.text.s + np->bare, np->end - np->bare, ja_words_nodes) || np->vague)
        return NULL;
    bool positive = sign == JA_POSITIVE;
    struct crit_node *e =
        crit_new_number(j->p.ctx, ATTR_tnm_n, positive ? CRIT_OP_GE : CRIT_OP_EQ, positive, 0, 0);
    ja_np_set_span(j, e, np->begin, np->end);
    return e;
}

/* A name with 陽性 or 陰性 that is no biomarker; NULL: it is one. */
static struct crit_node *signed_name(const struct ja *j, const struct ja_np *np,
                                     const struct ja_say *say)
{
    if (is_signed_disease(j, np)) {
        struct ja_say none = {.pred = JA_NO_PRED, .window = say->window};
        return ja_np_restricted(j, disease(j, np, &none), np);
    }
    if (!is_kind(np, "metastasis"))
        return nodes(j, np, say->pred);
    struct crit_node *e = metastasis(j, np); /* リンパ節転移陽性 */
    return say->pred == JA_POSITIVE ? e : crit_not(j->p.ctx, e);
}

static struct crit_node *name(const struct ja *j, const struct ja_np *np, const struct ja_say *say)
{
    struct ja_np told = *np;
    bool sign = say->pred == JA_POSITIVE || say->pred == JA_NEGATIVE;
    struct crit_node *thing = sign ? signed_name(j, np, say) : NULL;
    if (thing)
        return thing;
    if (sign)
        told.kind = "biomarker";
    if (!told.kind)
        told.kind = kind_said(say);
    if (!np->kind && told.kind && strcmp(told.kind, "drug") == 0 && !is_drug_like(j, np))
        told.kind = NULL;
    if (is_short(j, np) ||
        ja_is_one(j->p.text.s + np->bare, np->end - np->bare, ja_words_no_disease))
        told.kind = NULL;
    if (is_radiation(j, np))
        return radiation(j, np, say);
    if (!told.kind || is_kind(&told, "person"))
        return ja_np_opaque_of(j, np);
    if (is_kind(&told, "allergy"))
        return ja_np_allergy(j, &told);
    if (is_kind(&told, "metastasis"))
        return say->pred == JA_UNKNOWN ? ja_np_opaque_of(j, np) : metastasis(j, &told);
    if (is_kind(&told, "biomarker"))
        return biomarker(j, &told, say);
    struct crit_node *e =
        is_kind(&told, "disease") ? disease(j, &told, say) : therapy(j, &told, say);
    return unless_guessed(j, np, say, e);
}

/* One of the names in brackets: text or a fact, under the predicate of the name before them. */
static struct crit_node *example(const struct ja *j, const struct ja_np *np,
                                 const struct ja_say *say, const struct lex_token *t)
{
    struct ja_np one = {.what = t->class == LEX_FACT ? JA_FACT : JA_NAME,
                        .begin = t->begin,
                        .end = t->end,
                        .bare = t->begin,
                        .sense = t->sense};
    one.kind = lexer_kind(j->p.lexer, j->p.text.s + t->begin, t->end - t->begin);
    if (!one.kind || (np->kind && strcmp(np->kind, "drug") == 0))
        one.kind = np->kind;
    if (ja_ends_in(j->p.text.s + one.bare, one.end - one.bare, ja_words_types, NULL))
        one.tail = crit_name(&j->p, np->bare, np->end); /* 糖尿病(1型又は2型) */
    if (np->kind && strcmp(np->kind, "allergy") == 0 && one.what == JA_NAME)
        one.what = JA_ALLERGY; /* 薬剤アレルギー(造影剤) */
    struct ja_say plain = *say;
    if (one.what == JA_FACT)
        plain.pred = JA_HAVE;
    return ja_noun(j, &one, &plain);
}

/* B(A1、A2等): beside B; without 等 they are what B means. */
static struct crit_node *with_examples(const struct ja *j, const struct ja_np *np,
                                       const struct ja_say *say)
{
    struct ja_np base = *np;
    base.ex_from = base.ex_to = 0;
    struct crit_node *e = np->such ? ja_noun(j, &base, say) : NULL;
    for (size_t i = np->ex_from; i < np->ex_to; i++) {
        enum lex_class c = j->p.tokens[i].class;
        if (c == LEX_TEXT || c == LEX_FACT || c == LEX_DEFINED)
            e = crit_join(j->p.ctx, CRIT_OR, e, example(j, np, say, &j->p.tokens[i]));
    }
    if (e && np->vague)
        e = ja_np_restricted(j, e, np);
    return e ? e : ja_np_opaque_of(j, np);
}

/* 心不全(NYHA Ⅲ度以上): both; how it was then, of a past one, nobody can tell. */
static struct crit_node *limited(const struct ja *j, const struct ja_np *np,
                                 const struct ja_say *say)
{
    struct ja_np plain = *np;
    plain.limit = NULL;
    if (np->limit->type == CRIT_ATOM && np->limit->atom->attr == ATTR_nyha)
        plain.begin = plain.bare; /* 重症心不全(NYHA Ⅳ): the class says how severe it is */
    struct crit_node *e = ja_noun(j, &plain, say);
    bool past = ja_np_is_past(say) || say->pred == JA_EVER;
    return past ? ja_np_restricted(j, e, np) : crit_join(j->p.ctx, CRIT_AND, np->limit, e);
}

/* と診断されたことがある者: once, where it is not the trial's own disease. */
static bool was_diagnosed(const struct ja *j, const struct ja_say *say)
{
    bool other = j->p.kind == CRIT_EXCLUSION || (say->flags & LEX_NOT);
    return say->pred == JA_DX && (say->flags & LEX_HAD) && other;
}

struct crit_node *ja_noun(const struct ja *j, const struct ja_np *np, const struct ja_say *told)
{
    struct ja_say past = *told;
    const struct ja_say *say = &past;
    if (was_diagnosed(j, told))
        past.pred = JA_PAST;
    if (np->limit)
        return limited(j, np, say);
    if (np->ex_to > np->ex_from)
        return with_examples(j, np, say);
    switch (np->what) {
    case JA_NAME:
        return name(j, np, say);
    case JA_FACT:
        return ja_np_fact(j, np, say);
    case JA_ABLE:
        return ja_np_able(j, np, say);
    case JA_MARKER:
        return ja_np_marker(j, np, say);
    case JA_STATE:
        return np->vague || say->pred == JA_PAST ? ja_np_opaque_of(j, np) : ja_np_state(j, np);
    case JA_ALLERGY: {
        struct ja_np a = *np;
        a.kind = "allergy";
        return ja_np_allergy(j, &a);
    }
    case JA_EXTRA:
        return np->vague ? ja_np_restricted(j, np->tree, np) : np->tree;
    default:
        return ja_np_opaque_of(j, np);
    }
}
