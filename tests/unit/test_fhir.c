/* FHIR resources → facts; what says nothing here is told, never guessed. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/profile.h"
#include <string.h>

enum { TODAY = 20454 }; /* 2026-01-01 */

struct got {
    void *ctx;
    struct profile *p;
    const struct fact *f; /* by attribute */
};

static struct got read_json(const char *json)
{
    json_error_t e;
    struct err err;
    struct got g = {.ctx = talloc_new(NULL)};
    json_t *root = json_loads(json, 0, &e);
    if (!root)
        fail_msg("%s: %s", e.text, json);
    g.p = profile_new(g.ctx);
    assert_int_equal(fhir_read(g.p, root, TODAY, &err), OK);
    g.f = g.p->facts->by_attr;
    json_decref(root);
    return g;
}

/* resources, comma-separated, as a Bundle */
static struct got read_bundle(const char *resources)
{
    void *tmp = talloc_new(NULL);
    char *json = mem_strdup(tmp, "{\"resourceType\":\"Bundle\",\"entry\":[");
    char *rest = mem_strdup(tmp, resources), *one;
    for (bool first = true; (one = strsep(&rest, "\n")); first = false)
        if (*one)
            json = mem_printf(tmp, "%s%s{\"resource\":%s}", json, first ? "" : ",", one);
    struct got g = read_json(mem_printf(tmp, "%s]}", json));
    talloc_free(tmp);
    return g;
}

static char *facts_text(const struct got *g)
{
    struct jsonw w;
    jsonw_init(&w, g->ctx);
    facts_write(&w, g->p->facts);
    return mem_strdup(g->ctx, jsonw_text(&w));
}

#define LOINC(code)                                                                                \
    "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"" code "\"}]}"
#define OBS(members)                                                                               \
    "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\"," members "}"
#define QUANTITY(value, code)                                                                      \
    "\"valueQuantity\":{\"value\":" value                                                          \
    ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" code "\"}"
#define STATUS(key, code) "\"" key "\":{\"coding\":[{\"code\":\"" code "\"}]}"
#define CONDITION(status, name)                                                                    \
    "{\"resourceType\":\"Condition\",\"id\":\"c\"," STATUS(                                        \
        "clinicalStatus", status) ",\"code\":{\"text\":\"" name "\"}}"

static void a_patient_has_age_and_sex(void **state)
{
    (void)state;
    struct got g = read_json("{\"resourceType\":\"Patient\",\"id\":\"p\",\"gender\":\"female\","
                             "\"birthDate\":\"1960-01-02\"}");
    assert_int_equal(g.f[ATTR_age].number, 65); /* the day before the birthday */
    assert_string_equal(g.f[ATTR_sex].word, "female");
    assert_string_equal(g.p->evidence[0].text, "Patient/p");
    talloc_free(g.ctx);
    g = read_json("{\"resourceType\":\"Patient\",\"gender\":\"unknown\",\"birthDate\":\"2999\"}");
    assert_string_equal(facts_text(&g), "{}");
    talloc_free(g.ctx);
}

static void a_birth_date_without_a_day_gives_no_age_that_may_be_wrong(void **state)
{
    (void)state;
    struct got g = read_json("{\"resourceType\":\"Patient\",\"birthDate\":\"1960\"}");
    assert_int_equal(g.f[ATTR_age].state, FACT_ABSENT);
    talloc_free(g.ctx);
}

static void a_birth_date_nobody_has_is_said_and_gives_no_age(void **state)
{
    (void)state;
    struct got g = read_json("{\"resourceType\":\"Patient\",\"id\":\"p\",\"gender\":\"male\","
                             "\"birthDate\":\"1869-02-03\"}");
    assert_int_equal(g.f[ATTR_age].state, FACT_ABSENT);
    assert_string_equal(g.f[ATTR_sex].word, "male");
    assert_int_equal(g.p->n_not_understood, 1);
    assert_string_equal(g.p->not_understood[0], "Patient/p: birthDate: nobody is 156 years old");
    talloc_free(g.ctx);
}

