/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/opt.h"
#include "base/text.h"
#include "probe/check.h"
#include "probe/plan_read.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))
/* Beyond it a double skips whole numbers. */
#define SEED_MAX 9007199254740991.0

int plan_refuse(const struct plan_reader *r, const char *place, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list args;
	char line[800];

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	if (*place)
		buf_printf(&text, "%s: ", place);
	buf_str_add(&text, line);
	err_set(r->err, ERR_USAGE, "%s: %s", r->file, buf_str(&text));
	buf_clear(&text);
	return -1;
}

static bool is_known(const char *key, const char *const *known, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(key, known[i]))
			return true;
	return false;
}

int plan_check_members(const struct plan_reader *r, const char *place,
		       const struct json *object, const char *const *known,
		       size_t n_known)
{
	char shown[TEXT_SHOWN];

	JSON_EACH(child, object) {
		const char *key = json_key(child);
		const char *near;

		(void)text_shown(text_of(key), shown);
		if (json_get(object, key) != child)
			return plan_refuse(r, place,
					   "the member \"%s\" is there twice; keep one",
					   shown);
		if (is_known(key, known, n_known) || !strncmp(key, "x-", 2))
			continue;
		near = opt_nearest(key, known, n_known);
		return plan_refuse(
			r, place,
			near ? "the member \"%s\" is not known; is it \"%s\"? (begin it "
			       "with \"x-\" when it is your own)"
			     : "the member \"%s\" is not known; begin it with \"x-\" "
			       "when it is your own",
			shown, near);
	}
	return 0;
}

const char *plan_keep(const struct plan_reader *r, const char *text)
{
	return arena_dup(&r->plan->arena, text, strlen(text));
}

int plan_read_text(const struct plan_reader *r, const char *place,
		   const struct json *object, const char *key, const char **out)
{
	const struct json *value = json_get(object, key);
	const char *text = json_text(value);

	if (!value)
		return 0;
	if (!text || !text[strspn(text, " \t\r\n")])
		return plan_refuse(
			r, place,
			"\"%s\" is not a text, or empty; give it one or leave it out",
			key);
	*out = plan_keep(r, text);
	return 0;
}

int plan_read_number(const struct plan_reader *r, const char *place,
		     const struct json *object, const char *key, double low, double high,
		     double *out)
{
	const struct json *value = json_get(object, key);
	double number;

	if (!value)
		return 0;
	if (!json_number(value, &number) || number < low || number > high)
		return plan_refuse(r, place,
				   "\"%s\" must be a number from %.16g to %.16g", key,
				   low, high);
	*out = number;
	return 0;
}

int plan_read_whole(const struct plan_reader *r, const char *place,
		    const struct json *object, const char *key, double low, double high,
		    double *out)
{
	double number = *out;

	if (plan_read_number(r, place, object, key, low, high, &number))
		return -1;
	if (json_get(object, key) && number != (double)(long long)number)
		return plan_refuse(r, place, "\"%s\" must be a whole number", key);
	*out = number;
	return 0;
}

int plan_read_bool(const struct plan_reader *r, const char *place,
		   const struct json *object, const char *key, bool *out)
{
	const struct json *value = json_get(object, key);

	if (!value)
		return 0;
	*out = json_true(object, key);
	if (!json_is_bool(value))
		return plan_refuse(r, place, "\"%s\" must be true or false", key);
	return 0;
}

const char *plan_beside(const struct plan_reader *r, const char *path)
{
	const char *slash = strrchr(r->file, '/');
	struct buf whole = BUF_INIT;
	const char *kept;

	if (path[0] == '/' || !slash)
		return plan_keep(r, path);
	buf_add(&whole, r->file, (size_t)(slash - r->file) + 1);
	buf_str_add(&whole, path);
	kept = plan_keep(r, buf_str(&whole));
	buf_clear(&whole);
	return kept;
}

static int read_budget(const struct plan_reader *r, const struct json *root)
{
	static const char *const known[] = {"requests", "usd", "minutes"};
	const struct json *from = json_get(root, "budget");
	struct plan_budget *out = &r->plan->budget;
	double *const values[] = {&out->requests, &out->usd, &out->minutes};

	*out = (struct plan_budget){-1, -1, -1};
	if (!from)
		return 0;
	if (!json_is_object(from))
		return plan_refuse(
			r, "budget",
			"write {\"requests\": N, \"usd\": N, \"minutes\": N}; each may "
			"be left out");
	if (plan_check_members(r, "budget", from, known, COUNT_OF(known)))
		return -1;
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (plan_read_number(r, "budget", from, known[i], 0, 1e12, values[i]))
			return -1;
	return 0;
}

static int read_stop(const struct plan_reader *r, const struct json *root)
{
	static const char *const known[] = {"when", "block", "alpha", "beta"};
	const struct json *from = json_get(root, "stop");
	struct plan_stop *out = &r->plan->stop;
	double block = 0;

	if (!from)
		return 0;
	if (!json_is_object(from))
		return plan_refuse(r, "stop",
				   "write {\"when\": \"decided\"}; \"block\", \"alpha\" "
				   "and \"beta\" "
				   "may stand beside it");
	if (plan_check_members(r, "stop", from, known, COUNT_OF(known)) ||
	    plan_read_text(r, "stop", from, "when", &out->when) ||
	    plan_read_whole(r, "stop", from, "block", 1, 1e9, &block) ||
	    plan_read_number(r, "stop", from, "alpha", 1e-6, .5, &out->alpha) ||
	    plan_read_number(r, "stop", from, "beta", 1e-6, .5, &out->beta))
		return -1;
	out->block = (size_t)block;
	if (out->when && strcmp(out->when, "decided") != 0 &&
	    strcmp(out->when, "complete") != 0)
		return plan_refuse(r, "stop", "\"when\" is \"decided\" or \"complete\"");
	return 0;
}

