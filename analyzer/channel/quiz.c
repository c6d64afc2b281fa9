/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quiz: the same wrong answers, beyond what the background predicts (METHODS 4; PEERS
 * S5). Over the items that both models get wrong, the shared options are summed, each
 * weighing the bits of its surprise, against the sum that two unrelated models of their
 * abilities and habits would reach (channel/quiz_model.h). Items that only one gets
 * wrong say more of ability than of descent and are left to GBT and M4.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "channel/quiz_model.h"
#include "stat/copying.h"
#include "stat/dist.h"
#include "stat/lattice.h"
#include "stat/sum.h"

#define MIN_BOTH_WRONG 30
#define MIN_BACKGROUND 3
#define MIN_PLACEBOS 3
#define N_EXHIBITS 10

/*
 * Weights are whole quarters of a bit, so that the tail of their sum is exact. A chance
 * below 1 in 1,024 rests on the model more than on the background: it weighs 10 bits.
 */
#define STEPS_PER_BIT 4
#define MAX_BITS 10.0

struct shared_error {
	size_t item;
	int option;
	double p; /* of sharing it, given that both are wrong */
};

/* Two models side by side. */
struct pair {
	size_t a, b;
	struct quiz_background background;
	struct lattice_term *term; /* of the n_both_wrong items */
	size_t n_both_wrong, n_same;
	double n_expected; /* of n_same */
	struct shared_error *same;
	size_t observed; /* the weighted sum */
	double z;        /* NaN: too little to say */
};

static struct pair *pair_new(const struct quiz *quiz)
{
	struct pair *pair = MEM_NEW(struct pair);

	quiz_background_init(quiz, &pair->background);
	pair->term = mem_alloc(quiz->n_items, sizeof(*pair->term));
	pair->same = mem_alloc(quiz->n_items, sizeof(*pair->same));
	return pair;
}

static void pair_free(struct pair *pair)
{
	quiz_background_clear(&pair->background);
	mem_free(pair->term);
	mem_free(pair->same);
	mem_free(pair);
}

static unsigned weight_of(double p)
{
	return (unsigned)lround(STEPS_PER_BIT * fmin(-log2(p), MAX_BITS));
}

/* An item that both get wrong. */
static void pair_add(const struct quiz *quiz, size_t item, struct pair *pair)
{
	struct lattice_term *term = &pair->term[pair->n_both_wrong++];
	int option = quiz_choice(quiz, pair->a, item);
	struct quiz_counts counts;
	double same[QUIZ_LETTERS];

	quiz_count(quiz, &pair->background, item, &counts);
	quiz_same_wrong(quiz, pair->a, pair->b, item, &counts, same);
	term->n = 0;
	for (unsigned o = 0; o < quiz->n_options[item]; o++) {
		if (o == quiz->key[item])
			continue;
		term->p[term->n] = same[o];
		term->value[term->n++] = weight_of(same[o]);
		pair->n_expected += same[o];
	}
	if (option != quiz_choice(quiz, pair->b, item))
		return;
	pair->observed += weight_of(same[option]);
	pair->same[pair->n_same++] = (struct shared_error){item, option, same[option]};
}

static void pair_compare(const struct quiz *quiz, size_t a, size_t b, struct pair *pair)
{
	double mean, variance;

	pair->a = a;
	pair->b = b;
	pair->n_both_wrong = pair->n_same = pair->observed = 0;
	pair->n_expected = 0;
	pair->z = (double)NAN;
	quiz_background_choose(quiz, a, b, &pair->background);
	if (pair->background.n < MIN_BACKGROUND)
		return;
	for (size_t i = 0; i < quiz->n_items; i++) {
		if (quiz_wrong(quiz, a, i) && quiz_wrong(quiz, b, i))
			pair_add(quiz, i, pair);
	}
	lattice_moments(pair->term, pair->n_both_wrong, &mean, &variance);
	if (pair->n_both_wrong >= MIN_BOTH_WRONG && variance > 0)
		pair->z = ((double)pair->observed - mean) / sqrt(variance);
}

