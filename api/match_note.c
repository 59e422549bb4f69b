#include <string.h>
#include "api/match_body.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/search_match.h"

/* What a note names is not all there is: its lists are not complete, but where it says "none". */
static void lists_open(struct facts *f)
{
    for (uint16_t i = 0; i < n_attributes; i++)
        f->by_attr[i].partial = f->by_attr[i].n_items > 0;
}

static struct profile *profile_of(void *ctx, const struct note *n, const char *note)
{
    struct profile *p = profile_new(ctx);
    p->facts = n->facts;
    lists_open(p->facts);
    for (size_t i = 0; i < n->n_evidence; i++) {
        const struct note_evidence *e = &n->evidence[i];
        profile_add_evidence(p, e->attr, mem_strndup(ctx, note + e->begin, e->end - e->begin),
                             e->begin, e->end);
    }
    for (size_t i = 0; i < n->n_denials; i++)
        profile_add_unread_span(p, note,
                                (struct note_span){n->denials[i].begin, n->denials[i].end});
    for (size_t i = 0; i < n->n_unread; i++)
        profile_add_unread_span(p, note, n->unread[i]);
    return p;
}

static enum crit_lang lang_of(const char *lang, const char *note)
{
    if (lang && strcmp(lang, "en") == 0)
        return CRIT_EN;
    if (lang && (strcmp(lang, "ja") == 0 || strcmp(lang, "easy") == 0))
        return CRIT_JA;
    return crit_guess_lang(note, strlen(note));
}

enum err_code match_note_profile(struct http_request *r, const char *note, const char *lang,
                                 struct profile **ret, struct err *err)
{
    struct searcher *searcher;
    struct note n;
    enum err_code code = worker_searcher(r->worker, &searcher, err);
    if (code == OK)
        code = search_note_read(searcher, r->ctx, lang_of(lang, note), note, &n, err);
    if (code == OK)
        *ret = profile_of(r->ctx, &n, note);
    return code;
}

enum err_code match_note_read(struct http_request *r, const char *note, struct facts *facts,
                              struct err *err)
{
    struct profile *p;
    enum err_code code = match_note_profile(r, note, NULL, &p, err);
    for (uint16_t i = 0; i < n_attributes && code == OK; i++)
        if (facts->by_attr[i].state == FACT_ABSENT)
            facts->by_attr[i] = p->facts->by_attr[i];
    return code;
}
