/* Synonym groups as Sudachi has them: number, names with | between them, (field/field). */
#include "indexer/lexicon_intake.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

enum { NAMES_MAX = 64 };

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

/* What a name's last character says; for groups that hold no name of the lexicon. */
static bool class_by_ending(const char *name, enum lexicon_class *ret)
{
    static const struct {
        const char *end;
        enum lexicon_class class;
    } ends[] = {
        {"病", LEXICON_DISEASE},     {"症", LEXICON_DISEASE},
        {"症候群", LEXICON_DISEASE}, {"炎", LEXICON_DISEASE},
        {"腫", LEXICON_DISEASE},     {"癌", LEXICON_DISEASE},
        {"がん", LEXICON_DISEASE},   {"障害", LEXICON_DISEASE},
        {"中毒", LEXICON_DISEASE},   {"骨折", LEXICON_DISEASE},
        {"痛", LEXICON_SYMPTOM},     {"剤", LEXICON_DRUG_CLASS},
        {"薬", LEXICON_DRUG_CLASS},  {"ワクチン", LEXICON_DRUG_CLASS},
        {"療法", LEXICON_PROCEDURE}, {"手術", LEXICON_PROCEDURE},
        {"術", LEXICON_PROCEDURE},   {"麻酔", LEXICON_PROCEDURE},
        {"注射", LEXICON_PROCEDURE}, {"移植", LEXICON_PROCEDURE},
        {"検査", LEXICON_TEST},      {"遺伝子", LEXICON_BIOMARKER},
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(name, ends[i].end)) {
            *ret = ends[i].class;
            return true;
        }
    return false;
}

static bool class_find(const struct lexicon_intake *in, char *const *names, int n,
                       enum lexicon_class *ret)
{
    for (int i = 0; i < n; i++)
        if (in->class_of && in->class_of(in->arg, names[i], ret))
            return true;
    for (int i = 0; i < n; i++)
        if (class_by_ending(names[i], ret))
            return true;
    return false;
}

/* metabolic, medical: an English word that stands in any text, not the name of one thing. */
static bool is_adjective(const char *name)
{
    static const char *const ends[] = {"ic", "al", "ous", "ive", "ary", "ing", "ed"};
    if (strpbrk(name, " -") || !((*name | 32) >= 'a' && (*name | 32) <= 'z'))
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(name, ends[i]))
            return true;
    return false;
}

static int names_cut(char *text, char *names[NAMES_MAX])
{
    int n = 0;
    while (text && n < NAMES_MAX) {
        char *one = strsep(&text, "|");
        if (!text_is_blank(one) && !is_adjective(one))
            names[n++] = one;
    }
    return n;
}

/* Of medicine, and not of a person, an organisation, a shop. */
static bool is_medical(const char *fields)
{
    static const char *const others[] = {"人",       "組織", "企業",     "店",   "建築", "法律",
                                         "ビジネス", "音楽", "スポーツ", "時間", "料理"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strstr(fields, others[i]))
            return false;
    return strstr(fields, "医療") || strstr(fields, "薬") || strstr(fields, "病");
}

/* A Japanese name is the preferred one where there is one. */
static int first_japanese(char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if ((unsigned char)names[i][0] >= 0xE3)
            return i;
    return 0;
}

void lexicon_read_synonyms(struct lexicon_intake *in, char *line)
{
    char *number = strsep(&line, "\t"), *text = line ? strsep(&line, "\t") : NULL;
    char *names[NAMES_MAX];
    enum lexicon_class class;
    if (strspn(number, "0123456789") != strlen(number) || !*number || !text || !line) {
        lexicon_intake_bad(in, "number, names and (field) are wanted");
        return;
    }
    if (!is_medical(line)) {
        lexicon_intake_skip(in, "%s is of another field", number);
        return;
    }
    int n = names_cut(text, names);
    if (n < 2) {
        lexicon_intake_skip(in, "%s has no second name", number);
        return;
    }
    if (!class_find(in, names, n, &class)) {
        lexicon_intake_skip(in, "%s (%s): no name is known, and none says what it is", number,
                            names[0]);
        return;
    }
    char *id = lexicon_id_make(NULL, "sudachi", number);
    int first = first_japanese(names, n);
    struct lexicon_entry *e = lexicon_intake_add(in, id, "", class, names[first], "");
    for (int i = 0; i < n; i++)
        if (i != first)
            lexicon_intake_name(in, e, names[i], lexicon_kind_guess(names[i]));
    talloc_free(id);
}
