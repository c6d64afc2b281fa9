/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Properties of the whole way from answers to a finding, on toy models whose lineage is
 * known for certain (A6): what is learned on one population holds on others, a placebo's
 * rank is fair, a mix scores between its parts, and no order changes anything.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "evidence/finding.h"
#include "evidence/validation.h"
#include "sim/world.h"
#include "stat/dist.h"
#include "stat/lr.h"

#define N_PROMPTS 80 /* every channel asks for at most seventy-five */
#define N_TEACHERS 9
#define N_SEEDS 81 /* nine expected in each rank */

static struct world *grow(enum toys_design design, uint64_t seed, size_t n_families)
{
	struct toys_plan plan = {design, seed, n_families, -1, 0};
	struct toys *toys = toys_new(&plan);

	return world_new(toys, toy_answers(toys, N_PROMPTS));
}

static void end(struct world *w)
{
	toys_free(w->toys);
	world_free(w);
}

static struct calibration *learn_from_seed(uint64_t seed)
{
	struct world *w = grow(TOYS_FAMILIES, seed, 24);
	struct calibration *c = world_calibration(w);

	end(w);
	return c;
}

/* Without replicates: the properties are of scores and ranks. */
static struct finding *find(const struct world *w, const struct calibration *c,
			    const char *suspect, const char *teacher)
{
	struct finding_question q = {
		.pop = w->pop,
		.score = w->scoring->score,
		.n_channels = w->scoring->n_channels,
		.suspect = world_model(w, suspect),
		.teacher = world_model(w, teacher),
		.n_shared = N_PROMPTS,
		.calibration = c,
		.genre = c ? c->genre : NULL,
	};

	return finding_new(&q);
}

/* Studies learn once for all suspects: no other LLR10 and bound than a case's. */
static void a_study_says_what_a_case_says(void **state)
{
	static const char *const suspects[] = {SUSPECT_GUILTY, SUSPECT_INNOCENT};
	struct world *w = grow(TOYS_FAMILIES, 11, 24);
	struct calibration *c = world_calibration(w);
	const char *teacher = toys_model(w->toys, SUSPECT_GUILTY)->teacher;
	struct centring *centring =
		centring_new(w->pop, w->scoring->score, w->scoring->n_channels, NULL);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct pair_scores x = pair_scores_of(
			centring, world_model(w, suspects[i]), world_model(w, teacher));
		struct finding *f = find(w, c, suspects[i], teacher);
		bool used[LEARN_MAX_CHANNELS];
		struct lesson_learned learned;

		for (size_t k = 0; k < w->scoring->n_channels; k++)
			used[k] = !isnan(x.x[k]);
		learned = world_learn(w->trials, used);
		assert_null(f->no_lr);
		assert_null(learned.no_lr);
		/* calibration.json keeps ten digits of a score. */
		assert_true(fabs(f->unbounded - learn_llr10(&learned.model, x.x)) < 1e-6);
		assert_true(fabs(f->bound.hi - learned.bound.hi) < 1e-6);
		assert_true(fabs(f->bound.lo - learned.bound.lo) < 1e-6);
		finding_free(f);
	}
	centring_free(centring);
	calibration_free(c);
	end(w);
}

/* Teachers above the first of them; ties count as a coin thrown by `seed`. */
static size_t rank_of_first(const struct finding *f, size_t first, uint64_t seed)
{
	double own = NAN;
	size_t above = 0;
	size_t ties = 0;

	for (size_t i = 0; i < f->n_teachers; i++) {
		if (f->teachers[i].model == first)
			own = f->teachers[i].llr10;
	}
	assert_true(!isnan(own));
	for (size_t i = 0; i < f->n_teachers; i++) {
		above += f->teachers[i].llr10 > own;
		ties += f->teachers[i].model != first && !(f->teachers[i].llr10 < own) &&
			!(f->teachers[i].llr10 > own);
	}
	return above + hash_mix(seed + 1) % (ties + 1);
}

/*
 * A6: among teachers drawn from one distribution, none of which taught the suspect, the
 * fused LLR puts each in every rank equally often. The p that a report prints counts ties
 * against the teacher: it is never too small.
 */
