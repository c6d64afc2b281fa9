/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/heatmap.h"

#include <math.h>
#include <string.h>

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
	{"narrow", NULL, COLUMN_NAME, 0, false},
	{"kind", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"number", NULL, COLUMN_TEXT, 0, false},
	{"narrow_number", NULL, COLUMN_TEXT, 0, false},
	{"mark", NULL, COLUMN_TEXT, 0, false},
};
#define N_COLUMNS(columns) (sizeof(columns) / sizeof((columns)[0]))

/* Pixels. The page's main column is PAGE_WIDTH wide on a screen of 1280: what is wider
 * must be scrolled, and names on the right are what would be out of sight. */
enum {
	PAGE_WIDTH = 924,
	TREE_WIDTH = 150,
	NARROW_TREE = 34,
	EDGE = 12,
	LEAST_MAP = 280,
	HEAD = 40,
	FOOT = 104
};
enum {
	MOST_BOXES = 20,
	MOST_PIXELS = 480,
	NARROW_NAME = 13,
	NARROW_END = 5,
	MOST_NARROW = 60
};

struct layout {
	double cell; /* height of a row */
	double font; /* of names */
	double tree; /* widths of the three parts */
	double map;
	double names;
	double room; /* of the tree, in cells */
	int width, height;
};

static size_t n_marked(const struct square *square, int mark)
{
	size_t n = 0;

	for (size_t i = 0; i < square->n; i++)
		n += (int)square->marks[i] == mark;
	return n;
}

static size_t widest_name(const struct square *square)
{
	size_t widest = 6;

	for (size_t i = 0; i < square->n; i++)
		if (cut_columns(square->labels[i]) > widest)
			widest = cut_columns(square->labels[i]);
	return widest;
}

/* Columns carry no names and may be narrower or wider than rows are high. */
static struct layout layout_for(const struct square *square, bool narrow)
{
	struct layout l = {
		.cell = fmax(9, fmin(narrow ? 15 : 20, 900 / (double)square->n))};
	size_t widest = widest_name(square);

