/*
 * Sayings of data/note-en.tsv ("denies alcohol", "can't have an MRI"), and what is written in
 * figures beside them: pack-years, T N M, sites of metastases, pregnancy by its weeks.
 */
#include "schema/base/text.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"
#include "search/units.h"

/* ------------------------------------------------------------------ sayings */

/* A treatment without a drug ("on CPAP") goes on. */
static void say_item(struct en_note *n, uint16_t attr, const char *value, uint32_t begin,
                     uint32_t end)
{
    struct fact *f = &n->p->note->facts->by_attr[attr];
    size_t before = f->n_items;
    note_item(n->p, attr, value, -1, begin, end);
    if (attr == ATTR_prior_therapy && f->n_items > before)
        f->items[f->n_items - 1].current = true;
}

static void say(struct en_note *n, uint16_t attr, const char *value, uint32_t begin, uint32_t end)
{
    double number;
    if (strcmp(value, "[]") == 0)
        note_none(n->p, attr, begin, end);
    else if (attributes[attr].kind == ATTR_FLAG)
        note_flag(n->p, attr, strcmp(value, "true") == 0, begin, end);
    else if (attributes[attr].kind == ATTR_CONCEPT)
        say_item(n, attr, value, begin, end);
    else if (text_read_double(value, &number))
        note_number(n->p, attr, number, begin, end);
    else
        note_word(n->p, attr, value, begin, end);
}

/* "never smoked and does not drink": a denial of its own; who signs for the patient is no stranger.
 */
static bool holds(const struct en_note *n, size_t i, const struct note_en_word *w,
                  const struct colour *before)
{
    bool own = en_is(note_en_at(n, i), EN_NEG) || note_en_denies_itself(w->text);
    if (strncmp(w->text, "or ", 3) == 0 || strncmp(w->text, "any ", 4) == 0)
        return (before->denied || n->colour.denied) && !n->colour.relative &&
               !before->suspected; /* "don't have any …" */
    bool signs = strncmp(w->value, "guardian_consent", strlen("guardian_consent")) == 0;
    if (strcmp(w->text, "ppm") == 0 && i > n->lo && note_en_at(n, i - 1)->class == EN_NUMBER)
        return false; /* parts of a million */
    if (strcmp(w->value, "inpatient false") == 0 && note_en_is_back(n))
        return false;
    bool relative = (before->relative || n->colour.relative) && !(signs && n->patient);
    return !(before->denied && !own) && !relative && !before->suspected && !before->planned;
}

/* The saying that begins at token i, or at a later word of it ("is on BiPAP", "have no allergies")
   where nothing before that is denied; *begin: where. */
static const struct note_en_word *saying_at(const struct en_note *n, size_t i, uint32_t *begin,
                                            uint32_t *end)
{
    const struct note_en_word *w = note_en_form(n, *begin, NOTE_EN_SAY, end);
    bool open = !n->colour.denied && !en_row_of(note_en_at(n, i), EN_FACT);
    for (uint32_t at = *begin + 1; !w && at < note_en_at(n, i)->end; at++)
        if (n->e.text.s[at - 1] == ' ' && (open || strncmp(n->e.text.s + at, "no ", 3) == 0) &&
            (w = note_en_form(n, at, NOTE_EN_SAY, end)))
            *begin = at;
    return w;
}

static bool is_former_study(const struct en_note *n, size_t i, size_t next, const char *value)
{
    return strcmp(value, "other_trial true") == 0 && note_en_is_study_over(n, i, next);
}

/* "no mets so far, mets later": what a word of denial inside the saying says is said by it. */
static size_t read_saying(struct en_note *n, size_t i, const struct colour *before)
{
    uint32_t begin = note_en_at(n, i)->begin, end, unused;
    uint16_t attr;
    const struct note_en_word *w = saying_at(n, i, &begin, &end);
    const char *blank = w ? strchr(w->value, ' ') : NULL;
    if (!w || !holds(n, i, w, before))
        return 0;
    const struct note_en_word *unless =
        n->e.text.s[end] == ' ' ? note_en_form(n, end + 1, NOTE_EN_UNLESS, &unused) : NULL;
    if (!attribute_find(w->value, (size_t)(blank - w->value), &attr) ||
        (unless && (!*unless->value || strstr(unless->value, attributes[attr].id))))
        return 0;
    struct note_en_said said = note_en_said_behind(n, end, false);
    size_t next = note_en_token_at(n, end);
    if (is_former_study(n, i, next, w->value))
        return next;
    bool but = note_en_is_besides(n, next);
    if (said.denied || said.planned || (but && strcmp(blank + 1, "[]") == 0))
        return 0; /* "no medicines except ibuprofen" */
    say(n, attr, blank + 1, begin, end);
    bool goes_on =
        next < n->hi && (en_is(note_en_at(n, next), EN_OR) || en_is(note_en_at(n, next), EN_AND) ||
                         en_is(note_en_at(n, next), EN_COMMA));
    if (!goes_on) /* "a never-smoking woman with asthma" */
        n->colour.denied = before->denied;
    return next;
}

