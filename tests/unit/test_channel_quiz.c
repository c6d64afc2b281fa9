/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quiz channel on made models, whose kinship is known: a simulation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "channel/quiz_letter.h"
#include "channel/quiz_model.h"
#include "stat/rng.h"
#include "stat/sum.h"
#include "unit/stat_near.h"

#define N_OPTIONS 8
#define MAX_MODELS 24

/* Choices to be put into a table of answers; '-' is none. */
struct paper {
	size_t n_models, n_items;
	char *choice; /* [model * n_items + item] */
	char *key;
	unsigned family[MAX_MODELS];
	unsigned char clean[MAX_MODELS];
	const char *name[MAX_MODELS]; /* NULL: by number */
};

static struct paper *paper_new(size_t n_models, size_t n_items)
{
	struct paper *paper = MEM_NEW(struct paper);

	paper->n_models = n_models;
	paper->n_items = n_items;
	paper->choice = mem_alloc(n_models * n_items, 1);
	paper->key = mem_alloc(n_items, 1);
	memset(paper->choice, '-', n_models * n_items);
	for (unsigned m = 0; m < n_models; m++) {
		paper->family[m] = m;
		paper->clean[m] = 1;
	}
	return paper;
}

static void paper_free(struct paper *paper)
{
	mem_free(paper->choice);
	mem_free(paper->key);
	mem_free(paper);
}

static char *at(const struct paper *paper, size_t model, size_t item)
{
	return &paper->choice[model * paper->n_items + item];
}

/* What the channel is given; lives with its paper. */
struct given {
	struct answers *answers;
	struct own_null_material material;
	const char **key;
	char (*key_text)[2];
	unsigned family[MAX_MODELS];
	unsigned char clean[MAX_MODELS];
	size_t model[MAX_MODELS]; /* [paper's model]: its index */
};

static void add_answer(struct given *given, const char *name, size_t item,
		       const char *choice)
{
	char id[16];
	struct err err = ERR_INIT;
	bool moved;
	struct record record = {.outcome = OUTCOME_OK};

	(void)snprintf(id, sizeof(id), "q%05zu", item);
	record.prompt_id = text_of(id);
	record.answer = (struct text){choice, *choice != '-'};
	assert_int_equal(answers_add(given->answers, answers_model(given->answers, name),
				     &record, &moved, &err),
			 0);
}

/* `backwards` puts models and items in the other way round. */
static struct given *give(const struct paper *paper, bool backwards)
{
	struct given *given = MEM_NEW(struct given);
	char name[MAX_MODELS][32];

	given->answers = answers_new();
	given->key = MEM_ARRAY(paper->n_items, const char *);
	given->key_text = mem_zalloc(paper->n_items, sizeof(*given->key_text));
	for (size_t k = 0; k < paper->n_models * paper->n_items; k++) {
		size_t cell = backwards ? paper->n_models * paper->n_items - 1 - k : k;
		size_t m = cell / paper->n_items;

		(void)snprintf(name[m], sizeof(name[m]), "%s",
			       paper->name[m] ? paper->name[m] : "m00");
		if (!paper->name[m])
			(void)snprintf(name[m], sizeof(name[m]), "m%02zu", m);
		add_answer(given, name[m], cell % paper->n_items, &paper->choice[cell]);
	}
	answers_sort(given->answers);
	for (size_t i = 0; i < paper->n_items; i++) {
		given->key_text[i][0] = paper->key[i];
		given->key[i] = given->key_text[i];
	}
	for (size_t m = 0; m < paper->n_models; m++) {
		size_t index = answers_find_model(given->answers, name[m]);

		given->model[m] = index;
		given->family[index] = paper->family[m];
		given->clean[index] = paper->clean[m];
	}
	given->material = (struct own_null_material){.answers = given->answers,
						     .key = given->key,
						     .clean = given->clean,
						     .family = given->family};
	return given;
}

static void given_free(struct given *given)
{
	answers_free(given->answers);
	mem_free(given->key);
	mem_free(given->key_text);
	mem_free(given);
}

