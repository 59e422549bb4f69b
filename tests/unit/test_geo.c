#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/geo.h"
#include <math.h>
#include <string.h>

struct world {
    void *ctx;
    struct folder *folder;
};

static int world_make(void **state)
{
    struct world *w = MEM_NEW(NULL, struct world);
    w->ctx = w;
    w->folder = folder_new(w);
    *state = w;
    return 0;
}

static int world_free(void **state)
{
    talloc_free(*state);
    return 0;
}

/* "東京都府中市|広島県府中市", "-" when nothing was found. */
static const char *names(void *ctx, const struct geo_found *f)
{
    const char *out = f->n ? "" : "-";
    for (size_t i = 0; i < f->n; i++) {
        const struct geo_place *p = &f->items[i];
        const char *prefecture = p->kind == GEO_MUNICIPALITY
                                     ? code_label(CODE_PREFECTURE, (int)p->prefecture, LANG_JA)
                                     : "";
        out = mem_printf(ctx, "%s%s%s%s", out, i ? "|" : "", prefecture, p->ja);
    }
    return out;
}

static const char *const ways[][2] = {
    {"東京都", "東京都"},
    {"東京", "東京都"},
    {"とうきょう", "東京都"},
    {"トウキョウ", "東京都"},
    {"Tokyo", "東京都"},
    {"ＴＯＫＹＯ", "東京都"},
    {"toukyou", "東京都"},
    {"Tōkyō", "東京都"},
    {"Osaka Prefecture", "大阪府"},
    {"Hokkaido", "北海道"},
    {"北海道", "北海道"},
    {"大阪", "大阪府"},
    {"大阪市", "大阪府大阪市"},
    {"吹田市", "大阪府吹田市"},
    {"吹田", "大阪府吹田市"},
    {"すいたし", "大阪府吹田市"},
    {"ｽｲﾀ", "大阪府吹田市"},
    {"Suita", "大阪府吹田市"},
    {"Suita-shi", "大阪府吹田市"},
    {"Suita City", "大阪府吹田市"},
    {"Suita, Osaka", "大阪府吹田市"},
    {"Suita City, Osaka Prefecture, Japan", "大阪府吹田市"},
    {"大阪府吹田市山田丘2-15", "大阪府吹田市"},
    {"大阪吹田", "大阪府吹田市"},
    {"神奈川県足柄下郡箱根町", "神奈川県箱根町"},
    {"箱根", "神奈川県箱根町"},
    {"札幌市中央区", "北海道札幌市中央区"},
    {"札幌中央区", "北海道札幌市中央区"},
    {"札幌市中央区北1条西2丁目", "北海道札幌市中央区"},
    {"Chuo-ku, Sapporo", "北海道札幌市中央区"},
    {"府中市", "東京都府中市|広島県府中市"},
    {"府中", "東京都府中市|広島県府中市"},
    {"東京都府中市", "東京都府中市"},
    {"広島府中市", "広島県府中市"},
    {"Fuchu, Tokyo", "東京都府中市"},
    {"川崎", "神奈川県川崎市"},
    {"伊達市", "北海道伊達市|福島県伊達市"},
    {"龍ヶ崎市", "茨城県龍ケ崎市"},
    {"竜が崎", "-"},
    {"茅ヶ崎", "神奈川県茅ヶ崎市"},
    {"茅ケ崎市", "神奈川県茅ヶ崎市"},
    {"四日市", "三重県四日市市"},
    {"津", "三重県津市"},
    {"つ", "三重県津市"},
    {"松浦", "長崎県松浦市"},
    {"Matsuura", "長崎県松浦市"},
    {"Kochi", "高知県"},
    {"kouchi", "高知県"},
    {"104-0045", "〒104-0045"},
    {"1040045", "〒104-0045"},
    {"〒１０４－００４５", "〒104-0045"},
    {"〒104 ", "〒104"},
    {"〒104-0045 東京都中央区築地5-1-1", "東京都中央区"},
    {"104", "〒104"},
    {"10400", "-"},
    {"35.68,139.76", "35.6800,139.7600"},
    {" ３５．６８， １３９．７６ ", "35.6800,139.7600"},
    {"95,139", "-"},
    {"91,0", "-"},
    {"10.4", "-"},
    {"35.68", "-"},
    {"nan,nan", "-"},
    {"0x10,5", "-"},
    {"", "-"},
    {"　", "-"},
    {"アトランティス市", "-"},
    {"東京都アトランティス市", "-"},
    {"市", "-"},
    {"Springfield", "-"},
};

