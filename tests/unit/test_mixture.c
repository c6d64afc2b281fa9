/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose answers lie between others': the channel that looks for mixtures. */
#include "unit/hand.h"

#define N_PROMPTS 24

/* Answers of one word each share nothing: embeddings are orthogonal but for chance in
 * hashing, and equal words are equal. */
static void ask_all(struct hand *h, const char *model, const char *const answers[4],
		    size_t n)
{
	for (size_t p = 0; p < N_PROMPTS; p++) {
		char id[16];

		(void)snprintf(id, sizeof(id), "p%02zu", p);
		say(h, model, id, answers, n);
	}
}

static const char *const of_base[] = {"alder", "alder", "alder", "alder"};
static const char *const of_teacher[] = {"birch", "birch", "birch", "birch"};
static const char *const of_both[] = {"alder", "birch", "alder", "birch"};
static const char *const of_own[] = {"cedar", "cedar", "cedar", "cedar"};

static void open_with(struct hand *h, const char *const suspect[4], size_t n)
{
	hand_open(h, "Which tree?");
	ask_all(h, "0-suspect", suspect, n);
	ask_all(h, "1-teacher", of_teacher, 4);
	ask_all(h, "2-base", of_base, 4);
}

/* Two and two of four: <S,S> without bias is (4 x 1/2 - 1) / 3 = 1/3, and 1/2 with either
 * parent: f3 = 1/3 - 1 = -2/3. */
static void half_and_half_is_a_mixture(void **state)
{
	struct hand h;
	struct json *out;

	(void)state;
	open_with(&h, of_both, 4);
	out = examine(&h, "mixture", 0, 1);
	NEAR(number(out, "effect"), -2. / 3, 1e-9);
	assert_int_equal((int)number(out, "n_prompts"), N_PROMPTS);
	assert_false(json_true(out, "is_same_base"));
	json_free(out);
	/* The teacher is no mixture of base and suspect: 1 - 0 - 1/2 + 1/2. */
	out = examine(&h, "mixture", 1, 0);
	NEAR(number(out, "effect"), 1, 1e-9);
	json_free(out);
	answers_free(h.answers);
}

/* Its own branch: 1 - 0 - 0 + 0. */
static void who_has_answers_of_its_own_is_none(void **state)
{
	struct hand h;
	struct json *out;

	(void)state;
	open_with(&h, of_own, 4);
	out = examine(&h, "mixture", 0, 1);
	NEAR(number(out, "effect"), 1, 1e-9);
	json_free(out);
	answers_free(h.answers);
}

static void the_teacher_itself_is_no_mixture(void **state)
{
	struct hand h;
	struct json *out;

	(void)state;
	open_with(&h, of_teacher, 4);
	out = examine(&h, "mixture", 0, 1);
	NEAR(number(out, "effect"), 0, 1e-9);
	NEAR(number(out, "statistic"), 0, 0);
	json_free(out);
	answers_free(h.answers);
}

static void one_answer_a_prompt_tells_nothing(void **state)
{
	struct hand h;
	struct json *out;

	(void)state;
	open_with(&h, of_both, 1);
	out = examine(&h, "mixture", 0, 1);
	assert_non_null(json_str(out, "reason"));
	assert_null(json_get(out, "effect"));
	json_free(out);
	answers_free(h.answers);
	open_with(&h, of_both, 4);
	h.clean[2] = 0;
	out = examine(&h, "mixture", 0, 1);
	assert_non_null(strstr(json_str(out, "reason"), "independent model"));
	json_free(out);
	answers_free(h.answers);
}

static void a_model_of_the_same_base_goes_before_others(void **state)
{
	static const char *const base[MOST_MODELS] = {"b", "", "b", "", "", "", "", "",
						      "",  "", "",  "", "", "", "", ""};
	struct own_null_material material;
	struct hand h;
	struct json *out = json_new_object();

	(void)state;
	open_with(&h, of_both, 4);
	ask_all(&h, "3-other", of_own, 4);
	material = material_of(&h);
	material.base = base;
	own_null_find("mixture")->examine(&material, 0, 1, out);
	assert_true(json_true(out, "is_same_base"));
	assert_int_equal((int)number(out, "n_bases"), 1);
	NEAR(number(out, "effect"), -2. / 3, 1e-9);
	/* Of teacher and the two independent models, "2-base" is the base itself. */
	assert_int_equal((int)number(out, "rank"), 1);
	assert_int_equal((int)number(out, "n_placebos"), 1);
	json_free(out);
	answers_free(h.answers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_and_half_is_a_mixture),
		cmocka_unit_test(who_has_answers_of_its_own_is_none),
		cmocka_unit_test(the_teacher_itself_is_no_mixture),
		cmocka_unit_test(one_answer_a_prompt_tells_nothing),
		cmocka_unit_test(a_model_of_the_same_base_goes_before_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
