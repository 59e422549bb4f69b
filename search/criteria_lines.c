#include "search/criteria_line_words.h"
#include "search/criteria_heading.h"
#include "search/criteria_lines.h"
#include "search/criteria_lines_flat.h"
#include "search/criteria_series.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

/* Blank, or dirt that stands for a blank, at s: its bytes. */
static size_t blank_at(const char *s, size_t len)
{
    static const char *const all[] = {
        " ",          "\t",     "\r",       "\n",      "\xE3\x80\x80", "\xC2\xA0",
        "&lt;br&gt;", "<ＢＲ>", "＜ＢＲ＞", "＜BR＞",  "<ｂｒ>",       "&lt;br/&gt;",
        "<br>",       "<br/>",  "<br />",   "_x000D_", "\xEF\xBB\xBF", "&nbsp;"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (begins(s, len, all[i]))
            return strlen(all[i]);
    return 0;
}

static size_t blank_before(const char *s, size_t len)
{
    for (size_t n = 1; n <= 11 && n <= len; n++)
        if (blank_at(s + len - n, n) == n)
            return n;
    return 0;
}

char *line_in_one(void *ctx, const char *s, size_t len)
{
    char *out = MEM_ARRAY(ctx, char, len + 1);
    size_t n = 0, blank;
    for (size_t i = 0; i < len;) {
        if ((blank = blank_at(s + i, len - i)) > 0) {
            if (n && out[n - 1] != ' ')
                out[n++] = ' ';
            i += blank;
        } else {
            out[n++] = s[i++];
        }
    }
    out[n] = '\0';
    return out;
}

struct raw { /* a line as it stands, without the blanks before it */
    size_t begin, end, indent;
};
/* Inside a line: where a mark stands. */
struct spot {
    size_t at;
    struct marker mark, letter; /* read as a number or the like, and as a letter */
};
struct reader {
    void *ctx;
    const char *text;
    bool inner;
    struct raw *raws;
    struct series_mark *series; /* of each raw line */
    size_t n_raws;
    const struct series_mark *at_hand; /* of the line that is read */
    struct spot *spots;                /* of the line at hand */
    size_t n_spots, spots_cap;
    struct lines out;
    unsigned letters[MARKER_BULLET + 1]; /* the last number of each style */
    unsigned counted;                    /* the last number of any style of digits */
};

static void push(struct reader *r, size_t begin, size_t end, struct marker m, size_t indent)
{
    size_t n;
    while (begin < end && (n = blank_at(r->text + begin, end - begin)) > 0)
        begin += n;
    while (end > begin && (n = blank_before(r->text + begin, end - begin)) > 0)
        end -= n;
    enum crit_heading h = heading_of(r->text + begin, end - begin, m.style != MARKER_NONE);
    if (begin == end && !m.style)
        return;
    r->out.items = MEM_GROW(r->ctx, r->out.items, struct line, r->out.n + 1);
    const struct series_mark *x = m.style == MARKER_SERIES ? r->at_hand : NULL;
    r->out.items[r->out.n++] = (struct line){(uint32_t)begin,  (uint32_t)end, m, x ? x->shape : 0,
                                             x && x->compound, indent,        h};
}

/* Marks that are something else as well (a. m., 3: 1, [12] of a paper): they number in order only.
 */
static bool needs_order(enum marker_style s)
{
    return s == MARKER_LETTER || s == MARKER_LETTERS || s == MARKER_KANA || s == MARKER_ROMAN ||
           s == MARKER_COLON || s == MARKER_DASH || s == MARKER_SQUARE;
}

/* ------ marks of which only the lines around tell what they are */

enum { LOOK_AHEAD = 40 }; /* lines */

static struct marker mark_of(const struct reader *r, size_t line)
{
    const struct raw *w = &r->raws[line];
    return marker_read(r->text + w->begin, w->end - w->begin);
}

static struct marker tight_mark_of(const struct reader *r, size_t line)
{
    const struct raw *w = &r->raws[line];
    return marker_before_digit(r->text + w->begin, w->end - w->begin);
}

/* How many lines behind `line` go on counting in the style of m from n: "2.", "3.5"; *ret_sure: one
 * of them is a mark whatever stands around it. */
static unsigned counts_on(const struct reader *r, size_t line, struct marker m, unsigned n,
                          bool *ret_sure)
{
    unsigned found = 0;
    *ret_sure = false;
    for (size_t i = line + 1; i < r->n_raws && i <= line + LOOK_AHEAD; i++) {
        struct marker sure = mark_of(r, i), tight = tight_mark_of(r, i);
        bool is_sure = sure.style == m.style && sure.number == n + found;
        bool is_tight = tight.style == m.style && tight.number == n + found;
        *ret_sure |= is_sure;
        found += is_sure || is_tight;
    }
    return found;
}

/* "6.16週以内に …" is item 6 behind item 5, no 6.16 weeks. The first item needs others behind it:
 * one with a mark that cannot be a number, or two. */
static struct marker tight_in_order(const struct reader *r, size_t line)
{
    struct marker none = {MARKER_NONE, 0, 0}, m = tight_mark_of(r, line);
    bool sure;
    if (!m.style)
        return none;
    if (m.number == 1)
        return counts_on(r, line, m, 2, &sure) >= 2 || sure ? m : none;
    const struct raw *before = line > 0 ? &r->raws[line - 1] : NULL;
    bool goes_on =
        before && line_is_unfinished(r->text + before->begin, before->end - before->begin);
    bool again = counts_on(r, line, m, m.number, &sure) > 0 && sure; /* that one is the item */
    return m.number == r->letters[m.style] + 1 && !goes_on && !again ? m : none;
}

/* "i." behind "h." is a letter, unless "ii." comes before "j.". */
static struct marker letter_in_order(const struct reader *r, size_t line, struct marker m)
{
    struct marker letter = marker_as_letter(r->text + r->raws[line].begin, m);
    if (!letter.style || letter.number != r->letters[letter.style] + 1)
        return m;
    for (size_t i = line + 1; i < r->n_raws && i <= line + LOOK_AHEAD; i++) {
        struct marker next = mark_of(r, i);
        if (next.style == MARKER_ROMAN && next.number == m.number + 1)
            return m;
        if (next.style == letter.style && next.number == letter.number + 1)
            break;
    }
    return letter;
}

/* Letters and the like number only in order, from the first. */
static struct marker in_order(struct reader *r, struct marker m)
{
    bool counts = marker_counts(m.style);
    bool behind = m.number == r->letters[m.style] + 1 || (counts && m.number == r->counted + 1);
    if (needs_order(m.style) && m.number != 1 && !behind)
        m.style = MARKER_NONE;
    r->letters[m.style] = m.number;
    if (counts && m.style)
        r->counted = m.number;
    if (!m.style)
        m.len = 0;
    return m;
}

/* Whether a mark may stand inside a line at `at`: behind a space or a stop. */
static bool may_stand(const char *s, size_t at)
{
    static const char *const before[] = {"\xE3\x80\x80", "。", "、", "：", "；", "<br>"};
    if (at == 0)
        return false;
    char last = s[at - 1];
    if (last == ' ' || last == ':' || last == ';' || last == ',')
        return true;
    if (last != '>' && (unsigned char)last < 0x80)
        return false;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (ends(s, at, before[i]))
            return true;
    return false;
}

static void add_spot(struct reader *r, size_t at, struct marker m)
{
    if (r->n_spots == r->spots_cap) {
        r->spots_cap = r->spots_cap ? r->spots_cap * 2 : 32;
        r->spots = MEM_GROW(r->ctx, r->spots, struct spot, r->spots_cap);
    }
    r->spots[r->n_spots++] = (struct spot){at, m, marker_as_letter(r->text + at, m)};
}

/* （グレード2～3）: the bracket that closes here was opened. */
static bool is_in_brackets(const char *s, size_t begin, size_t at)
{
    for (size_t i = at; i > begin; i--) {
        if (ends(s + begin, i - begin, ")") || ends(s + begin, i - begin, "）"))
            return false;
        if (ends(s + begin, i - begin, "(") || ends(s + begin, i - begin, "（"))
            return true;
    }
    return false;
}

/* 20歳以上2)PS 0-1（３）同意: without a blank, 2) only behind a Japanese word. */
static bool is_glued(const char *s, size_t begin, size_t at, struct marker m)
{
    if (m.style == MARKER_PARENS)
        return true;
    return m.style == MARKER_PAREN && at > begin && (unsigned char)s[at - 1] >= 0x80 &&
           !is_in_brackets(s, begin, at);
}

static bool may_begin_glued(char c)
{
    return (c >= '0' && c <= '9') || c == '(' || c == '\xEF'; /* （ and １ */
}

/* Looks once for all marks of [begin, end); ① stands anywhere. `glued`: 1) and (1) too. */
static void find_spots(struct reader *r, size_t begin, size_t end, bool glued)
{
    static const char circled = '\xE2'; /* its first byte */
    r->n_spots = 0;
    for (size_t i = begin; i < end; i++) {
        char c = r->text[i];
        bool stands = may_stand(r->text, i);
        if (((unsigned char)c & 0xC0) == 0x80 ||
            (!stands && c != circled && !(glued && may_begin_glued(c))))
            continue;
        struct marker m = marker_read(r->text + i, end - i);
        if (m.style && (stands || m.style == MARKER_CIRCLED || is_glued(r->text, begin, i, m)))
            add_spot(r, i, m);
    }
}

/* ①～③ and ①又は② speak of items, they are none. */
static bool is_reference(const char *s, size_t len)
{
    if (marker_read(s, len).style == MARKER_CIRCLED) /* 次の①②を */
        return true;
    static const char *const behind[] = {"~",    "～",     "〜",   "又は", "または",
                                         "及び", "および", "かつ", "、",   "と",
                                         "の",   "-",      "を",   "に",   "が"};
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
        if (begins(s, len, behind[i]))
            return true;
    return false;
}

/* Where the mark of this style and number stands in the line from `from`, or `end`. */
static size_t find_mark(const struct reader *r, size_t from, size_t end, struct marker want,
                        struct marker *ret)
{
    for (size_t i = 0; i < r->n_spots; i++) {
        const struct spot *x = &r->spots[i];
        bool letter = x->letter.style == want.style && x->letter.number == want.number;
        struct marker m = letter ? x->letter : x->mark;
        if (x->at < from || m.style != want.style || m.number != want.number ||
            is_reference(r->text + x->at + m.len, end - x->at - m.len))
            continue;
        *ret = m;
        return x->at;
    }
    return end;
}

enum { MIDDLE_DOT = 0x30FB }; /* ・A ・B: of all bullets the one that is no sign otherwise */

/* The items of a line that go on with mark m at `begin`. */
static void push_items(struct reader *r, size_t begin, size_t end, struct marker m, size_t indent)
{
    while (m.style && (m.style != MARKER_BULLET || m.number == MIDDLE_DOT)) {
        struct marker want = {m.style, m.number + (m.style != MARKER_BULLET), 0}, got;
        size_t next = find_mark(r, begin, end, want, &got);
        if (next >= end)
            break;
        push(r, begin, next, m, indent);
        m = got;
        begin = next + m.len;
        r->letters[m.style] = m.number;
    }
    push(r, begin, end, m, indent);
}

/* A list inside a line that begins without a mark: at least its first two marks must be there. */
static bool push_inner(struct reader *r, size_t begin, size_t end)
{
    static const enum marker_style styles[] = {MARKER_CIRCLED, MARKER_PAREN,   MARKER_PARENS,
                                               MARKER_LETTER,  MARKER_LETTERS, MARKER_ROMAN,
                                               MARKER_DOT,     MARKER_KANA};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        struct marker got, second;
        size_t at = find_mark(r, begin, end, (struct marker){styles[i], 1, 0}, &got);
        if (at >= end || at == begin)
            continue;
        struct marker want = {styles[i], 2, 0};
        if (find_mark(r, at + got.len, end, want, &second) >= end)
            continue;
        push(r, begin, at, (struct marker){MARKER_NONE, 0, 0}, 0);
        push_items(r, at + got.len, end, got, 0);
        return true;
    }
    return false;
}