static void conditions_are_now_or_past_and_refuted_ones_are_none(void **state)
{
    (void)state;
    struct got g = read_bundle(CONDITION("active", "2型糖尿病") "\n" CONDITION(
        "recurrence", "高血圧症") "\n" CONDITION("resolved", "肺炎"));
    assert_string_equal(g.f[ATTR_diagnosis].items[0].word, "2型糖尿病");
    assert_string_equal(g.f[ATTR_comorbidity].items[0].word, "高血圧症");
    assert_string_equal(g.f[ATTR_history].items[0].word, "肺炎");
    assert_true(g.f[ATTR_diagnosis].partial && g.f[ATTR_history].partial);
    talloc_free(g.ctx);
    static const char *const no[] = {"refuted", "unconfirmed", "provisional", "differential",
                                     "entered-in-error"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        char json[300];
        (void)snprintf(json, sizeof json,
                       "{\"resourceType\":\"Condition\",\"verificationStatus\":{\"coding\":[{"
                       "\"code\":\"%s\"}]},\"code\":{\"text\":\"肺癌\"}}",
                       no[i]);
        g = read_json(json);
        assert_string_equal(facts_text(&g), "{}");
        assert_int_equal(g.p->n_not_understood, 1);
        talloc_free(g.ctx);
    }
}

static void a_condition_that_abated_is_past_and_dated(void **state)
{
    (void)state;
    struct got g = read_json("{\"resourceType\":\"Condition\",\"code\":{\"text\":\"心筋梗塞\"},"
                             "\"abatementDateTime\":\"2025-12-22\"}");
    assert_string_equal(g.f[ATTR_history].items[0].word, "心筋梗塞");
    assert_int_equal(g.f[ATTR_history].items[0].ago_days, 10);
    talloc_free(g.ctx);
    g = read_json("{\"resourceType\":\"Condition\",\"code\":{\"text\":\"肺炎\"},"
                  "\"abatementPeriod\":{\"end\":\"2020-01-01\"}}");
    assert_int_equal(g.f[ATTR_history].n_items, 1);
    assert_int_equal(g.f[ATTR_diagnosis].n_items, 0);
    talloc_free(g.ctx);
}

static void ucum_units_become_canonical_ones(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        uint16_t attr;
        double value;
    } all[] = {
        {OBS(LOINC("777-3") "," QUANTITY("184", "10*3/uL")), ATTR_platelets, 184000},
        {OBS(LOINC("777-3") "," QUANTITY("184", "10*9/L")), ATTR_platelets, 184000},
        {OBS(LOINC("718-7") "," QUANTITY("112", "g/L")), ATTR_hemoglobin, 11.2},
        {OBS(LOINC("14682-9") "," QUANTITY("88.4", "umol/L")), ATTR_creatinine, 1},
        {OBS(LOINC("4548-4") "," QUANTITY("7.2", "%")), ATTR_hba1c, 7.2},
        {OBS(LOINC("59261-8") "," QUANTITY("55", "mmol/mol")), ATTR_hba1c, 7.1834},
        {OBS(LOINC("33914-3") "," QUANTITY("61", "mL/min/{1.73_m2}")), ATTR_egfr, 61},
        {OBS(LOINC("8310-5") "," QUANTITY("36.8", "Cel")), ATTR_body_temperature, 36.8},
        {OBS(LOINC("8867-4") "," QUANTITY("72", "/min")), ATTR_heart_rate, 72},
        {OBS(LOINC("1920-8") "," QUANTITY("34", "U/L")), ATTR_ast, 34},
        {OBS(LOINC("6301-6") "," QUANTITY("1.1", "{INR}")), ATTR_pt_inr, 1.1},
        {OBS(LOINC("2823-3") "," QUANTITY("4.4", "mmol/L")), ATTR_potassium, 4.4},
        {OBS(LOINC("89247-1") ",\"valueInteger\":1"), ATTR_ecog_ps, 1},
        {OBS(LOINC("72106-8") "," QUANTITY("24", "{score}")), ATTR_mmse, 24},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct got g = read_json(all[i].json);
        if (g.f[all[i].attr].state != FACT_GIVEN)
            fail_msg("no fact of %s", all[i].json);
        assert_true(g.f[all[i].attr].number > all[i].value - 0.01 &&
                    g.f[all[i].attr].number < all[i].value + 0.01);
        talloc_free(g.ctx);
    }
}

