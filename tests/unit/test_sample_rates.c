/* The sample generator against the proportions, lengths and rates of its guide. */
#include "tests/unit/sampling.h"
#include "schema/codes.h"
#include "schema/normalise.h"
#include "schema/trial_check.h"
#include "schema/trial_json.h"
#include "schema/trial_merge.h"

/* ---- proportions */

struct tally {
    int kinds[KIND_COUNT], statuses[RECRUITMENT_STATUS_COUNT], leads[PREFECTURE_COUNT];
    int types[STUDY_TYPE_COUNT], sexes[SEX_COUNT], phases[64], classes[TRIAL_CLASS_COUNT];
    int children, healthy, rare, regenerative, embargo, results, ipd_no, oncology, sites[4],
        no_keyword, two_diseases, n;
};

static bool mentions(const struct trial *t, const char *word)
{
    const char *texts[] = {t->title.scientific.ja, t->conditions[0].name.ja,
                           t->eligibility.inclusion.ja};
    for (int i = 0; i < 3; i++) {
        if (texts[i] != NULL && strstr(texts[i], word) != NULL)
            return true;
    }
    return false;
}

/* Joined in one field, or in two fields. */
static bool names_two(const struct trial *t)
{
    static const char *const JOINTS[] = {"、", "，", "／", "\n"};
    for (int i = 0; i < 4; i++) {
        if (strstr(t->conditions[0].name.ja, JOINTS[i]) != NULL)
            return true;
    }
    return t->n_conditions > 1;
}

static void tally_add(struct tally *a, const struct trial *t)
{
    a->n++;
    a->kinds[t->kind]++;
    a->statuses[t->recruitment_status]++;
    a->leads[t->sites[0].prefecture]++;
    a->types[t->study_type]++;
    a->sexes[t->eligibility.sex]++;
    a->phases[t->phases]++;
    a->classes[t->trial_class]++;
    const struct age_limit *max = &t->eligibility.age_max;
    a->children += max->stated && (max->unit != AGE_UNIT_YEAR || max->value < 18);
    a->healthy += t->eligibility.healthy_volunteers == TRI_TRUE;
    a->rare += mentions(t, "指定難病");
    a->regenerative += t->regenerative.cells.ja != NULL;
    a->embargo += t->dates.publish_on.year != 0;
    a->results += t->results.posted_on.year != 0;
    if (t->kind == KIND_SPECIFIED)
        a->sites[(t->n_sites > 1) + (t->n_sites > 10) + (t->n_sites > 40)]++;
    a->no_keyword += t->n_keywords == 0;
    a->two_diseases += names_two(t);
    a->ipd_no += t->ipd_sharing.plan == IPD_PLAN_NO;
    a->oncology += mentions(t, "癌") || mentions(t, "がん") || mentions(t, "腫") ||
                   mentions(t, "白血病") || mentions(t, "ガン");
}

static struct tally tally_make(void *ctx, uint64_t seed, int n)
{
    struct sampler *s = sampler_open(ctx, seed, false);
    struct tally a = {0};
    for (uint32_t i = 1; i <= (uint32_t)n; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        tally_add(&a, t);
        talloc_free(t);
    }
    return a;
}

static void the_600_samples_hold_every_kind_status_phase_and_prefecture(void **state)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct tally a = tally_make(*state, seed, 600);
        for (int i = 1; i < KIND_COUNT; i++)
            assert_true(a.kinds[i] > 0);
        for (int i = 1; i < RECRUITMENT_STATUS_COUNT; i++)
            assert_true(a.statuses[i] > 0);
        for (int i = 1; i < PREFECTURE_COUNT; i++)
            assert_true(a.leads[i] > 0);
        for (int i = 1; i < STUDY_TYPE_COUNT; i++)
            assert_true(a.types[i] > 0);
        for (int i = 1; i < SEX_COUNT; i++)
            assert_true(a.sexes[i] > 0);
        assert_true(a.phases[PHASE_BIT(0)] > 0);
        assert_true(a.phases[PHASE_BIT(1)] > 0 && a.phases[PHASE_BIT(2)] > 0);
        assert_true(a.phases[PHASE_BIT(3)] > 0 && a.phases[PHASE_BIT(4)] > 0);
        assert_true(a.phases[PHASE_BIT(1) | PHASE_BIT(2)] > 0 && a.phases[PHASE_NA] > 0);
        assert_true(a.phases[PHASE_BIT(2) | PHASE_BIT(3)] > 0);
        assert_true(a.children > 0 && a.healthy > 0 && a.rare > 0 && a.regenerative > 0);
        assert_true(a.classes[TRIAL_CLASS_EXPANDED_ACCESS] > 0 && a.embargo > 0 && a.results > 0);
    }
}

