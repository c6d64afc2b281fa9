/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/casework.h"

#include <stdint.h>
#include <string.h>

#include "base/opt.h"
#include "text/token.h"

void casework_clear(struct casework *w)
{
	population_free(w->pop);
	answers_free(w->answers);
	corpus_free(w->corpus);
	*w = (struct casework){0};
}

static size_t find_item(const struct answers *answers, const struct item *wanted)
{
	size_t low = 0;
	size_t high = answers->n_items;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct item *it = &answers->items[middle];
		int order = strcmp(it->prompt_id, wanted->prompt_id);

		if (!order)
			order = (it->sample > wanted->sample) -
				(it->sample < wanted->sample);
		if (!order)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

/* One corpus model's answers to the case's prompts into the case's table. */
static int add_background(struct answers *to, const struct answers *from, size_t model,
			  struct err *err)
{
	size_t place = answers_model(to, from->models[model]);
	bool moved;

	for (size_t i = 0; i < from->n_items; i++) {
		const struct answer *answer = answers_at(from, model, i);
		const struct item *item = &from->items[i];
		struct record record = {0};

		if (!answer->data || find_item(to, item) == SIZE_MAX)
			continue;
		record.prompt_id =
			(struct text){item->prompt_id, strlen(item->prompt_id)};
		record.prompt = (struct text){item->prompt, item->prompt_len};
		record.sample = item->sample;
		record.answer = (struct text){answer->data, answer->len};
		record.outcome = answer->outcome;
		if (answers_add(to, place, &record, &moved, err))
			return -1;
	}
	return 0;
}

/* Are most of the case's items the corpus's too? */
static bool mostly_of(const struct answers *answers, const struct answers *corpus)
{
	size_t n = 0;

	for (size_t i = 0; i < answers->n_items; i++)
		n += find_item(corpus, &answers->items[i]) != SIZE_MAX;
	return n * 2 > answers->n_items;
}

static int read_background(struct casework *w, const char *data, struct err *err)
{
	struct answers *from = answers_new();
	size_t n_read;
	int rc = corpus_read_answers(w->corpus, data, from, &n_read, err);

	if (!rc && !w->genre && mostly_of(w->answers, from))
		w->genre = w->corpus->genre;
	for (size_t model = 0; model < from->n_models && !rc; model++) {
		const struct lineage *l = corpus_find(w->corpus, from->models[model]);

		if (!l || !lineage_is_clean(l) ||
		    answers_find_model(w->answers, from->models[model]) != SIZE_MAX)
			continue;
		rc = add_background(w->answers, from, model, err);
		w->n_from_corpus++;
	}
	answers_free(from);
	answers_sort(w->answers);
	return rc;
}

/* The genre that is compared: the corpus's where the plan has it, else its first open
 * set's. */
static const char *compared_genre(const struct casework *w,
				  const struct case_probes *probes)
{
	const char *first = NULL;

	for (size_t i = 0; i < probes->n; i++) {
		if (probes->v[i].kind != PROBE_OPEN)
			continue;
		if (w->corpus && !strcmp(probes->v[i].genre, w->corpus->genre))
			return w->corpus->genre;
		first = first ? first : probes->v[i].genre;
	}
	return first;
}

/*
 * Answers to one genre of open questions are compared with each other; a choice of one
 * word says nothing of how a model opens, nor an essay of how it helps. Prompts that the
 * plan does not know (imported ones) stay.
 */
static int keep_comparable(struct casework *w, struct err *err)
{
	struct case_probes probes = {0};
	unsigned char *keep;
	const char *genre;

	if (case_probes_read(&probes, w->cf, err))
		return -1;
	genre = compared_genre(w, &probes);
	keep = MEM_ARRAY(w->answers->n_items, unsigned char);
	for (size_t i = 0; i < w->answers->n_items; i++) {
		const struct case_probe *probe =
			case_probes_find(&probes, w->answers->items[i].prompt_id);

		keep[i] = !probe || (probe->kind == PROBE_OPEN && genre &&
				     !strcmp(probe->genre, genre));
	}
	if (probes.plan)
		answers_keep(w->answers, keep);
	if (genre)
		w->genre = arena_dup(&w->answers->arena, genre, strlen(genre));
	mem_free(keep);
	case_probes_clear(&probes);
	return 0;
}

static int read_case(struct casework *w, struct casefile *cf,
		     const struct casework_source *source, struct err *err)
{
	const char *genre;

	w->cf = cf;
	w->answers = answers_new();
	if (casefile_models(cf, &w->models, &w->n_models, err) ||
	    casefile_answers(cf, w->answers, err))
		return -1;
	genre = casefile_note(cf, "genre");
	if (source->corpus) {
		w->corpus = corpus_open(source->corpus, NULL, err);
		if (!w->corpus)
			return -1;
	}
	if (*genre)
		w->genre = arena_dup(&w->answers->arena, genre, strlen(genre));
	return 0;
}

int casework_read(struct casework *w, struct casefile *cf,
		  const struct casework_source *source, struct err *err)
{
	if (read_case(w, cf, source, err) || keep_comparable(w, err))
		return -1;
	return source->data && w->corpus ? read_background(w, source->data, err) : 0;
}

int casework_read_kind(struct casework *w, struct casefile *cf, const char *corpus,
		       const struct case_probes *probes, enum probe_kind kind,
		       struct err *err)
{
	const struct casework_source source = {corpus, NULL};
	unsigned char *keep;

	if (read_case(w, cf, &source, err))
		return -1;
	keep = MEM_ARRAY(w->answers->n_items, unsigned char);
	for (size_t i = 0; i < w->answers->n_items; i++) {
		const struct case_probe *probe =
			case_probes_find(probes, w->answers->items[i].prompt_id);

		keep[i] = probe && probe->kind == kind;
	}
	answers_keep(w->answers, keep);
	mem_free(keep);
	return 0;
}

static bool given(const char *text)
{
	return text && *text;
}

/* What the case says of a model goes before what the corpus's lineage says. */
static void put_case_facts(struct casework *w, const struct case_model *m)
{
	size_t model = answers_find_model(w->answers, m->name);
	const struct lineage *l = w->corpus ? corpus_find(w->corpus, m->name) : NULL;

	if (model == SIZE_MAX || (!given(m->vendor) && !given(m->family)))
		return;
	population_set(w->pop, model,
		       &(struct model_facts){
			       .family = given(m->family) ? m->family
					 : l              ? l->family
							  : m->vendor,
			       .vendor = given(m->vendor) ? m->vendor
					 : l              ? l->vendor
							  : m->family,
			       .base = given(m->base) || !l ? m->base : l->base,
			       .taught_by = m->taught_by,
			       .relation = m->relation,
			       .confidence = m->confidence,
			       .released = given(m->released) || !l ? m->released
								    : l->year_month,
		       });
}

void casework_population(struct casework *w)
{
	w->pop = population_new((const char *const *)w->answers->models,
				w->answers->n_models);
	if (w->corpus)
		scoring_facts(w->corpus, w->pop);
	for (size_t i = 0; i < w->n_models; i++)
		put_case_facts(w, &w->models[i]);
}

static int unknown_model(const struct casework *w, const char *name, struct err *err)
{
	const char *const *names = (const char *const *)w->answers->models;
	const char *nearest = opt_nearest(name, names, w->answers->n_models);

	for (size_t i = 0; i < w->n_models; i++) {
		const char *known = w->models[i].name;

		if (known && !strcmp(known, name))
			return err_set(err, ERR_USAGE,
				       "model '%.200s' is in the case but has no "
				       "answers: import some",
				       name);
	}
	if (w->corpus && corpus_find(w->corpus, name))
		return err_set(err, ERR_USAGE,
			       "model '%.200s' is one of corpus %s, but the case has no "
			       "answers of it: assay import CASE FILE --model '%.200s' "
			       "puts them there",
			       name, w->corpus->name, name);
	if (nearest)
		return err_set(err, ERR_USAGE,
			       "the case has no model '%.200s'; did you mean '%.200s'? "
			       "(assay show lists them)",
			       name, nearest);
	return err_set(
		err, ERR_USAGE,
		"neither the case nor the corpus's data has a model '%.200s'; assay show "
		"lists the case's",
		name);
}

int casework_model(const struct casework *w, const char *name, enum role role,
		   size_t *out, struct err *err)
{
	const char *found = name;

	for (size_t i = 0; i < w->n_models && !name; i++) {
		if (w->models[i].role != role)
			continue;
		if (found)
			return err_set(err, ERR_USAGE,
				       "the case has several models of role %s: say "
				       "which by --%s",
				       role_name(role), role_name(role));
		found = w->models[i].name;
	}
	if (!found)
		return err_set(err, ERR_USAGE,
			       "the case has no model of role %s: say which by --%s",
			       role_name(role), role_name(role));
	*out = answers_find_model(w->answers, found);
	return *out == SIZE_MAX ? unknown_model(w, found, err) : 0;
}

/* As channels see it: thinking and blanks are no answer. */
static bool holds_words(const struct answer *answer, struct tokens *scratch)
{
	size_t skip;

	if (!answer->len)
		return false;
	skip = text_answer_start(answer->data, answer->len);
	tokens_read(answer->data + skip, answer->len - skip, 1, scratch);
	return scratch->n > 0;
}

size_t casework_keep_shared(struct casework *w, size_t a, size_t b)
{
	unsigned char *keep = MEM_ARRAY(w->answers->n_items, unsigned char);
	struct tokens scratch = TOKENS_INIT;
	size_t n_prompts = 0;

	for (size_t i = 0; i < w->answers->n_items; i++)
		keep[i] = holds_words(answers_at(w->answers, a, i), &scratch) &&
			  holds_words(answers_at(w->answers, b, i), &scratch);
	tokens_clear(&scratch);
	answers_keep(w->answers, keep);
	for (size_t i = 0; i < w->answers->n_items; i++)
		n_prompts += !i || strcmp(w->answers->items[i].prompt_id,
					  w->answers->items[i - 1].prompt_id) != 0;
	mem_free(keep);
	return n_prompts;
}
