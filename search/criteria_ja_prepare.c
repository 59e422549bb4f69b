/* Tokens before the grammar sees them: names with a middle dot made one, what says nothing gone. */
#include "search/criteria_ja_among.h"
#include "schema/base/mem.h"
#include "search/attributes_gen.h"
#include "search/fold.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* 37週未満で出生し、; 手術を受け、: the verb goes on without more. */
static bool is_told_on(const struct crit_parse *p, const struct lex_token *t)
{
    bool verb = lex_is(t, LEX_VERB, "born") || lex_is(t, LEX_VERB, "receive");
    if (!verb || t->flags || t + 1 >= p->tokens + p->n || t[1].class != LEX_COMMA)
        return false;
    return ja_ends_in(p->text.s, t->end, ja_words_told_on, NULL);
}

/* 来院し、 and 搬送され、: a verb that no table knows goes on; not みずむし、. */
bool ja_is_unknown_verb(const struct crit_parse *p, const struct lex_token *t)
{
    size_t k = 0, len = t->end - t->begin;
    const char *s = p->text.s + t->begin;
    bool ends =
        ja_ends_in(s, len, ja_words_done_and, &k) || ja_ends_in(s, len, ja_words_told_on, &k);
    bool kanji = ends && len >= k + 6 && (unsigned char)s[len - k - 3] >= 0xE4;
    return kanji && t->class == LEX_TEXT && t + 1 < p->tokens + p->n && t[1].class == LEX_COMMA;
}

bool ja_joins(const struct crit_parse *p, const struct lex_token *t)
{
    bool passive = t->class == LEX_VERB && t->end - t->begin > 6 && !(t->flags & LEX_NOT) &&
                   ja_ends_in(p->text.s, t->end, ja_words_done_and, NULL);
    bool is = lex_is(t, LEX_PTC, "past_de") && ja_begins(p->text.s + t->begin, ja_words_is_and);
    bool there = lex_is(t, LEX_VERB, "have") && !(t->flags & LEX_NOT) &&
                 ja_ends_in(p->text.s, t->end, ja_words_there_and, NULL) &&
                 t + 1 < p->tokens + p->n && t[1].class == LEX_COMMA; /* 高血圧があり、 */
    return is || there || passive || is_told_on(p, t) || ja_is_unknown_verb(p, t) ||
           (t->flags & LEX_JOINS) || lex_is(t, LEX_PTC, "de");
}

bool ja_is_known_name(const struct crit_parse *p, uint32_t begin, uint32_t end)
{
    const char *s = p->text.s + begin;
    struct folded f;
    struct lexicon_matches m;
    fold_text(p->reader->folder, p->tmp, s, end - begin, &f);
    lexicon_match(p->reader->lexicon, p->tmp, &f, s, LEXICON_CASE_ASKED, &m);
    return m.n == 1 && m.items[0].begin == 0 && m.items[0].end == f.len && m.items[0].n > 0;
}

/* Behind the longest run of names and dots at `at` that is one name: ギラン・バレー症候群. */
static size_t dotted_end(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n)
{
    enum { PARTS_MAX = 4 };
    size_t to = at + 1;
    while (to + 1 < n && to - at < 2 * PARTS_MAX && t[to].class == LEX_DOT &&
           t[to + 1].class == LEX_TEXT && t[to].begin == t[to - 1].end &&
           t[to].end == t[to + 1].begin)
        to += 2;
    while (to > at + 1 && !ja_is_known_name(p, t[at].begin, t[to - 1].end))
        to -= 2;
    return to;
}

/* Behind the bracket at `at` when it speaks of assent only, which decides nothing; else `at`. */
static size_t assent_end(const struct lex_token *t, size_t at, size_t n)
{
    bool assent = false, other = false;
    size_t depth = 0;
    for (size_t i = at; i < n; i++) {
        depth += t[i].class == LEX_OPEN;
        assent |= t[i].class == LEX_ASSENT;
        other |= t[i].class == LEX_GUARDIAN || t[i].class == LEX_CONSENT;
        if (t[i].class == LEX_CLOSE && --depth == 0)
            return assent && !other ? i + 1 : at;
    }
    return at;
}

/* What may stand beside an assent and asks for nothing more. */
static bool goes_with_assent(const struct crit_parse *p, const struct lex_token *t)
{
    static const enum lex_class all[] = {LEX_NUM,   LEX_CMP,  LEX_SOTHAT, LEX_PTC,  LEX_SELF,
                                         LEX_VERB,  LEX_DROP, LEX_RANGE,  LEX_OR,   LEX_COMMA,
                                         LEX_AND,   LEX_HEAD, LEX_BUT,    LEX_ABLE, LEX_WRITTEN,
                                         LEX_MINOR, LEX_NOISE};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (t->class == all[i])
            return !(t->flags & LEX_NOT);
    return t->class == LEX_ASSENT ||
           (t->class == LEX_TEXT &&
            ja_holds(p->text.s + t->begin, t->end - t->begin, ja_words_beside_assent));
}

