/*
 * Two steps: raw words, numbers and signs; then the longest known phrase at each raw word. Phrases
 * stand in a hash under their words' stems, one blank between; a first word knows how long its
 * longest phrase is.
 */
#include "search/criteria_read_en_lex.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

/* SLOTS: scripts/gen-criteria-en.awk refuses a table that would fill them by more than three
   quarters. */
enum { SLOTS = 1 << 16, WORDS_MAX = 12, ENDINGS_MAX = 256 };

struct slot {
    uint64_t hash; /* 0: free */
    const struct en_sense *sense;
    uint8_t longest; /* phrases that begin with this word: words of the longest */
};
struct ending {
    const char *text;
    size_t len;
    const char *kind;
};
struct en_lexer {
    struct slot *slots;
    struct ending endings[ENDINGS_MAX];
    size_t n_endings;
};

struct raw {
    uint32_t begin, end, stem_end;
    double number;
    enum en_class class;
    bool glued, newline;
};
struct raws {
    struct raw *items;
    size_t n, room;
};

/* ------------------------------------------------------------------ characters */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || (unsigned char)c >= 0x80;
}

/* Signs of two and three bytes that are no letters: ≥ ≤ ≦ ≧ × ± … */
static size_t sign_bytes(const char *s, size_t len)
{
    static const char *const signs[] = {"≥", "≤", "≦",  "≧", "⩾",  "⩽",  "×", "±", "≠",
                                        "→", "•", "・", "°", "、", "。", "“", "”", "…"};
    for (size_t i = 0; (unsigned char)*s >= 0x80 && i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i]);
        if (n <= len && memcmp(s, signs[i], n) == 0)
            return n;
    }
    return 0;
}

/* ------------------------------------------------------------------ raw words */

/* Three digits behind s[i]; with a blank before them only round thousands and their halves, as "100
   000": two numbers may stand side by side. */
static bool is_group(const char *s, size_t len, size_t i)
{
    if (i == 0 || i + 3 >= len || !is_digit(s[i + 1]) || !is_digit(s[i + 2]) ||
        !is_digit(s[i + 3]) || (i + 4 < len && is_digit(s[i + 4])))
        return false;
    bool round = (s[i + 1] == '0' || s[i + 1] == '5') && s[i + 2] == '0' && s[i + 3] == '0';
    return s[i] == ',' || (i <= 3 && s[0] != '0' && round && s[i] == ' ');
}

/* 10,000 and 1.5; bytes. */
static size_t read_number(const char *s, size_t len, double *ret)
{
    size_t i = 0;
    double v = 0, scale = 1;
    for (; i < len && i < 18; i++) {
        if (is_group(s, len, i))
            continue;
        if (!is_digit(s[i]))
            break;
        v = v * 10 + (s[i] - '0');
    }
    if (i + 1 < len && s[i] == '.' && is_digit(s[i + 1]))
        for (i++; i < len && i < 24 && is_digit(s[i]); i++, scale *= 10)
            v = v * 10 + (s[i] - '0');
    *ret = v / scale;
    return i;
}

/* The dot at i is inside a word: of "e.g", "u.s", of "v1.1". */
static bool is_inner_dot(const char *s, size_t len, size_t i)
{
    if (s[i] != '.' || i == 0 || i + 1 >= len)
        return false;
    if (i > 1 && is_digit(s[i - 1]) && is_digit(s[i + 1]))
        return true;
    return (i == 1 || s[i - 2] == '.') && s[i + 1] >= 'a' && s[i + 1] <= 'z' &&
           (i + 2 >= len || !is_word_char(s[i + 2]));
}

/* A word: letters, digits, apostrophes inside, dots between single letters (e.g., u.s.). */
static size_t read_word(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len) {
        size_t sign = sign_bytes(s + i, len - i);
        if (is_word_char(s[i]) && !sign)
            i++;
        else if (i > 0 && s[i] == '\'' && i + 1 < len && is_word_char(s[i + 1]))
            i++;
        else if (is_inner_dot(s, len, i))
            i++;
        else if (s[i] == '.' && i > 1 && s[i - 2] == '.')
            return i + 1;
        else
            break;
    }
    return i;
}

