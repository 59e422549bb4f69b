/* What stands in brackets: another writing, a unit, a definition, examples, an exception. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/attributes_gen.h"
#include "search/attributes.h"
#include "search/criteria_ja_except.h"
#include "search/criteria_ja_seg.h"
#include "search/units.h"
#include "search/criteria_ja_words.h"
#include <string.h>

struct group {
    const struct crit_parse *p;
    size_t from, to; /* tokens inside */
};

static bool has(const struct group *g, enum lex_class c)
{
    for (size_t i = g->from; i < g->to; i++)
        if (g->p->tokens[i].class == c)
            return true;
    return false;
}

static bool only(const struct group *g, const enum lex_class *classes, size_t n)
{
    for (size_t i = g->from; i < g->to; i++) {
        bool found = false;
        for (size_t k = 0; k < n; k++)
            found |= g->p->tokens[i].class == classes[k];
        if (!found)
            return false;
    }
    return true;
}

/* NYHA Ⅳ: a measured thing and its value. */
static bool has_step(const struct group *g)
{
    for (size_t i = g->from; i + 1 < g->to; i++)
        if (g->p->tokens[i].class == LEX_ATTR && g->p->tokens[i + 1].class == LEX_NUM)
            return true;
    return false;
}

/* Words that say how something was measured, told or counted. */
static bool is_idle(const struct group *g)
{
    static const enum lex_class idle[] = {
        LEX_NOISE, LEX_DROP, LEX_METHOD, LEX_PTC,  LEX_ATTR, LEX_FIT,    LEX_COLON, LEX_COMMA,
        LEX_SLASH, LEX_DOT,  LEX_SELF,   LEX_ABLE, LEX_NUM,  LEX_ANCHOR, LEX_OR,    LEX_TIME_POINT};
    return !has(g, LEX_CMP) && !has(g, LEX_RANGE) && !has_step(g) &&
           only(g, idle, sizeof idle / sizeof *idle);
}

/* Nothing but Latin letters: an abbreviation, the English name. */
static bool is_latin(const struct group *g)
{
    bool value = has(g, LEX_CMP) || has(g, LEX_NUM) || has(g, LEX_TEXT);
    if (g->from >= g->to || (value && has(g, LEX_ATTR)))
        return g->from >= g->to;
    const char *s = g->p->text.s + g->p->tokens[g->from].begin;
    const char *end = g->p->text.s + g->p->tokens[g->to - 1].end;
    for (; s < end; s++)
        if ((unsigned char)*s >= 0x80)
            return false;
    return true;
}

static bool is_text(const struct group *g)
{
    return g->to - g->from == 1 && g->p->tokens[g->from].class == LEX_TEXT;
}

bool ja_is_histology(const char *name)
{
    return ja_is_one(name, strlen(name), ja_words_histologies);
}

/* 非小細胞肺癌(腺癌): the histology; another name in brackets says the same as the one before. */
static void text_group(struct ja *j, struct ja_seg *s, const struct group *g)
{
    const struct lex_token *t = &j->p.tokens[g->from];
    const char *text = j->p.text.s + t->begin;
    if (ja_begins(text, ja_words_designated))
        return;
    if (ja_is_one(text, t->end - t->begin, ja_words_histologies)) {
        char *name = crit_name(&j->p, t->begin, t->end);
        ja_seg_push(j, s,
                    crit_new_word(j->p.ctx, ATTR_histology, CRIT_OP_IS, name,
                                  j->p.text.begin[t->begin] + j->p.offset,
                                  j->p.text.end[t->end - 1] + j->p.offset));
        return;
    }
    const char *kind = lexer_kind(j->p.lexer, text, t->end - t->begin);
    bool same = s->np.what == JA_NAME && kind && s->np.kind && strcmp(kind, s->np.kind) == 0;
    if (!same)
        s->vague = true;
}

