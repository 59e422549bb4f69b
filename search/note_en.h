/* The English note grammar's own parts (note_read_en*.c); words: data/note-en.tsv, and lists that
   rules look for: data/note-en-lists.tsv (en_list_…). */
#pragma once
#include "search/criteria_read_en_inner.h"
#include "search/note_en_lists_gen.h"
#include "search/note_inner.h"
#include <string.h>

enum note_en_class {
    NOTE_EN_KIN,  /* value: sex */
    NOTE_EN_KINS, /* several of them: never the patient */
    NOTE_EN_OWNER,
    NOTE_EN_SELF,
    NOTE_EN_ASKS,
    NOTE_EN_SPEAKS,  /* for somebody else, surely */
    NOTE_EN_REPORTS, /* behind a relative: what they say is of the patient */
    NOTE_EN_TOLD,
    NOTE_EN_BYGONE,
    NOTE_EN_LOST,
    NOTE_EN_BEFORE,
    NOTE_EN_HEADING, /* value: taken, before, family, planned, allergy, other */
    /* what is told of a name, behind it */
    NOTE_EN_DENIED,
    NOTE_EN_DOUBTED,
    NOTE_EN_OVER,    /* a disease that was */
    NOTE_EN_STOPPED, /* a drug no more taken */
    NOTE_EN_PLANNED,
    NOTE_EN_TAKEN, /* a drug taken now */
    NOTE_EN_FOUND,
    NOTE_EN_OPEN,  /* a test whose result is not told */
    NOTE_EN_YOUTH, /* a time of life long ago */
    /* what the words before a name tell of it */
    NOTE_EN_USED, /* of a drug, no more */
    NOTE_EN_USES,
    NOTE_EN_WANTED, /* not had */
    NOTE_EN_MAYBE,
    NOTE_EN_SURE, /* ends a doubt */
    NOTE_EN_PAST,
    NOTE_EN_SINCE,      /* between a disease and how long the person has had it */
    NOTE_EN_EVENT,      /* a disease that strikes and passes */
    NOTE_EN_CURED,      /* an infection that is no more */
    NOTE_EN_OTHER_THAN, /* an abbreviation that in notes is not what the lexicon calls so */
    NOTE_EN_PLACE,      /* behind a name: a place, a scale called after it */
    NOTE_EN_SAY,        /* value: "attribute value" */
    NOTE_EN_LAY,        /* value: the disease */
    NOTE_EN_VIRUS,      /* value: attribute */
    NOTE_EN_UNLESS,     /* behind a saying (value: of these attributes): it does not hold */
    NOTE_EN_UNKNOWN,
    NOTE_EN_LIVES,
    NOTE_EN_PREFECTURE, /* value: its name */
    NOTE_EN_MEASURED,   /* value: attribute */
    NOTE_EN_THEN,       /* behind a value: of another time */
    NOTE_EN_NOW,
    NOTE_EN_CHANGED, /* between a measured thing and "from", "to" */
    NOTE_EN_NUMBER,
    NOTE_EN_LEADS,     /* between a measured thing and its value */
    NOTE_EN_OLDER,     /* before a value that holds no more */
    NOTE_EN_REASON,    /* what follows is why, and so is there */
    NOTE_EN_BEGINS,    /* with NOTE_EN_SOON behind: planned */
    NOTE_EN_SOON,      /* a time to come */
    NOTE_EN_BONE,      /* behind "broke her" */
    NOTE_EN_AID,       /* what somebody walks with */
    NOTE_EN_PERSON,    /* behind an age; value: sex */
    NOTE_EN_GENESTATE, /* behind a gene */
    NOTE_EN_CAUSES,    /* between what somebody is allergic to and NOTE_EN_REACTION */
    NOTE_EN_REACTION,
    NOTE_EN_OPERATION, /* the last word of an operation's name */
    NOTE_EN_OPERKIND,  /* a word before it that belongs to the name */
    NOTE_EN_JOINS,     /* between "not" and a study */
    NOTE_EN_LINES,     /* behind a count: treatments had */
    NOTE_EN_PASSING,   /* a disease that is surely over some weeks later */
    NOTE_EN_MONTH,
    NOTE_EN_SEASON,
    NOTE_EN_WARD,     /* where somebody is who is in hospital */
    NOTE_EN_RETURNED, /* of a cancer */
    NOTE_EN_FIXED,    /* that nobody can cut out */
    NOTE_EN_ONSET,    /* before the age at which an illness began */
    NOTE_EN_HISTOLOGY,
    NOTE_EN_BESIDES, /* behind a denial: what follows is there all the same */
    NOTE_EN_LEARNT,  /* before a diagnosis and when it was made */
    NOTE_EN_DECADE,  /* of life; value: its first year */
    NOTE_EN_ORGAN,   /* cut out; value: the operation */
    NOTE_EN_CUT,     /* behind an organ or before it: was cut out */
    NOTE_EN_DRUG,    /* written short; value: its name */
    NOTE_EN_REGIMEN, /* value: the drugs, a plus between them */
    NOTE_EN_SURGERY, /* an operation written short; value: its name */
    NOTE_EN_CONTEXT, /* value: the field of medicine that the word tells of */
    NOTE_EN_SHORT,   /* letters of several meanings; value: "field:the illness" */
    NOTE_EN_GERM     /* a germ, a culture */
};
struct note_en_word {
    enum note_en_class class;
    const char *value, *text;
    uint16_t next; /* of the class that begins with the same byte, from 1; 0: none */
};
enum { NOTE_EN_CLASSES = NOTE_EN_GERM + 1, NOTE_EN_BYTES = 128 };
extern const struct note_en_word note_en_words[];
/* From 1; 0: no word of the class begins with the byte. */
extern const uint16_t note_en_first[NOTE_EN_CLASSES][NOTE_EN_BYTES];

