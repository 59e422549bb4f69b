/*
 * Whose a Japanese note is: who writes, or the relative of whom they write; and whose each
 * sentence is: the patient's, another relative's, a donor's.
 */
#include "search/note_ja.h"

static const struct nj_token *any(const struct nj *n, size_t i)
{
    static const struct nj_token none = {.class = NJ_CLASS_COUNT};
    return i < n->n ? &n->t[i] : &none;
}

static bool is_subject_mark(const struct nj_token *t)
{
    return nj_is(t, NJ_PTC, "wa") || nj_is(t, NJ_PTC, "ga") || nj_is(t, NJ_PTC, "mo") ||
           nj_is(t, NJ_PTC, "no") || t->class == NJ_OPEN || t->class == NJ_COLON ||
           t->class == NJ_COMMA || t->class == NJ_NUM || nj_is(t, NJ_PTC, "de") ||
           nj_is(t, NJ_PRED, "have") || t->class == NJ_NAME;
}

/* A donor, the family's history; not who writes: 私がドナー. */
static bool is_other(const struct nj *n, size_t i)
{
    if (n->t[i].class != NJ_OTHER || strcmp(n->t[i].word->value, "") != 0 || nj_is_nobody(n, i))
        return false;
    return i < 2 || (n->t[i - 1].class != NJ_SELF && n->t[i - 2].class != NJ_SELF);
}

/* A donor is told of. 家族歴： is its own part's, not the sentence's. */
static bool tells_of_other(const struct nj *n, size_t i)
{
    int depth = 0; /* 腎移植を受けました（父がドナー）: the bracket alone is the donor's */
    for (; i < n->n && n->t[i].class != NJ_STOP; i++) {
        depth += n->t[i].class == NJ_OPEN;
        depth -= depth > 0 && n->t[i].class == NJ_CLOSE;
        if (depth == 0 && is_other(n, i) && !nj_is_others_heading(n, i))
            return true;
    }
    return false;
}

static bool tells_of_death(const struct nj *n, size_t i, size_t end)
{
    for (; i < end && n->t[i].class != NJ_STOP && !nj_is_others_heading(n, i); i++)
        if (nj_is(&n->t[i], NJ_PRED, "died"))
            return true;
    return false;
}

bool nj_is_lost(const struct nj *n, size_t i)
{
    return tells_of_death(n, i, n->n) || tells_of_other(n, i);
}

bool nj_is_part_lost(const struct nj *n)
{
    return tells_of_death(n, n->lo, n->hi) || tells_of_other(n, n->line);
}

/* 母方の祖母, 父が胃癌でした: the family's history. */
static bool is_bygone(const struct nj *n, size_t i)
{
    if (i >= 2 && nj_is(&n->t[i - 2], NJ_OFF, "side"))
        return true;
    while (i < n->n && n->t[i].class != NJ_STOP && !nj_is_age_number(n, &n->t[i]))
        i++;
    return i > 1 && (i == n->n || n->t[i].class == NJ_STOP) && n->t[i - 1].class == NJ_PRED &&
           nj_text_is(n, &n->t[i - 1], "でした") && n->t[i - 2].class == NJ_NAME;
}

/* 私も検査を受けました, 私も血糖が高い: of who writes too. */
static bool is_examined_too(const struct nj *n, size_t i)
{
    const struct nj_token *t = any(n, i + 2);
    return nj_is(any(n, i + 1), NJ_PTC, "mo") && i + 2 < n->n &&
           (t->class == NJ_ATTR || nj_begins_any(n, t, nj_list_own_tests));
}

/* 私は54歳, 私も糖尿病: who writes tells of themself. */
static bool self_tells(const struct nj *n, size_t i)
{
    enum { NEAR = 5 };
    if (n->t[i].class != NJ_SELF ||
        (!nj_is(any(n, i + 1), NJ_PTC, "wa") && !nj_is(any(n, i + 1), NJ_PTC, "mo")))
        return false;
    if (strcmp(n->t[i].word->value, "self") == 0)
        return true;
    if (is_examined_too(n, i))
        return true;
    for (size_t k = i + 2; k < i + NEAR && k < n->n && n->t[k].class != NJ_STOP; k++)
        if (nj_text_is(n, &n->t[k], "元気"))
            return false; /* 夫は糖尿病です。私は元気です */
        else if (nj_is_age_number(n, &n->t[k]) || n->t[k].class == NJ_NAME ||
                 n->t[k].class == NJ_SEX ||
                 (n->t[k].class == NJ_TEXT && n->t[k].kind && nj_begins(n, any(n, k + 1), "です")))
            return true;
    return false;
}