static void the_rank_of_a_placebo_is_uniform(void **state)
{
	struct calibration *c = learn_from_seed(1);
	size_t n_seeds = getenv("ASSAY_LONG") ? 8 * N_SEEDS : N_SEEDS;
	size_t counts[N_TEACHERS] = {0};
	size_t at_most[N_TEACHERS + 1] = {0};
	double expected = (double)n_seeds / N_TEACHERS;
	double chi2 = 0;
	double p;

	(void)state;
	for (uint64_t seed = 0; seed < n_seeds; seed++) {
		struct world *w = grow(TOYS_EXCHANGEABLE, 1000 + seed, N_TEACHERS);
		struct finding *f = find(w, c, SUSPECT_UNTAUGHT, "teacher-01");

		assert_null(f->no_lr);
		assert_int_equal(f->n_ranked, N_TEACHERS);
		counts[rank_of_first(f, world_model(w, "teacher-01"), seed)]++;
		for (size_t k = f->rank; k <= N_TEACHERS; k++)
			at_most[k]++;
		finding_free(f);
		end(w);
	}
	for (size_t i = 0; i < N_TEACHERS; i++)
		chi2 += pow((double)counts[i] - expected, 2) / expected;
	p = dist_chi2_p(chi2, N_TEACHERS - 1);
	print_message("rank of a placebo: chi-squared p = %.3f\n", p);
	assert_true(p > .01);
	/* P(p <= k / 9) <= k / 9: were it so, this would be seen once in 1,000. */
	for (size_t k = 1; k < N_TEACHERS; k++)
		assert_true(dist_binomial_at_least(at_most[k], n_seeds,
						   (double)k / N_TEACHERS) > .001);
	calibration_free(c);
}

/* A6: half a teacher's own answers and half another's, in every channel and fused. */
static void a_mix_scores_between_its_parts(void **state)
{
	static const char *const teachers[] = {"alder-3", "borage-2", "clover-2",
					       "dill-1"};
	struct calibration *c = learn_from_seed(2);
	size_t n_seeds = getenv("ASSAY_LONG") ? 40 : 4;

	(void)state;
	for (uint64_t seed = 1; seed <= n_seeds; seed++) {
		struct toys_plan plan = {TOYS_FAMILIES, 50 + seed, 24, 0, 0};
		struct toys *toys = toys_new(&plan);
		const char *teacher = teachers[seed % 3];
		struct finding *other;
		struct finding *mix;
		struct finding *copy;
		struct world *w;

		toys_add_mix(toys, "copy", toys_model(toys, teacher),
			     toys_model(toys, SUSPECT_INNOCENT), 1);
		toys_add_mix(toys, "mix", toys_model(toys, teacher),
			     toys_model(toys, SUSPECT_INNOCENT), .5);
		w = world_new(toys, toy_answers(toys, 100));
		other = find(w, c, SUSPECT_INNOCENT, teacher);
		mix = find(w, c, "mix", teacher);
		copy = find(w, c, "copy", teacher);
		assert_null(mix->no_lr);
		assert_true(mix->unbounded >= other->unbounded);
		assert_true(mix->unbounded <= copy->unbounded);
		assert_true(copy->unbounded > other->unbounded);
		finding_free(other);
		finding_free(mix);
		finding_free(copy);
		end(w);
	}
	calibration_free(c);
}

struct outcomes { /* LLR10 of trials of known truth */
	double *llr10;
	unsigned char *h1;
	size_t n, cap, cap_h1;
};

static void add_outcome(struct outcomes *o, double llr10, bool h1)
{
	o->llr10 = MEM_GROW(o->llr10, o->n, &o->cap);
	o->h1 = MEM_GROW(o->h1, o->n, &o->cap_h1);
	o->llr10[o->n] = llr10;
	o->h1[o->n++] = h1;
}

static struct lesson_learned learn_all(uint64_t seed)
{
	struct world *w = grow(TOYS_FAMILIES, seed, 24);
	bool used[LEARN_MAX_CHANNELS] = {false};
	struct lesson_learned out;

