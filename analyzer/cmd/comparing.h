/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/comparing.h: a look at what a case says so far, which stores nothing. */
#ifndef CMD_COMPARING_H
#define CMD_COMPARING_H

#include "base/err.h"
#include "base/json.h"

struct comparing { /* as the options of assay compare */
	const char *suspect, *teacher;
	const char *corpus, *data; /* NULL: none */
	long replicates;
};

/*
 * The finding's members of assay.compare.v1, own_null, and "ratio_fits": was the
 * likelihood ratio learned on about as many prompts as it is taken of? The caller frees;
 * NULL on failure.
 */
struct json *comparing_look(const char *case_path, const struct comparing *wanted,
			    struct err *err);
/* ERR_USAGE names the range. */
int comparing_check_replicates(long n, struct err *err) MUST_CHECK;

#endif
