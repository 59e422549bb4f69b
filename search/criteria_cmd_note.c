/* shirube-criteria note: {"id","text","lang"} → {"id","facts","evidence"} a line. */
#include "schema/base/arg.h"
#include "schema/base/mem.h"
#include "search/lexicon.h"
#include "search/criteria.h"
#include "search/criteria_cmd.h"
#include "search/note_read.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static enum crit_lang lang_of(const json_t *o, const char *text, size_t len)
{
    const char *lang = json_string_value(json_object_get(o, "lang"));
    if (lang && strcmp(lang, "ja") == 0)
        return CRIT_JA;
    return lang && strcmp(lang, "en") == 0 ? CRIT_EN : crit_guess_lang(text, len);
}

static bool note_one(struct note_reader *r, void *ctx, const json_t *o, struct jsonw *w)
{
    const json_t *t = json_object_get(o, "text");
    struct note note;
    if (!json_is_string(t))
        return false;
    const char *text = json_string_value(t);
    size_t len = json_string_length(t);
    note_read(r, ctx, lang_of(o, text, len), text, len, &note);
    jsonw_object_begin(w);
    jsonw_key_str(w, "id", json_string_value(json_object_get(o, "id")));
    note_write(w, &note, text);
    jsonw_object_end(w);
    jsonw_newline(w);
    return true;
}

int criteria_cmd_note(void *ctx, FILE *in, FILE *out)
{
    char *line = NULL;
    size_t cap = 0, number = 0;
    int status = EXIT_GOOD;
    struct note_reader *r = note_reader_new(ctx, lexicon_builtin_open(ctx));
    for (ssize_t n; (n = getline(&line, &cap, in)) > 0;) {
        void *tmp = mem_context(ctx, "line");
        struct jsonw w;
        json_error_t err;
        jsonw_init(&w, tmp);
        json_t *o = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, &err);
        number++;
        if (!o || !note_one(r, tmp, o, &w)) {
            (void)fprintf(stderr, "shirube-criteria: line %zu: %s\n", number,
                          o ? "no text" : err.text);
            status = EXIT_PARTLY;
        }
        json_decref(o);
        (void)fputs(jsonw_text(&w), out);
        talloc_free(tmp);
    }
    free(line);
    return fflush(out) == 0 && !ferror(in) ? status : EXIT_FAILED;
}
