#include "tests/unit/unit.h"
#include "indexer/lexicon_command.h"
#include "indexer/lexicon_drug.h"
#include "indexer/lexicon_intake.h"
#include "indexer/lexicon_load.h"
#include "schema/base/arg.h"
#include "tests/unit/cases.h"
#include "tests/unit/folder.h"
#include "tests/unit/lexicon_small.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

/* ------------------------------------------------------------------ the command in a folder */

static char *in_folder(void **state, void *ctx, const char *name)
{
    return mem_printf(ctx, "%s/%s", (char *)*state, name);
}

static char *file_with(void **state, void *ctx, const char *name, const char *text)
{
    char *path = in_folder(state, ctx, name);
    folder_write_file(path, text, strlen(text));
    return path;
}

/* Runs "lexicon ARGS…" with the folder "lexicon"; *ret_out: what it printed. */
static int command(void **state, void *ctx, bool verbose, int n, char *const *args, char **ret_out)
{
    char *out = in_folder(state, ctx, "stdout");
    size_t len;
    const struct lexicon_command c = {
        .folder = in_folder(state, ctx, "lexicon"), .args = args, .n_args = n, .verbose = verbose};
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(kept >= 0 && fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0);
    int result = lexicon_command_run(&c);
    fflush(stdout);
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    close(kept);
    close(fd);
    *ret_out = folder_read_file(ctx, out, &len);
    return result;
}

static int add(void **state, void *ctx, char *path, char **ret_out)
{
    char word[] = "add";
    char *args[] = {word, path};
    return command(state, ctx, true, 2, args, ret_out);
}

static char *table(void **state, void *ctx, const char *name)
{
    size_t len;
    return folder_read_file(ctx, in_folder(state, ctx, mem_printf(ctx, "lexicon/%s", name)), &len);
}

static void has(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        fail_msg("\"%s\" is not in:\n%s", wanted, text);
}

static void has_not(const char *text, const char *unwanted)
{
    if (strstr(text, unwanted))
        fail_msg("\"%s\" is in:\n%s", unwanted, text);
}

/* What a text names after all that was added. */
static char *named(void **state, void *ctx, const char *text)
{
    struct loaded_lexicon loaded;
    struct err err = {.text = ""};
    if (lexicon_load(ctx, in_folder(state, ctx, "lexicon"), &loaded, &err) != OK)
        fail_msg("%s", err.text);
    return lexicon_names(loaded.lexicon, ctx, folder_new(ctx), text, LEXICON_CASE_TEXT);
}

/* ------------------------------------------------------------------ formats */

static const char nando[] =
    "{\"id\":\"NANDO:0000001\",\"ja\":[\"難病\"],\"kana\":[\"なんびょう\"],\"en\":[\"Intractable "
    "disease\"],\"parents\":[],\"notification\":null,\"deprecated\":false}\n"
    "{\"id\":\"NANDO:1\",\"ja\":[\"筋萎縮性側索硬化症\",\"しるべ硬化症\"],\"kana\":["
    "\"きんいしゅくせいそくさくこうかしょう"
    "\"],\"en\":[\"Amyotrophic lateral sclerosis\",\"Shirube sclerosis\"],\"parents\":[\"NANDO:"
    "0000001\"]}\n"
    "{\"id\":\"NANDO:2\",\"ja\":[\"見本性希少症\"],\"kana\":[\"みほんせいきしょうしょう\"],\"en\":["
    "\"Sample rare "
    "disease\",\"SRDX\"],\"parents\":[\"NANDO:0000001\",\"NANDO:9\"]}\n"
    "{\"id\":\"NANDO:9\",\"ja\":[\"古い名\"],\"parents\":[],\"deprecated\":true}\n"
    "{\"id\":\"NANDO:10\",\"ja\":[\"壊れた\"\n"
    "{\"id\":\"OTHER:10\",\"ja\":[\"別のもの\"]}\n"
    "{\"id\":\"NANDO:11\",\"ja\":[]}\n"
    "[1]\n";

