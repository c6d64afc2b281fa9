/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_base.c: memory, text buffers, errors, hashes, files, compression, options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/pack.h"

/* A path in the test's scratch folder; owned. */
static char *scratch(const char *name)
{
	const char *dir = getenv("TMP");

	return file_join(dir ? dir : "/tmp", name);
}

static void test_buf_is_always_followed_by_nul(void **state)
{
	struct buf buf = BUF_INIT;

	(void)state;
	assert_string_equal(buf_str(&buf), "");
	buf_add(&buf, "ab\0c", 4);
	assert_int_equal(buf.len, 4);
	assert_int_equal(buf.data[4], '\0');
	buf_printf(&buf, "%s-%d", "x", 7);
	assert_memory_equal(buf.data, "ab\0cx-7", 8);
	buf_reset(&buf);
	assert_string_equal(buf_str(&buf), "");
	buf_clear(&buf);
	assert_null(buf.data);
}

static void test_buf_grows_by_any_amount(void **state)
{
	struct buf buf = BUF_INIT;

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		buf_char_add(&buf, (char)('a' + i % 26));
	memset(buf_reserve(&buf, 1 << 20), '!', 1 << 20);
	buf.len += 1 << 20;
	buf_str_add(&buf, "end");
	assert_int_equal(buf.len, 100000 + (1 << 20) + 3);
	assert_int_equal(buf.data[99999], 'a' + 99999 % 26);
	assert_string_equal(buf.data + buf.len - 4, "!end");
	buf_clear(&buf);
}

static void test_buf_take_hands_over_a_c_string(void **state)
{
	struct buf buf = BUF_INIT;
	size_t len = 9;
	char *text = buf_take(&buf, &len);

	(void)state;
	assert_string_equal(text, "");
	assert_int_equal(len, 0);
	free(text);
	buf_str_add(&buf, "mine");
	text = buf_take(&buf, NULL);
	assert_string_equal(text, "mine");
	assert_int_equal(buf.len, 0);
	free(text);
}

static void test_arena_memory_is_zeroed_aligned_and_apart(void **state)
{
	struct arena arena = ARENA_INIT;
	unsigned char *last = NULL;

	(void)state;
	for (size_t n = 1; n < 3000; n += 7) {
		unsigned char *p = arena_alloc(&arena, n, 1);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAB, n);
		assert_true(!last || *last == 0xAB);
		last = p;
	}
	/* Larger than a block. */
	memset(arena_alloc(&arena, 5 << 20, 1), 1, 5 << 20);
	assert_string_equal(arena_dup(&arena, "abc", 2), "ab");
	arena_clear(&arena);
	assert_null(arena.head);
}

static void test_growing_keeps_what_was_there(void **state)
{
	uint32_t *v = NULL;
	size_t n = 0, cap = 0;

	(void)state;
	for (uint32_t i = 0; i < 10000; i++) {
		v = MEM_GROW(v, n, &cap);
		v[n++] = i;
	}
	for (uint32_t i = 0; i < 10000; i++)
		assert_int_equal(v[i], i);
	assert_true(cap >= n && cap < 3 * n);
	mem_free(v);
}

/* The environment's fault (status 7), whether memory ends or a product overflows. */
static void test_a_size_that_overflows_ends_the_process_with_status_7(void **state)
{
	int status = 0;
	pid_t child;

	(void)state;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		(void)!freopen("/dev/null", "w", stderr);
		(void)mem_alloc(SIZE_MAX / 2, 3);
		_Exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

static void test_long_errors_are_cut_with_dots(void **state)
{
	struct err err = ERR_INIT;
	char *name = mem_alloc(10001, 1);

	(void)state;
	memset(name, 'n', 10000);
	name[10000] = '\0';
	assert_int_equal(err_set(&err, ERR_DATA, "model %s has no answers", name), -1);
	assert_int_equal(err.kind, ERR_DATA);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_string_equal(err.text + sizeof(err.text) - 6, "nn...");
	assert_int_equal(err_prefix(&err, "%s", name), -1);
	assert_string_equal(err.text + sizeof(err.text) - 6, "nn...");
	mem_free(name);
}

static void test_a_prefix_keeps_kind_and_text(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_AUTH, "key %s refused", "A%sB");
	err_prefix(&err, "%s:%d", "plan%n.json", 3);
	assert_string_equal(err.text, "plan%n.json:3: key A%sB refused");
	assert_int_equal(err.kind, ERR_AUTH);
}

