/* Reading a piece that names arms (criteria_arms.h). */
#include "schema/base/mem.h"
#include "search/criteria_arms.h"
#include <string.h>

struct slices {
    const struct crit_reader *r;
    void *ctx;
    enum crit_lang lang;
    const char *text; /* of the piece */
    size_t len;
    enum crit_kind kind;
    uint32_t base; /* of the piece in the block */
    const struct arm_label *labels;
    size_t n;
};

static struct crit_node *read(const struct slices *p, size_t begin, size_t end)
{
    struct crit_node *e = p->lang == CRIT_JA
                              ? crit_read_ja(p->r, p->ctx, p->kind, p->text + begin, end - begin)
                              : crit_read_en(p->r, p->ctx, p->kind, p->text + begin, end - begin);
    if (begin > 0)
        crit_shift(e, (uint32_t)begin);
    return e;
}

static struct crit_node *opaque(const struct slices *p, size_t begin, size_t end)
{
    return crit_new(p->ctx, CRIT_OPAQUE, (uint32_t)begin, (uint32_t)end);
}

/* Without what only divides one part from the next. */
static size_t trimmed(const struct slices *p, size_t begin, size_t end)
{
    static const char *const idle[] = {"、", "，", "；", "　", ",", ";", " ", "\n", "\r", "\t"};
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++) {
        size_t n = strlen(idle[i]);
        if (end >= begin + n && memcmp(p->text + end - n, idle[i], n) == 0) {
            end -= n;
            i = (size_t)-1;
        }
    }
    return end;
}

static size_t at(const struct slices *p, uint32_t source)
{
    size_t i = source > p->base ? source - p->base : 0;
    return i < p->len ? i : p->len;
}

/* ① … ② … behind a label: all of them in an inclusion, any in an exclusion. */
static struct crit_node *read_all(const struct slices *p, size_t begin, size_t end)
{
    void *tmp = mem_context(NULL, "crit_arms");
    struct crit_outline o;
    struct crit_node *e = NULL;
    crit_split_list(tmp, p->text + begin, end - begin, &o);
    for (size_t i = 0; i < o.items.n && o.items.n > 1 && o.head_end == o.head_begin; i++)
        e = crit_join(p->ctx, p->kind == CRIT_INCLUSION ? CRIT_AND : CRIT_OR, e,
                      read(p, begin + o.items.items[i].begin, begin + o.items.items[i].end));
    talloc_free(tmp);
    return e ? e : read(p, begin, end);
}

/* What stands behind label i, up to the next. */
static struct crit_node *slice(const struct slices *p, size_t i)
{
    size_t begin = at(p, p->labels[i].behind);
    size_t end = trimmed(p, begin, i + 1 < p->n ? at(p, p->labels[i + 1].cut) : p->len);
    if (begin >= end)
        return opaque(p, at(p, p->labels[i].begin), at(p, p->labels[i].end));
    struct crit_node *e = read_all(p, begin, end);
    if (p->labels[i].explained)
        e = crit_join(p->ctx, CRIT_AND, e,
                      opaque(p, at(p, p->labels[i].end), at(p, p->labels[i].behind)));
    return e;
}

/* Several places that speak of one arm. */
static struct crit_node *arm(const struct slices *p, size_t first)
{
    enum crit_type type = p->kind == CRIT_INCLUSION ? CRIT_AND : CRIT_OR;
    struct crit_node *e = NULL;
    for (size_t i = 0; i < p->n; i++) {
        bool same = strcmp(p->labels[i].key, p->labels[first].key) == 0;
        if (same && i < first)
            return NULL;
        if (same)
            e = crit_join(p->ctx, type, e, slice(p, i));
    }
    return e;
}

static struct crit_node *head(const struct slices *p, size_t end)
{
    enum { ANNOUNCEMENT_MAX_BYTES = 40 };
    end = trimmed(p, 0, end);
    if (end == 0)
        return NULL;
    struct crit_node *e = read(p, 0, end);
    bool colon = p->text[end - 1] == ':' || (end >= 3 && memcmp(p->text + end - 3, "：", 3) == 0);
    bool list = crit_list_of(p->text, end) != CRIT_LIST_DEFAULT;
    bool brief = end <= ANNOUNCEMENT_MAX_BYTES && e->type == CRIT_OPAQUE;
    bool announces = (colon || list) && brief;
    return announces || crit_is_true(e) ? NULL : e;
}

/* One is in one of the arms: what each asks is an alternative; what keeps out of one keeps out of
   the trial only together with what keeps out of the others. */
static struct crit_node *divided(const struct slices *p)
{
    bool inclusion = p->kind == CRIT_INCLUSION;
    struct crit_node *e = NULL;
    for (size_t i = 0; i < p->n; i++)
        e = crit_join(p->ctx, inclusion ? CRIT_OR : CRIT_AND, e, arm(p, i));
    return crit_join(p->ctx, inclusion ? CRIT_AND : CRIT_OR, head(p, at(p, p->labels[0].cut)), e);
}

/* Decides for nobody who does not meet it: another arm may ask something else. */
static struct crit_node *guarded(const struct slices *p, struct crit_node *e)
{
    return crit_join(p->ctx, p->kind == CRIT_INCLUSION ? CRIT_OR : CRIT_AND, e,
                     opaque(p, 0, p->len));
}

static bool are_clear(const struct slices *p)
{
    bool several = false;
    for (size_t i = 0; i < p->n; i++) {
        if (!p->labels[i].clear)
            return false;
        several |= strcmp(p->labels[i].key, p->labels[0].key) != 0;
    }
    return several;
}

struct crit_node *crit_arms_read(const struct crit_reader *r, void *ctx, enum crit_lang lang,
                                 const char *text, const struct crit_piece *piece,
                                 const struct crit_arms *arms)
{
    struct slices p = {.r = r,
                       .ctx = ctx,
                       .lang = lang,
                       .text = text + piece->begin,
                       .len = piece->end - piece->begin,
                       .kind = piece->kind,
                       .base = piece->begin};
    size_t first = 0;
    while (first < arms->n && arms->items[first].end <= piece->begin)
        first++;
    p.labels = arms->n ? arms->items + first : NULL;
    while (first + p.n < arms->n && p.labels[p.n].begin < piece->end)
        p.n++;
    if (are_clear(&p))
        return piece->arm ? guarded(&p, divided(&p)) : divided(&p);
    struct crit_node *e = read(&p, 0, p.len);
    bool alternatives = p.n > 1 && e->type == CRIT_OR && p.kind == CRIT_INCLUSION && !piece->arm;
    return (p.n || piece->arm) && !alternatives ? guarded(&p, e) : e;
}
