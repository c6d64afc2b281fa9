/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/validation.h: the measures of trials of known truth as the object that
 * `validate --json` prints and calibration.json keeps (DESIGN 4).
 */
#ifndef EVIDENCE_VALIDATION_H
#define EVIDENCE_VALIDATION_H

#include "base/json.h"
#include "evidence/bound.h"
#include "evidence/measure.h"
#include "evidence/worth.h"

struct validation {
	const struct trials *trials;
	const double *llr10;         /* [row], before bounding */
	const double *channel_llr10; /* [row * n_channels] */
	const char *const *channel_names;
	struct bound bound;
	const struct worth *worth; /* NULL: nothing was learned here */
};

/* Add n_trials, families, matched, pooled, text_blind, misleading, universal, by_channel,
 * correlation, by_kind, ... to out. */
void validation_json(const struct validation *v, struct json *out);

/* I4's gate: NULL when an LR may be given, else why not (static text). */
const char *validation_gate(size_t families_h1, size_t families_h2, double cllr);

#endif
