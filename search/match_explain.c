/* Which atoms a result rests on, or what it waits for. */
#include "search/match_inner.h"

struct teller {
    struct matcher *m;
    struct match_explained *out;
};

static void tell(struct teller *t, const struct match_reason *reason)
{
    for (size_t i = 0; i < t->out->n_reasons; i++) {
        const struct match_reason *said = &t->out->reasons[i];
        if (said->attr == reason->attr && said->item == reason->item &&
            said->begin == reason->begin && said->end == reason->end)
            return;
    }
    if (t->out->n_reasons < MATCH_REASONS_MAX)
        t->out->reasons[t->out->n_reasons++] = *reason;
}

static void tell_atom(struct teller *t, struct flat_reader *r, uint8_t node)
{
    struct flat_atom a;
    struct match_atom_value v;
    struct flat_reader again = *r;
    match_atom(t->m, r, node, &a, &v);
    flat_read_atom(&again, node, &a);
    tell(t, &(struct match_reason){a.attr, a.begin, a.begin + a.len, v.item, v.mask});
}

static void tell_consent(struct teller *t, struct flat_reader *r)
{
    uint32_t begin = flat_varint(r), len = flat_varint(r);
    tell(t, &(struct match_reason){ATTR_consent_self, begin, begin + len, -1, match_consent(t->m)});
}

static void tell_node(struct teller *t, struct flat_reader *r);

/* Decided by one child when it is an and that is false or an or that is true; by all otherwise. */
static void tell_group(struct teller *t, struct flat_reader *r, uint8_t node, uint8_t mask)
{
    uint8_t alone = node == FLAT_AND ? MATCH_FALSE : MATCH_TRUE;
    bool told = false;
    for (unsigned n = *r->p++; n > 0; n--) {
        struct flat_reader at = *r;
        uint8_t child = match_node(t->m, &at);
        if (mask == alone ? child == alone && !told
                          : (child == mask || (mask != MATCH_TRUE && mask != MATCH_FALSE &&
                                               child != MATCH_TRUE && child != MATCH_FALSE))) {
            told = true;
            struct flat_reader here = *r;
            tell_node(t, &here);
        }
        *r = at;
    }
}

static void tell_if(struct teller *t, struct flat_reader *r, uint8_t node)
{
    struct flat_reader at = *r, first = *r;
    uint8_t cond = match_node(t->m, &at);
    tell_node(t, &first);
    if (cond & (MATCH_TRUE | MATCH_SITE)) {
        struct flat_reader then = at;
        tell_node(t, &then);
    }
    match_skip(&at);
    if (node == FLAT_IF_ELSE) {
        struct flat_reader otherwise = at;
        if (cond & (MATCH_FALSE | MATCH_SITE))
            tell_node(t, &otherwise);
        match_skip(&at);
    }
    *r = at;
}

static void tell_node(struct teller *t, struct flat_reader *r)
{
    struct flat_reader start = *r, probe = *r;
    uint8_t node = *r->p++;
    switch (node) {
    case FLAT_AND:
    case FLAT_OR:
        tell_group(t, r, node, match_node(t->m, &probe));
        break;
    case FLAT_NOT:
        t->m->careful = !t->m->careful;
        tell_node(t, r);
        t->m->careful = !t->m->careful;
        break;
    case FLAT_IF:
    case FLAT_IF_ELSE:
        tell_if(t, r, node);
        break;
    case FLAT_CONSENT:
        tell_consent(t, r);
        break;
    case FLAT_TRUE:
    case FLAT_JUDGEMENT:
    case FLAT_OPAQUE:
        *r = start;
        match_skip(r);
        break;
    default:
        tell_atom(t, r, node);
        break;
    }
}

size_t match_explain(struct matcher *m, const uint8_t *flat, struct match_explained *ret,
                     size_t max)
{
    match_begin(m, flat);
    struct flat_reader r = m->trial.first;
    for (uint32_t i = 0; i < m->trial.n && i < max; i++) {
        struct flat_criterion c;
        flat_next(&r, &c);
        struct flat_reader code = c.code;
        uint8_t mask = match_criterion(m, c.kind, &code);
        ret[i] = (struct match_explained){.kind = c.kind,
                                          .block = c.block,
                                          .own = c.own,
                                          .coverage = c.coverage,
                                          .begin = c.begin,
                                          .end = c.begin + c.len};
        ret[i].result = match_result_of(mask);
        struct teller t = {m, &ret[i]};
        tell_node(&t, &c.code);
    }
    return m->trial.n;
}
