/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Imports. A source is known by the SHA-256 of its file and the model it is said to be
 * of. Its answers stand in the order of the file, and groups are committed in order; so
 * after a kill the answers that are in are the first ones of the file, and a second
 * import skips as many, making sure on the way that they are the same.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/plan.h"
#include "store/casefile_private.h"

struct prompt_slot {
	const char *id;
	size_t id_len;
	uint64_t key;
	unsigned char sha256[SHA256_BYTES]; /* of the prompt's text; all zero for none */
	struct prompt_slot *next;
};

#define N_BUCKETS 4096

struct prompt_map { /* which prompt each prompt_id of the case stands for */
	struct arena arena;
	struct prompt_slot *buckets[N_BUCKETS];
};

static struct prompt_slot *prompt_find(const struct prompt_map *map, struct text id)
{
	uint64_t key = hash_bytes(id.data, id.len);
	struct prompt_slot *slot = map->buckets[key % N_BUCKETS];

	while (slot && (slot->key != key || slot->id_len != id.len ||
			memcmp(slot->id, id.data, id.len) != 0))
		slot = slot->next;
	return slot;
}

static bool is_zero(const unsigned char hash[SHA256_BYTES])
{
	static const unsigned char none[SHA256_BYTES];

	return !memcmp(hash, none, SHA256_BYTES);
}

/* A prompt_id that came without its text gets it from the record that brings it. */
static void prompt_put(struct prompt_map *map, struct text id,
		       const unsigned char sha256[SHA256_BYTES])
{
	struct prompt_slot *slot = prompt_find(map, id);

	if (slot) {
		if (is_zero(slot->sha256))
			memcpy(slot->sha256, sha256, SHA256_BYTES);
		return;
	}
	slot = arena_alloc(&map->arena, 1, sizeof(*slot));
	slot->key = hash_bytes(id.data, id.len);
	slot->id = arena_dup(&map->arena, id.data, id.len);
	slot->id_len = id.len;
	memcpy(slot->sha256, sha256, SHA256_BYTES);
	slot->next = map->buckets[slot->key % N_BUCKETS];
	map->buckets[slot->key % N_BUCKETS] = slot;
}

static int prompts_load(struct casefile *cf, struct err *err)
{
	static const unsigned char none[SHA256_BYTES];
	sqlite3_stmt *stmt = NULL;
	unsigned char sha256[SHA256_BYTES];
	int got;

	if (cf->prompts)
		return 0;
	cf->prompts = MEM_NEW(struct prompt_map);
	if (cf->fresh)
		return 0;
	if (case_prepare(cf, &stmt,
			 "SELECT DISTINCT a.prompt_id, b.sha256 FROM answer a "
			 "LEFT JOIN body b ON b.id=a.prompt",
			 err))
		return -1;
	while ((got = case_step(cf, stmt, "reading the prompts", err)) > 0)
		prompt_put(cf->prompts, case_column_text(stmt, 0),
			   case_column_hash(stmt, 1, sha256) ? sha256 : none);
	(void)sqlite3_finalize(stmt);
	return got;
}

static void importing_end(struct casefile *cf)
{
	mem_free(cf->importing.model);
	mem_free(cf->importing.resumed);
	cf->importing = (struct importing){0};
}

void case_import_clear(struct casefile *cf)
{
	importing_end(cf);
	if (cf->prompts)
		arena_clear(&cf->prompts->arena);
	mem_free(cf->prompts);
	cf->prompts = NULL;
}

/* What an interrupted import of this source had put in, in order. */
static int resumed_load(struct casefile *cf, struct err *err)
{
	static const char sql[] =
		"SELECT a.line, b.sha256 FROM answer a "
		"LEFT JOIN body b ON b.id=a.raw WHERE a.source=? ORDER BY a.seq";
	struct importing *in = &cf->importing;
	sqlite3_stmt *stmt = NULL;
	size_t cap = 0;
	int got;

	if (case_prepare(cf, &stmt, sql, err))
		return -1;
	(void)sqlite3_bind_int64(stmt, 1, in->source);
	while ((got = case_step(cf, stmt, "reading what is in", err)) > 0) {
		struct resumed *one;

		in->resumed = MEM_GROW(in->resumed, in->n_resumed, &cap);
		one = &in->resumed[in->n_resumed++];
		*one = (struct resumed){.line = sqlite3_column_int64(stmt, 0)};
		(void)case_column_hash(stmt, 1, one->raw);
	}
	(void)sqlite3_finalize(stmt);
	return got;
}

int casefile_begin_import(struct casefile *cf, const struct import_source *source,
			  bool *complete_already, struct err *err)
{
	const char *model = source->model ? source->model : "";
	const struct case_source *known = NULL;
	char hex[SHA256_HEX];

	*complete_already = false;
	importing_end(cf);
	sha256_hex(source->sha256, hex);
	for (size_t i = 0; i < cf->n_sources && !known; i++)
		if (!strcmp(cf->sources[i].sha256, hex) &&
		    !strcmp(cf->sources[i].model, model))
			known = &cf->sources[i];
	if (known && known->complete) {
		*complete_already = true;
		return 0;
	}
	if (prompts_load(cf, err))
		return -1;
	if (!known && case_append_source(cf, source, err))
		return -1;
	cf->importing.source = known ? (int64_t)known->row : cf->seq;
	cf->importing.model = mem_strdup(model);
	return known ? resumed_load(cf, err) : 0;
}

static void text_hash(struct text text, unsigned char out[SHA256_BYTES])
{
	memset(out, 0, SHA256_BYTES);
	if (text.len)
		sha256_of(text.data, text.len, out);
}

