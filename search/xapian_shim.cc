// The door to Xapian: see xapian_shim.h. Every operation is a lambda run by `guarded`, which is
// noexcept and turns whatever is thrown into an err_code, so no exception ever reaches C.
//
// A writer lives inside one long Xapian transaction that xs_commit ends and begins anew. Without it
// glass would commit by itself each time its buffer is full, and a reader could see documents whose
// columns and watermark are not there yet; inside it a full buffer is only written out. It also
// makes closing without a commit drop what is pending, where glass otherwise commits at close.
#include "search/xapian_shim_guard.h"
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <sstream>
#include <string>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct xs_writer {
    Xapian::WritableDatabase *db; // NULL once closed
    const char *path;
    bool sync;
    bool dead; // after an error nothing may be committed any more
};
struct xs_stemmer {
    Xapian::Stem *stem;
    char *last; // what the last xs_stem gave
    size_t cap;
};

namespace
{

// ------------------------------------------------------------------ errors

// Types of Xapian's errors; those not listed are ERR_INTERNAL. Logic errors quote terms in their
// texts, so only the texts of `files` errors are passed on.
const struct {
    const char *type;
    enum err_code code;
    bool files;
} error_types[] = {
    {"DatabaseModifiedError", ERR_MODIFIED, true},
    {"DatabaseLockError", ERR_BUSY, true},
    {"DatabaseCorruptError", ERR_CORRUPT, true},
    {"DatabaseVersionError", ERR_VERSION, true},
    {"DatabaseNotFoundError", ERR_NO_INDEX, true},
    {"DatabaseOpeningError", ERR_CORRUPT, true},
    {"DatabaseCreateError", ERR_IO, true},
    {"DatabaseError", ERR_IO, true},
    {"DocNotFoundError", ERR_NOT_FOUND, true},
    {"SerialisationError", ERR_CORRUPT, true},
    {"RangeError", ERR_CORRUPT, true},
    {"InvalidArgumentError", ERR_INVALID, false},
    {"UnimplementedError", ERR_INVALID, false},
    {"QueryParserError", ERR_INVALID, false},
    {"WildcardError", ERR_INVALID, false},
};

enum err_code error_of_xapian(struct err *err, const char *what, const Xapian::Error &e)
{
    const char *os = e.get_error_string();
    enum err_code code = ERR_INTERNAL;
    bool files = false;
    for (const auto &t : error_types)
        if (strcmp(t.type, e.get_type()) == 0) {
            code = t.code;
            files = t.files;
        }
    // The lock file may also be out of reach: then no other writer is to be waited for.
    if (code == ERR_BUSY && e.get_msg().find("already locked") == std::string::npos)
        code = ERR_IO;
    return err_set(err, code, "%s: %s%s%s%s%s", what, e.get_type(), files ? ": " : "",
                   files ? e.get_msg().c_str() : "", os ? ": " : "", os ? os : "");
}

template <class F>
enum err_code guarded_write(struct xs_writer *w, struct err *err, const char *what,
                            F operation) noexcept
{
    if (!w->db || w->dead)
        return err_set(err, ERR_INTERNAL, "%s: writer is closed or failed before: open it again",
                       what);
    enum err_code code = guarded(err, what, operation);
    if (code != OK)
        w->dead = true;
    return code;
}

// Closing drops what is pending; an error while closing has nobody to be told to.
template <class T> void close_quietly(T *&p) noexcept
{
    try {
        delete p;
    } catch (...) {
    }
    p = NULL;
}

const char *copy(void *ctx, const std::string &s)
{
    return static_cast<const char *>(mem_check(talloc_strndup(ctx, s.data(), s.size())));
}

// Xapian's strings may hold NUL bytes, which talloc_strndup would stop at.
const char *copy_bytes(void *ctx, const std::string &s, size_t *ret_len)
{
    char *p = MEM_ARRAY(ctx, char, s.size() + 1);
    memcpy(p, s.data(), s.size());
    p[s.size()] = '\0';
    *ret_len = s.size();
    return p;
}

// ------------------------------------------------------------------ flush threshold

// Xapian reads XAPIAN_FLUSH_THRESHOLD from the environment when a writer opens, and has no other
// way to set it. setenv while another thread calls getenv is undefined behaviour, so the variable
// is put there once before main, in a buffer of ours, and only its digits change, under a lock.
const size_t THRESHOLD_DIGITS = 10;
char threshold_env[] = "XAPIAN_FLUSH_THRESHOLD=0000002000";
std::mutex threshold_lock;

__attribute__((constructor)) void threshold_put()
{
    putenv(threshold_env);
}

void threshold_set(uint32_t n)
{
    char digits[THRESHOLD_DIGITS + 1];
    snprintf(digits, sizeof digits, "%010u", n);
    memcpy(strchr(threshold_env, '=') + 1, digits, THRESHOLD_DIGITS);
}

// ------------------------------------------------------------------ documents

const size_t TERM_MAX_BYTES = 245;
const size_t DATA_MAX_BYTES = 64u << 20;

// Checked before Xapian sees the document: an exception in mid-document drops the whole batch.
enum err_code doc_check(uint32_t docid, const struct xs_doc *doc, struct err *err)
{
    if (docid == 0)
        return err_set(err, ERR_INVALID, "xs_put: docid 0");
    for (size_t i = 0; i < doc->n_terms; i++)
        if (!xs_is_term(doc->terms[i].text, doc->terms[i].len))
            return err_set(err, ERR_INVALID, "xs_put: document %u: term %zu has %u bytes", docid, i,
                           doc->terms[i].len);
    if (doc->data_len > DATA_MAX_BYTES)
        return err_set(err, ERR_TOO_LARGE, "xs_put: document %u: %zu bytes of data", docid,
                       doc->data_len);
    return OK;
}

void doc_fill(Xapian::Document &d, const struct xs_doc *doc)
{
    std::string s;
    for (size_t i = 0; i < doc->n_terms; i++) {
        const struct xs_term *t = &doc->terms[i];
        s.assign(t->text, t->len);
        if (t->position)
            d.add_posting(s, t->position, t->wdf);
        else
            d.add_term(s, t->wdf);
    }
    for (size_t i = 0; i < doc->n_values; i++)
        d.add_value(doc->values[i].slot, std::string(doc->values[i].bytes, doc->values[i].len));
    if (doc->data_len)
        d.set_data(std::string(doc->data, doc->data_len));
}

uint32_t find_docid(const Xapian::Database &db, const char *term)
{
    Xapian::PostingIterator p = db.postlist_begin(term);
    return p == db.postlist_end(term) ? 0 : *p;
}

void count(const Xapian::Database &db, uint32_t *ret_documents, uint32_t *ret_first,
           uint32_t *ret_last)
{
    uint32_t documents = db.get_doccount();
    uint32_t first = documents ? *db.postlist_begin(std::string()) : 0;
    uint32_t last = documents ? db.get_lastdocid() : 0;
    *ret_documents = documents;
    *ret_first = first;
    *ret_last = last;
}

// glass syncs its files but not the folder that holds them: the rename that makes a commit visible
// could be undone by a power loss.
void sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int bad = fd < 0 || fsync(fd) != 0;
    if (fd >= 0)
        close(fd);
    if (bad)
        throw failure{ERR_IO, "folder could not be synced"};
}

