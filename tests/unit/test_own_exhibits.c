/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_own_exhibits.c: the texts behind channels with a null of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
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

static void add(struct answers *answers, const char *model, long sample,
		const char *prompt, const char *text)
{
	struct err err = ERR_INIT;
	const struct record record = {.prompt_id = {"only", 4},
				      .prompt = {prompt, strlen(prompt)},
				      .answer = {text, strlen(text)},
				      .sample = sample};
	bool moved;

	if (answers_add(answers, answers_model(answers, model), &record, &moved, &err))
		fail_msg("%s", err.text);
}

/* Of answers to one prompt, all models but the suspect and teacher being controls. */
static struct json *filled_of(struct answers *answers, const char *channel,
			      const char *const *const *options, const size_t *n_options)
{
	static const unsigned char all_clean[] = {1, 1, 1};
	static const unsigned own_family[] = {0, 1, 2};
	struct own_null_material material = {.answers = answers,
					     .clean = all_clean,
					     .family = own_family,
					     .options = options,
					     .n_options = n_options};
	struct err err = ERR_INIT;
	struct json *out = json_parse(channel, strlen(channel), NULL, &err);

	assert_non_null(out);
	answers_sort(answers);
	own_exhibits_fill(&material, answers_find_model(answers, "suspect"),
			  answers_find_model(answers, "teacher"), out);
	answers_free(answers);
	return out;
}

/* "the " and "the" with other words behind begin alike; "a ca" is another. */
static void continuations_count_by_their_beginning(void **state)
{
	static const char *const texts[] = {" the cat", "the dog ran", "the cat"};
	struct answers *answers = answers_new();
	struct json *out;
	const struct json *first, *answer;

	(void)state;
	for (long s = 0; s < 3; s++) {
		add(answers, "suspect", s, "She saw", texts[s]);
		add(answers, "teacher", s, "She saw", texts[s]);
		add(answers, "control", s, "She saw", "a car");
	}
	out = filled_of(answers, "{\"name\": \"genes\"}", NULL, NULL);
	first = json_first(json_get(out, "exhibits"));
	answer = json_first(json_get(first, "answers"));
	assert_true(json_num(first, "excess", 0) == 1);
	assert_true(json_num(answer, "suspect", 0) == 3);
	assert_true(json_num(answer, "teacher", 0) == 3);
	assert_true(json_num(json_next(answer), "controls", 0) == 3);
	assert_null(json_next(json_next(answer)));
	json_free(out);
}

/* A claim behind 2,000 bytes is shown with what stands around it; reasoning is not. */
static void a_claim_far_down_is_shown(void **state)
{
	static const char claim[] = "I am Teal of Tealworks.";
	struct answers *answers = answers_new();
	struct buf text = BUF_INIT;
	const struct json *exhibit;
	struct json *out;

	(void)state;
	for (size_t i = 0; i < 400; i++)
		buf_str_add(&text, i < 399 ? "word " : "word. ");
	buf_str_add(&text, claim);
	add(answers, "suspect", 0, "Who?", buf_str(&text));
	buf_clear(&text);
	add(answers, "teacher", 0, "Who?", "<think>Who am I?</think>Teal.");
	add(answers, "control", 0, "Who?", "");
	out = filled_of(
		answers,
		"{\"name\": \"identity\", \"exhibits\": [{\"prompt_id\": \"only\", "
		"\"sample\": 0, \"claim\": \"I am Teal of Tealworks.\"}]}",
		NULL, NULL);
	exhibit = json_first(json_get(out, "exhibits"));
	assert_non_null(strstr(json_str(exhibit, "suspect"), claim));
	assert_true(strlen(json_str(exhibit, "suspect")) < 1000);
	assert_string_equal(json_str(exhibit, "teacher"), "Teal.");
	json_free(out);
}

static void letters_get_their_wording_from_the_prompt(void **state)
{
	static const char prompt[] =
		"Which town? A is none.\nA) Lyon\n (B) New Town \nC. Rome";
	static const char *const letters[] = {"A", "B", "C"};
	static const char *const *const options[] = {letters};
	static const size_t n_options[] = {3};
	struct answers *answers = answers_new();
	const struct json *exhibit;
	struct json *out;

	(void)state;
	add(answers, "suspect", 0, prompt, "A");
	add(answers, "teacher", 0, prompt, "A");
	out = filled_of(answers,
			"{\"name\": \"quiz\", \"exhibits\": [{\"prompt_id\": \"only\", "
			"\"answer\": \"A\", \"key\": \"B\"}, {\"prompt_id\": \"only\", "
			"\"answer\": \"C\", \"key\": \"B\"}]}",
			options, n_options);
	exhibit = json_first(json_get(out, "exhibits"));
	assert_string_equal(json_str(exhibit, "answer_text"), "Lyon");
	assert_string_equal(json_str(exhibit, "key_text"), "New Town");
	assert_string_equal(json_str(json_next(exhibit), "answer_text"), "Rome");
	json_free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices_are_counted),
		cmocka_unit_test(nothing_is_drawn_without_a_finding),
		cmocka_unit_test(claims_get_prompt_and_answers),
		cmocka_unit_test(letters_get_their_wording),
		cmocka_unit_test(continuations_count_by_their_beginning),
		cmocka_unit_test(a_claim_far_down_is_shown),
		cmocka_unit_test(letters_get_their_wording_from_the_prompt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
