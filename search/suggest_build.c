#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/idx_layout.h"
#include "search/suggest_inner.h"
#include "search/suggest_key.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX_BYTES = 240 };

/* A key on its way into a table. */
struct draft {
    const char *text;
    uint32_t name;
};
struct drafts {
    struct draft *items;
    size_t n, cap;
};
struct builder {
    struct suggest *s;
    void *scratch;
    struct folder *folder;
    struct xs_reader *reader;
    size_t cap_names;
    struct drafts plain, romaji;
};

static void draft_add(struct builder *b, struct drafts *to, const char *text, uint32_t name)
{
    if (!text || !*text || strlen(text) > KEY_MAX_BYTES || strchr(text, '\n'))
        return;
    if (to->n == to->cap) {
        to->cap = to->cap * 2 + 1024;
        to->items = MEM_GROW(b->scratch, to->items, struct draft, to->cap);
    }
    to->items[to->n++] = (struct draft){text, name};
}

static uint32_t name_add(struct builder *b, struct suggest_name name)
{
    struct suggest *s = b->s;
    if (s->n_names == b->cap_names) {
        b->cap_names = b->cap_names * 2 + 1024;
        s->names = MEM_GROW(s, s->names, struct suggest_name, b->cap_names);
    }
    s->names[s->n_names] = name;
    return (uint32_t)s->n_names++;
}

/* Keys of a name: as it is typed, as it is folded, with がん for 癌, and in romaji. */
static void keys_add(struct builder *b, uint32_t name)
{
    const char *text = b->s->names[name].text;
    const char *plain = suggest_key(b->folder, b->scratch, text);
    const char *folded = suggest_key_folded(b->folder, b->scratch, text);
    draft_add(b, &b->plain, plain, name);
    if (strcmp(folded, plain) != 0)
        draft_add(b, &b->plain, folded, name);
    if (strstr(plain, "癌"))
        draft_add(b, &b->plain, text_replace(b->scratch, plain, "癌", "がん"), name);
    if ((unsigned char)*plain >= 0xE3)
        draft_add(b, &b->romaji, suggest_romaji(b->scratch, plain), name);
}

/* ------------------------------------------------------------------ names of the lexicon */

static enum err_code concept_trials(struct builder *b, uint32_t concept, uint32_t *ret,
                                    struct err *err)
{
    char term[sizeof IDX_ANY_CONCEPT + IDX_CONCEPT_BYTES] = IDX_ANY_CONCEPT;
    unsigned n = idx_concept_write(concept, term + sizeof IDX_ANY_CONCEPT - 1);
    return xs_term_freq(b->reader, term, n + (uint32_t)sizeof IDX_ANY_CONCEPT - 1, ret, err);
}

static enum err_code concept_add(struct builder *b, uint32_t concept, struct err *err)
{
    struct suggest *s = b->s;
    struct lexicon_concept c;
    struct lexicon_form form;
    uint32_t trials = 0;
    lexicon_concept(s->lexicon, concept, &c);
    enum err_code code = concept_trials(b, concept, &trials, err);
    uint32_t group = (uint32_t)s->n_groups++;
    for (size_t i = 0; code == OK && i < c.n_forms; i++) {
        lexicon_form(s->lexicon, c.first_form + (uint32_t)i, &form);
        if (form.flag == LEXICON_OFF)
            continue;
        keys_add(b, name_add(b, (struct suggest_name){.text = form.text,
                                                      .concept = concept,
                                                      .group = group,
                                                      .trials = trials,
                                                      .kind = lexicon_class_name(c.class),
                                                      .preferred = text_equal(form.text, c.ja) ||
                                                                   text_equal(form.text, c.en),
                                                      .word = form.kind != LEXICON_KIND_ABBR &&
                                                              form.kind != LEXICON_KIND_CODE,
                                                      .shown = form.kind != LEXICON_KIND_KANA &&
                                                               form.flag != LEXICON_AMBIGUOUS}));
    }
    return code;
}

static enum err_code concepts_add(struct builder *b, struct err *err)
{
    enum err_code code = OK;
    for (uint32_t i = 0; code == OK && i < lexicon_count(b->s->lexicon); i++)
        if (!lexicon_is_root(b->s->lexicon, i))
            code = concept_add(b, i, err);
    return code;
}

/* ------------------------------------------------------------------ names of the index */

struct found_name {
    const char *text;
    uint32_t trials;
    const char *kind;
};
struct found_names {
    void *ctx;
    struct found_name *items;
    size_t n, cap;
};

static int found_compare(const void *a_, const void *b_)
{
    const struct found_name *a = a_, *b = b_;
    if (a->trials != b->trials)
        return a->trials > b->trials ? -1 : 1;
    return strcmp(a->text, b->text);
}

