/* Reading the flat form (criteria_flat.h). Only on bytes that criteria_flat_check has passed. */
#pragma once
#include "search/criteria_flat.h"
#include <string.h>

struct flat_reader {
    const uint8_t *base, *p;
};
struct flat_window {
    bool set;
    enum crit_dir dir;
    enum crit_anchor anchor;
    double days; /* < 0: no number */
};
struct flat_atom {
    uint8_t node, attr, flags;
    const uint8_t *end; /* behind the atom */
    uint32_t begin, len;
    struct flat_window window;
};
struct flat_trial {
    const uint8_t *bytes;
    uint8_t sex;
    double age_min, age_max;
    uint32_t pool, disease, n;
    struct flat_reader first; /* at the first criterion */
};
struct flat_criterion {
    enum crit_kind kind, block; /* what it is; whose text it stands in */
    bool own;                   /* in none: registered as a tree */
    enum crit_coverage coverage;
    uint32_t begin, len;
    struct flat_reader code;
};
struct flat_range {
    uint8_t bounds;
    double low, high;
};

static inline uint32_t flat_varint(struct flat_reader *r)
{
    uint32_t v = *r->p & 0x7F;
    for (int shift = 7; *r->p++ & 0x80; shift += 7)
        v |= (uint32_t)(*r->p & 0x7F) << (shift & 31);
    return v;
}

static inline uint64_t flat_varint64(struct flat_reader *r)
{
    uint64_t v = *r->p & 0x7F;
    for (int shift = 7; *r->p++ & 0x80; shift += 7)
        v |= (uint64_t)(*r->p & 0x7F) << (shift & 63);
    return v;
}

static inline uint32_t flat_u32(struct flat_reader *r)
{
    uint32_t v;
    memcpy(&v, r->p, sizeof v);
    r->p += sizeof v;
    return v;
}

static inline double flat_number(struct flat_reader *r)
{
    static const double powers[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    uint8_t k = *r->p++;
    double d;
    if (k > 6) {
        memcpy(&d, r->p, sizeof d);
        r->p += sizeof d;
        return d;
    }
    uint64_t z = flat_varint64(r);
    return (double)((int64_t)(z >> 1) ^ -(int64_t)(z & 1)) / powers[k];
}

static inline void flat_open(const uint8_t *bytes, struct flat_trial *ret)
{
    struct flat_reader r = {bytes, bytes + 1};
    ret->bytes = bytes;
    ret->sex = *r.p++;
    ret->age_min = flat_number(&r);
    ret->age_max = flat_number(&r);
    ret->pool = flat_u32(&r);
    ret->disease = flat_u32(&r);
    ret->n = flat_varint(&r);
    ret->first = r;
}

/* Reads one criterion and moves r to the next. */
static inline void flat_next(struct flat_reader *r, struct flat_criterion *ret)
{
    uint32_t len = flat_varint(r);
    uint8_t kind = *r->p++;
    ret->kind = (enum crit_kind)(kind & 1);
    ret->coverage = (enum crit_coverage)(kind >> 1 & 3);
    ret->own = kind >> 4 & 1;
    ret->block = (enum crit_kind)(ret->kind ^ (kind >> 3 & 1));
    ret->begin = flat_varint(r);
    ret->len = flat_varint(r);
    ret->code = *r;
    r->p += len;
}

/* Its head only: r stands before the span. */
static inline void flat_read_head(struct flat_reader *r, uint8_t node, struct flat_atom *ret)
{
    uint16_t len;
    ret->node = node;
    ret->attr = *r->p++;
    ret->flags = *r->p++;
    memcpy(&len, r->p, sizeof len);
    r->p += sizeof len;
    ret->end = r->p + len;
}

/* The rest up to what the node says. */
static inline void flat_read_rest(struct flat_reader *r, struct flat_atom *ret)
{
    static const double days[] = {1, 1, 7, 30.4375, 365.25};
    ret->begin = flat_varint(r);
    ret->len = flat_varint(r);
    ret->window.set = ret->flags & FLAT_WINDOW;
    if (!ret->window.set)
        return;
    uint8_t w = *r->p++;
    ret->window.dir = (enum crit_dir)(w >> 3 & 3);
    ret->window.anchor = (enum crit_anchor)(w >> 5);
    double n = flat_number(r);
    ret->window.days = n < 0 ? -1 : n * days[w & 7];
}

static inline void flat_read_atom(struct flat_reader *r, uint8_t node, struct flat_atom *ret)
{
    flat_read_head(r, node, ret);
    flat_read_rest(r, ret);
}

static inline enum crit_history flat_history(const struct flat_atom *a)
{
    return (enum crit_history)(a->flags / FLAT_HISTORY & 3);
}

static inline void flat_read_range(struct flat_reader *r, struct flat_range *ret)
{
    ret->bounds = *r->p++;
    ret->low = ret->bounds & FLAT_LOW ? flat_number(r) : 0;
    ret->high = ret->bounds & FLAT_HIGH ? flat_number(r) : 0;
}

static inline void flat_read_name(const struct flat_trial *t, uint32_t offset,
                                  struct concept_ref *ret)
{
    struct flat_reader r = {t->bytes, t->bytes + t->pool + offset};
    ret->len = (uint16_t)flat_varint(&r);
    ret->word = (const char *)r.p;
    r.p += ret->len;
    ret->base = (uint16_t)flat_varint(&r);
    ret->n_ids = *r.p++;
    for (uint8_t i = 0; i < ret->n_ids; i++)
        ret->ids[i] = flat_u32(&r);
    ret->hash = flat_u32(&r);
    ret->narrow = *r.p;
    ret->trust = CONCEPT_TRUSTED;
    ret->understood = true;
}
