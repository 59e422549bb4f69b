/* A question of any bytes, read and planned: never an error but for its size, and a plan whose
 * every node is sound. */
#include "schema/base/mem.h"
#include "search/plan.h"
#include "search/snippet.h"
#include "search/lexicon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static void check_node(const struct xs_query *q, int depth)
{
    need(depth < 64);
    need((q->op == XS_TERM) == (q->len > 0));
    need(q->op != XS_TERM || q->len <= 245);
    for (size_t i = 0; i < q->n_children; i++)
        check_node(q->children[i], depth + 1);
}

static void check_tree(const struct query *q, const struct query_node *n, int depth)
{
    need(depth < 64 && (n->op != QUERY_UNIT || n->unit < q->n_units));
    for (const struct query_node *c = n->child; c; c = c->next)
        check_tree(q, c, depth + 1);
}

/* 募集中 alone asks for nothing by its words. */
static bool has_filter(const struct query *q)
{
    for (size_t i = 0; i < q->n_units; i++)
        if (query_is_filter(&q->units[i]))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct folder *folder; /* libFuzzer runs one thread */
    static struct tokenizer *tokenizer;
    static struct snippet_maker *maker;
    static struct lexicon *lexicon;
    if (!folder) {
        mem_start();
        lexicon = lexicon_builtin_open(NULL);
        folder = folder_new(NULL);
        tokenizer = tokenizer_new(NULL);
        maker = snippet_maker_new(NULL, folder);
    }
    void *ctx = talloc_new(NULL);
    struct search_request r = {
        .q = mem_strndup(ctx, (const char *)data, size), .age_days = -1, .limit = 1};
    struct plan_input in;
    struct plan plan;
    struct err err;
    const struct query_tools tools = {folder, tokenizer, lexicon, true};
    enum err_code code = plan_input_read(ctx, &tools, &r, &in, &err);
    need(code == OK || code == ERR_INVALID);
    if (code == OK) {
        plan_build(ctx, &in.q, lexicon, &plan);
        if (in.q.root)
            check_tree(&in.q, in.q.root, 0);
        need(in.q.root ? plan.weight || has_filter(&in.q) : !plan.weight);
        if (plan.weight)
            check_node(plan.weight, 0);
        if (plan.some_words)
            check_node(plan.some_words, 0);
        if (plan.similar)
            check_node(plan.similar, 0);
        for (size_t i = 0; i < in.q.n_units; i++) {
            struct plan_unit unit;
            need(plan_unit_build(ctx, NULL, &in.q.units[i], &unit, &err) == OK);
            for (size_t j = 0; j < unit.n; j++)
                check_node(unit.passes[j], 0);
        }
        struct snippet_text text = {IDX_FIELD_TEXT, 'j', (const char *)data, size};
        struct snippet *snippets;
        size_t n;
        snippet_make(maker, ctx, snippet_needles_new(maker, ctx, &in, size % 2), &text, 1, LANG_JA,
                     &snippets, &n);
        (void)query_write(ctx, &in.q);
    }
    talloc_free(ctx);
    return 0;
}
