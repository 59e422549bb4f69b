#include "search/criteria_flat.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include <math.h>
#include <string.h>

struct buffer {
    void *ctx;
    uint8_t *p;
    size_t len, cap;
};
struct builder {
    struct concepts *concepts;
    void *tmp;
    struct buffer code, names;
    const struct crit *crit;
    bool disease; /* the criterion being put asks for a diagnosis */
};

static void put_bytes(struct buffer *b, const void *p, size_t len)
{
    if (b->len + len > b->cap) {
        b->cap = (b->len + len) * 2 + 64;
        b->p = MEM_GROW(b->ctx, b->p, uint8_t, b->cap);
    }
    if (len > 0)
        memcpy(b->p + b->len, p, len);
    b->len += len;
}

static void put_u8(struct buffer *b, unsigned v)
{
    uint8_t byte = (uint8_t)v;
    put_bytes(b, &byte, 1);
}

static void put_u32(struct buffer *b, uint32_t v)
{
    put_bytes(b, &v, sizeof v);
}

static void put_varint(struct buffer *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        put_u8(b, (unsigned)(v & 0x7F) | 0x80);
    put_u8(b, (unsigned)v);
}

static void put_number(struct buffer *b, double d)
{
    double power = 1;
    for (unsigned k = 0; k <= 6; k++, power *= 10) {
        double m = round(d * power);
        if (fabs(m) > 1e12 || m / power != d)
            continue;
        int64_t i = (int64_t)m;
        put_u8(b, k);
        put_varint(b, i < 0 ? ~((uint64_t)i << 1) : (uint64_t)i << 1);
        return;
    }
    put_u8(b, 7);
    put_bytes(b, &d, sizeof d);
}

/* The name's place among the trial's names; written once. */
static uint32_t put_name(struct builder *b, const char *word, bool *ret_modified)
{
    struct concept_ref r;
    struct buffer name = {.ctx = b->tmp};
    concept_read_kept(b->concepts, word, &r);
    *ret_modified = r.base > 0;
    put_varint(&name, r.len);
    put_bytes(&name, r.word, r.len);
    put_varint(&name, r.base);
    put_u8(&name, r.n_ids);
    for (unsigned i = 0; i < r.n_ids; i++)
        put_u32(&name, r.ids[i]);
    put_u32(&name, r.hash);
    put_u8(&name, r.narrow);
    const uint8_t *there = b->names.len ? memmem(b->names.p, b->names.len, name.p, name.len) : NULL;
    if (there)
        return (uint32_t)(there - b->names.p);
    put_bytes(&b->names, name.p, name.len);
    return (uint32_t)(b->names.len - name.len);
}

static void put_span(struct builder *b, const struct crit_node *e)
{
    uint32_t len = (uint32_t)strlen(b->crit->text);
    uint32_t begin = e->begin <= len ? e->begin : len;
    uint32_t end = e->end <= len && e->end > begin ? e->end : begin;
    put_varint(&b->code, begin);
    put_varint(&b->code, end - begin);
}

static void put_opaque(struct builder *b, const struct crit_node *e)
{
    put_u8(&b->code, FLAT_OPAQUE);
    put_span(b, e);
}

/* Returns where the atom's length goes: atom_end puts it there. */
static size_t put_atom(struct builder *b, const struct crit_node *e, enum flat_node node,
                       unsigned flags)
{
    const struct crit_atom *a = e->atom;
    const struct crit_window *w = &a->window;
    flags |= w->set ? FLAT_WINDOW : 0;
    flags |= a->scale == CRIT_XULN ? FLAT_XULN : 0;
    flags |= a->n_except > 0 ? FLAT_EXCEPT : 0;
    flags |= a->confidence < 0.75 ? FLAT_DOUBTFUL : 0;
    flags |= (unsigned)a->history * FLAT_HISTORY;
    put_u8(&b->code, node);
    put_u8(&b->code, a->attr);
    put_u8(&b->code, flags);
    put_u8(&b->code, 0);
    put_u8(&b->code, 0);
    size_t at = b->code.len;
    put_span(b, e);
    if (!w->set)
        return at;
    put_u8(&b->code, (unsigned)w->unit | (unsigned)w->dir << 3 | (unsigned)w->anchor << 5);
    put_number(&b->code, w->n);
    return at;
}

