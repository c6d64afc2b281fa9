/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/survey_parts.h: what the parts of a survey share. One figure is one row here and
 * one function. For report/survey*.c only.
 */
#ifndef REPORT_SURVEY_PARTS_H
#define REPORT_SURVEY_PARTS_H

#include "report/doc.h"
#include "report/figure.h"
#include "report/square.h"
#include "stat/mds.h"

enum { SURVEY_NEAREST = 3 }; /* models told for each */

struct survey {
	const struct json *matrix; /* borrowed */
	struct labels *labels;
	struct square square;
	const char *simulation; /* NULL when real */
	double n_prompts;
	double *place; /* [model * 2 + axis] on the map */
	struct mds_fit fit;
};

/* name of the files, what it is called on the page, function */
#define SURVEY_FIGURES(X)                                                                \
	X(matrix, "Who is near whom")                                                    \
	X(map, "Map of the models")                                                      \
	X(nearest, "The nearest of each model")

#define SURVEY_ENUM(name, title) SURVEY_##name,
enum survey_figure_id { SURVEY_FIGURES(SURVEY_ENUM) N_SURVEY_FIGURES };
#undef SURVEY_ENUM

typedef void survey_figure_fn(const struct survey *survey, struct figure *out);
#define SURVEY_DECLARE(name, title) survey_figure_fn survey_##name;
SURVEY_FIGURES(SURVEY_DECLARE)
#undef SURVEY_DECLARE

/* Every part of the page. */
void survey_sections(struct doc *doc, const struct survey *survey,
		     const struct figure figures[N_SURVEY_FIGURES]);

#endif