/* What the words before say of those that follow. */
struct colour {
    bool denied, relative, suspected, past, taking, given, planned;
    bool used;     /* past by words of using: "was on" */
    bool sought;   /* "evaluated for": a symptom is there, a disease or a treatment is not */
    bool allergic; /* a line under "Allergies:" */
};
/* What the words behind a name say of it. */
struct note_en_said {
    bool denied, doubted, over, stopped, planned, taken, found, open;
    bool young;   /* over by a time of life only */
    bool goes_on; /* taken, surely now: "ongoing" */
    bool restarted;
};
/* A name and what is told of it. */
struct named {
    const char *word, *class, *kind;
    bool lasts; /* "for 6 years" stands behind: what was had still is */
    struct note_en_said said;
    double ago;
    bool event;   /* strikes and passes */
    bool passing; /* surely over some weeks later */
    bool had;     /* "had a" before it */
    bool dated;   /* "in 2015" behind it, or "last" before it and a time behind */
    bool over;    /* it passes, and long ago it was */
    bool histology;
    bool behind_operation; /* of now, though an operation before it was */
    bool since;            /* a drug taken from a time on */
    bool regimen;          /* drugs under one name: FOLFOX */
};
struct en_note {
    struct note_parse *p;
    struct en_parse e; /* tokens, for the readers of values and windows */
    struct lexicon_matches names;
    struct folded folded;
    struct colour colour;
    size_t lo, hi;             /* the sentence */
    size_t over_hi, over_last; /* where it was last looked through, the last "cured" in it */
    size_t he, she;
    size_t marker_end;        /* behind the biomarker read last */
    size_t allergy_end;       /* behind the allergies read last */
    size_t age_end;           /* behind the number last tried as an age */
    size_t colour_end;        /* behind the words that coloured last */
    const char *stranger_sex; /* of the relative told of, where the patient has the other */
    const char *donor_sex;    /* of a relative who is a donor */
    bool kinsman, kinswoman;  /* relatives named so far, by their sex */
    size_t heading_end;       /* behind the heading of the sentence */
    size_t aside_end;         /* behind the bracket that tells of a relative */
    uint16_t measured;        /* the attribute measured last, from 1 */
    size_t height_end;        /* behind the height read last */
    double onset;             /* age at which the first diagnosis began, 0: not told */
    uint32_t onset_begin, onset_end;
    uint32_t hiv_begin, hiv_end;     /* where HIV was told as there */
    size_t hiv_lo, hiv_hi;           /* the sentence */
    uint32_t virus_begin, virus_end; /* a hepatitis that the person has, by its name */
    struct colour section;           /* of the heading that the lines stand under */
    uint32_t fields;                 /* that the note's words tell of: note_en_meant.c */
    size_t germ_hi;                  /* where germs were last looked for, behind it one more */
    bool germ;                       /* one stands there */
    bool first;                      /* no sentence behind it yet */
    bool cancer;                     /* one is named somewhere */
    bool self;                       /* who writes tells of themself */
    bool other_writes;               /* a relative writes of a patient who is not called theirs */
    const struct note_en_word *patient; /* the relative whom the note is about; NULL: none */
};

