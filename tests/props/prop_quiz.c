/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The quiz channel on recorded answers of real models: base models and what was tuned
 * from them find each other by their shared wrong answers. Skipped where the
 * recorded answers are absent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "channel/own_null.h"
#include "stat/sum.h"
#include "store/reader.h"

#define DATA "../shared/data/mmlu_pro"

/* Who made a model, by the beginning of its name. */
static const struct {
	const char *prefix;
	unsigned family;
} makers[] = {
	{"DeepSeek", 0},  {"Llama", 1}, {"Meta-Llama", 1}, {"Mistral", 2}, {"Mixtral", 2},
	{"mathstral", 2}, {"Phi", 3},   {"Qwen", 4},       {"Yi", 5},      {"c4ai", 6},
	{"gemini", 7},    {"gemma", 7}, {"jamba", 8},
};

static const char *const pairs[][2] = {
	{"Meta-Llama-3_1-8B", "Meta-Llama-3_1-8B-Instruct"},
	{"Meta-Llama-3_1-70B", "Meta-Llama-3_1-70B-Instruct"},
	{"Mistral-7B-v0.1", "Mistral-7B-Instruct-v0.1"},
	{"Mistral-7B-v0.2-hf", "Mistral-7B-Instruct-v0.2"},
	{"Mixtral-8x7B-v0.1", "Mixtral-8x7B-Instruct-v0.1"},
	{"Yi-6B", "Yi-6b-Chat"},
};
#define N_PAIRS (sizeof(pairs) / sizeof(*pairs))

struct keyed { /* a prompt's key, in the order of reading */
	char *prompt_id, *key;
};

struct world {
	struct answers *answers;
	struct keyed *keyed;
	size_t n_keyed, cap_keyed;
	size_t model; /* being read */
	const char **key;
	unsigned char *clean;
	unsigned *family;
};

static int take(void *ctx, const struct record *record, struct err *err)
{
	struct world *world = ctx;
	struct json *extra = json_parse(record->extra.data, record->extra.len, NULL, err);
	struct keyed keyed;
	bool moved;

	if (!extra)
		return -1;
	keyed = (struct keyed){mem_dup(record->prompt_id.data, record->prompt_id.len),
			       mem_strdup(json_str(extra, "gold"))};
	json_free(extra);
	world->keyed = MEM_GROW(world->keyed, world->n_keyed, &world->cap_keyed);
	world->keyed[world->n_keyed++] = keyed;
	return answers_add(world->answers, world->model, record, &moved, err);
}

static int by_prompt(const void *left, const void *right)
{
	return strcmp(((const struct keyed *)left)->prompt_id,
		      ((const struct keyed *)right)->prompt_id);
}

static unsigned family_of(const char *name)
{
	for (size_t k = 0; k < sizeof(makers) / sizeof(*makers); k++) {
		if (!strncmp(name, makers[k].prefix, strlen(makers[k].prefix)))
			return makers[k].family;
	}
	fail_msg("the maker of %s is unknown", name);
	return 0;
}

static void read_model(struct world *world, const char *file)
{
	char *path = file_join(DATA, file);
	char *name = mem_dup(file, strlen(file) - strlen(".jsonl"));
	struct read_report report;
	struct err err = ERR_INIT;

	world->model = answers_model(world->answers, name);
	if (reader_read(path, "jsonl", take, world, &report, &err))
		fail_msg("%s", err.text);
	mem_free(path);
	mem_free(name);
}

static struct world *world_read(void)
{
	struct world *world = MEM_NEW(struct world);
	struct file_list files;
	struct err err = ERR_INIT;

	world->answers = answers_new();
	if (file_list(DATA, &files, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < files.n; i++) {
		if (strstr(files.names[i], ".jsonl"))
			read_model(world, files.names[i]);
	}
	file_list_free(&files);
	answers_sort(world->answers);
	qsort(world->keyed, world->n_keyed, sizeof(*world->keyed), by_prompt);
	world->clean = MEM_ARRAY(world->answers->n_models, unsigned char);
	world->family = MEM_ARRAY(world->answers->n_models, unsigned);
	for (size_t m = 0; m < world->answers->n_models; m++)
		world->family[m] = family_of(world->answers->models[m]);
	return world;
}

static void world_free(struct world *world)
{
	for (size_t i = 0; i < world->n_keyed; i++) {
		mem_free(world->keyed[i].prompt_id);
		mem_free(world->keyed[i].key);
	}
	mem_free(world->keyed);
	mem_free(world->key);
	mem_free(world->clean);
	mem_free(world->family);
	answers_free(world->answers);
	mem_free(world);
}

/* Keep what all models have a record of, or, of these, what all chose a letter for. */
static void keep_common(struct world *world, bool chosen)
{
	struct answers *answers = world->answers;
	unsigned char *keep = MEM_ARRAY(answers->n_items, unsigned char);

	for (size_t i = 0; i < answers->n_items; i++) {
		keep[i] = 1;
		for (size_t m = 0; m < answers->n_models; m++) {
			const struct answer *answer = answers_at(answers, m, i);

			keep[i] &= chosen ? answer->len > 0 : answer->data != NULL;
		}
	}
	answers_keep(answers, keep);
	mem_free(keep);
	mem_free(world->key);
	world->key = MEM_ARRAY(answers->n_items, const char *);
	for (size_t i = 0; i < answers->n_items; i++) {
		char *prompt_id = mem_strdup(answers->items[i].prompt_id);
		struct keyed wanted = {prompt_id, NULL};
		const struct keyed *found = bsearch(&wanted, world->keyed, world->n_keyed,
						    sizeof(*world->keyed), by_prompt);

		world->key[i] = found->key;
		mem_free(prompt_id);
	}
}

static size_t rank_of(const double *score, size_t n, size_t from, size_t of)
{
	size_t rank = 0;

	for (size_t x = 0; x < n; x++)
		rank += (size_t)(score[from * n + x] >= score[from * n + of]);
	return rank;
}

/* Among the models of other makers, whose likeness to `from` is no kinship. */
static size_t rank_among_others(const struct world *world, const double *score,
				size_t from, size_t of)
{
	size_t n = world->answers->n_models;
	size_t rank = 1;

	for (size_t x = 0; x < n; x++)
		rank += (size_t)(world->family[x] != world->family[from] &&
				 score[from * n + x] >= score[from * n + of]);
	return rank;
}

struct tally {
	size_t n_near;   /* partner first or second among all */
	size_t n_before; /* partner before every model of another maker */
};

/* All directed ranks, printed. */
static struct tally count_near(const struct world *world, const double *score)
{
	size_t n = world->answers->n_models;
	struct tally tally = {0, 0};