static void quiz_score(const struct own_null_material *material, double *score)
{
	struct quiz *quiz = quiz_new(material);
	size_t n = quiz->n_models;

#pragma omp parallel
	{
		struct pair *pair = pair_new(quiz);

#pragma omp for schedule(dynamic)
		for (size_t a = 0; a < n; a++) {
			score[a * n + a] = (double)NAN;
			for (size_t b = 0; b < a; b++) {
				pair_compare(quiz, b, a, pair);
				score[a * n + b] = score[b * n + a] = pair->z;
			}
		}
		pair_free(pair);
	}
	quiz_free(quiz);
}

/* One model beside all others. */
struct beside {
	double *z; /* [model]; NaN for itself */
	double *placebo;
	size_t n_placebos;
};

static void compare_beside(const struct quiz *quiz, size_t model, size_t other,
			   struct beside *out)
{
	const unsigned *family = quiz->material->family;

	out->z = MEM_ARRAY(quiz->n_models, double);
	out->placebo = MEM_ARRAY(quiz->n_models, double);
	out->n_placebos = 0;
#pragma omp parallel
	{
		struct pair *pair = pair_new(quiz);

#pragma omp for schedule(dynamic)
		for (size_t x = 0; x < quiz->n_models; x++) {
			/* In one order, so that the last digit is the same both ways. */
			if (x != model)
				pair_compare(quiz, x < model ? x : model,
					     x < model ? model : x, pair);
			out->z[x] = x != model ? pair->z : (double)NAN;
		}
		pair_free(pair);
	}
	for (size_t x = 0; x < quiz->n_models; x++) {
		if (family[x] != family[model] && family[x] != family[other] &&
		    !isnan(out->z[x]))
			out->placebo[out->n_placebos++] = out->z[x];
	}
}

static void beside_clear(struct beside *beside)
{
	mem_free(beside->z);
	mem_free(beside->placebo);
}

/* Where z falls among the placebos, as a tail. */
static double placebo_p(const struct beside *beside, double z)
{
	double mean, sd;

	if (beside->n_placebos < MIN_PLACEBOS)
		return (double)NAN;
	sum_mean_sd(beside->placebo, beside->n_placebos, &mean, &sd);
	return exp(
		dist_normal_ln_q(dist_t_predictive_z(z, mean, sd, beside->n_placebos)));
}

/* The teacher's place, ties against it. */
static void add_ranks(const struct beside *suspect, size_t n_models, size_t teacher,
		      struct json *out)
{
	double z = suspect->z[teacher];
	size_t rank = 1;
	size_t rank_all = 0;
	size_t n_all = 0;

	for (size_t k = 0; k < suspect->n_placebos; k++)
		rank += (size_t)(suspect->placebo[k] >= z);
	for (size_t x = 0; x < n_models; x++) {
		n_all += (size_t)!isnan(suspect->z[x]);
		rank_all += (size_t)(suspect->z[x] >= z); /* never for NaN */
	}
	json_add_int(out, "rank", (long long)rank);
	json_add_int(out, "n_placebos", (long long)suspect->n_placebos);
	json_add_int(out, "rank_all", (long long)rank_all);
	json_add_int(out, "n_all", (long long)n_all);
}

/*
 * The exact tail supposes that nothing but the background's popularity makes unrelated
 * models err alike. They do (by calibre, by training data), so the placebos of either
 * side must let it stand: the largest of the three is the p-value.
 */
static void add_tails(const struct quiz *quiz, const struct pair *pair, size_t suspect,
		      size_t teacher, struct json *out)
{
	struct beside of_suspect, of_teacher;
	double exact =
		fmax(lattice_at_least(pair->term, pair->n_both_wrong, pair->observed),
		     DBL_MIN);
	double p_suspect, p_teacher;

	compare_beside(quiz, suspect, teacher, &of_suspect);
	compare_beside(quiz, teacher, suspect, &of_teacher);
	p_suspect = placebo_p(&of_suspect, pair->z);
	p_teacher = placebo_p(&of_teacher, pair->z);
	if (isnan(p_suspect) || isnan(p_teacher))
		json_add_null(out, "p");
	else
		json_add_num(out, "p", fmax(exact, fmax(p_suspect, p_teacher)));
	json_add_num(out, "p_exact", exact);
	json_add_num(out, "p_placebo_teachers", p_suspect);
	json_add_num(out, "p_placebo_suspects", p_teacher);
	add_ranks(&of_suspect, quiz->n_models, teacher, out);
	beside_clear(&of_suspect);
	beside_clear(&of_teacher);
}

