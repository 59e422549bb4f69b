#include "search/profile.h"
#include <stdarg.h>
#include "schema/base/mem.h"

struct profile *profile_new(void *ctx)
{
    struct profile *p = MEM_NEW(ctx, struct profile);
    p->facts = facts_new(p);
    return p;
}

void profile_add_evidence(struct profile *p, uint16_t attr, const char *text, uint32_t begin,
                          uint32_t end)
{
    p->evidence = MEM_GROW(p, p->evidence, struct profile_evidence, p->n_evidence + 1);
    p->evidence[p->n_evidence++] = (struct profile_evidence){attr, mem_strdup(p, text), begin, end};
}

void profile_add_unread_span(struct profile *p, const char *note, struct note_span span)
{
    p->spans = MEM_GROW(p, p->spans, struct note_span, p->n_not_understood + 1);
    p->spans[p->n_not_understood] = span;
    profile_add_unread(p, "%.*s", (int)(span.end - span.begin), note + span.begin);
}

void profile_add_unread(struct profile *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    p->not_understood = MEM_GROW(p, p->not_understood, const char *, p->n_not_understood + 1);
    p->not_understood[p->n_not_understood++] = mem_vprintf(p, fmt, ap);
    va_end(ap);
}
