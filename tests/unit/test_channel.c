/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channels on answers written by hand, with scores worked out by hand. */
#include <omp.h>
#include <stdlib.h>

#include "channel/rates.h"
#include "sim/toy_answers.h"
#include "unit/by_hand.h"
#include "unit/stat_near.h"

/* Of two answers, each given to ten prompts; without clean models every word weighs 1. */
static double opening_of(const char *left, const char *right)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double x;

	all_clean(&h);
	memset(h.clean, 0, sizeof(h.clean));
	put_all(answers, "a", 10, left);
	put_all(answers, "b", 10, right);
	x = pair_score("opening", answers, &h.cohort, 0, 1);
	answers_free(answers);
	return x;
}

static void opening_is_the_log_of_shared_leading_words(void **state)
{
	const char *ten = "one two three four five six seven eight nine ten";
	const char *twelve =
		"one two three four five six seven eight nine ten eleven twelve";

	(void)state;
	NEAR(opening_of("sure thing", "of course"), 0, 0);
	NEAR(opening_of("sure thing", "sure bet"), log(2), FLOAT_DIGITS);
	NEAR(opening_of("one two three", "one two three"), log(4), FLOAT_DIGITS);
	NEAR(opening_of(ten, ten), log(11), FLOAT_DIGITS);
	NEAR(opening_of(twelve, twelve), log(11), FLOAT_DIGITS);
	/* Words after the first that differs do not count. */
	NEAR(opening_of("a b c d", "a x c d"), log(2), FLOAT_DIGITS);
}

static void opening_reads_words_not_bytes(void **state)
{
	(void)state;
	NEAR(opening_of("The cat.", "the  CAT\n."), log(4), FLOAT_DIGITS);
	/* "the" "," against "the" "cat": punctuation is a word. */
	NEAR(opening_of("The, cat", "the cat"), log(2), FLOAT_DIGITS);
	NEAR(opening_of("<think>hm hm</think>Yes it is", "Yes it is"), log(4),
	     FLOAT_DIGITS);
	NEAR(opening_of("lost its tag</think>\nYes it is", "Yes it is"), log(4),
	     FLOAT_DIGITS);
}

/*
 * Of the four independent models c to f, c and d begin with "sure", c alone with "sure
 * thing", none with "sure thing yes".
 */
static void opening_weighs_beginnings_by_rarity(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	h.clean[0] = h.clean[1] = 0;
	put_all(answers, "a", 10, "sure thing yes");
	put_all(answers, "b", 10, "sure thing yes");
	put_all(answers, "c", 10, "sure thing no");
	put_all(answers, "d", 10, "sure bet");
	put_all(answers, "e", 10, "well thing yes");
	put_all(answers, "f", 10, "well thing yes");
	NEAR(pair_score("opening", answers, &h.cohort, 0, 1),
	     log(1 + log(5. / 3) + log(5. / 2) + log(5)), FLOAT_DIGITS);
	/* d alone is left for "sure", nobody for "sure thing". */
	NEAR(pair_score("opening", answers, &h.cohort, 0, 2),
	     log(1 + log(5. / 2) + log(5)), FLOAT_DIGITS);
	answers_free(answers);
}

static void opening_is_the_mean_over_prompts_both_answered(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	memset(h.clean, 0, sizeof(h.clean));
	for (size_t i = 0; i < 15; i++)
		put(answers, "a", i, i < 5 ? "sure thing" : "yes indeed");
	for (size_t i = 0; i < 15; i++)
		put(answers, "b", i, i < 12 ? "sure bet" : "");
	/* 5 of 12 prompts share one word; 3 that b left empty do not count. */
	NEAR(pair_score("opening", answers, &h.cohort, 0, 1), 5. / 12 * log(2),
	     FLOAT_DIGITS);
	answers_free(answers);
}

static void too_few_shared_answers_give_no_score(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	memset(h.clean, 0, sizeof(h.clean));
	for (size_t i = 0; i < 40; i++)
		put(answers, i < 29 ? "a" : "c", i, "word");
	for (size_t i = 20; i < 40; i++)
		put(answers, "b", i, "word");
	/* a and b share 9 answers, b and c 11, a and c none. */
	assert_true(isnan(pair_score("opening", answers, &h.cohort, 0, 1)));
	assert_true(isnan(pair_score("overlap", answers, &h.cohort, 0, 1)));
	NEAR(pair_score("opening", answers, &h.cohort, 1, 2), log(2), FLOAT_DIGITS);
	assert_true(isnan(pair_score("opening", answers, &h.cohort, 0, 2)));
	answers_free(answers);
}

