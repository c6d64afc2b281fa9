/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the finding rests on: the ratio with one thing left out at a time. The page shows
 * what turns the finding or moves it most, the data file everything. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/section.h"

enum { MOST_MOVING = 4, LEAST_GROUP = 3 };

/* As evidence/sensitivity.c names them in the result. */
#define BEST_RIVAL "without the best rival's vendor"
#define COHORT_VENDOR "without a vendor of the cohort"
#define ONE_CHANNEL "without a channel"

static const struct column columns[] = {
	{"change", "Left out, or looked at alone", COLUMN_TEXT, 0, false},
	{"name", "Which", COLUMN_NAME, 0, false},
	{"n_prompts", NULL, COLUMN_NUMBER, 0, false},
	{"llr10", "LLR10", COLUMN_NUMBER, 2, true},
	{"llr10_unbounded", "Before bounding", COLUMN_NUMBER, 2, true},
	{"move", "Change of it", COLUMN_NUMBER, 2, true},
	{"rise", "Change of the mean score", COLUMN_NUMBER, 2, true},
	{"turns", "Turns the finding", COLUMN_TEXT, 0, false},
};

struct one {
	const struct json *from;
	double move; /* of the value before bounding; NaN: not known */
	bool shown;
	bool is_twin; /* the same as another row under another name: never on the page */
};

static double value_of(const struct json *one)
{
	double unbounded = view_num(one, "llr10_unbounded");

	return isfinite(unbounded) ? unbounded : view_num(one, "llr10");
}

static bool is_rival(const struct json *one)
{
	return strstr(view_str(one, "change"), "rival") != NULL;
}

static bool is_of(const struct one *one, const char *change)
{
	return !strcmp(view_str(one->from, "change"), change);
}

static const char *vendor_of(const struct view *view, const char *model)
{
	JSON_EACH(one, json_get(view->result, "teachers")) {
		if (!strcmp(view_str(one, "model"), model))
			return view_str(one, "vendor");
	}
	return "";
}

/* The best rival's vendor, if it is of the cohort, is left out twice. */
static void find_twin(const struct view *view, struct one *v, size_t n)
{
	const char *vendor = "";

	for (size_t i = 0; i < n; i++) {
		if (is_of(&v[i], BEST_RIVAL))
			vendor = vendor_of(view, view_str(v[i].from, "name"));
	}
	for (size_t i = 0; i < n && *vendor; i++)
		v[i].is_twin = is_of(&v[i], COHORT_VENDOR) &&
			       !strcmp(view_str(v[i].from, "name"), vendor);
}

/* What moves most of those not shown yet; of one kind, or of all (NULL). */
static bool show_most(struct one *v, size_t n, const char *change)
{
	struct one *most = NULL;

	for (size_t i = 0; i < n; i++) {
		if (v[i].shown || v[i].is_twin || !isfinite(v[i].move) ||
		    (change && !is_of(&v[i], change)))
			continue;
		if (!most || fabs(v[i].move) > fabs(most->move))
			most = &v[i];
	}
	if (most)
		most->shown = true;
	return most != NULL;
}

/* Without the channel that the fusion makes most of. */
static void show_heaviest(const struct view *view, struct one *v, size_t n)
{
	const struct json *heaviest = NULL;

	JSON_EACH(channel, json_get(view->result, "channels")) {
		if (json_true(channel, "used") &&
		    (!heaviest ||
		     view_num(channel, "weight") > view_num(heaviest, "weight")))
			heaviest = channel;
	}
	for (size_t i = 0; i < n && heaviest; i++)
		v[i].shown |=
			is_of(&v[i], ONE_CHANNEL) &&
			!strcmp(view_str(v[i].from, "name"), view_str(heaviest, "name"));
}

/* Shown by itself: what turns the finding, the rivals, the channel and the vendor that
 * move it most, the channel of most weight, and what else moves it. */
static void choose(const struct view *view, struct one *v, size_t n)
{
	size_t hidden = 0;
	size_t n_shown;

	for (size_t i = 0; i < n; i++)
		v[i].shown = !v[i].is_twin &&
			     (json_true(v[i].from, "turns") || is_rival(v[i].from));
	n_shown = show_most(v, n, ONE_CHANNEL);
	n_shown += show_most(v, n, COHORT_VENDOR);
	show_heaviest(view, v, n);
	while (n_shown < MOST_MOVING && show_most(v, n, NULL))
		n_shown++;
	for (size_t i = 0; i < n; i++)
		hidden += !v[i].shown && !v[i].is_twin;
	for (size_t i = 0; i < n && hidden < LEAST_GROUP; i++)
		v[i].shown = !v[i].is_twin;
}

/* As the number stands on the page. */
static double shown_value(double x)
{
	return round(x * 100) / 100;
}

static void add_row(struct table *table, const struct one *one, const char *change,
		    const char *name)
{
	table_text(table, change);
	table_text(table, name);
	table_from(table, one->from, "n_prompts");
	table_from(table, one->from, "llr10");
	table_from(table, one->from, "llr10_unbounded");
	table_number(table, one->move);
	table_from(table, one->from, "rise");
	table_text(table, json_true(one->from, "turns") ? "yes" : "no");
}

