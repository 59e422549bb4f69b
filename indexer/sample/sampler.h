/*
 * The sample generator: record number `serial` of a seed, always the same. Records are plainly
 * fictional registrations that look like Japan's (sample: true, numbers SMP…). A record depends on
 * (seed, serial, dirt) alone, so any run is a prefix of a longer one, on every machine.
 *
 * Thread rule: a sampler belongs to one thread.
 */
#pragma once
#include "schema/base/err.h"
#include "schema/trial.h"

/* Numbers stay unique up to this serial; the first is 1. */
#define SAMPLER_SERIAL_MAX 1000000u

struct sampler;

/* dirt: plant what registries really contain (full width, lost superscripts, …), each record
 * listing it. ERR_INVALID names a fault of the built-in data. */
enum err_code sampler_new(void *ctx, uint64_t seed, bool dirt, struct sampler **ret,
                          struct err *err) MUSTCHECK;
/* Record of a serial in 1 … SAMPLER_SERIAL_MAX; owned by ctx. */
struct trial *sampler_make(struct sampler *s, void *ctx, uint32_t serial);
#define SAMPLER_VERSIONS_MAX 12
/* The states of a record that sampler_make made for the serial, oldest first; the last one is it.
 * Each is of a later day than the one before, and none states what the newest leaves out: imported
 * in this order they are its versions. Owned by ctx; returns how many. */
size_t sampler_history(const struct sampler *s, void *ctx, uint32_t serial, struct trial *newest,
                       struct trial *ret[SAMPLER_VERSIONS_MAX]);
/* The first variable that the data used without defining it, and where, since the sampler was made;
 * NULL is good. */
const char *sampler_missing(const struct sampler *s);
