/* Names in a segment: what a new one is to the one before. */
#include "search/criteria_ja_seg.h"
#include "search/lexicon.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <stdlib.h>
#include <string.h>

/* T, N and M in one word (ct1n0m0): done, and true when the word is such. */
struct tnm {
    const char *w, *end;
    bool rest; /* any, sub-letters: more than the number says */
};

static bool is_step(const char *w, const char *end)
{
    return w < end && *w >= '0' && *w <= '4';
}

static void skip_sub(struct tnm *n)
{
    if (n->w < n->end && *n->w >= 'a' && *n->w <= 'd') {
        n->w++;
        n->rest = true;
    }
}

/* The number, or range, behind T, N or M; false when there is none. */
static bool tnm_value(struct tnm *n, struct crit_value *v)
{
    if (!is_step(n->w, n->end))
        return false;
    v->limits[0].number = *n->w++ - '0';
    v->n = 1;
    v->list = true;
    skip_sub(n);
    if (n->w < n->end && *n->w == '-' && is_step(n->w + 1, n->end)) {
        v->list = false;
        v->range = true;
        v->n = 2;
        v->limits[0].op = CRIT_OP_GE;
        v->limits[1] = (struct crit_limit){.op = CRIT_OP_LE, .number = n->w[1] - '0'};
        n->w += 2;
        skip_sub(n);
    }
    return true;
}

static const struct lex_token *token_behind(const struct ja *j, const struct lex_token *t)
{
    return (size_t)(t - j->p.tokens) + 1 < j->p.n ? t + 1 : NULL;
}

/* T3以上: the step is a limit; of several letters nobody knows which. */
static struct crit_node *compared(const struct ja *j, struct crit_node *e,
                                  const struct lex_token *sign)
{
    bool one = e->type == CRIT_ATOM && e->atom->n == 1;
    if (one && sign->class == LEX_CMP) {
        e->atom->op = sign->sense->op;
        return e;
    }
    const struct lex_token *end = token_behind(j, sign);
    size_t last = end ? end->end - 1 : 0;
    bool step = end && (end->class == LEX_TEXT || (end->class == LEX_NUM && last == end->begin));
    if (!one || !step || !is_step(j->p.text.s + last, j->p.text.s + end->end))
        return crit_opaque(&j->p, sign->begin, sign->end);
    e->atom->op = CRIT_OP_BETWEEN; /* T2～T4 */
    crit_atom_add_number(j->p.ctx, e->atom, j->p.text.s[last] - '0');
    return e;
}

static bool tnm(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    static const uint16_t attrs[] = {ATTR_tnm_t, ATTR_tnm_n, ATTR_tnm_m};
    struct tnm n = {j->p.text.s + t->begin, j->p.text.s + t->end, false};
    struct crit_node *found = NULL;
    bool told = t > j->p.tokens && t[-1].class == LEX_RANGE; /* with the step before */
    if (*n.w == 'c' || *n.w == 'p' || *n.w == 'y')
        n.w++;
    for (int i = 0; i < 3 && n.w < n.end; i++) {
        struct crit_value v = {.unit = LEX_NO_UNIT, .begin = t->begin, .end = t->end};
        if (*n.w != "tnm"[i])
            continue;
        n.w++;
        if (n.end - n.w >= 3 && strncmp(n.w, "any", 3) == 0) {
            n.w += 3;
            n.rest = true;
            continue;
        }
        if (!tnm_value(&n, &v))
            return false;
        found = crit_join(j->p.ctx, CRIT_AND, found, crit_measure(&j->p, attrs[i], &v));
    }
    if (!found || n.w != n.end)
        return false;
    if (told)
        return true;
    const struct lex_token *next = token_behind(j, t);
    if (next && (next->class == LEX_CMP || next->class == LEX_RANGE))
        found = compared(j, found, next);
    ja_seg_make_room(j, s);
    ja_seg_push(j, s, found);
    if (n.rest)
        ja_seg_push(j, s, crit_opaque(&j->p, t->begin, t->end));
    return true;
}

/* A disease told by another (アルツハイマー病による軽度認知障害), a part and its operation
   (膝関節の手術): one name. */
