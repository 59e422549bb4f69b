/* shirube-criteria read */
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include "search/lexicon.h"
#include "search/criteria.h"
#include "search/criteria_cmd.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *string_of(const json_t *o, const char *key, const char *otherwise)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : otherwise;
}

static enum crit_lang lang_of(const json_t *o, const char *text, size_t len)
{
    const char *lang = string_of(o, "lang", "auto");
    if (strcmp(lang, "ja") == 0)
        return CRIT_JA;
    return strcmp(lang, "en") == 0 ? CRIT_EN : crit_guess_lang(text, len);
}

static void write_line(struct jsonw *w, const json_t *o, const struct crits *c)
{
    jsonw_object_begin(w);
    jsonw_key_str(w, "id", string_of(o, "id", ""));
    jsonw_key(w, "criteria");
    jsonw_array_begin(w);
    for (size_t i = 0; i < c->n; i++)
        crit_write(w, &c->items[i]);
    jsonw_array_end(w);
    jsonw_object_end(w);
    jsonw_newline(w);
}

static bool read_one(struct crit_reader *r, void *ctx, const json_t *o, struct jsonw *w)
{
    const json_t *t = json_object_get(o, "text");
    if (!json_is_string(t))
        return false;
    const char *text = json_string_value(t), *kind = string_of(o, "kind", "both");
    size_t len = json_string_length(t);
    enum crit_lang lang = lang_of(o, text, len);
    struct crits c;
    if (strcmp(kind, "both") == 0)
        crit_read_both(r, ctx, lang, text, len, &c);
    else
        crit_read_block(r, ctx, strcmp(kind, "exclusion") == 0 ? CRIT_EXCLUSION : CRIT_INCLUSION,
                        lang, text, len, &c);
    write_line(w, o, &c);
    return true;
}

int criteria_cmd_read(void *ctx, FILE *in, FILE *out)
{
    struct crit_reader *r = crit_reader_new(ctx, lexicon_builtin_open(ctx));
    char *line = NULL;
    size_t cap = 0, number = 0;
    int status = EXIT_GOOD;
    for (ssize_t n; (n = getline(&line, &cap, in)) > 0;) {
        void *tmp = mem_context(ctx, "line");
        struct jsonw w;
        json_error_t err;
        jsonw_init(&w, tmp);
        json_t *o = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, &err);
        number++;
        if (!o || !read_one(r, tmp, o, &w)) {
            fprintf(stderr, "shirube-criteria: line %zu: %s\n", number, o ? "no text" : err.text);
            status = EXIT_PARTLY;
        }
        json_decref(o);
        fputs(jsonw_text(&w), out);
        talloc_free(tmp);
    }
    free(line);
    return fflush(out) == 0 && !ferror(in) ? status : EXIT_FAILED;
}
