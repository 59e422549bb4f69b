#include "api/routes.h"
#include "api/handlers.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

static const struct param_spec lang_only[] = {{"lang", PARAM_LANG, 0, 0, 0},
                                              {NULL, PARAM_TEXT, 0, 0, 0}};
static const struct param_spec trial_params[] = {
    {"criteria", PARAM_FLAG, 0, 0, 0}, {"lang", PARAM_LANG, 0, 0, 0}, {NULL, PARAM_TEXT, 0, 0, 0}};
static const struct param_spec join_params[] = {
    {"q", PARAM_TEXT, 0, 300, 0}, {"lang", PARAM_LANG, 0, 0, 0}, {NULL, PARAM_TEXT, 0, 0, 0}};
static const struct param_spec change_params[] = {{"since", PARAM_TEXT, 0, 60, 0},
                                                  {"limit", PARAM_NUMBER, 1, 100, 0},
                                                  {NULL, PARAM_TEXT, 0, 0, 0}};
static const struct param_spec suggest_params[] = {{"q", PARAM_TEXT, 0, 200, 0},
                                                   {"limit", PARAM_NUMBER, 1, 50, 0},
                                                   {"lang", PARAM_LANG, 0, 0, 0},
                                                   {NULL, PARAM_TEXT, 0, 0, 0}};

const struct route routes[] = {
    {"GET", "/v1/trials", get_trials, search_params, false, BODY_PARAMS},
    {"POST", "/v1/trials/search", get_trials, search_params, false, BODY_PARAMS},
    {"GET", "/v1/trials/{id}", get_trial, trial_params, false, BODY_PARAMS},
    {"GET", "/v1/trials/{id}/history", get_history, lang_only, false, BODY_PARAMS},
    {"GET", "/v1/trials/{id}/history/{version}", get_history_version, lang_only, false,
     BODY_PARAMS},
    {"POST", "/v1/match", post_match, NULL, false, BODY_DOCUMENT},
    {"POST", "/v1/trials/{id}/match", post_trial_match, NULL, false, BODY_DOCUMENT},
    {"POST", "/v1/profile", post_profile, NULL, false, BODY_DOCUMENT},
    {"GET", "/v1/suggest", get_suggest, suggest_params, false, BODY_PARAMS},
    {"GET", "/v1/vocabulary", get_vocabulary, lang_only, false, BODY_PARAMS},
    {"GET", "/v1/vocabulary/{list}", get_vocabulary_list, lang_only, false, BODY_PARAMS},
    {"GET", "/v1/changes", get_changes, change_params, false, BODY_PARAMS},
    {"GET", "/v1/export/trials.ndjson.gz", get_export_ndjson, NULL, false, BODY_PARAMS},
    {"GET", "/v1/export/trials.csv.gz", get_export_csv, NULL, false, BODY_PARAMS},
    {"GET", "/openapi.json", get_openapi, NULL, false, BODY_PARAMS},
    {"GET", "/livez", get_livez, NULL, false, BODY_PARAMS},
    {"GET", "/readyz", get_readyz, NULL, false, BODY_PARAMS},
    {"GET", "/metrics", get_metrics, NULL, false, BODY_PARAMS},
    {"GET", "/", get_page_top, lang_only, true, BODY_PARAMS},
    {"GET", "/trials", get_page_results, search_params, true, BODY_PARAMS},
    {"GET", "/trials/{id}", get_page_trial, lang_only, true, BODY_PARAMS},
    {"GET", "/join", get_page_join, join_params, true, BODY_PARAMS},
    {"POST", "/join", post_page_join, NULL, true, BODY_FORM},
    {"GET", "/static/{folder}/{file}", get_static, NULL, true, BODY_PARAMS},
    {NULL, NULL, NULL, NULL, false, BODY_PARAMS},
};

/* A path as sent, cut at its slashes and then decoded: so that a number may hold a slash
 * (CTRI%2F2020%2F06%2F025998). */
enum { SEGMENTS_MAX = 8 }; /* more than any route has */
struct segments {
    size_t n;
    const char *items[SEGMENTS_MAX];
};

/* Without anything to decode (most): in one copy. */
static bool cut_plain(void *ctx, const char *path, struct segments *ret)
{
    char *at = mem_strdup(ctx, path);
    ret->n = 0;
    do {
        if (ret->n == SEGMENTS_MAX)
            return false;
        ret->items[ret->n++] = at;
        at = strchr(at, '/');
        if (at)
            *at++ = '\0';
    } while (at);
    return true;
}

static bool cut(void *ctx, const char *path, struct segments *ret)
{
    if (!strchr(path, '%'))
        return cut_plain(ctx, path, ret);
    struct span rest = {path, strlen(path)}, item;
    for (ret->n = 0; text_split_next(&rest, "/", &item); ret->n++)
        if (ret->n == SEGMENTS_MAX ||
            !(ret->items[ret->n] = params_decode(ctx, item.p, item.len, false)))
            return false;
    return true;
}

/* Where the pattern's segment at p ends when it is this one, else NULL. A slash of `have` was
 * %2F and ends no segment. */
static const char *segment_end(const char *p, const char *have)
{
    for (; *have && *have != '/' && *p == *have; p++)
        have++;
    return !*have && (!*p || *p == '/') ? p : NULL;
}

/* Nearly every pattern is no match from its first letters on: none is cut up for that. */
static bool fits(const char *pattern, const struct segments *path, const char *ret_values[2])
{
    const char *p = pattern;
    int n = 0;
    for (size_t i = 0; i < path->n; i++) {
        const char *have = path->items[i];
        if (*p != '{') {
            p = segment_end(p, have);
        } else {
            if (n < 2)
                ret_values[n++] = have;
            p = *have ? p + strcspn(p, "/") : NULL;
        }
        if (!p || !*p)
            return p && i + 1 == path->n;
        p++;
    }
    return false;
}

static bool is_method(const struct route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

const struct route *route_find(void *ctx, const char *method, const char *path,
                               const char *ret_values[2], const char **ret_allow)
{
    const struct route *found = NULL;
    bool get = false, post = false;
    struct segments segments;
    *ret_allow = NULL;
    if (!cut(ctx, path, &segments))
        return NULL;
    for (const struct route *route = routes; route->method; route++) {
        const char *values[2] = {NULL, NULL};
        /* A fixed path goes before one with a variable ("/v1/trials/search" before
         * "/v1/trials/{id}"). */
        if (!fits(route->path, &segments, values) || (found && strchr(route->path, '{')))
            continue;
        get |= strcmp(route->method, "GET") == 0;
        post |= strcmp(route->method, "POST") == 0;
        if (is_method(route, method)) {
            found = route;
            memcpy(ret_values, values, sizeof values);
        }
    }
    *ret_allow = get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : post ? "POST" : NULL;
    return found;
}
