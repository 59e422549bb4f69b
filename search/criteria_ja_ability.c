/* Names in front of what somebody is able to do: why it is not possible, or criteria of their own.
 */
#include "search/criteria_ja_seg.h"
#include <string.h>

/* 認知症や精神疾患により, 麻痺、骨折等により: segment i is one of the causes. */
static bool is_one_cause(const struct ja_seg *segs, size_t i, size_t last)
{
    const struct ja_seg *end = &segs[last];
    if (!end->by || segs[i].np.what != JA_NAME || segs[i].done)
        return false;
    for (size_t k = i + 1; k <= last && !end->by_such; k++)
        if (segs[k].comma || segs[k].before != LEX_OR)
            return false; /* A、Bにより: A may be another criterion */
    return true;
}

/* A fact is there by itself; of another name nobody can tell. */
static struct crit_node *told(struct ja *j, struct ja_seg *s, const struct ja_seg *end)
{
    if (s->np.what != JA_FACT && s->np.what != JA_ABLE)
        return crit_opaque(&j->p, s->np.begin, s->np.end);
    ja_seg_share(j, s, end);
    ja_seg_settle(j, s);
    return s->done;
}

/* 認知症、麻痺等により歩行が困難: names in front of an ability say why it is not there; they are
   not what is not possible. NULL: nothing but abilities stands there. */
struct crit_node *ja_of_ability(struct ja *j, struct ja_seg *segs, size_t first, size_t last)
{
    struct ja_seg *end = &segs[last];
    enum crit_type type = j->p.kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND;
    bool names = false;
    for (size_t i = first; i < last; i++)
        names |= segs[i].np.what != JA_ABLE;
    if (end->np.what != JA_ABLE || !names)
        return NULL;
    struct crit_node *list = NULL;
    for (size_t i = first; i < last; i++)
        if (!is_one_cause(segs, i, last))
            list = crit_join(j->p.ctx, type, list, told(j, &segs[i], end));
    ja_seg_settle(j, end);
    return crit_join(j->p.ctx, type, list, end->done);
}

/* Segment i says what is not possible, A等で, and the one before it holds another reason. */
static bool has_reason_before(const struct ja_seg *segs, size_t i)
{
    const struct ja_seg *s = &segs[i], *before = &segs[i - 1];
    return s->by_such && s->np.what == JA_ABLE && s->say.pred == JA_CANNOT && !before->head &&
           before->closed && s->before == LEX_COMMA;
}

/* 体内に金属がある、閉所恐怖症などでMRI検査ができない: reasons, however they are told. */
size_t ja_drop_reasons(struct ja_seg *segs, size_t n)
{
    for (size_t i = 1; i < n; i++)
        while (i > 0 && has_reason_before(segs, i)) {
            segs[i].before = segs[i - 1].before;
            segs[i].comma = segs[i - 1].comma;
            memmove(&segs[i - 1], &segs[i], (n - i) * sizeof *segs);
            n--;
            i--;
        }
    return n;
}