static void channels_of_rates_and_layout_ask_for_fifty_answers(void **state)
{
	static const char *const names[] = {"openers", "closers", "style", "layout"};
	static const char *const said[] = {"well it is so", "yes it is not so",
					   "well no not me", "oh no it is so so so"};
	const char *const models[] = {"a", "b", "c", "d", "e"};

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		for (size_t n = 49; n <= 50; n++) {
			struct answers *answers = answers_new();

			for (size_t i = 0; i < 60; i++) {
				for (size_t m = 0; m < 5; m++)
					put(answers, models[m], i,
					    m == 0 && i >= n
						    ? ""
						    : said[(i * (m + 3) + i / 7) % 4]);
			}
			assert_int_equal(isnan(pair_score(names[k], answers, NULL, 0, 1)),
					 n < 50);
			answers_free(answers);
		}
	}
}

/*
 * Three independent models: a and b say "x y z", c says "x y w". A phrase that n of the N
 * = 3 clean models outside the families at hand have weighs ln((3 + 1) / (n + 1)). For a
 * and b: "x y" is left with c alone, ln 2; "y z" and "x y z" with nobody, ln 4 each. A
 * norm leaves out its own model's family alone: "x y" is with two others, ln(4/3); a's
 * others with one, ln 2; c's others with nobody, ln 4. Single words do not count.
 */
static void overlap_weighs_shared_phrases_by_rarity(void **state)
{
	struct answers *answers = answers_new();
	double norm_a = log(4. / 3) + 2 * log(2);
	double norm_c = log(4. / 3) + 2 * log(4);

	(void)state;
	put_all(answers, "a", 10, "x y z");
	put_all(answers, "b", 10, "x y z");
	put_all(answers, "c", 10, "x y w");
	NEAR(pair_score("overlap", answers, NULL, 0, 1), (log(2) + 2 * log(4)) / norm_a,
	     FLOAT_DIGITS);
	NEAR(pair_score("overlap", answers, NULL, 0, 2), log(2) / sqrt(norm_a * norm_c),
	     FLOAT_DIGITS);
	answers_free(answers);
}

/*
 * A sibling of a that says what a says: N is 4, but the sibling is no reason to hold
 * a's phrases common when a is compared; to c and b, of other families, it is.
 */
static void overlap_leaves_families_out_of_rarity(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double norm_a = log(5. / 3) + 2 * log(5. / 2); /* "x y": b, c; the others: b */
	double norm_b = log(5. / 4) + 2 * log(5. / 3); /* a, a2, c; the others: a, a2 */
	double norm_c = log(5. / 4) + 2 * log(5);

	(void)state;
	all_clean(&h);
	h.family[1] = h.family[0]; /* a2 */
	put_all(answers, "a", 10, "x y z");
	put_all(answers, "a2", 10, "x y z");
	put_all(answers, "b", 10, "x y z");
	put_all(answers, "c", 10, "x y w");
	NEAR(pair_score("overlap", answers, &h.cohort, 0, 2),
	     (log(5. / 2) + 2 * log(5)) / sqrt(norm_a * norm_b), FLOAT_DIGITS);
	NEAR(pair_score("overlap", answers, &h.cohort, 2, 3),
	     log(5. / 3) / sqrt(norm_b * norm_c), FLOAT_DIGITS);
	answers_free(answers);
}

/* What models that are not clean say makes nothing common. */
static void overlap_takes_rarity_from_clean_models_alone(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	h.clean[0] = h.clean[1] = h.clean[3] = 0;
	put_all(answers, "a", 10, "x y z");
	put_all(answers, "b", 10, "x y z");
	put_all(answers, "c", 10, "x y w");
	put_all(answers, "d", 10, "x y z");
	/*
	 * N = 1: "x y" is with c, ln(2/2) = 0; the others are with nobody, ln 2 each: a
	 * cosine of 1. Against c, c itself is left out, so that "x y" weighs ln 2 as
	 * well: ln 2 / sqrt(2 ln 2 * 3 ln 2).
	 */
	NEAR(pair_score("overlap", answers, &h.cohort, 0, 1), 1, FLOAT_DIGITS);
	NEAR(pair_score("overlap", answers, &h.cohort, 0, 2), 1 / sqrt(6), FLOAT_DIGITS);
	answers_free(answers);
}

