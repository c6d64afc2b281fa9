/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/check.h: what can be wrong with a set whose fields were read: ids and prompts
 * that are there twice, texts that lost characters, keys that no option holds.
 */
#ifndef PROBE_CHECK_H
#define PROBE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/findings.h"
#include "probe/probe.h"

/* Is it fit to be a set's name? */
bool check_is_name(const char *text);
/* A probe's id: such a name, or one made of the prompt (probe/prompt_id.h). */
bool check_is_id(const char *text);
#define CHECK_NAME_REMEDY                                                                \
	"use at most 40 letters, digits, '.', '_' and '-', a letter or digit first"

/* A text that begins so is an example's and still to be written. */
#define CHECK_TO_FILL "FILL IN"

/* n_replaced: how many characters of the file could not be kept. */
void check_set(const struct probe_set *set, size_t n_replaced, struct notes *notes);

#endif
