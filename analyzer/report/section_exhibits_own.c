/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the channels with a null of their own can show: claims, shared wrong answers,
 * choices and continuations counted, refusals. */
#include <math.h>
#include <string.h>

#include "report/exhibit_page.h"
#include "report/section.h"

/* One channel's exhibits: all are said once, then each has its line and its body. */
struct kind {
	const char *channel, *title;
	char letter;
	void (*say)(struct doc *doc, const struct json *channel);
	void (*line)(struct doc *doc, const struct json *exhibit);
	void (*body)(struct doc *doc, const struct view *view,
		     const struct json *exhibit);
};

static const struct column quiz_columns[] = {
	{"exhibit", "Exhibit", COLUMN_NAME, 0, false},
	{"prompt", "Prompt", COLUMN_NAME, 0, false},
	{"answer", "Both answered", COLUMN_TEXT, 0, false},
	{"key", "Right is", COLUMN_TEXT, 0, false},
	{"same", "Others so", COLUMN_NUMBER, 0, false},
	{"right", "Others right", COLUMN_NUMBER, 0, false},
	{"n", "Others asked", COLUMN_NUMBER, 0, false},
	{"p", "Chance", COLUMN_NUMBER, 4, false},
};
static const struct column choice_columns[] = {
	{"text", "Answer", COLUMN_TEXT, 0, false},
	{"suspect", "Suspect", COLUMN_COUNT, 0, false},
	{"teacher", "Teacher", COLUMN_COUNT, 0, false},
	{"controls", "Independent models", COLUMN_COUNT, 0, false},
};

bool section_has_exhibits(const struct json *channel)
{
	return *view_str(json_first(json_get(channel, "exhibits")), "prompt") != '\0';
}

/* The claim within the answer it was made in, where the cut left it there. */
static struct doc_span find_claim(const struct json *exhibit)
{
	const char *text = view_str(exhibit, "suspect"),
		   *claim = view_str(exhibit, "claim");
	const char *at = *claim ? strstr(text, claim) : NULL;
	size_t start = at ? (size_t)(at - text) : 0;

	return (struct doc_span){start, at ? start + strlen(claim) : 0};
}

static void show_answers(struct doc *doc, const struct view *view,
			 const struct json *exhibit)
{
	const struct json *controls = json_get(exhibit, "controls");
	struct doc_span claim = find_claim(exhibit);
	struct buf title = BUF_INIT;

	exhibit_asked(doc, exhibit);
	exhibit_pair(doc, exhibit, &claim, NULL);
	if (!json_count(controls))
		return;
	doc_fold_open(doc, "What independent models answered");
	JSON_EACH(control, controls) {
		buf_reset(&title);
		exhibit_model(view, control, &title);
		buf_str_add(&title, ")");
		exhibit_answer(doc, "control", buf_str(&title), view_str(control, "text"),
			       NULL);
	}
	doc_fold_end(doc);
	buf_clear(&title);
}

static void say_identity(struct doc *doc, const struct json *channel)
{
	doc_say(doc,
		"Answers in which the suspect says that it is, or was made by, %s. The "
		"prompt stands above each in full, so that a reader sees whether it "
		"suggests the name. A claim shows exposure to the name, which web pages "
		"give too; by itself it is no sign of training on answers.",
		*view_str(channel, "brand") ? view_str(channel, "brand")
					    : "the teacher's brand");
	exhibit_para(doc, channel,
		     "The suspect claims it on {n_prompts_claiming} of {n_prompts} "
		     "prompts. The {n_controls} independent models were asked the same, "
		     "{n_control_prompts} prompts in all, and claim it on "
		     "{n_control_prompts_claiming} (p: {p:4}). Ten prompts at most are "
		     "shown, in the order of their names.");
}

static void line_identity(struct doc *doc, const struct json *exhibit)
{
	doc_textf(doc, "The claim: \"%s\"", view_str(exhibit, "claim"));
}

static void say_refusals(struct doc *doc, const struct json *channel)
{
	exhibit_para(doc, channel,
		     "Of {n_prompts} requests the suspect declines {n_suspect_refused}, "
		     "the teacher {n_teacher_refused}, both the same {n_both_refused}, "
		     "where independent models that decline as much would share "
		     "{expected:1} (p: {p:4}). Shown are requests that both decline, "
		     "those first that fewest independent models decline; ten at most.");
}

static void line_refusals(struct doc *doc, const struct json *exhibit)
{
	exhibit_say(doc, exhibit,
		    "Of {n_background} independent models {n_background_refused} decline "
		    "too.");
}

static void letter_cell(struct table *table, const struct json *exhibit,
			const char *letter, const char *wording)
{
	const char *text = view_str(exhibit, wording);
	struct buf cell = BUF_INIT;

	buf_printf(&cell, "%s%s%s", view_str(exhibit, letter), *text ? ": " : "", text);
	table_text(table, buf_str(&cell));
	buf_clear(&cell);
}

static void quiz_table(struct doc *doc, const struct json *exhibits)
{
	struct table *table = TABLE_NEW(quiz_columns);
	struct buf name = BUF_INIT;
	size_t nth = 0;

	JSON_EACH(exhibit, exhibits) {
		buf_reset(&name);
		buf_printf(&name, "D%zu", ++nth);
		table_text(table, buf_str(&name));
		table_text(table, view_str(exhibit, "prompt_id"));
		letter_cell(table, exhibit, "answer", "answer_text");
		letter_cell(table, exhibit, "key", "key_text");
		table_from(table, exhibit, "n_background_same");
		table_from(table, exhibit, "n_background_right");
		table_from(table, exhibit, "n_background");
		table_from(table, exhibit, "p");
	}
	doc_table(doc, table, "Shared wrong answers", 0, "");
	table_free(table);
	buf_clear(&name);
}

