/* Operations in plain words: 胃を全部取りました, 右下葉切除, ポリープを取ってもらいました. */
#include "schema/base/mem.h"
#include "search/note_ja_say.h"

/* 頭を切りました is a wound. */
static bool is_outside(const char *organ)
{
    return ja_is_one(organ, strlen(organ), nj_list_cut_outside);
}

/* 子宮と|卵巣を取りました: the organ at i goes on with another; the last of them. */
static size_t last_organ(const struct nj *n, size_t i)
{
    enum { MOST = 4 };
    size_t end = i;
    for (size_t k = i, organs = 0; organs < MOST; organs++) {
        k++;
        if (!nj_is(nj_at(n, k), NJ_PTC, "to") && nj_at(n, k)->class != NJ_COMMA)
            break;
        k += 1 + (nj_at(n, k + 1)->class == NJ_SIDE);
        if (nj_at(n, k)->class != NJ_ORGAN)
            break;
        end = k;
    }
    return end;
}

/* May stand between an organ and its removal; 肺の上葉を切除 is not the lung's. */
static bool is_removal_gap(const struct nj_token *t)
{
    switch (t->class) {
    case NJ_WHOLE:
    case NJ_PART:
    case NJ_PTC:
    case NJ_NUM:
    case NJ_TIME:
        return true;
    case NJ_NONE: /* 胸腺を手術で取りました */
        return t->word->attr == ATTR_prior_surgery;
    case NJ_SIDE:
        return !nj_is(t, NJ_SIDE, "lobe");
    default:
        return false;
    }
}

/* 腎臓を|腎臓がんで取りました */
static bool is_removal_reason(const struct nj *n, size_t k)
{
    return nj_at(n, k)->class == NJ_NAME && strcmp(nj_at(n, k)->kind, "disease") == 0 &&
           nj_is(nj_at(n, k + 1), NJ_PTC, "de");
}

static bool is_partial(const struct nj *n, size_t i)
{
    const struct nj_token *part = nj_at(n, i - 1);
    return part->end == nj_at(n, i)->begin && nj_text_is(n, part, "部分") &&
           nj_begins(n, nj_at(n, i), "切除");
}

/* 全部取り, 摘出: how the organ between tokens i and end was removed. */
static const char *how_removed(const struct nj *n, size_t i, size_t end)
{
    bool all = nj_begins(n, nj_at(n, end), "全摘"), part = false;
    bool out = nj_begins(n, nj_at(n, end), "摘");
    for (size_t k = i + 1; k < end; k++) {
        all |= nj_at(n, k)->class == NJ_WHOLE;
        part |= nj_at(n, k)->class == NJ_PART;
    }
    if (part) /* 乳房部分切除 is the name of one, 胃を半分切りました is not */
        return is_partial(n, end) ? "部分切除術" : "切除術";
    if (!all && nj_begins(n, nj_at(n, end), "摘除"))
        return "摘除術"; /* the note's own word */
    if (all)
        return "全摘術";
    const char *organ = nj_at(n, i)->word->value;
    out |= ja_is_one(organ, strlen(organ), nj_list_taken_whole);
    return out ? "摘出術" : "切除術";
}

/* 腎臓を4年前に摘出: when. */
static double removed_ago(struct nj *n, size_t i, size_t end, double ago)
{
    for (size_t at = i + 1; at < end; at++)
        if (nj_read_time(n, at) && n->time.set && n->time.begin > nj_at(n, i)->begin)
            ago = n->time.days;
    return ago;
}

/* 胃を切る|手術: what the verb at k alone does not say to have been. */
static bool is_yet_to_come(const struct nj *n, size_t k)
{
    const struct nj_token *t = nj_at(n, k);
    return ja_ends_in(n->p->text.s, t->end, nj_list_verb_plain, NULL);
}

