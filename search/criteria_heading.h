/* Lines and beginnings of lines that are headings of a block: data/criteria-headings.tsv, and
   the words that announce them in a sentence: data/criteria-heads.tsv. */
#pragma once
#include "search/criteria_split.h"
#include <stdbool.h>
#include <stddef.h>

/* What the whole line is: 【選択基準】, Exclusion Criteria (Phase 1):, 除外基準は以下の通り;
   `marked`: it has the mark of an item before it. */
enum crit_heading heading_of(const char *s, size_t len, bool marked);
/* なし, None: all that a section says. */
bool heading_says_nothing(const char *s, size_t len);
/* 【選択基準】1) …, 除外基準：妊婦: bytes of the heading that the line begins with; 0: with none.
 */
size_t heading_before(const char *s, size_t len);
/* Where a heading stands behind other words of the line [begin, end), or `end`. */
size_t heading_inside(const char *s, size_t begin, size_t end);
/* A sentence that says which kind of criteria follow in a list: 以下の患者は除外する,
   次の方は参加できません, "Patients are not eligible if they:", "Exclusion criteria for cohort A:".
 */
enum crit_heading heading_said(const char *s, size_t len);
/* "… who meet" / "exclusion criteria", 除外基準 / に抵触しない: whether what looks like a title is
   part of the sentence that the line before it, or the one behind it, holds the rest of. */
bool heading_is_awaited(const char *before, size_t len);
bool heading_goes_on(const char *behind, size_t len);
/* A title of criteria for others than patients (健常者, "Donor"), for all (共通, "all groups"). */
bool heading_names_others(const char *s, size_t len);
/* … for some of the patients ("for mild cases", 患者群). */
bool heading_names_some(const char *s, size_t len);
bool heading_names_all(const char *s, size_t len);