int writer_destroy(struct xs_writer *w)
{
    close_quietly(w->db);
    return 0;
}

int reader_destroy(struct xs_reader *r)
{
    close_quietly(r->db);
    return 0;
}

int stemmer_destroy(struct xs_stemmer *s)
{
    close_quietly(s->stem);
    return 0;
}

// ------------------------------------------------------------------ checking

const size_t CHECK_TEXT_BYTES = 200;

// What a sound index needs at most for its check: xapian-check keeps a number for each docid up to
// the last. A damaged one may ask for anything.
const rlim_t CHECK_MEMORY_BYTES = 1u << 30;

void check_limit_memory(uint32_t last_docid)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    bool known = f && fscanf(f, "%ld", &pages) == 1;
    if (f)
        fclose(f);
    rlim_t now = static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
    rlim_t most = now + CHECK_MEMORY_BYTES + 2 * sizeof(uint32_t) * rlim_t{last_docid};
    struct rlimit limit = {most, most};
    if (known && setrlimit(RLIMIT_AS, &limit) != 0)
        throw failure{ERR_INTERNAL, "memory could not be limited"};
}

// Damaged tables make xapian-check itself crash now and then, so it runs in a child process. The
// child writes the last lines of its complaint and exits 0 (sound) or 1 (damaged).
[[noreturn]] void check_child(const char *path, int out)
{
    std::ostringstream report;
    struct err err = {OK, ""};
    size_t errors = 0;
    enum err_code code = guarded(&err, "check", [&] {
        check_limit_memory(Xapian::Database(path).get_lastdocid());
        errors = Xapian::Database::check(path, 0, &report);
    });
    std::string text = code == OK ? report.str() : std::string(err.text);
    if (text.size() > CHECK_TEXT_BYTES)
        text.erase(0, text.size() - CHECK_TEXT_BYTES);
    bool written = write(out, text.data(), text.size()) >= 0;
    _exit(code == OK && errors == 0 && written ? 0 : 1);
}

} // namespace

