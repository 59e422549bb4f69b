/*
 * "At least two of the following: A, B, C": how many of a list are asked for, what stands before
 * the count, and the members, of which any so many are enough. What counts otherwise ("exactly",
 * "at most", "not two of") is no list that anything here can say.
 */
#include "search/criteria_read_en_inner.h"

/* ------------------------------------------------------------------ the count */

/* "of the following", "of these" at pos. */
static bool is_of_following(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 3 };
    return pos < hi && en_says(&p->t[pos], EN_CUE_OF_BEGIN) &&
           en_any_says(p, pos, hi < pos + FAR ? hi : pos + FAR, EN_CUE_FOLLOWING);
}

/* "of:", "of 3:", "out of 4 criteria:" at pos: the colon; hi: not so. */
static size_t colon_behind_of(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 3 };
    double n;
    size_t end;
    if (pos + 1 < hi && en_says(&p->t[pos], EN_CUE_OUT_OF))
        pos++;
    else if (pos >= hi || !en_says(&p->t[pos], EN_CUE_OF_BEGIN))
        return hi;
    pos++;
    if (en_read_count(p, pos, hi, &n, &end))
        pos = end;
    for (size_t i = pos; i < hi && i <= pos + FAR; i++) {
        if (p->t[i].class == EN_COLON)
            return i;
        if (!en_says(&p->t[i], EN_CUE_MEMBER_NOUN))
            return hi;
    }
    return hi;
}

/* Whether "at least", "more than" before the count at pos, or nothing, makes it a least one; a
   greater number is asked for behind "more than". */
static bool is_least(const struct en_parse *p, size_t lo, size_t pos, struct en_counted *c)
{
    const struct en_row *cmp = NULL;
    c->begin = pos;
    if (pos > lo) {
        cmp = en_row_of(&p->t[pos - 1], EN_CMP);
        c->begin = cmp || en_says(&p->t[pos - 1], EN_CUE_ANY) ? pos - 1 : pos;
    }
    if (c->begin > lo && en_says(&p->t[c->begin - 1], EN_CUE_EXACTLY))
        return false;
    c->n += cmp && cmp->op == CRIT_OP_GT;
    return !cmp || en_is_low(cmp->op);
}

bool en_find_count(const struct en_parse *p, size_t lo, size_t hi, struct en_counted *ret)
{
    for (size_t i = lo; i + 1 < hi; i++) {
        double n = en_says(&p->t[i], EN_CUE_ONE_OF);
        size_t end = i + 1;
        if (n == 0 && !en_read_count(p, i, hi, &n, &end))
            continue;
        bool most = false;
        while (end < hi && en_row_of(&p->t[end], EN_POST))
            most |= !en_is_low(en_row_of(&p->t[end++], EN_POST)->op);
        size_t colon = colon_behind_of(p, end, hi);
        if (colon == hi && !is_of_following(p, end, hi))
            continue;
        *ret = (struct en_counted){.n = (unsigned)n, .end = end, .list = colon < hi ? colon : 0};
        ret->clear = is_least(p, lo, i, ret) && !most && n == (unsigned)n;
        return true;
    }
    return false;
}

bool en_counts_inline(const struct en_parse *p, size_t lo, size_t hi)
{
    struct en_counted c;
    size_t colon = en_find(p, lo, hi, EN_COLON);
    return colon + 1 < hi && en_find_count(p, lo, colon + 1, &c);
}

unsigned en_count_of_list(const struct en_parse *p, size_t lo, size_t hi)
{
    struct en_counted c;
    return en_find_count(p, lo, hi, &c) ? c.n : 0;
}

/* ------------------------------------------------------------------ around it */

/* "of the following cardiovascular risk factors": nothing but what the list's members are called.
   The position behind it; 0: more is said. */
static size_t behind_nouns(const struct en_parse *p, size_t pos, size_t hi)
{
    enum { FAR = 8 };
    bool last = false;
    size_t i = pos;
    for (; i < hi && i < pos + FAR; i++) {
        const struct en_token *t = &p->t[i];
        if (t->class == EN_COLON || t->class == EN_OPEN || t->class == EN_DASH)
            break;
        if (en_is(t, EN_NEG) || en_row_of(t, EN_CMP) || t->class == EN_COMMA || en_is(t, EN_WITHIN))
            return 0;
        last = en_says(t, EN_CUE_MEMBER_NOUN);
    }
    return last && (i == hi || i < pos + FAR) ? i : 0;
}

/* "must meet", "presents with" */
static bool is_meeting(const struct en_parse *p, size_t pos)
{
    return en_says(&p->t[pos], EN_CUE_MEETING) || p->t[pos].class == EN_COMMA;
}

/* Words that ask the same of each member ("a history of") or join, at the end of what stands
   before the count. */
static size_t before_asking(const struct en_parse *p, size_t lo, size_t hi)
{
    static const enum en_class asks[] = {EN_AND,  EN_OR,   EN_COMMA, EN_WITH, EN_DROP,
                                         EN_MUST, EN_HIST, EN_CARE,  EN_MED,  EN_WORD};
    while (hi > lo && (en_is_in(&p->t[hi - 1], asks) || is_meeting(p, hi - 1)) &&
           !en_is(&p->t[hi - 1], EN_FACT))
        hi--;
    return hi;
}

