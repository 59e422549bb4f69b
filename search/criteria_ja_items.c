/* Tokens → items: brackets, windows of time and measured values in one piece each. */
#include "schema/base/mem.h"
#include "search/criteria_ja.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <string.h>

static struct ja_item *push(struct ja *j, enum ja_kind kind, size_t first, size_t last)
{
    if (j->n == j->cap) {
        j->cap = j->cap ? j->cap * 2 : 16;
        j->items = MEM_GROW(j->p.tmp, j->items, struct ja_item, j->cap);
    }
    struct ja_item *i = &j->items[j->n++];
    *i = (struct ja_item){.kind = kind, .first = first, .last = last};
    return i;
}

/* Behind the bracket that closes the one at `at`. */
static size_t closing(const struct crit_parse *p, size_t at, size_t to)
{
    size_t depth = 0;
    for (size_t i = at; i < to; i++) {
        if (p->tokens[i].class == LEX_OPEN)
            depth++;
        if (p->tokens[i].class == LEX_CLOSE && --depth == 0)
            return i + 1;
    }
    return to;
}

/* The measured thing that stands closest before item n, no verb or connective between. */
static uint16_t attr_before(const struct ja *j)
{
    for (size_t i = j->n; i-- > 0;) {
        if (j->items[i].kind != JA_TOKEN)
            continue;
        const struct lex_token *t = ja_token(j, &j->items[i]);
        if (t->class == LEX_ATTR)
            return t->sense->attr;
        if (t->class != LEX_PTC && t->class != LEX_NOISE && t->class != LEX_COLON)
            return LEX_NO_ATTR;
    }
    return LEX_NO_ATTR;
}

/* 月齢6, 日齢28: the name of the age holds its unit. */
static void age_in(const struct ja *j, size_t at, struct crit_value *v)
{
    static const struct {
        const char *const *names;
        const char *unit;
    } ages[] = {{ja_words_ages_in_months, "month"},
                {ja_words_ages_in_days, "day"},
                {ja_words_ages_in_weeks, "week"}};
    while (at > 0 && j->p.tokens[at - 1].class == LEX_PTC)
        at--;
    if (at == 0 || v->unit != LEX_NO_UNIT || j->p.tokens[at - 1].class != LEX_ATTR)
        return;
    const struct lex_token *t = &j->p.tokens[at - 1];
    const char *s = j->p.text.s + t->begin;
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++)
        if (ja_ends_in(s, t->end - t->begin, ages[i].names, NULL) &&
            !unit_find(ages[i].unit, strlen(ages[i].unit), &v->unit))
            v->unit = LEX_NO_UNIT;
}

static size_t take(struct ja *j, size_t at, size_t to)
{
    const struct lex_token *t = &j->p.tokens[at];
    struct ja_window w;
    struct crit_value v;
    if (t->class == LEX_OPEN) {
        size_t end = closing(&j->p, at, to);
        push(j, JA_GROUP, at, end);
        return end - at;
    }
    size_t n = ja_read_window(j, at, to, &w);
    if (n > 0) {
        push(j, JA_WINDOW, at, at + n)->window = w;
        return n;
    }
    n = ja_read_value(j, at, to, attr_before(j), &v);
    if (n > 0) {
        age_in(j, at, &v);
        push(j, JA_VALUE, at, at + n)->value = v;
        return n;
    }
    push(j, JA_TOKEN, at, at + 1);
    return 1;
}

void ja_read_items(struct ja *j, size_t from, size_t to)
{
    j->n = 0;
    for (size_t at = from; at < to;)
        at += take(j, at, to);
}
