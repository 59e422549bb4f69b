/* Eligibility: which criteria, in which order, numbered and worded as registries do. */
#include <stdio.h>
#include "indexer/sample/draft.h"
#include "schema/base/text.h"
#include "schema/codes.h"

#define CHOSEN_MAX 64
#define LABS_MAX   7

struct chosen {
    const struct book_item *items[CHOSEN_MAX];
    int n;
};

/* How the items end. One style a record, with slips in a fifth of them. */
static const struct {
    int weight;
    const char *P, *h, *n, *d, *hx;
} STYLES[] = {{32, "患者", "を有する患者", "の患者", "である患者", "の既往を有する患者"},
              {42, "患者", "", "", "", "の既往"},
              {11, "者", "を有する者", "の者", "である者", "の既往がある者"},
              {9, "症例", "を有する症例", "の症例", "の症例", "の既往を有する症例"},
              {4, "患者", "がある", "の患者", "である", "の既往がある"},
              {2, "方", "がある方", "の方", "の方", "の既往がある方"}};

/* Rows of STYLES: 者, 方. */
#define STYLE_PERSON 2
#define STYLE_POLITE 5

enum mark { MARK_PAREN, MARK_BOTH, MARK_DOT, MARK_CIRCLE, MARK_BULLET, MARK_WIDE, MARK_NONE };

struct layout {
    enum mark mark;
    int nested;       /* mark of a list inside an item */
    int style;        /* of endings */
    bool slips, stop; /* 。 at the end */
    int labs;         /* 0 one list, 1 one sentence, 2 items of their own */
};

static bool chance(struct draft *d, unsigned per_mille)
{
    return rng_chance(&d->env->rng, per_mille);
}

static int style_draw(struct draft *d)
{
    int left = (int)rng_below(&d->env->rng, 100), i = 0;
    while (left >= STYLES[i].weight)
        left -= STYLES[i++].weight;
    return i;
}

static void style_set(struct draft *d, int style)
{
    /* Healthy volunteers are no patients. */
    if (draft_has(d, NAME_healthy)) {
        bool bare = text_equal(STYLES[style].h, "");
        if (!bare && style != STYLE_POLITE)
            style = STYLE_PERSON;
        draft_set(d, NAME_P, STYLES[style == STYLE_POLITE ? style : STYLE_PERSON].P, NULL);
    } else
        draft_set(d, NAME_P, STYLES[style].P, NULL);
    draft_set(d, NAME_h, STYLES[style].h, NULL);
    draft_set(d, NAME_n, STYLES[style].n, NULL);
    draft_set(d, NAME_d, STYLES[style].d, NULL);
    draft_set(d, NAME_hx, STYLES[style].hx, NULL);
}

static struct layout layout_draw(struct draft *d)
{
    static const enum mark MARKS[20] = {
        MARK_PAREN,  MARK_PAREN,  MARK_PAREN,  MARK_PAREN,  MARK_PAREN, MARK_PAREN, MARK_PAREN,
        MARK_BOTH,   MARK_BOTH,   MARK_BOTH,   MARK_BOTH,   MARK_DOT,   MARK_DOT,   MARK_DOT,
        MARK_CIRCLE, MARK_CIRCLE, MARK_BULLET, MARK_BULLET, MARK_WIDE,  MARK_NONE};
    struct rng *r = &d->env->rng;
    struct layout l = {.mark = MARKS[rng_below(r, 20)], .style = style_draw(d)};
    l.nested = (int)rng_below(r, 4);
    l.slips = chance(d, 200);
    l.stop = chance(d, 500);
    l.labs = l.mark == MARK_NONE || chance(d, 550) ? 1 + (int)rng_below(r, 2) : 0;
    return l;
}

