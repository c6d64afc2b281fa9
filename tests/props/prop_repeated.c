/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Properties of the channels on repeated answers of real models (C5): random halves of
 * one model's answers look like one model's, and answers of two models do not.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "stat/dist.h"
#include "stat/lr.h"
#include "stat/rng.h"
#include "store/reader.h"
#include "unit/by_hand.h"
#include "unit/stat_near.h"

#include "channel/own_null.h"

#define CLLM "../shared/data/cllm"
#define LLMRANDOM "../shared/data/llmrandom"
#define MOST_MODELS 40
#define N_DRAWS 20 /* of each pair */
#define N_PROMPTS 60
#define N_HALF 5 /* samples a side */
#define N_BOTH 10

struct loading {
	struct answers *answers;
	const char *model;
};

/* Some prompt ids stand for a Chinese prompt with some models and for an English one with
 * others: models meet on the same text alone. */
static int load_record(void *ctx, const struct record *given, struct err *err)
{
	struct loading *l = ctx;
	struct record record = *given;
	struct buf id = BUF_INIT;
	bool moved;
	int rc;

	buf_printf(&id, "%.*s|%016" PRIx64, (int)given->prompt_id.len,
		   given->prompt_id.data,
		   hash_bytes(given->prompt.data, given->prompt.len));
	record.prompt_id = (struct text){buf_str(&id), id.len};
	rc = answers_add(l->answers, answers_model(l->answers, l->model), &record, &moved,
			 err);
	buf_clear(&id);
	return rc;
}

/* Every model's answers of a folder, the model named by its file; skips without one. */
static struct answers *load(const char *folder)
{
	struct loading l = {.answers = answers_new()};
	struct file_list list = {0};
	struct err err = ERR_INIT;

	if (!file_is_dir(folder)) {
		print_message("# the recorded answers in %s are not here\n", folder);
		answers_free(l.answers);
		skip();
	}
	assert_int_equal(file_list(folder, &list, &err), 0);
	for (size_t i = 0; i < list.n; i++) {
		struct read_report report;
		char path[512];

		(void)snprintf(path, sizeof(path), "%s/%s", folder, list.names[i]);
		l.model = list.names[i];
		if (reader_read(path, "jsonl", load_record, &l, &report, &err))
			fail_msg("%s", err.text);
	}
	file_list_free(&list);
	answers_sort(l.answers);
	return l.answers;
}

/* First items of the prompts that both models answered at least N_BOTH times. */
struct prompts {
	size_t *begin;
	size_t n;
};

static struct prompts prompts_of(const struct answers *answers, size_t a, size_t b)
{
	struct prompts p = {MEM_ARRAY(answers->n_items, size_t), 0};
	size_t end;

	for (size_t i = 0; i < answers->n_items; i = end) {
		size_t n_a = 0, n_b = 0;

		for (end = i;
		     end < answers->n_items &&
		     !strcmp(answers->items[end].prompt_id, answers->items[i].prompt_id);
		     end++) {
			n_a += answers_at(answers, a, end)->data != NULL;
			n_b += answers_at(answers, b, end)->data != NULL;
		}
		if (n_a >= N_BOTH && n_b >= N_BOTH)
			p.begin[p.n++] = i;
	}
	return p;
}

static void put_as(struct answers *out, const char *model, const struct item *item,
		   long sample, const struct answer *answer)
{
	struct err err = ERR_INIT;
	bool moved;
	struct record record = {
		.prompt_id = by_hand_text(item->prompt_id),
		.prompt = {item->prompt, item->prompt_len},
		.sample = sample,
		.answer = {answer->data, answer->len},
		.outcome = answer->outcome,
	};

	assert_int_equal(
		answers_add(out, answers_model(out, model), &record, &moved, &err), 0);
}

/* N_BOTH answers of a model to one prompt, parted at random into two models. */
static void put_halves(const struct answers *answers, size_t model, size_t first,
		       const char *const names[2], struct rng *rng, struct answers *out)
{
	size_t sample[N_BOTH], n = 0;

	for (size_t k = first; n < N_BOTH; k++) {
		if (answers_at(answers, model, k)->data)
			sample[n++] = k;
	}
	rng_shuffle(rng, sample, n);
	for (size_t k = 0; k < n; k++)
		put_as(out, names[k >= N_HALF], &answers->items[first],
		       (long)(k % N_HALF), answers_at(answers, model, sample[k]));
}

