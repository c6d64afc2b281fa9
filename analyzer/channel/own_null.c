/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/own_null.h"

#include <string.h>

extern const struct own_null own_null_choice, own_null_equality, own_null_genes,
	own_null_identity, own_null_mixture, own_null_quiz, own_null_refusal;

const struct own_null *const own_null_table[] = {
	&own_null_choice,  &own_null_equality, &own_null_genes,   &own_null_identity,
	&own_null_mixture, &own_null_quiz,     &own_null_refusal, NULL, /* ends it */
};

const struct own_null *own_null_find(const char *name)
{
	for (const struct own_null *const *c = own_null_table; *c; c++) {
		if (!strcmp((*c)->name, name))
			return *c;
	}
	return NULL;
}
