/*
 * How a cancer went on ("it has come back in my liver", "can't be removed", "in remission"), where
 * it has gone ("spread to the bones", "metastatic breast cancer (bone, liver)"), who is in hospital
 * now, and the sex that an illness tells.
 */
#include "search/attributes_gen.h"
#include "search/note_en.h"

static bool is_untold(const struct en_note *n)
{
    const struct colour *c = &n->colour;
    return c->denied || c->relative || c->suspected || c->planned;
}

/* The cancer of whom the note is about was named before, or its stage. */
static bool has_cancer(const struct en_note *n)
{
    const struct fact *f = &n->p->note->facts->by_attr[ATTR_diagnosis];
    if (note_has(n->p, ATTR_stage) || note_has(n->p, ATTR_metastasis_site) ||
        note_has(n->p, ATTR_tnm_t) || note_has(n->p, ATTR_histology))
        return true;
    for (size_t i = 0; i < f->n_items; i++)
        for (const char *const *w = en_list_cancer_words; *w; w++)
            if (strcasestr(f->items[i].word, *w))
                return true;
    for (size_t k = n->lo; k < n->hi; k++)
        if (note_en_is_cancer_at(n, k))
            return true;
    return false;
}

/* "until it came back": and so it did. */
static bool tells_past(const struct en_note *n, size_t i)
{
    return note_en_starts(n, i, "came") || note_en_starts(n, i, "it came") ||
           note_en_starts(n, i, "recurred") || note_en_starts(n, i, "relapsed");
}

/* "if it comes back", "never came back", "no recurrence", "free of recurrence", "risk of relapse".
 */
static bool is_only_thought_of(const struct en_note *n, size_t i)
{
    enum { NEAR = 7 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        bool until = note_en_is(n, k - 1, "until") && tells_past(n, i);
        until |= note_en_is(n, k - 1, "may") && k > n->lo + 1 &&
                 note_en_is_any(n, k - 2, en_list_month_before); /* "in May" */
        if ((note_en_is_any(n, k - 1, en_list_only_thought_of) && !until) ||
            en_is(note_en_at(n, k - 1), EN_NEG) || en_is(note_en_at(n, k - 1), EN_SUSPECT))
            return true;
        if (en_is(note_en_at(n, k - 1), EN_BUT))
            return false;
    }
    return false;
}

static void say_state(struct en_note *n, const char *state, uint32_t begin, uint32_t end)
{
    note_item(n->p, ATTR_disease_state, state, -1, begin, end);
}

const char *note_en_site_at(const struct en_note *n, size_t i)
{
    static const struct {
        const char *word, *site;
    } plural[] = {{"bones", "bone"}, {"lungs", "lung"},  {"lymph nodes", "lymph node"},
                  {"spine", "bone"}, {"liver", "liver"}, {"brain", "brain"}};
    const struct en_row *row = en_row_of(note_en_at(n, i), EN_SITE);
    const char *site = row ? row->value : NULL;
    for (size_t k = 0; k < sizeof plural / sizeof *plural && !site; k++)
        if (note_en_is(n, i, plural[k].word))
            site = plural[k].site;
    return !site && note_en_is_any(n, i, en_list_nodes) ? "lymph node" : site;
}

/* Sites from token i on; the token behind the last, 0: none. */
static size_t say_sites(struct en_note *n, size_t i, size_t limit)
{
    size_t end = 0;
    for (; i < limit; i++) {
        const struct en_token *t = note_en_at(n, i);
        const char *site = note_en_site_at(n, i);
        if (site) {
            note_item(n->p, ATTR_metastasis_site, site, -1, t->begin, t->end);
            end = i + 1;
        } else if (!en_is(t, EN_COMMA) && !en_is(t, EN_AND) && t->class != EN_SLASH &&
                   t->class != EN_PLUS && !note_en_is_any(n, i, en_list_between_sites) &&
                   !en_is_value(t, EN_DROP, "")) {
            break;
        }
    }
    return end;
}

/* "PSA came back at 4", "the scan came back clear": a result stands at k. */
static bool is_result(const struct en_note *n, size_t k)
{
    enum { FIRST_YEAR = 1900 };
    bool date = k < n->hi && note_en_at(n, k)->class == EN_NUMBER &&
                (note_en_at(n, k)->number >= FIRST_YEAR ||
                 (k + 2 < n->hi && note_en_at(n, k + 1)->class == EN_SLASH)); /* "8/24" */
    return k < n->hi && !date &&
           (note_en_at(n, k)->class == EN_NUMBER || en_is(note_en_at(n, k), EN_NEGATIVE) ||
            en_is(note_en_at(n, k), EN_POSITIVE) || note_en_is_any(n, k, en_list_came_back_result));
}

