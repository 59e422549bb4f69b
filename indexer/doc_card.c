#include "indexer/doc_card.h"
#include "schema/trial_json.h"
#include "schema/normalise.h"
#include <string.h>

static void write_bitext(struct jsonw *w, const char *ja, const char *en)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "ja", ja);
    jsonw_key_str(w, "en", en);
    jsonw_object_end(w);
}

static void write_title(struct jsonw *w, const struct trial *t)
{
    const struct bitext *public = &t->title.public_, *scientific = &t->title.scientific,
                        *acronym = &t->title.acronym;
    const char *ja = public->ja ? public->ja : scientific->ja ? scientific->ja : acronym->ja;
    const char *en = public->en ? public->en : scientific->en ? scientific->en : acronym->en;
    jsonw_key(w, "title");
    write_bitext(w, ja, en);
}

static void write_conditions(struct jsonw *w, const struct trial *t)
{
    jsonw_key(w, "conditions");
    jsonw_array_begin(w);
    for (size_t i = 0; i < t->n_conditions; i++)
        write_bitext(w, t->conditions[i].name.ja, t->conditions[i].name.en);
    jsonw_array_end(w);
}

static void write_age(struct jsonw *w, const char *key, struct age_limit age)
{
    jsonw_key(w, key);
    if (!age.stated) {
        jsonw_null(w);
        return;
    }
    jsonw_object_begin(w);
    jsonw_key_int(w, "value", age.value);
    jsonw_key_str(w, "unit", code_text(CODE_AGE_UNIT, (int)age.unit));
    jsonw_key_bool(w, "inclusive", age.inclusive);
    jsonw_object_end(w);
}

static void write_date(struct jsonw *w, const char *key, struct date d)
{
    char text[DATE_TEXT_BYTES];
    jsonw_key_str(w, key, d.year ? date_text(d, text) : NULL);
}

static void write_dates(struct jsonw *w, const struct trial *t)
{
    jsonw_key(w, "dates");
    jsonw_object_begin(w);
    write_date(w, "first_published", t->dates.first_published);
    write_date(w, "last_published", t->dates.last_published);
    write_date(w, "enrollment_start", t->dates.enrollment_start);
    jsonw_object_end(w);
}

void doc_card_write(struct jsonw *w, const struct trial *t, const char *id,
                    const char *cluster_json)
{
    jsonw_key_str(w, "id", id);
    write_title(w, t);
    write_conditions(w, t);
    jsonw_key(w, "phase");
    trial_phases_write(w, t->phases);
    jsonw_key_str(w, "recruitment_status",
                  code_text(CODE_RECRUITMENT_STATUS, (int)t->recruitment_status));
    jsonw_key_str(w, "kind", code_text(CODE_KIND, (int)t->kind));
    jsonw_key_str(w, "study_type", code_text(CODE_STUDY_TYPE, (int)t->study_type));
    jsonw_key(w, "age");
    jsonw_object_begin(w);
    write_age(w, "min", t->eligibility.age_min);
    write_age(w, "max", t->eligibility.age_max);
    jsonw_object_end(w);
    jsonw_key_str(w, "sex", code_text(CODE_SEX, (int)t->eligibility.sex));
    write_dates(w, t);
    jsonw_key(w, "source");
    jsonw_object_begin(w);
    jsonw_key_str(w, "registry", code_text(CODE_REGISTRY, (int)t->source.registry));
    jsonw_key_str(w, "url", t->source.url);
    jsonw_object_end(w);
    jsonw_key(w, "also_registered");
    jsonw_raw(w, cluster_json, strlen(cluster_json));
    if (t->sample)
        jsonw_key_bool(w, "sample", true);
}
