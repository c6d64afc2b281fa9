/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/sequence.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/progress.h"
#include "channel/own_null.h"
#include "cmd/looks.h"
#include "cmd/worklist.h"
#include "evidence/finding.h"

#define HOPE_PATHS 2000

int sequence_wanted(const struct plan *plan, const struct sequence_args *args,
		    bool *wanted, struct err *err)
{
	const char *when = args->when ? args->when : plan->stop.when;

	*wanted = when && !strcmp(when, "decided");
	if (args->when && !*wanted && strcmp(args->when, "complete") != 0)
		return err_set(err, ERR_USAGE,
			       "--stop-when '%.40s' is neither decided nor complete",
			       args->when);
	if (args->block < 0 || args->block > 1000000000L)
		return err_set(err, ERR_USAGE, "--block %ld: give at least one prompt",
			       args->block);
	if (args->alpha < 0 || args->alpha > .5 || args->beta < 0 || args->beta > .5)
		return err_set(err, ERR_USAGE,
			       "--alpha and --beta are error rates, above 0 and at most "
			       ".5");
	return 0;
}

static double first_given(double said, double planned, double otherwise)
{
	return said > 0 ? said : planned > 0 ? planned : otherwise;
}

/* After how many blocks at least FINDING_LEAST_PROMPTS of the plan's prompts are asked,
 * of open ones if there are any; of all blocks where there are not so many. */
static size_t first_look(const struct worklist *list, size_t *n_prompts)
{
	const struct plan *plan = list->plan;
	size_t n_open = 0, n_other = 0, first_open = 0, first_any = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct plan_item *item = &list->items[i];
		bool is_open = plan->sets[item->set].set->kind == PROBE_OPEN;

		if (item->is_sentinel || item->sample)
			continue;
		n_open += is_open;
		n_other += !is_open;
		if (is_open && n_open == FINDING_LEAST_PROMPTS)
			first_open = list->block[i] + 1;
		if (n_open + n_other == FINDING_LEAST_PROMPTS)
			first_any = list->block[i] + 1;
	}
	*n_prompts = n_open + n_other;
	if (n_open)
		return first_open ? first_open : list->n_blocks;
	return first_any ? first_any : list->n_blocks;
}

static bool has_kind(const struct plan *plan, const char *kind)
{
	for (size_t s = 0; s < plan->n_sets; s++)
		if (!strcmp(probe_kind_name(plan->sets[s].set->kind), kind))
			return true;
	return false;
}

/* Does the channel bring an e-process against H2, and the plan its probes? */
static bool counts(const struct plan *plan, const struct own_null *channel)
{
	return channel->e_against_h2 && has_kind(plan, channel->probes);
}

int sequence_design(const struct plan *plan, const struct sequence_args *args,
		    struct sequence_design *out, struct err *err)
{
	struct worklist list;
	int rc;

	*out = (struct sequence_design){
		.rule = {.alpha = first_given(args->alpha, plan->stop.alpha,
					      STOPPING_ALPHA),
			 .beta = first_given(args->beta, plan->stop.beta, STOPPING_BETA),
			 .has_lr = (args->corpus || *plan->corpus) &&
				   has_kind(plan, probe_kind_name(PROBE_OPEN))},
		.block = (size_t)first_given((double)args->block,
					     (double)plan->stop.block, SEQUENCE_BLOCK)};
	for (size_t i = 0; own_null_table[i]; i++)
		out->rule.n_e += counts(plan, own_null_table[i]);
	if (!out->rule.has_lr && !out->rule.n_e)
		return err_set(err, ERR_USAGE,
			       "%.200s: nothing could decide it early: that needs open "
			       "probes and a reference corpus (\"corpus\" and \"data\", "
			       "or --corpus and --data)",
			       plan->file);
	rc = worklist_make_blocks(&list, plan, NULL, out->block, err);
	if (!rc) {
		out->n_blocks = list.n_blocks;
		out->first_block = first_look(&list, &out->n_prompts);
		out->rule.n_looks = out->n_blocks - out->first_block + 1;
	}
	worklist_clear(&list);
	if (!rc && out->n_prompts < FINDING_LEAST_PROMPTS)
		return err_set(
			err, ERR_USAGE,
			"%.200s: nothing could decide it early: it has %zu prompts, "
			"and fewer than %d decide nothing",
			plan->file, out->n_prompts, FINDING_LEAST_PROMPTS);
	return rc;
}

