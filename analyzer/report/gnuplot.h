/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/gnuplot.h: the one door to gnuplot. Writes data/NAME.tsv and plots/NAME.gp, both
 * kept, and has gnuplot make plots/NAME.svg of them; by hand the same command in the
 * report's folder gives the same bytes. The narrow drawing for telephones comes of the
 * same script and is in the page alone.
 */
#ifndef REPORT_GNUPLOT_H
#define REPORT_GNUPLOT_H

#include <stdbool.h>

#include "base/err.h"
#include "report/figure.h"

/*
 * Draw every figure that has data. `prologue` is the theme's; `simulation` (NULL for
 * real cases) is written on every picture and file. A picture that could not be drawn
 * leaves figure->svg empty, and `warning` says why; only unwritable files are an error.
 */
int gnuplot_draw(struct figure *figures, size_t n_figures, const char *dir,
		 const char *prologue, const char *simulation, struct buf *warning,
		 struct err *err) MUST_CHECK;

/* Is it installed, and can it draw SVG? Appends its version, or what is wrong. */
bool gnuplot_works(struct buf *said);

#endif
