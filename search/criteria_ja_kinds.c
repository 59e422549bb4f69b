/*
 * Lists of concepts of one kind: diseases, drugs and therapies, changes of genes. Somebody who is
 * asked for has one of them; requirements of different kinds, and measured values, are all asked.
 */
#include "search/criteria_ja_seg.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include <string.h>

enum sort { OTHER, ANY_SORT, DISEASE, THERAPY, GENE, ALLERGY, SITE };

/* What was changed: signs by which a tumour is told (ER陽性、HER2陰性) hold together. */
static bool is_change(const struct crit_atom *a)
{
    const char *s = a->words ? a->words[0] : "";
    size_t len = strlen(s);
    return ja_holds(s, len, ja_words_gene_changes) && !ja_holds(s, len, ja_words_gene_signs);
}

static enum sort sort_of_concept(const struct crit_atom *a)
{
    if (a->op != CRIT_OP_IS)
        return OTHER;
    switch (a->attr) {
    case ATTR_diagnosis:
    case ATTR_comorbidity:
    case ATTR_history:
        return DISEASE;
    case ATTR_current_medication:
    case ATTR_prior_therapy:
    case ATTR_prior_surgery:
    case ATTR_transplant:
        return THERAPY;
    case ATTR_biomarker:
        return is_change(a) ? GENE : OTHER;
    case ATTR_allergy:
        return ALLERGY;
    case ATTR_metastasis_site:
        return SITE;
    default:
        return OTHER;
    }
}

static enum sort sort_of_atom(const struct crit_atom *a)
{
    static const uint16_t diseases[] = {ATTR_active_infection, ATTR_autoimmune_disease,
                                        ATTR_interstitial_lung_disease, ATTR_psychiatric_disorder};
    if (attributes[a->attr].kind == ATTR_CONCEPT)
        return sort_of_concept(a);
    if (a->op != CRIT_OP_PRESENT)
        return OTHER;
    for (size_t i = 0; i < sizeof diseases / sizeof *diseases; i++)
        if (diseases[i] == a->attr)
            return DISEASE;
    return a->attr == ATTR_dialysis || a->attr == ATTR_radiotherapy ? THERAPY : OTHER;
}

/* What goes with a disease and asks for nothing by itself. */
static bool goes_with(const struct crit_node *e)
{
    return e->type == CRIT_OPAQUE ||
           (e->type == CRIT_ATOM &&
            (e->atom->attr == ATTR_disease_state || e->atom->attr == ATTR_histology ||
             e->atom->attr == ATTR_stage));
}

/* 20歳以上の, 女性の: of the person, whatever of the list they have. */
static bool is_of_person(const struct crit_node *e)
{
    return e->type == CRIT_ATOM && (e->atom->attr == ATTR_age || e->atom->attr == ATTR_sex);
}

static enum sort both(enum sort a, enum sort b)
{
    if (a == ANY_SORT || b == ANY_SORT)
        return a == ANY_SORT ? b : a;
    return a == b ? a : OTHER;
}

static enum sort sort_of(const struct crit_node *e)
{
    if (e->type == CRIT_OPAQUE)
        return ANY_SORT;
    if (e->type == CRIT_ATOM)
        return sort_of_atom(e->atom);
    if (e->type != CRIT_AND && e->type != CRIT_OR)
        return OTHER;
    enum sort s = ANY_SORT;
    for (size_t i = 0; i < e->n; i++)
        if (e->type == CRIT_OR || (!goes_with(e->children[i]) && !is_of_person(e->children[i])))
            s = both(s, sort_of(e->children[i]));
    return e->n ? s : OTHER;
}

/* Two things at once: 高血圧を有する糖尿病. */
static bool is_combined(const struct crit_node *e)
{
    size_t n = 0;
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++)
        n += !goes_with(e->children[i]);
    return n > 1;
}

bool ja_are_of_one_kind(struct crit_node *const *e, size_t n)
{
    enum sort s = ANY_SORT;
    for (size_t i = 0; i < n; i++)
        if (e[i])
            s = both(s, sort_of(e[i]));
    return s != OTHER && s != ANY_SORT;
}

static const struct crit_atom *first_atom(const struct crit_node *e)
{
    while (e && e->type != CRIT_ATOM)
        e = e->n ? e->children[0] : NULL;
    return e ? e->atom : NULL;
}

/* Parts that nothing joins but commas and と: 脳梗塞の既往、脳出血の既往; 透析患者及び腎移植患者.
 */
