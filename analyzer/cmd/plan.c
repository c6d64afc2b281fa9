/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay plan: what a plan would send, what that costs, and what it could show. Sends
 * nothing and asks for no key. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/term.h"
#include "cmd/forecast.h"
#include "cmd/sequence.h"
#include "cmd/usage.h"
#include "cmd/verbs.h"
#include "cmd/wording.h"
#include "store/casefile.h"
#include "store/corpus.h"
#include "store/curve.h"

struct plan_args {
	struct sequence_args sequence;
	const char *casefile, *prices, *probes;
	double rpm;
	bool json;
};

#define AT(member) offsetof(struct plan_args, member)
#define OPTIONS_OF struct plan_args
static const struct opt options[] = {
	SEQUENCE_ROWS(SEQUENCE_OPTION){"case", 'c', OPT_STRING, AT(casefile), "FILE",
				       NULL, "the case; else NAME.assay beside the plan"},
	{"probes", 0, OPT_STRING, AT(probes), "NAME,...", NULL,
	 "sets and compositions in place of the plan's, such as quick"},
	{"prices", 0, OPT_STRING, AT(prices), "FILE", NULL,
	 "prices to use; else those that ship"},
	{"rpm", 0, OPT_NUMBER, AT(rpm), "N", "0",
	 "requests a minute where the plan says none; 0: no limit"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

/* Columns of a name in the table. */
#define NAME_COLUMNS 29
#define POWER_WANTED .9 /* of students told */

/* All that one call works on; zero-initialise. */
struct planning {
	const struct plan_args *args;
	struct plan *plan;
	struct worklist list;
	char *casefile;
	bool has_case; /* it exists already */
	struct forecast_known *known;
	size_t *at_once;
	struct prices *prices;
	struct forecast forecast;
	struct corpus *corpus; /* NULL: the plan names none */
	struct curve curve;
	struct power power; /* of simulated students; empty without a corpus */
	size_t n_prompts;   /* different ones, of the corpus's genre */
	bool has_data;      /* the corpus's answers are there */
	size_t n_shared;    /* prompts that they answer */
	bool in_blocks;     /* it may end early, and then: */
	struct sequence_design design;
	bool has_hope;
	struct sequence_hope hope[2]; /* H1, H2 */
};

/* What an answer took so far is the best guess of what the next will take. */
static int known_read(struct planning *p, struct casefile *cf, struct err *err)
{
	struct usage *usage = MEM_ARRAY(p->plan->n_models, struct usage);
	struct answers *answers = answers_new();
	int rc = casefile_answers(cf, answers, err);

	if (!rc)
		rc = usage_recall(cf, p->plan, usage, err);
	for (size_t i = 0; i < p->plan->n_models && !rc; i++) {
		forecast_seen(p->plan, i, answers, &p->known[i]);
		if (usage[i].completion_tokens > 0 && usage[i].n_answered)
			p->known[i].answer_tokens =
				usage[i].completion_tokens / (double)usage[i].n_answered;
	}
	answers_free(answers);
	mem_free(usage);
	return rc;
}

static int read_case(struct planning *p, struct err *err)
{
	struct casefile *cf = NULL;
	int rc;

	p->known = mem_alloc(p->plan->n_models, sizeof(*p->known));
	p->at_once = mem_alloc(p->plan->n_models, sizeof(*p->at_once));
	for (size_t i = 0; i < p->plan->n_models; i++) {
		p->known[i] = (struct forecast_known){NAN, NAN, FORECAST_BY_CAP};
		p->at_once[i] = wording_at_once(&p->plan->models[i]);
		if (*p->plan->models[i].api &&
		    !wording_dialect(p->plan, &p->plan->models[i], err))
			return -1;
	}
	p->casefile = worklist_case_path(p->plan, p->args->casefile);
	p->has_case = file_exists(p->casefile);
	if (p->has_case) {
		cf = casefile_open(p->casefile, CASEFILE_READ, err);
		if (!cf)
			return -1;
	}
	rc = worklist_make(&p->list, p->plan, cf, err);
	if (!rc && cf)
		rc = known_read(p, cf, err);
	casefile_abandon(cf);
	return rc;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Different prompts of that genre (NULL: any); sentinels are none. */
static size_t count_prompts(const struct planning *p, const char *genre)
{
	const char **ids = mem_alloc(p->list.n, sizeof(*ids));
	size_t n = 0, n_different = 0;

	for (size_t i = 0; i < p->list.n; i++) {
		const struct probe_set *set = p->plan->sets[p->list.items[i].set].set;

		if (!p->list.items[i].is_sentinel &&
		    (!genre || !strcmp(genre, set->genre)))
			ids[n++] = set->probes[p->list.items[i].probe].id;
	}
	qsort(ids, n, sizeof(*ids), by_text);
	for (size_t i = 0; i < n; i++)
		n_different += !i || strcmp(ids[i], ids[i - 1]) != 0;
	mem_free(ids);
	return n_different;
}

/* Where nothing is known of a model, what others answered to these prompts stands. */
static int read_reference_answers(struct planning *p, struct err *err)
{
	struct answers *answers = answers_new();
	size_t n_read;
	double mean;
	int rc = corpus_read_answers(p->corpus, p->plan->data, answers, &n_read, err);

	if (!rc) {
		mean = forecast_mean(p->plan, p->list.items, p->list.n, answers,
				     &p->n_shared);
		for (size_t i = 0; p->n_shared && i < p->plan->n_models; i++)
			if (isnan(p->known[i].answer_tokens))
				p->known[i] = (struct forecast_known){
					mean, p->known[i].per_word, FORECAST_BY_CORPUS};
	}
	answers_free(answers);
	return rc;
}

static int read_power(struct planning *p, struct err *err)
{
	char *dir = file_shipped("corpora", err);
	char *path = dir ? file_join(dir, "power.tsv") : NULL;
	int rc = path ? power_open(path, &p->power, err) : -1;

	mem_free(dir);
	mem_free(path);
	return rc;
}

static int read_reference(struct planning *p, struct err *err)
{
	if (*p->plan->corpus) {
		p->corpus = corpus_open(p->plan->corpus, NULL, err);
		if (!p->corpus || curve_open(p->corpus->dir, &p->curve, err) ||
		    read_power(p, err))
			return -1;
	}
	p->n_prompts = count_prompts(p, p->corpus ? p->corpus->genre : NULL);
	p->has_data = p->corpus && *p->plan->data && file_is_dir(p->plan->data);
	return p->has_data ? read_reference_answers(p, err) : 0;
}

/* "12,345": for figures that people read. */
static const char *grouped(double value, char out[32])
{
	char digits[32];
	size_t n, k = 0;

	n = (size_t)snprintf(digits, sizeof(digits), "%.0f", value);
	for (size_t i = 0; i < n && k < 30; i++) {
		if (i && (n - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = digits[i];
	}
	out[k] = '\0';
	return out;
}

static const char *money(double usd, char out[32])
{
	if (isnan(usd))
		return "?";
	if (usd > 0 && usd < 0.005)
		return "<.01";
	(void)snprintf(out, 32, "%.2f", usd);
	return out;
}

static void print_name(const char *name, int columns)
{
	struct buf shown = BUF_INIT;
	size_t pos = 0;
	int n = 0;

	term_add(&shown, name, strlen(name), (size_t)columns - 3);
	for (; pos < shown.len; pos++)
		n += ((unsigned char)shown.data[pos] & 0xC0) != 0x80;
	printf("%s%*s", buf_str(&shown), n < columns ? columns - n : 0, "");
	buf_clear(&shown);
}

static void print_row(const struct forecast_model *m)
{
	char in[32], out[32], usd[32];

	printf("%-8s ", role_name(m->model->role));
	print_name(m->model->name, NAME_COLUMNS);
	if (!*m->model->api)
		printf(" recorded: %zu of %zu in the case\n", m->n_done, m->n_items);
	else
		printf(" %7zu %9s %10s %7s %4.0f\n", m->n_requests,
		       grouped(m->tokens_in, in), grouped(m->tokens_out, out),
		       money(m->usd, usd), ceil(m->minutes));
}

static void print_table(const struct planning *p)
{
	const struct forecast *f = &p->forecast;
	char in[32], out[32], usd[32];

	printf("%-*s %7s %9s %10s %7s %4s\n", NAME_COLUMNS + 9, "", "to send",
	       "tokens in", "tokens out", "USD", "min");
	for (size_t i = 0; i < f->n; i++)
		print_row(&f->models[i]);
	printf("%-*s %7zu %9s %10s %7s %4.0f\n\n", NAME_COLUMNS + 9, "in all",
	       f->n_requests, grouped(f->tokens_in, in), grouped(f->tokens_out, out),
	       money(f->usd, usd), ceil(f->minutes));
}

static void print_advised(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_models; i++)
		n += plan->models[i].role == ROLE_CONTROL;
	if (n < plan->n_controls_advised)
		printf("controls: %s is meant for %zu, the plan has %zu\n\n",
		       plan->advised_by, plan->n_controls_advised, n);
}

static void print_head(const struct planning *p)
{
	term_puts(stdout, p->plan->name);
	printf(": %zu models, %zu prompts, %zu answers wanted of each\n",
	       p->plan->n_models, count_prompts(p, NULL), p->list.n);
	fputs("case: ", stdout);
	term_puts(stdout, p->casefile);
	printf("%s\n\n", p->has_case ? "" : " (not there yet)");
	print_advised(p->plan);
	if (*p->plan->simulation) {
		fputs("A SIMULATION: ", stdout);
		term_puts(stdout, p->plan->simulation);
		fputs("\n\n", stdout);
	}
}

static bool any_by(const struct forecast *f, enum forecast_basis basis)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->models[i].basis == basis && f->models[i].n_requests)
			return true;
	return false;
}

static void print_assumptions(const struct planning *p)
{
	const struct forecast *f = &p->forecast;

	printf("tokens: %g a word%s; an answer: ",
	       *p->plan->simulation ? 1.0 : FORECAST_PER_WORD,
	       *p->plan->simulation ? " (simulated)" : ", 1 an ideograph");
	if (any_by(f, FORECAST_BY_CAP))
		printf("%.0f %% of max_tokens, at most %d\n", 100 * FORECAST_CAP_SHARE,
		       FORECAST_ANSWER_MAX);
	else
		puts("as measured");
	if (any_by(f, FORECAST_BY_CORPUS)) {
		printf("        the mean of answers to %zu of these prompts in ",
		       p->n_shared);
		term_puts(stdout, p->corpus->name);
		putchar('\n');
	}
	if (any_by(f, FORECAST_MEASURED))
		puts("        where the case holds answers of a model: their mean");
	fputs("prices: estimates of ", stdout);
	term_puts(stdout, prices_dated(p->prices));
	fputs(", ", stdout);
	term_puts(stdout, prices_file(p->prices));
	putchar('\n');
	for (size_t i = 0; i < f->n; i++) {
		if (!isnan(f->models[i].usd))
			continue;
		fputs("        none for ", stdout);
		term_puts(stdout, f->models[i].model->model);
		puts(": add a row, or name your own with --prices");
	}
	printf("time:   models side by side; %d requests at once, %g s and %g tokens/s "
	       "each,\n        unless the plan says max_concurrency, rpm or tpm\n",
	       FORECAST_AT_ONCE, FORECAST_START_S, FORECAST_TOKENS_S);
}

struct limit {
	const char *what;
	double allowed, wanted;
};
enum { LIMIT_REQUESTS, LIMIT_USD, LIMIT_MINUTES, N_LIMITS };

static void limits_of(const struct planning *p, struct limit out[N_LIMITS])
{
	const struct plan_budget *b = &p->plan->budget;
	const struct forecast *f = &p->forecast;

	out[LIMIT_REQUESTS] =
		(struct limit){"requests", b->requests, (double)f->n_requests};
	out[LIMIT_USD] = (struct limit){"usd", b->usd, f->usd};
	out[LIMIT_MINUTES] = (struct limit){"minutes", b->minutes, f->minutes};
}

static void print_budget(const struct planning *p)
{
	struct limit limits[N_LIMITS];
	bool any = false;

	limits_of(p, limits);
	for (size_t i = 0; i < N_LIMITS; i++) {
		bool enough = limits[i].wanted <= limits[i].allowed;

		if (limits[i].allowed < 0)
			continue;
		any = true;
		printf("budget: %g %s: %s\n", limits[i].allowed, limits[i].what,
		       !enough ? "NOT ENOUGH for what is to be sent"
		       : i == LIMIT_USD && p->forecast.n_unpriced
			       ? "enough, but for models without a price"
			       : "enough");
	}
	if (!any)
		puts("budget: none; {\"budget\": {\"usd\": 5}} in the plan stops it "
		     "there");
}

/* ".956" as figures of this kind are written; "1.000". */
static const char *share_text(double value, char out[16])
{
	(void)snprintf(out, 16, "%.3f", value);
	return *out == '0' ? out + 1 : out;
}

/* Recorded models serve as cohort on their own prompts only. */
static void print_shared(const struct planning *p)
{
	if (p->has_data)
		printf("        %zu of them are the corpus's: on the others the controls "
		       "alone compare\n",
		       p->n_shared);
	else if (*p->plan->data)
		fputs("        its answers are not there: \"data\" is no folder\n",
		      stdout);
}

/* What of the power table the plan amounts to. */
static bool find_power(const struct planning *p, struct power_point *at)
{
	struct power_point wanted = {.prompts = (double)p->n_prompts,
				     .samples = HUGE_VAL};

	for (size_t i = 0; i < p->plan->n_sets; i++)
		wanted.samples = fmin(wanted.samples, (double)p->plan->sets[i].samples);
	/* The corpus's answers bring its clean models; else the controls are all. */
	for (size_t i = 0; i < p->plan->n_models && !p->has_data; i++)
		wanted.controls += p->plan->models[i].role == ROLE_CONTROL;
	if (!p->has_data && !(wanted.controls > 0))
		return false;
	return power_at(&p->power, &wanted, at);
}

static double least_students(const struct planning *p, const struct power_point *at)
{
	double n = HUGE_VAL;

	for (size_t i = 0; i < p->power.n; i++)
		if (power_same(&p->power.v[i], at))
			n = fmin(n, p->power.v[i].n);
	return n;
}

static void print_power(const struct planning *p)
{
	struct power_point at;
	double dose;

	if (!p->corpus)
		return;
	fputs("power:  ", stdout);
	if (!find_power(p, &at)) {
		puts("so few prompts or controls were not simulated");
		return;
	}
	printf("simulated with %.0f prompts and ", at.prompts);
	if (at.controls > 0)
		printf("%.0f controls", at.controls);
	else
		fputs("a corpus's independent models", stdout);
	dose = power_dose(&p->power, &at, POWER_WANTED);
	if (isnan(dose))
		puts(", fewer than 9 in 10\n        students of any dose came above "
		     "LLR10 "
		     "0.5");
	else
		printf(", 9 in 10 students came\n        above LLR10 0.5 that had "
		       "learned "
		       "%.0f %% of their choices from the teacher\n",
		       ceil(100 * dose));
	printf("        (of 30 %%: %.0f in 100; of none: %.1f in 100; %.0f toy students "
	       "of "
	       "each\n        dose, no real models)\n",
	       100 * power_share(&p->power, &at, .3),
	       100 * power_share(&p->power, &at, 0), least_students(p, &at));
}

static void print_effect(const struct planning *p)
{
	struct curve_point at;
	char room[16];

	if (!p->corpus) {
		puts("effect: the plan names no corpus: ranks, and no likelihood ratio");
		return;
	}
	printf("effect: with %zu prompts of genre ", p->n_prompts);
	term_puts(stdout, p->corpus->genre);
	if (!p->curve.n) {
		fputs(": not measured on ", stdout);
	} else if (!curve_at(&p->curve, (double)p->n_prompts, &at)) {
		printf(": too few; from %.0f on it was measured on ",
		       p->curve.v[0].n_prompts);
	} else {
		printf(": AUC %s, %.0f %% of true\n        students above LLR10 0.5 "
		       "(measured on the prompts of ",
		       share_text(at.auc, room), 100 * at.share);
		term_puts(stdout, p->corpus->name);
		puts(")");
		print_shared(p);
		return;
	}
	term_puts(stdout, p->corpus->name);
	putchar('\n');
	print_shared(p);
}

/* Whether and how early it may end. */
static int read_stop(struct planning *p, struct err *err)
{
	if (sequence_wanted(p->plan, &p->args->sequence, &p->in_blocks, err))
		return -1;
	if (!p->in_blocks)
		return 0;
	if (sequence_design(p->plan, &p->args->sequence, &p->design, err))
		return -1;
	p->has_hope =
		p->corpus && sequence_hope(&p->design, p->corpus, &p->curve, p->hope);
	return 0;
}

static void print_stop(const struct planning *p)
{
	static const char *const of[] = {"a true student", "an innocent model"};
	const struct sequence_design *d = &p->design;

	if (!p->in_blocks)
		return;
	printf("early:  at most %zu look%s, one after every %zu prompts from %zu on; "
	       "alpha %g, beta %g\n",
	       d->rule.n_looks, d->rule.n_looks == 1 ? "" : "s", d->block,
	       d->block * d->first_block, d->rule.alpha, d->rule.beta);
	if (!p->has_hope)
		puts("        how early it may end was not measured on the corpus: what "
		     "is "
		     "above is\n        the most that is sent");
	for (int h = 0; h < 2 && p->has_hope; h++)
		printf("        %s: at best %.0f of %zu prompts, about %.0f requests, on "
		       "average;\n        decided for H1 in %.0f %%, for H2 in %.0f %% "
		       "of "
		       "cases\n",
		       of[h], p->hope[h].n_prompts, d->n_prompts,
		       (double)p->forecast.n_requests * p->hope[h].n_prompts /
			       (double)d->n_prompts,
		       100 * p->hope[h].share_h1, 100 * p->hope[h].share_h2);
	for (int h = 0; h < 2 && p->has_hope; h++)
		if (!p->hope[h].in_bounds)
			printf("        the corpus has too few families for %s %g: it "
			       "can "
			       "never be decided for %s\n",
			       h ? "beta" : "alpha", h ? d->rule.beta : d->rule.alpha,
			       h ? "H2" : "H1");
}

static void stop_json(const struct planning *p, struct json *out)
{
	static const char *const of[] = {"h1", "h2"};
	struct json *early;

	if (!p->in_blocks) {
		json_add_null(out, "early");
		return;
	}
	early = json_add_object(out, "early");
	json_add_int(early, "n_looks", (long long)p->design.rule.n_looks);
	json_add_int(early, "block", (long long)p->design.block);
	json_add_int(early, "n_prompts", (long long)p->design.n_prompts);
	json_add_num(early, "alpha", p->design.rule.alpha);
	json_add_num(early, "beta", p->design.rule.beta);
	json_add_int(early, "requests_at_most", (long long)p->forecast.n_requests);
	for (int h = 0; h < 2; h++) {
		struct json *part;

		if (!p->has_hope) {
			json_add_null(early, of[h]);
			continue;
		}
		part = json_add_object(early, of[h]);
		json_add_num(part, "n_prompts", p->hope[h].n_prompts);
		json_add_num(part, "requests",
			     round((double)p->forecast.n_requests * p->hope[h].n_prompts /
				   (double)p->design.n_prompts));
		json_add_num(part, "share_h1", p->hope[h].share_h1);
		json_add_num(part, "share_h2", p->hope[h].share_h2);
		json_add_bool(part, "in_bounds", p->hope[h].in_bounds);
	}
}

static void model_json(const struct forecast_model *m, struct json *out)
{
	static const char *const paces[] = {"rpm", "tpm", "assumed"};
	static const char *const bases[] = {"max_tokens", "corpus", "measured"};

	json_add_str(out, "name", m->model->name);
	json_add_str(out, "role", role_name(m->model->role));
	json_add_str(out, "api", m->model->api);
	json_add_bool(out, "recorded", !*m->model->api);
	json_add_int(out, "n_items", (long long)m->n_items);
	json_add_int(out, "n_done", (long long)m->n_done);
	json_add_int(out, "requests", (long long)m->n_requests);
	json_add_num(out, "tokens_in", round(m->tokens_in));
	json_add_num(out, "tokens_out", round(m->tokens_out));
	json_add_str(out, "answers_by", bases[m->basis]);
	json_add_num(out, "usd", m->usd);
	json_add_num(out, "minutes", m->minutes);
	json_add_str(out, "pace", paces[m->pace]);
}

static void effect_json(const struct planning *p, struct json *out)
{
	struct curve_point at;

	json_add_str(out, "corpus", p->corpus ? p->corpus->name : NULL);
	json_add_int(out, "n_prompts", (long long)p->n_prompts);
	if (p->has_data)
		json_add_int(out, "n_in_corpus", (long long)p->n_shared);
	else
		json_add_null(out, "n_in_corpus");
	if (!p->corpus || !curve_at(&p->curve, (double)p->n_prompts, &at))
		at = (struct curve_point){NAN, NAN, NAN, NAN, NAN};
	json_add_num(out, "auc", at.auc);
	json_add_num(out, "cllr", at.cllr);
	json_add_num(out, "eer", at.eer);
	json_add_num(out, "share_above_half", at.share);
}

static void power_json(const struct planning *p, struct json *out)
{
	struct power_point at = {NAN, NAN, NAN, NAN, NAN, NAN};
	bool found = p->corpus && find_power(p, &at);
	struct json *list;

	json_add_str(out, "source", "simulation");
	json_add_num(out, "n_prompts", at.prompts);
	json_add_num(out, "samples", at.samples);
	json_add_num(out, "controls", at.controls);
	json_add_num(out, "dose_of_nine_in_ten",
		     found ? power_dose(&p->power, &at, POWER_WANTED) : (double)NAN);
	list = json_add_array(out, "doses");
	for (size_t i = 0; found && i < p->power.n; i++) {
		const struct power_point *point = &p->power.v[i];
		struct json *row;

		if (!power_same(point, &at))
			continue;
		row = json_add_object(list, NULL);
		json_add_num(row, "dose", point->dose);
		json_add_num(row, "n", point->n);
		json_add_num(row, "share_above_half", point->share);
	}
}

static void print_json(const struct planning *p)
{
	struct json *out = json_new_object(), *part;
	struct limit limits[N_LIMITS];
	char hash[SHA256_HEX];

	sha256_hex(p->plan->hash, hash);
	json_add_str(out, "schema", "assay.plan.v1");
	json_add_str(out, "name", p->plan->name);
	json_add_str(out, "sha256", hash);
	json_add_str(out, "case", p->casefile);
	json_add_bool(out, "case_exists", p->has_case);
	json_add_str(out, "simulation",
		     *p->plan->simulation ? p->plan->simulation : NULL);
	part = json_add_array(out, "models");
	for (size_t i = 0; i < p->forecast.n; i++)
		model_json(&p->forecast.models[i], json_add_object(part, NULL));
	part = json_add_object(out, "in_all");
	json_add_int(part, "requests", (long long)p->forecast.n_requests);
	json_add_num(part, "tokens_in", round(p->forecast.tokens_in));
	json_add_num(part, "tokens_out", round(p->forecast.tokens_out));
	json_add_num(part, "usd", p->forecast.usd);
	json_add_int(part, "n_unpriced", (long long)p->forecast.n_unpriced);
	json_add_num(part, "minutes", p->forecast.minutes);
	part = json_add_object(out, "budget");
	limits_of(p, limits);
	for (size_t i = 0; i < N_LIMITS; i++) {
		struct json *limit = json_add_object(part, limits[i].what);

		if (limits[i].allowed < 0)
			json_add_null(limit, "allowed");
		else
			json_add_num(limit, "allowed", limits[i].allowed);
		json_add_bool(limit, "enough",
			      limits[i].allowed < 0 ||
				      limits[i].wanted <= limits[i].allowed);
	}
	part = json_add_object(out, "prices");
	json_add_str(part, "file", prices_file(p->prices));
	json_add_str(part, "dated", prices_dated(p->prices));
	effect_json(p, json_add_object(out, "effect"));
	power_json(p, json_add_object(out, "power"));
	stop_json(p, out);
	term_print_value(stdout, out);
	json_free(out);
}

static void planning_clear(struct planning *p)
{
	forecast_clear(&p->forecast);
	curve_clear(&p->curve);
	power_clear(&p->power);
	corpus_free(p->corpus);
	prices_free(p->prices);
	mem_free(p->known);
	mem_free(p->at_once);
	mem_free(p->casefile);
	worklist_clear(&p->list);
	plan_free(p->plan);
}

static int run_plan(const void *given, int n, char **words, struct err *err)
{
	struct planning p = {.args = given};
	int rc = -1;

	if (n != 1)
		return err_set(err, ERR_USAGE,
			       "plan needs one PLAN file; README.md "
			       "shows how one is written");
	p.plan = plan_open_asking(words[0], p.args->probes, err);
	if (!p.plan)
		goto done;
	p.prices = prices_open(p.args->prices, err);
	if (!p.prices || read_case(&p, err) || read_reference(&p, err) ||
	    read_stop(&p, err))
		goto done;
	forecast_make(&p.list, p.at_once, p.known, p.prices, p.args->rpm, &p.forecast);
	rc = 0;
	if (p.args->json) {
		print_json(&p);
		goto done;
	}
	print_head(&p);
	print_table(&p);
	print_assumptions(&p);
	print_budget(&p);
	print_effect(&p);
	print_power(&p);
	print_stop(&p);
	puts("nothing was sent");
done:
	planning_clear(&p);
	return rc;
}

const struct verb verb_plan = {
	.name = "plan",
	.brief = "what a plan would send and cost, and what it could show; sends nothing",
	.usage = "PLAN [options]",
	.examples = "  assay plan my-case.json\n"
		    "  assay plan my-case.json --rpm 60 --prices my-prices.json\n"
		    "  assay plan my-case.json --stop-when decided\n"
		    "  assay plan my-case.json --probes quick\n"
		    "  assay plan my-case.json --json\n",
	.opts = options,
	.args_size = sizeof(struct plan_args),
	.run = run_plan,
};