/* What one cannot join with the list: a denial, a condition, a definition. */
static bool is_beyond(const struct en_parse *p, size_t lo, size_t hi)
{
    static const enum en_class beyond[] = {EN_NEG,    EN_IF,   EN_UNLESS,    EN_EXCEPT,  EN_METHOD,
                                           EN_FORBID, EN_PLAN, EN_ASDEFINED, EN_ALLERGY, EN_WORD};
    for (size_t i = lo; i < hi; i++)
        if (en_is_in(&p->t[i], beyond))
            return true;
    return false;
}

/* What stands before the count: read for itself; *how: what joins it. false: not understood how. */
static bool read_front(struct en_parse *p, size_t lo, size_t hi, struct en_mode *mode,
                       struct crit_node **ret, enum crit_type *how)
{
    size_t end = before_asking(p, lo, hi);
    *ret = NULL;
    *how = CRIT_AND;
    mode->any = false;
    if (is_beyond(p, lo, hi))
        return false;
    bool joined = end == lo;
    for (size_t i = end; i < hi; i++) {
        bool or = en_is(&p->t[i], EN_OR);
        joined |= or || en_is(&p->t[i], EN_AND) || en_is(&p->t[i], EN_WITH) ||
                  en_says(&p->t[i], EN_CUE_HAVING);
        *how = or ? CRIT_OR : *how;
    }
    if (!joined)
        return false;
    *ret = end > lo ? en_read_range(p, lo, end, *mode) : NULL;
    *mode = en_mode_of(p, end, hi);
    if (*ret && crit_is_true(*ret))
        *ret = NULL;
    return *ret || *how == CRIT_AND;
}

bool en_read_count_head(struct en_parse *p, size_t lo, size_t hi, struct en_counted *c,
                        struct en_mode *mode)
{
    if (!c->clear || mode->negated)
        return false;
    if (!c->list)
        c->list = behind_nouns(p, c->end, hi);
    return c->list && read_front(p, lo, c->begin, mode, &c->front, &c->how);
}

struct crit_node *en_some_of(struct en_parse *p, const struct en_counted *c, struct crit_node **all,
                             size_t n)
{
    if (n < c->n || (c->n > 1 && n > EN_COUNTED_MAX))
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (crit_is_true(all[i]))
            return NULL;
    struct crit_node *some = NULL;
    for (size_t i = 0; c->n == 1 && i < n; i++)
        some = crit_join(p->ctx, CRIT_OR, some, all[i]);
    if (!some)
        some = crit_some_of(p->ctx, all, n, (int)c->n);
    return crit_join(p->ctx, c->how, c->front, some);
}

/* ------------------------------------------------------------------ the members in the line */

/* Where the member that begins at pos ends: at a semicolon where these divide the list, else at a
   comma. */
static size_t member_end(const struct en_parse *p, size_t pos, size_t hi, bool semicolons)
{
    while (pos < hi && p->t[pos].class != (semicolons ? EN_SEMI : EN_COMMA))
        pos = p->t[pos].class == EN_OPEN ? en_behind_bracket(p, pos, hi) : pos + 1;
    return pos < hi ? pos : hi;
}

/* The one "and", "or" in [lo, hi) behind which the last member of "A, B or C" stands; hi: there are
   none or several. */
static size_t last_joint(const struct en_parse *p, size_t lo, size_t hi)
{
    size_t at = hi;
    for (size_t i = lo; i < hi; i++)
        if (en_is(&p->t[i], EN_OR) || en_is(&p->t[i], EN_AND)) {
            if (at != hi)
                return hi;
            at = i;
        }
    return at;
}

/* The members of [pos, hi) into all; their number, 0 when it is not clear where they end. */
static size_t read_members(struct en_parse *p, size_t pos, size_t hi, struct en_mode mode,
                           struct crit_node **all)
{
    bool semicolons = en_find(p, pos, hi, EN_SEMI) < hi;
    size_t n = 0;
    while (pos < hi) {
        bool joined = en_is(&p->t[pos], EN_OR) || en_is(&p->t[pos], EN_AND);
        pos += joined;
        size_t end = member_end(p, pos, hi, semicolons), next = end + 1;
        size_t last = end == hi && !joined && !semicolons ? last_joint(p, pos, hi) : hi;
        if (last < hi) {
            next = last;
            end = last;
        } else if (end == hi && !joined && !semicolons &&
                   (en_has(p, pos, hi, EN_OR) || en_has(p, pos, hi, EN_AND))) {
            return 0;
        }
        if (n == EN_LISTED_MAX || end <= pos)
            return 0;
        all[n++] = en_read_range(p, pos, end, mode);
        pos = next;
    }
    return n;
}

struct crit_node *en_read_counted(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    struct en_counted c;
    struct crit_node *all[EN_LISTED_MAX];
    if (p->in_head || !en_find_count(p, lo, hi, &c) || !en_read_count_head(p, lo, hi, &c, &mode) ||
        c.list + 1 >= hi)
        return NULL;
    if (c.n == 1 && !c.front && c.begin == lo && !en_has(p, lo, hi, EN_SEMI))
        return NULL; /* read as any other list, without its heading */
    mode.condition |= c.n > 1 || c.front;
    size_t end = hi;
    if (p->t[c.list].class == EN_OPEN) {
        end = en_behind_bracket(p, c.list, hi);
        if (end != hi || p->t[end - 1].class != EN_CLOSE)
            return NULL;
        end--;
    }
    if (en_says(&p->t[c.list + 1], EN_CUE_FOR_EXAMPLE))
        return NULL;
    size_t n = read_members(p, c.list + 1, end, mode, all);
    return n ? en_some_of(p, &c, all, n) : NULL;
}