static void assert_percent(const char *what, int count, int n, double wanted, double tolerance)
{
    double share = 100.0 * count / n;
    if (share < wanted * (1 - tolerance) || share > wanted * (1 + tolerance))
        fail_msg("%s: %.1f %%, wanted %.1f", what, share, wanted);
}

static void proportions_are_those_of_the_guide(void **state)
{
    struct tally a = tally_make(*state, 11, MANY);
    assert_percent("specified", a.kinds[KIND_SPECIFIED], a.n, 45, 0.1);
    assert_percent("company", a.kinds[KIND_SPONSOR_TRIAL], a.n, 30, 0.1);
    assert_percent("investigator", a.kinds[KIND_INVESTIGATOR_TRIAL], a.n, 6, 0.15);
    assert_percent("observational", a.types[STUDY_TYPE_OBSERVATIONAL], a.n, 15, 0.2);
    assert_percent("recruiting", a.statuses[RECRUITMENT_STATUS_RECRUITING], a.n, 32, 0.1);
    assert_percent("closed", a.statuses[RECRUITMENT_STATUS_CLOSED], a.n, 30, 0.1);
    assert_percent("completed", a.statuses[RECRUITMENT_STATUS_COMPLETED], a.n, 26, 0.1);
    assert_percent("Tokyo", a.leads[PREFECTURE_13], a.n, 28, 0.15);
    for (int i = 0; i < 4; i++) {
        static const struct {
            const char *what;
            double share;
        } SITES[] = {{"one site", 55}, {"2 to 10", 25}, {"11 to 40", 15}, {"41 or more", 5}};
        assert_percent(SITES[i].what, a.sites[i], a.kinds[KIND_SPECIFIED], SITES[i].share, 0.2);
    }
    assert_percent("embargo", a.embargo, a.n, 2, 0.5);
    assert_percent("no sharing", a.ipd_no, a.n, 75, 0.1);
    assert_percent("no keyword", a.no_keyword, a.n, 40, 0.1);
    assert_percent("two diseases", a.two_diseases, a.n, 15, 0.15);
    assert_percent("oncology", a.oncology, a.n, 38, 0.2);
    assert_percent("results", a.results, a.n, 0.6 * 26, 0.15);
}

/* ---- lengths */

static int compare_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void assert_median(const char *what, int *values, int n, double lo, double hi)
{
    qsort(values, (size_t)n, sizeof values[0], compare_int);
    if (values[n / 2] < lo || values[n / 2] > hi)
        fail_msg("median of %s: %d, wanted %.1f to %.1f", what, values[n / 2], lo, hi);
}

/* Length of each item of a clean block, its number not counted; returns how many. */
static int item_lengths(const char *text, int *lengths, int *n)
{
    int items = 0;
    struct span rest = {text, text != NULL ? strlen(text) : 0}, line;
    while (text_split_next(&rest, "\n", &line)) {
        if (line.len == 0 || memcmp(line.p, "【", 3) == 0)
            continue;
        size_t skip = strspn(line.p, "0123456789().ab cdefg");
        if (skip > line.len || skip > 6)
            skip = 0;
        lengths[(*n)++] = (int)text_count_chars(line.p + skip, line.len - skip);
        items += line.p[0] != ' ' && memcmp(line.p, "　", 3) != 0;
    }
    return items;
}

