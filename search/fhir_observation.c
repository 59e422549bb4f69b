#include <stdlib.h>
#include <string.h>
#include "schema/base/mem.h"
#include "search/fhir_inner.h"
#include "search/units.h"

static bool is_valid(const json_t *r)
{
    const char *status = fhir_text_of(r, "status");
    return !status || (strcmp(status, "entered-in-error") != 0 && strcmp(status, "cancelled") != 0);
}

static int32_t day_of(const json_t *r)
{
    const char *date = fhir_text_of(r, "effectiveDateTime");
    if (!date)
        date = fhir_text_of(json_object_get(r, "effectivePeriod"), "end");
    return fhir_day(date ? date : fhir_text_of(r, "effectiveInstant"));
}

/* UCUM of what is a plain number here: "{score}", "1", "{ratio}". */
static bool is_bare(const char *unit)
{
    return !unit || !*unit || *unit == '{' || strcmp(unit, "1") == 0;
}

/* UCUM writes mm[Hg], Cel, 10*3/uL, mL/min/{1.73_m2}; our spellings know them without brackets. */
static bool quantity_convert(void *ctx, uint16_t attr, const json_t *quantity, double *ret)
{
    const json_t *value = json_object_get(quantity, "value");
    const char *code = fhir_text_of(quantity, "code"), *unit = fhir_text_of(quantity, "unit");
    const struct attribute *a = &attributes[attr];
    if (!json_is_number(value) || json_object_get(quantity, "comparator"))
        return false; /* "< 5" is a limit, no value */
    *ret = json_number_value(value);
    if (is_bare(code) && is_bare(unit))
        return true; /* the canonical unit is meant; what is not plausible is refused below */
    const char *const spellings[] = {code, unit};
    for (size_t i = 0; i < 2; i++) {
        uint16_t known;
        char plain[48];
        size_t n = 0;
        for (const char *c = spellings[i]; c && *c && n + 1 < sizeof plain; c++)
            if (!strchr("[]{}_", *c))
                plain[n++] = *c;
        if (n > 0 && a->unit && strncmp(a->unit, plain, n) == 0 && a->unit[n] == '\0')
            return true;
        if (n > 0 && unit_find(plain, n, &known))
            return unit_convert(known, attr, json_number_value(value), ret);
    }
    (void)ctx;
    return false;
}

static double upper_limit(const json_t *r, uint16_t attr, void *ctx)
{
    double uln;
    const json_t *range = json_array_get(json_object_get(r, "referenceRange"), 0);
    return quantity_convert(ctx, attr, json_object_get(range, "high"), &uln) && uln > 0 ? uln : -1;
}

static bool is_plausible(const struct attribute *a, double value)
{
    return value >= a->min && value <= a->max;
}

/* "Stage IIIB", "… cancer stage IIA (qualifier value)": "IIIB", "IIA"; NULL when none or several.
 */
static char *stage_of(void *ctx, const char *text)
{
    const char *at = text, *next;
    while ((next = strcasestr(at, "stage")))
        at = next + strlen("stage");
    while (*at == ' ')
        at++;
    size_t len = strspn(at, "0IV"), whole = len + strspn(at + len, "ABC");
    whole += strspn(at + whole, "123");
    bool ends = at[whole] == '\0' || strncmp(at + whole, " (", 2) == 0;
    bool known = len > 0 && attribute_find_value(&attributes[ATTR_stage], at, len) >= 0;
    return ends && known ? mem_strndup(ctx, at, whole) : NULL;
}

/* "cT3", "T2a", "AJCC pN1 category": the digit; -1 when none. */
static int tnm_of(const char *text, char letter)
{
    for (const char *c = strchr(text, letter); c; c = strchr(c + 1, letter)) {
        bool begins = c == text || strchr(" cpyr", c[-1]);
        if (begins && c[1] >= '0' && c[1] <= '4')
            return c[1] - '0';
    }
    return -1;
}

