/*
 * What findings that stand together in a note make one think of where it names no disease
 * (data/findings.tsv: "schistocytes" and "Shiga toxin" → haemolytic uraemic syndrome). For the
 * order of results only: no fact and no verdict comes of it.
 */
#pragma once
#include <stdbool.h>
#include "search/facts.h"
#include "search/fold.h"

/* A disease, by its name in the lexicon, that the signs at hand speak for. */
typedef void (*findings_fn)(const char *disease, void *arg);
/* Whether what stands at these bytes of the note (before the fold) is denied there. */
typedef bool (*findings_denied_fn)(size_t begin, size_t end, void *arg);

/* `note`: by fold_characters_mapped. `facts`: values read from it. */
void findings_find(const struct folded *note, const struct facts *facts, findings_denied_fn denied,
                   findings_fn fn, void *arg);

/* ---- the table */
struct finding_sign {
    const char *text; /* the beginning of a word or phrase; NULL: a measured value */
    uint16_t attr;
    bool at_most; /* the value: number or less; else or more */
    double number;
};
/* All groups must be there: one sign of each. */
enum { FINDING_GROUPS_MAX = 3 };
struct finding {
    const char *disease;
    struct finding_group {
        const struct finding_sign *signs;
        uint16_t n;
    } groups[FINDING_GROUPS_MAX];
};
extern const struct finding findings[];
extern const size_t n_findings;
