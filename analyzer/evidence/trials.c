/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/trials.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "evidence/centre.h"
#include "stat/rng.h"

#define RNG_CONTROLS 7 /* stream of the draw of controls */

static size_t model_number(const struct population *pop, const char *name)
{
	for (size_t i = 0; i < pop->n; i++) {
		if (!strcmp(pop->names[i], name))
			return i;
	}
	return SIZE_MAX;
}

struct trials *trials_new(const struct corpus *corpus, const struct population *pop,
			  double *const *score, size_t n_channels)
{
	struct trials *t = MEM_NEW(struct trials);
	struct learn_rows *rows = &t->rows;
	struct centring *centring = centring_new(pop, score, n_channels, NULL);

	rows->n_channels = n_channels;
	rows->n_families = pop->n_families;
	rows->x = mem_alloc(corpus->n_trials * n_channels, sizeof(*rows->x));
	rows->h1 = MEM_ARRAY(corpus->n_trials, unsigned char);
	rows->family = MEM_ARRAY(corpus->n_trials, unsigned);
	rows->teacher_family = MEM_ARRAY(corpus->n_trials, unsigned);
	rows->unsure = MEM_ARRAY(corpus->n_trials, unsigned char);
	t->trial = MEM_ARRAY(corpus->n_trials, const struct trial *);
	t->suspect = MEM_ARRAY(corpus->n_trials, size_t);
	t->teacher = MEM_ARRAY(corpus->n_trials, size_t);
	for (size_t i = 0; i < corpus->n_trials; i++) {
		const struct trial *trial = &corpus->trials[i];
		size_t s = model_number(pop, trial->suspect);
		size_t u = model_number(pop, trial->teacher);

		if (s == SIZE_MAX || u == SIZE_MAX ||
		    !centring_scores(centring, s, u, rows->x + rows->n * n_channels)) {
			t->n_skipped++;
			continue;
		}
		t->trial[rows->n] = trial;
		t->suspect[rows->n] = s;
		t->teacher[rows->n] = u;
		rows->h1[rows->n] = trial->h1;
		rows->unsure[rows->n] = !strcmp(trial->kind, TRIAL_UNSURE);
		rows->family[rows->n] = pop->family[s];
		rows->teacher_family[rows->n] = pop->family[u];
		rows->n++;
	}
	centring_free(centring);
	return t;
}

void trials_rescore(const struct trials *t, const struct population *pop,
		    double *const *score, double *x)
{
	size_t k = t->rows.n_channels;
	struct centring *centring = centring_new(pop, score, k, NULL);

	for (size_t i = 0; i < t->rows.n; i++)
		(void)centring_scores(centring, t->suspect[i], t->teacher[i], x + i * k);
	centring_free(centring);
}

/* The pair's cohort in random order, one model of each of the first makers in front. */
static size_t draw_cohort(const struct population *pop, size_t suspect, size_t teacher,
			  struct rng *rng, size_t *model)
{
	unsigned char *seen = MEM_ARRAY(pop->n_vendors + 1, unsigned char);
	size_t n = 0;
	size_t n_front = 0;

	for (size_t m = 0; m < pop->n; m++) {
		if (population_in_cohort(pop, m, suspect, teacher))
			model[n++] = m;
	}
	rng_shuffle(rng, model, n);
	for (size_t i = 0; i < n && n_front < CENTRE_MIN_COHORT; i++) {
		size_t m = model[i];

		if (seen[pop->vendor[m]]++)
			continue;
		model[i] = model[n_front];
		model[n_front++] = m;
	}
	mem_free(seen);
	return n;
}

void trials_rescore_few(const struct trials *t, const struct population *pop,
			double *const *score, size_t n_controls, uint64_t seed, double *x)
{
	const size_t k = t->rows.n_channels;

#pragma omp parallel for schedule(dynamic)
	for (size_t i = 0; i < t->rows.n; i++) {
		struct rng rng = rng_stream(seed, RNG_CONTROLS, i, 0);
		unsigned char *without = MEM_ARRAY(pop->n, unsigned char);
		const struct centre_view view = {without, NULL};
		size_t *model = MEM_ARRAY(pop->n, size_t);
		struct centring *centring =
			centring_new(pop, score, t->rows.n_channels, &view);
		size_t n = draw_cohort(pop, t->suspect[i], t->teacher[i], &rng, model);

		for (size_t j = n_controls; j < n; j++)
			without[model[j]] = 1;
		(void)centring_scores(centring, t->suspect[i], t->teacher[i], x + i * k);
		centring_free(centring);
		mem_free(model);
		mem_free(without);
	}
}

void trials_free(struct trials *t)
{
	if (!t)
		return;
	mem_free(t->rows.x);
	mem_free(t->rows.h1);
	mem_free(t->rows.family);
	mem_free(t->rows.teacher_family);
	mem_free(t->rows.unsure);
	mem_free((void *)(uintptr_t)t->trial);
	mem_free(t->suspect);
	mem_free(t->teacher);
	mem_free(t);
}
