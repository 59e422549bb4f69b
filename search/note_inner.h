/* What the note readers of both languages share (note_read.c). */
#pragma once
#include "search/criteria_read_en_lex.h"
#include "search/criteria_text.h"
#include "search/note_read.h"

struct note_reader {
    struct folder *folder;
    const struct lexicon *lexicon;
    struct en_lexer *en;
    struct nj_lexer *ja;
};
/* One note in a grammar's hands. */
struct note_parse {
    const struct note_reader *reader;
    void *ctx, *tmp;
    struct crit_text text;
    struct note *note;
};
/* Each says the fact (the first one said stays) and its words, bytes [begin, end) of the text. */
void note_number(struct note_parse *p, uint16_t attr, double value, uint32_t begin, uint32_t end);
void note_word(struct note_parse *p, uint16_t attr, const char *word, uint32_t begin, uint32_t end);
void note_flag(struct note_parse *p, uint16_t attr, bool flag, uint32_t begin, uint32_t end);
/* An item of a list; `ago_days` < 0: not said. */
void note_item(struct note_parse *p, uint16_t attr, const char *word, double ago_days,
               uint32_t begin, uint32_t end);
void note_none(struct note_parse *p, uint16_t attr, uint32_t begin, uint32_t end); /* [] */
void note_deny(struct note_parse *p, const char *word, uint32_t begin, uint32_t end);
/* At the end: "healthy" does not count beside an illness. */
void note_settle_healthy(struct note_parse *p);
bool note_has(const struct note_parse *p, uint16_t attr);
/* What was said of the attribute does not hold. */
void note_take_back(struct note_parse *p, uint16_t attr);

/* Bytes [begin, end) of the text said something, new or not. */
void note_seen(struct note_parse *p, uint32_t begin, uint32_t end);
/* note_unread.c: at the end, note->unread of the source. */
void note_find_unread(struct note *n, void *ctx, const char *source, size_t len);

void note_read_en(struct note_parse *p);
void note_read_ja(struct note_parse *p);