	memset(used, true, w->trials->rows.n_channels);
	out = world_learn(w->trials, used);
	end(w);
	return out;
}

static void try_population(const struct lesson_learned *learned, uint64_t seed,
			   struct outcomes *o)
{
	struct world *w = grow(TOYS_FAMILIES, seed, 24);
	const struct learn_rows *rows = &w->trials->rows;

	for (size_t i = 0; i < rows->n; i++) {
		double llr10 =
			learn_llr10(&learned->model, rows->x + i * rows->n_channels);

		assert_true(!isnan(llr10));
		add_outcome(o, bound_apply(&learned->bound, llr10), rows->h1[i]);
	}
	end(w);
}

/*
 * What was learned on one population holds on others: it informs (Cllr below 1), and a
 * ratio of t in favour of H1 comes to no more than one H2 trial in t (METHODS 1, iv). The
 * trials of a population hang together, hence a bar well below any that luck would pass.
 */
static void a_calibration_holds_on_other_populations(void **state)
{
	struct lesson_learned learned = learn_all(3);
	struct outcomes o = {NULL, NULL, 0, 0, 0};
	double cllr;
	size_t n_h2 = 0;

	(void)state;
	for (uint64_t seed = 200; seed < 206; seed++)
		try_population(&learned, seed, &o);
	cllr = lr_cllr(o.llr10, o.h1, NULL, o.n);
	for (size_t i = 0; i < o.n; i++)
		n_h2 += !o.h1[i];
	print_message("held-out: %zu trials, Cllr %.2f\n", o.n, cllr);
	assert_true(n_h2 > 600 && cllr < .8);
	for (double t = .3; t < learned.bound.hi; t += .1) {
		double above = lr_misleading(o.llr10, o.h1, NULL, o.n, t).h2_above;

		assert_true(dist_binomial_at_least((size_t)lround(above * (double)n_h2),
						   n_h2, pow(10, -t)) > .001);
	}
	mem_free(o.llr10);
	mem_free(o.h1);
}

/* The same answers, models and prompts put in the other way round. */
static struct answers *turned_round(const struct answers *from)
{
	struct answers *out = answers_new();
	struct err err = ERR_INIT;

	for (size_t m = from->n_models; m-- > 0;) {
		for (size_t i = from->n_items; i-- > 0;) {
			const struct item *item = &from->items[i];
			const struct answer *answer = answers_at(from, m, i);
			struct record record = {
				.prompt_id = {item->prompt_id, strlen(item->prompt_id)},
				.prompt = {item->prompt, item->prompt_len},
				.answer = {answer->data, answer->len},
			};
			bool moved;

			assert_int_equal(answers_add(out,
						     answers_model(out, from->models[m]),
						     &record, &moved, &err),
					 0);
		}
	}
	answers_sort(out);
	return out;
}

/* A6: to the last bit. */
static void the_order_of_answers_changes_nothing(void **state)
{
	struct toys_plan plan = {TOYS_FAMILIES, 7, 24, -1, 0};
	struct toys *toys = toys_new(&plan);
	struct toys *again = toys_new(&plan);
	struct answers *answers = toy_answers(toys, N_PROMPTS);
	struct world *b = world_new(again, turned_round(answers));
	struct world *a = world_new(toys, answers);
	struct calibration *x = world_calibration(a);
	struct calibration *y = world_calibration(b);

	(void)state;
	assert_int_equal(x->rows.n, y->rows.n);
	for (size_t i = 0; i < x->rows.n; i++) {
		assert_string_equal(x->suspect[i], y->suspect[i]);
		assert_true(!(x->llr10[i] < y->llr10[i]) && !(x->llr10[i] > y->llr10[i]));
	}
	calibration_free(x);
	calibration_free(y);
	end(a);
	end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rank_of_a_placebo_is_uniform),
		cmocka_unit_test(a_study_says_what_a_case_says),
		cmocka_unit_test(a_mix_scores_between_its_parts),
		cmocka_unit_test(a_calibration_holds_on_other_populations),
		cmocka_unit_test(the_order_of_answers_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