/* Two halves of model a and two of model b (0 to 3 of the table) on random prompts. */
static struct answers *draw_halves(const struct answers *answers, size_t a, size_t b,
				   uint64_t draw)
{
	static const char *const names[] = {"a 0", "a 1", "b 0", "b 1"};
	struct prompts prompts = prompts_of(answers, a, b);
	struct rng rng = rng_stream(11, draw, a, b);
	struct answers *out = answers_new();

	assert_true(prompts.n / 2 >= N_PROMPTS);
	rng_shuffle(&rng, prompts.begin, prompts.n);
	for (size_t i = 0; i < N_PROMPTS; i++) {
		put_halves(answers, a, prompts.begin[i], names, &rng, out);
		put_halves(answers, b, prompts.begin[i], names + 2, &rng, out);
	}
	mem_free(prompts.begin);
	answers_sort(out);
	return out;
}

struct scores {
	double *v;
	unsigned char *same; /* halves of one model */
	size_t n, cap_v, cap_same;
};

static void scores_add(struct scores *s, double score, bool same)
{
	assert_true(isfinite(score));
	s->v = MEM_GROW(s->v, s->n, &s->cap_v);
	s->same = MEM_GROW(s->same, s->n, &s->cap_same);
	s->v[s->n] = score;
	s->same[s->n++] = same;
}

static struct own_null_material material_of(const struct answers *answers)
{
	static const unsigned char clean[MOST_MODELS];
	static const unsigned family[MOST_MODELS];

	assert_true(answers->n_models <= MOST_MODELS);
	return (struct own_null_material){
		.answers = answers, .clean = clean, .family = family, .seed = 1};
}

static void score_draw(const struct own_null *channel, const struct answers *halves,
		       struct scores *s)
{
	struct own_null_material material = material_of(halves);
	double score[16];

	assert_int_equal(halves->n_models, 4);
	channel->score(&material, score);
	for (size_t b = 0; b < 4; b++) {
		for (size_t a = 0; a < b; a++)
			scores_add(s, score[a * 4 + b], a / 2 == b / 2);
	}
}

static void cllm_auc(const char *name)
{
	const struct own_null *channel = own_null_find(name);
	struct answers *answers = load(CLLM);
	struct scores s = {NULL, NULL, 0, 0, 0};
	double auc;

	for (size_t b = 0; b < answers->n_models; b++) {
		for (size_t a = 0; a < b; a++) {
			for (uint64_t draw = 0; draw < N_DRAWS; draw++) {
				struct answers *halves = draw_halves(answers, a, b, draw);

				score_draw(channel, halves, &s);
				answers_free(halves);
			}
		}
	}
	auc = lr_auc(s.v, s.same, NULL, s.n);
	print_message("# %s: AUC %.4f over %zu pairs of halves, %d prompts, %d v %d\n",
		      name, auc, s.n, N_PROMPTS, N_HALF, N_HALF);
	assert_true(auc >= .99);
	mem_free(s.v);
	mem_free(s.same);
	answers_free(answers);
}

static void equality_tells_models_from_halves_of_one(void **state)
{
	(void)state;
	cllm_auc("equality");
}

static void choice_tells_models_from_halves_of_one(void **state)
{
	(void)state;
	cllm_auc("choice");
}

/* "claude-3-haiku.jsonl" at "num0-100|T=0.30|..." becomes a model of its own, so that
 * answers at two temperatures meet on one prompt. */
static struct answers *by_temperature(const struct answers *answers)
{
	struct answers *out = answers_new();

	for (size_t m = 0; m < answers->n_models; m++) {
		for (size_t i = 0; i < answers->n_items; i++) {
			const struct answer *answer = answers_at(answers, m, i);
			struct item item = answers->items[i];
			char name[128];

			(void)snprintf(name, sizeof(name), "%zu%.7s", m,
				       strchr(item.prompt_id, '|'));
			item.prompt_id = "number";
			if (answer->data)
				put_as(out, name, &item, item.sample, answer);
		}
	}
	answers_sort(out);
	return out;
}

#define N_TEMPERATURES 11
#define N_RANDOM_MODELS 3

