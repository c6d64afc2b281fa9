/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/collecting.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/term.h"
#include "cmd/batch.h"
#include "cmd/case_facts.h"
#include "cmd/collecting_private.h"
#include "cmd/keys.h"
#include "cmd/looks.h"

static int budget_set(struct collecting *c, struct err *err)
{
	const struct collect_args *args = c->args;

	c->budget = c->plan->budget;
	if (args->max_usd >= 0)
		c->budget.usd = args->max_usd;
	if (args->max_requests >= 0)
		c->budget.requests = args->max_requests;
	if (args->max_minutes >= 0)
		c->budget.minutes = args->max_minutes;
	if (c->budget.usd < 0)
		return 0;
	for (size_t i = 0; i < c->n_askers; i++)
		if (isnan(c->askers[i].price.output))
			return err_set(err, ERR_USAGE,
				       "a budget in USD needs prices, and none is known "
				       "for model '%.100s' of %s: add it to the price "
				       "file (--prices FILE)",
				       c->askers[i].plan->model,
				       c->askers[i].dialect->name);
	return 0;
}

static int dialect_choose(struct collecting *c, struct asker *asker, struct err *err)
{
	const char *base = asker->plan->base_url;

	asker->dialect = wording_dialect(c->plan, asker->plan, err);
	if (!asker->dialect)
		return -1;
	if (http_url_check(*base ? base : asker->dialect->base_url,
			   c->args->insecure_http, err))
		return err_prefix(err, "%.200s: model '%.100s'", c->plan_path,
				  asker->plan->name);
	return 0;
}

static int asker_init(struct collecting *c, size_t model, struct err *err)
{
	struct asker *asker = &c->askers[c->n_askers++];

	asker->model = model;
	asker->plan = &c->plan->models[model];
	if (dialect_choose(c, asker, err))
		return -1;
	asker->price = price_find(c->prices, asker->plan->api, asker->plan->base_url,
				  asker->plan->model);
	asker->n_at_once = wording_at_once(asker->plan);
	return 0;
}

static int askers_init(struct collecting *c, struct err *err)
{
	c->prices = prices_open(c->args->prices, err);
	if (!c->prices)
		return -1;
	c->askers = MEM_ARRAY(c->plan->n_models, struct asker);
	for (size_t i = 0; i < c->plan->n_models; i++)
		if (*c->plan->models[i].api && asker_init(c, i, err))
			return -1;
	if (!c->n_askers)
		return err_set(err, ERR_USAGE,
			       "%.200s asks nobody: give at least one model an api",
			       c->plan_path);
	return budget_set(c, err);
}

static void lines_say(const char *lines)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		fputs("  ", stderr);
		term_print(stderr, lines, n);
		fputc('\n', stderr);
		lines += n + (lines[n] == '\n');
	}
}

/* A plan may not change under its case: answers would no longer be comparable. */
static int plan_check(struct collecting *c, bool *is_new, struct err *err)
{
	char sha256[SHA256_HEX];
	char ours[SHA256_HEX];
	struct buf stored = BUF_INIT;
	struct buf lines = BUF_INIT;
	struct json *before = NULL;
	bool only_adds = false;
	int rc = -1;

	sha256_hex(c->plan->hash, ours);
	if (casefile_get_plan(c->cf, sha256, &stored, err))
		goto done;
	*is_new = strcmp(sha256, ours) != 0;
	rc = 0;
	if (!*sha256 || !*is_new)
		goto done;
	before = json_parse(buf_str(&stored), stored.len, NULL, err);
	rc = before ? 0 : -1;
	if (rc)
		goto done;
	plan_difference(before, c->plan->resolved, &lines, &only_adds);
	if (!lines.len || (only_adds && c->args->extend))
		goto done;
	lines_say(buf_str(&lines));
	rc = err_set(err, ERR_USAGE,
		     only_adds
			     ? "%.200s was started with another plan (what differs is "
			       "above): --extend lets it grow"
			     : "%.200s was started with another plan (what differs is "
			       "above), and answers to both cannot be compared: restore "
			       "the plan, or begin another case with --case FILE",
		     c->case_path);
done:
	json_free(before);
	buf_clear(&stored);
	buf_clear(&lines);
	return rc;
}

