/* Document data (doc_data.h): what is packed comes back; what is damaged is said to be. */
#include "tests/unit/unit.h"
#include "schema/base/mem.h"
#include "search/doc_data.h"
#include "search/idx_layout.h"
#include <string.h>

static struct err err;

static const char text[] =
    "切除不能な進行・再発膵癌を対象とした第II相試験。Patients with metastatic "
    "pancreatic cancer who have not been treated before.";

/* `n` texts, each a little different, as a head; `record` says the same once more. */
static char *texts_of(void *ctx, int n, size_t *ret_len)
{
    char *s = mem_strdup(ctx, "");
    for (int i = 0; i < n; i++)
        s = mem_check(talloc_asprintf_append_buffer(s, "%d %s", i * 7919, text));
    *ret_len = strlen(s);
    return s;
}

static void assert_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
    assert_int_equal(a_len, b_len);
    assert_memory_equal(a, b, a_len);
}

static void assert_comes_back(int n_head, int n_record)
{
    void *ctx = mem_context(NULL, "test");
    struct doc_packer *p = doc_packer_new(ctx);
    struct doc_unpacker *u = doc_unpacker_new(ctx);
    size_t head_len, record_len, len, h_len, r_len;
    const char *data, *h, *r;
    const char *head = texts_of(ctx, n_head, &head_len),
               *record = texts_of(ctx, n_record, &record_len);
    for (int round = 0; round < 3; round++) {
        doc_data_pack(p, head, head_len, record, record_len, &data, &len);
        assert_int_equal(doc_data_head(u, ctx, data, len, &h, &h_len, &err), OK);
        assert_same(h, h_len, head, head_len);
        assert_int_equal(doc_data_both(u, ctx, data, len, &h, &h_len, &r, &r_len, &err), OK);
        assert_same(h, h_len, head, head_len);
        assert_same(r, r_len, record, record_len);
    }
    talloc_free(ctx);
}

static void what_is_packed_comes_back(void **state)
{
    (void)state;
    assert_comes_back(0, 0);
    assert_comes_back(1, 0);
    assert_comes_back(0, 1);
    assert_comes_back(3, 40);
    assert_comes_back(2000, 9000);
}

static void texts_of_the_head_cost_next_to_nothing_in_the_record(void **state)
{
    void *ctx = mem_context(NULL, "test");
    struct doc_packer *p = doc_packer_new(ctx);
    size_t len, alone, with;
    unsigned char noise[4000], again[4000];
    const char *data;
    (void)state;
    for (size_t i = 0, x = 1; i < sizeof noise; i++, x = x * 1103515245 + 12345)
        noise[i] = (unsigned char)(x >> 16);
    len = sizeof noise;
    memcpy(again, noise, len);
    doc_data_pack(p, (const char *)noise, len, "", 0, &data, &alone);
    doc_data_pack(p, (const char *)noise, len, (const char *)again, len, &data, &with);
    assert_in_range(with - alone, 0, 64);
    talloc_free(ctx);
}

static enum err_code unpack(struct doc_unpacker *u, const char *data, size_t len)
{
    void *ctx = mem_context(NULL, "unpack");
    const char *h, *r;
    size_t h_len, r_len;
    enum err_code code = doc_data_both(u, ctx, data, len, &h, &h_len, &r, &r_len, &err);
    talloc_free(ctx);
    return code;
}

static void damage_is_found_wherever_it_is(void **state)
{
    void *ctx = mem_context(NULL, "test");
    struct doc_unpacker *u = doc_unpacker_new(ctx);
    size_t head_len, record_len, len;
    const char *data, *head = texts_of(ctx, 3, &head_len), *record = texts_of(ctx, 9, &record_len);
    (void)state;
    doc_data_pack(doc_packer_new(ctx), head, head_len, record, record_len, &data, &len);
    char *bytes = mem_memdup(ctx, data, len);
    for (size_t i = 0; i < len; i++) {
        assert_int_equal(unpack(u, bytes, i), ERR_CORRUPT); /* cut */
        bytes[i] ^= 0x41;
        assert_int_equal(unpack(u, bytes, len), ERR_CORRUPT);
        bytes[i] ^= 0x41;
    }
    assert_int_equal(unpack(u, bytes, len), OK);
    assert_int_equal(unpack(u, "", 0), ERR_CORRUPT);
    talloc_free(ctx);
}

static void sections_are_walked_and_a_torn_one_is_said(void **state)
{
    char head[64];
    size_t len = 0, pos = 0;
    struct doc_section x;
    bool bad;
    (void)state;
    for (char tag = 'a'; tag < 'd'; tag++) {
        size_t n = (size_t)(tag - 'a') * 3;
        doc_section_head(tag, n, head + len);
        memset(head + len + DOC_SECTION_HEAD_BYTES, tag, n);
        len += DOC_SECTION_HEAD_BYTES + n;
    }
    for (char tag = 'a'; tag < 'd'; tag++) {
        assert_true(doc_section_next(head, len, &pos, &x, &bad));
        assert_int_equal(x.tag, tag);
        assert_int_equal(x.len, (tag - 'a') * 3);
        assert_true(x.len == 0 || x.bytes[x.len - 1] == tag);
    }
    assert_false(doc_section_next(head, len, &pos, &x, &bad));
    assert_false(bad);
    for (size_t cut = 1; cut < DOC_SECTION_HEAD_BYTES + 6; cut++) {
        pos = 0;
        while (doc_section_next(head, len - cut, &pos, &x, &bad))
            ;
        assert_true(bad);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_comes_back),
        cmocka_unit_test(texts_of_the_head_cost_next_to_nothing_in_the_record),
        cmocka_unit_test(damage_is_found_wherever_it_is),
        cmocka_unit_test(sections_are_walked_and_a_torn_one_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
