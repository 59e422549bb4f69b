#include "search/geo_key.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/geo.h"
#include "search/tok_fold.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PREFECTURE_FORMS = 3 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct {
    void *ctx; /* lives as long as the process */
    struct folder *folder;
    struct geo_key *items;
    size_t n, cap;
    const struct geo_key **of[PREFECTURE_COUNT];
    size_t n_of[PREFECTURE_COUNT];
    const char *prefectures[PREFECTURE_COUNT][PREFECTURE_FORMS];
} keys;

/* ------------------------------------------------------------------ one key */

static uint32_t vowel(uint32_t c)
{
    static const struct {
        uint32_t from;
        char to;
    } marked[] = {{0xE2, 'a'},  {0x101, 'a'}, {0xEA, 'e'},  {0x113, 'e'}, {0xEE, 'i'},
                  {0x12B, 'i'}, {0xF4, 'o'},  {0x14D, 'o'}, {0xFB, 'u'},  {0x16B, 'u'}};
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++)
        if (marked[i].from == c)
            return (unsigned char)marked[i].to;
    return c;
}

static bool is_dropped(uint32_t c)
{
    return c == ' ' || c == '-' || c == ',' || c == '.' || c == '\'' || c == 0x2019 || c == 0x3001;
}

/* ヶ, ケ and が between kanji are one. */
static uint32_t kana_between(uint32_t before, uint32_t c, const char *s, size_t len, size_t pos)
{
    bool ga = c == 0x3051 || c == 0x3096 || c == 0x304C;
    bool between = ga && tok_is_han(before) && pos < len && tok_is_han(text_decode(s, len, &pos));
    return between ? 0x304C : c;
}

/* Long vowels and n before b, m, p are written in many ways: Ōsaka, Oosaka, Namba. */
static void romaji_squeeze(char *s)
{
    char *out = s;
    for (const char *p = s; *p; p++) {
        char last = out > s ? out[-1] : '\0';
        bool longer = (last == 'o' && (*p == 'o' || *p == 'u')) || (last == 'u' && *p == 'u');
        if (longer)
            continue;
        *out++ = *p == 'm' && (p[1] == 'b' || p[1] == 'p' || p[1] == 'm') ? 'n' : *p;
    }
    *out = '\0';
}

char *geo_key_make(void *ctx, struct folder *folder, const char *text)
{
    const char *s = fold_simple(folder, ctx, text);
    size_t len = strlen(s), pos = 0, n = 0;
    char *out = MEM_ARRAY(ctx, char, len + 5);
    uint32_t before = 0;
    while (pos < len) {
        uint32_t c = vowel(text_decode(s, len, &pos));
        if (is_dropped(c))
            continue;
        if (c >= 0x30A1 && c <= 0x30F6)
            c -= 0x60;
        c = c == 0x3065 ? 0x305A : c == 0x3062 ? 0x3058 : c; /* づ, ぢ */
        c = kana_between(before, c, s, len, pos);
        if (n > len)
            break; /* an ill-formed text grew */
        n += text_encode(c, out + n);
        before = c;
    }
    out[n] = '\0';
    romaji_squeeze(out);
    return out;
}

/* ------------------------------------------------------------------ names of a row */

static bool ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), m = strlen(tail);
    return n > m && strcmp(s + n - m, tail) == 0;
}

/* The name without the first of the suffixes that it ends in. */
static const char *without(const char *name, const char *const *suffixes)
{
    for (; *suffixes; suffixes++)
        if (ends_with(name, *suffixes))
            return mem_strndup(keys.ctx, name, strlen(name) - strlen(*suffixes));
    return name;
}

static const char *bare_ja(const char *name)
{
    static const char *const suffixes[] = {"市", "区", "町", "村", "都", "府", "県", NULL};
    return without(name, suffixes);
}

static const char *bare_kana(const char *name)
{
    static const char *const suffixes[] = {"し",   "く",   "まち", "ちょう", "むら",
                                           "そん", "けん", "ふ",   "と",     NULL};
    return without(name, suffixes);
}

static const char *bare_en(const char *name)
{
    const char *dash = strrchr(name, '-');
    return dash ? mem_strndup(keys.ctx, name, (size_t)(dash - name)) : name;
}