static inline const struct en_token *note_en_at(const struct en_note *n, size_t i)
{
    return &n->e.t[i];
}

static inline bool note_en_is(const struct en_note *n, size_t i, const char *word)
{
    const struct en_token *t = note_en_at(n, i);
    size_t len = strlen(word);
    return t->end - t->begin == len && memcmp(n->e.text.s + t->begin, word, len) == 0;
}

/* The text at token i begins with the word. */
static inline bool note_en_starts(const struct en_note *n, size_t i, const char *word)
{
    return strncmp(n->e.text.s + note_en_at(n, i)->begin, word, strlen(word)) == 0;
}

/* Of words, which ends in NULL. */
static inline bool note_en_is_any(const struct en_note *n, size_t i, const char *const *words)
{
    for (; *words; words++)
        if (note_en_is(n, i, *words))
            return true;
    return false;
}

/* The text [s, s + len) is one of the words. */
bool note_en_is_one(const char *s, size_t len, const char *const *words);
/* A form of the table that has its own word of denial: "take no medicine". */
bool note_en_denies_itself(const char *text);
/* Token i ends in one of the words. */
bool note_en_token_ends(const struct en_note *n, size_t i, const char *const *words);
/* Bytes of a word: no letter or digit goes on behind them. */
bool note_en_is_word_end(const struct en_note *n, uint32_t at);

/* note_en_words.c: the longest form of the class that begins at byte `at`, NULL when none; *end:
   the byte behind it. */
const struct note_en_word *note_en_form(const struct en_note *n, uint32_t at,
                                        enum note_en_class class, uint32_t *end);
/* The same, of the classes from first to last: the longest form of all. */
const struct note_en_word *note_en_form_of(const struct en_note *n, uint32_t at,
                                           enum note_en_class first, enum note_en_class last,
                                           uint32_t *end);
/* Whether a form of the class begins at token i; the token behind it. */
bool note_en_says(const struct en_note *n, size_t i, enum note_en_class class, size_t *end);
/* The same at any word of token i. */
bool note_en_has_form(const struct en_note *n, size_t i, enum note_en_class class);
/* Whether a form begins at a word of tokens [lo, hi). */
bool note_en_has_within(const struct en_note *n, size_t lo, size_t hi, enum note_en_class class);
/* The last words of the name [begin, end) are a form of the class. */
bool note_en_ends_in(const struct en_note *n, uint32_t begin, uint32_t end,
                     enum note_en_class class);
/* The first token that begins at byte `at` or behind it. */
size_t note_en_token_at(const struct en_note *n, uint32_t at);
/* The name that the lexicon sees at token i (it begins within its bytes); NULL: none. */
const struct lexicon_match *note_en_name_at(const struct en_note *n, size_t i);
bool note_en_is_break(const struct en_note *n, size_t i);
static inline bool note_en_is_stop(const struct en_token *t)
{
    return t->class == EN_STOP || t->class == EN_SEMI;
}

static inline bool note_en_is_comma(const struct en_token *t)
{
    return en_is(t, EN_COMMA) || t->class == EN_OPEN;
}

/* Nothing of the sentence stands before i. */
bool note_en_begins(const struct en_note *n, size_t i);
const char *note_en_text(const struct en_note *n, uint32_t begin, uint32_t end);

/* note_en_behind.c: what is told of the name that ends at byte `end`. `results`: of a test, one
   result stands for a whole list. */
struct note_en_said note_en_said_behind(const struct en_note *n, uint32_t end, bool results);

