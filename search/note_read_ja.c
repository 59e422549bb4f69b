/*
 * Japanese notes, sentence by sentence. Things named wait for the predicate that tells of them;
 * whose they are is told by the subject: who writes, the patient, a relative, a donor.
 */
#include "schema/base/mem.h"
#include "schema/codes.h"
#include "search/geo.h"
#include "search/note_ja.h"
#include "search/units.h"

char *nj_name(const struct nj *n, uint32_t begin, uint32_t end)
{
    return crit_text_name(&n->p->text, n->p->ctx, begin, end);
}

bool nj_begins(const struct nj *n, const struct nj_token *t, const char *text)
{
    return t->class != NJ_CLASS_COUNT && strncmp(n->p->text.s + t->begin, text, strlen(text)) == 0;
}

bool nj_text_is(const struct nj *n, const struct nj_token *t, const char *text)
{
    size_t len = strlen(text);
    return t->class != NJ_CLASS_COUNT && t->end - t->begin == len &&
           memcmp(n->p->text.s + t->begin, text, len) == 0;
}

bool nj_begins_any(const struct nj *n, const struct nj_token *t, const char *const *words)
{
    return t->class != NJ_CLASS_COUNT && ja_begins(n->p->text.s + t->begin, words);
}

bool nj_text_is_any(const struct nj *n, const struct nj_token *t, const char *const *words)
{
    return t->class != NJ_CLASS_COUNT &&
           ja_is_one(n->p->text.s + t->begin, t->end - t->begin, words);
}

/* ------------------------------------------------------------------ who and where */

static void read_sex(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (t->class == NJ_SEX && !n->other)
        note_word(n->p, ATTR_sex, t->word->value, t->begin, t->end);
}

/* Diseases that only men or only women have, pregnancy. */
static void sex_of_facts(struct nj *n)
{
    static const struct {
        const char *const *words;
        const char *sex;
    } all[] = {{nj_list_of_men, "male"}, {nj_list_of_women, "female"}};
    const struct facts *f = n->p->note->facts;
    for (size_t i = 0; i < n->p->note->n_evidence && !note_has(n->p, ATTR_sex); i++) {
        const struct note_evidence e = n->p->note->evidence[i];
        bool pregnant =
            (e.attr == ATTR_pregnant || e.attr == ATTR_breastfeeding) && f->by_attr[e.attr].flag;
        for (size_t k = 0; k < sizeof all / sizeof *all && e.word; k++)
            if ((e.attr == ATTR_diagnosis || e.attr == ATTR_comorbidity) &&
                ja_holds(e.word, strlen(e.word), all[k].words) && !note_has(n->p, ATTR_sex)) {
                n->p->note->facts->by_attr[ATTR_sex].word = mem_strdup(n->p->ctx, all[k].sex);
                n->p->note->facts->by_attr[ATTR_sex].state = FACT_GIVEN;
            }
        if (pregnant || e.attr == ATTR_menopausal) {
            n->p->note->facts->by_attr[ATTR_sex].word = mem_strdup(n->p->ctx, "female");
            n->p->note->facts->by_attr[ATTR_sex].state = FACT_GIVEN;
        }
        if (note_has(n->p, ATTR_sex)) {
            n->p->note->evidence = MEM_GROW(n->p->ctx, n->p->note->evidence, struct note_evidence,
                                            n->p->note->n_evidence + 1);
            n->p->note->evidence[n->p->note->n_evidence++] =
                (struct note_evidence){ATTR_sex, NULL, e.begin, e.end};
        }
    }
}

static void say_place(struct nj *n, const struct nj_token *t, uint32_t end)
{
    struct geo_found found;
    if (t->class != NJ_TEXT && t->class != NJ_ORGAN)
        return;
    geo_find(n->p->tmp, n->p->reader->folder, nj_name(n, t->begin, t->end), &found);
    for (size_t f = 1; f < found.n; f++)
        if (found.items[f].prefecture != found.items[0].prefecture)
            return;
    const char *name =
        found.n ? code_label(CODE_PREFECTURE, (int)found.items[0].prefecture, LANG_JA) : NULL;
    if (name)
        note_word(n->p, ATTR_residence, name, t->begin, end);
}

