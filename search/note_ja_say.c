/* What a sentence says of the things it named: present, denied, had, taken, not known. */
#include "schema/base/mem.h"
#include "search/note_ja_say.h"

static enum said said_of_verb(const struct nj_token *t)
{
    static const struct {
        const char *value;
        enum said what, denied;
    } all[] = {{"have", SAID_YES, SAID_NO},
               {"dx", SAID_YES, SAID_NO},
               {"develop", SAID_EVENT, SAID_NO},
               {"do", SAID_EVENT, SAID_NO},
               {"take", SAID_TAKEN, SAID_NO},
               {"receive", SAID_HAD, SAID_NO},
               {"begin", SAID_TAKEN, SAID_NO},
               {"stop", SAID_STOPPED, SAID_STOPPED},
               {"change", SAID_STOPPED, SAID_STOPPED},
               {"cured", SAID_CURED, SAID_YES},
               {"svr", SAID_CURED, SAID_YES},
               {"vanish", SAID_CURED, SAID_YES},
               {"eased", SAID_CURED, SAID_YES},
               {"not", SAID_NO, SAID_NO},
               {"suspect", SAID_MAYBE, SAID_MAYBE},
               {"unknown", SAID_UNKNOWN, SAID_UNKNOWN},
               {"died", SAID_MAYBE, SAID_MAYBE},
               {"plan", SAID_PLAN, SAID_PLAN},
               {"can", SAID_CAN, SAID_CANNOT},
               {"cannot", SAID_CANNOT, SAID_CANNOT},
               {"bad", SAID_BAD, SAID_YES}};
    if (t->tail & NJ_WISH)
        return SAID_PLAN;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (nj_is(t, NJ_PRED, all[i].value))
            return (t->tail & NJ_NOT) ? all[i].denied : all[i].what;
    return SAID_NOTHING;
}

static enum said said_of(const struct nj_token *t)
{
    switch (t->class) {
    case NJ_PRED:
        return said_of_verb(t);
    case NJ_POS:
        return SAID_POS;
    case NJ_NEG:
        return SAID_NEG;
    case NJ_CLEARED:
        return SAID_CLEARED;
    case NJ_REACT:
        return SAID_REACTED;
    case NJ_SOCIAL:
        return SAID_SOCIAL;
    case NJ_HEAVY:
        return SAID_HEAVY;
    case NJ_AGREE:
        return (t->tail & NJ_NOT) ? SAID_NO : SAID_AGREED;
    case NJ_FLAG:
    case NJ_ENUM:
    case NJ_ABLE:
        return (t->tail & NJ_NOT) ? SAID_NO : SAID_NOTHING;
    default:
        return SAID_NOTHING;
    }
}

bool nj_says(const struct nj_token *t)
{
    return t->class != NJ_FLAG && t->class != NJ_ENUM && t->class != NJ_ABLE &&
           said_of(t) != SAID_NOTHING;
}

bool nj_denies(const struct saying *s)
{
    return s->what == SAID_NO || s->what == SAID_NEG || s->what == SAID_CLEARED;
}

/* ------------------------------------------------------------------ one thing */

void nj_say_item(struct nj *n, uint16_t attr, const struct nj_mention *m)
{
    bool timed = attr == ATTR_prior_therapy || attr == ATTR_prior_surgery ||
                 attr == ATTR_transplant || attr == ATTR_history;
    note_item(n->p, attr, m->value, timed ? m->ago : -1, m->t->begin, n->t[m->last - 1].end);
}

/* Nothing is known of the disease by this: a suspicion, another noun's modifier, another list. */
static bool is_silent(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct nj_token *then = nj_at(n, m->last + 1);
    bool reason =
        m->firm && (nj_is(then, NJ_PRED, "stop") || /* 低血圧で中止, 下痢で減量 */
                    (nj_is(then, NJ_PRED, "begin") && nj_begins_any(n, then, nj_list_lowered)));
    return m->modifies || reason || nj_is_side_effect(n, m) || s->what == SAID_MAYBE ||
           s->what == SAID_UNKNOWN || s->what == SAID_CANNOT || n->section == ATTR_prior_surgery ||
           n->section == ATTR_prior_therapy || n->section == ATTR_allergy || nj_is_operated(n, m);
}

