/*
 * Where a trial's sites are and whether they take people: from the position given, else the
 * municipality of the address (or of the hospital's name), else the prefecture. Goes into the
 * columns (struct column_site: for distances of all trials) and, with the names, into the document
 * data (for the hits shown), see IDX_DATA_SITES.
 */
#pragma once
#include "schema/trial.h"
#include "search/columns.h"
#include "search/fold.h"

/* How well a position is known. */
enum site_accuracy { SITE_NOWHERE, SITE_POINT, SITE_MUNICIPALITY, SITE_PREFECTURE };
const char *site_accuracy_name(enum site_accuracy a); /* "municipality"; NULL for SITE_NOWHERE */

struct site_place {
    enum site_accuracy accuracy;
    struct column_site at;
    enum recruitment_status status; /* as it counts: of the site, else of the trial */
    enum prefecture prefecture;     /* given, or found in the address; 0 unknown */
    const char *ja, *en;            /* names; may be NULL */
};

/* One for each of t->sites; names point into t. Owned by ctx. */
struct site_place *sites_locate(void *ctx, struct folder *folder, const struct trial *t);
/* The different positions of n places, those that recruit first: at most COLUMN_SITES_MAX into out;
 * sets n_sites, n_recruiting and adds to prefectures. */
void sites_columns(const struct site_place *places, size_t n, struct column_site *out,
                   struct column_row *row);

/* ---- IDX_DATA_SITES: for each u16 LE lat, lon, u8 status, prefecture, accuracy, two strings with
 * NUL */
void sites_write(void *ctx, const struct site_place *places, size_t n, const char **ret,
                 size_t *ret_len);
/* The next place; *pos 0 at first; false at the end and where the section is damaged. Names point
 * into it. */
bool sites_read_next(const char *bytes, size_t len, size_t *pos, struct site_place *ret);
