/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The refusal channel on boundaries drawn by hand and by chance. */
#include <omp.h>

#include "stat/rng.h"
#include "unit/hand.h"

#define YES "Of course, here it is: first take a bowl."
#define NO "I'm sorry, but I can't help with that one, my friend."
#define NO_ELSE "That is nothing for me: I must decline, however kind."

static void say_outcome(struct hand *h, const char *model, size_t prompt,
			const char *answer, enum outcome outcome)
{
	struct err err = ERR_INIT;
	char id[16];
	bool moved;
	struct record record = {.prompt = by_hand_text(h->prompt),
				.answer = by_hand_text(answer),
				.outcome = outcome};

	(void)snprintf(id, sizeof(id), "p%03zu", prompt);
	record.prompt_id = by_hand_text(id);
	assert_int_equal(answers_add(h->answers, answers_model(h->answers, model),
				     &record, &moved, &err),
			 0);
}

/* Models c1 .. c5 clean, s the suspect, t the teacher: 0 .. 4, 5, 6. */
#define N_MODELS ((size_t)7)
#define N_CLEAN 5
#define SUSPECT 5
#define TEACHER 6
static const char *const names[N_MODELS] = {"c1", "c2", "c3", "c4", "c5", "s", "t"};

static void stand(struct hand *h, size_t model, size_t prompt, bool refuses)
{
	const char *no = model < N_CLEAN ? NO_ELSE : NO;

	say_outcome(h, names[model], prompt, refuses ? no : YES, OUTCOME_OK);
}

/* Clean models never refuse; s and t refuse the same 5 of 20: 1 in 20 choose 5. */
static void a_copied_boundary_is_as_rare_as_choosing_it(void **state)
{
	struct hand h;
	struct json *out;
	const struct json *templates;

	(void)state;
	hand_open(&h, "A request.");
	for (size_t m = 0; m < N_MODELS; m++) {
		for (size_t p = 0; p < 20; p++)
			stand(&h, m, p, m >= N_CLEAN && p < 5);
	}
	out = examine(&h, "refusal", SUSPECT, TEACHER);
	assert_null(json_get(out, "reason"));
	assert_int_equal(number(out, "n_prompts"), 20);
	assert_int_equal(number(out, "n_both_refused"), 5);
	NEAR(number(out, "expected"), 1.25, 1e-12);
	NEAR(number(out, "effect"), 1, 1e-12);
	NEAR(number(out, "statistic"), 3.75 / sqrt(25. * 225 / (400 * 19)), 1e-12);
	NEAR(number(out, "p_exact"), 1. / 15504, 1e-12);
	/* No placebo has a boundary: no p that unrelated models vouch for. */
	assert_true(json_is_null(json_get(out, "p")));
	assert_int_equal(number(out, "n_placebos"), 0);
	templates = json_get(out, "templates");
	NEAR(number(templates, "overlap"), 1, 1e-12);
	assert_int_equal(json_count(json_get(out, "exhibits")), 5);
	json_free(out);
	answers_free(h.answers);
}

static void what_all_refuse_is_no_agreement(void **state)
{
	struct hand h;
	struct json *out;

	(void)state;
	hand_open(&h, "A request.");
	for (size_t m = 0; m < N_MODELS; m++) {
		for (size_t p = 0; p < 30; p++)
			stand(&h, m, p, p < 10);
	}
	out = examine(&h, "refusal", SUSPECT, TEACHER);
	assert_non_null(json_str(out, "reason"));
	assert_int_equal(number(out, "n_suspect_refused"), 10);
	assert_null(json_get(out, "p_exact"));
	json_free(out);
	answers_free(h.answers);
}

/* Each prompt tempts more or less; models differ in how easily they decline. The suspect
 * copies the teacher's stance with probability `copy`. */
static struct json *random_case(uint64_t seed, double copy, struct hand *h)
{
	struct rng rng = rng_stream(seed, 8, 9, 10);
	double ease[N_MODELS];

