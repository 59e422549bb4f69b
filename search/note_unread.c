/*
 * What of a note said nothing: clauses without a byte that a fact or a denial came from. Clauses
 * that follow each other in one sentence are told as one.
 */
#include "schema/base/mem.h"
#include "search/note_inner.h"
#include <string.h>

enum { LEAST_BYTES = 6 }; /* of a clause in a sentence that is read elsewhere: no "also", また */

struct unread {
    void *ctx;
    struct note *note;
    const char *s;
    const int *read;       /* how many spans hold each byte */
    bool any_read, joined; /* of the sentence; the last clause was unread too */
    size_t first;          /* unread clauses of the sentence begin here */
};

static size_t sign_at(const char *s, size_t left, const char *const *signs)
{
    for (; *signs; signs++) {
        size_t n = strlen(*signs);
        if (n <= left && memcmp(s, *signs, n) == 0)
            return n;
    }
    return 0;
}

/* Bytes of the end of a sentence at s; "7.9" has none. */
static size_t stop_at(const char *s, size_t left)
{
    static const char *const signs[] = {"。", "．", "！", "？", "；", "\n", ";", "!", "?", NULL};
    bool dot = *s == '.' && (left == 1 || s[1] == ' ' || s[1] == '\n');
    return dot ? 1 : sign_at(s, left, signs);
}

static size_t comma_at(const char *s, size_t left)
{
    static const char *const signs[] = {"、", "，", ", ", NULL};
    return sign_at(s, left, signs);
}

static bool is_blank(const char *s, size_t left, size_t *bytes)
{
    static const char *const signs[] = {"　", "・", "●", "■", " ", "\t", "\r", "-", "*", NULL};
    *bytes = sign_at(s, left, signs);
    return *bytes > 0;
}

static struct note_span trimmed(const char *s, size_t begin, size_t end)
{
    size_t n;
    while (begin < end && is_blank(s + begin, end - begin, &n))
        begin += n;
    while (end > begin && (s[end - 1] == ' ' || s[end - 1] == '\t' || s[end - 1] == '\r'))
        end--;
    return (struct note_span){(uint32_t)begin, (uint32_t)end};
}

static bool has_letters(const char *s, struct note_span span)
{
    for (uint32_t i = span.begin; i < span.end; i++)
        if ((unsigned char)s[i] >= 0x80 || (s[i] >= 'a' && s[i] <= 'z') ||
            (s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= '0' && s[i] <= '9'))
            return true;
    return false;
}

static bool is_read(const struct unread *u, struct note_span span)
{
    for (uint32_t i = span.begin; i < span.end; i++)
        if (u->read[i] > 0)
            return true;
    return false;
}

/* One clause [begin, end): unread ones behind each other are one. */
static void clause(struct unread *u, size_t begin, size_t end)
{
    struct note *n = u->note;
    struct note_span span = trimmed(u->s, begin, end);
    if (is_read(u, span)) {
        u->any_read = true;
        u->joined = false;
        return;
    }
    if (!has_letters(u->s, span))
        return;
    if (u->joined) {
        n->unread[n->n_unread - 1].end = span.end;
        return;
    }
    n->unread = MEM_GROW(u->ctx, n->unread, struct note_span, n->n_unread + 1);
    n->unread[n->n_unread++] = span;
    u->joined = true;
}

/* A short word beside clauses that are read says nothing that anybody misses. */
static void sentence_end(struct unread *u)
{
    struct note *n = u->note;
    size_t kept = u->first;
    for (size_t i = u->first; i < n->n_unread; i++)
        if (!u->any_read || n->unread[i].end - n->unread[i].begin > LEAST_BYTES)
            n->unread[kept++] = n->unread[i];
    n->n_unread = u->first = kept;
    u->any_read = u->joined = false;
}

/* How many spans hold each byte of the source. */
static int *count_read(void *ctx, const struct note *n, size_t len)
{
    int *count = MEM_ARRAY(ctx, int, len + 1);
    memset(count, 0, (len + 1) * sizeof *count);
    for (size_t i = 0; i < n->n_read; i++) {
        count[n->read[i].begin]++;
        count[n->read[i].end]--;
    }
    for (size_t i = 0; i < n->n_evidence; i++) {
        count[n->evidence[i].begin]++;
        count[n->evidence[i].end]--;
    }
    for (size_t i = 1; i <= len; i++)
        count[i] += count[i - 1];
    return count;
}

void note_find_unread(struct note *n, void *ctx, const char *source, size_t len)
{
    int *count = count_read(ctx, n, len);
    struct unread u = {.ctx = ctx, .note = n, .s = source, .read = count};
    size_t begin = 0;
    for (size_t i = 0; i < len;) {
        size_t stop = stop_at(source + i, len - i), comma = comma_at(source + i, len - i);
        if (stop || comma) {
            clause(&u, begin, i);
            begin = i + stop + comma;
        }
        if (stop)
            sentence_end(&u);
        i += stop + comma ? stop + comma : 1;
    }
    clause(&u, begin, len);
    sentence_end(&u);
    talloc_free(count);
}
