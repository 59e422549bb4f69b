#include "search/fhir_inner.h"
#include <string.h>
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"

enum { RESOURCES_MAX = 5000, WORD_MAX_BYTES = 300, ITEMS_MAX = 200 };

/* ------------------------------------------------------------------ parts of resources */

const char *fhir_text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

const char *fhir_reference(struct fhir *f, const json_t *resource)
{
    const char *type = fhir_text_of(resource, "resourceType"), *id = fhir_text_of(resource, "id");
    return mem_printf(f->profile, id ? "%.40s/%.80s" : "%.40s", type ? type : "?", id);
}

bool fhir_has_code(const json_t *concept, const char *code)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(concept, "coding"), i, one)
    {
        const char *have = fhir_text_of(one, "code");
        if (have && strcmp(have, code) == 0)
            return true;
    }
    return false;
}

int32_t fhir_day(const char *date)
{
    struct date d;
    char day[11] = "";
    if (!date)
        return INT32_MIN;
    text_copy(day, sizeof day, date);
    return date_normalise(day, &d) == VALUE_READ ? date_days(d) : INT32_MIN;
}

static double days_ago(const struct fhir *f, const char *date)
{
    int32_t day = fhir_day(date);
    return day == INT32_MIN || day > f->today ? -1 : f->today - day;
}

/* ------------------------------------------------------------------ facts */

static void item_add(struct fhir *f, uint16_t attr, const json_t *resource, const char *word,
                     double ago, bool current)
{
    struct fact *fact = &f->profile->facts->by_attr[attr];
    if (!word || text_is_blank(word) || strlen(word) > WORD_MAX_BYTES ||
        fact->n_items >= ITEMS_MAX) {
        profile_add_unread(f->profile, "%s: no name", fhir_reference(f, resource));
        return;
    }
    fact->state = FACT_GIVEN;
    fact->partial = true;
    fact->items = MEM_GROW(f->profile, fact->items, struct fact_item, fact->n_items + 1);
    fact->items[fact->n_items++] = (struct fact_item){
        .word = text_trim(f->profile, word, strlen(word)), .ago_days = ago, .current = current};
    profile_add_evidence(f->profile, attr, fhir_reference(f, resource), 0, 0);
}

/* "1960" and, in the month of birth, "1960-05" leave two ages possible. */
static bool is_age_certain(const char *born, int month, int month_now)
{
    size_t len = strlen(born);
    return len >= strlen("1960-05-01") || (len == strlen("1960-05") && month != month_now);
}

static void patient_read(struct fhir *f, const json_t *r)
{
    const char *gender = fhir_text_of(r, "gender");
    int32_t born = fhir_day(fhir_text_of(r, "birthDate"));
    struct fact *sex = &f->profile->facts->by_attr[ATTR_sex];
    struct fact *age = &f->profile->facts->by_attr[ATTR_age];
    if (gender && (strcmp(gender, "male") == 0 || strcmp(gender, "female") == 0)) {
        sex->state = FACT_GIVEN;
        sex->word = mem_strdup(f->profile, gender);
        profile_add_evidence(f->profile, ATTR_sex, fhir_reference(f, r), 0, 0);
    }
    if (born != INT32_MIN && born <= f->today) {
        int year, month, day, year_now, month_now, day_now;
        clock_civil_from_days(born, &year, &month, &day);
        clock_civil_from_days(f->today, &year_now, &month_now, &day_now);
        if (!is_age_certain(fhir_text_of(r, "birthDate"), month, month_now))
            return;
        int years = year_now - year - (month_now < month || (month_now == month && day_now < day));
        if (years > attributes[ATTR_age].max) {
            profile_add_unread(f->profile, "%s: birthDate: nobody is %d years old",
                               fhir_reference(f, r), years);
            return;
        }
        age->state = FACT_GIVEN;
        age->number = years;
        profile_add_evidence(f->profile, ATTR_age, fhir_reference(f, r), 0, 0);
    }
}

/* Suspected, refuted and mistaken conditions are none. */
static bool is_confirmed(const json_t *r)
{
    static const char *const no[] = {"unconfirmed", "provisional", "differential", "refuted",
                                     "entered-in-error"};
    const json_t *status = json_object_get(r, "verificationStatus");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (fhir_has_code(status, no[i]))
            return false;
    return true;
}