static void add_whole(struct table *table, const struct view *view, const struct one *one)
{
	const char *name = view_str(one->from, "name");
	double n_prompts = view_num(one->from, "n_prompts");
	struct buf text = BUF_INIT;

	buf_str_add(&text, name);
	if (is_rival(one->from) && *vendor_of(view, name))
		buf_printf(&text, " (vendor: %s)", vendor_of(view, name));
	if (isfinite(n_prompts))
		buf_printf(&text, " (%.0f prompts)", n_prompts);
	add_row(table, one, view_str(one->from, "change"), buf_str(&text));
	buf_clear(&text);
}

/* The others in one row: the one of them that comes nearest to turning the finding. */
static void add_others(struct table *table, const struct view *view, const struct one *v,
		       size_t n)
{
	double side = view->llr10 < 0 ? -1 : 1;
	const struct one *nearest = NULL;
	struct buf change = BUF_INIT;
	size_t n_others = 0;

	for (size_t i = 0; i < n; i++) {
		if (v[i].shown || v[i].is_twin)
			continue;
		n_others++;
		if (!nearest ||
		    side * value_of(v[i].from) < side * value_of(nearest->from))
			nearest = &v[i];
	}
	if (!nearest)
		return;
	buf_printf(&change, "%zu others, one at a time: the %s of them", n_others,
		   side > 0 ? "lowest" : "highest");
	add_row(table, nearest, buf_str(&change), view_str(nearest->from, "name"));
	buf_clear(&change);
}

static double own_value(const struct view *view)
{
	return isfinite(view->llr10_unbounded) ? view->llr10_unbounded : view->llr10;
}

/* Every one of the result, in its order; owned by the caller. */
static struct one *read_all(const struct view *view, size_t *n)
{
	const struct json *list = json_get(view->result, "sensitivity");
	struct one *v = MEM_ARRAY(json_count(list) + 1, struct one);

	*n = 0;
	JSON_EACH(one, list)
		v[(*n)++] =
			(struct one){one, value_of(one) - own_value(view), false, false};
	return v;
}

struct table *section_sensitivity_data(const struct view *view)
{
	struct table *table = TABLE_NEW(columns);
	size_t n;
	struct one *v = read_all(view, &n);

	for (size_t i = 0; i < n; i++)
		add_row(table, &v[i], view_str(v[i].from, "change"),
			view_str(v[i].from, "name"));
	mem_free(v);
	return table;
}

static void table_on_page(struct doc *doc, const struct view *view)
{
	struct table *table = TABLE_NEW(columns);
	size_t n;
	struct one *v = read_all(view, &n);

	find_twin(view, v, n);
	choose(view, v, n);
	/* On the page, the difference of the two numbers that stand there. */
	for (size_t i = 0; i < n; i++)
		v[i].move =
			shown_value(value_of(v[i].from)) - shown_value(own_value(view));
	for (size_t i = 0; i < n; i++)
		if (v[i].shown)
			add_whole(table, view, &v[i]);
	add_others(table, view, v, n);
	doc_table(doc, table, "LLR10 with one thing left out at a time", 0, "");
	table_free(table);
	mem_free(v);
}

static void range_sentence(struct doc *doc, const struct view *view)
{
	const struct json *range = json_get(view->result, "sensitivity_range");

	if (!isfinite(view_num(range, "lo")))
		return;
	doc_para(doc, NULL);
	if (shown_value(view_num(range, "lo")) == shown_value(view_num(range, "hi"))) {
		doc_text(doc, "In every one of them LLR10 stands at ");
		doc_number(doc, range, "lo", 2, true);
		doc_text(doc, strcmp(view->at, "none") ? ", the bound" : "");
	} else {
		doc_text(doc, "Over all of them LLR10 lies between ");
		doc_number(doc, range, "lo", 2, true);
		doc_text(doc, " and ");
		doc_number(doc, range, "hi", 2, true);
	}
	doc_text(doc, ". Each of them has its row in ");
	doc_code(doc, "data/sensitivity.tsv");
	doc_text(doc, ".");
	doc_para_end(doc);
}

void section_sensitivity(struct doc *doc, const struct view *view)
{
	if (!json_count(json_get(view->result, "sensitivity")))
		return;
	doc_heading(doc, "What the finding rests on");
	doc_say(doc,
		"The same ratio, with one thing left out at a time: the vendors that "
		"the suspect is nearest to besides the teacher, each vendor of the "
		"independent models, each channel; and on the prompts of each topic "
		"alone, where the prompts have topics. A finding that one of them "
		"turns to the other side of 0 rests on it. Shown are those that "
		"turn it, the nearest vendors, the channel and the vendor that move "
		"it most, the channel of the greatest weight, and what else moves it "
		"much.");
	doc_para(doc, NULL);
	if (strcmp(view->at, "none") != 0)
		doc_text(doc,
			 "This finding stands at the bound, where LLR10 hides what "
			 "moves. The value before bounding shows it: by how much each "
			 "part carries the finding, not how strong the finding is. ");
	doc_text(doc, "With nothing left out the value before bounding is ");
	doc_number(doc, view->result,
		   isfinite(view->llr10_unbounded) ? "llr10_unbounded" : "llr10", 2,
		   true);
	doc_text(doc, ".");
	doc_para_end(doc);
	table_on_page(doc, view);
	range_sentence(doc, view);
}