/* "s/p R-CHOP x6, relapsed 8/24": past is what was done, not what came of it. */
static bool is_behind_s_p(const struct en_note *n, size_t i)
{
    bool past = false, comma = false;
    for (size_t k = n->lo; k < i; k++) {
        if (en_is(note_en_at(n, k), EN_HIST))
            return false;
        past |= note_en_starts(n, k, "s/p") || note_en_starts(n, k, "status post");
        comma |= past && en_is(note_en_at(n, k), EN_COMMA);
    }
    return comma;
}

/* "has come back in my liver", "first relapse". */
static size_t read_return(struct en_note *n, size_t i)
{
    uint32_t end;
    const struct note_en_word *w = note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_RETURNED, &end);
    /* "status post surgery, with recurrent disease": what somebody is there with is of now */
    bool with = w && strncmp(w->text, "with ", strlen("with ")) == 0;
    with |= w && is_behind_s_p(n, i);
    if (!w || is_untold(n) || (n->colour.past && !with) || is_only_thought_of(n, i) ||
        !has_cancer(n))
        return 0;
    size_t k = note_en_token_at(n, end);
    struct note_en_said said = note_en_said_behind(n, end, false);
    bool apart = end >= note_en_at(n, i)->end; /* "relapsed after" is one token */
    if ((apart && is_result(n, k)) || said.denied || said.doubted)
        return 0;
    say_state(n, "recurrent", note_en_at(n, i)->begin, end);
    if (k < n->hi && note_en_is(n, k, "in")) {
        size_t behind = say_sites(n, k + 1, n->hi);
        return behind ? behind : k;
    }
    return k;
}

/* "unresectable pancreatic cancer, resected after FOLFIRINOX", "inoperable, but they could
   operate": it was done all the same; "unresectable, primary resected" is of another part. */
bool note_en_is_resected_later(const struct en_note *n, size_t i)
{
    for (size_t k = i + 1; k < n->hi; k++) {
        bool joined = en_is(note_en_at(n, k - 1), EN_COMMA) ||
                      en_is(note_en_at(n, k - 1), EN_BUT) || note_en_is_any(n, k - 1, en_list_then);
        bool done = joined && note_en_starts(n, k, "resected");
        for (const char *const *w = en_list_operated_later; *w && !done; w++)
            done = strncmp(n->e.text.s + note_en_at(n, k)->begin, *w, strlen(*w)) == 0;
        if (done && !en_is(note_en_at(n, k - 1), EN_NEG))
            return k + 1 >= n->hi || !note_en_name_at(n, k + 1);
    }
    return false;
}

static size_t read_fixed(struct en_note *n, size_t i)
{
    uint32_t end;
    const struct colour *c = &n->colour;
    if (c->relative || c->suspected ||
        !note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_FIXED, &end) || !has_cancer(n) ||
        note_en_is_resected_later(n, i))
        return 0;
    say_state(n, "unresectable", note_en_at(n, i)->begin, end);
    return note_en_token_at(n, end);
}

/* The diagnosis is an illness that stays one in a remission: lupus. */
bool note_en_has_remitting(const struct en_note *n)
{
    const struct fact *f = &n->p->note->facts->by_attr[ATTR_diagnosis];
    for (const char *const *w = en_list_remits; *w && f->n_items > 0; w++)
        if (strcasestr(f->items[0].word, *w))
            return true;
    return false;
}

/* "In remission and on olaparib now": of a cancer or another illness of remissions named before;
   not "was in remission until May". */
static size_t read_remission(struct en_note *n, size_t i)
{
    if (!en_is_value(note_en_at(n, i), EN_STATE, "remission") || is_untold(n) || n->colour.past ||
        !(has_cancer(n) || note_en_has_remitting(n)) || is_only_thought_of(n, i))
        return 0;
    for (size_t k = n->lo; k < n->hi; k++)
        if (note_en_is_any(n, k, en_list_remission_was))
            return 0;
    say_state(n, "remission", note_en_at(n, i)->begin, note_en_at(n, i)->end);
    return 0;
}

/* "it has spread to my liver and bones". */
static size_t read_spread(struct en_note *n, size_t i)
{
    if (!note_en_is_any(n, i, en_list_spread) || is_untold(n) || is_only_thought_of(n, i) ||
        i + 1 >= n->hi || !note_en_is(n, i + 1, "to") || !has_cancer(n))
        return 0;
    return say_sites(n, i + 2, n->hi);
}

