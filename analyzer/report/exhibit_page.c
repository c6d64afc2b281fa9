/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/exhibit_page.h"

#include <string.h>

#include "base/mem.h"

enum { LONG_BYTES = 1200 };

void exhibit_open(struct doc *doc, char kind, size_t nth, const struct json *exhibit)
{
	doc_box(doc, "exhibit");
	doc_para(doc, "prompt");
	doc_strong(doc, "Exhibit ");
	doc_textf(doc, "%c%zu, prompt %s. ", kind, nth, view_str(exhibit, "prompt_id"));
}

void exhibit_close(struct doc *doc)
{
	doc_box_end(doc);
}

/* "{key:+2}" at the front of `words`; returns what stands behind it. */
static const char *say_number(struct doc *doc, const struct json *object,
			      const char *words)
{
	size_t n = strcspn(words + 1, ":}");
	char *key = mem_dup(words + 1, n);
	const char *at = words + 1 + n;
	bool sign = at[0] == ':' && at[1] == '+';

	doc_number(doc, object, key, at[0] == ':' ? at[1 + sign] - '0' : 0, sign);
	mem_free(key);
	return strchr(at, '}') + 1;
}

void exhibit_say(struct doc *doc, const struct json *object, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, "{");

		doc_textf(doc, "%.*s", (int)n, words);
		words += n;
		if (*words)
			words = say_number(doc, object, words);
	}
}

void exhibit_para(struct doc *doc, const struct json *object, const char *words)
{
	doc_para(doc, NULL);
	exhibit_say(doc, object, words);
	doc_para_end(doc);
}

void exhibit_asked(struct doc *doc, const struct json *exhibit)
{
	const char *prompt = view_str(exhibit, "prompt");
	bool is_long = strlen(prompt) > LONG_BYTES;

	if (is_long)
		doc_fold(doc, "The prompt, which is long");
	doc_quote(doc, "asked", "Prompt", prompt, NULL, 0);
	if (is_long)
		doc_fold_end(doc);
}

void exhibit_answer(struct doc *doc, const char *class, const char *title,
		    const char *text, const struct doc_span *mark)
{
	if (!text[strspn(text, " \t\r\n")])
		doc_quote(doc, class, title, "(The answer is empty.)", NULL, 0);
	else
		doc_quote(doc, class, title, text, mark, mark && mark->end ? 1 : 0);
}

void exhibit_pair(struct doc *doc, const struct json *exhibit,
		  const struct doc_span *suspect, const struct doc_span *teacher)
{
	doc_box(doc, "pair");
	exhibit_answer(doc, "suspect", "Suspect", view_str(exhibit, "suspect"), suspect);
	exhibit_answer(doc, "teacher", "Teacher", view_str(exhibit, "teacher"), teacher);
	doc_box_end(doc);
}

void exhibit_model(const struct view *view, const struct json *model, struct buf *out)
{
	const char *name = view_str(model, "model");
	const char *role = "independent model, recorded in the corpus";

	/* The items are what this case asked or imported; others are a corpus's. */
	JSON_EACH(item, json_get(view->result, "items")) {
		const char *is = view_str(item, "role");

		if (strcmp(view_str(item, "model"), name) != 0)
			continue;
		role = is;
		if (!strcmp(is, "control"))
			role = "independent model, a control of this case";
		else if (!strcmp(is, "background"))
			role = "independent model, in this case's background";
	}
	buf_printf(out, "%s (%s", view_label(view, model), role);
}
