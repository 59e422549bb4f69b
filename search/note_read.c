/* Notes: what both languages share. */
#include "search/note_read.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_inner.h"
#include "search/note_ja.h"
#include <string.h>

struct note_reader *note_reader_new(void *ctx, const struct lexicon *lexicon)
{
    struct note_reader *r = MEM_NEW(ctx, struct note_reader);
    r->folder = folder_new(r);
    r->lexicon = lexicon;
    r->en = en_lexer_new(r);
    r->ja = nj_lexer_new(r);
    return r;
}

void note_read(struct note_reader *r, void *ctx, enum crit_lang lang, const char *text, size_t len,
               struct note *ret)
{
    struct note_parse p = {.reader = r, .ctx = ctx, .note = ret};
    memset(ret, 0, sizeof *ret);
    ret->facts = facts_new(ctx);
    p.tmp = mem_context(NULL, "note");
    crit_text_read(r->folder, p.tmp, text, len, &p.text);
    if (lang == CRIT_EN)
        note_read_en(&p);
    else
        note_read_ja(&p);
    note_find_unread(ret, ctx, text, len);
    talloc_free(p.tmp);
}

/* ------------------------------------------------------------------ saying facts */

bool note_has(const struct note_parse *p, uint16_t attr)
{
    return p->note->facts->by_attr[attr].state != FACT_ABSENT;
}

static void source_span(const struct note_parse *p, uint32_t *begin, uint32_t *end)
{
    uint32_t last = *end > *begin ? *end - 1 : *begin;
    *begin = p->text.begin[*begin];
    *end = p->text.end[last];
}

void note_seen(struct note_parse *p, uint32_t begin, uint32_t end)
{
    struct note *n = p->note;
    source_span(p, &begin, &end);
    n->read = MEM_GROW(p->ctx, n->read, struct note_span, n->n_read + 1);
    n->read[n->n_read++] = (struct note_span){begin, end};
}

static void give(struct note_parse *p, uint16_t attr, const char *word, uint32_t begin,
                 uint32_t end)
{
    struct note *n = p->note;
    source_span(p, &begin, &end);
    n->facts->by_attr[attr].state = FACT_GIVEN;
    n->evidence = MEM_GROW(p->ctx, n->evidence, struct note_evidence, n->n_evidence + 1);
    n->evidence[n->n_evidence++] =
        (struct note_evidence){attr, mem_strdup(p->ctx, word), begin, end};
}

void note_number(struct note_parse *p, uint16_t attr, double value, uint32_t begin, uint32_t end)
{
    const struct attribute *a = &attributes[attr];
    if (value < a->min || value > a->max)
        return;
    note_seen(p, begin, end);
    if (note_has(p, attr))
        return;
    p->note->facts->by_attr[attr].number = value;
    give(p, attr, NULL, begin, end);
}

void note_word(struct note_parse *p, uint16_t attr, const char *word, uint32_t begin, uint32_t end)
{
    note_seen(p, begin, end);
    if (note_has(p, attr))
        return;
    p->note->facts->by_attr[attr].word = mem_strdup(p->ctx, word);
    give(p, attr, NULL, begin, end);
}

void note_flag(struct note_parse *p, uint16_t attr, bool flag, uint32_t begin, uint32_t end)
{
    note_seen(p, begin, end);
    if (note_has(p, attr))
        return;
    p->note->facts->by_attr[attr].flag = flag;
    give(p, attr, NULL, begin, end);
}

void note_item(struct note_parse *p, uint16_t attr, const char *word, double ago_days,
               uint32_t begin, uint32_t end)
{
    enum { NOTE_ITEMS_MAX = 100 };
    struct fact *f = &p->note->facts->by_attr[attr];
    note_seen(p, begin, end);
    for (size_t i = 0; i < f->n_items; i++)
        if (strcasecmp(f->items[i].word, word) == 0)
            return;
    if (f->n_items >= NOTE_ITEMS_MAX || strlen(word) > FACT_WORD_BYTES_MAX)
        return;
    f->items = MEM_GROW(p->ctx, f->items, struct fact_item, f->n_items + 1);
    f->items[f->n_items++] = (struct fact_item){mem_strdup(p->ctx, word), ago_days, false};
    give(p, attr, word, begin, end);
}

void note_take_back(struct note_parse *p, uint16_t attr)
{
    struct note *n = p->note;
    size_t kept = 0;
    n->facts->by_attr[attr].state = FACT_ABSENT;
    n->facts->by_attr[attr].ago_days = -1;
    for (size_t i = 0; i < n->n_evidence; i++)
        if (n->evidence[i].attr != attr)
            n->evidence[kept++] = n->evidence[i];
    n->n_evidence = kept;
}

/* Who tells of an illness is not here as a healthy volunteer. */
void note_settle_healthy(struct note_parse *p)
{
    struct fact *f = p->note->facts->by_attr, *healthy = &f[ATTR_healthy];
    if (healthy->state != FACT_GIVEN || !healthy->flag ||
        f[ATTR_diagnosis].n_items + f[ATTR_comorbidity].n_items == 0)
        return;
    note_take_back(p, ATTR_healthy);
}

void note_none(struct note_parse *p, uint16_t attr, uint32_t begin, uint32_t end)
{
    note_seen(p, begin, end);
    if (!note_has(p, attr))
        give(p, attr, NULL, begin, end);
}

void note_deny(struct note_parse *p, const char *word, uint32_t begin, uint32_t end)
{
    struct note *n = p->note;
    note_seen(p, begin, end);
    source_span(p, &begin, &end);
    n->denials = MEM_GROW(p->ctx, n->denials, struct note_denial, n->n_denials + 1);
    n->denials[n->n_denials++] = (struct note_denial){mem_strdup(p->ctx, word), begin, end};
}

/* ------------------------------------------------------------------ JSON */

void note_write(struct jsonw *w, const struct note *n, const char *text)
{
    jsonw_key(w, "facts");
    facts_write(w, n->facts);
    jsonw_key(w, "evidence");
    jsonw_object_begin(w);
    for (uint16_t a = 0; a < n_attributes; a++) {
        bool open = false;
        for (size_t i = 0; i < n->n_evidence; i++) {
            const struct note_evidence *e = &n->evidence[i];
            if (e->attr != a)
                continue;
            if (!open) {
                jsonw_key(w, attributes[a].id);
                jsonw_array_begin(w);
                open = true;
            }
            jsonw_strn(w, text + e->begin, e->end - e->begin);
        }
        if (open)
            jsonw_array_end(w);
    }
    jsonw_object_end(w);
}