/* 代諾者の同意が得られる|。7歳以上では本人のアセントも得る: a part that speaks of assent only, with
   what joins it; tokens, 0: it is none. */
static size_t assent_part(const struct crit_parse *p, const struct lex_token *t, size_t at,
                          size_t n)
{
    bool joined = t[at].class == LEX_STOP || t[at].class == LEX_COMMA || t[at].class == LEX_AND;
    bool assent = false;
    size_t i = at + 1;
    if (!joined || at == 0)
        return 0;
    for (; i < n && t[i].class != LEX_STOP && t[i].class != LEX_LINE; i++) {
        assent |= t[i].class == LEX_ASSENT;
        if (!goes_with_assent(p, &t[i]))
            return 0;
    }
    return assent ? i - at : 0;
}

/* A line that is broken behind a comma goes on; ただし and ※ begin another sentence. */
static bool is_broken_line(const struct lex_token *t, size_t i, size_t n, size_t out)
{
    return t[i].class == LEX_LINE && out > 0 && t[out - 1].class == LEX_COMMA && i + 1 < n &&
           t[i + 1].class != LEX_BUT;
}

/* のうち、2つ以上: how many of the list before. */
static bool is_idle_comma(const struct crit_parse *p, const struct lex_token *t, size_t i, size_t n)
{
    return t[i].class == LEX_COMMA && i > 0 && i + 1 < n && ja_is_among(p, &t[i - 1]) &&
           (t[i + 1].class == LEX_SOME || t[i + 1].class == LEX_ANY);
}

/* ポリソルベート80に対する: the number is part of the name. */
static bool is_numbered_name(const struct lex_token *t, size_t i, size_t n)
{
    return i + 2 < n && t[i].class == LEX_TEXT && t[i + 1].class == LEX_NUM &&
           t[i + 1].unit == LEX_NO_UNIT && t[i].end == t[i + 1].begin &&
           lex_is(&t[i + 2], LEX_PTC, "for");
}

/* F20, F20.1: a code of a disease. */
static bool is_code(const struct crit_parse *p, const struct lex_token *t)
{
    const char *s = p->text.s + t->begin;
    size_t len = t->end - t->begin;
    return t->class == LEX_TEXT && len >= 3 && s[0] >= 'a' && s[0] <= 'z' && s[1] >= '0' &&
           s[1] <= '9' && strspn(s + 1, "0123456789.-f") + 1 >= len;
}

/* Behind the codes that stand behind the list they are of (ICD-10のF20～F29); `at`: none do. */
static size_t codes_end(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n)
{
    size_t i = at + 1;
    if (t[at].class != LEX_METHOD || !ja_begins(p->text.s + t[at].begin, ja_words_codes))
        return at;
    while (i < n && (t[i].class == LEX_PTC || t[i].class == LEX_DROP || t[i].class == LEX_NOISE ||
                     t[i].class == LEX_COLON))
        i++;
    if (i >= n || !is_code(p, &t[i]))
        return at;
    i++;
    while (i + 1 < n && t[i].class == LEX_RANGE && is_code(p, &t[i + 1]))
        i += 2;
    return i;
}

static bool is_name(const struct lex_token *t)
{
    return t->class == LEX_TEXT || t->class == LEX_FACT || t->class == LEX_SEVERITY ||
           t->class == LEX_STATE;
}

/* ICD-10でF20に該当する統合失調症: how a disease is coded, where its name stands behind; tokens
   taken, 0: it is none. */
static size_t coded(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n)
{
    size_t i = codes_end(p, t, at, n);
    if (i == at)
        return 0;
    while (i < n && t[i].class == LEX_PTC)
        i++;
    bool told = i + 1 < n && lex_is(&t[i], LEX_VERB, "have") && !(t[i].flags & LEX_NOT);
    return told && is_name(&t[i + 1]) ? i + 1 - at : 0;
}

/* 登録日から90日以上の生存: since when somebody is to live does not matter; tokens taken. */
static size_t since_when(const struct lex_token *t, size_t at, size_t n)
{
    size_t i = at + 1;
    if (t[at].class != LEX_ANCHOR && !(lex_is(&t[at], LEX_VERB, "join") && !t[at].flags))
        return 0;
    while (i < n &&
           (t[i].class == LEX_SINCE || t[i].class == LEX_RANGE || t[i].class == LEX_AFTER ||
            t[i].class == LEX_TIME_POINT || lex_is(&t[i], LEX_PTC, "from")))
        i++;
    size_t number = i;
    while (i < n && (t[i].class == LEX_NUM || t[i].class == LEX_CMP || t[i].class == LEX_WITHIN ||
                     lex_is(&t[i], LEX_PTC, "no")))
        i++;
    bool lives = i > number && i < n && number > at + 1 && t[i].class == LEX_ATTR &&
                 t[i].sense->attr == ATTR_life_expectancy;
    return lives ? number - at : 0;
}

