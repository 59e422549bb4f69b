/* Finding the labels (criteria_arms.h). */
#include "search/criteria_arms.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_trie.h"
#include <string.h>

enum { NAME_MAX_BYTES = 42, NAME_MAX_BLANKS = 3 };

struct arm_words {
    struct trie *forward[CRIT_ARM_CLASSES], *backward[CRIT_ARM_CLASSES];
};

struct arm_words *arm_words_new(void *ctx)
{
    struct arm_words *w = MEM_NEW(ctx, struct arm_words);
    for (int c = 0; c < CRIT_ARM_CLASSES; c++) {
        w->forward[c] = trie_new(w);
        w->backward[c] = trie_new(w);
    }
    for (size_t i = 0; i < n_crit_arm_words; i++) {
        const struct crit_arm_word *one = &crit_arm_words[i];
        trie_put(w->forward[one->class], one->text, false, 1);
        trie_put(w->backward[one->class], one->text, true, 1);
    }
    return w;
}

struct finder {
    const struct arm_words *words;
    void *ctx;
    struct crit_text t;
    struct crit_arms out;
    size_t depth; /* of brackets */
};

/* A label as it is found, bytes of the folded text. */
struct found {
    size_t begin, key, end, behind;
    bool people, bare, alone, explained;
};

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The longest word of a class at `at` that ends where a word may: its bytes. */
static size_t word_at(const struct finder *f, enum crit_arm_class class, size_t at)
{
    struct trie_hit hits[TRIE_HITS_MAX];
    const char *s = f->t.s + at;
    size_t n = trie_match_all(f->words->forward[class], s, f->t.len - at, hits);
    while (n-- > 0)
        if (!is_latin(s[hits[n].len - 1]) || !is_latin(s[hits[n].len]))
            return hits[n].len;
    return 0;
}

static size_t word_before(const struct finder *f, enum crit_arm_class class, size_t at)
{
    uint16_t value;
    size_t n = trie_match_end(f->words->backward[class], f->t.s, at, &value);
    bool whole = n > 0 && (!is_latin(f->t.s[at - n]) || at == n || !is_latin(f->t.s[at - n - 1]));
    return whole ? n : 0;
}

static size_t blanks(const struct finder *f, size_t at)
{
    while (at < f->t.len && f->t.s[at] == ' ')
        at++;
    return at;
}

/* ------------------------------------------------------------------ what stands before */

/* Behind the character before `at` that begins where? The start of that character. */
static size_t char_before(const struct finder *f, size_t at)
{
    while (at > 0 && ((unsigned char)f->t.s[--at] & 0xC0) == 0x80)
        ;
    return at;
}

static uint32_t char_at(const struct finder *f, size_t at)
{
    return text_decode(f->t.s, f->t.len, &at);
}

/* ① before the fold. */
static bool was_circled(const struct finder *f, size_t at)
{
    size_t pos = f->t.begin[at];
    uint32_t c = f->t.end[at] > pos ? text_decode(f->t.source, f->t.end[at], &pos) : 0;
    return (c >= 0x2460 && c <= 0x2473) || (c >= 0x2776 && c <= 0x277F);
}

static bool is_bullet(uint32_t c)
{
    static const uint32_t all[] = {'-',    '*',    0x30FB, 0x2022, 0x25CF, 0x25CB,
                                   0x25C6, 0x25C7, 0x25A0, 0x25A1, 0x2013};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == c)
            return true;
    return false;
}

/* Where a mark of numbering that ends at `at` begins: (2), 2., ②, -; `at` without one. */
static size_t mark_before(const struct finder *f, size_t at)
{
    const char *s = f->t.s;
    size_t i = at;
    if (at == 0)
        return at;
    if (is_bullet(char_at(f, char_before(f, at))))
        return char_before(f, at);
    if (is_digit(s[at - 1]) && was_circled(f, at - 1)) {
        while (i > 0 && is_digit(s[i - 1]) && was_circled(f, i - 1))
            i--;
        return i;
    }
    if (s[at - 1] != ')' && s[at - 1] != '.')
        return at;
    for (i = at - 1; i > 0 && at - i < 4 && is_latin(s[i - 1]); i--)
        ;
    if (i == at - 1 || (i > 0 && is_latin(s[i - 1])))
        return at;
    return i > 0 && s[i - 1] == '(' ? i - 1 : i;
}

static bool ends_a_part(uint32_t c)
{
    static const uint32_t all[] = {'\n',   ',',    ';',    ':',    '.',    0x3001,
                                   0x3002, 0x30FB, 0x3010, 0x300A, 0x3008, 0x25A0,
                                   0x25CF, 0x25C6, '<',    '[',    '('};
    if (c < 0x80 && is_latin((char)c))
        return false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == c)
            return true;
    return false;
}

/* A blank of the source that the text does not keep (full width). */
static bool was_blank(const struct finder *f, size_t at)
{
    return f->t.begin[at] > f->t.end[at - 1] && (unsigned char)f->t.s[at] >= 0x80;
}

