/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts side by side, with what they share set off. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/exhibit_page.h"
#include "report/section.h"
#include "text/token.h"

enum { MOST_TOKENS = 4096 };

static const struct column phrase_columns[] = {
	{"phrase", "Phrase", COLUMN_NAME, 0, false},
	{"suspect", "Suspect", COLUMN_NUMBER, 0, false},
	{"teacher", "Teacher", COLUMN_NUMBER, 0, false},
	{"cohort_max", "Independent, most", COLUMN_NUMBER, 0, false},
	{"cohort_max_model", "by", COLUMN_NAME, 0, false},
	{"n_beyond", "Beyond it", COLUMN_NUMBER, 0, false},
	{"cohort_mean", "Independent, mean", COLUMN_NUMBER, 1, false},
	{"log_odds", "Log-odds", COLUMN_NUMBER, 2, true},
	{"z", "z", COLUMN_NUMBER, 1, true},
};

/* The leading tokens two texts share, as bytes of each; {0, 0} when there are none. */
static void shared_opening(const char *a, const char *b, struct doc_span *in_a,
			   struct doc_span *in_b)
{
	struct tokens ta = TOKENS_INIT, tb = TOKENS_INIT;
	size_t n = 0;

	tokens_read(a, strlen(a), MOST_TOKENS, &ta);
	tokens_read(b, strlen(b), MOST_TOKENS, &tb);
	while (n < ta.n && n < tb.n && ta.v[n].hash == tb.v[n].hash)
		n++;
	*in_a = *in_b = (struct doc_span){0, 0};
	if (n) {
		in_a->start = ta.v[0].start;
		in_a->end = ta.v[n - 1].start + ta.v[n - 1].len;
		in_b->start = tb.v[0].start;
		in_b->end = tb.v[n - 1].start + tb.v[n - 1].len;
	}
	tokens_clear(&ta);
	tokens_clear(&tb);
}

/* The words it shares with the suspect, where the result says they stand; a result may
 * say anything. */
static struct doc_span shared_run(const struct json *control, const char *text)
{
	double start = view_num(control, "run_start"), end = view_num(control, "run_end");
	struct doc_span run = {0, 0};

	if (!(start >= 0 && end > start && end <= (double)strlen(text)))
		return run;
	run.start = (size_t)start;
	run.end = (size_t)end;
	if ((text[run.start] & 0xc0) == 0x80 || (text[run.end] & 0xc0) == 0x80)
		run.end = 0;
	return run;
}

static const char *words_of(double n)
{
	return n == 1 ? "word" : "words";
}

static void quote_control(struct doc *doc, const struct view *view,
			  const struct json *control)
{
	const char *text = view_str(control, "text");
	struct doc_span run = shared_run(control, text);
	struct buf title = BUF_INIT;
	double n = view_num(control, "n_shared_words"),
	       longest = view_num(control, "n_run_words");

	exhibit_model(view, control, &title);
	buf_str_add(&title, ")");
	if (isfinite(longest))
		buf_printf(&title,
			   ", %.0f %s in a row as anywhere in the suspect's answer",
			   longest, words_of(longest));
	if (n == 1)
		buf_str_add(&title, ", the first word alike");
	else if (n > 1)
		buf_printf(&title, ", the first %.0f words alike", n);
	exhibit_answer(doc, "control", buf_str(&title), text,
		       view->redacted ? NULL : &run);
	buf_clear(&title);
}

static void quote_controls(struct doc *doc, const struct view *view,
			   const struct json *controls)
{
	if (!json_count(controls)) {
		doc_say(doc, "No independent model's answer to this prompt shares a "
			     "word with the suspect's.");
		return;
	}
	doc_fold_open(doc, "What the independent models nearest to the suspect answered");
	JSON_EACH(child, controls) {
		quote_control(doc, view, child);
	}
	doc_fold_end(doc);
}

