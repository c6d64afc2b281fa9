/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/heatmap.h: a square of similarities as a picture: tree on the left, coloured
 * cells, names on the right. Knows nothing of where the square comes from.
 */
#ifndef REPORT_HEATMAP_H
#define REPORT_HEATMAP_H

#include "report/figure.h"
#include "report/square.h"

/* Further tables, script and caption of the figure; its own table and text alternative
 * are the caller's. */
void heatmap_draw(const struct square *square, struct figure *out);

#endif
