/* What the person, the family or the doctor has to say: consent, judgement; and
 * 除外基準に該当しない. */
#include "schema/base/mem.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja.h"
#include "search/criteria_ja_except.h"
#include "search/criteria_ja_words.h"
#include <string.h>

struct words {
    bool consent, written, self, guardian, assent, doctor, unfit, judge, contraception, gains,
        negative, excl_ref, minor, or, cannot, joins;
    size_t judge_at;
};

static void note_token(struct words *w, const struct lex_token *t, size_t i)
{
    switch (t->class) {
    case LEX_CONSENT:
        w->consent = true;
        w->negative |= (t->flags & LEX_NOT) != 0;
        w->written |= t->end - t->begin > 9;
        break;
    case LEX_WRITTEN:
        w->written = true;
        break;
    case LEX_SELF:
        w->self = true;
        break;
    case LEX_GUARDIAN:
        w->guardian = true;
        break;
    case LEX_MINOR:
        w->minor = true;
        break;
    case LEX_ASSENT:
        w->assent = true;
        break;
    case LEX_DOCTOR:
        w->doctor = true;
        break;
    case LEX_UNFIT:
        w->unfit = true;
        break;
    case LEX_EXCL_REF:
        w->excl_ref = true;
        break;
    case LEX_OR:
        w->or = true;
        break;
    case LEX_NONE:
        w->negative = true;
        break;
    case LEX_ABLE:
        w->contraception |= t->sense->attr == ATTR_contraception;
        break;
    case LEX_VERB:
        if (strcmp(t->sense->value, "judge") == 0) {
            w->judge = true;
            w->judge_at = i;
        }
        w->joins |= strcmp(t->sense->value, "join") == 0;
        w->gains |= strcmp(t->sense->value, "gain") == 0;
        w->cannot |= strcmp(t->sense->value, "unable") == 0;
        w->negative |= (t->flags & LEX_NOT) != 0;
        break;
    default:
        break;
    }
}

/* 同意取得が困難: a point of time elsewhere. */
static bool is_hard_consent(const struct ja *j, size_t i, size_t to)
{
    const struct lex_token *t = &j->p.tokens[i];
    return i + 2 < to && lex_is(t, LEX_ANCHOR, "consent") && t[1].class == LEX_PTC &&
           lex_is(t + 2, LEX_VERB, "unable");
}

static void collect(const struct ja *j, size_t from, size_t to, struct words *w)
{
    *w = (struct words){0};
    for (size_t i = from; i < to; i++) {
        note_token(w, &j->p.tokens[i], i);
        if (is_hard_consent(j, i, to))
            w->consent = w->gains = true;
    }
}

static void span(const struct ja *j, struct crit_node *e, size_t from, size_t to)
{
    e->begin = j->p.text.begin[j->p.tokens[from].begin] + j->p.offset;
    e->end = j->p.text.end[j->p.tokens[to - 1].end - 1] + j->p.offset;
}

/* ------------------------------------------------------------------ consent */

static struct crit_node *signature(const struct ja *j, size_t from, size_t to)
{
    struct crit_node *e = crit_new(j->p.ctx, CRIT_CONSENT, 0, 0);
    span(j, e, from, to);
    return e;
}

static struct crit_node *family(const struct ja *j, size_t from, size_t to)
{
    struct crit_node *e = crit_new_atom(j->p.ctx, ATTR_guardian_consent, CRIT_OP_PRESENT, 0, 0);
    span(j, e, from, to);
    return e;
}

/* Who signs, in tokens [from, to). */
static struct crit_node *signers(const struct ja *j, size_t from, size_t to)
{
    struct words w;
    collect(j, from, to, &w);
    if (w.guardian && w.self && !w.assent)
        return crit_join(j->p.ctx, w.or ? CRIT_OR : CRIT_AND, signature(j, from, to),
                         family(j, from, to));
    return w.guardian ? family(j, from, to) : signature(j, from, to);
}

/* An age limit in front of those who sign: 16歳未満は代諾者. NULL when there is none. */
static struct crit_node *age_of(const struct ja *j, size_t from, size_t to, size_t *behind)
{
    for (size_t i = from; i < to; i++) {
        if (j->p.tokens[i].class == LEX_MINOR) {
            *behind = i + 1;
            struct crit_node *e = crit_new_number(j->p.ctx, ATTR_age, CRIT_OP_LT, 18, 0, 0);
            span(j, e, i, i + 1);
            return e;
        }
        struct crit_value v;
        size_t n = ja_read_value(j, i, to, LEX_NO_ATTR, &v);
        if (n && v.years_old) {
            *behind = i + n;
            return crit_measure(&j->p, ATTR_age, &v);
        }
    }
    return NULL;
}