/* 29歳女性 of a note that speaks of a brother: it is about who writes. */
static bool is_contradicted(const struct nj *n, const char *sex)
{
    for (size_t i = 0; i + 2 < n->n; i++) {
        size_t k = i + 1 + nj_is(&n->t[i + 1], NJ_PTC, "no");
        if (nj_is_age_number(n, &n->t[i]) && n->t[k].class == NJ_SEX &&
            strcmp(n->t[k].word->value, sex) != 0)
            return strcmp(sex, "any") != 0;
    }
    return false;
}

/* 父が糖尿病、母が高血圧です: the family's history. */
static bool is_one_of_several(const struct nj *n, size_t i)
{
    for (size_t k = i + 1; k < n->n && n->t[k].class != NJ_STOP; k++)
        if (n->t[k].class == NJ_REL && nj_is(any(n, k + 1), NJ_PTC, "ga") &&
            strcmp(n->t[k].word->text, n->t[i].word->text) != 0)
            return true;
    return false;
}

/* 膵癌の父がいます: the family's history. */
static bool only_exists(const struct nj *n, size_t i)
{
    return nj_is(any(n, i + 1), NJ_PTC, "ga") && i + 2 < n->n &&
           nj_begins_any(n, &n->t[i + 2], nj_list_exists);
}

/* 息子の嫁, 父の介護: another relative, or who cares for them, is meant. */
static bool is_owner(const struct nj *n, size_t i)
{
    return nj_is(any(n, i + 1), NJ_PTC, "no") &&
           (any(n, i + 2)->class == NJ_REL || any(n, i + 2)->class == NJ_OFF);
}

/* 長女が代諾可, サインは娘がします, 代諾者の長男: who signs for the patient. */
static bool is_signer(const struct nj *n, size_t i)
{
    const struct nj_token *mark = any(n, i + 1);
    bool subject = nj_is(mark, NJ_PTC, "ga") || nj_is(mark, NJ_PTC, "wa");
    if (i + 2 < n->n && subject && nj_begins_any(n, &n->t[i + 2], nj_list_signing))
        return true;
    for (size_t k = i; k > 0 && k + 4 > i && n->t[k - 1].class != NJ_STOP; k--)
        if (nj_begins_any(n, &n->t[k - 1], nj_list_signatures))
            return true;
    return false;
}

/* タバコは吸いませんが、夫が吸います: of the smoke in the house. */
static bool only_smokes(const struct nj *n, size_t i)
{
    return i + 2 < n->n && nj_begins(n, &n->t[i + 2], "吸");
}

/* A relative of whom the note tells as of the patient. */
static bool is_told_of(const struct nj *n, size_t i)
{
    bool aged = i >= 2 && nj_is(&n->t[i - 1], NJ_PTC, "no") && nj_is_age_number(n, &n->t[i - 2]);
    bool topic = i + 1 < n->n && nj_begins(n, &n->t[i + 1], "なん"); /* 父なんですが */
    return n->t[i].class == NJ_REL && (aged || topic || is_subject_mark(any(n, i + 1))) &&
           !nj_is(any(n, i + 1), NJ_PTC, "mo") && !is_owner(n, i) && !is_signer(n, i) &&
           !nj_is_lost(n, i) && !is_bygone(n, i) && !only_smokes(n, i) && !only_exists(n, i) &&
           !is_one_of_several(n, i);
}

/* 17歳の高校生の息子, 85歳になる父: the age that ends at i is the relative's that stands behind it.
 */
static bool is_age_of_relative(const struct nj *n, size_t i)
{
    enum { NEAR = 7 };
    for (size_t k = i + 1; k < i + NEAR; k++) {
        const struct nj_token *t = any(n, k);
        bool joint = nj_is(t, NJ_PTC, "no") || nj_is(t, NJ_PTC, "ni") || t->class == NJ_HEAD ||
                     t->class == NJ_TEXT || nj_is(t, NJ_TIME, "about") ||
                     (nj_is(t, NJ_PRED, "have") && nj_begins(n, t, "な"));
        if (t->class == NJ_REL)
            return true;
        if (!joint)
            return false;
    }
    return false;
}

