/* How two names are related by their words alone. */
#include "search/concept_words.h"
#include <string.h>

struct piece {
    const char *p;
    size_t len;
};

bool concept_ends_with(const char *s, size_t len, const char *end, size_t end_len)
{
    return len >= end_len && memcmp(s + len - end_len, end, end_len) == 0;
}

static bool starts_with(const char *s, size_t len, const char *start, size_t start_len)
{
    return len >= start_len && memcmp(s, start, start_len) == 0;
}

bool concept_same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a_len && a[i] == ' ')
            i++;
        while (j < b_len && b[j] == ' ')
            j++;
        if (i == a_len || j == b_len)
            return i == a_len && j == b_len;
        if (a[i++] != b[j++])
            return false;
    }
}

bool concept_has_term(const struct concept_terms *t, const char *s, size_t len)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->items[i].len == len && memcmp(t->items[i].word, s, len) == 0)
            return true;
    }
    return false;
}

const struct concept_term *concept_find_ending(const struct concept_terms *t, const char *s,
                                               size_t len)
{
    for (size_t i = 0; i < t->n; i++) {
        if (concept_ends_with(s, len, t->items[i].word, t->items[i].len))
            return &t->items[i];
    }
    return NULL;
}

static bool is_ascii_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static struct piece trimmed(struct piece s)
{
    while (s.len > 0 && s.p[s.len - 1] == ' ')
        s.len--;
    while (s.len > 0 && *s.p == ' ') {
        s.p++;
        s.len--;
    }
    return s;
}

/* What stands before `tail` in `whole`; false when it does not end so at a word edge. */
static bool split_before(struct piece whole, struct piece tail, struct piece *ret_before)
{
    if (whole.len <= tail.len || !concept_ends_with(whole.p, whole.len, tail.p, tail.len))
        return false;
    *ret_before = (struct piece){whole.p, whole.len - tail.len};
    if (is_ascii_word(tail.p[0]) && is_ascii_word(whole.p[ret_before->len - 1]))
        return false;
    *ret_before = trimmed(*ret_before);
    return ret_before->len > 0;
}

/* Words before a name that leave it what it is: 慢性, 2型, type 2, …性, and before a tumour an
   organ. */
static bool is_qualifier(const struct concept_terms *terms, struct piece before, struct piece name)
{
    if (concept_has_term(&terms[CONCEPT_WORD_QUALIFIER], before.p, before.len))
        return true;
    if (before.len > 3 && concept_ends_with(before.p, before.len, "性", 3))
        return true;
    bool tumour = concept_find_ending(&terms[CONCEPT_WORD_TUMOUR], name.p, name.len) != NULL;
    if (!tumour)
        return false;
    return concept_has_term(&terms[CONCEPT_WORD_ORGAN], before.p, before.len) ||
           is_ascii_word(before.p[before.len - 1]);
}

/* `whole` = something + `name`. */
static enum concept_relation relate_tail(const struct concept_terms *terms, struct piece whole,
                                         struct piece name, bool *ret_found)
{
    struct piece before;
    *ret_found = split_before(whole, name, &before);
    if (!*ret_found)
        return CONCEPT_UNRELATED;
    if (concept_find_ending(&terms[CONCEPT_WORD_NEGATOR], before.p, before.len))
        return CONCEPT_UNRELATED;
    return is_qualifier(terms, before, name) ? CONCEPT_BELOW : CONCEPT_ABOVE;
}

/* 大腸腺癌 is a 大腸癌. */
static bool is_organ_tumour(const struct concept_terms *terms, struct piece item,
                            struct piece asked)
{
    const size_t tail = strlen("癌");
    if (!concept_ends_with(asked.p, asked.len, "癌", tail))
        return false;
    size_t organ = asked.len - tail;
    if (!starts_with(item.p, item.len, asked.p, organ) ||
        !concept_has_term(&terms[CONCEPT_WORD_ORGAN], asked.p, organ))
        return false;
    const struct concept_terms *h = &terms[CONCEPT_WORD_HISTOLOGY];
    for (size_t i = 0; i < h->n; i++) {
        const struct concept_term *t = &h->items[i];
        if (t->as_len == item.len - organ && memcmp(item.p + organ, t->as, t->as_len) == 0)
            return true;
    }
    return false;
}

