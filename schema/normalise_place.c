#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <string.h>

/* What is found so far: one prefecture, or several. */
struct found {
    int prefecture;
    bool several;
};

static void note(struct found *f, int prefecture)
{
    f->several |= f->prefecture != 0 && f->prefecture != prefecture;
    f->prefecture = prefecture;
}

/* Full names from left to right without overlap: 東京都府中市 holds no 京都府. */
static void find_full_names(const char *s, struct found *f)
{
    while (*s) {
        size_t used = 0;
        for (int v = 1; v < PREFECTURE_COUNT && !used; v++) {
            const char *name = code_label(CODE_PREFECTURE, v, LANG_JA);
            if (text_starts_with(s, name)) {
                note(f, v);
                used = strlen(name);
            }
        }
        s += used ? used : 1;
    }
}

/* The name without 都府県 at the start of the address ("東京 港区", "大阪"). 北海道 has no short
 * form. */
static void find_short_name(const char *s, struct found *f)
{
    for (int v = 2; v < PREFECTURE_COUNT; v++) {
        const char *name = code_label(CODE_PREFECTURE, v, LANG_JA);
        size_t len = strlen(name) - strlen("都");
        if (strncmp(s, name, len) == 0) {
            note(f, v);
            return;
        }
    }
}

static bool is_letter(unsigned char c)
{
    return isalpha(c) && c < 0x80;
}

/* English names as whole words, with or without -ken, -to, -fu, Prefecture behind them. */
static void find_english_names(const char *s, struct found *f)
{
    for (const char *p = s; *p; p++) {
        if (p != s && is_letter((unsigned char)p[-1]))
            continue;
        for (int v = 1; v < PREFECTURE_COUNT; v++) {
            const char *name = code_label(CODE_PREFECTURE, v, LANG_EN);
            if (text_starts_with_nocase(p, name) && !is_letter((unsigned char)p[strlen(name)]))
                note(f, v);
        }
    }
}

/* Behind "〒123-4567" and blanks. */
static const char *skip_postal_code(const char *s)
{
    if (text_starts_with(s, "〒"))
        s += strlen("〒");
    const char *digits = s + strspn(s, " ");
    size_t n = strspn(digits, "0123456789-");
    return n >= 7 ? digits + n + strspn(digits + n, " ") : s + strspn(s, " ");
}

enum prefecture prefecture_of(const char *address)
{
    struct found f = {0};
    if (text_is_blank(address))
        return PREFECTURE_NONE_;
    void *scratch = mem_context(NULL, "prefecture");
    const char *s = text_squeeze(scratch, text_halfwidth(scratch, address), false);
    s = s ? skip_postal_code(s) : "";
    find_full_names(s, &f);
    if (!f.prefecture)
        find_short_name(s, &f);
    if (!f.prefecture)
        find_english_names(s, &f);
    talloc_free(scratch);
    return f.several ? PREFECTURE_NONE_ : (enum prefecture)f.prefecture;
}

const char *country_code(const char *text)
{
    return text ? code_text(CODE_COUNTRY, code_find_alias(CODE_COUNTRY, text)) : NULL;
}