static void what_is_no_value_is_told_and_no_fact(void **state)
{
    (void)state;
    static const char *const all[] = {
        OBS(LOINC("718-7") "," QUANTITY("112", "furlong")),
        OBS(LOINC("718-7") "," QUANTITY("1120", "g/dL")), /* not plausible */
        OBS(LOINC("718-7")),
        OBS(LOINC("718-7") ",\"valueString\":\"normal\""),
        OBS(LOINC("718-7") ",\"valueQuantity\":{\"value\":\"11\",\"code\":\"g/dL\"}"),
        OBS(LOINC(
            "718-7") ",\"valueQuantity\":{\"value\":11,\"comparator\":\"<\",\"code\":\"g/dL\"}"),
        OBS(LOINC("89247-1") ",\"valueInteger\":9"),
        OBS(LOINC("0000-0") "," QUANTITY("1", "%")),
        "{\"resourceType\":\"Encounter\"}",
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct got g = read_json(all[i]);
        assert_string_equal(facts_text(&g), "{}");
        assert_int_equal(g.p->n_not_understood, 1);
        talloc_free(g.ctx);
    }
}

static void components_are_measurements_of_their_own(void **state)
{
    (void)state;
    struct got g = read_json(OBS(LOINC("85354-9") ",\"component\":[{" LOINC("8480-6") "," QUANTITY(
        "128", "mm[Hg]") "},{" LOINC("8462-4") "," QUANTITY("76", "mm[Hg]") "}]"));
    assert_int_equal(g.f[ATTR_systolic_bp].number, 128);
    assert_int_equal(g.f[ATTR_diastolic_bp].number, 76);
    assert_int_equal(g.p->n_not_understood, 0);
    talloc_free(g.ctx);
}

static void the_upper_limit_comes_with_the_value(void **state)
{
    (void)state;
    struct got g = read_json(OBS(LOINC("1742-6") "," QUANTITY(
        "80", "U/L") ",\"referenceRange\":[{\"high\":{\"value\":42,\"code\":\"U/L\"}}]"));
    assert_int_equal(g.f[ATTR_alt].uln, 42);
    talloc_free(g.ctx);
    g = read_json(OBS(LOINC("1742-6") "," QUANTITY("80", "U/L")));
    assert_true(g.f[ATTR_alt].uln < 0);
    talloc_free(g.ctx);
}

static void the_newest_measurement_counts(void **state)
{
    (void)state;
    struct got g = read_bundle(
        OBS("\"effectiveDateTime\":\"2025-11-01\"," LOINC("4548-4") "," QUANTITY("7.2", "%")) "\n" OBS(
            "\"effectiveDateTime\":\"2025-05-01\"," LOINC("4548-4") "," QUANTITY(
                "9.1", "%")) "\n" OBS(LOINC("4548-4") "," QUANTITY("9.9", "%")));
    assert_true(g.f[ATTR_hba1c].number < 7.3);
    talloc_free(g.ctx);
    g = read_json("{\"resourceType\":\"Observation\",\"status\":\"entered-in-error\"," LOINC(
        "4548-4") "," QUANTITY("7.2", "%") "}");
    assert_string_equal(facts_text(&g), "{}");
    talloc_free(g.ctx);
}

static void coded_answers_are_read(void **state)
{
    (void)state;
    struct got g =
        read_json(OBS(LOINC("72166-2") ",\"valueCodeableConcept\":{\"coding\":[{\"system\":"
                                       "\"http://snomed.info/sct\",\"code\":\"8517006\"}]}"));
    assert_string_equal(g.f[ATTR_smoking].word, "former");
    talloc_free(g.ctx);
    g = read_json(OBS(LOINC("82810-3") ",\"valueCodeableConcept\":{\"coding\":[{\"system\":"
                                       "\"http://snomed.info/sct\",\"code\":\"60001007\"}]}"));
    assert_true(g.f[ATTR_pregnant].state == FACT_GIVEN && !g.f[ATTR_pregnant].flag);
    talloc_free(g.ctx);
}

