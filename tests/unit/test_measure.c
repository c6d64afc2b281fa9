/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measures of validate on a handful of trials, worked out by hand. */
#include "unit/stat_near.h"

#include <string.h>

#include "base/mem.h"
#include "evidence/measure.h"
#include "evidence/validation.h"
#include "unit/rows.h"

struct row {
	const char *suspect;
	unsigned family;
	const char *vendor, *kind;
	unsigned char h1;
	double llr10;
};

#define MAX_ROWS 32

struct table {
	struct trial trial[MAX_ROWS];
	const struct trial *pointer[MAX_ROWS];
	size_t suspect[MAX_ROWS];
	double llr10[MAX_ROWS];
	struct trials trials;
};

static void table_init(struct table *t, const struct row *row, size_t n,
		       size_t n_families)
{
	t->trials = (struct trials){.rows = rows_new(n, 1, n_families),
				    .trial = t->pointer,
				    .suspect = t->suspect};
	for (size_t i = 0; i < n; i++) {
		t->trial[i] = (struct trial){row[i].suspect, "t",        row[i].h1, "f",
					     row[i].vendor,  row[i].kind};
		t->pointer[i] = &t->trial[i];
		t->suspect[i] = i;
		for (size_t j = 0; j < i; j++) {
			if (!strcmp(row[j].suspect, row[i].suspect))
				t->suspect[i] = t->suspect[j];
		}
		t->llr10[i] = row[i].llr10;
		t->trials.rows.h1[i] = row[i].h1;
		t->trials.rows.family[i] = row[i].family;
	}
}

static void table_clear(struct table *t)
{
	rows_free(&t->trials.rows);
}

static double cost_h1(double llr10)
{
	return log2(1 + pow(10, -llr10));
}

static double cost_h2(double llr10)
{
	return log2(1 + pow(10, llr10));
}

/*
 * Vendor v: H1 suspects s1 (mean of 1 and 0) and s2, of two families; H2 suspects n1 ..
 * n5, n5 the mean of -.4 and 0; an unsure one. Vendor w has H1 suspects of one family
 * only.
 */
static const struct row scene[] = {
	{"s1", 0, "v", "direct/exact", 1, 1},
	{"s1", 0, "v", "direct/near", 1, 0},
	{"s2", 1, "v", "direct/exact", 1, .3},
	{"n1", 2, "v", "clean-negative", 0, -1},
	{"n2", 3, "v", "clean-negative", 0, -.5},
	{"n3", 4, "v", "hard-shared-base", 0, .4},
	{"n4", 5, "v", "clean-negative", 0, 0},
	{"n5", 6, "v", "clean-negative", 0, -.4},
	{"n5", 6, "v", "clean-negative", 0, 0},
	{"u1", 7, "v", "unsure-negative", 0, 5},
	{"s3", 8, "w", "direct/exact", 1, -3},
	{"s1", 0, "w", "other-vendor", 0, .8},
};
#define N_SCENE (sizeof(scene) / sizeof(*scene))
#define N_FAMILIES 9

/* H1 .5 .3 against H2 -1 -.5 .4 0 -.2: nine of ten pairs are in order. */
static void matched_takes_one_value_per_suspect(void **state)
{
	struct table t;
	struct measure m;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	m = measure_matched(&t.trials, t.llr10, NULL, NULL);
	assert_int_equal(m.n_h1, 2);
	assert_int_equal(m.n_h2, 5);
	NEAR(m.auc, .9, 1e-12);
	NEAR(m.cllr,
	     .5 * ((cost_h1(.5) + cost_h1(.3)) / 2 +
		   (cost_h2(-1) + cost_h2(-.5) + cost_h2(.4) + cost_h2(0) +
		    cost_h2(-.2)) /
			   5),
	     1e-12);
	/* The hull runs from (1/5, 0) to (0, 1/2): equal errors at 1/7. */
	NEAR(m.eer, 1. / 7, 1e-12);
	/* One block holds .3 and .4: LR (1/2) / (1/5). */
	NEAR(m.cllr_min, .5 * (.5 * log2(1 + 1 / 2.5) + .2 * log2(1 + 2.5)), 1e-12);
	table_clear(&t);
}