/* 高血圧の薬, 乳癌の手術: what is said of treatment says that the disease is there. */
static bool is_there(const struct nj_mention *m, const struct saying *s)
{
    return !m->treated || nj_is_malignant(m->value) || s->what == SAID_TAKEN ||
           s->what == SAID_YES || s->what == SAID_NOTHING;
}

/* 子供のころ喘息でした, 以前うつ病がありました, 前回の妊娠で妊娠高血圧になりました. */
static bool is_long_over(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (s->what == SAID_NOTHING && !m->firm && !m->treated && nj_is_of_before(n, m))
        return true; /* 喘息は子供の頃だけ */
    if (!n->once || m->firm || m->treated)
        return false;
    bool of_pregnancy =
        strstr(n->once->word->text, "妊娠") && (s->what == SAID_NOTHING || (s->past && !s->going));
    if (!of_pregnancy && (!s->past || s->going))
        return false;
    return of_pregnancy || (s->what == SAID_YES && s->was) || (s->what == SAID_EVENT && !s->turned);
}

/* What happened and is over when there is another disease; 虫垂炎術後 too. */
static bool is_event(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool held = m->firm || m->treated;
    bool operated = nj_at(n, m->last)->class == NJ_POSTOP;
    bool happened = s->what == SAID_EVENT ? !held && !s->fresh : operated;
    happened |= nj_is_stay_for(n, m, s);
    return (happened && nj_name_ends_in(m->value, NJ_ACUTE)) ||
           (operated && nj_name_ends_in(m->value, NJ_GROWTH));
}

/* HPVは陽性: a virus was found, which is no illness yet. */
static bool is_virus_test(const struct nj_mention *m, const struct saying *s)
{
    size_t len = strlen(m->value);
    return (s->what == SAID_POS || s->what == SAID_NEG) && len > 0 && m->value[len - 1] == 'V' &&
           nj_infection_of(m->value) == NJ_NO_ATTR;
}

static bool is_cured(const struct nj_mention *m, const struct saying *s, uint16_t infection)
{
    return s->what == SAID_CURED && !(infection == ATTR_hcv && nj_is_scar(m->value));
}

/* 梅毒治療後, 流産歴2回 */
static bool is_had_once(const struct nj *n, const struct nj_mention *m)
{
    if (nj_is(nj_at(n, m->last), NJ_TIME, "for") && nj_time_days(n, nj_at(n, m->last + 1)) == 0 &&
        nj_name_ends_in(m->value, NJ_ACUTE))
        return true;
    if (nj_text_is(n, nj_at(n, m->last), "治療後"))
        return ja_ends_in(m->value, strlen(m->value), nj_list_infections, NULL);
    return nj_is_treated_away(n, m);
}

static void say_disease(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    uint16_t infection = nj_infection_of(m->value);
    if (is_virus_test(m, s))
        return;
    bool held = m->firm || m->treated;
    if (infection != NJ_NO_ATTR && !m->modifies)
        nj_say_infection(n, infection, m, s);
    if (infection == ATTR_tuberculosis && nj_is_latent(m->value))
        return; /* said by its own attribute */
    bool past = is_cured(m, s, infection) || is_had_once(n, m) || (s->ever && !m->firm) ||
                n->section == ATTR_history || is_long_over(n, m, s);
    if (nj_denies(s) && !held)
        note_deny(n->p, m->value, m->t->begin, s->end);
    else if (is_silent(n, m, s))
        return;
    else if (past)
        note_item(n->p, ATTR_history, m->value, m->ago, m->t->begin, s->end);
    else if (s->what == SAID_EVENT || (s->what == SAID_STOPPED && !held) || is_there(m, s))
        nj_disease_add(n, m, is_event(n, m, s));
}