/* Without a plural's -s; -ies as -y. */
static size_t stem_bytes(const char *s, size_t n)
{
    if (n < 4 || s[n - 1] != 's' || s[n - 2] == 's' || s[n - 2] == 'u' || s[n - 2] == 'i' ||
        s[n - 2] == '\'' || is_digit(s[n - 2]))
        return n;
    return n - 1;
}

static enum en_class sign_class(const char *s, size_t n)
{
    static const struct {
        const char *text;
        enum en_class class;
    } all[] = {{"(", EN_OPEN},  {"[", EN_OPEN}, {"{", EN_OPEN}, {")", EN_CLOSE}, {"]", EN_CLOSE},
               {"}", EN_CLOSE}, {".", EN_STOP}, {";", EN_SEMI}, {":", EN_COLON}, {"/", EN_SLASH},
               {"-", EN_DASH},  {"+", EN_PLUS}, {"~", EN_DASH}, {"•", EN_SEMI},  {"。", EN_STOP},
               {"・", EN_SEMI}, {"?", EN_STOP}, {"!", EN_STOP}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i].text) == n && memcmp(s, all[i].text, n) == 0)
            return all[i].class;
    return EN_PUNCT;
}

static struct raw *push_raw(void *ctx, struct raws *out, size_t begin, size_t end,
                            enum en_class class)
{
    if (out->n == out->room) {
        out->room += 64;
        out->items = MEM_GROW(ctx, out->items, struct raw, out->room);
    }
    struct raw *r = &out->items[out->n++];
    memset(r, 0, sizeof *r);
    r->begin = (uint32_t)begin;
    r->end = r->stem_end = (uint32_t)end;
    r->class = class;
    return r;
}

/* A hyphen that only joins two parts of a word: behind a letter, or between digit and letter. */
static bool joins(const char *s, size_t len, size_t i)
{
    if (i == 0 || i + 1 >= len || s[i] != '-' || !is_word_char(s[i + 1]))
        return false;
    bool letter = s[i - 1] >= 'a' && s[i - 1] <= 'z';
    return letter || (is_digit(s[i - 1]) && !is_digit(s[i + 1]));
}

/* Two or three signs that are one: >=, <=, =<, </=. */
static size_t compound_sign(const char *s, size_t len)
{
    static const char *const all[] = {">/=", "</=", ">=", "<=", "=>", "=<"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t n = strlen(all[i]);
        if (n <= len && memcmp(s, all[i], n) == 0)
            return n;
    }
    return 0;
}

/* "2nd", "3rd": a word. 0: no such number. */
static size_t ordinal_bytes(const char *s, size_t len)
{
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    size_t n = 0;
    while (n < len && is_digit(s[n]))
        n++;
    for (size_t i = 0; n > 0 && i < sizeof ends / sizeof *ends; i++)
        if (n + 2 <= len && memcmp(s + n, ends[i], 2) == 0 &&
            (n + 2 == len || !is_word_char(s[n + 2])))
            return n + 2;
    return 0;
}

static size_t take_raw(void *ctx, struct raws *out, const char *s, size_t len, size_t i)
{
    struct raw *r;
    size_t n = ordinal_bytes(s + i, len - i);
    if (n) {
        push_raw(ctx, out, i, i + n, EN_WORD);
        return n;
    }
    if (is_digit(s[i])) {
        double v;
        n = read_number(s + i, len - i, &v);
        r = push_raw(ctx, out, i, i + n, EN_NUMBER);
        r->number = v;
        return n;
    }
    n = read_word(s + i, len - i);
    if (n > 2 && memcmp(s + i, "to", 2) == 0 && is_digit(s[i + 2]))
        n = 2; /* "6 to12 years" */
    if (n) {
        r = push_raw(ctx, out, i, i + n, EN_WORD);
        r->stem_end = (uint32_t)(i + stem_bytes(s + i, n));
        return n;
    }
    n = compound_sign(s + i, len - i);
    if (!n)
        n = sign_bytes(s + i, len - i);
    if (!n)
        n = 1;
    push_raw(ctx, out, i, i + n, sign_class(s + i, n));
    return n;
}

