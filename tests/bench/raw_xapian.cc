// Raw Xapian on the same documents: what our index is measured against.
// usage: raw_xapian build FOLDER FILE...    one writer a file (dump_terms) at once, then compact;
//        prints documents, seconds, rate
//        raw_xapian search FOLDER QUERIES MODE SAMPLES|- RUN|-
//        the questions without parameters (dump_queries; MODE plain, expanded, wide or any): names
//        as phrases of ICU words in each field, OR'ed; units AND'ed; exact totals, ten documents'
//        data, by Enquire alone. SAMPLES gets "kind TAB ms TAB number TAB
//        processor ms", RUN "kind TAB ids".
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>
#include <xapian.h>

extern "C" {
#include "schema/base/mem.h"
#include "search/fold.h"
#include "search/tok.h"
}

using std::string;
using Clock = std::chrono::steady_clock;

static uint32_t number(std::istream &in)
{
    uint32_t n = 0;
    in.read(reinterpret_cast<char *>(&n), sizeof n);
    return n;
}

static void build_one(const string &folder, const string &file, uint32_t first, long *documents)
{
    Xapian::WritableDatabase db(folder, Xapian::DB_CREATE_OR_OVERWRITE);
    std::ifstream in(file, std::ios::binary);
    string text;
    for (*documents = 0;; ++*documents) {
        uint32_t terms = number(in);
        if (!in)
            break;
        Xapian::Document doc;
        while (terms--) {
            uint32_t position = number(in), wdf = number(in);
            text.resize(number(in));
            in.read(&text[0], static_cast<std::streamsize>(text.size()));
            if (position)
                doc.add_posting(text, position, wdf);
            else
                doc.add_term(text, wdf);
        }
        text.resize(number(in));
        in.read(&text[0], static_cast<std::streamsize>(text.size()));
        doc.set_data(text);
        db.replace_document(first + static_cast<uint32_t>(*documents), doc);
    }
    db.commit();
}

static int build(const string &folder, const std::vector<string> &files)
{
    std::vector<std::thread> threads;
    std::vector<long> documents(files.size());
    auto from = Clock::now();
    for (size_t i = 0; i < files.size(); i++)
        threads.emplace_back(build_one, folder + std::to_string(i), files[i],
                             static_cast<uint32_t>(1 + i * 4000000), &documents[i]);
    for (auto &t : threads)
        t.join();
    Xapian::Database all;
    for (size_t i = 0; i < files.size(); i++)
        all.add_database(Xapian::Database(folder + std::to_string(i)));
    all.compact(folder, Xapian::DBCOMPACT_NO_RENUMBER);
    double seconds = std::chrono::duration<double>(Clock::now() - from).count();
    long sum = 0;
    for (long n : documents)
        sum += n;
    printf("documents %ld seconds %.1f rate %.0f\n", sum, seconds,
           static_cast<double>(sum) / seconds);
    return 0;
}

struct Tools {
    struct folder *folder;
    struct tokenizer *tokenizer;
};

static std::vector<string> split(const string &text, char by)
{
    std::vector<string> parts;
    std::istringstream in(text);
    for (string part; std::getline(in, part, by);)
        parts.push_back(part);
    return parts;
}

// The words of a name as a phrase, in each field.
static Xapian::Query name_query(const Tools &tools, const string &name)
{
    void *ctx = talloc_new(nullptr);
    struct tok_list tokens;
    std::vector<string> words;
    char *folded = fold_simple(tools.folder, ctx, name.c_str());
    tok_text(tools.tokenizer, ctx, folded, strlen(folded), TOK_WORDS, &tokens);
    for (size_t i = 0; i < tokens.n; i++)
        if (tokens.items[i].kind == TOK_WORD)
            words.emplace_back(tokens.items[i].text, tokens.items[i].len);
    talloc_free(ctx);
    Xapian::Query any;
    for (const char *field : {"T", "N", "I", "X", "P"}) {
        std::vector<string> terms;
        for (const string &word : words)
            terms.push_back(string(field) + "w" + word);
        if (!terms.empty())
            any |= Xapian::Query(Xapian::Query::OP_PHRASE, terms.begin(), terms.end(),
                                 static_cast<Xapian::termcount>(terms.size()));
    }
    return any;
}

static Xapian::Query query_of(const Tools &tools, const string &units)
{
    Xapian::Query all = Xapian::Query::MatchAll;
    for (const string &unit : split(units, '\x1e')) {
        Xapian::Query any;
        for (const string &name : split(unit, '\x1f'))
            any |= name_query(tools, name);
        if (!any.empty())
            all = all.get_type() == Xapian::Query::LEAF_MATCH_ALL ? any : (all & any);
    }
    return all;
}

struct Question {
    string kind, units;
    bool asked; // no parameters: raw Xapian has neither filters nor facets
};

static std::vector<Question> questions_read(const char *file, const string &mode)
{
    const size_t column = mode == "any" ? 6 : mode == "wide" ? 5 : mode == "expanded" ? 4 : 3;
    std::vector<Question> all;
    std::ifstream in(file);
    for (string line; std::getline(in, line);) {
        std::vector<string> cells = split(line, '\t');
        cells.resize(7);
        all.push_back({cells[0], cells[column], cells[2].empty() && !cells[column].empty()});
    }
    return all;
}

// The public numbers of the hits: their own-number terms, in capitals as written.
static string run_one(Xapian::Database &db, const Tools &tools, const Question &q, bool ids)
{
    Xapian::Enquire enquire(db);
    enquire.set_query(query_of(tools, q.units));
    Xapian::MSet set = enquire.get_mset(0, 10, db.get_doccount());
    string out;
    for (auto i = set.begin(); i != set.end(); ++i) {
        const string data = i.get_document().get_data();
        auto term = i.get_document().termlist_begin();
        term.skip_to("QO");
        if (ids && !data.empty())
            out += (out.empty() ? "" : " ") + (*term).substr(2);
    }
    return out;
}

static double cpu_ms()
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

static int search(char **argv)
{
    Xapian::Database db(argv[2]);
    const Tools tools = {folder_new(nullptr), tokenizer_new(nullptr)};
    const std::vector<Question> all = questions_read(argv[3], argv[4]);
    if (string(argv[6]) != "-") {
        std::ofstream out(argv[6]);
        for (const Question &q : all)
            out << q.kind << '\t' << (q.asked ? run_one(db, tools, q, true) : "") << '\n';
    }
    if (string(argv[5]) == "-")
        return 0;
    std::ofstream out(argv[5]);
    for (int round = 0; round <= 5; round++)
        for (size_t i = 0; i < all.size(); i++) {
            const Question &q = all[i];
            if (!q.asked)
                continue;
            double cpu = cpu_ms();
            auto from = Clock::now();
            run_one(db, tools, q, false);
            auto took = std::chrono::duration<double, std::milli>(Clock::now() - from).count();
            if (round > 0)
                out << q.kind << '\t' << took << '\t' << i << '\t' << cpu_ms() - cpu << '\n';
        }
    return 0;
}

int main(int argc, char **argv)
{
    mem_start();
    string what = argc > 1 ? argv[1] : "";
    if (what == "build" && argc >= 4)
        return build(argv[2], std::vector<string>(argv + 3, argv + argc));
    if (what == "search" && argc == 7)
        return search(argv);
    fprintf(stderr, "usage: see the head of tests/bench/raw_xapian.cc\n");
    return 64;
}
