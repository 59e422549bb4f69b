/* Things named in a note: each waits for what the sentence says of it. */
#include "schema/base/mem.h"
#include "search/criteria_ja.h"
#include "search/note_ja.h"

bool nj_has_own_time(const struct nj *n, size_t k)
{
    while ((nj_is(nj_at(n, k), NJ_PTC, "to") || nj_at(n, k)->class == NJ_COMMA) &&
           nj_at(n, k + 1)->class == NJ_NAME)
        k += 2;
    if (!nj_is(nj_at(n, k), NJ_PTC, "wa"))
        return false;
    for (k++; nj_time_days(n, nj_at(n, k)) > 0; k++)
        if (nj_is(nj_at(n, k + 1), NJ_TIME, "ago"))
            return true;
    return false;
}

struct nj_mention *nj_wait_for(struct nj *n, size_t first, size_t last, uint16_t attr)
{
    if (n->n_pending == NJ_PENDING_MAX)
        return NULL;
    struct nj_mention *m = &n->pending[n->n_pending++];
    *m = (struct nj_mention){.t = nj_at(n, first),
                             .first = first,
                             .last = last,
                             .attr = attr,
                             .other = n->other && attr != ATTR_guardian_consent,
                             .once = n->once != NULL,
                             .ago = -1,
                             .months = -1};
    if (n->time.set && n->time.end <= m->t->begin && !nj_has_own_time(n, last)) {
        m->ago = n->time.days;
        m->months = n->time.months;
    }
    return m;
}

/* ------------------------------------------------------------------ names */

bool nj_ends_with(const char *s, const char *end)
{
    size_t a = strlen(s), b = strlen(end);
    return a > b && strcmp(s + a - b, end) == 0;
}

/* Without what a list's name says anyway: 卵アレルギー → 卵, 肝転移 → 肝. */
static char *without_end(char *name, const char *const *ends)
{
    for (; *ends; ends++)
        if (nj_ends_with(name, *ends))
            name[strlen(name) - strlen(*ends)] = '\0';
    return name;
}

static bool is_of_antibody(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *next = nj_at(n, m->last);
    return next->begin == m->t->end && nj_text_is(n, next, "抗体");
}

/* 既往感染のB型肝炎 */
static bool is_behind_void(const struct nj *n, const struct nj_mention *m)
{
    return m->first >= n->lo + 2 && nj_is(nj_at(n, m->first - 1), NJ_PTC, "no") &&
           nj_at(n, m->first - 2)->class == NJ_VOID;
}

/* B型肝炎は既往感染, 感染のリスクを考え中止 */
static bool is_not_meant(const struct nj *n, const struct nj_token *next,
                         const struct nj_token *head)
{
    return (nj_is(next, NJ_PTC, "wa") && head->class == NJ_VOID) ||
           (nj_is(next, NJ_PTC, "no") && nj_begins_any(n, head, nj_list_risks));
}

