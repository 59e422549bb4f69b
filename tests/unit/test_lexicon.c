#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/lexicon_build.h"
#include "search/lexicon_file.h"
#include "search/lexicon_trie.h"
#include "tests/unit/cases.h"
#include "tests/unit/folder.h"
#include "tests/unit/lexicon_small.h"

static const char small[] =
    "disease\t\tdisease\t病気\tDisease\tびょうき|kana\n"
    "cancer\tdisease\tdisease\t悪性腫瘍\tCancer\tあくせいしゅよう|kana\n"
    "lung\tcancer\tdisease\t肺癌\tLung cancer\tはいがん|kana\n"
    "nsclc\tlung\tdisease\t非小細胞肺癌\tNon-small cell lung cancer\tひしょうさいぼうはいがん|kana;"
    "NSCLC|abbr\n"
    "sclc\tlung\tdisease\t小細胞肺癌\tSmall cell lung cancer\tしょうさいぼうはいがん|kana\n"
    "colitis\tdisease\tdisease\t潰瘍性大腸炎\tUlcerative colitis\tかいようせいだいちょうえん|kana;"
    "UC|abbr|3\n"
    "urothelial\tcancer\tdisease\t尿路上皮癌\tUrothelial carcinoma\tにょうろじょうひがん|kana;"
    "UC|abbr|3\n"
    "dehydration\tdisease\tdisease\t脱水\tDehydration\tだっすい|kana;脱水症|formal;"
    "脱水素|formal|2;脱水素酵素|formal|2;乳酸脱水素酵素|formal|2\n"
    "diabetes\tdisease\tdisease\t糖尿病\tDiabetes\tとうにょうびょう|kana\n"
    "t2d\tdiabetes\tdisease\t2型糖尿病\tType 2 diabetes\tにがたとうにょうびょう|kana\n"
    "nephropathy\tdisease\tdisease\t糖尿病性腎症\tDiabetic nephropathy\t"
    "とうにょうびょうせいじんしょう|kana\n"
    "asthma\tdisease\tdisease\t喘息\tAsthma\tぜんそく|kana\n"
    "cough\tdisease\tsymptom\t咳\tCough\tせき|kana\n"
    "epilepsy\tdisease\tdisease\tてんかん\tEpilepsy\t\n"
    "pembrolizumab\t\tdrug\tペムブロリズマブ\tPembrolizumab\tキイトルーダ|brand;MK-3475|code\n"
    "crohn\tdisease\tdisease\tクローン病\tCrohn's disease\tくろーんびょう|kana\n"
    "all-leukemia\tcancer\tdisease\t急性リンパ性白血病\tAcute lymphoblastic leukemia\t"
    "きゅうせいりんぱせいはっけつびょう|kana;ALL|abbr\n"
    "pdl1\t\tbiomarker\tPD-L1\tPD-L1\t\n"
    "hypertension\tdisease\tdisease\t高血圧\tHypertension\tこうけつあつ|kana;血圧が高い|lay|1\n";

static struct folder *folder;
static void *all;
static struct lexicon *lexicon;

static int start(void **state)
{
    (void)state;
    all = talloc_new(NULL);
    folder = folder_new(all);
    lexicon = lexicon_small(all, folder, small);
    return 0;
}

static int end(void **state)
{
    (void)state;
    talloc_free(all);
    return 0;
}

static uint32_t concept(const char *id)
{
    uint32_t c = 0;
    if (!lexicon_find(lexicon, id, &c))
        fail_msg("no concept %s", id);
    return c;
}

/* ------------------------------------------------------------------ tables of texts */

static void check_table(const char *path, enum lexicon_case how, int at_least)
{
    struct case_table t;
    int n = 0, bad = 0;
    case_open(&t, path);
    for (; case_next(&t); n++) {
        void *ctx = talloc_new(NULL);
        const char *got = lexicon_names(lexicon, ctx, folder, t.cell[0], how);
        if (strcmp(got, t.cell[1]) != 0) {
            print_error("%s:%d: \"%s\" names \"%s\", not \"%s\"\n", path, t.line, t.cell[0], got,
                        t.cell[1]);
            bad++;
        }
        talloc_free(ctx);
    }
    assert_int_equal(bad, 0);
    assert_true(n >= at_least);
}

