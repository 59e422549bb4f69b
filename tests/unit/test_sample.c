/* The sample generator: reproducible, clean, one record agreeing with itself, hygiene. */
#include "tests/unit/sampling.h"
#include <stdio.h>
#include "indexer/sample/book.h"
#include "indexer/sample/places.h"
#include "schema/codes.h"
#include "schema/normalise.h"
#include "schema/trial_check.h"
#include "schema/trial_json.h"

#define SUM_OF_1000 0x5e199ae3451e9affu

static const char *record(void *ctx, uint64_t seed, bool dirt, uint32_t serial)
{
    struct sampler *s = sampler_open(ctx, seed, dirt);
    size_t len;
    return trial_to_json(ctx, sampler_make(s, ctx, serial), &len);
}

/* ---- reproducible */

static void a_record_depends_on_seed_and_serial_alone(void **state)
{
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 7, true);
    const char *third = NULL;
    size_t len;
    for (uint32_t i = 1; i <= 3; i++)
        third = trial_to_json(ctx, sampler_make(s, ctx, i), &len);
    assert_string_equal(third, record(ctx, 7, true, 3));
    assert_string_not_equal(third, record(ctx, 8, true, 3));
}

static void the_bytes_of_seed_1_stay_the_same_on_every_machine(void **state)
{
    /* A change of the data changes this sum on purpose: write the new one here then. What must
     * never happen is that it differs between two machines or compilers. */
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 1, true);
    uint64_t sum = 0;
    for (uint32_t i = 1; i <= 1000; i++) {
        const struct trial *t = sampler_make(s, ctx, i);
        const char *texts[] = {t->id,
                               t->title.scientific.ja,
                               t->title.scientific.en,
                               t->eligibility.inclusion.ja,
                               t->eligibility.exclusion.en,
                               t->sites[t->n_sites - 1].name.ja};
        for (int k = 0; k < 6; k++)
            sum = sum * 31 + text_hash(texts[k], strlen(texts[k]));
    }
    assert_int_equal(sum, SUM_OF_1000);
}

static void a_record_that_draws_no_criterion_has_its_consent(void **state)
{
    struct sampler *s = sampler_open(*state, 1, true);
    const struct trial *t = sampler_make(s, *state, 886892);
    assert_true(t->eligibility.inclusion.ja != NULL && *t->eligibility.inclusion.ja != '\0');
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void numbers_are_unique_and_have_the_shape_of_the_registry(void **state)
{
    enum { N = 12000 };
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 3, true);
    const char **ids = MEM_ARRAY(ctx, const char *, N);
    size_t n = 0;
    for (uint32_t i = 0; i < N; i++) {
        /* The first 4,000 go through the million in steps of 250, so that the same last digits come
         * again and again; then neighbours, but for those that were seen. */
        uint32_t serial = i < 4000 ? 1 + i * 250 : 500000 + i;
        if (serial % 250 == 1 && i >= 4000)
            continue;
        struct trial *t = sampler_make(s, NULL, serial);
        ids[n++] = mem_strdup(ctx, t->id);
        assert_int_equal(strlen(t->id), 13);
        assert_true(text_starts_with(t->id, "SMP") && strchr("s12abc", t->id[3]) != NULL);
        assert_int_equal(strspn(t->id + 4, "0123456789"), 9);
        assert_int_equal(t->source.registry, REGISTRY_SMP);
        talloc_free(t);
    }
    assert_true(n > 11000);
    qsort(ids, n, sizeof ids[0], compare_text);
    for (size_t i = 1; i < n; i++)
        assert_string_not_equal(ids[i - 1], ids[i]);
}

/* ---- faults of the data */

