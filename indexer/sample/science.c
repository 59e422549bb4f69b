/* Titles, conditions, design, interventions, products, outcomes, enrolment. */
#include "indexer/sample/draft.h"
#include "schema/base/text.h"
#include "schema/codes.h"

#define KEYWORDS_MAX 4
#define OUTCOMES_MAX 14

static bool chance(struct draft *d, unsigned per_mille)
{
    return rng_chance(&d->env->rng, per_mille);
}

/* First letter of an English text in upper case, unless it is of a word like "mRNA" or "eGFR". */
static const char *capital(struct draft *d, const char *s)
{
    if (s == NULL || s[0] < 'a' || s[0] > 'z' || (s[1] >= 'A' && s[1] <= 'Z'))
        return s;
    char *copy = mem_strdup(d->t, s);
    copy[0] = (char)(copy[0] - 'a' + 'A');
    return copy;
}

static struct bitext sentence(struct draft *d, enum draft_name name)
{
    struct bitext text = draft_pair(d, name);
    text.en = capital(d, text.en);
    if (text.en != NULL && strstr(text.en, "  ") != NULL)
        text.en = text_replace(d->t, text.en, "  ", " ");
    return text;
}

static void titles_fill(struct draft *d)
{
    struct trial *t = d->t;
    draft_stream(d, STREAM_TITLE, true);
    struct bitext title = sentence(d, NAME_title);
    if (chance(d, 370)) {
        const char *acro = draft_text(d, NAME_acro, TPL_JA);
        t->title.acronym = (struct bitext){acro, acro};
        const char *form = chance(d, 500) ? "%s（%s試験）" : "%s(%s)";
        title.ja = mem_printf(t, form, title.ja, acro);
        title.en = mem_printf(t, "%s (%s)", title.en, acro);
    }
    t->title.scientific = title;
    t->title.public_ = chance(d, 200) ? title : sentence(d, NAME_title_public);
}

/* 15 % name a second disease or another name, joined as people join them. Not every disease of the
 * book has one, hence the larger chance. */
static void conditions_fill(struct draft *d)
{
    static const char *const JOINTS[] = {"、", "，", "／", "\n", "、"};
    struct trial *t = d->t;
    struct bitext first = sentence(d, NAME_cond), second = {0};
    if (draft_has(d, NAME_cond2) && chance(d, 200))
        second = sentence(d, NAME_cond2);
    if (second.ja != NULL && strstr(first.ja, second.ja) != NULL)
        second = (struct bitext){0};
    bool apart = second.ja != NULL && chance(d, 400);
    t->n_conditions = apart ? 2 : 1;
    t->conditions = MEM_ARRAY(t, struct condition, t->n_conditions);
    t->conditions[0].name = first;
    if (d->disease->code != NULL && chance(d, 300)) {
        t->conditions[0].code = d->disease->code;
        t->conditions[0].system = "ICD-10";
    }
    if (apart)
        t->conditions[1].name = second;
    else if (second.ja != NULL) {
        const char *joint = JOINTS[rng_below(&d->env->rng, 5)];
        t->conditions[0].name.ja = mem_printf(t, "%s%s%s", first.ja, joint, second.ja);
        t->conditions[0].name.en = mem_printf(t, "%s, %s", first.en, second.en);
    }
}

static void keyword_add(struct draft *d, const struct book_outcome *word)
{
    struct trial *t = d->t;
    t->keywords[t->n_keywords++] = draft_expand(d, word->ja, word->en);
}

/* 40 % name none. The special ones come first; the common scope has one for every record. */
static void keywords_fill(struct draft *d)
{
    struct trial *t = d->t;
    const struct book_outcome *last = NULL;
    if (chance(d, 400))
        return;
    t->keywords = MEM_ARRAY(t, struct bitext, KEYWORDS_MAX);
    for (int i = 0; i < d->n_scopes && t->n_keywords < KEYWORDS_MAX; i++) {
        const struct book_scope *scope = d->scopes[i];
        for (int k = 0; k < scope->n_lists[BOOK_KEYWORD] && t->n_keywords < KEYWORDS_MAX; k++) {
            last = &scope->lists[BOOK_KEYWORD][k];
            if (chance(d, 650))
                keyword_add(d, last);
        }
    }
    if (t->n_keywords == 0)
        keyword_add(d, last);
}