#ifdef __SANITIZE_ADDRESS__
// libxapian 1.4.22's own check deletes a table through a smaller type; that is not ours to report.
extern "C" __attribute__((visibility("default"))) const char *__asan_default_options(void)
{
    return "new_delete_type_mismatch=0";
}
#endif

bool xs_is_term(const char *s, size_t len)
{
    return len > 0 && len + static_cast<size_t>(std::count(s, s + len, '\0')) <= TERM_MAX_BYTES;
}

enum err_code xs_error_of_exception(struct err *err, const char *what) noexcept
{
    try {
        throw;
    } catch (const Xapian::Error &e) {
        return error_of_xapian(err, what, e);
    } catch (const std::bad_alloc &) {
        return err_set(err, ERR_NOMEM, "%s: out of memory", what);
    } catch (...) {
        return err_set(err, ERR_INTERNAL, "%s: unexpected C++ exception", what);
    }
}

// ------------------------------------------------------------------ writer

const char *xs_version(void)
{
    return Xapian::version_string();
}

enum err_code xs_writer_open(void *ctx, const char *path, enum xs_open how,
                             uint32_t flush_threshold, bool sync, struct xs_writer **ret,
                             struct err *err)
{
    struct xs_writer *w = MEM_NEW(ctx, struct xs_writer);
    w->path = mem_strdup(w, path);
    w->sync = sync;
    talloc_set_destructor(w, writer_destroy);
    int flags = how == XS_OPEN         ? Xapian::DB_OPEN
                : how == XS_CREATE_NEW ? Xapian::DB_CREATE
                                       : Xapian::DB_CREATE_OR_OPEN;
    flags |= Xapian::DB_BACKEND_GLASS | (sync ? 0 : Xapian::DB_NO_SYNC);
    enum err_code code = guarded(err, path, [&] {
        {
            std::lock_guard<std::mutex> hold(threshold_lock);
            threshold_set(flush_threshold ? flush_threshold : 2000);
            w->db = new Xapian::WritableDatabase(path, flags);
        }
        w->db->begin_transaction(false);
    });
    if (code == OK)
        *ret = w;
    else
        talloc_free(w);
    return code;
}

enum err_code xs_put(struct xs_writer *w, uint32_t docid, const struct xs_doc *doc, struct err *err)
{
    enum err_code code = doc_check(docid, doc, err);
    if (code != OK)
        return code;
    return guarded_write(w, err, "xs_put", [&] {
        Xapian::Document d;
        doc_fill(d, doc);
        w->db->replace_document(docid, d);
    });
}

enum err_code xs_del(struct xs_writer *w, uint32_t docid, struct err *err)
{
    return guarded_write(w, err, "xs_del", [&] {
        try {
            w->db->delete_document(docid);
        } catch (const Xapian::DocNotFoundError &) {
        }
    });
}

enum err_code xs_writer_find(struct xs_writer *w, const char *term, uint32_t *ret_docid,
                             struct err *err)
{
    return guarded_write(w, err, "xs_writer_find", [&] { *ret_docid = find_docid(*w->db, term); });
}

