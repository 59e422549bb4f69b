/*
 * Files of names that operators add to the lexicon, read into its source form (README.md lists the
 * formats). A line that cannot be read is quarantined with file, line and reason; a line that is
 * good but of no use here is skipped. Thread rule: one thread.
 */
#pragma once
#include <stdio.h>
#include "search/lexicon_source.h"

/*        symbol   name              file it becomes  what it is */
#define LEXICON_FORMAT_LIST(X)                                                                     \
    X(NANDO, "nando", "10-nando.tsv", "NANDO, rare diseases, one JSON object a line")              \
    X(DISEASES, "disease-master", "20-disease-master.tsv", "disease master (傷病名マスター)")      \
    X(DRUGS, "drug-list", "30-drug-list.tsv", "drug price list, generic and brand names")          \
    X(SUDACHI, "sudachi", "40-sudachi.tsv", "Sudachi synonym groups")                              \
    X(OWN, "own", "50-own-", "own table in the form of the built-in lexicon")

enum lexicon_format {
#define LEXICON_FORMAT_ENUM(symbol, name, file, what) LEXICON_FORMAT_##symbol,
    LEXICON_FORMAT_LIST(LEXICON_FORMAT_ENUM)
#undef LEXICON_FORMAT_ENUM
        LEXICON_FORMAT_COUNT
};

enum { LEXICON_COLUMNS_MAX = 6 };

struct lexicon_intake {
    struct lexicon_source *to; /* what has been read */
    const char *file;
    int line;
    const char *raw; /* the line as it stands in the file, without its line break */
    enum lexicon_format format;
    int columns[LEXICON_COLUMNS_MAX]; /* where the format's columns stand in this file's lines */
    size_t lines, skipped, bad;
    FILE *quarantine; /* NULL: nowhere */
    FILE *report;     /* where is said what was skipped; NULL: nowhere */
    /* The class of a name, from the lexicon as it is; NULL: not known. */
    bool (*class_of)(void *arg, const char *name, enum lexicon_class *ret);
    void *arg;
    void *rows; /* what a format's reader keeps of its lines, owned by `to` */
};

const char *lexicon_format_name(enum lexicon_format f);
const char *lexicon_format_what(enum lexicon_format f);
/* Looks at the first lines; ERR_INVALID when no format fits. Plain or gzip. */
enum err_code lexicon_format_find(const char *path, enum lexicon_format *ret,
                                  struct err *err) MUSTCHECK;
/* Reads a file of in->format to its end. */
enum err_code lexicon_intake_read(struct lexicon_intake *in, const char *path,
                                  struct err *err) MUSTCHECK;

/* ---- for the readers of one format: a line of it each, NUL-terminated, theirs to cut up */

void lexicon_read_nando(struct lexicon_intake *in, char *line);
void lexicon_read_disease(struct lexicon_intake *in, char *line);
/* After the last line: parents that the file does not have are left out; 足関節骨折 is put below
 * 骨折. */
void lexicon_end_nando(struct lexicon_intake *in);
void lexicon_end_diseases(struct lexicon_intake *in);
void lexicon_read_drug(struct lexicon_intake *in, char *line);
void lexicon_read_synonyms(struct lexicon_intake *in, char *line);

void lexicon_intake_bad(struct lexicon_intake *in, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void lexicon_intake_skip(struct lexicon_intake *in, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The cells of a line cut at TABs; NULL for the ones it has not. */
void lexicon_intake_cells(const struct lexicon_intake *in, char *line,
                          const char *ret[LEXICON_COLUMNS_MAX]);
/* A concept of this line; names without ; | TAB and at both ends without blanks. */
struct lexicon_entry *lexicon_intake_add(struct lexicon_intake *in, const char *id,
                                         const char *parents, enum lexicon_class class,
                                         const char *ja, const char *en);
/* A further name; one that is empty, too long or too short is passed over. */
void lexicon_intake_name(struct lexicon_intake *in, struct lexicon_entry *e, const char *text,
                         enum lexicon_kind kind);

/* ---- names (lexicon_names.c) */

/* NSCLC → abbr, Lung cancer → en, がん → lay, 肺癌 → formal. */
enum lexicon_kind lexicon_kind_guess(const char *text);
/* "NANDO:1200345" → "nando-1200345". Owned by ctx. */
char *lexicon_id_make(void *ctx, const char *prefix, const char *code);
/* Katakana as hiragana. Owned by ctx. */
char *lexicon_reading_make(void *ctx, const char *kana);
bool lexicon_is_reading(const char *text); /* kana with digits and signs at most */