/* Behind an age: の場合は, では, は, の患者; で only where another age comes too (18歳以上で本人、
   18歳未満で代諾者), else it tells the age. */
static bool is_conditional(const struct ja *j, size_t behind, size_t to)
{
    const struct lex_token *who = &j->p.tokens[behind - 1];
    size_t second;
    if (behind < to && who->class == LEX_MINOR && /* 未成年の場合、 */
        ja_ends_in(j->p.text.s + who->begin, who->end - who->begin, ja_words_in_case, NULL))
        return true;
    while (behind < to &&
           (j->p.tokens[behind].class == LEX_HEAD || lex_is(&j->p.tokens[behind], LEX_PTC, "no")))
        behind++;
    if (behind >= to)
        return false;
    const struct lex_token *t = &j->p.tokens[behind];
    bool about = lex_is(t, LEX_PTC, "for") || lex_is(t, LEX_PTC, "de"); /* については */
    if (about && behind + 1 < to && lex_is(t + 1, LEX_PTC, "wa"))
        return true;
    if (lex_is(t, LEX_PTC, "de"))
        return age_of(j, behind, to, &second) != NULL;
    return t->class == LEX_SOTHAT || lex_is(t, LEX_PTC, "wa") || t->class == LEX_CLOSE;
}

/* のみで可, だけでよい: and nobody else signs. */
static bool is_only(const struct ja *j, size_t from, size_t to)
{
    const char *s = j->p.text.s + j->p.tokens[from].begin;
    return ja_holds(s, j->p.tokens[to - 1].end - j->p.tokens[from].begin, ja_words_only);
}

/* 本人が署名(16歳未満は代諾者のみで可), (未成年は代諾者でも可), (未成年は保護者も): who signs
   otherwise, and of those of the age that e speaks of. */
static struct crit_node *beside_those(const struct ja *j, size_t from, size_t behind, size_t to,
                                      struct crit_node *e)
{
    struct words before;
    size_t age = from, n;
    struct crit_value v;
    for (; age < behind && j->p.tokens[age].class != LEX_MINOR; age++)
        if ((n = ja_read_value(j, age, to, LEX_NO_ATTR, &v)) && v.years_old)
            break;
    bool own = age > from && j->p.tokens[age - 1].class == LEX_PTC; /* (本人が16歳未満の場合 */
    while (age > from && j->p.tokens[age - 1].class != LEX_OPEN && own)
        age--;
    collect(j, from, age > from ? age : behind - 1, &before);
    if (!before.consent && !before.self)
        return e;
    struct crit_node *all = signers(j, from, age > from ? age : behind - 1);
    while (to > behind + 1 &&
           (j->p.tokens[to - 1].class == LEX_CLOSE || j->p.tokens[to - 1].class == LEX_HEAD))
        to--;
    bool only = is_only(j, behind, to), allows = ja_loosens(&j->p, behind, to);
    if (!only && !allows)
        return crit_join(j->p.ctx, CRIT_AND, all, e);
    if (!only)
        e->children[1] = crit_join(j->p.ctx, CRIT_OR, e->children[1], crit_copy(j->p.ctx, all));
    crit_add(j->p.ctx, e, all);
    return e;
}

static struct crit_node *conditional_consent(const struct ja *j, size_t from, size_t to)
{
    size_t behind, second;
    struct crit_node *c = age_of(j, from, to, &behind);
    if (!c || !is_conditional(j, behind, to))
        return NULL;
    struct crit_node *e = crit_new(j->p.ctx, CRIT_IF, 0, 0);
    struct crit_node *other = age_of(j, behind, to, &second);
    size_t end = to;
    if (other)
        while (end > behind && j->p.tokens[end - 1].end > j->p.tokens[second - 1].begin)
            end--;
    crit_add(j->p.ctx, e, c);
    crit_add(j->p.ctx, e, signers(j, behind, other ? end : to));
    if (other)
        crit_add(j->p.ctx, e, signers(j, second, to));
    return other ? e : beside_those(j, from, behind, to, e);
}

