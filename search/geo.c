#include "search/geo.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/geo_key.h"
#include "search/tok_fold.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POSTAL_DIGITS = 7, AREA_DIGITS = 3, FORMS = 3 };

/* ------------------------------------------------------------------ rows */

struct geo_place geo_place_of(uint32_t row)
{
    const struct geo_row *r = &geo_rows[row];
    bool prefecture = row < PREFECTURE_COUNT - 1;
    return (struct geo_place){.kind = prefecture ? GEO_PREFECTURE : GEO_MUNICIPALITY,
                              .prefecture = (enum prefecture)r->prefecture,
                              .lat = r->lat / 100.0,
                              .lon = r->lon / 100.0,
                              .ja = r->ja,
                              .en = r->en,
                              .row = row};
}

static void found_add(struct geo_found *f, uint32_t row)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].row == row)
            return;
    if (f->n < GEO_FOUND_MAX)
        f->items[f->n++] = geo_place_of(row);
}

/* The rows of exactly this key, those that are named most plainly; of one prefecture or (0) of
 * all. */
static enum geo_rank key_find(const char *text, size_t len, unsigned prefecture,
                              struct geo_found *ret)
{
    size_t n;
    const struct geo_key *k = geo_keys_find(text, len, &n);
    unsigned best = GEO_RANK_TOWN;
    for (size_t i = 0; i < n; i++)
        if ((!prefecture || geo_rows[k[i].row].prefecture == prefecture) && k[i].rank < best)
            best = k[i].rank;
    ret->n = 0;
    for (size_t i = 0; i < n; i++)
        if ((!prefecture || geo_rows[k[i].row].prefecture == prefecture) && k[i].rank == best)
            found_add(ret, k[i].row);
    return (enum geo_rank)best;
}

/* ------------------------------------------------------------------ points and postal codes */

static bool read_part(const char **s, double *ret)
{
    char *end;
    double n = strtod(*s, &end);
    bool plain = strspn(*s, " +-.0123456789") >= (size_t)(end - *s);
    if (end == *s || !plain)
        return false;
    *s = end + strspn(end, " ");
    *ret = n;
    return true;
}

static bool point_read(void *ctx, const char *text, struct geo_place *ret)
{
    const char *s = text;
    double lat, lon;
    if (!read_part(&s, &lat) || *s++ != ',' || !read_part(&s, &lon) || *s)
        return false;
    if (!(fabs(lat) <= 90 && fabs(lon) <= 180))
        return false;
    *ret = (struct geo_place){.kind = GEO_POINT, .lat = lat, .lon = lon, .row = GEO_NO_ROW};
    ret->ja = ret->en = mem_printf(ctx, "%.4f,%.4f", lat, lon);
    return true;
}

static const struct geo_area *area_find(const char *digits, size_t len)
{
    for (size_t i = 0; i < geo_area_count; i++)
        if (strlen(geo_areas[i].digits) == len && strncmp(geo_areas[i].digits, digits, len) == 0)
            return &geo_areas[i];
    return NULL;
}

/* `key` has no blanks and hyphens any more. */
static bool postal_read(void *ctx, const char *key, struct geo_place *ret)
{
    key += text_starts_with(key, "〒") ? strlen("〒") : 0;
    size_t digits = strspn(key, "0123456789");
    if (key[digits] || (digits != POSTAL_DIGITS && digits != AREA_DIGITS))
        return false;
    const struct geo_area *a = area_find(key, AREA_DIGITS);
    a = a ? a : area_find(key, AREA_DIGITS - 1);
    if (!a)
        return false;
    *ret = (struct geo_place){.kind = GEO_POSTAL,
                              .prefecture = (enum prefecture)a->prefecture,
                              .lat = a->lat / 100.0,
                              .lon = a->lon / 100.0,
                              .row = GEO_NO_ROW};
    ret->ja = ret->en = digits == POSTAL_DIGITS ? mem_printf(ctx, "〒%.3s-%s", key, key + 3)
                                                : mem_printf(ctx, "〒%s", key);
    return true;
}

/* What stands behind a whole postal code: the address; the key itself when there is none. */
static const char *behind_postal(const char *key)
{
    const char *code = key + (text_starts_with(key, "〒") ? strlen("〒") : 0);
    size_t digits = strspn(code, "0123456789");
    return digits == POSTAL_DIGITS && code[digits] ? code + digits : key;
}

/* ------------------------------------------------------------------ names */

static size_t without_tail(const char *key, size_t len, const char *const *tails)
{
    for (; *tails; tails++) {
        size_t n = strlen(*tails);
        if (len > n && memcmp(key + len - n, *tails, n) == 0)
            return len - n;
    }
    return len;
}