enum err_code xs_writer_meta_set(struct xs_writer *w, const char *key, const char *value,
                                 struct err *err)
{
    return guarded_write(w, err, "xs_writer_meta_set", [&] { w->db->set_metadata(key, value); });
}

enum err_code xs_writer_meta_get(struct xs_writer *w, void *ctx, const char *key, const char **ret,
                                 struct err *err)
{
    return guarded_write(w, err, "xs_writer_meta_get",
                         [&] { *ret = copy(ctx, w->db->get_metadata(key)); });
}

enum err_code xs_writer_count(struct xs_writer *w, uint32_t *ret_documents,
                              uint32_t *ret_first_docid, uint32_t *ret_last_docid, struct err *err)
{
    return guarded_write(w, err, "xs_writer_count",
                         [&] { count(*w->db, ret_documents, ret_first_docid, ret_last_docid); });
}

enum err_code xs_commit(struct xs_writer *w, struct err *err)
{
    return guarded_write(w, err, "xs_commit", [&] {
        w->db->commit_transaction();
        w->db->commit();
        if (w->sync)
            sync_folder(w->path);
        w->db->begin_transaction(false);
    });
}

void xs_writer_abandon(struct xs_writer *w)
{
    close_quietly(w->db);
}

enum err_code xs_compact(const char *const *from, size_t n_from, const char *to, struct err *err)
{
    struct stat st;
    if (lstat(to, &st) == 0)
        return err_set(err, ERR_CONFLICT, "%s exists already", to);
    return guarded(err, to, [&] {
        Xapian::Database all;
        for (size_t i = 0; i < n_from; i++)
            all.add_database(Xapian::Database(from[i]));
        all.compact(to, Xapian::DBCOMPACT_NO_RENUMBER | Xapian::Compactor::FULL);
    });
}

enum err_code xs_check(const char *path, struct err *err)
{
    int pipe_fds[2];
    if (pipe2(pipe_fds, O_CLOEXEC) != 0)
        return err_set(err, ERR_IO, "%s: no pipe for the check", path);
    pid_t child = fork();
    if (child == 0)
        check_child(path, pipe_fds[1]);
    close(pipe_fds[1]);
    char text[CHECK_TEXT_BYTES + 1];
    ssize_t n = child > 0 ? read(pipe_fds[0], text, sizeof text - 1) : -1;
    close(pipe_fds[0]);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return err_set(err, ERR_IO, "%s: the check could not be run", path);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return OK;
    std::replace(text, text + std::max<ssize_t>(n, 0), '\n', ' ');
    return err_set(err, ERR_CORRUPT, "%s: %s%.*s", path,
                   WIFSIGNALED(status) ? "the check crashed on it" : "",
                   static_cast<int>(std::max<ssize_t>(n, 0)), text);
}

// ------------------------------------------------------------------ reader

enum err_code xs_reader_open(void *ctx, const char *path, struct xs_reader **ret, struct err *err)
{
    struct xs_reader *r = MEM_NEW(ctx, struct xs_reader);
    talloc_set_destructor(r, reader_destroy);
    r->version_path = mem_printf(r, "%s/iamglass", path);
    enum err_code code = guarded(err, path, [&] { r->db = new Xapian::Database(path); });
    if (code == OK)
        *ret = r;
    else
        talloc_free(r);
    return code;
}

enum err_code xs_reader_reopen(struct xs_reader *r, bool *ret_changed, struct err *err)
{
    struct file_mark mark;
    if (file_mark_fits(&r->mark, r->version_path)) {
        *ret_changed = false;
        return OK;
    }
    file_mark_take(r->version_path, &mark);
    r->mark = {};
    enum err_code code = guarded(err, "xs_reader_reopen", [&] { *ret_changed = r->db->reopen(); });
    if (code == OK)
        r->mark = mark;
    return code;
}

enum err_code xs_reader_revision(struct xs_reader *r, uint64_t *ret, struct err *err)
{
    return guarded(err, "xs_reader_revision", [&] { *ret = r->db->get_revision(); });
}

