/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/mem.h"

struct sha256 {
	EVP_MD_CTX *ctx;
};

struct sha256 *sha256_new(void)
{
	struct sha256 *hash = MEM_NEW(struct sha256);
	int ok;

	hash->ctx = EVP_MD_CTX_new();
	ok = hash->ctx && EVP_DigestInit_ex(hash->ctx, EVP_sha256(), NULL);
	assert(ok);
	(void)ok;
	return hash;
}

void sha256_add(struct sha256 *hash, const void *data, size_t n)
{
	int ok = EVP_DigestUpdate(hash->ctx, data, n);

	assert(ok);
	(void)ok;
}

void sha256_add_field(struct sha256 *hash, const void *data, size_t n)
{
	unsigned char length[8];

	for (size_t i = 0; i < 8; i++)
		length[i] = (unsigned char)(n >> (8 * (7 - i)));
	sha256_add(hash, length, sizeof(length));
	if (n)
		sha256_add(hash, data, n);
}

void sha256_end(struct sha256 *hash, unsigned char out[SHA256_BYTES])
{
	int ok = EVP_DigestFinal_ex(hash->ctx, out, NULL);

	assert(ok);
	(void)ok;
	EVP_MD_CTX_free(hash->ctx);
	mem_free(hash);
}

void sha256_of(const void *data, size_t n, unsigned char out[SHA256_BYTES])
{
	struct sha256 *hash = sha256_new();

	if (n)
		sha256_add(hash, data, n);
	sha256_end(hash, out);
}

void sha256_hex(const unsigned char hash[SHA256_BYTES], char out[SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_BYTES; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[2 * (size_t)SHA256_BYTES] = '\0';
}

uint64_t hash_bytes(const void *data, size_t n)
{
	const unsigned char *p = data;
	uint64_t h = hash_mix(n + 0x9e3779b97f4a7c15U);
	uint64_t word;

	for (; n >= 8; p += 8, n -= 8) {
		memcpy(&word, p, 8);
		h = hash_pair(h, word);
	}
	if (n) {
		word = 0;
		memcpy(&word, p, n);
		h = hash_pair(h, word);
	}
	return h;
}