static void each_way_to_write_a_place_finds_it(void **state)
{
    struct world *w = *state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct geo_found f;
        geo_find(w->ctx, w->folder, ways[i][0], &f);
        const char *got = names(w->ctx, &f);
        if (strcmp(got, ways[i][1]) != 0)
            fail_msg("%s: %s, wanted %s", ways[i][0], got, ways[i][1]);
    }
}

static void a_name_of_many_wards_gives_them_all(void **state)
{
    struct world *w = *state;
    struct geo_found f;
    geo_find(w->ctx, w->folder, "中央区", &f);
    assert_in_range(f.n, 10, 12);
    bool tokyo = false, kobe = false;
    for (size_t i = 0; i < f.n; i++) {
        tokyo |= strcmp(f.items[i].ja, "中央区") == 0 && f.items[i].prefecture == 13;
        kobe |= strcmp(f.items[i].ja, "神戸市中央区") == 0;
    }
    assert_true(tokyo && kobe);
    geo_find(w->ctx, w->folder, "神戸市中央区", &f);
    assert_int_equal(f.n, 1);
}

static void positions_are_where_the_places_are(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *text;
        double lat, lon, km;
    } cases[] = {
        {"東京", 35.69, 139.69, 3},     {"札幌市", 43.06, 141.35, 2},
        {"那覇市", 26.21, 127.68, 2},   {"104-0045", 35.667, 139.774, 4},
        {"060-8638", 43.06, 141.35, 5}, {"900", 26.21, 127.68, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geo_found f;
        geo_find(w->ctx, w->folder, cases[i].text, &f);
        assert_int_equal(f.n, 1);
        double km = geo_distance_km(f.items[0].lat, f.items[0].lon, cases[i].lat, cases[i].lon);
        if (km > cases[i].km)
            fail_msg("%s: %.1f km off", cases[i].text, km);
    }
}

static void distances_follow_the_great_circle(void **state)
{
    (void)state;
    assert_true(fabs(geo_distance_km(35.68, 139.77, 34.70, 135.50) - 402) < 5); /* Tokyo, Osaka */
    assert_true(fabs(geo_distance_km(35.68, 139.77, 37.77, -122.42) - 8270) < 60);
    assert_true(geo_distance_km(35, 135, 35, 135) == 0);
    assert_true(fabs(geo_distance_km(0, 0, 0, 180) - 20015) < 1);
}

