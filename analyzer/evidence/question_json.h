/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/question_json.h: all that a finding is made of, as JSON: kept in the case
 * beside the result, so that anybody can make the finding again offline (I3).
 */
#ifndef EVIDENCE_QUESTION_JSON_H
#define EVIDENCE_QUESTION_JSON_H

#include "evidence/finding.h"

/* Scores, population, draws and calibration. The caller frees. */
struct json *question_json(const struct finding_question *question,
			   const char *const *channel_names);

/* A question read back; everything belongs to it. */
struct stored_question {
	struct finding_question question;
	const char *channel_names[LEARN_MAX_CHANNELS];
	struct json *doc;
	struct population *pop;
	const char **names;
	double *score[LEARN_MAX_CHANNELS];
	double *draws;
	struct finding_topic *topics;
	struct calibration *calibration;
};
int question_read(struct json *doc, struct stored_question *out,
		  struct err *err) MUST_CHECK;
void question_clear(struct stored_question *stored);

#endif
