/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/section.h"

#include <string.h>

#include "base/mem.h"
#include "report/cut.h"

/* Sentences of a result may hold names of ten kilobytes. */
enum { MOST_CHARS = 600 };

void sections_write(struct doc *doc, const struct view *view,
		    const struct figure figures[N_FIGURES])
{
	static const struct {
		const char *id, *title;
		section_fn *write;
	} registry[] = {
#define SECTION_ROW(name, title) {#name, title, section_##name},
		SECTIONS(SECTION_ROW)
#undef SECTION_ROW
	};

	for (size_t i = 0; i < sizeof(registry) / sizeof(registry[0]); i++) {
		doc_section(doc, registry[i].id, registry[i].title);
		registry[i].write(doc, view, figures);
		doc_section_end(doc);
	}
}

char *section_sentence(const char *text)
{
	size_t len = strlen(text);
	struct buf out = BUF_INIT;

	while (len && (text[len - 1] == '.' || text[len - 1] == ' '))
		len--;
	cut_text(text, len, MOST_CHARS, &out);
	return buf_take(&out, NULL);
}

static void section_point(struct doc *doc, const char *text)
{
	char *sentence = section_sentence(text);

	doc_point(doc, "%s.", sentence);
	mem_free(sentence);
}

void section_texts(struct doc *doc, const struct json *texts)
{
	if (!json_count(texts))
		return;
	doc_list(doc);
	JSON_EACH(text, texts) {
		if (json_text(text))
			section_point(doc, json_text(text));
	}
	doc_list_end(doc);
}