/* "?A" and "o A" are bullets where another line has them too. */
static bool is_lone_bullet(const struct reader *r, size_t line, struct marker m)
{
    if (m.style != MARKER_BULLET || (m.number != '?' && m.number != 'o'))
        return false;
    for (size_t i = 0; i < r->n_raws; i++) {
        struct marker other = i == line ? (struct marker){MARKER_NONE, 0, 0} : mark_of(r, i);
        if (other.style == m.style && other.number == m.number)
            return false;
    }
    return true;
}

static void read_line(struct reader *r, size_t line)
{
    const struct raw *w = &r->raws[line];
    size_t heading = heading_before(r->text + w->begin, w->end - w->begin);
    if (heading)
        push(r, w->begin, w->begin + heading, (struct marker){MARKER_NONE, 0, 0}, w->indent);
    size_t begin = w->begin + heading, n;
    while (begin < w->end && (n = blank_at(r->text + begin, w->end - begin)) > 0)
        begin += n;
    struct marker m = marker_read(r->text + begin, w->end - begin);
    if (is_lone_bullet(r, line, m))
        m = (struct marker){MARKER_NONE, 0, 0};
    if (!heading)
        m = m.style ? letter_in_order(r, line, m) : tight_in_order(r, line);
    m = in_order(r, m);
    const struct series_mark *x = r->at_hand = &r->series[line];
    if (!heading && (!m.style || (x->compound && x->marker.len > m.len)) && x->marker.style)
        m = x->marker;
    if (r->inner || m.style)
        find_spots(r, begin, w->end, m.style == MARKER_PAREN || m.style == MARKER_PARENS);
    if (!m.style && r->inner && push_inner(r, begin, w->end))
        return;
    push_items(r, begin + m.len, w->end, m, w->indent);
}

