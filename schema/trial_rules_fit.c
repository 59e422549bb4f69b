/* Rules of trial_check about values that must fit together. A registry of the past holds such
 * contradictions by the thousand, so none of them is an error: they are shown, never guessed away.
 */
#include "schema/base/clock.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "schema/trial_rules.h"
#include <stdio.h>
#include <string.h>

#define DAYS_UNVERIFIED 366 /* ISCTR 4.2: a record is verified at least every 12 months */

static int32_t today(void)
{
    return (int32_t)(clock_now_ms() / 86400000);
}

/* ------------------------------------------------------------------ dates */

/* Only what is known on both sides is compared: 2024 is not before 2024-05. */
static bool is_before(struct date a, struct date b)
{
    if (a.year == 0 || b.year == 0 || a.year != b.year)
        return a.year != 0 && b.year != 0 && a.year < b.year;
    if (a.month == 0 || b.month == 0 || a.month != b.month)
        return a.month != 0 && b.month != 0 && a.month < b.month;
    return a.day != 0 && b.day != 0 && a.day < b.day;
}

static void check_order(struct problems *p, enum problem_level level, const char *code,
                        struct date first, struct date second, const char *path)
{
    char text[DATE_TEXT_BYTES];
    if (is_before(second, first))
        rules_add(p, level, code, date_text(second, text), "%s", path);
}

static void check_date_order(const struct trial *t, struct problems *p)
{
    struct date start = t->dates.enrollment_start, published = t->dates.first_published;
    check_order(p, PROBLEM_WARNING, "date_order", published, t->dates.last_published,
                "/dates/last_published");
    check_order(p, PROBLEM_WARNING, "date_order", start, t->dates.completed, "/dates/completed");
    check_order(p, PROBLEM_WARNING, "date_order", start, t->dates.terminated, "/dates/terminated");
    check_order(p, PROBLEM_WARNING, "date_order", start, t->results.posted_on,
                "/results/posted_on");
    check_order(p, PROBLEM_WARNING, "date_order", t->results.first_published_on,
                t->results.posted_on, "/results/posted_on");
    check_order(p, PROBLEM_WARNING, "embargo_over", t->dates.publish_on, published,
                "/dates/first_published");
    check_order(p, PROBLEM_NOTE, "registered_late", published, start, "/dates/enrollment_start");
    for (size_t i = 0; i < t->n_ethics; i++) {
        char path[64];
        snprintf(path, sizeof path, "/ethics/%zu/approved_on", i);
        check_order(p, PROBLEM_NOTE, "approved_late", t->ethics[i].approved_on, start, path);
    }
}

static bool is_over(struct date d)
{
    return d.year != 0 && d.month != 0 && date_days(d) + 31 < today();
}

static void check_progress(const struct trial *t, struct problems *p)
{
    enum recruitment_status status = t->recruitment_status;
    bool open = status == RECRUITMENT_STATUS_RECRUITING || status == RECRUITMENT_STATUS_NOT_YET ||
                status == RECRUITMENT_STATUS_BY_INVITATION;
    struct date verified =
        t->dates.last_published.year ? t->dates.last_published : t->dates.first_published;
    if (!open)
        return;
    if (is_over(t->dates.terminated) || is_over(t->dates.completed) ||
        (status == RECRUITMENT_STATUS_NOT_YET && t->enrollment.actual > 0))
        rules_add(p, PROBLEM_WARNING, "status_behind",
                  code_text(CODE_RECRUITMENT_STATUS, (int)status), "/recruitment_status");
    if (verified.year && date_days(verified) < today() - DAYS_UNVERIFIED)
        rules_add(p, PROBLEM_NOTE, "stale", NULL, "/dates/last_published");
}

/* ------------------------------------------------------------------ kind, type, phase */

static bool is_chiken(enum kind kind)
{
    return kind == KIND_SPONSOR_TRIAL || kind == KIND_INVESTIGATOR_TRIAL;
}

static void check_phase(const struct trial *t, struct problems *p)
{
    bool numbered = (t->phases & ~PHASE_NA) != 0;
    if (t->study_type == STUDY_TYPE_OBSERVATIONAL && numbered)
        rules_add(p, PROBLEM_WARNING, "phase_on_observational", NULL, "/phase");
    if ((t->phases & PHASE_NA) && numbered)
        rules_add(p, PROBLEM_WARNING, "phase_contradicts", NULL, "/phase");
    if (is_chiken(t->kind) && !t->phases)
        rules_add(p, PROBLEM_NOTE, "no_phase", NULL, "/phase");
}

