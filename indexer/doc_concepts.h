/*
 * The C stream of a document: which concepts of the lexicon its fields name, with all that stands
 * above them (肺癌 finds 非小細胞肺癌). A name of several meanings (UC) counts for those that the
 * document names elsewhere, too; for all of them when it names none. Thread rule: one a thread.
 */
#pragma once
#include <stdbool.h>
#include "search/idx_layout.h"
#include "search/lexicon.h"

struct doc_concepts;
struct doc_concepts *doc_concepts_new(void *ctx, const struct lexicon *lexicon);
void doc_concepts_clear(struct doc_concepts *c);
/* What f (folded from source) names, for `field`. True when the text is nothing but the name of a
 * concept. */
bool doc_concepts_add(struct doc_concepts *c, enum idx_field field, const struct folded *f,
                      const char *source);
/* After the last text: settles names of several meanings. */
void doc_concepts_settle(struct doc_concepts *c);
/* Concepts of a field with how often they were named (themselves or what is below them), in order
 * of first mention; *at begins at 0; false at the end. */
bool doc_concepts_next(const struct doc_concepts *c, enum idx_field field, size_t *at,
                       uint32_t *ret_concept, uint32_t *ret_times);
/* Whether no field before this one, exclusion text apart, names the concept. */
bool doc_concepts_is_first(const struct doc_concepts *c, enum idx_field field, uint32_t concept);
/* Whether title, conditions or keywords name something at or below the concept. */
bool doc_concepts_is_about(const struct doc_concepts *c, uint32_t concept);
/* True when the field names it or something below it. */
bool doc_concepts_is_in(const struct doc_concepts *c, enum idx_field field, uint32_t concept);
