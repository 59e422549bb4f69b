#include <string.h>
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/kana_edge.h"
#include "search/lexicon_inner.h"
#include "search/lexicon_key.h"
#include "search/tok_fold.h"

enum {
    ENDS_MAX = 32,        /* names that begin at one place, at most: the longest are tried first */
    SHORT_ABBR_BYTES = 3, /* abbreviations up to here count in capitals only */
    SHORT_KANA_BYTES = 9, /* readings up to here say nothing inside a text */
    INSIDE_LATIN_MIN = 4  /* shorter Latin names inside a longer one may be anything (AA, MR) */
};

struct matcher {
    const struct lexicon *x;
    void *ctx;
    const struct folded *f;
    const char *source;
    enum lexicon_case how;
    struct lexicon_key key;
    struct lexicon_matches out;
};

/* A place where names end: in the key, and the entry of the name. */
struct end {
    uint32_t at, entry;
};

static bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0xE0 && c <= 0x24F) ||
           (c >= 0x3B1 && c <= 0x3C9);
}

static uint32_t char_at(const char *s, size_t len, size_t pos)
{
    return pos < len ? text_decode(s, len, &pos) : 0;
}

static uint32_t char_before(const char *s, size_t pos)
{
    size_t at = pos;
    while (at > 0 && ((unsigned char)s[--at] & 0xC0) == 0x80)
        ;
    return pos ? text_decode(s, pos, &at) : 0;
}

/* ------------------------------------------------------------------ edges */

/* Whether names may begin at key[at]; at folded[pos]. */
static bool begins(const struct matcher *m, size_t at)
{
    if (((unsigned char)m->key.text[at] & 0xC0) == 0x80 || m->key.text[at] == ' ')
        return false;
    size_t pos = m->key.begin[at];
    uint32_t first = char_at(m->f->text, m->f->len, pos), before = char_before(m->f->text, pos);
    if (is_latin(first))
        return !is_latin(before);
    return kana_may_begin(before, first);
}

/* Behind a Latin name: nothing, or the s of an English plural. Returns the end with it, 0: none. */
static size_t latin_end(const struct matcher *m, size_t pos)
{
    uint32_t next = char_at(m->f->text, m->f->len, pos);
    if (!is_latin(next))
        return pos;
    return next == 's' && !is_latin(char_at(m->f->text, m->f->len, pos + 1)) ? pos + 1 : 0;
}

/* One kanji is a word only where no other touches it. */
static bool is_lone_han(const struct matcher *m, size_t begin, size_t end)
{
    size_t after = begin;
    uint32_t c = text_decode(m->f->text, m->f->len, &after);
    if (after != end || !tok_is_han(c))
        return true;
    return !tok_is_han(char_before(m->f->text, begin)) &&
           !tok_is_han(char_at(m->f->text, m->f->len, end));
}

/* Where in the folded text the name that ends at key[at] ends; 0 when it cannot end there. */
static size_t ends(const struct matcher *m, size_t begin, size_t at)
{
    size_t end = m->key.end[at - 1];
    uint32_t last = char_before(m->f->text, end);
    if (is_latin(last))
        return latin_end(m, end);
    if (!kana_may_end(m->f->text, m->f->len, end, last) || !is_lone_han(m, begin, end))
        return 0;
    return end;
}

/* ------------------------------------------------------------------ what a name counts for */

/* Small Latin letters of any width, and units written as one character (㎜, ㎎). */
static bool is_small(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xFF41 && c <= 0xFF5A) || (c >= 0x3371 && c <= 0x33FF);
}

static bool is_large(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xFF21 && c <= 0xFF3A) || c >= 0x80;
}

static bool is_capital(const struct matcher *m, size_t begin, size_t end)
{
    bool any = false;
    size_t to = m->f->src_end[end - 1];
    for (size_t pos = m->f->src_begin[begin]; pos < to;) {
        uint32_t c = text_decode(m->source, to, &pos);
        if (is_small(c))
            return false;
        any = any || is_large(c);
    }
    return any;
}

/* A capital or a digit. */
static bool is_code_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Part of a longer code: NIA-AA, HLA-A, MS-DRG. */
static bool is_part_of_code(const struct matcher *m, size_t begin, size_t end)
{
    size_t from = m->f->src_begin[begin], to = m->f->src_end[end - 1];
    size_t len = m->f->src_begin[m->f->len]; /* the source need not end in NUL */
    return (from >= 2 && m->source[from - 1] == '-' && is_code_char(m->source[from - 2])) ||
           (to + 1 < len && m->source[to] == '-' && is_code_char(m->source[to + 1]));
}

