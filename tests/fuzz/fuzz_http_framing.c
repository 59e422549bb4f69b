/*
 * Any bytes as what a client sends: fed through a socket pair into libmicrohttpd with our framing
 * checks in front of a handler that counts. However the bytes are cut, no more requests are
 * executed than request lines stand in them, and none that carries Transfer-Encoding or two
 * lengths.
 */
#include "api/http_state.h"
#include "schema/base/mem.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int executed;

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
    (void)cls;
    (void)c;
    struct exchange *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    x->raw_uri = uri;
    x->raw_uri_len = strlen(uri);
    x->request.uri = strdup(uri);
    return x;
}

static int count_header(struct MHD_Connection *c, const char *name)
{
    return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name) != NULL;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **con_cls)
{
    (void)cls;
    (void)url;
    (void)upload;
    *upload_size = 0;
    int status = http_check_framing(c, method, version, *con_cls);
    if (status == 0) {
        executed++;
        if (count_header(c, "Transfer-Encoding"))
            abort();
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, (void *)(unsigned long)"", MHD_RESPMEM_PERSISTENT);
    if (status)
        MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result result = MHD_queue_response(c, status ? (unsigned)status : 200, response);
    MHD_destroy_response(response);
    return result;
}

static void on_completed(void *cls, struct MHD_Connection *c, void **con_cls,
                         enum MHD_RequestTerminationCode why)
{
    (void)cls;
    (void)c;
    (void)why;
    struct exchange *x = *con_cls;
    if (x)
        free((char *)(unsigned long)x->request.uri);
    free(x);
    *con_cls = NULL;
}

static int lines_of(const uint8_t *data, size_t size)
{
    int n = 1;
    for (size_t i = 0; i < size; i++)
        n += data[i] == '\n';
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct MHD_Daemon *daemon;
    int pair[2];
    if (!daemon)
        daemon =
            MHD_start_daemon(MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, on_request, NULL,
                             MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL, MHD_OPTION_NOTIFY_COMPLETED,
                             on_completed, NULL, MHD_OPTION_STRICT_FOR_CLIENT, -1,
                             MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)24576, MHD_OPTION_END);
    if (!daemon || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        abort();
    const struct sockaddr address = {.sa_family = AF_UNIX};
    executed = 0;
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    if (write(pair[0], data, size < 60000 ? size : 60000) < 0 ||
        MHD_add_connection(daemon, pair[1], &address, sizeof address) != MHD_YES)
        abort();
    shutdown(pair[0], SHUT_WR);
    for (int i = 0; i < 20; i++)
        MHD_run(daemon);
    if (executed > lines_of(data, size))
        abort();
    close(pair[0]);
    for (int i = 0; i < 3; i++)
        MHD_run(daemon);
    return 0;
}
