/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/looks.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

#define KIND "looks"
#define TOLERANCE 1e-9

struct json *looks_read(struct casefile *cf, struct err *err)
{
	struct buf text = BUF_INIT;
	struct json *doc = NULL;

	if (!casefile_get_result(cf, KIND, &text, err) && text.len)
		doc = json_parse(buf_str(&text), text.len, NULL, err);
	buf_clear(&text);
	return doc;
}

int looks_put(struct casefile *cf, const struct json *looks, struct err *err)
{
	struct buf text = BUF_INIT;
	int rc;

	json_print(looks, false, &text);
	rc = casefile_put_result(cf, KIND, buf_str(&text), text.len, err);
	buf_clear(&text);
	return rc;
}

static bool same_text(const struct json *a, const struct json *b)
{
	struct buf x = BUF_INIT;
	struct buf y = BUF_INIT;
	bool same;

	json_print(a, false, &x);
	json_print(b, false, &y);
	same = !strcmp(buf_str(&x), buf_str(&y));
	buf_clear(&x);
	buf_clear(&y);
	return same;
}

/* The first member of the rule that differs; NULL: none. */
static const char *differs(const struct json *before, const struct json *now)
{
	JSON_EACH(member, now) {
		const struct json *kept = json_get(before, json_key(member));

		if (!kept || !same_text(kept, member))
			return json_key(member);
	}
	return NULL;
}

int looks_begin(struct casefile *cf, const struct json *looks, struct err *err)
{
	struct json *stored;
	const char *what;
	int rc = 0;

	if (!looks)
		return 0;
	*err = (struct err)ERR_INIT;
	stored = looks_read(cf, err);
	if (!stored)
		return err->kind == ERR_NONE ? looks_put(cf, looks, err) : -1;
	what = differs(json_get(stored, "rule"), json_get(looks, "rule"));
	if (what)
		rc = err_set(
			err, ERR_USAGE,
			"the case is looked at by another rule ('%.40s' differs), and "
			"its error rates hold for that one alone: give the options "
			"it was begun with, or ask all by --stop-when complete",
			what);
	json_free(stored);
	return rc;
}

int looks_tell(struct casefile *cf, struct json *out, struct err *err)
{
	struct json *looks;
	struct json *part;

	*err = (struct err)ERR_INIT;
	looks = looks_read(cf, err);
	if (!looks)
		return err->kind == ERR_NONE ? 0 : -1;
	part = json_add_object(out, "sequential");
	JSON_EACH(member, json_get(looks, "rule"))
		json_add(part, json_key(member), json_copy(member));
	JSON_EACH(member, looks)
		if (strcmp(json_key(member), "schema") != 0 &&
		    strcmp(json_key(member), "rule") != 0)
			json_add(part, json_key(member), json_copy(member));
	json_free(looks);
	return 0;
}

size_t looks_count(const struct json *looks)
{
	return json_count(json_get(looks, "looks"));
}

static const struct json *newest(const struct json *looks)
{
	const struct json *last = NULL;

	JSON_EACH(look, json_get(looks, "looks"))
		last = look;
	return last;
}

bool looks_ended(const struct json *looks)
{
	const char *decision = json_str(newest(looks), "decision");

	return decision && strcmp(decision, stopping_decision_name(STOPPING_GO_ON)) != 0;
}

static void pair_read(const struct json *pair, double out[2])
{
	const struct json *first = json_first(pair);

	out[0] = out[1] = NAN;
	if (first)
		(void)json_number(first, &out[0]);
	if (first && json_next(first))
		(void)json_number(json_next(first), &out[1]);
}

static void pair_add(struct json *out, const char *key, const double pair[2])
{
	struct json *list = json_add_array(out, key);

	json_add_num(list, NULL, pair[0]);
	json_add_num(list, NULL, pair[1]);
}

/* log10 e that a look has of a channel; NaN: none. */
static double e_of(const struct json *look, const char *channel)
{
	JSON_EACH(e, json_get(look, "e_values"))
		if (channel && json_str(e, "channel") &&
		    !strcmp(json_str(e, "channel"), channel))
			return json_num(e, "log10_e", NAN);
	return NAN;
}

/* The rule; its n_looks is 0 when it is none. */
static struct stopping_rule rule_read(const struct json *looks)
{
	const struct json *from = json_get(looks, "rule");
	struct stopping_rule rule = {.alpha = json_num(from, "alpha", 0),
				     .beta = json_num(from, "beta", 0),
				     .has_lr = json_true(from, "has_lr"),
				     .n_e = json_count(json_get(from, "e_channels"))};
	double n = json_num(from, "n_looks", 0);

	if (rule.alpha > 0 && rule.alpha < 1 && rule.beta > 0 && rule.beta < 1 &&
	    (rule.has_lr || rule.n_e) && rule.n_e <= STOPPING_MAX_E && n >= 1 && n <= 1e6)
		rule.n_looks = (size_t)n;
	return rule;
}

static void look_read(const struct json *looks, const struct json *from,
		      struct stopping_look *out)
{
	size_t i = 0;

	*out = (struct stopping_look){
		.n_prompts = (size_t)fmax(0, json_num(from, "n_prompts", 0)),
		.llr10 = json_num(from, "llr10", NAN)};
	pair_read(json_get(from, "interval"), out->interval);
	pair_read(json_get(from, "bound"), out->bound);
	JSON_EACH(channel, json_get(json_get(looks, "rule"), "e_channels"))
		out->log10_e[i++] = e_of(from, json_text(channel));
}

static struct stopping_look *all_read(const struct json *looks)
{
	struct stopping_look *v = MEM_ARRAY(looks_count(looks) + 1, struct stopping_look);
	size_t n = 0;