/* Without clean models every phrase weighs 1: shared / sqrt(own phrases of each). */
static void overlap_without_clean_models_counts_phrases(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	memset(h.clean, 0, sizeof(h.clean));
	put_all(answers, "a", 10,
		"v w x y z");               /* 4 of two words, 3 of three, 2 of four */
	put_all(answers, "b", 10, "v w x"); /* 2 and 1, all shared */
	NEAR(pair_score("overlap", answers, &h.cohort, 0, 1), 3 / sqrt(27), FLOAT_DIGITS);
	answers_free(answers);
}

/* The prompt is "Say something.": "say something", "something ." and both are its own. */
static void overlap_leaves_out_what_the_prompt_says(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	memset(h.clean, 0, sizeof(h.clean));
	put_all(answers, "a", 10, "Say something. Well.");
	put_all(answers, "b", 10, "Say something. Else.");
	put_all(answers, "c", 10, "say something");
	/* Of "say something . well .", 9 phrases, 3 are the prompt's; none is shared. */
	NEAR(pair_score("overlap", answers, &h.cohort, 0, 1), 0, 0);
	NEAR(pair_score("overlap", answers, &h.cohort, 0, 2), 0, 0);
	put_all(answers, "d", 10, "Something. Well.");
	/* ". well", "well ." and ". well ." and the two that begin with "something" */
	NEAR(pair_score("overlap", answers, &h.cohort, 0, 3), 5 / sqrt(6 * 5),
	     FLOAT_DIGITS);
	answers_free(answers);
}

/* The last sentence begins and the answer ends with a form or with its opposite. */
static double closers_of(const char *even, const char *odd)
{
	static const char *const taken[] = {"Do ask me more!", "Such is life, friend.",
					    "Good luck to us.", "What do you think?"};
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double x;

	all_clean(&h);
	h.clean[4] = h.clean[5] = 0;
	for (size_t i = 0; i < 60; i++) {
		for (size_t m = 0; m < 4; m++) {
			char name[2] = {(char)('a' + m), 0};

			put(answers, name, i, taken[i % (m + 2) % 4]);
		}
		put(answers, "s", i, i % 2 ? "It is. Do ask me more!" : even);
		put(answers, "t", i, i % 2 ? "No it was. Do ask me more!" : odd);
	}
	x = pair_score("closers", answers, &h.cohort, 4, 5);
	answers_free(answers);
	return x;
}

static void closers_read_the_end_alone(void **state)
{
	double alike = closers_of("Do ask me more!", "Do ask me more!");

	(void)state;
	NEAR(alike, 1, FLOAT_DIGITS);
	NEAR(closers_of("One. Do ask me more!", "Two more. Do ask me more!"), alike,
	     FLOAT_DIGITS);
	assert_true(closers_of("Do ask me more!", "Good luck to us.") < .99);
}

/* Each token is one event. */
static size_t each_token(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	for (size_t i = 0; i < n; i++)
		keys[i] = tokens[i];
	return n;
}

/* Scores by a plan of rates, one answer being enough; the caller frees. */
static double *rate_scores(struct answers *answers, const struct channel_cohort *cohort,
			   enum rates_scale scale, const double *item_weight)
{
	struct rates_plan plan = {
		.counts = {.events = each_token, .n_features = 100000, .min_models = 1},
		.scale = scale,
		.min_answers = 1,
	};
	struct features *f;
	double *score;
	void *prepared;

	answers_sort(answers);
	f = features_read(answers);
	prepared = rates_prepare(f, cohort, &plan);
	score = mem_alloc(f->n_models * f->n_models, sizeof(*score));
	rates_score(prepared, item_weight, score);
	rates_release(prepared);
	features_free(f);
	return score;
}