static void titles_items_and_counts_are_as_long_as_measured(void **state)
{
    enum { N = 1500 };
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 21, false);
    int *title = MEM_ARRAY(ctx, int, N), *bytes = MEM_ARRAY(ctx, int, N);
    int *in = MEM_ARRAY(ctx, int, N * 40), *ex = MEM_ARRAY(ctx, int, N * 40), n_in = 0, n_ex = 0;
    int *count_in = MEM_ARRAY(ctx, int, N), *condition = MEM_ARRAY(ctx, int, N);
    for (uint32_t i = 0; i < N; i++) {
        struct trial *t = sampler_make(s, NULL, i + 1);
        size_t len;
        trial_to_json(t, t, &len);
        bytes[i] = (int)len;
        title[i] = (int)text_count_chars(t->title.scientific.ja, strlen(t->title.scientific.ja));
        condition[i] =
            (int)text_count_chars(t->conditions[0].name.ja, strlen(t->conditions[0].name.ja));
        count_in[i] = item_lengths(t->eligibility.inclusion.ja, in, &n_in);
        item_lengths(t->eligibility.exclusion.ja, ex, &n_ex);
        talloc_free(t);
    }
    assert_median("title", title, N, 54 * 0.8, 54 * 1.2);
    assert_median("inclusion item", in, n_in, 26 * 0.8, 26 * 1.2);
    assert_median("exclusion item", ex, n_ex, 25 * 0.8, 25 * 1.2);
    assert_median("inclusion items", count_in, N, 5, 9);
    assert_median("condition", condition, N, 7 * 0.8, 7 * 1.2);
    assert_median("bytes of a record", bytes, N, 6000, 12000);
}

static void targets_are_as_large_as_the_guide_says(void **state)
{
    enum { N = 3000 };
    struct sampler *s = sampler_open(*state, 22, false);
    int *large = MEM_ARRAY(*state, int, N), *small = MEM_ARRAY(*state, int, N), n_large = 0,
        n_small = 0;
    for (uint32_t i = 1; i <= N; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        bool observed = t->study_type == STUDY_TYPE_OBSERVATIONAL;
        if (t->kind == KIND_SPONSOR_TRIAL && t->phases == PHASE_BIT(3))
            large[n_large++] = (int)t->enrollment.target;
        if (t->kind == KIND_SPECIFIED && !observed)
            small[n_small++] = (int)t->enrollment.target;
        talloc_free(t);
    }
    assert_median("targets of companies' phase III", large, n_large, 250 * 0.8, 250 * 1.2);
    assert_median("targets of specified trials", small, n_small, 60 * 0.8, 60 * 1.2);
}

/* ---- dirt */

static void dirt_comes_at_the_rates_of_the_guide(void **state)
{
    static const struct {
        const char *what;
        double percent;
    } RATES[] = {{"full_width", 45},
                 {"roman_and_units", 25},
                 {"line_breaks", 30},
                 {"html_leftover", 3},
                 {"compatibility_characters", 1},
                 {"half_width_katakana", 1},
                 {"protocol_copy", 4},
                 {"empty_field", 35},
                 {"era_dates", 8},
                 {"duplicate", 2},
                 {"typo", 4},
                 {"cut_off", 2},
                 {"age_mismatch", 5},
                 {"reversed_limit", 0.5},
                 {"discontinuation_in_exclusion", 1},
                 {"end_before_start", 0.3},
                 {"title_break", 3},
                 {"english_missing", 8},
                 {"english_partly_japanese", 8},
                 {"english_differs", 4}};
    enum { KINDS = sizeof RATES / sizeof RATES[0] };
    struct sampler *s = sampler_open(*state, 31, true);
    int counts[KINDS] = {0}, n = 3 * MANY;
    for (uint32_t i = 1; i <= (uint32_t)n; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        for (int k = 0; k < KINDS; k++)
            counts[k] += has_dirt(t, RATES[k].what);
        talloc_free(t);
    }
    for (int k = 0; k < KINDS; k++)
        assert_percent(RATES[k].what, counts[k], n, RATES[k].percent, 0.5);
}

static void lost_superscripts_come_in_a_fifth_of_the_records_with_blood_counts(void **state)
{
    struct sampler *s = sampler_open(*state, 33, true);
    int counts = 0, lost = 0;
    for (uint32_t i = 1; i <= MANY; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        bool now = has_dirt(t, "lost_superscript");
        bool blood = now || (t->eligibility.inclusion.ja != NULL &&
                             strstr(t->eligibility.inclusion.ja, "血小板") != NULL);
        counts += blood;
        lost += now;
        talloc_free(t);
    }
    assert_percent("lost superscript", lost, counts, 20, 0.5);
}

static void clean_records_have_no_dirt(void **state)
{
    struct sampler *s = sampler_open(*state, 1, false);
    for (uint32_t i = 1; i <= 500; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        assert_int_equal(t->n_dirt, 0);
        assert_null(strstr(t->eligibility.inclusion.ja, "<br>"));
        talloc_free(t);
    }
}

