#include "search/attributes.h"

bool attribute_find(const char *id, size_t len, uint16_t *ret)
{
    for (uint16_t i = 0; i < n_attributes; i++) {
        if (strncmp(attributes[i].id, id, len) == 0 && attributes[i].id[len] == '\0') {
            *ret = i;
            return true;
        }
    }
    return false;
}

int attribute_find_value(const struct attribute *a, const char *value, size_t len)
{
    for (int i = 0; a->values && a->values[i]; i++) {
        if (strncmp(a->values[i], value, len) == 0 && a->values[i][len] == '\0')
            return i;
    }
    return -1;
}

bool attribute_has_letters(const struct attribute *a)
{
    return a->kind == ATTR_ORDINAL && a->values != NULL;
}
