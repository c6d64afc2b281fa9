/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each channel is worth: by itself, in the fusion, and beside the others. */
#include <math.h>

#include "report/validation_page.h"
#include "report/view.h"

#define MOST_CHANNELS 32

static const struct column alone_columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"standard", "By default", COLUMN_TEXT, 0, false},
	{"auc", "AUC", COLUMN_NUMBER, 3, false},
	{"cllr", "Cllr", COLUMN_NUMBER, 3, false},
	{"top1", "top1", COLUMN_NUMBER, 3, false},
	{"pooled_auc", "AUC, all pairs", COLUMN_NUMBER, 3, false},
	{"pooled_cllr", "Cllr, all pairs", COLUMN_NUMBER, 3, false},
	{"weight", "Weight", COLUMN_NUMBER, 2, false},
};
static const struct column without_columns[] = {
	{"channel", "Taken away", COLUMN_NAME, 0, false},
	{"auc", "AUC", COLUMN_NUMBER, 3, false},
	{"cllr", "Cllr", COLUMN_NUMBER, 3, false},
	{"top1", "top1", COLUMN_NUMBER, 3, false},
	{"pooled_auc", "AUC, all pairs", COLUMN_NUMBER, 3, false},
	{"pooled_cllr", "Cllr, all pairs", COLUMN_NUMBER, 3, false},
};

/* A channel that does not say is one that every case uses. */
static bool is_standard(const struct json *channel)
{
	return !json_get(channel, "standard") || json_true(channel, "standard");
}

static void alone(struct doc *doc, const struct json *channels)
{
	struct table *table = TABLE_NEW(alone_columns);

	JSON_EACH(channel, channels) {
		table_text(table, json_key(channel));
		table_text(table, is_standard(channel) ? "on" : "off");
		for (size_t i = 2; i < sizeof(alone_columns) / sizeof(*alone_columns);
		     i++)
			table_number(table, view_num(channel, alone_columns[i].key));
	}
	doc_table(doc, table, "Each channel by itself, and its weight in the fusion", 0,
		  "");
	table_free(table);
}

static void measures_row(struct table *table, const char *name,
			 const struct json *matched, const struct json *all,
			 const char *auc, const char *cllr)
{
	table_text(table, name);
	table_number(table, view_num(matched, "auc"));
	table_number(table, view_num(matched, "cllr"));
	table_number(table, view_num(matched, "top1"));
	table_number(table, view_num(all, auc));
	table_number(table, view_num(all, cllr));
}

static void without(struct doc *doc, const struct json *v)
{
	struct table *table = TABLE_NEW(without_columns);

	table_strong(table);
	measures_row(table, "none", v, json_get(v, "pooled"), "auc", "cllr");
	JSON_EACH(channel, json_get(v, "by_channel")) {
		const struct json *m = json_get(channel, "without");

		measures_row(table, json_key(channel), m, m, "pooled_auc", "pooled_cllr");
	}
	doc_table(doc, table, "The fusion without each channel, learned again", 0, "");
	table_free(table);
}

/* Channels without which neither Cllr would rise. */
static void no_loss(struct doc *doc, const struct json *v)
{
	double matched = view_num(v, "cllr");
	double pooled = view_num(json_get(v, "pooled"), "cllr");
	struct buf names = BUF_INIT;

	JSON_EACH(channel, json_get(v, "by_channel")) {
		const struct json *m = json_get(channel, "without");

		if (view_num(m, "cllr") > matched || view_num(m, "pooled_cllr") > pooled)
			continue;
		buf_printf(&names, "%s%s", names.len ? ", " : "", json_key(channel));
	}
	if (names.len)
		doc_say(doc,
			"By Cllr, matched or pooled, nothing on this corpus would be "
			"lost "
			"without any one of: %s.",
			buf_str(&names));
	else
		doc_say(doc, "Without any one of them Cllr, matched or pooled, would be "
			     "larger on this corpus.");
	buf_clear(&names);
}

static void matrix(struct doc *doc, const struct json *correlation, const char *key,
		   const char *title)
{
	struct column columns[MOST_CHANNELS + 1] = {
		{"channel", "Channel", COLUMN_NAME, 0, false}};
	const struct json *name = json_first(json_get(correlation, "channels"));
	struct table *table;
	size_t n = 1;

	JSON_EACH(channel, json_get(correlation, "channels")) {
		if (n <= MOST_CHANNELS)
			columns[n++] =
				(struct column){json_text(channel), json_text(channel),
						COLUMN_NUMBER, 2, false};
	}
	table = table_new(columns, n);
	JSON_EACH(row, json_get(correlation, key)) {
		table_text(table, json_text(name));
		JSON_EACH(cell, row) {
			double r = NAN;

			(void)json_number(cell, &r);
			table_number(table, r);
		}
		name = json_next(name);
	}
	doc_table(doc, table, title, 0, "");
	table_free(table);
}

void validation_page_channels(struct doc *doc, const struct json *v)
{
	const struct json *correlation = json_get(v, "correlation");

	doc_section(doc, "channels", "Channel by channel");
	alone(doc, json_get(v, "by_channel"));
	doc_say(doc,
		"By default: is the channel used where nobody chooses? Weight: how much "
		"the fusion, learned from all pairs, makes of it (the slope of its log "
		"ratio). Figures with families left out, matched unless \"all pairs\" "
		"is said.");
	if (correlation) {
		without(doc, v);
		no_loss(doc, v);
		matrix(doc, correlation, "h2", "Correlation of centred scores under H2");
		matrix(doc, correlation, "h1", "Correlation of centred scores under H1");
		doc_say(doc,
			"Do two channels rise and fall together? 1: they say the same; "
			"0: neither tells of the other (Pearson's r, each family "
			"weighing one). Channels that repeat each other must not be "
			"multiplied: the fusion's weights are learned together.");
	}
	doc_section_end(doc);
}
