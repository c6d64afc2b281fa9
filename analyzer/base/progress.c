/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/progress.c: one line a task. On a terminal the lines are drawn over themselves,
 * each shorter than the screen is wide, so that the way back up is known.
 */
#include "base/progress.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/screen.h"
#include "base/term.h"

enum { MIN_WIDTH = 20, BAR_LEAST = 7, BAR_MOST = 30 };

static const struct {
	const char *name;
	int64_t every_ms;
} modes[] = {
	[PROGRESS_AUTO] = {"auto", 0},       [PROGRESS_BAR] = {"bar", 100},
	[PROGRESS_PLAIN] = {"plain", 10000}, [PROGRESS_JSON] = {"json", 1000},
	[PROGRESS_NONE] = {"none", 0},
};

struct progress {
	enum progress_mode mode;
	bool begun; /* drawn_ms holds a time */
	int64_t drawn_ms;
	struct buf bars; /* what stands on the screen now, a line each */
	bool *is_over;   /* by task: its last line was written (not of bars) */
	size_t n_over;
};

bool progress_mode_parse(const char *name, enum progress_mode *out)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		if (!strcmp(name, modes[i].name)) {
			*out = (enum progress_mode)i;
			return true;
		}
	}
	return false;
}

static bool can_draw(void)
{
	const char *term = getenv("TERM");
	const char *ci = getenv("CI");

	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0 &&
	       !(ci && *ci) && screen_of(stderr).width >= MIN_WIDTH;
}

struct progress *progress_new(enum progress_mode mode)
{
	struct progress *progress = MEM_NEW(struct progress);

	if (mode == PROGRESS_AUTO)
		mode = can_draw() ? PROGRESS_BAR : PROGRESS_PLAIN;
	progress->mode = mode;
	return progress;
}

/* Append text of others, escaped, in at most `max` columns. */
static void add_cut(struct buf *out, const char *text, size_t max)
{
	struct buf safe = BUF_INIT;

	term_add(&safe, text, strlen(text), max + 1);
	if (screen_columns(buf_str(&safe), safe.len) <= max) {
		buf_add(out, buf_str(&safe), safe.len);
	} else {
		buf_add(out, buf_str(&safe),
			screen_fit(buf_str(&safe), safe.len, max > 2 ? max - 2 : 0));
		buf_str_add(out, max > 2 ? ".." : "");
	}
	buf_clear(&safe);
}

static void add_left(struct buf *out, double left_s)
{
	double limit_s = 100.0 * 3600.0;
	long s = left_s < limit_s ? lround(left_s) : 0;

	if (!(left_s >= 0.0))
		return;
	if (left_s >= limit_s)
		buf_printf(out, "%.0f days left", left_s / 86400.0);
	else if (s >= 3600)
		buf_printf(out, "%ld:%02ld:%02ld left", s / 3600, s / 60 % 60, s % 60);
	else
		buf_printf(out, "%ld:%02ld left", s / 60, s % 60);
}

static void add_rate(struct buf *out, double per_s)
{
	if (per_s >= 0.1)
		buf_printf(out, "%.*f/s", per_s < 10.0 ? 1 : 0, per_s);
	else if (per_s > 0.0)
		buf_printf(out, "%.1f/min", per_s * 60.0);
}

/* The parts of a line behind its bar, in order; an empty one is left out. */
enum piece { DONE, RATE, COUNTS, USD, IN_FLIGHT, LEFT, STATE, N_PIECES };
/* What goes first when there is no room for all. */
static const enum piece least_needed[] = {IN_FLIGHT, USD, RATE, COUNTS, LEFT};

static void pieces_fill(const struct progress_task *task, struct buf pieces[N_PIECES])
{
	int n_digits = snprintf(NULL, 0, "%zu", task->n_total);

	buf_printf(&pieces[DONE], "%*zu/%zu", n_digits, task->n_done, task->n_total);
	add_rate(&pieces[RATE], task->per_s);
	for (size_t i = 0; i < task->n_counts; i++) {
		buf_str_add(&pieces[COUNTS], i ? ", " : "");
		add_cut(&pieces[COUNTS], task->counts[i], 40);
	}
	if (task->usd > 0.0)
		buf_printf(&pieces[USD], "$%.*f", task->usd < 0.1 ? 4 : 2, task->usd);
	if (task->n_in_flight)
		buf_printf(&pieces[IN_FLIGHT], "%zu in flight", task->n_in_flight);
	if (task->n_done < task->n_total)
		add_left(&pieces[LEFT], task->left_s);
	add_cut(&pieces[STATE], task->state ? task->state : "", 160);
}

