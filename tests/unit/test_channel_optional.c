/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channels that are off by default, on answers written by hand; and how channels are
 * chosen. */
#include "channel/counts.h"
#include "channel/prompt_rank.h"
#include "unit/by_hand.h"

static void none_is_clean(struct hand_cohort *h)
{
	all_clean(h);
	memset(h->clean, 0, sizeof(h->clean));
}

/* Without clean models every run weighs 1: shared / sqrt(own runs of each). */
static void ngram4_counts_runs_of_just_four(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	none_is_clean(&h);
	put_all(answers, "a", 75, "v w x y z"); /* two of them */
	put_all(answers, "b", 75, "v w x y");   /* one, shared */
	put_all(answers, "c", 75, "w x y");     /* none */
	put_all(answers, "d", 75, "say something. v w x y");
	NEAR(pair_score("ngram4", answers, &h.cohort, 0, 1), 1 / sqrt(2), FLOAT_DIGITS);
	NEAR(pair_score("ngram4", answers, &h.cohort, 0, 2), 0, 0);
	/* d has four runs, of which the prompt, of three tokens, holds none. */
	NEAR(pair_score("ngram4", answers, &h.cohort, 1, 3), 1 / sqrt(4), FLOAT_DIGITS);
	answers_free(answers);
}

/*
 * Clean a, b say "w x y z", c says "w x y v". For a and b the run is left with nobody of
 * N = 3, ln 4; each norm leaves out its own family alone, so one has it: ln(4/2).
 */
static void ngram4_weighs_runs_by_rarity(void **state)
{
	struct answers *answers = answers_new();

	(void)state;
	put_all(answers, "a", 75, "w x y z");
	put_all(answers, "b", 75, "w x y z");
	put_all(answers, "c", 75, "w x y v");
	NEAR(pair_score("ngram4", answers, NULL, 0, 1), log(4) / log(2), FLOAT_DIGITS);
	NEAR(pair_score("ngram4", answers, NULL, 0, 2), 0, 0);
	answers_free(answers);
}

/* Answers of four tokens, each one run: so many of ten in each of three forms, the words
 * in them never the same. */
static void put_forms(struct answers *answers, const char *model, size_t first,
		      size_t second)
{
	char text[64];

	for (size_t i = 0; i < 60; i++) {
		size_t at = i % 10;

		(void)snprintf(text, sizeof(text),
			       at < first            ? "the %s%zu of %s%zu"
			       : at < first + second ? "a %s%zu in %s%zu"
						     : "and %s%zu: %s%zu",
			       model, i, model, i + 100);
		put(answers, model, i, text);
	}
}

/*
 * Rates as in rates_are_compared_as_cosines_of_over_use: clean (.1 .2 .7), (.2 .4 .4) and
 * (.3 .6 .1), so that s (.4 .6 0) is z = (2, 1, -4/3) and t (.3 .6 .1) is (1, 1, -1).
 */
static void skeleton_sees_function_words_and_marks_alone(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	memset(h.clean + 3, 0, 3);
	put_forms(answers, "ka", 1, 2);
	put_forms(answers, "kb", 2, 4);
	put_forms(answers, "kc", 3, 6);
	put_forms(answers, "ks", 4, 6);
	put_forms(answers, "kt", 3, 6);
	put_forms(answers, "ku", 4, 6);
	NEAR(pair_score("skeleton", answers, &h.cohort, 3, 4), 3 / sqrt(10),
	     FLOAT_DIGITS);
	/* None of u's other words is one of s's. */
	NEAR(pair_score("skeleton", answers, &h.cohort, 3, 5), 1, FLOAT_DIGITS);
	answers_free(answers);
}

/* n of 60 answers hold the phrase, the next m the other one; the rest hold none. */
static void put_phrases(struct answers *answers, const char *model, size_t n, size_t m)
{
	for (size_t i = 0; i < 60; i++)
		put(answers, model, i, i < n ? "p q" : i < n + m ? "r s" : "well");
}