static void add_gbt(const double *match, size_t n, size_t n_same, struct json *out)
{
	struct json *gbt = json_add_object(out, "gbt");
	struct sum expected = SUM_INIT;

	for (size_t i = 0; i < n; i++)
		sum_add(&expected, match[i]);
	json_add_int(gbt, "n_same", (long long)n_same);
	json_add_num(gbt, "expected", sum_value(&expected));
	json_add_num(gbt, "p", fmax(copying_gbt_p(match, n, n_same), DBL_MIN));
}

static void add_m4(const double *right, const double *wrong, size_t n, size_t n_right,
		   size_t n_wrong, struct json *out)
{
	struct json *json = json_add_object(out, "m4");
	struct copying_m4 m4;

	copying_m4_init(&m4, right, wrong, n);
	json_add_int(json, "n_same_right", (long long)n_right);
	json_add_int(json, "n_same_wrong", (long long)n_wrong);
	json_add_num(json, "p", copying_m4_p(&m4, n_right, n_wrong));
	copying_m4_clear(&m4);
}

/* GBT and M4, over all items that both answered (METHODS 4). */
static void add_copying(const struct quiz *quiz, const struct pair *pair,
			struct json *out)
{
	double *right = MEM_ARRAY(quiz->n_items, double);
	double *wrong = MEM_ARRAY(quiz->n_items, double);
	double *match = MEM_ARRAY(quiz->n_items, double);
	size_t n = 0;
	size_t n_right = 0;

	for (size_t i = 0; i < quiz->n_items; i++) {
		struct quiz_counts counts;
		double same[QUIZ_LETTERS];
		double error_a, error_b;

		if (quiz_choice(quiz, pair->a, i) < 0 ||
		    quiz_choice(quiz, pair->b, i) < 0)
			continue;
		quiz_count(quiz, &pair->background, i, &counts);
		quiz_same_wrong(quiz, pair->a, pair->b, i, &counts, same);
		error_a = quiz_error(quiz, pair->a, &counts);
		error_b = quiz_error(quiz, pair->b, &counts);
		for (unsigned o = 0; o < quiz->n_options[i]; o++)
			wrong[n] += error_a * error_b * same[o];
		right[n] = (1 - error_a) * (1 - error_b);
		match[n] = fmin(right[n] + wrong[n], 1);
		n_right += !quiz_wrong(quiz, pair->a, i) && !quiz_wrong(quiz, pair->b, i);
		n++;
	}
	add_gbt(match, n, n_right + pair->n_same, out);
	add_m4(right, wrong, n, n_right, pair->n_same, out);
	mem_free(match);
	mem_free(right);
	mem_free(wrong);
}

static int by_rarity(const void *left, const void *right)
{
	const struct shared_error *a = left;
	const struct shared_error *b = right;

	if (a->p < b->p || a->p > b->p)
		return a->p < b->p ? -1 : 1;
	return (a->item > b->item) - (a->item < b->item);
}

