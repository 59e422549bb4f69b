#include "search/generation.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

/* MANIFEST: a first line, then "blake2b-256 size path" a file in byte order of the paths, at last
 * the hash of all lines before it. */
static const char MANIFEST_HEAD[] = "shirube manifest 1\n";
enum { HASH_BYTES = 32, HASH_HEX = 2 * HASH_BYTES + 1, DEPTH_MAX = 8 };

/* ------------------------------------------------------------------ files */

static enum err_code io_error(struct err *err, const char *path)
{
    return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
}

enum err_code generation_sync_path(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return io_error(err, path);
    enum err_code code = fsync(fd) == 0 ? OK : io_error(err, path);
    close(fd);
    return code;
}

/* The whole of a small file, NUL-terminated; owned by ctx. ERR_NOT_FOUND when there is none. */
static enum err_code file_load(void *ctx, const char *path, char **ret, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "%s: not there", path);
    if (fd < 0)
        return io_error(err, path);
    size_t len = 0, cap = 4096;
    char *text = MEM_ARRAY(ctx, char, cap);
    ssize_t n;
    while ((n = read(fd, text + len, cap - len - 1)) > 0) {
        len += (size_t)n;
        if (cap - len < 2)
            text = MEM_GROW(ctx, text, char, cap *= 2);
    }
    enum err_code code = n < 0 ? io_error(err, path) : OK;
    close(fd);
    text[len] = '\0';
    if (code == OK)
        *ret = text;
    return code;
}

/* Puts text under `path` all at once: readers see the old file or the new one. The folder is the
 * caller's to sync. */
static enum err_code file_replace(const char *path, const char *text, struct err *err)
{
    void *tmp = mem_context(NULL, "file_replace");
    const char *beside = mem_printf(tmp, "%s.tmp", path);
    size_t len = strlen(text), done = 0;
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    ssize_t n = fd < 0 ? -1 : 0;
    while (n >= 0 && done < len) {
        n = write(fd, text + done, len - done);
        done += n > 0 ? (size_t)n : 0;
    }
    bool good = n >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        good = close(fd) == 0 && good;
    enum err_code code = good && rename(beside, path) == 0 ? OK : io_error(err, path);
    talloc_free(tmp);
    return code;
}

static enum err_code folder_make(void *ctx, const char *path, struct err *err)
{
    char *p = mem_strdup(ctx, path);
    for (char *slash = strchr(p + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(p, 0755) != 0 && errno != EEXIST)
            return io_error(err, p);
        *slash = '/';
    }
    return mkdir(p, 0755) == 0 || errno == EEXIST ? OK : io_error(err, p);
}

/* ------------------------------------------------------------------ walking a generation */

struct file_list {
    char **paths; /* relative to the generation's folder, in byte order */
    size_t n;
};

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds the regular files under root/inside ("" at the top) and, when folders are asked for, the
 * folders behind what they hold. */
static enum err_code files_add(void *ctx, const char *root, const char *inside, int depth,
                               bool folders, struct file_list *list, struct err *err)
{
    const char *path = mem_printf(ctx, "%s/%s", root, inside);
    DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
    if (!dir)
        return io_error(err, path);
    enum err_code code = OK;
    struct dirent *e;
    while (code == OK && (e = readdir(dir))) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            code = io_error(err, path);
        char *name = mem_printf(ctx, "%s%s%s", inside, *inside ? "/" : "", e->d_name);
        bool is_folder = code == OK && S_ISDIR(st.st_mode);
        if (is_folder)
            code = files_add(ctx, root, name, depth + 1, folders, list, err);
        if (code == OK && (!is_folder || folders)) {
            list->paths = MEM_GROW(ctx, list->paths, char *, list->n + 1);
            list->paths[list->n++] = name;
        }
    }
    closedir(dir);
    return code;
}

static bool is_own(const char *name)
{
    return strcmp(name, "MANIFEST") == 0 || strcmp(name, "MANIFEST.tmp") == 0;
}

/* BLAKE2b-256 of the first `at_most` bytes of a file as hexadecimal text, and how many there are.
 */
