/*
 * Answers of an engine to real queries → nDCG@10, success@1, share of queries with nothing relevant
 * in the first ten and without a hit; as tests/quality/search_dev.c judges ours.
 * usage: judge QUERIES.tsv RUN [CLASS]
 * QUERIES.tsv: qid, query, class, relevant ids; a head line. RUN: a line a query in the same order,
 * qid TAB ids. CLASS: of that class only.
 */
#include "schema/base/text.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH = 10, LINE = 1 << 15 };

struct figures {
    int n, first, nothing, zero;
    double ndcg;
};

static bool holds(const char *ids, struct span id)
{
    struct span rest = {ids, strlen(ids)}, one;
    while (text_split_next(&rest, " ", &one))
        if (one.len == id.len && strncasecmp(one.p, id.p, id.len) == 0)
            return true;
    return false;
}

static int count(const char *ids)
{
    struct span rest = {ids, strlen(ids)}, one;
    int n = 0;
    while (text_split_next(&rest, " ", &one))
        n += one.len > 0;
    return n;
}

static void judge(struct figures *f, const char *relevant, const char *hits)
{
    struct span rest = {hits, strlen(hits)}, id;
    double gain = 0, ideal = 0;
    int found = 0, all = count(relevant), rank = 0;
    while (rank < DEPTH && text_split_next(&rest, " ", &id)) {
        if (id.len == 0)
            continue;
        if (holds(relevant, id)) {
            gain += 1 / log2(rank + 2);
            found++;
            f->first += rank == 0;
        }
        rank++;
    }
    for (int i = 0; i < DEPTH && i < all; i++)
        ideal += 1 / log2(i + 2);
    f->n++;
    f->ndcg += ideal > 0 ? gain / ideal : 0;
    f->nothing += found == 0;
    f->zero += rank == 0;
}

static int read_both(FILE *queries, FILE *run, const char *class, struct figures *ret)
{
    static char line[LINE], answer[LINE];
    if (!fgets(line, sizeof line, queries)) /* the head */
        return 1;
    while (fgets(line, sizeof line, queries)) {
        char *rest = line, *cell[4] = {0};
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < 4; i++)
            cell[i] = strsep(&rest, "\t");
        if (!fgets(answer, sizeof answer, run) || !cell[3])
            return 1;
        answer[strcspn(answer, "\n")] = '\0';
        char *ids = strchr(answer, '\t');
        if (!ids || strncmp(answer, cell[0], (size_t)(ids - answer)) != 0)
            return 1;
        if (!class || strcmp(class, cell[2]) == 0)
            judge(ret, cell[3], ids + 1);
    }
    return 0;
}

int main(int argc, char **argv)
{
    FILE *queries = argc >= 3 ? fopen(argv[1], "r") : NULL,
         *run = queries ? fopen(argv[2], "r") : NULL;
    struct figures f = {0};
    if (!run || read_both(queries, run, argc > 3 ? argv[3] : NULL, &f) != 0 || f.n == 0) {
        fprintf(stderr,
                "usage: judge QUERIES.tsv RUN [CLASS]   (RUN: one line a query, qid TAB ids)\n");
        return 1;
    }
    printf("n %d  nDCG@10 %.3f  success@1 %.3f  nothing %.3f  zero %.3f\n", f.n, f.ndcg / f.n,
           (double)f.first / f.n, (double)f.nothing / f.n, (double)f.zero / f.n);
    return 0;
}
