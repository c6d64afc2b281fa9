/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models as points on a plane, by classical scaling; names beside them where there is
 * room. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "report/escape.h"
#include "report/survey_parts.h"

static const struct column columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"vendor", "Vendor", COLUMN_TEXT, 0, false},
	{"x", "First axis", COLUMN_NUMBER, 2, true},
	{"y", "Second axis", COLUMN_NUMBER, 2, true},
	{"class", NULL, COLUMN_NUMBER, 0, false},
	{"shown", NULL, COLUMN_NAME, 0, false},
	{"name_x", NULL, COLUMN_NUMBER, 0, false},
	{"name_y", NULL, COLUMN_NUMBER, 0, false},
	{"side", NULL, COLUMN_NUMBER, 0, false},
	{"leader", NULL, COLUMN_NUMBER, 0, false},
	{"narrow_name_x", NULL, COLUMN_NUMBER, 0, false},
	{"narrow_name_y", NULL, COLUMN_NUMBER, 0, false},
	{"narrow_side", NULL, COLUMN_NUMBER, 0, false},
	{"narrow_leader", NULL, COLUMN_NUMBER, 0, false},
};

/* Pixels. */
enum {
	WIDTH = 924,
	LEAST_HEIGHT = 420,
	MOST_HEIGHT = 800,
	ROOM = 36,
	NARROW_ROOM = 10,
	FOOT = 52,
	HEAD = 66,
	NARROW_HEAD = 96
};
enum { FONT = 9, LINE = 12, NEAR = 7, MOST_VENDOR = 20 /* columns */, N_CLOSE = 12 };

/* One colour and one shape for each of the vendors with most models; none is a colour
 * that means something elsewhere (reports/theme/prologue.gp). */
static const struct {
	const char *colour;
	int shape;
} looks[] = {
	{"#E69F00", 7},  {"#000000", 5},  {"#56B4E9", 9}, {"#CC79A7", 13},
	{"#8C6200", 11}, {"#777777", 15}, {"#2F6B8A", 4},
};
enum { N_LOOKS = sizeof(looks) / sizeof(looks[0]), OTHERS = N_LOOKS };

struct vendor {
	const char *name;
	size_t n;
};

struct box {
	double x0, y0, x1, y1;
};

struct name { /* pixels, y downwards */
	double x, y;
	int side; /* 1: right of the point, -1: left of it, 0: left out */
	bool leader;
};

/* One of the two drawings. */
struct sheet {
	int width, height, head, room;
	double scale; /* pixels a unit, the same on both axes */
	struct name *names;
};

struct map {
	const struct square *square;
	const double *place;
	size_t *class; /* [model] of looks, or OTHERS */
	struct vendor *vendors;
	size_t n_vendors;
	double x_mid, y_mid;
	struct sheet sheets[2]; /* wide and narrow */
};

static int vendor_order(const void *x, const void *y)
{
	const struct vendor *a = x, *b = y;

	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	return strcmp(a->name, b->name);
}

static void count_vendors(struct map *map)
{
	const struct square *square = map->square;

	map->vendors = MEM_ARRAY(square->n, struct vendor);
	for (size_t i = 0; i < square->n; i++) {
		size_t v = 0;

		if (!*square->vendors[i])
			continue;
		while (v < map->n_vendors &&
		       strcmp(map->vendors[v].name, square->vendors[i]) != 0)
			v++;
		if (v == map->n_vendors)
			map->vendors[map->n_vendors++] =
				(struct vendor){square->vendors[i], 0};
		map->vendors[v].n++;
	}
	qsort(map->vendors, map->n_vendors, sizeof(*map->vendors), vendor_order);
	while (map->n_vendors &&
	       (map->n_vendors > N_LOOKS || map->vendors[map->n_vendors - 1].n < 2))
		map->n_vendors--;
}

static void sort_into_classes(struct map *map)
{
	count_vendors(map);
	map->class = MEM_ARRAY(map->square->n, size_t);
	for (size_t i = 0; i < map->square->n; i++) {
		map->class[i] = OTHERS;
		for (size_t v = 0; v < map->n_vendors; v++)
			if (!strcmp(map->vendors[v].name, map->square->vendors[i]))
				map->class[i] = v;
	}
}