/* Begins all over in what out had, which is zeroed before its first use. */
static void read_raws(void *ctx, const char *s, size_t len, struct raws *out)
{
    bool glued = false, newline = false;
    out->n = 0;
    for (size_t i = 0; i < len;) {
        if (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '"' || s[i] == '\'' ||
            s[i] == '\\') { /* registries write \> for > */
            newline |= s[i] == '\n';
            i++;
        } else if (newline && s[i] == '-' && i + 1 < len && s[i + 1] == ' ') {
            i++; /* the bullet of "Age:\n- 16 and over" */
        } else if (joins(s, len, i)) {
            glued = true;
            i++;
        } else {
            i += take_raw(ctx, out, s, len, i);
            out->items[out->n - 1].glued = glued;
            out->items[out->n - 1].newline = newline;
            glued = newline = false;
        }
    }
}

/* ------------------------------------------------------------------ the table */

static uint64_t hash_more(uint64_t h, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211ULL;
    return (h ^ ' ') * 1099511628211ULL;
}

static const uint64_t HASH_START = 1469598103934665603ULL;

static struct slot *find_slot(const struct en_lexer *x, uint64_t h)
{
    size_t i = (size_t)(h >> 20) % SLOTS;
    while (x->slots[i].hash && x->slots[i].hash != h)
        i = (i + 1) % SLOTS;
    return &x->slots[i];
}

static void put_form(struct en_lexer *x, void *tmp, const struct en_form *f, struct raws *raws,
                     struct en_sense *sense)
{
    uint64_t h = HASH_START, first = 0;
    read_raws(tmp, f->text, strlen(f->text), raws);
    if (raws->n == 0 || raws->n > WORDS_MAX)
        return;
    for (size_t i = 0; i < raws->n; i++) {
        const struct raw *r = &raws->items[i];
        h = hash_more(h, f->text + r->begin, r->stem_end - r->begin);
        if (i == 0)
            first = h;
    }
    struct slot *head = find_slot(x, first);
    head->hash = first;
    if (head->longest < raws->n)
        head->longest = (uint8_t)raws->n;
    struct slot *s = find_slot(x, h);
    s->hash = h;
    sense->row = &en_rows[f->row];
    if (!s->sense) {
        s->sense = sense;
        return;
    }
    struct en_sense *last = (struct en_sense *)(uintptr_t)s->sense;
    while (last->next)
        last = (struct en_sense *)(uintptr_t)last->next;
    last->next = sense;
}

struct en_lexer *en_lexer_new(void *ctx)
{
    struct en_lexer *x = MEM_NEW(ctx, struct en_lexer);
    void *tmp = mem_context(NULL, "en_lexer");
    struct en_sense *senses = MEM_ARRAY(x, struct en_sense, n_en_forms);
    struct raws raws = {0}; /* one for all: some 35,000 forms are read whenever a reader starts */
    x->slots = MEM_ARRAY(x, struct slot, SLOTS);
    for (size_t i = 0; i < n_en_forms; i++) {
        const struct en_form *f = &en_forms[i];
        if (f->text[0] == '*' && f->text[1] && x->n_endings < ENDINGS_MAX)
            x->endings[x->n_endings++] =
                (struct ending){f->text + 1, strlen(f->text) - 1, en_rows[f->row].value};
        else
            put_form(x, tmp, f, &raws, &senses[i]);
    }
    talloc_free(tmp);
    return x;
}

/* ------------------------------------------------------------------ phrases */

static bool is_word(const char *s, const struct raw *r, const char *word)
{
    size_t n = strlen(word);
    return r->end - r->begin == n && memcmp(s + r->begin, word, n) == 0;
}

/* iii, iib, t2, moderate: a step of a scale. */
static bool is_step(const char *s, const struct raw *r)
{
    const char *word = s + r->begin;
    size_t n = r->end - r->begin, roman = strspn(word, "iv");
    if (en_is_cue(word, n, EN_CUE_STEP))
        return true;
    for (size_t i = 0; i < n; i++)
        if (is_digit(word[i]))
            return true;
    return n <= 4 && roman + 1 >= n && (roman >= n || (word[n - 1] >= 'a' && word[n - 1] <= 'd'));
}

