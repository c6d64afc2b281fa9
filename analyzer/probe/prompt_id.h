/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/prompt_id.h: the id of a prompt that has none: made of its text, so that recorded
 * answers and live ones meet on the same words. The one home of that rule.
 */
#ifndef PROBE_PROMPT_ID_H
#define PROBE_PROMPT_ID_H

#include <stdbool.h>
#include <stddef.h>

/* "sha256:" and the first 16 hex digits of the bytes' hash, with the NUL. */
#define PROMPT_ID_MADE (sizeof("sha256:") + 16)
void prompt_id_make(const void *data, size_t n, char id[PROMPT_ID_MADE]);
/* Has it that form? */
bool prompt_id_is_made(const char *id);

#endif
