/* tok_text on any text, folded or not: tokens lie inside it, in order, well-formed, short; words
 * are numbered without a gap, and cutting again gives the same. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/tok.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static void check(const struct tok_list *l, size_t size)
{
    uint32_t word = 0, gram = 0, begin = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct token *t = &l->items[i];
        need(t->begin >= begin && t->begin < t->end && t->end <= size);
        need(t->len > 0 && t->len <= TOK_MAX_BYTES && text_is_utf8(t->text, t->len));
        begin = t->begin;
        if (t->kind == TOK_WORD)
            need(t->position == ++word);
        else if (t->kind == TOK_STEM)
            need(t->position == word);
        else
            need(t->position > gram);
        gram = t->kind == TOK_BIGRAM ? t->position : gram;
    }
}

static void need_same(const struct tok_list *a, const struct tok_list *b)
{
    need(a->n == b->n);
    for (size_t i = 0; i < a->n; i++)
        need(a->items[i].len == b->items[i].len && a->items[i].begin == b->items[i].begin &&
             memcmp(a->items[i].text, b->items[i].text, a->items[i].len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct folder *folder; /* libFuzzer runs one thread */
    static struct tokenizer *tokenizer;
    if (!folder) {
        mem_start();
        folder = folder_new(NULL);
        tokenizer = tokenizer_new(NULL);
    }
    void *ctx = talloc_new(NULL);
    struct folded f;
    struct tok_list l, again;
    tok_text(tokenizer, ctx, (const char *)data, size, TOK_WORDS | TOK_BIGRAMS, &l);
    check(&l, size);
    fold_text(folder, ctx, (const char *)data, size, &f);
    tok_text(tokenizer, ctx, f.text, f.len, TOK_WORDS | TOK_BIGRAMS, &l);
    check(&l, f.len);
    tok_text(tokenizer, ctx, f.text, f.len, TOK_WORDS | TOK_BIGRAMS, &again);
    need_same(&l, &again);
    talloc_free(ctx);
    return 0;
}