static void add_letter(struct json *out, const char *name, int letter)
{
	json_add_strn(out, name, &"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[letter], 1);
}

static void add_exhibits(const struct quiz *quiz, struct pair *pair, struct json *out)
{
	struct json *exhibits = json_add_array(out, "exhibits");

	qsort(pair->same, pair->n_same, sizeof(*pair->same), by_rarity);
	for (size_t k = 0; k < pair->n_same && k < N_EXHIBITS; k++) {
		const struct shared_error *error = &pair->same[k];
		struct json *exhibit = json_add_object(exhibits, NULL);
		struct quiz_counts counts;

		quiz_count(quiz, &pair->background, error->item, &counts);
		json_add_str(exhibit, "prompt_id",
			     quiz->material->answers->items[quiz->item[error->item]]
				     .prompt_id);
		add_letter(exhibit, "answer", error->option);
		add_letter(exhibit, "key", quiz->key[error->item]);
		json_add_int(exhibit, "n_background", counts.total);
		json_add_int(exhibit, "n_background_same", counts.n[error->option]);
		json_add_int(exhibit, "n_background_right", counts.right);
		json_add_num(exhibit, "p", error->p);
	}
}

struct side {
	size_t n, n_right;
};

static struct side side_of(const struct quiz *quiz, size_t model)
{
	struct side side = {0, 0};

	for (size_t i = 0; i < quiz->n_items; i++) {
		side.n += quiz_choice(quiz, model, i) >= 0;
		side.n_right += quiz_choice(quiz, model, i) == quiz->key[i];
	}
	return side;
}

static void add_sides(const struct quiz *quiz, size_t suspect, size_t teacher,
		      struct json *out)
{
	size_t n_prompts = 0;

	for (size_t i = 0; i < quiz->n_items; i++)
		n_prompts += quiz_choice(quiz, suspect, i) >= 0 &&
			     quiz_choice(quiz, teacher, i) >= 0;
	json_add_int(out, "n_prompts", (long long)n_prompts);
	json_add_int(out, "n_suspect", (long long)side_of(quiz, suspect).n);
	json_add_int(out, "n_teacher", (long long)side_of(quiz, teacher).n);
}

static void add_habits(const struct quiz *quiz, size_t model, const char *name,
		       struct json *out)
{
	struct json *habits = json_add_object(out, name);
	struct side side = side_of(quiz, model);

	json_add_num(habits, "accuracy", (double)side.n_right / (double)side.n);
	json_add_num(habits, "follows_popularity", quiz->habits[model].wrong.slope);
}

static void add_findings(const struct quiz *quiz, struct pair *pair, size_t suspect,
			 size_t teacher, struct json *out)
{
	json_add_num(out, "statistic", pair->z);
	json_add_num(out, "effect",
		     ((double)pair->n_same - pair->n_expected) /
			     ((double)pair->n_both_wrong - pair->n_expected));
	json_add_int(out, "n_both_wrong", (long long)pair->n_both_wrong);
	json_add_int(out, "n_same_wrong", (long long)pair->n_same);
	json_add_num(out, "expected", pair->n_expected);
	json_add_int(out, "n_background", (long long)pair->background.n);
	json_add_bool(out, "background_clean", pair->background.clean);
	add_tails(quiz, pair, suspect, teacher, out);
	add_habits(quiz, suspect, "suspect", out);
	add_habits(quiz, teacher, "teacher", out);
	add_copying(quiz, pair, out);
	add_exhibits(quiz, pair, out);
}

static void quiz_examine(const struct own_null_material *material, size_t suspect,
			 size_t teacher, struct json *out)
{
	struct quiz *quiz = quiz_new(material);
	struct pair *pair = pair_new(quiz);
	bool swap = teacher < suspect;

	json_add_str(out, "name", "quiz");
	add_sides(quiz, suspect, teacher, out);
	pair_compare(quiz, swap ? teacher : suspect, swap ? suspect : teacher, pair);
	if (pair->background.n < MIN_BACKGROUND)
		json_add_str(out, "reason",
			     "fewer than 3 models of other families to learn from how "
			     "popular each wrong option is");
	else if (pair->n_both_wrong < MIN_BOTH_WRONG)
		json_add_str(out, "reason",
			     "fewer than 30 items that both models answer wrongly");
	else if (isnan(pair->z))
		json_add_str(out, "reason", "no item has two wrong options");
	else
		add_findings(quiz, pair, suspect, teacher, out);
	pair_free(pair);
	quiz_free(quiz);
}

const struct own_null own_null_quiz = {
	.name = "quiz",
	.brief = "wrong answers shared with the teacher, rare ones above all",
	.probes = "quiz",
	.examine = quiz_examine,
	.score = quiz_score,
};
