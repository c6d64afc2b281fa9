/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How to get the same report again, and what went in. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column pair_columns[] = {
	{"name", "Name", COLUMN_TEXT, 0, false},
	{"value", "Value", COLUMN_HASH, 0, false},
};

/* A value of an object as one line of text. */
static void value_text(const struct json *value, struct buf *out)
{
	double number;

	if (json_text(value))
		buf_str_add(out, json_text(value));
	else if (json_number(value, &number))
		buf_printf(out, "%.10g", number);
	else
		json_print(value, false, out);
}

static void pairs(struct doc *doc, const struct json *object, const char *title)
{
	struct table *table = TABLE_NEW(pair_columns);
	struct buf value = BUF_INIT;

	JSON_EACH(child, object) {
		buf_reset(&value);
		value_text(child, &value);
		table_text(table, json_key(child));
		table_text(table, buf_str(&value));
	}
	if (table_rows(table))
		doc_table(doc, table, title, 0, "");
	else
		doc_say(doc, "%s: the result holds none.", title);
	buf_clear(&value);
	table_free(table);
}

void section_reproducibility(struct doc *doc, const struct view *view,
			     const struct figure figures[N_FIGURES])
{
	struct buf commands = BUF_INIT;

	(void)figures;
	doc_para(doc, NULL);
	doc_text(doc,
		 "The analysis is repeatable: the same case file, version and machine "
		 "type give the same report.json byte for byte, for any number of "
		 "threads; on another processor ");
	doc_code(doc, "assay verify");
	doc_text(doc,
		 " compares to nine digits. The collection of answers is not repeatable, "
		 "because hosted models change; the case file keeps what was received.");
	doc_para_end(doc);
	JSON_EACH(command, json_get(view->result, "commands")) {
		if (json_text(command))
			buf_printf(&commands, "%s\n", json_text(command));
	}
	if (commands.len)
		doc_listing(doc, buf_str(&commands));
	doc_para(doc, NULL);
	doc_text(doc, "Every picture can be drawn again in the folder of this report, "
		      "for example by ");
	doc_code(doc, "gnuplot plots/forest.gp");
	doc_text(doc, "; its numbers are in the folder data.");
	doc_para_end(doc);
	pairs(doc, json_get(view->result, "versions"), "Versions");
	buf_clear(&commands);
}

void section_appendix(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	(void)figures;
	pairs(doc, json_get(view->result, "parameters"), "Parameters");
	pairs(doc, json_get(view->result, "hashes"), "Hashes");
	if (*view_str(json_get(view->result, "calibration"), "path_sha256")) {
		doc_para(doc, NULL);
		doc_text(doc, "Calibration file: SHA-256 ");
		doc_name(doc,
			 view_str(json_get(view->result, "calibration"), "path_sha256"));
		doc_text(doc, ".");
		doc_para_end(doc);
	}
	if (isfinite(view_num(view->result, "seed")))
		doc_say(doc, "Seed: %.0f.", view_num(view->result, "seed"));
}