/* Whether a part of the text begins at `at`; where the part before it ends. */
static bool is_clear(const struct finder *f, size_t at, size_t *ret_cut)
{
    size_t cut = at, n;
    while (cut > 0 && f->t.s[cut - 1] == ' ')
        cut--;
    *ret_cut = cut;
    if (cut == 0 || ends_a_part(char_at(f, char_before(f, cut))) || was_blank(f, at))
        return true;
    size_t mark = mark_before(f, cut);
    if (mark < cut) {
        *ret_cut = mark;
        return true;
    }
    n = word_before(f, CRIT_ARM_JOIN, cut);
    *ret_cut = cut - n;
    return n > 0;
}

/* Where a number of an arm may begin: not inside a word. */
static bool may_begin(const struct finder *f, size_t at)
{
    if (at == 0)
        return true;
    uint32_t c = char_at(f, char_before(f, at));
    bool kanji = c >= 0x4E00 && c <= 0x9FFF, katakana = c >= 0x30A1 && c <= 0x30FF;
    bool dot = c == 0x30FB;
    return !is_latin(f->t.s[at - 1]) && !kanji && (!katakana || dot) && c != '-' && c != '/';
}

/* ------------------------------------------------------------------ labels */

/* A number or letter of an arm: 1, 1b, a, iii, 一; its bytes. */
static size_t id_at(const struct finder *f, size_t at)
{
    const char *s = f->t.s + at;
    size_t n = 0, digits = 0, letters = 0;
    uint32_t c = char_at(f, at);
    static const uint32_t numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94};
    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
        if (c == numerals[i])
            return 3;
    for (; n < 4 && is_latin(s[n]); n++) {
        digits += is_digit(s[n]);
        letters += !is_digit(s[n]);
    }
    bool roman = letters == n && strspn(s, "iv") >= n;
    bool good = n > 0 && !is_latin(s[n]) && digits <= 2 && (letters <= 1 || roman);
    bool decimal = s[n] == '.' && is_digit(s[n + 1]);
    return good && !decimal ? n : 0;
}

static size_t behind_bracket(const struct finder *f, size_t at)
{
    size_t end = at;
    if (f->t.s[at] != '(')
        return at;
    while (end < f->t.len && f->t.s[end] != ')' && f->t.s[end] != '\n')
        end++;
    return f->t.s[end] == ')' ? end + 1 : at;
}

static bool ends_line(const struct finder *f, size_t at)
{
    at = blanks(f, at);
    return at >= f->t.len || f->t.s[at] == '\n';
}

/* What follows the label: brackets, a colon, は …; false when nothing makes it a label. */
static bool read_follow(const struct finder *f, struct found *l)
{
    size_t at = blanks(f, l->end), n;
    size_t bracket = behind_bracket(f, at);
    l->explained = bracket > at;
    at = blanks(f, bracket);
    n = word_at(f, CRIT_ARM_FOLLOW, at);
    l->behind = at + n;
    n += n > 0 ? word_at(f, CRIT_ARM_FOLLOW, blanks(f, at + n)) : 0; /* 】: */
    l->behind = blanks(f, at + n);
    l->alone = ends_line(f, l->behind);
    bool bracketed = f->depth > 0 && f->t.s[at] == ')'; /* (A群) */
    return n > 0 || l->alone || bracketed;
}

static bool is_none(const struct finder *f, const struct found *l)
{
    return word_before(f, CRIT_ARM_NEVER, l->end) > 0 ||
           word_at(f, CRIT_ARM_GERM, blanks(f, l->end)) > 0 ||
           word_at(f, CRIT_ARM_NEVER, l->begin) >= l->end - l->begin;
}

/* Part A, コホート1; A群, 第1群. */
static bool numbered_at(const struct finder *f, size_t at, struct found *l)
{
    static const char ordinal[] = "第";
    if (!may_begin(f, at))
        return false;
    size_t word = word_at(f, CRIT_ARM_BEFORE, at), from = at, n;
    if (!word && strncmp(f->t.s + at, ordinal, sizeof ordinal - 1) == 0)
        from += sizeof ordinal - 1;
    from = blanks(f, from + word);
    n = id_at(f, from);
    if (!n)
        return false;
    size_t end = from + n;
    if (!word) {
        size_t behind = word_at(f, CRIT_ARM_BEHIND, blanks(f, end));
        if (!behind || (is_latin(f->t.s[end]) && !is_digit(f->t.s[end])))
            return false;
        end = blanks(f, end) + behind;
    }
    *l = (struct found){.begin = at, .key = word ? at : from, .end = end};
    l->bare = !read_follow(f, l);
    return !is_none(f, l);
}

/* What the name of a group does not hold: limits, numbers but at its beginning or behind a word. */
static bool ends_name(const struct finder *f, size_t at, size_t i)
{
    char c = f->t.s[i];
    bool number = is_digit(c) && i > at + 1 && f->t.s[i - 1] != ' ';
    bool blank = i > at && was_blank(f, i);
    return c == '(' || c == ')' || c == '~' || c == '%' || number || blank ||
           char_at(f, i) == 0x4EE5 /* 以 */ || ends_a_part(char_at(f, i));
}