/* abatementDateTime, -Period, -Age, -Range, -String: it is over. */
static bool is_abated(const json_t *r)
{
    static const char *const all[] = {"abatementDateTime", "abatementPeriod", "abatementAge",
                                      "abatementRange", "abatementString"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (json_object_get(r, all[i]))
            return true;
    return false;
}

static bool is_past(const json_t *r)
{
    const json_t *status = json_object_get(r, "clinicalStatus");
    return fhir_has_code(status, "inactive") || fhir_has_code(status, "resolved") ||
           fhir_has_code(status, "remission") || is_abated(r);
}

/* The first disease a person has now is the diagnosis, the others stand beside it: matching looks
 * into both. */
static void condition_read(struct fhir *f, const json_t *r)
{
    const char *name = fhir_disease_name(json_object_get(r, "code"));
    const char *ended = fhir_text_of(r, "abatementDateTime");
    if (!ended)
        ended = fhir_text_of(json_object_get(r, "abatementPeriod"), "end");
    if (!is_confirmed(r)) {
        profile_add_unread(f->profile, "%s: not confirmed", fhir_reference(f, r));
        return;
    }
    bool first = f->profile->facts->by_attr[ATTR_diagnosis].n_items == 0;
    if (is_past(r))
        item_add(f, ATTR_history, r, name, days_ago(f, ended), false);
    else
        item_add(f, first ? ATTR_diagnosis : ATTR_comorbidity, r, name, -1, true);
}

static bool is_status(const json_t *r, const char *const *list)
{
    const char *status = fhir_text_of(r, "status");
    for (; status && *list; list++)
        if (strcmp(status, *list) == 0)
            return true;
    return false;
}

static void medication_read(struct fhir *f, const json_t *r)
{
    static const char *const now[] = {"active", "recorded", NULL};
    static const char *const past[] = {"completed", "stopped", "ended", NULL};
    const char *name = fhir_medicine_name(f, r);
    const char *end = fhir_text_of(json_object_get(r, "effectivePeriod"), "end");
    if (is_status(r, past) || (is_status(r, now) && end && days_ago(f, end) >= 0))
        item_add(f, ATTR_prior_therapy, r, name, days_ago(f, end), false);
    else if (is_status(r, now))
        item_add(f, ATTR_current_medication, r, name, 0, true);
    else
        profile_add_unread(f->profile, "%s: its status says neither taken nor was taken",
                           fhir_reference(f, r));
}

static const char *procedure_date(const json_t *r)
{
    static const char *const keys[][2] = {{"performedDateTime", "performedPeriod"},
                                          {"occurrenceDateTime", "occurrencePeriod"}};
    const char *date = NULL;
    for (size_t i = 0; i < 2 && !date; i++) {
        date = fhir_text_of(r, keys[i][0]);
        if (!date)
            date = fhir_text_of(json_object_get(r, keys[i][1]), "end");
    }
    return date;
}

/* Sessions are completed again and again: on dialysis is who had one lately, or is in one. */
static bool is_on_dialysis(const struct fhir *f, const json_t *r, bool done)
{
    enum { LATELY_DAYS = 60 };
    static const char *const going[] = {"in-progress", NULL};
    const struct fhir_code *a = fhir_answer(json_object_get(r, "code"), ATTR_dialysis);
    return a && (is_status(r, going) || (done && days_ago(f, procedure_date(r)) <= LATELY_DAYS));
}

static void procedure_read(struct fhir *f, const json_t *r)
{
    static const char *const completed[] = {"completed", NULL};
    const json_t *category = json_object_get(r, "category");
    const char *name = fhir_concept_text(json_object_get(r, "code"));
    const char *date = procedure_date(r);
    bool done = is_status(r, completed);
    if (is_on_dialysis(f, r, done)) {
        struct fact *dialysis = &f->profile->facts->by_attr[ATTR_dialysis];
        dialysis->state = FACT_GIVEN;
        dialysis->flag = true;
        profile_add_evidence(f->profile, ATTR_dialysis, fhir_reference(f, r), 0, 0);
        return;
    }
    if (!done) {
        profile_add_unread(f->profile, "%s: not done", fhir_reference(f, r));
        return;
    }
    bool surgical = fhir_has_code(category, "387713003") || fhir_has_code(category, "surgery");
    item_add(f, surgical ? ATTR_prior_surgery : ATTR_prior_therapy, r, name, days_ago(f, date),
             false);
}

static void allergy_read(struct fhir *f, const json_t *r)
{
    if (is_confirmed(r) && !fhir_has_code(json_object_get(r, "clinicalStatus"), "resolved"))
        item_add(f, ATTR_allergy, r, fhir_concept_text(json_object_get(r, "code")), -1, true);
}

/* ------------------------------------------------------------------ all resources */

/* Read where something refers to it. */
static void referred_to(struct fhir *f, const json_t *r)
{
    (void)f;
    (void)r;
}

static void resource_read(struct fhir *f, const json_t *r)
{
    static const struct {
        const char *type;
        void (*read)(struct fhir *f, const json_t *resource);
    } readers[] = {{"Patient", patient_read},
                   {"Condition", condition_read},
                   {"Observation", fhir_observation},
                   {"MedicationStatement", medication_read},
                   {"MedicationRequest", medication_read},
                   {"Medication", referred_to},
                   {"Procedure", procedure_read},
                   {"AllergyIntolerance", allergy_read}};
    const char *type = fhir_text_of(r, "resourceType");
    for (size_t i = 0; type && i < sizeof readers / sizeof *readers; i++)
        if (strcmp(readers[i].type, type) == 0) {
            readers[i].read(f, r);
            return;
        }
    profile_add_unread(f->profile, "%s: not read", fhir_reference(f, r));
}

enum err_code fhir_read(struct profile *p, const json_t *root, int32_t today, struct err *err)
{
    struct fhir f = {.profile = p, .today = today};
    const char *type = fhir_text_of(root, "resourceType");
    const json_t *entries = json_object_get(root, "entry"), *entry;
    size_t i;
    if (!type)
        return err_set(err, ERR_INVALID, "resourceType: no FHIR resource");
    if (json_array_size(entries) > RESOURCES_MAX)
        return err_set(err, ERR_INVALID, "entry: more than %d resources", RESOURCES_MAX);
    for (uint16_t a = 0; a < ATTR_COUNT; a++)
        f.newest[a] = INT32_MIN;
    fhir_medicines_index(&f, entries);
    if (strcmp(type, "Bundle") != 0)
        resource_read(&f, root);
    else
        json_array_foreach(entries, i, entry) resource_read(&f, json_object_get(entry, "resource"));
    json_decref(f.medicines);
    return OK;
}
