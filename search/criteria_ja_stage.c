#include "search/criteria_ja_stage.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include <string.h>

struct named {
    bool tumour, other;
};

static bool is_latin(const char *s)
{
    while (*s && (unsigned char)*s < 0x80)
        s++;
    return !*s;
}

static void look(void *arg, struct crit_node *e)
{
    struct named *n = arg;
    const struct crit_atom *a = e->atom;
    bool disease = a->attr == ATTR_diagnosis || a->attr == ATTR_comorbidity;
    for (size_t i = 0; disease && a->words && i < a->n; i++) {
        const char *w = a->words[i];
        bool tumour = is_latin(w) || ja_holds(w, strlen(w), ja_words_staged_tumours);
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
    struct named n = {false, false};
    crit_walk(e, look, &n);
    bool named = ja_holds(text, len, ja_words_staged_others) &&
                 !ja_holds(text, len, ja_words_written_tumours);
    if (named || (n.other && !n.tumour))
        make_opaque(e);
}
