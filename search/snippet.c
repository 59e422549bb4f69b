#include "search/snippet.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/snippet_mark.h"

enum {
    WINDOWS_MAX = 2,
    CONDITIONS_BYTES = 1200,
    TITLE_BYTES = 1500,
    MORE_BYTES = 1000 /* of longer texts looked through for names when title and conditions hold all
                         units */
};

struct snippet_maker {
    struct marker *marker;
};

static const char *const field_keys[IDX_FIELD_COUNT] = {
#define KEY(symbol, prefix, weight, bigrams, concepts, key) key,
    IDX_FIELD_LIST(KEY)
#undef KEY
};

struct snippet_maker *snippet_maker_new(void *ctx, struct folder *folder)
{
    struct snippet_maker *m = MEM_NEW(ctx, struct snippet_maker);
    m->marker = snippet_marker_new(m, folder);
    return m;
}

/* ------------------------------------------------------------------ what to mark */

static void needle_add(struct snippet_needles *list, struct needle n)
{
    if (list->n < NEEDLES_MAX && n.len > 0 && n.prefix_len > 0)
        list->items[list->n++] = n;
}

static void part_add(struct snippet_maker *m, void *ctx, struct snippet_needles *list,
                     const struct query_unit *u, uint32_t begin, uint32_t end)
{
    if (begin == 0 && end == strlen(u->text))
        return;
    struct needle n = snippet_needle_of(m->marker, ctx, u->text + begin, end - begin,
                                        list->n_units - 1, u->quoted);
    n.part = true;
    needle_add(list, n);
}

/* A concept is marked by its names alone: 小細胞肺癌 is no part of 非小細胞肺癌. */
static bool concepts_add(struct snippet_needles *list, const struct query_unit *u, uint32_t unit)
{
    for (size_t i = 0; list->lexicon && i < u->n_concepts; i++)
        if (list->n_concepts < CONCEPT_NEEDLES_MAX)
            list->concepts[list->n_concepts++] = (struct concept_needle){u->concepts[i], unit};
    return list->lexicon && u->n_concepts > 0;
}

/* A code in each of its writings. */
static void code_add(struct snippet_maker *m, void *ctx, struct snippet_needles *list,
                     const struct query_unit *u, uint32_t unit)
{
    size_t letters = strspn(u->code, "abcdefghijklmnopqrstuvwxyz");
    static const char *const between[] = {"", "-", " "};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        const char *s =
            mem_printf(ctx, "%.*s%s%s", (int)letters, u->code, between[i], u->code + letters);
        needle_add(list, snippet_needle_of(m->marker, ctx, s, strlen(s), unit, true));
    }
}

/* A unit as a whole and, for texts without the whole, its words; a single character only with the
 * word before it (膵臓癌 of 膵臓|癌|手術). */
static void unit_add(struct snippet_maker *m, void *ctx, struct snippet_needles *list,
                     const struct query_unit *u, bool related)
{
    const struct token *last = NULL;
    uint32_t unit = list->n_units++;
    bool concept = concepts_add(list, u, unit);
    if (concept && !related)
        return;
    if (!concept)
        needle_add(list,
                   snippet_needle_of(m->marker, ctx, u->text, strlen(u->text), unit, u->quoted));
    if (u->code)
        code_add(m, ctx, list, u, unit);
    for (size_t i = 0; u->words.n > 1 && i < u->words.n; i++) {
        const struct token *t = &u->words.items[i];
        if (t->kind != TOK_WORD || query_is_particle(t)) {
            last = t->kind == TOK_WORD ? NULL : last;
            continue;
        }
        bool single = text_count_chars(t->text, t->len) < 2;
        if (!single)
            part_add(m, ctx, list, u, t->begin, t->end);
        else if (last && last->end == t->begin)
            part_add(m, ctx, list, u, last->begin, t->end);
        last = t;
    }
}

const struct snippet_needles *snippet_needles_new(struct snippet_maker *m, void *ctx,
                                                  const struct plan_input *input, bool related)
{
    const struct query *const queries[] = {&input->q, &input->condition, &input->drug,
                                           &input->sponsor};
    struct snippet_needles *list = MEM_NEW(ctx, struct snippet_needles);
    list->items = MEM_ARRAY(ctx, struct needle, NEEDLES_MAX);
    list->concepts = MEM_ARRAY(ctx, struct concept_needle, CONCEPT_NEEDLES_MAX);
    list->lexicon = input->lexicon;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        for (size_t j = 0; j < queries[i]->n_units; j++) {
            const struct query_unit *u = &queries[i]->units[j];
            if (!u->negated && !u->stop && u->field != QUERY_ID_FIELD)
                unit_add(m, ctx, list, u, related);
        }
    return list;
}