/* "negative at first but positive" behind byte `end`. */
bool note_en_is_corrected(const struct en_note *n, uint32_t end, bool negative);
/* note_en_colour.c: what the words at token i say of those behind them. */
void note_en_read_colour(struct en_note *n, size_t i);
/* A heading at the beginning of the sentence colours what stands behind its colon. */
void note_en_read_heading(struct en_note *n);

/* note_en_age.c: 0: no age stands at i. */
size_t note_en_read_age(struct en_note *n, size_t i);
/* "twenty-one", "12": also what the criteria's words do not know. */
bool note_en_count(const struct en_note *n, size_t i, double *ret, size_t *end);
bool note_en_is_sex_word(const struct en_note *n, size_t i);

/* note_en_measure.c: "Hb 11.2 g/dL". 0: no value follows. */
size_t note_en_read_measure(struct en_note *n, size_t i);

/* note_en_infection.c: HIV, hepatitis, tuberculosis. */
bool note_en_is_infection(uint16_t attr);
void note_en_say_tuberculosis(struct en_note *n, size_t i, const char *values,
                              const struct note_en_said *said);
void note_en_say_virus(struct en_note *n, size_t i, uint32_t end, uint16_t attr,
                       const struct note_en_said *said);
/* "HIV he doesn't know", of tokens [first, last]. */
bool note_en_is_not_known(const struct en_note *n, size_t first, size_t last);
void note_en_say_not_known(struct en_note *n, uint16_t attr, uint32_t begin, uint32_t end);
/* note_en_quantity.c: the attribute measured at token i, and the token behind its name. */
const char *note_en_measured_at(const struct en_note *n, size_t i, size_t *end);
bool note_en_is_fahrenheit(double t); /* without a unit */

/* note_en_fact.c */
/* At the end: a hepatitis is what the note is about where no other illness is. */
void note_en_settle_virus(struct en_note *n);
void note_en_read_fact(struct en_note *n, size_t i);
/* The word of a fact begins a longer name: "alcoholic cirrhosis". */
bool note_en_is_in_longer_name(const struct en_note *n, size_t i);
/* "hep C": the token behind it; 0: none. */
size_t note_en_read_virus(struct en_note *n, size_t i);
/* "pregnancy test … is negative": the result stands behind, in the same sentence. 0: no test;
   -1: a test without a result; 1: negative; 2: positive. */
int note_en_test_result(const struct en_note *n, size_t i);
void note_en_read_marker(struct en_note *n, size_t i);
void note_en_read_none(struct en_note *n, size_t i);

/* note_en_say.c: sayings of the table and other facts of words; the token behind, 0: none.
   `before`: the colour without the words at i. */
size_t note_en_read_saying(struct en_note *n, size_t i, const struct colour *before);

/* note_en_body.c: "5 ft 4", "12 stone 6"; the token behind, 0: none. */
size_t note_en_read_body(struct en_note *n, size_t i);
/* The number at i is of feet or stones, which no canonical unit is read from. */
bool note_en_is_foreign_unit(const struct en_note *n, size_t i);

/* note_en_course.c: how a cancer went on, where it is, and who is in hospital; the token behind, 0:
   none. */
size_t note_en_read_course(struct en_note *n, size_t i);
/* At the end: the sex that an illness tells. */
void note_en_settle_sex(struct en_note *n);

/* note_en_habit.c: "was enrolled in", "until last month" around tokens [i, end), which tell of a
   study. */
bool note_en_is_study_over(const struct en_note *n, size_t i, size_t end);
/* note_en_habit.c: "two beers on a Saturday"; the token behind, 0: none. */
size_t note_en_read_habit(struct en_note *n, size_t i);

/* "that I know of, apart from" at i. */
bool note_en_is_besides(const struct en_note *n, size_t i);
bool note_en_is_study(const struct en_note *n, size_t i); /* trial, studies: note_en_phrase.c */
/* note_en_phrase.c: "MGMT methylated", "not in any trial", "two prior lines"; the token behind, 0:
   none. */
size_t note_en_read_phrase(struct en_note *n, size_t i);

/* note_en_since.c. "for 6 years" behind the person's first diagnosis, which ends at byte name_end.
 */