/* (AST、ALT): the things that the word before means. */
static bool takes_attrs(struct ja *j, struct ja_seg *s, const struct group *g)
{
    static const enum lex_class lists[] = {LEX_ATTR, LEX_COMMA, LEX_OR,  LEX_DOT,
                                           LEX_ALSO, LEX_SLASH, LEX_PTC, LEX_NOISE};
    bool of_nothing = s->np.what == JA_NO_NOUN && (s->idle || s->method); /* 肝機能検査(AST、ALT) */
    if ((s->np.what != JA_NAME && !of_nothing) || !has(g, LEX_ATTR) || s->n_attrs ||
        !only(g, lists, sizeof lists / sizeof *lists))
        return false;
    s->np = (struct ja_np){.what = JA_NO_NOUN};
    s->vague = false;
    for (size_t i = g->from; i < g->to && s->n_attrs < JA_ATTRS_MAX; i++)
        if (j->p.tokens[i].class == LEX_ATTR)
            s->attrs[s->n_attrs++] = j->p.tokens[i].sense->attr;
    return true;
}

/* ------------------------------------------------------------------ examples and definitions */

/* EGFR遺伝子変異(exon 19欠失又はL858R): the gene repeated. */
static struct crit_node *variants(struct ja *j, const struct ja_np *np, const struct group *g)
{
    struct ja_np latin = *np; /* 活性型EGFR変異: the gene begins with its first letter */
    while (latin.begin < latin.end && (unsigned char)j->p.text.s[latin.begin] >= 0x80)
        latin.begin++;
    np = &latin;
    const char *s = j->p.text.s + np->begin;
    size_t gene = 0;
    while (np->begin + gene < np->end && ((s[gene] >= 'a' && s[gene] <= 'z') ||
                                          (s[gene] >= '0' && s[gene] <= '9') || s[gene] == '-'))
        gene++;
    if (gene == 0)
        return NULL;
    char *head = crit_name(&j->p, np->begin, np->begin + (uint32_t)gene);
    struct crit_node *e = NULL;
    for (size_t i = g->from; i < g->to;) {
        size_t last = i;
        while (last < g->to && j->p.tokens[last].class != LEX_OR &&
               j->p.tokens[last].class != LEX_COMMA && j->p.tokens[last].class != LEX_ALSO)
            last++;
        if (last > i) {
            uint32_t begin = j->p.tokens[i].begin, end = j->p.tokens[last - 1].end;
            char *variant = crit_name(&j->p, begin, end);
            char *value = strncmp(variant, head, strlen(head)) == 0
                              ? variant
                              : mem_printf(j->p.ctx, "%s %s", head, variant);
            e = crit_join(j->p.ctx, CRIT_OR, e,
                          crit_new_word(j->p.ctx, ATTR_biomarker, CRIT_OP_IS, value,
                                        j->p.text.begin[begin] + j->p.offset,
                                        j->p.text.end[end - 1] + j->p.offset));
        }
        i = last + 1;
    }
    return e;
}

static bool is_biomarker(const struct ja_np *np)
{
    return np->what == JA_NAME && np->kind && strcmp(np->kind, "biomarker") == 0;
}

/* Names only, with connectives. */
static bool is_names(const struct group *g)
{
    static const enum lex_class names[] = {LEX_TEXT,    LEX_COMMA, LEX_OR,   LEX_DOT,
                                           LEX_ALSO,    LEX_PTC,   LEX_FACT, LEX_SEVERITY,
                                           LEX_DEFINED, LEX_ABLE,  LEX_DROP};
    return only(g, names, sizeof names / sizeof *names);
}

static bool ends_in_etc(const struct group *g)
{
    return g->to > g->from && lex_is(&g->p->tokens[g->to - 1], LEX_PTC, "etc");
}

/* 間質性肺炎(間質性肺疾患) */
static bool says_the_same(const struct ja_seg *s, const struct crit_node *e)
{
    return e->type == CRIT_ATOM && e->atom->attr == s->np.sense->attr;
}

/* Names side by side, each of one word. */
static bool is_plain(const struct group *g)
{
    for (size_t i = g->from; i + 1 < g->to; i++) {
        enum lex_class a = g->p->tokens[i].class, b = g->p->tokens[i + 1].class;
        bool name = a == LEX_TEXT || a == LEX_FACT || a == LEX_DEFINED;
        bool next = b == LEX_TEXT || b == LEX_FACT || b == LEX_DEFINED;
        if ((name && next) || a == LEX_SEVERITY ||
            (a == LEX_PTC && !lex_is(&g->p->tokens[i], LEX_PTC, "ya")))
            return false;
    }
    return g->to > g->from;
}