static void design_fill(struct draft *d)
{
    struct trial *t = d->t;
    t->design.allocation = sentence(d, NAME_alloc);
    t->design.masking = sentence(d, NAME_masking);
    t->design.control = sentence(d, NAME_control);
    t->design.assignment = sentence(d, NAME_assign);
    t->design.purpose = sentence(d, NAME_purpose);
    t->objective = sentence(d, NAME_objective);
}

static void interventions_fill(struct draft *d)
{
    struct trial *t = d->t;
    if (draft_is_obs(d))
        return;
    t->n_interventions = 1;
    t->interventions = MEM_ARRAY(t, struct intervention, 2);
    struct intervention *one = &t->interventions[0];
    const char *type = draft_text(d, NAME_itype, TPL_JA);
    one->type = (enum intervention_type)code_find(CODE_INTERVENTION_TYPE, type);
    one->name = draft_has(d, NAME_tx_label) ? sentence(d, NAME_tx_label) : sentence(d, NAME_tx);
    one->description = sentence(d, NAME_arm);
    bool active = d->v->design == DESIGN_DB_ACTIVE || d->v->design == DESIGN_OPEN_ACTIVE;
    if (!active || d->id.expanded || !chance(d, 450))
        return;
    t->interventions[t->n_interventions++] =
        (struct intervention){.type = one->type, .name = sentence(d, NAME_ctl)};
}

static enum product_approval approval_draw(struct draft *d, enum product_class class_, bool coded)
{
    uint32_t u = rng_below(&d->env->rng, 100);
    if (d->company)
        return u < 78 ? PRODUCT_APPROVAL_UNAPPROVED : PRODUCT_APPROVAL_OFF_LABEL;
    if (coded)
        return PRODUCT_APPROVAL_UNAPPROVED;
    bool late = d->id.phase == BOOK_P4;
    if (class_ == PRODUCT_CLASS_DRUG) {
        return u < (late ? 15 : 60) ? PRODUCT_APPROVAL_OFF_LABEL : PRODUCT_APPROVAL_APPROVED;
    }
    return u < 75   ? PRODUCT_APPROVAL_UNAPPROVED
           : u < 85 ? PRODUCT_APPROVAL_OFF_LABEL
                    : PRODUCT_APPROVAL_APPROVED;
}

/* The bare names inside "術前A＋B併用療法" or "neoadjuvant A plus B therapy". */
static const char *bare_name(struct draft *d, struct span part)
{
    static const char *const WORDS[] = {
        "併用療法",      "維持療法",       "単剤療法",     "療法",       "術前",     "術後",
        "初期",          "(維持療法あり)", "内服",         "持続投与",   "点滴静注", "静注",
        "局所注射",      "貼付剤",         "軟膏による",   "鼓室内投与", "全身投与", "の膀胱内注入",
        "膀胱内注入",    "継続",           "毎週",         "高用量",     "低用量",   "neoadjuvant ",
        "preoperative ", "adjuvant ",      " monotherapy", " therapy"};
    const char *name = mem_strndup(d->t, part.p, part.len);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strstr(name, WORDS[i]) != NULL)
            name = text_replace(d->t, name, WORDS[i], "");
    }
    return text_trim(d->t, name, strlen(name));
}

/* Katakana, letters and digits only: a drug's name, not an operation or a programme. */
static bool is_drug_name(const char *name)
{
    size_t len = name != NULL ? strlen(name) : 0;
    for (size_t i = 0; i < len;) {
        uint32_t c = text_decode(name, len, &i);
        if (c >= 0x3400 && c <= 0x9FFF)
            return false;
    }
    return len > 0;
}

