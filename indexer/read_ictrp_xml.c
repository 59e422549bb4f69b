/*
 * WHO ICTRP portal XML: <Trials_downloaded_from_ICTRP><Trial>… or <Trials_central>. Streamed by
 * libxml2's reader: no network, no DTD, no entity of the file's own is ever expanded; element order
 * plays no part.
 */
#include "indexer/ictrp.h"
#include "indexer/source_reader.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <string.h>

#define VALUE_MAX_BYTES (2u << 20)

struct xml_state {
    xmlTextReaderPtr xml;
    struct input *in;
    char error[200];
    int error_line;
};

static int read_bytes(void *context, char *buffer, int len)
{
    return (int)input_read(context, buffer, (size_t)len);
}

static void note_error(void *arg, const char *message, xmlParserSeverities severity,
                       xmlTextReaderLocatorPtr where)
{
    struct xml_state *s = arg;
    (void)severity;
    if (*s->error)
        return;
    text_copy(s->error, sizeof s->error, message);
    s->error[strcspn(s->error, "\n")] = '\0';
    s->error_line = xmlTextReaderLocatorLineNumber(where);
}

static int close_xml(struct xml_state *s)
{
    if (s->xml)
        xmlFreeTextReader(s->xml);
    return 0;
}

static bool is_element(struct xml_state *s, int type, const char *name)
{
    const xmlChar *here = xmlTextReaderConstName(s->xml);
    return xmlTextReaderNodeType(s->xml) == type && here && strcmp((const char *)here, name) == 0;
}

/* Text of the element the reader stands on, up to its end; *ret_size over VALUE_MAX_BYTES when it
 * was cut. */
static int take_value(struct xml_state *s, void *ctx, char **ret, size_t *ret_size)
{
    char *value = mem_strdup(ctx, "");
    int depth = xmlTextReaderDepth(s->xml), more = xmlTextReaderIsEmptyElement(s->xml) ? 0 : 1;
    *ret_size = 0;
    while (more == 1 && (more = xmlTextReaderRead(s->xml)) == 1 &&
           xmlTextReaderDepth(s->xml) > depth) {
        const xmlChar *text = xmlTextReaderConstValue(s->xml);
        if (!text)
            continue;
        *ret_size += strlen((const char *)text);
        if (*ret_size <= VALUE_MAX_BYTES)
            value = mem_check(talloc_strdup_append_buffer(value, (const char *)text));
    }
    *ret = value;
    return more < 0 ? -1 : 1;
}

static void add_value(struct flat_record *r, const char *name, const char *value)
{
    r->values = MEM_GROW(r->ctx, r->values, struct named_value, r->n + 1);
    r->values[r->n++] = (struct named_value){.name = mem_strdup(r->ctx, name),
                                             .value = text_is_blank(value) ? NULL : value};
}

/* All children of a <Trial>; -1 when the file breaks. */
static int take_trial(struct xml_state *s, struct flat_record *r)
{
    int more = xmlTextReaderIsEmptyElement(s->xml) ? 0 : xmlTextReaderRead(s->xml);
    while (more == 1 && !is_element(s, XML_READER_TYPE_END_ELEMENT, "Trial")) {
        if (xmlTextReaderNodeType(s->xml) == XML_READER_TYPE_ELEMENT) {
            char *name = mem_strdup(r->ctx, (const char *)xmlTextReaderConstName(s->xml)), *value;
            size_t size;
            if (take_value(s, r->ctx, &value, &size) < 0)
                return -1;
            if (size > VALUE_MAX_BYTES)
                problems_add(r->problems, PROBLEM_WARNING, name, "too_long", NULL);
            add_value(r, name, value);
        }
        more = xmlTextReaderRead(s->xml);
    }
    return more;
}

static enum err_code broken(struct xml_state *s, struct err *err)
{
    return err_set(err, ERR_INVALID, "line %d: %s", s->error_line,
                   *s->error ? s->error : "the file ends in the middle");
}

static enum err_code next(struct reader *reader, void *ctx, struct source_record *ret,
                          bool *ret_done, struct err *err)
{
    struct xml_state *s = reader->state;
    int more;
    while ((more = xmlTextReaderRead(s->xml)) == 1 &&
           !is_element(s, XML_READER_TYPE_ELEMENT, "Trial"))
        ;
    if (more < 0)
        return broken(s, err);
    *ret_done = more == 0;
    if (*ret_done)
        return OK;
    source_record_start(ctx, xmlGetLineNo(xmlTextReaderCurrentNode(s->xml)), ret);
    struct flat_record r = {.ctx = ret->trial, .trial = ret->trial, .problems = ret->problems};
    if (take_trial(s, &r) < 0) { /* the record that the break hit is set aside; the next call says
                                    that the file is broken */
        const char *id = flat_get(&r, "trialid");
        ret->record_id = id ? mem_strdup(ctx, id) : NULL;
        source_record_reject(ret, "", "cut_off", *s->error ? s->error : NULL);
        return OK;
    }
    ictrp_read(&r);
    ret->record_id = ret->trial->source.id;
    return OK;
}

enum err_code read_ictrp_xml_start(struct reader *r, struct err *err)
{
    struct xml_state *s = MEM_NEW(r->in, struct xml_state);
    s->in = r->in;
    s->xml = xmlReaderForIO(read_bytes, NULL, r->in, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOWARNING);
    if (!s->xml)
        return err_set(err, ERR_INTERNAL, "the XML reader cannot start");
    talloc_set_destructor(s, close_xml);
    xmlTextReaderSetErrorHandler(s->xml, note_error, s);
    r->state = s;
    r->next = next;
    return OK;
}