static void words_of_a_question_that_are_places(void **state)
{
    struct world *w = *state;
    static const char *const cases[][2] = {
        {"東京", "東京都"},
        {"東京都", "東京都"},
        {"東京都内", "東京都"},
        {"都内", "東京都"},
        {"大阪在住", "大阪府"},
        {"名古屋", "愛知県名古屋市"},
        {"府中市", "東京都府中市|広島県府中市"},
        {"おおさか", "大阪府"},
        {"よこはま", "神奈川県横浜市"},
        {"osaka", "大阪府"},
        {"sapporo", "北海道札幌市"},
        {"つくば", "茨城県つくば市"},
        {"日光市", "栃木県日光市"},
        {"世田谷", "東京都世田谷区"},
        {"東京都新宿区", "東京都新宿区"},
        /* words that are something else */
        {"日光", "-"},
        {"中央", "-"},
        {"光", "-"},
        {"中間", "-"},
        {"かいよう", "-"},
        {"こうしゅう", "-"},
        {"たいない", "-"},
        {"date", "-"},
        {"mine", "-"},
        {"肺癌", "-"},
        {"104-0045", "-"},
        {"箱根", "-"},
        {"", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geo_found f;
        bool is = geo_find_word(w->ctx, w->folder, cases[i][0], &f);
        const char *got = names(w->ctx, &f);
        assert_int_equal(is, f.n > 0);
        if (strcmp(got, cases[i][1]) != 0)
            fail_msg("%s: %s, wanted %s", cases[i][0], got, cases[i][1]);
    }
}

static void addresses_of_sites_are_located(void **state)
{
    struct world *w = *state;
    static const struct {
        int prefecture;
        const char *ja, *en, *name, *want;
    } cases[] = {
        {13, "東京都中央区築地5-1-1", NULL, NULL, "中央区"},
        {0, "東京都中央区築地5-1-1", NULL, NULL, "中央区"},
        {0, "〒104-0045 東京都中央区築地5-1-1", NULL, NULL, "中央区"},
        {12, "千葉市中央区栄町1", NULL, NULL, "千葉市中央区"},
        {1, "北海道札幌市北区北14条西5丁目", NULL, NULL, "札幌市北区"},
        {14, "横浜市金沢区福浦3-9", NULL, NULL, "横浜市金沢区"},
        {14, "神奈川県足柄上郡開成町1", NULL, NULL, "開成町"},
        {0, "吹田市山田丘2-15", NULL, NULL, "吹田市"},
        {0, "府中市", NULL, NULL, "-"},
        {27, NULL, "2-15 Yamadaoka, Suita, Osaka", NULL, "吹田市"},
        {27, NULL, "Kita-ku, Osaka, Japan", NULL, "大阪市北区"},
        {27, NULL, "1-1 Somewhere, Osaka", NULL, "大阪市"},
        {14, NULL, NULL, "横浜市立大学附属病院", "横浜市"},
        {13, NULL, NULL, "東京大学医学部附属病院", "東京都"},
        {23, NULL, NULL, "国立病院機構名古屋医療センター", "名古屋市"},
        {22, NULL, NULL, "浜松医科大学医学部附属病院", "浜松市"},
        {31, NULL, NULL, "鳥取大学医学部附属病院", "鳥取県"},
        {27, NULL, NULL, "大阪大学医学部附属病院", "大阪府"},
        {13, NULL, NULL, "昭和大学病院", "東京都"},
        {13, "どこか", "Somewhere", NULL, "東京都"},
        {0, NULL, NULL, NULL, "-"},
        {0, "どこか", NULL, "病院", "-"},
        {47, "", "", "", "沖縄県"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geo_place p;
        bool found = geo_locate(w->ctx, w->folder, (enum prefecture)cases[i].prefecture,
                                cases[i].ja, cases[i].en, cases[i].name, &p);
        if (strcmp(found ? p.ja : "-", cases[i].want) != 0)
            fail_msg("%zu: %s, wanted %s", i, found ? p.ja : "-", cases[i].want);
    }
}

static void a_point_belongs_to_the_nearest_town_hall(void **state)
{
    struct world *w = *state;
    struct geo_found f;
    geo_find(w->ctx, w->folder, "名古屋市", &f);
    assert_true(geo_is_in(f.items[0].row, 35.16, 136.95)); /* in one of its wards */
    assert_false(geo_is_in(f.items[0].row, 35.08, 137.16));
    geo_find(w->ctx, w->folder, "愛知県", &f);
    assert_true(geo_is_in(f.items[0].row, 35.08, 137.16));
    assert_false(geo_is_in(f.items[0].row, 34.98, 138.38));
    assert_false(geo_is_in(f.items[0].row, 37.77, -122.42));
    assert_int_equal(geo_prefecture_at(35.17, 136.88), 23);
    assert_int_equal(geo_prefecture_at(43.32, 145.6), 1);
    assert_int_equal(geo_prefecture_at(35.10, 129.03), 0); /* Busan */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_to_write_a_place_finds_it),
        cmocka_unit_test(a_name_of_many_wards_gives_them_all),
        cmocka_unit_test(positions_are_where_the_places_are),
        cmocka_unit_test(distances_follow_the_great_circle),
        cmocka_unit_test(words_of_a_question_that_are_places),
        cmocka_unit_test(addresses_of_sites_are_located),
        cmocka_unit_test(a_point_belongs_to_the_nearest_town_hall),
    };
    return cmocka_run_group_tests(tests, world_make, world_free);
}
