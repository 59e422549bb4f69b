#include "indexer/doc.h"
#include "indexer/doc_card.h"
#include "indexer/doc_concepts.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include "search/code.h"
#include "search/fold.h"
#include "search/groups.h"
#include "search/idx_layout.h"
#include "search/sites.h"
#include "search/tok.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define OTHER_NUMBER_MAX_BYTES 100

static const struct {
    const char *prefix;
    unsigned weight;
    bool bigrams, concepts;
} fields[] = {
#define FIELD_ROW(symbol, prefix, weight, bigrams, concepts, key)                                  \
    {prefix, weight, bigrams, concepts},
    IDX_FIELD_LIST(FIELD_ROW)
#undef FIELD_ROW
};

/* Positions go on through a field's texts, with a gap between them; words and bigrams count apart.
 */
struct positions {
    uint32_t word, bigram;
};

struct doc_builder {
    struct folder *folder;
    struct tokenizer *tokenizer;
    void *scratch; /* emptied at each build */
    struct xs_term *terms;
    size_t n_terms, cap_terms;
    char *pool; /* texts of the terms; xs_term.text holds an offset until finish_terms */
    size_t pool_len, pool_cap;
    struct positions positions[IDX_FIELD_COUNT];
    struct doc_concepts *concepts;
    struct crit_reader *criteria;
    struct concepts *criteria_names;
    uint32_t nanbyo; /* the concept of 指定難病 */
    bool has_nanbyo;
    struct groups groups[GROUPS_LISTS];
    struct column_site sites[COLUMN_SITES_MAX];
    struct jsonw data; /* the head */
    struct doc_packer *packer;
};

struct doc_builder *doc_builder_new(void *ctx, const struct lexicon *lexicon)
{
    struct doc_builder *b = MEM_NEW(ctx, struct doc_builder);
    b->concepts = doc_concepts_new(b, lexicon);
    b->criteria = crit_reader_new(b, lexicon);
    b->criteria_names = concepts_new(b, lexicon);
    b->has_nanbyo = lexicon_find(lexicon, LEXICON_NANBYO, &b->nanbyo);
    for (int i = 0; i < GROUPS_LISTS; i++)
        groups_read(lexicon, (enum group_list)i, &b->groups[i]);
    b->folder = folder_new(b);
    b->tokenizer = tokenizer_new(b);
    b->cap_terms = 8192;
    b->terms = MEM_ARRAY(b, struct xs_term, b->cap_terms);
    b->pool_cap = 1 << 18;
    b->pool = MEM_ARRAY(b, char, b->pool_cap);
    jsonw_init(&b->data, b);
    b->packer = doc_packer_new(b);
    return b;
}

/* ------------------------------------------------------------------ terms */

static size_t pool_put(struct doc_builder *b, const char *head, size_t head_len, const char *tail,
                       size_t tail_len)
{
    size_t at = b->pool_len;
    while (b->pool_len + head_len + tail_len > b->pool_cap) {
        b->pool_cap *= 2;
        b->pool = MEM_GROW(b, b->pool, char, b->pool_cap);
    }
    memcpy(b->pool + at, head, head_len);
    memcpy(b->pool + at + head_len, tail, tail_len);
    b->pool_len += head_len + tail_len;
    return at;
}

static void add_term(struct doc_builder *b, const char *head, size_t head_len, const char *tail,
                     size_t tail_len, uint32_t position, uint32_t wdf)
{
    size_t at = pool_put(b, head, head_len, tail, tail_len);
    if (b->n_terms == b->cap_terms) {
        b->cap_terms *= 2;
        b->terms = MEM_GROW(b, b->terms, struct xs_term, b->cap_terms);
    }
    b->terms[b->n_terms++] =
        (struct xs_term){(const char *)at, (uint32_t)(head_len + tail_len), position, wdf};
}

static void finish_terms(struct doc_builder *b)
{
    for (size_t i = 0; i < b->n_terms; i++)
        b->terms[i].text = b->pool + (size_t)b->terms[i].text;
}

static void add_boolean(struct doc_builder *b, const char *prefix, const char *code)
{
    if (code)
        add_term(b, prefix, strlen(prefix), code, strlen(code), 0, 0);
}