	if (narrow && widest > NARROW_NAME)
		widest = NARROW_NAME;
	if (narrow && square->n > MOST_NARROW &&
	    n_marked(square, SQUARE_PLAIN) == square->n)
		widest = 0;
	l.font = fmin(narrow ? 10 : 12, l.cell * .78);
	/* Most letters are about .6 of the font's size wide; capitals and another font
	 * than the one asked for can be more. Columns for mark and number before a name.
	 */
	l.names = 16 + .66 * l.font * (double)(widest + 5);
	l.tree = !square->n_merges ? EDGE : narrow ? NARROW_TREE : TREE_WIDTH;
	if (narrow) {
		l.map = FIGURE_NARROW - l.tree - l.names - 2 * EDGE;
	} else {
		l.map = fmin(fmax(380, l.cell * (double)square->n),
			     PAGE_WIDTH - l.tree - l.names - 2 * EDGE);
		l.map = fmax(LEAST_MAP, l.map);
	}
	l.room = l.tree * (double)square->n / l.map;
	l.width = (int)(l.map + l.tree + l.names + 2 * EDGE);
	l.height = (int)(l.cell * (double)square->n + HEAD + FOOT);
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

static void add_number(size_t place, bool shown, struct table *t)
{
	struct buf number = BUF_INIT;

	if (shown)
		buf_printf(&number, "%zu", place + 1);
	table_text(t, buf_str(&number));
	buf_clear(&number);
}

/* The end of a name is what parts versions and sizes, so it is kept. */
static void cut_middle(const char *name, struct buf *out)
{
	const char *end = name + strlen(name);

	if (cut_columns(name) <= NARROW_NAME) {
		buf_str_add(out, name);
		return;
	}
	while (end > name && ((*end & 0xc0) == 0x80 || cut_columns(end) < NARROW_END))
		end--;
	/* An end that a label lost already tells nothing. */
	if (cut_columns(end) > NARROW_END || strstr(end, "\xe2\x80\xa6"))
		end = name + strlen(name);
	cut_name(name, NARROW_NAME - cut_columns(end), out);
	buf_str_add(out, end);
}

/* Rows and columns in the same order have the same numbers. Where there is little room,
 * long names are cut, and of many rows only the marked ones have a name. */
static void add_names(const struct square *square, struct table *t)
{
	static const char *const marks[N_SQUARE_MARKS] = {"", "\xe2\x97\x86",
							  "\xe2\x96\xa0"};
	struct buf shown = BUF_INIT, narrow = BUF_INIT;
	size_t every = square->n > 100 ? 10 : square->n > 24 ? 5 : 1;
	size_t narrow_every = square->n > 60 ? 10 : square->n > 10 ? 5 : 1;

	for (size_t place = 0; place < square->n; place++) {
		size_t i = square->order[place];
		bool marked = square->marks[i] != SQUARE_PLAIN;
		bool numbered = (place + 1) % every == 0 || marked || place == 0;
		bool narrow_numbered = (place + 1) % narrow_every == 0;

		buf_reset(&shown);
		buf_reset(&narrow);
		buf_printf(&shown, "%zu %s%s", place + 1, marks[square->marks[i]],
			   marked ? " " : "");
		if (marked || square->n <= MOST_NARROW) {
			buf_str_add(&narrow, buf_str(&shown));
			cut_middle(square->labels[i], &narrow);
		} else if (narrow_numbered) {
			buf_str_add(&narrow, buf_str(&shown));
		}
		buf_str_add(&shown, square->labels[i]);
		table_text(t, buf_str(&shown));
		table_text(t, buf_str(&narrow));
		table_number(t, square->marks[i]);
		table_number(t, (double)place);
		add_number(place, numbered, t);
		add_number(place, narrow_numbered && !marked, t);
		table_text(t, marks[square->marks[i]]);
	}
	buf_clear(&shown);
	buf_clear(&narrow);
}

static void branch(struct table *t, double x, double y, double dx, double dy)
{
	table_number(t, x);
	table_number(t, y);
	table_number(t, dx);
	table_number(t, dy);
}

/* Each joint is a bracket: two twigs and the bar between them; x is the share of the
 * tree's room. The nearest pair's distance can be 0, and its twigs are still to be seen.
 */
static void add_branches(const struct square *square, struct table *t)
{
	size_t n = square->n, n_nodes = n + square->n_merges;
	double *x = MEM_ARRAY(n_nodes, double), *y = MEM_ARRAY(n_nodes, double);
	struct range heights = {0, 0};

	for (size_t k = 0; k < square->n_merges; k++)
		span_add(&heights, square->merges[k].height);
	for (size_t place = 0; place < n; place++)
		y[square->order[place]] = (double)place;
	for (size_t k = 0; k < square->n_merges; k++) {
		const struct square_merge *m = &square->merges[k];
		double share = heights.hi > heights.lo ? (m->height - heights.lo) /
								 (heights.hi - heights.lo)
						       : 0;
		double here = .06 + .94 * share;

		branch(t, x[m->left], y[m->left], here - x[m->left], 0);
		branch(t, x[m->right], y[m->right], here - x[m->right], 0);
		branch(t, here, y[m->left], 0, y[m->right] - y[m->left]);
		x[n + k] = here;
		y[n + k] = (y[m->left] + y[m->right]) / 2;
	}
	mem_free(x);
	mem_free(y);
}

/* Shades end where the highest hundredth of pairs begins, so that who is nearest of those
 * near is seen; towards the less alike, where the central nine tenths end. */
static struct range colour_range(const struct square *square)
{
	struct range shades = {square_central(square).lo, square_highest(square)};

