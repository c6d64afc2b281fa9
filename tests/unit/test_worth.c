/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a channel adds, how far it repeats another, and how often evidence misleads. */
#include "unit/stat_near.h"

#include <string.h>

#include "base/mem.h"
#include "evidence/misleading.h"
#include "evidence/worth.h"
#include "unit/rows.h"

/* H2: (0, 0) (1, 1) (2, 0) weighing 1, 2, 1: covariance 0. H1: points of one line. */
static void correlation_of_three_points(void **state)
{
	struct learn_rows rows = rows_new(6, 2, 6);
	static const double x[6][2] = {{0, 0}, {1, 1}, {2, 0}, {0, 0}, {1, 2}, {2, 4}};
	double weight[6] = {1, 2, 1, 1, 1, 1};
	struct worth w;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		memcpy(rows.x + 2 * i, x[i], sizeof(x[i]));
		rows.h1[i] = i >= 3 ? 1 : 0;
		rows.family[i] = (unsigned)i;
		rows.teacher_family[i] = 5;
	}
	w = worth_of(&rows, weight);
	NEAR(w.correlation[0][0 * 2 + 1], 0, 1e-15);
	NEAR(w.correlation[0][1 * 2 + 0], 0, 1e-15);
	NEAR(w.correlation[0][0], 1, 1e-15);
	NEAR(w.correlation[1][0 * 2 + 1], 1, 1e-15);
	worth_clear(&w);
	weight[0] = 3;
	weight[1] = 1;
	w = worth_of(&rows, weight);
	/* a: 0 1 2 with mean 3/5, b: 0 1 0 with mean 1/5.
	 * sum w a b = 1 - 5 * 3/25 = 2/5; sum w a a = 5 - 9/5 = 16/5; w b b = 1 - 1/5. */
	NEAR(w.correlation[0][1], .4 / sqrt(3.2 * .8), 1e-14);
	worth_clear(&w);
	weight[2] = 0; /* two points are no correlation */
	w = worth_of(&rows, weight);
	assert_true(isnan(w.correlation[0][1]));
	worth_clear(&w);
	rows_free(&rows);
}

/* Two channels, the second a copy of the first: neither is missed, and they correlate
 * wholly. What one says alone is what is left without the other. */
static void a_copy_is_not_missed(void **state)
{
	struct learn_rows rows = rows_drawn(9, 9, 3, 2, 2, 4);
	double *weight = MEM_ARRAY(rows.n, double);
	double *alone = MEM_ARRAY(rows.n, double);
	bool used[LEARN_MAX_CHANNELS] = {true};
	struct worth w;

	(void)state;
	for (size_t i = 0; i < rows.n; i++)
		rows.x[2 * i + 1] = rows.x[2 * i];
	learn_weights(&rows, NULL, weight);
	w = worth_of(&rows, weight);
	NEAR(w.weight[0], w.weight[1], 1e-9);
	assert_true(w.weight[0] > 0);
	NEAR(w.correlation[0][1], 1, 1e-12);
	NEAR(w.correlation[1][1], 1, 1e-12);
	learn_cross_for(&rows, weight, used, alone);
	for (size_t i = 0; i < rows.n; i++) {
		NEAR(w.without[rows.n + i], alone[i], 1e-9);
		NEAR(w.without[i], alone[i], 1e-9);
	}
	worth_clear(&w);
	mem_free(weight);
	mem_free(alone);
	rows_free(&rows);
}

static void a_silent_channel_has_no_weight(void **state)
{
	struct learn_rows rows = rows_drawn(9, 9, 3, 2, 2, 4);
	double *weight = MEM_ARRAY(rows.n, double);
	struct worth w;

	(void)state;
	for (size_t i = 0; i < rows.n; i++)
		rows.x[2 * i + 1] = NAN;
	learn_weights(&rows, NULL, weight);
	w = worth_of(&rows, weight);
	assert_true(w.weight[0] > 0);
	assert_true(isnan(w.weight[1]));
	assert_true(isnan(w.correlation[0][1]));
	assert_true(isnan(w.without[0])); /* without the only one that speaks */
	assert_true(isfinite(w.without[rows.n]));
	worth_clear(&w);
	mem_free(weight);
	rows_free(&rows);
}

/* A report's table comes from the object that a calibration keeps; what an older one
 * lacks is null and no fault. */