/*
 * Cllr of ratios whose natural log is N(+-s^2/2, s^2) (METHODS, TV-9), turned over: s by
 * linear interpolation, at most the table's largest.
 */
static double spread_of(double cllr)
{
	static const struct {
		double s, cllr;
	} known[] = {{0, 1},        {1, .83925}, {1.5, .68092}, {2, .51406},
		     {2.5, .36277}, {3, .24002}, {4, .08718},   {5, .02482}};
	enum { N = sizeof(known) / sizeof(*known) };
	size_t i = 1;

	if (!(cllr < 1))
		return 0;
	while (i + 1 < N && known[i].cllr > cllr)
		i++;
	return fmin(known[N - 1].s,
		    known[i - 1].s + (known[i].s - known[i - 1].s) *
					     (known[i - 1].cllr - cllr) /
					     (known[i - 1].cllr - known[i].cllr));
}

static bool bounds_read(const struct corpus *corpus, double bound[2])
{
	struct err ignored = ERR_INIT;
	struct json *doc = file_exists(corpus->calibration)
				   ? json_read_file(corpus->calibration, &ignored)
				   : NULL;
	const struct json *bounds = json_get(json_get(doc, "validation"), "bounds");

	bound[0] = json_num(bounds, "lo", NAN);
	bound[1] = json_num(bounds, "hi", NAN);
	json_free(doc);
	return bound[0] < 0 && bound[1] > 0;
}

static size_t prompts_in(const struct sequence_design *design, size_t n_blocks)
{
	size_t n = n_blocks * design->block;

	return n < design->n_prompts ? n : design->n_prompts;
}

bool sequence_hope(const struct sequence_design *design, const struct corpus *corpus,
		   const struct curve *curve, struct sequence_hope out[2])
{
	double *variance = MEM_ARRAY(design->rule.n_looks, double);
	double bound[2];
	bool known = design->rule.has_lr && bounds_read(corpus, bound);

	for (size_t k = 0; k < design->rule.n_looks && known; k++) {
		struct curve_point at;
		size_t n = prompts_in(design, design->first_block + k);

		known = curve_at(curve, (double)n, &at);
		if (known)
			variance[k] = pow(spread_of(at.cllr), 2);
	}
	for (int h = 0; h < 2 && known; h++) {
		struct stopping_expected e;

		stopping_expect(&design->rule, variance, bound, h == 0, HOPE_PATHS, 1,
				&e);
		out[h].n_prompts =
			fmin((double)design->n_prompts,
			     (double)design->block *
				     ((double)design->first_block - 1 + e.mean_look));
		out[h].share_h1 = e.share[STOPPING_H1];
		out[h].share_h2 = e.share[STOPPING_H2];
		out[h].in_bounds = h ? -bound[0] >= -log10(design->rule.beta)
				     : bound[1] >= -log10(design->rule.alpha);
	}
	mem_free(variance);
	return known;
}

/* The rule as the case keeps it, without looks. */
static struct json *looks_new(const struct plan *plan, const struct sequence_args *args,
			      const struct sequence_design *design)
{
	const char *corpus = args->corpus ? args->corpus : plan->corpus;
	const char *slash = strrchr(corpus, '/');
	struct json *out = json_new_object();
	struct json *rule, *list;
	char hash[SHA256_HEX];

	sha256_hex(plan->hash, hash);
	json_add_str(out, "schema", "assay.looks.v1");
	rule = json_add_object(out, "rule");
	json_add_str(rule, "plan_sha256", hash);
	json_add_str(rule, "corpus", slash ? slash + 1 : corpus);
	json_add_num(rule, "alpha", design->rule.alpha);
	json_add_num(rule, "beta", design->rule.beta);
	json_add_int(rule, "block", (long long)design->block);
	json_add_int(rule, "n_blocks", (long long)design->n_blocks);
	json_add_int(rule, "n_prompts", (long long)design->n_prompts);
	json_add_int(rule, "first_block", (long long)design->first_block);
	json_add_int(rule, "n_looks", (long long)design->rule.n_looks);
	json_add_bool(rule, "has_lr", design->rule.has_lr);
	list = json_add_array(rule, "e_channels");
	for (size_t i = 0; own_null_table[i]; i++)
		if (counts(plan, own_null_table[i]))
			json_add_str(list, NULL, own_null_table[i]->name);
	json_add_array(out, "looks");
	json_add_bool(out, "stopped", false);
	json_add_null(out, "reason");
	return out;
}