static bool is_prefecture(uint32_t row)
{
    return row < PREFECTURE_COUNT - 1;
}

static uint32_t city_of_ward(uint32_t row)
{
    uint32_t city = row;
    while (city > 0 && geo_rows[city].prefecture == geo_rows[row].prefecture &&
           !(city < row && text_starts_with(geo_rows[row].ja, geo_rows[city].ja) &&
             ends_with(geo_rows[city].ja, "市")))
        city--;
    bool is = ends_with(geo_rows[row].ja, "区") &&
              geo_rows[city].prefecture == geo_rows[row].prefecture && !is_prefecture(city) &&
              city < row;
    return is ? city : GEO_NO_ROW;
}

void geo_rows_of(uint32_t row, uint32_t *ret_first, uint32_t *ret_end)
{
    uint32_t end = row + 1;
    while (end < geo_row_count && ends_with(geo_rows[row].ja, "市") &&
           geo_rows[end].prefecture == geo_rows[row].prefecture &&
           text_starts_with(geo_rows[end].ja, geo_rows[row].ja))
        end++;
    *ret_first = row;
    *ret_end = end;
}

const char *geo_short_name(uint32_t row)
{
    uint32_t city = city_of_ward(row);
    return geo_rows[row].ja + (city == GEO_NO_ROW ? 0 : strlen(geo_rows[city].ja));
}

static enum geo_rank bare_rank(uint32_t row)
{
    if (is_prefecture(row))
        return GEO_RANK_PREFECTURE;
    if (city_of_ward(row) != GEO_NO_ROW)
        return GEO_RANK_WARD;
    return ends_with(geo_rows[row].ja, "市") || ends_with(geo_rows[row].ja, "区") ? GEO_RANK_CITY
                                                                                  : GEO_RANK_TOWN;
}

static void key_add(const char *name, uint32_t row, enum geo_rank rank, enum geo_script script)
{
    if (keys.n == keys.cap) {
        keys.cap = keys.cap * 2 + 4096;
        keys.items = MEM_GROW(keys.ctx, keys.items, struct geo_key, keys.cap);
    }
    keys.items[keys.n++] = (struct geo_key){geo_key_make(keys.ctx, keys.folder, name),
                                            (uint16_t)row, (uint8_t)rank, (uint8_t)script};
}

/* With suffix and without. */
static void both_add(const char *name, const char *bare, uint32_t row, enum geo_script script)
{
    key_add(name, row, GEO_RANK_FULL, script);
    if (strcmp(name, bare) != 0 && *bare)
        key_add(bare, row, bare_rank(row), script);
}

static void ward_add(uint32_t row, uint32_t city)
{
    const struct geo_row *r = &geo_rows[row], *c = &geo_rows[city];
    const char *ja = r->ja + strlen(c->ja), *kana = r->kana + strlen(c->kana),
               *en = r->en + strlen(c->en) + 1;
    both_add(ja, bare_ja(ja), row, GEO_KANJI);
    both_add(kana, bare_kana(kana), row, GEO_KANA);
    both_add(en, bare_en(en), row, GEO_ROMAJI);
    key_add(mem_printf(keys.ctx, "%s%s", bare_ja(c->ja), ja), row, GEO_RANK_FULL, GEO_KANJI);
    key_add(mem_printf(keys.ctx, "%s%s", bare_en(c->en), en), row, GEO_RANK_FULL, GEO_ROMAJI);
    key_add(mem_printf(keys.ctx, "%s%s", en, bare_en(c->en)), row, GEO_RANK_FULL, GEO_ROMAJI);
    key_add(mem_printf(keys.ctx, "%s%s", en, c->en), row, GEO_RANK_FULL, GEO_ROMAJI);
    key_add(r->ja, row, GEO_RANK_FULL, GEO_KANJI);
    key_add(r->kana, row, GEO_RANK_FULL, GEO_KANA);
    key_add(r->en, row, GEO_RANK_FULL, GEO_ROMAJI);
}