static void add_token(struct doc_builder *b, enum idx_field field, const struct token *token,
                      struct positions base)
{
    static const char streams[] = {[TOK_WORD] = IDX_STREAM_WORD,
                                   [TOK_STEM] = IDX_STREAM_STEM,
                                   [TOK_BIGRAM] = IDX_STREAM_BIGRAM};
    const char head[2] = {fields[field].prefix[0], streams[token->kind]};
    struct positions *now = &b->positions[field];
    uint32_t position = 0;
    if (token->kind == TOK_WORD) {
        position = base.word + token->position;
        now->word = position > now->word ? position : now->word;
    } else if (token->kind == TOK_BIGRAM) {
        position = base.bigram + token->position;
        now->bigram = position > now->bigram ? position : now->bigram;
    }
    add_term(b, head, 2, token->text, token->len, position, fields[field].weight);
}

static void section(struct doc_builder *b, char tag, const char *head, size_t head_len,
                    const char *s, size_t len);

/* JCOG-1711 and JCOG 1711 are found as JCOG1711, too. */
static void add_codes(struct doc_builder *b, enum idx_field field, const struct folded *f)
{
    const char head[2] = {fields[field].prefix[0], IDX_STREAM_WORD};
    char code[CODE_BYTES];
    for (size_t pos = 0; code_next(f->text, f->len, &pos, code);)
        add_term(b, head, 2, code, strlen(code), 0, fields[field].weight);
}

/* What suggest offers beside the names of the lexicon. */
static void add_name(struct doc_builder *b, enum idx_field field, const char *s)
{
    struct span name = text_trim_span((struct span){s, strlen(s)});
    const char head[2] = {IDX_NAME[0], fields[field].prefix[0]};
    bool offered = field == IDX_FIELD_CONDITION || field == IDX_FIELD_INTERVENTION;
    if (offered && name.len <= IDX_NAME_MAX_BYTES && !memchr(name.p, '\n', name.len) &&
        text_count_chars(name.p, name.len) >= 2)
        add_term(b, head, 2, name.p, name.len, 0, 0);
}

/* One text of a field: its terms, and (but for exclusion text) a section for snippets. */
static void add_text(struct doc_builder *b, enum idx_field field, char lang, const char *s)
{
    struct tok_list tokens;
    if (!s)
        return;
    struct folded folded;
    fold_text(b->folder, b->scratch, s, strlen(s), &folded);
    unsigned what = TOK_WORDS | (fields[field].bigrams ? TOK_BIGRAMS : 0);
    tok_text(b->tokenizer, b->scratch, folded.text, folded.len, what, &tokens);
    if (fields[field].concepts && !doc_concepts_add(b->concepts, field, &folded, s))
        add_name(b, field, s);
    if (fields[field].bigrams)
        add_codes(b, field, &folded);
    struct positions base = b->positions[field];
    for (size_t i = 0; i < tokens.n; i++)
        add_token(b, field, &tokens.items[i], base);
    b->positions[field].word += IDX_POSITION_GAP;
    b->positions[field].bigram += IDX_POSITION_GAP;
    if (field != IDX_FIELD_EXCLUSION)
        section(b, IDX_DATA_TEXT, (const char[]){(char)field, lang}, 2, s, strlen(s));
}

static void add_bitext(struct doc_builder *b, enum idx_field field, const struct bitext *text)
{
    add_text(b, field, 'j', text->ja);
    add_text(b, field, 'e', text->en);
}

/* ------------------------------------------------------------------ data */

static void section(struct doc_builder *b, char tag, const char *head, size_t head_len,
                    const char *s, size_t len)
{
    char bytes[DOC_SECTION_HEAD_BYTES];
    doc_section_head(tag, head_len + len, bytes);
    b->data.comma = false; /* the writer serves as a growing buffer here */
    jsonw_raw(&b->data, bytes, sizeof bytes);
    b->data.comma = false;
    jsonw_raw(&b->data, head, head_len);
    b->data.comma = false;
    jsonw_raw(&b->data, s, len);
}

