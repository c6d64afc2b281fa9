/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/learn.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stat/logit.h"

#define LN10 2.302585092994046
/*
 * Stronger than METHODS 9's .01: with a dozen families the fit would rest on the one
 * channel that happens to part them best, and accuse on that channel alone.
 */
#define FUSION_RIDGE .3
/*
 * The channels' ratios are shrunk already, each on its own. METHODS 1 puts kappa between
 * a quarter of 1/n1 for systems that part the classes well and 1/n1 for those that do
 * not: channels are of the second kind, what fuses them is of the first.
 */
#define FUSION_KAPPA .25

static bool is_unsure(const struct learn_rows *rows, size_t row)
{
	return rows->unsure && rows->unsure[row];
}

static size_t count_families(const struct learn_rows *rows, const double *weight, int h1)
{
	unsigned char *seen = MEM_ARRAY(rows->n_families, unsigned char);
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		if ((h1 >= 0 && rows->h1[i] != h1) || (weight && weight[i] <= 0) ||
		    is_unsure(rows, i))
			continue;
		n += !seen[rows->family[i]];
		seen[rows->family[i]] = 1;
	}
	mem_free(seen);
	return n;
}

size_t learn_families(const struct learn_rows *rows, const double *weight, bool h1)
{
	return count_families(rows, weight, h1);
}

size_t learn_all_families(const struct learn_rows *rows)
{
	return count_families(rows, NULL, -1);
}

void learn_weights(const struct learn_rows *rows, const double *family_weight,
		   double *weight)
{
	double *count = MEM_ARRAY(rows->n_families * 2, double);

	for (size_t i = 0; i < rows->n; i++)
		count[rows->family[i] * 2 + rows->h1[i]] += !is_unsure(rows, i);
	for (size_t i = 0; i < rows->n; i++) {
		double times = family_weight ? family_weight[rows->family[i]] : 1;

		weight[i] = is_unsure(rows, i)
				    ? 0
				    : times / count[rows->family[i] * 2 + rows->h1[i]];
	}
	mem_free(count);
}

static bool left_out(const struct learn_rows *rows, size_t row, unsigned family)
{
	return rows->family[row] == family || rows->teacher_family[row] == family;
}

/* Rows packed for one fit: what was left out and what is silent is gone. */
struct pack {
	double *x, *weight;
	unsigned char *h1;
	size_t n;
};

static struct pack pack_new(size_t n, size_t k)
{
	return (struct pack){mem_alloc(n * k, sizeof(double)),
			     mem_alloc(n, sizeof(double)), mem_alloc(n, 1), 0};
}

static void pack_clear(struct pack *pack)
{
	mem_free(pack->x);
	mem_free(pack->weight);
	mem_free(pack->h1);
}

/* kappa = 1 / number of H1 families (METHODS 1, shrinkage for small sets) */
static double kappa_of(const struct learn_rows *rows, const double *weight)
{
	size_t n1 = learn_families(rows, weight, true);

	return n1 ? 1 / (double)n1 : 1;
}

static int fit_channel(const struct learn_rows *rows, const double *weight,
		       size_t channel, unsigned without, unsigned also, double kappa,
		       const double *start, struct pack *pack, double coef[2],
		       struct err *err)
{
	struct logit_options options = {
		.kappa = kappa, .nonneg = true, .keep_order = true, .start = start};

	pack->n = 0;
	for (size_t i = 0; i < rows->n; i++) {
		double x = rows->x[i * rows->n_channels + channel];

		if (weight[i] <= 0 || isnan(x) || left_out(rows, i, without) ||
		    left_out(rows, i, also))
			continue;
		pack->x[pack->n] = x;
		pack->weight[pack->n] = weight[i];
		pack->h1[pack->n++] = rows->h1[i];
	}
	return logit_fit(pack->x, pack->h1, pack->weight, pack->n, 1, &options, coef,
			 err);
}

/*
 * The channels' coefficients with two families left out, for every unordered pair of
 * families and "none": what the fusion is learned on must come from channels that saw
 * neither the family at hand nor the one held out.
 */
struct pair_fits {
	size_t n; /* families that have rows + 1: the last stands for none */
	size_t k;
	unsigned *family;  /* [slot], LEARN_ALL for the last */
	size_t *slot;      /* [family]; that of "none" for a family without rows */
	double (*coef)[2]; /* [(a * n + b) * k + channel], a <= b */
};

static double *fit_at(const struct pair_fits *fits, size_t a, size_t b, size_t channel)
{
	size_t low = a < b ? a : b;
	size_t high = a < b ? b : a;

	return fits->coef[(low * fits->n + high) * fits->k + channel];
}

static size_t slot_of(const struct pair_fits *fits, unsigned family)
{
	return family == LEARN_ALL ? fits->n - 1 : fits->slot[family];
}

