/*
 * First the lines (and what is numbered inside a line) become entries, then entries become
 * criteria: the first numbering met in a section is the one whose items are criteria; other marks
 * and lines without marks belong to the item before them.
 */
#include "search/criteria_split.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_arms.h"
#include "search/criteria_heading.h"
#include "search/criteria_line_words.h"
#include "search/criteria_lines.h"
#include <string.h>
#include <strings.h>

/* A list whose items are criteria. */
struct level {
    struct marker top; /* of the first item, with the number of the last */
    uint32_t shape;
    size_t indent;
};
struct titles {                        /* of one kind of heading */
    bool of_patients;                  /* one at least names nobody else */
    const struct line *first, *second; /* for some of them, in different words */
};
struct splitter {
    void *ctx;
    const char *text;
    enum crit_kind kind, usual;
    bool stopped;  /* in a section that holds no criteria */
    bool whole;    /* the section's list is one criterion: everything goes to the last item */
    bool parent;   /* the last item is a line that introduces the list now read */
    bool open;     /* there is an item that lines may go on with */
    bool in_list;  /* the items of one criterion */
    bool chain;    /* … each of which, and what stands before them, ends in または so far */
    bool arm;      /* under a line that names an arm */
    bool enclosed; /* … that stands above titles of its own */
    const struct crit_arms *arms;
    struct marker top;
    uint32_t top_shape;
    bool compound;      /* the top's marks are 1.1, 1.2 */
    struct marker last; /* the mark read last, of the list or of one below */
    size_t top_indent;
    unsigned number;    /* of the top's last item */
    struct level above; /* the list that the last item's own one interrupts: p->parent */
    const struct lines *lines;
    struct titles titles[CRIT_HEAD_NOTHING + 1];
    size_t at;    /* the line at hand */
    size_t first; /* the section's first item */
    struct crit_pieces out;
};

static void add(struct splitter *p, uint32_t begin, uint32_t end)
{
    p->out.items = MEM_GROW(p->ctx, p->out.items, struct crit_piece, p->out.n + 1);
    p->out.items[p->out.n++] = (struct crit_piece){begin, end, p->kind, p->arm};
    p->open = true;
}

static void extend(struct splitter *p, uint32_t end)
{
    p->out.items[p->out.n - 1].end = end;
}

static void section(struct splitter *p, enum crit_heading h)
{
    p->stopped = h == CRIT_HEAD_STOP;
    if (h == CRIT_HEAD_INCLUSION)
        p->kind = CRIT_INCLUSION;
    if (h == CRIT_HEAD_EXCLUSION)
        p->kind = CRIT_EXCLUSION;
    p->whole = p->parent = p->open = p->arm = p->enclosed = false;
    p->first = p->out.n;
    p->top.style = p->above.top.style = MARKER_NONE;
}

/* "any of the following within 6 months": more than how the items are joined. 1)～5) and 1つでも
 * are no such numbers. */
static bool has_number(const char *s, size_t len)
{
    static const char *const counters[] = {"つ", "個", "項目"};
    for (size_t i = 0; i < len; i++) {
        if (s[i] < '0' || s[i] > '9')
            continue;
        bool one = s[i] == '1' && (i == 0 || s[i - 1] < '0' || s[i - 1] > '9');
        while (i + 1 < len && s[i + 1] >= '0' && s[i + 1] <= '9')
            one = (i++, false);
        bool counted = false;
        for (size_t k = 0; one && k < sizeof counters / sizeof *counters; k++)
            counted |= begins(s + i + 1, len - i - 1, counters[k]);
        bool mark = i + 1 < len && (s[i + 1] == ')' || begins(s + i + 1, len - i - 1, "）"));
        if (!counted && !mark)
            return true;
    }
    return false;
}

/* Nothing but the label in its frame, or words with numbers in brackets that would be lost. */
static bool is_label(const struct splitter *p, const struct line *e, const struct arm_label *a)
{
    enum { FRAME_BYTES = 6 };
    bool all = a->alone && a->clear && a->begin - e->begin <= FRAME_BYTES;
    return all && !has_number(p->text + a->end, e->end - a->end);
}

/* A群の選択基準, exclusion criteria for patients: */
static bool titles(const struct splitter *p, const struct line *e)
{
    enum { TITLE_MAX_BYTES = 80 };
    size_t len = e->end - e->begin;
    return len <= TITLE_MAX_BYTES && line_is_about_criteria(p->text + e->begin, len);
}

