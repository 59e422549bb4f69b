/* What a sentence says of the things it named: present, denied, had, taken, not known. */
#include "schema/base/mem.h"
#include "search/note_ja.h"

enum said {
    SAID_NOTHING,
    SAID_YES,
    SAID_NO,
    SAID_HAD,
    SAID_CURED,
    SAID_EVENT,
    SAID_MAYBE,
    SAID_UNKNOWN,
    SAID_PLAN,
    SAID_POS,
    SAID_NEG,
    SAID_CLEARED,
    SAID_CAN,
    SAID_CANNOT,
    SAID_STOPPED,
    SAID_TAKEN,
    SAID_REACTED,
    SAID_SOCIAL,
    SAID_HEAVY,
    SAID_AGREED
};

struct saying {
    enum said what;
    bool going, past, ever;
    bool started; /* 始めていません: not yet, which is not none at all */
    uint32_t end;
};

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
               {"stop", SAID_STOPPED, SAID_STOPPED},
               {"cured", SAID_CURED, SAID_YES},
               {"not", SAID_NO, SAID_NO},
               {"suspect", SAID_MAYBE, SAID_MAYBE},
               {"unknown", SAID_UNKNOWN, SAID_UNKNOWN},
               {"died", SAID_MAYBE, SAID_MAYBE},
               {"plan", SAID_PLAN, SAID_PLAN},
               {"can", SAID_CAN, SAID_CANNOT},
               {"cannot", SAID_CANNOT, SAID_CANNOT}};
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

/* ------------------------------------------------------------------ diseases */

void nj_disease_add(struct nj *n, const struct nj_mention *m, uint32_t end, bool event)
{
    (void)end;
    for (size_t i = 0; i < n->n_diseases; i++)
        if (strcmp(n->diseases[i].name, m->value) == 0) {
            if (n->diseases[i].months < 0)
                n->diseases[i].months = m->months;
            return;
        }
    if (n->n_diseases == NJ_DISEASES_MAX)
        return;
    n->diseases[n->n_diseases++] = (struct nj_disease){mem_strdup(n->p->ctx, m->value), m->t->begin,
                                                       m->t->end, m->months, event};
}

