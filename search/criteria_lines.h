/* The lines of a block with their marks; several marks on one line make several entries. */
#pragma once
#include "search/criteria_marker.h"
#include "search/criteria_split.h"

struct line {
    uint32_t begin, end; /* bytes of the text, without mark and space */
    struct marker marker;
    uint32_t shape; /* of a mark MARKER_SERIES, else 0 */
    bool compound;  /* … that is 1.1, 1-1): criteria_series.h */
    size_t indent;  /* columns before the mark */
    enum crit_heading heading;
};
struct lines {
    struct line *items;
    size_t n;
};
/* `inner`: also marks behind a beginning that has none (criterion: ① … ② …). */
void lines_read(void *ctx, const char *text, size_t len, bool inner, struct lines *ret);
/* The lines [s, s + len) as one, each break with its blanks and dirt as one blank; on ctx. */
char *line_in_one(void *ctx, const char *s, size_t len);
/* Ends in a colon, 以下の …, the following: a list comes. */
bool line_introduces(const char *s, size_t len);
/* 対象疾患, 【対象疾患】: the list behind it is one criterion. */
bool line_titles_diseases(const char *s, size_t len);
/* Says that criteria follow and nothing else. */
bool line_is_about_criteria(const char *s, size_t len);
/* 2型糖尿病で、以下を満たす者; 以下を満たす女性: a Japanese head that says whom it is about. */
bool line_tells_more(const char *s, size_t len);
/* Where 外来患者 begins in 以下の基準をすべて満たす外来患者: whom the list is about; 0: a head that
   says no such thing, or more than that. */
size_t line_tells_whom(const char *s, size_t len);
/* Which kind of criteria a title speaks of; CRIT_HEAD_NONE when it does not say. */
enum crit_heading line_kind(const char *s, size_t len);
/* Goes on with the line before (ただし, a bracket, a small letter). */
bool line_continues(const char *s, size_t len);
/* ただし, なお, ※: what follows qualifies the item before it. */
bool line_restricts(const char *s, size_t len);
/* Ends in an English "or": the next item is the other way. */
bool line_ends_with_or(const char *s, size_t len);
/* Ends in a particle: the sentence goes on in the next line. */
bool line_breaks_off(const char *s, size_t len);
/* Ends in または: the next item is another choice. */
bool line_offers_choice(const char *s, size_t len);
/* 上記のいずれか: one of the items above. */
bool line_counts_above(const char *s, size_t len);
/* ①A、②B、のいずれかを満たす: the bytes of an item without its comma, of the last one without the
   words that count them; 0: it ends otherwise. */
size_t line_without_comma(const char *s, size_t len);
size_t line_counts_behind(const char *s, size_t len);
/* That, or ends in a comma, or, and: the next line goes on. */
bool line_is_unfinished(const char *s, size_t len);
