#include "search/match_write.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_flat_read.h"
#include <string.h>

static void write_enum(struct jsonw *w, const struct attribute *a, uint64_t bits)
{
    if (a->list)
        jsonw_array_begin(w);
    for (int v = 0; a->values[v]; v++) {
        if (bits >> v & 1)
            jsonw_str(w, a->values[v]);
    }
    if (a->list)
        jsonw_array_end(w);
}

static void write_number(struct jsonw *w, const struct attribute *a, const struct match_fact *f)
{
    if (a->kind == ATTR_ORDINAL) {
        jsonw_double(w, f->low);
        return;
    }
    jsonw_object_begin(w);
    jsonw_key(w, "value");
    jsonw_double(w, f->low);
    jsonw_key_str(w, "unit", a->unit);
    if (f->uln > 0) {
        jsonw_key(w, "uln");
        jsonw_double(w, f->uln);
    }
    jsonw_object_end(w);
}

/* The words the person gave: the item's, or all of the list when it is its silence that counts. */
static void write_list(struct jsonw *w, const struct facts *f, uint16_t attr)
{
    const struct fact *fact = &f->by_attr[attr];
    jsonw_array_begin(w);
    for (size_t i = 0; i < fact->n_items; i++)
        jsonw_str(w, fact->items[i].word);
    jsonw_array_end(w);
}

static void write_item(struct jsonw *w, const struct match_person *p, const struct facts *f,
                       int item)
{
    const struct match_item *i = &p->items[item];
    if (i->said >= 0)
        jsonw_str(w, f->by_attr[i->attr].items[i->said].word);
    else
        jsonw_strn(w, i->name.word, i->name.len);
}

void match_write_value(struct jsonw *w, const struct match_person *p, const struct facts *f,
                       const struct match_reason *reason)
{
    const struct attribute *a = &attributes[reason->attr];
    const struct match_fact *fact = &p->facts[reason->attr];
    if (reason->item >= 0)
        write_item(w, p, f, reason->item);
    else if (fact->state != MATCH_GIVEN)
        jsonw_null(w);
    else if (a->kind == ATTR_FLAG)
        jsonw_bool(w, fact->flag);
    else if (a->kind == ATTR_ENUM)
        write_enum(w, a, fact->bits);
    else if (attribute_has_letters(a))
        jsonw_str(w, f->by_attr[reason->attr].word);
    else if (a->kind == ATTR_CONCEPT)
        write_list(w, f, reason->attr);
    else
        write_number(w, a, fact);
}

static void write_reason(struct jsonw *w, const struct match_person *p, const struct facts *f,
                         const struct match_reason *reason)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "attr", attributes[reason->attr].id);
    jsonw_key(w, "value");
    match_write_value(w, p, f, reason);
    if (p->facts[reason->attr].derived)
        jsonw_key_bool(w, "derived", true);
    jsonw_key(w, "span");
    jsonw_array_begin(w);
    jsonw_int(w, reason->begin);
    jsonw_int(w, reason->end);
    jsonw_array_end(w);
    jsonw_object_end(w);
}

/* It asks for nothing (男女を問わない): the whole of it says so. */
static void write_always(struct jsonw *w, const struct match_explained *e, bool decided)
{
    if (!decided)
        return;
    jsonw_key(w, "because");
    jsonw_object_begin(w);
    jsonw_key(w, "attr");
    jsonw_null(w);
    jsonw_key(w, "value");
    jsonw_null(w);
    jsonw_key(w, "span");
    jsonw_array_begin(w);
    jsonw_int(w, 0);
    jsonw_int(w, e->end - e->begin);
    jsonw_array_end(w);
    jsonw_object_end(w);
}

/* "because": the first fact that decided; all of them, or what is still open, in "facts". */
static void write_reasons(struct jsonw *w, const struct match_person *p, const struct facts *f,
                          const struct match_explained *e)
{
    bool decided = e->result == MATCH_MET || e->result == MATCH_NOT_MET;
    if (e->n_reasons == 0) {
        write_always(w, e, decided);
        return;
    }
    jsonw_key(w, decided ? "because" : "waits_for");
    if (decided) {
        write_reason(w, p, f, &e->reasons[0]);
        if (e->n_reasons == 1)
            return;
        jsonw_key(w, "also");
    }
    jsonw_array_begin(w);
    for (size_t i = decided; i < e->n_reasons; i++)
        write_reason(w, p, f, &e->reasons[i]);
    jsonw_array_end(w);
}

static const char *kind_name(enum crit_kind kind)
{
    return kind == CRIT_INCLUSION ? "inclusion" : "exclusion";
}

