/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/prompts.c: which form a file has, each form's records, and each prompt kept once.
 */
#include "store/prompts.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "probe/check.h"
#include "probe/prompt_id.h"
#include "store/csv.h"
#include "store/field.h"
#include "store/prompts_private.h"
#include "store/reader.h"
#include "store/split.h"
#include "store/turns.h"
#include "text/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

void source_bad(struct source *s, const char *fmt, ...)
{
	char why[200];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	if (!s->to->n_bad)
		(void)snprintf(s->to->first_bad, sizeof(s->to->first_bad),
			       "%.120s: line %zu: %.150s", s->path, s->line, why);
	s->to->n_bad++;
}

static const char *keep(struct source *s, struct text text)
{
	return arena_dup(&s->to->arena, text.len ? text.data : "", text.len);
}

/* A row that asks `text`, after a system message unless that is empty. */
static struct prompt_row row_of(struct source *s, struct text system, struct text text)
{
	struct prompt_row row = {.n_messages = system.len ? 2 : 1};

	row.messages = arena_alloc(&s->to->arena, row.n_messages, sizeof(*row.messages));
	if (system.len)
		row.messages[0] = (struct probe_message){"system", keep(s, system)};
	row.messages[row.n_messages - 1] = (struct probe_message){"user", keep(s, text)};
	return row;
}

static bool is_usable(struct source *s, const struct prompt_row *row)
{
	for (size_t i = 0; i < row->n_messages; i++) {
		const char *text = row->messages[i].content;

		if (text_is_blank(field_of(text))) {
			s->to->n_blank++;
			return false;
		}
		if (s->replaced && strstr(text, REPLACEMENT)) {
			s->to->n_lost++;
			return false;
		}
	}
	return true;
}

/* `id` as the file gives it, or len 0; `made` is what the prompt makes of it. */
static void push(struct source *s, struct prompt_row row, struct text id,
		 const char *made, struct text topic)
{
	struct prompts *to = s->to;
	const char *given = keep(s, id);

	if (!is_usable(s, &row))
		return;
	if (id.len && !check_is_id(given)) {
		to->n_unfit++;
		given = "";
	}
	row.id = *given ? given : keep(s, field_of(made));
	row.topic = topic.len ? keep(s, topic) : NULL;
	row.path = s->path;
	row.line = s->line;
	to->v = MEM_GROW(to->v, to->n, &to->cap);
	to->v[to->n++] = row;
}

void source_text(struct source *s, struct text system, struct text text, struct text id,
		 struct text topic)
{
	char made[PROMPT_ID_MADE];

	/* JSON comes mended; lines and cells come as they are. */
	if (!utf8_is_valid(text.len ? text.data : "", text.len) ||
	    (text.len && memchr(text.data, '\0', text.len))) {
		s->to->n_lost++;
		return;
	}
	prompt_id_make(text.len ? text.data : "", text.len, made);
	push(s, row_of(s, system, text), id, made, topic);
}

/* A recorded answer's prompt. */
static int take_record(void *ctx, const struct record *record, struct err *err)
{
	struct source *s = ctx;
	struct text none = {NULL, 0};
	char made[PROMPT_ID_MADE];

	(void)err;
	prompt_id_make(record->prompt.len ? record->prompt.data : "", record->prompt.len,
		       made);
	/* The words alone would be another question than with what was said before. */
	if (record->prompt_id.len && prompt_id_is_made(record->prompt_id.data) &&
	    strcmp(record->prompt_id.data, made) != 0 &&
	    record->prompt_id.len == PROMPT_ID_MADE - 1) {
		s->to->n_later++;
		return 0;
	}
	source_text(s, none, record->prompt, record->prompt_id, none);
	return 0;
}

static int message_add(struct source *s, const struct json *message,
		       struct prompt_row *row, struct err *err)
{
	const char *role = json_str(message, "role");
	struct said said = {.refused = false};

