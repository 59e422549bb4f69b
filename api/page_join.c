#include "api/page_view.h"
#include <stdio.h>
#include <string.h>
#include "api/page_hit.h"
#include "schema/base/mem.h"
#include "search/question.h"

enum { NAMES_SHOWN = 12 };

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

/* 歳, か月, mg/dL: in words where people say it in words. */
static const char *unit_words(void *ctx, const struct page *p, const struct page_request *request,
                              const char *unit)
{
    static const char *const said[] = {"year", "month", "week", "score"};
    for (size_t i = 0; unit && i < sizeof said / sizeof *said; i++)
        if (strcmp(unit, said[i]) == 0)
            return view_word(p, request, mem_printf(ctx, "unit_%s", unit));
    bool bare = !unit || strcmp(unit, "ratio") == 0 || strcmp(unit, "count") == 0;
    return bare ? "" : unit;
}

static const char *number_words(void *ctx, const struct page *p, const struct page_request *request,
                                const struct attribute *a, double number)
{
    const char *unit = unit_words(ctx, p, request, a->unit);
    return mem_printf(ctx, "%.10g%s%s", number, *unit ? " " : "", unit);
}

static const char *fact_words(void *ctx, const struct page *p, const struct page_request *request,
                              uint16_t attr, const struct fact *f)
{
    const struct attribute *a = &attributes[attr];
    char *text = mem_strdup(ctx, "");
    if (f->state == FACT_NULL)
        return view_word(p, request, "join_unknown");
    if (a->kind == ATTR_CONCEPT || a->list) {
        const char *comma = request->lang == LANG_EN ? ", " : "、";
        for (size_t i = 0; i < f->n_items; i++)
            text = mem_check(talloc_asprintf_append(
                text, "%s%s", i ? comma : "", choice_label(a, f->items[i].word, request->lang)));
        return f->n_items ? text : view_word(p, request, "join_nothing");
    }
    if (a->kind == ATTR_FLAG)
        return view_word(p, request, f->flag ? "yes" : "no");
    if (f->word)
        return choice_label(a, f->word, request->lang);
    return number_words(ctx, p, request, a, f->number);
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

static json_t *choice_row(const json_t *choice, enum lang lang)
{
    json_t *row = json_object();
    const char *value = json_string_value(json_object_get(choice, "value"));
    const char *label = in_language(json_object_get(choice, "label"), lang);
    view_set(row, "value", value);
    view_set(row, "label", label ? label : value);
    return row;
}

/* Names asked for: those that people know first, not too many to read. */
static json_t *names_of(const json_t *choices, enum lang lang)
{
    json_t *rows = json_array();
    const json_t *choice;
    size_t i;
    for (int known = 1; known >= 0; known--) {
        json_array_foreach(choices, i, choice)
        {
            if (!json_object_get(choice, "label") == !known && json_array_size(rows) < NAMES_SHOWN)
                json_array_append_new(rows, choice_row(choice, lang));
        }
    }
    return rows;
}

static json_t *choices_of(const json_t *choices, enum lang lang)
{
    json_t *rows = json_array();
    const json_t *choice;
    size_t i;
    json_array_foreach(choices, i, choice) json_array_append_new(rows, choice_row(choice, lang));
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
        const char *unit = json_string_value(json_object_get(q, "unit"));
        const char *words = unit_words(ctx, p, request, unit);
        view_set(view, "unit", *words ? words : NULL);
        view_set(view, "waits",
                 mem_printf(ctx, view_word(p, request, "join_waits"),
                            (int)json_integer_value(json_object_get(q, "trials"))));
        bool number = !concept && !flag && json_array_size(choices) == 0;
        json_object_set_new(view, "number", json_boolean(number));
        json_object_set_new(view, "list", json_boolean(concept));
        if (concept)
            json_object_set_new(view, "names", names_of(choices, request->lang));
        else
            json_object_set_new(view, "choices",
                                flag ? flags_of(p, request) : choices_of(choices, request->lang));
    }
    json_decref(all);
    return view;
}

/* ------------------------------------------------------------------ trials with reasons */

