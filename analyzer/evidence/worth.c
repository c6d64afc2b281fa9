/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/worth.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stat/sum.h"

#define CORRELATION_MIN 3

static void fill_weights(const struct learn_rows *rows, const double *weight, double *out)
{
	bool used[LEARN_MAX_CHANNELS] = {false};
	struct learn_model model;
	struct err err = ERR_INIT;
	size_t j = 1;
	bool good;

	for (size_t k = 0; k < rows->n_channels; k++) {
		for (size_t i = 0; i < rows->n && !used[k]; i++)
			used[k] = !isnan(rows->x[i * rows->n_channels + k]);
	}
	good = !learn_fit(rows, weight, LEARN_ALL, used, &model, &err);
	for (size_t k = 0; k < rows->n_channels; k++)
		out[k] = good && used[k] ? model.fusion[j++] : (double)NAN;
}

/* A channel is taken away as if it had been silent on every trial. */
static void fill_without(const struct learn_rows *rows, const double *weight,
			 size_t channel, double *out)
{
	size_t k = rows->n_channels;
	struct learn_rows less = *rows;

	less.x = mem_alloc(rows->n * k, sizeof(double));
	memcpy(less.x, rows->x, rows->n * k * sizeof(double));
	for (size_t i = 0; i < rows->n; i++)
		less.x[i * k + channel] = NAN;
	learn_cross(&less, weight, out, NULL);
	mem_free(less.x);
}

/* Scores of two channels on the trials of one class on which both speak. */
struct pairs {
	double *a, *b, *weight;
	size_t n;
};

static void pairs_read(const struct learn_rows *rows, const double *weight, size_t a,
		       size_t b, bool h1, struct pairs *out)
{
	size_t k = rows->n_channels;

	out->n = 0;
	for (size_t i = 0; i < rows->n; i++) {
		const double *x = rows->x + i * k;

		if (rows->h1[i] != h1 || weight[i] <= 0 || isnan(x[a]) || isnan(x[b]))
			continue;
		out->a[out->n] = x[a];
		out->b[out->n] = x[b];
		out->weight[out->n++] = weight[i];
	}
}

static double pearson(const struct pairs *p)
{
	struct sum ab = SUM_INIT;
	struct sum aa = SUM_INIT;
	struct sum bb = SUM_INIT;
	double mean_a, mean_b, scale;

	if (p->n < CORRELATION_MIN)
		return NAN;
	mean_a = sum_weighted_mean(p->a, p->weight, p->n);
	mean_b = sum_weighted_mean(p->b, p->weight, p->n);
	for (size_t i = 0; i < p->n; i++) {
		double a = p->a[i] - mean_a;
		double b = p->b[i] - mean_b;

		sum_add(&ab, p->weight[i] * a * b);
		sum_add(&aa, p->weight[i] * a * a);
		sum_add(&bb, p->weight[i] * b * b);
	}
	scale = sqrt(sum_value(&aa) * sum_value(&bb));
	return scale > 0 ? sum_value(&ab) / scale : (double)NAN;
}

static void fill_correlation(const struct learn_rows *rows, const double *weight, bool h1,
			     double *out)
{
	size_t k = rows->n_channels;
	struct pairs p = {MEM_ARRAY(rows->n, double), MEM_ARRAY(rows->n, double),
			  MEM_ARRAY(rows->n, double), 0};

	for (size_t a = 0; a < k; a++) {
		for (size_t b = 0; b <= a; b++) {
			pairs_read(rows, weight, a, b, h1, &p);
			out[a * k + b] = out[b * k + a] = pearson(&p);
		}
	}
	mem_free(p.a);
	mem_free(p.b);
	mem_free(p.weight);
}

struct worth worth_of(const struct learn_rows *rows, const double *weight)
{
	size_t k = rows->n_channels;
	struct worth w = {
		.n = rows->n,
		.n_channels = k,
		.weight = mem_alloc(k, sizeof(double)),
		.without = mem_alloc(k * rows->n, sizeof(double)),
	};

	fill_weights(rows, weight, w.weight);
	for (size_t channel = 0; channel < k; channel++)
		fill_without(rows, weight, channel, w.without + channel * rows->n);
	for (int h1 = 0; h1 < 2; h1++) {
		w.correlation[h1] = mem_alloc(k * k, sizeof(double));
		fill_correlation(rows, weight, h1, w.correlation[h1]);
	}
	return w;
}

void worth_clear(struct worth *w)
{
	mem_free(w->weight);
	mem_free(w->without);
	mem_free(w->correlation[0]);
	mem_free(w->correlation[1]);
	*w = (struct worth){0};
}

void worth_correlation_json(const struct worth *w, const char *const *names,
			    struct json *out)
{
	static const char *const keys[2] = {"h2", "h1"};
	struct json *list = json_add_array(out, "channels");

	for (size_t k = 0; k < w->n_channels; k++)
		json_add_str(list, NULL, names[k]);
	for (int h1 = 1; h1 >= 0; h1--) {
		list = json_add_array(out, keys[h1]);
		for (size_t a = 0; a < w->n_channels; a++) {
			struct json *row = json_add_array(list, NULL);

			for (size_t b = 0; b < w->n_channels; b++)
				json_add_num(row, NULL,
					     w->correlation[h1][a * w->n_channels + b]);
		}
	}
}

/* The channel whose scores go most with those of the one in row `at`. */
static void add_nearest(const struct json *correlation, const char *matrix, size_t at,
			const char *key, struct json *out)
{
	const struct json *row = json_first(json_get(correlation, matrix));
	const struct json *name = json_first(json_get(correlation, "channels"));
	const char *best_name = NULL;
	double best = -HUGE_VAL;
	size_t column = 0;

	for (size_t i = 0; i < at && row; i++)
		row = json_next(row);
	JSON_EACH(cell, row) {
		double r;

		if (column++ != at && name && json_number(cell, &r) && r > best) {
			best = r;
			best_name = json_text(name);
		}
		name = name ? json_next(name) : NULL;
	}
	if (best_name) {
		struct json *nearest = json_add_object(out, key);

		json_add_str(nearest, "channel", best_name);
		json_add_num(nearest, "r", best);
	} else {
		json_add_null(out, key);
	}
}

void worth_summary(const struct json *validation, struct json *out)
{
	static const char *const kept[] = {"auc", "cllr", "top1", "weight"};
	const struct json *correlation = json_get(validation, "correlation");
	size_t at = 0;

	JSON_EACH(channel, json_get(validation, "by_channel")) {
		struct json *entry = json_add_object(out, NULL);

		json_add_str(entry, "name", json_key(channel));
		for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
			json_add_num(entry, kept[i], json_num(channel, kept[i], NAN));
		json_add_num(entry, "cllr_without",
			     json_num(json_get(channel, "without"), "cllr", NAN));
		add_nearest(correlation, "h1", at, "nearest_h1", entry);
		add_nearest(correlation, "h2", at++, "nearest_h2", entry);
	}
}
