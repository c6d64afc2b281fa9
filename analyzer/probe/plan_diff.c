/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan_diff.c: what differs between two resolved plans. Either may come from a
 * case that another version wrote: what is not there compares as null.
 */
#include <string.h>

#include "base/term.h"
#include "probe/plan.h"

/* So much of a value tells which one it was. */
#define SHOWN 60

struct diff {
	struct buf *out;
	bool only_adds;
};

static void add_value(const struct json *value, struct buf *out)
{
	const char *text = json_text(value);
	struct buf line = BUF_INIT;

	if (!value || json_is_null(value)) {
		buf_str_add(out, "none");
	} else if (text) {
		term_add(out, *text ? text : "none", strlen(*text ? text : "none"),
			 SHOWN);
	} else {
		json_print(value, false, &line);
		term_add(out, buf_str(&line), line.len, SHOWN);
	}
	buf_clear(&line);
}

static bool same(const struct json *a, const struct json *b)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	bool equal;

	if (a && !json_is_null(a))
		json_print(a, false, &one);
	if (b && !json_is_null(b))
		json_print(b, false, &other);
	equal = one.len == other.len && !strcmp(buf_str(&one), buf_str(&other));
	buf_clear(&one);
	buf_clear(&other);
	return equal;
}

/* "PLACE.KEY: a -> b" when they differ; `free`: it may change in an extended plan. */
static void diff_member(struct diff *d, const char *place, const char *key,
			const struct json *before, const struct json *now, bool is_free)
{
	const struct json *a = json_get(before, key), *b = json_get(now, key);

	if (same(a, b))
		return;
	buf_printf(d->out, "%s%s%s: ", place, *place ? "." : "", key);
	add_value(a, d->out);
	buf_str_add(d->out, " -> ");
	add_value(b, d->out);
	buf_char_add(d->out, '\n');
	d->only_adds = d->only_adds && is_free;
}

static const char *name_of(const struct json *thing)
{
	const char *name = json_str(thing, "name");

	return name ? name : "?";
}

static bool is_control(const struct json *model)
{
	const char *role = json_str(model, "role");

	return !role || !strcmp(role, role_name(ROLE_CONTROL));
}

/* Suspect and teacher go by their role, whatever they are called; others by name. */
static const char *label_of(const struct json *model)
{
	return is_control(model) ? name_of(model) : json_str(model, "role");
}

static const struct json *find(const struct json *list, const struct json *like,
			       const char *(*label)(const struct json *))
{
	JSON_EACH(thing, list) {
		if (!strcmp(label(thing), label(like)) &&
		    (label != label_of || is_control(thing) == is_control(like)))
			return thing;
	}
	return NULL;
}

static void add_place(struct buf *place, const char *list, const char *label)
{
	buf_printf(place, "%s.", list);
	term_add(place, label, strlen(label), SHOWN);
}

/* Compare the members of two lists that go by `label`; one by one with `each`. */
static void diff_list(struct diff *d, const char *key, const struct json *before,
		      const struct json *now, const char *(*label)(const struct json *),
		      void (*each)(struct diff *, const char *, const struct json *,
				   const struct json *))
{
	const struct json *olds = json_get(before, key), *news = json_get(now, key);
	struct buf place = BUF_INIT;

	JSON_EACH(old, olds) {
		const struct json *other = find(news, old, label);

		buf_reset(&place);
		add_place(&place, key, label(old));
		if (other) {
			each(d, buf_str(&place), old, other);
			continue;
		}
		buf_printf(d->out, "%s: removed\n", buf_str(&place));
		d->only_adds = false;
	}
	JSON_EACH(new, news) {
		if (find(olds, new, label))
			continue;
		buf_reset(&place);
		add_place(&place, key, label(new));
		buf_printf(d->out, "%s: added\n", buf_str(&place));
	}
	buf_clear(&place);
}

static void diff_model(struct diff *d, const char *place, const struct json *before,
		       const struct json *now)
{
	static const char *const fixed[] = {"name",     "model",  "api",
					    "base_url", "system", "params"};
	static const char *const facts[] = {"vendor",    "family",    "base",
					    "released",  "taught_by", "relation",
					    "confidence"};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		diff_member(d, place, fixed[i], before, now, false);
	diff_member(d, place, "stream", before, now, true);
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		diff_member(d, place, facts[i], json_get(before, "facts"),
			    json_get(now, "facts"), true);
}

static bool holds(const struct json *list, const struct json *text)
{
	const char *wanted = json_text(text);

	JSON_EACH(one, list) {
		if (json_text(one) && wanted && !strcmp(json_text(one), wanted))
			return true;
	}
	return false;
}

static size_t n_missing(const struct json *of, const struct json *in)
{
	size_t n = 0;

	JSON_EACH(one, of)
		n += !holds(in, one);
	return n;
}

/* null is all probes of the set. */
static void diff_take(struct diff *d, const char *place, const struct json *before,
		      const struct json *now)
{
	const struct json *a = json_get(before, "take"), *b = json_get(now, "take");
	bool a_all = !json_is_array(a), b_all = !json_is_array(b);

	if (same(a, b))
		return;
	buf_printf(d->out, "%s.take: ", place);
	if (a_all) {
		buf_printf(d->out, "all -> %zu probes\n", json_count(b));
		d->only_adds = false;
	} else if (b_all) {
		buf_printf(d->out, "%zu probes -> all\n", json_count(a));
	} else {
		size_t n_gone = n_missing(a, b);

		buf_printf(d->out, "%zu probes -> %zu (%zu added, %zu removed)\n",
			   json_count(a), json_count(b), n_missing(b, a), n_gone);
		d->only_adds = d->only_adds && n_gone == 0;
	}
}

static void diff_set(struct diff *d, const char *place, const struct json *before,
		     const struct json *now)
{
	static const char *const fixed[] = {"version", "sha256", "genre", "kind"};
	bool grows = json_num(now, "samples", 0) >= json_num(before, "samples", 0);

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		diff_member(d, place, fixed[i], before, now, false);
	diff_member(d, place, "samples", before, now, grows);
	diff_take(d, place, before, now);
}

void plan_difference(const struct json *before, const struct json *now, struct buf *out,
		     bool *only_adds)
{
	struct diff d = {out, true};
	bool had_sentinel = json_is_object(json_get(before, "sentinel"));

	diff_member(&d, "", "schema", before, now, false);
	diff_member(&d, "", "name", before, now, true);
	diff_list(&d, "models", before, now, label_of, diff_model);
	diff_list(&d, "sets", before, now, name_of, diff_set);
	diff_member(&d, "", "sentinel", before, now, !had_sentinel);
	diff_member(&d, "", "seed", before, now, false);
	diff_member(&d, "", "corpus", before, now, true);
	diff_member(&d, "", "simulation", before, now, false);
	*only_adds = d.only_adds;
}