static enum err_code head_hash(const char *path, uint64_t at_most, char ret_hex[HASH_HEX],
                               uint64_t *ret_bytes, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return io_error(err, path);
    if (sodium_init() < 0) {
        close(fd);
        return err_set(err, ERR_INTERNAL, "libsodium could not start");
    }
    enum { BLOCK = 1 << 16 };
    void *tmp = mem_context(NULL, "file_hash");
    unsigned char *block = MEM_ARRAY(tmp, unsigned char, BLOCK), hash[HASH_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    uint64_t bytes = 0;
    ssize_t n = 0;
    while (bytes < at_most &&
           (n = read(fd, block, at_most - bytes < BLOCK ? at_most - bytes : BLOCK)) > 0) {
        crypto_generichash_update(&state, block, (unsigned long long)n);
        bytes += (uint64_t)n;
    }
    enum err_code code = n < 0 ? io_error(err, path) : OK;
    close(fd);
    talloc_free(tmp);
    if (code != OK)
        return code;
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(ret_hex, HASH_HEX, hash, sizeof hash);
    *ret_bytes = bytes;
    return OK;
}

static enum err_code file_hash(const char *path, char ret_hex[HASH_HEX], uint64_t *ret_bytes,
                               struct err *err)
{
    return head_hash(path, UINT64_MAX, ret_hex, ret_bytes, err);
}

static void text_hash_hex(const char *text, size_t len, char ret_hex[HASH_HEX])
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text, len, NULL, 0);
    sodium_bin2hex(ret_hex, HASH_HEX, hash, sizeof hash);
}

/* ------------------------------------------------------------------ names */

static void name_of(int64_t number, char ret_name[GENERATION_NAME_BYTES])
{
    snprintf(ret_name, GENERATION_NAME_BYTES, "g-%06lld", (long long)number);
}

/* "g-000007" → 7; 0 when it is no such name. */
static int64_t number_of(const char *name)
{
    char same[GENERATION_NAME_BYTES];
    int64_t n;
    if (strncmp(name, "g-", 2) != 0 || !text_read_int(name + 2, &n) || n < 1)
        return 0;
    name_of(n, same);
    return strcmp(name, same) == 0 ? n : 0;
}

static bool is_sealed(const char *index, const char *name)
{
    void *tmp = mem_context(NULL, "is_sealed");
    struct stat st;
    bool sealed = stat(generation_path(tmp, index, name, "MANIFEST"), &st) == 0;
    talloc_free(tmp);
    return sealed;
}

const char *generation_path(void *ctx, const char *index, const char *name, const char *part)
{
    return part ? mem_printf(ctx, "%s/%s/%s", index, name, part)
                : mem_printf(ctx, "%s/%s", index, name);
}

/* The generations of an index in rising order of their numbers. */
struct generation_list {
    int64_t *numbers;
    size_t n;
};

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum err_code list_all(void *ctx, const char *index, struct generation_list *ret,
                              struct err *err)
{
    DIR *dir = opendir(index);
    if (!dir)
        return io_error(err, index);
    struct generation_list list = {NULL, 0};
    struct dirent *e;
    while ((e = readdir(dir))) {
        int64_t number = number_of(e->d_name);
        if (!number)
            continue;
        list.numbers = MEM_GROW(ctx, list.numbers, int64_t, list.n + 1);
        list.numbers[list.n++] = number;
    }
    closedir(dir);
    if (list.n)
        qsort(list.numbers, list.n, sizeof *list.numbers, by_number);
    *ret = list;
    return OK;
}

const char *generation_current_path(void *ctx, const char *index)
{
    return mem_printf(ctx, "%s/current", index);
}

enum err_code generation_current(const char *index, char ret_name[GENERATION_NAME_BYTES],
                                 struct err *err)
{
    void *tmp = mem_context(NULL, "generation_current");
    const char *path = generation_current_path(tmp, index);
    char *text = NULL;
    enum err_code code = file_load(tmp, path, &text, err);
    if (code == ERR_NOT_FOUND)
        code = err_set(err, ERR_NO_INDEX, "%s: no generation is in use yet", path);
    if (code == OK) {
        text[strcspn(text, "\n")] = '\0';
        if (number_of(text))
            text_copy(ret_name, GENERATION_NAME_BYTES, text);
        else
            code = err_set(err, ERR_CORRUPT, "%s: names no generation", path);
    }
    talloc_free(tmp);
    return code;
}

