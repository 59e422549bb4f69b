/* Nouns of the tables under a predicate: facts, abilities, tests, states. */
#include "search/criteria_ja_noun.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include <string.h>

static struct crit_node *past_tuberculosis(const struct ja *j, const struct ja_np *np)
{
    struct crit_node *e = crit_new_word(j->p.ctx, ATTR_tuberculosis, CRIT_OP_EQ, "past", 0, 0);
    ja_np_set_span(j, e, np->begin, np->end);
    return e;
}

static void set_history(struct crit_node *e, const struct ja_say *say)
{
    if (e->type != CRIT_ATOM || attributes[e->atom->attr].kind != ATTR_FLAG)
        return;
    uint16_t attr = e->atom->attr;
    if (attr == ATTR_radiotherapy || attr == ATTR_other_trial)
        return;
    if (say->pred == JA_EVER)
        e->atom->history = CRIT_EVER;
    else if (ja_np_is_past(say))
        e->atom->history = CRIT_PAST;
}

/* Positive and negative, or there and not there. */
static struct crit_node *both_hepatitis(const struct ja *j, const struct ja_np *np, bool active)
{
    struct crit_node *b = crit_new_atom(j->p.ctx, ATTR_hbv, active ? CRIT_OP_EQ : CRIT_OP_IN, 0, 0);
    if (!active)
        crit_atom_add_word(j->p.ctx, b->atom, "carrier");
    crit_atom_add_word(j->p.ctx, b->atom, "active");
    struct crit_node *c = crit_new_word(j->p.ctx, ATTR_hcv, CRIT_OP_EQ, "positive", 0, 0);
    ja_np_set_span(j, b, np->begin, np->end);
    ja_np_set_span(j, c, np->begin, np->end);
    return crit_join(j->p.ctx, CRIT_OR, b, c);
}

/* Predicates that only say that the fact is there. */
static bool fact_takes(const struct ja_np *np, const struct ja_say *say)
{
    uint16_t attr = np->sense->attr;
    switch (say->pred) {
    case JA_UNKNOWN:
    case JA_CAN:
    case JA_CANNOT:
    case JA_WASHOUT:
        return attr == ATTR_radiotherapy && say->pred == JA_WASHOUT;
    case JA_AGREE:
        return attr == ATTR_contraception;
    case JA_JOIN:
        return attr == ATTR_other_trial;
    case JA_TAKE:
    case JA_HAD:
        return attr == ATTR_other_trial || attr == ATTR_radiotherapy || attr == ATTR_dialysis ||
               attr == ATTR_psychiatric_disorder || attr == ATTR_inpatient ||
               attr == ATTR_active_infection || attr == ATTR_substance_abuse ||
               attr == ATTR_pacemaker || attr == ATTR_other_malignancy || attr == ATTR_suicidality;
    default:
        return true;
    }
}

static struct crit_node *fact_atom(const struct ja *j, const struct ja_np *np,
                                   const struct ja_say *say)
{
    const struct lex_sense *s = np->sense;
    if (s->attr == LEX_NO_ATTR)
        return both_hepatitis(j, np, strstr(s->value, "active") != NULL);
    if (s->attr == ATTR_tuberculosis && ja_np_is_past(say))
        return past_tuberculosis(j, np);
    if (s->attr == ATTR_tuberculosis && say->pred == JA_EVER) {
        struct crit_node *e = crit_fact(&j->p, s, np->begin, np->end);
        e->atom->op = CRIT_OP_IN;
        crit_atom_add_word(j->p.ctx, e->atom, "past");
        return e;
    }
    bool hepatitis = s->attr == ATTR_hbv || s->attr == ATTR_hcv || s->attr == ATTR_hiv;
    if (say->pred == JA_NEGATIVE && hepatitis) {
        struct crit_node *e = crit_new_word(j->p.ctx, s->attr, CRIT_OP_EQ, "negative", 0, 0);
        ja_np_set_span(j, e, np->begin, np->end);
        return e;
    }
    struct crit_node *e = crit_fact(&j->p, s, np->begin, np->end);
    set_history(e, say);
    if (s->attr == ATTR_smoking && ja_np_is_past(say))
        e->atom->words[0] = mem_strdup(j->p.ctx, "former");
    return e;
}

