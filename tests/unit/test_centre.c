/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Centring on a cohort, with expected values worked out by hand. */
#include "unit/stat_near.h"

#include <string.h>

#include "evidence/centre.h"
#include "stat/dist.h"
#include "stat/rng.h"

#define MAX 10
#define SUSPECT 0
#define TEACHER 1

/* Suspect, teacher and clean models from 2 on, each of its own family and vendor. */
struct scene {
	struct population *pop;
	double score[MAX * MAX];
	size_t n;
};

static const char *const names[MAX] = {"s",  "t",  "c0", "c1", "c2",
				       "c3", "c4", "c5", "c6", "c7"};

static void scene_init(struct scene *scene, size_t n)
{
	scene->n = n;
	scene->pop = population_new(names, n);
	for (size_t i = 0; i < n; i++) {
		struct model_facts facts = {names[i],      names[i], NULL, "",
					    "independent", "high",   NULL};

		population_set(scene->pop, i, &facts);
	}
	for (size_t i = 0; i < n * n; i++)
		scene->score[i] = NAN;
}

static void put_score(struct scene *scene, size_t a, size_t b, double x)
{
	scene->score[a * scene->n + b] = scene->score[b * scene->n + a] = x;
}

static struct centred centre(const struct scene *scene)
{
	return centre_pair(scene->pop, scene->score, SUSPECT, TEACHER);
}

/* z of Student's t with two degrees of freedom: P(T <= t) = 1/2 + t / (2 sqrt(2 + t^2)).
 */
static double z_of_t2(double t)
{
	return dist_normal_quantile(.5 + t / (2 * sqrt(2 + t * t)));
}

/*
 * Three cohort models: means .3, .4, .5, grand mean .4; what is left of their pairs is
 * -.1, 0, .1, standard deviation sqrt(.02 / 3). The suspect's mean is .5, the teacher's
 * .2, so .3 is expected of them.
 */
static void three_cohort_models(struct scene *scene)
{
	scene_init(scene, 5);
	put_score(scene, 2, 3, .2);
	put_score(scene, 2, 4, .4);
	put_score(scene, 3, 4, .6);
	for (size_t i = 0; i < 3; i++) {
		put_score(scene, SUSPECT, 2 + i, .3 + .2 * (double)i);
		put_score(scene, TEACHER, 2 + i, .1 + .1 * (double)i);
	}
}

/* The suspect is .5 with everybody, the teacher .2 +- .1: .5 is z = 0 and t = .3 / .115.
 */
static void the_mean_of_both_sides_counts_where_it_is_smaller(void **state)
{
	struct scene scene;
	struct centred c;

	(void)state;
	three_cohort_models(&scene);
	put_score(&scene, SUSPECT, TEACHER, .5);
	c = centre(&scene);
	NEAR(c.raw, .5, 0);
	NEAR(c.suspect_side, 0, 1e-9);
	NEAR(c.teacher_side, z_of_t2(.3 / (.1 * sqrt(4. / 3))), 1e-9);
	assert_true(c.teacher_side / 2 < z_of_t2(.2 / sqrt(.02 / 3 * 4 / 3)));
	NEAR(c.score, c.teacher_side / 2, 1e-9);
	assert_int_equal(c.n_models, 3);
	assert_int_equal(c.n_vendors, 3);
	population_free(scene.pop);
}

/*
 * Pairs of the cohort four times as far apart: means 0 .4 .8, grand mean .4, left are
 * -.4, 0, .4. Of .8 is .3 expected, and what is left is .5 in sqrt(.32 / 3).
 */
static void the_residual_counts_where_it_is_smaller(void **state)
{
	struct scene scene;
	struct centred c;

	(void)state;
	three_cohort_models(&scene);
	put_score(&scene, 2, 3, -.4);
	put_score(&scene, 2, 4, .4);
	put_score(&scene, 3, 4, 1.2);
	put_score(&scene, SUSPECT, TEACHER, .8);
	c = centre(&scene);
	NEAR(c.score, z_of_t2(.5 / sqrt(.32 / 3 * 4 / 3)), 1e-9);
	assert_true(c.score < (c.suspect_side + c.teacher_side) / 2);
	population_free(scene.pop);
}

static void what_is_expected_and_less_stand_at_the_floor(void **state)
{
	struct scene scene;

	(void)state;
	three_cohort_models(&scene);
	put_score(&scene, SUSPECT, TEACHER, .3);
	NEAR(centre(&scene).score, CENTRE_FLOOR, 1e-9);
	put_score(&scene, SUSPECT, TEACHER, -5);
	NEAR(centre(&scene).score, CENTRE_FLOOR, 0);
	/* The sides are reported as they are. */
	assert_true(centre(&scene).teacher_side < CENTRE_FLOOR);
	population_free(scene.pop);
}

