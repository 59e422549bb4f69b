#include "search/lexicon_build.h"
#include "search/lexicon_file.h"
#include "search/lexicon_trie.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/tok_fold.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A name under its key. */
struct claim {
    const char *key;
    uint32_t form, concept;
};

struct compiler {
    const struct lexicon_source *s;
    struct folder *folder;
    void *ctx;
    uint32_t *by_id; /* concepts in order of id */
    struct lex_header head;
    struct lex_concept *concepts;
    struct lex_form *forms;
    uint32_t *links;
    size_t cap_links, cap_pool;
    struct claim *claims;
    size_t n_claims;
    struct lex_entry *entries;
    struct lex_reading *readings;
    struct lexicon_trie trie;
    char *pool;
};

static uint32_t pool_put(struct compiler *c, const char *s)
{
    size_t n = strlen(s) + 1, at = c->head.pool_bytes;
    if (n == 1)
        return 0;
    if (at + n > c->cap_pool) {
        c->cap_pool = (at + n) * 2;
        c->pool = MEM_GROW(c->ctx, c->pool, char, c->cap_pool);
    }
    memcpy(c->pool + at, s, n);
    c->head.pool_bytes += (uint32_t)n;
    return (uint32_t)at;
}

static void link_put(struct compiler *c, uint32_t concept)
{
    if (c->head.n_links == c->cap_links) {
        c->cap_links = c->cap_links * 2 + 1024;
        c->links = MEM_GROW(c->ctx, c->links, uint32_t, c->cap_links);
    }
    c->links[c->head.n_links++] = concept;
}

/* ------------------------------------------------------------------ parents */

static const struct lexicon_source *sorted; /* qsort gives its function nothing else */

static int by_id(const void *a_, const void *b_)
{
    const uint32_t *a = a_, *b = b_;
    return strcmp(sorted->items[*a].id, sorted->items[*b].id);
}