	hand_open(h, "A request.");
	h->clean[SUSPECT] = 0;
	for (size_t m = 0; m < N_MODELS; m++)
		ease[m] = .7 * rng_normal(&rng);
	for (size_t p = 0; p < 60; p++) {
		double tempting = 1.5 * rng_normal(&rng);
		bool of_teacher =
			rng_uniform(&rng) < 1 / (1 + exp(-tempting - ease[TEACHER]));

		stand(h, TEACHER, p, of_teacher);
		for (size_t m = 0; m < TEACHER; m++) {
			bool own = rng_uniform(&rng) < 1 / (1 + exp(-tempting - ease[m]));
			bool copies = m == SUSPECT && rng_uniform(&rng) < copy;

			stand(h, m, p, copies ? of_teacher : own);
		}
	}
	return examine(h, "refusal", SUSPECT, TEACHER);
}

static void independent_boundaries_give_a_small_p_seldom(void **state)
{
	size_t n_small = 0, n_tiny = 0, n_said = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct hand h;
		struct json *out = random_case(seed, 0, &h);
		double p = number(out, "p");

		n_said += isnan(p) ? 0 : 1;
		n_small += p <= .05;
		n_tiny += p <= .005;
		json_free(out);
		answers_free(h.answers);
	}
	assert_true(n_said > 150);
	/* At most 10 and 1 expected; P(X >= 19) = .007, P(X >= 5) = .003. */
	assert_true(n_small <= 18);
	assert_true(n_tiny <= 4);
}

static void a_copied_boundary_stands_out(void **state)
{
	size_t n_small = 0, n_first = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct hand h;
		struct json *out = random_case(seed, .9, &h);

		n_small += number(out, "p") <= .05;
		n_first += number(out, "rank") == 1;
		json_free(out);
		answers_free(h.answers);
	}
	assert_true(n_small >= 15);
	assert_true(n_first >= 18);
}

/* How many prompts the suspect is said to refuse when all models answer so. */
static double refused(const char *answer, enum outcome outcome, const char *key)
{
	struct hand h;
	struct json *out;
	double n;

	hand_open(&h, "A request.");
	for (size_t m = 0; m < N_MODELS; m++)
		say_outcome(&h, names[m], 0, answer, outcome);
	out = examine(&h, "refusal", SUSPECT, TEACHER);
	n = number(out, key);
	json_free(out);
	answers_free(h.answers);
	return n;
}

static void refusals_are_known_by_how_they_open(void **state)
{
	static const char *const no[] = {
		NO,
		NO_ELSE,
		"I cannot write that.",
		"I\xE2\x80\x99m sorry, but that is not for me.",
		"<think>Sure I can.</think>\nSorry, but I can't.",
		"抱歉，我无法提供这方面的帮助。",
		"申し訳ありませんが、お手伝いできません。",
		"죄송하지만 도와드릴 수 없습니다.",
		"Lo siento, pero no puedo ayudar con eso.",
		"Je suis désolé, mais je ne peux pas.",
		"Es tut mir leid, aber das geht nicht.",
		"Извините, но я не могу помочь.",
	};
	static const char *const yes[] = {
		YES,
		"I'm sorry to hear that! Here is what helps.",
		"I can't wait to show you.",
		"Here is how locks work, pin by pin, from the outside to the inside, "
		"slowly. I cannot go on for ever.",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		if (refused(no[i], OUTCOME_OK, "n_suspect_refused") != 1)
			fail_msg("not taken for a refusal: %s", no[i]);
	}
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		if (refused(yes[i], OUTCOME_OK, "n_suspect_refused") != 0)
			fail_msg("taken for a refusal: %s", yes[i]);
	}
	assert_true(refused("", OUTCOME_REFUSED, "n_suspect_refused") == 1);
	assert_true(refused("", OUTCOME_EMPTY, "n_suspect_refused") == 0);
	/* A host's filter is not the model's boundary, but it is counted. */
	assert_true(refused("", OUTCOME_FILTERED, "n_suspect_withheld") == 1);
	assert_true(refused("", OUTCOME_FILTERED, "n_prompts") == 0);
}

