/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/test_report_sections.c: what sections say of a result: who and when, sums that add
 * up, where the case falls, and a glossary of what is shown and nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "report/section.h"

#define FIXTURE "tests/data/report/compare.json" /* imported, without a collection */
#define EXAMPLE                                                                          \
	"reports/example/report.json" /* collected: 10 models, 400 + 9 answers           \
				       */

static struct json *json_of(const char *text)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(text, strlen(text), NULL, &err);

	assert_non_null(value);
	return value;
}

static struct json *result_of(const char *path)
{
	struct err err = ERR_INIT;
	struct json *result = json_read_file(path, &err);

	if (!result)
		fail_msg("%s", err.text);
	return result;
}

/* Put a value in place of a member of the result itself. */
static void put(struct json *result, const char *key, const char *text)
{
	json_free(json_detach(result, key));
	json_add(result, key, json_of(text));
}

/* One section as Markdown; owned by the caller. */
static char *said(const struct json *result, section_fn *section)
{
	struct figure figures[N_FIGURES] = {0};
	struct err err = ERR_INIT;
	struct doc doc = {0};
	struct view view;
	char *text;

	if (view_open(&view, result, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < N_FIGURES; i++) {
		figures[i].title = "a figure";
		buf_str_add(&figures[i].missing, "none is drawn here");
	}
	section(&doc, &view, figures);
	text = mem_strdup(buf_str(&doc.markdown));
	for (size_t i = 0; i < N_FIGURES; i++)
		buf_clear(&figures[i].missing);
	doc_clear(&doc);
	view_close(&view);
	return text;
}

static void check_says(const struct json *result, section_fn *section, const char *words)
{
	char *text = said(result, section);

	if (!strstr(text, words))
		fail_msg("\"%s\" is not in: %s", words, text);
	mem_free(text);
}

static void check_does_not_say(const struct json *result, section_fn *section,
			       const char *words)
{
	char *text = said(result, section);

	assert_null(strstr(text, words));
	mem_free(text);
}

#define HEAD "9414886b1ebf025db067a4cbd13a0903fbd9733a5372bba1b58bd72c1699b798"

/* Times to the second; a report has no date of its own. */
static void who_and_when_are_told(void **state)
{
	struct json *result = result_of(FIXTURE);

	(void)state;
	check_says(result, section_items, "| Examined by | not recorded |");
	put(result, "case",
	    "{\"name\":\"a.assay\",\"chain_head\":\"" HEAD "\",\"n_rows\":70,"
	    "\"examiner\":\"Ada L.\",\"asked_utc\":[\"2026-01-02T03:04:05.678Z\","
	    "\"2026-01-02T04:00:00.000Z\"],\"imported_utc\":null,"
	    "\"rows\":{\"attempt\":30,\"answer\":28,\"note\":12}}");
	check_says(result, section_items, "| Examined by | Ada L. |");
	check_says(result, section_items,
		   "| 2026-01-02 03:04:05 to 2026-01-02 04:00:00 UTC |");
	check_does_not_say(result, section_items, "imported | ");
	/* 70 - 30 - 28 */
	check_says(result, section_items, "and 12 for the models");
	json_free(result);
}

/* 400 prompts and 9 repeats are 409 answers, of 10 models 4090, by as many requests. */
static void answers_and_requests_add_up(void **state)
{
	struct json *result = result_of(EXAMPLE);

	(void)state;
	check_says(result, section_items,
		   "409 answers: 400 to the probes above, and 9 to one prompt");
	check_says(result, section_items, "4090 answers came, and 4090 requests");
	check_says(result, section_items, "does not say who made the model");
	check_does_not_say(result, section_items, "| API format |");
	check_does_not_say(result, section_quality, "| ok |");
	check_says(result, section_quality,
		   "Each of the 10 models has 400 plain answers");
	json_free(result);
}

static void column_of_unknowns_is_named_not_shown(void **state)
{
	static const struct column columns[] = {
		{"model", "Model", COLUMN_NAME, 0, false},
		{"base", "Base", COLUMN_TEXT, 0, false},
		{"n", "Number", COLUMN_NUMBER, 0, false},
	};
	struct table *table = TABLE_NEW(columns);
	struct doc doc = {0};

	(void)state;
	table_text(table, "m");
	table_text(table, "");
	table_number(table, 7);
	section_table(&doc, table, "T");
	assert_non_null(strstr(buf_str(&doc.markdown), "| Model | Number |"));
	assert_non_null(strstr(buf_str(&doc.markdown), "| m | 7 |"));
	assert_non_null(
		strstr(buf_str(&doc.markdown), "no row has an entry there: Base."));
	doc_clear(&doc);
	table_free(table);
}

/* Two of four at .5 or more and one of four; at -1 or less it is one and two of four. */
static void case_falls_among_known_pairs(void **state)
{
	struct json *result = result_of(FIXTURE);

	(void)state;
	put(result, "calibration",
	    "{\"name\":\"c\",\"n_trials\":8,\"families_h1\":3,\"families_h2\":4,"
	    "\"cllr\":0.5,\"cllr_min\":0.25,\"eer\":0.1,\"auc\":0.9,\"n_h1\":45,"
	    "\"n_h2\":11,\"tippett\":{\"h1\":[-1,0.2,0.5,2],\"h2\":[-2,-1,0,1]}}");
	put(result, "llr10", "0.5");
	check_says(result, section_validation,
		   "50.0 % of the known H1 pairs and for 25.0 % of the known H2 pairs");
	check_says(result, section_validation, "The highest known H2 pair stands at ");
	check_says(result, section_validation, "would have missed 50.0 %");
	check_says(result, section_validation, "| 45 H1 and 11 H2 values |");
	check_says(result, section_validation, "| 4 H1 pairs |");
	put(result, "llr10", "-1");
	check_says(result, section_validation,
		   "25.0 % of the known H1 pairs and for 50.0 % of the known H2 pairs");
	put(result, "llr10", "null");
	check_says(result, section_validation, "stands nowhere on the curves");
	json_free(result);
}

/* log10 of 12 families: 3 and 11 of either kind must not be added up to 14. */
static void families_of_both_kinds_are_counted_once(void **state)
{
	struct json *result = result_of(FIXTURE);

	(void)state;
	put(result, "bound",
	    "{\"lo\":-1,\"hi\":1,\"at\":\"none\",\"families\":[-1.0791812460476249,"
	    "1.0791812460476249]}");
	check_says(result, section_validation, "12 families in all");
	json_free(result);
}

/* A head is pasted into a shell. */
static void commands_hold_nothing_from_outside(void **state)
{
	struct json *result = result_of(FIXTURE);

	(void)state;
	check_says(result, section_reproducibility, "verify CASE --head " HEAD "\n");
	put(result, "case", "{\"name\":\"$(id)\",\"chain_head\":\"$(id)\",\"n_rows\":1}");
	check_says(result, section_reproducibility, "verify CASE --head HASH\n");
	check_does_not_say(result, section_reproducibility, "$(id)");
	json_free(result);
}

static void both(struct doc *doc, const struct view *view,
		 const struct figure figures[N_FIGURES])
{
	section_items(doc, view, figures);
	section_glossary(doc, view, figures);
}

/* What every report shows, and what this one does. */
static void glossary_holds_what_is_shown(void **state)
{
	struct json *collected = result_of(EXAMPLE), *imported = result_of(FIXTURE);

	(void)state;
	check_says(collected, both, "| family | ");
	check_says(collected, both, "| API format | ");
	check_does_not_say(collected, both, "| alpha, beta | ");
	check_says(imported, both, "| records, unreadable | ");
	check_does_not_say(imported, both, "| API format | ");
	json_free(collected);
	json_free(imported);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_and_when_are_told),
		cmocka_unit_test(answers_and_requests_add_up),
		cmocka_unit_test(column_of_unknowns_is_named_not_shown),
		cmocka_unit_test(case_falls_among_known_pairs),
		cmocka_unit_test(families_of_both_kinds_are_counted_once),
		cmocka_unit_test(commands_hold_nothing_from_outside),
		cmocka_unit_test(glossary_holds_what_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
