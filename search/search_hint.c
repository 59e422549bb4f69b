/* Places, status words, ages and phases inside a question: as filters, and said in the answer. */
#include "schema/base/mem.h"
#include "schema/normalise.h"
#include "search/geo.h"
#include "search/search_inner.h"

/* The words of one kind: what they say together. Statuses add up, two ages contradict. */
struct said {
    code_set status;
    int age_years; /* -1: none */
    bool ages_differ;
};

static struct said said_of(const struct query *q)
{
    struct said s = {.age_years = -1};
    for (size_t i = 0; i < q->n_units; i++) {
        const struct query_unit *u = &q->units[i];
        if (u->hint == QUERY_HINT_STATUS)
            s.status |= (code_set)1 << u->hint_value;
        if (u->hint != QUERY_HINT_AGE)
            continue;
        s.ages_differ = s.ages_differ || (s.age_years >= 0 && s.age_years != u->hint_value);
        s.age_years = u->hint_value;
    }
    return s;
}

void search_hints_apply(const struct search_job *job, struct search_request *ret)
{
    struct said s = said_of(&job->input.q);
    *ret = *job->request;
    if (!ret->status)
        ret->status = s.status;
    if (ret->age_days < 0 && s.age_years >= 0 && !s.ages_differ)
        ret->age_days = age_days((struct age_limit){true, s.age_years, AGE_UNIT_YEAR, true});
}

const struct search_request *search_hints_near(const struct search_job *job)
{
    const struct query *q = &job->input.q;
    const struct query_unit *place = NULL;
    size_t n = 0;
    for (size_t i = 0; i < q->n_units; i++)
        if (q->units[i].n_places && !q->units[i].negated) {
            place = &q->units[i];
            n += place->n_places;
        }
    if (job->request->near.set || n != 1)
        return job->request;
    struct search_request *r = mem_memdup(job->ctx, job->request, sizeof *r);
    struct geo_place at = geo_place_of(place->places[0]);
    r->near.set = true;
    r->near.lat = at.lat;
    r->near.lon = at.lon;
    return r;
}

/* ------------------------------------------------------------------ what is said */

static void place_write(const struct search_job *job, const struct query_unit *u, size_t i,
                        struct search_result *ret)
{
    struct geo_place p = geo_place_of(u->places[i]);
    ret->places = MEM_GROW(job->ctx, ret->places, struct search_place, ret->n_places + 1);
    ret->places[ret->n_places++] = (struct search_place){
        .typed = u->typed,
        .kind = p.kind == GEO_PREFECTURE ? "prefecture" : "municipality",
        .ja = p.ja,
        .en = p.en,
        .prefecture = p.prefecture,
        .ambiguous = u->n_places > 1,
    };
}

/* The set as the parameter takes it: "1,2". */
static const char *phases_write(void *ctx, unsigned phases)
{
    const char *text = "";
    for (int v = 1; v < code_list_count(CODE_PHASE); v++)
        if (phases >> (v - 1) & 1)
            text = mem_printf(ctx, "%s%s%s", text, *text ? "," : "", code_text(CODE_PHASE, v));
    return text;
}

static struct search_applied applied_of(const struct search_job *job, const struct query_unit *u,
                                        const struct said *said)
{
    const struct search_request *r = job->request;
    if (u->hint == QUERY_HINT_STATUS)
        return (struct search_applied){u->typed, "status",
                                       code_text(CODE_RECRUITMENT_STATUS, u->hint_value),
                                       !r->status || (r->status >> u->hint_value & 1)};
    if (u->hint == QUERY_HINT_AGE)
        return (struct search_applied){u->typed, "age", mem_printf(job->ctx, "%d", u->hint_value),
                                       r->age_days < 0 && !said->ages_differ};
    return (struct search_applied){u->typed, "phase",
                                   phases_write(job->ctx, (unsigned)u->hint_value), true};
}

void search_hints_write(const struct search_job *job, struct search_result *ret)
{
    const struct query *q = &job->input.q;
    const struct said said = said_of(q);
    for (size_t i = 0; i < q->n_units; i++) {
        const struct query_unit *u = &q->units[i];
        for (size_t k = 0; k < u->n_places; k++)
            place_write(job, u, k, ret);
        if (!query_is_filter(u) && u->hint != QUERY_HINT_PHASE)
            continue;
        ret->applied = MEM_GROW(job->ctx, ret->applied, struct search_applied, ret->n_applied + 1);
        ret->applied[ret->n_applied++] = applied_of(job, u, &said);
    }
}
