/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every pair on the wrong side, suspect by suspect, with what may have caused it. */
#include <math.h>
#include <string.h>

#include "evidence/mistake.h"
#include "report/validation_page.h"
#include "report/view.h"

#define MOST_CHANNELS 32
#define FIXED_COLUMNS 4

/* Pairs whose truth is in doubt, or that are hard by design, stand apart. */
static bool stands_apart(const struct json *mistake)
{
	return json_true(mistake, "doubtful") ||
	       !strcmp(view_str(mistake, "kind"), "hard-shared-base");
}

struct wide { /* columns that depend on the channels */
	struct column columns[FIXED_COLUMNS + MOST_CHANNELS];
	size_t n;
};

static struct wide wide_columns(const struct json *mistakes, const char *first)
{
	struct wide wide = {
		{
			{first, first, COLUMN_NAME, 0, false},
			{"truth", "Truth", COLUMN_TEXT, 0, false},
			{"kind", "Kind", COLUMN_TEXT, 0, false},
			{"llr10", "LLR10", COLUMN_NUMBER, 2, true},
		},
		FIXED_COLUMNS,
	};

	JSON_EACH(channel, json_get(json_first(mistakes), "channels")) {
		if (wide.n < FIXED_COLUMNS + MOST_CHANNELS)
			wide.columns[wide.n++] =
				(struct column){json_key(channel), json_key(channel),
						COLUMN_NUMBER, 2, true};
	}
	return wide;
}

static void add_row(struct table *table, const struct wide *wide, const char *name,
		    const struct json *mistake)
{
	table_text(table, name);
	table_text(table, json_true(mistake, "h1") ? "H1" : "H2");
	table_text(table, view_str(mistake, "kind"));
	table_number(table, view_num(mistake, "llr10"));
	for (size_t i = FIXED_COLUMNS; i < wide->n; i++)
		table_number(table, view_num(json_get(mistake, "channels"),
					     wide->columns[i].key));
}

static const struct column rule_columns[] = {
	{"rule", "Cause", COLUMN_TEXT, 0, false},
	{"meaning", "Told when", COLUMN_TEXT, 0, false},
};

static void rules(struct doc *doc)
{
	struct table *table = TABLE_NEW(rule_columns);

	for (const struct mistake_rule *rule = mistake_rules(); rule->name; rule++) {
		table_text(table, rule->name);
		table_text(table, rule->meaning);
	}
	doc_table(doc, table, "Rules, the likeliest cause first", 0, "");
	table_free(table);
}

static void lineage(struct doc *doc, const struct json *m)
{
	static const struct {
		const char *key, *words;
	} facts[] = {
		{"family", "family "},       {"base", "; base "},
		{"relation", "; "},          {"teachers", "; teachers: "},
		{"released", "; released "}, {"confidence", "; confidence "},
	};

	doc_para(doc, NULL);
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		const char *value = view_str(m, facts[i].key);

		if (*value && strcmp(value, "-") != 0)
			doc_textf(doc, "%s%s", facts[i].words, value);
	}
	doc_text(doc, ".");
	doc_para_end(doc);
}

/* One item: the first rule that holds is the likely cause. */
static void causes(struct doc *doc, const struct json *m)
{
	size_t n = 0;

	doc_item(doc);
	if (stands_apart(m))
		doc_textf(doc, "%s, ", view_str(m, "suspect"));
	doc_textf(doc, "%s: ", view_str(m, "teacher"));
	JSON_EACH(cause, json_get(m, "causes")) {
		if (!strcmp(view_str(cause, "rule"), "note"))
			continue;
		doc_text(doc, n++ ? "; " : "");
		if (n == 1)
			doc_strong(doc, view_str(cause, "rule"));
		else
			doc_text(doc, view_str(cause, "rule"));
		doc_textf(doc, " (%s)", view_str(cause, "text"));
	}
	doc_text(doc, n ? "." : "no rule tells a cause.");
	doc_item_end(doc);
}

static bool has_note(const struct json *m, const char *note)
{
	JSON_EACH(cause, json_get(m, "causes")) {
		if (!strcmp(view_str(cause, "rule"), "note") &&
		    !strcmp(view_str(cause, "text"), note))
			return true;
	}
	return false;
}