bool nj_is_done(const struct saying *s)
{
    return s->what == SAID_HAD || s->what == SAID_EVENT || s->what == SAID_STOPPED ||
           s->what == SAID_CURED ||
           ((s->what == SAID_YES || s->what == SAID_TAKEN) && (s->past || s->ever));
}

static bool is_open(const struct saying *s)
{
    return s->what == SAID_MAYBE || s->what == SAID_UNKNOWN || s->what == SAID_PLAN;
}

/* 人工呼吸器がついています */
static bool is_worn(const struct nj *n, const struct nj_mention *m)
{
    unsigned tail = 0;
    const struct nj_token *verb = nj_at(n, m->last + 1);
    if (nj_at(n, m->last)->class != NJ_PTC || verb->class == NJ_CLASS_COUNT)
        return false;
    const char *s = n->p->text.s + verb->begin;
    size_t len = n->t[n->hi - 1].end - verb->begin, stem = ja_at(s, len, nj_list_worn);
    if (stem)
        nj_tail_read(s + stem, len - stem, &tail);
    return (tail & NJ_GOING) && !(tail & (NJ_NOT | NJ_PAST));
}

/* 人工呼吸管理中; what goes on of hormones is told by the drug. */
static bool is_during(const struct nj *n, const struct nj_mention *m)
{
    if (nj_is_drugs_now(n, m))
        return true;
    size_t len = strlen(m->value);
    bool litres = nj_at(n, m->last)->class == NJ_NUM && /* 在宅酸素2L */
                  ja_holds(m->value, len, nj_list_oxygen);
    return litres || ((is_worn(n, m) || nj_is(nj_at(n, m->last), NJ_HEAD, "during")) &&
                      ja_holds(m->value, len, nj_list_breathing));
}

/* 虫垂切除歴あり, 膀胱全摘術後, 虫垂切除術の既往 */
static bool was_ever(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *next = nj_at(n, m->last);
    return nj_is(next, NJ_TIME, "for") || nj_is_had_before(n, m) || nj_text_is(n, next, "後") ||
           nj_is_replaced(n, m);
}

/* Given, done or going on, as far as is told. */
static bool is_told_of(const struct nj *n, const struct nj_mention *m, const struct saying *s,
                       bool going)
{
    bool therapy = m->attr == ATTR_prior_therapy;
    bool counted = therapy && s->what == SAID_NOTHING && nj_is_counted(n, m);
    const struct nj_token *mark = nj_at(n, m->last), *times = nj_at(n, m->last + 1);
    bool often =
        s->what == SAID_YES && !therapy && mark->class == NJ_PTC && /* 帝王切開が2回あります */
        times->class == NJ_NUM && ja_begins(n->p->text.s + times->stem_end, nj_list_given_times);
    bool dated = s->what == SAID_YES && nj_has_own_time(n, m->last); /* 胆摘は3年前です */
    return going || counted || often || dated || was_ever(n, m) || nj_is_done(s) || m->firm ||
           (s->what == SAID_NOTHING && !therapy);
}

static bool is_going_on(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool taken = (s->going || s->what == SAID_TAKEN) && !s->past && !nj_is_counted(n, m);
    return m->attr == ATTR_prior_therapy && !was_ever(n, m) && (is_during(n, m) || taken);
}

/* 胃を切る手術を受けました, 受けたことがあります, not 手術が怖い. */
static bool was_done(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    uint32_t from = nj_at(n, m->last)->begin;
    return nj_is_done(s) ||
           (s->end > from && ja_holds(n->p->text.s + from, s->end - from, nj_list_once_done));
}

