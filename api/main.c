/* shirube-api: answers searches and shows the pages. */
#include "api/health.h"
#include "api/http.h"
#include "api/routes.h"
#include "schema/base/arg.h"
#include "schema/base/clock.h"
#include "schema/base/log.h"
#include "schema/base/mem.h"
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

struct options {
    bool routes;
};

enum { KEY_ROUTES = 1000 };

static const struct argp_option argp_options[] = {
    {"routes", KEY_ROUTES, 0, 0, "Print the route table and end", 0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *o = state->input;
    (void)value;
    if (key != KEY_ROUTES)
        return ARGP_ERR_UNKNOWN;
    o->routes = true;
    return 0;
}

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static const char *type_name(enum param_type type)
{
    static const char *const names[] = {"text",   "number", "flag",     "codes", "date",
                                        "facets", "sort",   "synonyms", "lang"};
    return names[type];
}

/* What a value may be: ":1..100", ":1000" bytes at most, the name of a code list. */
static void print_limits(const struct param_spec *p)
{
    if (p->type == PARAM_NUMBER)
        printf(":%ld..%ld", p->min, p->max);
    else if (p->type == PARAM_TEXT)
        printf(":%ld", p->max);
    else if (p->type == PARAM_CODES)
        printf(":%s", code_list_name(p->list));
}

/* METHOD PATH page|api name:type[:limits] … */
static void print_routes(void)
{
    for (const struct route *r = routes; r->method; r++) {
        printf("%s %s %s", r->method, r->path, r->page ? "page" : "api");
        for (const struct param_spec *p = r->params; p && p->name; p++) {
            printf(" %s:%s", p->name, type_name(p->type));
            print_limits(p);
        }
        printf("\n");
    }
}

/* Web files: as configured, else beside the program (in the build tree), else as installed. */
static const char *find_web(void *ctx, const struct conf *conf)
{
    static const char *const places[] = {"../../../api/web", "../share/shirube/web"};
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (*conf->web)
        return conf->web;
    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *path = mem_printf(ctx, "%s/%s", self, places[i]);
        if (access(mem_printf(ctx, "%s/templates/top.mustache", path), R_OK) == 0)
            return path;
    }
    return "api/web";
}

/* Compiled words: build/MODE/locale beside bin/, or beside web/ once installed. */
static enum err_code load_words(void *ctx, const char *web, struct i18n **ret, struct err *err)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = '\0';
    if (i18n_load(ctx, mem_printf(ctx, "%s/../locale", self), ret, err) == OK)
        return OK;
    return i18n_load(ctx, mem_printf(ctx, "%s/../locale", web), ret, err);
}

static void announce(const struct conf *conf, int port)
{
    char address[80];
    const char *colon = strrchr(conf->listen, ':');
    snprintf(address, sizeof address, "%.*s:%d", (int)(colon ? colon - conf->listen : 0),
             conf->listen, port);
    log_info("listening", "address", address);
}

static int serve(void *ctx, struct server *server)
{
    struct err err = {.text = ""};
    int port;
    long seconds = 10;
    enum err_code code =
        conf_int("stop_seconds", server->conf.stop_seconds, 0, 600, &seconds, &err);
    if (code == OK)
        code = load_words(ctx, server->web, &server->words, &err);
    if (code == OK)
        code = health_start(ctx, server->conf.database, server->index, &err);
    if (code == OK)
        code = http_start(ctx, server, &port, &err);
    if (code != OK) {
        fprintf(stderr, "shirube-api: %s\n", err.text);
        health_stop();
        return EXIT_FAILED;
    }
    announce(&server->conf, port);
    while (!stop)
        clock_sleep_ms(1000);
    log_info("stopping");
    health_set_stopping();
    http_stop(server, seconds);
    health_stop();
    log_info("stop", "program", "shirube-api");
    return EXIT_GOOD;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        .options = argp_options,
        .parser = parse,
        .doc = "Answers searches through a small API and plain pages. Search and record pages "
               "answer from the index alone.",
    };
    struct options o = {0};
    struct arg_common common = {0};
    struct server server = {0};
    mem_start();
    void *ctx = mem_context(NULL, "main");
    arg_parse(&argp, argc, argv, &o, &common, ctx);
    int result = EXIT_GOOD;
    if (o.routes) {
        print_routes();
    } else if (sodium_init() < 0) {
        result = EXIT_FAILED;
    } else {
        prctl(PR_SET_DUMPABLE, 0); /* no core dump may hold what a person typed */
        catch_signals();
        server.conf = common.conf;
        server.index = conf_index_path(ctx, &common.conf);
        server.web = find_web(ctx, &common.conf);
        result = serve(ctx, &server);
    }
    talloc_free(ctx);
    return result;
}
