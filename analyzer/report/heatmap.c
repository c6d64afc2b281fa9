/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/heatmap.h"

#include <math.h>

#include "base/mem.h"
#include "report/cut.h"

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
static const struct column name_columns[] = {
	{"shown", NULL, COLUMN_NAME, 0, false},
	{"kind", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
};
#define N_COLUMNS(columns) (sizeof(columns) / sizeof((columns)[0]))

/* Pixels. The page's main column is PAGE_WIDTH wide on a screen of 1280: what is wider
 * must be scrolled, and names on the right are what would be out of sight. */
enum { PAGE_WIDTH = 924, TREE_WIDTH = 150, EDGE = 12, LEAST_MAP = 280, FOOT = 104 };
enum { MOST_BOXES = 20, MOST_PIXELS = 480 };

struct layout {
	double cell; /* height of a row */
	double font; /* of names */
	double tree; /* widths of the three parts */
	double map;
	double names;
	double room; /* of the tree, in cells */
	int width, height;
};

/* Columns carry no names and may be narrower or wider than rows are high. */
static struct layout layout_for(const struct square *square)
{
	struct layout l = {.cell = fmax(9, fmin(20, 900 / (double)square->n))};
	size_t widest = 6;

	for (size_t i = 0; i < square->n; i++)
		if (cut_columns(square->labels[i]) > widest)
			widest = cut_columns(square->labels[i]);
	l.font = fmin(12, l.cell * .78);
	/* Most letters are about .6 of the font's size wide; capitals and another font
	 * than the one asked for can be more. Two columns for the mark before a name. */
	l.names = 16 + .66 * l.font * (double)(widest + 2);
	l.tree = square->n_merges ? TREE_WIDTH : EDGE;
	l.map = fmin(fmax(380, l.cell * (double)square->n),
		     PAGE_WIDTH - l.tree - l.names - 2 * EDGE);
	l.map = fmax(LEAST_MAP, l.map);
	l.room = l.tree * (double)square->n / l.map;
	l.width = (int)(l.map + l.tree + l.names + 2 * EDGE);
	l.height = (int)(l.cell * (double)square->n + FOOT);
	return l;
}

static void add_cells(const struct square *square, struct table *t)
{
	for (size_t r = 0; r < square->n; r++)
		for (size_t c = 0; c < square->n; c++) {
			table_number(t, (double)c);
			table_number(t, (double)r);
			table_number(
				t, square_at(square, square->order[r], square->order[c]));
		}
}

static void add_names(const struct square *square, struct table *t)
{
	static const char *const marks[N_SQUARE_MARKS] = {"", "\xe2\x97\x86 ",
							  "\xe2\x96\xa0 "};
	struct buf shown = BUF_INIT;

	for (size_t place = 0; place < square->n; place++) {
		size_t i = square->order[place];

		buf_reset(&shown);
		buf_printf(&shown, "%s%s", marks[square->marks[i]], square->labels[i]);
		table_text(t, buf_str(&shown));
		table_number(t, square->marks[i]);
		table_number(t, (double)place);
	}
	buf_clear(&shown);
}

static void branch(struct table *t, double x, double y, double dx, double dy)
{
	table_number(t, x);
	table_number(t, y);
	table_number(t, dx);
	table_number(t, dy);
}

/* Each joint is a bracket: two twigs and the bar between them. The nearest pair's
 * distance can be 0, and its twigs are still to be seen. */
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
		const struct square_merge *m = &square->merges[k];
		double share = heights.hi > heights.lo ? (m->height - heights.lo) /
								 (heights.hi - heights.lo)
						       : 0;
		double here = -1 - room * (.06 + .94 * share);

		branch(t, x[m->left], y[m->left], here - x[m->left], 0);
		branch(t, x[m->right], y[m->right], here - x[m->right], 0);
		branch(t, here, y[m->left], 0, y[m->right] - y[m->left]);
		x[n + k] = here;
		y[n + k] = (y[m->left] + y[m->right]) / 2;
	}
	mem_free(x);
	mem_free(y);
}

/* Colours reach to the larger end of the central nine tenths. */
static double colour_range(struct range central)
{
	double end = fmax(fabs(central.lo), fabs(central.hi));

	return isfinite(end) && end > .5 ? end : 1;
}

static size_t n_marked(const struct square *square, int mark)
{
	size_t n = 0;

	for (size_t i = 0; i < square->n; i++)
		n += (int)square->marks[i] == mark;
	return n;
}

static void caption(const struct square *square, struct figure *out)
{
	buf_printf(&out->caption,
		   "Centred similarity of n = %zu models on the prompts they share, in "
		   "standard deviations (z) over all pairs; rows and columns in the same "
		   "order, from blue (less alike than is usual for the two) to orange "
		   "(more alike); blank: not known.",
		   square->n);
	if (square->n_merges)
		buf_str_add(&out->caption,
			    " Left: average-linkage (UPGMA) tree. A tree is for "
			    "display only: it must part what may have several "
			    "parents.");
	if (n_marked(square, SQUARE_PLAIN) < square->n)
		buf_str_add(&out->caption,
			    " \xe2\x97\x86 suspect, \xe2\x96\xa0 teacher.");
	caption_range(&out->caption, " Nine tenths of the pairs lie from ",
		      square_central(square), "; colours reach to the larger end.");
}