static bool joins_name(struct ja *j, struct ja_seg *s, const struct lex_token *t, const char *kind)
{
    const struct ja_np *np = &s->np;
    if (np->what != JA_NAME || !s->particle || np->vague)
        return false;
    const char *ptc = j->p.text.s + s->particle->begin;
    size_t len = s->particle->end - s->particle->begin;
    bool from = ja_is_one(ptc, len, ja_words_caused_by) && np->kind && kind &&
                strcmp(np->kind, "disease") == 0 && strcmp(kind, "disease") == 0;
    bool part = ja_seg_is_after_no(s) && ja_seg_is_kind(np, "biomarker") && kind &&
                strcmp(kind, "biomarker") == 0;
    if (from && np->such) { /* 腫瘍、感染等による腰痛: causes, each of them */
        ja_seg_forget(s);
        s->caused = s->vague = true;
        return false;
    }
    if (!from && !part)
        return false;
    uint32_t begin = np->begin, bare = np->bare;
    ja_seg_set_np(s, JA_NAME, t);
    s->np.begin = begin;
    s->np.bare = bare;
    return true;
}

/* Words behind a list that only say what it is a list of: のいずれかの感染症,
 * うち2つ以上の危険因子. */
static bool names_the_list(struct ja_seg *s, const char *w, size_t len)
{
    if (s->at_least && ja_is_one(w, len, ja_words_counted_things)) {
        s->say.pred = JA_COMORB;
        s->particle = NULL;
        return true;
    }
    if (!s->particle)
        return false;
    if (s->any && ja_is_one(w, len, ja_words_listed_things))
        return true;
    if (ja_seg_is_after_no(s) && ja_seg_is_kind(&s->np, "disease") &&
        ja_is_one(w, len, ja_words_fluid_there))
        return true; /* 心嚢液の貯留: the same as 心嚢液 */
    return ja_seg_is_after_no(s) && ja_is_one(w, len, ja_words_infected_by);
}

/* セフェム系などの抗菌薬: the system with what it is one of. */
static void share_system(struct ja *j, struct ja_np *a, const struct ja_np *b)
{
    if (a->end - a->bare > 3 && ja_ends_in(j->p.text.s, a->end, ja_words_drug_systems, NULL))
        a->tail = crit_name(&j->p, b->bare, b->end);
}

/* Words that the noun before takes in: 治験薬の成分, 卵に対するアレルギー. */
static bool takes_in(struct ja *j, struct ja_seg *s, const struct lex_token *t, const char *kind)
{
    size_t len = t->end - t->begin;
    const char *w = j->p.text.s + t->begin;
    if (s->np.what == JA_ALLERGY &&
        (ja_is_one(w, len, ja_words_allergy_risk) || ja_is_one(w, len, ja_words_reactions))) {
        s->np.vague |= s->severity_end > 0;
        s->severity_end = 0;
        return true;
    }
    if ((s->np.what != JA_NAME && s->np.what != JA_FACT) || s->said)
        return false;
    if (names_the_list(s, w, len))
        return true;
    if (!s->particle)
        return false;
    if (ja_is_drug_part(j, s, t))
        return true;
    bool joined =
        ja_seg_is_particle(s, "for") || ja_seg_is_after_no(s) || ja_seg_is_particle(s, "ni");
    bool allergy = (kind && strcmp(kind, "allergy") == 0) ||
                   (ja_seg_is_particle(s, "for") && ja_is_one(w, len, ja_words_reactions));
    if (!joined || !allergy || s->np.what != JA_NAME)
        return false;
    s->np.what = JA_ALLERGY;
    if (s->such.what) { /* AなどのBに過敏症: of A too */
        s->such.what = JA_ALLERGY;
        share_system(j, &s->such, &s->np);
    }
    if (s->severity_end)
        s->np.vague = s->such.vague = true;
    s->severity_end = 0;
    s->particle = NULL;
    return true;
}

/* 影響する先天性疾患: a verb that no table knows before the name; bytes up to the name, 0: none. */
static uint32_t verb_inside(const struct ja *j, const struct lex_token *t)
{
    const char *s = j->p.text.s + t->begin;
    if (ja_begins(s, ja_words_trial_drug_verbs))
        return 0; /* the trial's drug */
    for (uint32_t at = t->end - t->begin; at > 6; at--)
        if ((unsigned char)s[at - 6] >= 0xE4 && ja_ends_in(s, at - 6, ja_words_verb_ends, NULL))
            return at - 6;
    return 0;
}

