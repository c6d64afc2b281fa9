/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Genes: how a text is gone on with, asked often (METHODS 3; PEERS S13; PhyloLM). A
 * prompt is a gene, the beginning of a continuation its allele. Within each prompt Nei's
 * minimum distance, which adds up over prompts and so can be permuted; over all of them
 * his standard distance -ln S, unbiased, which is what the literature and trees use.
 *
 * The allele is the first 4 characters, as PhyloLM has it, not the first token: a model's
 * own tokens are unknown here, words are longer in some scripts than in others, and so
 * the distance compares with published ones. White space ahead is left out: whether it
 * arrives is the host's doing.
 */
#include "channel/genes.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "channel/prompt_group.h"
#include "channel/repeated.h"
#include "stat/nei.h"
#include "stat/rng.h"
#include "text/token.h"
#include "text/utf8.h"

#define ALLELE_CHARS 4
#define NO_TEXT 0
#define N_BOOT 999
#define LEAST_BOOT_GENES 8

static bool is_space(uint32_t c)
{
	return c <= ' ' || c == 0xA0 || c == 0x3000;
}

struct text genes_allele(const struct answer *answer)
{
	size_t at = answer->len ? text_answer_start(answer->data, answer->len) : 0;
	size_t start = at, n = 0;

	while (at < answer->len && n < ALLELE_CHARS) {
		size_t here = at;
		uint32_t c = utf8_next(answer->data, answer->len, &at);

		if (!n && is_space(c))
			continue;
		start = n++ ? start : here;
	}
	return (struct text){n ? answer->data + start : NULL, n ? at - start : 0};
}

static uint64_t allele_of(const struct answer *answer)
{
	struct text text = genes_allele(answer);
	uint64_t allele = NO_TEXT;
	size_t at = 0;

	while (at < text.len)
		allele = hash_pair(at ? allele : 1, utf8_next(text.data, text.len, &at));
	return allele;
}

static void *genes_read(const struct own_null_material *material)
{
	const struct answers *answers = material->answers;
	size_t n_cells = answers->n_models * answers->n_items;
	uint64_t *allele = mem_alloc(n_cells, sizeof(*allele));

#pragma omp parallel for schedule(static)
	for (size_t cell = 0; cell < n_cells; cell++)
		allele[cell] = allele_of(answers_at(answers, cell / answers->n_items,
						    cell % answers->n_items));
	return allele;
}

/* The pooled answers to one prompt. */
struct gene {
	size_t n, n_first, n_alleles;
	size_t *allele;        /* [n] */
	size_t *total, *x, *y; /* [allele]: of both models, of the first, of the second */
};

static void gene_fill(struct gene *gene, const uint64_t *view, const size_t *cells,
		      struct arena *arena)
{
	uint64_t *known = arena_alloc(arena, gene->n, sizeof(*known));

	gene->allele = arena_alloc(arena, gene->n, sizeof(*gene->allele));
	gene->total = arena_alloc(arena, gene->n, sizeof(*gene->total));
	gene->x = arena_alloc(arena, gene->n, sizeof(*gene->x));
	gene->y = arena_alloc(arena, gene->n, sizeof(*gene->y));
	for (size_t i = 0; i < gene->n; i++) {
		size_t k = 0;

		while (k < gene->n_alleles && known[k] != view[cells[i]])
			k++;
		if (k == gene->n_alleles)
			known[gene->n_alleles++] = view[cells[i]];
		gene->allele[i] = k;
		gene->total[k]++;
		(i < gene->n_first ? gene->x : gene->y)[k]++;
	}
}

/* Nei's minimum distance (Jx + Jy) / 2 - Jxy, unbiased, were x of each allele in the
 * first group. 0 on average over all splits: so are all three homozygosities alike. */
static double unbiased(const struct gene *gene, const size_t *x)
{
	double n = (double)gene->n_first, m = (double)(gene->n - gene->n_first);
	double xx = 0, yy = 0, xy = 0;

	for (size_t k = 0; k < gene->n_alleles; k++) {
		double a = (double)x[k], b = (double)(gene->total[k] - x[k]);

		xx += a * (a - 1);
		yy += b * (b - 1);
		xy += a * b;
	}
	return (xx / (n * (n - 1)) + yy / (m * (m - 1))) / 2 - xy / (n * m);
}

static double split_distance(const void *ctx, const size_t *part, size_t *scratch)
{
	const struct gene *gene = ctx;
	double value;

	for (size_t i = 0; i < gene->n_first; i++)
		scratch[gene->allele[part[i]]]++;
	value = unbiased(gene, scratch);
	for (size_t k = 0; k < gene->n_alleles; k++)
		scratch[k] = 0;
	return value;
}

/* The plain distance is half the sum of (p - q)^2; an allele of total t adds half of
 * t (N - t) / ((N - 1) n m) to its mean over all splits, a hypergeometric variance. */
static void genes_compare(const void *view, const size_t *cells, size_t n, size_t n_first,
			  struct arena *arena, struct repeated_prompt *out)
{
	struct gene *gene = arena_alloc(arena, 1, sizeof(*gene));
	double all = (double)n, first = (double)n_first, rest = all - first;

