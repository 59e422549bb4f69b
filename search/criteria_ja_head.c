/* The words of a list's head. */
#include "search/criteria_ja_list.h"
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* ------------------------------------------------------------------ words of a head */

/* Words of a list's head that only announce it. */
static bool announces(const struct lex_token *t)
{
    switch (t->class) {
    case LEX_DROP:
    case LEX_NOISE:
    case LEX_PTC:
    case LEX_ANY:
    case LEX_ALL:
    case LEX_SOME:
    case LEX_COLON:
    case LEX_COMMA:
    case LEX_HEAD:
    case LEX_METHOD:
    case LEX_LINE:
    case LEX_STOP:
    case LEX_VERB:
    case LEX_TIME_POINT:
    case LEX_NUM:
    case LEX_CMP:
    case LEX_CLOSE:
    case LEX_NOWWORD:
        return true;
    default:
        return false;
    }
}

static bool is_list_word(const struct crit_parse *p, const struct lex_token *t)
{
    size_t len;
    return t->class == LEX_TEXT &&
           ja_ends_in(p->text.s + t->begin, t->end - t->begin, ja_words_list_words, &len);
}

static bool begins(const struct crit_parse *p, const struct lex_token *t, const char *const *words)
{
    return ja_at(p->text.s + t->begin, t->end - t->begin, words) > 0;
}

/* 以下の, 次の: what points at the list. Behind a number 以下 compares. */
static bool refers(const struct crit_parse *p, size_t i, size_t from)
{
    const struct lex_token *t = &p->tokens[i];
    if (t->class == LEX_CMP)
        return begins(p, t, ja_words_list_below) && (i == from || t[-1].class != LEX_NUM);
    bool next = t->class == LEX_TEXT &&
                ja_is_one(p->text.s + t->begin, t->end - t->begin, ja_words_list_next);
    if (next && i + 1 < p->n && t[1].class == LEX_PTC)
        return true;
    return begins(p, t, ja_words_list_here);
}

/* 3つ: the counter behind a number, where the lexer knows no unit. */
static bool counts(const struct crit_parse *p, size_t i, size_t from)
{
    const struct lex_token *t = &p->tokens[i];
    return i > from && t->class == LEX_TEXT && t[-1].class == LEX_NUM &&
           ja_is_one(p->text.s + t->begin, t->end - t->begin, ja_words_list_counters);
}

/* a, B, ii: the mark of an item. */
static bool is_mark(const struct crit_parse *p, size_t i)
{
    static const char roman[] = "ivxIVX";
    const struct lex_token *t = &p->tokens[i];
    size_t n = t->end - t->begin;
    const char *s = p->text.s + t->begin;
    if (t->class != LEX_TEXT || n > 4)
        return false;
    bool letter = n == 1 && ((*s | 32) >= 'a' && (*s | 32) <= 'z');
    return letter || strspn(s, roman) >= n;
}

/* a)又はb), AまたはB: a mark beside what joins it to another. */
static bool is_joined_mark(const struct crit_parse *p, size_t i, size_t from)
{
    if (!is_mark(p, i))
        return false;
    size_t next = i + 1, before = i;
    next += next < p->n && p->tokens[next].class == LEX_CLOSE;
    before -= before > from && p->tokens[before - 1].class == LEX_OPEN;
    bool ahead = next < p->n && p->tokens[next].class == LEX_OR;
    return ahead || (before > from && p->tokens[before - 1].class == LEX_OR);
}

/* ①又は②, 1)～3), a)又はb): between the marks of items. */
static bool joins_marks(const struct crit_parse *p, size_t i, size_t from)
{
    enum lex_class c = p->tokens[i].class;
    bool joint = c == LEX_OR || c == LEX_AND || c == LEX_ALSO || c == LEX_RANGE || c == LEX_DOT;
    return joint && i > from && i + 1 < p->n &&
           (p->tokens[i - 1].class == LEX_NUM || p->tokens[i - 1].class == LEX_CLOSE ||
            is_mark(p, i - 1)) &&
           (p->tokens[i + 1].class == LEX_NUM || p->tokens[i + 1].class == LEX_OPEN ||
            is_mark(p, i + 1));
}

