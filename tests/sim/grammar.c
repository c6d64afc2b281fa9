/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/grammar.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>

#define N_POINTS                                                                         \
	16 /* things to say about a topic: as many as HABIT_POINT has phrases            \
	    */
#define POINTS_A_PARAGRAPH 3

enum place { PLACE_OPENING, PLACE_SECOND, PLACE_CLOSING, PLACE_POINT = 16 };

enum shape { SHAPE_PROSE, SHAPE_DASHES, SHAPE_STARS, SHAPE_NUMBERED, SHAPE_HEADINGS };

/* One piece of text on its way: what its {letters} stand for. */
struct speech {
	const struct chooser *chooser;
	struct prompt prompt;
	struct buf *out;
	unsigned key;
	const char *word, *other, *third; /* {k}, {j}, {l} */
	enum habit verb;
	bool bold_word;
};

static size_t ask(const struct speech *speech, enum habit habit)
{
	size_t i = speech->chooser->choose(speech->chooser->ctx, habit, speech->key);

	assert(i < habit_phrases(habit)->n);
	return i;
}

static const char *phrase(const struct speech *speech, enum habit habit)
{
	return habit_phrases(habit)->v[ask(speech, habit)];
}

/* Make the letter at `start` a capital; marks of bold type are stepped over. */
static void capitalise(struct buf *out, size_t start)
{
	while (start < out->len && (out->data[start] == '*' || out->data[start] == '#' ||
				    out->data[start] == ' '))
		start++;
	if (start < out->len)
		out->data[start] = (char)toupper((unsigned char)out->data[start]);
}

static void add_word(const struct speech *speech)
{
	const char *mark = speech->bold_word ? "**" : "";

	buf_printf(speech->out, "%s%s%s", mark, speech->word, mark);
}

static void expand(const struct speech *speech, const char *pattern);

/* One {letter}; a capital letter stands for the same with a capital. */
static void expand_letter(const struct speech *speech, char letter)
{
	size_t start = speech->out->len;

	switch (tolower((unsigned char)letter)) {
	case 't':
		buf_str_add(speech->out, sim_topics[speech->prompt.topic].name);
		break;
	case 'k':
		add_word(speech);
		break;
	case 'j':
		buf_str_add(speech->out, speech->other);
		break;
	case 'l':
		buf_str_add(speech->out, speech->third);
		break;
	case 'a':
		buf_str_add(speech->out, phrase(speech, HABIT_ADJECTIVE));
		break;
	case 'n':
		buf_str_add(speech->out, phrase(speech, HABIT_NOUN));
		break;
	case 'c':
		buf_str_add(speech->out, phrase(speech, HABIT_COUNT));
		break;
	case 'd':
		buf_str_add(speech->out, phrase(speech, HABIT_DEGREE));
		break;
	case 'v':
		buf_str_add(speech->out, phrase(speech, speech->verb));
		break;
	case 'o':
		expand(speech, phrase(speech, HABIT_OBJECT));
		break;
	default:
		assert(0 && "a letter that no phrase uses");
	}
	if (isupper((unsigned char)letter))
		capitalise(speech->out, start);
}

static void expand(const struct speech *speech, const char *pattern)
{
	for (const char *p = pattern; *p; p++) {
		if (p[0] == '{' && p[1] && p[2] == '}') {
			expand_letter(speech, p[1]);
			p += 2;
		} else {
			buf_char_add(speech->out, *p);
		}
	}
}

static void say(const struct speech *speech, const char *pattern)
{
	size_t start = speech->out->len;

	expand(speech, pattern);
	capitalise(speech->out, start);
}

/* The point's words and verb: facts of the topic, the same for every model. */
static void take_point(struct speech *speech, size_t point)
{
	const struct topic *topic = &sim_topics[speech->prompt.topic];
	size_t word = point % TOPIC_WORDS;
	size_t other = word + 1 + point / TOPIC_WORDS + speech->prompt.topic % 4;

	speech->word = topic->words[word];
	speech->other = topic->words[other % TOPIC_WORDS];
	speech->third = topic->words[(other + 1) % TOPIC_WORDS];
	speech->verb = (enum habit)(HABIT_VERB_CHECK +
				    (point * 5 + speech->prompt.topic * 3) % N_VERBS);
	speech->key = PLACE_POINT + (unsigned)point;
}

