#include "api/page_view.h"
#include <stdio.h>
#include <string.h>
#include "api/page_hit.h"
#include "schema/base/mem.h"
#include "search/question.h"

/* ------------------------------------------------------------------ answers so far */

/* The choice with this value in words; the value itself where it has none. */
static const char *choice_label(const struct attribute *a, const char *value, enum lang lang)
{
    static const enum question_lang langs[] = {
        [LANG_JA] = QUESTION_JA, [LANG_EASY] = QUESTION_EASY, [LANG_EN] = QUESTION_EN};
    for (uint16_t i = 0; i < a->n_choices; i++)
        if (strcmp(a->choices[i].value, value) == 0)
            return question_choice(&a->choices[i], langs[lang]);
    return value;
}

static const char *fact_words(void *ctx, const struct page *p, const struct page_request *request,
                              uint16_t attr, const struct fact *f)
{
    const struct attribute *a = &attributes[attr];
    char *text = mem_strdup(ctx, "");
    if (f->state == FACT_NULL)
        return view_word(p, request, "join_unknown");
    if (a->kind == ATTR_CONCEPT || a->list) {
        for (size_t i = 0; i < f->n_items; i++)
            text = mem_check(talloc_asprintf_append(text, "%s%s", i ? "、" : "", f->items[i].word));
        return f->n_items ? text : view_word(p, request, "join_nothing");
    }
    if (a->kind == ATTR_FLAG)
        return view_word(p, request, f->flag ? "yes" : "no");
    if (f->word)
        return choice_label(a, f->word, request->lang);
    return mem_printf(ctx, "%g %s", f->number, a->unit ? a->unit : "");
}

static json_t *answers_of(struct page *p, void *ctx, const struct page_request *request,
                          const struct facts *facts)
{
    json_t *answers = json_array();
    for (uint16_t i = 0; i < n_attributes; i++) {
        if (facts->by_attr[i].state == FACT_ABSENT)
            continue;
        json_t *row = json_object();
        view_set(row, "attr", attributes[i].id);
        view_set(row, "label",
                 request->lang == LANG_EN ? attributes[i].label_en : attributes[i].label_ja);
        view_set(row, "text", fact_words(ctx, p, request, i, &facts->by_attr[i]));
        json_array_append_new(answers, row);
    }
    return answers;
}

/* ------------------------------------------------------------------ the question */

static const char *in_language(const json_t *texts, enum lang lang)
{
    static const char *const keys[] = {[LANG_JA] = "ja", [LANG_EASY] = "easy", [LANG_EN] = "en"};
    const char *text = json_string_value(json_object_get(texts, keys[lang]));
    return text ? text : json_string_value(json_object_get(texts, "ja"));
}

