/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "probe/plan.h"
#include "store/casefile_private.h"

/* The name of an outcome as it stands in a row. */
static bool outcome_of(struct text text, enum outcome *out)
{
	for (size_t i = 0; i < N_OUTCOMES; i++) {
		const char *name = outcome_name((enum outcome)i);

		if (strlen(name) != text.len || memcmp(name, text.data, text.len) != 0)
			continue;
		*out = (enum outcome)i;
		return true;
	}
	return false;
}

/* Sentinels watch the endpoint; they are no evidence, and no comparison sees them. */
static bool is_sentinel(struct text prompt_id)
{
	size_t n = strlen(PLAN_SENTINEL);

	return prompt_id.len >= n && !memcmp(prompt_id.data, PLAN_SENTINEL, n);
}

struct loading {
	struct casefile *cf;
	struct answers *out;
	struct text *prompts; /* by body id, so that each is unpacked once */
	size_t n_prompts;
	struct arena arena;
	struct buf answer;
};

static int prompt_load(struct loading *loading, const struct cell *cell, struct text *out,
		       struct err *err)
{
	struct buf prompt = BUF_INIT;
	size_t id = (size_t)cell->number;

	*out = (struct text){"", 0};
	if (!cell->number)
		return 0;
	if (cell->number < 0 || id >= loading->n_prompts)
		return case_damaged(loading->cf, err,
				    "text %" PRId64 " is none of its texts",
				    cell->number);
	if (!loading->prompts[id].data) {
		if (case_body_read(loading->cf, cell, &prompt, err)) {
			buf_clear(&prompt);
			return -1;
		}
		loading->prompts[id] = (struct text){
			arena_dup(&loading->arena, buf_str(&prompt), prompt.len),
			prompt.len};
		buf_clear(&prompt);
	}
	*out = loading->prompts[id];
	return 0;
}

static int answer_load(void *ctx, const struct case_row *row, struct err *err)
{
	struct loading *loading = ctx;
	const struct cell *cells = row->cells;
	struct record record = {.prompt_id = cells[ANSWER_PROMPT_ID].text,
				.sample = (long)cells[ANSWER_SAMPLE].number};
	bool moved = false;
	char *model;
	int rc;

	if (row->kind != KIND_ANSWER || is_sentinel(record.prompt_id))
		return 0;
	if (!outcome_of(cells[ANSWER_OUTCOME].text, &record.outcome))
		return case_damaged(loading->cf, err,
				    "row %" PRId64 " has no known outcome", row->seq);
	buf_reset(&loading->answer);
	if (prompt_load(loading, &cells[ANSWER_PROMPT], &record.prompt, err) ||
	    case_body_read(loading->cf, &cells[ANSWER_ANSWER], &loading->answer, err))
		return err_prefix(err, "row %" PRId64, row->seq);
	record.answer = (struct text){buf_str(&loading->answer), loading->answer.len};
	model = mem_dup(cells[ANSWER_MODEL].text.data, cells[ANSWER_MODEL].text.len);
	rc = answers_add(loading->out, answers_model(loading->out, model), &record,
			 &moved, err);
	mem_free(model);
	return rc;
}

int casefile_answers(struct casefile *cf, struct answers *out, struct err *err)
{
	struct loading loading = {.cf = cf, .out = out};
	int64_t n_bodies = 0;
	int rc = -1;

	if (cf->fresh) {
		answers_sort(out);
		return 0;
	}
	if (case_integer(cf, "SELECT count(*) FROM body", &n_bodies, err))
		return -1;
	loading.n_prompts = (size_t)n_bodies + 1;
	loading.prompts = MEM_ARRAY(loading.n_prompts, struct text);
	if (case_walk(cf, answer_load, &loading, err))
		goto done;
	answers_sort(out);
	rc = 0;
done:
	buf_clear(&loading.answer);
	arena_clear(&loading.arena);
	mem_free(loading.prompts);
	return rc;
}

static struct model_counts *counts_of(struct casefile *cf, struct text name)
{
	for (size_t i = 0; i < cf->n_counts; i++)
		if (strlen(cf->counts[i].name) == name.len &&
		    !memcmp(cf->counts[i].name, name.data, name.len))
			return &cf->counts[i];
	return NULL;
}

static int counts_load(struct casefile *cf, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	struct model_counts *counts;
	enum outcome outcome;
	int got;

	if (cf->counts || cf->fresh)
		return 0;
	cf->counts = MEM_ARRAY(cf->n_models + 1, struct model_counts);
	for (size_t i = 0; i < cf->n_models; i++)
		cf->counts[cf->n_counts++].name = cf->models[i].name;
	if (case_prepare(cf, &stmt,
			 "SELECT model, outcome, count(*) FROM answer WHERE prompt_id "
			 "NOT GLOB "
			 "'" PLAN_SENTINEL "*' GROUP BY model, outcome",
			 err))
		return -1;
	while ((got = case_step(cf, stmt, "counting", err)) > 0) {
		counts = counts_of(cf, case_column_text(stmt, 0));
		if (!counts || !outcome_of(case_column_text(stmt, 1), &outcome)) {
			got = case_damaged(cf, err,
					   "answers name a model or outcome not known");
			break;
		}
		counts->n[outcome] = (size_t)sqlite3_column_int64(stmt, 2);
	}
	(void)sqlite3_finalize(stmt);
	if (got < 0)
		case_counts_forget(cf);
	return got;
}

int casefile_outcomes(struct casefile *cf, const char *model, size_t counts[N_OUTCOMES],
		      struct err *err)
{
	const struct model_counts *found;
	char shown[TEXT_SHOWN];

	memset(counts, 0, N_OUTCOMES * sizeof(*counts));
	if (counts_load(cf, err))
		return -1;
	found = counts_of(cf, (struct text){model, strlen(model)});
	if (!found)
		return err_set(
			err, ERR_USAGE,
			"the case has no model '%s': `assay show` lists its models",
			text_shown((struct text){model, strlen(model)}, shown));
	memcpy(counts, found->n, sizeof(found->n));
	return 0;
}

int casefile_row_kinds(struct casefile *cf, struct json *out, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int got;

	if (case_prepare(cf, &stmt,
			 "SELECT kind, count(*) FROM journal GROUP BY kind ORDER BY kind",
			 err))
		return -1;
	while ((got = case_step(cf, stmt, "counting", err)) > 0)
		json_add_int(out, (const char *)sqlite3_column_text(stmt, 0),
			     sqlite3_column_int64(stmt, 1));
	(void)sqlite3_finalize(stmt);
	return got;
}

int casefile_sources(struct casefile *cf, const struct case_source **out, size_t *n,
		     struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int got = 0;

	*out = cf->sources;
	*n = cf->n_sources;
	if (cf->fresh || !cf->n_sources)
		return 0;
	if (case_prepare(cf, &stmt, "SELECT source, count(*) FROM answer GROUP BY source",
			 err))
		return -1;
	while ((got = case_step(cf, stmt, "counting", err)) > 0)
		for (size_t i = 0; i < cf->n_sources; i++)
			if ((int64_t)cf->sources[i].row == sqlite3_column_int64(stmt, 0))
				cf->sources[i].n_answers =
					(size_t)sqlite3_column_int64(stmt, 1);
	(void)sqlite3_finalize(stmt);
	return got;
}
