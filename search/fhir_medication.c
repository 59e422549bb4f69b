/* Medicines: named where they are taken, or in a Medication that is referred to. */
#include <string.h>
#include "schema/base/mem.h"
#include "search/fhir_inner.h"

static void index_one(struct fhir *f, const char *reference, json_t *medicine)
{
    if (reference && !json_object_get(f->medicines, reference))
        (void)json_object_set(f->medicines, reference, medicine);
}

static bool is_medicine(const json_t *resource)
{
    const char *type = fhir_text_of(resource, "resourceType");
    return type && strcmp(type, "Medication") == 0;
}

void fhir_medicines_index(struct fhir *f, const json_t *entries)
{
    const json_t *entry;
    size_t i;
    f->medicines = json_object();
    json_array_foreach(entries, i, entry)
    {
        json_t *r = json_object_get(entry, "resource");
        const char *id = fhir_text_of(r, "id");
        if (!is_medicine(r))
            continue;
        index_one(f, fhir_text_of(entry, "fullUrl"), r);
        index_one(f, id ? mem_printf(f->profile, "Medication/%s", id) : NULL, r);
    }
}

/* "#m" of the resource's own; "Medication/m", "urn:uuid:…", "https://…/Medication/m" of the Bundle.
 */
static const json_t *medicine_of(const struct fhir *f, const json_t *resource,
                                 const char *reference)
{
    const json_t *one;
    size_t i;
    if (*reference == '#') {
        json_array_foreach(json_object_get(resource, "contained"), i, one)
        {
            const char *id = fhir_text_of(one, "id");
            if (id && strcmp(id, reference + 1) == 0)
                return one;
        }
        return NULL;
    }
    one = json_object_get(f->medicines, reference);
    const char *relative = strstr(reference, "Medication/");
    return one || !relative ? one : json_object_get(f->medicines, relative);
}

static const char *referred_name(const struct fhir *f, const json_t *resource,
                                 const json_t *reference)
{
    const char *to = fhir_text_of(reference, "reference");
    const json_t *medicine = to ? medicine_of(f, resource, to) : NULL;
    const char *name = fhir_concept_text(json_object_get(medicine, "code"));
    return name ? name : fhir_text_of(reference, "display");
}

const char *fhir_medicine_name(const struct fhir *f, const json_t *resource)
{
    const json_t *r5 = json_object_get(resource, "medication"); /* a CodeableReference */
    const json_t *concepts[] = {json_object_get(resource, "medicationCodeableConcept"),
                                json_object_get(r5, "concept"), r5};
    const json_t *references[] = {json_object_get(resource, "medicationReference"),
                                  json_object_get(r5, "reference")};
    const char *name = NULL;
    for (size_t i = 0; i < sizeof concepts / sizeof *concepts && !name; i++)
        name = fhir_concept_text(concepts[i]);
    for (size_t i = 0; i < sizeof references / sizeof *references && !name; i++)
        name = referred_name(f, resource, references[i]);
    return name;
}
