/*
 * Configuration: etc/shirube.conf (ini, every key commented) and the environment. SHIRUBE_LISTEN
 * overrides `listen`, and so on for each key of the one list below. Read once at start, constant
 * afterwards.
 */
#pragma once
#include "schema/base/err.h"

/*        field           key               default                 meaning */
#define CONF_LIST(X)                                                                               \
    X(listen, "listen", "127.0.0.1:8080", "address:port of shirube-api; port 0 takes a free one")  \
    X(database, "database", "", "libpq connection string")                                         \
    X(index, "index", "", "folder of index generations; empty: <var>/index")                       \
    X(var, "var", "var", "folder for everything the programs write")                               \
    X(lexicon, "lexicon", "", "folder of additions to the lexicon; empty: <var>/lexicon")          \
    X(id_prefix, "id_prefix", "SRB", "prefix of numbers minted here")                              \
    X(log_level, "log_level", "info", "debug, info, warn or error")                                \
    X(threads, "threads", "0", "search threads of shirube-api; 0: one for each processor")         \
    X(max_connections, "max_connections", "2000", "open HTTP connections")                         \
    X(header_seconds, "header_seconds", "5", "deadline for a request's header")                    \
    X(body_seconds, "body_seconds", "30", "deadline for a request's body")                         \
    X(stop_seconds, "stop_seconds", "10", "deadline for requests under way at shutdown")           \
    X(web, "web", "", "folder of templates and static files; empty: beside the program")           \
    X(batch, "batch", "200", "documents a commit of the indexer")                                  \
    X(flush_threshold, "flush_threshold", "500",                                                   \
      "documents Xapian holds in memory before flushing")                                          \
    X(poll_ms, "poll_ms", "2000", "indexer looks at the outbox at least this often")               \
    X(rate_per_second, "rate_per_second", "200",                                                   \
      "requests a second one address may send over time")                                          \
    X(rate_burst, "rate_burst", "2000", "requests one address may send at once")

struct conf {
#define CONF_FIELD(field, key, def, help) const char *field;
    CONF_LIST(CONF_FIELD)
#undef CONF_FIELD
};

/*
 * file NULL: $SHIRUBE_CONFIG, else ./scripts/etc/shirube.conf or /etc/shirube/shirube.conf where
 * one exists, else defaults alone. An unknown key is ERR_INVALID naming it. Strings are owned by
 * ctx.
 */
enum err_code conf_load(void *ctx, const char *file, struct conf *ret, struct err *err) MUSTCHECK;
/* Whole numbers: the value within [min, max], or ERR_INVALID naming the key. */
enum err_code conf_int(const char *key, const char *value, long min, long max, long *ret,
                       struct err *err) MUSTCHECK;
/* <index> or <var>/index; owned by ctx. */
const char *conf_index_path(void *ctx, const struct conf *conf);
/* <lexicon> or <var>/lexicon; owned by ctx. */
const char *conf_lexicon_path(void *ctx, const struct conf *conf);
