/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/batch.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/pack.h"
#include "cmd/wording.h"
#include "store/reader.h"

#define UNPACKED_MAX ((size_t)4 << 30)

const char *batch_id(const char *model, const char *prompt_id, long sample,
		     char out[BATCH_ID])
{
	struct sha256 *hash = sha256_new();
	unsigned char bytes[SHA256_BYTES];
	char hex[SHA256_HEX];

	sha256_add_field(hash, model, strlen(model));
	sha256_add_field(hash, prompt_id, strlen(prompt_id));
	sha256_end(hash, bytes);
	sha256_hex(bytes, hex);
	(void)snprintf(out, BATCH_ID, "assay-%.16s-%ld", hex, sample);
	return out;
}

/* Writing. */

struct writing { /* the files of one model */
	const struct worklist *list;
	size_t model;
	const struct dialect *dialect;
	const char *dir;
	struct json *files;
	struct buf lines;
	size_t n_lines, n_files;
};

/* A name of a file, of any name of a model. */
static void file_name(const struct writing *w, struct buf *out)
{
	const char *name = w->list->plan->models[w->model].name;

	buf_printf(out, "%02zu-", w->model + 1);
	for (size_t i = 0; i < 60 && name[i]; i++) {
		bool plain = (name[i] >= 'a' && name[i] <= 'z') ||
			     (name[i] >= 'A' && name[i] <= 'Z') ||
			     (name[i] >= '0' && name[i] <= '9') || strchr("._-", name[i]);

		buf_char_add(out, plain ? name[i] : '_');
	}
	if (w->n_files)
		buf_printf(out, "-%zu", w->n_files + 1);
	buf_str_add(out, ".jsonl");
}

static int file_end(struct writing *w, struct err *err)
{
	struct buf name = BUF_INIT;
	unsigned char hash[SHA256_BYTES];
	char hex[SHA256_HEX];
	struct json *row;
	char *path;
	int rc;

	if (!w->n_lines)
		return 0;
	file_name(w, &name);
	path = file_join(w->dir, buf_str(&name));
	rc = file_write(path, buf_str(&w->lines), w->lines.len, err);
	if (!rc) {
		sha256_of(buf_str(&w->lines), w->lines.len, hash);
		sha256_hex(hash, hex);
		row = json_add_object(w->files, NULL);
		json_add_str(row, "model", w->list->plan->models[w->model].name);
		json_add_str(row, "file", path);
		json_add_int(row, "n_requests", (long long)w->n_lines);
		json_add_str(row, "sha256", hex);
	}
	w->n_files++;
	w->n_lines = 0;
	buf_reset(&w->lines);
	mem_free(path);
	buf_clear(&name);
	return rc;
}

static void line_add(struct writing *w, size_t index, struct wording *text)
{
	const struct plan *plan = w->list->plan;
	const struct plan_model *model = &plan->models[w->model];
	const struct plan_item *item = &w->list->items[index];
	const struct chat_quirks none = {.other_max_tokens = false};
	struct chat_request request;
	char room[PLAN_PROMPT_ID];
	char id[BATCH_ID];

	wording_make(plan, model, item, text, &request);
	buf_printf(
		&w->lines,
		"{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"%s\",\"body\":",
		batch_id(model->name, plan_prompt_id(plan, item, room), item->sample, id),
		w->dialect->batch_url);
	dialect_body(w->dialect, &request, &none, &w->lines);
	buf_str_add(&w->lines, "}\n");
	w->n_lines++;
}

static int model_write(struct writing *w, struct err *err)
{
	const unsigned char *state = worklist_states(w->list, w->model);
	struct wording text = {NULL};
	int rc = 0;

	for (size_t i = 0; i < w->list->n && !rc; i++) {
		if (state[i] == ITEM_DONE)
			continue;
		line_add(w, i, &text);
		if (w->n_lines >= BATCH_REQUESTS_MAX ||
		    w->lines.len >= BATCH_BYTES_MAX - ((size_t)4 << 20))
			rc = file_end(w, err);
	}
	if (!rc)
		rc = file_end(w, err);
	wording_clear(&text);
	buf_clear(&w->lines);
	return rc;
}