static const struct own_null *channel(void)
{
	const struct own_null *quiz = own_null_find("quiz");

	assert_non_null(quiz);
	assert_string_equal(quiz->probes, "quiz");
	return quiz;
}

/* Scores by the paper's numbers into z[n * n]. */
static void scores(const struct paper *paper, bool backwards, double *z)
{
	struct given *given = give(paper, backwards);
	size_t n = paper->n_models;
	double *raw = mem_alloc(n * n, sizeof(*raw));

	channel()->score(&given->material, raw);
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++)
			z[a * n + b] = raw[given->model[a] * n + given->model[b]];
	}
	mem_free(raw);
	given_free(given);
}

static struct json *examined(const struct paper *paper, size_t suspect, size_t teacher)
{
	struct given *given = give(paper, false);
	struct json *out = json_new_object();

	channel()->examine(&given->material, given->model[suspect], given->model[teacher],
			   out);
	given_free(given);
	return out;
}

static double number(const struct json *object, const char *name)
{
	double value = json_num(object, name, (double)NAN);

	if (isnan(value))
		fail_msg("there is no number %s", name);
	return value;
}

/* One item of a made quiz: how hard it is and how popular each wrong option. */
struct question {
	double difficulty;
	double popular[N_OPTIONS];
	size_t key;
};

static struct question question_draw(struct rng *rng)
{
	struct question q = {.difficulty = rng_normal(rng),
			     .key = rng_below(rng, N_OPTIONS)};
	double total = 0;

	for (size_t o = 0; o < N_OPTIONS; o++) {
		q.popular[o] = o == q.key ? 0 : rng_gamma(rng, .5);
		total += q.popular[o];
	}
	for (size_t o = 0; o < N_OPTIONS; o++)
		q.popular[o] /= total;
	return q;
}

static char draw_choice(struct rng *rng, const struct question *q, double ability)
{
	double u = rng_uniform(rng);
	size_t o = 0;

	if (rng_uniform(rng) < 1 / (1 + exp(q->difficulty - ability)))
		return (char)('A' + q->key);
	for (; o + 1 < N_OPTIONS && u > q->popular[o]; o++)
		u -= q->popular[o];
	if (o == q->key)
		o = (o + 1) % N_OPTIONS;
	return (char)('A' + o);
}

/* Models that have nothing in common but the questions; abilities -1.5 to 1. */
static struct paper *unrelated(size_t n_models, size_t n_items, uint64_t seed)
{
	struct paper *paper = paper_new(n_models, n_items);
	struct rng rng = rng_stream(seed, n_models, n_items, 0);
	double ability[MAX_MODELS];

	for (size_t m = 0; m < n_models; m++)
		ability[m] = 2.5 * rng_uniform(&rng) - 1.5;
	for (size_t i = 0; i < n_items; i++) {
		struct question q = question_draw(&rng);

		paper->key[i] = (char)('A' + q.key);
		for (size_t m = 0; m < n_models; m++)
			*at(paper, m, i) = draw_choice(&rng, &q, ability[m]);
	}
	return paper;
}

/* Let `student` answer as `teacher` did on a share of the items. */
static void copy_some(struct paper *paper, size_t student, size_t teacher, double dose,
		      uint64_t seed)
{
	struct rng rng = rng_stream(seed, student, teacher, 1);

	for (size_t i = 0; i < paper->n_items; i++) {
		if (rng_uniform(&rng) < dose)
			*at(paper, student, i) = *at(paper, teacher, i);
	}
}

