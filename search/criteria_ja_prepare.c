/* Tokens before the grammar sees them: names with a middle dot made one, what says nothing gone. */
#include "search/criteria_ja_among.h"
#include "search/fold.h"
#include "search/criteria_ja_words.h"
#include <string.h>

/* 37週未満で出生し、; 手術を受け、: the verb goes on without more. */
static bool is_told_on(const struct crit_parse *p, const struct lex_token *t)
{
    bool verb = lex_is(t, LEX_VERB, "born") || lex_is(t, LEX_VERB, "receive");
    if (!verb || t->flags || t + 1 >= p->tokens + p->n || t[1].class != LEX_COMMA)
        return false;
    return ja_ends_in(p->text.s, t->end, ja_words_told_on, NULL);
}

bool ja_joins(const struct crit_parse *p, const struct lex_token *t)
{
    bool passive = t->class == LEX_VERB && t->end - t->begin > 6 && !(t->flags & LEX_NOT) &&
                   ja_ends_in(p->text.s, t->end, ja_words_done_and, NULL);
    bool is = lex_is(t, LEX_PTC, "past_de") && ja_begins(p->text.s + t->begin, ja_words_is_and);
    bool there = lex_is(t, LEX_VERB, "have") && !(t->flags & LEX_NOT) &&
                 ja_ends_in(p->text.s, t->end, ja_words_there_and, NULL) &&
                 t + 1 < p->tokens + p->n && t[1].class == LEX_COMMA; /* 高血圧があり、 */
    return is || there || passive || is_told_on(p, t) || (t->flags & LEX_JOINS) ||
           lex_is(t, LEX_PTC, "de");
}

bool ja_is_known_name(const struct crit_parse *p, uint32_t begin, uint32_t end)
{
    const char *s = p->text.s + begin;
    struct folded f;
    struct lexicon_matches m;
    fold_text(p->reader->folder, p->tmp, s, end - begin, &f);
    lexicon_match(p->reader->lexicon, p->tmp, &f, s, LEXICON_CASE_ASKED, &m);
    return m.n == 1 && m.items[0].begin == 0 && m.items[0].end == f.len && m.items[0].n > 0;
}

/* Behind the longest run of names and dots at `at` that is one name: ギラン・バレー症候群. */
static size_t dotted_end(const struct crit_parse *p, const struct lex_token *t, size_t at, size_t n)
{
    enum { PARTS_MAX = 4 };
    size_t to = at + 1;
    while (to + 1 < n && to - at < 2 * PARTS_MAX && t[to].class == LEX_DOT &&
           t[to + 1].class == LEX_TEXT && t[to].begin == t[to - 1].end &&
           t[to].end == t[to + 1].begin)
        to += 2;
    while (to > at + 1 && !ja_is_known_name(p, t[at].begin, t[to - 1].end))
        to -= 2;
    return to;
}

/* Behind the bracket at `at` when it speaks of assent only, which decides nothing; else `at`. */
static size_t assent_end(const struct lex_token *t, size_t at, size_t n)
{
    bool assent = false, other = false;
    size_t depth = 0;
    for (size_t i = at; i < n; i++) {
        depth += t[i].class == LEX_OPEN;
        assent |= t[i].class == LEX_ASSENT;
        other |= t[i].class == LEX_GUARDIAN || t[i].class == LEX_CONSENT;
        if (t[i].class == LEX_CLOSE && --depth == 0)
            return assent && !other ? i + 1 : at;
    }
    return at;
}

/* A line that is broken behind a comma goes on; ただし and ※ begin another sentence. */
static bool is_broken_line(const struct lex_token *t, size_t i, size_t n, size_t out)
{
    return t[i].class == LEX_LINE && out > 0 && t[out - 1].class == LEX_COMMA && i + 1 < n &&
           t[i + 1].class != LEX_BUT;
}

/* のうち、2つ以上: how many of the list before. */
static bool is_idle_comma(const struct crit_parse *p, const struct lex_token *t, size_t i, size_t n)
{
    return t[i].class == LEX_COMMA && i > 0 && i + 1 < n && ja_is_among(p, &t[i - 1]) &&
           (t[i + 1].class == LEX_SOME || t[i + 1].class == LEX_ANY);
}

size_t ja_prepare(const struct crit_parse *p, struct lex_token *t, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n;) {
        size_t end = t[i].class == LEX_OPEN ? assent_end(t, i, n) : i;
        end += is_broken_line(t, i, n, out) || is_idle_comma(p, t, i, n);
        if (end > i) {
            i = end;
            continue;
        }
        end = t[i].class == LEX_TEXT && p->reader->lexicon ? dotted_end(p, t, i, n) : i + 1;
        t[out] = t[i];
        t[out++].end = t[end - 1].end;
        i = end;
    }
    return out;
}
