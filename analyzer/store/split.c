/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/split.h"

#include <string.h>

/* As deep as json_parse reads. */
#define MAX_DEPTH 1000

static const char ends_early[] = "the file ends inside it";

/* One value being walked over: which brackets are open, and what came last. */
struct walk {
	bool in_object[MAX_DEPTH +
		       1]; /* of each depth; 0 stands for what is around the value */
	size_t depth;
	char last; /* last byte that is not a blank; 'x' for a string or literal */
	bool bare; /* the opening bracket stands alone on its line */
	size_t doubt, doubt_line; /* first line break behind which a record may begin */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

void split_init(struct split *split, const char *data, size_t n)
{
	size_t mark = n >= 3 && !memcmp(data, "\xEF\xBB\xBF", 3) ? 3 : 0;

	*split = (struct split){
		.data = data, .n = n, .at = mark, .line = 1, .may_go_back = 4 * n};
}

/* From behind a quote to behind its partner; stops at a line break, which no string
 * holds. */
static bool skip_string(struct split *split)
{
	const char *data = split->data;
	size_t i = split->at;

	while (i < split->n && data[i] != '"' && data[i] != '\n') {
		if (data[i] == '\\' && i + 1 < split->n && data[i + 1] != '\n')
			i++;
		i++;
	}
	split->at = i;
	if (i >= split->n || data[i] == '\n')
		return false;
	split->at++;
	return true;
}

static size_t blanks_at(const struct split *split, size_t at)
{
	size_t i = at;

	while (i < split->n && is_blank(split->data[i]))
		i++;
	return i - at;
}

/* May a value begin here, and in an object: a key? */
static bool may_begin(const struct walk *walk, char c)
{
	if (!walk->in_object[walk->depth])
		return walk->last == '[' || walk->last == ',';
	if (c == '"' && (walk->last == '{' || walk->last == ','))
		return true;
	return walk->last == ':';
}

/* One byte outside strings; NULL, or what is wrong with it. */
static const char *walk_byte(struct walk *walk, char c)
{
	switch (c) {
	case '{':
	case '[':
		if (!may_begin(walk, c))
			return "it breaks off: another value begins inside it";
		if (walk->depth == MAX_DEPTH)
			return "brackets are nested too deep";
		walk->in_object[++walk->depth] = c == '{';
		walk->last = c;
		return NULL;
	case '}':
	case ']':
		if (walk->in_object[walk->depth] != (c == '}'))
			return "its brackets do not match";
		walk->depth--;
		walk->last = c;
		return NULL;
	case ',':
	case ':':
		walk->last = c;
		return NULL;
	default:
		walk->last = 'x';
		return NULL;
	}
}

/*
 * At a line break inside a value: may the next line begin another record, this one being
 * broken off? It may when it opens an object no further in than this one. Where the first
 * bracket stands alone on its line the file may be printed without indentation: then only
 * a bracket that JSON forbids here tells.
 */
static bool record_follows(const struct split *split, const struct walk *walk)
{
	size_t begin = split->at + 1;
	size_t blanks = blanks_at(split, begin);

	return !walk->bare && split->indent != SPLIT_INSIDE_LINE &&
	       blanks <= split->indent && begin + blanks < split->n &&
	       split->data[begin + blanks] == '{';
}

static const char *walk_string(struct split *split, struct walk *walk)
{
	if (!may_begin(walk, '"'))
		return "a quote is missing or too many";
	split->at++;
	if (!skip_string(split))
		return split->at < split->n ? "a text is not closed on its line"
					    : ends_early;
	walk->last = 'x';
	return NULL;
}

static const char *walk_here(struct split *split, struct walk *walk)
{
	char c = split->data[split->at];
	const char *fault = NULL;

	if (c == '"')
		return walk_string(split, walk);
	if (c == '\n') {
		if (!walk->doubt && record_follows(split, walk)) {
			walk->doubt = split->at;
			walk->doubt_line = split->line;
		}
		split->line++;
	} else if (!is_blank(c)) {
		fault = walk_byte(walk, c);
	}
	split->at += !fault;
	return fault;
}

/*
 * Over one value; NULL, or what is wrong, with `at` at the byte that shows it. When the
 * value turns out wrong, it ends where another record may have begun. How far that goes
 * back in all is bounded, lest a hostile file be read many times over.
 */
static const char *walk_value(struct split *split)
{
	struct walk walk = {.depth = 0, .last = ','};
	size_t first = split->at + 1 + blanks_at(split, split->at + 1);
	const char *fault = NULL;

	walk.bare = first < split->n && split->data[first] == '\n';
	while (split->at < split->n) {
		fault = walk_here(split, &walk);
		if (!fault && !walk.depth)
			return NULL;
		if (fault)
			break;
	}
	if (!fault)
		fault = ends_early;
	if (walk.doubt && split->at - walk.doubt <= split->may_go_back) {
		split->may_go_back -= split->at - walk.doubt;
		split->at = walk.doubt;
		split->line = walk.doubt_line;
		return "it breaks off: another record begins inside it";
	}
	return fault;
}

/* Is this the "}" of a "}, {" between two records on one line? */
static size_t next_on_line(const struct split *split)
{
	size_t i = split->at + 1;

	i += blanks_at(split, i);
	if (i >= split->n || split->data[i] != ',')
		return 0;
	i++;
	i += blanks_at(split, i);
	return i < split->n && split->data[i] == '{' ? i : 0;
}

static size_t indent_at(const struct split *split)
{
	size_t i = split->at;

	while (i > 0 && is_blank(split->data[i - 1]))
		i--;
	return i == 0 || split->data[i - 1] == '\n' ? split->at - i : SPLIT_INSIDE_LINE;
}

/* At the begin of a line behind damage: does it open the next record? */
static bool line_opens(const struct split *split)
{
	size_t blanks = blanks_at(split, split->at);
	size_t next = split->at + blanks;

	if (next < split->n && split->data[next] == ',')
		next += 1 + blanks_at(split, next + 1);
	return next < split->n && split->data[next] == '{' && blanks <= split->indent;
}

/* Go on from damage to where the next record seems to begin, never back. */
static void resync(struct split *split)
{
	bool one_line = split->indent == SPLIT_INSIDE_LINE;

	if (split->at < split->n && split->data[split->at] == '{' && !one_line &&
	    indent_at(split) <= split->indent)
		return;
	while (split->at < split->n) {
		char c = split->data[split->at];
		size_t found = c == '}' && one_line ? next_on_line(split) : 0;

		if (found) {
			split->at = found;
			return;
		}
		split->at++;
		split->line += c == '\n';
		if (c == '\n' && line_opens(split))
			return;
	}
}

/* Skip what may stand between records; opens and closes the array around them. */
static void skip_between(struct split *split)
{
	for (; split->at < split->n; split->at++) {
		char c = split->data[split->at];

		if (c == '\n')
			split->line++;
		else if (c == '[' && !split->depth)
			split->depth = 1;
		else if (c == ']' && split->depth)
			split->depth = 0;
		else if (!is_blank(c) && c != ',')
			return;
	}
}

/* What is no object: a word, number or text up to the end of its line or element. */
static void skip_stray(struct split *split)
{
	while (split->at < split->n) {
		char c = split->data[split->at];

		if (c == '\n' || c == '{' || (split->depth && (c == ',' || c == ']')))
			return;
		split->at++;
		if (c == '"' && !skip_string(split))
			return;
	}
}

bool split_next(struct split *split, struct piece *piece)
{
	size_t begin;
	bool opens;

	skip_between(split);
	if (split->at >= split->n) {
		split->torn = split->torn || split->depth;
		return false;
	}
	begin = split->at;
	opens = split->data[begin] == '{' || split->data[begin] == '[';
	split->indent = indent_at(split);
	*piece = (struct piece){split->data + begin, 0, split->line, NULL};
	if (opens) {
		piece->fault = walk_value(split);
	} else {
		skip_stray(split);
		piece->fault = "it is no JSON object";
	}
	piece->len = split->at - begin;
	if (piece->fault == ends_early)
		split->torn = true;
	else if (opens && piece->fault)
		resync(split);
	return true;
}
