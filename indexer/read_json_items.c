#include "indexer/read_json_items.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

#define LOOK_BYTES 65536

/* Bytes up to the end of the object that begins at s; 0 when it does not end within len. */
static size_t object_length(const char *s, size_t len)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < len; i++) {
        if (in_string && s[i] == '\\')
            i++;
        else if (s[i] == '"')
            in_string = !in_string;
        else if (!in_string && (s[i] == '{' || s[i] == '['))
            depth++;
        else if (!in_string && (s[i] == '}' || s[i] == ']') && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* Moves behind `"member":[` when the file begins with an object that holds it; false when it does
 * not. */
static bool enter_wrapper(struct input *in, const char *member)
{
    const char *head;
    size_t len = input_peek(in, LOOK_BYTES, &head);
    char quoted[40];
    size_t quoted_len = 0;
    quoted[quoted_len++] = '"';
    for (const char *m = member; *m && quoted_len < sizeof quoted - 2; m++)
        quoted[quoted_len++] = *m;
    quoted[quoted_len++] = '"';
    const char *at = memmem(head, len, quoted, quoted_len);
    const char *nested = memchr(head, '{', len),
               *second = nested ? memchr(nested + 1, '{', len - (size_t)(nested + 1 - head)) : NULL;
    if (!at || (second && second < at)) /* the name stands inside a record: no wrapper */
        return false;
    const char *bracket = memchr(at, '[', len - (size_t)(at - head));
    for (size_t n = bracket ? (size_t)(bracket - head) + 1 : 0; n > 0; n--)
        input_byte(in);
    return bracket != NULL;
}

/* A file that begins with a whole object in one line, or with anything that is no JSON, is read by
 * lines. */
static bool reads_by_lines(const char *head, size_t len)
{
    struct span s = text_trim_span((struct span){head, len});
    const char *newline = s.len ? memchr(s.p, '\n', s.len) : NULL;
    size_t line_len = newline ? (size_t)(newline - s.p) : s.len;
    bool next_object = newline && newline + 1 < s.p + s.len && newline[1] == '{';
    if (s.len == 0 || *s.p == '[')
        return s.len == 0;
    return *s.p != '{' || object_length(s.p, line_len) > 0 || next_object || len == LOOK_BYTES;
}

void json_items_start(struct json_items *items, void *ctx, struct input *in, const char *member)
{
    const char *head;
    *items = (struct json_items){.in = in, .cap = 1 << 16};
    items->text = MEM_ARRAY(ctx, char, items->cap);
    if (input_peek(in, 3, &head) == 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
        for (int i = 0; i < 3; i++)
            input_byte(in);
    size_t len = input_peek(in, LOOK_BYTES, &head);
    items->lines = reads_by_lines(head, len);
    if (member && enter_wrapper(in, member)) {
        items->lines = false;
        items->array = items->wrapped = true;
    }
}

static void put(struct json_items *items, void *ctx, int c)
{
    if (items->len + 2 > items->cap && items->cap < JSON_ITEM_MAX_BYTES) {
        items->cap *= 2;
        items->text = MEM_GROW(ctx, items->text, char, items->cap);
    }
    if (items->len + 2 <= items->cap)
        items->text[items->len++] = (char)c;
    else
        items->problem = "too_large";
}

static bool next_line(struct json_items *items, void *ctx)
{
    const char *line;
    size_t len;
    bool cut;
    do {
        items->line = input_line_number(items->in);
        if (!input_line(items->in, &line, &len, &cut))
            return false;
        struct span s = text_trim_span((struct span){line, len});
        line = s.p;
        len = s.len;
    } while (len == 0 && !cut);
    for (size_t i = 0; i < len && !items->problem; i++)
        put(items, ctx, (unsigned char)line[i]);
    if (cut)
        items->problem = "too_large";
    return true;
}

static int look_ahead(struct json_items *items)
{
    const char *next;
    return input_peek(items->in, 1, &next) ? (unsigned char)*next : -1;
}

/* An object or an array to its end. */
static void take_nested(struct json_items *items, void *ctx)
{
    int depth = 0;
    bool in_string = false, escaped = false;
    for (int c = input_byte(items->in); c >= 0; c = input_byte(items->in)) {
        put(items, ctx, c);
        if (in_string) {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        in_string = c == '"';
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        if (depth == 0)
            return;
    }
    items->problem = "cut_off";
    items->array = false;
}

/* Whatever else stands where an object belongs, to the next separator. */
static void take_stray(struct json_items *items, void *ctx)
{
    bool in_string = false;
    int c = look_ahead(items);
    do {
        in_string = in_string != (c == '"');
        put(items, ctx, input_byte(items->in));
        c = look_ahead(items);
    } while (c >= 0 && (in_string || c == 0 || !strchr(",[]{}\n", c)));
    items->problem = items->problem ? items->problem : "not_object";
}

/* Separators, and the brackets of the array that holds the objects; the byte that follows, or -1.
 */
static int skip_between(struct json_items *items)
{
    int c = look_ahead(items);
    while (c > 0 && (strchr(" \t\r\n,", c) || c == (items->array ? ']' : '['))) {
        input_byte(items->in);
        if (c == '[')
            items->array = true;
        else if (c == ']')
            items->array = false;
        if (c == ']' && items->wrapped) /* what else the wrapper holds is none of ours */
            while (input_byte(items->in) >= 0)
                ;
        c = look_ahead(items);
    }
    return c;
}

/* The next object of an array or of a row of objects. What is no object, and an array without an
 * end, are items with a problem: half a file must not pass for a whole one. */
static bool next_object(struct json_items *items, void *ctx)
{
    int c = skip_between(items);
    items->line = input_line_number(items->in);
    if (c < 0 && !items->array)
        return false;
    if (c < 0) {
        items->array = false;
        items->problem = "cut_off";
    } else if (c == '{' || c == '[') {
        take_nested(items, ctx);
        if (c == '[' && !items->problem)
            items->problem = "not_object";
    } else {
        take_stray(items, ctx);
    }
    return true;
}

bool json_items_next(struct json_items *items, void *ctx)
{
    items->len = 0;
    items->problem = NULL;
    bool more = items->lines ? next_line(items, ctx) : next_object(items, ctx);
    items->text[items->len] = '\0';
    if (more && !items->problem && !text_is_utf8(items->text, items->len))
        items->problem = "bad_encoding";
    return more;
}
