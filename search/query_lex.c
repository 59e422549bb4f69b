#include "search/query_lex.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"

enum { NUMBER_MAX_BYTES = 64, NUMBER_MIN_DIGITS = 4, NUMBER_MAX_WORDS = 3 };

struct lexer {
    void *ctx;
    const char *s;
    size_t len, pos;
    struct lex_list list;
    uint32_t last; /* character before pos; ' ' at the start */
};

static const struct prefix {
    const char *name;
    int field;
} prefixes[] = {
    {"title", IDX_FIELD_TITLE},
    {"題名", IDX_FIELD_TITLE},
    {"condition", IDX_FIELD_CONDITION},
    {"疾患", IDX_FIELD_CONDITION},
    {"drug", IDX_FIELD_INTERVENTION},
    {"薬剤", IDX_FIELD_INTERVENTION},
    {"sponsor", IDX_FIELD_PEOPLE},
    {"依頼者", IDX_FIELD_PEOPLE},
    {"exclusion", IDX_FIELD_EXCLUSION},
    {"除外", IDX_FIELD_EXCLUSION},
    {"id", QUERY_ID_FIELD},
    {"番号", QUERY_ID_FIELD},
};

/* ------------------------------------------------------------------ characters */

/* The character at *pos with full width taken as half width. */
static uint32_t char_read(const char *s, size_t len, size_t *pos)
{
    uint32_t c = text_decode(s, len, pos);
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    bool space = c == 0x3000 || c == 0xA0 || c == 0xFEFF || (c < ' ' && c > 0);
    return space ? ' ' : c == 0x2212 ? '-' : c;
}

static bool is_separator(uint32_t c)
{
    return c == ' ' || c == 0 || c == 0x3001 || c == 0x3002 || c == ';' || c == 0xFF61 ||
           c == 0xFF64 || (c >= 0x3010 && c <= 0x3011) || c == '[' || c == ']' || c == 0x2028 ||
           c == 0x2029;
}

/* What ends the quotation that c begins; 0 when it begins none. */
static uint32_t quote_end(uint32_t c)
{
    switch (c) {
    case '"':
        return '"';
    case 0x300C: /* 「 */
    case 0x300E: /* 『 */
    case 0x201C: /* “ */
        return c + 1;
    case 0x201E: /* „ */
        return 0x201C;
    case 0xAB: /* « */
        return 0xBB;
    case 0xFF62: /* ｢ */
        return 0xFF63;
    default:
        return 0;
    }
}

static bool is_quote(uint32_t c)
{
    return quote_end(c) || c == 0x300D || c == 0x300F || c == 0x201D || c == 0xBB || c == 0xFF63;
}

static uint32_t char_after(const struct lexer *x, size_t pos)
{
    return pos < x->len ? char_read(x->s, x->len, &pos) : ' ';
}

static bool ends_word(uint32_t c)
{
    return is_separator(c) || is_quote(c) || c == '(' || c == ')';
}

/* ------------------------------------------------------------------ lexemes */

static struct lexeme *lexeme_add(struct lexer *x, enum lex_kind kind, size_t begin, size_t end)
{
    if (x->list.n % 32 == 0)
        x->list.items = MEM_GROW(x->ctx, x->list.items, struct lexeme, x->list.n + 32);
    struct lexeme *l = &x->list.items[x->list.n++];
    *l = (struct lexeme){.kind = kind, .begin = begin, .end = end};
    return l;
}

/* A quotation that begins behind `from` (the end of its opening quote); false when it has no end or
 * nothing inside. */
static bool quoted_read(struct lexer *x, uint32_t closing, size_t from)
{
    for (size_t at = from, after = from; at < x->len; at = after) {
        if (char_read(x->s, x->len, &after) != closing)
            continue;
        if (text_trim_span((struct span){x->s + from, at - from}).len == 0)
            return false;
        lexeme_add(x, LEX_QUOTED, from, at);
        x->pos = after;
        x->last = closing;
        return true;
    }
    return false;
}

/* The name before a ':' at s[begin, end) that stands right before something to look for. */
static bool field_read(struct lexer *x, size_t begin, size_t end, size_t behind)
{
    uint32_t next = char_after(x, behind);
    if (is_separator(next) || next == ')' || next == ':')
        return false;
    char *name = text_halfwidth(x->ctx, mem_strndup(x->ctx, x->s + begin, end - begin));
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (text_equal_nocase(prefixes[i].name, name)) {
            lexeme_add(x, LEX_FIELD, begin, end)->field = prefixes[i].field;
            return true;
        }
    return false;
}

static bool is_operator(const struct lexer *x, size_t begin, size_t end, const char *name)
{
    size_t pos = begin;
    while (pos < end && *name && char_read(x->s, x->len, &pos) == (unsigned char)*name)
        name++;
    return pos == end && !*name;
}