/* 埼玉に住んでいます, 横浜市在住: the prefecture. */
static void read_place(struct nj *n, size_t i)
{
    if (nj_at(n, i)->class != NJ_LIVE || n->other || i == n->lo)
        return;
    size_t k = i - 1;
    while (k > n->lo && nj_at(n, k)->class == NJ_PTC)
        k--;
    const struct nj_token *t = nj_at(n, k);
    say_place(n, t, nj_at(n, i)->end);
}

/* 新潟県。: a sentence of a prefecture alone. */
static void read_lone_place(struct nj *n)
{
    const struct nj_token *t = nj_at(n, n->lo);
    if (n->hi == n->lo + 1 && t->class == NJ_TEXT && t->end - t->begin >= 9 &&
        ja_ends_in(n->p->text.s, t->end, nj_list_prefecture_ends, NULL))
        say_place(n, t, t->end);
}

static bool is_minor(const struct nj *n)
{
    enum { GROWN = 18 };
    const struct fact *age = &n->p->note->facts->by_attr[ATTR_age];
    return age->state == FACT_GIVEN && age->number < GROWN;
}

/* 私が同意します, 本人も私も参加したい: who agrees. */
static void read_agreement(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    if (t->class != NJ_AGREE || (t->tail & NJ_NOT))
        return;
    const struct nj_token *named = nj_at(n, i + 2);
    if (nj_is(nj_at(n, i + 1), NJ_PTC, "wa") && named->class == NJ_REL && nj_is_stranger(n, named))
        note_flag(n->p, ATTR_guardian_consent, true, t->begin, named->end); /* 同意は長女 */
    for (size_t k = i; k-- > n->lo;) {
        const struct nj_token *who = nj_at(n, k);
        bool family = who->class == NJ_SELF || nj_is(who, NJ_REL, "any");
        const struct fact *own = &n->p->note->facts->by_attr[ATTR_consent_self];
        bool instead = own->state == FACT_GIVEN && !own->flag && nj_is_stranger(n, who);
        if (instead) /* 本人の同意は困難、長女が同意 */
            note_flag(n->p, ATTR_guardian_consent, true, who->begin, t->end);
        else if (who->class == NJ_PATIENT)
            note_flag(n->p, ATTR_consent_self, !nj_cannot_agree(n, i), who->begin, t->end);
        else if (family && (n->patient || is_minor(n)))
            note_flag(n->p, ATTR_guardian_consent, true, who->begin, t->end);
        else if (who->class == NJ_COMMA)
            return;
    }
}

/* Weeks at token i, 0 when it is none of a birth; *end: behind its days. */
static double weeks_at(const struct nj *n, size_t i, size_t *end)
{
    const struct nj_token *t = nj_at(n, i), *days = nj_at(n, i + 1);
    double weeks = t->num.value;
    *end = i + 1;
    if (t->class != NJ_NUM || nj_time_days(n, t) != 7 || weeks < 20 || weeks > 44)
        return 0;
    bool some = days->class == NJ_PERDAY ? nj_text_is(n, days, "1日") : nj_time_days(n, days) == 1;
    if (some && days->begin == t->end) {
        weeks += days->class == NJ_PERDAY ? 1.0 / 7 : days->num.value / 7;
        ++*end;
    }
    return weeks;
}

/* 36週、2,240gで生まれ; 29週1日 1,120gの早産児: both belong to a birth. Tokens. */
static size_t read_premature(struct nj *n, size_t i)
{
    enum { LEAST = 300, MOST = 5500 };
    size_t k;
    double weeks = weeks_at(n, i, &k);
    if (weeks == 0)
        return 0;
    k += nj_at(n, k)->class == NJ_COMMA;
    const struct nj_token *weight = nj_at(n, k), *then = nj_at(n, k + 1);
    bool grams = weight->class == NJ_NUM && weight->num.value >= LEAST &&
                 weight->num.value <= MOST && n->p->text.s[weight->stem_end] == 'g';
    size_t at = k + 1 + (then->class == NJ_PTC);
    const struct fact *age = &n->p->note->facts->by_attr[ATTR_age];
    bool baby = age->state == FACT_GIVEN && age->number < 1;
    bool born = baby || then->class == NJ_BORN ||
                nj_begins_any(n, nj_at(n, at), nj_list_premature) ||
                nj_begins_any(n, nj_at(n, at), nj_list_newborns);
    if (!grams || !born)
        return 0;
    note_number(n->p, ATTR_gestational_age, unit_round(weeks, 4), nj_at(n, i)->begin,
                nj_at(n, i)->end);
    note_number(n->p, ATTR_birth_weight, weight->num.value, weight->begin, weight->end);
    return k + 1 - i;
}