static void a_text_names_what_the_table_says(void **state)
{
    (void)state;
    check_table("tests/cases/lexicon/small.tsv", LEXICON_CASE_TEXT, 55);
}

static void a_question_names_what_the_table_says(void **state)
{
    (void)state;
    check_table("tests/cases/lexicon/asked.tsv", LEXICON_CASE_ASKED, 9);
}

static bool is_named(const struct lexicon *x, void *ctx, const char *text, const char *id)
{
    struct folded f;
    struct lexicon_matches m;
    uint32_t want = 0;
    if (!lexicon_find(x, id, &want))
        fail_msg("no concept %s", id);
    fold_text(folder, ctx, text, strlen(text), &f);
    lexicon_match(x, ctx, &f, text, LEXICON_CASE_TEXT, &m);
    for (size_t i = 0; i < m.n; i++)
        for (size_t k = 0; k < m.items[i].n; k++)
            if (lexicon_is_a(x, m.items[i].concepts[k], want))
                return true;
    return false;
}

static void the_program_holds_its_lexicon_compiled(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct lexicon_source *s = lexicon_source_new(ctx, NULL);
    struct lexicon_bytes held = lexicon_builtin_bytes(), made;
    struct lexicon *x;
    struct err err = {.text = ""};
    lexicon_builtin_read(s);
    lexicon_compile(s, folder, ctx, &made);
    assert_int_equal(held.len, made.len);
    assert_memory_equal(held.bytes, made.bytes, made.len);
    assert_int_equal(lexicon_from_bytes(ctx, held.bytes, held.len, &x, &err), OK);
    assert_string_equal(lexicon_version(x), lexicon_version(lexicon_builtin_open(ctx)));
    talloc_free(ctx);
}