enum err_code generation_create(const char *index, char ret_name[GENERATION_NAME_BYTES],
                                struct err *err)
{
    void *tmp = mem_context(NULL, "generation_create");
    struct generation_list all = {NULL, 0};
    char name[GENERATION_NAME_BYTES];
    enum err_code code = folder_make(tmp, index, err);
    if (code == OK)
        code = list_all(tmp, index, &all, err);
    if (code == OK) {
        int64_t number = all.n ? all.numbers[all.n - 1] + 1 : 1;
        for (name_of(number, name); mkdir(generation_path(tmp, index, name, NULL), 0755) != 0;
             name_of(++number, name))
            if (errno != EEXIST) {
                code = io_error(err, generation_path(tmp, index, name, NULL));
                break;
            }
    }
    if (code == OK)
        text_copy(ret_name, GENERATION_NAME_BYTES, name);
    talloc_free(tmp);
    return code;
}

enum err_code generation_previous(const char *index, const char *name,
                                  char ret_name[GENERATION_NAME_BYTES], struct err *err)
{
    void *tmp = mem_context(NULL, "generation_previous");
    struct generation_list all;
    int64_t before = number_of(name);
    enum err_code code = list_all(tmp, index, &all, err);
    for (size_t i = code == OK ? all.n : 0; i-- > 0;) {
        char candidate[GENERATION_NAME_BYTES];
        name_of(all.numbers[i], candidate);
        if (all.numbers[i] >= before || !is_sealed(index, candidate))
            continue;
        text_copy(ret_name, GENERATION_NAME_BYTES, candidate);
        talloc_free(tmp);
        return OK;
    }
    talloc_free(tmp);
    return code != OK
               ? code
               : err_set(err, ERR_NOT_FOUND, "%s: no sealed generation before %s", index, name);
}

/* ------------------------------------------------------------------ sealing and switching */

/* Syncs everything in the folder and gives the manifest's text, owned by ctx. */
static enum err_code seal(void *ctx, const char *folder, char **ret, struct err *err)
{
    struct file_list files = {NULL, 0};
    enum err_code code = files_add(ctx, folder, "", 0, true, &files, err);
    if (code == OK && files.n)
        qsort(files.paths, files.n, sizeof *files.paths, by_bytes);
    char *text = mem_strdup(ctx, MANIFEST_HEAD);
    for (size_t i = 0; code == OK && i < files.n; i++) {
        const char *path = mem_printf(ctx, "%s/%s", folder, files.paths[i]);
        char hex[HASH_HEX];
        uint64_t bytes;
        struct stat st;
        if (is_own(files.paths[i]))
            continue;
        code = generation_sync_path(path, err);
        if (code != OK || stat(path, &st) != 0 || S_ISDIR(st.st_mode))
            continue;
        code = file_hash(path, hex, &bytes, err);
        text = mem_check(talloc_asprintf_append(text, "%s %llu %s\n", hex,
                                                (unsigned long long)bytes, files.paths[i]));
    }
    if (code != OK)
        return code;
    char hex[HASH_HEX];
    text_hash_hex(text, strlen(text), hex);
    *ret = mem_check(talloc_asprintf_append(text, "%s\n", hex));
    return OK;
}

enum err_code generation_seal(const char *index, const char *name, struct err *err)
{
    void *tmp = mem_context(NULL, "generation_seal");
    const char *folder = generation_path(tmp, index, name, NULL);
    char *manifest = NULL;
    enum err_code code =
        number_of(name) ? OK : err_set(err, ERR_INVALID, "%s: no name of a generation", name);
    if (code == OK)
        code = seal(tmp, folder, &manifest, err);
    if (code == OK)
        code = file_replace(generation_path(tmp, index, name, "MANIFEST"), manifest, err);
    if (code == OK)
        code = generation_sync_path(folder, err);
    talloc_free(tmp);
    return code;
}