/* 糖尿病患者: — a population by a longer name. */
static bool people_end_at(const struct finder *f, size_t i, struct found *l)
{
    size_t n = word_at(f, CRIT_ARM_PEOPLE, i);
    if (n == 0 || f->t.s[blanks(f, i + n)] != ':')
        return false;
    l->end = i + n;
    l->people = true;
    return read_follow(f, l);
}

/* 肥満群:, placebo group: */
static bool named_at(const struct finder *f, size_t at, struct found *l)
{
    size_t spaces = 0, n;
    for (size_t i = at; i < f->t.len && i < at + NAME_MAX_BYTES; i++) {
        if (((unsigned char)f->t.s[i] & 0xC0) == 0x80)
            continue;
        if (ends_name(f, at, i))
            return false;
        spaces += f->t.s[i] == ' ';
        bool begins = i > at && (!is_latin(f->t.s[i]) || f->t.s[i - 1] == ' ');
        if (!begins || spaces > NAME_MAX_BLANKS)
            continue;
        *l = (struct found){.begin = at, .key = at};
        if (people_end_at(f, i, l))
            return true;
        n = word_at(f, CRIT_ARM_BEHIND, i);
        l->end = i + n;
        if (n == 0)
            continue;
        if (read_follow(f, l))
            return !is_none(f, l);
    }
    return false;
}

static bool people_at(const struct finder *f, size_t at, struct found *l)
{
    size_t n = word_at(f, CRIT_ARM_PEOPLE, at);
    *l = (struct found){.begin = at, .key = at, .end = at + n, .people = true};
    return n > 0 && read_follow(f, l);
}

/* ------------------------------------------------------------------ the block */

/* Inclusion criteria for patients: */
static bool is_for(const struct finder *f, size_t at)
{
    return at >= 4 && memcmp(f->t.s + at - 4, "for ", 4) == 0;
}

static void keep(struct finder *f, const struct found *l, bool clear, size_t cut)
{
    struct crit_arms *out = &f->out;
    const struct crit_text *t = &f->t;
    out->items = MEM_GROW(f->ctx, out->items, struct arm_label, out->n + 1);
    out->items[out->n++] =
        (struct arm_label){.begin = t->begin[l->begin],
                           .end = t->end[l->end - 1],
                           .cut = cut ? t->end[cut - 1] : 0,
                           .behind = t->begin[l->behind],
                           .key = mem_strndup(f->ctx, t->s + l->key, l->end - l->key),
                           .people = l->people,
                           .bare = l->bare,
                           .clear = clear && f->depth == 0,
                           .alone = l->alone,
                           .explained = l->explained};
}

/* The label at `at`: where it ends; `at` when there is none. */
static size_t take(struct finder *f, size_t at)
{
    struct found l;
    char c = f->t.s[at];
    bool inside = is_latin(c) && at > 0 && is_latin(f->t.s[at - 1]);
    if (inside || ((unsigned char)c < 0x80 && !is_latin(c)))
        return at; /* most of a text */
    size_t cut;
    bool clear = is_clear(f, at, &cut);
    bool found = numbered_at(f, at, &l) ||
                 (clear && (people_at(f, at, &l) || named_at(f, at, &l))) ||
                 (is_for(f, at) && people_at(f, at, &l) && l.alone);
    if (found) {
        keep(f, &l, clear, cut);
        return l.behind > l.end ? l.behind : l.end; /* what explains a label is none */
    }
    return at;
}

static bool is_other(const struct arm_label *a, const struct arm_label *b)
{
    return strcmp(a->key, b->key) != 0;
}

/* A population is a label beside another population or arm; a number without a colon beside another
   number. */
static bool counts(const struct crit_arms *all, size_t i)
{
    const struct arm_label *a = &all->items[i];
    if (!a->people && !a->bare)
        return true;
    for (size_t k = 0; k < all->n; k++)
        if (is_other(a, &all->items[k]) && (a->people || !all->items[k].people))
            return true;
    return false;
}

void crit_arms_find(const struct crit_reader *r, void *ctx, const char *text, size_t len,
                    struct crit_arms *ret)
{
    void *tmp = mem_context(NULL, "crit_arms");
    struct finder f = {.words = r->arms, .ctx = ctx};
    size_t n = 0;
    crit_text_read(r->folder, tmp, text, len, &f.t);
    for (size_t at = 0, end; at < f.t.len; at = end) {
        end = take(&f, at);
        if (end > at)
            continue;
        f.depth = f.t.s[at] == '\n' ? 0 : f.depth + (f.t.s[at] == '(');
        f.depth -= f.t.s[at] == ')' && f.depth > 0;
        for (end = at + 1; ((unsigned char)f.t.s[end] & 0xC0) == 0x80; end++)
            ;
    }
    bool *good = f.out.n ? MEM_ARRAY(tmp, bool, f.out.n) : NULL;
    for (size_t i = 0; i < f.out.n; i++)
        good[i] = counts(&f.out, i);
    for (size_t i = 0; i < f.out.n; i++)
        if (good[i])
            f.out.items[n++] = f.out.items[i];
    f.out.n = n;
    talloc_free(tmp);
    *ret = f.out;
}
