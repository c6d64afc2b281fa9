/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/prompt_id.h"

#include <string.h>

#include "base/hash.h"

#define PREFIX "sha256:"
#define PREFIX_LEN (sizeof(PREFIX) - 1)

void prompt_id_make(const void *data, size_t n, char id[PROMPT_ID_MADE])
{
	unsigned char hash[SHA256_BYTES];
	char hex[SHA256_HEX];

	sha256_of(data, n, hash);
	sha256_hex(hash, hex);
	memcpy(id, PREFIX, PREFIX_LEN);
	memcpy(id + PREFIX_LEN, hex, PROMPT_ID_MADE - 1 - PREFIX_LEN);
	id[PROMPT_ID_MADE - 1] = '\0';
}

bool prompt_id_is_made(const char *id)
{
	return strlen(id) == PROMPT_ID_MADE - 1 && !strncmp(id, PREFIX, PREFIX_LEN) &&
	       strspn(id + PREFIX_LEN, "0123456789abcdef") ==
		       PROMPT_ID_MADE - 1 - PREFIX_LEN;
}
