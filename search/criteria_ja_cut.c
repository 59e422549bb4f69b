/* A clause cut into segments: at commas, connectives and the words that tell whom it is about. */
#include "schema/base/mem.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include <string.h>

struct cutter {
    struct ja *j;
    struct ja_seg *segs;
    size_t n;
};

/* を禁忌とする, が必要となる: と belongs to the verb. */
static bool is_of_verb(const struct ja *j, const struct lex_token *t)
{
    return ja_begins(j->p.text.s + t->end, ja_words_quoting_verbs);
}

/* と診断された, と診断後3か月以上: no connective. */
static bool quotes(const struct ja *j, size_t i)
{
    const struct lex_token *t = ja_token(j, &j->items[i]);
    if (!ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_quoting))
        return false;
    if (i + 1 >= j->n || is_of_verb(j, t))
        return true;
    return ja_is_class(j, i + 1, LEX_VERB) || ja_is_class(j, i + 1, LEX_DROP) ||
           (j->items[i + 1].kind == JA_WINDOW && j->items[i + 1].window.since);
}

/* 合併しないか、軽症である: or. */
static bool chooses(const struct ja *j, size_t i)
{
    return i > 0 && i + 1 < j->n && ja_is_ptc(j, i, "ka") &&
           (ja_is_class(j, i - 1, LEX_VERB) || ja_is_class(j, i - 1, LEX_NONE) ||
            ja_is_class(j, i - 1, LEX_NOTWA)) &&
           (ja_is_class(j, i + 1, LEX_COMMA) || ja_is_class(j, i + 1, LEX_OR));
}

/* も or でも behind a noun. */
static bool is_too(const struct ja *j, size_t i)
{
    if (i == 0 || !ja_is_class(j, i, LEX_PTC) || ja_is_class(j, i - 1, LEX_VERB))
        return false;
    const struct lex_token *t = ja_token(j, &j->items[i]);
    return lex_is(t, LEX_PTC, "mo") ||
           (lex_is(t, LEX_PTC, "past_de") && ja_begins(j->p.text.s + t->begin, ja_words_even));
}

static bool denies(const struct ja *j, size_t i)
{
    return ja_is_class(j, i, LEX_NONE) || ja_is_class(j, i, LEX_NOTWA) ||
           (ja_is_class(j, i, LEX_VERB) && ja_token(j, &j->items[i])->flags & LEX_NOT);
}

/* 妊娠中でも授乳中でもない: the first も, where the denial behind a later one is of both. */
static bool is_neither(const struct ja *j, size_t i)
{
    if (!is_too(j, i))
        return false;
    for (size_t k = i + 1; k < j->n && !ja_is_class(j, k, LEX_COMMA); k++) {
        if (ja_is_class(j, k, LEX_NONE)) /* もしていない */
            return ja_begins(j->p.text.s + ja_token(j, &j->items[k])->begin, ja_words_too);
        if (is_too(j, k))
            return denies(j, k + 1) || is_neither(j, k);
    }
    return false;
}

static bool is_disease_name(const struct ja *j, size_t i)
{
    return ja_is_class(j, i, LEX_TEXT) || ja_is_class(j, i, LEX_FACT) ||
           ja_is_class(j, i, LEX_DEFINED);
}

/* 高血圧か糖尿病 */
static bool is_either(const struct ja *j, size_t i)
{
    return i > 0 && ja_is_ptc(j, i, "ka") && is_disease_name(j, i - 1) && is_disease_name(j, i + 1);
}

static bool is_connective(const struct ja *j, size_t i)
{
    if (j->items[i].kind != JA_TOKEN)
        return false;
    const struct lex_token *t = ja_token(j, &j->items[i]);
    switch (t->class) {
    case LEX_OR:
    case LEX_AND:
    case LEX_COMMA:
    case LEX_DOT:
    case LEX_SLASH:
        return true;
    case LEX_ALSO: /* と診断された is none */
        return !quotes(j, i);
    case LEX_PTC:
        return strcmp(t->sense->value, "ya") == 0 || chooses(j, i) || is_either(j, i) ||
               is_neither(j, i);
    default:
        return false;
    }
}

/* ISN/RPS分類, ACR/EULAR基準: what two societies made together, no choice of two things. */
static bool is_of_two_societies(const struct ja *j, size_t i)
{
    if (!ja_is_class(j, i, LEX_SLASH) || !ja_is_class(j, i + 1, LEX_TEXT))
        return false;
    const char *s = j->p.text.s;
    size_t at = ja_token(j, &j->items[i + 1])->begin;
    while (s[at] >= 'a' && s[at] <= 'z')
        at++;
    return ja_at(s + at, j->p.text.len - at, ja_words_made_by_societies) > 0;
}