/* Ordinals told in words: "Stage IIIB", "T2a", "1+". */
static bool words_read(void *ctx, uint16_t attr, const char *text, struct fact *ret)
{
    const struct attribute *a = &attributes[attr];
    if (!text)
        return false;
    if (attr == ATTR_tnm_t || attr == ATTR_tnm_n || attr == ATTR_tnm_m) {
        ret->number = tnm_of(text, "TNM"[attr == ATTR_tnm_t ? 0 : attr == ATTR_tnm_n ? 1 : 2]);
        return ret->number >= 0;
    }
    if (attr == ATTR_stage)
        ret->word = stage_of(ctx, text);
    else if (attribute_has_letters(a) && attribute_find_value(a, text, strlen(text)) >= 0)
        ret->word = mem_strdup(ctx, text);
    return ret->word != NULL;
}

/* An answer of the table, or in words. */
static bool answer_read(struct fhir *f, const json_t *r, uint16_t attr, struct fact *ret)
{
    const struct attribute *a = &attributes[attr];
    const json_t *concept = json_object_get(r, "valueCodeableConcept");
    const char *string = fhir_text_of(r, "valueString");
    const struct fhir_code *answer =
        concept ? fhir_answer(concept, attr) : fhir_answer_text(string, attr);
    if (!answer)
        return words_read(f->profile, attr, concept ? fhir_concept_text(concept) : string, ret);
    if (a->kind == ATTR_FLAG)
        ret->flag = strcmp(answer->value, "present") == 0;
    else if (a->kind == ATTR_ENUM || attribute_has_letters(a))
        ret->word = mem_strdup(f->profile, answer->value);
    else
        ret->number = strtod(answer->value, NULL);
    return true;
}

static bool value_read(struct fhir *f, const json_t *r, uint16_t attr, struct fact *ret)
{
    const struct attribute *a = &attributes[attr];
    const json_t *integer = json_object_get(r, "valueInteger");
    *ret = (struct fact){.state = FACT_GIVEN, .uln = -1, .ago_days = -1};
    if (a->kind == ATTR_ENUM || a->kind == ATTR_FLAG || attribute_has_letters(a))
        return answer_read(f, r, attr, ret);
    if (json_is_integer(integer))
        ret->number = (double)json_integer_value(integer);
    else if (!quantity_convert(f->profile, attr, json_object_get(r, "valueQuantity"),
                               &ret->number) &&
             !answer_read(f, r, attr, ret))
        return false;
    ret->uln = a->kind == ATTR_NUMBER ? upper_limit(r, attr, f->profile) : -1;
    return is_plausible(a, ret->number);
}

/* The newest measurement counts. */
static void measurement_read(struct fhir *f, const json_t *whole, const json_t *part)
{
    const struct fhir_code *code = fhir_measured(json_object_get(part, "code"));
    int32_t day = day_of(whole);
    struct fact fact;
    if (!code) {
        if (part == whole && !json_object_get(whole, "component"))
            profile_add_unread(f->profile, "%s: no code that criteria speak of",
                               fhir_reference(f, whole));
        return;
    }
    if (!value_read(f, part, code->attr, &fact)) {
        profile_add_unread(f->profile, "%s: its value cannot be read", fhir_reference(f, whole));
        return;
    }
    struct fact *to = &f->profile->facts->by_attr[code->attr];
    if (to->state == FACT_GIVEN && day < f->newest[code->attr])
        return;
    if (to->state != FACT_GIVEN)
        profile_add_evidence(f->profile, code->attr, fhir_reference(f, whole), 0, 0);
    *to = fact;
    f->newest[code->attr] = day;
}

void fhir_observation(struct fhir *f, const json_t *resource)
{
    const json_t *part;
    size_t i;
    if (!is_valid(resource))
        return;
    measurement_read(f, resource, resource);
    json_array_foreach(json_object_get(resource, "component"), i, part)
        measurement_read(f, resource, part);
}
