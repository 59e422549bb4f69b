#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <string.h>

/* Unified ideographs of the Kangxi radicals U+2F00…2FD5 (Unicode, compatibility decompositions):
 * PDF copies hold them. */
#define KANGXI_FIRST 0x2F00u
static const unsigned short kangxi[] = {
    0x4E00, 0x4E28, 0x4E36, 0x4E3F, 0x4E59, 0x4E85, 0x4E8C, 0x4EA0, 0x4EBA, 0x513F, 0x5165, 0x516B,
    0x5182, 0x5196, 0x51AB, 0x51E0, 0x51F5, 0x5200, 0x529B, 0x52F9, 0x5315, 0x531A, 0x5338, 0x5341,
    0x535C, 0x5369, 0x5382, 0x53B6, 0x53C8, 0x53E3, 0x56D7, 0x571F, 0x58EB, 0x5902, 0x590A, 0x5915,
    0x5927, 0x5973, 0x5B50, 0x5B80, 0x5BF8, 0x5C0F, 0x5C22, 0x5C38, 0x5C6E, 0x5C71, 0x5DDB, 0x5DE5,
    0x5DF1, 0x5DFE, 0x5E72, 0x5E7A, 0x5E7F, 0x5EF4, 0x5EFE, 0x5F0B, 0x5F13, 0x5F50, 0x5F61, 0x5F73,
    0x5FC3, 0x6208, 0x6236, 0x624B, 0x652F, 0x6534, 0x6587, 0x6597, 0x65A4, 0x65B9, 0x65E0, 0x65E5,
    0x66F0, 0x6708, 0x6728, 0x6B20, 0x6B62, 0x6B79, 0x6BB3, 0x6BCB, 0x6BD4, 0x6BDB, 0x6C0F, 0x6C14,
    0x6C34, 0x706B, 0x722A, 0x7236, 0x723B, 0x723F, 0x7247, 0x7259, 0x725B, 0x72AC, 0x7384, 0x7389,
    0x74DC, 0x74E6, 0x7518, 0x751F, 0x7528, 0x7530, 0x758B, 0x7592, 0x7676, 0x767D, 0x76AE, 0x76BF,
    0x76EE, 0x77DB, 0x77E2, 0x77F3, 0x793A, 0x79B8, 0x79BE, 0x7A74, 0x7ACB, 0x7AF9, 0x7C73, 0x7CF8,
    0x7F36, 0x7F51, 0x7F8A, 0x7FBD, 0x8001, 0x800C, 0x8012, 0x8033, 0x807F, 0x8089, 0x81E3, 0x81EA,
    0x81F3, 0x81FC, 0x820C, 0x821B, 0x821F, 0x826E, 0x8272, 0x8278, 0x864D, 0x866B, 0x8840, 0x884C,
    0x8863, 0x897E, 0x898B, 0x89D2, 0x8A00, 0x8C37, 0x8C46, 0x8C55, 0x8C78, 0x8C9D, 0x8D64, 0x8D70,
    0x8DB3, 0x8EAB, 0x8ECA, 0x8F9B, 0x8FB0, 0x8FB5, 0x9091, 0x9149, 0x91C6, 0x91CC, 0x91D1, 0x9577,
    0x9580, 0x961C, 0x96B6, 0x96B9, 0x96E8, 0x9751, 0x975E, 0x9762, 0x9769, 0x97CB, 0x97ED, 0x97F3,
    0x9801, 0x98A8, 0x98DB, 0x98DF, 0x9996, 0x9999, 0x99AC, 0x9AA8, 0x9AD8, 0x9ADF, 0x9B25, 0x9B2F,
    0x9B32, 0x9B3C, 0x9B5A, 0x9CE5, 0x9E75, 0x9E7F, 0x9EA5, 0x9EBB, 0x9EC3, 0x9ECD, 0x9ED1, 0x9EF9,
    0x9EFD, 0x9F0E, 0x9F13, 0x9F20, 0x9F3B, 0x9F4A, 0x9F52, 0x9F8D, 0x9F9C, 0x9FA0,
};
#define KANGXI_COUNT (sizeof kangxi / sizeof kangxi[0])

/* Tags that mean a new line, and tags that mean nothing here. Anything else in angle brackets
 * stays: it is a quotation ("<guide …>") or a comparison ("age < 18 and > 3"). */
static const char *const line_tags[] = {"br",    "p",  "li", "ul", "ol", "div", "tr",
                                        "table", "h1", "h2", "h3", "h4", "h5",  "h6"};
static const char *const dropped_tags[] = {"b",  "i",    "u",  "sup", "sub",   "span", "strong",
                                           "em", "font", "td", "th",  "tbody", "a"};

static bool is_one_of(const char *name, size_t len, const char *const *tags, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(tags[i]) == len && text_starts_with_nocase(name, tags[i]))
            return true;
    return false;
}

/* Bytes of the HTML tag at s, 0 when it is none of ours; *ret_line: it breaks the line. */
static size_t tag_at(const char *s, bool *ret_line)
{
    const char *end = memchr(s, '>', strnlen(s, 200));
    const char *name = s + 1 + (s[1] == '/');
    size_t len = 0;
    while (isalnum((unsigned char)name[len]))
        len++;
    if (!end || len == 0 || (name[len] && !strchr(" />\t", name[len])))
        return 0;
    *ret_line = is_one_of(name, len, line_tags, sizeof line_tags / sizeof line_tags[0]);
    bool ours = *ret_line ||
                is_one_of(name, len, dropped_tags, sizeof dropped_tags / sizeof dropped_tags[0]);
    return ours ? (size_t)(end - s) + 1 : 0;
}

