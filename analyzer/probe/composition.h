/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/composition.h: compositions: named lists of probe sets with how many probes to
 * draw of each and how often to ask them, for plans to name in place of sets. They ship
 * in probes/compositions/, one JSON file each. Knows nothing of models.
 */
#ifndef PROBE_COMPOSITION_H
#define PROBE_COMPOSITION_H

#include <stddef.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

/* Texts are never NULL. */
struct composition {
	const char *file, *name, *version, *purpose;
	size_t n_controls; /* that it needs to tell what it can; 0: not said */
	/* As a plan's "probes"; whoever reads them there says what is wrong with them. */
	const struct json *probes;
	struct json *root;
	struct arena arena;
};

/* ERR_USAGE names file, member and remedy. */
struct composition *composition_open(const char *path, struct err *err);
void composition_free(struct composition *composition); /* NULL is fine */

/* The file of the composition that ships under a name, owned by the caller; NULL and
 * no error when there is none. */
char *composition_path(const char *name);
/* The names that ship, to be freed by file_list_free. */
int composition_list(struct file_list *out, struct err *err) MUST_CHECK;

#endif