static const struct {
	const char *text;
	int letter;
} letter_cases[] = {
	{"A", 0},
	{" b ", 1},
	{"(C)", 2},
	{"D.", 3},
	{"**E**", 4},
	{"F) two", 5},
	{"\"G\"", 6},
	{"J\n", 9},
	{"[H]", 7},
	{"A: one", 0},
	{"B\n\nThe canton's capital is Frauenfeld.", 1},
	{"**B) Paris**", 1},
	{"B is correct", 1},
	{"A is the right answer.", 0},
	{"The answer is B", 1},
	{"The answer is B.", 1},
	{"The correct answer is **B) Paris**.", 1},
	{"The answer is (b", -1},
	{"Answer: B) Paris", 1},
	{"**Answer:** C", 2},
	{"Final answer: A", 0},
	{"I think it's C", 2},
	{"I'd go with D because it is the largest.", 3},
	{"Option E", 4},
	{"The answer is A because it is the largest.", 0},
	{"Option A is too small, option B too large. The answer is C.", 2},
	{"\\boxed{D}", 3},
	{"The answer is $\\boxed{H}$.", 7},
	{"<think>A? No, the answer is B.</think>C", 2},
	{"\u7b54\u6848\u662fB", 1},
	{"\u7b54\u6848\uff1aB", 1},
	{"\u7b54\u6848\u662fA\u3002", 0},
	{"\u9009B", 1},
	{"La respuesta es B.", 1},
	{"Die Antwort ist C.", 2},
	{"R\u00e9ponse : D", 3},
	/* none */
	{"", -1},
	{"A dog", -1},
	{"A dog is the answer", -1},
	{"Answer: A dog", -1},
	{"Apples", -1},
	{"12", -1},
	{"\xc3\x84", -1},
	{"( )", -1},
	{"A\nB", -1},
	{"**", -1},
	{"none of these", -1},
	{"None of the above is correct.", -1},
	{"I'm sorry, but I can't help with that.", -1},
	{"I cannot answer this question.", -1},
	{"I don't know", -1},
	{"Answer: I don't know", -1},
	{"It is vitamin C", -1},
	{"It is not B", -1},
	{"A.I. can't tell", -1},
	{"D'accord", -1},
	{"Either option A or option B", -1},
	{"This X is unknown", -1},
};

static void letters_are_read_from_their_usual_forms(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(letter_cases) / sizeof(*letter_cases); k++) {
		int letter = quiz_letter(letter_cases[k].text,
					 strlen(letter_cases[k].text), 0);

		if (letter != letter_cases[k].letter)
			fail_msg("\"%s\" reads %d, not %d", letter_cases[k].text, letter,
				 letter_cases[k].letter);
	}
	assert_int_equal(quiz_letter("A\0B", 3, 0), -1);
}

static void letters_beyond_the_options_are_none(void **state)
{
	(void)state;
	assert_int_equal(quiz_letter("D", 1, 4), 3);
	assert_int_equal(quiz_letter("E", 1, 4), -1);
	assert_int_equal(quiz_letter("The answer is E.", 16, 4), -1);
}

/*
 * The background errs on every other item, always with B. Models 0 and 1 err on the same
 * items: with B as all do, or with an option of the item that nobody else chooses.
 */
static struct paper *sharing(bool rare)
{
	struct paper *paper = paper_new(14, 120);

	for (size_t i = 0; i < paper->n_items; i++) {
		char odd = (char)('C' + i / 2 % 5);

		paper->key[i] = 'A';
		for (size_t m = 0; m < paper->n_models; m++) {
			char wrong = m < 2 && rare ? odd : 'B';

			*at(paper, m, i) = i % 2 ? 'A' : wrong;
		}
		*at(paper, 13, i) = i % 2 ? 'A' : "BCDEFGH"[i / 2 % 7];
	}
	return paper;
}

static void popular_errors_give_no_credit_and_rare_ones_do(void **state)
{
	struct paper *popular = sharing(false);
	struct paper *rare = sharing(true);
	struct json *of_popular = examined(popular, 0, 1);
	struct json *of_rare = examined(rare, 0, 1);

	(void)state;
	assert_int_equal(number(of_popular, "n_both_wrong"), 60);
	assert_int_equal(number(of_popular, "n_same_wrong"), 60);
	assert_int_equal(number(of_rare, "n_same_wrong"), 60);
	assert_true(number(of_popular, "statistic") < 2);
	assert_true(number(of_popular, "p") > .05);
	assert_true(number(of_rare, "statistic") > 5);
	assert_true(number(of_rare, "p_exact") < 1e-6);
	assert_int_equal(number(of_rare, "rank"), 1);
	json_free(of_popular);
	json_free(of_rare);
	paper_free(popular);
	paper_free(rare);
}