static char *without_tags(void *ctx, const char *s)
{
    char *out = MEM_ARRAY(ctx, char, strlen(s) + 1);
    size_t n = 0;
    while (*s) {
        bool line = false;
        size_t used = *s == '<' ? tag_at(s, &line) : 0;
        if (!used)
            out[n++] = *s++;
        else if (line)
            out[n++] = '\n';
        s += used;
    }
    out[n] = '\0';
    return out;
}

/* Radicals to ideographs (both three bytes long), BOM and zero-width space dropped. */
static char *with_ideographs(void *ctx, const char *s)
{
    size_t len = strlen(s), n = 0;
    char *out = MEM_ARRAY(ctx, char, len + 1);
    for (size_t i = 0; i < len;) {
        size_t at = i;
        uint32_t c = text_decode(s, len, &i);
        if (c >= KANGXI_FIRST && c < KANGXI_FIRST + KANGXI_COUNT) {
            n += text_encode(kangxi[c - KANGXI_FIRST], out + n);
        } else if (c != 0xFEFF && c != 0x200B) {
            memcpy(out + n, s + at, i - at);
            n += i - at;
        }
    }
    out[n] = '\0';
    return out;
}

/* Each line trimmed, empty ones left out. */
static char *tidy_lines(void *ctx, const char *s)
{
    char *out = MEM_ARRAY(ctx, char, strlen(s) + 1);
    size_t n = 0;
    struct span rest = {s, strlen(s)}, line;
    while (text_split_next(&rest, "\r\n", &line)) {
        line = text_trim_span(line);
        if (line.len == 0)
            continue;
        if (n)
            out[n++] = '\n';
        memcpy(out + n, line.p, line.len);
        n += line.len;
    }
    out[n] = '\0';
    return out;
}

static bool says_nothing(const char *s)
{
    static const char *const words[] = {"",   "-",   "--", "---",  "－",   "―",
                                        "ー", "n/a", "na", "n.a.", "null", "."};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_equal_nocase(s, words[i]))
            return true;
    return false;
}

char *prose_clean(void *ctx, const char *text)
{
    if (text_is_blank(text))
        return NULL;
    void *scratch = mem_context(ctx, "prose");
    char *s = text_replace(scratch, text, "_x000D_", "\n");
    s = without_tags(scratch, text_decode_entities(scratch, s));
    s = tidy_lines(scratch, with_ideographs(scratch, s));
    char *clean = says_nothing(s) ? NULL : mem_strdup(ctx, s);
    talloc_free(scratch);
    return clean;
}

/* ------------------------------------------------------------------ criteria in one text */

enum heading { HEADING_NONE, HEADING_INCLUSION, HEADING_EXCLUSION };

static const struct {
    const char *words;
    enum heading which;
} headings[] = {
    {"inclusion criteria", HEADING_INCLUSION},
    {"inclusion criterion", HEADING_INCLUSION},
    {"inclusion", HEADING_INCLUSION},
    {"exclusion criteria", HEADING_EXCLUSION},
    {"exclusion criterion", HEADING_EXCLUSION},
    {"exclusion", HEADING_EXCLUSION},
    {"選択基準", HEADING_INCLUSION},
    {"組み入れ基準", HEADING_INCLUSION},
    {"適格基準", HEADING_INCLUSION},
    {"除外基準", HEADING_EXCLUSION},
};
static const char *const before_heading[] = {
    "key ", "main ", "major ", "principal ", "general ", "主な", "主要な", "【", "<",
    "＜",   "[",     "■",      "●",          "#",        "*",    "・",     "-"};

static size_t skip_before(const char *s)
{
    size_t n = 0;
    for (bool again = true; again;) {
        again = false;
        size_t blanks = strspn(s + n, " \t0123456789.()");
        n += blanks;
        for (size_t i = 0; i < sizeof before_heading / sizeof before_heading[0]; i++) {
            if (text_starts_with_nocase(s + n, before_heading[i])) {
                n += strlen(before_heading[i]);
                again = true;
            }
        }
    }
    return n;
}

/* Bytes of the heading that a line begins with, its colon or closing bracket included; 0 when the
 * line is none. */
static size_t heading_at(const char *line, enum heading *ret)
{
    size_t before = skip_before(line);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        if (!text_starts_with_nocase(line + before, headings[i].words))
            continue;
        size_t n = before + strlen(headings[i].words);
        size_t blanks = strspn(line + n, " \t");
        static const char *const after[] = {":", "：", "】", ">", "＞", "]", "-", "\n"};
        *ret = headings[i].which;
        if (line[n + blanks] == '\0')
            return n + blanks;
        for (size_t k = 0; k < sizeof after / sizeof after[0]; k++)
            if (text_starts_with(line + n + blanks, after[k]))
                return n + blanks + strlen(after[k]);
    }
    *ret = HEADING_NONE;
    return 0;
}

void criteria_divide(void *ctx, const char *text, const char **ret_inclusion,
                     const char **ret_exclusion)
{
    enum heading which;
    const char *inclusion = text, *split = NULL, *exclusion = NULL;
    *ret_inclusion = *ret_exclusion = NULL;
    if (!text)
        return;
    for (const char *line = text; line && !split; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t n = heading_at(line, &which);
        if (n && which == HEADING_EXCLUSION) {
            split = line;
            exclusion = line + n;
        } else if (n && line == text) {
            inclusion = line + n;
        }
        if (!*line)
            break;
    }
    size_t len = split ? (size_t)(split - inclusion) : strlen(inclusion);
    *ret_inclusion = split && split < inclusion ? NULL : text_trim(ctx, inclusion, len);
    *ret_exclusion = exclusion ? text_trim(ctx, exclusion, strlen(exclusion)) : NULL;
}