/* All trials as they are, but for the unsure: 4 H1 and 7 H2. */
static void pooled_takes_every_trial_but_the_unsure(void **state)
{
	struct table t;
	struct measure m;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	m = measure_pooled(&t.trials, t.llr10, NULL);
	assert_int_equal(m.n_h1, 4);
	assert_int_equal(m.n_h2, 7);
	/* 1 beats 7; 0 beats -1 -.5 -.4 and ties with two; .3 beats 5; -3 beats none. */
	NEAR(m.auc, (7 + 4 + 5) / 28., 1e-12);
	table_clear(&t);
}

static void a_kind_stands_against_all_of_the_other_class(void **state)
{
	struct table t;
	struct measure m;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	/* direct/exact alone: s1 is 1, s2 .3; against the five. */
	m = measure_matched(&t.trials, t.llr10, NULL, "direct/exact");
	assert_int_equal(m.n_h1, 2);
	assert_int_equal(m.n_h2, 5);
	NEAR(m.auc, .9, 1e-12);
	/* The hard one, .4, against s1 .5, s2 .3 and s3 -3 of any vendor. */
	m = measure_matched(&t.trials, t.llr10, NULL, "hard-shared-base");
	assert_int_equal(m.n_h1, 3);
	assert_int_equal(m.n_h2, 1);
	NEAR(m.auc, 1. / 3, 1e-12);
	/* The unsure are reported apart: 5 is above all. */
	m = measure_matched(&t.trials, t.llr10, NULL, "unsure-negative");
	assert_int_equal(m.n_h2, 1);
	NEAR(m.auc, 0, 1e-12);
	table_clear(&t);
}

/* A bootstrap that drew family 0 twice and family 1 never: .5 beats all five. */
static void family_weights_are_a_bootstraps_draw(void **state)
{
	static const double drawn[N_FAMILIES] = {2, 0, 1, 1, 3, 1, 1, 1, 1};
	struct table t;
	struct measure m;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	m = measure_matched(&t.trials, t.llr10, drawn, NULL);
	assert_int_equal(m.n_h1, 1);
	NEAR(m.auc, 1, 1e-12);
	/* n3 counts three times among seven. */
	NEAR(m.cllr,
	     .5 * (cost_h1(.5) + (cost_h2(-1) + cost_h2(-.5) + 3 * cost_h2(.4) +
				  cost_h2(0) + cost_h2(-.2)) /
					 7),
	     1e-12);
	table_clear(&t);
}

static void a_vendor_with_too_few_suspects_is_not_matched(void **state)
{
	struct table t;
	struct row few[N_SCENE];
	struct measure m;

	(void)state;
	memcpy(few, scene, sizeof(few));
	few[7].kind = few[8].kind = "unsure-negative"; /* four H2 suspects are left */
	table_init(&t, few, N_SCENE, N_FAMILIES);
	m = measure_matched(&t.trials, t.llr10, NULL, NULL);
	assert_true(isnan(m.auc) && isnan(m.cllr) && isnan(m.cllr_min) && isnan(m.eer));
	assert_int_equal(m.n_h1, 0);
	table_clear(&t);
	memcpy(few, scene, sizeof(few));
	few[2].family = 0; /* one H1 family is left */
	table_init(&t, few, N_SCENE, N_FAMILIES);
	assert_true(isnan(measure_matched(&t.trials, t.llr10, NULL, NULL).auc));
	table_clear(&t);
	table_init(&t, scene, 0, N_FAMILIES);
	assert_true(isnan(measure_matched(&t.trials, t.llr10, NULL, NULL).auc));
	assert_true(isnan(measure_pooled(&t.trials, t.llr10, NULL).auc));
	assert_true(isnan(measure_top1(&t.trials, t.llr10, NULL, NULL)));
	table_clear(&t);
}

/* Vendor v as above (.9, two H1), vendor x with three H1 above five H2 (1). */
static void vendors_are_averaged_by_their_h1_suspects(void **state)
{
	static const struct row more[] = {
		{"a", 1, "x", "direct/exact", 1, 2},
		{"b", 2, "x", "direct/exact", 1, 2},
		{"c", 3, "x", "direct/exact", 1, 3},
		{"n1", 2, "x", "clean-negative", 0, 0},
		{"n2", 3, "x", "clean-negative", 0, 0},
		{"n3", 4, "x", "clean-negative", 0, 0},
		{"n4", 5, "x", "clean-negative", 0, 0},
		{"n5", 6, "x", "clean-negative", 0, 0},
	};
	struct row all[N_SCENE + 8];
	struct table t;
	struct measure m;

	(void)state;
	memcpy(all, scene, sizeof(scene));
	memcpy(all + N_SCENE, more, sizeof(more));
	table_init(&t, all, N_SCENE + 8, N_FAMILIES);
	m = measure_matched(&t.trials, t.llr10, NULL, NULL);
	assert_int_equal(m.n_h1, 5);
	assert_int_equal(m.n_h2, 10);
	NEAR(m.auc, (2 * .9 + 3 * 1) / 5, 1e-12);
	NEAR(m.eer, (2 * (1. / 7) + 3 * 0) / 5, 1e-12);
	table_clear(&t);
}