	return (struct range){shades.lo < -.2 ? shades.lo : -.2,
			      shades.hi > .5 ? shades.hi : .5};
}

static void caption(const struct square *square, struct figure *out)
{
	bool marked = n_marked(square, SQUARE_PLAIN) < square->n;

	buf_printf(
		&out->caption,
		"Each cell is one pair of n = %zu models, the darker the more alike than "
		"is usual for the two (centred similarity, z, on the prompts they "
		"share); rows and columns have the same order and numbers; blank: not "
		"known, or a model with itself.",
		square->n);
	if (square->n_merges)
		buf_str_add(&out->caption,
			    " Left: average-linkage (UPGMA) tree, for display only: it "
			    "must part what may have several parents.");
	if (marked)
		buf_str_add(&out->caption, " \xe2\x97\x86 suspect, \xe2\x96\xa0 teacher, "
					   "at rows and columns");
	if (n_marked(square, SQUARE_SUSPECT) && n_marked(square, SQUARE_TEACHER))
		buf_str_add(&out->caption, "; framed: the two together");
	if (marked)
		buf_char_add(&out->caption, '.');
	caption_range(&out->caption, " Nine tenths of all pairs lie from ",
		      square_central(square),
		      "; not a null: relatives are among them. A cell has no interval.");
}

static void frame(const struct square *square, const struct layout l[2],
		  struct buf *script)
{
	double n = (double)square->n;

	buf_printf(script,
		   "unset border\nunset xtics\nunset ytics\nunset grid\nunset key\n"
		   "room = narrow ? %.6g : %.6g\n"
		   "in_names = narrow ? \"font ',%.1f'\" : \"font ',%.1f'\"\n",
		   l[1].room, l[0].room, l[1].font, l[0].font);
	buf_printf(script,
		   "set lmargin at screen %d. / width\n"
		   "set rmargin at screen 1 - (narrow ? %.1f : %.1f) / width\n"
		   "set tmargin at screen 1 - %d. / height\n"
		   "set bmargin at screen %d. / height\n"
		   "set xrange [%s:%.6g]\nset yrange [%.6g:-0.5]\n",
		   EDGE, l[1].names + EDGE, l[0].names + EDGE, HEAD, FOOT,
		   square->n_merges ? "-1.6 - room" : "-0.5", n - .5, n - .5);
}

/* The cells where a suspect meets a teacher. */
static void frame_cells(const struct square *square, struct buf *script)
{
	for (size_t r = 0; r < square->n; r++)
		for (size_t c = 0; c < square->n; c++) {
			enum square_mark a = square->marks[square->order[r]];
			enum square_mark b = square->marks[square->order[c]];

			if (a != SQUARE_PLAIN && b != SQUARE_PLAIN && a != b)
				buf_printf(script,
					   "set object rectangle from %zu-0.5,%zu-0.5 to "
					   "%zu+0.5,%zu+0.5 front fillstyle empty border "
					   "linecolor rgb suspect linewidth 2\n",
					   c, r, c, r);
		}
}

/* Lightness alone, so that it is the same for every eye and in print. */
static void colours(struct range shades, struct buf *script)
{
	buf_printf(
		script,
		"set palette defined (%.4g '#F2F2F2', 0 '#D6D6D6', %.4g '#8C8C8C', %.4g "
		"'#101010')\n"
		"set cbrange [%.4g:%.4g]\n"
		"set colorbox horizontal user origin screen 16. / width, screen 54. / "
		"height size screen 300. / width, screen 12. / height\n"
		"set cbtics scale 0.4 font ',10' textcolor rgb ink\n"
		"set label 'less alike \xe2\x86\x90 centred similarity (z) \xe2\x86\x92 "
		"more alike' at screen 166. / width, screen 76. / height center font "
		"',10' textcolor rgb ink\n",
		shades.lo, shades.hi / 2, shades.hi, shades.lo, shades.hi);
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
			   "n = %zu\nk = narrow ? %zu : %zu\narray z[n * n]\narray "
			   "pixel[n * n * k * k]\n"
			   "stats 'data/%s_cells.tsv' using (z[int(column('y')) * n + "
			   "int(column('x')) + 1] = column('z')) nooutput\n"
			   "px(i) = (int(i) - 1) %% (n * k)\n"
			   "py(i) = (int(i) - 1) / (n * k)\n"
			   "set datafile nocolumnheaders\n",
			   n, (fine + 1) / 2, fine, name);
}

