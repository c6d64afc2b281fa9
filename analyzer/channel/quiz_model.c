/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/quiz_model.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "channel/quiz_letter.h"

/* Weight of the prior that all wrong options are alike, in models (METHODS 4). */
#define PRIOR 4.0

/*
 * A model this far away in log odds of being right counts half. Of .5 to 1.5 it makes
 * the wrong answers of recorded models most likely, each predicted by the models of
 * other makers (mmlu_pro); Cauchy's tails leave a model that is unlike all others a
 * background nevertheless.
 */
#define ABILITY_SCALE 0.7

/* How many options the probe has, where its set is at hand; 0: not known. */
static size_t options_of(const struct quiz *quiz, size_t item)
{
	const size_t *n = quiz->material->n_options;

	return n && n[item] > 1 && n[item] <= QUIZ_LETTERS ? n[item] : 0;
}

/* Items with a key, the first sample of each prompt. */
static void read_keys(struct quiz *quiz)
{
	const struct answers *answers = quiz->material->answers;
	const char *last = NULL;

	quiz->item = MEM_ARRAY(answers->n_items, size_t);
	quiz->key = MEM_ARRAY(answers->n_items, unsigned char);
	quiz->n_options = MEM_ARRAY(answers->n_items, unsigned char);
	for (size_t i = 0; i < answers->n_items; i++) {
		const char *key = quiz->material->key[i];
		const char *prompt_id = answers->items[i].prompt_id;
		size_t n_options = options_of(quiz, i);
		int letter = key ? quiz_letter(key, strlen(key), n_options) : -1;

		if (letter < 0 || (last && !strcmp(last, prompt_id)))
			continue;
		last = prompt_id;
		quiz->item[quiz->n_items] = i;
		quiz->key[quiz->n_items] = (unsigned char)letter;
		quiz->n_options[quiz->n_items++] =
			(unsigned char)(n_options ? n_options : (size_t)letter + 1);
	}
}

static void read_choices(struct quiz *quiz)
{
	quiz->choice = mem_alloc(quiz->n_models * quiz->n_items, sizeof(*quiz->choice));
	for (size_t model = 0; model < quiz->n_models; model++) {
		for (size_t i = 0; i < quiz->n_items; i++) {
			const struct answer *answer =
				answers_at(quiz->material->answers, model, quiz->item[i]);
			size_t n_options = options_of(quiz, quiz->item[i]);
			int letter = answer->data ? quiz_letter(answer->data, answer->len,
								n_options)
						  : -1;

			quiz->choice[model * quiz->n_items + i] = (signed char)letter;
			if (letter >= quiz->n_options[i])
				quiz->n_options[i] = (unsigned char)(letter + 1);
		}
	}
}

static void measure_ability(struct quiz *quiz)
{
	quiz->ability = MEM_ARRAY(quiz->n_models, double);
	for (size_t model = 0; model < quiz->n_models; model++) {
		double n_right = .5;
		double n_wrong = .5;

		for (size_t i = 0; i < quiz->n_items; i++) {
			n_right += quiz_choice(quiz, model, i) == quiz->key[i];
			n_wrong += quiz_wrong(quiz, model, i);
		}
		quiz->ability[model] = log(n_right / n_wrong);
	}
}

void quiz_background_init(const struct quiz *quiz, struct quiz_background *background)
{
	background->model = MEM_ARRAY(quiz->n_models, size_t);
	background->near_a = MEM_ARRAY(quiz->n_models, double);
	background->near_b = MEM_ARRAY(quiz->n_models, double);
	background->n = 0;
	background->clean = false;
}

void quiz_background_clear(struct quiz_background *background)
{
	mem_free(background->model);
	mem_free(background->near_a);
	mem_free(background->near_b);
}

static void choose_among(const struct quiz *quiz, size_t a, size_t b, bool clean,
			 struct quiz_background *background)
{
	const unsigned *family = quiz->material->family;

	background->n = 0;
	background->clean = clean;
	for (size_t model = 0; model < quiz->n_models; model++) {
		if (family[model] != family[a] && family[model] != family[b] &&
		    (!clean || quiz->material->clean[model]))
			background->model[background->n++] = model;
	}
}

static void weigh(const struct quiz *quiz, size_t model,
		  const struct quiz_background *background, double *near)
{
	double largest = 0;

	for (size_t k = 0; k < background->n; k++) {
		double far =
			(quiz->ability[background->model[k]] - quiz->ability[model]) /
			ABILITY_SCALE;

		near[k] = 1 / (1 + far * far);
		largest = fmax(largest, near[k]);
	}
	for (size_t k = 0; k < background->n; k++)
		near[k] /= largest;
}

void quiz_background_choose(const struct quiz *quiz, size_t a, size_t b,
			    struct quiz_background *background)
{
	choose_among(quiz, a, b, true, background);
	if (background->n < QUIZ_FEW)
		choose_among(quiz, a, b, false, background);
	weigh(quiz, a, background, background->near_a);
	weigh(quiz, b, background, background->near_b);
}

