/* Things of a Japanese note that are known by their shape: TNM, changes of chromosomes, stages. */
#include "search/note_ja.h"

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool nj_is_length(const char *s)
{
    static const char unit[] = "cm";
    size_t blank = strspn(s, " :"), n = blank;
    while (is_digit(s[n]))
        n++;
    if (n != blank + 3)
        return false;
    if (s[n] == '.')
        n += 1 + strspn(s + n + 1, "0123456789");
    return strncmp(s + n, unit, strlen(unit)) == 0 && !is_letter(s[n + strlen(unit)]);
}

bool nj_has_numerals(uint16_t attr)
{
    return attr == ATTR_stage || attr == ATTR_nyha || attr == ATTR_hoehn_yahr;
}

bool nj_is_stage_numeral(const char *s)
{
    size_t i = strspn(s, "iv");
    if (i == 0 || i > strlen("iii"))
        return false;
    i += s[i] >= 'a' && s[i] <= 'd';
    i += is_digit(s[i]);
    return !is_letter(s[i]);
}

/* Nothing more of a word at byte i: its end, a blank, a mark. */
static bool is_behind_word(const struct note_parse *p, size_t i)
{
    const char *s = p->text.s;
    return i >= p->text.len || nj_has_gap(p, i) || strchr(" ,;/)\n", s[i]) ||
           strncmp(s + i, "、", 3) == 0 || strncmp(s + i, "。", 3) == 0;
}

size_t nj_minus_at(const struct note_parse *p, const struct nj_token *last, size_t pos)
{
    const char *s = p->text.s;
    bool test = last && last->class == NJ_MARKER && last->end == pos && is_letter(s[pos - 1]);
    bool sign = test && s[pos] == '-' && !nj_has_gap(p, pos);
    return sign && is_behind_word(p, pos + 1) && !is_digit(s[pos + 1 + strspn(s + pos + 1, " ")]);
}

size_t nj_karyotype_at(const char *s, size_t pos)
{
    static const char *const begins[] = {"t(", "del(", "inv(", "add("};
    if (pos && is_letter(s[pos - 1]))
        return 0;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i]);
        if (strncmp(s + pos, begins[i], n) != 0)
            continue;
        const char *in = s + pos + n;
        size_t inner = strspn(in, "0123456789;pqx.");
        if (inner > 0 && is_digit(*in) && in[inner] == ')')
            return n + inner + 1;
    }
    return 0;
}

/* t3, n1, m0 at s[i]: the byte behind it, with its small letters; 0 when it is none. */
static size_t category_end(const char *s, size_t i, char letter)
{
    i += s[i] == 'c' || s[i] == 'p';
    if (s[i] != letter || !(is_digit(s[i + 1]) || (letter != 't' && s[i + 1] == 'x')))
        return 0;
    i += 2;
    while (s[i] >= 'a' && s[i] <= (letter == 't' ? 'd' : 'c'))
        i++;
    return i;
}

/* m1c, cm1, pm0 on their own; m1 alone may be a type of leukaemia. */
static size_t lone_m_at(const char *s, size_t pos)
{
    size_t i = pos + (s[pos] == 'c' || s[pos] == 'p');
    size_t end = category_end(s, i, 'm');
    bool inside = pos && (is_letter(s[pos - 1]) || is_digit(s[pos - 1]) || s[pos - 1] == '-');
    bool told = end > i + 2 || i > pos;
    return end && told && !inside && !is_letter(s[end]) && !is_digit(s[end]) ? end - pos : 0;
}

size_t nj_tnm_at(const char *s, size_t pos)
{
    size_t lone = lone_m_at(s, pos);
    if (lone)
        return lone;
    size_t i = pos;
    while (s[i] == 'c' || s[i] == 'p' || s[i] == 'y' || s[i] == 'r')
        i++;
    size_t t = category_end(s, i, 't');
    size_t n = t ? category_end(s, t + (s[t] == ' '), 'n') : 0;
    if (n == 0 || (pos && is_letter(s[pos - 1])))
        return 0;
    size_t m = category_end(s, n + (s[n] == ' '), 'm');
    return (m ? m : n) - pos;
}

size_t nj_dosed_at(const char *s, size_t run)
{
    size_t name = 0, end;
    while (name < run && !is_digit(s[name]))
        name++;
    for (end = name; end < run && (is_digit(s[end]) || s[end] == '.'); end++)
        ;
    if (name < 2 || end == name)
        return 0;
    bool dose = ja_is_one(s + end, run - end, nj_list_dose_units);
    bool goes_on = end == run &&
                   (ja_begins(s + end, nj_list_courses) || ja_begins(s + end, nj_list_dose_arrows));
    return dose || goes_on ? name : 0;
}

