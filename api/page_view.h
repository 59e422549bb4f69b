/* What the page files share: small builders of view models. Only api/page*.c include it. */
#pragma once
#include "api/page.h"
#include "api/page_shim.h"

/* Templates that make a page of their own. */
#define PAGE_LIST(X)                                                                               \
    X(TOP, "top") X(RESULTS, "results") X(TRIAL, "trial") X(ERROR, "error") X(JOIN, "join")
enum page_name {
#define PAGE_ENUM(symbol, name) PAGE_##symbol,
    PAGE_LIST(PAGE_ENUM)
#undef PAGE_ENUM
        PAGE_COUNT
};

struct page {
    const struct i18n *words;
    struct page_template *templates[PAGE_COUNT];
    json_t *partials;
    json_t *texts[LANG_EN + 1]; /* every word of a language: {{t.key}} */
};

/* A view with what every page needs (language links, words, as_of). The caller owns one reference.
 */
json_t *view_new(struct page *p, void *ctx, const struct page_request *request, const char *title,
                 const struct index_info *index);
enum err_code view_render(struct page *p, void *ctx, enum page_name name, json_t *view,
                          struct page_html *ret, struct err *err) MUSTCHECK;

const char *view_word(const struct page *p, const struct page_request *request, const char *key);
void view_set(json_t *object, const char *key, const char *text); /* NULL: nothing is set */
/* Value of a parameter as typed, or NULL. */
const char *view_param(const struct page_request *request, const char *name);
/* Address of `path` with the request's parameters, `name` set to value (NULL: left out); cursor is
 * always left out unless it is `name`. Owned by ctx. */
const char *view_href(void *ctx, const struct page_request *request, const char *path,
                      const char *name, const char *value);
/* {"label","text"} in an array, when text is there. */
void view_add_labelled(json_t *array, const char *label, const char *text);
/* The text of a {"ja","en"} object (or plain string) in the language, else in the other one; NULL
 * when none. */
const char *view_bitext(const json_t *value, enum lang lang);
/* Label of a code in the request's language; NULL when the code is not in the list. */
const char *view_code(enum code_list list, const json_t *code, enum lang lang);
/* 「第1相・第2相」 of a phase array; owned by ctx; NULL when empty. */
const char *view_phases(void *ctx, const json_t *phases, enum lang lang);
/* Who may take part: age and sex in words; owned by ctx. Members age_min, age_max, sex of `object`.
 */
const char *view_who(const struct page *p, void *ctx, const struct page_request *request,
                     const json_t *age_min, const json_t *age_max, const json_t *sex);
/* The search form's part of a view. */
void view_add_form(struct page *p, void *ctx, const struct page_request *request, json_t *view);
/* How the question was understood (page_understood.c). */
void view_add_understood(struct page *p, void *ctx, const struct page_request *request,
                         const struct search_result *result, json_t *view);
/* Heading of the hits of a tier; NULL: none. Owned by ctx. */
const char *view_tier_heading(struct page *p, void *ctx, const struct page_request *request,
                              const struct search_result *result, int tier);
