/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/made_calibration.h: a calibration whose trials are made up for a test, as the JSON
 * text that a file would hold. Knows nothing of answers.
 */
#ifndef UNIT_MADE_CALIBRATION_H
#define UNIT_MADE_CALIBRATION_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/calibration.h"
#include "unit/rows.h"

#define MADE_GENRE "assistant"

struct made_plan {
	size_t n_h1, n_h2; /* families */
	size_t per_family; /* suspects */
	size_t n_channels;
	double shift; /* between the classes, in standard deviations */
	uint64_t seed;
};

/* Scores as centring leaves them: about 0 under H2, never below, `shift` under H1.
 * Families are "h1-0".., "h2-0"..; suspects "s0".. of one teacher vendor, "acme". */
static inline struct json *made_json(const struct made_plan *plan,
				     const char *const *channels)
{
	struct learn_rows rows = rows_drawn(plan->n_h1, plan->n_h2, plan->per_family,
					    plan->n_channels, plan->shift, plan->seed);
	struct json *doc = json_new_object();
	struct json *list;

	json_add_str(doc, "schema", "assay.calibration.v1");
	json_add_str(doc, "corpus", "made up");
	json_add_str(doc, "genre", MADE_GENRE);
	json_add_int(doc, "n_prompts", 100);
	list = json_add_array(doc, "channels");
	for (size_t k = 0; k < plan->n_channels; k++)
		json_add_str(json_add_object(list, NULL), "name", channels[k]);
	list = json_add_array(doc, "rows");
	for (size_t i = 0; i < rows.n; i++) {
		struct json *row = json_add_object(list, NULL);
		struct json *scores;
		char text[32];

		(void)snprintf(text, sizeof(text), "s%zu", i);
		json_add_str(row, "suspect", text);
		json_add_str(row, "teacher", "t");
		json_add_int(row, "h1", rows.h1[i]);
		(void)snprintf(text, sizeof(text), "h%d-%zu", rows.h1[i] ? 1 : 2,
			       rows.family[i] - (rows.h1[i] ? 0 : plan->n_h1));
		json_add_str(row, "family", text);
		json_add_str(row, "teacher_family", "acme");
		json_add_str(row, "vendor", "acme");
		json_add_str(row, "kind", rows.h1[i] ? "direct/exact" : "clean-negative");
		scores = json_add_array(row, "scores");
		for (size_t k = 0; k < plan->n_channels; k++)
			json_add_num(scores, NULL,
				     fmax(0, rows.x[i * plan->n_channels + k] +
						     plan->shift / 2));
	}
	rows_free(&rows);
	return doc;
}

/* `doc` passes to it. */
static inline struct calibration *made_read(struct json *doc, const char *const *channels,
					    size_t n_channels)
{
	struct err err = ERR_INIT;
	struct calibration *c =
		calibration_read(doc, "made.json", channels, n_channels, &err);

	assert_non_null(c);
	return c;
}

#endif