static void exhibits_are_the_rarest_shared_errors(void **state)
{
	struct paper *paper = sharing(true);
	struct json *out;
	const struct json *exhibits;
	double last = 0;

	(void)state;
	/* On the first item that both get wrong they share what twelve others say. */
	*at(paper, 0, 0) = *at(paper, 1, 0) = 'B';
	out = examined(paper, 0, 1);
	exhibits = json_get(out, "exhibits");
	assert_int_equal(json_count(exhibits), 10);
	JSON_EACH(exhibit, exhibits) {
		assert_string_not_equal(json_str(exhibit, "prompt_id"), "q00000");
		assert_string_equal(json_str(exhibit, "key"), "A");
		assert_string_not_equal(json_str(exhibit, "answer"), "B");
		assert_int_equal(number(exhibit, "n_background"), 12);
		assert_true(number(exhibit, "n_background_same") <= 1);
		assert_int_equal(number(exhibit, "n_background_right"), 0);
		assert_true(number(exhibit, "p") >= last);
		last = number(exhibit, "p");
	}
	json_free(out);
	paper_free(paper);
}

/* Models 0 and 1 guess; 2 and 3 say A whenever they are unsure, each at other times. */
static struct paper *with_bad_habits(size_t n_models, uint64_t seed)
{
	struct paper *paper = unrelated(n_models, 600, seed);
	struct rng rng = rng_stream(seed, 7, 7, 7);

	for (size_t i = 0; i < paper->n_items; i++) {
		for (size_t m = 0; m < 2; m++)
			*at(paper, m, i) = (char)('A' + rng_below(&rng, N_OPTIONS));
		for (size_t m = 2; m < 4; m++) {
			if (rng_uniform(&rng) < .5)
				*at(paper, m, i) = 'A';
		}
	}
	return paper;
}

static void guessers_and_first_letters_are_like_nobody(void **state)
{
	enum { N = 16 };
	double *z = mem_alloc((size_t)N * N, sizeof(*z));
	struct sum sum = SUM_INIT;
	size_t n_sum = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 10; seed++) {
		struct paper *paper = with_bad_habits(N, seed);

		scores(paper, false, z);
		for (size_t k = 0; k < (size_t)4 * N; k++) {
			if (isnan(z[k]))
				continue;
			assert_true(fabs(z[k]) < 4.5);
			sum_add(&sum, z[k]);
			n_sum++;
		}
		/* The two who say A share hundreds of errors. */
		assert_true(z[2 * N + 3] < 3);
		paper_free(paper);
	}
	assert_true(sum_value(&sum) / (double)n_sum < .2);
	mem_free(z);
}

static void order_changes_nothing(void **state)
{
	struct paper *paper = unrelated(12, 300, 5);
	double *z = mem_alloc(144, sizeof(*z));
	double *other = mem_alloc(144, sizeof(*other));

	(void)state;
	copy_some(paper, 3, 8, .3, 5);
	scores(paper, false, z);
	scores(paper, true, other);
	for (size_t k = 0; k < 144; k++) {
		assert_true(isnan(z[k]) == (k % 13 == 0));
		NEAR(other[k], z[k], 0);
		NEAR(z[k % 12 * 12 + k / 12], z[k], 0);
	}
	/* Another order of names. */
	paper->name[0] = "z";
	paper->name[3] = "y";
	paper->name[8] = "a";
	scores(paper, false, other);
	for (size_t k = 0; k < 144; k++)
		NEAR(other[k], z[k], 1e-9);
	mem_free(z);
	mem_free(other);
	paper_free(paper);
}