/* Hubs: what a model has of itself, s_ij = u_i + u_j, says nothing of any pair. */
static void an_additive_matrix_is_centred_to_nothing(void **state)
{
	(void)state;
	for (size_t n = 5; n <= MAX; n++) {
		struct rng rng = rng_stream(n, 0, 0, 0);
		struct scene scene;
		double u[MAX];

		scene_init(&scene, n);
		for (size_t i = 0; i < n; i++)
			u[i] = rng_normal(&rng);
		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; j < i; j++)
				put_score(&scene, i, j, u[i] + u[j]);
		}
		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; j < n; j++) {
				if (i != j)
					NEAR(centre_pair(scene.pop, scene.score, i, j)
						     .score,
					     0, 1e-9);
			}
		}
		population_free(scene.pop);
	}
}

static void random_scene(struct scene *scene, size_t n, uint64_t seed)
{
	struct rng rng = rng_stream(seed, 1, 0, 0);

	scene_init(scene, n);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++)
			put_score(scene, i, j, rng_normal(&rng));
	}
	put_score(scene, SUSPECT, TEACHER, 1.5);
}

/* Add to all of a model's scores: it is nearer to everybody, or to nobody. */
static void shift_model(struct scene *scene, size_t model, double by)
{
	for (size_t j = 0; j < scene->n; j++) {
		if (j != model)
			put_score(scene, model, j,
				  scene->score[model * scene->n + j] + by);
	}
}

/* However near a teacher is to everybody, the residual stays what it was and holds. */
static void a_hub_gains_nothing_beyond_its_residual(void **state)
{
	struct scene scene;
	double at_1000;

	(void)state;
	random_scene(&scene, 8, 1);
	shift_model(&scene, TEACHER, 1000);
	at_1000 = centre(&scene).score;
	assert_true(at_1000 > 0 && at_1000 < 4);
	shift_model(&scene, TEACHER, 1000);
	NEAR(centre(&scene).score, at_1000, 1e-6);
	population_free(scene.pop);
}

/* A suspect that is unlike everybody is not like the teacher for that. */
static void a_stranger_to_all_gains_nothing(void **state)
{
	struct scene scene;

	(void)state;
	random_scene(&scene, 8, 1);
	assert_true(centre(&scene).score > 0);
	shift_model(&scene, SUSPECT, -1000);
	NEAR(centre(&scene).score, CENTRE_FLOOR, 0);
	population_free(scene.pop);
}

/* Ten models of three vendors are worth three observations, so the tails are wider. */
static void models_of_one_vendor_are_one_observation(void **state)
{
	struct scene scene;
	double apart;

	(void)state;
	random_scene(&scene, MAX, 1);
	apart = centre(&scene).score;
	for (size_t i = 2; i < MAX; i++) {
		const char *vendor = names[2 + i % 3];
		struct model_facts facts = {names[i],      vendor, NULL, "",
					    "independent", "high", NULL};

		population_set(scene.pop, i, &facts);
	}
	assert_int_equal(centre(&scene).n_vendors, 3);
	assert_true(centre(&scene).score > 0 && centre(&scene).score < apart);
	for (size_t i = 2; i < MAX; i++) {
		const char *vendor = names[2 + i % 2];
		struct model_facts facts = {names[i],      vendor, NULL, "",
					    "independent", "high", NULL};

		population_set(scene.pop, i, &facts);
	}
	assert_true(isnan(centre(&scene).score)); /* two are no cohort */
	population_free(scene.pop);
}

static void units_do_not_matter(void **state)
{
	struct scene scene;
	double before;

	(void)state;
	random_scene(&scene, 9, 2);
	before = centre(&scene).score;
	for (size_t i = 0; i < 81; i++)
		scene.score[i] = 100 * scene.score[i] - 7;
	NEAR(centre(&scene).score, before, 1e-9);
	population_free(scene.pop);
}