/* 48歳の男性, 70歳、父が …: who is described before is not the relative. 82歳の母 is. */
static bool describes(const struct nj *n, size_t i)
{
    size_t k = i + 1 + (nj_time_days(n, any(n, i + 1)) > 0);
    bool joined = (nj_is(any(n, k), NJ_PTC, "no") && any(n, k + 1)->class == NJ_SEX) ||
                  is_age_of_relative(n, k - 1);
    return (n->t[i].class == NJ_SEX || (nj_is_age_number(n, &n->t[i]) && !joined)) &&
           any(n, i + 1)->class != NJ_REL;
}

/* 息子の嫁です。, 二人暮らしの娘です。: a sentence of nothing but who writes. 80歳の母です is a
 * patient. */
static bool is_introduced(const struct nj *n, size_t i)
{
    if (!nj_text_is(n, any(n, i + 1), "です") || any(n, i + 2)->class != NJ_STOP)
        return false;
    for (size_t k = i; k-- > 0 && n->t[k].class != NJ_STOP;)
        if (n->t[k].class == NJ_NUM || n->t[k].class == NJ_NAME)
            return false;
    return true;
}

/* 私は56歳の娘です, 私（息子）, 娘の私: who writes is the relative of a patient. */
static bool is_writer(const struct nj *n, size_t i)
{
    enum { NEAR = 6 };
    const struct nj_token *next = any(n, i + 1);
    if (n->t[i].class != NJ_REL)
        return false;
    if (i >= 2 && n->t[i - 1].class == NJ_OPEN && n->t[i - 2].class == NJ_SELF)
        return true;
    if (is_introduced(n, i))
        return true;
    if (nj_is(next, NJ_PTC, "no") && any(n, i + 2)->class == NJ_SELF)
        return true;
    bool told =
        nj_is(next, NJ_PRED, "have") || nj_is(next, NJ_PTC, "de") || nj_is(next, NJ_PTC, "but");
    bool parent = i >= 2 && nj_is(&n->t[i - 1], NJ_PTC, "no") && !nj_is_age_number(n, &n->t[i - 2]);
    for (size_t k = i; told && !parent && k-- > 0 && k + NEAR > i && n->t[k].class != NJ_STOP;)
        if (n->t[k].class == NJ_SELF && nj_is(&n->t[k + 1], NJ_PTC, "wa"))
            return true;
    return false;
}

/* 夫のことで相談です, 父の件で, 母の代わりに書いています */
static bool is_asked_for(const struct nj *n, size_t i)
{
    return n->t[i].class == NJ_REL && nj_is(any(n, i + 1), NJ_PTC, "no") && i + 2 < n->n &&
           nj_begins_any(n, &n->t[i + 2], nj_list_asked_for);
}

static bool is_same_relative(const struct nj_token *a, const struct nj_token *b)
{
    return b->class == NJ_REL && strcmp(a->word->text, b->word->text) == 0;
}

/* The subject that the sentence from i on begins with: the relative (1), who writes (2), another
 * (3), none (0). *next: the sentence after it. */
static int subject_of(const struct nj *n, size_t i, size_t rel, size_t *next)
{
    int who = 0;
    for (; i < n->n && n->t[i].class != NJ_STOP; i++) {
        bool self = n->t[i].class == NJ_SELF &&
                    (nj_is(any(n, i + 1), NJ_PTC, "wa") || nj_is(any(n, i + 1), NJ_PTC, "mo"));
        if (!who && n->t[i].class == NJ_REL)
            who = is_same_relative(&n->t[rel], &n->t[i]) ? 1 : 3;
        else if (!who && self)
            who = 2;
    }
    *next = i + 1;
    return who;
}

/* The note begins with the relative and tells more of them than of who writes. */
static bool is_mostly_of(const struct nj *n, size_t rel, size_t self)
{
    size_t count[4] = {0};
    int owner = 0;
    for (size_t i = 0; i < n->n;) {
        int who = subject_of(n, i, rel, &i);
        if (who == 1 || who == 2)
            owner = who;
        count[who == 3 ? 3 : owner]++;
    }
    return rel < self && count[1] > count[2];
}