/*
 * Rates of p, q, r of ten words. Clean: a (.1 .2 .7), b (.2 .4 .4), c (.3 .6 .1): means
 * .2 .4 .4, standard deviations .1 .2 .3. So s (.4 .6 0) is z = (2, 1, -4/3), t
 * (.3 .6 .1) is (1, 1, -1) and u (.2 .2 .6) is (0, -1, 2/3). Over-use alone counts. a
 * itself is measured against b and c: means .25 .5 .25, z = (-k, -k, k).
 */
static void rates_are_compared_as_cosines_of_over_use(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double *score;

	(void)state;
	all_clean(&h);
	memset(h.clean + 3, 0, 3);
	put(answers, "a", 0, "p q q r r r r r r r");
	put(answers, "b", 0, "p p q q q q r r r r");
	put(answers, "c", 0, "p p p q q q q q q r");
	put(answers, "s", 0, "p p p p q q q q q q");
	put(answers, "t", 0, "p p p q q q q q q r");
	put(answers, "u", 0, "p p q q r r r r r r");
	score = rate_scores(answers, &h.cohort, RATES_RELATIVE, NULL);
	NEAR(score[3 * 6 + 4], 3 / sqrt(10), FLOAT_DIGITS);
	NEAR(score[0 * 6 + 5], 1, FLOAT_DIGITS); /* both say r more than others do */
	/* s and a lack what the other has: nothing in common, not opposites. */
	NEAR(score[0 * 6 + 3], 0, FLOAT_DIGITS);
	assert_true(isnan(score[3 * 6 + 3]));
	mem_free(score);
	answers_free(answers);
}

/*
 * Clean p: 0 .1 .2, q: 0 .1 .2, r: 1 .8 .6. d (.8 .2 0) is z = (7, 1, -4), held to 6, so
 * that one habit alone decides no cosine; s (.2 .3 .5) is (1, 2, -1.5).
 */
static void a_single_z_is_held_to_six(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double *score;

	(void)state;
	all_clean(&h);
	h.clean[3] = h.clean[4] = 0;
	put(answers, "a", 0, "r r r r r r r r r r");
	put(answers, "b", 0, "p q r r r r r r r r");
	put(answers, "c", 0, "p p q q r r r r r r");
	put(answers, "d", 0, "p p p p p p p p q q");
	put(answers, "s", 0, "p p q q q r r r r r");
	score = rate_scores(answers, &h.cohort, RATES_RELATIVE, NULL);
	NEAR(score[3 * 5 + 4], (6 + 2) / sqrt(37 * 5), FLOAT_DIGITS);
	mem_free(score);
	answers_free(answers);
}

/*
 * Of four answers, log-odds (c + 1/2) / (4 - c + 1/2): 0 for 2, ln 9 for 4. p is in
 * 0, 2, 4 answers of a, b, c (mean 0, deviation ln 9), q in 1, 2, 3 (ln 7/3). s has p 4
 * and q 2: z = (1, 0); t has 4 and 3: (1, 1); u has 4 and 4: (1, ln 9 / ln 7/3), whose
 * roots count.
 */
static void log_odds_count_answers_by_hand(void **state)
{
	static const struct {
		const char *model;
		size_t p, q;
	} said[] = {{"a", 0, 1}, {"b", 2, 2}, {"c", 4, 3},
		    {"s", 4, 2}, {"t", 4, 3}, {"u", 4, 4}};
	double z = log(9) / log(7. / 3);
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double *score;

	(void)state;
	all_clean(&h);
	h.clean[3] = h.clean[4] = h.clean[5] = 0;
	for (size_t m = 0; m < 6; m++) {
		for (size_t i = 0; i < 4; i++) {
			char text[16];

			/* w is in every answer of all: it does not vary, so it is silent.
			 */
			(void)snprintf(text, sizeof(text), "w %s %s",
				       i < said[m].p ? "p" : "",
				       i < said[m].q ? "q" : "");
			put(answers, said[m].model, i, text);
		}
	}
	score = rate_scores(answers, &h.cohort, RATES_LOG_ODDS, NULL);
	NEAR(score[3 * 6 + 4], 1 / sqrt(2), FLOAT_DIGITS);
	NEAR(score[3 * 6 + 5], 1 / sqrt(1 + z), FLOAT_DIGITS);
	NEAR(score[4 * 6 + 5], (1 + sqrt(z)) / sqrt(2 * (1 + z)), FLOAT_DIGITS);
	mem_free(score);
	answers_free(answers);
}

