/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/limits.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define WAIT_MAX_MS (366.0 * 86400e3)
#define COUNT_MAX 1e15
#define DIGITS_MAX 32 /* more of them are no number that anybody means */

#define N_OF(table) (sizeof(table) / sizeof((table)[0]))

/* The take_ functions read from the front of *in, which moves only when they succeed. */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take(struct text *in, const char *what)
{
	size_t n = strlen(what);

	if (in->len < n || strncasecmp(in->data, what, n) != 0)
		return false;
	in->data += n;
	in->len -= n;
	return true;
}

/* One of the words; the longer of two that begin alike must come first. */
static bool take_word(struct text *in, const char *const *words, size_t n, size_t *which)
{
	for (size_t i = 0; i < n; i++) {
		if (!take(in, words[i]))
			continue;
		*which = i;
		return true;
	}
	return false;
}

/* Exactly n digits. */
static bool take_digits(struct text *in, size_t n, long *out)
{
	long value = 0;

	if (in->len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(in->data[i]))
			return false;
		value = value * 10 + (in->data[i] - '0');
	}
	in->data += n;
	in->len -= n;
	*out = value;
	return true;
}

/* Digits with a fraction or without; no sign, no exponent, no "nan". */
static bool take_number(struct text *in, double *out)
{
	double value = 0;
	double scale = 1;
	bool fraction = false;
	bool any = false;
	size_t i = 0;

	for (; i < in->len && (is_digit(in->data[i]) || in->data[i] == '.'); i++) {
		if (in->data[i] == '.' && fraction)
			return false;
		if (in->data[i] == '.') {
			fraction = true;
			continue;
		}
		any = true;
		value = value * 10 + (in->data[i] - '0');
		scale *= fraction ? 10 : 1;
	}
	if (!any || i > DIGITS_MAX)
		return false;
	in->data += i;
	in->len -= i;
	*out = value / scale;
	return true;
}

