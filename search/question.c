#include "search/question.h"
#include "search/match_inner.h"
#include <math.h>

struct chances { /* that an answer makes it true, that it makes it false */
    double yes, no;
};
struct tally {
    double gain, settled;
    uint32_t trials, page;
};
struct asker {
    struct matcher *m;
    struct tally of[ATTR_COUNT];
    /* of the trial being looked at */
    double keep[ATTR_COUNT]; /* chance that no open criterion fails by the answer */
    double settled[ATTR_COUNT];
    double surprise[ATTR_COUNT]; /* what is settled, by how little its outcome can be foretold */
    uint16_t touched[ATTR_COUNT];
    size_t n_touched;
};

const char *question_text(uint16_t attr, enum question_lang lang)
{
    const struct attribute *a = &attributes[attr];
    return lang == QUESTION_JA ? a->ask_ja : lang == QUESTION_EASY ? a->ask_easy : a->ask_en;
}

const char *question_choice(const struct attr_choice *c, enum question_lang lang)
{
    return lang == QUESTION_JA ? c->ja : lang == QUESTION_EASY ? c->easy : c->en;
}

/* A list that was read from a note may be asked for as a whole. */
static bool may_ask(const struct matcher *m, uint16_t attr)
{
    const struct match_fact *f = &m->person->facts[attr];
    bool known = f->state == MATCH_NO_ANSWER || (f->state == MATCH_GIVEN && !f->partial);
    return !known && !attributes[attr].site;
}

/* What a person would have to say to settle an open atom; ATTR_COUNT: nothing that can be asked. */
static uint16_t attr_to_ask(const struct matcher *m, const struct flat_atom *a)
{
    uint16_t attr = a->attr;
    if (attr == ATTR_comorbidity && flat_history(a) == CRIT_PAST)
        attr = ATTR_history;
    if (attr == ATTR_comorbidity && flat_history(a) == CRIT_EVER && !may_ask(m, ATTR_comorbidity))
        attr = ATTR_history;
    return may_ask(m, attr) ? attr : ATTR_COUNT;
}

static struct chances of_mask(uint8_t mask)
{
    return (struct chances){mask == MATCH_TRUE, mask == MATCH_FALSE};
}

static struct chances atom_chances(struct matcher *m, struct flat_reader *r, uint8_t node,
                                   uint16_t attr)
{
    struct flat_atom a;
    struct match_atom_value v;
    struct flat_reader start = {r->base, r->p - 1};
    match_atom(m, r, node, &a, &v);
    if (v.mask == MATCH_TRUE || v.mask == MATCH_FALSE || v.mask == MATCH_SITE)
        return of_mask(v.mask);
    if (attr_to_ask(m, &a) != attr)
        return (struct chances){0, 0};
    double p = match_chance(m, &start, 0.5);
    double sure = attributes[attr].open ? 0.5 : 1; /* silence of an open list says little */
    return (struct chances){v.mask & MATCH_TRUE ? p : 0, (1 - p) * sure};
}

static struct chances node_chances(struct matcher *m, struct flat_reader *r, uint16_t attr);

static struct chances group_chances(struct matcher *m, struct flat_reader *r, bool all,
                                    uint16_t attr)
{
    double yes = 1, no = 1;
    for (unsigned n = *r->p++; n > 0; n--) {
        struct chances c = node_chances(m, r, attr);
        yes *= all ? c.yes : 1 - c.yes;
        no *= all ? 1 - c.no : c.no;
    }
    return all ? (struct chances){yes, 1 - no} : (struct chances){1 - yes, no};
}

static struct chances if_chances(struct matcher *m, struct flat_reader *r, bool has_else,
                                 uint16_t attr)
{
    struct chances c = node_chances(m, r, attr), then = node_chances(m, r, attr);
    struct chances otherwise = {1, 0};
    if (has_else)
        otherwise = node_chances(m, r, attr);
    return (struct chances){c.yes * then.yes + c.no * otherwise.yes,
                            c.yes * then.no + c.no * otherwise.no};
}

static struct chances node_chances(struct matcher *m, struct flat_reader *r, uint16_t attr)
{
    uint8_t node = *r->p++;
    struct chances c;
    switch (node) {
    case FLAT_TRUE:
        return (struct chances){1, 0};
    case FLAT_AND:
    case FLAT_OR:
        return group_chances(m, r, node == FLAT_AND, attr);
    case FLAT_NOT:
        c = node_chances(m, r, attr);
        return (struct chances){c.no, c.yes};
    case FLAT_IF:
    case FLAT_IF_ELSE:
        return if_chances(m, r, node == FLAT_IF_ELSE, attr);
    case FLAT_CONSENT:
        (void)flat_varint(r);
        (void)flat_varint(r);
        if (attr == ATTR_consent_self && may_ask(m, attr))
            return (struct chances){attributes[attr].typical_low, 1 - attributes[attr].typical_low};
        return of_mask(match_consent(m));
    case FLAT_JUDGEMENT:
    case FLAT_OPAQUE:
        (void)flat_varint(r);
        (void)flat_varint(r);
        return (struct chances){0, 0};
    default:
        return atom_chances(m, r, node, attr);
    }
}