/* ------------------------------------------------------------------ graphemes */

/* What goes on with the character before it. */
static bool is_extending(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        {0x300, 0x36F},     {0x483, 0x489},     {0x591, 0x5BD},     {0x610, 0x61A},
        {0x64B, 0x65F},     {0x900, 0x903},     {0x93A, 0x94F},     {0xE31, 0xE31},
        {0xE34, 0xE3A},     {0xE47, 0xE4E},     {0x1160, 0x11FF},   {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF},   {0x200C, 0x200D},   {0x20D0, 0x20FF},   {0x302A, 0x302F},
        {0x3099, 0x309C},   {0xFE00, 0xFE0F},   {0xFE20, 0xFE2F},   {0xFF9E, 0xFF9F},
        {0x1F1E6, 0x1F1FF}, {0x1F3FB, 0x1F3FF}, {0xE0020, 0xE007F}, {0xE0100, 0xE01EF}};
    if (c < 0x300)
        return c == '\n';
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

static bool is_joiner_before(const char *s, size_t pos)
{
    return pos >= 3 && memcmp(s + pos - 3, "\xE2\x80\x8D", 3) == 0;
}

/* The next place from pos on where a text may be cut. */
static size_t cut_after(const char *s, size_t len, size_t pos)
{
    while (pos < len) {
        size_t next = pos;
        bool inside = ((unsigned char)s[pos] & 0xC0) == 0x80;
        if (!inside && !is_extending(text_decode(s, len, &next)) && !is_joiner_before(s, pos))
            return pos;
        pos = inside ? pos + 1 : next;
    }
    return len;
}

static size_t char_back(const char *s, size_t pos)
{
    while (pos > 0 && ((unsigned char)s[--pos] & 0xC0) == 0x80)
        ;
    return pos;
}

static size_t char_forward(const char *s, size_t len, size_t pos)
{
    if (pos < len)
        text_decode(s, len, &pos);
    return pos;
}

/* ------------------------------------------------------------------ HTML */

struct html {
    void *ctx;
    char *text;
    size_t len, cap;
};

static void html_put(struct html *h, const char *s, size_t len)
{
    if (h->len + len + 1 > h->cap) {
        h->cap = (h->len + len) * 2 + 256;
        h->text = MEM_GROW(h->ctx, h->text, char, h->cap);
    }
    memcpy(h->text + h->len, s, len);
    h->len += len;
    h->text[h->len] = '\0';
}

static void html_literal(struct html *h, const char *s)
{
    html_put(h, s, strlen(s));
}

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return (unsigned char)c < ' ' || c == 0x7F ? " " : NULL;
    }
}

static void html_escaped(struct html *h, const char *s, size_t len)
{
    size_t from = 0;
    for (size_t i = 0; i < len; i++) {
        const char *e = escape_of(s[i]);
        if (!e)
            continue;
        html_put(h, s + from, i - from);
        html_literal(h, e);
        from = i + 1;
    }
    html_put(h, s + from, len - from);
}

/* Source bytes [begin, end) with the marks that lie inside. */
static void html_marked(struct html *h, const char *s, size_t begin, size_t end,
                        const struct mark *marks, size_t n)
{
    size_t at = begin;
    for (size_t i = 0; i < n && marks[i].begin < end; i++) {
        if (marks[i].begin < at || marks[i].end > end)
            continue;
        html_escaped(h, s + at, marks[i].begin - at);
        html_literal(h, "<mark>");
        html_escaped(h, s + marks[i].begin, marks[i].end - marks[i].begin);
        html_literal(h, "</mark>");
        at = marks[i].end;
    }
    html_escaped(h, s + at, end - at);
}

/* ------------------------------------------------------------------ windows */

struct window {
    const struct snippet_text *text;
    unsigned value; /* 16 × different units + marks */
    unsigned n_units;
    const char *html;
};

static bool ends_sentence(const char *s, size_t pos)
{
    return s[pos - 1] == '\n' || (pos >= 3 && memcmp(s + pos - 3, "。", 3) == 0) ||
           (pos >= 2 && s[pos - 1] == ' ' && s[pos - 2] == '.');
}

/* Up to a quarter of the width before the first mark: from the beginning of the sentence where that
 * is near, else between words. */
