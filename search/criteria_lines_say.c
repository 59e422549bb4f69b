/* What one line says: a list comes, which kind of criteria, how its items are joined. */
#include "search/criteria_line_words.h"
#include "search/criteria_lines.h"
#include <string.h>

#define COUNT(words) (sizeof(words) / sizeof *(words))

static bool begins_one_of(const char *s, size_t len, const char *const *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (begins(s, len, all[i]))
            return true;
    return false;
}

static bool ends_in_one_of(const char *s, size_t len, const char *const *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ends(s, len, all[i]))
            return true;
    return false;
}

static bool contains_one_of(const char *s, size_t len, const char *const *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (contains(s, len, all[i]))
            return true;
    return false;
}

/* 2.0 mg/dL以下, 75歳以下, 上限以下: a limit, not what follows. */
static bool is_limit_before(const char *s, size_t at)
{
    static const char *const units[] = {"歳", "才", "倍", "回", "点", "年", "月", "日", "週",
                                        "度", "個", "限", "値", "名", "％", "）", "分", "間"};
    unsigned char last = at ? (unsigned char)s[at - 1] : 0;
    if (ends_in_one_of(s, at, units, COUNT(units)))
        return true;
    bool full_width = at >= 3 && memcmp(s + at - 3, "\xEF\xBC", 2) == 0 && last >= 0x90 &&
                      last <= 0x99; /* ０ to ９ */
    return full_width || (last && strchr("0123456789%)", last)) ||
           ((last | 32) >= 'a' && (last | 32) <= 'z');
}

static bool says_below(const char *s, size_t len)
{
    static const char below[] = "以下";
    for (size_t i = 0; i + sizeof below - 1 <= len; i++)
        if (memcmp(s + i, below, sizeof below - 1) == 0 && !is_limit_before(s, i))
            return true;
    return false;
}

bool line_titles_diseases(const char *s, size_t len)
{
    static const char *const words[] = {"対象疾患", "対象の疾患", "対象となる疾患"};
    static const char *const frames[] = {"【", "】", "[",  "]",  "［", "］",
                                         "<",  ">",  "＜", "＞", "■"};
    for (size_t i = 0; i < COUNT(frames); i++)
        if (begins(s, len, frames[i])) {
            s += strlen(frames[i]);
            len -= strlen(frames[i]);
        }
    for (size_t i = 0; i < COUNT(frames); i++)
        if (ends(s, len, frames[i]))
            len -= strlen(frames[i]);
    for (size_t i = 0; i < COUNT(words); i++)
        if (len == strlen(words[i]) && memcmp(s, words[i], len) == 0)
            return true;
    return false;
}

bool line_introduces(const char *s, size_t len)
{
    static const char *const words[] = {"下記", "次の", "following", "いずれか"};
    return line_titles_diseases(s, len) || ends(s, len, ":") || ends(s, len, "：") ||
           says_below(s, len) || contains_one_of(s, len, words, COUNT(words));
}

bool line_is_about_criteria(const char *s, size_t len)
{
    return contains(s, len, "基準") || contains(s, len, "criteria");
}

/* Where one of the words stands first; len: none does. */
static size_t first_of(const char *s, size_t len, const char *const *words, size_t n)
{
    for (size_t at = 0; at < len; at++)
        if (begins_one_of(s + at, len - at, words, n))
            return at;
    return len;
}

static const char *const list_refers[] = {"以下", "下記", "次の"};

/* Where what stands behind 以下を満たす begins; len: no such verb. */
static size_t behind_verb(const char *s, size_t len)
{
    static const char *const verbs[] = {"満たす", "みたす", "該当する", "当てはまる", "あてはまる"};
    size_t at = first_of(s, len, verbs, COUNT(verbs));
    for (size_t i = 0; at < len && i < COUNT(verbs); i++)
        if (begins(s + at, len - at, verbs[i]))
            return at + strlen(verbs[i]);
    return len;
}

static bool is_soft(const char *s, size_t len)
{
    return contains(s, len, "原則") || contains(s, len, "望ましい"); /* no hard limits */
}

