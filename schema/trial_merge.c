#include "schema/trial_merge.h"
#include "schema/base/mem.h"
#include "schema/trial_fields.h"
#include <string.h>

/* Bytes of a value inside its struct. */
static size_t value_bytes(enum field_type type)
{
    switch (type) {
    case FIELD_DATE:
        return sizeof(struct date);
    case FIELD_CODE:
        return sizeof(int);
    case FIELD_TRI:
        return sizeof(enum tristate);
    case FIELD_FLAG:
        return sizeof(bool);
    case FIELD_COUNT:
        return sizeof(int64_t);
    case FIELD_AGE:
        return sizeof(struct age_limit);
    case FIELD_PHASES:
        return sizeof(unsigned);
    case FIELD_DEGREES:
        return sizeof(double);
    default:
        return sizeof(void *);
    }
}

static void keep_bitext(struct bitext *into, const struct bitext *known)
{
    if (!into->ja)
        into->ja = known->ja;
    if (!into->en)
        into->en = known->en;
}

static void keep_known(const struct field *fields, void *into, const void *known)
{
    for (const struct field *f = fields; f->name; f++) {
        void *p = field_at(into, f->offset);
        const void *k = field_at(known, f->offset);
        if (f->type == FIELD_OBJECT)
            keep_known(f->sub, p, k);
        else if (f->type == FIELD_BITEXT)
            keep_bitext(p, k);
        else if (field_is_empty(f, into)) {
            memcpy(p, k, value_bytes(f->type));
            if (f->type == FIELD_STRINGS || f->type == FIELD_TEXTS || f->type == FIELD_LIST)
                *(size_t *)field_at(into, f->count) = *(const size_t *)field_at(known, f->count);
        }
    }
}

struct trial *trial_merge(void *ctx, const struct trial *known, const struct trial *incoming)
{
    struct trial *t = mem_memdup(ctx, incoming, sizeof *incoming);
    keep_known(trial_fields, t, known);
    return t;
}