/* What stands behind の: the head noun that says whether the person has the disease. */
static void set_head(struct nj *n, struct nj_mention *m)
{
    size_t k = m->last;
    size_t grade = k + (nj_at(n, k)->class == NJ_NUM);
    grade += grade > k && nj_text_is(n, nj_at(n, grade), "度");
    if (nj_is(nj_at(n, grade), NJ_PTC, "no") && nj_is(nj_at(n, grade + 1), NJ_NONE, "history"))
        k = grade; /* 肝性脳症II度の既往 */
    const struct nj_token *next = nj_at(n, k), *head = nj_at(n, k + 1);
    if (next->class == NJ_VOID || next->class == NJ_REACT) {
        m->modifies = true;
        return;
    }
    if (next->class == NJ_HEAD || next->class == NJ_POSTOP) {
        m->treated = true;
        return;
    }
    if (is_of_antibody(n, m) || is_behind_void(n, m) || is_not_meant(n, next, head)) {
        m->modifies = true;
        return;
    }
    if (!nj_is(next, NJ_PTC, "no"))
        return;
    if ((head->class == NJ_NONE && head->word->attr == ATTR_history) || nj_is_stranger(n, head)) {
        m->modifies = true; /* 梅毒の既往: no disease of now */
        return;
    }
    if (head->class == NJ_ORGAN && (nj_at(n, m->last + 2)->class == NJ_META ||
                                    nj_is(nj_at(n, m->last + 2), NJ_NONE, "metastasis")))
        return; /* 大腸癌の肝転移 */
    switch (head->class) {
    case NJ_HEAD:
    case NJ_ATTR:
    case NJ_POSTOP:
    case NJ_NONE:
    case NJ_ENUM:
    case NJ_FORM:
        m->treated = true;
        return;
    case NJ_NAME:
    case NJ_TIME:
    case NJ_TNM:
    case NJ_NUM:
    case NJ_SEX:
    case NJ_REL:
    case NJ_SELF:
    case NJ_PRED:
        return;
    default:
        /* B型肝炎の母子感染で; AとBの両方です */
        m->modifies = !nj_is(head, NJ_OFF, "way") && !nj_begins_any(n, head, nj_list_of_all);
    }
}

/* 肺癌で, 肺癌です: present, unless で goes on as ではない. */
static void set_firm(struct nj *n, struct nj_mention *m)
{
    const struct nj_token *next = nj_at(n, m->last), *after = nj_at(n, m->last + 1);
    bool de =
        nj_is(next, NJ_PTC, "de") && !nj_is(after, NJ_PTC, "wa") && !nj_is(after, NJ_PTC, "mo");
    m->firm = de && !nj_is(after, NJ_PRED, "not");
}

static uint16_t list_of(const char *kind)
{
    static const struct {
        const char *kind;
        uint16_t attr;
    } all[] = {{"disease", ATTR_diagnosis},        {"drug", ATTR_current_medication},
               {"class", ATTR_current_medication}, {"surgery", ATTR_prior_surgery},
               {"therapy", ATTR_prior_therapy},    {"transplant", ATTR_transplant},
               {"allergy", ATTR_allergy},          {"metastasis", ATTR_metastasis_site},
               {"biomarker", ATTR_biomarker},      {"stent", ATTR_prior_surgery}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].kind, kind) == 0)
            return all[i].attr;
    return NJ_NO_ATTR;
}

static char *form_of_drug(const struct nj *n, size_t i, char *name)
{
    static const char *const forms[][3] = {{"外用", "%s外用薬", NULL}, {"吸入", "吸入%s", NULL}};
    if (strcmp(name, "ステロイド") != 0)
        return name;
    for (size_t k = i + 1; k < i + 4 && k < n->hi; k++) {
        const struct nj_token *t = nj_at(n, k);
        for (size_t f = 0; f < 2; f++)
            if (nj_is(t, NJ_FORM, forms[f][0]))
                return mem_printf(n->p->ctx, forms[f][1], name);
        if (t->class == NJ_PRED && strncmp(n->p->text.s + t->begin, "塗", 3) == 0)
            return mem_printf(n->p->ctx, forms[0][1], name);
        if (t->class == NJ_PRED && strncmp(n->p->text.s + t->begin, "吸", 3) == 0)
            return mem_printf(n->p->ctx, forms[1][1], name);
    }
    return name;
}

/* b型肝炎, 結核: a disease, and a value of its own attribute. */
uint16_t nj_infection_of(const char *name)
{
    if (strstr(name, "B型") && strstr(name, "肝炎"))
        return ATTR_hbv;
    if (strstr(name, "C型") && (strstr(name, "肝炎") || strstr(name, "肝硬変")))
        return ATTR_hcv;
    if (strncasecmp(name, "hiv", 3) == 0)
        return ATTR_hiv;
    return strstr(name, "結核") || ja_holds(name, strlen(name), nj_list_latent)
               ? ATTR_tuberculosis
               : (uint16_t)NJ_NO_ATTR;
}

