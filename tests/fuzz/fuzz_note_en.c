/* English notes of any bytes: no crash, evidence inside the note, valid JSON. */
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include "search/note_read.h"
#include "search/lexicon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct note_reader *reader; /* libFuzzer runs one thread */
    if (!reader) {
        mem_start();
        reader = note_reader_new(NULL, lexicon_builtin_open(NULL));
    }
    if (size > 4096)
        return 0;
    void *ctx = talloc_new(NULL);
    struct note note;
    struct jsonw w;
    note_read(reader, ctx, CRIT_EN, (const char *)data, size, &note);
    for (size_t i = 0; i < note.n_evidence; i++)
        need(note.evidence[i].begin <= note.evidence[i].end && note.evidence[i].end <= size);
    jsonw_init(&w, ctx);
    jsonw_object_begin(&w);
    note_write(&w, &note, (const char *)data);
    jsonw_object_end(&w);
    need(text_is_utf8(jsonw_text(&w), w.len));
    talloc_free(ctx);
    return 0;
}
