/* A table from texts to numbers. Texts are not copied: they live as long as the table. */
#pragma once
#include <stdint.h>

#define TEXT_MAP_NONE UINT32_MAX

struct text_map;
struct text_map *text_map_new(void *ctx);
/* TEXT_MAP_NONE when the text is not there. */
uint32_t text_map_get(const struct text_map *map, const char *text);
/* Adds, or replaces the number (and keeps the new text). */
void text_map_put(struct text_map *map, const char *text, uint32_t value);
