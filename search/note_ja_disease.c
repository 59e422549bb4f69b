/* Diseases of a Japanese note: which is the one it is about, which are others, which are over. */
#include "schema/base/mem.h"
#include "search/note_ja_say.h"

/* 肺癌術後、再発なし: over, when the note is about another disease. */
static bool is_operated_away(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *by = nj_at(n, m->last + 1);
    bool operated = nj_at(n, m->last)->class == NJ_PTC && /* 胃癌の手術をして */
                    (by->class == NJ_REMOVED || nj_is(by, NJ_NONE, "prior_surgery"));
    if (nj_at(n, m->last)->class != NJ_POSTOP && !operated)
        return false;
    for (size_t i = m->last; i < n->hi; i++) {
        size_t k = i + 1 + (nj_at(n, i + 1)->class == NJ_PTC);
        if (nj_is(nj_at(n, i), NJ_ENUM, "recurrent") && nj_is(nj_at(n, k), NJ_PRED, "not"))
            return true;
    }
    return false;
}

/* The lexicon's concept of the name that the token is as a whole. */
static bool concept_of(const struct nj *n, const struct nj_token *t, uint32_t *ret)
{
    struct folded f;
    struct lexicon_matches m;
    const struct lexicon *x = n->p->reader->lexicon;
    const char *s = n->p->text.s + t->begin;
    size_t len = t->end - t->begin;
    if (!x || t->class != NJ_NAME || strcmp(t->kind, "disease") != 0)
        return false;
    fold_text(n->p->reader->folder, n->p->tmp, s, len, &f);
    lexicon_match(x, n->p->tmp, &f, s, LEXICON_CASE_ASKED, &m);
    if (m.n == 0 || m.items[0].n == 0 || m.items[0].begin > 0 ||
        f.src_end[m.items[0].end - 1] != len)
        return false;
    *ret = m.items[0].concepts[0];
    return true;
}

/* うつ病（大うつ病性障害）, 心臓病（ファロー四徴症）: the bracket says which one is meant. */
bool nj_is_told_closer(const struct nj *n, const struct nj_mention *m)
{
    uint32_t wide, close;
    return m->attr == ATTR_diagnosis && nj_at(n, m->last)->class == NJ_OPEN &&
           concept_of(n, nj_at(n, m->last - 1), &wide) &&
           concept_of(n, nj_at(n, m->last + 1), &close) && wide != close &&
           lexicon_is_a(n->p->reader->lexicon, close, wide);
}

/* 白血病, 急性リンパ性白血病: the longer name is the same disease, told more closely. */
static bool is_kind_of(const char *name, const char *wider)
{
    return nj_ends_with(name, wider) && strlen(wider) >= strlen("肺癌") &&
           !ja_at(name, strlen(name), nj_list_own_kinds);
}

/* The disease told before that m tells more closely or less so; NULL. */
static struct nj_disease *same_disease(struct nj *n, const struct nj_mention *m)
{
    for (size_t i = 0; i < n->n_diseases; i++) {
        struct nj_disease *d = &n->diseases[i];
        if (is_kind_of(m->value, d->name)) {
            d->name = mem_strdup(n->p->ctx, m->value);
            d->begin = m->t->begin;
            d->end = m->t->end;
            return d;
        }
        if (strcmp(d->name, m->value) == 0 || is_kind_of(d->name, m->value))
            return d;
    }
    return NULL;
}

void nj_disease_add(struct nj *n, const struct nj_mention *m, bool event)
{
    note_seen(n->p, m->t->begin, m->t->end);
    struct nj_disease *same = same_disease(n, m);
    if (same) {
        if (same->months < 0)
            same->months = m->months;
        return;
    }
    if (n->n_diseases == NJ_DISEASES_MAX)
        return;
    n->diseases[n->n_diseases++] = (struct nj_disease){.name = mem_strdup(n->p->ctx, m->value),
                                                       .begin = m->t->begin,
                                                       .end = m->t->end,
                                                       .months = m->months,
                                                       .ago = m->ago,
                                                       .event = event,
                                                       .sentence = n->lo,
                                                       .removed = m->removed,
                                                       .over = is_operated_away(n, m)};
}

