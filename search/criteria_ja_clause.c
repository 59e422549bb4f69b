/*
 * A clause: segments between connectives; open nouns share the predicate of the segment that ends
 * their group; groups are joined by their connectives. Exceptions and conditions in brackets come
 * last, since they speak of the whole.
 */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_except.h"
#include <string.h>

struct clause {
    struct ja *j;
    struct ja_seg *segs;
    size_t n;
};

/* ------------------------------------------------------------------ groups */

/* Open: shares the predicate of what follows. */
static bool is_open(const struct ja_seg *s)
{
    if (s->always || s->joins)
        return false;
    if (s->n_attrs && !s->valued)
        return true;
    return s->np.what != JA_NO_NOUN && !s->said && !(s->head && s->closed);
}

static bool belongs_before(const struct ja_seg *s, const struct ja_seg *end);

static bool is_same_sort(const struct ja_seg *a, const struct ja_seg *b)
{
    bool attr = a->n_attrs && !a->valued;
    return attr ? b->n_attrs > 0 : b->np.what != JA_NO_NOUN;
}

/* 喫煙歴及び飲酒歴は不問: neither of them matters. */
static bool is_ignored_with(const struct ja_seg *s, const struct ja_seg *next)
{
    bool joined = next->before == LEX_ALSO || next->before == LEX_OR || next->before == LEX_DOT;
    return next->always && joined && is_open(s) && !s->done && !s->person;
}

/* 杖や歩行器の有無にかかわらず歩行が可能: the first of what does not matter. */
static bool is_ignored(const struct ja_seg *s, const struct ja_seg *next)
{
    bool joined = next->before == LEX_ALSO || next->before == LEX_OR || next->before == LEX_DOT;
    return next->ignores && joined && !s->done && !s->person && !s->head && !s->said;
}

/* Whether segment s gets something from the one behind it. */
static bool shares(const struct ja_seg *s, const struct ja_seg *next)
{
    if (is_ignored_with(s, next))
        return true;
    if ((is_open(s) && is_same_sort(s, next)) || ja_is_included_with(s, next))
        return true;
    return !s->joins && next->before == LEX_OR && belongs_before(s, next);
}

/* What may not be told of a single noun is not told of a list: flags of negation go outside. */
static void settle(struct ja *j, struct ja_seg *s, const struct ja_window *window, bool negated)
{
    if (s->np.what == JA_NO_NOUN)
        return;
    if (!s->window.w.set)
        s->window = *window;
    if (negated)
        s->say.flags &= ~(unsigned)LEX_NOT;
    if (s->say.window.w.n < 0 && !s->say.window.w.set)
        s->say.window.w.n = -1;
    ja_seg_settle(j, s);
}

/* ------------------------------------------------------------------ joining */

static enum crit_type type_of(const struct clause *c, size_t first, size_t last)
{
    bool or = false, and = false, all = false, any = false;
    for (size_t i = first; i <= last; i++) {
        const struct ja_seg *s = &c->segs[i];
        if (i > first) {
            or |= s->before == LEX_OR;
            and |= s->before == LEX_AND;
        }
        any |= s->any || s->at_least == 1;
        all |= s->all;
    }
    if (any || (or &&!and))
        return CRIT_OR;
    if (and || all)
        return CRIT_AND;
    if (c->j->list != CRIT_LIST_DEFAULT)
        return c->j->list == CRIT_LIST_ANY ? CRIT_OR : CRIT_AND;
    return c->j->p.kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND;
}

/* A、B, AとB in an inclusion, without a word of how many: one of them where they are of one kind.
 */
static bool may_choose(const struct clause *c, size_t first, size_t last)
{
    if (c->j->p.kind != CRIT_INCLUSION || c->j->list != CRIT_LIST_DEFAULT)
        return false;
    for (size_t i = first; i <= last; i++)
        if (c->segs[i].all || (i > first && c->segs[i].before == LEX_AND))
            return false;
    return last > first;
}