/* The line names an arm and says no more; one with a colon before a list is the list's head. */
static bool names_arm(const struct splitter *p, const struct line *e, const struct line *next)
{
    bool heads = !e->heading && next && next->marker.style && !next->heading &&
                 line_introduces(p->text + e->begin, e->end - e->begin);
    for (size_t i = 0; p->arms && i < p->arms->n && !e->marker.style; i++) {
        const struct arm_label *a = &p->arms->items[i];
        if (a->begin < e->begin || a->end > e->end)
            continue;
        if (titles(p, e) || (!heads && is_label(p, e, a)))
            return true;
    }
    return false;
}

/* A new section for an arm; its title may say which kind follows. */
static void arm_section(struct splitter *p, const struct line *e)
{
    enum crit_heading kind = line_kind(p->text + e->begin, e->end - e->begin);
    section(p, titles(p, e) && kind != CRIT_HEAD_NONE ? kind : CRIT_HEAD_PLAIN);
    p->arm = true;
}

/* "3." right behind "2-": a slip of the hand, not a list below. */
static bool counts_on(const struct splitter *p, const struct line *e)
{
    return marker_counts(p->top.style) && marker_counts(e->marker.style) && e->marker.number > 1 &&
           e->marker.number == p->last.number + 1 && p->last.style == p->top.style &&
           e->indent <= p->top_indent;
}

/* "2." behind 1.1. and 1.2.: the list above them goes on. */
static bool is_above(const struct splitter *p, const struct line *e)
{
    return p->top.style == MARKER_SERIES && p->compound && marker_counts(e->marker.style) &&
           e->marker.number > 1 && e->indent <= p->top_indent;
}

static bool is_top(const struct splitter *p, const struct line *e)
{
    if (counts_on(p, e) || is_above(p, e))
        return true;
    if (e->marker.style != p->top.style || e->shape != p->top_shape || e->indent > p->top_indent)
        return false;
    return e->marker.style != MARKER_BULLET || e->marker.number == p->top.number;
}

/* "3." behind a list that stands below "2.": the list above goes on. In the same style it would be
 * the third item of the list below if a "2." stood before it. */
static bool is_next_of(const struct level *l, const struct marker *before, const struct line *e)
{
    const struct marker *m = &e->marker;
    if (m->style != l->top.style || e->shape != l->shape || e->indent > l->indent)
        return false;
    if (m->style == MARKER_BULLET) /* another sign stood below */
        return m->number == l->top.number && before->style != MARKER_NONE &&
               (before->style != MARKER_BULLET || before->number != m->number);
    bool counts_below = before->style == m->style && before->number == l->top.number;
    return m->number == l->top.number + 1 && !counts_below;
}

static bool is_next_above(const struct splitter *p, const struct line *e)
{
    return p->above.top.style && is_next_of(&p->above, &p->last, e);
}

static struct level level_at_hand(const struct splitter *p)
{
    struct level l = {p->top, p->top_shape, p->top_indent};
    if (p->top.style != MARKER_BULLET)
        l.top.number = p->number;
    return l;
}

/* Behind line e and its list the items go on that stand before it. */
static bool resumes(const struct splitter *p)
{
    struct level l = level_at_hand(p);
    struct marker before = {MARKER_NONE, 0, 0};
    if (!p->top.style || p->in_list)
        return false;
    for (size_t i = p->at + 1; i < p->lines->n && !p->lines->items[i].heading; i++) {
        const struct line *e = &p->lines->items[i];
        if (e->marker.style && is_next_of(&l, &before, e))
            return true;
        if (e->marker.style)
            before = e->marker;
    }
    return false;
}

static bool is_unfinished(const struct splitter *p)
{
    const struct crit_piece *last = &p->out.items[p->out.n - 1];
    return line_is_unfinished(p->text + last->begin, last->end - last->begin);
}

/* The head joins its items as the kind of criteria does anyway: it need not be told. */
static bool is_usual(const struct splitter *p, enum crit_list list)
{
    switch (list) {
    case CRIT_LIST_DEFAULT:
        return true;
    case CRIT_LIST_ALL:
        return p->kind == CRIT_INCLUSION;
    case CRIT_LIST_ANY:
        return p->kind == CRIT_EXCLUSION;
    default:
        return false;
    }
}

static bool only_announces(const struct splitter *p, enum crit_list list, const char *s, size_t len)
{
    return is_usual(p, list) && !has_number(s, len) && !line_tells_more(s, len);
}

/* "A or" and the next item: one of both, and so one criterion; exclusions are alternatives anyway.
 */