/* "metastatic disease was found", "disseminated disease": of the cancer named before. "Lesions"
   that an image calls so are still a suspicion. */
static size_t read_metastatic(struct en_note *n, size_t i)
{
    static const char whole[] = "metastatic disease";
    const struct en_token *t = note_en_at(n, i);
    bool named = t->end - t->begin == sizeof whole - 1 &&
                 memcmp(n->e.text.s + t->begin, whole, sizeof whole - 1) == 0;
    if ((!named && !en_is_value(t, EN_STATE, "metastatic")) || is_untold(n) || n->colour.past ||
        is_only_thought_of(n, i) || !has_cancer(n))
        return 0;
    if (!named && (i + 1 >= n->hi || !note_en_is_any(n, i + 1, en_list_metastatic_things)))
        return 0;
    size_t end = named ? i + 1 : i + 2;
    struct note_en_said said = note_en_said_behind(n, note_en_at(n, end - 1)->end, false);
    if (said.denied || said.doubted)
        return 0;
    say_state(n, "metastatic", t->begin, note_en_at(n, end - 1)->end);
    return end;
}

/* "it's now in her lungs": where a cancer is. */
static size_t read_is_in(struct en_note *n, size_t i)
{
    if (!note_en_is(n, i, "in") || i < n->lo + 1 || i + 2 >= n->hi ||
        !note_en_is_any(n, i - 1, en_list_is_now_in) ||
        !note_en_is_any(n, i + 1, en_list_is_now_in_whose) || is_untold(n) ||
        is_only_thought_of(n, i) || !has_cancer(n))
        return 0;
    bool it = false;
    for (size_t k = n->lo; k < i; k++)
        it |= note_en_is(n, k, "it") || note_en_is(n, k, "it's") || note_en_is(n, k, "cancer");
    return it ? say_sites(n, i + 2, n->hi) : 0;
}

/* A word of spread or growth at k, before the bracket at i. */
static bool is_before_sites(const struct en_note *n, size_t k, size_t i)
{
    enum { NEAR = 6 };
    return en_is_value(note_en_at(n, k), EN_STATE, "metastatic") ||
           en_is(note_en_at(n, k), EN_META) ||
           (note_en_is_any(n, k, en_list_progress) && note_en_tells_cancer(n) && k + NEAR > i);
}

static bool is_of_sites(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return en_is(t, EN_SITE) || en_is(t, EN_COMMA) || en_is(t, EN_AND) || t->class == EN_SLASH ||
           note_en_is_any(n, i, en_list_nodes) || note_en_is(n, i, "bones") ||
           note_en_is(n, i, "lungs");
}

/* "metastatic breast cancer (bone, liver)", "PD 9/24 (peritoneum, LN)": a bracket of nothing but
   sites. */
static size_t read_site_bracket(struct en_note *n, size_t i)
{
    enum { NEAR = 14 };
    bool metastatic = false;
    if (note_en_at(n, i)->class != EN_OPEN || is_untold(n))
        return 0;
    for (size_t k = i; k > n->lo && k + NEAR > i; k--)
        metastatic |= is_before_sites(n, k - 1, i);
    size_t close = i + 1;
    while (metastatic && close < n->hi && note_en_at(n, close)->class != EN_CLOSE)
        if (!is_of_sites(n, close++))
            return 0;
    return metastatic && close < n->hi ? say_sites(n, i + 1, close) : 0;
}

/* "progressing in the brain and pleura", "tumours in my lungs": where the cancer named before is.
 */
static size_t read_grown_in(struct en_note *n, size_t i)
{
    if (!note_en_is_any(n, i, en_list_grown_in) || i + 2 >= n->hi || is_untold(n) ||
        n->colour.past || is_only_thought_of(n, i) ||
        !(note_en_is(n, i + 1, "in") || note_en_is(n, i + 1, "in the")) || !has_cancer(n) ||
        !note_has(n->p, ATTR_diagnosis))
        return 0;
    return say_sites(n, i + 2, n->hi);
}

/* "NSCLC stage IIIB, adenocarcinoma", "kidney cancer (clear cell)": of what tissue the cancer named
   before is. */
