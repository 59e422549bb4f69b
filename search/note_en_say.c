/*
 * Sayings of data/note-en.tsv ("denies alcohol", "can't have an MRI"), and what is written in
 * figures beside them: pack-years, T N M, sites of metastases, pregnancy by its weeks, where
 * somebody lives.
 */
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* ------------------------------------------------------------------ sayings */

static void say(struct en_note *n, uint16_t attr, const char *value, uint32_t begin, uint32_t end)
{
    double number;
    if (strcmp(value, "[]") == 0)
        note_none(n->p, attr, begin, end);
    else if (attributes[attr].kind == ATTR_FLAG)
        note_flag(n->p, attr, strcmp(value, "true") == 0, begin, end);
    else if (attributes[attr].kind == ATTR_CONCEPT)
        note_item(n->p, attr, value, -1, begin, end);
    else if (text_read_double(value, &number))
        note_number(n->p, attr, number, begin, end);
    else
        note_word(n->p, attr, value, begin, end);
}

/* "no mets so far, mets later": what a word of denial inside the saying says is said by it. */
static size_t read_saying(struct en_note *n, size_t i, const struct colour *before)
{
    uint32_t begin = note_en_at(n, i)->begin, end, unused;
    uint16_t attr;
    const struct note_en_word *w = note_en_form(n, begin, NOTE_EN_SAY, &end);
    const char *blank = w ? strchr(w->value, ' ') : NULL;
    bool own_denial = en_is(note_en_at(n, i), EN_NEG); /* "never smoked and does not drink" */
    if (!w || (before->denied && !own_denial) || before->relative || before->suspected || before->planned ||
        n->colour.relative)
        return 0;
    if (!attribute_find(w->value, (size_t)(blank - w->value), &attr) ||
        (n->e.text.s[end] == ' ' && note_en_form(n, end + 1, NOTE_EN_UNLESS, &unused)))
        return 0;
    struct note_en_said said = note_en_said_behind(n, end, false);
    if (said.denied || said.planned)
        return 0;
    say(n, attr, blank + 1, begin, end);
    return note_en_token_at(n, end);
}

/* ------------------------------------------------------------------ tobacco */

static bool sentence_smokes(const struct en_note *n)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (memmem(n->e.text.s + note_en_at(n, i)->begin,
                   note_en_at(n, i)->end - note_en_at(n, i)->begin, "smok", 4) ||
            en_starts(&n->e, i, "tobacco") || en_starts(&n->e, i, "cigarette"))
            return true;
    return false;
}

/* "a day", "per day", "/day", "daily" at i: the token behind it; 0: not so. */
static size_t per_day(const struct en_note *n, size_t i)
{
    if (i < n->hi && note_en_is(n, i, "daily"))
        return i + 1;
    bool per = i + 1 < n->hi && (note_en_is(n, i, "a") || note_en_is(n, i, "per") ||
                                 note_en_is(n, i, "each") || note_en_at(n, i)->class == EN_SLASH);
    return per && en_is_value(note_en_at(n, i + 1), EN_TIME, "day") ? i + 2 : 0;
}

/* "packs", "ppd", "cigarettes" behind a count: packs that one of it is; 0: no such word. */
static double packs_of(const struct en_note *n, size_t i, size_t *end)
{
    enum { PACK = 20 };
    bool article = i < n->hi && note_en_is(n, i, "a");
    if (i + article >= n->hi)
        return 0;
    *end = i + 1;
    if (per_day(n, i)) {
        *end = i;
        return 1.0 / PACK;
    }
    if (note_en_is(n, i, "ppd"))
        return 1;
    if (en_starts(&n->e, i + article, "pack")) {
        *end = i + 1 + article;
        if (*end + 1 < n->hi && note_en_is(n, *end, "of"))
            *end += 2;
        return 1;
    }
    return !article && en_starts(&n->e, i, "cig") ? 1.0 / PACK : 0;
}

/* "1 pack a day for 25 years", "40 a day for 30 years", "1.5 ppd x 20 yrs"; and "40 pack-years". */
static size_t read_pack_years(struct en_note *n, size_t i)
{
    double count, years;
    size_t at, end;
    if (i < n->age_end && note_en_at(n, i)->class != EN_NUMBER)
        return 0;
    if (!note_en_count(n, i, &count, &at) || at >= n->hi)
        return 0;
    uint32_t begin = note_en_at(n, i)->begin;
    if (en_is_value(note_en_at(n, at), EN_ATTR, "smoking_pack_years") &&
        en_starts(&n->e, at, "pack")) {
        note_number(n->p, ATTR_smoking_pack_years, count, begin, note_en_at(n, at)->end);
        return at + 1;
    }
    bool ppd = note_en_is(n, at, "ppd");
    double packs = packs_of(n, at, &end);
    if (packs <= 0 || (!ppd && !(end = per_day(n, end))) || !sentence_smokes(n))
        return 0;
    while (end < n->hi && (note_en_is(n, end, "for") || note_en_is(n, end, "x") ||
                           en_is(note_en_at(n, end), EN_TIMES) || note_en_is(n, end, "over") ||
                           note_en_is(n, end, "about") || en_is(note_en_at(n, end), EN_COMMA)))
        end++;
    if (!note_en_count(n, end, &years, &at) || at >= n->hi ||
        !en_is_value(note_en_at(n, at), EN_TIME, "year") ||
        (at + 1 < n->hi && en_is(note_en_at(n, at + 1), EN_AGO)))
        return 0;
    note_number(n->p, ATTR_smoking_pack_years, packs * count * years, begin,
                note_en_at(n, at)->end);
    return at + 1;
}

