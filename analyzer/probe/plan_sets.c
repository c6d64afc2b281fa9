/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe/plan_sets.c: which probes a plan asks, how often, and the sentinel. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/opt.h"
#include "base/text.h"
#include "probe/check.h"
#include "probe/composition.h"
#include "probe/draw.h"
#include "probe/plan_read.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))
#define SAMPLES_MAX 10000
#define SENTINEL_EVERY 50

static bool is_path(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && !strcmp(name + n - 5, ".json");
}

/* The shipped set, else composition, whose name is nearest, kept; NULL when none is. */
static const char *nearest_shipped(const struct plan_reader *r, const char *dir,
				   const char *name)
{
	struct file_list list = {NULL, 0}, others = {NULL, 0};
	struct err ignored = ERR_INIT;
	const char *near = NULL;

	if (file_list(dir, &list, &ignored) || composition_list(&others, &ignored))
		goto done;
	for (size_t i = 0; i < list.n; i++)
		if (is_path(list.names[i]))
			list.names[i][strlen(list.names[i]) - 5] = '\0';
	near = opt_nearest(name, (const char *const *)list.names, list.n);
	if (!near)
		near = opt_nearest(name, (const char *const *)others.names, others.n);
	if (near)
		near = plan_keep(r, near);
done:
	file_list_free(&list);
	file_list_free(&others);
	return near;
}

static const char *shipped_path(const struct plan_reader *r, const char *place,
				const char *name)
{
	char *dir = file_shipped("probes", r->err);
	struct buf base = BUF_INIT;
	char *path = NULL;
	const char *kept = NULL, *near;
	char shown[TEXT_SHOWN];

	if (!dir)
		return NULL;
	buf_printf(&base, "%s.json", name);
	path = file_join(dir, buf_str(&base));
	if (check_is_name(name) && file_exists(path)) {
		kept = plan_keep(r, path);
	} else {
		near = nearest_shipped(r, dir, name);
		(void)text_shown(text_of(name), shown);
		plan_refuse(r, place,
			    near ? "no probe set \"%s\" ships; is it \"%s\"? (a file of "
				   "your own is named with its \".json\")"
				 : "no probe set \"%s\" ships (assay probes list); a "
				   "file of your own is named with its \".json\"",
			    shown, near);
	}
	buf_clear(&base);
	mem_free(path);
	mem_free(dir);
	return kept;
}

static struct probe_set *open_set(const struct plan_reader *r, const char *place,
				  const char *name)
{
	const char *path =
		is_path(name) ? plan_beside(r, name) : shipped_path(r, place, name);
	struct probe_set *set = path ? probe_set_open(path, NULL, r->err) : NULL;

	if (path && !set) {
		struct err why = *r->err;

		plan_refuse(r, place, "%s", why.text);
	}
	return set;
}

static void take(struct plan *plan, struct plan_set *out, size_t n)
{
	const struct probe_set *set = out->set;
	const char **ids = mem_alloc(set->n, sizeof(*ids));

	for (size_t i = 0; i < set->n; i++)
		ids[i] = set->probes[i].id;
	out->take = arena_alloc(&plan->arena, n, sizeof(*out->take));
	out->n_take = n;
	draw_take(ids, set->n, n, plan->seed, out->take);
	mem_free(ids);
}

/* `samples`: of the plan for all sets, or negative. */
static int read_set(const struct plan_reader *r, const char *place,
		    const struct json *from, double samples, struct plan_set *out)
{
	static const char *const known[] = {"set", "samples", "take", "notes"};
	const char *name = json_text(from);
	double n_take;

	if (!name && json_is_object(from)) {
		if (plan_check_members(r, place, from, known, COUNT_OF(known)) ||
		    plan_read_text(r, place, from, "set", &name))
			return -1;
	}
	if (!name || !*name)
		return plan_refuse(r, place,
				   "write a set's name, its file, or {\"set\": \"...\", "
				   "\"samples\": 1, \"take\": 100}");
	out->set = open_set(r, place, name);
	if (!out->set)
		return -1;
	if (samples < 0)
		samples = out->set->defaults.samples;
	if (samples < 0)
		samples = 1;
	n_take = (double)out->set->n;
	if (plan_read_whole(r, place, from, "samples", 1, SAMPLES_MAX, &samples) ||
	    plan_read_whole(r, place, from, "take", 1, 1e9, &n_take))
		return -1;
	if (n_take > (double)out->set->n)
		return plan_refuse(r, place,
				   "\"take\" is %g and the set %s has %zu probes", n_take,
				   out->set->name, out->set->n);
	out->samples = (size_t)samples;
	take(r->plan, out, (size_t)n_take);
	return 0;
}

