#include "schema/base/mem.h"
#include "search/query.h"

static const char *field_name(int field)
{
    static const char *const names[IDX_FIELD_COUNT] = {
        [IDX_FIELD_TITLE] = "title:",         [IDX_FIELD_CONDITION] = "condition:",
        [IDX_FIELD_INTERVENTION] = "drug:",   [IDX_FIELD_PEOPLE] = "sponsor:",
        [IDX_FIELD_EXCLUSION] = "exclusion:",
    };
    if (field == QUERY_ID_FIELD)
        return "id:";
    return field >= 0 && field < IDX_FIELD_COUNT && names[field] ? names[field] : "";
}

static char *unit_write(void *ctx, const struct query_unit *u)
{
    const char *field = field_name(u->field);
    if (u->number_sure)
        return mem_printf(ctx, "%s#%s", field, u->number);
    if (u->hint)
        return mem_printf(ctx, "%s%s", query_is_filter(u) ? "=" : "@", u->text);
    return mem_printf(ctx, u->quoted ? "%s%s\"%s\"" : "%s%s%s", field, u->stop ? "~" : "", u->text);
}

static char *node_write(void *ctx, const struct query *q, const struct query_node *n)
{
    if (n->op == QUERY_UNIT)
        return unit_write(ctx, &q->units[n->unit]);
    char *out = mem_strdup(ctx, n->op == QUERY_NOT ? "!" : "");
    for (const struct query_node *c = n->child; c; c = c->next) {
        bool bare = c->op == QUERY_UNIT || c->op == QUERY_NOT;
        out = mem_printf(ctx, "%s%s%s%s%s", out,
                         c == n->child       ? ""
                         : n->op == QUERY_OR ? " | "
                                             : " & ",
                         bare ? "" : "(", node_write(ctx, q, c), bare ? "" : ")");
    }
    return out;
}

const char *query_write(void *ctx, const struct query *q)
{
    return q->root ? node_write(ctx, q, q->root) : "";
}