static void hash_hex(const unsigned char hash[TRIAL_HASH_BYTES], char ret[2 * TRIAL_HASH_BYTES + 1])
{
    sodium_bin2hex(ret, 2 * TRIAL_HASH_BYTES + 1, hash, TRIAL_HASH_BYTES);
}

static void add_card(struct doc_builder *b, const struct trial *t,
                     const struct stored_trial *stored, const char *id)
{
    struct jsonw card;
    jsonw_init(&card, b->scratch);
    doc_card_write(&card, t, id, stored->cluster_json);
    section(b, IDX_DATA_CARD, "", 0, jsonw_text(&card), card.len);
}

static void add_rest(struct doc_builder *b, const struct stored_trial *stored, const char *id)
{
    char hex[2 * TRIAL_HASH_BYTES + 1], version[16];
    hash_hex(stored->hash, hex);
    int n = snprintf(version, sizeof version, "%d", stored->version);
    section(b, IDX_DATA_ID, "", 0, id, strlen(id));
    section(b, IDX_DATA_HASH, "", 0, hex, strlen(hex));
    section(b, IDX_DATA_VERSION, "", 0, version, (size_t)n);
    section(b, IDX_DATA_CLUSTER, "", 0, stored->cluster_json, strlen(stored->cluster_json));
    section(b, IDX_DATA_NUMBERS, "", 0, stored->numbers_json, strlen(stored->numbers_json));
}

const char *doc_digest_of_stored(void *ctx, const struct stored_trial *stored)
{
    char hex[2 * TRIAL_HASH_BYTES + 1];
    hash_hex(stored->hash, hex);
    return mem_printf(ctx, "%s %d %s %s", hex, stored->version, stored->cluster_json,
                      stored->numbers_json);
}

const char *doc_digest_of_data(struct doc_unpacker *u, void *ctx, const char *data, size_t len)
{
    static const char tags[] = {IDX_DATA_HASH, IDX_DATA_VERSION, IDX_DATA_CLUSTER,
                                IDX_DATA_NUMBERS};
    struct doc_section x, parts[sizeof tags];
    const char *head, *record;
    size_t head_len, record_len, pos = 0;
    bool bad = false;
    struct err err;
    if (doc_data_both(u, ctx, data, len, &head, &head_len, &record, &record_len, &err) != OK)
        return "";
    for (size_t i = 0; i < sizeof tags; i++)
        parts[i] = (struct doc_section){tags[i], "", 0}; /* a missing one shows as a difference */
    while (doc_section_next(head, head_len, &pos, &x, &bad))
        for (size_t i = 0; i < sizeof tags; i++)
            if (x.tag == tags[i])
                parts[i] = x;
    return mem_printf(ctx, "%.*s %.*s %.*s %.*s", (int)parts[0].len, parts[0].bytes,
                      (int)parts[1].len, parts[1].bytes, (int)parts[2].len, parts[2].bytes,
                      (int)parts[3].len, parts[3].bytes);
}

/* ------------------------------------------------------------------ a registration's fields */

static void add_short_fields(struct doc_builder *b, const struct trial *t)
{
    add_bitext(b, IDX_FIELD_TITLE, &t->title.public_);
    add_bitext(b, IDX_FIELD_TITLE, &t->title.scientific);
    add_bitext(b, IDX_FIELD_TITLE, &t->title.acronym);
    for (size_t i = 0; i < t->n_conditions; i++)
        add_bitext(b, IDX_FIELD_CONDITION, &t->conditions[i].name);
    for (size_t i = 0; i < t->n_keywords; i++)
        add_bitext(b, IDX_FIELD_CONDITION, &t->keywords[i]);
    for (size_t i = 0; i < t->n_interventions; i++)
        add_bitext(b, IDX_FIELD_INTERVENTION, &t->interventions[i].name);
    for (size_t i = 0; i < t->n_products; i++) {
        add_bitext(b, IDX_FIELD_INTERVENTION, &t->products[i].generic);
        add_bitext(b, IDX_FIELD_INTERVENTION, &t->products[i].brand);
    }
}

