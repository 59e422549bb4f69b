/*
 * The Japanese note grammar's own parts: words (data/note-ja.tsv) → tokens → mentions, which wait
 * for what the sentence says of them at its end (Japanese is predicate-final). Lists that rules
 * look for: data/note-ja-lists.tsv (nj_list_…).
 */
#pragma once
#include "search/attributes.h"
#include "search/attributes_gen.h"
#include "search/criteria_ja_words.h"
#include "search/criteria_lex.h"
#include "search/criteria_number.h"
#include "search/criteria_trie.h"
#include "search/note_inner.h"
#include "search/note_ja_lists_gen.h"
#include <string.h>

#define NJ_CLASS_LIST(X)                                                                           \
    X(TEXT)                                                                                        \
    X(NUM)                                                                                         \
    X(NAME)    /* a disease, drug, operation … of the lexicon or by its ending */                \
    X(TNM)     /* ct3n1m0 */                                                                       \
    X(REL)     /* a relative; value: sex */                                                        \
    X(SELF)    /* who writes */                                                                    \
    X(PATIENT) /* 本人, 患者 */                                                                \
    X(OTHER)   /* donors, family history */                                                        \
    X(SEX)                                                                                         \
    X(OFF) /* says nothing, and keeps shorter words from being found in it */                      \
    X(ATTR)                                                                                        \
    X(NOATTR) /* measured, and no attribute holds it */                                            \
    X(FLAG)                                                                                        \
    X(ENUM)                                                                                        \
    X(METS) /* distant metastasis */                                                               \
    X(TOBACCO)                                                                                     \
    X(DRINK)                                                                                       \
    X(SOCIAL)                                                                                      \
    X(HEAVY)                                                                                       \
    X(ABLE)                                                                                        \
    X(AGREE)                                                                                       \
    X(WEAK)                                                                                        \
    X(NONE)                                                                                        \
    X(NAIVE)                                                                                       \
    X(ORGAN)                                                                                       \
    X(META)                                                                                        \
    X(COUNT)                                                                                       \
    X(SIDE)                                                                                        \
    X(REMOVED)                                                                                     \
    X(WHOLE)                                                                                       \
    X(PART)                                                                                        \
    X(POSTOP)                                                                                      \
    X(MARKER)                                                                                      \
    X(BIOMARKER)                                                                                   \
    X(ALTERATION)                                                                                  \
    X(POS)                                                                                         \
    X(NEG)                                                                                         \
    X(CLEARED)                                                                                     \
    X(PRED) /* value: what it says */                                                              \
    X(REACT)                                                                                       \
    X(TIME)                                                                                        \
    X(DECADE)                                                                                      \
    X(BIRTH)                                                                                       \
    X(OLD)                                                                                         \
    X(BORN)                                                                                        \
    X(PTC)                                                                                         \
    X(LIVE)                                                                                        \
    X(COMMA)                                                                                       \
    X(COLON)                                                                                       \
    X(SLASH)                                                                                       \
    X(OPEN)                                                                                        \
    X(CLOSE)                                                                                       \
    X(STOP)                                                                                        \
    X(ARROW)                                                                                       \
    X(REF)                                                                                         \
    X(FORM)                                                                                        \
    X(HEAD)                                                                                        \
    X(VOID)                                                                                        \
    X(ABBR) /* another way to write the disease that is the value */                               \
    X(FOOD) /* what people are allergic to, in kana */                                             \
    X(TYPE)                                                                                        \
    X(UNITWORD)                                                                                    \
    X(PERDAY)                                                                                      \
    X(ACUTE) /* endings of names, no words of the text */                                          \
    X(GROWTH)                                                                                      \
    X(PUMPS)                                                                                       \
    X(EATEN) /* written with kanji; looked up, no words of the text */
enum nj_class {
#define NJ_CLASS_ENUM(symbol) NJ_##symbol,
    NJ_CLASS_LIST(NJ_CLASS_ENUM)
#undef NJ_CLASS_ENUM
        NJ_CLASS_COUNT
};
enum { NJ_NO_ATTR = 0xFFFF };