/* 結膜炎が出てやめました: what a drug did, for which it was stopped. */
bool nj_is_side_effect(const struct nj *n, const struct nj_mention *m)
{
    size_t k = m->last + 1;
    if (!nj_is(nj_at(n, m->last), NJ_PTC, "ga") || !nj_begins_any(n, nj_at(n, k), nj_list_spoiled))
        return false;
    for (k++; k < n->hi && nj_at(n, k)->class != NJ_NAME; k++)
        if (nj_is(nj_at(n, k), NJ_PRED, "stop") || nj_is(nj_at(n, k), NJ_PRED, "change"))
            return true;
    return false;
}

bool nj_name_ends_in(const char *name, enum nj_class class)
{
    size_t len = strlen(name);
    if (class == NJ_ACUTE && ja_at(name, len, nj_list_lasting))
        return false; /* 慢性膵炎 */
    for (size_t i = 0; i < nj_word_count; i++) {
        if (nj_words[i].class != class)
            continue;
        size_t end = strlen(nj_words[i].text);
        if (end <= len && strcmp(name + len - end, nj_words[i].text) == 0)
            return true;
    }
    return false;
}

/* 手術は虫垂炎で, 虫垂炎で手術: the disease is gone with the operation, a cancer may be not. */
bool nj_is_operated(const struct nj *n, const struct nj_mention *m)
{
    if (nj_is_malignant(m->value))
        return false;
    const struct nj_token *next = nj_at(n, m->last + 1);
    for (size_t i = n->lo; i < m->first; i++)
        if (nj_at(n, i)->class == NJ_NONE && nj_at(n, i)->word->attr == ATTR_prior_surgery &&
            nj_is(nj_at(n, i + 1), NJ_PTC, "wa"))
            return true;
    /* gone with what was removed, as myasthenia is not with the thymus */
    bool growth = nj_name_ends_in(m->value, NJ_GROWTH) || nj_name_ends_in(m->value, NJ_ACUTE);
    for (size_t i = m->last + 1; m->firm && growth && i < n->hi && nj_at(n, i)->class != NJ_COMMA;
         i++)
        if (nj_at(n, i)->class == NJ_REMOVED) /* 子宮筋腫で子宮を全摘 */
            return !(nj_at(n, i)->tail & NJ_NOT);
        else if (nj_at(n, i)->class == NJ_NAME)
            break;
    return (m->firm || m->treated) && next->class == NJ_NONE &&
           next->word->attr == ATTR_prior_surgery;
}

static void take_out(struct nj *n, size_t i)
{
    const struct nj_disease d = n->diseases[i];
    n->n_diseases--;
    for (; i < n->n_diseases; i++)
        n->diseases[i] = n->diseases[i + 1];
    note_item(n->p, ATTR_history, d.name, d.ago, d.begin, d.end);
}

/* Nothing but when it was stands before the predicate at token i: 今は治っています. */
static bool is_said_alone(const struct nj *n, size_t i)
{
    for (size_t k = n->lo; k < i; k++)
        switch (nj_at(n, k)->class) {
        case NJ_TIME:
        case NJ_PTC:
        case NJ_COMMA:
        case NJ_OFF:
        case NJ_NUM:
        case NJ_WHOLE:
            break;
        default:
            if (!nj_begins_any(n, nj_at(n, k), nj_list_all_gone))
                return false;
        }
    return true;
}

/* 2年前に診断されました, of the only disease told of before. */
void nj_diseases_dated(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    bool found = nj_is(t, NJ_PRED, "dx") && nj_begins_any(n, t, nj_list_found);
    bool dated = found || nj_begins_any(n, t, nj_list_onset);
    if (!dated || n->other || n->n_pending || n->n_diseases != 1 || n->months >= 0 ||
        !n->time.set || n->time.begin < nj_at(n, n->lo)->begin || (t->tail & NJ_NOT) ||
        n->diseases[0].sentence != n->before || !is_said_alone(n, i))
        return;
    n->months = n->time.months;
    n->months_begin = n->time.begin;
    n->months_end = t->end;
}

