/*
 * What a trial allows, and what it says of those who take or had something: nobody need have it.
 */
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"
#include "schema/base/mem.h"

/* ------------------------------------------------------------------ what atoms there are */

enum content { HAS_OTHER = 1, HAS_LIMIT = 2, HAS_DISEASE = 4, HAS_CARE = 8, HAS_SEX = 16 };

static void add_content(void *arg, struct crit_node *e)
{
    static const uint16_t care[] = {ATTR_prior_therapy, ATTR_current_medication, ATTR_radiotherapy,
                                    ATTR_prior_surgery, ATTR_transplant};
    unsigned *all = arg;
    uint16_t a = e->atom->attr;
    enum attr_kind kind = attributes[a].kind;
    for (size_t i = 0; i < sizeof care / sizeof *care; i++)
        if (a == care[i]) {
            *all |= HAS_CARE;
            return;
        }
    if (a == ATTR_sex)
        *all |= HAS_SEX;
    else if (kind == ATTR_NUMBER || kind == ATTR_ORDINAL)
        *all |= HAS_LIMIT;
    else if (a == ATTR_diagnosis)
        *all |= HAS_DISEASE;
    else
        *all |= HAS_OTHER;
}

static unsigned content_of(struct crit_node *e)
{
    unsigned all = 0;
    crit_walk(e, add_content, &all);
    return all;
}

bool en_asks_care(struct crit_node *e)
{
    return content_of(e) & HAS_CARE;
}

/* ------------------------------------------------------------------ what is allowed */

/* "Acceptable contraception", "eligible for surgery": what sort of thing, what for; no permission.
 */
static bool is_only_adjective(const struct en_parse *p, size_t pos, size_t hi)
{
    bool more = pos + 1 < hi && !en_is_connective(p, pos + 1) && !en_is(&p->t[pos + 1], EN_IF) &&
                !en_is(&p->t[pos + 1], EN_EXCEPT) && p->t[pos + 1].class != EN_OPEN;
    if (!more)
        return false;
    static const enum en_class after[] = {EN_COND,   EN_AFTER, EN_BEFORE,
                                          EN_METHOD, EN_WITH,  EN_WORD};
    const struct en_token *next = &p->t[pos + 1]; /* permitted after discussion, with approval */
    bool goes_on = en_is_in(next, after) || en_says(next, EN_CUE_AT_WORD);
    return (en_says(&p->t[pos], EN_CUE_ADJECTIVE_OF_LEAVE) && !goes_on) ||
           (en_says(&p->t[pos + 1], EN_CUE_PURPOSE) &&
            en_says_in(p, pos, pos + 1, EN_CUE_ELIGIBLE));
}

size_t en_find_allowance(const struct en_parse *p, size_t lo, size_t hi)
{
    if (lo + 1 >= hi || p->t[lo].class == EN_OPEN)
        return hi;
    size_t at = en_find(p, lo + 1, hi, EN_ALLOW);
    return at < hi && is_only_adjective(p, at, hi) ? hi : at;
}

/* "May have received tamoxifen", "patients may continue aspirin"; where "may" stands, hi: none. */
static size_t find_may(const struct en_parse *p, size_t lo, size_t hi)
{
    enum { FAR = 4 };
    for (size_t i = lo; i < hi && i < lo + FAR; i++)
        if (en_says_in(p, lo, i + 1, EN_CUE_MAY) ||
            (i + 1 < hi && en_says_in(p, i, i + 2, EN_CUE_MAY)))
            return en_says_in(p, lo, i + 1, EN_CUE_OF_WHOM) ? hi : i;
    return hi;
}

/* People: who is let in may be one group of several; else a thing is what is allowed. */
static bool is_about_people(const struct en_parse *p, size_t at)
{
    return en_says_in(p, at, at + 1, EN_CUE_LET_IN);
}

static struct crit_node *or_open(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi)
{
    return crit_join(p->ctx, CRIT_OR, e, en_opaque(p, lo, hi));
}

struct crit_node *en_read_permission(struct en_parse *p, size_t lo, size_t hi, struct en_mode mode)
{
    size_t may = find_may(p, lo, hi), at = en_find_allowance(p, lo, hi);
    if (may == hi && at == hi)
        return NULL;
    size_t near = at > lo + 3 ? at - 3 : lo;
    bool refused =
        may == hi && en_says_in(p, near, at, EN_CUE_NOT_WORD); /* "will not be permitted" */
    if (p->kind == CRIT_EXCLUSION)
        return mode.negated || refused ? NULL : en_opaque(p, lo, hi);
    bool alone = en_says_in(p, lo, at, EN_CUE_ONLY);
    bool people = at < hi && is_about_people(p, at) && may == hi;
    if (may == hi && (en_says_in(p, lo, at, EN_CUE_DENIAL) || (alone && people)))
        return NULL;
    unsigned age = p->age_read;
    struct crit_node *e = en_read_range(p, lo, at, mode);
    unsigned has = content_of(e);
    if ((has | HAS_SEX) == (HAS_LIMIT | HAS_SEX)) {
        p->age_read = age;
        return NULL; /* "ECOG 0-2 allowed", "men over 40 are eligible": a limit */
    }
    bool plain = !en_says_in(p, lo, hi, EN_CUE_ON_CONDITION);
    if (!people && plain && !alone && !(has & (HAS_DISEASE | HAS_LIMIT))) {
        p->permits = true;
        return crit_new_true(p->ctx);
    }
    return crit_is_true(e) ? en_opaque(p, lo, hi) : or_open(p, e, lo, hi);
}

/* ------------------------------------------------------------------ who is let off */

struct crit_node *en_read_let_off(struct en_parse *p, struct crit_node *e, size_t lo, size_t hi,
                                  const struct en_mode *mode)
{
    bool wanted = (p->kind == CRIT_INCLUSION) != mode->negated;
    struct crit_node *x = en_read_range(p, lo + 1, hi, (struct en_mode){.condition = true});
    if (crit_has_type(x, CRIT_OPAQUE) || crit_is_true(x))
        x = en_opaque(p, lo, hi);
    else if (!wanted)
        x = crit_not(p->ctx, x);
    return crit_join(p->ctx, wanted ? CRIT_OR : CRIT_AND, e, x);
}

/* ------------------------------------------------------------------ lists */

enum en_list_sense en_sense_of_list(const struct en_parse *p)
{
    enum { LAST_WORDS = 4 };
    if (p->n == 0 || p->t[p->n - 1].class != EN_COLON)
        return EN_LIST_ASKED;
    bool inclusion = p->kind == CRIT_INCLUSION;
    size_t allow = en_find_allowance(p, 0, p->n);
    if (allow < p->n && en_says_in(p, 0, allow, EN_CUE_DENIAL))
        return inclusion ? EN_LIST_UNCLEAR : EN_LIST_ASKED;
    if (en_is(&p->t[0], EN_ALLOW))
        allow = 0;
    if (inclusion && (en_has(p, 0, p->n, EN_FORBID) ||
                      en_has(p, p->n > LAST_WORDS ? p->n - LAST_WORDS : 0, p->n, EN_EXCEPT) ||
                      en_says_in(p, 0, p->n, EN_CUE_STOPPED_LIST)))
        return EN_LIST_UNCLEAR;
    if (allow == p->n || en_has(p, 0, p->n, EN_FORBID))
        return EN_LIST_ASKED;
    if (!inclusion)
        return EN_LIST_UNCLEAR;
    return is_about_people(p, allow) ? EN_LIST_ELIGIBLE : EN_LIST_ALLOWED;
}