static void a_reversed_limit_stands_only_where_it_was_planted(void **state)
{
    struct sampler *s = sampler_open(*state, 35, true);
    int planted = 0;
    for (uint32_t i = 1; i <= MANY; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        const char *text = t->eligibility.inclusion.ja;
        const char *ast = text != NULL ? strstr(text, "AST") : NULL;
        const char *above = ast != NULL ? strstr(ast, "以上") : NULL;
        bool reversed = above != NULL && above - ast < 40 &&
                        memchr(ast, '\n', (size_t)(above - ast)) == NULL &&
                        memmem(ast, (size_t)(above - ast), "、", 3) == NULL;
        if (reversed && !has_dirt(t, "reversed_limit"))
            fail_msg("%s: %.90s", t->id, ast);
        planted += has_dirt(t, "reversed_limit");
        talloc_free(t);
    }
    assert_true(planted > 5);
}

static void two_registrations_of_one_trial_cite_each_other(void **state)
{
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 1, true);
    int pairs = 0, forms = 0;
    for (uint32_t i = 2; i < 1200; i += 2) {
        struct trial *a = sampler_make(s, ctx, i), *b = sampler_make(s, ctx, i + 1);
        if (!has_dirt(b, "duplicate"))
            continue;
        pairs++;
        assert_int_equal(a->other_ids[0].registry, REGISTRY_SMP);
        struct registry_number cited_a, cited_b;
        assert_true(number_read(ctx, a->other_ids[0].id, &cited_a));
        assert_true(number_read(ctx, b->other_ids[0].id, &cited_b));
        assert_string_equal(cited_a.id, b->id);
        assert_string_equal(cited_b.id, a->id);
        forms += has_dirt(a, "number_form") + has_dirt(b, "number_form");
        assert_string_not_equal(a->id, b->id);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->sites[0].prefecture, b->sites[0].prefecture);
    }
    assert_true(pairs >= 10);
    assert_true(forms > 0);
}

/* ---- history */

static const char *json_of(void *ctx, const struct trial *t)
{
    size_t len;
    return trial_to_json(ctx, t, &len);
}

static void check_history(void *ctx, struct sampler *s, uint32_t serial, int *ret_n)
{
    struct trial *newest = sampler_make(s, ctx, serial), *v[SAMPLER_VERSIONS_MAX];
    const char *json = json_of(ctx, newest);
    size_t n = sampler_history(s, ctx, serial, newest, v);
    assert_true(n >= 1 && n <= SAMPLER_VERSIONS_MAX);
    assert_string_equal(json_of(ctx, v[n - 1]), json);
    for (size_t i = 0; i + 1 < n; i++) {
        struct trial same = *v[i];
        struct problems *problems = problems_new(ctx);
        assert_true(date_compare(v[i]->dates.last_published, v[i + 1]->dates.last_published) < 0);
        same.dates.last_published = v[i + 1]->dates.last_published;
        assert_string_not_equal(json_of(ctx, &same), json_of(ctx, v[i + 1]));
        assert_string_equal(json_of(ctx, trial_merge(ctx, v[i], newest)), json);
        assert_true(trial_check(v[i], problems));
    }
    *ret_n = (int)n;
}

static void a_history_leads_to_the_record_and_is_as_long_as_the_guide_says(void **state)
{
    enum { N = 600 };
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 1, true);
    int *n = MEM_ARRAY(ctx, int, N), longest = 0, alone = 0;
    for (int i = 0; i < N; i++) {
        void *scratch = mem_context(ctx, "history");
        check_history(scratch, s, (uint32_t)i + 1, &n[i]);
        longest = n[i] > longest ? n[i] : longest;
        alone += n[i] == 1;
        talloc_free(scratch);
    }
    assert_median("versions", n, N, 3, 3);
    assert_true(longest >= 10);
    assert_true(alone > 0 && alone < N / 3);
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        TEST(the_600_samples_hold_every_kind_status_phase_and_prefecture),
        TEST(proportions_are_those_of_the_guide),
        TEST(titles_items_and_counts_are_as_long_as_measured),
        TEST(targets_are_as_large_as_the_guide_says),
        TEST(dirt_comes_at_the_rates_of_the_guide),
        TEST(lost_superscripts_come_in_a_fifth_of_the_records_with_blood_counts),
        TEST(clean_records_have_no_dirt),
        TEST(a_reversed_limit_stands_only_where_it_was_planted),
        TEST(two_registrations_of_one_trial_cite_each_other),
        TEST(a_history_leads_to_the_record_and_is_as_long_as_the_guide_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