/*
 * Features come from clean models: zz, which suspect and teacher alone say, is none.
 * Clean b (.2 .4 .4) and c (.3 .6 .1): means .25 .5 .25, deviations k (1, 2, 3). d (.3 .6
 * 0) is z k = (.05, .05, -.08), e (.4 .5 0) is (.15, 0, -.08).
 */
static void no_feature_is_chosen_on_a_suspect(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;
	double *score;

	(void)state;
	all_clean(&h);
	h.clean[2] = h.clean[3] = 0;
	put(answers, "b", 0, "p p q q q q r r r r");
	put(answers, "c", 0, "p p p q q q q q q r");
	put(answers, "d", 0, "p p p q q q q q q zz");
	put(answers, "e", 0, "p p p p q q q q q zz");
	score = rate_scores(answers, &h.cohort, RATES_RELATIVE, NULL);
	NEAR(score[2 * 4 + 3], 1 / sqrt(2), FLOAT_DIGITS);
	mem_free(score);
	answers_free(answers);
}

/* "w" n times: only the count of words varies, every other residual is 0. */
static const char *words(size_t n)
{
	static const char *const text[] = {"", "w", "w w", "w w w"};

	return text[n];
}

/*
 * Clean models say one word each time. s, t, u, v, say 3 where the pattern has a 1, else
 * 1; residuals are ln 2 apart, so correlations are those of the patterns.
 */
static void layout_correlates_residuals(void **state)
{
	static const int pattern[4][4] = {
		{1, 1, 0, 0}, {1, 0, 1, 0}, {0, 0, 1, 1}, {1, 1, 1, 0}};
	static const char *const name[] = {"s", "t", "u", "v"};
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	memset(h.clean + 2, 0, 4);
	for (size_t i = 0; i < 52; i++) {
		put(answers, "a", i, words(1));
		put(answers, "b", i, words(1));
		for (size_t m = 0; m < 4; m++)
			put(answers, name[m], i, words(pattern[m][i % 4] ? 3 : 1));
	}
	NEAR(pair_score("layout", answers, &h.cohort, 2, 3), 0, FLOAT_DIGITS);
	NEAR(pair_score("layout", answers, &h.cohort, 2, 4), -1, FLOAT_DIGITS);
	/* (1 1 -1 -1) . (.5 .5 .5 -1.5) / (2 sqrt 3) = 2 / (2 sqrt 3) */
	NEAR(pair_score("layout", answers, &h.cohort, 2, 5), 1 / sqrt(3), FLOAT_DIGITS);
	/* a never departs from what is usual: it has nothing to correlate. */
	assert_true(isnan(pair_score("layout", answers, &h.cohort, 0, 2)));
	answers_free(answers);
}

/* What the prompt calls for is no likeness: raw lengths of s and t correlate fully. */
static void layout_that_the_prompt_calls_for_is_taken_off(void **state)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	h.clean[2] = h.clean[3] = 0;
	for (size_t i = 0; i < 60; i++) {
		put(answers, "a", i, words(1 + i % 3));
		put(answers, "b", i, words(1 + i % 3));
		put(answers, "s", i, words(1 + i % 3));
		put(answers, "t", i, words(1 + i % 3));
	}
	assert_true(isnan(pair_score("layout", answers, &h.cohort, 2, 3)));
	answers_free(answers);
}

/* No crash, and a score only for the pair that can have one. */
static void score_sparse(size_t n_models, size_t n_prompts, const char *answer,
			 bool clean)
{
	struct answers *answers = answers_new();
	struct hand_cohort h;

	all_clean(&h);
	memset(h.clean, clean, sizeof(h.clean));
	for (size_t m = 0; m < n_models; m++) {
		char name[2] = {(char)('a' + m), 0};

		(void)answers_model(answers, name);
		put_all(answers, name, n_prompts, answer);
	}
	answers_sort(answers);
	for (size_t k = 0; channel_table[k]; k++) {
		double *score =
			channel_scores(channel_table[k], answers, &h.cohort, NULL);

		for (size_t i = 0; i < n_models; i++)
			assert_true(isnan(score[i * n_models + i]));
		for (size_t i = 0; i < n_models * n_models && n_prompts < 10; i++)
			assert_true(isnan(score[i]));
		mem_free(score);
	}
	answers_free(answers);
}