/* The name, in English also with what it is: Osaka Prefecture, Suita City. */
static bool name_find(const char *key, size_t len, unsigned prefecture, struct geo_found *ret)
{
    static const char *const kinds[] = {"city", "ward",       "town", "village",
                                        "pref", "prefecture", NULL};
    key_find(key, len, prefecture, ret);
    size_t n = ret->n ? len : without_tail(key, len, kinds);
    if (n < len)
        key_find(key, n, prefecture, ret);
    return ret->n > 0;
}

/* Behind 〇〇郡, which no key has. */
static const char *behind_district(const char *key)
{
    const char *district = strstr(key, "郡");
    return district && district > key && district[strlen("郡")] ? district + strlen("郡") : NULL;
}

/* A name of this prefecture that goes on as an address: the longest kanji name at its beginning. */
static bool address_find(const char *key, unsigned prefecture, struct geo_found *ret)
{
    for (size_t len = strlen(key); len >= 2 * strlen("市"); len--) {
        if (((unsigned char)key[len] & 0xC0) == 0x80)
            continue;
        if (key_find(key, len, prefecture, ret) == GEO_RANK_FULL && ret->n > 0 &&
            ret->items[0].kind == GEO_MUNICIPALITY && !(key[0] >= 'a' && key[0] <= 'z'))
            return true;
    }
    ret->n = 0;
    return false;
}

static bool rest_find(const char *key, size_t len, unsigned prefecture, struct geo_found *ret)
{
    const char *behind = behind_district(key);
    return name_find(key, len, prefecture, ret) ||
           (behind && name_find(behind, strlen(behind), prefecture, ret));
}

/* With the prefecture before the name, or in romaji behind it. */
static bool in_prefecture_find(void *ctx, const char *key, struct geo_found *ret)
{
    static const char *const prefecture_word[] = {"prefecture", "pref", NULL};
    size_t len = without_tail(key, strlen(key), prefecture_word);
    for (unsigned p = 1; p < PREFECTURE_COUNT; p++)
        for (int form = 0; form < FORMS; form++) {
            const char *name = geo_key_of_prefecture(p, form);
            size_t n = strlen(name);
            if (len <= n)
                continue;
            if (strncmp(key, name, n) == 0 &&
                (rest_find(key + n, strlen(key) - n, p, ret) ||
                 (form == 0 &&
                  (address_find(key + n, p, ret) ||
                   (behind_district(key + n) && address_find(behind_district(key + n), p, ret))))))
                return true;
            if (form == FORMS - 1 && memcmp(key + len - n, name, n) == 0 &&
                rest_find(mem_strndup(ctx, key, len - n), len - n, p, ret))
                return true;
        }
    ret->n = 0;
    return false;
}

void geo_find(void *ctx, struct folder *folder, const char *text, struct geo_found *ret)
{
    static const char *const country[] = {"japan", NULL};
    const char *plain = text_halfwidth(ctx, text);
    char *key = geo_key_make(ctx, folder, plain);
    ret->n = 0;
    plain += strspn(plain, " ");
    bool numbers = strpbrk(plain, ",."); /* of a point that is none, no postal code */
    if (point_read(ctx, plain, &ret->items[0]) ||
        (!numbers && postal_read(ctx, key, &ret->items[0]))) {
        ret->n = 1;
        return;
    }
    key[without_tail(key, strlen(key), country)] = '\0';
    const char *name = behind_postal(key);
    bool found = *name && (name_find(name, strlen(name), 0, ret) ||
                           in_prefecture_find(ctx, name, ret) || address_find(name, 0, ret));
    ret->n = found ? ret->n : 0;
}

/* ------------------------------------------------------------------ words of a question */

/* Names that mean something else first. */
static bool is_ordinary(const char *key)
{
    static const char *const words[] = {
        "日光", "中央", "昭和", "大和", "中間", "行方", "日進", "清水", "朝日", "新城", "若葉",
        "青葉", "光",   "旭",   "緑",   "泉",   "港",   "栄",   "桜",   "東",   "西",   "南",
        "北",   "中",   "津",   "関",   "燕",   "柏",   "蕨",   "萩",   "呉",   "堺",   "合志",
        "平川", "白石", "本庄", "大府", "大町", "赤平", "白山", "光市", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], key) == 0)
            return true;
    return false;
}

static bool has_wards(uint32_t row)
{
    uint32_t first, end;
    geo_rows_of(row, &first, &end);
    return end - first > 1;
}

