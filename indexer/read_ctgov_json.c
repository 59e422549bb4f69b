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

/* Two texts below each other; either may be missing. */
static const char *both(const struct flat_record *r, const char *a, const char *b)
{
    return a && b ? mem_printf(r->ctx, "%s\n%s", a, b) : a ? a : b;
}

/* What is for reading only: why it was stopped, and the long description. */
static void put_notes(struct flat_record *r, const json_t *p)
{
    const char *why = string_at(r, p, "statusModule/whyStopped");
    r->trial->notes.other.en = both(r, why ? mem_printf(r->ctx, "Why stopped: %s", why) : NULL,
                                    string_at(r, p, "descriptionModule/detailedDescription"));
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
        flat_add_numbers(r, "orgStudyIdInfo", own);
    for (size_t i = 0; i < json_array_size(others); i++) {
        const char *other = json_string_value(json_object_get(json_array_get(others, i), "id"));
        if (other)
            flat_add_numbers(r, "secondaryIdInfos", other);
    }
    for (size_t i = 0; i < json_array_size(aliases); i++)
        if (json_is_string(json_array_get(aliases, i)))
            flat_add_numbers(r, "nctIdAliases", json_string_value(json_array_get(aliases, i)));
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
    r->trial->dates.enrollment_start_kind =
        (enum date_kind)flat_read_code(r, CODE_DATE_KIND, "startDateStruct/type", kind);
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

/* "Other names: Keytruda, MK-3475": what people search for, below the description. */
static const char *with_other_names(const struct flat_record *r, const char *text,
                                    const json_t *names)
{
    char *line = NULL;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name && !text_is_blank(name))
            line = line ? mem_printf(r->ctx, "%s, %s", line, name)
                        : mem_printf(r->ctx, "Other names: %s", name);
    }
    return both(r, text, line);
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
        v->type = (enum intervention_type)flat_read_code(r, CODE_INTERVENTION_TYPE,
                                                         "interventions/type", type);
        v->name.en = string_at(r, j, "name");
        v->description.en =
            with_other_names(r, string_at(r, j, "description"), json_object_get(j, "otherNames"));
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
            if (!measure)
                continue;
            flat_add_outcome(r, lists[k].rank, measure, string_at(r, j, "timeFrame"), false);
            r->trial->outcomes[r->trial->n_outcomes - 1].metric.en = string_at(r, j, "description");
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
    else if (json_is_string(healthy))
        flat_keep_raw(r, "healthyVolunteers", json_string_value(healthy));
    const char *clean = json_is_string(text) ? prose_clean(r->ctx, json_string_value(text)) : NULL;
    criteria_divide(r->ctx, clean, &r->trial->eligibility.inclusion.en,
                    &r->trial->eligibility.exclusion.en);
}

/* Texts with ", " between them; NULL when all are missing. */
static const char *listed(const struct flat_record *r, const char *const *parts, size_t n)
{
    char *text = NULL;
    for (size_t i = 0; i < n; i++)
        if (parts[i])
            text =
                text ? mem_printf(r->ctx, "%s, %s", text, parts[i]) : mem_strdup(r->ctx, parts[i]);
    return text;
}

static const char *phone_of(const struct flat_record *r, const json_t *j)
{
    const char *phone = string_at(r, j, "phone"), *ext = string_at(r, j, "phoneExt");
    return phone && ext ? mem_printf(r->ctx, "%s ext. %s", phone, ext) : phone;
}

/* The people of a place: its investigator, and whom to ask. */
static void put_site_people(struct flat_record *r, const json_t *people, struct site *site)
{
    for (size_t i = 0; i < json_array_size(people); i++) {
        const json_t *j = json_array_get(people, i);
        const char *name = string_at(r, j, "name"), *role = string_at(r, j, "role");
        const char *const parts[] = {site->contact, name, phone_of(r, j), string_at(r, j, "email")};
        if (role && strcmp(role, "PRINCIPAL_INVESTIGATOR") == 0 && !site->investigator.en)
            site->investigator.en = name;
        else
            site->contact = listed(r, parts, 4);
    }
}

