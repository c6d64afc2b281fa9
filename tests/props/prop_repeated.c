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
#define MOST_MODELS 8
#define N_DRAWS 40
#define N_PROMPTS 60
#define N_HALF 5 /* samples a side */

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
		   given->prompt_id.data, hash_bytes(given->prompt.data, given->prompt.len));
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

/* First items of the prompts that both models answered at least 2 N_HALF times. */
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

		for (end = i; end < answers->n_items &&
			      !strcmp(answers->items[end].prompt_id,
				      answers->items[i].prompt_id);
		     end++) {
			n_a += answers_at(answers, a, end)->data != NULL;
			n_b += answers_at(answers, b, end)->data != NULL;
		}
		if (n_a >= 2 * N_HALF && n_b >= 2 * N_HALF)
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

/* 2 N_HALF answers of a model to one prompt, parted at random into two models. */
static void put_halves(const struct answers *answers, size_t model, size_t first,
		       const char *const names[2], struct rng *rng, struct answers *out)
{
	size_t sample[2 * N_HALF], n = 0;

	for (size_t k = first; n < 2 * N_HALF; k++) {
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

	assert_true(prompts.n >= 2 * N_PROMPTS);
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
		       const char *name_a, const char *name_b, struct scores *s)
{
	struct own_null_material material = material_of(halves);
	double score[4 * 4];

	assert_int_equal(halves->n_models, 4);
	channel->score(&material, score);
	for (size_t b = 0; b < 4; b++) {
		for (size_t a = 0; a < b; a++) {
			scores_add(s, score[a * 4 + b], a / 2 == b / 2);
			if (getenv("TALK"))
				printf("X %s %d %.5f %s|%s\n", channel->name, a / 2 == b / 2,
				       score[a * 4 + b], a / 2 ? name_b : name_a,
				       b / 2 ? name_b : name_a);
		}
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
				struct answers *halves =
					draw_halves(answers, a, b, draw);

				score_draw(channel, halves, answers->models[a],
					   answers->models[b], &s);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equality_tells_models_from_halves_of_one),
		cmocka_unit_test(choice_tells_models_from_halves_of_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
