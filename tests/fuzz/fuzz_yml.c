/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_yml.c: any bytes as a YAML file of prompts. What is kept has an id that a
 * probe may have, a text and its line; what is refused says where and why.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "probe/check.h"
#include "store/prompts.h"
#include "text/utf8.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void check_row(const struct prompt_row *row)
{
	require(check_is_id(row->id) && row->n_messages > 0 && row->line > 0);
	require(!strcmp(row->messages[row->n_messages - 1].role, "user"));
	for (size_t i = 0; i < row->n_messages; i++) {
		const char *text = row->messages[i].content;

		require(*text && utf8_is_valid(text, strlen(text)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct prompts prompts = {.n = 0};
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT;
	int rc;

	buf_add(&text, data, n);
	rc = prompts_read_bytes(&prompts, "a.yaml", buf_str(&text), text.len, &err);
	if (!rc)
		rc = prompts_finish(&prompts, &err);
	require(!rc || (err.kind == ERR_FAIL && *err.text));
	require(!prompts.n_bad || strstr(prompts.first_bad, "a.yaml: line "));
	for (size_t i = 0; !rc && i < prompts.n; i++)
		check_row(&prompts.v[i]);
	prompts_clear(&prompts);
	buf_clear(&text);
	return 0;
}
