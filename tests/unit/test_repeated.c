/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channels on repeated answers, on answers written by hand and worked out by hand. */
#include <omp.h>
#include <stdlib.h>

#include "stat/dist.h"
#include "stat/rng.h"
#include "unit/hand.h"
#include "unit/stat_near.h"

/* Three times the same. */
static void say_thrice(struct hand *h, const char *model, const char *id,
		       const char *answer)
{
	const char *const answers[] = {answer, answer, answer};

	say(h, model, id, answers, 3);
}

/* Models a and b answer one prompt with two options, or none when these are NULL; the
 * named member of what the channel says. */
static double member_with(const char *channel, const char *key, const char *prompt,
			  const char *const *options, const char *const a[3],
			  const char *const b[3])
{
	struct hand h;
	struct json *out;
	double x;

	hand_open(&h, prompt);
	for (size_t i = 0; i < MOST_ITEMS && options; i++) {
		h.options[i] = options;
		h.n_options[i] = 2;
	}
	say(&h, "a", "p", a, 3);
	say(&h, "b", "p", b, 3);
	out = examine(&h, channel, 0, 1);
	x = number(out, key);
	json_free(out);
	answers_free(h.answers);
	return x;
}

static double member_of(const char *channel, const char *key, const char *prompt,
			const char *const a[3], const char *const b[3])
{
	return member_with(channel, key, prompt, NULL, a, b);
}

/* 3 v 3 splits of two kinds: 2 of 20 are pure, 18 are (2/3, 1/3) against (1/3, 2/3). */
static double mixed_divergence(void)
{
	return 1 + (log2(1. / 3) + 2 * log2(2. / 3)) / 3;
}

static double expected_divergence(void)
{
	return (2 * 1 + 18 * mixed_divergence()) / 20;
}

static double e_of(double ratio)
{
	static const double lambda[] = {1. / 16, 1. / 8, 1. / 4, 1. / 2, 1};
	double sum = 0;

	for (size_t i = 0; i < 5; i++)
		sum += 1 - lambda[i] + lambda[i] * ratio;
	return sum / 5;
}

static void choices_that_never_agree_diverge_by_a_bit(void **state)
{
	struct hand h;
	struct json *out;

	(void)state;
	hand_open(&h, "A colour?");
	say_thrice(&h, "a", "p", "red");
	say_thrice(&h, "b", "p", "blue");
	out = examine(&h, "choice", 0, 1);
	assert_int_equal(number(out, "n_prompts"), 1);
	assert_int_equal(number(out, "n_suspect"), 3);
	assert_int_equal(number(out, "n_teacher"), 3);
	NEAR(number(out, "statistic"), 1, 1e-12);
	NEAR(number(out, "expected"), expected_divergence(), 1e-12);
	NEAR(number(out, "effect"), 1 - expected_divergence(), 1e-12);
	NEAR(number(out, "p"), .1, 1e-12);
	assert_int_equal(number(out, "n_splits"), 20);
	assert_true(json_true(out, "is_exact"));
	NEAR(number(out, "log10_e"), log10(e_of(1 / expected_divergence())), 1e-12);
	assert_null(json_get(out, "reason"));
	json_free(out);
	answers_free(h.answers);
}

static void the_same_choices_are_no_evidence(void **state)
{
	static const char *const said[] = {"red", "red", "blue"};
	static const char *const sure[] = {"red", "red", "red"};

	(void)state;
	NEAR(member_of("choice", "statistic", "A colour?", said, said), 0, 1e-12);
	assert_true(member_of("choice", "effect", "A colour?", said, said) < 0);
	NEAR(member_of("choice", "p", "A colour?", said, said), 1, 1e-12);
	/* Nothing to permute: neither for nor against. */
	NEAR(member_of("choice", "effect", "A colour?", sure, sure), 0, 0);
	NEAR(member_of("choice", "p", "A colour?", sure, sure), 1, 0);
	NEAR(member_of("choice", "log10_e", "A colour?", sure, sure), 0, 1e-12);
}

/* Unequal groups of three kinds against counting by hand: 2 v 3 answers {x, y}, {x, x,
 * z}; the
 * mean over C(5, 2) = 10 splits. Both prompts are the same. */