/* Mean over pairs of models at temperature t, and over models of what parts t from the
 * temperatures next to it. Models of the table stand by model, then temperature. */
static double between_models(const double *score, size_t n, size_t t)
{
	double sum = 0;

	for (size_t b = 1; b < N_RANDOM_MODELS; b++)
		for (size_t a = 0; a < b; a++)
			sum -= score[(a * N_TEMPERATURES + t) * n + b * N_TEMPERATURES +
				     t];
	return sum / 3;
}

static double between_neighbours(const double *score, size_t n, size_t t)
{
	double sum = 0;
	size_t n_summed = 0;

	for (size_t m = 0; m < N_RANDOM_MODELS; m++) {
		for (size_t other = t - 1; other <= t + 1; other += 2) {
			size_t at = m * N_TEMPERATURES;

			if (other >= N_TEMPERATURES)
				continue;
			sum -= score[(at + t) * n + at + other];
			n_summed++;
		}
	}
	return sum / (double)n_summed;
}

/* At T = 0 and .1 nearly all answers are one number: too easy to count. */
static void models_differ_more_than_neighbouring_temperatures(void **state)
{
	struct answers *answers = load(LLMRANDOM);
	struct answers *by_t = by_temperature(answers);
	struct own_null_material material = material_of(by_t);
	size_t n = by_t->n_models;
	double *score = mem_alloc(n * n, sizeof(*score));

	(void)state;
	assert_int_equal(n, N_RANDOM_MODELS * N_TEMPERATURES);
	own_null_find("choice")->score(&material, score);
	for (size_t t = 2; t < N_TEMPERATURES; t++) {
		double models = between_models(score, n, t);
		double neighbours = between_neighbours(score, n, t);

		print_message("# T = %.1f: %.3f bits between models, %.3f between "
			      "neighbouring temperatures\n",
			      (double)t / 10, models, neighbours);
		assert_true(models > neighbours);
	}
	mem_free(score);
	answers_free(by_t);
	answers_free(answers);
}

struct drawn {
	size_t n_prompts, most_words; /* of an answer */
	double shift;                 /* how often the second model says something else */
};

/* One to most_words of five words, with other odds in every prompt. */
static void draw_answer(struct rng *rng, const struct drawn *drawn, double skew,
			struct buf *out)
{
	static const char *const words[] = {"red ", "green ", "blue ", "grey ", "pink "};
	size_t n = 1 + rng_below(rng, drawn->most_words);

	buf_reset(out);
	for (size_t i = 0; i < n; i++)
		buf_str_add(out, words[(size_t)(5 * pow(rng_uniform(rng), skew))]);
}

/* Two models drawn alike, but for the shift, answer each prompt N_HALF times. */
static struct json *examine_drawn(const char *channel, uint64_t round,
				  const struct drawn *drawn)
{
	struct rng rng = rng_stream(21, round, 0, 0);
	struct answers *answers = answers_new();
	struct own_null_material material;
	struct json *out = json_new_object();
	struct buf said = BUF_INIT;

	for (size_t i = 0; i < drawn->n_prompts; i++) {
		double skew = 1 + 3 * rng_uniform(&rng);
		struct item item = {.prompt = "A colour?", .prompt_len = 9};
		char id[32];

		(void)snprintf(id, sizeof(id), "p%zu", i);
		item.prompt_id = id;
		for (long k = 0; k < N_BOTH; k++) {
			struct answer answer = {.outcome = OUTCOME_OK};

			draw_answer(&rng, drawn, skew, &said);
			if (rng_uniform(&rng) < drawn->shift && k >= N_HALF) {
				buf_reset(&said);
				buf_str_add(&said, "black");
			}
			answer.data = buf_str(&said);
			answer.len = said.len;
			put_as(answers, k < N_HALF ? "s" : "t", &item, k, &answer);
		}
	}
	buf_clear(&said);
	answers_sort(answers);
	material = material_of(answers);
	material.seed = round;
	own_null_find(channel)->examine(&material, 0, 1, out);
	answers_free(answers);
	return out;
}

#define MOST_ROUNDS 500

static size_t n_rounds(void)
{
	return getenv("ASSAY_LONG") ? MOST_ROUNDS : 200;
}

struct null_seen {
	double p[MOST_ROUNDS];
	double mean_e, se_e;
	double reached; /* share in which e reached 20 */
};

