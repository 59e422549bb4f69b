/*
 * Tokens of a Japanese note. At each place the longest of: a word of the table, a measured thing's
 * name (criteria-ja.tsv), a name of the lexicon; else a number, else running text. Text that goes
 * on with a name without a particle makes another name of it (肺癌検診), told by its ending or not
 * at all.
 */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/note_ja.h"
#include <string.h>

struct nj_lexer {
    struct trie *words, *measured;
    struct nj_word *attrs;
    size_t n_attrs;
    struct lexer *kinds;
};

static void add_attrs(struct nj_lexer *x)
{
    const struct lex_table *t = &lex_table_ja;
    x->attrs = MEM_ARRAY(x, struct nj_word, t->n_words);
    for (size_t i = 0; i < t->n_words; i++) {
        const struct lex_sense *s = &t->senses[t->words[i].sense];
        bool known = s->class == LEX_ATTR;
        if (!known && s->class != LEX_OPAQUE_ATTR)
            continue;
        x->attrs[x->n_attrs++] = (struct nj_word){
            t->words[i].text, known ? NJ_ATTR : NJ_NOATTR,
            known && s->attr != LEX_NO_ATTR ? s->attr : (uint16_t)NJ_NO_ATTR, s->value};
        trie_put(x->measured, t->words[i].text, false, (uint16_t)x->n_attrs);
    }
}

struct nj_lexer *nj_lexer_new(void *ctx)
{
    struct nj_lexer *x = MEM_NEW(ctx, struct nj_lexer);
    x->words = trie_new(x);
    x->measured = trie_new(x);
    x->kinds = lexer_new(x, &lex_table_ja, CRIT_JA);
    for (size_t i = 0; i < nj_word_count; i++)
        if (nj_words[i].class != NJ_ACUTE && nj_words[i].class != NJ_GROWTH &&
            nj_words[i].class != NJ_EATEN)
            trie_put(x->words, nj_words[i].text, false, (uint16_t)(i + 1));
    add_attrs(x);
    return x;
}

struct scan {
    const struct nj_lexer *x;
    const struct note_parse *p;
    const char *s;
    size_t len;
    struct nj_tokens out;
    size_t cap;
    struct folded folded;
    struct lexicon_matches names;
    size_t next_name;
};

/* ------------------------------------------------------------------ characters */

