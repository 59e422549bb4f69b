#include "search/query_ask.h"
#include <string.h>

/* What people say around what they look for: 参加できる治験を探しています. */
static bool is_asking(const struct token *t)
{
    static const char *const words[] = {
        "参加",     "参加者",   "できる",     "出来る",   "できます", "したい",   "受け",
        "受ける",   "受けたい", "受けられる", "られる",   "探し",     "探す",     "探して",
        "さがす",   "さがして", "教えて",     "知りたい", "たい",     "ください", "下さい",
        "ています", "てい",     "ていま",     "す",       "ている",   "います",   "探",
        "おしえて", "ほしい",   "欲しい",     "希望",     "可能",     "いる",     "ます",
        "い",       "ある",     "あり",       "ない",     "か",       "です",     "でき",
        "し",       "さ",       "せ",         "治験",     "試験",     "臨床",     "臨床試験",
        "研究",     "臨床研究", "募集",       NULL};
    for (size_t i = 0; words[i]; i++)
        if (strlen(words[i]) == t->len && memcmp(words[i], t->text, t->len) == 0)
            return true;
    return false;
}

const struct token *query_asking_find(const struct tok_list *words)
{
    const struct token *first = NULL;
    for (size_t i = 0; i < words->n; i++) {
        const struct token *t = &words->items[i];
        bool particle = query_is_particle(t);
        if (!particle && (t->kind != TOK_WORD || !is_asking(t)))
            return NULL;
        first = first || particle ? first : t;
    }
    return first;
}

void query_hints_settle(struct query *q)
{
    const struct query_node *n = q->root;
    bool beside[QUERY_MAX_UNITS] = {false};
    if (n && n->op == QUERY_UNIT)
        beside[n->unit] = true;
    for (const struct query_node *c = n && n->op == QUERY_AND ? n->child : NULL; c; c = c->next)
        if (c->op == QUERY_UNIT)
            beside[c->unit] = true;
    for (size_t i = 0; i < q->n_units; i++)
        if (query_is_filter(&q->units[i]) && !beside[i])
            q->units[i].hint = QUERY_HINT_NONE;
}
