#include "search/query.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/code.h"
#include "search/geo.h"
#include "search/query_ask.h"
#include "search/query_lex.h"
#include "search/tok_fold.h"

struct parser {
    void *ctx;
    const struct query_tools *tools;
    const char *text;
    struct lex_list lex;
    size_t at;
    int field; /* where units are looked for now */
    bool negated;
    struct query query;
    bool too_many;
};

/* ------------------------------------------------------------------ words that ask for nothing */

static bool is_in(const char *const *words, const char *text, size_t len)
{
    for (; *words; words++)
        if (strlen(*words) == len && memcmp(*words, text, len) == 0)
            return true;
    return false;
}

bool query_is_particle(const struct token *t)
{
    static const char *const particles[] = {
        "の",       "に",       "を",     "は",     "が",       "で",   "と",   "も",
        "や",       "へ",       "か",     "な",     "から",     "まで", "より", "など",
        "での",     "への",     "との",   "による", "における", "ため", "する", "した",
        "して",     "いる",     "ある",   "です",   "ます",     "たい", "た",   "て",
        "し",       "れ",       "い",     "れる",   "られる",   "こと", "もの", "ような",
        "について", "に対する", "または", "および", "及び",     "又は", NULL};
    return is_in(particles, t->text, t->len);
}

/* Every trial answers to these: a person writes them to say where, not what, they search, and for
 * whom. */
static bool is_stop(void *ctx, const char *text, const char *typed)
{
    static const char *const words[] = {
        "of",     "the",   "and",     "or",       "in",   "on",   "for",  "to",       "with",
        "an",     "by",    "at",      "from",     "is",   "are",  "as",   "not",      "trial",
        "trials", "study", "studies", "clinical", "治験", "試験", "研究", "臨床試験", "臨床研究",
        "父",     "母",    "夫",      "妻",       "息子", "娘",   "祖父", "祖母",     "両親",
        "家族",   "主人",  "父親",    "母親",     "私",   "自分", "最新", "謝礼",     NULL};
    if (text_equal(text_halfwidth(ctx, typed), "a"))
        return true;
    return is_in(words, text, strlen(text));
}

/* ------------------------------------------------------------------ units */

static struct query_node *node_new(struct parser *p, enum query_op op)
{
    struct query_node *n = MEM_NEW(p->ctx, struct query_node);
    n->op = op;
    return n;
}

static struct query_node *unit_add(struct parser *p, struct query_unit unit)
{
    if (p->query.n_units >= QUERY_MAX_UNITS) {
        p->too_many = true;
        return NULL;
    }
    unit.field = p->field;
    unit.negated = p->negated;
    p->query.units = MEM_GROW(p->ctx, p->query.units, struct query_unit, p->query.n_units + 1);
    p->query.units[p->query.n_units] = unit;
    struct query_node *n = node_new(p, QUERY_UNIT);
    n->unit = (uint32_t)p->query.n_units++;
    return n;
}

/* A word with digits in it may be a secondary number of a form that we do not know. */
static const char *number_maybe(struct parser *p, const char *text)
{
    size_t len = strlen(text), digits = 0;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] >= 0x80 || text[i] == ' ')
            return NULL;
        digits += text[i] >= '0' && text[i] <= '9';
    }
    return (len >= 6 && digits >= 3) || p->field == QUERY_ID_FIELD ? text : NULL;
}

static const char *code_maybe(struct parser *p, const char *text)
{
    char code[CODE_BYTES];
    return code_read(text, strlen(text), code) ? mem_strdup(p->ctx, code) : NULL;
}

/* Only a character that stands alone is looked for alone: others are in a bigram already. */
static void tails_drop(struct tok_list *grams)
{
    size_t n = 0;
    for (size_t i = 0; i < grams->n; i++) {
        const struct token *t = &grams->items[i], *last = n ? &grams->items[n - 1] : NULL;
        bool single = text_count_chars(t->text, t->len) == 1;
        if (!(single && last && last->position + 1 == t->position &&
              text_count_chars(last->text, last->len) == 2))
            grams->items[n++] = *t;
    }
    grams->n = n;
}

