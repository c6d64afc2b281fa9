/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks as a case keeps them: a rule first, then one after the other, checked again. */
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
#include "cmd/looks.h"

static struct json *parsed(const char *text)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(text, strlen(text), NULL, &err);

	if (!value)
		fail_msg("%s", err.text);
	return value;
}

#define RULE(block)                                                                      \
	"{\"schema\":\"assay.looks.v1\",\"rule\":{\"alpha\":0.1,\"beta\":0.2,"           \
	"\"block\":" block                                                               \
	",\"n_looks\":2,\"has_lr\":true,\"e_channels\":[]},\"looks\":[],"                \
	"\"stopped\":false,\"reason\":null}"

/* What a look says of a ratio of 12.6, and of answers to choices. */
static void add(struct json *looks, const char *fits, size_t n_blocks)
{
	struct buf text = BUF_INIT;
	struct json *compared;

	buf_printf(&text,
		   "{\"n_prompts\":50,\"llr10\":1.1,\"llr10_interval\":[0.9,1.1],"
		   "\"bound\":{\"lo\":-1,\"hi\":1.1},\"no_lr_reason\":null,"
		   "\"ratio_fits\":%s,\"own_null\":[{\"name\":\"choice\",\"log10_e\":3},"
		   "{\"name\":\"quiz\",\"p\":0.2}]}",
		   fits);
	compared = parsed(buf_str(&text));
	looks_add(looks, compared, n_blocks, 50 * n_blocks);
	json_free(compared);
	buf_clear(&text);
}

static const struct json *last(const struct json *looks)
{
	const struct json *look = json_first(json_get(looks, "looks"));

	while (json_next(look))
		look = json_next(look);
	return look;
}

/* Weights 2/3 and 1/3: 8.4, then 12.6 of the 10 that alpha = .1 needs. */
static void test_looks_add_up_to_a_decision(void **state)
{
	struct json *looks = parsed(RULE("50"));
	struct buf line = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_false(looks_ended(looks));
	add(looks, "true", 1);
	assert_string_equal(json_str(last(looks), "decision"), "go on");
	assert_false(looks_ended(looks) || json_true(looks, "stopped"));
	add(looks, "true", 2);
	assert_int_equal(looks_count(looks), 2);
	assert_string_equal(json_str(last(looks), "decision"), "H1");
	assert_true(looks_ended(looks) && json_true(looks, "stopped"));
	assert_true(fabs(json_num(last(looks), "log10_e_h1", 0) - 1.1) < 1e-12);
	assert_int_equal(looks_check(looks, &err), 0);
	looks_line(looks, &line);
	assert_non_null(strstr(buf_str(&line),
			       "look 2 of 2, 100 prompts: LLR10 +1.10 "
			       "[+0.90, +1.10], choice log10 e +3.00: H1;"));
	buf_clear(&line);
	json_free(looks);
}

static void test_an_e_value_against_the_same_weights_decides_nothing(void **state)
{
	struct json *looks = parsed(RULE("50"));
	const struct json *e;

	(void)state;
	add(looks, "true", 1);
	e = json_first(json_get(last(looks), "e_values"));
	assert_string_equal(json_str(e, "channel"), "choice");
	assert_string_equal(json_str(e, "null"), "same weights");
	assert_null(json_next(e));
	assert_true(json_num(last(looks), "log10_e_h1", 9) < 1);
	json_free(looks);
}

static void test_a_ratio_learned_on_more_prompts_counts_nothing(void **state)
{
	struct json *looks = parsed(RULE("50"));
	struct err err = ERR_INIT;

	(void)state;
	add(looks, "false", 1);
	assert_true(json_is_null(json_get(last(looks), "llr10")));
	assert_non_null(strstr(json_str(last(looks), "no_lr_reason"), "more prompts"));
	assert_true(json_is_null(json_get(last(looks), "log10_e_h1")));
	add(looks, "false", 2);
	assert_string_equal(json_str(last(looks), "decision"), "exhausted");
	assert_true(looks_ended(looks) && !json_true(looks, "stopped"));
	assert_int_equal(looks_check(looks, &err), 0);
	json_free(looks);
}

/* A ratio of 12 where 1.2 was found; a rule that is none. */
static void test_a_changed_look_is_found(void **state)
{
	struct json *looks = parsed(RULE("50")), *forged;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	char *at;

	(void)state;
	add(looks, "true", 1);
	json_print(looks, false, &text);
	at = strstr(text.data, "\"llr10\":1.1");
	assert_non_null(at);
	at[8] = '0';
	forged = parsed(buf_str(&text));
	assert_int_equal(looks_check(forged, &err), -1);
	assert_int_equal(err.kind, ERR_INTEGRITY);
	assert_non_null(strstr(err.text, "look 1"));
	json_free(forged);
	json_free(looks);
	buf_clear(&text);
	looks = parsed("{\"rule\":{\"alpha\":0,\"n_looks\":2},\"looks\":[]}");
	assert_int_equal(looks_check(looks, &err), -1);
	json_free(looks);
}

static void test_a_case_keeps_one_rule(void **state)
{
	char dir[256];
	const char *tmp = getenv("TMPDIR");
	struct json *rule = parsed(RULE("50")), *other = parsed(RULE("25")), *out;
	struct err err = ERR_INIT;
	struct casefile *cf;
	size_t n_rows;
	char *path;

	(void)state;
	(void)snprintf(dir, sizeof(dir), "%s/looks.XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "x.assay");
	cf = casefile_open(path, CASEFILE_CREATE, &err);
	assert_non_null(cf);
	assert_int_equal(looks_begin(cf, NULL, &err), 0);
	out = json_new_object();
	assert_int_equal(looks_tell(cf, out, &err), 0);
	assert_null(json_first(out));
	assert_int_equal(looks_begin(cf, rule, &err), 0);
	n_rows = casefile_n_rows(cf);
	assert_int_equal(looks_begin(cf, rule, &err), 0);
	assert_int_equal(casefile_n_rows(cf), n_rows);
	assert_int_equal(looks_begin(cf, other, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_non_null(strstr(err.text, "'block' differs"));
	assert_int_equal(looks_tell(cf, out, &err), 0);
	assert_true(json_num(json_get(out, "sequential"), "alpha", 0) == .1);
	casefile_abandon(cf);
	json_free(out);
	json_free(rule);
	json_free(other);
	(void)unlink(path);
	(void)rmdir(dir);
	mem_free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks_add_up_to_a_decision),
		cmocka_unit_test(
			test_an_e_value_against_the_same_weights_decides_nothing),
		cmocka_unit_test(test_a_ratio_learned_on_more_prompts_counts_nothing),
		cmocka_unit_test(test_a_changed_look_is_found),
		cmocka_unit_test(test_a_case_keeps_one_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