/* 重篤な合併症(肝硬変、消化管出血など): beside; without など in its place. */
static bool examples(struct ja *j, struct ja_seg *s, const struct group *g)
{
    if ((s->np.what != JA_NAME && s->np.what != JA_FACT) || !is_names(g))
        return false;
    if (is_biomarker(&s->np)) {
        struct crit_node *v = variants(j, &s->np, g);
        if (!v)
            return false;
        s->np.what = JA_EXTRA;
        s->np.tree = v;
        return true;
    }
    bool such = ends_in_etc(g);
    if (s->np.what == JA_FACT) {
        struct crit_node *e = ja_tokens(&j->p, CRIT_EXCLUSION, g->from, g->to - such);
        if (says_the_same(s, e))
            return true;
    }
    if (!is_plain(g)) {
        s->vague |= !such;
        return true;
    }
    s->np.such = such;
    s->np.ex_from = g->from;
    s->np.ex_to = g->to;
    return true;
}

/* ------------------------------------------------------------------ the door */

static bool is_unit(struct ja *j, const struct group *g)
{
    if (g->from >= g->to)
        return false;
    const char *s = j->p.text.s + j->p.tokens[g->from].begin;
    size_t len = j->p.tokens[g->to - 1].end - j->p.tokens[g->from].begin;
    size_t word = ja_at(s, len, ja_words_unit_words);
    if (word && len > word) {
        s += word;
        len -= word;
        if (*s == ':') {
            s++;
            len--;
        }
    }
    uint16_t unit;
    return unit_match(s, len, &unit) == len;
}

static bool is_condition(const struct group *g)
{
    for (size_t i = g->from + 1; i + 1 < g->to; i++)
        if (g->p->tokens[i].class == LEX_CMP && lex_is(&g->p->tokens[i + 1], LEX_PTC, "wa"))
            return true; /* 75歳以上は7.5% */
    return has(g, LEX_SOTHAT) || (has(g, LEX_CMP) && has(g, LEX_HEAD));
}

struct defines {
    const struct lex_sense *name;
    bool found;
};
static void note_defines(void *arg, struct crit_node *e)
{
    struct defines *d = arg;
    d->found |= d->name && d->name->class == LEX_DEFINED && ja_seg_defines(d->name, e->atom->attr);
}

/* 血小板減少(5万/μL未満): the value is of what the name says; else `otherwise`. */
static struct crit_node *of_the_name(struct ja *j, const struct ja_seg *s, const struct group *g,
                                     struct crit_node *otherwise)
{
    struct crit_value v;
    const struct lex_sense *name = s->np.sense;
    if (!name || name->class != LEX_DEFINED || name->attr == LEX_NO_ATTR)
        return otherwise;
    if (ja_read_value(j, g->from, g->to, name->attr, &v) != g->to - g->from)
        return otherwise;
    struct crit_node *e = crit_measure(&j->p, name->attr, &v);
    return e ? e : otherwise;
}

static bool has_concept(const struct crit_node *e)
{
    if (e->type == CRIT_ATOM)
        return attributes[e->atom->attr].kind == ATTR_CONCEPT;
    for (size_t i = 0; i < e->n; i++)
        if (has_concept(e->children[i]))
            return true;
    return false;
}

/* QTc延長(男性450ms超、女性470ms超): limits by sex of what the name says. */
static bool sexed(struct ja *j, struct ja_seg *s, const struct group *g)
{
    const struct lex_sense *name = s->np.sense;
    if (s->np.what != JA_NAME || s->said || !name || name->class != LEX_DEFINED ||
        name->attr == LEX_NO_ATTR)
        return false;
    struct crit_node *e = ja_limits_by_sex(&j->p, name->attr, g->from, g->to);
    if (!e)
        return false;
    ja_seg_forget(s);
    s->severity_end = 0;
    s->closed = s->by_number = true;
    ja_seg_push(j, s, e);
    return true;
}

/* 心不全のない患者(LVEF 50%以上): asked besides; 腎機能障害のない患者(eGFR 60以上): what not having
   it means. */
