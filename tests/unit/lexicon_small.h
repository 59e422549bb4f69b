/* A small lexicon from tables in memory, as the compiled form has it. */
#pragma once
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/lexicon_build.h"
#include <string.h>

static inline struct lexicon_source *lexicon_table(void *ctx, FILE *report, const char *text)
{
    struct lexicon_source *s = lexicon_source_new(ctx, report);
    char *copy = mem_strdup(ctx, text), *line;
    for (int number = 1; (line = strsep(&copy, "\n")); number++)
        if (*line)
            lexicon_source_line(s, line, "small", number);
    return s;
}

static inline struct lexicon *lexicon_small(void *ctx, struct folder *folder, const char *text)
{
    struct lexicon_source *s = lexicon_table(ctx, NULL, text);
    struct lexicon_bytes bytes;
    struct lexicon *x;
    struct err err = {.text = ""};
    assert_int_equal(s->faults, 0);
    lexicon_check(s, folder);
    assert_int_equal(s->faults, 0);
    lexicon_compile(s, folder, ctx, &bytes);
    if (lexicon_from_bytes(ctx, bytes.bytes, bytes.len, &x, &err) != OK)
        fail_msg("%s", err.text);
    return x;
}

/* What the text names: ids with +, parted by |; "-" a name that is off, ~ inside a longer one. */
static inline char *lexicon_names(const struct lexicon *x, void *ctx, struct folder *folder,
                                  const char *text, enum lexicon_case how)
{
    struct folded f;
    struct lexicon_matches m;
    char *out = mem_strdup(ctx, "");
    fold_text(folder, ctx, text, strlen(text), &f);
    lexicon_match(x, ctx, &f, text, how, &m);
    for (size_t i = 0; i < m.n; i++) {
        out = mem_printf(ctx, "%s%s%s%s", out, i ? "|" : "", m.items[i].inside ? "~" : "",
                         m.items[i].n ? "" : "-");
        for (size_t k = 0; k < m.items[i].n; k++) {
            struct lexicon_concept c;
            lexicon_concept(x, m.items[i].concepts[k], &c);
            out = mem_printf(ctx, "%s%s%s", out, k ? "+" : "", c.id);
        }
    }
    return out;
}
