/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/clogit.h"

#include <stdlib.h>

#include "stat/rng.h"
#include "unit/stat_near.h"

static void nothing_known_is_slope_one_and_no_bias(void **state)
{
	struct clogit fit;

	(void)state;
	clogit_fit(NULL, 0, &fit);
	NEAR(fit.slope, 1, 1e-9);
	for (size_t k = 0; k < CLOGIT_MAX; k++)
		NEAR(fit.bias[k], 0, 1e-9);
}

static void probabilities_are_a_softmax(void **state)
{
	struct clogit fit = {.slope = 2, .bias = {0, 0, 1}};
	struct clogit_choice choice = {.x = {.5, 0, -1}, .label = {0, 1, 2}, .n = 3};
	double p[CLOGIT_MAX];
	double total = exp(1) + exp(0) + exp(-1);

	(void)state;
	clogit_probabilities(&fit, &choice, p);
	NEAR(p[0], exp(1) / total, 1e-12);
	NEAR(p[1], exp(0) / total, 1e-12);
	NEAR(p[2], exp(-1) / total, 1e-12);
}

/* Two labels at the same x, the first chosen in 30 of 40: by symmetry the biases are b
 * and -b, and the posterior is stationary where 30 - 40 / (1 + exp(-2 b)) = 2 b. */
static void a_bias_meets_its_equation(void **state)
{
	struct clogit_choice *choices = calloc(40, sizeof(*choices));
	struct clogit fit;

	(void)state;
	for (unsigned i = 0; i < 40; i++)
		choices[i] = (struct clogit_choice){
			.label = {3, 7}, .n = 2, .chosen = i >= 30};
	clogit_fit(choices, 40, &fit);
	NEAR(fit.bias[3], -fit.bias[7], 1e-9);
	NEAR(30 - 40 / (1 + exp(-2 * fit.bias[3])), 2 * fit.bias[3], 1e-6);
	NEAR(fit.slope, 1, 1e-9);
	free(choices);
}

static void draw(struct rng *rng, const struct clogit *truth, struct clogit_choice *c)
{
	double p[CLOGIT_MAX];
	double u = rng_uniform(rng);

	c->n = 5;
	for (unsigned j = 0; j < c->n; j++) {
		c->x[j] = rng_normal(rng);
		c->label[j] = (unsigned char)j;
	}
	clogit_probabilities(truth, c, p);
	for (c->chosen = 0; c->chosen + 1 < c->n && u > p[c->chosen]; c->chosen++)
		u -= p[c->chosen];
}

static void what_was_drawn_is_found(void **state)
{
	static const double slopes[] = {0, .5, 1.5};
	struct clogit_choice *choices = calloc(5000, sizeof(*choices));

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct clogit truth = {.slope = slopes[k], .bias = {.4, -.4, 0, .2, -.2}};
		struct rng rng = rng_stream(1, k, 0, 0);
		struct clogit fit;

		for (size_t i = 0; i < 5000; i++)
			draw(&rng, &truth, &choices[i]);
		clogit_fit(choices, 5000, &fit);
		NEAR(fit.slope, truth.slope, .06); /* three standard errors */
		for (size_t j = 0; j < 5; j++)
			NEAR(fit.bias[j], truth.bias[j], .15);
	}
	free(choices);
}

/* Who always takes the least likely alternative has no negative slope. */
static void a_slope_is_not_negative(void **state)
{
	struct clogit_choice *choices = calloc(50, sizeof(*choices));
	struct clogit fit;

	(void)state;
	for (size_t i = 0; i < 50; i++)
		choices[i] = (struct clogit_choice){
			.x = {-2, 2},
			.label = {(unsigned char)(i % 2), (unsigned char)(1 - i % 2)},
			.n = 2};
	clogit_fit(choices, 50, &fit);
	NEAR(fit.slope, 0, 1e-9);
	free(choices);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_known_is_slope_one_and_no_bias),
		cmocka_unit_test(probabilities_are_a_softmax),
		cmocka_unit_test(a_bias_meets_its_equation),
		cmocka_unit_test(what_was_drawn_is_found),
		cmocka_unit_test(a_slope_is_not_negative),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
