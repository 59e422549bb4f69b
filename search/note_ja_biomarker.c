/* Genes, antibodies and stains of a Japanese note: EGFRのL858Rという変異, HER2 3+, RAS野生型. */
#include "schema/base/mem.h"
#include "search/note_ja.h"

/* What is said of a gene behind its name: L858R, 変異. */
struct alteration {
    const char *variant, *what;
    size_t end;
};

/* BCR-ABL IS 0.02%: how much, no variant. */
static bool is_measured(const struct nj *n, size_t k)
{
    const struct nj_token *v = nj_at(n, k + 1);
    return v->class == NJ_NUM && n->p->text.s[v->stem_end] == '%';
}

/* BRCA1|に変異, BRAF|も野生型, EGFR|はL858R: what is found follows the mark at k. */
static bool is_before_result(const struct nj *n, size_t k, const char *what)
{
    const struct nj_token *mark = nj_at(n, k), *next = nj_at(n, k + 1);
    bool topic = nj_is(mark, NJ_PTC, "wa") || nj_is(mark, NJ_PTC, "mo");
    bool variant = next->class == NJ_NAME && strcmp(next->kind, "biomarker") == 0;
    return !what && (topic || nj_is(mark, NJ_PTC, "ni")) &&
           (next->class == NJ_ALTERATION || (topic && variant));
}

/* エクソン19欠失 of a gene named before it */
static bool is_exon(const struct nj *n, const struct nj_token *t)
{
    return t->class == NJ_NAME && strcmp(t->kind, "biomarker") == 0 && nj_begins(n, t, "エクソン");
}

static struct alteration alteration_at(const struct nj *n, size_t i)
{
    struct alteration r = {.end = i};
    for (size_t k = i; k < i + 5; k++) {
        const struct nj_token *a = nj_at(n, k);
        bool named =
            a->class == NJ_TEXT || (a->class == NJ_NAME && strcmp(a->kind, "biomarker") == 0);
        char c = n->p->text.s[a->begin];
        bool latin = named && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        if (a->class == NJ_ALTERATION)
            r.what = r.what ? r.what : a->word->text;
        else if ((latin || is_exon(n, a)) && !r.variant && !is_measured(n, k))
            r.variant = nj_name(n, a->begin, a->end);
        else if (!nj_is(a, NJ_PTC, "no") && !nj_is(a, NJ_PTC, "iu") &&
                 !is_before_result(n, k, r.what))
            break;
        if (a->class != NJ_PTC)
            r.end = k + 1;
    }
    return r;
}

/* という変異, の変異, 変異: 遺伝子変異. */
static const char *alteration_name(const char *what)
{
    return ja_is_one(what, strlen(what), nj_list_mutations) ? "遺伝子変異" : what;
}

static bool is_mark(const struct nj_token *t)
{
    return t->class == NJ_STOP || t->class == NJ_COMMA || t->class == NJ_CLOSE ||
           t->class == NJ_SLASH || t->class == NJ_CLASS_COUNT;
}

/* ER+, HER2-: the sign right behind the name. */
static bool is_signed(const struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i), *v = nj_at(n, i + 1), *next = nj_at(n, i + 2);
    bool sign = v->class == NJ_TEXT && v->begin == t->end &&
                (nj_text_is(n, v, "+") || nj_text_is(n, v, "-"));
    return sign && (next->begin != v->end || is_mark(next));
}

/* HER2 3+, ER 90%, ER+: the token behind what says positive or negative; 0 when nothing does. */
static size_t stained_at(const struct nj *n, size_t i, bool *ret_negative)
{
    enum { CLEAR_PERCENT = 10, WHOLE_PERCENT = 100, STRONG = 3 };
    const struct nj_token *t = nj_at(n, i);
    size_t k = i + 1;
    if (is_signed(n, i)) {
        *ret_negative = nj_text_is(n, nj_at(n, k), "-");
        return k + 1;
    }
    while (nj_is(nj_at(n, k), NJ_PTC, "wa") || nj_at(n, k)->class == NJ_COLON ||
           nj_at(n, k)->class == NJ_OPEN)
        k++;
    const struct nj_token *v = nj_at(n, k);
    if (v->class != NJ_NUM || nj_at(n, k + 1)->class == NJ_ARROW)
        return 0;
    double value = v->num.value;
    *ret_negative = value == 0;
    if (nj_text_is(n, t, "her2"))
        return v->num.plus && value == STRONG ? k + 1 : 0;
    bool hormone = nj_text_is(n, t, "er") || nj_text_is(n, t, "pgr") || nj_text_is(n, t, "pr");
    bool percent = n->p->text.s[v->stem_end] == '%' && value <= WHOLE_PERCENT;
    return hormone && percent && (value >= CLEAR_PERCENT || value == 0) ? k + 1 : 0;
}

/* HER2 3+, HER2+, RAS野生型, MSS: names that are the result. NULL: it is told elsewhere; *end: the
 * token behind. */
static const char *result_name(const struct nj *n, size_t i, const char *what, size_t *end)
{
    const struct nj_token *t = nj_at(n, i);
    char *name = nj_name(n, t->begin, t->end), *sign = name + strlen(name) - 1;
    bool negative = *sign == '-';
    size_t stained = stained_at(n, i, &negative);
    bool wild = what && strcmp(what, "野生型") == 0;
    if (stained)
        *end = stained;
    else if (sign > name && (*sign == '+' || *sign == '-'))
        *sign = '\0';
    else if (wild)
        return mem_printf(n->p->ctx, "%s野生型", name);
    else
        return nj_is(t, NJ_BIOMARKER, "result") || nj_ends_with(name, "野生型") ? name : NULL;
    return mem_printf(n->p->ctx, "%s%s", name, negative ? "陰性" : "陽性");
}

/* EGFR, EGFRのL858Rという変異, ALK融合遺伝子: tokens; the value without its polarity. */
size_t nj_mention_biomarker(struct nj *n, size_t i)
{
    const struct nj_token *t = nj_at(n, i);
    struct alteration a = alteration_at(n, i + 1);
    const char *result = result_name(n, i, a.what, &a.end);
    struct nj_mention *m = nj_wait_for(n, i, a.end, ATTR_biomarker);
    if (!m)
        return a.end - i;
    char *name = nj_name(n, t->begin, t->end);
    bool tested = a.what && strstr(a.what, "検査");
    bool whole = strstr(name, "変異") || strstr(name, "遺伝子");
    bool gene = a.what && !tested && !whole;
    m->modifies = tested; /* 検査なし: no result */
    m->altered = a.variant || gene || whole;
    m->result = result != NULL;
    const struct nj_token *mark = nj_at(n, i + 1), *behind = nj_at(n, a.end);
    m->firm = a.variant && (nj_is(mark, NJ_PTC, "wa") || nj_is(mark, NJ_PTC, "mo")) &&
              behind->class == NJ_COMMA; /* EGFRはL858R、 */
    if (a.variant)
        name = mem_printf(n->p->ctx, "%s %s", name, a.variant);
    else if (gene)
        name = mem_printf(n->p->ctx, "%s%s", name, alteration_name(a.what));
    m->value = result ? result : name;
    return a.end - i;
}
