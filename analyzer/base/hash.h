/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/hash.h: SHA-256 for integrity (the only door to OpenSSL); a fast 64-bit mix for
 * tables.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32
#define SHA256_HEX 65 /* with the NUL */

struct sha256; /* a running hash */
struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *hash, const void *data, size_t n);
/* Add a length (8 bytes, big-endian), then the bytes: fields cannot run together. */
void sha256_add_field(struct sha256 *hash, const void *data, size_t n);
/* The hash of all that was added; frees `hash`. */
void sha256_end(struct sha256 *hash, unsigned char out[SHA256_BYTES]);
void sha256_of(const void *data, size_t n, unsigned char out[SHA256_BYTES]);
void sha256_hex(const unsigned char hash[SHA256_BYTES], char out[SHA256_HEX]);

/* 64-bit finaliser (Stafford's variant 13 of MurmurHash3's): a bijection. */
static inline uint64_t hash_mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9U;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebU;
	return x ^ (x >> 31);
}

/* Hash of the pair (h, x), order matters. */
static inline uint64_t hash_pair(uint64_t h, uint64_t x)
{
	return hash_mix(h * 0x9e3779b97f4a7c15U + x);
}

/* Table hash of bytes; not for integrity. */
uint64_t hash_bytes(const void *data, size_t n);

#endif