/* 膝関節の手術: a part of the body and what is done to it are one name. */
static bool is_part_of(const struct ja_seg *s, const char *kind)
{
    return s->np.what == JA_NAME && !s->np.kind && ja_seg_is_after_no(s) && !s->said && kind &&
           (strcmp(kind, "surgery") == 0 || strcmp(kind, "transplant") == 0);
}

/* QT延長を来す薬剤: a drug that brings a disease, no drug beside a disease. */
static bool brings(struct ja_seg *s, const char *kind)
{
    bool other = kind && strcmp(kind, "disease") != 0 && strcmp(kind, "metastasis") != 0;
    if (!other || !s->said || !ja_seg_is_kind(&s->np, "disease") || !ja_seg_is_particle(s, "wo"))
        return false;
    s->say = (struct ja_say){.pred = JA_NO_PRED, .window = {.w = {.n = -1}}};
    s->said = false;
    return s->vague = true;
}

/* A condition of life (飲酒習慣), which the lexicon keeps among diseases. */
static bool is_habit(const struct lexicon *x, uint32_t concept)
{
    uint32_t habits;
    return lexicon_find(x, "lifestyle-factor", &habits) && lexicon_is_a(x, concept, habits);
}

/* What the lexicon calls the whole name: 多発性嚢胞腎 has no ending that tells. */
static const char *known_kind(const struct ja *j, uint32_t begin, uint32_t end)
{
    const struct crit_reader *r = j->p.reader;
    struct folded f;
    struct lexicon_matches m;
    struct lexicon_concept c;
    struct lexicon_form form;
    if (!r->lexicon)
        return NULL;
    fold_text(r->folder, j->p.tmp, j->p.text.s + begin, end - begin, &f);
    lexicon_match(r->lexicon, j->p.tmp, &f, j->p.text.s + begin, LEXICON_CASE_TEXT, &m);
    if (m.n != 1 || m.items[0].n != 1 || m.items[0].begin != 0 || m.items[0].end != f.len ||
        lexicon_is_root(r->lexicon, m.items[0].concepts[0]) ||
        is_habit(r->lexicon, m.items[0].concepts[0]))
        return NULL;
    lexicon_concept(r->lexicon, m.items[0].concepts[0], &c);
    lexicon_form(r->lexicon, m.items[0].form, &form);
    if (strcmp(form.text, c.ja) != 0) /* 尿アルブミン leads to a disease, too, and is none */
        return NULL;
    const char *class = lexicon_class_name(c.class);
    return strcmp(class, "disease") == 0                                    ? "disease"
           : strcmp(class, "drug") == 0 || strcmp(class, "drug-class") == 0 ? "drug"
                                                                            : NULL;
}

static const char *kind_of(const struct ja *j, uint32_t begin, uint32_t end)
{
    const char *ending = lexer_kind(j->p.lexer, j->p.text.s + begin, end - begin);
    return ending ? ending : known_kind(j, begin, end);
}

/* 上記の薬剤, 抗菌薬などの薬剤: words before it say which drugs, or point to where it is said. */
static bool is_told_which(const struct ja *j, const struct lex_token *t)
{
    if (t == j->p.tokens || !ja_is_any_drug(crit_name(&j->p, t->begin, t->end)))
        return false;
    if (t[-1].class == LEX_DROP && ja_begins(j->p.text.s + t[-1].begin, ja_words_pointers))
        return true;
    bool of = lex_is(&t[-1], LEX_PTC, "no") || lex_is(&t[-1], LEX_PTC, "by");
    bool time = t - j->p.tokens > 1 && (t[-2].class == LEX_CMP || t[-2].class == LEX_WITHIN);
    return (of && !time) || t[-1].class == LEX_VERB;
}

/* 治療抵抗性高血圧, where it is no target: one name. A tumour is told apart from how it goes (再発
   乳癌), but for one that is a spread by its name (転移性肝癌). */
