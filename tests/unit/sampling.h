/* What the tests of the sample generator share. */
#pragma once
#include "tests/unit/unit.h"
#include "indexer/sample/sampler.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"

#define MANY 4000

static inline struct sampler *sampler_open(void *ctx, uint64_t seed, bool dirt)
{
    struct sampler *s = NULL;
    struct err err = {0};
    if (sampler_new(ctx, seed, dirt, &s, &err) != OK)
        fail_msg("%s", err.text);
    return s;
}

static inline int setup(void **state)
{
    *state = mem_context(NULL, "test");
    return 0;
}

static inline int teardown(void **state)
{
    talloc_free(*state);
    return 0;
}

static inline bool has_dirt(const struct trial *t, const char *what)
{
    for (size_t i = 0; i < t->n_dirt; i++) {
        if (text_equal(t->dirt[i], what))
            return true;
    }
    return false;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