	if (role && !strcmp(role, "developer"))
		role = "system";
	if (!role || (strcmp(role, "system") != 0 && strcmp(role, "user") != 0 &&
		      strcmp(role, "assistant") != 0))
		return err_set(err, ERR_FAIL,
			       "a message has a role other than system, user and "
			       "assistant");
	said_add(&said, message);
	row->messages[row->n_messages].role = !strcmp(role, "user")     ? "user"
					      : !strcmp(role, "system") ? "system"
									: "assistant";
	row->messages[row->n_messages++].content =
		keep(s, (struct text){buf_str(&said.text), said.text.len});
	said_clear(&said);
	return 0;
}

/* The id that the reader of chat records makes of the same conversation. */
static int chat_id(const struct json *messages, char made[PROMPT_ID_MADE],
		   struct err *err)
{
	static const char reply[] = "{\"role\":\"assistant\",\"content\":\"-\"}";
	struct json *answer = json_parse(reply, sizeof(reply) - 1, NULL, err);
	struct turns turns = {.asked = false};
	struct record record = {.line = 0};
	char id[PROMPT_ID_MADE];
	int rc = answer ? 0 : -1;

	JSON_EACH(message, messages) {
		if (!rc)
			rc = turns_add(&turns, message, err);
	}
	if (!rc && !turns.answered)
		rc = turns_add(&turns, answer, err);
	if (!rc)
		rc = turns_record(&turns, id, &record, err);
	if (!rc && record.prompt_id.len)
		memcpy(made, id, PROMPT_ID_MADE);
	else if (!rc)
		prompt_id_make(record.prompt.len ? record.prompt.data : "",
			       record.prompt.len, made);
	turns_clear(&turns);
	json_free(answer);
	return rc;
}

int source_chat(struct source *s, const struct json *messages, struct text id,
		struct text topic, struct err *err)
{
	struct prompt_row row = {.n_messages = 0};
	char made[PROMPT_ID_MADE];

	row.messages = arena_alloc(&s->to->arena, json_count(messages) + 1,
				   sizeof(*row.messages));
	JSON_EACH(message, messages) {
		if (message_add(s, message, &row, err))
			return -1;
	}
	while (row.n_messages &&
	       strcmp(row.messages[row.n_messages - 1].role, "user") != 0)
		row.n_messages--;
	if (!row.n_messages)
		return err_set(err, ERR_FAIL,
			       "the conversation holds no user's question");
	if (chat_id(messages, made, err))
		return -1;
	push(s, row, id, made, topic);
	return 0;
}

/* A record of prompts alone; 1 when it is none. */
static int read_prompt(struct source *s, const struct json *value, struct err *err)
{
	static const char *const keys[] = {"prompt", "instruction", "question", NULL};
	static const char *const topics[] = {"topic", "dataset", NULL};
	const struct json *body = json_get(value, "body");
	const struct json *chat = json_get(body ? body : value, "messages");
	struct text text = field_any(value, keys), topic = field_any(value, topics);
	struct text input = field_text(value, "input"), id = {NULL, 0};
	static const char *const ids[] = {"id", "prompt_id", "custom_id"};
	char room[FIELD_ROOM];
	struct buf whole = BUF_INIT;

	for (size_t i = 0; i < 3 && !id.len; i++)
		if (field_name(value, ids[i], room, &id, err))
			return -1;
	if (json_is_array(chat))
		return source_chat(s, chat, id, topic, err);
	if (!text.data)
		return 1;
	if (input.len && json_get(value, "instruction")) {
		buf_printf(&whole, "%s\n\n%s", text.data, input.data);
		text = (struct text){whole.data, whole.len};
	}
	source_text(s, field_text(value, "system"), text, id, topic);
	buf_clear(&whole);
	return 0;
}

static const struct reader *reader_of(const struct json *value)
{
	/* Conversations keep their messages here, where readers keep the last exchange.
	 */
	if (json_is_array(json_get(value, "messages")))
		return NULL;
	for (size_t i = 0; reader_table[i]; i++)
		if (reader_table[i]->accepts(value))
			return reader_table[i];
	return NULL;
}

/* 1: there is no prompt in it. */
static int read_value(struct source *s, const struct json *value,
		      const struct record *base, struct err *err)
{
	const struct reader *reader;
	int rc = garak_read(s, value, err);

	if (rc <= 0) {
		s->to->format = "garak";
		return rc;
	}
	reader = reader_of(value);
	s->to->format = reader ? reader->name : "jsonl";
	return reader ? reader->read(value, base, take_record, s, err)
		      : read_prompt(s, value, err);
}