static bool is_glued(const struct ja *j, const struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what != JA_STATE || s->np.end != t->begin || j->p.kind != CRIT_EXCLUSION)
        return false;
    return strcmp(s->np.sense->value, "metastatic") == 0 ||
           !ja_ends_in(j->p.text.s + t->begin, t->end - t->begin, ja_words_tumour_ends, NULL);
}

static void new_name(struct ja *j, struct ja_seg *s, const struct lex_token *t, const char *kind)
{
    uint32_t verb = verb_inside(j, t);
    bool part = is_part_of(s, kind) || is_glued(j, s, t);
    struct ja_np before = s->np;
    if (part || brings(s, kind))
        ja_seg_forget(s);
    bool tested = kind && strcmp(kind, "biomarker") == 0 && ja_seg_is_particle(s, "de") &&
                  ja_seg_is_kind(&s->np, "disease") && !s->vague && !s->said;
    ja_seg_make_room(j, s);
    if (tested)
        s->vague = false; /* 1型糖尿病でGAD抗体陽性: no cause of it */
    bool any_other = kind && (strcmp(kind, "drug") == 0 || strcmp(kind, "therapy") == 0);
    s->vague |= verb > 0 || (s->other && !any_other);
    ja_seg_set_np(s, JA_NAME, t);
    s->np.kind = kind;
    if (verb)
        s->object.what = JA_NO_NOUN; /* 運動を禁忌とする疾患: of that verb */
    if (verb)
        s->np.begin = s->np.bare = t->begin + verb;
    if (part)
        s->np.begin = s->np.bare = before.begin;
    s->np.vague |= is_told_which(j, t);
}

/* 心電図|異常, 臨床検査|値異常: the lexer cuts behind what was examined. */
static bool joins_examination(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const struct lex_token *before = t > j->p.tokens ? t - 1 : NULL;
    if (!before || before->end != t->begin ||
        (before->class != LEX_METHOD && before->class != LEX_NOISE) ||
        !ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_examined))
        return false;
    struct lex_token whole = *t;
    whole.begin = before->begin;
    s->idle = s->method = false;
    ja_seg_make_room(j, s);
    ja_seg_set_np(s, JA_NAME, &whole);
    s->np.kind = "disease";
    return true;
}

/* 組織型が腺癌又は扁平上皮癌: no diseases of their own. */
static bool takes_histology(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    size_t len = s->np.end - s->np.bare;
    if (s->np.what == JA_NAME && s->particle &&
        ja_is_one(j->p.text.s + s->np.bare, len, ja_words_histology_heads)) {
        ja_seg_forget(s);
        s->histology = true;
    }
    char *name = crit_name(&j->p, t->begin, t->end);
    s->histology = s->histology && ja_is_histology(name);
    if (!s->histology)
        return false;
    ja_seg_take_noun(j, s, JA_EXTRA, t);
    s->np.tree = crit_new_word(j->p.ctx, ATTR_histology, CRIT_OP_IS, name,
                               j->p.text.begin[t->begin] + j->p.offset,
                               j->p.text.end[t->end - 1] + j->p.offset);
    return true;
}

/* 来院し、: what was done besides, no name. */
static bool is_verb(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (!ja_is_unknown_verb(&j->p, t))
        return false;
    ja_seg_make_room(j, s);
    return s->vague = true;
}

/* Words that are a part of what is told before them, or no name of their own. */
static bool is_no_other(struct ja *j, struct ja_seg *s, const struct lex_token *t, const char *kind)
{
    return ja_joins_role(j, s, t) || ja_is_by_drug(j, s, t, kind) || takes_in(j, s, t, kind) ||
           tnm(j, s, t) || takes_histology(j, s, t);
}

void ja_seg_take_name(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (ja_seg_takes_alteration(j, s, t) || joins_examination(j, s, t))
        return;
    const char *kind = kind_of(j, t->begin, t->end);
    if ((!kind && is_verb(j, s, t)) || is_no_other(j, s, t, kind))
        return;
    if (s->included && (!kind || strcmp(kind, "therapy") == 0 || strcmp(kind, "drug") == 0))
        return;
    if (kind && joins_name(j, s, t, kind)) {
        s->np.kind = kind;
        return;
    }
    if (ja_seg_is_kind(&s->np, "disease") && !s->said && ja_seg_is_after_no(s) && kind &&
        strcmp(kind, "disease") != 0)
        s->particle = NULL;
    new_name(j, s, t, kind);
}

