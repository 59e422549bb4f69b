/* Values of a Japanese note that stand without the name of what was measured, and rows of tables.
 */
#include "search/note_ja_measure.h"
#include "search/units.h"

/* （150cm/70.2kg）, 165cm、58kg: height and weight need no names. */
size_t nj_read_body(struct nj *n, size_t i)
{
    const struct nj_token *a = nj_at(n, i), *mark = nj_at(n, i + 1), *b = nj_at(n, i + 2);
    bool joined = mark->class == NJ_SLASH || mark->class == NJ_COMMA || nj_is(mark, NJ_PTC, "no") ||
                  nj_is(mark, NJ_PTC, "de");
    bool close = mark->class == NJ_NUM; /* 160cm 52kg */
    b = close ? mark : b;
    joined |= close;
    if (a->class != NJ_NUM || b->class != NJ_NUM || !joined || a->num.unit == LEX_NO_UNIT ||
        b->num.unit == LEX_NO_UNIT || strcmp(unit_id(a->num.unit), "cm") != 0 ||
        strcmp(unit_id(b->num.unit), "kg") != 0 || !nj_is_number_of(a, 100, 220) ||
        !nj_is_number_of(b, 20, 250))
        return 0;
    if (nj_may_say(n, ATTR_height))
        note_number(n->p, ATTR_height, a->num.value, a->begin, a->end);
    if (nj_may_say(n, ATTR_weight))
        note_number(n->p, ATTR_weight, b->num.value, b->begin, b->end);
    return close ? 2 : 3;
}

/* 出生歴：39週1日、2,940g */
size_t nj_read_birth_history(struct nj *n, size_t i)
{
    double weeks, weight;
    const struct nj_token *t = nj_at(n, i);
    size_t k = i + 1;
    if (!nj_is(t, NJ_BORN, "history"))
        return 0;
    n->birth = true;
    while (nj_at(n, k)->class == NJ_COLON || nj_at(n, k)->class == NJ_PTC)
        k++;
    const struct nj_token *v = nj_at(n, k);
    if (nj_time_days(n, v) != 7 || v->num.value < 20)
        return 1;
    weeks = v->num.value;
    k += 1 + nj_read_days_of_week(n, k + 1, &weeks);
    if (nj_may_say(n, ATTR_gestational_age))
        note_number(n->p, ATTR_gestational_age, unit_round(weeks, 4), t->begin,
                    nj_at(n, k - 1)->end);
    v = nj_at(n, k + 1);
    if (nj_at(n, k)->class != NJ_COMMA || v->class != NJ_NUM || v->num.unit == LEX_NO_UNIT ||
        !nj_convert(ATTR_birth_weight, &v->num, &weight))
        return k - i;
    if (nj_may_say(n, ATTR_birth_weight))
        note_number(n->p, ATTR_birth_weight, weight, v->begin, v->end);
    return k + 2 - i;
}

/* Cre | 1.82 | 2.41 */
size_t nj_read_row(struct nj *n, size_t i)
{
    size_t end, value;
    uint16_t attr = nj_at(n, i)->word->attr;
    if (!nj_text_is(n, nj_at(n, i + 1), "|"))
        return 0;
    value = nj_table_value(n, i, &end);
    struct nj_token *v = &n->t[value];
    if (!value || attr == NJ_NO_ATTR || attribute_has_letters(&attributes[attr]))
        return end - i;
    if (v->num.unit == LEX_NO_UNIT && value + 1 < end && nj_at(n, value + 1)->class == NJ_NUM)
        return end - i;
    nj_say_number(n, i, value, attr);
    return end - i;
}

/* Ht156cm, Ht 160: the height, where HT alone is hypertension; Ht 38.2%: no hypertension. */
size_t nj_read_height(struct nj *n, size_t i)
{
    enum { LOW = 100, HIGH = 210 };
    const struct nj_token *t = nj_at(n, i);
    if (t->class != NJ_NAME || !nj_text_is(n, t, "ht"))
        return 0;
    size_t k = i + 1 + (nj_at(n, i + 1)->class == NJ_COLON);
    const struct nj_token *v = nj_at(n, k);
    bool small = nj_name(n, t->begin, t->end)[1] == 't';
    if (v->class == NJ_NUM && (small || n->p->text.s[v->stem_end] == '%') &&
        nj_is_number_of(v, 10, 70))
        return k + 1 - i;
    bool bare = small && v->num.unit == LEX_NO_UNIT && nj_at(n, k + 1)->class != NJ_SLASH;
    if (!nj_is_number_of(v, LOW, HIGH) || !(bare || nj_is_length(n->p->text.s + v->begin)))
        return 0;
    size_t end = nj_say_number(n, i, k, ATTR_height);
    return end ? end - i : 0;
}

/* The sentence speaks of the pressure of the blood before token i, and measured nothing else. */
static bool is_of_pressure(const struct nj *n, size_t i)
{
    const char *s = n->p->text.s + nj_at(n, n->lo)->begin;
    size_t len = nj_at(n, i)->begin - nj_at(n, n->lo)->begin;
    return n->last_attr == NJ_NO_ATTR && ja_holds(s, len, nj_list_pressure_ills) &&
           !ja_holds(s, len, nj_list_pressure_others);
}

/* 高血圧もあり159/88でした; not 12/3/2020, 視力. */
size_t nj_read_pressure(struct nj *n, size_t i)
{
    enum { HIGH_LEAST = 80, HIGH_MOST = 250, LOW_LEAST = 40, LOW_MOST = 150, APART = 15 };
    const struct nj_token *a = nj_at(n, i), *b = nj_at(n, i + 2);
    bool bare = a->class == NJ_NUM && nj_at(n, i + 1)->class == NJ_SLASH && b->class == NJ_NUM &&
                a->num.unit == LEX_NO_UNIT && b->num.unit == LEX_NO_UNIT &&
                nj_at(n, i + 3)->class != NJ_SLASH;
    if (!bare || !nj_is_number_of(a, HIGH_LEAST, HIGH_MOST) ||
        !nj_is_number_of(b, LOW_LEAST, LOW_MOST) || a->num.value < b->num.value + APART ||
        !is_of_pressure(n, i))
        return 0;
    size_t end = nj_say_divided(n, i, i);
    return end ? end - i : 0;
}