static void operator_or_word_add(struct lexer *x, size_t begin, size_t end)
{
    static const struct {
        const char *name;
        enum lex_kind kind;
        bool symbol;
    } ops[] = {{"AND", LEX_AND, false}, {"OR", LEX_OR, false}, {"NOT", LEX_NOT, false},
               {"&", LEX_AND, true},    {"&&", LEX_AND, true}, {"|", LEX_OR, true},
               {"||", LEX_OR, true},    {"+", LEX_AND, true}};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (is_operator(x, begin, end, ops[i].name) &&
            !(x->list.shouted && ops[i].kind == LEX_AND && !ops[i].symbol)) {
            lexeme_add(x, ops[i].kind, begin, end)->symbol = ops[i].symbol;
            return;
        }
    lexeme_add(x, LEX_WORD, begin, end);
}

static void word_read(struct lexer *x)
{
    size_t begin = x->pos, at = begin;
    while (at < x->len) {
        size_t after = at;
        uint32_t c = char_read(x->s, x->len, &after);
        if (ends_word(c) && at > begin)
            break;
        x->last = c;
        if (c == ':' && field_read(x, begin, at, after)) {
            x->pos = after;
            return;
        }
        bool pipe = c == '|' && at > begin;
        if (pipe)
            break;
        at = after;
    }
    operator_or_word_add(x, begin, at);
    x->pos = at;
}

static bool begins_word(const struct lexer *x)
{
    return x->last == ' ' || is_separator(x->last) || x->last == '(' || x->last == ':' ||
           x->last == '|';
}

/* '-' before something to look for, '|' between two words. */
static bool symbol_read(struct lexer *x, uint32_t c, size_t after)
{
    uint32_t next = char_after(x, after);
    bool minus = c == '-' && begins_word(x) && !is_separator(next) && next != ')' && next != '-';
    if (!minus && c != '|')
        return false;
    lexeme_add(x, minus ? LEX_NOT : LEX_OR, x->pos, after)->symbol = true;
    x->pos = after;
    x->last = minus ? '(' : '|';
    return true;
}

static void lexeme_read(struct lexer *x)
{
    size_t after = x->pos;
    uint32_t c = char_read(x->s, x->len, &after);
    uint32_t closing = quote_end(c);
    if (closing && quoted_read(x, closing, after))
        return;
    if (symbol_read(x, c, after))
        return;
    if (c == '(' || c == ')')
        lexeme_add(x, c == '(' ? LEX_OPEN : LEX_CLOSE, x->pos, after);
    else if (!is_separator(c) && !is_quote(c)) {
        word_read(x);
        return;
    }
    x->pos = after;
    x->last = is_quote(c) ? ' ' : c;
}

/* ------------------------------------------------------------------ registry numbers */

static size_t count_digits(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c = char_read(s, len, &pos);
        n += c >= '0' && c <= '9';
    }
    return n;
}

/* Normal form in lower case of s[begin, end) when it is one registry number, else NULL. */
static const char *number_at(const struct lexer *x, size_t begin, size_t end)
{
    size_t len = end - begin;
    if (len > NUMBER_MAX_BYTES || count_digits(x->s + begin, len) < NUMBER_MIN_DIGITS)
        return NULL;
    struct registry_number n;
    if (!number_read(x->ctx, mem_strndup(x->ctx, x->s + begin, len), &n))
        return NULL;
    return text_lower_ascii(x->ctx, n.id);
}

/* The longest number that begins at lexeme i and how many lexemes it takes ("UMIN 000012345"). */
static const char *number_from(const struct lexer *x, size_t i, size_t *ret_taken)
{
    const struct lexeme *l = x->list.items;
    for (size_t n = NUMBER_MAX_WORDS; n > 0; n--) {
        bool words = i + n <= x->list.n && l[i].kind == LEX_WORD;
        for (size_t j = i; words && j < i + n; j++)
            words = l[j].kind == LEX_WORD || (l[j].kind == LEX_NOT && l[j].symbol);
        const char *number = words ? number_at(x, l[i].begin, l[i + n - 1].end) : NULL;
        if (number) {
            *ret_taken = n;
            return number;
        }
    }
    return NULL;
}