/* ------------------------------------------------------------------ tobacco */

static bool sentence_smokes(const struct en_note *n)
{
    for (size_t i = n->lo; i < n->hi; i++)
        if (memmem(n->e.text.s + note_en_at(n, i)->begin,
                   note_en_at(n, i)->end - note_en_at(n, i)->begin, "smok", 4) ||
            note_en_starts(n, i, "tob") || note_en_starts(n, i, "cigarette"))
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
    if (note_en_starts(n, i + article, "pack")) {
        *end = i + 1 + article;
        if (*end + 1 < n->hi && note_en_is(n, *end, "of"))
            *end += 2;
        return 1;
    }
    return !article && note_en_starts(n, i, "cig") ? 1.0 / PACK : 0;
}

/* "40 pack-years", "50 pk-yr" with the count before token `at`. */
static bool names_pack_years(const struct en_note *n, size_t at)
{
    bool named = en_is_value(note_en_at(n, at), EN_ATTR, "smoking_pack_years") &&
                 note_en_starts(n, at, "pack");
    return named || note_en_is_any(n, at, en_list_pack_years_sure) ||
           (note_en_is_any(n, at, en_list_pack_years_short) && sentence_smokes(n));
}

/* "for 25 years", "x 20 yrs" at i: years, and the token of their unit. 0: not so. */
static double years_at(const struct en_note *n, size_t i, size_t *unit)
{
    enum { WORDS = 3 };
    double years;
    for (size_t hi = i + WORDS; i < n->hi && i < hi; i++)
        if (!note_en_is_any(n, i, en_list_smoked_for) && !en_is(note_en_at(n, i), EN_TIMES))
            break;
    if (!note_en_count(n, i, &years, unit) || *unit >= n->hi ||
        !en_is_value(note_en_at(n, *unit), EN_TIME, "year"))
        return 0;
    bool ago = *unit + 1 < n->hi && en_is(note_en_at(n, *unit + 1), EN_AGO) &&
               !note_en_is(n, *unit + 1, "before"); /* "for 25 years before that" */
    return ago ? 0 : years;
}

/* "40 years of a pack a day", "for 30 years, two packs a day". */
static size_t read_years_of_packs(struct en_note *n, size_t i)
{
    size_t unit, at, end;
    double count = 1, years = years_at(n, i, &unit);
    if (years <= 0 || unit + 2 >= n->hi ||
        !(note_en_is(n, unit + 1, "of") || note_en_is(n, unit + 1, "at") ||
          en_is(note_en_at(n, unit + 1), EN_COMMA)))
        return 0;
    at = unit + 2;
    bool a_pack = note_en_is(n, at, "a") && at + 1 < n->hi && note_en_starts(n, at + 1, "pack");
    if (a_pack)
        at++;
    else if (!note_en_count(n, at, &count, &at) || at >= n->hi)
        return 0;
    double packs = packs_of(n, at, &end);
    end = packs > 0 && !note_en_is(n, at, "ppd") ? per_day(n, end) : packs > 0 ? end : 0;
    if (!end || !sentence_smokes(n)) /* last, as it looks through all of it */
        return 0;
    note_number(n->p, ATTR_smoking_pack_years, packs * count * years, note_en_at(n, i)->begin,
                note_en_at(n, end - 1)->end);
    return end;
}

/* "45 pk-yr, quit at diagnosis" */
static void say_quit_behind(struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    for (size_t k = i + 1; k < n->hi && k < i + NEAR; k++)
        if (note_en_is(n, k, "quit") || note_en_is(n, k, "stopped"))
            note_word(n->p, ATTR_smoking, "former", note_en_at(n, i)->begin, note_en_at(n, k)->end);
}

