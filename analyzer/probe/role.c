/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/role.h"

#include <string.h>

static const char *const role_names[N_ROLES] = {
	[ROLE_BACKGROUND] = "background",
	[ROLE_CONTROL] = "control",
	[ROLE_SUSPECT] = "suspect",
	[ROLE_TEACHER] = "teacher",
};

const char *role_name(enum role role)
{
	return role_names[role];
}

bool role_parse(const char *name, enum role *out)
{
	for (int i = 0; i < N_ROLES; i++) {
		if (strcmp(name, role_names[i]) != 0)
			continue;
		*out = (enum role)i;
		return true;
	}
	return false;
}
