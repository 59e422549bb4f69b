#include "search/criteria_read_en_cue.h"
#include "search/criteria_read_en_lex.h"
#include "schema/base/mem.h"

static const struct en_cue_node *root_of(char byte)
{
    uint16_t root = en_cue_roots[(unsigned char)byte];
    return root ? &en_cue_nodes[root] : NULL;
}

static const struct en_cue_node *child_of(const struct en_cue_node *at, char byte)
{
    const struct en_cue_node *c = &en_cue_nodes[at->first];
    for (const struct en_cue_node *end = c + at->n; c < end; c++)
        if (c->byte == byte)
            return c;
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Adds to `to` those of `from` that are found in this way; whether there are any. */
static bool add_cues(struct en_cues *to, const struct en_cues *from, enum en_cue_how how)
{
    uint64_t any = 0;
    for (size_t i = 0; i < EN_CUE_SETS; i++) {
        uint64_t more = from->bits[i] & en_cues_of_how[how].bits[i];
        to->bits[i] |= more;
        any |= more;
    }
    return any;
}

static void set_in_token(struct en_token *t, const struct en_cue_word *w, size_t begin)
{
    size_t end = begin + w->len;
    bool first = begin == t->begin, last = end == t->end;
    if (first)
        add_cues(&t->cues, &w->cues, EN_CUE_BEGIN);
    if (first && last)
        add_cues(&t->cues, &w->cues, EN_CUE_WHOLE);
    if (last)
        add_cues(&t->cues, &w->cues, EN_CUE_END);
    if (end <= t->end)
        add_cues(&t->cues, &w->cues, EN_CUE_INSIDE);
}

static void push_hit(void *ctx, struct en_said *said, const struct en_cue_word *w, size_t begin,
                     bool at_word)
{
    enum { ROOM = 32 };
    struct en_cue_hit hit = {.begin = (uint32_t)begin, .end = (uint32_t)begin + w->len};
    bool any = add_cues(&hit.cues, &w->cues, EN_CUE_INSIDE);
    if (at_word)
        any |= add_cues(&hit.cues, &w->cues, EN_CUE_BEGIN);
    if (!any)
        return;
    if (said->n % ROOM == 0)
        said->hits = MEM_GROW(ctx, said->hits, struct en_cue_hit, said->n + ROOM);
    said->hits[said->n++] = hit;
    for (size_t i = 0; i < EN_CUE_SETS; i++)
        said->all.bits[i] |= hit.cues.bits[i];
}

void en_cues_read(void *ctx, const struct crit_text *text, struct en_tokens *tokens,
                  struct en_said *ret)
{
    const char *s = text->s;
    struct en_token *t = tokens->items, *last = t + tokens->n;
    *ret = (struct en_said){NULL, 0, {{0}}};
    for (size_t i = 0; i < text->len; i++) {
        while (t < last && t->end <= i)
            t++;
        const struct en_cue_node *at = root_of(s[i]);
        for (size_t k = i + 1; at; at = k < text->len ? child_of(at, s[k++]) : NULL) {
            if (!at->word)
                continue;
            if (t < last && i >= t->begin)
                set_in_token(t, &en_cue_words[at->word], i);
            push_hit(ctx, ret, &en_cue_words[at->word], i, i == 0 || !is_letter(s[i - 1]));
        }
    }
}

const struct en_cue_hit *en_next_cue(const struct en_said *s, const struct en_cue_hit *from,
                                     size_t begin, size_t end, enum en_cue cue)
{
    if (!en_cues_have(&s->all, cue))
        return NULL;
    const struct en_cue_hit *h = from ? from : s->hits;
    for (; h < s->hits + s->n && h->begin < end; h++)
        if (h->begin >= begin && h->end <= end && en_cues_have(&h->cues, cue))
            return h;
    return NULL;
}

const struct en_cue_word *en_cue_at(const char *s, size_t len, enum en_cue cue)
{
    const struct en_cue_word *best = NULL;
    const struct en_cue_node *at = len ? root_of(lower(*s)) : NULL;
    for (size_t i = 1; at; at = i < len ? child_of(at, lower(s[i++])) : NULL)
        if (at->word && en_cues_have(&en_cue_words[at->word].cues, cue))
            best = &en_cue_words[at->word];
    return best;
}

bool en_is_cue(const char *s, size_t n, enum en_cue cue)
{
    const struct en_cue_word *w = en_cue_at(s, n, cue);
    return w && w->len == n;
}
