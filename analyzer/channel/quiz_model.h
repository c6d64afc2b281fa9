/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/quiz_model.h: how often two unrelated models choose the same option of an item
 * with a key: difficulty and popularity of the wrong options from other models, each
 * model's ability and habits from its own answers. Knows nothing of tests.
 *
 * Given that a model is wrong, it chooses option o of item i with probability
 *
 *     p(o) ~ pop_i(o)^slope * exp(bias[letter of o])
 *
 * where pop_i is the background's popularity among the wrong options, smoothed by a
 * Dirichlet prior. A slope near 1 is a model that errs as the others do, 0 one that
 * guesses; the biases are its habit of preferring some letters. It is wrong with a
 * probability that is logistic in the item's difficulty, ability being the intercept.
 */
#ifndef CHANNEL_QUIZ_MODEL_H
#define CHANNEL_QUIZ_MODEL_H

#include "channel/own_null.h"
#include "stat/clogit.h"

#define QUIZ_LETTERS CLOGIT_MAX

struct quiz_habits {
	struct clogit wrong; /* which option, when wrong */
	struct clogit error; /* alternatives: 0 wrong, at the difficulty; 1 right, at 0 */
};

struct quiz {
	const struct own_null_material *material; /* borrowed */
	size_t n_models, n_items;
	size_t *item;               /* [item]: its index in the answers */
	unsigned char *key;         /* [item]: the letter, A = 0 */
	unsigned char *n_options;   /* [item]: of the probe; not known: letters up to
					  the last anybody chose */
	signed char *choice;        /* [model * n_items + item]: letter, -1: none */
	double *ability;            /* [model]: log odds of being right */
	struct quiz_habits *habits; /* [model] */
};

/*
 * Read the answers and learn every model's habits against a background without its
 * family. An item is the first sample of a prompt whose key is one letter; other samples
 * of it would not be independent. What letter an answer gives, quiz_letter.h says. The
 * material must outlive it.
 */
struct quiz *quiz_new(const struct own_null_material *material);
void quiz_free(struct quiz *quiz); /* NULL is fine */

static inline int quiz_choice(const struct quiz *quiz, size_t model, size_t item)
{
	return quiz->choice[model * quiz->n_items + item];
}
static inline bool quiz_wrong(const struct quiz *quiz, size_t model, size_t item)
{
	int choice = quiz_choice(quiz, model, item);

	return choice >= 0 && choice != quiz->key[item];
}

/*
 * Who tells how popular options are, for models a and b: the clean ones outside both
 * families, or all outside them when these are fewer than QUIZ_FEW. Weak models err
 * otherwise than strong ones, so a model counts by how near its ability is.
 */
#define QUIZ_FEW 8
struct quiz_background {
	size_t *model;           /* [n] */
	double *near_a, *near_b; /* [n]: weight for a and for b, 1 for the nearest */
	size_t n;
	bool clean;
};
void quiz_background_init(const struct quiz *quiz, struct quiz_background *background);
void quiz_background_choose(const struct quiz *quiz, size_t a, size_t b,
			    struct quiz_background *background);
void quiz_background_clear(struct quiz_background *background);

/* What a background did with one item, by letter: models, and their weights. */
struct quiz_counts {
	unsigned n[QUIZ_LETTERS];
	double near_a[QUIZ_LETTERS], near_b[QUIZ_LETTERS];
	unsigned total, right; /* models */
};
void quiz_count(const struct quiz *quiz, const struct quiz_background *background,
		size_t item, struct quiz_counts *counts);

/*
 * P(both choose o | both wrong), for each wrong option of an item, into same[letter]; the
 * key's is 0. Popularity is known from few models only: that a and b draw from one
 * unknown popularity makes them agree more often than the product of the two
 * expectations (two draws from a Polya urn), and this is in it.
 */
void quiz_same_wrong(const struct quiz *quiz, size_t a, size_t b, size_t item,
		     const struct quiz_counts *counts, double *same);

/* P(model is wrong) on an item. */
double quiz_error(const struct quiz *quiz, size_t model,
		  const struct quiz_counts *counts);

#endif
