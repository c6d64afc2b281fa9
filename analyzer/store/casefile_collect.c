/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Collecting. An attempt and the answers that came of it are rows of one group, so that
 * a kill leaves both or none (I1); whoever collects calls casefile_flush before it counts
 * them. An answer points to its attempt, where the bytes are that came over the wire.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "probe/plan.h"
#include "store/casefile_private.h"

static int demand_writing(const struct casefile *cf, struct err *err)
{
	if (cf->mode != CASEFILE_READ)
		return 0;
	return err_set(err, ERR_FAIL, "%.300s is open for reading only", cf->path);
}

int casefile_put_plan(struct casefile *cf, const char *sha256, const char *why,
		      const char *json, size_t n, struct err *err)
{
	struct cell cells[MAX_COLUMNS] = {
		[PLAN_SHA256] = case_text(sha256),
		[PLAN_WHY] = case_text(why),
	};

	if (demand_writing(cf, err) ||
	    case_body_put(cf, (struct text){json, n}, &cells[PLAN_RESOLVED], err) ||
	    case_append(cf, KIND_PLAN, cells, err))
		return -1;
	return case_commit(cf, err);
}

/* The newest row of a kind where a column has a value; 0: there is none. */
static int newest(struct casefile *cf, const char *sql, const char *value, int64_t *seq,
		  struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int got;

	*seq = 0;
	if (case_prepare(cf, &stmt, sql, err))
		return -1;
	if (value)
		(void)sqlite3_bind_text(stmt, 1, value, -1, SQLITE_STATIC);
	got = case_step(cf, stmt, "looking for a row", err);
	if (got > 0)
		*seq = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return got < 0 ? -1 : 0;
}

int casefile_get_plan(struct casefile *cf, char sha256[SHA256_HEX], struct buf *resolved,
		      struct err *err)
{
	struct case_row row;
	struct text hex;
	int64_t seq;

	sha256[0] = '\0';
	buf_reset(resolved);
	if (!case_has_kind(cf, KIND_PLAN))
		return 0;
	if (newest(cf, "SELECT max(seq) FROM plan", NULL, &seq, err))
		return -1;
	if (!seq)
		return 0;
	if (case_row_read(cf, seq, &row, err))
		return -1;
	hex = row.cells[PLAN_SHA256].text;
	if (hex.len != SHA256_HEX - 1)
		return case_damaged(cf, err, "row %" PRId64 " names no plan's hash", seq);
	memcpy(sha256, hex.data, hex.len);
	sha256[hex.len] = '\0';
	if (case_body_read(cf, &row.cells[PLAN_RESOLVED], resolved, err))
		return -1;
	case_reads_end(cf);
	return 0;
}

int casefile_put_probe_set(struct casefile *cf, const char *name, const char *version,
			   const char *sha256, const char *json, size_t n,
			   struct err *err)
{
	struct cell cells[MAX_COLUMNS] = {
		[SET_NAME] = case_text(name),
		[SET_VERSION] = case_text(version),
		[SET_SHA256] = case_text(sha256),
	};
	int64_t seq = 0;

	if (demand_writing(cf, err))
		return -1;
	if (case_has_kind(cf, KIND_PROBE_SET) &&
	    newest(cf, "SELECT max(seq) FROM probe_set WHERE set_sha256=?", sha256, &seq,
		   err))
		return -1;
	if (seq)
		return 0;
	if (case_body_put(cf, (struct text){json, n}, &cells[SET_BODY], err))
		return -1;
	return case_append(cf, KIND_PROBE_SET, cells, err);
}

int casefile_get_probe_set(struct casefile *cf, const char *sha256, struct buf *json,
			   struct err *err)
{
	struct case_row row;
	int64_t seq;

	buf_reset(json);
	if (!case_has_kind(cf, KIND_PROBE_SET))
		return 0;
	if (newest(cf, "SELECT max(seq) FROM probe_set WHERE set_sha256=?", sha256, &seq,
		   err))
		return -1;
	if (!seq)
		return 0;
	if (case_row_read(cf, seq, &row, err) ||
	    case_body_read(cf, &row.cells[SET_BODY], json, err))
		return -1;
	case_reads_end(cf);
	return 0;
}

