/*
 * Age limits of real registrations against reference values in years ($SHIRUBE_SHARED/data/ages):
 * of those that state a value, at least 99 % must be read right. Not read right: a value that
 * differs, or none where one is stated.
 */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "18Y", "6M", "730D", "6569D" → days; -1: none stated. The reference is in the same units as
 * written. */
static double reference_days(const char *s)
{
    char *unit;
    double n = strtod(s, &unit);
    if (unit == s || text_equal_nocase(s, "NA") || text_equal_nocase(s, "N/A"))
        return -1;
    return n * (*unit == 'M' ? 30.4375 : *unit == 'W' ? 7 : *unit == 'D' ? 1 : 365.25);
}

struct tally {
    int stated, right;
};

static void judge(struct tally *t, const char *id, const char *raw, const char *reference,
                  enum age_side side)
{
    struct age_limit age;
    double want = reference_days(reference);
    bool raw_states = strpbrk(raw, "0123456789") && !(strcmp(raw, "0") == 0);
    if (want < 0 || !raw_states)
        return;
    t->stated++;
    bool read = age_normalise(raw, side, &age) == VALUE_READ;
    if (read && fabs(age_days(age) - want) <= 1)
        t->right++;
    else
        printf("%s %s: \"%s\" should be %s\n", id, side == AGE_MIN ? "min" : "max", raw, reference);
}

int main(void)
{
    const char *shared = getenv("SHIRUBE_SHARED");
    char path[500], line[2000];
    struct tally t = {0};
    mem_start();
    snprintf(path, sizeof path, "%s/data/ages/normalised-ages.tsv", shared ? shared : "../shared");
    FILE *f = fopen(path, "r");
    if (!f) {
        printf("SKIPPED: %s is not here\n0 passed, 0 failed, 1 skipped\n", path);
        return 0;
    }
    while (fgets(line, sizeof line, f)) {
        char *cell[5] = {line}, *p = line;
        int n = 1;
        line[strcspn(line, "\r\n")] = '\0';
        while (n < 5 && (p = strchr(p, '\t'))) {
            *p++ = '\0';
            cell[n++] = p;
        }
        if (*line == '#' || n < 5)
            continue;
        judge(&t, cell[0], cell[1], cell[3], AGE_MIN);
        judge(&t, cell[0], cell[2], cell[4], AGE_MAX);
    }
    fclose(f);
    bool good = t.stated > 0 && t.right * 100 >= t.stated * 99;
    printf("%d of %d stated age limits read right (%.2f %%, bar 99 %%)\n%d passed, %d failed\n",
           t.right, t.stated, 100.0 * t.right / t.stated, good, !good);
    return !good;
}
