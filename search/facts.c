#include "search/facts.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/units.h"
#include <math.h>

enum { ITEMS_MAX = 200 };

struct reading {
    struct facts *facts;
    facts_problem_fn *problem;
    void *arg;
    const struct attribute *attr;
    struct fact *fact;
    uint16_t number; /* of attr */
    bool bad;
};

struct facts *facts_new(void *ctx)
{
    struct facts *f = MEM_NEW(ctx, struct facts);
    f->by_attr = MEM_ARRAY(f, struct fact, n_attributes);
    for (uint16_t i = 0; i < n_attributes; i++) {
        f->by_attr[i].uln = -1;
        f->by_attr[i].ago_days = -1;
    }
    return f;
}

/* `member` may be NULL or "/0", "/unit" … */
static void report(struct reading *r, const char *member, const char *code, const char *detail)
{
    char pointer[160];
    (void)snprintf(pointer, sizeof pointer, "/%s%s", r->attr->id, member ? member : "");
    r->bad = true;
    if (r->problem)
        r->problem(r->arg, pointer, code, detail);
}

/* {"n":2,"unit":"month"} in days. */
static bool read_ago(const json_t *ago, double *ret_days)
{
    static const struct {
        const char *unit;
        double days;
    } units[] = {{"day", 1}, {"week", 7}, {"month", 30.4375}, {"year", 365.25}};
    const json_t *n = json_object_get(ago, "n");
    const char *unit = json_string_value(json_object_get(ago, "unit"));
    if (!json_is_number(n) || !unit || json_number_value(n) < 0)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].unit, unit) == 0) {
            *ret_days = json_number_value(n) * units[i].days;
            return true;
        }
    }
    return false;
}

/* An object may hold only these members; `names` ends with NULL. */
static void check_members(struct reading *r, const char *member, const json_t *object,
                          const char *const *names)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        size_t i = 0;
        while (names[i] && strcmp(names[i], key) != 0)
            i++;
        if (!names[i])
            report(r, member, "unknown_member", key);
    }
}

static bool in_bounds(struct reading *r, double value)
{
    if (isfinite(value) && value >= r->attr->min && value <= r->attr->max)
        return true;
    char detail[96];
    (void)snprintf(detail, sizeof detail, "%g to %g %s", r->attr->min, r->attr->max, r->attr->unit);
    report(r, NULL, "out_of_range", detail);
    return false;
}

static bool read_uln(struct reading *r, const json_t *v, uint16_t unit, bool has_unit)
{
    const json_t *uln = json_object_get(v, "uln");
    if (!uln)
        return true;
    double limit = json_number_value(uln);
    if (!json_is_number(uln) || !(limit > 0)) {
        report(r, "/uln", "wrong_type", "a number above 0");
        return false;
    }
    if (has_unit)
        (void)unit_convert(unit, r->number, limit, &limit);
    r->fact->uln = limit;
    return true;
}

static bool read_unit(struct reading *r, const json_t *v, uint16_t *ret_unit, bool *ret_has)
{
    const json_t *unit = json_object_get(v, "unit");
    double one;
    *ret_has = false;
    if (!unit)
        return true;
    if (!json_is_string(unit)) {
        report(r, "/unit", "wrong_type", "a string");
        return false;
    }
    if (!unit_find(json_string_value(unit), json_string_length(unit), ret_unit) ||
        !unit_convert(*ret_unit, r->number, 1, &one)) {
        report(r, "/unit", "unknown_unit", r->attr->unit);
        return false;
    }
    *ret_has = true;
    return true;
}

static void read_number(struct reading *r, const json_t *v)
{
    static const char *const members[] = {"value", "unit", "uln", "ago", NULL};
    const json_t *value = v;
    uint16_t unit = 0;
    bool has_unit = false;
    if (json_is_object(v)) {
        check_members(r, NULL, v, members);
        value = json_object_get(v, "value");
        if (!read_unit(r, v, &unit, &has_unit) || !read_uln(r, v, unit, has_unit))
            return;
    }
    if (!json_is_number(value)) {
        report(r, NULL, "wrong_type", "a number, or {\"value\",\"unit\"}");
        return;
    }
    double number = json_number_value(value);
    if (has_unit)
        (void)unit_convert(unit, r->number, number, &number);
    if (!in_bounds(r, number))
        return;
    r->fact->number = number;
    r->fact->state = FACT_GIVEN;
}

