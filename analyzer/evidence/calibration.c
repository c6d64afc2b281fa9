/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/calibration.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

#define SCHEMA "assay.calibration.v1"

static void add_rows(const struct population *pop, const struct validation *v,
		     struct json *out)
{
	const struct learn_rows *rows = &v->trials->rows;

	for (size_t i = 0; i < rows->n; i++) {
		const struct trial *trial = v->trials->trial[i];
		struct json *row = json_add_object(out, NULL);
		struct json *scores;

		json_add_str(row, "suspect", trial->suspect);
		json_add_str(row, "teacher", trial->teacher);
		json_add_int(row, "h1", rows->h1[i]);
		json_add_str(row, "family", pop->family_name[rows->family[i]]);
		json_add_str(row, "teacher_family",
			     pop->family_name[rows->teacher_family[i]]);
		json_add_str(row, "vendor", trial->teacher_vendor);
		json_add_str(row, "kind", trial->kind);
		json_add_num(row, "llr10", v->llr10[i]);
		scores = json_add_array(row, "scores");
		for (size_t k = 0; k < rows->n_channels; k++)
			json_add_num(scores, NULL, rows->x[i * rows->n_channels + k]);
	}
}

/* Coefficients for readers; a case learns its own from the rows. */
static int add_coefficients(const struct validation *v, const double *weight,
			    struct json *out, struct err *err)
{
	const struct learn_rows *rows = &v->trials->rows;
	bool used[LEARN_MAX_CHANNELS] = {false};
	struct learn_model model;
	struct json *channels;
	size_t j = 1;

	for (size_t k = 0; k < rows->n_channels; k++) {
		for (size_t i = 0; i < rows->n && !used[k]; i++)
			used[k] = !isnan(rows->x[i * rows->n_channels + k]);
	}
	if (learn_fit(rows, weight, LEARN_ALL, used, &model, err))
		return -1;
	json_add_num(out, "fusion_intercept", model.fusion[0]);
	channels = json_add_array(out, "channels");
	for (size_t k = 0; k < rows->n_channels; k++) {
		struct json *channel = json_add_object(channels, NULL);

		json_add_str(channel, "name", v->channel_names[k]);
		json_add_bool(channel, "used", used[k]);
		if (!used[k])
			continue;
		json_add_num(channel, "intercept", model.channel[k][0]);
		json_add_num(channel, "slope", model.channel[k][1]);
		json_add_num(channel, "fusion_slope", model.fusion[j++]);
	}
	return 0;
}

struct json *calibration_json(const struct calibration_origin *origin,
			      const struct population *pop, const struct validation *v,
			      const double *weight, struct err *err)
{
	struct json *out = json_new_object();

	json_add_str(out, "schema", SCHEMA);
	json_add_str(out, "corpus", origin->corpus);
	json_add_str(out, "genre", origin->genre);
	json_add_str(out, "simulation", origin->simulation);
	json_add_str(out, "corpus_sha256", origin->corpus_sha256);
	json_add_str(out, "learned_by", origin->version);
	json_add_int(out, "n_models", (long long)origin->n_models);
	json_add_int(out, "n_prompts", (long long)origin->n_prompts);
	if (add_coefficients(v, weight, out, err)) {
		err_prefix(err, "corpus %s", origin->corpus);
		json_free(out);
		return NULL;
	}
	validation_json(v, json_add_object(out, "validation"));
	add_rows(pop, v, json_add_array(out, "rows"));
	return out;
}

struct name_list {
	char **v;
	size_t n, cap;
};

static unsigned number_of(struct name_list *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++) {
		if (!strcmp(names->v[i], name))
			return (unsigned)i;
	}
	names->v = MEM_GROW(names->v, names->n, &names->cap);
	names->v[names->n] = mem_strdup(name);
	return (unsigned)names->n++;
}

/* column[j]: the program's channel that the file's j-th score belongs to, or SIZE_MAX */
static size_t read_columns(const struct json *doc, const char *const *names,
			   size_t n_names, size_t *column)
{
	size_t n = 0;

	JSON_EACH(channel, json_get(doc, "channels")) {
		const char *name = json_str(channel, "name");

		if (n == LEARN_MAX_CHANNELS)
			break;
		column[n] = SIZE_MAX;
		for (size_t k = 0; k < n_names && name; k++) {
			if (!strcmp(names[k], name))
				column[n] = k;
		}
		n++;
	}
	return n;
}