/* DESIGN 4: the exit statuses. */
static void test_every_kind_has_its_exit_status(void **state)
{
	(void)state;
	assert_int_equal(err_status(ERR_NONE), 0);
	assert_int_equal(err_status(ERR_FAIL), 1);
	assert_int_equal(err_status(ERR_USAGE), 2);
	assert_int_equal(err_status(ERR_PARTIAL), 3);
	assert_int_equal(err_status(ERR_AUTH), 4);
	assert_int_equal(err_status(ERR_INTEGRITY), 5);
	assert_int_equal(err_status(ERR_BUDGET), 6);
	assert_int_equal(err_status(ERR_ENV), 7);
	assert_int_equal(err_status(ERR_DATA), 1);
}

static void check_sha256(const void *data, size_t n, const char *expected)
{
	unsigned char hash[SHA256_BYTES];
	char hex[SHA256_HEX];

	sha256_of(data, n, hash);
	sha256_hex(hash, hex);
	assert_string_equal(hex, expected);
}

/* FIPS 180-4, examples. */
static void test_sha256_of_the_standards_examples(void **state)
{
	static const char two_blocks[] =
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	char *million = mem_alloc(1000000, 1);

	(void)state;
	memset(million, 'a', 1000000);
	check_sha256("", 0,
		     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check_sha256("abc", 3,
		     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_sha256(two_blocks, 56,
		     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	check_sha256(million, 1000000,
		     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	mem_free(million);
}

static void test_hashed_fields_cannot_run_together(void **state)
{
	unsigned char one[SHA256_BYTES], other[SHA256_BYTES];
	struct sha256 *ctx = sha256_new();

	(void)state;
	sha256_add_field(ctx, "ab", 2);
	sha256_add_field(ctx, "c", 1);
	sha256_end(ctx, one);
	ctx = sha256_new();
	sha256_add_field(ctx, "a", 1);
	sha256_add_field(ctx, "bc", 2);
	sha256_end(ctx, other);
	assert_memory_not_equal(one, other, SHA256_BYTES);
	/* A field is its length in eight bytes, big-endian, and its bytes. */
	ctx = sha256_new();
	sha256_add(ctx, "\0\0\0\0\0\0\0\1a\0\0\0\0\0\0\0\2bc", 19);
	sha256_end(ctx, one);
	assert_memory_equal(one, other, SHA256_BYTES);
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* 200,000 values of 64 bits meet with a chance of one in a billion. */
static void test_table_hashes_of_different_bytes_differ(void **state)
{
	enum { N = 200000 };
	uint64_t *hash = mem_alloc(N, sizeof(*hash));

	(void)state;
	for (size_t i = 0; i < N; i++) {
		char text[16];
		int n = snprintf(text, sizeof(text), "%zu", i);

		hash[i] = hash_bytes(text, (size_t)n);
	}
	qsort(hash, N, sizeof(*hash), by_value);
	for (size_t i = 1; i < N; i++)
		assert_true(hash[i - 1] != hash[i]);
	assert_true(hash_bytes("", 0) != hash_bytes("\0", 1));
	assert_true(hash_bytes("a", 1) != hash_bytes("a\0", 2));
	assert_true(hash_pair(1, 2) != hash_pair(2, 1));
	mem_free(hash);
}

static void test_what_was_written_is_read_back(void **state)
{
	char *path = scratch("base-file");
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_write(path, "one\0two", 7, &err), 0);
	assert_int_equal(file_write(path, "longer than it was", 18, &err), 0);
	assert_int_equal(file_read(path, &text, NULL, &err), 0);
	assert_int_equal(text.len, 18);
	/* Reading appends. */
	assert_int_equal(file_read_raw(path, &text, &err), 0);
	assert_int_equal(text.len, 36);
	buf_reset(&text);
	assert_int_equal(file_write(path, "", 0, &err), 0);
	assert_int_equal(file_read(path, &text, NULL, &err), 0);
	assert_int_equal(text.len, 0);
	unlink(path);
	buf_clear(&text);
	mem_free(path);
}

/* All or nothing: a write that fails leaves the old file and no leavings. */
static void test_a_failed_write_changes_nothing(void **state)
{
	char *dir = scratch("base-locked");
	char *path = file_join(dir, "kept");
	struct file_list list = {NULL, 0};
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_mkdirs(dir, &err), 0);
	assert_int_equal(file_write(path, "old", 3, &err), 0);
	/* A folder in the way of the rename fails for root, too. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_mkdirs(path, &err), 0);
	assert_int_equal(file_write(path, "new", 3, &err), -1);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(file_list(dir, &list, &err), 0);
	assert_int_equal(list.n, 1);
	assert_string_equal(list.names[0], "kept");
	file_list_free(&list);
	assert_int_equal(file_read(path, &text, NULL, &err), -1);
	assert_non_null(strstr(err.text, "is a folder"));
	rmdir(path);
	rmdir(dir);
	buf_clear(&text);
	mem_free(path);
	mem_free(dir);
}

static void test_a_missing_file_is_named(void **state)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_read("tests/no\nsuch", &text, NULL, &err), -1);
	assert_int_equal(err.kind, ERR_FAIL);
	assert_non_null(strstr(err.text, "tests/no\nsuch"));
	assert_int_equal(file_write("tests/no/such/folder", "", 0, &err), -1);
	assert_false(file_exists("tests/no/such/folder"));
	buf_clear(&text);
}

static void test_folders_are_made_and_listed_in_byte_order(void **state)
{
	char *top = scratch("base-dirs");
	char *deep = file_join(top, "b/c//d");
	char *file = file_join(top, "a");
	char *capital = file_join(top, "Z");
	struct file_list list = {NULL, 0};
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_mkdirs(deep, &err), 0);
	assert_int_equal(file_mkdirs(deep, &err), 0);
	assert_true(file_is_dir(deep));
	assert_int_equal(file_write(file, "", 0, &err), 0);
	assert_int_equal(file_write(capital, "", 0, &err), 0);
	assert_int_equal(file_mkdirs(file, &err), -1);
	assert_int_equal(file_list(top, &list, &err), 0);
	assert_int_equal(list.n, 3);
	assert_string_equal(list.names[0], "Z");
	assert_string_equal(list.names[1], "a");
	assert_string_equal(list.names[2], "b");
	file_list_free(&list);
	assert_int_equal(file_list("tests/no-such", &list, &err), -1);
	unlink(file);
	unlink(capital);
	mem_free(capital);
	mem_free(file);
	mem_free(deep);
	mem_free(top);
}

static void test_joining_adds_one_slash(void **state)
{
	static const char *const dirs[] = {"a", "a/"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *path = file_join(dirs[i], "b");

		assert_string_equal(path, "a/b");
		mem_free(path);
	}
}

static void test_shipped_folders_are_found_through_the_environment(void **state)
{
	struct err err = ERR_INIT;
	char *top = scratch("base-data");
	char *inside = file_join(top, "no-such-thing");
	char *found;

	(void)state;
	found = file_shipped("no-such-thing", &err);
	assert_null(found);
	assert_int_equal(err.kind, ERR_ENV);
	assert_non_null(strstr(err.text, "no-such-thing"));
	assert_int_equal(file_mkdirs(inside, &err), 0);
	setenv("ASSAY_DATA", top, 1);
	found = file_shipped("no-such-thing", &err);
	assert_string_equal(found, inside);
	unsetenv("ASSAY_DATA");
	rmdir(inside);
	rmdir(top);
	mem_free(found);
	mem_free(inside);
	mem_free(top);
}

/* zlib's own gzip writer as the reference. */
static void gzip_add(struct buf *out, const char *data, size_t n)
{
	z_stream z;

	memset(&z, 0, sizeof(z));
	assert_int_equal(
		deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
		Z_OK);
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)n;
	z.avail_out = (uInt)deflateBound(&z, (uLong)n);
	z.next_out = (Bytef *)buf_reserve(out, z.avail_out);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->len += z.total_out;
	deflateEnd(&z);
}

typedef void pack_fn(const void *, size_t, struct buf *);

static void gzip_pack(const void *data, size_t n, struct buf *out)
{
	gzip_add(out, data, n);
}

static pack_fn *const packers[] = {gzip_pack, pack_zstd};
#define N_PACKERS 2

/* 300 kB that compress, but not to nothing. */
static void sample(struct buf *out)
{
	uint64_t x = 1;

	for (int i = 0; i < 30000; i++) {
		x = hash_mix(x + 1);
		buf_printf(out, "%llu words ", (unsigned long long)(x % 1000));
	}
}

static void check_opens(const struct buf *packed, const char *expected, size_t n,
			bool torn)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_torn = !torn;

	assert_int_equal(
		pack_open(packed->data, packed->len, SIZE_MAX / 4, &out, &is_torn, &err),
		0);
	assert_int_equal(is_torn, torn);
	assert_int_equal(out.len, n);
	assert_memory_equal(buf_str(&out), expected, n);
	buf_clear(&out);
}

static void test_gzip_and_zstd_are_opened(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	sample(&text);
	for (size_t i = 0; i < N_PACKERS; i++) {
		struct buf packed = BUF_INIT;

		packers[i](text.data, text.len, &packed);
		assert_true(packed.len < text.len);
		check_opens(&packed, text.data, text.len, false);
		buf_reset(&packed);
		packers[i]("", 0, &packed);
		check_opens(&packed, "", 0, false);
		buf_clear(&packed);
	}
	check_opens(&text, text.data, text.len, false); /* as it is */
	buf_clear(&text);
}

static void test_members_in_a_row_are_one_text(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	sample(&text);
	for (size_t i = 0; i < N_PACKERS; i++) {
		struct buf packed = BUF_INIT;

		packers[i](text.data, 1000, &packed);
		packers[i]("", 0, &packed);
		packers[i](text.data + 1000, text.len - 1000, &packed);
		check_opens(&packed, text.data, text.len, false);
		buf_clear(&packed);
	}
	buf_clear(&text);
}

/* Wherever the data end, what came before is kept, and "torn" is said. */
static void test_torn_data_give_their_beginning(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	sample(&text);
	for (size_t i = 0; i < N_PACKERS; i++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;
		struct err err = ERR_INIT;
		size_t longest = 0;

		packers[i](text.data, text.len, &packed);
		for (size_t n = 8; n < packed.len; n += n < 100 ? 1 : 997) {
			bool torn = false;

			buf_reset(&out);
			assert_int_equal(pack_open(packed.data, n, SIZE_MAX / 4, &out,
						   &torn, &err),
					 0);
			assert_true(torn);
			assert_true(out.len <= text.len && out.len >= longest);
			assert_memory_equal(buf_str(&out), text.data, out.len);
			longest = out.len;
		}
		assert_true(longest > text.len / 2);
		buf_clear(&packed);
		buf_clear(&out);
	}
	buf_clear(&text);
}

static void test_damage_and_trailing_bytes_are_said(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	sample(&text);
	for (size_t i = 0; i < N_PACKERS; i++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;
		struct err err = ERR_INIT;
		bool torn = false;

		packers[i](text.data, text.len, &packed);
		packed.data[packed.len / 2] ^= 0x10;
		assert_int_equal(pack_open(packed.data, packed.len, SIZE_MAX / 4, &out,
					   &torn, &err),
				 0);
		assert_true(torn);
		packed.data[packed.len / 2] ^= 0x10;
		buf_str_add(&packed, "and more");
		check_opens(&packed, text.data, text.len, true);
		buf_clear(&packed);
		buf_clear(&out);
	}
	buf_clear(&text);
}

static void test_a_bomb_is_refused_at_the_ceiling(void **state)
{
	char *zeros = mem_zalloc(10 << 20, 1);

	(void)state;
	for (size_t i = 0; i < N_PACKERS; i++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;
		struct err err = ERR_INIT;
		bool torn;

		packers[i](zeros, 10 << 20, &packed);
		assert_int_equal(
			pack_open(packed.data, packed.len, 1 << 20, &out, &torn, &err),
			-1);
		assert_non_null(strstr(err.text, "1 MB"));
		assert_true(out.cap < 4 << 20);
		buf_clear(&packed);
		buf_clear(&out);
	}
	mem_free(zeros);
}

static void test_a_torn_file_is_an_error_unless_asked_for(void **state)
{
	char *path = scratch("base-torn.gz");
	struct buf text = BUF_INIT, packed = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;
	bool torn = false;

	(void)state;
	sample(&text);
	gzip_add(&packed, text.data, text.len);
	assert_int_equal(file_write(path, packed.data, packed.len - 9, &err), 0);
	assert_int_equal(file_read(path, &out, NULL, &err), -1);
	assert_non_null(strstr(err.text, path));
	buf_reset(&out);
	assert_int_equal(file_read(path, &out, &torn, &err), 0);
	assert_true(torn);
	assert_memory_equal(buf_str(&out), text.data, out.len);
	unlink(path);
	buf_clear(&text);
	buf_clear(&packed);
	buf_clear(&out);
	mem_free(path);
}

struct cup {
	bool hot;
	const char *name;
	long size;
	double price;
	struct opt_list with;
};

static const struct opt cup_opts[] = {
	{"hot", 'H', OPT_FLAG, offsetof(struct cup, hot), NULL, NULL, "not cold"},
	{"name", 'n', OPT_STRING, offsetof(struct cup, name), "NAME", "tea",
	 "what is in it"},
	{"size", 0, OPT_INT, offsetof(struct cup, size), "ML", "200", "how much"},
	{"price", 0, OPT_NUMBER, offsetof(struct cup, price), "EUR", NULL,
	 "what it costs"},
	{"with", 'w', OPT_LIST, offsetof(struct cup, with), "THING", NULL,
	 "what goes in"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
static const struct verb cup_verb = {
	.name = "cup",
	.brief = "pour one",
	.usage = "WHO...",
	.opts = cup_opts,
	.args_size = sizeof(struct cup),
};

#define MAX_WORDS 12

/* Parse the arguments (NULL ends them); words go to `words`. */
static int pour(const char *const *given, struct cup *cup, char **words, int *n_words,
		bool *help, struct err *err)
{
	char *argv[MAX_WORDS] = {(char *)(uintptr_t) "cup"};
	int argc = 1;

	for (; *given; given++)
		argv[argc++] = (char *)(uintptr_t)*given;
	memset(cup, 0, sizeof(*cup));
	return opt_parse(&cup_verb, argc, argv, cup, words, n_words, help, err);
}

static void test_options_and_words_may_be_mixed(void **state)
{
	const char *const given[] = {"ann",    "--hot", "--size=300", "-n",
				     "coffee", "bob",   "-w",         "milk",
				     "--with", "sugar", NULL};
	char *words[MAX_WORDS];
	struct err err = ERR_INIT;
	struct cup cup;
	bool help;
	int n;

	(void)state;
	assert_int_equal(pour(given, &cup, words, &n, &help, &err), 0);
	assert_int_equal(n, 2);
	assert_string_equal(words[0], "ann");
	assert_string_equal(words[1], "bob");
	assert_true(cup.hot && !help);
	assert_int_equal(cup.size, 300);
	assert_string_equal(cup.name, "coffee");
	assert_int_equal(cup.with.n, 2);
	assert_string_equal(cup.with.v[1], "sugar");
	opt_release(&cup_verb, &cup);
}

static void test_defaults_stand_until_overruled(void **state)
{
	const char *const given[] = {"--price", "2.5", NULL};
	char *words[MAX_WORDS];
	struct err err = ERR_INIT;
	struct cup cup;
	bool help;
	int n;

	(void)state;
	assert_int_equal(pour(given, &cup, words, &n, &help, &err), 0);
	assert_int_equal(n, 0);
	assert_string_equal(cup.name, "tea");
	assert_int_equal(cup.size, 200);
	assert_true(cup.price == 2.5 && !cup.hot && !cup.with.n);
}

static void test_two_dashes_end_the_options_and_one_is_a_word(void **state)
{
	const char *const given[] = {"-", "--", "--hot", "-h", NULL};
	char *words[MAX_WORDS];
	struct err err = ERR_INIT;
	struct cup cup;
	bool help;
	int n;

	(void)state;
	assert_int_equal(pour(given, &cup, words, &n, &help, &err), 0);
	assert_int_equal(n, 3);
	assert_string_equal(words[0], "-");
	assert_string_equal(words[1], "--hot");
	assert_string_equal(words[2], "-h");
	assert_false(cup.hot || help);
}

static void check_refused(const char *a, const char *b, const char *why)
{
	const char *const given[] = {a, b, NULL};
	char *words[MAX_WORDS];
	struct err err = ERR_INIT;
	struct cup cup;
	bool help;
	int n;

	assert_int_equal(pour(given, &cup, words, &n, &help, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	if (!strstr(err.text, why))
		print_error("%s\n", err.text);
	assert_non_null(strstr(err.text, why));
	opt_release(&cup_verb, &cup);
}

static void test_wrong_options_are_refused_with_the_reason(void **state)
{
	(void)state;
	check_refused("--sise", "3", "no option --sise; did you mean --size?");
	check_refused("--si", "3", "no option --si"); /* names must be whole */
	check_refused("--quantum", NULL, "see: assay cup -h");
	check_refused("--size", NULL, "--size needs a value (ML)");
	check_refused("--size", "3x", "'3x' is not a whole number");
	check_refused("--size", "-3", "'-3' is not a whole number");
	check_refused("--size", "99999999999999999999", "is not a whole number");
	check_refused("--size=", NULL, "'' is not a whole number");
	check_refused("--price", "nan", "'nan' is not a number");
	check_refused("--price", "1e999", "'1e999' is not a number");
	check_refused("--hot=yes", NULL, "--hot takes no value");
	check_refused("-Hn", NULL, "no option");
}

static void test_help_is_asked_for_in_two_ways(void **state)
{
	static const char *const ways[] = {"-h", "--help"};
	char *words[MAX_WORDS];
	struct err err = ERR_INIT;
	struct cup cup;
	int n;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *const given[] = {"ann", ways[i], NULL};
		bool help = false;

		assert_int_equal(pour(given, &cup, words, &n, &help, &err), 0);
		assert_true(help);
	}
}

static void test_help_shows_every_option_with_its_default(void **state)
{
	struct buf out = BUF_INIT;
	const char *text;

	(void)state;
	opt_help(&cup_verb, 80, &out);
	text = buf_str(&out);
	assert_non_null(strstr(text, "Usage: assay cup WHO..."));
	for (const struct opt *opt = cup_opts; opt->name; opt++) {
		assert_non_null(strstr(text, opt->name));
		assert_non_null(strstr(text, opt->help));
	}
	assert_non_null(strstr(text, "--size ML"));
	assert_non_null(strstr(text, "[200]"));
	buf_clear(&out);
}

static void test_the_nearest_word_is_near(void **state)
{
	static const char *const words[] = {"compare", "report", "verify", "import"};
	char *giant = mem_alloc(10001, 1);

	(void)state;
	assert_string_equal(opt_nearest("comapre", words, 4), "compare");
	assert_string_equal(opt_nearest("imports", words, 4), "import");
	assert_string_equal(opt_nearest("verify", words, 4), "verify");
	assert_null(opt_nearest("xylophone", words, 4));
	assert_null(opt_nearest("", words, 4));
	assert_null(opt_nearest("report", words, 0));
	/* A model's name of 10 kB is near to nothing. */
	memset(giant, 'a', 10000);
	giant[10000] = '\0';
	assert_null(opt_nearest(giant, words, 4));
	mem_free(giant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf_is_always_followed_by_nul),
		cmocka_unit_test(test_buf_grows_by_any_amount),
		cmocka_unit_test(test_buf_take_hands_over_a_c_string),
		cmocka_unit_test(test_arena_memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(test_growing_keeps_what_was_there),
		cmocka_unit_test(
			test_a_size_that_overflows_ends_the_process_with_status_7),
		cmocka_unit_test(test_long_errors_are_cut_with_dots),
		cmocka_unit_test(test_a_prefix_keeps_kind_and_text),
		cmocka_unit_test(test_every_kind_has_its_exit_status),
		cmocka_unit_test(test_sha256_of_the_standards_examples),
		cmocka_unit_test(test_hashed_fields_cannot_run_together),
		cmocka_unit_test(test_table_hashes_of_different_bytes_differ),
		cmocka_unit_test(test_what_was_written_is_read_back),
		cmocka_unit_test(test_a_failed_write_changes_nothing),
		cmocka_unit_test(test_a_missing_file_is_named),
		cmocka_unit_test(test_folders_are_made_and_listed_in_byte_order),
		cmocka_unit_test(test_joining_adds_one_slash),
		cmocka_unit_test(test_shipped_folders_are_found_through_the_environment),
		cmocka_unit_test(test_gzip_and_zstd_are_opened),
		cmocka_unit_test(test_members_in_a_row_are_one_text),
		cmocka_unit_test(test_torn_data_give_their_beginning),
		cmocka_unit_test(test_damage_and_trailing_bytes_are_said),
		cmocka_unit_test(test_a_bomb_is_refused_at_the_ceiling),
		cmocka_unit_test(test_a_torn_file_is_an_error_unless_asked_for),
		cmocka_unit_test(test_options_and_words_may_be_mixed),
		cmocka_unit_test(test_defaults_stand_until_overruled),
		cmocka_unit_test(test_two_dashes_end_the_options_and_one_is_a_word),
		cmocka_unit_test(test_wrong_options_are_refused_with_the_reason),
		cmocka_unit_test(test_help_is_asked_for_in_two_ways),
		cmocka_unit_test(test_help_shows_every_option_with_its_default),
		cmocka_unit_test(test_the_nearest_word_is_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
