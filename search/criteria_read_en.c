/* English grammar: not yet. What is not understood is opaque. */
#include "search/criteria_inner.h"

struct crit_node *crit_read_en(const struct crit_reader *r, void *ctx, enum crit_kind kind,
                               const char *text, size_t len)
{
    (void)r;
    (void)kind;
    (void)text;
    return crit_new(ctx, CRIT_OPAQUE, 0, (uint32_t)len);
}