/* Nouns that say nothing of their own, as 小児 (an age limit says how old). */
static bool is_anybody(const char *s, size_t len)
{
    static const char *const who[] = {"患者",   "者",   "症例", "例",   "方",   "被験者", "被検者",
                                      "対象",   "もの", "こと", "人",   "場合", "研究",   "小児",
                                      "参加者", "患児", "児",   "乳児", "幼児", "乳幼児", "学童",
                                      "新生",   "高齢", "。",   ":",    "：",   "と",     "、",
                                      ")",      "）",   "】",   "]",    "＞",   ">"};
    return begins_one_of(s, len, who, COUNT(who));
}

bool line_tells_more(const char *s, size_t len)
{
    static const char *const joints[] = {"で、", "又は", "または", "もしくは", "かつ", "であり"};
    if (is_soft(s, len))
        return true;
    size_t refer = first_of(s, len, list_refers, COUNT(list_refers));
    if (refer < len && first_of(s, refer, joints, COUNT(joints)) < refer)
        return true;
    size_t behind = behind_verb(s, len);
    return behind < len && !is_anybody(s + behind, len - behind);
}

size_t line_tells_whom(const char *s, size_t len)
{
    static const char *const joints[] = {"又は", "または", "もしくは", "か、",
                                         "かつ", "ない",   "除"};
    size_t behind = behind_verb(s, len);
    bool plain = begins_one_of(s, len, list_refers, COUNT(list_refers)) && !is_soft(s, len) &&
                 !contains_one_of(s, len, joints, COUNT(joints));
    return plain && behind < len && !is_anybody(s + behind, len - behind) ? behind : 0;
}

enum crit_heading line_kind(const char *s, size_t len)
{
    if (contains(s, len, "除外") || contains(s, len, "exclusion"))
        return CRIT_HEAD_EXCLUSION;
    bool inclusion = contains(s, len, "選択") || contains(s, len, "適格") ||
                     contains(s, len, "inclusion") || contains(s, len, "組入れ");
    return inclusion ? CRIT_HEAD_INCLUSION : CRIT_HEAD_NONE;
}

/* A particle at the end: 心筋梗塞を, と. こと, もの, まで end a sentence. */
bool line_breaks_off(const char *s, size_t len)
{
    static const char *const particles[] = {"を", "に", "が", "は", "の", "と", "で", "へ"};
    static const char *const whole[] = {"こと", "もの", "もと", "あと", "まで"};
    return ends_in_one_of(s, len, particles, COUNT(particles)) &&
           !ends_in_one_of(s, len, whole, COUNT(whole));
}

bool line_offers_choice(const char *s, size_t len)
{
    static const char *const words[] = {"又は", "または", "もしくは", "若しくは", "あるいは"};
    static const char *const behind[] = {"、", "，", " ", "\n", "\r", "　"};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < COUNT(behind); i++)
            if (ends(s, len, behind[i])) {
                len -= strlen(behind[i]);
                again = true;
            }
    }
    return ends_in_one_of(s, len, words, COUNT(words));
}

bool line_counts_above(const char *s, size_t len)
{
    return begins(s, len, "上記") && contains(s, len, "いずれか") && !contains(s, len, "ない") &&
           !contains(s, len, "除");
}

/* The words behind いずれか that say no more than that it is so. */
static bool says_no_more(const char *s, size_t len)
{
    static const char *const idle[] = {"を満たす", "に該当する", "に当てはまる", "の条件", "の場合",
                                       "患者",     "者",         "こと",         "症例",   "。"};
    for (size_t i = 0; len > 0 && i < COUNT(idle); i++)
        if (begins(s, len, idle[i])) {
            s += strlen(idle[i]);
            len -= strlen(idle[i]);
            i = (size_t)-1; /* from the first word again */
        }
    return len == 0;
}

size_t line_without_comma(const char *s, size_t len)
{
    static const char comma[] = "、";
    return ends(s, len, comma) ? len - (sizeof comma - 1) : len;
}

size_t line_counts_behind(const char *s, size_t len)
{
    static const char one[] = "いずれか";
    static const char *const joints[] = {"、", "又は", "または", "もしくは", "及び", "・"};
    const char *at = memmem(s, len, one, sizeof one - 1);
    size_t n = at ? (size_t)(at - s) : 0;
    if (!n || !says_no_more(at + sizeof one - 1, len - n - (sizeof one - 1)))
        return 0;
    if (ends(s, n, "の"))
        n -= strlen("の");
    if (ends(s, n, "、"))
        return n - strlen("、");
    return contains_one_of(s, n, joints, COUNT(joints)) ? 0 : n; /* B又はCのいずれか */
}