static size_t read_tissue(struct en_note *n, size_t i)
{
    uint32_t end;
    const struct en_token *before = i > n->lo ? note_en_at(n, i - 1) : NULL;
    bool apart = before && (en_is(before, EN_COMMA) || before->class == EN_OPEN ||
                            before->class == EN_COLON || note_en_starts(n, i - 1, "histolog"));
    if (!apart || is_untold(n) || !note_has(n->p, ATTR_diagnosis) || !has_cancer(n) ||
        !note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_HISTOLOGY, &end))
        return 0;
    size_t k = note_en_token_at(n, end);
    bool alone = k >= n->hi || note_en_is_break(n, k) || en_is(note_en_at(n, k), EN_COMMA) ||
                 note_en_at(n, k)->class == EN_CLOSE;
    if (!alone)
        return 0;
    note_item(n->p, ATTR_histology, note_en_text(n, note_en_at(n, i)->begin, end), -1,
              note_en_at(n, i)->begin, end);
    return k;
}

/* ------------------------------------------------------------------ in hospital */

/* "readmitted" stands in the note: who went home is back. */
bool note_en_is_back(const struct en_note *n)
{
    for (const char *const *w = en_list_readmitted; *w; w++)
        if (memmem(n->e.text.s, n->e.text.len, *w, strlen(*w)))
            return true;
    return false;
}

/* "still on oxygen in the NICU": a word of now before it, and none of the past between. */
static bool is_told_of_now(const struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    for (size_t k = i; k > n->lo && k + NEAR > i; k--) {
        if (note_en_is_any(n, k - 1, en_list_stay_told_past) ||
            en_is(note_en_at(n, k - 1), EN_COMMA))
            return false;
        if (note_en_is(n, k - 1, "still") || note_en_is(n, k - 1, "currently") ||
            (note_en_is_any(n, k - 1, en_list_stay_now) && note_en_is(n, k, "still")))
            return true;
    }
    return false;
}

/* "on the ward", "is on the ward", which is one token; `now`: a word of now stands in it. */
static bool is_on(const struct en_note *n, size_t i, bool *now)
{
    const struct en_token *t = note_en_at(n, i);
    const char *s = n->e.text.s + t->begin;
    size_t len = t->end - t->begin, end = len;
    if (end > 4 && memcmp(s + end - 4, " the", 4) == 0)
        end -= 4;
    if (end < 2 || memcmp(s + end - 2, "on", 2) != 0 || (end > 2 && s[end - 3] != ' '))
        return false;
    *now |= end > 3 && note_en_is_one(s, end - 3, en_list_stay_now);
    return true;
}

/* "In the hospital right now.": nothing before it, and the time behind. */
static bool is_now_behind(const struct en_note *n, size_t i, size_t behind)
{
    if (!note_en_begins(n, i) || behind >= n->hi)
        return false;
    for (const char *const *w = en_list_stay_now_behind; *w; w++)
        if (note_en_starts(n, behind, *w))
            return true;
    return false;
}

/* "is still in the NICU", "she is in a rehabilitation hospital"; "was in hospital" is over. */
static size_t read_stay(struct en_note *n, size_t i)
{
    const struct colour *c = &n->colour;
    uint32_t end;
    bool now = i > n->lo && note_en_is_any(n, i - 1, en_list_stay_now);
    bool in = note_en_is(n, i, "in") || note_en_is(n, i, "in the") || is_on(n, i, &now);
    if (!in || c->denied || c->relative || c->suspected || c->planned)
        return 0;
    now |= is_told_of_now(n, i);
    size_t k = i + 1;
    while (k < n->hi &&
           (note_en_is_any(n, k, en_list_stay_idle) || en_is_value(note_en_at(n, k), EN_DROP, "")))
        k++;
    k += k + 1 < n->hi && note_en_is(n, k + 1, "ward"); /* "oncology ward" */
    if (k >= n->hi)
        return 0;
    uint32_t at = note_en_at(n, k)->begin;
    at += note_en_starts(n, k, "the ") ? (uint32_t)strlen("the ") : 0; /* "the stroke" is one */
    if (!note_en_form(n, at, NOTE_EN_WARD, &end))
        return 0;
    if (!now && !is_now_behind(n, i, note_en_token_at(n, end)))
        return 0;
    note_flag(n->p, ATTR_inpatient, true, note_en_at(n, i)->begin, end);
    return note_en_token_at(n, end);
}

size_t note_en_read_course(struct en_note *n, size_t i)
{
    static size_t (*const readers[])(struct en_note *, size_t) = {
        read_return, read_fixed,        read_remission, read_spread, read_metastatic,
        read_is_in,  read_site_bracket, read_grown_in,  read_tissue, read_stay};
    size_t end = 0;
    for (size_t k = 0; k < sizeof readers / sizeof *readers && !end; k++)
        end = readers[k](n, i);
    return end;
}