/* Calls back with each atom of an expression (consent as an atom of consent_self). */
typedef void see_atom_fn(void *arg, const struct flat_atom *a, struct flat_reader payload,
                         uint8_t mask);

static void see_atoms(struct matcher *m, struct flat_reader *r, see_atom_fn *see, void *arg)
{
    struct flat_reader at = *r;
    uint8_t node = *at.p++;
    unsigned n = 0;
    struct flat_atom a = {.node = FLAT_FLAG, .attr = ATTR_consent_self};
    struct match_atom_value v;
    if (node == FLAT_AND || node == FLAT_OR)
        n = *at.p++;
    else if (node == FLAT_NOT || node == FLAT_IF || node == FLAT_IF_ELSE)
        n = node == FLAT_NOT ? 1 : node == FLAT_IF ? 2 : 3;
    else if (node == FLAT_CONSENT) {
        see(arg, &a, at, match_consent(m));
    } else if (node >= FLAT_RANGE) {
        struct flat_reader payload = at;
        match_atom(m, &at, node, &a, &v);
        flat_read_atom(&payload, node, &a);
        see(arg, &a, payload, v.mask);
    }
    if (n == 0) {
        match_skip(r);
        return;
    }
    for (; n > 0; n--)
        see_atoms(m, &at, see, arg);
    *r = at;
}

static bool is_open(uint8_t mask)
{
    return mask != MATCH_TRUE && mask != MATCH_FALSE && mask != MATCH_SITE;
}

struct attrs {
    const struct matcher *m;
    uint16_t list[32];
    size_t n;
};

static void note_attr(void *arg, const struct flat_atom *a, struct flat_reader payload,
                      uint8_t mask)
{
    struct attrs *s = arg;
    (void)payload;
    uint16_t attr = attr_to_ask(s->m, a);
    if (!is_open(mask) || attr == ATTR_COUNT || s->n == 32)
        return;
    for (size_t i = 0; i < s->n; i++) {
        if (s->list[i] == attr)
            return;
    }
    s->list[s->n++] = attr;
}

static void weigh_criterion(struct asker *k, const struct flat_criterion *c)
{
    struct flat_reader r = c->code;
    struct attrs s = {.m = k->m};
    if (!is_open(match_criterion(k->m, c->kind, &r)))
        return;
    r = c->code;
    see_atoms(k->m, &r, note_attr, &s);
    for (size_t i = 0; i < s.n; i++) {
        uint16_t attr = s.list[i];
        r = c->code;
        struct chances ch = node_chances(k->m, &r, attr);
        if (k->keep[attr] < 0) {
            k->keep[attr] = 1;
            k->settled[attr] = k->surprise[attr] = 0;
            k->touched[k->n_touched++] = attr;
        }
        k->keep[attr] *= 1 - (c->kind == CRIT_EXCLUSION ? ch.yes : ch.no);
        k->settled[attr] += ch.yes + ch.no;
        k->surprise[attr] += 4 * ch.yes * ch.no;
    }
}

/* The record's own limits wait for sex and age, too. */
static void weigh_record(struct asker *k)
{
    const struct flat_trial *t = &k->m->trial;
    bool sex = t->sex != 0 && may_ask(k->m, ATTR_sex);
    bool age = (t->age_min >= 0 || t->age_max >= 0) && may_ask(k->m, ATTR_age);
    const uint16_t attrs[] = {ATTR_sex, ATTR_age};
    for (size_t i = 0; i < 2; i++) {
        uint16_t attr = attrs[i];
        if (!(i == 0 ? sex : age))
            continue;
        if (k->keep[attr] < 0) {
            k->keep[attr] = 1;
            k->settled[attr] = k->surprise[attr] = 0;
            k->touched[k->n_touched++] = attr;
        }
        k->keep[attr] *= 0.5;
        k->settled[attr] += 1;
    }
}

static double entropy(double p)
{
    return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p);
}

static void weigh_trial(struct asker *k, const struct question_candidate *c, bool on_page)
{
    struct match_outcome o;
    match_trial(k->m, c->flat, true, &o);
    if (o.verdict == MATCH_UNLIKELY || o.n_open == 0)
        return;
    k->n_touched = 0;
    weigh_record(k);
    struct flat_reader r = k->m->trial.first;
    for (uint32_t i = 0; i < k->m->trial.n; i++) {
        struct flat_criterion criterion;
        flat_next(&r, &criterion);
        weigh_criterion(k, &criterion);
    }
    for (size_t i = 0; i < k->n_touched; i++) {
        uint16_t attr = k->touched[i];
        struct tally *t = &k->of[attr];
        double keep = k->keep[attr], p = o.probability;
        double after = keep > 0 ? fmin(1, p / keep) : 0;
        double bits = entropy(p) - keep * entropy(after);
        t->gain +=
            c->weight * (fmax(0, bits) + 0.5 * (1 - keep) + 0.2 * k->surprise[attr] / o.n_open);
        t->settled += k->settled[attr];
        t->trials++;
        t->page += on_page;
        k->keep[attr] = -1;
    }
}

