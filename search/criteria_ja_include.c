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

/* ------------------------------------------------------------------ lines that hold several */

/* A drug or therapy by name, of which nothing is said yet. */
static bool is_bare_therapy(const struct ja_seg *s)
{
    bool therapy = !s->np.kind || ja_seg_is_kind(&s->np, "drug") ||
                   ja_seg_is_kind(&s->np, "therapy") || ja_seg_is_kind(&s->np, "surgery");
    bool radiation = s->np.what == JA_FACT && s->np.sense->attr == ATTR_radiotherapy;
    return ((s->np.what == JA_NAME && therapy) || radiation) && !s->said && !s->done && !s->head &&
           !s->joins;
}

bool ja_is_included_with(const struct ja_seg *s, const struct ja_seg *end)
{
    bool counted =
        end->included && end->valued && end->n_attrs && end->attrs[0] == ATTR_line_of_therapy;
    return counted && end->before != LEX_AND && is_bare_therapy(s) && end->done &&
           !crit_has_type(end->done, CRIT_NOT);
}

/* The place in e of what the lines hold; NULL: it is not there alone. */
static struct crit_node **held_by(struct crit_node *e)
{
    struct crit_node **found = NULL;
    for (size_t i = 0; e->type == CRIT_AND && i < e->n; i++)
        if (e->children[i]->type == CRIT_ATOM &&
            (e->children[i]->atom->attr == ATTR_prior_therapy ||
             e->children[i]->atom->attr == ATTR_radiotherapy))
            found = &e->children[i];
    return found;
}

/* One of the list before its last: it was had. Without the end of the last name, which is told
   already (A系及びB系薬剤を含む2レジメン以上の前治療歴), it is no whole name. */
static void tell_held(struct ja *j, struct ja_seg *s, const struct ja_seg *end)
{
    size_t k;
    bool half = ja_ends_in(j->p.text.s, s->np.end, ja_words_shared_joints, &k);
    if (end->np.what == JA_NAME && end->said)
        ja_seg_share(j, s, end);
    s->np.vague |= half && !s->np.tail;
    s->say = (struct ja_say){.pred = JA_HAD, .flags = LEX_PAST, .window = {.w = {.n = -1}}};
    ja_seg_settle(j, s);
}

struct crit_node *ja_of_included(struct ja *j, struct ja_seg *segs, size_t first, size_t last)
{
    struct ja_seg *end = &segs[last];
    struct crit_node *list = NULL;
    bool or = false, also = false;
    for (size_t i = first; i < last; i++) {
        struct ja_seg *s = &segs[i];
        or |= segs[i + 1].before == LEX_OR;
        also |= segs[i + 1].before == LEX_ALSO;
        tell_held(j, s, end);
    }
    for (size_t i = first; i < last; i++)
        list = crit_join(j->p.ctx, or || !also ? CRIT_OR : CRIT_AND, list, segs[i].done);
    if (end->said && !ja_seg_is_kind(&end->np, "disease"))
        ja_seg_settle(j, end); /* 治療歴: the last of the list is still open */
    struct crit_node **held = held_by(end->done);
    if (held)
        *held = crit_join(j->p.ctx, or || !also ? CRIT_OR : CRIT_AND, list, *held);
    ja_seg_settle(j, end);
    if (held && or != also)
        return end->done;
    return crit_join(j->p.ctx, CRIT_AND, end->done, /* A、Bを含む: one of them, or both? */
                     crit_opaque(&j->p, j->p.tokens[j->items[segs[first].from].first].begin,
                                 j->p.tokens[j->items[end->to - 1].last - 1].end));
}