static size_t pieces_columns(const struct buf pieces[N_PIECES])
{
	size_t total = 0;

	for (size_t i = 0; i < N_PIECES; i++)
		if (pieces[i].len)
			total += 2 + screen_columns(pieces[i].data, pieces[i].len);
	return total;
}

static void add_bar(struct buf *out, const struct progress_task *task, size_t width)
{
	double part = task->n_total ? (double)task->n_done / (double)task->n_total : 1.0;
	size_t full = (size_t)(fmin(part, 1.0) * (double)width);

	buf_str_add(out, "  [");
	for (size_t i = 0; i < width; i++)
		buf_char_add(out, i < full ? '#' : '.');
	buf_char_add(out, ']');
}

/* As wide on each line, so that bars can be compared; none on a narrow screen. */
static size_t bar_width(size_t screen_width)
{
	size_t width = screen_width / 8;

	return width < BAR_LEAST ? 0 : width < BAR_MOST ? width : BAR_MOST;
}

/*
 * One task in at most `width` columns: name, bar, pieces. Where there is too little room
 * the least needed pieces go, then the line's end. No width (0): everything, without a
 * bar.
 */
static void add_line(struct buf *out, const struct progress_task *task, size_t name_width,
		     size_t width)
{
	struct buf pieces[N_PIECES] = {BUF_INIT};
	struct buf line = BUF_INIT;
	size_t used;

	add_cut(&line, task->name, name_width);
	for (used = screen_columns(buf_str(&line), line.len); used < name_width && width;
	     used++)
		buf_char_add(&line, ' ');
	if (bar_width(width)) {
		add_bar(&line, task, bar_width(width));
		used += bar_width(width) + 4;
	}
	pieces_fill(task, pieces);
	for (size_t i = 0; width && i < sizeof(least_needed) / sizeof(*least_needed); i++)
		if (used + pieces_columns(pieces) > width)
			buf_reset(&pieces[least_needed[i]]);
	for (size_t i = 0; i < N_PIECES; i++) {
		if (pieces[i].len)
			buf_printf(&line, "  %s", pieces[i].data);
		buf_clear(&pieces[i]);
	}
	buf_add(out, buf_str(&line),
		width ? screen_fit(buf_str(&line), line.len, width) : line.len);
	buf_char_add(out, '\n');
	buf_clear(&line);
}

/* All tasks as one. */
static struct progress_task sum_of(const struct progress_task *tasks, size_t n,
				   const char *name)
{
	struct progress_task sum = {.name = name, .usd = NAN, .left_s = NAN, .state = ""};

	for (size_t i = 0; i < n; i++) {
		sum.n_done += tasks[i].n_done;
		sum.n_total += tasks[i].n_total;
		sum.n_in_flight += tasks[i].n_in_flight;
		sum.per_s += tasks[i].per_s;
		sum.left_s = fmax(sum.left_s, tasks[i].left_s);
		if (!isnan(tasks[i].usd))
			sum.usd = tasks[i].usd + (isnan(sum.usd) ? 0.0 : sum.usd);
		if (!*sum.state && tasks[i].state)
			sum.state = tasks[i].state;
	}
	return sum;
}

static void bars_make(const struct progress_task *tasks, size_t n, struct screen screen,
		      struct buf *out)
{
	size_t width = screen.width - 1, name_width = 0;
	char name[64];

	if (n >= screen.height) {
		struct progress_task sum = sum_of(tasks, n, name);
		size_t n_over = 0;

		for (size_t i = 0; i < n; i++)
			n_over += tasks[i].n_done >= tasks[i].n_total;
		snprintf(name, sizeof(name), "%zu of %zu done", n_over, n);
		add_line(out, &sum, strlen(name), width);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct buf safe = BUF_INIT;
		size_t wide;

		term_add(&safe, tasks[i].name, strlen(tasks[i].name), 0);
		wide = screen_columns(buf_str(&safe), safe.len);
		name_width = wide > name_width ? wide : name_width;
		buf_clear(&safe);
	}
	if (name_width > width / 3)
		name_width = width / 3;
	for (size_t i = 0; i < n; i++)
		add_line(out, &tasks[i], name_width, width);
}

/* Append what takes the cursor to the first bar and clears from there: bars that were
 * drawn before the screen became narrower take more rows now. */
static void bars_erase(const struct progress *progress, size_t width, struct buf *out)
{
	size_t n_rows = 0;
	const char *line = buf_str(&progress->bars);

	while (*line) {
		size_t n = strcspn(line, "\n");
		size_t wide = screen_columns(line, n);

		n_rows += wide > width ? (wide + width - 1) / width : 1;
		line += n + 1;
	}
	if (n_rows)
		buf_printf(out, "\r\x1b[%zuA\x1b[J", n_rows);
}

