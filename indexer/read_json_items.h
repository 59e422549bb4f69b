/*
 * The objects of a JSON file, one text at a time: NDJSON lines, an array, objects one after
 * another, or the array that a wrapper object holds under `member`. What is no object spoils
 * itself only.
 */
#pragma once
#include "indexer/input.h"

#define JSON_ITEM_MAX_BYTES (6u << 20)

struct json_items {
    struct input *in;
    bool lines;   /* NDJSON */
    bool array;   /* inside the array of the objects */
    bool wrapped; /* which an object holds */
    char *text;   /* of the item, NUL-terminated */
    size_t len, cap;
    int64_t line;
    const char *problem; /* code of what is wrong with the item, or NULL */
};

/* `member` NULL: no wrapper is looked for. */
void json_items_start(struct json_items *items, void *ctx, struct input *in, const char *member);
/* false at the end. Otherwise text or problem is set. */
bool json_items_next(struct json_items *items, void *ctx);
