/* What the last noun of a list gives to those before it: its predicate, value, window, the end of
 * its name. */
#include "search/criteria_ja_seg.h"
#include "search/criteria_ja_words.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* ペニシリン系又はアミノグリコシド系抗菌薬, 1型又は2型糖尿病: what stands behind 系 and 型. */
static void share_tail(struct ja *j, struct ja_seg *s, const struct ja_seg *last)
{
    if (s->np.what == JA_NO_NOUN || s->np.end - s->np.begin < 3 || s->np.what == JA_FACT)
        return;
    for (const char *const *w = ja_words_shared_joints; *w; w++) {
        const char *text = j->p.text.s;
        if (memcmp(text + s->np.end - 3, *w, 3) != 0)
            continue;
        for (uint32_t at = last->np.bare; last->np.what == s->np.what && at + 3 < last->np.end;
             at++)
            if (memcmp(text + at, *w, 3) == 0) {
                s->np.tail = crit_name(&j->p, at + 3, last->np.end);
                s->np.kind = last->np.kind;
                return;
            }
    }
}

/* A name that tells nothing by its ending is of the kind of its list where it is written like a
   disease's or drug's name of its own (COPD, カルボプラチン), not a part of the body
   (食道・胃静脈瘤). */
static bool may_be_like(const struct ja *j, const struct ja_seg *s, const struct ja_seg *last)
{
    if (s->np.kind || s->np.what != JA_NAME || last->np.what != JA_NAME || !last->np.kind ||
        strcmp(last->np.kind, "person") == 0 || last->np.vague)
        return false;
    if (last->say.pred == JA_TAKE || last->say.pred == JA_HAD)
        return true;
    for (size_t pos = s->np.bare; pos < s->np.end;) {
        uint32_t c = text_decode(j->p.text.s, s->np.end, &pos);
        if ((c >= 0x30A1 && c <= 0x30FC) || (c >= 'a' && c <= 'z'))
            return true;
    }
    return false;
}

/* 心、肺又は腎疾患, 結腸・直腸癌: parts of the body share what stands behind the last. */
/* The part of the body that s begins with; 肝機能 only where `function` is asked for. */
static uint32_t organ_at(const char *s, uint32_t len, bool function)
{
    size_t of_function = ja_at(s, len, ja_words_organ_functions);
    return (uint32_t)(of_function && function ? of_function : ja_at(s, len, ja_words_organs));
}

void ja_share_organ(struct ja *j, struct ja_seg *s, const struct ja_seg *last)
{
    const char *text = j->p.text.s;
    if (s->np.what != JA_NAME || s->np.kind || last->np.what != JA_NAME || !last->np.kind)
        return;
    uint32_t len = s->np.end - s->np.bare, whole = last->np.end - last->np.bare;
    bool function = len > 6 && ja_ends_in(text, s->np.end, ja_words_functions, NULL);
    uint32_t organ = organ_at(text + last->np.bare, whole, function);
    if (organ_at(text + s->np.bare, len, true) != len || organ == 0 || organ >= whole)
        return;
    s->np.tail = crit_name(&j->p, last->np.bare + organ, last->np.end);
    s->np.kind = last->np.kind;
    s->organ = true;
}

/* The end of a gene's name without 遺伝子. */
static uint32_t gene_end(const struct ja *j, const struct ja_np *np)
{
    size_t word;
    const char *s = j->p.text.s + np->bare;
    uint32_t len = np->end - np->bare;
    return ja_ends_in(s, len, ja_words_genes, &word) && word < len ? np->end - (uint32_t)word
                                                                   : np->end;
}

/* The gene is so: 野生型. */
static void alter(const struct ja *j, struct ja_np *np, char *alteration)
{
    np->end = gene_end(j, np);
    np->tail = alteration;
}

/* EGFR, EGFR遺伝子: letters, and nothing of what the gene is like. */
static bool is_gene_name(const struct ja *j, const struct ja_np *np)
{
    uint32_t end = gene_end(j, np);
    if (np->what != JA_NAME || np->tail || end == np->bare)
        return false;
    for (uint32_t i = np->bare; i < end; i++)
        if ((unsigned char)j->p.text.s[i] >= 0x80)
            return false;
    return ja_seg_is_kind(np, "biomarker") || end < np->end;
}

