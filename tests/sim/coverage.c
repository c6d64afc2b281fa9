/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/coverage.c: does the 90 % interval of a case hold the LLR10 that the same suspect
 * gets from many more families and prompts? Worlds of toy models of which a case sees a
 * small part: the first families, the first prompts. The large reference is that of all
 * worlds together. A simulation: no real model was examined.
 */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/opt.h"
#include "evidence/finding.h"
#include "sim/prompts.h"
#include "sim/world.h"
#include "stat/boot.h"
#include "stat/dist.h"
#include "stat/sum.h"

#define N_VENDORS 6
#define N_TEACHERS 3 /* in question, in a world */
#define RNG_PROMPTS 3
#define RNG_FAMILIES 4

static const double doses[] = {0, .1, .2, .3, .5, .7};
#define N_DOSES (sizeof(doses) / sizeof(doses[0]))
#define N_SUSPECTS (N_TEACHERS * N_DOSES)

struct args {
	long worlds, families, all_families, prompts, all_prompts, replicates, seed,
		threads;
};

static const struct opt opts[] = {
	{"worlds", 0, OPT_INT, offsetof(struct args, worlds), "N", "20",
	 "worlds; all their families together are the large reference"},
	{"families", 0, OPT_INT, offsetof(struct args, families), "N", "40",
	 "families in the reference of a case"},
	{"all-families", 0, OPT_INT, offsetof(struct args, all_families), "N", "100",
	 "families in a world"},
	{"prompts", 0, OPT_INT, offsetof(struct args, prompts), "N", "200",
	 "prompts in a case"},
	{"all-prompts", 0, OPT_INT, offsetof(struct args, all_prompts), "N", "5000",
	 "prompts in the large reference"},
	{"replicates", 0, OPT_INT, offsetof(struct args, replicates), "N", "200",
	 "draws behind an interval"},
	{"seed", 0, OPT_INT, offsetof(struct args, seed), "N", "1", "of the first world"},
	{"threads", 0, OPT_INT, offsetof(struct args, threads), "N", "0",
	 "at once; 0: as many as processors"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

struct suspect {
	char name[48];
	const struct toy *teacher;
	double dose;
	struct pair_scores all;       /* centred, of all families and prompts */
	double llr10, unbounded;      /* of the case */
	double bound[2], interval[2]; /* of the case */
	double plain[3], left[3]; /* 5, 50, 95 %, unbounded: all channels; one left out */
	double truth;             /* from the large reference, unbounded */
};

/* One world; its rows outlive it. */
struct part {
	struct learn_rows rows;
	struct suspect suspects[N_SUSPECTS];
};

static void add_suspects(struct toys *toys, uint64_t seed, struct suspect *out)
{
	const struct toy *teachers[32];
	size_t n = 0;

	for (size_t i = 0; i < toys_count(toys) && n < 32; i++) {
		if (toys_at(toys, i)->kind == TOY_TEACHER)
			teachers[n++] = toys_at(toys, i);
	}
	for (size_t i = 0; i < N_SUSPECTS; i++) {
		struct suspect *s = &out[i];

		s->teacher = teachers[(hash_mix(seed) + i / N_DOSES * 4) % n];
		s->dose = doses[i % N_DOSES];
		(void)snprintf(s->name, sizeof(s->name), "suspect-%zu-%g", i / N_DOSES,
			       s->dose);
		if (s->dose > 0)
			toys_add_student(toys, s->name, s->teacher, s->dose);
		else
			toys_add_independent(toys, s->name, NULL, false);
	}
}

static struct toys *grow(uint64_t seed, long n_families, struct suspect *suspects)
{
	struct toys_plan plan = {.design = TOYS_FAMILIES,
				 .seed = seed,
				 .n_families = (size_t)n_families,
				 .dose = -1,
				 .n_vendors = N_VENDORS};
	struct toys *toys = toys_new(&plan);

	add_suspects(toys, seed, suspects);
	return toys;
}

/* Centred scores of every suspect for each draw of prompts:
 * [(suspect * n_replicates + r) * n_channels]. */
static double *draw_scores(const struct world *w, const struct part *part, size_t n,
			   uint64_t seed)
{
	size_t n_models = w->scoring->n_models, k = w->scoring->n_channels;
	double *out = mem_alloc(N_SUSPECTS * n * k, sizeof(*out));
	double *prompts = mem_alloc(w->scoring->features->n_prompts, sizeof(*prompts));
	double *items = mem_alloc(w->scoring->features->n_items, sizeof(*items));
	struct scoring drawn = *w->scoring;
	unsigned char *without = MEM_ARRAY(w->pop->n, unsigned char);
	const struct centre_view view = {without, NULL};
	struct centring *centring;

	for (size_t i = 0; i < k; i++)
		drawn.score[i] = mem_alloc(n_models * n_models, sizeof(double));
	for (size_t r = 0; r < n; r++) {
		struct rng rng = rng_stream(seed, RNG_PROMPTS, r, 0);

		boot_weights(&rng, drawn.features->n_prompts, prompts);
		scoring_item_weights(&drawn, prompts, items);
		scoring_draw(&drawn, items, drawn.score);
		for (size_t i = 0; i < N_SUSPECTS; i++) {
			const struct suspect *s = &part->suspects[i];
			size_t suspect = world_model(w, s->name);
			size_t teacher = world_model(w, s->teacher->name);
			struct pair_scores x;

			centre_leave_out(w->pop, suspect, teacher, r, k + 1, without);
			centring = centring_new(w->pop, drawn.score, k, &view);
			x = pair_scores_of(centring, suspect, teacher);
			centring_free(centring);

			memcpy(out + (i * n + r) * k, x.x, k * sizeof(*out));
		}
	}
	for (size_t i = 0; i < k; i++)
		mem_free(drawn.score[i]);
	mem_free(without);
	mem_free(prompts);
	mem_free(items);
	return out;
}

/* The channels of a replicate that leaves each out in turn, and once none. */
static void leave_out(const bool *all, size_t n, size_t r, bool *used)
{
	size_t n_used = 0, left;

	for (size_t k = 0; k < n; k++)
		n_used += all[k];
	left = r % (n_used + 1);
	for (size_t k = 0; k < n; k++)
		used[k] = all[k] && left-- != 0;
}

/* What finding.h's replicates come to before they are bounded, with the channels of
 * `used` or, NULL, with all but each in turn. */
static void replicate(const struct world *w, const double *draws, size_t n, uint64_t seed,
		      bool left_out, double *value)
{
	const struct learn_rows *rows = &w->trials->rows;
	double *families = mem_alloc(rows->n_families, sizeof(*families));
	double *weight = mem_alloc(rows->n, sizeof(*weight));
	bool all[LEARN_MAX_CHANNELS], used[LEARN_MAX_CHANNELS];

	for (size_t k = 0; k < rows->n_channels; k++)
		used[k] = all[k] = !isnan(draws[k]);
	for (size_t r = 0; r < n; r++) {
		struct rng rng = rng_stream(seed, RNG_FAMILIES, r, 0);
		struct err err = ERR_INIT;
		struct learn_model model;

		boot_weights(&rng, rows->n_families, families);
		learn_weights(rows, families, weight);
		if (left_out)
			leave_out(all, rows->n_channels, r, used);
		if (learn_fit(rows, weight, LEARN_ALL, used, &model, &err))
			model = (struct learn_model){0};
		for (size_t i = 0; i < N_SUSPECTS; i++)
			value[i * n + r] = learn_llr10(
				&model, draws + (i * n + r) * rows->n_channels);
	}
	mem_free(families);
	mem_free(weight);
}

static void free_intervals(const struct world *w, const double *draws, size_t n,
			   uint64_t seed, struct part *part)
{
	static const double q[3] = {.05, .5, .95};
	double *value = mem_alloc(N_SUSPECTS * n, sizeof(*value));

	for (int left = 0; left < 2; left++) {
		replicate(w, draws, n, seed, left, value);
		for (size_t i = 0; i < N_SUSPECTS; i++) {
			struct suspect *s = &part->suspects[i];

			for (size_t j = 0; j < 3; j++)
				(left ? s->left : s->plain)[j] =
					sum_quantile(value + i * n, n, q[j]);
		}
	}
	mem_free(value);
}

static void weigh_case(const struct world *w, const struct calibration *c,
		       const double *draws, const struct args *args, struct suspect *s)
{
	struct finding_question q = {
		.pop = w->pop,
		.score = w->scoring->score,
		.n_channels = w->scoring->n_channels,
		.suspect = world_model(w, s->name),
		.teacher = world_model(w, s->teacher->name),
		.n_shared = (size_t)args->prompts,
		.calibration = c,
		.genre = c->genre,
		.seed = (unsigned long)args->seed,
		.n_replicates = (size_t)args->replicates,
		.draws = draws,
	};
	struct finding *f = finding_new(&q);

	s->llr10 = f->llr10;
	s->unbounded = f->unbounded;
	s->bound[0] = f->bound.lo;
	s->bound[1] = f->bound.hi;
	memcpy(s->interval, f->interval, sizeof(s->interval));
	finding_free(f);
}

static void weigh_cases(const struct args *args, uint64_t seed, struct part *part)
{
	struct toys *toys = grow(seed, args->families, part->suspects);
	struct world *w = world_new(toys, toy_answers(toys, (size_t)args->prompts));
	struct calibration *c = world_calibration(w);
	size_t n = (size_t)args->replicates;
	double *draws = draw_scores(w, part, n, seed);

	for (size_t i = 0; i < N_SUSPECTS; i++)
		weigh_case(w, c, draws + i * n * w->scoring->n_channels, args,
			   &part->suspects[i]);
	free_intervals(w, draws, n, seed, part);
	mem_free(draws);
	calibration_free(c);
	world_free(w);
	toys_free(toys);
}

static void *copy(const void *from, size_t n, size_t size)
{
	return memcpy(mem_alloc(n, size), from, n * size);
}

/* The trials and the suspects' scores of the whole world. */
static void weigh_all(const struct args *args, uint64_t seed, struct part *part)
{
	struct toys *toys = grow(seed, args->all_families, part->suspects);
	struct world *w = world_new(toys, toy_answers(toys, (size_t)args->all_prompts));
	const struct learn_rows *rows = &w->trials->rows;
	struct centring *centring =
		centring_new(w->pop, w->scoring->score, w->scoring->n_channels, NULL);

	part->rows = *rows;
	part->rows.x = copy(rows->x, rows->n * rows->n_channels, sizeof(double));
	part->rows.h1 = copy(rows->h1, rows->n, 1);
	part->rows.family = copy(rows->family, rows->n, sizeof(unsigned));
	for (size_t i = 0; i < N_SUSPECTS; i++) {
		struct suspect *s = &part->suspects[i];

		s->all = pair_scores_of(centring, world_model(w, s->name),
					world_model(w, s->teacher->name));
	}
	centring_free(centring);
	world_free(w);
	toys_free(toys);
}

/* The rows of all worlds as those of one reference. */
static struct learn_rows pool(const struct part *parts, size_t n)
{
	struct learn_rows all = {.n_channels = parts[0].rows.n_channels};
	size_t k = all.n_channels;

	for (size_t i = 0; i < n; i++)
		all.n += parts[i].rows.n;
	all.x = mem_alloc(all.n * k, sizeof(double));
	all.h1 = MEM_ARRAY(all.n, unsigned char);
	all.family = MEM_ARRAY(all.n, unsigned);
	all.n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct learn_rows *rows = &parts[i].rows;

		memcpy(all.x + all.n * k, rows->x, rows->n * k * sizeof(double));
		memcpy(all.h1 + all.n, rows->h1, rows->n);
		for (size_t j = 0; j < rows->n; j++)
			all.family[all.n++] = (unsigned)all.n_families + rows->family[j];
		all.n_families += rows->n_families;
	}
	/* Nobody is left out by its teacher. */
	all.teacher_family = all.family;
	return all;
}

static int learn_truth(struct part *parts, size_t n, size_t *n_families, struct err *err)
{
	struct learn_rows rows = pool(parts, n);
	double *weight = mem_alloc(rows.n, sizeof(*weight));
	bool used[LEARN_MAX_CHANNELS];
	struct learn_model model;
	int rc;

	for (size_t k = 0; k < rows.n_channels; k++)
		used[k] = !isnan(parts[0].suspects[0].all.x[k]);
	learn_weights(&rows, NULL, weight);
	rc = learn_fit(&rows, weight, LEARN_ALL, used, &model, err);
	for (size_t i = 0; i < n && !rc; i++) {
		for (size_t j = 0; j < N_SUSPECTS; j++)
			parts[i].suspects[j].truth =
				learn_llr10(&model, parts[i].suspects[j].all.x);
	}
	*n_families = learn_all_families(&rows);
	mem_free(rows.x);
	mem_free(rows.h1);
	mem_free(rows.family);
	mem_free(weight);
	return rc;
}

static double held(double x, const double range[2])
{
	return fmax(range[0], fmin(range[1], x));
}

static bool covers(const double interval[2], double x)
{
	return interval[0] <= x && x <= interval[1];
}

static void print_coverage(const char *what, size_t k, size_t n)
{
	double lo, hi;

	dist_clopper_pearson(k, n, .95, &lo, &hi);
	printf("# %s: %zu of %zu, %.1f %% [%.1f, %.1f]\n", what, k, n,
	       100 * (double)k / (double)n, 100 * lo, 100 * hi);
}

static void print_suspect(const struct suspect *s, size_t seed, size_t teacher)
{
	const double values[] = {
		s->llr10,    s->unbounded, s->interval[0], s->interval[1], s->plain[0],
		s->plain[1], s->plain[2],  s->left[0],     s->left[1],     s->left[2],
		s->bound[0], s->bound[1],  s->truth};

	printf("%zu\t%zu\t%g", seed, teacher, s->dose);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		printf("\t%.3f", values[i]);
	putchar('\n');
}

static void print_all(const struct args *args, const struct part *parts, size_t n,
		      size_t n_families)
{
	size_t covered = 0, below = 0, above = 0, plain = 0;

	printf("# %s: %zu worlds\n# truth: %zu families, %ld prompts; a case: %ld "
	       "families, %ld prompts\n",
	       SIMULATION_NOTE, n, n_families, args->all_prompts, args->families,
	       args->prompts);
	puts("seed\tteacher\tdose\tllr10\tunbounded\tlo\thi\tplain_5\tplain_50\tplain_"
	     "95\t"
	     "left_5\tleft_50\tleft_95\tbound_lo\tbound_hi\ttruth");
	for (size_t i = 0; i < n * N_SUSPECTS; i++) {
		const struct suspect *s = &parts[i / N_SUSPECTS].suspects[i % N_SUSPECTS];
		double truth = held(s->truth, s->bound);

		covered += covers(s->interval, truth);
		below += truth < s->interval[0];
		above += truth > s->interval[1];
		plain += s->plain[0] <= s->truth && s->truth <= s->plain[2];
		print_suspect(s, (size_t)args->seed + i / N_SUSPECTS,
			      i % N_SUSPECTS / N_DOSES);
	}
	print_coverage("truth, held to the case's bounds, is in the interval", covered,
		       n * N_SUSPECTS);
	print_coverage("it lies below", below, n * N_SUSPECTS);
	print_coverage("it lies above", above, n * N_SUSPECTS);
	print_coverage("nothing bounded and no channel left out", plain, n * N_SUSPECTS);
}

static int check(const struct args *args, int n, struct err *err)
{
	if (n)
		return err_set(err, ERR_USAGE, "sim-coverage takes options alone");
	if (args->families < TOYS_FAMILIES_MIN || args->all_families < args->families ||
	    args->all_families > TOYS_FAMILIES_MAX)
		return err_set(err, ERR_USAGE,
			       "--families %ld --all-families %ld: give %d to %d, and a "
			       "case no more than its world",
			       args->families, args->all_families, TOYS_FAMILIES_MIN,
			       TOYS_FAMILIES_MAX);
	if (args->prompts < FINDING_LEAST_PROMPTS ||
	    (size_t)args->all_prompts > sim_prompt_limit())
		return err_set(err, ERR_USAGE, "give %d to %zu prompts",
			       FINDING_LEAST_PROMPTS, sim_prompt_limit());
	if (args->worlds < 1 || args->replicates < 20)
		return err_set(err, ERR_USAGE, "give a world and 20 replicates or more");
	return 0;
}

static int run(const void *given, int n, char **words, struct err *err)
{
	const struct args *args = given;
	struct part *parts;
	size_t n_families = 0;
	int rc;

	(void)words;
	if (check(args, n, err))
		return -1;
	parts = MEM_ARRAY((size_t)args->worlds, struct part);
	if (args->threads)
		omp_set_num_threads((int)args->threads);
#pragma omp parallel for schedule(dynamic)
	for (long i = 0; i < args->worlds; i++) {
		weigh_all(args, (uint64_t)(args->seed + i), &parts[i]);
		weigh_cases(args, (uint64_t)(args->seed + i), &parts[i]);
	}
	rc = learn_truth(parts, (size_t)args->worlds, &n_families, err);
	if (!rc)
		print_all(args, parts, (size_t)args->worlds, n_families);
	for (long i = 0; i < args->worlds; i++) {
		mem_free(parts[i].rows.x);
		mem_free(parts[i].rows.h1);
		mem_free(parts[i].rows.family);
	}
	mem_free(parts);
	return rc;
}

static const struct verb program = {
	.name = "sim-coverage",
	.brief = "how often the interval of a case holds what a large reference says (a "
		 "simulation)",
	.usage = "[--worlds N] [--all-prompts N] ...",
	.examples = "sim-coverage --worlds 4 --all-prompts 1000\n",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;

	if (verb_invoke(&program, argc, argv, &err)) {
		fprintf(stderr, "sim-coverage: %s\n", err.text);
		return err_status(err.kind);
	}
	return 0;
}
