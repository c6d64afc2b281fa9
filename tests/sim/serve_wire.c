/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_wire.h"

#include <string.h>

#include "base/json.h"

static void begin(struct buf *out, const char *key)
{
	char last = out->len ? out->data[out->len - 1] : '[';

	if (!strchr("{[\n ", last))
		buf_char_add(out, ',');
	if (key) {
		json_print_str(key, strlen(key), out);
		buf_char_add(out, ':');
	}
}

void wire_open(struct buf *out, const char *key, char bracket)
{
	begin(out, key);
	buf_char_add(out, bracket);
}

void wire_close(struct buf *out, char bracket)
{
	buf_char_add(out, bracket);
}

void wire_strn(struct buf *out, const char *key, const char *text, size_t n)
{
	begin(out, key);
	json_print_str(text, n, out);
}

void wire_str(struct buf *out, const char *key, const char *text)
{
	if (text)
		wire_strn(out, key, text, strlen(text));
	else
		wire_null(out, key);
}

void wire_int(struct buf *out, const char *key, long long value)
{
	begin(out, key);
	buf_printf(out, "%lld", value);
}

void wire_size(struct buf *out, const char *key, size_t value)
{
	begin(out, key);
	buf_printf(out, "%zu", value);
}

void wire_num(struct buf *out, const char *key, double value)
{
	begin(out, key);
	buf_printf(out, "%.6f", value);
}

void wire_bool(struct buf *out, const char *key, bool value)
{
	begin(out, key);
	buf_str_add(out, value ? "true" : "false");
}

void wire_null(struct buf *out, const char *key)
{
	begin(out, key);
	buf_str_add(out, "null");
}

/* U+E100 + byte and U+E200 + byte: 0xEE, then 0x84..0x8B, then 0x80..0xBF. */
static void mask(struct buf *text, unsigned high, unsigned char low)
{
	unsigned code = 0xE000U + (high << 8U) + low;

	buf_char_add(text, (char)0xEE);
	buf_char_add(text, (char)(0x80U | ((code >> 6U) & 0x3FU)));
	buf_char_add(text, (char)(0x80U | (code & 0x3FU)));
}

void wire_mask_byte(struct buf *text, unsigned char byte)
{
	mask(text, 1, byte);
}

void wire_mask_surrogate(struct buf *text, unsigned char low_byte)
{
	mask(text, 2, low_byte);
}

void wire_unmask(struct buf *body)
{
	struct buf out = BUF_INIT;
	size_t kept = 0;

	for (size_t i = 0; i + 2 < body->len; i++) {
		const unsigned char *at = (const unsigned char *)body->data + i;
		unsigned code;

		if (at[0] != 0xEE)
			continue;
		code = ((at[1] & 0x3FU) << 6U) | (at[2] & 0x3FU);
		if (code < 0x100 || code > 0x2FF)
			continue;
		buf_add(&out, body->data + kept, i - kept);
		buf_printf(&out, "\\u%s%02x", code < 0x200 ? "00" : "d8", code & 0xFFU);
		i += 2;
		kept = i + 1;
	}
	buf_add(&out, body->data + kept, body->len - kept);
	wire_replace(body, &out);
}

void wire_replace(struct buf *old, struct buf *by)
{
	buf_clear(old);
	*old = *by;
	*by = (struct buf)BUF_INIT;
}
