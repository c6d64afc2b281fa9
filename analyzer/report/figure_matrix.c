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
	table_number(t, square_at(square, i, near));
	table_number(t, square_at(square, i, parties[0]));
	table_number(t, square_at(square, i, parties[1]));
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
	heatmap_draw(&square, out);
	square_clear(&square);
}
