/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/compare_text.c: rows of a label and a text beside it. Reasons and warnings share
 * what the other rows leave of the screen. Colour marks what is a heading or a warning,
 * never which verdict it is.
 */
#include "cmd/compare_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/term.h"
#include "evidence/reason.h"

enum {
	INDENT = 12,        /* where texts begin, behind their labels */
	MAX_ITEM_LINES = 3, /* of one reason, warning or step */
	MAX_NAME = 40,      /* columns */
	MAX_CHANNELS = 12,
	LEAST_WIDTH = 40,
};

struct summary {
	const struct json *result;
	const struct screen *screen;
	struct buf *out;
};

static size_t n_lines(const struct buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->data[i] == '\n';
	return n;
}

/* Cut behind that many lines, the last of which then ends in "...". */
static void cut(struct buf *text, size_t from, size_t max_lines, size_t width)
{
	size_t line = from;
	size_t n = 1;

	for (size_t i = from; i < text->len; i++) {
		size_t fits;

		if (text->data[i] != '\n')
			continue;
		if (n++ < max_lines) {
			line = i + 1;
			continue;
		}
		fits = screen_fit(text->data + line, i - line, width - 3);
		text->len = line + fits;
		text->data[text->len] = '\0';
		buf_str_add(text, "...");
		return;
	}
}

/* One text of the result, escaped, behind INDENT and a mark; a newline at its end. */
static void add_text(struct summary *s, const char *text, const char *mark)
{
	struct buf safe = BUF_INIT;
	size_t from = s->out->len;
	size_t hang = INDENT + strlen(mark);

	term_add(&safe, text, strlen(text), 0);
	buf_str_add(s->out, mark);
	screen_wrap(buf_str(&safe), hang, hang, s->screen->width, s->out);
	cut(s->out, from, MAX_ITEM_LINES, s->screen->width);
	buf_char_add(s->out, '\n');
	buf_clear(&safe);
}

static void add_label(struct summary *s, enum screen_style style, const char *label)
{
	screen_add(s->screen, style, label, s->out);
	buf_printf(s->out, "%*s", (int)(INDENT - strlen(label)), "");
}

static void add_row(struct summary *s, const char *label, const char *text)
{
	add_label(s, SCREEN_STRONG, label);
	add_text(s, text, "");
}

/* Cut as it is shown: a name of escapes takes no more room than another. */
static void add_name(struct buf *out, const char *name)
{
	struct buf safe = BUF_INIT;

	term_add(&safe, name, strlen(name), MAX_NAME);
	if (screen_columns(buf_str(&safe), safe.len) <= MAX_NAME) {
		buf_str_add(out, buf_str(&safe));
	} else {
		buf_add(out, safe.data, screen_fit(safe.data, safe.len, MAX_NAME - 3));
		buf_str_add(out, "...");
	}
	buf_clear(&safe);
}

/* Of a case of toys, and of real answers that were weighed by what toys taught. */
static const char *simulation_of(const struct json *result)
{
	const char *said = json_str(result, "simulation");

	if (said && *said)
		return said;
	if (json_str(json_get(result, "calibration"), "simulation"))
		return "calibrated on toy language models; says nothing of real models";
	return NULL;
}

/* What the verdict says, with its strength. */
static const char *conclusion_of(const struct json *result)
{
	const char *conclusion = json_str(result, "conclusion");

	return conclusion ? conclusion : json_str(result, "verdict");
}

/* Names come cut, so that the conclusion is in the first lines whatever they are. */
static void add_headline(struct summary *s)
{
	const char *simulation = simulation_of(s->result);
	struct buf pair = BUF_INIT;
	struct buf line = BUF_INIT;

	if (simulation) {
		add_label(s, SCREEN_WARNING, "SIMULATION:");
		add_text(s, simulation, "");
	}
	add_name(&pair, json_str(s->result, "suspect"));
	buf_str_add(&pair, " against ");
	add_name(&pair, json_str(s->result, "teacher"));
	buf_printf(&pair, ": %s", conclusion_of(s->result));
	screen_wrap(buf_str(&pair), 0, 0, s->screen->width, &line);
	screen_add(s->screen, SCREEN_STRONG, buf_str(&line), s->out);
	buf_char_add(s->out, '\n');
	add_row(s, "question",
		"H1: trained on outputs of the teacher or its sibling; H2: not so");
	buf_clear(&pair);
	buf_clear(&line);
}

