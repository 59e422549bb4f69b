/*
 * One member of a JSON object found without building a tree of all of it: for large documents of
 * our own writing of which one part is wanted. It skips, it does not judge: what is found goes to a
 * parser.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* The value of the first member `name` (plain ASCII, as it is written) of the object; false when
 * there is none or the text ends too early. Points into json. */
bool json_scan_member(const char *json, size_t len, const char *name, const char **ret,
                      size_t *ret_len);