static void raw_add(struct reader *r, size_t begin, size_t end)
{
    size_t n, indent = 0;
    while (begin < end && (n = blank_at(r->text + begin, end - begin)) > 0) {
        begin += n;
        indent += n == 3 ? 2 : 1;
    }
    r->raws = MEM_GROW(r->ctx, r->raws, struct raw, r->n_raws + 1);
    r->raws[r->n_raws++] = (struct raw){begin, end, indent};
}

static size_t line_break(const char *s, size_t from, size_t len, size_t *behind)
{
    for (size_t i = from; i < len; i++) {
        size_t n = s[i] == '\n' ? 1 : 0;
        if (s[i] == '&' && begins(s + i, len - i, "&lt;br"))
            n = blank_at(s + i, len - i);
        bool fullwidth = begins(s + i, len - i, "＜") || begins(s + i, len - i, "<ＢＲ") ||
                         begins(s + i, len - i, "<ｂｒ");
        if (begins(s + i, len - i, "<br") || fullwidth)
            n = blank_at(s + i, len - i);
        if (n) {
            *behind = i + n;
            return i;
        }
    }
    *behind = len;
    return len;
}

static void find_series(struct reader *r)
{
    struct series_text *lines = MEM_ARRAY(r->ctx, struct series_text, r->n_raws + 1);
    for (size_t i = 0; i < r->n_raws; i++)
        lines[i] =
            (struct series_text){r->text + r->raws[i].begin, r->raws[i].end - r->raws[i].begin};
    r->series = MEM_ARRAY(r->ctx, struct series_mark, r->n_raws + 1);
    series_read(r->ctx, lines, r->n_raws, r->series);
    talloc_free(lines);
}