static void the_programs_lexicon_names_what_the_table_says(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct lexicon *x = lexicon_builtin_open(ctx);
    struct case_table t;
    int bad = 0, n = 0;
    case_open(&t, "tests/cases/lexicon/builtin.tsv");
    for (; case_next(&t); n++) {
        bool wanted = *t.cell[1] != '!';
        if (is_named(x, ctx, t.cell[0], t.cell[1] + !wanted) != wanted) {
            print_error("%s:%d: \"%s\" %s %s\n", t.path, t.line, t.cell[0],
                        wanted ? "does not name" : "names", t.cell[1] + !wanted);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
    assert_true(n >= 24);
    talloc_free(ctx);
}

static void matches_lie_where_the_text_says_so(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    const char *text = "進行した肺がん（NSCLC）";
    struct folded f;
    struct lexicon_matches m;
    fold_text(folder, ctx, text, strlen(text), &f);
    lexicon_match(lexicon, ctx, &f, text, LEXICON_CASE_TEXT, &m);
    assert_int_equal(m.n, 2);
    assert_int_equal(f.src_begin[m.items[0].begin], strlen("進行した"));
    assert_int_equal(f.src_end[m.items[0].end - 1], strlen("進行した肺がん"));
    assert_int_equal(f.src_begin[m.items[1].begin], strlen("進行した肺がん（"));
    assert_int_equal(f.src_end[m.items[1].end - 1], strlen("進行した肺がん（NSCLC"));
    talloc_free(ctx);
}

static void a_zero_byte_in_a_text_is_the_end_of_no_name(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    static const char text[] = "肺癌\0x 肺\0癌 NSCLC\0";
    struct folded f;
    struct lexicon_matches m;
    fold_text(folder, ctx, text, sizeof text - 1, &f);
    lexicon_match(lexicon, ctx, &f, text, LEXICON_CASE_TEXT, &m);
    assert_int_equal(m.n, 2);
    assert_int_equal(m.items[0].concepts[0], concept("lung"));
    assert_int_equal(m.items[1].concepts[0], concept("nsclc"));
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ concepts */

static void a_concept_has_all_that_stands_above_it(void **state)
{
    (void)state;
    struct lexicon_concept c;
    lexicon_concept(lexicon, concept("nsclc"), &c);
    assert_int_equal(c.n_parents, 1);
    assert_int_equal(c.n_ancestors, 3);
    assert_int_equal(c.ancestors[0], concept("lung")); /* nearest first */
    assert_int_equal(c.ancestors[2], concept("disease"));
    assert_string_equal(c.ja, "非小細胞肺癌");
    assert_string_equal(c.kana, "ひしょうさいぼうはいがん");
    assert_true(lexicon_is_a(lexicon, concept("nsclc"), concept("cancer")));
    assert_true(lexicon_is_a(lexicon, concept("nsclc"), concept("nsclc")));
    assert_false(lexicon_is_a(lexicon, concept("lung"), concept("nsclc")));
    assert_false(lexicon_is_a(lexicon, concept("nsclc"), concept("sclc")));
    assert_true(lexicon_is_root(lexicon, concept("disease")));
    assert_false(lexicon_is_root(lexicon, concept("lung")));
}

static void forms_keep_kind_and_flag(void **state)
{
    (void)state;
    struct lexicon_concept c;
    struct lexicon_form f;
    lexicon_concept(lexicon, concept("hypertension"), &c);
    assert_int_equal(c.n_forms, 4);
    lexicon_form(lexicon, c.first_form + 3, &f);
    assert_string_equal(f.text, "血圧が高い");
    assert_int_equal(f.kind, LEXICON_KIND_LAY);
    assert_int_equal(f.flag, LEXICON_ONE_WAY);
}

static void the_version_follows_the_names(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct lexicon *same = lexicon_small(ctx, folder, small);
    struct lexicon *other = lexicon_small(
        ctx, folder,
        mem_printf(ctx, "%sflu\tdisease\tdisease\tインフルエンザ\tInfluenza\t\n", small));
    assert_int_equal(strlen(lexicon_version(lexicon)), 16);
    assert_string_equal(lexicon_version(same), lexicon_version(lexicon));
    assert_string_not_equal(lexicon_version(other), lexicon_version(lexicon));
    assert_int_equal(lexicon_count(other), lexicon_count(lexicon) + 1);
    talloc_free(ctx);
}

static void an_empty_lexicon_finds_nothing(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct lexicon *x = lexicon_small(ctx, folder, "");
    assert_int_equal(lexicon_count(x), 0);
    assert_string_equal(lexicon_names(x, ctx, folder, "肺癌 NSCLC", LEXICON_CASE_TEXT), "");
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ files */

static void a_saved_file_opens_as_it_was(void **state)
{
    void *ctx = talloc_new(NULL);
    char *path = mem_printf(ctx, "%s/lexicon", (char *)*state);
    struct lexicon_bytes bytes;
    struct lexicon *x = NULL;
    struct err err = {.text = ""};
    lexicon_compile(lexicon_table(ctx, NULL, small), folder, ctx, &bytes);
    assert_int_equal(lexicon_save(&bytes, path, &err), OK);
    assert_int_equal(lexicon_open(ctx, path, &x, &err), OK);
    assert_string_equal(lexicon_version(x), lexicon_version(lexicon));
    assert_string_equal(lexicon_names(x, ctx, folder, "肺がん", LEXICON_CASE_TEXT), "lung");
    assert_int_equal(lexicon_open(ctx, mem_printf(ctx, "%s/none", (char *)*state), &x, &err),
                     ERR_NOT_FOUND);
    assert_int_equal(lexicon_save(&bytes, mem_printf(ctx, "%s/no/where", (char *)*state), &err),
                     ERR_IO);
    talloc_free(ctx);
}

static enum err_code opened(void *ctx, const char *path, const char *bytes, size_t len)
{
    struct lexicon *x;
    struct err err = {.text = ""};
    folder_write_file(path, bytes, len);
    return lexicon_open(ctx, path, &x, &err);
}

static void a_damaged_file_is_refused_wherever_the_damage_is(void **state)
{
    void *ctx = talloc_new(NULL);
    char *path = mem_printf(ctx, "%s/lexicon", (char *)*state);
    struct lexicon_bytes b;
    lexicon_compile(lexicon_table(ctx, NULL, small), folder, ctx, &b);
    char *bytes = talloc_memdup(ctx, b.bytes, b.len);
    assert_int_equal(opened(ctx, path, bytes, b.len), OK);
    size_t version = offsetof(struct lex_header, version);
    for (size_t i = 0; i < b.len; i += 97) {
        if (i >= version && i < version + sizeof((struct lex_header *)0)->version)
            continue; /* the version is a name for the digest, not under it */
        bytes[i] ^= 0x20;
        if (opened(ctx, path, bytes, b.len) == OK)
            fail_msg("byte %zu of %zu was changed", i, b.len);
        bytes[i] ^= 0x20;
    }
    for (size_t len = 0; len < b.len; len += 1 + b.len / 50)
        assert_int_equal(opened(ctx, path, bytes, len), ERR_CORRUPT);
    assert_int_equal(opened(ctx, path, bytes, b.len), OK);
    talloc_free(ctx);
}

static void a_file_of_another_format_or_fold_is_told_from_a_damaged_one(void **state)
{
    void *ctx = talloc_new(NULL);
    char *path = mem_printf(ctx, "%s/lexicon", (char *)*state);
    struct lexicon_bytes b;
    lexicon_compile(lexicon_table(ctx, NULL, small), folder, ctx, &b);
    char *bytes = talloc_memdup(ctx, b.bytes, b.len);
    bytes[offsetof(struct lex_header, format)]++;
    assert_int_equal(opened(ctx, path, bytes, b.len), ERR_VERSION);
    bytes[offsetof(struct lex_header, format)]--;
    bytes[offsetof(struct lex_header, fold)]++;
    assert_int_equal(opened(ctx, path, bytes, b.len), ERR_VERSION);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ faults of tables */

/* What the checks say of `lines` added to the small lexicon. */
static const char *faults(void *ctx, const char *lines)
{
    char *told = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&told, &len);
    struct lexicon_source *s = lexicon_table(ctx, f, mem_printf(ctx, "%s%s\n", small, lines));
    lexicon_check(s, folder);
    fclose(f);
    char *mine = mem_strdup(ctx, told);
    free(told);
    if (s->faults == 0)
        assert_string_equal(mine, "");
    return mine;
}

static void each_fault_of_a_table_is_told_where_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *told;
    } cases[] = {
        {"x-a\tdisease\tdisease\tほげ\tHoge\tほげほげ|lay", ""},
        {"x-a\tnobody\tdisease\tほげ\tHoge\t", "small:20: unknown parent nobody\n"},
        {"x-a\tx-b\tdisease\tほげ\tHoge\t\nx-b\tx-a\tdisease\tふが\tFuga\t",
         "small:21: x-b is its own ancestor through x-a\n"},
        {"x-a\tx-a\tdisease\tほげ\tHoge\t", "small:20: x-a is its own ancestor through x-a\n"},
        {"lung\tcancer\tdisease\tほげ\tHoge\t", "small:20: id lung stands at small:3 too\n"},
        {"X A\tcancer\tdisease\tほげ\tHoge\t", "small:20: \"X A\" is no id\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\t肺がん|lay",
         "small:20: \"肺がん\" is a name of lung too (small:3): both are to call it ambiguous "
         "(flag "
         "3)\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tUC|abbr",
         "small:20: \"UC\" is a name of urothelial too (small:7): both are to call it ambiguous "
         "(flag 3)\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tUC|abbr|3", ""},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tHG|abbr|3",
         "small:20: \"HG\" is called ambiguous and has one meaning only\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tHoge|en|3",
         "small:20: \"Hoge\" is called ambiguous and has one meaning only\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tHG|abbr|3\n"
         "x-b\tdisease\tdisease\tふが\tFuga\tＨＧ|abbr|3",
         ""},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tHoge|en", "small:20: \"Hoge\" stands there twice\n"},
        {"x-a\tdisease\tdisease\t穂芸\tHoge\t", "small:20: 穂芸 has no reading in kana\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\t穂芸|kana",
         "small:20: \"穂芸\" is no reading in kana\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tQ|abbr",
         "small:20: \"Q\" is too short to be told from other text\n"},
        {"x-a\tdisease\tmalady\tほげ\tHoge\t", "small:20: unknown class malady\n"},
        {"x-a\tdisease\tdisease\tほげ", "small:20: 6 columns are wanted\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\t\t", "small:20: 6 columns are wanted\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tふが|nick",
         "small:20: form \"ふが|nick\": text|kind or text|kind|flag is wanted\n"},
        {"x-a\tdisease\tdisease\tほげ\tHoge\tふが|lay|4",
         "small:20: form \"ふが|lay|4\": text|kind or text|kind|flag is wanted\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *ctx = talloc_new(NULL);
        assert_string_equal(faults(ctx, cases[i].lines), cases[i].told);
        talloc_free(ctx);
    }
}

static void circles_and_unknown_parents_do_not_hang_the_compiler(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    struct lexicon_bytes b;
    struct lexicon *x = NULL;
    struct err err = {.text = ""};
    lexicon_compile(lexicon_table(ctx, NULL,
                                  "aa\tbb,none\tdisease\tほげ\tHoge\t\n"
                                  "bb\tcc\tdisease\tふが\tFuga\t\ncc\taa\tdisease\tぴよ\tPiyo\t\n"),
                    folder, ctx, &b);
    assert_int_equal(lexicon_from_bytes(ctx, b.bytes, b.len, &x, &err), OK);
    struct lexicon_concept c;
    lexicon_concept(x, 0, &c);
    assert_int_equal(c.n_ancestors, 2);
    talloc_free(ctx);
}

static void a_name_of_more_meanings_than_fit_keeps_the_first(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    char *table = mem_strdup(ctx, "");
    for (int i = 0; i < LEXICON_READINGS_MAX + 3; i++)
        table = mem_printf(ctx, "%sc-%d\t\tdisease\tほげ%c\tHoge%c\tXYZ|abbr|3\n", table, i,
                           'a' + i, 'a' + i);
    struct lexicon *x = lexicon_small(ctx, folder, table);
    assert_string_equal(lexicon_names(x, ctx, folder, "XYZ", LEXICON_CASE_TEXT),
                        "c-0+c-1+c-2+c-3+c-4+c-5+c-6+c-7");
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ the automaton */

/* The entry of a key, -1: none. */
static int32_t entry_of(const struct lexicon_trie *t, const char *key)
{
    uint32_t state = 0;
    for (const unsigned char *p = (const unsigned char *)key;; p++) {
        uint32_t next = (uint32_t)t->units[state].base + *p;
        if (next >= t->n || t->units[next].check != state)
            return -1;
        if (*p == '\0')
            return -1 - t->units[next].base;
        state = next;
    }
}

static void the_automaton_holds_its_keys_and_no_others(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    const char *keys[2000];
    for (int i = 0; i < 2000; i++)
        keys[i] = mem_printf(ctx, "%c%04d\xff%s", 'a' + i / 500, i, i % 3 ? "" : "tail");
    struct lexicon_trie t;
    lexicon_trie_build(ctx, keys, 2000, &t);
    for (int i = 0; i < 2000; i++) {
        assert_int_equal(entry_of(&t, keys[i]), i);
        assert_int_equal(entry_of(&t, mem_printf(ctx, "%sx", keys[i])), -1);
        assert_int_equal(entry_of(&t, mem_strndup(ctx, keys[i], 4)), -1);
    }
    assert_int_equal(entry_of(&t, ""), -1);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_names_what_the_table_says),
        cmocka_unit_test(a_question_names_what_the_table_says),
        cmocka_unit_test(the_program_holds_its_lexicon_compiled),
        cmocka_unit_test(the_programs_lexicon_names_what_the_table_says),
        cmocka_unit_test(matches_lie_where_the_text_says_so),
        cmocka_unit_test(a_zero_byte_in_a_text_is_the_end_of_no_name),
        cmocka_unit_test(a_concept_has_all_that_stands_above_it),
        cmocka_unit_test(forms_keep_kind_and_flag),
        cmocka_unit_test(the_version_follows_the_names),
        cmocka_unit_test(an_empty_lexicon_finds_nothing),
        IN_FOLDER(a_saved_file_opens_as_it_was),
        IN_FOLDER(a_damaged_file_is_refused_wherever_the_damage_is),
        IN_FOLDER(a_file_of_another_format_or_fold_is_told_from_a_damaged_one),
        cmocka_unit_test(each_fault_of_a_table_is_told_where_it_stands),
        cmocka_unit_test(circles_and_unknown_parents_do_not_hang_the_compiler),
        cmocka_unit_test(a_name_of_more_meanings_than_fit_keeps_the_first),
        cmocka_unit_test(the_automaton_holds_its_keys_and_no_others),
    };
    mem_start();
    return cmocka_run_group_tests(tests, start, end);
}