/* What the segments told, joined; NULL where none told anything. */
static struct crit_node *joined(struct clause *c, size_t first, size_t last, enum crit_type type,
                                enum ja_pred pred)
{
    struct crit_node **e = MEM_ARRAY(c->j->p.tmp, struct crit_node *, last - first + 1);
    struct crit_node *list = NULL;
    for (size_t i = first; i <= last; i++)
        e[i - first] = c->segs[i].done;
    if (type == CRIT_AND && may_choose(c, first, last) && ja_are_of_one_kind(e, last - first + 1) &&
        !ja_asks_both(c->segs, first, last, pred, e))
        return ja_choice(c->j, c->segs, first, last, pred, e);
    for (size_t i = first; i <= last; i++)
        list = crit_join(c->j->p.ctx, type, list, e[i - first]);
    return list;
}

static void spread_severity(struct ja *j, struct ja_seg *s, const struct ja_seg *first)
{
    if (!first->np.spread || s->np.what != JA_NAME || s->np.begin != s->np.bare)
        return;
    if (!s->np.kind || strcmp(s->np.kind, "disease") != 0)
        return;
    char *word = crit_name(&j->p, first->np.begin, first->np.bare);
    char *name = crit_name(&j->p, s->np.bare, s->np.end);
    if (s->np.tail)
        name = mem_printf(j->p.ctx, "%s%s", name, s->np.tail);
    struct ja_say say = s->say;
    if (s->window.w.set)
        say.window = s->window;
    struct ja_np np = s->np;
    np.vague |= s->vague;
    np.limit = NULL; /* stays with s */
    struct crit_node *e = ja_noun(j, &np, &say);
    if (e->type != CRIT_ATOM || !e->atom->words)
        return;
    e->atom->words[0] = mem_printf(j->p.ctx, "%s%s", word, name);
    s->np.what = JA_EXTRA;
    s->np.tree = e;
    s->vague = false;
    s->np.vague = false;
}

static bool is_state(const struct ja_np *np)
{
    return np->what == JA_STATE || np->what == JA_EXTRA;
}

static bool is_marker(const struct ja_seg *s)
{
    bool sign = s->say.pred == JA_POSITIVE || s->say.pred == JA_NEGATIVE;
    return s->np.what == JA_NAME && (sign || (ja_seg_is_kind(&s->np, "biomarker") && !s->said));
}

/* The attribute of what was told last before the noun of a segment. */
static uint16_t last_attr(const struct crit_node *e)
{
    while (e && e->type != CRIT_ATOM)
        e = e->n ? e->children[e->n - 1] : NULL;
    return e ? e->atom->attr : LEX_NO_ATTR;
}

static bool is_line(const struct ja_np *np) /* 未治療 */
{
    return np->what == JA_FACT && np->sense->attr == ATTR_line_of_therapy;
}

/* How far a disease has come. */
static bool is_of_course(uint16_t attr)
{
    return attr == ATTR_histology || attr == ATTR_disease_state || attr == ATTR_biomarker ||
           attr == ATTR_stage || attr == ATTR_line_of_therapy || attr == ATTR_tnm_t ||
           attr == ATTR_tnm_n || attr == ATTR_tnm_m;
}

/* …又は脂質異常症を有する糖尿病: what the verb says is said of all before it, not of the last. */
static bool is_related(const struct ja_seg *end)
{
    bool listed = end->before == LEX_OR || end->before == LEX_ALSO || end->any ||
                  (end->asked && (end->before == LEX_COMMA || end->before == LEX_DOT));
    bool noun = ja_seg_is_kind(&end->np, "disease") || end->np.what == JA_FACT;
    return end->related && listed && noun && !end->said && !end->valued &&
           end->relation.pred != JA_UNKNOWN;
}

/* A limit that is not the age of those who come. */
static bool is_measured(const struct ja_seg *s)
{
    return s->valued && !(s->person && s->n_attrs && s->attrs[0] == ATTR_age);
}

/* What stands before the noun of `end`, last an `attr`, says how far it has come. */
static bool is_course_of(const struct ja_seg *end, uint16_t attr)
{
    bool advanced = end->advanced && attr == LEX_NO_ATTR;
    return (is_of_course(attr) || advanced) && (!is_measured(end) || attr == ATTR_stage);
}

/* Whether segment s is of one list with what stands before the noun of `end`:
   再発又は難治性の骨髄腫, CD19陽性又はCD20陽性のリンパ腫, 腺癌又は扁平上皮癌と診断された肺癌. */
