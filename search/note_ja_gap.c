/*
 * Blanks of a Japanese note. The text read has none between Japanese words (肺 癌 is 肺癌), yet
 * items of a list are often divided by nothing else: レボドパ カルビドパ. What the source has
 * between two characters is told by the map.
 */
#include "schema/base/mem.h"
#include "search/fold.h"
#include "search/note_ja.h"

bool nj_has_gap(const struct note_parse *p, size_t pos)
{
    return pos > 0 && pos < p->text.len && p->text.end[pos - 1] < p->text.begin[pos];
}

size_t nj_gap_behind(const struct note_parse *p, size_t pos)
{
    for (; pos < p->text.len; pos++)
        if (nj_has_gap(p, pos))
            return pos;
    return p->text.len;
}

/* Between Japanese characters: the lexicon reads Latin words with their blanks as they are. */
static bool is_japanese_gap(const struct note_parse *p, size_t pos)
{
    const char *s = p->text.s;
    return nj_has_gap(p, pos) && (unsigned char)s[pos - 1] >= 0x80 && (unsigned char)s[pos] >= 0x80;
}

static bool is_katakana(const unsigned char *s)
{
    return s[0] == 0xE3 && (s[1] == 0x82 || s[1] == 0x83) && memcmp(s, "・", strlen("・")) != 0 &&
           !(s[1] == 0x82 && s[2] < 0xA1); /* hiragana */
}

size_t nj_dotted_end(const struct note_parse *p, size_t pos)
{
    static const char dot[] = "・";
    size_t end = pos, len = strlen(dot);
    while (end + len <= p->text.len && is_katakana((const unsigned char *)p->text.s + end))
        end += len;
    bool behind = pos >= len && strncmp(p->text.s + pos - len, dot, len) == 0;
    bool before = strncmp(p->text.s + end, dot, len) == 0;
    return behind || before ? end : pos;
}

void nj_names_read(const struct note_parse *p, struct folded *folded, struct lexicon_matches *ret)
{
    size_t len = 0, most = p->text.len * 2 + 1;
    char *s = MEM_GROW(p->tmp, NULL, char, most);
    uint32_t *at = MEM_GROW(p->tmp, NULL, uint32_t, most); /* bytes of the text */
    for (size_t i = 0; i < p->text.len; i++) {
        if (is_japanese_gap(p, i)) { /* 52歳女性 乳癌 is no 女性乳癌 */
            at[len] = (uint32_t)i;
            s[len++] = ja_ends_in(p->text.s, i, nj_list_person_ends, NULL) ? ',' : ' ';
        }
        at[len] = (uint32_t)i;
        s[len++] = p->text.s[i];
    }
    s[len] = '\0';
    at[len] = (uint32_t)p->text.len;
    fold_text(p->reader->folder, p->tmp, s, len, folded);
    lexicon_match(p->reader->lexicon, p->tmp, folded, s, LEXICON_CASE_ASKED, ret);
    for (size_t i = 0; i <= folded->len; i++) {
        folded->src_begin[i] = at[folded->src_begin[i]];
        folded->src_end[i] = at[folded->src_end[i]];
    }
}