static void atom_end(struct builder *b, size_t at)
{
    uint16_t len = (uint16_t)(b->code.len - at);
    memcpy(b->code.p + at - sizeof len, &len, sizeof len);
}

/* "IIIB" of a scale with III: the base's index and what follows. */
static int find_base(const struct attribute *a, const char *value, const char **ret_rest)
{
    size_t len = strlen(value);
    for (; len > 0; len--) {
        int i = attribute_find_value(a, value, len);
        if (i < 0)
            continue;
        *ret_rest = value + len;
        return i;
    }
    return -1;
}

bool flat_letter_range(uint16_t attr, const char *value, double *ret_low, double *ret_high)
{
    const char *rest;
    int base = find_base(&attributes[attr], value, &rest);
    if (base < 0)
        return false;
    double low = base * FLAT_STEP, width = FLAT_STEP;
    for (; *rest; rest++) {
        width /= 10;
        int step = *rest >= 'A' && *rest <= 'H'   ? *rest - 'A' + 1
                   : *rest >= '1' && *rest <= '9' ? *rest - '0'
                                                  : 0;
        if (step == 0 || width < 1)
            return false;
        low += step * width;
    }
    *ret_low = low;
    *ret_high = low + width - 1;
    return true;
}

/* The value at place i of an atom as [low, high]. */
static bool value_range(const struct crit_atom *a, size_t i, double *low, double *high)
{
    if (attribute_has_letters(&attributes[a->attr]))
        return a->words && flat_letter_range(a->attr, a->words[i], low, high);
    if (!a->numbers)
        return false;
    *low = *high = a->numbers[i];
    return isfinite(*low);
}

/* Outside what a person can have: never evaluated (attributes.h). */
static bool is_plausible(const struct crit_atom *a, double value)
{
    const struct attribute *attr = &attributes[a->attr];
    if (attribute_has_letters(attr))
        return true;
    if (a->scale == CRIT_XULN)
        return value > 0 && value <= 100;
    return value >= attr->min && value <= attr->max;
}

struct bounds {
    unsigned which;
    double low, high;
};

static bool one_range(const struct crit_atom *a, size_t i, struct bounds *ret)
{
    double low, high;
    if (!value_range(a, i, &low, &high) || !is_plausible(a, low))
        return false;
    switch (a->op) {
    case CRIT_OP_LT:
        *ret = (struct bounds){FLAT_HIGH | FLAT_OPEN_HIGH, 0, low};
        return true;
    case CRIT_OP_LE:
        *ret = (struct bounds){FLAT_HIGH, 0, high};
        return true;
    case CRIT_OP_GT:
        *ret = (struct bounds){FLAT_LOW | FLAT_OPEN_LOW, high, 0};
        return true;
    case CRIT_OP_GE:
        *ret = (struct bounds){FLAT_LOW, low, 0};
        return true;
    default:
        *ret = (struct bounds){FLAT_LOW | FLAT_HIGH, low, high};
        return true;
    }
}

static bool between_range(const struct crit_atom *a, struct bounds *ret)
{
    double low, high, other;
    if (a->n != 2 || !value_range(a, 0, &low, &other) || !value_range(a, 1, &other, &high) ||
        !is_plausible(a, low) || !is_plausible(a, high) || low > high)
        return false;
    *ret = (struct bounds){FLAT_LOW | FLAT_HIGH, low, high};
    ret->which |= a->open_low ? FLAT_OPEN_LOW : 0;
    ret->which |= a->open_high ? FLAT_OPEN_HIGH : 0;
    return true;
}

static void put_range(struct builder *b, const struct bounds *r)
{
    put_u8(&b->code, r->which);
    if (r->which & FLAT_LOW)
        put_number(&b->code, r->low);
    if (r->which & FLAT_HIGH)
        put_number(&b->code, r->high);
}

