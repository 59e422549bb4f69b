#include "schema/base/file_mark.h"
#include <sys/stat.h>
#include <time.h>

#define SECOND_NS 1000000000LL

/* Some file systems count whole seconds, one two of them. */
static const int64_t SETTLED_NS = 3 * SECOND_NS;

static int64_t ns_of(const struct timespec *t)
{
    return (int64_t)t->tv_sec * SECOND_NS + t->tv_nsec;
}

void file_mark_take(const char *path, struct file_mark *ret)
{
    struct stat s;
    struct timespec now;
    *ret = (struct file_mark){.settled = false};
    if (stat(path, &s) != 0)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    *ret = (struct file_mark){.device = s.st_dev,
                              .number = s.st_ino,
                              .size = (uint64_t)s.st_size,
                              .modified_ns = ns_of(&s.st_mtim),
                              .changed_ns = ns_of(&s.st_ctim)};
    int64_t last = ret->modified_ns > ret->changed_ns ? ret->modified_ns : ret->changed_ns;
    ret->settled = ns_of(&now) - last > SETTLED_NS;
}

bool file_mark_fits(const struct file_mark *m, const char *path)
{
    struct stat s;
    return m->settled && stat(path, &s) == 0 && m->device == s.st_dev && m->number == s.st_ino &&
           m->size == (uint64_t)s.st_size && m->modified_ns == ns_of(&s.st_mtim) &&
           m->changed_ns == ns_of(&s.st_ctim);
}
