/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/validate_page.h: the page that validate writes beside what it prints. */
#ifndef CMD_VALIDATE_PAGE_H
#define CMD_VALIDATE_PAGE_H

#include "cmd/study.h"

/*
 * Write to `path` what `v`, the object of `validate --json`, holds, with the corpus's
 * curve.tsv, validation_draws.md and validation_notes.md where it has them. `command`
 * made it.
 */
int validate_page(const struct study *study, const struct json *v, const char *command,
		  const char *path, struct err *err) MUST_CHECK;

#endif