/* The two ends of the interval; whether there is one. */
static bool interval_of(const struct json *result, double ends[2])
{
	const struct json *lo = json_first(json_get(result, "llr10_interval"));

	return json_number(lo, &ends[0]) && json_number(json_next(lo), &ends[1]);
}

static void add_interval(const struct json *result, struct buf *line)
{
	const struct json *bound = json_get(result, "bound");
	double ends[2];
	bool lo;
	bool hi;

	if (!interval_of(result, ends)) {
		buf_str_add(line, " without an interval");
		return;
	}
	lo = fabs(ends[0] - json_num(bound, "lo", NAN)) < .005;
	hi = fabs(ends[1] - json_num(bound, "hi", NAN)) < .005;
	buf_printf(line, " [%+.2f, %+.2f] (90 %%%s)", ends[0], ends[1],
		   ends[1] - ends[0] < .005 || (lo && hi) ? ", cut at the bound"
		   : lo || hi                             ? ", one end cut at the bound"
							  : "");
}

/* "28 times", in two digits, as the report has it. */
static void add_times(double llr10, struct buf *line)
{
	double times = pow(10, fabs(llr10));
	double unit = pow(10, floor(log10(times)) - 1);

	if (times < 9.95)
		buf_printf(line, "%.1f times", times);
	else
		buf_printf(line, "%.0f times", round(times / unit) * unit);
}

/* The end nearer to 0 of an interval on one side of it: the strength in words is its. */
static void add_near_end(const struct json *result, struct buf *line)
{
	double ends[2];

	if (!interval_of(result, ends) || ends[1] - ends[0] < .005 ||
	    ends[0] * ends[1] <= 0)
		return;
	buf_str_add(line, " (");
	add_times(fabs(ends[0]) < fabs(ends[1]) ? ends[0] : ends[1], line);
	buf_printf(line, " at the interval's end nearer to 0: hence \"%s\")",
		   json_str(result, "verbal"));
}

/* What the number says, in words. */
static void add_meaning(const struct json *result, double llr10, struct buf *line)
{
	bool h1 = llr10 > 0;

	if (fabs(llr10) < .005) {
		buf_str_add(line, "answers as probable if H1 holds as if the suspect is "
				  "an independent model");
	} else {
		buf_str_add(line, "answers about ");
		add_times(llr10, line);
		add_near_end(result, line);
		buf_str_add(line,
			    h1 ? " more probable if H1 holds than if the suspect is "
				 "an independent model"
			       : " more probable if the suspect is an independent "
				 "model than if H1 holds");
		buf_str_add(line, "; no probability; LLR10: log10");
	}
}

/* Where the number may go no further. */
static void add_bound(struct summary *s)
{
	const struct json *bound = json_get(s->result, "bound");
	const char *at = json_str(bound, "at");
	struct buf line = BUF_INIT;

	buf_printf(&line, "%+.2f to %+.2f%s", json_num(bound, "lo", NAN),
		   json_num(bound, "hi", NAN),
		   at && strcmp(at, "none") != 0
			   ? ": with so few families nothing stronger can be said"
			   : "");
	add_row(s, "bound", buf_str(&line));
	buf_clear(&line);
}

static void add_strength(struct summary *s)
{
	const char *reason = json_str(s->result, "no_lr_reason");
	double llr10 = json_num(s->result, "llr10", NAN);
	struct buf line = BUF_INIT;

	if (isnan(llr10)) {
		buf_printf(&line, "No likelihood ratio is given: %s.",
			   reason ? reason : "there is no reference to learn it from");
		add_row(s, "strength", buf_str(&line));
	} else {
		buf_printf(&line, "LLR10 %+.2f", llr10);
		add_interval(s->result, &line);
		add_row(s, "strength", buf_str(&line));
		buf_reset(&line);
		add_meaning(s->result, llr10, &line);
		add_row(s, "that is", buf_str(&line));
		add_bound(s);
	}
	buf_clear(&line);
}

static const struct json *least_alternative(const struct json *result)
{
	const char *least = json_str(result, "least_alternative");

	JSON_EACH(alternative, json_get(result, "alternatives")) {
		if (least && !strcmp(least, json_str(alternative, "id")))
			return alternative;
	}
	return NULL;
}

