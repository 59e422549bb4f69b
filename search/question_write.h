/* Questions as JSON, as the API gives them. */
#pragma once
#include "schema/base/jsonw.h"
#include "search/lexicon.h"
#include "search/question.h"

/* {"attr","text":{ja,easy,en},"kind","choices":[{"value","label":{ja,easy,en}}],"unit","bounds":[],
   "trials","settles"}: of a list the choices are the names that criteria ask for. */
void question_write(struct jsonw *w, const struct question *q, const struct lexicon *x);
/* An attribute and its question, for the vocabulary: the same without what depends on trials. */
void question_write_attribute(struct jsonw *w, uint16_t attr);
