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

/* Numbers in sentences of a result have a hyphen for their sign; the page's have none. */
static void true_minus(const char *text, struct buf *out)
{
	for (const char *at = text; *at; at++) {
		bool begins = at == text || strchr(" ([", at[-1]);

		if (*at == '-' && begins && at[1] >= '0' && at[1] <= '9')
			buf_str_add(out, "\xe2\x88\x92");
		else
			buf_char_add(out, *at);
	}
}

char *section_sentence(const char *text)
{
	size_t len = strlen(text);
	struct buf cut = BUF_INIT;
	struct buf out = BUF_INIT;

	while (len && (text[len - 1] == '.' || text[len - 1] == ' '))
		len--;
	cut_text(text, len, MOST_CHARS, &cut);
	true_minus(buf_str(&cut), &out);
	buf_clear(&cut);
	return buf_take(&out, NULL);
}

char *section_clause(const char *text)
{
	char *clause = section_sentence(text);

	/* Not the first of a name in capitals, such as H2. */
	if (clause[0] >= 'A' && clause[0] <= 'Z' && clause[1] >= 'a' && clause[1] <= 'z')
		clause[0] = (char)(clause[0] - 'A' + 'a');
	return clause;
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
