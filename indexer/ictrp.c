#include "indexer/ictrp.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <stdio.h>
#include <string.h>

/* Values come cleaned (prose_clean): no tags, no entities, lines kept. */

static const char *one_line(struct flat_record *r, const char *s)
{
    return text_squeeze(r->ctx, s, false);
}

#define PUT(name_) static void name_(struct flat_record *r, const char *name, const char *value)

PUT(put_public_title)
{
    (void)name;
    flat_set_text(&r->trial->title.public_, one_line(r, value), false);
}

PUT(put_scientific_title)
{
    (void)name;
    flat_set_text(&r->trial->title.scientific, one_line(r, value), false);
}

PUT(put_acronym)
{
    (void)name;
    flat_set_text(&r->trial->title.acronym, one_line(r, value), false);
}

PUT(put_sponsor)
{
    (void)name;
    flat_set_text(&r->trial->sponsor_primary.name, one_line(r, value), false);
}

static void add_sponsor(struct flat_record *r, const char *part)
{
    flat_add_sponsor(r, part, false);
}

PUT(put_secondary_sponsors)
{
    (void)name;
    flat_each_part(r, value, ";\n", add_sponsor);
}

static void add_funder(struct flat_record *r, const char *part)
{
    flat_add_funder(r, part, false);
}

PUT(put_support)
{
    (void)name;
    flat_each_part(r, value, ";\n", add_funder);
}

PUT(put_registered)
{
    flat_set_date(r, &r->trial->dates.first_published, name, value);
}

PUT(put_refreshed)
{
    flat_set_date(r, &r->trial->dates.last_published, name, value);
}

PUT(put_enrollment_start)
{
    flat_set_date(r, &r->trial->dates.enrollment_start, name, value);
}

PUT(put_enrollment_kind)
{
    r->trial->dates.enrollment_start_kind =
        (enum date_kind)flat_read_code(r, CODE_DATE_KIND, name, value);
}

PUT(put_completed)
{
    flat_set_date(r, &r->trial->dates.completed, name, value);
}

PUT(put_target)
{
    flat_set_count(r, &r->trial->enrollment.target, name, value);
}

PUT(put_actual)
{
    flat_set_count(r, &r->trial->enrollment.actual, name, value);
}

PUT(put_numbers)
{
    flat_add_numbers(r, name, value);
}

PUT(put_age_min)
{
    flat_set_age(r, &r->trial->eligibility.age_min, 0, name, value);
}

PUT(put_age_max)
{
    flat_set_age(r, &r->trial->eligibility.age_max, 1, name, value);
}

PUT(put_design)
{
    (void)name;
    flat_set_text(&r->trial->design.text, value, false);
}

static void add_known_country(struct flat_record *r, const char *part)
{
    if (country_code(part))
        flat_add_country(r, "Countries", part);
}

/* "Japan,Asia(except Japan),North America": regions beside countries; what is no country stays in
 * the raw value. */
static void add_country(struct flat_record *r, const char *part)
{
    if (!country_code(part) && strchr(part, ','))
        flat_each_part(r, part, ",", add_known_country);
    if (!country_code(part))
        flat_keep_raw(r, "Countries", part);
    else
        flat_add_country(r, "Countries", part);
}

PUT(put_countries)
{
    (void)name;
    flat_each_part(r, value, ";\n", add_country);
}

static void add_condition(struct flat_record *r, const char *part)
{
    flat_add_condition(r, part, false);
}

PUT(put_conditions)
{
    (void)name;
    flat_each_part(r, value, ";\n", add_condition);
}

static void add_intervention(struct flat_record *r, const char *part)
{
    flat_add_intervention(r, part, false);
}

PUT(put_interventions)
{
    (void)name;
    flat_each_part(r, value, ";\n", add_intervention);
}

static void add_primary(struct flat_record *r, const char *part)
{
    flat_add_outcome(r, OUTCOME_RANK_PRIMARY, part, NULL, false);
}

static void add_secondary(struct flat_record *r, const char *part)
{
    flat_add_outcome(r, OUTCOME_RANK_SECONDARY, part, NULL, false);
}

PUT(put_primary)
{
    (void)name;
    flat_each_part(r, value, ";\n", add_primary);
}

PUT(put_secondary)
{
    (void)name;
    flat_each_part(r, value, ";\n", add_secondary);
}

static void add_url(struct flat_record *r, const char *part)
{
    if (text_starts_with_nocase(part, "http"))
        flat_add_result_url(r, part);
    else
        flat_keep(r, "results_url_link", part);
}

PUT(put_result_urls)
{
    (void)name;
    flat_each_part(r, value, " ;\n", add_url);
}

PUT(put_results_posted)
{
    flat_set_date(r, &r->trial->results.posted_on, name, value);
}