/* … and what else must be so: the family does not sign either, the person is a minor. */
static struct crit_node *without(const struct ja *j, size_t from, size_t to, const struct words *w)
{
    struct crit_node *e =
        w->minor ? crit_new_number(j->p.ctx, ATTR_age, CRIT_OP_LT, 18, 0, 0)
                 : crit_new_atom(j->p.ctx, ATTR_guardian_consent, CRIT_OP_ABSENT, 0, 0);
    span(j, e, from, to);
    return e;
}

static struct crit_node *consent(const struct ja *j, size_t from, size_t to, const struct words *w)
{
    if (w->contraception || !w->consent)
        return NULL;
    if (!(w->written || w->self || w->guardian || w->gains))
        return NULL;
    if (w->negative || w->cannot) {
        struct crit_node *e = crit_new_atom(
            j->p.ctx, w->guardian && !w->self ? ATTR_guardian_consent : ATTR_consent_self,
            CRIT_OP_ABSENT, 0, 0);
        span(j, e, from, to);
        if (w->minor || (w->guardian && w->self && w->or)) /* 本人又は代諾者の: neither of them */
            e = crit_join(j->p.ctx, CRIT_AND, e, without(j, from, to, w));
        return j->p.kind == CRIT_EXCLUSION ? e : NULL;
    }
    struct crit_node *e = conditional_consent(j, from, to);
    return e ? e : signers(j, from, to);
}

/* ------------------------------------------------------------------ … and what stands beside it */

static bool is_of_consent(const struct lex_token *t)
{
    return t->class == LEX_CONSENT || t->class == LEX_WRITTEN || t->class == LEX_SELF ||
           t->class == LEX_GUARDIAN || t->class == LEX_ASSENT || t->class == LEX_MINOR;
}

/* Something that is asked of the person's health, not of the consent. */
static bool has_substance(const struct ja *j, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct lex_token *t = &j->p.tokens[i];
        const char *kind = t->class == LEX_TEXT
                               ? lexer_kind(j->p.lexer, j->p.text.s + t->begin, t->end - t->begin)
                               : NULL;
        if (t->class == LEX_ATTR || t->class == LEX_FACT || t->class == LEX_STATE ||
            t->class == LEX_MARKER || t->class == LEX_NUM || t->class == LEX_OPAQUE_ATTR ||
            t->class == LEX_DEFINED || lex_is(t, LEX_VERB, "dx") ||
            (kind && strcmp(kind, "person") != 0) || (t->class == LEX_HEAD && *t->sense->value))
            return true;
    }
    return false;
}

/* What leads to the consent and says nothing of its own: 研究の内容を理解し. */
static bool leads_to_consent(const struct ja *j, size_t from, size_t to)
{
    const char *s = j->p.text.s + j->p.tokens[from].begin;
    return ja_holds(s, j->p.tokens[to - 1].end - j->p.tokens[from].begin, ja_words_before_consent);
}

/* Where the words of consent begin: with an age that says who signs, or who or what is asked. */
static size_t consent_begin(const struct ja *j, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct crit_value v;
        if (is_of_consent(&j->p.tokens[i]) || is_hard_consent(j, i, to))
            return i;
        size_t n = ja_read_value(j, i, to, LEX_NO_ATTR, &v);
        if (n && v.years_old && is_conditional(j, i + n, to))
            return i;
    }
    return to;
}

/* Behind the last で, し or かつ before `end`: what stands before is told by itself. */
static size_t lead_end(const struct ja *j, size_t from, size_t end)
{
    for (size_t i = end; i > from; i--) {
        const struct lex_token *t = &j->p.tokens[i - 1];
        bool joins = (t->flags & LEX_JOINS) || lex_is(t, LEX_PTC, "de") ||
                     lex_is(t, LEX_PTC, "past_de") || t->class == LEX_AND;
        bool verb = i > from + 1 && t->class == LEX_COMMA &&
                    (t[-1].class == LEX_VERB || t[-1].class == LEX_NONE);
        if (verb)
            return i;
        if (joins)
            return i < end && j->p.tokens[i].class == LEX_COMMA ? i + 1 : i;
    }
    return from;
}

static bool is_reason(const struct ja *j, size_t i)
{
    const struct lex_token *t = &j->p.tokens[i];
    return ja_ends_in(j->p.text.s + t->begin, t->end - t->begin, ja_words_reason_ends, NULL);
}