static void mark_put(struct tpl_out *out, enum mark mark, int i, bool english)
{
    static const char *const CIRCLES[] = {"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩",
                                          "⑪", "⑫", "⑬", "⑭", "⑮", "⑯", "⑰", "⑱", "⑲", "⑳"};
    static const char *const WIDE[] = {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
    char text[24];
    if (english && mark >= MARK_CIRCLE && mark != MARK_NONE)
        mark = MARK_DOT;
    switch (mark) {
    case MARK_PAREN:
        snprintf(text, sizeof text, "%d) ", i);
        break;
    case MARK_BOTH:
        snprintf(text, sizeof text, english ? "(%d) " : "(%d)", i);
        break;
    case MARK_DOT:
        snprintf(text, sizeof text, "%d. ", i);
        break;
    case MARK_CIRCLE:
        snprintf(text, sizeof text, "%s ", i <= 20 ? CIRCLES[i - 1] : "・");
        break;
    case MARK_BULLET:
        snprintf(text, sizeof text, "・");
        break;
    case MARK_WIDE:
        snprintf(text, sizeof text, "%s%s．", i >= 10 ? WIDE[i / 10 % 10] : "", WIDE[i % 10]);
        break;
    default:
        text[0] = '\0';
    }
    tpl_puts(out, text);
}

static void nested_put(struct tpl_out *out, int nested, int i, bool english)
{
    static const char *const KANA[] = {"ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク"};
    static const char *const ROMAN[] = {"ⅰ", "ⅱ", "ⅲ", "ⅳ", "ⅴ", "ⅵ", "ⅶ", "ⅷ"};
    char text[24];
    if (nested == 0 || english)
        snprintf(text, sizeof text, "\n  %c. ", 'a' + i);
    else if (nested == 1)
        snprintf(text, sizeof text, "\n　%s) ", KANA[i % 8]);
    else if (nested == 2)
        snprintf(text, sizeof text, "\n　%s) ", ROMAN[i % 8]);
    else
        snprintf(text, sizeof text, "\n　・");
    tpl_puts(out, text);
}

/* A group is decided by the most special scope that names it; there the first drawn wins. */
static bool is_decided(const struct chosen *c, const int *scope_of, int group, int scope)
{
    if (group < 0)
        return false;
    for (int i = 0; i < c->n; i++) {
        if (c->items[i]->group == group)
            return true;
    }
    return scope_of[group] != 0 && scope_of[group] != scope + 1;
}

static void items_choose(struct draft *d, bool inclusion, bool labs, struct chosen *c)
{
    int scope_of[BOOK_GROUPS_MAX] = {0};
    for (int s = 0; s < d->n_scopes; s++) {
        const struct book_scope *scope = d->scopes[s];
        for (int i = 0; i < scope->n_items && c->n < CHOSEN_MAX; i++) {
            const struct book_item *item = &scope->items[i];
            if (item->inclusion != inclusion || item->lab != labs)
                continue;
            if (item->group == d->s->group_sexany && d->t->eligibility.sex != SEX_ALL)
                continue;
            if (is_decided(c, scope_of, item->group, s))
                continue;
            if (item->group >= 0)
                scope_of[item->group] = s + 1;
            if (chance(d, (unsigned)item->percent * 10))
                c->items[c->n++] = item;
        }
    }
}

/* Drops the least usual items until `wanted` are left; age, diagnosis and the last ones stay. */
static void items_trim(struct draft *d, struct chosen *c, int wanted)
{
    while (c->n > wanted) {
        int worst = -1, worst_score = 1000;
        for (int i = 0; i < c->n; i++) {
            const struct book_item *item = c->items[i];
            if (item->slot <= 2 && item->inclusion)
                continue;
            if (item->slot == 9)
                continue;
            int score = item->percent + rng_between(&d->env->rng, 0, 60);
            if (score < worst_score) {
                worst = i;
                worst_score = score;
            }
        }
        if (worst < 0)
            return;
        memmove(&c->items[worst], &c->items[worst + 1],
                sizeof c->items[0] * (size_t)(c->n - worst - 1));
        c->n--;
    }
}

static void items_sort(struct chosen *c)
{
    for (int i = 1; i < c->n; i++) {
        const struct book_item *item = c->items[i];
        int k = i;
        for (; k > 0 && c->items[k - 1]->slot > item->slot; k--)
            c->items[k] = c->items[k - 1];
        c->items[k] = item;
    }
}

/* Limits of organ function say what a general item of the slot would say again. */
static void slot_drop(struct chosen *c, int slot)
{
    int kept = 0;
    for (int i = 0; i < c->n; i++) {
        if (c->items[i]->slot != slot)
            c->items[kept++] = c->items[i];
    }
    c->n = kept;
}

struct prose {
    struct tpl_out ja, en;
    int n;
};

static void english_put(struct tpl_out *out, const char *s)
{
    if (s == NULL)
        return;
    bool raise = s[0] >= 'a' && s[0] <= 'z' && (s[1] < 'A' || s[1] > 'Z');
    char first = raise ? (char)(s[0] - 'a' + 'A') : s[0];
    tpl_put(out, &first, 1);
    tpl_puts(out, s + 1);
}

/* Begins item n in both languages. */
static void item_begin(struct draft *d, struct prose *p, const struct layout *l)
{
    if (p->n++ > 0) {
        tpl_puts(&p->ja, "\n");
        tpl_puts(&p->en, "\n");
    }
    mark_put(&p->ja, l->mark, p->n, false);
    mark_put(&p->en, l->mark, p->n, true);
    tpl_env_next_item(d->env);
    style_set(d, l->slips && chance(d, 250) ? style_draw(d) : l->style);
}

static void pair_put(struct prose *p, const struct layout *l, struct bitext text)
{
    if (text.ja != NULL)
        tpl_puts(&p->ja, text.ja);
    english_put(&p->en, text.en);
    if (l->stop)
        tpl_puts(&p->ja, "。");
}

static void item_put(struct draft *d, struct prose *p, const struct layout *l, const struct tpl *ja,
                     const struct tpl *en)
{
    item_begin(d, p, l);
    pair_put(p, l, draft_expand(d, ja, en));
}

static void name_put(struct draft *d, struct prose *p, const struct layout *l, enum draft_name name)
{
    item_begin(d, p, l);
    pair_put(p, l, draft_pair(d, name));
}

/* ---- age */

struct age_text {
    int lo, hi;            /* -1 not stated */
    char lo_unit, hi_unit; /* y m w d */
    bool below;            /* 未満 */
};

static int number_take(const char **s, char *unit)
{
    int n = -1;
    for (; **s >= '0' && **s <= '9'; (*s)++)
        n = (n < 0 ? 0 : n) * 10 + (**s - '0');
    *unit = 'y';
    if (n >= 0 && (**s == 'm' || **s == 'w' || **s == 'd'))
        *unit = *(*s)++;
    return n;
}

/* "20-75", "18-", "6m-12<" */
static struct age_text age_read(const char *s)
{
    struct age_text a = {.lo = -1, .hi = -1, .lo_unit = 'y', .hi_unit = 'y'};
    if (s == NULL)
        return a;
    a.lo = number_take(&s, &a.lo_unit);
    if (*s == '-')
        s++;
    a.hi = number_take(&s, &a.hi_unit);
    a.below = *s == '<';
    return a;
}

static enum age_unit unit_of(char c)
{
    return c == 'm'   ? AGE_UNIT_MONTH
           : c == 'w' ? AGE_UNIT_WEEK
           : c == 'd' ? AGE_UNIT_DAY
                      : AGE_UNIT_YEAR;
}

static const char *unit_ja(char c)
{
    return c == 'm' ? "か月" : c == 'w' ? "週" : c == 'd' ? "日" : "歳";
}

static const char *unit_en(char c)
{
    return c == 'm' ? "months" : c == 'w' ? "weeks" : c == 'd' ? "days" : "years";
}

static void age_fill(struct draft *d, struct age_text a)
{
    struct trial *t = d->t;
    if (a.lo >= 0)
        t->eligibility.age_min = (struct age_limit){true, a.lo, unit_of(a.lo_unit), true};
    if (a.hi >= 0)
        t->eligibility.age_max = (struct age_limit){true, a.hi, unit_of(a.hi_unit), !a.below};
    d->child = a.hi >= 0 && (a.hi_unit != 'y' || a.hi < 18 || (a.hi == 18 && a.below));
}

/* In one record of twenty the prose states another age than the field. */
static void age_disagree(struct draft *d, struct age_text *a)
{
    if (!d->s->dirt || !chance(d, 50) || a->lo < 0)
        return;
    if (a->hi >= 0 && chance(d, 400))
        a->below = !a->below;
    else if (a->lo == 20)
        a->lo = 18;
    else if (a->lo == 18)
        a->lo = 20;
    else
        return;
    dirt_note(d->t, "age_mismatch");
}

static void age_put(struct draft *d, struct prose *p, const struct layout *l, struct age_text a)
{
    struct trial *t = d->t;
    age_disagree(d, &a);
    item_begin(d, p, l);
    if (a.lo >= 0) {
        draft_set(d, NAME_lo, mem_printf(t, "%d%s", a.lo, unit_ja(a.lo_unit)),
                  mem_printf(t, "%d %s", a.lo, unit_en(a.lo_unit)));
    }
    if (a.hi >= 0) {
        const char *en = a.below ? "under %d %s" : "%d %s or younger";
        draft_set(d, NAME_hi,
                  mem_printf(t, "%d%s%s", a.hi, unit_ja(a.hi_unit), a.below ? "未満" : "以下"),
                  mem_printf(t, en, a.hi, unit_en(a.hi_unit)));
    }
    enum draft_name name = a.lo >= 0 && a.hi >= 0 ? NAME_age_both
                           : a.lo >= 0            ? NAME_age_low
                           : a.hi >= 0            ? NAME_age_high
                                                  : NAME_age_none;
    pair_put(p, l, draft_pair(d, name));
}

/* ---- organ function */

static void labs_list(struct draft *d, struct prose *p, const struct layout *l, struct chosen *labs)
{
    name_put(d, p, l, NAME_labs_head);
    for (int i = 0; i < labs->n; i++) {
        struct bitext text = draft_expand(d, labs->items[i]->ja, labs->items[i]->en);
        nested_put(&p->ja, l->nested, i, false);
        nested_put(&p->en, l->nested, i, true);
        if (text.ja != NULL)
            tpl_puts(&p->ja, text.ja);
        english_put(&p->en, text.en);
    }
}

static void labs_sentence(struct draft *d, struct prose *p, const struct layout *l,
                          struct chosen *labs)
{
    item_begin(d, p, l);
    struct bitext from = draft_pair(d, NAME_labs_from);
    if (from.ja != NULL)
        tpl_puts(&p->ja, from.ja);
    english_put(&p->en, from.en);
    tpl_puts(&p->en, " ");
    for (int i = 0; i < labs->n; i++) {
        struct bitext text = draft_expand(d, labs->items[i]->ja, labs->items[i]->en);
        tpl_puts(&p->ja, i > 0 ? "、" : "");
        tpl_puts(&p->en, i > 0 ? ", " : "");
        if (text.ja != NULL)
            tpl_puts(&p->ja, text.ja);
        if (text.en != NULL)
            tpl_puts(&p->en, text.en);
    }
    if (l->stop)
        tpl_puts(&p->ja, "。");
}

static void labs_put(struct draft *d, struct prose *p, const struct layout *l, struct chosen *labs)
{
    int most = l->labs == 1 ? 4 : l->labs == 2 ? 2 : LABS_MAX;
    while (labs->n > most) {
        int drop = (int)rng_below(&d->env->rng, (uint32_t)labs->n);
        memmove(&labs->items[drop], &labs->items[drop + 1],
                sizeof labs->items[0] * (size_t)(labs->n - drop - 1));
        labs->n--;
    }
    if (labs->n == 0)
        return;
    if (labs->n > 1 && l->labs == 0)
        labs_list(d, p, l, labs);
    else if (labs->n > 1 && l->labs == 1)
        labs_sentence(d, p, l, labs);
    else {
        for (int i = 0; i < labs->n; i++)
            item_put(d, p, l, labs->items[i]->ja, labs->items[i]->en);
    }
}

/* ---- both blocks */

static void prose_take(struct draft *d, struct prose *p, struct bitext *ret)
{
    ret->ja = mem_strndup(d->t, p->ja.data, p->ja.len);
    ret->en = mem_strndup(d->t, p->en.data, p->en.len);
    talloc_free(p->ja.data);
    talloc_free(p->en.data);
}

static void heading_put(struct draft *d, struct prose *p, bool inclusion)
{
    if (!chance(d, 30))
        return;
    tpl_puts(&p->ja, inclusion ? "【主な選択基準】\n" : "【主な除外基準】\n");
    tpl_puts(&p->en, inclusion ? "Main inclusion criteria:\n" : "Main exclusion criteria:\n");
}

static int count_draw(struct draft *d, bool inclusion)
{
    struct rng *r = &d->env->rng;
    bool brief = d->company && chance(d, 450);
    if (inclusion)
        return brief ? rng_between(r, 2, 4) : rng_between(r, 5, 10);
    return brief ? rng_between(r, 3, 5) : rng_between(r, 5, 12);
}

static void inclusion_fill(struct draft *d, const struct layout *l, struct age_text age)
{
    struct chosen c = {0}, labs = {0};
    struct prose p = {0};
    items_choose(d, true, false, &c);
    items_choose(d, true, true, &labs);
    int wanted = count_draw(d, true);
    if (wanted <= 4)
        labs.n = 0;
    if (labs.n > 0)
        slot_drop(&c, 6);
    items_trim(d, &c, wanted);
    items_sort(&c);
    heading_put(d, &p, true);
    bool has_age = chance(d, 960) && (age.lo >= 0 || age.hi >= 0 || chance(d, 300));
    bool late = chance(d, 200); /* the age after the diagnosis */
    if (has_age && !late)
        age_put(d, &p, l, age);
    bool labs_done = false;
    for (int i = 0; i < c.n; i++) {
        if (!labs_done && c.items[i]->slot > 6) {
            labs_put(d, &p, l, &labs);
            labs_done = true;
        }
        item_put(d, &p, l, c.items[i]->ja, c.items[i]->en);
        if (has_age && late && i == 0)
            age_put(d, &p, l, age);
    }
    if (!labs_done)
        labs_put(d, &p, l, &labs);
    /* One record in a million draws nothing else. */
    if (chance(d, 910) || p.ja.len == 0 || p.en.len == 0)
        name_put(d, &p, l, d->child ? NAME_consent_child : NAME_consent);
    prose_take(d, &p, &d->t->eligibility.inclusion);
}

static void exclusion_fill(struct draft *d, const struct layout *l)
{
    struct chosen c = {0};
    struct prose p = {0};
    /* A registration without exclusion criteria would be odd; two at least. */
    for (int tries = 0; c.n < 2 && tries < 20; tries++) {
        c.n = 0;
        items_choose(d, false, false, &c);
    }
    items_trim(d, &c, count_draw(d, false));
    items_sort(&c);
    heading_put(d, &p, false);
    for (int i = 0; i < c.n; i++)
        item_put(d, &p, l, c.items[i]->ja, c.items[i]->en);
    prose_take(d, &p, &d->t->eligibility.exclusion);
}

static void sex_set(struct draft *d)
{
    enum sex sex = d->t->eligibility.sex;
    if (d->child)
        draft_set(d, NAME_sexword, "患者", "patients");
    else if (sex == SEX_MALE)
        draft_set(d, NAME_sexword, "男性", "men");
    else if (sex == SEX_FEMALE)
        draft_set(d, NAME_sexword, "女性", "women");
    else
        draft_set(d, NAME_sexword, "男女", "men and women");
}

void criteria_fill(struct draft *d)
{
    struct trial *t = d->t;
    draft_stream(d, STREAM_CRITERIA, false);
    struct age_text age = age_read(draft_text(d, NAME_age, TPL_JA));
    age_fill(d, age);
    t->eligibility.sex = (enum sex)code_find(CODE_SEX, draft_text(d, NAME_sex, TPL_JA));
    bool healthy = draft_has(d, NAME_healthy);
    if (healthy)
        t->eligibility.healthy_volunteers = TRI_TRUE;
    else
        t->eligibility.healthy_volunteers = chance(d, 800) ? TRI_FALSE : TRI_UNKNOWN;
    sex_set(d);
    struct layout l = layout_draw(d);
    inclusion_fill(d, &l, age);
    exclusion_fill(d, &l);
    if (!draft_is_obs(d) && chance(d, 550)) {
        style_set(d, l.style);
        t->discontinuation = draft_pair(d, NAME_stop);
    }
}
