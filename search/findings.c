#include "search/findings.h"
#include <ctype.h>
#include <string.h>

struct looking {
    const struct folded *note;
    const struct facts *facts;
    findings_denied_fn denied;
    void *arg;
};

/* A sign in Latin letters begins a word; Japanese has no blanks. */
static bool begins_here(const struct folded *note, const char *at)
{
    return !isalnum((unsigned char)*at) || at == note->text || !isalnum((unsigned char)at[-1]);
}

static bool text_is_there(const struct looking *k, const char *sign)
{
    size_t len = strlen(sign);
    for (const char *at = k->note->text; (at = strstr(at, sign)); at++) {
        size_t from = (size_t)(at - k->note->text);
        if (begins_here(k->note, at) &&
            !k->denied(k->note->src_begin[from], k->note->src_end[from + len - 1], k->arg))
            return true;
    }
    return false;
}

static bool value_is_there(const struct looking *k, const struct finding_sign *s)
{
    const struct fact *f = &k->facts->by_attr[s->attr];
    return f->state == FACT_GIVEN && (s->at_most ? f->number <= s->number : f->number >= s->number);
}

static bool group_is_there(const struct looking *k, const struct finding_group *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->signs[i].text ? text_is_there(k, g->signs[i].text) : value_is_there(k, &g->signs[i]))
            return true;
    return false;
}

void findings_find(const struct folded *note, const struct facts *facts, findings_denied_fn denied,
                   findings_fn fn, void *arg)
{
    struct looking k = {note, facts, denied, arg};
    for (size_t i = 0; i < n_findings; i++) {
        bool all = true;
        for (size_t g = 0; all && g < FINDING_GROUPS_MAX && findings[i].groups[g].n; g++)
            all = group_is_there(&k, &findings[i].groups[g]);
        if (all)
            fn(findings[i].disease, arg);
    }
}
