/* Words and sayings of data/note-en.tsv in a note's text, and where they stand. */
#include "search/note_en.h"

bool note_en_is_one(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == len && memcmp(s, *words, len) == 0)
            return true;
    return false;
}

bool note_en_token_ends(const struct en_note *n, size_t i, const char *const *words)
{
    const struct en_token *t = note_en_at(n, i);
    for (; *words; words++) {
        size_t len = strlen(*words);
        if (t->end - t->begin >= len && memcmp(n->e.text.s + t->end - len, *words, len) == 0)
            return true;
    }
    return false;
}

bool note_en_denies_itself(const char *text)
{
    return strncmp(text, "never ", 6) == 0 || strstr(text, " no ") || strstr(text, " never ");
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool note_en_is_word_end(const struct en_note *n, uint32_t at)
{
    return at == 0 || at >= n->e.text.len || !is_word_char(n->e.text.s[at]) ||
           !is_word_char(n->e.text.s[at - 1]);
}

/* Bytes of the form at `at`: its blanks stand for hyphens and ends of lines too. 0: not there. */
static uint32_t form_bytes(const struct en_note *n, uint32_t at, const char *form)
{
    const char *s = n->e.text.s + at;
    uint32_t i = 0;
    for (; form[i]; i++) {
        bool gap = form[i] == ' ' && (s[i] == '-' || s[i] == '\n');
        if (s[i] != form[i] && !gap)
            return 0;
    }
    return note_en_is_word_end(n, at + i) ? i : 0;
}

const struct note_en_word *note_en_form_of(const struct en_note *n, uint32_t at,
                                           enum note_en_class first, enum note_en_class last,
                                           uint32_t *end)
{
    const struct note_en_word *best = NULL;
    uint32_t longest = 0;
    unsigned char byte = (unsigned char)n->e.text.s[at];
    for (size_t class = first; class <= last && byte < NOTE_EN_BYTES; class ++)
        for (size_t k = note_en_first[class][byte]; k; k = note_en_words[k - 1].next) {
            uint32_t bytes = form_bytes(n, at, note_en_words[k - 1].text);
            if (bytes > longest) {
                longest = bytes;
                best = &note_en_words[k - 1];
            }
        }
    *end = at + longest;
    return best;
}

const struct note_en_word *note_en_form(const struct en_note *n, uint32_t at,
                                        enum note_en_class class, uint32_t *end)
{
    return note_en_form_of(n, at, class, class, end);
}

size_t note_en_token_at(const struct en_note *n, uint32_t at)
{
    size_t lo = 0, hi = n->e.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (note_en_at(n, mid)->begin < at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

bool note_en_says(const struct en_note *n, size_t i, enum note_en_class class, size_t *end)
{
    uint32_t behind;
    if (i >= n->e.n || !note_en_form(n, note_en_at(n, i)->begin, class, &behind))
        return false;
    *end = note_en_token_at(n, behind);
    return true;
}

bool note_en_has_form(const struct en_note *n, size_t i, enum note_en_class class)
{
    const struct en_token *t = note_en_at(n, i);
    uint32_t unused;
    for (uint32_t at = t->begin; at < t->end; at++)
        if ((at == t->begin || n->e.text.s[at - 1] == ' ') && note_en_form(n, at, class, &unused))
            return true;
    return false;
}

bool note_en_has_within(const struct en_note *n, size_t lo, size_t hi, enum note_en_class class)
{
    for (size_t i = lo; i < hi; i++)
        if (note_en_has_form(n, i, class))
            return true;
    return false;
}

bool note_en_ends_in(const struct en_note *n, uint32_t begin, uint32_t end,
                     enum note_en_class class)
{
    uint32_t behind;
    for (uint32_t at = begin; at < end; at++)
        if ((at == begin || note_en_is_word_end(n, at)) && note_en_form(n, at, class, &behind) &&
            (behind == end || (behind + 1 == end && n->e.text.s[behind] == 's')))
            return true;
    return false;
}

/* Names stand from left to right: asked at every word of a note, so by halves. */
const struct lexicon_match *note_en_name_at(const struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end = note_en_at(n, i)->end;
    size_t low = 0, high = n->names.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (n->folded.src_begin[n->names.items[middle].begin] < begin)
            low = middle + 1;
        else
            high = middle;
    }
    const struct lexicon_match *m = low < n->names.n ? &n->names.items[low] : NULL;
    return m && n->folded.src_begin[m->begin] < end ? m : NULL;
}

bool note_en_is_break(const struct en_note *n, size_t i)
{
    const struct en_token *t = note_en_at(n, i);
    return t->class == EN_STOP || t->class == EN_SEMI;
}

bool note_en_begins(const struct en_note *n, size_t i)
{
    return i == n->lo || (i == n->lo + 1 && note_en_is_break(n, n->lo));
}

const char *note_en_text(const struct en_note *n, uint32_t begin, uint32_t end)
{
    return crit_text_name(&n->e.text, n->p->tmp, begin, end);
}
