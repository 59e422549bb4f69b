/* WHO ICTRP CSV: the portal's export (by its header line) and the weekly 63-column file (with or
 * without one). */
#include "indexer/ictrp.h"
#include "indexer/read_csv_rows.h"
#include "indexer/source_reader.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

/* Columns of the weekly file, in order. */
static const char *const weekly[] = {
    "TrialID",
    "(No column name)",
    "SecondaryIDs",
    "public_title",
    "Scientific_title",
    "url",
    "Public_Contact_Firstname",
    "Public_Contact_Lastname",
    "Public_Contact_Address",
    "Public_Contact_Email",
    "Public_Contact_Tel",
    "Public_Contact_Affiliation",
    "Scientific_Contact_Firstname",
    "Scientific_Contact_Lastname",
    "Scientific_Contact_Address",
    "Scientific_Contact_Email",
    "Scientific_Contact_Tel",
    "Scientific_Contact_Affiliation",
    "study_type",
    "study_design",
    "phase",
    "Date_registration",
    "Date_enrollement",
    "Target_size",
    "Recruitment_status",
    "Primary_sponsor",
    "Secondary_sponsors",
    "Source_Support",
    "Countries",
    "Conditions",
    "Interventions",
    "Age_min",
    "Age_max",
    "Gender",
    "Inclusion_Criteria",
    "Exclusion_Criteria",
    "Primary_Outcome",
    "Secondary_Outcomes",
    "Bridging_flag",
    "Bridged_type",
    "Childs",
    "type_enrolment",
    "Retrospective_flag",
    "results_actual_enrollment",
    "results_url_link",
    "results_summary",
    "results_date_posted",
    "results_date_first_publication",
    "results_baseline_char",
    "results_participant_flow",
    "results_adverse_events",
    "results_outcome_measures",
    "results_url_protocol",
    "results_IPD_plan",
    "results_IPD_description",
    "results_date_completed",
    "results_yes_no",
    "Ethics_Status",
    "Ethics_Approval_Date",
    "Ethics_Contact_Name",
    "Ethics_Contact_Address",
    "Ethics_Contact_Phone",
    "Ethics_Contact_Email",
};
#define N_WEEKLY (sizeof weekly / sizeof weekly[0])

struct csv_state {
    struct csv_rows *rows;
    const char **names;
    size_t n;
    bool first; /* the next row may be the header */
};

static bool is_header(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n && i < 3; i++)
        if (row->fields[i] && (text_equal_nocase(row->fields[i], "TrialID") ||
                               text_equal_nocase(row->fields[i], "Trial ID")))
            return true;
    return false;
}

static void use_names(struct csv_state *s, const char *const *names, size_t n)
{
    s->names = MEM_ARRAY(s, const char *, n);
    s->n = n;
    for (size_t i = 0; i < n; i++)
        s->names[i] = mem_strdup(s, names[i] ? names[i] : "");
}

/* The header line names the columns; without one the weekly file's order is meant. */
static bool take_header(struct csv_state *s, const struct csv_row *row)
{
    bool header = is_header(row);
    s->first = false;
    if (header)
        use_names(s, row->fields, row->n);
    else
        use_names(s, weekly, N_WEEKLY);
    return header;
}

static void read_row(struct csv_state *s, void *ctx, const struct csv_row *row,
                     struct source_record *ret)
{
    source_record_start(ctx, row->line, ret);
    struct flat_record r = {.ctx = ret->trial,
                            .n = row->n < s->n ? row->n : s->n,
                            .trial = ret->trial,
                            .problems = ret->problems,
                            .sheet = true};
    r.values = MEM_ARRAY(r.ctx, struct named_value, r.n + 1);
    for (size_t i = 0; i < r.n; i++)
        r.values[i] = (struct named_value){.name = s->names[i], .value = row->fields[i]};
    ret->record_id = row->n ? row->fields[0] : NULL;
    if (row->problem) {
        source_record_reject(ret, "", row->problem, NULL);
    } else if (row->n != s->n) {
        source_record_reject(ret, "", "malformed",
                             "the row has another number of columns than the header");
    } else {
        ictrp_read(&r);
        ret->record_id = ret->trial->source.id;
    }
}

static enum err_code next(struct reader *reader, void *ctx, struct source_record *ret,
                          bool *ret_done, struct err *err)
{
    struct csv_state *s = reader->state;
    struct csv_row row;
    (void)err;
    *ret_done = !csv_rows_next(s->rows, ctx, &row);
    if (!*ret_done && s->first && take_header(s, &row))
        *ret_done = !csv_rows_next(s->rows, ctx, &row);
    if (!*ret_done)
        read_row(s, ctx, &row, ret);
    return OK;
}

enum err_code read_ictrp_csv_start(struct reader *r, struct err *err)
{
    struct csv_state *s = MEM_NEW(r->in, struct csv_state);
    (void)err;
    s->rows = csv_rows_new(s, r->in);
    s->first = true;
    r->state = s;
    r->next = next;
    return OK;
}
