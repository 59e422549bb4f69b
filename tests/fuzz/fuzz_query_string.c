/* Any bytes as the query string of a search: decoded pairs are UTF-8, checked against the table,
 * read without a crash. */
#include "api/params.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_request r = {.ctx = mem_context(NULL, "fuzz")};
    struct param_errors errors = {0};
    struct search_request request;
    char *text = mem_strndup(r.ctx, (const char *)data, size);
    if (params_split(r.ctx, text, &r.params, &r.n_params, NULL)) {
        for (size_t i = 0; i < r.n_params; i++)
            if (!text_is_utf8(r.params[i].value, strlen(r.params[i].value)))
                abort();
        if (params_check(&r, search_params, &errors)) {
            search_params_read(&r, &request);
            if (request.limit < 1 || request.limit > 100)
                abort();
        }
    }
    if (params_from_json(r.ctx, text, strlen(text), &r.params, &r.n_params) &&
        params_check(&r, search_params, &errors))
        search_params_read(&r, &request);
    json_decref(errors.list);
    talloc_free(r.ctx);
    return 0;
}