struct sequence {
	const char *plan_path;
	const struct sequence_args *args;
	struct collect_args collect;
	struct plan *plan;
	struct sequence_design design;
	struct json *rule;  /* without looks */
	struct json *looks; /* of the case; NULL: it is not there yet */
	char *case_path;
	struct progress *progress;
};

/* What the case says of looks made by earlier runs. */
static int recall(struct sequence *s, struct err *err)
{
	struct casefile *cf;

	json_free(s->looks);
	s->looks = NULL;
	if (!file_exists(s->case_path))
		return 0;
	cf = casefile_open(s->case_path, CASEFILE_READ, err);
	if (!cf)
		return -1;
	*err = (struct err)ERR_INIT;
	s->looks = looks_read(cf, err);
	casefile_abandon(cf);
	return s->looks || err->kind == ERR_NONE ? 0 : -1;
}

static const char *text_or_null(const char *said, const char *planned)
{
	return said ? said : *planned ? planned : NULL;
}

/* The look is durable before the next question is asked. */
static int look(struct sequence *s, size_t n_blocks, struct err *err)
{
	const struct comparing wanted = {
		.suspect = s->plan->models[0].name,
		.teacher = s->plan->models[1].name,
		.corpus = text_or_null(s->args->corpus, s->plan->corpus),
		.data = text_or_null(s->args->data, s->plan->data),
		.replicates = s->args->replicates,
	};
	struct json *compared = comparing_look(s->case_path, &wanted, err);
	struct casefile *cf;
	struct buf line = BUF_INIT;

	if (!compared)
		return -1;
	looks_add(s->looks, compared, n_blocks, prompts_in(&s->design, n_blocks));
	json_free(compared);
	cf = casefile_open(s->case_path, CASEFILE_WRITE, err);
	if (!cf || looks_put(cf, s->looks, err)) {
		casefile_abandon(cf);
		return -1;
	}
	if (casefile_close(cf, err))
		return -1;
	looks_line(s->looks, &line);
	progress_say(s->progress, "look", "%s", buf_str(&line));
	buf_clear(&line);
	return 0;
}

/* Blocks that belong to the next look, or to the last one when it ended. */
static size_t blocks_due(const struct sequence *s)
{
	size_t n = looks_count(s->looks);

	return s->design.first_block + n - (looks_ended(s->looks) ? 1 : 0);
}

static int sequence(struct sequence *s, const char *command, struct collected *out,
		    bool *changed, struct err *err)
{
	bool ended = false;

	*changed = false;
	while (!ended) {
		size_t n_blocks = blocks_due(s);

		ended = looks_ended(s->looks);
		collected_clear(out);
		s->collect.n_blocks = n_blocks;
		if (collecting_run(s->plan_path, &s->collect, command, out, err))
			return -1;
		*changed = *changed || out->asked || !ended;
		if (ended)
			return 0;
		/* What was in flight may have been the block's last. */
		if (out->interrupted)
			return err_set(
				err, ERR_PARTIAL,
				"stopped after %zu of %zu blocks, before they were "
				"looked at; go on with the same command",
				n_blocks, s->design.n_blocks);
		if (recall(s, err) || look(s, n_blocks, err))
			return -1;
		ended = looks_ended(s->looks);
	}
	return 0;
}

static int sequence_open(struct sequence *s, struct err *err)
{
	enum progress_mode mode = PROGRESS_NONE;

	s->plan = plan_open_asking(s->plan_path, s->collect.probes, err);
	if (!s->plan || sequence_design(s->plan, s->args, &s->design, err))
		return -1;
	(void)progress_mode_parse(s->collect.progress, &mode);
	s->progress = progress_new(mode);
	s->rule = looks_new(s->plan, s->args, &s->design);
	s->case_path = worklist_case_path(s->plan, s->collect.case_path);
	s->collect.block = s->design.block;
	s->collect.looks = s->rule;
	s->collect.began_ms = clock_mono_ms();
	return recall(s, err);
}

int sequence_run(const char *plan_path, const struct collect_args *collect,
		 const struct sequence_args *args, const char *command,
		 struct collected *out, bool *changed, struct err *err)
{
	struct sequence s = {.plan_path = plan_path, .args = args, .collect = *collect};
	int rc;

	*out = (struct collected){NULL, NULL, 0, false, false};
	rc = sequence_open(&s, err);
	if (!rc)
		rc = sequence(&s, command, out, changed, err);
	progress_free(s.progress);
	json_free(s.rule);
	json_free(s.looks);
	mem_free(s.case_path);
	plan_free(s.plan);
	return rc;
}
