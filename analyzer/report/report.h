/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/report.h: a stored result of `compare` as a folder to hand over: index.html,
 * report.md, report.json, data/ and plots/. Computes no evidence; the same result gives
 * the same bytes.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

/*
 * Write the report into `dir`, made if absent. `theme` is the folder with page.html,
 * style.css and prologue.gp. What a reader will miss, such as pictures where gnuplot is
 * not installed, is appended to `warning` and is no failure.
 */
int report_write(const struct json *result, const char *dir, const char *theme,
		 struct buf *warning, struct err *err) MUST_CHECK;

/*
 * Turn dir/index.html into dir/report.pdf with whichever of weasyprint and chromium is
 * installed; ERR_ENV when neither is.
 */
int report_pdf(const char *dir, struct err *err) MUST_CHECK;

#endif
