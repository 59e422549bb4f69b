/*
 * Bytes of a source file: plain or gzip, a file, standard input or memory; counted by lines.
 * Constant memory.
 */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "schema/base/err.h"

#define INPUT_LINE_MAX_BYTES (8u << 20)

struct input;

enum err_code input_open(void *ctx, const char *path, struct input **ret,
                         struct err *err) MUSTCHECK;
/* The bytes stay the caller's and must live as long. */
struct input *input_open_memory(void *ctx, const char *bytes, size_t len);
/* Reading ends as a failure once *stop is set. */
void input_stop_on(struct input *in, atomic_bool *stop);
/* Up to `want` bytes that come next, without taking them; fewer only at the end. Valid until the
 * next call. */
size_t input_peek(struct input *in, size_t want, const char **ret);
/* Takes n bytes at most into out; 0 at the end. */
size_t input_read(struct input *in, char *out, size_t n);
/* One byte, or -1 at the end. */
int input_byte(struct input *in);
/* The next line with its line break, in a buffer of the input (valid until the next call). false at
 * the end. *ret_cut: the line was longer than INPUT_LINE_MAX_BYTES; what was behind that is
 * skipped. */
bool input_line(struct input *in, const char **ret, size_t *ret_len, bool *ret_cut);
/* Line of the next byte, from 1. */
int64_t input_line_number(const struct input *in);
/* Reading failed (truncated or damaged gzip, I/O error): what is wrong, or NULL. */
const char *input_failure(const struct input *in);
int64_t input_position(const struct input *in); /* in the file as it lies on disk */
int64_t input_size(const struct input *in);     /* -1 = unknown */
