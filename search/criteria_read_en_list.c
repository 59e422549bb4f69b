/*
 * Members and connectives of a list: "A, B, or C", "A or B within 6 months", "renal or hepatic
 * impairment". And binds tighter than or; a comma is what the next connective is; members side by
 * side are joined by and; a shared "no" turns or into and.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "search/criteria_read_en_list.h"
#include "schema/base/mem.h"
#include <string.h>

/* Connectives at pos: the strongest of them. */
static enum joint read_joint(const struct en_parse *p, size_t *pos, size_t hi)
{
    enum joint j = JOINT_BESIDE;
    while (*pos < hi && (en_is_connective(p, *pos) || p->t[*pos].class == EN_SEMI ||
                         p->t[*pos].class == EN_CLOSE)) {
        const struct en_token *t = &p->t[*pos];
        if (en_is(t, EN_OR) || (t->class == EN_SLASH && j != JOINT_AND))
            j = JOINT_OR;
        else if (en_is(t, EN_AND) || en_is(t, EN_BUT))
            j = j == JOINT_OR ? JOINT_OR : JOINT_AND;
        else if (j == JOINT_BESIDE)
            j = JOINT_COMMA;
        (*pos)++;
    }
    return j;
}

/* ------------------------------------------------------------------ shared tails */

/* Only says of what sort: renal, hepatic, small cell, anti-pd-1, type 1. */
static bool is_adjective(const struct en_parse *p, size_t lo, size_t hi)
{
    if (hi == lo || hi - lo > 4)
        return false;
    const struct en_token *t = &p->t[hi - 1];
    return en_is(t, EN_SITE) || t->class == EN_NUMBER || en_says(&p->t[lo], EN_CUE_ANTI) ||
           en_says(t, EN_CUE_SORT_END);
}

static const char *word_before(const char *s, const char *at)
{
    const char *c = at > s ? at - 1 : s;
    while (c > s && c[-1] != ' ')
        c--;
    return c;
}

/* What "squamous" borrows of "basal cell carcinoma of the skin": the head with what stands behind
   it, and "cell" where the member has none. NULL: nothing stands before the head. */
static const char *head_of(const char *s, bool cell)
{
    const char *of = strstr(s, " of "), *end = of ? of + 1 : s + strlen(s) + 1;
    const char *head = word_before(s, end);
    while (head > s && en_is_cue(head, (size_t)(end - 1 - head), EN_CUE_NO_HEAD)) {
        end = head;
        head = word_before(s, head); /* carcinoma in situ */
    }
    const char *left = word_before(s, head);
    if (!cell && head > s && en_is_cue(left, (size_t)(head - 1 - left), EN_CUE_CELL))
        head = left;
    return head > s ? head : NULL;
}

/* The longest end of `name` that the lexicon knows with `words` before it: "acute" and "chronic
   pancreatitis", "basal" and "squamous cell carcinoma". NULL: none. */
static const char *known_tail(const struct en_parse *p, const char *words, const char *name)
{
    for (const char *tail = strchr(name, ' '); p->lexicon && tail; tail = strchr(tail + 1, ' ')) {
        const char *whole = mem_printf(p->tmp, "%s%s", words, tail);
        struct folded f;
        struct lexicon_matches m;
        fold_text(p->folder, p->tmp, whole, strlen(whole), &f);
        lexicon_match(p->lexicon, p->tmp, &f, whole, LEXICON_CASE_ASKED, &m);
        for (size_t i = 0; i < m.n; i++)
            if (m.items[i].begin == 0 && m.items[i].end == f.len)
                return tail + 1;
    }
    return NULL;
}

size_t en_skip_asking(const struct en_parse *p, size_t lo, size_t hi)
{
    while (lo < hi &&
           (en_is(&p->t[lo], EN_NEG) || en_is(&p->t[lo], EN_HIST) || en_is(&p->t[lo], EN_CARE) ||
            en_is(&p->t[lo], EN_MED) || en_is(&p->t[lo], EN_DROP) || en_is(&p->t[lo], EN_PAST) ||
            en_is(&p->t[lo], EN_ALLERGY)) &&
           !en_is(&p->t[lo], EN_SITE))
        lo++;
    return lo;
}

/* "second" before "or third-degree heart block": what stands behind the first word of the name,
   with its hyphen or blank. NULL: no such pair. */
