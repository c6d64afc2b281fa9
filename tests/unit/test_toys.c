/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toy population is what tests/sim/README.md says it is. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "sim/habits.h"
#include "sim/prompts.h"
#include "sim/toys.h"

static struct toys *families(uint64_t seed)
{
	struct toys_plan plan = {TOYS_FAMILIES, seed, 40, -1, 0};

	return toys_new(&plan);
}

static void answer(const struct toys *toys, const char *name, size_t prompt,
		   unsigned sample, struct buf *out)
{
	const struct toy *model = toys_model(toys, name);

	assert_non_null(model);
	buf_reset(out);
	toys_answer(toys, model, prompt, sample, out);
}

static bool same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* An answer does not depend on what was asked before, only on what is asked. */
static void answers_follow_from_what_is_asked(void **state)
{
	struct toys *one = families(1), *two = families(1), *other = families(2);
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	answer(one, "borage-2", 17, 0, &a);
	answer(two, "wren-small", 3, 1, &b);
	answer(two, "borage-2", 17, 0, &b);
	assert_true(same(&a, &b));
	answer(one, "borage-2", 17, 1, &b);
	assert_false(same(&a, &b));
	answer(other, "borage-2", 17, 0, &b);
	assert_false(same(&a, &b));
	buf_clear(&a);
	buf_clear(&b);
	toys_free(one);
	toys_free(two);
	toys_free(other);
}

/* Adding a model to study changes no other model. */
static void a_newcomer_changes_nobody(void **state)
{
	struct toys *toys = families(1);
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	answer(toys, SUSPECT_INNOCENT, 5, 0, &a);
	assert_non_null(toys_add_student(toys, "pupil", toys_model(toys, "alder-1"), .3));
	answer(toys, SUSPECT_INNOCENT, 5, 0, &b);
	assert_true(same(&a, &b));
	buf_clear(&a);
	buf_clear(&b);
	toys_free(toys);
}

/* Forty families: 6 vendors, 18 taught, 16 not; what DESIGN I4 needs and more. */
static void families_are_as_planned(void **state)
{
	struct toys *toys = families(1);
	size_t n[TOY_MIX + 1] = {0}, unknown = 0;
	const char *before = "";

	(void)state;
	for (size_t i = 0; i < toys_count(toys); i++) {
		const struct toy *model = toys_at(toys, i);

		assert_ptr_equal(toys_model(toys, model->name), model);
		unknown += !model->known;
		if (model->known && strcmp(model->family, before) != 0)
			n[model->kind]++;
		before = model->family;
		assert_int_equal(model->kind == TOY_STUDENT, *model->teacher != '\0');
		assert_int_equal(model->kind == TOY_STUDENT, model->dose > 0);
		assert_int_equal(strlen(model->released), 7);
	}
	assert_int_equal(n[TOY_SOURCE], 0);
	assert_int_equal(n[TOY_TEACHER], 6);
	assert_int_equal(n[TOY_STUDENT], 18);
	assert_int_equal(n[TOY_INDEPENDENT], 16);
	assert_int_equal(unknown, 2);
	assert_null(toys_model(toys, "field")); /* a source cannot be asked */
	assert_null(toys_model(toys, "nobody"));
	toys_free(toys);
}

/* The two suspects differ in teaching, not in what they stand on. */
static void suspects_share_their_base(void **state)
{
	struct toys *toys = families(1);
	const struct toy *guilty = toys_model(toys, SUSPECT_GUILTY);
	const struct toy *innocent = toys_model(toys, SUSPECT_INNOCENT);
	bool pupil_on_base = false;

	(void)state;
	assert_string_equal(guilty->base, innocent->base);
	assert_string_equal(guilty->teacher, "borage-2");
	assert_string_equal(innocent->teacher, "");
	for (size_t i = 0; i < toys_count(toys); i++) {
		const struct toy *model = toys_at(toys, i);

		pupil_on_base |= model->known && strcmp(model->base, guilty->base) == 0 &&
				 strcmp(model->teacher_vendor, "borage") == 0;
	}
	assert_true(pupil_on_base);
	toys_free(toys);
}

/* The smallest and the largest population grow; names stay unique (asserted within). */
static void any_size_grows(void **state)
{
	static const size_t sizes[] = {TOYS_FAMILIES_MIN, 33, TOYS_FAMILIES_MAX};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct toys_plan plan = {TOYS_FAMILIES, 3, sizes[i], .9, 0};
		struct toys *toys = toys_new(&plan);

		assert_true(toys_count(toys) > sizes[i]);
		assert_true(fabs(toys_model(toys, SUSPECT_GUILTY)->dose - .9) < 1e-12);
		toys_free(toys);
	}
}

/* A mix answers as one or the other, to about the stated share of the prompts. */
static void a_mix_answers_as_one_or_the_other(void **state)
{
	struct toys *toys = families(4);
	struct buf a = BUF_INIT, b = BUF_INIT, mix = BUF_INIT;
	size_t like_a = 0;

	(void)state;
	assert_non_null(toys_add_mix(toys, "mix", toys_model(toys, "alder-1"),
				     toys_model(toys, "tench-small"), .5));
	for (size_t i = 0; i < 400; i++) {
		answer(toys, "alder-1", i, 0, &a);
		answer(toys, "tench-small", i, 0, &b);
		answer(toys, "mix", i, 0, &mix);
		assert_true(same(&mix, &a) || same(&mix, &b));
		like_a += same(&mix, &a);
	}
	assert_in_range(like_a, 150,
			250); /* five standard deviations of Binomial(400, .5) */
	buf_clear(&a);
	buf_clear(&b);
	buf_clear(&mix);
	toys_free(toys);
}