static void read_piece(struct source *s, const struct piece *piece)
{
	struct record base = {.raw = {piece->data, piece->len}, .line = piece->line};
	struct err why = ERR_INIT;
	struct json *value = NULL;
	int rc = -1;

	s->line = piece->line;
	if (piece->fault)
		err_set(&why, ERR_FAIL, "%s", piece->fault);
	else
		value = json_parse(piece->data, piece->len, &base.n_replaced, &why);
	s->replaced = base.n_replaced > 0;
	if (value)
		rc = read_value(s, value, &base, &why);
	if (rc > 0)
		err_set(&why, ERR_FAIL,
			"it has neither \"prompt\" nor \"messages\" nor \"instruction\"");
	if (rc)
		source_bad(s, "%s", why.text);
	json_free(value);
}

static void read_json(struct source *s, struct text data)
{
	struct split split;
	struct piece piece;

	split_init(&split, data.data, data.len);
	while (split_next(&split, &piece))
		read_piece(s, &piece);
}

static void read_lines(struct source *s, struct text data)
{
	const struct text none = {NULL, 0};
	const char *at = data.data, *end = data.data + data.len;

	s->to->format = "text";
	for (s->line = 1; at < end; s->line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((stop ? stop : end) - at);

		if (n && at[n - 1] == '\r')
			n--;
		if (n && !text_is_blank((struct text){at, n}))
			source_text(s, none, (struct text){at, n}, none, none);
		at = stop ? stop + 1 : end;
	}
}

enum { CSV_PROMPT, CSV_ID, CSV_TOPIC, N_CSV };

static int csv_header(struct csv *csv, size_t at[N_CSV], struct err *err)
{
	static const char *const names[N_CSV] = {"prompt", "id", "topic"};
	int rc = csv_next(csv, err);

	if (rc < 0)
		return -1;
	for (size_t i = 0; i < N_CSV; i++) {
		at[i] = SIZE_MAX;
		for (size_t c = 0; rc && c < csv->n; c++)
			if (csv->cells[c].len == strlen(names[i]) &&
			    !memcmp(csv->cells[c].data, names[i], csv->cells[c].len))
				at[i] = c;
	}
	if (at[CSV_PROMPT] == SIZE_MAX)
		return err_set(err, ERR_FAIL,
			       "line 1: no column is called \"prompt\" (columns read are "
			       "prompt, id and topic)");
	return 0;
}

static int read_csv(struct source *s, struct text data, struct err *err)
{
	struct csv csv;
	size_t at[N_CSV];
	int rc;

	s->to->format = "csv";
	csv_open(&csv, data.data, data.len);
	rc = csv_header(&csv, at, err);
	while (!rc && (rc = csv_next(&csv, err)) > 0) {
		struct text cell[N_CSV];

		s->line = csv.line;
		for (size_t i = 0; i < N_CSV; i++)
			cell[i] =
				at[i] < csv.n ? csv.cells[at[i]] : (struct text){NULL, 0};
		source_text(s, (struct text){NULL, 0}, cell[CSV_PROMPT], cell[CSV_ID],
			    cell[CSV_TOPIC]);
		rc = 0;
	}
	csv_close(&csv);
	return rc < 0 ? err_prefix(err, "%s", s->path) : 0;
}

static bool ends_in(const char *path, const char *ending)
{
	static const char *const packings[] = {"", ".gz", ".zst"};
	size_t n = strlen(path), m = strlen(ending);

	for (size_t i = 0; i < 3; i++) {
		size_t p = strlen(packings[i]);

		if (n >= m + p && !strcmp(path + n - p, packings[i]) &&
		    !memcmp(path + n - p - m, ending, m))
			return true;
	}
	return false;
}