enum err_code xs_reader_count(struct xs_reader *r, uint32_t *ret_documents,
                              uint32_t *ret_first_docid, uint32_t *ret_last_docid, struct err *err)
{
    return guarded(err, "xs_reader_count",
                   [&] { count(*r->db, ret_documents, ret_first_docid, ret_last_docid); });
}

enum err_code xs_meta_get(struct xs_reader *r, void *ctx, const char *key, const char **ret,
                          struct err *err)
{
    return guarded(err, "xs_meta_get", [&] { *ret = copy(ctx, r->db->get_metadata(key)); });
}

enum err_code xs_find(struct xs_reader *r, const char *term, uint32_t *ret_docid, struct err *err)
{
    return guarded(err, "xs_find", [&] { *ret_docid = find_docid(*r->db, term); });
}

enum err_code xs_data_get(struct xs_reader *r, void *ctx, uint32_t docid, const char **ret,
                          size_t *ret_len, struct err *err)
{
    if (docid == 0)
        return err_set(err, ERR_NOT_FOUND, "xs_data_get: docid 0");
    return guarded(err, "xs_data_get", [&] {
        // What has data is there: the length of a document, which tells that too, is another look.
        std::string data = r->db->get_document(docid, Xapian::DOC_ASSUME_VALID).get_data();
        if (data.empty())
            data = r->db->get_document(docid).get_data();
        *ret = copy_bytes(ctx, data, ret_len);
    });
}

enum err_code xs_value_get(struct xs_reader *r, void *ctx, uint32_t docid, uint32_t slot,
                           const char **ret, size_t *ret_len, struct err *err)
{
    if (docid == 0)
        return err_set(err, ERR_NOT_FOUND, "xs_value_get: docid 0");
    return guarded(err, "xs_value_get", [&] {
        *ret = copy_bytes(ctx, r->db->get_document(docid).get_value(slot), ret_len);
    });
}

enum err_code xs_term_freq(struct xs_reader *r, const char *term, uint32_t len, uint32_t *ret,
                           struct err *err)
{
    return guarded(err, "xs_term_freq",
                   [&] { *ret = r->db->get_termfreq(std::string(term, len)); });
}

enum err_code xs_each(struct xs_reader *r, uint32_t after, xs_docid_fn fn, void *arg,
                      struct err *err)
{
    if (after == UINT32_MAX)
        return OK;
    return guarded(err, "xs_each", [&] {
        Xapian::PostingIterator p = r->db->postlist_begin(std::string());
        const Xapian::PostingIterator end;
        if (p != end)
            p.skip_to(after + 1);
        for (; p != end && fn(*p, arg); ++p)
            ;
    });
}

enum err_code xs_each_term(struct xs_reader *r, const char *prefix, xs_term_fn fn, void *arg,
                           struct err *err)
{
    return guarded(err, "xs_each_term", [&] {
        const Xapian::TermIterator end = r->db->allterms_end(prefix);
        for (Xapian::TermIterator t = r->db->allterms_begin(prefix); t != end; ++t) {
            const std::string term = *t;
            if (!fn(term.data(), term.size(), t.get_termfreq(), arg))
                return;
        }
    });
}

// ------------------------------------------------------------------ stemmer

enum err_code xs_stemmer_new(void *ctx, struct xs_stemmer **ret, struct err *err)
{
    struct xs_stemmer *s = MEM_NEW(ctx, struct xs_stemmer);
    talloc_set_destructor(s, stemmer_destroy);
    enum err_code code =
        guarded(err, "xs_stemmer_new", [&] { s->stem = new Xapian::Stem("english"); });
    if (code == OK)
        *ret = s;
    else
        talloc_free(s);
    return code;
}

const char *xs_stem(struct xs_stemmer *s, const char *word, size_t len, size_t *ret_len)
{
    enum err_code code = guarded(NULL, "xs_stem", [&] {
        const std::string stem = (*s->stem)(std::string(word, len));
        if (stem.size() + 1 > s->cap) {
            s->cap = stem.size() + 64;
            s->last = MEM_GROW(s, s->last, char, s->cap);
        }
        memcpy(s->last, stem.data(), stem.size());
        s->last[stem.size()] = '\0';
        *ret_len = stem.size();
    });
    return static_cast<const char *>(mem_check(code == OK ? s->last : NULL));
}
