#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <ctype.h>
#include <string.h>

#define NUMBER_MAX_BYTES 48

/*
 * Forms of registration numbers (record.md §2). In a pattern: # one digit, + one or more digits, @
 * one letter (kept in lower case), ^ one or more letters (upper case), % one or more letters or
 * digits (lower case), ~ an optional separator that is dropped, = an optional separator written as
 * '-'; anything else stands for itself, without regard to case, and is written as here. `before` is
 * put in front of the normal form. The longest form that fits wins, so 2022-500000-00-00 is a CTIS
 * number and 2013-003828-36 an EudraCT number.
 */
static const struct form {
    enum registry registry;
    const char *pattern, *before;
} forms[] = {
    {REGISTRY_JRCT, "jRCT~@#########", ""},
    {REGISTRY_JRCT, "jRCT~##########", ""},
    {REGISTRY_UMIN, "UMIN~#########", ""},
    {REGISTRY_UMIN, "C000######", ""},
    {REGISTRY_JAPICCTI, "JapicCTI=######", ""},
    {REGISTRY_JMACCT, "JMA=IIA#####", ""},
    {REGISTRY_NCT, "NCT~########", ""},
    {REGISTRY_ISRCTN, "ISRCTN~########", ""},
    {REGISTRY_CTIS, "CTIS~20##-5#####-##-##", ""},
    {REGISTRY_CTIS, "CTIS~20##-5#####-##", ""},
    {REGISTRY_CTIS, "20##-5#####-##-##", "CTIS"},
    {REGISTRY_CTIS, "20##-5#####-##", "CTIS"},
    {REGISTRY_EUCTR, "EUCTR~20##-######-##-^", ""},
    {REGISTRY_EUCTR, "EUCTR~20##-######-##", ""},
    {REGISTRY_EUCTR, "20##-######-##-^", "EUCTR"},
    {REGISTRY_EUCTR, "20##-######-##", "EUCTR"},
    {REGISTRY_CHICTR, "ChiCTR~+", ""},
    {REGISTRY_CHICTR, "ChiCTR-^-+", ""},
    {REGISTRY_KCT, "KCT~#######", ""},
    {REGISTRY_ACTRN, "ACTRN~##############", ""},
    {REGISTRY_CTRI, "CTRI/####/##/+", ""},
    {REGISTRY_DRKS, "DRKS~########", ""},
    {REGISTRY_IRCT, "IRCT+N+", ""},
    {REGISTRY_IRCT, "IRCT+", ""},
    {REGISTRY_NTR, "NTR+", ""},
    {REGISTRY_NTR, "NL####", ""},
    {REGISTRY_NTR, "NL-OMON#####", ""},
    {REGISTRY_PACTR, "PACTR~###############", ""},
    {REGISTRY_RBR, "RBR-%", ""},
    {REGISTRY_RPCEC, "RPCEC~########", ""},
    {REGISTRY_SLCTR, "SLCTR/####/###", ""},
    {REGISTRY_TCTR, "TCTR~###########", ""},
    {REGISTRY_PER, "PER-###-##", ""},
    {REGISTRY_LBCTR, "LBCTR~##########", ""},
    {REGISTRY_ITMCTR, "ITMCTR~##########", ""},
    {REGISTRY_UTN, "U####-####-####", ""},
    {REGISTRY_SMP, "SMP@#########", ""},
    {REGISTRY_SMP, "SMP##########", ""},
    {REGISTRY_SRB, "SRB##########", ""},
};

struct output {
    char text[NUMBER_MAX_BYTES];
    size_t len;
};

static void put(struct output *out, int c)
{
    if (out->len < sizeof out->text - 1)
        out->text[out->len++] = (char)c;
}

static bool is_separator(char c)
{
    return c == '-' || c == ' ' || c == '_' || c == ':' || c == '#';
}

/* Takes the run of bytes for which `is` holds; changes their case by `change`. Returns its length.
 */
static size_t take_run(const char *s, int (*is)(int), int (*change)(int), struct output *out)
{
    size_t n = 0;
    while (s[n] && (unsigned char)s[n] < 0x80 && is((unsigned char)s[n]))
        put(out, change((unsigned char)s[n++]));
    return n;
}

static int same(int c)
{
    return c;
}

