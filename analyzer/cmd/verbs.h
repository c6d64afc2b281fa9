/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/verbs.h: the verb table. A verb is one file, cmd/NAME.c, that defines
 * `const struct verb verb_NAME`, and one row here; help, manual and completion follow
 * from it. Knows nothing of what verbs do.
 */
#ifndef CMD_VERBS_H
#define CMD_VERBS_H

#include "base/opt.h"

/* name, group it is listed under in --help; rows of a group stand together */
#define VERBS(X)                                                                         \
	X(run, "The case")                                                               \
	X(plan, "The case")                                                              \
	X(collect, "The case")                                                           \
	X(import, "The case")                                                            \
	X(compare, "The case")                                                           \
	X(report, "The case")                                                            \
	X(show, "The case")                                                              \
	X(verify, "The case")                                                            \
	X(export, "The case")                                                            \
	X(matrix, "Many models")                                                         \
	X(corpus, "The method and its references")                                       \
	X(probes, "The method and its references")                                       \
	X(calibrate, "The method and its references")                                    \
	X(validate, "The method and its references")                                     \
	X(doctor, "This program")                                                        \
	X(help, "This program")

#define VERB_DECLARE(name, group) extern const struct verb verb_##name;
VERBS(VERB_DECLARE)
#undef VERB_DECLARE

struct verb_row {
	const struct verb *verb; /* NULL ends the table */
	const char *group;
};
extern const struct verb_row verb_table[];

/* NULL with ERR_USAGE, which names the nearest, when there is none of that name. */
const struct verb *verb_find(const char *name, struct err *err);

#endif
