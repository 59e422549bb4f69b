/*
 * Framing checks before anything else (reliability.md §2): libmicrohttpd executes a hidden second
 * request on Content-Length with Transfer-Encoding and on a duplicate Content-Length, and lets much
 * through that no client sends. What is odd is refused and the connection closed.
 */
#include "api/http_state.h"
#include "schema/base/text.h"
#include <ctype.h>
#include <string.h>

/* RFC 9110 §5.6.2 token. */
bool http_is_header_name(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)s[i]) && !strchr("!#$%&'*+-.^_`|~", s[i]))
            return false;
    return len > 0;
}

/* No control characters (an unfolded line break, NUL); high bytes are let through. */
bool http_is_header_value(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7F)
            return false;
    return true;
}

struct framing {
    int lengths, encodings, hosts;
    bool odd, bad_length;
};

static bool is_length(const char *s, size_t len)
{
    return len > 0 && len < 16 && strspn(s, "0123456789") == len;
}

static enum MHD_Result look(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_len,
                            const char *value, size_t value_len)
{
    struct framing *f = arg;
    (void)kind;
    f->odd |=
        !http_is_header_name(key, key_len) || (value && !http_is_header_value(value, value_len));
    if (text_equal_nocase(key, "Content-Length")) {
        f->lengths++;
        f->bad_length |= !value || !is_length(value, value_len);
    }
    f->encodings += text_equal_nocase(key, "Transfer-Encoding");
    f->hosts += text_equal_nocase(key, "Host");
    return MHD_YES;
}

/* Origin-form with nothing but visible ASCII: '/' first, no fragment, no backslash games. */
static bool is_uri(const char *uri)
{
    if (*uri != '/')
        return false;
    for (const char *p = uri; *p; p++)
        if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7F || strchr("<>\"\\^`{|}#", *p))
            return false;
    return true;
}

static bool is_allowed_method(const char *method)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "OPTIONS"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(method, methods[i]) == 0)
            return true;
    return false;
}

int http_check_framing(struct MHD_Connection *c, const char *method, const char *version,
                       const char *uri)
{
    struct framing f = {0};
    MHD_get_connection_values_n(c, MHD_HEADER_KIND, look, &f);
    bool with_body = strcmp(method, "POST") == 0;
    if (f.odd || f.bad_length || f.lengths > 1 || f.encodings > 0 || f.hosts > 1)
        return 400;
    if (strcmp(version, "HTTP/1.1") == 0 ? f.hosts != 1 : strcmp(version, "HTTP/1.0") != 0)
        return 400;
    if (!is_allowed_method(method))
        return 405;
    if (strlen(uri) > HTTP_URI_MAX_BYTES)
        return 414;
    if (!is_uri(uri) || (f.lengths > 0 && !with_body && strcmp(method, "OPTIONS") != 0))
        return 400;
    return 0;
}