/* いずれかと診断された */
static bool quotes(const struct crit_parse *p, size_t i)
{
    return p->tokens[i].class == LEX_ALSO && i + 1 < p->n && p->tokens[i + 1].class == LEX_VERB;
}

static bool is_past(const struct crit_parse *p, const struct lex_token *t)
{
    return lex_is(t, LEX_HISTNOUN, "past") ||
           (lex_is(t, LEX_VERB, "develop") &&
            (begins(p, t, ja_words_list_past) || t->flags & (LEX_PAST | LEX_HAD)));
}

/* ------------------------------------------------------------------ what it denies */

static bool denies(const struct lex_token *t)
{
    return (t->class == LEX_VERB && (t->flags & LEX_NOT)) || t->class == LEX_NONE ||
           t->class == LEX_NOTWA || t->class == LEX_EXCEPT || t->class == LEX_FORBID ||
           t->class == LEX_ALLOW;
}

/* How often the words behind the reference deny; the last that does, and whether a verb stands
   there that does more than say of what sort the list is. */
struct denial {
    bool inside; /* in brackets: of something else */
    size_t n;
    const struct lex_token *last;
    bool verbs;
};

static bool is_plain_verb(const struct lex_token *t)
{
    static const char *const plain[] = {"have", "comorb", "develop", "dx", "take", "receive"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(t->sense->value, plain[i]) == 0)
            return true;
    return false;
}

/* 除外する of an exclusion's head says what the criterion is, and denies nothing. */
static struct denial denial_of(const struct crit_parse *p, size_t from, size_t to)
{
    struct denial d = {false, 0, NULL, false};
    size_t depth = 0;
    for (size_t i = from; i < to; i++) {
        const struct lex_token *t = &p->tokens[i];
        depth += t->class == LEX_OPEN;
        depth -= t->class == LEX_CLOSE && depth;
        if (depth > 0) {
            d.inside |= denies(t) || t->class == LEX_BUT;
            continue;
        }
        d.verbs |= t->class == LEX_VERB && !is_plain_verb(t);
        if (!denies(t) || (t->class == LEX_FORBID && p->kind == CRIT_EXCLUSION))
            continue;
        d.n++;
        d.last = t;
    }
    return d;
}

static bool has_one_of(const struct crit_parse *p, size_t from, size_t to, const char *const *words)
{
    const char *s = p->text.s + p->tokens[from].begin;
    return ja_holds(s, p->tokens[to - 1].end - p->tokens[from].begin, words);
}

/* 有していてもよい: nothing is asked. */
static bool allows(const struct crit_parse *p, size_t from, size_t to)
{
    return from < to && has_one_of(p, from, to, ja_words_list_free);
}

/* None of them, or not all of them: what is asked for (満たす) is not fulfilled when one part is
   missing; what one has or falls under is absent only as a whole. */
static enum ja_how denied(const struct crit_parse *p, size_t from, size_t to, enum crit_list list,
                          bool excepts)
{
    bool asked = has_one_of(p, from, to, ja_words_list_asked);
    bool exclusion = p->kind == CRIT_EXCLUSION;
    if (list == CRIT_LIST_SOME)
        return JA_UNCLEAR;
    if (excepts)
        return JA_NONE_OF;
    if (has_one_of(p, from, to, ja_words_list_one))
        return exclusion ? JA_NOT_ALL : JA_UNCLEAR;
    if (has_one_of(p, from, to, ja_words_list_none))
        return JA_NONE_OF;
    if (list == CRIT_LIST_ALL)
        return exclusion || asked ? JA_UNCLEAR : JA_NONE_OF;
    if (asked)
        return exclusion ? JA_NOT_ALL : JA_UNCLEAR;
    bool falls = has_one_of(p, from, to, ja_words_list_falls);
    return exclusion && falls ? JA_UNCLEAR : JA_NONE_OF;
}

