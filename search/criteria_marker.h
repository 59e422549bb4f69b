/* The marks that number and bullet the lines of a list: 1) (1) 1. 1: [1] ① a) ア. ・ - *. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum marker_style {
    MARKER_NONE,
    MARKER_PAREN,   /* 1) */
    MARKER_PARENS,  /* (1) */
    MARKER_DOT,     /* 1. */
    MARKER_COMMA,   /* 1、 */
    MARKER_COLON,   /* 1: */
    MARKER_DASH,    /* 1- and a blank */
    MARKER_SQUARE,  /* [1] 【1】 〔1〕 <1> */
    MARKER_CIRCLED, /* ① */
    MARKER_LETTER,  /* a) a. */
    MARKER_LETTERS, /* (a) */
    MARKER_ROMAN,   /* ii) (iii) */
    MARKER_KANA,    /* ア) イ. */
    MARKER_SERIES,  /* told by the lines around: criteria_series.h */
    MARKER_BULLET   /* + the bullet's character: see number */
};
struct marker {
    enum marker_style style;
    unsigned number; /* 1, 2, 3 …; the character of a bullet */
    size_t len;      /* bytes, without the space behind it */
};
/* A style whose marks count in digits: 1) to ①. */
bool marker_counts(enum marker_style s);
/* The marker that s begins with; style MARKER_NONE when it begins with none. */
struct marker marker_read(const char *s, size_t len);
/* The roman mark m that s begins with as the letter that it may be as well (i. v. (x)), else
 * MARKER_NONE: which it is, its neighbours tell. */
struct marker marker_as_letter(const char *s, struct marker m);
/* "6.16" (1:20, 1、20) at the beginning of s as the mark "6." of an item that begins with a digit,
 * else MARKER_NONE: whether it is one, its neighbours tell. */
struct marker marker_before_digit(const char *s, size_t len);
