/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the channels with a null of their own can show: claims, refusals, shared wrong
 * answers, and choices drawn. */
#include <math.h>
#include <string.h>

#include "report/section.h"

enum { LONG_BYTES = 1200 };

static const struct column quiz_columns[] = {
	{"prompt", "Prompt", COLUMN_NAME, 0, false},
	{"answer", "Both answered", COLUMN_TEXT, 0, false},
	{"key", "Right is", COLUMN_TEXT, 0, false},
	{"same", "Others that answered so", COLUMN_NUMBER, 0, false},
	{"right", "Others that were right", COLUMN_NUMBER, 0, false},
	{"n", "Others asked", COLUMN_NUMBER, 0, false},
	{"p", "Chance", COLUMN_NUMBER, 4, false},
};
static const struct column choice_columns[] = {
	{"text", "Answer", COLUMN_TEXT, 0, false},
	{"suspect", "Suspect", COLUMN_COUNT, 0, false},
	{"teacher", "Teacher", COLUMN_COUNT, 0, false},
	{"controls", "Controls", COLUMN_COUNT, 0, false},
};

bool section_has_exhibits(const struct json *channel)
{
	return *view_str(json_first(json_get(channel, "exhibits")), "prompt") != '\0';
}

static void head(struct doc *doc, const struct json *exhibit, size_t nth)
{
	doc_para(doc, "prompt");
	doc_strong(doc, "Exhibit ");
	doc_textf(doc, "%zu, prompt %s. ", nth, view_str(exhibit, "prompt_id"));
}

/* The whole prompt: it decides what an answer to it can show. */
static void asked(struct doc *doc, const struct json *exhibit)
{
	const char *prompt = view_str(exhibit, "prompt");
	bool is_long = strlen(prompt) > LONG_BYTES;

	if (is_long)
		doc_fold(doc, "The prompt, which is long");
	doc_quote(doc, "asked", "Prompt", prompt, NULL, 0);
	if (is_long)
		doc_fold_end(doc);
}

/* The claim within the answer it was made in, where the cut left it there. */
static size_t find_claim(const struct json *exhibit, struct doc_span *span)
{
	const char *text = view_str(exhibit, "suspect"),
		   *claim = view_str(exhibit, "claim");
	const char *at = *claim ? strstr(text, claim) : NULL;

	if (!at)
		return 0;
	span->start = (size_t)(at - text);
	span->end = span->start + strlen(claim);
	return 1;
}

static void answers(struct doc *doc, const struct view *view, const struct json *exhibit)
{
	const struct json *controls = json_get(exhibit, "controls");
	struct doc_span claim = {0, 0};
	size_t n = find_claim(exhibit, &claim);

	asked(doc, exhibit);
	doc_box(doc, "pair");
	doc_quote(doc, "suspect", "Suspect", view_str(exhibit, "suspect"), &claim, n);
	doc_quote(doc, "teacher", "Teacher", view_str(exhibit, "teacher"), NULL, 0);
	doc_box_end(doc);
	if (!json_count(controls))
		return;
	doc_fold(doc, "What controls answered");
	JSON_EACH(control, controls) {
		doc_quote(doc, "control", view_label(view, control),
			  view_str(control, "text"), NULL, 0);
	}
	doc_fold_end(doc);
}

static void show_identity(struct doc *doc, const struct view *view,
			  const struct json *channel)
{
	size_t nth = 0;

	doc_say(doc,
		"Answers in which the suspect says that it is, or was made by, %s. The "
		"prompt stands above each in full, so that a reader sees whether it "
		"suggests the name. A claim shows exposure to the name, which web pages "
		"give too; by itself it is no sign of training on answers.",
		*view_str(channel, "brand") ? view_str(channel, "brand")
					    : "the teacher's brand");
	doc_para(doc, NULL);
	doc_text(doc, "The suspect claims it on ");
	doc_number(doc, channel, "n_prompts_claiming", 0, false);
	doc_text(doc, " of ");
	doc_number(doc, channel, "n_prompts", 0, false);
	doc_text(doc, " prompts; clean controls on ");
	doc_number(doc, channel, "n_control_prompts_claiming", 0, false);
	doc_text(doc, " of ");
	doc_number(doc, channel, "n_control_prompts", 0, false);
	doc_text(doc, ".");
	doc_para_end(doc);
	JSON_EACH(exhibit, json_get(channel, "exhibits")) {
		doc_box(doc, "exhibit");
		head(doc, exhibit, ++nth);
		doc_textf(doc, "The claim: \"%s\"", view_str(exhibit, "claim"));
		doc_para_end(doc);
		answers(doc, view, exhibit);
		doc_box_end(doc);
	}
}