static void few_models_or_prompts_or_words_crash_nothing(void **state)
{
	static const char *const said[] = {"", "word", "two words"};

	(void)state;
	for (size_t n = 0; n <= 4; n++) {
		for (size_t text = 0; text < 3; text++) {
			score_sparse(n, 0, said[text], true);
			score_sparse(n, 1, said[text], true);
			score_sparse(n, 60, said[text], true);
			score_sparse(n, 60, said[text], false);
		}
	}
}

static void a_model_without_answers_is_silent_and_disturbs_nobody(void **state)
{
	struct toys_plan plan = {TOYS_EXCHANGEABLE, 3, 5, 0, 0};
	struct toys *toys = toys_new(&plan);
	struct answers *without = toy_answers(toys, 60);
	struct answers *with = toy_answers(toys, 60);
	size_t n = without->n_models;
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	(void)answers_model(with, "zz-silent"); /* sorts last */
	answers_sort(with);
	for (size_t k = 0; channel_table[k]; k++) {
		double *a = channel_scores(channel_table[k], without, &h.cohort, NULL);
		double *b;

		h.clean[n] = 0;
		b = channel_scores(channel_table[k], with, &h.cohort, NULL);
		for (size_t i = 0; i <= n; i++) {
			assert_true(isnan(b[n * (n + 1) + i]));
			for (size_t j = 0; i < n && j < n; j++)
				NEAR(b[i * (n + 1) + j], a[i * n + j], 0);
		}
		mem_free(a);
		mem_free(b);
	}
	answers_free(with);
	answers_free(without);
	toys_free(toys);
}

/* Toy models' answers, of which prompt 7 is written a second time. */
static struct answers *written_twice(const struct toys *toys, size_t n_prompts)
{
	struct answers *plain = toy_answers(toys, n_prompts);
	struct answers *twice = toy_answers(toys, n_prompts);
	struct err err = ERR_INIT;

	for (size_t m = 0; m < plain->n_models; m++) {
		const struct answer *answer = answers_at(plain, m, 7);
		struct record record = {
			.prompt_id = by_hand_text("zz-again"),
			.prompt = {plain->items[7].prompt, plain->items[7].prompt_len},
			.answer = {answer->data, answer->len},
			.outcome = OUTCOME_OK,
		};
		bool moved;

		assert_int_equal(answers_add(twice,
					     answers_model(twice, plain->models[m]),
					     &record, &moved, &err),
				 0);
	}
	answers_sort(twice);
	answers_free(plain);
	return twice;
}

static void assert_near_all(double *a, double *b, size_t n, double tolerance)
{
	for (size_t i = 0; i < n; i++)
		NEAR(a[i], b[i], tolerance);
	mem_free(a);
	mem_free(b);
}

/* Of the rates, with every feature kept: which are the most frequent is not weighed. */
static void an_item_of_weight_two_is_one_written_twice(void **state)
{
	static const char *const names[] = {"opening", "overlap", "layout"};
	struct toys_plan plan = {TOYS_EXCHANGEABLE, 1, 7, 0, 0};
	struct toys *toys = toys_new(&plan);
	struct answers *plain = toy_answers(toys, 60);
	struct answers *twice = written_twice(toys, 60);
	size_t n = plain->n_models * plain->n_models;
	double *weight = MEM_ARRAY(plain->n_items, double);
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	for (size_t i = 0; i < plain->n_items; i++)
		weight[i] = i == 7 ? 2 : 1;
	for (size_t k = 0; k < 3; k++) {
		const struct channel *channel = channel_find(names[k]);

		assert_near_all(channel_scores(channel, plain, &h.cohort, weight),
				channel_scores(channel, twice, &h.cohort, NULL), n,
				FLOAT_DIGITS);
	}
	assert_near_all(rate_scores(plain, &h.cohort, RATES_LOG_ODDS, weight),
			rate_scores(twice, &h.cohort, RATES_LOG_ODDS, NULL), n,
			FLOAT_DIGITS);
	assert_near_all(rate_scores(plain, &h.cohort, RATES_RELATIVE, weight),
			rate_scores(twice, &h.cohort, RATES_RELATIVE, NULL), n,
			FLOAT_DIGITS);
	mem_free(weight);
	answers_free(plain);
	answers_free(twice);
	toys_free(toys);
}