static const char *tail_of_degree(const struct en_parse *p, const struct member *m, size_t lo,
                                  const char *name)
{
    static const char degree[] = "degree";
    size_t word = strcspn(name, "- ");
    bool ordinal = en_says(&p->t[lo], EN_CUE_ORDINAL);
    for (size_t i = lo + 1; i < m->hi; i++)
        ordinal &= p->t[i].class == EN_DASH || en_says(&p->t[i], EN_CUE_DEGREE);
    return ordinal && name[word] && strncasecmp(name + word + 1, degree, sizeof degree - 1) == 0
               ? name + word
               : NULL;
}

/* "renal" before "or hepatic impairment": renal impairment. */
static struct crit_node *borrow(struct en_parse *p, const struct member *m,
                                const struct crit_node *from)
{
    const struct crit_node *atom = from->type == CRIT_NOT ? from->children[0] : from;
    if (atom->type != CRIT_ATOM || attributes[atom->atom->attr].kind != ATTR_CONCEPT ||
        atom->atom->n != 1)
        return NULL;
    size_t lo = en_skip_asking(p, m->lo, m->hi);
    if (lo >= m->hi)
        return NULL;
    char *words = crit_text_name(&p->text, p->ctx, p->t[lo].begin, p->t[m->hi - 1].end);
    const char *degree = tail_of_degree(p, m, lo, atom->atom->words[0]);
    const char *tail = known_tail(p, words, atom->atom->words[0]);
    bool organ = atom->atom->attr == ATTR_transplant && en_says(&p->t[m->hi - 1], EN_CUE_ORGAN);
    if (!tail && !degree && (organ || is_adjective(p, lo, m->hi)))
        tail = head_of(atom->atom->words[0], en_says(&p->t[m->hi - 1], EN_CUE_CELL));
    if (!tail && !degree)
        return NULL;
    struct crit_node *e = crit_copy(p->ctx, from);
    struct crit_node *a = e->type == CRIT_NOT ? e->children[0] : e;
    if (degree) {
        words = crit_text_name(&p->text, p->ctx, p->t[lo].begin, p->t[lo].end);
        words[strcspn(words, "-")] = '\0';
        a->atom->words[0] = mem_printf(p->ctx, "%s%s", words, degree);
    } else {
        a->atom->words[0] = mem_printf(p->ctx, "%s %s", words, tail);
    }
    en_span(p, e, m->lo, m->hi);
    return e;
}

/* The severity before the first of several adjectives is meant of all: severe renal or hepatic
   impairment. */
static void spread_severity(struct en_parse *p, struct list *l, size_t from, size_t to)
{
    const struct member *m = &l->items[from];
    size_t lo = en_skip_asking(p, m->lo, m->hi);
    if (!en_is_value(&p->t[lo], EN_MOD, "keep"))
        return;
    char *word = crit_text_name(&p->text, p->ctx, p->t[lo].begin, p->t[lo].end);
    for (size_t i = from + 1; i <= to; i++) {
        struct member *x = &l->items[i];
        size_t at = en_skip_asking(p, x->lo, x->hi);
        struct crit_node *a = x->e->type == CRIT_NOT ? x->e->children[0] : x->e;
        if (a->type == CRIT_ATOM && a->atom->n == 1 && a->atom->words && !en_is(&p->t[at], EN_MOD))
            a->atom->words[0] = mem_printf(p->ctx, "%s %s", word, a->atom->words[0]);
    }
}

static void borrow_tails(struct en_parse *p, struct list *l)
{
    size_t source = 0;
    for (size_t i = l->n; i-- > 1;) {
        struct member *m = &l->items[i - 1];
        const struct crit_node *x = m->e->type == CRIT_NOT ? m->e->children[0] : m->e;
        size_t name = en_skip_asking(p, m->lo, m->hi);
        bool opaque =
            x->type == CRIT_OPAQUE ||
            (x->type == CRIT_ATOM && attributes[x->atom->attr].kind == ATTR_CONCEPT &&
             (!en_name_kind(p, name, m->hi) || (name < p->n && en_says(&p->t[name], EN_CUE_ANTI))));
        bool marker = x->type == CRIT_ATOM && x->atom->attr == ATTR_biomarker;
        if (!opaque || marker || l->items[i].before == JOINT_BESIDE)
            continue;
        struct crit_node *e = borrow(p, m, l->items[i].e);
        if (!e)
            continue;
        m->e = e;
        m->borrowed = true;
        source = source < i ? i : source;
        if (i == 1 || en_is(&p->t[en_skip_asking(p, m->lo, m->hi)], EN_MOD))
            spread_severity(p, l, i - 1, source);
    }
}

