#include "indexer/sample/places.h"
#include "schema/base/text.h"

static const char *const TAG_NAMES[] = {"univ", "gen", "onc", "peds", "clinic"};

/* Splits "a b c rest" into n words and the rest; false when words are missing. */
static bool words_split(void *ctx, const char *text, int n, const char **words)
{
    struct span rest = {text, strlen(text)};
    for (int i = 0; i < n; i++) {
        struct span field;
        if (!text_split_next(&rest, " ", &field) || field.len == 0)
            return false;
        words[i] = mem_strndup(ctx, field.p, field.len);
    }
    words[n] = mem_strndup(ctx, rest.p, rest.len);
    return rest.len > 0;
}

static const char **commas_split(void *ctx, const char *s, size_t len, int *ret_n)
{
    struct span rest = {s, len}, field;
    const char **list = NULL;
    int n = 0;
    while (text_split_next(&rest, ",", &field)) {
        list = MEM_GROW(ctx, list, const char *, n + 1);
        field = text_trim_span(field);
        list[n++] = mem_strndup(ctx, field.p, field.len);
    }
    *ret_n = n;
    return list;
}

/* P code lead further bureau lat lon stems // stems */
static enum err_code prefecture_read(struct places *p, const char *text, struct err *err)
{
    const char *word[7];
    int64_t n[4];
    double lat, lon;
    if (!words_split(p, text, 6, word))
        return err_set(err, ERR_INVALID, "six words expected");
    for (int i = 0; i < 4; i++) {
        const char *digits = word[i][0] == '0' ? word[i] + 1 : word[i];
        if (!text_read_int(digits, &n[i]))
            return err_set(err, ERR_INVALID, "'%s'", word[i]);
    }
    const char *both = strstr(word[6], " // ");
    if (n[0] < 1 || n[0] >= PREFECTURE_COUNT || both == NULL || !text_read_double(word[4], &lat) ||
        !text_read_double(word[5], &lon)) {
        return err_set(err, ERR_INVALID, "not a line of a prefecture: %s", text);
    }
    struct place *place = &p->items[n[0]];
    int n_en;
    *place = (struct place){.lead = (int)n[1], .further = (int)n[2], .bureau = (int)n[3]};
    place->lat = lat;
    place->lon = lon;
    place->stems_ja = commas_split(p, word[6], (size_t)(both - word[6]), &place->n_stems);
    place->stems_en = commas_split(p, both + 4, strlen(both + 4), &n_en);
    if (n_en != place->n_stems)
        return err_set(err, ERR_INVALID, "stems in one language only");
    p->lead_total += place->lead;
    p->further_total += place->further;
    return OK;
}

/* H tag weight name // name */
static enum err_code sort_read(struct places *p, const char *text, struct err *err)
{
    const char *word[3];
    int64_t weight;
    if (!words_split(p, text, 2, word) || !text_read_int(word[1], &weight)) {
        return err_set(err, ERR_INVALID, "tag, weight and name expected");
    }
    const char *both = strstr(word[2], " // ");
    int tag = 0;
    while (tag <= HOSPITAL_CLINIC && !text_equal(TAG_NAMES[tag], word[0]))
        tag++;
    if (both == NULL || tag > HOSPITAL_CLINIC)
        return err_set(err, ERR_INVALID, "'%s'", word[0]);
    p->sorts = mem_check(talloc_realloc_size(p, p->sorts, sizeof *p->sorts * (p->n_sorts + 1u)));
    p->sorts[p->n_sorts].tag = (enum hospital_tag)tag;
    p->sorts[p->n_sorts].weight = (int)weight;
    p->sorts[p->n_sorts].ja = mem_strndup(p, word[2], (size_t)(both - word[2]));
    p->sorts[p->n_sorts++].en = mem_strdup(p, both + 4);
    return OK;
}

static const char *mail_domain(void *ctx, const char *stem, int sort)
{
    char *lower = text_lower_ascii(ctx, stem);
    return mem_printf(ctx, "%s-%c.example", lower, "umcrnhkopq"[sort % 10]);
}