static bool belongs_before(const struct ja_seg *s, const struct ja_seg *end)
{
    if (!end->done || end->before == LEX_AND)
        return false;
    if (is_related(end)) /* 閉経後の患者、又は… is told by itself */
        return !s->said && !s->head &&
               (s->np.what == JA_NAME || s->np.what == JA_FACT || is_state(&s->np));
    if (end->np.what != JA_NAME)
        return false;
    uint16_t attr = last_attr(end->done);
    if (is_state(&s->np) || is_line(&s->np))
        return is_course_of(end, attr) && !s->said;
    if (is_measured(end))
        return false;
    if (is_marker(s))
        return attr == ATTR_biomarker && (end->before == LEX_OR || !s->said);
    return s->np.what == JA_NAME && !s->said && attr == ATTR_histology;
}

static bool is_list_of_states(const struct clause *c, size_t first, size_t last)
{
    if (first == last)
        return false;
    for (size_t i = first; i < last; i++)
        if (!belongs_before(&c->segs[i], &c->segs[last]) || (i > first && c->segs[i].done))
            return false;
    return true;
}

/* A又はBを有する: the verb of B is A's too. */
static void relate(struct ja_seg *s, const struct ja_seg *end)
{
    s->say = end->relation;
    s->say.flags &= ~(unsigned)LEX_NOT;
}

/* A又はBの既往がない成人: neither; B is denied by itself so far. */
static struct crit_node *none_of(struct ja *j, struct crit_node *list, struct ja_seg *end)
{
    struct crit_node *b = end->done;
    bool alone = b->type == CRIT_NOT || (b->type == CRIT_ATOM && b->atom->op == CRIT_OP_ABSENT);
    if (!alone)
        return crit_opaque(&j->p, end->np.begin, end->np.end);
    return crit_not(j->p.ctx, crit_join(j->p.ctx, CRIT_OR, list, crit_not(j->p.ctx, b)));
}

static struct crit_node *states(struct clause *c, size_t first, size_t last)
{
    struct crit_node *list = NULL, *outside = c->segs[first].done;
    struct ja_seg *end = &c->segs[last];
    enum crit_type type = type_of(c, first, last);
    const struct ja_np opening = c->segs[first].np;
    if (is_related(end))
        crit_set_window(end->done, &c->segs[first].window.w);
    c->segs[first].done = NULL;
    for (size_t i = first; i < last; i++) {
        struct ja_seg *s = &c->segs[i];
        if (is_state(&s->np) || is_line(&s->np))
            type = CRIT_OR;
        else if (is_related(end)) {
            relate(s, end);
            if (is_marker(s))
                ja_share_state(c->j, s, end->done);
            if (end->asked && !end->all && end->before != LEX_ALSO)
                type = CRIT_OR; /* 高血圧、脂質異常症を有する糖尿病 */
        } else if (!is_marker(s))
            s->say = (struct ja_say){.pred = JA_DX, .quoted = true, .window = s->say.window};
        else
            ja_share_state(c->j, s, end->done);
        ja_seg_settle(c->j, s);
        list = crit_join(c->j->p.ctx, type, list, s->done);
    }
    bool none = is_related(end) && (end->relation.flags & LEX_NOT) && !is_line(&opening);
    list = none ? none_of(c->j, list, end) : crit_join(c->j->p.ctx, type, list, end->done);
    end->done = end->base = end->chain = NULL;
    bool negated = end->say.flags & LEX_NOT;
    end->say.flags &= ~(unsigned)LEX_NOT;
    ja_seg_settle(c->j, end);
    list = crit_join(c->j->p.ctx, CRIT_AND, list, end->done);
    if (negated)
        list = crit_not(c->j->p.ctx, list);
    return crit_join(c->j->p.ctx, CRIT_AND, outside, list);
}

/* Two of three and the like: any of the combinations. */
static struct crit_node *some_of(struct clause *c, size_t first, size_t last, int k)
{
    struct crit_node *all[8];
    size_t n = 0;
    struct ja_window none = {.w = {.n = -1}};
    for (size_t i = first; i <= last && n < 8; i++) {
        if (i < last)
            ja_seg_share(c->j, &c->segs[i], &c->segs[last]);
        settle(c->j, &c->segs[i], &none, false);
        if (c->segs[i].done)
            all[n++] = c->segs[i].done;
    }
    return crit_some_of(c->j->p.ctx, all, n, k);
}

