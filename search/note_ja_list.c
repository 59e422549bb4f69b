/* Words of a Japanese note that name a whole list: 手術歴なし, アレルギー：卵, 胃潰瘍の既往. */
#include "schema/base/mem.h"
#include "search/note_ja_say.h"

/* 手術, 化学療法, 薬 …: none at all, or one that is named before it. */
static const struct nj_mention *before(const struct nj *n, const struct nj_mention *m)
{
    if (m == n->pending)
        return NULL;
    const struct nj_mention *b = m - 1;
    const struct nj_token *mark = &n->t[b->last];
    bool of = nj_is(mark, NJ_PTC, "no") || (b->allergen && m->attr == ATTR_allergy);
    bool joined = b->last == m->first || (b->last + 1 == m->first && of);
    return joined && b->value ? b : NULL;
}

/* 胆石で|手術 */
static bool is_disease_before(const struct nj_mention *m)
{
    return m[-1].last + 1 == m->first && m[-1].attr == ATTR_diagnosis && m[-1].value;
}

/* What was operated on, before 手術; *from: where its words begin. NULL: not told. */
static const char *operated(const struct nj *n, const struct nj_mention *m,
                            const struct nj_mention *of, uint32_t *from)
{
    const struct nj_token *prev = m->first > n->lo ? &n->t[m->first - 1] : NULL;
    if (prev && nj_is(prev, NJ_PTC, "no") && m->first > n->lo + 1)
        prev = &n->t[m->first - 2];
    if (prev && nj_is(prev, NJ_PTC, "de") && m > n->pending && is_disease_before(m)) {
        *from = m[-1].t->begin;
        return m[-1].value; /* 胆石で手術しました */
    }
    *from = of ? of->t->begin : prev ? prev->begin : m->t->begin;
    if (of) /* a flag's value is no name */
        return of->t->class == NJ_FLAG ? nj_name(n, of->t->begin, of->t->end) : of->value;
    if (prev && prev->class == NJ_ORGAN)
        return prev->word->value;
    if (prev && prev->class == NJ_OFF && nj_begins_any(n, prev, nj_list_ways_in))
        return nj_name(n, prev->begin, prev->end); /* 腹腔鏡の手術 */
    *from = m->t->begin;
    return nj_cancer_operated(n, m);
}

/* 乳房の手術の|あと、再発: it has been. */
static bool is_before_after(const struct nj *n, const struct nj_mention *m)
{
    return nj_is(nj_at(n, m->last), NJ_PTC, "no") && m->first > n->lo &&
           nj_is(nj_at(n, m->first - 1), NJ_PTC, "no") &&
           nj_begins_any(n, nj_at(n, m->last + 1), nj_list_after_it);
}

static void say_surgery(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    uint32_t from;
    const struct nj_mention *of = before(n, m);
    if (of && of->attr == ATTR_prior_surgery)
        return; /* アブレーションの手術: told by its own name */
    if (of && of->t->class == NJ_FLAG && of->t->end > of->t->stem_end)
        of = NULL; /* 入院して手術 */
    bool done = nj_is_done(s) || is_before_after(n, m);
    const char *name = done ? operated(n, m, of, &from) : NULL;
    if (name)
        note_item(n->p, ATTR_prior_surgery, mem_printf(n->p->ctx, "%s手術", name), m->ago, from,
                  m->t->end);
}

/* 食物アレルギーがあります: to which food is not told, but this list is not empty. */
static void say_allergy_of_kind(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    static const char *const kinds[][2] = {
        {"食物アレルギー", "食物"}, {"食べ物のアレルギー", "食物"}, {"薬物アレルギー", "薬物"},
        {"薬剤アレルギー", "薬剤"}, {"薬のアレルギー", "薬物"},     {"薬アレルギー", "薬物"}};
    bool topic = nj_is(nj_at(n, m->last), NJ_PTC, "wa") && /* 食物アレルギーは卵です */
                 nj_at(n, m->last + 1)->class != NJ_PRED;
    if (s->what != SAID_YES || nj_at(n, m->last)->class == NJ_OPEN || topic)
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(m->t->word->text, kinds[i][0]) == 0)
            note_item(n->p, ATTR_allergy, kinds[i][1], -1, m->t->begin, m->t->end);
}

