/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/pack.h: compression; the only door to zlib and zstd. */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Append the contents of gzip or zstd data to `out`, several members or frames in a
 * row included; other data are appended as they are. *torn says that the data end
 * early or are damaged: `out` holds what came before. More than `max` bytes: ERR_FAIL.
 */
int pack_open(const void *data, size_t n, size_t max, struct buf *out, bool *torn,
	      struct err *err) MUST_CHECK;
/* One zstd frame with content size and checksum, appended to `out`. */
void pack_zstd(const void *data, size_t n, struct buf *out);

/*
 * The same for many small texts, of which each call alone would spend its time on making
 * a context. Not for two threads at once.
 */
struct packer;
struct packer *packer_new(void);
void packer_free(struct packer *packer); /* NULL is fine */
void packer_pack(struct packer *packer, const void *data, size_t n, struct buf *out);
/* False, and nothing appended, unless the data are one zstd frame of just `size` bytes.
 */
bool packer_open(struct packer *packer, const void *data, size_t n, size_t size,
		 struct buf *out) MUST_CHECK;

#endif