static json_t *choices_of(const json_t *choices, enum lang lang)
{
    json_t *rows = json_array();
    const json_t *choice;
    size_t i;
    json_array_foreach(choices, i, choice)
    {
        json_t *row = json_object();
        view_set(row, "value", json_string_value(json_object_get(choice, "value")));
        view_set(row, "label", in_language(json_object_get(choice, "label"), lang));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *flags_of(struct page *p, const struct page_request *request)
{
    json_t *rows = json_array();
    static const char *const values[] = {"yes", "no"};
    for (size_t i = 0; i < 2; i++) {
        json_t *row = json_object();
        view_set(row, "value", values[i]);
        view_set(row, "label", view_word(p, request, values[i]));
        json_array_append_new(rows, row);
    }
    return rows;
}

/* The first question of the answer as the template has it; NULL when there is none. */
static json_t *question_of(struct page *p, void *ctx, const struct page_request *request,
                           const struct match_answer *m)
{
    json_t *all = json_loads(m->questions_json, 0, NULL), *q = json_array_get(all, 0);
    json_t *view = q ? json_object() : NULL;
    const char *kind = json_string_value(json_object_get(q, "kind"));
    const json_t *choices = json_object_get(q, "choices");
    if (view && kind) {
        bool concept = strcmp(kind, "concept") == 0, flag = strcmp(kind, "flag") == 0;
        view_set(view, "attr", json_string_value(json_object_get(q, "attr")));
        view_set(view, "text", in_language(json_object_get(q, "text"), request->lang));
        view_set(view, "unit", json_string_value(json_object_get(q, "unit")));
        view_set(view, "waits",
                 mem_printf(ctx, view_word(p, request, "join_waits"),
                            (int)json_integer_value(json_object_get(q, "trials"))));
        bool number = !concept && !flag && json_array_size(choices) == 0;
        json_object_set_new(view, "number", json_boolean(number));
        json_object_set_new(view, "list", json_boolean(concept));
        if (concept)
            json_object_set_new(view, "names", choices_of(choices, request->lang));
        else
            json_object_set_new(view, "choices",
                                flag ? flags_of(p, request) : choices_of(choices, request->lang));
    }
    json_decref(all);
    return view;
}

/* ------------------------------------------------------------------ trials with reasons */

static const struct {
    const char *result, *symbol, *word;
} results[] = {{"met", "✓", "result_met"},
               {"not_met", "✗", "result_not_met"},
               {"unknown", "?", "result_unknown"},
               {"ask_site", "☎", "result_ask_site"}};

/* "because" as the answer gives it: the attribute and what the person said of it. */
static const char *because_words(void *ctx, const json_t *criterion, enum lang lang)
{
    const json_t *because = json_object_get(criterion, "because");
    const char *attr = json_string_value(json_object_get(because, "attr"));
    uint16_t number;
    if (!attr || !attribute_find(attr, strlen(attr), &number))
        return NULL;
    return lang == LANG_EN ? attributes[number].label_en
                           : mem_strdup(ctx, attributes[number].label_ja);
}

static json_t *criteria_of(struct page *p, void *ctx, const struct page_request *request,
                           const json_t *criteria, int counts[4])
{
    json_t *rows = json_array();
    const json_t *c;
    size_t i;
    json_array_foreach(criteria, i, c)
    {
        const char *result = json_string_value(json_object_get(c, "result"));
        json_t *row = json_object();
        for (size_t k = 0; result && k < 4; k++)
            if (strcmp(results[k].result, result) == 0) {
                view_set(row, "symbol", results[k].symbol);
                view_set(row, "label", view_word(p, request, results[k].word));
                counts[k]++;
            }
        view_set(row, "result", result);
        view_set(row, "text", json_string_value(json_object_get(c, "text")));
        view_set(row, "because", because_words(ctx, c, request->lang));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *trial_row(struct page *p, void *ctx, const struct page_request *request,
                         const struct match_hit *hit, const json_t *verdict)
{
    int counts[4] = {0};
    json_t *row = page_hit_row(p, ctx, request, &hit->hit);
    json_object_set_new(row, "criteria",
                        criteria_of(p, ctx, request, json_object_get(verdict, "criteria"), counts));
    view_set(row, "summary",
             mem_printf(ctx, "✓ %d  ✗ %d  ? %d  ☎ %d", counts[0], counts[1], counts[2], counts[3]));
    return row;
}

static json_t *group_new(struct page *p, void *ctx, const struct page_request *request,
                         const struct match_answer *m, const char *verdict)
{
    json_t *hits = json_array();
    for (size_t i = 0; i < m->n_hits; i++) {
        json_t *v = json_loads(mem_printf(ctx, "{%s}", m->hits[i].verdict_json), 0, NULL);
        const char *have = json_string_value(json_object_get(v, "verdict"));
        if (have && strcmp(have, verdict) == 0)
            json_array_append_new(hits, trial_row(p, ctx, request, &m->hits[i], v));
        json_decref(v);
    }
    if (json_array_size(hits) == 0) {
        json_decref(hits);
        return NULL;
    }
    json_t *group = json_object();
    view_set(group, "heading", view_word(p, request, mem_printf(ctx, "join_%s", verdict)));
    view_set(group, "note", view_word(p, request, mem_printf(ctx, "join_%s_note", verdict)));
    json_object_set_new(group, "hits", hits);
    return group;
}

static json_t *groups_of(struct page *p, void *ctx, const struct page_request *request,
                         const struct match_answer *m)
{
    static const char *const verdicts[] = {"likely", "possible", "unlikely"};
    json_t *groups = json_array();
    for (size_t i = 0; i < 3; i++) {
        json_t *group = group_new(p, ctx, request, m, verdicts[i]);
        if (group)
            json_array_append_new(groups, group);
    }
    return groups;
}

/* ------------------------------------------------------------------ the page */

static json_t *errors_of(const struct page_request *request, const json_t *errors)
{
    json_t *rows = json_array();
    const json_t *e;
    size_t i;
    json_array_foreach(errors, i, e)
    {
        const char *name = json_string_value(json_object_get(e, "parameter"));
        uint16_t attr;
        json_t *row = json_object();
        bool known = name && attribute_find(name, strlen(name), &attr);
        view_set(row, "label",
                 !known                     ? name
                 : request->lang == LANG_EN ? attributes[attr].label_en
                                            : attributes[attr].label_ja);
        view_set(row, "message", view_bitext(json_object_get(e, "message"), request->lang));
        json_array_append_new(rows, row);
    }
    return rows;
}

static void add_answer(struct page *p, void *ctx, const struct page_request *request,
                       const struct page_join_input *in, json_t *view)
{
    const struct match_answer *m = in->answer;
    json_t *question = question_of(p, ctx, request, m);
    json_object_set_new(view, "likely", json_integer((json_int_t)m->likely));
    json_object_set_new(view, "possible", json_integer((json_int_t)m->possible));
    json_object_set_new(view, "unlikely", json_integer((json_int_t)m->unlikely));
    if (question)
        json_object_set_new(view, "question", question);
    json_object_set_new(view, "groups", groups_of(p, ctx, request, m));
}

enum err_code page_join(struct page *p, void *ctx, const struct page_request *request,
                        const struct page_join_input *in, struct page_html *ret, struct err *err)
{
    struct jsonw w;
    json_t *view = view_new(p, ctx, request, view_word(p, request, "join_title"),
                            in->answer ? &in->answer->index : NULL);
    jsonw_init(&w, ctx);
    facts_write(&w, in->facts);
    json_t *answers = answers_of(p, ctx, request, in->facts);
    json_object_set_new(view, "start", json_boolean(!in->answer));
    json_object_set_new(view, "confirm", json_boolean(in->confirm));
    json_object_set_new(view, "has_answers", json_boolean(json_array_size(answers) > 0));
    json_object_set_new(view, "answers", answers);
    json_object_set_new(view, "errors", errors_of(request, in->errors));
    view_set(view, "facts", jsonw_text(&w));
    view_set(view, "q", in->q ? in->q : "");
    if (in->answer)
        add_answer(p, ctx, request, in, view);
    return view_render(p, ctx, PAGE_JOIN, view, ret, err);
}