/* 虫垂炎（op）, 胆石（20歳時手術）: the operation, and the disease is over unless malignant. */
void nj_mention_operated(struct nj *n, struct nj_mention *m)
{
    enum { NEAR = 5 };
    size_t k = m->last + 1, end = k + NEAR;
    if (m->attr != ATTR_diagnosis || nj_at(n, m->last)->class != NJ_OPEN)
        return;
    double ago = -1;
    for (; k < end && !nj_text_is_any(n, nj_at(n, k), nj_list_operated_marks); k++)
        switch (nj_at(n, k)->class) {
        case NJ_NUM:
            if (nj_time_days(n, nj_at(n, k)) > 0 && nj_is(nj_at(n, k + 1), NJ_TIME, "ago"))
                ago = nj_at(n, k)->num.value * nj_time_days(n, nj_at(n, k));
            break;
        case NJ_TIME:
        case NJ_PTC:
        case NJ_COMMA:
        case NJ_DECADE:
            break;
        default:
            return;
        }
    if (k == end || nj_at(n, k + 1)->class != NJ_CLOSE)
        return;
    note_item(n->p, ATTR_prior_surgery, mem_printf(n->p->ctx, "%s手術", m->value), ago, m->t->begin,
              nj_at(n, k)->end);
    if (!nj_is_malignant(m->value) && n->section != ATTR_history) {
        note_item(n->p, ATTR_history, m->value, ago, m->t->begin, nj_at(n, k)->end);
        m->modifies = true;
    }
}

/* 胃を全部取りました: an operation. Tokens. */
size_t nj_mention_removal(struct nj *n, size_t i)
{
    enum { GAP = 5 };
    size_t last = last_organ(n, i), k = last + 1;
    bool reason = false; /* told on its own */
    while (k <= last + GAP && (is_removal_gap(nj_at(n, k)) || is_removal_reason(n, k)))
        reason |= nj_at(n, k++)->class == NJ_NAME;
    const struct nj_token *end = nj_at(n, k);
    if (end->class != NJ_REMOVED || (end->tail & NJ_NOT))
        return 0;
    const char *organ = nj_at(n, i)->word->value;
    if (nj_is(end, NJ_REMOVED, "cut") && is_outside(organ))
        return 0;
    struct nj_mention *m = nj_wait_for(n, i, k + 1, ATTR_prior_surgery);
    if (m) {
        m->value = mem_printf(n->p->ctx, "%s%s", organ, how_removed(n, i, k));
        m->kind = "removal";
        m->modifies = is_yet_to_come(n, k);
        m->ago = removed_ago(n, i, k, m->ago);
        m->firm = (end->tail & NJ_PAST) || end->tail == 0 ||
                  ((end->tail & NJ_EVER) && !nj_is(nj_at(n, k + 1), NJ_PRED, "not"));
    }
    return last > i || reason ? 1 : k + 1 - i;
}

/* 胃癌|切除後, 子宮筋腫|摘出後: of what was removed; unless malignant it is gone. */
static char *excised_lesion(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    struct nj_mention *m = n->n_pending ? &n->pending[n->n_pending - 1] : NULL;
    if (!m || m->last != i || nj_at(n, i - 1)->class != NJ_NAME ||
        strcmp(nj_at(n, i - 1)->kind, "disease") != 0 || nj_at(n, i - 1)->end != t->begin ||
        m->attr != ATTR_diagnosis || !nj_begins_any(n, t, nj_list_excised) ||
        !nj_begins_any(n, nj_at(n, i + 1), nj_list_after_care))
        return NULL;
    m->modifies = !nj_is_malignant(m->value);
    return mem_printf(n->p->ctx, "%s%s術", m->value, nj_name(n, t->begin, t->stem_end));
}

static bool is_part_of_name(const struct nj_token *t)
{
    return t->class == NJ_SIDE || t->class == NJ_PART || t->class == NJ_WHOLE ||
           t->class == NJ_ORGAN || (t->class == NJ_TEXT && t->kind);
}

