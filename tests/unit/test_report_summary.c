/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader in a hurry is told: the bound, versions, direction, what was not weighed;
 * and that a long table says what matters of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/report.h"

#define FIXTURE "tests/data/report/compare.json"
#define MINUS "\xe2\x88\x92"
#define NBSP "\xc2\xa0"

static char *folder(void)
{
	const char *tmp = getenv("TMP");

	return file_join(tmp ? tmp : "/tmp", "summary");
}

static char *read_text(const char *name)
{
	char *dir = folder(), *path = file_join(dir, name);
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	if (file_read_raw(path, &text, &err))
		fail_msg("%s", err.text);
	mem_free(path);
	mem_free(dir);
	buf_char_add(&text, '\0');
	return buf_take(&text, NULL);
}

static struct json *fixture(void)
{
	struct err err = ERR_INIT;
	struct json *result = json_read_file(FIXTURE, &err);

	assert_non_null(result);
	return result;
}

/* The report's prose; only its summary when `whole` is false. */
static char *page_of(const struct json *result, bool whole)
{
	char *dir = folder(), *page;
	struct buf warning = BUF_INIT;
	struct err err = ERR_INIT;

	if (report_write(result, dir, "reports/theme", &warning, &err))
		fail_msg("%s", err.text);
	mem_free(dir);
	buf_clear(&warning);
	page = read_text("report.md");
	if (!whole) {
		char *end = strstr(page, "\n## Items examined");

		assert_non_null(end);
		*end = '\0';
	}
	return page;
}

static void drop(struct json *object, const char *key)
{
	json_free(json_detach(object, key));
}

static void put_pair(struct json *object, const char *key, double lo, double hi)
{
	struct json *pair;

	drop(object, key);
	pair = json_add_array(object, key);
	json_add_num(pair, NULL, lo);
	json_add_num(pair, NULL, hi);
}

/* The fixture with its value and interval at an end of the bound: "lo" or "hi". */
static struct json *at_bound(const char *at)
{
	struct json *result = fixture(), *bound;
	double end = strcmp(at, "lo") ? 1.08 : -1.03;

	drop(result, "llr10");
	json_add_num(result, "llr10", end);
	put_pair(result, "llr10_interval", end, end);
	drop(result, "bound");
	bound = json_add_object(result, "bound");
	json_add_num(bound, "lo", -1.03);
	json_add_num(bound, "hi", 1.08);
	json_add_str(bound, "at", at);
	return result;
}

static void a_number_at_the_bound_is_said_to_be_cut(void **state)
{
	static const struct {
		const char *at, *says;
	} cases[] = {{"hi", "The interval \\+1.08" NBSP "to" NBSP "\\+1.08 has no width"},
		     {"lo", "The interval " MINUS "1.03" NBSP "to" NBSP MINUS
			    "1.03 has no width"}};
	struct json *result = fixture();
	char *page = page_of(result, false);

	(void)state;
	assert_null(strstr(page, "Cut at the bound"));
	assert_non_null(strstr(page, "\n90 % interval "));
	assert_non_null(
		strstr(page, "The upper end of the interval was cut at the bound"));
	mem_free(page);
	json_free(result);
	for (size_t i = 0; i < 2; i++) {
		result = at_bound(cases[i].at);
		page = page_of(result, false);
		assert_non_null(strstr(page, "\ncut at the bound\n"));
		assert_null(strstr(page, "\n90 % interval "));
		assert_non_null(strstr(page, "**Cut at the bound:** so few families"));
		assert_non_null(strstr(page, cases[i].says));
		mem_free(page);
		json_free(result);
	}
}

/* Nearer ones by name, others not; and nobody where the teacher itself is in doubt. */
static void siblings_as_near_are_named(void **state)
{
	struct json *result = fixture();
	char *page = page_of(result, false);
	const char *which = strstr(page, "**Which version.**");
	const char *end;

	(void)state;
	assert_non_null(which);
	end = strchr(which, '\n');
	assert_true(strstr(which, "corvid-3,") && strstr(which, "corvid-3,") < end);
	assert_false(strstr(which, "corvid-2") && strstr(which, "corvid-2") < end);
	mem_free(page);
	put_pair(result, "llr10_interval", -.2, 1.08);
	page = page_of(result, false);
	assert_null(strstr(page, "**Which version.**"));
	mem_free(page);
	json_free(result);
}

