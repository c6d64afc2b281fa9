/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/survey.h: who is near whom among many models, as a folder to hand over:
 * index.html, survey.md, matrix.json, data/ and plots/. For looking at: nothing in it is
 * a likelihood ratio. Computes no evidence; the same matrix gives the same bytes.
 */
#ifndef REPORT_SURVEY_H
#define REPORT_SURVEY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

/*
 * Write the survey of an object of schema assay.matrix.v1 into `dir`, made if absent.
 * `theme` and `warning` as for report_write(). ERR_FAIL when the object is no such
 * matrix.
 */
int survey_write(const struct json *matrix, const char *dir, const char *theme,
		 struct buf *warning, struct err *err) MUST_CHECK;

#endif
