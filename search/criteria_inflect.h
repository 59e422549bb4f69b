/* The endings of Japanese verbs and of what is used like one. */
#pragma once
#include <stddef.h>

/* Bytes of the endings at s and what they say (lex_flag); 0 when a particle or a noun follows. */
size_t inflect_read(const char *s, size_t len, unsigned *flags);
