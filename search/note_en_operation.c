/* Operations by the words that make their names: "wide local excision", "ileocecal resection". */
#include "search/note_en.h"

struct named note_en_operation(const struct en_note *n, const char *word, uint32_t end)
{
    return (struct named){.word = word,
                          .class = "procedure",
                          .kind = "surgery",
                          .said = note_en_said_behind(n, end, false),
                          .ago = note_en_ago_behind(n, end)};
}

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
bool note_en_is_inside_name(const struct en_note *n, uint32_t begin, uint32_t end)
{
    for (size_t k = 0; k < n->names.n; k++)
        if (n->folded.src_begin[n->names.items[k].begin] < begin &&
            n->folded.src_end[n->names.items[k].end - 1] >= end)
            return true;
    return false;
}

static size_t read_operation(struct en_note *n, size_t i)
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
    if ((known && kind && strcmp(kind, "surgery") == 0) || alone ||
        note_en_is_inside_name(n, begin, end))
        return 0; /* the lexicon's name */
    struct named d = note_en_operation(n, note_en_text(n, begin, end), end);
    if (!d.said.planned)
        note_en_settle_name(n, i, &d, begin, end);
    return note_en_token_at(n, end);
}

/* ------------------------------------------------------------------ "took out the lump" */

static bool is_whose(const struct en_note *n, size_t i)
{
    return note_en_is_any(n, i, en_list_broken_whose) || note_en_is(n, i, "one") ||
           note_en_is(n, i, "of") || note_en_is(n, i, "most") ||
           en_is_value(note_en_at(n, i), EN_DROP, "");
}

/* The organ at token i, not as part of a longer name ("kidney stone"); a lump is one of the breast
   only where the note speaks of one. */
static const struct note_en_word *organ_at(const struct en_note *n, size_t i, uint32_t *end)
{
    const struct note_en_word *w =
        i < n->hi ? note_en_form(n, note_en_at(n, i)->begin, NOTE_EN_ORGAN, end) : NULL;
    const struct lexicon_match *m = w ? note_en_name_at(n, i) : NULL;
    if (!w || (m && n->folded.src_end[m->end - 1] > *end) ||
        (strcmp(w->value, "lumpectomy") == 0 &&
         !memmem(n->e.text.s, n->e.text.len, "breast", strlen("breast"))))
        return NULL;
    return w;
}

/* "had", "got" before the organ: what follows was done. */
static bool is_had(const struct en_note *n, size_t organ)
{
    enum { NEAR = 4 };
    for (size_t k = organ; k > n->lo && k + NEAR > organ; k--)
        if (note_en_is_any(n, k - 1, en_list_had_done))
            return true;
    return false;
}

/* "was taken out", "removed", or "out" of what somebody had: the token behind; 0: none. "I need my
   gallbladder removed" is still to come. */
static size_t behind_cut(const struct en_note *n, size_t i, size_t organ)
{
    size_t end;
    if (i >= n->hi)
        return 0;
    bool had = is_had(n, organ);
    bool told = had || note_en_begins(n, organ) || en_is(note_en_at(n, organ - 1), EN_COMMA) ||
                note_en_starts(n, i, "was ") || note_en_starts(n, i, "were ") ||
                note_en_is(n, i, "was") || note_en_is(n, i, "were") || note_en_is(n, i, "has been");
    if (note_en_says(n, i, NOTE_EN_CUT, &end))
        return told ? end : 0;
    return had && note_en_is(n, i, "out") ? i + 1 : 0;
}

/* "They took out the lump", "I had my gallbladder out", "her uterus was removed". */
static size_t read_removed(struct en_note *n, size_t i)
{
    enum { NEAR = 5 };
    const struct colour *c = &n->colour;
    size_t organ = i, behind = 0;
    uint32_t end;
    if (c->relative || c->planned)
        return 0;
    bool verb = note_en_says(n, i, NOTE_EN_CUT, &organ);
    for (size_t first = organ; verb && organ < n->hi && organ < first + NEAR; organ++)
        if (!is_whose(n, organ))
            break;
    const struct note_en_word *w = organ_at(n, organ, &end);
    if (w && verb)
        behind = note_en_token_at(n, end);
    else if (w)
        behind = behind_cut(n, note_en_token_at(n, end), organ);
    if (!behind)
        return 0;
    struct named d = note_en_operation(n, w->value, end);
    if (d.said.planned)
        return 0;
    note_en_settle_name(n, i, &d, note_en_at(n, i)->begin, note_en_at(n, behind - 1)->end);
    return behind;
}

size_t note_en_read_operation(struct en_note *n, size_t i)
{
    size_t removed = read_removed(n, i);
    return removed ? removed : read_operation(n, i);
}
