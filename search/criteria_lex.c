/*
 * One pass from the left. At each place: a number (unless it belongs to a Latin word), the longest
 * word of the table whose edges hold, a Latin word, or one more character of running text.
 */
#include "search/criteria_lex.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_inflect.h"
#include "search/criteria_number.h"
#include "search/criteria_trie.h"
#include "search/units.h"
#include <string.h>

struct lexer {
    const struct lex_table *table;
    enum crit_lang lang;
    struct trie *words, *kinds;
};

struct lexer *lexer_new(void *ctx, const struct lex_table *table, enum crit_lang lang)
{
    struct lexer *x = MEM_NEW(ctx, struct lexer);
    x->table = table;
    x->lang = lang;
    x->words = trie_new(x);
    x->kinds = trie_new(x);
    for (size_t i = 0; i < table->n_words; i++)
        trie_put(x->words, table->words[i].text, false, (uint16_t)(table->words[i].sense + 1));
    for (size_t i = 0; i < table->n_kinds; i++)
        trie_put(x->kinds, table->kinds[i].text, true, (uint16_t)(table->kinds[i].sense + 1));
    return x;
}

bool lex_is(const struct lex_token *t, enum lex_class class, const char *value)
{
    return t->class == class && t->sense && strcmp(t->sense->value, value) == 0;
}

const char *lexer_kind(const struct lexer *x, const char *s, size_t len)
{
    uint16_t sense = 0;
    trie_match_end(x->kinds, s, len, &sense);
    return sense ? x->table->senses[sense - 1].value : NULL;
}

/* ------------------------------------------------------------------ edges */

static bool is_letter(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Kanji, katakana, Latin letters: what names are made of. */
static bool is_name_char(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x30A1 && c <= 0x30FC && c != 0x30FB) || (c >= 'a' && c <= 'z') || c == 0x3005 ||
           (c >= 0x370 && c <= 0x3FF) || c == '%';
}

struct scan {
    const struct lexer *x;
    const struct crit_text *t;
    void *ctx;
    struct lex_tokens out;
    size_t cap;
};

static uint32_t char_at(const struct scan *k, size_t pos)
{
    return pos < k->t->len ? text_decode(k->t->s, k->t->len, &pos) : 0;
}

static size_t char_len(const struct scan *k, size_t pos)
{
    size_t at = pos;
    text_decode(k->t->s, k->t->len, &at);
    return at - pos;
}

static uint32_t last_char(const struct scan *k, size_t from, size_t to)
{
    uint32_t c = 0;
    while (from < to)
        c = text_decode(k->t->s, k->t->len, &from);
    return c;
}

/* A step of the scale that ends here: Stage|Ⅳ, NYHA|III. */
static bool is_step(const struct scan *k, size_t pos)
{
    struct number n;
    return crit_number_read(k->t->s, k->t->len, pos, k->t, &n) > 0 && n.graded;
}

/* Text that would go on with a word that ends here. */
static bool is_glue(const struct scan *k, size_t pos)
{
    uint16_t sense;
    uint32_t c = char_at(k, pos);
    if (!is_name_char(c))
        return false;
    if (c < 0x80 && pos > 0 && (unsigned char)k->t->s[pos - 1] >= 0x80)
        return false; /* a Latin word begins */
    size_t n = trie_match(k->x->words, k->t->s + pos, k->t->len - pos, &sense);
    struct number number;
    if (c < 0x80 && is_step(k, pos))
        return false;
    if (n == 0) /* 年齢二十歳 */
        return c < 0x80 || !crit_number_read(k->t->s, k->t->len, pos, k->t, &number);
    const struct lex_sense *s = &k->x->table->senses[sense - 1];
    if (s->class == LEX_DEFINED || s->class == LEX_FACT)
        return true; /* 妊娠高血圧症候群 */
    bool ends = s->edge == LEX_EDGE_TAIL || s->edge == LEX_EDGE_RIGHT;
    return ends && is_name_char(last_char(k, pos, pos + n)) && is_name_char(char_at(k, pos + n)) &&
           trie_match(k->x->words, k->t->s + pos + n, k->t->len - pos - n, &sense) == 0;
}

