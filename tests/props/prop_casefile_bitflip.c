/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One bit of a case file turned over anywhere: it is reported when the file is opened or
 * verified, or what is read from it is the same byte for byte. 300 bits drawn at random;
 * 10,000 with ASSAY_LONG=1. ASSAY_SEED draws others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/casefile.h"

struct bench {
	char dir[256];
	char path[300], folder[300];
	struct buf sound; /* the bytes of the case file */
	unsigned char content[SHA256_BYTES];
};

#define N_ANSWERS 40

static void make_answer(size_t i, struct buf *prompt, struct buf *answer, struct buf *raw)
{
	buf_reset(prompt);
	buf_reset(answer);
	buf_reset(raw);
	buf_printf(prompt, "Question %zu: what is the %zu-th word?", i % 20, i % 20);
	for (size_t w = 0; w < 5 + i * i % 211; w++)
		buf_printf(answer, "word%zu ", w * (i + 3) % 97);
	buf_printf(raw, "{\"prompt\": \"%s\",\n \"response\": \"%s\"}", buf_str(prompt),
		   buf_str(answer));
}

static int import(struct casefile *cf, const char *model, struct err *err)
{
	struct import_source source = {.path = model, .format = "jsonl", .model = model};
	struct buf prompt = BUF_INIT;
	struct buf answer = BUF_INIT;
	struct buf raw = BUF_INIT;
	bool flag = false;
	int rc = casefile_begin_import(cf, &source, &flag, err);

	for (size_t i = 0; i < N_ANSWERS && !rc; i++) {
		struct record record = {.line = i + 1, .sample = (long)(i / 20)};
		char id[16];

		make_answer(i, &prompt, &answer, &raw);
		(void)snprintf(id, sizeof(id), "q%zu", i % 20);
		record.prompt_id = (struct text){id, strlen(id)};
		record.prompt = (struct text){buf_str(&prompt), prompt.len};
		record.answer = (struct text){buf_str(&answer), answer.len};
		record.raw = (struct text){buf_str(&raw), raw.len};
		record.outcome = i % 7 ? OUTCOME_OK : OUTCOME_TRUNCATED;
		rc = casefile_add(cf, &record, &flag, err);
	}
	buf_clear(&prompt);
	buf_clear(&answer);
	buf_clear(&raw);
	return rc ? rc : casefile_end_import(cf, N_ANSWERS, 1, err);
}

static int make_case(const char *path, struct err *err)
{
	struct casefile *cf = casefile_open(path, CASEFILE_CREATE, err);
	struct case_model suspect = {
		.name = "suspect", .role = ROLE_SUSPECT, .vendor = "acme"};
	char *big;
	int rc;

	if (!cf)
		return -1;
	/* A result longer than a page, so that overflow pages are there to be hit. */
	big = mem_alloc(9000, 1);
	for (size_t i = 0; i < 9000; i++)
		big[i] = (char)(' ' + hash_mix(i) % 90);
	rc = casefile_put_model(cf, &suspect, err) || import(cf, "suspect", err) ||
	     import(cf, "teacher", err) || casefile_put_note(cf, "genre", "essay", err) ||
	     casefile_put_result(cf, "compare", big, 9000, err);
	mem_free(big);
	if (!rc)
		return casefile_close(cf, err);
	casefile_abandon(cf);
	return -1;
}

/* One hash over every payload file of an export. */
static void export_hash(const struct bench *bench, unsigned char out[SHA256_BYTES])
{
	char manifest[400];
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)snprintf(manifest, sizeof(manifest), "%s/tagmanifest-sha256.txt",
		       bench->folder);
	if (file_read_raw(manifest, &text, &err))
		fail_msg("%s", err.text);
	sha256_of(buf_str(&text), text.len, out);
	buf_clear(&text);
}

static void remove_tree(const char *path)
{
	struct file_list list;
	struct err err;

	if (file_is_dir(path) && !file_list(path, &list, &err)) {
		for (size_t i = 0; i < list.n; i++) {
			char *inner = file_join(path, list.names[i]);

			remove_tree(inner);
			mem_free(inner);
		}
		file_list_free(&list);
	}
	(void)remove(path);
}

