/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/rates.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stat/gram.h"

/* One feature that a clean model alone overuses must not decide a cosine. */
#define RATES_Z_MAX 6.0

struct rates {
	const struct features *f;
	const struct channel_cohort *cohort;
	struct rates_plan plan;
	size_t n_features;
	size_t n_families;
	struct counts *counts;
};

void *rates_prepare(const struct features *f, const struct channel_cohort *cohort,
		    const struct rates_plan *plan)
{
	struct rates *r = MEM_NEW(struct rates);

	r->f = f;
	r->cohort = cohort;
	r->plan = *plan;
	r->n_families = channel_families(f, cohort);
	r->counts = counts_new(f, cohort, &plan->counts);
	r->n_features = r->counts->n_features;
	return r;
}

void rates_release(void *prepared)
{
	struct rates *r = prepared;

	if (r)
		counts_free(r->counts);
	mem_free(r);
}

/* Rates of one model into x[n_features]; returns the weight of its answers. */
static double model_rates(const struct rates *r, size_t model, const double *item_weight,
			  double *x)
{
	double events;
	double answers = counts_sum(r->counts, model, item_weight, x, &events);

	for (size_t k = 0; k < r->n_features; k++) {
		if (r->plan.scale == RATES_LOG_ODDS)
			x[k] = log((x[k] + .5) / (fmax(answers - x[k], 0) + .5));
		else
			x[k] = events > 0 ? x[k] / events : 0;
	}
	return answers;
}

/* Sums over clean models, of one family or of all, by feature. */
struct moments {
	double n;
	double *sum, *squares;
};

static void add_moments(struct moments *m, const double *x, size_t n_features)
{
	m->n += 1;
	for (size_t k = 0; k < n_features; k++) {
		m->sum[k] += x[k];
		m->squares[k] += x[k] * x[k];
	}
}

/* A model's rates turned into z over the clean models outside its family, over-use
 * alone; `own` are its family's moments. */
static void scale_model(const struct rates *r, const double *x, const struct moments *all,
			const struct moments *own, float *z)
{
	double n = all->n - own->n;

	for (size_t k = 0; k < r->n_features; k++) {
		double mean = (all->sum[k] - own->sum[k]) / n;
		double squares = all->squares[k] - own->squares[k];
		double variance = (squares - n * mean * mean) / (n - 1);
		double value = fmin((x[k] - mean) / sqrt(variance), RATES_Z_MAX);

		/* Rounding alone leaves about 1e-16 of the mean square. */
		if (!(variance > 1e-12 * mean * mean && value > 0))
			value = 0;
		z[k] = (float)(r->plan.scale == RATES_LOG_ODDS ? sqrt(value) : value);
	}
}

static void scale_models(const struct rates *r, const double *x, const double *answers,
			 float *z)
{
	size_t k = r->n_features;
	size_t n_slots = r->n_families + 1; /* the last: all */
	double *sums = MEM_ARRAY(n_slots * 2 * k, double);
	struct moments *moments = MEM_ARRAY(n_slots, struct moments);
	struct moments *all = &moments[r->n_families];

	for (size_t i = 0; i < n_slots; i++)
		moments[i] =
			(struct moments){0, sums + 2 * i * k, sums + (2 * i + 1) * k};
	for (size_t model = 0; model < r->f->n_models; model++) {
		if (!r->cohort->clean[model] || answers[model] <= 0)
			continue;
		add_moments(all, x + model * k, k);
		add_moments(&moments[r->cohort->family[model]], x + model * k, k);
	}
	for (size_t model = 0; model < r->f->n_models; model++) {
		const struct moments *own = &moments[r->cohort->family[model]];

		if (all->n - own->n > 1 && answers[model] > 0)
			scale_model(r, x + model * k, all, own, z + model * k);
		else
			memset(z + model * k, 0, k * sizeof(*z));
	}
	mem_free(sums);
	mem_free(moments);
}

void rates_cosines(const float *gram, size_t n, const double *answers, double least,
		   double *score)
{
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			double scale =
				sqrt((double)gram[a * n + a] * (double)gram[b * n + b]);
			bool enough =
				a != b && answers[a] >= least && answers[b] >= least;

			score[a * n + b] = enough && scale > 0
						   ? (double)gram[a * n + b] / scale
						   : (double)NAN;
		}
	}
}

void rates_score(const void *prepared, const double *item_weight, double *score)
{
	const struct rates *r = prepared;
	size_t n = r->f->n_models;
	double *x = mem_alloc(n * r->n_features, sizeof(*x));
	float *z = mem_alloc(n * r->n_features, sizeof(*z));
	float *gram = mem_alloc(n * n, sizeof(*gram));
	double *answers = mem_alloc(n, sizeof(*answers));
	double least = (double)r->plan.min_answers * (item_weight ? .5 : 1);

	for (size_t model = 0; model < n; model++)
		answers[model] =
			model_rates(r, model, item_weight, x + model * r->n_features);
	scale_models(r, x, answers, z);
	gram_f32(z, n, r->n_features, gram);
	rates_cosines(gram, n, answers, least, score);
	mem_free(x);
	mem_free(z);
	mem_free(gram);
	mem_free(answers);
}