static void groups_of_two_sizes_are_weighed_alike(void **state)
{
	static const char *const one[] = {"x", "y"}, *const other[] = {"x", "x", "z"};
	/* By first group: xx (3 of 10), xy (3), xz (3), yz (1). */
	double h3 = log2(3), third = 1. / 3;
	double h_two_one = -2 * third * log2(2 * third) - third * log2(third);
	double mean, value;
	struct hand h;
	struct json *out;

	(void)state;
	/* H(mix) - (H(P) + H(Q)) / 2: xx: mix (2/3, 1/6, 1/6); xy, xz: (7/12, 1/4, 1/6);
	 * yz: (1/2, 1/4, 1/4). */
	value = (7. / 12 * log2(12. / 7) + .25 * 2 + log2(6) / 6) - (1 + h_two_one) / 2;
	mean = 3 * ((2 * third * log2(1.5) + third * log2(6)) - (0 + h3) / 2) +
	       6 * value + (.5 + 1 - (1 + 0) / 2.);
	hand_open(&h, "A letter?");
	say(&h, "a", "p", one, 2);
	say(&h, "a", "q", one, 2);
	say(&h, "b", "p", other, 3);
	say(&h, "b", "q", other, 3);
	out = examine(&h, "choice", 0, 1);
	NEAR(number(out, "statistic"), value, 1e-12);
	NEAR(number(out, "expected"), mean / 10, 1e-12);
	assert_int_equal(number(out, "n_splits"), 100);
	json_free(out);
	answers_free(h.answers);
}