static bool goes_on_with_or(const struct splitter *p)
{
    if (p->in_list || !p->open || p->kind != CRIT_INCLUSION || p->out.n == 0)
        return false;
    const struct crit_piece *last = &p->out.items[p->out.n - 1];
    return line_ends_with_or(p->text + last->begin, last->end - last->begin);
}

/* Nothing but "or" in the line, among inclusion criteria. */
static bool is_or(const struct splitter *p, const struct line *e)
{
    size_t len = e->end - e->begin;
    return !p->in_list && p->open && p->kind == CRIT_INCLUSION && len <= sizeof "or:" && len >= 2 &&
           strncasecmp(p->text + e->begin, "or", 2) == 0 &&
           line_ends_with_or(p->text + e->begin, len);
}

/* The line belongs to the item before it. */
static bool goes_on(const struct splitter *p, const struct line *e)
{
    return p->open && (p->top.style || p->parent || is_unfinished(p) || goes_on_with_or(p) ||
                       is_or(p, e) || line_continues(p->text + e->begin, e->end - e->begin));
}

/* 以下の場合は除く, 以下は登録可とする behind an exclusion: whom it does not keep out. */
static bool lets_in(const struct splitter *p, const char *s, size_t len)
{
    static const char *const words[] = {"除く", "除き", "登録可", "可とする", "参加可", "許容"};
    bool found = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        found |= contains(s, len, words[i]);
    return found && p->kind == CRIT_EXCLUSION && p->open && !contains(s, len, "不可");
}

/* 以下の患者は除外する: which kind of criteria the list below is; one where all must be so is one
 * criterion, and so is a list inside an item. */
static enum crit_heading said_kind(const struct splitter *p, const struct line *e, const char *s)
{
    size_t len = strlen(s);
    enum crit_list list = crit_list_of(s, len);
    bool each = list == CRIT_LIST_DEFAULT || list == CRIT_LIST_ANY;
    bool inside = p->in_list || (p->open && p->top.style && e->indent > p->top_indent);
    enum crit_heading kind = inside || has_number(s, len) ? CRIT_HEAD_NONE : heading_said(s, len);
    if (kind == CRIT_HEAD_EXCLUSION && p->open && (resumes(p) || lets_in(p, s, len)))
        return CRIT_HEAD_NONE;
    return kind == CRIT_HEAD_EXCLUSION && !each ? CRIT_HEAD_NONE : kind;
}

/* The head of the block's list: nothing, a criterion of its own, or one with its whole list. `s`:
 * its words in one line. */
static void head(struct splitter *p, const struct line *e, const char *s)
{
    size_t len = strlen(s), whom = 0;
    enum crit_list list = crit_list_of(s, len);
    if (!crit_list_denied(s, len) && only_announces(p, list, s, len))
        return;
    if (p->kind == CRIT_INCLUSION && is_usual(p, list) && !has_number(s, len))
        whom = line_tells_whom(p->text + e->begin, e->end - e->begin);
    add(p, e->begin + (uint32_t)whom, e->end);
    p->whole = !whom;
}

/* Whether the line was taken as what tells of the list behind it. */
static bool take_head(struct splitter *p, const struct line *e)
{
    char *s = line_in_one(p->ctx, p->text + e->begin, e->end - e->begin);
    size_t len = strlen(s);
    enum crit_heading kind = said_kind(p, e, s);
    bool announces =
        crit_list_of(s, len) || crit_list_denied(s, len) || line_is_about_criteria(s, len);
    bool taken = true;
    if (kind)
        section(p, kind);
    else if (!p->open && announces)
        head(p, e, s);
    else
        taken = false;
    talloc_free(s);
    return taken;
}

/* "1. Adults diagnosed" / "by PCR with one of:" is one sentence. */
static bool is_small_letter(const struct splitter *p, const struct line *e)
{
    return p->open && p->text[e->begin] >= 'a' && p->text[e->begin] <= 'z';
}

/* ただし、以下を除く above a list of its own: it is about the item before it, not about the trial.
 */
static bool restricts(const struct splitter *p, const struct line *e, const struct line *next)
{
    bool own = !p->top.style || next->marker.style != p->top.style || next->marker.number != 1 ||
               next->marker.style == MARKER_BULLET;
    const char *text = p->text + e->begin;
    size_t len = e->end - e->begin;
    if (!p->open || p->parent || !own)
        return false;
    bool about_item = resumes(p) || p->kind == CRIT_EXCLUSION || !p->top.style;
    return lets_in(p, text, len) || (line_restricts(text, len) && about_item);
}

