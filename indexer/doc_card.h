/* The card of a registration: the fixed members of a hit (api.md), written once at indexing time.
 */
#pragma once
#include "schema/base/jsonw.h"
#include "schema/trial.h"

/* JSON members without braces into an empty writer. id: the public number; cluster_json: a JSON
 * array. */
void doc_card_write(struct jsonw *w, const struct trial *t, const char *id,
                    const char *cluster_json);