PUT(put_results_first)
{
    flat_set_date(r, &r->trial->results.first_published_on, name, value);
}

PUT(put_results_summary)
{
    (void)name;
    flat_set_text(&r->trial->results.summary, value, false);
}

PUT(put_baseline)
{
    (void)name;
    flat_set_text(&r->trial->results.baseline, value, false);
}

PUT(put_flow)
{
    (void)name;
    flat_set_text(&r->trial->results.flow, value, false);
}

PUT(put_adverse)
{
    (void)name;
    flat_set_text(&r->trial->results.adverse_events, value, false);
}

PUT(put_outcome_measures)
{
    (void)name;
    flat_set_text(&r->trial->results.outcomes, value, false);
}

PUT(put_ipd_plan)
{
    r->trial->ipd_sharing.plan = (enum ipd_plan)flat_read_code(r, CODE_IPD_PLAN, name, value);
}

PUT(put_ipd_text)
{
    (void)name;
    flat_set_text(&r->trial->ipd_sharing.description, value, false);
}

/* When the portal wrote the file: "2020-06-07T17:53:51", or month/day/year. It tells which of two
 * states is the newer, and is no part of the record: the next export of the same state would be a
 * new version. */
PUT(put_exported)
{
    int month, day, year;
    if (value[0] && strlen(value) >= 19 && value[4] == '-' && value[10] == 'T')
        r->trial->source.fetched_at = mem_printf(r->ctx, "%.19sZ", value);
    else if (sscanf(value, "%2d/%2d/%4d", &month, &day, &year) == 3 && month >= 1 && month <= 12)
        r->trial->source.fetched_at =
            mem_printf(r->ctx, "%04d-%02d-%02dT00:00:00Z", year % 10000, month, day % 100);
    else
        problems_add(r->problems, PROBLEM_WARNING, name, "not_understood", value);
}

PUT(put_url)
{
    (void)name;
    r->trial->source.url = one_line(r, value);
}

static const struct flat_map map[] = {
    {"publictitle", put_public_title},
    {"scientifictitle", put_scientific_title},
    {"acronym|scientificacronym", put_acronym},
    {"primarysponsor", put_sponsor},
    {"secondarysponsor|secondarysponsors", put_secondary_sponsors},
    {"sourcesupport", put_support},
    {"dateregistration3|dateregistration", put_registered},
    {"lastrefreshedon", put_refreshed},
    {"dateenrollement|dateenrolment|dateenrollment", put_enrollment_start},
    {"typeenrolment", put_enrollment_kind},
    {"resultsdatecompleted", put_completed},
    {"exportdate", put_exported},
    {"targetsize", put_target},
    {"resultsactualenrollment|resultsactualenrolment", put_actual},
    {"webaddress|url", put_url},
    {"secondaryid|secondaryids|secid", put_numbers},
    {"childs", put_numbers},
    {"recruitmentstatus", flat_set_status},
    {"inclusiongender|gender", flat_set_sex},
    {"inclusionagemin|agemin", put_age_min},
    {"inclusionagemax|agemax", put_age_max},
    {"studytype", flat_set_study_type},
    {"studydesign", put_design},
    {"phase", flat_set_phase},
    {"countries", put_countries},
    {"condition|conditions", put_conditions},
    {"intervention|interventions", put_interventions},
    {"primaryoutcome", put_primary},
    {"secondaryoutcome|secondaryoutcomes", put_secondary},
    {"resultsurllink|resultsurl", put_result_urls},
    {"resultsdateposted", put_results_posted},
    {"resultsdatefirstpublication", put_results_first},
    {"resultssummary", put_results_summary},
    {"resultsbaselinechar", put_baseline},
    {"resultsparticipantflow", put_flow},
    {"resultsadverseevents", put_adverse},
    {"resultsoutcomemeasures", put_outcome_measures},
    {"resultsipdplan", put_ipd_plan},
    {"resultsipddescription", put_ipd_text},
    {NULL, NULL},
};

/* ------------------------------------------------------------------ what several columns make
 * together */

/* Joins first and last name with a space; NULL when both are missing. */
static const char *full_name(struct flat_record *r, const char *first, const char *last)
{
    if (first && last)
        return mem_printf(r->ctx, "%s %s", first, last);
    return first ? first : last;
}

static void add_contact(struct flat_record *r, enum contact_role role, const char *const names[6])
{
    struct contact c = {.role = role};
    flat_set_text(&c.person.name, full_name(r, flat_get(r, names[0]), flat_get(r, names[1])),
                  false);
    flat_set_text(&c.person.affiliation, flat_get(r, names[2]), false);
    flat_set_text(&c.person.address, flat_get(r, names[3]), false);
    c.person.tel = flat_get(r, names[4]);
    c.person.email = flat_get(r, names[5]);
    if (c.person.name.ja || c.person.name.en || c.person.affiliation.en ||
        c.person.affiliation.ja || c.person.tel || c.person.email)
        flat_add_contact(r, &c);
}

