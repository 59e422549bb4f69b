#include "indexer/fields.h"
#include "schema/base/clock.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define RAW_MAX_BYTES    (64 << 10) /* a longer value is a file of its own, not a field */
#define NUMBER_MAX_BYTES 100
#define SHEET_UNIX_DAY   25569 /* 1970-01-01, counted as spreadsheets do */
#define SHEET_FIRST_DAY  32874 /* 1990-01-01 */
#define SHEET_LAST_DAY   51501 /* 2040-12-31 */

#define PUSH(r, list, count, type, item)                                                           \
    do {                                                                                           \
        (r)->trial->list = MEM_GROW((r)->ctx, (r)->trial->list, type, (r)->trial->count + 1);      \
        (r)->trial->list[(r)->trial->count++] = (item);                                            \
    } while (0)

/* ------------------------------------------------------------------ names */

static bool is_passed_over(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '\t' || c == '"';
}

/* True when `name` of the file is the pattern's name of len bytes. */
static bool is_name(const char *name, const char *want, size_t len)
{
    size_t i = 0;
    for (; *name; name++) {
        if (is_passed_over(*name))
            continue;
        if (i == len || tolower((unsigned char)*name) != tolower((unsigned char)want[i]))
            return false;
        i++;
    }
    return i == len;
}

static const struct named_value *find_one(const struct flat_record *r, const char *want, size_t len)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->values[i].value && is_name(r->values[i].name, want, len)) {
            r->values[i].used = true;
            return &r->values[i];
        }
    }
    return NULL;
}

static const struct named_value *find(const struct flat_record *r, const char *names)
{
    while (*names) {
        size_t len = strcspn(names, "|");
        const struct named_value *found = find_one(r, names, len);
        if (found)
            return found;
        names += len + (names[len] == '|');
    }
    return NULL;
}

const char *flat_get(const struct flat_record *r, const char *names)
{
    const struct named_value *found = find(r, names);
    return found ? found->value : NULL;
}

void flat_apply(struct flat_record *r, const struct flat_map *map)
{
    for (; map->names; map++) {
        const struct named_value *found = find(r, map->names);
        if (found)
            map->put(r, found->name, found->value);
    }
}

/* ------------------------------------------------------------------ single values */

/* A name from the file's own header may be empty, or no text at all. */
static const char *raw_name(struct flat_record *r, const char *name)
{
    const char *clean = text_is_utf8(name, strlen(name)) ? text_squeeze(r->ctx, name, false) : NULL;
    return clean ? clean : "(no column name)";
}

void flat_keep(struct flat_record *r, const char *name, const char *value)
{
    struct raw_value raw = {raw_name(r, name), text_squeeze(r->ctx, value, true)};
    if (raw.value && strlen(raw.value) > RAW_MAX_BYTES)
        problems_add(r->problems, PROBLEM_WARNING, raw.field, "too_long", value);
    else if (raw.value)
        PUSH(r, raw, n_raw, struct raw_value, raw);
}

void flat_keep_rest(struct flat_record *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (!r->values[i].used && r->values[i].value)
            flat_keep(r, r->values[i].name, r->values[i].value);
}

void flat_keep_raw(struct flat_record *r, const char *name, const char *value)
{
    problems_add(r->problems, PROBLEM_WARNING, name, "not_understood", value);
    flat_keep(r, name, value);
}

int flat_read_code(struct flat_record *r, enum code_list list, const char *name, const char *value)
{
    int code = code_find_alias(list, value);
    if (code == 0 && !text_is_blank(value))
        flat_keep_raw(r, name, value);
    return code;
}

static bool has_between(const char *s, uint32_t lo, uint32_t hi)
{
    size_t len = strlen(s);
    for (size_t i = 0; i < len;) {
        uint32_t c = text_decode(s, len, &i);
        if (c >= lo && c <= hi)
            return true;
    }
    return false;
}

static bool is_japanese(const char *s, bool kanji_too)
{
    return has_between(s, 0x3040, 0x30FF) || (kanji_too && has_between(s, 0x4E00, 0x9FFF));
}

void flat_set_text(struct bitext *into, const char *text, bool japanese)
{
    if (!text)
        return;
    if (is_japanese(text, japanese))
        into->ja = text;
    else
        into->en = text;
}

/* Days since 1899-12-30, of 1990 to 2040: a smaller or larger number is hardly a date of a trial.
 */
