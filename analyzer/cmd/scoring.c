/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/scoring.h"

#include <string.h>

#include "stat/rng.h"

#define RNG_PROMPTS 1 /* stream of the draw of prompts */

struct scoring *scoring_new(const struct answers *answers, const struct population *pop,
			    const struct channel_list *channels)
{
	struct scoring *s = MEM_NEW(struct scoring);

	s->features = features_read(answers);
	s->cohort = (struct channel_cohort){pop->clean, pop->family};
	s->n_models = answers->n_models;
	s->channels = *channels;
	s->n_channels = channels->n;
	for (size_t k = 0; k < s->n_channels; k++) {
		s->prepared[k] = s->channels.v[k]->prepare(s->features, &s->cohort);
		s->score[k] = mem_alloc(s->n_models * s->n_models, sizeof(double));
	}
#pragma omp parallel for schedule(dynamic)
	for (size_t k = 0; k < s->n_channels; k++)
		s->channels.v[k]->score(s->prepared[k], NULL, s->score[k]);
	return s;
}

void scoring_free(struct scoring *s)
{
	if (!s)
		return;
	for (size_t k = 0; k < s->n_channels; k++) {
		s->channels.v[k]->release(s->prepared[k]);
		mem_free(s->score[k]);
	}
	features_free(s->features);
	mem_free(s);
}

void scoring_draw(const struct scoring *s, const double *item_weight,
		  double *const *score)
{
	for (size_t k = 0; k < s->n_channels; k++)
		s->channels.v[k]->score(s->prepared[k], item_weight, score[k]);
}

void scoring_item_weights(const struct scoring *s, const double *prompt_weight,
			  double *item_weight)
{
	for (size_t item = 0; item < s->features->n_items; item++)
		item_weight[item] = prompt_weight[s->features->prompt_of[item]];
}

void scoring_facts(const struct corpus *corpus, struct population *pop)
{
	for (size_t i = 0; i < pop->n; i++) {
		const struct lineage *l = corpus_find(corpus, pop->names[i]);

		if (!l)
			continue;
		population_set(pop, i,
			       &(struct model_facts){
				       .family = l->family,
				       .vendor = l->vendor,
				       .base = l->base,
				       .taught_by = l->taught_by,
				       .relation = relation_name(l->relation),
				       .confidence = l->confidence,
				       .released = l->year_month,
			       });
	}
}

/* Number of the prompt of each item, and how many prompts there are. */
static size_t number_prompts(const struct answers *answers, size_t *prompt_of)
{
	size_t n = 0;

	for (size_t i = 0; i < answers->n_items; i++) {
		n += !i ||
		     strcmp(answers->items[i].prompt_id, answers->items[i - 1].prompt_id);
		prompt_of[i] = n - 1;
	}
	return n;
}

/* Is the name, with or without "-" before it, in the list? */
static bool is_listed(const char *list, const char *name, size_t len)
{
	while (*list) {
		size_t n = strcspn(list, ",");
		const char *word = *list == '-' ? list + 1 : list;

		if (n - (size_t)(word - list) == len && !strncmp(word, name, len))
			return true;
		list += n + (list[n] == ',');
	}
	return false;
}

/* How many names of the list have "-" before them, and how many names there are. */
static size_t count_taken_away(const char *list, size_t *n_names)
{
	size_t n = 0;

	*n_names = 0;
	while (*list) {
		size_t len = strcspn(list, ",");

		n += *list == '-';
		(*n_names)++;
		list += len + (list[len] == ',');
	}
	return n;
}

int scoring_keep_topics(struct answers *answers, const char *list, struct err *err)
{
	unsigned char *keep;
	size_t n_names;
	size_t n_away;
	size_t n_kept = 0;

	if (!list)
		return 0;
	n_away = count_taken_away(list, &n_names);
	if (n_away && n_away != n_names)
		return err_set(err, ERR_USAGE,
			       "--topics %.200s: give topics to keep, or topics to leave "
			       "out, not both",
			       list);
	keep = MEM_ARRAY(answers->n_items, unsigned char);
	for (size_t i = 0; i < answers->n_items; i++) {
		const char *id = answers->items[i].prompt_id;
		size_t len = strcspn(id, "|");

		keep[i] = id[len] && is_listed(list, id, len) != (n_away > 0);
		n_kept += keep[i];
	}
	answers_keep(answers, keep);
	mem_free(keep);
	return n_kept ? 0
		      : err_set(err, ERR_USAGE,
				"--topics %.200s: no prompt is left; a topic is what "
				"stands before '|' in a prompt's id",
				list);
}

int scoring_keep_prompts(struct answers *answers, size_t n_keep, unsigned long seed,
			 struct err *err)
{
	size_t *prompt_of = mem_alloc(answers->n_items, sizeof(*prompt_of));
	size_t *order = mem_alloc(answers->n_items, sizeof(*order));
	unsigned char *keep_prompt = MEM_ARRAY(answers->n_items, unsigned char);
	unsigned char *keep = MEM_ARRAY(answers->n_items, unsigned char);
	struct rng rng = rng_stream(seed, RNG_PROMPTS, 0, 0);
	size_t n_prompts = number_prompts(answers, prompt_of);
	int rc = 0;

	if (n_keep > n_prompts) {
		rc = err_set(err, ERR_USAGE, "--prompts %zu: there are only %zu prompts",
			     n_keep, n_prompts);
	} else if (n_keep) {
		for (size_t i = 0; i < n_prompts; i++)
			order[i] = i;
		rng_shuffle(&rng, order, n_prompts);
		for (size_t i = 0; i < n_keep; i++)
			keep_prompt[order[i]] = 1;
		for (size_t i = 0; i < answers->n_items; i++)
			keep[i] = keep_prompt[prompt_of[i]];
		answers_keep(answers, keep);
	}
	mem_free(prompt_of);
	mem_free(order);
	mem_free(keep_prompt);
	mem_free(keep);
	return rc;
}
