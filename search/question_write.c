#include "search/question_write.h"

static const char *const kinds[] = {[ATTR_NUMBER] = "number",
                                    [ATTR_ORDINAL] = "ordinal",
                                    [ATTR_FLAG] = "flag",
                                    [ATTR_ENUM] = "enum",
                                    [ATTR_CONCEPT] = "concept"};

static void write_text(struct jsonw *w, const char *key, const char *ja, const char *easy,
                       const char *en)
{
    jsonw_key(w, key);
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", ja);
    jsonw_key_str(w, "easy", easy);
    jsonw_key_str(w, "en", en);
    jsonw_object_end(w);
}

/* Letter scales and enums without wording of their own: the value is the label. */
static void write_values(struct jsonw *w, const struct attribute *a)
{
    for (int i = 0; a->values && a->values[i]; i++) {
        jsonw_object_begin(w);
        jsonw_key_str(w, "value", a->values[i]);
        write_text(w, "label", a->values[i], a->values[i], a->values[i]);
        jsonw_object_end(w);
    }
}

static void write_choices(struct jsonw *w, const struct attribute *a)
{
    for (uint16_t i = 0; i < a->n_choices; i++) {
        const struct attr_choice *c = &a->choices[i];
        jsonw_object_begin(w);
        jsonw_key_str(w, "value", c->value);
        write_text(w, "label", c->ja, c->easy, c->en);
        jsonw_object_end(w);
    }
    if (a->n_choices == 0)
        write_values(w, a);
}

/* The name that people know where the lexicon has one, else the words of the criteria. */
static void write_name(struct jsonw *w, const struct question_name *n, const struct lexicon *x)
{
    struct lexicon_concept c;
    bool known = x && n->n_ids == 1 && !n->narrow && n->id < lexicon_count(x);
    if (known)
        lexicon_concept(x, n->id, &c);
    jsonw_key(w, "value");
    if (!known) {
        jsonw_strn(w, n->word, n->len);
        return;
    }
    jsonw_str(w, c.ja ? c.ja : c.en);
    write_text(w, "label", c.ja ? c.ja : c.en, c.ja ? c.ja : c.en, c.en ? c.en : c.ja);
}

static void write_names(struct jsonw *w, const struct question *q, const struct lexicon *x)
{
    for (size_t i = 0; i < q->n_names; i++) {
        jsonw_object_begin(w);
        write_name(w, &q->names[i], x);
        jsonw_key_int(w, "trials", q->names[i].trials);
        jsonw_object_end(w);
    }
}

static void write_start(struct jsonw *w, const struct attribute *a)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "attr", a->id);
    write_text(w, "label", a->label_ja, a->label_ja, a->label_en);
    write_text(w, "text", a->ask_ja, a->ask_easy, a->ask_en);
    jsonw_key_str(w, "kind", kinds[a->kind]);
    if (a->kind == ATTR_NUMBER)
        jsonw_key_str(w, "unit", a->unit);
    jsonw_key_bool(w, "list", a->list);
}

void question_write(struct jsonw *w, const struct question *q, const struct lexicon *x)
{
    const struct attribute *a = &attributes[q->attr];
    write_start(w, a);
    jsonw_key(w, "choices");
    jsonw_array_begin(w);
    if (a->kind == ATTR_CONCEPT)
        write_names(w, q, x);
    else
        write_choices(w, a);
    jsonw_array_end(w);
    jsonw_key(w, "bounds");
    jsonw_array_begin(w);
    for (size_t i = 0; i < q->n_bounds; i++)
        jsonw_double(w, q->bounds[i]);
    jsonw_array_end(w);
    jsonw_key_int(w, "trials", q->trials);
    jsonw_key_int(w, "settles", q->settles);
    jsonw_object_end(w);
}

void question_write_attribute(struct jsonw *w, uint16_t attr)
{
    const struct attribute *a = &attributes[attr];
    write_start(w, a);
    jsonw_key_int(w, "cost", a->cost);
    jsonw_key_bool(w, "site", a->site);
    jsonw_key(w, "choices");
    jsonw_array_begin(w);
    write_choices(w, a);
    jsonw_array_end(w);
    jsonw_object_end(w);
}
