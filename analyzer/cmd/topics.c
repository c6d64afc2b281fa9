/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/topics.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/centre.h"

struct item_topic { /* of one item */
	char *name;
	size_t item;
};

static char *topic_of(const struct case_probes *probes, const char *prompt_id)
{
	const struct case_probe *probe = case_probes_find(probes, prompt_id);
	const char *bar = strchr(prompt_id, '|');

	if (probe && probe->topic)
		return mem_strdup(probe->topic);
	return bar && bar > prompt_id ? mem_dup(prompt_id, (size_t)(bar - prompt_id))
				      : NULL;
}

static int by_name(const void *left, const void *right)
{
	const struct item_topic *a = left;
	const struct item_topic *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : (a->item > b->item) - (a->item < b->item);
}

/* Items with a topic that both models answered, by topic; the caller frees the names. */
static size_t read_topics(const struct case_probes *probes, const struct casework *work,
			  const struct scoring *scoring, const size_t pair[2],
			  struct item_topic *out)
{
	size_t n = 0;

	for (size_t i = 0; i < work->answers->n_items; i++) {
		char *name;

		if (!features_has(scoring->features, pair[0], i) ||
		    !features_has(scoring->features, pair[1], i))
			continue;
		name = topic_of(probes, work->answers->items[i].prompt_id);
		if (name)
			out[n++] = (struct item_topic){name, i};
	}
	qsort(out, n, sizeof(*out), by_name);
	return n;
}

static size_t count_prompts(const struct features *f, const struct item_topic *items,
			    size_t n)
{
	size_t n_prompts = 0;

	for (size_t i = 0; i < n; i++)
		n_prompts += !i || f->prompt_of[items[i].item] !=
					   f->prompt_of[items[i - 1].item];
	return n_prompts;
}

static void score_topic(const struct casework *work, const struct scoring *scoring,
			const struct item_topic *items, size_t n, const size_t pair[2],
			double *x)
{
	double *weight = MEM_ARRAY(scoring->features->n_items, double);
	double *score[CHANNEL_MAX];
	struct centring *centring;

	for (size_t i = 0; i < n; i++)
		weight[items[i].item] = 1;
	for (size_t k = 0; k < scoring->n_channels; k++)
		score[k] =
			mem_alloc(scoring->n_models * scoring->n_models, sizeof(double));
	scoring_draw(scoring, weight, score);
	centring = centring_new(work->pop, score, scoring->n_channels, NULL);
	(void)centring_scores(centring, pair[0], pair[1], x);
	centring_free(centring);
	for (size_t k = 0; k < scoring->n_channels; k++)
		mem_free(score[k]);
	mem_free(weight);
}

static void score_topics(struct topics *topics, const struct casework *work,
			 const struct scoring *scoring, const struct item_topic *items,
			 size_t n, const size_t pair[2])
{
	topics->v = MEM_ARRAY(n + 1, struct finding_topic);
	for (size_t from = 0, to; from < n; from = to) {
		struct finding_topic *topic = &topics->v[topics->n];

		for (to = from + 1; to < n && !strcmp(items[to].name, items[from].name);)
			to++;
		topic->n_prompts =
			count_prompts(scoring->features, items + from, to - from);
		if (topic->n_prompts < TOPIC_LEAST_PROMPTS)
			continue;
		topic->name = mem_strdup(items[from].name);
		score_topic(work, scoring, items + from, to - from, pair, topic->x);
		topics->n++;
	}
}

int topics_score(struct topics *topics, const struct casework *work,
		 const struct scoring *scoring, size_t suspect, size_t teacher,
		 struct err *err)
{
	const size_t pair[2] = {suspect, teacher};
	struct item_topic *items =
		MEM_ARRAY(work->answers->n_items + 1, struct item_topic);
	struct case_probes probes = {0};
	size_t n = 0;
	int rc = case_probes_read(&probes, work->cf, err);

	*topics = (struct topics){NULL, 0};
	if (!rc) {
		n = read_topics(&probes, work, scoring, pair, items);
		score_topics(topics, work, scoring, items, n, pair);
	}
	if (topics->n == 1)
		topics_clear(topics);
	for (size_t i = 0; i < n; i++)
		mem_free(items[i].name);
	mem_free(items);
	case_probes_clear(&probes);
	return rc;
}

void topics_clear(struct topics *topics)
{
	for (size_t i = 0; i < topics->n; i++)
		mem_free(topics->v[i].name);
	mem_free(topics->v);
	*topics = (struct topics){NULL, 0};
}
