/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress on a pseudo terminal of known width, and in a file. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/progress.h"

/* Standard error for a while: a terminal, or (width 0) a file. */
struct captured {
	int before, master;
	struct buf text;
};

/* A container may have no pseudo terminals. */
static int terminal_open(int *master)
{
	const char *name;

	*master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	name = *master >= 0 && !grantpt(*master) && !unlockpt(*master) ? ptsname(*master)
								       : NULL;
	return name ? open(name, O_RDWR | O_NOCTTY) : -1;
}

static void capture(struct captured *captured, unsigned short width,
		    unsigned short height)
{
	struct winsize size = {.ws_col = width, .ws_row = height};
	int fd;

	*captured = (struct captured){.before = dup(2), .master = -1};
	if (width) {
		fd = terminal_open(&captured->master);
		if (fd < 0) {
			print_message("# there are no pseudo terminals here\n");
			skip();
		}
		assert_int_equal(ioctl(fd, TIOCSWINSZ, &size), 0);
	} else {
		fd = memfd_create("stderr", 0);
		captured->master = dup(fd);
	}
	assert_true(fd >= 0 && captured->master >= 0);
	dup2(fd, 2);
	close(fd);
}

/* What was written since the last time; a terminal sends \r\n for \n. */
static const char *written(struct captured *captured)
{
	char chunk[4096];
	ssize_t n;

	buf_reset(&captured->text);
	if (!isatty(2))
		(void)lseek(captured->master, 0, SEEK_SET);
	while ((n = read(captured->master, chunk, sizeof(chunk))) > 0)
		buf_add(&captured->text, chunk, (size_t)n);
	if (!isatty(2)) {
		assert_int_equal(ftruncate(captured->master, 0), 0);
		(void)lseek(captured->master, 0, SEEK_SET);
	}
	return buf_str(&captured->text);
}

static void release(struct captured *captured)
{
	dup2(captured->before, 2);
	close(captured->before);
	close(captured->master);
	buf_clear(&captured->text);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static const char *const some_counts[] = {"790 ok", "3 refused", "12 truncated"};
static const struct progress_task tasks[] = {
	{.name = "gpt-4o-mini",
	 .n_done = 402,
	 .n_total = 804,
	 .n_in_flight = 16,
	 .per_s = 3.24,
	 .usd = 1.5,
	 .left_s = 125,
	 .counts = some_counts,
	 .n_counts = 3,
	 .state = ""},
	{.name = "suspect\x1b[2J\xe2\x80\xae with a name that is longer than any screen",
	 .n_done = 0,
	 .n_total = 804,
	 .usd = NAN,
	 .left_s = NAN,
	 .state = "waiting until 12:03:20 (429)\n\x1b[31m"},
	{.name = "\xe6\xa8\xa1\xe5\x9e\x8b",
	 .n_done = 804,
	 .n_total = 804,
	 .usd = 0,
	 .left_s = 0,
	 .state = "done"},
};

/* The longest line in characters, controls of ours aside; wide ones count two. */
static size_t longest_line(const char *text)
{
	size_t longest = 0, wide = 0;

	for (; *text; text++) {
		if (*text == '\x1b') {
			text += strcspn(text, "AJK");
			continue;
		}
		if (*text == '\n' || *text == '\r')
			wide = 0;
		else if (((unsigned char)*text & 0xc0) != 0x80)
			wide += (unsigned char)*text >= 0xe1 ? 2 : 1;
		longest = wide > longest ? wide : longest;
	}
	return longest;
}

static void bars_fit_the_screen(void **state)
{
	static const unsigned short widths[] = {20, 33, 40, 80, 200};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		struct captured captured;
		struct progress *progress;
		const char *text;

		capture(&captured, widths[i], 24);
		progress = progress_new(PROGRESS_BAR);
		progress_tasks(progress, tasks, 3, 0, false);
		text = written(&captured);
		assert_true(longest_line(text) < widths[i]);
		assert_int_equal(count(text, "\n"), 3);
		assert_null(strstr(text, "\x1b"));
		assert_null(strstr(text, "\xe2\x80\xae"));
		if (widths[i] >= 40)
			assert_non_null(strstr(text, "402/804"));
		progress_free(progress);
		release(&captured);
	}
}