static void fewer_than_three_cohort_models_give_no_score(void **state)
{
	struct scene scene;
	struct centred c;

	(void)state;
	random_scene(&scene, 4, 3);
	c = centre(&scene);
	assert_true(isnan(c.score));
	assert_true(isnan(c.suspect_side));
	NEAR(c.raw, 1.5, 0);
	assert_int_equal(c.n_models, 2);
	population_free(scene.pop);
	random_scene(&scene, 2, 3);
	assert_true(isnan(centre(&scene).score));
	population_free(scene.pop);
	/* Three stand in the cohort, but the suspect has no score with one of them. */
	random_scene(&scene, 5, 3);
	assert_true(!isnan(centre(&scene).score));
	put_score(&scene, SUSPECT, 4, NAN);
	assert_true(isnan(centre(&scene).score));
	population_free(scene.pop);
}

static void a_pair_without_a_score_gets_none(void **state)
{
	struct scene scene;

	(void)state;
	random_scene(&scene, 8, 4);
	put_score(&scene, SUSPECT, TEACHER, NAN);
	assert_true(isnan(centre(&scene).raw));
	assert_true(isnan(centre(&scene).score));
	population_free(scene.pop);
}

/* A cohort of one family has no pair of different families to set the scale by. */
static void a_cohort_of_one_family_gives_no_score(void **state)
{
	struct scene scene;

	(void)state;
	random_scene(&scene, 6, 5);
	for (size_t i = 2; i < 6; i++) {
		struct model_facts facts = {"one",         names[i], NULL, "",
					    "independent", "high",   NULL};

		population_set(scene.pop, i, &facts);
	}
	assert_true(isnan(centre(&scene).score));
	population_free(scene.pop);
}

/* DESIGN 6, step 2: whoever is left out of the cohort may score anything. */
static void who_is_left_out_changes_nothing(void **state)
{
	static const struct model_facts out[] = {
		{"s", "x", NULL, "", "independent", "high", NULL}, /* suspect's family */
		{"t", "x", NULL, "", "independent", "high", NULL}, /* teacher's family */
		{"x", "t", NULL, "", "independent", "high", NULL}, /* teacher's vendor */
		{"x", "x", NULL, "t", "distilled", "high",
		 NULL}, /* taught by that vendor */
		{"x", "x", NULL, "", "independent", "low", NULL},        /* not sure */
		{"x", "x", NULL, "c0", "distilled_mixed", "high", NULL}, /* not clean */
	};

	(void)state;
	for (size_t k = 0; k < sizeof(out) / sizeof(*out); k++) {
		struct scene scene;
		double before;

		random_scene(&scene, 9, 6);
		population_set(scene.pop, 8, &out[k]);
		before = centre(&scene).score;
		assert_true(!isnan(before));
		for (size_t j = 0; j < 8; j++)
			put_score(&scene, 8, j, 50 + (double)j);
		NEAR(centre(&scene).score, before, 0);
		assert_int_equal(centre(&scene).n_models, 6);
		population_free(scene.pop);
	}
}

/* A control with too few answers has no scores: the others are centred as without it. */
static void a_silent_cohort_model_changes_nothing(void **state)
{
	struct scene without;
	struct scene with;

	(void)state;
	random_scene(&without, 8, 7);
	scene_init(&with, 9);
	for (size_t i = 0; i < 8; i++) {
		for (size_t j = 0; j < i; j++)
			put_score(&with, i, j, without.score[i * 8 + j]);
	}
	NEAR(centre(&with).score, centre(&without).score, 1e-12);
	NEAR(centre(&with).suspect_side, centre(&without).suspect_side, 1e-12);
	population_free(with.pop);
	population_free(without.pop);
}

/* Members that answered other prompts each than the others did. */
static void cohort_models_that_share_nothing_give_no_score(void **state)
{
	struct scene scene;

	(void)state;
	random_scene(&scene, 5, 8);
	put_score(&scene, 2, 4, NAN);
	put_score(&scene, 3, 4, NAN);
	assert_true(isnan(centre(&scene).score));
	population_free(scene.pop);
}

/* An equal score everywhere sets no scale, rounding included. */
static void equal_scores_give_no_score(void **state)
{
	static const double x[] = {0, .5, .1, 1. / 3, -.7};

	(void)state;
	for (size_t k = 0; k < sizeof(x) / sizeof(*x); k++) {
		for (size_t n = 5; n <= MAX; n++) {
			struct scene scene;

			scene_init(&scene, n);
			for (size_t i = 0; i < n; i++) {
				for (size_t j = 0; j < i; j++)
					put_score(&scene, i, j, x[k]);
			}
			assert_true(isnan(centre(&scene).score));
			population_free(scene.pop);
		}
	}
}

