/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/world.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "evidence/centre.h"
#include "evidence/validation.h"

static bool is_suspect(const struct toy *toy)
{
	return toy->known && toy->kind != TOY_TEACHER;
}

static void list_trials(struct world *w)
{
	size_t n = toys_count(w->toys);

	w->corpus.trials = MEM_ARRAY(n * n, struct trial);
	for (size_t i = 0; i < n; i++) {
		const struct toy *suspect = toys_at(w->toys, i);

		for (size_t j = 0; j < n && is_suspect(suspect); j++) {
			const struct toy *teacher = toys_at(w->toys, j);
			bool h1 = strcmp(suspect->teacher_vendor, teacher->vendor) == 0;

			if (teacher->kind != TOY_TEACHER)
				continue;
			w->corpus.trials[w->corpus.n_trials++] =
				(struct trial){suspect->name,
					       teacher->name,
					       h1,
					       suspect->family,
					       teacher->vendor,
					       h1 ? "direct" : "negative"};
		}
	}
}

struct world *world_new(struct toys *toys, struct answers *answers)
{
	struct world *w = MEM_NEW(struct world);

	w->toys = toys;
	w->answers = answers;
	w->pop = toy_population(toys, answers);
	w->channels = channel_list_standard();
	w->scoring = scoring_new(answers, w->pop, &w->channels);
	list_trials(w);
	w->trials =
		trials_new(&w->corpus, w->pop, w->scoring->score, w->scoring->n_channels);
	return w;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	trials_free(w->trials);
	mem_free(w->corpus.trials);
	scoring_free(w->scoring);
	population_free(w->pop);
	answers_free(w->answers);
	mem_free(w);
}

size_t world_model(const struct world *w, const char *name)
{
	size_t i = answers_find_model(w->answers, name);

	assert(i != SIZE_MAX);
	return i;
}

struct pair_scores pair_scores_of(struct centring *centring, size_t suspect,
				  size_t teacher)
{
	struct pair_scores out = {{0}};

	(void)centring_scores(centring, suspect, teacher, out.x);
	return out;
}

struct lesson_learned world_learn(const struct trials *trials, const bool *used)
{
	const struct learn_rows *rows = &trials->rows;
	double *weight = mem_alloc(rows->n, sizeof(*weight));
	double *llr10 = mem_alloc(rows->n, sizeof(*llr10));
	struct lesson_learned out = {.no_lr = NULL};
	struct err err = ERR_INIT;

	learn_weights(rows, NULL, weight);
	learn_cross_for(rows, weight, used, llr10);
	out.bound = bound_of(rows, weight, llr10);
	out.no_lr = validation_gate(learn_families(rows, weight, true),
				    learn_families(rows, weight, false),
				    measure_matched(trials, llr10, NULL, NULL).cllr);
	if (learn_fit(rows, weight, LEARN_ALL, used, &out.model, &err))
		out.no_lr = "too few trials for the channels at hand";
	mem_free(weight);
	mem_free(llr10);
	return out;
}

struct calibration *world_calibration(const struct world *w)
{
	const struct learn_rows *rows = &w->trials->rows;
	struct calibration_origin origin = {
		.corpus = "toys",
		.genre = "simulation",
		.simulation = SIMULATION_NOTE,
		.corpus_sha256 = "",
		.version = "",
		.n_models = w->pop->n,
		.n_prompts = w->scoring->features->n_prompts,
	};
	double *weight = mem_alloc(rows->n, sizeof(*weight));
	double *llr10 = mem_alloc(rows->n, sizeof(*llr10));
	double *channel = mem_alloc(rows->n * rows->n_channels, sizeof(*channel));
	const char *names[CHANNEL_MAX];
	struct validation v = {.trials = w->trials,
			       .llr10 = llr10,
			       .channel_llr10 = channel,
			       .channel_names = names};
	struct err err = ERR_INIT;
	struct calibration *c = NULL;
	struct json *doc;

	channel_list_names(&w->channels, names);
	learn_weights(rows, NULL, weight);
	learn_cross(rows, weight, llr10, channel);
	v.bound = bound_of(rows, weight, llr10);
	doc = calibration_json(&origin, w->pop, &v, weight, &err);
	if (doc)
		c = calibration_read(doc, "toys", names, w->channels.n, &err);
	assert(c);
	mem_free(weight);
	mem_free(llr10);
	mem_free(channel);
	return c;
}
