/* The rules behind trial_check that look at one value each; what must fit together is in
 * trial_rules_fit.c. */
#include "schema/trial_rules.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "schema/trial_fields.h"
#include "schema/trial_json.h"
#include <stdio.h>
#include <string.h>

#define TEXT_MAX_BYTES       400000
#define TITLE_MAX_BYTES      6000
#define FIRST_PLAUSIBLE_YEAR 1940
#define YEARS_AHEAD          80
#define AGE_MAX_YEARS        120
#define ENROLLMENT_MAX       100000000

void rules_add(struct problems *p, enum problem_level level, const char *code, const char *value,
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

/* Where problems go, and about how many bytes of JSON the texts make before any escape. */
struct texts {
    struct problems *problems;
    size_t bytes;
};
#define NUMBER_MAX    100 /* characters */
#define BYTES_A_TEXT  64  /* of its name and punctuation */
#define BYTES_AN_ITEM 512 /* of what it holds beside texts */

static void check_text(const char *s, const char *path, struct texts *texts)
{
    size_t len = s ? strlen(s) : 0;
    texts->bytes += len + BYTES_A_TEXT;
    if (len > TEXT_MAX_BYTES)
        rules_add(texts->problems, PROBLEM_ERROR, "too_long", NULL, "%s", path);
    for (size_t i = 0; i < len;) {
        size_t at = i;
        if (is_forbidden(text_decode(s, len, &i))) {
            rules_add(texts->problems, PROBLEM_WARNING, "forbidden_character", s + at, "%s", path);
            return;
        }
    }
}

static void check_texts_of(const struct field *fields, const void *object, const char *path,
                           struct texts *texts);

static void check_bitext(const struct bitext *text, const char *path, struct texts *texts)
{
    char inner[256];
    snprintf(inner, sizeof inner, "%s/ja", path);
    check_text(text->ja, inner, texts);
    snprintf(inner, sizeof inner, "%s/en", path);
    check_text(text->en, inner, texts);
}

static void check_item(const struct field *f, const void *item, const char *path,
                       struct texts *texts)
{
    texts->bytes += BYTES_AN_ITEM;
    if (f->type == FIELD_STRINGS)
        check_text(*(const char *const *)item, path, texts);
    else if (f->type == FIELD_TEXTS)
        check_bitext(item, path, texts);
    else
        check_texts_of(f->sub, item, path, texts);
}

static void check_items(const struct field *f, const void *object, const char *path,
                        struct texts *texts)
{
    const char *items = *(const char *const *)field_at(object, f->offset);
    size_t n = *(const size_t *)field_at(object, f->count);
    size_t bytes = f->type == FIELD_STRINGS ? sizeof(char *)
                   : f->type == FIELD_TEXTS ? sizeof(struct bitext)
                                            : f->size;
    char inner[256];
    if (n > TRIAL_LIST_MAX) {
        rules_add(texts->problems, PROBLEM_ERROR, "too_many_items", NULL, "%s", path);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        text_copy(inner, sizeof inner - 24, path);
        size_t len = strlen(inner);
        snprintf(inner + len, sizeof inner - len, "/%zu", i);
        check_item(f, items + i * bytes, inner, texts);
    }
}

static void check_texts_of(const struct field *fields, const void *object, const char *path,
                           struct texts *texts)
{
    char inner[256];
    for (const struct field *f = fields; f->name; f++) {
        const void *value = field_at(object, f->offset);
        snprintf(inner, sizeof inner, "%s/%s", path, f->name);
        if (f->type == FIELD_STRING)
            check_text(*(const char *const *)value, inner, texts);
        else if (f->type == FIELD_BITEXT)
            check_bitext(value, inner, texts);
        else if (f->type == FIELD_OBJECT)
            check_texts_of(f->sub, value, inner, texts);
        else if (f->type == FIELD_LIST || f->type == FIELD_TEXTS || f->type == FIELD_STRINGS)
            check_items(f, object, inner, texts);
    }
}

/* A record that the reader would refuse must not be saved. It is written out only when it may be so
 * long: an escape makes at most six bytes of one. */
static void check_size(const struct trial *t, size_t text_bytes, struct problems *p)
{
    const char *criteria = t->eligibility.criteria_json;
    text_bytes += criteria ? strlen(criteria) : 0;
    if (text_bytes < TRIAL_JSON_MAX_BYTES / 8)
        return;
    void *scratch = mem_context(NULL, "size");
    size_t len;
    trial_to_json(scratch, t, &len);
    if (len > TRIAL_JSON_MAX_BYTES)
        rules_add(p, PROBLEM_ERROR, "too_large", NULL, "%s", "");
    talloc_free(scratch);
}

static void check_texts(const struct trial *t, struct problems *p)
{
    struct texts texts = {.problems = p};
    check_texts_of(trial_fields, t, "", &texts);
    check_size(t, texts.bytes, p);
}

/* ------------------------------------------------------------------ identity and titles */

static void check_number(const char *id, enum registry registry, const char *path,
                         struct problems *p)
{
    void *scratch = mem_context(NULL, "number");
    struct registry_number number;
    bool ours = registry == REGISTRY_SRB || registry == REGISTRY_SMP || registry == REGISTRY_OTHER;
    if (id && !ours && !number_read(scratch, id, &number))
        rules_add(p, PROBLEM_WARNING, "bad_number", id, "%s", path);
    talloc_free(scratch);
}

/* A number stands in addresses, terms and messages: one line of at most NUMBER_MAX characters (the
 * database's own limit). */
static void check_own_number(const char *id, const char *path, struct problems *p)
{
    size_t len = id ? strlen(id) : 0, chars = 0;
    for (size_t i = 0; i < len; chars++) {
        uint32_t c = text_decode(id, len, &i);
        if (c < 0x20 || is_forbidden(c)) {
            rules_add(p, PROBLEM_ERROR, "forbidden_character", NULL, "%s", path);
            return;
        }
    }
    if (chars > NUMBER_MAX)
        rules_add(p, PROBLEM_ERROR, "too_long", NULL, "%s", path);
}

static void check_identity(const struct trial *t, struct problems *p)
{
    check_own_number(t->id, "/id", p);
    check_own_number(t->source.id, "/source/id", p);
    if (!t->id && !t->source.id)
        rules_add(p, PROBLEM_ERROR, "no_identity", NULL, "/source/id");
    if (!trial_title(t, false))
        rules_add(p, PROBLEM_ERROR, "no_title", NULL, "/title");
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
            rules_add(p, PROBLEM_WARNING, "too_long", NULL, "/title");
}

/* ------------------------------------------------------------------ dates, ages, counts */

static void check_date(struct date d, const char *path, struct problems *p)
{
    char text[DATE_TEXT_BYTES];
    int year, month, day;
    clock_civil_from_days((int32_t)(clock_now_ms() / 86400000), &year, &month, &day);
    if (d.year != 0 && (d.year < FIRST_PLAUSIBLE_YEAR || d.year > year + YEARS_AHEAD))
        rules_add(p, PROBLEM_WARNING, "date_out_of_range", date_text(d, text), "%s", path);
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
    for (size_t i = 0; i < t->n_ethics; i++) {
        char path[64];
        snprintf(path, sizeof path, "/ethics/%zu/approved_on", i);
        check_date(t->ethics[i].approved_on, path, p);
    }
}

/* What the reader would not take back is an error; what no person reaches, a warning. */
static void check_age(struct age_limit age, const char *path, struct problems *p)
{
    char text[24];
    snprintf(text, sizeof text, "%d", age.value);
    if (age.stated && (age.value < 0 || age.value > TRIAL_AGE_MAX || !age.unit))
        rules_add(p, PROBLEM_ERROR, "age_out_of_range", text, "%s", path);
    else if (age.stated && age_days(age) > AGE_MAX_YEARS * 366)
        rules_add(p, PROBLEM_WARNING, "age_out_of_range", text, "%s", path);
}

static void check_eligibility(const struct trial *t, struct problems *p)
{
    struct age_limit min = t->eligibility.age_min, max = t->eligibility.age_max;
    check_age(min, "/eligibility/age_min/value", p);
    check_age(max, "/eligibility/age_max/value", p);
    if (t->enrollment.target > ENROLLMENT_MAX)
        rules_add(p, PROBLEM_WARNING, "count_out_of_range", NULL, "/enrollment/target");
    if (t->enrollment.actual > ENROLLMENT_MAX)
        rules_add(p, PROBLEM_WARNING, "count_out_of_range", NULL, "/enrollment/actual");
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

static void check_timestamp(const char *s, const char *path, struct problems *p)
{
    int64_t ms;
    if (s && clock_read_rfc3339(s, &ms) != 0)
        rules_add(p, PROBLEM_WARNING, "bad_timestamp", s, "%s", path);
}

static void check_contacts(const struct trial *t, struct problems *p)
{
    for (size_t i = 0; i < t->n_contacts; i++)
        if (t->contacts[i].person.email && !is_email(t->contacts[i].person.email))
            rules_add(p, PROBLEM_WARNING, "bad_email", t->contacts[i].person.email,
                      "/contacts/%zu/email", i);
    if (t->investigator.email && !is_email(t->investigator.email))
        rules_add(p, PROBLEM_WARNING, "bad_email", t->investigator.email, "/investigator/email");
    if (t->source.url && !is_url(t->source.url))
        rules_add(p, PROBLEM_WARNING, "bad_url", t->source.url, "/source/url");
    check_timestamp(t->source.fetched_at, "/source/fetched_at", p);
    check_timestamp(t->eligibility.confirmed_at, "/eligibility/confirmed_at", p);
    for (size_t i = 0; i < t->results.n_urls; i++)
        if (!is_url(t->results.urls[i]))
            rules_add(p, PROBLEM_WARNING, "bad_url", t->results.urls[i], "/results/urls/%zu", i);
}

static void check_places(const struct trial *t, struct problems *p)
{
    for (size_t i = 0; i < t->n_countries; i++) {
        const char *known = country_code(t->countries[i]);
        if (!known || strcmp(known, t->countries[i]) != 0)
            rules_add(p, PROBLEM_WARNING, "bad_country", t->countries[i], "/countries/%zu", i);
    }
    for (size_t i = 0; i < t->n_sites; i++) {
        const struct site *s = &t->sites[i];
        if (s->has_position && !(s->lat >= -90 && s->lat <= 90 && s->lon >= -180 && s->lon <= 180))
            rules_add(p, PROBLEM_ERROR, "bad_position", NULL, "/sites/%zu/lat", i);
    }
    for (size_t i = 0; i < t->n_attachments; i++) {
        const char *hash = t->attachments[i].sha256;
        if (hash && (strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64))
            rules_add(p, PROBLEM_ERROR, "bad_hash", hash, "/attachments/%zu/sha256", i);
    }
}

bool trial_check(const struct trial *t, struct problems *problems)
{
    size_t before = problems->n_errors;
    check_identity(t, problems);
    check_texts(t, problems);
    check_dates(t, problems);
    check_eligibility(t, problems);
    check_contacts(t, problems);
    check_places(t, problems);
    rules_check_fit(t, problems);
    return problems->n_errors == before;
}
