/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which option an answer picks, by the rules of channel/choice_option.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "channel/choice_option.h"

#define NONE (-1)

struct picked {
	const char *answer;
	int option;
};

static void check(const char *const *texts, const struct picked *cases)
{
	struct choice_options options;
	struct tokens tokens = TOKENS_INIT;
	size_t n = 0;

	while (texts[n])
		n++;
	choice_options_read(texts, n, &options);
	for (const struct picked *c = cases; c->answer; c++) {
		int option;

		tokens_read(c->answer, strlen(c->answer), SIZE_MAX, &tokens);
		option = choice_options_find(&options, c->answer, &tokens);
		if (option != c->option)
			fail_msg("of \"%s\"... \"%s\" picks %d, not %d", texts[0],
				 c->answer, option, c->option);
	}
	tokens_clear(&tokens);
	choice_options_clear(&options);
}

static const char *const cities[] = {"Lyon", "Paris", "Lille", NULL};

static void an_answer_begins_with_a_label_or_a_wording(void **state)
{
	static const struct picked cases[] = {
		{"B", 1},
		{"b", 1},
		{"b)", 1},
		{"(B) Paris", 1},
		{"(b) Paris", 1},
		{"**B.** Paris", 1},
		{"B Paris", 1},
		{"B\nIt is the capital.", 1},
		{"B. Lyon is smaller.", 1},
		{"2", 1},
		{"2. Paris", 1},
		{"#2: Paris", 1},
		{"Paris.", 1},
		{"paris", 1},
		{"\"PARIS\"", 1},
		{"**Paris**", 1},
		{"Paris is the capital.", 1},
		{"Paris, not Lyon.", 1},
		{"\n\n  Lille\n", 2},
		{NULL, 0},
	};

	(void)state;
	check(cities, cases);
}

static void or_its_first_line_names_one_option_alone(void **state)
{
	static const struct picked cases[] = {
		{"The answer is Paris", 1},
		{"The answer is **Paris**.", 1},
		{"The answer is B.", 1},
		{"Answer: B", 1},
		{"Option 2", 1},
		{"\\boxed{B}", 1},
		{"---\nI say Paris.\nLyon.", 1},
		{"A good question: B.", 1},
		{"Paris? No: Lyon.", 1}, /* it begins with it */
		{"Not Paris.", 1},
		/* Two, or none that a mark or an end follows. */
		{"Between Lyon, Paris and Lille, I pick Paris.", NONE},
		{"The answer is B because", NONE},
		{"The Paris of the north", NONE},
		{"The answer is b.", NONE},
		{"I like both.\nParis.", NONE},
		{"Marseille", NONE},
		{"A dog", NONE},
		{"D", NONE},
		{"4", NONE},
		{"0", NONE},
		{"", NONE},
		{"?!", NONE},
		{NULL, 0},
	};

	(void)state;
	check(cities, cases);
}

static void part_of_a_longer_expression_is_no_name(void **state)
{
	static const struct picked cases[] = {
		{"A-level", NONE},
		{"A/B", NONE},
		{"2.5 million", NONE},
		{"2%", NONE},
		{"-2", NONE},
		{"1:2", NONE},
		{"2024", NONE},
		{"C++", NONE},
		{"Paris-based", NONE},
		{"Parisian", NONE},
		{"A - Lyon", 0},
		{"2.", 1},
		{"It is -2", NONE},
		{"B.Paris", 1},
		{"A\xE2\x80\x94Lyon", 0},
		{"I say non-Paris", NONE},
		{NULL, 0},
	};

	(void)state;
	check(cities, cases);
}

