/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_price.c: which row of a price table a model falls under. */
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
#include "probe/price.h"

static char path[] = "/tmp/assay-prices-XXXXXX";

#define HEAD "{\"schema\":\"assay.prices.v1\",\"dated\":\"2025-01\",\"prices\":["
#define ROW(api, model, in, out)                                                         \
	"{\"api\":\"" api "\",\"model\":\"" model "\",\"input_per_mtok\":" #in           \
	",\"output_per_mtok\":" #out "}"

static struct prices *open_text(const char *text, struct err *err)
{
	assert_int_equal(file_write(path, text, strlen(text), err), 0);
	return prices_open(path, err);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

/* Dollars a million tokens; NAN: no price. */
static void check_price(const struct prices *prices, const char *api, const char *url,
			const char *model, double input, double output)
{
	struct price price = price_find(prices, api, url, model);

	if (isnan(input)) {
		assert_true(isnan(price.input) && isnan(price.output));
		return;
	}
	assert_true(fabs(price.input * 1e6 - input) < 1e-9);
	assert_true(fabs(price.output * 1e6 - output) < 1e-9);
}

static void test_the_row_with_most_fitting_letters_counts(void **state)
{
	struct err err = ERR_INIT;
	struct prices *p = open_text(
		HEAD ROW("openai", "gpt-4*", 30, 60) "," ROW(
			"openai", "gpt-4o-mini*", 1,
			2) "," ROW("openai", "gpt-4o*", 3,
				   4) "," ROW("openai", "gpt-4o-mini-x", 5,
					      6) "," ROW("azure", "gpt-4o-mini*", 7,
							 8) "]}",
		&err);

	(void)state;
	assert_non_null(p);
	check_price(p, "openai", "", "gpt-4o-mini-2024", 1, 2);
	check_price(p, "openai", "", "gpt-4o-mini", 1, 2);
	check_price(p, "openai", "", "gpt-4o", 3, 4);
	check_price(p, "openai", "", "gpt-4-0613", 30, 60);
	check_price(p, "openai", "", "gpt-4o-mini-x", 5, 6);
	check_price(p, "azure", "", "gpt-4o-mini", 7, 8);
	check_price(p, "openai", "", "gpt-3", (double)NAN, 0);
	check_price(p, "gemini", "", "gpt-4o-mini", (double)NAN, 0);
	prices_free(p);
}

static void test_what_runs_on_ones_own_machine_is_free(void **state)
{
	struct err err = ERR_INIT;
	struct prices *p =
		open_text(HEAD ROW("openai-compatible", "priced", 1, 2) "]}", &err);

	(void)state;
	assert_non_null(p);
	check_price(p, "ollama", "", "llama3", 0, 0);
	check_price(p, "openai-compatible", "http://localhost:8000/v1", "x", 0, 0);
	check_price(p, "openai-compatible", "http://127.0.0.1/v1", "x", 0, 0);
	check_price(p, "openai-compatible",
		    "http:"
		    "//[::1]:80/v1",
		    "x", 0, 0);
	check_price(p, "openai-compatible", "https://localhost.example/v1", "x",
		    (double)NAN, 0);
	/* A row says more than a place. */
	check_price(p, "openai-compatible", "http://127.0.0.1/v1", "priced", 1, 2);
	prices_free(p);
}

static void test_a_faulty_table_is_named(void **state)
{
	static const char *const texts[] = {
		"{\"prices\":[]}", "{\"schema\":\"assay.prices.v1\"}",
		HEAD "{\"api\":\"openai\",\"model\":\"x\",\"input_per_mtok\":1}]}",
		HEAD ROW("openai", "x", -1, 1) "]}",
		"{\"schema\":\"assay.prices.v1\",\"currency\":\"eur\",\"prices\":[]}"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct err err = ERR_INIT;

		assert_null(open_text(texts[i], &err));
		assert_int_equal(err.kind, ERR_USAGE);
		assert_non_null(strstr(err.text, path));
	}
}

static void test_the_table_that_ships_reads(void **state)
{
	struct err err = ERR_INIT;
	struct prices *p = prices_open(NULL, &err);
	struct price price;

	(void)state;
	assert_non_null(p);
	assert_int_equal(strlen(prices_dated(p)), strlen("2025-11"));
	price = price_find(p, "openai", "", "gpt-4o-mini-2024-07-18");
	assert_true(price.input > 0 && price.output > price.input);
	prices_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_row_with_most_fitting_letters_counts),
		cmocka_unit_test(test_what_runs_on_ones_own_machine_is_free),
		cmocka_unit_test(test_a_faulty_table_is_named),
		cmocka_unit_test(test_the_table_that_ships_reads),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