static void weights_of_one_are_no_weights(void **state)
{
	struct toys_plan plan = {TOYS_EXCHANGEABLE, 2, 5, 0, 0};
	struct toys *toys = toys_new(&plan);
	struct answers *answers = toy_answers(toys, 80);
	double *weight = MEM_ARRAY(answers->n_items, double);
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	for (size_t i = 0; i < answers->n_items; i++)
		weight[i] = 1;
	for (size_t k = 0; channel_table[k]; k++) {
		assert_near_all(
			channel_scores(channel_table[k], answers, &h.cohort, weight),
			channel_scores(channel_table[k], answers, &h.cohort, NULL),
			answers->n_models * answers->n_models, 0);
	}
	mem_free(weight);
	answers_free(answers);
	toys_free(toys);
}

/* A toy's answer and its prompt, where the last prompt comes first. */
static void put_back(struct answers *back, const char *name, const struct answers *there,
		     size_t model, size_t item)
{
	const struct answer *answer = answers_at(there, model, item);
	struct err err = ERR_INIT;
	bool moved;
	char id[32];
	struct record record = {
		.prompt = {there->items[item].prompt, there->items[item].prompt_len},
		.answer = {answer->data, answer->len},
		.outcome = OUTCOME_OK,
	};

	(void)snprintf(id, sizeof(id), "p%06zu", there->n_items - 1 - item);
	record.prompt_id = by_hand_text(id);
	assert_int_equal(
		answers_add(back, answers_model(back, name), &record, &moved, &err), 0);
}

/* The same models under names that sort the other way round, and the same prompts. */
static void neither_models_nor_prompts_have_an_order(void **state)
{
	struct toys_plan plan = {TOYS_EXCHANGEABLE, 4, 7, 0, 0};
	struct toys *toys = toys_new(&plan);
	struct answers *there = toy_answers(toys, 60);
	struct answers *back = answers_new();
	size_t n = there->n_models;
	struct hand_cohort h;
	struct hand_cohort turned;

	(void)state;
	all_clean(&h);
	all_clean(&turned);
	h.clean[2] = 0;
	h.family[5] = h.family[1];
	for (size_t m = 0; m < n; m++) {
		char name[32];

		turned.clean[n - 1 - m] = h.clean[m];
		turned.family[n - 1 - m] = h.family[m];
		(void)snprintf(name, sizeof(name), "m%02zu", n - 1 - m);
		for (size_t i = 0; i < there->n_items; i++)
			put_back(back, name, there, m, i);
	}
	answers_sort(back);
	for (size_t k = 0; channel_table[k]; k++) {
		double *a = channel_scores(channel_table[k], there, &h.cohort, NULL);
		double *b = channel_scores(channel_table[k], back, &turned.cohort, NULL);

		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; j < n; j++)
				NEAR(b[(n - 1 - i) * n + n - 1 - j], a[i * n + j], 2e-6);
		}
		mem_free(a);
		mem_free(b);
	}
	answers_free(there);
	answers_free(back);
	toys_free(toys);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
	struct toys_plan plan = {TOYS_EXCHANGEABLE, 5, 7, 0, 0};
	struct toys *toys = toys_new(&plan);
	struct answers *answers = toy_answers(toys, 70);
	size_t bytes = answers->n_models * answers->n_models * sizeof(double);
	struct hand_cohort h;

	(void)state;
	all_clean(&h);
	for (size_t k = 0; channel_table[k]; k++) {
		double *one;

		omp_set_num_threads(1);
		one = channel_scores(channel_table[k], answers, &h.cohort, NULL);
		for (int threads = 2; threads <= 3; threads++) {
			double *many;

			omp_set_num_threads(threads);
			many = channel_scores(channel_table[k], answers, &h.cohort, NULL);
			assert_memory_equal(one, many, bytes);
			mem_free(many);
		}
		mem_free(one);
	}
	answers_free(answers);
	toys_free(toys);
}