/* Length that one pattern sign takes at s; 0 when it does not fit; *ret_ok false then (a separator
 * may be 0). */
static size_t take(char sign, const char *s, struct output *out, bool *ret_ok)
{
    size_t n = 0;
    switch (sign) {
    case '#':
        n = isdigit((unsigned char)*s) ? 1 : 0;
        if (n)
            put(out, *s);
        break;
    case '@':
        n = isalpha((unsigned char)*s) && (unsigned char)*s < 0x80 ? 1 : 0;
        if (n)
            put(out, tolower((unsigned char)*s));
        break;
    case '+':
        n = take_run(s, isdigit, same, out);
        break;
    case '^':
        n = take_run(s, isalpha, toupper, out);
        break;
    case '%':
        n = take_run(s, isalnum, tolower, out);
        break;
    case '~':
    case '=':
        while (is_separator(s[n]))
            n++;
        if (sign == '=')
            put(out, '-');
        return n;
    default:
        n = tolower((unsigned char)*s) == tolower((unsigned char)sign) ? 1 : 0;
        if (n)
            put(out, sign);
    }
    *ret_ok = n > 0;
    return n;
}

static size_t match_form(const struct form *form, const char *s, struct output *out)
{
    size_t used = 0;
    bool fits = true;
    out->len = 0;
    for (const char *b = form->before; *b; b++)
        put(out, *b);
    for (const char *sign = form->pattern; *sign && fits; sign++)
        used += take(*sign, s + used, out, &fits);
    out->text[out->len] = '\0';
    return fits && used < NUMBER_MAX_BYTES ? used : 0;
}

static bool is_word(unsigned char c)
{
    return isalnum(c) && c < 0x80;
}

/* The longest form at s that ends at the end of a word; 0 when none fits. */
static size_t match_any(const char *s, struct output *ret, enum registry *ret_registry)
{
    size_t best = 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct output out;
        size_t used = match_form(&forms[i], s, &out);
        if (used > best && !is_word((unsigned char)s[used])) {
            best = used;
            *ret = out;
            *ret_registry = forms[i].registry;
        }
    }
    return best;
}

static size_t skip_blanks(const char *s)
{
    return strspn(s, " \t\r\n");
}

/* "JPRN-" is WHO's mark of Japanese registries in front of the native number. */
static size_t skip_prefix(const char *s)
{
    size_t n = skip_blanks(s);
    if (text_starts_with_nocase(s + n, "JPRN"))
        n += 4 + strspn(s + n + 4, "- :");
    return n;
}

/* What may stand behind a number: blanks, or a version mark such as " -1" (jRCT's old export). */
static bool is_tail(const char *s)
{
    s += skip_blanks(s);
    if (*s == '-' || *s == '_')
        s += 1 + strspn(s + 1, "0123456789");
    return s[skip_blanks(s)] == '\0';
}

bool number_read(void *ctx, const char *text, struct registry_number *ret)
{
    void *scratch = mem_context(ctx, "number");
    struct output out;
    enum registry registry;
    const char *s = text_halfwidth(scratch, text);
    s += skip_prefix(s);
    size_t used = match_any(s, &out, &registry);
    bool found = used > 0 && is_tail(s + used);
    talloc_free(scratch);
    if (found)
        *ret = (struct registry_number){registry, mem_strdup(ctx, out.text)};
    return found;
}

static bool is_known(const struct registry_number *numbers, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(numbers[i].id, id) == 0)
            return true;
    return false;
}

size_t number_find_all(void *ctx, const char *text, struct registry_number **ret)
{
    struct registry_number *numbers = NULL;
    size_t n = 0;
    char *half = text_halfwidth(ctx, text);
    for (const char *s = half; *s;) {
        struct output out;
        enum registry registry;
        bool starts = s == half || !is_word((unsigned char)s[-1]);
        size_t used = starts ? match_any(s, &out, &registry) : 0;
        if (used > 0 && !is_known(numbers, n, out.text)) {
            numbers = MEM_GROW(ctx, numbers, struct registry_number, n + 1);
            numbers[n++] = (struct registry_number){registry, mem_strdup(ctx, out.text)};
        }
        s += used ? used : 1;
    }
    talloc_free(half);
    *ret = numbers;
    return n;
}