struct nj_word {
    const char *text;
    enum nj_class class;
    uint16_t attr;
    const char *value;
};
extern const struct nj_word nj_words[];
extern const size_t nj_word_count;

/* What the kana behind a verb say. */
enum nj_tail { NJ_NOT = 1, NJ_PAST = 2, NJ_GOING = 4, NJ_EVER = 8, NJ_WISH = 16 };

struct nj_token {
    enum nj_class class;
    const struct nj_word *word; /* of the table, or NULL */
    uint32_t begin, end;        /* bytes of the text */
    uint32_t stem_end;          /* of a verb: where its kana begin */
    unsigned tail;              /* nj_tail */
    struct number num;
    const char *kind; /* of a name: disease, drug, surgery, therapy, transplant, allergy … */
};

struct nj_lexer;
struct nj_lexer *nj_lexer_new(void *ctx);
struct nj_tokens {
    struct nj_token *items;
    size_t n;
};
void nj_lexer_read(const struct nj_lexer *x, const struct note_parse *p, struct nj_tokens *ret);
/* note_ja_join.c: runs of names and text without anything between are one name by its ending. */
void nj_join_names(const struct note_parse *p, const struct lexer *kinds, struct nj_tokens *all);
/* note_ja_shape.c: bytes of what stands at s[pos], 0 when it is none. cT3N1M0; t(11;14), del(17p).
 */
size_t nj_tnm_at(const char *s, size_t pos);
size_t nj_karyotype_at(const char *s, size_t pos);
/* The minus of HIV-, the last token, before a blank, a mark or the end: 1. */
size_t nj_minus_at(const struct note_parse *p, const struct nj_token *last, size_t pos);
/* 糖尿病予備軍, 血圧高め, 更年期: what may come, or a time of life; no disease of now. */
bool nj_is_no_disease(const char *s, size_t len);
/* DKd療法: drugs, by their letters. */
bool nj_is_regimen(const char *s, size_t len);
/* 術, 依存: the ending of a name alone, no name. */
bool nj_is_bare_end(const char *s, size_t len);
/* The drug t, a dot behind it and an ingredient that is no name of its own: one drug. */
bool nj_is_combined(const char *s, const struct nj_token *t, const struct nj_token *dot);
/* A name of the lexicon that is written otherwise than the lexicon has it, and another word. */
bool nj_is_otherwise_written(const struct note_parse *p, const struct lexicon_match *m,
                             size_t begin, size_t end);
/* note_ja_gap.c. Blanks stood in the note before this byte of the text, which has none there. */
bool nj_has_gap(const struct note_parse *p, size_t pos);
/* The first such place from pos on, or the text's end. */
size_t nj_gap_behind(const struct note_parse *p, size_t pos);
/* Where the run of katakana at pos ends that stands beside a dot (A・B); pos when there is none. */
size_t nj_dotted_end(const struct note_parse *p, size_t pos);
/* The lexicon's names, with blanks between Japanese words as edges; the map is to the text. */
void nj_names_read(const struct note_parse *p, struct folded *folded, struct lexicon_matches *ret);
/* 多発骨: the site, without how many are there. */
char *nj_site_of(char *name);
/* 9万8千: adds to the number read what stands behind 万; 74 HR 66: takes off what is the next
 * thing's name. Bytes of all. */
size_t nj_number_end(const struct note_parse *p, const struct trie *measured, size_t pos,
                     size_t len, struct number *n);
/* 人工呼吸管理中, 腎移植後: the state is told by the therapy and its last sign. */
bool nj_ends_going(const char *s, size_t len);
/* A run of letters and digits. */
size_t nj_latin_at(const char *s, size_t pos);
/* psl5mg, r-chop6コース: bytes of the name; run: of the letters and digits. */
size_t nj_dosed_at(const char *s, size_t run);
/* 156cm: a person's height. */
bool nj_is_length(const char *s);
/* Steps that are written with Roman numerals right behind the name: NYHAⅢ. */
bool nj_has_numerals(uint16_t attr);
/* iib of stageiib. */
bool nj_is_stage_numeral(const char *s);
/* The kana behind a verb: bytes, and what they say. */
size_t nj_tail_read(const char *s, size_t len, unsigned *tail);