/* Begins at the fit of the pair `from` (twice the same slot: at 0). */
static void fit_pair(const struct learn_rows *rows, const double *weight,
		     const bool *used, double kappa, const struct pair_fits *fits,
		     size_t a, size_t b, const size_t from[2], struct pack *pack)
{
	bool fresh = a == from[0] && b == from[1];

	for (size_t channel = 0; channel < fits->k; channel++) {
		struct err err = ERR_INIT;
		double *coef = fit_at(fits, a, b, channel);
		const double *start =
			fresh ? NULL : fit_at(fits, from[0], from[1], channel);

		coef[0] = coef[1] = NAN;
		if (used[channel] &&
		    fit_channel(rows, weight, channel, fits->family[a], fits->family[b],
				kappa, start, pack, coef, &err))
			coef[0] = coef[1] = NAN;
	}
}

static bool speaks(const struct learn_rows *rows, size_t row, const bool *used)
{
	for (size_t channel = 0; channel < rows->n_channels; channel++) {
		if (used[channel] && isnan(rows->x[row * rows->n_channels + channel]))
			return false;
	}
	return true;
}

static int fit_fusion(const struct learn_rows *rows, const double *weight,
		      const bool *used, double kappa, const struct pair_fits *fits,
		      unsigned without, struct learn_model *out, struct err *err)
{
	struct logit_options options = {.kappa = FUSION_KAPPA * kappa,
					.ridge = FUSION_RIDGE,
					.nonneg = true,
					.keep_order = true};
	size_t n_used = 0;
	struct pack pack;
	int rc;

	for (size_t channel = 0; channel < rows->n_channels; channel++)
		n_used += used[channel];
	if (!n_used)
		return err_set(err, ERR_DATA, "no channel speaks in this case");
	options.centre = 1 / (double)n_used;
	pack = pack_new(rows->n, n_used);
	for (size_t i = 0; i < rows->n; i++) {
		double *row = pack.x + pack.n * n_used;
		bool good = weight[i] > 0 && !left_out(rows, i, without) &&
			    speaks(rows, i, used);
		size_t j = 0;

		for (size_t channel = 0; good && channel < rows->n_channels; channel++) {
			const double *coef;

			if (!used[channel])
				continue;
			coef = fit_at(fits, slot_of(fits, without),
				      slot_of(fits, rows->family[i]), channel);
			row[j] = coef[0] +
				 coef[1] * rows->x[i * rows->n_channels + channel];
			good = isfinite(row[j++]);
		}
		if (!good)
			continue;
		pack.weight[pack.n] = weight[i];
		pack.h1[pack.n++] = rows->h1[i];
	}
	rc = logit_fit(pack.x, pack.h1, pack.weight, pack.n, n_used, &options,
		       out->fusion, err);
	pack_clear(&pack);
	return rc;
}

static int finish_model(const struct learn_rows *rows, const double *weight,
			const bool *used, double kappa, const struct pair_fits *fits,
			unsigned without, struct learn_model *out, struct err *err)
{
	memset(out, 0, sizeof(*out));
	out->n_channels = rows->n_channels;
	for (size_t channel = 0; channel < rows->n_channels; channel++) {
		const double *coef =
			fit_at(fits, slot_of(fits, without), fits->n - 1, channel);

		out->used[channel] = used[channel];
		if (!used[channel])
			continue;
		if (isnan(coef[0]))
			return err_set(err, ERR_DATA,
				       "too few trials to calibrate channel %zu",
				       channel);
		memcpy(out->channel[channel], coef, sizeof(out->channel[channel]));
	}
	return fit_fusion(rows, weight, used, kappa, fits, without, out, err);
}

/* Slots for the families that have rows of weight > 0 (NULL: any rows). A family that
 * only teaches has none: leaving it out is done by row, see left_out. */
static struct pair_fits pair_fits_new(const struct learn_rows *rows, const double *weight,
				      unsigned without)
{
	struct pair_fits fits = {0};
	unsigned char *has = MEM_ARRAY(rows->n_families, unsigned char);

	for (size_t i = 0; i < rows->n; i++)
		has[rows->family[i]] |= !weight || weight[i] > 0;
	if (without != LEARN_ALL)
		has[without] = 1;
	fits.k = rows->n_channels;
	fits.family = MEM_ARRAY(rows->n_families + 1, unsigned);
	fits.slot = MEM_ARRAY(rows->n_families, size_t);
	for (unsigned family = 0; family < rows->n_families; family++) {
		if (!has[family])
			continue;
		fits.slot[family] = fits.n;
		fits.family[fits.n++] = family;
	}
	fits.family[fits.n++] = LEARN_ALL;
	fits.coef = mem_alloc(fits.n * fits.n * fits.k, sizeof(*fits.coef));
	mem_free(has);
	return fits;
}

static void pair_fits_clear(struct pair_fits *fits)
{
	mem_free(fits->family);
	mem_free(fits->slot);
	mem_free(fits->coef);
}

int learn_fit(const struct learn_rows *rows, const double *weight, unsigned without,
	      const bool *used, struct learn_model *out, struct err *err)
{
	double kappa = kappa_of(rows, weight);
	struct pair_fits fits = pair_fits_new(rows, weight, without);
	size_t held = slot_of(&fits, without);
	size_t from[2] = {held, fits.n - 1};
	struct pack pack = pack_new(rows->n, 1);
	int rc;

	for (size_t other = fits.n; other-- > 0;)
		fit_pair(rows, weight, used, kappa, &fits, held, other, from, &pack);
	rc = finish_model(rows, weight, used, kappa, &fits, without, out, err);
	pack_clear(&pack);
	pair_fits_clear(&fits);
	return rc;
}