/* One scale for both axes: on a map distances count, not coordinates. */
static void lay_out(struct map *map)
{
	struct range x = {NAN, NAN}, y = {NAN, NAN};
	double wide, high;

	for (size_t i = 0; i < map->square->n; i++) {
		span_add(&x, map->place[2 * i]);
		span_add(&y, map->place[2 * i + 1]);
	}
	wide = fmax(x.hi - x.lo, 1e-9);
	high = fmax(y.hi - y.lo, 1e-9);
	map->x_mid = (x.hi + x.lo) / 2;
	map->y_mid = (y.hi + y.lo) / 2;
	for (int k = 0; k < 2; k++) {
		struct sheet *sheet = &map->sheets[k];
		double across, rest = sheet->head + FOOT + 2 * sheet->room;

		across = sheet->width - 4 * sheet->room;
		sheet->height = (int)fmin(
			MOST_HEIGHT, fmax(LEAST_HEIGHT, across * high / wide + rest));
		sheet->scale = fmin(across / wide, (sheet->height - rest) / high);
	}
}

static double pixel_x(const struct map *map, const struct sheet *sheet, double x)
{
	return sheet->width / 2. + (x - map->x_mid) * sheet->scale;
}

static double pixel_y(const struct map *map, const struct sheet *sheet, double y)
{
	return sheet->head + (sheet->height - sheet->head - FOOT) / 2. -
	       (y - map->y_mid) * sheet->scale;
}

static double overlap(struct box a, struct box b)
{
	double wide = fmin(a.x1, b.x1) - fmax(a.x0, b.x0);
	double high = fmin(a.y1, b.y1) - fmax(a.y0, b.y0);

	return wide > 0 && high > 0 ? wide * high : 0;
}

static struct box name_box(const struct name *name, const char *label)
{
	double width = .64 * FONT * (double)cut_columns(label) + 4;
	double x = name->side > 0 ? name->x : name->x - width;

	return (struct box){x, name->y - LINE / 2., x + width, name->y + LINE / 2.};
}

static bool inside(const struct sheet *sheet, struct box box)
{
	return box.x0 >= 4 && box.x1 <= sheet->width - 4 && box.y0 >= sheet->head - 4 &&
	       box.y1 <= sheet->height - FOOT + 4;
}

/* What the box would hide of points and of names already there. */
static bool is_free(const struct map *map, const struct sheet *sheet, size_t model,
		    struct box box, const struct box *taken, size_t n_taken)
{
	for (size_t i = 0; i < map->square->n; i++) {
		double x = pixel_x(map, sheet, map->place[2 * i]);
		double y = pixel_y(map, sheet, map->place[2 * i + 1]);

		if (i != model &&
		    overlap(box, (struct box){x - 4, y - 4, x + 4, y + 4}) > 0)
			return false;
	}
	for (size_t i = 0; i < n_taken; i++)
		if (overlap(box, taken[i]) > 0)
			return false;
	return inside(sheet, box);
}

/* The first free place, going outwards. */
static void name_model(const struct map *map, struct sheet *sheet, size_t model,
		       struct box *taken, size_t *n_taken)
{
	static const int outwards[][2] = {
		{0, 0},     {0, -6},   {0, 6},    {2, -11}, {2, 11},    {8, -17},
		{8, 17},    {14, -8},  {14, 8},   {22, 0},  {14, -24},  {14, 24},
		{30, -14},  {30, 14},  {22, -32}, {22, 32}, {46, -6},   {46, 6},
		{40, -26},  {40, 26},  {30, -42}, {30, 42}, {60, -16},  {60, 16},
		{56, -36},  {56, 36},  {46, -54}, {46, 54}, {80, -24},  {80, 24},
		{74, -50},  {74, 50},  {66, -72}, {66, 72}, {104, -10}, {104, 10},
		{100, -36}, {100, 36}, {92, -64}, {92, 64}, {80, -92},  {80, 92},
	};
	double x = pixel_x(map, sheet, map->place[2 * model]);
	double y = pixel_y(map, sheet, map->place[2 * model + 1]);
	/* Long leaders lead nowhere on a small plane. */
	size_t n_places = sheet->width <= FIGURE_NARROW
				  ? (size_t)N_CLOSE
				  : sizeof(outwards) / sizeof(outwards[0]);

