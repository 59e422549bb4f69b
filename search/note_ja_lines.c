/* How many lines of therapy a Japanese note tells of. */
#include "search/note_ja.h"
#include <string.h>

/* 前治療2レジメン */
static size_t read_count(struct nj *n, size_t i)
{
    static const char unit[] = "レジメン";
    const struct nj_token *t = nj_at(n, i);
    size_t k = i + 1;
    if (!nj_is(t, NJ_NONE, "prior_therapy") || !nj_begins(n, t, "前治療"))
        return 0;
    while (nj_at(n, k)->class == NJ_PTC || nj_at(n, k)->class == NJ_COLON)
        k++;
    const struct nj_token *v = nj_at(n, k);
    if (v->class != NJ_NUM || n->other ||
        strncmp(n->p->text.s + v->stem_end, unit, strlen(unit)) != 0)
        return 0;
    note_number(n->p, ATTR_line_of_therapy, v->num.value, t->begin, v->end);
    return k + 1 - i;
}

/* 二次治療まで施行: that many lines were given. */
static bool is_reached(const struct nj *n, size_t i, const char *behind)
{
    if (strncmp(behind, "まで", strlen("まで")) != 0)
        return false;
    for (size_t k = i + 1; k < n->hi && nj_at(n, k)->class != NJ_COMMA; k++)
        if (nj_is(nj_at(n, k), NJ_PRED, "receive") || nj_is(nj_at(n, k), NJ_PRED, "do") ||
            nj_is(nj_at(n, k), NJ_PRED, "stop"))
            return true;
    return false;
}

/* 一次治療としてX療法を6コース施行後PD: the disease went on behind it. */
static bool is_failed(const struct nj *n, size_t i, const char *behind)
{
    if (strncmp(behind, "として", strlen("として")) != 0)
        return false;
    for (size_t k = i + 1; k < n->hi; k++) {
        const char *unit = n->p->text.s + nj_at(n, k)->stem_end;
        if (nj_at(n, k)->class == NJ_NUM && strncmp(unit, "次", strlen("次")) == 0)
            return false; /* another line */
        if (ja_begins(n->p->text.s + nj_at(n, k)->begin, nj_list_failed))
            return true;
    }
    return false;
}

static size_t read_line(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (t->class != NJ_NUM || n->other || t->num.value < 1 || t->num.value > 9)
        return 0;
    const char *s = n->p->text.s + t->stem_end;
    for (const char *const *l = nj_list_lines_up_to; *l; l++) {
        size_t len = strlen(*l);
        if (strncmp(s, *l, len) != 0 || !(is_reached(n, i, s + len) || is_failed(n, i, s + len)))
            continue;
        note_number(n->p, ATTR_line_of_therapy, t->num.value, t->begin,
                    (uint32_t)(s + len - n->p->text.s));
        return 1;
    }
    return 0;
}

size_t nj_read_lines(struct nj *n, size_t i)
{
    size_t k = read_count(n, i);
    return k ? k : read_line(n, i);
}
