/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/lexicon.h: the words toy models speak with: topics, and for every habit the
 * phrases to choose from. All of it was written for this project. Knows neither
 * prompts nor models. In the phrases, {x} stands for something the grammar fills in
 * (grammar.c names the letters).
 */
#ifndef SIM_LEXICON_H
#define SIM_LEXICON_H

#include <stddef.h>

#define TOPIC_WORDS 8

struct topic {
	const char *name; /* an activity: "repotting a house plant" */
	const char *words[TOPIC_WORDS]; /* things that belong to it, after "the" */
};
extern const struct topic sim_topics[];
extern const size_t n_sim_topics;

/*
 * A habit is one choice that an answer asks for again and again; the most usual
 * phrase of the field stands first.
 */
#define HABITS(X)                                                                         \
	X(SHAPE_TIPS) X(SHAPE_STEPS) X(SHAPE_EXPLAIN)                                     \
	X(GREET_TIPS) X(GREET_STEPS) X(GREET_EXPLAIN) X(GREET_NOTE) X(GREET_MARK)         \
	X(OPEN_TIPS) X(OPEN_STEPS) X(OPEN_EXPLAIN) X(OPEN_NOTE) X(SECOND)                 \
	X(LENGTH) X(POINT) X(DETAIL) X(LABEL) X(LABEL_MARK) X(BOLD)                       \
	X(LINK_FIRST) X(LINK_NEXT) X(LINK_LAST) X(FRAME) X(MANNER) X(REASON) X(MORE)      \
	X(OBJECT) X(ADJECTIVE) X(NOUN) X(COUNT) X(DEGREE) X(HEADING)                      \
	X(CLOSE_TIPS) X(CLOSE_STEPS) X(CLOSE_EXPLAIN) X(CLOSE_NOTE) X(CLOSE_MARK)         \
	X(VERB_CHECK) X(VERB_CHOOSE) X(VERB_PREPARE) X(VERB_ARRANGE) X(VERB_CLEAN)        \
	X(VERB_MEASURE) X(VERB_PLAN) X(VERB_TEST) X(VERB_NOTE) X(VERB_ASK) X(VERB_STORE)  \
	X(VERB_COMPARE) X(VERB_REPLACE) X(VERB_PROTECT) X(VERB_FIX) X(VERB_LEARN)
#define HABIT_ENUM(id) HABIT_##id,
enum habit { HABITS(HABIT_ENUM) N_HABITS };
#undef HABIT_ENUM

#define N_VERBS (N_HABITS - HABIT_VERB_CHECK)
#define MAX_PHRASES 16

struct phrases {
	const char *v[MAX_PHRASES];
	size_t n;
};
/* What there is to choose from. */
const struct phrases *habit_phrases(enum habit habit);
const char *habit_name(enum habit habit);

#endif
