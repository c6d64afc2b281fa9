/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/record.h"

#include <stdio.h>
#include <string.h>

#include "base/term.h"

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

const char *text_shown(struct text text, char out[TEXT_SHOWN])
{
	struct buf shown = BUF_INIT;

	term_add(&shown, text.len ? text.data : "", text.len, 40);
	(void)snprintf(out, TEXT_SHOWN, "%s", buf_str(&shown));
	buf_clear(&shown);
	return out;
}
