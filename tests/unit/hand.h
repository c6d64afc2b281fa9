/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/hand.h: answers to repeated prompts written out in a test, and a channel with a
 * null of its own run on them. Knows nothing of what the channels look for.
 */
#ifndef UNIT_HAND_H
#define UNIT_HAND_H

#include "base/json.h"
#include "channel/own_null.h"
#include "unit/by_hand.h"
#include "unit/stat_near.h"

#define MOST_MODELS 16
#define MOST_ITEMS 128

struct hand {
	struct answers *answers;
	unsigned char clean[MOST_MODELS];
	unsigned family[MOST_MODELS]; /* each its own unless a test changes it */
	const char *vendor[MOST_MODELS];
	const char *prompt;
	const char *const *options[MOST_ITEMS]; /* of every item the same */
	size_t n_options[MOST_ITEMS];
};

static inline void hand_open(struct hand *h, const char *prompt)
{
	*h = (struct hand){.answers = answers_new(), .prompt = prompt};
	for (unsigned i = 0; i < MOST_MODELS; i++) {
		h->clean[i] = 1;
		h->family[i] = i;
	}
}

/* n answers to a prompt, the given ones in turn. */
static inline void say(struct hand *h, const char *model, const char *id,
		       const char *const *answers, size_t n)
{
	struct err err = ERR_INIT;
	bool moved;

	for (size_t i = 0; i < n; i++) {
		struct record record = {
			.prompt_id = by_hand_text(id),
			.prompt = by_hand_text(h->prompt),
			.sample = (long)i,
			.answer = by_hand_text(answers[i]),
			.outcome = *answers[i] ? OUTCOME_OK : OUTCOME_EMPTY,
		};

		assert_int_equal(answers_add(h->answers, answers_model(h->answers, model),
					     &record, &moved, &err),
				 0);
	}
}

static inline struct own_null_material material_of(struct hand *h)
{
	answers_sort(h->answers);
	assert_true(h->answers->n_items <= MOST_ITEMS);
	return (struct own_null_material){.answers = h->answers,
					  .clean = h->clean,
					  .family = h->family,
					  .vendor = h->vendor,
					  .seed = 7,
					  .options = h->options,
					  .n_options = h->n_options};
}

static inline struct json *examine(struct hand *h, const char *channel, size_t suspect,
				   size_t teacher)
{
	struct own_null_material material = material_of(h);
	struct json *out = json_new_object();

	own_null_find(channel)->examine(&material, suspect, teacher, out);
	assert_string_equal(json_str(out, "name"), channel);
	return out;
}

static inline double number(const struct json *out, const char *key)
{
	return json_num(out, key, NAN);
}

#endif
