/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/calibration.h: what was learned from a reference corpus, as calibration.json:
 * the trials' centred scores with labels and families (so that a case can leave a family
 * out and bootstrap), their leave-family-out LLRs, and for readers the coefficients,
 * bounds and error rates. Holds no answer.
 */
#ifndef EVIDENCE_CALIBRATION_H
#define EVIDENCE_CALIBRATION_H

#include "base/json.h"
#include "evidence/validation.h"

struct calibration {
	struct json *doc; /* the whole file */
	const char *corpus, *genre;
	const char *simulation; /* NULL for real models */
	size_t n_prompts;
	struct learn_rows rows;
	const char **suspect, **teacher, **vendor, **kind; /* [row], borrowed from doc */
	double *llr10;                                     /* [row], leave-family-out */
	char **family_name;                                /* by number */
	const char *channel_names[LEARN_MAX_CHANNELS]; /* the program's, in its order */
};

/* Facts of the run that learned it. */
struct calibration_origin {
	const char *corpus, *genre, *simulation, *corpus_sha256, *version;
	size_t n_models, n_prompts;
};

/* The file's contents from trials and what was learned of them. The caller frees. */
struct json *calibration_json(const struct calibration_origin *origin,
			      const struct population *pop, const struct validation *v,
			      const double *weight, struct err *err);

/*
 * Read such contents; doc passes to the calibration (freed on failure too). Columns are
 * put in the order of channel_names[n_channels]; a channel that the file does not know
 * has NaN in every row. `path` names it in messages.
 */
struct calibration *calibration_read(struct json *doc, const char *path,
				     const char *const *channel_names, size_t n_channels,
				     struct err *err);
void calibration_free(struct calibration *calibration);

/* Has any row a score of the channel? No (or no calibration): it was not compared. */
bool calibration_knows(const struct calibration *calibration, size_t channel);

/* Number of the family of that name, or LEARN_ALL when no row has it. */
unsigned calibration_family(const struct calibration *calibration, const char *name);

#endif
