/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/study.h"

#include <math.h>
#include <string.h>

#include "base/version.h"

void study_clear(struct study *s)
{
	trials_free(s->trials);
	scoring_free(s->scoring);
	population_free(s->pop);
	answers_free(s->answers);
	corpus_free(s->corpus);
	mem_free(s->weight);
	mem_free(s->llr10);
	mem_free(s->channel_llr10);
	mem_free(s->other_genre);
	worth_clear(&s->worth);
	*s = (struct study){0};
}

int study_read(struct study *s, const char *corpus, const char *trials, const char *data,
	       struct err *err)
{
	size_t n_read = 0;

	s->corpus = corpus_open(corpus, trials, err);
	if (!s->corpus)
		return -1;
	s->answers = answers_new();
	return corpus_read_answers(s->corpus, data, s->answers, &n_read, err);
}

void study_score(struct study *s)
{
	s->pop = population_new((const char *const *)s->answers->models,
				s->answers->n_models);
	scoring_facts(s->corpus, s->pop);
	if (!s->channels.n)
		s->channels = channel_list_standard();
	s->scoring = scoring_new(s->answers, s->pop, &s->channels);
	s->trials =
		trials_new(s->corpus, s->pop, s->scoring->score, s->scoring->n_channels);
}

int study_check(const struct study *s, struct err *err)
{
	const struct learn_rows *rows = &s->trials->rows;
	size_t n_h1 = 0;

	if (!rows->n)
		return err_set(
			err, ERR_DATA,
			"corpus %s: of its %zu trials none has answers of both models "
			"and enough independent models to centre on",
			s->corpus->name, s->corpus->n_trials);
	for (size_t i = 0; i < rows->n; i++)
		n_h1 += rows->h1[i];
	if (!n_h1 || n_h1 == rows->n)
		return err_set(err, ERR_DATA,
			       "corpus %s: all %zu trials with answers are of one class; "
			       "H1 and H2 are needed, of at least 8 families each",
			       s->corpus->name, rows->n);
	return 0;
}

void study_learn(struct study *s)
{
	const struct learn_rows *rows = &s->trials->rows;

	s->weight = mem_alloc(rows->n, sizeof(double));
	s->llr10 = mem_alloc(rows->n, sizeof(double));
	s->channel_llr10 = mem_alloc(rows->n * rows->n_channels, sizeof(double));
	learn_weights(rows, NULL, s->weight);
	learn_cross(rows, s->weight, s->llr10, s->channel_llr10);
	s->worth = worth_of(rows, s->weight);
}

/* LLRs of one trial from a calibration; NaN where it cannot speak. */
static void apply_row(const struct study *s, const struct calibration *c, size_t row,
		      double *weight)
{
	const struct learn_rows *rows = &s->trials->rows;
	size_t k = rows->n_channels;
	const double *x = rows->x + row * k;
	unsigned without = calibration_family(c, s->pop->family_name[rows->family[row]]);
	bool used[LEARN_MAX_CHANNELS] = {false};
	struct learn_model model;
	struct err err = ERR_INIT;
	bool good;

	for (size_t i = 0; i < k; i++)
		used[i] = !isnan(x[i]);
	learn_weights(&c->rows, NULL, weight);
	good = !learn_fit(&c->rows, weight, without, used, &model, &err);
	s->llr10[row] = good ? learn_llr10(&model, x) : (double)NAN;
	for (size_t i = 0; i < k; i++)
		s->channel_llr10[row * k + i] =
			good ? learn_channel_llr10(&model, i, x[i]) : (double)NAN;
}

int study_apply(struct study *s, const char *path, struct err *err)
{
	const struct learn_rows *rows = &s->trials->rows;
	const char *names[CHANNEL_MAX];
	struct json *doc = json_read_file(path, err);
	struct calibration *c;

	channel_list_names(&s->channels, names);
	c = doc ? calibration_read(doc, path, names, s->channels.n, err) : NULL;
	if (!c)
		return -1;
	s->weight = mem_alloc(rows->n, sizeof(double));
	s->llr10 = mem_alloc(rows->n, sizeof(double));
	s->channel_llr10 = mem_alloc(rows->n * rows->n_channels, sizeof(double));
	learn_weights(rows, NULL, s->weight);
	if (strcmp(c->genre, s->corpus->genre) != 0)
		s->other_genre = mem_strdup(c->genre);
#pragma omp parallel
	{
		double *weight = mem_alloc(c->rows.n, sizeof(*weight));

#pragma omp for schedule(dynamic)
		for (size_t i = 0; i < rows->n; i++) {
			apply_row(s, c, i, weight);
		}
		mem_free(weight);
	}
	calibration_free(c);
	return 0;
}

struct validation study_validation(const struct study *s, const char **names)
{
	channel_list_names(&s->channels, names);
	return (struct validation){
		s->trials,
		s->llr10,
		s->channel_llr10,
		names,
		bound_of(&s->trials->rows, s->weight, s->llr10),
		s->worth.n ? &s->worth : NULL,
	};
}

struct json *study_calibration(const struct study *s, struct err *err)
{
	const char *names[CHANNEL_MAX];
	struct validation v = study_validation(s, names);
	struct calibration_origin origin = {
		.corpus = s->corpus->name,
		.genre = s->corpus->genre,
		.simulation = s->corpus->simulation,
		.corpus_sha256 = s->corpus->sha256,
		.version = version_number(),
		.n_models = s->pop->n,
		.n_prompts = s->scoring->features->n_prompts,
	};

	return calibration_json(&origin, s->pop, &v, s->weight, err);
}