static void a_fault_of_the_data_is_named_with_file_and_line(void **state)
{
    static const struct {
        const char *line, *says;
    } FAULTS[] = {{"pop nothing open yet", "before any S, D or V"},
                  {"S nowhere", "no set 'nowhere'"},
                  {"D flu many J10 common", "'many' is no weight"},
                  {"D flu 10 J10 nowhere", "no set 'nowhere'"},
                  {"V early 5 S 1 single", "before any disease"}};
    static const struct {
        const char *line, *says;
    } INSIDE[] = {{"V early 5 Q 1 single", "'Q' is no kind"},
                  {"V early 5 S 9 single", "'9' is no phase"},
                  {"V early 5 S 1 double", "'double' is no design"},
                  {"I2 lots a // b", "'lots' is no percentage"},
                  {"I2 50 only Japanese", "no ' // '"},
                  {"E1 50 {open // b", "'{' without '}'"},
                  {"pri [a|b // c", "'[' without ']'"}};
    struct book *book;
    struct err err;
    for (size_t i = 0; i < sizeof FAULTS / sizeof FAULTS[0]; i++) {
        const struct sample_line lines[] = {{"20-x.txt", 7, FAULTS[i].line}};
        assert_int_equal(book_read(*state, lines, 1, &book, &err), ERR_INVALID);
        assert_true(text_starts_with(err.text, "20-x.txt:7: "));
        assert_non_null(strstr(err.text, FAULTS[i].says));
    }
    for (size_t i = 0; i < sizeof INSIDE / sizeof INSIDE[0]; i++) {
        const struct sample_line lines[] = {{"30-y.txt", 1, "D flu 10 J10"},
                                            {"30-y.txt", 2, INSIDE[i].line}};
        assert_int_equal(book_read(*state, lines, 2, &book, &err), ERR_INVALID);
        assert_true(text_starts_with(err.text, "30-y.txt:2: "));
        assert_non_null(strstr(err.text, INSIDE[i].says));
    }
}

static void a_fault_of_the_places_is_named_with_file_and_line(void **state)
{
    static const char *const FAULTS[] = {"X 1", "P 99 1 1 1 35 139 a // A", "P 13 1 1 1 35",
                                         "P 13 1 1 1 35 139 a,b // A", "H shop 3 a // A"};
    struct places *places;
    struct err err;
    for (size_t i = 0; i < sizeof FAULTS / sizeof FAULTS[0]; i++) {
        const struct sample_line lines[] = {{"places.txt", 3, FAULTS[i]}};
        assert_int_equal(places_read(*state, lines, 1, &places, &err), ERR_INVALID);
        assert_true(text_starts_with(err.text, "places.txt:3: "));
    }
}

/* ---- readable, without problems */

static void check_many(void *ctx, bool dirt, size_t *ret_warnings)
{
    struct sampler *s = sampler_open(ctx, 5, dirt);
    *ret_warnings = 0;
    for (uint32_t i = 1; i <= 1500; i++) {
        void *scratch = mem_context(ctx, "record");
        struct trial *t = sampler_make(s, scratch, i), *back = NULL;
        struct problems *p = problems_new(scratch);
        struct err err = {0};
        size_t len, len2;
        const char *json = trial_to_json(scratch, t, &len);
        if (!trial_check(t, p) || trial_read_json(scratch, json, len, &back, p, &err) != OK)
            fail_msg("%s: %s %s", t->id, err.text, p->n > 0 ? p->items[0].code : "");
        assert_string_equal(json, trial_to_json(scratch, back, &len2));
        for (size_t k = 0; k < p->n; k++)
            *ret_warnings += p->items[k].level == PROBLEM_WARNING;
        assert_true(t->sample);
        talloc_free(scratch);
    }
    if (sampler_missing(s) != NULL)
        fail_msg("%s", sampler_missing(s));
}

static void clean_records_pass_the_check_without_a_warning_and_read_back_the_same(void **state)
{
    size_t warnings;
    check_many(*state, false, &warnings);
    assert_int_equal(warnings, 0);
}

static void dirty_records_never_block_the_import(void **state)
{
    size_t warnings;
    check_many(*state, true, &warnings);
    assert_true(warnings > 0);
    assert_true(warnings < 20);
}