static void the_longest_of_options_that_begin_alike_is_picked(void **state)
{
	static const char *const texts[] = {"Yes",     "Yes, but later", "No",
					    "No way.", "New York City",  "New York",
					    NULL};
	static const struct picked cases[] = {
		{"Yes", 0},
		{"Yes!", 0},
		{"Yes, but", 0},
		{"Yes, but later than that", 1},
		{"No", 2},
		{"No way", 3},
		{"no way, no", 3},
		{"New York", 5},
		{"New York city hall", 4},
		{"I would go to New York City.", 4},
		{"Nothing", NONE},
		{"There is no right answer", NONE},
		{"There is no way to tell", NONE},
		{NULL, 0},
	};

	(void)state;
	check(texts, cases);
}

/* Beijing, Shanghai, Shanghai port. */
static void options_in_chinese_are_read(void **state)
{
	static const char *const texts[] = {"\u5317\u4eac", "\u4e0a\u6d77",
					    "\u4e0a\u6d77\u6e2f\u3002", NULL};
	static const struct picked cases[] = {
		{"\u4e0a\u6d77", 1},
		{"\u4e0a\u6d77\u3002", 1},
		{"\u4e0a\u6d77\u6e2f", 2},
		{"\u300c\u4e0a\u6d77\u300d", 1},
		{"\u4e0a\u6d77\u662f\u5927\u57ce\u5e02\u3002", 1}, /* is a large city */
		{"\u7b54\u6848\u662f\u4e0a\u6d77\u3002", 1},       /* the answer is */
		{"B\u3001\u4e0a\u6d77", 1},
		{"B\u4e0a\u6d77", 1},
		{"\uff08B\uff09", 1},
		{"\u6211\u9009B\u3002", 1}, /* I choose B */
		{"2\uff0e\u4e0a\u6d77", 1},
		{"\u5e7f\u5dde", NONE}, /* Guangzhou */
		{"B\u578b", NONE},      /* type B */
		{NULL, 0},
	};

	(void)state;
	check(texts, cases);
}

static void options_may_stand_with_their_labels(void **state)
{
	static const char *const lettered[] = {"A) Lyon", "(B) Paris", "C: Lille", NULL};
	static const char *const numbered[] = {"1. Lyon", "2. Paris", NULL};
	static const struct picked cases[] = {
		{"B", 1}, {"Paris", 1}, {"(B) Paris", 1}, {"2", 1}, {NULL, 0},
	};

	(void)state;
	check(lettered, cases);
	check(numbered, cases);
}

/* A number or a letter that is a wording is no label of another option. */
static void wordings_come_before_labels(void **state)
{
	static const char *const numbers[] = {"3", "-2", "2", "2.5", NULL};
	static const char *const letters[] = {"B", "A", NULL};
	static const char *const signs[] = {"C", "C++", "C#", NULL};
	static const struct picked of_numbers[] = {
		{"3", 0},    {"2", 2}, {"-2", 1},         {"2.5", 3},
		{"1", NONE}, {"B", 1}, {"It is 2.5.", 3}, {NULL, 0},
	};
	static const struct picked of_letters[] = {
		{"B", 0}, {"A", 1}, {"b)", 0}, {"A dog", NONE}, {"1", 0}, {NULL, 0},
	};
	static const struct picked of_signs[] = {
		{"C", 0}, {"C++", 1}, {"C# of course", 2}, {"I use C++.", 1}, {NULL, 0},
	};

	(void)state;
	check(numbers, of_numbers);
	check(letters, of_letters);
	check(signs, of_signs);
}

static void without_options_nothing_is_picked(void **state)
{
	static const char *const none[] = {NULL};
	static const struct picked cases[] = {{"A", NONE}, {"1", NONE}, {NULL, 0}};

	(void)state;
	check(none, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_begins_with_a_label_or_a_wording),
		cmocka_unit_test(or_its_first_line_names_one_option_alone),
		cmocka_unit_test(part_of_a_longer_expression_is_no_name),
		cmocka_unit_test(the_longest_of_options_that_begin_alike_is_picked),
		cmocka_unit_test(options_in_chinese_are_read),
		cmocka_unit_test(options_may_stand_with_their_labels),
		cmocka_unit_test(wordings_come_before_labels),
		cmocka_unit_test(without_options_nothing_is_picked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