static const struct {
    const char *result, *symbol, *inclusion, *exclusion; /* in words: of a condition, of a bar */
} results[] = {{"met", "✓", "result_met", "result_not_barred"},
               {"not_met", "✗", "result_not_met", "result_barred"},
               {"unknown", "?", "result_unknown", "result_unknown"},
               {"ask_site", "☎", "result_ask_site", "result_ask_site"}};
enum { N_RESULTS = sizeof results / sizeof *results };

/* What follows from other answers (a man is not pregnant, BMI): the value that the reason tells. */
static const char *derived_words(void *ctx, const struct page *p,
                                 const struct page_request *request, uint16_t attr,
                                 const json_t *reason)
{
    const json_t *value = json_object_get(reason, "value");
    const json_t *number = json_object_get(value, "value");
    if (json_is_boolean(value))
        return view_word(p, request, json_is_true(value) ? "yes" : "no");
    if (json_is_string(value))
        return choice_label(&attributes[attr], json_string_value(value), request->lang);
    if (json_is_number(number))
        return number_words(ctx, p, request, &attributes[attr], json_number_value(number));
    return NULL;
}

/* 「年齢：62 歳」: the attribute that decided and what the person said of it. */
static const char *reason_words(void *ctx, const struct page *p, const struct page_request *request,
                                const struct facts *facts, const json_t *reason)
{
    const char *attr = json_string_value(json_object_get(reason, "attr"));
    uint16_t number;
    if (!attr || !attribute_find(attr, strlen(attr), &number))
        return NULL;
    const struct fact *f = &facts->by_attr[number];
    bool english = request->lang == LANG_EN;
    const char *label = english ? attributes[number].label_en : attributes[number].label_ja;
    const char *text = f->state == FACT_GIVEN ? fact_words(ctx, p, request, number, f)
                                              : derived_words(ctx, p, request, number, reason);
    return text ? mem_printf(ctx, "%s%s%s", label, english ? ": " : "：", text) : label;
}

static json_t *criterion_row(struct page *p, void *ctx, const struct page_request *request,
                             const struct facts *facts, const json_t *c, size_t result)
{
    bool bar = strcmp(json_string_value(json_object_get(c, "kind")), "exclusion") == 0;
    json_t *row = json_object();
    view_set(row, "symbol", results[result].symbol);
    view_set(row, "label",
             view_word(p, request, bar ? results[result].exclusion : results[result].inclusion));
    view_set(row, "result", results[result].result);
    view_set(row, "text", json_string_value(json_object_get(c, "text")));
    view_set(row, "because", reason_words(ctx, p, request, facts, json_object_get(c, "because")));
    return row;
}

/* Age and sex that the record asks for outside its texts, where the person does not fit. */
static void limits_add(struct page *p, void *ctx, const struct page_request *request,
                       const struct facts *facts, const json_t *limits, const char *who,
                       json_t *list, int counts[N_RESULTS])
{
    enum { NOT_MET = 1 };
    const json_t *limit;
    size_t i;
    json_array_foreach(limits, i, limit)
    {
        const char *result = json_string_value(json_object_get(limit, "result"));
        if (!result || strcmp(result, results[NOT_MET].result) != 0)
            continue;
        json_t *row = json_object();
        view_set(row, "symbol", results[NOT_MET].symbol);
        view_set(row, "label", view_word(p, request, results[NOT_MET].inclusion));
        view_set(row, "result", result);
        view_set(row, "text", who);
        view_set(row, "because", reason_words(ctx, p, request, facts, limit));
        json_array_append_new(list, row);
        counts[NOT_MET]++;
    }
}

