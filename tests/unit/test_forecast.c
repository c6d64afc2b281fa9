/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_forecast.c: tokens, money and minutes by hand; curves between their points;
 * cells of CSV. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "cmd/forecast.h"
#include "store/csv.h"
#include "store/curve.h"

static char folder[] = "/tmp/assay-forecast-XXXXXX";
static const char *const files[] = {"s.json", "prices.json", "curve.tsv"};

static char *write_file(const char *name, const char *text)
{
	struct err err = ERR_INIT;
	char *path = file_join(folder, name);

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	return path;
}

/* Ten probes of three words each; max_tokens 50, so that an answer takes 30. */
static int make_folder(void **state)
{
	struct buf set = BUF_INIT;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	buf_str_add(&set,
		    "{\"name\":\"s\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":"
		    "\"open\",\"genre\":\"g\",\"language\":\"en\",\"licence\":\"l\","
		    "\"defaults\":{\"max_tokens\":50},\"probes\":[");
	for (int i = 0; i < 10; i++)
		buf_printf(&set, "%s{\"id\":\"p%d\",\"prompt\":\"three words %d\"}",
			   i ? "," : "", i, i);
	buf_str_add(&set, "]}");
	mem_free(write_file("s.json", buf_str(&set)));
	buf_clear(&set);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *path = file_join(folder, files[i]);

		(void)unlink(path);
		mem_free(path);
	}
	return rmdir(folder);
}

struct bench {
	struct plan *plan;
	struct worklist list;
	struct prices *prices;
	struct forecast forecast;
};

/* `more`: members of the plan behind its models and probes. */
static void set_up(struct bench *b, const char *more)
{
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT;
	char *path = file_join(folder, "p.json");
	char *prices =
		write_file("prices.json",
			   "{\"schema\":\"assay.prices.v1\",\"prices\":[{\"api\":"
			   "\"openai\",\"model\":"
			   "\"t\",\"input_per_mtok\":1000,\"output_per_mtok\":10000}]}");

	buf_printf(&text,
		   "{\"suspect\":{\"model\":\"r\"},\"teacher\":{\"model\":\"t\",\"api\":"
		   "\"openai\",\"max_concurrency\":2%s},\"probes\":[\"s.json\"],"
		   "\"sentinel\":false,\"simulation\":\"toys\"}",
		   more);
	b->plan = plan_parse(buf_str(&text), text.len, path, NULL, &err);
	assert_non_null(b->plan);
	assert_int_equal(worklist_make(&b->list, b->plan, NULL, &err), 0);
	b->prices = prices_open(prices, &err);
	assert_non_null(b->prices);
	buf_clear(&text);
	mem_free(prices);
	mem_free(path);
}

static void tear_down(struct bench *b)
{
	forecast_clear(&b->forecast);
	prices_free(b->prices);
	worklist_clear(&b->list);
	plan_free(b->plan);
}

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void test_money_is_tokens_times_price(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, "");
	forecast_make(&b.list, NULL, NULL, b.prices, 0, &b.forecast);
	/* A recorded model is not asked. */
	assert_int_equal(b.forecast.models[0].n_requests, 0);
	assert_true(b.forecast.models[0].usd == 0);
	assert_int_equal(b.forecast.models[1].n_requests, 10);
	/* Simulated: a word is a token. 10 x 3 in, 10 x .6 x 50 out. */
	assert_true(near(b.forecast.models[1].tokens_in, 30));
	assert_true(near(b.forecast.models[1].tokens_out, 300));
	assert_true(near(b.forecast.usd, 30 * 1e-3 + 300 * 1e-2));
	/* Two at once: (10 x 2 s + 300 / 60 s) / 2. */
	assert_true(near(b.forecast.minutes, 12.5 / 60));
	assert_int_equal(b.forecast.models[1].pace, FORECAST_ASSUMED);
	tear_down(&b);
}

static void test_what_is_in_the_case_is_not_sent(void **state)
{
	struct bench b;
	struct forecast_known known[2] = {{(double)NAN, (double)NAN, FORECAST_BY_CAP},
					  {12, (double)NAN, FORECAST_MEASURED}};

	(void)state;
	set_up(&b, "");
	for (size_t k = 0; k < 4; k++)
		worklist_done(&b.list, 1, k);
	forecast_make(&b.list, NULL, known, b.prices, 0, &b.forecast);
	assert_int_equal(b.forecast.models[1].n_done, 4);
	assert_int_equal(b.forecast.models[1].n_requests, 6);
	/* A mean that was measured stands for the cap's share. */
	assert_true(near(b.forecast.models[1].tokens_out, 6 * 12));
	assert_int_equal(b.forecast.models[1].basis, FORECAST_MEASURED);
	tear_down(&b);
}