/* ---- one record agrees with itself */

static void age_and_prose_agree_where_no_dirt_says_otherwise(void **state)
{
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 41, false);
    int stated = 0;
    for (uint32_t i = 1; i <= 1000; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        const struct age_limit *min = &t->eligibility.age_min;
        const char *text = t->eligibility.inclusion.ja;
        if (min->stated && min->unit == AGE_UNIT_YEAR && strstr(text, "歳以上") != NULL) {
            char wanted[32];
            snprintf(wanted, sizeof wanted, "%d歳以上", min->value);
            stated++;
            if (strstr(text, wanted) == NULL)
                fail_msg("%s: %s not in %s", t->id, wanted, text);
        }
        talloc_free(t);
    }
    assert_true(stated > 700);
}

static void what_a_disease_asks_for_stays_with_that_disease(void **state)
{
    static const struct {
        const char *asks, *words[4];
    } PAIRS[] = {{"MMSE", {"アルツハイマー", "認知", "Parkinson", "パーキンソン"}},
                 {"HbA1c", {"糖尿病", "肝", "歯周炎", "MASH"}},
                 {"Mayoスコア", {"潰瘍性大腸炎"}},
                 {"EGFR遺伝子", {"肺癌", "肺がん", "肺ガン"}},
                 {"Child-Pugh分類A", {"肝"}},
                 {"NYHA", {"心", "アミロイド"}},
                 {"EASI", {"アトピー", "アトピー素因"}},
                 {"ALSFRS-R", {"筋萎縮"}}};
    struct sampler *s = sampler_open(*state, 43, false);
    for (uint32_t i = 1; i <= MANY; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        for (size_t k = 0; k < sizeof PAIRS / sizeof PAIRS[0]; k++) {
            if (strstr(t->eligibility.inclusion.ja, PAIRS[k].asks) == NULL)
                continue;
            bool fits = false;
            for (int w = 0; w < 4 && PAIRS[k].words[w] != NULL; w++)
                fits |= strstr(t->title.scientific.ja, PAIRS[k].words[w]) != NULL;
            if (!fits)
                fail_msg("%s asks for %s: %s", t->id, PAIRS[k].asks, t->title.scientific.ja);
        }
        if (t->eligibility.sex == SEX_MALE)
            assert_null(strstr(t->eligibility.inclusion.ja, "歳以上の男女"));
        talloc_free(t);
    }
}

static void dates_stand_in_order_and_embargoes_lie_far_ahead(void **state)
{
    struct sampler *s = sampler_open(*state, 45, false);
    for (uint32_t i = 1; i <= 2000; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        bool held = t->dates.publish_on.year != 0;
        assert_true(held ? t->dates.publish_on.year == 2099 : t->dates.first_published.year != 0);
        assert_true(!held || t->dates.first_published.year == 0);
        struct date today = {2026, 10, 31}, start = t->dates.enrollment_start;
        bool not_yet = t->recruitment_status == RECRUITMENT_STATUS_NOT_YET;
        assert_true(date_compare(t->dates.first_published, today) <= 0);
        assert_true(not_yet == (date_compare(start, today) > 0));
        if (t->recruitment_status == RECRUITMENT_STATUS_COMPLETED)
            assert_true(date_compare(t->dates.completed, today) < 0);
        if (t->results.posted_on.year != 0)
            assert_true(date_compare(t->dates.completed, t->results.posted_on) <= 0);
        talloc_free(t);
    }
}

/* ---- hygiene */