static void the_summary_reads_old_and_new(void **state)
{
	static const char now[] =
		"{\"by_channel\":{\"a\":{\"auc\":0.9,\"cllr\":0.5,\"top1\":1,\"weight\":"
		"0.7,"
		"\"without\":{\"cllr\":0.6}},\"b\":{\"auc\":0.8},\"c\":{\"auc\":0.7}},"
		"\"correlation\":{\"channels\":[\"a\",\"b\",\"c\"],"
		"\"h1\":[[1,0.2,0.4],[0.2,1,0.3],[0.4,0.3,1]],"
		"\"h2\":[[1,-0.2,null],[-0.2,1,-0.3],[null,-0.3,1]]}}";
	static const char before[] =
		"{\"by_channel\":{\"a\":{\"auc\":0.9,\"cllr\":0.5}}}";
	struct err err = ERR_INIT;
	struct json *doc = json_parse(now, strlen(now), NULL, &err);
	struct json *out = json_new_array();
	const struct json *a;

	(void)state;
	worth_summary(doc, out);
	assert_int_equal(json_count(out), 3);
	a = json_first(out);
	assert_string_equal(json_str(a, "name"), "a");
	NEAR(json_num(a, "weight", 0), .7, 0);
	NEAR(json_num(a, "cllr_without", 0), .6, 0);
	assert_string_equal(json_str(json_get(a, "nearest_h1"), "channel"), "c");
	NEAR(json_num(json_get(a, "nearest_h1"), "r", 0), .4, 0);
	assert_string_equal(json_str(json_get(a, "nearest_h2"), "channel"), "b");
	NEAR(json_num(json_get(a, "nearest_h2"), "r", 0), -.2, 0);
	json_free(doc);
	json_free(out);

	doc = json_parse(before, strlen(before), NULL, &err);
	out = json_new_array();
	worth_summary(doc, out);
	a = json_first(out);
	NEAR(json_num(a, "auc", 0), .9, 0);
	assert_true(json_is_null(json_get(a, "weight")));
	assert_true(json_is_null(json_get(a, "nearest_h1")));
	json_free(doc);
	json_free(out);
	out = json_new_array();
	worth_summary(NULL, out);
	assert_int_equal(json_count(out), 0);
	json_free(out);
}

/* ---- misleading evidence ---- */

/*
 * H2: family 0 has suspects 0 (.1 and -1) and 1 (.6), family 1 suspect 2 (-1 and -1),
 * and an unsure pair of family 2 (5). H1: suspect 4 of family 3 (-.2, 1).
 */
struct wrongs {
	struct trials trials;
	size_t suspect[8];
	double llr10[8];
};

static void wrongs_init(struct wrongs *w)
{
	static const size_t suspect[8] = {0, 0, 1, 2, 2, 3, 4, 4};
	static const unsigned family[8] = {0, 0, 0, 1, 1, 2, 3, 3};
	static const double llr10[8] = {.1, -1, .6, -1, -1, 5, -.2, 1};

	w->trials = (struct trials){.rows = rows_new(8, 1, 4), .suspect = w->suspect};
	w->trials.rows.unsure = MEM_ARRAY(8, unsigned char);
	w->trials.rows.unsure[5] = 1;
	memcpy(w->suspect, suspect, sizeof(suspect));
	memcpy(w->llr10, llr10, sizeof(llr10));
	memcpy(w->trials.rows.family, family, sizeof(family));
	w->trials.rows.h1[6] = w->trials.rows.h1[7] = 1;
}

static void wrongs_clear(struct wrongs *w)
{
	mem_free(w->trials.rows.unsure);
	rows_free(&w->trials.rows);
}

static void misleading_pairs_suspects_and_families(void **state)
{
	struct misleading m;
	struct wrongs w;

	(void)state;
	wrongs_init(&w);
	m = misleading_of(&w.trials, w.llr10, false, 0);
	assert_int_equal(m.pairs.n, 5);
	assert_int_equal(m.pairs.wrong, 2);
	assert_int_equal(m.suspects.n, 3);
	assert_int_equal(m.suspects.wrong, 2);
	assert_int_equal(m.families.n, 2);
	assert_int_equal(m.families.wrong, 1);
	NEAR(m.by_family, (2. / 3 + 0) / 2, 1e-15);
	m = misleading_of(&w.trials, w.llr10, false, .6); /* strictly above */
	assert_int_equal(m.pairs.wrong, 0);
	m = misleading_of(&w.trials, w.llr10, true, 0);
	assert_int_equal(m.pairs.n, 2);
	assert_int_equal(m.pairs.wrong, 1);
	assert_int_equal(m.families.wrong, 1);
	wrongs_clear(&w);
}

/* Clopper-Pearson of 0 among n ends at 1 - .025^(1/n). */
static void limits_and_the_universal_check(void **state)
{
	struct json *out = json_new_object();
	const struct json *rows, *at_one, *universal, *two;
	struct wrongs w;

	(void)state;
	wrongs_init(&w);
	misleading_json(&w.trials, w.llr10, out);
	rows = json_get(out, "misleading");
	assert_int_equal(json_count(rows), 3);
	at_one = json_get(json_next(json_next(json_first(rows))), "h2");
	NEAR(json_num(json_get(at_one, "suspects"), "lo", 9), 0, 0);
	NEAR(json_num(json_get(at_one, "suspects"), "hi", 9), 1 - pow(.025, 1. / 3),
	     1e-9);
	NEAR(json_num(json_get(at_one, "families"), "hi", 9), 1 - sqrt(.025), 1e-9);
	universal = json_get(out, "universal");
	/* Family 0: 10^.1, 10^-1, 10^.6; family 1: 10^-1 twice. */
	NEAR(json_num(universal, "mean_lr_h2", 9),
	     ((pow(10, .1) + .1 + pow(10, .6)) / 3 + .1) / 2, 1e-12);
	two = json_first(json_get(universal, "exceedance"));
	NEAR(json_num(two, "lr", 0), 2, 0);
	NEAR(json_num(two, "share", 9), (1. / 3 + 0) / 2, 1e-15);
	NEAR(json_num(two, "at_most", 9), .5, 0);
	json_free(out);
	wrongs_clear(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(correlation_of_three_points),
		cmocka_unit_test(a_copy_is_not_missed),
		cmocka_unit_test(a_silent_channel_has_no_weight),
		cmocka_unit_test(the_summary_reads_old_and_new),
		cmocka_unit_test(misleading_pairs_suspects_and_families),
		cmocka_unit_test(limits_and_the_universal_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