static int sets_put(struct collecting *c, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < c->plan->n_sets && !rc; i++) {
		const struct probe_set *set = c->plan->sets[i].set;
		struct json *json = probe_set_json(set);
		struct buf text = BUF_INIT;
		char hash[SHA256_HEX];

		sha256_hex(set->hash, hash);
		json_print(json, false, &text);
		rc = casefile_put_probe_set(c->cf, set->name, set->version, hash,
					    buf_str(&text), text.len, err);
		json_free(json);
		buf_clear(&text);
	}
	return rc;
}

static int plan_put(struct collecting *c, bool is_new, struct err *err)
{
	struct buf text = BUF_INIT;
	char before[SHA256_HEX];
	char hash[SHA256_HEX];
	int rc;

	if (!is_new)
		return 0;
	if (casefile_get_plan(c->cf, before, &text, err))
		return -1;
	buf_reset(&text);
	sha256_hex(c->plan->hash, hash);
	json_print(c->plan->resolved, false, &text);
	rc = sets_put(c, err);
	if (!rc)
		rc = casefile_put_plan(c->cf, hash, *before ? "extended" : "made",
				       buf_str(&text), text.len, err);
	buf_clear(&text);
	return rc;
}

static int models_put(struct collecting *c, struct err *err)
{
	for (size_t i = 0; i < c->plan->n_models; i++) {
		const struct plan_model *model = &c->plan->models[i];
		const struct case_model facts = {
			.name = model->name,
			.role = model->role,
			.vendor = model->vendor,
			.family = model->family,
			.base = model->base,
			.released = model->released,
			.taught_by = model->taught_by,
			.relation = model->relation,
			.confidence = model->confidence,
		};

		if (casefile_put_model(c->cf, &facts, err))
			return -1;
	}
	return 0;
}

static int notes_put(struct collecting *c, struct err *err)
{
	if (*c->plan->simulation &&
	    casefile_put_note(c->cf, "simulation", c->plan->simulation, err))
		return -1;
	if (*c->plan->genre && casefile_put_note(c->cf, "genre", c->plan->genre, err))
		return -1;
	if (*c->plan->examiner &&
	    casefile_put_note(c->cf, CASE_EXAMINER, c->plan->examiner, err))
		return -1;
	return casefile_put_note(c->cf, "name", c->plan->name, err);
}

/* Is each prompt's id free in the case, or the prompt's own? Better known before than
 * after the first thousand answers. */
static int prompts_check(struct collecting *c, struct err *err)
{
	for (size_t s = 0; s < c->plan->n_sets; s++) {
		const struct plan_set *set = &c->plan->sets[s];

		for (size_t t = 0; t < set->n_take; t++) {
			const struct probe *probe = &set->set->probes[set->take[t]];

			buf_reset(&c->prompt);
			plan_prompt_text(probe, &c->prompt);
			if (casefile_check_prompt(
				    c->cf, text_of(probe->id),
				    (struct text){buf_str(&c->prompt), c->prompt.len},
				    err))
				return err_prefix(err, "probe set %.40s", set->set->name);
		}
	}
	return 0;
}

static int case_open(struct collecting *c, struct err *err)
{
	bool is_new = false;

	c->case_path = worklist_case_path(c->plan, c->args->case_path);
	c->cf = casefile_open(c->case_path, CASEFILE_CREATE, err);
	if (!c->cf || casefile_be_small(c->cf, err) || plan_check(c, &is_new, err) ||
	    prompts_check(c, err) || looks_begin(c->cf, c->args->looks, err) ||
	    notes_put(c, err) || models_put(c, err) || plan_put(c, is_new, err))
		return -1;
	if (worklist_make_blocks(&c->list, c->plan, c->cf, c->args->block, err) ||
	    collecting_recall(c, err))
		return -1;
	if (c->args->block)
		worklist_open(&c->list, c->args->n_blocks);
	return casefile_flush(c->cf, err);
}