/* Words of the specimen and the test; in brackets, the antibody: 腫瘍組織のPD-L1検査(22C3)で. */
static bool is_of_specimen(const struct crit_parse *p, const struct lex_token *t, bool inside)
{
    switch (t->class) {
    case LEX_PTC:
    case LEX_METHOD:
    case LEX_NOISE:
    case LEX_OPEN:
    case LEX_CLOSE:
        return true;
    case LEX_NUM:
        return inside;
    case LEX_TEXT:
        return inside || ja_is_one(p->text.s + t->begin, t->end - t->begin, ja_words_specimens);
    default:
        return false;
    }
}

/* … tokens before the score of PD-L1. */
static size_t specimens(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n)
{
    enum { WORDS_MAX = 12 };
    size_t i = at;
    bool inside = false;
    if (t[at].class != LEX_TEXT)
        return 0;
    for (; i < n && i - at < WORDS_MAX && is_of_specimen(p, &t[i], inside); i++)
        inside = t[i].class == LEX_OPEN || (inside && t[i].class != LEX_CLOSE);
    bool score = i < n && i > at && t[i].class == LEX_ATTR &&
                 (t[i].sense->attr == ATTR_pd_l1_tps || t[i].sense->attr == ATTR_pd_l1_cps);
    return score && !inside ? i - at : 0; /* not PD-L1(TPS)が */
}

/* 尿蛋白定性(2+)以上: a bracket around the step alone says nothing. Where it ends when it begins at
   i, behind a measured thing `before`; 0: it is none. */
static size_t step_bracket(const struct lex_token *t, size_t i, size_t n,
                           const struct lex_token *before)
{
    size_t close = i + 1;
    if (!before || before->class != LEX_ATTR || t[i].class != LEX_OPEN)
        return 0;
    while (close < n && close - i < 3 && t[close].class != LEX_CLOSE)
        close++;
    bool step = close + 1 < n && t[close].class == LEX_CLOSE && t[i + 1].class == LEX_NUM &&
                t[close + 1].class == LEX_CMP;
    return step ? close : 0;
}

/* Bytes of T, N and M that a name begins with (cT1-2N0M0乳癌); 0: with none. */
static size_t classes_of(const char *s, size_t len)
{
    size_t at = len > 0 && (*s == 'c' || *s == 'p'), step = at;
    while (at < len && (unsigned char)s[at] < 0x80)
        at++;
    if (at == len || at - step < 2 || s[step] != 't' || s[step + 1] < '0' || s[step + 1] > '4')
        return 0;
    bool several = at - step >= 4 && (memchr(s, 'n', at) || memchr(s, 'm', at));
    return several || ja_ends_in(s, len, ja_words_cancer_ends, NULL) ? at : 0;
}

/* Ⅳ|期非小細胞肺癌, 進行|期乳癌: the unit of the stage is no part of the name. */
static void give_back_unit(const char *text, struct lex_token *t)
{
    struct lex_token *before = t - 1;
    bool stage = (before->class == LEX_NUM && before->unit == LEX_NO_UNIT) ||
                 lex_is(before, LEX_STATE, "advanced");
    size_t len = t->class == LEX_TEXT ? t->end - t->begin : 0,
           unit = stage && before->end == t->begin
                      ? ja_at(text + t->begin, len, ja_words_stage_ends)
                      : 0;
    if (unit == 0 || unit == len)
        return;
    before->end += (uint32_t)unit;
    t->begin += (uint32_t)unit;
}

void ja_split_classes(void *tmp, const char *text, struct lex_tokens *all)
{
    for (size_t i = 0; i < all->n; i++) {
        struct lex_token *t = &all->items[i];
        if (i > 0)
            give_back_unit(text, t);
        size_t classes = t->class == LEX_TEXT ? classes_of(text + t->begin, t->end - t->begin) : 0;
        if (classes == 0)
            continue;
        all->items = MEM_GROW(tmp, all->items, struct lex_token, all->n + 1);
        t = &all->items[i];
        memmove(t + 1, t, (all->n++ - i) * sizeof *t);
        t[0].end = t[1].begin = t->begin + (uint32_t)classes;
    }
}

/* 投与中又は投与後に, 治療中あるいは治療後に: it was given, whenever what comes befell; how many
 *tokens ret, one that says so, stands for, 0: it is not so. */