static void one_choice_has_many_spellings(void **state)
{
	static const char *const plain[] = {"red", "red", "red"};
	static const char *const spelt[] = {" **Red**.\n", "<think>blue?</think>RED",
					    "\"red\"\nIt is warm."};
	static const char *const emoji[] = {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", "?"};
	static const char *const marks[] = {"?", "?", "\xF0\x9F\x98\x80"};
	static const char *const empty[] = {"", "", ""};

	(void)state;
	NEAR(member_of("choice", "statistic", "A colour?", plain, spelt), 0, 1e-12);
	NEAR(member_of("choice", "statistic", "A mark?", emoji, marks),
	     mixed_divergence(), 1e-12);
	/* No text is an outcome, not a gap (I2). */
	NEAR(member_of("choice", "statistic", "A colour?", plain, empty), 1, 1e-12);
	NEAR(member_of("choice", "statistic", "A colour?", empty, empty), 0, 1e-12);
}

/* Whatever the prompt's text looks like. */
static void answers_are_options_only_where_the_probe_has_them(void **state)
{
	static const char *const options[] = {"Paris", "Lyon"};
	static const char *const lyon[] = {"B", "b)", "(B) Lyon"};
	static const char *const named[] = {"**Lyon** is nice", "The answer is B.", "2."};
	static const char *const paris[] = {"A", "Paris", "1"};
	static const char *const prompt = "Which city? A. Paris\nB. Lyon";
	static const char *const letter[] = {"B", "B", "B"};
	static const char *const wording[] = {"Lyon", "Lyon", "Lyon"};

	(void)state;
	NEAR(member_with("choice", "statistic", prompt, options, lyon, named), 0, 1e-12);
	NEAR(member_with("choice", "statistic", prompt, options, lyon, paris), 1, 1e-12);
	NEAR(member_of("choice", "statistic", prompt, letter, wording), 1, 1e-12);
}

/* 0 within, 1 between: MMD^2 is 2; 9 of 15 pairs differ, so that the biased one is
 * 2 * 9 * (1/3 + 1/3) / (6 * 5) = .4 on average. */
static void answers_without_a_common_token_have_mmd_two(void **state)
{
	static const char *const a[] = {"a b", "a b", "a b"}, *const b[] = {"c d", "c d",
									    "c d"};

	(void)state;
	NEAR(member_of("equality", "effect", "Say.", a, b), 2, 1e-12);
	NEAR(member_of("equality", "statistic", "Say.", a, b), 2, 1e-12);
	NEAR(member_of("equality", "expected", "Say.", a, b), .4, 1e-12);
	NEAR(member_of("equality", "p", "Say.", a, b), .1, 1e-12);
	NEAR(member_of("equality", "log10_e", "Say.", a, b), log10(e_of(5)), 1e-12);
	NEAR(member_of("equality", "effect", "Say.", a, a), 0, 1e-12);
	NEAR(member_of("equality", "p", "Say.", a, a), 1, 0);
}

/* All of a model alike: MMD^2 is twice the distance, 1 - kernel, of the two answers. */
static double kernel_of(const char *left, const char *right)
{
	const char *const a[] = {left, left, left}, *const b[] = {right, right, right};

	return 1 - member_of("equality", "effect", "Say.", a, b) / 2;
}

static void equality_counts_tokens_in_their_places(void **state)
{
	struct buf longer = BUF_INIT, other = BUF_INIT;

	(void)state;
	NEAR(kernel_of("a b c d", "a x c d"), .75, 1e-12);
	NEAR(kernel_of("a b c", "b c a"), 0, 1e-12);
	NEAR(kernel_of("A, b", "a , B"), 1, 1e-12);
	/* What a short answer lacks is not alike: 1 / sqrt(1 * 4). */
	NEAR(kernel_of("a", "a b c d"), .5, 1e-12);
	NEAR(kernel_of("", ""), 1, 0);
	NEAR(kernel_of("", "a"), 0, 1e-12);
	NEAR(kernel_of("<think>long thoughts</think>yes", "yes"), 1, 1e-12);
	/* Fifty tokens count, what is behind them does not. */
	for (int i = 0; i < 50; i++) {
		buf_str_add(&longer, "w ");
		buf_str_add(&other, i == 49 ? "x " : "w ");
	}
	NEAR(kernel_of(buf_str(&longer), buf_str(&other)), .98, 1e-12);
	buf_str_add(&longer, "and so on");
	buf_str_add(&other, "or not");
	NEAR(kernel_of(buf_str(&longer), buf_str(&other)), .98, 1e-12);
	buf_clear(&longer);
	buf_clear(&other);
}

/* One gene, pooled 3 and 3 of two alleles. Plain minimum distance: pure splits (2 of 20)
 * have ((1)^2 + (1)^2) / 2 = 1, mixed ones (18) ((1/3)^2 + (1/3)^2) / 2 = 1/9. */
static void genes_without_a_common_allele_are_as_far_as_can_be(void **state)
{
	static const char *const a[] = {"once", "once", "once"};
	static const char *const b[] = {"then", "then", "then"};
	double expected = (2 + 18. / 9) / 20;

	(void)state;
	NEAR(member_of("genes", "statistic", "Go on.", a, b), 1, 1e-12);
	NEAR(member_of("genes", "expected", "Go on.", a, b), expected, 1e-12);
	NEAR(member_of("genes", "effect", "Go on.", a, b), 1, 1e-12);
	NEAR(member_of("genes", "p", "Go on.", a, b), .1, 1e-12);
	NEAR(member_of("genes", "log10_e", "Go on.", a, b), log10(e_of(1 / expected)),
	     1e-12);
	NEAR(member_of("genes", "effect", "Go on.", a, a), 0, 0);
	NEAR(member_of("genes", "p", "Go on.", a, a), 1, 0);
}

static void an_allele_is_four_characters_of_the_answer(void **state)
{
	static const char *const plain[] = {"river bank", "river bank", "river bank"};
	static const char *const same[] = {"\n rive", "<think>no</think> riverside",
					   "rivet"};
	static const char *const cased[] = {"River", "River", "River"};
	static const char *const wide[] = {
		"\xE6\xB2\xB3\xE6\xB0\xB4\xE6\xB5\x81\xE9\x81\x8E"
		"x",
		"\xE6\xB2\xB3\xE6\xB0\xB4\xE6\xB5\x81\xE9\x81\x8E"
		"y",
		"\xE3\x80\x80\xE6\xB2\xB3\xE6\xB0\xB4\xE6\xB5\x81\xE9"
		"\x81\x8E"};
	static const char *const short_of[] = {"\xE6\xB2\xB3\xE6\xB0\xB4",
					       "\xE6\xB2\xB3\xE6\xB0\xB4",
					       "\xE6\xB2\xB3\xE6\xB0\xB4"};

	(void)state;
	NEAR(member_of("genes", "statistic", "Go on.", plain, same), 0, 0);
	NEAR(member_of("genes", "statistic", "Go on.", plain, cased), 1, 0);
	NEAR(member_of("genes", "statistic", "Go on.", wide, wide), 0, 0);
	NEAR(member_of("genes", "effect", "Go on.", wide, wide), 0, 0);
	NEAR(member_of("genes", "statistic", "Go on.", wide, short_of), 1, 0);
}

/* METHODS TV-15 (Nei 1978, n = 4): gene 1 {a 2, b 2} v {a 1, b 1, d 2}, gene 2 {c 4} v
 * {c 2, e 2}: S = .75 / sqrt(4/3 * 1/2), D = .084949518. */
static void neis_distance_is_the_published_one(void **state)
{
	static const char *const x1[] = {"aaaa", "bbbb", "aaaa", "bbbb"};
	static const char *const y1[] = {"aaaa", "bbbb", "dddd", "dddd"};
	static const char *const x2[] = {"cccc", "cccc", "cccc", "cccc"};
	static const char *const y2[] = {"cccc", "eeee", "cccc", "eeee"};
	struct hand h;
	struct json *out;
	const struct json *nei;

	(void)state;
	hand_open(&h, "Go on.");
	say(&h, "x", "p", x1, 4);
	say(&h, "x", "q", x2, 4);
	say(&h, "y", "p", y1, 4);
	say(&h, "y", "q", y2, 4);
	out = examine(&h, "genes", 0, 1);
	nei = json_get(out, "nei");
	assert_int_equal(number(nei, "n_genes"), 2);
	NEAR(number(nei, "similarity"), .75 / sqrt(4. / 3 / 2), 1e-12);
	NEAR(number(nei, "distance"), .084949518, 1e-9);
	/* Too few genes for an interval over them. */
	assert_null(json_get(nei, "lo"));
	json_free(out);
	answers_free(h.answers);
}

/* Two models that draw from one pool: p is at most u no oftener than u. */
static void genes_of_one_source_give_a_small_p_seldom(void **state)
{
	static const char *const pool[] = {"once", "then", "rain", "dusk", "when"};
	double p[200];
	size_t n_small = 0;

	(void)state;
	for (size_t seed = 0; seed < 200; seed++) {
		struct hand h;
		struct json *out;
		struct rng rng = rng_stream(seed, 1, 2, 3);

		hand_open(&h, "Go on.");
		for (int g = 0; g < 6; g++) {
			const char id[] = {(char)('a' + g), '\0'};
			const char *said[2][4];

			for (size_t i = 0; i < 8; i++)
				said[i / 4][i % 4] = pool[rng_below(&rng, 5)];
			say(&h, "x", id, said[0], 4);
			say(&h, "y", id, said[1], 4);
		}
		out = examine(&h, "genes", 0, 1);
		p[seed] = number(out, "p");
		n_small += p[seed] <= .05;
		json_free(out);
		answers_free(h.answers);
	}
	/* 10 expected; P(X >= 21) < .001. */
	assert_true(n_small <= 20);
	assert_true(dist_ks_uniform_p(p, 200, NULL) > .001);
}

static void a_placebo_as_near_as_the_teacher_ties_against_it(void **state)
{
	double apart = 1 - expected_divergence();
	struct hand h;
	struct json *out;

	(void)state;
	hand_open(&h, "A colour?");
	say_thrice(&h, "c1", "p", "blue"); /* 0 and 1 are one family */
	say_thrice(&h, "c2", "p", "red");
	say_thrice(&h, "c3", "p", "green");
	say_thrice(&h, "d", "p", "red"); /* not clean */
	say_thrice(&h, "s", "p", "red");
	say_thrice(&h, "s2", "p", "red"); /* of the suspect's family */
	say_thrice(&h, "t", "p", "red");
	say_thrice(&h, "t2", "p", "red"); /* of the teacher's */
	say_thrice(&h, "u", "q", "red");  /* shares no prompt */
	h.family[1] = h.family[0];
	h.clean[3] = 0;
	h.family[5] = h.family[4];
	h.family[7] = h.family[6];
	out = examine(&h, "choice", 4, 6);
	NEAR(number(out, "effect"), 0, 0);
	NEAR(number(out, "excess"), ((apart + 0) / 2 + apart) / 2, 1e-12);
	assert_int_equal(number(out, "rank"), 2);
	assert_int_equal(number(out, "n_placebos"), 3);
	json_free(out);
	/* Against a teacher it never agrees with: two placebos are as near or nearer. */
	out = examine(&h, "choice", 4, 2);
	assert_int_equal(number(out, "n_placebos"), 4);
	assert_int_equal(number(out, "rank"), 5);
	json_free(out);
	answers_free(h.answers);
}

/* Two v two answers to one prompt have 6 splits: no p could fall below 1/6. */
static void too_little_gives_a_reason_and_no_number(void **state)
{
	static const char *const said[] = {"red", "blue"};
	static const char *const channels[] = {"choice", "equality", "genes"};
	double score[4];

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct hand h;
		struct own_null_material material;
		struct json *out;

		hand_open(&h, "A colour?");
		say(&h, "a", "p", said, 2);
		say(&h, "b", "p", said, 2);
		say(&h, "a", "q", said, 1);
		say(&h, "b", "q", said, 2);
		out = examine(&h, channels[k], 0, 1);
		assert_non_null(json_str(out, "reason"));
		assert_int_equal(number(out, "n_prompts"), 1);
		assert_null(json_get(out, "p"));
		assert_null(json_get(out, "effect"));
		json_free(out);
		material = material_of(&h);
		own_null_find(channels[k])->score(&material, score);
		for (size_t i = 0; i < 4; i++)
			assert_true(isnan(score[i]) != 0);
		say(&h, "a", "r", said, 2);
		say(&h, "b", "r", said, 2);
		out = examine(&h, channels[k], 0, 1);
		assert_null(json_get(out, "reason"));
		assert_int_equal(number(out, "n_splits"), 36);
		json_free(out);
		answers_free(h.answers);
	}
}

