/*
 * Questions for the peers of the bench, cut by us so that all are asked the same:
 * usage: dump_queries QUERIES.tsv KIND_COLUMN Q_COLUMN [PARAMETER_COLUMN] >FILE
 * Each line: kind, question, parameters, plain, expanded, wide, any. The last four are units that
 * all must match, joined by RS (U+001E); each is names of which one must match, joined by US
 * (U+001F): plain     what the person typed between spaces and quotation marks expanded  our units,
 * concepts with all their names in the lexicon wide      also with the names of what stands below
 * them, NAMES_MAX at most any       one unit of all the names of wide: any of them will do
 */
#include "indexer/lexicon_load.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/query.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 8, NAMES_MAX = 256, UNIT_END = 0x1E, NAME_END = 0x1F };

struct names {
    const char *items[NAMES_MAX];
    size_t n;
};

struct asker {
    struct query_tools tools;
    void *ctx; /* of one question */
};

static void name_add(struct names *to, const char *name)
{
    for (size_t i = 0; i < to->n; i++)
        if (text_equal_nocase(to->items[i], name))
            return;
    if (to->n < NAMES_MAX && *name)
        to->items[to->n++] = name;
}

/* The lexicon holds one writing of names that our fold makes equal: peers need the other, too. */
static void names_add(struct asker *a, struct names *to, const char *name)
{
    name_add(to, name);
    if (strstr(name, "癌"))
        name_add(to, text_replace(a->ctx, name, "癌", "がん"));
    if (strstr(name, "がん"))
        name_add(to, text_replace(a->ctx, name, "がん", "癌"));
}

/* What the concept is called; names of several meanings are not. */
static void names_of(struct asker *a, uint32_t concept, struct names *to)
{
    struct lexicon_concept c;
    struct lexicon_form form;
    lexicon_concept(a->tools.lexicon, concept, &c);
    names_add(a, to, c.ja);
    names_add(a, to, c.en);
    for (size_t i = 0; i < c.n_forms; i++) {
        lexicon_form(a->tools.lexicon, c.first_form + (uint32_t)i, &form);
        if (form.flag == LEXICON_BOTH_WAYS)
            names_add(a, to, form.text);
    }
}

static void names_below(struct asker *a, uint32_t concept, struct names *to)
{
    for (uint32_t i = 0; i < lexicon_count(a->tools.lexicon); i++)
        if (i != concept && lexicon_is_a(a->tools.lexicon, i, concept))
            names_of(a, i, to);
}

static void print_unit(const struct names *names, int before)
{
    if (before)
        putchar(before);
    for (size_t i = 0; i < names->n; i++)
        printf("%s%.*s", i ? "\x1f" : "", (int)strcspn(names->items[i], "\t\n"), names->items[i]);
}

static void print_expanded(struct asker *a, const struct query *q, bool wide, int between)
{
    int before = 0;
    for (size_t i = 0; i < q->n_units; i++) {
        const struct query_unit *u = &q->units[i];
        struct names names = {.n = 0};
        if (u->negated || (u->stop && q->n_units > 1))
            continue;
        names_add(a, &names, u->typed);
        for (size_t k = 0; k < u->n_concepts; k++)
            names_of(a, u->concepts[k], &names);
        for (size_t k = 0; wide && k < u->n_concepts; k++)
            names_below(a, u->concepts[k], &names);
        print_unit(&names, before);
        before = between;
    }
}

static void print_plain(const char *q)
{
    bool first = true;
    while (*q) {
        bool quoted = *q == '"';
        q += quoted;
        size_t n = strcspn(q, quoted ? "\"" : " ");
        if (n) {
            printf("%s%.*s", first ? "" : "\x1e", (int)n, q);
            first = false;
        }
        q += n + (q[n] != '\0');
    }
}

static void print_question(struct asker *a, const char *kind, const char *q, const char *parameters)
{
    struct query query;
    struct err err;
    a->ctx = mem_context(NULL, "question");
    printf("%s\t%s\t%s\t", kind, q, parameters);
    print_plain(q);
    if (query_read(a->ctx, &a->tools, q, "q", QUERY_ANY_FIELD, &query, &err) == OK)
        for (int column = 0; column < 3; column++) {
            putchar('\t');
            print_expanded(a, &query, column > 0, column == 2 ? NAME_END : UNIT_END);
        }
    putchar('\n');
    talloc_free(a->ctx);
}

static int run(struct asker *a, char **argv, int argc)
{
    FILE *f = fopen(argv[1], "r");
    char line[1 << 14];
    if (!f) {
        fprintf(stderr, "dump_queries: cannot open %s\n", argv[1]);
        return 1;
    }
    while (fgets(line, sizeof line, f)) {
        char *rest = line, *cells[CELLS] = {0};
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < CELLS && rest; i++)
            cells[i] = strsep(&rest, "\t");
        int kind = (int)strtol(argv[2], NULL, 10), q = (int)strtol(argv[3], NULL, 10);
        int parameters = argc > 4 ? (int)strtol(argv[4], NULL, 10) : CELLS - 1;
        if (*line == '#' || !cells[q] || strcmp(cells[q], "query") == 0)
            continue;
        print_question(a, cells[kind], cells[q], cells[parameters] ? cells[parameters] : "");
    }
    fclose(f);
    return 0;
}

int main(int argc, char **argv)
{
    struct err err = {.text = ""};
    struct loaded_lexicon loaded;
    mem_start();
    void *ctx = mem_context(NULL, "queries");
    if (argc < 4 || strspn(argv[2], "01234567") != 1 || strspn(argv[3], "01234567") != 1) {
        fprintf(stderr, "usage: dump_queries QUERIES.tsv KIND_COLUMN Q_COLUMN [PARAMETERS]\n");
        return 64;
    }
    if (lexicon_load(ctx, NULL, &loaded, &err) != OK) {
        fprintf(stderr, "dump_queries: %s\n", err.text);
        return 1;
    }
    struct asker a = {{folder_new(ctx), tokenizer_new(ctx), loaded.lexicon, false}, NULL};
    int result = run(&a, argv, argc);
    talloc_free(ctx);
    return result;
}
