/* Measured things of a note, for note_ja_measure.c (by their names), note_ja_nameless.c. */
#pragma once
#include "search/note_ja.h"

/* Makes room for a value that is newer than the one said before; false: an older one. */
bool nj_may_say(struct nj *n, uint16_t attr);
/* In the attribute's unit, where it is plausible. */
bool nj_convert(uint16_t attr, const struct number *v, double *ret);
/* The value at token i of what is named at token `name`: the token behind, 0 when it is none. */
size_t nj_say_number(struct nj *n, size_t name, size_t i, uint16_t attr);
/* 128/66 at token i, of what is named at token `name`: the token behind, 0 when it is none. */
size_t nj_say_divided(struct nj *n, size_t name, size_t i);
bool nj_is_number_of(const struct nj_token *t, double low, double high);
/* 34週2日: the days as part of a week; tokens. */
size_t nj_read_days_of_week(const struct nj *n, size_t i, double *ret);

/* note_ja_nameless.c. Each: tokens taken at i, 0 when it is none of theirs. */
size_t nj_read_body(struct nj *n, size_t i);
size_t nj_read_birth_history(struct nj *n, size_t i);
size_t nj_read_row(struct nj *n, size_t i);
size_t nj_read_height(struct nj *n, size_t i);
/* 高血圧もあり159/88でした */
size_t nj_read_pressure(struct nj *n, size_t i);