static void put_ranges(struct builder *b, const struct crit_node *e)
{
    const struct crit_atom *a = e->atom;
    size_t n = a->op == CRIT_OP_BETWEEN ? 1 : a->n;
    struct bounds *r = MEM_ARRAY(b->tmp, struct bounds, n + 1);
    bool good = n > 0 && n < 100 && a->op != CRIT_OP_PRESENT && a->op != CRIT_OP_ABSENT;
    for (size_t i = 0; i < n && good; i++)
        good = a->op == CRIT_OP_BETWEEN ? between_range(a, &r[i]) : one_range(a, i, &r[i]);
    if (!good) {
        put_opaque(b, e);
        return;
    }
    size_t at = put_atom(b, e, FLAT_RANGE, a->op == CRIT_OP_NE ? FLAT_NEGATED : 0);
    put_u8(&b->code, (unsigned)n);
    for (size_t i = 0; i < n; i++)
        put_range(b, &r[i]);
    atom_end(b, at);
}

static void put_set(struct builder *b, const struct crit_node *e)
{
    const struct crit_atom *a = e->atom;
    const struct attribute *attr = &attributes[a->attr];
    uint64_t bits = 0, all = 0;
    for (int v = 0; attr->values[v]; v++)
        all |= 1ull << (v & 63);
    for (size_t i = 0; i < a->n; i++) {
        int v = a->words ? attribute_find_value(attr, a->words[i], strlen(a->words[i])) : -1;
        if (v < 0 || v > 63) {
            put_opaque(b, e);
            return;
        }
        bits |= 1ull << v;
    }
    if (bits == 0) {
        put_opaque(b, e);
    } else if (bits == all && a->op != CRIT_OP_NE && !attr->list) {
        put_u8(&b->code, FLAT_TRUE);
    } else {
        size_t at = put_atom(b, e, FLAT_SET, a->op == CRIT_OP_NE ? FLAT_NEGATED : 0);
        put_varint(&b->code, bits);
        atom_end(b, at);
    }
}

static void put_concepts(struct builder *b, const struct crit_node *e)
{
    const struct crit_atom *a = e->atom;
    if (a->op == CRIT_OP_PRESENT || a->op == CRIT_OP_ABSENT) {
        atom_end(b, put_atom(b, e, FLAT_ANY, a->op == CRIT_OP_ABSENT ? FLAT_NEGATED : 0));
        return;
    }
    if (a->n == 0 || a->n > 255 || !a->words || a->n_except > 255) {
        put_opaque(b, e);
        return;
    }
    if (a->op == CRIT_OP_NE)
        put_u8(&b->code, FLAT_NOT);
    if (a->n > 1) {
        put_u8(&b->code, FLAT_OR);
        put_u8(&b->code, (unsigned)a->n);
    }
    for (size_t i = 0; i < a->n; i++) {
        bool modified;
        uint32_t name = put_name(b, a->words[i], &modified);
        size_t at = put_atom(b, e, FLAT_CONCEPT, modified ? FLAT_MODIFIED : 0);
        put_varint(&b->code, name);
        if (a->n_except > 0)
            put_u8(&b->code, (unsigned)a->n_except);
        for (size_t j = 0; j < a->n_except; j++)
            put_varint(&b->code, put_name(b, a->except[j], &modified));
        atom_end(b, at);
    }
}

static void put_flag(struct builder *b, const struct crit_node *e)
{
    bool absent = e->atom->op == CRIT_OP_ABSENT;
    if (!absent && e->atom->op != CRIT_OP_PRESENT)
        put_opaque(b, e);
    else
        atom_end(b, put_atom(b, e, FLAT_FLAG, absent ? FLAT_NEGATED : 0));
}

static void put_atom_node(struct builder *b, const struct crit_node *e)
{
    if (!e->atom || e->atom->attr >= n_attributes) {
        put_opaque(b, e);
        return;
    }
    switch (attributes[e->atom->attr].kind) {
    case ATTR_NUMBER:
    case ATTR_ORDINAL:
        put_ranges(b, e);
        break;
    case ATTR_ENUM:
        put_set(b, e);
        break;
    case ATTR_FLAG:
        put_flag(b, e);
        break;
    case ATTR_CONCEPT:
        b->disease = b->disease || e->atom->attr == ATTR_diagnosis;
        put_concepts(b, e);
        break;
    }
}

