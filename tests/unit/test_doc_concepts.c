#include "tests/unit/unit.h"
#include "indexer/doc_concepts.h"
#include "tests/unit/lexicon_small.h"

static const char small[] =
    "disease\t\tdisease\t病気\tDisease\tびょうき|kana\n"
    "cancer\tdisease\tdisease\t悪性腫瘍\tCancer\tあくせいしゅよう|kana\n"
    "lung\tcancer\tdisease\t肺癌\tLung cancer\tはいがん|kana\n"
    "nsclc\tlung\tdisease\t非小細胞肺癌\tNon-small cell lung "
    "cancer\tひしょうさいぼうはいがん|kana\n"
    "colitis\tdisease\tdisease\t潰瘍性大腸炎\tUlcerative colitis\tかいようせいだいちょうえん|kana;"
    "UC|abbr|3\n"
    "urothelial\tcancer\tdisease\t尿路上皮癌\tUrothelial carcinoma\tにょうろじょうひがん|kana;"
    "UC|abbr|3\n"
    "diabetes\tdisease\tdisease\t糖尿病\tDiabetes\tとうにょうびょう|kana\n"
    "nephropathy\tdisease\tdisease\t糖尿病性腎症\tDiabetic nephropathy\t"
    "とうにょうびょうせいじんしょう|kana\n"
    "dehydration\tdisease\tdisease\t脱水\tDehydration\tだっすい|kana;脱水素酵素|formal|2\n";

struct world {
    struct folder *folder;
    struct lexicon *lexicon;
    struct doc_concepts *concepts;
};

static int set_up(void **state)
{
    struct world *w = MEM_NEW(NULL, struct world);
    w->folder = folder_new(w);
    w->lexicon = lexicon_small(w, w->folder, small);
    w->concepts = doc_concepts_new(w, w->lexicon);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    talloc_free(*state);
    return 0;
}

static void add(struct world *w, enum idx_field field, const char *text)
{
    struct folded f;
    void *ctx = talloc_new(w);
    fold_text(w->folder, ctx, text, strlen(text), &f);
    doc_concepts_add(w->concepts, field, &f, text);
    talloc_free(ctx);
}

/* "id:times id:times …" of a field, in order of first mention. */
static const char *listed(struct world *w, enum idx_field field)
{
    char *out = mem_strdup(w, "");
    size_t at = 0;
    uint32_t concept, times;
    while (doc_concepts_next(w->concepts, field, &at, &concept, &times)) {
        struct lexicon_concept c;
        lexicon_concept(w->lexicon, concept, &c);
        out = mem_printf(w, "%s%s%s:%u", out, *out ? " " : "", c.id, times);
    }
    return out;
}

static uint32_t concept(struct world *w, const char *id)
{
    uint32_t c = 0;
    assert_true(lexicon_find(w->lexicon, id, &c));
    return c;
}

static void what_stands_above_is_counted_too_but_not_the_roots(void **state)
{
    struct world *w = *state;
    add(w, IDX_FIELD_TITLE, "非小細胞肺癌の第2相試験");
    add(w, IDX_FIELD_CONDITION, "肺がん、肺癌");
    doc_concepts_settle(w->concepts);
    assert_string_equal(listed(w, IDX_FIELD_TITLE), "nsclc:1 lung:1 cancer:1");
    assert_string_equal(listed(w, IDX_FIELD_CONDITION), "lung:2 cancer:2");
    assert_string_equal(listed(w, IDX_FIELD_EXCLUSION), "");
}

static void a_name_of_several_meanings_counts_for_all_when_nothing_settles_it(void **state)
{
    struct world *w = *state;
    add(w, IDX_FIELD_TITLE, "UC患者を対象とした試験");
    assert_string_equal(listed(w, IDX_FIELD_TITLE), ""); /* it waits */
    doc_concepts_settle(w->concepts);
    assert_string_equal(listed(w, IDX_FIELD_TITLE), "colitis:1 urothelial:1 cancer:1");
}

static void a_name_of_several_meanings_counts_for_the_one_named_elsewhere(void **state)
{
    struct world *w = *state;
    add(w, IDX_FIELD_TITLE, "UC患者を対象とした試験");
    add(w, IDX_FIELD_CONDITION, "潰瘍性大腸炎");
    doc_concepts_settle(w->concepts);
    assert_string_equal(listed(w, IDX_FIELD_TITLE), "colitis:1");
}

static void exclusion_text_settles_nothing(void **state)
{
    struct world *w = *state;
    add(w, IDX_FIELD_TITLE, "UC患者を対象とした試験");
    add(w, IDX_FIELD_EXCLUSION, "潰瘍性大腸炎の患者");
    doc_concepts_settle(w->concepts);
    assert_string_equal(listed(w, IDX_FIELD_TITLE), "colitis:1 urothelial:1 cancer:1");
    assert_string_equal(listed(w, IDX_FIELD_EXCLUSION), "colitis:1");
}

static void a_document_is_about_what_title_and_conditions_name(void **state)
{
    struct world *w = *state;
    add(w, IDX_FIELD_CONDITION, "非小細胞肺癌");
    add(w, IDX_FIELD_EXCLUSION, "糖尿病");
    doc_concepts_settle(w->concepts);
    assert_true(doc_concepts_is_about(w->concepts, concept(w, "nsclc")));
    assert_true(doc_concepts_is_about(w->concepts, concept(w, "cancer")));
    assert_false(doc_concepts_is_about(w->concepts, concept(w, "diabetes")));
}

static void names_that_are_off_count_for_nothing_and_those_inside_for_both(void **state)
{
    struct world *w = *state;
    add(w, IDX_FIELD_TITLE, "脱水素酵素");
    add(w, IDX_FIELD_CONDITION, "糖尿病性腎症");
    doc_concepts_settle(w->concepts);
    assert_string_equal(listed(w, IDX_FIELD_TITLE), "");
    assert_string_equal(listed(w, IDX_FIELD_CONDITION), "nephropathy:1 diabetes:1");
}

static void clearing_forgets_the_document_before(void **state)
{
    struct world *w = *state;
    add(w, IDX_FIELD_TITLE, "肺癌とUC");
    doc_concepts_clear(w->concepts);
    doc_concepts_settle(w->concepts); /* nor does anything wait */
    assert_string_equal(listed(w, IDX_FIELD_TITLE), "");
    add(w, IDX_FIELD_TITLE, "肺癌");
    doc_concepts_settle(w->concepts);
    assert_string_equal(listed(w, IDX_FIELD_TITLE), "lung:1 cancer:1");
}

int main(void)
{
#define IN_WORLD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_stands_above_is_counted_too_but_not_the_roots),
        IN_WORLD(a_name_of_several_meanings_counts_for_all_when_nothing_settles_it),
        IN_WORLD(a_name_of_several_meanings_counts_for_the_one_named_elsewhere),
        IN_WORLD(exclusion_text_settles_nothing),
        IN_WORLD(a_document_is_about_what_title_and_conditions_name),
        IN_WORLD(names_that_are_off_count_for_nothing_and_those_inside_for_both),
        IN_WORLD(clearing_forgets_the_document_before),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