/* C型肝硬変: the virus goes, the cirrhosis does not. */
bool nj_is_scar(const char *name)
{
    return ja_ends_in(name, strlen(name), nj_list_stays_scarred, NULL);
}

/* 甲状腺癌の手術をして、こちらは治ったと: the disease that the sentence told of before. */
static bool points_back(const struct nj *n, size_t i)
{
    return i >= n->lo + 2 && n->n_pending == 0 && nj_at(n, i - 1)->class == NJ_PTC &&
           !nj_is(nj_at(n, i - 1), NJ_PTC, "no") &&
           nj_text_is_any(n, nj_at(n, i - 2), nj_list_that_one);
}

/* 帯状疱疹になりました。今は治っています; C型肝炎です。ウイルスは消えました: of the sentence
 * before. */
void nj_diseases_cured(struct nj *n, size_t i, bool eased)
{
    bool svr = nj_is_svr(nj_at(n, i));
    size_t last = n->n_diseases - 1;
    if (n->other || n->n_diseases == 0)
        return;
    for (size_t k = n->n_diseases; svr && k-- > 0;)
        if (nj_infection_of(n->diseases[k].name) == ATTR_hcv && !nj_is_scar(n->diseases[k].name)) {
            nj_forget(n, ATTR_hcv);
            take_out(n, k);
            return;
        }
    bool back = points_back(n, i);
    size_t told = back && n->diseases[last].sentence == n->lo ? n->lo : n->before;
    bool one = n->n_diseases < 2 || n->diseases[last - 1].sentence != told;
    bool passing = !eased || nj_name_ends_in(n->diseases[last].name, NJ_ACUTE);
    if (!svr && one && passing && n->diseases[last].sentence == told &&
        (back || is_said_alone(n, i)))
        take_out(n, last);
}

bool nj_is_malignant(const char *name)
{
    return ja_holds(name, strlen(name), nj_list_malignant);
}

/* 転移性去勢抵抗性前立腺癌: the cancer, and that it has spread; 転移性肝癌 is another's. */
char *nj_without_spread(struct nj *n, const struct nj_mention *m, char *name)
{
    size_t cut = ja_at(name, strlen(name), nj_list_spreading);
    if (!cut || !nj_is_malignant(name) || !ja_begins(name + cut, nj_list_spread_from))
        return name;
    if (!m->other)
        note_item(n->p, ATTR_disease_state, "metastatic", -1, m->t->begin, m->t->end);
    return name + cut;
}

/* 肝炎はB型もC型も陰性: the types are spoken of; 幻聴で発症: how the disease told before began. */
bool nj_is_told_elsewhere(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *mark = nj_at(n, m->last), *next = nj_at(n, m->last + 1);
    if (m->attr != ATTR_diagnosis)
        return false;
    if (nj_is(mark, NJ_PTC, "wa") && next->class == NJ_MARKER)
        return ja_ends_in(m->value, strlen(m->value), nj_list_in_types, NULL);
    return nj_is(mark, NJ_PTC, "de") && nj_is(next, NJ_PRED, "develop") &&
           nj_begins_any(n, next, nj_list_onset) && n->n_diseases > 0;
}

bool nj_is_treated_away(const struct nj *n, const struct nj_mention *m)
{
    if (!ja_ends_in(m->value, strlen(m->value), nj_list_curable, NULL))
        return false;
    for (size_t k = m->last; k + 1 < n->hi; k++) {
        size_t at = k + 1 + (nj_at(n, k + 1)->class == NJ_PTC);
        const struct nj_token *verb = nj_at(n, at);
        if (!nj_is(nj_at(n, k), NJ_NONE, "prior_therapy") || verb->class != NJ_PRED)
            continue;
        bool past = (verb->tail & NJ_PAST) || nj_text_is(n, verb, "しました") ||
                    nj_text_is(n, verb, "した") || nj_is(verb, NJ_PRED, "stop");
        return past && !(verb->tail & (NJ_NOT | NJ_WISH | NJ_GOING));
    }
    return false;
}

