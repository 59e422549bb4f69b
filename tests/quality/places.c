/* Our table of places against a published one (not part of the project): how many municipalities it
 * covers, how far ours lie from theirs, and where the names disagree.
 * usage: places MUNICIPALITIES.CSV [-v]   (pid,pref,cid,city,citykana,lat,lng,…) */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/geo.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 4096, ROWS_MAX = 4000, GROSS_KM = 15 };

struct tally {
    int rows, cities, known, cities_known, alike, gross;
    double km[ROWS_MAX];
};

static struct folder *folder;
static bool verbose;

static const char *without_blanks(void *ctx, const char *s)
{
    return text_replace(ctx, s, " ", "");
}

static bool is_city(const char *name)
{
    size_t n = strlen(name), m = strlen("市");
    return n > m && (strcmp(name + n - m, "市") == 0 || strcmp(name + n - m, "区") == 0);
}

/* The place of this name in this prefecture; 0 found: we do not have it. */
static bool ours_find(void *ctx, int prefecture, const char *name, struct geo_place *ret)
{
    struct geo_found f;
    const char *label = code_label(CODE_PREFECTURE, prefecture, LANG_JA);
    geo_find(ctx, folder, mem_printf(ctx, "%s%s", label, name), &f);
    if (f.n != 1 || f.items[0].kind != GEO_MUNICIPALITY)
        return false;
    *ret = f.items[0];
    /* a ward that we lack is found as the city it begins with */
    return strlen(ret->ja) == strlen(name);
}

static void row_count(struct tally *t, void *ctx, char *const *cells)
{
    const char *name = without_blanks(ctx, cells[3]), *kana = without_blanks(ctx, cells[4]);
    int prefecture = (int)strtol(cells[0], NULL, 10);
    struct geo_place ours, by_kana;
    t->rows++;
    t->cities += is_city(name);
    if (!ours_find(ctx, prefecture, name, &ours)) {
        if (verbose)
            printf("missing\t%d\t%s\n", prefecture, name);
        return;
    }
    double km = geo_distance_km(ours.lat, ours.lon, strtod(cells[5], NULL), strtod(cells[6], NULL));
    struct geo_found f;
    geo_find(ctx, folder, kana, &f);
    bool alike = false;
    for (size_t i = 0; i < f.n; i++) {
        by_kana = f.items[i];
        alike = alike || by_kana.row == ours.row;
    }
    if (verbose && !alike)
        printf("reading\t%d\t%s\t%s\n", prefecture, name, kana);
    if (verbose && km > GROSS_KM)
        printf("far\t%d\t%s\t%.1f km\tours %.2f %.2f\n", prefecture, name, km, ours.lat, ours.lon);
    t->alike += alike;
    t->gross += km > GROSS_KM;
    t->cities_known += is_city(name);
    t->km[t->known++] = km;
}

static bool line_split(char *line, char *cells[7])
{
    int n = 0;
    for (char *at = line; at && n < 7; n++) {
        cells[n] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    return n == 7;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct tally t;
    char line[LINE_BYTES];
    mem_start();
    verbose = argc > 2 && strcmp(argv[2], "-v") == 0;
    folder = folder_new(NULL);
    FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
    if (!f)
        return fprintf(stderr, "usage: places MUNICIPALITIES.CSV [-v]\n"), 64;
    while (fgets(line, sizeof line, f)) {
        void *ctx = mem_context(NULL, "line");
        char *cells[7];
        if (line_split(line, cells) && strtol(cells[0], NULL, 10) > 0 && t.rows < ROWS_MAX)
            row_count(&t, ctx, cells);
        talloc_free(ctx);
    }
    fclose(f);
    if (t.known == 0)
        return fprintf(stderr, "%s: no municipality that we know\n", argv[1]), 1;
    qsort(t.km, (size_t)t.known, sizeof *t.km, compare);
    printf(
        "municipalities %d, of them known %d; cities and wards %d, known %d; readings alike %d\n",
        t.rows, t.known, t.cities, t.cities_known, t.alike);
    printf("distance km: median %.2f, p95 %.2f, worst %.2f; beyond %d km: %d\n", t.km[t.known / 2],
           t.km[t.known * 95 / 100], t.km[t.known - 1], GROSS_KM, t.gross);
    bool good = t.cities_known >= t.cities * 98 / 100 && t.km[t.known / 2] <= 3 && t.gross <= 3;
    printf("%d passed, %d failed\n", good, !good);
    return good ? 0 : 1;
}
