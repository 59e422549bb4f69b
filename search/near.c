#include "search/near.h"
#include "schema/base/mem.h"
#include "search/geo.h"
#include "search/sites.h"
#include <math.h>

/* Orders: metres + 1, from NOT_RECRUITING on trials that recruit nowhere; 0 is not worked out. */
enum { NOT_RECRUITING = 1 << 26 };
static const double DEGREE_KM = 111.19; /* of latitude */

struct near {
    double lat, lon, cos_lat;
    const struct columns *columns;
    uint32_t *orders;
};

struct near *near_new(void *ctx, const struct search_request *r, const struct columns *columns)
{
    if (!r->near.set)
        return NULL;
    struct near *n = MEM_NEW(ctx, struct near);
    *n = (struct near){.lat = r->near.lat,
                       .lon = r->near.lon,
                       .cos_lat = geo_cos(r->near.lat),
                       .columns = columns};
    n->orders = MEM_ARRAY(n, uint32_t, columns->n + 1);
    return n;
}

/* The latitude alone rules most sites out. */
static uint32_t nearest_metres(const struct near *n, const struct column_site *sites,
                               uint32_t count)
{
    double best = 1, degrees = 180;
    for (uint32_t i = 0; i < count; i++) {
        double lat = column_site_lat(sites[i]);
        if (fabs(lat - n->lat) > degrees)
            continue;
        double h = geo_haversine(n->lat, n->cos_lat, n->lon, lat, column_site_lon(sites[i]));
        if (h < best) {
            best = h;
            degrees = count > 1 ? geo_haversine_km(h) / DEGREE_KM : 0;
        }
    }
    return (uint32_t)lround(geo_haversine_km(best) * 1000);
}

static uint32_t order_find(const struct near *n, const struct column_row *row)
{
    const struct column_site *sites = n->columns->sites + row->sites_at;
    if (row->n_recruiting)
        return 1 + nearest_metres(n, sites, row->n_recruiting);
    if (row->n_sites)
        return 1 + NOT_RECRUITING + nearest_metres(n, sites, row->n_sites);
    return NEAR_NOWHERE;
}

uint32_t near_order(struct near *n, const struct column_row *row)
{
    size_t at = (size_t)(row - n->columns->rows);
    if (n->orders[at] == 0)
        n->orders[at] = order_find(n, row);
    return n->orders[at];
}

uint32_t near_metres(struct near *n, const struct column_row *row)
{
    uint32_t order = near_order(n, row);
    return order == NEAR_NOWHERE ? order : (order - 1) % NOT_RECRUITING;
}

/* ------------------------------------------------------------------ one hit */

static void site_take(void *ctx, const struct site_place *p, double km, struct search_site *ret)
{
    *ret = (struct search_site){.ja = mem_strdup(ctx, p->ja),
                                .en = mem_strdup(ctx, p->en),
                                .prefecture = p->prefecture,
                                .status = p->status,
                                .accuracy = site_accuracy_name(p->accuracy),
                                .distance_km = km};
}

void near_sites_read(void *ctx, const struct search_request *r, const char *bytes, size_t len,
                     struct search_sites *ret)
{
    struct site_place p;
    size_t pos = 0;
    bool recruiting = false;
    *ret = (struct search_sites){0};
    while (sites_read_next(bytes, len, &pos, &p)) {
        bool open = p.status == RECRUITMENT_STATUS_RECRUITING;
        ret->total++;
        ret->recruiting += open;
        if (!r->near.set || p.accuracy == SITE_NOWHERE || (recruiting && !open))
            continue;
        double km =
            geo_distance_km(r->near.lat, r->near.lon, column_site_lat(p.at), column_site_lon(p.at));
        if (ret->has_nearest && open == recruiting && km >= ret->nearest.distance_km)
            continue;
        recruiting = open;
        ret->has_nearest = true;
        site_take(ctx, &p, km, &ret->nearest);
    }
}