/* All probes of all sets by id, to find those that sets share. */
struct shared {
	const struct probe *probe;
	size_t set;
};

static int by_id(const void *a, const void *b)
{
	const struct shared *x = a, *y = b;
	int order = strcmp(x->probe->id, y->probe->id);

	return order ? order : x->set < y->set ? -1 : x->set > y->set;
}

static bool same_prompt(const struct probe *a, const struct probe *b)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	bool same;

	plan_prompt_text(a, &one);
	plan_prompt_text(b, &other);
	same = one.len == other.len && !strcmp(buf_str(&one), buf_str(&other));
	buf_clear(&one);
	buf_clear(&other);
	return same;
}

static int check_shared(const struct plan_reader *r)
{
	const struct plan *plan = r->plan;
	struct shared *rows;
	size_t n = 0, i = 0;
	int rc = 0;

	for (size_t s = 0; s < plan->n_sets; s++)
		n += plan->sets[s].set->n;
	rows = mem_alloc(n, sizeof(*rows));
	for (size_t s = 0; s < plan->n_sets; s++)
		for (size_t p = 0; p < plan->sets[s].set->n; p++)
			rows[i++] = (struct shared){&plan->sets[s].set->probes[p], s};
	qsort(rows, n, sizeof(*rows), by_id);
	for (i = 1; !rc && i < n; i++)
		if (!strcmp(rows[i - 1].probe->id, rows[i].probe->id) &&
		    !same_prompt(rows[i - 1].probe, rows[i].probe))
			rc = plan_refuse(
				r, "probes",
				"the sets %s and %s both have a probe \"%s\", and it "
				"asks different things; give one of them another id",
				plan->sets[rows[i - 1].set].set->name,
				plan->sets[rows[i].set].set->name, rows[i].probe->id);
	mem_free(rows);
	return rc;
}

static int check_sets(const struct plan_reader *r)
{
	struct plan *plan = r->plan;

	plan->genre = plan->sets[0].set->genre;
	for (size_t i = 1; i < plan->n_sets; i++) {
		const struct probe_set *set = plan->sets[i].set;

		if (strcmp(plan->genre, set->genre) != 0)
			plan->genre = "";
		for (size_t j = 0; j < i; j++)
			if (!strcmp(plan->sets[j].set->name, set->name))
				return plan_refuse(r, "probes",
						   "the set %s is there twice; to ask "
						   "more often, raise its samples",
						   set->name);
	}
	return check_shared(r);
}

/* The set that has the probe; the first open one and its first probe when id is NULL. */
static void find_sentinel(struct plan *plan, const char *id)
{
	for (size_t i = 0; i < plan->n_sets && !plan->sentinel; i++) {
		const struct probe_set *set = plan->sets[i].set;

		if (id)
			plan->sentinel = probe_set_find(set, id);
		else if (set->kind == PROBE_OPEN)
			plan->sentinel = &set->probes[0];
		plan->sentinel_set = set;
	}
	if (!plan->sentinel)
		plan->sentinel_set = NULL;
}

static int read_sentinel(const struct plan_reader *r, const struct json *root)
{
	static const char *const known[] = {"probe", "every"};
	const struct json *from = json_get(root, "sentinel");
	const char *id = NULL;
	double every = SENTINEL_EVERY;
	char shown[TEXT_SHOWN];

	if (json_is_bool(from) && !json_true(root, "sentinel"))
		return 0;
	if (from && !json_is_object(from))
		return plan_refuse(r, "sentinel",
				   "write {\"probe\": \"ID\", \"every\": %d}, or false "
				   "for none",
				   SENTINEL_EVERY);
	if (plan_check_members(r, "sentinel", from, known, COUNT_OF(known)) ||
	    plan_read_text(r, "sentinel", from, "probe", &id) ||
	    plan_read_whole(r, "sentinel", from, "every", 1, 1e9, &every))
		return -1;
	r->plan->sentinel_every = (size_t)every;
	find_sentinel(r->plan, id);
	if (id && !r->plan->sentinel)
		return plan_refuse(r, "sentinel",
				   "no set of the plan has a probe \"%s\"; assay probes "
				   "show SET lists them",
				   text_shown(text_of(id), shown));
	return 0;
}

