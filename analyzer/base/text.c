/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#include "base/term.h"

struct text text_of(const char *text)
{
	return (struct text){text ? text : "", text ? strlen(text) : 0};
}

const char *text_shown(struct text text, char out[TEXT_SHOWN])
{
	struct buf shown = BUF_INIT;

	term_add(&shown, text.len ? text.data : "", text.len, 40);
	(void)snprintf(out, TEXT_SHOWN, "%s", buf_str(&shown));
	buf_clear(&shown);
	return out;
}
