#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "schema/base/text.h"
#include "search/tok.h"
#include "search/tok_fold.h"
#include "search/xapian_shim.h"
#include "tests/unit/text_cases.h"
#include <pthread.h>
#include <string.h>

static struct folder *folder; /* one each for the whole run */
static struct tokenizer *tokenizer;

static int start(void **state)
{
    (void)state;
    folder = folder_new(NULL);
    tokenizer = tokenizer_new(NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    talloc_free(folder);
    talloc_free(tokenizer);
    return 0;
}

/* The tokens of one kind as the case tables write them. */
static const char *list_text(void *ctx, const struct tok_list *l, enum tok_kind kind)
{
    char *out = mem_strdup(ctx, "");
    for (size_t i = 0; i < l->n; i++) {
        const struct token *t = &l->items[i];
        if (t->kind != kind)
            continue;
        const char *bar = *out ? "|" : "";
        out = kind == TOK_BIGRAM
                  ? talloc_asprintf_append(out, "%s%u:%.*s", bar, t->position, (int)t->len, t->text)
                  : talloc_asprintf_append(out, "%s%.*s", bar, (int)t->len, t->text);
    }
    return out;
}

static void check_table(const char *path, unsigned what, enum tok_kind kind, int at_least)
{
    void *ctx = talloc_new(NULL);
    struct case_table t;
    case_open(&t, path);
    int n = 0, bad = 0;
    for (; case_next(&t); n++) {
        const char *folded = fold_simple(folder, ctx, text_case(ctx, t.cell[0]));
        struct tok_list l;
        tok_text(tokenizer, ctx, folded, strlen(folded), what, &l);
        const char *got = list_text(ctx, &l, kind);
        if (strcmp(got, t.cell[1]) != 0) {
            print_error("%s:%d: \"%s\" gives %s, not %s\n", path, t.line, folded, got, t.cell[1]);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
    assert_true(n >= at_least);
    talloc_free(ctx);
}

static void words_are_cut_as_the_table_says(void **state)
{
    (void)state;
    check_table("tests/cases/tok/words.tsv", TOK_WORDS, TOK_WORD, 20);
    check_table("tests/cases/tok/words.tsv", TOK_WORDS | TOK_BIGRAMS, TOK_WORD, 20);
}

static void bigrams_are_cut_as_the_table_says(void **state)
{
    (void)state;
    check_table("tests/cases/tok/bigrams.tsv", TOK_BIGRAMS, TOK_BIGRAM, 14);
    check_table("tests/cases/tok/bigrams.tsv", TOK_WORDS | TOK_BIGRAMS, TOK_BIGRAM, 14);
}

static void english_words_give_their_stems_too(void **state)
{
    (void)state;
    check_table("tests/cases/tok/stems.tsv", TOK_WORDS, TOK_STEM, 4);
    check_table("tests/cases/tok/stems.tsv", TOK_WORDS, TOK_STEM, 4); /* now from the cache */
}

static void a_stem_stands_where_its_word_stands(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct tok_list l;
    const char *s = "肺癌 randomised 試験 studies";
    tok_text(tokenizer, ctx, s, strlen(s), TOK_WORDS, &l);
    assert_int_equal(l.n, 6);
    assert_int_equal(l.items[1].kind, TOK_WORD);
    assert_int_equal(l.items[2].kind, TOK_STEM);
    assert_int_equal(l.items[1].position, 2);
    assert_int_equal(l.items[2].position, 2);
    assert_int_equal(l.items[1].begin, l.items[2].begin);
    assert_int_equal(l.items[1].end, l.items[2].end);
    assert_int_equal(l.items[5].position, 4);
    talloc_free(ctx);
}

static void stems_do_not_depend_on_the_words_before(void **state)
{
    (void)state;
    struct rng rng = {29};
    for (int round = 0; round < 20000; round++) { /* many more words than the cache holds */
        void *ctx = talloc_new(NULL);
        char word[8];
        size_t n = 3 + rng_below(&rng, 3);
        for (size_t i = 0; i < n; i++)
            word[i] = (char)("aeinrst"[rng_below(&rng, 7)]);
        struct tok_list l;
        struct xs_stemmer *stemmer = NULL;
        size_t len;
        assert_int_equal(xs_stemmer_new(ctx, &stemmer, NULL), OK);
        const char *want = xs_stem(stemmer, word, n, &len);
        tok_text(tokenizer, ctx, word, n, TOK_WORDS, &l);
        assert_int_equal(l.n, 2);
        assert_int_equal(l.items[1].len, len);
        assert_memory_equal(l.items[1].text, want, len);
        talloc_free(ctx);
    }
}

static void very_long_words_are_cut_at_a_character(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    char s[3000] = "";
    for (int i = 0; i < 999; i++)
        memcpy(s + 3 * i, i ? "ﾟ" : "aaa", 3);
    struct tok_list l;
    memset(s, 'x', 200);
    s[200] = '\0';
    tok_text(tokenizer, ctx, s, 200, TOK_WORDS, &l);
    assert_int_equal(l.n, 1); /* and no stem */
    assert_int_equal(l.items[0].len, TOK_MAX_BYTES);
    assert_int_equal(l.items[0].end, 200);
    for (int i = 0; i < 100; i++)
        memcpy(s + 3 * i, "한", 4);
    tok_text(tokenizer, ctx, s, 300, TOK_WORDS, &l);
    assert_int_equal(l.n, 1);
    assert_int_equal(l.items[0].len, 63);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ any text */

static void check_properties(void *ctx, const char *s, size_t len)
{
    struct tok_list l;
    tok_text(tokenizer, ctx, s, len, TOK_WORDS | TOK_BIGRAMS, &l);
    uint32_t word = 0, gram = 0;
    for (size_t i = 0; i < l.n; i++) {
        const struct token *t = &l.items[i];
        assert_true(t->begin < t->end && t->end <= len);
        assert_true(i == 0 || t->begin >= l.items[i - 1].begin);
        assert_in_range(t->len, 1, TOK_MAX_BYTES);
        assert_true(text_is_utf8(t->text, t->len));
        uint32_t *last = t->kind == TOK_BIGRAM ? &gram : &word;
        if (t->kind == TOK_WORD)
            assert_int_equal(t->position, word + 1);
        else if (t->kind == TOK_STEM)
            assert_int_equal(t->position, word);
        else
            assert_true(t->position > gram);
        *last = t->position;
    }
}

static const char *const pieces[] = {"肺癌", "症例", "コンピューター",
                                     "ー",   "ーー", "ヴ",
                                     "ァ",   "ぢ",   "abc",
                                     "'",    "3.5",  "、",
                                     " ",    "癌",   "炎",
                                     "𠮟",   "한국", "é",
                                     "々",   "A",    "-",
                                     "🫀"};

static void tokens_of_any_text_lie_inside_it_in_order(void **state)
{
    (void)state;
    struct rng rng = {30};
    for (int round = 0; round < 10000; round++) {
        void *ctx = talloc_new(NULL);
        char s[1024] = "";
        size_t n = 0;
        for (uint32_t k = rng_below(&rng, 30); k > 0; k--) {
            const char *p = pieces[rng_below(&rng, sizeof pieces / sizeof *pieces)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
            if (rng_chance(&rng, 50))
                n += text_encode(rng_below(&rng, 0x30000), s + n);
        }
        s[n] = '\0';
        struct folded f;
        fold_text(folder, ctx, s, n, &f);
        check_properties(ctx, f.text, f.len);
        check_properties(ctx, s, n); /* not folded: still safe */
        talloc_free(ctx);
    }
}

/* Index and query meet only if a word folds to the same token wherever it stands. */
static void folding_a_token_twice_changes_nothing(void **state)
{
    (void)state;
    struct rng rng = {31};
    const uint32_t kana[] = {0x30FC, 0x30F4, 0x30A1, 0x30A3, 0x3042, 0x30AB, 0x3062, 0x3065, 'a'};
    for (int round = 0; round < 20000; round++) {
        char s[64], once[64], twice[64];
        size_t n = 0;
        for (uint32_t k = rng_below(&rng, 12); k > 0; k--)
            n += text_encode(kana[rng_below(&rng, sizeof kana / sizeof *kana)], s + n);
        size_t a = tok_fold(s, n, once);
        assert_true(a <= n);
        size_t b = tok_fold(once, a, twice);
        assert_int_equal(a, b);
        assert_memory_equal(once, twice, a);
    }
}

/* ------------------------------------------------------------------ threads */

static void *tokenize_alone(void *arg)
{
    void *ctx = talloc_new(NULL);
    struct folder *f = folder_new(ctx);
    struct tokenizer *t = tokenizer_new(ctx);
    for (int i = 0; i < 200; i++) {
        struct folded folded;
        struct tok_list l;
        const char *s = "非小細胞肺癌の randomised study コンピューター";
        void *tmp = talloc_new(ctx);
        fold_text(f, tmp, s, strlen(s), &folded);
        tok_text(t, tmp, folded.text, folded.len, TOK_WORDS | TOK_BIGRAMS, &l);
        *(size_t *)arg += l.n;
        talloc_free(tmp);
    }
    talloc_free(ctx);
    return NULL;
}

static void each_thread_may_have_its_own(void **state)
{
    (void)state;
    pthread_t threads[3];
    size_t n[3] = {0, 0, 0};
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, tokenize_alone, &n[i]), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert_true(n[0] > 1000);
    assert_int_equal(n[0], n[1]);
    assert_int_equal(n[0], n[2]);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_cut_as_the_table_says),
        cmocka_unit_test(bigrams_are_cut_as_the_table_says),
        cmocka_unit_test(english_words_give_their_stems_too),
        cmocka_unit_test(a_stem_stands_where_its_word_stands),
        cmocka_unit_test(stems_do_not_depend_on_the_words_before),
        cmocka_unit_test(very_long_words_are_cut_at_a_character),
        cmocka_unit_test(tokens_of_any_text_lie_inside_it_in_order),
        cmocka_unit_test(folding_a_token_twice_changes_nothing),
        cmocka_unit_test(each_thread_may_have_its_own),
    };
    return cmocka_run_group_tests(tests, start, end);
}