/* Tokens of the unit; its text without the punctuation around them. */
static void unit_tokenize(struct parser *p, struct query_unit *u)
{
    size_t len = strlen(u->text);
    tok_text(p->tools->tokenizer, p->ctx, u->text, len, TOK_WORDS, &u->words);
    if (u->words.n) {
        size_t begin = u->words.items[0].begin, end = u->words.items[u->words.n - 1].end;
        u->text = mem_strndup(p->ctx, u->text + begin, end - begin);
        len = end - begin;
        tok_text(p->tools->tokenizer, p->ctx, u->text, len, TOK_WORDS, &u->words);
    }
    tok_text(p->tools->tokenizer, p->ctx, u->text, len, TOK_BIGRAMS, &u->bigrams);
    tails_drop(&u->bigrams);
}

static void tokens_append(struct parser *p, struct tok_list *to, const struct tok_list *more)
{
    if (more->n == 0)
        return;
    to->items = MEM_GROW(p->ctx, to->items, struct token, to->n + more->n);
    memcpy(to->items + to->n, more->items, more->n * sizeof *more->items);
    to->n += more->n;
}

/* Adds the words (or bigrams) of a name to `to`. */
static void name_tokenize(struct parser *p, const char *name, unsigned what, struct tok_list *to)
{
    struct tok_list found;
    const char *text = fold_simple(p->tools->folder, p->ctx, name);
    tok_text(p->tools->tokenizer, p->ctx, text, strlen(text), what, &found);
    if (what == TOK_BIGRAMS)
        tails_drop(&found);
    tokens_append(p, to, &found);
}

static void concepts_add(struct parser *p, struct query_unit *u, const struct lexicon_match *found)
{
    for (size_t i = 0; i < found->n; i++) {
        struct lexicon_concept c;
        lexicon_concept(p->tools->lexicon, found->concepts[i], &c);
        u->concepts[u->n_concepts++] = found->concepts[i];
        name_tokenize(p, c.ja, TOK_WORDS, &u->name_words);
        name_tokenize(p, c.ja, TOK_BIGRAMS, &u->name_bigrams);
        if (!text_equal(c.ja, c.en))
            name_tokenize(p, c.en, TOK_WORDS, &u->name_words);
    }
    struct lexicon_form form;
    if (found->n != 1)
        return;
    lexicon_form(p->tools->lexicon, found->form, &form);
    if (form.flag == LEXICON_ONE_WAY)
        name_tokenize(p, form.text, TOK_WORDS, &u->own_words);
}

/* A text at work: folded from p->text[at, …). */
struct source {
    size_t at;
    size_t first; /* the first of its lexemes */
    struct folded f;
    bool quoted;
};

static bool has_hints(const struct parser *p)
{
    return p->tools->hints && p->field == QUERY_ANY_FIELD;
}

/* All of a unit is the name of a place. */
static void place_find(struct parser *p, struct query_unit *u)
{
    struct geo_found f;
    if (!geo_find_word(p->ctx, p->tools->folder, u->text, &f))
        return;
    uint32_t *rows = MEM_ARRAY(p->ctx, uint32_t, f.n);
    for (size_t i = 0; i < f.n; i++)
        rows[i] = f.items[i].row;
    u->hint = QUERY_HINT_PLACE;
    u->places = rows;
    u->n_places = f.n;
}

/* The unit folded[begin, end), as typed between the source bytes it came from. `concept` is what
 * the lexicon takes it for, or NULL. */
