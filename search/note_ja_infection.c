/* What a sentence of a Japanese note says of infections: HIV, hepatitis, tuberculosis. */
#include "search/note_ja_say.h"

bool nj_is_latent(const char *name)
{
    return name && ja_holds(name, strlen(name), nj_list_latent);
}

/* 活動性肺結核, 肺結核（活動性） */
static bool is_tuberculosis_active(const struct nj *n, const struct nj_mention *m)
{
    const struct nj_token *inner = nj_at(n, m->last + 1);
    bool bracket = nj_at(n, m->last)->class == NJ_OPEN &&
                   nj_at(n, m->last + 2)->class == NJ_CLOSE &&
                   nj_text_is_any(n, inner, nj_list_active);
    bool once = nj_is(nj_at(n, m->last), NJ_PTC, "no") &&
                nj_is(inner, NJ_NONE, "history"); /* 活動性肺結核の既往 */
    return !m->modifies && !once &&
           (bracket || nj_begins_any(n, m->t, nj_list_active) ||
            (ja_ends_in(n->p->text.s, m->t->begin, nj_list_active, NULL) &&
             !ja_ends_in(n->p->text.s, m->t->begin, nj_list_inactive, NULL)));
}

static void say_tuberculosis(struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool open = s->what == SAID_MAYBE || s->what == SAID_UNKNOWN;
    bool test = m->t->class == NJ_MARKER && s->what == SAID_POS &&
                nj_text_is_any(n, m->t, nj_list_latent_tests);
    bool going = s->what != SAID_CURED && !s->ever && !s->past && !open;
    if (going && is_tuberculosis_active(n, m)) {
        struct nj_mention d = *m;
        d.value = nj_name(n, m->t->begin, m->t->end);
        note_word(n->p, ATTR_tuberculosis, "active", m->t->begin, s->end);
        if (m->t->class == NJ_MARKER && nj_ends_with(d.value, "結核"))
            nj_disease_add(n, &d, false);
    } else if (!open && (test || nj_is_latent(m->value)))
        note_word(n->p, ATTR_tuberculosis, "latent", m->t->begin, m->t->end);
    else if (s->what == SAID_CURED || s->what == SAID_EVENT || s->ever)
        note_word(n->p, ATTR_tuberculosis, "past", m->t->begin, s->end);
}

/* HIV感染症でXを飲んでいます, HIVに感染しました: it stays, whatever is done about it. */
static bool is_infected(const struct nj *n, const struct nj_mention *m, const struct saying *s)
{
    bool held = m->firm || nj_at(n, m->last)->class == NJ_OPEN; /* HIV感染症（X内服） */
    bool ill = m->t->class == NJ_NAME ? s->what == SAID_EVENT || held
                                      : strstr(m->t->word->text, "に感染") != NULL;
    return ill && (s->what == SAID_EVENT || s->what == SAID_TAKEN || s->what == SAID_HAD ||
                   s->what == SAID_STOPPED || s->what == SAID_PLAN);
}

/* HIV検査。, HIVの検査はしていません, T-SPOTは受けていません: no result is told. */
static bool is_without_result(const struct nj *n, const struct nj_mention *m,
                              const struct saying *s)
{
    if (m->t->class != NJ_MARKER || s->what == SAID_POS || s->what == SAID_NEG ||
        s->what == SAID_CLEARED)
        return false;
    if (nj_is_test_word(m))
        return true;
    for (size_t i = m->last; s->what == SAID_NO && i < n->hi; i++)
        if (nj_begins_any(n, nj_at(n, i), nj_list_found))
            return false; /* 肺結核の診断は受けたことがありません */
        else if (nj_at(n, i)->end == s->end)
            return nj_begins_any(n, nj_at(n, i), nj_list_tested);
    return false;
}

bool nj_is_test_word(const struct nj_mention *m)
{
    return m->t->class == NJ_MARKER && strstr(m->t->word->text, "検査");
}

void nj_say_infection(struct nj *n, uint16_t attr, const struct nj_mention *m,
                      const struct saying *s)
{
    if (is_without_result(n, m, s) || (s->what == SAID_NO && s->undone) ||
        ja_begins(n->p->text.s + s->end, nj_list_wondering))
        return; /* HIV抗体未検, 感染しているか心配 */
    bool there = s->what == SAID_POS || s->what == SAID_YES || s->what == SAID_NOTHING ||
                 (attr == ATTR_hiv && is_infected(n, m, s));
    if (nj_denies(s))
        note_word(n->p, attr, attr == ATTR_tuberculosis ? "none" : "negative", m->t->begin, s->end);
    else if (attr == ATTR_tuberculosis)
        say_tuberculosis(n, m, s);
    else if (s->what == SAID_POS && attr == ATTR_hbv)
        note_word(n->p, attr, "carrier", m->t->begin, s->end);
    else if (there && (attr == ATTR_hcv || attr == ATTR_hiv))
        note_word(n->p, attr, "positive", m->t->begin, s->end);
}