static void add_long_fields(struct doc_builder *b, const struct trial *t)
{
    const struct bitext *texts[] = {&t->objective,     &t->eligibility.inclusion, &t->plain.what,
                                    &t->plain.who_for, &t->plain.what_happens,    &t->plain.why};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        add_bitext(b, IDX_FIELD_TEXT, texts[i]);
    for (size_t i = 0; i < t->n_outcomes; i++)
        add_bitext(b, IDX_FIELD_TEXT, &t->outcomes[i].title);
    for (size_t i = 0; i < t->n_interventions; i++)
        add_bitext(b, IDX_FIELD_TEXT, &t->interventions[i].description);
    add_bitext(b, IDX_FIELD_EXCLUSION, &t->eligibility.exclusion);
}

static void add_people(struct doc_builder *b, const struct trial *t)
{
    add_bitext(b, IDX_FIELD_PEOPLE, &t->sponsor_primary.name);
    for (size_t i = 0; i < t->n_sponsors_secondary; i++)
        add_bitext(b, IDX_FIELD_PEOPLE, &t->sponsors_secondary[i].name);
    add_bitext(b, IDX_FIELD_PEOPLE, &t->investigator.name);
    add_bitext(b, IDX_FIELD_PEOPLE, &t->investigator.affiliation);
    for (size_t i = 0; i < t->n_sites; i++)
        add_bitext(b, IDX_FIELD_PEOPLE, &t->sites[i].name);
}

/* ------------------------------------------------------------------ concepts */

/* The groups that the field names something of: those that condition= or drug= would find. */
static uint64_t groups_of(const struct doc_builder *b, enum group_list list, enum idx_field field)
{
    uint64_t set = 0;
    const struct groups *g = &b->groups[list];
    for (size_t i = 0; i < g->n; i++)
        if (doc_concepts_is_in(b->concepts, field, g->concepts[i]))
            set |= UINT64_C(1) << i;
    return set;
}

static void add_concepts(struct doc_builder *b, struct column_row *row)
{
    uint32_t concept, times;
    doc_concepts_settle(b->concepts);
    for (int f = 0; f < IDX_FIELD_COUNT; f++) {
        const char head[2] = {fields[f].prefix[0], IDX_STREAM_CONCEPT};
        for (size_t at = 0;
             doc_concepts_next(b->concepts, (enum idx_field)f, &at, &concept, &times);) {
            char number[IDX_CONCEPT_BYTES];
            size_t n = idx_concept_write(concept, number);
            add_term(b, head, 2, number, n, 0, times * fields[f].weight);
            if (f != IDX_FIELD_EXCLUSION &&
                doc_concepts_is_first(b->concepts, (enum idx_field)f, concept))
                add_term(b, IDX_ANY_CONCEPT, 1, number, n, 0, 0);
        }
    }
    if (b->has_nanbyo && doc_concepts_is_about(b->concepts, b->nanbyo))
        row->flags |= COLUMN_NANBYO;
    row->conditions = groups_of(b, GROUPS_CONDITION, IDX_FIELD_CONDITION);
    row->drug_classes = groups_of(b, GROUPS_DRUG_CLASS, IDX_FIELD_INTERVENTION);
}

/* ------------------------------------------------------------------ sites */

static void add_sites(struct doc_builder *b, const struct trial *t, struct built_doc *ret)
{
    const char *bytes;
    size_t len;
    const struct site_place *places = sites_locate(b->scratch, b->folder, t);
    sites_columns(places, t->n_sites, b->sites, &ret->row);
    ret->sites = b->sites;
    sites_write(b->scratch, places, t->n_sites, &bytes, &len);
    section(b, IDX_DATA_SITES, "", 0, bytes, len);
}

/* ------------------------------------------------------------------ boolean terms */

const char *doc_key(int64_t trial_id, char buf[DOC_KEY_BYTES])
{
    snprintf(buf, DOC_KEY_BYTES, IDX_KEY "%lld", (long long)trial_id);
    return buf;
}

/* The strings of a JSON array of registry numbers (which hold no escapes), as they are and without
 * what parts them. */