static void nando_merges_what_is_known_and_adds_the_rest(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out;
    char *path = file_with(state, ctx, "nando.jsonl", nando);
    assert_int_equal(add(state, ctx, path, &out), EXIT_PARTLY);
    has(out, "10-nando.tsv: read 8 lines of nando, skipped 1, quarantined 4\n");
    has(out, "nando.jsonl:4: skipped: NANDO:9 is deprecated");
    const char *t = table(state, ctx, "10-nando.tsv");
    has(t, "# NANDO");
    has(t, "\nnando-2\tnando-0000001\tdisease\t見本性希少症\tSample rare disease\t"
           "みほんせいきしょうしょう|kana;SRDX|abbr\n");
    const char *bad = table(state, ctx, "10-nando.tsv.quarantine");
    has(bad, "nando.jsonl:5\tno JSON: ");
    has(bad, "\t{\"id\":\"NANDO:10\",\"ja\":[\"壊れた\"\n");
    has(bad, "nando.jsonl:6\t\"id\": NANDO: and digits are wanted\t");
    has(bad, "nando.jsonl:7\t\"ja\": a Japanese name is wanted\t");
    has(bad, "nando.jsonl:8\t\"id\": NANDO: and digits are wanted\t[1]\n");
    assert_string_equal(named(state, ctx, "しるべ硬化症の患者"), "als");
    assert_string_equal(named(state, ctx, "Shirube sclerosis"), "als");
    assert_string_equal(named(state, ctx, "見本性希少症（SRDX）"), "nando-2|nando-2");
    talloc_free(ctx);
}

static void the_same_file_again_changes_nothing(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out;
    char *path = file_with(state, ctx, "nando.jsonl", nando);
    const char *folder = in_folder(state, ctx, "lexicon");
    add(state, ctx, path, &out);
    has(out, "  written: ");
    uint64_t stamp = lexicon_load_stamp(folder);
    assert_int_equal(add(state, ctx, path, &out), EXIT_PARTLY);
    has(out, "  nothing has changed\n");
    assert_true(lexicon_load_stamp(folder) == stamp);
    /* a new edition replaces the old: what is gone from the file is gone */
    path = file_with(
        state, ctx, "nando.jsonl",
        "{\"id\":\"NANDO:2\",\"ja\":[\"見本性希少症\"],\"en\":[\"Sample rare disease\"]}\n");
    assert_int_equal(add(state, ctx, path, &out), EXIT_GOOD);
    has(out, "  written: ");
    assert_true(lexicon_load_stamp(folder) != stamp);
    assert_string_equal(named(state, ctx, "しるべ硬化症 見本性希少症"), "nando-2");
    assert_int_equal(access(in_folder(state, ctx, "lexicon/10-nando.tsv.quarantine"), F_OK), -1);
    talloc_free(ctx);
}

static void the_disease_master_is_read_by_the_names_of_its_columns(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out;
    char *path = file_with(state, ctx, "master.tsv",
                           "\xEF\xBB\xBFname\tcode\ticd10_1\tkana\r\n"
                           "見本臓癌\t1000001\tC349\tミホンゾウガン\r\n"
                           "上葉見本臓癌\t1000002\tC341\tジョウヨウミホンゾウガン\r\n"
                           "偽見本臓癌\t1000003\tC349\tギミホンゾウガン\r\n"
                           "別科見本臓癌\t1000004\tC509\tベッカミホンゾウガン\r\n"
                           "急性見本臓癌\t1000005\tC900\tキュウセイミホンゾウガン\r\n"
                           "肺癌\t1000006\tC349\tハイガン\r\n"
                           "見本痛\t1000007\tR520\tミホンツウ\r\n"
                           "見本検診\t1000008\tZ000\tミホンケンシン\r\n"
                           "符号なし\tabc\tC349\tフゴウナシ\r\n"
                           "\t1000009\tC349\t\r\n"
                           "見本腕骨折\t1000010\tS420\t\r\n"
                           "骨折\t1000011\tT142\tコッセツ\r\n"
                           "不明\t1000012\t??\t\r\n");
    assert_int_equal(add(state, ctx, path, &out), EXIT_PARTLY);
    has(out, "20-disease-master.tsv: read 13 lines of disease-master, skipped 1, quarantined 3\n");
    has(out, "見本検診 (Z000) is no disease");
    const char *t = table(state, ctx, "20-disease-master.tsv");
    has(t, "disease-1000001\tcancer\tdisease\t見本臓癌\t\tみほんぞうがん|kana\n");
    has(t, "disease-1000002\tdisease-1000001\t");
    has(t, "disease-1000003\tcancer\t"); /* 偽 turns it into something else */
    has(t, "disease-1000004\tcancer\t"); /* another category */
    has(t, "disease-1000007\tsymptom\tsymptom\t");
    has(t, "disease-1000010\tdisease-1000011\t");
    has(table(state, ctx, "20-disease-master.tsv.quarantine"), "icd10_1: \"??\" is no ICD-10 code");
    assert_string_equal(named(state, ctx, "肺癌"), "lung-cancer");
    talloc_free(ctx);
}