void note_en_read_duration(struct en_note *n, size_t i, uint32_t name_end);
/* "9 yrs" at k, in months, 0: none; words around a length of time. */
double note_en_months_at(const struct en_note *n, size_t k, size_t *end);
bool note_en_is_time_idle(const struct en_note *n, size_t k);
/* note_en_told.c: "found out 6 years ago that I have" before the name at i. */
double note_en_told_before(const struct en_note *n, size_t i, size_t *from, size_t *to);
/* "Diagnosed 2 years ago." of the diagnosis named before; the token behind, 0: not so. */
size_t note_en_read_diagnosed_ago(struct en_note *n, size_t i);
/* "a 5-year history of" before the name: months, 0: not so; tokens [*from, *to] tell it. */
double note_en_history_before(const struct en_note *n, size_t i, size_t *from, size_t *to);
/* At the end: how long, from the age then and now. */
void note_en_settle_onset(struct en_note *n);
/* "diagnosed with gout": before the name at i. */
bool note_en_is_diagnosed(const struct en_note *n, size_t i);
/* "lupus for 6 years". */
bool note_en_is_lasting(const struct en_note *n, size_t name, uint32_t name_end);
/* "stroke in 2015", "last seizure 3 weeks ago". */
bool note_en_is_dated(const struct en_note *n, size_t i, uint32_t end, bool event);
/* "chronic bronchitis", "long COVID": what otherwise passes does not. */
bool note_en_is_chronic(const struct en_note *n, uint32_t begin, uint32_t end);
/* "in February", "last winter", "two months ago" behind the name: long enough for what passes. */
bool note_en_is_weeks_ago(const struct en_note *n, uint32_t name_end);
/* "In February I had", "in the ICU in March with": a time long ago before the name at i. */
bool note_en_is_time_before(const struct en_note *n, size_t i);
/* "apixaban since 2020", "riluzole since then", "edoxaban started": taken, whatever was told. */
bool note_en_is_taken_since(const struct en_note *n, uint32_t name_end);
/* "stopped because of diarrhoea": why a drug was stopped stands at i. */
bool note_en_is_why_stopped(const struct en_note *n, size_t i);

/* note_en_beside.c: a test, a ward, a response: no drug and no disease. */
bool note_en_is_other_thing(const struct en_note *n, size_t i, uint32_t begin, uint32_t end,
                            const struct named *d);

/* note_en_beside.c: "DM-": a name in capitals that ends at byte `end`, with a minus. */
bool note_en_is_minus(const struct en_note *n, uint32_t begin, uint32_t end);

/* note_en_name.c */
void note_en_read_name(struct en_note *n, size_t i, const struct lexicon_match *m);
/* Says or denies what is named at token i, in bytes [begin, end). */
void note_en_settle_name(struct en_note *n, size_t i, const struct named *d, uint32_t begin,
                         uint32_t end);
bool note_en_is_neoplasm(const struct en_note *n, const struct lexicon_match *m);
/* Bytes [begin, end) are of a longer name that began before them. */
bool note_en_is_inside_name(const struct en_note *n, uint32_t begin, uint32_t end);
bool note_en_is_drug(const struct en_note *n, const struct lexicon_match *m);
/* A drug's name ends at byte `end`. */
bool note_en_drug_ends(const struct en_note *n, uint32_t end);
/* note_en_taken.c: the list of a drug: taken, or a therapy that was. */
uint16_t note_en_list_of_drug(const struct en_note *n, size_t i, const struct named *d);
/* The sentence is nothing but drugs and doses. */
bool note_en_is_bare_list(const struct en_note *n);
/* The note is about a cancer, by its names or by what is told of one. */
bool note_en_tells_cancer(const struct en_note *n);
/* A cancer, another disease is named at token i. */
bool note_en_is_cancer_at(const struct en_note *n, size_t i);
bool note_en_is_other_disease_at(const struct en_note *n, size_t i);
/* note_en_since.c: a time behind the illness and a comma is of something else. */
bool note_en_is_other_time(const struct en_note *n, uint32_t name_end, enum lexicon_class class);
/* "3 weeks ago" behind the name, before another one is named: days; < 0: not said. */
double note_en_ago_behind(const struct en_note *n, uint32_t name_end);
/* "t1 diabetic", "crohns": a disease that the lexicon does not call so; the token behind, 0: none.
 */