/* The text that the span of e counts in; a registered tree has one of its own. */
static const char *text_for(const struct match_texts *texts, struct match_explained *e)
{
    if (!e->own)
        return e->block == CRIT_INCLUSION ? texts->inclusion : texts->exclusion;
    const char *text = e->begin < texts->n_own ? texts->own[e->begin] : NULL;
    e->begin = 0;
    e->end = text ? (uint32_t)strlen(text) : 0;
    return text;
}

static void write_criterion(struct jsonw *w, const struct match_person *p, const struct facts *f,
                            struct match_explained *e, const struct match_texts *texts)
{
    static const char *const coverages[] = {"none", "partial", "full"};
    const char *block = text_for(texts, e);
    size_t len = block ? strlen(block) : 0;
    size_t begin = e->begin < len ? e->begin : len, end = e->end < len ? e->end : len;
    jsonw_object_begin(w);
    jsonw_key_str(w, "kind", kind_name(e->kind));
    if (e->own || e->block != e->kind)
        jsonw_key_str(w, "block", e->own ? "criteria" : kind_name(e->block));
    if (block) {
        jsonw_key(w, "text");
        jsonw_strn(w, block + begin, end > begin ? end - begin : 0);
    }
    jsonw_key(w, "span");
    jsonw_array_begin(w);
    jsonw_int(w, e->begin);
    jsonw_int(w, e->end);
    jsonw_array_end(w);
    jsonw_key_str(w, "result", match_result_name(e->result));
    jsonw_key_str(w, "coverage", coverages[e->coverage]);
    write_reasons(w, p, f, e);
    jsonw_object_end(w);
}

static void limit_begin(struct jsonw *w, enum attr attr, enum match_result result,
                        const struct match_person *p, const struct facts *f)
{
    const struct match_reason reason = {.attr = (uint16_t)attr, .item = -1};
    jsonw_object_begin(w);
    jsonw_key_str(w, "attr", attributes[attr].id);
    jsonw_key_str(w, "result", match_result_name(result));
    jsonw_key(w, "value");
    match_write_value(w, p, f, &reason);
}

static void write_years(struct jsonw *w, const char *key, double years)
{
    if (years < 0)
        return;
    jsonw_key(w, key);
    jsonw_double(w, years);
}

/* Age and sex that the record asks for in members of its own: they decide, too. */
static void write_limits(struct jsonw *w, const struct matcher *m, const struct match_person *p,
                         const struct facts *f, const uint8_t *flat)
{
    struct flat_trial t;
    flat_open(flat, &t);
    if (t.sex == 0 && t.age_min < 0 && t.age_max < 0)
        return;
    jsonw_key(w, "limits");
    jsonw_array_begin(w);
    if (t.sex != 0) {
        limit_begin(w, ATTR_sex, match_record_sex(m, flat), p, f);
        jsonw_key_str(w, "sex", attributes[ATTR_sex].values[t.sex - 1]);
        jsonw_object_end(w);
    }
    if (t.age_min >= 0 || t.age_max >= 0) {
        limit_begin(w, ATTR_age, match_record_age(m, flat), p, f);
        write_years(w, "min", t.age_min);
        write_years(w, "max", t.age_max);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

void match_write(struct jsonw *w, struct matcher *m, const struct match_person *p,
                 const struct facts *f, const uint8_t *flat, const struct match_texts *texts)
{
    struct match_explained *e = MEM_ARRAY(NULL, struct match_explained, FLAT_CRITERIA_MAX);
    struct match_outcome o;
    match_trial(m, flat, true, &o);
    size_t n = match_explain(m, flat, e, FLAT_CRITERIA_MAX), understood = 0;
    for (size_t i = 0; i < n; i++)
        understood += e[i].coverage == CRIT_FULL;
    jsonw_key_str(w, "verdict", match_verdict_name(o.verdict));
    jsonw_key(w, "understood_share");
    jsonw_double(w, n ? (double)(understood * 100 / n) / 100 : 0);
    write_limits(w, m, p, f, flat);
    jsonw_key(w, "criteria");
    jsonw_array_begin(w);
    for (size_t i = 0; i < n; i++)
        write_criterion(w, p, f, &e[i], texts);
    jsonw_array_end(w);
    talloc_free(e);
}

const char *match_write_not_understood(void *ctx, const struct match_person *p,
                                       const struct facts *f)
{
    struct jsonw w;
    size_t n = 0;
    jsonw_init(&w, ctx);
    jsonw_array_begin(&w);
    for (size_t i = 0; i < p->n_items; i++) {
        const struct match_item *item = &p->items[i];
        if (item->name.understood || item->said < 0 || item->attr == ATTR_biomarker)
            continue;
        jsonw_object_begin(&w);
        jsonw_key_str(&w, "attr", attributes[item->attr].id);
        jsonw_key(&w, "value");
        write_item(&w, p, f, (int)i);
        jsonw_object_end(&w);
        n++;
    }
    jsonw_array_end(&w);
    return n > 0 ? jsonw_text(&w) : NULL;
}
