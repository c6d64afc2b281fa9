/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/keys.h: where a model's API key comes from: the environment, a file that only its
 * owner can read, a systemd credential, or a program that prints it. Never from an
 * argument or a plan, and never into a message (I6). Knows nothing of what keys open.
 */
#ifndef CMD_KEYS_H
#define CMD_KEYS_H

#include "base/err.h"
#include "probe/plan.h"

/*
 * The key of a model, as its plan says: key_env names a variable, key_file a file (a
 * name without "/" is looked for in $CREDENTIALS_DIRECTORY first), key_cmd a program with
 * its words, split at blanks, read by no shell, run where we are for at most 30 s. When
 * it says none of them: the variable `default_env`; when that is NULL too, *key is NULL.
 * One line end behind it is cut. *key is owned by the caller (keys_free); *origin is a
 * constant: "environment", "file", "systemd credential", "command" or "none".
 * ERR_AUTH when there is none or it cannot be a header's value, ERR_USAGE when others
 * can read the file or the plan holds something else than such a name.
 */
int keys_read(const struct plan_model *model, const char *default_env, char **key,
	      const char **origin, struct err *err) MUST_CHECK;
/* Wipes it first; NULL is fine. */
void keys_free(char *key);

#endif
