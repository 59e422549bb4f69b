/* ClinicalTrials.gov v2 JSON: one study, an array, {"studies":[…]} or NDJSON. */
#include "indexer/fields.h"
#include "indexer/read_json_items.h"
#include "indexer/source_reader.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Value at a path of member names joined by '/'. */
static const json_t *at(const json_t *j, const char *path)
{
    char name[64];
    while (j && *path) {
        size_t len = strcspn(path, "/");
        text_copy(name, sizeof name < len + 1 ? sizeof name : len + 1, path);
        j = json_object_get(j, name);
        path += len + (path[len] == '/');
    }
    return j;
}

static const char *string_at(const struct flat_record *r, const json_t *j, const char *path)
{
    const char *s = json_string_value(at(j, path));
    return s ? text_squeeze(r->ctx, s, true) : NULL;
}

static void put_titles(struct flat_record *r, const json_t *p)
{
    r->trial->title.public_.en = string_at(r, p, "identificationModule/briefTitle");
    r->trial->title.scientific.en = string_at(r, p, "identificationModule/officialTitle");
    r->trial->title.acronym.en = string_at(r, p, "identificationModule/acronym");
    r->trial->objective.en = string_at(r, p, "descriptionModule/briefSummary");
}

static void put_identity(struct flat_record *r, const json_t *p)
{
    const json_t *others = at(p, "identificationModule/secondaryIdInfos"),
                 *aliases = at(p, "identificationModule/nctIdAliases");
    const char *id = string_at(r, p, "identificationModule/nctId"),
               *own = string_at(r, p, "identificationModule/orgStudyIdInfo/id");
    flat_set_source(r, id, "NCT");
    r->trial->source.licence = "ClinicalTrials.gov (public domain)";
    if (r->trial->source.id)
        r->trial->source.url =
            mem_printf(r->ctx, "https://clinicaltrials.gov/study/%s", r->trial->source.id);
    if (own)
        flat_add_numbers(r, own);
    for (size_t i = 0; i < json_array_size(others); i++) {
        const char *other = json_string_value(json_object_get(json_array_get(others, i), "id"));
        if (other)
            flat_add_numbers(r, other);
    }
    for (size_t i = 0; i < json_array_size(aliases); i++)
        if (json_is_string(json_array_get(aliases, i)))
            flat_add_numbers(r, json_string_value(json_array_get(aliases, i)));
}

static void put_date(struct flat_record *r, const json_t *p, const char *path, struct date *into)
{
    const char *s = string_at(r, p, path);
    if (s)
        flat_set_date(r, into, path, s);
}

static void put_status(struct flat_record *r, const json_t *p)
{
    const char *status = string_at(r, p, "statusModule/overallStatus"),
               *kind = string_at(r, p, "statusModule/startDateStruct/type");
    if (status)
        flat_set_status(r, "overallStatus", status);
    put_date(r, p, "statusModule/studyFirstPostDateStruct/date", &r->trial->dates.first_published);
    put_date(r, p, "statusModule/lastUpdatePostDateStruct/date", &r->trial->dates.last_published);
    put_date(r, p, "statusModule/startDateStruct/date", &r->trial->dates.enrollment_start);
    put_date(r, p, "statusModule/completionDateStruct/date", &r->trial->dates.completed);
    put_date(r, p, "statusModule/resultsFirstPostDateStruct/date", &r->trial->results.posted_on);
    if (kind)
        r->trial->dates.enrollment_start_kind =
            (enum date_kind)code_find_alias(CODE_DATE_KIND, kind);
}

static void put_sponsors(struct flat_record *r, const json_t *p)
{
    const json_t *others = at(p, "sponsorCollaboratorsModule/collaborators");
    r->trial->sponsor_primary.name.en =
        string_at(r, p, "sponsorCollaboratorsModule/leadSponsor/name");
    for (size_t i = 0; i < json_array_size(others); i++) {
        const char *name = string_at(r, json_array_get(others, i), "name");
        if (name)
            flat_add_sponsor(r, name, false);
    }
}

static void put_conditions(struct flat_record *r, const json_t *p)
{
    const json_t *conditions = at(p, "conditionsModule/conditions"),
                 *keywords = at(p, "conditionsModule/keywords");
    for (size_t i = 0; i < json_array_size(conditions); i++)
        if (json_is_string(json_array_get(conditions, i)))
            flat_add_condition(
                r, mem_strdup(r->ctx, json_string_value(json_array_get(conditions, i))), false);
    size_t n = json_array_size(keywords);
    r->trial->keywords = n ? MEM_ARRAY(r->ctx, struct bitext, n) : NULL;
    for (size_t i = 0; i < n; i++) {
        const char *word = json_string_value(json_array_get(keywords, i));
        if (word && !text_is_blank(word))
            flat_set_text(&r->trial->keywords[r->trial->n_keywords++], mem_strdup(r->ctx, word),
                          false);
    }
}

