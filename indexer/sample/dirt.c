/* What registries really hold: each kind with its rate, noted in the record's `dirt`. */
#include <stdio.h>
#include "indexer/sample/draft.h"
#include "schema/base/text.h"

static bool chance(struct draft *d, unsigned per_mille)
{
    return rng_chance(&d->env->rng, per_mille);
}

void dirt_note(struct trial *t, const char *what)
{
    for (size_t i = 0; i < t->n_dirt; i++) {
        if (text_equal(t->dirt[i], what))
            return;
    }
    t->dirt = MEM_GROW(t, t->dirt, const char *, t->n_dirt + 1);
    t->dirt[t->n_dirt++] = what;
}

/* Replaces each `from` with probability per_mille; true when something changed. */
static bool replace_some(struct draft *d, const char **text, const char *from, const char *to,
                         unsigned per_mille)
{
    if (*text == NULL || strstr(*text, from) == NULL)
        return false;
    struct tpl_out out = {0};
    bool changed = false;
    const char *s = *text;
    for (const char *hit; (hit = strstr(s, from)) != NULL; s = hit + strlen(from)) {
        tpl_put(&out, s, (size_t)(hit - s));
        bool now = chance(d, per_mille);
        tpl_puts(&out, now ? to : from);
        changed |= now;
    }
    tpl_puts(&out, s);
    if (changed)
        *text = mem_strndup(d->t, out.data, out.len);
    talloc_free(out.data);
    return changed;
}

#define PROSE_MAX 5
/* The texts that people type or paste in. */
static int prose_of(struct trial *t, const char **ret[PROSE_MAX])
{
    int n = 0;
    ret[n++] = &t->eligibility.inclusion.ja;
    ret[n++] = &t->eligibility.exclusion.ja;
    if (t->n_interventions > 0)
        ret[n++] = &t->interventions[0].description.ja;
    if (t->n_outcomes > 0)
        ret[n++] = &t->outcomes[0].title.ja;
    ret[n++] = &t->objective.ja;
    int kept = 0;
    for (int i = 0; i < n; i++) {
        if (*ret[i] != NULL)
            ret[kept++] = ret[i];
    }
    return kept;
}

static bool replace_prose(struct draft *d, const char *from, const char *to, unsigned per_mille)
{
    const char **texts[PROSE_MAX];
    int n = prose_of(d->t, texts);
    bool changed = false;
    for (int i = 0; i < n; i++)
        changed |= replace_some(d, texts[i], from, to, per_mille);
    return changed;
}

/* ---- writing */

static bool is_widened(char c, unsigned what)
{
    if (c >= '0' && c <= '9')
        return (what & 1) != 0;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return (what & 2) != 0;
    return strchr("%()/", c) != NULL && (what & 4) != 0;
}

/* Full width in some of the lines. what: 1 digits, 2 letters, 4 signs. */
static void widen_lines(struct draft *d, const char **text, unsigned what)
{
    struct tpl_out out = {0};
    bool on = true;
    for (const char *s = *text; *s != '\0'; s++) {
        char wide[4];
        if (*s == '\n')
            on = chance(d, 600);
        if (on && (unsigned char)*s < 0x80 && is_widened(*s, what)) {
            tpl_put(&out, wide, text_encode((uint32_t)(unsigned char)*s + 0xFEE0u, wide));
        } else
            tpl_put(&out, s, 1);
    }
    *text = mem_strndup(d->t, out.data != NULL ? out.data : "", out.len);
    talloc_free(out.data);
}

static void plant_width(struct draft *d)
{
    static const char *const WAVES[] = {"〜", "~", "−", "―", "～"};
    const char **texts[PROSE_MAX];
    int n = prose_of(d->t, texts);
    unsigned what = 4u;
    if (chance(d, 700))
        what |= 1u;
    if (chance(d, 200))
        what |= 2u;
    for (int i = 0; i < n; i++) {
        if (i == 0 || chance(d, 500))
            widen_lines(d, texts[i], what);
    }
    const char *wave = WAVES[rng_below(&d->env->rng, 5)];
    replace_prose(d, "～", wave, 700);
    dirt_note(d->t, "full_width");
}