static void say_quiz(struct doc *doc, const struct json *channel)
{
	const struct json *exhibits = json_get(channel, "exhibits");
	size_t nth = 0;

	exhibit_para(doc, channel,
		     "Suspect and teacher are both wrong on {n_both_wrong} questions, "
		     "and give the same wrong answer on {n_same_wrong} of these. Of two "
		     "independent models as often wrong, {expected:1} would be expected "
		     "(p: {p:4}). The table has the answers that were least to be "
		     "expected, ten at most. Chance: how probable the same wrong answer "
		     "is for two independent models that are both wrong. Others are the "
		     "models that show how popular each answer is.");
	quiz_table(doc, exhibits);
	doc_fold(doc, "The questions");
	JSON_EACH(exhibit, exhibits) {
		struct buf title = BUF_INIT;

		buf_printf(&title, "D%zu, prompt %s", ++nth,
			   view_str(exhibit, "prompt_id"));
		doc_quote(doc, "asked", buf_str(&title), view_str(exhibit, "prompt"),
			  NULL, 0);
		buf_clear(&title);
	}
	doc_fold_end(doc);
}

static void say_ranked(struct doc *doc, const struct json *channel, const char *what)
{
	doc_say(doc,
		"%s Shown are the prompts with the largest contrast, eight at most: the "
		"distance of the teacher's shares from the independent models' less "
		"their "
		"distance from the suspect's (total variation, 0 to 1). The most "
		"frequent of the teacher's stands first. They were chosen as the most "
		"telling and add no weight.",
		what);
	if (isfinite(view_num(channel, "rank")))
		exhibit_para(doc, channel,
			     "Over all {n_prompts} prompts, not these alone, the teacher "
			     "ranks {rank} by nearness to the suspect among itself and "
			     "{n_placebos} independent models in its place; 1 is the "
			     "nearest.");
}

static void say_choices(struct doc *doc, const struct json *channel)
{
	say_ranked(doc, channel,
		   "What was chosen, how often, where each was asked many times.");
}

static void say_continuations(struct doc *doc, const struct json *channel)
{
	say_ranked(doc, channel,
		   "How the beginning of a text was gone on with, where each was asked "
		   "many times. Continuations count as one when their first four "
		   "characters are the same; one of them stands for all.");
}

static void line_shares(struct doc *doc, const struct json *exhibit)
{
	exhibit_say(doc, exhibit,
		    "{n_suspect} answers of the suspect, {n_teacher} of the teacher, "
		    "{n_controls} of {n_control_models} independent models together; "
		    "contrast "
		    "{excess:+2}.");
}

static void show_shares(struct doc *doc, const struct view *view,
			const struct json *exhibit)
{
	struct table *table = TABLE_NEW(choice_columns);
	struct buf title = BUF_INIT;

	(void)view;
	exhibit_asked(doc, exhibit);
	JSON_EACH(answer, json_get(exhibit, "answers")) {
		const char *text = view_str(answer, "text");

		table_text(table, *text ? text : "(empty)");
		table_from(table, answer, "suspect");
		table_from(table, answer, "teacher");
		table_from(table, answer, "controls");
	}
	buf_printf(&title, "Answers to prompt %s, with bars for their shares",
		   view_str(exhibit, "prompt_id"));
	doc_table(doc, table, buf_str(&title), 0, "");
	buf_clear(&title);
	table_free(table);
}

static const struct kind kinds[] = {
	{"identity", "Claims of the teacher's name", 'C', say_identity, line_identity,
	 show_answers},
	{"quiz", "The same wrong answers", 'D', say_quiz, NULL, NULL},
	{"choice", "Choices", 'E', say_choices, line_shares, show_shares},
	{"genes", "Continuations", 'F', say_continuations, line_shares, show_shares},
	{"refusal", "Refusals side by side", 'G', say_refusals, line_refusals,
	 show_answers},
};

static void show(struct doc *doc, const struct view *view, const struct kind *kind,
		 const struct json *channel)
{
	struct buf id = BUF_INIT;
	size_t nth = 0;

	buf_printf(&id, "ex-%s", kind->channel);
	doc_heading_at(doc, buf_str(&id), kind->title);
	doc_para(doc, NULL);
	doc_link(doc, "own-null", "The numbers they stand behind");
	doc_textf(doc, " are those of the channel %s.", kind->channel);
	doc_para_end(doc);
	kind->say(doc, channel);
	if (kind->line) {
		JSON_EACH(exhibit, json_get(channel, "exhibits")) {
			exhibit_open(doc, kind->letter, ++nth, exhibit);
			kind->line(doc, exhibit);
			doc_para_end(doc);
			kind->body(doc, view, exhibit);
			exhibit_close(doc);
		}
	}
	buf_clear(&id);
}

void section_exhibits_own(struct doc *doc, const struct view *view)
{
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		JSON_EACH(channel, json_get(view->result, "own_null")) {
			if (!strcmp(view_str(channel, "name"), kinds[k].channel) &&
			    section_has_exhibits(channel))
				show(doc, view, &kinds[k], channel);
		}
}
