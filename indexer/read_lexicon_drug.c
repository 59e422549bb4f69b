/* The drug price list: generic name and brand stem in named columns, one line a product. */
#include "indexer/lexicon_drug.h"
#include "indexer/lexicon_intake.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <inttypes.h>
#include <string.h>

enum { PARTS_MAX = 8, PART_MIN_KATAKANA = 3 };

/* The list has no codes: an id comes from the name. */
static char *id_of(void *ctx, const char *name)
{
    return lexicon_id_make(ctx, "drug",
                           mem_printf(ctx, "%016" PRIx64, text_hash(name, strlen(name))));
}

/* The concept of a drug's name, made when this file has not had it. */
static struct lexicon_entry *drug_of(struct lexicon_intake *in, void *ctx, const char *name,
                                     const char *parents)
{
    char *id = id_of(ctx, name);
    struct lexicon_entry *e = lexicon_source_find(in->to, id);
    return e ? e : lexicon_intake_add(in, id, parents, LEXICON_DRUG, name, "");
}

/* Substances of a product, parted by ・. Returns how many. */
static int parts_cut(void *ctx, const char *generic, char *parts[PARTS_MAX])
{
    char *rest = lexicon_drug_salt(ctx, generic);
    int n = 0;
    while (rest && n < PARTS_MAX) {
        char *dot = strstr(rest, "・");
        if (dot)
            *dot = '\0';
        parts[n++] = lexicon_drug_substance(ctx, rest);
        rest = dot ? dot + strlen("・") : NULL;
    }
    return n;
}

static size_t katakana_count(const char *s)
{
    size_t n = 0;
    for (size_t pos = 0, len = strlen(s); pos < len;) {
        uint32_t c = text_decode(s, len, &pos);
        n += c >= 0x30A1 && c <= 0x30FA;
    }
    return n;
}

/* A part of a product that is a drug by itself: not 糖, 電解質, 脂肪. */
static bool is_substance(const char *s)
{
    return katakana_count(s) >= PART_MIN_KATAKANA;
}

/* Not 開始液, 維持液, 糖: words of any text. */
static bool is_name(const char *s)
{
    size_t chars = text_count_chars(s, strlen(s)), len = strlen(s), mark = strlen("液");
    bool liquid = chars < 5 && len > mark && strcmp(s + len - mark, "液") == 0;
    return chars >= 2 && !liquid;
}

/* The drug of a line; one of several substances stands below each of them. */
static struct lexicon_entry *generic_read(struct lexicon_intake *in, void *ctx, const char *generic)
{
    char *parts[PARTS_MAX];
    int n = parts_cut(ctx, generic, parts);
    char *parents = mem_strdup(ctx, ""), *name = mem_strdup(ctx, "");
    for (int i = 0; n > 1 && i < n; i++) {
        const char *comma = *parents ? "," : "";
        if (is_substance(parts[i])) {
            (void)drug_of(in, ctx, parts[i], "");
            parents = mem_printf(ctx, "%s%s%s", parents, comma, id_of(ctx, parts[i]));
        }
        name = mem_printf(ctx, "%s%s%s", name, i ? "・" : "", parts[i]);
    }
    struct lexicon_entry *e = drug_of(in, ctx, n > 1 ? name : parts[0], parents);
    lexicon_intake_name(in, e, lexicon_drug_salt(ctx, generic), LEXICON_KIND_FORMAL);
    return e;
}

/* バルプロ酸Na is no brand of バルプロ酸ナトリウム: products without a brand are called by the
 * drug. */
static bool is_named_after(void *ctx, const char *brand, const char *generic)
{
    return text_starts_with(brand, lexicon_drug_substance(ctx, generic)) ||
           text_starts_with(generic, brand);
}

void lexicon_read_drug(struct lexicon_intake *in, char *line)
{
    const char *cells[LEXICON_COLUMNS_MAX];
    lexicon_intake_cells(in, line, cells);
    if (text_is_blank(cells[0])) {
        lexicon_intake_bad(in, "generic: is missing");
        return;
    }
    if (!cells[1]) {
        lexicon_intake_bad(in, "brand_stem: the column is missing");
        return;
    }
    void *ctx = mem_context(NULL, "drug");
    if (!is_name(lexicon_drug_substance(ctx, cells[0]))) {
        lexicon_intake_skip(in, "\"%s\" is a word of any text", cells[0]);
        talloc_free(ctx);
        return;
    }
    struct lexicon_entry *e = generic_read(in, ctx, cells[0]);
    char *brand = lexicon_drug_brand(ctx, cells[1]);
    if (!brand || is_named_after(ctx, brand, lexicon_drug_salt(ctx, cells[0])))
        lexicon_intake_skip(in, "\"%s\" is no brand of its own", cells[1]);
    else
        lexicon_intake_name(in, e, brand, LEXICON_KIND_BRAND);
    talloc_free(ctx);
}
