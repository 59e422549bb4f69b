/* Values told as normal: "bilirubin within normal limits", "creatinine normal", "normal AST". */
#include "search/attributes_gen.h"
#include "search/criteria_read_en_inner.h"

bool en_is_high_bad(uint16_t attr)
{
    static const uint16_t all[] = {ATTR_ast,
                                   ATTR_alt,
                                   ATTR_alp,
                                   ATTR_ggt,
                                   ATTR_bilirubin_total,
                                   ATTR_bilirubin_direct,
                                   ATTR_creatinine,
                                   ATTR_bun,
                                   ATTR_uric_acid,
                                   ATTR_crp,
                                   ATTR_pt_inr,
                                   ATTR_psa,
                                   ATTR_cea,
                                   ATTR_afp};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (attr == all[i])
            return true;
    return false;
}

static bool is_normal(const struct en_token *t)
{
    return en_is(t, EN_NORMAL) && !en_row_of(t, EN_ULN);
}

/* Nothing more is said of the value: a connective, a bracket, a condition. */
static bool ends(const struct en_parse *p, size_t pos, size_t hi)
{
    static const enum en_class stops[] = {EN_OPEN, EN_CLOSE,  EN_SEMI,   EN_STOP, EN_UNLESS,
                                          EN_IF,   EN_EXCEPT, EN_METHOD, EN_COND, EN_WORD};
    return pos >= hi || en_is_connective(p, pos) || en_is_in(&p->t[pos], stops);
}

size_t en_behind_normal(const struct en_parse *p, size_t pos, size_t end, size_t hi)
{
    size_t at = end;
    while (at < hi && !is_normal(&p->t[at]) && !en_row_of(&p->t[at], EN_CMP) &&
           (en_is(&p->t[at], EN_GLUE) || en_is(&p->t[at], EN_MUST) || en_is(&p->t[at], EN_DROP) ||
            p->t[at].class == EN_COLON || p->t[at].class == EN_DASH))
        at++;
    if (at < hi && is_normal(&p->t[at])) {
        bool next = at + 1 < hi && en_row_of(&p->t[at + 1], EN_ATTR); /* lines run together */
        return next || ends(p, at + 1, hi) ? at + 1 : 0;
    }
    bool before = p->kind == CRIT_INCLUSION && is_normal(&p->t[pos]) && ends(p, end, hi);
    return before ? end : 0;
}