/* インスリン グラルギン is an インスリン製剤, ペニシリン a ペニシリン系抗菌薬. */
static bool is_of_class(const struct concept_terms *terms, struct piece item, struct piece asked)
{
    const struct concept_term *t =
        concept_find_ending(&terms[CONCEPT_WORD_CLASS], asked.p, asked.len);
    return t && asked.len - t->len >= 6 &&
           starts_with(item.p, item.len, asked.p, asked.len - t->len);
}

/* Behind words of a course (慢性, early). */
static struct piece without_course(const struct concept_terms *terms, struct piece s)
{
    const struct concept_terms *t = &terms[CONCEPT_WORD_ACUITY];
    for (size_t i = 0; i < t->n; i++) {
        if (s.len > (size_t)t->items[i].len + 2 &&
            starts_with(s.p, s.len, t->items[i].word, t->items[i].len))
            return trimmed((struct piece){s.p + t->items[i].len, s.len - t->items[i].len});
    }
    return s;
}

/* Bytes of the character at s. */
static size_t char_bytes(const char *s)
{
    unsigned char c = (unsigned char)*s;
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* Share of the pairs of neighbouring characters of the shorter name that stand in the longer. */
static bool is_alike(struct piece a, struct piece b)
{
    struct piece s = a.len < b.len ? a : b, l = a.len < b.len ? b : a;
    size_t pairs = 0, shared = 0;
    for (size_t i = 0; i < s.len;) {
        size_t one = char_bytes(s.p + i), two = i + one < s.len ? char_bytes(s.p + i + one) : 0;
        if (two > 0 && i + one + two <= s.len) {
            pairs++;
            shared += memmem(l.p, l.len, s.p + i, one + two) != NULL;
        }
        i += one;
    }
    return pairs >= 3 && shared * 3 >= pairs * 2;
}

/* The next character that is neither a Latin letter nor a digit nor a blank. */
static size_t next_wide(struct piece s, size_t at)
{
    while (at < s.len && (is_ascii_word(s.p[at]) || s.p[at] == ' '))
        at++;
    return at;
}

static bool has_latin(struct piece s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (is_ascii_word(s.p[i]))
            return true;
    }
    return false;
}

/* 1型糖尿病 and 2型糖尿病, B型肝炎 and C型肝炎: the same words, another letter or number. */
static bool differ_in_number(struct piece a, struct piece b)
{
    if (!has_latin(a) || !has_latin(b))
        return false;
    size_t i = next_wide(a, 0), j = next_wide(b, 0), wide = 0;
    while (i < a.len && j < b.len && a.p[i] == b.p[j]) {
        wide++;
        i = next_wide(a, i + 1);
        j = next_wide(b, j + 1);
    }
    return wide > 0 && i == a.len && j == b.len;
}

/* nonsmall cell lung cancer and small cell lung cancer */
static bool is_negated(const struct concept_terms *terms, struct piece whole, struct piece name)
{
    return concept_ends_with(whole.p, whole.len, name.p, name.len) &&
           concept_has_term(&terms[CONCEPT_WORD_NEGATOR], whole.p, whole.len - name.len);
}

bool concept_differ(const struct concept_terms *terms, const struct concept_ref *a,
                    const struct concept_ref *b)
{
    struct piece i = {a->word + a->base, (size_t)a->len - a->base};
    struct piece j = {b->word + b->base, (size_t)b->len - b->base};
    return differ_in_number(i, j) || is_negated(terms, i, j) || is_negated(terms, j, i);
}