static void put_site_status(struct flat_record *r, const char *status, struct site *site)
{
    if (status_normalise(status, &site->status) == VALUE_NOT_UNDERSTOOD) {
        site->status = RECRUITMENT_STATUS_UNKNOWN;
        flat_keep_raw(r, "locations/status", status);
    }
}

static void put_site(struct flat_record *r, const json_t *j)
{
    const char *country = string_at(r, j, "country"), *city = string_at(r, j, "city"),
               *state = string_at(r, j, "state");
    const char *status = string_at(r, j, "status"), *facility = string_at(r, j, "facility");
    const json_t *lat = at(j, "geoPoint/lat"), *lon = at(j, "geoPoint/lon");
    struct site site = {.name.en = facility ? facility : city};
    const char *const parts[] = {city, state, string_at(r, j, "zip"), country};
    site.address.en = listed(r, parts, 4);
    put_site_people(r, json_object_get(j, "contacts"), &site);
    if (country)
        flat_add_country(r, "country", country);
    if (country && strcmp(country, "Japan") == 0)
        site.prefecture = prefecture_of(state ? state : city ? city : "");
    if (status)
        put_site_status(r, status, &site);
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
    c.person.tel = phone_of(r, j);
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
    r->trial->ipd_sharing.plan =
        (enum ipd_plan)flat_read_code(r, CODE_IPD_PLAN, "ipdSharing", plan);
    r->trial->ipd_sharing.description.en = string_at(r, p, "ipdSharingStatementModule/description");
}

/* What is told in words; the tables go with the rest. */
static void put_results(struct flat_record *r, const json_t *results)
{
    struct results *into = &r->trial->results;
    into->flow.en = both(r, string_at(r, results, "participantFlowModule/recruitmentDetails"),
                         string_at(r, results, "participantFlowModule/preAssignmentDetails"));
    into->baseline.en =
        string_at(r, results, "baselineCharacteristicsModule/populationDescription");
    into->adverse_events.en = both(r, string_at(r, results, "adverseEventsModule/description"),
                                   string_at(r, results, "adverseEventsModule/timeFrame"));
    into->summary.en = string_at(r, results, "moreInfoModule/limitationsAndCaveats/description");
}

/* ------------------------------------------------------------------ what has no place */

/* Members that are read above (with all below them), and two that say nothing of their own:
 * hasResults tells that there is a resultsSection, derivedSection is computed from the rest. An
 * intervention's armGroupLabels stand in armGroups, too. */