static int bench_make(void **state)
{
	struct bench *bench = MEM_NEW(struct bench);
	const char *tmp = getenv("TMPDIR");
	struct err err = ERR_INIT;
	struct casefile *cf;

	/* Files of some 100 kB are written thousands of times: in memory if that can be.
	 */
	if (access("/dev/shm", W_OK) == 0)
		tmp = "/dev/shm";
	(void)snprintf(bench->dir, sizeof(bench->dir), "%s/assay-bits.XXXXXX",
		       tmp ? tmp : "/tmp");
	if (!mkdtemp(bench->dir))
		return -1;
	(void)snprintf(bench->path, sizeof(bench->path), "%s/x.assay", bench->dir);
	(void)snprintf(bench->folder, sizeof(bench->folder), "%s/out", bench->dir);
	*state = bench;
	if (make_case(bench->path, &err) ||
	    file_read_raw(bench->path, &bench->sound, &err))
		goto failed;
	cf = casefile_open(bench->path, CASEFILE_READ, &err);
	if (!cf || casefile_export(cf, bench->folder, &err))
		goto failed;
	casefile_abandon(cf);
	export_hash(bench, bench->content);
	remove_tree(bench->folder);
	return 0;
failed:
	fprintf(stderr, "%s\n", err.text);
	return -1;
}

static int bench_remove(void **state)
{
	struct bench *bench = *state;

	remove_tree(bench->dir);
	buf_clear(&bench->sound);
	mem_free(bench);
	return 0;
}

static void put(const struct bench *bench, const char *bytes, size_t n)
{
	FILE *out = fopen(bench->path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

struct tally {
	size_t n_open, n_verify, n_harmless;
};

/* What reads a case must give the same or refuse, whether verified before or not. */
static void other_readers_check(struct casefile *cf, bool sound)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	struct buf result = BUF_INIT;

	if (!casefile_answers(cf, answers, &err)) {
		assert_int_equal(answers->n_models, 2);
		assert_int_equal(answers->n_items, N_ANSWERS);
	} else {
		assert_false(sound);
	}
	if (!casefile_get_result(cf, "compare", &result, &err) && result.len)
		assert_int_equal(result.len, 9000);
	buf_clear(&result);
	answers_free(answers);
}

static void flip_check(struct bench *bench, size_t bit, struct tally *tally)
{
	unsigned char content[SHA256_BYTES];
	struct err err = ERR_INIT;
	struct casefile *cf;
	size_t n_rows = 0;
	bool sound;

	bench->sound.data[bit / 8] ^= (char)(1 << bit % 8);
	put(bench, bench->sound.data, bench->sound.len);
	bench->sound.data[bit / 8] ^= (char)(1 << bit % 8);
	cf = casefile_open(bench->path, CASEFILE_READ, &err);
	if (!cf) {
		tally->n_open++;
		return;
	}
	sound = !casefile_verify(cf, &n_rows, &err);
	other_readers_check(cf, sound);
	if (!casefile_export(cf, bench->folder, &err)) {
		if (!sound)
			fail_msg("bit %zu: not sound and exported all the same", bit);
		export_hash(bench, content);
		if (memcmp(content, bench->content, sizeof(content)) != 0)
			fail_msg("bit %zu: the export changed and nothing was said", bit);
		remove_tree(bench->folder);
		tally->n_harmless++;
	} else {
		if (sound)
			fail_msg("bit %zu: sound and not exported: %s", bit, err.text);
		tally->n_verify++;
	}
	casefile_abandon(cf);
}

static void a_turned_bit_is_reported_or_harmless(void **state)
{
	struct bench *bench = *state;
	const char *given = getenv("ASSAY_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 1;
	size_t n = getenv("ASSAY_LONG") ? 10000 : 300;
	struct tally tally = {0, 0, 0};

	for (size_t i = 0; i < n; i++)
		flip_check(bench, hash_pair(seed, i) % (8 * bench->sound.len), &tally);
	print_message("# %zu bits of %zu bytes: %zu refused at opening, %zu by verify, "
		      "%zu harmless\n",
		      n, bench->sound.len, tally.n_open, tally.n_verify,
		      tally.n_harmless);
	assert_int_equal(tally.n_open + tally.n_verify + tally.n_harmless, n);
}

/* The header and the schema, where one bit means most. */
static void every_bit_of_the_first_page_is_reported_or_harmless(void **state)
{
	struct bench *bench = *state;
	size_t step = getenv("ASSAY_LONG") ? 7 : 97;
	struct tally tally = {0, 0, 0};

	for (size_t bit = 0; bit < 4096 * 8; bit += step)
		flip_check(bench, bit, &tally);
	print_message(
		"# first page: %zu refused at opening, %zu by verify, %zu harmless\n",
		tally.n_open, tally.n_verify, tally.n_harmless);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_turned_bit_is_reported_or_harmless),
		cmocka_unit_test(every_bit_of_the_first_page_is_reported_or_harmless),
	};

	return cmocka_run_group_tests(tests, bench_make, bench_remove);
}