static void plant_superscript(struct draft *d)
{
    bool lost = replace_prose(d, "×10^", "×10", 1000);
    if (replace_prose(d, "×１０^", "×１０", 1000) || lost)
        dirt_note(d->t, "lost_superscript");
}

static void plant_roman(struct draft *d)
{
    static const char *const PAIRS[][2] = {
        {"IV期", "Ⅳ期"},  {"III期", "Ⅲ期"}, {"II期", "Ⅱ期"}, {"I期", "Ⅰ期"},   {"IV度", "Ⅳ度"},
        {"III度", "Ⅲ度"}, {" mg/", "㎎/"},  {" mg", "㎎"},   {" kg/", " ㎏/"}, {"kg/m2", "kg/㎡"},
        {" mm", "㎜"},    {"m2", "㎡"},     {"1型", "Ⅰ型"},  {"2型", "Ⅱ型"}};
    bool changed = false;
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        changed |= replace_prose(d, PAIRS[i][0], PAIRS[i][1], 750);
    }
    if (changed)
        dirt_note(d->t, "roman_and_units");
}

static void plant_breaks(struct draft *d)
{
    const char **texts[PROSE_MAX];
    int n = prose_of(d->t, texts);
    bool changed = false;
    for (int i = 0; i < n; i++) {
        changed |= replace_some(d, texts[i], "、", "、\n", 120);
        changed |= replace_some(d, texts[i], ") ", ")  ", 250);
        changed |= replace_some(d, texts[i], ". ", ".\t", 200);
        changed |= replace_some(d, texts[i], "\n", " \n", 200);
        changed |= replace_some(d, texts[i], "\n", "\n\n", 60);
        changed |= replace_some(d, texts[i], "又は", "又は\r\n", 60);
    }
    if (!changed) {
        d->t->eligibility.inclusion.ja = mem_printf(d->t, "%s  \n", d->t->eligibility.inclusion.ja);
    }
    dirt_note(d->t, "line_breaks");
}

static void plant_html(struct draft *d)
{
    static const char *const BREAKS[] = {"<br>", "<br />", "&lt;br&gt;", "_x000D_\n", "<BR>"};
    const char *with = BREAKS[rng_below(&d->env->rng, 5)];
    bool changed = replace_prose(d, "\n", with, 900);
    changed |= replace_prose(d, "<", "&lt;", with[0] == '<' ? 0 : 1000);
    if (changed)
        dirt_note(d->t, "html_leftover");
}

static void plant_radicals(struct draft *d)
{
    static const char *const PAIRS[][2] = {
        {"小児", "⼩児"}, {"骨", "⾻"}, {"大", "⼤"}, {"生", "⽣"}, {"日", "⽇"},
        {"血", "⾎"},     {"女", "⼥"}, {"心", "⼼"}, {"用", "⽤"}, {"文", "⽂"}};
    bool changed = false;
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        changed |= replace_prose(d, PAIRS[i][0], PAIRS[i][1], 800);
    }
    if (changed)
        dirt_note(d->t, "compatibility_characters");
}

static void plant_half_kana(struct draft *d)
{
    static const char *const PAIRS[][2] = {{"アレルギー", "ｱﾚﾙｷﾞｰ"},
                                           {"ステロイド", "ｽﾃﾛｲﾄﾞ"},
                                           {"インスリン", "ｲﾝｽﾘﾝ"},
                                           {"コントロール", "ｺﾝﾄﾛｰﾙ"},
                                           {"ヘモグロビン", "ﾍﾓｸﾞﾛﾋﾞﾝ"},
                                           {"クレアチニン", "ｸﾚｱﾁﾆﾝ"},
                                           {"ウイルス", "ｳｲﾙｽ"},
                                           {"ホルモン", "ﾎﾙﾓﾝ"},
                                           {"スクリーニング", "ｽｸﾘｰﾆﾝｸﾞ"},
                                           {"データ", "ﾃﾞｰﾀ"},
                                           {"リスク", "ﾘｽｸ"},
                                           {"プラセボ", "ﾌﾟﾗｾﾎﾞ"}};
    bool changed = false;
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        changed |= replace_prose(d, PAIRS[i][0], PAIRS[i][1], 1000);
    }
    if (changed)
        dirt_note(d->t, "half_width_katakana");
}

