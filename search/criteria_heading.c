#include "search/criteria_heading.h"
#include "schema/base/text.h"
#include "search/criteria_line_words.h"
#include "search/criteria_lines.h"
#include <string.h>

enum { HEADING_MAX_BYTES = 120 };

static bool is_frame(uint32_t c)
{
    static const uint32_t all[] = {' ',    0x3000, ':',    '[',    ']',    '<',    '>',    '*',
                                   0x3010, 0x3011, 0x300A, 0x300B, 0x3008, 0x3009, 0x25A0, 0x25A1,
                                   0x25CF, 0x25CB, 0x25C6, 0x25C7, 0x3014, 0x3015, '(',    ')',
                                   0x25A0, '#',    0x300C, 0x300D, '-',    '_',    0xA0};
    if (c >= 'a' && c <= 'z')
        return false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == c)
            return true;
    return false;
}

/* 除外基準（抜粋）, 除外基準は以下の通りとする: words behind the title that are no part of it. */
static void drop_behind(char *key, size_t n)
{
    static const char *const idle[] = {
        "主なもの",     "抜粋",           "概要",         "のみ抜粋",
        "は以下の通り", "は以下のとおり", "は次の通り",   "は次のとおり",
        "は下記の通り", "は下記のとおり", "を以下に示す", "は以下に示す",
        "である",       "です",           "とする",       "。",
        "の概要",       "一部抜粋"};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
            if (ends(key, n, idle[i])) {
                key[n -= strlen(idle[i])] = '\0';
                again = true;
            }
    }
}

/* The line without frame and without 主な, key, main …, lower case. */
static void heading_key(const char *s, size_t len, char *out)
{
    static const char *const weak[] = {"主な", "主要な", "主たる",  "key",
                                       "main", "major",  "その他の"};
    size_t n = 0, pos = 0;
    while (pos < len && ((s[pos] >= '0' && s[pos] <= '9') || s[pos] == '.'))
        pos++; /* 5.1. */
    while (pos < len && n + 4 < HEADING_MAX_BYTES) {
        uint32_t c = text_decode(s, len, &pos);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c >= 'A' && c <= 'Z')
            c += 32;
        if (!is_frame(c))
            n += text_encode(c, out + n);
    }
    out[n] = '\0';
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
        if (begins(out, n, weak[i])) {
            memmove(out, out + strlen(weak[i]), n + 1 - strlen(weak[i]));
            n -= strlen(weak[i]);
        }
    drop_behind(out, n);
}