static void add_numbers(struct doc_builder *b, const char *json)
{
    char code[CODE_BYTES];
    for (const char *open = strchr(json, '"'); open; open = strchr(open, '"')) {
        const char *end = strchr(++open, '"');
        if (!end)
            return;
        size_t len = (size_t)(end - open);
        add_term(b, IDX_NUMBER, 1, open, len, 0, 0);
        if (code_squeeze(open, len, code) && strlen(code) < len)
            add_term(b, IDX_NUMBER, 1, code, strlen(code), 0, 0);
        open = end + 1;
    }
}

/* Numbers of no registry (a group's or company's own, "BIG 14-03"): whole, squeezed, and each code
 * in them lead here; their words are found like a sponsor's name, but show in no snippet. */
static void add_other_number(struct doc_builder *b, const char *id)
{
    struct folded folded;
    struct tok_list tokens;
    char code[CODE_BYTES];
    fold_text(b->folder, b->scratch, id, strlen(id), &folded);
    add_term(b, IDX_NUMBER, 1, folded.text, folded.len, 0, 0);
    if (code_squeeze(folded.text, folded.len, code))
        add_term(b, IDX_NUMBER, 1, code, strlen(code), 0, 0);
    for (size_t pos = 0; code_next(folded.text, folded.len, &pos, code);)
        add_term(b, IDX_NUMBER, 1, code, strlen(code), 0, 0);
    tok_text(b->tokenizer, b->scratch, folded.text, folded.len, TOK_WORDS, &tokens);
    struct positions base = b->positions[IDX_FIELD_PEOPLE];
    for (size_t i = 0; i < tokens.n; i++)
        add_token(b, IDX_FIELD_PEOPLE, &tokens.items[i], base);
    b->positions[IDX_FIELD_PEOPLE].word += IDX_POSITION_GAP;
}

static void add_other_numbers(struct doc_builder *b, const struct trial *t)
{
    struct registry_number known;
    for (size_t i = 0; i < t->n_other_ids; i++)
        if (t->other_ids[i].id && strlen(t->other_ids[i].id) <= OTHER_NUMBER_MAX_BYTES &&
            !number_read(b->scratch, t->other_ids[i].id, &known))
            add_other_number(b, t->other_ids[i].id);
}

static void add_identity(struct doc_builder *b, const struct stored_trial *stored,
                         const struct trial *t, const char *id)
{
    char key[DOC_KEY_BYTES];
    add_boolean(b, doc_key(stored->trial_id, key), "");
    add_boolean(b, IDX_OWN_NUMBER, text_lower_ascii(b->scratch, id));
    if (t->source.id && !text_equal_nocase(t->source.id, id))
        add_boolean(b, IDX_OWN_NUMBER, text_lower_ascii(b->scratch, t->source.id));
    add_numbers(b, stored->numbers_json);
    add_other_numbers(b, t);
}

/* ------------------------------------------------------------------ all together */

static void start(struct doc_builder *b)
{
    talloc_free(b->scratch);
    b->scratch = mem_context(b, "document");
    b->n_terms = b->pool_len = 0;
    memset(b->positions, 0, sizeof b->positions);
    doc_concepts_clear(b->concepts);
    jsonw_clear(&b->data);
}

enum err_code doc_build(struct doc_builder *b, const struct stored_trial *stored,
                        struct built_doc *ret, struct err *err)
{
    struct trial *t;
    start(b);
    struct problems *problems = problems_new(b->scratch);
    enum err_code code =
        trial_read_json(b->scratch, stored->json, stored->json_len, &t, problems, err);
    if (code != OK)
        return err_wrap(err, "record of trial %lld", (long long)stored->trial_id);
    column_row_of(t, &ret->row);
    add_card(b, t, stored, stored->public_id);
    add_sites(b, t, ret);
    add_short_fields(b, t);
    add_long_fields(b, t);
    add_people(b, t);
    add_concepts(b, &ret->row);
    add_identity(b, stored, t, stored->public_id);
    add_rest(b, stored, stored->public_id);
    finish_terms(b);
    criteria_trial_flat(b->criteria, b->criteria_names, b->scratch, t, &ret->tree);
    ret->doc = (struct xs_doc){.terms = b->terms, .n_terms = b->n_terms};
    doc_data_pack(b->packer, jsonw_text(&b->data), b->data.len, stored->json, stored->json_len,
                  &ret->doc.data, &ret->doc.data_len);
    return OK;
}