/* "Smoked 40 a day for 30 years, stopped 8 years ago"; "has smoked" goes on. */
static size_t read_smoked(struct en_note *n, size_t i)
{
    static const char *const has[] = {"has", "have", "i've", "never", "he's", "she's", "not", NULL};
    static const char *const over[] = {"stopped", "quit", "until", "gave", "ago", NULL};
    if (!note_en_is(n, i, "smoked") || (i > n->lo && note_en_is_any(n, i - 1, has)) ||
        n->colour.relative || n->colour.denied)
        return 0;
    for (size_t k = i + 1; k < n->hi && !en_is(note_en_at(n, k), EN_BUT); k++)
        if (note_en_is_any(n, k, over) || en_is(note_en_at(n, k), EN_AGO)) {
            note_word(n->p, ATTR_smoking, "former", note_en_at(n, i)->begin,
                      note_en_at(n, k)->end);
            return i + 1;
        }
    return 0;
}

/* ------------------------------------------------------------------ T, N, M, metastases */

/* T with N: "cT2aN3M1b", "T3 N1 M0"; a T alone is as well a vertebra. */
static size_t read_tnm(struct en_note *n, size_t i)
{
    static const char letters[] = "tnm";
    static const uint16_t attrs[] = {ATTR_tnm_t, ATTR_tnm_n, ATTR_tnm_m};
    const char *text = n->e.text.s, *s = text + note_en_at(n, i)->begin, *p = s;
    double value[3] = {-1, -1, -1};
    p += *p == 'c' || *p == 'p' || (p[0] == 'y' && p[1] == 'p' ? 1 : 0);
    p += *p == 'p';
    for (const char *l = letters; *l; l++) {
        const char *q = p + (p > s && *p == ' ');
        q += (*q == 'c' || *q == 'p') && l != letters;
        if (*q != *l || !((q[1] >= '0' && q[1] <= '4') || q[1] == 'x' || (q[1] == 'i' && q[2] == 's')))
            break;
        value[l - letters] = q[1] >= '0' && q[1] <= '4' ? q[1] - '0' : -1;
        for (p = q + 2; *p >= 'a' && *p <= 's' && *p != 'n' && *p != 'm' && *p != 'c' + 0; p++)
            ;
        p += *p == 'c' && p[1] != 'n' && p[1] != 'm';
    }
    uint32_t begin = note_en_at(n, i)->begin, end = (uint32_t)(p - text);
    if (value[0] < 0 || value[1] < 0 || !note_en_is_word_end(n, end) || n->colour.relative)
        return 0;
    for (size_t k = 0; k < 3; k++)
        if (value[k] >= 0)
            note_number(n->p, attrs[k], value[k], begin, end);
    return note_en_token_at(n, end);
}

static bool is_site_joint(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return en_is(t, EN_COMMA) || en_is(t, EN_AND) || t->class == EN_SLASH || t->class == EN_PLUS ||
           t->class == EN_COLON || note_en_is(n, i, "to") || note_en_is(n, i, "in") ||
           en_is_value(t, EN_DROP, "");
}

/* Sites from i on: the token behind the last before a bracket, which is read by itself. */
static size_t read_sites(struct en_note *n, size_t i)
{
    size_t end = 0, bracket = 0;
    while (i < n->hi) {
        const struct en_row *site = en_row_of(note_en_at(n, i), EN_SITE);
        const struct en_token *t = note_en_at(n, i);
        if (site) {
            note_item(n->p, ATTR_metastasis_site, site->value, -1, t->begin, t->end);
            end = ++i;
        } else if (t->class == EN_OPEN && end) {
            bracket = bracket ? bracket : end;
            i = en_behind_bracket(&n->e, i, n->hi);
        } else if (is_site_joint(n, i) || note_en_is(n, i, "multiple")) {
            i++;
        } else {
            break;
        }
    }
    return bracket ? bracket : end;
}

static bool is_metastasis(const struct en_note *n, size_t i)
{
    return en_is(note_en_at(n, i), EN_META) || note_en_is(n, i, "mets") ||
           note_en_is(n, i, "metastatic");
}

