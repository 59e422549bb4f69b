#include "indexer/lexicon_merge.h"
#include "indexer/lexicon_head.h"
#include "indexer/text_map.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/lexicon_build.h"
#include <stdarg.h>
#include <string.h>

#define NONE TEXT_MAP_NONE

/* Of an addition that was left out. */
#define LEFT_OUT (TEXT_MAP_NONE - 1)

/* A concept that has a name with some key; the next one in a list. */
struct claim {
    uint32_t concept, next;
    enum lexicon_flag flag;
};

struct lexicon_merger {
    struct lexicon_source *s;
    struct folder *folder;
    struct text_map *names, *ids; /* key → first claim; id → concept */
    struct claim *claims;
    size_t n_claims;
    uint32_t *seen; /* by concept: the walk that came by last */
    uint32_t walk;
};

/* One addition on its way in. */
struct arrival {
    struct lexicon_merger *m;
    const struct lexicon_entry *e;
    FILE *report;
    struct lexicon_merge_count *count;
    void *ctx;
};

/* ------------------------------------------------------------------ names */

static void claim_put(struct lexicon_merger *m, const char *key, uint32_t concept,
                      enum lexicon_flag flag)
{
    if ((m->n_claims & (m->n_claims - 1)) == 0)
        m->claims = MEM_GROW(m, m->claims, struct claim, m->n_claims ? m->n_claims * 2 : 1);
    m->claims[m->n_claims] = (struct claim){concept, text_map_get(m->names, key), flag};
    text_map_put(m->names, key, (uint32_t)m->n_claims++);
}

/* A key alone: making one leaves more behind. */
static char *key_of(const struct lexicon_merger *m, void *ctx, const char *name)
{
    void *scratch = talloc_new(NULL);
    char *key = mem_strdup(ctx, lexicon_name_key(scratch, m->folder, name));
    talloc_free(scratch);
    return key;
}

static void concept_know(struct lexicon_merger *m, uint32_t i)
{
    const struct lexicon_entry *e = &m->s->items[i];
    text_map_put(m->ids, e->id, i);
    for (size_t k = 0; k < e->n_names; k++)
        claim_put(m, key_of(m, m, e->names[k].text), i, e->names[k].flag);
}

struct lexicon_merger *lexicon_merger_new(void *ctx, struct lexicon_source *s,
                                          struct folder *folder)
{
    struct lexicon_merger *m = MEM_NEW(ctx, struct lexicon_merger);
    m->s = s;
    m->folder = folder;
    m->names = text_map_new(m);
    m->ids = text_map_new(m);
    for (uint32_t i = 0; i < s->n; i++)
        concept_know(m, i);
    return m;
}

static bool is_shared(enum lexicon_flag f)
{
    return f == LEXICON_AMBIGUOUS || f == LEXICON_OFF;
}

enum owner { OWNER_NONE, OWNER_ONE, OWNER_SHARED };

/* Who has the name: nobody, one concept (and how), or several (or it is off). */
static enum owner owner_find(const struct lexicon_merger *m, const char *name, struct claim *ret)
{
    char *key = key_of(m, NULL, name);
    uint32_t at = text_map_get(m->names, key);
    enum owner owner = at == NONE ? OWNER_NONE : OWNER_ONE;
    talloc_free(key);
    if (at != NONE)
        *ret = m->claims[at];
    for (; at != NONE; at = m->claims[at].next)
        if (m->claims[at].concept != ret->concept || is_shared(m->claims[at].flag))
            owner = OWNER_SHARED;
        else if (m->claims[at].flag == LEXICON_BOTH_WAYS)
            ret->flag = LEXICON_BOTH_WAYS;
    return owner;
}

bool lexicon_merger_class(const struct lexicon_merger *m, const char *name, enum lexicon_class *ret)
{
    struct claim owner;
    if (owner_find(m, name, &owner) != OWNER_ONE)
        return false;
    *ret = m->s->items[owner.concept].class;
    return true;
}

/* ------------------------------------------------------------------ where an addition belongs */

