/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/intake.h: which files an import is about, and which model each is said to be of:
 * files, folders of files, AlpacaEval result trees. Knows nothing of what is in them.
 */
#ifndef CMD_INTAKE_H
#define CMD_INTAKE_H

#include <stddef.h>

#include "base/err.h"

struct intake_file {
	char *path;
	char *model; /* NULL: each record names its own */
};

struct intake {
	struct intake_file *files;
	size_t n, cap;
};

/*
 * Add what `path` stands for. A folder is an AlpacaEval tree (DIR/results/MODEL/
 * model_outputs.json, DIR/MODEL/... or DIR/...), else every .json and .jsonl in it (.gz
 * and .zst too). A model_outputs.json is of the model its folder is named after. `model`
 * (may be NULL) replaces such names.
 */
int intake_add(struct intake *intake, const char *path, const char *model,
	       struct err *err) MUST_CHECK;
void intake_clear(struct intake *intake);

#endif