static size_t first_self(const struct nj *n)
{
    for (size_t i = 0; i < n->n; i++)
        if (self_tells(n, i))
            return i;
    return n->n;
}

/* Something is told in the sentence of token i that a patient could be told of: not 夫は吸います.
 */
static bool says_something(const struct nj *n, size_t i)
{
    while (i > 0 && n->t[i - 1].class != NJ_STOP)
        i--;
    if (i == 0)
        return true; /* the note begins with it */
    for (; i < n->n && n->t[i].class != NJ_STOP; i++)
        switch (n->t[i].class) {
        case NJ_NAME:
        case NJ_NUM:
        case NJ_ATTR:
        case NJ_FLAG:
        case NJ_NONE:
        case NJ_ENUM:
        case NJ_ABLE:
        case NJ_ORGAN:
            return true;
        default:
            break;
        }
    return false;
}

/* The relative told of as of a patient; n->n: none. */
static size_t first_relative(const struct nj *n, bool writer_too)
{
    bool self = false;
    for (size_t i = 0; i < n->n && !is_other(n, i) && (self || !describes(n, i)); i++) {
        self = n->t[i].class != NJ_STOP && (self || self_tells(n, i));
        if (is_told_of(n, i) && (is_asked_for(n, i) || says_something(n, i)) &&
            (writer_too || !is_writer(n, i)))
            return i;
    }
    return n->n;
}

/* 妹が乳癌で、私もポリープが: in one sentence with the relative, who is the family's history. */
static bool tells_too(const struct nj *n, size_t rel, size_t self)
{
    if (rel > self || !nj_is(any(n, self + 1), NJ_PTC, "mo"))
        return false;
    for (size_t k = rel; k < self; k++)
        if (n->t[k].class == NJ_STOP)
            return false;
    return true;
}

/* The relative who is the patient, when the note is about one. */
void nj_find_patient(struct nj *n)
{
    size_t self = first_self(n), rel = first_relative(n, false);
    bool theirs = self == n->n;
    if (rel == n->n && theirs)
        rel = first_relative(n, true);
    if (rel == n->n)
        return;
    for (size_t i = 0; i < n->n && !theirs; i++)
        theirs = is_writer(n, i) || (is_asked_for(n, i) && is_same_relative(&n->t[rel], &n->t[i]));
    const struct nj_token *t = &n->t[rel];
    bool told = theirs || (is_mostly_of(n, rel, self) && !tells_too(n, rel, self));
    if (!told || is_contradicted(n, t->word->value))
        return;
    n->patient = t->word->text;
    n->patient_sex = t->word->value;
    if (strcmp(n->patient_sex, "any") != 0)
        note_word(n->p, ATTR_sex, n->patient_sex, t->begin, t->end);
}

static bool is_patient(const struct nj *n, const struct nj_token *t)
{
    return n->patient && strcmp(n->p->text.s + t->begin, "") != 0 &&
           (strcmp(t->word->text, n->patient) == 0 || strcmp(t->word->value, "any") == 0);
}

bool nj_is_stranger(const struct nj *n, const struct nj_token *t)
{
    return t->class == NJ_REL && !is_patient(n, t);
}

void nj_read_subject(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *next = nj_at(n, i + 1);
    if (is_other(n, i) || nj_is(t, NJ_OTHER, "complaint"))
        n->other = true;
    else if (t->class == NJ_PATIENT)
        n->other = false;
    else if (t->class == NJ_SELF && (nj_is(next, NJ_PTC, "wa") || nj_is(next, NJ_PTC, "mo") ||
                                     nj_is(next, NJ_PTC, "ga") || next->class == NJ_OPEN))
        n->other = n->patient != NULL;
    else if (t->class == NJ_REL && is_patient(n, t))
        n->other = false;
    else if (t->class == NJ_REL && nj_is(next, NJ_PTC, "no") && nj_at(n, i + 2)->class == NJ_OFF)
        return; /* 父の介護をしている55歳女性 */
    else if (t->class == NJ_REL && (is_subject_mark(next) || (nj_is(next, NJ_PTC, "ni") &&
                                                              nj_at(n, i + 2)->class == NJ_NAME)))
        n->other = true;
}
