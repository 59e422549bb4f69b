// The door to Xapian: see xapian_shim.h. Every operation is a lambda run by `guarded`, which is
// noexcept and turns whatever is thrown into an err_code, so no exception ever reaches C.
//
// A writer lives inside one long Xapian transaction that xs_commit ends and begins anew. Without it
// glass would commit by itself each time its buffer is full, and a reader could see documents whose
// columns and watermark are not there yet; inside it a full buffer is only written out. It also
// makes closing without a commit drop what is pending, where glass otherwise commits at close.
#include <xapian.h>
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
#include <vector>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <talloc.h>
#include <unistd.h>
extern "C" {
#include "schema/base/mem.h"
#include "search/xapian_shim.h"
}

struct xs_writer {
    Xapian::WritableDatabase *db; // NULL once closed
    const char *path;
    bool sync;
    bool dead; // after an error nothing may be committed any more
};
struct xs_reader {
    Xapian::Database *db;
};
struct xs_stemmer {
    Xapian::Stem *stem;
    char *last; // what the last xs_stem gave
    size_t cap;
};

namespace
{

// ------------------------------------------------------------------ errors

// Speaks of files and of what we did, never of a query's words: Xapian puts terms in the texts of
// its logic errors, so those are left out.
enum err_code fill(struct err *err, enum err_code code, const char *what, const Xapian::Error &e,
                   bool with_text)
{
    const char *os = e.get_error_string();
    return err_set(err, code, "%s: %s%s%s%s%s", what, e.get_type(), with_text ? ": " : "",
                   with_text ? e.get_msg().c_str() : "", os ? ": " : "", os ? os : "");
}

enum err_code lock_code(const Xapian::DatabaseLockError &e)
{
    return e.get_msg().find("already locked") != std::string::npos ? ERR_BUSY : ERR_IO;
}

// Called inside a catch block only. More derived types come first.
enum err_code error_of_exception(struct err *err, const char *what)
{
    try {
        throw;
    } catch (const Xapian::DatabaseModifiedError &e) {
        return fill(err, ERR_MODIFIED, what, e, true);
    } catch (const Xapian::DatabaseLockError &e) {
        return fill(err, lock_code(e), what, e, true);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return fill(err, ERR_CORRUPT, what, e, true);
    } catch (const Xapian::DatabaseVersionError &e) {
        return fill(err, ERR_VERSION, what, e, true);
    } catch (const Xapian::DatabaseNotFoundError &e) {
        return fill(err, ERR_NO_INDEX, what, e, true);
    } catch (const Xapian::DatabaseOpeningError &e) {
        return fill(err, ERR_CORRUPT, what, e, true);
    } catch (const Xapian::DatabaseError &e) {
        return fill(err, ERR_IO, what, e, true);
    } catch (const Xapian::DocNotFoundError &e) {
        return fill(err, ERR_NOT_FOUND, what, e, true);
    } catch (const Xapian::SerialisationError &e) {
        return fill(err, ERR_CORRUPT, what, e, true);
    } catch (const Xapian::RangeError &e) {
        return fill(err, ERR_CORRUPT, what, e, true);
    } catch (const Xapian::InvalidArgumentError &e) {
        return fill(err, ERR_INVALID, what, e, false);
    } catch (const Xapian::UnimplementedError &e) {
        return fill(err, ERR_INVALID, what, e, false);
    } catch (const Xapian::QueryParserError &e) {
        return fill(err, ERR_INVALID, what, e, false);
    } catch (const Xapian::WildcardError &e) {
        return fill(err, ERR_INVALID, what, e, false);
    } catch (const Xapian::Error &e) {
        return fill(err, ERR_INTERNAL, what, e, false);
    } catch (const std::bad_alloc &) {
        return err_set(err, ERR_NOMEM, "%s: out of memory", what);
    } catch (const std::exception &) {
        return err_set(err, ERR_INTERNAL, "%s: unexpected C++ exception", what);
    } catch (...) {
        return err_set(err, ERR_INTERNAL, "%s: unknown exception", what);
    }
}

// Thrown by our own code inside a guarded operation.
struct failure {
    enum err_code code;
    const char *text;
};

template <class F> enum err_code guarded(struct err *err, const char *what, F operation) noexcept
{
    try {
        operation();
        return OK;
    } catch (const failure &f) {
        return err_set(err, f.code, "%s: %s", what, f.text);
    } catch (...) {
        return error_of_exception(err, what);
    }
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

const size_t TERM_MAX_BYTES = 245; // of glass; a NUL byte counts twice
const size_t DATA_MAX_BYTES = 64u << 20;

bool is_term(const char *s, size_t len)
{
    return len > 0 && len + static_cast<size_t>(std::count(s, s + len, '\0')) <= TERM_MAX_BYTES;
}

// Checked before Xapian sees the document: an exception in mid-document drops the whole batch.
enum err_code doc_check(uint32_t docid, const struct xs_doc *doc, struct err *err)
{
    if (docid == 0)
        return err_set(err, ERR_INVALID, "xs_put: docid 0");
    for (size_t i = 0; i < doc->n_terms; i++)
        if (!is_term(doc->terms[i].text, doc->terms[i].len))
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

// ------------------------------------------------------------------ queries

const unsigned QUERY_MAX_DEPTH = 64;
const unsigned QUERY_MAX_NODES = 20000;

// "At least `need` of these groups": a group is a term or an OR of terms. Candidates are found as
// in WAND: with the groups sorted by their present document, none before the need-th can match.
class AtLeastSource : public Xapian::PostingSource
{
    struct group {
        std::vector<std::string> terms;
        std::vector<Xapian::PostingIterator> lists;
        Xapian::docid at; // 0 = at the end
    };
    std::vector<group> groups;
    size_t need;
    Xapian::Database db;
    Xapian::docid at = 0;

    static void group_advance(group &g, Xapian::docid to)
    {
        static const Xapian::PostingIterator end;
        Xapian::docid best = 0;
        for (auto &p : g.lists) {
            if (p == end)
                continue;
            p.skip_to(to);
            if (p != end && (best == 0 || *p < best))
                best = *p;
        }
        g.at = best;
    }

    void find(Xapian::docid from)
    {
        at = 0;
        for (auto &g : groups)
            if (g.at && g.at < from)
                group_advance(g, from);
        for (;;) {
            groups.erase(std::remove_if(groups.begin(), groups.end(),
                                        [](const group &g) { return g.at == 0; }),
                         groups.end());
            if (groups.size() < need)
                return;
            std::nth_element(groups.begin(), groups.begin() + (need - 1), groups.end(),
                             [](const group &a, const group &b) { return a.at < b.at; });
            Xapian::docid pivot = groups[need - 1].at;
            bool all = true;
            for (size_t i = 0; i < need - 1; i++)
                if (groups[i].at < pivot) {
                    group_advance(groups[i], pivot);
                    all = all && groups[i].at == pivot;
                }
            if (all) {
                at = pivot;
                return;
            }
        }
    }

  public:
    AtLeastSource(size_t need_, std::vector<std::vector<std::string>> &&groups_) : need(need_)
    {
        for (auto &terms : groups_)
            groups.push_back(group{std::move(terms), {}, 0});
    }
    void init(const Xapian::Database &db_) override
    {
        db = db_;
        at = 0;
        for (auto &g : groups) {
            for (const auto &t : g.terms)
                g.lists.push_back(db.postlist_begin(t));
            group_advance(g, 1);
        }
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return db.get_doccount() / 2;
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return db.get_doccount();
    }
    void next(double) override
    {
        find(at + 1);
    }
    void skip_to(Xapian::docid to, double) override
    {
        if (to > at)
            find(to);
    }
    bool at_end() const override
    {
        return at == 0;
    }
    Xapian::docid get_docid() const override
    {
        return at;
    }
};

struct query_builder {
    unsigned nodes = 0;

    Xapian::Query build(const struct xs_query *q, unsigned depth)
    {
        if (depth > QUERY_MAX_DEPTH || ++nodes > QUERY_MAX_NODES)
            throw failure{ERR_INVALID, "query too complex"};
        switch (q->op) {
        case XS_TERM:
            return Xapian::Query(term(q));
        case XS_ALL:
            return Xapian::Query::MatchAll;
        case XS_NOTHING:
            return Xapian::Query::MatchNothing;
        case XS_SCALE:
            if (q->n_children != 1 || !(q->factor >= 0))
                throw failure{ERR_INVALID, "scale needs one child and a factor"};
            return Xapian::Query(q->factor, build(q->children[0], depth + 1));
        case XS_ATLEAST:
            return at_least(q, depth);
        default:
            return combine(q, depth);
        }
    }

    static std::string term(const struct xs_query *q)
    {
        if (!is_term(q->term, q->len))
            throw failure{ERR_INVALID, "term is empty or too long"};
        return std::string(q->term, q->len);
    }

    std::vector<Xapian::Query> children(const struct xs_query *q, unsigned depth)
    {
        std::vector<Xapian::Query> v;
        v.reserve(q->n_children);
        for (size_t i = 0; i < q->n_children; i++)
            v.push_back(build(q->children[i], depth + 1));
        return v;
    }

    Xapian::Query combine(const struct xs_query *q, unsigned depth)
    {
        std::vector<Xapian::Query> v = children(q, depth);
        Xapian::Query::op op;
        switch (q->op) {
        case XS_AND:
            op = Xapian::Query::OP_AND;
            break;
        case XS_OR:
            op = Xapian::Query::OP_OR;
            break;
        case XS_SYNONYM:
            op = Xapian::Query::OP_SYNONYM;
            break;
        case XS_MAX:
            op = Xapian::Query::OP_MAX;
            break;
        case XS_PHRASE:
        case XS_NEAR:
            return Xapian::Query(
                q->op == XS_PHRASE ? Xapian::Query::OP_PHRASE : Xapian::Query::OP_NEAR, v.begin(),
                v.end(), std::max<uint32_t>(q->window, static_cast<uint32_t>(v.size())));
        default:
            return first_and_rest(q, v);
        }
        return Xapian::Query(op, v.begin(), v.end());
    }

    static Xapian::Query first_and_rest(const struct xs_query *q,
                                        const std::vector<Xapian::Query> &v)
    {
        if (v.empty())
            throw failure{ERR_INVALID, "operator without an operand"};
        if (v.size() == 1)
            return v[0];
        auto rest = v.begin() + 1;
        switch (q->op) {
        case XS_AND_NOT:
            return Xapian::Query(Xapian::Query::OP_AND_NOT, v[0],
                                 Xapian::Query(Xapian::Query::OP_OR, rest, v.end()));
        case XS_AND_MAYBE:
            return Xapian::Query(Xapian::Query::OP_AND_MAYBE, v[0],
                                 Xapian::Query(Xapian::Query::OP_OR, rest, v.end()));
        case XS_FILTER:
            return Xapian::Query(Xapian::Query::OP_FILTER, v[0],
                                 Xapian::Query(Xapian::Query::OP_AND, rest, v.end()));
        default:
            throw failure{ERR_INVALID, "unknown operator"};
        }
    }

    // Weights come from an OR of the children, the set from AtLeastSource.
    Xapian::Query at_least(const struct xs_query *q, unsigned depth)
    {
        std::vector<Xapian::Query> v = children(q, depth);
        if (q->window == 0 || q->window > v.size())
            return q->window ? Xapian::Query::MatchNothing : Xapian::Query::MatchAll;
        Xapian::Query any(Xapian::Query::OP_OR, v.begin(), v.end());
        if (q->window == 1)
            return any;
        std::vector<std::vector<std::string>> groups(q->n_children);
        for (size_t i = 0; i < q->n_children; i++)
            group_terms(q->children[i], groups[i]);
        Xapian::PostingSource *source = new AtLeastSource(q->window, std::move(groups));
        return Xapian::Query(Xapian::Query::OP_FILTER, any, Xapian::Query(source->release()));
    }

    static void group_terms(const struct xs_query *q, std::vector<std::string> &ret)
    {
        switch (q->op) {
        case XS_TERM:
            ret.push_back(term(q));
            return;
        case XS_OR:
        case XS_SYNONYM:
        case XS_MAX:
        case XS_SCALE:
            for (size_t i = 0; i < q->n_children; i++)
                group_terms(q->children[i], ret);
            return;
        default:
            throw failure{ERR_INVALID, "at-least takes terms and alternatives of terms only"};
        }
    }
};

// ------------------------------------------------------------------ matching

// Shows each match to the caller's hooks. Keeps the page itself when the order is by docid.
class Decider : public Xapian::MatchDecider
{
    const struct xs_hooks *hooks;

  public:
    mutable uint32_t accepted = 0;
    explicit Decider(const struct xs_hooks *hooks_) : hooks(hooks_)
    {
    }
    bool operator()(const Xapian::Document &doc) const override
    {
        uint32_t docid = doc.get_docid();
        if (hooks->accept && !hooks->accept(docid, hooks->arg))
            return false;
        accepted++;
        if (hooks->visit)
            hooks->visit(docid, hooks->arg);
        return true;
    }
};

void search(const Xapian::Database &db, void *ctx, const struct xs_search *s,
            struct xs_matches *ret)
{
    query_builder builder;
    Xapian::Enquire enquire(db);
    enquire.set_query(builder.build(s->query, 0));
    if (s->order == XS_BY_DOCID) {
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    }
    bool every = s->hooks && s->hooks->visit;
    uint32_t look_at = every ? db.get_doccount() : s->check_at_least;
    Decider decider(s->hooks);
    Xapian::MSet m =
        enquire.get_mset(s->offset, s->limit, look_at, NULL, s->hooks ? &decider : NULL);
    struct xs_matches r = {NULL, 0, 0, 0, 0};
    r.items = MEM_ARRAY(ctx, struct xs_match, m.size() + 1);
    for (Xapian::MSetIterator i = m.begin(); i != m.end(); ++i)
        r.items[r.n++] = {*i, i.get_weight()};
    r.total_lower = every ? decider.accepted : m.get_matches_lower_bound();
    r.total_upper = every ? decider.accepted : m.get_matches_upper_bound();
    r.total_estimated = every ? decider.accepted : m.get_matches_estimated();
    *ret = r;
}

// ------------------------------------------------------------------ checking

const size_t CHECK_TEXT_BYTES = 200;

// Damaged tables make xapian-check itself crash now and then, so it runs in a child process. The
// child writes the first lines that it complains with and exits 0 (sound), 1 (damaged).
[[noreturn]] void check_child(const char *path, int out)
{
    std::ostringstream report;
    struct err err = {OK, ""};
    size_t errors = 0;
    enum err_code code =
        guarded(&err, "check", [&] { errors = Xapian::Database::check(path, 0, &report); });
    std::string text = code == OK ? report.str() : std::string(err.text);
    if (text.size() > CHECK_TEXT_BYTES)
        text.erase(0, text.size() - CHECK_TEXT_BYTES);
    bool written = write(out, text.data(), text.size()) >= 0;
    _exit(code == OK && errors == 0 && written ? 0 : 1);
}

} // namespace

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
    enum err_code code = guarded(err, path, [&] { r->db = new Xapian::Database(path); });
    if (code == OK)
        *ret = r;
    else
        talloc_free(r);
    return code;
}

enum err_code xs_reader_reopen(struct xs_reader *r, bool *ret_changed, struct err *err)
{
    return guarded(err, "xs_reader_reopen", [&] { *ret_changed = r->db->reopen(); });
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
    return guarded(err, "xs_data_get",
                   [&] { *ret = copy_bytes(ctx, r->db->get_document(docid).get_data(), ret_len); });
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

enum err_code xs_search_run(struct xs_reader *r, void *ctx, const struct xs_search *s,
                            struct xs_matches *ret, struct err *err)
{
    return guarded(err, "xs_search_run", [&] { search(*r->db, ctx, s, ret); });
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