/* What could not be learned is left out, not counted as 0. */
static void missing_ratios_are_left_out(void **state)
{
	struct table t;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	t.llr10[1] = NAN; /* s1 is 1 now */
	NEAR(measure_matched(&t.trials, t.llr10, NULL, NULL).auc, .9, 1e-12);
	t.llr10[5] = NAN; /* n3 is gone: four H2 suspects, no measure */
	assert_true(isnan(measure_matched(&t.trials, t.llr10, NULL, NULL).auc));
	assert_int_equal(measure_pooled(&t.trials, t.llr10, NULL).n_h2, 6);
	table_clear(&t);
}

/* a: the highest is H1. b: an H2 teacher is higher. c: a tie of one H1 and two H2. */
static void top1_counts_ties_as_their_expectation(void **state)
{
	static const struct row row[] = {
		{"a", 0, "v", "direct/exact", 1, 1},
		{"a", 0, "w", "other-vendor", 0, .5},
		{"b", 1, "v", "direct/exact", 1, 0},
		{"b", 1, "w", "other-vendor", 0, .5},
		{"c", 2, "v", "direct/exact", 1, 2},
		{"c", 2, "w", "other-vendor", 0, 2},
		{"c", 2, "x", "other-vendor", 0, 2},
		{"d", 3, "v", "clean-negative", 0, 9},
		{"e", 4, "v", "direct/exact", 1, NAN},
	};
	static const double drawn[] = {3, 1, 0, 1, 1};
	struct table t;
	size_t n;

	(void)state;
	table_init(&t, row, sizeof(row) / sizeof(*row), 5);
	NEAR(measure_top1(&t.trials, t.llr10, NULL, &n), (1 + 0 + 1. / 3) / 3, 1e-12);
	assert_int_equal(n, 3); /* d has no H1 teacher, e no ratio */
	NEAR(measure_top1(&t.trials, t.llr10, drawn, NULL), 3. / 4, 1e-12);
	table_clear(&t);
}

/*
 * H1: A-o B-o C-m; H2: D-o D-m E-m; two vendors, half a trial each. For A: of two other
 * H1 trials one is o, of three H2 one: (1.5/3) / (1.5/4). For D: of three H1 two, of one
 * H2 none: (2.5/4) / (.5/2).
 */
static void text_blind_knows_the_vendor_alone(void **state)
{
	static const struct row row[] = {
		{"a", 0, "o", "k", 1, 0}, {"b", 1, "o", "k", 1, 0},
		{"c", 2, "m", "k", 1, 0}, {"d", 3, "o", "k", 0, 0},
		{"d", 3, "m", "k", 0, 0}, {"e", 4, "m", "k", 0, 0},
	};
	struct table t;
	double llr10[6];

	(void)state;
	table_init(&t, row, 6, 5);
	measure_text_blind(&t.trials, llr10);
	NEAR(llr10[0], log10(1.5 / 3 / (1.5 / 4)), 1e-12);
	NEAR(llr10[1], llr10[0], 0);
	NEAR(llr10[2], log10(.5 / 3 / (2.5 / 4)), 1e-12);
	NEAR(llr10[3], log10(2.5 / 4 / (.5 / 2)), 1e-12);
	NEAR(llr10[4], log10(1.5 / 4 / (1.5 / 2)), 1e-12);
	table_clear(&t);
}

/* Under v: -1 -.5 .4 0 -.4 0, without the unsure; under w: .8 alone. */
static void h2_scores_are_summed_up_by_vendor(void **state)
{
	struct json *out = json_new_object();
	const struct json *v;
	struct table t;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	measure_h2_by_vendor(&t.trials, t.llr10, out);
	assert_int_equal(json_count(out), 2);
	v = json_get(out, "v");
	NEAR(json_num(v, "mean", 9), -.25, 1e-12);
	/* squares 1 + .25 + .16 + .16 = 1.57, less 6 * .0625 */
	NEAR(json_num(v, "sd", 9), sqrt((1.57 - .375) / 5), 1e-12);
	NEAR(json_num(v, "n", 9), 6, 0);
	NEAR(json_num(json_get(out, "w"), "mean", 9), .8, 1e-12);
	NEAR(json_num(json_get(out, "w"), "sd", 9), 0, 1e-12);
	json_free(out);
	table_clear(&t);
}