static void show_refusals(struct doc *doc, const struct view *view,
			  const struct json *channel)
{
	size_t nth = 0;

	doc_say(doc, "Prompts that suspect and teacher both decline, those first that "
		     "fewest clean models decline.");
	JSON_EACH(exhibit, json_get(channel, "exhibits")) {
		doc_box(doc, "exhibit");
		head(doc, exhibit, ++nth);
		doc_text(doc, "Of ");
		doc_number(doc, exhibit, "n_background", 0, false);
		doc_text(doc, " clean models ");
		doc_number(doc, exhibit, "n_background_refused", 0, false);
		doc_text(doc, " decline too.");
		doc_para_end(doc);
		answers(doc, view, exhibit);
		doc_box_end(doc);
	}
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

static void show_quiz(struct doc *doc, const struct view *view,
		      const struct json *channel)
{
	struct table *table = TABLE_NEW(quiz_columns);

	(void)view;
	JSON_EACH(exhibit, json_get(channel, "exhibits")) {
		table_text(table, view_str(exhibit, "prompt_id"));
		letter_cell(table, exhibit, "answer", "answer_text");
		letter_cell(table, exhibit, "key", "key_text");
		table_from(table, exhibit, "n_background_same");
		table_from(table, exhibit, "n_background_right");
		table_from(table, exhibit, "n_background");
		table_from(table, exhibit, "p");
	}
	doc_say(doc, "Questions on which both gave the same wrong answer, the rarest "
		     "first. Chance: how probable the same wrong answer is for two "
		     "unrelated models that are both wrong.");
	doc_table(doc, table, "Shared wrong answers", 0, "");
	table_free(table);
	doc_fold(doc, "The questions");
	JSON_EACH(exhibit, json_get(channel, "exhibits")) {
		doc_quote(doc, "asked", view_str(exhibit, "prompt_id"),
			  view_str(exhibit, "prompt"), NULL, 0);
	}
	doc_fold_end(doc);
}

static void choice(struct doc *doc, const struct json *exhibit, size_t nth)
{
	struct table *table = TABLE_NEW(choice_columns);
	struct buf title = BUF_INIT;

	doc_box(doc, "exhibit");
	head(doc, exhibit, nth);
	doc_number(doc, exhibit, "n_suspect", 0, false);
	doc_text(doc, " answers of the suspect, ");
	doc_number(doc, exhibit, "n_teacher", 0, false);
	doc_text(doc, " of the teacher, ");
	doc_number(doc, exhibit, "n_controls", 0, false);
	doc_text(doc, " of ");
	doc_number(doc, exhibit, "n_control_models", 0, false);
	doc_text(doc, " controls; contrast ");
	doc_number(doc, exhibit, "excess", 2, true);
	doc_text(doc, ".");
	doc_para_end(doc);
	asked(doc, exhibit);
	JSON_EACH(answer, json_get(exhibit, "answers")) {
		table_text(table, view_str(answer, "text"));
		table_from(table, answer, "suspect");
		table_from(table, answer, "teacher");
		table_from(table, answer, "controls");
	}
	buf_printf(&title, "Answers to prompt %s, with bars for their shares",
		   view_str(exhibit, "prompt_id"));
	doc_table(doc, table, buf_str(&title), 0, "");
	doc_box_end(doc);
	buf_clear(&title);
	table_free(table);
}

static void show_choices(struct doc *doc, const struct view *view,
			 const struct json *channel)
{
	size_t nth = 0;

	(void)view;
	doc_say(doc, "What was chosen, how often, on the prompts with the largest "
		     "contrast: the distance of the teacher's shares from the controls' "
		     "less their distance from the suspect's (total variation). They "
		     "were chosen as the most telling and add no weight.");
	JSON_EACH(exhibit, json_get(channel, "exhibits")) {
		choice(doc, exhibit, ++nth);
	}
}

/* channel, heading, writer */
#define OWN_EXHIBITS(X)                                                                  \
	X("identity", "Claims of the teacher's name", show_identity)                     \
	X("quiz", "The same wrong answers", show_quiz)                                   \
	X("choice", "Choices", show_choices)                                             \
	X("refusal", "Refusals side by side", show_refusals)

void section_exhibits_own(struct doc *doc, const struct view *view)
{
	static const struct {
		const char *channel, *title;
		void (*show)(struct doc *doc, const struct view *view,
			     const struct json *channel);
	} kinds[] = {
#define OWN_ROW(channel, title, show) {channel, title, show},
		OWN_EXHIBITS(OWN_ROW)
#undef OWN_ROW
	};
	struct buf id = BUF_INIT;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		JSON_EACH(channel, json_get(view->result, "own_null")) {
			if (strcmp(view_str(channel, "name"), kinds[k].channel) != 0 ||
			    !section_has_exhibits(channel))
				continue;
			buf_reset(&id);
			buf_printf(&id, "ex-%s", kinds[k].channel);
			doc_heading_at(doc, buf_str(&id), kinds[k].title);
			doc_para(doc, NULL);
			doc_link(doc, "own-null", "The numbers they stand behind");
			doc_text(doc, ".");
			doc_para_end(doc);
			kinds[k].show(doc, view, channel);
		}
	buf_clear(&id);
}
