/*
 * Whether a file that others replace is still the one that was read: a look at its number, size and
 * times instead of opening it. Times are coarse: a file changed shortly before the mark was taken
 * may change once more without showing it, so such a mark says nothing and the file is read again.
 * Over a network a change is seen as late as the system there shows new times.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct file_mark {
    uint64_t device, number, size;
    int64_t modified_ns, changed_ns;
    bool settled; /* not changed shortly before */
};

/* To be taken before the file is read. A file that is not there leaves a mark that never fits. */
void file_mark_take(const char *path, struct file_mark *ret);
/* True only when the file is surely as it was. */
bool file_mark_fits(const struct file_mark *m, const char *path);
