#include "schema/trial_diff.h"
#include "schema/base/jsonw.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/trial_fields.h"

struct comparing {
    void *ctx;
    struct field_change *changes;
    size_t n;
};

static const char *value_text(void *ctx, const struct field *f, const void *object)
{
    struct jsonw w;
    if (field_is_empty(f, object))
        return NULL;
    jsonw_init(&w, ctx);
    trial_write_field(&w, f, object);
    return jsonw_text(&w);
}

static void compare(struct comparing *c, const struct field *fields, const char *path,
                    const void *a, const void *b)
{
    for (const struct field *f = fields; f->name; f++) {
        const char *at = mem_printf(c->ctx, "%s/%s", path, f->name);
        if (f->type == FIELD_OBJECT) {
            compare(c, f->sub, at, field_at(a, f->offset), field_at(b, f->offset));
            continue;
        }
        const char *before = value_text(c->ctx, f, a), *after = value_text(c->ctx, f, b);
        if (text_equal(before, after) || text_equal(at, "/source/fetched_at"))
            continue;
        c->changes = MEM_GROW(c->ctx, c->changes, struct field_change, c->n + 1);
        c->changes[c->n++] = (struct field_change){at, f->ja, f->en, before, after};
    }
}

size_t trial_diff(void *ctx, const struct trial *a, const struct trial *b,
                  struct field_change **ret_changes)
{
    struct comparing c = {.ctx = ctx};
    compare(&c, trial_fields, "", a, b);
    *ret_changes = c.changes;
    return c.n;
}
