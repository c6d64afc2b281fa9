/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exporting: the rows as JSON lines, from which every hash of the chain can be computed
 * again without this program. What is written is checked as it is read; a case that does
 * not verify is not exported. File names are made of row numbers, never of foreign text.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/bag.h"
#include "store/casefile_private.h"
#include "text/utf8.h"

struct exporting {
	struct casefile *cf;
	struct bag *bag;
	struct bag_file *journal, *prompts;
	bool *prompt_done; /* by body id */
	int64_t n_bodies;
	struct buf line, body;
};

static const char readme[] =
	"This folder is the export of an Assay case, readable without Assay.\n"
	"\n"
	"journal.jsonl   every row of the case, one JSON object a line, in order\n"
	"prompts.jsonl   the prompts' texts, by the SHA-256 that rows of the journal "
	"give\n"
	"plan.json       the newest plan, of a case that was collected\n"
	"models.json     the models as the last rows about them say, and their outcomes\n"
	"results/N.json  the result that row N of the journal holds\n"
	"\n"
	"A text stands as {\"sha256\", \"text\"}, or with \"base64\" in place of "
	"\"text\" when its\n"
	"bytes are not UTF-8. The rows form a chain: \"hash\" is the SHA-256 over, in "
	"this\n"
	"order, prev, seq, kind, utc and each of the fields in the order given, where "
	"every\n"
	"item is written as its length in bytes (8 bytes, big-endian) and then its "
	"bytes:\n"
	"hashes as 64 hexadecimal digits, numbers in decimal, strings as UTF-8, a text "
	"as the\n"
	"hexadecimal SHA-256 of its bytes, null as nothing. \"prev\" is the hash of the "
	"row\n"
	"before, 64 zeros for the first. `sha256sum -c manifest-sha256.txt` checks the "
	"files.\n";

static void base64_add(const unsigned char *p, size_t n, struct buf *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t word = (uint32_t)p[i] << 16;

		word |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
		word |= i + 2 < n ? p[i + 2] : 0;
		buf_char_add(out, digits[word >> 18]);
		buf_char_add(out, digits[word >> 12 & 63]);
		buf_char_add(out, i + 1 < n ? digits[word >> 6 & 63] : '=');
		buf_char_add(out, i + 2 < n ? digits[word & 63] : '=');
	}
}

/* JSON strings hold all of UTF-8 but would replace anything else. */
static bool is_plain(struct text text)
{
	return utf8_is_valid(text.data, text.len) && !memchr(text.data, '\0', text.len);
}

static void contents_add(struct text text, struct buf *out)
{
	if (is_plain(text)) {
		buf_str_add(out, "\"text\":");
		json_print_str(text.data, text.len, out);
		return;
	}
	buf_str_add(out, "\"base64\":\"");
	base64_add((const unsigned char *)text.data, text.len, out);
	buf_char_add(out, '"');
}

static void text_cell_add(struct text text, struct buf *out)
{
	if (is_plain(text)) {
		json_print_str(text.data, text.len, out);
		return;
	}
	buf_char_add(out, '{');
	contents_add(text, out);
	buf_char_add(out, '}');
}

/* A body with its contents, or with its hash alone where another file holds them. */
static int body_cell_add(struct exporting *exporting, const struct cell *cell, bool whole,
			 struct err *err)
{
	struct buf *out = &exporting->line;
	char hex[SHA256_HEX];

	if (!cell->number) {
		buf_str_add(out, "null");
		return 0;
	}
	sha256_hex(cell->sha256, hex);
	buf_printf(out, "{\"sha256\":\"%s\"", hex);
	if (whole) {
		buf_reset(&exporting->body);
		if (case_body_read(exporting->cf, cell, &exporting->body, err))
			return -1;
		buf_char_add(out, ',');
		contents_add(
			(struct text){buf_str(&exporting->body), exporting->body.len},
			out);
	}
	buf_char_add(out, '}');
	return 0;
}

