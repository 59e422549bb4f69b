#include "schema/base/json_scan.h"
#include <string.h>

static size_t skip_space(const char *s, size_t len, size_t i)
{
    while (i < len && strchr(" \t\r\n", s[i]) && s[i])
        i++;
    return i;
}

/* Behind the string that begins at i; len when it does not end. */
static size_t skip_string(const char *s, size_t len, size_t i)
{
    for (i++; i < len && s[i] != '"'; i++)
        i += s[i] == '\\';
    return i < len ? i + 1 : len;
}

/* Behind the value that begins at i. */
static size_t skip_value(const char *s, size_t len, size_t i)
{
    size_t depth = 0;
    while (i < len) {
        char c = s[i];
        if (c == '"') {
            i = skip_string(s, len, i);
        } else {
            if (depth == 0 && (c == ',' || c == '}' || c == ']'))
                return i;
            depth += c == '{' || c == '[';
            depth -= c == '}' || c == ']';
            i++;
        }
        if (depth == 0 && (c == '"' || c == '}' || c == ']'))
            return i;
    }
    return len;
}

bool json_scan_member(const char *json, size_t len, const char *name, const char **ret,
                      size_t *ret_len)
{
    size_t name_len = strlen(name), i = skip_space(json, len, 0);
    if (i == len || json[i] != '{')
        return false;
    for (i++; (i = skip_space(json, len, i)) < len && json[i] == '"';) {
        size_t key = i + 1, end = skip_string(json, len, i);
        bool found = end - key == name_len + 1 && memcmp(json + key, name, name_len) == 0;
        i = skip_space(json, len, end);
        if (i == len || json[i] != ':')
            return false;
        size_t value = skip_space(json, len, i + 1);
        i = skip_value(json, len, value);
        if (found && i < len) {
            *ret = json + value;
            *ret_len = i - value;
            return true;
        }
        i = skip_space(json, len, i);
        i += i < len && json[i] == ',';
    }
    return false;
}
