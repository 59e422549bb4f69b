/* What happened under or after a therapy: 投与中に増悪した, 治療後に病勢が進行した. */
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include <string.h>

bool ja_seg_befalls(const struct ja *j, const struct ja_seg *s, const struct lex_token *t)
{
    bool told = ja_seg_is_particle(s, "ga") || ja_seg_is_particle(s, "ni") ||
                ja_seg_is_particle(s, "wo") || ja_seg_is_particle(s, "wa");
    return told && ja_ends_in(j->p.text.s + t->begin, t->end - t->begin, ja_words_happened, NULL);
}

bool ja_seg_happened(const struct ja *j, const struct ja_seg *s, const struct lex_token *t)
{
    const struct lex_token *end = j->p.tokens + j->items[s->to - 1].last;
    for (t++; t < end; t++) {
        bool verb = t->class == LEX_VERB && t->flags & (LEX_PAST | LEX_JOINS) &&
                    !(t->flags & (LEX_NOT | LEX_GOING));
        bool word = (t->class == LEX_STATE || t->class == LEX_SEVERITY || t->class == LEX_TEXT ||
                     t->class == LEX_FACT) &&
                    ja_holds(j->p.text.s + t->begin, t->end - t->begin, ja_words_happened);
        if (verb || word || ja_is_unknown_verb(&j->p, t))
            return true;
    }
    return false;
}

void ja_seg_note_topic(const struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *v = t->sense->value;
    if (strcmp(v, "mo") == 0 && s->said && (s->say.flags & LEX_JOINS))
        s->say.pred = JA_UNKNOWN; /* 行っても: what it leads to matters */
    if (strcmp(v, "wa") == 0 && ja_seg_is_particle(s, "for"))
        s->np.vague = true; /* アレルギーについては、重篤なもの: what comes says which */
    bool under = strcmp(v, "ni") == 0 && s->said && s->say.pred == JA_TAKE &&
                 (s->say.flags & LEX_GOING) && !(s->say.flags & LEX_NOT);
    if (!under || !ja_seg_happened(j, s, t))
        return;
    s->say.pred = JA_HAD; /* 投与中に増悪した: it was taken then */
    s->say.flags = LEX_PAST;
    s->vague = true;
}
