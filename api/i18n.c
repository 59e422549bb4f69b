#include "api/i18n.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MO_MAGIC     0x950412DEu
#define MO_MAX_BYTES (1u << 20)

/* A GNU .mo file (gettext manual, "The Format of GNU MO Files"): sorted pairs of length and offset.
 */
struct catalogue {
    const char *bytes;
    size_t len;
    uint32_t n, keys_at, texts_at;
};

struct i18n {
    struct catalogue of[LANG_EN + 1];
};

static const char *const names[] = {[LANG_JA] = "ja", [LANG_EASY] = "easy", [LANG_EN] = "en"};

static uint32_t word_at(const struct catalogue *c, size_t at)
{
    uint32_t v;
    memcpy(&v, c->bytes + at, sizeof v);
    return v;
}

/* String number i of the table at `table`; NULL when it leaves the file or has no end. */
static const char *string_at(const struct catalogue *c, uint32_t table, uint32_t i)
{
    uint32_t len = word_at(c, table + 8 * (size_t)i), at = word_at(c, table + 8 * (size_t)i + 4);
    if (at >= c->len || len >= c->len - at || c->bytes[at + len] != '\0')
        return NULL;
    return c->bytes + at;
}

static enum err_code check(struct catalogue *c, const char *path, struct err *err)
{
    if (c->len < 28 || word_at(c, 0) != MO_MAGIC)
        return err_set(err, ERR_CORRUPT, "%s is no message catalogue", path);
    c->n = word_at(c, 8);
    c->keys_at = word_at(c, 12);
    c->texts_at = word_at(c, 16);
    size_t table = 8 * (size_t)c->n;
    if (c->n > 10000 || c->keys_at + table > c->len || c->texts_at + table > c->len)
        return err_set(err, ERR_CORRUPT, "%s is cut off", path);
    for (uint32_t i = 0; i < c->n; i++)
        if (!string_at(c, c->keys_at, i) || !string_at(c, c->texts_at, i))
            return err_set(err, ERR_CORRUPT, "%s: message %u is damaged", path, i);
    return OK;
}

static enum err_code load(void *ctx, const char *path, struct catalogue *c, struct err *err)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_set(err, ERR_IO, "cannot read %s", path);
    char *bytes = MEM_ARRAY(ctx, char, MO_MAX_BYTES);
    c->len = fread(bytes, 1, MO_MAX_BYTES, f);
    c->bytes = MEM_GROW(ctx, bytes, char, c->len + 1);
    fclose(f);
    return check(c, path, err);
}

enum err_code i18n_load(void *ctx, const char *folder, struct i18n **ret, struct err *err)
{
    struct i18n *i = MEM_NEW(ctx, struct i18n);
    for (int lang = LANG_JA; lang <= LANG_EN; lang++) {
        char *path = mem_printf(i, "%s/%s.mo", folder, names[lang]);
        enum err_code code = load(i, path, &i->of[lang], err);
        if (code != OK) {
            talloc_free(i);
            return code;
        }
    }
    *ret = i;
    return OK;
}

const char *i18n_text(const struct i18n *i, enum lang lang, const char *key)
{
    const struct catalogue *c = &i->of[lang];
    uint32_t lo = 0, hi = c->n;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        int order = strcmp(key, string_at(c, c->keys_at, mid));
        if (order == 0)
            return string_at(c, c->texts_at, mid);
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return key;
}

const char *i18n_key(const struct i18n *i, enum lang lang, size_t n, const char **ret_text)
{
    const struct catalogue *c = &i->of[lang];
    if (n >= c->n)
        return NULL;
    *ret_text = string_at(c, c->texts_at, (uint32_t)n);
    return string_at(c, c->keys_at, (uint32_t)n);
}

const char *lang_name(enum lang lang)
{
    return names[lang];
}

bool lang_read(const char *name, enum lang *ret)
{
    for (int lang = LANG_JA; lang <= LANG_EN; lang++) {
        if (strcmp(name, names[lang]) == 0) {
            *ret = (enum lang)lang;
            return true;
        }
    }
    return false;
}

/* One "en-US;q=0.8" of Accept-Language: its language (false: none of ours) and weight (RFC 9110
 * §12.5.4). */
static bool read_range(struct span range, enum lang *ret_lang, double *ret_weight)
{
    char text[64];
    range = text_trim_span(range);
    snprintf(text, sizeof text, "%.*s", (int)(range.len < 60 ? range.len : 60), range.p);
    const char *q = strstr(text, "q=");
    *ret_weight = q ? strtod(q + 2, NULL) : 1;
    if (text_starts_with_nocase(text, "ja"))
        *ret_lang = LANG_JA;
    else if (text_starts_with_nocase(text, "en"))
        *ret_lang = LANG_EN;
    else
        return false;
    return *ret_weight > 0;
}

enum lang lang_accept(const char *accept_language)
{
    enum lang best = LANG_JA, lang;
    double best_weight = 0, weight;
    struct span rest = {accept_language, accept_language ? strlen(accept_language) : 0}, range;
    while (text_split_next(&rest, ",", &range)) {
        if (read_range(range, &lang, &weight) && weight > best_weight) {
            best = lang;
            best_weight = weight;
        }
    }
    return best;
}