/* ------------------------------------------------------------------ the sex of an illness */

/* "Re: Ms. K., 52": a title at the beginning of the note; "MS" is an illness. */
static bool say_sex_of_title(struct en_note *n)
{
    size_t i = 0;
    while (i < n->e.n &&
           (note_en_is_any(n, i, en_list_before_title) || note_en_at(n, i)->class == EN_COLON))
        i++;
    if (i >= n->e.n || !note_has(n->p, ATTR_age)) /* "Ms. Brown has gout" may be who wrote */
        return false;
    const char *word = note_en_text(n, note_en_at(n, i)->begin, note_en_at(n, i)->end);
    bool male = note_en_is_any(n, i, en_list_titles_male);
    if ((!male && !note_en_is_any(n, i, en_list_titles_female)) || word[0] < 'A' || word[0] > 'Z' ||
        word[1] < 'a' || word[1] > 'z')
        return false;
    note_word(n->p, ATTR_sex, male ? "male" : "female", note_en_at(n, i)->begin,
              note_en_at(n, i)->end);
    return true;
}

/* "went through menopause at 48": a woman. */
static bool say_sex_of_menopause(struct en_note *n)
{
    static const char word[] = "menopaus";
    const char *at = memmem(n->e.text.s, n->e.text.len, word, strlen(word));
    const struct fact *f = &n->p->note->facts->by_attr[ATTR_menopausal];
    if (f->state != FACT_GIVEN || !f->word || strcmp(f->word, "postmenopausal") != 0 || !at)
        return false;
    uint32_t begin = (uint32_t)(at - n->e.text.s);
    note_word(n->p, ATTR_sex, "female", begin, begin + (uint32_t)strlen(word));
    return true;
}

/* "prostate cancer", "ovarian cancer" of the person: said where no word said it. */
void note_en_settle_sex(struct en_note *n)
{
    static const struct {
        const char *word, *sex;
    } all[] = {{"prostat", "male"},
               {"testic", "male"},
               {"penile", "male"},
               {"ovarian", "female"},
               {"cervical cancer", "female"},
               {"endometri", "female"},
               {"uterine", "female"},
               {"hysterectomy", "female"},
               {"oophorectomy", "female"},
               {"vulv", "female"},
               {"polycystic ovar", "female"}};
    static const uint16_t attrs[] = {ATTR_diagnosis, ATTR_comorbidity, ATTR_prior_surgery,
                                     ATTR_history};
    if (note_has(n->p, ATTR_sex) || say_sex_of_title(n) || say_sex_of_menopause(n))
        return;
    const struct fact *nursing = &n->p->note->facts->by_attr[ATTR_breastfeeding];
    const struct fact *age = &n->p->note->facts->by_attr[ATTR_age];
    const char *feeds = memmem(n->e.text.s, n->e.text.len, "breastfeeding", 13);
    if (nursing->state == FACT_GIVEN && nursing->flag && feeds && age->state == FACT_GIVEN &&
        age->number > 12) {
        uint32_t begin = (uint32_t)(feeds - n->e.text.s);
        note_word(n->p, ATTR_sex, "female", begin, begin + 13);
        return;
    }
    static const char *const not_pregnant[] = {"i'm not pregnant", "i am not pregnant"};
    for (size_t k = 0; k < sizeof not_pregnant / sizeof *not_pregnant; k++) {
        const char *said =
            memmem(n->e.text.s, n->e.text.len, not_pregnant[k], strlen(not_pregnant[k]));
        if (!said || !n->self)
            continue;
        uint32_t begin = (uint32_t)(said - n->e.text.s);
        note_word(n->p, ATTR_sex, "female", begin, begin + (uint32_t)strlen(not_pregnant[k]));
        return;
    }
    for (size_t a = 0; a < sizeof attrs / sizeof *attrs; a++) {
        const struct fact *f = &n->p->note->facts->by_attr[attrs[a]];
        for (size_t i = 0; i < f->n_items; i++)
            for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
                const char *at = strcasestr(f->items[i].word, all[k].word) ? all[k].word : NULL;
                const char *in = at ? memmem(n->e.text.s, n->e.text.len, at, strlen(at)) : NULL;
                if (!in)
                    continue;
                uint32_t begin = (uint32_t)(in - n->e.text.s);
                note_word(n->p, ATTR_sex, all[k].sex, begin, begin + (uint32_t)strlen(at));
                return;
            }
    }
}