static void tell(const struct arrival *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void tell(const struct arrival *a, const char *fmt, ...)
{
    va_list ap;
    if (!a->report)
        return;
    fprintf(a->report, "%s:%d: %s: ", a->e->file ? a->e->file : "lexicon", a->e->line, a->e->id);
    va_start(ap, fmt);
    vfprintf(a->report, fmt, ap);
    va_end(ap);
    fputc('\n', a->report);
}

/* Classes that sources may confuse for one thing. */
static int family(enum lexicon_class c)
{
    static const int families[LEXICON_CLASS_COUNT] = {
        [LEXICON_DISEASE] = 0,    [LEXICON_SYMPTOM] = 0,   [LEXICON_DRUG] = 1,
        [LEXICON_DRUG_CLASS] = 1, [LEXICON_PROCEDURE] = 2, [LEXICON_DEVICE] = 2,
        [LEXICON_BIOMARKER] = 3,  [LEXICON_TEST] = 3,      [LEXICON_POPULATION] = 4,
        [LEXICON_OUTCOME] = 5,    [LEXICON_DESIGN] = 6};
    return families[c];
}

static bool is_decisive(const struct lexicon_name *n)
{
    return n->kind != LEXICON_KIND_KANA && n->kind != LEXICON_KIND_ABBR &&
           n->flag == LEXICON_BOTH_WAYS;
}

enum place { PLACE_NEW, PLACE_KNOWN, PLACE_CONFLICT };

/* By the names other than the first. */
static enum place place_by_others(const struct arrival *a, uint32_t *ret)
{
    const struct lexicon_merger *m = a->m;
    struct claim owner;
    *ret = NONE;
    for (size_t i = 0; i < a->e->n_names; i++) {
        const struct lexicon_name *n = &a->e->names[i];
        if (!is_decisive(n) || owner_find(m, n->text, &owner) != OWNER_ONE ||
            owner.flag != LEXICON_BOTH_WAYS ||
            family(m->s->items[owner.concept].class) != family(a->e->class))
            continue;
        if (*ret != NONE && *ret != owner.concept) {
            tell(a, "conflict: fits %s and %s (\"%s\")", m->s->items[*ret].id,
                 m->s->items[owner.concept].id, n->text);
            return PLACE_CONFLICT;
        }
        *ret = owner.concept;
    }
    return *ret == NONE ? PLACE_NEW : PLACE_KNOWN;
}

/* *ret_flag: LEXICON_ONE_WAY when its first name only leads to the concept. */
static enum place place_find(const struct arrival *a, uint32_t *ret, enum lexicon_flag *ret_flag)
{
    struct claim owner;
    *ret_flag = LEXICON_BOTH_WAYS;
    *ret = text_map_get(a->m->ids, a->e->id);
    if (*ret != NONE && *ret != LEFT_OUT)
        return PLACE_KNOWN;
    enum owner first = text_is_blank(a->e->ja) ? OWNER_NONE : owner_find(a->m, a->e->ja, &owner);
    if (first == OWNER_ONE) {
        *ret = owner.concept;
        *ret_flag = owner.flag;
        return PLACE_KNOWN;
    }
    enum place place = place_by_others(a, ret);
    if (place == PLACE_NEW && first == OWNER_SHARED) {
        tell(a, "conflict: \"%s\" has several meanings", a->e->ja);
        return PLACE_CONFLICT;
    }
    return place;
}

/* ------------------------------------------------------------------ going in */

/* Whether the concept may carry the name; *ret_known: it does so already. */
static bool is_free(const struct lexicon_merger *m, const char *key, uint32_t concept,
                    enum lexicon_flag flag, bool *ret_known, uint32_t *ret_other)
{
    *ret_known = false;
    *ret_other = NONE;
    for (uint32_t at = text_map_get(m->names, key); at != NONE; at = m->claims[at].next) {
        const struct claim *c = &m->claims[at];
        if (c->concept == concept)
            *ret_known = true;
        else if (!is_shared(c->flag) || !is_shared(flag))
        *ret_other = c->concept;
    }
    return *ret_other == NONE;
}

static void name_add(const struct arrival *a, uint32_t concept, const struct lexicon_name *n,
                     enum lexicon_flag flag)
{
    struct lexicon_merger *m = a->m;
    char *key = key_of(m, m, n->text);
    bool known;
    uint32_t other;
    bool free = is_free(m, key, concept, flag, &known, &other);
    if (known || *key == '\0')
        return;
    if (!free) {
        a->count->names_left++;
        tell(a, "\"%s\" is left out: a name of %s", n->text, m->s->items[other].id);
        return;
    }
    lexicon_source_name(m->s, &m->s->items[concept], n->text, n->kind, flag);
    claim_put(m, key, concept, flag);
    a->count->names++;
}

static void names_add(const struct arrival *a, uint32_t concept, enum lexicon_flag at_least)
{
    for (size_t i = 0; i < a->e->n_names; i++) {
        enum lexicon_flag flag = a->e->names[i].flag;
        name_add(a, concept, &a->e->names[i], flag == LEXICON_BOTH_WAYS ? at_least : flag);
    }
}

static uint32_t concept_new(const struct arrival *a)
{
    struct lexicon_merger *m = a->m;
    uint32_t at = (uint32_t)m->s->n;
    struct lexicon_entry *e =
        lexicon_source_add(m->s, a->e->id, a->e->parents, a->e->class, a->e->ja, a->e->en);
    e->n_names = 0; /* they come in one by one */
    e->file = mem_strdup(m->s, a->e->file);
    e->line = a->e->line;
    text_map_put(m->ids, e->id, at);
    return at;
}

/* The concept it went into, NONE for a conflict. */
static uint32_t arrive(const struct arrival *a, bool *ret_new)
{
    uint32_t concept;
    enum lexicon_flag flag;
    enum place place = place_find(a, &concept, &flag);
    *ret_new = place == PLACE_NEW;
    a->count->read++;
    if (place == PLACE_CONFLICT) {
        a->count->conflicts++;
        text_map_put(a->m->ids, mem_strdup(a->m, a->e->id), LEFT_OUT);
        return NONE;
    }
    if (place == PLACE_NEW) {
        concept = concept_new(a);
        a->count->fresh++;
    } else {
        a->count->merged++;
        text_map_put(a->m->ids, mem_strdup(a->m, a->e->id), concept);
    }
    names_add(a, concept, flag);
    return concept;
}

/* ------------------------------------------------------------------ parents of new concepts */

static bool is_below(struct lexicon_merger *m, uint32_t concept, uint32_t above)
{
    struct span rest = {m->s->items[concept].parents, strlen(m->s->items[concept].parents)}, one;
    if (concept == above)
        return true;
    if (m->seen[concept] == m->walk)
        return false;
    m->seen[concept] = m->walk;
    while (text_split_next(&rest, ",", &one)) {
        char *id = text_trim(NULL, one.p, one.len);
        uint32_t parent = id ? text_map_get(m->ids, id) : NONE;
        talloc_free(id);
        if (parent != NONE && parent != LEFT_OUT && is_below(m, parent, above))
            return true;
    }
    return false;
}

static void parent_put(const struct arrival *a, uint32_t concept, uint32_t parent, char **parents)
{
    struct lexicon_merger *m = a->m;
    const char *id = m->s->items[parent].id;
    m->walk++;
    if (is_below(m, parent, concept)) {
        if (parent != concept) {
            a->count->parents_left++;
            tell(a, "parent %s is left out: it stands below", id);
        }
        return;
    }
    const char *comma = **parents ? "," : "";
    *parents = mem_printf(a->ctx, "%s%s%s", *parents, comma, id);
}

static void parents_by_head(const struct arrival *a, uint32_t concept, char **parents)
{
    struct claim owner;
    for (const char *name = lexicon_head(a->ctx, a->e->ja); name;
         name = lexicon_head(a->ctx, name)) {
        if (owner_find(a->m, name, &owner) != OWNER_ONE || owner.flag != LEXICON_BOTH_WAYS ||
            family(a->m->s->items[owner.concept].class) != family(a->e->class))
            continue;
        parent_put(a, concept, owner.concept, parents);
        return;
    }
}

static const char *root_of(enum lexicon_class c)
{
    static const char *const roots[LEXICON_CLASS_COUNT] = {[LEXICON_DISEASE] = "disease",
                                                           [LEXICON_SYMPTOM] = "symptom",
                                                           [LEXICON_DRUG] = "drug",
                                                           [LEXICON_DRUG_CLASS] = "drug",
                                                           [LEXICON_PROCEDURE] = "procedure",
                                                           [LEXICON_DEVICE] = "device",
                                                           [LEXICON_BIOMARKER] = "biomarker",
                                                           [LEXICON_TEST] = "examination",
                                                           [LEXICON_POPULATION] = "population",
                                                           [LEXICON_OUTCOME] = "outcome-measure",
                                                           [LEXICON_DESIGN] = "study-design"};
    return roots[c];
}

static void parents_settle(const struct arrival *a, uint32_t concept)
{
    struct lexicon_merger *m = a->m;
    struct span rest = {a->e->parents, strlen(a->e->parents)}, one;
    char *parents = mem_strdup(a->ctx, "");
    while (text_split_next(&rest, ",", &one)) {
        char *id = text_trim(a->ctx, one.p, one.len);
        uint32_t parent = id ? text_map_get(m->ids, id) : NONE;
        if (parent == LEFT_OUT) {
            tell(a, "parent %s was left out", id);
        } else if (parent != NONE) {
            parent_put(a, concept, parent, &parents);
        } else if (id) {
            a->count->parents_left++;
            tell(a, "unknown parent %s is left out", id);
        }
    }
    parents_by_head(a, concept, &parents);
    uint32_t root = text_map_get(m->ids, root_of(a->e->class));
    if (!*parents && root != NONE)
        parent_put(a, concept, root, &parents);
    m->s->items[concept].parents = mem_strdup(m->s, parents);
}

void lexicon_merger_add(struct lexicon_merger *m, const struct lexicon_source *additions,
                        FILE *report, struct lexicon_merge_count *ret)
{
    struct arrival a = {.m = m, .report = report, .count = ret, .ctx = mem_context(NULL, "merge")};
    uint32_t *went = MEM_ARRAY(a.ctx, uint32_t, additions->n + 1);
    *ret = (struct lexicon_merge_count){0};
    for (size_t i = 0; i < additions->n; i++) {
        bool fresh;
        a.e = &additions->items[i];
        uint32_t concept = arrive(&a, &fresh);
        went[i] = fresh ? concept : NONE;
    }
    m->seen = MEM_ARRAY(a.ctx, uint32_t, m->s->n + 1);
    m->walk = 0;
    for (size_t i = 0; i < additions->n; i++) {
        a.e = &additions->items[i];
        if (went[i] != NONE)
            parents_settle(&a, went[i]);
    }
    m->seen = NULL;
    talloc_free(a.ctx);
}