/* RAS遺伝子が|野生型, BRCA1に|病的変異を: what the gene is like, no name of its own. */
bool ja_seg_takes_alteration(const struct ja *j, struct ja_seg *s, const struct lex_token *t)
{
    const char *w = j->p.text.s + t->begin;
    size_t len = t->end - t->begin, word, quality = ja_at(w, len, ja_words_gene_qualities);
    bool whole = ja_ends_in(w, len, ja_words_gene_state, &word) && word + quality == len;
    bool told = ja_seg_is_particle(s, "ga") || ja_seg_is_particle(s, "wa");
    bool inside = ja_seg_is_particle(s, "ni") || (quality && ja_seg_is_after_no(s));
    if (!whole || s->said || s->np.tail ||
        !(told ? ja_seg_is_kind(&s->np, "biomarker") : inside && is_gene_name(j, &s->np)))
        return false;
    alter(j, &s->np, crit_name(&j->p, t->begin + (uint32_t)quality, t->end));
    s->np.kind = "biomarker";
    s->particle = NULL;
    return true;
}

/* A gene and nothing of what it is like: ras, ras遺伝子. */
static bool is_bare_gene(const struct ja *j, const struct ja_np *np)
{
    return ja_seg_is_kind(np, "biomarker") && is_gene_name(j, np);
}

/* KRAS、NRAS及びBRAF野生型: what the last gene is like the others are; not
   EGFR遺伝子及びALK融合遺伝子, of which each is told by itself. */
static void alter_as(const struct ja *j, struct ja_seg *s, const char *name)
{
    size_t len = strlen(name), word, sign = 0;
    if (!ja_ends_in(name, len, ja_words_positive, &sign))
        ja_ends_in(name, len, ja_words_negative, &sign);
    bool state = ja_ends_in(name, len - sign, ja_words_types, NULL);
    bool named = gene_end(j, &s->np) < s->np.end;
    if (s->said || (named && !state) || !is_bare_gene(j, &s->np) ||
        !ja_ends_in(name, len - sign, ja_words_gene_state, &word) || word + sign == len)
        return;
    alter(j, &s->np, mem_strdup(j->p.ctx, name + len - sign - word));
}

/* RAS遺伝子及びBRAF遺伝子が野生型 */
static void share_alteration(const struct ja *j, struct ja_seg *s, const struct ja_seg *last)
{
    if (!ja_seg_is_kind(&last->np, "biomarker"))
        return;
    if (!last->np.tail)
        alter_as(j, s, crit_name(&j->p, last->np.bare, last->np.end));
    else if (!s->said && is_bare_gene(j, &s->np))
        alter(j, &s->np, mem_strdup(j->p.ctx, last->np.tail));
}

/* ER及びPgRが陽性の乳癌, EGFR変異及びALKがいずれも陰性の肺癌: the sign behind the last marker is of
   all that have none of their own. */
static void share_sign(struct ja_seg *s, const char *name)
{
    size_t len = strlen(name);
    bool positive = ja_ends_in(name, len, ja_words_positive, NULL);
    if (s->said || !(positive || ja_ends_in(name, len, ja_words_negative, NULL)))
        return;
    s->say.pred = positive ? JA_POSITIVE : JA_NEGATIVE;
    s->said = true;
}

void ja_share_state(const struct ja *j, struct ja_seg *s, const struct crit_node *e)
{
    while (e && e->type != CRIT_ATOM)
        e = e->n ? e->children[e->n - 1] : NULL;
    if (!e || e->atom->attr != ATTR_biomarker || !e->atom->words)
        return;
    alter_as(j, s, e->atom->words[0]);
    share_sign(s, e->atom->words[0]);
}

/* The predicate, window and severity that the last segment of a group gives to one before it. */
static void share_value(struct ja *j, struct ja_seg *s, const struct ja_seg *last)
{
    struct crit_node *e = NULL;
    for (size_t i = 0; last->valued && i < s->n_attrs; i++) {
        struct crit_node *one = ja_measure(j, s->attrs[i], &last->value);
        if (!one)
            one = crit_opaque(&j->p, last->value.begin, last->value.end);
        e = crit_join(j->p.ctx, j->p.kind == CRIT_EXCLUSION ? CRIT_OR : CRIT_AND, e, one);
    }
    crit_set_window(e, last->window.w.set ? &last->window.w : &s->window.w);
    ja_seg_push(j, s, e ? e : crit_opaque(&j->p, 0, 0));
}

