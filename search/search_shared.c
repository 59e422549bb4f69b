#include "search/search_shared.h"
#include "search/search_hash.h"
#include "schema/base/mem.h"
#include <pthread.h>
#include <sodium.h>

enum { WAYS = 4, COUNTS = 512, LISTS = 128, SETS = 1024, SETS_BYTES_MAX = 32 << 20 };

enum part_kind { PART_COLUMNS, PART_TREES, PART_LEXICON };
/* Columns or trees of one generation, up to `bytes` of their file; a lexicon by its path. */
struct shared_part {
    struct shared_part *next;
    enum part_kind kind;
    char *folder;
    uint64_t bytes;
    void *what;
    unsigned users;
};
struct shared_list {
    uint64_t id, last_use;
    uint32_t *docids;
    uint32_t n;
};

/* A place in a table of WAYS places a hash value: with one, a third of 200 questions put each other
 * out. */
struct place {
    struct shared_key key;
    uint64_t last_use; /* 0: nothing is kept there */
};
struct shared_set {
    uint64_t *bits;
    uint32_t n, count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct {
    unsigned char key[crypto_generichash_KEYBYTES];
    struct shared_part *parts;
    struct place count_places[COUNTS], set_places[SETS];
    struct search_counts counts[COUNTS];
    struct shared_list lists[LISTS];
    struct shared_set sets[SETS];
    size_t sets_bytes;
    uint64_t uses;
} shared;

static void start(void)
{
    mem_check(sodium_init() < 0 ? NULL : &shared);
    randombytes_buf(shared.key, sizeof shared.key);
}

/* ------------------------------------------------------------------ files beside the index */

static enum err_code part_open(struct shared_part *p, const char *folder,
                               const struct shared_part *base, struct err *err)
{
    struct columns *columns;
    struct trees *trees;
    struct lexicon *lexicon;
    enum err_code code;
    if (p->kind == PART_LEXICON) {
        code = lexicon_open(p, folder, &lexicon, err);
        p->what = code == OK ? lexicon : NULL;
    } else if (p->kind == PART_COLUMNS) {
        code = columns_open(p, folder, p->bytes, base ? base->what : NULL, &columns, err);
        p->what = code == OK ? columns : NULL;
    } else {
        code = trees_open(p, folder, p->bytes, base ? base->what : NULL, &trees, err);
        p->what = code == OK ? trees : NULL;
    }
    return code;
}

/* The same state, or (exact false) the newest one that it can be made from. */
static struct shared_part *part_find(enum part_kind kind, const char *folder, uint64_t bytes,
                                     bool exact)
{
    struct shared_part *best = NULL;
    for (struct shared_part *p = shared.parts; p; p = p->next) {
        bool fits = p->kind == kind && strcmp(p->folder, folder) == 0 && p->bytes <= bytes;
        if (fits && (exact ? p->bytes == bytes : !best || p->bytes > best->bytes))
            best = p;
    }
    return best;
}

static enum err_code part_load(enum part_kind kind, const char *folder, uint64_t bytes,
                               struct shared_part **ret, struct err *err)
{
    struct shared_part *p = MEM_NEW(NULL, struct shared_part);
    p->kind = kind;
    p->bytes = bytes;
    enum err_code code = part_open(p, folder, part_find(kind, folder, bytes, false), err);
    if (code != OK) {
        talloc_free(p);
        return code;
    }
    p->folder = mem_strdup(p, folder);
    p->next = shared.parts;
    shared.parts = p;
    *ret = p;
    return OK;
}

static enum err_code part_take(enum part_kind kind, const char *folder, uint64_t bytes,
                               const void **ret, struct err *err)
{
    enum err_code code = OK;
    pthread_mutex_lock(&lock);
    struct shared_part *p = part_find(kind, folder, bytes, true);
    if (!p)
        code = part_load(kind, folder, bytes, &p, err);
    if (code == OK) {
        p->users++;
        *ret = p->what;
    }
    pthread_mutex_unlock(&lock);
    return code;
}

enum err_code search_shared_columns(const char *folder, uint64_t bytes, const struct columns **ret,
                                    struct err *err)
{
    const void *what;
    enum err_code code = part_take(PART_COLUMNS, folder, bytes, &what, err);
    if (code == OK)
        *ret = what;
    return code;
}

enum err_code search_shared_trees(const char *folder, uint64_t bytes, const struct trees **ret,
                                  struct err *err)
{
    const void *what;
    enum err_code code = part_take(PART_TREES, folder, bytes, &what, err);
    if (code == OK)
        *ret = what;
    return code;
}

enum err_code search_shared_lexicon(const char *path, const struct lexicon **ret, struct err *err)
{
    const void *what;
    enum err_code code = part_take(PART_LEXICON, path, 0, &what, err);
    if (code == OK)
        *ret = what;
    return code;
}

void search_shared_release(const void *what)
{
    pthread_mutex_lock(&lock);
    for (struct shared_part **at = &shared.parts; *at; at = &(*at)->next) {
        struct shared_part *p = *at;
        if (p->what != what)
            continue;
        if (--p->users == 0) {
            *at = p->next;
            talloc_free(p);
        }
        break;
    }
    pthread_mutex_unlock(&lock);
}

/* ------------------------------------------------------------------ places */

static bool is_at(const struct place *place, const struct shared_key *key)
{
    return place->last_use && memcmp(&place->key, key, sizeof *key) == 0;
}

/* The place of a key among n; when it has none, the one of its WAYS that was not used for the
 * longest time. */
static size_t place_find(const struct place *places, size_t n, const struct shared_key *key)
{
    size_t hash = key->bytes[0] | (size_t)key->bytes[1] << 8, first = hash % (n / WAYS) * WAYS,
           oldest = first;
    for (size_t i = first; i < first + WAYS; i++) {
        if (is_at(&places[i], key))
            return i;
        if (places[i].last_use < places[oldest].last_use)
            oldest = i;
    }
    return oldest;
}

static void place_use(struct place *place, const struct shared_key *key)
{
    *place = (struct place){*key, ++shared.uses};
}

/* ------------------------------------------------------------------ counts */

/* Index revision and words; the caller adds what else matters and ends it. */
static void key_start(crypto_generichash_state *h, const struct index_info *index,
                      const struct search_request *r)
{
    pthread_once(&once, start);
    /* The time of the commit tells two indexes of one process apart. */
    const uint64_t numbers[] = {index->revision, (uint64_t)index->as_of_ms};
    crypto_generichash_init(h, shared.key, sizeof shared.key, SHARED_KEY_BYTES);
    search_hash_text(h, index->generation);
    crypto_generichash_update(h, (const unsigned char *)numbers, sizeof numbers);
    search_hash_words(h, r);
}

void search_shared_words_key(const struct index_info *index, const struct search_request *r,
                             struct shared_key *ret)
{
    crypto_generichash_state h;
    key_start(&h, index, r);
    crypto_generichash_final(&h, ret->bytes, SHARED_KEY_BYTES);
}

void search_shared_key(const struct index_info *index, const struct search_request *r,
                       struct shared_key *ret)
{
    const uint64_t facets = r->facets;
    crypto_generichash_state h;
    key_start(&h, index, r);
    search_hash_filters(&h, r);
    crypto_generichash_update(&h, (const unsigned char *)&facets, sizeof facets);
    crypto_generichash_final(&h, ret->bytes, SHARED_KEY_BYTES);
}

bool search_shared_counts_find(const struct shared_key *key, struct search_counts *ret)
{
    pthread_mutex_lock(&lock);
    size_t at = place_find(shared.count_places, COUNTS, key);
    bool found = is_at(&shared.count_places[at], key);
    if (found) {
        *ret = shared.counts[at];
        place_use(&shared.count_places[at], key);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

void search_shared_counts_put(const struct shared_key *key, const struct search_counts *counts)
{
    pthread_mutex_lock(&lock);
    size_t at = place_find(shared.count_places, COUNTS, key);
    shared.counts[at] = *counts;
    place_use(&shared.count_places[at], key);
    pthread_mutex_unlock(&lock);
}

/* ------------------------------------------------------------------ sets */

bool search_shared_set_find(const struct shared_key *key, struct search_set *ret)
{
    pthread_mutex_lock(&lock);
    size_t at = place_find(shared.set_places, SETS, key);
    const struct shared_set *s = &shared.sets[at];
    bool found = is_at(&shared.set_places[at], key) && s->n == ret->n;
    if (found) {
        memcpy(ret->bits, s->bits, (ret->n / 64 + 1) * sizeof *ret->bits);
        ret->count = s->count;
        place_use(&shared.set_places[at], key);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static void set_drop(size_t at)
{
    struct shared_set *s = &shared.sets[at];
    shared.sets_bytes -= talloc_get_size(s->bits);
    talloc_free(s->bits);
    *s = (struct shared_set){0};
    shared.set_places[at] = (struct place){0};
}

void search_shared_set_put(const struct shared_key *key, const struct search_set *set)
{
    size_t bytes = (set->n / 64 + 1) * sizeof *set->bits;
    pthread_mutex_lock(&lock);
    size_t at = place_find(shared.set_places, SETS, key);
    set_drop(at);
    if (shared.sets_bytes + bytes <= SETS_BYTES_MAX) {
        shared.sets[at] =
            (struct shared_set){mem_memdup(NULL, set->bits, bytes), set->n, set->count};
        shared.sets_bytes += bytes;
        place_use(&shared.set_places[at], key);
    }
    pthread_mutex_unlock(&lock);
}

/* ------------------------------------------------------------------ lists */

static struct shared_list *list_find(uint64_t id)
{
    for (size_t i = 0; i < LISTS && id; i++)
        if (shared.lists[i].id == id)
            return &shared.lists[i];
    return NULL;
}

/* In place of the list that was not used for the longest time. */
static struct shared_list *list_new(void)
{
    struct shared_list *oldest = &shared.lists[0];
    for (size_t i = 1; i < LISTS; i++)
        if (shared.lists[i].last_use < oldest->last_use)
            oldest = &shared.lists[i];
    talloc_free(oldest->docids);
    *oldest = (struct shared_list){0};
    do {
        randombytes_buf(&oldest->id, sizeof oldest->id);
    } while (oldest->id == 0);
    return oldest;
}

uint64_t search_shared_list_put(uint64_t id, uint32_t shown, const uint32_t *docids, size_t n)
{
    pthread_once(&once, start);
    pthread_mutex_lock(&lock);
    struct shared_list *l = id ? list_find(id) : list_new();
    bool keep = l && shown <= l->n && shown + n <= SHARED_LIST_MAX;
    if (keep) {
        bool same = shown + n <= l->n &&
                    (n == 0 || memcmp(l->docids + shown, docids, n * sizeof *docids) == 0);
        if (!same) {
            l->n = shown + (uint32_t)n;
            l->docids = MEM_GROW(NULL, l->docids, uint32_t, l->n);
            memcpy(l->docids + shown, docids, n * sizeof *docids);
        }
        l->last_use = ++shared.uses;
        id = l->id;
    }
    pthread_mutex_unlock(&lock);
    return keep ? id : 0;
}

const uint32_t *search_shared_list_get(void *ctx, uint64_t id, uint32_t shown)
{
    const uint32_t *ret = NULL;
    pthread_mutex_lock(&lock);
    struct shared_list *l = list_find(id);
    if (l && shown <= l->n) {
        ret = mem_memdup(ctx, l->docids, shown * sizeof *l->docids);
        l->last_use = ++shared.uses;
    }
    pthread_mutex_unlock(&lock);
    return ret;
}

void search_shared_forget(void)
{
    pthread_mutex_lock(&lock);
    memset(shared.count_places, 0, sizeof shared.count_places);
    for (size_t i = 0; i < SETS; i++)
        set_drop(i);
    for (size_t i = 0; i < LISTS; i++) {
        talloc_free(shared.lists[i].docids);
        shared.lists[i] = (struct shared_list){0};
    }
    pthread_mutex_unlock(&lock);
}