static struct query_node *piece_add(struct parser *p, const struct source *s, size_t begin,
                                    size_t end, const struct lexicon_match *concept)
{
    size_t hint_len = 0;
    const char *raw = p->text + s->at + s->f.src_begin[begin];
    size_t raw_len = s->f.src_end[end - 1] - s->f.src_begin[begin];
    struct query_unit u = {.quoted = s->quoted};
    struct span typed = text_trim_span((struct span){raw, raw_len});
    u.typed = mem_strndup(p->ctx, typed.p, typed.len);
    u.text = text_trim(p->ctx, s->f.text + begin, end - begin);
    if (!u.text)
        return NULL;
    unit_tokenize(p, &u);
    if (concept)
        concepts_add(p, &u, concept);
    u.number = number_maybe(p, u.text);
    u.code = s->quoted || concept ? NULL : code_maybe(p, u.text);
    if (u.words.n == 0 && u.bigrams.n == 0 && !u.number)
        return NULL;
    u.stop = !u.quoted && !concept && p->field == QUERY_ANY_FIELD &&
             (is_stop(p->ctx, u.text, u.typed) || query_asking_find(&u.words) ||
              (u.words.n == 1 && query_is_particle(u.words.items)));
    if (has_hints(p) && !u.quoted && !concept && !u.stop) {
        u.hint = query_hint_read(u.text, strlen(u.text), &u.hint_value, &hint_len);
        u.hint = hint_len == strlen(u.text) ? u.hint : QUERY_HINT_NONE;
        if (!u.hint)
            place_find(p, &u);
    }
    return unit_add(p, u);
}

static void child_add(struct query_node *parent, struct query_node *child)
{
    if (!child)
        return;
    struct query_node **end = &parent->child;
    while (*end)
        end = &(*end)->next;
    *end = child;
}

/* A node of one child is that child, of none nothing. */
static struct query_node *node_settle(struct query_node *n)
{
    if (!n->child)
        return NULL;
    return n->child->next || n->op == QUERY_NOT ? n : n->child;
}

static bool is_hiragana_at(const struct folded *f, size_t pos)
{
    return pos < f->len && tok_is_hiragana(text_decode(f->text, f->len, &pos));
}

/* Inside hiragana nobody can tell a particle from a part of a word (げふぃちにぶ). */
static bool stands_out(const struct folded *f, const struct token *t)
{
    size_t before = t->begin;
    while (before > 0 && ((unsigned char)f->text[--before] & 0xC0) == 0x80)
        ;
    return !is_hiragana_at(f, before) || !is_hiragana_at(f, t->end);
}

/* A piece of a chunk; behind の it may begin with a hint: 肺がんの第3相治験, but not 20歳から75歳.
 */
static void chunk_piece_add(struct parser *p, const struct source *s, size_t from, size_t end,
                            struct query_node *all)
{
    size_t hint = 0, no = strlen("の");
    int value;
    bool behind = from >= no && memcmp(s->f.text + from - no, "の", no) == 0;
    if (has_hints(p) && behind && query_hint_read(s->f.text + from, end - from, &value, &hint))
        child_add(all, piece_add(p, s, from, from + hint, NULL));
    if (from + hint < end)
        child_add(all, piece_add(p, s, from + hint, end, NULL));
}

/* A chunk without blanks, divided at its particles: 肺がんの治療 → 肺がん, 治療. Beside a concept
 * a particle needs no more to stand out. */
static void chunk_add(struct parser *p, const struct source *s, size_t begin, size_t end,
                      struct query_node *all)
{
    struct tok_list words;
    size_t from = begin;
    tok_text(p->tools->tokenizer, p->ctx, s->f.text + begin, end - begin, TOK_WORDS, &words);
    const struct token *asking = query_asking_find(&words);
    if (asking && p->field == QUERY_ANY_FIELD) {
        child_add(all, piece_add(p, s, begin + asking->begin, end, NULL));
        return;
    }
    for (size_t i = 0; i < words.n; i++) {
        struct token t = words.items[i];
        t.begin += (uint32_t)begin;
        t.end += (uint32_t)begin;
        bool at_edge = t.begin == 0 || t.end == s->f.len || i == 0 || i + 1 == words.n;
        bool beside = (t.begin == begin && begin > 0 && s->f.text[begin - 1] != ' ') ||
                      (t.end == end && end < s->f.len && s->f.text[end] != ' ');
        if (!query_is_particle(&t) || t.begin < from ||
            !(beside || (!at_edge && stands_out(&s->f, &t))))
            continue;
        chunk_piece_add(p, s, from, t.begin, all);
        from = t.end;
    }
    chunk_piece_add(p, s, from, end, all);
}

