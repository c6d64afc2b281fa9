/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/drift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "stat/perm.h"
#include "text/token.h"

/* Of nine answers, one split in C(9, 4) = 126 gives p < .01; of eight, two in 70. */
enum { LEAST = 6, ENOUGH = 9, N_PERM = 1999, SEED = 20240607, MAX_TOKENS = 100000 };
static const double p_flagged = 0.01;

struct token_set {
	uint64_t *v; /* ascending, each once */
	size_t n;
};

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sort and keep each once; how many are left. */
static size_t unique(uint64_t *v, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(v, n, sizeof(*v), by_value);
	for (size_t i = 0; i < n; i++)
		if (!i || v[i] != v[i - 1])
			v[kept++] = v[i];
	return kept;
}

static struct token_set token_set_of(struct text text)
{
	struct tokens tokens = TOKENS_INIT;
	struct token_set set;

	tokens_read(text.data, text.len, MAX_TOKENS, &tokens);
	set.v = MEM_ARRAY(tokens.n, uint64_t);
	for (size_t i = 0; i < tokens.n; i++)
		set.v[i] = tokens.v[i].hash;
	set.n = unique(set.v, tokens.n);
	tokens_clear(&tokens);
	return set;
}

/* Two answers without a token are alike. */
static double jaccard(const struct token_set *a, const struct token_set *b)
{
	size_t i = 0, j = 0, n_both = 0, n_either;

	while (i < a->n && j < b->n) {
		uint64_t x = a->v[i], y = b->v[j];

		n_both += x == y;
		i += x <= y;
		j += y <= x;
	}
	n_either = a->n + b->n - n_both;
	return n_either ? (double)n_both / (double)n_either : 1.0;
}

static double *distances(const struct drift_answer *answers, size_t n)
{
	struct token_set *sets = MEM_ARRAY(n, struct token_set);
	double *distance = MEM_ARRAY(n * n, double);

	for (size_t i = 0; i < n; i++)
		sets[i] = token_set_of(answers[i].text);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			distance[i * n + j] = distance[j * n + i] =
				1.0 - jaccard(&sets[i], &sets[j]);
	for (size_t i = 0; i < n; i++)
		mem_free(sets[i].v);
	mem_free(sets);
	return distance;
}

static double mean_similarity(const double *distance, size_t n)
{
	double total = 0.0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			total += distance[i * n + j];
	return n < 2 ? (double)NAN : 1.0 - total / (0.5 * (double)n * (double)(n - 1));
}

static size_t n_distinct(const struct drift_answer *answers, size_t n)
{
	uint64_t *hashes = MEM_ARRAY(n, uint64_t);
	size_t n_kept;

	for (size_t i = 0; i < n; i++)
		hashes[i] = hash_bytes(answers[i].text.data, answers[i].text.len);
	n_kept = unique(hashes, n);
	mem_free(hashes);
	return n_kept;
}

/* Changes of one member of the answers (at `offset`); where it is not said, nothing is
 * known and nothing has changed. */
static bool changes(const struct drift_answer *answers, size_t n, size_t offset,
		    struct json *list)
{
	const char *before = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *now =
			*(const char *const *)((const char *)&answers[i] + offset);

		if (!now || !*now)
			continue;
		if (before && strcmp(before, now) != 0) {
			struct json *change = json_add_object(list, NULL);

			json_add_str(change, "from", before);
			json_add_str(change, "to", now);
			json_add_str(change, "utc", answers[i].utc);
		}
		before = now;
	}
	return json_count(list) > 0;
}

static double p_of_halves(const double *distance, size_t n)
{
	struct err too_few = ERR_INIT;
	struct perm_result result;

	if (n < LEAST || perm_split(distance, n, n / 2, N_PERM, SEED, &result, &too_few))
		return NAN;
	return result.p;
}

static void add_verdict(struct json *out, size_t n, bool other_model, double p)
{
	struct buf verdict = BUF_INIT, reason = BUF_INIT;

	if (other_model)
		buf_str_add(&verdict, "served model changed");
	if (p < p_flagged)
		buf_printf(&verdict, "%sanswers changed (p = %.2g)",
			   verdict.len ? "; " : "", p);
	if (!verdict.len)
		buf_str_add(&verdict, n < LEAST ? "too few answers" : "none seen");
	if (n < LEAST)
		buf_printf(
			&reason,
			"too few: %zu sentinel answers, and comparing two halves needs "
			"%d",
			n, LEAST);
	else if (n < ENOUGH)
		buf_printf(
			&reason,
			"with %zu sentinel answers no change of the answers could have "
			"been told from chance (that needs %d)",
			n, ENOUGH);
	json_add_str(out, "verdict", buf_str(&verdict));
	json_add_str(out, "reason", buf_str(&reason));
	buf_clear(&verdict);
	buf_clear(&reason);
}

void drift_of_model(const struct drift_answer *answers, size_t n, struct json *out)
{
	double *distance = distances(answers, n);
	double p = p_of_halves(distance, n);
	bool other_model;

	json_add_int(out, "n", (long long)n);
	json_add_int(out, "n_distinct", (long long)n_distinct(answers, n));
	json_add_num(out, "mean_similarity", mean_similarity(distance, n));
	json_add_num(out, "p", p);
	other_model = changes(answers, n, offsetof(struct drift_answer, served_model),
			      json_add_array(out, "served_model"));
	(void)changes(answers, n, offsetof(struct drift_answer, fingerprint),
		      json_add_array(out, "fingerprint"));
	add_verdict(out, n, other_model, p);
	mem_free(distance);
}
