/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pack.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/mem.h"

#define CHUNK ((size_t)1 << 17)
#define ZSTD_LEVEL 3

static int too_big(size_t max, struct err *err)
{
	return err_set(err, ERR_FAIL,
		       "unpacks to more than %zu MB: split it, or unpack it and import "
		       "the parts",
		       max >> 20);
}

static bool is_gzip(const unsigned char *p, size_t n)
{
	return n >= 2 && p[0] == 0x1f && p[1] == 0x8b;
}

static bool is_zstd(const unsigned char *p, size_t n)
{
	return n >= 4 && p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd;
}

/* One gzip member after another; *rest is what follows the last whole one. */
static int open_gzip(const unsigned char *p, size_t n, size_t max, struct buf *out,
		     bool *torn, struct err *err)
{
	size_t start = out->len;
	z_stream z = {0};
	int status = Z_OK;

	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return err_set(err, ERR_FAIL, "zlib would not start");
	while (status == Z_OK && out->len - start <= max) {
		size_t in = n < CHUNK ? n : CHUNK;

		z.next_in = (Bytef *)(uintptr_t)p;
		z.avail_in = (uInt)in;
		z.next_out = (Bytef *)buf_reserve(out, CHUNK);
		z.avail_out = (uInt)CHUNK;
		status = inflate(&z, Z_NO_FLUSH);
		out->len += CHUNK - z.avail_out;
		p += in - z.avail_in;
		n -= in - z.avail_in;
		if (status == Z_STREAM_END && is_gzip(p, n))
			status = inflateReset(&z);
		else if (status == Z_BUF_ERROR && n)
			status = Z_OK;
		if (status == Z_OK && !n && z.avail_out)
			break;
	}
	(void)inflateEnd(&z);
	buf_add(out, NULL, 0);
	if (out->len - start > max)
		return too_big(max, err);
	*torn = status != Z_STREAM_END || n > 0;
	return 0;
}

static int open_zstd(const unsigned char *p, size_t n, size_t max, struct buf *out,
		     bool *torn, struct err *err)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();
	ZSTD_inBuffer in = {p, n, 0};
	size_t start = out->len;
	size_t status = 1;
	bool progress = true;

	while (progress && out->len - start <= max) {
		ZSTD_outBuffer to = {buf_reserve(out, CHUNK), CHUNK, 0};
		size_t before = in.pos;

		status = ZSTD_decompressStream(z, &to, &in);
		out->len += to.pos;
		/* Behind a whole frame another call would ask for the next one's header.
		 */
		if (status == 0 && in.pos == in.size)
			break;
		progress = !ZSTD_isError(status) && (in.pos > before || to.pos > 0);
	}
	ZSTD_freeDCtx(z);
	buf_add(out, NULL, 0);
	if (out->len - start > max)
		return too_big(max, err);
	*torn = status != 0 || in.pos < n;
	return 0;
}

int pack_open(const void *data, size_t n, size_t max, struct buf *out, bool *torn,
	      struct err *err)
{
	*torn = false;
	if (is_gzip(data, n))
		return open_gzip(data, n, max, out, torn, err);
	if (is_zstd(data, n))
		return open_zstd(data, n, max, out, torn, err);
	if (n > max)
		return too_big(max, err);
	buf_add(out, data, n);
	return 0;
}

struct packer {
	ZSTD_CCtx *pack;
	ZSTD_DCtx *open;
};

struct packer *packer_new(void)
{
	struct packer *packer = MEM_NEW(struct packer);

	packer->pack = ZSTD_createCCtx();
	packer->open = ZSTD_createDCtx();
	assert(packer->pack && packer->open);
	(void)ZSTD_CCtx_setParameter(packer->pack, ZSTD_c_compressionLevel, ZSTD_LEVEL);
	(void)ZSTD_CCtx_setParameter(packer->pack, ZSTD_c_checksumFlag, 1);
	return packer;
}

void packer_free(struct packer *packer)
{
	if (!packer)
		return;
	ZSTD_freeCCtx(packer->pack);
	ZSTD_freeDCtx(packer->open);
	mem_free(packer);
}

void packer_pack(struct packer *packer, const void *data, size_t n, struct buf *out)
{
	size_t room = ZSTD_compressBound(n);
	size_t got = ZSTD_compress2(packer->pack, buf_reserve(out, room), room, data, n);

	assert(!ZSTD_isError(got));
	out->len += got;
	buf_add(out, NULL, 0);
}

bool packer_open(struct packer *packer, const void *data, size_t n, size_t size,
		 struct buf *out)
{
	size_t got;

	/* The frame says its size: nothing is reserved for a claim it does not share. */
	if (ZSTD_getFrameContentSize(data, n) != size ||
	    ZSTD_findFrameCompressedSize(data, n) != n)
		return false;
	got = ZSTD_decompressDCtx(packer->open, buf_reserve(out, size), size, data, n);
	if (ZSTD_isError(got) || got != size)
		return false;
	out->len += size;
	buf_add(out, NULL, 0);
	return true;
}

void pack_zstd(const void *data, size_t n, struct buf *out)
{
	struct packer *packer = packer_new();

	packer_pack(packer, data, n, out);
	packer_free(packer);
}
