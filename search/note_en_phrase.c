/*
 * What a whole phrase tells, word by word of no list: "MGMT methylated", "not in any other trial",
 * "walks with a frame", "broke her hip", "two prior lines".
 */
#include "schema/base/mem.h"
#include "search/attributes_gen.h"
#include "search/note_en.h"

/* Said of somebody else, or not surely. */
static bool is_unsure(const struct en_note *n)
{
    const struct colour *c = &n->colour;
    return c->relative || c->suspected || c->planned;
}

/* ------------------------------------------------------------------ genes */

/* IDH, F508del: capitals, or a capital with figures. */
static bool is_gene_name(const char *word)
{
    enum { LEAST = 3, MOST = 12 };
    size_t capitals = 0, digits = 0, len = strlen(word);
    for (const char *c = word; *c; c++) {
        capitals += *c >= 'A' && *c <= 'Z';
        digits += *c >= '0' && *c <= '9';
    }
    return len >= LEAST && len <= MOST && (capitals >= 2 || (capitals && digits >= 2));
}

/* KMT2A, JAK2: capitals and a figure, as no test of blood has them. */
static bool is_gene_with_figure(const char *word)
{
    bool figure = false;
    for (const char *c = word; *c; c++) {
        if (*c == '-')
            return false;
        figure |= *c >= '0' && *c <= '9';
    }
    return figure && is_gene_name(word);
}

/* The grammar of the criteria reads it: "KRAS wild-type". */
static bool is_known_marker(struct en_note *n, size_t i)
{
    const struct en_mode mode = {.window.n = -1};
    size_t end = i;
    return en_is(note_en_at(n, i), EN_GENE) && en_read_marker(&n->e, &end, n->hi, &mode) && end > i;
}

static size_t say_gene(struct en_note *n, size_t gene, uint32_t state, uint32_t state_end,
                       uint32_t begin, uint32_t end)
{
    const char *name = note_en_text(n, note_en_at(n, gene)->begin, note_en_at(n, gene)->end);
    name += name[0] == 'g' && name[1] >= 'A' && name[1] <= 'Z'; /* "gBRCA1": of the germ line */
    const char *word = mem_strndup(n->p->tmp, n->e.text.s + state, state_end - state);
    if (strcmp(word, "mut") == 0)
        word = "mutation";
    note_item(n->p, ATTR_biomarker, mem_printf(n->p->tmp, "%s %s", name, word), -1, begin, end);
    return note_en_token_at(n, end);
}

/* "homozygous for F508del": the state ends at byte `end`. */
static size_t read_gene_behind(struct en_note *n, size_t i, uint32_t end)
{
    size_t k = note_en_token_at(n, end);
    uint32_t begin = note_en_at(n, i)->begin;
    k += k < n->hi && note_en_is(n, k, "for");
    if (k >= n->hi || en_is(note_en_at(n, k), EN_GENE) || note_en_name_at(n, k) ||
        !is_gene_name(note_en_text(n, note_en_at(n, k)->begin, note_en_at(n, k)->end)))
        return 0;
    return say_gene(n, k, begin, end, begin, note_en_at(n, k)->end);
}

/* "MGMT promoter methylated", "IDH wild-type", "F508del homozygous", "homozygous for F508del". */
static size_t read_gene_state(struct en_note *n, size_t i)
{
    uint32_t begin = note_en_at(n, i)->begin, end;
    if (is_unsure(n) || n->colour.denied || i < n->marker_end)
        return 0;
    if (note_en_form(n, begin, NOTE_EN_GENESTATE, &end))
        return read_gene_behind(n, i, end);
    bool named = i > n->lo && en_is(note_en_at(n, i - 1), EN_GENE); /* "KRAS G12D mutant" */
    if (!is_gene_name(note_en_text(n, begin, note_en_at(n, i)->end)) || is_known_marker(n, i) ||
        named)
        return 0;
    size_t k = i + 1;
    while (k < n->hi && note_en_is_any(n, k, en_list_between_gene_state))
        k++;
    if (k < n->hi && (note_en_is(n, k, "negative") || note_en_is(n, k, "positive")) &&
        is_gene_with_figure(note_en_text(n, begin, note_en_at(n, i)->end)))
        return say_gene(n, i, note_en_at(n, k)->begin, note_en_at(n, k)->end, begin,
                        note_en_at(n, k)->end); /* "KMT2A negative" */
    if (k >= n->hi || !note_en_form(n, note_en_at(n, k)->begin, NOTE_EN_GENESTATE, &end) ||
        note_en_said_behind(n, end, false).doubted)
        return 0;
    return say_gene(n, i, note_en_at(n, k)->begin, end, begin, end);
}