void ja_seg_take_noun(struct ja *j, struct ja_seg *s, enum ja_noun what, const struct lex_token *t)
{
    ja_seg_make_room(j, s);
    ja_seg_set_np(s, what, t);
}

/* ------------------------------------------------------------------ nouns of the tables */

static void take_places(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    struct crit_node *e = crit_new_atom(
        j->p.ctx, ATTR_residence, strchr(t->sense->value, ',') ? CRIT_OP_IN : CRIT_OP_EQ,
        j->p.text.begin[t->begin] + j->p.offset, j->p.text.end[t->end - 1] + j->p.offset);
    for (const char *v = t->sense->value; *v;) {
        size_t n = strcspn(v, ",");
        crit_atom_add_word(j->p.ctx, e->atom, mem_strndup(j->p.tmp, v, n));
        v += n + (v[n] == ',');
    }
    ja_seg_make_room(j, s);
    s->np = (struct ja_np){
        .what = JA_EXTRA, .begin = t->begin, .end = t->end, .bare = t->begin, .tree = e};
}

/* Whether a number of this attribute defines the name: 腎機能障害 by any measure of the kidney. */
bool ja_seg_defines(const struct lex_sense *name, uint16_t attr)
{
    static const uint16_t kidney[] = {ATTR_egfr, ATTR_creatinine, ATTR_ccr};
    static const uint16_t liver[] = {ATTR_ast, ATTR_alt, ATTR_bilirubin_total, ATTR_child_pugh};
    static const uint16_t pressure[] = {JA_PRESSURE, ATTR_systolic_bp, ATTR_diastolic_bp};
    const uint16_t *family = name->attr == ATTR_egfr     ? kidney
                             : name->attr == ATTR_ast    ? liver
                             : name->attr == LEX_NO_ATTR ? pressure
                                                         : NULL;
    size_t n = family == liver ? 4 : 3;
    for (size_t i = 0; family && i < n; i++)
        if (family[i] == attr)
            return true;
    return name->attr == attr;
}

/* A name that a number of this segment defines goes; else it is a name. */
static void take_defined(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    for (size_t i = 0; i < s->n_attrs && s->valued; i++)
        if (ja_seg_defines(t->sense, s->attrs[i])) {
            s->severity_end = 0;
            return;
        }
    uint32_t begin = t->begin;
    if (s->np.what == JA_STATE && s->np.end == t->begin && j->p.kind == CRIT_EXCLUSION) {
        begin = s->np.begin; /* 治療抵抗性高血圧 */
        ja_seg_forget(s);
    }
    ja_seg_take_noun(j, s, JA_NAME, t);
    if (begin < t->begin)
        s->np.begin = s->np.bare = begin;
    s->np.kind = "disease";
}

/* 閉所恐怖症などで|MRI検査が: why it is not possible. */
static bool is_reason(const struct ja *j, const struct ja_seg *s)
{
    return j->p.kind == CRIT_EXCLUSION && ja_seg_is_particle(s, "de") && !s->said &&
           (ja_seg_is_kind(&s->np, "disease") || s->np.what == JA_FACT);
}

static void take_able(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what == JA_ABLE && (t->flags & LEX_CAN)) {
        s->np.flags |= t->flags;
        return;
    }
    if (is_reason(j, s)) {
        s->by = true;
        s->by_such = s->np.such;
        ja_seg_forget(s);
    }
    ja_seg_take_noun(j, s, JA_ABLE, t);
    if (t->flags & LEX_CAN)
        ja_seg_say(s, JA_CAN, t);
}

/* 転移再発: one of them. */
/* 肝臓への転移: the organ's. */
static bool spreads_to(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (s->np.what != JA_NAME || s->said || !s->particle ||
        strcmp(t->sense->value, "metastatic") != 0 ||
        !ja_begins(j->p.text.s + s->particle->begin, ja_words_spread_to) ||
        s->particle->end != t->begin)
        return false;
    s->np.end = t->end;
    s->np.kind = "metastasis";
    s->particle = NULL;
    return true;
}