static void kinds_are_listed_once(void **state)
{
	const char *kinds[8];
	struct table t;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	assert_int_equal(measure_kinds(&t.trials, kinds, 8), 6);
	assert_string_equal(kinds[0], "direct/exact");
	assert_string_equal(kinds[5], "other-vendor");
	assert_int_equal(measure_kinds(&t.trials, kinds, 2), 2);
	table_clear(&t);
}

/* I4 */
static void the_gate_asks_for_eight_families_and_a_cllr_below_one(void **state)
{
	(void)state;
	assert_null(validation_gate(8, 8, .99));
	assert_non_null(validation_gate(7, 8, .3));
	assert_non_null(validation_gate(8, 7, .3));
	assert_non_null(validation_gate(8, 8, 1));
	assert_non_null(validation_gate(8, 8, (double)NAN));
	assert_non_null(
		strstr(validation_gate(7, 8, .3), "8 families of models that learned"));
}

/* Everything DESIGN 4 promises of validate --json is there; a channel is measured alone.
 */
static void the_validation_object_holds_what_design_lists(void **state)
{
	static const char *const numbers[] = {"n_trials", "families_h1",  "families_h2",
					      "auc",      "cllr",         "cllr_min",
					      "cllr_cal", "eer",          "n_h1",
					      "n_h2",     "cllr_bounded", "top1"};
	static const char *const name[] = {"opening"};
	struct json *out = json_new_object();
	struct table t;
	struct validation v;

	(void)state;
	table_init(&t, scene, N_SCENE, N_FAMILIES);
	v = (struct validation){.trials = &t.trials,
				.llr10 = t.llr10,
				.channel_llr10 = t.llr10,
				.channel_names = name,
				.bound = {.lo = -.1, .hi = .2}};
	v.bound.tightest = "ELUB";
	validation_json(&v, out);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_true(!isnan(json_num(out, numbers[i], NAN)));
	NEAR(json_num(out, "families_h1", 0), 3, 0);
	NEAR(json_num(out, "families_h2", 0), 7, 0); /* s1's family is in both */
	NEAR(json_num(out, "cllr_cal", 0),
	     json_num(out, "cllr", 0) - json_num(out, "cllr_min", 0), 1e-12);
	NEAR(json_num(json_get(json_get(out, "by_channel"), "opening"), "auc", 0), .9,
	     1e-12);
	NEAR(json_num(json_get(out, "bounds"), "hi", 0), .2, 0);
	assert_non_null(json_get(json_get(out, "by_kind"), "hard-shared-base"));
	assert_non_null(json_get(json_get(out, "text_blind"), "top1"));
	assert_non_null(json_get(json_get(out, "pooled"), "cllr"));
	assert_non_null(json_get(json_get(out, "h2_by_vendor"), "v"));
	/* Bounded: H1 .1 (1 -> .2, 0) and .2; H2 -.1 -.1 .2 0 and (-.1 + 0) / 2. */
	NEAR(json_num(out, "cllr_bounded", 0),
	     .5 * ((cost_h1(.1) + cost_h1(.2)) / 2 +
		   (2 * cost_h2(-.1) + cost_h2(.2) + cost_h2(0) + cost_h2(-.05)) / 5),
	     1e-12);
	json_free(out);
	table_clear(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matched_takes_one_value_per_suspect),
		cmocka_unit_test(pooled_takes_every_trial_but_the_unsure),
		cmocka_unit_test(a_kind_stands_against_all_of_the_other_class),
		cmocka_unit_test(family_weights_are_a_bootstraps_draw),
		cmocka_unit_test(a_vendor_with_too_few_suspects_is_not_matched),
		cmocka_unit_test(vendors_are_averaged_by_their_h1_suspects),
		cmocka_unit_test(missing_ratios_are_left_out),
		cmocka_unit_test(top1_counts_ties_as_their_expectation),
		cmocka_unit_test(text_blind_knows_the_vendor_alone),
		cmocka_unit_test(h2_scores_are_summed_up_by_vendor),
		cmocka_unit_test(kinds_are_listed_once),
		cmocka_unit_test(the_gate_asks_for_eight_families_and_a_cllr_below_one),
		cmocka_unit_test(the_validation_object_holds_what_design_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