static void frame(const struct square *square, const struct layout *l, struct buf *script)
{
	double n = (double)square->n, width = l->width, height = l->height;

	buf_printf(script,
		   "unset border\nunset xtics\nunset ytics\nunset grid\nunset key\n"
		   "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
		   "set tmargin at screen %.4f\nset bmargin at screen %.4f\n"
		   "set xrange [%.6g:%.6g]\nset yrange [%.6g:-0.5]\n",
		   EDGE / width, 1 - (l->names + EDGE) / width, 1 - 10 / height,
		   92 / height, square->n_merges ? -1.6 - l->room : -.5, n - .5, n - .5);
}

static void colours(double limit, const struct layout *l, struct buf *script)
{
	double width = l->width, height = l->height;

	buf_printf(script,
		   "set palette defined (-1 '#0072B2', -0.5 '#8FC1E0', 0 '#FAFAFA', "
		   "0.5 '#F3B48B', 1 '#D55E00')\n"
		   "set cbrange [%.4g:%.4g]\n"
		   "set colorbox horizontal user origin screen 0.03, screen %.4f size "
		   "screen %.4f, screen %.4f\n"
		   "set cbtics scale 0.4 font ',10' textcolor rgb ink\n"
		   "set label 'centred similarity (z), from less to more alike than "
		   "usual' at screen %.4f, screen %.4f left font ',10' textcolor rgb "
		   "ink\n",
		   -limit, limit, 56 / height, 240 / width, 11 / height,
		   .03 + 256 / width, 61 / height);
}

/*
 * Separate boxes stay sharp at any zoom, but hundreds of them grow too large for a page.
 * Then an image, which a browser blurs when it is stretched: so each cell becomes `fine`
 * by `fine` pixels of it. The cells are read before axes have ranges, which stats would
 * heed. An array has no header line to skip; files are still read by the names of their
 * columns.
 */
static void read_cells(const struct square *square, const char *name, struct buf *script)
{
	size_t n = square->n, fine = n < MOST_PIXELS ? MOST_PIXELS / n : 1;

	buf_str_add(script, "unset datafile missing\n");
	if (n > MOST_BOXES)
		buf_printf(script,
			   "n = %zu\nk = %zu\narray z[n * n]\narray pixel[n * n * k * "
			   "k]\n"
			   "stats 'data/%s_cells.tsv' using (z[int(column('y')) * n + "
			   "int(column('x')) + 1] = column('z')) nooutput\n"
			   "px(i) = (int(i) - 1) %% (n * k)\n"
			   "py(i) = (int(i) - 1) / (n * k)\n"
			   "set datafile nocolumnheaders\n",
			   n, fine, name);
}

static void plot_cells(const struct square *square, const char *name, struct buf *script)
{
	if (square->n > MOST_BOXES)
		buf_str_add(script,
			    "plot pixel using ((px($1) + 0.5) / k - 0.5):((py($1) + 0.5) "
			    "/ k - 0.5):(z[py($1) / k * n + px($1) / k + 1]) with image "
			    "notitle, \\\n");
	else
		buf_printf(script,
			   "plot 'data/%s_cells.tsv' using "
			   "(column('x')):(column('y')):(column('z')) with image pixels "
			   "notitle, \\\n",
			   name);
}

static void plot(const struct square *square, const struct layout *l, const char *name,
		 struct buf *script)
{
	static const char *const colour[N_SQUARE_MARKS] = {"ink", "suspect", "teacher"};

	buf_printf(script, "d = 'data/%s_names.tsv'\n", name);
	plot_cells(square, name, script);
	if (square->n_merges)
		buf_printf(
			script,
			"  'data/%s_tree.tsv' using (column('x')):(column('y')):"
			"(column('dx')):(column('dy')) with vectors nohead linewidth 1.1 "
			"linecolor rgb other notitle, \\\n",
			name);
	for (int kind = N_SQUARE_MARKS - 1; kind >= 0; kind--) {
		/* gnuplot complains of names that are all out of range. */
		if (!n_marked(square, kind))
			continue;
		buf_printf(script,
			   "  d using (column('kind') == %d ? %.6g : NaN):(column('y')):"
			   "(stringcolumn('shown')) with labels left offset 0.8,0 font "
			   "',%.1f' textcolor rgb %s notitle, \\\n",
			   kind, (double)square->n - .5, l->font, colour[kind]);
	}
	buf_str_add(script, "  NaN notitle\n");
}

void heatmap_draw(const struct square *square, struct figure *out)
{
	struct layout l = layout_for(square);

	add_names(square,
		  figure_extra(out, "names", name_columns, N_COLUMNS(name_columns)));
	add_cells(square,
		  figure_extra(out, "cells", cell_columns, N_COLUMNS(cell_columns)));
	if (square->n_merges)
		add_branches(square, l.room,
			     figure_extra(out, "tree", branch_columns,
					  N_COLUMNS(branch_columns)));
	caption(square, out);
	figure_begin(out, l.width, l.height);
	read_cells(square, out->name, &out->script);
	frame(square, &l, &out->script);
	colours(colour_range(square_central(square)), &l, &out->script);
	plot(square, &l, out->name, &out->script);
}
