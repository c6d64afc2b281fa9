/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/pair.h: two stored results of `compare` side by side, as a folder to hand over:
 * index.html, pair.md, pair.json, data/ and plots/. Two suspects of one teacher, two
 * teachers of one suspect, or one question at two times. Weighs nothing: the differences
 * are those of the numbers shown. The same results give the same bytes.
 */
#ifndef REPORT_PAIR_H
#define REPORT_PAIR_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

/* `theme` and `warning` as for report_write(). ERR_FAIL says which of the two is no
 * result of compare. */
int pair_write(const struct json *first, const struct json *second, const char *dir,
	       const char *theme, struct buf *warning, struct err *err) MUST_CHECK;

#endif