static bool may_be_same(const struct concept_terms *terms, struct piece i, struct piece a)
{
    if (differ_in_number(i, a) || is_negated(terms, i, a) || is_negated(terms, a, i))
        return false;
    struct piece before, bare_i = without_course(terms, i), bare_a = without_course(terms, a);
    if (bare_a.len < a.len && bare_i.len == i.len && split_before(i, bare_a, &before))
        return true;
    if (bare_i.len < i.len && bare_a.len == a.len && split_before(a, bare_i, &before))
        return true;
    return concept_has_term(&terms[CONCEPT_WORD_VAGUE], a.p, a.len) || is_alike(i, a);
}

enum concept_relation concept_relate_words(const struct concept_terms *terms,
                                           const struct concept_ref *item,
                                           const struct concept_ref *asked)
{
    struct piece i = {item->word + item->base, (size_t)item->len - item->base};
    struct piece a = {asked->word + asked->base, (size_t)asked->len - asked->base};
    bool found;
    if (concept_same_text(i.p, i.len, a.p, a.len))
        return CONCEPT_BELOW;
    enum concept_relation r = relate_tail(terms, i, a, &found);
    if (found)
        return r;
    r = relate_tail(terms, a, i, &found);
    if (found)
        return r == CONCEPT_UNRELATED ? CONCEPT_UNRELATED : CONCEPT_ABOVE;
    if (is_organ_tumour(terms, i, a) || is_of_class(terms, i, a))
        return CONCEPT_BELOW;
    if (is_organ_tumour(terms, a, i))
        return CONCEPT_ABOVE;
    /* 糖尿病性腎症 speaks of 糖尿病 */
    if (starts_with(i.p, i.len, a.p, a.len) && starts_with(i.p + a.len, i.len - a.len, "性", 3))
        return CONCEPT_ABOVE;
    return may_be_same(terms, i, a) ? CONCEPT_ABOVE : CONCEPT_UNRELATED;
}

/* A marker as "EGFR | exon 19欠失 | there". */
struct marker {
    struct piece gene, detail;
    bool there;
};

/* "L858R変異" is "L858R", "変異" alone nothing. */
static void drop_generic(struct piece *s)
{
    static const char *const generic[] = {"変異", "mutation", "遺伝子"};
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++) {
        size_t len = strlen(generic[i]);
        if (concept_ends_with(s->p, s->len, generic[i], len))
            s->len -= len;
        *s = trimmed(*s);
    }
}

static void read_marker(const struct concept_terms *terms, const struct concept_ref *r,
                        struct marker *ret)
{
    struct piece s = {r->word, r->len};
    ret->there = true;
    const struct concept_term *t = concept_find_ending(&terms[CONCEPT_WORD_OPPOSITE], s.p, s.len);
    if (t && t->len < s.len) {
        ret->there = *t->as == '+';
        s.len -= t->len;
    }
    s = trimmed(s);
    size_t n = 0;
    while (n < s.len && is_ascii_word(s.p[n]))
        n++;
    if (n == 0)
        n = s.len;
    ret->gene = (struct piece){s.p, n};
    ret->detail = trimmed((struct piece){s.p + n, s.len - n});
    drop_generic(&ret->detail);
}

enum concept_relation concept_relate_markers(const struct concept_terms *terms,
                                             const struct concept_ref *item,
                                             const struct concept_ref *asked)
{
    struct marker i, a;
    read_marker(terms, item, &i);
    read_marker(terms, asked, &a);
    if (!concept_same_text(i.gene.p, i.gene.len, a.gene.p, a.gene.len))
        return CONCEPT_UNRELATED;
    if (concept_same_text(i.detail.p, i.detail.len, a.detail.p, a.detail.len))
        return i.there == a.there ? CONCEPT_BELOW : CONCEPT_OPPOSITE;
    if (a.detail.len == 0 && i.there)
        return a.there ? CONCEPT_BELOW : CONCEPT_OPPOSITE;
    if (i.detail.len == 0 && a.there)
        return i.there ? CONCEPT_ABOVE : CONCEPT_OPPOSITE;
    return CONCEPT_UNRELATED;
}

bool concept_is_same_word(const struct concept_ref *a, const struct concept_ref *b)
{
    return concept_same_text(a->word, a->len, b->word, b->len);
}
