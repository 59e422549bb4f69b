#include "search/sites.h"
#include "schema/base/mem.h"
#include "search/geo.h"
#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 7 };

const char *site_accuracy_name(enum site_accuracy a)
{
    static const char *const names[] = {
        [SITE_POINT] = "point",
        [SITE_MUNICIPALITY] = "municipality",
        [SITE_PREFECTURE] = "prefecture",
    };
    return a <= SITE_PREFECTURE ? names[a] : NULL;
}

/* A site recruits while its trial does; what else a trial says holds for all of its sites. */
static enum recruitment_status status_of(const struct trial *t, const struct site *s)
{
    enum recruitment_status trial = t->recruitment_status;
    bool open = trial == RECRUITMENT_STATUS_NONE_ || trial == RECRUITMENT_STATUS_UNKNOWN ||
                trial == RECRUITMENT_STATUS_RECRUITING || trial == RECRUITMENT_STATUS_BY_INVITATION;
    if (s->status == RECRUITMENT_STATUS_NONE_ || s->status == RECRUITMENT_STATUS_UNKNOWN)
        return trial;
    return s->status == RECRUITMENT_STATUS_RECRUITING && !open ? trial : s->status;
}

static void place_of(void *ctx, struct folder *folder, const struct site *s, struct site_place *ret)
{
    struct geo_place p;
    ret->prefecture = s->prefecture;
    if (s->has_position) {
        ret->accuracy = SITE_POINT;
        ret->at = column_site_of(s->lat, s->lon, false);
        if (!ret->prefecture)
            ret->prefecture = geo_prefecture_at(s->lat, s->lon);
        return;
    }
    if (!geo_locate(ctx, folder, s->prefecture, s->address.ja, s->address.en, s->name.ja, &p))
        return;
    ret->prefecture = p.prefecture;
    ret->accuracy = p.kind == GEO_PREFECTURE ? SITE_PREFECTURE : SITE_MUNICIPALITY;
    ret->at = column_site_of(p.lat, p.lon, ret->accuracy == SITE_PREFECTURE);
}

struct site_place *sites_locate(void *ctx, struct folder *folder, const struct trial *t)
{
    struct site_place *places = MEM_ARRAY(ctx, struct site_place, t->n_sites + 1);
    for (size_t i = 0; i < t->n_sites; i++) {
        const struct site *s = &t->sites[i];
        places[i] =
            (struct site_place){.status = status_of(t, s), .ja = s->name.ja, .en = s->name.en};
        place_of(ctx, folder, s, &places[i]);
    }
    return places;
}

/* ------------------------------------------------------------------ columns */

static bool is_in(const struct column_site *sites, size_t n, struct column_site site)
{
    for (size_t i = 0; i < n; i++)
        if (sites[i].lat == site.lat && sites[i].lon == site.lon)
            return true;
    return false;
}

void sites_columns(const struct site_place *places, size_t n, struct column_site *out,
                   struct column_row *row)
{
    size_t count = 0;
    row->n_recruiting = 0;
    for (int recruiting = 1; recruiting >= 0; recruiting--) {
        for (size_t i = 0; i < n && count < COLUMN_SITES_MAX; i++) {
            bool open = places[i].status == RECRUITMENT_STATUS_RECRUITING;
            if (places[i].accuracy != SITE_NOWHERE && open == recruiting &&
                !is_in(out, count, places[i].at))
                out[count++] = places[i].at;
        }
        row->n_recruiting = recruiting ? (uint16_t)count : row->n_recruiting;
    }
    row->n_sites = (uint16_t)count;
    for (size_t i = 0; i < n; i++)
        if (places[i].prefecture)
            row->prefectures |= UINT64_C(1) << places[i].prefecture;
}

/* ------------------------------------------------------------------ document data */

static size_t name_put(char *out, const char *name)
{
    size_t n = name ? strlen(name) : 0;
    memcpy(out, name ? name : "", n);
    out[n] = '\0';
    return n + 1;
}

void sites_write(void *ctx, const struct site_place *places, size_t n, const char **ret,
                 size_t *ret_len)
{
    size_t len = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        len += HEAD_BYTES + 2 + (places[i].ja ? strlen(places[i].ja) : 0) +
               (places[i].en ? strlen(places[i].en) : 0);
    char *out = MEM_ARRAY(ctx, char, len + 1);
    for (size_t i = 0; i < n; i++) {
        const struct site_place *p = &places[i];
        const unsigned char head[HEAD_BYTES] = {
            (unsigned char)p->at.lat,  (unsigned char)(p->at.lat >> 8),
            (unsigned char)p->at.lon,  (unsigned char)(p->at.lon >> 8),
            (unsigned char)p->status,  (unsigned char)p->prefecture,
            (unsigned char)p->accuracy};
        memcpy(out + at, head, HEAD_BYTES);
        at += HEAD_BYTES;
        at += name_put(out + at, p->ja);
        at += name_put(out + at, p->en);
    }
    *ret = out;
    *ret_len = at;
}

/* The string at *pos, NULL when it is empty; false when it has no end. */
static bool name_read(const char *bytes, size_t len, size_t *pos, const char **ret)
{
    const char *name = bytes + *pos, *end = memchr(name, '\0', len - *pos);
    if (!end)
        return false;
    *pos += (size_t)(end - name) + 1;
    *ret = *name ? name : NULL;
    return true;
}

bool sites_read_next(const char *bytes, size_t len, size_t *pos, struct site_place *ret)
{
    if (len - *pos < HEAD_BYTES)
        return false;
    const unsigned char *p = (const unsigned char *)bytes + *pos;
    *ret = (struct site_place){
        .at = {(uint16_t)(p[0] | p[1] << 8), (uint16_t)(p[2] | p[3] << 8)},
        .status = p[4] < RECRUITMENT_STATUS_COUNT ? (enum recruitment_status)p[4] : 0,
        .prefecture = p[5] < PREFECTURE_COUNT ? (enum prefecture)p[5] : 0,
        .accuracy = p[6] <= SITE_PREFECTURE ? (enum site_accuracy)p[6] : SITE_NOWHERE,
    };
    *pos += HEAD_BYTES;
    return name_read(bytes, len, pos, &ret->ja) && name_read(bytes, len, pos, &ret->en);
}
