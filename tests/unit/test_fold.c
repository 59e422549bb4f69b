#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "schema/base/rng.h"
#include "schema/base/text.h"
#include "search/fold.h"
#include "search/fold_tables.h"
#include "tests/unit/text_cases.h"
#include <string.h>

static struct folder *folder; /* one for the whole run: this program has one thread */

static int start(void **state)
{
    (void)state;
    folder = folder_new(NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    talloc_free(folder);
    return 0;
}

static bool is_char_start(const char *s, size_t pos)
{
    return ((unsigned char)s[pos] & 0xC0) != 0x80;
}

/* What holds for any input whatsoever. */
static void check_properties(void *ctx, const char *s, size_t len)
{
    struct folded once, twice;
    fold_text(folder, ctx, s, len, &once);
    assert_int_equal(once.text[once.len], '\0');
    assert_true(text_is_utf8(once.text, once.len));
    for (size_t i = 0; i < once.len; i++) {
        assert_true(once.src_begin[i] < once.src_end[i]);
        assert_true(once.src_end[i] <= len);
        assert_true(i == 0 || once.src_begin[i] >= once.src_begin[i - 1]);
        assert_true(i == 0 || once.src_end[i] >= once.src_end[i - 1]);
        if (!is_char_start(once.text, i)) {
            assert_int_equal(once.src_begin[i], once.src_begin[i - 1]);
            assert_int_equal(once.src_end[i], once.src_end[i - 1]);
        }
    }
    assert_int_equal(once.src_begin[once.len], len);
    assert_int_equal(once.src_end[once.len], len);
    fold_text(folder, ctx, once.text, once.len, &twice);
    if (twice.len != once.len || memcmp(twice.text, once.text, once.len) != 0)
        fail_msg("folding \"%s\" again gives \"%s\"", once.text, twice.text);
    if (!memchr(s, '\0', len))
        assert_string_equal(fold_simple(folder, ctx, mem_strndup(ctx, s, len)), once.text);
}

static void check_table(const char *path)
{
    void *ctx = talloc_new(NULL);
    struct case_table t;
    case_open(&t, path);
    int n = 0, bad = 0;
    for (; case_next(&t); n++) {
        const char *source = text_case(ctx, t.cell[0]), *want = text_case(ctx, t.cell[1]);
        const char *got = fold_simple(folder, ctx, source);
        check_properties(ctx, source, strlen(source));
        if (strcmp(got, want) != 0) {
            print_error("%s:%d: \"%s\" gives \"%s\", not \"%s\"\n", t.path, t.line, source, got,
                        want);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
    assert_true(n > 50);
    talloc_free(ctx);
}

static void characters_fold_as_the_table_says(void **state)
{
    (void)state;
    check_table("tests/cases/fold/characters.tsv");
}

static void words_fold_as_the_table_says(void **state)
{
    (void)state;
    check_table("tests/cases/fold/words.tsv");
}

static void the_map_leads_back_to_whole_graphemes(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct case_table t;
    case_open(&t, "tests/cases/fold/map.tsv");
    int n = 0, bad = 0;
    for (; case_next(&t); n++) {
        const char *source = text_case(ctx, t.cell[0]), *piece = text_case(ctx, t.cell[1]);
        struct folded f;
        fold_text(folder, ctx, source, strlen(source), &f);
        const char *at = strstr(f.text, piece);
        if (!at)
            fail_msg("%s:%d: \"%s\" holds no \"%s\"", t.path, t.line, f.text, piece);
        size_t from = (size_t)(at - f.text), last = from + strlen(piece) - 1;
        const char *got =
            mem_strndup(ctx, source + f.src_begin[from], f.src_end[last] - f.src_begin[from]);
        if (strcmp(got, text_case(ctx, t.cell[2])) != 0) {
            print_error("%s:%d: leads to \"%s\"\n", t.path, t.line, got);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
    assert_true(n > 15);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ any text */

/* Characters that meet in unlucky ways more often than chance would have it. */
static const uint32_t unlucky[] = {
    0,       'A',     'e',     ' ',     '-',    0xB7,   0xDF,   0x130,  0x301,   0x307,   0x323,
    0x344,   0xE33,   0xE01,   0x1100,  0x1161, 0x11A8, 0xAC00, 0x200B, 0x200D,  0x2010,  0x2019,
    0x2014,  0x2212,  0x3000,  0x301C,  0x304B, 0x3063, 0x3099, 0x309A, 0x309B,  0x309C,  0x309D,
    0x30A6,  0x30AB,  0x30C4,  0x30CF,  0x30FB, 0x30FC, 0x30FD, 0x3300, 0x337F,  0x4E00,  0x764C,
    0xF900,  0xFB01,  0xFDFA,  0xFE0F,  0xFEFF, 0xFF21, 0xFF65, 0xFF70, 0xFF73,  0xFF76,  0xFF8A,
    0xFF9E,  0xFF9F,  0xFFFD,  0xFFFF,  0x600,  0x5C0,  0xF73,  0x345,  0x1D15E, 0x1F1EF, 0x1F468,
    0x1F3FB, 0x20B9F, 0x2F800, 0xE0100, 0xE0020};

static uint32_t random_char(struct rng *rng)
{
    switch (rng_below(rng, 4)) {
    case 0:
        return rng_below(rng, 0x110000);
    case 1:
        return 0x3000 + rng_below(rng, 0x100);
    default:
        return unlucky[rng_below(rng, sizeof unlucky / sizeof *unlucky)];
    }
}

static void any_text_folds_to_a_fixed_point_with_a_sound_map(void **state)
{
    (void)state;
    struct rng rng = {20};
    for (int round = 0; round < 20000; round++) {
        void *ctx = talloc_new(NULL);
        char s[256];
        size_t n = 0;
        for (uint32_t k = rng_below(&rng, 40); k > 0; k--)
            n += text_encode(random_char(&rng), s + n);
        check_properties(ctx, s, n);
        talloc_free(ctx);
    }
}

/* What the rules look at, one beside the other as no text would have it. */
static const char *random_piece(void *ctx, struct rng *rng)
{
    static const char *const pieces[] = {
        "が",        "ん",       "がん",  "ガン", "ー",   "の", "な", "など", "i",     "ii",
        "v",         "x",        "期",    "型",   "第",   "/",  "-",  "a",    "b",     " or ",
        "又は",      "、",       "一",    "二",   "十",   "才", "3",  " ",    "stage", "phase",
        "アル",      "ファ",     "alpha", "・",   "ヶ",   "月", "病", "phi",  "β",     "癌",
        "\\u{3099}", "ステージ", "Ⅳ",     "し",   "割付", "け", "り", "1"};
    if (rng_below(rng, 3) > 0)
        return text_case(ctx, pieces[rng_below(rng, sizeof pieces / sizeof *pieces)]);
    const struct fold_word *w = &fold_word_list[rng_below(rng, (uint32_t)fold_word_count)];
    return rng_below(rng, 4) ? w->from : w->to;
}

static void pieces_of_the_tables_in_any_order_fold_to_a_fixed_point(void **state)
{
    (void)state;
    struct rng rng = {20261124};
    for (int i = 0; i < 60000; i++) {
        void *ctx = talloc_new(NULL);
        char *text = talloc_strdup(ctx, "");
        for (uint32_t n = rng_below(&rng, 8); n > 0; n--)
            text = talloc_asprintf_append(text, "%s", random_piece(ctx, &rng));
        check_properties(ctx, text, strlen(text));
        talloc_free(ctx);
    }
}

static void any_bytes_at_all_are_taken(void **state)
{
    (void)state;
    struct rng rng = {21};
    for (int round = 0; round < 5000; round++) {
        void *ctx = talloc_new(NULL);
        char s[64];
        size_t n = rng_below(&rng, sizeof s);
        for (size_t i = 0; i < n; i++)
            s[i] = (char)(rng_chance(&rng, 500) ? rng_next(&rng) : 0xE3);
        check_properties(ctx, s, n);
        talloc_free(ctx);
    }
}

static void every_character_of_unicode_folds_to_a_fixed_point(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0x110000; c += c < 0x20000 || c >= 0xE0000 ? 1 : 37) {
        void *ctx = talloc_new(NULL);
        char s[8];
        size_t n = text_encode(c, s);
        check_properties(ctx, s, n);
        n += text_encode(0x3099, s + n);
        check_properties(ctx, s, n);
        talloc_free(ctx);
    }
}

static void no_mapping_begins_or_ends_inside_a_grapheme(void **state)
{
    (void)state;
    const char *graphemes[] = {"A",       "肺",       "が",
                               "か゛",    "ﾊﾟ",       "葛\U000E0100",
                               "e\u0301", "㍿",       "👨\u200D👩\u200D👧",
                               "🇯🇵",      "👍🏽", "กำ",
                               "नि",      "각",       "ﬁ",
                               "x\u200B", "・",       "ー",
                               "❤\uFE0F", " "};
    struct rng rng = {22};
    for (int round = 0; round < 3000; round++) {
        void *ctx = talloc_new(NULL);
        char s[1024] = "";
        bool boundary[1025] = {true};
        size_t n = 0;
        for (uint32_t k = rng_below(&rng, 12); k > 0; k--) {
            const char *g = graphemes[rng_below(&rng, sizeof graphemes / sizeof *graphemes)];
            memcpy(s + n, g, strlen(g));
            n += strlen(g);
            boundary[n] = true;
        }
        struct folded f;
        fold_text(folder, ctx, s, n, &f);
        for (size_t i = 0; i < f.len; i++)
            assert_true(boundary[f.src_begin[i]] && boundary[f.src_end[i]]);
        talloc_free(ctx);
    }
}

/* ------------------------------------------------------------------ limits */

static void very_long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    const size_t most = 4 << 20;
    char *s = MEM_ARRAY(ctx, char, most + 10);
    for (size_t i = 0; i + 3 <= most + 10; i += 3)
        memcpy(s + i, "肺", 3);
    struct folded f;
    fold_text(folder, ctx, s, most + 10 - (most + 10) % 3, &f);
    assert_int_equal(f.len, most - most % 3);
    assert_int_equal(f.src_end[f.len], most - most % 3);
    fold_text(folder, ctx, s, 0, &f);
    assert_int_equal(f.len, 0);
    assert_string_equal(f.text, "");
    talloc_free(ctx);
}

static void a_megabyte_of_combining_marks_is_no_burden(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    const size_t n = 1 << 20;
    char *s = MEM_ARRAY(ctx, char, n);
    for (size_t i = 0; i < n; i += 4) /* marks that sort before each other: the slowest order */
        memcpy(s + i, "\xCC\x81\xCC\xA3", 4);
    struct folded f;
    fold_text(folder, ctx, s, n, &f);
    assert_true(f.len <= 64);
    check_properties(ctx, s, 4000);
    talloc_free(ctx);
}

static void the_unicode_version_is_said(void **state)
{
    (void)state;
    assert_true(strtol(folder_icu_version(), NULL, 10) >= 60);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_fold_as_the_table_says),
        cmocka_unit_test(words_fold_as_the_table_says),
        cmocka_unit_test(pieces_of_the_tables_in_any_order_fold_to_a_fixed_point),
        cmocka_unit_test(the_map_leads_back_to_whole_graphemes),
        cmocka_unit_test(any_text_folds_to_a_fixed_point_with_a_sound_map),
        cmocka_unit_test(any_bytes_at_all_are_taken),
        cmocka_unit_test(every_character_of_unicode_folds_to_a_fixed_point),
        cmocka_unit_test(no_mapping_begins_or_ends_inside_a_grapheme),
        cmocka_unit_test(very_long_text_is_cut_at_a_character),
        cmocka_unit_test(a_megabyte_of_combining_marks_is_no_burden),
        cmocka_unit_test(the_unicode_version_is_said),
    };
    return cmocka_run_group_tests(tests, start, end);
}