static int attempt_append(struct casefile *cf, const struct case_attempt *attempt,
			  struct cell *response, struct err *err)
{
	struct cell cells[MAX_COLUMNS] = {
		[ATTEMPT_MODEL] = case_text(attempt->model),
		[ATTEMPT_PROMPT_ID] = case_text(attempt->prompt_id),
		[ATTEMPT_SAMPLE] = case_int(attempt->sample),
		[ATTEMPT_N_ASKED] = case_int((int64_t)attempt->n_asked),
		[ATTEMPT_NUMBER] = case_int((int64_t)attempt->number),
		[ATTEMPT_URL] = case_text(attempt->url),
		[ATTEMPT_STATUS] = case_int(attempt->status),
		[ATTEMPT_VERDICT] = case_text(attempt->verdict),
		[ATTEMPT_WHY] = case_text(attempt->why),
		[ATTEMPT_SENT] = case_text(attempt->sent_utc),
		[ATTEMPT_MONO_MS] = case_int(attempt->mono_ms),
		[ATTEMPT_FIRST_MS] = case_int(attempt->first_ms),
		[ATTEMPT_TOOK_MS] = case_int(attempt->took_ms),
		[ATTEMPT_FACTS] = case_text(attempt->facts),
	};

	if (case_body_put(cf, attempt->request, &cells[ATTEMPT_REQUEST], err) ||
	    case_body_put(cf, attempt->response, response, err))
		return -1;
	cells[ATTEMPT_RESPONSE] = *response;
	return case_append(cf, KIND_ATTEMPT, cells, err);
}

/* Rows of one attempt; the caller holds the group together. */
static int attempt_rows(struct casefile *cf, const struct case_attempt *attempt,
			const struct record *answers, size_t n, struct err *err)
{
	struct text model = text_of(attempt->model);
	struct cell response;
	int64_t source;

	if (case_model_introduce(cf, model, err) ||
	    attempt_append(cf, attempt, &response, err))
		return -1;
	source = cf->seq;
	for (size_t i = 0; i < n; i++)
		if (case_answer_append(cf, &answers[i], model, source, &response, err))
			return -1;
	return 0;
}

