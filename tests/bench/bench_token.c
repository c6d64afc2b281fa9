/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tests/bench/bench_token.c: MB/s of the text floor on one core, over generated texts
 * and over the files named as arguments. The budget is 100 MB/s for ASCII.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/file.h"
#include "text/layout.h"
#include "text/token.h"

#define TEXT_BYTES ((size_t)16 << 20)
#define N_RUNS 5

struct lcg {
	unsigned long long state;
};

static unsigned lcg_below(struct lcg *r, unsigned n)
{
	r->state = r->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(r->state >> 33) % n;
}

/* Words of 1 to 10 letters, as English has them in length and stops; letters are UTF-8.
 */
static void text_generate(const char *const *letters, unsigned n_letters,
			  const char *space, struct buf *out)
{
	static const unsigned lengths[] = {1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10};
	struct lcg r = {1};
	unsigned n = 0;

	while (out->len < TEXT_BYTES) {
		unsigned len = lengths[lcg_below(&r, 14)];

		if (n % 90 == 0)
			buf_str_add(out, n ? "\n\n- **" : "");
		for (unsigned i = 0; i < len; i++)
			buf_str_add(out, letters[lcg_below(&r, n_letters)]);
		if (n % 90 == 0)
			buf_str_add(out, "**");
		n++;
		buf_str_add(out, n % 12 == 0 ? ". " : n % 7 == 0 ? ", " : space);
	}
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Answers are a few kilobytes: both readers see the text in pieces of that size. */
static void bench(const char *what, const struct buf *text, size_t piece)
{
	double tokens_s = 1e9, layout_s = 1e9;
	struct tokens tokens = TOKENS_INIT;
	struct layout layout;
	size_t n = 0;

	for (int run = 0; run < N_RUNS; run++) {
		double t0 = now_s(), t1;

		n = 0;
		for (size_t at = 0; at + piece <= text->len; at += piece) {
			tokens_read(text->data + at, piece, (size_t)-1, &tokens);
			n += tokens.n;
		}
		t1 = now_s();
		tokens_s = t1 - t0 < tokens_s ? t1 - t0 : tokens_s;
		for (size_t at = 0; at + piece <= text->len; at += piece)
			layout_read(text->data + at, piece, &layout);
		t0 = now_s();
		layout_s = t0 - t1 < layout_s ? t0 - t1 : layout_s;
	}
	printf("%-10s pieces of %4zu kB: tokens %6.0f MB/s (%zu tokens), layout %6.0f "
	       "MB/s\n",
	       what, piece >> 10, (double)text->len / tokens_s * 1e-6, n,
	       (double)text->len / layout_s * 1e-6);
	tokens_clear(&tokens);
}

int main(int argc, char **argv)
{
	static const char *const ascii[] = {"e", "t", "a", "o", "i",
					    "n", "s", "h", "r", "D"};
	static const char *const latin[] = {"e", "t", "a",      "o",
					    "i", "n", "\u00e9", "\u00fc"};
	static const char *const greek[] = {"\u03b1", "\u03b2", "\u03b3", "\u03b4",
					    "\u03c3"};
	static const char *const cjk[] = {"\u6f22", "\u5b57", "\u304b", "\u306a",
					  "\ud55c"};
	struct buf text = BUF_INIT;

	text_generate(ascii, 10, " ", &text);
	bench("ASCII", &text, 4096);
	bench("ASCII", &text, 1 << 20);
	buf_reset(&text);
	text_generate(latin, 8, " ", &text);
	bench("Latin", &text, 4096);
	buf_reset(&text);
	text_generate(greek, 5, " ", &text);
	bench("Greek", &text, 4096);
	buf_reset(&text);
	text_generate(cjk, 5, "\uff0c", &text);
	bench("CJK", &text, 4096);
	for (int i = 1; i < argc; i++) {
		struct err err = ERR_INIT;

		buf_reset(&text);
		if (file_read(argv[i], &text, NULL, &err)) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		bench("file", &text, 4096);
	}
	buf_clear(&text);
	return 0;
}
