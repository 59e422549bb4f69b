/* A reader of criteria on any bytes: no crash, spans inside the block, valid JSON that reads back.
 */
#pragma once
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria.h"

static inline void need(bool good)
{
    if (!good)
        abort();
}

static inline void check_spans(const struct crit_node *e, size_t len)
{
    need(e->begin <= e->end && e->end <= len);
    for (size_t i = 0; i < e->n; i++)
        check_spans(e->children[i], len);
}

static inline void check(void *ctx, const struct crit *c, size_t size)
{
    struct jsonw w;
    struct crit_node *back;
    struct err err;
    need(c->begin <= c->end && c->end <= size);
    check_spans(c->expr, c->end - c->begin);
    jsonw_init(&w, ctx);
    crit_write_expr(&w, c->expr);
    need(text_is_utf8(jsonw_text(&w), w.len));
    (void)!crit_read_json(ctx, jsonw_text(&w), w.len, &back, &err);
}

static inline void read_any_block(const uint8_t *data, size_t size, enum crit_lang lang)
{
    static struct crit_reader *reader; /* libFuzzer runs one thread */
    if (!reader) {
        mem_start();
        reader = crit_reader_new(NULL, NULL);
    }
    if (size < 1 || size > 4096)
        return;
    void *ctx = talloc_new(NULL);
    struct crits c;
    enum crit_kind kind = data[0] & 1 ? CRIT_EXCLUSION : CRIT_INCLUSION;
    crit_read_block(reader, ctx, kind, lang, (const char *)data + 1, size - 1, &c);
    for (size_t i = 0; i < c.n; i++)
        check(ctx, &c.items[i], size - 1);
    talloc_free(ctx);
}