static int fields_add(struct exporting *exporting, const struct case_row *row,
		      struct err *err)
{
	const struct kind *kind = &case_kinds[row->kind];
	struct buf *out = &exporting->line;

	for (size_t i = 0; kind->columns[i].name; i++) {
		/* A prompt has thousands of answers, a result a file of its own, and an
		 * answer that was collected shares the bytes of its attempt. */
		bool whole = row->kind == KIND_ANSWER ? i != ANSWER_PROMPT
						      : row->kind != KIND_RESULT;

		buf_printf(out, "%s\"%s\":", i ? "," : "", kind->columns[i].name);
		if (kind->columns[i].type == COLUMN_INT)
			buf_printf(out, "%" PRId64, row->cells[i].number);
		else if (kind->columns[i].type == COLUMN_TEXT)
			text_cell_add(row->cells[i].text, out);
		else if (body_cell_add(exporting, &row->cells[i], whole, err))
			return -1;
	}
	return 0;
}

static int row_write(struct exporting *exporting, const struct case_row *row,
		     struct err *err)
{
	struct buf *out = &exporting->line;
	char prev[SHA256_HEX];
	char hash[SHA256_HEX];

	sha256_hex(row->prev, prev);
	sha256_hex(row->hash, hash);
	buf_reset(out);
	buf_printf(out, "{\"seq\":%" PRId64 ",\"kind\":\"%s\",\"utc\":", row->seq,
		   case_kinds[row->kind].name);
	text_cell_add(row->utc, out);
	buf_str_add(out, ",\"fields\":{");
	if (fields_add(exporting, row, err))
		return -1;
	buf_printf(out, "},\"prev\":\"%s\",\"hash\":\"%s\"}\n", prev, hash);
	return bag_file_add(exporting->journal, buf_str(out), out->len, err);
}

static int prompt_write(struct exporting *exporting, const struct case_row *row,
			struct err *err)
{
	const struct cell *cell = &row->cells[ANSWER_PROMPT];
	struct buf *out = &exporting->line;

	if (cell->number <= 0 || cell->number > exporting->n_bodies ||
	    exporting->prompt_done[cell->number])
		return 0;
	exporting->prompt_done[cell->number] = true;
	buf_reset(out);
	buf_str_add(out, "{\"prompt_id\":");
	text_cell_add(row->cells[ANSWER_PROMPT_ID].text, out);
	buf_str_add(out, ",\"prompt\":");
	if (body_cell_add(exporting, cell, true, err))
		return -1;
	buf_str_add(out, "}\n");
	return bag_file_add(exporting->prompts, buf_str(out), out->len, err);
}

static int result_write(struct exporting *exporting, const struct case_row *row,
			struct err *err)
{
	struct bag_file *file;
	char name[48];

	(void)snprintf(name, sizeof(name), "results/%" PRId64 ".json", row->seq);
	buf_reset(&exporting->body);
	if (case_body_read(exporting->cf, &row->cells[RESULT_BODY], &exporting->body,
			   err))
		return -1;
	file = bag_file_open(exporting->bag, name, err);
	if (!file)
		return -1;
	return bag_file_add(file, buf_str(&exporting->body), exporting->body.len, err);
}

static int row_export(void *ctx, const struct case_row *row, struct err *err)
{
	struct exporting *exporting = ctx;

	if (row_write(exporting, row, err))
		return -1;
	if (row->kind == KIND_ANSWER)
		return prompt_write(exporting, row, err);
	if (row->kind == KIND_RESULT)
		return result_write(exporting, row, err);
	return 0;
}

static int model_add(struct casefile *cf, const struct case_model *model,
		     struct json *list, struct err *err)
{
	struct json *one = json_add_object(list, NULL);
	struct json *outcomes;
	size_t counts[N_OUTCOMES];