	for (size_t k = 0; k < n_places; k++) {
		for (int side = 1; side >= -1; side -= 2) {
			struct name name = {x + side * (NEAR + outwards[k][0]),
					    y + outwards[k][1], side, k > 4};
			struct box box = name_box(&name, map->square->labels[model]);

			if (!is_free(map, sheet, model, box, taken, *n_taken))
				continue;
			taken[(*n_taken)++] = box;
			sheet->names[model] = name;
			return;
		}
	}
}

/* Suspects and teachers choose first, then the others in the tree's order. */
static size_t place_names(const struct map *map, struct sheet *sheet)
{
	struct box *taken = MEM_ARRAY(map->square->n, struct box);
	size_t n_taken = 0;

	for (int marked = 1; marked >= 0; marked--)
		for (size_t k = 0; k < map->square->n; k++) {
			size_t i = map->square->order[k];

			if ((map->square->marks[i] != SQUARE_PLAIN) == marked)
				name_model(map, sheet, i, taken, &n_taken);
		}
	mem_free(taken);
	return n_taken;
}

static void name_cells(const struct map *map, const struct sheet *sheet,
		       const struct name *name, struct table *t)
{
	table_number(t, map->x_mid + (name->x - sheet->width / 2.) / sheet->scale);
	table_number(t, map->y_mid - (name->y - sheet->head -
				      (sheet->height - sheet->head - FOOT) / 2.) /
					     sheet->scale);
	table_number(t, name->side);
	table_number(t, name->leader);
}

static void fill_table(const struct map *map, struct table *t)
{
	static const char *const marks[N_SQUARE_MARKS] = {"", "\xe2\x97\x86 ",
							  "\xe2\x96\xa0 "};
	struct buf shown = BUF_INIT;

	for (size_t k = 0; k < map->square->n; k++) {
		size_t i = map->square->order[k];

		buf_reset(&shown);
		buf_printf(&shown, "%s%s", marks[map->square->marks[i]],
			   map->square->labels[i]);
		if (map->square->marks[i] != SQUARE_PLAIN)
			table_strong(t);
		table_text(t, map->square->labels[i]);
		table_text(t, map->square->vendors[i]);
		table_number(t, map->place[2 * i]);
		table_number(t, map->place[2 * i + 1]);
		table_number(t, (double)map->class[i]);
		table_text(t, buf_str(&shown));
		name_cells(map, &map->sheets[0], &map->sheets[0].names[i], t);
		name_cells(map, &map->sheets[1], &map->sheets[1].names[i], t);
	}
	buf_clear(&shown);
}

static void ranges(const struct map *map, const struct sheet *sheet, struct buf *script)
{
	double half_x = (sheet->width / 2. - 8) / sheet->scale;
	double half_y = (sheet->height - sheet->head - FOOT) / 2. / sheet->scale;

	buf_printf(script,
		   "if (%snarrow) { set tmargin at screen %.6f; set xrange [%.8g:%.8g]; "
		   "set yrange [%.8g:%.8g] }\n",
		   sheet == &map->sheets[1] ? "" : "!",
		   1 - (double)sheet->head / sheet->height, map->x_mid - half_x,
		   map->x_mid + half_x, map->y_mid - half_y, map->y_mid + half_y);
}

static void frame(const struct map *map, struct buf *script)
{
	ranges(map, &map->sheets[0], script);
	ranges(map, &map->sheets[1], script);
	buf_printf(script,
		   "set lmargin at screen 8. / width\n"
		   "set rmargin at screen 1 - 8. / width\n"
		   "set bmargin at screen %d. / height\n",
		   FOOT);
	buf_str_add(script,
		    "set border 15 linecolor rgb '#E6E6E6'\nset grid ytics\n"
		    "unset ytics\nset xtics font ',9' scale 0 offset 0,0.5\n"
		    "set xlabel narrow ? 'distance (z), alike in every direction' : "
		    "'distance in standard deviations (z), the same scale in every "
		    "direction' offset 0,0.6 textcolor rgb ink\n"
		    "set key at graph 0, screen 0.985 left top maxrows (narrow ? 5 : 2) "
		    "width 0 samplen 1\n"
		    "at(key) = narrow ? 'narrow_'.key : key\n");
}

