// Raw Xapian on the same documents: what our index is measured against.
// (dump_terms CONNINFO FILE PART PARTS writes the terms and data of a part of the registry, as our
// builder makes them) usage: raw_xapian build FOLDER FILE...            one writer a file at once,
// then compact; prints seconds and documents
//        raw_xapian search FOLDER QUERIES ROUNDS    AND of the words of the bench queries over
//        title and text, exact totals,
//                                                   ten documents' data, by Enquire alone: prints
//                                                   p50 p95 p99
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
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
    printf("raw Xapian, same terms: %ld documents in %.1f s, %.0f/s\n", sum, seconds,
           static_cast<double>(sum) / seconds);
    return 0;
}

// AND of the words, each in title or text.
static Xapian::Query query_of(struct folder *f, struct tokenizer *t, const string &q)
{
    void *ctx = talloc_new(nullptr);
    struct tok_list tokens;
    char *folded = fold_simple(f, ctx, q.c_str());
    tok_text(t, ctx, folded, strlen(folded), TOK_WORDS, &tokens);
    std::vector<Xapian::Query> words;
    for (size_t i = 0; i < tokens.n; i++) {
        if (tokens.items[i].kind != TOK_WORD)
            continue;
        string word(tokens.items[i].text, tokens.items[i].len);
        words.push_back(Xapian::Query("Tw" + word) | Xapian::Query("Nw" + word) |
                        Xapian::Query("Iw" + word) | Xapian::Query("Xw" + word));
    }
    talloc_free(ctx);
    return words.empty() ? Xapian::Query::MatchAll
                         : Xapian::Query(Xapian::Query::OP_AND, words.begin(), words.end());
}

static int search(const string &folder, const char *queries, int rounds)
{
    Xapian::Database db(folder);
    struct folder *f = folder_new(nullptr);
    struct tokenizer *t = tokenizer_new(nullptr);
    std::vector<double> ms;
    for (int round = 0; round <= rounds; round++) {
        std::ifstream in(queries);
        for (string line; std::getline(in, line);) {
            std::istringstream cells(line);
            string kind, q;
            std::getline(cells, kind, '\t');
            std::getline(cells, q, '\t');
            if (line[0] == '#' || (kind != "one" && kind != "two" && kind != "three"))
                continue;
            auto from = Clock::now();
            Xapian::Enquire enquire(db);
            enquire.set_query(query_of(f, t, q));
            Xapian::MSet set = enquire.get_mset(0, 10, db.get_doccount());
            size_t bytes = 0;
            for (auto i = set.begin(); i != set.end(); ++i)
                bytes += i.get_document().get_data().size();
            if (round > 0 && bytes + 1 > 0)
                ms.push_back(
                    std::chrono::duration<double, std::milli>(Clock::now() - from).count());
        }
    }
    std::sort(ms.begin(), ms.end());
    printf("raw Xapian, one to three words, exact totals: %zu runs   p50 %.2f   p95 %.2f   p99 "
           "%.2f ms\n",
           ms.size(), ms[ms.size() / 2], ms[ms.size() * 95 / 100], ms[ms.size() * 99 / 100]);
    return 0;
}

int main(int argc, char **argv)
{
    mem_start();
    string what = argc > 1 ? argv[1] : "";
    if (what == "build" && argc >= 4)
        return build(argv[2], std::vector<string>(argv + 3, argv + argc));
    if (what == "search" && argc == 5)
        return search(argv[2], argv[3], atoi(argv[4]));
    fprintf(stderr, "usage: see the head of tests/bench/raw_xapian.cc\n");
    return 64;
}