/* Kana and Latin letters say less: only prefectures and large cities, Latin names of 5 letters. */
static bool is_plain_enough(const char *key, enum geo_rank rank, const struct geo_found *f)
{
    uint32_t first = text_decode(key, strlen(key), &(size_t){0});
    size_t chars = text_count_chars(key, strlen(key));
    bool prefecture = f->items[0].kind == GEO_PREFECTURE;
    if (first < 0x80)
        return rank == GEO_RANK_FULL || chars >= (prefecture ? 4 : 5);
    if (tok_is_hiragana(first) && strncmp(f->items[0].ja, key, 3) != 0)
        return chars >= 3 && (prefecture || has_wards(f->items[0].row));
    return chars >= 2 && (rank == GEO_RANK_FULL || !is_ordinary(key));
}

bool geo_find_word(void *ctx, struct folder *folder, const char *folded, struct geo_found *ret)
{
    static const char *const around[] = {"内",   "周辺", "近郊", "付近", "近く",
                                         "近辺", "在住", "方面", NULL};
    char *key = geo_key_make(ctx, folder, folded);
    size_t len = strlen(key);
    ret->n = 0;
    if (len == 0)
        return false;
    enum geo_rank rank = key_find(key, len, 0, ret);
    if (ret->n == 0) {
        len = without_tail(key, len, around);
        key[len] = '\0';
        rank = strcmp(key, "都") == 0 ? key_find("東京", strlen("東京"), 0, ret)
                                      : key_find(key, len, 0, ret);
    }
    if (ret->n == 0 && in_prefecture_find(ctx, key, ret))
        rank = GEO_RANK_FULL;
    if (ret->n > 0 &&
        (rank > GEO_RANK_CITY || (strcmp(key, "都") != 0 && !is_plain_enough(key, rank, ret))))
        ret->n = 0;
    return ret->n > 0;
}

/* ------------------------------------------------------------------ addresses */

/* The kanji name with suffix that stands first in the text, of those the longest. */
static uint32_t name_in_text(const char *key, unsigned prefecture)
{
    size_t n;
    const struct geo_key *const *of = geo_keys_of(prefecture, &n);
    const char *best = NULL;
    uint32_t row = GEO_NO_ROW;
    size_t best_len = 0;
    for (size_t i = 0; i < n; i++) {
        const char *at = strstr(key, of[i]->text);
        size_t len = strlen(of[i]->text);
        if (!at || (best && at > best))
            continue;
        if (best && at == best && len == best_len && of[i]->row != row)
            row = GEO_NO_ROW; /* a ward's name of two cities */
        else if (!best || at < best || len > best_len)
            row = of[i]->row;
        best = at;
        best_len = len > best_len ? len : best_len;
    }
    return row;
}

/* The city of the prefecture that a hospital's name says without its suffix (名古屋医療センター),
 * the longest. A name that is also the prefecture's says nothing: 鳥取大学 is in 米子. */
static uint32_t city_in_name(const char *key, unsigned prefecture)
{
    size_t n;
    const struct geo_key *const *of = geo_keys_of(prefecture, &n);
    for (size_t i = 0; i < n; i++) {
        char bare[64];
        size_t len = strlen(of[i]->text) - strlen("市");
        bool city = geo_short_name(of[i]->row) == geo_rows[of[i]->row].ja &&
                    (strcmp(of[i]->text + len, "市") == 0 || strcmp(of[i]->text + len, "区") == 0);
        if (!city || len < 2 * strlen("市") || len >= sizeof bare)
            continue;
        text_copy(bare, len + 1, of[i]->text);
        if (strstr(key, bare) && !is_ordinary(bare) &&
            strcmp(bare, geo_key_of_prefecture(prefecture, 1)) != 0)
            return of[i]->row;
    }
    return GEO_NO_ROW;
}

static unsigned prefecture_in_text(const char *key)
{
    for (unsigned p = 1; p < PREFECTURE_COUNT; p++)
        if (text_starts_with(key, geo_key_of_prefecture(p, 0)))
            return p;
    return 0;
}

/* The municipality of a prefecture that is called like it: Osaka, of Osaka. */
static uint32_t city_alike(void *ctx, struct folder *folder, const struct geo_place *prefecture)
{
    struct geo_found f;
    const char *key = geo_key_make(ctx, folder, mem_printf(ctx, "%s-shi", prefecture->en));
    key_find(key, strlen(key), (unsigned)prefecture->prefecture, &f);
    return f.n ? f.items[0].row : GEO_NO_ROW;
}

/* The one of the wards that is in the city; the city when there is none. */
static uint32_t ward_of_city(const struct geo_found *wards, uint32_t city)
{
    for (size_t i = 0; i < wards->n && city != GEO_NO_ROW; i++)
        if (text_starts_with(wards->items[i].ja, geo_rows[city].ja))
            return wards->items[i].row;
    return city;
}

