/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/label.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "report/escape.h"

enum { LABEL_COLUMNS = 40, MOST_ROUNDS = 16 };

struct label {
	const char *name; /* borrowed from the result */
	char *shown;      /* the name with nothing that hides */
	char *text;
	size_t nth; /* among names that would be printed alike, from 1 */
};

struct labels {
	struct label *v;
	size_t n, cap;
};

static void name_add(struct labels *labels, const char *name)
{
	if (!name || !*name)
		return;
	labels->v = MEM_GROW(labels->v, labels->n, &labels->cap);
	labels->v[labels->n++] = (struct label){name, NULL, NULL, 1};
}

/* Models are named by objects' "model" members, wherever they stand, by the texts of
 * "models", and by these. */
static void names_add(struct labels *labels, const struct json *value)
{
	name_add(labels, json_str(value, "model"));
	name_add(labels, json_str(value, "cohort_max_model"));
	JSON_EACH(name, json_get(value, "models")) {
		name_add(labels, json_text(name));
	}
	JSON_EACH(child, value) {
		if (json_is_object(child) || json_is_array(child))
			names_add(labels, child);
	}
}

static int name_order(const void *x, const void *y)
{
	return strcmp(((const struct label *)x)->name, ((const struct label *)y)->name);
}

static void drop_repeats(struct labels *labels)
{
	size_t n = 0;

	if (labels->n)
		qsort(labels->v, labels->n, sizeof(*labels->v), name_order);
	for (size_t i = 0; i < labels->n; i++)
		if (!n || strcmp(labels->v[n - 1].name, labels->v[i].name) != 0)
			labels->v[n++] = labels->v[i];
	labels->n = n;
}

/* The nth of the names that look alike has its number behind it. */
static void cut_label(struct label *label)
{
	struct buf text = BUF_INIT;
	size_t columns = label->nth > 1 ? LABEL_COLUMNS - 6 : LABEL_COLUMNS;

	cut_name(label->shown, columns, &text);
	if (label->nth > 1)
		buf_printf(&text, " (%zu)", label->nth);
	mem_free(label->text);
	label->text = buf_take(&text, NULL);
}

static void show_names(struct labels *labels)
{
	for (size_t i = 0; i < labels->n; i++) {
		struct label *label = &labels->v[i];
		struct buf shown = BUF_INIT;

		escape_visible(label->name, strlen(label->name), ESCAPE_ONE_LINE, &shown);
		label->shown = buf_take(&shown, NULL);
		cut_label(label);
	}
}

static int text_order(const void *x, const void *y)
{
	const struct label *a = *(const struct label *const *)x;
	const struct label *b = *(const struct label *const *)y;
	int order = strcmp(a->text, b->text);

	return order ? order : strcmp(a->name, b->name);
}

/* Number those that are printed alike; true when there were any. */
static bool part_names(struct labels *labels, struct label **by_text)
{
	bool parted = false;

	if (labels->n)
		qsort(by_text, labels->n, sizeof(*by_text), text_order);
	for (size_t i = 0, first = 0; i < labels->n; i++) {
		if (strcmp(by_text[i]->text, by_text[first]->text) != 0)
			first = i;
		if (i == first)
			continue;
		by_text[i]->nth += i - first;
		parted = true;
	}
	for (size_t i = 0; parted && i < labels->n; i++)
		cut_label(by_text[i]);
	return parted;
}

/* A name made to look like another's number needs a second round, or a third. */
static void part_all_names(struct labels *labels)
{
	struct label **by_text = MEM_ARRAY(labels->n + 1, struct label *);
	int rounds = 0;

	for (size_t i = 0; i < labels->n; i++)
		by_text[i] = &labels->v[i];
	while (part_names(labels, by_text) && rounds < MOST_ROUNDS)
		rounds++;
	mem_free(by_text);
}

struct labels *labels_new(const struct json *result)
{
	struct labels *labels = MEM_NEW(struct labels);
	const struct json *matrix = json_get(result, "matrix");

	name_add(labels, json_str(result, "suspect"));
	name_add(labels, json_str(result, "teacher"));
	JSON_EACH(model, json_get(matrix, "models")) {
		name_add(labels, json_text(model));
	}
	names_add(labels, result);
	drop_repeats(labels);
	show_names(labels);
	part_all_names(labels);
	return labels;
}

void labels_free(struct labels *labels)
{
	if (!labels)
		return;
	for (size_t i = 0; i < labels->n; i++) {
		mem_free(labels->v[i].shown);
		mem_free(labels->v[i].text);
	}
	mem_free(labels->v);
	mem_free(labels);
}

const char *label_of(const struct labels *labels, const char *name)
{
	const struct label key = {name, NULL, NULL, 0};
	const struct label *found;

	if (!name || !*name)
		return "(no name)";
	if (!labels->n)
		return name;
	found = bsearch(&key, labels->v, labels->n, sizeof(key), name_order);
	return found ? found->text : name;
}
