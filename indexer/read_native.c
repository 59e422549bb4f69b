/* Native records (record.md §6): NDJSON, an array, or objects one after another. */
#include "indexer/read_json_items.h"
#include "indexer/source_reader.h"
#include "schema/base/mem.h"
#include "schema/trial_json.h"
#include <string.h>

/* The number of a record that could not be read, as far as it can be seen: "id": "…". */
static const char *guess_id(void *ctx, const char *text)
{
    static const char key[] = "\"id\"", blanks[] = " \t\r\n";
    const char *at = strstr(text, key);
    if (!at)
        return NULL;
    at += strlen(key);
    at += strspn(at, blanks);
    if (*at++ != ':')
        return NULL;
    at += strspn(at, blanks);
    return *at == '"' ? mem_strndup(ctx, at + 1, strcspn(at + 1, "\"\\")) : NULL;
}

static enum err_code next(struct reader *r, void *ctx, struct source_record *ret, bool *ret_done,
                          struct err *err)
{
    struct json_items *items = r->state;
    struct err why;
    (void)err;
    *ret_done = !json_items_next(items, items->in);
    if (*ret_done)
        return OK;
    ret->line = items->line;
    ret->problems = problems_new(ctx);
    if (items->problem)
        problems_add(ret->problems, PROBLEM_ERROR, "", items->problem, NULL);
    else if (trial_read_json(ctx, items->text, items->len, &ret->trial, ret->problems, &why) != OK)
        ret->trial = NULL;
    if (ret->trial)
        ret->record_id = ret->trial->source.id ? ret->trial->source.id : ret->trial->id;
    else
        ret->record_id = guess_id(ctx, items->text);
    return OK;
}

enum err_code read_native_start(struct reader *r, struct err *err)
{
    struct json_items *items = MEM_NEW(r->in, struct json_items);
    (void)err;
    json_items_start(items, r->in, r->in, NULL);
    r->state = items;
    r->next = next;
    return OK;
}
