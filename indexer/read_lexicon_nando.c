/* NANDO, the Japanese ontology of rare diseases: one JSON object a line with id, ja[], kana[],
 * en[], parents[], notification, deprecated. */
#include "indexer/lexicon_intake.h"
#include "indexer/text_map.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <jansson.h>
#include <string.h>

static const char *item(const json_t *array, size_t i)
{
    const char *s = json_string_value(json_array_get(array, i));
    return s ? s : "";
}

/* "NANDO:1200345" without the part before the colon; NULL: not such an id. */
static const char *code_of(const json_t *id)
{
    const char *s = json_string_value(id);
    const char *colon = s && text_starts_with_nocase(s, "NANDO:") ? strchr(s, ':') + 1 : NULL;
    return colon && *colon && strspn(colon, "0123456789") == strlen(colon) ? colon : NULL;
}

static void concept_read(struct lexicon_intake *in, const json_t *o, const char *code)
{
    void *ctx = mem_context(NULL, "nando");
    const json_t *ja = json_object_get(o, "ja"), *en = json_object_get(o, "en"),
                 *kana = json_object_get(o, "kana"), *parents = json_object_get(o, "parents");
    char *above = mem_strdup(ctx, "");
    for (size_t i = 0; i < json_array_size(parents); i++) {
        const char *p = code_of(json_array_get(parents, i));
        if (p)
            above = mem_printf(ctx, "%s%s%s", above, *above ? "," : "",
                               lexicon_id_make(ctx, "nando", p));
    }
    struct lexicon_entry *e = lexicon_intake_add(in, lexicon_id_make(ctx, "nando", code), above,
                                                 LEXICON_DISEASE, item(ja, 0), item(en, 0));
    for (size_t i = 0; i < json_array_size(kana); i++)
        if (lexicon_is_reading(item(kana, i)))
            lexicon_intake_name(in, e, lexicon_reading_make(ctx, item(kana, i)), LEXICON_KIND_KANA);
    for (size_t i = 1; i < json_array_size(ja); i++)
        lexicon_intake_name(in, e, item(ja, i), lexicon_kind_guess(item(ja, i)));
    for (size_t i = 1; i < json_array_size(en); i++)
        lexicon_intake_name(in, e, item(en, i), lexicon_kind_guess(item(en, i)));
    talloc_free(ctx);
}

void lexicon_read_nando(struct lexicon_intake *in, char *line)
{
    json_error_t why;
    json_t *o = json_loads(line, JSON_REJECT_DUPLICATES, &why);
    const char *code = o ? code_of(json_object_get(o, "id")) : NULL;
    if (!o)
        lexicon_intake_bad(in, "no JSON: %s", why.text);
    else if (!json_is_object(o) || !code)
        lexicon_intake_bad(in, "\"id\": NANDO: and digits are wanted");
    else if (json_is_true(json_object_get(o, "deprecated")))
        lexicon_intake_skip(in, "NANDO:%s is deprecated", code);
    else if (!json_is_array(json_object_get(o, "ja")) ||
             text_is_blank(item(json_object_get(o, "ja"), 0)))
        lexicon_intake_bad(in, "\"ja\": a Japanese name is wanted");
    else
        concept_read(in, o, code);
    json_decref(o);
}

/* The ids of `parents` that the file has: those of deprecated concepts are gone. */
static const char *parents_present(void *ctx, const struct text_map *ids, const char *parents)
{
    char *left = mem_strdup(ctx, ""), *copy = mem_strdup(ctx, parents), *rest = copy;
    while (rest && *rest) {
        const char *id = strsep(&rest, ",");
        if (text_map_get(ids, id) != TEXT_MAP_NONE)
            left = mem_printf(ctx, "%s%s%s", left, *left ? "," : "", id);
    }
    talloc_free(copy);
    return left;
}

void lexicon_end_nando(struct lexicon_intake *in)
{
    struct text_map *ids = text_map_new(in->to);
    for (uint32_t i = 0; i < in->to->n; i++)
        text_map_put(ids, in->to->items[i].id, i);
    for (size_t i = 0; i < in->to->n; i++) {
        struct lexicon_entry *e = &in->to->items[i];
        e->parents = parents_present(in->to, ids, e->parents);
    }
    talloc_free(ids);
}