/* What stands before the first noun or is said with the last predicate holds for the whole list. */
static struct crit_node *told_of_all(struct clause *c, size_t first, size_t last)
{
    struct ja_seg *opening = &c->segs[first], *end = &c->segs[last];
    struct crit_node *outside = NULL;
    if (end->vague) {
        outside = crit_opaque(&c->j->p, end->say.begin, end->say.end);
        end->vague = false;
    }
    bool own = ja_limits_noun(c->j, opening->chain, &opening->np) &&
               !ja_limits_noun(c->j, opening->chain, &end->np);
    if (opening->done && opening->np.what != JA_NO_NOUN && !opening->head && !own &&
        !(last == first + 1 && ja_seg_keeps_modifier(opening, end))) {
        outside = crit_join(c->j->p.ctx, CRIT_AND, outside, opening->done);
        opening->done = NULL;
    }
    return outside;
}

/* A noun behind the opening one: its severity, and its time where that is no lasting disease. */
static void settle_later(struct ja *j, struct ja_seg *s, const struct ja_seg *opening,
                         const struct ja_window *window, enum ja_pred pred, bool negated)
{
    static const struct ja_window none = {.w = {.n = -1}};
    bool beyond = ja_lasts_beyond(j, s, window, pred);
    spread_severity(j, s, opening);
    settle(j, s, beyond ? &none : window, negated);
}

/* What the last of the list gives to segment i; of parts of the body joined by dots, what stands
   behind the last of them (心・肝・腎疾患、血液疾患). */
static void share(struct clause *c, size_t i, size_t last)
{
    size_t dotted = i;
    while (dotted < last && c->segs[dotted + 1].before == LEX_DOT)
        dotted++;
    if (dotted > i && dotted < last)
        ja_share_organ(c->j, &c->segs[i], &c->segs[dotted]);
    ja_seg_share(c->j, &c->segs[i], &c->segs[last]);
}

/* Several segments that are read as a whole by what ends them; NULL: each is read by itself. */
static struct crit_node *read_whole(struct clause *c, size_t first, size_t last)
{
    struct ja_seg *end = &c->segs[last];
    if (is_list_of_states(c, first, last))
        return states(c, first, last);
    if (first == last)
        return NULL;
    if (end->caused) {
        ja_seg_settle(c->j, end);
        return end->done;
    }
    struct crit_node *able = ja_of_ability(c->j, c->segs, first, last);
    if (able)
        return able;
    if (ja_is_included_with(end - 1, end))
        return ja_of_included(c->j, c->segs, first, last);
    return end->at_least > 1 ? some_of(c, first, last, end->at_least) : NULL;
}

static struct crit_node *group_of_nouns(struct clause *c, size_t first, size_t last)
{
    struct ja *j = c->j;
    struct ja_seg *end = &c->segs[last];
    ja_seg_tell_alone(j, end);
    bool several = last > first;
    bool apart = several && (end->caused || end->at_least > 1);
    struct crit_node *whole = read_whole(c, first, last);
    if (whole || apart)
        return whole;
    bool negated = several && end->np.what != JA_ABLE && (end->say.flags & LEX_NOT);
    enum ja_pred pred = end->say.pred; /* settling forgets it */
    enum crit_type type = negated ? CRIT_OR : type_of(c, first, last);
    struct crit_node *list = NULL, *outside = several ? told_of_all(c, first, last) : NULL;
    const struct ja_seg opening = c->segs[first];
    struct ja_window window = opening.window;
    for (size_t i = first; i <= last; i++) {
        struct ja_seg *s = &c->segs[i];
        if (s->window.w.set) /* 8週以内にA、4週以内にB又はC: of B and C */
            window = s->window;
        if (i < last)
            share(c, i, last);
        if (s->organ && c->segs[i + (i < last)].before == LEX_DOT)
            type = CRIT_OR; /* 結腸・直腸癌 */
        if (i > first)
            settle_later(j, s, &opening, &window, pred, negated);
        else
            settle(j, s, &window, negated);
    }
    ja_leave_out_own(j, &c->segs[first], last - first, type, negated);
    list = joined(c, first, last, type, pred);
    if (list && negated)
        list = crit_not(j->p.ctx, list);
    end->denied_noun |= negated;
    return crit_join(j->p.ctx, CRIT_AND, outside, list);
}