static size_t shared_bytes(const struct buf *a, const struct buf *b)
{
	size_t n = 0;

	while (n < a->len && n < b->len && a->data[n] == b->data[n])
		n++;
	return n;
}

/* The more of its choices a student learned, the longer the openings it shares. */
static void dose_brings_models_nearer(void **state)
{
	static const struct {
		const char *name;
		double dose;
	} pupils[] = {{"none", 0}, {"half", .5}, {"all", 1}};
	struct toys *toys = families(5);
	struct buf a = BUF_INIT, b = BUF_INIT;
	double near[3] = {0};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		toys_add_student(toys, pupils[i].name, toys_model(toys, "clover-2"),
				 pupils[i].dose);
		for (size_t j = 0; j < 400; j++) {
			answer(toys, "clover-2", j, 0, &a);
			answer(toys, pupils[i].name, j, 0, &b);
			near[i] += log(1 + (double)shared_bytes(&a, &b));
		}
	}
	assert_true(near[0] < near[1]);
	assert_true(near[1] < near[2]);
	buf_clear(&a);
	buf_clear(&b);
	toys_free(toys);
}

static void check_text(const struct buf *text)
{
	assert_true(text->len > 50 && text->len < 8000);
	for (size_t i = 0; i < text->len; i++)
		assert_true(text->data[i] == '\n' ||
			    (text->data[i] >= ' ' && text->data[i] <= '~'));
	assert_null(strchr(buf_str(text), '{'));
	assert_null(strstr(buf_str(text), "  "));
	assert_true(text->data[text->len - 1] != '\n');
}

/* Every kind of prompt gets a full answer, with no letter of the grammar left in it. */
static void every_answer_is_whole(void **state)
{
	struct toys *toys = families(6);
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sim_prompt_count(); i++) {
		buf_reset(&text);
		toys_answer(toys, toys_at(toys, i % toys_count(toys)), i, 0, &text);
		check_text(&text);
	}
	buf_clear(&text);
	toys_free(toys);
}

/* 16 templates and 50 topics make 800 different prompts, found again by their text. */
static void prompts_are_found_again(void **state)
{
	struct buf text = BUF_INIT, id = BUF_INIT;

	(void)state;
	assert_int_equal(sim_prompt_count(), 800);
	for (size_t i = 0; i < sim_prompt_count(); i += 7) {
		buf_reset(&text);
		sim_prompt_text(i, &text);
		assert_int_equal(sim_prompt_find(text.data, text.len), i);
	}
	assert_true(sim_prompt_find("What?", 5) == SIZE_MAX);
	sim_prompt_id(16, &id);
	assert_string_equal(buf_str(&id), "sim-0017");
	buf_clear(&text);
	buf_clear(&id);
}

/* Topic words and points differ within a topic, or two points would read the same. */
static void topics_have_eight_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_topics; i++) {
		for (size_t j = 0; j < TOPIC_WORDS; j++) {
			assert_non_null(sim_topics[i].words[j]);
			for (size_t k = 0; k < j; k++)
				assert_string_not_equal(sim_topics[i].words[j],
							sim_topics[i].words[k]);
		}
	}
}

/* Dirichlet(c m) has mean m and variance m (1 - m) / (c + 1), here with m = 1/3. */
static void habits_are_dirichlet_draws(void **state)
{
	struct habits centre, draw;
	double sum = 0, squares = 0, p;
	const size_t n = 4000;

	(void)state;
	habits_usual(&centre);
	assert_int_equal(habit_phrases(HABIT_BOLD)->n, 3);
	for (size_t i = 0; i < 3; i++)
		centre.upto[HABIT_BOLD][i] = (float)(i + 1) / 3;
	for (size_t i = 0; i < n; i++) {
		habits_draw(&centre, 6, i, &draw);
		p = (double)draw.upto[HABIT_BOLD][0];
		sum += p;
		squares += p * p;
	}
	p = sum / (double)n;
	assert_true(fabs(p - 1. / 3) < .012); /* 4.5 standard errors */
	assert_true(fabs(squares / (double)n - p * p - 2. / 9 / 7) < .004);
}

/* Picks fall by the cumulated probabilities, ends included. */
static void picks_follow_probabilities(void **state)
{
	struct habits habits;

	(void)state;
	habits_usual(&habits);
	assert_int_equal(habits_pick(&habits, HABIT_BOLD, 0), 0);
	assert_int_equal(habits_pick(&habits, HABIT_BOLD, 1 - 0x1p-53), 2);
	for (size_t i = 0; i < 2; i++) {
		double at = (double)habits.upto[HABIT_BOLD][i];

		assert_int_equal(habits_pick(&habits, HABIT_BOLD, at), i + 1);
		assert_int_equal(habits_pick(&habits, HABIT_BOLD, at - 1e-9), i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_follow_from_what_is_asked),
		cmocka_unit_test(a_newcomer_changes_nobody),
		cmocka_unit_test(families_are_as_planned),
		cmocka_unit_test(suspects_share_their_base),
		cmocka_unit_test(any_size_grows),
		cmocka_unit_test(a_mix_answers_as_one_or_the_other),
		cmocka_unit_test(dose_brings_models_nearer),
		cmocka_unit_test(every_answer_is_whole),
		cmocka_unit_test(prompts_are_found_again),
		cmocka_unit_test(topics_have_eight_words),
		cmocka_unit_test(habits_are_dirichlet_draws),
		cmocka_unit_test(picks_follow_probabilities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
