/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/misleading.h"

#include <math.h>

#include "base/mem.h"
#include "stat/dist.h"

#define LEVEL .95

static bool counts(const struct trials *t, const double *llr10, size_t row, bool h1)
{
	return t->rows.h1[row] == h1 && !isnan(llr10[row]) &&
	       !(t->rows.unsure && t->rows.unsure[row]);
}

/* Per suspect or family: pairs and wrong pairs. */
struct tally {
	size_t *pairs, *wrong;
	size_t n;
};

static struct tally tally_new(size_t n)
{
	return (struct tally){MEM_ARRAY(n, size_t), MEM_ARRAY(n, size_t), n};
}

static void tally_add(struct tally *tally, size_t unit, bool wrong)
{
	tally->pairs[unit]++;
	tally->wrong[unit] += wrong;
}

static struct misleading_count tally_count(const struct tally *tally)
{
	struct misleading_count c = {0, 0};

	for (size_t i = 0; i < tally->n; i++) {
		c.n += tally->pairs[i] > 0;
		c.wrong += tally->wrong[i] > 0;
	}
	return c;
}

/* Mean over families of the share of wrong pairs. */
static double tally_share(const struct tally *tally)
{
	double sum = 0;
	double n = 0;

	for (size_t i = 0; i < tally->n; i++) {
		if (!tally->pairs[i])
			continue;
		sum += (double)tally->wrong[i] / (double)tally->pairs[i];
		n += 1;
	}
	return n > 0 ? sum / n : (double)NAN;
}

static void tally_clear(struct tally *tally)
{
	mem_free(tally->pairs);
	mem_free(tally->wrong);
}

static size_t n_suspects(const struct trials *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->rows.n; i++)
		n = t->suspect[i] >= n ? t->suspect[i] + 1 : n;
	return n;
}

struct misleading misleading_of(const struct trials *t, const double *llr10, bool h1,
				double threshold)
{
	struct tally suspects = tally_new(n_suspects(t));
	struct tally families = tally_new(t->rows.n_families);
	struct misleading m = {{0, 0}, {0, 0}, {0, 0}, NAN};

	for (size_t i = 0; i < t->rows.n; i++) {
		bool wrong;

		if (!counts(t, llr10, i, h1))
			continue;
		wrong = h1 ? llr10[i] < -threshold : llr10[i] > threshold;
		m.pairs.n++;
		m.pairs.wrong += wrong;
		tally_add(&suspects, t->suspect[i], wrong);
		tally_add(&families, t->rows.family[i], wrong);
	}
	m.suspects = tally_count(&suspects);
	m.families = tally_count(&families);
	m.by_family = tally_share(&families);
	tally_clear(&suspects);
	tally_clear(&families);
	return m;
}

static void add_count(const struct misleading_count *c, const char *key, bool limits,
		      struct json *out)
{
	struct json *entry = json_add_object(out, key);
	double lo = NAN;
	double hi = NAN;

	json_add_int(entry, "n", (long long)c->n);
	json_add_int(entry, "wrong", (long long)c->wrong);
	json_add_num(entry, "rate", c->n ? (double)c->wrong / (double)c->n : (double)NAN);
	if (!limits)
		return;
	if (c->n)
		dist_clopper_pearson(c->wrong, c->n, LEVEL, &lo, &hi);
	json_add_num(entry, "lo", lo);
	json_add_num(entry, "hi", hi);
}

static void add_class(const struct trials *t, const double *llr10, bool h1, double at,
		      struct json *out)
{
	struct misleading m = misleading_of(t, llr10, h1, at);

	add_count(&m.pairs, "pairs", false, out);
	json_add_num(out, "by_family", m.by_family);
	add_count(&m.suspects, "suspects", true, out);
	add_count(&m.families, "families", true, out);
}

/* What each H2 pair contributes to a mean over families. */
static double family_mean(const struct trials *t, const double *llr10, double lr)
{
	double *sum = MEM_ARRAY(t->rows.n_families, double);
	double *n = MEM_ARRAY(t->rows.n_families, double);
	double total = 0;
	double families = 0;

	for (size_t i = 0; i < t->rows.n; i++) {
		double ratio;

		if (!counts(t, llr10, i, false))
			continue;
		ratio = pow(10, llr10[i]);
		sum[t->rows.family[i]] += lr > 0 ? (double)(ratio >= lr) : ratio;
		n[t->rows.family[i]] += 1;
	}
	for (size_t i = 0; i < t->rows.n_families; i++) {
		if (n[i] <= 0)
			continue;
		total += sum[i] / n[i];
		families += 1;
	}
	mem_free(sum);
	mem_free(n);
	return families > 0 ? total / families : (double)NAN;
}

void misleading_json(const struct trials *t, const double *llr10, struct json *out)
{
	static const double thresholds[] = {0, .5, 1};
	static const double ratios[] = {2, 10};
	struct json *list = json_add_array(out, "misleading");
	struct json *universal;

	for (size_t i = 0; i < sizeof(thresholds) / sizeof(*thresholds); i++) {
		struct json *entry = json_add_object(list, NULL);

		json_add_num(entry, "llr10", thresholds[i]);
		add_class(t, llr10, false, thresholds[i], json_add_object(entry, "h2"));
		add_class(t, llr10, true, thresholds[i], json_add_object(entry, "h1"));
	}
	universal = json_add_object(out, "universal");
	json_add_num(universal, "mean_lr_h2", family_mean(t, llr10, 0));
	list = json_add_array(universal, "exceedance");
	for (size_t i = 0; i < sizeof(ratios) / sizeof(*ratios); i++) {
		struct json *entry = json_add_object(list, NULL);

		json_add_num(entry, "lr", ratios[i]);
		json_add_num(entry, "share", family_mean(t, llr10, ratios[i]));
		json_add_num(entry, "at_most", 1 / ratios[i]);
	}
}
