/* Whether bytes are a flat form: every read of criteria_flat_read.h stays inside. */
#include "search/attributes.h"
#include "search/criteria_flat.h"
#include <string.h>

struct checker {
    const uint8_t *bytes, *p, *end; /* end of the part being read */
    const uint8_t *names, *names_end;
};

static bool take(struct checker *k, size_t n)
{
    if ((size_t)(k->end - k->p) < n)
        return false;
    k->p += n;
    return true;
}

static bool take_varint(struct checker *k, uint64_t *ret)
{
    uint64_t v = 0;
    for (int shift = 0; shift < 70; shift += 7) {
        if (k->p == k->end)
            return false;
        uint8_t b = *k->p++;
        v |= (uint64_t)(b & 0x7F) << (shift & 63);
        if (!(b & 0x80)) {
            *ret = v;
            return true;
        }
    }
    return false;
}

static bool take_u8(struct checker *k, uint8_t *ret)
{
    if (k->p == k->end)
        return false;
    *ret = *k->p++;
    return true;
}

static bool take_number(struct checker *k)
{
    uint8_t power;
    uint64_t v;
    if (!take_u8(k, &power) || power > 7)
        return false;
    return power == 7 ? take(k, sizeof(double)) : take_varint(k, &v);
}

static bool take_span(struct checker *k)
{
    uint64_t begin, len;
    return take_varint(k, &begin) && take_varint(k, &len) && begin < UINT32_MAX && len < UINT32_MAX;
}

static bool take_name(struct checker *k)
{
    uint64_t offset, len, base;
    uint8_t ids;
    if (!take_varint(k, &offset) || offset >= (uint64_t)(k->names_end - k->names))
        return false;
    struct checker name = {k->bytes, k->names + offset, k->names_end, NULL, NULL};
    return take_varint(&name, &len) && len <= UINT16_MAX && take(&name, (size_t)len) &&
           take_varint(&name, &base) && base <= len && take_u8(&name, &ids) &&
           ids <= CONCEPT_IDS_MAX && take(&name, ids * sizeof(uint32_t) + sizeof(uint32_t) + 1);
}

static bool take_ranges(struct checker *k)
{
    uint8_t n, bounds;
    if (!take_u8(k, &n))
        return false;
    for (; n > 0; n--) {
        if (!take_u8(k, &bounds) || (bounds & FLAT_LOW && !take_number(k)) ||
            (bounds & FLAT_HIGH && !take_number(k)))
            return false;
    }
    return true;
}

static bool take_exceptions(struct checker *k, uint8_t flags)
{
    uint8_t n;
    if (!(flags & FLAT_EXCEPT))
        return true;
    if (!take_u8(k, &n))
        return false;
    for (; n > 0; n--) {
        if (!take_name(k))
            return false;
    }
    return true;
}

static bool is_kind(uint8_t node, const struct attribute *a)
{
    switch (node) {
    case FLAT_RANGE:
        return a->kind == ATTR_NUMBER || a->kind == ATTR_ORDINAL;
    case FLAT_SET:
        return a->kind == ATTR_ENUM;
    case FLAT_FLAG:
        return a->kind == ATTR_FLAG;
    default:
        return a->kind == ATTR_CONCEPT;
    }
}

static bool take_atom(struct checker *k, uint8_t node)
{
    uint8_t attr, flags, window;
    uint64_t bits;
    uint16_t len;
    if (!take_u8(k, &attr) || attr >= n_attributes || !is_kind(node, &attributes[attr]) ||
        !take_u8(k, &flags) || !take(k, sizeof len))
        return false;
    memcpy(&len, k->p - sizeof len, sizeof len);
    const uint8_t *end = k->p + len;
    if (!take_span(k))
        return false;
    if (flags & FLAT_WINDOW &&
        (!take_u8(k, &window) || (window & 7) > CRIT_YEAR || !take_number(k)))
        return false;
    bool good = true;
    if (node == FLAT_RANGE)
        good = take_ranges(k);
    else if (node == FLAT_SET)
        good = take_varint(k, &bits);
    else if (node == FLAT_CONCEPT)
        good = take_name(k) && take_exceptions(k, flags);
    return good && k->p == end;
}

static bool take_nodes(struct checker *k, unsigned n, int depth);

static bool take_node(struct checker *k, int depth)
{
    uint8_t node, n;
    if (depth > FLAT_DEPTH_MAX + 4 || !take_u8(k, &node))
        return false;
    switch (node) {
    case FLAT_TRUE:
        return true;
    case FLAT_AND:
    case FLAT_OR:
        return take_u8(k, &n) && n > 0 && take_nodes(k, n, depth + 1);
    case FLAT_NOT:
        return take_nodes(k, 1, depth + 1);
    case FLAT_IF:
        return take_nodes(k, 2, depth + 1);
    case FLAT_IF_ELSE:
        return take_nodes(k, 3, depth + 1);
    case FLAT_CONSENT:
    case FLAT_JUDGEMENT:
    case FLAT_OPAQUE:
        return take_span(k);
    default:
        return node < FLAT_NODES && take_atom(k, node);
    }
}

static bool take_nodes(struct checker *k, unsigned n, int depth)
{
    for (; n > 0; n--) {
        if (!take_node(k, depth))
            return false;
    }
    return true;
}

static bool take_criterion(struct checker *k)
{
    uint64_t len, begin, span;
    uint8_t kind;
    if (!take_varint(k, &len) || !take_u8(k, &kind) || kind > 31 || (kind >> 1 & 3) > CRIT_FULL ||
        !take_varint(k, &begin) || !take_varint(k, &span) || begin > UINT32_MAX ||
        span > UINT32_MAX || (uint64_t)(k->end - k->p) < len)
        return false;
    struct checker code = *k;
    code.end = k->p + len;
    k->p += len;
    return take_node(&code, 0) && code.p == code.end;
}

bool criteria_flat_check(const uint8_t *bytes, size_t len)
{
    struct checker k = {bytes, bytes, bytes + len, NULL, NULL};
    uint8_t version, sex;
    uint32_t pool, disease;
    uint64_t n;
    bool found;
    if (!take_u8(&k, &version) || version != FLAT_VERSION || !take_u8(&k, &sex) || sex > 2 ||
        !take_number(&k) || !take_number(&k) || !take(&k, sizeof pool + sizeof disease))
        return false;
    memcpy(&pool, k.p - sizeof pool - sizeof disease, sizeof pool);
    memcpy(&disease, k.p - sizeof disease, sizeof disease);
    found = disease == 0;
    if (pool > len || !take_varint(&k, &n) || n > FLAT_CRITERIA_MAX)
        return false;
    if ((size_t)(k.p - bytes) > pool)
        return false;
    k.end = bytes + pool;
    k.names = bytes + pool;
    k.names_end = bytes + len;
    for (; n > 0; n--) {
        found = found || k.p == bytes + disease;
        if (!take_criterion(&k))
            return false;
    }
    return found && k.p == k.end;
}
