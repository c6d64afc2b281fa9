/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/quiz_letter.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "text/token.h"

static const char space[] = " \t\r\n";
static const char opening_marks[] = " \t\r\n(*[\"'`_";
static const char closing_marks[] = ")*]\"'.:,;!`_}";
/* Between an announcement and its letter. */
static const char *const between[] = {
	" ",
	"\t",
	"\r",
	"\n",
	"(",
	"*",
	"[",
	"\"",
	"'",
	"`",
	"_",
	":",
	"-",
	"{",
	"$",
	"\xef\xbc\x9a", /* full-width colon */
	"\xef\xbc\x88", /* and bracket */
	"\xe2\x80\x9c",
	"\xe2\x80\x9d",
	"\xe2\x80\x94",
};

enum cue { CUE_NONE, CUE_PICK, CUE_ANSWER };

static const struct {
	const char *word;
	enum cue cue;
} cues[] = {
	{"is", CUE_ANSWER},
	{"answer", CUE_ANSWER},
	{"boxed", CUE_ANSWER},
	{"\xe7\xad\x94\xe6\xa1\x88", CUE_ANSWER}, /* daan: answer */
	{"\xe6\x98\xaf", CUE_ANSWER},             /* shi: is */
	{"\xe4\xb8\xba", CUE_ANSWER},             /* wei: is */
	{"\xe7\x82\xba", CUE_ANSWER},             /* the same, traditional */
	{"\xe3\x81\xaf", CUE_ANSWER},             /* wa: is */
	{"es", CUE_ANSWER},
	{"respuesta", CUE_ANSWER},
	{"est", CUE_ANSWER},
	{"r\xc3\xa9ponse", CUE_ANSWER},
	{"ist", CUE_ANSWER},
	{"antwort", CUE_ANSWER},
	{"\xc3\xa9", CUE_ANSWER},
	{"resposta", CUE_ANSWER},
	{"\xd0\x9e\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82", CUE_ANSWER}, /* otvet: answer */
	{"it's", CUE_PICK},
	{"it\xe2\x80\x99s", CUE_PICK},
	{"option", CUE_PICK},
	{"choice", CUE_PICK},
	{"letter", CUE_PICK},
	{"choose", CUE_PICK},
	{"pick", CUE_PICK},
	{"select", CUE_PICK},
	{"say", CUE_PICK},
	{"guess", CUE_PICK},
	{"with", CUE_PICK},
	{"for", CUE_PICK},
	{"\xe9\x80\x89", CUE_PICK},             /* xuan: choose */
	{"\xe9\x81\xb8", CUE_PICK},             /* the same, traditional */
	{"\xe9\x80\x89\xe6\x8b\xa9", CUE_PICK}, /* xuanze: choose */
	{"\xe9\x80\x89\xe9\xa1\xb9", CUE_PICK}, /* xuanxiang: option */
};

static bool is_among(char c, const char *set)
{
	return c && strchr(set, c);
}

static size_t skip(const char *data, size_t at, size_t len, const char *set)
{
	while (at < len && is_among(data[at], set))
		at++;
	return at;
}

/* Letters beyond ASCII are no part of "B" in Chinese, but of a word elsewhere. */
static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c);
}

static bool ends_here(const char *data, size_t at, size_t len)
{
	return skip(data, at, len, space) == len;
}

/* A mark behind the letter; "I'm", "D'accord" and "A.I." have none. */
static bool mark_follows(const char *data, size_t at, size_t len)
{
	if (at >= len || !is_among(data[at], closing_marks))
		return false;
	if (data[at] == '\'' && at + 1 < len && is_word_byte(data[at + 1]))
		return false;
	return !(data[at] == '.' && at + 2 < len && is_word_byte(data[at + 1]) &&
		 data[at + 2] == '.');
}

/* The letter is alone on its line, and no other begins the next. */
static bool line_ends(const char *data, size_t at, size_t len)
{
	size_t next;

	at = skip(data, at, len, " \t\r");
	if (at == len)
		return true;
	if (data[at] != '\n')
		return false;
	next = skip(data, at, len, opening_marks);
	return next == len || (next + 1 < len && is_word_byte(data[next + 1])) ||
	       !is_word_byte(data[next]);
}

static bool is_follows(const char *data, size_t at, size_t len)
{
	return at + 4 < len && !strncmp(data + at, " is ", 4);
}

/* Rule 1. */
static int first_letter(const char *data, size_t len)
{
	size_t at = skip(data, 0, len, opening_marks);
	char c;

	if (at == len || !isalpha((unsigned char)data[at]))
		return -1;
	c = data[at++];
	if (!ends_here(data, at, len) && !mark_follows(data, at, len) &&
	    !line_ends(data, at, len) &&
	    !(isupper((unsigned char)c) && is_follows(data, at, len)))
		return -1;
	return toupper((unsigned char)c) - 'A';
}

/* Where what stands between an announcement and a letter begins. */
static size_t announcement_end(const char *data, size_t at)
{
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < sizeof(between) / sizeof(*between); i++) {
			size_t n = strlen(between[i]);

			if (at >= n && !memcmp(data + at - n, between[i], n)) {
				at -= n;
				again = true;
			}
		}
	}
	return at;
}

static enum cue cue_before(const char *data, size_t letter)
{
	size_t end = announcement_end(data, letter);

	for (size_t i = 0; i < sizeof(cues) / sizeof(*cues); i++) {
		size_t n = strlen(cues[i].word);
		size_t start = end - n;

		if (end < n || strncasecmp(data + start, cues[i].word, n) != 0)
			continue;
		/* "this" is no "is"; Chinese parts no words. */
		if (isalpha((unsigned char)cues[i].word[0]) && start &&
		    (is_word_byte(data[start - 1]) || (data[start - 1] & 0x80)))
			continue;
		return cues[i].cue;
	}
	return CUE_NONE;
}

/* A capital that stands alone and may be an option. */
static bool is_lone(const char *data, size_t at, size_t len)
{
	char c = data[at];
	/* "option A or" is the letter, "Answer: A dog" the article. */
	bool is_bare = at >= 2 && data[at - 1] == ' ' && is_word_byte(data[at - 2]);
	bool is_word = c == 'I' || (c == 'A' && !is_bare);

	if (c < 'A' || c > 'Z' || (at && is_word_byte(data[at - 1])))
		return false;
	at++;
	if (at == len)
		return true;
	if (is_word)
		return mark_follows(data, at, len) || line_ends(data, at, len) ||
		       data[at] & 0x80;
	return !is_word_byte(data[at]) && data[at] != '-' &&
	       (data[at] != '\'' || mark_follows(data, at, len));
}

/* Rule 2. */
static int announced_letter(const char *data, size_t len, size_t n_options)
{
	int answer = -1, pick = -1;
	bool several = false;

	for (size_t at = 0; at < len; at++) {
		int letter = data[at] - 'A';
		enum cue cue;

		if (!is_lone(data, at, len) || (n_options && letter >= (int)n_options))
			continue;
		cue = cue_before(data, at);
		if (cue == CUE_ANSWER) {
			answer = letter;
		} else if (cue == CUE_PICK) {
			several |= pick >= 0 && pick != letter;
			pick = letter;
		}
	}
	if (answer >= 0)
		return answer;
	return several ? -1 : pick;
}

int quiz_letter(const char *data, size_t len, size_t n_options)
{
	size_t start = text_answer_start(data, len);
	int letter;

	data += start;
	len -= start;
	letter = first_letter(data, len);
	if (letter < 0)
		letter = announced_letter(data, len, n_options);
	return n_options && letter >= (int)n_options ? -1 : letter;
}
