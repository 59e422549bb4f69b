/*
 * A record of a flat format: names and values as they stand in the file. Names are compared without
 * case, blanks, underscores and hyphens, so one table serves "Inclusion agemin" and
 * "Inclusion_agemin". Helpers here put dirty values into struct trial and keep word for word what
 * could not be read.
 */
#pragma once
#include "indexer/source.h"

struct named_value {
    const char *name, *value; /* value NULL: empty */
    bool used;                /* somebody asked for it: flat_keep_rest leaves it */
};

struct flat_record {
    void *ctx; /* of the trial's strings */
    struct named_value *values;
    size_t n;
    struct trial *trial;
    struct problems *problems;
    bool sheet; /* from a CSV file, which a spreadsheet may have saved */
};

/* Value of the first of the names (a list separated by '|') that is there and not empty; NULL when
 * none is. */
const char *flat_get(const struct flat_record *r, const char *names);

/* How a column goes into the trial. */
struct flat_map {
    const char *names; /* "inclusionagemin|agemin" */
    void (*put)(struct flat_record *r, const char *name, const char *value);
};
/* Every row of the table (ended by names NULL) whose value is there. */
void flat_apply(struct flat_record *r, const struct flat_map *map);

/* A value that has no place in the record: into trial.raw, word for word. One that is endless is
 * warned of instead. */
void flat_keep(struct flat_record *r, const char *name, const char *value);
/* Every value that nobody has asked for. */
void flat_keep_rest(struct flat_record *r);
/* The same for a value that should have been read: it is warned of, too. */
void flat_keep_raw(struct flat_record *r, const char *name, const char *value);
/* The code of the list that the value means; 0, and kept, when it means none. */
int flat_read_code(struct flat_record *r, enum code_list list, const char *name, const char *value);
/* The text, in Japanese when it holds kana, else in English (or in `japanese` when it holds kanji).
 */
void flat_set_text(struct bitext *into, const char *text, bool japanese);
/* In a sheet also the day number that a spreadsheet makes of a date (43908 = 2020-03-18), which is
 * kept as written, too. */
void flat_set_date(struct flat_record *r, struct date *into, const char *name, const char *value);
void flat_set_count(struct flat_record *r, int64_t *into, const char *name, const char *value);
void flat_set_age(struct flat_record *r, struct age_limit *into, int max, const char *name,
                  const char *value);
void flat_set_status(struct flat_record *r, const char *name, const char *value);
void flat_set_sex(struct flat_record *r, const char *name, const char *value);
void flat_set_phase(struct flat_record *r, const char *name, const char *value);
void flat_set_study_type(struct flat_record *r, const char *name, const char *value);
void flat_set_source(struct flat_record *r, const char *number, const char *registry_name);
/* Numbers of other registries that the text holds, and numbers of no form that we know (a group's
 * or company's own, "JCOG1711") as they are written. What is too long for a number is kept raw. */
void flat_add_numbers(struct flat_record *r, const char *name, const char *text);
void flat_add_condition(struct flat_record *r, const char *text, bool japanese);
void flat_add_country(struct flat_record *r, const char *name, const char *text);
void flat_add_outcome(struct flat_record *r, enum outcome_rank rank, const char *text,
                      const char *timepoint, bool japanese);
/* "Drug: name" gives the type too. */
void flat_add_intervention(struct flat_record *r, const char *text, bool japanese);
void flat_add_funder(struct flat_record *r, const char *text, bool japanese);
void flat_add_sponsor(struct flat_record *r, const char *text, bool japanese);
void flat_add_site(struct flat_record *r, const struct site *site);
void flat_add_contact(struct flat_record *r, const struct contact *contact);
void flat_add_result_url(struct flat_record *r, const char *url);
/* Calls fn for each part of `text` between any of `separators`, trimmed and not empty. */
void flat_each_part(struct flat_record *r, const char *text, const char *separators,
                    void (*fn)(struct flat_record *r, const char *part));