static int read_row(struct calibration *c, const struct json *row, const size_t *column,
		    size_t n_columns, struct name_list *families)
{
	struct learn_rows *rows = &c->rows;
	size_t i = rows->n;
	size_t j = 0;
	const char *family = json_str(row, "family");
	const char *teacher_family = json_str(row, "teacher_family");
	double h1 = json_num(row, "h1", NAN);

	c->suspect[i] = json_str(row, "suspect");
	c->teacher[i] = json_str(row, "teacher");
	c->vendor[i] = json_str(row, "vendor");
	c->kind[i] = json_str(row, "kind");
	if (!family || !teacher_family || !c->suspect[i] || !c->teacher[i] ||
	    !c->vendor[i] || !c->kind[i] || isnan(h1))
		return -1;
	rows->h1[i] = h1 != 0;
	rows->unsure[i] = !strcmp(c->kind[i], TRIAL_UNSURE);
	rows->family[i] = number_of(families, family);
	rows->teacher_family[i] = number_of(families, teacher_family);
	c->llr10[i] = json_num(row, "llr10", NAN);
	for (size_t k = 0; k < rows->n_channels; k++)
		rows->x[i * rows->n_channels + k] = NAN;
	JSON_EACH(score, json_get(row, "scores")) {
		double x;

		if (j < n_columns && column[j] != SIZE_MAX && json_number(score, &x))
			rows->x[i * rows->n_channels + column[j]] = x;
		j++;
	}
	rows->n++;
	return 0;
}

static int read_rows(struct calibration *c, const char *path, struct err *err)
{
	const struct json *list = json_get(c->doc, "rows");
	size_t n = json_count(list);
	size_t k = c->rows.n_channels;
	size_t column[LEARN_MAX_CHANNELS];
	size_t n_columns = read_columns(c->doc, c->channel_names, k, column);
	struct name_list families = {NULL, 0, 0};
	int rc = 0;

	c->rows.x = mem_alloc(n * k, sizeof(double));
	c->rows.h1 = MEM_ARRAY(n, unsigned char);
	c->rows.family = MEM_ARRAY(n, unsigned);
	c->rows.teacher_family = MEM_ARRAY(n, unsigned);
	c->rows.unsure = MEM_ARRAY(n, unsigned char);
	c->suspect = MEM_ARRAY(n, const char *);
	c->teacher = MEM_ARRAY(n, const char *);
	c->vendor = MEM_ARRAY(n, const char *);
	c->kind = MEM_ARRAY(n, const char *);
	c->llr10 = MEM_ARRAY(n, double);
	JSON_EACH(row, list) {
		if (!rc && read_row(c, row, column, n_columns, &families))
			rc = err_set(
				err, ERR_FAIL,
				"%s: row %zu lacks a name, family or label: make it anew "
				"with assay calibrate",
				path, c->rows.n + 1);
	}
	c->rows.n_families = families.n;
	c->family_name = families.v;
	return rc;
}

struct calibration *calibration_read(struct json *doc, const char *path,
				     const char *const *channel_names, size_t n_channels,
				     struct err *err)
{
	struct calibration *c = MEM_NEW(struct calibration);
	const char *schema = json_str(doc, "schema");

	c->doc = doc;
	c->rows.n_channels = n_channels;
	memcpy(c->channel_names, channel_names, n_channels * sizeof(*channel_names));
	c->corpus = json_str(doc, "corpus");
	c->genre = json_str(doc, "genre");
	c->simulation = json_str(doc, "simulation");
	c->n_prompts = (size_t)fmax(0, json_num(doc, "n_prompts", 0));
	if (!schema || strcmp(schema, SCHEMA) != 0 || !c->corpus || !c->genre) {
		err_set(err, ERR_FAIL, "%s: not a calibration of this version (%s)", path,
			SCHEMA);
		calibration_free(c);
		return NULL;
	}
	if (read_rows(c, path, err)) {
		calibration_free(c);
		return NULL;
	}
	return c;
}

void calibration_free(struct calibration *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->rows.n_families; i++)
		mem_free(c->family_name[i]);
	mem_free(c->family_name);
	mem_free(c->rows.x);
	mem_free(c->rows.h1);
	mem_free(c->rows.family);
	mem_free(c->rows.teacher_family);
	mem_free(c->rows.unsure);
	mem_free((void *)(uintptr_t)c->suspect);
	mem_free((void *)(uintptr_t)c->teacher);
	mem_free((void *)(uintptr_t)c->vendor);
	mem_free((void *)(uintptr_t)c->kind);
	mem_free(c->llr10);
	json_free(c->doc);
	mem_free(c);
}

bool calibration_knows(const struct calibration *c, size_t channel)
{
	for (size_t i = 0; c && i < c->rows.n; i++) {
		if (!isnan(c->rows.x[i * c->rows.n_channels + channel]))
			return true;
	}
	return false;
}

unsigned calibration_family(const struct calibration *c, const char *name)
{
	for (size_t i = 0; i < c->rows.n_families; i++) {
		if (!strcmp(c->family_name[i], name))
			return (unsigned)i;
	}
	return LEARN_ALL;
}