/* [疾患]: a line that is all in brackets divides and says no more. */
static bool is_bracketed(const char *s, size_t len)
{
    static const char *const pairs[][2] = {{"【", "】"}, {"[", "]"},   {"［", "］"}, {"<", ">"},
                                           {"＜", "＞"}, {"《", "》"}, {"〈", "〉"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (begins(s, len, pairs[i][0]) && ends(s, len, pairs[i][1]))
            return true;
    return false;
}

static enum crit_heading heading_in_table(const char *s, size_t len)
{
    char key[HEADING_MAX_BYTES + 1];
    heading_key(s, len, key);
    for (size_t i = 0; i < n_crit_headings; i++)
        if (*crit_headings[i].text == *key && strcmp(crit_headings[i].text, key) == 0)
            return crit_headings[i].heading;
    return *key ? CRIT_HEAD_NONE : CRIT_HEAD_PLAIN; /* （抜粋）, ――― */
}

/* Exclusion Criteria (Phase 1): the bytes before the bracket at the end; 0: none is there. */
static size_t before_bracket(const char *s, size_t len)
{
    static const char *const pairs[][2] = {{"(", ")"}, {"（", "）"}};
    static const char *const colons[] = {":", "：", " "};
    for (size_t i = 0; i < sizeof colons / sizeof *colons; i++)
        if (ends(s, len, colons[i]))
            len -= strlen(colons[i]);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *open = memmem(s, len, pairs[i][0], strlen(pairs[i][0]));
        if (open && open > s && ends(s, len, pairs[i][1]))
            return (size_t)(open - s);
    }
    return 0;
}

/* What the table says of the words. */
static enum crit_heading heading_known(const char *s, size_t len)
{
    if (len == 0 || len > HEADING_MAX_BYTES)
        return CRIT_HEAD_NONE;
    enum crit_heading h = heading_in_table(s, len);
    size_t part = h == CRIT_HEAD_NONE ? before_bracket(s, len) : 0;
    if (part && !line_is_about_criteria(s, part)) /* … prior to / inclusion (excluding X) */
        part = 0;
    if (part)
        h = heading_in_table(s, part);
    bool kind = h == CRIT_HEAD_INCLUSION || h == CRIT_HEAD_EXCLUSION || h == CRIT_HEAD_STOP;
    return part && !kind ? CRIT_HEAD_NONE : h;
}

bool heading_says_nothing(const char *s, size_t len)
{
    if (len > 0 && s[len - 1] == '.')
        len--;
    return len > 0 && len <= HEADING_MAX_BYTES && heading_in_table(s, len) == CRIT_HEAD_NOTHING;
}

enum crit_heading heading_of(const char *s, size_t len)
{
    enum crit_heading h = heading_known(s, len);
    if (h == CRIT_HEAD_NOTHING)
        return CRIT_HEAD_NONE;
    bool short_enough = len > 0 && len <= HEADING_MAX_BYTES;
    return h == CRIT_HEAD_NONE && short_enough && is_bracketed(s, len) ? CRIT_HEAD_PLAIN : h;
}

/* 除外基準：妊婦: bytes of a title with its colon, before what is listed; 0: no such title. */
static size_t title_before(const char *s, size_t len)
{
    enum { TITLE_MAX_BYTES = 60 };
    static const char wide[] = "：";
    size_t part = len < TITLE_MAX_BYTES ? len : TITLE_MAX_BYTES;
    const char *narrow = memchr(s, ':', part), *colon = memmem(s, part, wide, sizeof wide - 1);
    size_t n = narrow && (!colon || narrow < colon) ? 1 : sizeof wide - 1;
    const char *at = n == 1 ? narrow : colon;
    if (!at || (size_t)(at - s) + n >= len)
        return 0;
    enum crit_heading h = heading_known(s, (size_t)(at - s));
    return h == CRIT_HEAD_INCLUSION || h == CRIT_HEAD_EXCLUSION || h == CRIT_HEAD_STOP
               ? (size_t)(at - s) + n
               : 0;
}

size_t heading_before(const char *s, size_t len)
{
    /* most lines have no brackets: [ < or the first byte of 【 ［ ＜ */
    bool framed = len > 0 && (*s == '[' || *s == '<' || *s == '\xE3' || *s == '\xEF');
    for (size_t end = 1; framed && end < len && end <= HEADING_MAX_BYTES; end++)
        if (is_bracketed(s, end))
            return heading_known(s, end) != CRIT_HEAD_NONE ? end : 0;
    return title_before(s, len);
}

/* … 除外基準：1) … in the midst of a line. */
static bool is_title_inside(const char *s, size_t at, size_t end)
{
    static const char *const words[] = {"除外", "選択", "適格", "不適格", "組入れ", "組み入れ"};
    static const char stop[] = "。";
    if (s[at - 1] != ' ' && s[at - 1] != '\t' && !ends(s, at, "\xE3\x80\x80") && !ends(s, at, stop))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(s + at, end - at, words[i]))
            return title_before(s + at, end - at) > 0;
    return false;
}

size_t heading_inside(const char *s, size_t begin, size_t end)
{
    for (size_t i = begin + 1; i < end; i++)
        if ((begins(s + i, end - i, "【") && heading_before(s + i, end - i)) ||
            is_title_inside(s, i, end))
            return i;
    return end;
}