/* ---- what is in play for the chosen attributes */

struct play {
    struct question *q;
    const struct matcher *m;
};

static void add_bound(struct question *q, double x)
{
    size_t i = 0;
    while (i < q->n_bounds && q->bounds[i] < x)
        i++;
    if (q->n_bounds == QUESTION_BOUNDS_MAX || (i < q->n_bounds && q->bounds[i] == x))
        return;
    memmove(&q->bounds[i + 1], &q->bounds[i], (q->n_bounds - i) * sizeof *q->bounds);
    q->bounds[i] = x;
    q->n_bounds++;
}

static bool is_same_name(const struct question_name *n, const struct concept_ref *name,
                         const char *word, uint16_t len)
{
    bool sure = n->n_ids == 1 && !n->narrow && name->n_ids == 1 && !name->narrow;
    return (sure && n->id == name->ids[0]) || (n->len == len && memcmp(n->word, word, len) == 0);
}

static void add_name(struct question *q, const struct concept_ref *name)
{
    const char *word = name->word + name->base;
    uint16_t len = (uint16_t)(name->len - name->base);
    for (size_t i = 0; i < q->n_names; i++) {
        struct question_name *n = &q->names[i];
        if (!is_same_name(n, name, word, len))
            continue;
        n->trials++;
        for (; i > 0 && q->names[i - 1].trials < q->names[i].trials; i--) {
            struct question_name swap = q->names[i];
            q->names[i] = q->names[i - 1];
            q->names[i - 1] = swap;
        }
        return;
    }
    if (q->n_names < QUESTION_NAMES_MAX)
        q->names[q->n_names++] = (struct question_name){.word = word,
                                                        .len = len,
                                                        .trials = 1,
                                                        .n_ids = name->n_ids,
                                                        .narrow = name->narrow,
                                                        .id = name->ids[0]};
}

static void note_play(void *arg, const struct flat_atom *a, struct flat_reader payload,
                      uint8_t mask)
{
    struct play *p = arg;
    if (!is_open(mask) || attr_to_ask(p->m, a) != p->q->attr)
        return;
    if (a->node == FLAT_RANGE && !(a->flags & FLAT_XULN)) {
        for (unsigned n = *payload.p++; n > 0; n--) {
            struct flat_range g;
            flat_read_range(&payload, &g);
            if (g.bounds & FLAT_LOW)
                add_bound(p->q, g.low);
            if (g.bounds & FLAT_HIGH)
                add_bound(p->q, g.high);
        }
    } else if (a->node == FLAT_CONCEPT) {
        struct concept_ref name;
        flat_read_name(&p->m->trial, flat_varint(&payload), &name);
        add_name(p->q, &name);
    }
}

static void describe(struct matcher *m, const struct question_candidate *candidates, size_t n,
                     struct question *q)
{
    struct play p = {q, m};
    for (size_t i = 0; i < n; i++) {
        match_begin(m, candidates[i].flat);
        struct flat_reader r = m->trial.first;
        for (uint32_t j = 0; j < m->trial.n; j++) {
            struct flat_criterion c;
            flat_next(&r, &c);
            see_atoms(m, &c.code, note_play, &p);
        }
    }
}

static void insert(struct question *ret, size_t *n, size_t max, const struct question *q)
{
    size_t i = *n < max ? (*n)++ : max;
    while (i > 0 && ret[i - 1].gain < q->gain) {
        if (i < max)
            ret[i] = ret[i - 1];
        i--;
    }
    if (i < max)
        ret[i] = *q;
}

size_t question_next(struct matcher *m, const struct question_candidate *candidates, size_t n,
                     size_t page, struct question *ret, size_t max)
{
    struct asker k = {.m = m};
    uint32_t on_page = 0;
    size_t found = 0;
    n = n < QUESTION_CANDIDATES_MAX ? n : QUESTION_CANDIDATES_MAX;
    for (uint16_t a = 0; a < ATTR_COUNT; a++)
        k.keep[a] = -1;
    for (size_t i = 0; i < n; i++)
        weigh_trial(&k, &candidates[i], i < page);
    for (uint16_t a = 0; a < ATTR_COUNT; a++)
        on_page += k.of[a].page;
    for (uint16_t a = 0; a < ATTR_COUNT && on_page > 0; a++) {
        const struct tally *t = &k.of[a];
        struct question q = {.attr = a,
                             .gain = t->gain / (0.5 + attributes[a].cost),
                             .trials = t->trials,
                             .settles = (uint32_t)(t->settled + 0.5)};
        if (t->trials > 0)
            insert(ret, &found, max, &q);
    }
    for (size_t i = 0; i < found; i++)
        describe(m, candidates, n, &ret[i]);
    return found;
}
