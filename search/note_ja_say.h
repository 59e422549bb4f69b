/* What a predicate says, for note_ja_say.c (the sentence, names) and note_ja_words.c (the table's
 * words). */
#pragma once
#include "search/note_ja.h"

enum said {
    SAID_NOTHING,
    SAID_YES,
    SAID_NO,
    SAID_HAD,
    SAID_CURED,
    SAID_EVENT,
    SAID_MAYBE,
    SAID_UNKNOWN,
    SAID_PLAN,
    SAID_POS,
    SAID_NEG,
    SAID_CLEARED,
    SAID_CAN,
    SAID_CANNOT,
    SAID_STOPPED,
    SAID_TAKEN,
    SAID_REACTED,
    SAID_SOCIAL,
    SAID_HEAVY,
    SAID_AGREED,
    SAID_BAD
};

struct saying {
    enum said what;
    bool going, past, ever;
    bool fresh;    /* 発症5日目 */
    bool contrast; /* じゃなくて: something else is */
    bool followed; /* 飲み、その後… */
    bool undone;   /* 未検, 未施行 */
    bool absent;   /* なし, ありません; not 未検 */
    bool was;      /* でした, ありました */
    bool copula;   /* でした: said of what stands right before it */
    bool changed;  /* 変更: what stands with に is new, the others over */
    bool eased;    /* 軽快, 改善: over where it is an illness that passes */
    bool turned;   /* なりました */
    bool gone;     /* Xをやって、…: done with it, unlike やっています */
    bool started;  /* 始めていません: not yet, which is not none at all */
    uint32_t end;
};

/* note_ja_disease.c */
/* The name ends in one of the words of a class of endings. */
bool nj_name_ends_in(const char *name, enum nj_class class);
/* Gone with the operation that is told of. */
bool nj_is_operated(const struct nj *n, const struct nj_mention *m);
bool nj_is_scar(const char *name);
/* 梅毒にかかりましたが治療しました */
bool nj_is_treated_away(const struct nj *n, const struct nj_mention *m);
/* 3年前に肺炎で入院しました */
bool nj_is_stay_for(const struct nj *n, const struct nj_mention *m, const struct saying *s);
bool nj_is_side_effect(const struct nj *n, const struct nj_mention *m);
/* note_ja_course.c. What a habit that is denied was before. */
enum nj_denied_habit { NJ_NEVER, NJ_NO_LONGER, NJ_NOT_NOW };
enum nj_denied_habit nj_denied_habit(const struct nj *n, const struct nj_mention *m,
                                     const struct saying *s);
/* note_ja_clause.c */
bool nj_is_not_given_up(const struct nj *n, const struct saying *s);
/* An operation or therapy said so has been. */
bool nj_is_done(const struct saying *s);
bool nj_denies(const struct saying *s); /* no, negative, cleared */
/* One thing named by a word of the table, a test or a biomarker. */
void nj_say_word(struct nj *n, const struct nj_mention *m, const struct saying *s);
/* 潜在性結核感染症: no illness, a value of its own attribute. */
bool nj_is_latent(const char *name);
/* HIVの検査: a test by its own words. */
bool nj_is_test_word(const struct nj_mention *m);
void nj_say_infection(struct nj *n, uint16_t attr, const struct nj_mention *m,
                      const struct saying *s);
void nj_say_drug(struct nj *n, const struct nj_mention *m, const struct saying *s);
/* An item of the list with its time, where that list has one. */
void nj_say_item(struct nj *n, uint16_t attr, const struct nj_mention *m);
/* note_ja_operation.c: ステントを2本入れました */
void nj_say_stent(struct nj *n, const struct nj_mention *m, const struct saying *s);
/* note_ja_list.c: a list told of as a whole. */
void nj_say_none(struct nj *n, const struct nj_mention *m, const struct saying *s);
/* note_ja_course.c: 5年飲み、その後…: something else came in its place. */
bool nj_is_followed(const struct nj *n, size_t i);
/* MTXで効果不十分のためXを追加: both are taken. */
bool nj_is_added_to(const struct nj *n, size_t i);
/* note_ja_drug.c. Before anything is said: what stands before アレルギー is no medication. */
void nj_mark_allergens(struct nj *n);
/* The token behind a dose at k: 5mg/日, 10mg→5mg. */
size_t nj_behind_dose(const struct nj *n, size_t k);
/* A→B: B took its place. */
bool nj_is_replaced(const struct nj *n, const struct nj_mention *m);
bool nj_is_drugs_now(const struct nj *n, const struct nj_mention *m);
bool nj_is_new_one(const struct nj *n, const struct nj_mention *m);
bool nj_is_counted(const struct nj *n, const struct nj_mention *m);
/* Told before what came after it: のあと, の既往. */
bool nj_is_had_before(const struct nj *n, const struct nj_mention *m);
bool nj_is_of_before(const struct nj *n, const struct nj_mention *m);
/* Xは合いません: a verb that the table does not know, denied. */
bool nj_is_denied_somehow(const struct nj *n, const struct nj_mention *m);
bool nj_is_means(const struct nj *n, const struct nj_mention *m);
bool nj_is_reaction(const struct nj *n, size_t i);