/* 閉経, 喫煙 … with 歴: had once. */
struct crit_node *ja_np_fact(const struct ja *j, const struct ja_np *np, const struct ja_say *say)
{
    if (!fact_takes(np, say))
        return ja_np_opaque_of(j, np);
    struct crit_node *e = fact_atom(j, np, say);
    struct crit_window w = ja_np_now_or(&say->window);
    if ((say->window.at_least || np->sense->attr == ATTR_smoking) && w.set && w.n >= 0 &&
        !(say->pred == JA_WASHOUT))
        e = ja_np_restricted(j, e, np);
    else
        crit_set_window(e, &w);
    bool over = np->sense->attr == ATTR_inpatient && !w.set && (np->flags & (LEX_HAD | LEX_PAST));
    bool mild = np->sense->attr == ATTR_other_malignancy;
    bool treated = /* a cancer that is over is not treated */
        mild &&
        (say->pred == JA_TAKE || (say->pred == JA_HAD && !(say->flags & (LEX_PAST | LEX_HAD))));
    if (np->vague || over || treated ||
        (np->bare > np->begin && !mild)) /* 入院歴: of now it says nothing */
        e = ja_np_restricted(j, e, np);
    if ((np->flags & LEX_NOT) || say->pred == JA_WASHOUT)
        e = crit_not(j->p.ctx, e);
    return e;
}

/* Whether what is said means that it is possible; facts of having it need no more. */
static bool is_possible(const struct ja_np *np, const struct ja_say *say)
{
    uint16_t attr = np->sense->attr;
    bool had = attr == ATTR_contraception || attr == ATTR_consent_self ||
               attr == ATTR_speaks_japanese || attr == ATTR_ambulatory;
    switch (say->pred) {
    case JA_CAN:
    case JA_AGREE:
        return true;
    case JA_NO_PRED:
        return (np->flags & LEX_CAN) || (had && (np->flags || attr == ATTR_contraception));
    case JA_HAD:
        return had || (attr == ATTR_mri_possible && ((say->flags | np->flags) & LEX_NOT));
    case JA_HAVE:
    case JA_TAKE:
        return had;
    default:
        return false;
    }
}

/* 歩行 可能, MRI 受けられない, 避妊に同意しない */
struct crit_node *ja_np_able(const struct ja *j, const struct ja_np *np, const struct ja_say *say)
{
    bool can = is_possible(np, say), cannot = say->pred == JA_CANNOT;
    bool negative = (say->flags | np->flags) & LEX_NOT;
    uint16_t attr = np->sense->attr;
    if (!can && !cannot)
        return ja_np_opaque_of(j, np);
    bool present = cannot ? negative : !negative;
    struct crit_node *e =
        crit_new_atom(j->p.ctx, attr, present ? CRIT_OP_PRESENT : CRIT_OP_ABSENT, 0, 0);
    ja_np_set_span(j, e, np->begin, np->end);
    bool matters =
        attr != ATTR_contraception && attr != ATTR_oral_intake && attr != ATTR_mri_possible;
    return np->vague && matters ? ja_np_restricted(j, e, np) : e;
}

/* HBs抗原 陽性, 妊娠検査 陰性 */
struct crit_node *ja_np_marker(const struct ja *j, const struct ja_np *np, const struct ja_say *say)
{
    uint16_t attr = np->sense->attr;
    bool positive = say->pred == JA_POSITIVE;
    if (say->pred != JA_POSITIVE && say->pred != JA_NEGATIVE)
        return ja_np_opaque_of(j, np);
    struct crit_node *e;
    if (attr == ATTR_pregnant) {
        e = crit_new_atom(j->p.ctx, attr, positive ? CRIT_OP_PRESENT : CRIT_OP_ABSENT, 0, 0);
    } else if (!positive || attr != ATTR_hbv) {
        e = crit_new_word(j->p.ctx, attr, CRIT_OP_EQ, positive ? "positive" : "negative", 0, 0);
    } else {
        e = crit_new_word(j->p.ctx, attr, CRIT_OP_IN, "carrier", 0, 0);
        crit_atom_add_word(j->p.ctx, e->atom, "active");
    }
    ja_np_set_span(j, e, np->begin, np->end);
    crit_set_window(e, &say->window.w);
    return np->vague ? ja_np_restricted(j, e, np) : e;
}

struct crit_node *ja_np_state(const struct ja *j, const struct ja_np *np)
{
    const char *value = np->sense->value;
    if (strcmp(value, "advanced") == 0)
        return ja_np_opaque_of(j, np);
    struct crit_node *e = crit_new_word(j->p.ctx, ATTR_disease_state, CRIT_OP_EQ, value, 0, 0);
    ja_np_set_span(j, e, np->begin, np->end);
    return (np->flags & LEX_NOT) ? crit_not(j->p.ctx, e) : e;
}