static void a_wide_screen_shows_everything(void **state)
{
	struct captured captured;
	struct progress *progress;

	(void)state;
	capture(&captured, 160, 24);
	progress = progress_new(PROGRESS_BAR);
	progress_tasks(progress, tasks, 1, 0, false);
	assert_string_equal(written(&captured),
			    "gpt-4o-mini  [#########..........]  402/804  3.2/s  "
			    "790 ok, 3 refused, 12 truncated  $1.50  16 in flight  "
			    "2:05 left\r\n");
	progress_free(progress);
	release(&captured);
}

static void bars_are_drawn_over_themselves_ten_times_a_second(void **state)
{
	struct captured captured;
	struct progress *progress;

	(void)state;
	capture(&captured, 80, 24);
	progress = progress_new(PROGRESS_BAR);
	progress_tasks(progress, tasks, 2, 5000, false);
	assert_int_equal(count(written(&captured), "\n"), 2);
	progress_tasks(progress, tasks, 2, 5099, false);
	assert_string_equal(written(&captured), "");
	progress_tasks(progress, tasks, 2, 5100, false);
	assert_memory_equal(written(&captured), "\r\x1b[2A\x1b[J", 8);
	progress_tasks(progress, tasks, 2, 5101, true);
	assert_int_equal(count(written(&captured), "\n"), 2);
	progress_free(progress);
	assert_string_equal(written(&captured), "\r\x1b[2A\x1b[J");
	release(&captured);
}

/* A line of more than 40 columns takes two rows of 40. */
static void a_narrowed_screen_is_cleared_whole(void **state)
{
	struct winsize narrow = {.ws_col = 40, .ws_row = 24};
	struct progress_task task = tasks[1];
	struct captured captured;
	struct progress *progress;

	(void)state;
	capture(&captured, 80, 24);
	progress = progress_new(PROGRESS_BAR);
	progress_tasks(progress, &task, 1, 0, false);
	assert_true(longest_line(written(&captured)) > 40);
	assert_int_equal(ioctl(2, TIOCSWINSZ, &narrow), 0);
	progress_tasks(progress, &task, 1, 100, false);
	assert_non_null(strstr(written(&captured), "\x1b[2A"));
	progress_free(progress);
	release(&captured);
}

static void more_tasks_than_rows_are_one_line(void **state)
{
	struct progress_task many[10];
	struct captured captured;
	struct progress *progress;
	const char *text;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		many[i] = tasks[i < 4 ? 2 : 0];
	capture(&captured, 80, 10);
	progress = progress_new(PROGRESS_BAR);
	progress_tasks(progress, many, 10, 0, false);
	text = written(&captured);
	assert_int_equal(count(text, "\n"), 1);
	assert_non_null(strstr(text, "4 of 10 done"));
	assert_non_null(strstr(text, "5628/8040")); /* 4 * 804 + 6 * 402 */
	progress_tasks(progress, many, 9, 100, false);
	assert_int_equal(count(written(&captured), "\n"), 9);
	progress_free(progress);
	release(&captured);
}

static void what_is_said_stands_above_the_bars(void **state)
{
	struct captured captured;
	struct progress *progress;

	(void)state;
	capture(&captured, 60, 24);
	progress = progress_new(PROGRESS_BAR);
	progress_say(progress, "wait", "first");
	assert_string_equal(written(&captured), "first\r\n");
	progress_tasks(progress, tasks + 2, 1, 0, false);
	(void)written(&captured);
	progress_say(progress, "wait", "%s waits\n%d s\x1b", "x", 12);
	assert_string_equal(written(&captured), "\r\x1b[1A\x1b[Jx waits\\n12 s\\x1b\r\n"
						"\xe6\xa8\xa1\xe5\x9e\x8b  [#######]"
						"  804/804  done\r\n");
	progress_free(progress);
	release(&captured);
}

static void elsewhere_a_line_every_ten_seconds(void **state)
{
	struct captured captured;
	struct progress *progress;

	(void)state;
	capture(&captured, 0, 0);
	progress = progress_new(PROGRESS_AUTO);
	progress_tasks(progress, tasks, 3, 0, false);
	assert_string_equal(
		written(&captured),
		"gpt-4o-mini  402/804  3.2/s  790 ok, 3 refused, 12 truncated  $1.50  "
		"16 in flight  2:05 left\n"
		"suspect\\x1b[2J\\u{202E} with a name that is longer than any screen  "
		"  0/804  "
		"waiting until 12:03:20 (429)\\n\\x1b[31m\n"
		"\xe6\xa8\xa1\xe5\x9e\x8b  804/804  done\n");
	progress_tasks(progress, tasks, 3, 9999, false);
	assert_string_equal(written(&captured), "");
	/* the third is over, and was told so */
	progress_tasks(progress, tasks, 3, 10000, false);
	assert_int_equal(count(written(&captured), "\n"), 2);
	progress_tasks(progress, tasks, 3, 10001, true);
	assert_int_equal(count(written(&captured), "\n"), 2);
	progress_say(progress, "wait", "said");
	assert_string_equal(written(&captured), "said\n");
	progress_free(progress);
	assert_string_equal(written(&captured), "");
	release(&captured);
}