/* 認知症等により: why somebody cannot consent does not matter. */
static size_t reason_end(const struct ja *j, size_t from, size_t to)
{
    size_t end = consent_begin(j, from, to);
    for (size_t i = end; i > from; i--)
        if (lex_is(&j->p.tokens[i - 1], LEX_PTC, "by") || is_reason(j, i - 1))
            return i;
    return from;
}

/* Behind the verbs of the consent: 同意が得られた |2型糖尿病患者, 同意の取得が困難な |者. */
static size_t consent_end(const struct ja *j, size_t from, size_t to)
{
    size_t last = from;
    for (size_t i = from; i < to; i++)
        if (is_of_consent(&j->p.tokens[i]) || is_hard_consent(j, i, to))
            last = i + 1;
    while (last < to) {
        const struct lex_token *t = &j->p.tokens[last];
        bool verb = t->class == LEX_VERB && strcmp(t->sense->value, "dx") != 0 &&
                    strcmp(t->sense->value, "take") != 0;
        bool only = t->class == LEX_ALLOW || (t->class == LEX_CMP && t->sense->op == CRIT_OP_EQ);
        if (!verb && !only && t->class != LEX_PTC && t->class != LEX_NONE)
            break; /* 代諾者|のみで可 */
        last++;
    }
    return last;
}

/* Consent with what the sentence says before and behind it. NULL: not understood as such. */
static struct crit_node *consent_and_rest(struct ja *j, size_t from, size_t to,
                                          const struct words *w)
{
    size_t lead = lead_end(j, from, consent_begin(j, from, to));
    size_t begin = w->cannot || w->negative ? reason_end(j, lead, to) : lead;
    size_t end = consent_end(j, begin, to);
    struct words inner;
    if (w->contraception || !w->consent)
        return NULL;
    collect(j, begin, end, &inner);
    inner.gains |= w->gains;
    size_t behind;
    struct crit_node *age = age_of(j, begin, end, &behind);
    bool ages = age && is_conditional(j, behind, end);
    if (!ages && has_substance(j, begin, end))
        return NULL;
    struct crit_node *e = consent(j, begin, end, &inner);
    if (!e)
        return NULL;
    if (lead > from && (has_substance(j, from, lead) || !leads_to_consent(j, from, lead)))
        e = crit_join(j->p.ctx, CRIT_AND, ja_tokens(&j->p, j->p.kind, from, lead), e);
    if (has_substance(j, end, to))
        e = crit_join(j->p.ctx, CRIT_AND, e, ja_tokens(&j->p, j->p.kind, end, to));
    return e;
}

/* ------------------------------------------------------------------ judgement */

static struct crit_node *verdict(const struct ja *j, size_t from, size_t to)
{
    struct crit_node *e = crit_new(j->p.ctx, CRIT_JUDGEMENT, 0, 0);
    span(j, e, from, to);
    return e;
}

/* A disease that the doctor judges: … と判断する合併症を有する. */
static struct crit_node *judged(struct ja *j, size_t from, size_t to)
{
    while (from < to && j->p.tokens[from].class != LEX_TEXT &&
           j->p.tokens[from].class != LEX_FACT && j->p.tokens[from].class != LEX_DEFINED &&
           j->p.tokens[from].class != LEX_VERB)
        from++;
    if (from >= to || lex_is(&j->p.tokens[from], LEX_VERB, "have") ||
        lex_is(&j->p.tokens[from], LEX_VERB, "gain"))
        return NULL;
    struct crit_node *e = ja_tokens(&j->p, j->p.kind, from, to);
    return e->type == CRIT_ATOM ? e : NULL;
}

/* What stands before a judgement and is told by itself: A を合併しており、… と判断される. */
static struct crit_node *judgement_lead(struct ja *j, size_t from, size_t at)
{
    size_t comma = from;
    for (size_t i = from; i + 1 < at; i++) {
        const struct lex_token *t = &j->p.tokens[i];
        bool joins = (t->flags & LEX_JOINS) || lex_is(t, LEX_PTC, "de");
        bool ori = (t->flags & LEX_JOINS) && (t->flags & LEX_GOING);
        if ((joins && j->p.tokens[i + 1].class == LEX_COMMA) || ori)
            comma = i + 1;
    }
    if (comma == from)
        return NULL;
    struct crit_node *e = ja_tokens(&j->p, j->p.kind, from, comma);
    return crit_has_type(e, CRIT_OPAQUE) ? NULL : e;
}

