/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a finding rests on: one rival, maker, channel or topic at a time. */
#include "unit/scene.h"
#include "unit/stat_near.h"

#define RIVAL (COHORT + 2)
#define NEXT (COHORT + 5)
#define N_COHORT (N_MODELS - COHORT)

static const struct sensitivity *entry(const struct finding *f,
				       enum sensitivity_kind kind, size_t which)
{
	for (size_t i = 0; i < f->sensitivity.n; i++) {
		const struct sensitivity *one = &f->sensitivity.v[i];

		if (one->kind == kind && (which == SIZE_MAX || one->which == which))
			return one;
	}
	return NULL;
}

/* LLR10 of the pair with one maker in no cohort, by the finding's own model. */
static double without_maker(const struct scene *s, const struct finding *f, size_t model)
{
	unsigned char without[N_MODELS] = {0};
	const struct centre_view view = {without, NULL};
	struct centring *c;
	double x[LEARN_MAX_CHANNELS];

	without[model] = 1;
	c = centring_new(s->pop, s->question.score, N_CHANNELS, &view);
	assert_true(centring_scores(c, SUSPECT, TEACHER, x));
	centring_free(c);
	return bound_apply(&f->bound, learn_llr10(&f->model, x));
}

static void every_maker_and_every_channel_is_left_out_once(void **state)
{
	struct scene s;
	struct finding *f;
	size_t n[N_SENSITIVITIES] = {0};

	(void)state;
	scene_init(&s, .6, made(&enough));
	f = finding_new(&s.question);
	for (size_t i = 0; i < f->sensitivity.n; i++)
		n[f->sensitivity.v[i].kind]++;
	assert_int_equal(n[SENSITIVITY_RIVAL], 1);
	assert_int_equal(n[SENSITIVITY_NEXT_RIVAL], 1);
	assert_int_equal(n[SENSITIVITY_VENDOR], N_COHORT);
	assert_int_equal(n[SENSITIVITY_CHANNEL], N_CHANNELS);
	assert_int_equal(n[SENSITIVITY_TOPIC], 0);
	for (size_t i = COHORT; i < N_MODELS; i++)
		NEAR(entry(f, SENSITIVITY_VENDOR, s.pop->vendor[i])->llr10,
		     without_maker(&s, f, i), 1e-12);
	finding_free(f);
	scene_clear(&s);
}

static void rivals_leave_from_the_nearest_on(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	put_score(&s, SUSPECT, RIVAL, 1.2);
	put_score(&s, SUSPECT, NEXT, .9);
	draw(&s);
	f = finding_new(&s.question);
	assert_int_equal(f->rival.model, RIVAL);
	assert_int_equal(entry(f, SENSITIVITY_RIVAL, SIZE_MAX)->which, RIVAL);
	assert_int_equal(entry(f, SENSITIVITY_NEXT_RIVAL, SIZE_MAX)->which, NEXT);
	NEAR(entry(f, SENSITIVITY_RIVAL, SIZE_MAX)->llr10, without_maker(&s, f, RIVAL),
	     1e-12);
	/* Two strangers as near as that hide the teacher; without them it stands out. */
	assert_true(entry(f, SENSITIVITY_NEXT_RIVAL, SIZE_MAX)->rise > SENSITIVITY_RISE);
	assert_true(f->sensitivity.rank_only);
	finding_free(f);
	scene_clear(&s);
}

/* Only the first channel is alike. */
static void a_ratio_of_one_channel_alone_is_fragile(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	s.score[1][SUSPECT * N_MODELS + TEACHER] = -.3;
	s.score[1][TEACHER * N_MODELS + SUSPECT] = -.3;
	draw(&s);
	f = finding_new(&s.question);
	assert_true(f->llr10 > 0);
	assert_true(entry(f, SENSITIVITY_CHANNEL, 0)->llr10 < 0);
	assert_true(entry(f, SENSITIVITY_CHANNEL, 0)->turns);
	assert_false(entry(f, SENSITIVITY_CHANNEL, 1)->turns);
	assert_true(f->sensitivity.is_fragile);
	assert_int_not_equal(f->verdict, VERDICT_DISTILLED);
	finding_free(f);
	scene_clear(&s);
}

static void topics_are_read_by_the_cases_own_model(void **state)
{
	char one[] = "letters", other[] = "politics";
	struct finding_topic topics[2] = {{one, 60, {2, 2}}, {other, 40, {0, 0}}};
	struct scene s;
	struct finding *f;
	const struct sensitivity *turned;

	(void)state;
	scene_init(&s, .6, made(&enough));
	s.question.topics = topics;
	s.question.n_topics = 2;
	f = finding_new(&s.question);
	assert_true(f->llr10 > 0);
	NEAR(entry(f, SENSITIVITY_TOPIC, 0)->llr10,
	     bound_apply(&f->bound, learn_llr10(&f->model, topics[0].x)), 1e-12);
	turned = entry(f, SENSITIVITY_TOPIC, 1);
	assert_true(turned->turns);
	assert_string_equal(sensitivity_name(turned, &s.question, channels), "politics");
	/* A topic that inverts is told, and turns no verdict. */
	assert_false(f->sensitivity.is_fragile);
	finding_free(f);
	scene_clear(&s);
}

/* I3: made again from what the case keeps. */
static void topics_are_kept_with_the_question(void **state)
{
	char one[] = "letters", other[] = "politics";
	struct finding_topic topics[2] = {{one, 60, {2, NAN}}, {other, 40, {.25, 1}}};
	struct scene s;
	struct stored_question stored;
	struct err err = ERR_INIT;

	(void)state;
	scene_init(&s, .6, made(&enough));
	s.question.topics = topics;
	s.question.n_topics = 2;
	assert_int_equal(
		question_read(question_json(&s.question, channels), &stored, &err), 0);
	assert_int_equal(stored.question.n_topics, 2);
	assert_string_equal(stored.question.topics[1].name, "politics");
	assert_int_equal(stored.question.topics[1].n_prompts, 40);
	assert_true(isnan(stored.question.topics[0].x[1]));
	NEAR(stored.question.topics[1].x[0], .25, 0);
	question_clear(&stored);
	scene_clear(&s);
}

static void without_a_ratio_there_is_nothing_to_turn(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, NULL);
	f = finding_new(&s.question);
	assert_int_equal(f->sensitivity.n, 0);
	assert_false(f->sensitivity.is_fragile);
	finding_free(f);
	scene_clear(&s);
}

/* The suspect against the cohort's models taken as suspects: the nearest of ten. */
static void the_suspect_is_ranked_among_the_cohort(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	f = finding_new(&s.question);
	assert_int_equal(f->suspect_rank, 1);
	assert_int_equal(f->n_cohort_ranked, N_COHORT);
	NEAR(f->suspect_rank_p, 1. / (N_COHORT + 1), 1e-15);
	finding_free(f);
	scene_clear(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_maker_and_every_channel_is_left_out_once),
		cmocka_unit_test(rivals_leave_from_the_nearest_on),
		cmocka_unit_test(a_ratio_of_one_channel_alone_is_fragile),
		cmocka_unit_test(topics_are_read_by_the_cases_own_model),
		cmocka_unit_test(topics_are_kept_with_the_question),
		cmocka_unit_test(without_a_ratio_there_is_nothing_to_turn),
		cmocka_unit_test(the_suspect_is_ranked_among_the_cohort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