static void nothing_looks_like_a_real_registration_or_address(void **state)
{
    static const char *const FORBIDDEN[] = {"jRCT",   "UMIN0",  "NCT0",  "JapicCTI",
                                            "JMA-",   "ISRCTN", "EUCTR", ".co.jp",
                                            ".ac.jp", ".or.jp", ".com"};
    void *ctx = *state;
    struct sampler *s = sampler_open(ctx, 51, true);
    for (uint32_t i = 1; i <= 1500; i++) {
        struct trial *t = sampler_make(s, ctx, i);
        size_t len;
        const char *json = trial_to_json(t, t, &len);
        for (size_t k = 0; k < sizeof FORBIDDEN / sizeof FORBIDDEN[0]; k++) {
            if (strstr(json, FORBIDDEN[k]) != NULL)
                fail_msg("%s holds %s", t->id, FORBIDDEN[k]);
        }
        for (const char *at = json; (at = strstr(at, "\"tel\":\"")) != NULL; at++)
            assert_true(text_starts_with(at + 7, "00-0000-"));
        for (const char *at = json; (at = strstr(at, "\"email\":\"")) != NULL; at++) {
            const char *end = strchr(at + 9, '"');
            assert_true(memcmp(end - 8, ".example", 8) == 0);
        }
        for (const char *at = json; (at = strstr(at, "〒")) != NULL; at++)
            assert_true(text_starts_with(at + 3, "000-00"));
        talloc_free(t);
    }
}

static void no_hospital_is_a_real_one(void **state)
{
    void *ctx = *state;
    const char *shared = getenv("SHIRUBE_SHARED");
    char *path = mem_printf(ctx, "%s/data/places/core-clinical-research-hospitals.tsv",
                            shared != NULL ? shared : "../shared");
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        print_message("SKIPPED: %s is absent\n", path);
        skip();
    }
    const char **names = MEM_ARRAY(ctx, const char *, 10000);
    char line[4096];
    int n = 0;
    while (n < 10000 && fgets(line, sizeof line, file) != NULL)
        names[n++] = mem_strndup(ctx, line, strcspn(line, "\t\n"));
    fclose(file);
    assert_true(n > 10);
    struct sampler *s = sampler_open(ctx, 53, true);
    for (uint32_t i = 1; i <= 1000; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        for (size_t k = 0; k < t->n_sites; k++) {
            for (int h = 1; h < n; h++) {
                if (strstr(t->sites[k].name.ja, names[h]) != NULL)
                    fail_msg("%s is %s", t->sites[k].name.ja, names[h]);
            }
        }
        talloc_free(t);
    }
}

static void each_site_stands_in_the_prefecture_of_its_address(void **state)
{
    struct sampler *s = sampler_open(*state, 55, true);
    for (uint32_t i = 1; i <= 500; i++) {
        struct trial *t = sampler_make(s, NULL, i);
        for (size_t k = 0; k < t->n_sites; k++) {
            const struct site *site = &t->sites[k];
            assert_int_equal(prefecture_of(site->address.ja), site->prefecture);
            assert_true(site->has_position && site->lat > 24 && site->lat < 46);
            assert_true(site->lon > 122 && site->lon < 146);
        }
        talloc_free(t);
    }
}

int main(void)
{
    mem_start();
    const struct CMUnitTest tests[] = {
        TEST(a_record_depends_on_seed_and_serial_alone),
        TEST(the_bytes_of_seed_1_stay_the_same_on_every_machine),
        TEST(a_record_that_draws_no_criterion_has_its_consent),
        TEST(a_fault_of_the_data_is_named_with_file_and_line),
        TEST(a_fault_of_the_places_is_named_with_file_and_line),
        TEST(numbers_are_unique_and_have_the_shape_of_the_registry),
        TEST(clean_records_pass_the_check_without_a_warning_and_read_back_the_same),
        TEST(dirty_records_never_block_the_import),
        TEST(age_and_prose_agree_where_no_dirt_says_otherwise),
        TEST(what_a_disease_asks_for_stays_with_that_disease),
        TEST(dates_stand_in_order_and_embargoes_lie_far_ahead),
        TEST(nothing_looks_like_a_real_registration_or_address),
        TEST(no_hospital_is_a_real_one),
        TEST(each_site_stands_in_the_prefecture_of_its_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