/* Whether items [from, to) hold something that can be told: not windows and adverbs alone. */
static bool has_content(const struct ja *j, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (j->items[i].kind == JA_WINDOW && j->items[i].window.since && j->items[i].window.alone)
            return true;
        if (j->items[i].kind == JA_WINDOW)
            continue;
        if (j->items[i].kind != JA_TOKEN)
            return true;
        enum lex_class c = ja_token(j, &j->items[i])->class;
        if (c != LEX_DROP && c != LEX_PTC && c != LEX_NOISE && c != LEX_NOWWORD && c != LEX_COLON &&
            c != LEX_METHOD && c != LEX_BUT)
            return true;
    }
    return false;
}

static struct ja_seg *new_seg(struct cutter *c, size_t from)
{
    c->segs = MEM_GROW(c->j->p.tmp, c->segs, struct ja_seg, c->n + 1);
    struct ja_seg *s = &c->segs[c->n++];
    memset(s, 0, sizeof *s);
    s->from = from;
    s->before = LEX_CLASS_COUNT;
    return s;
}

/* Stronger connectives beat commas beside them. */
static void note(struct ja_seg *s, enum lex_class c)
{
    if (c == LEX_PTC)
        c = LEX_OR;
    if (c == LEX_COMMA || c == LEX_DOT || c == LEX_SLASH) {
        s->comma |= c == LEX_COMMA;
        if (s->before == LEX_CLASS_COUNT)
            s->before = c;
        return;
    }
    s->before = c;
}

/* スクリーニング時及びベースライン時の: two points in time of one measurement. */
static bool are_points(const struct ja *j, size_t i)
{
    const struct ja_item *a = &j->items[i - 1], *b = &j->items[i + 1];
    return a->kind == JA_WINDOW && b->kind == JA_WINDOW && a->window.w.n < 0 && b->window.w.n < 0 &&
           !a->window.since && !b->window.since;
}

/* 転移・再発; と診断され、1年以上経過: a connective that divides nothing. */
static bool binds(const struct ja *j, size_t i)
{
    if (i == 0 || i + 1 >= j->n)
        return false;
    bool states = ja_is_class(j, i, LEX_DOT) && ja_is_class(j, i - 1, LEX_STATE) &&
                  ja_is_class(j, i + 1, LEX_STATE);
    bool dx = ja_is_class(j, i, LEX_COMMA) && j->items[i + 1].kind == JA_VALUE &&
              (ja_is_verb(j, i - 1, "dx") || ja_is_verb(j, i - 1, "develop")) &&
              !j->items[i + 1].value.years_old;
    bool how = ja_is_class(j, i, LEX_COMMA) && ja_is_class(j, i + 1, LEX_VAGUE) &&
               ja_is_class(j, i + 2, LEX_VERB); /* Xを6か月以上、一定量で服用 */
    return states || dx || how || are_points(j, i) || is_of_two_societies(j, i);
}

/* 2型糖尿病患者で|HbA1c 8%以上又は…: what comes is told of these. */
static bool tells_whom(const struct ja *j, size_t from, size_t i, size_t to)
{
    return i > from + 1 && i + 1 < to && ja_is_ptc(j, i, "de") && ja_is_class(j, i - 1, LEX_HEAD) &&
           !is_connective(j, i + 1) && !ja_is_class(j, i + 1, LEX_PTC);
}

/* A line that ends before または says nothing of its own. */
static size_t without_lines(const struct ja *j, size_t from, size_t to)
{
    while (to > from + 1 && ja_is_class(j, to - 1, LEX_LINE))
        to--;
    return to;
}

static void cut(struct cutter *c, size_t from, size_t to)
{
    struct ja_seg *s = new_seg(c, from);
    for (size_t i = from; i < to; i++) {
        if (tells_whom(c->j, s->from, i, to)) {
            s->to = i + 1;
            s = new_seg(c, i + 1);
            note(s, LEX_COMMA);
            continue;
        }
        if (!is_connective(c->j, i) || binds(c->j, i))
            continue;
        enum lex_class k = ja_token(c->j, &c->j->items[i])->class;
        if (s->from == i && c->n > 1) {
            note(s, k);
            s->from = i + 1;
        } else if (has_content(c->j, s->from, i)) {
            s->to = without_lines(c->j, s->from, i);
            s = new_seg(c, i + 1);
            note(s, k);
        }
    }
    s->to = to;
    if (s->from >= to || !has_content(c->j, s->from, to))
        c->n -= c->n > 1;
}

size_t ja_cut(struct ja *j, size_t from, size_t to, struct ja_seg **ret)
{
    struct cutter c = {.j = j};
    cut(&c, from, to);
    *ret = c.segs;
    return c.n;
}
