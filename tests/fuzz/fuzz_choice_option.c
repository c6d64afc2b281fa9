/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_choice_option.c: options, a line each, up to an empty line, and an answer
 * behind it, of any bytes. What is picked is an option, and white space at either end of
 * the answer changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "channel/choice_option.h"

#define MOST 32

static int pick(const struct choice_options *options, const char *answer, size_t n)
{
	struct tokens tokens = TOKENS_INIT;
	int option;

	tokens_read(answer, n, SIZE_MAX, &tokens);
	option = choice_options_find(options, answer, &tokens);
	tokens_clear(&tokens);
	return option;
}

static size_t read_options(char *text, const char **lines)
{
	size_t n = 0;

	for (char *end; n < MOST && (end = strchr(text, '\n')); text = end + 1) {
		*end = '\0';
		lines[n++] = text;
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *gap = memmem(data, n, "\n\n", 2);
	size_t behind = gap ? (size_t)(gap - data) + 2 : n;
	char *head = mem_dup((const char *)data, gap ? behind - 1 : 0);
	const char *answer = (const char *)data + behind;
	const char *lines[MOST];
	struct choice_options options;
	struct buf padded = BUF_INIT;
	int option;

	choice_options_read(lines, read_options(head, lines), &options);
	option = pick(&options, answer, n - behind);
	if (option < -1 || option >= (int)options.n)
		abort();
	buf_str_add(&padded, "\n ");
	buf_add(&padded, answer, n - behind);
	buf_str_add(&padded, " \n");
	if (pick(&options, buf_str(&padded), padded.len) != option)
		abort();
	buf_clear(&padded);
	choice_options_clear(&options);
	mem_free(head);
	return 0;
}