/* 在胎30週, 1,280グラムで生まれ */
static size_t read_birth(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    if (t->class != NJ_NUM || n->other)
        return 0;
    double days = nj_time_days(n, t), v = t->num.value;
    if (next->class != NJ_BORN)
        return read_premature(n, i);
    if (days > 6 && days < 8)
        note_number(n->p, ATTR_gestational_age, v, t->begin, next->end);
    else if (t->num.unit != LEX_NO_UNIT && v >= 200)
        note_number(n->p, ATTR_birth_weight, v, t->begin, next->end);
    else
        return 0;
    return 2;
}

/* ------------------------------------------------------------------ sentences */

/* 既往歴:, アレルギー: …: what the names that follow are. */
static void read_section(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1), *then = nj_at(n, i + 2);
    if (t->class != NJ_NONE)
        return;
    n->allergic |= t->word->attr == ATTR_allergy && !n->other;
    bool listed = next->class == NJ_COLON;
    listed |= t->word->attr == ATTR_history && nj_is(next, NJ_PTC, "ni");
    listed |= t->word->attr == ATTR_allergy && next->class == NJ_OPEN;
    listed |= t->word->attr == ATTR_allergy && nj_is(next, NJ_PTC, "wa") &&
              (then->class == NJ_NAME || then->class == NJ_TEXT);
    listed |= next->class == NJ_CLOSE && i == n->lo; /* 【既往歴】 */
    if (!listed)
        return;
    n->section = n->heading = t->word->attr;
    n->section_from = i;
}

/* ホルモン療法を完遂、以後無治療: not untreated. */
static bool is_treated_before(const struct nj *n, size_t i)
{
    const struct nj_token *t = i > n->lo ? nj_at(n, i - 1) : nj_at(n, n->hi);
    return n->p->note->facts->by_attr[ATTR_prior_therapy].n_items > 0 ||
           nj_text_is_any(n, t, nj_list_ever_since) || nj_begins_any(n, t, nj_list_afterwards);
}

/* What counts wherever it stands. */
static void read_aside(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    nj_read_subject(n, i);
    read_sex(n, i);
    read_place(n, i);
    nj_read_incapable(n, i);
    read_agreement(n, i);
    read_section(n, i);
    if (n->mark == 0 && nj_ends_past(n, i))
        n->mark = 1;
    n->future = n->future || nj_is(t, NJ_TIME, "future");
    if (nj_text_is(n, t, "そのあと") || nj_text_is(n, t, "その後")) { /* the time before is over */
        n->mark = n->mark == 0 ? 1 : n->mark;
        n->time.set = false;
    }
    if (t->class == NJ_NAIVE && !n->other && !is_treated_before(n, i)) {
        note_number(n->p, ATTR_line_of_therapy, 0, t->begin, t->end);
        note_none(n->p, ATTR_prior_therapy, t->begin, t->end);
    }
}

/* Numbers: tokens, 0 when there is none. */
static size_t read_numbers(struct nj *n, size_t i)
{
    static size_t (*const readers[])(struct nj * n, size_t i) = {
        nj_read_smoking, nj_read_age, read_birth, nj_read_measure, nj_read_time};
    for (size_t r = 0; r < sizeof readers / sizeof *readers; r++) {
        size_t taken = readers[r](n, i);
        if (taken)
            return taken;
    }
    return 0;
}

