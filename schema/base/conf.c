#include "schema/base/conf.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct conf_row {
    const char *key, *def;
    size_t offset;
} rows[] = {
#define CONF_ROW(field, key, def, help) {key, def, offsetof(struct conf, field)},
    CONF_LIST(CONF_ROW)
#undef CONF_ROW
};
#define N_ROWS (sizeof rows / sizeof rows[0])

static const char **field_of(struct conf *conf, const struct conf_row *row)
{
    return (const char **)((char *)conf + row->offset);
}

struct reading {
    void *ctx;
    struct conf *conf;
    struct err *err;
    bool bad;
};

static int take_line(void *user, const char *section, const char *key, const char *value)
{
    struct reading *r = user;
    for (size_t i = 0; i < N_ROWS; i++) {
        if (strcmp(rows[i].key, key) == 0) {
            *field_of(r->conf, &rows[i]) = mem_strdup(r->ctx, value);
            return 1;
        }
    }
    err_set(r->err, ERR_INVALID, "unknown key \"%s%s%s\"", section, *section ? "." : "", key);
    r->bad = true;
    return 0;
}

static const char *find_file(const char *file)
{
    static const char *const places[] = {"scripts/etc/shirube.conf", "/etc/shirube/shirube.conf"};
    if (file)
        return file;
    if (getenv("SHIRUBE_CONFIG"))
        return getenv("SHIRUBE_CONFIG");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (access(places[i], R_OK) == 0)
            return places[i];
    return NULL;
}

static void take_environment(void *ctx, struct conf *conf)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        char name[64] = "SHIRUBE_";
        size_t n = strlen(name);
        for (const char *k = rows[i].key; *k && n < sizeof name - 1; k++)
            name[n++] = (char)(*k >= 'a' && *k <= 'z' ? *k - 32 : *k);
        name[n] = '\0';
        const char *value = getenv(name);
        if (value && *value)
            *field_of(conf, &rows[i]) = mem_strdup(ctx, value);
    }
}

enum err_code conf_load(void *ctx, const char *file, struct conf *ret, struct err *err)
{
    struct conf conf = {0};
    for (size_t i = 0; i < N_ROWS; i++)
        *field_of(&conf, &rows[i]) = rows[i].def;
    const char *path = find_file(file);
    if (path) {
        struct reading reading = {ctx, &conf, err, false};
        int line = ini_parse(path, take_line, &reading);
        if (line < 0)
            return err_set(err, ERR_IO, "cannot read %s", path);
        if (reading.bad)
            return err_wrap(err, "%s line %d", path, line);
        if (line > 0)
            return err_set(err, ERR_INVALID, "%s line %d is not \"key = value\"", path, line);
    }
    take_environment(ctx, &conf);
    *ret = conf;
    return OK;
}

enum err_code conf_int(const char *key, const char *value, long min, long max, long *ret,
                       struct err *err)
{
    int64_t n;
    if (!text_read_int(value, &n) || n < min || n > max)
        return err_set(err, ERR_INVALID, "%s: \"%s\" is not a whole number from %ld to %ld", key,
                       value, min, max);
    *ret = (long)n;
    return OK;
}

const char *conf_lexicon_path(void *ctx, const struct conf *conf)
{
    return *conf->lexicon ? conf->lexicon : mem_printf(ctx, "%s/lexicon", conf->var);
}

const char *conf_index_path(void *ctx, const struct conf *conf)
{
    return *conf->index ? conf->index : mem_printf(ctx, "%s/index", conf->var);
}
