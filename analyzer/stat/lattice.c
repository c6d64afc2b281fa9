/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/lattice.h"

#include "base/mem.h"
#include "stat/sum.h"

/* Values of one probability each, so that the inner loop runs over sums alone. */
static void add_term(const struct lattice_term *term, double *pmf, size_t least)
{
	double stays = 1;

	for (unsigned j = 0; j < term->n; j++)
		stays -= term->p[j];
	if (stays < 0)
		stays = 0;
	/* From the top down, so that what is read has not been changed yet; all that
	 * reaches `least` is gathered there. */
	for (unsigned j = 0; j < term->n; j++) {
		size_t from = term->value[j] < least ? least - term->value[j] : 0;

		if (!term->value[j])
			stays += term->p[j];
		for (size_t s = from; term->value[j] && s < least; s++)
			pmf[least] += term->p[j] * pmf[s];
	}
	for (size_t s = least; s-- > 0;) {
		double sum = stays * pmf[s];

		for (unsigned j = 0; j < term->n; j++) {
			if (term->value[j] && term->value[j] <= s)
				sum += term->p[j] * pmf[s - term->value[j]];
		}
		pmf[s] = sum;
	}
}

double lattice_at_least(const struct lattice_term *terms, size_t n_terms, size_t least)
{
	double *pmf = MEM_ARRAY(least + 1, double);
	double tail;

	pmf[0] = 1;
	for (size_t i = 0; least && i < n_terms; i++)
		add_term(&terms[i], pmf, least);
	tail = pmf[least] < 1 ? pmf[least] : 1;
	mem_free(pmf);
	return tail;
}

void lattice_moments(const struct lattice_term *terms, size_t n_terms, double *mean,
		     double *variance)
{
	struct sum means = SUM_INIT;
	struct sum variances = SUM_INIT;

	for (size_t i = 0; i < n_terms; i++) {
		double first = 0;
		double second = 0;

		for (unsigned j = 0; j < terms[i].n; j++) {
			first += terms[i].p[j] * terms[i].value[j];
			second += terms[i].p[j] * terms[i].value[j] * terms[i].value[j];
		}
		sum_add(&means, first);
		sum_add(&variances, second - first * first);
	}
	*mean = sum_value(&means);
	*variance = sum_value(&variances);
}
