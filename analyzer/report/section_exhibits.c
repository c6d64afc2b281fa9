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
	{"cohort_max", "Clean, most", COLUMN_NUMBER, 0, false},
	{"cohort_max_model", "by", COLUMN_NAME, 0, false},
	{"cohort_mean", "Clean, mean", COLUMN_NUMBER, 1, false},
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

static void quote_control(struct doc *doc, const struct view *view,
			  const struct json *control, const char *suspect)
{
	const char *text = view_str(control, "text");
	struct doc_span mine, other;
	struct buf title = BUF_INIT;
	double n = view_num(control, "n_shared_words");

	shared_opening(text, suspect, &mine, &other);
	exhibit_model(view, control, &title);
	if (isfinite(n))
		buf_printf(&title, ", %.0f shared", n);
	buf_str_add(&title, ")");
	exhibit_answer(doc, "control", buf_str(&title), text,
		       view->redacted ? NULL : &mine);
	buf_clear(&title);
}

static void opening(struct doc *doc, const struct view *view, const struct json *exhibit,
		    size_t nth)
{
	const char *suspect = view_str(exhibit, "suspect");
	const char *teacher = view_str(exhibit, "teacher");
	const struct json *controls = json_get(exhibit, "controls");
	struct doc_span in_suspect = {0, 0}, in_teacher = {0, 0};

	if (!view->redacted)
		shared_opening(suspect, teacher, &in_suspect, &in_teacher);
	exhibit_open(doc, 'A', nth, exhibit);
	exhibit_say(doc, exhibit,
		    "Both answers begin with the same {n_shared_words} words and marks; "
		    "no clean model shares more than {n_control_words} with either. Of "
		    "those beyond, {n_fresh_words} are words that the prompt does not "
		    "hold.");
	doc_para_end(doc);
	exhibit_asked(doc, exhibit);
	exhibit_pair(doc, exhibit, &in_suspect, &in_teacher);
	if (json_count(controls)) {
		doc_fold(doc, "What the nearest clean models answered");
		JSON_EACH(child, controls) {
			quote_control(doc, view, child, suspect);
		}
		doc_fold_end(doc);
	}
	exhibit_close(doc);
}

/* How often it happens, to whom else. */
static void openings_rate(struct doc *doc, const struct view *view,
			  const struct json *exhibits)
{
	const struct json *placebo = json_get(exhibits, "placebo_openings");

	if (!isfinite(view_num(exhibits, "n_openings")) || !json_count(placebo))
		return;
	doc_para(doc, NULL);
	exhibit_say(doc, exhibits, "So it is on {n_openings} prompts. ");
	exhibit_say(
		doc, placebo,
		"With each of the {n_models} clean models in the suspect's place, its "
		"own family left out, it is so on {mean:1} prompts on average, at "
		"most on {max}");
	if (view_num(placebo, "max") > 0)
		doc_textf(doc, " (%s)",
			  label_of(view->labels, view_str(placebo, "max_model")));
	doc_text(doc,
		 view_num(exhibits, "n_openings") > view_num(placebo, "max")
			 ? ". None of them reaches the suspect's number."
			 : ". Some reach the suspect's number, so that openings like "
			   "these do not by themselves single it out.");
	doc_para_end(doc);
}

static void openings(struct doc *doc, const struct view *view,
		     const struct json *exhibits)
{
	const struct json *list = json_get(exhibits, "openings");
	size_t nth = 0;

	doc_heading_at(doc, "ex-openings", "Answers that open alike");
	if (!json_count(list)) {
		doc_say(doc, "On no prompt do suspect and teacher share an opening that "
			     "goes clearly beyond what any clean model shares.");
		return;
	}
	doc_say(doc,
		"Two answers open alike as far as they are the same from the first "
		"word on, capitals aside. A prompt stands here if suspect and "
		"teacher open alike for longer than any clean model does with "
		"either, by four words or more that the prompt does not hold. The "
		"prompt with most such words comes first. Ten at most are shown, and "
		"of several that are the same for more than half of their length "
		"only the first.");
	openings_rate(doc, view, exhibits);
	doc_say(doc, "They were chosen because they are the most alike. They show what "
		     "was measured and add no weight to it: unrelated models open alike "
		     "now and then, most of all where there is one plain answer. What "
		     "both share is marked. Long answers are cut behind a word; "
		     "\xe2\x80\xa6 stands for the rest.");
	doc_para(doc, NULL);
	doc_link(doc, "ratios", "The numbers they stand behind");
	doc_text(doc, " are those of the channel opening.");
	doc_para_end(doc);
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

static void phrases_say(struct doc *doc, const struct json *first)
{
	exhibit_para(doc, first,
		     "The counts are of prompts: on how many of {n_prompts} prompts an "
		     "answer holds the phrase. Clean models are the {n_cohort} that the "
		     "suspect is measured against; the one that uses the phrase most is "
		     "named. On a prompt, a phrase is not counted if it holds a word of "
		     "that prompt of four letters or more, or nothing but words of that "
		     "prompt.");
	doc_say(doc,
		"A phrase stands here if suspect and teacher each use it on three "
		"prompts "
		"or more, on more prompts than any clean model, and clearly more for the "
		"amount they write: z of 4 or more, since of so many phrases some reach "
		"less by chance. The largest z comes first. Phrases with three words in "
		"a row in common are one habit and stand here once, as the longest form "
		"that both use nearly as often. What is shown was picked for being "
		"alike: what phrases weigh is not in the ratio unless a channel of that "
		"name is in use.");
}

static void phrases(struct doc *doc, const struct view *view, const struct json *list)
{
	struct table *table;

	doc_heading_at(doc, "ex-phrases", "Phrases both over-use");
	if (!json_count(list)) {
		doc_say(doc, "No phrase is used by suspect and teacher both on three "
			     "prompts or more, on more prompts than by any clean model, "
			     "and clearly more than by the clean models together.");
		return;
	}
	table = TABLE_NEW(phrase_columns);
	JSON_EACH(phrase, list) {
		phrase_row(table, view, phrase);
	}
	phrases_say(doc, json_first(list));
	doc_table(doc, table,
		  "Phrases that suspect and teacher use more than clean models", 0, "");
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
	openings(doc, view, exhibits);
	phrases(doc, view, json_get(exhibits, "phrases"));
	section_exhibits_own(doc, view);
}