/* ------ sentences that announce a list */

#define COUNT(words) (sizeof(words) / sizeof *(words))

static bool begins_any(const char *s, size_t len, const char *const *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (begins(s, len, all[i]))
            return true;
    return false;
}

static bool contains_any(const char *s, size_t len, const char *const *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (contains(s, len, all[i]))
            return true;
    return false;
}

/* Nothing else stands in s than the words and signs: it says nothing of its own. Longer words
 * first.
 */
static bool says_only(const char *s, size_t len, const char *const *words, size_t n)
{
    while (len > 0) {
        size_t step = (unsigned char)*s < 0x80 && !((*s | 32) >= 'a' && (*s | 32) <= 'z') ? 1 : 0;
        for (size_t i = 0; i < n && !step; i++)
            step = begins(s, len, words[i]) ? strlen(words[i]) : 0;
        if (!step)
            return false;
        s += step;
        len -= step;
    }
    return true;
}

/* 以下の薬剤を使用している患者は除外する says more: its items alone would not say what of them. */
static bool excludes_ja(const char *s, size_t len)
{
    static const char *const refers[] = {"以下", "下記", "次の"};
    static const char *const verbs[] = {"除外する",         "除外とする",
                                        "除外と致し",       "除外します",
                                        "除外いたし",       "除外される",
                                        "除外となる",       "対象外",
                                        "参加できな",       "参加できませ",
                                        "参加いただけな",   "組み入れな",
                                        "参加いただけませ", "組入れな",
                                        "登録しない",       "登録できない",
                                        "対象としな",       "参加することはできな",
                                        "対象とはしな",     "含めない",
                                        "含まない",         "お断り"};
    static const char *const idle[] = {"患者さん",     "患者様",     "被験者",
                                       "対象者",       "参加者",     "除外基準",
                                       "いずれか",     "一つでも",   "１つでも",
                                       "ひとつでも",   "該当する",   "当てはまる",
                                       "あてはまる",   "合致する",   "抵触する",
                                       "満たす",       "みたす",     "本試験",
                                       "本研究",       "本治験",     "臨床試験",
                                       "試験",         "研究",       "治験",
                                       "以下",         "下記",       "項目",
                                       "条件",         "基準",       "患者",
                                       "症例",         "場合",       "対象",
                                       "除外",         "組み入れ",   "組入れ",
                                       "登録",         "参加",       "いただけません",
                                       "いただけない", "することは", "できません",
                                       "できない",     "しません",   "しない",
                                       "いたします",   "致します",   "します",
                                       "される",       "される",     "する",
                                       "とする",       "となる",     "とは",
                                       "お断り",       "含めない",   "含まない",
                                       "から",         "には",       "もの",
                                       "この",         "こと",       "ご",
                                       "次",           "者",         "方",
                                       "人",           "つ",         "でも",
                                       "の",           "に",         "を",
                                       "は",           "が",         "へ",
                                       "と",           "し",         "な",
                                       "い",           "ない",       "ある",
                                       "外",           "本",         "、",
                                       "。",           "：",         "１",
                                       "（",           "）",         "※",
                                       "\xE3\x80\x80"};
    return begins_any(s, len, refers, COUNT(refers)) && contains_any(s, len, verbs, COUNT(verbs)) &&
           says_only(s, len, idle, COUNT(idle));
}

/* "Exclusion criteria for all cohorts:" */
static enum crit_heading titled_en(const char *s, size_t len)
{
    static const char *const weak[] = {"key ",        "main ",     "major ",
                                       "additional ", "specific ", "general "};
    static const char *const no[] = {"exclusion criteria", "non-inclusion criteria",
                                     "noninclusion criteria"};
    static const char *const yes[] = {"inclusion criteria", "eligibility criteria"};
    for (size_t i = 0; i < COUNT(weak); i++)
        if (begins(s, len, weak[i])) {
            s += strlen(weak[i]);
            len -= strlen(weak[i]);
        }
    if (begins_any(s, len, no, COUNT(no)))
        return CRIT_HEAD_EXCLUSION;
    return begins_any(s, len, yes, COUNT(yes)) ? CRIT_HEAD_INCLUSION : CRIT_HEAD_NONE;
}