/* 右下葉切除, 原発切除: what stands right before is its name. */
static char *excision_name(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    size_t first = i;
    bool named = false, longer = next->begin == t->end && next->class == NJ_TEXT && next->kind &&
                                 !nj_text_is(n, next, "術") && !nj_text_is(n, next, "後");
    if (longer || !(nj_begins_any(n, t, nj_list_excised)))
        return NULL;
    while (first > n->lo && nj_at(n, first - 1)->end == nj_at(n, first)->begin &&
           is_part_of_name(nj_at(n, first - 1))) {
        const struct nj_token *a = nj_at(n, --first);
        named |= a->class == NJ_TEXT || a->class == NJ_ORGAN || nj_is(a, NJ_SIDE, "lobe");
    }
    return named ? mem_printf(n->p->ctx, "%s術", nj_name(n, nj_at(n, first)->begin, t->stem_end))
                 : NULL;
}

/* 胃癌で全摘: of the cancer's organ. */
static char *total_name(const struct nj *n, size_t i)
{
    if (i < n->lo + 2 || !nj_begins(n, nj_at(n, i), "全摘") ||
        !nj_is(nj_at(n, i - 1), NJ_PTC, "de") || nj_at(n, i - 2)->class != NJ_NAME)
        return NULL;
    char *name = nj_name(n, nj_at(n, i - 2)->begin, nj_at(n, i - 2)->end);
    size_t cut = nj_ends_with(name, "癌") ? strlen("癌") : strlen("がん");
    if ((!nj_ends_with(name, "癌") && !nj_ends_with(name, "がん")) || nj_is_histology(name))
        return NULL; /* 乳頭癌で全摘: of the organ told before */
    name[strlen(name) - cut] = '\0';
    return mem_printf(n->p->ctx, "%s全摘術", name);
}

/* The only cancer told of so far, where the sentence names no other disease. */
static const char *only_cancer(const struct nj *n, size_t first)
{
    const char *name = NULL;
    for (size_t k = 0; k < n->n_pending; k++) {
        const struct nj_mention *m = &n->pending[k];
        if (m->attr != ATTR_diagnosis || m->other || m->first > first || !m->value)
            continue;
        if (!nj_is_malignant(m->value) || (name && strcmp(name, m->value) != 0))
            return NULL;
        name = m->value;
    }
    for (size_t k = 0; k < n->n_diseases; k++) {
        const struct nj_disease *d = &n->diseases[k];
        if (d->sentence == n->lo && !nj_is_malignant(d->name))
            return NULL;
        if (!nj_is_malignant(d->name))
            continue;
        if (name && strcmp(name, d->name) != 0)
            return NULL;
        name = d->name;
    }
    return name && ja_ends_in(name, strlen(name), nj_list_solid, NULL) ? name : NULL;
}

const char *nj_cancer_operated(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *prev = m->first > n->lo ? nj_at(n, m->first - 1) : nj_at(n, n->hi);
    const struct nj_token *next = nj_at(n, m->last);
    bool by_it = nj_is(next, NJ_PTC, "de") && !nj_is(nj_at(n, m->last + 1), NJ_PTC, "wa") &&
                 nj_text_is(n, next, "で"); /* 手術では取れない: none was done */
    bool told =
        nj_is(next, NJ_PTC, "wo") || by_it || next->class == NJ_COMMA || next->class == NJ_PRED;
    bool bare = prev->class == NJ_COMMA || prev->class == NJ_CLASS_COUNT ||
                prev->class == NJ_TIME || prev->class == NJ_OFF || prev->class == NJ_FLAG ||
                nj_is(prev, NJ_PTC, "ni") || nj_is(prev, NJ_PTC, "de");
    bool plain = nj_text_is(n, m->t, "手術");
    return told && bare && plain ? only_cancer(n, m->first) : NULL;
}

