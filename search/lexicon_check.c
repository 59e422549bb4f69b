#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/lexicon_build.h"
#include "search/tok_fold.h"
#include <stdlib.h>
#include <string.h>

enum { ID_MAX_BYTES = 48 };

struct checker {
    struct lexicon_source *s;
    struct folder *folder;
    void *ctx;
    uint32_t *by_id; /* numbers of the concepts in order of id */
    uint8_t *state;  /* of the search for circles: 1 on the way, 2 done */
};

static const struct lexicon_source *sorted; /* qsort gives its function nothing else */

static int by_id(const void *a_, const void *b_)
{
    const uint32_t *a = a_, *b = b_;
    return strcmp(sorted->items[*a].id, sorted->items[*b].id);
}

/* ------------------------------------------------------------------ ids and parents */

static bool is_id(const char *id)
{
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n >= 2 && n <= ID_MAX_BYTES && id[n] == '\0' && *id != '-';
}

static void ids_check(struct checker *c)
{
    c->by_id = MEM_ARRAY(c->ctx, uint32_t, c->s->n + 1);
    for (uint32_t i = 0; i < c->s->n; i++) {
        c->by_id[i] = i;
        if (!is_id(c->s->items[i].id))
            lexicon_source_fault(c->s, &c->s->items[i], "\"%s\" is no id", c->s->items[i].id);
    }
    sorted = c->s;
    qsort(c->by_id, c->s->n, sizeof *c->by_id, by_id);
    for (size_t i = 1; i < c->s->n; i++) {
        const struct lexicon_entry *a = &c->s->items[c->by_id[i - 1]],
                                   *b = &c->s->items[c->by_id[i]];
        if (strcmp(a->id, b->id) == 0)
            lexicon_source_fault(c->s, b, "id %s stands at %s:%d too", b->id, a->file, a->line);
    }
}

static bool find(const struct checker *c, const char *id, size_t len, uint32_t *ret)
{
    size_t low = 0, high = c->s->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const char *at = c->s->items[c->by_id[mid]].id;
        int order = strncmp(at, id, len);
        if (order == 0 && at[len] == '\0') {
            *ret = c->by_id[mid];
            return true;
        }
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static void parents_walk(struct checker *c, uint32_t i)
{
    struct lexicon_entry *e = &c->s->items[i];
    struct span rest = {e->parents, strlen(e->parents)}, one;
    c->state[i] = 1;
    while (text_split_next(&rest, ",", &one)) {
        uint32_t parent;
        one = text_trim_span(one);
        if (one.len == 0)
            continue;
        if (!find(c, one.p, one.len, &parent))
            lexicon_source_fault(c->s, e, "unknown parent %.*s", (int)one.len, one.p);
        else if (c->state[parent] == 1)
            lexicon_source_fault(c->s, e, "%s is its own ancestor through %.*s", e->id,
                                 (int)one.len, one.p);
        else if (c->state[parent] == 0)
            parents_walk(c, parent);
    }
    c->state[i] = 2;
}

/* ------------------------------------------------------------------ names */

static bool has_kanji(const char *s)
{
    for (size_t pos = 0, len = strlen(s); pos < len;)
        if (tok_is_han(text_decode(s, len, &pos)))
            return true;
    return false;
}

static bool is_preferred(const struct lexicon_entry *e, size_t name)
{
    return name < (size_t)(*e->ja != '\0') + (*e->en != '\0');
}

/* The same text twice says nothing more. A preferred name is written again to be called ambiguous:
 * its column has no place for a flag. */
static void twice_check(struct checker *c, const struct lexicon_entry *e)
{
    for (size_t i = 1; i < e->n_names; i++)
        for (size_t k = 0; k < i; k++)
            if (!is_preferred(e, i) && strcmp(e->names[i].text, e->names[k].text) == 0 &&
                !(is_preferred(e, k) && e->names[i].flag == LEXICON_AMBIGUOUS))
                lexicon_source_fault(c->s, e, "\"%s\" stands there twice", e->names[i].text);
}

static void reading_check(struct checker *c, const struct lexicon_entry *e)
{
    bool kana = !has_kanji(e->ja);
    for (size_t i = 0; i < e->n_names; i++) {
        const struct lexicon_name *n = &e->names[i];
        kana = kana || n->kind == LEXICON_KIND_KANA;
        if (n->kind == LEXICON_KIND_KANA && has_kanji(n->text))
            lexicon_source_fault(c->s, e, "\"%s\" is no reading in kana", n->text);
        if (text_count_chars(n->text, strlen(n->text)) < 2 && !has_kanji(n->text))
            lexicon_source_fault(c->s, e, "\"%s\" is too short to be told from other text",
                                 n->text);
    }
    if (!kana)
        lexicon_source_fault(c->s, e, "%s has no reading in kana", e->ja);
}

struct claim {
    const char *key;
    uint32_t concept, name;
};

static int by_key(const void *a_, const void *b_)
{
    const struct claim *a = a_, *b = b_;
    int order = strcmp(a->key, b->key);
    return order ? order : a->concept < b->concept ? -1 : a->concept > b->concept;
}

static bool is_shared(enum lexicon_flag f)
{
    return f == LEXICON_AMBIGUOUS || f == LEXICON_OFF;
}

/* Whether the claim admits that others have the name. The two preferred names cannot say so. */
static bool is_admitted(const struct claim *c, const struct lexicon_name *n)
{
    return is_shared(n->flag) || c->name < 2;
}

/* Names with one key: of one concept, or each called ambiguous (or off) where it stands; a
 * preferred name needs no mark when the other has one. */
static void claims_check(struct checker *c, const struct claim *claims, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct claim *a = &claims[i - 1], *b = &claims[i];
        const struct lexicon_entry *ea = &c->s->items[a->concept], *eb = &c->s->items[b->concept];
        const struct lexicon_name *na = &ea->names[a->name], *nb = &eb->names[b->name];
        if (strcmp(a->key, b->key) != 0 || ea == eb)
            continue;
        if (!is_admitted(a, na) || !is_admitted(b, nb) || (a->name < 2 && b->name < 2))
            lexicon_source_fault(c->s, eb,
                                 "\"%s\" is a name of %s too (%s:%d): both are to call it "
                                 "ambiguous (flag 3)",
                                 nb->text, ea->id, ea->file, ea->line);
    }
}