static void opening(struct doc *doc, const struct view *view, const struct json *exhibit,
		    size_t nth)
{
	const char *suspect = view_str(exhibit, "suspect");
	const char *teacher = view_str(exhibit, "teacher");
	struct doc_span in_suspect = {0, 0}, in_teacher = {0, 0};

	if (!view->redacted)
		shared_opening(suspect, teacher, &in_suspect, &in_teacher);
	exhibit_open(doc, 'A', nth, exhibit);
	exhibit_say(doc, exhibit,
		    "Both answers begin with the same {n_shared_words} words. Of these "
		    "very words no independent model's answer holds more than "
		    "{n_control_words} in a row, at any place. Without any one such row, "
		    "{n_fresh_words} words are left that the prompt does not hold.");
	doc_para_end(doc);
	exhibit_asked(doc, exhibit);
	exhibit_pair(doc, exhibit, &in_suspect, &in_teacher);
	quote_controls(doc, view, json_get(exhibit, "controls"));
	exhibit_close(doc);
}

/* "3 prompts", "1 prompt". */
static void say_prompts(struct doc *doc, const struct json *object, const char *key)
{
	doc_number(doc, object, key, 0, false);
	doc_text(doc, view_num(object, key) == 1 ? " prompt" : " prompts");
}

/* What became of each, so that the sums agree. */
static void openings_shown(struct doc *doc, const struct json *counts)
{
	static const struct {
		const char *key, *one, *more;
	} became[] = {
		{"n_shown", " is shown", " are shown"},
		{"n_same", " begins as one shown does", " begin as one shown does"},
		{"n_more", " is beyond the most that are shown",
		 " are beyond the most that are shown"},
	};
	const char *before = "Of these ";

	for (size_t i = 0; i < sizeof(became) / sizeof(*became); i++) {
		double n = view_num(counts, became[i].key);

		if (!(n > 0))
			continue;
		doc_text(doc, before);
		doc_number(doc, counts, became[i].key, 0, false);
		doc_text(doc, n == 1 ? became[i].one : became[i].more);
		before = ", ";
	}
	doc_text(doc, ". ");
}

static void openings_number(struct doc *doc, const struct json *exhibits)
{
	const struct json *counts = json_get(exhibits, "opening_counts");
	double n = view_num(exhibits, "n_openings");

	doc_text(doc, "So it is on ");
	if (n > 0)
		say_prompts(doc, exhibits, "n_openings");
	else
		doc_text(doc, "no prompt, and none is shown");
	doc_text(doc, ". ");
	if (n == 1 && view_num(counts, "n_shown") == 1)
		doc_text(doc, "It is shown. ");
	else if (n > 0 && view_num(counts, "n_shown") > 0)
		openings_shown(doc, counts);
	if (!(view_num(counts, "n_held_elsewhere") > 0))
		return;
	doc_text(doc, "Left out besides: on ");
	say_prompts(doc, counts, "n_held_elsewhere");
	doc_text(doc,
		 " the two open alike and no independent model opens so, but one holds "
		 "the words in another place or with other punctuation, and fewer "
		 "than four are left. ");
}

/* How often it happens to whom else. */
static void openings_rate(struct doc *doc, const struct view *view,
			  const struct json *exhibits)
{
	const struct json *placebo = json_get(exhibits, "placebo_openings");
	double n = view_num(exhibits, "n_openings"),
	       n_reach = view_num(placebo, "n_reach");

	if (!json_count(placebo))
		return;
	exhibit_say(doc, placebo,
		    "With each of the {n_models} independent models in the suspect's "
		    "place, its own family left out, it is so on {mean:1} prompts on "
		    "average, at most on {max}");
	if (view_num(placebo, "max") > 0)
		doc_textf(doc, " (%s)",
			  label_of(view->labels, view_str(placebo, "max_model")));
	doc_text(doc, ". ");
	if (!(n > 0))
		return;
	if (n > view_num(placebo, "max"))
		doc_text(doc, "None of them reaches the suspect's number.");
	else if (isfinite(n_reach))
		exhibit_say(doc, placebo,
			    "The suspect's number is reached or passed by {n_reach} of "
			    "{n_models}, so that openings like these do not by "
			    "themselves single it out.");
	else
		doc_text(doc, "Some reach the suspect's number, so that openings like "
			      "these do not by themselves single it out.");
}

