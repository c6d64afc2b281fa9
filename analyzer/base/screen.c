/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/spawn.h"

enum { LEAST_WIDTH = 20, MAX_PAGER_WORDS = 32 };

struct screen screen_of(FILE *stream)
{
	struct screen screen = {SCREEN_WIDTH, SCREEN_HEIGHT, false, false};
	struct winsize size = {0};
	const char *term = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");

	screen.is_terminal = isatty(fileno(stream)) == 1;
	if (!screen.is_terminal)
		return screen;
	if (!ioctl(fileno(stream), TIOCGWINSZ, &size) && size.ws_col && size.ws_row) {
		screen.width = size.ws_col;
		screen.height = size.ws_row;
	}
	screen.has_colour =
		term && *term && strcmp(term, "dumb") != 0 && !(no_color && *no_color);
	return screen;
}

size_t screen_columns(const char *text, size_t n)
{
	size_t total = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		total += c >= 0xe1 ? 2 : (c & 0xc0) != 0x80;
	}
	return total;
}

size_t screen_fit(const char *text, size_t n, size_t max)
{
	size_t fits = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && ((unsigned char)text[i] & 0xc0) == 0x80)
			continue;
		if (screen_columns(text, i) > max)
			break;
		fits = i;
	}
	return fits;
}

static void line_end(struct buf *out, size_t indent)
{
	buf_printf(out, "\n%*s", (int)indent, "");
}

void screen_wrap(const char *text, size_t used, size_t indent, size_t width,
		 struct buf *out)
{
	size_t column = used;
	bool is_first = true;

	if (width < indent + LEAST_WIDTH)
		width = indent + LEAST_WIDTH;
	while (*(text += strspn(text, " "))) {
		size_t n = strcspn(text, " ");
		size_t wide = screen_columns(text, n);

		if (!is_first && column + 1 + wide > width) {
			line_end(out, indent);
			column = indent;
		} else if (!is_first) {
			buf_char_add(out, ' ');
			column++;
		}
		is_first = false;
		while (column + wide > width) {
			size_t fits =
				screen_fit(text, n, width > column ? width - column : 0);

			buf_add(out, text, fits);
			line_end(out, indent);
			column = indent;
			text += fits;
			n -= fits;
			wide = screen_columns(text, n);
		}
		buf_add(out, text, n);
		column += wide;
		text += n;
	}
}

void screen_add(const struct screen *screen, enum screen_style style, const char *text,
		struct buf *out)
{
	static const char *const codes[] = {
		[SCREEN_STRONG] = "1", [SCREEN_WARNING] = "1;33"};

	if (screen->has_colour)
		buf_printf(out, "\x1b[%sm%s\x1b[0m", codes[style], text);
	else
		buf_str_add(out, text);
}

static size_t n_lines(const struct buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->data[i] == '\n';
	return n;
}

/* False when there is none, or it cannot be run. */
static bool page(const struct buf *text)
{
	const char *pager = getenv("PAGER");
	char *line = mem_strdup(pager ? pager : "less");
	const char *words[MAX_PAGER_WORDS + 1] = {NULL};
	char *rest = line;
	char *word;
	size_t n = 0;
	bool shown;

	while (n < MAX_PAGER_WORDS && (word = strsep(&rest, " \t")))
		if (*word)
			words[n++] = word;
	shown = n && strcmp(words[0], "cat") != 0 &&
		spawn_show(words, text->data, text->len);
	mem_free(line);
	return shown;
}

void screen_page(FILE *stream, const struct buf *text)
{
	struct screen screen = screen_of(stream);

	if (!text->len)
		return;
	(void)fflush(stream);
	if (!screen.is_terminal || n_lines(text) < screen.height || !page(text))
		(void)fwrite(text->data, 1, text->len, stream);
}