/* "First, make sure to check the pot carefully, because ... . More." */
static void say_point(const struct speech *speech, const char *link)
{
	size_t start = speech->out->len;
	size_t detail = ask(speech, HABIT_DETAIL), last = SIZE_MAX;

	buf_str_add(speech->out, link);
	expand(speech, phrase(speech, HABIT_FRAME));
	buf_str_add(speech->out, phrase(speech, HABIT_MANNER));
	expand(speech, phrase(speech, HABIT_REASON));
	buf_char_add(speech->out, '.');
	capitalise(speech->out, start);
	for (size_t i = 0; i < detail; i++) {
		const struct phrases *all = habit_phrases(HABIT_MORE);
		struct speech more = *speech;
		size_t which;

		more.key += (unsigned)(N_POINTS * (i + 1));
		more.bold_word = false;
		which = ask(&more, HABIT_MORE);
		which = which == last ? (which + 1) % all->n
				      : which; /* not twice in a row */
		buf_char_add(speech->out, ' ');
		say(&more, all->v[which]);
		last = which;
	}
}

/* What stands before a list item's text: nothing, "Pot: " or "**Check the pot** - ". */
static void say_label(const struct speech *point)
{
	static const char *const patterns[] = {"", "{K}", "{V} the {k}"};
	struct speech style = *point, words = *point;
	const char *pattern, *bold;

	style.key = PLACE_OPENING; /* one way of labelling throughout an answer */
	pattern = patterns[ask(&style, HABIT_LABEL)];
	if (!*pattern)
		return;
	bold = ask(&style, HABIT_BOLD) == 1 ? "**" : "";
	words.bold_word = false;
	buf_str_add(point->out, bold);
	say(&words, pattern);
	buf_printf(point->out, "%s%s ", phrase(&style, HABIT_LABEL_MARK), bold);
}

static void say_item(const struct speech *point, enum shape shape, size_t i)
{
	struct speech style = *point;

	style.key = PLACE_OPENING;
	style.bold_word = false;
	switch (shape) {
	case SHAPE_HEADINGS:
		style.verb = point->verb;
		buf_str_add(point->out, i ? "\n\n" : "");
		say(&style, phrase(&style, HABIT_HEADING));
		buf_str_add(point->out, "\n\n");
		break;
	case SHAPE_NUMBERED:
		buf_printf(point->out, "%s%zu. ", i ? "\n" : "", i + 1);
		say_label(point);
		break;
	case SHAPE_DASHES:
	case SHAPE_STARS:
		buf_printf(point->out, "%s%s ", i ? "\n" : "",
			   shape == SHAPE_STARS ? "*" : "-");
		say_label(point);
		break;
	case SHAPE_PROSE:
		break;
	}
	say_point(point, "");
}

static void say_in_prose(const struct speech *point, size_t i, size_t n)
{
	enum habit habit = i == 0       ? HABIT_LINK_FIRST
			   : i + 1 == n ? HABIT_LINK_LAST
					: HABIT_LINK_NEXT;
	struct speech link = *point;

	link.key = (unsigned)i;
	if (i)
		buf_str_add(point->out, i % POINTS_A_PARAGRAPH ? " " : "\n\n");
	say_point(point, phrase(&link, habit));
}

static void say_points(const struct speech *opening, enum shape shape)
{
	static const size_t lengths[] = {4, 3, 5, 2, 6};
	size_t n = lengths[ask(opening, HABIT_LENGTH)] + opening->chooser->extra_points;
	bool bold_word = shape != SHAPE_PROSE && ask(opening, HABIT_BOLD) == 2;
	unsigned said = 0;

	n = n < N_POINTS ? n : N_POINTS;
	for (size_t i = 0; i < n; i++) {
		struct speech point = *opening;
		size_t which;

		point.key = (unsigned)i;
		/* Each topic has its own order of what most people think of first. */
		which = (ask(&point, HABIT_POINT) * 5 + opening->prompt.topic * 3) %
			N_POINTS;
		while (said >> which & 1)
			which = (which + 5) % N_POINTS;
		said |= 1u << which;
		take_point(&point, which);
		point.bold_word = bold_word;
		if (shape == SHAPE_PROSE)
			say_in_prose(&point, i, n);
		else
			say_item(&point, shape, i);
	}
}

