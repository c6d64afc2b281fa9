/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/label.h: short, distinct names to print for models, so that a name of ten
 * kilobytes fits a table and two long names that begin alike stay apart. A label is as
 * hostile as its name: it still goes through an escaping door.
 */
#ifndef REPORT_LABEL_H
#define REPORT_LABEL_H

#include "base/json.h"

struct labels;

/* Labels for every model named anywhere in a stored result. */
struct labels *labels_new(const struct json *result);
void labels_free(struct labels *labels);

/* The label of a model: at most 40 columns, "(no name)" for NULL or "". Lives as long
 * as `labels`; a name not in the result comes back as it is. */
const char *label_of(const struct labels *labels, const char *name);

#endif