/* PgR, mTOR: in the letters of the lexicon. */
static bool is_as_written(const struct matcher *m, const struct lex_form *form, size_t begin,
                          size_t end)
{
    const char *text = m->x->pool + form->text;
    size_t from = m->f->src_begin[begin], len = m->f->src_end[end - 1] - from;
    return strlen(text) == len && memcmp(m->source + from, text, len) == 0;
}

static bool is_one_of(const char *const *words, size_t n, const char *s, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i]) == len && memcmp(words[i], s, len) == 0)
            return true;
    return false;
}

/* Abbreviations that are English words: in capitals even when asked for. */
static bool is_english_word(const char *s, size_t len)
{
    static const char *const words[] = {
        "age", "all",  "an",  "and",  "are",  "arm", "arms", "art", "as",  "at",  "be",
        "by",  "can",  "cap", "care", "cold", "do",  "end",  "fit", "for", "got", "had",
        "has", "he",   "her", "him",  "his",  "hit", "hot",  "if",  "in",  "is",  "it",
        "its", "may",  "me",  "my",   "no",   "not", "of",   "on",  "one", "or",  "our",
        "out", "pain", "per", "sad",  "see",  "set", "she",  "so",  "ten", "the", "to",
        "two", "up",   "us",  "use",  "was",  "we",  "who",  "you"};
    return is_one_of(words, sizeof words / sizeof *words, s, len);
}

/* Those that join other words; ALL or AS among capitals may still mean a disease. */
static bool is_joining_word(const char *s, size_t len)
{
    static const char *const words[] = {"and", "at", "by", "for", "in",
                                        "of",  "on", "or", "the", "to"};
    return is_one_of(words, sizeof words / sizeof *words, s, len);
}

static bool counts(const struct matcher *m, const struct lex_reading *r, size_t begin, size_t end)
{
    const struct lex_form *form = &m->x->forms[r->form];
    size_t len = end - begin;
    const char *s = m->f->text + begin;
    if (form->kind == LEXICON_KIND_KANA)
        return m->how != LEXICON_CASE_TEXT || len > SHORT_KANA_BYTES;
    if (form->kind != LEXICON_KIND_ABBR || (unsigned char)*s >= 0x80)
        return true;
    if (m->how == LEXICON_CASE_TEXT && len <= SHORT_ABBR_BYTES && is_part_of_code(m, begin, end))
        return false;
    if (m->how == LEXICON_CASE_SHOUTED && is_joining_word(s, len))
        return false;
    if (is_english_word(s, len) || (m->how == LEXICON_CASE_TEXT && len <= SHORT_ABBR_BYTES))
        return is_capital(m, begin, end) || is_as_written(m, form, begin, end);
    return true;
}

static void concept_add(struct lexicon_match *to, const struct lex_reading *r)
{
    for (size_t i = 0; i < to->n; i++)
        if (to->concepts[i] == r->concept)
            return;
    if (to->n == 0)
        to->form = r->form;
    if (to->n < LEXICON_READINGS_MAX)
    to->concepts[to->n++] = r->concept;
}

/* Names that differ in nothing but case (EGFR the gene, eGFR the rate): true when one is written
 * here just as the lexicon has it. Then only those count. */
static bool is_told_by_case(const struct matcher *m, const struct lex_entry *e, size_t begin,
                            size_t end)
{
    bool same = false, other = false;
    for (uint32_t i = 0; i < e->n_readings; i++) {
        const struct lex_form *form = &m->x->forms[m->x->readings[e->readings + i].form];
        bool as_written = is_as_written(m, form, begin, end);
        same = same || as_written;
        other = other || !as_written;
    }
    return same && other;
}

/* The concepts of the entry's names that count here; false when none does. */
static bool entry_read(const struct matcher *m, const struct lex_entry *e, struct lexicon_match *to)
{
    bool any = false, off = false;
    bool exact = e->n_readings > 1 && is_told_by_case(m, e, to->begin, to->end);
    for (uint32_t i = 0; i < e->n_readings; i++) {
        const struct lex_reading *r = &m->x->readings[e->readings + i];
        const struct lex_form *form = &m->x->forms[r->form];
        if (!counts(m, r, to->begin, to->end) || (exact && form->kind == LEXICON_KIND_ABBR &&
                                                  !is_as_written(m, form, to->begin, to->end)))
            continue;
        any = true;
        if (form->flag == LEXICON_OFF)
            off = true;
        else
            concept_add(to, r);
    }
    if (off)
        to->n = 0;
    return any;
}