static struct pace_rules rules_of(const struct collecting *c,
				  const struct plan_model *model)
{
	const struct collect_args *args = c->args;
	struct pace_rules rules = {
		.max_in_flight = (size_t)args->max_concurrency,
		.rpm = model->rpm > 0 ? model->rpm : (double)args->rpm,
		.tpm = model->tpm > 0 ? model->tpm : (double)args->tpm,
	};

	if (model->max_concurrency > 0 &&
	    (size_t)model->max_concurrency < rules.max_in_flight)
		rules.max_in_flight = (size_t)model->max_concurrency;
	return rules;
}

/* Keys are read when something is to be asked, and not for a look. */
static int endpoints_make(struct collecting *c, struct err *err)
{
	const char *origin; /* not told: a key's place is the user's own business */

	c->endpoints = MEM_ARRAY(c->n_askers, struct exchange_endpoint);
	for (size_t i = 0; i < c->n_askers; i++) {
		struct asker *asker = &c->askers[i];

		if (keys_read(asker->plan,
			      asker->dialect->key_optional ? NULL
							   : asker->dialect->key_env,
			      &asker->key, &origin, err))
			return err_prefix(err, "model '%.100s'", asker->plan->name);
		c->endpoints[i] = (struct exchange_endpoint){
			.name = asker->plan->name,
			.dialect = asker->dialect,
			.base_url = asker->plan->base_url,
			.key = asker->key,
			.rules = rules_of(c, asker->plan),
			.stream = asker->plan->stream || c->args->stream,
			.ever_answered = asker->usage.ever_answered,
			.dropped = asker->dropped,
			.n_dropped = asker->n_dropped,
			.other_max_tokens = json_true(asker->traits, "other_max_tokens"),
		};
	}
	return 0;
}

static int exchange_make(struct collecting *c, struct err *err)
{
	const struct exchange_hooks hooks = {
		.ctx = c,
		.next = collecting_next,
		.canary = collecting_canary,
		.compose = collecting_compose,
		.attempt = collecting_attempt,
		.flush = collecting_flush,
		.learned = collecting_learned,
		.tick = collecting_tick,
		.waits = collecting_waits,
		.stop = collecting_stop,
	};
	struct exchange_options options = EXCHANGE_OPTIONS_INIT;

	options.max_in_flight = (size_t)c->args->max_concurrency;
	options.max_wait_ms = (double)c->args->max_wait * 1000;
	options.patience_ms = (double)c->args->patience * 1000;
	options.http.timeout_ms = c->args->timeout * 1000;
	options.http.cacert = c->args->cacert;
	options.http.proxy = c->args->proxy;
	options.http.insecure_http = c->args->insecure_http;
	/* Jitter must differ between two collections that meet the same endpoint. */
	options.seed = (uint64_t)clock_wall_ms() ^ (uint64_t)getpid() << 32;
	c->exchange = exchange_new(&options, c->endpoints, c->n_askers, &hooks, err);
	return c->exchange ? 0 : -1;
}

/* How it ended, as an error: authentication before refusal before budget before the rest.
 */
