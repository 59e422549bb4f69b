#include "schema/trial.h"
#include "schema/base/mem.h"

struct trial *trial_new(void *ctx)
{
    struct trial *t = MEM_NEW(ctx, struct trial);
    t->enrollment.target = t->enrollment.actual = -1;
    return t;
}

const char *trial_title(const struct trial *t, bool english)
{
    const struct bitext *public = &t->title.public_, *scientific = &t->title.scientific;
    const char *in_order[] = {
        english ? public->en : public->ja,
        english ? scientific->en : scientific->ja,
        english ? public->ja : public->en,
        english ? scientific->ja : scientific->en,
        english ? t->title.acronym.en : t->title.acronym.ja,
        english ? t->title.acronym.ja : t->title.acronym.en,
    };
    for (size_t i = 0; i < sizeof in_order / sizeof in_order[0]; i++)
        if (in_order[i])
            return in_order[i];
    return NULL;
}
