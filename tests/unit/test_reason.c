/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a verdict's sentences say, and what they may not leave out. */
#include <string.h>

#include "evidence/reason.h"
#include "evidence/sibling.h"
#include "unit/scene.h"
#include "unit/stat_near.h"

/* The scene's finding as its JSON object. */
static struct json *told(const struct scene *s)
{
	const char *briefs[N_CHANNELS] = {"", ""};
	struct finding *f = finding_new(&s->question);
	struct json *out = json_new_object();

	finding_json(f, &s->question, channels, briefs, out);
	finding_free(f);
	return out;
}

static const char *text_with(const struct json *list, const char *words)
{
	JSON_EACH(text, list) {
		if (strstr(json_text(text), words))
			return json_text(text);
	}
	return NULL;
}

/* Wherever the value is the bound's, the sentence that holds it says so, and of which
 * side; and where it is not, no sentence does. */
static void a_value_at_the_bound_is_said_to_be_cut(void **state)
{
	static const double likeness[] = {-20, .1, 20};
	size_t n_at = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct scene s;
		struct json *out;
		const char *at, *ratio;

		scene_init(&s, likeness[i], made(&enough));
		out = told(&s);
		at = json_str(json_get(out, "bound"), "at");
		ratio = text_with(json_get(out, "reasons"), "LLR10 is ");
		assert_non_null(ratio);
		n_at += strcmp(at, "none") != 0;
		assert_int_equal(strstr(ratio, "so few families") != NULL,
				 strcmp(at, "none") != 0);
		if (!strcmp(at, "hi"))
			assert_non_null(strstr(ratio, "no stronger statement for H1."));
		if (!strcmp(at, "lo"))
			assert_non_null(strstr(ratio, "no stronger statement for H2."));
		json_free(out);
		scene_clear(&s);
	}
	assert_true(n_at >= 2);
}

/* The interval is the unbounded one, cut. */
static void the_interval_is_kept_as_it_was_before_the_cut(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	f = finding_new(&s.question);
	for (size_t i = 0; i < 2; i++)
		NEAR(f->interval[i], bound_apply(&f->bound, f->interval_unbounded[i]), 0);
	assert_true(f->interval_unbounded[0] < f->unbounded &&
		    f->unbounded < f->interval_unbounded[1]);
	finding_free(f);
	scene_clear(&s);
}

/* Channels see the same texts: whatever their number, they are one reason. */
static void channels_are_one_reason(void **state)
{
	struct scene s;
	struct json *out;
	size_t n = 0;

	(void)state;
	scene_init(&s, .6, made(&enough));
	out = told(&s);
	JSON_EACH(reason, json_get(out, "reasons"))
		n += strstr(json_text(reason), "z counts standard deviations") != NULL;
	assert_int_equal(n, 1);
	assert_non_null(text_with(json_get(out, "reasons"), REASON_CHANNELS));
	assert_non_null(text_with(json_get(out, "reasons"),
				  "every one of 9 independent models is: 2 of 2."));
	json_free(out);
	scene_clear(&s);
}

/* First of n: 1/n is the least p that n can show, and is said to be; second is not. */
static void the_least_p_is_said_to_be_the_least(void **state)
{
	struct scene s;
	struct json *out;

	(void)state;
	scene_init(&s, .6, made(&enough));
	out = told(&s);
	assert_non_null(text_with(json_get(out, "reasons"),
				  "ranks 1 (p = 0.100, the least that 10 allow)."));
	json_free(out);
	put_score(&s, SUSPECT, COHORT, 3);
	draw(&s);
	out = told(&s);
	assert_null(text_with(json_get(out, "reasons"), "teacher ranks 1"));
	assert_non_null(text_with(json_get(out, "reasons"), "(p = 0.200)."));
	json_free(out);
	scene_clear(&s);
}

static bool sibling_is_near(const struct scene *s)
{
	struct json *out = told(s);
	const struct json *siblings = json_get(out, "siblings");
	bool is_near = json_true(json_first(siblings), "is_near");

	assert_int_equal(json_count(siblings), 1);
	assert_string_equal(json_str(json_first(siblings), "model"), names[SIBLING]);
	json_free(out);
	return is_near;
}

/* The teacher's sibling is told from it by more than SIBLING_NEAR, or not at all. */
static void a_sibling_as_near_is_marked(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, .6, made(&enough));
	assert_false(sibling_is_near(&s));
	put_score(&s, SUSPECT, SIBLING, .6);
	assert_true(sibling_is_near(&s));
	put_score(&s, SUSPECT, SIBLING, .9);
	assert_true(sibling_is_near(&s));
	scene_clear(&s);
}

/* Beyond the bound nothing is claimed, so that nothing tells the two apart there. The
 * sibling comes nearer until it reaches the bound, far below the teacher. */
static void siblings_at_the_bound_are_not_told_apart(void **state)
{
	size_t n_far = 0;

	(void)state;
	for (double likeness = .1; likeness < 2; likeness += .2) {
		struct scene s;
		struct finding *f;
		double score[N_MODELS] = {0};

		scene_init(&s, 5, made(&enough));
		put_score(&s, SUSPECT, SIBLING, likeness);
		f = finding_new(&s.question);
		for (size_t i = 0; i < f->n_teachers; i++)
			score[f->teachers[i].model] = f->teachers[i].score;
		if (score[SIBLING] >= f->bound.hi &&
		    score[TEACHER] - score[SIBLING] > SIBLING_NEAR) {
			n_far++;
			assert_true(sibling_is_near(&s));
		}
		finding_free(f);
		scene_clear(&s);
	}
	assert_true(n_far > 0);
}

