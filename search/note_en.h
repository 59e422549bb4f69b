/* The English note grammar's own parts (note_read_en*.c); words: data/note-en.tsv. */
#pragma once
#include "search/criteria_read_en_inner.h"
#include "search/note_inner.h"
#include <string.h>

enum note_en_class {
    NOTE_EN_KIN, /* value: sex */
    NOTE_EN_OWNER,
    NOTE_EN_SELF,
    NOTE_EN_ASKS,
    NOTE_EN_TOLD,
    NOTE_EN_BYGONE,
    NOTE_EN_LOST,
    NOTE_EN_BEFORE
};
struct note_en_word {
    enum note_en_class class;
    const char *value, *text;
};
extern const struct note_en_word note_en_words[];
extern const size_t note_en_word_count;

/* What the words before say of those that follow. */
struct colour {
    bool denied, relative, suspected, past, taking, given, planned, allergic;
};
struct en_note {
    struct note_parse *p;
    struct en_parse e; /* tokens, for the readers of values and windows */
    struct lexicon_matches names;
    struct folded folded;
    struct colour colour;
    size_t lo, hi; /* the sentence */
    size_t he, she;
    size_t marker_end;                  /* behind the biomarker read last */
    bool first;                         /* no sentence behind it yet */
    bool self;                          /* who writes tells of themself */
    const struct note_en_word *patient; /* the relative whom the note is about; NULL: none */
};

static inline const struct en_token *note_en_at(const struct en_note *n, size_t i)
{
    return &n->e.t[i];
}

static inline bool note_en_is(const struct en_note *n, size_t i, const char *word)
{
    const struct en_token *t = note_en_at(n, i);
    size_t len = strlen(word);
    return t->end - t->begin == len && memcmp(n->e.text.s + t->begin, word, len) == 0;
}

/* Of words, which ends in NULL. */
static inline bool note_en_is_any(const struct en_note *n, size_t i, const char *const *words)
{
    for (; *words; words++)
        if (note_en_is(n, i, *words))
            return true;
    return false;
}

/* note_read_en_who.c. Before the first sentence: whom the note is about. */
void note_en_find_patient(struct en_note *n);
/* Says at token i whether what follows is somebody else's (colour.relative). */
void note_en_read_whose(struct en_note *n, size_t i);
/* "he is 72", "my husband, 60", "aged 55": an age without a unit; tokens [i, end) are the number.
 */
bool note_en_is_bare_age(const struct en_note *n, size_t i, size_t end);