/* Where an alternative is harder to tell from H1 than an independent model is. */
static void add_alternative(struct summary *s)
{
	const struct json *least = least_alternative(s->result);
	const char *model = json_str(least, "model");
	struct buf line = BUF_INIT;

	if (!least || !strcmp(json_str(least, "id"), "unrelated") ||
	    !(json_num(s->result, "llr10", NAN) > 0))
		return;
	buf_printf(&line, "LLR10 %s%+.2f against the best of the alternatives: %s",
		   strcmp(json_str(least, "how"), "at most") ? "" : "at most ",
		   json_num(s->result, "llr10_least", NAN), json_str(least, "title"));
	if (model) {
		buf_str_add(&line, " (");
		add_name(&line, model);
		buf_char_add(&line, ')');
	}
	add_row(s, "alternative", buf_str(&line));
	buf_clear(&line);
}

/* Explanations that no ratio speaks against. */
static void add_unweighed(struct summary *s)
{
	struct buf line = BUF_INIT;
	double ends[2];
	size_t n = 0;

	/* Where H2 is supported they would only add to that. */
	if (!interval_of(s->result, ends) || ends[1] < 0)
		return;
	JSON_EACH(alternative, json_get(s->result, "alternatives")) {
		if (!json_str(alternative, "why_not"))
			continue;
		buf_printf(&line, "%s%s %s", n++ ? ", " : "",
			   json_str(alternative, "label"),
			   json_str(alternative, "title"));
	}
	if (n) {
		buf_str_add(&line, ": still open");
		add_row(s, "not weighed", buf_str(&line));
	}
	buf_clear(&line);
}

static bool supports_h1(const struct json *result)
{
	double ends[2];

	return interval_of(result, ends) && ends[0] > 0;
}

/* Other versions of the teacher that the analysis does not tell from it. */
static void add_siblings(struct summary *s)
{
	enum { MOST = 3 };
	struct buf line = BUF_INIT;
	size_t n = 0;

	JSON_EACH(sibling, json_get(s->result, "siblings")) {
		if (!json_true(sibling, "is_near") || n++ >= MOST)
			continue;
		if (n > 1)
			buf_str_add(&line, ", ");
		add_name(&line, json_str(sibling, "model"));
	}
	if (n > MOST)
		buf_printf(&line, " and %zu more", n - MOST);
	if (n && supports_h1(s->result)) {
		buf_str_add(&line, " not told apart: as near, or at the bound too");
		add_row(s, "version", buf_str(&line));
	}
	buf_clear(&line);
}

/* Who learned from whom, by what, or that it is not known. */
static void add_direction(struct summary *s)
{
	const struct json *direction = json_get(s->result, "direction");
	const char *kind = json_str(direction, "kind");
	struct buf line = BUF_INIT;

	if (!kind)
		return;
	if (!strcmp(kind, "undetermined"))
		buf_str_add(&line, "undetermined: nothing says who learned from whom, if "
				   "either did");
	else
		buf_printf(&line, "%s%s. %s", json_str(direction, "words"),
			   strcmp(kind, "forward") ? "" : ", if at all",
			   json_str(direction, "reason"));
	add_row(s, "direction", buf_str(&line));
	buf_clear(&line);
}

struct scored {
	const char *name;
	double score;
};

static int falling(const void *a, const void *b)
{
	double x = ((const struct scored *)a)->score;
	double y = ((const struct scored *)b)->score;

	return (x < y) - (x > y);
}

/* The highest score of an independent model in any channel that counts, or NaN. */
static double highest_independent(const struct json *result)
{
	double highest = NAN;

	JSON_EACH(channel, json_get(result, "channels")) {
		if (!json_true(channel, "used"))
			continue;
		JSON_EACH(model, json_get(channel, "cohort"))
			highest = fmax(highest, json_num(model, "score", NAN));
	}
	return highest;
}

/* What the reasons say of each channel, in one row. */
static void add_channels(struct summary *s)
{
	struct scored scored[MAX_CHANNELS];
	struct buf line = BUF_INIT;
	double highest = highest_independent(s->result);
	size_t n = 0;

	JSON_EACH(channel, json_get(s->result, "channels")) {
		double score = json_num(channel, "score", NAN);

		if (n < MAX_CHANNELS && json_true(channel, "used") && !isnan(score))
			scored[n++] = (struct scored){json_str(channel, "name"), score};
	}
	if (n)
		qsort(scored, n, sizeof(*scored), falling);
	for (size_t i = 0; i < n; i++)
		buf_printf(&line, "%s%s %+.1f", i ? ", " : "", scored[i].name,
			   scored[i].score);
	if (n) {
		buf_str_add(&line, " (z, cut at 0");
		if (!isnan(highest))
			buf_printf(&line, "; independent models to %+.1f", highest);
		buf_char_add(&line, ')');
		add_row(s, "channels", buf_str(&line));
	}
	buf_clear(&line);
}

struct items {
	const char **v;
	size_t n;
};

