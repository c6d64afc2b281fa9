/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/figure.h: the pictures of a report. A figure turns parts of a stored result into
 * data tables and a gnuplot script, and says in words what the picture shows. One figure
 * is one file and one row in FIGURES. Nothing here computes evidence or runs a program.
 */
#ifndef REPORT_FIGURE_H
#define REPORT_FIGURE_H

#include "base/buf.h"
#include "report/table.h"
#include "report/view.h"

/* name of the files, what it is called on the page */
#define FIGURES(X)                                                                       \
	X(scale, "Strength of the finding on the ENFSI scale")                           \
	X(forest, "Likelihood ratio by channel")                                         \
	X(cohort, "The suspect among independent models, by channel")                    \
	X(suspects, "Every model taken as the suspect")                                  \
	X(teachers, "Every candidate taken as the teacher")                              \
	X(matrix, "Who is near whom")                                                    \
	X(tippett, "Known cases and this case (Tippett)")                                \
	X(ece, "Is the likelihood ratio worth its word? (ECE)")                          \
	X(det, "Two kinds of error (DET)")

enum { FIGURE_WIDE = 760, FIGURE_NARROW = 356 }; /* pixels */

struct figure {
	const char *name, *title;
	struct buf alt;         /* the finding, for those who do not see the picture */
	struct buf caption;     /* what is drawn: n, interval, null band */
	struct buf script;      /* gnuplot, behind the prologue */
	struct table *table;    /* data/NAME.tsv, and shown below the picture */
	struct table *extra[3]; /* data/NAME_SUFFIX.tsv, for gnuplot alone */
	const char *extra_name[3];
	size_t n_extra;
	size_t most_rows;   /* shown on the page; 0: all */
	struct buf missing; /* why there is no such picture; empty when there is one */
	struct buf svg;     /* the picture, once it was drawn */
	struct buf narrow;  /* the same for a telephone, FIGURE_NARROW pixels wide */
	int width;          /* of the wide one in pixels, at natural size */
	bool table_open;    /* not folded away */
};

#define FIGURE_ENUM(name, title) FIGURE_##name,
enum figure_id { FIGURES(FIGURE_ENUM) N_FIGURES };
#undef FIGURE_ENUM

/* Fill all the figures from the result; those without data say why in `missing`. */
void figures_make(const struct view *view, struct figure figures[N_FIGURES]);
void figures_clear(struct figure *figures, size_t n);

/* The makers, for the registry only. */
typedef void figure_fn(const struct view *view, struct figure *out);
#define FIGURE_DECLARE(name, title) figure_fn figure_##name;
FIGURES(FIGURE_DECLARE)
#undef FIGURE_DECLARE

/* For the makers: a further data table; `suffix` is static text. Owned by the figure. */
struct table *figure_extra(struct figure *figure, const char *suffix,
			   const struct column *columns, size_t n_columns);
/*
 * Size and output of both drawings; the script knows them as `width` and `height`, and
 * `narrow` tells which one is being drawn.
 */
void figure_begin(struct figure *figure, int width, int height, int narrow_height);
/* How a row's name and its note stand to the plot. */
struct figure_rows {
	size_t widest;  /* columns of the longest name */
	int note_width; /* pixels on the right of the wide drawing */
	bool above;     /* in the narrow one, names stand above rows, not left of them */
};
/* Margins for it; then `at_name` and `at_note` are options of gnuplot's "with labels" for
 * texts at the left and at the right end of the x range. */
void figure_rows(struct figure *figure, struct figure_rows rows);
/* Are names too long to stand left of a narrow drawing? */
bool figure_names_above(size_t widest);
/* A shaded range over the whole height; `colour` is one of the prologue's. */
void figure_band(struct figure *figure, struct range band, const char *colour);
/* A vertical line; `style` is gnuplot's, such as "dashtype 2". Nothing for NaN. */
void figure_line(struct figure *figure, double x, const char *style);
/* The bound: dashed lines, and a hatch over what lies beyond. */
void figure_bound(struct figure *figure, struct range bound);
/* Entries of the legend, as further parts of the plot command: a range that holds nine
 * tenths of `n` of what `of` (static text) says; and the hatch. */
void figure_key_band(struct figure *figure, struct range band, const char *colour,
		     size_t n, const char *of);
void figure_key_bound(struct figure *figure, struct range bound);
/*
 * This case at `y` (gnuplot's for a share of the plot's height): diamond, and a thick
 * line for the interval. Where the bound cuts the line it goes on as an arrow.
 * `sign` is -1 on an axis that runs the other way, else 1.
 */
void figure_case(struct figure *figure, const struct view *view, const char *y, int sign);
/* How far an arrow reaches beyond the bound, in units of every axis of LLR10: its tip
 * says nothing, and one length in all pictures keeps it from being read as a value. */
#define FIGURE_ARROW .5
/* Does the bound cut the interval, at that end or altogether? */
bool figure_cut_lo(struct range interval, struct range bound);
bool figure_cut_hi(struct range interval, struct range bound);
/* What a caption says of a finding the bound cuts; nothing when it does not. */
void caption_cut(struct buf *out, const struct view *view);
/* The room a picture needs beyond the bound for its hatch and its arrows. */
void span_beyond(struct range *span, struct range bound);
/* The central 90 % of the calibration's LLR10 under H2, the null band of every picture in
 * LLR10; *n is how many there are. */
struct range figure_h2_band(const struct view *view, size_t *n);

/* Is a number of this column known? gnuplot complains of what has no points. */
bool figure_any(const struct table *table, const char *key);

/* Widen a span of values (start with two NaN); and leave some room around it. */
void span_add(struct range *span, double value);
struct range span_padded(struct range span);
/* "before -0.90 to +0.20 behind", or nothing when it is not known. */
void caption_range(struct buf *out, const char *before, struct range range,
		   const char *behind);

#endif