static void a_new_disease_stands_below_what_its_name_ends_with(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out;
    struct loaded_lexicon x;
    struct err err = {.text = ""};
    uint32_t below, above;
    char *path = file_with(state, ctx, "master.tsv",
                           "code\tname\n1000001\t見本臓病\n1000002\t急性見本臓病\n"
                           "1000003\t右再発性見本臓病\n1000004\t非見本臓病\n");
    assert_int_equal(add(state, ctx, path, &out), EXIT_GOOD);
    assert_int_equal(lexicon_load(ctx, in_folder(state, ctx, "lexicon"), &x, &err), OK);
    assert_true(lexicon_find(x.lexicon, "disease-1000001", &above));
    assert_true(lexicon_find(x.lexicon, "disease-1000002", &below));
    assert_true(lexicon_is_a(x.lexicon, below, above));
    assert_true(lexicon_find(x.lexicon, "disease-1000003", &below));
    assert_true(lexicon_is_a(x.lexicon, below, above));
    assert_true(lexicon_find(x.lexicon, "disease-1000004", &below));
    assert_false(lexicon_is_a(x.lexicon, below, above));
    assert_false(lexicon_is_root(x.lexicon, below)); /* without parents it could not be found */
    talloc_free(ctx);
}

static void the_drug_list_joins_products_of_one_substance(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out;
    char *path = file_with(state, ctx, "drugs.tsv",
                           "generic\tbrand_stem\toriginator\tproducts\n"
                           "ミホンプラゾール塩酸塩水和物\tミホンキャブ錠\t先発品\t2\n"
                           "ミホンプラゾール\tミホンキャブOD\t\t1\n"
                           "ミホンプラゾール\tミホンプラゾール錠\t後発品\t9\n"
                           "ミホンプラゾール・シルベスタチンカルシウム\tミホシル配合\t先発品\t1\n"
                           "ニボルマブ(遺伝子組換え)\tシルベジーボ点滴静注\t先発品\t1\n"
                           "開始液\tソリシルベ\t\t1\n"
                           "\tナナシ\t\t1\n");
    assert_int_equal(add(state, ctx, path, &out), EXIT_PARTLY);
    has(out, "30-drug-list.tsv: read 7 lines of drug-list, skipped 2, quarantined 1\n");
    has(out, "skipped: \"ミホンプラゾール錠\" is no brand of its own");
    const char *t = table(state, ctx, "30-drug-list.tsv");
    has(t, "\tdrug\tミホンプラゾール\t\tミホンプラゾール塩酸塩水和物|formal;ミホンキャブ|brand\n");
    has(t, "\tdrug\tシルベスタチン\t\t\n");
    has(t, "\tdrug\tミホンプラゾール・シルベスタチン\t\t");
    has_not(t, "開始液");
    assert_string_equal(named(state, ctx, "シルベジーボ"), "nivolumab");
    const char *brand = named(state, ctx, "ミホンキャブ");
    assert_string_equal(named(state, ctx, "ミホンプラゾール"), brand);
    has(brand, "drug-");
    assert_string_not_equal(named(state, ctx, "ミホシル"), brand); /* but it stands below it */
    talloc_free(ctx);
}