static bool concept_find(const struct compiler *c, struct span id, uint32_t *ret)
{
    size_t low = 0, high = c->s->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const char *at = c->s->items[c->by_id[mid]].id;
        int order = strncmp(at, id.p, id.len);
        if (order == 0 && at[id.len] == '\0') {
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

static void parents_put(struct compiler *c, uint32_t i)
{
    const char *written = c->s->items[i].parents;
    struct span rest = {written, strlen(written)}, one;
    uint32_t parent;
    c->concepts[i].parents = c->head.n_links;
    while (text_split_next(&rest, ",", &one)) {
        one = text_trim_span(one);
        if (one.len > 0 && concept_find(c, one, &parent) && parent != i)
            link_put(c, parent);
    }
    c->concepts[i].n_parents = c->head.n_links - c->concepts[i].parents;
}

/* All above i, nearest first; a circle ends where it closes. */
static void ancestors_put(struct compiler *c, uint32_t i, bool *seen)
{
    uint32_t from = c->head.n_links;
    seen[i] = true;
    for (uint32_t at = from, of = i;; of = c->links[at++]) {
        for (uint32_t k = 0; k < c->concepts[of].n_parents; k++) {
            uint32_t parent = c->links[c->concepts[of].parents + k];
            if (!seen[parent])
                link_put(c, parent);
            seen[parent] = true;
        }
        if (at == c->head.n_links)
            break;
    }
    c->concepts[i].ancestors = from;
    c->concepts[i].n_ancestors = c->head.n_links - from;
    seen[i] = false;
    for (uint32_t at = from; at < c->head.n_links; at++)
        seen[c->links[at]] = false;
}

/* ------------------------------------------------------------------ names */

/* A name all of hiragana in katakana and the other way round; NULL for any other. The fold reads
 * the two differently where kana end a word (おっぱいのがん), people type either. */
static char *other_kana(void *ctx, const char *name)
{
    enum { KANA_SHIFT = 0x60, LONG_MARK = 0x30FC };
    size_t len = strlen(name), n = 0;
    char *out = MEM_ARRAY(ctx, char, len + 1);
    bool hiragana = false, katakana = false;
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(name, len, &pos);
        bool plain = c >= 0x3041 && c <= 0x3096, kata = c >= 0x30A1 && c <= 0x30F6;
        if (!plain && !kata && c != LONG_MARK)
            return NULL;
        hiragana = hiragana || plain;
        katakana = katakana || kata;
        n += text_encode(plain ? c + KANA_SHIFT : kata ? c - KANA_SHIFT : c, out + n);
    }
    return hiragana != katakana ? out : NULL;
}

static void claims_put(struct compiler *c, const char *name, uint32_t form, uint32_t concept)
{
    const char *key = lexicon_name_key(c->ctx, c->folder, name);
    char *other = other_kana(c->ctx, name);
    c->claims[c->n_claims++] = (struct claim){key, form, concept};
    if (!other)
        return;
    const char *other_key = lexicon_name_key(c->ctx, c->folder, other);
    if (strcmp(key, other_key) != 0)
        c->claims[c->n_claims++] = (struct claim){other_key, form, concept};
}

static void concept_put(struct compiler *c, uint32_t i)
{
    const struct lexicon_entry *e = &c->s->items[i];
    struct lex_concept *to = &c->concepts[i];
    to->id = pool_put(c, e->id);
    to->ja = pool_put(c, e->ja);
    to->en = pool_put(c, e->en);
    to->class = e->class;
    to->forms = c->head.n_forms;
    for (size_t k = 0; k < e->n_names; k++) {
        const struct lexicon_name *n = &e->names[k];
        uint32_t form = c->head.n_forms++;
        c->forms[form] = (struct lex_form){
            .text = pool_put(c, n->text), .kind = (uint8_t)n->kind, .flag = (uint8_t)n->flag};
        if (n->kind == LEXICON_KIND_KANA && !to->kana)
            to->kana = c->forms[form].text;
        claims_put(c, n->text, form, i);
    }
    to->n_forms = c->head.n_forms - to->forms;
}

static void concepts_put(struct compiler *c)
{
    size_t names = 0;
    for (size_t i = 0; i < c->s->n; i++)
        names += c->s->items[i].n_names;
    c->concepts = MEM_ARRAY(c->ctx, struct lex_concept, c->s->n + 1);
    c->forms = MEM_ARRAY(c->ctx, struct lex_form, names + 1);
    c->claims = MEM_ARRAY(c->ctx, struct claim, 2 * names + 1);
    c->by_id = MEM_ARRAY(c->ctx, uint32_t, c->s->n + 1);
    c->cap_pool = 1 << 16;
    c->pool = MEM_ARRAY(c->ctx, char, c->cap_pool);
    c->head.pool_bytes = 1;
    c->head.n_concepts = (uint32_t)c->s->n;
    for (uint32_t i = 0; i < c->s->n; i++)
        c->by_id[i] = i;
    sorted = c->s;
    qsort(c->by_id, c->s->n, sizeof *c->by_id, by_id);
    bool *seen = MEM_ARRAY(c->ctx, bool, c->s->n + 1);
    for (uint32_t i = 0; i < c->s->n; i++)
        concept_put(c, i);
    for (uint32_t i = 0; i < c->s->n; i++)
        parents_put(c, i);
    for (uint32_t i = 0; i < c->s->n; i++)
        ancestors_put(c, i, seen);
}

static int by_key(const void *a_, const void *b_)
{
    const struct claim *a = a_, *b = b_;
    int order = strcmp(a->key, b->key);
    return order ? order : (a->form > b->form) - (a->form < b->form);
}

/* Forms with one key make an entry; of one concept's equal names the first is kept. */
static void entries_put(struct compiler *c)
{
    size_t n = c->n_claims;
    const char **keys = MEM_ARRAY(c->ctx, const char *, n + 1);
    c->entries = MEM_ARRAY(c->ctx, struct lex_entry, n + 1);
    c->readings = MEM_ARRAY(c->ctx, struct lex_reading, n + 1);
    qsort(c->claims, n, sizeof *c->claims, by_key);
    for (size_t i = 0; i < n; i++) {
        const struct claim *k = &c->claims[i];
        if (*k->key == '\0')
            continue;
        if (c->head.n_entries == 0 || strcmp(keys[c->head.n_entries - 1], k->key) != 0) {
            keys[c->head.n_entries] = k->key;
            c->entries[c->head.n_entries++].readings = c->head.n_readings;
        }
        struct lex_entry *e = &c->entries[c->head.n_entries - 1];
        c->readings[c->head.n_readings++] = (struct lex_reading){k->form, k->concept};
        e->n_readings++;
    }
    lexicon_trie_build(c->ctx, keys, c->head.n_entries, &c->trie);
    c->head.n_units = (uint32_t)c->trie.n;
}

/* ------------------------------------------------------------------ bytes */

static void bytes_write(struct compiler *c, void *ctx, struct lexicon_bytes *ret)
{
    struct lex_layout l = lex_layout_of(&c->head);
    char *out = mem_check(talloc_zero_size(ctx, l.end));
    memcpy(out + l.concepts, c->concepts, c->head.n_concepts * sizeof *c->concepts);
    memcpy(out + l.forms, c->forms, c->head.n_forms * sizeof *c->forms);
    if (c->head.n_links > 0)
        memcpy(out + l.links, c->links, c->head.n_links * sizeof *c->links);
    memcpy(out + l.entries, c->entries, c->head.n_entries * sizeof *c->entries);
    memcpy(out + l.readings, c->readings, c->head.n_readings * sizeof *c->readings);
    memcpy(out + l.units, c->trie.units, c->trie.n * sizeof *c->trie.units);
    memcpy(out + l.pool, c->pool, c->head.pool_bytes);
    memcpy(c->head.magic, LEX_MAGIC, sizeof LEX_MAGIC);
    c->head.format = LEX_FORMAT;
    c->head.fold = FOLD_VERSION;
    crypto_generichash(c->head.digest, sizeof c->head.digest, (unsigned char *)out + l.concepts,
                       l.end - l.concepts, NULL, 0);
    sodium_bin2hex(c->head.version, LEX_VERSION_DIGITS + 1, c->head.digest, LEX_VERSION_DIGITS / 2);
    memcpy(out, &c->head, sizeof c->head);
    *ret = (struct lexicon_bytes){out, l.end};
}

void lexicon_compile(const struct lexicon_source *s, struct folder *folder, void *ctx,
                     struct lexicon_bytes *ret)
{
    void *scratch = mem_context(NULL, "lexicon compiler");
    struct compiler *c = MEM_NEW(scratch, struct compiler);
    c->s = s;
    c->folder = folder;
    c->ctx = scratch;
    concepts_put(c);
    entries_put(c);
    bytes_write(c, ctx, ret);
    talloc_free(scratch);
}

/* ------------------------------------------------------------------ file */

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return fsync(fd) == 0;
}

enum err_code lexicon_save(const struct lexicon_bytes *b, const char *path, struct err *err)
{
    char *beside = mem_printf(NULL, "%s.new", path);
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool good = fd >= 0 && write_all(fd, b->bytes, b->len);
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (good && rename(beside, path) != 0) {
        good = false;
        why = errno;
    }
    if (!good && fd >= 0)
        unlink(beside);
    talloc_free(beside);
    return good ? OK : err_set(err, ERR_IO, "%s: %s", path, strerror(why));
}
