#include "indexer/sample/book.h"
#include "schema/base/text.h"
#include "schema/codes.h"

struct reader {
    struct book *book;
    struct book_scope *scope; /* the one that lines go to */
    int disease, variant;     /* open ones, -1 none */
};

static const char *const DESIGN_NAMES[DESIGN_COUNT] = {
    "db-placebo", "db-active", "open-active", "open-none", "single", "dose", "cross", "obs"};
static const char *const PHASE_NAMES[BOOK_P_COUNT] = {"0", "1", "12", "2", "23", "3", "4", "na"};
static const char *const LIST_NAMES[BOOK_LIST_COUNT] = {"pri", "sec", "kw"};
static const struct {
    char letter;
    enum kind kind;
} KIND_LETTERS[] = {
    {'S', KIND_SPECIFIED},      {'C', KIND_SPONSOR_TRIAL},  {'I', KIND_INVESTIGATOR_TRIAL},
    {'N', KIND_NON_SPECIFIED},  {'O', KIND_OTHER},          {'U', KIND_UNCLASSIFIED},
    {'1', KIND_REGENERATIVE_1}, {'2', KIND_REGENERATIVE_2}, {'3', KIND_REGENERATIVE_3}};

/* The next word of *rest, "" at its end. Owned by ctx. */
static const char *word_next(void *ctx, const char **rest)
{
    while (**rest == ' ')
        (*rest)++;
    size_t n = strcspn(*rest, " ");
    const char *word = mem_strndup(ctx, *rest, n);
    *rest += n;
    while (**rest == ' ')
        (*rest)++;
    return word;
}

static int name_index(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++) {
        if (text_equal(names[i], name))
            return i;
    }
    return -1;
}

int book_set_find(const struct book *book, const char *id)
{
    for (int i = 0; i < book->n_sets; i++) {
        if (text_equal(book->sets[i].id, id))
            return i;
    }
    return -1;
}

int book_name(struct book *book, const char *name)
{
    return tpl_name_intern(book->names, name, strlen(name));
}

static enum err_code weight_word(void *ctx, const char **rest, int *ret, struct err *err)
{
    const char *word = word_next(ctx, rest);
    int64_t n;
    if (!text_read_int(word, &n) || n < 0 || n > 100000) {
        return err_set(err, ERR_INVALID, "'%s' is no weight", word);
    }
    *ret = (int)n;
    return OK;
}

/* S id */
static enum err_code set_open(struct reader *r, const char *rest, struct err *err)
{
    struct book *book = r->book;
    const char *id = word_next(book, &rest);
    r->disease = r->variant = -1;
    if (text_equal(id, "common")) {
        r->scope = &book->common;
        return OK;
    }
    int found = book_set_find(book, id);
    if (found < 0)
        return err_set(err, ERR_INVALID, "no set '%s': name it with 'sets' first", id);
    r->scope = &book->sets[found];
    return OK;
}

/* sets a b c */
static enum err_code sets_name(struct reader *r, const char *rest, struct err *err)
{
    struct book *book = r->book;
    if (book->n_diseases > 0)
        return err_set(err, ERR_INVALID, "name the sets before the diseases");
    while (*rest != '\0') {
        book->sets = MEM_GROW(book, book->sets, struct book_scope, book->n_sets + 1);
        book->sets[book->n_sets++] = (struct book_scope){.id = word_next(book, &rest)};
    }
    return OK;
}

static enum err_code use_sets(struct book *book, const char *rest, int sets[BOOK_SETS_MAX], int *n,
                              struct err *err)
{
    while (*rest != '\0') {
        const char *id = word_next(book, &rest);
        int found = book_set_find(book, id);
        if (found < 0)
            return err_set(err, ERR_INVALID, "no set '%s'", id);
        if (*n == BOOK_SETS_MAX)
            return err_set(err, ERR_INVALID, "too many sets");
        sets[(*n)++] = found;
    }
    return OK;
}