static void synonym_groups_of_medicine_are_read_and_others_passed_over(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out;
    char *path = file_with(state, ctx, "synonyms.txt",
                           "000001\t肺癌|しるべ肺病|lung carcinoma metabolic|metabolic\t(医療)\n"
                           "000002\tしるべ商会|シルベ\t(企業名)\n"
                           "000003\tみほん療法|ミホンセラピー\t(医療)\n"
                           "000004\tなにか|ナニカ\t(医療)\n"
                           "000005\tひとり\t(医療)\n"
                           "x00006\tだめ|駄目\t(医療)\n");
    assert_int_equal(add(state, ctx, path, &out), EXIT_PARTLY);
    has(out, "40-sudachi.tsv: read 6 lines of sudachi, skipped 3, quarantined 1\n");
    has(out, "000004 (なにか): no name is known, and none says what it is");
    assert_string_equal(named(state, ctx, "しるべ肺病とミホンセラピー"),
                        "lung-cancer|sudachi-000003");
    assert_string_equal(named(state, ctx, "metabolic"), "");
    talloc_free(ctx);
}

static void an_own_table_adds_to_concepts_by_id_or_name(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out;
    char *path =
        file_with(state, ctx, "hospital.2026.tsv",
                  "# names of our hospital\n"
                  "lung-cancer\t\tdisease\t\t\tしるべ肺|lay;シルベ印|brand|1\n"
                  "our-1\t\tdisease\t乳癌\t\tしるべ胸|lay\n"
                  "our-2\tour-1\tdisease\tしるべ見本症\tShirube sample disease\tXQZ|abbr|3\n"
                  "our-3\tour-2\tdisease\tしるべ別見本症\t\tXQZ|abbr|3\n"
                  "our-4\tdisease\tnonsense\tしるべ\t\t\n"
                  "our-5\tdisease\tdisease\tしるべ五\t\tだめ|nick;よい名前|lay\n");
    assert_int_equal(add(state, ctx, path, &out), EXIT_PARTLY);
    has(out, "50-own-hospital.tsv: read 6 lines of own, skipped 0, quarantined 2\n");
    assert_string_equal(named(state, ctx, "しるべ肺、しるべ胸、よい名前"),
                        "lung-cancer|breast-cancer|our-5");
    assert_string_equal(named(state, ctx, "XQZ"), "our-2+our-3");
    has(table(state, ctx, "50-own-hospital.tsv"), "シルベ印|brand|1");
    has(table(state, ctx, "50-own-hospital.tsv.quarantine"), "hospital.2026.tsv:6\tunknown class");
    talloc_free(ctx);
}