/* … and the head of the last: 閉経前又は閉経後の女性. */
static struct crit_node *group(struct clause *c, size_t first, size_t last)
{
    struct ja_seg *end = &c->segs[last];
    bool ignored = last + 1 < c->n && c->segs[last + 1].always; /* 年齢・性別を問わない */
    if (end->n_attrs && !end->valued && !end->done && end->np.what == JA_NO_NOUN && !ignored)
        end->vague = true; /* measured, but no word of how much */
    const struct ja_np opening = c->segs[first].np;
    struct crit_node *e = group_of_nouns(c, first, last);
    if (e && last > first)
        ja_share_gene(c->j, e, &opening);
    return ja_of_person(c->j, e, c->segs[last].person);
}

/* Vague words without a noun: something was said that is not in the tree. */
static struct crit_node *with_rest(struct clause *c, size_t first, size_t last, struct crit_node *e)
{
    struct ja *j = c->j;
    for (size_t i = first; i <= last; i++) {
        const struct ja_seg *s = &c->segs[i];
        bool counted = s->at_least > 1 && first == last && !s->trailing; /* 2種類以上の降圧薬 */
        if (!s->vague && !counted && !(s->severity_end && s->severity_end > 0))
            continue;
        const struct ja_item *item = &j->items[s->from];
        e = crit_join(j->p.ctx, CRIT_AND, e,
                      crit_opaque(&j->p, j->p.tokens[item->first].begin,
                                  j->p.tokens[j->items[s->to - 1].last - 1].end));
    }
    return e;
}

static struct crit_node *always_or(struct clause *c, size_t first, size_t last)
{
    for (size_t i = first; i <= last; i++)
        if (c->segs[i].always)
            return c->segs[last].done && c->segs[last].valued ? c->segs[last].done
                                                              : crit_new_true(c->j->p.ctx);
    return with_rest(c, first, last, group(c, first, last));
}

/* Words before a comma that hold no noun: 投与終了後90日間、…: they restrict what follows. */
static bool is_adverbial(const struct ja_seg *s)
{
    return s->vague && s->np.what == JA_NO_NOUN && !s->done && !s->n_attrs && !s->said &&
           !s->always && !s->person && !s->valued;
}

static void drop_seg(struct clause *c, size_t i)
{
    memmove(&c->segs[i], &c->segs[i + 1], (c->n-- - i - 1) * sizeof *c->segs);
}

/* A comma behind で or し joins like かつ, looser than what has no comma. */
static struct ja_part part_of(const struct clause *c, size_t i, size_t last, struct crit_node *e)
{
    struct ja_part p = {
        e, i, last, c->segs[i].before, c->segs[i].comma, c->segs[last].head != NULL};
    if (i > 0 && c->segs[i - 1].joins && p.before == LEX_COMMA)
        p.before = LEX_AND;
    return p;
}