static enum ja_how told(const struct crit_parse *p, enum crit_list list)
{
    bool any = list == CRIT_LIST_ANY || (list == CRIT_LIST_DEFAULT && p->kind == CRIT_EXCLUSION);
    if (list == CRIT_LIST_SOME)
        return JA_SOME_OF;
    return list == CRIT_LIST_UNCLEAR ? JA_UNCLEAR : any ? JA_ANY_OF : JA_ALL_OF;
}

/* ------------------------------------------------------------------ reading it */

static void group_window(const struct ja *j, const struct ja_item *g, struct crit_window *w)
{
    struct ja_window inner;
    for (size_t i = g->first; i < g->last; i++)
        if (ja_read_window(j, i, g->last, &inner)) {
            *w = inner.w;
            return;
        }
}

static void take_token(const struct crit_parse *p, size_t i, size_t from, struct ja_list_head *h)
{
    const struct lex_token *t = &p->tokens[i];
    if (t->class == LEX_HEAD && p->kind == CRIT_INCLUSION && *t->sense->value &&
        strcmp(t->sense->value, "both") != 0)
        h->who = i + 1;
    if (h->refers && ja_list_takes_therapy(p, t, h))
        return;
    if (is_past(p, t))
        h->past = true;
    else if (lex_is(t, LEX_HISTNOUN, "ever"))
        h->ever = true;
    else if (!announces(t) && !is_list_word(p, t) && !refers(p, i, from) && !counts(p, i, from) &&
             !denies(t) && t->class != LEX_EXCL_REF && t->class != LEX_SOTHAT &&
             !joins_marks(p, i, from) && !is_joined_mark(p, i, from) && !quotes(p, i))
        h->rest = true;
}

static void take_items(const struct crit_parse *p, size_t from, size_t to, struct ja_list_head *h)
{
    struct ja j = {.p = *p};
    ja_read_items(&j, from, to);
    for (size_t i = 0; i < j.n; i++) {
        const struct ja_item *item = &j.items[i];
        if (item->kind == JA_WINDOW)
            h->window = item->window.w;
        else if (item->kind == JA_GROUP)
            group_window(&j, item, &h->window);
        else if (item->kind == JA_VALUE)
            h->rest |= item->value.years_old; /* 20歳以上の女性で */
        else if (item->kind == JA_TOKEN)
            take_token(p, item->first, from, h);
    }
}

const char *ja_list_source(const struct crit_parse *p, size_t from, size_t to, size_t *len)
{
    size_t begin = p->text.begin[p->tokens[from].begin];
    *len = p->text.end[p->tokens[to - 1].end - 1] - begin;
    return p->text.source + begin;
}

enum crit_list ja_list_of(const struct crit_parse *p, size_t from, size_t to)
{
    size_t len;
    const char *s = ja_list_source(p, from, to, &len);
    return crit_list_of(s, len);
}

/* Where what a head says before its list ends: without （, ただし and commas in front of the list.
 */
static size_t before_list(const struct crit_parse *p, size_t from, size_t to)
{
    while (to > from) {
        const struct lex_token *t = &p->tokens[to - 1];
        if (t->class != LEX_OPEN && t->class != LEX_BUT && t->class != LEX_COMMA &&
            t->class != LEX_OR && t->class != LEX_STOP && t->class != LEX_LINE)
            break;
        to--;
    }
    return to;
}

/* What stands before the list is of its own where the head denies the list only. */
static void keep_rest(struct ja_list_head *h, const struct ja_list_head *of_list)
{
    if (!h->rest)
        return;
    h->window = of_list->window;
    h->past = of_list->past;
    h->ever = of_list->ever;
    if (h->how == JA_NOT_ALL)
        h->how = JA_UNCLEAR;
}

/* 以下の患者を除外する, 以下を除く, 以下は除外しない as a whole exclusion: the first says whom it
   keeps out, of the others nobody is kept out for certain. */
static bool excludes_itself(const struct crit_parse *p, size_t list_from, size_t to,
                            const struct denial *d, struct ja_list_head *h)
{
    if (p->kind != CRIT_EXCLUSION || h->rest || d->n != 1)
        return false;
    if (has_one_of(p, list_from, to, ja_words_list_spares)) {
        h->how = JA_UNCLEAR;
        return true;
    }
    bool said = has_one_of(p, list_from, to, ja_words_list_excludes);
    if (d->last->class == LEX_EXCEPT && !said)
        h->how = JA_UNCLEAR;
    return d->last->class == LEX_EXCEPT;
}