/* METHODS 5.2 with a prior of 500: y of 60 answers against pool of 120. */
static double phrase_z(double y, double pool)
{
	double a = 500 * (pool + .5) / 121;
	double odds = (y + a) / (560 - y - a);
	double pool_odds = (pool + a) / (620 - pool - a);

	return log(odds / pool_odds) / sqrt(1 / (y + a) + 1 / (pool + a));
}

/*
 * Clean c and d hold "p q" in three answers each and "r s" in none. s holds the first in
 * 30 answers; t in 12, and the second in 20; u the second in 2 answers, which is no
 * habit, and the first as often as c does.
 */
static void phrases_compare_roots_of_log_odds(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double first = phrase_z(12, 6);
	double second = phrase_z(20, 0);

	(void)state;
	all_clean(&h);
	memset(h.clean + 2, 0, 3);
	put_phrases(answers, "c", 3, 0);
	put_phrases(answers, "d", 3, 0);
	put_phrases(answers, "s", 30, 0);
	put_phrases(answers, "t", 12, 20);
	put_phrases(answers, "u", 3, 2);
	assert_true(first > 1 && second > 1);
	NEAR(pair_score("phrases", answers, &h.cohort, 2, 3),
	     sqrt(first / (first + second)), FLOAT_DIGITS);
	assert_true(isnan(pair_score("phrases", answers, &h.cohort, 2, 4)));
	answers_free(answers);
}

/* Twenty words that all say, then words that only the model says, n tokens in all. */
static void put_padded(struct answers *answers, const char *model, size_t n)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < 20; i++)
		buf_printf(&text, "w%zu %s%zu ", i, model, i);
	for (size_t i = 40; i < n; i++)
		buf_printf(&text, "%s%zu ", model, i);
	put_all(answers, model, 60, buf_str(&text));
	buf_clear(&text);
}

/*
 * Of n tokens and n - 1 pairs each common word is one: a rate of 1 / (2n - 1), the same
 * for every word, so that the min-max distance is 1 less the quotient of two models'
 * rates, whatever prompts and words a draw looks at.
 */
static void imposters_are_further_by_hand(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double ac = 1 - 99. / 199;
	double ad = 1 - 99. / 299;
	double ae = 1 - 99. / 399;
	double cd = 1 - 199. / 299;
	double ce = 1 - 199. / 399;

	(void)state;
	all_clean(&h);
	h.clean[0] = h.clean[1] = 0;
	put_padded(answers, "ka", 50);
	put_padded(answers, "kb", 50);
	put_padded(answers, "kc", 100);
	put_padded(answers, "kd", 150);
	put_padded(answers, "ke", 200);
	NEAR(pair_score("imposters", answers, &h.cohort, 0, 1), (ac + ad + ae) / 3,
	     4 * FLOAT_DIGITS);
	/* From a, d and e are further than c; from c, they are about as near as a. */
	NEAR(pair_score("imposters", answers, &h.cohort, 0, 2),
	     ((ad + ae) / 2 - ac + (cd + ce) / 2 - ac) / 2, 4 * FLOAT_DIGITS);
	answers_free(answers);
}

/* Two clean models are imposters of each other's family alone: nobody is left to ask. */
static void imposters_of_the_two_families_are_not_asked(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	h.family[2] = h.family[0];
	put_padded(answers, "ka", 50);
	put_padded(answers, "kb", 60);
	put_padded(answers, "kc", 100);
	assert_true(isnan(pair_score("imposters", answers, &h.cohort, 0, 1)));
	assert_true(pair_score("imposters", answers, &h.cohort, 0, 2) < 1);
	answers_free(answers);
}

/* Pairs of models say the same word: always one of theirs, or one that is the prompt's.
 */