static void beside_denied(struct ja *j, struct ja_seg *s, struct crit_node *e, bool defines)
{
    if (j->p.kind == CRIT_EXCLUSION) {
        s->vague = true;
        return;
    }
    if (defines) {
        ja_seg_forget(s);
        s->say = (struct ja_say){.pred = JA_NO_PRED, .window = {.w = {.n = -1}}};
        s->said = false;
    } else {
        ja_seg_settle(j, s);
    }
    ja_seg_push(j, s, e);
}

/* 腎機能障害(eGFR 30未満), 腎機能障害を有する患者(eGFR 30未満): no more is said of it than its
 * number. */
static bool may_be_defined(const struct ja_seg *s)
{
    bool there = s->say.pred == JA_HAVE || s->say.pred == JA_COMORB;
    return !s->said || (there && !(s->say.flags & LEX_NOT));
}

/* A value in brackets, told beside what stands before: 高度肥満(BMI≧35). */
static void told(struct ja *j, struct ja_seg *s, const struct group *g)
{
    struct crit_node *e = ja_tokens(&j->p, j->p.kind, g->from, g->to);
    if (e->type == CRIT_OPAQUE)
        e = of_the_name(j, s, g, e);
    if (crit_has_type(e, CRIT_OPAQUE)) {
        s->vague = true;
        if (s->done && s->np.what == JA_NO_NOUN)
            ja_seg_push(j, s,
                        crit_opaque(&j->p, j->p.tokens[g->from].begin, j->p.tokens[g->from].end));
        return;
    }
    if (crit_is_true(e))
        return;
    struct defines d = {s->np.sense, false};
    crit_walk(e, note_defines, &d);
    if (s->np.what != JA_NO_NOUN && s->said && (s->say.flags & LEX_NOT)) {
        beside_denied(j, s, e, d.found);
        return;
    }
    if (d.found && may_be_defined(s)) {
        ja_seg_forget(s);
        s->closed = s->by_number = true;
    }
    if (s->np.what == JA_NO_NOUN) {
        ja_seg_push(j, s, e);
    } else if (j->p.kind == CRIT_EXCLUSION && e->type == CRIT_OR && ends_in_etc(g)) {
        s->also = crit_join(j->p.ctx, CRIT_OR, s->also, e); /* …等: beside what they are of */
    } else if (j->p.kind == CRIT_EXCLUSION && e->type == CRIT_OR && has_concept(e)) {
        s->np.what = JA_EXTRA; /* 心疾患(Ⅲ度以上の心不全、心筋梗塞) */
        s->np.tree = e;
    } else {
        s->np.limit = crit_join(j->p.ctx, CRIT_AND, s->np.limit, e);
    }
}

/* 重複癌(無病期間が5年以内の異時性重複癌): how long another cancer counts. */
static bool cancer_window(struct ja *j, struct ja_seg *s, const struct group *g)
{
    struct ja_window w;
    if (s->np.what != JA_FACT || s->np.sense->attr != ATTR_other_malignancy)
        return false;
    for (size_t i = g->from; i < g->to; i++)
        if (ja_read_window(j, i, g->to, &w) && !w.since && !w.at_least) {
            s->window = w;
            return true;
        }
    return false;
}

/* eGFR 30以上(登録前14日以内の測定): when it was measured. */
static bool is_time_of_measuring(const struct ja *j, const struct ja_seg *s, const struct group *g)
{
    struct ja_window w;
    bool found = false;
    if (!s->valued || s->np.what != JA_NO_NOUN)
        return false;
    for (size_t at = g->from, n; at < g->to; at += n) {
        n = ja_read_window(j, at, g->to, &w);
        if (n > 0 && (w.at_least || w.since))
            return false;
        found |= n > 0;
        enum lex_class c = j->p.tokens[at].class;
        if (n == 0 && c != LEX_NOISE && c != LEX_METHOD && c != LEX_DROP && c != LEX_PTC &&
            c != LEX_ALL)
            return false;
        n += n == 0;
    }
    return found;
}

/* 心筋梗塞(発症6か月以内): when the noun was. */
static bool own_window(struct ja *j, struct ja_seg *s, const struct group *g)
{
    struct ja_window w;
    if (!ja_seg_is_kind(&s->np, "disease") || s->said ||
        ja_read_window(j, g->from, g->to, &w) != g->to - g->from || w.w.n < 0)
        return false;
    s->say.window = w;
    return s->say.window.own = true;
}

