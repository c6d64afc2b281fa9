/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void mark_cut(struct err *err, int wanted)
{
	if (wanted >= (int)sizeof(err->text))
		memcpy(err->text + sizeof(err->text) - 4, "...", 4);
}

int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list args;
	int wanted;

	err->kind = kind;
	va_start(args, fmt);
	wanted = vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	mark_cut(err, wanted);
	return -1;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	char old[sizeof(err->text)];
	char front[sizeof(err->text)];
	va_list args;
	int wanted;

	memcpy(old, err->text, sizeof(old));
	va_start(args, fmt);
	(void)vsnprintf(front, sizeof(front), fmt, args);
	va_end(args);
	wanted = snprintf(err->text, sizeof(err->text), "%s: %s", front, old);
	mark_cut(err, wanted);
	return -1;
}

int err_status(enum err_kind kind)
{
#define ERR_STATUS(kind, status, name) status,
	static const int status_of[] = {ERR_KINDS(ERR_STATUS)};
#undef ERR_STATUS
	return status_of[kind];
}