/* A mark says that others have the name: somebody must. Claims of one key are in order of concept,
 * so another concept stands beside the first or the last of this one's. */
static void marks_check(struct checker *c, const struct claim *claims, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(claims[end].key, claims[i].key) == 0;)
            end++;
        const struct lexicon_entry *e = &c->s->items[claims[i].concept];
        for (size_t k = i; k < end && claims[i].concept == claims[end - 1].concept; k++)
            if (e->names[claims[k].name].flag == LEXICON_AMBIGUOUS)
                lexicon_source_fault(c->s, e, "\"%s\" is called ambiguous and has one meaning only",
                                     e->names[claims[k].name].text);
    }
}

static void names_check(struct checker *c)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; i < c->s->n; i++)
        n += c->s->items[i].n_names;
    struct claim *claims = MEM_ARRAY(c->ctx, struct claim, n + 1);
    for (uint32_t i = 0; i < c->s->n; i++) {
        reading_check(c, &c->s->items[i]);
        twice_check(c, &c->s->items[i]);
        for (uint32_t j = 0; j < c->s->items[i].n_names; j++)
            claims[at++] = (struct claim){
                lexicon_name_key(c->ctx, c->folder, c->s->items[i].names[j].text), i, j};
    }
    qsort(claims, n, sizeof *claims, by_key);
    claims_check(c, claims, n);
    marks_check(c, claims, n);
}

void lexicon_check(struct lexicon_source *s, struct folder *folder)
{
    struct checker c = {.s = s, .folder = folder, .ctx = mem_context(NULL, "lexicon check")};
    ids_check(&c);
    c.state = MEM_ARRAY(c.ctx, uint8_t, s->n + 1);
    for (uint32_t i = 0; i < s->n; i++)
        if (c.state[i] == 0)
            parents_walk(&c, i);
    names_check(&c);
    talloc_free(c.ctx);
}