bool line_is_unfinished(const char *s, size_t len)
{
    return ends(s, len, "、") || ends(s, len, "，") || ends(s, len, "及び") ||
           ends(s, len, "又は") || line_breaks_off(s, len);
}

bool line_ends_with_or(const char *s, size_t len)
{
    while (len &&
           (s[len - 1] == ' ' || s[len - 1] == '\n' || s[len - 1] == '\r' || s[len - 1] == '\t' ||
            s[len - 1] == ':' || s[len - 1] == '-' || s[len - 1] == '*' || s[len - 1] == ')'))
        len--;
    if (len < 2 || (s[len - 1] | 32) != 'r' || (s[len - 2] | 32) != 'o')
        return false;
    return len == 2 || !(((s[len - 3] | 32) >= 'a' && (s[len - 3] | 32) <= 'z') ||
                         (unsigned char)s[len - 3] >= 0x80);
}

bool line_continues(const char *s, size_t len)
{
    static const char *const words[] = {"ただし", "但し", "なお", "尚、", "※",      "(",
                                        "（",     "かつ", "注)",  "注）", "または", "又は",
                                        "及び",   "註)",  "註）", "注1",  "注2",    "注3",
                                        "注１",   "注２", "注３", "注:",  "注："};
    if (begins_one_of(s, len, words, COUNT(words)))
        return true;
    return *s >= 'a' && *s <= 'z';
}

bool line_restricts(const char *s, size_t len)
{
    static const char *const words[] = {"ただし", "但し", "なお", "尚、", "※", "＊", "注"};
    return begins_one_of(s, len, words, COUNT(words));
}

/* What counts and joins the items of a list is Japanese, but for a few words of crit_list_of. */
static bool is_ascii(const char *s, size_t len)
{
    unsigned char all = 0;
    for (size_t i = 0; i < len; i++)
        all |= (unsigned char)s[i];
    return all < 0x80;
}

/* Bytes of a number below ten at s (ASCII, full-width or kanji), its value in n; 0: there is none.
 */