static enum shape shape_of(const struct speech *opening)
{
	static const enum shape tips[] = {SHAPE_NUMBERED, SHAPE_DASHES, SHAPE_PROSE,
					  SHAPE_STARS, SHAPE_HEADINGS};
	static const enum shape steps[] = {SHAPE_NUMBERED, SHAPE_PROSE, SHAPE_DASHES,
					   SHAPE_HEADINGS, SHAPE_STARS};
	static const enum shape explain[] = {SHAPE_PROSE, SHAPE_DASHES, SHAPE_HEADINGS,
					     SHAPE_NUMBERED, SHAPE_STARS};

	switch (opening->prompt.kind) {
	case PROMPT_TIPS:
		return tips[ask(opening, HABIT_SHAPE_TIPS)];
	case PROMPT_STEPS:
		return steps[ask(opening, HABIT_SHAPE_STEPS)];
	case PROMPT_EXPLAIN:
		return explain[ask(opening, HABIT_SHAPE_EXPLAIN)];
	case PROMPT_NOTE:
		break;
	}
	return SHAPE_PROSE;
}

/* The habits by which one kind of prompt is opened and closed. */
struct manners {
	enum habit greet, open, close;
};

/* Behind "Sure," a sentence goes on in small letters, unless it speaks of the writer. */
static void uncapitalise(struct buf *out, size_t start)
{
	if (start + 1 < out->len &&
	    !(out->data[start] == 'I' && out->data[start + 1] == ' '))
		out->data[start] = (char)tolower((unsigned char)out->data[start]);
}

static void say_opening(const struct speech *opening, const struct manners *manners)
{
	bool note = opening->prompt.kind == PROMPT_NOTE;
	const char *greeting = phrase(opening, manners->greet);
	const char *mark = phrase(opening, HABIT_GREET_MARK);
	struct speech second = *opening;
	size_t start;

	if (*greeting)
		buf_printf(opening->out, "%s%s%s", greeting, mark, note ? "\n\n" : " ");
	start = opening->out->len;
	say(opening, phrase(opening, manners->open));
	if (*greeting && !note && *mark == ',')
		uncapitalise(opening->out, start);
	if (opening->out->data[opening->out->len - 1] == ':')
		return;
	second.key = PLACE_SECOND;
	if (*phrase(&second, HABIT_SECOND)) {
		buf_char_add(opening->out, ' ');
		say(&second, phrase(&second, HABIT_SECOND));
	}
}

void grammar_answer(struct prompt prompt, const struct chooser *chooser, struct buf *out)
{
	static const struct manners manners[] = {
		[PROMPT_TIPS] = {HABIT_GREET_TIPS, HABIT_OPEN_TIPS, HABIT_CLOSE_TIPS},
		[PROMPT_STEPS] = {HABIT_GREET_STEPS, HABIT_OPEN_STEPS, HABIT_CLOSE_STEPS},
		[PROMPT_EXPLAIN] = {HABIT_GREET_EXPLAIN, HABIT_OPEN_EXPLAIN,
				    HABIT_CLOSE_EXPLAIN},
		[PROMPT_NOTE] = {HABIT_GREET_NOTE, HABIT_OPEN_NOTE, HABIT_CLOSE_NOTE},
	};
	const struct manners *how = &manners[prompt.kind];
	struct speech speech = {.chooser = chooser, .prompt = prompt, .out = out};
	struct speech closing;

	take_point(&speech, 0);
	speech.key = PLACE_OPENING;
	say_opening(&speech, how);
	buf_str_add(out, "\n\n");
	say_points(&speech, shape_of(&speech));
	closing = speech;
	closing.key = PLACE_CLOSING;
	if (!*phrase(&closing, how->close))
		return;
	buf_str_add(out, "\n\n");
	say(&closing, phrase(&closing, how->close));
	buf_str_add(out, phrase(&closing, HABIT_CLOSE_MARK));
}