static size_t under_or_after(const struct crit_parse *p, const struct lex_token *t, size_t i,
                             size_t n, struct lex_token *ret)
{
    bool under = i + 2 < n && lex_is(&t[i], LEX_VERB, "take") && t[i].flags & LEX_GOING &&
                 !(t[i].flags & LEX_NOT) && t[i + 1].class == LEX_OR;
    if (!under)
        return 0;
    const struct lex_token *again = &t[i + 2];
    bool word = ja_begins(p->text.s + again->begin, ja_words_giving);
    if (again->class == LEX_POSTOP && word) {
        *ret = *again;
        return 3;
    }
    bool given = lex_is(again, LEX_VERB, "take") || (again->class == LEX_TEXT && word);
    if (!given || i + 3 >= n || t[i + 3].class != LEX_AFTER)
        return 0;
    ret->flags = 0;
    return 3;
}

/* 初回治療後に再発した, 初回治療に抵抗性の: the first treatment was had; alone it means none
 * before. */
static bool is_first_course_had(const struct crit_parse *p, const struct lex_token *t)
{
    const char *s = p->text.s;
    return t->class == LEX_FACT &&
           ja_ends_in(s + t->begin, t->end - t->begin, ja_words_first_course, NULL) &&
           ja_begins(s + t->end, ja_words_course_had);
}

/* 進行期に対する化学療法: of advanced disease, no stage whose number comes behind. */
static bool is_advanced(const struct crit_parse *p, const struct lex_token *t, size_t i, size_t n)
{
    return t[i].class == LEX_ATTR && t[i].sense->attr == ATTR_stage && i + 1 < n &&
           ja_is_one(p->text.s + t[i].begin, t[i].end - t[i].begin, ja_words_advanced_stage) &&
           t[i + 1].class == LEX_PTC && strcmp(t[i + 1].sense->value, "for") == 0;
}

/* Tokens from i on that are one of another class, made so in *ret: how many; 0: none are. */
static size_t merge(const struct crit_parse *p, const struct lex_token *t, size_t i, size_t n,
                    struct lex_token *ret)
{
    static const struct lex_sense consent = {
        .class = LEX_ANCHOR, .attr = LEX_NO_ATTR, .value = "consent"};
    static const struct lex_sense enrollment = {
        .class = LEX_ANCHOR, .attr = LEX_NO_ATTR, .value = "enrollment"};
    bool until = lex_is(&t[i], LEX_VERB, "join") && !t[i].flags && i + 1 < n &&
                 lex_is(&t[i + 1], LEX_PTC, "made"); /* 最終投与から登録まで */
    if (until) {
        ret->class = LEX_ANCHOR;
        ret->sense = &enrollment;
        return 1;
    }
    if (is_advanced(p, t, i, n)) {
        static const struct lex_sense advanced = {
            .class = LEX_STATE, .attr = LEX_NO_ATTR, .value = "advanced"};
        ret->class = LEX_STATE;
        ret->sense = &advanced;
        return 1;
    }
    if (is_first_course_had(p, &t[i])) {
        static const struct lex_sense none = {.class = LEX_TEXT, .attr = LEX_NO_ATTR};
        ret->class = LEX_TEXT;
        ret->sense = &none;
        return 1;
    }
    size_t given = under_or_after(p, t, i, n, ret);
    if (given > 0)
        return given;
    size_t purpose = ja_purpose(p, t, i, n), time = purpose ? 0 : ja_at_consent(p, t, i, n);
    if (purpose > 0)
        ret->class = LEX_PURPOSE;
    if (time > 0) {
        ret->class = LEX_ANCHOR;
        ret->sense = &consent;
        ret->flags = 0;
    }
    return purpose + time;
}

size_t ja_prepare(const struct crit_parse *p, struct lex_token *t, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n;) {
        size_t end = t[i].class == LEX_OPEN ? assent_end(t, i, n) : i;
        end += is_broken_line(t, i, n, out) || is_idle_comma(p, t, i, n);
        size_t close = step_bracket(t, i, n, out ? &t[out - 1] : NULL);
        if (close > 0) {
            while (++i < close)
                t[out++] = t[i];
            i++;
            continue;
        }
        if (end == i)
            end += coded(p, t, i, n) + since_when(t, i, n) + specimens(p, t, i, n) +
                   assent_part(p, t, i, n);
        if (end > i) {
            i = end;
            continue;
        }
        end = t[i].class == LEX_TEXT && p->reader->lexicon ? dotted_end(p, t, i, n) : i + 1;
        end += end == i + 1 && is_numbered_name(t, i, n);
        t[out] = t[i];
        size_t merged = merge(p, t, i, n, &t[out]);
        end = merged > 0 ? i + merged : end;
        t[out++].end = t[end - 1].end;
        i = end;
    }
    return out;
}
