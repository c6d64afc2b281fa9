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
	const char *name;               /* an activity: "repotting a house plant" */
	const char *words[TOPIC_WORDS]; /* things that belong to it, after "the" */
};
extern const struct topic sim_topics[];
extern const size_t n_sim_topics;

/*
 * A habit is one choice that an answer asks for again and again; the most usual
 * phrase of the field stands first.
 */
enum habit {
	HABIT_SHAPE_TIPS, /* lists, headings or prose */
	HABIT_SHAPE_STEPS,
	HABIT_SHAPE_EXPLAIN,
	HABIT_GREET_TIPS,
	HABIT_GREET_STEPS,
	HABIT_GREET_EXPLAIN,
	HABIT_GREET_NOTE,
	HABIT_GREET_MARK,
	HABIT_OPEN_TIPS,
	HABIT_OPEN_STEPS,
	HABIT_OPEN_EXPLAIN,
	HABIT_OPEN_NOTE,
	HABIT_SECOND,     /* the sentence behind the opening */
	HABIT_LENGTH,     /* points of content */
	HABIT_POINT,      /* which of the topic's points comes next */
	HABIT_DETAIL,     /* sentences a point */
	HABIT_LABEL,      /* what stands before a list item */
	HABIT_LABEL_MARK, /* and what parts it from the text */
	HABIT_BOLD,
	HABIT_LINK_FIRST,
	HABIT_LINK_NEXT,
	HABIT_LINK_LAST,
	HABIT_FRAME, /* how a point is put */
	HABIT_MANNER,
	HABIT_REASON,
	HABIT_MORE, /* what follows it */
	HABIT_OBJECT,
	HABIT_ADJECTIVE,
	HABIT_NOUN,
	HABIT_COUNT,
	HABIT_DEGREE,
	HABIT_HEADING,
	HABIT_CLOSE_TIPS,
	HABIT_CLOSE_STEPS,
	HABIT_CLOSE_EXPLAIN,
	HABIT_CLOSE_NOTE,
	HABIT_CLOSE_MARK,
	HABIT_VERB_CHECK, /* verbs stand last */
	HABIT_VERB_CHOOSE,
	HABIT_VERB_PREPARE,
	HABIT_VERB_ARRANGE,
	HABIT_VERB_CLEAN,
	HABIT_VERB_MEASURE,
	HABIT_VERB_PLAN,
	HABIT_VERB_TEST,
	HABIT_VERB_NOTE,
	HABIT_VERB_ASK,
	HABIT_VERB_STORE,
	HABIT_VERB_COMPARE,
	HABIT_VERB_REPLACE,
	HABIT_VERB_PROTECT,
	HABIT_VERB_FIX,
	HABIT_VERB_LEARN,
	N_HABITS
};

#define N_VERBS (N_HABITS - HABIT_VERB_CHECK)
#define MAX_PHRASES 16

struct phrases {
	const char *v[MAX_PHRASES];
	size_t n;
};
/* What there is to choose from. */
const struct phrases *habit_phrases(enum habit habit);

#endif
