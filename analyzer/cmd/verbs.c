/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verbs.h"

#include <string.h>

#define VERB_ROW(name, group) {&verb_##name, group},
const struct verb_row verb_table[] = {VERBS(VERB_ROW){NULL, NULL}};
#undef VERB_ROW

#define N_VERBS (sizeof(verb_table) / sizeof(*verb_table) - 1)

const struct verb *verb_find(const char *name, struct err *err)
{
	const char *names[N_VERBS];
	const char *near;

	for (size_t i = 0; i < N_VERBS; i++) {
		names[i] = verb_table[i].verb->name;
		if (!strcmp(names[i], name))
			return verb_table[i].verb;
	}
	near = opt_nearest(name, names, N_VERBS);
	if (near)
		err_set(err, ERR_USAGE, "'%s' is no verb; did you mean '%s'?", name,
			near);
	else
		err_set(err, ERR_USAGE, "'%s' is no verb; assay --help lists them", name);
	return NULL;
}
