/* The rules behind trial_check: each function looks at one part of a record. */
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "schema/trial_check.h"
#include "schema/trial_fields.h"
#include <stdio.h>
#include <string.h>

#define TEXT_MAX_BYTES       400000
#define TITLE_MAX_BYTES      6000
#define FIRST_PLAUSIBLE_YEAR 1940
#define YEARS_AHEAD          80
#define AGE_MAX_YEARS        150
#define ENROLLMENT_MAX       100000000

static void add(struct problems *p, enum problem_level level, const char *code, const char *value,
                const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void add(struct problems *p, enum problem_level level, const char *code, const char *value,
                const char *fmt, ...)
{
    char path[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    problems_add(p, level, path, code, value);
}

/* ------------------------------------------------------------------ every text of the record */

/* C0 and C1 controls (not tab, line feed, carriage return), private use, U+FFFD, non-characters. */
static bool is_forbidden(uint32_t c)
{
    bool control =
        (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0 && c != 0x85);
    bool private_use = (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
    return control || private_use || c == TEXT_REPLACEMENT || (c & 0xFFFE) == 0xFFFE;
}

static void check_text(const char *s, const char *path, struct problems *p)
{
    size_t len = s ? strlen(s) : 0;
    if (len > TEXT_MAX_BYTES)
        add(p, PROBLEM_ERROR, "too_long", NULL, "%s", path);
    for (size_t i = 0; i < len;) {
        size_t at = i;
        if (is_forbidden(text_decode(s, len, &i))) {
            add(p, PROBLEM_WARNING, "forbidden_character", s + at, "%s", path);
            return;
        }
    }
}

static void check_texts_of(const struct field *fields, const void *object, const char *path,
                           struct problems *p);

static void check_bitext(const struct bitext *text, const char *path, struct problems *p)
{
    char inner[256];
    snprintf(inner, sizeof inner, "%s/ja", path);
    check_text(text->ja, inner, p);
    snprintf(inner, sizeof inner, "%s/en", path);
    check_text(text->en, inner, p);
}

static void check_item(const struct field *f, const void *item, const char *path,
                       struct problems *p)
{
    if (f->type == FIELD_STRINGS)
        check_text(*(const char *const *)item, path, p);
    else if (f->type == FIELD_TEXTS)
        check_bitext(item, path, p);
    else
        check_texts_of(f->sub, item, path, p);
}

static void check_items(const struct field *f, const void *object, const char *path,
                        struct problems *p)
{
    const char *items = *(const char *const *)field_at(object, f->offset);
    size_t n = *(const size_t *)field_at(object, f->count);
    size_t bytes = f->type == FIELD_STRINGS ? sizeof(char *)
                   : f->type == FIELD_TEXTS ? sizeof(struct bitext)
                                            : f->size;
    char inner[256];
    for (size_t i = 0; i < n; i++) {
        text_copy(inner, sizeof inner - 24, path);
        size_t len = strlen(inner);
        snprintf(inner + len, sizeof inner - len, "/%zu", i);
        check_item(f, items + i * bytes, inner, p);
    }
}

static void check_texts_of(const struct field *fields, const void *object, const char *path,
                           struct problems *p)
{
    char inner[256];
    for (const struct field *f = fields; f->name; f++) {
        const void *value = field_at(object, f->offset);
        snprintf(inner, sizeof inner, "%s/%s", path, f->name);
        if (f->type == FIELD_STRING)
            check_text(*(const char *const *)value, inner, p);
        else if (f->type == FIELD_BITEXT)
            check_bitext(value, inner, p);
        else if (f->type == FIELD_OBJECT)
            check_texts_of(f->sub, value, inner, p);
        else if (f->type == FIELD_LIST || f->type == FIELD_TEXTS || f->type == FIELD_STRINGS)
            check_items(f, object, inner, p);
    }
}

/* ------------------------------------------------------------------ identity and titles */

static void check_number(const char *id, enum registry registry, const char *path,
                         struct problems *p)
{
    void *scratch = mem_context(NULL, "number");
    struct registry_number number;
    bool ours = registry == REGISTRY_SRB || registry == REGISTRY_SMP || registry == REGISTRY_OTHER;
    if (id && !ours && !number_read(scratch, id, &number))
        add(p, PROBLEM_WARNING, "bad_number", id, "%s", path);
    talloc_free(scratch);
}

static void check_identity(const struct trial *t, struct problems *p)
{
    if (!t->id && !t->source.id)
        add(p, PROBLEM_ERROR, "no_identity", NULL, "/source/id");
    if (!trial_title(t, false))
        add(p, PROBLEM_ERROR, "no_title", NULL, "/title");
    check_number(t->source.id, t->source.registry, "/source/id", p);
    for (size_t i = 0; i < t->n_other_ids; i++) {
        char path[64];
        snprintf(path, sizeof path, "/other_ids/%zu/id", i);
        check_number(t->other_ids[i].id, t->other_ids[i].registry, path, p);
    }
    const char *titles[] = {t->title.public_.ja, t->title.public_.en, t->title.scientific.ja,
                            t->title.scientific.en};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (titles[i] && strlen(titles[i]) > TITLE_MAX_BYTES)
            add(p, PROBLEM_WARNING, "too_long", NULL, "/title");
}

/* ------------------------------------------------------------------ dates, ages, counts */

static void check_date(struct date d, const char *path, struct problems *p)
{
    char text[DATE_TEXT_BYTES];
    int year, month, day;
    clock_civil_from_days((int32_t)(clock_now_ms() / 86400000), &year, &month, &day);
    if (d.year != 0 && (d.year < FIRST_PLAUSIBLE_YEAR || d.year > year + YEARS_AHEAD))
        add(p, PROBLEM_WARNING, "date_out_of_range", date_text(d, text), "%s", path);
}

/* Only what is known on both sides is compared: 2024 is not before 2024-05. */
static bool is_before(struct date a, struct date b)
{
    if (a.year == 0 || b.year == 0 || a.year != b.year)
        return a.year != 0 && b.year != 0 && a.year < b.year;
    if (a.month == 0 || b.month == 0 || a.month != b.month)
        return a.month != 0 && b.month != 0 && a.month < b.month;
    return a.day != 0 && b.day != 0 && a.day < b.day;
}

static void check_order(struct date first, struct date second, const char *path, struct problems *p)
{
    char text[DATE_TEXT_BYTES];
    if (is_before(second, first))
        add(p, PROBLEM_WARNING, "date_order", date_text(second, text), "%s", path);
}

static void check_dates(const struct trial *t, struct problems *p)
{
    const struct {
        struct date date;
        const char *path;
    } all[] = {
        {t->dates.first_published, "/dates/first_published"},
        {t->dates.last_published, "/dates/last_published"},
        {t->dates.publish_on, "/dates/publish_on"},
        {t->dates.terminated, "/dates/terminated"},
        {t->dates.completed, "/dates/completed"},
        {t->dates.enrollment_start, "/dates/enrollment_start/date"},
        {t->results.posted_on, "/results/posted_on"},
        {t->results.first_published_on, "/results/first_published_on"},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        check_date(all[i].date, all[i].path, p);
    check_order(t->dates.first_published, t->dates.last_published, "/dates/last_published", p);
    check_order(t->dates.enrollment_start, t->dates.completed, "/dates/completed", p);
    check_order(t->dates.enrollment_start, t->dates.terminated, "/dates/terminated", p);
}

static void check_age(struct age_limit age, const char *path, struct problems *p)
{
    char text[24];
    snprintf(text, sizeof text, "%d", age.value);
    if (age.stated && age_days(age) > AGE_MAX_YEARS * 366)
        add(p, PROBLEM_WARNING, "age_out_of_range", text, "%s", path);
}

static void check_eligibility(const struct trial *t, struct problems *p)
{
    struct age_limit min = t->eligibility.age_min, max = t->eligibility.age_max;
    check_age(min, "/eligibility/age_min/value", p);
    check_age(max, "/eligibility/age_max/value", p);
    if (min.stated && max.stated && age_days(min) > age_days(max))
        add(p, PROBLEM_WARNING, "age_order", NULL, "/eligibility/age_min/value");
    if (t->enrollment.target > ENROLLMENT_MAX)
        add(p, PROBLEM_WARNING, "count_out_of_range", NULL, "/enrollment/target");
    if (t->enrollment.actual > ENROLLMENT_MAX)
        add(p, PROBLEM_WARNING, "count_out_of_range", NULL, "/enrollment/actual");
}

/* ------------------------------------------------------------------ addresses of every kind */

static bool is_email(const char *s)
{
    const char *at = strchr(s, '@'), *dot = at ? strrchr(at, '.') : NULL;
    return at && at != s && dot && dot > at + 1 && dot[1] && !strpbrk(s, " \t\r\n<>,") &&
           !strchr(at + 1, '@');
}

static bool is_url(const char *s)
{
    return (text_starts_with_nocase(s, "https://") || text_starts_with_nocase(s, "http://")) &&
           !strpbrk(s, " \t\r\n<>\"");
}

static void check_contacts(const struct trial *t, struct problems *p)
{
    for (size_t i = 0; i < t->n_contacts; i++)
        if (t->contacts[i].person.email && !is_email(t->contacts[i].person.email))
            add(p, PROBLEM_WARNING, "bad_email", t->contacts[i].person.email, "/contacts/%zu/email",
                i);
    if (t->investigator.email && !is_email(t->investigator.email))
        add(p, PROBLEM_WARNING, "bad_email", t->investigator.email, "/investigator/email");
    if (t->source.url && !is_url(t->source.url))
        add(p, PROBLEM_WARNING, "bad_url", t->source.url, "/source/url");
    for (size_t i = 0; i < t->results.n_urls; i++)
        if (!is_url(t->results.urls[i]))
            add(p, PROBLEM_WARNING, "bad_url", t->results.urls[i], "/results/urls/%zu", i);
}

static void check_places(const struct trial *t, struct problems *p)
{
    for (size_t i = 0; i < t->n_countries; i++) {
        const char *known = country_code(t->countries[i]);
        if (!known || strcmp(known, t->countries[i]) != 0)
            add(p, PROBLEM_WARNING, "bad_country", t->countries[i], "/countries/%zu", i);
    }
    for (size_t i = 0; i < t->n_sites; i++) {
        const struct site *s = &t->sites[i];
        if (s->has_position && !(s->lat >= -90 && s->lat <= 90 && s->lon >= -180 && s->lon <= 180))
            add(p, PROBLEM_ERROR, "bad_position", NULL, "/sites/%zu/lat", i);
    }
    for (size_t i = 0; i < t->n_attachments; i++) {
        const char *hash = t->attachments[i].sha256;
        if (hash && (strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64))
            add(p, PROBLEM_ERROR, "bad_hash", hash, "/attachments/%zu/sha256", i);
    }
}

/* ------------------------------------------------------------------ parts that must fit together
 */

static void check_consistency(const struct trial *t, struct problems *p)
{
    bool interventional = t->study_type == STUDY_TYPE_INTERVENTIONAL;
    if (t->study_type == STUDY_TYPE_OBSERVATIONAL && (t->phases & ~PHASE_NA))
        add(p, PROBLEM_WARNING, "phase_on_observational", NULL, "/phase");
    if (interventional && !t->title.public_.en && !t->title.scientific.en)
        add(p, PROBLEM_NOTE, "english_missing", NULL, "/title");
    if (t->recruitment_status == RECRUITMENT_STATUS_RECRUITING && t->n_sites == 0)
        add(p, PROBLEM_NOTE, "no_sites", NULL, "/sites");
    if (t->n_contacts == 0)
        add(p, PROBLEM_NOTE, "no_contact", NULL, "/contacts");
}

bool trial_check(const struct trial *t, struct problems *problems)
{
    size_t before = problems->n_errors;
    check_identity(t, problems);
    check_texts_of(trial_fields, t, "", problems);
    check_dates(t, problems);
    check_eligibility(t, problems);
    check_contacts(t, problems);
    check_places(t, problems);
    check_consistency(t, problems);
    return problems->n_errors == before;
}
