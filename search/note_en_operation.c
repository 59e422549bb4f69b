/* Operations by the words that make their names: "wide local excision", "ileocecal resection". */
#include "search/note_en.h"

/* "hernia" before "surgery": what was operated on; the token behind the name, 0: not so. */
static size_t behind_operated(const struct en_note *n, size_t i)
{
    const struct lexicon_match *m = note_en_name_at(n, i);
    uint32_t unused;
    if (!note_en_is_other_disease_at(n, i))
        return 0;
    size_t end = note_en_token_at(n, n->folded.src_end[m->end - 1]);
    return end < n->hi && note_en_form(n, note_en_at(n, end)->begin, NOTE_EN_OPERATION, &unused)
               ? end
               : 0;
}

/* "ileocecal resection", "transsphenoidal": a word of anatomy that no table has. */
static bool is_part_word(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    size_t len = t->end - t->begin;
    const char *s = n->e.text.s + t->end;
    return t->class == EN_WORD && !t->sense && len > 6 && !note_en_name_at(n, i) &&
           (memcmp(s - 2, "al", 2) == 0 || memcmp(s - 2, "ic", 2) == 0) &&
           !note_en_is_any(n, i, en_list_part_words_not);
}

/* A word that belongs to the name of the operation behind it: the token behind; 0: none. */
static size_t behind_operkind(const struct en_note *n, size_t i)
{
    size_t end;
    if (i >= n->hi)
        return 0;
    if (is_part_word(n, i))
        return i + 1;
    if (note_en_says(n, i, NOTE_EN_OPERKIND, &end))
        return end;
    if (en_is(note_en_at(n, i), EN_SITE) && !note_en_is_neoplasm(n, note_en_name_at(n, i)))
        return i + 1;
    return behind_operated(n, i);
}

/* Bytes [begin, end) are of a longer name that began before them. */
static bool is_inside_name(const struct en_note *n, uint32_t begin, uint32_t end)
{
    for (size_t k = 0; k < n->names.n; k++)
        if (n->folded.src_begin[n->names.items[k].begin] < begin &&
            n->folded.src_end[n->names.items[k].end - 1] >= end)
            return true;
    return false;
}

size_t note_en_read_operation(struct en_note *n, size_t i)
{
    enum { WORDS = 4 };
    const struct colour *c = &n->colour;
    uint32_t begin = note_en_at(n, i)->begin, end = 0;
    size_t last = i, next;
    for (size_t words = 0; words < WORDS && (next = behind_operkind(n, last)); words++)
        last = next;
    if (last >= n->hi || !note_en_form(n, note_en_at(n, last)->begin, NOTE_EN_OPERATION, &end) ||
        c->relative || c->planned)
        return 0;
    const struct lexicon_match *m = note_en_name_at(n, i);
    bool known =
        m && m->n && n->folded.src_begin[m->begin] == begin && n->folded.src_end[m->end - 1] >= end;
    const char *kind = en_kind_of(n->p->reader->en, n->e.text.s + begin, end - begin);
    bool alone = last == i && !(kind && n->e.text.s[end - 1] == 'y'); /* "replacement" of what? */
    if ((known && kind && strcmp(kind, "surgery") == 0) || alone || is_inside_name(n, begin, end))
        return 0; /* the lexicon's name */
    struct named d = {.word = note_en_text(n, begin, end),
                      .class = "procedure",
                      .kind = "surgery",
                      .said = note_en_said_behind(n, end, false),
                      .ago = note_en_ago_behind(n, end)};
    if (!d.said.planned)
        note_en_settle_name(n, i, &d, begin, end);
    return note_en_token_at(n, end);
}