/* Operations and therapies without a drug. */
static void say_treatment(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool stent = m->kind && strcmp(m->kind, "stent") == 0;
    bool removal = m->kind && strcmp(m->kind, "removal") == 0;
    if (s->what == SAID_NO)
        note_deny(n->p, m->value, m->t->begin, s->end);
    else if (stent && !is_open(s))
        nj_say_stent(n, m, s);
    if (s->what == SAID_NO || stent || is_open(s) || (removal && m->modifies && !was_done(n, m, s)))
        return; /* 胃を切る手術が怖い */
    bool going = is_going_on(n, m, s);
    if (!is_told_of(n, m, s, going))
        return;
    const char *name = n->p->text.s + m->t->begin;
    bool drugs = going && nj_is_regimen(name, m->t->end - m->t->begin);
    if (drugs || nj_is_drugs_now(n, m)) {
        nj_say_item(n, ATTR_current_medication, m);
        return;
    }
    nj_say_item(n, m->attr, m);
    struct fact *f = &n->p->note->facts->by_attr[m->attr];
    if (going && f->n_items)
        f->items[f->n_items - 1].current = true;
}

static void say_name(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool denied = s->what == SAID_NO || s->what == SAID_NEG;
    bool open = is_open(s);
    switch (m->attr) {
    case ATTR_diagnosis:
        say_disease(n, m, s);
        return;
    case ATTR_current_medication:
        nj_say_drug(n, m, s);
        return;
    case ATTR_prior_surgery:
    case ATTR_prior_therapy:
    case ATTR_transplant:
        say_treatment(n, m, s);
        return;
    case ATTR_metastasis_site:
    case ATTR_histology:
    case ATTR_allergy:
        if (denied)
            note_deny(n->p, m->value, m->t->begin, s->end);
        else if (!open && s->what != SAID_CLEARED && s->what != SAID_CURED)
            nj_say_item(n, m->attr, m);
        return;
    default:
        return;
    }
}

/* ------------------------------------------------------------------ the sentence */

static void say_one(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool name = m->t->class == NJ_NAME || m->t->class == NJ_ORGAN || m->t->class == NJ_REMOVED ||
                (m->kind && strcmp(m->kind, "therapy") == 0);
    if (m->allergen || nj_is_reaction(n, m->first) ||
        (m->first >= 2 && nj_is_reaction(n, m->first - 2)))
        return;
    if (name && m->attr != ATTR_biomarker)
        say_name(n, m, s);
    else
        nj_say_word(n, m, s);
}

static bool ends_in_past(const char *verb)
{
    size_t len = strlen(verb);
    return len >= 3 && strcmp(verb + len - 3, "た") == 0;
}

/* C型肝炎（DAA治療後SVR）: the drug in the bracket that says the virus is gone. */
static bool is_cure(const struct nj *n, const struct nj_mention *m)
{
    return n->scope && m >= n->pending + n->scope && m->attr == ATTR_current_medication;
}

/* Waits for another predicate: a drug when something is diagnosed, what stands before the bracket,
 * another disease than the one whose virus is gone. */
static bool is_kept(const struct nj *n, const struct nj_mention *m, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (i >= n->hi)
        return false;
    bool name = m->kind && strcmp(m->kind, "text") != 0;
    if ((m->t->class == NJ_TOBACCO || m->t->class == NJ_DRINK) && nj_is_relative_clause(n, i))
        return true;
    if (nj_is_test_word(m) &&
        (nj_is(t, NJ_PRED, "receive") || nj_is(t, NJ_PRED, "do") || nj_is(t, NJ_PRED, "develop")))
        return true; /* HIVの検査を受けて|陰性でした */
    if (nj_is_svr(t))
        return name && nj_infection_of(m->value) == NJ_NO_ATTR && !is_cure(n, m);
    if (n->scope && m < n->pending + n->scope - 1)
        return true;
    return nj_is(t, NJ_PRED, "dx") && m->attr == ATTR_current_medication && name &&
           !(t->tail & NJ_NOT);
}