static void prefecture_add(uint32_t row)
{
    const struct geo_row *r = &geo_rows[row];
    const char *suffix = ends_with(r->kana, "けん") ? "-ken"
                         : ends_with(r->ja, "府")   ? "-fu"
                         : ends_with(r->ja, "都")   ? "-to"
                                                    : "-do";
    both_add(r->ja, row == 0 ? r->ja : bare_ja(r->ja), row, GEO_KANJI);
    both_add(r->kana, row == 0 ? r->kana : bare_kana(r->kana), row, GEO_KANA);
    both_add(mem_printf(keys.ctx, "%s%s", r->en, suffix), r->en, row, GEO_ROMAJI);
    const char *forms[PREFECTURE_FORMS] = {r->ja, row == 0 ? r->ja : bare_ja(r->ja), r->en};
    for (int f = 0; f < PREFECTURE_FORMS; f++)
        keys.prefectures[r->prefecture][f] = geo_key_make(keys.ctx, keys.folder, forms[f]);
}

static void row_add(uint32_t row)
{
    const struct geo_row *r = &geo_rows[row];
    uint32_t city = is_prefecture(row) ? GEO_NO_ROW : city_of_ward(row);
    if (is_prefecture(row)) {
        prefecture_add(row);
    } else if (city != GEO_NO_ROW) {
        ward_add(row, city);
    } else {
        both_add(r->ja, bare_ja(r->ja), row, GEO_KANJI);
        both_add(r->kana, bare_kana(r->kana), row, GEO_KANA);
        both_add(r->en, bare_en(r->en), row, GEO_ROMAJI);
    }
}

/* ------------------------------------------------------------------ all of them */

static int key_compare(const void *a_, const void *b_)
{
    const struct geo_key *a = a_, *b = b_;
    int d = strcmp(a->text, b->text);
    return d ? d : (int)a->row - (int)b->row;
}

static int longer_first(const void *a_, const void *b_)
{
    const struct geo_key *a = *(const struct geo_key *const *)a_,
                         *b = *(const struct geo_key *const *)b_;
    size_t n = strlen(a->text), m = strlen(b->text);
    return n != m ? (n > m ? -1 : 1) : (int)a->row - (int)b->row;
}

static bool is_address_key(const struct geo_key *k)
{
    return k->rank == GEO_RANK_FULL && k->script == GEO_KANJI && !is_prefecture(k->row);
}

static void prefectures_fill(void)
{
    for (size_t i = 0; i < keys.n; i++)
        keys.n_of[geo_rows[keys.items[i].row].prefecture] += is_address_key(&keys.items[i]);
    for (int p = 1; p < PREFECTURE_COUNT; p++) {
        keys.of[p] = MEM_ARRAY(keys.ctx, const struct geo_key *, keys.n_of[p] + 1);
        keys.n_of[p] = 0;
    }
    for (size_t i = 0; i < keys.n; i++) {
        unsigned p = geo_rows[keys.items[i].row].prefecture;
        if (is_address_key(&keys.items[i]))
            keys.of[p][keys.n_of[p]++] = &keys.items[i];
    }
    for (int p = 1; p < PREFECTURE_COUNT; p++)
        qsort(keys.of[p], keys.n_of[p], sizeof *keys.of[p], longer_first);
}

static void keys_make(void)
{
    keys.ctx = mem_context(NULL, "geo");
    keys.folder = folder_new(keys.ctx);
    for (uint32_t row = 0; row < geo_row_count; row++)
        row_add(row);
    qsort(keys.items, keys.n, sizeof *keys.items, key_compare);
    prefectures_fill();
}

const struct geo_key *geo_keys_find(const char *text, size_t len, size_t *ret_n)
{
    pthread_once(&once, keys_make);
    size_t lo = 0, hi = keys.n, n = 0;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int d = strncmp(keys.items[mid].text, text, len);
        if (d < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + n < keys.n && strncmp(keys.items[lo + n].text, text, len) == 0 &&
           keys.items[lo + n].text[len] == '\0')
        n++;
    *ret_n = n;
    return n ? &keys.items[lo] : NULL;
}

const struct geo_key *const *geo_keys_of(unsigned prefecture, size_t *ret_n)
{
    pthread_once(&once, keys_make);
    *ret_n = prefecture < PREFECTURE_COUNT ? keys.n_of[prefecture] : 0;
    return *ret_n ? keys.of[prefecture] : NULL;
}

const char *geo_key_of_prefecture(unsigned prefecture, int form)
{
    pthread_once(&once, keys_make);
    return keys.prefectures[prefecture][form];
}
