/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve_wire.h: writes JSON as it goes over the wire, member by member, in the order
 * of a provider's own bodies. Commas come by themselves; a NULL key is an array's
 * element. Knows no provider.
 */
#ifndef SIM_SERVE_WIRE_H
#define SIM_SERVE_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* bracket: '{' or '['; closed by wire_close with its counterpart. */
void wire_open(struct buf *out, const char *key, char bracket);
void wire_close(struct buf *out, char bracket);
void wire_str(struct buf *out, const char *key, const char *text); /* NULL: null */
void wire_strn(struct buf *out, const char *key, const char *text, size_t n);
void wire_int(struct buf *out, const char *key, long long value);
void wire_size(struct buf *out, const char *key, size_t value);
void wire_num(struct buf *out, const char *key, double value);
void wire_bool(struct buf *out, const char *key, bool value);
void wire_null(struct buf *out, const char *key);

/*
 * What no UTF-8 text can hold travels as characters of the private use area until the
 * body is written; wire_unmask then puts the escapes \u0000..\u00ff and \ud800..\ud8ff.
 */
void wire_mask_byte(struct buf *text, unsigned char byte);
void wire_mask_surrogate(struct buf *text, unsigned char low_byte);
void wire_unmask(struct buf *body);

/* Replace a buffer's bytes by those of another, which is cleared. */
void wire_replace(struct buf *old, struct buf *by);

#endif