static const struct lex_token *last_token(const struct scan *k)
{
    return k->out.n ? &k->out.items[k->out.n - 1] : NULL;
}

/* Running text that ends right before pos in a character of names. */
static bool glued_left(const struct scan *k, size_t pos)
{
    const struct lex_token *last = last_token(k);
    if (!last || last->class != LEX_TEXT || last->end != pos)
        return false;
    size_t at = pos - 1;
    while (at > last->begin && ((unsigned char)k->t->s[at] & 0xC0) == 0x80)
        at--;
    uint32_t c = char_at(k, at);
    if (c >= 0x80 && (unsigned char)k->t->s[pos] < 0x80)
        return false;
    return is_name_char(c) || (c >= '0' && c <= '9');
}

/* HAM-D 17点以上: the number behind the blank is no part of the name. */
static bool is_limit(const char *s, size_t pos, size_t end)
{
    static const char *const behind[] = {"点", "以上", "以下", "未満", "~", "-", "を超え"};
    size_t i = end;
    while (i > pos && is_digit((unsigned char)s[i - 1]))
        i--;
    if (i == pos || s[i - 1] != ' ')
        return false;
    for (size_t k = 0; k < sizeof behind / sizeof *behind; k++)
        if (strncmp(s + end, behind[k], strlen(behind[k])) == 0)
            return true;
    return false;
}

/* Latin words do not begin or end inside others. */
static bool latin_edges(const struct scan *k, size_t pos, size_t end, enum lex_class c)
{
    const char *s = k->t->s;
    unsigned char first = (unsigned char)s[pos], last = (unsigned char)s[end - 1];
    unsigned char before = pos ? (unsigned char)s[pos - 1] : 0, after = (unsigned char)s[end];
    if (is_letter(first) && (is_letter(before) || (is_digit(before) && c != LEX_DOSE)))
        return false;
    if (is_digit(last) && (is_digit(after) || is_limit(s, pos, end)))
        return false;
    if (is_letter(last) && is_digit(after) && c != LEX_ATTR && c != LEX_CMP && c != LEX_NOISE)
        return false;
    return !(is_letter(last) && is_letter(after)) || (c == LEX_ATTR && is_step(k, end));
}

/* Kana at the end of a word that begin a name: にて and てんかん. */
static bool cuts_name(const struct scan *k, size_t pos, size_t end)
{
    struct trie_hit hits[TRIE_HITS_MAX];
    size_t at = end - 3;
    if (end - pos < 6 || char_at(k, at) < 0x3041 || char_at(k, at) > 0x3096)
        return false;
    size_t n = trie_match_all(k->x->words, k->t->s + at, k->t->len - at, hits);
    return n > 0 && hits[n - 1].len > 6 &&
           k->x->table->senses[hits[n - 1].value - 1].class == LEX_TEXT;
}

static bool edges_hold(const struct scan *k, size_t pos, size_t end, const struct lex_sense *sense)
{
    enum lex_edge edge = sense->edge;
    if (!latin_edges(k, pos, end, sense->class))
        return false;
    bool free_left = edge == LEX_EDGE_WHOLE || edge == LEX_EDGE_HEAD;
    if (free_left && glued_left(k, pos))
        return false;
    if (edge == LEX_EDGE_TAIL && k->out.n == 0 && end - pos <= 3)
        return false;
    if (cuts_name(k, pos, end))
        return false;
    const struct lex_token *last = last_token(k);
    if (sense->class == LEX_DEFINED && last && last->class == LEX_TEXT && last->end == pos)
        return false;
    if (sense->class == LEX_DOSE && (!last || last->class != LEX_NUM))
        return false;
    if (edge == LEX_EDGE_ANY || edge == LEX_EDGE_HEAD)
        return true;
    return !is_name_char(last_char(k, pos, end)) || !is_glue(k, end);
}