static void test_samples_travel_together_where_they_can(void **state)
{
	const size_t at_once[2] = {1, 4};
	struct bench b;

	(void)state;
	set_up(&b, "");
	b.plan->sets[0].samples = 6;
	worklist_clear(&b.list);
	assert_int_equal(worklist_make(&b.list, b.plan, NULL, &(struct err)ERR_INIT), 0);
	/* Six samples, four at once: two requests a probe. */
	forecast_make(&b.list, at_once, NULL, b.prices, 0, &b.forecast);
	assert_int_equal(b.forecast.models[1].n_requests, 20);
	assert_true(near(b.forecast.models[1].tokens_in, 60));
	forecast_clear(&b.forecast);
	/* One of them is in: five are left, still two requests. */
	for (size_t k = 0; k < b.list.n; k++)
		if (b.list.items[k].sample == 0)
			worklist_done(&b.list, 1, k);
	forecast_make(&b.list, at_once, NULL, b.prices, 0, &b.forecast);
	assert_int_equal(b.forecast.models[1].n_requests, 20);
	tear_down(&b);
}

static void test_the_slowest_limit_sets_the_pace(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, ",\"rpm\":5,\"tpm\":1000");
	forecast_make(&b.list, NULL, NULL, b.prices, 100, &b.forecast);
	assert_int_equal(b.forecast.models[1].pace, FORECAST_BY_RPM);
	assert_true(near(b.forecast.minutes, 2));
	tear_down(&b);
	set_up(&b, ",\"rpm\":50,\"tpm\":33");
	forecast_make(&b.list, NULL, NULL, b.prices, 0, &b.forecast);
	assert_int_equal(b.forecast.models[1].pace, FORECAST_BY_TPM);
	assert_true(near(b.forecast.minutes, 10));
	tear_down(&b);
}

static void test_what_was_answered_tells_how_long_answers_are(void **state)
{
	struct bench b;
	struct answers *answers = answers_new();
	struct record record = {.outcome = OUTCOME_OK};
	struct forecast_known known[2];
	struct err err = ERR_INIT;
	size_t n_shared;
	bool moved;

	(void)state;
	set_up(&b, "");
	record.prompt_id = text_of("p3");
	record.prompt = text_of("three words 3");
	record.answer = text_of("an answer of five words");
	assert_int_equal(
		answers_add(answers, answers_model(answers, "t"), &record, &moved, &err),
		0);
	record.sample = 1; /* not asked for by this plan */
	record.prompt_id = text_of("p4");
	record.answer = text_of("one");
	assert_int_equal(
		answers_add(answers, answers_model(answers, "t"), &record, &moved, &err),
		0);
	answers_sort(answers);
	forecast_seen(b.plan, 0, answers, &known[0]);
	forecast_seen(b.plan, 1, answers, &known[1]);
	assert_true(isnan(known[0].answer_tokens));
	assert_true(near(known[1].answer_tokens, 3));
	/* Of the plan's own prompts and samples: the five words alone. */
	assert_true(near(
		forecast_mean(b.plan, b.list.items, b.list.n, answers, &n_shared), 5));
	assert_int_equal(n_shared, 1);
	answers_free(answers);
	b.forecast = (struct forecast){.n = 0};
	tear_down(&b);
}

static void test_words_and_ideographs_are_tokens(void **state)
{
	static const char mixed[] = "two words\n\xE6\xBC\xA2\xE5\xAD\x97";

	(void)state;
	assert_true(near(forecast_tokens("one  two\tthree\n", 15, 1), 3));
	assert_true(near(forecast_tokens("", 0, 1), 0));
	assert_true(near(forecast_tokens(mixed, sizeof(mixed) - 1, 1.5), 2 * 1.5 + 2));
}

static void test_a_curve_is_read_between_its_points_by_logarithm(void **state)
{
	struct curve curve;
	struct curve_point at;
	struct err err = ERR_INIT;

	(void)state;
	mem_free(write_file("curve.tsv", "n_prompts\tn_seeds\tauc\tcllr\teer\tshare\n"
					 "25\t5\t.8\t.9\t.2\t.1\n"
					 "100\t5\t.9\t.5\t.1\t.5\n"));
	assert_int_equal(curve_open(folder, &curve, &err), 0);
	assert_false(curve_at(&curve, 24, &at));
	assert_true(curve_at(&curve, 25, &at) && near(at.auc, .8));
	/* 50 is halfway from 25 to 100 by logarithm. */
	assert_true(curve_at(&curve, 50, &at) && near(at.auc, .85) && near(at.share, .3));
	assert_true(curve_at(&curve, 1000, &at) && near(at.cllr, .5));
	curve_clear(&curve);
	mem_free(write_file("curve.tsv", "n_prompts\tauc\tcllr\teer\tshare\n"
					 "25\t.8\t.9\t.2\t.1\n25\t.9\t.5\t.1\t.5\n"));
	assert_int_equal(curve_open(folder, &curve, &err), -1);
	assert_non_null(strstr(err.text, "must rise"));
	curve_clear(&curve);
	assert_int_equal(curve_open("/nowhere", &curve, &err), 0);
	assert_false(curve_at(&curve, 100, &at));
}

