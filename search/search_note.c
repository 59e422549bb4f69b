#include <string.h>
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/search_inner.h"
#include "search/search_match.h"

/* What reads names and notes with the lexicon of the index in use; made anew for another one. */
struct search_readers {
    const struct lexicon *lexicon;
    char version[24];
    struct concepts *names;
    struct note_reader *notes;
    struct crit_reader *criteria;
};

static struct search_readers *readers_of(struct searcher *s)
{
    const struct lexicon *x = s->index->lexicon;
    struct search_readers *r = s->readers;
    if (r && r->lexicon == x && strcmp(r->version, lexicon_version(x)) == 0)
        return r;
    talloc_free(r);
    s->readers = r = MEM_NEW(s, struct search_readers);
    r->lexicon = x;
    text_copy(r->version, sizeof r->version, lexicon_version(x));
    return r;
}

struct concepts *search_names(struct searcher *s)
{
    struct search_readers *r = readers_of(s);
    if (!r->names)
        r->names = concepts_new(r, r->lexicon);
    return r->names;
}

struct note_run {
    enum crit_lang lang;
    const char *text;
    struct note *ret;
};

void search_note_of(struct searcher *s, void *ctx, const char *text, struct note *ret)
{
    struct search_readers *r = readers_of(s);
    size_t len = strlen(text);
    if (!r->notes)
        r->notes = note_reader_new(r, r->lexicon);
    note_read(r->notes, ctx, crit_guess_lang(text, len), text, len, ret);
}

static enum err_code try_note(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct note_run *run = arg;
    struct search_readers *r = readers_of(s);
    (void)err;
    if (!r->notes)
        r->notes = note_reader_new(r, r->lexicon);
    note_read(r->notes, ctx, run->lang, run->text, strlen(run->text), run->ret);
    return OK;
}

enum err_code search_note_read(struct searcher *s, void *ctx, enum crit_lang lang, const char *text,
                               struct note *ret, struct err *err)
{
    struct note_run run = {lang, text, ret};
    return search_try(s, ctx, try_note, &run, err);
}

struct criteria_run {
    const struct trial_blocks *blocks;
    struct crits *ret;
};

static enum err_code try_criteria(struct searcher *s, void *ctx, void *arg, struct err *err)
{
    const struct criteria_run *run = arg;
    struct search_readers *r = readers_of(s);
    (void)err;
    if (!r->criteria)
        r->criteria = crit_reader_new(r, r->lexicon);
    criteria_trial_read(r->criteria, ctx, run->blocks, run->ret);
    return OK;
}

enum err_code search_criteria_read(struct searcher *s, void *ctx, const struct trial_blocks *blocks,
                                   struct crits *ret, struct err *err)
{
    struct criteria_run run = {blocks, ret};
    return search_try(s, ctx, try_criteria, &run, err);
}