/* ---- copying */

static void plant_protocol(struct draft *d)
{
    struct eligibility_texts {
        const char **ja;
        const char *head;
    } both[] = {{&d->t->eligibility.inclusion.ja, "5.1. 選択基準"},
                {&d->t->eligibility.exclusion.ja, "5.2. 除外基準"}};
    int at = chance(d, 700) ? 0 : 1;
    if (chance(d, 600))
        *both[at].ja = mem_printf(d->t, "%s\n%s", both[at].head, *both[at].ja);
    else {
        /* One draw a statement: the order of arguments differs between compilers. */
        int chapter = rng_between(&d->env->rng, 5, 9);
        int section = rng_between(&d->env->rng, 1, 6);
        *both[at].ja = mem_printf(d->t, "%s(%d.%d参照)", *both[at].ja, chapter, section);
    }
    dirt_note(d->t, "protocol_copy");
}

static void plant_typo(struct draft *d)
{
    struct trial *t = d->t;
    static const char *const PAIRS[][2] = {{"比較試験", "比較試試験"},
                                           {"患者", "患者患者"},
                                           {"有する", "有するる"},
                                           {"の", "のの"},
                                           {"が", "がが"}};
    const char **texts[] = {&t->title.scientific.ja, &t->eligibility.inclusion.ja,
                            &t->eligibility.exclusion.ja, &t->objective.ja};
    uint32_t from = rng_below(&d->env->rng, 4);
    for (uint32_t i = 0; i < 4; i++) {
        const char **text = texts[(from + i) % 4];
        uint32_t k = rng_below(&d->env->rng, 5);
        const char *hit = *text != NULL ? strstr(*text, PAIRS[k][0]) : NULL;
        if (hit == NULL)
            continue;
        size_t before = (size_t)(hit - *text);
        *text =
            mem_printf(t, "%.*s%s%s", (int)before, *text, PAIRS[k][1], hit + strlen(PAIRS[k][0]));
        dirt_note(t, "typo");
        return;
    }
}

static void plant_bracket(struct draft *d)
{
    const char **texts[PROSE_MAX];
    int n = prose_of(d->t, texts);
    for (int i = 0; i < n; i++) {
        const char *open = strstr(*texts[i], "(");
        const char *hit = open != NULL ? strstr(open, ")") : NULL;
        if (hit == NULL || hit - open < 6)
            continue;
        *texts[i] = mem_printf(d->t, "%.*s%s", (int)(hit - *texts[i]), *texts[i], hit + 1);
        dirt_note(d->t, "typo");
        return;
    }
    plant_typo(d);
}

/* A form with a limit of characters cuts without a word. */
static void plant_cut(struct draft *d)
{
    const char **text = &d->t->eligibility.exclusion.ja;
    size_t len = *text != NULL ? strlen(*text) : 0, limit = chance(d, 500) ? 200 : 150, pos = 0;
    size_t chars = text_count_chars(*text != NULL ? *text : "", len);
    if (chars < limit + 5)
        limit = chars > 60 ? chars - 20 : 0;
    if (limit == 0)
        return;
    for (size_t i = 0; i < limit; i++)
        text_decode(*text, len, &pos);
    *text = mem_strndup(d->t, *text, pos);
    dirt_note(d->t, "cut_off");
}

/* ---- content */

static void plant_empty(struct draft *d)
{
    static const char *const WORDS[] = {"なし", "特になし", "－", "該当せず",
                                        "未定", "該当なし", "無"};
    struct trial *t = d->t;
    const char *word = WORDS[rng_below(&d->env->rng, 7)];
    switch (rng_below(&d->env->rng, 5)) {
    case 0:
        t->notes.genetic.ja = word;
        break;
    case 1:
        t->notes.advanced_medical_care.ja = word;
        break;
    case 2:
        t->ipd_sharing.description.ja = word;
        break;
    case 3:
        if (t->n_keywords == 0) {
            t->keywords = MEM_ARRAY(t, struct bitext, 1);
            t->n_keywords = 1;
            t->keywords[0].ja = word;
        } else
            t->notes.genetic.ja = word;
        break;
    default:
        if (t->n_interventions > 0)
            t->interventions[0].description = (struct bitext){word, NULL};
        else
            t->notes.other.ja = word;
    }
    dirt_note(t, "empty_field");
}