static void openings(struct doc *doc, const struct view *view,
		     const struct json *exhibits)
{
	const struct json *list = json_get(exhibits, "openings");
	size_t nth = 0;

	doc_heading_at(doc, "ex-openings", "Answers that open alike");
	doc_say(doc,
		"Two answers open alike as far as they are the same from the first "
		"word on, capitals aside. Of the words that suspect and teacher share "
		"so, those are set aside that the prompt holds, and those that stand in "
		"one row, at any place, in an independent model's answer to it (words "
		"alone are compared there, without punctuation and bare numbers). A "
		"prompt counts here if four words or more are left, whichever "
		"independent model they are held against.");
	if (isfinite(view_num(exhibits, "n_openings"))) {
		doc_para(doc, NULL);
		openings_number(doc, exhibits);
		openings_rate(doc, view, exhibits);
		doc_para_end(doc);
	} else if (!json_count(list)) {
		doc_say(doc, "None is shown.");
	}
	doc_para(doc, NULL);
	doc_link(doc, "ratios", "The numbers they stand behind");
	doc_text(doc, " are those of the channel opening.");
	doc_para_end(doc);
	if (!json_count(list))
		return;
	doc_say(doc, "The prompt with most such words comes first. They were chosen "
		     "because they are the most alike. They show what was measured and "
		     "add no weight to it: independent models open alike now and then, "
		     "most of all where there is one plain answer. What suspect and "
		     "teacher share is marked. Of the independent models the three are "
		     "shown that share the longest row of words with the suspect's "
		     "answer, and that row is marked.");
	JSON_EACH(exhibit, list) {
		opening(doc, view, exhibit, ++nth);
	}
}

static void phrase_row(struct table *table, const struct view *view,
		       const struct json *phrase)
{
	const char *most = json_str(phrase, "cohort_max_model");

	table_text(table, view_str(phrase, "phrase"));
	table_from(table, phrase, "suspect");
	table_from(table, phrase, "teacher");
	table_from(table, phrase, "cohort_max");
	table_text(table, most && view_num(phrase, "cohort_max") > 0
				  ? label_of(view->labels, most)
				  : "none");
	table_from(table, phrase, "n_beyond");
	table_from(table, phrase, "cohort_mean");
	table_from(table, phrase, "log_odds");
	table_from(table, phrase, "z");
}

/* Every place where the phrase's tokens stand in the text, up to `max`. */
static size_t find_phrase(const char *phrase, const char *text, struct doc_span *spans,
			  size_t max)
{
	struct tokens p = TOKENS_INIT, t = TOKENS_INIT;
	size_t n = 0;

	tokens_read(phrase, strlen(phrase), MOST_TOKENS, &p);
	tokens_read(text, strlen(text), MOST_TOKENS, &t);
	for (size_t i = 0; p.n && i + p.n <= t.n && n < max; i++) {
		size_t k = 0;

		while (k < p.n && p.v[k].hash == t.v[i + k].hash)
			k++;
		if (k < p.n)
			continue;
		spans[n].start = t.v[i].start;
		spans[n++].end = t.v[i + k - 1].start + t.v[i + k - 1].len;
		i += k - 1;
	}
	tokens_clear(&p);
	tokens_clear(&t);
	return n;
}

static void phrase_examples(struct doc *doc, const struct json *phrase)
{
	enum { MOST_SPANS = 8 };
	struct doc_span spans[MOST_SPANS];

	JSON_EACH(example, json_get(phrase, "examples")) {
		const char *side = view_str(example, "side");
		const char *text = view_str(example, "text");
		bool teacher = !strcmp(side, "teacher");
		size_t n =
			find_phrase(view_str(phrase, "phrase"), text, spans, MOST_SPANS);
		struct buf title = BUF_INIT;

		buf_printf(&title, "%s, prompt %s", teacher ? "Teacher" : "Suspect",
			   view_str(example, "prompt_id"));
		doc_quote(doc, teacher ? "teacher short" : "suspect short",
			  buf_str(&title), text, spans, n);
		buf_clear(&title);
	}
}

static bool in_use(const struct view *view, const char *name)
{
	JSON_EACH(channel, json_get(view->result, "channels")) {
		if (!strcmp(view_str(channel, "name"), name))
			return json_true(channel, "used");
	}
	return false;
}