static const char *const read_members[] = {
    "hasResults",
    "derivedSection",
    "protocolSection/identificationModule/nctId",
    "protocolSection/identificationModule/nctIdAliases",
    "protocolSection/identificationModule/briefTitle",
    "protocolSection/identificationModule/officialTitle",
    "protocolSection/identificationModule/acronym",
    "protocolSection/identificationModule/orgStudyIdInfo/id",
    "protocolSection/identificationModule/secondaryIdInfos/id",
    "protocolSection/statusModule/overallStatus",
    "protocolSection/statusModule/whyStopped",
    "protocolSection/statusModule/startDateStruct",
    "protocolSection/statusModule/studyFirstPostDateStruct/date",
    "protocolSection/statusModule/lastUpdatePostDateStruct/date",
    "protocolSection/statusModule/completionDateStruct/date",
    "protocolSection/statusModule/resultsFirstPostDateStruct/date",
    "protocolSection/sponsorCollaboratorsModule/leadSponsor/name",
    "protocolSection/sponsorCollaboratorsModule/collaborators/name",
    "protocolSection/descriptionModule",
    "protocolSection/conditionsModule/conditions",
    "protocolSection/conditionsModule/keywords",
    "protocolSection/designModule/studyType",
    "protocolSection/designModule/phases",
    "protocolSection/designModule/enrollmentInfo",
    "protocolSection/designModule/designInfo/allocation",
    "protocolSection/designModule/designInfo/interventionModel",
    "protocolSection/designModule/designInfo/primaryPurpose",
    "protocolSection/designModule/designInfo/observationalModel",
    "protocolSection/designModule/designInfo/maskingInfo/masking",
    "protocolSection/armsInterventionsModule/interventions/type",
    "protocolSection/armsInterventionsModule/interventions/name",
    "protocolSection/armsInterventionsModule/interventions/description",
    "protocolSection/armsInterventionsModule/interventions/otherNames",
    "protocolSection/armsInterventionsModule/interventions/armGroupLabels",
    "protocolSection/outcomesModule/primaryOutcomes",
    "protocolSection/outcomesModule/secondaryOutcomes",
    "protocolSection/eligibilityModule/eligibilityCriteria",
    "protocolSection/eligibilityModule/healthyVolunteers",
    "protocolSection/eligibilityModule/sex",
    "protocolSection/eligibilityModule/minimumAge",
    "protocolSection/eligibilityModule/maximumAge",
    "protocolSection/contactsLocationsModule/locations",
    "protocolSection/contactsLocationsModule/centralContacts",
    "protocolSection/contactsLocationsModule/overallOfficials",
    "protocolSection/ipdSharingStatementModule/ipdSharing",
    "protocolSection/ipdSharingStatementModule/description",
    "resultsSection/participantFlowModule/recruitmentDetails",
    "resultsSection/participantFlowModule/preAssignmentDetails",
    "resultsSection/baselineCharacteristicsModule/populationDescription",
    "resultsSection/adverseEventsModule/description",
    "resultsSection/adverseEventsModule/timeFrame",
    "resultsSection/moreInfoModule/limitationsAndCaveats/description",
};

enum reading { READ_NOT, READ_PARTLY, READ_WHOLLY };

static enum reading reading_of(const char *path)
{
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof read_members / sizeof read_members[0]; i++)
        if (strncmp(read_members[i], path, len) == 0 &&
            (read_members[i][len] == '\0' || read_members[i][len] == '/'))
            return read_members[i][len] ? READ_PARTLY : READ_WHOLLY;
    return READ_NOT;
}

static void keep_json(struct flat_record *r, const char *path, const json_t *value)
{
    char *dump = json_is_string(value) ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    const char *text = dump ? dump : json_string_value(value);
    if (text_starts_with(path, "protocolSection/"))
        path += strlen("protocolSection/");
    if (text)
        flat_keep(r, path, text);
    free(dump);
}

/* Members that no part above has read, each under its path. A list of which some members are read
 * gives one value an item. */
static void keep_unread(struct flat_record *r, const char *path, const json_t *value)
{
    const char *key;
    json_t *member;
    enum reading reading = *path ? reading_of(path) : READ_PARTLY;
    if (reading == READ_WHOLLY || json_is_null(value))
        return;
    if (reading == READ_NOT || (!json_is_object(value) && !json_is_array(value))) {
        keep_json(r, path, value);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        keep_unread(r, path, json_array_get(value, i));
    json_object_foreach((json_t *)(unsigned long)value, key, member)
    {
        keep_unread(r, *path ? mem_printf(r->ctx, "%s/%s", path, key) : key, member);
    }
}

static void read_study(struct flat_record *r, const json_t *study)
{
    static void (*const parts[])(struct flat_record *, const json_t *) = {
        put_identity,      put_titles,   put_status,      put_sponsors, put_conditions, put_design,
        put_interventions, put_outcomes, put_eligibility, put_places,   put_sharing,    put_notes};
    const json_t *p = json_object_get(study, "protocolSection");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        parts[i](r, p);
    put_results(r, json_object_get(study, "resultsSection"));
    keep_unread(r, "", study);
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