/* "CYP3A4 inhibitors or inducers": the second is of what the first is. */
static void borrow_heads(struct en_parse *p, struct list *l)
{
    for (size_t i = 1; i < l->n; i++) {
        const struct member *left = &l->items[i - 1], *m = &l->items[i];
        size_t lo = en_skip_asking(p, m->lo, m->hi), from = en_skip_asking(p, left->lo, left->hi);
        struct crit_node *a = left->e->type == CRIT_NOT ? left->e->children[0] : left->e;
        struct crit_node *b = m->e->type == CRIT_NOT ? m->e->children[0] : m->e;
        if (lo >= m->hi || from >= left->hi || a->type != CRIT_ATOM || b->type != CRIT_ATOM ||
            a->atom->n != 1 || b->atom->n != 1 || !a->atom->words || !b->atom->words ||
            !en_says(&p->t[lo], EN_CUE_ROLE) || strchr(b->atom->words[0], ' '))
            continue;
        const char *role = strrchr(a->atom->words[0], ' ');
        if (role && en_says_in(p, from, left->hi, EN_CUE_ROLE_INSIDE))
            b->atom->words[0] = mem_printf(p->ctx, "%.*s %s", (int)(role - a->atom->words[0]),
                                           a->atom->words[0], b->atom->words[0]);
    }
}

static bool is_allergen(const struct en_parse *p, size_t pos)
{
    const char *kind = en_name_kind(p, pos, pos + 1);
    return en_is(&p->t[pos], EN_ALLERGEN) || (kind && strcmp(kind, "drug") == 0);
}

/* "Egg or peanut allergy": what stands before is one thing more that one is allergic to. */
static void share_allergy(struct en_parse *p, struct list *l)
{
    for (size_t i = l->n; i-- > 1;) {
        struct member *m = &l->items[i - 1], *next = &l->items[i];
        const struct crit_node *x = next->e->type == CRIT_NOT ? next->e->children[0] : next->e;
        bool head = x->type == CRIT_ATOM && x->atom->attr == ATTR_allergy && next->hi > next->lo &&
                    en_is(&p->t[next->hi - 1], EN_ALLERGYHEAD);
        size_t lo = en_skip_asking(p, m->lo, m->hi);
        if (!head || next->before == JOINT_BESIDE || lo + 1 != m->hi || !is_allergen(p, lo))
            continue;
        m->e = crit_copy(p->ctx, next->e);
        struct crit_node *a = m->e->type == CRIT_NOT ? m->e->children[0] : m->e;
        a->atom->words[0] = crit_text_name(&p->text, p->ctx, p->t[lo].begin, p->t[lo].end);
        m->hi = next->hi; /* goes on to the one before */
    }
}

/* ------------------------------------------------------------------ and, or */

/* A comma is what the next connective is. */
static void settle_commas(const struct en_parse *p, struct list *l, bool any)
{
    enum joint next = p->kind == CRIT_EXCLUSION || any ? JOINT_OR : JOINT_AND;
    for (size_t i = l->n; i-- > 1;) {
        struct member *m = &l->items[i];
        if (m->before == JOINT_COMMA)
            m->before = en_goes_on_with_states(p, l, i) ? JOINT_OR : next;
        else if (m->before != JOINT_BESIDE)
            next = m->before == JOINT_AND && m->people ? JOINT_OR : m->before;
        if (m->before == JOINT_AND && ((l->examples && i >= l->examples) || m->either))
            m->before = JOINT_OR;
        if (m->before == JOINT_OR && m->negated)
            m->before = JOINT_AND;
    }
}

/* Says of what sort a disease is: T, stage, marker, state. */
static bool is_descriptor(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM) {
        uint16_t a = e->atom->attr;
        return a == ATTR_tnm_t || a == ATTR_tnm_n || a == ATTR_tnm_m || a == ATTR_stage ||
               a == ATTR_biomarker || a == ATTR_disease_state || a == ATTR_line_of_therapy;
    }
    for (size_t i = 0; i < e->n; i++)
        if (!is_descriptor(e->children[i]))
            return false;
    return e->n > 0;
}

/* "A, or B in C": B is a way in for those with C alone. */
static struct crit_node *as_way(struct en_parse *p, struct crit_node *e)
{
    return e->type == CRIT_IF && e->n == 2
               ? crit_join(p->ctx, CRIT_AND, e->children[0], e->children[1])
               : e;
}

static bool is_smoking(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == ATTR_smoking;
}

/* What the members read so far are: alternatives, the one being joined, its last part. */
struct folding {
    struct en_parse *p;
    struct crit_node *any, *all, *beside;
};