/* "1/2", "half a": a part of one. */
static bool read_share(const struct en_note *n, size_t i, double *count, size_t *end)
{
    if (note_en_is(n, i, "half") && i + 1 < n->hi && note_en_is(n, i + 1, "a")) {
        *count = 0.5;
        *end = i + 2;
        return true;
    }
    if (i + 2 >= n->hi || note_en_at(n, i)->class != EN_NUMBER ||
        note_en_at(n, i + 1)->class != EN_SLASH || note_en_at(n, i + 2)->class != EN_NUMBER ||
        note_en_at(n, i + 2)->number < 2 || note_en_at(n, i + 2)->number > 4 ||
        note_en_at(n, i)->number >= note_en_at(n, i + 2)->number)
        return false;
    *count = note_en_at(n, i)->number / note_en_at(n, i + 2)->number;
    *end = i + 3;
    return true;
}

/* "1 pack a day for 25 years", "40 a day for 30 years", "1.5 ppd x 20 yrs"; and "40 pack-years". */
static size_t read_pack_years(struct en_note *n, size_t i)
{
    double count = 1;
    size_t at = i + 1, end = read_years_of_packs(n, i);
    if (end)
        return end;
    bool a_pack = note_en_is(n, i, "a") && at < n->hi && note_en_starts(n, at, "pack");
    if (!a_pack && !read_share(n, i, &count, &at) && !note_en_count(n, i, &count, &at))
        return 0;
    if (at >= n->hi || (i > n->lo && note_en_at(n, i - 1)->class == EN_SLASH))
        return 0;
    uint32_t begin = note_en_at(n, i)->begin;
    if (!a_pack && names_pack_years(n, at)) {
        note_number(n->p, ATTR_smoking_pack_years, count, begin, note_en_at(n, at)->end);
        say_quit_behind(n, at);
        return at + 1;
    }
    double packs = packs_of(n, at, &end);
    if (packs > 0 && !note_en_is(n, at, "ppd"))
        end = per_day(n, end);
    if (packs <= 0 || !end || !sentence_smokes(n))
        return 0;
    double years = years_at(n, end, &at);
    if (years <= 0)
        return 0;
    note_number(n->p, ATTR_smoking_pack_years, packs * count * years, begin,
                note_en_at(n, at)->end);
    return at + 1;
}

/* "Smoked 40 a day for 30 years, stopped 8 years ago"; "has smoked" goes on. */
/* "has smoked a pack a day for the past 30 years": and still does. */
static bool has_smoked_up_to_now(const struct en_note *n, size_t i)
{
    bool smoked = note_en_is(n, i, "smoked") || note_en_is(n, i, "been smoking");
    bool lasts = false;
    if (!smoked || i == n->lo || !note_en_is_any(n, i - 1, en_list_has_smoked))
        return false;
    for (size_t k = i + 1; k < n->hi; k++) {
        if (note_en_is_any(n, k, en_list_has_smoked_over) || en_is(note_en_at(n, k), EN_AGO))
            return false;
        lasts |= note_en_starts(n, k, "for") || note_en_is(n, k, "since") ||
                 note_en_starts(n, k, "past") || note_en_starts(n, k, "within");
    }
    return lasts;
}

static size_t read_smoked(struct en_note *n, size_t i)
{
    if (has_smoked_up_to_now(n, i) && !n->colour.relative && !n->colour.denied) {
        note_word(n->p, ATTR_smoking, "current", note_en_at(n, i)->begin, note_en_at(n, i)->end);
        return i + 1;
    }
    if (!note_en_is(n, i, "smoked") ||
        (i > n->lo && note_en_is_any(n, i - 1, en_list_smoked_not_alone)) || n->colour.relative ||
        n->colour.denied)
        return 0;
    for (size_t k = i + 1; k < n->hi && !en_is(note_en_at(n, k), EN_BUT); k++)
        if (note_en_is_any(n, k, en_list_smoked_over) || en_is(note_en_at(n, k), EN_AGO)) {
            note_word(n->p, ATTR_smoking, "former", note_en_at(n, i)->begin, note_en_at(n, k)->end);
            return i + 1;
        }
    return 0;
}

/* ------------------------------------------------------------------ T, N, M, metastases */

