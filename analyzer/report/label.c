/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/label.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"

enum { LABEL_COLUMNS = 40 };

struct label {
	const char *name; /* borrowed from the result */
	char *text;
	size_t nth; /* among names that are cut alike, from 1 */
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
	labels->v[labels->n++] = (struct label){name, NULL, 1};
}

/* Models are named by objects' "model" members, wherever they stand, and by these. */
static void names_add(struct labels *labels, const struct json *value)
{
	name_add(labels, json_str(value, "model"));
	name_add(labels, json_str(value, "cohort_max_model"));
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

static char *cut_to(const char *name, size_t columns, size_t nth)
{
	struct buf text = BUF_INIT;

	cut_name(name, columns, &text);
	if (nth > 1)
		buf_printf(&text, " (%zu)", nth);
	return buf_take(&text, NULL);
}

/* Names are sorted, so those that are cut alike stand together. */
static void cut_names(struct labels *labels)
{
	for (size_t i = 0; i < labels->n; i++) {
		struct label *label = &labels->v[i];
		char *plain = cut_to(label->name, LABEL_COLUMNS, 1);

		if (i && strcmp(plain, label->name) != 0) {
			char *before = cut_to(labels->v[i - 1].name, LABEL_COLUMNS, 1);

			if (!strcmp(plain, before))
				label->nth = labels->v[i - 1].nth + 1;
			mem_free(before);
		}
		label->text = label->nth > 1
				      ? cut_to(label->name, LABEL_COLUMNS - 6, label->nth)
				      : mem_strdup(plain);
		mem_free(plain);
	}
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
	cut_names(labels);
	return labels;
}

void labels_free(struct labels *labels)
{
	if (!labels)
		return;
	for (size_t i = 0; i < labels->n; i++)
		mem_free(labels->v[i].text);
	mem_free(labels->v);
	mem_free(labels);
}

const char *label_of(const struct labels *labels, const char *name)
{
	const struct label key = {name, NULL, 0};
	const struct label *found;

	if (!name || !*name)
		return "(no name)";
	if (!labels->n)
		return name;
	found = bsearch(&key, labels->v, labels->n, sizeof(key), name_order);
	return found ? found->text : name;
}