static void plot_class(const struct map *map, size_t class, struct buf *script)
{
	bool other = class == OTHERS;
	struct buf title = BUF_INIT;

	cut_name(other ? "others" : map->vendors[class].name, MOST_VENDOR, &title);

	buf_printf(
		script,
		"  d using (column('class') == %zu ? column('x') : NaN):"
		"(column('y')) with points pointtype %d pointsize %s linecolor rgb '%s' ",
		class, other ? 6 : looks[class].shape, other ? "0.8" : "0.9",
		other ? "#6B6B6B" : looks[class].colour);
	if (map->n_vendors) {
		buf_str_add(script, "title ");
		escape_gnuplot(buf_str(&title), script);
	} else {
		buf_str_add(script, "notitle");
	}
	buf_clear(&title);
	buf_str_add(script, ", \\\n");
}

static void plot(const struct map *map, struct buf *script)
{
	bool others = false;

	buf_str_add(script, "d = 'data/map.tsv'\nplot ");
	buf_str_add(script, "d using (column(at('leader')) == 1 ? column('x') : NaN):"
			    "(column('y')):(column(at('name_x')) - column('x')):"
			    "(column(at('name_y')) - column('y')) with vectors nohead "
			    "linewidth 0.6 linecolor rgb faint notitle, \\\n");
	for (size_t i = 0; i < map->square->n; i++)
		others = others || map->class[i] == OTHERS;
	for (size_t class = 0; class < map->n_vendors; class ++)
		plot_class(map, class, script);
	if (others)
		plot_class(map, OTHERS, script);
	for (int side = 1; side >= -1; side -= 2)
		buf_printf(script,
			   "  d using (column(at('side')) == %d ? column(at('name_x')) : "
			   "NaN):(column(at('name_y'))):(stringcolumn('shown')) with "
			   "labels %s font "
			   "',%d' textcolor rgb ink notitle%s",
			   side, side > 0 ? "left" : "right", FONT,
			   side > 0 ? ", \\\n" : "\n");
}

static void describe(const struct survey *survey, const struct map *map,
		     const size_t n_named[2], struct figure *out)
{
	size_t n = survey->square.n;

	buf_printf(&out->alt,
		   "Map of %zu models; what lies close together is alike. Its places "
		   "stand in the table.",
		   n);
	buf_printf(&out->caption,
		   "Places of n = %zu models on a plane, so that distances on it come "
		   "near those of the tree (classical scaling; the axes have no meaning "
		   "of their own). ",
		   n);
	if (map->n_vendors)
		buf_str_add(&out->caption,
			    "Colour and shape: the vendors with most models. ");
	buf_printf(
		&out->caption,
		"The plane holds %.0f %% of the spread (sum of the two eigenvalues over "
		"that of all in size)",
		100 * survey->fit.share);
	if (isfinite(survey->fit.correlation))
		buf_printf(
			&out->caption,
			"; distances on it and in the tree's matrix correlate with r = "
			"%.2f",
			survey->fit.correlation);
	buf_str_add(&out->caption,
		    ". Models that stand together here may still lie apart in what is "
		    "left out: check pairs in the table of nearest models.");
	if (n_named[0] < n)
		buf_printf(&out->caption,
			   " %zu names found no room; they are in the table.",
			   n - n_named[0]);
	else if (n_named[1] < n)
		buf_str_add(&out->caption, " Names that find no room on a narrow screen "
					   "are in the table.");
}

void survey_map(const struct survey *survey, struct figure *out)
{
	size_t n = survey->square.n;
	struct map map = {
		.square = &survey->square,
		.place = survey->place,
		.sheets = {{.width = WIDTH,
			    .head = HEAD,
			    .room = ROOM,
			    .names = MEM_ARRAY(n, struct name)},
			   {.width = FIGURE_NARROW,
			    .head = NARROW_HEAD,
			    .room = NARROW_ROOM,
			    .names = MEM_ARRAY(n, struct name)}},
	};
	size_t n_named[2];

	sort_into_classes(&map);
	lay_out(&map);
	for (int k = 0; k < 2; k++)
		n_named[k] = place_names(&map, &map.sheets[k]);
	out->table = TABLE_NEW(columns);
	out->most_rows = 250;
	fill_table(&map, out->table);
	describe(survey, &map, n_named, out);
	figure_begin(out, WIDTH, map.sheets[0].height, map.sheets[1].height);
	frame(&map, &out->script);
	plot(&map, &out->script);
	mem_free(map.class);
	mem_free(map.vendors);
	mem_free(map.sheets[0].names);
	mem_free(map.sheets[1].names);
}
