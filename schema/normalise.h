/*
 * Dirty text of registries → values. Each function takes what a source wrote (any width, case,
 * blanks, HTML left-overs) and says whether it understood; the importer keeps the raw text where it
 * did not. Pure functions, no locale, no ICU. Cases: tests/cases/normalise/NAME.tsv.
 */
#pragma once
#include "schema/trial.h"

/*
 * A registry number in any writing (width, case, "JPRN-", spaces, trailing " -1") → issuer and
 * normal form. The whole text must be one number. Formats: record.md §2. false: not a number we
 * know.
 */
bool number_read(void *ctx, const char *text, struct registry_number *ret);
/* All numbers that occur inside a text (secondary ids, "NCT01234567; JPRN-UMIN000012345"). Returns
 * how many. */
size_t number_find_all(void *ctx, const char *text, struct registry_number **ret);

enum value_state { VALUE_MISSING, VALUE_READ, VALUE_NOT_UNDERSTOOD };

/* yyyy-mm-dd, yyyy/m/d, yyyymmdd, "January 25, 2020", "17 February 2020", dd/mm/yyyy,
 * 令和元年5月1日, R5.4.1, 平成31年, yyyy-mm, yyyy … */
enum value_state date_normalise(const char *text, struct date *ret);
/* -1, 0, 1; a missing month or day compares as the first one. */
int date_compare(struct date a, struct date b);
#define DATE_TEXT_BYTES 12
/* "2024-05-01", "2024-05", "2024"; "" when missing. Returns buf. */
char *date_text(struct date d, char buf[DATE_TEXT_BYTES]);
/* Days since 1970-01-01 of the first day that the date may mean; INT32_MIN when missing. */
int32_t date_days(struct date d);
/* 令和6年2月14日 (as far as known); owned by ctx; NULL when missing or before 明治6年 (1873). */
const char *date_wareki(void *ctx, struct date d);

enum age_side { AGE_MIN, AGE_MAX };
/* "18 Years" "18" "20years-old" ">= 20age old" "20歳 0ヶ月 0週 以上" "N/A" "no limit" "上限なし" "6
 * Months" "生後6か月" "18歳未満" … */
enum value_state age_normalise(const char *text, enum age_side side, struct age_limit *ret);
/* Days of a limit: year 365.25, month 30.4375, rounded; INT32_MIN when not stated. */
int32_t age_days(struct age_limit limit);

enum value_state sex_normalise(const char *text, enum sex *ret);
enum value_state phase_normalise(const char *text, unsigned *ret_phases);
/* Status words of every source; `registry` 0 when unknown. */
enum value_state status_normalise(const char *text, enum recruitment_status *ret);
enum value_state study_type_normalise(const char *text, enum study_type *ret);
/* "500", "目標 120例", "survival group:200;died:200;" (adds up the arms); -1 when missing. */
enum value_state count_normalise(const char *text, int64_t *ret);
/* Prefecture of a Japanese address or of "Tokyo", "東京", "Aichi-ken"; 0 when none or more than
 * one. */
enum prefecture prefecture_of(const char *address);
/* Country name or code in English or Japanese → ISO 3166 alpha-2 (constant), NULL when unknown. */
const char *country_code(const char *text);
/* `_x000D_`, <br>, &lt;br&gt;, tags, entities, U+2F00 radicals, BOM, trailing blanks repaired;
 * lines kept. NULL when blank or only "-"/"N/A"-like. */
char *prose_clean(void *ctx, const char *text);
/* Splits "Inclusion Criteria: … Exclusion Criteria: …" (en, ja) into its two halves and drops the
 * headings. */
void criteria_divide(void *ctx, const char *text, const char **ret_inclusion,
                     const char **ret_exclusion);
