#include "schema/base/mem.h"
#include "search/plan.h"

enum { TERM_MAX_BYTES = 200 };

void plan_nodes_add(void *ctx, struct plan_nodes *list, const struct xs_query *q)
{
    if (!q)
        return;
    if (list->n % 8 == 0)
        list->items = MEM_GROW(ctx, list->items, const struct xs_query *, list->n + 8);
    list->items[list->n++] = q;
}

const struct xs_query *plan_node(void *ctx, enum xs_op op, const struct plan_nodes *children,
                                 uint32_t window)
{
    if (children->n == 0)
        return NULL;
    if (children->n == 1 && op != XS_SCALE)
        return children->items[0];
    struct xs_query *q = MEM_NEW(ctx, struct xs_query);
    q->op = op;
    q->window = window;
    q->children = children->items;
    q->n_children = children->n;
    return q;
}

const struct xs_query *plan_node_two(void *ctx, enum xs_op op, const struct xs_query *a,
                                     const struct xs_query *b)
{
    struct plan_nodes two = {0};
    plan_nodes_add(ctx, &two, a);
    plan_nodes_add(ctx, &two, b);
    return plan_node(ctx, op, &two, 0);
}

const struct xs_query *plan_scale(void *ctx, double factor, const struct xs_query *q)
{
    if (!q || factor == 1)
        return q;
    struct plan_nodes one = {0};
    plan_nodes_add(ctx, &one, q);
    struct xs_query *scaled = MEM_NEW(ctx, struct xs_query);
    *scaled =
        (struct xs_query){.op = XS_SCALE, .factor = factor, .children = one.items, .n_children = 1};
    return scaled;
}

static const struct xs_query *term_new(void *ctx, char *text, size_t len)
{
    if (len > TERM_MAX_BYTES)
        return NULL;
    struct xs_query *q = MEM_NEW(ctx, struct xs_query);
    *q = (struct xs_query){.op = XS_TERM, .term = text, .len = (uint32_t)len};
    return q;
}

const struct xs_query *plan_term(void *ctx, int field, char stream, const char *token, size_t len)
{
    static const char *const prefixes[IDX_FIELD_COUNT] = {
#define PREFIX(symbol, prefix, weight, bigrams, concepts, key) prefix,
        IDX_FIELD_LIST(PREFIX)
#undef PREFIX
    };
    size_t n = strlen(prefixes[field]);
    char *text = MEM_ARRAY(ctx, char, n + 1 + len + 1);
    memcpy(text, prefixes[field], n);
    text[n] = stream;
    memcpy(text + n + 1, token, len);
    return term_new(ctx, text, n + 1 + len);
}

const struct xs_query *plan_boolean_term(void *ctx, const char *prefix, const char *value)
{
    char *text = mem_printf(ctx, "%s%s", prefix, value);
    return term_new(ctx, text, strlen(text));
}