/* A sibling that knows the same rare errors does not make them popular. */
static void the_family_stays_out_of_the_background(void **state)
{
	struct paper *without = unrelated(12, 300, 6);
	struct paper *with = unrelated(12, 300, 6);
	struct json *a, *b;

	(void)state;
	copy_some(without, 0, 1, .4, 6);
	copy_some(with, 0, 1, .4, 6);
	for (size_t i = 0; i < without->n_items; i++)
		*at(without, 11, i) = '-';
	copy_some(with, 11, 1, 1, 6);
	with->family[11] = without->family[11] = 1;
	a = examined(without, 0, 1);
	b = examined(with, 0, 1);
	assert_int_equal(number(a, "n_background"), 9);
	assert_int_equal(number(b, "n_background"), 9);
	/* Habits are learned against the other's family too: not equal to the last digit.
	 */
	CLOSE(number(b, "expected"), number(a, "expected"), .02);
	NEAR(number(b, "statistic"), number(a, "statistic"), .5);
	json_free(b);
	with->family[11] = 11;
	b = examined(with, 0, 1);
	assert_int_equal(number(b, "n_background"), 10);
	assert_true(number(b, "statistic") < number(a, "statistic") - 1);
	json_free(a);
	json_free(b);
	paper_free(without);
	paper_free(with);
}

static void clean_models_make_the_background_when_there_are_enough(void **state)
{
	struct paper *paper = unrelated(16, 200, 7);
	struct json *out;

	(void)state;
	for (size_t m = 0; m < 6; m++)
		paper->clean[m] = 0;
	out = examined(paper, 0, 1);
	assert_true(json_true(out, "background_clean"));
	assert_int_equal(number(out, "n_background"), 10);
	json_free(out);
	for (size_t m = 6; m < 10; m++)
		paper->clean[m] = 0;
	out = examined(paper, 0, 1);
	assert_false(json_true(out, "background_clean"));
	assert_int_equal(number(out, "n_background"), 14);
	json_free(out);
	paper_free(paper);
}

static void too_little_is_said_and_gives_no_number(void **state)
{
	struct paper *few_items = unrelated(12, 30, 8);
	struct paper *few_models = unrelated(4, 300, 8);
	struct paper *no_keys = unrelated(12, 300, 8);
	struct paper *papers[] = {few_items, few_models, no_keys};
	double z[144] = {0};

	(void)state;
	memset(no_keys->key, '?', no_keys->n_items);
	for (size_t k = 0; k < 3; k++) {
		struct json *out = examined(papers[k], 0, 1);

		assert_non_null(json_str(out, "reason"));
		assert_string_equal(json_str(out, "name"), "quiz");
		assert_null(json_get(out, "p"));
		assert_null(json_get(out, "statistic"));
		scores(papers[k], false, z);
		assert_true(isnan(z[1]));
		json_free(out);
		paper_free(papers[k]);
	}
}

/* Other samples of a prompt are not independent items. */
static void only_the_first_sample_of_a_prompt_counts(void **state)
{
	struct paper *paper = unrelated(10, 200, 9);
	struct given *given = give(paper, false);
	struct json *once = json_new_object();
	struct json *twice = json_new_object();
	const char **key = MEM_ARRAY(2 * paper->n_items, const char *);

	(void)state;
	channel()->examine(&given->material, 0, 1, once);
	for (size_t m = 0; m < paper->n_models; m++) {
		for (size_t i = 0; i < paper->n_items; i++)
			add_answer(given, given->answers->models[m], i, at(paper, m, i));
	}
	answers_sort(given->answers);
	for (size_t i = 0; i < 2 * paper->n_items; i++)
		key[i] = given->key[i / 2];
	given->material.key = key;
	assert_int_equal(given->answers->n_items, 2 * paper->n_items);
	channel()->examine(&given->material, 0, 1, twice);
	NEAR(number(twice, "p_exact"), number(once, "p_exact"), 0);
	NEAR(number(twice, "n_prompts"), number(once, "n_prompts"), 0);
	json_free(once);
	json_free(twice);
	mem_free(key);
	given_free(given);
	paper_free(paper);
}