/* The first class of the word alone. */
static enum en_class class_of(const struct en_lexer *x, const char *s, const struct raw *r)
{
    uint64_t h = hash_more(HASH_START, s + r->begin, r->stem_end - r->begin);
    const struct slot *slot = find_slot(x, h);
    return slot->hash && slot->sense ? slot->sense->row->class : EN_WORD;
}

/* How far before raw i a value stands with no connective between; 0: none does. */
static size_t value_before(const struct en_lexer *x, const char *s, const struct raws *raws,
                           size_t i)
{
    enum { FAR = 12 };
    for (size_t n = 1; n <= FAR && n <= i; n++) {
        const struct raw *r = &raws->items[i - n];
        if (r->class == EN_STOP || r->class == EN_SEMI ||
            en_is_cue(s + r->begin, r->end - r->begin, EN_CUE_JOINER))
            return 0;
        enum en_class class = class_of(x, s, r);
        if (r->class == EN_NUMBER || is_step(s, r) || class == EN_NUM || class == EN_TIME ||
            class == EN_ULN || class == EN_NORMAL)
            return n;
    }
    return 0;
}

static size_t find_phrase(const struct en_lexer *x, const char *s, const struct raws *raws,
                          size_t i, const struct en_sense **ret);

/* %, kg, mg/dL, years */
static bool is_unit_like(const struct en_lexer *x, const char *s, const struct raw *r)
{
    return r->class != EN_WORD || r->end - r->begin <= 3 || is_word(s, r, "mmhg") ||
           class_of(x, s, r) == EN_TIME;
}

/* "or lower", "and more" at raw i compares: it stands behind a value and before no name. "Fracture
   or lower limb ischemia", "less than 18 or more than 80" go on with something else. `next`: the
   raw behind the phrase. */
static bool compares_behind(const struct en_lexer *x, const char *s, const struct raws *raws,
                            size_t i, size_t next)
{
    const struct raw *r = next < raws->n ? &raws->items[next] : NULL;
    if (r && (is_word(s, r, "than") || r->class == EN_NUMBER))
        return false;
    if (!is_word(s, &raws->items[i], "or") && !is_word(s, &raws->items[i], "and"))
        return true;
    size_t far = value_before(x, s, raws, i);
    bool close = far > 0;
    for (size_t k = i - far + (far > 0); k < i; k++)
        close &= is_unit_like(x, s, &raws->items[k]);
    if (!r || r->class != EN_WORD || is_word(s, r, "or") || is_word(s, r, "and"))
        return far > 0;
    const struct en_sense *sense = NULL;
    enum en_class class = find_phrase(x, s, raws, next, &sense) ? sense->row->class : EN_WORD;
    bool name = class == EN_WORD || class == EN_KIND || class == EN_NAME || class == EN_SITE;
    return close || (far > 0 && !name);
}

/* The longest phrase at raw i: its words, 0 when none. */
static size_t find_phrase(const struct en_lexer *x, const char *s, const struct raws *raws,
                          size_t i, const struct en_sense **ret)
{
    uint64_t h = HASH_START;
    size_t best = 0, longest = 1;
    for (size_t k = 0; k < longest && i + k < raws->n; k++) {
        const struct raw *r = &raws->items[i + k];
        h = hash_more(h, s + r->begin, r->stem_end - r->begin);
        const struct slot *slot = find_slot(x, h);
        if (k == 0)
            longest = slot->hash ? slot->longest : 0;
        bool post = slot->hash && slot->sense && slot->sense->row->class == EN_POST;
        if (slot->hash && slot->sense && (!post || compares_behind(x, s, raws, i, i + k + 1))) {
            best = k + 1;
            *ret = slot->sense;
        }
    }
    return best;
}

static void set_class(struct en_token *t, enum en_class class)
{
    t->classes[class / EN_CLASS_BITS] |= 1ULL << (class % EN_CLASS_BITS);
}

