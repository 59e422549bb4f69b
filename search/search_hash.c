#include "search/search_hash.h"
#include <string.h>

void search_hash_text(crypto_generichash_state *h, const char *s)
{
    uint64_t len = s ? strlen(s) + 1 : 0;
    crypto_generichash_update(h, (const unsigned char *)&len, sizeof len);
    crypto_generichash_update(h, (const unsigned char *)(s ? s : ""), len);
}

void search_hash_words(crypto_generichash_state *h, const struct search_request *r)
{
    const uint64_t synonyms_off = r->synonyms_off;
    search_hash_text(h, r->q);
    search_hash_text(h, r->condition);
    search_hash_text(h, r->drug);
    search_hash_text(h, r->sponsor);
    crypto_generichash_update(h, (const unsigned char *)&synonyms_off, sizeof synonyms_off);
}

void search_hash_filters(crypto_generichash_state *h, const struct search_request *r)
{
    const uint64_t numbers[] = {r->status,
                                r->phase,
                                r->kind,
                                r->study_type,
                                r->prefecture,
                                r->sex,
                                r->registry,
                                (uint64_t)(int64_t)r->age_days,
                                (uint64_t)r->not_child << 5 | (uint64_t)r->not_nanbyo << 4 |
                                    (uint64_t)r->no_results << 3 | (uint64_t)r->child << 2 |
                                    (uint64_t)r->nanbyo << 1 | r->has_results,
                                (uint64_t)r->updated_since.year << 16 |
                                    (uint64_t)r->updated_since.month << 8 | r->updated_since.day,
                                r->near.set,
                                (uint64_t)r->within_km};
    const double point[] = {r->near.lat, r->near.lon};
    crypto_generichash_update(h, (const unsigned char *)numbers, sizeof numbers);
    crypto_generichash_update(h, (const unsigned char *)point, sizeof point);
}