/* Of 20 students at each dose. Copies of a fifth of the answers are found. */
static void copies_are_found_by_their_dose(void **state)
{
	static const double doses[] = {0, .1, .2, .4};
	double mean[4];

	(void)state;
	for (size_t d = 0; d < 4; d++) {
		struct sum z = SUM_INIT;
		size_t n_found = 0;
		size_t n_first = 0;

		for (uint64_t seed = 0; seed < 20; seed++) {
			struct paper *paper = unrelated(16, 800, 100 + seed);
			struct json *out;

			copy_some(paper, 0, 1, doses[d], seed);
			out = examined(paper, 0, 1);
			n_found += number(out, "p") < .01;
			n_first += (size_t)number(out, "rank") == 1;
			sum_add(&z, number(out, "statistic"));
			json_free(out);
			paper_free(paper);
		}
		mean[d] = sum_value(&z) / 20;
		print_message("# dose %.1f: z %.2f, %zu of 20 found, %zu first\n",
			      doses[d], mean[d], n_found, n_first);
		assert_true(d == 0 ? n_found <= 2 : d == 1 || n_found >= 15);
		assert_true(d < 2 || n_first >= 18);
	}
	assert_true(mean[0] < .5 && mean[1] > mean[0] + 1 && mean[2] > mean[1] + 1 &&
		    mean[3] > mean[2] + 1);
}

static int ascending(const void *left, const void *right)
{
	const double *a = left;
	const double *b = right;

	return (*a > *b) - (*a < *b);
}

/*
 * One-sided Kolmogorov-Smirnov: how far the share of p-values below t exceeds t. Under
 * uniform p it is beyond sqrt(ln(1 / alpha) / (2 n)) with probability alpha.
 */
static double excess_of_small(double *p, size_t n)
{
	double excess = 0;

	qsort(p, n, sizeof(*p), ascending);
	for (size_t i = 0; i < n; i++)
		excess = fmax(excess, (double)(i + 1) / (double)n - p[i]);
	return excess;
}

static void p_values_of_unrelated_models_are_not_too_small(void **state)
{
	enum { MOST = 500 };
	size_t n_seeds = getenv("ASSAY_LONG") ? MOST : MOST / 5;
	static const char *const names[] = {"p", "p_exact", "p_placebo_teachers"};
	double *p[3];
	double limit = sqrt(log(100) / (2. * (double)n_seeds));

	(void)state;
	for (size_t k = 0; k < 3; k++)
		p[k] = mem_alloc(n_seeds, sizeof(**p));
	for (size_t n = 0, seed = 1000; n < n_seeds; seed++) {
		struct paper *paper = unrelated(12, 200, seed);
		struct json *out = examined(paper, 0, 1);

		/* Two able models may have too few errors. */
		for (size_t k = 0; k < 3 && !json_get(out, "reason"); k++)
			p[k][n] = number(out, names[k]);
		n += !json_get(out, "reason");
		json_free(out);
		paper_free(paper);
	}
	for (size_t k = 0; k < 3; k++) {
		double excess = excess_of_small(p[k], n_seeds);
		size_t n_small = 0;

		while (n_small < n_seeds && p[k][n_small] <= .05)
			n_small++;
		print_message("# %s: at most .05 in %zu of %zu; excess %.3f of %.3f\n",
			      names[k], n_small, n_seeds, excess, limit);
		assert_true(excess < limit);
		mem_free(p[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_are_read_from_their_usual_forms),
		cmocka_unit_test(letters_beyond_the_options_are_none),
		cmocka_unit_test(popular_errors_give_no_credit_and_rare_ones_do),
		cmocka_unit_test(exhibits_are_the_rarest_shared_errors),
		cmocka_unit_test(guessers_and_first_letters_are_like_nobody),
		cmocka_unit_test(order_changes_nothing),
		cmocka_unit_test(the_family_stays_out_of_the_background),
		cmocka_unit_test(clean_models_make_the_background_when_there_are_enough),
		cmocka_unit_test(too_little_is_said_and_gives_no_number),
		cmocka_unit_test(only_the_first_sample_of_a_prompt_counts),
		cmocka_unit_test(copies_are_found_by_their_dose),
		cmocka_unit_test(p_values_of_unrelated_models_are_not_too_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