static size_t small_number(const char *s, size_t len, int *n)
{
    static const char *const kanji[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    if (len > 0 && *s >= '1' && *s <= '9') {
        *n = *s - '0';
        return 1;
    }
    for (int i = 0; i < 9; i++) {
        const char wide[] = {'\xEF', '\xBC', (char)(0x91 + i), '\0'};
        *n = i + 1;
        if (begins(s, len, kanji[i]) || begins(s, len, wide))
            return 3;
    }
    return 0;
}

static size_t counter(const char *s, size_t len)
{
    static const char *const all[] = {"つ",   "個",   "項目", "種類", "因子",
                                      "疾患", "条件", "症状", "所見", "基準"};
    for (size_t i = 0; i < COUNT(all); i++)
        if (begins(s, len, all[i]))
            return strlen(all[i]);
    return 0;
}

int crit_list_count(const char *head, size_t len)
{
    static const char *const among[] = {"うち", "うち、", "少なくとも"};
    static const char *const at_most[] = {"以下", "未満", "のみ", "だけ", "まで"};
    if (is_ascii(head, len))
        return 0;
    for (size_t at = 0; at < len; at++) {
        int count;
        size_t n = small_number(head + at, len - at, &count);
        size_t unit = n ? counter(head + at + n, len - at - n) : 0;
        const char *behind = head + at + n + unit;
        size_t left = len - at - n - unit;
        bool inside = at > 0 && head[at - 1] >= '.' && head[at - 1] <= '9'; /* of 12, of 1.5 */
        if (!unit || inside)
            continue;
        bool of_them = ends_in_one_of(head, at, among, COUNT(among));
        if (begins(behind, left, "以上"))
            return count;
        if (of_them)
            return begins_one_of(behind, left, at_most, COUNT(at_most)) ? -1 : count;
    }
    return 0;
}

bool crit_list_denied(const char *head, size_t len)
{
    static const char *const refers[] = {"以下", "下記", "次の", "次に"};
    static const char *const no[] = {"ない", "なし", "無し", "なかった", "ません", "無い", "除く"};
    size_t at = len;
    for (size_t i = 0; i < len && at == len; i++)
        if (begins_one_of(head + i, len - i, refers, COUNT(refers)))
            at = i;
    const char *s = head + at;
    len -= at;
    if (contains(s, len, "除外基準") && contains(s, len, "満た"))
        return false; /* 以下を満たし、除外基準に該当しない */
    return contains_one_of(s, len, no, COUNT(no));
}

/* Bytes of one Latin letter at s, full-width too, that is no part of a word; 0: there is none. */
static size_t lone_letter(const char *s, size_t at, size_t len)
{
    if (at >= len || (at > 0 && ((s[at - 1] | 32) >= 'a' && (s[at - 1] | 32) <= 'z')))
        return 0;
    bool wide = at + 3 <= len && memcmp(s + at, "\xEF\xBC", 2) == 0 &&
                (unsigned char)s[at + 2] >= 0xA1 && (unsigned char)s[at + 2] <= 0xBA;
    if (wide)
        return 3;
    bool letter = (s[at] | 32) >= 'a' && (s[at] | 32) <= 'z';
    char next = at + 1 < len ? s[at + 1] : '\0';
    return letter && (unsigned char)next >= 0x80 ? 1 : 0;
}

/* AまたはBを満たす */
static bool letters_joined(const char *head, size_t len, const char *const *any, size_t n)
{
    for (size_t at = 0; at < len; at++) {
        size_t letter = lone_letter(head, at, len), behind = at + letter;
        for (size_t i = 0; letter && i < n; i++)
            if (begins(head + behind, len - behind, any[i]) &&
                lone_letter(head, behind + strlen(any[i]), len))
                return true;
    }
    return false;
}

/* ①又は②を満たす: how a head joins the marks of its items. */
static enum crit_list marks_joined(const char *head, size_t len)
{
    static const char *const any[] = {"又は", "または", "もしくは", "あるいは"};
    static const char *const all[] = {"かつ", "及び", "および", "と"};
    if (is_ascii(head, len))
        return CRIT_LIST_DEFAULT;
    for (size_t at = 0; at < len; at++) {
        struct marker m = marker_read(head + at, len - at);
        const char *s = head + at + m.len;
        size_t left = len - at - m.len;
        bool mark = m.style == MARKER_CIRCLED || m.style == MARKER_PAREN ||
                    m.style == MARKER_PARENS || m.style == MARKER_LETTER ||
                    m.style == MARKER_LETTERS || m.style == MARKER_ROMAN;
        if (!mark)
            continue;
        for (size_t i = 0; i < COUNT(any); i++)
            if (begins(s, left, any[i]) &&
                marker_read(s + strlen(any[i]), left - strlen(any[i])).style)
                return CRIT_LIST_ANY;
        for (size_t i = 0; i < COUNT(all); i++)
            if (begins(s, left, all[i]) &&
                marker_read(s + strlen(all[i]), left - strlen(all[i])).style)
                return CRIT_LIST_ALL;
    }
    return letters_joined(head, len, any, COUNT(any)) ? CRIT_LIST_ANY : CRIT_LIST_DEFAULT;
}

enum crit_list crit_list_of(const char *head, size_t len)
{
    static const char *const any[] = {
        "いずれか", "何れか",   "いづれか",   "1つ以上",      "１つ以上",   "一つ以上",
        "any of",   "one of",   "either",     "at least one", "少なくとも", "1つでも",
        "１つでも", "一つでも", "ひとつでも", "ひとつ以上",   "1項目でも"};
    static const char *const all[] = {"すべて", "全て",     "いずれも", "いずれにも",
                                      "全項目", "all of",   "both of",  "ともに",
                                      "両方",   "何れにも", "どれも",   "どれにも"};
    enum crit_list joined = marks_joined(head, len);
    if (joined)
        return joined;
    int count = crit_list_count(head, len);
    if (count > 1)
        return CRIT_LIST_SOME;
    if (count != 0)
        return count < 0 ? CRIT_LIST_UNCLEAR : CRIT_LIST_ANY;
    if (contains_one_of(head, len, any, COUNT(any)))
        return CRIT_LIST_ANY;
    return contains_one_of(head, len, all, COUNT(all)) ? CRIT_LIST_ALL : CRIT_LIST_DEFAULT;
}