#define CODED(system, code)                                                                        \
    ",\"valueCodeableConcept\":{\"coding\":[{\"system\":\"" system "\",\"code\":\"" code "\"}]}"
#define SAID(text) ",\"valueCodeableConcept\":{\"text\":\"" text "\"}"

/* A measurement and the facts it gives. */
static void answers_of_several_kinds_are_read(void **state)
{
    (void)state;
    static const char *const all[][2] = {
        {OBS(LOINC("89247-1") CODED("http://loinc.org", "LA9622-7")), "{\"ecog_ps\":0}"},
        {OBS(LOINC("89247-1") CODED("http://loinc.org", "LA9625-0")), "{\"ecog_ps\":3}"},
        {OBS(LOINC("5196-1") CODED("http://snomed.info/sct", "260385009")),
         "{\"hbv\":\"negative\"}"},
        {OBS(LOINC("5196-1") CODED("http://loinc.org", "LA6576-8")), "{\"hbv\":\"carrier\"}"},
        {OBS(LOINC("16128-1") SAID("陰性")), "{\"hcv\":\"negative\"}"},
        {OBS(LOINC("56888-1") ",\"valueString\":\"Negative\""), "{\"hiv\":\"negative\"}"},
        {OBS(LOINC("20454-5") CODED("http://snomed.info/sct", "260348001")),
         "{\"urine_protein\":\"2+\"}"},
        {OBS(LOINC("20454-5") ",\"valueString\":\"1+\""), "{\"urine_protein\":\"1+\"}"},
        {OBS(LOINC("21908-9") SAID("Stage IIIB")), "{\"stage\":\"IIIB\"}"},
        {OBS(LOINC("21902-2") SAID("AJCC cancer stage IV (qualifier value)")),
         "{\"stage\":\"IV\"}"},
        {OBS(LOINC("21905-5") SAID("cT3")), "{\"tnm_t\":3}"},
        {OBS(LOINC("21906-3") SAID("N1a")), "{\"tnm_n\":1}"},
        {OBS(LOINC("8664-5") "," QUANTITY("40", "{pack-years}")),
         "{\"smoking_pack_years\":{\"value\":40,\"unit\":\"pack-year\"}}"},
        {OBS(LOINC("88020-3") ",\"valueInteger\":2"), "{\"nyha\":2}"},
        {OBS(LOINC("72166-2") CODED("http://loinc.org", "LA18978-9")), "{\"smoking\":\"never\"}"},
        /* what cannot be told apart is no fact */
        {OBS(LOINC("21908-9") SAID("Stage I or II")), "{}"},
        {OBS(LOINC("21908-9") "," QUANTITY("3", "{score}")), "{}"},
        {OBS(LOINC("5196-1") SAID("pending")), "{}"},
        {OBS(LOINC("89247-1") CODED("http://loinc.org", "LA6576-8")), "{}"},
        {OBS(LOINC("LA9622-7") ",\"valueInteger\":1"), "{}"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct got g = read_json(all[i][0]);
        assert_string_equal(facts_text(&g), all[i][1]);
        assert_int_equal(g.p->n_not_understood, strcmp(all[i][1], "{}") == 0);
        talloc_free(g.ctx);
    }
}

#define ICD(code)                                                                                  \
    "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"coding\":[{\"system\":"              \
    "\"http://hl7.org/fhir/sid/icd-10\",\"code\":\"" code "\"}]}}"

static void a_disease_with_a_code_alone_has_the_name_of_the_code(void **state)
{
    (void)state;
    static const char *const all[][2] = {
        {ICD("C34.9"), "肺癌"}, {ICD("C349"), "肺癌"},     {ICD("C22.0"), "肝細胞癌"},
        {ICD("C22"), "肝癌"},   {ICD("E11"), "2型糖尿病"}, {ICD("Z99.2"), NULL},
        {ICD("C3"), NULL},      {ICD("I48"), NULL},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct got g = read_json(all[i][0]);
        assert_int_equal(g.f[ATTR_diagnosis].n_items, all[i][1] != NULL);
        assert_int_equal(g.p->n_not_understood, all[i][1] == NULL);
        if (all[i][1])
            assert_string_equal(g.f[ATTR_diagnosis].items[0].word, all[i][1]);
        talloc_free(g.ctx);
    }
    struct got g = read_json("{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":"
                             "\"http://snomed.info/sct\",\"code\":\"C34\"}]}}");
    assert_string_equal(facts_text(&g), "{}");
    talloc_free(g.ctx);
}

static const char METFORMIN[] =
    "{\"resourceType\":\"Medication\",\"id\":\"m\",\"code\":{\"text\":\"メトホルミン\"}}";

/* Takes what is referred to; the Bundle holds a Medication with this fullUrl and id "m". */
static struct got read_taken(const char *reference)
{
    void *tmp = talloc_new(NULL);
    const char *own =
        "[{\"resourceType\":\"Medication\",\"id\":\"own\",\"code\":{\"coding\":[{\"display\":"
        "\"アスピリン\"}]}}]";
    const char *taken = mem_printf(
        tmp,
        "{\"resourceType\":\"MedicationStatement\",\"status\":\"active\",\"contained\":%s,"
        "\"medicationReference\":{\"reference\":\"%s\"}}",
        own, reference);
    struct got g = read_json(mem_printf(tmp,
                                        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":%s},"
                                        "{\"fullUrl\":\"urn:uuid:7\",\"resource\":%s}]}",
                                        taken, METFORMIN));
    talloc_free(tmp);
    return g;
}

static void medicines_are_found_where_they_are_referred_to(void **state)
{
    (void)state;
    static const char *const all[][2] = {{"Medication/m", "メトホルミン"},
                                         {"https://x.example/Medication/m", "メトホルミン"},
                                         {"urn:uuid:7", "メトホルミン"},
                                         {"#own", "アスピリン"},
                                         {"#m", NULL},
                                         {"Medication/no", NULL}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct got g = read_taken(all[i][0]);
        const struct fact *f = &g.f[ATTR_current_medication];
        assert_int_equal(f->n_items, all[i][1] != NULL);
        assert_int_equal(g.p->n_not_understood, all[i][1] == NULL);
        if (all[i][1])
            assert_string_equal(f->items[0].word, all[i][1]);
        talloc_free(g.ctx);
    }
}

#define PROCEDURE(status, name, date)                                                              \
    "{\"resourceType\":\"Procedure\",\"status\":\"" status "\",\"code\":{\"text\":\"" name         \
    "\"},\"performedDateTime\":\"" date "\"}"

static void who_had_dialysis_lately_is_on_it(void **state)
{
    (void)state;
    struct got g = read_json(PROCEDURE("completed", "血液透析", "2025-12-28"));
    assert_string_equal(facts_text(&g), "{\"dialysis\":true}");
    talloc_free(g.ctx);
    g = read_json(PROCEDURE("in-progress", "Hemodialysis", "2024-01-01"));
    assert_true(g.f[ATTR_dialysis].flag);
    talloc_free(g.ctx);
    g = read_json(PROCEDURE("completed", "血液透析", "2015-12-28"));
    assert_int_equal(g.f[ATTR_dialysis].state, FACT_ABSENT);
    assert_string_equal(g.f[ATTR_prior_therapy].items[0].word, "血液透析");
    talloc_free(g.ctx);
    g = read_json(PROCEDURE("not-done", "血液透析", "2025-12-28"));
    assert_string_equal(facts_text(&g), "{}");
    talloc_free(g.ctx);
}

static void medicines_are_taken_or_were(void **state)
{
    (void)state;
    struct got g =
        read_bundle("{\"resourceType\":\"MedicationStatement\",\"status\":\"active\","
                    "\"medicationCodeableConcept\":{\"coding\":[{\"display\":\"メトホルミン\"}]}}\n"
                    "{\"resourceType\":\"MedicationStatement\",\"status\":\"active\","
                    "\"medicationCodeableConcept\":{\"text\":\"インフリキシマブ\"},"
                    "\"effectivePeriod\":{\"end\":\"2025-12-02\"}}\n"
                    "{\"resourceType\":\"MedicationStatement\",\"status\":\"stopped\","
                    "\"medicationCodeableConcept\":{\"text\":\"アダリムマブ\"}}\n"
                    "{\"resourceType\":\"MedicationStatement\",\"status\":\"not-taken\","
                    "\"medicationCodeableConcept\":{\"text\":\"ワルファリン\"}}");
    assert_int_equal(g.f[ATTR_current_medication].n_items, 1);
    assert_string_equal(g.f[ATTR_current_medication].items[0].word, "メトホルミン");
    assert_int_equal(g.f[ATTR_prior_therapy].n_items, 2);
    assert_int_equal(g.f[ATTR_prior_therapy].items[0].ago_days, 30);
    assert_int_equal(g.p->n_not_understood, 1);
    talloc_free(g.ctx);
}

static void procedures_are_operations_or_therapies_and_done(void **state)
{
    (void)state;
    struct got g = read_bundle(
        "{\"resourceType\":\"Procedure\",\"status\":\"completed\",\"category\":{\"coding\":[{"
        "\"code\":\"387713003\"}]},\"code\":{\"text\":\"胃全摘術\"},"
        "\"performedDateTime\":\"2025-01-01\"}\n"
        "{\"resourceType\":\"Procedure\",\"status\":\"completed\",\"code\":{\"text\":\"輸血\"}}\n"
        "{\"resourceType\":\"Procedure\",\"status\":\"not-done\",\"code\":{\"text\":\"肝移植\"}}");
    assert_string_equal(g.f[ATTR_prior_surgery].items[0].word, "胃全摘術");
    assert_int_equal(g.f[ATTR_prior_surgery].items[0].ago_days, 365);
    assert_int_equal(g.f[ATTR_prior_therapy].n_items, 1);
    assert_int_equal(g.p->n_not_understood, 1);
    talloc_free(g.ctx);
}

static void odd_input_is_refused_or_told_and_never_trusted(void **state)
{
    (void)state;
    static const char *const refused[] = {"{}", "[]", "3", "{\"resourceType\":7}"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        void *ctx = talloc_new(NULL);
        struct err err;
        json_error_t e;
        json_t *root = json_loads(refused[i], JSON_DECODE_ANY, &e);
        assert_int_equal(fhir_read(profile_new(ctx), root, TODAY, &err), ERR_INVALID);
        json_decref(root);
        talloc_free(ctx);
    }
    struct got g = read_bundle("null\n7\n{\"resourceType\":\"Patient\",\"gender\":1}\n"
                               "{\"resourceType\":\"Condition\",\"code\":[1,2]}\n"
                               "{\"resourceType\":\"Observation\",\"code\":{\"coding\":7}}\n"
                               "{\"resourceType\":\"Procedure\",\"status\":\"completed\"}");
    assert_string_equal(facts_text(&g), "{}");
    talloc_free(g.ctx);
    g = read_json("{\"resourceType\":\"Bundle\",\"entry\":{\"resource\":1}}");
    assert_string_equal(facts_text(&g), "{}");
    talloc_free(g.ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patient_has_age_and_sex),
        cmocka_unit_test(a_birth_date_without_a_day_gives_no_age_that_may_be_wrong),
        cmocka_unit_test(a_birth_date_nobody_has_is_said_and_gives_no_age),
        cmocka_unit_test(conditions_are_now_or_past_and_refuted_ones_are_none),
        cmocka_unit_test(a_condition_that_abated_is_past_and_dated),
        cmocka_unit_test(ucum_units_become_canonical_ones),
        cmocka_unit_test(what_is_no_value_is_told_and_no_fact),
        cmocka_unit_test(components_are_measurements_of_their_own),
        cmocka_unit_test(the_upper_limit_comes_with_the_value),
        cmocka_unit_test(the_newest_measurement_counts),
        cmocka_unit_test(coded_answers_are_read),
        cmocka_unit_test(answers_of_several_kinds_are_read),
        cmocka_unit_test(a_disease_with_a_code_alone_has_the_name_of_the_code),
        cmocka_unit_test(medicines_are_found_where_they_are_referred_to),
        cmocka_unit_test(who_had_dialysis_lately_is_on_it),
        cmocka_unit_test(medicines_are_taken_or_were),
        cmocka_unit_test(procedures_are_operations_or_therapies_and_done),
        cmocka_unit_test(odd_input_is_refused_or_told_and_never_trusted),
    };
    mem_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
