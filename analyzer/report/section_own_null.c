/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the channels that bring a null distribution of their own found. */
#include <math.h>

#include "report/section.h"

static const struct column columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"probes", "Probes", COLUMN_TEXT, 0, false},
	{"n", "Prompts", COLUMN_NUMBER, 0, false},
	{"statistic", "Statistic", COLUMN_NUMBER, 2, true},
	{"effect", "Effect", COLUMN_NUMBER, 3, true},
	{"p", "p", COLUMN_NUMBER, 4, false},
	{"rank", "Rank of the teacher", COLUMN_NUMBER, 0, false},
};

static void row(struct table *table, const struct json *channel)
{
	table_text(table, view_str(channel, "name"));
	table_text(table, view_str(channel, "probes"));
	table_from(table, channel, "n_prompts");
	table_from(table, channel, "statistic");
	table_from(table, channel, "effect");
	table_from(table, channel, "p");
	table_from(table, channel, "rank");
}

static void exhibits_link(struct doc *doc, const char *name)
{
	struct buf id = BUF_INIT;

	buf_printf(&id, "ex-%s", name);
	doc_text(doc, " ");
	doc_link(doc, buf_str(&id), "Its exhibits");
	doc_text(doc, ".");
	buf_clear(&id);
}

void section_own_null(struct doc *doc, const struct view *view)
{
	const struct json *channels = json_get(view->result, "own_null");
	struct table *table;

	if (!json_count(channels))
		return;
	table = TABLE_NEW(columns);
	doc_heading_at(doc, "own-null", "Channels with a null of their own");
	doc_say(doc,
		"These look at answers to probes of one kind. What chance alone would "
		"give (the null) is found from the answers themselves, so that no "
		"reference population is needed. They are no part of the likelihood "
		"ratio: there are no models of known history that answered these "
		"probes.");
	JSON_EACH(channel, channels) {
		row(table, channel);
	}
	doc_table(doc, table, "Channels with a null of their own", 0, "");
	JSON_EACH(channel, channels) {
		doc_para(doc, NULL);
		doc_strong(doc, view_str(channel, "name"));
		doc_textf(doc, " looks at ");
		doc_text(doc, view_str(channel, "brief"));
		if (*view_str(channel, "reason")) {
			doc_text(doc, ". No number: ");
			doc_text(doc, view_str(channel, "reason"));
		}
		doc_text(doc, ".");
		if (section_has_exhibits(channel))
			exhibits_link(doc, view_str(channel, "name"));
		doc_para_end(doc);
	}
	table_free(table);
}