/* Before the last of those that wait. */
static bool is_cancer_named(const struct nj *n)
{
    for (size_t i = 0; i + 1 < n->n_pending; i++)
        if (n->pending[i].kind && strcmp(n->pending[i].kind, "disease") == 0 &&
            strstr(n->pending[i].value, "癌"))
            return true;
    for (size_t i = 0; i < n->n_diseases; i++)
        if (strstr(n->diseases[i].name, "癌"))
            return true;
    return false;
}

static bool organ_before(const struct nj *n, size_t i)
{
    return i >= n->lo + 2 && nj_is(nj_at(n, i - 1), NJ_PTC, "no") &&
           nj_at(n, i - 2)->class == NJ_ORGAN;
}

/* A kind of tissue: 腺癌, 膵管腺癌; beside a cancer's name it says the histology. */
bool nj_is_histology(const char *name)
{
    size_t len = strlen(name);
    if (ja_ends_in(name, len, nj_list_glands, NULL) && !ja_is_one(name, len, nj_list_glands))
        return false;
    bool longer = ja_ends_in(name, len, nj_list_tissue_ends, NULL) &&
                  !ja_is_one(name, len, nj_list_tissue_ends);
    return longer || ja_ends_in(name, len, nj_list_tissues, NULL) || ja_is_histology(name);
}

/* 腺癌 beside a cancer's name, 肺の腺癌. */
static void mention_tissue(struct nj *n, size_t i, struct nj_mention *m)
{
    bool inside = organ_before(n, i);
    if (!is_cancer_named(n) && !inside)
        return;
    m->attr = ATTR_histology;
    if (!inside || is_cancer_named(n))
        return;
    struct nj_mention *d = nj_wait_for(n, i - 2, i + 1, ATTR_diagnosis);
    if (d) {
        d->kind = "disease";
        d->value = mem_printf(n->p->ctx, "%s癌", nj_at(n, i - 2)->word->value);
    }
}

/* 大腸癌肝転移: the organ; the cancer is told by it. */
static char *without_primary(struct nj *n, size_t i, char *name)
{
    char *cancer = strstr(name, "癌");
    if (!cancer || cancer[strlen("癌")] == '\0')
        return name;
    cancer += strlen("癌");
    struct nj_mention *d = nj_wait_for(n, i, i + 1, ATTR_diagnosis);
    if (d) {
        d->kind = "disease";
        d->value = mem_printf(n->p->ctx, "%.*s", (int)(cancer - name), name);
    }
    return cancer;
}

/* 糖尿病（2型）: 2型糖尿病 */
static char *with_type(const struct nj *n, const struct nj_token *t, char *name)
{
    static const char *const types[] = {"1型", "2型", "i型", "ii型"};
    const char *s = n->p->text.s + t->end;
    if (strcmp(name, "糖尿病") != 0 || *s != '(')
        return name;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t len = strlen(types[i]);
        if (strncmp(s + 1, types[i], len) == 0 && (s[1 + len] == ')' || s[1 + len] == ' '))
            return mem_printf(n->p->ctx, "%d型%s", i % 2 == 0 ? 1 : 2, name);
    }
    return name;
}

/* 花粉症なのは私のほうです, 喘息があるのは夫です: whose it is stands behind it. */
static bool is_turned_over(const struct nj *n, size_t i)
{
    const char *s = n->p->text.s + nj_at(n, i)->end;
    bool turned = ja_begins(s, nj_list_turned_over);
    for (size_t k = i + 1; turned && k < n->hi; k++)
        if (nj_at(n, k)->class == NJ_SELF)
            return n->patient != NULL;
        else if (nj_at(n, k)->class == NJ_REL)
            return nj_is_stranger(n, nj_at(n, k));
    return false;
}

/* 痛み止めはロキソニン: the drug that follows is the one meant. */
static bool is_topic_of_drug(const struct nj *n, const struct nj_mention *m)
{
    size_t i = m->last + 1;
    if (!m->kind || strcmp(m->kind, "class") != 0 || !nj_is(nj_at(n, m->last), NJ_PTC, "wa"))
        return false;
    i += nj_at(n, i)->class == NJ_COMMA || nj_is(nj_at(n, i), NJ_TIME, "now");
    return nj_at(n, i)->class == NJ_NAME && strcmp(nj_at(n, i)->kind, "drug") == 0;
}