/* 前立腺癌です。4年前に全摘して, 乳癌で部分切除: of the only cancer's organ. */
static char *total_of_cancer(const struct nj *n, size_t i)
{
    static const char *const organs[][2] = {
        {"胃癌", "胃"},         {"食道癌", "食道"}, {"前立腺癌", "前立腺"}, {"膀胱癌", "膀胱"},
        {"甲状腺癌", "甲状腺"}, {"乳癌", "乳房"},   {"喉頭癌", "喉頭"},     {"子宮体癌", "子宮"},
        {"子宮頸癌", "子宮"},   {"膵癌", "膵"},     {"膵臓癌", "膵"},       {"肝癌", "肝"},
        {"肝細胞癌", "肝"},     {"腎癌", "腎"},     {"腎臓癌", "腎"},       {"肺癌", "肺"},
        {"大腸癌", "大腸"}};
    const struct nj_token *t = nj_at(n, i);
    bool joined = i > n->lo && nj_at(n, i - 1)->end == t->begin &&
                  nj_at(n, i - 1)->class != NJ_PTC && nj_at(n, i - 1)->class != NJ_COMMA &&
                  nj_at(n, i - 1)->class != NJ_TIME;
    bool part = joined && nj_begins(n, t, "切除") && nj_text_is(n, nj_at(n, i - 1), "部分") &&
                (i < n->lo + 2 || nj_at(n, i - 2)->end < nj_at(n, i - 1)->begin ||
                 nj_at(n, i - 2)->class == NJ_PTC || nj_at(n, i - 2)->class == NJ_COMMA);
    const char *cancer = part || (nj_begins(n, t, "全摘") && !joined) ? only_cancer(n, i) : NULL;
    for (size_t k = 0; cancer && k < sizeof organs / sizeof *organs; k++)
        if (strcmp(cancer, organs[k][0]) == 0)
            return mem_printf(n->p->ctx, "%s%s術", organs[k][1], part ? "部分切除" : "全摘");
    return NULL;
}

/* 卵巣嚢腫を腹腔鏡で取りました: an operation, and what was removed is gone unless malignant. */
static char *lesion_name(struct nj *n, size_t i)
{
    enum { CURED_DAYS = 1826 }; /* five years: then a cancer counts as cured */
    bool done =
        (nj_at(n, i)->tail & NJ_PAST) || nj_begins_any(n, nj_at(n, i + 1), nj_list_had_done);
    if (!n->n_pending || !done)
        return NULL;
    struct nj_mention *m = &n->pending[n->n_pending - 1];
    if (m->attr != ATTR_diagnosis || !m->value || !nj_is(nj_at(n, m->last), NJ_PTC, "wo"))
        return NULL;
    for (size_t k = m->last + 1; k < i; k++) {
        enum nj_class c = nj_at(n, k)->class;
        if (c != NJ_PTC && c != NJ_OFF && c != NJ_TIME && c != NJ_NUM && c != NJ_SIDE &&
            c != NJ_NONE && c != NJ_WHOLE)
            return NULL;
    }
    m->modifies = !strstr(m->value, "癌");
    m->removed = m->ago >= CURED_DAYS || (n->time.set && n->time.days >= CURED_DAYS);
    return mem_printf(n->p->ctx, "%s摘出術", m->value);
}

size_t nj_mention_excision(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    char *name = t->tail & NJ_NOT ? NULL : excision_name(n, i);
    if (!name && !(t->tail & NJ_NOT))
        name = total_name(n, i);
    if (!name && !(t->tail & NJ_NOT))
        name = total_of_cancer(n, i);
    if (!name && !(t->tail & NJ_NOT))
        name = lesion_name(n, i);
    if (!name && !(t->tail & NJ_NOT))
        name = excised_lesion(n, i);
    struct nj_mention *m = name ? nj_wait_for(n, i, i + 1, ATTR_prior_surgery) : NULL;
    if (m) {
        m->kind = "removal";
        m->value = name;
        m->firm = (t->tail & NJ_PAST) || (t->tail == 0 && t->end > t->stem_end); /* 全摘して */
    }
    return 1;
}

/* Put in with one verb: what is only there may be anything. */
void nj_say_stent(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool put = false, had = nj_is_done(s);
    for (size_t k = m->last; k < n->hi && nj_at(n, k)->end <= s->end; k++) {
        put |= nj_begins_any(n, nj_at(n, k), nj_list_put_in);
        had |= put && nj_begins_any(n, nj_at(n, k + 1), nj_list_had_done);
    }
    if (put && had)
        note_item(n->p, ATTR_prior_surgery, mem_printf(n->p->ctx, "%s留置術", m->value), m->ago,
                  m->t->begin, s->end);
}