enum err_code generation_unseal(const char *index, const char *name, struct err *err)
{
    void *tmp = mem_context(NULL, "generation_unseal");
    const char *path = generation_path(tmp, index, name, "MANIFEST");
    enum err_code code = unlink(path) == 0 || errno == ENOENT ? OK : io_error(err, path);
    talloc_free(tmp);
    return code;
}

enum err_code generation_use(const char *index, const char *name, struct err *err)
{
    void *tmp = mem_context(NULL, "generation_use");
    enum err_code code = generation_sync_path(index, err);
    if (code == OK)
        code =
            file_replace(generation_current_path(tmp, index), mem_printf(tmp, "%s\n", name), err);
    if (code == OK)
        code = generation_sync_path(index, err);
    talloc_free(tmp);
    return code;
}

enum err_code generation_switch(const char *index, const char *name, struct err *err)
{
    enum err_code code = generation_seal(index, name, err);
    return code == OK ? generation_use(index, name, err) : code;
}

/* ------------------------------------------------------------------ checking */

/* A file as the manifest says it was. */
struct sealed_file {
    struct span hash, path;
    uint64_t bytes;
};

static bool sealed_file_read(struct span line, struct sealed_file *ret)
{
    struct span size;
    int64_t bytes;
    char digits[24];
    ret->path = line;
    if (!text_split_next(&ret->path, " ", &ret->hash) || !text_split_next(&ret->path, " ", &size) ||
        !ret->path.p || size.len >= sizeof digits)
        return false;
    text_copy(digits, size.len + 1, size.p);
    if (ret->hash.len != HASH_HEX - 1 || !text_read_int(digits, &bytes))
        return false;
    ret->bytes = (uint64_t)bytes;
    return true;
}

static bool is_path(const struct sealed_file *f, const char *path)
{
    return f->path.len == strlen(path) && memcmp(f->path.p, path, f->path.len) == 0;
}

static bool is_table(const struct sealed_file *f)
{
    static const char tables[] = "xapian/";
    return f->path.len >= sizeof tables && memcmp(f->path.p, tables, sizeof tables - 1) == 0;
}

/* Files that only grow: what stood there when they were sealed stands there still. */
static bool is_growing(const struct sealed_file *f)
{
    return is_path(f, "columns") || is_path(f, "trees");
}

static enum err_code sealed_file_check(void *ctx, const char *folder, const struct sealed_file *f,
                                       struct err *err)
{
    const char *file = mem_printf(ctx, "%s/%.*s", folder, (int)f->path.len, f->path.p);
    char hex[HASH_HEX];
    uint64_t bytes;
    struct err why;
    if (head_hash(file, is_growing(f) ? f->bytes : UINT64_MAX, hex, &bytes, &why) != OK)
        return err_set(err, ERR_CORRUPT, "%s: is in the manifest but cannot be read", file);
    if (bytes != f->bytes)
        return err_set(err, ERR_CORRUPT, "%s: %llu bytes, the manifest says %llu", file,
                       (unsigned long long)bytes, (unsigned long long)f->bytes);
    if (memcmp(f->hash.p, hex, f->hash.len) != 0)
        return err_set(err, ERR_CORRUPT, "%s: content differs from the manifest", file);
    return OK;
}

/* Whether the file differs from the manifest; false also when it is not in it. */
static bool is_changed(void *ctx, const char *folder, struct span lines, const char *path)
{
    struct span line;
    struct sealed_file f;
    struct err ignored;
    while (text_split_next(&lines, "\n", &line))
        if (sealed_file_read(line, &f) && is_path(&f, path))
            return sealed_file_check(ctx, folder, &f, &ignored) != OK;
    return false;
}

/* Each commit writes metadata into the table of postings and then the file with the roots: one of
 * them changed without the other is damage. (Or a commit under way, or one cut off before the
 * replay: the roots come last, so they are looked at again before damage is told.) */
static bool is_committed(void *ctx, const char *folder, struct span lines)
{
    return is_changed(ctx, folder, lines, "xapian/iamglass") &&
           is_changed(ctx, folder, lines, "xapian/postlist.glass");
}