size_t note_en_read_lay(struct en_note *n, size_t i);
/* note_en_operation.c: an operation whose name ends at byte `end`, with what is told behind it. */
struct named note_en_operation(const struct en_note *n, const char *word, uint32_t end);
/* "wide local excision": an operation that the lexicon does not know, or not as one; the token
   behind, 0: none. */
size_t note_en_read_operation(struct en_note *n, size_t i);
/* note_en_short.c: "pembro", "7+3", "TKA"; the token behind, 0: none. */
size_t note_en_read_short(struct en_note *n, size_t i);
/* note_en_meant.c: which fields of medicine the note is of; "AS", "MM", which mean an illness of
   one of them: the token behind, 0: none. */
void note_en_find_fields(struct en_note *n);
size_t note_en_read_letters(struct en_note *n, size_t i);
/* "resistant to ceftriaxone": the drug at i, which ends at byte `end`, is told of a germ. */
bool note_en_is_tested_on_germ(struct en_note *n, size_t i, uint32_t end);
/* note_en_past.c. "syphilis treated 2021". */
bool note_en_is_treated_away(const struct en_note *n, size_t i, uint32_t begin, uint32_t end);
/* "s/p hip replacement, UTI": of now. */
bool note_en_is_behind_operation(const struct en_note *n, size_t i);
/* "pneumonia treated with X, resolved". */
bool note_en_resolves_behind(const struct en_note *n, uint32_t end);
/* It passes and was long ago, or is a cancer of a year among what was. */
bool note_en_is_long_over(const struct en_note *n, size_t i, const struct lexicon_match *m,
                          uint32_t end, bool passing);
/* "breast cancer 2009" among other illnesses: it was. */
bool note_en_is_former_cancer(const struct en_note *n, size_t i, uint32_t end);
/* "cured of gastric cancer" before byte `begin` of the name at token i. */
bool note_en_is_got_over(const struct en_note *n, size_t i, uint32_t begin);
bool note_en_has_remitting(const struct en_note *n);
bool note_en_is_in_remission(const struct en_note *n, uint32_t begin, uint32_t end);
/* "…, resected after FOLFIRINOX" behind token i. */
bool note_en_is_resected_later(const struct en_note *n, size_t i);
/* note_en_course.c: who went home is in hospital again. */
bool note_en_is_back(const struct en_note *n);
/* note_en_course.c: the site of a spread at token i; NULL: none. */
const char *note_en_site_at(const struct en_note *n, size_t i);
/* At the end: no empty list beside an illness that is one. */
void note_en_settle_allergy(struct en_note *n);
/* note_en_allergy.c: "allergic to A and B", "A allergy". */
void note_en_read_allergies(struct en_note *n, size_t i);
/* The name is what the person is allergic to, or an allergy itself: said here. */
bool note_en_is_allergen(struct en_note *n, uint32_t begin, uint32_t end, bool illness);

/* note_read_en_who.c. Before the first sentence: whom the note is about. */
void note_en_find_patient(struct en_note *n);
/* Says at token i whether what follows is somebody else's (colour.relative). */
void note_en_read_whose(struct en_note *n, size_t i);
/* "; found to have": the clause goes on about whom the one before told. */
bool note_en_is_without_subject(const struct en_note *n, size_t i);
/* note_en_donor.c: "source patient" at i: somebody else. */
bool note_en_is_other_patient(const struct en_note *n, size_t i);
/* note_en_donor.c: the relative at i is told of as a donor; "The donor has", "Living donor:" begins
   a clause. */
bool note_en_is_donor(const struct en_note *n, size_t i);
bool note_en_is_attorney(const struct en_note *n, size_t i); /* "Son has POA" */
bool note_en_is_donor_subject(const struct en_note *n, size_t i);
/* "he is 72", "my husband, 60", "aged 55": an age without a unit; tokens [i, end) are the number.
 */
bool note_en_is_bare_age(const struct en_note *n, size_t i, size_t end);