/* Conditions and bars, each in a list of its own: "met" reads differently of them. */
static void criteria_add(struct page *p, void *ctx, const struct page_request *request,
                         const struct facts *facts, const json_t *verdict, json_t *row,
                         int counts[N_RESULTS])
{
    static const char *const kinds[] = {"inclusion", "exclusion"};
    json_t *lists[] = {json_array(), json_array()};
    const json_t *c;
    size_t i;
    limits_add(p, ctx, request, facts, json_object_get(verdict, "limits"),
               json_string_value(json_object_get(row, "who")), lists[0], counts);
    json_array_foreach(json_object_get(verdict, "criteria"), i, c)
    {
        const char *result = json_string_value(json_object_get(c, "result"));
        bool bar = strcmp(json_string_value(json_object_get(c, "kind")), "exclusion") == 0;
        size_t k = 0;
        while (k < N_RESULTS - 1 && strcmp(results[k].result, result) != 0)
            k++;
        counts[k]++;
        json_array_append_new(lists[bar], criterion_row(p, ctx, request, facts, c, k));
    }
    for (size_t k = 0; k < 2; k++) {
        if (json_array_size(lists[k]) > 0)
            json_object_set_new(row, kinds[k], json_pack("{s:O}", "rows", lists[k]));
        json_decref(lists[k]);
    }
}

/* 「✓ 合う 3、? わからない 2」 */
static const char *summary_of(const struct page *p, void *ctx, const struct page_request *request,
                              const int counts[N_RESULTS])
{
    static const char *const summary_words[N_RESULTS] = {"reason_met", "reason_not_met",
                                                         "reason_unknown", "reason_ask_site"};
    const char *text = "";
    const char *comma = request->lang == LANG_EN ? ", " : "、";
    for (size_t k = 0; k < N_RESULTS; k++)
        if (counts[k] > 0)
            text = mem_printf(ctx, "%s%s%s %s %d", text, *text ? comma : "", results[k].symbol,
                              view_word(p, request, summary_words[k]), counts[k]);
    return text;
}

static json_t *trial_row(struct page *p, void *ctx, const struct page_request *request,
                         const struct facts *facts, const struct match_hit *hit,
                         const json_t *verdict)
{
    int counts[N_RESULTS] = {0};
    json_t *row = page_hit_row(p, ctx, request, &hit->hit);
    criteria_add(p, ctx, request, facts, verdict, row, counts);
    view_set(row, "summary", summary_of(p, ctx, request, counts));
    return row;
}

static json_t *group_new(struct page *p, void *ctx, const struct page_request *request,
                         const struct page_join_input *in, const char *verdict)
{
    const struct match_answer *m = in->answer;
    json_t *hits = json_array();
    for (size_t i = 0; i < m->n_hits; i++) {
        json_t *v = json_loads(mem_printf(ctx, "{%s}", m->hits[i].verdict_json), 0, NULL);
        const char *have = json_string_value(json_object_get(v, "verdict"));
        if (have && strcmp(have, verdict) == 0)
            json_array_append_new(hits, trial_row(p, ctx, request, in->facts, &m->hits[i], v));
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
                         const struct page_join_input *in)
{
    static const char *const verdicts[] = {"likely", "possible", "unlikely"};
    json_t *groups = json_array();
    for (size_t i = 0; i < 3; i++) {
        json_t *group = group_new(p, ctx, request, in, verdicts[i]);
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

/* 「ほげ病、ABC」; NULL when all words were understood. */
static const char *not_understood_words(void *ctx, const struct match_answer *m)
{
    const char *text = NULL;
    json_t *all = m->not_understood_json ? json_loads(m->not_understood_json, 0, NULL) : NULL;
    const json_t *one;
    size_t i;
    json_array_foreach(all, i, one)
    {
        const char *word = json_string_value(json_object_get(one, "value"));
        text = word ? mem_printf(ctx, "%s%s%s", text ? text : "", text ? "、" : "", word) : text;
    }
    json_decref(all);
    return text;
}

/* The words that not every trial shown holds; NULL when each holds all. */
static const char *relaxed_words(void *ctx, const struct match_answer *m)
{
    const char *text = NULL;
    for (size_t i = 0; i < m->n_relaxed; i++)
        text = mem_printf(ctx, "%s%s%s", text ? text : "", text ? " " : "", m->relaxed[i]);
    return text;
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
    view_set(view, "not_understood", not_understood_words(ctx, m));
    view_set(view, "relaxed", relaxed_words(ctx, m));
    json_object_set_new(view, "groups", groups_of(p, ctx, request, in));
    if (m->more)
        view_set(view, "next_from", mem_printf(ctx, "%u", in->from + (unsigned)m->n_hits));
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
