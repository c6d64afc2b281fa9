/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/clogit.h"

#include <math.h>

#define N_COEF (1 + CLOGIT_MAX)
#define SLOPE_PRECISION 1.0
#define BIAS_PRECISION 2.0

void clogit_probabilities(const struct clogit *fit, const struct clogit_choice *choice,
			  double *p)
{
	double largest = -INFINITY;
	double total = 0;

	for (unsigned j = 0; j < choice->n; j++) {
		p[j] = fit->slope * choice->x[j] + fit->bias[choice->label[j]];
		largest = fmax(largest, p[j]);
	}
	for (unsigned j = 0; j < choice->n; j++) {
		p[j] = exp(p[j] - largest);
		total += p[j];
	}
	for (unsigned j = 0; j < choice->n; j++)
		p[j] /= total;
}

/* Gradient and negative Hessian of the log posterior; slope first, then the biases. */
struct newton {
	double gradient[N_COEF];
	double hessian[N_COEF][N_COEF]; /* the lower triangle */
};

static void add_choice(const struct clogit *fit, const struct clogit_choice *c,
		       struct newton *newton)
{
	double p[CLOGIT_MAX];
	double mean = 0;
	double square = 0;

	clogit_probabilities(fit, c, p);
	for (unsigned j = 0; j < c->n; j++) {
		mean += p[j] * c->x[j];
		square += p[j] * c->x[j] * c->x[j];
	}
	newton->gradient[0] += c->x[c->chosen] - mean;
	newton->hessian[0][0] += square - mean * mean;
	for (unsigned j = 0; j < c->n; j++) {
		unsigned at = 1 + c->label[j];

		newton->gradient[at] += (j == c->chosen) - p[j];
		newton->hessian[at][0] += p[j] * (c->x[j] - mean);
		newton->hessian[at][at] += p[j];
		for (unsigned i = 0; i < c->n; i++) {
			if (c->label[i] <= c->label[j])
				newton->hessian[at][1 + c->label[i]] -= p[i] * p[j];
		}
	}
}

static void newton_begin(const struct clogit *fit, struct newton *newton)
{
	*newton = (struct newton){.gradient = {SLOPE_PRECISION * (1 - fit->slope)}};
	newton->hessian[0][0] = SLOPE_PRECISION;
	for (size_t k = 1; k < N_COEF; k++) {
		newton->gradient[k] = -BIAS_PRECISION * fit->bias[k - 1];
		newton->hessian[k][k] = BIAS_PRECISION;
	}
}

/* Solve hessian * step = gradient by Cholesky; the priors keep it positive definite. */
static void newton_solve(struct newton *newton, double *step)
{
	double(*l)[N_COEF] = newton->hessian;

	for (size_t j = 0; j < N_COEF; j++) {
		for (size_t k = 0; k < j; k++)
			l[j][j] -= l[j][k] * l[j][k];
		l[j][j] = sqrt(l[j][j]);
		for (size_t i = j + 1; i < N_COEF; i++) {
			for (size_t k = 0; k < j; k++)
				l[i][j] -= l[i][k] * l[j][k];
			l[i][j] /= l[j][j];
		}
	}
	for (size_t i = 0; i < N_COEF; i++) {
		step[i] = newton->gradient[i];
		for (size_t k = 0; k < i; k++)
			step[i] -= l[i][k] * step[k];
		step[i] /= l[i][i];
	}
	for (size_t i = N_COEF; i-- > 0;) {
		for (size_t k = i + 1; k < N_COEF; k++)
			step[i] -= l[k][i] * step[k];
		step[i] /= l[i][i];
	}
}

void clogit_fit(const struct clogit_choice *choices, size_t n, struct clogit *out)
{
	double largest = 1;

	*out = (struct clogit){.slope = 1};
	/* The posterior is concave; steps held to 1 cannot run away from it. */
	for (int round = 0; round < 50 && largest > 1e-8; round++) {
		struct newton newton;
		double step[N_COEF];
		double scale;

		newton_begin(out, &newton);
		for (size_t i = 0; i < n; i++)
			add_choice(out, &choices[i], &newton);
		newton_solve(&newton, step);
		largest = 0;
		for (size_t k = 0; k < N_COEF; k++)
			largest = fmax(largest, fabs(step[k]));
		scale = largest > 1 ? 1 / largest : 1;
		if (out->slope + scale * step[0] < 0)
			step[0] = -out->slope / scale;
		out->slope += scale * step[0];
		for (size_t k = 1; k < N_COEF; k++)
			out->bias[k - 1] += scale * step[k];
	}
}