/* A line without a mark, before or between the items of a list. */
static void unmarked(struct splitter *p, const struct line *e, const struct line *next)
{
    bool before_list = next && next->marker.style && !next->heading;
    bool introduces = before_list && line_introduces(p->text + e->begin, e->end - e->begin);
    if (introduces && restricts(p, e, next)) {
        extend(p, e->end);
        p->parent |= !p->top.style;
        return;
    }
    if (introduces && take_head(p, e))
        return;
    if (introduces && (!p->top.style || e->indent == 0) && !is_small_letter(p, e)) {
        add(p, e->begin, e->end);
        p->above = level_at_hand(p);
        p->parent = true;
        p->top.style = MARKER_NONE;
    } else if (goes_on(p, e)) {
        extend(p, e->end);
    } else {
        add(p, e->begin, e->end);
    }
}

/* 1. A、または 2. B: both are one criterion. In an exclusion each stands for itself anyway. */
static bool offers_choice(const struct splitter *p)
{
    if (p->kind != CRIT_INCLUSION || !p->open)
        return false;
    const struct crit_piece *last = &p->out.items[p->out.n - 1];
    return line_offers_choice(p->text + last->begin, last->end - last->begin);
}

/* 上記のいずれか behind the items: they are one criterion. */
static bool take_count(struct splitter *p, const struct line *e)
{
    bool counts = p->kind == CRIT_INCLUSION && p->open && p->top.style &&
                  line_counts_above(p->text + e->begin, e->end - e->begin);
    if (!counts || p->out.n < p->first + 2)
        return false;
    p->out.n = p->first + 1;
    extend(p, e->end);
    return true;
}

/* Where the mark of the section's first item begins; its end: it is not found. */
static uint32_t mark_before(const struct splitter *p)
{
    uint32_t begin = p->out.items[p->first].begin, at = begin;
    while (at > 0 && p->text[at - 1] == ' ')
        at--;
    at -= p->top.len < at ? (uint32_t)p->top.len : at;
    struct marker m = marker_read(p->text + at, begin - at);
    return m.style == p->top.style && m.number == p->top.number ? at : begin;
}

/* ①A、②B、のいずれかを満たす in one line: they are one criterion. */
static void join_choices(struct splitter *p, const struct line *e)
{
    if (p->in_list || p->kind != CRIT_INCLUSION || p->out.n < p->first + 2 ||
        !line_counts_behind(p->text + e->begin, e->end - e->begin))
        return;
    uint32_t begin = mark_before(p);
    if (begin == p->out.items[p->first].begin || memchr(p->text + begin, '\n', e->end - begin))
        return;
    p->out.n = p->first + 1;
    p->out.items[p->first].begin = begin;
    extend(p, e->end);
}

static void marked(struct splitter *p, const struct line *e)
{
    if (goes_on_with_or(p) || is_or(p, e)) {
        extend(p, e->end);
        return;
    }
    if (p->parent && is_next_above(p, e)) {
        p->parent = false;
        p->top = p->above.top;
        p->top_shape = p->above.shape;
        p->top_indent = p->above.indent;
        p->above.top.style = MARKER_NONE;
    }
    if (p->parent || p->whole) {
        p->last = e->marker;
        extend(p, e->end);
        return;
    }
    if (!p->top.style) {
        p->top = e->marker;
        p->top_shape = e->shape;
        p->compound = e->compound;
        p->top_indent = e->indent;
    }
    bool choice = offers_choice(p), top = is_top(p, e);
    if (top) {
        p->top.style = e->marker.style;
        p->number = e->marker.number;
        p->top_shape = e->shape;
        p->compound = e->compound;
    }
    p->last = e->marker;
    if ((top && (!choice || p->chain)) || !p->open) {
        p->chain &= choice || !p->open;
        add(p, e->begin, e->end);
        join_choices(p, e);
    } else {
        extend(p, e->end);
    }
}

static bool same_words(const struct splitter *p, const struct line *a, const struct line *b)
{
    size_t len = a->end - a->begin;
    return len == b->end - b->begin && memcmp(p->text + a->begin, p->text + b->begin, len) == 0;
}

/* Looks once at all titles: a block may have thousands. */
static void find_titles(struct splitter *p)
{
    for (size_t i = 0; i < p->lines->n; i++) {
        const struct line *x = &p->lines->items[i];
        const char *s = p->text + x->begin;
        size_t len = x->end - x->begin;
        struct titles *t = &p->titles[x->heading];
        if (!x->heading || heading_names_others(s, len))
            continue;
        t->of_patients = true;
        if (t->second || !heading_names_some(s, len))
            continue;
        if (!t->first)
            t->first = x;
        else if (!same_words(p, t->first, x))
            t->second = x;
    }
}