static int read_data(struct source *s, struct text data, struct err *err)
{
	size_t blanks;

	if (data.len >= 2 &&
	    (!memcmp(data.data, "\xFF\xFE", 2) || !memcmp(data.data, "\xFE\xFF", 2)))
		return err_set(err, ERR_FAIL,
			       "%s: it is UTF-16; convert it to UTF-8 first", s->path);
	if (data.len >= 3 && !memcmp(data.data, "\xEF\xBB\xBF", 3))
		data = (struct text){data.data + 3, data.len - 3};
	blanks = strspn(data.data, " \t\r\n");
	if (ends_in(s->path, ".csv"))
		return read_csv(s, data, err);
	if (ends_in(s->path, ".yaml") || ends_in(s->path, ".yml"))
		return promptfoo_read(s, data, err);
	if (!ends_in(s->path, ".txt") && blanks < data.len &&
	    (data.data[blanks] == '{' || data.data[blanks] == '[')) {
		read_json(s, data);
		return 0;
	}
	read_lines(s, data);
	return 0;
}

int prompts_read_bytes(struct prompts *prompts, const char *path, const char *data,
		       size_t n, struct err *err)
{
	struct source s = {.to = prompts, .line = 1};
	size_t before = prompts->n, n_blank = prompts->n_blank, n_bad = prompts->n_bad;
	const char *why = "";

	s.path = arena_dup(&prompts->arena, path, strlen(path));
	if (read_data(&s, (struct text){data, n}, err))
		return -1;
	if (prompts->n > before)
		return 0;
	if (prompts->n_bad > n_bad)
		why = prompts->first_bad;
	else if (prompts->n_blank > n_blank)
		why = "they are empty";
	return err_set(err, ERR_FAIL, "%s: it holds no prompt%s%s", path,
		       *why ? ": " : "", why);
}

int prompts_read(struct prompts *prompts, const char *path, struct err *err)
{
	struct buf data = BUF_INIT;
	int rc = file_read(path, &data, NULL, err);

	if (!rc)
		rc = prompts_read_bytes(prompts, path, buf_str(&data), data.len, err);
	buf_clear(&data);
	return rc;
}

/* For sorting: rows by what they ask, or by id; then in the order of reading. */
struct ranked {
	uint64_t hash;
	struct prompt_row *row;
};

static int by_hash(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Those asked before lose their id; the others move together. */
static void drop_repeated(struct prompts *prompts, struct ranked *ranks)
{
	size_t n = 0;

	for (size_t i = 0; i < prompts->n; i++)
		ranks[i] = (struct ranked){probe_messages_hash(prompts->v[i].messages,
							       prompts->v[i].n_messages),
					   &prompts->v[i]};
	qsort(ranks, prompts->n, sizeof(*ranks), by_hash);
	for (size_t first = 0, i = 1; i < prompts->n; i++) {
		if (ranks[i].hash != ranks[first].hash ||
		    !probe_messages_same(ranks[i].row->messages, ranks[i].row->n_messages,
					 ranks[first].row->messages,
					 ranks[first].row->n_messages)) {
			first = i;
			continue;
		}
		ranks[i].row->id = NULL;
		prompts->n_repeated++;
	}
	for (size_t i = 0; i < prompts->n; i++)
		if (prompts->v[i].id)
			prompts->v[n++] = prompts->v[i];
	prompts->n = n;
}

int prompts_finish(struct prompts *prompts, struct err *err)
{
	struct ranked *ranks = mem_alloc(prompts->n, sizeof(*ranks));
	int rc = 0;

	drop_repeated(prompts, ranks);
	for (size_t i = 0; i < prompts->n; i++) {
		const char *id = prompts->v[i].id;

		ranks[i] = (struct ranked){hash_bytes(id, strlen(id)), &prompts->v[i]};
	}
	qsort(ranks, prompts->n, sizeof(*ranks), by_hash);
	for (size_t i = 1; !rc && i < prompts->n; i++) {
		const struct prompt_row *a = ranks[i - 1].row, *b = ranks[i].row;

		if (!strcmp(a->id, b->id))
			rc = err_set(err, ERR_FAIL,
				     "%s: line %zu: the id \"%s\" stands for another "
				     "prompt than at line %zu of %s; correct one of them",
				     b->path, b->line, b->id, a->line, a->path);
	}
	mem_free(ranks);
	return rc;
}

void prompts_clear(struct prompts *prompts)
{
	mem_free(prompts->v);
	arena_clear(&prompts->arena);
	*prompts = (struct prompts){.n = 0};
}
