/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/study.c: how often the evidence tells a student of a known dose, and how often it
 * accuses one of dose 0: many populations of toy models, each with a reference corpus of
 * its own and fresh suspects. No file but the table is written and nothing is asked of a
 * network. A simulation: no real model was examined.
 */
#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/opt.h"
#include "sim/prompts.h"
#include "sim/world.h"
#include "stat/dist.h"
#include "stat/lr.h"

#define MAX_VALUES 12   /* in a list of an option */
#define MAX_CONTROLS 64 /* asked beside suspect and teacher */
#define MAX_LESSONS 4   /* patterns of channels that speak, of one reference */
#define LEVEL .95       /* of the limits printed */

struct args {
	long populations, seed, families, threads;
	const char *prompts, *samples, *controls, *doses, *rows;
};

static const struct opt opts[] = {
	{"populations", 0, OPT_INT, offsetof(struct args, populations), "N", "200",
	 "populations, each with a teacher in question"},
	{"seed", 0, OPT_INT, offsetof(struct args, seed), "N", "1",
	 "of the first population"},
	{"families", 0, OPT_INT, offsetof(struct args, families), "N", "40",
	 "families in a reference corpus"},
	{"prompts", 0, OPT_STRING, offsetof(struct args, prompts), "LIST", "200",
	 "prompts that suspect, teacher and reference answer"},
	{"samples", 0, OPT_STRING, offsetof(struct args, samples), "LIST", "1",
	 "answers to each prompt"},
	{"controls", 0, OPT_STRING, offsetof(struct args, controls), "LIST", "0",
	 "models to centre on; 0: the clean ones of the reference corpus"},
	{"doses", 0, OPT_STRING, offsetof(struct args, doses), "LIST", "0,.5",
	 "share of a suspect's choices learned from the teacher"},
	{"rows", 0, OPT_STRING, offsetof(struct args, rows), "FILE", NULL,
	 "write every suspect's LLR10 there"},
	{"threads", 0, OPT_INT, offsetof(struct args, threads), "N", "0",
	 "at once; 0: as many as processors"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

/* Suspects of dose 0: who they are besides not being the teacher's students. */
static const char *const untaught[] = {"unrelated", "same-base", "hub", "other-teacher"};
#define N_UNTAUGHT (sizeof(untaught) / sizeof(untaught[0]))
#define OTHER_DOSE .5 /* what the last learned of another vendor's model */

struct values {
	double v[MAX_VALUES];
	size_t n;
};

struct setting {
	size_t prompts, samples, controls;
};

struct suspect {
	char name[48];
	const char *kind;
	double dose;
};

struct weighed {
	double llr10, unbounded; /* NaN without an LR */
	double hi;               /* the bound */
	const char *no_lr;
};

struct study {
	const struct args *args;
	struct values prompts, samples, controls;
	struct setting *settings;
	struct suspect *suspects;
	size_t n_populations, n_settings, n_suspects;
	struct weighed *outcomes; /* [population][setting][suspect] */
	char (*teachers)[32];     /* [population]: in question */
};

static struct weighed *outcome_at(const struct study *s, size_t population,
				  size_t setting, size_t suspect)
{
	return &s->outcomes[(population * s->n_settings + setting) * s->n_suspects +
			    suspect];
}

/* Suspect, teacher in question and controls, added to a new population. */
static const struct toy *add_case(const struct study *s, struct toys *toys, uint64_t seed)
{
	const struct toy *teachers[64], *teacher, *other;
	const char *base = NULL;
	size_t n = 0;

	for (size_t i = 0; i < toys_count(toys) && n < 64; i++) {
		if (toys_at(toys, i)->kind == TOY_TEACHER)
			teachers[n++] = toys_at(toys, i);
	}
	teacher = other = teachers[hash_mix(seed) % n];
	for (size_t i = hash_mix(seed + 1) % n; !strcmp(other->vendor, teacher->vendor);
	     i = (i + 1) % n)
		other = teachers[i];
	for (size_t i = 0; i < toys_count(toys) && !base; i++) {
		if (!strcmp(toys_at(toys, i)->teacher_vendor, teacher->vendor))
			base = toys_at(toys, i)->base;
	}
	for (size_t i = 0; i < s->n_suspects; i++) {
		const struct suspect *suspect = &s->suspects[i];

		if (suspect->dose > 0)
			toys_add_student(toys, suspect->name, teacher, suspect->dose);
		else if (!strcmp(suspect->kind, "other-teacher"))
			toys_add_student(toys, suspect->name, other, OTHER_DOSE);
		else
			toys_add_independent(toys, suspect->name,
					     strcmp(suspect->kind, "same-base") ? NULL
										: base,
					     !strcmp(suspect->kind, "hub"));
	}
	return teacher;
}

static double most(const struct values *list)
{
	double out = 0;

	for (size_t i = 0; i < list->n; i++)
		out = fmax(out, list->v[i]);
	return out;
}

static void control_name(size_t i, char out[48])
{
	(void)snprintf(out, 48, "control-%02zu", i + 1);
}

/* Everything that is asked of anybody: the reference and the suspects in one table, the
 * suspects, the teacher and the controls in the other. */
struct asked {
	struct toys *toys;
	const struct toy *teacher;
	struct answers *reference, *live;
};

static void ask_one(const struct study *s, struct asked *a, const struct toy *toy,
		    struct answers *out)
{
	toy_answers_put(out, a->toys, toy, toy->name,
			(struct toy_questions){(size_t)most(&s->prompts),
					       (size_t)most(&s->samples)});
}

static struct asked ask_all(const struct study *s, uint64_t seed)
{
	struct toys_plan plan = {.design = TOYS_FAMILIES,
				 .seed = seed,
				 .n_families = (size_t)s->args->families,
				 .dose = -1};
	struct asked a = {toys_new(&plan), NULL, answers_new(), answers_new()};
	size_t n_controls = (size_t)most(&s->controls);

	a.teacher = add_case(s, a.toys, seed);
	for (size_t i = 0; i < toys_count(a.toys); i++) {
		if (toys_at(a.toys, i)->known)
			ask_one(s, &a, toys_at(a.toys, i), a.reference);
	}
	for (size_t i = 0; i < s->n_suspects; i++) {
		const struct toy *toy = toys_model(a.toys, s->suspects[i].name);

		ask_one(s, &a, toy, a.reference);
		if (n_controls)
			ask_one(s, &a, toy, a.live);
	}
	if (n_controls)
		ask_one(s, &a, a.teacher, a.live);
	for (size_t i = 0; i < n_controls; i++) {
		char name[48];

		control_name(i, name);
		ask_one(s, &a, toys_add_independent(a.toys, name, NULL, false), a.live);
	}
	answers_sort(a.reference);
	answers_sort(a.live);
	return a;
}

/* What was learned of one reference, for each pattern of channels that speak. */
struct lessons {
	const struct trials *trials;
	struct lesson_learned learned[MAX_LESSONS];
	size_t n;
};

static const struct lesson_learned *lesson_for(struct lessons *lessons, const double *x)
{
	const struct learn_rows *rows = &lessons->trials->rows;
	bool used[LEARN_MAX_CHANNELS] = {false};

	for (size_t k = 0; k < rows->n_channels; k++) {
		for (size_t i = 0; i < rows->n && !used[k] && !isnan(x[k]); i++)
			used[k] = !isnan(rows->x[i * rows->n_channels + k]);
	}
	for (size_t i = 0; i < lessons->n; i++) {
		if (!memcmp(lessons->learned[i].model.used, used,
			    rows->n_channels * sizeof(*used)))
			return &lessons->learned[i];
	}
	if (lessons->n == MAX_LESSONS)
		lessons->n--;
	lessons->learned[lessons->n] = world_learn(lessons->trials, used);
	return &lessons->learned[lessons->n++];
}

static struct weighed weigh(struct lessons *lessons, const double *x)
{
	const struct lesson_learned *l = lesson_for(lessons, x);
	struct weighed out = {NAN, NAN, l->bound.hi, l->no_lr};

	if (out.no_lr)
		return out;
	out.unbounded = learn_llr10(&l->model, x);
	out.llr10 = bound_apply(&l->bound, out.unbounded);
	return out;
}

/* Who of a live case is known: the first controls, as clean models, and the teacher. */
static struct population *live_population(const struct asked *a,
					  const struct answers *live, size_t n_controls)
{
	struct population *pop =
		population_new((const char *const *)live->models, live->n_models);
	struct model_facts facts = {.vendor = a->teacher->vendor,
				    .family = a->teacher->family};
	char name[48];

	population_set(pop, answers_find_model(live, a->teacher->name), &facts);
	for (size_t i = 0; i < n_controls; i++) {
		control_name(i, name);
		facts = (struct model_facts){
			.vendor = name, .family = name, .taught_by = "none"};
		population_set(pop, answers_find_model(live, name), &facts);
	}
	return pop;
}

static void weigh_live(const struct study *s, const struct asked *a, size_t population,
		       size_t setting, struct lessons *lessons)
{
	struct toy_questions asked = {s->settings[setting].prompts,
				      s->settings[setting].samples};
	struct answers *live = toy_answers_first(a->live, asked);
	struct population *pop = live_population(a, live, s->settings[setting].controls);
	struct channel_list channels = channel_list_standard();
	struct scoring *scoring = scoring_new(live, pop, &channels);

	struct centring *centring =
		centring_new(pop, scoring->score, scoring->n_channels, NULL);

	for (size_t i = 0; i < s->n_suspects; i++) {
		struct pair_scores x = pair_scores_of(
			centring, answers_find_model(live, s->suspects[i].name),
			answers_find_model(live, a->teacher->name));

		*outcome_at(s, population, setting, i) = weigh(lessons, x.x);
	}
	centring_free(centring);
	scoring_free(scoring);
	population_free(pop);
	answers_free(live);
}

static void weigh_recorded(const struct study *s, const struct asked *a,
			   const struct world *w, size_t population, size_t setting,
			   struct lessons *lessons)
{
	struct centring *centring =
		centring_new(w->pop, w->scoring->score, w->scoring->n_channels, NULL);

	for (size_t i = 0; i < s->n_suspects; i++) {
		struct pair_scores x =
			pair_scores_of(centring, world_model(w, s->suspects[i].name),
				       world_model(w, a->teacher->name));

		*outcome_at(s, population, setting, i) = weigh(lessons, x.x);
	}
	centring_free(centring);
}

static void study_population(const struct study *s, size_t population)
{
	struct asked a = ask_all(s, (uint64_t)s->args->seed + population);
	struct setting *before = NULL;
	struct world *w = NULL;
	struct lessons lessons = {0};

	(void)snprintf(s->teachers[population], sizeof(*s->teachers), "%s",
		       a.teacher->name);
	for (size_t i = 0; i < s->n_settings; i++) {
		struct setting *now = &s->settings[i];

		if (!before || before->prompts != now->prompts ||
		    before->samples != now->samples) {
			struct toy_questions asked = {now->prompts, now->samples};

			world_free(w);
			w = world_new(a.toys, toy_answers_first(a.reference, asked));
			lessons = (struct lessons){.trials = w->trials};
		}
		before = now;
		if (now->controls)
			weigh_live(s, &a, population, i, &lessons);
		else
			weigh_recorded(s, &a, w, population, i, &lessons);
	}
	world_free(w);
	answers_free(a.reference);
	answers_free(a.live);
	toys_free(a.toys);
}

static const char head[] = "source\tprompts\tsamples\tcontrols\tkind\tdose\tn\tn_no_lr\t"
			   "share\tshare_lo\tshare_hi\tshare_1\tshare_1_lo\tshare_1_hi\t"
			   "auc\tmean_llr10\tbound_hi";

/* Suspects of one line of the table: one kind, or (NULL) all of a dose. */
static bool in_line(const struct suspect *suspect, const char *kind, double dose)
{
	return kind ? !strcmp(suspect->kind, kind)
		    : !(suspect->dose < dose) && !(suspect->dose > dose);
}

struct tally {
	size_t n, n_no_lr, above_half, above_one;
	double sum, sum_hi;
	/* The line's suspects, and all of dose 0 beside them: what AUC is of. */
	double *score;
	unsigned char *mine;
	size_t n_scores;
};

static void tally_add(struct tally *t, const struct weighed *o)
{
	t->n++;
	t->n_no_lr += o->no_lr != NULL;
	t->above_half += o->llr10 > .5;
	t->above_one += o->llr10 > 1;
	t->sum += o->no_lr ? 0 : o->llr10;
	t->sum_hi += o->hi;
}

static struct tally tally_line(const struct study *s, size_t setting, const char *kind,
			       double dose)
{
	size_t room = s->n_populations * s->n_suspects;
	struct tally t = {.score = mem_alloc(room, sizeof(double)),
			  .mine = MEM_ARRAY(room, unsigned char)};

	for (size_t i = 0; i < room; i++) {
		const struct suspect *suspect = &s->suspects[i % s->n_suspects];
		const struct weighed *o =
			outcome_at(s, i / s->n_suspects, setting, i % s->n_suspects);
		bool mine = in_line(suspect, kind, dose);

		if (mine)
			tally_add(&t, o);
		if (o->no_lr || (!mine && suspect->dose > 0))
			continue;
		t.mine[t.n_scores] = mine;
		t.score[t.n_scores++] = o->unbounded;
	}
	return t;
}

static void print_share(size_t k, size_t n)
{
	double lo, hi;

	dist_clopper_pearson(k, n, LEVEL, &lo, &hi);
	printf("\t%.4f\t%.4f\t%.4f", (double)k / (double)n, lo, hi);
}

static void print_number(bool any, double value)
{
	if (any)
		printf("\t%.4f", value);
	else
		fputs("\t-", stdout);
}

static void print_line(const struct study *s, size_t setting, const char *kind,
		       double dose)
{
	const struct setting *at = &s->settings[setting];
	struct tally t = tally_line(s, setting, kind, dose);
	bool any = t.n > t.n_no_lr;

	printf("simulation\t%zu\t%zu\t%zu\t%s\t%g\t%zu\t%zu", at->prompts, at->samples,
	       at->controls,
	       kind       ? kind
	       : dose > 0 ? "student"
			  : "untaught",
	       dose, t.n, t.n_no_lr);
	print_share(t.above_half, t.n);
	print_share(t.above_one, t.n);
	print_number(any && dose > 0, lr_auc(t.score, t.mine, NULL, t.n_scores));
	print_number(any, t.sum / (double)(t.n - t.n_no_lr));
	print_number(true, t.sum_hi / (double)t.n);
	putchar('\n');
	mem_free(t.score);
	mem_free(t.mine);
}

static void print_table(const struct study *s, const struct values *doses)
{
	puts(head);
	for (size_t i = 0; i < s->n_settings; i++) {
		for (size_t j = 0; j < doses->n; j++) {
			print_line(s, i, NULL, doses->v[j]);
			for (size_t k = 0; k < N_UNTAUGHT && !(doses->v[j] > 0); k++)
				print_line(s, i, untaught[k], 0);
		}
	}
}

static int write_rows(const struct study *s, struct err *err)
{
	FILE *f = fopen(s->args->rows, "we");

	if (!f)
		return err_set(err, ERR_FAIL, "%s: %s", s->args->rows, strerror(errno));
	fputs("seed\tteacher\tprompts\tsamples\tcontrols\tkind\tdose\tllr10\tunbounded\tb"
	      "ound_"
	      "hi\n",
	      f);
	for (size_t p = 0; p < s->n_populations; p++) {
		for (size_t j = 0; j < s->n_settings; j++) {
			for (size_t i = 0; i < s->n_suspects; i++) {
				const struct setting *at = &s->settings[j];
				const struct weighed *o = outcome_at(s, p, j, i);

				fprintf(f,
					"%ld\t%s\t%zu\t%zu\t%zu\t%s\t%g\t%.4f\t%.4f\t%."
					"3f\n",
					s->args->seed + (long)p, s->teachers[p],
					at->prompts, at->samples, at->controls,
					s->suspects[i].kind, s->suspects[i].dose,
					o->llr10, o->unbounded, o->hi);
			}
		}
	}
	if (fclose(f))
		return err_set(err, ERR_FAIL, "%s: %s", s->args->rows, strerror(errno));
	return 0;
}

static int read_values(const char *name, const char *text, double lo, double hi,
		       struct values *out, struct err *err)
{
	const char *at = text;

	for (out->n = 0; *at; out->n++) {
		char *end;
		double value = strtod(at, &end);

		if (end == at || (*end && *end != ',') || value < lo || value > hi ||
		    out->n == MAX_VALUES)
			return err_set(err, ERR_USAGE,
				       "--%s %s: give up to %d numbers from %g to %g, "
				       "parted by commas",
				       name, text, MAX_VALUES, lo, hi);
		out->v[out->n] = value;
		at = *end ? end + 1 : end;
	}
	return out->n ? 0 : err_set(err, ERR_USAGE, "--%s: give some number", name);
}

static int read_lists(struct study *s, struct values *doses, struct err *err)
{
	if (s->args->families < TOYS_FAMILIES_MIN ||
	    s->args->families > TOYS_FAMILIES_MAX)
		return err_set(err, ERR_USAGE, "--families %ld: give %d to %d",
			       s->args->families, TOYS_FAMILIES_MIN, TOYS_FAMILIES_MAX);
	if (read_values("prompts", s->args->prompts, 1, (double)sim_prompt_limit(),
			&s->prompts, err) ||
	    read_values("samples", s->args->samples, 1, 100, &s->samples, err) ||
	    read_values("controls", s->args->controls, 0, MAX_CONTROLS, &s->controls,
			err) ||
	    read_values("doses", s->args->doses, 0, 1, doses, err))
		return -1;
	if (s->args->populations < 1)
		return err_set(err, ERR_USAGE, "--populations: give 1 or more");
	return 0;
}

static void list_settings(struct study *s)
{
	s->settings =
		MEM_ARRAY(s->prompts.n * s->samples.n * s->controls.n, struct setting);
	for (size_t i = 0; i < s->prompts.n; i++) {
		for (size_t j = 0; j < s->samples.n; j++) {
			for (size_t k = 0; k < s->controls.n; k++)
				s->settings[s->n_settings++] = (struct setting){
					(size_t)s->prompts.v[i], (size_t)s->samples.v[j],
					(size_t)s->controls.v[k]};
		}
	}
}

static void list_suspects(struct study *s, const struct values *doses)
{
	s->suspects = MEM_ARRAY(doses->n + N_UNTAUGHT, struct suspect);
	for (size_t i = 0; i < N_UNTAUGHT; i++)
		s->suspects[s->n_suspects++] = (struct suspect){"", untaught[i], 0};
	for (size_t i = 0; i < doses->n; i++) {
		if (doses->v[i] > 0)
			s->suspects[s->n_suspects++] =
				(struct suspect){"", "student", doses->v[i]};
	}
	for (size_t i = 0; i < s->n_suspects; i++)
		(void)snprintf(s->suspects[i].name, sizeof(s->suspects[i].name),
			       "suspect-%s-%g", s->suspects[i].kind, s->suspects[i].dose);
}

static int run(const void *given, int n, char **words, struct err *err)
{
	struct study s = {.args = given};
	struct values doses;
	int rc = -1;

	(void)words;
	if (n)
		return err_set(err, ERR_USAGE, "sim-study takes options alone");
	if (read_lists(&s, &doses, err))
		return -1;
	list_settings(&s);
	list_suspects(&s, &doses);
	s.n_populations = (size_t)s.args->populations;
	s.outcomes =
		MEM_ARRAY(s.n_populations * s.n_settings * s.n_suspects, struct weighed);
	s.teachers = mem_zalloc(s.n_populations, sizeof(*s.teachers));
	if (s.args->threads)
		omp_set_num_threads((int)s.args->threads);
#pragma omp parallel for schedule(dynamic)
	for (size_t i = 0; i < s.n_populations; i++)
		study_population(&s, i);
	print_table(&s, &doses);
	rc = s.args->rows ? write_rows(&s, err) : 0;
	mem_free(s.settings);
	mem_free(s.suspects);
	mem_free(s.outcomes);
	mem_free(s.teachers);
	return rc;
}

static const struct verb program = {
	.name = "sim-study",
	.brief = "how often toy students are told, by dose, prompts and controls (a "
		 "simulation)",
	.usage = "[--populations N] [--doses LIST] ...",
	.examples = "sim-study\n"
		    "sim-study --doses 0,.1,.3,.5,1 --prompts 50,100,200,400 "
		    "--controls 0,8\n",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;

	if (verb_invoke(&program, argc, argv, &err)) {
		fprintf(stderr, "sim-study: %s\n", err.text);
		return err_status(err.kind);
	}
	return 0;
}