static void put_phases(struct flat_record *r, const json_t *p)
{
    const json_t *phases = at(p, "designModule/phases");
    for (size_t i = 0; i < json_array_size(phases); i++) {
        const char *text = json_string_value(json_array_get(phases, i));
        unsigned one = 0;
        if (text && strcmp(text, "NA") == 0)
            r->trial->phases |= PHASE_NA;
        else if (text && phase_normalise(text, &one) == VALUE_READ)
            r->trial->phases |= one;
        else if (text)
            flat_keep_raw(r, "phases", text);
    }
}

static void put_design(struct flat_record *r, const json_t *p)
{
    const char *type = string_at(r, p, "designModule/studyType");
    const json_t *count = at(p, "designModule/enrollmentInfo/count");
    const char *kind = string_at(r, p, "designModule/enrollmentInfo/type");
    if (type)
        flat_set_study_type(r, "studyType", type);
    put_phases(r, p);
    r->trial->design.allocation.en = string_at(r, p, "designModule/designInfo/allocation");
    r->trial->design.masking.en = string_at(r, p, "designModule/designInfo/maskingInfo/masking");
    r->trial->design.assignment.en = string_at(r, p, "designModule/designInfo/interventionModel");
    r->trial->design.purpose.en = string_at(r, p, "designModule/designInfo/primaryPurpose");
    r->trial->design.text.en = string_at(r, p, "designModule/designInfo/observationalModel");
    if (json_is_integer(count) && json_integer_value(count) >= 0)
        *(kind && strcmp(kind, "ACTUAL") == 0 ? &r->trial->enrollment.actual
                                              : &r->trial->enrollment.target) =
            json_integer_value(count);
}

static void put_interventions(struct flat_record *r, const json_t *p)
{
    const json_t *list = at(p, "armsInterventionsModule/interventions");
    size_t n = json_array_size(list);
    r->trial->interventions = n ? MEM_ARRAY(r->ctx, struct intervention, n) : NULL;
    for (size_t i = 0; i < n; i++) {
        const json_t *j = json_array_get(list, i);
        struct intervention *v = &r->trial->interventions[r->trial->n_interventions++];
        const char *type = string_at(r, j, "type");
        v->type = (enum intervention_type)code_find_alias(CODE_INTERVENTION_TYPE, type ? type : "");
        v->name.en = string_at(r, j, "name");
        v->description.en = string_at(r, j, "description");
    }
}

static void put_outcomes(struct flat_record *r, const json_t *p)
{
    static const struct {
        const char *path;
        enum outcome_rank rank;
    } lists[] = {{"outcomesModule/primaryOutcomes", OUTCOME_RANK_PRIMARY},
                 {"outcomesModule/secondaryOutcomes", OUTCOME_RANK_SECONDARY}};
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        const json_t *list = at(p, lists[k].path);
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *j = json_array_get(list, i);
            const char *measure = string_at(r, j, "measure");
            if (measure)
                flat_add_outcome(r, lists[k].rank, measure, string_at(r, j, "timeFrame"), false);
        }
    }
}

static void put_eligibility(struct flat_record *r, const json_t *p)
{
    const char *min = string_at(r, p, "eligibilityModule/minimumAge"),
               *max = string_at(r, p, "eligibilityModule/maximumAge");
    const char *sex = string_at(r, p, "eligibilityModule/sex");
    const json_t *healthy = at(p, "eligibilityModule/healthyVolunteers"),
                 *text = at(p, "eligibilityModule/eligibilityCriteria");
    if (min)
        flat_set_age(r, &r->trial->eligibility.age_min, 0, "minimumAge", min);
    if (max)
        flat_set_age(r, &r->trial->eligibility.age_max, 1, "maximumAge", max);
    if (sex)
        flat_set_sex(r, "sex", sex);
    if (json_is_boolean(healthy))
        r->trial->eligibility.healthy_volunteers = json_is_true(healthy) ? TRI_TRUE : TRI_FALSE;
    const char *clean = json_is_string(text) ? prose_clean(r->ctx, json_string_value(text)) : NULL;
    criteria_divide(r->ctx, clean, &r->trial->eligibility.inclusion.en,
                    &r->trial->eligibility.exclusion.en);
}