/* D id weight code set… */
static enum err_code disease_open(struct reader *r, const char *rest, struct err *err)
{
    struct book *book = r->book;
    book->diseases = MEM_GROW(book, book->diseases, struct book_disease, book->n_diseases + 1);
    struct book_disease *d = &book->diseases[book->n_diseases];
    *d = (struct book_disease){.scope.id = word_next(book, &rest)};
    enum err_code code = weight_word(book, &rest, &d->weight, err);
    if (code != OK)
        return code;
    const char *icd = word_next(book, &rest);
    if (!text_equal(icd, "-"))
        d->code = icd;
    r->disease = book->n_diseases++;
    r->variant = -1;
    r->scope = &d->scope;
    return use_sets(book, rest, d->sets, &d->n_sets, err);
}

static enum err_code kinds_read(const char *word, struct book_variant *v, struct err *err)
{
    for (const char *c = word; *c != '\0'; c++) {
        unsigned bit = 0;
        for (size_t i = 0; i < sizeof KIND_LETTERS / sizeof KIND_LETTERS[0]; i++) {
            if (KIND_LETTERS[i].letter == *c)
                bit = 1u << KIND_LETTERS[i].kind;
        }
        if (*c == 'X')
            v->expanded = true;
        else if (bit == 0)
            return err_set(err, ERR_INVALID, "'%c' is no kind", *c);
        v->kinds |= bit;
    }
    return OK;
}

static enum err_code phases_read(void *ctx, const char *word, unsigned *ret, struct err *err)
{
    struct span rest = {word, strlen(word)}, field;
    while (text_split_next(&rest, ",", &field)) {
        const char *name = mem_strndup(ctx, field.p, field.len);
        int found = name_index(PHASE_NAMES, BOOK_P_COUNT, name);
        if (found < 0)
            return err_set(err, ERR_INVALID, "'%s' is no phase", name);
        *ret |= 1u << found;
    }
    return OK;
}

/* V id weight kinds phases design set… */
static enum err_code variant_open(struct reader *r, const char *rest, struct err *err)
{
    struct book *book = r->book;
    if (r->disease < 0)
        return err_set(err, ERR_INVALID, "a variant before any disease");
    book->variants = MEM_GROW(book, book->variants, struct book_variant, book->n_variants + 1);
    struct book_variant *v = &book->variants[book->n_variants];
    *v = (struct book_variant){.scope.id = word_next(book, &rest), .disease = r->disease};
    r->variant = book->n_variants++;
    r->scope = &v->scope;
    enum err_code code = weight_word(book, &rest, &v->weight, err);
    if (code == OK)
        code = kinds_read(word_next(book, &rest), v, err);
    if (code == OK)
        code = phases_read(book, word_next(book, &rest), &v->phases, err);
    if (code != OK)
        return code;
    const char *design = word_next(book, &rest);
    int found = name_index(DESIGN_NAMES, DESIGN_COUNT, design);
    if (found < 0)
        return err_set(err, ERR_INVALID, "'%s' is no design", design);
    v->design = (enum book_design)found;
    return use_sets(book, rest, v->sets, &v->n_sets, err);
}

static enum err_code pair_read(struct book *book, const char *text, size_t len,
                               const struct tpl **ja, const struct tpl **en, struct err *err)
{
    const char *both = memmem(text, len, " // ", 4);
    if (both == NULL)
        return err_set(err, ERR_INVALID, "no ' // ' between Japanese and English");
    size_t n = (size_t)(both - text);
    struct span a = text_trim_span((struct span){text, n});
    struct span b = text_trim_span((struct span){both + 4, len - n - 4});
    enum err_code code = tpl_compile(book, book->names, a.p, a.len, ja, err);
    return code == OK ? tpl_compile(book, book->names, b.p, b.len, en, err) : code;
}

