/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/reliability.h"

#include <math.h>

#include "base/mem.h"
#include "stat/dist.h"

#define TWO_SIDED .9 /* its upper end is the one-sided 95 % limit */

struct reliability reliability_of(const struct learn_rows *rows, const double *llr10,
				  bool h1)
{
	double all[2] = {0, 0}, here[2] = {0, 0}, named[2] = {0, 0}, share;
	struct reliability none = {NAN, NAN};

	for (size_t i = 0; i < rows->n; i++) {
		double size = h1 ? llr10[i] : -llr10[i];

		if (isnan(size))
			continue;
		all[rows->h1[i]] += 1;
		if (size <= 0)
			continue;
		here[rows->h1[i]] += 1;
		named[rows->h1[i]] += 1 / (1 + pow(10, size));
	}
	if (all[0] <= 0 || all[1] <= 0)
		return none;
	share = here[0] / all[0] + here[1] / all[1];
	if (share <= 0)
		return none;
	return (struct reliability){
		(named[0] / all[0] + named[1] / all[1]) / share,
		here[!h1] / all[!h1] / share,
	};
}

static void add_limit(size_t wrong, size_t n, struct json *out)
{
	double lo, hi = NAN;

	json_add_num(out, "rate", n ? (double)wrong / (double)n : (double)NAN);
	if (n)
		dist_clopper_pearson(wrong, n, TWO_SIDED, &lo, &hi);
	json_add_num(out, "upper", hi);
}

/* H1 pairs below 0, or H2 pairs above the threshold. */
static void add_count(const struct learn_rows *rows, const double *llr10, bool h1,
		      double threshold, struct json *out)
{
	size_t *seen = MEM_ARRAY(rows->n_families, size_t);
	size_t *bad = MEM_ARRAY(rows->n_families, size_t);
	size_t n[2] = {0, 0}, wrong[2] = {0, 0}; /* pairs, families */

	for (size_t i = 0; i < rows->n; i++) {
		bool misleads;

		if (rows->h1[i] != h1 || isnan(llr10[i]))
			continue;
		misleads = h1 ? llr10[i] < 0 : llr10[i] > threshold;
		n[0]++;
		n[1] += !seen[rows->family[i]]++;
		wrong[0] += misleads;
		wrong[1] += misleads && !bad[rows->family[i]]++;
	}
	json_add_int(out, "n", (long long)n[0]);
	json_add_int(out, "wrong", (long long)wrong[0]);
	json_add_int(out, "n_families", (long long)n[1]);
	json_add_int(out, "wrong_families", (long long)wrong[1]);
	add_limit(wrong[1], n[1], out);
	mem_free(seen);
	mem_free(bad);
}

static void add_equal_error(const struct measure *matched, struct json *out)
{
	size_t n = matched->n_h1 < matched->n_h2 ? matched->n_h1 : matched->n_h2;
	size_t wrong = 0;

	if (isnan(matched->eer))
		n = 0;
	else
		wrong = (size_t)ceil(matched->eer * (double)n - 1e-9);
	json_add_int(out, "n", (long long)n);
	json_add_int(out, "wrong", (long long)wrong);
	add_limit(wrong, n, out);
}

void reliability_json(const struct learn_rows *rows, const double *llr10,
		      const struct measure *matched, struct json *out)
{
	static const char *const sides[] = {"below_0", "above_0"};
	struct json *errors = json_add_object(out, "errors");
	struct json *list = json_add_object(out, "reliability");

	add_count(rows, llr10, false, 0, json_add_object(errors, "h2_above_0"));
	add_count(rows, llr10, false, 1, json_add_object(errors, "h2_above_1"));
	add_count(rows, llr10, true, 0, json_add_object(errors, "h1_below_0"));
	add_equal_error(matched, json_add_object(errors, "eer"));
	for (int h1 = 0; h1 < 2; h1++) {
		struct reliability r = reliability_of(rows, llr10, h1);
		struct json *side = json_add_object(list, sides[h1]);

		json_add_num(side, "predicted", r.predicted);
		json_add_num(side, "observed", r.observed);
	}
}