static void close_beside(struct folding *f)
{
    if (f->beside)
        f->all = crit_join(f->p->ctx, CRIT_AND, f->all, f->beside);
    f->beside = NULL;
}

static void close_all(struct folding *f)
{
    close_beside(f);
    f->any = crit_join(f->p->ctx, CRIT_OR, f->any, f->all);
    f->all = NULL;
}

static void put_beside(struct folding *f, const struct member *m)
{
    struct crit_node *e = m->e;
    void *ctx = f->p->ctx;
    bool sorts = f->any && !f->all && f->beside && is_descriptor(f->any) &&
                 is_descriptor(f->beside) && en_is_disease(e);
    bool smokers = f->any && !f->all && f->beside && is_smoking(f->any) && is_smoking(f->beside) &&
                   en_is_measure(e) &&
                   en_says(&f->p->t[m->lo], EN_CUE_WHO); /* … smoked 15 pack-years */
    if (sorts || smokers) {                              /* "T3 or N1 rectal cancer" */
        f->beside = crit_join(ctx, CRIT_AND, crit_join(ctx, CRIT_OR, f->any, f->beside), e);
        f->any = NULL;
    } else if (f->beside && en_defines(f->p, e, f->beside)) { /* "obesity with BMI ≥ 35" */
        f->beside = e;
    } else { /* "no stage IV lung cancer": not both */
        bool both = m->negated && !m->own;
        f->beside = crit_join(ctx, both ? CRIT_OR : CRIT_AND, f->beside, e);
    }
}

/* "previously untreated or relapsed", "unresectable stage III or metastatic": either. */
static bool is_other_sort(const struct crit_node *e)
{
    return is_descriptor(e) && !en_is_state(e);
}

bool en_has_comma(const struct en_parse *p, size_t lo, size_t hi)
{
    for (size_t i = lo; i < hi; i++)
        if (p->t[i].class == EN_COMMA || en_is(&p->t[i], EN_COMMA))
            return true;
    return false;
}

/* Words that ask something of the member, so that it is no more of the one before it. */
bool en_is_asked(const struct en_parse *p, const struct member *m)
{
    static const enum en_class asks[] = {EN_CARE, EN_MED,  EN_WITH, EN_HIST,
                                         EN_NEG,  EN_PAST, EN_REL,  EN_WORD};
    return en_is_in(&p->t[m->lo], asks);
}

/* "Paroxysmal or persistent AF with a score of 2", "… and LVEF ≥ 40 %": what stands beside the name
   or behind "and" is of both sorts. */
static void join_sorts(struct en_parse *p, struct list *l)
{
    for (size_t i = l->n; i-- > 1;) {
        struct member *m = &l->items[i], *left = &l->items[i - 1];
        bool more = i + 1 < l->n &&
                    (l->items[i + 1].before == JOINT_BESIDE || l->items[i + 1].before == JOINT_AND);
        if (!more || !left->borrowed || m->before != JOINT_OR || left->negated || m->negated)
            continue;
        left->e = crit_join(p->ctx, CRIT_OR, left->e, m->e);
        left->hi = m->hi;
        memmove(m, m + 1, (l->n - i - 1) * sizeof *m);
        l->n--;
    }
}

static struct crit_node *fold_list(struct en_parse *p, struct list *l)
{
    struct folding f = {.p = p};
    for (size_t i = 0; i < l->n; i++) {
        struct member *m = &l->items[i];
        bool state = i > 0 && en_is_state(m->e) && p->kind == CRIT_INCLUSION &&
                     !(m->before == JOINT_OR && is_other_sort(l->items[i - 1].e));
        enum joint j = state ? JOINT_BESIDE : m->before; /* "carcinoma, unresectable or …" */
        if (i > 0 && j != JOINT_OR)
            en_drop_severity(l->items[i - 1].e, m->e);
        if (j != JOINT_BESIDE)
            close_beside(&f);
        if (j == JOINT_OR) {
            close_all(&f);
            m->e = as_way(p, m->e);
        }
        put_beside(&f, m);
    }
    close_all(&f);
    return f.any ? f.any : crit_new_true(p->ctx);
}

/* ------------------------------------------------------------------ the members */

static bool is_filled(const struct crit_node *e)
{
    return !crit_is_true(e);
}

