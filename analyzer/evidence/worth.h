/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/worth.h: what each channel is worth to the fusion: its weight, what would be
 * lost without it, and how far it repeats the others. Knows no channel by name.
 */
#ifndef EVIDENCE_WORTH_H
#define EVIDENCE_WORTH_H

#include "base/json.h"
#include "evidence/learn.h"

struct worth {
	size_t n, n_channels;
	/* [channel] slope in the fusion learned from all trials, as learn_model.fusion;
	 * NaN for a channel that is silent everywhere, or when nothing could be learned
	 */
	double *weight;
	/* [channel * n + row] leave-family-out LLR10 of a fusion that never had the
	 * channel; NaN where no other speaks */
	double *without;
	/* [class][a * n_channels + b], class 0: H2, 1: H1. Pearson's correlation of
	 * centred scores over the trials of weight > 0 on which both speak; NaN for fewer
	 * than three of them and for a constant */
	double *correlation[2];
};

/* weight[rows->n] as learn_weights gives it. worth_clear is due. */
struct worth worth_of(const struct learn_rows *rows, const double *weight);
void worth_clear(struct worth *worth); /* zeros are fine */

/* Object {"channels": names, "h1": matrix, "h2": matrix} into `out`. */
void worth_correlation_json(const struct worth *worth, const char *const *names,
			    struct json *out);

/*
 * The table of a report: of each channel in the object that validation_json wrote (and
 * a calibration keeps) name, auc, cllr, top1, weight, cllr_without, and under H1 and H2
 * the channel it repeats most (nearest_h1, nearest_h2: {channel, r}). What an older
 * calibration does not hold is null.
 */
void worth_summary(const struct json *validation, struct json *out);

#endif