static size_t window_begin(const struct snippet_text *t, size_t mark, size_t chars)
{
    size_t at = mark, space = 0;
    for (size_t i = 0; i < chars / 4 && at > 0; i++) {
        if (at < mark && ends_sentence(t->bytes, at))
            return cut_after(t->bytes, t->len, at);
        at = char_back(t->bytes, at);
        if (t->bytes[at] == ' ')
            space = at + 1;
    }
    if (at > 0 && t->lang == 'e' && space)
        at = space;
    at = at ? cut_after(t->bytes, t->len, at) : 0;
    return at < mark ? at : mark;
}

static size_t window_end(const struct snippet_text *t, size_t begin, size_t chars,
                         const struct mark *marks, size_t n)
{
    size_t at = begin, space = 0;
    for (size_t i = 0; i < chars && at < t->len; i++) {
        if (t->bytes[at] == ' ')
            space = at;
        at = char_forward(t->bytes, t->len, at);
    }
    if (at < t->len && t->lang == 'e' && space > begin + (at - begin) / 2)
        at = space;
    for (size_t i = 0; i < n; i++)
        if (marks[i].begin < at && at < marks[i].end)
            at = marks[i].end;
    return cut_after(t->bytes, t->len, at);
}

/* Worth of the window that begins with mark i: its last mark goes to *ret_last. */
static unsigned window_value(const struct mark *marks, size_t n, size_t i, size_t bytes,
                             unsigned *ret_units)
{
    uint64_t seen = 0;
    unsigned value = 0;
    for (size_t j = i; j < n && marks[j].end - marks[i].begin <= bytes; j++) {
        seen |= (uint64_t)1 << marks[j].unit % 64;
        value++;
    }
    *ret_units = (unsigned)__builtin_popcountll(seen);
    return 16 * *ret_units + (value < 15 ? value : 15);
}

static bool window_make(struct snippet_maker *m, void *ctx, const struct snippet_needles *needles,
                        const struct snippet_text *t, struct window *ret)
{
    const struct mark *marks;
    size_t n = snippet_mark_find(m->marker, needles, t->bytes, t->len, &marks), best = 0;
    size_t chars = t->lang == 'e' ? SNIPPET_CHARS_EN : SNIPPET_CHARS_JA;
    size_t reach = t->lang == 'e' ? chars * 3 / 4 : chars * 3 * 3 / 4;
    *ret = (struct window){.text = t};
    for (size_t i = 0; i < n; i++) {
        unsigned units, value = window_value(marks, n, i, reach, &units);
        if (value > ret->value) {
            ret->value = value;
            ret->n_units = units;
            best = i;
        }
    }
    if (n == 0)
        return false;
    size_t begin = window_begin(t, marks[best].begin, chars);
    size_t end = window_end(t, begin, chars, marks, n);
    struct html h = {.ctx = ctx};
    if (begin > 0)
        html_literal(&h, "…");
    html_marked(&h, t->bytes, begin, end, marks, n);
    if (end < t->len)
        html_literal(&h, "…");
    ret->html = h.text;
    return true;
}

/* ------------------------------------------------------------------ a hit */

struct hit {
    struct snippet_maker *m;
    void *ctx;
    const struct snippet_needles *needles;
    const struct snippet_text *texts;
    size_t n_texts;
    char lang;
    struct snippet *out;
    size_t n;
    uint64_t seen;                    /* units that title and conditions hold */
    const struct snippet_text *title; /* given whole, as are the conditions */
    char conditions_lang;
    size_t conditions_end;
};

static void snippet_add(struct hit *h, int field, const char *html)
{
    h->out[h->n++] = (struct snippet){field_keys[field], html};
}

/* A text in whole (but for one that is absurdly long). */
static void whole_put(struct hit *h, struct html *out, const struct snippet_text *t, size_t max)
{
    const struct mark *marks;
    size_t n = snippet_mark_find(h->m->marker, h->needles, t->bytes, t->len, &marks);
    size_t end = t->len <= max ? t->len : cut_after(t->bytes, t->len, max);
    for (size_t i = 0; i < n; i++)
        h->seen |= (uint64_t)1 << marks[i].unit % 64;
    html_marked(out, t->bytes, 0, end, marks, n);
    if (end < t->len)
        html_literal(out, "…");
}