/* EGFR遺伝子変異陽性(exon 19欠失又はL858R): which variants. */
static bool lists_variants(const struct ja *j, const struct ja_seg *s, const struct group *g)
{
    const struct lex_token *t = &j->p.tokens[g->from];
    return s->say.pred == JA_POSITIVE && is_names(g) && t->class == LEX_TEXT &&
           ja_begins(j->p.text.s + t->begin, ja_words_gene_variants) &&
           ja_holds(j->p.text.s + s->np.bare, s->np.end - s->np.bare, ja_words_gene_changes);
}

/* 全身状態(ASA-PS): the scale that it is told by, and nothing else. */
static bool names_scale(struct ja *j, struct ja_seg *s, const struct group *g)
{
    bool found = false;
    for (size_t i = g->from; s->general && is_idle(g) && i < g->to && !found; i++)
        found = j->p.tokens[i].class == LEX_ATTR && ja_seg_names_scale(j, s, &j->p.tokens[i]);
    return found;
}

/* Brackets that say nothing of their own beside what stands before them. */
static bool says_nothing(const struct ja *j, const struct ja_seg *s, const struct group *g,
                         size_t item)
{
    bool letters = s->valued && s->np.what == JA_NO_NOUN && is_names(g);
    bool defines = s->np.what == JA_FACT && s->np.sense->attr == ATTR_menopausal;
    bool method = item > s->from && ja_is_class(j, item - 1, LEX_METHOD);
    bool formula = s->n_attrs && !s->valued && has(g, LEX_TIMES) && !has(g, LEX_CMP);
    if (method || is_idle(g) || letters || defines || formula || is_time_of_measuring(j, s, g))
        return true;
    const struct lex_token *t = &j->p.tokens[g->from];
    if (t->class == LEX_TEXT && ja_begins(j->p.text.s + t->begin, ja_words_designated))
        return true;
    if (is_biomarker(&s->np))
        return (s->said || has(g, LEX_POS) || has(g, LEX_NEG)) && !lists_variants(j, s, g);
    return is_latin(g);
}

/* MRI検査が施行できない者(ペースメーカー、閉所恐怖症等): why not. */
static bool tells_why(struct ja_seg *s, const struct group *g)
{
    static const enum lex_class more[] = {LEX_NUM, LEX_CMP, LEX_ATTR, LEX_NONE, LEX_EXCEPT};
    bool cannot = s->say.pred == JA_CANNOT || ((s->say.flags | s->np.flags) & LEX_NOT);
    if (s->np.what != JA_ABLE || !s->said || !cannot)
        return false;
    bool names = ends_in_etc(g);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        names &= !has(g, more[i]);
    s->vague |= !names; /* (嚥下障害、消化管閉塞): for no other reason? */
    return true;
}

void ja_read_group(struct ja *j, struct ja_seg *s, size_t item)
{
    const struct ja_item *i = &j->items[item];
    struct group g = {&j->p, i->first + 1, i->last};
    if (g.to > g.from && j->p.tokens[g.to - 1].class == LEX_CLOSE)
        g.to--;
    if (g.from >= g.to || is_unit(j, &g) || takes_attrs(j, s, &g) || names_scale(j, s, &g))
        return;
    if (sexed(j, s, &g)) {
        j->items[item].told = true;
        return;
    }
    size_t included = ja_included_end(&j->p, g.from, g.to);
    if (included > g.from) {
        ja_seg_include(j, s, g.from, included);
        return;
    }
    if (has(&g, LEX_EXCEPT) || has(&g, LEX_BUT) || is_condition(&g) ||
        ja_loosens(&j->p, g.from, g.to))
        return; /* the clause reads it: ja_read_exceptions */
    if (says_nothing(j, s, &g, item) || cancer_window(j, s, &g) || own_window(j, s, &g))
        return;
    if (tells_why(s, &g))
        return;
    if (is_text(&g) && !is_biomarker(&s->np))
        text_group(j, s, &g);
    else if (!examples(j, s, &g))
        told(j, s, &g);
}