static void items_add(struct items *items, const struct json *list)
{
	items->v = MEM_ARRAY(json_count(list) + 1, const char *);
	JSON_EACH(item, list)
		items->v[items->n++] = json_text(item);
}

/* The reasons without those that have rows of their own: the second is the ratio's. */
static void reasons_of(const struct json *result, struct items *items)
{
	struct items all = {NULL, 0};
	size_t n = 0;

	items_add(&all, json_get(result, "reasons"));
	for (size_t i = 0; i < all.n; i++)
		if (i != 1 &&
		    strncmp(all.v[i], REASON_CHANNELS, strlen(REASON_CHANNELS)) != 0)
			all.v[n++] = all.v[i];
	all.n = n;
	*items = all;
}

/* The warnings without the one that the first row gives already. */
static void warnings_of(const struct json *result, struct items *items)
{
	struct items all = {NULL, 0};
	size_t n = 0;

	items_add(&all, json_get(result, "warnings"));
	for (size_t i = 0; i < all.n; i++)
		if (!simulation_of(result) || strcmp(all.v[i], REASON_SIMULATION) != 0)
			all.v[n++] = all.v[i];
	all.n = n;
	*items = all;
}

static size_t lines_of(const struct summary *s, const char *text)
{
	struct buf shown = BUF_INIT;
	struct summary alone = {s->result, s->screen, &shown};
	size_t n;

	add_text(&alone, text, "- ");
	n = n_lines(&shown);
	buf_clear(&shown);
	return n;
}

static size_t lines_of_all(const struct summary *s, const struct items *items)
{
	size_t n = 0;

	for (size_t i = 0; i < items->n; i++)
		n += lines_of(s, items->v[i]);
	return n;
}

/* The first ones that fit into so many lines, and how many are left out. */
static void add_items(struct summary *s, enum screen_style style, const char *label,
		      const struct items *items, size_t room)
{
	size_t n = 0;
	size_t used = 0;

	if (!items->n)
		return;
	if (lines_of_all(s, items) <= room)
		n = items->n;
	for (; n < items->n; n++) {
		used += lines_of(s, items->v[n]);
		if (used + 1 > room)
			break;
	}
	add_label(s, style, label);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_printf(s->out, "%*s", INDENT, "");
		add_text(s, items->v[i], "- ");
	}
	if (n < items->n)
		buf_printf(s->out, "%*s%zu %sin the report\n", n ? INDENT : 0, "",
			   items->n - n, n ? "more " : "");
}

static void add_next(struct summary *s)
{
	struct items steps = {NULL, 0};

	items_add(&steps, json_get(s->result, "would_change"));
	if (steps.n)
		add_row(s, "next step", steps.v[0]);
	if (steps.n > 1)
		buf_printf(s->out, "%*s%zu more steps in the report\n", INDENT, "",
			   steps.n - 1);
	mem_free(steps.v);
}

static size_t least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t most_of(size_t a, size_t b)
{
	return a > b ? a : b;
}

void compare_text(const struct json *result, const struct screen *given, struct buf *out)
{
	const struct screen screen = {most_of(given->width, LEAST_WIDTH),
				      most_of(given->height, SCREEN_HEIGHT),
				      given->is_terminal, given->has_colour};
	struct buf head = BUF_INIT;
	struct buf tail = BUF_INIT;
	struct summary s = {result, &screen, &head};
	struct items reasons = {NULL, 0};
	struct items warnings = {NULL, 0};
	size_t taken;
	size_t room;
	size_t for_reasons;

	add_headline(&s);
	add_strength(&s);
	add_alternative(&s);
	add_unweighed(&s);
	add_siblings(&s);
	add_direction(&s);
	add_channels(&s);
	s.out = &tail;
	add_next(&s);
	reasons_of(result, &reasons);
	warnings_of(result, &warnings);
	taken = 1 + n_lines(&head) + n_lines(&tail);
	room = screen.height > taken ? screen.height - taken : 0;
	for_reasons = least_of(lines_of_all(&s, &reasons),
			       room - least_of(lines_of_all(&s, &warnings), room / 2));
	s.out = out;
	buf_add(out, head.data, head.len);
	add_items(&s, SCREEN_WARNING, "warnings", &warnings, room - for_reasons);
	add_items(&s, SCREEN_STRONG, "reasons", &reasons, for_reasons);
	buf_add(out, tail.data, tail.len);
	mem_free(reasons.v);
	mem_free(warnings.v);
	buf_clear(&head);
	buf_clear(&tail);
}
