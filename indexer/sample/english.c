/* The English side: every record has it, its quality varies as it does in registries. */
#include <stdio.h>
#include "indexer/sample/draft.h"
#include "schema/base/text.h"

static bool chance(struct draft *d, unsigned per_mille)
{
    return rng_chance(&d->env->rng, per_mille);
}

/* Word-for-word English: correct enough to be understood. */
static void spoil_literal(struct draft *d)
{
    static const char *const WORDS[][2] = {{" years or older", " years old and over"},
                                           {"Aged ", "Age "},
                                           {" the ", " "},
                                           {"Written informed consent", "Written consent"},
                                           {"within ", "less than "},
                                           {"with or without", "regardless of"},
                                           {"Randomised", "Randomized"}};
    struct trial *t = d->t;
    char *title = mem_strdup(t, draft_text(d, NAME_title_literal, TPL_EN));
    if (title != NULL && title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
    t->title.scientific.en = title;
    const char **texts[] = {&t->eligibility.inclusion.en, &t->eligibility.exclusion.en};
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < sizeof WORDS / sizeof WORDS[0]; k++) {
            if (*texts[i] != NULL && chance(d, 700))
                *texts[i] = text_replace(t, *texts[i], WORDS[k][0], WORDS[k][1]);
        }
    }
}

/* ASCII digits and some signs in full width. */
static const char *widen(void *ctx, const char *s)
{
    struct tpl_out out = {0};
    for (; *s != '\0'; s++) {
        char wide[4];
        if ((*s >= '0' && *s <= '9') || *s == '(' || *s == ')' || *s == '%') {
            tpl_put(&out, wide, text_encode((uint32_t)(unsigned char)*s + 0xFEE0u, wide));
        } else
            tpl_put(&out, s, 1);
    }
    const char *kept = mem_strndup(ctx, out.data != NULL ? out.data : "", out.len);
    talloc_free(out.data);
    return kept;
}

static void spoil_partly(struct draft *d)
{
    struct trial *t = d->t;
    if (t->eligibility.exclusion.en == NULL)
        return;
    if (chance(d, 500))
        t->eligibility.exclusion.en = t->eligibility.exclusion.ja;
    else
        t->eligibility.exclusion.en = widen(t, t->eligibility.exclusion.en);
    if (chance(d, 400) && t->n_conditions > 0)
        t->conditions[0].name.en = t->conditions[0].name.ja;
    dirt_note(t, "english_partly_japanese");
}

static void spoil_empty(struct draft *d)
{
    static const char *const EMPTY[] = {"None", "N/A", "-", "none", "Not applicable"};
    struct trial *t = d->t;
    const char *word = EMPTY[rng_below(&d->env->rng, 5)];
    t->eligibility.exclusion.en = word;
    if (chance(d, 600))
        t->eligibility.inclusion.en = word;
    if (chance(d, 500))
        t->objective.en = word;
    for (size_t i = 0; i < t->n_outcomes; i++)
        t->outcomes[i].timepoint.en = NULL;
    dirt_note(t, "english_missing");
}

/* The English of an older version: another age, fewer criteria. */
static void spoil_different(struct draft *d)
{
    struct trial *t = d->t;
    const char *text = t->eligibility.inclusion.en;
    const char *last = text != NULL ? strrchr(text, '\n') : NULL;
    if (last == NULL)
        return;
    text = mem_strndup(t, text, (size_t)(last - text));
    text = text_replace(t, text, "18 years", "19 years");
    text = text_replace(t, text, "20 years", "18 years");
    t->eligibility.inclusion.en = text_replace(t, text, "19 years", "20 years");
    dirt_note(t, "english_differs");
}

void english_spoil(struct draft *d)
{
    draft_stream(d, STREAM_ENGLISH, true);
    tpl_env_next_item(d->env);
    uint32_t u = rng_below(&d->env->rng, 100);
    if (u < 35)
        spoil_literal(d);
    if (!d->s->dirt || u < 80)
        return;
    if (u < 88)
        spoil_partly(d);
    else if (u < 96)
        spoil_empty(d);
    else
        spoil_different(d);
}