/* A word of an English address that is a municipality of the prefecture; the one that is called
 * like the prefecture only when there is no other. */
static uint32_t word_in_address(void *ctx, struct folder *folder, const char *en,
                                unsigned prefecture)
{
    struct span rest = {en, strlen(en)}, part;
    struct geo_found wards = {.n = 0};
    uint32_t alike = GEO_NO_ROW;
    while (text_split_next(&rest, ", ", &part)) {
        struct geo_found f;
        const char *key = geo_key_make(ctx, folder, mem_strndup(ctx, part.p, part.len));
        enum geo_rank rank = key_find(key, strlen(key), prefecture, &f);
        if (strlen(key) < 4 || rank > GEO_RANK_CITY || f.n == 0)
            continue;
        if (f.n > 1)
            wards = f;
        else if (f.items[0].kind == GEO_MUNICIPALITY)
            return ward_of_city(&wards, f.items[0].row);
        else
            alike = city_alike(ctx, folder, &f.items[0]);
    }
    return ward_of_city(&wards, alike);
}

bool geo_locate(void *ctx, struct folder *folder, enum prefecture prefecture, const char *ja,
                const char *en, const char *name, struct geo_place *ret)
{
    void *tmp = mem_context(ctx, "geo_locate");
    unsigned p = (unsigned)prefecture;
    uint32_t row = GEO_NO_ROW;
    const char *address = ja ? behind_postal(geo_key_make(tmp, folder, ja)) : "";
    p = p ? p : prefecture_in_text(address);
    if (*address) {
        struct geo_found f;
        row = p ? name_in_text(address, p) : GEO_NO_ROW;
        if (!p && address_find(address, 0, &f) && f.n == 1)
            row = f.items[0].row;
    }
    if (row == GEO_NO_ROW && en && p)
        row = word_in_address(tmp, folder, en, p);
    if (row == GEO_NO_ROW && name && p) {
        const char *key = geo_key_make(tmp, folder, name);
        row = name_in_text(key, p);
        row = row == GEO_NO_ROW ? city_in_name(key, p) : row;
    }
    talloc_free(tmp);
    if (row == GEO_NO_ROW && !p)
        return false;
    *ret = geo_place_of(row == GEO_NO_ROW ? p - 1 : row);
    return true;
}

/* ------------------------------------------------------------------ distances */

static const double EARTH_KM = 6371.0088, RADIANS = M_PI / 180;

double geo_cos(double lat)
{
    return cos(lat * RADIANS);
}

/* The haversine formula on the mean sphere. */
double geo_haversine(double lat1, double cos_lat1, double lon1, double lat2, double lon2)
{
    double a = sin((lat2 - lat1) * RADIANS / 2), b = sin((lon2 - lon1) * RADIANS / 2);
    return a * a + cos_lat1 * cos(lat2 * RADIANS) * b * b;
}

double geo_haversine_km(double h)
{
    return 2 * EARTH_KM * asin(sqrt(h < 1 ? h : 1));
}

double geo_distance_km(double lat1, double lon1, double lat2, double lon2)
{
    return geo_haversine_km(geo_haversine(lat1, geo_cos(lat1), lon1, lat2, lon2));
}

static uint32_t nearest_row(double lat, double lon)
{
    double best = 1e9, width = cos(lat * RADIANS);
    uint32_t row = GEO_NO_ROW;
    for (uint32_t i = PREFECTURE_COUNT - 1; i < geo_row_count; i++) {
        double a = geo_rows[i].lat / 100.0 - lat, b = (geo_rows[i].lon / 100.0 - lon) * width;
        if (a * a + b * b < best) {
            best = a * a + b * b;
            row = i;
        }
    }
    return best < 0.25 ? row : GEO_NO_ROW; /* beyond about 55 km: abroad (Busan) or at sea */
}

enum prefecture geo_prefecture_at(double lat, double lon)
{
    uint32_t row = nearest_row(lat, lon);
    return row == GEO_NO_ROW ? PREFECTURE_NONE_ : (enum prefecture)geo_rows[row].prefecture;
}

bool geo_is_in(uint32_t row, double lat, double lon)
{
    uint32_t first, end, nearest = nearest_row(lat, lon);
    geo_rows_of(row, &first, &end);
    if (nearest == GEO_NO_ROW)
        return false;
    if (row < PREFECTURE_COUNT - 1)
        return geo_rows[nearest].prefecture == geo_rows[row].prefecture;
    return nearest >= first && nearest < end;
}
