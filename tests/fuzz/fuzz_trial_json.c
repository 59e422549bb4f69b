/* Any bytes as a record: no crash; what is read writes to JSON that reads back the same, and passes
 * through the checks. */
#include "schema/base/mem.h"
#include "schema/trial_diff.h"
#include "schema/trial_json.h"
#include "schema/trial_merge.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
    if (!good)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *ctx = mem_context(NULL, "fuzz");
    struct problems *problems = problems_new(ctx);
    struct trial *t, *again;
    struct field_change *changes;
    struct err err;
    if (trial_read_json(ctx, (const char *)data, size, &t, problems, &err) != OK) {
        must(problems->n_errors > 0);
    } else {
        size_t len, len_again;
        const char *json = trial_to_json(ctx, t, &len);
        must(trial_read_json(ctx, json, len, &again, problems, &err) == OK);
        const char *json_again = trial_to_json(ctx, again, &len_again);
        must(len == len_again && memcmp(json, json_again, len) == 0);
        must(trial_diff(ctx, t, again, &changes) == 0);
        must(trial_diff(ctx, t, trial_merge(ctx, t, trial_new(ctx)), &changes) == 0);
        trial_check(t, problems);
    }
    talloc_free(ctx);
    return 0;
}