static bool is_number_char(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

/* A number that stands in a word without a space ("NCT01234567の試験"): moves *pos behind it. */
static const char *number_inside(const struct lexer *x, size_t end, size_t *pos, size_t *ret_begin)
{
    while (*pos < end) {
        size_t begin = *pos, at = begin;
        while (at < end && is_number_char(char_read(x->s, end, &at)))
            *pos = at;
        const char *number = *pos > begin ? number_at(x, begin, *pos) : NULL;
        if (number) {
            *ret_begin = begin;
            return number;
        }
        if (*pos == begin)
            char_read(x->s, end, pos);
    }
    return NULL;
}

static void word_split(const struct lexer *x, struct lexer *out, const struct lexeme *l)
{
    size_t from = l->begin, pos = l->begin, begin;
    const char *number;
    while ((number = number_inside(x, l->end, &pos, &begin))) {
        if (begin > from)
            lexeme_add(out, LEX_WORD, from, begin);
        lexeme_add(out, LEX_NUMBER, begin, pos)->number = number;
        from = pos;
    }
    if (from < l->end)
        lexeme_add(out, LEX_WORD, from, l->end);
}

static void numbers_find(struct lexer *x)
{
    struct lexer out = {.ctx = x->ctx, .s = x->s, .len = x->len};
    for (size_t i = 0, taken; i < x->list.n; i += taken) {
        const struct lexeme *l = &x->list.items[i];
        const char *number = number_from(x, i, &taken);
        if (number) {
            lexeme_add(&out, LEX_NUMBER, l->begin, x->list.items[i + taken - 1].end)->number =
                number;
            continue;
        }
        taken = 1;
        if (l->kind == LEX_WORD)
            word_split(x, &out, l);
        else
            *lexeme_add(&out, l->kind, 0, 0) = *l;
    }
    x->list.items = out.list.items;
    x->list.n = out.list.n;
}

/* ------------------------------------------------------------------ sense */

static void lexemes_drop(struct lex_list *list, const bool *drop)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (!drop[i])
            list->items[n++] = list->items[i];
    list->n = n;
}

/* Whether the parentheses change what is asked for: around alternatives, behind NOT or a field.
 * Others are part of the text (肝細胞癌(HCC), lipoprotein(a)). */
static bool is_group(const struct lex_list *list, size_t open, size_t close)
{
    const struct lexeme *l = list->items;
    bool any = open > 0 && open + 1 < close &&
               (l[open - 1].kind == LEX_NOT || l[open - 1].kind == LEX_FIELD);
    for (size_t i = open + 1; i < close; i++)
        any = any || l[i].kind == LEX_OR;
    return any;
}

/* Parentheses without a partner, that group nothing or are too deep go. */
static void parentheses_settle(void *ctx, struct lex_list *list)
{
    bool *drop = MEM_ARRAY(ctx, bool, list->n + 1);
    size_t *open = MEM_ARRAY(ctx, size_t, list->n + 1), n = 0;
    for (size_t i = 0; i < list->n; i++) {
        enum lex_kind kind = list->items[i].kind;
        if (kind == LEX_OPEN)
            open[n++] = i;
        if (kind != LEX_CLOSE)
            continue;
        bool paired = n > 0;
        bool useless = paired && (!is_group(list, open[n - 1], i) || n > QUERY_MAX_DEPTH);
        drop[i] = !paired || useless;
        if (useless)
            drop[open[n - 1]] = true;
        n -= paired;
    }
    while (n > 0)
        drop[open[--n]] = true;
    lexemes_drop(list, drop);
}

static bool ends_operand(const struct lexeme *l)
{
    return l->kind == LEX_WORD || l->kind == LEX_QUOTED || l->kind == LEX_NUMBER ||
           l->kind == LEX_CLOSE;
}

static bool begins_operand(const struct lexeme *l)
{
    return l->kind != LEX_CLOSE && l->kind != LEX_AND && l->kind != LEX_OR;
}

/* Operators without their operands are words when written as words, else nothing. */
static void operators_settle(void *ctx, struct lex_list *list)
{
    bool *drop = MEM_ARRAY(ctx, bool, list->n + 1);
    const struct lexeme *next = NULL; /* the next that stays */
    for (size_t i = list->n; i-- > 0; next = drop[i] ? next : &list->items[i]) {
        struct lexeme *l = &list->items[i];
        bool right = next && begins_operand(next), good = true;
        if (l->kind == LEX_AND || l->kind == LEX_OR)
            good = right && i > 0 && ends_operand(l - 1);
        else if (l->kind == LEX_NOT)
            good = right;
        else if (l->kind == LEX_FIELD)
            good = right && next->kind != LEX_NOT && next->kind != LEX_FIELD;
        drop[i] = !good && l->symbol;
        if (!good)
            l->kind = LEX_WORD;
    }
    lexemes_drop(list, drop);
}

/* Capitals throughout, of more than abbreviations and operators: KNEE AND HIP OSTEOARTHRITIS. */
static void capitals_find(struct lex_list *list, const char *s, size_t len)
{
    bool words = false;
    for (size_t pos = 0, run = 0; pos < len;) {
        uint32_t c = char_read(s, len, &pos);
        if (c >= 'a' && c <= 'z')
            return;
        run = c >= 'A' && c <= 'Z' ? run + 1 : 0;
        words = words || run > 5;
    }
    list->capitals = true;
    list->shouted = words;
}

void query_lex(void *ctx, const char *text, struct lex_list *ret)
{
    struct lexer x = {.ctx = ctx, .s = text, .len = strlen(text), .last = ' '};
    capitals_find(&x.list, text, x.len);
    while (x.pos < x.len)
        lexeme_read(&x);
    numbers_find(&x);
    size_t before;
    do {
        before = x.list.n;
        parentheses_settle(ctx, &x.list);
    } while (x.list.n < before);
    operators_settle(ctx, &x.list);
    *ret = x.list;
}