static void check_kind(const struct trial *t, struct problems *p)
{
    int class_of_kind = t->kind == KIND_REGENERATIVE_1   ? REGENERATIVE_CLASS_CLASS_1
                        : t->kind == KIND_REGENERATIVE_2 ? REGENERATIVE_CLASS_CLASS_2
                        : t->kind == KIND_REGENERATIVE_3 ? REGENERATIVE_CLASS_CLASS_3
                                                         : 0;
    int class_ = (int)t->regenerative.class_;
    bool classed =
        t->trial_class == TRIAL_CLASS_MAIN || t->trial_class == TRIAL_CLASS_EXPANDED_ACCESS;
    if (class_ && class_ != class_of_kind && t->kind)
        rules_add(p, PROBLEM_WARNING, "regenerative_class", code_text(CODE_KIND, (int)t->kind),
                  "/regenerative/class");
    if (classed && t->kind && !is_chiken(t->kind))
        rules_add(p, PROBLEM_WARNING, "class_without_trial", code_text(CODE_KIND, (int)t->kind),
                  "/trial_class");
}

/* ------------------------------------------------------------------ people and places */

static void check_ages(const struct trial *t, struct problems *p)
{
    struct age_limit min = t->eligibility.age_min, max = t->eligibility.age_max;
    if (min.stated && max.stated && age_days(min) > age_days(max))
        rules_add(p, PROBLEM_WARNING, "age_order", NULL, "/eligibility/age_min/value");
}

static void check_prefectures(const struct trial *t, struct problems *p)
{
    for (size_t i = 0; i < t->n_sites; i++) {
        const struct site *s = &t->sites[i];
        enum prefecture said = prefecture_of(s->address.ja ? s->address.ja : s->address.en);
        if (s->prefecture && said && said != s->prefecture)
            rules_add(p, PROBLEM_WARNING, "prefecture_differs",
                      code_label(CODE_PREFECTURE, (int)said, LANG_JA), "/sites/%zu/prefecture", i);
    }
}

static void check_repeated(const struct trial *t, struct problems *p)
{
    const char *own = t->source.id ? t->source.id : t->id;
    for (size_t i = 0; i < t->n_countries && i < COUNTRY_COUNT; i++)
        for (size_t k = 0; k < i; k++)
            if (text_equal(t->countries[i], t->countries[k])) {
                rules_add(p, PROBLEM_NOTE, "repeated", t->countries[i], "/countries/%zu", i);
                break;
            }
    for (size_t i = 0; own && i < t->n_other_ids; i++)
        if (text_equal(t->other_ids[i].id, own))
            rules_add(p, PROBLEM_NOTE, "repeated", own, "/other_ids/%zu/id", i);
}

/* ------------------------------------------------------------------ what a reader would miss */

/* Registrations of Japan are published in Japanese; those of other countries come as they are. */
static bool is_of_japan(const struct trial *t)
{
    switch (t->source.registry) {
    case REGISTRY_NONE_:
    case REGISTRY_SRB:
    case REGISTRY_SMP:
    case REGISTRY_JRCT:
    case REGISTRY_UMIN:
    case REGISTRY_JAPICCTI:
    case REGISTRY_JMACCT:
        return true;
    default:
        return false;
    }
}

static void check_language(const struct trial *t, struct problems *p)
{
    bool japanese = t->title.public_.ja || t->title.scientific.ja;
    bool english = t->title.public_.en || t->title.scientific.en;
    if (t->study_type == STUDY_TYPE_INTERVENTIONAL && !english)
        rules_add(p, PROBLEM_NOTE, "english_missing", NULL, "/title");
    if (!japanese && english && is_of_japan(t))
        rules_add(p, PROBLEM_NOTE, "japanese_missing", NULL, "/title");
}

static void check_completeness(const struct trial *t, struct problems *p)
{
    const struct bitext *inclusion = &t->eligibility.inclusion;
    if (t->recruitment_status == RECRUITMENT_STATUS_RECRUITING && t->n_sites == 0)
        rules_add(p, PROBLEM_NOTE, "no_sites", NULL, "/sites");
    if (t->recruitment_status == RECRUITMENT_STATUS_RECRUITING && !inclusion->ja && !inclusion->en)
        rules_add(p, PROBLEM_NOTE, "no_criteria", NULL, "/eligibility/inclusion");
    if (t->n_contacts == 0)
        rules_add(p, PROBLEM_NOTE, "no_contact", NULL, "/contacts");
}

void rules_check_fit(const struct trial *t, struct problems *p)
{
    check_date_order(t, p);
    check_progress(t, p);
    check_phase(t, p);
    check_kind(t, p);
    check_ages(t, p);
    check_prefectures(t, p);
    check_repeated(t, p);
    check_language(t, p);
    check_completeness(t, p);
}