static void hospital_fill(struct places *p, struct hospital *h, int where, int stem, int sort)
{
    const struct place *place = &p->items[where];
    h->prefecture = (enum prefecture)where;
    h->stem = stem;
    h->sort = sort;
    h->tag = p->sorts[sort].tag;
    h->ja = text_replace(p, p->sorts[sort].ja, "{stem}", place->stems_ja[stem]);
    h->en = text_replace(p, p->sorts[sort].en, "{stem}", place->stems_en[stem]);
    h->mail = mail_domain(p, place->stems_en[stem], sort);
    /* Within some 4 km of the capital, always at the same spot: six decimals kept short. */
    struct rng spot = {(uint64_t)where * 1000003u + (uint64_t)(stem * 101 + sort)};
    h->lat = place->lat + rng_between(&spot, -300, 300) / 10000.0;
    h->lon = place->lon + rng_between(&spot, -300, 300) / 10000.0;
}

static void hospitals_make(struct places *p)
{
    int n = 0;
    for (int w = 1; w < PREFECTURE_COUNT; w++)
        n += p->items[w].n_stems * p->n_sorts;
    p->hospitals = MEM_ARRAY(p, struct hospital, n);
    for (int w = 1; w < PREFECTURE_COUNT; w++) {
        p->first[w] = p->n_hospitals;
        for (int stem = 0; stem < p->items[w].n_stems; stem++) {
            for (int sort = 0; sort < p->n_sorts; sort++) {
                hospital_fill(p, &p->hospitals[p->n_hospitals++], w, stem, sort);
            }
        }
    }
    p->first[PREFECTURE_COUNT] = p->n_hospitals;
}

enum err_code places_read(void *ctx, const struct sample_line *lines, size_t n, struct places **ret,
                          struct err *err)
{
    struct places *p = MEM_NEW(ctx, struct places);
    for (size_t i = 0; i < n; i++) {
        if (!text_equal(lines[i].file, "places.txt"))
            continue;
        const char *text = lines[i].text;
        enum err_code code = ERR_INVALID;
        if (text_starts_with(text, "P "))
            code = prefecture_read(p, text + 2, err);
        else if (text_starts_with(text, "H "))
            code = sort_read(p, text + 2, err);
        else
            err_set(err, ERR_INVALID, "neither P nor H");
        if (code != OK) {
            talloc_free(p);
            return err_wrap(err, "%s:%d", lines[i].file, lines[i].line);
        }
    }
    for (int w = 1; w < PREFECTURE_COUNT; w++) {
        if (p->items[w].n_stems > 0)
            continue;
        talloc_free(p);
        return err_set(err, ERR_INVALID, "places.txt: prefecture %d is missing", w);
    }
    hospitals_make(p);
    *ret = p;
    return OK;
}

enum prefecture places_lead(const struct places *p, uint32_t u)
{
    int left = (int)(((uint64_t)u * (uint64_t)p->lead_total) >> 32), w = 1;
    while (w < PREFECTURE_COUNT - 1 && left >= p->items[w].lead)
        left -= p->items[w++].lead;
    return (enum prefecture)w;
}

enum prefecture places_further(const struct places *p, struct rng *rng)
{
    int left = (int)rng_below(rng, (uint32_t)p->further_total), w = 1;
    while (w < PREFECTURE_COUNT - 1 && left >= p->items[w].further)
        left -= p->items[w++].further;
    return (enum prefecture)w;
}

static bool is_fitting(enum hospital_tag has, enum hospital_tag wanted)
{
    if (wanted == HOSPITAL_CLINIC)
        return has == HOSPITAL_CLINIC || has == HOSPITAL_GEN;
    return has == wanted || has == HOSPITAL_UNIV || has == HOSPITAL_GEN;
}

const struct hospital *places_hospital(const struct places *p, enum prefecture where,
                                       enum hospital_tag tag, struct rng *rng)
{
    const struct place *place = &p->items[where];
    int stem = (int)rng_below(rng, (uint32_t)place->n_stems), total = 0, sort = 0;
    for (int i = 0; i < p->n_sorts; i++) {
        if (is_fitting(p->sorts[i].tag, tag))
            total += p->sorts[i].weight;
    }
    for (int left = (int)rng_below(rng, (uint32_t)total); sort < p->n_sorts; sort++) {
        if (!is_fitting(p->sorts[sort].tag, tag))
            continue;
        if (left < p->sorts[sort].weight)
            break;
        left -= p->sorts[sort].weight;
    }
    return &p->hospitals[p->first[where] + stem * p->n_sorts + sort];
}
