/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/casefile_private.h"
#include "text/utf8.h"

static const char *keep(struct casefile *cf, struct text text)
{
	return arena_dup(&cf->arena, text.data, text.len);
}

static const char *keep_str(struct casefile *cf, const char *text)
{
	return keep(cf, (struct text){text, strlen(text)});
}

/* Where the model of that name is, or where it belongs; *found says which. */
static size_t model_place(const struct casefile *cf, const char *name, bool *found)
{
	size_t from = 0;
	size_t to = cf->n_models;

	*found = false;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(cf->models[middle].name, name);

		if (!order) {
			*found = true;
			return middle;
		}
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct case_model *case_find_model(const struct casefile *cf, const char *name)
{
	bool found;
	size_t at = model_place(cf, name, &found);

	return found ? &cf->models[at] : NULL;
}

static void model_set(struct casefile *cf, const struct case_model *model)
{
	bool found;
	size_t at = model_place(cf, model->name, &found);

	if (!found) {
		cf->models = MEM_GROW(cf->models, cf->n_models, &cf->cap_models);
		memmove(cf->models + at + 1, cf->models + at,
			(cf->n_models - at) * sizeof(*cf->models));
		cf->n_models++;
	}
	cf->models[at] = *model;
}

static int model_load(void *ctx, const struct case_row *row, struct err *err)
{
	struct casefile *cf = ctx;
	const struct cell *cells = row->cells;
	struct case_model model = {.name = keep(cf, cells[MODEL_NAME].text)};

	if (!role_parse(keep(cf, cells[MODEL_ROLE].text), &model.role))
		return case_damaged(cf, err, "row %" PRId64 " gives no known role",
				    row->seq);
	model.vendor = keep(cf, cells[MODEL_VENDOR].text);
	model.family = keep(cf, cells[MODEL_FAMILY].text);
	model.base = keep(cf, cells[MODEL_BASE].text);
	model.released = keep(cf, cells[MODEL_RELEASED].text);
	model.taught_by = keep(cf, cells[MODEL_TAUGHT_BY].text);
	model.relation = keep(cf, cells[MODEL_RELATION].text);
	model.confidence = keep(cf, cells[MODEL_CONFIDENCE].text);
	model.note = keep(cf, cells[MODEL_NOTE].text);
	model_set(cf, &model);
	return 0;
}

static void note_set(struct casefile *cf, const char *key, const char *value)
{
	for (size_t i = 0; i < cf->n_notes; i++) {
		if (strcmp(cf->notes[i].key, key) != 0)
			continue;
		cf->notes[i].value = value;
		return;
	}
	cf->notes = MEM_GROW(cf->notes, cf->n_notes, &cf->cap_notes);
	cf->notes[cf->n_notes++] = (struct case_note){key, value};
}

static int note_load(void *ctx, const struct case_row *row, struct err *err)
{
	struct casefile *cf = ctx;

	(void)err;
	note_set(cf, keep(cf, row->cells[NOTE_KEY].text),
		 keep(cf, row->cells[NOTE_VALUE].text));
	return 0;
}

static int source_load(void *ctx, const struct case_row *row, struct err *err)
{
	struct casefile *cf = ctx;
	const struct cell *cells = row->cells;

	(void)err;
	cf->sources = MEM_GROW(cf->sources, cf->n_sources, &cf->cap_sources);
	cf->sources[cf->n_sources++] = (struct case_source){
		.row = (size_t)row->seq,
		.file = keep(cf, cells[SOURCE_FILE].text),
		.sha256 = keep(cf, cells[SOURCE_SHA256].text),
		.format = keep(cf, cells[SOURCE_FORMAT].text),
		.model = keep(cf, cells[SOURCE_MODEL].text),
		.utc = keep(cf, row->utc),
	};
	return 0;
}

static struct case_source *source_of_row(struct casefile *cf, size_t row)
{
	for (size_t i = cf->n_sources; i-- > 0;)
		if (cf->sources[i].row == row)
			return &cf->sources[i];
	return NULL;
}

static int source_end_load(void *ctx, const struct case_row *row, struct err *err)
{
	struct casefile *cf = ctx;
	const struct cell *cells = row->cells;
	struct case_source *source = source_of_row(cf, (size_t)cells[END_SOURCE].number);

	if (!source || source->complete)
		return case_damaged(
			cf, err, "row %" PRId64 " ends no import that is open", row->seq);
	source->n_good = (size_t)cells[END_N_GOOD].number;
	source->n_bad = (size_t)cells[END_N_BAD].number;
	source->complete = true;
	return 0;
}

int case_state_load(struct casefile *cf, struct err *err)
{
	if (case_each(cf, KIND_NOTE, note_load, cf, err) ||
	    case_each(cf, KIND_MODEL, model_load, cf, err) ||
	    case_each(cf, KIND_SOURCE, source_load, cf, err))
		return -1;
	return case_each(cf, KIND_SOURCE_END, source_end_load, cf, err);
}

void case_counts_forget(struct casefile *cf)
{
	mem_free(cf->counts);
	cf->counts = NULL;
	cf->n_counts = 0;
}

void case_state_clear(struct casefile *cf)
{
	case_counts_forget(cf);
	mem_free(cf->models);
	mem_free(cf->notes);
	mem_free(cf->sources);
}

static int writable(const struct casefile *cf, struct err *err)
{
	if (cf->mode != CASEFILE_READ)
		return 0;
	return err_set(err, ERR_FAIL, "%.300s is open for reading only", cf->path);
}

static int utf8_demand(const char *what, const char *text, struct err *err)
{
	char shown[TEXT_SHOWN];

	if (utf8_is_valid(text, strlen(text)))
		return 0;
	return err_set(err, ERR_FAIL, "%s '%s' is not UTF-8: give it as UTF-8", what,
		       text_shown((struct text){text, strlen(text)}, shown));
}

/* The nine texts of a model in the order of their columns; NULL where role stands. */
static void model_texts(const struct case_model *model, const char *out[MODEL_NOTE + 1])
{
	out[MODEL_NAME] = model->name;
	out[MODEL_ROLE] = role_name(model->role);
	out[MODEL_VENDOR] = model->vendor;
	out[MODEL_FAMILY] = model->family;
	out[MODEL_BASE] = model->base;
	out[MODEL_RELEASED] = model->released;
	out[MODEL_TAUGHT_BY] = model->taught_by;
	out[MODEL_RELATION] = model->relation;
	out[MODEL_CONFIDENCE] = model->confidence;
	out[MODEL_NOTE] = model->note;
}

/* Facts not given stay as they are; *changed says whether any is new. */
static void facts_merge(const struct case_model *old, const char *facts[MODEL_NOTE + 1],
			bool *changed)
{
	const char *before[MODEL_NOTE + 1] = {NULL};

	*changed = !old;
	if (old)
		model_texts(old, before);
	for (size_t i = 0; i <= MODEL_NOTE; i++) {
		const char *was = before[i] ? before[i] : "";

		if (!facts[i])
			facts[i] = was;
		if (strcmp(facts[i], was) != 0)
			*changed = true;
	}
}

int casefile_put_model(struct casefile *cf, const struct case_model *model,
		       struct err *err)
{
	const struct case_model *old = case_find_model(cf, model->name);
	const char *facts[MODEL_NOTE + 1];
	struct cell cells[MAX_COLUMNS];
	bool changed;

	model_texts(model, facts);
	facts_merge(old, facts, &changed);
	if (!changed)
		return 0;
	if (writable(cf, err))
		return -1;
	if (!*model->name)
		return err_set(err, ERR_FAIL,
			       "a model without a name cannot be put in a case");
	for (size_t i = 0; i <= MODEL_NOTE; i++) {
		if (utf8_demand(case_kinds[KIND_MODEL].columns[i].name, facts[i], err))
			return -1;
		facts[i] = keep_str(cf, facts[i]);
		cells[i] = case_text(facts[i]);
	}
	if (case_append(cf, KIND_MODEL, cells, err))
		return -1;
	case_counts_forget(cf);
	model_set(cf, &(struct case_model){
			      .name = facts[MODEL_NAME],
			      .role = model->role,
			      .vendor = facts[MODEL_VENDOR],
			      .family = facts[MODEL_FAMILY],
			      .base = facts[MODEL_BASE],
			      .released = facts[MODEL_RELEASED],
			      .taught_by = facts[MODEL_TAUGHT_BY],
			      .relation = facts[MODEL_RELATION],
			      .confidence = facts[MODEL_CONFIDENCE],
			      .note = facts[MODEL_NOTE],
		      });
	return 0;
}

void case_note_set(struct casefile *cf, const char *key, const char *value)
{
	note_set(cf, keep_str(cf, key), keep_str(cf, value));
}

int casefile_models(struct casefile *cf, const struct case_model **out, size_t *n,
		    struct err *err)
{
	(void)err;
	*out = cf->models;
	*n = cf->n_models;
	return 0;
}

int casefile_put_note(struct casefile *cf, const char *key, const char *value,
		      struct err *err)
{
	struct cell cells[MAX_COLUMNS];

	if (*value ? !strcmp(casefile_note(cf, key), value) : !*casefile_note(cf, key))
		return 0;
	if (writable(cf, err) || utf8_demand("note", key, err) ||
	    utf8_demand("note", value, err))
		return -1;
	cells[NOTE_KEY] = case_text(key);
	cells[NOTE_VALUE] = case_text(value);
	if (case_append(cf, KIND_NOTE, cells, err))
		return -1;
	case_note_set(cf, key, value);
	return 0;
}

const char *casefile_note(struct casefile *cf, const char *key)
{
	for (size_t i = 0; i < cf->n_notes; i++)
		if (!strcmp(cf->notes[i].key, key))
			return cf->notes[i].value;
	return "";
}

int case_append_source(struct casefile *cf, const struct import_source *source,
		       struct err *err)
{
	const char *slash = strrchr(source->path, '/');
	struct case_source added = {
		.file = keep_str(cf, slash ? slash + 1 : source->path),
		.format = keep_str(cf, source->format ? source->format : ""),
		.model = keep_str(cf, source->model ? source->model : ""),
		.utc = "",
	};
	struct cell cells[MAX_COLUMNS];
	char hex[SHA256_HEX];

	if (writable(cf, err))
		return -1;
	sha256_hex(source->sha256, hex);
	added.sha256 = keep_str(cf, hex);
	cells[SOURCE_FILE] = case_text(added.file);
	cells[SOURCE_SHA256] = case_text(added.sha256);
	cells[SOURCE_FORMAT] = case_text(added.format);
	cells[SOURCE_MODEL] = case_text(added.model);
	if (case_append(cf, KIND_SOURCE, cells, err))
		return -1;
	added.row = (size_t)cf->seq;
	cf->sources = MEM_GROW(cf->sources, cf->n_sources, &cf->cap_sources);
	cf->sources[cf->n_sources++] = added;
	return 0;
}

int case_append_source_end(struct casefile *cf, size_t row, size_t n_good, size_t n_bad,
			   struct err *err)
{
	struct case_source *source = source_of_row(cf, row);
	struct cell cells[MAX_COLUMNS];

	cells[END_SOURCE] = case_int((int64_t)row);
	cells[END_N_GOOD] = case_int((int64_t)n_good);
	cells[END_N_BAD] = case_int((int64_t)n_bad);
	if (case_append(cf, KIND_SOURCE_END, cells, err))
		return -1;
	source->n_good = n_good;
	source->n_bad = n_bad;
	source->complete = true;
	return 0;
}

int casefile_put_result(struct casefile *cf, const char *kind, const char *json, size_t n,
			struct err *err)
{
	struct cell cells[MAX_COLUMNS];

	if (writable(cf, err))
		return -1;
	if (!n)
		return err_set(err, ERR_FAIL, "an empty result cannot be put in a case");
	cells[RESULT_WHAT] = case_text(kind);
	if (case_body_put(cf, (struct text){json, n}, &cells[RESULT_BODY], err) ||
	    case_append(cf, KIND_RESULT, cells, err))
		return -1;
	return case_commit(cf, err);
}

int casefile_get_result(struct casefile *cf, const char *kind, struct buf *out,
			struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	struct case_row row;
	int64_t seq = 0;
	int got;

	buf_reset(out);
	if (cf->fresh)
		return 0;
	if (case_prepare(cf, &stmt, "SELECT max(seq) FROM result WHERE what=?", err))
		return -1;
	(void)sqlite3_bind_text(stmt, 1, kind, -1, SQLITE_STATIC);
	got = case_step(cf, stmt, "looking for a result", err);
	if (got > 0)
		seq = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	if (got < 0)
		return -1;
	if (!seq)
		return 0;
	if (case_row_read(cf, seq, &row, err))
		return -1;
	return case_body_read(cf, &row.cells[RESULT_BODY], out, err);
}