/* The first title in the language wanted, else the first of all: the one that the card shows. */
static void title_make(struct hit *h)
{
    const struct snippet_text *best = NULL;
    for (size_t i = 0; i < h->n_texts; i++) {
        const struct snippet_text *t = &h->texts[i];
        if (t->field == IDX_FIELD_TITLE && (!best || (best->lang != h->lang && t->lang == h->lang)))
            best = t;
    }
    if (!best)
        return;
    struct html out = {.ctx = h->ctx};
    h->title = best;
    whole_put(h, &out, best, TITLE_BYTES);
    snippet_add(h, IDX_FIELD_TITLE, out.text);
}

static bool has_conditions(const struct hit *h, char lang)
{
    for (size_t i = 0; i < h->n_texts; i++)
        if (h->texts[i].field == IDX_FIELD_CONDITION && h->texts[i].lang == lang)
            return true;
    return false;
}

static void conditions_make(struct hit *h)
{
    char other = h->lang == 'e' ? 'j' : 'e', lang = has_conditions(h, h->lang) ? h->lang : other;
    struct html out = {.ctx = h->ctx};
    size_t i = 0;
    for (; i < h->n_texts && out.len < CONDITIONS_BYTES; i++) {
        const struct snippet_text *t = &h->texts[i];
        if (t->field != IDX_FIELD_CONDITION || t->lang != lang)
            continue;
        if (out.len)
            html_literal(&out, lang == 'e' ? ", " : "、");
        whole_put(h, &out, t, CONDITIONS_BYTES);
    }
    h->conditions_lang = lang;
    h->conditions_end = i;
    if (out.text)
        snippet_add(h, IDX_FIELD_CONDITION, out.text);
}

/* Keeps the best windows in order of value. */
static void window_keep(struct window *best, size_t *n, struct window w)
{
    size_t at = *n < WINDOWS_MAX ? (*n)++ : WINDOWS_MAX;
    if (at == WINDOWS_MAX && w.value <= best[--at].value)
        return;
    for (; at > 0 && best[at - 1].value < w.value; at--)
        best[at] = best[at - 1];
    best[at] = w;
}

static bool all_seen(const struct hit *h)
{
    return (unsigned)__builtin_popcountll(h->seen) >= h->needles->n_units;
}

/* Titles and conditions beside those given whole say something only while a unit is not seen. */
static bool is_worth_a_look(const struct hit *h, size_t i)
{
    const struct snippet_text *t = &h->texts[i];
    if (t->field == IDX_FIELD_TITLE)
        return t != h->title && !all_seen(h);
    if (t->field == IDX_FIELD_CONDITION)
        return (t->lang != h->conditions_lang || i >= h->conditions_end) && !all_seen(h);
    return true;
}

/* How much of the longer texts is worth a look. */
static size_t bytes_to_look_at(const struct hit *h)
{
    return all_seen(h) && h->needles->n_concepts > 0 ? MORE_BYTES : SIZE_MAX;
}

/* Windows of the longer texts in one language; looks no further once one holds all units. */
static void windows_find(struct hit *h, char lang, struct window *best, size_t *n)
{
    size_t left = bytes_to_look_at(h);
    for (size_t i = 0; i < h->n_texts && left > 0; i++) {
        const struct snippet_text *t = &h->texts[i];
        struct window w;
        if (t->lang != lang || !is_worth_a_look(h, i))
            continue;
        left = left == SIZE_MAX ? left : left > t->len ? left - t->len : 0;
        if (!window_make(h->m, h->ctx, h->needles, t, &w))
            continue;
        window_keep(best, n, w);
        if (best[0].n_units >= h->needles->n_units)
            return;
    }
}

static void windows_make(struct hit *h)
{
    struct window best[WINDOWS_MAX];
    size_t n = 0;
    windows_find(h, h->lang, best, &n);
    if (n == 0)
        windows_find(h, h->lang == 'e' ? 'j' : 'e', best, &n);
    for (size_t i = 0; i < n && h->n < SNIPPETS_MAX; i++)
        snippet_add(h, best[i].text->field, best[i].html);
}

void snippet_make(struct snippet_maker *m, void *ctx, const struct snippet_needles *needles,
                  const struct snippet_text *texts, size_t n_texts, enum lang lang,
                  struct snippet **ret, size_t *ret_n)
{
    struct hit h = {.m = m,
                    .ctx = ctx,
                    .needles = needles,
                    .texts = texts,
                    .n_texts = n_texts,
                    .lang = lang == LANG_EN ? 'e' : 'j'};
    h.out = MEM_ARRAY(ctx, struct snippet, SNIPPETS_MAX);
    title_make(&h);
    conditions_make(&h);
    if (needles->n > 0 || needles->n_concepts > 0)
        windows_make(&h);
    *ret = h.out;
    *ret_n = h.n;
}