static void test_power_is_that_of_the_next_smaller_setting(void **state)
{
	static const char table[] = "source\tprompts\tsamples\tcontrols\tdose\tn\tshare\n"
				    "simulation\t50\t1\t0\t0\t40\t.01\n"
				    "simulation\t50\t1\t0\t.5\t40\t.5\n"
				    "simulation\t50\t1\t0\t1\t40\t1\n"
				    "simulation\t100\t1\t8\t0\t40\t0\n"
				    "simulation\t100\t1\t8\t1\t40\t.7\n"
				    "simulation\t100\t2\t8\t1\t40\t.8\n";
	struct power_point wanted = {.prompts = 200, .samples = 1}, at;
	struct power power;
	struct err err = ERR_INIT;
	char *path = write_file("curve.tsv", table);

	(void)state;
	assert_int_equal(power_open(path, &power, &err), 0);
	assert_int_equal(power.n, 6);
	/* With a corpus's clean models only such settings count. */
	assert_true(power_at(&power, &wanted, &at) && near(at.prompts, 50));
	assert_true(near(power_share(&power, &at, .25), (.01 + .5) / 2));
	assert_true(near(power_dose(&power, &at, .9), .5 + .5 * .8));
	assert_true(near(power_dose(&power, &at, .005), 0));
	assert_true(isnan(power_share(&power, &at, 1.5)));
	wanted.controls = 9;
	assert_true(power_at(&power, &wanted, &at) && near(at.controls, 8) &&
		    near(at.samples, 1));
	assert_true(isnan(power_dose(&power, &at, .9)));
	wanted.controls = 7;
	assert_false(power_at(&power, &wanted, &at));
	power_clear(&power);
	mem_free(path);
	path = write_file(
		"curve.tsv",
		"prompts\tsamples\tcontrols\tdose\tn\tshare\n50\t1\t0\tx\t1\t0\n");
	assert_int_equal(power_open(path, &power, &err), -1);
	assert_non_null(strstr(err.text, "\"dose\" is no number"));
	power_clear(&power);
	mem_free(path);
}

/* RFC 4180, 2. */
static void test_cells_of_csv(void **state)
{
	static const char text[] = "\xEF\xBB\xBF"
				   "a,\"b,\r\n\"\"c\"\"\",\r\n\r\nd\n";
	struct csv csv;
	struct err err = ERR_INIT;

	(void)state;
	csv_open(&csv, text, sizeof(text) - 1);
	assert_int_equal(csv_next(&csv, &err), 1);
	assert_int_equal(csv.n, 3);
	assert_memory_equal(csv.cells[0].data, "a", 1);
	assert_int_equal(csv.cells[1].len, 7);
	assert_memory_equal(csv.cells[1].data, "b,\r\n\"c\"", 7);
	assert_int_equal(csv.cells[2].len, 0);
	assert_int_equal(csv_next(&csv, &err), 1);
	assert_int_equal(csv.n, 1);
	assert_int_equal(csv.line, 4);
	assert_int_equal(csv_next(&csv, &err), 0);
	csv_close(&csv);
	/* A NUL is a byte like others. */
	csv_open(&csv, "a\0b,\0", 5);
	assert_int_equal(csv_next(&csv, &err), 1);
	assert_int_equal(csv.n, 2);
	assert_memory_equal(csv.cells[0].data, "a\0b", 3);
	assert_int_equal(csv_next(&csv, &err), 0);
	csv_close(&csv);
	csv_open(&csv, "\"a\"b", 4);
	assert_int_equal(csv_next(&csv, &err), -1);
	csv_close(&csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money_is_tokens_times_price),
		cmocka_unit_test(test_what_is_in_the_case_is_not_sent),
		cmocka_unit_test(test_samples_travel_together_where_they_can),
		cmocka_unit_test(test_the_slowest_limit_sets_the_pace),
		cmocka_unit_test(test_what_was_answered_tells_how_long_answers_are),
		cmocka_unit_test(test_words_and_ideographs_are_tokens),
		cmocka_unit_test(test_a_curve_is_read_between_its_points_by_logarithm),
		cmocka_unit_test(test_power_is_that_of_the_next_smaller_setting),
		cmocka_unit_test(test_cells_of_csv),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
