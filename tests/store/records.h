/* Small fictional records for the store tests. */
#pragma once
#include "schema/base/mem.h"
#include "schema/store.h"

/* A record of a registry with a title; `cites` (NULL-terminated numbers of other registries) may be
 * NULL. */
static inline struct trial *record_of(void *ctx, enum registry registry, const char *id,
                                      const char *title, const char *const *cites)
{
    struct trial *t = trial_new(ctx);
    t->source.registry = registry;
    t->source.id = mem_strdup(t, id);
    t->title.public_.ja = mem_strdup(t, title);
    for (size_t n = 0; cites && cites[n]; n++) {
        t->other_ids = MEM_GROW(t, t->other_ids, struct registry_number, n + 1);
        t->other_ids[n] = (struct registry_number){REGISTRY_NONE_, mem_strdup(t, cites[n])};
        t->n_other_ids = n + 1;
    }
    return t;
}

static inline struct save_result save_ok(struct store *s, void *ctx, const struct trial *t)
{
    const struct save_options options = {.merge = true, .id_prefix = "SRB"};
    struct save_result result;
    struct err err = {.text = ""};
    enum err_code code = store_registration_save(s, ctx, t, &options, &result, &err);
    if (code != OK)
        fail_msg("%s: %s", err_symbol(code), err.text);
    return result;
}
