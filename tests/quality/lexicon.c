/* The lexicon that comes with the program: its faults, and how many concepts of each class it has.
 * usage: lexicon [TEXT...]          with TEXT: what it names
 *        lexicon --lint FILE...    the faults of tables, and nothing else */
#include "schema/base/mem.h"
#include "search/lexicon_build.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct lexicon_source *source;

static void count_print(const struct lexicon_source *s)
{
    size_t names = 0, kinds[LEXICON_KIND_COUNT] = {0}, classes[LEXICON_CLASS_COUNT] = {0};
    for (size_t i = 0; i < s->n; i++) {
        names += s->items[i].n_names;
        classes[s->items[i].class]++;
        for (size_t k = 0; k < s->items[i].n_names; k++)
            kinds[s->items[i].names[k].kind]++;
    }
    printf("%zu concepts, %zu names, %d faults\n", s->n, names, s->faults);
    for (int c = 0; c < LEXICON_CLASS_COUNT; c++)
        printf("  %s %zu\n", lexicon_class_name((enum lexicon_class)c), classes[c]);
    printf("  abbreviations %zu, brands %zu, codes %zu, lay %zu, readings %zu, English %zu\n",
           kinds[LEXICON_KIND_ABBR], kinds[LEXICON_KIND_BRAND], kinds[LEXICON_KIND_CODE],
           kinds[LEXICON_KIND_LAY], kinds[LEXICON_KIND_KANA], kinds[LEXICON_KIND_EN]);
}

static void text_print(struct lexicon *x, struct folder *folder, const char *text)
{
    struct folded f;
    struct lexicon_matches m;
    fold_text(folder, x, text, strlen(text), &f);
    lexicon_match(x, x, &f, text, LEXICON_CASE_ASKED, &m);
    for (size_t i = 0; i < m.n; i++) {
        printf("%.*s:", (int)(m.items[i].end - m.items[i].begin), f.text + m.items[i].begin);
        for (size_t k = 0; k < m.items[i].n; k++) {
            struct lexicon_concept c;
            lexicon_concept(x, m.items[i].concepts[k], &c);
            printf(" %s", c.id);
        }
        printf("%s\n", m.items[i].inside ? " (inside)" : m.items[i].n ? "" : " (off)");
    }
}

static int lint(int n, char **files)
{
    struct err err = {.text = ""};
    source = lexicon_source_new(NULL, stdout);
    for (int i = 0; i < n; i++)
        if (lexicon_source_read(source, files[i], &err) != OK) {
            printf("%s\n", err.text);
            return 1;
        }
    lexicon_check(source, folder_new(source));
    if (source->n == 0)
        printf("no concepts\n");
    return source->faults > 0 || source->n == 0;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    struct lexicon_bytes bytes;
    struct lexicon *x;
    mem_start();
    if (argc > 2 && strcmp(argv[1], "--lint") == 0)
        return lint(argc - 2, argv + 2);
    struct folder *folder = folder_new(NULL);
    source = lexicon_source_new(NULL, stdout);
    lexicon_builtin_read(source);
    clock_t from = clock();
    lexicon_check(source, folder);
    count_print(source);
    clock_t checked = clock();
    lexicon_compile(source, folder, NULL, &bytes);
    printf("checked in %.0f ms, compiled in %.0f ms to %zu bytes\n",
           (double)(checked - from) * 1e3 / CLOCKS_PER_SEC,
           (double)(clock() - checked) * 1e3 / CLOCKS_PER_SEC, bytes.len);
    if (lexicon_from_bytes(NULL, bytes.bytes, bytes.len, &x, &err) != OK) {
        printf("%s\n", err.text);
        return 1;
    }
    for (int i = 1; i < argc; i++)
        text_print(x, folder, argv[i]);
    return source->faults > 0;
}