/* "mets: brain, adrenal", "metastases to liver and bone", "metastatic to lung", "brain mets". */
static size_t read_metastases(struct en_note *n, size_t i)
{
    const struct colour *c = &n->colour;
    if (c->denied || c->relative || c->suspected || c->planned)
        return 0;
    if (is_metastasis(n, i) && i + 1 < n->hi &&
        (note_en_at(n, i + 1)->class == EN_COLON || note_en_is(n, i + 1, "to") ||
         note_en_is(n, i + 1, "in")))
        return read_sites(n, i + 2);
    if (!en_is(note_en_at(n, i), EN_SITE))
        return 0;
    size_t k = i;
    while (k < n->hi && (en_is(note_en_at(n, k), EN_SITE) || (k > i && is_site_joint(n, k))))
        k++;
    if (k >= n->hi || !is_metastasis(n, k) || note_en_said_behind(n, note_en_at(n, k)->end, false).denied)
        return 0;
    for (size_t q = i; q < k; q++) {
        const struct en_row *site = en_row_of(note_en_at(n, q), EN_SITE);
        if (site)
            note_item(n->p, ATTR_metastasis_site, site->value, -1, note_en_at(n, q)->begin,
                      note_en_at(n, k)->end);
    }
    return 0;
}

/* ------------------------------------------------------------------ pregnancy, birth */

/* "G2P1 at 30+2 weeks": a count of pregnancies alone is of the past. */
static size_t read_gravida(struct en_note *n, size_t i)
{
    enum { NEAR = 10 };
    const char *s = n->e.text.s + note_en_at(n, i)->begin;
    if (s[0] != 'g' || s[1] < '1' || s[1] > '9' || !(s[2] == 'p' || s[2] == ' ' || s[2] == ','))
        return 0;
    for (size_t k = i + 1; k < n->hi && k < i + NEAR; k++)
        if (en_is_value(note_en_at(n, k), EN_TIME, "week") &&
            (note_en_is(n, i + 1, "at") || note_en_has_within(n, i, k, NOTE_EN_LIVES) || k < i + 7) &&
            !(k + 1 < n->hi && en_is(note_en_at(n, k + 1), EN_AGO))) {
            if (!n->colour.relative)
                note_flag(n->p, ATTR_pregnant, true, note_en_at(n, i)->begin,
                          note_en_at(n, k)->end);
            return i + 1;
        }
    return 0;
}

/* "born at 27 weeks", "born at 32+4 weeks". */
static size_t read_birth(struct en_note *n, size_t i)
{
    struct en_value v;
    if (!en_starts(&n->e, i, "born") || n->colour.relative)
        return 0;
    size_t k = i + 1;
    k += k < n->hi && (note_en_is(n, k, "at") || note_en_is(n, k, "prematurely"));
    k += k < n->hi && note_en_is(n, k, "at");
    if (!en_read_value(&n->e, k, n->hi, ATTR_gestational_age, &v) || v.n != 1 ||
        v.bounds[0].op != CRIT_OP_EQ || !v.bounds[0].has_unit)
        return 0;
    if (!en_is_value(note_en_at(n, v.end - 1), EN_TIME, "week") &&
        !en_is_value(note_en_at(n, v.end - 1), EN_TIME, "day"))
        return 0;
    note_number(n->p, ATTR_gestational_age, v.bounds[0].value, note_en_at(n, i)->begin,
                note_en_at(n, v.end - 1)->end);
    return v.end;
}

/* ------------------------------------------------------------------ others */

/* "170 cm, 61 kg", "(3 years, 14.5 kg)": a weight beside the age or the height. */
static size_t read_bare_weight(struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    const struct en_token *t = note_en_at(n, i);
    bool kilos = t->class == EN_NUMBER && i + 1 < n->hi && note_en_is(n, i + 1, "kg") &&
                 !(i + 2 < n->hi && note_en_at(n, i + 2)->class == EN_SLASH);
    if (!kilos || i == n->lo || n->colour.relative || !en_is(note_en_at(n, i - 1), EN_COMMA))
        return 0;
    bool beside = false;
    for (size_t k = i - 1; k > n->lo && k + NEAR > i; k--)
        beside |= note_en_is(n, k - 1, "cm") || en_is(note_en_at(n, k - 1), EN_OFAGE) ||
                  en_is_value(note_en_at(n, k - 1), EN_TIME, "month") ||
                  en_is_value(note_en_at(n, k - 1), EN_TIME, "year");
    if (!beside || !note_has(n->p, ATTR_age))
        return 0;
    note_number(n->p, ATTR_weight, t->number, t->begin, note_en_at(n, i + 1)->end);
    return i + 2;
}

static size_t read_residence(struct en_note *n, size_t i)
{
    uint32_t behind;
    size_t end;
    if (!note_en_says(n, i, NOTE_EN_LIVES, &end) || end >= n->hi || n->colour.relative)
        return 0;
    const struct note_en_word *w =
        note_en_form(n, note_en_at(n, end)->begin, NOTE_EN_PREFECTURE, &behind);
    if (!w)
        return 0;
    note_word(n->p, ATTR_residence, w->value, note_en_at(n, end)->begin, behind);
    return note_en_token_at(n, behind);
}

size_t note_en_read_saying(struct en_note *n, size_t i, const struct colour *before)
{
    static size_t (*const readers[])(struct en_note *, size_t) = {
        read_smoked, read_tnm,  read_metastases,  read_gravida,
        read_birth,  read_pack_years, read_bare_weight, read_residence};
    size_t end = read_saying(n, i, before);
    for (size_t k = 0; k < sizeof readers / sizeof *readers && !end; k++)
        end = readers[k](n, i);
    return end;
}