static bool is_drug_at(const struct nj *n, size_t i)
{
    return nj_at(n, i)->class == NJ_NAME && strcmp(nj_at(n, i)->kind, "drug") == 0;
}

/* 目薬のラタノプロスト, キサラタンという目薬: the kind of a drug that is named beside it. */
static bool is_kind_of_drug(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *next = nj_at(n, m->last);
    bool before = nj_is(next, NJ_PTC, "no") || nj_is(next, NJ_PTC, "iu") || next->class == NJ_OPEN;
    if (!m->kind || strcmp(m->kind, "class") != 0)
        return false;
    return (before && is_drug_at(n, m->last + 1)) ||
           (m->first >= n->lo + 2 && is_drug_at(n, m->first - 2) && /* キサラタンの目薬 */
            (nj_is(nj_at(n, m->first - 1), NJ_PTC, "iu") ||
             nj_is(nj_at(n, m->first - 1), NJ_PTC, "no")));
}

/* 頭部MRA, MRI/MRA, MRAで異常なし: the examination, and no class of drugs. */
static bool is_examination(const struct nj *n, const struct nj_mention *m)
{
    if (!nj_text_is_any(n, m->t, nj_list_examinations))
        return false;
    size_t k = m->first;
    while (k > n->lo &&
           (nj_at(n, k - 1)->class == NJ_SLASH || nj_is(nj_at(n, k - 1), NJ_PTC, "no")))
        k--;
    const struct nj_token *before = k > n->lo ? nj_at(n, k - 1) : nj_at(n, n->hi);
    const struct nj_token *mark = nj_at(n, m->last), *next = nj_at(n, m->last + 1);
    bool of = before->class == NJ_ORGAN || before->class == NJ_ABLE ||
              (before->class == NJ_TEXT && before->end == m->t->begin) ||
              before->class == NJ_NOATTR;
    bool told = nj_is(mark, NJ_PTC, "de") || mark->class == NJ_CLEARED || mark->class == NJ_COLON ||
                nj_begins_any(n, mark, nj_list_examined) ||
                (mark->class == NJ_PTC &&
                 (next->class == NJ_CLEARED || nj_begins_any(n, next, nj_list_examined)));
    return of || told;
}

/* ヒュミラの前はXを: when another was taken. */
static bool is_reference(const struct nj *n, const struct nj_mention *m)
{
    return m->attr == ATTR_current_medication && nj_is(nj_at(n, m->last), NJ_PTC, "no") &&
           nj_is(nj_at(n, m->last + 1), NJ_TIME, "ago");
}

/* 33週、1,950gの早産: how a child was born. */
static bool is_birth(const struct nj *n, const struct nj_mention *m)
{
    size_t k = m->first;
    if (m->attr != ATTR_diagnosis || !ja_at(m->value, strlen(m->value), nj_list_premature))
        return false;
    k -= k > n->lo && nj_at(n, k - 1)->class == NJ_PTC;
    return k > n->lo && nj_at(n, k - 1)->class == NJ_NUM;
}

/* 心不全（HFpEF）, ネフローゼ症候群（微小変化型）: the same disease in Latin letters, its type. */
static bool is_abbreviation_of(const struct nj *n, size_t i)
{
    static const char type[] = "型";
    const struct nj_token *t = nj_at(n, i);
    bool typed = strncmp(n->p->text.s + t->end - strlen(type), type, strlen(type)) == 0;
    return i >= n->lo + 2 && (typed || (unsigned char)n->p->text.s[t->begin] < 0x80) &&
           nj_at(n, i - 1)->class == NJ_OPEN && nj_at(n, i + 1)->class == NJ_CLOSE &&
           nj_at(n, i - 2)->class == NJ_NAME && strcmp(nj_at(n, i - 2)->kind, "disease") == 0;
}