static struct crit_node *read_segments(struct clause *c)
{
    struct ja_part *parts = MEM_ARRAY(c->j->p.tmp, struct ja_part, c->n);
    size_t n = 0;
    bool ignored = false;
    for (size_t i = 0; i < c->n; i++) {
        c->segs[i].asked = c->j->p.kind == CRIT_INCLUSION;
        ja_read_seg(c->j, &c->segs[i], i ? &c->segs[i - 1] : NULL);
    }
    for (size_t i = 1; i < c->n; i++) {
        ja_fill_ellipsis(c->j, c->segs, i);
        ja_share_target(c->j, &c->segs[i - 1], &c->segs[i]);
        ja_share_trial_drug(c->j, &c->segs[i - 1], &c->segs[i]);
    }
    for (size_t i = 0; i + 1 < c->n; i++)
        if (is_adverbial(&c->segs[i])) {
            c->segs[i + 1].vague |= c->segs[i + 1].np.what == JA_NO_NOUN;
            c->segs[i + 1].np.vague = true;
            c->segs[i + 1].before = c->segs[i].before;
            c->segs[i + 1].comma = c->segs[i].comma;
            drop_seg(c, i--);
        }
    for (size_t i = c->n; i-- > 1;)
        if (is_ignored(&c->segs[i - 1], &c->segs[i])) {
            c->segs[i].before = c->segs[i - 1].before;
            c->segs[i].comma = c->segs[i - 1].comma;
            drop_seg(c, i - 1);
        }
    c->n = ja_drop_reasons(c->segs, c->n);
    ja_share_time(c->j, c->segs, c->n);
    for (size_t i = 1; i < c->n; i++)
        if (ja_merges_history(&c->segs[i - 1], &c->segs[i])) {
            c->segs[i - 1].to = c->segs[i].to; /* its brackets too */
            drop_seg(c, i--);
        }
    for (size_t i = 0; i < c->n;) {
        size_t last = i;
        while (last + 1 < c->n && shares(&c->segs[last], &c->segs[last + 1]))
            last++;
        size_t begin = i;
        struct crit_node *e = always_or(c, i, last);
        if (ja_shares_bracket(c->j, c->segs, parts, n,
                              &(struct ja_part){e, i, last, c->segs[i].before, false, false})) {
            begin = parts[--n].first;
            e = crit_join(c->j->p.ctx, CRIT_AND, parts[n].e, e);
        }
        e = ja_read_exceptions(c->j, c->segs[i].from, c->segs[last].to, e);
        ignored |= e && crit_is_true(e);
        if (e && !crit_is_true(e)) /* 性別や喫煙歴は問わない: no choice to what stands before */
            parts[n++] = part_of(c, begin, last, e);
        i = last + 1;
    }
    if (n == 0 && ignored)
        return crit_new_true(c->j->p.ctx);
    n = ja_scope(c->j, c->segs, parts, n);
    return n ? ja_join(c->j, parts, 0, n) : NULL;
}

/* 登録前14日以内の検査で、: a window in front of everything. */
static bool is_head_window(const struct ja *j, size_t from, size_t to)
{
    if (j->items[from].kind != JA_WINDOW)
        return false;
    if (j->items[from].window.since && j->items[from].window.alone)
        return false;
    bool test = false;
    for (size_t i = from + 1; i < to; i++) {
        test |= ja_is_class(j, i, LEX_NOISE) || ja_is_class(j, i, LEX_METHOD);
        if (test && ja_is_class(j, i, LEX_ATTR))
            return true;
        if (ja_is_class(j, i, LEX_COMMA) || ja_is_class(j, i, LEX_ALL) ||
            ja_is_class(j, i, LEX_ANY))
            return true;
        if (!ja_is_class(j, i, LEX_NOISE) && !ja_is_class(j, i, LEX_DROP) &&
            !ja_is_class(j, i, LEX_METHOD) && !ja_is_class(j, i, LEX_PTC))
            return false;
    }
    return false;
}

/* A前3週以内にX、又は2週以内にY: the second window has the anchor of the first. */
static void share_anchor(struct ja *j, size_t from, size_t to)
{
    const struct crit_window *first = NULL;
    for (size_t i = from; i < to; i++) {
        struct crit_window *w = &j->items[i].window.w;
        if (j->items[i].kind != JA_WINDOW || w->n < 0 || w->dir != CRIT_BEFORE)
            continue;
        bool plain =
            w->anchor == CRIT_ANCHOR_NOW && j->p.tokens[j->items[i].first].class != LEX_NOWWORD;
        if (first && plain && !j->items[i].window.postop)
            w->anchor = first->anchor;
        else if (!first)
            first = w;
    }
}

struct crit_node *ja_clause(struct ja *j, size_t from, size_t to)
{
    struct clause c = {.j = j};
    if (from >= to)
        return NULL;
    share_anchor(j, from, to);
    c.n = ja_cut(j, from, to, &c.segs);
    struct crit_node *e = read_segments(&c);
    struct ja_window tail;
    if (e && c.n > 1 && ja_is_tail_window(j, e, to, &tail))
        crit_set_window(e, &tail.w);
    if (e && c.n > 1 && is_head_window(j, from, to))
        crit_set_window(e, &j->items[from].window.w);
    return e;
}