static int verdict(struct collecting *c, struct err *err)
{
	static const struct {
		enum exchange_end end;
		enum err_kind kind;
		const char *what;
	} rows[] = {
		{EXCHANGE_AUTH, ERR_AUTH, "key, money or permission is missing"},
		{EXCHANGE_REFUSED, ERR_USAGE, "it refuses every question"},
	};
	size_t wanted = worklist_n_wanted(&c->list);
	struct exchange_state state;

	if (!wanted)
		return 0;
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		for (size_t i = 0; i < c->n_askers; i++) {
			exchange_state(c->exchange, i, &state);
			if (state.end != rows[r].end)
				continue;
			return err_set(err, rows[r].kind,
				       "%.60s: %s: %.300s; %zu answers are missing; once "
				       "mended, go on with: %s",
				       c->askers[i].plan->name, rows[r].what, state.why,
				       wanted, c->resume);
		}
	}
	if (c->budget_hit)
		return err_set(err, ERR_BUDGET,
			       "the budget of %s is reached; %zu answers are missing; "
			       "with a larger one, go on with: %s",
			       c->budget_hit, wanted, c->resume);
	for (size_t i = 0; i < c->n_askers; i++) {
		exchange_state(c->exchange, i, &state);
		if (state.end == EXCHANGE_GAVE_UP)
			return err_set(err, ERR_PARTIAL,
				       "%.60s: %.300s; %zu answers are missing; go on "
				       "with: %s",
				       c->askers[i].plan->name, state.why, wanted,
				       c->resume);
	}
	return err_set(err, ERR_PARTIAL, "%zu answers are missing; go on with: %s",
		       wanted, c->resume);
}

static int exchange_all(struct collecting *c, struct err *err)
{
	struct err second = ERR_INIT;
	int rc;

	collecting_signals_take(c);
	rc = exchange_run(c->exchange, err);
	/* What was received is kept, whatever ended it. */
	if (casefile_flush(c->cf, rc ? &second : err))
		rc = -1;
	collecting_show(c, clock_mono_ms(), true);
	collecting_signals_give_back(c);
	return rc;
}

/* Does the case tell already that this plan was completed? */
static bool is_told(struct collecting *c)
{
	struct err ignored = ERR_INIT;
	struct buf text = BUF_INIT;
	struct json *stored = NULL;
	char hash[SHA256_HEX];
	bool told;

	sha256_hex(c->plan->hash, hash);
	if (!casefile_get_result(c->cf, "collect", &text, &ignored) && text.len)
		stored = json_parse(buf_str(&text), text.len, NULL, &ignored);
	told = json_true(stored, "complete") &&
	       json_num(stored, "n_open", (double)c->list.n) == (double)c->list.n_open &&
	       json_str(stored, "plan_sha256") &&
	       !strcmp(json_str(stored, "plan_sha256"), hash);
	json_free(stored);
	buf_clear(&text);
	return told;
}

static int result_put(struct collecting *c, bool asked, struct collected *out,
		      struct err *err)
{
	struct buf text = BUF_INIT;
	int rc;

	out->result = collecting_result(c, err);
	if (!out->result)
		return -1;
	if (!asked && is_told(c))
		return 0; /* a look changes no byte */
	json_print(out->result, false, &text);
	rc = casefile_put_result(c->cf, "collect", buf_str(&text), text.len, err);
	buf_clear(&text);
	return rc;
}

static void collecting_clear(struct collecting *c)
{
	progress_free(c->progress);
	exchange_free(c->exchange);
	for (size_t i = 0; i < c->n_askers; i++) {
		struct asker *asker = &c->askers[i];

		keys_free(asker->key);
		wording_clear(&asker->text);
		json_free(asker->traits);
		mem_free(asker->asks);
		mem_free(asker->dropped);
	}
	mem_free(c->askers);
	mem_free(c->endpoints);
	mem_free(c->settled);
	worklist_clear(&c->list);
	buf_clear(&c->prompt);
	buf_clear(&c->extra);
	prices_free(c->prices);
	plan_free(c->plan);
	mem_free(c->case_path);
	mem_free(c->resume);
}

/* The command that goes on with this case, in words. */
static char *resume_of(const char *command, const char *plan_path, const char *case_path)
{
	struct buf out = BUF_INIT;

	buf_printf(&out, "%s %.200s", command, plan_path);
	if (case_path)
		buf_printf(&out, " --case %.200s", case_path);
	return buf_take(&out, NULL);
}

