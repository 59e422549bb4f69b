/* What a format's reader gives to source.c. Only indexer/source.c and indexer/read_*.c include it.
 */
#pragma once
#include "indexer/input.h"
#include "indexer/source.h"

struct reader {
    enum err_code (*next)(struct reader *r, void *ctx, struct source_record *ret, bool *ret_done,
                          struct err *err);
    struct input *in;
    void *state; /* the format's own, child of the reader */
};

/* Each fills `r` (whose input is open); state belongs to r. */
enum err_code read_native_start(struct reader *r, struct err *err) MUSTCHECK;
enum err_code read_ctgov_start(struct reader *r, struct err *err) MUSTCHECK;
enum err_code read_ictrp_xml_start(struct reader *r, struct err *err) MUSTCHECK;
enum err_code read_ictrp_csv_start(struct reader *r, struct err *err) MUSTCHECK;
enum err_code read_umin_csv_start(struct reader *r, struct err *err) MUSTCHECK;

/* An empty record to fill: trial and problems, children of ctx. */
void source_record_start(void *ctx, int64_t line, struct source_record *ret);
/* Takes the trial away: the record is quarantined for `code`. */
void source_record_reject(struct source_record *record, const char *path, const char *code,
                          const char *value);
