/*
 * UMIN-CTR bulk CSV (ctr_data_j.csv.gz): two header rows, over 130 columns, quoted fields with line
 * breaks,
 * ':'-separated values. Columns are found by a word of their header; where none holds it, by their
 * place.
 */
#include "indexer/fields.h"
#include "indexer/read_csv_rows.h"
#include "indexer/source_reader.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "schema/normalise.h"
#include <string.h>

enum column {
    COL_ID,
    COL_PUBLIC_TITLE,
    COL_TITLE,
    COL_ACRONYM,
    COL_CONDITION,
    COL_OBJECTIVE,
    COL_PHASE,
    COL_PRIMARY,
    COL_SECONDARY,
    COL_STUDY_TYPE,
    COL_DESIGN,
    COL_INTERVENTION,
    COL_AGE_MIN,
    COL_AGE_MAX,
    COL_SEX,
    COL_INCLUSION,
    COL_EXCLUSION,
    COL_TARGET,
    COL_SPONSOR,
    COL_FUNDER,
    COL_OTHER_ID,
    COL_IRB,
    COL_SITES,
    COL_STATUS,
    COL_DISCLOSED,
    COL_UPDATED,
    COL_START,
    COL_URL,
    COLUMN_COUNT
};

/* Words of the header (any of them, separated by '|') and the place seen in use (-1: none). */
static const struct {
    const char *labels;
    int place;
} columns[COLUMN_COUNT] = {
    [COL_ID] = {"UMIN試験ID|UMIN ID|Unique ID", 1},
    [COL_PUBLIC_TITLE] = {"一般向け試験名|Public title", -1},
    [COL_TITLE] = {"科学的試験名|Official scientific title|Scientific Title", 6},
    [COL_ACRONYM] = {"略称|Acronym", -1},
    [COL_CONDITION] = {"対象疾患名|Condition", 11},
    [COL_OBJECTIVE] = {"目的1|Narrative objectives|目的", 16},
    [COL_PHASE] = {"試験のフェーズ|Developmental phase", 23},
    [COL_PRIMARY] = {"主要アウトカム|Primary outcomes", 24},
    [COL_SECONDARY] = {"副次アウトカム|Key secondary outcomes|Secondary outcomes", 26},
    [COL_STUDY_TYPE] = {"試験の種類|Study type", 28},
    [COL_DESIGN] = {"基本デザイン|Basic design", 29},
    [COL_INTERVENTION] = {"介入1|Interventions/Control_1", -1},
    [COL_AGE_MIN] = {"年齢（下限）|年齢(下限)|Age-lower limit", 62},
    [COL_AGE_MAX] = {"年齢（上限）|年齢(上限)|Age-upper limit", 63},
    [COL_SEX] = {"性別|Gender", 64},
    [COL_INCLUSION] = {"選択基準|Key inclusion criteria", 65},
    [COL_EXCLUSION] = {"除外基準|Key exclusion criteria", 67},
    [COL_TARGET] = {"目標参加者数|Target sample size", 69},
    [COL_SPONSOR] = {"機関名|実施責任組織|Institute", 70},
    [COL_FUNDER] = {"研究費提供組織|Funding Source|Source of funding", -1},
    [COL_OTHER_ID] = {"試験ID1|Study ID_1|Secondary IDs", -1},
    [COL_IRB] = {"IRB等の機関名|倫理審査|IRB", 85},
    [COL_SITES] = {"試験実施施設|Institutions", 99},
    [COL_STATUS] = {"一般募集|試験進捗状況|Recruitment status", -1},
    [COL_DISCLOSED] = {"一般公開日|Date of disclosure", 100},
    [COL_UPDATED] = {"最終更新日|Last modified", -1},
    [COL_START] = {"登録・組入れ開始|Anticipated trial start date|Date trial start", -1},
    [COL_URL] = {"URL(日本語)|Link to view the page|閲覧ページへのリンク", 136},
};

struct umin_state {
    struct csv_rows *rows;
    int at[COLUMN_COUNT];
    const char **labels; /* of the first header row */
    size_t n;            /* columns of the header */
    int header_rows;
};

static bool label_holds(const char *label, const char *words)
{
    while (*words) {
        size_t len = strcspn(words, "|");
        if (memmem(label, strlen(label), words, len))
            return true;
        words += len + (words[len] == '|');
    }
    return false;
}

/* The first column whose label holds a word wins; a second header row adds what the first one
 * missed. */