/* 3年前に肺炎で入院しました: for it, and long ago. */
bool nj_is_stay_for(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    enum { LONG_DAYS = 60 };
    const struct nj_token *stay = nj_at(n, m->last + 1);
    return m->firm && stay->class == NJ_FLAG && stay->word->attr == ATTR_inpatient &&
           m->ago >= LONG_DAYS && !s->going && (stay->tail & NJ_PAST);
}

static bool is_past(const struct nj_disease *d)
{
    return d->event || d->over;
}

/* コロナにかかりました: gone by itself, and not what a note is about. */
static bool passes_by(const struct nj_disease *d)
{
    return d->event && ja_holds(d->name, strlen(d->name), nj_list_passing);
}

/* The disease the note is about: a malignant one, else the first that is there now. */
static size_t main_disease(const struct nj *n)
{
    const struct nj_disease *d = n->diseases;
    size_t best = n->n_diseases;
    for (size_t i = n->n_diseases; i-- > 0;)
        if (!passes_by(&d[i]) && (!is_past(&d[i]) || best == n->n_diseases || is_past(&d[best])))
            best = i;
    for (size_t i = 0; i < n->n_diseases; i++)
        if (!is_past(&d[i]) && nj_is_malignant(d[i].name))
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
        if (nj_is_malignant(n->diseases[i].name))
            return;
    if (n->n_diseases && f->n_items == 1 && strcmp(f->items[0].word, "recurrent") == 0) {
        n->p->note->facts->by_attr[ATTR_disease_state].n_items = 0;
        nj_forget(n, ATTR_disease_state);
    }
}

/* スギ花粉症があり、薬のアレルギーはありません: there is one. */
static void forget_no_allergy(struct nj *n)
{
    const struct fact *f = &n->p->note->facts->by_attr[ATTR_allergy];
    for (size_t i = 0; i < n->n_diseases; i++)
        if (f->state == FACT_GIVEN && f->n_items == 0 &&
            ja_holds(n->diseases[i].name, strlen(n->diseases[i].name), nj_list_allergic_ills))
            nj_forget(n, ATTR_allergy);
}

/* What goes by itself leaves a person healthy: 健康です。去年コロナにかかりました. */
static bool is_ill(const struct nj *n)
{
    for (size_t i = 0; i < n->n_diseases; i++)
        if (!passes_by(&n->diseases[i]))
            return true;
    return false;
}

/* A cancer that was cut out years ago is over, where the note tells of no relapse or spread. */
static void end_removed(struct nj *n)
{
    if (note_has(n->p, ATTR_metastasis_site) || note_has(n->p, ATTR_disease_state) ||
        note_has(n->p, ATTR_tnm_m))
        return;
    for (size_t i = 0; i < n->n_diseases; i++)
        n->diseases[i].over |= n->diseases[i].removed;
}

void nj_diseases_end(struct nj *n)
{
    end_removed(n);
    size_t first = main_disease(n);
    for (size_t i = 0; i < n->n_diseases; i++) {
        const struct nj_disease *d = &n->diseases[i];
        uint16_t attr = i == first ? ATTR_diagnosis : is_past(d) ? ATTR_history : ATTR_comorbidity;
        note_item(n->p, attr, d->name, d->over && i != first ? d->ago : -1, d->begin, d->end);
    }
    if (first < n->n_diseases)
        say_duration(n, &n->diseases[first]);
    else if (n->months >= 0)
        note_number(n->p, ATTR_disease_duration, n->months, n->months_begin, n->months_end);
    if (is_ill(n) && n->p->note->facts->by_attr[ATTR_healthy].flag)
        nj_forget(n, ATTR_healthy);
    forget_relapse(n);
    forget_no_allergy(n);
}
