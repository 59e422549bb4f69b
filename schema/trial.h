/*
 * A registration: what a trial IS. One struct with every item of the WHO Trial Registration Data
 * Set 1.3.1, of 様式第一 (jRCT's public record) and of ClinicalTrials.gov v2 that the registry
 * keeps.
 *
 * Invariants: every pointer belongs to the talloc context of its struct trial (or a child); strings
 * are UTF-8 and never empty (missing is NULL); enumerations are 0 when missing ("unknown, never a
 * default"); lists are pointer + n_…, NULL when n_… is 0. A struct trial is plain data: read-only
 * sharing between threads is fine. Enumerations come from schema/codes/NAME.tsv through
 * schema/codes.h.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/codes.h"

/* A text in Japanese and English; either may be NULL. */
struct bitext {
    const char *ja, *en;
};

/* A date known to the day, month or year: month or day 0 = not known; year 0 = missing. */
struct date {
    int16_t year;
    uint8_t month, day;
};

/* Three states for flags that a record may leave open. */
enum tristate { TRI_UNKNOWN = 0, TRI_FALSE, TRI_TRUE };

struct age_limit {
    bool stated;        /* false: the record states none */
    int value;          /* in `unit` */
    enum age_unit unit; /* year month week day */
    bool inclusive;     /* 以上/以下 true, 未満/超 false */
};

struct registry_number {
    enum registry registry; /* who issued it; 0 = unknown issuer */
    const char *id; /* normalised by number_normalise, e.g. "jRCT1011180032", "NCT04246242" */
};

struct person {
    struct bitext name, affiliation, department, address;
    const char *tel, *email;
};

struct organisation {
    struct bitext name, address;
};

struct contact {
    enum contact_role role;
    struct person person;
};

struct support {
    struct bitext role, name, organisation;
};

struct site {
    struct bitext name, address, department, investigator;
    enum prefecture prefecture;
    enum recruitment_status status;
    enum tristate permission; /* 実施医療機関の管理者の許可 */
    const char *contact;
    bool has_position;
    double lat, lon; /* WGS 84 degrees */
};

struct condition {
    struct bitext name;
    const char *code, *system;
};

struct intervention {
    enum intervention_type type;
    struct bitext name, description;
    const char **codes;
    size_t n_codes;
};

struct product {
    enum product_class class_;
    enum product_approval approval;
    struct bitext generic, brand, provider;
    const char *approval_no;
};

struct outcome {
    enum outcome_rank rank;
    struct bitext title, timepoint, metric;
};

struct ethics {
    struct bitext name, address, contact;
    const char *number, *reference;
    enum ethics_status status;
    struct date approved_on;
};

struct attachment {
    enum attachment_kind kind;
    struct bitext title;
    const char *version, *sha256;
    int64_t bytes; /* -1 = missing */
};

struct results {
    struct date posted_on, first_published_on;
    const char **urls;
    size_t n_urls;
    struct bitext baseline, flow, adverse_events, outcomes, summary;
};

struct plain_words {
    struct bitext what, who_for, what_happens, why;
    const char *author;
    struct bitext irb_approval;
    enum tristate machine_made;
};

/* A value of the source that could not be mapped: kept word for word. */
struct raw_value {
    const char *field, *value;
};

#define PHASE_BIT(n) (1u << (n)) /* n = 0…4 */
#define PHASE_NA     (1u << 5)   /* 該当しない; phases == 0 means missing */

struct trial {
    /* identity */
    const char *id; /* our public number: the source's normalised number, or one minted with the id
                       prefix */
    struct {
        enum registry registry;
        const char *id, *url;
        const char *fetched_at; /* RFC 3339 */
        const char *licence;
    } source;
    struct registry_number *other_ids;
    size_t n_other_ids;
    enum kind kind;
    enum trial_class trial_class;
    bool sample;       /* 見本データ: plainly fictional */
    const char **dirt; /* kinds of dirt planted by the sample generator */
    size_t n_dirt;

    struct {
        struct date first_published, last_published, publish_on, terminated, completed;
        struct date enrollment_start;
        enum date_kind enrollment_start_kind; /* anticipated | actual */
    } dates;

    struct {
        struct bitext scientific, public_, acronym;
    } title;

    struct person investigator;
    struct organisation sponsor_primary;
    struct organisation *sponsors_secondary;
    size_t n_sponsors_secondary;
    struct contact *contacts;
    size_t n_contacts;
    struct support *support;
    size_t n_support;

    struct site *sites;
    size_t n_sites;
    const char **countries; /* ISO 3166 alpha-2 */
    size_t n_countries;

    struct bitext objective;
    struct condition *conditions;
    size_t n_conditions;
    struct bitext *keywords;
    size_t n_keywords;
    enum study_type study_type;
    unsigned phases; /* PHASE_BIT set */
    struct {
        struct bitext allocation, masking, control, assignment, purpose;
        struct bitext text; /* where the source gives one sentence only */
    } design;
    struct intervention *interventions;
    size_t n_interventions;
    struct product *products;
    size_t n_products;
    struct outcome *outcomes;
    size_t n_outcomes;

    struct {
        struct bitext inclusion, exclusion;
        struct age_limit age_min, age_max;
        enum sex sex;
        enum tristate healthy_volunteers;
        const char *criteria_json; /* structured criteria as a JSON array, or NULL */
        const char *confirmed_at, *confirmed_by;
    } eligibility;
    struct bitext discontinuation; /* 中止基準: never eligibility */

    struct {
        int64_t target, actual; /* -1 = missing (missing is not 0) */
    } enrollment;
    enum recruitment_status recruitment_status;

    struct organisation *funders;
    size_t n_funders;
    struct bitext *support_in_kind;
    size_t n_support_in_kind;
    struct ethics *ethics;
    size_t n_ethics;
    struct {
        enum ipd_plan plan;
        struct bitext description;
    } ipd_sharing;
    struct results results;
    struct attachment *attachments;
    size_t n_attachments;
    struct {
        struct bitext advanced_medical_care, genetic, compensation, other;
    } notes;
    struct plain_words plain;
    struct {
        enum regenerative_class class_;
        struct bitext provider, cells;
    } regenerative;

    struct raw_value *raw;
    size_t n_raw;
};

/* An empty record (enrollment -1, all else zero). Free with talloc_free. */
struct trial *trial_new(void *ctx);

/* Best title to show in a language: public, then scientific, then the other language's. NULL if
 * there is none. */
const char *trial_title(const struct trial *t, bool english);