static bool read_day_number(struct flat_record *r, const char *value, struct date *ret)
{
    int64_t days;
    int year, month, day;
    const char *half = text_halfwidth(r->ctx, value), *dot = strchr(half, '.');
    size_t len = dot ? (size_t)(dot - half) : strlen(half);
    bool whole = !dot || dot[1 + strspn(dot + 1, "0123456789")] == '\0';
    if (!whole || !text_read_int(mem_strndup(r->ctx, half, len), &days) || days < SHEET_FIRST_DAY ||
        days > SHEET_LAST_DAY)
        return false;
    clock_civil_from_days((int32_t)days - SHEET_UNIX_DAY, &year, &month, &day);
    *ret = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

void flat_set_date(struct flat_record *r, struct date *into, const char *name, const char *value)
{
    struct date d;
    enum value_state state = date_normalise(value, &d);
    if (state == VALUE_READ) {
        *into = d;
    } else if (r->sheet && state == VALUE_NOT_UNDERSTOOD && read_day_number(r, value, into)) {
        problems_add(r->problems, PROBLEM_NOTE, name, "day_number", value);
        flat_keep(r, name, value);
    } else if (state == VALUE_NOT_UNDERSTOOD) {
        flat_keep_raw(r, name, value);
    }
}

void flat_set_count(struct flat_record *r, int64_t *into, const char *name, const char *value)
{
    if (count_normalise(value, into) == VALUE_NOT_UNDERSTOOD)
        flat_keep_raw(r, name, value);
}

void flat_set_age(struct flat_record *r, struct age_limit *into, int max, const char *name,
                  const char *value)
{
    if (age_normalise(value, max ? AGE_MAX : AGE_MIN, into) == VALUE_NOT_UNDERSTOOD)
        flat_keep_raw(r, name, value);
}

void flat_set_status(struct flat_record *r, const char *name, const char *value)
{
    if (status_normalise(value, &r->trial->recruitment_status) == VALUE_NOT_UNDERSTOOD) {
        r->trial->recruitment_status =
            RECRUITMENT_STATUS_UNKNOWN; /* record.md §3: unknown, kept word for word, counted */
        flat_keep_raw(r, name, value);
    }
}

void flat_set_sex(struct flat_record *r, const char *name, const char *value)
{
    if (sex_normalise(value, &r->trial->eligibility.sex) == VALUE_NOT_UNDERSTOOD)
        flat_keep_raw(r, name, value);
}

void flat_set_phase(struct flat_record *r, const char *name, const char *value)
{
    if (phase_normalise(value, &r->trial->phases) == VALUE_NOT_UNDERSTOOD)
        flat_keep_raw(r, name, value);
}

void flat_set_study_type(struct flat_record *r, const char *name, const char *value)
{
    if (study_type_normalise(value, &r->trial->study_type) == VALUE_NOT_UNDERSTOOD)
        flat_keep_raw(r, name, value);
}

void flat_set_source(struct flat_record *r, const char *number, const char *registry_name)
{
    struct registry_number known;
    if (number && number_read(r->ctx, number, &known)) {
        r->trial->source.registry = known.registry;
        r->trial->source.id = known.id;
        return;
    }
    r->trial->source.registry =
        (enum registry)code_find_alias(CODE_REGISTRY, registry_name ? registry_name : "");
    r->trial->source.id = number ? text_squeeze(r->ctx, number, false) : NULL;
}

/* ------------------------------------------------------------------ lists */

static void add_number(struct flat_record *r, struct registry_number number)
{
    if (text_equal_nocase(number.id, r->trial->source.id))
        return;
    for (size_t i = 0; i < r->trial->n_other_ids; i++)
        if (text_equal_nocase(r->trial->other_ids[i].id, number.id))
            return;
    PUSH(r, other_ids, n_other_ids, struct registry_number, number);
}

static bool says_none(const char *s)
{
    static const char *const words[] = {"none", "nil",  "nil known", "no",
                                        "na",   "n/a",  "n.a.",      "-",
                                        "--",   "なし", "nill",      "not applicable"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_equal_nocase(s, words[i]))
            return true;
    return false;
}

/* "NCT01234567 / JCOG1711": letters with two digits or more beside a known number are a number,
 * too; other words ("ClinicalTrials.gov", "-1") say nothing of their own. */
static void add_word_if_code(struct flat_record *r, const char *word)
{
    struct registry_number *numbers;
    size_t letters = 0, digits = 0;
    for (const char *c = word; *c; c++) {
        letters += isalpha((unsigned char)*c) != 0;
        digits += isdigit((unsigned char)*c) != 0;
    }
    if (letters > 0 && digits > 1 && number_find_all(r->ctx, word, &numbers) == 0)
        add_number(r, (struct registry_number){REGISTRY_OTHER, word});
}

/* One part of a list of numbers. */
static void add_numbers_of_part(struct flat_record *r, const char *name, const char *part)
{
    struct registry_number *numbers;
    const char *text = text_squeeze(r->ctx, part, false);
    size_t n = number_find_all(r->ctx, part, &numbers);
    for (size_t i = 0; i < n; i++)
        add_number(r, numbers[i]);
    if (n > 0)
        flat_each_part(r, part, " \t/()[]", add_word_if_code);
    if (n > 0 || !text || says_none(text))
        return;
    if (strlen(text) > NUMBER_MAX_BYTES)
        flat_keep_raw(r, name, part);
    else
        add_number(r, (struct registry_number){REGISTRY_OTHER, text});
}

void flat_add_numbers(struct flat_record *r, const char *name, const char *text)
{
    struct span rest = {text, strlen(text)}, part;
    while (text_split_next(&rest, ";,\n", &part)) {
        const char *one = text_trim(r->ctx, part.p, part.len);
        if (one)
            add_numbers_of_part(r, name, one);
    }
}

void flat_each_part(struct flat_record *r, const char *text, const char *separators,
                    void (*fn)(struct flat_record *r, const char *part))
{
    struct span rest = {text, strlen(text)}, part;
    while (text_split_next(&rest, separators, &part)) {
        char *one = text_trim(r->ctx, part.p, part.len);
        if (one)
            fn(r, one);
    }
}

void flat_add_condition(struct flat_record *r, const char *text, bool japanese)
{
    struct condition c = {.code = NULL};
    flat_set_text(&c.name, text, japanese);
    PUSH(r, conditions, n_conditions, struct condition, c);
}

void flat_add_country(struct flat_record *r, const char *name, const char *text)
{
    const char *code = country_code(text);
    if (!code) {
        flat_keep_raw(r, name, text);
        return;
    }
    for (size_t i = 0; i < r->trial->n_countries; i++)
        if (strcmp(r->trial->countries[i], code) == 0)
            return;
    PUSH(r, countries, n_countries, const char *, code);
}

void flat_add_outcome(struct flat_record *r, enum outcome_rank rank, const char *text,
                      const char *timepoint, bool japanese)
{
    struct outcome o = {.rank = rank};
    flat_set_text(&o.title, text, japanese);
    flat_set_text(&o.timepoint, timepoint, japanese);
    PUSH(r, outcomes, n_outcomes, struct outcome, o);
}

void flat_add_intervention(struct flat_record *r, const char *text, bool japanese)
{
    struct intervention v = {.type = INTERVENTION_TYPE_NONE_};
    const char *colon = strchr(text, ':');
    if (colon && colon - text < 40) {
        char *type = mem_strndup(r->ctx, text, (size_t)(colon - text));
        v.type = (enum intervention_type)code_find_alias(CODE_INTERVENTION_TYPE, type);
        char *name = v.type ? text_trim(r->ctx, colon + 1, strlen(colon + 1)) : NULL;
        text = name ? name : text;
    }
    flat_set_text(&v.name, text, japanese);
    PUSH(r, interventions, n_interventions, struct intervention, v);
}

void flat_add_funder(struct flat_record *r, const char *text, bool japanese)
{
    struct organisation o = {.name = {0}};
    flat_set_text(&o.name, text, japanese);
    PUSH(r, funders, n_funders, struct organisation, o);
}

void flat_add_sponsor(struct flat_record *r, const char *text, bool japanese)
{
    struct organisation o = {.name = {0}};
    flat_set_text(&o.name, text, japanese);
    PUSH(r, sponsors_secondary, n_sponsors_secondary, struct organisation, o);
}

void flat_add_site(struct flat_record *r, const struct site *site)
{
    PUSH(r, sites, n_sites, struct site, *site);
}

void flat_add_contact(struct flat_record *r, const struct contact *contact)
{
    PUSH(r, contacts, n_contacts, struct contact, *contact);
}

void flat_add_result_url(struct flat_record *r, const char *url)
{
    r->trial->results.urls =
        MEM_GROW(r->ctx, r->trial->results.urls, const char *, r->trial->results.n_urls + 1);
    r->trial->results.urls[r->trial->results.n_urls++] = url;
}