/* 健常者群の選択基準, "Donor Inclusion Criteria:" beside those of the patients; "for mild cases"
 * beside "for moderate cases": one is asked only some of it. */
static bool concerns_some(const struct splitter *p, const struct line *e)
{
    const struct titles *t = &p->titles[e->heading];
    if (heading_names_others(p->text + e->begin, e->end - e->begin))
        return t->of_patients;
    return heading_names_some(p->text + e->begin, e->end - e->begin) && t->second;
}

/* "Inclusion criteria" above all of what was registered as exclusions, with no title of exclusions
 * behind it: a slip of the hand. */
static bool contradicts(const struct splitter *p, const struct line *e)
{
    if (p->usual != CRIT_EXCLUSION || e->heading != CRIT_HEAD_INCLUSION || p->out.n > 0)
        return false;
    for (size_t i = p->at + 1; i < p->lines->n; i++)
        if (p->lines->items[i].heading == CRIT_HEAD_EXCLUSION)
            return false;
    return true;
}

/* A title. Right below the name of an arm, as those behind it, it is the arm's own; what is asked
 * of other people, or of some only, keeps no patient out. */
static void title(struct splitter *p, const struct line *e)
{
    bool enclosed = p->arm && (p->enclosed || p->out.n == p->first) &&
                    !heading_names_all(p->text + e->begin, e->end - e->begin);
    section(p, contradicts(p, e) ? CRIT_HEAD_PLAIN : e->heading);
    p->enclosed = enclosed;
    p->arm = enclosed || concerns_some(p, e);
}

/* 【対象疾患】 above items: a heading of no section, but of one list. */
static bool titles_diseases(const struct splitter *p, const struct line *e, const struct line *next)
{
    return e->heading == CRIT_HEAD_PLAIN && p->kind == CRIT_INCLUSION && !p->stopped && next &&
           next->marker.style == MARKER_BULLET &&
           line_titles_diseases(p->text + e->begin, e->end - e->begin);
}

/* なし: the section has no criteria. */
static bool is_nothing(const struct splitter *p, const struct line *e, const struct line *next)
{
    return !p->in_list && !p->open && (!next || next->heading) &&
           heading_says_nothing(p->text + e->begin, e->end - e->begin);
}

static void take(struct splitter *p, const struct line *e, const struct line *next)
{
    if (names_arm(p, e, next)) {
        arm_section(p, e);
    } else if (titles_diseases(p, e, next)) {
        section(p, CRIT_HEAD_PLAIN);
        unmarked(p, e, next);
    } else if (e->heading) {
        title(p, e);
    } else if (p->stopped) {
        return;
    } else if (e->begin == e->end || is_nothing(p, e, next)) {
        return;
    } else if (e->marker.style == MARKER_NONE) {
        if (!take_count(p, e))
            unmarked(p, e, next);
    } else {
        marked(p, e);
    }
}

void crit_split(void *ctx, enum crit_kind kind, const char *text, size_t len,
                const struct crit_arms *arms, struct crit_pieces *ret)
{
    void *tmp = mem_context(NULL, "crit_split");
    struct splitter p = {.ctx = ctx, .text = text, .kind = kind, .usual = kind, .arms = arms};
    struct lines lines;
    lines_read(tmp, text, len, false, &lines);
    p.lines = &lines;
    find_titles(&p);
    for (; p.at < lines.n; p.at++)
        take(&p, &lines.items[p.at], p.at + 1 < lines.n ? &lines.items[p.at + 1] : NULL);
    talloc_free(tmp);
    *ret = p.out;
}

void crit_split_list(void *ctx, const char *text, size_t len, struct crit_outline *ret)
{
    struct lines lines;
    lines_read(ctx, text, len, true, &lines);
    struct splitter p = {.ctx = ctx, .text = text, .kind = CRIT_INCLUSION, .in_list = true};
    size_t i = 0;
    *ret = (struct crit_outline){0, 0, {NULL, 0}};
    for (; i < lines.n && !lines.items[i].marker.style; i++)
        ret->head_end = lines.items[i].end;
    if (i > 0) {
        ret->head_begin = lines.items[0].begin;
        p.chain = line_offers_choice(text + ret->head_begin, ret->head_end - ret->head_begin);
    }
    for (; i < lines.n; i++) {
        const struct line *e = &lines.items[i];
        if (e->marker.style)
            marked(&p, e);
        else if (p.open)
            extend(&p, e->end);
    }
    ret->items = p.out;
}