static double voice_of(bool of_the_prompt, size_t a, size_t b)
{
	static const char *const models[] = {"a", "b", "c", "d", "e", "f"};
	struct answers *answers = answers_new();
	char text[64];
	double x;

	for (size_t m = 0; m < 6; m++) {
		for (size_t i = 0; i < 60; i++) {
			(void)snprintf(text, sizeof(text), "well k%zux%zu", m / 2,
				       of_the_prompt ? i : 0);
			put(answers, models[m], i, text);
		}
	}
	x = pair_score("voice", answers, NULL, a, b);
	answers_free(answers);
	return x;
}

/*
 * Where a and b share a word at each prompt and at no other, no classifier has seen it:
 * all answers are alike to it, and what is above the mean of the others is 0. Where they
 * share one everywhere, it is known by it.
 */
static void voice_knows_no_prompt_that_it_judges(void **state)
{
	(void)state;
	NEAR(voice_of(true, 0, 1), 0, FLOAT_DIGITS);
	NEAR(voice_of(true, 0, 2), 0, FLOAT_DIGITS);
	assert_true(voice_of(false, 0, 1) > 1);
	assert_true(voice_of(false, 0, 2) < 0);
}

/* Nothing tells a model from a cohort that is not there. */
static void voice_needs_a_cohort(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	none_is_clean(&h);
	for (size_t i = 0; i < 60; i++) {
		put(answers, "a", i, "sure thing");
		put(answers, "b", i, "sure bet");
	}
	assert_true(isnan(pair_score("voice", answers, &h.cohort, 0, 1)));
	answers_free(answers);
}

static size_t each_token(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	for (size_t i = 0; i < n; i++)
		keys[i] = tokens[i];
	return n;
}

/* Counts of one answer of a model, the features in their order of frequency. */
static void count_one(const struct counts_plan *plan, const char *const *said,
		      size_t n_said, double *x, size_t *n_features)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	struct features *f;
	struct counts *counts;

	all_clean(&h);
	for (size_t i = 0; i < n_said; i++)
		put(answers, "a", i, said[i]);
	answers_sort(answers);
	f = features_read(answers);
	counts = counts_new(f, &h.cohort, plan);
	*n_features = counts->n_features;
	assert_true(*n_features <= 4);
	(void)counts_sum(counts, 0, NULL, x, NULL);
	counts_free(counts);
	features_free(f);
	answers_free(answers);
}

static void presence_counts_an_answer_once(void **state)
{
	static const char *const said[] = {"p p p q", "p"};
	struct counts_plan plan = {.events = each_token, .n_features = 4};
	double x[4];
	size_t n;

	(void)state;
	count_one(&plan, said, 2, x, &n);
	assert_int_equal(n, 2);
	NEAR(x[0], 4, 0);
	plan.presence = true;
	count_one(&plan, said, 2, x, &n);
	NEAR(x[0], 2, 0);
	NEAR(x[1], 1, 0);
}

/* p stands three times, but in one answer; q in two. */
static void least_answers_count_answers_not_words(void **state)
{
	static const char *const said[] = {"p p p q", "q"};
	struct counts_plan plan = {
		.events = each_token, .n_features = 4, .least_answers = 2};
	double x[4];
	size_t n;

	(void)state;
	count_one(&plan, said, 2, x, &n);
	assert_int_equal(n, 1);
	NEAR(x[0], 2, 0);
}

/* A list of words is what reaches the events, all others being one. */
static void listed_words_stand_and_others_are_one(void **state)
{
	static const char *const said[] = {"The cat and the dog: yes."};
	struct counts_plan plan = {
		.events = each_token, .common = "the : and", .n_features = 4};
	double x[4];
	size_t n;

	(void)state;
	count_one(&plan, said, 1, x, &n);
	/* cat, dog, yes and the full stop; the, twice; and; the colon */
	assert_int_equal(n, 4);
	NEAR(x[0], 4, 0);
	NEAR(x[1], 2, 0);
	NEAR(x[2], 1, 0);
	NEAR(x[3], 1, 0);
}

