/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/study_topics.h"

#include <math.h>
#include <string.h>

#define MOST_TOPICS 32

struct topic {
	const char *name; /* len bytes */
	size_t len;
};

struct topic_list {
	struct topic v[MOST_TOPICS];
	size_t n;
	unsigned char *of; /* [item] */
};

/* False when the prompts have none, or too many to be topics. */
static bool topics_read(const struct answers *answers, struct topic_list *out)
{
	for (size_t i = 0; i < answers->n_items; i++) {
		const char *id = answers->items[i].prompt_id;
		size_t len = strcspn(id, "|");
		size_t at = 0;

		if (!id[len])
			return false;
		while (at < out->n &&
		       (out->v[at].len != len || strncmp(out->v[at].name, id, len) != 0))
			at++;
		if (at == MOST_TOPICS)
			return false;
		if (at == out->n)
			out->v[out->n++] = (struct topic){id, len};
		out->of[i] = (unsigned char)at;
	}
	return out->n > 1;
}

static double rank_of(const struct trials *t, const double *llr10, size_t first)
{
	double best = -HUGE_VAL;
	double rank = 1;

	for (size_t i = first; i < t->rows.n; i++) {
		if (t->suspect[i] == t->suspect[first] && t->rows.h1[i] &&
		    llr10[i] > best)
			best = llr10[i];
	}
	for (size_t i = first; i < t->rows.n; i++)
		rank += t->suspect[i] == t->suspect[first] && !t->rows.h1[i] &&
			llr10[i] > best;
	return isfinite(best) ? rank : (double)NAN;
}

static void add_ranks(const struct trials *t, const double *llr10, struct json *out)
{
	for (size_t i = 0; i < t->rows.n; i++) {
		bool first = true;
		bool taught = false;

		for (size_t j = 0; j < i && first; j++)
			first = t->suspect[j] != t->suspect[i];
		for (size_t j = i; j < t->rows.n && first && !taught; j++)
			taught = t->suspect[j] == t->suspect[i] && t->rows.h1[j];
		if (first && taught)
			json_add_num(out, t->trial[i]->suspect, rank_of(t, llr10, i));
	}
}

static void add_topic(const struct study *s, const struct topic_list *topics,
		      size_t topic, double *const *score, struct json *out)
{
	size_t n_items = s->scoring->features->n_items;
	double *items = mem_alloc(n_items, sizeof(*items));
	double *llr10 = mem_alloc(s->trials->rows.n, sizeof(*llr10));
	struct trials t = *s->trials;
	struct measure m;
	size_t n = 0;

	t.rows.x = mem_alloc(t.rows.n * t.rows.n_channels, sizeof(double));
	for (size_t i = 0; i < n_items; i++) {
		items[i] = topics->of[i] == topic;
		n += items[i] > 0 &&
		     (!i || s->scoring->features->prompt_of[i] !=
				    s->scoring->features->prompt_of[i - 1]);
	}
	scoring_draw(s->scoring, items, score);
	trials_rescore(&t, s->pop, score, t.rows.x);
	learn_cross(&t.rows, s->weight, llr10, NULL);
	m = measure_pooled(&t, llr10, NULL);
	json_add_int(out, "n_prompts", (long long)n);
	json_add_num(out, "auc", m.auc);
	json_add_num(out, "cllr", m.cllr);
	json_add_num(out, "top1", measure_top1(&t, llr10, NULL, NULL));
	add_ranks(&t, llr10, json_add_object(out, "ranks"));
	mem_free(items);
	mem_free(llr10);
	mem_free(t.rows.x);
}

void study_topics(const struct study *s, struct json *out)
{
	struct topic_list topics = {.of = mem_alloc(s->answers->n_items, 1)};
	size_t n = s->scoring->n_models;
	double *score[CHANNEL_MAX] = {NULL};
	struct json *part;

	if (!topics_read(s->answers, &topics))
		goto done;
	for (size_t k = 0; k < s->scoring->n_channels; k++)
		score[k] = mem_alloc(n * n, sizeof(double));
	part = json_add_object(out, "by_topic");
	for (size_t i = 0; i < topics.n; i++) {
		char *name = mem_dup(topics.v[i].name, topics.v[i].len);

		add_topic(s, &topics, i, score, json_add_object(part, name));
		mem_free(name);
	}
done:
	for (size_t k = 0; k < s->scoring->n_channels; k++)
		mem_free(score[k]);
	mem_free(topics.of);
}
