/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All models of the case: tree on the left, heat map of similarities, names. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "report/figure.h"

static const struct column columns[] = {
	{"place", "Place", COLUMN_NUMBER, 0, false},
	{"model", "Model", COLUMN_NAME, 0, false},
	{"role", "Role", COLUMN_TEXT, 0, false},
	{"nearest", "Nearest model", COLUMN_NAME, 0, false},
	{"nearest_z", "z", COLUMN_NUMBER, 2, true},
	{"to_suspect", "To the suspect", COLUMN_NUMBER, 2, true},
	{"to_teacher", "To the teacher", COLUMN_NUMBER, 2, true},
	{"shown", NULL, COLUMN_NAME, 0, false},
	{"kind", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
};
static const struct column cell_columns[] = {
	{"x", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"z", NULL, COLUMN_NUMBER, 0, false},
};
static const struct column branch_columns[] = {
	{"x", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"dx", NULL, COLUMN_NUMBER, 0, false},
	{"dy", NULL, COLUMN_NUMBER, 0, false},
};
enum { TREE_WIDTH = 160 };
#define N_COLUMNS(columns) (sizeof(columns) / sizeof((columns)[0]))

struct merge {
	size_t left, right;
	double height;
};

struct square {
	size_t n;
	const char **labels, **roles;
	double *z;     /* [i * n + j], NaN on the diagonal */
	size_t *order; /* leaves from top to bottom */
	struct merge *merges;
	size_t n_merges;
	size_t suspect, teacher; /* n when absent */
};

static void square_clear(struct square *square)
{
	mem_free(square->labels);
	mem_free(square->roles);
	mem_free(square->z);
	mem_free(square->order);
	mem_free(square->merges);
}

static void read_models(struct square *square, const struct view *view,
			const struct json *matrix)
{
	const struct json *role = json_first(json_get(matrix, "roles"));
	const char *suspect = json_str(view->result, "suspect");
	const char *teacher = json_str(view->result, "teacher");
	size_t i = 0;

	square->suspect = square->teacher = square->n;
	JSON_EACH(model, json_get(matrix, "models")) {
		const char *name = json_text(model);

		if (name && !strcmp(name, suspect))
			square->suspect = i;
		if (name && !strcmp(name, teacher))
			square->teacher = i;
		square->labels[i] = label_of(view->labels, name);
		square->roles[i] = role && json_text(role) ? json_text(role) : "";
		role = role ? json_next(role) : NULL;
		i++;
	}
}

static void read_cells(struct square *square, const struct json *matrix)
{
	size_t i = 0, j;

	for (size_t k = 0; k < square->n * square->n; k++)
		square->z[k] = NAN;
	JSON_EACH(row, json_get(matrix, "similarity")) {
		j = 0;
		JSON_EACH(cell, row) {
			double z;

			if (i < square->n && j < square->n && i != j &&
			    json_number(cell, &z))
				square->z[i * square->n + j] = z;
			j++;
		}
		i++;
	}
}

static bool whole_number(const struct json *value, size_t below, size_t *out)
{
	double number;

	if (!value || !json_number(value, &number) || !(number >= 0) ||
	    number >= (double)below || floor(number) != number)
		return false;
	*out = (size_t)number;
	return true;
}

/* A tree joins each node once, and only nodes that exist by then. */
static bool read_tree(struct square *square, const struct json *tree)
{
	const struct json *merges = json_get(tree, "merges");
	bool *used = MEM_ARRAY(2 * square->n + 1, bool);
	bool good = json_count(merges) + 1 == square->n;

	square->n_merges = 0;
	JSON_EACH(child, merges) {
		struct merge merge = {0, 0, 0};
		const struct json *left = json_first(child);
		const struct json *right = left ? json_next(left) : NULL;
		const struct json *height = right ? json_next(right) : NULL;
		size_t below = square->n + square->n_merges;

		good = good && whole_number(left, below, &merge.left) &&
		       whole_number(right, below, &merge.right) && height &&
		       json_number(height, &merge.height) && merge.left != merge.right &&
		       !used[merge.left] && !used[merge.right];
		if (!good)
			break;
		used[merge.left] = used[merge.right] = true;
		square->merges[square->n_merges++] = merge;
	}
	mem_free(used);
	if (!good)
		square->n_merges = 0;
	return good;
}

/* Leaves in the order of the tree, the lower-numbered side of each joint first. */
static void order_leaves(struct square *square)
{
	size_t *stack = MEM_ARRAY(2 * square->n + 2, size_t);
	size_t depth = 0, n = 0;

	for (size_t i = 0; i < square->n; i++)
		square->order[i] = i;
	if (square->n_merges)
		stack[depth++] = square->n + square->n_merges - 1;
	while (depth) {
		size_t node = stack[--depth];

		if (node < square->n) {
			square->order[n++] = node;
			continue;
		}
		stack[depth++] = square->merges[node - square->n].right;
		stack[depth++] = square->merges[node - square->n].left;
	}
	mem_free(stack);
}

static bool square_read(struct square *square, const struct view *view)
{
	const struct json *matrix = json_get(view->result, "matrix");
	size_t n = json_count(json_get(matrix, "models"));

	memset(square, 0, sizeof(*square));
	if (n < 2 || !json_get(matrix, "similarity"))
		return false;
	square->n = n;
	square->labels = MEM_ARRAY(n, const char *);
	square->roles = MEM_ARRAY(n, const char *);
	square->z = mem_alloc(n * n, sizeof(double));
	square->order = MEM_ARRAY(n, size_t);
	square->merges =
		MEM_ARRAY(json_count(json_get(json_get(matrix, "tree"), "merges")) + 1,
			  struct merge);
	read_models(square, view, matrix);
	read_cells(square, matrix);
	if (!read_tree(square, json_get(matrix, "tree")))
		square->n_merges = 0;
	order_leaves(square);
	return true;
}

static double at(const struct square *square, size_t i, size_t j)
{
	return i < square->n && j < square->n ? square->z[i * square->n + j]
					      : (double)NAN;
}

static size_t nearest(const struct square *square, size_t i)
{
	size_t best = square->n;

	for (size_t j = 0; j < square->n; j++)
		if (isfinite(at(square, i, j)) &&
		    (best == square->n || at(square, i, j) > at(square, i, best)))
			best = j;
	return best;
}

static void model_row(const struct square *square, size_t place, struct table *t)
{
	static const char *const marks[] = {"", "\xe2\x97\x86 ", "\xe2\x96\xa0 "};
	size_t i = square->order[place], near = nearest(square, i);
	int kind = i == square->suspect ? 1 : i == square->teacher ? 2 : 0;
	struct buf shown = BUF_INIT;

	if (kind)
		table_strong(t);
	buf_printf(&shown, "%s%s", marks[kind], square->labels[i]);
	table_number(t, (double)place + 1);
	table_text(t, square->labels[i]);
	table_text(t, square->roles[i]);
	table_text(t, near < square->n ? square->labels[near] : "");
	table_number(t, at(square, i, near));
	table_number(t, at(square, i, square->suspect));
	table_number(t, at(square, i, square->teacher));
	table_text(t, buf_str(&shown));
	table_number(t, kind);
	table_number(t, (double)place);
	buf_clear(&shown);
}

static void add_cells(const struct square *square, struct table *t)
{
	for (size_t r = 0; r < square->n; r++)
		for (size_t c = 0; c < square->n; c++) {
			table_number(t, (double)c);
			table_number(t, (double)r);
			table_number(t, at(square, square->order[r], square->order[c]));
		}
}

static void branch(struct table *t, double x, double y, double dx, double dy)
{
	table_number(t, x);
	table_number(t, y);
	table_number(t, dx);
	table_number(t, dy);
}

/* Each joint is a bracket: two twigs and the bar between them. `room` is how far the
 * root stands left of the heat map, in cells. */
static void add_branches(const struct square *square, double room, struct table *t)
{
	size_t n = square->n, n_nodes = n + square->n_merges;
	double *x = MEM_ARRAY(n_nodes, double), *y = MEM_ARRAY(n_nodes, double);
	struct range heights = {0, 0};

	for (size_t k = 0; k < square->n_merges; k++)
		span_add(&heights, square->merges[k].height);
	for (size_t place = 0; place < n; place++) {
		y[square->order[place]] = (double)place;
		x[square->order[place]] = -1;
	}
	for (size_t k = 0; k < square->n_merges; k++) {
		const struct merge *m = &square->merges[k];
		double share = heights.hi > heights.lo ? (m->height - heights.lo) /
								 (heights.hi - heights.lo)
						       : 0;
		double here = -1 - room * share;

		branch(t, x[m->left], y[m->left], here - x[m->left], 0);
		branch(t, x[m->right], y[m->right], here - x[m->right], 0);
		branch(t, here, y[m->left], 0, y[m->right] - y[m->left]);
		x[n + k] = here;
		y[n + k] = (y[m->left] + y[m->right]) / 2;
	}
	mem_free(x);
	mem_free(y);
}

/* Colours reach to the largest value but for the wildest twentieth. */
static double colour_range(const struct square *square)
{
	double *values = MEM_ARRAY(square->n * square->n + 1, double);
	size_t n = 0;
	struct range central;

	for (size_t k = 0; k < square->n * square->n; k++)
		if (isfinite(square->z[k]))
			values[n++] = fabs(square->z[k]);
	central = view_central(values, n);
	mem_free(values);
	return isfinite(central.hi) && central.hi > .5 ? central.hi : 1;
}

static void describe(const struct view *view, const struct square *square,
		     struct figure *out)
{
	size_t near = nearest(square, square->suspect);

	buf_printf(&out->alt, "Heat map and tree of %zu models.", square->n);
	if (square->suspect < square->n && near < square->n)
		buf_printf(&out->alt, " Nearest to %s is %s.", view->suspect,
			   square->labels[near]);
	buf_printf(&out->caption,
		   "Centred similarity (z) of n = %zu models on the prompts they share; "
		   "rows and "
		   "columns in the same order, from blue (less alike than is usual for "
		   "the two) "
		   "to orange (more alike); blank: not known.",
		   square->n);
	if (square->n_merges)
		buf_str_add(&out->caption,
			    " Left: average-linkage (UPGMA) tree. A tree is for "
			    "display only: it must part what may have several "
			    "parents.");
	buf_str_add(
		&out->caption,
		" \xe2\x97\x86 suspect, \xe2\x96\xa0 teacher. Values near zero are what "
		"unrelated models show (null band of a z: "
		"\xe2\x88\x92"
		"1.6 to +1.6).");
}

/* Columns carry no names and may be narrower than rows. */
static double map_width(const struct square *square, double cell)
{
	return fmax(380, fmin(720, cell * (double)square->n));
}

static void script(const struct square *square, double room, double cell, size_t widest,
		   struct figure *out)
{
	double n = (double)square->n, font = fmin(12, cell * .78);
	double names = 24 + .62 * font * (double)widest;
	double map = map_width(square, cell), tree = square->n_merges ? TREE_WIDTH : 12;
	int width = (int)(map + tree + names + 24), height = (int)(cell * n + 104);
	double limit = colour_range(square);

	figure_begin(out, width, height);
	buf_printf(&out->script,
		   "unset border\nunset xtics\nunset ytics\nunset grid\nunset key\n"
		   "unset datafile missing\n"
		   "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
		   "set tmargin at screen %.4f\nset bmargin at screen %.4f\n"
		   "set xrange [%.6g:%.6g]\nset yrange [%.6g:-0.5]\n",
		   12.0 / width, 1 - (names + 12) / width, 1 - 10.0 / height,
		   92.0 / height, square->n_merges ? -1.6 - room : -.5, n - .5, n - .5);
	buf_printf(&out->script,
		   "set palette defined (-1 '#0072B2', -0.5 '#8FC1E0', 0 '#FAFAFA', "
		   "0.5 '#F3B48B', 1 '#D55E00')\n"
		   "set cbrange [%.4g:%.4g]\n"
		   "set colorbox horizontal user origin screen 0.03, screen %.4f size "
		   "screen "
		   "%.4f, screen %.4f\n"
		   "set cbtics scale 0.4 font ',10' textcolor rgb ink\n"
		   "set label 'centred similarity (z)' at screen %.4f, screen %.4f left "
		   "font ',10' textcolor rgb ink\n",
		   -limit, limit, 56.0 / height, 240.0 / width, 11.0 / height,
		   .03 + 256.0 / width, 61.0 / height);
	/* Separate boxes stay sharp at any zoom; beyond some thousands they grow too
	 * large for a page. */
	buf_printf(&out->script,
		   "d = 'data/matrix.tsv'\n"
		   "plot 'data/matrix_cells.tsv' using "
		   "(column('x')):(column('y')):(column('z')) "
		   "with image %s notitle, \\\n",
		   square->n <= 60 ? "pixels" : "");
	if (square->n_merges)
		buf_str_add(
			&out->script,
			"  'data/matrix_tree.tsv' using (column('x')):(column('y')):"
			"(column('dx')):(column('dy')) with vectors nohead linewidth 1.1 "
			"linecolor rgb other notitle, \\\n");
	for (int kind = 0; kind < 3; kind++)
		buf_printf(&out->script,
			   "  d using (column('kind') == %d ? %.6g : NaN):(column('y')):"
			   "(stringcolumn('shown')) with labels left offset 0.8,0 font "
			   "',%.1f' textcolor rgb "
			   "%s notitle%s",
			   kind, n - .5, font,
			   kind == 0   ? "ink"
			   : kind == 1 ? "suspect"
				       : "teacher",
			   kind < 2 ? ", \\\n" : "\n");
}

void figure_matrix(const struct view *view, struct figure *out)
{
	struct square square;
	size_t widest = 8;
	double room, cell;

	if (!square_read(&square, view)) {
		buf_str_add(&out->missing, "the result holds no matrix of similarities");
		return;
	}
	cell = fmax(9, fmin(20, 900 / (double)square.n));
	room = TREE_WIDTH * (double)square.n / map_width(&square, cell);
	out->table = TABLE_NEW(columns);
	out->most_rows = 250;
	for (size_t place = 0; place < square.n; place++) {
		model_row(&square, place, out->table);
		if (cut_columns(square.labels[place]) + 2 > widest)
			widest = cut_columns(square.labels[place]) + 2;
	}
	add_cells(&square,
		  figure_extra(out, "cells", cell_columns, N_COLUMNS(cell_columns)));
	if (square.n_merges)
		add_branches(&square, room,
			     figure_extra(out, "tree", branch_columns,
					  N_COLUMNS(branch_columns)));
	describe(view, &square, out);
	script(&square, room, cell, widest, out);
	square_clear(&square);
}
