/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which verdict follows from what: a table of cases. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/verdict.h"

#define NONE                                                                             \
	{                                                                                \
		NAN, NAN, NAN, NAN, NAN                                                  \
	}

static const struct {
	const char *fact;
	struct verdict_facts facts;
	const char *words;
	enum verdict_ground ground;
} cases[] = {
	/* I5 */
	{"no ratio", {.alternative = NONE}, "inconclusive", GROUND_NO_LR},
	{"no ratio, but the teacher's name",
	 {.alternative = NONE, .is_leak = true},
	 "inconclusive",
	 GROUND_NO_LR_LEAK},
	{"an interval about 0",
	 {.has_lr = true, .interval = {-.1, .9}, .alternative = NONE},
	 "inconclusive",
	 GROUND_STRADDLES},
	{"an interval that touches 0",
	 {.has_lr = true, .interval = {0, .9}, .alternative = NONE},
	 "inconclusive",
	 GROUND_STRADDLES},
	{"an interval above 0 and nothing to weigh it against",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = NONE},
	 "distilled from the teacher or its sibling",
	 GROUND_SUPPORTED},
	{"alternatives that H1 beats",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = {.8, .2, 0, .5, 1}},
	 "distilled from the teacher or its sibling",
	 GROUND_SUPPORTED},
	{"a shared base that explains as much and more",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = {.8, -.5, .4, .5, 1}},
	 "common source",
	 GROUND_BASE},
	{"a shared base that explains a little more",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = {.8, -.2, .4, .5, 1}},
	 "inconclusive",
	 GROUND_NEARLY},
	{"another teacher",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = {.8, -.4, -.7, .5, 1}},
	 "common source",
	 GROUND_RIVAL},
	{"the web",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = {.8, .4, .4, -.7, 1}},
	 "exposure only",
	 GROUND_WEB},
	{"the reverse weighs in direction, not here",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = {.8, .4, .4, .7, -1}},
	 "distilled from the teacher or its sibling",
	 GROUND_SUPPORTED},
	{"a teacher that came too late",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = NONE, .is_too_late = true},
	 "inconclusive",
	 GROUND_TOO_LATE},
	{"a ratio that one vendor or channel makes",
	 {.has_lr = true, .interval = {.1, .9}, .alternative = NONE, .is_fragile = true},
	 "inconclusive",
	 GROUND_FRAGILE},
	{"two of one vendor",
	 {.has_lr = true,
	  .interval = {.1, .9},
	  .alternative = NONE,
	  .is_same_maker = true},
	 "common source",
	 GROUND_SAME_MAKER},
	{"no likeness",
	 {.has_lr = true, .interval = {-.9, -.1}, .alternative = {-.8, -.8, -.8, -.8, 1}},
	 "no evidence",
	 GROUND_NOT_TAUGHT},
	{"no likeness, but the teacher's name",
	 {.has_lr = true, .interval = {-.9, -.1}, .alternative = NONE, .is_leak = true},
	 "exposure only",
	 GROUND_LEAK},
	{"nearer to the teacher than others, yet nearer to others",
	 {.has_lr = true,
	  .interval = {-.2, .5},
	  .alternative = NONE,
	  .is_one_sided = true},
	 "exposure only",
	 GROUND_ONE_SIDE},
	{"drawn alike, with style to match",
	 {.alternative = NONE, .is_equal = true, .is_extreme = true},
	 "same weights or near copy",
	 GROUND_EQUAL},
	{"drawn alike, with style that is not",
	 {.alternative = NONE, .is_equal = true},
	 "inconclusive",
	 GROUND_NO_LR},
};

static void each_case_has_its_verdict(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct verdict_given given = verdict_give(&cases[i].facts);

		if (given.ground != cases[i].ground ||
		    strcmp(verdict_words(given.verdict), cases[i].words) != 0)
			fail_msg("%s: %s", cases[i].fact, verdict_words(given.verdict));
	}
}

static void every_ground_has_words(void **state)
{
	(void)state;
	for (int i = 0; i < N_GROUNDS; i++)
		assert_true(strlen(verdict_ground_words((enum verdict_ground)i)) > 20);
}

/* The strength is never left out, and none is told without its side. */
static void a_conclusion_has_its_strength(void **state)
{
	static const struct {
		enum verdict_ground ground;
		const char *verbal, *says;
	} told[] = {
		{GROUND_SUPPORTED, "weak support for H1",
		 "weak support that it was distilled from the teacher or its sibling"},
		{GROUND_NOT_TAUGHT, "weak support for H2",
		 "no evidence that it was trained on the teacher; weak support for H2"},
		{GROUND_STRADDLES, "no support either way",
		 "inconclusive; no support either way"},
		{GROUND_NO_LR, "no likelihood ratio",
		 "inconclusive; no likelihood ratio"},
		{GROUND_RIVAL, "moderate support for H1",
		 "a common source, another model, explains the likeness better; "
		 "moderate support for H1 against an independent model"},
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		verdict_conclusion(told[i].ground, told[i].verbal, &out);
		assert_string_equal(buf_str(&out), told[i].says);
		buf_reset(&out);
	}
	for (int i = 0; i < N_GROUNDS; i++) {
		verdict_conclusion((enum verdict_ground)i, "strong support for H1", &out);
		assert_non_null(strstr(buf_str(&out), "strong support"));
		buf_reset(&out);
	}
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case_has_its_verdict),
		cmocka_unit_test(every_ground_has_words),
		cmocka_unit_test(a_conclusion_has_its_strength),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
