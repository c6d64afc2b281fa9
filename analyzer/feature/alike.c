/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature/alike.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/token.h"
#include "text/utf8.h"

#define RUN_WORDS 3
#define RUN_CHARACTERS 4
/* Stands before a text's beginning and behind its end. */
#define EDGE 0
#define TOO_COMMON 4096

struct units { /* words or characters of one text */
	uint64_t *v;
	size_t n, cap;
};

/* That a text has a run. */
struct row {
	uint64_t run;
	size_t text;
};
struct rows {
	struct row *v;
	size_t n, cap;
};

static void units_add(struct units *units, uint64_t hash)
{
	units->v = MEM_GROW(units->v, units->n, &units->cap);
	units->v[units->n++] = hash;
}

/* The words of the text; returns how many of them are characters by themselves. */
static size_t add_words(const struct tokens *tokens, struct units *units)
{
	size_t n_cjk = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		if (!(tokens->v[i].flags & TOKEN_WORD))
			continue;
		units_add(units, tokens->v[i].hash);
		n_cjk += (tokens->v[i].flags & TOKEN_CJK) != 0;
	}
	return n_cjk;
}

static void add_characters(const char *text, const struct tokens *tokens,
			   struct units *units)
{
	for (size_t i = 0; i < tokens->n; i++) {
		const struct token *token = &tokens->v[i];
		size_t pos = token->start, end = pos + token->len;

		if (!(token->flags & TOKEN_WORD))
			continue;
		while (pos < end)
			units_add(units, utf8_next(text, end, &pos) + 1);
	}
}

static uint64_t unit_at(const struct units *units, size_t i, size_t before)
{
	return i < before || i - before >= units->n ? EDGE : units->v[i - before];
}

static int by_run(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->run != y->run)
		return x->run < y->run ? -1 : 1;
	return x->text < y->text ? -1 : x->text > y->text;
}

/* Add the different runs of a text; returns how many there are. */
static size_t add_runs(const struct units *units, size_t length, size_t text,
		       struct rows *rows)
{
	size_t first = rows->n, n = first;

	for (size_t i = 0; units->n && i < units->n + length - 1; i++) {
		uint64_t run = length;

		for (size_t j = 0; j < length; j++)
			run = hash_pair(run, unit_at(units, i + j, length - 1));
		rows->v = MEM_GROW(rows->v, rows->n, &rows->cap);
		rows->v[rows->n++] = (struct row){run, text};
	}
	if (rows->n == first)
		return 0;
	qsort(rows->v + first, rows->n - first, sizeof(*rows->v), by_run);
	for (size_t i = first; i < rows->n; i++)
		if (i == first || rows->v[i].run != rows->v[i - 1].run)
			rows->v[n++] = rows->v[i];
	rows->n = n;
	return n - first;
}

static size_t read_text(const struct alike_text *text, size_t at, struct tokens *tokens,
			struct units *units, struct rows *rows)
{
	size_t n_cjk;

	units->n = 0;
	tokens_read(text->data, text->len, SIZE_MAX, tokens);
	if (text->by_characters) {
		add_characters(text->data, tokens, units);
		return add_runs(units, RUN_CHARACTERS, at, rows);
	}
	n_cjk = add_words(tokens, units);
	return add_runs(units, 2 * n_cjk > units->n ? RUN_CHARACTERS : RUN_WORDS, at,
			rows);
}

/* All texts' runs, to find who else has one. */
struct index {
	const struct row *rows; /* sorted by run, then text */
	size_t n;
	size_t *begin; /* of each row's run */
};

static void index_make(struct index *index)
{
	index->begin = mem_alloc(index->n, sizeof(*index->begin));
	for (size_t i = 0; i < index->n; i++)
		index->begin[i] = i && index->rows[i].run == index->rows[i - 1].run
					  ? index->begin[i - 1]
					  : i;
}

/* The places of each text's rows, text after text: first[t] to first[t + 1]. */
static size_t *rows_by_text(const struct index *index, const size_t *n_runs, size_t n,
			    size_t *first)
{
	size_t *places = mem_alloc(index->n, sizeof(*places));
	size_t *next = mem_alloc(n, sizeof(*next));

	first[0] = 0;
	for (size_t t = 0; t < n; t++) {
		next[t] = first[t];
		first[t + 1] = first[t] + n_runs[t];
	}
	for (size_t i = 0; i < index->n; i++)
		places[next[index->rows[i].text]++] = i;
	mem_free(next);
	return places;
}

/* Count what text t shares with earlier ones, and find the nearest. */
static struct alike nearest(const struct index *index, const size_t *places,
			    const size_t *n_runs, size_t t, double least, size_t *shared,
			    size_t *seen)
{
	struct alike best = {ALIKE_NONE, 0};
	size_t n_seen = 0;

	for (size_t i = 0; i < n_runs[t]; i++) {
		size_t row = places[i], from = index->begin[row];

		if (row - from > TOO_COMMON)
			continue;
		for (; from < row; from++) {
			size_t other = index->rows[from].text;

			if (!shared[other]++)
				seen[n_seen++] = other;
		}
	}
	for (size_t i = 0; i < n_seen; i++) {
		size_t other = seen[i];
		double both = (double)shared[other];
		double share = both / ((double)(n_runs[t] + n_runs[other]) - both);

		if (share >= least &&
		    (share > best.share || (!(share < best.share) && other < best.other)))
			best = (struct alike){other, share};
		shared[other] = 0;
	}
	return best;
}

void alike_find(const struct alike_text *texts, size_t n, double least, struct alike *out)
{
	struct tokens tokens = TOKENS_INIT;
	struct units units = {NULL, 0, 0};
	struct rows rows = {NULL, 0, 0};
	size_t *n_runs = mem_zalloc(n, sizeof(*n_runs));
	size_t *first = mem_zalloc(n + 1, sizeof(*first));
	size_t *shared = mem_zalloc(n, sizeof(*shared));
	size_t *seen = mem_zalloc(n, sizeof(*seen));
	struct index index;
	size_t *places;

	for (size_t t = 0; t < n; t++)
		n_runs[t] = read_text(&texts[t], t, &tokens, &units, &rows);
	if (rows.n)
		qsort(rows.v, rows.n, sizeof(*rows.v), by_run);
	index = (struct index){rows.v, rows.n, NULL};
	index_make(&index);
	places = rows_by_text(&index, n_runs, n, first);
	for (size_t t = 0; t < n; t++)
		out[t] = nearest(&index, places + first[t], n_runs, t, least, shared,
				 seen);
	mem_free(places);
	mem_free(index.begin);
	mem_free(seen);
	mem_free(shared);
	mem_free(first);
	mem_free(n_runs);
	mem_free(rows.v);
	mem_free(units.v);
	tokens_clear(&tokens);
}