/* A fact in a list of other things: it is there, whatever the drugs of the list are taken. */
static void share_fact(struct ja_seg *s, const struct ja_seg *last)
{
    if (last->say.pred == JA_UNKNOWN || last->say.pred == JA_CAN || last->np.what == JA_ABLE) {
        s->say.pred = JA_HAVE;
        s->say.flags = 0;
    }
    bool taken = last->say.pred == JA_TAKE || last->say.pred == JA_HAD;
    if (!s->said && last->np.what != JA_FACT && taken && s->np.sense->attr != ATTR_radiotherapy &&
        s->np.sense->attr != ATTR_other_trial)
        s->say.pred = JA_HAVE;
}

/* 活動性結核又は結核の既往: what is active is there now, whatever the rest of the list was. */
static void keep_present(const struct ja *j, struct ja_seg *s)
{
    const char *name = j->p.text.s + s->np.begin;
    bool was = s->say.pred == JA_PAST || s->say.pred == JA_DEVELOP;
    if ((s->np.what != JA_NAME && s->np.what != JA_FACT) || !was)
        return;
    if (ja_begins(name, ja_words_active_now))
        s->say = (struct ja_say){.pred = JA_HAVE, .window = {.w = {.n = -1}}};
}

/* 血液凝固障害又は抗凝固療法を受けている者: the disease is there, whatever is had of the therapy.
 */
static void share_disease(struct ja_seg *s, const struct ja_seg *last)
{
    bool taken = last->say.pred == JA_TAKE || last->say.pred == JA_HAD;
    bool therapy = ja_seg_is_kind(&last->np, "drug") || ja_seg_is_kind(&last->np, "therapy") ||
                   ja_seg_is_kind(&last->np, "surgery");
    if (taken && therapy && !(last->say.flags & LEX_NOT) && ja_seg_is_kind(&s->np, "disease"))
        s->say = (struct ja_say){.pred = JA_HAVE, .window = {.w = {.n = -1}}};
}

/* 子宮筋腫又は子宮内膜症の手術歴: the operation of both. */
static bool share_operation(struct ja_seg *s, const struct ja_seg *last)
{
    if (s->said || !ja_seg_is_kind(&s->np, "disease") || !ja_seg_is_kind(&last->np, "surgery") ||
        last->np.tail != *ja_words_operation)
        return false;
    s->np.kind = last->np.kind;
    s->np.tail = last->np.tail;
    return true;
}

void ja_seg_share(struct ja *j, struct ja_seg *s, const struct ja_seg *last)
{
    if (s->n_attrs && !s->valued) {
        share_value(j, s, last);
        return;
    }
    if (s->np.what == JA_NO_NOUN)
        return;
    const struct ja_window own = s->say.window;
    bool operated = share_operation(s, last);
    if (!s->said) {
        s->say = last->say;
        if (s->window.w.set) /* its own: 4週以内にA、Bを2週以内に使用 */
            s->say.window = (struct ja_window){.w = {.n = -1}};
        keep_present(j, s);
        if (!operated)
            share_disease(s, last);
    }
    bool since = own.w.set && own.at_least; /* Aから3週間以上、Bから2週間以上経過 */
    if (own.own || s->say.window.own || since)
        s->say.window = own;
    bool allergy = last->np.what == JA_ALLERGY ||
                   (last->np.what == JA_NAME && last->np.kind && !s->np.kind &&
                    strcmp(last->np.kind, "allergy") == 0); /* 薬物又は食物アレルギー */
    if (allergy && s->np.what == JA_NAME && !ja_seg_is_kind(&s->np, "disease")) {
        s->np.what = JA_ALLERGY;
        s->np.vague |= last->np.vague;
    }
    if (s->np.what == JA_FACT)
        share_fact(s, last);
    share_tail(j, s, last);
    share_alteration(j, s, last);
    ja_share_organ(j, s, last);
    if (may_be_like(j, s, last))
        s->np.kind = last->np.kind;
}

/* ------------------------------------------------------------------ times */

/* What was done or happened, by its verb: not 既往, たことがある. */
static bool is_event(const struct ja_seg *s)
{
    bool done = s->say.pred == JA_HAD || s->say.pred == JA_HAD_SURGERY ||
                s->say.pred == JA_DEVELOP || s->say.pred == JA_TAKE;
    return done && !(s->say.flags & (LEX_HAD | LEX_NOT | LEX_GOING)) && s->np.what != JA_NO_NOUN;
}

