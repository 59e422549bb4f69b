#include "search/lexicon_inner.h"
#include "schema/base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int lexicon_close(struct lexicon *x)
{
    if (x->mapped)
        munmap((void *)(uintptr_t)x->bytes, x->len);
    return 0;
}

/* ------------------------------------------------------------------ opening */

static enum err_code head_check(const struct lexicon *x, const char *name, struct err *err)
{
    const struct lex_header *h = x->head;
    unsigned char digest[LEX_DIGEST_BYTES];
    if (x->len < sizeof *h || memcmp(h->magic, LEX_MAGIC, sizeof LEX_MAGIC) != 0)
        return err_set(err, ERR_CORRUPT, "%s: no lexicon", name);
    if (h->format != LEX_FORMAT || h->fold != FOLD_VERSION)
        return err_set(err, ERR_VERSION, "%s: format %u fold %u, wanted %d and %d", name, h->format,
                       h->fold, LEX_FORMAT, FOLD_VERSION);
    struct lex_layout l = lex_layout_of(h);
    if (l.end != x->len)
        return err_set(err, ERR_CORRUPT, "%s: %zu bytes, wanted %zu", name, x->len, l.end);
    crypto_generichash(digest, sizeof digest, (const unsigned char *)x->bytes + l.concepts,
                       l.end - l.concepts, NULL, 0);
    if (memcmp(digest, h->digest, sizeof digest) != 0)
        return err_set(err, ERR_CORRUPT, "%s: damaged", name);
    return OK;
}

/* What has its checksum is what the compiler wrote: nothing inside is checked again. */
static enum err_code sections_find(struct lexicon *x, const char *name, struct err *err)
{
    x->head = (const struct lex_header *)(const void *)x->bytes;
    enum err_code code = head_check(x, name, err);
    if (code == OK)
        lexicon_lay_out(x, x->bytes, x->len);
    return code;
}

void lexicon_lay_out(struct lexicon *x, const char *b, size_t len)
{
    x->bytes = b;
    x->len = len;
    x->head = (const struct lex_header *)(const void *)b;
    struct lex_layout l = lex_layout_of(x->head);
    x->concepts = (const struct lex_concept *)(const void *)(b + l.concepts);
    x->forms = (const struct lex_form *)(const void *)(b + l.forms);
    x->links = (const uint32_t *)(const void *)(b + l.links);
    x->entries = (const struct lex_entry *)(const void *)(b + l.entries);
    x->readings = (const struct lex_reading *)(const void *)(b + l.readings);
    x->units = (const struct lex_unit *)(const void *)(b + l.units);
    x->pool = b + l.pool;
}

static enum err_code map(struct lexicon *x, const char *path, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: %s", path,
                       strerror(errno));
    void *p = MAP_FAILED;
    if (fstat(fd, &st) == 0 && st.st_size >= (off_t)sizeof(struct lex_header))
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return err_set(err, ERR_CORRUPT, "%s: no lexicon", path);
    x->bytes = p;
    x->len = (size_t)st.st_size;
    x->mapped = true;
    return OK;
}

enum err_code lexicon_open(void *ctx, const char *path, struct lexicon **ret, struct err *err)
{
    struct lexicon *x = MEM_NEW(ctx, struct lexicon);
    talloc_set_destructor(x, lexicon_close);
    enum err_code code = map(x, path, err);
    if (code == OK)
        code = sections_find(x, path, err);
    if (code == OK)
        *ret = x;
    else
        talloc_free(x);
    return code;
}

enum err_code lexicon_from_bytes(void *ctx, const char *bytes, size_t len, struct lexicon **ret,
                                 struct err *err)
{
    struct lexicon *x = MEM_NEW(ctx, struct lexicon);
    talloc_set_destructor(x, lexicon_close);
    x->bytes = bytes;
    x->len = len;
    enum err_code code = sections_find(x, "lexicon", err);
    if (code == OK)
        *ret = x;
    else
        talloc_free(x);
    return code;
}

/* ------------------------------------------------------------------ concepts and names */

const char *lexicon_version(const struct lexicon *x)
{
    return x->head->version;
}

uint32_t lexicon_count(const struct lexicon *x)
{
    return x->head->n_concepts;
}

static const char *pooled(const struct lexicon *x, uint32_t at)
{
    return x->pool + at;
}

void lexicon_concept(const struct lexicon *x, uint32_t concept, struct lexicon_concept *ret)
{
    const struct lex_concept *c = &x->concepts[concept];
    *ret = (struct lexicon_concept){.id = pooled(x, c->id),
                                    .ja = pooled(x, c->ja),
                                    .en = pooled(x, c->en),
                                    .kana = c->kana ? pooled(x, c->kana) : NULL,
                                    .class = (enum lexicon_class)c->class,
                                    .parents = x->links + c->parents,
                                    .ancestors = x->links + c->ancestors,
                                    .n_parents = c->n_parents,
                                    .n_ancestors = c->n_ancestors,
                                    .first_form = c->forms,
                                    .n_forms = c->n_forms};
}

void lexicon_form(const struct lexicon *x, uint32_t form, struct lexicon_form *ret)
{
    const struct lex_form *f = &x->forms[form];
    *ret = (struct lexicon_form){.text = pooled(x, f->text),
                                 .kind = (enum lexicon_kind)f->kind,
                                 .flag = (enum lexicon_flag)f->flag};
}

bool lexicon_find(const struct lexicon *x, const char *id, uint32_t *ret)
{
    for (uint32_t i = 0; i < x->head->n_concepts; i++)
        if (strcmp(pooled(x, x->concepts[i].id), id) == 0) {
            *ret = i;
            return true;
        }
    return false;
}

bool lexicon_is_a(const struct lexicon *x, uint32_t concept, uint32_t ancestor)
{
    const struct lex_concept *c = &x->concepts[concept];
    if (concept == ancestor)
        return true;
    for (uint32_t i = 0; i < c->n_ancestors; i++)
        if (x->links[c->ancestors + i] == ancestor)
            return true;
    return false;
}

bool lexicon_is_root(const struct lexicon *x, uint32_t concept)
{
    return x->concepts[concept].n_parents == 0;
}
