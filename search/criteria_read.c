/* The order of work: a block → criteria → trees. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_arms.h"
#include "search/criteria_inner.h"
#include "search/criteria_read_en_lex.h"
#include "search/criteria_split.h"
#include <string.h>

struct crit_reader *crit_reader_new(void *ctx, const struct lexicon *lexicon)
{
    struct crit_reader *r = MEM_NEW(ctx, struct crit_reader);
    r->lexicon = lexicon;
    r->folder = folder_new(r);
    r->ja = lexer_new(r, &lex_table_ja, CRIT_JA);
    r->en = en_lexer_new(r);
    r->arms = arm_words_new(r);
    return r;
}

enum crit_lang crit_guess_lang(const char *text, size_t len)
{
    size_t letters = 0, japanese = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c = text_decode(text, len, &pos);
        letters += (c | 32) >= 'a' && (c | 32) <= 'z';
        japanese += (c >= 0x3041 && c <= 0x30FE) || (c >= 0x4E00 && c <= 0x9FFF);
    }
    return japanese * 6 >= letters && japanese > 0 ? CRIT_JA : CRIT_EN;
}

static void read_piece(struct crit_reader *r, void *ctx, enum crit_lang lang, const char *text,
                       const struct crit_piece *piece, const struct crit_arms *arms, struct crit *c)
{
    const char *s = text + piece->begin;
    size_t len = piece->end - piece->begin;
    *c = (struct crit){.text = mem_strndup(ctx, s, len),
                       .begin = piece->begin,
                       .end = piece->end,
                       .kind = piece->kind};
    c->expr = crit_tidy(ctx, crit_arms_read(r, ctx, lang, text, piece, arms));
    c->doubts = crit_lint(c->expr, piece->kind);
    c->coverage = crit_coverage_of(c->expr);
}

/* It may keep nobody out. */
static void leave_open(void *ctx, struct crit *c)
{
    struct crit_node *unsure = crit_new(ctx, CRIT_OPAQUE, 0, (uint32_t)strlen(c->text));
    c->expr = crit_join(ctx, CRIT_OR, c->expr, unsure);
    c->coverage = crit_coverage_of(c->expr);
}

/* The limits that a criterion asks of everybody: itself, or parts of an `and`. */
static const struct crit_node *asked(const struct crit *c, size_t i)
{
    if (c->kind != CRIT_INCLUSION)
        return NULL;
    if (c->expr->type != CRIT_AND)
        return i == 0 ? c->expr : NULL;
    return i < c->expr->n ? c->expr->children[i] : NULL;
}

static bool contradict(const struct crit *a, const struct crit *b)
{
    const struct crit_node *x, *y;
    for (size_t i = 0; (x = asked(a, i)); i++)
        for (size_t k = 0; (y = asked(b, k)); k++)
            if (crit_excludes(x, y))
                return true;
    return false;
}

/* Two inclusion criteria that nobody meets both (of two groups whose names were not seen): neither
   may keep anybody out. */
static void guard_contradictions(void *ctx, struct crits *all)
{
    bool *doubtful = all->n ? MEM_ARRAY(ctx, bool, all->n) : NULL;
    for (size_t i = 0; i < all->n; i++)
        doubtful[i] = false;
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < i; k++)
            if (contradict(&all->items[i], &all->items[k]))
                doubtful[i] = doubtful[k] = true;
    for (size_t i = 0; i < all->n; i++)
        if (doubtful[i])
            leave_open(ctx, &all->items[i]);
}

/* "B; or" and in the next line "C". */
static bool is_choice(const char *text)
{
    static const char joint[] = "; or";
    size_t n = sizeof joint - 1;
    for (const char *s = text; (s = strstr(s, joint)); s += n)
        if (s[n + strspn(s + n, " \r")] == '\n')
            return true;
    return false;
}

/* "A;", "B; or", "C" in lines of their own: A may be one of the choices or asked beside them. */
static void guard_choices(void *ctx, struct crits *all)
{
    enum { FAR = 4 };
    size_t choice = 0; /* lines before it that may belong to it */
    for (size_t i = all->n; i-- > 0;) {
        struct crit *c = &all->items[i];
        size_t len = strlen(c->text);
        bool open = choice && c->kind == CRIT_INCLUSION && len && c->text[len - 1] == ';';
        choice = open ? choice - 1 : 0;
        if (open)
            leave_open(ctx, c);
        if (is_choice(c->text))
            choice = FAR;
    }
}

void crit_read_block(struct crit_reader *r, void *ctx, enum crit_kind kind, enum crit_lang lang,
                     const char *text, size_t len, struct crits *ret)
{
    struct crit_arms arms;
    struct crit_pieces pieces;
    crit_arms_find(r, ctx, text, len, &arms);
    crit_split(ctx, kind, text, len, &arms, &pieces);
    ret->items = pieces.n ? MEM_ARRAY(ctx, struct crit, pieces.n) : NULL;
    ret->n = pieces.n;
    for (size_t i = 0; i < pieces.n; i++) {
        read_piece(r, ctx, lang, text, &pieces.items[i], &arms, &ret->items[i]);
        ret->items[i].elsewhere = ret->items[i].kind != kind;
    }
    guard_contradictions(ctx, ret);
    guard_choices(ctx, ret);
}

void crit_read_both(struct crit_reader *r, void *ctx, enum crit_lang lang, const char *text,
                    size_t len, struct crits *ret)
{
    crit_read_block(r, ctx, CRIT_INCLUSION, lang, text, len, ret);
}
