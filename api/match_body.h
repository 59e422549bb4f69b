/*
 * What the bodies of POST /v1/match, /v1/trials/{id}/match and /v1/profile have in common: facts
 * and a note about one person. All problems are found at once, each with its JSON pointer. What a
 * person said lives in the request's context and nowhere else.
 */
#pragma once
#include "api/params.h"
#include "search/facts.h"
#include "search/profile.h"

/* Members that a body may have; an unknown one is an error. Ended by NULL. */
void match_body_members(const struct http_request *r, const char *const *known,
                        struct param_errors *errors);
/* Its facts and, behind them, what its note says (what facts say wins); nothing when there are
 * errors. Owned by r->ctx. */
enum err_code match_body_facts(struct http_request *r, struct param_errors *errors,
                               struct facts **ret, struct err *err) MUSTCHECK;
enum { MATCH_NOTE_MAX_BYTES = 20000 };
/* A note read into facts; `lang` "ja", "en", or NULL or "auto": guessed. Owned by r->ctx. */
enum err_code match_note_profile(struct http_request *r, const char *note, const char *lang,
                                 struct profile **ret, struct err *err) MUSTCHECK;
/* What the note says into facts that are not there yet. */
enum err_code match_note_read(struct http_request *r, const char *note, struct facts *facts,
                              struct err *err) MUSTCHECK;
/* Member "lang" into r->lang; "auto" (of a note) only where it is allowed. */
void match_body_lang(struct http_request *r, bool automatic, struct param_errors *errors);
/* A string member; NULL when missing. */
const char *match_body_text(const struct http_request *r, const char *member, size_t max,
                            struct param_errors *errors);
/* A whole number within [min, max]; `missing` when it is not there. */
long match_body_number(const struct http_request *r, const char *member, long min, long max,
                       long missing, struct param_errors *errors);