static void put_node(struct builder *b, const struct crit_node *e, int depth);

static void put_children(struct builder *b, const struct crit_node *e, enum flat_node node,
                         int depth)
{
    if (node == FLAT_AND && e->n == 0) {
        put_u8(&b->code, FLAT_TRUE);
        return;
    }
    if (e->n > 255 || (node == FLAT_OR && e->n == 0)) {
        put_opaque(b, e);
        return;
    }
    put_u8(&b->code, node);
    if (node == FLAT_AND || node == FLAT_OR)
        put_u8(&b->code, (unsigned)e->n);
    for (size_t i = 0; i < e->n; i++)
        put_node(b, e->children[i], depth + 1);
}

static void put_node(struct builder *b, const struct crit_node *e, int depth)
{
    bool fits = depth < FLAT_DEPTH_MAX;
    if (e->type == CRIT_ATOM && fits)
        put_atom_node(b, e);
    else if (e->type == CRIT_AND && fits)
        put_children(b, e, FLAT_AND, depth);
    else if (e->type == CRIT_OR && fits)
        put_children(b, e, FLAT_OR, depth);
    else if (e->type == CRIT_NOT && e->n == 1 && fits)
        put_children(b, e, FLAT_NOT, depth);
    else if (e->type == CRIT_IF && (e->n == 2 || e->n == 3) && fits)
        put_children(b, e, e->n == 2 ? FLAT_IF : FLAT_IF_ELSE, depth);
    else if (e->type == CRIT_CONSENT || e->type == CRIT_JUDGEMENT) {
        put_u8(&b->code, e->type == CRIT_CONSENT ? FLAT_CONSENT : FLAT_JUDGEMENT);
        put_span(b, e);
    } else
        put_opaque(b, e);
}

static void put_criterion(struct builder *b, struct buffer *out, const struct crit *c)
{
    b->code.len = 0;
    b->crit = c;
    b->disease = false;
    put_node(b, c->expr, 0);
    put_varint(out, b->code.len);
    put_u8(out, (unsigned)c->kind | (unsigned)c->coverage << 1 | (unsigned)c->elsewhere << 3 |
                    (unsigned)c->own << 4);
    put_varint(out, c->begin);
    put_varint(out, c->end - c->begin);
    put_bytes(out, b->code.p, b->code.len);
}

void criteria_flat_build(struct concepts *c, void *ctx, const struct flat_input *in,
                         struct flat_bytes *ret)
{
    void *tmp = mem_context(NULL, "flat");
    struct builder b = {c, tmp, {.ctx = tmp}, {.ctx = tmp}, NULL, false};
    struct buffer head = {.ctx = tmp}, body = {.ctx = tmp};
    size_t n = in->n < FLAT_CRITERIA_MAX ? in->n : FLAT_CRITERIA_MAX, disease = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t at = body.len;
        put_criterion(&b, &body, &in->items[i]);
        if (b.disease && disease == SIZE_MAX && in->items[i].kind == CRIT_INCLUSION)
            disease = at;
    }
    put_u8(&head, FLAT_VERSION);
    put_u8(&head, (unsigned)in->sex);
    put_number(&head, in->age_min < 0 ? -1 : in->age_min);
    put_number(&head, in->age_max < 0 ? -1 : in->age_max);
    struct buffer count = {.ctx = tmp};
    put_varint(&count, n);
    size_t start = head.len + 2 * sizeof(uint32_t) + count.len;
    put_u32(&head, (uint32_t)(start + body.len));
    put_u32(&head, disease == SIZE_MAX ? 0 : (uint32_t)(start + disease));
    put_bytes(&head, count.p, count.len);
    put_bytes(&head, body.p, body.len);
    put_bytes(&head, b.names.p, b.names.len);
    *ret = (struct flat_bytes){mem_memdup(ctx, head.p, head.len), head.len};
    talloc_free(tmp);
}