static struct text trimmed(struct text text)
{
	while (text.len && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.len--;
	}
	while (text.len &&
	       (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\t'))
		text.len--;
	return text;
}

/* The whole text as a number; -1 when it is none or above `max`. */
static double number_of(struct text text, double max)
{
	double value;

	return take_number(&text, &value) && !text.len && value <= max ? value : -1;
}

double limits_duration_ms(struct text text)
{
	static const char *const units[] = {"ms", "us", "\xC2\xB5s", "\xCE\xBCs",
					    "ns", "h",  "m",         "s"};
	static const double unit_ms[] = {1, 1e-3, 1e-3, 1e-3, 1e-6, 3600e3, 60e3, 1e3};
	struct text in = trimmed(text);
	double sum = 0;

	if (in.len == 1 && in.data[0] == '0')
		return 0;
	if (!in.len)
		return -1;
	while (in.len) {
		double value;
		size_t unit;

		if (!take_number(&in, &value) ||
		    !take_word(&in, units, N_OF(units), &unit))
			return -1;
		sum += value * unit_ms[unit];
	}
	return sum <= WAIT_MAX_MS ? sum : -1;
}

struct moment {
	long year, month, day, hour, minute, second; /* month and day from 1 */
	double ms;
	long offset_minutes; /* east of Greenwich */
};

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
				     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const days[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
	"Mon",    "Tue",     "Wed",       "Thu",      "Fri",    "Sat",      "Sun"};

static bool is_leap(long year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static long month_length(const struct moment *m)
{
	static const long length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return length[m->month - 1] + (m->month == 2 && is_leap(m->year));
}

/* Days since 1970-01-01 in the Gregorian calendar, with years that begin in March so
 * that the leap day is a year's last. */
static int64_t days_since_1970(const struct moment *m)
{
	int64_t year = m->year - (m->month <= 2);
	int64_t month = (m->month + 9) % 12;
	int64_t day_of_year = (153 * month + 2) / 5 + m->day - 1;

	return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
}

static int64_t moment_ms(const struct moment *m)
{
	int64_t seconds;
	int64_t ms;

	if (m->month < 1 || m->month > 12 || m->day < 1 || m->day > month_length(m) ||
	    m->hour > 23 || m->minute > 59 || m->second > 60)
		return -1;
	seconds = days_since_1970(m) * 86400 + m->hour * 3600 +
		  (m->minute - m->offset_minutes) * 60 + m->second;
	ms = seconds * 1000 + (int64_t)m->ms;
	return ms < 0 ? -1 : ms;
}

static bool take_clock(struct text *in, struct moment *m)
{
	return take_digits(in, 2, &m->hour) && take(in, ":") &&
	       take_digits(in, 2, &m->minute) && take(in, ":") &&
	       take_digits(in, 2, &m->second);
}

static bool take_month(struct text *in, struct moment *m)
{
	size_t which;

	if (!take_word(in, months, N_OF(months), &which))
		return false;
	m->month = (long)which + 1;
	return true;
}

static bool take_zone(struct text *in, struct moment *m)
{
	long hours;
	long minutes;
	long sign = take(in, "-") ? -1 : 1;

	if (sign > 0 && take(in, "Z"))
		return true;
	if ((sign > 0 && !take(in, "+")) || !take_digits(in, 2, &hours) ||
	    !take(in, ":") || !take_digits(in, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	m->offset_minutes = sign * (hours * 60 + minutes);
	return true;
}

static bool take_fraction(struct text *in, struct moment *m)
{
	double part;

	if (!in->len || in->data[0] != '.')
		return true;
	if (!take_number(in, &part) || part >= 1)
		return false;
	m->ms = floor(part * 1000 + 1e-6); /* .678 * 1000 is below 678 */
	return true;
}

static bool read_rfc3339(struct text in, struct moment *m)
{
	return take_digits(&in, 4, &m->year) && take(&in, "-") &&
	       take_digits(&in, 2, &m->month) && take(&in, "-") &&
	       take_digits(&in, 2, &m->day) && (take(&in, "T") || take(&in, " ")) &&
	       take_clock(&in, m) && take_fraction(&in, m) && take_zone(&in, m) &&
	       !in.len;
}

/* "06 Nov 1994 08:49:37 GMT" and "06-Nov-94 08:49:37 GMT", behind the day's name. */
static bool read_day_first(struct text in, struct moment *m)
{
	const char *between;

	if (!take(&in, ", ") || !take_digits(&in, 2, &m->day))
		return false;
	between = take(&in, " ") ? " " : "-";
	if (*between == '-' && !take(&in, "-"))
		return false;
	if (!take_month(&in, m) || !take(&in, between))
		return false;
	if (!take_digits(&in, 4, &m->year)) {
		if (!take_digits(&in, 2, &m->year))
			return false;
		m->year += m->year < 70 ? 2000 : 1900;
	}
	return take(&in, " ") && take_clock(&in, m) && take(&in, " GMT") && !in.len;
}

/* "Nov  6 08:49:37 1994": asctime's. */
static bool read_month_first(struct text in, struct moment *m)
{
	if (!take(&in, " ") || !take_month(&in, m) || !take(&in, " "))
		return false;
	if (!take_digits(&in, 2, &m->day) &&
	    !(take(&in, " ") && take_digits(&in, 1, &m->day)))
		return false;
	return take(&in, " ") && take_clock(&in, m) && take(&in, " ") &&
	       take_digits(&in, 4, &m->year) && !in.len;
}

int64_t limits_time_ms(struct text text)
{
	struct moment m = {.ms = 0};
	struct text in = trimmed(text);
	size_t day;
	bool good;

	if (take_word(&in, days, N_OF(days), &day))
		good = read_day_first(in, &m) || read_month_first(in, &m);
	else
		good = read_rfc3339(in, &m);
	return good ? moment_ms(&m) : -1;
}

/* From now until the time that a header names in any of its forms. */
static double wait_of(struct text value, int64_t now_ms)
{
	double seconds = number_of(value, WAIT_MAX_MS / 1e3);
	double wait_ms = limits_duration_ms(value);
	int64_t then_ms = limits_time_ms(value);

	if (seconds >= 0)
		return seconds * 1e3;
	if (wait_ms >= 0 || then_ms < 0)
		return wait_ms;
	if (then_ms <= now_ms)
		return 0;
	wait_ms = (double)then_ms - (double)now_ms;
	return wait_ms <= WAIT_MAX_MS ? wait_ms : -1;
}

static double share_left(const struct limit_window *window)
{
	if (window->remaining < 0)
		return INFINITY;
	return window->limit > 0 ? window->remaining / window->limit : window->remaining;
}

static void nearest_take(struct limits *limits)
{
	const struct limit_window *nearest = &limits->each[0];
	bool said = false;

	for (size_t i = 0; i < N_OF(limits->each); i++) {
		const struct limit_window *window = &limits->each[i];

		if (window->limit < 0 && window->remaining < 0 && window->reset_ms < 0)
			continue;
		if (!said || share_left(window) < share_left(nearest))
			nearest = window;
		said = true;
	}
	limits->tokens = *nearest;
}

/* What of it is said: "limit", "remaining" or "reset". */
static void window_set(struct limit_window *window, size_t part, struct text value,
		       int64_t now_ms)
{
	double number = part == 2 ? wait_of(value, now_ms) : number_of(value, COUNT_MAX);

	if (number < 0)
		return;
	if (part == 0)
		window->limit = number;
	else if (part == 1)
		window->remaining = number;
	else
		window->reset_ms = number;
}

static const char *const parts[] = {"limit", "remaining", "reset"};
static const char *const kinds[] = {"tokens", "input-tokens", "output-tokens",
				    "requests"};
#define KIND_REQUESTS 3

/* x-ratelimit-PART-KIND and anthropic-ratelimit-KIND-PART. */
static bool window_name(struct text name, size_t *kind, size_t *part)
{
	if (take(&name, "x-ratelimit-"))
		return take_word(&name, parts, N_OF(parts), part) && take(&name, "-") &&
		       take_word(&name, kinds, N_OF(kinds), kind) && !name.len;
	return take(&name, "anthropic-ratelimit-") &&
	       take_word(&name, kinds, N_OF(kinds), kind) && take(&name, "-") &&
	       take_word(&name, parts, N_OF(parts), part) && !name.len;
}

static bool is_named(struct text name, const char *as)
{
	return take(&name, as) && !name.len;
}

static void retry_set(struct limits *limits, bool in_ms, double wait_ms)
{
	if (wait_ms < 0 || (limits->in_ms && !in_ms))
		return;
	limits->retry_after_ms = wait_ms;
	limits->in_ms = in_ms;
}

void limits_header(struct limits *limits, struct text name, struct text value,
		   int64_t now_ms)
{
	size_t kind;
	size_t part;

	name = trimmed(name);
	value = trimmed(value);
	if (window_name(name, &kind, &part)) {
		window_set(kind == KIND_REQUESTS ? &limits->requests
						 : &limits->each[kind],
			   part, value, now_ms);
		nearest_take(limits);
	} else if (is_named(name, "retry-after-ms")) {
		retry_set(limits, true, number_of(value, WAIT_MAX_MS));
	} else if (is_named(name, "retry-after")) {
		retry_set(limits, false, wait_of(value, now_ms));
	} else if (is_named(name, "x-should-retry")) {
		if (is_named(value, "true") || is_named(value, "false"))
			limits->should_retry = is_named(value, "true");
	} else if (is_named(name, "date")) {
		int64_t date_ms = limits_time_ms(value);

		if (date_ms >= 0)
			limits->date_ms = date_ms;
	}
}