static void plot_cells(const struct square *square, const char *name, struct buf *script)
{
	if (square->n > MOST_BOXES)
		buf_str_add(script,
			    "plot pixel using ((px($1) + 0.5) / k - 0.5):((py($1) + 0.5) "
			    "/ k - 0.5):(z[py($1) / k * n + px($1) / k + 1]) with image "
			    "notitle");
	else
		buf_printf(script,
			   "plot 'data/%s_cells.tsv' using "
			   "(column('x')):(column('y')):(column('z')) with image pixels "
			   "notitle",
			   name);
}

static void plot(const struct square *square, const char *name, struct buf *script)
{
	static const char *const colour[N_SQUARE_MARKS] = {"ink", "suspect", "teacher"};
	/* Marks of neighbouring columns would hide each other in one line. */
	static const char *const lane[N_SQUARE_MARKS] = {"", "2.0", "1.2"};

	buf_printf(script,
		   "d = 'data/%s_names.tsv'\n"
		   "said(key) = stringcolumn(key) eq 'NA' ? '' : stringcolumn(key)\n",
		   name);
	plot_cells(square, name, script);
	if (square->n_merges)
		buf_printf(script,
			   ", \\\n  'data/%s_tree.tsv' using (-1 - room * "
			   "column('x')):(column('y')):(-room * column('dx')):"
			   "(column('dy')) with vectors nohead linewidth 1.1 linecolor "
			   "rgb other notitle",
			   name);
	for (int kind = N_SQUARE_MARKS - 1; kind >= 0; kind--) {
		/* gnuplot complains of names that are all out of range. */
		if (!n_marked(square, kind))
			continue;
		buf_printf(script,
			   ", \\\n  d using (column('kind') == %d ? %.6g : "
			   "NaN):(column('y')):(said(narrow ? 'narrow' : "
			   "'shown')) with labels left offset 0.8,0 @in_names textcolor "
			   "rgb %s notitle",
			   kind, (double)square->n - .5, colour[kind]);
		buf_printf(script,
			   ", \\\n  d using (column('kind') == %d ? column('y') : "
			   "NaN):(-0.5):(said(narrow ? 'narrow_number' : 'number')) with "
			   "labels "
			   "offset 0,0.5 font ',8' textcolor rgb %s notitle",
			   kind, colour[kind]);
		if (kind != SQUARE_PLAIN)
			buf_printf(
				script,
				", \\\n  d using (column('kind') == %d ? column('y') : "
				"NaN):(-0.5):(said('mark')) with labels offset "
				"0,%s font ',11' textcolor rgb %s notitle",
				kind, lane[kind], colour[kind]);
	}
	buf_char_add(script, '\n');
}

void heatmap_draw(const struct square *square, struct figure *out)
{
	const struct layout l[2] = {layout_for(square, false), layout_for(square, true)};

	add_names(square,
		  figure_extra(out, "names", name_columns, N_COLUMNS(name_columns)));
	add_cells(square,
		  figure_extra(out, "cells", cell_columns, N_COLUMNS(cell_columns)));
	if (square->n_merges)
		add_branches(square, figure_extra(out, "tree", branch_columns,
						  N_COLUMNS(branch_columns)));
	caption(square, out);
	figure_begin(out, l[0].width, l[0].height, l[1].height);
	read_cells(square, out->name, &out->script);
	frame(square, l, &out->script);
	frame_cells(square, &out->script);
	colours(colour_range(square), &out->script);
	plot(square, out->name, &out->script);
}