bool ja_parts_choose(const struct ja *j, const struct ja_part *p, size_t from, size_t to)
{
    if (j->p.kind != CRIT_INCLUSION || to - from < 2)
        return false;
    struct crit_node **e = MEM_ARRAY(j->p.tmp, struct crit_node *, to - from);
    bool same = true, persons = true;
    for (size_t i = from; i < to; i++) {
        const struct crit_atom *a = first_atom(p[from].e), *b = first_atom(p[i].e);
        if (p[i].before == LEX_AND || is_combined(p[i].e))
            return false;
        e[i - from] = p[i].e;
        same &= a && b && a->attr == b->attr && a->history == b->history;
        persons &= p[i].person && (i == from || p[i].before == LEX_ALSO || to - from > 2);
    }
    return (same || persons) && ja_are_of_one_kind(e, to - from);
}

/* AとBを有する, AとBを服用中: may ask for both. */
static bool may_ask_both(const struct ja_seg *s, enum ja_pred pred)
{
    return s->before == LEX_ALSO &&
           (pred == JA_HAVE || pred == JA_COMORB || pred == JA_TAKE || pred == JA_HAD);
}

static bool ends_alike(const char *a, const char *b, size_t bytes)
{
    size_t n = strlen(a), m = strlen(b);
    return n >= bytes && m >= bytes && strcmp(a + n - bytes, b + m - bytes) == 0;
}

static bool is_tumour(const char *s)
{
    size_t len = strlen(s);
    return len > 3 && ja_ends_in(s, len, ja_words_tumour_ends, NULL);
}

/* 胃癌及び大腸癌, 1型糖尿病と2型糖尿病: nobody is asked to have both. Two drugs of one ending one
   may well have had. */
static bool exclude_each_other(const struct crit_node *a, const struct crit_node *b)
{
    const struct crit_atom *x = first_atom(a), *y = first_atom(b);
    if (!x || !y || !x->words || !y->words || sort_of_atom(x) == THERAPY)
        return false;
    return ends_alike(x->words[0], y->words[0], 9) ||
           (is_tumour(x->words[0]) && is_tumour(y->words[0]));
}

/* A系薬及びB系薬の投与歴を有する, AとBによる治療歴, A及びBを使用中である: of each of them. */
static bool had_both(const struct ja_seg *segs, size_t last, enum ja_pred pred,
                     struct crit_node *const *e)
{
    const struct crit_atom *a = first_atom(e[0]), *b = first_atom(e[1]);
    if (!a || !b || sort_of_atom(a) != THERAPY || sort_of_atom(b) != THERAPY)
        return false;
    bool taken = a->attr == ATTR_current_medication && b->attr == a->attr &&
                 e[1]->type == CRIT_ATOM; /* not Aとの併用が禁忌の薬剤 */
    return taken || (pred == JA_HAD && segs[last].history);
}

bool ja_asks_both(const struct ja_seg *segs, size_t first, size_t last, enum ja_pred pred,
                  struct crit_node *const *e)
{
    if (last == first + 1 && segs[last].before == LEX_ALSO && had_both(segs, last, pred, e))
        return true;
    bool together = pred == JA_DX || segs[last].included;
    return together && last == first + 1 && segs[last].before == LEX_ALSO &&
           !exclude_each_other(e[0], e[1]);
}

/* A、Bと診断された20歳以上の患者: what the last says of the person is of all of them. */
static struct crit_node *without_person(struct ja *j, struct crit_node *e,
                                        struct crit_node **person)
{
    struct crit_node *rest = NULL;
    if (!e || e->type != CRIT_AND)
        return e;
    for (size_t i = 0; i < e->n; i++) {
        struct crit_node **to = is_of_person(e->children[i]) ? person : &rest;
        *to = crit_join(j->p.ctx, CRIT_AND, *to, e->children[i]);
    }
    return rest;
}

struct crit_node *ja_choice(struct ja *j, const struct ja_seg *segs, size_t first, size_t last,
                            enum ja_pred pred, struct crit_node **e)
{
    struct crit_node *list = NULL, *person = NULL;
    bool both = false;
    e[last - first] = without_person(j, e[last - first], &person);
    for (size_t i = first; i <= last; i++) {
        both |= i > first && may_ask_both(&segs[i], pred) &&
                !exclude_each_other(e[i - first - 1], e[i - first]);
        list = crit_join(j->p.ctx, CRIT_OR, list, e[i - first]);
    }
    const struct ja_item *begin = &j->items[segs[first].from];
    const struct ja_item *end = &j->items[segs[last].to - 1];
    list = crit_join(j->p.ctx, CRIT_AND, person, list);
    return both ? crit_join(j->p.ctx, CRIT_AND, list,
                            crit_opaque(&j->p, j->p.tokens[begin->first].begin,
                                        j->p.tokens[end->last - 1].end))
                : list;
}