void quiz_count(const struct quiz *quiz, const struct quiz_background *background,
		size_t item, struct quiz_counts *counts)
{
	counts->total = 0;
	for (unsigned o = 0; o < quiz->n_options[item]; o++) {
		counts->n[o] = 0;
		counts->near_a[o] = counts->near_b[o] = 0;
	}
	for (size_t k = 0; k < background->n; k++) {
		int letter = quiz_choice(quiz, background->model[k], item);

		if (letter < 0)
			continue;
		counts->total++;
		counts->n[letter]++;
		counts->near_a[letter] += background->near_a[k];
		counts->near_b[letter] += background->near_b[k];
	}
	counts->right = counts->n[quiz->key[item]];
}

/* The wrong options as alternatives at their log popularity; `chosen` is a letter or
 * -1. */
static void wrong_options(const struct quiz *quiz, size_t item, const double *near,
			  int chosen, struct clogit_choice *out)
{
	unsigned n_options = quiz->n_options[item];
	double weight = PRIOR;

	for (unsigned o = 0; o < n_options; o++)
		weight += o != quiz->key[item] ? near[o] : 0;
	out->n = out->chosen = 0;
	for (unsigned o = 0; o < n_options; o++) {
		if (o == quiz->key[item])
			continue;
		if ((int)o == chosen)
			out->chosen = out->n;
		out->x[out->n] = log((near[o] + PRIOR / (n_options - 1)) / weight);
		out->label[out->n++] = (unsigned char)o;
	}
}

static void error_options(const struct quiz_counts *counts, bool is_wrong,
			  struct clogit_choice *out)
{
	out->n = 2;
	out->chosen = !is_wrong;
	out->x[0] = log((counts->total - counts->right + .5) / (counts->right + .5));
	out->x[1] = 0;
	out->label[0] = 0;
	out->label[1] = 1;
}

static void learn_habits(struct quiz *quiz, size_t model)
{
	struct clogit_choice *wrong = MEM_ARRAY(quiz->n_items, struct clogit_choice);
	struct clogit_choice *error = MEM_ARRAY(quiz->n_items, struct clogit_choice);
	struct quiz_background background;
	size_t n_wrong = 0;
	size_t n = 0;

	quiz_background_init(quiz, &background);
	quiz_background_choose(quiz, model, model, &background);
	for (size_t i = 0; i < quiz->n_items; i++) {
		int choice = quiz_choice(quiz, model, i);
		struct quiz_counts counts;

		if (choice < 0)
			continue;
		quiz_count(quiz, &background, i, &counts);
		error_options(&counts, choice != quiz->key[i], &error[n++]);
		if (choice != quiz->key[i])
			wrong_options(quiz, i, counts.near_a, choice, &wrong[n_wrong++]);
	}
	clogit_fit(wrong, n_wrong, &quiz->habits[model].wrong);
	clogit_fit(error, n, &quiz->habits[model].error);
	quiz_background_clear(&background);
	mem_free(wrong);
	mem_free(error);
}

struct quiz *quiz_new(const struct own_null_material *material)
{
	struct quiz *quiz = MEM_NEW(struct quiz);

	quiz->material = material;
	quiz->n_models = material->answers->n_models;
	read_keys(quiz);
	read_choices(quiz);
	measure_ability(quiz);
	quiz->habits = MEM_ARRAY(quiz->n_models, struct quiz_habits);
#pragma omp parallel for schedule(dynamic)
	for (size_t model = 0; model < quiz->n_models; model++)
		learn_habits(quiz, model);
	return quiz;
}

void quiz_free(struct quiz *quiz)
{
	if (!quiz)
		return;
	mem_free(quiz->item);
	mem_free(quiz->key);
	mem_free(quiz->n_options);
	mem_free(quiz->choice);
	mem_free(quiz->ability);
	mem_free(quiz->habits);
	mem_free(quiz);
}

void quiz_same_wrong(const struct quiz *quiz, size_t a, size_t b, size_t item,
		     const struct quiz_counts *counts, double *same)
{
	const struct clogit *habit_a = &quiz->habits[a].wrong;
	const struct clogit *habit_b = &quiz->habits[b].wrong;
	struct clogit_choice options_a = {.n = 0};
	struct clogit_choice options_b = {.n = 0};
	double p_a[QUIZ_LETTERS];
	double p_b[QUIZ_LETTERS];
	double weight = PRIOR + counts->total - counts->right;
	double slopes = habit_a->slope * habit_b->slope;

	wrong_options(quiz, item, counts->near_a, -1, &options_a);
	wrong_options(quiz, item, counts->near_b, -1, &options_b);
	clogit_probabilities(habit_a, &options_a, p_a);
	clogit_probabilities(habit_b, &options_b, p_b);
	same[quiz->key[item]] = 0;
	for (unsigned j = 0; j < options_a.n; j++) {
		/* E[pop^2] / E[pop]^2 under the Dirichlet posterior of all the models,
		 * near or far; to the power of the slopes, as for a log-normal, since a
		 * guesser does not follow popularity. */
		double ln_popular = (options_a.x[j] + options_b.x[j]) / 2;
		double urn = (weight + exp(-ln_popular)) / (weight + 1);
		double both = p_a[j] * p_b[j] * pow(urn, slopes);

		same[options_a.label[j]] = fmin(both, fmin(p_a[j], p_b[j]));
	}
}

double quiz_error(const struct quiz *quiz, size_t model, const struct quiz_counts *counts)
{
	struct clogit_choice options;
	double p[2];

	error_options(counts, true, &options);
	clogit_probabilities(&quiz->habits[model].error, &options, p);
	return p[0];
}