	for (size_t k = 0; k < 2 * N_PAIRS; k++) {
		const char *from = pairs[k / 2][k % 2];
		const char *to = pairs[k / 2][!(k % 2)];
		size_t a = answers_find_model(world->answers, from);
		size_t b = answers_find_model(world->answers, to);
		size_t rank, rank_others;
		size_t first = 0;

		assert_true(a < n && b < n);
		rank = rank_of(score, n, a, b);
		rank_others = rank_among_others(world, score, a, b);
		for (size_t x = 0; x < n; x++) {
			if (rank_of(score, n, a, x) == 1)
				first = x;
		}
		tally.n_near += rank <= 2;
		tally.n_before += rank_others == 1;
		print_message("# %-28s %-28s %2zu (%zu beside other makers) z %5.2f; "
			      "first %s %.2f\n",
			      from, to, rank, rank_others, score[a * n + b],
			      world->answers->models[first], score[a * n + first]);
	}
	print_message("# of %zu: %zu first or second, %zu before all of other makers\n",
		      2 * N_PAIRS, tally.n_near, tally.n_before);
	return tally;
}

/* What z is between models of different makers: 0 and 1 if all likeness were in the
 * background. */
static void print_unrelated(const struct world *world, const double *score)
{
	size_t n = world->answers->n_models;
	double *z = MEM_ARRAY(n * n, double);
	size_t n_z = 0;
	double mean, sd;

	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < a; b++) {
			if (world->family[a] != world->family[b])
				z[n_z++] = score[a * n + b];
		}
	}
	sum_mean_sd(z, n_z, &mean, &sd);
	print_message("# %zu pairs of different makers: z %.2f +- %.2f\n", n_z, mean, sd);
	mem_free(z);
}

static struct tally near_ranks(struct world *world, bool chosen)
{
	const struct own_null *quiz = own_null_find("quiz");
	struct own_null_material material;
	size_t n = world->answers->n_models;
	double *score = mem_alloc(n * n, sizeof(*score));
	struct tally tally;
	int64_t begin;

	keep_common(world, chosen);
	material = (struct own_null_material){.answers = world->answers,
					      .key = world->key,
					      .clean = world->clean,
					      .family = world->family};
	begin = clock_mono_ms();
	quiz->score(&material, score);
	print_message("# %zu models, %zu items, all pairs in %lld ms\n", n,
		      world->answers->n_items, (long long)(clock_mono_ms() - begin));
	tally = count_near(world, score);
	print_unrelated(world, score);
	mem_free(score);
	return tally;
}

/* The chat model and its base, as a report would have it. */
static void examine_yi(const struct world *world)
{
	const struct own_null *quiz = own_null_find("quiz");
	struct own_null_material material = {.answers = world->answers,
					     .key = world->key,
					     .clean = world->clean,
					     .family = world->family};
	struct json *out = json_new_object();
	struct buf text = BUF_INIT;
	int64_t begin = clock_mono_ms();

	quiz->examine(&material, answers_find_model(world->answers, "Yi-6b-Chat"),
		      answers_find_model(world->answers, "Yi-6B"), out);
	json_print(out, false, &text);
	print_message("# examined in %lld ms: %s\n", (long long)(clock_mono_ms() - begin),
		      buf_str(&text));
	assert_int_equal(json_num(out, "rank", 0), 1);
	assert_true(json_num(out, "p", 1) < .001);
	assert_true(json_num(out, "p_exact", 1) < 1e-10);
	assert_true(json_num(json_get(out, "m4"), "p", 1) < 1e-6);
	assert_int_equal(json_count(json_get(out, "exhibits")), 10);
	buf_clear(&text);
	json_free(out);
}

/*
 * 9 of 12 first or second would be good. 8 are: from Mistral 7B's four, other relatives
 * of that model come before the partner. What is asserted is what is reached.
 */
#define WANTED 9
#define REACHED 8

static void tuned_models_and_their_bases_find_each_other(void **state)
{
	struct world *world;
	size_t n_near[2];

	(void)state;
	if (!file_is_dir(DATA)) {
		print_message("# the recorded answers are not here\n");
		skip();
	}
	world = world_read();
	assert_int_equal(world->answers->n_models, 29);
	print_message("# what all have a record of, which may be empty:\n");
	n_near[0] = near_ranks(world, false).n_near;
	examine_yi(world);
	print_message("# what all chose an option for:\n");
	n_near[1] = near_ranks(world, true).n_near;
	world_free(world);
	for (size_t k = 0; k < 2; k++) {
		if (n_near[k] < WANTED)
			print_message("# %zu first or second, not %d\n", n_near[k],
				      WANTED);
		assert_true(n_near[k] >= REACHED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tuned_models_and_their_bases_find_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