static void print(const struct buf *text)
{
	if (text->len)
		(void)fwrite(text->data, 1, text->len, stderr);
}

static void draw_bars(struct progress *progress, const struct progress_task *tasks,
		      size_t n)
{
	struct screen screen = screen_of(stderr);
	struct buf out = BUF_INIT;

	bars_erase(progress, screen.width, &out);
	buf_reset(&progress->bars);
	bars_make(tasks, n, screen, &progress->bars);
	buf_add(&out, buf_str(&progress->bars), progress->bars.len);
	print(&out);
	buf_clear(&out);
}

static void print_json(struct json *event)
{
	struct buf line = BUF_INIT;

	json_print(event, false, &line);
	buf_char_add(&line, '\n');
	term_print_json(stderr, line.data, line.len);
	buf_clear(&line);
	json_free(event);
}

static void write_json(const struct progress_task *task)
{
	struct json *event = json_new_object();
	struct json *counts;

	json_add_str(event, "event", "progress");
	json_add_str(event, "task", task->name);
	json_add_int(event, "done", (long long)task->n_done);
	json_add_int(event, "total", (long long)task->n_total);
	json_add_int(event, "in_flight", (long long)task->n_in_flight);
	json_add_num(event, "per_s", task->per_s);
	json_add_num(event, "usd", task->usd);
	json_add_num(event, "left_s", task->left_s);
	counts = json_add_array(event, "counts");
	for (size_t i = 0; i < task->n_counts; i++)
		json_add_str(counts, NULL, task->counts[i]);
	json_add_str(event, "state", task->state ? task->state : "");
	print_json(event);
}

static void write_plain(const struct progress_task *task)
{
	struct buf line = BUF_INIT;

	add_line(&line, task, 80, 0);
	print(&line);
	buf_clear(&line);
}

/* A line a task; one that is done is told once more, then no longer. */
static void write_lines(struct progress *progress, const struct progress_task *tasks,
			size_t n)
{
	if (n > progress->n_over) {
		progress->is_over = mem_resize(progress->is_over, n, sizeof(bool));
		for (size_t i = progress->n_over; i < n; i++)
			progress->is_over[i] = false;
		progress->n_over = n;
	}
	for (size_t i = 0; i < n; i++) {
		bool is_over = tasks[i].n_done >= tasks[i].n_total;

		if (is_over && progress->is_over[i])
			continue;
		progress->is_over[i] = is_over;
		if (progress->mode == PROGRESS_JSON)
			write_json(&tasks[i]);
		else
			write_plain(&tasks[i]);
	}
}

void progress_tasks(struct progress *progress, const struct progress_task *tasks,
		    size_t n, int64_t now_ms, bool last)
{
	int64_t since_ms = now_ms - progress->drawn_ms;

	if (progress->mode == PROGRESS_NONE)
		return;
	if (progress->begun && !last && since_ms < modes[progress->mode].every_ms)
		return;
	progress->begun = true;
	progress->drawn_ms = now_ms;
	if (progress->mode == PROGRESS_BAR)
		draw_bars(progress, tasks, n);
	else
		write_lines(progress, tasks, n);
}

static void say_line(const struct progress *progress, const struct buf *text)
{
	struct buf out = BUF_INIT;

	bars_erase(progress, screen_of(stderr).width, &out);
	term_add(&out, buf_str(text), text->len, 0);
	buf_char_add(&out, '\n');
	buf_add(&out, buf_str(&progress->bars), progress->bars.len);
	print(&out);
	buf_clear(&out);
}

void progress_say(struct progress *progress, const char *kind, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n > 0) {
		char *to = buf_reserve(&text, (size_t)n + 1);

		va_start(args, fmt);
		(void)vsnprintf(to, (size_t)n + 1, fmt, args);
		va_end(args);
		text.len += (size_t)n;
	}
	if (progress->mode == PROGRESS_JSON) {
		struct json *event = json_new_object();

		json_add_str(event, "event", kind);
		json_add_strn(event, "text", buf_str(&text), text.len);
		print_json(event);
	} else {
		say_line(progress, &text);
	}
	buf_clear(&text);
}

void progress_free(struct progress *progress)
{
	struct buf out = BUF_INIT;

	if (!progress)
		return;
	bars_erase(progress, screen_of(stderr).width, &out);
	print(&out);
	buf_clear(&out);
	buf_clear(&progress->bars);
	mem_free(progress->is_over);
	mem_free(progress);
}
