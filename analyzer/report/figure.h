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
	int width;          /* pixels at natural size */
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
/* "set terminal ..." and "set output ..." at this size. */
void figure_begin(struct figure *figure, int width, int height);
/* Room on the left for row names of that many columns. */
void figure_left_margin(struct figure *figure, size_t columns);
/* The null band: where values lie when there is nothing to find. */
void figure_band(struct figure *figure, struct range band);
/* A vertical line; `style` is gnuplot's, such as "dashtype 2". Nothing for NaN. */
void figure_line(struct figure *figure, double x, const char *style);
/* The central 90 % of the calibration's LLR10 under H2, the null band of every picture in
 * LLR10; *n is how many there are. */
struct range figure_h2_band(const struct view *view, size_t *n);

/* Widen a span of values (start with two NaN); and leave some room around it. */
void span_add(struct range *span, double value);
struct range span_padded(struct range span);
/* "before -0.90 to +0.20 behind", or nothing when it is not known. */
void caption_range(struct buf *out, const char *before, struct range range,
		   const char *behind);

#endif
