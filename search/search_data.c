#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "search/code.h"
#include "search/search_inner.h"

enum err_code search_data_get(struct searcher *s, void *ctx, uint32_t docid, bool with_record,
                              struct search_data *ret, struct err *err)
{
    const char *packed;
    size_t len;
    enum err_code code = xs_data_get(s->index->reader, ctx, docid, &packed, &len, err);
    if (code == ERR_NOT_FOUND)
        return err_set(err, ERR_MODIFIED, "document %u went while it was read", docid);
    if (code == OK && with_record)
        code = doc_data_both(s->unpacker, ctx, packed, len, &ret->head, &ret->head_len,
                             &ret->record, &ret->record_len, err);
    else if (code == OK)
        code = doc_data_head(s->unpacker, ctx, packed, len, &ret->head, &ret->head_len, err);
    return code == ERR_CORRUPT ? err_wrap(err, "document %u", docid) : code;
}

/* ------------------------------------------------------------------ records */

static void record_section(void *ctx, const struct doc_section *x, struct search_record *r)
{
    int64_t version;
    switch (x->tag) {
    case IDX_DATA_ID:
        r->id = mem_strndup(ctx, x->bytes, x->len);
        break;
    case IDX_DATA_HASH:
        r->hash_hex = mem_strndup(ctx, x->bytes, x->len);
        break;
    case IDX_DATA_VERSION:
        if (text_read_int(mem_strndup(ctx, x->bytes, x->len), &version) && version <= INT32_MAX)
            r->version = (int)version;
        break;
    case IDX_DATA_CLUSTER:
        r->cluster_json = mem_strndup(ctx, x->bytes, x->len);
        break;
    default:
        break;
    }
}

static enum err_code record_read(struct searcher *s, void *ctx, uint32_t docid,
                                 struct search_record *ret, struct err *err)
{
    void *tmp = mem_context(NULL, "record_read");
    struct search_data data;
    size_t pos = 0;
    bool bad = false;
    struct doc_section x;
    struct search_record r = {.cluster_json = "[]"};
    enum err_code code = search_data_get(s, tmp, docid, true, &data, err);
    while (code == OK && doc_section_next(data.head, data.head_len, &pos, &x, &bad))
        record_section(ctx, &x, &r);
    if (code == OK) {
        r.record_json = mem_strndup(ctx, data.record, data.record_len);
        r.record_len = data.record_len;
    }
    talloc_free(tmp);
    if (code != OK)
        return code;
    if (bad || !r.id || !r.hash_hex)
        return err_set(err, ERR_CORRUPT, "data of document %u", docid);
    r.index = s->index->info;
    r.index.generation = mem_strdup(ctx, r.index.generation);
    *ret = r;
    return OK;
}

enum err_code search_id_of(struct searcher *s, void *ctx, uint32_t docid, const char **ret,
                           struct err *err)
{
    struct search_record r;
    enum err_code code = record_read(s, ctx, docid, &r, err);
    if (code == OK)
        *ret = r.id;
    return code;
}

struct record_by_number {
    const char *number;
    struct search_record *ret;
};

/* A number written with other separators than the records have (JCOG 1711 for JCOG1711). */
static enum err_code docid_of_code(struct searcher *s, void *ctx, const char *number, uint32_t *ret,
                                   struct err *err)
{
    const char *folded = fold_simple(s->folder, ctx, number);
    char code[CODE_BYTES];
    if (!code_squeeze(folded, strlen(folded), code))
        return OK;
    return xs_find(s->index->reader, mem_printf(ctx, IDX_NUMBER "%s", code), ret, err);
}

/* Its own document first, then one that names it. */
enum err_code search_docid_of_number(struct searcher *s, void *ctx, const char *number,
                                     uint32_t *ret, struct err *err)
{
    uint32_t docid = 0;
    struct registry_number known;
    const char *id =
        number_read(ctx, number, &known) ? known.id : text_trim(ctx, number, strlen(number));
    if (id && strlen(id) < 100) {
        id = text_lower_ascii(ctx, id);
        enum err_code code =
            xs_find(s->index->reader, mem_printf(ctx, IDX_OWN_NUMBER "%s", id), &docid, err);
        if (code == OK && docid == 0)
            code = xs_find(s->index->reader, mem_printf(ctx, IDX_NUMBER "%s", id), &docid, err);
        if (code == OK && docid == 0)
            code = docid_of_code(s, ctx, id, &docid, err);
        if (code != OK)
            return code;
    }
    if (docid == 0)
        return err_set(err, ERR_NOT_FOUND, "no registration of this number");
    *ret = docid;
    return OK;
}

static enum err_code try_record(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    struct record_by_number *want = arg;
    uint32_t docid = 0;
    enum err_code code = search_docid_of_number(s, ctx, want->number, &docid, err);
    return code == OK ? record_read(s, ctx, docid, want->ret, err) : code;
}

enum err_code search_record_get(struct searcher *s, void *ctx, const char *number,
                                struct search_record *ret, struct err *err)
{
    struct record_by_number want = {number, ret};
    return search_try(s, ctx, try_record, &want, err);
}

/* ------------------------------------------------------------------ all records */

struct record_list {
    uint32_t after;
    size_t limit;
    uint32_t *docids;
    size_t n;
    struct search_record *records;
};

static bool docid_add(uint32_t docid, void *arg)
{
    struct record_list *l = arg;
    l->docids[l->n++] = docid;
    return l->n < l->limit;
}

static enum err_code try_list(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    struct record_list *l = arg;
    l->docids = MEM_ARRAY(ctx, uint32_t, l->limit + 1);
    l->n = 0;
    enum err_code code = xs_each(s->index->reader, l->after, docid_add, l, err);
    l->records = MEM_ARRAY(ctx, struct search_record, l->n + 1);
    for (size_t i = 0; i < l->n && code == OK; i++)
        code = record_read(s, ctx, l->docids[i], &l->records[i], err);
    return code;
}

enum err_code search_record_list(struct searcher *s, void *ctx, uint32_t *cursor, int limit,
                                 struct search_record **ret, size_t *ret_n, struct err *err)
{
    struct record_list l = {.after = *cursor, .limit = limit > 0 ? (size_t)limit : 1};
    enum err_code code = search_try(s, ctx, try_list, &l, err);
    if (code != OK)
        return code;
    *ret = l.records;
    *ret_n = l.n;
    if (l.n > 0)
        *cursor = l.docids[l.n - 1];
    return OK;
}