double learn_channel_llr10(const struct learn_model *model, size_t channel, double x)
{
	if (!model->used[channel])
		return NAN;
	return (model->channel[channel][0] + model->channel[channel][1] * x) / LN10;
}

double learn_llr10(const struct learn_model *model, const double *x)
{
	double ln_lr = model->fusion[0];
	size_t j = 1;

	for (size_t channel = 0; channel < model->n_channels; channel++) {
		if (!model->used[channel])
			continue;
		ln_lr += model->fusion[j++] * (model->channel[channel][0] +
					       model->channel[channel][1] * x[channel]);
	}
	return ln_lr / LN10;
}

/* Do the channels of `used` speak in the row, and with `exactly` no other? */
static bool fits_pattern(const struct learn_rows *rows, size_t row, const bool *used,
			 bool exactly)
{
	const double *x = rows->x + row * rows->n_channels;

	for (size_t channel = 0; channel < rows->n_channels; channel++) {
		if (used[channel] ? isnan(x[channel]) : exactly && !isnan(x[channel]))
			return false;
	}
	return true;
}

/* The row's LLRs from what was learned; NaN when nothing was. */
static void apply_to_row(const struct learn_rows *rows, size_t row,
			 const struct learn_model *model, double *llr10,
			 double *channel_llr10)
{
	size_t k = rows->n_channels;
	const double *x = rows->x + row * k;

	llr10[row] = model ? learn_llr10(model, x) : (double)NAN;
	for (size_t channel = 0; channel_llr10 && channel < k; channel++)
		channel_llr10[row * k + channel] =
			model ? learn_channel_llr10(model, channel, x[channel])
			      : (double)NAN;
}

/* Rows in which the channels of `used` speak; `exactly`: and no other. */
static void cross_pattern(const struct learn_rows *rows, const double *weight,
			  const bool *used, bool exactly, double *llr10,
			  double *channel_llr10)
{
	double kappa = kappa_of(rows, weight);
	struct pair_fits fits = pair_fits_new(rows, NULL, LEARN_ALL);
	size_t from[2] = {fits.n - 1, fits.n - 1};
	struct pack first = pack_new(rows->n, 1);

	fit_pair(rows, weight, used, kappa, &fits, fits.n - 1, fits.n - 1, from, &first);
	pack_clear(&first);
#pragma omp parallel
	{
		struct pack pack = pack_new(rows->n, 1);

#pragma omp for schedule(dynamic)
		for (size_t a = 0; a < fits.n - 1; a++) {
			for (size_t b = a; b < fits.n; b++)
				fit_pair(rows, weight, used, kappa, &fits, a, b, from,
					 &pack);
		}
		pack_clear(&pack);
	}
#pragma omp parallel for schedule(dynamic)
	for (size_t slot = 0; slot < fits.n - 1; slot++) {
		unsigned family = fits.family[slot];
		struct learn_model model;
		struct err err = ERR_INIT;
		bool good = !finish_model(rows, weight, used, kappa, &fits, family,
					  &model, &err);

		for (size_t i = 0; i < rows->n; i++) {
			if (rows->family[i] == family &&
			    fits_pattern(rows, i, used, exactly))
				apply_to_row(rows, i, good ? &model : NULL, llr10,
					     channel_llr10);
		}
	}
	pair_fits_clear(&fits);
}

void learn_cross(const struct learn_rows *rows, const double *weight, double *llr10,
		 double *channel_llr10)
{
	size_t k = rows->n_channels;
	unsigned *pattern = MEM_ARRAY(rows->n, unsigned);

	assert(k <= LEARN_MAX_CHANNELS);
	for (size_t i = 0; i < rows->n; i++) {
		llr10[i] = NAN;
		for (size_t channel = 0; channel < k; channel++) {
			pattern[i] |= (unsigned)!isnan(rows->x[i * k + channel])
				      << channel;
			if (channel_llr10)
				channel_llr10[i * k + channel] = NAN;
		}
	}
	for (size_t i = 0; i < rows->n; i++) {
		bool used[LEARN_MAX_CHANNELS] = {false};
		bool first = pattern[i] != 0;

		for (size_t j = 0; j < i && first; j++)
			first = pattern[j] != pattern[i];
		if (!first)
			continue;
		for (size_t channel = 0; channel < k; channel++)
			used[channel] = pattern[i] >> channel & 1;
		cross_pattern(rows, weight, used, true, llr10, channel_llr10);
	}
	mem_free(pattern);
}

void learn_cross_for(const struct learn_rows *rows, const double *weight,
		     const bool *used, double *llr10)
{
	for (size_t i = 0; i < rows->n; i++)
		llr10[i] = NAN;
	cross_pattern(rows, weight, used, false, llr10, NULL);
}
