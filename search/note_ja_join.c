/* Names of a Japanese note that are made of several tokens: 2型|DM, VRd|療法, レボドパ・カルビドパ.
 */
#include "search/note_ja.h"

static bool is_part(const struct nj_token *t)
{
    return t->class == NJ_NAME || (t->class == NJ_TEXT && t->kind != NULL);
}

static bool is_text_of(const struct note_parse *p, const struct nj_token *t, const char *text)
{
    size_t len = strlen(text);
    return t->class == NJ_TEXT && t->end - t->begin == len &&
           strncmp(p->text.s + t->begin, text, len) == 0;
}

/* Latin text beside Japanese names is a word of its own. */
static bool joins(const struct note_parse *p, const struct nj_token *a, const struct nj_token *b)
{
    bool latin_a = (unsigned char)p->text.s[a->end - 1] < 0x80;
    bool latin_b = (unsigned char)p->text.s[b->begin] < 0x80;
    bool gap = nj_has_gap(p, b->begin);
    if (a->end != b->begin)
        return false;
    if (a->class == NJ_TEXT && b->class == NJ_NAME && a->end >= 3 && (latin_b || !gap) &&
        strncmp(p->text.s + a->end - 3, "型", 3) == 0)
        return true; /* 2型DM */
    if (is_text_of(p, b, "後") || (nj_is_remedy(b) && a->class == NJ_TEXT &&
                                   ja_ends_in(p->text.s, a->end, nj_list_after_care, NULL)))
        return false; /* 膀胱全摘術後: that it is done; Bev後オラパリブ */
    if (a->class == NJ_TEXT && a->kind && is_text_of(p, b, "療法"))
        return true; /* VRd療法 */
    bool organ = a->class == NJ_ORGAN && b->class == NJ_TEXT;
    return !gap && (is_part(a) || organ) && is_part(b) && latin_a == latin_b;
}

static bool is_regimen_going(const struct note_parse *p, const struct nj_token *t)
{
    size_t len = t->end - t->begin, more = strlen("中");
    return len > more && nj_is_regimen(p->text.s + t->begin, len - more);
}

/* Runs of names and text without anything between: one name by its ending, or text. */
void nj_join_names(const struct note_parse *p, const struct lexer *kinds, struct nj_tokens *all)
{
    size_t to = 0;
    for (size_t i = 0; i < all->n; i++) {
        struct nj_token t = all->items[i];
        bool joined = false;
        const char *typed = NULL; /* 2型DM: the kind of DM */
        while (i + 1 < all->n && joins(p, &t, &all->items[i + 1])) {
            const struct nj_token *b = &all->items[++i];
            typed = t.class == NJ_TEXT && b->class == NJ_NAME ? b->kind : NULL;
            t.end = t.stem_end = b->end;
            joined = true;
        }
        if (joined || (t.class == NJ_TEXT && is_part(&t))) {
            const char *kind = lexer_kind(kinds, p->text.s + t.begin, t.end - t.begin);
            if (!kind && is_regimen_going(p, &t)) {
                t.end = t.stem_end -= (uint32_t)strlen("中"); /* DKd療法中: no lexicon has it */
                kind = "therapy";
            }
            if (!kind && typed && (unsigned char)p->text.s[t.end - 1] < 0x80)
                kind = typed;
            if (nj_is_bare_end(p->text.s + t.begin, t.end - t.begin) ||
                nj_is_no_disease(p->text.s + t.begin, t.end - t.begin))
                kind = NULL;
            t.class = kind ? NJ_NAME : NJ_TEXT;
            t.kind = kind ? kind : "";
        }
        if (i + 2 < all->n && nj_is_combined(p->text.s, &t, &all->items[i + 1]))
            t.end = t.stem_end = all->items[i += 2].end; /* レボドパ・カルビドパ */
        all->items[to++] = t;
    }
    all->n = to;
}