/* A thing named and not yet told of. */
struct nj_mention {
    const struct nj_token *t;
    size_t first, last; /* tokens [first, last) */
    uint16_t attr;
    const char *kind;  /* of a name */
    const char *value; /* in lexicon spelling */
    bool modifies;     /* 糖尿病の…: the noun behind it is spoken of */
    bool treated;      /* 高血圧の薬: what is spoken of says that the person has it */
    bool firm;         /* 肺癌で…: present, whatever the sentence ends with */
    bool other;        /* somebody else's */
    bool reason;       /* 間質性肺炎のため */
    bool bygone;       /* アルコール依存症の既往 */
    bool once;         /* 以前X: told so before it */
    bool removed;      /* 6年前に大腸癌を取りました */
    bool allergen;     /* 造影剤アレルギー: an allergy is spoken of */
    bool result;       /* biomarker: the name says all, RAS野生型, MSS */
    bool altered;      /* biomarker: an alteration is named */
    double ago;        /* days; < 0: not said */
    double months;     /* since; < 0 */
};
struct nj_disease {
    char *name;
    uint32_t begin, end;
    double months;   /* how long; < 0 */
    double ago;      /* days; < 0 */
    bool over;       /* operated, without a relapse */
    bool removed;    /* cut out years ago: over, unless it has come back */
    bool event;      /* 脳梗塞を起こした: past, when there is another disease */
    size_t sentence; /* where the sentence that told of it begins: its first token */
};
enum { NJ_PENDING_MAX = 64, NJ_DISEASES_MAX = 60 };

struct nj_time {
    bool set;
    bool from;     /* 3年前から */
    bool duration; /* a length, not a point */
    double days, months;
    uint32_t begin, end;
};
struct nj {
    struct note_parse *p;
    struct nj_token *t;
    size_t n;
    size_t lo, hi;       /* the sentence, or a part of it that a heading begins */
    size_t line;         /* where the sentence begins */
    size_t before;       /* where the one before it began */
    bool allergic;       /* an allergy was spoken of */
    const char *patient; /* the relative's word that means the patient; NULL: who writes */
    const char *patient_sex;
    bool other;                  /* of somebody else, from here on in the sentence */
    bool held;                   /* … by a heading, until the next: 家族歴： */
    bool listing;                /* the bracket stands behind a heading: アレルギー（卵） */
    bool bracketed;              /* inside of a bracket */
    bool other_before;           /* the same, where the bracket opened */
    size_t scope;                /* in a bracket: the first thing it speaks of + 1; 0: all */
    uint32_t scope_begin;        /* where that bracket opened */
    const struct nj_token *once; /* 以前, 子供のころ: long over, until something is said */
    struct nj_mention pending[NJ_PENDING_MAX];
    size_t n_pending;
    struct nj_disease diseases[NJ_DISEASES_MAX];
    size_t n_diseases;
    struct nj_time time; /* the last one said in the sentence */
    double months;       /* 発症して6年: of the main disease; < 0 */
    uint32_t months_begin, months_end;
    uint16_t heading;    /* the section whose lines begin with # */
    size_t section_from; /* the token that began it */
    uint16_t section;    /* 既往歴:, アレルギー: until the sentence ends; NJ_NO_ATTR */
    int mark;            /* how new the values are that follow: 0 old, 1 not said, 2 now */
    unsigned char recency[ATTR_COUNT];
    uint16_t last_attr;        /* of the value before */
    double cigarettes, smoked; /* a day; years; < 0 */
    bool future;               /* 来週から: what is taken then is not yet */
    int mark_before;           /* where the bracket opened */
    int newest;                /* of a table's columns: note_ja_table.c */
    bool birth;                /* the sentence tells of the birth: weights are those of then */
    bool smoking;              /* tobacco is spoken of in this sentence or the one before */
    uint32_t smoking_begin;
    double onset; /* 3歳のときに: years of age; < 0 */
    struct nj_time past_age;
};