size_t nj_latin_at(const char *s, size_t pos)
{
    size_t i = pos;
    while (is_letter(s[i]) || is_digit(s[i]) ||
           ((s[i] == '-' || s[i] == '.' || s[i] == '/') && i > pos &&
            (is_letter(s[i + 1]) || is_digit(s[i + 1]))))
        i++;
    return i - pos;
}

bool nj_is_combined(const char *s, const struct nj_token *t, const struct nj_token *dot)
{
    const struct nj_token *b = dot + 1;
    bool close = dot->begin == t->end && b->begin == dot->end;
    bool drug = t->class == NJ_NAME && strcmp(t->kind, "drug") == 0;
    const unsigned char *c = (const unsigned char *)s + b->begin;
    bool katakana = c[0] == 0xE3 && (c[1] == 0x82 || c[1] == 0x83);
    return drug && close && strncmp(s + dot->begin, "・", strlen("・")) == 0 &&
           b->class == NJ_TEXT && b->kind && katakana;
}

char *nj_site_of(char *name)
{
    size_t many = ja_at(name, strlen(name), nj_list_many_sites);
    return name[many] ? name + many : name;
}

bool nj_is_no_disease(const char *s, size_t len)
{
    return ja_ends_in(s, len, nj_list_no_disease, NULL);
}

bool nj_is_regimen(const char *s, size_t len)
{
    static const char end[] = "療法";
    bool named = len > strlen(end) && strncmp(s + len - strlen(end), end, strlen(end)) == 0;
    return is_letter(*s) && (named || (len > 0 && ja_at(s, len, nj_list_regimens)));
}

bool nj_is_bare_end(const char *s, size_t len)
{
    return len <= strlen("術") || ja_is_one(s, len, nj_list_bare_ends);
}

bool nj_ends_going(const char *s, size_t len)
{
    return ja_ends_in(s, len, nj_list_going_ends, NULL);
}

/* 9万8千, 1万2500: what stands behind 万 belongs to it. Bytes of all, or len. */
static size_t behind_man(const struct note_parse *p, size_t pos, size_t len, struct number *n)
{
    static const char man[] = "万";
    struct number rest;
    size_t end = pos + len, m = strlen(man);
    if (!n->scaled || n->unit != LEX_NO_UNIT || len < m ||
        strncmp(p->text.s + end - m, man, m) != 0)
        return len;
    size_t more = crit_number_read(p->text.s, p->text.len, end, &p->text, &rest);
    if (more == 0 || rest.roman || rest.plus || rest.value < 0 || rest.value >= 10000)
        return len;
    n->value += rest.value;
    n->unit = rest.unit;
    n->unit_at = len + rest.unit_at;
    return len + more;
}

/* DKd, Eos are not DKD and EOS: a short name with small letters counts when it is written so. */
bool nj_is_otherwise_written(const struct note_parse *p, const struct lexicon_match *m,
                             size_t begin, size_t end)
{
    enum { LEAST = 3, MOST = 4 };
    if (end - begin < LEAST || end - begin > MOST || (unsigned char)p->text.s[begin] >= 0x80)
        return false;
    const char *name = crit_text_name(&p->text, p->tmp, begin, end);
    struct lexicon_form form;
    lexicon_form(p->reader->lexicon, m->form, &form);
    bool shouted = true;
    for (const char *c = form.text; *c; c++)
        shouted &= *c < 'a' || *c > 'z';
    return shouted && name[0] >= 'A' && name[0] <= 'Z' && name[strlen(name) - 1] >= 'a' &&
           name[strlen(name) - 1] <= 'z' && strcmp(name, form.text) != 0;
}

/* BP 128/74 HR 66: no 74 hours, where the word behind the blank is measured and has its number. */
static bool is_next_name(const struct note_parse *p, const struct trie *measured, size_t unit,
                         size_t end)
{
    uint16_t value;
    const char *s = p->text.s;
    size_t blanks = strspn(s + unit, " ");
    unit += blanks;
    return blanks > 0 && unit < end &&
           trie_match(measured, s + unit, end - unit, &value) == end - unit &&
           is_digit(s[end + strspn(s + end, " :")]);
}

size_t nj_number_end(const struct note_parse *p, const struct trie *measured, size_t pos,
                     size_t len, struct number *n)
{
    len = behind_man(p, pos, len, n);
    if (n->unit == LEX_NO_UNIT || !is_next_name(p, measured, pos + n->unit_at, pos + len))
        return len;
    n->unit = LEX_NO_UNIT;
    return n->unit_at;
}