/* "cT2a" at p: bytes of it, 0: not this category. -1: X, is. */
static size_t read_category(const char *p, char letter, double *value)
{
    const char *q = p + (*p == ' ');
    q += q[0] == 'y' && q[1] == 'p';
    q += (*q == 'c' || *q == 'p');
    if (*q != letter)
        return 0;
    bool digit = q[1] >= '0' && q[1] <= '4', in_situ = q[1] == 'i' && q[2] == 's';
    if (!digit && !in_situ && q[1] != 'x')
        return 0;
    *value = digit ? q[1] - '0' : -1;
    q += in_situ ? 3 : 2;
    q += digit && *q >= 'a' && *q <= 'd';
    return (size_t)(q - p);
}

/* T with N: "cT2aN3M1b", "T3 N1 M0"; a T alone is as well a vertebra. */
static size_t read_tnm(struct en_note *n, size_t i)
{
    static const uint16_t attrs[] = {ATTR_tnm_t, ATTR_tnm_n, ATTR_tnm_m};
    double value[3] = {-1, -1, -1};
    uint32_t begin = note_en_at(n, i)->begin, end = begin;
    for (size_t k = 0; k < 3; k++) {
        size_t bytes = read_category(n->e.text.s + end, "tnm"[k], &value[k]);
        if (!bytes)
            break;
        end += (uint32_t)bytes;
    }
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
        const char *site = note_en_site_at(n, i);
        const struct en_token *t = note_en_at(n, i);
        if (site) {
            note_item(n->p, ATTR_metastasis_site, site, -1, t->begin, t->end);
            end = ++i;
        } else if (t->class == EN_OPEN && end) {
            bracket = bracket ? bracket : end;
            i = en_behind_bracket(&n->e, i, n->hi);
        } else if (is_site_joint(n, i) || note_en_is(n, i, "multiple") ||
                   (i + 1 < n->hi && note_en_is_any(n, i + 1, en_list_nodes))) { /* "PA nodes" */
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

/* Where the sites stand behind a word of spread at i: "mets: brain", "metastases to liver", and in
   a list "stage IV melanoma, mets lung, liver"; 0: none. */
static size_t sites_behind(const struct en_note *n, size_t i)
{
    if (!is_metastasis(n, i) || i + 1 >= n->hi)
        return 0;
    if (note_en_at(n, i + 1)->class == EN_COLON || note_en_is(n, i + 1, "to") ||
        note_en_is(n, i + 1, "in"))
        return i + 2;
    bool listed = note_en_begins(n, i) || en_is(note_en_at(n, i - 1), EN_COMMA);
    return listed && note_en_is(n, i, "mets") && note_en_site_at(n, i + 1) ? i + 1 : 0;
}

/* "mets: brain, adrenal", "metastases to liver and bone", "metastatic to lung", "brain mets". */
static size_t read_metastases(struct en_note *n, size_t i)
{
    const struct colour *c = &n->colour;
    if (c->denied || c->relative || c->suspected || c->planned)
        return 0;
    size_t sites = sites_behind(n, i);
    if (sites)
        return read_sites(n, sites);
    if (!note_en_site_at(n, i))
        return 0;
    size_t k = i;
    while (k < n->hi && (note_en_site_at(n, k) || (k > i && is_site_joint(n, k))))
        k++;
    if (k >= n->hi || !is_metastasis(n, k) ||
        note_en_said_behind(n, note_en_at(n, k)->end, false).denied)
        return 0;
    for (size_t q = i; q < k; q++) {
        const char *site = note_en_site_at(n, q);
        if (site)
            note_item(n->p, ATTR_metastasis_site, site, -1, note_en_at(n, q)->begin,
                      note_en_at(n, k)->end);
    }
    return k + 1;
}

/* A cancer stands behind the states at i ("relapsed or refractory AML") or right before them. */
static bool is_beside_cancer(const struct en_note *n, size_t i)
{
    static const enum en_class joints[] = {EN_STATE,    EN_OR,   EN_AND,  EN_SLASH,
                                           EN_COMMA,    EN_GENE, EN_PLUS, EN_POSITIVE,
                                           EN_NEGATIVE, EN_DASH, EN_WORD};
    enum { NEAR = 4, FAR = 12 };
    size_t k = i + 1, far = i + (k < n->hi && en_is(note_en_at(n, k), EN_GENE) ? FAR : NEAR);
    while (k < n->hi && k < far &&
           (en_is_in(note_en_at(n, k), joints) || note_en_is_any(n, k, en_list_marker_amount)))
        if (note_en_is_cancer_at(n, k++)) /* "HER2-low breast cancer" is one name */
            return true;
    if (note_en_is_cancer_at(n, k) || note_en_is_cancer_at(n, k + 1))
        return true;
    if (i == n->lo || en_is(note_en_at(n, i - 1), EN_COMMA) || en_is(note_en_at(n, i - 1), EN_AND))
        return false;
    for (k = i; k > n->lo && k + NEAR > i; k--)
        if (note_en_is_cancer_at(n, k - 1))
            return true;
    return false;
}

/* "relapsed or refractory AML", "AML in relapse", "melanoma metastatic to brain": a state beside a
   cancer; "recurrent" infections have none. */
static size_t read_state(struct en_note *n, size_t i)
{
    if (note_en_is(n, i, "met") && !n->colour.relative && !n->colour.denied &&
        !n->colour.suspected && i + 1 < n->hi && note_en_is_cancer_at(n, i + 1)) /* "met CRC" */
        note_item(n->p, ATTR_disease_state, "metastatic", -1, note_en_at(n, i)->begin,
                  note_en_at(n, i)->end);
    const struct en_token *t = note_en_at(n, i);
    const struct en_row *state = en_row_of(t, EN_STATE);
    const struct colour *c = &n->colour;
    bool untold = c->denied || c->relative || c->suspected || c->planned || c->past;
    bool known = state && strcmp(state->value, "advanced") != 0 &&
                 strcmp(state->value, "progressive") != 0; /* which no list names */
    untold |= known && strcmp(state->value, "unresectable") == 0 && note_en_is_resected_later(n, i);
    if (known && !untold && is_beside_cancer(n, i) && !note_en_said_behind(n, t->end, false).denied)
        note_item(n->p, ATTR_disease_state, state->value, -1, t->begin, t->end);
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
        if ((note_en_starts(n, k, "week") || note_en_starts(n, k, "wk")) &&
            !(k + 1 < n->hi && en_is(note_en_at(n, k + 1), EN_AGO))) {
            if (!n->colour.relative)
                note_flag(n->p, ATTR_pregnant, true, note_en_at(n, i)->begin,
                          note_en_at(n, k)->end);
            return i + 1;
        }
    return 0;
}

/* "born at 27 weeks, 980 g", "at 30 weeks and 1.2 kg": the weight behind the weeks; the token
   behind all. */
static size_t read_born_weight(struct en_note *n, size_t i)
{
    enum { GRAMS = 1000 };
    size_t k = i;
    while (k < n->hi &&
           (note_en_is_any(n, k, en_list_before_born_weight) || en_is(note_en_at(n, k), EN_COMMA)))
        k++;
    if (k == i || k + 1 >= n->hi || note_en_at(n, k)->class != EN_NUMBER)
        return i;
    double grams = note_en_is_any(n, k + 1, en_list_grams) ? note_en_at(n, k)->number
                   : note_en_is(n, k + 1, "kg")            ? note_en_at(n, k)->number * GRAMS
                                                           : 0;
    if (grams <= 0)
        return i;
    note_number(n->p, ATTR_birth_weight, unit_round(grams, 4), note_en_at(n, k)->begin,
                note_en_at(n, k + 1)->end);
    return k + 2;
}

/* "born at 27 weeks", "born at 32+4 weeks". */
static size_t read_birth(struct en_note *n, size_t i)
{
    struct en_value v;
    if (!note_en_starts(n, i, "born") || n->colour.relative)
        return 0;
    size_t k = i + 1;
    while (k < n->hi &&
           (note_en_is_any(n, k, en_list_born_how) || note_en_at(n, k)->class == EN_DASH))
        k++;
    k += k < n->hi && note_en_is(n, k, "at");
    if (!en_read_value(&n->e, k, n->hi, ATTR_gestational_age, &v) || v.n != 1 ||
        v.bounds[0].op != CRIT_OP_EQ || !v.bounds[0].has_unit)
        return 0;
    if (!en_is_value(note_en_at(n, v.end - 1), EN_TIME, "week") &&
        !en_is_value(note_en_at(n, v.end - 1), EN_TIME, "day"))
        return 0;
    note_number(n->p, ATTR_gestational_age, v.bounds[0].value, note_en_at(n, i)->begin,
                note_en_at(n, v.end - 1)->end);
    return read_born_weight(n, v.end);
}

/* ------------------------------------------------------------------ others */

/* "178 cm", "1.78 m" at i: in cm; 0: no height. */
static double height_at(const struct en_note *n, size_t i)
{
    enum { SMALLEST = 40, TALLEST = 230, CM = 100 };
    const struct en_token *t = note_en_at(n, i);
    if (i + 1 >= n->hi || t->class != EN_NUMBER)
        return 0;
    double cm = note_en_is(n, i + 1, "cm")  ? t->number
                : note_en_is(n, i + 1, "m") ? unit_round(t->number * CM, 4)
                                            : 0;
    bool metres = note_en_is(n, i + 1, "m") && t->number < 1.2; /* a small child, or a way */
    return cm < SMALLEST || cm > TALLEST || metres ? 0 : cm;
}

/* Between a height and a weight. */
static bool is_size_joint(const struct en_note *n, size_t i)
{
    return en_is(note_en_at(n, i), EN_COMMA) || en_is(note_en_at(n, i), EN_AND) ||
           note_en_at(n, i)->class == EN_SLASH;
}

/* "170 cm, 61 kg", "(3 years, 14.5 kg)": a weight beside the age or the height. */
static size_t read_bare_weight(struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    const struct en_token *t = note_en_at(n, i);
    bool kilos = t->class == EN_NUMBER && i + 1 < n->hi && note_en_is(n, i + 1, "kg") &&
                 !(i + 2 < n->hi && note_en_at(n, i + 2)->class == EN_SLASH);
    if (!kilos || n->colour.relative)
        return 0;
    bool beside = i > n->lo && note_en_is_any(n, i - 1, en_list_before_weight); /* "she's 28 kg" */
    if (!beside && !note_en_begins(n, i) && !note_en_is_comma(note_en_at(n, i - 1)))
        return 0;
    for (size_t k = i; k-- > n->lo + 1 && k + NEAR > i;)
        beside |= note_en_is(n, k - 1, "cm") || en_is(note_en_at(n, k - 1), EN_OFAGE) ||
                  en_is_value(note_en_at(n, k - 1), EN_TIME, "month") ||
                  en_is_value(note_en_at(n, k - 1), EN_TIME, "year");
    beside |= note_en_begins(n, i) && i + 2 == n->hi; /* "20 kg." */
    beside |= i + 4 < n->hi && is_size_joint(n, i + 2) && height_at(n, i + 3) > 0;
    if (!beside)
        return 0;
    note_number(n->p, ATTR_weight, t->number, t->begin, note_en_at(n, i + 1)->end);
    return i + 2;
}

/* "82 kg, 178 cm": the weight stands before the height at i. */
static bool is_behind_weight(const struct en_note *n, size_t i)
{
    return i >= n->lo + 3 && is_size_joint(n, i - 1) && note_en_is(n, i - 2, "kg") &&
           note_en_at(n, i - 3)->class == EN_NUMBER;
}

/* "178 cm, 82 kg", "82 kg, 178 cm", "(150 cm/70 kg)", "165 cm tall". */
static size_t read_bare_height(struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    double cm = height_at(n, i);
    if (cm <= 0 || n->colour.relative)
        return 0;
    if (is_behind_weight(n, i)) {
        note_number(n->p, ATTR_height, cm, t->begin, note_en_at(n, i + 1)->end);
        return i + 2;
    }
    if (i + 2 < n->hi && note_en_is(n, i + 1, "cm") && note_en_is(n, i + 2, "tall")) {
        note_number(n->p, ATTR_height, cm, t->begin, note_en_at(n, i + 2)->end);
        return i + 3;
    }
    if (i + 4 >= n->hi || !is_size_joint(n, i + 2) || note_en_at(n, i + 3)->class != EN_NUMBER ||
        !note_en_is(n, i + 4, "kg"))
        return 0;
    note_number(n->p, ATTR_height, cm, t->begin, note_en_at(n, i + 1)->end);
    note_number(n->p, ATTR_weight, note_en_at(n, i + 3)->number, note_en_at(n, i + 3)->begin,
                note_en_at(n, i + 4)->end);
    return i + 5;
}

size_t note_en_read_saying(struct en_note *n, size_t i, const struct colour *before)
{
    static size_t (*const readers[])(struct en_note *, size_t) = {
        read_smoked, read_state,      read_tnm,         read_metastases, read_gravida,
        read_birth,  read_pack_years, read_bare_height, read_bare_weight};
    size_t end = read_saying(n, i, before);
    for (size_t k = 0; k < sizeof readers / sizeof *readers && !end; k++)
        end = readers[k](n, i);
    return end;
}