/* Whether what is at folded[at] came from one of the words (and not from what parts them). */
static bool is_in_word(const struct parser *p, const struct source *s, size_t at)
{
    size_t byte = s->at + s->f.src_begin[at];
    for (size_t i = s->first; i < p->lex.n && p->lex.items[i].begin <= byte; i++)
        if (byte < p->lex.items[i].end)
            return true;
    return false;
}

static size_t word_end(const struct parser *p, const struct source *s, size_t at, size_t end)
{
    while (at < end && is_in_word(p, s, at))
        at++;
    return at;
}

/* The end of the next word when it makes a code with this one (JCOG 1711), else `to`. */
static size_t code_end(const struct parser *p, const struct source *s, size_t begin, size_t to,
                       size_t end)
{
    char code[CODE_BYTES];
    size_t next = to + 1 < end ? word_end(p, s, to + 1, end) : to;
    return next > to && code_read(s->f.text + begin, next - begin, code) ? next : to;
}

/* Behind a range's sign a number is a bound: 20 ~ 75歳. */
static bool follows_range(const struct source *s, size_t at)
{
    while (at > 0 && s->f.text[at - 1] == ' ')
        at--;
    return at > 0 && (s->f.text[at - 1] == '~' || s->f.text[at - 1] == '-');
}

/* What stands between two concepts, word by word. */
static void gap_add(struct parser *p, const struct source *s, size_t begin, size_t end,
                    struct query_node *all)
{
    while (begin < end) {
        size_t hint = 0;
        int value;
        if (has_hints(p) && is_in_word(p, s, begin) && !follows_range(s, begin) &&
            query_hint_read(s->f.text + begin, end - begin, &value, &hint)) {
            child_add(all, piece_add(p, s, begin, begin + hint, NULL));
            begin += hint;
            continue;
        }
        size_t to = word_end(p, s, begin, end),
               code = to > begin ? code_end(p, s, begin, to, end) : to;
        if (code > to)
            child_add(all, piece_add(p, s, begin, code, NULL));
        else if (to > begin)
            chunk_add(p, s, begin, to, all);
        begin = code + 1;
    }
}

/* A concept that may be looked for: not off, not as wide as all diseases. */
static bool is_concept(const struct parser *p, const struct lexicon_match *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (!lexicon_is_root(p->tools->lexicon, m->concepts[i]))
            return true;
    return false;
}

/* Fields without concepts are asked by words. */
static bool has_concepts(const struct parser *p)
{
    static const bool fields[IDX_FIELD_COUNT] = {
#define CONCEPTS(symbol, prefix, weight, bigrams, concepts, key) concepts,
        IDX_FIELD_LIST(CONCEPTS)
#undef CONCEPTS
    };
    return p->tools->lexicon &&
           (p->field == QUERY_ANY_FIELD || (p->field >= 0 && fields[p->field]));
}