/* As unlike as all others: no rank is told that the tie alone makes. */
static void a_tie_with_all_is_told_as_one(void **state)
{
	struct scene s;
	struct json *out;

	(void)state;
	scene_init(&s, -20, made(&enough));
	for (size_t model = COHORT; model < N_MODELS; model++)
		put_score(&s, TEACHER, model, -20);
	draw(&s);
	out = told(&s);
	if (!text_with(
		    json_get(out, "reasons"),
		    "the suspect is no nearer than the 9 others; 9 of them stand at the "
		    "same floor (p = 1.000)."))
		fail_msg("%s", text_with(json_get(out, "reasons"), "candidate suspects"));
	json_free(out);
	scene_clear(&s);
}

/* Three makers of the nine: the teacher is first of 10 models, but of 4 makers. */
static void versions_of_a_vendor_count_once(void **state)
{
	static const char *const vendors[] = {"one", "other", "third"};
	struct scene s;
	struct json *out;
	const struct json *by_vendor;

	(void)state;
	scene_init(&s, .6, made(&enough));
	out = told(&s);
	by_vendor = json_get(json_get(out, "placebo_rank"), "by_vendor");
	assert_int_equal((int)json_num(by_vendor, "of", 0), 10);
	assert_null(text_with(json_get(out, "reasons"), "counting each vendor once"));
	json_free(out);
	for (size_t model = COHORT; model < N_MODELS; model++)
		know(&s, model, names[model], vendors[model % 3], "");
	out = told(&s);
	by_vendor = json_get(json_get(out, "placebo_rank"), "by_vendor");
	assert_int_equal((int)json_num(by_vendor, "rank", 0), 1);
	assert_int_equal((int)json_num(by_vendor, "of", 0), 4);
	NEAR(json_num(by_vendor, "p", 0), 1 / 4., 1e-12);
	assert_int_equal((int)json_num(by_vendor, "suspect_of", 0), 4);
	NEAR(json_num(by_vendor, "suspect_p", 0), 1 / 4., 1e-12);
	json_free(out);
	scene_clear(&s);
}

/* A placebo of an earlier month counts, one of a later month or of no date does not. */
static void placebos_out_before_the_suspect_are_counted(void **state)
{
	static const char *const released[] = {"2023-01", "2023-02", "2023-07", "2024"};
	struct scene s;
	struct json *out;
	const struct json *before;

	(void)state;
	scene_init(&s, .6, made(&enough));
	out = told(&s);
	assert_true(
		json_is_null(json_get(json_get(out, "placebo_rank"), "before_suspect")));
	json_free(out);
	population_set(s.pop, SUSPECT,
		       &(struct model_facts){
			       .family = "s", .vendor = "s", .released = "2023-05"});
	for (size_t i = 0; i < 4; i++)
		population_set(s.pop, COHORT + i,
			       &(struct model_facts){.family = names[COHORT + i],
						     .vendor = names[COHORT + i],
						     .relation = "independent",
						     .confidence = "high",
						     .released = released[i]});
	out = told(&s);
	before = json_get(json_get(out, "placebo_rank"), "before_suspect");
	assert_int_equal((int)json_num(before, "n_placebos", -1), 2);
	assert_int_equal((int)json_num(before, "rank", 0), 1);
	NEAR(json_num(before, "p", 0), 1 / 3., 1e-12);
	JSON_EACH(teacher, json_get(out, "teachers")) {
		if (!strcmp(json_str(teacher, "model"), names[COHORT]))
			assert_string_equal(json_str(teacher, "released"), "2023-01");
		if (!strcmp(json_str(teacher, "model"), names[COHORT + 5]))
			assert_true(json_is_null(json_get(teacher, "released")));
	}
	json_free(out);
	scene_clear(&s);
}

/* What was weighed asks for another test than what was not. */
static void an_alternative_asks_for_what_is_missing(void **state)
{
	struct scene s;
	struct json *out;

	(void)state;
	scene_init(&s, .6, made(&enough));
	out = told(&s);
	JSON_EACH(alternative, json_get(out, "alternatives")) {
		bool is_weighed = json_is_null(json_get(alternative, "why_not"));
		const char *test = json_str(alternative, "test");

		if (!strcmp(json_str(alternative, "id"), "unrelated"))
			assert_true(is_weighed &&
				    strstr(test, "more independent models"));
		if (!strcmp(json_str(alternative, "id"), "same_base"))
			assert_true(!is_weighed && strstr(test, "The name of"));
	}
	json_free(out);
	population_set(s.pop, SUSPECT,
		       &(struct model_facts){.family = "s", .vendor = "s", .base = "b"});
	out = told(&s);
	JSON_EACH(alternative, json_get(out, "alternatives"))
		if (!strcmp(json_str(alternative, "id"), "same_base"))
			assert_null(strstr(json_str(alternative, "test"), "The name of"));
	json_free(out);
	scene_clear(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_at_the_bound_is_said_to_be_cut),
		cmocka_unit_test(the_interval_is_kept_as_it_was_before_the_cut),
		cmocka_unit_test(channels_are_one_reason),
		cmocka_unit_test(the_least_p_is_said_to_be_the_least),
		cmocka_unit_test(a_sibling_as_near_is_marked),
		cmocka_unit_test(siblings_at_the_bound_are_not_told_apart),
		cmocka_unit_test(a_tie_with_all_is_told_as_one),
		cmocka_unit_test(versions_of_a_vendor_count_once),
		cmocka_unit_test(placebos_out_before_the_suspect_are_counted),
		cmocka_unit_test(an_alternative_asks_for_what_is_missing),
	};

	return cmocka_run_group_tests_name("reason", tests, NULL, NULL);
}
