/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/study.h: a reference corpus read, scored and learned from: what validate,
 * calibrate and compare share.
 */
#ifndef CMD_STUDY_H
#define CMD_STUDY_H

#include "cmd/scoring.h"
#include "evidence/calibration.h"

struct study {                        /* zero-initialise; study_clear frees all */
	struct channel_list channels; /* none: the standard ones */
	struct corpus *corpus;
	struct answers *answers;
	struct population *pop;
	struct scoring *scoring;
	struct trials *trials;
	double *weight;        /* [trial] */
	double *llr10;         /* [trial], leave-family-out */
	double *channel_llr10; /* [trial * n_channels] */
	char *other_genre;  /* the calibration's, where it is not the corpus's; else NULL
			     */
	struct worth worth; /* of the channels; zeros: nothing was learned here */
};

/* Corpus, trials (NULL: trials.tsv) and answers. Items may then be dropped. */
int study_read(struct study *study, const char *corpus, const char *trials,
	       const char *data, struct err *err) MUST_CHECK;
/* Population, features, channels, centred trials. */
void study_score(struct study *study);
/* Are there trials of both classes to learn from? ERR_DATA says what is missing. */
int study_check(const struct study *study, struct err *err) MUST_CHECK;
/* Weights, leave-family-out LLRs, and what each channel adds. */
void study_learn(struct study *study);
/*
 * Learn nothing here: LLRs of the trials from a calibration, without the suspect's family
 * where the calibration knows it. One of another genre is applied and marked as such:
 * what it gives ranks pairs and is no likelihood ratio.
 */
int study_apply(struct study *study, const char *calibration_path,
		struct err *err) MUST_CHECK;
void study_clear(struct study *study);

/* Channel names in their order into names[CHANNEL_MAX], and the measures' input. */
struct validation study_validation(const struct study *study, const char **names);
/* calibration.json's contents; the caller frees. */
struct json *study_calibration(const struct study *study, struct err *err);

#endif