static void take_labels(struct umin_state *s, const struct csv_row *row)
{
    for (int c = 0; c < COLUMN_COUNT; c++)
        for (size_t i = 0; i < row->n && s->at[c] < 0; i++)
            if (row->fields[i] && label_holds(row->fields[i], columns[c].labels))
                s->at[c] = (int)i;
    for (size_t i = s->n; i < row->n; i++) {
        s->labels = MEM_GROW(s, s->labels, const char *, i + 1);
        s->labels[i] = row->fields[i] ? mem_strdup(s, row->fields[i]) : NULL;
    }
    s->n = row->n > s->n ? row->n : s->n;
}

static bool is_record(const struct csv_row *row)
{
    struct registry_number number;
    void *scratch = mem_context(NULL, "umin");
    bool found = false;
    for (size_t i = 0; i < row->n && i < 4 && !found; i++)
        found = row->fields[i] && number_read(scratch, row->fields[i], &number) &&
                number.registry == REGISTRY_UMIN;
    talloc_free(scratch);
    return found;
}

static const char *value(const struct umin_state *s, struct flat_record *r,
                         const struct csv_row *row, enum column c)
{
    int i = s->at[c];
    return i >= 0 && (size_t)i < row->n && row->fields[i] ? prose_clean(r->ctx, row->fields[i])
                                                          : NULL;
}

static void add_condition(struct flat_record *r, const char *part)
{
    flat_add_condition(r, part, true);
}

static void add_primary(struct flat_record *r, const char *part)
{
    flat_add_outcome(r, OUTCOME_RANK_PRIMARY, part, NULL, true);
}

static void add_secondary(struct flat_record *r, const char *part)
{
    flat_add_outcome(r, OUTCOME_RANK_SECONDARY, part, NULL, true);
}

static void add_intervention(struct flat_record *r, const char *part)
{
    flat_add_intervention(r, part, true);
}

static void add_funder(struct flat_record *r, const char *part)
{
    flat_add_funder(r, part, true);
}

static void add_site(struct flat_record *r, const char *part)
{
    struct site site = {.prefecture = prefecture_of(part)};
    flat_set_text(&site.name, part, true);
    flat_add_site(r, &site);
}

/* Parts of a value, when there is one. */
static void each(struct flat_record *r, const char *text, const char *separators,
                 void (*fn)(struct flat_record *r, const char *part))
{
    if (text)
        flat_each_part(r, text, separators, fn);
}

static void read_texts(const struct umin_state *s, struct flat_record *r, const struct csv_row *row)
{
    flat_set_text(&r->trial->title.public_, value(s, r, row, COL_PUBLIC_TITLE), true);
    flat_set_text(&r->trial->title.scientific, value(s, r, row, COL_TITLE), true);
    flat_set_text(&r->trial->title.acronym, value(s, r, row, COL_ACRONYM), true);
    flat_set_text(&r->trial->objective, value(s, r, row, COL_OBJECTIVE), true);
    flat_set_text(&r->trial->design.text, value(s, r, row, COL_DESIGN), true);
    flat_set_text(&r->trial->eligibility.inclusion, value(s, r, row, COL_INCLUSION), true);
    flat_set_text(&r->trial->eligibility.exclusion, value(s, r, row, COL_EXCLUSION), true);
    flat_set_text(&r->trial->sponsor_primary.name, value(s, r, row, COL_SPONSOR), true);
    each(r, value(s, r, row, COL_CONDITION), ":\n", add_condition);
    each(r, value(s, r, row, COL_PRIMARY), "\n", add_primary);
    each(r, value(s, r, row, COL_SECONDARY), "\n", add_secondary);
    each(r, value(s, r, row, COL_INTERVENTION), "\n", add_intervention);
    each(r, value(s, r, row, COL_FUNDER), ":\n", add_funder);
    each(r, value(s, r, row, COL_SITES), ":\n", add_site);
}