/* s and t share ten words and more; the clean models' words begin unlike. */
static void templates_are_compared_with_those_of_clean_models(void **state)
{
	struct hand h;
	struct json *out;
	const struct json *templates;

	(void)state;
	hand_open(&h, "A request.");
	for (size_t m = 0; m < N_MODELS; m++) {
		for (size_t p = 0; p < 24; p++)
			stand(&h, m, p, (p + (m < N_CLEAN ? 3 * m : 0)) % 24 < 12);
	}
	out = examine(&h, "refusal", SUSPECT, TEACHER);
	templates = json_get(out, "templates");
	assert_int_equal(number(templates, "n_prompts"), 12);
	NEAR(number(templates, "overlap"), 1, 1e-12);
	NEAR(number(templates, "expected"), 0, 1e-12);
	NEAR(number(templates, "excess"), 1, 1e-12);
	/* c5's boundary is the opposite of the suspect's: it shares no refusal. */
	assert_int_equal(number(templates, "n_placebos"), N_CLEAN - 1);
	assert_int_equal(number(templates, "rank"), 1);
	json_free(out);
	answers_free(h.answers);
}

static void too_little_gives_a_reason_and_no_number(void **state)
{
	struct hand h;
	struct json *out;
	struct own_null_material material;
	double score[N_MODELS * N_MODELS];

	(void)state;
	hand_open(&h, "A request.");
	for (size_t m = 0; m < N_MODELS; m++) {
		for (size_t p = 0; p < 19; p++)
			stand(&h, m, p, (p + m) % 2);
	}
	out = examine(&h, "refusal", SUSPECT, TEACHER);
	assert_non_null(json_str(out, "reason"));
	assert_null(json_get(out, "p"));
	assert_null(json_get(out, "p_exact"));
	assert_null(json_get(out, "effect"));
	json_free(out);
	material = material_of(&h);
	own_null_find("refusal")->score(&material, score);
	for (size_t i = 0; i < N_MODELS * N_MODELS; i++)
		assert_true(isnan(score[i]) != 0);
	answers_free(h.answers);
}

static void threads_change_nothing_and_score_is_the_statistic(void **state)
{
	int n_threads = omp_get_max_threads();
	struct own_null_material material;
	struct buf text[2] = {BUF_INIT, BUF_INIT};
	double score[N_MODELS * N_MODELS];
	struct hand h;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct json *out;

		omp_set_num_threads(1 + 2 * i);
		out = random_case(3, .5, &h);
		json_print(out, false, &text[i]);
		material = material_of(&h);
		own_null_find("refusal")->score(&material, score);
		NEAR(score[SUSPECT * N_MODELS + TEACHER], number(out, "statistic"),
		     1e-12);
		NEAR(score[TEACHER * N_MODELS + SUSPECT], number(out, "statistic"),
		     1e-12);
		json_free(out);
		answers_free(h.answers);
	}
	omp_set_num_threads(n_threads);
	assert_string_equal(buf_str(&text[0]), buf_str(&text[1]));
	buf_clear(&text[0]);
	buf_clear(&text[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copied_boundary_is_as_rare_as_choosing_it),
		cmocka_unit_test(what_all_refuse_is_no_agreement),
		cmocka_unit_test(independent_boundaries_give_a_small_p_seldom),
		cmocka_unit_test(a_copied_boundary_stands_out),
		cmocka_unit_test(refusals_are_known_by_how_they_open),
		cmocka_unit_test(templates_are_compared_with_those_of_clean_models),
		cmocka_unit_test(too_little_gives_a_reason_and_no_number),
		cmocka_unit_test(threads_change_nothing_and_score_is_the_statistic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
