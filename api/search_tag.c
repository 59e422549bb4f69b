#include "api/search_tag.h"
#include "schema/base/mem.h"
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

const char *search_tag(struct http_request *r, const struct index_info *index)
{
    unsigned char hash[16];
    char hex[33];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < r->n_params; i++) {
        crypto_generichash_update(&state, (const unsigned char *)r->params[i].name,
                                  strlen(r->params[i].name) + 1);
        crypto_generichash_update(&state, (const unsigned char *)r->params[i].value,
                                  strlen(r->params[i].value) + 1);
    }
    crypto_generichash_update(&state, (const unsigned char *)&r->lang, sizeof r->lang);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return mem_printf(r->ctx, "%s-%" PRIu64 "-%s", index->generation, index->revision, hex);
}
