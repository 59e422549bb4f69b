#include "schema/base/mem.h"
#include "schema/normalise.h"
#include "schema/trial_fields.h"
#include "schema/trial_json.h"
#include <sodium.h>
#include <string.h>

static void write_object(struct jsonw *w, const struct field *fields, const void *object);

static void write_bitext(struct jsonw *w, const struct bitext *text)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", text->ja);
    jsonw_key_str(w, "en", text->en);
    jsonw_object_end(w);
}

static void write_age(struct jsonw *w, const struct age_limit *age)
{
    jsonw_object_begin(w);
    jsonw_key_int(w, "value", age->value);
    jsonw_key_str(w, "unit", code_text(CODE_AGE_UNIT, (int)age->unit));
    jsonw_key_bool(w, "inclusive", age->inclusive);
    jsonw_object_end(w);
}

void trial_phases_write(struct jsonw *w, unsigned phases)
{
    jsonw_array_begin(w);
    for (int n = 0; n <= 4; n++)
        if (phases & PHASE_BIT(n))
            jsonw_int(w, n);
    if (phases & PHASE_NA)
        jsonw_str(w, "na");
    jsonw_array_end(w);
}

static void write_list(struct jsonw *w, const struct field *f, const void *items, size_t n)
{
    jsonw_array_begin(w);
    for (size_t i = 0; i < n; i++) {
        if (f->type == FIELD_STRINGS)
            jsonw_str(w, ((const char *const *)items)[i]);
        else if (f->type == FIELD_TEXTS)
            write_bitext(w, (const struct bitext *)items + i);
        else
            write_object(w, f->sub, (const char *)items + i * f->size);
    }
    jsonw_array_end(w);
}

static void write_date(struct jsonw *w, struct date date)
{
    char text[DATE_TEXT_BYTES];
    jsonw_str(w, date_text(date, text));
}

static void write_value(struct jsonw *w, const struct field *f, const void *object)
{
    const void *p = field_at(object, f->offset);
    switch (f->type) {
    case FIELD_STRING:
        jsonw_str(w, *(const char *const *)p);
        return;
    case FIELD_JSON:
        jsonw_raw(w, *(const char *const *)p, strlen(*(const char *const *)p));
        return;
    case FIELD_BITEXT:
        write_bitext(w, p);
        return;
    case FIELD_DATE:
        write_date(w, *(const struct date *)p);
        return;
    case FIELD_CODE:
        jsonw_str(w, code_text(f->list, *(const int *)p));
        return;
    case FIELD_TRI:
        jsonw_bool(w, *(const enum tristate *)p == TRI_TRUE);
        return;
    case FIELD_FLAG:
        jsonw_bool(w, *(const bool *)p);
        return;
    case FIELD_COUNT:
        jsonw_int(w, *(const int64_t *)p);
        return;
    case FIELD_AGE:
        write_age(w, p);
        return;
    case FIELD_PHASES:
        trial_phases_write(w, *(const unsigned *)p);
        return;
    case FIELD_DEGREES:
        jsonw_double(w, *(const double *)p);
        return;
    case FIELD_OBJECT:
        write_object(w, f->sub, p);
        return;
    case FIELD_STRINGS:
    case FIELD_TEXTS:
    case FIELD_LIST:
        write_list(w, f, *(const void *const *)p, *(const size_t *)field_at(object, f->count));
        return;
    }
}

static void write_object(struct jsonw *w, const struct field *fields, const void *object)
{
    jsonw_object_begin(w);
    for (const struct field *f = fields; f->name; f++) {
        if (field_is_empty(f, object))
            continue;
        jsonw_key(w, f->name);
        write_value(w, f, object);
    }
    jsonw_object_end(w);
}

void trial_write_json(struct jsonw *w, const struct trial *t)
{
    write_object(w, trial_fields, t);
}

void trial_write_field(struct jsonw *w, const struct field *f, const void *object)
{
    write_value(w, f, object);
}

const char *trial_to_json(void *ctx, const struct trial *t, size_t *ret_len)
{
    struct jsonw w;
    jsonw_init(&w, ctx);
    trial_write_json(&w, t);
    if (ret_len)
        *ret_len = w.len;
    return jsonw_text(&w);
}

void trial_hash(const struct trial *t, unsigned char ret_hash[TRIAL_HASH_BYTES])
{
    struct trial copy = *t; /* shallow: only the fetch time is taken away */
    size_t len;
    void *scratch = mem_context(NULL, "trial_hash");
    copy.source.fetched_at = NULL;
    const char *json = trial_to_json(scratch, &copy, &len);
    crypto_generichash(ret_hash, TRIAL_HASH_BYTES, (const unsigned char *)json, len, NULL, 0);
    talloc_free(scratch);
}