static void keep(struct nj *n, size_t i)
{
    size_t to = 0;
    for (size_t k = 0; k < n->n_pending; k++)
        if (is_kept(n, &n->pending[k], i))
            n->pending[to++] = n->pending[k];
    n->n_pending = to;
}

/* 飲んでいました（今も） */
static bool still_goes_on(const struct nj *n, size_t i)
{
    size_t k = i + 1 + (nj_at(n, i + 1)->class == NJ_OPEN || nj_at(n, i + 1)->class == NJ_COMMA);
    return nj_is(nj_at(n, k), NJ_TIME, "now") && nj_is(nj_at(n, k + 1), NJ_PTC, "mo") &&
           (nj_at(n, k + 2)->class == NJ_CLOSE || k + 2 >= n->hi);
}

/* 発症5日目: it is there now. */
static bool is_fresh(const struct nj *n, size_t i)
{
    enum { MONTH_DAYS = 31 };
    const struct nj_token *t = nj_at(n, i + 1);
    double days = nj_time_days(n, t) * t->num.value;
    return nj_is(nj_at(n, i), NJ_PRED, "develop") && days > 0 && days <= MONTH_DAYS &&
           !nj_is(nj_at(n, i + 2), NJ_TIME, "ago");
}

/* エビリファイに替えました: a drug is the new one. */
static bool is_replaced(const struct nj *n)
{
    for (size_t k = 0; k < n->n_pending; k++)
        if (n->pending[k].attr == ATTR_current_medication && nj_is_new_one(n, &n->pending[k]))
            return true;
    return false;
}

static enum said what_of(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    enum said what = i < n->hi ? said_of(t) : SAID_NOTHING;
    bool changed = nj_begins(n, t, "替") || nj_begins(n, t, "変え") || nj_begins(n, t, "かえ") ||
                   nj_begins(n, t, "変わ");
    bool coming = what == SAID_TAKEN || what == SAID_HAD || what == SAID_EVENT ||
                  what == SAID_NOTHING || nj_is(t, NJ_PRED, "change");
    if (nj_is_added_to(n, i))
        return SAID_TAKEN;
    if (nj_is_overtaken(n, i) || (nj_is(t, NJ_PRED, "change") && changed && !is_replaced(n)))
        return SAID_UNKNOWN;
    if (n->future && coming && !(t->tail & (NJ_PAST | NJ_GOING)))
        return SAID_PLAN; /* 来週からXを飲みます */
    return what;
}

static bool is_doing(const struct nj *n, const struct nj_token *t, bool past)
{
    return !past && nj_begins_any(n, t, nj_list_doing);
}

static struct saying saying_of(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    bool begun = nj_is(t, NJ_PRED, "begin"), still = begun || still_goes_on(n, i);
    bool past = (t->tail & NJ_PAST) || (t->word && ends_in_past(t->word->text));
    bool doing = is_doing(n, t, past);
    return (struct saying){.what = what_of(n, i),
                           .going = (t->tail & NJ_GOING) || still || doing,
                           .past = past && !still,
                           .ever = (t->tail & NJ_EVER) != 0,
                           .was = nj_begins(n, t, "でし") || nj_begins(n, t, "だっ") ||
                                  nj_begins(n, t, "あり") || nj_begins(n, t, "あっ"),
                           .fresh = is_fresh(n, i),
                           .contrast = nj_begins(n, t, "じゃなく") || nj_begins(n, t, "なく"),
                           .followed = nj_is_followed(n, i),
                           .undone = nj_begins(n, t, "未"),
                           .absent = nj_is(t, NJ_PRED, "not") && !nj_begins(n, t, "未"),
                           .copula = nj_begins(n, t, "でした") || nj_begins(n, t, "だった"),
                           .changed = nj_is(t, NJ_PRED, "change"),
                           .eased = nj_is(t, NJ_PRED, "eased"),
                           .gone = !(t->tail & NJ_GOING) && !still && !doing &&
                                   (nj_begins(n, t, "やって") || nj_begins(n, t, "やりまし")),
                           .turned = nj_begins(n, t, "なり") || nj_begins(n, t, "なっ"),
                           .started = begun && n->n_pending &&
                                      n->pending[n->n_pending - 1].attr == ATTR_current_medication,
                           .end = t->end};
}

