/* Others than the patient: what is told of who gives a kidney is not told of who gets it; who holds
   the power of attorney. */
#include "search/note_en.h"

/* "donor", "to donate": somebody else's kidney; not "looking for a donor", "donor lymphocytes". */
static bool tells_donor(const struct en_note *n, size_t i)
{
    enum { NEAR = 4 };
    if (!note_en_starts(n, i, "dona") && !note_en_starts(n, i, "dono"))
        return false;
    if (i + 1 < n->e.n && note_en_is_any(n, i + 1, en_list_donor_things))
        return false;
    for (size_t k = i; k > 0 && k + NEAR > i && !note_en_is_stop(note_en_at(n, k - 1)); k--)
        if (note_en_is_any(n, k - 1, en_list_donor_wanted) ||
            (k == i && note_en_is_any(n, k - 1, en_list_donor_of_person)))
            return false;
    return true;
}

/* "wants to give me a kidney", "gave part of his liver" */
static bool gives_organ(const struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    if (!note_en_is_any(n, i, en_list_gives))
        return false;
    for (size_t k = i + 1; k < n->e.n && k < i + NEAR && !note_en_is_stop(note_en_at(n, k)); k++)
        if (note_en_is_any(n, k, en_list_donated))
            return true;
    return false;
}

/* The relative at i is told of as a donor, in its sentence. What was got "from his wife" is no
   word about her, nor is what was given "to her brother". */
bool note_en_is_donor(const struct en_note *n, size_t i)
{
    enum { NEAR = 10 };
    if (i > 1 && (note_en_is(n, i - 2, "from") || note_en_is(n, i - 2, "to")))
        return false;
    for (size_t k = i; k > 0 && k + NEAR > i && !note_en_is_stop(note_en_at(n, k - 1)); k--)
        if (tells_donor(n, k - 1))
            return true;
    for (size_t k = i + 1; k < n->e.n && k < i + NEAR && !note_en_is_stop(note_en_at(n, k)); k++)
        if (tells_donor(n, k) || gives_organ(n, k))
            return true;
    return false;
}

bool note_en_is_other_patient(const struct en_note *n, size_t i)
{
    return i > n->lo && note_en_starts(n, i, "patient") &&
           note_en_is_any(n, i - 1, en_list_other_patients);
}

/* "The donor has", "Living donor: brother, diabetes": the clause begins with whom it tells of. */
bool note_en_is_donor_subject(const struct en_note *n, size_t i)
{
    enum { NEAR = 5 };
    if (note_en_is_other_patient(n, i))
        return true;
    if (!note_en_starts(n, i, "donor") || !tells_donor(n, i))
        return false;
    for (size_t k = i; k + NEAR > i; k--) {
        if (k == n->lo || note_en_is_comma(note_en_at(n, k - 1)) || note_en_is_break(n, k - 1))
            return true;
        if (note_en_is_any(n, k - 1, en_list_donor_no_subject))
            return false;
    }
    return false;
}

/* "Son has POA": for the patient, who is somebody else. */
bool note_en_is_attorney(const struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    size_t k = i + 1;
    while (k < n->e.n && k < i + NEAR && note_en_is_any(n, k, en_list_attorney_has))
        k++;
    for (const char *const *w = en_list_attorney; k < n->e.n && *w; w++)
        if (note_en_starts(n, k, *w))
            return true;
    return false;
}
