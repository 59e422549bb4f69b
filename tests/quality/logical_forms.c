/*
 * Numbers of English criteria against the logical forms that people wrote for them. A form names
 * what is measured and its limits ("lab().name('ANC').num_filter(eq().op(LT).val('1000'))"), its
 * units only of time; so a limit is right when attribute and comparison agree and the value is the
 * form's in one of the attribute's units. usage: logical_forms FILE.jsonl [-v]
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/lexicon.h"
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria.h"
#include "search/criteria_cmd.h"
#include "search/criteria_read_en_lex.h"
#include "search/criteria_tree.h"
#include "search/units_table.h"

enum { LIMITS_MAX = 32 };
struct limit {
    uint16_t attr;
    enum crit_op op;
    double values[2];
    size_t n;
    char time; /* of the form's temporal unit: Y, M, W, D, H; 0: none */
    bool hit;
};
struct limits {
    struct limit items[LIMITS_MAX];
    size_t n;
};
struct tools {
    struct folder *folder;
    struct en_lexer *lexer;
    struct crit_reader *reader;
    bool verbose;
};

static bool is_low(enum crit_op op)
{
    return op == CRIT_OP_GE || op == CRIT_OP_GT;
}

/* ">= 18" and "<= 65" of one thing are one range. */
static bool joins(struct limit *a, const struct limit *b)
{
    bool pair = a->attr == b->attr && a->n == 1 && b->n == 1 && a->op != CRIT_OP_EQ &&
                b->op != CRIT_OP_EQ && is_low(a->op) != is_low(b->op);
    double low = is_low(a->op) ? a->values[0] : b->values[0];
    double high = is_low(a->op) ? b->values[0] : a->values[0];
    if (!pair || low > high)
        return false;
    *a = (struct limit){a->attr, CRIT_OP_BETWEEN, {low, high}, 2, b->time, false};
    return true;
}

static void put(struct limits *all, const struct limit *l)
{
    if (all->n && joins(&all->items[all->n - 1], l))
        return;
    if (all->n < LIMITS_MAX)
        all->items[all->n++] = *l;
}

/* ------------------------------------------------------------------ the form */

/* 'name' behind key( at s, up to the next closing quote; false when it does not stand there. */
static bool read_quoted(const char **s, const char *key, char out[80])
{
    size_t n = strlen(key), i = 0;
    if (strncmp(*s, key, n) != 0)
        return false;
    const char *p = *s + n;
    while (*p && *p != '\'' && i + 1 < 80)
        out[i++] = *p++;
    out[i] = '\0';
    *s = *p ? p + 1 : p;
    return true;
}

/* "50 , 000", "IV": false when it is no number. */
static bool read_value(const char *s, double *ret)
{
    static const char *const roman[] = {"I", "II", "III", "IV", "V", "VI"};
    char plain[80];
    size_t n = 0;
    for (int i = 0; i < 6; i++)
        if (strcmp(s, roman[i]) == 0) {
            *ret = i + 1;
            return true;
        }
    for (; *s && n + 1 < sizeof plain; s++)
        if (*s != ' ' && *s != ',')
            plain[n++] = *s;
    plain[n] = '\0';
    return text_read_double(plain, ret);
}

static bool find_attr(const struct tools *t, void *ctx, const char *name, uint16_t *ret)
{
    struct crit_text text;
    struct en_tokens tokens;
    crit_text_read(t->folder, ctx, name, strlen(name), &text);
    en_lexer_read(t->lexer, ctx, &text, &tokens);
    for (size_t i = 0; i < tokens.n; i++) {
        const struct en_row *r = en_row_of(&tokens.items[i], EN_ATTR);
        if (r && attribute_find(r->value, strlen(r->value), ret))
            return tokens.n <= 2;
    }
    return false;
}

static bool read_op(const char *s, enum crit_op *ret)
{
    static const struct {
        const char *word;
        enum crit_op op;
    } all[] = {{"GTEQ)", CRIT_OP_GE},
               {"GT)", CRIT_OP_GT},
               {"LTEQ)", CRIT_OP_LE},
               {"LT)", CRIT_OP_LT},
               {"BETWEEN)", CRIT_OP_BETWEEN}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strncmp(s, all[i].word, strlen(all[i].word)) == 0) {
            *ret = all[i].op;
            return true;
        }
    return false;
}

/* One eq()…: its limit; where it ends. */
static const char *read_eq(const char *s, struct limit *l)
{
    char word[80];
    bool op = false;
    l->n = 0;
    l->time = 0;
    s += strlen("eq()");
    while (*s == '.') {
        double v;
        if (strncmp(s, ".op(", 4) == 0) {
            op = read_op(s + 4, &l->op);
            s = strchr(s, ')') + 1;
        } else if (read_quoted(&s, ".val('", word)) {
            s += *s == ')';
            if (l->n < 2 && read_value(word, &v) && (l->n == 0 || v != l->values[0]))
                l->values[l->n++] = v;
        } else if (strncmp(s, ".temporal_unit(", 15) == 0) {
            l->time = s[15];
            s = strchr(s, ')') + 1;
        } else if (strncmp(s, ".unit(", 6) == 0) {
            s = strchr(s, ')') + 1;
        } else {
            break;
        }
    }
    bool range = op && l->op == CRIT_OP_BETWEEN;
    if (range && l->n == 2 && l->values[0] > l->values[1]) {
        double swap = l->values[0];
        l->values[0] = l->values[1];
        l->values[1] = swap;
    }
    if (!op || l->n != (range ? 2 : 1))
        l->n = 0;
    return s;
}