static inline const struct nj_token *nj_at(const struct nj *n, size_t i)
{
    static const struct nj_token none = {.class = NJ_CLASS_COUNT};
    return i < n->hi ? &n->t[i] : &none;
}
static inline bool nj_is(const struct nj_token *t, enum nj_class class, const char *value)
{
    return t->class == class && t->word && strcmp(t->word->value, value) == 0;
}
/* The name as facts have it. */
char *nj_name(const struct nj *n, uint32_t begin, uint32_t end);
/* The token's text begins with these bytes. */
bool nj_begins(const struct nj *n, const struct nj_token *t, const char *text);
bool nj_text_is(const struct nj *n, const struct nj_token *t, const char *text);
/* The same of any of the words of a list. */
bool nj_begins_any(const struct nj *n, const struct nj_token *t, const char *const *words);
bool nj_text_is_any(const struct nj *n, const struct nj_token *t, const char *const *words);
/* Time units: days of one; 0 when the token is no number of them. 歳 is none. */
double nj_time_days(const struct nj *n, const struct nj_token *t);
bool nj_is_age_number(const struct nj *n, const struct nj_token *t);

/* A drug or a class of them. */
static inline bool nj_is_remedy(const struct nj_token *t)
{
    return t->class == NJ_NAME && (strcmp(t->kind, "drug") == 0 || strcmp(t->kind, "class") == 0);
}

/* The virus is gone. */
static inline bool nj_is_svr(const struct nj_token *t)
{
    return nj_is(t, NJ_PRED, "svr") || nj_is(t, NJ_PRED, "vanish");
}

/* 以前, 初診時: a time that is over. */
static inline bool nj_is_past(const struct nj_token *t)
{
    return nj_is(t, NJ_TIME, "past") || nj_is(t, NJ_TIME, "once");
}

/* note_ja_who.c. The relative who is the patient, when the note is about one. */
void nj_find_patient(struct nj *n);
/* Whose is what follows token i. */
void nj_read_subject(struct nj *n, size_t i);
/* Somebody died, or is a donor: the sentence from token i on is not the patient's. */
bool nj_is_lost(const struct nj *n, size_t i);
/* The same of the part [lo, hi) that is to be read. */
bool nj_is_part_lost(const struct nj *n);
/* note_ja_parts.c. The token i begins a part of its own: アレルギー：, 家族歴：, ドナーなし. */
bool nj_part_begins(const struct nj *n, size_t i);
/* 家族歴：, 主訴：: somebody else's, or no disease, until the next heading. */
bool nj_is_others_heading(const struct nj *n, size_t i);
/* ドナーなし, 家族歴なし, ドナーから移植: nobody else is told of. */
bool nj_is_nobody(const struct nj *n, size_t i);
/* A relative who is not the patient. */
bool nj_is_stranger(const struct nj *n, const struct nj_token *t);

/* note_ja_measure.c, note_ja_age.c, note_ja_time.c. Each: tokens taken at i, 0 when it is none of
 * theirs. */
size_t nj_read_age(struct nj *n, size_t i);
size_t nj_read_time(struct nj *n, size_t i);
size_t nj_read_measure(struct nj *n, size_t i);
/* note_ja_lines.c: lines of therapy. */
size_t nj_read_lines(struct nj *n, size_t i);
/* Takes back what was said of an attribute. */
void nj_forget(struct nj *n, uint16_t attr);
size_t nj_read_smoking(struct nj *n, size_t i);
void nj_smoking_end(struct nj *n);