static void set_classes(struct en_token *t)
{
    set_class(t, t->class);
    for (const struct en_sense *s = t->sense; s; s = s->next)
        set_class(t, s->row->class);
}

void en_lexer_read(const struct en_lexer *x, void *ctx, const struct crit_text *text,
                   struct en_tokens *ret)
{
    struct raws raws = {0};
    read_raws(ctx, text->s, text->len, &raws);
    ret->items = MEM_ARRAY(ctx, struct en_token, raws.n + 1);
    ret->n = 0;
    for (size_t i = 0; i < raws.n;) {
        const struct en_sense *sense = NULL;
        size_t n = raws.items[i].class == EN_NUMBER ? 0 : find_phrase(x, text->s, &raws, i, &sense);
        struct en_token *t = &ret->items[ret->n++];
        bool sign = n == 1 && raws.items[i].class != EN_WORD && raws.items[i].class != EN_PUNCT;
        *t = (struct en_token){.class = n && !sign ? sense->row->class : raws.items[i].class,
                               .sense = n ? sense : NULL,
                               .begin = raws.items[i].begin,
                               .end = raws.items[i + (n ? n : 1) - 1].end,
                               .number = raws.items[i].number,
                               .glued = raws.items[i].glued,
                               .newline = raws.items[i].newline};
        set_classes(t);
        i += n ? n : 1;
    }
}

const struct en_row *en_row_of(const struct en_token *t, enum en_class class)
{
    for (const struct en_sense *s = en_is(t, class) ? t->sense : NULL; s; s = s->next)
        if (s->row->class == class)
            return s->row;
    return NULL;
}

bool en_is_value(const struct en_token *t, enum en_class class, const char *value)
{
    const struct en_row *r = en_row_of(t, class);
    return r && strcmp(r->value, value) == 0;
}

const char *en_kind_of(const struct en_lexer *x, const char *name, size_t len)
{
    void *tmp = mem_context(NULL, "en_kind");
    struct raws raws = {0};
    const char *found = NULL;
    read_raws(tmp, name, len, &raws);
    for (size_t k = raws.n < 4 ? raws.n : 4; k > 0 && !found; k--) {
        uint64_t h = HASH_START;
        for (size_t i = raws.n - k; i < raws.n; i++)
            h = hash_more(h, name + raws.items[i].begin,
                          raws.items[i].stem_end - raws.items[i].begin);
        const struct slot *slot = find_slot(x, h);
        for (const struct en_sense *s = slot->hash ? slot->sense : NULL; s && !found; s = s->next)
            if (s->row->class == EN_KIND || s->row->class == EN_NAME)
                found = s->row->value;
    }
    for (size_t i = 0; i < x->n_endings && raws.n && !found; i++) {
        const struct raw *r = &raws.items[raws.n - 1];
        const struct ending *e = &x->endings[i];
        size_t n = r->stem_end - r->begin;
        if (n > e->len + 1 && memcmp(name + r->stem_end - e->len, e->text, e->len) == 0)
            found = e->kind;
        n = r->end - r->begin;
        if (!found && n > e->len + 1 && memcmp(name + r->end - e->len, e->text, e->len) == 0)
            found = e->kind;
    }
    talloc_free(tmp);
    return found;
}

bool en_is_phrase(const struct en_lexer *x, const char *name, size_t len, enum en_class class,
                  const char *value)
{
    void *tmp = mem_context(NULL, "en_phrase");
    char *lower = mem_strndup(tmp, name, len);
    struct raws raws = {0};
    uint64_t h = HASH_START;
    for (char *c = lower; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    read_raws(tmp, lower, len, &raws);
    for (size_t i = 0; i < raws.n; i++)
        h = hash_more(h, lower + raws.items[i].begin, raws.items[i].stem_end - raws.items[i].begin);
    const struct slot *slot = find_slot(x, h);
    bool found = false;
    for (const struct en_sense *s = slot->hash ? slot->sense : NULL; s; s = s->next)
        found |= s->row->class == class && strcmp(s->row->value, value) == 0;
    talloc_free(tmp);
    return found;
}
