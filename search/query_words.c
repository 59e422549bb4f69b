#include "search/query_words.h"
#include "schema/base/text.h"
#include "search/query.h"
#include <string.h>

static bool is_in(const char *const *words, const char *text, size_t len)
{
    for (; *words; words++)
        if (strlen(*words) == len && memcmp(*words, text, len) == 0)
            return true;
    return false;
}

bool query_is_particle(const struct token *t)
{
    static const char *const particles[] = {
        "の",       "に",       "を",     "は",     "が",       "で",   "と",   "も",
        "や",       "へ",       "か",     "な",     "から",     "まで", "より", "など",
        "での",     "への",     "との",   "による", "における", "ため", "する", "した",
        "して",     "いる",     "ある",   "です",   "ます",     "たい", "た",   "て",
        "し",       "れ",       "い",     "れる",   "られる",   "こと", "もの", "ような",
        "について", "に対する", "または", "および", "及び",     "又は", NULL};
    return is_in(particles, t->text, t->len);
}

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
    return is_in(words, t->text, t->len);
}

/* Nothing but such words and particles: the first that is no particle; NULL when there is more. */
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

/* Every trial answers to these: a person writes them to say where, not what, they search, or for
 * whom. */
bool query_is_stop(void *ctx, const char *text, const char *typed)
{
    static const char *const words[] = {
        "of",   "the",      "and",      "or",    "in",           "on",           "for",  "to",
        "with", "an",       "by",       "at",    "from",         "is",           "are",  "as",
        "not",  "trial",    "trials",   "study", "studies",      "clinical",     "治験", "試験",
        "研究", "臨床試験", "臨床研究", "父",    "母",           "夫",           "妻",   "息子",
        "娘",   "祖父",     "祖母",     "両親",  "家族",         "主人",         "父親", "母親",
        "友人", "私",       "自分",     "旦那",  "おじいちゃん", "おばあちゃん", "最新", "新しい",
        "謝礼", NULL};
    if (text_equal(text_halfwidth(ctx, typed), "a"))
        return true;
    return is_in(words, text, strlen(text));
}