/* The member at *pos behind `j`; `shared`: the list's time is said at its end. */
static void read_member(struct en_parse *p, struct member *m, size_t *pos, size_t hi, enum joint j,
                        bool shared, struct en_mode *mode)
{
    if (j != JOINT_OR && en_asks_anew(p, *pos, hi))
        mode->negated = false;
    bool no = mode->negated;
    if (*pos > 0 && en_is(&p->t[*pos - 1], EN_BUT))
        mode->negated = false;
    m->lo = *pos;
    m->e = en_read_item(p, pos, hi, mode);
    m->hi = *pos;
    m->time = (struct crit_window){.n = -1};
    m->shorter = m->borrowed = m->people = false;
    if (!shared)
        m->time = en_own_time(p, m);
    m->negated = no && mode->negated;
    m->own = en_is(&p->t[m->lo], EN_NEG);
    if (!shared)
        mode->window = (struct crit_window){.n = -1};
}

static void add_lines(void *arg, struct crit_node *e)
{
    bool *asked = arg;
    enum crit_op op = e->atom->op;
    *asked |= e->atom->attr == ATTR_line_of_therapy && e->atom->numbers &&
              e->atom->numbers[0] > 0 &&
              (op == CRIT_OP_BETWEEN || (e->atom->n == 1 && (en_is_low(op) || op == CRIT_OP_EQ)));
}

/* "after two prior therapies, including A and B": of the therapies asked for, these. */
static bool demands_these(const struct en_parse *p, const struct member *left, size_t pos)
{
    bool asked = false;
    if (p->kind != CRIT_INCLUSION || left->negated || crit_has_type(left->e, CRIT_NOT) ||
        !en_says(&p->t[pos], EN_CUE_INCLUDING_ONLY))
        return false;
    crit_walk(left->e, add_lines, &asked);
    return asked;
}

/* The members of [lo, end), which a time shared by all may follow up to hi. `alone`: one that is
   all of it. */
static void read_members(struct en_parse *p, struct list *l, size_t lo, size_t end, size_t hi,
                         struct en_mode mode, bool *alone)
{
    enum joint joint = JOINT_BESIDE;
    for (size_t pos = lo; pos < end && l->n < MEMBERS_MAX;) {
        enum joint j = read_joint(p, &pos, end);
        if (j != JOINT_BESIDE)
            joint = j;
        if (pos >= end)
            break;
        if (l->n && !l->examples && en_says(&p->t[pos], EN_CUE_INCLUDING)) {
            l->examples = l->n; /* "events, including A, B and C": each of them is one */
            joint = JOINT_OR;
        }
        struct member *m = &l->items[l->n];
        if (l->n && demands_these(p, &l->items[l->n - 1], pos)) {
            *m = (struct member){.lo = pos, .hi = end, .before = JOINT_BESIDE, .time.n = -1};
            struct en_mode had = {.frame = EN_FRAME_THERAPY, .window.n = -1};
            m->e = en_read_range(p, pos + 1, end, had);
            l->n += is_filled(m->e);
            break;
        }
        read_member(p, m, &pos, end, j, end != hi, &mode);
        m->before = l->n ? joint : JOINT_BESIDE;
        if (!is_filled(m->e))
            continue;
        l->n++;
        joint = JOINT_BESIDE;
        *alone = m->lo == lo && m->hi == end;
    }
}

struct crit_node *en_read_list(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    enum { TWICE_DEPTH = 4 }; /* what is read twice inside what is read twice stays short */
    struct list *l = MEM_NEW(p->tmp, struct list);
    struct crit_window w = {.n = -1};
    size_t end = en_shared_window(p, lo, hi, &w);
    bool alone = false, age = p->age_read;
    struct en_mode timed = mode;
    if (end != hi)
        timed.window = w;
    read_members(p, l, lo, end, hi, timed, &alone);
    if (end != hi && p->depth < TWICE_DEPTH && en_is_mixed(p, l)) { /* the time is of some */
        *l = (struct list){.mixed = true};
        p->age_read = age;
        end = hi;
        read_members(p, l, lo, end, hi, mode, &alone);
    }
    en_share_times(p, l);
    en_share_anchors(p, l);
    share_allergy(p, l);
    borrow_tails(p, l);
    borrow_heads(p, l);
    en_borrow_organs(p, l);
    en_take_each(p, l, &mode);
    en_join_apposed(p, l);
    settle_commas(p, l, mode.any);
    en_join_courses(p, l);
    en_join_sorts_of_one(p, l);
    en_borrow_things(p, l);
    en_join_sexes(p, l);
    en_group(p, l);
    if (!mode.exception && !mode.condition)
        en_share_doubt(p, l);
    join_sorts(p, l);
    struct crit_node *e = fold_list(p, l);
    if (end != hi && (alone || en_is_measure(e)))
        en_set_window(e, &w);
    return e;
}