static const char *read_filter(const char *s, uint16_t attr, struct limits *ret)
{
    s += strlen(".num_filter(");
    while (strncmp(s, "eq()", 4) == 0) {
        struct limit l = {.attr = attr};
        s = read_eq(s, &l);
        if (l.n)
            put(ret, &l);
        while (*s == ',' || *s == ' ')
            s++;
    }
    return s;
}

static void read_form(const struct tools *t, void *ctx, const char *form, struct limits *ret)
{
    static const char *const kinds[] = {"lab()", "vital()", "clinical_score()", "measurement()",
                                        "observ()"};
    for (const char *s = form; *s; s++) {
        char name[80];
        uint16_t attr = ATTR_age;
        const char *p = s;
        if (strncmp(s, "age().num_filter(", 17) == 0 && (s == form || s[-1] != '_')) {
            read_filter(s + 5, attr, ret);
            continue;
        }
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            size_t n = strlen(kinds[i]);
            p = s + n;
            if (strncmp(s, kinds[i], n) == 0 && read_quoted(&p, ".name('", name) &&
                strncmp(p + (*p == ')'), ".num_filter(", 12) == 0 && find_attr(t, ctx, name, &attr))
                read_filter(p + (*p == ')'), attr, ret);
        }
    }
}

/* ------------------------------------------------------------------ the tree */

static void take_atom(void *arg, struct crit_node *e)
{
    const struct crit_atom *a = e->atom;
    struct limit l = {.attr = a->attr, .op = a->op, .n = a->n};
    enum attr_kind kind = attributes[a->attr].kind;
    if ((kind != ATTR_NUMBER && kind != ATTR_ORDINAL) || !a->numbers || a->n > 2 ||
        a->op == CRIT_OP_IN)
        return;
    memcpy(l.values, a->numbers, a->n * sizeof *a->numbers);
    if (a->op == CRIT_OP_BETWEEN && a->open_high && a->open_low)
        l.op = CRIT_OP_BETWEEN;
    put(arg, &l);
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 0.006 * fmax(fabs(a), fabs(b)) + 1e-9;
}

/* Whether `value` of the form is the atom's in some unit. */
static bool same_value(uint16_t attr, double form, double atom)
{
    if (near(form, atom))
        return true;
    for (size_t i = 0; i < n_unit_factors; i++) {
        const struct unit_factor *f = &unit_factors[i];
        if (f->attr == attr && near(form * f->factor + f->offset, atom))
            return true;
    }
    return false;
}

static bool same(const struct limit *form, const struct limit *atom)
{
    if (form->attr != atom->attr || form->op != atom->op || form->n != atom->n)
        return false;
    for (size_t i = 0; i < form->n; i++)
        if (!same_value(form->attr, form->values[i], atom->values[i]))
            return false;
    return true;
}

/* ------------------------------------------------------------------ counting */

struct counts {
    int forms, atoms, hits, age_forms, age_atoms, age_hits;
};

static void count(struct limits *gold, struct limits *got, struct counts *n)
{
    for (size_t i = 0; i < got->n; i++) {
        bool age = got->items[i].attr == ATTR_age, found = false;
        for (size_t k = 0; k < gold->n && !found; k++)
            if (!gold->items[k].hit && same(&gold->items[k], &got->items[i]))
                found = gold->items[k].hit = true;
        got->items[i].hit = found;
        n->atoms++;
        n->hits += found;
        n->age_atoms += age;
        n->age_hits += age && found;
    }
    n->forms += (int)gold->n;
    for (size_t k = 0; k < gold->n; k++)
        n->age_forms += gold->items[k].attr == ATTR_age;
}

static bool all_hit(const struct limits *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (!l->items[i].hit)
            return false;
    return true;
}

static void line(const struct tools *t, const json_t *o, struct counts *n)
{
    void *ctx = talloc_new(NULL);
    const char *text = json_string_value(json_object_get(o, "text"));
    const char *form = json_string_value(json_object_get(o, "form"));
    struct limits gold = {.n = 0}, got = {.n = 0};
    struct crits c;
    if (text && form) {
        read_form(t, ctx, form, &gold);
        crit_read_block(t->reader, ctx, CRIT_INCLUSION, CRIT_EN, text, strlen(text), &c);
        for (size_t i = 0; i < c.n; i++)
            crit_walk(c.items[i].expr, take_atom, &got);
        count(&gold, &got, n);
        if (t->verbose && !(all_hit(&gold) && all_hit(&got)))
            printf("%zu/%zu\t%s\t%s\n", gold.n, got.n, text, form);
    }
    talloc_free(ctx);
}

static void report(const char *what, int hits, int atoms, int forms)
{
    printf("%s: %d forms, %d atoms, P %.3f R %.3f\n", what, forms, atoms,
           atoms ? (double)hits / atoms : 0, forms ? (double)hits / forms : 0);
}

int main(int argc, char **argv)
{
    struct tools t = {.verbose = argc > 2};
    struct counts n = {0};
    char *text = NULL;
    size_t cap = 0;
    FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
    mem_start();
    void *ctx = talloc_new(NULL);
    if (!f)
        return 2;
    struct lexicon *lexicon = lexicon_builtin_open(ctx);
    t.folder = folder_new(ctx);
    t.lexer = en_lexer_new(ctx);
    t.reader = crit_reader_new(ctx, lexicon);
    while (getline(&text, &cap, f) > 0) {
        json_t *o = json_loads(text, 0, NULL);
        line(&t, o, &n);
        json_decref(o);
    }
    report("ages", n.age_hits, n.age_atoms, n.age_forms);
    report("ages and numbers", n.hits, n.atoms, n.forms);
    free(text);
    (void)fclose(f);
    talloc_free(ctx);
    return 0;
}