static bool is_letter(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static uint32_t char_at(const struct scan *k, size_t pos, size_t *ret_len)
{
    size_t at = pos;
    uint32_t c = pos < k->len ? text_decode(k->s, k->len, &at) : 0;
    if (ret_len)
        *ret_len = at - pos;
    return c;
}

static bool is_kanji(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005;
}

static bool is_katakana(uint32_t c)
{
    return c >= 0x30A1 && c <= 0x30FC && c != 0x30FB;
}

static bool is_name_char(uint32_t c)
{
    return is_kanji(c) || is_katakana(c) || (c < 0x80 && (is_letter((unsigned char)c))) ||
           (c >= 0x370 && c <= 0x3FF);
}

static uint32_t last_char(const struct scan *k, size_t end)
{
    size_t at = end;
    while (at > 0 && ((unsigned char)k->s[--at] & 0xC0) == 0x80)
        ;
    return end ? char_at(k, at, NULL) : 0;
}

/* 0 behind a blank. */
static uint32_t char_before(const struct scan *k, size_t pos)
{
    return nj_has_gap(k->p, pos) ? 0 : last_char(k, pos);
}

static bool is_measured(const struct scan *k, size_t end, enum nj_class c)
{
    return c == NJ_ATTR || c == NJ_NOATTR || c == NJ_UNITWORD ||
           (c == NJ_ABBR && nj_is_length(k->s + end)); /* Ht156cm */
}

/* Latin words and katakana words do not begin or end inside others. */
static bool edges_hold(const struct scan *k, size_t pos, size_t end, enum nj_class c)
{
    uint32_t first = char_at(k, pos, NULL), before = char_before(k, pos);
    uint32_t last = last_char(k, end), after = nj_has_gap(k->p, end) ? 0 : char_at(k, end, NULL);
    if (first < 0x80 && is_letter((unsigned char)first) && before < 0x80 &&
        (is_letter((unsigned char)before) || is_digit((unsigned char)before)))
        return false;
    if (last < 0x80 && is_letter((unsigned char)last) && after < 0x80 &&
        (is_letter((unsigned char)after) ||
         (is_digit((unsigned char)after) && !is_measured(k, end, c))))
        return false;
    if (is_katakana(first) && is_katakana(before) && c != NJ_PUMPS)
        return false;
    return !(is_katakana(last) && is_katakana(after));
}

/* ------------------------------------------------------------------ tokens */

static struct nj_token *push(struct scan *k, enum nj_class class, size_t begin, size_t end)
{
    if (k->out.n == k->cap) {
        k->cap = k->cap ? k->cap * 2 : 64;
        k->out.items = MEM_GROW(k->p->tmp, k->out.items, struct nj_token, k->cap);
    }
    struct nj_token *t = &k->out.items[k->out.n++];
    *t = (struct nj_token){
        .class = class, .begin = (uint32_t)begin, .end = (uint32_t)end, .stem_end = (uint32_t)end};
    t->num.unit = LEX_NO_UNIT;
    return t;
}

static const struct nj_token *last_token(const struct scan *k)
{
    return k->out.n ? &k->out.items[k->out.n - 1] : NULL;
}

static void push_text(struct scan *k, size_t begin, size_t end, bool names)
{
    struct nj_token *last = k->out.n ? &k->out.items[k->out.n - 1] : NULL;
    /* kind of a text: whether it is made of what names are made of */
    if (last && last->class == NJ_TEXT && last->end == begin && (last->kind != NULL) == names &&
        !nj_has_gap(k->p, begin)) {
        last->end = last->stem_end = (uint32_t)end;
        return;
    }
    push(k, NJ_TEXT, begin, end)->kind = names ? "" : NULL;
}

/* "ない" behind running text is the end of an adjective (少ない); it denies behind a particle. */
static bool denies_here(const struct scan *k, size_t pos, size_t len)
{
    const struct nj_token *last = last_token(k);
    uint32_t c = char_at(k, pos, NULL);
    if (!last || last->end != pos || last->class != NJ_TEXT)
        return true;
    uint32_t before = char_before(k, pos);
    if (len >= 6 && strncmp(k->s + pos, "なし", 6) == 0)
        return true;
    return !(c >= 0x3041 && c <= 0x3096) || is_katakana(before);
}

/* A word of the table or a name of the lexicon stands at pos: bytes of the word, or 1. */
static size_t find_any(const struct scan *k, size_t pos)
{
    uint16_t value;
    for (size_t i = k->next_name; i < k->names.n; i++)
        if (k->folded.src_begin[k->names.items[i].begin] >= pos)
            return k->folded.src_begin[k->names.items[i].begin] == pos
                       ? 1
                       : trie_match(k->x->words, k->s + pos, k->len - pos, &value);
    return trie_match(k->x->words, k->s + pos, k->len - pos, &value);
}

/* eGFR is no EGFR. */
static bool first_is_small(const struct scan *k, size_t pos)
{
    char c = k->s[pos];
    return is_letter((unsigned char)c) &&
           *crit_text_name(&k->p->text, k->p->tmp, pos, pos + 1) == c;
}

/* 父 of 父兄, 母 of 伯母: relatives do not stand inside other kanji. */
static bool is_inside_kanji(const struct scan *k, size_t pos, size_t len, const struct nj_word *w)
{
    const struct nj_token *last = last_token(k);
    bool text = last && last->class == NJ_TEXT && is_kanji(char_before(k, pos));
    if (w->attr == ATTR_other_malignancy)
        return text || (last && last->class == NJ_ORGAN && last->end == pos); /* 肺癌 */
    if (w->class == NJ_ORGAN)
        return text;
    if (w->attr == ATTR_age)
        return is_kanji(char_before(k, pos)); /* 昨今年は, 対象年齢 */
    return w->class == NJ_REL &&
           (text || (is_kanji(char_at(k, pos + len, NULL)) && find_any(k, pos + len) == 0));
}

/* mm, cms: short Latin names count when written in capitals. */
static bool is_small_abbreviation(const struct scan *k, size_t begin, size_t end)
{
    enum { SHORT = 4 };
    if (end - begin > SHORT || (unsigned char)k->s[begin] >= 0x80)
        return false;
    const char *name = crit_text_name(&k->p->text, k->p->tmp, begin, end);
    for (; *name; name++)
        if (*name >= 'A' && *name <= 'Z')
            return false;
    return true;
}

/* 代, 本, つ behind a number; 中 behind a name: nowhere else. */
static bool stands_behind(const struct scan *k, size_t pos, size_t len, const struct nj_word *w)
{
    const struct nj_token *last = last_token(k);
    bool joined = last && last->end == pos;
    if (w->class == NJ_DECADE || w->class == NJ_UNITWORD ||
        (w->class == NJ_COUNT && strcmp(w->text, "つ") == 0))
        return joined && last->class == NJ_NUM;
    if (w->class == NJ_HEAD && strcmp(w->value, "during") == 0)
        return joined && last->class == NJ_NAME && !is_kanji(char_at(k, pos + len, NULL));
    return true;
}

/* ウイルスはXで|消えました: germs are spoken of in the sentence. */
static bool is_of_germ(const struct scan *k, size_t pos)
{
    enum { NEAR = 120 };
    size_t from = pos > NEAR ? pos - NEAR : 0;
    for (size_t i = pos; i > from; i--)
        if (strncmp(k->s + i, "。", strlen("。")) == 0)
            from = i;
    return ja_holds(k->s + from, pos - from, nj_list_germs);
}

/* いま of あきらめていません */
static bool is_tail_of_verb(const struct scan *k, size_t pos, size_t len)
{
    uint32_t before = char_before(k, pos), after = char_at(k, pos + len, NULL);
    return strncmp(k->s + pos, "いま", len) == 0 && (before == 0x3066 || before == 0x3067) &&
           (after == 0x305B || after == 0x3059); /* て, で; せ, す */
}

static bool predicate_fits(const struct scan *k, size_t pos, size_t len, const struct nj_word *w)
{
    if (strcmp(w->value, "not") == 0)
        return denies_here(k, pos, len);
    if (strncmp(w->text, "し", strlen("し")) == 0)
        return char_before(k, pos) != 0x307E; /* 減りました: the end of another verb */
    return strcmp(w->value, "vanish") != 0 || is_of_germ(k, pos);
}

static bool word_fits(const struct scan *k, size_t pos, size_t len, const struct nj_word *w)
{
    uint32_t before = char_before(k, pos);
    bool staged = w->class == NJ_ATTR && nj_has_numerals(w->attr) &&
                  nj_is_stage_numeral(k->s + pos + len) &&
                  !(before < 0x80 && is_letter((unsigned char)before));
    if ((!staged && !edges_hold(k, pos, pos + len, w->class)) || is_inside_kanji(k, pos, len, w))
        return false;
    bool short_name = w->class == NJ_NAME && len <= strlen("hot");
    if ((w->class == NJ_ABBR || short_name) && is_small_abbreviation(k, pos, pos + len))
        return false;
    if (w->class == NJ_BIOMARKER)
        return !first_is_small(k, pos);
    if (w->class == NJ_PRED)
        return predicate_fits(k, pos, len, w);
    if (w->class == NJ_TIME && is_tail_of_verb(k, pos, len))
        return false;
    return stands_behind(k, pos, len, w);
}

/* The longest word of one table that fits: bytes. */
static size_t find_in(const struct scan *k, const struct trie *trie, const struct nj_word *words,
                      size_t pos, const struct nj_word **ret)
{
    struct trie_hit hits[TRIE_HITS_MAX];
    size_t n = trie_match_all(trie, k->s + pos, k->len - pos, hits);
    while (n-- > 0) {
        const struct nj_word *w = &words[hits[n].value - 1];
        if (word_fits(k, pos, hits[n].len, w)) {
            *ret = w;
            return hits[n].len;
        }
    }
    return 0;
}

static size_t find_word(const struct scan *k, size_t pos, const struct nj_word **ret)
{
    const struct nj_word *measured = NULL;
    size_t n = find_in(k, k->x->words, nj_words, pos, ret);
    size_t m = find_in(k, k->x->measured, k->x->attrs, pos, &measured);
    if (m > n)
        *ret = measured;
    return m > n ? m : n;
}

static const char *kind_of(const struct scan *k, const struct lexicon_match *m, size_t begin,
                           size_t end)
{
    struct lexicon_concept c;
    const char *by_ending = lexer_kind(k->x->kinds, k->s + begin, end - begin);
    lexicon_concept(k->p->reader->lexicon, m->concepts[0], &c);
    bool ends = by_ending != NULL;
    switch (c.class) {
    case LEXICON_DISEASE:
        if (nj_is_no_disease(k->s + begin, end - begin) ||
            ja_is_one(k->s + begin, end - begin, nj_list_bare_ends))
            return "other";
        return ends && (strcmp(by_ending, "allergy") == 0 || strcmp(by_ending, "metastasis") == 0)
                   ? by_ending
                   : "disease";
    case LEXICON_DRUG:
        return "drug";
    case LEXICON_DRUG_CLASS:
        return "class";
    case LEXICON_PROCEDURE:
        return ends && (strcmp(by_ending, "surgery") == 0 || strcmp(by_ending, "transplant") == 0)
                   ? by_ending
                   : "therapy";
    case LEXICON_BIOMARKER:
        return "biomarker";
    default:
        return "other";
    }
}

/* Whether an OFF word of the table ends the name. */
static bool ends_off(const struct scan *k, size_t begin, size_t end)
{
    for (size_t i = begin + 1; i < end; i++) {
        uint16_t value;
        size_t n = trie_match(k->x->words, k->s + i, end - i, &value);
        if (n == end - i &&
            (nj_words[value - 1].class == NJ_OFF || nj_words[value - 1].class == NJ_VOID))
            return true;
    }
    return false;
}

/* 血糖が高い, リンパ節に転移, HER2陽性: words that the grammar reads itself; where the first part
   ends, 0 when it is a name as a whole (駆出率の保たれた心不全). */
static size_t phrase_cut(const struct scan *k, size_t begin, size_t end)
{
    static const char *const cuts[] = {"の",   "が",   "に",     "を",   "は",  "へ",
                                       "陽性", "陰性", "ポンプ", "注射", "吸入"};
    const char *kind = lexer_kind(k->x->kinds, k->s + begin, end - begin);
    bool whole = kind && strcmp(kind, "disease") == 0 && !ends_off(k, begin, end);
    for (size_t i = begin + 2; i < end; i++)
        for (size_t p = 0; p < sizeof cuts / sizeof *cuts; p++)
            if (strncmp(k->s + i, cuts[p], strlen(cuts[p])) == 0 && !(whole && p < 6))
                return i;
    return 0;
}

static bool is_usable(const struct scan *k, const struct lexicon_match *m, size_t begin, size_t end)
{
    struct lexicon_concept c;
    if (m->n == 0)
        return false;
    lexicon_concept(k->p->reader->lexicon, m->concepts[0], &c);
    if (nj_is_otherwise_written(k->p, m, begin, end))
        return false;
    return c.class != LEXICON_POPULATION &&
           !lexicon_is_root(k->p->reader->lexicon, m->concepts[0]) &&
           !is_small_abbreviation(k, begin, end);
}

/* The name that the first part [begin, end) of a phrase begins with: its end. */
static size_t find_in_part(const struct scan *k, size_t begin, size_t end,
                           const struct lexicon_match **ret)
{
    struct folded f;
    struct lexicon_matches m;
    void *tmp = k->p->tmp;
    fold_text(k->p->reader->folder, tmp, k->s + begin, end - begin, &f);
    lexicon_match(k->p->reader->lexicon, tmp, &f, k->s + begin, LEXICON_CASE_ASKED, &m);
    if (m.n == 0 || m.items[0].begin > 0)
        return 0;
    size_t stop = begin + f.src_end[m.items[0].end - 1];
    *ret = m.items;
    return is_usable(k, m.items, begin, stop) ? stop : 0;
}

/* The name of the lexicon that begins at pos: its end, 0 when none. */
static size_t find_name(struct scan *k, size_t pos, const struct lexicon_match **ret)
{
    for (; k->next_name < k->names.n; k->next_name++) {
        const struct lexicon_match *m = &k->names.items[k->next_name];
        size_t begin = k->folded.src_begin[m->begin], end = k->folded.src_end[m->end - 1];
        if (begin > pos)
            return 0;
        if (begin < pos || !is_usable(k, m, begin, end))
            continue;
        size_t cut = phrase_cut(k, begin, end);
        if (!cut && nj_ends_going(k->s + begin, end - begin))
            cut = end - strlen("中"); /* 人工呼吸管理中, 腎移植後: the therapy, and 中 or 後 */
        if (cut)
            return find_in_part(k, begin, cut, ret);
        *ret = m;
        return end;
    }
    return 0;
}

/* cT3N1M0, t(11;14), the minus of HIV- */
static bool take_shape(struct scan *k, size_t *pos)
{
    size_t karyotype = nj_karyotype_at(k->s, *pos), tnm = karyotype ? 0 : nj_tnm_at(k->s, *pos);
    size_t minus = nj_minus_at(k->p, last_token(k), *pos), len = karyotype + tnm + minus;
    if (len > 0)
        push(k, minus ? NJ_NEG : tnm ? NJ_TNM : NJ_BIOMARKER, *pos, *pos + len);
    *pos += len;
    return len > 0;
}

/* A name in kana right behind a word of the table (前から|うつ病): no edge for the lexicon. */
static size_t name_at_edge(const struct scan *k, size_t pos, const struct lexicon_match **ret)
{
    enum { NAME_BYTES = 48 };
    const struct nj_token *last = last_token(k);
    uint32_t c = char_at(k, pos, NULL);
    size_t end = nj_dotted_end(k->p, pos), len;
    if (!k->p->reader->lexicon)
        return 0;
    if (end > pos)
        return find_in_part(k, pos, end, ret) == end ? end : 0;
    if (!last || !last->word || last->end != pos || c < 0x3041 || c > 0x3096)
        return 0;
    while (end < k->len && end < pos + NAME_BYTES && char_at(k, end, &len) > 0x3002)
        end += len;
    return end > pos ? find_in_part(k, pos, end, ret) : 0;
}

static bool inflects(const struct nj_word *w)
{
    switch (w->class) {
    case NJ_PRED:
    case NJ_REMOVED:
    case NJ_ABLE:
    case NJ_FLAG:
    case NJ_ENUM:
    case NJ_AGREE:
    case NJ_REACT:
    case NJ_META:
        return true;
    default:
        return false;
    }
}

/* 5mgを, 2年, (朝): may stand between a drug and the verb that tells of it. */
static bool is_amount(const struct scan *k, const struct nj_token *t)
{
    return t->class == NJ_NUM || t->class == NJ_SLASH || t->class == NJ_PERDAY ||
           t->class == NJ_ARROW || nj_is(t, NJ_PTC, "wo") || nj_is(t, NJ_TIME, "about") ||
           nj_is(t, NJ_TIME, "half") || nj_is(t, NJ_TIME, "halfyear") ||
           (t->class == NJ_TEXT &&
            ja_is_one(k->s + t->begin, t->end - t->begin, nj_list_dose_words));
}

/* X内服していましたが, X5mgを内服中: behind a drug the list's name is a verb. */
static bool is_verb_of_drug(const struct scan *k, size_t begin, size_t end)
{
    enum { NEAR = 10 };
    if (!ja_is_one(k->s + begin, end - begin, nj_list_taken_nouns))
        return false;
    for (size_t i = k->out.n, far = 0; i-- > 0 && far < NEAR; far++) {
        const struct nj_token *t = &k->out.items[i];
        if (t->class == NJ_NAME)
            return strcmp(t->kind, "drug") == 0 || strcmp(t->kind, "class") == 0;
        if (!is_amount(k, t))
            return false;
    }
    return false;
}

/* A word of the table, with the kana of a verb. */
static const struct nj_token *push_word(struct scan *k, const struct nj_word *w, size_t begin,
                                        size_t end)
{
    static const struct nj_word taking = {"", NJ_PRED, NJ_NO_ATTR, "take"};
    if (w->class == NJ_NONE && is_verb_of_drug(k, begin, end))
        w = &taking;
    struct nj_token *t = push(k, w->class, begin, end);
    t->word = w;
    if (w->class == NJ_NAME)
        t->kind = w->value;
    if (w->class == NJ_ABBR) {
        const char *kind = lexer_kind(k->x->kinds, w->value, strlen(w->value));
        t->class = NJ_NAME;
        bool own = kind && (strcmp(kind, "therapy") == 0 || strcmp(kind, "drug") == 0);
        t->kind = own ? kind : kind ? "disease" : "drug";
    }
    if (inflects(w))
        t->end +=
            (uint32_t)nj_tail_read(k->s + t->end, nj_gap_behind(k->p, t->end) - t->end, &t->tail);
    if (w->class == NJ_PRED && strcmp(w->value, "not") == 0)
        t->tail = NJ_NOT;
    return t;
}

/* Takes the longest word or name at *pos. */
static bool take_known(struct scan *k, size_t *pos)
{
    const struct nj_word *w = NULL;
    const struct lexicon_match *m = NULL;
    size_t word = find_word(k, *pos, &w), name = find_name(k, *pos, &m);
    size_t name_len = name ? name - *pos : 0;
    if (!name && !word && (name = name_at_edge(k, *pos, &m)) > 0)
        name_len = name - *pos;
    bool weak = w && w->class == NJ_ORGAN;
    if (w && w->class == NJ_ATTR && w->attr == ATTR_stage)
        name_len = 0;
    if (name_len > word || (name_len && name_len == word && weak)) {
        struct nj_token *t = push(k, NJ_NAME, *pos, name);
        t->kind = ends_off(k, *pos, name) && strcmp(kind_of(k, m, *pos, name), "therapy") == 0
                      ? "other"
                      : kind_of(k, m, *pos, name);
        *pos = name;
        return true;
    }
    if (!word)
        return false;
    *pos = push_word(k, w, *pos, *pos + word)->end;
    return true;
}

static bool take_number(struct scan *k, size_t *pos)
{
    struct number n;
    uint32_t before = char_before(k, *pos);
    const struct nj_token *last = last_token(k);
    if (before < 0x80 && (is_letter((unsigned char)before) || before == '-') && last &&
        last->class == NJ_TEXT && last->end == *pos)
        return false;
    size_t len = crit_number_read(k->s, k->len, *pos, &k->p->text, &n);
    if (len == 0 || (n.unit == LEX_NO_UNIT && strncmp(k->s + *pos + len, "型", 3) == 0))
        return false;
    len = nj_number_end(k->p, k->x->measured, *pos, len, &n);
    struct nj_token *t = push(k, NJ_NUM, *pos, *pos + len);
    t->num = n;
    t->stem_end = (uint32_t)(*pos + n.unit_at);
    *pos += len;
    return true;
}

/* PSL5mg, R-CHOP6コース: the name, and a number behind it that is read on its own. */
static bool take_dosed(struct scan *k, size_t *pos, size_t len)
{
    const struct lexicon_match *m = NULL;
    size_t end = k->p->reader->lexicon ? find_in_part(k, *pos, *pos + len, &m) : 0;
    if (end != *pos + len)
        return false;
    push(k, NJ_NAME, *pos, end)->kind = kind_of(k, m, *pos, end);
    *pos = end;
    return true;
}

void nj_lexer_read(const struct nj_lexer *x, const struct note_parse *p, struct nj_tokens *ret)
{
    struct scan k = {.x = x, .p = p, .s = p->text.s, .len = p->text.len};
    if (p->reader->lexicon)
        nj_names_read(p, &k.folded, &k.names);
    for (size_t pos = 0; pos < k.len;) {
        size_t len;
        uint32_t c = char_at(&k, pos, &len);
        if (c == ' ') {
            pos++;
            continue;
        }
        if (take_shape(&k, &pos) || take_known(&k, &pos) || take_number(&k, &pos))
            continue;
        size_t latin = nj_latin_at(k.s, pos), name = nj_dosed_at(k.s + pos, latin);
        if (name && take_dosed(&k, &pos, name))
            continue;
        push_text(&k, pos, pos + (latin ? latin : len), latin || is_name_char(c));
        pos += latin ? latin : len;
    }
    nj_join_names(p, x->kinds, &k.out);
    *ret = k.out;
}
