/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/outcome.h"

#include <string.h>

const char *outcome_name(enum outcome outcome)
{
#define OUTCOME_NAME(id, name) name,
	static const char *const names[] = {OUTCOMES(OUTCOME_NAME)};
#undef OUTCOME_NAME
	return names[outcome];
}

bool outcome_parse(const char *name, enum outcome *out)
{
	for (int i = 0; i < N_OUTCOMES; i++) {
		if (!strcmp(name, outcome_name((enum outcome)i))) {
			*out = (enum outcome)i;
			return true;
		}
	}
	return false;
}
