/* Walks a case table in plain text (tests/cases/…): tab-separated, '#' lines are comments, \n in a
 * cell is a line break. */
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE_CELLS 8

struct case_table {
    FILE *file;
    const char *path;
    int line;
    char text[65536];
    const char *cell[CASE_CELLS]; /* "" behind the last */
    int n_cells;
};

static inline void case_unescape(char *s)
{
    char *out = s;
    for (; *s; s++) {
        bool newline = s[0] == '\\' && s[1] == 'n';
        *out++ = newline ? '\n' : *s;
        s += newline;
    }
    *out = '\0';
}

static inline void case_open(struct case_table *t, const char *path)
{
    t->path = path;
    t->line = 0;
    t->file = fopen(path, "r");
    if (!t->file)
        fail_msg("cannot read %s", path);
}

/* The next row; false at the end (and the file is closed). */
static inline bool case_next(struct case_table *t)
{
    while (fgets(t->text, sizeof t->text, t->file)) {
        t->line++;
        t->text[strcspn(t->text, "\n")] = '\0';
        if (*t->text == '#')
            continue;
        t->n_cells = 0;
        for (int i = 0; i < CASE_CELLS; i++)
            t->cell[i] = "";
        for (char *p = t->text; p && t->n_cells < CASE_CELLS;) {
            char *tab = strchr(p, '\t');
            if (tab)
                *tab++ = '\0';
            case_unescape(p);
            t->cell[t->n_cells++] = p;
            p = tab;
        }
        return true;
    }
    fclose(t->file);
    return false;
}

static inline void case_equal(const struct case_table *t, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:%d: \"%s\": got \"%s\", want \"%s\"", t->path, t->line, t->cell[0], got, want);
}