static void add_contacts(struct flat_record *r)
{
    static const char *const public[] = {"publiccontactfirstname|contactfirstname",
                                         "publiccontactlastname|contactlastname",
                                         "publiccontactaffiliation|contactaffiliation",
                                         "publiccontactaddress|contactaddress",
                                         "publiccontacttel|contacttel",
                                         "publiccontactemail|contactemail"};
    static const char *const scientific[] = {
        "scientificcontactfirstname", "scientificcontactlastname", "scientificcontactaffiliation",
        "scientificcontactaddress",   "scientificcontacttel",      "scientificcontactemail"};
    add_contact(r, CONTACT_ROLE_PUBLIC, public);
    add_contact(r, CONTACT_ROLE_SCIENTIFIC, scientific);
}

/* Both criteria may stand in one field, each with its heading or without. */
static void add_criteria(struct flat_record *r)
{
    const char *inclusion = NULL, *exclusion = NULL, *rest = NULL, *more = NULL;
    criteria_divide(r->ctx, flat_get(r, "inclusioncriteria"), &inclusion, &exclusion);
    criteria_divide(r->ctx, flat_get(r, "exclusioncriteria"), &rest, &more);
    const char *second = more ? more : rest;
    if (exclusion && second)
        second = mem_printf(r->ctx, "%s\n%s", exclusion, second);
    flat_set_text(&r->trial->eligibility.inclusion, inclusion, false);
    flat_set_text(&r->trial->eligibility.exclusion, second ? second : exclusion, false);
}

static void add_ethics(struct flat_record *r)
{
    const char *status = flat_get(r, "ethicsstatus|ethicsreviewstatus");
    const char *phone = flat_get(r, "ethicscontactphone|ethicsreviewcontactphone"),
               *email = flat_get(r, "ethicscontactemail|ethicsreviewcontactemail");
    const char *name = flat_get(r, "ethicscontactname|ethicsreviewcontactname");
    const char *address = flat_get(r, "ethicscontactaddress|ethicsreviewcontactaddress");
    const char *date = flat_get(r, "ethicsapprovaldate|ethicsreviewapprovaldate");
    if (!status && !name && !address && !date && !phone && !email)
        return;
    struct ethics e = {.status = (enum ethics_status)flat_read_code(r, CODE_ETHICS_STATUS,
                                                                    "Ethics_Status", status)};
    flat_set_text(&e.name, name, false);
    flat_set_text(&e.address, address, false);
    if (date)
        flat_set_date(r, &e.approved_on, "Ethics_Approval_Date", date);
    flat_set_text(&e.contact,
                  phone && email ? mem_printf(r->ctx, "%s %s", phone, email)
                  : phone        ? phone
                                 : email,
                  false);
    r->trial->ethics = MEM_ARRAY(r->ctx, struct ethics, 1);
    r->trial->ethics[0] = e;
    r->trial->n_ethics = 1;
}

/* The EU register has one record a country; all of them cite the number of the trial. */
static void add_eu_number(struct flat_record *r)
{
    const char *id = r->trial->source.id;
    if (r->trial->source.registry != REGISTRY_EUCTR || !id ||
        strlen(id) <= strlen("EUCTR2020-001246-18"))
        return;
    flat_add_numbers(r, "TrialID", mem_strndup(r->ctx, id, strlen("EUCTR2020-001246-18")));
}

/* "17/02/2020" beside the safe form "20200217" says nothing more. */
static void drop_second_date(struct flat_record *r)
{
    struct date date;
    for (size_t i = 0; i < r->n; i++)
        if (!r->values[i].used && text_starts_with_nocase(r->values[i].name, "date") &&
            date_normalise(r->values[i].value ? r->values[i].value : "", &date) == VALUE_READ &&
            date_compare(date, r->trial->dates.first_published) == 0)
            r->values[i].used = true;
}

void ictrp_read(struct flat_record *r)
{
    for (size_t i = 0; i < r->n; i++)
        r->values[i].value = r->values[i].value ? prose_clean(r->ctx, r->values[i].value) : NULL;
    flat_set_source(r, flat_get(r, "trialid|(nocolumnname)"), flat_get(r, "sourceregister"));
    r->trial->source.licence = "WHO ICTRP";
    flat_apply(r, map);
    add_eu_number(r);
    add_criteria(r);
    add_contacts(r);
    add_ethics(r);
    drop_second_date(r);
    flat_keep_rest(r);
}