static bool is_malignant(const char *name)
{
    static const char *const words[] = {"癌",   "白血病", "リンパ腫", "骨髄腫",
                                        "肉腫", "中皮腫", "膠芽腫",   "黒色腫"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

/* The disease the note is about: a malignant one, else the first that is there now. */
static size_t main_disease(const struct nj *n)
{
    size_t best = n->n_diseases;
    for (size_t i = n->n_diseases; i-- > 0;)
        if (!n->diseases[i].event || best == n->n_diseases || n->diseases[best].event)
            best = i;
    for (size_t i = 0; i < n->n_diseases; i++)
        if (!n->diseases[i].event && is_malignant(n->diseases[i].name))
            return i;
    return best;
}

static void say_duration(struct nj *n, const struct nj_disease *d)
{
    const struct fact *age = &n->p->note->facts->by_attr[ATTR_age];
    if (n->months >= 0)
        note_number(n->p, ATTR_disease_duration, n->months, n->months_begin, n->months_end);
    else if (d->months >= 0)
        note_number(n->p, ATTR_disease_duration, d->months, d->begin, d->end);
    else if (n->onset >= 0 && n->n_diseases == 1 && age->state == FACT_GIVEN &&
             age->number > n->onset)
        note_number(n->p, ATTR_disease_duration, 12 * (age->number - n->onset), d->begin, d->end);
}

/* Relapses of a disease that comes and goes are no state of it, as those of a cancer are. */
static void forget_relapse(struct nj *n)
{
    const struct fact *f = &n->p->note->facts->by_attr[ATTR_disease_state];
    for (size_t i = 0; i < n->n_diseases; i++)
        if (is_malignant(n->diseases[i].name))
            return;
    if (n->n_diseases && f->n_items == 1 && strcmp(f->items[0].word, "recurrent") == 0) {
        n->p->note->facts->by_attr[ATTR_disease_state].n_items = 0;
        nj_forget(n, ATTR_disease_state);
    }
}

void nj_diseases_end(struct nj *n)
{
    size_t first = main_disease(n);
    for (size_t i = 0; i < n->n_diseases; i++) {
        const struct nj_disease *d = &n->diseases[i];
        uint16_t attr = i == first ? ATTR_diagnosis : d->event ? ATTR_history : ATTR_comorbidity;
        note_item(n->p, attr, d->name, -1, d->begin, d->end);
    }
    if (first < n->n_diseases)
        say_duration(n, &n->diseases[first]);
    forget_relapse(n);
}

/* ------------------------------------------------------------------ one thing */

static void item(struct nj *n, uint16_t attr, const struct nj_mention *m, const struct saying *s)
{
    uint32_t end = n->t[m->last - 1].end;
    (void)s;
    note_item(n->p, attr, m->value, attr == ATTR_current_medication ? -1 : m->ago, m->t->begin,
              end);
}

static void say_infection(struct nj *n, uint16_t attr, const struct nj_mention *m,
                          const struct saying *s)
{
    bool tb = attr == ATTR_tuberculosis;
    bool no = s->what == SAID_NO || s->what == SAID_NEG || s->what == SAID_CLEARED;
    if (no)
        note_word(n->p, attr, tb ? "none" : "negative", m->t->begin, s->end);
    else if (tb && (s->what == SAID_CURED || s->what == SAID_EVENT || s->ever))
        note_word(n->p, attr, "past", m->t->begin, s->end);
    else if (s->what == SAID_POS && attr == ATTR_hbv)
        note_word(n->p, attr, "carrier", m->t->begin, s->end);
    else if ((s->what == SAID_POS || s->what == SAID_YES || s->what == SAID_NOTHING) &&
             (attr == ATTR_hcv || attr == ATTR_hiv))
        note_word(n->p, attr, "positive", m->t->begin, s->end);
}

/* 手術は虫垂炎で, 虫垂炎で手術: the disease is gone with the operation, a cancer may be not. */
static bool is_operated(const struct nj *n, const struct nj_mention *m)
{
    if (!m->firm || is_malignant(m->value))
        return false;
    const struct nj_token *next = nj_at(n, m->last + 1);
    for (size_t i = n->lo; i < m->first; i++)
        if (nj_at(n, i)->class == NJ_NONE && nj_at(n, i)->word->attr == ATTR_prior_surgery &&
            nj_is(nj_at(n, i + 1), NJ_PTC, "wa"))
            return true;
    return next->class == NJ_NONE && next->word->attr == ATTR_prior_surgery;
}

static void say_disease(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    uint16_t infection = nj_infection_of(m->value);
    bool denied = s->what == SAID_NO || s->what == SAID_NEG || s->what == SAID_CLEARED;
    if (infection != NJ_NO_ATTR && !m->modifies)
        say_infection(n, infection, m, s);
    if (denied && !m->firm && !m->treated) {
        note_deny(n->p, m->value, m->t->begin, s->end);
        return;
    }
    if (m->modifies || s->what == SAID_MAYBE || s->what == SAID_UNKNOWN || s->what == SAID_CANNOT ||
        is_operated(n, m))
        return;
    if (n->section == ATTR_prior_surgery || n->section == ATTR_allergy)
        return;
    if (s->what == SAID_CURED || (s->ever && !m->firm) || n->section == ATTR_history)
        note_item(n->p, ATTR_history, m->value, m->ago, m->t->begin, s->end);
    else if (s->what == SAID_EVENT || (s->what == SAID_STOPPED && !m->firm && !m->treated))
        nj_disease_add(n, m, s->end, s->what == SAID_EVENT && !m->firm && !m->treated);
    else if (!m->treated || is_malignant(m->value) || s->what == SAID_TAKEN ||
             s->what == SAID_YES || s->what == SAID_NOTHING)
        nj_disease_add(n, m, s->end, false);
}

static void say_drug(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (n->section == ATTR_allergy && s->what != SAID_NO) {
        item(n, ATTR_allergy, m, s);
        return;
    }
    switch (s->what) {
    case SAID_TAKEN:
    case SAID_YES:
    case SAID_NOTHING:
    case SAID_EVENT:
        if (s->what == SAID_EVENT && !s->going && s->past)
            item(n, ATTR_prior_therapy, m, s);
        else if (s->ever || (s->past && !s->going) || (s->past && s->going))
            item(n, ATTR_prior_therapy, m, s);
        else
            item(n, ATTR_current_medication, m, s);
        return;
    case SAID_HAD:
        item(n, s->going ? ATTR_current_medication : ATTR_prior_therapy, m, s);
        return;
    case SAID_STOPPED:
        item(n, ATTR_prior_therapy, m, s);
        return;
    case SAID_REACTED:
        item(n, ATTR_allergy, m, s);
        return;
    case SAID_NO:
        note_deny(n->p, m->value, m->t->begin, s->end);
        return;
    default:
        return;
    }
}

static bool is_done(const struct saying *s)
{
    return s->what == SAID_HAD || s->what == SAID_EVENT || s->what == SAID_STOPPED ||
           s->what == SAID_CURED ||
           ((s->what == SAID_YES || s->what == SAID_TAKEN) && (s->past || s->ever));
}

/* Operations and therapies without a drug. */
static void say_treatment(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool therapy = m->attr == ATTR_prior_therapy;
    if (s->what == SAID_NO) {
        note_deny(n->p, m->value, m->t->begin, s->end);
        return;
    }
    if (s->what == SAID_MAYBE || s->what == SAID_PLAN || s->what == SAID_UNKNOWN)
        return;
    bool going = therapy && (s->going || s->what == SAID_TAKEN) && !s->past;
    if (!going && !is_done(s) && !m->firm && !(s->what == SAID_NOTHING && !therapy))
        return;
    item(n, m->attr, m, s);
    struct fact *f = &n->p->note->facts->by_attr[m->attr];
    if (going && f->n_items)
        f->items[f->n_items - 1].current = true;
}

static void say_name(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool denied = s->what == SAID_NO || s->what == SAID_NEG;
    bool open = s->what == SAID_MAYBE || s->what == SAID_UNKNOWN || s->what == SAID_PLAN;
    switch (m->attr) {
    case ATTR_diagnosis:
        say_disease(n, m, s);
        return;
    case ATTR_current_medication:
        say_drug(n, m, s);
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
        else if (!open && s->what != SAID_CLEARED)
            item(n, m->attr, m, s);
        return;
    default:
        return;
    }
}

/* ------------------------------------------------------------------ words of the table */

static void say_flag(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool yes = s->what == SAID_YES || s->what == SAID_NOTHING || s->what == SAID_TAKEN ||
               s->what == SAID_HAD || s->what == SAID_EVENT || s->what == SAID_POS;
    bool no = s->what == SAID_NO || s->what == SAID_NEG || s->what == SAID_CLEARED;
    bool had = (s->past || s->ever) && !m->firm;
    if (s->what == SAID_UNKNOWN && m->attr == ATTR_suicidality) {
        n->p->note->facts->by_attr[m->attr].state = FACT_NULL;
        return;
    }
    if (m->modifies || (!yes && !no))
        return;
    switch (m->attr) {
    case ATTR_inpatient:
        if (yes && (had || (s->what != SAID_NOTHING && !s->going && s->what != SAID_YES)))
            return;
        break;
    case ATTR_dialysis:
    case ATTR_pregnant:
    case ATTR_breastfeeding:
    case ATTR_active_infection:
    case ATTR_childbearing_potential:
        if (yes && had && !s->going)
            return;
        break;
    case ATTR_other_malignancy:
        if (yes || nj_is(nj_at(n, m->last), NJ_PTC, "de")) /* 癌ではない: this is none */
            return;
        break;
    case ATTR_suicidality:
    case ATTR_psychiatric_disorder:
        if (yes)
            return;
        break;
    case ATTR_healthy:
        if (no)
            return;
        break;
    case ATTR_other_trial:
        if (yes && s->what == SAID_NOTHING)
            return;
        break;
    default:
        break;
    }
    note_flag(n->p, m->attr, yes, m->t->begin, s->end);
    struct fact *f = &n->p->note->facts->by_attr[m->attr];
    if (yes && f->flag && m->ago >= 0 &&
        (m->attr == ATTR_other_trial || m->attr == ATTR_radiotherapy))
        f->ago_days = m->ago;
}

static void say_enum(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool no = s->what == SAID_NO || s->what == SAID_NEG;
    if (s->what == SAID_MAYBE || s->what == SAID_UNKNOWN || s->what == SAID_PLAN || m->modifies)
        return;
    if (attributes[m->attr].kind == ATTR_FLAG) {
        if (!no)
            note_flag(n->p, m->attr, strcmp(m->value, "present") == 0, m->t->begin, s->end);
    } else if (m->attr == ATTR_menopausal) {
        bool pre = (strcmp(m->value, "premenopausal") == 0) != no;
        note_word(n->p, m->attr, pre ? "premenopausal" : "postmenopausal", m->t->begin, s->end);
    } else if (no) {
        note_deny(n->p, m->value, m->t->begin, s->end);
    } else if (m->attr == ATTR_hbv) {
        struct nj_mention d = *m;
        d.value = "B型肝炎";
        note_word(n->p, m->attr, m->value, m->t->begin, m->t->end);
        nj_disease_add(n, &d, s->end, false);
    } else if (m->attr == ATTR_disease_state) {
        note_item(n->p, m->attr, m->value, -1, m->t->begin, m->t->end);
    } else {
        note_word(n->p, m->attr, m->value, m->t->begin, m->t->end);
    }
}

/* 手術, 化学療法, 薬 …: none at all, or one that is named before it. */
static const struct nj_mention *before(const struct nj *n, const struct nj_mention *m)
{
    if (m == n->pending)
        return NULL;
    const struct nj_mention *b = m - 1;
    bool joined =
        b->last == m->first || (b->last + 1 == m->first && nj_is(&n->t[b->last], NJ_PTC, "no"));
    return joined && b->value ? b : NULL;
}

static void say_surgery(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct nj_mention *of = before(n, m);
    const struct nj_token *prev = m->first > n->lo ? &n->t[m->first - 1] : NULL;
    if (prev && nj_is(prev, NJ_PTC, "no") && m->first > n->lo + 1)
        prev = &n->t[m->first - 2];
    const char *name = of ? of->value : prev && prev->class == NJ_ORGAN ? prev->word->value : NULL;
    if (!name || !is_done(s))
        return;
    note_item(n->p, ATTR_prior_surgery, mem_printf(n->p->ctx, "%s手術", name), m->ago,
              of ? of->t->begin : prev->begin, m->t->end);
}

static void say_allergy(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const struct nj_mention *of = before(n, m);
    if (s->what == SAID_MAYBE || s->what == SAID_UNKNOWN)
        return;
    for (const struct nj_mention *b = of; b; b = b > n->pending ? b - 1 : NULL) {
        note_item(n->p, ATTR_allergy, b->value, -1, b->t->begin, b->t->end);
        if (b == n->pending || !nj_is_list_between(n, b[-1].last, b->first) || !b[-1].value ||
            b[-1].attr == ATTR_diagnosis)
            return;
    }
}

static void say_none(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool no = s->what == SAID_NO;
    if (m->attr == NJ_NO_ATTR || m->modifies || (no && s->started))
        return;
    if (no && m->attr == ATTR_allergy && before(n, m) &&
        !nj_is(before(n, m)->t, NJ_NONE, "current_medication")) {
        note_deny(n->p, before(n, m)->value, m->t->begin, s->end);
    } else if (no && m->attr == ATTR_prior_surgery && before(n, m)) {
        note_deny(n->p, before(n, m)->value, m->t->begin, s->end);
    } else if (no && (m->attr != ATTR_current_medication || !before(n, m))) {
        if (m->attr == ATTR_prior_therapy && !note_has(n->p, ATTR_line_of_therapy) &&
            !note_has(n->p, m->attr))
            note_number(n->p, ATTR_line_of_therapy, 0, m->t->begin, s->end);
        note_none(n->p, m->attr, m->t->begin, s->end);
    } else if (m->attr == ATTR_history && before(n, m)) {
        const struct nj_mention *of = before(n, m);
        note_item(n->p, ATTR_history, of->value, of->ago, of->t->begin, m->t->end);
    } else if (m->attr == ATTR_prior_surgery) {
        say_surgery(n, m, s);
    } else if (m->attr == ATTR_allergy && s->what != SAID_NO) {
        say_allergy(n, m, s);
    } else if (m->attr == ATTR_prior_therapy && is_done(s) &&
               strcmp(m->t->word->text, "治療") != 0) {
        note_item(n->p, m->attr, nj_name(n, m->t->begin, m->t->end), m->ago, m->t->begin,
                  m->t->end);
    } else if (m->attr == ATTR_transplant && is_done(s)) {
        const struct nj_mention *of = before(n, m);
        if (of)
            note_item(n->p, m->attr, mem_printf(n->p->ctx, "%s移植", of->value), m->ago,
                      of->t->begin, m->t->end);
    }
}

static void say_biomarker(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool positive =
        s->what == SAID_POS || (m->altered && (s->what == SAID_YES || s->what == SAID_NOTHING));
    bool negative = s->what == SAID_NEG || (m->altered && s->what == SAID_NO);
    if (!positive && !negative)
        return;
    note_item(n->p, ATTR_biomarker,
              mem_printf(n->p->ctx, "%s%s", m->value, negative ? "陰性" : "陽性"), -1, m->t->begin,
              s->end);
}

static void say_tobacco(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const char *value = NULL;
    if (s->what == SAID_STOPPED || (s->what == SAID_TAKEN && s->past))
        value = "former";
    else if (s->what == SAID_TAKEN && !s->ever)
        value = "current";
    else if (s->what == SAID_NO)
        value = "never";
    if (value)
        note_word(n->p, ATTR_smoking, value, m->t->begin, s->end);
}

static void say_drink(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const char *value = s->what == SAID_SOCIAL  ? "social"
                        : s->what == SAID_HEAVY ? "heavy"
                        : s->what == SAID_NO    ? "none"
                                                : NULL;
    if (value)
        note_word(n->p, ATTR_alcohol, value, m->t->begin, s->end);
}

static void say_able(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool no = s->what == SAID_NO || s->what == SAID_CANNOT;
    bool yes = s->what == SAID_CAN || s->what == SAID_AGREED || s->what == SAID_CLEARED ||
               (s->what == SAID_NOTHING && m->t->class == NJ_ABLE && m->attr != ATTR_mri_possible &&
                m->attr != ATTR_speaks_japanese);
    if (s->what == SAID_TAKEN || s->what == SAID_YES || s->what == SAID_EVENT)
        yes = m->attr == ATTR_ambulatory || m->attr == ATTR_oral_intake ||
              m->attr == ATTR_guardian_consent;
    if (m->t->tail & NJ_NOT)
        no = true;
    if (no && m->attr == ATTR_mri_possible && s->what != SAID_CANNOT)
        return;
    for (size_t i = m->first; i < n->hi && (yes || no); i++)
        if (nj_at(n, i)->class == NJ_WEAK)
            return;
    if (yes || no)
        note_flag(n->p, m->attr, !no, m->t->begin, s->end);
}

static void say_unknown(struct nj *n, const struct nj_mention *m)
{
    uint16_t attr = m->t->class == NJ_TYPE ? ATTR_histology : m->attr;
    bool measured = m->t->class == NJ_ATTR || m->t->class == NJ_TYPE ||
                    (m->t->class == NJ_FLAG && attr == ATTR_suicidality);
    if (!measured || attr == NJ_NO_ATTR || attr == ATTR_age || note_has(n->p, attr))
        return;
    note_none(n->p, attr, m->t->begin, n->t[m->last - 1].end);
    n->p->note->facts->by_attr[attr].state = FACT_NULL;
}

static void say_text(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    const unsigned char *c = (const unsigned char *)m->value;
    bool katakana = c[0] == 0xE3 && (c[1] == 0x82 || c[1] == 0x83) && strlen(m->value) >= 9;
    bool object = nj_is(nj_at(n, m->last), NJ_PTC, "wo") ||
                  nj_is(nj_at(n, m->last), NJ_PTC, "to") || nj_at(n, m->last)->class == NJ_COMMA;
    if ((s->what == SAID_REACTED && nj_is(nj_at(n, m->last), NJ_PTC, "de")) ||
        (n->section == ATTR_allergy && s->what == SAID_NOTHING))
        note_item(n->p, ATTR_allergy, m->value, -1, m->t->begin, m->t->end);
    else if (katakana && object && !m->modifies &&
             (s->what == SAID_TAKEN || s->what == SAID_STOPPED))
        say_drug(n, m, s);
}

static void say_marker(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (m->attr != ATTR_pregnant) {
        say_infection(n, m->attr, m, s);
        return;
    }
    if (s->what == SAID_POS || s->what == SAID_NEG)
        note_flag(n->p, m->attr, s->what == SAID_POS, m->t->begin, s->end);
}

static void say_one(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    if (s->what == SAID_UNKNOWN)
        say_unknown(n, m);
    switch (m->t->class) {
    case NJ_NAME:
    case NJ_ORGAN:
        if (m->attr == ATTR_biomarker)
            say_biomarker(n, m, s);
        else
            say_name(n, m, s);
        return;
    case NJ_BIOMARKER:
        say_biomarker(n, m, s);
        return;
    case NJ_FLAG:
        say_flag(n, m, s);
        return;
    case NJ_ENUM:
        say_enum(n, m, s);
        return;
    case NJ_NONE:
        say_none(n, m, s);
        return;
    case NJ_MARKER:
        say_marker(n, m, s);
        return;
    case NJ_TOBACCO:
        say_tobacco(n, m, s);
        return;
    case NJ_DRINK:
        say_drink(n, m, s);
        return;
    case NJ_ABLE:
        say_able(n, m, s);
        return;
    case NJ_METS:
        if (s->what == SAID_YES || s->what == SAID_NOTHING || s->what == SAID_NO)
            note_number(n->p, ATTR_tnm_m, s->what != SAID_NO, m->t->begin, s->end);
        return;
    case NJ_TEXT:
        say_text(n, m, s);
        return;
    default:
        return;
    }
}

/* ------------------------------------------------------------------ the sentence */

bool nj_is_list_between(const struct nj *n, size_t from, size_t to)
{
    for (; from < to; from++) {
        const struct nj_token *t = nj_at(n, from);
        bool mark = t->class == NJ_COMMA || t->class == NJ_VOID || t->class == NJ_OPEN ||
                    t->class == NJ_CLOSE || nj_is(t, NJ_PTC, "to") || nj_is(t, NJ_PTC, "mo") ||
                    nj_is(t, NJ_PTC, "etc") || nj_is(t, NJ_PTC, "no") || nj_is(t, NJ_PTC, "iu") ||
                    nj_is(t, NJ_PTC, "ni") || t->class == NJ_OFF;
        if (!mark)
            return false;
    }
    return true;
}

static bool ends_in_past(const char *verb)
{
    size_t len = strlen(verb);
    return len >= 3 && strcmp(verb + len - 3, "た") == 0;
}

/* What is diagnosed or told is no drug: it waits for another predicate. */
static bool is_kept(const struct nj_mention *m, const struct nj_token *t, bool inside)
{
    return inside && nj_is(t, NJ_PRED, "dx") && m->attr == ATTR_current_medication && m->kind &&
           !(t->tail & NJ_NOT);
}

static void keep_drugs(struct nj *n, bool inside)
{
    size_t to = 0;
    for (size_t k = 0; inside && k < n->n_pending; k++)
        if (n->pending[k].attr == ATTR_current_medication && n->pending[k].kind)
            n->pending[to++] = n->pending[k];
    n->n_pending = to;
}

void nj_say(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    struct saying s = {.what = i < n->hi ? said_of(t) : SAID_NOTHING, .end = t->end};
    s.going = (t->tail & NJ_GOING) != 0;
    s.past = (t->tail & NJ_PAST) || (t->word && ends_in_past(t->word->text));
    s.ever = (t->tail & NJ_EVER) != 0;
    s.started = nj_is(t, NJ_PRED, "receive") && t->word->text[0] != '\0' &&
                (strcmp(t->word->text, "始め") == 0 || strcmp(t->word->text, "はじめ") == 0) &&
                n->n_pending && n->pending[n->n_pending - 1].attr == ATTR_current_medication;
    bool topical = s.what == SAID_MAYBE || s.what == SAID_CURED || s.what == SAID_UNKNOWN ||
                   s.what == SAID_CLEARED;
    bool denies = s.what == SAID_NO || s.what == SAID_NEG || s.what == SAID_MAYBE ||
                  s.what == SAID_CURED || s.what == SAID_UNKNOWN || s.what == SAID_CLEARED ||
                  s.what == SAID_POS;
    bool linked = true;
    for (size_t k = n->n_pending; k-- > 0;) {
        struct nj_mention *m = &n->pending[k];
        if (k + 1 < n->n_pending)
            linked = linked && nj_is_list_between(n, m->last, n->pending[k + 1].first);
        if (m->ago < 0 && n->time.set && n->time.begin >= m->t->begin) {
            m->ago = n->time.days;
            if (s.what == SAID_YES || s.what == SAID_EVENT || n->time.from)
                m->months = n->time.months;
        }
        m->t = &n->t[m->first];
    }
    linked = true;
    size_t chain = n->n_pending;
    while (chain > 0 && (chain == n->n_pending || nj_is_list_between(n, n->pending[chain - 1].last,
                                                                     n->pending[chain].first)))
        chain--;
    for (size_t k = chain; topical && k-- > 0;) /* C型肝炎は…治りました */
        if (nj_is(&n->t[n->pending[k].last], NJ_PTC, "wa")) {
            chain = k;
            break;
        }
    for (size_t k = 0; k < n->n_pending; k++) {
        struct saying own = s;
        if (n->pending[k].other || is_kept(&n->pending[k], t, i < n->hi))
            continue;
        if (i >= n->hi)
            own.end = n->t[n->pending[k].last - 1].end;
        else if (denies && k < chain)
            own = (struct saying){.what = SAID_NOTHING, .end = n->t[n->pending[k].last - 1].end};
        say_one(n, &n->pending[k], &own);
    }
    keep_drugs(n, nj_is(t, NJ_PRED, "dx") && i < n->hi);
    n->time.set = false;
}