/* Two channels of the additive scene: what the suspect has with c0 sticks out in both. */
static void a_share_of_a_rivals_lead_is_taken_off(void **state)
{
	struct scene scene;
	struct centring *centring;
	double *matrix[2];
	double x[2];
	struct centre_rival rival;
	double own;
	double rivals;

	(void)state;
	scene_init(&scene, MAX);
	for (size_t i = 0; i < MAX; i++) {
		for (size_t j = 0; j < i; j++)
			put_score(&scene, i, j, .1 * (double)((i * j + 3 * i) % 7));
	}
	put_score(&scene, SUSPECT, TEACHER, 1.2);
	put_score(&scene, SUSPECT, 2, 3);
	matrix[0] = matrix[1] = scene.score;
	own = centre_pair(scene.pop, scene.score, SUSPECT, TEACHER).score;
	rivals = centre_pair(scene.pop, scene.score, SUSPECT, 2).score;
	assert_true(own > .5 && rivals > own);
	centring = centring_new(scene.pop, matrix, 2, NULL);
	rival = centring_rival(centring, SUSPECT, TEACHER);
	assert_int_equal(rival.model, 2);
	NEAR(rival.lead, rivals - own - CENTRE_CLEAR_LEAD, 1e-12);
	assert_true(centring_scores(centring, SUSPECT, TEACHER, x));
	NEAR(x[0], fmax(CENTRE_FLOOR, own - CENTRE_RIVAL_SHARE * rival.lead), 1e-12);
	NEAR(x[1], x[0], 0);
	/* The rival itself leads: nothing is taken off. */
	assert_true(centring_scores(centring, SUSPECT, 2, x));
	NEAR(x[0], rivals, 0);
	NEAR(centring_rival(centring, SUSPECT, 2).lead, 0, 0);
	centring_free(centring);
	population_free(scene.pop);
}

/* The teacher's own students and siblings are no rivals: they are near for its sake. */
static void what_the_teacher_taught_is_no_rival(void **state)
{
	struct scene scene;
	struct centring *centring;
	double *matrix[1] = {scene.score};
	struct model_facts taught = {"c0", "c0", NULL, "t", "distilled", "high", NULL};

	(void)state;
	scene_init(&scene, MAX);
	for (size_t i = 0; i < MAX; i++) {
		for (size_t j = 0; j < i; j++)
			put_score(&scene, i, j, .1 * (double)((i * j + 3 * i) % 7));
	}
	put_score(&scene, SUSPECT, TEACHER, 1.2);
	put_score(&scene, SUSPECT, 2, 3);
	population_set(scene.pop, 2, &taught);
	centring = centring_new(scene.pop, matrix, 1, NULL);
	assert_int_not_equal(centring_rival(centring, SUSPECT, TEACHER).model, 2);
	centring_free(centring);
	population_free(scene.pop);
}

static void a_pair_of_which_no_channel_speaks_has_no_score(void **state)
{
	struct scene scene;
	struct centring *centring;
	double *matrix[1] = {scene.score};
	double x;

	(void)state;
	scene_init(&scene, MAX);
	centring = centring_new(scene.pop, matrix, 1, NULL);
	assert_false(centring_scores(centring, SUSPECT, TEACHER, &x));
	assert_true(isnan(x));
	assert_true(centring_rival(centring, SUSPECT, TEACHER).model == SIZE_MAX);
	centring_free(centring);
	population_free(scene.pop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mean_of_both_sides_counts_where_it_is_smaller),
		cmocka_unit_test(the_residual_counts_where_it_is_smaller),
		cmocka_unit_test(a_share_of_a_rivals_lead_is_taken_off),
		cmocka_unit_test(what_the_teacher_taught_is_no_rival),
		cmocka_unit_test(a_pair_of_which_no_channel_speaks_has_no_score),
		cmocka_unit_test(what_is_expected_and_less_stand_at_the_floor),
		cmocka_unit_test(an_additive_matrix_is_centred_to_nothing),
		cmocka_unit_test(a_hub_gains_nothing_beyond_its_residual),
		cmocka_unit_test(a_stranger_to_all_gains_nothing),
		cmocka_unit_test(models_of_one_vendor_are_one_observation),
		cmocka_unit_test(units_do_not_matter),
		cmocka_unit_test(fewer_than_three_cohort_models_give_no_score),
		cmocka_unit_test(a_pair_without_a_score_gets_none),
		cmocka_unit_test(a_cohort_of_one_family_gives_no_score),
		cmocka_unit_test(who_is_left_out_changes_nothing),
		cmocka_unit_test(a_silent_cohort_model_changes_nothing),
		cmocka_unit_test(cohort_models_that_share_nothing_give_no_score),
		cmocka_unit_test(equal_scores_give_no_score),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