static void formats_are_told_apart_and_nothing_else_is_taken(void **state)
{
    void *ctx = talloc_new(NULL);
    static const struct {
        const char *text;
        enum lexicon_format format;
    } cases[] = {
        {"\n# a comment\n{\"id\":1}\n", LEXICON_FORMAT_NANDO},
        {"code\tname\tkana\ticd10_1\ticd10_2\texchange_code\n", LEXICON_FORMAT_DISEASES},
        {"generic\tbrand_stem\n", LEXICON_FORMAT_DRUGS},
        {"000074\tアルコール中毒|アル中\t(医療)\n", LEXICON_FORMAT_SUDACHI},
        {"a\t\tdisease\tb\tc\t\n", LEXICON_FORMAT_OWN},
        {"a\t\tunknown\tb\tc\t\n", LEXICON_FORMAT_COUNT},
        {"code\tkana\n1\tア\n", LEXICON_FORMAT_COUNT},
        {"<html></html>\n", LEXICON_FORMAT_COUNT},
        {"", LEXICON_FORMAT_COUNT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum lexicon_format format = LEXICON_FORMAT_COUNT;
        struct err err = {.text = ""};
        enum err_code code =
            lexicon_format_find(file_with(state, ctx, "file", cases[i].text), &format, &err);
        assert_int_equal(code, cases[i].format == LEXICON_FORMAT_COUNT ? ERR_INVALID : OK);
        assert_int_equal(format, cases[i].format);
    }
    talloc_free(ctx);
}

static void bytes_that_are_no_text_and_packed_files_are_met_with(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out, *path = in_folder(state, ctx, "own.tsv.gz");
    gzFile z = gzopen(path, "wb");
    assert_non_null(z);
    gzputs(z, "our-1\t\tdisease\tしるべ見本症\t\t\nour-2\t\tdisease\t\x83\x5c\t\t\n");
    gzclose(z);
    assert_int_equal(add(state, ctx, path, &out), EXIT_PARTLY);
    has(out, "50-own-own.tsv: read 2 lines of own, skipped 0, quarantined 1\n");
    has(table(state, ctx, "50-own-own.tsv.quarantine"), "own.tsv.gz:2\tnot UTF-8");
    assert_string_equal(named(state, ctx, "しるべ見本症"), "our-1");
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ merging */

static const char base[] =
    "disease\t\tdisease\t病気\tDisease\tびょうき|kana\n"
    "drug\t\tdrug\t薬品\tDrug\tやくひん|kana\n"
    "lung\tdisease\tdisease\t肺癌\tLung cancer\tはいがん|kana;肺の病気|lay|1\n"
    "colitis\tdisease\tdisease\t大腸炎\tColitis\tだいちょうえん|kana;UC|abbr|3;大炎|formal|3\n"
    "urothelial\tdisease\tdisease\t尿路癌\tUrothelial\tにょうろがん|kana;UC|abbr|3;大炎|formal|3\n"
    "aspirin\tdrug\tdrug\tアスピリン\tAspirin\tバファリン|brand\n";

static struct lexicon_merge_count merged(void *ctx, const char *additions, char **ret_told,
                                         struct lexicon_source **ret)
{
    struct folder *folder = folder_new(ctx);
    struct lexicon_merge_count count;
    size_t len;
    FILE *f = open_memstream(ret_told, &len);
    *ret = lexicon_table(ctx, NULL, base);
    lexicon_merger_add(lexicon_merger_new(ctx, *ret, folder), lexicon_table(ctx, NULL, additions),
                       f, &count);
    fclose(f);
    lexicon_check(*ret, folder);
    assert_int_equal((*ret)->faults, 0); /* whatever comes, each name says one thing */
    return count;
}

static void merging_keeps_one_owner_for_each_name(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        struct lexicon_merge_count count;
        const char *told;
    } cases[] = {
        /* by the first name, whatever class is said */
        {"x-1\t\tdisease\t肺がん\tPulmonary cancer\tラング|lay", {1, 1, 0, 0, 2, 0, 0}, ""},
        {"x-1\t\tdrug-class\t肺がん\tPulmonary cancer\t", {1, 1, 0, 0, 1, 0, 0}, ""},
        /* by another name */
        {"x-1\t\tdisease\tラング\tLung cancer\t", {1, 1, 0, 0, 1, 0, 0}, ""},
        /* not by an abbreviation or a reading, nor over the border of classes */
        {"x-1\t\tdisease\tラング\t\tLung cancer|abbr",
         {1, 0, 1, 0, 1, 1, 0},
         "small:1: x-1: \"Lung cancer\" is left out: a name of lung\n"},
        {"x-1\t\tdisease\tラング\t\tはいがん|kana",
         {1, 0, 1, 0, 1, 1, 0},
         "small:1: x-1: \"はいがん\" is left out: a name of lung\n"},
        {"x-1\t\tdrug\tラング\tLung cancer\t",
         {1, 0, 1, 0, 1, 1, 0},
         "small:1: x-1: \"Lung cancer\" is left out: a name of lung\n"},
        /* what fits two */
        {"x-1\t\tdisease\tラング\tLung cancer\t大腸炎|formal",
         {1, 0, 0, 1, 0, 0, 0},
         "small:1: x-1: conflict: fits lung and colitis (\"大腸炎\")\n"},
        {"x-1\t\tdisease\t大炎\t\tラング|lay",
         {1, 0, 0, 1, 0, 0, 0},
         "small:1: x-1: conflict: \"大炎\" has several meanings\n"},
        /* one name of another concept is left out, the rest comes in */
        {"x-1\t\tdisease\t肺癌\t\tバファリン|lay;ラング|lay;UC|abbr",
         {1, 1, 0, 0, 1, 2, 0},
         "small:1: x-1: \"バファリン\" is left out: a name of aspirin\n"
         "small:1: x-1: \"UC\" is left out: a name of colitis\n"},
        /* a name that only leads to the concept: so do the others */
        {"x-1\t\tdisease\t肺の病気\tLung disease\t", {1, 1, 0, 0, 1, 0, 0}, ""},
        /* additions meet each other, too */
        {"x-1\t\tdisease\tラング\tFoo\t\nx-2\t\tdisease\tラング\tBar\t", {2, 1, 1, 0, 3, 0, 0}, ""},
        {"x-1\t\tdisease\tラング\tFoo\t\nx-1\t\tdisease\tリング\tBar\t", {2, 1, 1, 0, 4, 0, 0}, ""},
        /* parents */
        {"x-1\tx-2,none\tdisease\tラング\tFoo\t\nx-2\tx-1\tdisease\tリング\tBar\t",
         {2, 0, 2, 0, 4, 0, 2},
         "small:1: x-1: parent x-2 is left out: it stands below\n"
         "small:1: x-1: unknown parent none is left out\n"},
        {"x-1\t\tdisease\t大炎\t\t\nx-2\tx-1\tdisease\tリング\tBar\t",
         {2, 0, 1, 1, 2, 0, 0},
         "small:1: x-1: conflict: \"大炎\" has several meanings\n"
         "small:2: x-2: parent x-1 was left out\n"},
        {"x-1\tx-1\tdisease\tラング\tFoo\t", {1, 0, 1, 0, 2, 0, 0}, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *ctx = talloc_new(NULL);
        char *told = NULL;
        struct lexicon_source *s;
        struct lexicon_merge_count got = merged(ctx, cases[i].lines, &told, &s);
        if (strcmp(told, cases[i].told) != 0)
            fail_msg("%zu: %s\ntold:\n%swanted:\n%s", i, cases[i].lines, told, cases[i].told);
        if (memcmp(&got, &cases[i].count, sizeof got) != 0)
            fail_msg(
                "%zu: %s: read %zu merged %zu new %zu conflicts %zu names %zu left %zu parents "
                "%zu",
                i, cases[i].lines, got.read, got.merged, got.fresh, got.conflicts, got.names,
                got.names_left, got.parents_left);
        free(told);
        talloc_free(ctx);
    }
}

static void names_of_a_name_that_only_leads_there_lead_there_only(void **state)
{
    (void)state;
    void *ctx = talloc_new(NULL);
    char *told = NULL;
    struct lexicon_source *s;
    merged(ctx, "x-1\t\tdisease\t肺の病気\tLung disease\t", &told, &s);
    const struct lexicon_entry *e = lexicon_source_find(s, "lung");
    assert_string_equal(e->names[e->n_names - 1].text, "Lung disease");
    assert_int_equal(e->names[e->n_names - 1].flag, LEXICON_ONE_WAY);
    free(told);
    talloc_free(ctx);
}

/* ------------------------------------------------------------------ names */

static void check_names(const char *path, char *(*make)(void *, const char *), int at_least)
{
    struct case_table t;
    int n = 0, bad = 0;
    case_open(&t, path);
    for (; case_next(&t); n++) {
        void *ctx = talloc_new(NULL);
        const char *got = make(ctx, t.cell[0]);
        if (strcmp(got ? got : "", t.cell[1]) != 0) {
            print_error("%s:%d: \"%s\" gives \"%s\", not \"%s\"\n", path, t.line, t.cell[0],
                        got ? got : "", t.cell[1]);
            bad++;
        }
        talloc_free(ctx);
    }
    assert_int_equal(bad, 0);
    assert_true(n >= at_least);
}

static void salts_and_dosage_forms_are_no_part_of_a_name(void **state)
{
    (void)state;
    check_names("tests/cases/lexicon/drugs.tsv", lexicon_drug_substance, 18);
    check_names("tests/cases/lexicon/brands.tsv", lexicon_drug_brand, 16);
}

static void kinds_of_names_are_guessed_from_their_letters(void **state)
{
    (void)state;
    assert_int_equal(lexicon_kind_guess("NSCLC"), LEXICON_KIND_ABBR);
    assert_int_equal(lexicon_kind_guess("PD-L1"), LEXICON_KIND_ABBR);
    assert_int_equal(lexicon_kind_guess("Lung cancer"), LEXICON_KIND_EN);
    assert_int_equal(lexicon_kind_guess("Behçet"), LEXICON_KIND_EN);
    assert_int_equal(lexicon_kind_guess("ぜんそく"), LEXICON_KIND_LAY);
    assert_int_equal(lexicon_kind_guess("成人Still病"), LEXICON_KIND_FORMAL);
    assert_int_equal(lexicon_kind_guess("キイトルーダ"), LEXICON_KIND_FORMAL);
}

/* ------------------------------------------------------------------ list, check, wrong use */

static void list_and_check_say_what_there_is(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out, *before, list[] = "list", check[] = "check";
    char *args[] = {list}, *check_args[] = {check};
    assert_int_equal(command(state, ctx, false, 1, args, &before), EXIT_GOOD);
    has(before, "additions 0 in ");
    file_with(
        state, ctx, "own.tsv",
        "our-1\t\tdisease\tしるべ見本症\t\t\nour-2\tour-9\tdisease\tしるべ肺症\t\t肺癌|lay\n");
    assert_int_equal(add(state, ctx, in_folder(state, ctx, "own.tsv"), &out), EXIT_GOOD);
    assert_int_equal(command(state, ctx, false, 1, args, &out), EXIT_GOOD);
    has(out, "50-own-own.tsv: concepts 2 (merged 1, new 1, conflicts 0), names added 2\n");
    has(out, "additions 1 in ");
    assert_string_not_equal(strstr(out, "version: "), strstr(before, "version: "));
    assert_int_equal(command(state, ctx, false, 1, check_args, &out), EXIT_GOOD);
    has(out, "50-own-own.tsv: concepts 2, faults 0,");
    /* a table written by hand, with a fault on its second line */
    file_with(state, ctx, "lexicon/60-hand.tsv", "# by hand\nour-3\tour-1\tdiseases\tしるべ\t\t\n");
    assert_int_equal(command(state, ctx, false, 1, check_args, &out), EXIT_PARTLY);
    has(out, "60-hand.tsv:2: unknown class diseases\n");
    talloc_free(ctx);
}

static void wrong_use_is_told_and_changes_nothing(void **state)
{
    void *ctx = talloc_new(NULL);
    char *out, word[] = "remove", add_word[] = "add", list[] = "list";
    char *args[] = {word, word}, *add_args[] = {add_word}, *list_args[] = {list, word};
    assert_int_equal(command(state, ctx, false, 0, args, &out), EXIT_USAGE);
    assert_int_equal(command(state, ctx, false, 1, args, &out), EXIT_USAGE);
    assert_int_equal(command(state, ctx, false, 1, add_args, &out), EXIT_USAGE);
    assert_int_equal(command(state, ctx, false, 2, list_args, &out), EXIT_USAGE);
    assert_int_equal(add(state, ctx, in_folder(state, ctx, "none.tsv"), &out), EXIT_FAILED);
    assert_int_equal(add(state, ctx, file_with(state, ctx, "page.html", "<html>\n"), &out),
                     EXIT_FAILED);
    assert_int_equal(
        add(state, ctx, file_with(state, ctx, "empty.tsv", "generic\tbrand_stem\n"), &out),
        EXIT_FAILED);
    struct stat st;
    assert_int_equal(stat(in_folder(state, ctx, "lexicon/30-drug-list.tsv"), &st), -1);
    talloc_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(nando_merges_what_is_known_and_adds_the_rest),
        IN_FOLDER(the_same_file_again_changes_nothing),
        IN_FOLDER(the_disease_master_is_read_by_the_names_of_its_columns),
        IN_FOLDER(a_new_disease_stands_below_what_its_name_ends_with),
        IN_FOLDER(the_drug_list_joins_products_of_one_substance),
        IN_FOLDER(synonym_groups_of_medicine_are_read_and_others_passed_over),
        IN_FOLDER(an_own_table_adds_to_concepts_by_id_or_name),
        IN_FOLDER(formats_are_told_apart_and_nothing_else_is_taken),
        IN_FOLDER(bytes_that_are_no_text_and_packed_files_are_met_with),
        cmocka_unit_test(merging_keeps_one_owner_for_each_name),
        cmocka_unit_test(names_of_a_name_that_only_leads_there_lead_there_only),
        cmocka_unit_test(salts_and_dosage_forms_are_no_part_of_a_name),
        cmocka_unit_test(kinds_of_names_are_guessed_from_their_letters),
        IN_FOLDER(list_and_check_say_what_there_is),
        IN_FOLDER(wrong_use_is_told_and_changes_nothing),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