int case_prompt_check(struct casefile *cf, struct text prompt_id, struct text prompt,
		      struct err *err)
{
	const struct prompt_slot *slot;
	unsigned char sha256[SHA256_BYTES];
	char shown[TEXT_SHOWN];

	if (prompts_load(cf, err))
		return -1;
	slot = prompt_find(cf->prompts, prompt_id);
	if (!slot || !prompt.len || is_zero(slot->sha256))
		return 0;
	text_hash(prompt, sha256);
	if (!memcmp(slot->sha256, sha256, SHA256_BYTES))
		return 0;
	return err_set(err, ERR_DATA,
		       "prompt id '%s' stands for another prompt in this case already: "
		       "give each prompt an id of its own",
		       text_shown(prompt_id, shown));
}

void case_prompt_keep(struct casefile *cf, struct text prompt_id, struct text prompt)
{
	unsigned char sha256[SHA256_BYTES];

	text_hash(prompt, sha256);
	prompt_put(cf->prompts, prompt_id, sha256);
}

/* Can this record be taken? Its model's name is returned in *model. */
static int record_check(struct casefile *cf, const struct record *record,
			struct text *model, struct err *err)
{
	*model = record->model;
	if (*cf->importing.model)
		*model = (struct text){cf->importing.model, strlen(cf->importing.model)};
	if (!model->len)
		return err_set(err, ERR_DATA,
			       "the record names no model: give --model NAME");
	if (memchr(model->data, '\0', model->len))
		return err_set(err, ERR_DATA, "the model's name holds a NUL");
	if (record->prompt_id.len >= strlen(PLAN_SENTINEL) &&
	    !memcmp(record->prompt_id.data, PLAN_SENTINEL, strlen(PLAN_SENTINEL)))
		return err_set(err, ERR_DATA,
			       "prompt ids that begin with \"" PLAN_SENTINEL
			       "\" are for collecting: give it another");
	return case_prompt_check(cf, record->prompt_id, record->prompt, err);
}

/* Is the record the one that stands at this place of the interrupted import? */
static int resumed_check(struct casefile *cf, const struct record *record,
			 struct err *err)
{
	struct importing *in = &cf->importing;
	const struct resumed *one = &in->resumed[in->at];
	unsigned char raw[SHA256_BYTES];

	text_hash(record->raw, raw);
	if (one->line != (int64_t)record->line || memcmp(one->raw, raw, sizeof(raw)) != 0)
		return err_set(
			err, ERR_FAIL,
			"%.300s: line %zu is not the record that the interrupted import "
			"put there (another version of assay?): import into a new case",
			cf->path, record->line);
	in->at++;
	return 0;
}

int case_answer_append(struct casefile *cf, const struct record *record,
		       struct text model, int64_t source, const struct cell *raw,
		       struct err *err)
{
	struct cell cells[MAX_COLUMNS] = {
		[ANSWER_SOURCE] = case_int(source),
		[ANSWER_LINE] = case_int((int64_t)record->line),
		[ANSWER_MODEL] = case_textn(model),
		[ANSWER_PROMPT_ID] = case_textn(record->prompt_id),
		[ANSWER_SAMPLE] = case_int(record->sample),
		[ANSWER_OUTCOME] = case_text(outcome_name(record->outcome)),
		[ANSWER_N_REPLACED] = case_int((int64_t)record->n_replaced),
	};

	if (case_body_put(cf, record->prompt, &cells[ANSWER_PROMPT], err) ||
	    case_body_put(cf, record->answer, &cells[ANSWER_ANSWER], err) ||
	    case_body_put(cf, record->reasoning, &cells[ANSWER_REASONING], err) ||
	    case_body_put(cf, record->extra, &cells[ANSWER_EXTRA], err))
		return -1;
	if (raw)
		cells[ANSWER_RAW] = *raw;
	else if (case_body_put(cf, record->raw, &cells[ANSWER_RAW], err))
		return -1;
	return case_append(cf, KIND_ANSWER, cells, err);
}

int case_model_introduce(struct casefile *cf, struct text name, struct err *err)
{
	char *model = mem_dup(name.data, name.len);
	int rc = 0;

	if (!case_find_model(cf, model))
		rc = casefile_put_model(cf, &(struct case_model){.name = model}, err);
	mem_free(model);
	return rc;
}

int casefile_add(struct casefile *cf, const struct record *record, bool *added,
		 struct err *err)
{
	struct text model;

	*added = false;
	if (!cf->importing.source)
		return err_set(err, ERR_FAIL, "%.300s: no import has begun", cf->path);
	if (record_check(cf, record, &model, err))
		return -1;
	if (cf->importing.at < cf->importing.n_resumed)
		return resumed_check(cf, record, err);
	if (case_model_introduce(cf, model, err) ||
	    case_answer_append(cf, record, model, cf->importing.source, NULL, err))
		return -1;
	case_prompt_keep(cf, record->prompt_id, record->prompt);
	case_counts_forget(cf);
	*added = true;
	return 0;
}

int casefile_end_import(struct casefile *cf, size_t n_good, size_t n_bad, struct err *err)
{
	size_t row = (size_t)cf->importing.source;

	if (!row)
		return err_set(err, ERR_FAIL, "%.300s: no import has begun", cf->path);
	if (cf->importing.at < cf->importing.n_resumed)
		return err_set(
			err, ERR_FAIL,
			"%.300s holds more answers of this source than the file gave: "
			"import into a new case",
			cf->path);
	importing_end(cf);
	if (case_append_source_end(cf, row, n_good, n_bad, err))
		return -1;
	return case_commit(cf, err);
}