#define PARTS_MAX 4
static int parts_split(struct draft *d, const char *text, const char *const *joints, int n_joints,
                       const char *parts[PARTS_MAX])
{
    int n = 0;
    while (n < PARTS_MAX) {
        const char *end = NULL;
        size_t skip = 0;
        for (int i = 0; i < n_joints; i++) {
            const char *hit = strstr(text, joints[i]);
            if (hit == NULL || (end != NULL && hit > end))
                continue;
            end = hit;
            skip = strlen(joints[i]);
        }
        parts[n++] =
            bare_name(d, (struct span){text, end != NULL ? (size_t)(end - text) : strlen(text)});
        if (end == NULL)
            break;
        text = end + skip;
    }
    return n;
}

/* One product for each drug of a combination; treatments that are no drugs leave none. */
static void drugs_fill(struct draft *d, struct bitext name)
{
    static const char *const JOINTS_JA[] = {"＋"}, *const JOINTS_EN[] = {" plus ", " and ", ", "};
    const char *ja[PARTS_MAX], *en[PARTS_MAX], *code = draft_text(d, NAME_code, TPL_JA);
    struct trial *t = d->t;
    int n = parts_split(d, name.ja, JOINTS_JA, 1, ja);
    int n_en = name.en != NULL ? parts_split(d, name.en, JOINTS_EN, 3, en) : 0;
    t->products = MEM_ARRAY(t, struct product, PARTS_MAX);
    for (int i = 0; i < n; i++) {
        if (!is_drug_name(ja[i]))
            continue;
        struct product *p = &t->products[t->n_products++];
        p->class_ = PRODUCT_CLASS_DRUG;
        p->approval = approval_draw(d, p->class_, strstr(ja[i], code) != NULL);
        p->generic.ja = ja[i];
        if (n == n_en)
            p->generic.en = capital(d, en[i]);
    }
    if (t->n_products == 0)
        t->products = NULL;
}

static void products_fill(struct draft *d)
{
    struct trial *t = d->t;
    if (draft_is_obs(d) || !draft_has(d, NAME_prod))
        return;
    const char *class_ = draft_text(d, NAME_prodclass, TPL_JA);
    if (class_ == NULL || text_equal(class_, "-"))
        return;
    struct bitext name = sentence(d, NAME_prod);
    enum product_class class_value = (enum product_class)code_find(CODE_PRODUCT_CLASS, class_);
    if (name.ja == NULL)
        return;
    if (class_value == PRODUCT_CLASS_DRUG)
        drugs_fill(d, name);
    else {
        t->products = MEM_ARRAY(t, struct product, 1);
        t->n_products = 1;
        t->products[0].class_ = class_value;
        t->products[0].generic = name;
        t->products[0].approval = approval_draw(d, class_value, false);
    }
    for (size_t i = 0; i < t->n_products; i++) {
        struct product *p = &t->products[i];
        if (p->approval != PRODUCT_APPROVAL_UNAPPROVED) {
            p->brand = draft_pair(d, NAME_brand);
            p->approval_no = mem_printf(t, "(見本)%05d", rng_between(&d->env->rng, 10000, 99999));
        }
        if (d->company || chance(d, 300))
            p->provider = draft_pair(d, NAME_company);
    }
}

static void outcome_add(struct draft *d, enum outcome_rank rank, const struct book_outcome *o)
{
    struct trial *t = d->t;
    struct outcome *made = &t->outcomes[t->n_outcomes++];
    made->rank = rank;
    tpl_env_next_item(d->env);
    made->title = draft_expand(d, o->ja, o->en);
    made->title.en = capital(d, made->title.en);
    if (o->time_ja == NULL)
        return;
    made->timepoint = draft_expand(d, o->time_ja, o->time_en);
    made->timepoint.en = capital(d, made->timepoint.en);
}