/* 6か月以内に心筋梗塞を発症した患者又は手術を受けた患者: the time before all is of both. Behind a
   comma nobody can tell, unless the people are named once, at the end (発症した、又は手術を受けた
   患者). */
void ja_share_time(const struct ja *j, struct ja_seg *segs, size_t n)
{
    const struct ja_item *first = &j->items[segs[0].from];
    bool within = first->kind == JA_WINDOW && first->window.open && !first->window.since &&
                  !first->window.at_least && first->window.w.n >= 0;
    for (size_t i = 1; within && i < n; i++) {
        struct ja_seg *s = &segs[i];
        bool timed = s->window.w.set || s->say.window.w.set || s->once;
        bool divided = is_event(&segs[i - 1]);
        if (timed || s->before == LEX_AND)
            break;
        if (s->before != LEX_OR || !divided || !is_event(s))
            continue;
        if (s->comma && segs[i - 1].head)
            s->np.vague = true;
        else
            s->window = first->window;
    }
}

/* ------------------------------------------------------------------ variants of a gene */

/* L858R, V600, exon 19: a change of the protein, no gene. */
static bool is_variant(const char *s)
{
    for (const char *const *w = ja_words_gene_variants; *w; w++)
        if (strncasecmp(s, *w, strlen(*w)) == 0)
            return true;
    size_t digits = 1 + strspn(s + (*s != '\0'), "0123456789");
    bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');
    return letter && digits >= 3 && s[digits] != ' ' && s[digits] != '-';
}

/* Bytes of the gene that a name begins with; 0: it names none. */
static uint32_t gene_of(const char *s, uint32_t len)
{
    uint32_t n = 0;
    while (n < len && ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= '0' && s[n] <= '9')))
        n++;
    bool more = n < len && (s[n] == ' ' || (unsigned char)s[n] >= 0x80);
    return more && n >= 2 && !is_variant(s) ? n : 0;
}

struct gene {
    struct ja *j;
    const char *name;
};
static void put_gene(void *arg, struct crit_node *e)
{
    const struct gene *g = arg;
    if (e->atom->attr == ATTR_biomarker && e->atom->words && is_variant(e->atom->words[0]))
        e->atom->words[0] = mem_printf(g->j->p.ctx, "%s %s", g->name, e->atom->words[0]);
}

void ja_share_gene(struct ja *j, struct crit_node *e, const struct ja_np *first)
{
    if (!ja_seg_is_kind(first, "biomarker"))
        return;
    uint32_t gene = gene_of(j->p.text.s + first->bare, first->end - first->bare);
    if (gene == 0)
        return;
    struct gene g = {j, crit_name(&j->p, first->bare, first->bare + gene)};
    crit_walk(e, put_gene, &g);
}

/* 症状のあるA、又はB; 出血を伴うA、又はB: the comma leaves with A what goes with a disease; how far
   the disease has come (再発の) is of both. */
bool ja_seg_keeps_modifier(const struct ja_seg *a, const struct ja_seg *b)
{
    const struct crit_node *e = a->done;
    bool beside = e->type == CRIT_OPAQUE ||
                  (e->type == CRIT_ATOM &&
                   (e->atom->attr == ATTR_comorbidity || e->atom->attr == ATTR_diagnosis));
    return beside && b->comma && b->before == LEX_OR;
}

/* 低用量アスピリン: what is taken of a drug is in no list. */
static bool is_dosed(const struct ja *j, const struct ja_np *np)
{
    return ja_begins(j->p.text.s + np->begin, ja_words_doses);
}

/* A drug or therapy by name alone, where the words around the sentence say what of it. */
void ja_seg_tell_alone(const struct ja *j, struct ja_seg *s)
{
    bool name = s->np.what == JA_NAME && !s->said && !s->object.what;
    bool therapy = !s->np.kind || ja_seg_is_kind(&s->np, "drug") ||
                   ja_seg_is_kind(&s->np, "therapy") || ja_seg_is_kind(&s->np, "surgery");
    if (!j->p.told || !name || !therapy || is_dosed(j, &s->np))
        return;
    if (j->p.told->pred == JA_HAVE)
        s->np.what = JA_ALLERGY;
    s->say = *j->p.told;
    s->said = s->closed = true;
}
