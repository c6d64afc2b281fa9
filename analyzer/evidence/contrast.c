/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/contrast.h"

#include <math.h>

#include "base/mem.h"
#include "stat/dist.h"
#include "stat/fstat.h"

#define LEAST_FAMILIES 3

bool contrast_is_sibling(const struct population *pop, size_t model, size_t suspect,
			 size_t teacher)
{
	return model != suspect && model != teacher &&
	       population_same_base(pop, model, suspect) &&
	       pop->family[model] != pop->family[suspect] &&
	       pop->family[model] != pop->family[teacher] &&
	       pop->vendor[model] != pop->vendor[teacher] &&
	       population_untaught_by(pop, model, pop->vendor[teacher]);
}

static bool is_outgroup(const struct population *pop, size_t model, size_t suspect,
			size_t teacher)
{
	return population_in_cohort(pop, model, suspect, teacher) &&
	       !population_same_base(pop, model, suspect);
}

struct setting {
	const struct population *pop;
	const double *score;
	const size_t *outgroup;
	size_t n_outgroups;
};

/* f4(a, b; t, O), mean over the outgroups O of no family of theirs; *n of them. */
static double against_outgroups(const struct setting *s, size_t a, size_t b, size_t t,
				size_t *n)
{
	const unsigned *family = s->pop->family;
	size_t size = s->pop->n;
	double sum = 0;

	*n = 0;
	for (size_t i = 0; i < s->n_outgroups; i++) {
		size_t o = s->outgroup[i];
		double f4;

		if (family[o] == family[a] || family[o] == family[b] ||
		    family[o] == family[t])
			continue;
		f4 = fstat_f4(s->score[a * size + t], s->score[a * size + o],
			      s->score[b * size + t], s->score[b * size + o]);
		if (isnan(f4))
			continue;
		sum += f4;
		++*n;
	}
	return *n ? sum / (double)*n : (double)NAN;
}

/* One mean f4 per family of S', then their mean: siblings of one family are one voice. */
static double over_siblings(const struct setting *s, size_t suspect, size_t teacher,
			    size_t place, struct contrast *out)
{
	const struct population *pop = s->pop;
	double *sum = MEM_ARRAY(pop->n_families, double);
	size_t *n = MEM_ARRAY(pop->n_families, size_t);
	double total = 0;

	for (size_t m = 0; m < pop->n; m++) {
		size_t n_against;
		double f4;

		if (!contrast_is_sibling(pop, m, suspect, teacher) || m == place)
			continue;
		f4 = against_outgroups(s, suspect, m, place, &n_against);
		if (isnan(f4))
			continue;
		sum[pop->family[m]] += f4;
		n[pop->family[m]]++;
		out->n_siblings++;
		if (n_against > out->n_outgroups)
			out->n_outgroups = n_against;
	}
	for (size_t f = 0; f < pop->n_families; f++) {
		if (!n[f])
			continue;
		total += sum[f] / (double)n[f];
		out->n_sibling_families++;
	}
	mem_free(sum);
	mem_free(n);
	return out->n_sibling_families ? total / (double)out->n_sibling_families
				       : (double)NAN;
}

/* Sums over the pairs of models of each pair of families. */
struct spread {
	double *squares; /* [family * n_families + family] */
	size_t *n;
	unsigned char *seen; /* [family] */
};

static void add_pairs(const struct setting *s, size_t teacher, struct spread *spread)
{
	const struct population *pop = s->pop;

	for (size_t i = 0; i < s->n_outgroups; i++) {
		for (size_t j = 0; j < i; j++) {
			size_t a = s->outgroup[i];
			size_t b = s->outgroup[j];
			size_t cell = pop->family[a] * pop->n_families + pop->family[b];
			size_t n;
			double f4;

			if (pop->family[a] == pop->family[b])
				continue;
			f4 = against_outgroups(s, a, b, teacher, &n);
			if (isnan(f4))
				continue;
			spread->squares[cell] += f4 * f4;
			spread->n[cell]++;
			spread->seen[pop->family[a]] = spread->seen[pop->family[b]] = 1;
		}
	}
}

/* Root mean square of the contrast among clean models: its mean is 0, since which of two
 * stands first is arbitrary. */
static double spread_of(const struct setting *s, size_t teacher, size_t *n_families)
{
	size_t n = s->pop->n_families;
	struct spread spread = {MEM_ARRAY(n * n, double), MEM_ARRAY(n * n, size_t),
				MEM_ARRAY(n, unsigned char)};
	double squares = 0;
	double n_pairs = 0;

	add_pairs(s, teacher, &spread);
	for (size_t cell = 0; cell < n * n; cell++) {
		if (!spread.n[cell])
			continue;
		squares += spread.squares[cell] / (double)spread.n[cell];
		n_pairs += 1;
	}
	for (size_t f = 0; f < n; f++)
		*n_families += spread.seen[f];
	mem_free(spread.squares);
	mem_free(spread.n);
	mem_free(spread.seen);
	return n_pairs > 0 ? sqrt(squares / n_pairs) : (double)NAN;
}

static size_t find_outgroups(const struct population *pop, size_t suspect, size_t teacher,
			     size_t *out)
{
	size_t n = 0;

	for (size_t m = 0; m < pop->n; m++) {
		if (is_outgroup(pop, m, suspect, teacher))
			out[n++] = m;
	}
	return n;
}

struct contrast contrast_pair(const struct population *pop, const double *score,
			      size_t suspect, size_t teacher)
{
	size_t *outgroup = MEM_ARRAY(pop->n, size_t);
	struct setting s = {pop, score, outgroup,
			    find_outgroups(pop, suspect, teacher, outgroup)};
	struct contrast out = {.f4 = NAN, .z = NAN, .sd = NAN};

	out.f4 = over_siblings(&s, suspect, teacher, teacher, &out);
	if (!isnan(out.f4)) {
		/* A pair has the variance of two models; a mean over k families of S'
		 * that of 1 + 1/k. */
		double k = (double)out.n_sibling_families;

		out.sd = spread_of(&s, teacher, &out.n_families);
		if (out.n_families >= LEAST_FAMILIES && out.sd > 0)
			out.z = dist_normal_z_of_ln_q(
				dist_t_ln_q(out.f4 / (out.sd * sqrt((1 + 1 / k) / 2)),
					    (double)(out.n_families - 1)));
	}
	mem_free(outgroup);
	return out;
}

double contrast_placebo(const struct population *pop, const double *score, size_t suspect,
			size_t teacher, size_t placebo)
{
	size_t *outgroup = MEM_ARRAY(pop->n, size_t);
	struct setting s = {pop, score, outgroup,
			    find_outgroups(pop, suspect, teacher, outgroup)};
	struct contrast ignored = {.f4 = NAN};
	double f4 = over_siblings(&s, suspect, teacher, placebo, &ignored);

	mem_free(outgroup);
	return f4;
}