int batch_write(const struct worklist *list, const char *dir, struct json *files,
		struct err *err)
{
	struct writing w = {.list = list, .dir = dir, .files = files};

	for (size_t i = 0; i < list->plan->n_models; i++) {
		const struct plan_model *model = &list->plan->models[i];
		const struct dialect *dialect = dialect_find(model->api);

		if (*model->api && (!dialect || !dialect->batch_url))
			return err_set(
				err, ERR_USAGE,
				"model '%.100s': api %s takes no batch files of this "
				"format; leave it to a live collection, or out of "
				"the plan",
				model->name, model->api);
	}
	if (file_mkdirs(dir, err))
		return -1;
	for (size_t i = 0; i < list->plan->n_models; i++) {
		if (!worklist_is_asked(list, i))
			continue;
		w.model = i;
		w.dialect = dialect_find(list->plan->models[i].api);
		w.n_files = 0;
		if (model_write(&w, err))
			return -1;
	}
	return 0;
}

/* Taking back. */

struct wanted { /* an item by its custom_id */
	char id[BATCH_ID];
	size_t model, item;
};

struct taking {
	struct casefile *cf;
	struct worklist *list;
	struct wanted *wanted; /* sorted by id */
	size_t n_wanted;
	struct batch_taken *taken;
	const char *file, *facts;
	struct buf prompt;
	bool failed; /* the case, not the file */
};

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct wanted *)a)->id, ((const struct wanted *)b)->id);
}

static void wanted_make(struct taking *t)
{
	const struct worklist *list = t->list;
	const struct plan *plan = list->plan;

	t->wanted = MEM_ARRAY(plan->n_models * list->n + 1, struct wanted);
	for (size_t m = 0; m < plan->n_models; m++)
		for (size_t i = 0; i < list->n; i++) {
			struct wanted *one = &t->wanted[t->n_wanted++];
			char room[PLAN_PROMPT_ID];

			(void)batch_id(plan->models[m].name,
				       plan_prompt_id(plan, &list->items[i], room),
				       list->items[i].sample, one->id);
			one->model = m;
			one->item = i;
		}
	qsort(t->wanted, t->n_wanted, sizeof(*t->wanted), by_id);
}

static const struct wanted *wanted_find(const struct taking *t, struct text id)
{
	struct wanted key = {.id = ""};

	if (id.len >= BATCH_ID || memchr(id.data, '\0', id.len))
		return NULL;
	(void)snprintf(key.id, sizeof(key.id), "%.*s", (int)id.len, id.data);
	return bsearch(&key, t->wanted, t->n_wanted, sizeof(*t->wanted), by_id);
}

/* What the row says of its request: status, and why there is no answer. */
static long row_status(struct text raw, char *why, size_t size)
{
	struct err ignored = ERR_INIT;
	struct json *row = json_parse(raw.data, raw.len, NULL, &ignored);
	const struct json *response = json_get(row, "response");
	const struct json *body = json_get(json_get(response, "body"), "error");
	const struct json *error =
		json_is_object(json_get(row, "error")) ? json_get(row, "error") : body;
	const char *code = json_str(error, "code");
	const char *message = json_str(error, "message");
	long status = (long)json_num(response, "status_code", 0);

	(void)snprintf(why, size, "batch: %.60s%s%.300s", code ? code : "",
		       code && message ? ": " : "",
		       message ? message
		       : code  ? ""
			       : "no answer and no reason");
	json_free(row);
	return status;
}

