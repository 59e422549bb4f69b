/* What is told to count as well: X(Yを含む), Yを含むX. */
#include "search/criteria_ja_seg.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include "schema/base/mem.h"
#include <string.h>

static bool is_include(const struct lex_token *t)
{
    return lex_is(t, LEX_VERB, "include") && !(t->flags & (LEX_NOT | LEX_PAST));
}

size_t ja_included_end(const struct crit_parse *p, size_t from, size_t to)
{
    while (to > from &&
           (p->tokens[to - 1].class == LEX_STOP || p->tokens[to - 1].class == LEX_DROP))
        to--;
    if (to <= from + 1 || !is_include(&p->tokens[to - 1]))
        return from;
    to--;
    while (to > from && (p->tokens[to - 1].class == LEX_PTC || p->tokens[to - 1].class == LEX_DROP))
        to--; /* 等を含む, も含む */
    return to;
}

static bool is_name(const struct lex_token *t)
{
    return t->class == LEX_TEXT || t->class == LEX_FACT || t->class == LEX_DEFINED;
}

/* What one included name is to the noun. */
enum part {
    PART_OF, /* says nothing new */
    BESIDE,
    UNREAD
};
static enum part part_of(const struct ja *j, const struct ja_np *np, const struct lex_token *t)
{
    const char *s = j->p.text.s + t->begin;
    const char *kind = lexer_kind(j->p.lexer, s, t->end - t->begin);
    if (t->class != LEX_TEXT)
        return BESIDE;
    if (np->kind && strcmp(np->kind, "drug") == 0)
        return ja_begins(s, ja_words_ways_of_giving) ? PART_OF : BESIDE;
    return kind ? BESIDE : UNREAD;
}

/* Names side by side: alternatives under the noun's predicate. False when they are no such names.
 */
static bool takes_names(const struct ja *j, struct ja_seg *s, size_t from, size_t to)
{
    bool beside = false, name = true; /* a name is due */
    for (size_t i = from; i < to; i++) {
        const struct lex_token *t = &j->p.tokens[i];
        if (is_name(t) != name)
            return false;
        name = !name;
        if (!is_name(t)) {
            if (t->class != LEX_COMMA && t->class != LEX_OR && t->class != LEX_ALSO &&
                t->class != LEX_DOT && !lex_is(t, LEX_PTC, "ya"))
                return false;
            continue;
        }
        enum part part = part_of(j, &s->np, t);
        if (part == UNREAD)
            return false;
        beside |= part == BESIDE;
    }
    if (name || !beside)
        return !name;
    s->np.such = true;
    s->np.ex_from = from;
    s->np.ex_to = to;
    return true;
}

void ja_seg_include(struct ja *j, struct ja_seg *s, size_t from, size_t to)
{
    bool noun = s->np.what != JA_NO_NOUN;
    if (noun && to == from + 1 && lex_is(&j->p.tokens[from], LEX_HISTNOUN, "past")) {
        ja_seg_say(s, JA_EVER, &j->p.tokens[from]); /* 悪性腫瘍(既往を含む) */
        return;
    }
    if (noun && s->np.ex_to <= s->np.ex_from && takes_names(j, s, from, to))
        return;
    struct crit_node *e = ja_tokens(&j->p, CRIT_EXCLUSION, from, to);
    if (noun) {
        s->also = crit_join(j->p.ctx, CRIT_OR, s->also, e);
    } else if (s->done && s->done->type == CRIT_ATOM && !s->valued) {
        s->done = crit_join(j->p.ctx, CRIT_OR, s->done, e);
        ja_seg_rebase(s);
    } else {
        s->vague = true;
    }
}

bool ja_seg_takes_included(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    bool disease = ja_seg_is_kind(&s->np, "disease");
    if (!is_include(t) || s->such.what || (!disease && s->np.what != JA_FACT))
        return false;
    s->such = s->np;
    if (s->np.what == JA_FACT) { /* told as it stands: 禁煙後3か月以内の者を含む */
        struct ja_say say = {.pred = JA_HAVE, .window = s->window};
        s->np.vague |= s->vague;
        s->such.tree = ja_noun(j, &s->np, &say);
        s->such.what = JA_EXTRA;
        s->window = (struct ja_window){.w = {.n = -1}};
        s->vague = false;
    }
    ja_seg_forget(s);
    s->any = true;
    return true;
}