/* Unquoted words that stand together, p->text[begin, end): concepts, and what is between them. */
static struct query_node *words_add(struct parser *p, size_t first, size_t end)
{
    size_t begin = p->lex.items[first].begin;
    struct source s = {.at = begin, .first = first};
    struct lexicon_matches found = {.n = 0};
    fold_text(p->tools->folder, p->ctx, p->text + begin, end - begin, &s.f);
    if (s.f.len == 0)
        return NULL;
    struct query_node *all = node_new(p, QUERY_AND);
    if (has_concepts(p))
        lexicon_match(p->tools->lexicon, p->ctx, &s.f, p->text + begin,
                      p->lex.shouted ? LEXICON_CASE_SHOUTED : LEXICON_CASE_ASKED, &found);
    size_t from = 0;
    for (size_t i = 0; i < found.n; i++) {
        const struct lexicon_match *m = &found.items[i];
        if (m->begin < from || !is_concept(p, m))
            continue;
        gap_add(p, &s, from, m->begin, all);
        child_add(all, piece_add(p, &s, m->begin, m->end, m));
        from = m->end;
    }
    gap_add(p, &s, from, s.f.len, all);
    return node_settle(all);
}

static struct query_node *quoted_add(struct parser *p, const struct lexeme *l)
{
    struct source s = {.at = l->begin, .quoted = true};
    fold_text(p->tools->folder, p->ctx, p->text + l->begin, l->end - l->begin, &s.f);
    return s.f.len ? piece_add(p, &s, 0, s.f.len, NULL) : NULL;
}

static struct query_node *number_add(struct parser *p, const struct lexeme *l)
{
    struct query_unit u = {.number = l->number, .number_sure = true};
    u.typed = mem_strndup(p->ctx, p->text + l->begin, l->end - l->begin);
    u.text = fold_simple(p->tools->folder, p->ctx, u.typed);
    tok_text(p->tools->tokenizer, p->ctx, u.text, strlen(u.text), TOK_WORDS, &u.words);
    return unit_add(p, u);
}

/* ------------------------------------------------------------------ grammar */

static struct query_node *or_read(struct parser *p);

static const struct lexeme *peek(const struct parser *p)
{
    return p->at < p->lex.n ? &p->lex.items[p->at] : NULL;
}

static bool take(struct parser *p, enum lex_kind kind)
{
    const struct lexeme *l = peek(p);
    bool is = l && l->kind == kind;
    p->at += is;
    return is;
}

static struct query_node *operand_read(struct parser *p)
{
    const struct lexeme *l = peek(p);
    if (take(p, LEX_OPEN)) {
        struct query_node *n = or_read(p);
        take(p, LEX_CLOSE);
        return n;
    }
    p->at++;
    if (l->kind == LEX_NUMBER)
        return number_add(p, l);
    return l->kind == LEX_QUOTED ? quoted_add(p, l) : words_add(p, p->at - 1, l->end);
}

/* NOT …, field:…, or an operand. A chain of NOTs is counted, so that it needs no depth. */
static struct query_node *not_read(struct parser *p)
{
    bool negated = p->negated;
    int field = p->field, turns = 0;
    while (take(p, LEX_NOT))
        turns++;
    if (turns % 2)
        p->negated = !negated;
    const struct lexeme *l = peek(p);
    if (take(p, LEX_FIELD))
        p->field = l->field;
    struct query_node *n = peek(p) ? operand_read(p) : NULL;
    p->negated = negated;
    p->field = field;
    if (!n || turns % 2 == 0)
        return n;
    struct query_node *not = node_new(p, QUERY_NOT);
    child_add(not, n);
    return not ;
}

/* Behind the bracket that closes right at `end` what was opened in the text: lipoprotein(a). */
static size_t bracket_end(const char *text, size_t begin, size_t end)
{
    static const char *const open[] = {"(", "（"}, *const close[] = {")", "）"};
    for (int i = 0; i < 2; i++) {
        size_t n = strlen(close[i]);
        const char *last = NULL;
        for (const char *at = text + begin; (at = strstr(at, open[i])) && at < text + end; at += n)
            last = at;
        if (last && strncmp(text + end, close[i], n) == 0 &&
            !memmem(last, (size_t)(text + end - last), close[i], n))
            return end + n;
    }
    return end;
}