	JSON_EACH(look, json_get(looks, "looks"))
		look_read(looks, look, &v[n++]);
	return v;
}

static void ratio_add(const struct json *compared, struct json *out)
{
	static const double unknown[2] = {NAN, NAN};
	const struct json *bound = json_get(compared, "bound");
	bool fits = json_true(compared, "ratio_fits");
	double range[2];
	const double held[2] = {json_num(bound, "lo", NAN), json_num(bound, "hi", NAN)};

	json_add_int(out, "n_compared", (long long)json_num(compared, "n_prompts", 0));
	if (fits)
		json_add_num(out, "llr10", json_num(compared, "llr10", NAN));
	else
		json_add_null(out, "llr10");
	pair_read(json_get(compared, "llr10_interval"), range);
	pair_add(out, "interval", fits ? range : unknown);
	pair_add(out, "bound", fits ? held : unknown);
	json_add_str(out, "no_lr_reason",
		     json_str(compared, "no_lr_reason") || fits
			     ? json_str(compared, "no_lr_reason")
			     : "the calibration was learned on more prompts, and the "
			       "corpus's answers to learn it anew are not at hand");
}

static void e_values_add(const struct json *looks, const struct json *compared,
			 struct json *out)
{
	const struct json *counting = json_get(json_get(looks, "rule"), "e_channels");

	JSON_EACH(channel, json_get(compared, "own_null")) {
		const char *name = json_str(channel, "name");
		double log10_e = json_num(channel, "log10_e", NAN);
		const char *null = "same weights";
		struct json *e;

		if (isnan(log10_e) || !name)
			continue;
		JSON_EACH(one, counting)
			if (!strcmp(json_text(one), name))
				null = "H2";
		e = json_add_object(out, NULL);
		json_add_str(e, "channel", name);
		json_add_str(e, "null", null);
		json_add_num(e, "log10_e", log10_e);
	}
}

void looks_add(struct json *looks, const struct json *compared, size_t n_blocks,
	       size_t n_prompts)
{
	struct json *list = json_detach(looks, "looks");
	struct json *look = json_add_object(list, NULL);
	struct stopping_rule rule = rule_read(looks);
	struct stopping_look *v;
	struct stopping_state state;
	struct buf reason = BUF_INIT;
	size_t n = json_count(list);

	json_add_int(look, "n_blocks", (long long)n_blocks);
	json_add_int(look, "n_prompts", (long long)n_prompts);
	ratio_add(compared, look);
	e_values_add(looks, compared, json_add_array(look, "e_values"));
	json_free(json_detach(looks, "stopped"));
	json_free(json_detach(looks, "reason"));
	json_add(looks, "looks", list);
	v = all_read(looks);
	state = stopping_decide(&rule, v, n);
	stopping_reason(&rule, v, n, &state, &reason);
	json_add_num(look, "log10_e_h1", state.log10_e_h1);
	json_add_num(look, "log10_e_h2", state.log10_e_h2);
	json_add_str(look, "decision", stopping_decision_name(state.decision));
	json_add_str(look, "reason", buf_str(&reason));
	json_add_bool(looks, "stopped",
		      state.decision == STOPPING_H1 || state.decision == STOPPING_H2);
	json_add_str(looks, "reason", buf_str(&reason));
	buf_clear(&reason);
	mem_free(v);
}

void looks_line(const struct json *looks, struct buf *out)
{
	const struct json *look = newest(looks);
	double range[2];

	buf_printf(out, "look %zu of %.0f, %.0f prompts: ", looks_count(looks),
		   json_num(json_get(looks, "rule"), "n_looks", 0),
		   json_num(look, "n_prompts", 0));
	pair_read(json_get(look, "interval"), range);
	if (isnan(json_num(look, "llr10", NAN)))
		buf_str_add(out, "no LR");
	else
		buf_printf(out, "LLR10 %+.2f [%+.2f, %+.2f]", json_num(look, "llr10", 0),
			   range[0], range[1]);
	JSON_EACH(e, json_get(look, "e_values"))
		buf_printf(out, ", %s log10 e %+.2f", json_str(e, "channel"),
			   json_num(e, "log10_e", NAN));
	buf_printf(out, ": %s; %s", json_str(look, "decision"), json_str(look, "reason"));
}

/* Both not finite, or the same number: a JSON number cannot tell -inf from unknown. */
static bool same_number(const struct json *look, const char *key, double fresh)
{
	double kept = json_num(look, key, NAN);

	if (isnan(kept) || !isfinite(fresh))
		return isnan(kept) && !isfinite(fresh);
	return fabs(kept - fresh) <= TOLERANCE * fmax(1, fabs(fresh));
}

int looks_check(const struct json *looks, struct err *err)
{
	struct stopping_rule rule = rule_read(looks);
	struct stopping_look *v;
	size_t n = 0;
	int rc = 0;

	if (!rule.n_looks || looks_count(looks) > rule.n_looks)
		return err_set(err, ERR_INTEGRITY,
			       "the stopping rule that the case keeps is none");
	v = all_read(looks);
	JSON_EACH(look, json_get(looks, "looks")) {
		struct stopping_state state = stopping_decide(&rule, v, ++n);
		const char *decision = json_str(look, "decision");

		if (!rc &&
		    (!same_number(look, "log10_e_h1", state.log10_e_h1) ||
		     !same_number(look, "log10_e_h2", state.log10_e_h2) || !decision ||
		     strcmp(decision, stopping_decision_name(state.decision)) != 0))
			rc = err_set(err, ERR_INTEGRITY,
				     "the decision of look %zu does not follow from the "
				     "looks that the case keeps",
				     n);
	}
	mem_free(v);
	return rc;
}