static void what_was_not_weighed_stands_in_the_summary(void **state)
{
	struct json *result = fixture();
	char *page = page_of(result, false);
	const char *at = strstr(page, "**Not weighed,**");

	(void)state;
	assert_non_null(at);
	assert_non_null(strstr(at, "H2d, exposure through the web (independent models of "
				   "fewer than 3 other vendors"));
	assert_non_null(strstr(at, "Needed: the teacher's date, and"));
	assert_null(strstr(at, "H2b, a shared base model"));
	mem_free(page);
	json_free(result);
}

static void put_direction(struct json *result, const char *kind)
{
	struct json *direction;

	drop(result, "direction");
	direction = json_add_object(result, "direction");
	json_add_str(direction, "kind", kind);
	json_add_str(direction, "words", kind);
	json_add_str(direction, "reason", "The dates say it.");
}

static void direction_is_said_or_said_to_be_unknown(void **state)
{
	static const char *const cases[][2] = {
		{"undetermined",
		 "**Who learned from whom, if either did.** Not "
		 "determined. The dates say it. The other direction is not ruled out"},
		{"forward", "If one learned from the other, then the suspect from the "
			    "teacher. The dates say it."},
		{"impossible",
		 "**Who learned from whom, if either did.** The dates say it."},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct json *result = fixture();
		char *page;

		put_direction(result, cases[i][0]);
		page = page_of(result, false);
		assert_non_null(strstr(page, cases[i][1]));
		mem_free(page);
		json_free(result);
	}
}

/* A fixture with n vendors left out; the last of them moves the value most, by -.9. */
static struct json *many_left_out(size_t n)
{
	struct json *result = fixture(), *list;

	drop(result, "sensitivity");
	list = json_add_array(result, "sensitivity");
	for (size_t i = 0; i < n; i++) {
		struct json *one = json_add_object(list, NULL);
		char name[32];
		double unbounded = i + 1 == n ? .47 : 1.37 - .01 * (double)i;

		(void)snprintf(name, sizeof(name), "vendor-%zu", i);
		json_add_str(one, "change", "without a vendor of the cohort");
		json_add_str(one, "name", name);
		json_add_num(one, "llr10", unbounded < 1.08 ? unbounded : 1.08);
		json_add_num(one, "llr10_unbounded", unbounded);
		json_add_null(one, "rise");
		json_add_bool(one, "turns", false);
	}
	return result;
}

/* Of 12 the four that move it most, and one row for the other 8: the lowest of them,
 * 1.37 - .07; the data file has all. */
static void a_long_table_says_what_matters(void **state)
{
	struct json *result = many_left_out(12);
	char *page = page_of(result, true), *data;
	size_t n = 0;

	(void)state;
	assert_non_null(
		strstr(page, "| vendor-11 | \\+0.47 | \\+0.47 | " MINUS "0.90 |"));
	assert_non_null(strstr(page, "| 8 others, one at a time: the lowest of them | "
				     "vendor-7 | \\+1.08 | \\+1.30 | " MINUS "0.07 |"));
	assert_null(strstr(page, "| vendor-3 |"));
	data = read_text("data/sensitivity.tsv");
	for (const char *at = data; (at = strstr(at, "\tvendor-")); at++)
		n++;
	assert_int_equal(n, 12);
	mem_free(data);
	mem_free(page);
	json_free(result);
}

static void a_short_table_is_shown_whole(void **state)
{
	struct json *result = many_left_out(6);
	char *page = page_of(result, true);

	(void)state;
	assert_null(strstr(page, "others, one at a time"));
	assert_non_null(strstr(page, "| vendor-0 |"));
	mem_free(page);
	json_free(result);
}

/* A hyphen before a digit is a minus sign, between words it stays. */
static void sentences_have_true_minus_signs(void **state)
{
	struct json *result = fixture();
	char *page;

	(void)state;
	drop(result, "reasons");
	json_add_str(json_add_array(result, "reasons"), NULL,
		     "It is -0.5 (-1.2 to 3), for gpt-4 and one-sided.");
	page = page_of(result, false);
	assert_non_null(strstr(page, "It is " MINUS "0.5 (" MINUS "1.2 to 3), for gpt-4 "
				     "and one-sided."));
	mem_free(page);
	json_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_at_the_bound_is_said_to_be_cut),
		cmocka_unit_test(siblings_as_near_are_named),
		cmocka_unit_test(what_was_not_weighed_stands_in_the_summary),
		cmocka_unit_test(direction_is_said_or_said_to_be_unknown),
		cmocka_unit_test(a_long_table_says_what_matters),
		cmocka_unit_test(a_short_table_is_shown_whole),
		cmocka_unit_test(sentences_have_true_minus_signs),
	};

	return cmocka_run_group_tests_name("report_summary", tests, NULL, NULL);
}