/* COLD HANDS AND FEET: the AND that stands inside a name is none, as in small letters. */
static void names_join(struct parser *p, size_t first, size_t end)
{
    struct lexeme *l = p->lex.items;
    size_t begin = l[first].begin;
    struct folded f;
    struct lexicon_matches found;
    fold_text(p->tools->folder, p->ctx, p->text + begin, l[end - 1].end - begin, &f);
    lexicon_match(p->tools->lexicon, p->ctx, &f, p->text + begin, LEXICON_CASE_ASKED, &found);
    for (size_t i = 0, at = first; i < found.n; i++) {
        size_t from = begin + f.src_begin[found.items[i].begin],
               to = begin + f.src_end[found.items[i].end - 1];
        for (; at < end && l[at].begin < to; at++)
            if (l[at].begin > from)
                l[at].kind = LEX_WORD;
    }
}

static bool is_written_and(const struct lexeme *l)
{
    return l->kind == LEX_AND && !l->symbol;
}

/* Runs of words with AND between them, in a question of capitals. */
static void capitals_settle(struct parser *p)
{
    if (!p->lex.capitals || !p->tools->lexicon)
        return;
    for (size_t i = 0, end; i < p->lex.n; i = end + 1) {
        bool any = false;
        for (end = i; end < p->lex.n; end++) {
            const struct lexeme *l = &p->lex.items[end];
            if (l->kind != LEX_WORD && !is_written_and(l))
                break;
            any = any || l->kind == LEX_AND;
        }
        if (any)
            names_join(p, i, end);
    }
}

/* All words that stand together are read as one text. */
static struct query_node *run_read(struct parser *p)
{
    size_t first = p->at, end = 0;
    for (const struct lexeme *l; (l = peek(p)) && l->kind == LEX_WORD; p->at++)
        end = l->end;
    return words_add(p, first, bracket_end(p->text, p->lex.items[first].begin, end));
}

static struct query_node *and_read(struct parser *p)
{
    struct query_node *all = node_new(p, QUERY_AND);
    const struct lexeme *l;
    while ((l = peek(p)) && l->kind != LEX_OR && l->kind != LEX_CLOSE) {
        if (take(p, LEX_AND))
            continue;
        struct query_node *n = l->kind == LEX_WORD ? run_read(p) : not_read(p);
        /* a (b c) asks for the same as a b c */
        child_add(all, n && n->op == QUERY_AND ? n->child : n);
    }
    return node_settle(all);
}

static struct query_node *or_read(struct parser *p)
{
    struct query_node *any = node_new(p, QUERY_OR);
    do {
        child_add(any, and_read(p));
    } while (take(p, LEX_OR));
    return node_settle(any);
}

/* Stop words count when nothing else is asked for. */
static void stops_settle(struct query *q)
{
    bool other = false;
    for (size_t i = 0; i < q->n_units; i++)
        other = other || (!q->units[i].stop && !q->units[i].negated);
    for (size_t i = 0; i < q->n_units && !other; i++)
        q->units[i].stop = false;
}

enum err_code query_read(void *ctx, const struct query_tools *tools, const char *text,
                         const char *parameter, int field, struct query *ret_query, struct err *err)
{
    struct query none = {0};
    if (text_is_blank(text)) {
        *ret_query = none;
        return OK;
    }
    if (strlen(text) > QUERY_MAX_BYTES)
        return err_set(err, ERR_INVALID, "%s: longer than %d bytes", parameter, QUERY_MAX_BYTES);
    struct parser p = {.ctx = ctx, .tools = tools, .text = text, .field = field};
    query_lex(ctx, text, &p.lex);
    capitals_settle(&p);
    p.query.root = or_read(&p);
    if (p.too_many)
        return err_set(err, ERR_INVALID, "%s: more than %d words", parameter, QUERY_MAX_UNITS);
    query_hints_settle(&p.query);
    stops_settle(&p.query);
    *ret_query = p.query;
    return OK;
}
