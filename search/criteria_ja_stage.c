#include "search/criteria_ja_stage.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include <string.h>

struct named {
    bool tumour, other;
};

static bool has_one_of(const char *s, size_t len, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memmem(s, len, words[i], strlen(words[i])))
            return true;
    return false;
}

static bool is_latin(const char *s)
{
    while (*s && (unsigned char)*s < 0x80)
        s++;
    return !*s;
}

static void look(void *arg, struct crit_node *e)
{
    static const char *const tumours[] = {"癌", "腫", "がん", "白血病", "悪性", "LCH"};
    struct named *n = arg;
    const struct crit_atom *a = e->atom;
    bool disease = a->attr == ATTR_diagnosis || a->attr == ATTR_comorbidity;
    for (size_t i = 0; disease && a->words && i < a->n; i++) {
        const char *w = a->words[i];
        bool tumour =
            is_latin(w) || has_one_of(w, strlen(w), tumours, sizeof tumours / sizeof *tumours);
        n->tumour |= tumour;
        n->other |= !tumour;
    }
    n->tumour |= a->attr == ATTR_tnm_t || a->attr == ATTR_tnm_n || a->attr == ATTR_tnm_m;
}

static void make_opaque(struct crit_node *e)
{
    if (e->type == CRIT_ATOM && e->atom->attr == ATTR_stage) {
        e->type = CRIT_OPAQUE;
        e->atom = NULL;
    }
    for (size_t i = 0; i < e->n; i++)
        make_opaque(e->children[i]);
}

void ja_check_stages(struct crit_node *e, const char *text, size_t len)
{
    static const char *const staged[] = {"CKD", "ＣＫＤ", "腎臓病", "COPD", "褥瘡", "網膜症"};
    static const char *const tumours[] = {"癌", "がん", "腫", "ガン"};
    struct named n = {false, false};
    crit_walk(e, look, &n);
    bool named = has_one_of(text, len, staged, sizeof staged / sizeof *staged) &&
                 !has_one_of(text, len, tumours, sizeof tumours / sizeof *tumours);
    if (named || (n.other && !n.tumour))
        make_opaque(e);
}
