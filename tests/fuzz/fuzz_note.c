/* Any bytes as a note in both languages (the first byte says which): no step outside, every fact is
 * plausible and quotes bytes of the note, and what is written can be read again as facts. */
#include "schema/base/mem.h"
#include "search/attributes.h"
#include "search/note_read.h"
#include "search/lexicon.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static void written_reads_back(void *ctx, const struct note *n)
{
    struct jsonw w;
    json_error_t error;
    jsonw_init(&w, ctx);
    facts_write(&w, n->facts);
    json_t *o = json_loads(jsonw_text(&w), 0, &error);
    need(o != NULL);
    need(facts_read(facts_new(ctx), o, NULL, NULL) == OK);
    json_decref(o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct note_reader *reader; /* libFuzzer runs one thread */
    if (!reader) {
        mem_start();
        void *ctx = talloc_new(NULL);
        reader = note_reader_new(ctx, lexicon_builtin_open(ctx));
    }
    if (size < 2)
        return 0;
    void *ctx = talloc_new(NULL);
    char *text = mem_strndup(ctx, (const char *)data + 1, size - 1);
    size_t len = strlen(text);
    struct note note;
    note_read(reader, ctx, data[0] == 'e' ? CRIT_EN : CRIT_JA, text, len, &note);
    for (size_t i = 0; i < note.n_evidence; i++)
        need(note.evidence[i].begin <= note.evidence[i].end && note.evidence[i].end <= len);
    written_reads_back(ctx, &note);
    talloc_free(ctx);
    return 0;
}
