/*
 * The highlighter: texts of a hit → short HTML with what was searched for inside <mark>. Works on
 * folded text and its map back to the source, so ﾊｲｶﾞﾝ is marked for 肺がん's ハイガン; hiragana
 * and katakana count as the same; English words are marked by stem; of a concept every name of it
 * and of what is below it (肺がん, lung cancer, NSCLC for 肺癌). Title and conditions are given
 * whole, of the longer texts the windows that hold most of the units. Nothing is cut or marked
 * inside a grapheme; … stands where a text goes on; the output is safe to put into a page.
 *
 * Thread rule: one struct snippet_maker a thread.
 */
#pragma once
#include "search/plan.h"

enum { SNIPPETS_MAX = 4, SNIPPET_CHARS_JA = 120, SNIPPET_CHARS_EN = 200 };

struct snippet_maker;
struct snippet_maker *snippet_maker_new(void *ctx, struct folder *folder);

/* What to mark for a request: the units of all its questions that are not negated. `related`: also
 * the words that names of concepts are made of, for hits that hold no more than those. Owned by
 * ctx. */
struct snippet_needles;
const struct snippet_needles *snippet_needles_new(struct snippet_maker *m, void *ctx,
                                                  const struct plan_input *input, bool related);

/* One text of a hit: its field, language ('j', 'e') and bytes, not owned. */
struct snippet_text {
    int field;
    char lang;
    const char *bytes;
    size_t len;
};
/* At most SNIPPETS_MAX, owned by ctx; title first, then conditions, then windows by what they hold:
 * of other titles and conditions only while those given whole lack a unit. */
void snippet_make(struct snippet_maker *m, void *ctx, const struct snippet_needles *needles,
                  const struct snippet_text *texts, size_t n_texts, enum lang lang,
                  struct snippet **ret, size_t *ret_n);
