#include "search/criteria_heading.h"
#include "search/criteria_heads_gen.h"
#include "schema/base/text.h"
#include "search/criteria_line_words.h"
#include "search/criteria_lines.h"
#include <string.h>

enum { HEADING_MAX_BYTES = 120, TITLE_MAX_BYTES = 60 };

/* ① 1) (1) */
static bool is_shut_number(enum marker_style s)
{
    return s == MARKER_CIRCLED || s == MARKER_PAREN || s == MARKER_PARENS;
}

/* The bytes of the first of the words that s begins with; 0: of none. */
static size_t begins_with(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (begins(s, len, *words))
            return strlen(*words);
    return 0;
}

static bool is_frame(uint32_t c)
{
    static const uint32_t all[] = {
        ' ',    0x3000, ':',    '[',    ']',    '<',    '>',    '*',    0x3010, 0x3011, 0x300A,
        0x300B, 0x3008, 0x3009, 0x25A0, 0x25A1, 0x25CF, 0x25CB, 0x25C6, 0x25C7, 0x3014, 0x3015,
        '(',    ')',    0x25A0, '#',    0x300C, 0x300D, '-',    '_',    0xA0,   '=',    '~',
        0x301C, 0x2013, 0x2014, 0x2605, 0x2606, 0x25CE, 0x25BC, 0x25BD, 0x2192};
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
    const char *const *w = head_words_behind_title;
    while (*w) {
        bool is = ends(key, n, *w);
        if (is)
            key[n -= strlen(*w)] = '\0';
        w = is ? head_words_behind_title : w + 1; /* from the first word again */
    }
}

/* <b>, </strong>: bytes; 0: none stands at s. */
static size_t tag_at(const char *s, size_t len)
{
    static const char *const tags[] = {"<b>", "</b>", "<u>",  "</u>",  "<strong>", "</strong>",
                                       "<p>", "</p>", "<em>", "</em>", NULL};
    return begins_with(s, len, tags);
}