/* "my own BRCA test was negative", "EGFR testing came back positive": of the person. */
static size_t read_gene_test(struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    uint32_t begin = note_en_at(n, i)->begin;
    bool gene = en_is(note_en_at(n, i), EN_GENE) &&
                is_gene_name(note_en_text(n, begin, note_en_at(n, i)->end));
    if (!gene || is_unsure(n) || n->colour.denied || i + 2 >= n->hi ||
        !note_en_starts(n, i + 1, "test"))
        return 0;
    for (size_t k = i + 2; k < n->hi && k < i + NEAR; k++) {
        bool negative = en_is(note_en_at(n, k), EN_NEGATIVE);
        if (negative || en_is(note_en_at(n, k), EN_POSITIVE)) {
            const char *name = note_en_text(n, begin, note_en_at(n, i)->end);
            note_item(n->p, ATTR_biomarker,
                      mem_printf(n->p->tmp, "%s %s", name, negative ? "negative" : "positive"), -1,
                      begin, note_en_at(n, k)->end);
            return k + 1;
        }
        if (!note_en_is_any(n, k, en_list_gene_test_idle))
            return 0;
    }
    return 0;
}

/* ------------------------------------------------------------------ other studies */

bool note_en_is_study(const struct en_note *n, size_t i)
{
    return note_en_token_ends(n, i, en_list_studies);
}

/* "not in any trial now", "no other studies"; "was not" tells nothing of today, "no trial of
   metformin" nothing of studies. */
static size_t read_no_study(struct en_note *n, size_t i)
{
    enum { NEAR = 7 };
    const struct en_token *t = note_en_at(n, i);
    bool joined = memmem(n->e.text.s + t->begin, t->end - t->begin, "other", strlen("other"));
    if (!en_is(t, EN_NEG) || is_unsure(n) ||
        (i > n->lo && (note_en_is(n, i - 1, "was") || note_en_is(n, i - 1, "were"))))
        return 0;
    size_t end;
    for (size_t k = i + 1; k < n->hi && k < i + NEAR; k = end) {
        for (const char *const *w = en_list_in_study; *w; w++)
            joined |= note_en_starts(n, k, *w);
        joined |= en_is_value(note_en_at(n, k), EN_FACT, "other_trial present") &&
                  memmem(n->e.text.s + note_en_at(n, k)->begin,
                         note_en_at(n, k)->end - note_en_at(n, k)->begin, "other", strlen("other"));
        if (note_en_is_study(n, k)) {
            if (!joined)
                return 0;
            note_flag(n->p, ATTR_other_trial, false, t->begin, note_en_at(n, k)->end);
            return k + 1;
        }
        if (!note_en_says(n, k, NOTE_EN_JOINS, &end))
            return 0;
    }
    return 0;
}

/* ------------------------------------------------------------------ walking, bones, lines */

