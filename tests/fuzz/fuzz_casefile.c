/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_casefile.c: any bytes as a case file, or bytes that say how a sound one is
 * changed: each four of them an offset (three, big-endian) and a value to xor there.
 * What verifies reads as before; nothing crashes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/casefile.h"

#define N_ANSWERS 12

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void path_make(char path[64])
{
	const char *dir = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	(void)snprintf(path, 64, "%s/assay-fuzz-%ld.assay", dir, (long)getpid());
}

static int fill(struct casefile *cf, struct err *err)
{
	struct import_source source = {.path = "f", .format = "jsonl", .model = "m"};
	bool flag = false;
	int rc = casefile_begin_import(cf, &source, &flag, err);

	for (size_t i = 0; i < N_ANSWERS && !rc; i++) {
		char text[400];
		struct record record = {.line = i};

		memset(text, (int)('a' + i), sizeof(text));
		record.prompt_id = (struct text){text, i + 1};
		record.prompt = (struct text){text, 2 * i};
		record.answer = (struct text){text, 30 * i};
		record.raw = (struct text){text, 33 * i};
		rc = casefile_add(cf, &record, &flag, err);
	}
	return rc ? rc : casefile_end_import(cf, N_ANSWERS, 0, err);
}

/* The bytes of a sound case, made once. */
static const struct buf *sound_case(const char *path)
{
	static struct buf bytes;
	struct err err = ERR_INIT;
	struct casefile *cf;

	if (bytes.len)
		return &bytes;
	cf = casefile_open(path, CASEFILE_CREATE, &err);
	require(cf && !fill(cf, &err) && !casefile_put_note(cf, "genre", "essay", &err) &&
		!casefile_put_result(cf, "compare", "{}", 2, &err));
	require(!casefile_close(cf, &err));
	require(!file_read_raw(path, &bytes, &err));
	return &bytes;
}

static void put(const char *path, const uint8_t *data, size_t n)
{
	const struct buf *sound = sound_case(path);
	struct buf bytes = BUF_INIT;
	FILE *out;

	if (n >= 16 && !memcmp(data, "SQLite format 3", 16)) {
		buf_add(&bytes, data, n);
	} else {
		buf_add(&bytes, sound->data, sound->len);
		for (; n >= 4; data += 4, n -= 4) {
			size_t at =
				(size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2];

			bytes.data[at % bytes.len] ^= (char)data[3];
		}
	}
	out = fopen(path, "wb");
	require(out && fwrite(buf_str(&bytes), 1, bytes.len, out) == bytes.len);
	require(fclose(out) == 0);
	buf_clear(&bytes);
}

static void read_all(struct casefile *cf)
{
	struct answers *answers = answers_new();
	const struct case_model *models;
	const struct case_source *sources;
	struct buf result = BUF_INIT;
	struct err err = ERR_INIT;
	size_t counts[N_OUTCOMES];
	size_t n = 0;
	bool sound = !casefile_verify(cf, &n, &err);
	bool loaded = !casefile_answers(cf, answers, &err);

	require(loaded || !sound);
	require(*err.text || sound);
	if (!casefile_models(cf, &models, &n, &err) && n)
		(void)!casefile_outcomes(cf, models[0].name, counts, &err);
	(void)!casefile_sources(cf, &sources, &n, &err);
	(void)!casefile_get_result(cf, "compare", &result, &err);
	(void)casefile_note(cf, "genre");
	buf_clear(&result);
	answers_free(answers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = ERR_INIT;
	struct casefile *cf;
	char path[64];

	path_make(path);
	put(path, data, n);
	cf = casefile_open(path, CASEFILE_READ, &err);
	if (cf)
		read_all(cf);
	else
		require(*err.text);
	casefile_abandon(cf);
	(void)unlink(path);
	return 0;
}