/* The line without frame and without 主な, key, main …, lower case. */
static void heading_key(const char *s, size_t len, char *out)
{
    static const char *const weak[] = {"主な", "主要な", "主たる",   "key",
                                       "main", "major",  "その他の", "principal"};
    size_t n = 0, pos = 0;
    while (pos < len && ((s[pos] >= '0' && s[pos] <= '9') || s[pos] == '.'))
        pos++; /* 5.1. */
    while (pos < len && n + 4 < HEADING_MAX_BYTES) {
        size_t tag = tag_at(s + pos, len - pos);
        if (tag) {
            pos += tag;
            continue;
        }
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

/* Nothing else stands in s than the words and signs: it says nothing of its own. */
static bool says_only(const char *s, size_t len, const char *const *words)
{
    while (len > 0) {
        bool sign = (unsigned char)*s < 0x80 && !((*s | 32) >= 'a' && (*s | 32) <= 'z');
        size_t step = sign ? 1 : begins_with(s, len, words);
        if (!step)
            return false;
        s += step;
        len -= step;
    }
    return true;
}

static bool contains_one(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (contains(s, len, *words))
            return true;
    return false;
}

/* ------ titles that say besides what they are the title of: 一次登録の除外基準, 除外基準（第1相）
 */

/* What stands before a title is a name; with a particle it is the rest of a sentence, but for
 * この試験に参加できない方. */
static bool may_precede_ja(const char *s, size_t len)
{
    return !contains_one(s, len, head_words_no_name_ja) || says_only(s, len, head_words_idle_ja);
}

/* One of the words ends the key behind a name, or begins it before the name of a part. */
static bool is_titled_ja(const char *key, size_t n, const char *const *words, const char *opposite)
{
    for (; *words; words++) {
        size_t w = strlen(*words);
        if (ends(key, n, *words) && may_precede_ja(key, n - w) && !contains(key, n - w, opposite))
            return true;
        if (begins(key, n, *words) && says_only(key + w, n - w, head_words_part_ja))
            return true;
    }
    return false;
}

static enum crit_heading titled_ja(const char *key)
{
    size_t n = strlen(key);
    if (is_titled_ja(key, n, head_words_title_stop_ja, "基準"))
        return CRIT_HEAD_STOP;
    if (is_titled_ja(key, n, head_words_title_exclusion_ja, "選択") &&
        !contains(key, n, "適格・") && !contains(key, n, "適格及び"))
        return CRIT_HEAD_EXCLUSION;
    bool inclusion = is_titled_ja(key, n, head_words_title_inclusion_ja, "除外");
    return inclusion ? CRIT_HEAD_INCLUSION : CRIT_HEAD_NONE;
}

/* "all" begins no word of "Overall". */
static bool contains_word(const char *s, size_t len, const char *const *words)
{
    for (size_t i = 0; i < len; i++)
        if ((i == 0 || s[i - 1] == ' ' || s[i - 1] == '(' || s[i - 1] == '/') &&
            begins_with(s + i, len - i, words))
            return true;
    return false;
}

/* "Cohort 1", "Patient": who stands before a title; a sentence begins otherwise. */
static bool may_precede_en(const char *s, size_t len)
{
    enum { WORDS = 5 };
    size_t words = 0;
    for (size_t i = 0; i < len; i++)
        words += s[i] == ' ';
    return len == 0 || (words <= WORDS && !(*s >= 'a' && *s <= 'z') &&
                        !contains_word(s, len, head_words_no_name_en));
}

/* A dash before what no part or group of people is lists already: "Exclusion criteria - dialysis".
 */
static size_t dash_at(const char *s, size_t len)
{
    static const char *const dashes[] = {"- ", "– ", "— ", NULL};
    size_t blank = len > 0 && *s == ' ';
    size_t n = begins_with(s + blank, len - blank, dashes);
    return n ? n + blank : 0;
}

static bool is_part_en(const char *s, size_t len)
{
    return begins_with(s, len, head_words_behind_title_en) || heading_names_others(s, len) ||
           heading_names_some(s, len) || heading_names_all(s, len);
}

/* "for healthy volunteers", "- Cohort A", "are as follows". */
static bool may_follow_en(const char *s, size_t len)
{
    size_t dash = dash_at(s, len);
    if (dash && !is_part_en(s + dash, len - dash))
        return false;
    while (len > 0 && (*s == ' ' || *s == ':')) {
        s++;
        len--;
    }
    return len == 0 || (begins_with(s, len, head_words_behind_title_en) &&
                        !contains_one(s, len, head_words_no_part_en));
}

static bool is_titled_en(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++) {
        size_t w = strlen(*words);
        for (size_t at = 0; at + w <= len; at++)
            if (begins(s + at, len - at, *words))
                return (at == 0 || s[at - 1] == ' ') && may_precede_en(s, at) &&
                       may_follow_en(s + at + w, len - at - w);
    }
    return false;
}

static enum crit_heading titled_line_en(const char *s, size_t len)
{
    static const char frame[] = " :;*_#-";
    while (len > 0 && strchr(frame, *s)) {
        s++;
        len--;
    }
    while (len > 0 && strchr(frame, s[len - 1]))
        len--;
    enum crit_heading h = CRIT_HEAD_NONE;
    if (is_titled_en(s, len, head_words_exclusion_en))
        h = CRIT_HEAD_EXCLUSION;
    else if (is_titled_en(s, len, head_words_inclusion_en))
        h = CRIT_HEAD_INCLUSION;
    /* a registry that keeps what was changed: the list is no longer what is asked */
    return h != CRIT_HEAD_NONE && begins(s, len, "previous ") ? CRIT_HEAD_STOP : h;
}

static enum crit_heading heading_titled(const char *s, size_t len)
{
    char key[HEADING_MAX_BYTES + 1];
    heading_key(s, len, key);
    enum crit_heading h = titled_ja(key);
    return h == CRIT_HEAD_NONE ? titled_line_en(s, len) : h;
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

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* What the table says of the words; `named`: also of a title with a name (一次登録の除外基準). */
static enum crit_heading heading_known(const char *s, size_t len, bool named)
{
    if (len > 1 && s[len - 1] == '.' && is_capital(*s)) /* "Exclusion criteria." */
        len--;
    if (len == 0 || len > HEADING_MAX_BYTES)
        return CRIT_HEAD_NONE;
    enum crit_heading h = heading_in_table(s, len);
    size_t part = h == CRIT_HEAD_NONE ? before_bracket(s, len) : 0;
    if (part && !line_is_about_criteria(s, part)) /* … prior to / inclusion (excluding X) */
        part = 0;
    if (part)
        h = heading_in_table(s, part);
    bool kind = h == CRIT_HEAD_INCLUSION || h == CRIT_HEAD_EXCLUSION || h == CRIT_HEAD_STOP;
    h = part && !kind ? CRIT_HEAD_NONE : h;
    return h == CRIT_HEAD_NONE && named ? heading_titled(s, len) : h;
}

bool heading_says_nothing(const char *s, size_t len)
{
    if (len > 0 && s[len - 1] == '.')
        len--;
    return len > 0 && len <= HEADING_MAX_BYTES && heading_in_table(s, len) == CRIT_HEAD_NOTHING;
}

/* A marked line is an item: only the bare title (2. 除外基準) is a heading there. */
enum crit_heading heading_of(const char *s, size_t len, bool marked)
{
    enum crit_heading h = heading_known(s, len, !marked || is_bracketed(s, len));
    if (h == CRIT_HEAD_NOTHING)
        return CRIT_HEAD_NONE;
    bool short_enough = len > 0 && len <= HEADING_MAX_BYTES;
    return h == CRIT_HEAD_NONE && short_enough && is_bracketed(s, len) ? CRIT_HEAD_PLAIN : h;
}

static bool tells_kind(const char *s, size_t len)
{
    enum crit_heading h = heading_known(s, len, true);
    return h == CRIT_HEAD_INCLUSION || h == CRIT_HEAD_EXCLUSION || h == CRIT_HEAD_STOP;
}

/* What divides a title from what is listed behind it: bytes; 0: nothing does. */
static size_t divider(const char *s, size_t len)
{
    static const char *const all[] = {":", "：", "\t", "；", "→", NULL};
    return begins_with(s, len, all);
}

/* 除外基準：妊婦: bytes of a title with its colon, before what is listed; 0: no such title. */
static size_t title_before_colon(const char *s, size_t len)
{
    for (size_t at = 0; at < len && at < TITLE_MAX_BYTES; at++) {
        size_t n = divider(s + at, len - at);
        if (n)
            return at + n < len && tells_kind(s, at) ? at + n : 0;
    }
    return 0;
}

/* 除外基準 1) 妊婦, 選択基準①20歳以上: bytes of a Japanese title before the first mark of a list;
 * 選択基準①を満たす speaks of an item. */
static size_t title_before_mark(const char *s, size_t len)
{
    if ((unsigned char)*s < 0x80)
        return 0;
    for (size_t at = 3; at < len && at < TITLE_MAX_BYTES; at++) {
        if (((unsigned char)s[at] & 0xC0) == 0x80)
            continue;
        struct marker m = marker_read(s + at, len - at);
        if (!is_shut_number(m.style) || m.number != 1)
            continue;
        bool reference = begins_with(s + at + m.len, len - at - m.len, head_words_behind_reference);
        return !reference && tells_kind(s, at) ? at : 0;
    }
    return 0;
}

/* "Exclusion criteria Inability to walk", "Exclusion criteria - dialysis": bytes of an English
 * title without its colon, before what it lists; "Exclusion criteria are met" goes on. */
static size_t title_before_words_en(const char *s, size_t len)
{
    static const char *const titles[] = {"Exclusion criteria",
                                         "Exclusion Criteria",
                                         "EXCLUSION CRITERIA",
                                         "Inclusion criteria",
                                         "Inclusion Criteria",
                                         "INCLUSION CRITERIA",
                                         NULL};
    size_t bullet = len > 0 && (*s == '-' || *s == '*');
    while (bullet > 0 && bullet < len && s[bullet] == ' ')
        bullet++;
    size_t title = begins_with(s + bullet, len - bullet, titles), n = bullet + title;
    if (title == 0 || heading_known(s, len, true) != CRIT_HEAD_NONE)
        return 0;
    size_t dash = dash_at(s + n, len - n);
    if (dash)
        return n + dash < len && !is_part_en(s + n + dash, len - n - dash) ? n + dash : 0;
    bool sentence =
        n + 2 < len && s[n] == ' ' && is_capital(s[n + 1]) && memchr(s + n + 1, ' ', len - n - 1);
    return sentence ? n + 1 : 0;
}

/* 除外基準　妊婦, 除外基準は妊婦: bytes of a Japanese title before what it lists; 除外基準を満たす,
 * 除外基準は設けない and 除外基準 1 speak of it. */
static size_t title_before_words_ja(const char *s, size_t len)
{
    static const char *const titles[] = {"除外基準", "選択基準", "適格基準", "不適格基準", NULL};
    static const char *const gaps[] = {"は、", "は", "\xE3\x80\x80", " ", NULL};
    static const char *const spoken[] = {"以下", "下記", "次の", "別",   "設け", "なし",
                                         "無し", "ない", "特に", "満た", "該当", "抵触",
                                         "同じ", "同様", "確認", "判定", NULL};
    size_t n = begins_with(s, len, titles), gap, begin = n;
    while (n && begin < len && (gap = begins_with(s + begin, len - begin, gaps)) > 0)
        begin += gap;
    const char *rest = s + begin;
    size_t left = len - begin;
    bool lists = begin > n && left > 0 && (unsigned char)*rest >= 0x80 &&
                 !marker_read(rest, left).style && !contains_one(rest, left, spoken) &&
                 !begins_with(rest, left, head_words_behind_reference);
    return lists && heading_known(s, len, true) == CRIT_HEAD_NONE ? begin : 0;
}

static size_t title_before(const char *s, size_t len)
{
    size_t n = len > 0 && !is_bracketed(s, len) ? title_before_colon(s, len) : 0;
    if (n == 0 && len > 0)
        n = title_before_mark(s, len);
    if (n == 0)
        n = title_before_words_ja(s, len);
    return n ? n : title_before_words_en(s, len);
}

/* （除外基準）妊婦: round brackets stand around other words too. */
static size_t round_title_before(const char *s, size_t len)
{
    static const char open[] = "（", close[] = "）";
    size_t part = len < TITLE_MAX_BYTES ? len : TITLE_MAX_BYTES;
    const char *end = begins(s, len, open) ? memmem(s, part, close, sizeof close - 1) : NULL;
    size_t n = end ? (size_t)(end - s) + sizeof close - 1 : 0;
    return n && n < len && tells_kind(s, n) ? n : 0;
}

size_t heading_before(const char *s, size_t len)
{
    /* most lines have no brackets: [ < or the first byte of 【 ［ ＜ */
    bool framed = len > 0 && (*s == '[' || *s == '<' || *s == '\xE3' || *s == '\xEF');
    for (size_t end = 1; framed && end < len && end <= HEADING_MAX_BYTES; end++)
        if (is_bracketed(s, end))
            return heading_known(s, end, true) != CRIT_HEAD_NONE ? end : 0;
    size_t round = round_title_before(s, len);
    return round ? round : title_before(s, len);
}

/* … 除外基準：1) … in the midst of a line. */
static bool is_title_inside(const char *s, size_t at, size_t end)
{
    static const char stop[] = "。";
    bool apart =
        s[at - 1] == ' ' || s[at - 1] == '\t' || ends(s, at, "\xE3\x80\x80") || ends(s, at, stop);
    bool sentence = at > 1 && s[at - 1] == ' ' && (s[at - 2] == '.' || s[at - 2] == ';');
    if (sentence && title_before_words_en(s + at, end - at))
        return true;
    return apart && begins_with(s + at, end - at, head_words_inside_ja) &&
           title_before(s + at, end - at) > 0;
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

static bool begins_one(const char *s, size_t len, const char *const *words)
{
    return begins_with(s, len, words) > 0;
}

/* 以下の薬剤を使用している患者は除外する says more: its items alone would not say what of them. */
static bool excludes_ja(const char *s, size_t len)
{
    size_t lead = begins_with(s, len, head_words_lead_ja);
    s += lead;
    len -= lead;
    return begins_one(s, len, head_words_refers_ja) &&
           contains_one(s, len, head_words_excludes_ja) && says_only(s, len, head_words_idle_ja);
}

/* "Patients are not eligible if they:"; "taking any of" and "ineligible for dialysis" say more. */
static bool excludes_en(const char *s, size_t len)
{
    return begins_one(s, len, head_words_whom_en) && contains_one(s, len, head_words_excludes_en) &&
           says_only(s, len, head_words_idle_en);
}

/* "Exclusion criteria for all cohorts:" */
static enum crit_heading titled_en(const char *s, size_t len)
{
    size_t weak = begins_with(s, len, head_words_weak_en);
    if (begins_one(s + weak, len - weak, head_words_exclusion_en))
        return CRIT_HEAD_EXCLUSION;
    bool inclusion = begins_one(s + weak, len - weak, head_words_inclusion_en);
    return inclusion ? CRIT_HEAD_INCLUSION : CRIT_HEAD_NONE;
}

enum crit_heading heading_said(const char *s, size_t len)
{
    if (excludes_ja(s, len) || excludes_en(s, len))
        return CRIT_HEAD_EXCLUSION;
    return titled_en(s, len);
}

bool heading_is_awaited(const char *before, size_t len)
{
    for (const char *const *w = head_words_open_end_en; *w; w++)
        if (ends(before, len, *w))
            return true;
    return false;
}

bool heading_goes_on(const char *behind, size_t len)
{
    return begins_one(behind, len, head_words_goes_on_ja);
}

bool heading_names_others(const char *s, size_t len)
{
    return contains_one(s, len, head_words_others);
}

bool heading_names_all(const char *s, size_t len)
{
    return contains_one(s, len, head_words_everybody);
}

bool heading_names_some(const char *s, size_t len)
{
    return contains_one(s, len, head_words_some) && !heading_names_all(s, len);
}
