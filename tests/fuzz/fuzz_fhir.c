/* Any JSON as a FHIR resource: facts within the bounds that facts_read accepts, or a refusal. */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static void read_one(void *ctx, const json_t *root)
{
    enum { TODAY = 20454 };
    struct profile *p = profile_new(ctx);
    struct jsonw w;
    struct err err;
    json_error_t error;
    if (fhir_read(p, root, TODAY, &err) != OK)
        return;
    for (size_t i = 0; i < p->n_evidence; i++)
        need(p->evidence[i].attr < n_attributes && p->evidence[i].text != NULL);
    jsonw_init(&w, ctx);
    facts_write(&w, p->facts);
    json_t *o = json_loads(jsonw_text(&w), 0, &error);
    need(o != NULL && facts_read(facts_new(ctx), o, NULL, NULL) == OK);
    json_decref(o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool started; /* libFuzzer runs one thread */
    json_error_t error;
    if (!started)
        mem_start();
    started = true;
    json_t *root = json_loadb((const char *)data, size, JSON_DECODE_ANY, &error);
    if (!root)
        return 0;
    void *ctx = talloc_new(NULL);
    read_one(ctx, root);
    talloc_free(ctx);
    json_decref(root);
    return 0;
}
