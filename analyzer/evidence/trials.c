/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/trials.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "evidence/centre.h"

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