/* …と判断した者、又は妊婦: where another criterion begins; `to`: nowhere. */
static size_t next_criterion(const struct ja *j, size_t from, size_t to, enum crit_type *type)
{
    *type = j->p.kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND;
    for (size_t i = from; i + 1 < to; i++) {
        const struct lex_token *t = &j->p.tokens[i];
        if (t->class != LEX_HEAD)
            continue;
        if (t[1].class == LEX_OR ||
            (t[1].class == LEX_COMMA && i + 2 < to && t[2].class == LEX_OR)) {
            *type = CRIT_OR;
            return i + 1;
        }
        if (t[1].class == LEX_COMMA)
            return i + 1;
    }
    return to;
}

/* 妊婦、又は医師が不適当と判断した者: what stands before the doctor, when it is understood. */
static struct crit_node *criterion_before(struct ja *j, size_t from, size_t judge,
                                          enum crit_type *type)
{
    size_t end = from;
    while (end < judge && j->p.tokens[end].class != LEX_DOCTOR)
        end++;
    while (end > from && j->p.tokens[end - 1].class == LEX_DROP)
        end--;
    size_t to = end;
    bool and = false;
    for (; to > from; to--) {
        enum lex_class c = j->p.tokens[to - 1].class;
        if (c != LEX_COMMA && c != LEX_OR && c != LEX_AND)
            break;
        and |= c == LEX_AND;
    }
    bool etc = to > from && lex_is(&j->p.tokens[to - 1], LEX_PTC, "etc");
    if (end == judge || to == end || to == from || etc)
        return NULL;
    bool any = j->p.kind == CRIT_EXCLUSION || j->p.tokens[end - 1].class == LEX_OR;
    *type = any && !and? CRIT_OR : CRIT_AND;
    struct crit_node *e = ja_tokens(&j->p, j->p.kind, from, to);
    return e->type == CRIT_OPAQUE || e->type == CRIT_NOT ? NULL : e;
}

static struct crit_node *judgement(struct ja *j, size_t from, size_t to, const struct words *w)
{
    if (!w->judge && !(w->doctor && w->unfit))
        return NULL;
    if (!w->doctor && !w->unfit && !(w->cannot && w->joins))
        return NULL;
    enum crit_type type = CRIT_AND;
    size_t next = w->judge ? next_criterion(j, w->judge_at + 1, to, &type) : to;
    struct crit_node *e = verdict(j, from, next);
    if (!w->judge)
        return e;
    e = crit_join(j->p.ctx, CRIT_AND, e, judged(j, w->judge_at + 1, next));
    if (next < to)
        e = crit_join(j->p.ctx, type, e, ja_tokens(&j->p, j->p.kind, next + 1, to));
    struct crit_node *lead = judgement_lead(j, from, w->judge_at);
    if (lead)
        return crit_join(j->p.ctx, CRIT_AND, lead, e);
    struct crit_node *before = criterion_before(j, from, w->judge_at, &type);
    return crit_join(j->p.ctx, type, before, e);
}

static bool holds_class(const struct ja *j, size_t from, size_t to, enum lex_class c)
{
    for (size_t i = from; i < to; i++)
        if (j->p.tokens[i].class == c)
            return true;
    return false;
}

/* 同意が得られない者、又は医師が不適当と判断した者: two criteria; NULL: they are not. */
static struct crit_node *consent_then_judgement(struct ja *j, size_t from, size_t to,
                                                const struct words *w)
{
    enum crit_type type;
    size_t next = next_criterion(j, from, to, &type);
    if (!w->consent || !w->judge || next >= to || next >= w->judge_at ||
        !holds_class(j, next, w->judge_at, LEX_DOCTOR) || holds_class(j, next, to, LEX_CONSENT))
        return NULL;
    return crit_join(j->p.ctx, type, ja_tokens(&j->p, j->p.kind, from, next),
                     ja_tokens(&j->p, j->p.kind, next + 1, to));
}

struct crit_node *ja_special(struct ja *j, size_t from, size_t to)
{
    if (from >= to)
        return NULL;
    size_t a = j->items[from].first, b = j->items[to - 1].last;
    struct words w;
    collect(j, a, b, &w);
    if (w.excl_ref)
        return w.negative ? crit_new_true(j->p.ctx) : NULL;
    struct crit_node *e = consent_then_judgement(j, a, b, &w);
    if (!e)
        e = consent_and_rest(j, a, b, &w);
    return e || w.consent ? e : judgement(j, a, b, &w);
}
