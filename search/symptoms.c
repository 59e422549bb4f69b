#include "search/symptoms.h"
#include "schema/base/text.h"

const struct symptom *symptom_find(const char *concept)
{
    for (size_t i = 0; i < n_symptoms; i++)
        if (text_equal(symptoms[i].symptom, concept))
            return &symptoms[i];
    return NULL;
}