static void read_values(const struct umin_state *s, struct flat_record *r,
                        const struct csv_row *row)
{
    static const struct {
        enum column column;
        void (*put)(struct flat_record *r, const char *name, const char *value);
        const char *name;
    } simple[] = {{COL_PHASE, flat_set_phase, "phase"},
                  {COL_STUDY_TYPE, flat_set_study_type, "study type"},
                  {COL_SEX, flat_set_sex, "gender"},
                  {COL_STATUS, flat_set_status, "recruitment status"}};
    const char *v;
    for (size_t i = 0; i < sizeof simple / sizeof simple[0]; i++)
        if ((v = value(s, r, row, simple[i].column)))
            simple[i].put(r, simple[i].name, v);
    if ((v = value(s, r, row, COL_AGE_MIN)))
        flat_set_age(r, &r->trial->eligibility.age_min, 0, "age-lower limit", v);
    if ((v = value(s, r, row, COL_AGE_MAX)))
        flat_set_age(r, &r->trial->eligibility.age_max, 1, "age-upper limit", v);
    if ((v = value(s, r, row, COL_TARGET)))
        flat_set_count(r, &r->trial->enrollment.target, "target sample size", v);
    if ((v = value(s, r, row, COL_DISCLOSED)))
        flat_set_date(r, &r->trial->dates.first_published, "date of disclosure", v);
    if ((v = value(s, r, row, COL_UPDATED)))
        flat_set_date(r, &r->trial->dates.last_published, "last modified", v);
    if ((v = value(s, r, row, COL_START)))
        flat_set_date(r, &r->trial->dates.enrollment_start, "trial start", v);
    if ((v = value(s, r, row, COL_OTHER_ID)))
        flat_add_numbers(r, "study ID", v);
    r->trial->source.url = value(s, r, row, COL_URL);
}

static void read_irb(const struct umin_state *s, struct flat_record *r, const struct csv_row *row)
{
    const char *name = value(s, r, row, COL_IRB);
    if (!name)
        return;
    r->trial->ethics = MEM_ARRAY(r->ctx, struct ethics, 1);
    r->trial->n_ethics = 1;
    flat_set_text(&r->trial->ethics[0].name, name, true);
}

static bool is_read(const struct umin_state *s, size_t column)
{
    for (int c = 0; c < COLUMN_COUNT; c++)
        if (s->at[c] >= 0 && (size_t)s->at[c] == column)
            return true;
    return false;
}

/* Columns that no item of the record is for. */
static void keep_rest(const struct umin_state *s, struct flat_record *r, const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        const char *text =
            row->fields[i] && !is_read(s, i) ? prose_clean(r->ctx, row->fields[i]) : NULL;
        const char *label = i < s->n ? s->labels[i] : NULL;
        if (text)
            flat_keep(r, label ? label : mem_printf(r->ctx, "column %zu", i + 1), text);
    }
}

static void read_row(const struct umin_state *s, void *ctx, const struct csv_row *row,
                     struct source_record *ret)
{
    source_record_start(ctx, row->line, ret);
    struct flat_record r = {
        .ctx = ret->trial, .trial = ret->trial, .problems = ret->problems, .sheet = true};
    const char *id = value(s, &r, row, COL_ID);
    ret->record_id = id ? mem_strdup(ctx, id) : NULL;
    if (row->problem || row->n + 5 < s->n) {
        source_record_reject(ret, "", row->problem ? row->problem : "malformed",
                             row->problem ? NULL : "the row has fewer columns than the header");
        return;
    }
    flat_set_source(&r, id, "UMIN");
    r.trial->source.licence = "UMIN-CTR";
    read_texts(s, &r, row);
    read_values(s, &r, row);
    read_irb(s, &r, row);
    keep_rest(s, &r, row);
    r.trial->countries = MEM_ARRAY(r.ctx, const char *, 1);
    r.trial->countries[r.trial->n_countries++] = "JP";
}

static void finish_header(struct umin_state *s)
{
    for (int c = 0; c < COLUMN_COUNT; c++)
        if (s->at[c] < 0)
            s->at[c] = columns[c].place;
    s->header_rows = -1;
}

static enum err_code next(struct reader *reader, void *ctx, struct source_record *ret,
                          bool *ret_done, struct err *err)
{
    struct umin_state *s = reader->state;
    struct csv_row row;
    (void)err;
    while (!(*ret_done = !csv_rows_next(s->rows, ctx, &row))) {
        bool header = s->header_rows >= 0 && s->header_rows < 2 && !row.problem && !is_record(&row);
        if (header) {
            take_labels(s, &row);
            s->header_rows++;
            continue;
        }
        if (s->header_rows >= 0)
            finish_header(s);
        read_row(s, ctx, &row, ret);
        return OK;
    }
    return OK;
}

enum err_code read_umin_csv_start(struct reader *r, struct err *err)
{
    struct umin_state *s = MEM_NEW(r->in, struct umin_state);
    (void)err;
    s->rows = csv_rows_new(s, r->in);
    for (int c = 0; c < COLUMN_COUNT; c++)
        s->at[c] = -1;
    r->state = s;
    r->next = next;
    return OK;
}