	if (casefile_outcomes(cf, model->name, counts, err))
		return -1;
	json_add_str(one, "name", model->name);
	json_add_str(one, "role", role_name(model->role));
	json_add_str(one, "vendor", model->vendor);
	json_add_str(one, "family", model->family);
	json_add_str(one, "base", model->base);
	json_add_str(one, "released", model->released);
	json_add_str(one, "taught_by", model->taught_by);
	json_add_str(one, "relation", model->relation);
	json_add_str(one, "confidence", model->confidence);
	json_add_str(one, "note", model->note);
	outcomes = json_add_object(one, "outcomes");
	for (size_t i = 0; i < N_OUTCOMES; i++)
		json_add_int(outcomes, outcome_name((enum outcome)i),
			     (long long)counts[i]);
	return 0;
}

static int text_file(struct bag *bag, const char *name, const char *text, size_t n,
		     struct err *err)
{
	struct bag_file *file = bag_file_open(bag, name, err);

	return file ? bag_file_add(file, text, n, err) : -1;
}

static int models_write(struct exporting *exporting, struct err *err)
{
	struct casefile *cf = exporting->cf;
	struct json *list = json_new_array();
	struct buf text = BUF_INIT;
	int rc = 0;

	for (size_t i = 0; i < cf->n_models && !rc; i++)
		rc = model_add(cf, &cf->models[i], list, err);
	if (!rc) {
		json_print(list, true, &text);
		rc = text_file(exporting->bag, "models.json", buf_str(&text), text.len,
			       err);
	}
	json_free(list);
	buf_clear(&text);
	return rc;
}

static int plan_write(struct exporting *exporting, struct err *err)
{
	struct buf plan = BUF_INIT;
	char sha256[SHA256_HEX];
	int rc = casefile_get_plan(exporting->cf, sha256, &plan, err);

	if (!rc && *sha256)
		rc = text_file(exporting->bag, "plan.json", buf_str(&plan), plan.len,
			       err);
	buf_clear(&plan);
	return rc;
}

static int bag_begin(struct exporting *exporting, const char *dir, struct err *err)
{
	char identifier[SHA256_HEX];
	struct buf about = BUF_INIT;
	struct case_row first;
	char head[SHA256_HEX];

	if (case_row_read(exporting->cf, 1, &first, err))
		return -1;
	sha256_hex(first.hash, identifier);
	casefile_head(exporting->cf, head);
	buf_printf(&about, "Assay case of %" PRId64 " rows, head %s", exporting->cf->seq,
		   head);
	exporting->bag = bag_open(dir, identifier, buf_str(&about), err);
	buf_clear(&about);
	if (!exporting->bag)
		return -1;
	exporting->journal = bag_file_open(exporting->bag, "journal.jsonl", err);
	if (!exporting->journal)
		return -1;
	exporting->prompts = bag_file_open(exporting->bag, "prompts.jsonl", err);
	return exporting->prompts ? 0 : -1;
}

int casefile_export(struct casefile *cf, const char *dir, struct err *err)
{
	struct exporting exporting = {.cf = cf};
	size_t n_rows = 0;
	int rc = -1;

	if (cf->fresh)
		return err_set(err, ERR_FAIL,
			       "%.300s is empty: there is nothing to export", cf->path);
	if (casefile_verify(cf, &n_rows, err))
		return err_prefix(err, "nothing is exported");
	if (case_integer(cf, "SELECT max(id) FROM body", &exporting.n_bodies, err))
		return -1;
	exporting.prompt_done = MEM_ARRAY((size_t)exporting.n_bodies + 1, bool);
	if (bag_begin(&exporting, dir, err) ||
	    case_walk(cf, row_export, &exporting, err) || models_write(&exporting, err) ||
	    plan_write(&exporting, err) ||
	    text_file(exporting.bag, "README.txt", readme, sizeof(readme) - 1, err))
		goto done;
	rc = bag_close(exporting.bag, err);
	exporting.bag = NULL;
done:
	bag_abandon(exporting.bag);
	buf_clear(&exporting.line);
	buf_clear(&exporting.body);
	mem_free(exporting.prompt_done);
	return rc;
}