/* One entry of "probes", as the plan or a composition has it. */
struct entry {
	const struct json *from;
	char place[144];
};
struct entries {
	struct entry *v;
	size_t n, cap;
	struct composition **open; /* whose entries are among them */
	size_t n_open, cap_open;
};

static void entries_clear(struct entries *entries)
{
	for (size_t i = 0; i < entries->n_open; i++)
		composition_free(entries->open[i]);
	mem_free(entries->open);
	mem_free(entries->v);
}

static struct entry *entry_add(struct entries *entries, const struct json *from)
{
	entries->v = MEM_GROW(entries->v, entries->n, &entries->cap);
	entries->v[entries->n].from = from;
	return &entries->v[entries->n++];
}

static bool is_shipped_set(const char *name)
{
	struct err ignored = ERR_INIT;
	char *dir = file_shipped("probes", &ignored), *path;
	struct buf base = BUF_INIT;
	bool is;

	buf_printf(&base, "%s.json", name);
	path = file_join(dir ? dir : "", buf_str(&base));
	is = dir && check_is_name(name) && file_exists(path);
	buf_clear(&base);
	mem_free(path);
	mem_free(dir);
	return is;
}

/* The file of the composition that an entry names; NULL when it names none. */
static char *composition_of(const struct json *from)
{
	const char *name = json_text(from);

	if (!name && json_is_object(from))
		name = json_str(from, "set");
	if (!name || is_path(name) || is_shipped_set(name))
		return NULL;
	return composition_path(name);
}

static int expand(const struct plan_reader *r, const char *place, const char *path,
		  struct entries *entries)
{
	struct composition *c = composition_open(path, r->err);
	size_t i = 0;

	if (!c)
		return -1;
	entries->open = MEM_GROW(entries->open, entries->n_open, &entries->cap_open);
	entries->open[entries->n_open++] = c;
	JSON_EACH(from, c->probes) {
		struct entry *entry = entry_add(entries, from);

		(void)snprintf(entry->place, sizeof(entry->place),
			       "%s: %.40s: probes[%zu]", place, c->name, i++);
	}
	if (c->n_controls > r->plan->n_controls_advised) {
		r->plan->n_controls_advised = c->n_controls;
		r->plan->advised_by = plan_keep(r, c->name);
	}
	return 0;
}

static int read_entries(const struct plan_reader *r, const struct json *list,
			struct entries *entries)
{
	size_t i = 0;

	JSON_EACH(from, list) {
		char place[48];
		char *path = composition_of(from);
		int rc = 0;

		(void)snprintf(place, sizeof(place), "probes[%zu]", i++);
		if (path && !json_text(from))
			rc = plan_refuse(
				r, place,
				"a composition says itself what is taken and how "
				"often; write its name alone, or its sets");
		else if (path)
			rc = expand(r, place, path, entries);
		else
			(void)snprintf(entry_add(entries, from)->place,
				       sizeof(entries->v->place), "%s", place);
		mem_free(path);
		if (rc)
			return -1;
	}
	return 0;
}

static int read_sets(const struct plan_reader *r, const struct entries *entries,
		     double samples)
{
	struct plan *plan = r->plan;

	plan->sets = arena_alloc(&plan->arena, entries->n, sizeof(*plan->sets));
	for (size_t i = 0; i < entries->n; i++) {
		struct plan_set *set = &plan->sets[plan->n_sets];
		const struct entry *entry = &entries->v[i];
		int rc = read_set(r, entry->place, entry->from, samples, set);

		plan->n_sets += set->set != NULL;
		if (rc)
			return -1;
	}
	return check_sets(r);
}

int plan_read_sets(const struct plan_reader *r, const struct json *root)
{
	const struct json *list = json_get(root, "probes");
	struct entries entries = {.n = 0};
	double samples = -1;
	int rc;

	if (!json_is_array(list) || !json_count(list))
		return plan_refuse(
			r, "probes",
			"it is missing, no list, or empty; write [\"quick\"] or "
			"[\"everyday\"], or name a file of your own");
	if (plan_read_whole(r, "", root, "samples", 1, SAMPLES_MAX, &samples))
		return -1;
	rc = read_entries(r, list, &entries);
	if (!rc)
		rc = read_sets(r, &entries, samples);
	if (!rc)
		rc = read_sentinel(r, root);
	entries_clear(&entries);
	return rc;
}