/* note_ja_course.c. 今はXで、|その前はYを: what waits is told, and what was before it follows. */
bool nj_turns_back(const struct nj *n, size_t i);
/* 以前はお酒を…、今は飲みません */
void nj_drinking_end(struct nj *n);
/* note_ja_consent.c: 本人には判断ができないので、|父が代わりに同意します: who cannot consent. */
void nj_read_incapable(struct nj *n, size_t i);
/* 本人には同意が無理: the agreement at i is none. */
bool nj_cannot_agree(const struct nj *n, size_t i);

/* note_ja_operation.c: an organ at token i that was removed, 0 when not; a removal at token i. */
size_t nj_mention_removal(struct nj *n, size_t i);
size_t nj_mention_excision(struct nj *n, size_t i);
/* 虫垂炎（op）: of the disease m. */
void nj_mention_operated(struct nj *n, struct nj_mention *m);
/* note_ja_mention.c: tokens [first, last) wait for what is said of them; NULL: too many wait. */
struct nj_mention *nj_wait_for(struct nj *n, size_t first, size_t last, uint16_t attr);
/* Aは3年前に、Bは1年前に: behind what ends before token k, its own time stands. */
bool nj_has_own_time(const struct nj *n, size_t k);
bool nj_ends_with(const char *s, const char *end);
/* note_ja_mention.c: what is named at token i waits for the predicate. Tokens taken. */
size_t nj_mention_read(struct nj *n, size_t i);
/* note_ja_biomarker.c: EGFR, ALK融合遺伝子; the value without its polarity. Tokens taken. */
size_t nj_mention_biomarker(struct nj *n, size_t i);
/* note_ja_site.c: 骨と肝臓に転移: an organ at token i that a cancer has spread to. */
bool nj_mention_site(struct nj *n, size_t i);
/* A kind of tissue: 腺癌, 膵管腺癌; beside a cancer's name it says the histology. */
bool nj_is_histology(const char *name);
/* The attribute of an infection named as a disease (b型肝炎, 結核); NJ_NO_ATTR. */
uint16_t nj_infection_of(const char *name);
/* note_ja_table.c. A line begins: the dates of a table's columns, or the table is over. */
void nj_table_line(struct nj *n);
size_t nj_table_value(const struct nj *n, size_t i, size_t *end);
/* note_ja_clause.c: the token i says something, but another word of the clause tells. */
bool nj_is_half_said(const struct nj *n, size_t i);
bool nj_is_overtaken(const struct nj *n, size_t i);
bool nj_is_relative_clause(const struct nj *n, size_t i);
bool nj_is_put_off(const struct nj *n, size_t i);
/* The comma i: values behind it are no more of the past time that was told. */
bool nj_ends_past(const struct nj *n, size_t i);
void nj_bracket_open(struct nj *n, size_t i);
void nj_bracket_close(struct nj *n);
/* Whether nothing but marks of a list stands between tokens [from, to). */
bool nj_is_list_between(const struct nj *n, size_t from, size_t to);
/* note_ja_say.c: the time said belongs to what waits, from `first` on, and has none of its own. */
void nj_give_time(struct nj *n, size_t first, bool since);
/* note_ja_say.c: what the token i (n->hi: the sentence's end) says of what waits. */
bool nj_says(const struct nj_token *t);
void nj_say(struct nj *n, size_t i);
void nj_disease_add(struct nj *n, const struct nj_mention *m, bool event);
void nj_diseases_end(struct nj *n);
/* note_ja_disease.c: the token i says that what was told before is cured. */
void nj_diseases_cured(struct nj *n, size_t i, bool eased);
/* The token i tells when that was found. */
void nj_diseases_dated(struct nj *n, size_t i);
bool nj_is_malignant(const char *name);
char *nj_without_spread(struct nj *n, const struct nj_mention *m, char *name);
bool nj_is_told_closer(const struct nj *n, const struct nj_mention *m);
bool nj_is_told_elsewhere(const struct nj *n, const struct nj_mention *m);
/* note_ja_operation.c: the one cancer that 手術 of mention m can only be of; NULL. */
const char *nj_cancer_operated(const struct nj *n, const struct nj_mention *m);