static void say_allergy(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct nj_mention *of = before(n, m);
    if (s->what == SAID_MAYBE || s->what == SAID_UNKNOWN || s->what == SAID_CURED)
        return;
    if (!of && nj_text_is(n, m->t, "食物アレルギー") && nj_is(nj_at(n, m->last), NJ_PTC, "de")) {
        struct nj_mention d = *m; /* 食物アレルギーで、… */
        d.value = "食物アレルギー";
        nj_disease_add(n, &d, false);
    } else if (!of)
        say_allergy_of_kind(n, m, s);
    for (const struct nj_mention *b = of; b; b = b > n->pending ? b - 1 : NULL) {
        note_item(n->p, ATTR_allergy, b->value, -1, b->t->begin, b->t->end);
        if (b == n->pending || !b[-1].allergen || !nj_is_list_between(n, b[-1].last, b->first) ||
            !b[-1].value || b[-1].attr == ATTR_diagnosis)
            return;
    }
}

/* 胃の手術はしていません, ほかの薬はありません: none of these, not none at all. */
static bool is_part_of(const struct nj *n, const struct nj_mention *m)
{
    if (m->first < n->lo + 2 || !nj_is(nj_at(n, m->first - 1), NJ_PTC, "no"))
        return false;
    const struct nj_token *of = nj_at(n, m->first - 2);
    return of->class == NJ_ORGAN || nj_is(of, NJ_PTC, "etc") ||
           nj_text_is_any(n, of, nj_list_others);
}

/* 帝王切開以外に手術歴なし: there is one. */
static bool is_besides(const struct nj *n, const struct nj_mention *m)
{
    return ja_ends_in(n->p->text.s, m->t->begin, nj_list_besides, NULL);
}

/* None at all, or no such one: 卵のアレルギーはない. */
static void say_no_list(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct nj_mention *of = before(n, m);
    bool medicine = of && nj_is(of->t, NJ_NONE, "current_medication");
    if (s->started || is_part_of(n, m) || is_besides(n, m))
        return;
    if (of && !medicine) {
        if (m->attr != ATTR_comorbidity)
            note_deny(n->p, of->value, m->t->begin, s->end);
        return;
    }
    if (m->attr == ATTR_prior_therapy && !note_has(n->p, ATTR_line_of_therapy) &&
        !note_has(n->p, m->attr))
        note_number(n->p, ATTR_line_of_therapy, 0, m->t->begin, s->end);
    note_none(n->p, m->attr, m->t->begin, s->end);
}

/* 胃潰瘍の既往, アルコール依存症の既往, 結核の既往 */
static void say_history(struct nj *n, const struct nj_mention *of, const struct nj_mention *m)
{
    if (of->attr == ATTR_tuberculosis)
        note_word(n->p, of->attr, "past", of->t->begin, m->t->end);
    else if (of->t->class == NJ_NAME && of->attr != ATTR_diagnosis)
        return; /* an operation's own list has it */
    else if (of->t->class == NJ_NAME)
        note_item(n->p, m->attr, of->value, of->ago, of->t->begin, m->t->end);
    else if (of->attr == ATTR_substance_abuse || of->attr == ATTR_interstitial_lung_disease ||
             of->attr == ATTR_psychiatric_disorder)
        note_item(n->p, m->attr, nj_name(n, of->t->begin, of->t->end), of->ago, of->t->begin,
                  m->t->end);
}

static bool is_swallowed(const struct nj *n, const struct saying *s)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (nj_at(n, i)->end == s->end)
            return nj_begins(n, nj_at(n, i), "飲め");
    return false;
}

static void say_list(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct nj_mention *of = before(n, m);
    switch (m->attr) {
    case ATTR_history:
        if (of && s->what != SAID_MAYBE && s->what != SAID_UNKNOWN)
            say_history(n, of, m);
        return;
    case ATTR_prior_surgery:
        say_surgery(n, m, s);
        return;
    case ATTR_allergy:
        say_allergy(n, m, s);
        return;
    case ATTR_prior_therapy:
        if (nj_is_done(s) && strcmp(m->t->word->text, "治療") != 0)
            note_item(n->p, m->attr, nj_name(n, m->t->begin, m->t->end), m->ago, m->t->begin,
                      m->t->end);
        return;
    case ATTR_current_medication:
        if (s->what == SAID_CAN && is_swallowed(n, s)) /* 薬はとろみをつければ飲めます */
            note_flag(n->p, ATTR_oral_intake, true, m->t->begin, s->end);
        return;
    case ATTR_transplant:
        if (of && nj_is_done(s))
            note_item(n->p, m->attr, mem_printf(n->p->ctx, "%s移植", of->value), m->ago,
                      of->t->begin, m->t->end);
        return;
    default:
        return;
    }
}

void nj_say_none(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool elsewhere = n->section == ATTR_allergy && m->attr != ATTR_allergy; /* アレルギー：薬なし */
    if (m->attr == NJ_NO_ATTR || m->modifies || elsewhere)
        return;
    if (s->what == SAID_NO)
        say_no_list(n, m, s);
    else
        say_list(n, m, s);
}