static void json_is_an_event_a_line_every_second(void **state)
{
	struct captured captured;
	struct progress *progress;
	struct err err = ERR_INIT;
	struct json *event;
	const char *text;

	(void)state;
	capture(&captured, 0, 0);
	progress = progress_new(PROGRESS_JSON);
	progress_tasks(progress, tasks, 1, 0, false);
	text = written(&captured);
	assert_string_equal(
		text, "{\"event\":\"progress\",\"task\":\"gpt-4o-mini\",\"done\":402,"
		      "\"total\":804,\"in_flight\":16,\"per_s\":3.24,\"usd\":1.5,"
		      "\"left_s\":125,\"counts\":[\"790 ok\",\"3 refused\","
		      "\"12 truncated\"],\"state\":\"\"}\n");
	progress_tasks(progress, tasks + 1, 1, 999, false);
	assert_string_equal(written(&captured), "");
	progress_tasks(progress, tasks + 1, 1, 1000, false);
	text = written(&captured);
	assert_null(strpbrk(text, "\x1b\xe2"));
	event = json_parse(text, strlen(text), NULL, &err);
	assert_string_equal(json_str(event, "task"), tasks[1].name);
	assert_true(json_is_null(json_get(event, "left_s")));
	json_free(event);
	progress_say(progress, "wait", "a \"b\"");
	assert_string_equal(written(&captured),
			    "{\"event\":\"wait\",\"text\":\"a \\\"b\\\"\"}\n");
	progress_free(progress);
	release(&captured);
}

static void none_says_only_what_stays(void **state)
{
	struct captured captured;
	struct progress *progress;

	(void)state;
	capture(&captured, 0, 0);
	progress = progress_new(PROGRESS_NONE);
	progress_tasks(progress, tasks, 3, 0, true);
	assert_string_equal(written(&captured), "");
	progress_say(progress, "wait", "said");
	assert_string_equal(written(&captured), "said\n");
	progress_free(progress);
	progress_free(NULL);
	release(&captured);
}

static bool draws_bars(const char *term, const char *ci, unsigned short width)
{
	struct captured captured;
	struct progress *progress;
	bool drawn;

	setenv("TERM", term, 1);
	setenv("CI", ci, 1);
	capture(&captured, width, 24);
	progress = progress_new(PROGRESS_AUTO);
	progress_tasks(progress, tasks, 1, 0, false);
	drawn = strstr(written(&captured), "[##") != NULL;
	progress_free(progress);
	release(&captured);
	return drawn;
}

static void bars_need_a_terminal_that_can(void **state)
{
	(void)state;
	assert_true(draws_bars("xterm", "", 80));
	assert_false(draws_bars("dumb", "", 80));
	assert_false(draws_bars("", "", 80));
	assert_false(draws_bars("xterm", "true", 80));
	assert_false(draws_bars("xterm", "", 0));
	assert_false(draws_bars("xterm", "", 10));
}

static void modes_have_names(void **state)
{
	enum progress_mode mode = PROGRESS_AUTO;

	(void)state;
	assert_true(progress_mode_parse("json", &mode));
	assert_int_equal(mode, PROGRESS_JSON);
	assert_true(progress_mode_parse("bar", &mode));
	assert_int_equal(mode, PROGRESS_BAR);
	assert_false(progress_mode_parse("bars", &mode));
	assert_int_equal(mode, PROGRESS_BAR);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(bars_fit_the_screen),
		cmocka_unit_test(a_wide_screen_shows_everything),
		cmocka_unit_test(bars_are_drawn_over_themselves_ten_times_a_second),
		cmocka_unit_test(a_narrowed_screen_is_cleared_whole),
		cmocka_unit_test(more_tasks_than_rows_are_one_line),
		cmocka_unit_test(what_is_said_stands_above_the_bars),
		cmocka_unit_test(elsewhere_a_line_every_ten_seconds),
		cmocka_unit_test(json_is_an_event_a_line_every_second),
		cmocka_unit_test(none_says_only_what_stays),
		cmocka_unit_test(bars_need_a_terminal_that_can),
		cmocka_unit_test(modes_have_names),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
