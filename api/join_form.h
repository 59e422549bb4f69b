/*
 * The form of the page /join: what a person answered so far travels as one hidden JSON value from
 * page to page (never in an address), beside the answer to the question just shown.
 *   facts   JSON of the answers so far          note        the person's own words, read once
 *   a, v    the attribute asked and its answer  free        more names, one a line or by 、
 *   unknown, drop   buttons: attribute not known, attribute to be forgotten
 *   from            button: trials behind the first so many; no answer is taken with it
 *   sex, age, diagnosis   of the first page     q           what is searched for
 */
#pragma once
#include "api/params.h"
#include "search/facts.h"

struct join_form {
    const char *q;
    struct facts *facts;
    const char *note;
    uint32_t from;              /* hits on the pages before */
    struct param_errors errors; /* of answers: they are left out and asked again */
};
/* Owned by r->ctx. */
void join_form_read(struct http_request *r, struct join_form *ret);