/* ------------------------------------------------------------------ walking */

/* Where names that begin at key[at] end, shortest first. */
static size_t walk(const struct matcher *m, size_t at, struct end out[ENDS_MAX])
{
    const struct lex_unit *units = m->x->units;
    uint32_t state = 0;
    size_t n = 0;
    while (at < m->key.len && m->key.text[at]) { /* a zero byte leads to the end of a key */
        uint32_t next = (uint32_t)units[state].base + (unsigned char)m->key.text[at++];
        if (units[next].check != state)
            break;
        state = next;
        uint32_t end = (uint32_t)units[state].base;
        if (units[end].check == state && units[end].base < 0) {
            if (n == ENDS_MAX)
                memmove(out, out + 1, --n * sizeof *out);
            out[n++] = (struct end){(uint32_t)at, (uint32_t)(-1 - units[end].base)};
        }
    }
    return n;
}

static void match_add(struct matcher *m, const struct lexicon_match *found)
{
    size_t n = m->out.n;
    if (n % 32 == 0)
        m->out.items = MEM_GROW(m->ctx, m->out.items, struct lexicon_match, n + 32);
    m->out.items[m->out.n++] = *found;
}

static bool is_match(const struct matcher *m, size_t at, const struct end *e,
                     struct lexicon_match *ret)
{
    *ret = (struct lexicon_match){.begin = m->key.begin[at]};
    ret->end = (uint32_t)ends(m, ret->begin, e->at);
    return ret->end > 0 && entry_read(m, &m->x->entries[e->entry], ret);
}

/* Shorter names before 性 in the name found: 糖尿病 of 糖尿病性腎症; of kanji, as リウマチ性 and
 * クローン性 say other things. */
static void sei_inside_add(struct matcher *m, size_t at, const struct end *all, size_t n)
{
    static const char sei[] = "性";
    struct lexicon_match found;
    for (size_t i = n; i-- > 0;) {
        size_t end = all[i].at;
        if (m->key.len - end < sizeof sei - 1 ||
            memcmp(m->key.text + end, sei, sizeof sei - 1) != 0 ||
            !tok_is_han(char_before(m->key.text, end)) || !is_match(m, at, &all[i], &found))
            continue;
        found.inside = true;
        if (found.n > 0)
            match_add(m, &found);
        return;
    }
}

static bool is_latin_only(const char *s, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(s, len, &pos);
        if (!is_latin(c) && c != ' ')
            return false;
    }
    return true;
}

/* Latin names with one meaning in the name found at key[from, to), which is not all Latin: PD-1 of
 * 抗PD-1抗体. */
static void latin_inside_add(struct matcher *m, size_t from, size_t to)
{
    struct end all[ENDS_MAX];
    struct lexicon_match found;
    if (is_latin_only(m->key.text + from, to - from))
        return;
    for (size_t at = from; at < to; at++) {
        if ((unsigned char)m->key.text[at] >= 0x80 || !begins(m, at))
            continue;
        for (size_t i = walk(m, at, all); i-- > 0;) {
            if (all[i].at > to || all[i].at - at < INSIDE_LATIN_MIN ||
                !is_latin_only(m->key.text + at, all[i].at - at) ||
                !is_match(m, at, &all[i], &found) || found.n != 1)
                continue;
            found.inside = true;
            match_add(m, &found);
            at = all[i].at - 1;
            break;
        }
    }
}

/* The longest name that begins at key[at]; the place behind it, or the next character. */
static size_t step(struct matcher *m, size_t at)
{
    struct end all[ENDS_MAX];
    struct lexicon_match found;
    size_t n = walk(m, at, all); /* mostly ends at once: cheaper than a look at the edge */
    if (n > 0 && !begins(m, at))
        n = 0;
    for (size_t i = n; i-- > 0;)
        if (is_match(m, at, &all[i], &found)) {
            match_add(m, &found);
            if (found.n > 0) {
                sei_inside_add(m, at, all, i);
                latin_inside_add(m, at, all[i].at);
            }
            return all[i].at;
        }
    return at + 1;
}

void lexicon_match(const struct lexicon *x, void *ctx, const struct folded *f, const char *source,
                   enum lexicon_case how, struct lexicon_matches *ret)
{
    struct matcher m = {.x = x, .ctx = ctx, .f = f, .source = source, .how = how};
    lexicon_key_make(ctx, f->text, f->len, &m.key);
    for (size_t at = 0; at < m.key.len;)
        at = step(&m, at);
    *ret = m.out;
}