/* "IIIB" of III: the letter is kept (to IIID of melanoma); "3" is III. */
static bool is_letter_value(const struct attribute *a, const char *s)
{
    size_t len = strlen(s);
    if (attribute_find_value(a, s, len) >= 0)
        return true;
    while (len > 0 &&
           ((s[len - 1] >= 'A' && s[len - 1] <= 'D') || (s[len - 1] >= '0' && s[len - 1] <= '9')))
        len--;
    return a->values[0][0] == '0' && len > 0 && attribute_find_value(a, s, len) > 0;
}

static void read_letters(struct reading *r, const json_t *v)
{
    static const char *const roman[] = {"0", "I", "II", "III", "IV"};
    const char *word = json_string_value(v);
    bool is_stage = r->attr->values[1][0] == 'I';
    if (is_stage && json_is_integer(v) && json_integer_value(v) >= 0 && json_integer_value(v) <= 4)
        word = roman[json_integer_value(v)];
    if (!word) {
        report(r, NULL, "wrong_type", "a string");
        return;
    }
    if (strlen(word) > FACT_WORD_BYTES_MAX || !is_letter_value(r->attr, word)) {
        report(r, NULL, "unknown_value", word);
        return;
    }
    r->fact->word = mem_strdup(r->facts, word);
    r->fact->state = FACT_GIVEN;
}

static void read_flag(struct reading *r, const json_t *v)
{
    static const char *const members[] = {"value", "ago", NULL};
    const json_t *value = v;
    if (json_is_object(v)) {
        check_members(r, NULL, v, members);
        value = json_object_get(v, "value");
        const json_t *ago = json_object_get(v, "ago");
        if (ago && !read_ago(ago, &r->fact->ago_days))
            report(r, "/ago", "wrong_type", "{\"n\",\"unit\"}");
    }
    if (!json_is_boolean(value)) {
        report(r, NULL, "wrong_type", "true, false, or {\"value\",\"ago\"}");
        return;
    }
    r->fact->flag = json_is_true(value);
    r->fact->state = FACT_GIVEN;
}

static void read_enum(struct reading *r, const json_t *v)
{
    const char *word = json_string_value(v);
    if (!word) {
        report(r, NULL, "wrong_type", "a string");
        return;
    }
    if (attribute_find_value(r->attr, word, strlen(word)) < 0) {
        report(r, NULL, "unknown_value", word);
        return;
    }
    r->fact->word = mem_strdup(r->facts, word);
    r->fact->state = FACT_GIVEN;
}

static bool read_item(struct reading *r, const json_t *v, const char *member, struct fact_item *ret)
{
    static const char *const members[] = {"value", "ago", "current", NULL};
    const json_t *value = v;
    *ret = (struct fact_item){.ago_days = -1};
    if (json_is_object(v)) {
        check_members(r, member, v, members);
        value = json_object_get(v, "value");
        const json_t *ago = json_object_get(v, "ago");
        if (ago && !read_ago(ago, &ret->ago_days))
            report(r, member, "wrong_type", "ago: {\"n\",\"unit\"}");
        ret->current = json_is_true(json_object_get(v, "current"));
    }
    const char *word = json_string_value(value);
    if (!word || text_is_blank(word)) {
        report(r, member, "wrong_type", "a string, or {\"value\",\"ago\",\"current\"}");
        return false;
    }
    if (strlen(word) > FACT_WORD_BYTES_MAX) {
        report(r, member, "too_long", "at most 400 bytes");
        return false;
    }
    if (r->attr->kind == ATTR_ENUM && attribute_find_value(r->attr, word, strlen(word)) < 0) {
        report(r, member, "unknown_value", word);
        return false;
    }
    ret->word = text_trim(r->facts, word, strlen(word));
    return true;
}

/* {"items":[…],"complete":false}: what is not named may be there all the same. */
static const json_t *read_partial(struct reading *r, const json_t *v)
{
    static const char *const members[] = {"items", "complete", NULL};
    const json_t *items = json_is_object(v) ? json_object_get(v, "items") : NULL;
    if (!items)
        return v;
    check_members(r, NULL, v, members);
    r->fact->partial = json_is_false(json_object_get(v, "complete"));
    return items;
}

static void read_list(struct reading *r, const json_t *v)
{
    v = read_partial(r, v);
    size_t n = json_is_array(v) ? json_array_size(v) : 1;
    if (n > ITEMS_MAX) {
        report(r, NULL, "too_many", "at most 200 items");
        return;
    }
    r->fact->items = MEM_ARRAY(r->facts, struct fact_item, n + 1);
    for (size_t i = 0; i < n; i++) {
        char member[24];
        (void)snprintf(member, sizeof member, "/%zu", i);
        bool array = json_is_array(v);
        if (read_item(r, array ? json_array_get(v, i) : v, array ? member : NULL,
                      &r->fact->items[r->fact->n_items]))
            r->fact->n_items++;
    }
    r->fact->state = FACT_GIVEN;
}