/* "walks with a frame", "can still walk with two sticks". */
static size_t read_walking(struct en_note *n, size_t i)
{
    enum { NEAR = 6 };
    bool walk = note_en_is_any(n, i, en_list_walks) || note_en_starts(n, i, "walk");
    if (!walk || is_unsure(n) || n->colour.denied || n->colour.past || i + 1 >= n->hi ||
        !(note_en_starts(n, i + 1, "with") || note_en_starts(n, i + 1, "w/")) ||
        note_en_starts(n, i + 1, "without"))
        return 0;
    for (size_t k = i + 1; k < n->hi && k < i + NEAR && !en_is(note_en_at(n, k), EN_COMMA); k++)
        if (note_en_has_form(n, k, NOTE_EN_AID)) {
            note_flag(n->p, ATTR_ambulatory, true, note_en_at(n, i)->begin, note_en_at(n, k)->end);
            return k + 1;
        }
    return 0;
}

/* "broke her hip last year", "fractured two ribs". */
static size_t read_broken_bone(struct en_note *n, size_t i)
{
    enum { NEAR = 5 };
    if (!note_en_is_any(n, i, en_list_breaks) || is_unsure(n) || n->colour.denied)
        return 0;
    size_t k = i + 1;
    while (k < n->hi && k < i + NEAR &&
           (note_en_is_any(n, k, en_list_broken_whose) ||
            en_is_value(note_en_at(n, k), EN_DROP, "") || note_en_at(n, k)->class == EN_NUMBER))
        k++;
    uint32_t end;
    const struct note_en_word *bone =
        k > i + 1 && k < n->hi ? note_en_form(n, note_en_at(n, k)->begin, NOTE_EN_BONE, &end)
                               : NULL;
    if (!bone)
        return 0;
    size_t len = strlen(bone->text) - (strcmp(bone->text, "ribs") == 0);
    note_item(n->p, ATTR_history, mem_printf(n->p->tmp, "%.*s fracture", (int)len, bone->text),
              note_en_ago_behind(n, end), note_en_at(n, i)->begin, end);
    return note_en_token_at(n, end);
}

/* "s/p 3 lines", "FOLFIRI (2 lines)": nothing behind the word. */
static bool is_bare_lines(const struct en_note *n, size_t i, size_t *end)
{
    *end = i + 1;
    return (note_en_is(n, i, "lines") || note_en_is(n, i, "line")) &&
           (*end >= n->hi || note_en_is_break(n, *end) || note_en_at(n, *end)->class == EN_CLOSE ||
            en_is(note_en_at(n, *end), EN_COMMA));
}

/* "Two prior lines", "after 3 lines of chemotherapy"; "for at least two lines" counts nothing. */
static size_t read_lines(struct en_note *n, size_t i)
{
    enum { MOST = 15 };
    double count;
    size_t at, end;
    if (is_unsure(n) || n->colour.denied || !note_en_count(n, i, &count, &at) || at >= n->hi ||
        count > MOST || !(note_en_says(n, at, NOTE_EN_LINES, &end) || is_bare_lines(n, at, &end)))
        return 0;
    if (i > n->lo && (note_en_is_any(n, i - 1, en_list_lines_no_count) ||
                      en_row_of(note_en_at(n, i - 1), EN_CMP)))
        return 0;
    note_number(n->p, ATTR_line_of_therapy, count, note_en_at(n, i)->begin,
                note_en_at(n, end - 1)->end);
    return end;
}

size_t note_en_read_phrase(struct en_note *n, size_t i)
{
    static size_t (*const readers[])(struct en_note *, size_t) = {
        read_gene_test, read_gene_state, read_no_study, read_walking, read_broken_bone, read_lines};
    size_t end = 0;
    for (size_t k = 0; k < sizeof readers / sizeof *readers && !end; k++)
        end = readers[k](n, i);
    return end;
}

/* "(no allergies) that I know of, apart from": what follows is there all the same. */
bool note_en_is_besides(const struct en_note *n, size_t i)
{
    enum { NEAR = 8 };
    size_t end;
    for (size_t k = i; k < n->hi && k < i + NEAR; k++) {
        if (note_en_says(n, k, NOTE_EN_BESIDES, &end))
            return true;
        if (!note_en_is_any(n, k, en_list_as_known_words) &&
            !en_is_value(note_en_at(n, k), EN_DROP, ""))
            return false;
    }
    return false;
}