static bool found_add(const char *term, size_t len, uint32_t freq, void *arg)
{
    struct found_names *f = arg;
    size_t head = sizeof IDX_NAME; /* with the letter of the field */
    if (len <= head)
        return true;
    if (f->n == f->cap) {
        if (f->n >= 4 * SUGGEST_NAMES_MAX) { /* the rarest half goes */
            qsort(f->items, f->n, sizeof *f->items, found_compare);
            f->n /= 2;
        } else {
            f->cap = f->cap * 2 + 1024;
            f->items = MEM_GROW(f->ctx, f->items, struct found_name, f->cap);
        }
    }
    f->items[f->n++] = (struct found_name){mem_strndup(f->ctx, term + head, len - head), freq,
                                           term[head - 1] == 'N' ? "condition" : "intervention"};
    return true;
}

static enum err_code names_add(struct builder *b, struct err *err)
{
    struct found_names found = {.ctx = b->scratch};
    enum err_code code = xs_each_term(b->reader, IDX_NAME, found_add, &found, err);
    if (code != OK)
        return code;
    if (found.n > 0)
        qsort(found.items, found.n, sizeof *found.items, found_compare);
    for (size_t i = 0; i < found.n && i < SUGGEST_NAMES_MAX; i++)
        keys_add(b, name_add(b, (struct suggest_name){.text = mem_strdup(b->s, found.items[i].text),
                                                      .concept = SUGGEST_NO_CONCEPT,
                                                      .group = (uint32_t)b->s->n_groups++,
                                                      .trials = found.items[i].trials,
                                                      .kind = found.items[i].kind,
                                                      .word = true,
                                                      .shown = true}));
    return OK;
}

/* ------------------------------------------------------------------ tables */

static int draft_compare(const void *a_, const void *b_)
{
    const struct draft *a = a_, *b = b_;
    int order = strcmp(a->text, b->text);
    return order ? order : a->name < b->name ? -1 : a->name > b->name;
}

static void table_make(struct builder *b, struct drafts *from, struct suggest_table *to)
{
    size_t bytes = 1;
    if (from->n)
        qsort(from->items, from->n, sizeof *from->items, draft_compare);
    for (size_t i = 0; i < from->n; i++)
        bytes += strlen(from->items[i].text) + 1;
    to->keys = MEM_ARRAY(b->s, struct suggest_key, from->n + 1);
    to->pool = MEM_ARRAY(b->s, char, bytes);
    for (size_t i = 0; i < from->n; i++) {
        const struct draft *d = &from->items[i];
        size_t len = strlen(d->text);
        if (i > 0 && draft_compare(d, d - 1) == 0)
            continue;
        to->keys[to->n++] = (struct suggest_key){(uint32_t)to->pool_len, (uint16_t)len, d->name};
        memcpy(to->pool + to->pool_len, d->text, len);
        to->pool[to->pool_len + len] = '\n';
        to->pool_len += len + 1;
    }
}

/* Two writings of one name are one: the one of most trials, which came first. */
static void groups_merge(struct suggest *s)
{
    const struct suggest_table *t = &s->plain;
    const struct suggest_key *last = NULL;
    for (size_t i = 0; i < t->n; i++) {
        const struct suggest_key *k = &t->keys[i];
        if (s->names[k->name].concept != SUGGEST_NO_CONCEPT)
            continue;
        if (last && last->len == k->len && memcmp(t->pool + last->at, t->pool + k->at, k->len) == 0)
            s->names[k->name].group = s->names[last->name].group;
        else
            last = k;
    }
}

enum err_code suggest_build(void *ctx, const char *lexicon_path, struct xs_reader *reader,
                            struct suggest **ret, struct err *err)
{
    struct suggest *s = MEM_NEW(ctx, struct suggest);
    struct builder b = {.s = s, .reader = reader, .scratch = mem_context(NULL, "suggest_build")};
    b.folder = folder_new(b.scratch);
    enum err_code code = lexicon_open(s, lexicon_path, &s->lexicon, err);
    if (code == OK)
        code = concepts_add(&b, err);
    if (code == OK)
        code = names_add(&b, err);
    if (code == OK) {
        table_make(&b, &b.plain, &s->plain);
        table_make(&b, &b.romaji, &s->romaji);
        groups_merge(s);
        *ret = s;
    } else {
        talloc_free(s);
    }
    talloc_free(b.scratch);
    return code;
}

size_t suggest_bytes(const struct suggest *s)
{
    return talloc_total_size(s);
}

size_t suggest_count(const struct suggest *s)
{
    return s->n_names;
}