/* A plan without a name goes by its file's, without ".json". */
static int read_name(const struct plan_reader *r, const struct json *root)
{
	const char *slash = strrchr(r->file, '/');
	const char *base = slash ? slash + 1 : r->file;
	size_t n = strlen(base);

	if (n > 5 && !strcmp(base + n - 5, ".json"))
		n -= 5;
	r->plan->name = arena_dup(&r->plan->arena, base, n);
	if (plan_read_text(r, "", root, "name", &r->plan->name))
		return -1;
	if (check_is_name(r->plan->name))
		return 0;
	return plan_refuse(r, "name", "it becomes a file's name; " CHECK_NAME_REMEDY);
}

/* A corpus is a name, or a folder beside the plan. */
static int read_reference(const struct plan_reader *r, const struct json *root)
{
	struct plan *plan = r->plan;

	plan->corpus = plan->data = plan->simulation = plan->examiner = "";
	if (plan_read_text(r, "", root, "corpus", &plan->corpus) ||
	    plan_read_text(r, "", root, "data", &plan->data) ||
	    plan_read_text(r, "", root, "simulation", &plan->simulation) ||
	    plan_read_text(r, "", root, "examiner", &plan->examiner))
		return -1;
	if (strchr(plan->corpus, '/'))
		plan->corpus = plan_beside(r, plan->corpus);
	if (*plan->data)
		plan->data = plan_beside(r, plan->data);
	return 0;
}

static int read_schema(const struct plan_reader *r, const struct json *root)
{
	const char *schema = "assay.plan.v1";

	if (plan_read_text(r, "", root, "schema", &schema))
		return -1;
	if (!strcmp(schema, "assay.plan.v1"))
		return 0;
	return plan_refuse(r, "schema",
			   "this program reads \"assay.plan.v1\"; write that or leave "
			   "it out");
}

static int read_plan(const struct plan_reader *r, const struct json *root)
{
	static const char *const known[] = {
		"schema",     "name",     "suspect", "teacher",  "controls", "probes",
		"samples",    "budget",   "seed",    "corpus",   "data",     "notes",
		"simulation", "sentinel", "stop",    "examiner",
	};
	double seed = 1;

	if (!json_is_object(root))
		return plan_refuse(r, "",
				   "the file holds no object; begin with {\"suspect\": "
				   "{...}, \"teacher\": {...}, \"probes\": [...]}");
	if (plan_check_secrets(r, root) ||
	    plan_check_members(r, "", root, known, COUNT_OF(known)) ||
	    read_schema(r, root) || read_name(r, root) || read_budget(r, root) ||
	    read_stop(r, root) ||
	    plan_read_whole(r, "", root, "seed", 0, SEED_MAX, &seed) ||
	    read_reference(r, root))
		return -1;
	r->plan->seed = (unsigned long)seed;
	if (plan_read_models(r, root) || plan_read_sets(r, root))
		return -1;
	plan_resolve(r->plan);
	return 0;
}

/* The file's members with those of `overrides` in their place. */
static void override(struct json *root, const struct json *overrides)
{
	JSON_EACH(member, overrides) {
		json_free(json_detach(root, json_key(member)));
		json_add(root, json_key(member), json_copy(member));
	}
}

struct plan *plan_parse(const char *text, size_t n, const char *path,
			const struct json *overrides, struct err *err)
{
	struct plan *plan = MEM_NEW(struct plan);
	struct plan_reader r = {plan, path, err};
	size_t n_replaced = 0;
	struct json *root = json_parse(text, n, &n_replaced, err);
	int rc = -1;

	plan->file = plan_keep(&r, path);
	if (!root) {
		struct err why = *err;

		plan_refuse(&r, "", "the plan is %s", why.text);
	} else if (n_replaced) {
		plan_refuse(&r, "",
			    "%zu characters were lost (ill-formed UTF-8, \\u0000 or half "
			    "a surrogate pair); save the file as UTF-8",
			    n_replaced);
	} else {
		if (json_is_object(root))
			override(root, overrides);
		rc = read_plan(&r, root);
	}
	json_free(root);
	if (!rc)
		return plan;
	plan_free(plan);
	return NULL;
}

struct plan *plan_open(const char *path, const struct json *overrides, struct err *err)
{
	struct plan *plan = NULL;
	struct buf text = BUF_INIT;

	if (!file_read(path, &text, NULL, err))
		plan = plan_parse(buf_str(&text), text.len, path, overrides, err);
	else
		err->kind = ERR_USAGE;
	buf_clear(&text);
	return plan;
}

struct plan *plan_open_asking(const char *path, const char *probes, struct err *err)
{
	struct json *overrides = json_new_object(), *list;
	struct plan *plan;

	if (probes) {
		list = json_add_array(overrides, "probes");
		for (;;) {
			size_t n = strcspn(probes, ",");

			json_add_strn(list, NULL, probes, n);
			if (!probes[n])
				break;
			probes += n + 1;
		}
	}
	plan = plan_open(path, overrides, err);
	json_free(overrides);
	return plan;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->n_sets; i++)
		probe_set_free(plan->sets[i].set);
	json_free(plan->resolved);
	arena_clear(&plan->arena);
	mem_free(plan);
}