/* Each note once, though it may be of several of the suspect's teachers. */
static void notes(struct doc *doc, const struct json *first, const struct json *m)
{
	JSON_EACH(cause, json_get(m, "causes")) {
		const char *note = view_str(cause, "text");
		bool told = false;

		if (strcmp(view_str(cause, "rule"), "note") != 0)
			continue;
		for (const struct json *at = first; at != m && !told; at = json_next(at))
			told = !strcmp(view_str(at, "suspect"), view_str(m, "suspect")) &&
			       has_note(at, note);
		if (!told)
			doc_point(doc, "From the answers: %s", note);
	}
}

static void of_suspect(struct doc *doc, const struct json *mistakes,
		       const struct json *first)
{
	const char *suspect = view_str(first, "suspect");
	struct wide wide = wide_columns(mistakes, "Teacher");
	struct table *table = table_new(wide.columns, wide.n);

	doc_heading(doc, suspect);
	lineage(doc, first);
	JSON_EACH(m, mistakes) {
		if (!strcmp(view_str(m, "suspect"), suspect) && !stands_apart(m))
			add_row(table, &wide, view_str(m, "teacher"), m);
	}
	doc_table(doc, table, "LLR10 of all channels together, then of each", 0, "");
	table_free(table);
	doc_list(doc);
	JSON_EACH(m, mistakes) {
		if (strcmp(view_str(m, "suspect"), suspect) != 0 || stands_apart(m))
			continue;
		causes(doc, m);
	}
	JSON_EACH(m, mistakes) {
		if (!strcmp(view_str(m, "suspect"), suspect) && !stands_apart(m))
			notes(doc, json_first(mistakes), m);
	}
	doc_list_end(doc);
}

static bool is_first_of_suspect(const struct json *mistakes, const struct json *m)
{
	JSON_EACH(other, mistakes) {
		if (other == m)
			return true;
		if (!stands_apart(other) &&
		    !strcmp(view_str(other, "suspect"), view_str(m, "suspect")))
			return false;
	}
	return true;
}

static size_t count(const struct json *mistakes, bool apart, bool h1)
{
	size_t n = 0;

	JSON_EACH(m, mistakes) {
		n += stands_apart(m) == apart && json_true(m, "h1") == h1;
	}
	return n;
}

static void doubtful(struct doc *doc, const struct json *mistakes)
{
	struct wide wide = wide_columns(mistakes, "Suspect and teacher");
	struct table *table = table_new(wide.columns, wide.n);

	JSON_EACH(m, mistakes) {
		struct buf names = BUF_INIT;

		if (!stands_apart(m))
			continue;
		buf_printf(&names, "%s, %s", view_str(m, "suspect"),
			   view_str(m, "teacher"));
		add_row(table, &wide, buf_str(&names), m);
		buf_clear(&names);
	}
	doc_section(doc, "doubtful", "Unsure negatives and shared bases above 0.5");
	doc_say(doc,
		"Unsure negatives are pairs that are not known to be related, of "
		"suspects whose training data are not fully public: some may be true "
		"finds. They enter no figure above. Pairs on a shared base are H2 and "
		"enter all of them.");
	if (table_rows(table)) {
		doc_table(doc, table, "LLR10 of all channels together, then of each", 0,
			  "");
		doc_list(doc);
		JSON_EACH(m, mistakes) {
			if (!stands_apart(m))
				continue;
			causes(doc, m);
			notes(doc, json_first(mistakes), m);
		}
		doc_list_end(doc);
	} else {
		doc_say(doc, "There is none.");
	}
	doc_section_end(doc);
	table_free(table);
}

void validation_page_mistakes(struct doc *doc, const struct json *v)
{
	const struct json *mistakes = json_get(v, "mistakes");

	if (!mistakes)
		return;
	doc_section(doc, "mistakes", "Every mistake");
	doc_say(doc,
		"All pairs whose LLR10 lies more than 0.5 on the wrong side: %zu of H2 "
		"above "
		"+0.5, %zu of H1 below \xe2\x88\x92"
		"0.5, besides those of the next section. Causes are told by rule, from "
		"the "
		"lineage and from the other pairs, the first that holds is the likeliest "
		"and stands in bold.",
		count(mistakes, false, false), count(mistakes, false, true));
	rules(doc);
	JSON_EACH(m, mistakes) {
		if (!stands_apart(m) && is_first_of_suspect(mistakes, m))
			of_suspect(doc, mistakes, m);
	}
	doc_section_end(doc);
	doubtful(doc, mistakes);
}