static void look_at_null(const char *channel, const struct drawn *drawn,
			 struct null_seen *seen)
{
	double sum = 0, squares = 0;
	size_t n = n_rounds();

	seen->reached = 0;
	for (uint64_t round = 0; round < n; round++) {
		struct json *out = examine_drawn(channel, round, drawn);
		double e = pow(10, json_num(out, "log10_e", NAN));

		seen->p[round] = json_num(out, "p", NAN);
		sum += e;
		squares += e * e;
		if (!json_is_null(json_get(out, "e_reaches_20_after")))
			seen->reached += 1. / (double)n;
		json_free(out);
	}
	seen->mean_e = sum / (double)n;
	seen->se_e =
		sqrt((squares / (double)n - seen->mean_e * seen->mean_e) / (double)n);
	print_message(
		"# %s, %zu prompts: KS p %.3f, mean e %.3f (se %.3f), %.3f reach 20\n",
		channel, drawn->n_prompts, dist_ks_uniform_p(seen->p, n, NULL),
		seen->mean_e, seen->se_e, seen->reached);
}

/* Where ties are rare: shares of five words over many prompts, and answers of many
 * lengths. Kolmogorov-Smirnov at a level of .01, 500 runs with ASSAY_LONG=1. */
static void p_is_uniform_under_the_null(void **state)
{
	const struct drawn words = {12, 1, 0}, phrases = {12, 8, 0};
	struct null_seen seen;

	(void)state;
	look_at_null("choice", &words, &seen);
	assert_true(dist_ks_uniform_p(seen.p, n_rounds(), NULL) > .01);
	look_at_null("equality", &phrases, &seen);
	assert_true(dist_ks_uniform_p(seen.p, n_rounds(), NULL) > .01);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * Where ties abound p may be too large, never too small: P(p <= a) is at most a, within
 * the one-sided Kolmogorov-Smirnov bound at a level of .001. The e-value is 1 on average,
 * within five standard errors where the bets are too few to be skewed, and reaches 20 in
 * at most one of twenty (Ville).
 */
static void ties_never_make_p_too_small_and_bets_are_fair(void **state)
{
	static const char *const channels[] = {"choice", "equality"};
	const struct drawn words = {2, 1, 0};
	struct null_seen seen;
	double n = (double)n_rounds();

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		look_at_null(channels[k], &words, &seen);
		qsort(seen.p, n_rounds(), sizeof(*seen.p), by_value);
		for (size_t i = 0; i < n_rounds(); i++)
			assert_true((double)(i + 1) / n <=
				    seen.p[i] + sqrt(log(1000) / (2 * n)));
		NEAR(seen.mean_e, 1, 5 * seen.se_e);
		assert_true(seen.reached <= .05 + 5 * sqrt(.05 * .95 / n));
	}
}

/*
 * A third of one model's answers are another word. For equality, whose kernel is 0 or 1
 * here: MMD^2 is (1 + sum p^2) / 9, about .15; under the null its standard deviation with
 * five a side is near .25 a prompt, .032 over 60, so that power at .05 is above .99. Nine
 * of ten are asked for.
 */
static void a_third_of_other_answers_is_found(void **state)
{
	static const char *const channels[] = {"choice", "equality"};
	const struct drawn drawn = {N_PROMPTS, 1, 1. / 3};

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		size_t n_found = 0, n_reached = 0;

		for (uint64_t round = 0; round < 50; round++) {
			struct json *out = examine_drawn(channels[k], round, &drawn);

			n_found += json_num(out, "p", NAN) <= .05;
			n_reached += !json_is_null(json_get(out, "e_reaches_20_after"));
			json_free(out);
		}
		print_message("# %s: p <= .05 in %zu of 50, e reaches 20 in %zu\n",
			      channels[k], n_found, n_reached);
		assert_true(n_found >= 45);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equality_tells_models_from_halves_of_one),
		cmocka_unit_test(choice_tells_models_from_halves_of_one),
		cmocka_unit_test(models_differ_more_than_neighbouring_temperatures),
		cmocka_unit_test(p_is_uniform_under_the_null),
		cmocka_unit_test(ties_never_make_p_too_small_and_bets_are_fair),
		cmocka_unit_test(a_third_of_other_answers_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
