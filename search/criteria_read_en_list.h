/* The members of a list, as criteria_read_en_list.c finds and criteria_read_en_share.c changes
 * them. */
#pragma once
#include "search/criteria_read_en_inner.h"

enum { MEMBERS_MAX = 64 };
enum joint { JOINT_BESIDE, JOINT_AND, JOINT_OR, JOINT_COMMA };

struct member {
    struct crit_node *e;
    enum joint before;
    size_t lo, hi;
    bool negated;            /* by a word before the member */
    bool own;                /* it has a "no" of its own */
    bool either;             /* "and" before it means or */
    bool people;             /* it names people, as the one before it does: "and" means or */
    struct crit_window time; /* said at its end; n < 0: none */
    bool borrowed;           /* its name's end stands in the next one: "renal or hepatic failure" */
    bool shorter;            /* of it or of half-lives the shorter counts */
};
struct list {
    struct member items[MEMBERS_MAX];
    size_t n;
    size_t examples; /* the first member that is an example of the one before; 0: none */
    bool mixed;      /* a time at its end is not of all: en_is_mixed */
};

/* Behind the words that ask. */
size_t en_skip_asking(const struct en_parse *p, size_t lo, size_t hi);
/* Words that ask something of the member, so that it is no more of the one before it. */
bool en_is_asked(const struct en_parse *p, const struct member *m);
bool en_has_comma(const struct en_parse *p, size_t lo, size_t hi);

/* criteria_read_en_share.c: what may be said of other members too, so that these are no longer
   certain. */
void en_share_doubt(struct en_parse *p, struct list *l);
/* criteria_read_en_sexes.c: the members that speak of both sexes as one that asks of each what is
   said of it. */
void en_join_sexes(struct en_parse *p, struct list *l);
/* criteria_read_en_group.c: joins the members that go with one before them. */
void en_group(struct en_parse *p, struct list *l);
bool en_is_disease(const struct crit_node *e); /* or that it is not there */

/* criteria_read_en_run.c: sorts of one disease as one member; "or ≥ 150/μL" of the thing before. */
/* "Persistent, recurrent or refractory": member i, which ends the run, has its "or" inside. */
bool en_goes_on_with_states(const struct en_parse *p, const struct list *l, size_t i);
void en_borrow_organs(struct en_parse *p, struct list *l);
void en_join_courses(struct en_parse *p, struct list *l);
void en_join_sorts_of_one(struct en_parse *p, struct list *l);
void en_borrow_things(struct en_parse *p, struct list *l);

/* criteria_read_en_list_time.c: the window at the end of the range, where it is the only time in
   it; hi: none that is of all. */
size_t en_shared_window(const struct en_parse *p, size_t lo, size_t hi, struct crit_window *ret);
/* A time at the end of the member itself. */
struct crit_window en_own_time(const struct en_parse *p, struct member *m);
/* "NYHA III-IV, unstable angina or MI within 6 months": the last happened, and something is among
   them that is only now; the time cannot be of all. */
bool en_is_mixed(const struct en_parse *p, const struct list *l);
/* Gives a member's time, its anchor to those before it that share it. */
void en_share_times(struct en_parse *p, struct list *l);
void en_share_anchors(const struct en_parse *p, struct list *l);

/* criteria_read_en_apposed.c: "and" that means or: exceptions, mothers, people who are kept out. */
void en_take_each(const struct en_parse *p, struct list *l, const struct en_mode *mode);
/* "Heart failure, NYHA class III or IV": the step of the disease before the comma goes with it. */
void en_join_apposed(struct en_parse *p, struct list *l);