/* 胃癌で全摘したのが4年前: the time is the operation's. */
static bool is_operation_told(const struct nj *n)
{
    for (size_t k = 0; k < n->n_pending; k++)
        if (n->pending[k].attr == ATTR_prior_surgery &&
            (n->pending[k].kind ||
             !nj_is(nj_at(n, n->pending[k].first ? n->pending[k].first - 1 : n->hi), NJ_PTC, "no")))
            return true;
    return false;
}

void nj_give_time(struct nj *n, size_t first, bool since)
{
    for (size_t k = first; k < n->n_pending && n->time.set; k++) {
        struct nj_mention *m = &n->pending[k];
        bool begun = n->time.from && m->attr == ATTR_diagnosis &&
                     n->pending[n->n_pending - 1].t->class == NJ_ABLE; /* 3年前から歩けません */
        if (m->ago >= 0 || n->time.begin < m->t->begin || begun)
            continue;
        m->ago = n->time.days;
        if ((since && !is_operation_told(n)) || n->time.from)
            m->months = n->time.months;
    }
}

/* Said of the last thing alone, and of those in one list with it. */
static bool is_narrow(const struct saying *s)
{
    return nj_denies(s) || s->what == SAID_MAYBE || s->what == SAID_UNKNOWN ||
           s->what == SAID_POS || s->what == SAID_CURED || s->copula;
}

static bool is_test(const struct nj_mention *m)
{
    return m->t->class == NJ_MARKER || m->t->class == NJ_NOATTR || m->attr == ATTR_biomarker;
}

/* What a test can be of: HIV、梅毒、HBs抗原は陰性. */
static bool is_tested(const struct nj_mention *m)
{
    return is_test(m) || (m->attr == ATTR_diagnosis && m->value &&
                          (nj_infection_of(m->value) != NJ_NO_ATTR || strstr(m->value, "梅毒") ||
                           ja_ends_in(m->value, strlen(m->value), nj_list_in_types, NULL)));
}

/* Running text that may name nothing: no part of a list, no end of one. */
static bool is_idle(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (s->what == SAID_CURED && m->t->class != NJ_MARKER) /* what is cured is a disease */
        return !m->kind || (strcmp(m->kind, "disease") != 0 && strcmp(m->kind, "allergy") != 0);
    return m->kind && strcmp(m->kind, "text") == 0 && m->attr == NJ_NO_ATTR &&
           n->section != ATTR_allergy;
}

static bool is_topical(const struct saying *s)
{
    return s->what == SAID_MAYBE || s->what == SAID_UNKNOWN || s->what == SAID_CLEARED ||
           s->what == SAID_CURED;
}

static size_t topic_before(const struct nj *n, size_t first)
{
    for (size_t k = first; k-- > 0;)
        if (nj_is(nj_at(n, n->pending[k].last), NJ_PTC, "wa"))
            return k;
    return first;
}

/* B型肝炎（HBc抗体陽性）: said of the antibody alone. */
static bool is_of_antibody(const struct nj *n, size_t first, const struct saying *s)
{
    return s->what == SAID_POS && n->scope && first > n->scope &&
           n->pending[first - 1].t->class == NJ_NOATTR;
}