/* The bracket tells the disease itself, and no kind of tissue, no short form of it. */
static bool is_generic(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *inner = nj_at(n, m->last + 1);
    return nj_is_told_closer(n, m) && !is_abbreviation_of(n, m->last + 1) &&
           !nj_is_histology(nj_name(n, inner->begin, inner->end));
}

/* Nothing of the person is told by the name. */
static bool is_not_told(const struct nj *n, const struct nj_mention *m)
{
    return is_generic(n, m) || is_kind_of_drug(n, m) || is_examination(n, m) || is_birth(n, m) ||
           is_reference(n, m);
}

/* SpO2 92%RA, 96%(RA): room air. */
static bool is_room_air(const struct nj *n, size_t i)
{
    size_t k = i > n->lo ? i - 1 : i;
    k -= k > n->lo && nj_at(n, k)->class == NJ_OPEN;
    const struct nj_token *v = nj_at(n, k);
    return v->class == NJ_NUM && n->p->text.s[v->stem_end] == '%' &&
           nj_text_is_any(n, nj_at(n, i), nj_list_room_air);
}

static size_t mention_never_smoker(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    if (!nj_text_is(n, t, "never") || !nj_begins(n, next, "smoker"))
        return 0;
    if (!n->other)
        note_word(n->p, ATTR_smoking, "never", t->begin, next->end);
    return 2;
}

/* 去勢抵抗性の前立腺癌: the lexicon's name has no の. */
static char *without_of(char *name)
{
    static const char of[] = "性の";
    char *at = strstr(name, of);
    if (at && at > name) {
        char *no = at + strlen("性"), *rest = at + strlen(of);
        memmove(no, rest, strlen(rest) + 1);
    }
    return name;
}

/* The name as its list has it: 卵アレルギー → 卵, 肝転移 → 肝, 2型 of 糖尿病（2型）. */
static char *name_of(struct nj *n, size_t i, struct nj_mention *m)
{
    const struct nj_token *t = nj_at(n, i);
    char *name = t->word && t->word->class == NJ_ABBR ? mem_strdup(n->p->ctx, t->word->value)
                                                      : nj_name(n, t->begin, t->end);
    if (nj_text_is(n, nj_at(n, i + 1), "注射") && strcmp(name, "ホルモン") == 0)
        return nj_name(n, t->begin, nj_at(n, i + 1)->end);
    switch (m->attr) {
    case ATTR_diagnosis:
        return nj_without_spread(n, m, with_type(n, t, without_of(name)));
    case ATTR_allergy:
        return without_end(name, nj_list_allergy_ends);
    case ATTR_metastasis_site:
        return nj_site_of(without_primary(n, i, without_end(name, nj_list_metastasis_ends)));
    case ATTR_current_medication:
        return form_of_drug(n, i, name);
    default:
        return name;
    }
}

static size_t mention_name(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    uint16_t attr = list_of(t->kind);
    if (attr == ATTR_biomarker)
        return nj_mention_biomarker(n, i);
    if (attr == NJ_NO_ATTR)
        return 1;
    if (attr == ATTR_diagnosis && (is_abbreviation_of(n, i) || is_room_air(n, i)))
        return 1;
    struct nj_mention *m = nj_wait_for(n, i, i + 1, attr);
    if (!m)
        return 1;
    m->kind = t->kind;
    m->other |= is_turned_over(n, i);
    char *name = name_of(n, i, m);
    m->value = name;
    if (attr == ATTR_diagnosis && nj_is_histology(name))
        mention_tissue(n, i, m);
    set_head(n, m);
    set_firm(n, m);
    m->modifies |= is_topic_of_drug(n, m);
    if (is_not_told(n, m))
        m->attr = NJ_NO_ATTR;
    nj_mention_operated(n, m);
    m->modifies |= nj_is_told_elsewhere(n, m);
    return 1;
}

/* ------------------------------------------------------------------ the rest */