static void read_fact(struct reading *r, const json_t *v)
{
    r->attr = &attributes[r->number];
    r->fact = &r->facts->by_attr[r->number];
    if (json_is_null(v))
        r->fact->state = FACT_NULL;
    else if (r->attr->list)
        read_list(r, v);
    else if (r->attr->kind == ATTR_FLAG)
        read_flag(r, v);
    else if (r->attr->kind == ATTR_ENUM)
        read_enum(r, v);
    else if (attribute_has_letters(r->attr))
        read_letters(r, v);
    else
        read_number(r, v);
}

enum err_code facts_read(struct facts *f, const json_t *object, facts_problem_fn *problem,
                         void *arg)
{
    struct reading r = {.facts = f, .problem = problem, .arg = arg};
    if (!json_is_object(object)) {
        if (problem)
            problem(arg, "", "wrong_type", "an object");
        return ERR_INVALID;
    }
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (attribute_find(key, strlen(key), &r.number)) {
            read_fact(&r, value);
            continue;
        }
        r.bad = true;
        if (problem)
            problem(arg, mem_printf(f, "/%s", text_pointer_part(f, key)), "unknown_attribute", key);
    }
    return r.bad ? ERR_INVALID : OK;
}

static void write_ago(struct jsonw *w, double days)
{
    if (days < 0)
        return;
    jsonw_key(w, "ago");
    jsonw_object_begin(w);
    jsonw_key(w, "n");
    jsonw_double(w, days);
    jsonw_key_str(w, "unit", "day");
    jsonw_object_end(w);
}

static void write_item(struct jsonw *w, const struct fact_item *item)
{
    if (item->ago_days < 0 && !item->current) {
        jsonw_str(w, item->word);
        return;
    }
    jsonw_object_begin(w);
    jsonw_key_str(w, "value", item->word);
    write_ago(w, item->ago_days);
    if (item->current)
        jsonw_key_bool(w, "current", true);
    jsonw_object_end(w);
}

static void write_number(struct jsonw *w, const struct attribute *a, const struct fact *f)
{
    if (a->kind == ATTR_ORDINAL) {
        jsonw_double(w, f->number);
        return;
    }
    jsonw_object_begin(w);
    jsonw_key(w, "value");
    jsonw_double(w, f->number);
    jsonw_key_str(w, "unit", a->unit);
    if (f->uln > 0) {
        jsonw_key(w, "uln");
        jsonw_double(w, f->uln);
    }
    jsonw_object_end(w);
}

static void write_flag(struct jsonw *w, const struct fact *f)
{
    if (f->ago_days < 0) {
        jsonw_bool(w, f->flag);
        return;
    }
    jsonw_object_begin(w);
    jsonw_key_bool(w, "value", f->flag);
    write_ago(w, f->ago_days);
    jsonw_object_end(w);
}

static void write_list(struct jsonw *w, const struct fact *f)
{
    if (f->partial) {
        jsonw_object_begin(w);
        jsonw_key(w, "items");
    }
    jsonw_array_begin(w);
    for (size_t i = 0; i < f->n_items; i++)
        write_item(w, &f->items[i]);
    jsonw_array_end(w);
    if (f->partial) {
        jsonw_key_bool(w, "complete", false);
        jsonw_object_end(w);
    }
}

static void write_fact(struct jsonw *w, const struct attribute *a, const struct fact *f)
{
    if (f->state == FACT_NULL) {
        jsonw_null(w);
    } else if (a->list) {
        write_list(w, f);
    } else if (a->kind == ATTR_FLAG) {
        write_flag(w, f);
    } else if (a->kind == ATTR_ENUM || attribute_has_letters(a)) {
        jsonw_str(w, f->word);
    } else {
        write_number(w, a, f);
    }
}

void facts_write(struct jsonw *w, const struct facts *f)
{
    jsonw_object_begin(w);
    for (uint16_t i = 0; i < n_attributes; i++) {
        if (f->by_attr[i].state == FACT_ABSENT)
            continue;
        jsonw_key(w, attributes[i].id);
        write_fact(w, &attributes[i], &f->by_attr[i]);
    }
    jsonw_object_end(w);
}
