/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe/role.h: what part a model plays in a case (DESIGN 2). */
#ifndef PROBE_ROLE_H
#define PROBE_ROLE_H

#include <stdbool.h>

enum role { ROLE_BACKGROUND, ROLE_CONTROL, ROLE_SUSPECT, ROLE_TEACHER, N_ROLES };
const char *role_name(enum role role);
bool role_parse(const char *name, enum role *out);

#endif