static struct buf printed(struct hand *h, const char *channel, size_t a, size_t b)
{
	struct json *out = examine(h, channel, a, b);
	struct buf text = BUF_INIT;

	json_print(out, false, &text);
	json_free(out);
	return text;
}

/* Many prompts, so that splits are drawn. */
static void threads_change_nothing_and_score_is_minus_effect(void **state)
{
	static const char *const said[] = {"red", "blue", "green", "red", "grey", "blue"};
	static const char *const channels[] = {"choice", "equality", "genes"};
	int n_threads = omp_get_max_threads();
	double score[9];
	struct hand h;

	(void)state;
	hand_open(&h, "A colour?");
	for (int i = 0; i < 15; i++) {
		const char id[] = {(char)('a' + i), '\0'};

		say(&h, "x", id, said, 4);
		say(&h, "y", id, said + (i % 3), 4);
		say(&h, "z", id, said + 1, 5);
	}
	for (size_t k = 0; k < 3; k++) {
		struct own_null_material material = material_of(&h);
		struct json *out;
		struct buf one, three;

		omp_set_num_threads(1);
		one = printed(&h, channels[k], 0, 1);
		omp_set_num_threads(3);
		three = printed(&h, channels[k], 0, 1);
		assert_string_equal(buf_str(&one), buf_str(&three));
		own_null_find(channels[k])->score(&material, score);
		omp_set_num_threads(n_threads);
		for (size_t a = 0; a < 3; a++) {
			assert_true(isnan(score[a * 3 + a]) != 0);
			for (size_t b = 0; b < 3; b++) {
				if (a == b)
					continue;
				out = examine(&h, channels[k], a, b);
				assert_false(json_true(out, "is_exact"));
				NEAR(score[a * 3 + b], -number(out, "effect"), 1e-12);
				json_free(out);
			}
		}
		buf_clear(&one);
		buf_clear(&three);
	}
	answers_free(h.answers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices_that_never_agree_diverge_by_a_bit),
		cmocka_unit_test(the_same_choices_are_no_evidence),
		cmocka_unit_test(groups_of_two_sizes_are_weighed_alike),
		cmocka_unit_test(one_choice_has_many_spellings),
		cmocka_unit_test(answers_are_options_only_where_the_probe_has_them),
		cmocka_unit_test(answers_without_a_common_token_have_mmd_two),
		cmocka_unit_test(equality_counts_tokens_in_their_places),
		cmocka_unit_test(genes_without_a_common_allele_are_as_far_as_can_be),
		cmocka_unit_test(an_allele_is_four_characters_of_the_answer),
		cmocka_unit_test(neis_distance_is_the_published_one),
		cmocka_unit_test(genes_of_one_source_give_a_small_p_seldom),
		cmocka_unit_test(a_placebo_as_near_as_the_teacher_ties_against_it),
		cmocka_unit_test(too_little_gives_a_reason_and_no_number),
		cmocka_unit_test(threads_change_nothing_and_score_is_minus_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
