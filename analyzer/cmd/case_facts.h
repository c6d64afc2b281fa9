/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/case_facts.h: what a case file says of itself: its name, the head of its chain, who
 * examines, when its answers came, and how many rows of each kind it has. Knows nothing
 * of evidence.
 */
#ifndef CMD_CASE_FACTS_H
#define CMD_CASE_FACTS_H

#include "base/err.h"
#include "base/json.h"
#include "store/casefile.h"

/* The note under which a case keeps who examines it. */
#define CASE_EXAMINER "examiner"

/* Add name (without its folder), chain_head, n_rows, examiner, asked_utc, imported_utc
 * and rows to `out`. Members that the case does not know are null. */
int case_facts_json(struct casefile *cf, const char *path, struct json *out,
		    struct err *err) MUST_CHECK;

#endif