/* "Patients meeting any of these will be" / "excluded:" is one line. */
static bool is_broken_head(const struct reader *r, const struct line *a, const struct line *b)
{
    bool plain = !a->marker.style && !b->marker.style && !a->heading && !b->heading;
    return plain && a->begin < a->end && b->begin < b->end && r->text[b->begin] >= 'a' &&
           r->text[b->begin] <= 'z' && r->text[b->end - 1] == ':' && r->text[a->end - 1] != ':' &&
           r->text[a->end - 1] != ';' && r->text[a->end - 1] != '.';
}

static void join_heads(struct reader *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->out.n; i++) {
        if (n > 0 && is_broken_head(r, &r->out.items[n - 1], &r->out.items[i]))
            r->out.items[n - 1].end = r->out.items[i].end;
        else
            r->out.items[n++] = r->out.items[i];
    }
    r->out.n = n;
}

/* A title in the midst of a sentence that is broken into lines is none. */
static void keep_sentences(struct reader *r)
{
    for (size_t i = 1; i < r->out.n; i++) {
        struct line *e = &r->out.items[i], *before = e - 1;
        struct line *behind = i + 1 < r->out.n ? e + 1 : NULL;
        bool title = e->heading == CRIT_HEAD_INCLUSION || e->heading == CRIT_HEAD_EXCLUSION;
        if (!title || e->marker.style)
            continue;
        bool awaited = !before->heading &&
                       heading_is_awaited(r->text + before->begin, before->end - before->begin);
        bool goes_on = behind && !behind->marker.style &&
                       heading_goes_on(r->text + behind->begin, behind->end - behind->begin);
        if (awaited || goes_on)
            e->heading = CRIT_HEAD_NONE;
    }
}

void lines_read(void *ctx, const char *text, size_t len, bool inner, struct lines *ret)
{
    struct reader r = {.ctx = ctx, .text = text, .inner = inner};
    for (size_t at = 0, behind; at < len; at = behind) {
        size_t end = line_break(text, at, len, &behind), inside = heading_inside(text, at, end);
        if (inside < end)
            end = behind = inside;
        bool flat = line_is_flat(text, at, end);
        for (size_t begin = at, next = end; begin < end; begin = next) {
            next = flat ? line_flat_next(text, at, begin, end) : end;
            if (!flat || !line_says_nothing(text, begin, next))
                raw_add(&r, begin, next);
        }
    }
    find_series(&r);
    for (size_t i = 0; i < r.n_raws; i++)
        read_line(&r, i);
    keep_sentences(&r);
    join_heads(&r);
    talloc_free(r.raws);
    talloc_free(r.series);
    talloc_free(r.spots);
    *ret = r.out;
}
