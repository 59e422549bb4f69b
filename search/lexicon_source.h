/*
 * Lexicon files as people write them (search/data/lexicon/README says how): one concept a line,
 *   id <TAB> parents <TAB> class <TAB> preferred_ja <TAB> preferred_en <TAB> forms
 * a form being text|kind or text|kind|flag, parted by ';'. Reading finds every fault and goes on.
 * Memory of ctx; no thread rule.
 */
#pragma once
#include <stdio.h>
#include "search/lexicon.h"

struct lexicon_name {
    const char *text;
    enum lexicon_kind kind;
    enum lexicon_flag flag;
};
struct lexicon_entry {
    const char *id, *ja, *en;
    const char *parents; /* as written: ids with commas */
    enum lexicon_class class;
    struct lexicon_name *names; /* ja and en come first */
    size_t n_names;
    const char *file;
    int line;
};
struct lexicon_source {
    void *ctx;
    struct lexicon_entry *items;
    size_t n;
    int faults;
    FILE *report; /* where faults are told: file:line: what; NULL: nowhere */
};

struct lexicon_source *lexicon_source_new(void *ctx, FILE *report);
/* Adds the lines of a file. ERR_IO when it cannot be read; faults are counted and told. */
enum err_code lexicon_source_read(struct lexicon_source *s, const char *path,
                                  struct err *err) MUSTCHECK;
/* One line without its line break (it is cut up); `file` must live as long as s. */
void lexicon_source_line(struct lexicon_source *s, char *line, const char *file, int number);
/* A further concept; the strings are copied. Returns it for names to be added. */
struct lexicon_entry *lexicon_source_add(struct lexicon_source *s, const char *id,
                                         const char *parents, enum lexicon_class class,
                                         const char *ja, const char *en);
/* NULL when there is none. */
struct lexicon_entry *lexicon_source_find(struct lexicon_source *s, const char *id);
void lexicon_source_name(struct lexicon_source *s, struct lexicon_entry *e, const char *text,
                         enum lexicon_kind kind, enum lexicon_flag flag);
void lexicon_source_fault(struct lexicon_source *s, const struct lexicon_entry *e, const char *fmt,
                          ...) __attribute__((format(printf, 3, 4)));

/* Key of a name as lexicon_key_make gives it; owned by ctx. */
const char *lexicon_name_key(void *ctx, struct folder *folder, const char *text);
