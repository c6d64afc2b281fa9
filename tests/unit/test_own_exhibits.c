/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_own_exhibits.c: the texts behind channels with a null of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/own_exhibits.h"
#include "store/answers.h"

enum { N_MODELS = 4, N_PROMPTS = 2, N_SAMPLES = 4 };

/* Sorted as answers_sort leaves them: "near" is of the suspect's family. */
static const char *const models[N_MODELS] = {"control", "near", "suspect", "teacher"};
/* [prompt][model]: what each says at every sample but the last, and at the last */
static const char *const said[N_PROMPTS][N_MODELS][2] = {
	{{"Blue.", "Blue."}, {"Teal", "Teal"}, {"Teal", "Blue"}, {"Teal", "Teal!"}},
	{{"Red", "Red"}, {"Red", "Red"}, {"Red", "Red"}, {"Red", "Red"}},
};

static struct answers *answers_of(void)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;

	for (size_t m = 0; m < N_MODELS; m++)
		for (size_t p = 0; p < N_PROMPTS; p++)
			for (long s = 0; s < N_SAMPLES; s++) {
				const char *text = said[p][m][s == N_SAMPLES - 1];
				const char *id = p ? "second" : "first";
				const char *prompt = p ? "And one more?" : "A colour?";
				const struct record record = {
					.prompt_id = {id, strlen(id)},
					.prompt = {prompt, strlen(prompt)},
					.answer = {text, strlen(text)},
					.sample = s};
				bool moved;

				if (answers_add(answers,
						answers_model(answers, models[m]),
						&record, &moved, &err))
					fail_msg("%s", err.text);
			}
	answers_sort(answers);
	return answers;
}

struct world {
	struct answers *answers;
	const char *const *options[N_PROMPTS * N_SAMPLES];
	size_t n_options[N_PROMPTS * N_SAMPLES];
	struct own_null_material material;
};

static const unsigned char clean[N_MODELS] = {1, 1, 0, 1};
static const unsigned family[N_MODELS] = {0, 1, 1, 2};
static const char *const colours[] = {"Blue", "Teal"};

static void world_open(struct world *world)
{
	memset(world, 0, sizeof(*world));
	world->answers = answers_of();
	for (size_t i = 0; i < world->answers->n_items; i++)
		if (!strcmp(world->answers->items[i].prompt_id, "first")) {
			world->options[i] = colours;
			world->n_options[i] = 2;
		}
	world->material = (struct own_null_material){.answers = world->answers,
						     .clean = clean,
						     .family = family,
						     .options = world->options,
						     .n_options = world->n_options};
}

static struct json *filled(const char *channel)
{
	struct err err = ERR_INIT;
	struct json *out = json_parse(channel, strlen(channel), NULL, &err);
	struct world world;

	assert_non_null(out);
	world_open(&world);
	own_exhibits_fill(&world.material, 2, 3, out);
	answers_free(world.answers);
	return out;
}

/* Suspect Teal 3, Blue 1; teacher Teal 4; the control Blue 4; "near" is no control. So
 * TV(teacher, controls) = 1, TV(teacher, suspect) = 1/4, the contrast 3/4. */
static void choices_are_counted(void **state)
{
	struct json *out = filled("{\"name\": \"choice\"}");
	const struct json *first = json_first(json_get(out, "exhibits"));
	const struct json *teal = json_first(json_get(first, "answers"));

	(void)state;
	assert_string_equal(json_str(first, "prompt"), "A colour?");
	assert_true(json_num(first, "excess", 0) == .75);
	assert_true(json_num(first, "n_control_models", 0) == 1);
	assert_true(json_num(first, "n_controls", 0) == 4);
	assert_string_equal(json_str(teal, "text"), "Teal");
	assert_true(json_num(teal, "suspect", 0) == 3);
	assert_true(json_num(teal, "teacher", 0) == 4);
	assert_true(json_num(teal, "controls", 9) == 0);
	/* Where all agree the contrast is 0, and the prompt comes last. */
	assert_true(json_num(json_next(first), "excess", 1) == 0);
	json_free(out);
}

static void nothing_is_drawn_without_a_finding(void **state)
{
	struct json *out = filled("{\"name\": \"choice\", \"reason\": \"too few\"}");

	(void)state;
	assert_null(json_get(out, "exhibits"));
	json_free(out);
}

static void claims_get_prompt_and_answers(void **state)
{
	struct json *out = filled(
		"{\"name\": \"identity\", \"exhibits\": [{\"prompt_id\": \"first\", "
		"\"sample\": 3, \"claim\": \"Blue\"}]}");
	const struct json *exhibit = json_first(json_get(out, "exhibits"));
	const struct json *control = json_first(json_get(exhibit, "controls"));

	(void)state;
	assert_string_equal(json_str(exhibit, "prompt"), "A colour?");
	assert_string_equal(json_str(exhibit, "suspect"), "Blue");
	assert_string_equal(json_str(exhibit, "teacher"), "Teal!");
	assert_string_equal(json_str(control, "model"), "control");
	assert_null(json_next(control));
	json_free(out);
}

static void letters_get_their_wording(void **state)
{
	struct json *out =
		filled("{\"name\": \"quiz\", \"exhibits\": [{\"prompt_id\": \"first\", "
		       "\"answer\": \"B\", \"key\": \"A\"}, {\"prompt_id\": \"second\", "
		       "\"answer\": \"C\", \"key\": \"A\"}, {\"prompt_id\": \"gone\"}]}");
	const struct json *exhibit = json_first(json_get(out, "exhibits"));

	(void)state;
	assert_string_equal(json_str(exhibit, "answer_text"), "Teal");
	assert_string_equal(json_str(exhibit, "key_text"), "Blue");
	assert_null(json_get(exhibit, "suspect"));
	assert_null(json_get(json_next(exhibit), "answer_text"));
	/* A prompt that is not there leaves its exhibit as it was. */
	assert_null(json_get(json_next(json_next(exhibit)), "prompt"));
	json_free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices_are_counted),
		cmocka_unit_test(nothing_is_drawn_without_a_finding),
		cmocka_unit_test(claims_get_prompt_and_answers),
		cmocka_unit_test(letters_get_their_wording),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