/* I2 90/group ja // en */
static enum err_code item_read(struct reader *r, const char *key, const char *rest, struct err *err)
{
    struct book *book = r->book;
    struct book_item item = {.inclusion = key[0] != 'E', .lab = key[0] == 'L', .group = -1};
    item.slot = item.lab ? 6 : key[1] - '0';
    const char *head = word_next(book, &rest), *slash = strchr(head, '/');
    if (slash != NULL)
        item.group = tpl_name_intern(book->groups, slash + 1, strlen(slash + 1));
    if (item.group >= BOOK_GROUPS_MAX - 1)
        return err_set(err, ERR_INVALID, "more than %d groups", BOOK_GROUPS_MAX - 1);
    const char *number = mem_strndup(book, head, slash ? (size_t)(slash - head) : strlen(head));
    int64_t percent;
    if (!text_read_int(number, &percent) || percent < 0 || percent > 100) {
        return err_set(err, ERR_INVALID, "'%s' is no percentage", head);
    }
    item.percent = (int)percent;
    enum err_code code = OK;
    if (item.percent > 0)
        code = pair_read(book, rest, strlen(rest), &item.ja, &item.en, err);
    struct book_scope *s = r->scope;
    s->items = MEM_GROW(book, s->items, struct book_item, s->n_items + 1);
    s->items[s->n_items++] = item;
    return code;
}

/* pri ja // en @ ja // en */
static enum err_code list_read(struct reader *r, int list, const char *rest, struct err *err)
{
    struct book_scope *s = r->scope;
    struct book_outcome o = {0};
    const char *at = strstr(rest, " @ ");
    size_t n = at != NULL ? (size_t)(at - rest) : strlen(rest);
    enum err_code code = pair_read(r->book, rest, n, &o.ja, &o.en, err);
    if (code == OK && at != NULL) {
        code = pair_read(r->book, at + 3, strlen(at + 3), &o.time_ja, &o.time_en, err);
    }
    s->lists[list] = MEM_GROW(r->book, s->lists[list], struct book_outcome, s->n_lists[list] + 1);
    s->lists[list][s->n_lists[list]++] = o;
    return code;
}

/* name options; a second line of the same name adds options */
static enum err_code var_read(struct reader *r, const char *name, bool per_item, const char *rest,
                              struct err *err)
{
    struct book_scope *s = r->scope;
    int number = book_name(r->book, name), i = 0;
    while (i < s->n_vars && s->vars[i].name != number)
        i++;
    if (i == s->n_vars) {
        s->vars = MEM_GROW(r->book, s->vars, struct tpl_var, ++s->n_vars);
        s->vars[i] = (struct tpl_var){.name = number, .per_item = per_item};
    }
    return tpl_read_options(r->book, r->book->names, rest, &s->vars[i], err);
}

static bool is_item_key(const char *key)
{
    if (text_equal(key, "L"))
        return true;
    return (key[0] == 'I' || key[0] == 'E') && key[1] >= '1' && key[1] <= '9' && key[2] == '\0';
}

static enum err_code line_read(struct reader *r, const char *text, struct err *err)
{
    const char *rest = text;
    const char *key = word_next(r->book, &rest);
    if (text_equal(key, "sets"))
        return sets_name(r, rest, err);
    if (text_equal(key, "S"))
        return set_open(r, rest, err);
    if (text_equal(key, "D"))
        return disease_open(r, rest, err);
    if (text_equal(key, "V"))
        return variant_open(r, rest, err);
    if (r->scope == NULL)
        return err_set(err, ERR_INVALID, "'%s' before any S, D or V", key);
    if (is_item_key(key))
        return item_read(r, key, rest, err);
    int list = name_index(LIST_NAMES, BOOK_LIST_COUNT, key);
    if (list >= 0)
        return list_read(r, list, rest, err);
    if (!text_equal(key, "var"))
        return var_read(r, key, false, rest, err);
    const char *name = word_next(r->book, &rest);
    return var_read(r, name, true, rest, err);
}

enum err_code book_read(void *ctx, const struct sample_line *lines, size_t n, struct book **ret,
                        struct err *err)
{
    struct book *book = MEM_NEW(ctx, struct book);
    book->names = MEM_NEW(book, struct tpl_names);
    book->groups = MEM_NEW(book, struct tpl_names);
    book->common.id = "common";
    struct reader r = {.book = book, .disease = -1, .variant = -1};
    for (size_t i = 0; i < n; i++) {
        if (text_equal(lines[i].file, "places.txt"))
            continue;
        if (line_read(&r, lines[i].text, err) != OK) {
            talloc_free(book);
            return err_wrap(err, "%s:%d", lines[i].file, lines[i].line);
        }
    }
    *ret = book;
    return OK;
}
