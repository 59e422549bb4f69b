/*
 * The lexer of query.c: a question → lexemes with their place in it. Full-width forms count as
 * their half-width ones. What makes no operator (unbalanced quotes, lone AND) comes as a word or
 * not at all, so the parser always sees sense. Used by query.c and its tests only.
 */
#pragma once
#include <stddef.h>
#include "search/query.h"

enum lex_kind {
    LEX_WORD,
    LEX_QUOTED,
    LEX_NUMBER,
    LEX_OPEN,
    LEX_CLOSE,
    LEX_AND,
    LEX_OR,
    LEX_NOT,
    LEX_FIELD
};

struct lexeme {
    enum lex_kind kind;
    size_t begin, end;  /* bytes in the question; of a quoted phrase without its quotes */
    int field;          /* of LEX_FIELD */
    bool symbol;        /* the operator was written as & | - */
    const char *number; /* of LEX_NUMBER: normal form in lower case */
};
struct lex_list {
    struct lexeme *items; /* owned by ctx */
    size_t n;
    bool capitals; /* no small Latin letter */
    bool shouted;  /* capitals throughout, of more than abbreviations and operators */
};

void query_lex(void *ctx, const char *text, struct lex_list *ret);