static size_t read_token(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    bool whole = t->class == NJ_FLAG || t->class == NJ_ENUM || t->class == NJ_ABLE;
    if (nj_turns_back(n, i))
        nj_say(n, n->hi);
    read_aside(n, i);
    size_t taken = read_numbers(n, i);
    if (taken)
        return taken;
    if (nj_is_put_off(n, i))
        return 2 + nj_is(nj_at(n, i + 1), NJ_PTC, "no");
    if (nj_says(t)) {
        if (!nj_is_half_said(n, i))
            nj_say(n, i);
        return 1;
    }
    if (t->class == NJ_OPEN)
        nj_bracket_open(n, i);
    else if (t->class == NJ_CLOSE)
        nj_bracket_close(n);
    taken = nj_mention_read(n, i);
    if (whole && (t->tail & NJ_NOT))
        nj_say(n, i); /* 妊娠していません: the word and what is said of it */
    return taken;
}

static bool has_class(const struct nj *n, enum nj_class c)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (n->t[i].class == c)
            return true;
    return false;
}

static bool has_text(const struct nj *n, const char *text)
{
    const char *at = strstr(n->p->text.s + n->t[n->lo].begin, text);
    return at && at < n->p->text.s + n->t[n->hi - 1].end;
}

/* 元喫煙者（1日1箱を35年） */
static bool tells_smoking(const struct nj *n)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (n->t[i].class == NJ_ENUM && n->t[i].word->attr == ATTR_smoking)
            return true;
    return false;
}

static void read_sentence(struct nj *n)
{
    bool smoked = n->smoking;
    bool line = n->lo > 0 && n->lo <= n->n && nj_text_is(n, &n->t[n->lo - 1], "#");
    n->mark = 1;
    n->section = NJ_NO_ATTR;
    n->section_from = n->lo;
    if (line) /* 既往歴：#胃潰瘍 #虫垂炎 */
        n->section = n->heading;
    else if (n->hi > n->lo)
        n->heading = NJ_NO_ATTR;
    n->last_attr = NJ_NO_ATTR;
    n->n_pending = 0;
    n->time.set = false;
    n->once = NULL;
    n->scope = 0;
    n->birth = n->future = false;
    nj_table_line(n);
    n->smoking = has_class(n, NJ_TOBACCO) || tells_smoking(n) ||
                 (has_class(n, NJ_UNITWORD) && (smoked || has_text(n, "吸")));
    n->cigarettes = n->smoked = -1;
    n->bracketed = false;
    bool others = n->lo > n->line && n->other && !n->held; /* 父：胃癌　内服：X: the father's */
    n->held = nj_is_others_heading(n, n->lo);
    n->other = n->lo < n->hi && (others || nj_is_part_lost(n));
    for (size_t i = n->lo; i < n->hi;)
        i += read_token(n, i);
    nj_say(n, n->hi);
    read_lone_place(n);
    nj_drinking_end(n);
    if (n->hi > n->lo)
        nj_smoking_end(n);
}

/* A sentence, in the parts that headings make of it. */
static void read_parts(struct nj *n, size_t end)
{
    int depth = 0;
    n->line = n->lo;
    for (size_t i = n->lo; i < end; i++) {
        if (depth == 0 && nj_part_begins(n, i)) {
            n->hi = i;
            read_sentence(n);
            n->before = n->lo;
            n->lo = i;
        }
        depth += n->t[i].class == NJ_OPEN;
        depth -= depth > 0 && n->t[i].class == NJ_CLOSE;
    }
    n->hi = end;
    read_sentence(n);
}

void note_read_ja(struct note_parse *p)
{
    struct nj_tokens tokens = {0};
    struct nj *n = MEM_NEW(p->tmp, struct nj);
    nj_lexer_read(p->reader->ja, p, &tokens);
    n->p = p;
    n->t = tokens.items;
    n->n = tokens.n;
    n->months = n->onset = -1;
    n->heading = NJ_NO_ATTR;
    nj_find_patient(n);
    for (size_t i = 0; i <= n->n; i++)
        if (i == n->n || n->t[i].class == NJ_STOP) {
            read_parts(n, i);
            n->before = n->lo;
            n->lo = i + 1;
        }
    nj_diseases_end(n);
    sex_of_facts(n);
}
