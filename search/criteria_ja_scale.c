/* A general word for how somebody is (全身状態) and the scale that it is told by: one thing. */
#include "search/attributes_gen.h"
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"

/* The scales that tell how somebody is as a whole. */
static bool is_scale(uint16_t attr)
{
    return attr == ATTR_ecog_ps || attr == ATTR_kps || attr == ATTR_asa;
}

bool ja_seg_names_scale(struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    uint16_t attr = t->sense->attr;
    bool general = ja_is_one(j->p.text.s + t->begin, t->end - t->begin, ja_words_general_states);
    bool waits = s->n_attrs && !s->valued && is_scale(s->attrs[s->n_attrs - 1]);
    bool same = waits && is_scale(attr) && general != s->general;
    if (same && s->general)
        s->attrs[s->n_attrs - 1] = attr; /* by its own scale, not by the usual one */
    s->general = general && !same;
    return same;
}
