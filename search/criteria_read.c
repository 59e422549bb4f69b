/* The order of work: a block → criteria → trees. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/criteria_inner.h"
#include "search/criteria_read_en_lex.h"
#include "search/criteria_split.h"

struct crit_reader *crit_reader_new(void *ctx, const struct lexicon *lexicon)
{
    struct crit_reader *r = MEM_NEW(ctx, struct crit_reader);
    r->lexicon = lexicon;
    r->folder = folder_new(r);
    r->ja = lexer_new(r, &lex_table_ja, CRIT_JA);
    r->en = en_lexer_new(r);
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
                       const struct crit_piece *piece, struct crit *c)
{
    const char *s = text + piece->begin;
    size_t len = piece->end - piece->begin;
    *c = (struct crit){.text = mem_strndup(ctx, s, len),
                       .begin = piece->begin,
                       .end = piece->end,
                       .kind = piece->kind};
    struct crit_node *e = lang == CRIT_JA ? crit_read_ja(r, ctx, piece->kind, s, len)
                                          : crit_read_en(r, ctx, piece->kind, s, len);
    c->expr = crit_tidy(ctx, e);
    c->doubts = crit_lint(c->expr, piece->kind);
    c->coverage = crit_coverage_of(c->expr);
}

void crit_read_block(struct crit_reader *r, void *ctx, enum crit_kind kind, enum crit_lang lang,
                     const char *text, size_t len, struct crits *ret)
{
    struct crit_pieces pieces;
    crit_split(ctx, kind, text, len, &pieces);
    ret->items = pieces.n ? MEM_ARRAY(ctx, struct crit, pieces.n) : NULL;
    ret->n = pieces.n;
    for (size_t i = 0; i < pieces.n; i++) {
        read_piece(r, ctx, lang, text, &pieces.items[i], &ret->items[i]);
        ret->items[i].elsewhere = ret->items[i].kind != kind;
    }
}

void crit_read_both(struct crit_reader *r, void *ctx, enum crit_lang lang, const char *text,
                    size_t len, struct crits *ret)
{
    crit_read_block(r, ctx, CRIT_INCLUSION, lang, text, len, ret);
}
