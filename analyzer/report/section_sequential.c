/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A collection that could end early: every look, and the error rates promised. */
#include <math.h>

#include "base/mem.h"
#include "report/section.h"

static const struct column columns[] = {
	{"look", "Look", COLUMN_NUMBER, 0, false},
	{"n_prompts", "Prompts asked", COLUMN_NUMBER, 0, false},
	{"n_compared", "Compared", COLUMN_NUMBER, 0, false},
	{"llr10", "LLR10", COLUMN_NUMBER, 2, true},
	{"lo", "from", COLUMN_NUMBER, 2, true},
	{"hi", "to", COLUMN_NUMBER, 2, true},
	{"e_h1", "e for H1", COLUMN_NUMBER, 2, false},
	{"e_h2", "e for H2", COLUMN_NUMBER, 2, false},
	{"channels", "e-values of channels", COLUMN_TEXT, 0, false},
	{"decision", "Decision", COLUMN_TEXT, 0, false},
};

/* What stands as null was minus infinity: an e-value of 0. */
static double e_value(const struct json *look, const char *key)
{
	double log10_e = view_num(look, key);

	return isnan(log10_e) ? 0 : pow(10, log10_e);
}

static void channels_add(const struct json *look, struct buf *out)
{
	JSON_EACH(e, json_get(look, "e_values")) {
		buf_printf(out, "%s%s ", out->len ? ", " : "", view_str(e, "channel"));
		number_show(pow(10, view_num(e, "log10_e")), 2, false, out);
		buf_printf(out, " (against: %s)", view_str(e, "null"));
	}
}

static void look_row(struct table *table, const struct json *look, size_t number)
{
	struct buf channels = BUF_INIT;

	channels_add(look, &channels);
	table_number(table, (double)number);
	table_from(table, look, "n_prompts");
	table_from(table, look, "n_compared");
	table_from(table, look, "llr10");
	table_range(table, look, "interval");
	table_number(table, e_value(look, "log10_e_h1"));
	table_number(table, e_value(look, "log10_e_h2"));
	table_text(table, channels.len ? buf_str(&channels) : NULL);
	table_text(table, view_str(look, "decision"));
	buf_clear(&channels);
}

static void promise(struct doc *doc, const struct json *sequential)
{
	double alpha = view_num(sequential, "alpha"), beta = view_num(sequential, "beta");

	doc_say(doc,
		"The rule was put into the case before the first question: at most %.0f "
		"looks, one after every %.0f prompts from the first %.0f on, asked of "
		"all "
		"models. However often it was looked at, a suspect that learned from "
		"nobody "
		"is decided for H1 in at most %.3g %% of cases, and one that learned "
		"from "
		"the teacher for H2 in at most %.3g %%, as far as the likelihood ratios "
		"are "
		"calibrated.",
		view_num(sequential, "n_looks"), view_num(sequential, "block"),
		view_num(sequential, "block") * view_num(sequential, "first_block"),
		100 * alpha, 100 * beta);
	doc_say(doc,
		"Ratios that are learned anew at each look may not be compared with one "
		"threshold look by look. So each look has a weight that falls with its "
		"number, and all weights sum to 1; the e-value for H1 is the weighted "
		"sum "
		"of the ratios of those looks whose interval lies above 0, that for H2 "
		"the "
		"same of the ratios turned over where it lies below. It is decided when "
		"the "
		"first reaches %.3g or the second %.3g, and this look and the one before "
		"agree. E-values of channels are shown as they are; those against the "
		"same "
		"weights decide nothing about training.",
		1 / alpha, 1 / beta);
}

void section_sequential(struct doc *doc, const struct view *view)
{
	const struct json *sequential = json_get(view->result, "sequential");
	struct table *table;
	size_t n = 0;

	if (!sequential)
		return;
	doc_heading(doc, "Looks at the data");
	promise(doc, sequential);
	table = TABLE_NEW(columns);
	JSON_EACH(look, json_get(sequential, "looks"))
		look_row(table, look, ++n);
	if (n) {
		char *reason = section_sentence(view_str(sequential, "reason"));

		doc_table(doc, table, "Every look, and what it said", 0, "");
		doc_say(doc, "The data were looked at %zu times%s: %s.", n,
			json_true(sequential, "stopped")
				? ", and the collection ended there"
				: "",
			reason);
		mem_free(reason);
	}
	table_free(table);
}
