/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/question_json.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

#define SCHEMA "assay.question.v1"

static void add_numbers(struct json *out, const char *key, const double *x, size_t n)
{
	struct json *list = json_add_array(out, key);

	for (size_t i = 0; i < n; i++)
		json_add_num(list, NULL, x[i]);
}

static void add_topics(const struct finding_question *q, struct json *out)
{
	struct json *list = json_add_array(out, "topics");

	for (size_t i = 0; i < q->n_topics; i++) {
		struct json *topic = json_add_object(list, NULL);

		json_add_str(topic, "name", q->topics[i].name);
		json_add_int(topic, "n_prompts", (long long)q->topics[i].n_prompts);
		add_numbers(topic, "score", q->topics[i].x, q->n_channels);
	}
}

struct json *question_json(const struct finding_question *q,
			   const char *const *channel_names)
{
	struct json *out = json_new_object();
	struct json *channels;

	json_add_str(out, "schema", SCHEMA);
	json_add_int(out, "suspect", (long long)q->suspect);
	json_add_int(out, "teacher", (long long)q->teacher);
	json_add_int(out, "n_shared", (long long)q->n_shared);
	json_add_str(out, "genre", q->genre);
	json_add_int(out, "seed", (long long)q->seed);
	population_json(q->pop, json_add_array(out, "models"));
	channels = json_add_array(out, "channels");
	for (size_t k = 0; k < q->n_channels; k++) {
		struct json *channel = json_add_object(channels, NULL);

		json_add_str(channel, "name", channel_names[k]);
		add_numbers(channel, "score", q->score[k], q->pop->n * q->pop->n);
	}
	add_numbers(out, "draws", q->draws, q->n_replicates * q->n_channels);
	add_topics(q, out);
	if (q->own_null)
		json_add(out, "own_null", json_copy(q->own_null));
	if (q->calibration)
		json_add(out, "calibration", json_copy(q->calibration->doc));
	return out;
}

/* Exactly n numbers; null is NaN. NULL when there are more or fewer. */
static double *read_numbers(const struct json *list, size_t n)
{
	double *x = mem_alloc(n, sizeof(*x));
	size_t i = 0;

	JSON_EACH(child, list) {
		if (i < n && !json_number(child, &x[i]))
			x[i] = NAN;
		i++;
	}
	if (i == n)
		return x;
	mem_free(x);
	return NULL;
}

static int read_channels(const struct json *doc, struct stored_question *out)
{
	struct finding_question *q = &out->question;

	JSON_EACH(channel, json_get(doc, "channels")) {
		if (q->n_channels == LEARN_MAX_CHANNELS || !json_str(channel, "name"))
			return -1;
		out->channel_names[q->n_channels] = json_str(channel, "name");
		out->score[q->n_channels] =
			read_numbers(json_get(channel, "score"), q->pop->n * q->pop->n);
		if (!out->score[q->n_channels++])
			return -1;
	}
	return q->n_channels ? 0 : -1;
}

static int read_topics(const struct json *doc, struct stored_question *out)
{
	const struct json *list = json_get(doc, "topics");
	struct finding_question *q = &out->question;

	out->topics = MEM_ARRAY(json_count(list) + 1, struct finding_topic);
	q->topics = out->topics;
	JSON_EACH(entry, list) {
		struct finding_topic *topic = &out->topics[q->n_topics];
		double *x = read_numbers(json_get(entry, "score"), q->n_channels);

		if (!x || !json_str(entry, "name")) {
			mem_free(x);
			return -1;
		}
		topic->name = mem_strdup(json_str(entry, "name"));
		topic->n_prompts = (size_t)json_num(entry, "n_prompts", 0);
		memcpy(topic->x, x, q->n_channels * sizeof(*x));
		q->n_topics++;
		mem_free(x);
	}
	return 0;
}

/* A whole number, or SIZE_MAX: what a double cannot say as one is none. */
static size_t read_count(const struct json *doc, const char *key)
{
	double x = json_num(doc, key, -1);

	return x >= 0 && x <= 1e15 ? (size_t)x : SIZE_MAX;
}

int question_read(struct json *doc, struct stored_question *out, struct err *err)
{
	struct finding_question *q = &out->question;
	const struct json *models = json_get(doc, "models");
	size_t n = json_count(models);

	*out = (struct stored_question){.doc = doc};
	out->names = MEM_ARRAY(n, const char *);
	out->pop = population_read(models, out->names);
	q->pop = out->pop;
	q->score = out->score;
	q->suspect = read_count(doc, "suspect");
	q->teacher = read_count(doc, "teacher");
	q->n_shared = read_count(doc, "n_shared");
	q->genre = json_str(doc, "genre");
	q->seed = read_count(doc, "seed");
	if (!out->pop || q->suspect >= n || q->teacher >= n || q->n_shared == SIZE_MAX ||
	    q->seed == SIZE_MAX || read_channels(doc, out) || read_topics(doc, out))
		return err_set(
			err, ERR_INTEGRITY,
			"what the stored result was computed from is not readable");
	q->n_replicates = json_count(json_get(doc, "draws")) / q->n_channels;
	out->draws =
		read_numbers(json_get(doc, "draws"), q->n_replicates * q->n_channels);
	q->draws = out->draws;
	if (!out->draws)
		return err_set(err, ERR_INTEGRITY, "the stored draws are not whole");
	q->own_null = json_get(doc, "own_null");
	if (!json_get(doc, "calibration"))
		return 0;
	out->calibration = calibration_read(json_copy(json_get(doc, "calibration")),
					    "stored calibration", out->channel_names,
					    q->n_channels, err);
	q->calibration = out->calibration;
	return out->calibration ? 0 : -1;
}

void question_clear(struct stored_question *s)
{
	for (size_t k = 0; k < LEARN_MAX_CHANNELS; k++)
		mem_free(s->score[k]);
	mem_free(s->draws);
	for (size_t i = 0; i < s->question.n_topics; i++)
		mem_free(s->topics[i].name);
	mem_free(s->topics);
	calibration_free(s->calibration);
	population_free(s->pop);
	mem_free((void *)(uintptr_t)s->names);
	json_free(s->doc);
	*s = (struct stored_question){0};
}