/* Forms written with capitals count only as written: eGFR is not EGFR. */
static bool case_holds(const struct scan *k, size_t pos, size_t end, const struct trie_hit *h)
{
    if (!h->cased)
        return true;
    char *name = crit_text_name(k->t, k->ctx, pos, end);
    return name[0] >= 'a' && name[0] <= 'z';
}

/* The longest word at pos whose edges hold. */
static size_t find_word(const struct scan *k, size_t pos, const struct lex_sense **ret)
{
    struct trie_hit hits[TRIE_HITS_MAX];
    size_t n = trie_match_all(k->x->words, k->t->s + pos, k->t->len - pos, hits);
    while (n-- > 0) {
        const struct lex_sense *s = &k->x->table->senses[hits[n].value - 1];
        size_t end = pos + hits[n].len;
        if (edges_hold(k, pos, end, s) && case_holds(k, pos, end, &hits[n])) {
            *ret = s;
            return hits[n].len;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ tokens */

static struct lex_token *push(struct scan *k, enum lex_class class, size_t begin, size_t end)
{
    if (k->out.n == k->cap) {
        k->cap = k->cap ? k->cap * 2 : 32;
        k->out.items = MEM_GROW(k->ctx, k->out.items, struct lex_token, k->cap);
    }
    struct lex_token *t = &k->out.items[k->out.n++];
    memset(t, 0, sizeof *t);
    t->class = class;
    t->begin = (uint32_t)begin;
    t->end = (uint32_t)end;
    t->unit = LEX_NO_UNIT;
    return t;
}

static void push_text(struct scan *k, size_t begin, size_t end)
{
    struct lex_token *last = k->out.n ? &k->out.items[k->out.n - 1] : NULL;
    bool joined = last && last->class == LEX_TEXT && last->end == begin;
    /* BRAF V600E is one name */
    joined |= k->x->lang == CRIT_JA && last && last->class == LEX_TEXT && last->end + 1 == begin &&
              k->t->s[last->end] == ' ';
    if (joined)
        last->end = (uint32_t)end;
    else
        push(k, LEX_TEXT, begin, end);
}

/* Whether the number [pos, end) is the beginning of a name: 2型糖尿病, 1型. */
static bool number_is_text(const struct scan *k, const struct number *n, size_t end)
{
    if (n->unit != LEX_NO_UNIT || n->scaled || n->graded)
        return false;
    uint32_t c = char_at(k, end);
    return is_name_char(c) && c != '%' && is_glue(k, end) &&
           !is_letter((unsigned char)k->t->s[end]);
}

/* 5-|FU, 5-|ASA製剤: letters of a drug behind the hyphen, no unit (7-day). */
static bool is_compound(const struct scan *k, size_t pos)
{
    size_t n = 0;
    struct number unit;
    const char *s = k->t->s;
    while (pos + n < k->t->len && is_letter((unsigned char)s[pos + n]))
        n++;
    char one[] = "1day       ";
    enum { LEAST = 2, MOST = 4 };
    if (n < LEAST || n > MOST || strspn(s + pos, "ivx") >= n)
        return false; /* 3-iv */
    memcpy(one + 1, s + pos, n);
    return !crit_number_read(one, n + 1, 0, NULL, &unit) || unit.unit == LEX_NO_UNIT;
}

/* 6-メルカプトプリン: a number that begins a name behind its hyphen. */
static bool is_position(const struct scan *k, const struct number *n, size_t end)
{
    if (k->x->lang != CRIT_JA || n->unit != LEX_NO_UNIT || n->scaled || end >= k->t->len ||
        k->t->s[end] != '-')
        return false;
    uint32_t c = char_at(k, end + 1);
    return (c >= 0x30A1 && c <= 0x30FA) || (!n->roman && is_compound(k, end + 1));
}

/* A Greek letter ends right before pos: ε4. */
static bool is_greek(const struct scan *k, size_t pos)
{
    uint32_t c = pos >= 2 ? char_at(k, pos - 2) : 0;
    return c >= 0x370 && c <= 0x3FF;
}

/* 二次性, 一次性: no count of lines. */
static bool is_degree(const struct scan *k, const struct number *n, size_t pos, size_t end)
{
    static const char *const treatments[] = {"治療", "化学", "療法", "薬物", "内分泌", "ライン"};
    const char *s = k->t->s;
    if (n->unit == LEX_NO_UNIT || strncmp(s + pos + n->unit_at, "次", 3) != 0 ||
        !is_name_char(char_at(k, end)))
        return false;
    for (size_t i = 0; i < sizeof treatments / sizeof *treatments; i++)
        if (strncmp(s + end, treatments[i], strlen(treatments[i])) == 0)
            return false;
    return true;
}

static bool is_exon(const struct scan *k, const struct lex_token *last)
{
    static const char word[] = "エクソン";
    return last->end - last->begin >= sizeof word - 1 &&
           memcmp(k->t->s + last->end - (sizeof word - 1), word, sizeof word - 1) == 0;
}

static size_t push_number(struct scan *k, const struct number *n, size_t pos, size_t len)
{
    struct lex_token *t = push(k, LEX_NUM, pos, pos + len);
    t->number = n->value;
    t->unit = n->unit;
    t->unit_begin = (uint32_t)(pos + n->unit_at);
    t->writing = n->roman ? LEX_ROMAN : LEX_ARABIC;
    t->letter = n->letter;
    t->plus = n->plus;
    return len;
}

static size_t take_number(struct scan *k, size_t pos)
{
    struct number n;
    const struct lex_token *last = last_token(k);
    bool latin_before = last && last->class == LEX_TEXT && last->end == pos && pos > 0 &&
                        (is_letter((unsigned char)k->t->s[pos - 1]) || k->t->s[pos - 1] == '-' ||
                         is_greek(k, pos) || is_exon(k, last));
    size_t len = latin_before ? 0 : crit_number_read(k->t->s, k->t->len, pos, k->t, &n);
    if (len == 0)
        return 0;
    if (is_position(k, &n, pos + len))
        len++;
    else if (!number_is_text(k, &n, pos + len) && !is_degree(k, &n, pos, pos + len))
        return push_number(k, &n, pos, len);
    push_text(k, pos, pos + len);
    return len;
}

/* Words that Japanese inflects. */
static bool inflects(enum lex_class c)
{
    switch (c) {
    case LEX_VERB:
    case LEX_FACT:
    case LEX_ABLE:
    case LEX_HISTNOUN:
    case LEX_CMP:
    case LEX_EXCEPT:
    case LEX_CONSENT:
    case LEX_NONE:
    case LEX_STATE:
    case LEX_NOTWA:
    case LEX_FIT:
    case LEX_UNFIT:
    case LEX_ALLOW:
    case LEX_FORBID:
    case LEX_POS:
    case LEX_NEG:
    case LEX_TEXT:
        return true;
    default:
        return false;
    }
}

/* 未使用, 非投与: a verb denied by its prefix. */
static size_t take_denied(struct scan *k, size_t pos)
{
    enum { BYTES = sizeof "未" - 1 };
    const struct lex_sense *sense = NULL;
    const char *s = k->t->s + pos;
    if (k->x->lang != CRIT_JA || (strncmp(s, "未", BYTES) != 0 && strncmp(s, "非", BYTES) != 0))
        return 0;
    size_t len = find_word(k, pos + BYTES, &sense);
    if (len == 0 || sense->class != LEX_VERB ||
        (strcmp(sense->value, "take") != 0 && strcmp(sense->value, "receive") != 0))
        return 0;
    struct lex_token *t = push(k, LEX_VERB, pos, pos + BYTES + len);
    t->sense = sense;
    t->end += (uint32_t)inflect_read(k->t->s + t->end, k->t->len - t->end, &t->flags);
    t->flags = LEX_NOT | (t->flags & LEX_JOINS);
    return t->end - pos;
}

/* The kana behind a word, up to a name in kana: 有する|てんかん, 有する|うつ病. */
static size_t take_inflection(const struct scan *k, size_t pos, unsigned *flags)
{
    size_t len = inflect_read(k->t->s + pos, k->t->len - pos, flags);
    for (size_t at = pos + 3; at < pos + len; at += 3) {
        if (cuts_name(k, pos - 3, at + 3)) {
            *flags = 0;
            return inflect_read(k->t->s + pos, at - pos, flags);
        }
    }
    return len;
}

static size_t take_word(struct scan *k, size_t pos)
{
    const struct lex_sense *sense = NULL;
    size_t len = find_word(k, pos, &sense);
    if (len == 0)
        return take_denied(k, pos);
    if (sense->class == LEX_TEXT) {
        push_text(k, pos, pos + len);
        return len;
    }
    struct lex_token *t = push(k, sense->class, pos, pos + len);
    t->sense = sense;
    bool noun = sense->class == LEX_STATE || sense->class == LEX_POS || sense->class == LEX_NEG;
    bool verb = !noun || strncmp(k->t->s + t->end, "し", 3) == 0;
    if (k->x->lang == CRIT_JA && verb && inflects(sense->class))
        t->end += (uint32_t)take_inflection(k, t->end, &t->flags);
    return t->end - pos;
}

/* A Latin word with what it is written with: g-csf, il-4/13, cyp3a4. */
static size_t latin_word(const struct scan *k, size_t pos)
{
    const char *s = k->t->s;
    size_t i = pos;
    while (is_letter((unsigned char)s[i]) || is_digit((unsigned char)s[i]) ||
           (s[i] == '/' && i > pos && is_digit((unsigned char)s[i - 1]) &&
            is_digit((unsigned char)s[i + 1]) && is_letter((unsigned char)s[pos])) ||
           ((s[i] == '-' || s[i] == '.' || s[i] == '\'') && i > pos &&
            (is_letter((unsigned char)s[i + 1]) || is_digit((unsigned char)s[i + 1]))))
        i++;
    return i - pos;
}

/* A unit behind the word of comparison: 45未満mL/min/1.73m2. */
static size_t take_late_unit(struct scan *k, size_t pos)
{
    const struct lex_token *last = last_token(k);
    uint16_t unit;
    if (k->x->lang != CRIT_JA || !last || last->class != LEX_CMP || last->end != pos ||
        !is_letter((unsigned char)k->t->s[pos]))
        return 0;
    size_t n = unit_match(k->t->s + pos, k->t->len - pos, &unit);
    if (n > 2)
        push(k, LEX_NOISE, pos, pos + n);
    return n > 2 ? n : 0;
}

static size_t take_text(struct scan *k, size_t pos)
{
    unsigned char c = (unsigned char)k->t->s[pos];
    const struct lex_token *last = last_token(k);
    if (c == '-' && last && last->class == LEX_NUM && last->end == pos) {
        push(k, LEX_RANGE, pos, pos + 1);
        return 1;
    }
    size_t len = is_letter(c) || is_digit(c) ? latin_word(k, pos) : char_len(k, pos);
    push_text(k, pos, pos + len);
    return len;
}

void lexer_read(const struct lexer *x, void *ctx, const struct crit_text *text,
                struct lex_tokens *ret)
{
    struct scan k = {.x = x, .t = text, .ctx = ctx};
    for (size_t pos = 0; pos < text->len;) {
        size_t n = text->s[pos] == ' ' ? 1 : 0;
        if (!n)
            n = take_late_unit(&k, pos);
        if (!n)
            n = take_word(&k, pos);
        if (!n)
            n = take_number(&k, pos);
        if (!n)
            n = take_text(&k, pos);
        pos += n;
    }
    *ret = k.out;
}