/* 感染症：HBs抗原(-) … is a heading, 感染症：なし is told. */
static bool is_heading(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *then = nj_at(n, i + 2);
    if (t->class != NJ_FLAG || nj_at(n, i + 1)->class != NJ_COLON || nj_says(then))
        return false;
    return t->word->attr == ATTR_active_infection || t->word->attr == ATTR_autoimmune_disease ||
           t->word->attr == ATTR_psychiatric_disorder || t->word->attr == ATTR_other_malignancy;
}

static size_t mention_word(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (is_heading(n, i))
        return 1;
    struct nj_mention *m = nj_wait_for(n, i, i + 1, t->word->attr);
    if (!m)
        return 1;
    m->value = t->word->value;
    if (t->class == NJ_FLAG || t->class == NJ_ENUM)
        set_firm(n, m);
    if (nj_at(n, i + 1)->class == NJ_VOID && t->class != NJ_MARKER)
        m->modifies = true;
    const struct nj_token *head = nj_at(n, i + 2);
    if (t->class == NJ_FLAG && nj_is(nj_at(n, i + 1), NJ_PTC, "no") && head->class == NJ_VOID)
        m->modifies = true; /* 透析の話が出ています */
    m->reason = nj_is(nj_at(n, i + 1), NJ_PTC, "no") && nj_begins(n, head, "ため");
    m->bygone = nj_is(nj_at(n, i + 1), NJ_PTC, "no") && head->class == NJ_NONE &&
                head->word->attr == ATTR_history;
    return 1;
}

/* DKd 6コース: letters with capitals before a count of courses. */
static bool is_regimen(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *count = nj_at(n, i + 1);
    const char *name = nj_name(n, t->begin, t->end), *s = n->p->text.s + count->stem_end;
    if (count->class != NJ_NUM || t->end - t->begin < 2 || *name < 'A' || *name > 'Z')
        return false;
    for (const char *const *u = nj_list_courses; *u; u++)
        if (strncmp(s, *u, strlen(*u)) == 0)
            return strncmp(s + strlen(*u), "目", strlen("目")) != 0;
    return false;
}

static size_t mention_text(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (!t->kind && t->class != NJ_FOOD)
        return 1;
    /* 卵白（加熱可）: no allergen; アレルギー（卵） is one */
    if (n->section == ATTR_allergy && n->bracketed && !n->listing)
        return 1;
    if (is_regimen(n, i)) {
        struct nj_mention *r = nj_wait_for(n, i, i + 1, ATTR_prior_therapy);
        if (r) {
            r->kind = "therapy";
            r->value = nj_name(n, t->begin, t->end);
        }
        return 1;
    }
    struct nj_mention *m = nj_wait_for(n, i, i + 1, NJ_NO_ATTR);
    if (m) {
        m->kind = "text";
        m->value = nj_name(n, t->begin, t->end);
        m->modifies = nj_is(nj_at(n, i + 1), NJ_PTC, "no");
    }
    return 1;
}

size_t nj_mention_read(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    size_t taken = 0;
    switch (t->class) {
    case NJ_NAME:
        taken = mention_never_smoker(n, i);
        return taken ? taken : mention_name(n, i);
    case NJ_ORGAN:
        if (nj_mention_site(n, i))
            return 1;
        taken = nj_mention_removal(n, i);
        return taken ? taken : 1;
    case NJ_BIOMARKER:
        return nj_mention_biomarker(n, i);
    case NJ_REMOVED:
        return nj_mention_excision(n, i);
    case NJ_ATTR:
    case NJ_NOATTR:
    case NJ_FLAG:
    case NJ_ENUM:
    case NJ_METS:
    case NJ_TOBACCO:
    case NJ_DRINK:
    case NJ_ABLE:
    case NJ_NONE:
    case NJ_MARKER:
    case NJ_TYPE:
        return mention_word(n, i);
    case NJ_TEXT:
    case NJ_FOOD:
        return mention_text(n, i);
    default:
        return 1;
    }
}