/* 入院中 WBC 1800 発熱なし: behind values a noun of its own is denied, and nothing that waits. */
static bool has_noun_behind_values(const struct nj *n, size_t i, const struct saying *s)
{
    if (s->what != SAID_NO || i >= n->hi || i == n->lo || nj_at(n, i - 1)->class != NJ_OFF)
        return false;
    for (size_t k = n->pending[n->n_pending - 1].last; k < i; k++)
        if (nj_at(n, k)->class == NJ_ATTR && nj_at(n, k + 1)->class == NJ_NUM)
            return true;
    return false;
}

/* The first of what waits that the predicate is said of. C型肝炎は…治りました: the topic too. */
static size_t first_said(const struct nj *n, size_t i, const struct saying *s)
{
    size_t first = n->n_pending;
    if (!is_narrow(s) || first == 0)
        return 0;
    if (has_noun_behind_values(n, i, s))
        return first;
    while (first > 0 && is_idle(n, &n->pending[first - 1], s))
        first--;
    if (first == 0)
        return 0;
    if (is_of_antibody(n, first, s))
        return first - 1;
    bool chain = true; /* nothing but marks of a list, also between running text */
    for (size_t last = --first; first > 0; first--) {
        const struct nj_mention *m = &n->pending[first - 1];
        chain = chain && nj_is_list_between(n, m->last, m[1].first);
        if (is_idle(n, m, s))
            continue;
        if (!(chain || nj_is_list_between(n, m->last, n->pending[last].first)) ||
            (is_test(&n->pending[last]) && !is_tested(m)))
            break;
        last = first - 1;
        chain = true;
    }
    return is_topical(s) ? topic_before(n, first) : first;
}

/* Of the thing that waits at k; `first`: what the predicate is said of begins there. */
static void say_waiting(struct nj *n, size_t k, size_t first, size_t i, const struct saying *s)
{
    const struct nj_mention *m = &n->pending[k];
    struct saying own = *s;
    if (s->eased && !(m->attr == ATTR_diagnosis && nj_name_ends_in(m->value, NJ_ACUTE)))
        own.what = SAID_NOTHING; /* 糖尿病は改善: it is there */
    if (m->other || is_kept(n, m, i) || nj_is_stranger(n, nj_at(n, i + 1)))
        return;
    const struct nj_token *next = nj_at(n, m->last);
    bool listed = next->class == NJ_COMMA || nj_is(next, NJ_PTC, "to");
    if (k < first && nj_denies(s) && m->t->class == NJ_FLAG && listed)
        return; /* denied too, or not: a list that is not read whole */
    if (k < first)
        own = (struct saying){.what = SAID_NOTHING};
    if (s->what == SAID_CURED && (nj_is_means(n, m) || is_cure(n, m)))
        own.what = SAID_STOPPED; /* ハーボニーで治りました: it did its work */
    if (k < first || i >= n->hi)
        own.end = n->t[m->last - 1].end;
    say_one(n, m, &own);
}

void nj_say(struct nj *n, size_t i)
{
    struct saying s = saying_of(n, i);
    nj_mark_allergens(n);
    bool inside = n->scope && i < n->hi;
    size_t first = first_said(n, i, &s), from = inside ? n->scope - 1 : 0;
    if (!inside || n->time.begin > n->scope_begin)
        nj_give_time(n, from, s.what == SAID_YES || s.what == SAID_EVENT);
    for (size_t k = 0; k < n->n_pending; k++)
        say_waiting(n, k, first, i, &s);
    if (s.what == SAID_CURED)
        nj_diseases_cured(n, i, s.eased);
    nj_diseases_dated(n, i);
    keep(n, i);
    if (!inside || n->time.begin > n->scope_begin)
        n->time.set = false;
    if (!inside && s.what != SAID_POS && s.what != SAID_NEG) /* 既往歴：糖尿病(-)、高血圧(+) */
        n->section = NJ_NO_ATTR;
    n->once = NULL;
    n->future = nj_is(nj_at(n, i), NJ_PRED, "plan") &&
                (nj_begins(n, nj_at(n, i), "来") || nj_begins(n, nj_at(n, i), "これから"));
}
