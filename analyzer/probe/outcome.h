/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/outcome.h: what came of asking a probe (DESIGN I2): each outcome is counted per
 * side, none is dropped and none is asked again.
 */
#ifndef PROBE_OUTCOME_H
#define PROBE_OUTCOME_H

#include <stdbool.h>

#define OUTCOMES(X)                                                                      \
	X(OK, "ok")                                                                      \
	X(EMPTY, "empty")                                                                \
	X(TRUNCATED, "truncated")                                                        \
	X(REFUSED, "refused")                                                            \
	X(FILTERED, "filtered")                                                          \
	X(FAILED, "failed")
#define OUTCOME_ENUM(id, name) OUTCOME_##id,
enum outcome { OUTCOMES(OUTCOME_ENUM) N_OUTCOMES };
#undef OUTCOME_ENUM
const char *outcome_name(enum outcome outcome);
bool outcome_parse(const char *name, enum outcome *out);

#endif