/* "Patients are not eligible if they:"; "ineligible for transplantation" and "taking any of" say
 * more. */
static bool excludes_en(const char *s, size_t len)
{
    static const char *const idle[] = {"participants",
                                       "participating",
                                       "participation",
                                       "participate",
                                       "participant",
                                       "individuals",
                                       "individual",
                                       "volunteers",
                                       "inclusion",
                                       "exclusion",
                                       "conditions",
                                       "condition",
                                       "criterion",
                                       "criteria",
                                       "eligible",
                                       "enrollment",
                                       "enrolment",
                                       "enrolled",
                                       "recruited",
                                       "included",
                                       "excluded",
                                       "ineligible",
                                       "subjects",
                                       "patients",
                                       "following",
                                       "subject",
                                       "patient",
                                       "fulfilling",
                                       "fulfill",
                                       "fulfil",
                                       "presence",
                                       "meeting",
                                       "persons",
                                       "people",
                                       "having",
                                       "children",
                                       "should",
                                       "cannot",
                                       "meets",
                                       "those",
                                       "these",
                                       "women",
                                       "study",
                                       "trial",
                                       "apply",
                                       "applies",
                                       "would",
                                       "join",
                                       "they",
                                       "will",
                                       "have",
                                       "with",
                                       "take",
                                       "part",
                                       "from",
                                       "more",
                                       "must",
                                       "mean",
                                       "meet",
                                       "able",
                                       "this",
                                       "that",
                                       "not",
                                       "any",
                                       "all",
                                       "can't",
                                       "can",
                                       "may",
                                       "one",
                                       "the",
                                       "are",
                                       "you",
                                       "who",
                                       "has",
                                       "for",
                                       "men",
                                       "at",
                                       "be",
                                       "of",
                                       "or",
                                       "in",
                                       "if",
                                       "is",
                                       "to",
                                       "an",
                                       "as",
                                       "a",
                                       "baseline",
                                       "screening",
                                       "also",
                                       "willn",
                                       "\xE2\x80\x99"};
    static const char *const who[] = {"patient",
                                      "subject",
                                      "participant",
                                      "individual",
                                      "volunteer",
                                      "people",
                                      "person",
                                      "you ",
                                      "who ",
                                      "the following",
                                      "an individual",
                                      "a subject",
                                      "a patient",
                                      "a participant",
                                      "the presence of any",
                                      "all individuals",
                                      "all patients",
                                      "all subjects",
                                      "any patient",
                                      "any subject",
                                      "any participant",
                                      "any of the following",
                                      "those",
                                      "women",
                                      "men ",
                                      "children"};
    static const char *const verbs[] = {"be excluded",
                                        "are excluded",
                                        "is excluded",
                                        "not eligible",
                                        "ineligible",
                                        "cannot participate",
                                        "cannot join",
                                        "cannot take part",
                                        "not to be enrolled",
                                        "not to be included",
                                        "can not participate",
                                        "not be included",
                                        "not be enrolled",
                                        "not be eligible",
                                        "may not participate",
                                        "not be recruited",
                                        "should not participate",
                                        "can't join"};
    return begins_any(s, len, who, COUNT(who)) && contains_any(s, len, verbs, COUNT(verbs)) &&
           says_only(s, len, idle, COUNT(idle));
}

enum crit_heading heading_said(const char *s, size_t len)
{
    if (excludes_ja(s, len) || excludes_en(s, len))
        return CRIT_HEAD_EXCLUSION;
    return titled_en(s, len);
}