static void take_state(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    if (spreads_to(j, s, t))
        return;
    s->advanced |= strcmp(t->sense->value, "advanced") == 0;
    bool beside = (s->np.what == JA_STATE || s->np.what == JA_EXTRA) && !s->said && !s->particle;
    if (ja_seg_is_kind(&s->np, "disease") && !s->said)
        ja_seg_settle(j, s);
    if (!beside) {
        ja_seg_take_noun(j, s, JA_STATE, t);
        return;
    }
    struct ja_say none = {.pred = JA_NO_PRED};
    struct ja_np np = s->np;
    struct crit_node *before = ja_noun(j, &np, &none);
    ja_seg_set_np(s, JA_STATE, t);
    s->np.tree = crit_join(j->p.ctx, CRIT_OR, before, ja_noun(j, &s->np, &none));
    s->np.what = JA_EXTRA;
    s->np.begin = np.begin;
}

/* A fact that says no more than a number of this segment (ブリンクマン指数200以上の喫煙歴). */
static bool is_said_by_number(const struct ja_seg *s, const struct lex_token *t)
{
    if (t->sense->attr != ATTR_smoking || !s->valued)
        return false;
    for (size_t i = 0; i < s->n_attrs; i++)
        if (s->attrs[i] == JA_BRINKMAN || s->attrs[i] == ATTR_smoking_pack_years)
            return true;
    return false;
}

/* HR陽性: the short name of another thing than the measured one. */
static bool is_told_by_sign(const struct ja *j, const struct lex_token *t)
{
    const struct lex_token *next = token_behind(j, t);
    bool sign = next && (next->class == LEX_POS || next->class == LEX_NEG);
    return sign && t->sense->attr != LEX_NO_ATTR && attributes[t->sense->attr].kind == ATTR_NUMBER;
}

/* 他の自己免疫疾患: others than the trial's own, which may be one. */
static bool may_be_own(uint16_t attr)
{
    return attr == ATTR_autoimmune_disease || attr == ATTR_psychiatric_disorder;
}

/* うつ病、不安症で通院中: they have one of these; whether they see somebody for it, nobody tells.
   In hospital for one disease is told as it is. */
static bool attends(struct ja_seg *s, const struct lex_token *t)
{
    bool inside = t->sense->op == CRIT_OP_PRESENT, listed = s->before != LEX_CLASS_COUNT;
    bool unknown = s->np.what == JA_NAME && !s->np.kind && listed; /* うつ病、パニックで通院中 */
    if (t->sense->attr != ATTR_inpatient ||
        !(ja_seg_is_kind(&s->np, "disease") || s->np.what == JA_FACT || unknown) || s->said ||
        !ja_seg_is_particle(s, "de") || (inside && !listed))
        return false;
    ja_seg_say(s, JA_HAVE, t);
    return s->np.vague = true;
}

/* Words that are nouns, each in its way. */
bool ja_seg_take_noun_token(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    switch (t->class) {
    case LEX_TEXT:
        ja_seg_take_name(j, s, t);
        break;
    case LEX_FACT:
        if (t->sense->attr == ATTR_line_of_therapy && ja_seg_is_kind(&s->np, "disease") && !s->said)
            ja_seg_settle(j, s);
        if (is_said_by_number(s, t) || attends(s, t))
            break;
        s->vague |= s->other && may_be_own(t->sense->attr);
        ja_seg_take_noun(j, s, JA_FACT, t);
        break;
    case LEX_ABLE:
        take_able(j, s, t);
        break;
    case LEX_MARKER:
        ja_seg_take_noun(j, s, JA_MARKER, t);
        break;
    case LEX_STATE:
        take_state(j, s, t);
        break;
    case LEX_OPAQUE_ATTR:
        s->n_attrs = 0;
        s->blocked = true;
        ja_seg_take_noun(j, s, JA_UNSEEN, t);
        break;
    case LEX_OPAQUE_MARKER:
    case LEX_UNSEEN:
        ja_seg_take_noun(j, s, JA_UNSEEN, t);
        break;
    case LEX_DEFINED:
        take_defined(j, s, t);
        break;
    case LEX_PLACE:
        take_places(j, s, t);
        break;
    case LEX_ATTR:
        if (is_told_by_sign(j, t))
            ja_seg_take_name(j, s, t);
        else
            ja_seg_take_attr(j, s, t);
        break;
    default:
        return false;
    }
    return true;
}
