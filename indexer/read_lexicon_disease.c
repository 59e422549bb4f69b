/* The disease master (傷病名マスター): code, name, kana and ICD-10 in named columns. */
#include "indexer/lexicon_intake.h"
#include "indexer/text_map.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

/* Chapters and blocks of ICD-10 → what stands above them in the lexicon. The first that fits. */
static const struct block {
    const char *from, *to, *parent;
    enum lexicon_class class;
} blocks[] = {
    {"A00", "B99", "infectious-disease", LEXICON_DISEASE},
    {"C00", "C97", "cancer", LEXICON_DISEASE},
    {"D10", "D36", "benign-neoplasm", LEXICON_DISEASE},
    {"D00", "D48", "neoplasm", LEXICON_DISEASE},
    {"D50", "D89", "blood-disease", LEXICON_DISEASE},
    {"E00", "E35", "endocrine-disease", LEXICON_DISEASE},
    {"E40", "E90", "metabolic-disease", LEXICON_DISEASE},
    {"F00", "F99", "mental-disorder", LEXICON_DISEASE},
    {"G00", "G99", "nervous-system-disease", LEXICON_DISEASE},
    {"H00", "H59", "eye-disease", LEXICON_DISEASE},
    {"H60", "H95", "ear-nose-throat-disease", LEXICON_DISEASE},
    {"I60", "I69", "cerebrovascular-disease", LEXICON_DISEASE},
    {"I00", "I99", "cardiovascular-disease", LEXICON_DISEASE},
    {"J00", "J99", "respiratory-disease", LEXICON_DISEASE},
    {"K00", "K14", "oral-disease", LEXICON_DISEASE},
    {"K70", "K77", "liver-disease", LEXICON_DISEASE},
    {"K00", "K93", "digestive-disease", LEXICON_DISEASE},
    {"L00", "L99", "skin-disease", LEXICON_DISEASE},
    {"M00", "M99", "musculoskeletal-disease", LEXICON_DISEASE},
    {"N00", "N29", "kidney-disease", LEXICON_DISEASE},
    {"N30", "N51", "urologic-disease", LEXICON_DISEASE},
    {"N60", "N98", "womens-disease", LEXICON_DISEASE},
    {"O00", "O99", "pregnancy-condition", LEXICON_DISEASE},
    {"P00", "P96", "childrens-disease", LEXICON_DISEASE},
    {"Q00", "Q99", "congenital-disease", LEXICON_DISEASE},
    {"R00", "R99", "symptom", LEXICON_SYMPTOM},
    {"T36", "T65", "poisoning", LEXICON_DISEASE},
    {"S00", "T98", "injury", LEXICON_DISEASE},
    {"U00", "U99", "disease", LEXICON_DISEASE},
};

/* The rows read so far: name → place among the concepts; the first three characters of each's ICD
 * code. */
struct rows {
    struct text_map *by_name;
    char (*icd)[4];
    size_t cap;
};

static bool is_icd(const char *code)
{
    return code && ((*code >= 'A' && *code <= 'Z') || (*code >= 'a' && *code <= 'z')) &&
           strspn(code + 1, "0123456789") >= 2;
}

static const struct block *block_find(const char *icd)
{
    char head[4];
    text_copy(head, sizeof head, icd);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(head, blocks[i].from) >= 0 && strcmp(head, blocks[i].to) <= 0)
            return &blocks[i];
    return NULL;
}

/* The concept added last. */
static void row_keep(struct lexicon_intake *in, const char *name, const char *icd)
{
    struct rows *rows = in->rows;
    size_t at = in->to->n - 1;
    if (!rows) {
        in->rows = rows = MEM_NEW(in->to, struct rows);
        rows->by_name = text_map_new(rows);
    }
    if (at >= rows->cap) {
        rows->cap = (at + 1) * 2;
        rows->icd = mem_check(talloc_realloc_size(rows, rows->icd, rows->cap * sizeof *rows->icd));
    }
    text_copy(rows->icd[at], sizeof rows->icd[at], icd ? icd : "");
    text_map_put(rows->by_name, name, (uint32_t)at);
}

static void concept_read(struct lexicon_intake *in, const char *const *cells,
                         const struct block *block)
{
    void *ctx = mem_context(NULL, "disease");
    struct lexicon_entry *e = lexicon_intake_add(
        in, lexicon_id_make(ctx, "disease", cells[0]), block ? block->parent : "",
        block ? block->class : LEXICON_DISEASE, cells[1], "");
    if (cells[2] && lexicon_is_reading(cells[2]))
        lexicon_intake_name(in, e, lexicon_reading_make(ctx, cells[2]), LEXICON_KIND_KANA);
    row_keep(in, e->ja, cells[3]);
    talloc_free(ctx);
}

void lexicon_read_disease(struct lexicon_intake *in, char *line)
{
    const char *cells[LEXICON_COLUMNS_MAX];
    lexicon_intake_cells(in, line, cells);
    const char *code = cells[0], *icd = cells[3];
    if (!code || strspn(code, "0123456789") != strlen(code) || strlen(code) < 4)
        lexicon_intake_bad(in, "code: a number of at least 4 digits is wanted");
    else if (text_is_blank(cells[1]))
        lexicon_intake_bad(in, "name: is missing");
    else if (icd && *icd && !is_icd(icd))
        lexicon_intake_bad(in, "icd10_1: \"%s\" is no ICD-10 code", icd);
    else if (icd && *icd >= 'V' && *icd <= 'Z')
        lexicon_intake_skip(in, "%s (%s) is no disease", cells[1], icd);
    else
        concept_read(in, cells, icd && *icd ? block_find(icd) : NULL);
}

/* ------------------------------------------------------------------ what stands above a row */

/* Names that say the same wherever in the body it is, under other codes. */
static bool is_of_any_place(const char *name)
{
    static const char *const names[] = {"骨折", "脱臼", "捻挫", "熱傷", "凍傷", "打撲傷"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* 非, 副, 偽 …: what ends so turns the rest into something else. */
static bool turns_meaning(const char *name, size_t n)
{
    static const char *const ends[] = {"非", "副", "偽", "仮性", "抗", "無", "不",
                                       "前", "傍", "類", "様",   "準", "脱"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t m = strlen(ends[i]);
        if (n >= m && memcmp(name + n - m, ends[i], m) == 0)
            return true;
    }
    return false;
}

/* The row whose name ends this one's, the longest, of one ICD category: 上葉肺癌 is a 肺癌. The
 * category keeps apart what only sounds so (偽痛風). */
static uint32_t row_above(const struct rows *rows, const char *name, const char *icd)
{
    size_t len = strlen(name), pos = 0;
    for ((void)text_decode(name, len, &pos); pos < len; (void)text_decode(name, len, &pos)) {
        uint32_t at = text_map_get(rows->by_name, name + pos);
        if (at == TEXT_MAP_NONE || text_count_chars(name + pos, len - pos) < 2)
            continue;
        bool same = *icd && strcmp(rows->icd[at], icd) == 0;
        if ((same || is_of_any_place(name + pos)) && !turns_meaning(name, pos))
            return at;
        if (same)
            break;
    }
    return TEXT_MAP_NONE;
}

void lexicon_end_diseases(struct lexicon_intake *in)
{
    const struct rows *rows = in->rows;
    for (size_t i = 0; rows && i < in->to->n; i++) {
        struct lexicon_entry *e = &in->to->items[i];
        uint32_t above = row_above(rows, e->ja, rows->icd[i]);
        if (above != TEXT_MAP_NONE && above != i)
            e->parents = in->to->items[above].id;
    }
}
