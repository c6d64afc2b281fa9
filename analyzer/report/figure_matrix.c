/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All models of the case: tree on the left, heat map of similarities, names. */
#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/heatmap.h"
#include "report/square.h"

static const struct column columns[] = {
	{"place", "Place", COLUMN_NUMBER, 0, false},
	{"model", "Model", COLUMN_NAME, 0, false},
	{"role", "Role", COLUMN_TEXT, 0, false},
	{"nearest", "Nearest model", COLUMN_NAME, 0, false},
	{"nearest_z", "its similarity (z)", COLUMN_NUMBER, 2, true},
	{"to_suspect", "To the suspect (z)", COLUMN_NUMBER, 2, true},
	{"to_teacher", "To the teacher (z)", COLUMN_NUMBER, 2, true},
};

/* The result names the two apart from the matrix; their roles follow from that. */
static void mark(struct square *square, const struct view *view, size_t *suspect,
		 size_t *teacher)
{
	const char *names[] = {json_str(view->result, "suspect"),
			       json_str(view->result, "teacher")};

	*suspect = *teacher = square->n;
	for (size_t i = 0; i < square->n; i++) {
		square->marks[i] = SQUARE_PLAIN;
		if (!strcmp(square->names[i], names[1])) {
			square->marks[i] = SQUARE_TEACHER;
			*teacher = i;
		}
		if (!strcmp(square->names[i], names[0])) {
			square->marks[i] = SQUARE_SUSPECT;
			*suspect = i;
		}
	}
}

/* What the case holds of a model; models of the corpus are not among its items. */
static const char *role_of(const struct view *view, const struct square *square, size_t i)
{
	if (*square->roles[i])
		return square->roles[i];
	JSON_EACH(item, json_get(view->result, "items")) {
		if (!strcmp(view_str(item, "model"), square->names[i]))
			return view_str(item, "role");
	}
	return "reference corpus";
}

/* The stored similarity of two; NULL when there is none. */
static const struct json *stored(const struct view *view, size_t row, size_t column)
{
	size_t i = 0;

	JSON_EACH(cells, json_get(json_get(view->result, "matrix"), "similarity")) {
		size_t j = 0;

		if (i++ != row)
			continue;
		JSON_EACH(cell, cells) {
			if (j++ == column)
				return row == column ? NULL : cell;
		}
	}
	return NULL;
}

/* How near the two of the case are, and who is nearest to the suspect. */
static void describe_parties(const struct square *square, const size_t parties[2],
			     struct buf *out)
{
	double z = square_at(square, parties[0], parties[1]);
	size_t near[3];

	if (isfinite(z)) {
		buf_str_add(out, "The suspect and the teacher: z = ");
		number_show(z, 2, true, out);
		buf_str_add(out, ". ");
	}
	square_nearest(square, parties[0], near, 3);
	for (int k = 0; k < 3 && near[k] < square->n; k++) {
		buf_str_add(out, k ? ", " : "Nearest to the suspect: ");
		buf_printf(out, "%s (", square->labels[near[k]]);
		number_show(square_at(square, parties[0], near[k]), 2, true, out);
		buf_char_add(out, ')');
	}
	if (near[0] < square->n)
		buf_str_add(out, ". ");
}

static void model_row(const struct square *square, const struct view *view, size_t place,
		      const size_t parties[2], struct table *t)
{
	size_t i = square->order[place], near;

	square_nearest(square, i, &near, 1);
	if (square->marks[i] != SQUARE_PLAIN)
		table_strong(t);
	table_number(t, (double)place + 1);
	table_text(t, square->labels[i]);
	table_text(t, role_of(view, square, i));
	table_text(t, near < square->n ? square->labels[near] : "");
	table_value(t, stored(view, i, near));
	table_value(t, stored(view, i, parties[0]));
	table_value(t, stored(view, i, parties[1]));
}

void figure_matrix(const struct view *view, struct figure *out)
{
	struct square square;
	size_t parties[2], near;

	if (!square_read(&square, json_get(view->result, "matrix"), view->labels)) {
		buf_str_add(&out->missing, "the result holds no matrix of similarities");
		return;
	}
	mark(&square, view, &parties[0], &parties[1]);
	out->table = TABLE_NEW(columns);
	out->most_rows = 250;
	for (size_t place = 0; place < square.n; place++)
		model_row(&square, view, place, parties, out->table);
	buf_printf(&out->alt, "Heat map and tree of %zu models.", square.n);
	square_nearest(&square, parties[0], &near, 1);
	if (near < square.n)
		buf_printf(&out->alt, " Nearest to %s is %s.", view->suspect,
			   square.labels[near]);
	describe_parties(&square, parties, &out->caption);
	heatmap_draw(&square, out);
	square_clear(&square);
}