/* A row of the file is an attempt like one that was made live. */
static int row_put(struct taking *t, const struct wanted *wanted,
		   const struct record *from, struct err *err)
{
	const struct plan *plan = t->list->plan;
	const struct plan_item *item = &t->list->items[wanted->item];
	bool answered = from->outcome != OUTCOME_FAILED;
	struct record record = *from;
	char room[PLAN_PROMPT_ID];
	char why[512];
	struct case_attempt attempt = {
		.model = plan->models[wanted->model].name,
		.prompt_id = plan_prompt_id(plan, item, room),
		.sample = item->sample,
		.n_asked = 1,
		.number = 1,
		.url = t->file,
		.response = from->raw,
		.status = row_status(from->raw, why, sizeof(why)),
		.verdict = answered ? "answered" : "again",
		.why = answered ? "" : why,
		.sent_utc = "",
		.first_ms = -1,
		.took_ms = -1,
		.facts = t->facts,
	};

	buf_reset(&t->prompt);
	plan_prompt_text(&plan->sets[item->set].set->probes[item->probe], &t->prompt);
	record.prompt_id = text_of(attempt.prompt_id);
	record.prompt = (struct text){buf_str(&t->prompt), t->prompt.len};
	record.sample = item->sample;
	return casefile_put_attempt(t->cf, &attempt, &record, answered, err);
}

static int row_take(void *ctx, const struct record *record, struct err *err)
{
	struct taking *t = ctx;
	const struct wanted *wanted = wanted_find(t, record->prompt_id);

	if (!wanted) {
		t->taken->n_unknown++;
		return 0;
	}
	if (worklist_states(t->list, wanted->model)[wanted->item] == ITEM_DONE) {
		t->taken->n_already++; /* I2 */
		return 0;
	}
	if (row_put(t, wanted, record, err)) {
		t->failed = true;
		return -1;
	}
	if (record->outcome == OUTCOME_FAILED) {
		t->taken->n_open++;
		return 0;
	}
	t->taken->n_added++;
	worklist_done(t->list, wanted->model, wanted->item);
	return 0;
}

static int rows_take(struct taking *t, const char *path, const struct buf *data,
		     struct err *err)
{
	struct read_report report = {0};
	struct err why = ERR_INIT;

	wanted_make(t);
	if (reader_read_bytes(path, buf_str(data), data->len, "openai_batch", row_take, t,
			      &report, &why)) {
		*err = why;
		return -1;
	}
	t->taken->n_bad = report.n_bad;
	return casefile_flush(t->cf, err);
}

/* Which file a case has taken already: the note of that key holds what came of it. */
static void note_key(const struct buf *raw, struct buf *key, char hex[SHA256_HEX])
{
	unsigned char hash[SHA256_BYTES];

	sha256_of(buf_str(raw), raw->len, hash);
	sha256_hex(hash, hex);
	buf_printf(key, "batch file %s", hex);
}

int batch_take(struct casefile *cf, struct worklist *list, const char *path,
	       struct batch_taken *taken, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct taking t = {.cf = cf, .list = list, .taken = taken};
	struct buf raw = BUF_INIT;
	struct buf data = BUF_INIT;
	struct buf key = BUF_INIT;
	struct buf file = BUF_INIT;
	struct buf facts = BUF_INIT;
	char hex[SHA256_HEX];
	bool torn = false; /* what is missing stays wanted */
	int rc = -1;

	*taken = (struct batch_taken){0};
	if (file_read_raw(path, &raw, err))
		goto done;
	note_key(&raw, &key, hex);
	taken->known = *casefile_note(cf, buf_str(&key)) != '\0';
	rc = 0;
	if (taken->known)
		goto done;
	rc = -1;
	buf_printf(&file, "batch:%s", slash ? slash + 1 : path);
	buf_printf(&facts, "{\"batch_sha256\":\"%s\"}", hex);
	t.file = buf_str(&file);
	t.facts = buf_str(&facts);
	if (pack_open(buf_str(&raw), raw.len, UNPACKED_MAX, &data, &torn, err) ||
	    rows_take(&t, path, &data, err))
		goto done;
	buf_reset(&facts);
	buf_printf(&facts, "%s: %zu added, %zu in already, %zu without an answer", t.file,
		   taken->n_added, taken->n_already, taken->n_open);
	rc = casefile_put_note(cf, buf_str(&key), buf_str(&facts), err);
done:
	mem_free(t.wanted);
	buf_clear(&t.prompt);
	buf_clear(&raw);
	buf_clear(&data);
	buf_clear(&key);
	buf_clear(&file);
	buf_clear(&facts);
	return rc;
}