/*
 * Rates of p, q and other words of ten, where only p and q are common. The clean models
 * show p .2 .4 .6 (mean .4, deviation .2), q .4 throughout, other words .4 .2 0 (.2, .2).
 * s is (.2 .2 .6): z 2 of other words alone; t too, whose other words are none of s's.
 */
static void words_that_are_not_common_are_all_one(void **state)
{
	struct answers *answers = answers_new();
	struct rates_plan plan = {
		.counts = {.events = each_token,
			   .n_common = 2,
			   .n_features = 100,
			   .min_models = 1},
		.scale = RATES_RELATIVE,
		.min_answers = 1,
	};
	struct hand_cohort h;
	struct features *f;
	double score[25];
	void *prepared;

	(void)state;
	all_clean(&h);
	h.clean[3] = h.clean[4] = 0;
	put(answers, "a", 0, "p p q q q q k l m n");
	put(answers, "b", 0, "p p p p q q q q i j");
	put(answers, "c", 0, "p p p p p p q q q q");
	put(answers, "s", 0, "p p q q u v w x y z");
	put(answers, "t", 0, "p p q q g g g h h h");
	answers_sort(answers);
	f = features_read(answers);
	prepared = rates_prepare(f, &h.cohort, &plan);
	rates_score(prepared, NULL, score);
	NEAR(score[3 * 5 + 4], 1, FLOAT_DIGITS);
	rates_release(prepared);
	/* With words as they are, nothing that s and t over-use has a rate to compare. */
	plan.counts.n_common = 0;
	prepared = rates_prepare(f, &h.cohort, &plan);
	rates_score(prepared, NULL, score);
	assert_true(isnan(score[3 * 5 + 4]));
	rates_release(prepared);
	features_free(f);
	answers_free(answers);
}

static void channels_are_found_by_name(void **state)
{
	(void)state;
	assert_int_equal(channel_count(), 11);
	assert_true(channel_count() <= CHANNEL_MAX);
	for (size_t k = 0; channel_table[k]; k++)
		assert_ptr_equal(channel_find(channel_table[k]->name), channel_table[k]);
	assert_null(channel_find("aura"));
	assert_null(channel_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opening_is_the_log_of_shared_leading_words),
		cmocka_unit_test(opening_reads_words_not_bytes),
		cmocka_unit_test(opening_weighs_beginnings_by_rarity),
		cmocka_unit_test(opening_is_the_mean_over_prompts_both_answered),
		cmocka_unit_test(too_few_shared_answers_give_no_score),
		cmocka_unit_test(channels_of_rates_and_layout_ask_for_fifty_answers),
		cmocka_unit_test(overlap_weighs_shared_phrases_by_rarity),
		cmocka_unit_test(overlap_leaves_families_out_of_rarity),
		cmocka_unit_test(overlap_takes_rarity_from_clean_models_alone),
		cmocka_unit_test(overlap_without_clean_models_counts_phrases),
		cmocka_unit_test(overlap_leaves_out_what_the_prompt_says),
		cmocka_unit_test(closers_read_the_end_alone),
		cmocka_unit_test(words_that_are_not_common_are_all_one),
		cmocka_unit_test(rates_are_compared_as_cosines_of_over_use),
		cmocka_unit_test(a_single_z_is_held_to_six),
		cmocka_unit_test(log_odds_count_answers_by_hand),
		cmocka_unit_test(no_feature_is_chosen_on_a_suspect),
		cmocka_unit_test(layout_correlates_residuals),
		cmocka_unit_test(layout_that_the_prompt_calls_for_is_taken_off),
		cmocka_unit_test(few_models_or_prompts_or_words_crash_nothing),
		cmocka_unit_test(a_model_without_answers_is_silent_and_disturbs_nobody),
		cmocka_unit_test(an_item_of_weight_two_is_one_written_twice),
		cmocka_unit_test(weights_of_one_are_no_weights),
		cmocka_unit_test(neither_models_nor_prompts_have_an_order),
		cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
		cmocka_unit_test(channels_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