/* The most special scope that names primary outcomes decides them. */
static void primary_fill(struct draft *d)
{
    for (int i = 0; i < d->n_scopes; i++) {
        const struct book_scope *scope = d->scopes[i];
        int n = scope->n_lists[BOOK_PRIMARY];
        if (n == 0)
            continue;
        int first = (int)rng_below(&d->env->rng, (uint32_t)n);
        outcome_add(d, OUTCOME_RANK_PRIMARY, &scope->lists[BOOK_PRIMARY][first]);
        if (n > 1 && chance(d, 170)) {
            outcome_add(d, OUTCOME_RANK_PRIMARY, &scope->lists[BOOK_PRIMARY][(first + 1) % n]);
        }
        return;
    }
}

static bool outcome_known(const struct trial *t)
{
    const char *last = t->outcomes[t->n_outcomes - 1].title.ja;
    for (size_t i = 0; i + 1 < t->n_outcomes; i++) {
        if (text_equal(t->outcomes[i].title.ja, last))
            return true;
    }
    return false;
}

static void outcomes_fill(struct draft *d)
{
    struct trial *t = d->t;
    t->outcomes = MEM_ARRAY(t, struct outcome, OUTCOMES_MAX);
    primary_fill(d);
    size_t wanted = t->n_outcomes + (size_t)rng_between(&d->env->rng, 2, d->company ? 9 : 7);
    if (wanted > OUTCOMES_MAX)
        wanted = OUTCOMES_MAX;
    for (int i = 0; i < d->n_scopes; i++) {
        const struct book_scope *scope = d->scopes[i];
        for (int k = 0; k < scope->n_lists[BOOK_SECONDARY] && t->n_outcomes < wanted; k++) {
            if (!chance(d, 750))
                continue;
            outcome_add(d, OUTCOME_RANK_SECONDARY, &scope->lists[BOOK_SECONDARY][k]);
            if (outcome_known(t))
                t->n_outcomes--;
        }
    }
}

/* The templates' numbers are of all studies: a company's phase III is larger, a specified trial
 * smaller (medians 250 and 60). */
static int64_t target_of(const struct draft *d, int64_t target)
{
    bool large = d->company && d->id.phase == BOOK_P3,
         small = d->id.kind == KIND_SPECIFIED && !draft_is_obs(d) && target > 20;
    target = target * (large ? 145 : small ? 60 : 100) / 100;
    if (large || small)
        target = target >= 40 ? (target + 5) / 10 * 10 : (target + 2) / 5 * 5;
    return target;
}

static void enrollment_fill(struct draft *d)
{
    struct trial *t = d->t;
    int64_t target;
    const char *text = draft_text(d, NAME_target, TPL_JA);
    if (text != NULL && text_read_int(text, &target))
        t->enrollment.target = target_of(d, target);
    /* 40 % of the targets come from a power calculation and are not round. */
    if (t->enrollment.target >= 40 && chance(d, 380)) {
        t->enrollment.target += rng_between(&d->env->rng, -(int)(t->enrollment.target / 12),
                                            (int)(t->enrollment.target / 12));
    }
    bool ended = d->id.status == RECRUITMENT_STATUS_COMPLETED ||
                 d->id.status == RECRUITMENT_STATUS_TERMINATED;
    if (!ended || !chance(d, 850))
        return;
    bool stopped = d->id.status == RECRUITMENT_STATUS_TERMINATED;
    int share = stopped ? rng_between(&d->env->rng, 5, 60) : rng_between(&d->env->rng, 40, 105);
    t->enrollment.actual = t->enrollment.target * share / 100;
}

void science_fill(struct draft *d)
{
    /* The science is told in the core's words, so that a twin tells the same. */
    draft_stream(d, STREAM_WORDS, false);
    rng_next(&d->env->rng);
    tpl_env_option(d->env, d->s->name[NAME_tx]);
    conditions_fill(d);
    keywords_fill(d);
    design_fill(d);
    interventions_fill(d);
    products_fill(d);
    outcomes_fill(d);
    enrollment_fill(d);
    titles_fill(d);
}