static void put_site(struct flat_record *r, const json_t *j)
{
    const char *country = string_at(r, j, "country"), *city = string_at(r, j, "city"),
               *state = string_at(r, j, "state");
    const char *status = string_at(r, j, "status"), *facility = string_at(r, j, "facility");
    const json_t *lat = at(j, "geoPoint/lat"), *lon = at(j, "geoPoint/lon");
    struct site site = {.name.en = facility ? facility : city};
    char *address = NULL;
    const char *parts[] = {city, state, country};
    for (size_t i = 0; i < 3; i++)
        if (parts[i])
            address = address ? mem_check(talloc_asprintf_append(address, ", %s", parts[i]))
                              : mem_strdup(r->ctx, parts[i]);
    site.address.en = address;
    if (country)
        flat_add_country(r, "country", country);
    if (country && strcmp(country, "Japan") == 0)
        site.prefecture = prefecture_of(state ? state : city ? city : "");
    if (status)
        (void)status_normalise(status, &site.status);
    site.has_position = json_is_number(lat) && json_is_number(lon);
    site.lat = json_number_value(lat);
    site.lon = json_number_value(lon);
    if (site.name.en || site.address.en)
        flat_add_site(r, &site);
}

static void put_contact(struct flat_record *r, const json_t *j, enum contact_role role)
{
    struct contact c = {.role = role};
    c.person.name.en = string_at(r, j, "name");
    c.person.affiliation.en = string_at(r, j, "affiliation");
    c.person.tel = string_at(r, j, "phone");
    c.person.email = string_at(r, j, "email");
    if (c.person.name.en || c.person.tel || c.person.email)
        flat_add_contact(r, &c);
}

static void put_places(struct flat_record *r, const json_t *p)
{
    const json_t *sites = at(p, "contactsLocationsModule/locations"),
                 *central = at(p, "contactsLocationsModule/centralContacts");
    const json_t *officials = at(p, "contactsLocationsModule/overallOfficials");
    for (size_t i = 0; i < json_array_size(sites); i++)
        put_site(r, json_array_get(sites, i));
    for (size_t i = 0; i < json_array_size(central); i++)
        put_contact(r, json_array_get(central, i), CONTACT_ROLE_PUBLIC);
    for (size_t i = 0; i < json_array_size(officials); i++)
        put_contact(r, json_array_get(officials, i), CONTACT_ROLE_SCIENTIFIC);
}

static void put_sharing(struct flat_record *r, const json_t *p)
{
    const char *plan = string_at(r, p, "ipdSharingStatementModule/ipdSharing");
    r->trial->ipd_sharing.plan = (enum ipd_plan)code_find_alias(CODE_IPD_PLAN, plan ? plan : "");
    r->trial->ipd_sharing.description.en = string_at(r, p, "ipdSharingStatementModule/description");
}

static void read_study(struct flat_record *r, const json_t *study)
{
    static void (*const parts[])(struct flat_record *, const json_t *) = {
        put_identity,      put_titles,   put_status,      put_sponsors, put_conditions, put_design,
        put_interventions, put_outcomes, put_eligibility, put_places,   put_sharing};
    const json_t *p = json_object_get(study, "protocolSection");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        parts[i](r, p);
}

static enum err_code next(struct reader *reader, void *ctx, struct source_record *ret,
                          bool *ret_done, struct err *err)
{
    struct json_items *items = reader->state;
    json_error_t where;
    (void)err;
    *ret_done = !json_items_next(items, items->in);
    if (*ret_done)
        return OK;
    source_record_start(ctx, items->line, ret);
    json_t *study =
        items->problem ? NULL : json_loadb(items->text, items->len, JSON_REJECT_DUPLICATES, &where);
    if (items->problem || !study) {
        source_record_reject(ret, "", items->problem ? items->problem : "not_json",
                             items->problem ? NULL : where.text);
    } else {
        struct flat_record r = {.ctx = ret->trial, .trial = ret->trial, .problems = ret->problems};
        read_study(&r, study);
        ret->record_id = ret->trial->source.id;
    }
    json_decref(study);
    return OK;
}

enum err_code read_ctgov_start(struct reader *r, struct err *err)
{
    struct json_items *items = MEM_NEW(r->in, struct json_items);
    (void)err;
    json_items_start(items, r->in, r->in, "studies");
    r->state = items;
    r->next = next;
    return OK;
}
