/* Brackets behind one of several things: whether they are of that alone, or of those before it too.
 */
#include "search/criteria_ja_condition.h"
#include "search/criteria_ja_except.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"

/* 臓器移植(角膜移植を除く)又は骨髄移植: what a bracket behind a member leaves out, of that alone.
 */
static void leave_out(struct ja *j, struct ja_seg *s)
{
    struct ja_item *last = &j->items[s->to - 1];
    if (last->kind != JA_GROUP || last->told || !s->done)
        return;
    s->done = ja_read_exceptions(j, s->to - 1, s->to, s->done);
    last->told = true;
}

void ja_leave_out_own(struct ja *j, struct ja_seg *segs, size_t n, enum crit_type type,
                      bool negated)
{
    bool each = j->p.kind == CRIT_EXCLUSION && type == CRIT_OR && !negated;
    for (size_t i = 0; each && i < n; i++)
        leave_out(j, &segs[i]);
}

/* Whether items [from, to) hold a bracket with another limit for some: (肝転移例ではそれぞれ…). */
static bool has_other_limit(const struct ja *j, size_t from, size_t to, bool *each)
{
    for (size_t i = from; i < to; i++) {
        if (j->items[i].kind != JA_GROUP || j->items[i].told)
            continue;
        for (size_t k = j->items[i].first; k < j->items[i].last; k++) {
            const struct lex_token *t = &j->p.tokens[k];
            *each |= ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_each);
        }
        return ja_find_class(&j->p, j->items[i].first + 1, j->items[i].last, LEX_SOTHAT) <
               j->items[i].last;
    }
    return false;
}

static bool is_limit(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->n == 1 && e->atom->numbers;
}

/* AST 100以下かつALT 100以下（肝転移例では200以下）: the bracket is of both, where their limits are
   the same, or each has its own (それぞれ). */
bool ja_shares_bracket(const struct ja *j, const struct ja_seg *segs, const struct ja_part *p,
                       size_t n, const struct ja_part *last)
{
    bool each = false;
    enum lex_class before = last->before;
    const struct crit_node *e = last->e;
    bool joined = before == LEX_AND || before == LEX_ALSO || before == LEX_COMMA;
    if (n == 0 || !joined || j->p.kind != CRIT_INCLUSION || !e || !is_limit(e) ||
        !is_limit(p[n - 1].e))
        return false;
    if (!has_other_limit(j, segs[last->first].from, segs[last->last].to, &each))
        return false;
    const struct crit_atom *a = e->atom, *b = p[n - 1].e->atom;
    return each || (a->op == b->op && a->numbers[0] == b->numbers[0] && a->scale == b->scale);
}

/* …（いずれも登録前7日以内）: when all the limits before were measured. */
bool ja_is_tail_window(const struct ja *j, const struct crit_node *e, size_t to,
                       struct ja_window *ret)
{
    const struct ja_item *last = &j->items[to - 1];
    bool all = false, found = false;
    if (last->kind != JA_GROUP || e->type != CRIT_AND)
        return false;
    for (size_t i = 0; i < e->n; i++)
        if (e->children[i]->type == CRIT_ATOM && !e->children[i]->atom->numbers)
            return false;
    for (size_t at = last->first + 1, n; at + 1 < last->last; at += n + (n == 0)) {
        n = found ? 0 : ja_read_window(j, at, last->last - 1, ret);
        const struct lex_token *t = &j->p.tokens[at];
        if (n > 0 && (ret->w.n < 0 || ret->at_least || ret->since))
            return false;
        found |= n > 0;
        all |= n == 0 && ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_each);
        if (n == 0 && t->class != LEX_ALL && t->class != LEX_DROP && t->class != LEX_NOISE &&
            t->class != LEX_METHOD && t->class != LEX_PTC)
            return false;
    }
    return all && found;
}