/* Whether such phrases are in the ratio is a fact of the case. */
static void phrases_weight(struct doc *doc, const struct view *view)
{
	bool overlap = in_use(view, "overlap"), ngram4 = in_use(view, "ngram4");

	doc_para(doc, NULL);
	doc_text(doc,
		 in_use(view, "phrases")
			 ? "The channel phrases is in use in this case: over-used "
			   "phrases, all of them and not these alone, are in the ratio. "
			 : "The channel phrases is not in use in this case: no "
			   "number of this table is in the ratio. ");
	if (overlap || ngram4)
		doc_textf(doc,
			  "Words that both answers to one prompt share are in the ratio "
			  "another way, through %s.",
			  overlap && ngram4 ? "the channels overlap and ngram4"
			  : overlap         ? "the channel overlap"
					    : "the channel ngram4");
	doc_para_end(doc);
}

static void phrases_say(struct doc *doc, const struct view *view,
			const struct json *first)
{
	exhibit_para(doc, first,
		     "The counts are of prompts: on how many of {n_prompts} prompts an "
		     "answer holds the phrase. The independent models are the {n_cohort} "
		     "that the suspect is measured against; the one that uses the phrase "
		     "most is named. On a prompt, a phrase is not counted if it holds a "
		     "word of that prompt of four letters or more, or nothing but words "
		     "of that prompt.");
	doc_say(doc,
		"A phrase stands here if suspect and teacher each use it on three "
		"prompts or more, on more prompts than any independent model, and "
		"clearly more for the amount they write: z of 4 or more, since of so "
		"many phrases some reach less by chance. It holds at least two words "
		"other than articles, pronouns, auxiliaries and the like (the, it, is, "
		"to). "
		"First come those that suspect and teacher, whichever uses it less, use "
		"on most prompts beyond the independent model that uses it most. Phrases "
		"with three words in a row in common are one habit and stand here once, "
		"as the longest form that both use nearly as often. What is shown was "
		"picked for being alike.");
	phrases_weight(doc, view);
}

static void phrases(struct doc *doc, const struct view *view, const struct json *list)
{
	struct table *table;

	doc_heading_at(doc, "ex-phrases", "Phrases both over-use");
	if (!json_count(list)) {
		doc_say(doc, "No phrase is used by suspect and teacher both on three "
			     "prompts or more, on more prompts than by any independent "
			     "model, and clearly more than by these together.");
		return;
	}
	table = TABLE_NEW(phrase_columns);
	JSON_EACH(phrase, list) {
		phrase_row(table, view, phrase);
	}
	phrases_say(doc, view, json_first(list));
	doc_table(doc, table,
		  "Phrases that suspect and teacher use more than independent models", 0,
		  "");
	table_free(table);
	doc_fold(doc, "Sentences that hold them");
	JSON_EACH(phrase, list) {
		doc_para(doc, "phrase");
		doc_strong(doc, view_str(phrase, "phrase"));
		doc_para_end(doc);
		phrase_examples(doc, phrase);
	}
	doc_fold_end(doc);
}

void section_exhibits(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	const struct json *exhibits = json_get(view->result, "exhibits");

	(void)figures;
	if (!exhibits || json_is_null(exhibits)) {
		doc_say(doc, "The result holds no exhibits.");
		return;
	}
	if (view->redacted)
		doc_say(doc,
			"This is a copy for the public. Prompts, answers and phrases are "
			"given as their SHA-256: whoever holds the case can check which "
			"text stands where, and equal hashes are equal texts. Numbers "
			"are "
			"those of the full report.");
	doc_say(doc, "Texts stand as the models wrote them: signs such as ** and ### are "
		     "their own marks for bold type and headings. Long texts are cut "
		     "behind a word; \xe2\x80\xa6 stands for the rest.");
	if (view->llr10 < 0)
		doc_say(doc,
			"The finding of this case is against H1. Exhibits are always "
			"the most alike that there are, whatever the finding: two "
			"independent models have such too, and these do not speak "
			"against the finding. Fewer are shown for that reason.");
	openings(doc, view, exhibits);
	phrases(doc, view, json_get(exhibits, "phrases"));
	section_exhibits_own(doc, view);
}
