// The second half of the door to Xapian: queries and matching (xapian_shim.h, "query").
//
// How each match is shown to the caller's hooks was measured (README.md): in rank order
// through a MatchSpy, with a sort key that is always empty. Without the key glass pushes every
// match through its heap until check_at_least is reached, 80 ns a match; with it only those that
// make the page. In docid order the page is ours to keep, so a MatchDecider that refuses every
// document leaves nothing for the heap: 15 ns a match. A filter without terms is a posting source,
// which the matcher asks before it reads positions for a phrase.
//
// Scores are BM25 with Xapian's constants but b = 0: the length that Xapian knows is that of the
// whole document, with every bigram and every site, and says nothing about a title or a condition.
// Reading it for each term of each match was a third of a search; quality stayed (README.md).
#include "search/xapian_shim_guard.h"
#include <algorithm>
#include <utility>
#include <vector>

namespace
{

const unsigned QUERY_MAX_DEPTH = 64;
const unsigned QUERY_MAX_NODES = 20000;

// ------------------------------------------------------------------ at least n of these

// A group is a term or an OR of terms. Candidates are found as in WAND: with the groups sorted by
// their present document, none before the need-th can match.
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
        const Xapian::PostingIterator end;
        g.at = 0;
        for (auto &p : g.lists) {
            if (p != end)
                p.skip_to(to);
            if (p != end && (g.at == 0 || *p < g.at))
                g.at = *p;
        }
    }

    static bool before(const group &a, const group &b)
    {
        return a.at < b.at;
    }

    // Brings the groups before the pivot up to it; whether all of them hold it.
    bool all_at(Xapian::docid pivot)
    {
        bool all = true;
        for (size_t i = 0; i + 1 < need; i++) {
            if (groups[i].at < pivot)
                group_advance(groups[i], pivot);
            all = all && groups[i].at == pivot;
        }
        return all;
    }

    void drop_ended()
    {
        groups.erase(
            std::remove_if(groups.begin(), groups.end(), [](const group &g) { return g.at == 0; }),
            groups.end());
    }

    void find(Xapian::docid from)
    {
        for (auto &g : groups)
            if (g.at < from)
                group_advance(g, from);
        for (at = 0; at == 0;) {
            drop_ended();
            if (groups.size() < need)
                return;
            std::nth_element(groups.begin(), groups.begin() + (need - 1), groups.end(), before);
            Xapian::docid pivot = groups[need - 1].at;
            if (all_at(pivot))
                at = pivot;
        }
    }

  public:
    AtLeastSource(size_t need_, std::vector<std::vector<std::string>> &&terms) : need(need_)
    {
        for (auto &t : terms)
            groups.push_back(group{std::move(t), {}, 0});
    }
    void init(const Xapian::Database &db_) override
    {
        db = db_;
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

// ------------------------------------------------------------------ the caller's filter

// Every document that hooks->accept accepts. Without hooks->next its estimate is all documents, so
// that the matcher asks it last (check) and only rarely walks along it (next).
class AcceptSource : public Xapian::PostingSource
{
    const struct xs_hooks *hooks;
    Xapian::Database db;
    Xapian::PostingIterator all;
    bool walking = false, ended = false;
    Xapian::docid at = 0;

    void find(Xapian::docid from)
    {
        if (hooks->next) {
            at = hooks->next(from, hooks->arg);
            ended = at == 0;
            return;
        }
        const Xapian::PostingIterator end;
        if (!walking)
            all = db.postlist_begin(std::string());
        walking = true;
        if (all != end)
            all.skip_to(from);
        while (all != end && !hooks->accept(*all, hooks->arg))
            ++all;
        ended = all == end;
        if (!ended)
            at = *all;
    }

  public:
    explicit AcceptSource(const struct xs_hooks *hooks_) : hooks(hooks_)
    {
    }
    void init(const Xapian::Database &db_) override
    {
        db = db_;
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return get_termfreq_max();
    }
    Xapian::doccount get_termfreq_max() const override
    {
        Xapian::doccount all_documents = db.get_doccount();
        return hooks->next ? std::min<Xapian::doccount>(hooks->size, all_documents) : all_documents;
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
    bool check(Xapian::docid to, double) override
    {
        at = to;
        return hooks->accept(to, hooks->arg);
    }
    bool at_end() const override
    {
        return ended;
    }
    Xapian::docid get_docid() const override
    {
        return at;
    }
};

// ------------------------------------------------------------------ query tree

// Xapian::Query::MatchAll and MatchNothing are shared by the process and counted without atomics:
// threads that copy them race. These are of the caller's own.
Xapian::Query match_all()
{
    return Xapian::Query(std::string());
}

struct query_builder {
    const Xapian::Database &db;
    unsigned nodes = 0;

    // weighted: whether this part's weights count.
    Xapian::Query build(const struct xs_query *q, unsigned depth, bool weighted)
    {
        if (depth > QUERY_MAX_DEPTH || ++nodes > QUERY_MAX_NODES)
            throw failure{ERR_INVALID, "query too complex"};
        switch (q->op) {
        case XS_TERM:
            return weighted ? Xapian::Query(term(q)) : term_or_all(q);
        case XS_ALL:
            return match_all();
        case XS_NOTHING:
            return Xapian::Query();
        case XS_SCALE:
            if (q->n_children != 1 || !(q->factor >= 0))
                throw failure{ERR_INVALID, "scale needs one child and a factor"};
            return Xapian::Query(q->factor,
                                 build(q->children[0], depth + 1, weighted && q->factor > 0));
        case XS_ATLEAST:
            return at_least(q, depth, weighted);
        default:
            return combine(q, children(q, depth, weighted));
        }
    }

    Xapian::Query term_or_all(const struct xs_query *q)
    {
        const std::string t = term(q);
        return db.get_termfreq(t) == db.get_doccount() ? match_all() : Xapian::Query(t);
    }

    static std::string term(const struct xs_query *q)
    {
        if (!xs_is_term(q->term, q->len))
            throw failure{ERR_INVALID, "term is empty or too long"};
        return std::string(q->term, q->len);
    }

    std::vector<Xapian::Query> children(const struct xs_query *q, unsigned depth, bool weighted)
    {
        // Positions belong to terms: a phrase takes no replacement, and needs none.
        bool terms = q->op == XS_PHRASE || q->op == XS_NEAR;
        bool filters = q->op == XS_FILTER || q->op == XS_AND_NOT;
        std::vector<Xapian::Query> v;
        v.reserve(q->n_children);
        for (size_t i = 0; i < q->n_children; i++)
            v.push_back(
                build(q->children[i], depth + 1, terms || (weighted && !(filters && i > 0))));
        return v;
    }

    static Xapian::Query join(Xapian::Query::op op, const std::vector<Xapian::Query> &v,
                              size_t from, uint32_t window)
    {
        return Xapian::Query(op, v.begin() + static_cast<long>(from), v.end(), window);
    }

    static Xapian::Query first_and(Xapian::Query::op op, Xapian::Query::op rest,
                                   const std::vector<Xapian::Query> &v)
    {
        if (v.empty())
            throw failure{ERR_INVALID, "operator without an operand"};
        return v.size() == 1 ? v[0] : Xapian::Query(op, v[0], join(rest, v, 1, 0));
    }

    static Xapian::Query combine(const struct xs_query *q, const std::vector<Xapian::Query> &v)
    {
        uint32_t window = std::max<uint32_t>(q->window, static_cast<uint32_t>(v.size()));
        switch (q->op) {
        case XS_AND:
            return join(Xapian::Query::OP_AND, v, 0, 0);
        case XS_OR:
            return join(Xapian::Query::OP_OR, v, 0, 0);
        case XS_SYNONYM:
            return join(Xapian::Query::OP_SYNONYM, v, 0, 0);
        case XS_MAX:
            return join(Xapian::Query::OP_MAX, v, 0, 0);
        case XS_PHRASE:
            return join(Xapian::Query::OP_PHRASE, v, 0, window);
        case XS_NEAR:
            return join(Xapian::Query::OP_NEAR, v, 0, window);
        case XS_AND_NOT:
            return first_and(Xapian::Query::OP_AND_NOT, Xapian::Query::OP_OR, v);
        case XS_AND_MAYBE:
            return first_and(Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_OR, v);
        case XS_FILTER:
            return first_and(Xapian::Query::OP_FILTER, Xapian::Query::OP_AND, v);
        default:
            throw failure{ERR_INVALID, "unknown operator"};
        }
    }

    // Weights come from an OR of the children, the set from AtLeastSource.
    Xapian::Query at_least(const struct xs_query *q, unsigned depth, bool weighted)
    {
        std::vector<Xapian::Query> v = children(q, depth, weighted);
        if (q->window > v.size())
            return Xapian::Query();
        Xapian::Query any = join(Xapian::Query::OP_OR, v, 0, 0);
        if (q->window <= 1)
            return any;
        std::vector<std::vector<std::string>> groups(q->n_children);
        for (size_t i = 0; i < q->n_children; i++)
            group_terms(q->children[i], groups[i]);
        AtLeastSource *source = new AtLeastSource(q->window, std::move(groups));
        return Xapian::Query(Xapian::Query::OP_FILTER, any, Xapian::Query(source->release()));
    }

    static void group_terms(const struct xs_query *q, std::vector<std::string> &ret)
    {
        if (q->op == XS_TERM)
            ret.push_back(term(q));
        else if (q->op != XS_OR && q->op != XS_SYNONYM && q->op != XS_MAX && q->op != XS_SCALE)
            throw failure{ERR_INVALID, "at-least takes terms and alternatives of terms only"};
        for (size_t i = 0; i < q->n_children; i++)
            group_terms(q->children[i], ret);
    }
};

// ------------------------------------------------------------------ matching

struct EmptyKey : Xapian::KeyMaker {
    std::string operator()(const Xapian::Document &) const override
    {
        return std::string();
    }
};

struct VisitSpy : Xapian::MatchSpy {
    const struct xs_hooks *hooks;
    uint32_t seen = 0;
    explicit VisitSpy(const struct xs_hooks *hooks_) : hooks(hooks_)
    {
    }
    void operator()(const Xapian::Document &doc, double) override
    {
        seen++;
        hooks->visit(doc.get_docid(), hooks->arg);
    }
};

// Sees all matches in docid order, keeps the page, refuses every document.
struct PageDecider : Xapian::MatchDecider {
    const struct xs_search *search;
    struct xs_matches *page;
    explicit PageDecider(const struct xs_search *s, struct xs_matches *page_)
        : search(s), page(page_)
    {
    }
    bool operator()(const Xapian::Document &doc) const override
    {
        uint32_t docid = doc.get_docid(), nth = page->total_lower++;
        if (search->hooks && search->hooks->visit)
            search->hooks->visit(docid, search->hooks->arg);
        if (nth >= search->offset && page->n < search->limit)
            page->items[page->n++] = {docid, 0};
        return false;
    }
};

struct xs_match *page_new(void *ctx, uint32_t limit, uint32_t documents)
{
    return MEM_ARRAY(ctx, struct xs_match, std::min(limit, documents) + 1);
}

void page_fill(const Xapian::MSet &m, struct xs_matches *ret)
{
    for (Xapian::MSetIterator i = m.begin(); i != m.end(); ++i)
        ret->items[ret->n++] = {*i, i.get_weight()};
    ret->total_lower = m.get_matches_lower_bound();
    ret->total_upper = m.get_matches_upper_bound();
    ret->total_estimated = m.get_matches_estimated();
}

void search_ranked(Xapian::Enquire &enquire, const struct xs_search *s, uint32_t documents,
                   struct xs_matches *ret)
{
    bool every = s->hooks && s->hooks->visit;
    EmptyKey key;
    VisitSpy spy(s->hooks);
    enquire.set_weighting_scheme(Xapian::BM25Weight(1, 0, 1, 0, 0.5));
    enquire.set_sort_by_relevance_then_key(&key, false);
    if (every)
        enquire.add_matchspy(&spy);
    page_fill(enquire.get_mset(s->offset, s->limit, every ? documents : s->check_at_least), ret);
    if (every)
        ret->total_lower = ret->total_upper = ret->total_estimated = spy.seen;
}

void search_by_docid(Xapian::Enquire &enquire, const struct xs_search *s, uint32_t documents,
                     struct xs_matches *ret)
{
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    bool every = (s->hooks && s->hooks->visit) || s->check_at_least >= documents;
    if (!every) {
        page_fill(enquire.get_mset(s->offset, s->limit, s->check_at_least), ret);
        return;
    }
    PageDecider decider(s, ret);
    enquire.get_mset(0, 1, documents, NULL, &decider);
    ret->total_upper = ret->total_estimated = ret->total_lower;
}

Xapian::Query within(const struct xs_search *s, const Xapian::Query &query,
                     const Xapian::Query &accepted)
{
    if (s->query->op == XS_ALL)
        return accepted;
    if (s->hooks->whole_set)
        return Xapian::Query(Xapian::Query::OP_AND_MAYBE, accepted, query);
    return Xapian::Query(Xapian::Query::OP_FILTER, query, accepted);
}

void search(const Xapian::Database &db, void *ctx, const struct xs_search *s,
            struct xs_matches *ret)
{
    query_builder builder{db};
    Xapian::Query query = builder.build(s->query, 0, s->order == XS_BY_SCORE);
    AcceptSource accept(s->hooks);
    if (s->hooks && s->hooks->accept)
        query = within(s, query, Xapian::Query(&accept));
    Xapian::Enquire enquire(db);
    enquire.set_query(query);
    uint32_t documents = db.get_doccount();
    struct xs_matches r = {page_new(ctx, s->limit, documents), 0, 0, 0, 0};
    if (s->order == XS_BY_DOCID)
        search_by_docid(enquire, s, documents, &r);
    else
        search_ranked(enquire, s, documents, &r);
    *ret = r;
}

} // namespace

enum err_code xs_search_run(struct xs_reader *r, void *ctx, const struct xs_search *s,
                            struct xs_matches *ret, struct err *err)
{
    return guarded(err, "xs_search_run", [&] { search(*r->db, ctx, s, ret); });
}
