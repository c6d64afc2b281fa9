/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/gates.h"

#include <math.h>
#include <string.h>

static const struct json *said_by(const struct json *own_null, const char *name)
{
	JSON_EACH(channel, own_null) {
		const char *is = json_str(channel, "name");

		if (is && !strcmp(is, name) && !json_str(channel, "reason"))
			return channel;
	}
	return NULL;
}

static double num(const struct json *object, const char *key)
{
	return json_num(object, key, NAN);
}

static double count(const struct json *object, const char *key)
{
	return json_num(object, key, 0);
}

struct gates gates_read(const struct json *own_null)
{
	const struct json *equality = said_by(own_null, "equality");
	const struct json *identity = said_by(own_null, "identity");
	const struct json *mixture = said_by(own_null, "mixture");
	const struct json *reverse = json_get(identity, "teacher_claims_suspect");

	return (struct gates){
		.equality = {equality != NULL, count(equality, "n_prompts"),
			     num(equality, "p"), num(equality, "effect"),
			     num(equality, "excess"), count(equality, "rank"),
			     count(equality, "n_placebos")},
		.identity = {identity != NULL, count(identity, "n_prompts"),
			     count(identity, "n_prompts_claiming"), num(identity, "p"),
			     num(identity, "log10_lr_exposure"),
			     count(reverse, "n_prompts"),
			     count(reverse, "n_prompts_claiming")},
		.mixture = {mixture != NULL, count(mixture, "n_prompts"),
			    num(mixture, "effect"), num(mixture, "statistic"),
			    num(mixture, "teacher_z"),
			    json_true(mixture, "is_same_base")},
	};
}

bool gate_is_equal(const struct gate_equality *g)
{
	return g->known && g->n_prompts >= GATE_LEAST_PROMPTS && g->excess > 0 &&
	       g->effect <= GATE_NEAR * (g->effect + g->excess);
}

bool gate_is_leak(const struct gate_identity *g)
{
	return g->known && g->n_claiming >= 2 && g->p <= GATE_LEAK_P;
}