int casefile_put_attempt(struct casefile *cf, const struct case_attempt *attempt,
			 const struct record *answers, size_t n, struct err *err)
{
	int rc;

	if (demand_writing(cf, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (case_prompt_check(cf, answers[i].prompt_id, answers[i].prompt, err))
			return -1;
	cf->holding = true;
	rc = attempt_rows(cf, attempt, answers, n, err);
	cf->holding = false;
	for (size_t i = 0; i < n && !rc; i++)
		case_prompt_keep(cf, answers[i].prompt_id, answers[i].prompt);
	case_counts_forget(cf);
	return rc;
}

int casefile_flush(struct casefile *cf, struct err *err)
{
	return case_commit(cf, err);
}

int casefile_check_prompt(struct casefile *cf, struct text prompt_id, struct text prompt,
			  struct err *err)
{
	return case_prompt_check(cf, prompt_id, prompt, err);
}

struct each_answer {
	case_answer_fn *take;
	void *ctx;
};

static int each_answer(void *ctx, const struct case_row *row, struct err *err)
{
	const struct each_answer *each = ctx;
	const struct cell *cells = row->cells;

	return each->take(each->ctx, cells[ANSWER_MODEL].text,
			  cells[ANSWER_PROMPT_ID].text, (long)cells[ANSWER_SAMPLE].number,
			  err);
}

int casefile_each_answer(struct casefile *cf, case_answer_fn *take, void *ctx,
			 struct err *err)
{
	struct each_answer each = {take, ctx};
	int rc = case_each(cf, KIND_ANSWER, each_answer, &each, err);

	case_reads_end(cf);
	return rc;
}

struct each_attempt {
	case_attempt_fn *take;
	void *ctx;
	struct buf texts;
};

/* Texts of a row are not C strings; these are, one behind the other in `texts`. */
static const char *hold(struct each_attempt *each, struct text text, size_t *at)
{
	const char *start = each->texts.data + *at;

	memcpy(each->texts.data + *at, text.data, text.len);
	each->texts.data[*at + text.len] = '\0';
	*at += text.len + 1;
	return start;
}

static int each_attempt(void *ctx, const struct case_row *row, struct err *err)
{
	static const int texts[] = {ATTEMPT_MODEL,   ATTEMPT_PROMPT_ID, ATTEMPT_URL,
				    ATTEMPT_VERDICT, ATTEMPT_WHY,       ATTEMPT_SENT,
				    ATTEMPT_FACTS};
	struct each_attempt *each = ctx;
	const struct cell *cells = row->cells;
	struct case_attempt attempt = {
		.row = (size_t)row->seq,
		.sample = (long)cells[ATTEMPT_SAMPLE].number,
		.n_asked = (size_t)cells[ATTEMPT_N_ASKED].number,
		.number = (size_t)cells[ATTEMPT_NUMBER].number,
		.status = (long)cells[ATTEMPT_STATUS].number,
		.mono_ms = cells[ATTEMPT_MONO_MS].number,
		.first_ms = (long)cells[ATTEMPT_FIRST_MS].number,
		.took_ms = (long)cells[ATTEMPT_TOOK_MS].number,
	};
	size_t need = 0;
	size_t at = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		need += cells[texts[i]].text.len + 1;
	buf_reset(&each->texts);
	(void)buf_reserve(&each->texts, need);
	attempt.model = hold(each, cells[ATTEMPT_MODEL].text, &at);
	attempt.prompt_id = hold(each, cells[ATTEMPT_PROMPT_ID].text, &at);
	attempt.url = hold(each, cells[ATTEMPT_URL].text, &at);
	attempt.verdict = hold(each, cells[ATTEMPT_VERDICT].text, &at);
	attempt.why = hold(each, cells[ATTEMPT_WHY].text, &at);
	attempt.sent_utc = hold(each, cells[ATTEMPT_SENT].text, &at);
	attempt.facts = hold(each, cells[ATTEMPT_FACTS].text, &at);
	return each->take(each->ctx, &attempt, err);
}

int casefile_each_attempt(struct casefile *cf, case_attempt_fn *take, void *ctx,
			  struct err *err)
{
	struct each_attempt each = {.take = take, .ctx = ctx};
	int rc = case_each(cf, KIND_ATTEMPT, each_attempt, &each, err);

	case_reads_end(cf);
	buf_clear(&each.texts);
	return rc;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static int sentinel_read(struct casefile *cf, int64_t seq, case_sentinel_fn *take,
			 void *ctx, struct err *err)
{
	struct case_sentinel sentinel = {.served_model = ""};
	struct case_row answer;
	struct case_row attempt;
	struct json *facts = NULL;
	struct buf text = BUF_INIT;
	int rc = -1;

	if (case_row_read(cf, seq, &answer, err) ||
	    case_body_read(cf, &answer.cells[ANSWER_ANSWER], &text, err) ||
	    case_row_read(cf, answer.cells[ANSWER_SOURCE].number, &attempt, err))
		goto done;
	if (attempt.kind != KIND_ATTEMPT) {
		case_damaged(cf, err, "row %" PRId64 " is of no attempt", seq);
		goto done;
	}
	facts = json_parse(attempt.cells[ATTEMPT_FACTS].text.data,
			   attempt.cells[ATTEMPT_FACTS].text.len, NULL, err);
	if (!facts) {
		case_damaged(cf, err, "the facts of row %" PRId64 " are no JSON",
			     attempt.seq);
		goto done;
	}
	sentinel.model = answer.cells[ANSWER_MODEL].text;
	sentinel.answer = (struct text){buf_str(&text), text.len};
	sentinel.utc = attempt.cells[ATTEMPT_SENT].text;
	sentinel.served_model = or_empty(json_str(facts, "served_model"));
	sentinel.fingerprint = or_empty(json_str(facts, "fingerprint"));
	rc = take(ctx, &sentinel, err);
done:
	json_free(facts);
	buf_clear(&text);
	return rc;
}

int casefile_each_sentinel(struct casefile *cf, case_sentinel_fn *take, void *ctx,
			   struct err *err)
{
	sqlite3_stmt *list = NULL;
	int got;

	if (!case_has_kind(cf, KIND_ATTEMPT))
		return 0;
	/* Rows stand in the order in which answers came. */
	if (case_prepare(cf, &list,
			 "SELECT answer.seq FROM answer JOIN attempt "
			 "ON attempt.seq = answer.source WHERE answer.prompt_id GLOB "
			 "'" PLAN_SENTINEL "*' ORDER BY attempt.sent, answer.sample, "
			 "answer.seq",
			 err))
		return -1;
	while ((got = case_step(cf, list, "reading sentinels", err)) > 0)
		if (sentinel_read(cf, sqlite3_column_int64(list, 0), take, ctx, err)) {
			got = -1;
			break;
		}
	(void)sqlite3_finalize(list);
	case_reads_end(cf);
	return got;
}