/* The head's denial, behind the reference at list_from. */
static void take_denial(const struct crit_parse *p, size_t list_from, size_t to,
                        const struct denial *d, const struct ja_list_head *of_list,
                        struct ja_list_head *h)
{
    bool allows_all = d->last->class == LEX_ALLOW && (p->kind == CRIT_INCLUSION || !h->rest);
    bool excepts = d->last->class == LEX_EXCEPT || d->last->class == LEX_ALLOW;
    bool unclear = d->n > 1 || d->verbs || of_list->rest || allows_all;
    h->how = unclear ? JA_UNCLEAR : denied(p, list_from, to, ja_list_of(p, h->from, to), excepts);
    keep_rest(h, of_list);
    if (h->how != JA_UNCLEAR)
        h->kind = h->how == JA_NONE_OF ? CRIT_EXCLUSION : CRIT_INCLUSION;
}

static bool has_risks(const struct crit_parse *p, size_t from, size_t to)
{
    return has_one_of(p, from, to, ja_words_list_risks);
}

/* Where the words of the list begin: at the last reference; `to`: there is none. */
static size_t reference(const struct crit_parse *p, size_t from, size_t to)
{
    for (size_t i = to; i > from; i--)
        if (refers(p, i - 1, from))
            return i - 1;
    return to;
}

/* 以下の疾患の患者, 対象疾患: no word that asks for all of the list. */
static bool may_choose(const struct crit_parse *p, size_t from, size_t to)
{
    return p->kind == CRIT_INCLUSION && ja_list_of(p, from, to) == CRIT_LIST_DEFAULT &&
           !has_one_of(p, from, to, ja_words_list_all);
}

void ja_list_head_read(const struct crit_parse *p, size_t from, size_t to, struct ja_list_head *h)
{
    *h = (struct ja_list_head){.window = {.n = -1}, .kind = p->kind, .from = from, .told_to = to};
    h->say.window.w.n = -1;
    h->how = told(p, CRIT_LIST_DEFAULT);
    if (from >= to)
        return;
    size_t list_from = reference(p, from, to), len;
    h->risks = has_risks(p, from, to);
    h->refers = list_from < to;
    take_items(p, list_from, to, h);
    const struct ja_list_head of_list = *h;
    h->refers = false; /* what stands before the reference is of its own */
    h->rest &= !h->therapies;
    take_items(p, from, list_from, h);
    h->refers = of_list.refers;
    if (h->therapies) {
        h->unread = of_list.rest;
        h->told_to = before_list(p, from, list_from);
    }
    const char *s = ja_list_source(p, from, to, &len);
    h->least = crit_list_count(s, len);
    h->how = told(p, ja_list_of(p, from, to));
    h->kinds = h->how == JA_ALL_OF && ja_list_of(p, from, to) == CRIT_LIST_DEFAULT &&
               may_choose(p, of_list.refers ? list_from : from, to);
    if (!h->refers)
        return;
    h->beside = list_from > from && p->tokens[list_from - 1].class == LEX_OR;
    if (h->beside)
        h->told_to = before_list(p, from, list_from);
    struct denial d = denial_of(p, list_from + 1, to);
    if (d.inside || allows(p, list_from, to) || (h->therapies && h->unsaid)) {
        h->how = JA_UNCLEAR;
    } else if (d.n > 0) {
        h->told_to = before_list(p, from, list_from);
        if (!excludes_itself(p, list_from, to, &d, h))
            take_denial(p, list_from, to, &d, &of_list, h);
    }
}

void ja_list_first_of(const struct crit_parse *p, size_t to, struct ja_list_head *h)
{
    *h = (struct ja_list_head){.window = {.n = -1}, .kind = p->kind, .how = JA_ANY_OF};
    h->say.window.w.n = -1;
    h->rest = h->beside = true;
    h->told_to = before_list(p, 0, to);
}