/* Samples of one prompt share its rank; ranks are 0 .. n - 1. */
static void prompts_are_ranked_once_each(void **state)
{
	struct answers *answers = answers_new();
	uint32_t rank[3] = {9, 9, 9};
	struct features *f;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		put_sample(answers, "a", i ? i == 1 ? "q" : "r" : "p", 0, "yes");
		put_sample(answers, "a", i ? i == 1 ? "q" : "r" : "p", 1, "no");
	}
	answers_sort(answers);
	f = features_read(answers);
	assert_int_equal(f->n_prompts, 3);
	prompt_ranks(f, rank);
	/* They all say the same: their order stays. */
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(rank[i], i);
	features_free(f);
	answers_free(answers);
}

static void chosen(const char *said, const char *names)
{
	struct channel_list list;
	const char *v[CHANNEL_MAX];
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(channel_list_read(said, &list, &err), 0);
	channel_list_names(&list, v);
	for (size_t k = 0; k < list.n; k++)
		buf_printf(&text, "%s%s", k ? " " : "", v[k]);
	assert_string_equal(buf_str(&text), names);
	buf_clear(&text);
}

#define STANDARD "opening openers closers overlap ngram4 style layout"
#define OFF "voice phrases skeleton imposters"
static void channels_are_chosen_by_a_list(void **state)
{
	(void)state;
	chosen(NULL, STANDARD);
	chosen("standard", STANDARD);
	chosen("all", STANDARD " " OFF);
	chosen("voice", "voice");
	/* In the table's order, and once each. */
	chosen("voice,opening,voice", "opening voice");
	chosen("+voice", STANDARD " voice");
	chosen("standard,voice", STANDARD " voice");
	chosen("-layout,+voice", "opening openers closers overlap ngram4 style voice");
	chosen("all,-standard", OFF);
	chosen("-standard,style", "style");
}

static void not_chosen(const char *said, const char *because)
{
	struct channel_list list;
	struct err err = ERR_INIT;

	assert_int_equal(channel_list_read(said, &list, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_non_null(strstr(err.text, because));
}

static void a_wrong_list_says_what_there_is(void **state)
{
	(void)state;
	not_chosen("aura", "'aura'");
	not_chosen("aura", "opening, openers");
	not_chosen("+voice,-aura", "'aura'");
	not_chosen("aura", "imposters");
	/* Part of a name is none, nor is a name with more behind it. */
	not_chosen("open", "'open'");
	not_chosen("openings", "'openings'");
	not_chosen("voice,,style", "''");
	not_chosen("-standard", "no channel is left");
	not_chosen("", "no channel is left");
}

static void the_standard_list_is_known_as_such(void **state)
{
	struct channel_list list = channel_list_standard();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(channel_list_is_standard(&list));
	assert_int_equal(channel_list_read("-layout", &list, &err), 0);
	assert_false(channel_list_is_standard(&list));
	assert_int_equal(channel_list_read("-layout,+voice", &list, &err), 0);
	assert_false(channel_list_is_standard(&list));
	assert_int_equal(channel_list_read("-layout,+layout", &list, &err), 0);
	assert_true(channel_list_is_standard(&list));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ngram4_counts_runs_of_just_four),
		cmocka_unit_test(ngram4_weighs_runs_by_rarity),
		cmocka_unit_test(skeleton_sees_function_words_and_marks_alone),
		cmocka_unit_test(phrases_compare_roots_of_log_odds),
		cmocka_unit_test(imposters_are_further_by_hand),
		cmocka_unit_test(imposters_of_the_two_families_are_not_asked),
		cmocka_unit_test(voice_knows_no_prompt_that_it_judges),
		cmocka_unit_test(voice_needs_a_cohort),
		cmocka_unit_test(presence_counts_an_answer_once),
		cmocka_unit_test(least_answers_count_answers_not_words),
		cmocka_unit_test(listed_words_stand_and_others_are_one),
		cmocka_unit_test(prompts_are_ranked_once_each),
		cmocka_unit_test(channels_are_chosen_by_a_list),
		cmocka_unit_test(a_wrong_list_says_what_there_is),
		cmocka_unit_test(the_standard_list_is_known_as_such),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