static enum err_code check_lines(void *ctx, const char *folder, struct span lines, struct err *err)
{
    bool committed = is_committed(ctx, folder, lines);
    struct span rest = lines, line;
    enum err_code code = OK;
    while (code == OK && text_split_next(&rest, "\n", &line)) {
        struct sealed_file f;
        if (!line.len)
            continue;
        if (!sealed_file_read(line, &f))
            code = err_set(err, ERR_CORRUPT, "%s/MANIFEST: damaged line", folder);
        else if (!is_table(&f) || !committed)
            code = sealed_file_check(ctx, folder, &f, err);
        if (code != OK && is_table(&f) && is_committed(ctx, folder, lines)) {
            committed = true;
            code = OK;
        }
    }
    return code;
}

enum err_code generation_check_manifest(const char *index, const char *name, struct err *err)
{
    void *tmp = mem_context(NULL, "generation_check_manifest");
    const char *folder = generation_path(tmp, index, name, NULL);
    char *text = NULL, hex[HASH_HEX];
    enum err_code code = file_load(tmp, mem_printf(tmp, "%s/MANIFEST", folder), &text, err);
    size_t len = code == OK ? strlen(text) : 0, head = sizeof MANIFEST_HEAD - 1;
    if (code == ERR_NOT_FOUND)
        code = err_set(err, ERR_CORRUPT, "%s: has no MANIFEST", folder);
    else if (code == OK && (len < head + HASH_HEX || memcmp(text, MANIFEST_HEAD, head) != 0))
        code = err_set(err, ERR_CORRUPT, "%s/MANIFEST: cut off or not a manifest", folder);
    if (code == OK) {
        text_hash_hex(text, len - HASH_HEX, hex);
        if (memcmp(text + len - HASH_HEX, hex, HASH_HEX - 1) != 0 || text[len - 1] != '\n')
            code = err_set(err, ERR_CORRUPT, "%s/MANIFEST: damaged", folder);
    }
    if (code == OK)
        code = check_lines(tmp, folder, (struct span){text + head, len - HASH_HEX - head}, err);
    talloc_free(tmp);
    return code;
}

/* ------------------------------------------------------------------ removing */

static enum err_code remove_generation(void *ctx, const char *folder, struct err *err)
{
    struct file_list files = {NULL, 0};
    enum err_code code = OK;
    /* The seal goes first: half removed, it is never taken for a sound predecessor. */
    const char *seal_path = mem_printf(ctx, "%s/MANIFEST", folder);
    if (unlink(seal_path) != 0 && errno != ENOENT)
        return io_error(err, seal_path);
    code = files_add(ctx, folder, "", 0, true, &files, err);
    for (size_t i = 0; code == OK && i < files.n; i++)
        if (remove(mem_printf(ctx, "%s/%s", folder, files.paths[i])) != 0)
            code = io_error(err, files.paths[i]);
    if (code == OK && rmdir(folder) != 0)
        code = io_error(err, folder);
    return code;
}

/* Above the current one lie generations under construction (not sealed: kept) and damaged ones
 * that were left by falling back (sealed). */
static bool is_superfluous(const char *index, const char *name, const char *current,
                           const char *previous)
{
    if (strcmp(name, current) == 0 || strcmp(name, previous) == 0)
        return false;
    return number_of(name) < number_of(current) || is_sealed(index, name);
}

enum err_code generation_prune(const char *index, int *ret_removed, struct err *err)
{
    void *tmp = mem_context(NULL, "generation_prune");
    char current[GENERATION_NAME_BYTES], previous[GENERATION_NAME_BYTES] = "";
    struct generation_list all = {NULL, 0};
    int removed = 0;
    enum err_code code = generation_current(index, current, err);
    if (code == OK) {
        code = generation_previous(index, current, previous, err);
        code = code == ERR_NOT_FOUND ? OK : code;
    }
    if (code == OK)
        code = list_all(tmp, index, &all, err);
    for (size_t i = 0; code == OK && i < all.n; i++) {
        char name[GENERATION_NAME_BYTES];
        name_of(all.numbers[i], name);
        if (!is_superfluous(index, name, current, previous))
            continue;
        code = remove_generation(tmp, generation_path(tmp, index, name, NULL), err);
        removed += code == OK;
    }
    if (code == OK)
        *ret_removed = removed;
    talloc_free(tmp);
    return code;
}