/* From the open case to its result. */
static int collect(struct collecting *c, struct collected *out, struct err *err)
{
	bool wanted = worklist_n_wanted(&c->list) > 0;

	if (wanted && endpoints_make(c, err))
		return -1;
	if (!wanted)
		c->endpoints = MEM_ARRAY(c->n_askers + 1, struct exchange_endpoint);
	if (exchange_make(c, err))
		return -1;
	c->began_ms = c->args->began_ms ? c->args->began_ms : clock_mono_ms();
	out->asked = wanted;
	if (wanted) {
		collecting_begin_talk(c);
		if (exchange_all(c, err))
			return -1;
	}
	if (result_put(c, wanted, out, err))
		return -1;
	return verdict(c, err);
}

static int open_all(struct collecting *c, struct err *err)
{
	if (!progress_mode_parse(c->args->progress, &c->progress_mode))
		return err_set(
			err, ERR_USAGE,
			"--progress '%.40s' is none of auto, bar, plain, json, none",
			c->args->progress);
	if (c->args->max_concurrency < 1 || c->args->max_concurrency > 4096)
		return err_set(err, ERR_USAGE, "--max-concurrency %ld: give 1 to 4096",
			       c->args->max_concurrency);
	if (c->args->timeout < 1)
		return err_set(err, ERR_USAGE, "--timeout 0: give at least a second");
	c->plan = plan_open_asking(c->plan_path, c->args->probes, err);
	if (!c->plan || askers_init(c, err) || case_open(c, err))
		return -1;
	c->progress = progress_new(c->progress_mode);
	return 0;
}

int collecting_run(const char *plan_path, const struct collect_args *args,
		   const char *command, struct collected *out, struct err *err)
{
	struct collecting c = {
		.args = args,
		.plan_path = plan_path,
		.resume = resume_of(command, plan_path, args->case_path),
	};
	struct err late = ERR_INIT;
	int rc = open_all(&c, err);

	*out = (struct collected){NULL, NULL, 0, false, false};
	if (!rc)
		rc = collect(&c, out, err);
	out->signal = c.n_signals > 1 ? c.last_signal : 0;
	out->interrupted = c.n_signals > 0;
	out->case_path = c.case_path ? mem_strdup(c.case_path) : NULL;
	/* A case that was only incomplete is closed like any other. */
	if (out->result ? casefile_close(c.cf, &late) : 0) {
		*err = late;
		rc = -1;
	} else if (!out->result) {
		casefile_abandon(c.cf);
	}
	collecting_clear(&c);
	return rc;
}

int collecting_batch(const char *plan_path, const struct collect_args *args,
		     const char *dir, struct collected *out, struct err *err)
{
	struct collecting c = {.args = args, .plan_path = plan_path};
	int rc = open_all(&c, err);

	*out = (struct collected){NULL, NULL, 0, false, false};
	if (!rc) {
		out->result = json_new_object();
		json_add_str(out->result, "schema", "assay.batch.v1");
		json_add_str(out->result, "case", c.case_path);
		json_add_int(out->result, "n_wanted",
			     (long long)worklist_n_wanted(&c.list));
		rc = batch_write(&c.list, dir, json_add_array(out->result, "files"), err);
	}
	out->case_path = c.case_path ? mem_strdup(c.case_path) : NULL;
	if (rc)
		casefile_abandon(c.cf);
	else
		rc = casefile_close(c.cf, err);
	collecting_clear(&c);
	return rc;
}

void collected_clear(struct collected *out)
{
	mem_free(out->case_path);
	json_free(out->result);
	*out = (struct collected){NULL, NULL, 0, false, false};
}

void collected_leave(const struct collected *collected)
{
	if (!collected->signal)
		return;
	(void)fflush(stdout);
	(void)signal(collected->signal, SIG_DFL);
	(void)raise(collected->signal);
}
