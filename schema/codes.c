#include "schema/codes_table.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

const char *code_list_name(enum code_list list)
{
    return code_tables[list].name;
}

int code_list_find(const char *name)
{
    for (int i = 0; i < CODE_LIST_COUNT; i++)
        if (strcmp(code_tables[i].name, name) == 0)
            return i;
    return -1;
}

const char *code_list_source(enum code_list list)
{
    return code_tables[list].source;
}

int code_list_count(enum code_list list)
{
    return code_tables[list].n_rows + 1;
}

const struct code_row *code_row(enum code_list list, int value)
{
    bool known = value >= 1 && value <= code_tables[list].n_rows;
    return known ? &code_tables[list].rows[value - 1] : NULL;
}

const char *code_text(enum code_list list, int value)
{
    const struct code_row *row = code_row(list, value);
    return row ? row->code : NULL;
}

const char *code_label(enum code_list list, int value, enum lang lang)
{
    const struct code_row *row = code_row(list, value);
    if (!row)
        return NULL;
    return lang == LANG_EN ? row->en : lang == LANG_EASY ? row->easy : row->ja;
}

int code_find(enum code_list list, const char *code)
{
    for (int i = 0; code && i < code_tables[list].n_rows; i++)
        if (strcmp(code_tables[list].rows[i].code, code) == 0)
            return i + 1;
    return 0;
}

static int find_plain(enum code_list list, const char *text)
{
    for (int i = 0; i < code_tables[list].n_rows; i++) {
        const struct code_row *row = &code_tables[list].rows[i];
        if (text_equal_nocase(row->code, text) || text_equal_nocase(row->ja, text) ||
            text_equal_nocase(row->en, text))
            return i + 1;
    }
    for (size_t i = 0; i < code_n_aliases; i++)
        if (code_aliases[i].list == list && text_equal_nocase(code_aliases[i].text, text))
            return code_aliases[i].value;
    return 0;
}

int code_find_alias(enum code_list list, const char *text)
{
    if (text_is_blank(text))
        return 0;
    void *scratch = mem_context(NULL, "code_find_alias");
    char *half = text_halfwidth(scratch, text);
    int value = find_plain(list, text_squeeze(scratch, half, false));
    talloc_free(scratch);
    return value;
}