static void plant_era(struct draft *d)
{
    struct trial *t = d->t;
    struct date from = d->id.calendar.start, to = d->id.calendar.end;
    if (to.year == 0)
        to = draft_date_add(from, 1000);
    const char *text;
    if (chance(d, 400)) {
        text = mem_printf(t, "研究期間：R%d.%d.%d～R%d.%d.%d", from.year - 2018, from.month,
                          from.day, to.year - 2018, to.month, to.day);
    } else if (chance(d, 500)) {
        text = mem_printf(t, "実施期間 平成%d年%d月%d日から西暦%d年%d月まで", from.year - 1988,
                          from.month, from.day, to.year, to.month);
    } else {
        text = mem_printf(t, "登録期間：令和%d年%d月～%d/%02d/%02d", from.year - 2018, from.month,
                          to.year, to.month, to.day);
    }
    t->notes.other.ja = text;
    dirt_note(t, "era_dates");
}

static void plant_reversed(struct draft *d)
{
    const char *text = d->t->eligibility.inclusion.ja;
    const char *ast = strstr(text, "AST"), *limit = ast != NULL ? strstr(ast, "以下") : NULL;
    if (limit == NULL || limit - ast > 60 || memchr(ast, '\n', (size_t)(limit - ast)) != NULL)
        return;
    d->t->eligibility.inclusion.ja =
        mem_printf(d->t, "%.*s以上%s", (int)(limit - text), text, limit + strlen("以下"));
    dirt_note(d->t, "reversed_limit");
}

static void plant_stop(struct draft *d)
{
    struct trial *t = d->t;
    if (t->discontinuation.ja == NULL)
        return;
    t->eligibility.exclusion.ja =
        mem_printf(t, "%s\n\n【中止基準】\n%s", t->eligibility.exclusion.ja, t->discontinuation.ja);
    t->discontinuation = (struct bitext){0};
    dirt_note(t, "discontinuation_in_exclusion");
}

static void plant_dates(struct draft *d)
{
    struct trial *t = d->t;
    if (t->dates.completed.year == 0)
        return;
    struct date start = t->dates.enrollment_start;
    t->dates.enrollment_start = t->dates.completed;
    t->dates.completed = start;
    dirt_note(t, "end_before_start");
}

#define LONG_TITLE_CHARS 55

/* Long titles are typed in two lines. From a stream of its own: it came last, and the other kinds
 * stay what they were. */
static void plant_title_break(struct draft *d)
{
    static const char *const ENDS[] = {"を対象とした", "に対する", "における"};
    const char **title = &d->t->title.scientific.ja;
    draft_stream(d, STREAM_TITLE_BREAK, true);
    if (*title == NULL || text_count_chars(*title, strlen(*title)) < LONG_TITLE_CHARS ||
        !chance(d, 80))
        return;
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        const char *at = strstr(*title, ENDS[i]);
        if (at == NULL)
            continue;
        int head = (int)(at + strlen(ENDS[i]) - *title);
        *title = mem_printf(d->t, "%.*s\n%s", head, *title, *title + head);
        dirt_note(d->t, "title_break");
        return;
    }
}

void dirt_plant(struct draft *d)
{
    static const struct {
        void (*plant)(struct draft *d);
        unsigned per_mille; /* so that the noted rate comes out as the guide wants it */
    } KINDS[] = {
        {plant_reversed, 18}, {plant_superscript, 300}, {plant_stop, 20},     {plant_bracket, 15},
        {plant_typo, 25},     {plant_roman, 450},       {plant_empty, 350},   {plant_era, 80},
        {plant_protocol, 40}, {plant_half_kana, 15},    {plant_radicals, 11}, {plant_cut, 22},
        {plant_breaks, 300},  {plant_html, 30},         {plant_width, 450},   {plant_dates, 3}};
    draft_stream(d, STREAM_DIRT, true);
    if (d->id.core != d->id.serial)
        dirt_note(d->t, "duplicate");
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (chance(d, KINDS[i].per_mille))
            KINDS[i].plant(d);
    }
    plant_title_break(d);
}