	gene->n = n;
	gene->n_first = n_first;
	gene_fill(gene, view, cells, arena);
	*out = (struct repeated_prompt){
		.stratum = {.value = split_distance, .ctx = gene, .scale = 1}};
	for (size_t k = 0; k < gene->n_alleles; k++) {
		double p = (double)gene->x[k] / first, q = (double)gene->y[k] / rest;
		double t = (double)gene->total[k];

		out->statistic += (p - q) * (p - q) / 2;
		out->expected += t * (all - t) / ((all - 1) * first * rest) / 2;
	}
	out->effect = unbiased(gene, gene->x);
}

static const struct repeated_kind genes_kind = {
	.name = "genes",
	.read = genes_read,
	.release = mem_free,
	.compare = genes_compare,
};

/* Nei's sums, gene by gene; returns how many genes both models have two samples of. */
static size_t genes_of(const struct answers *answers, const struct prompt_groups *prompts,
		       const uint64_t *view, size_t a, size_t b, struct nei *out)
{
	size_t *cells = MEM_ARRAY(2 * answers->n_items, size_t);
	struct arena arena = ARENA_INIT;
	size_t n_genes = 0;

	for (size_t p = 0; p < prompts->n; p++) {
		size_t n = prompt_cells(answers, prompts, a, p, cells);
		size_t m = prompt_cells(answers, prompts, b, p, cells + n);
		struct gene gene = {.n = n + m, .n_first = n};

		gene_fill(&gene, view, cells, &arena);
		n_genes += nei_gene(gene.x, gene.y, gene.n_alleles, NEI_HAPLOID,
				    &out[n_genes]);
		arena_clear(&arena);
	}
	mem_free(cells);
	return n_genes;
}

static bool distance_of(const struct nei *total, double *similarity, double *distance)
{
	struct err ignored = ERR_INIT;

	return !nei_distance(total, similarity, distance, &ignored);
}

static bool distance_over(const struct nei *gene, size_t n, double *similarity,
			  double *distance)
{
	struct nei total = NEI_INIT;

	for (size_t i = 0; i < n; i++)
		nei_add(&total, &gene[i], 1);
	return distance_of(&total, similarity, distance);
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* The percentile interval over genes drawn with replacement. */
static void add_interval(const struct nei *gene, size_t n, uint64_t seed,
			 struct json *out)
{
	double *drawn = MEM_ARRAY(N_BOOT, double);
	size_t n_drawn = 0;

	for (size_t b = 0; b < N_BOOT; b++) {
		struct rng rng = rng_stream(seed, 0x6E6569, b, 0);
		struct nei total = NEI_INIT;

		for (size_t i = 0; i < n; i++)
			nei_add(&total, &gene[rng_below(&rng, n)], 1);
		n_drawn += distance_of(&total, NULL, &drawn[n_drawn]);
	}
	qsort(drawn, n_drawn, sizeof(*drawn), by_size);
	if (n_drawn == N_BOOT) {
		json_add_num(out, "lo", drawn[(N_BOOT + 1) / 40 - 1]);
		json_add_num(out, "hi", drawn[N_BOOT - (N_BOOT + 1) / 40]);
	}
	mem_free(drawn);
}

static void add_nei(const struct own_null_material *material, size_t a, size_t b,
		    struct json *out)
{
	struct json *nei = json_add_object(out, "nei");
	struct prompt_groups prompts;
	uint64_t *view = genes_read(material);
	struct nei *gene;
	double similarity, distance;
	size_t n;

	prompt_groups_read(material->answers, &prompts);
	gene = MEM_ARRAY(prompts.n + 1, struct nei);
	n = genes_of(material->answers, &prompts, view, a, b, gene);
	json_add_int(nei, "n_genes", (long long)n);
	json_add_str(nei, "allele", "first 4 characters");
	if (distance_over(gene, n, &similarity, &distance)) {
		json_add_num(nei, "similarity", similarity);
		json_add_num(nei, "distance", distance);
		if (n >= LEAST_BOOT_GENES)
			add_interval(gene, n, material->seed, nei);
	} else {
		json_add_str(nei, "reason", "no continuation began twice alike");
	}
	mem_free(gene);
	mem_free(view);
	prompt_groups_clear(&prompts);
}

static void genes_examine(const struct own_null_material *material, size_t suspect,
			  size_t teacher, struct json *out)
{
	repeated_examine(&genes_kind, material, suspect, teacher, out);
	if (!json_get(out, "reason"))
		add_nei(material, suspect, teacher, out);
}

static void genes_score(const struct own_null_material *material, double *score)
{
	repeated_score(&genes_kind, material, score);
}

const struct own_null own_null_genes = {
	.name = "genes",
	.brief = "how far apart the beginnings of repeated continuations are, as "
		 "populations are told apart by their alleles",
	.probes = "continuation",
	.examine = genes_examine,
	.score = genes_score,
};
