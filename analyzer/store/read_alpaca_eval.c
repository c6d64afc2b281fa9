/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_alpaca_eval.c: AlpacaEval's model_outputs.json: {instruction, output, generator,
 * dataset}, and with it the fine-tuning form {instruction, input, output}.
 */
#include "store/field.h"
#include "store/reader_list.h"

static bool accepts(const struct json *value)
{
	return json_str(value, "instruction") && json_get(value, "output");
}

static int read(const struct json *value, const struct record *base, record_fn *take,
		void *ctx, struct err *err)
{
	static const char *const used[] = {"instruction", "output", "generator", "input",
					   NULL};
	struct record record = *base;
	struct text input = field_text(value, "input");
	struct buf extra = BUF_INIT;
	struct buf prompt = BUF_INIT;
	int rc;

	record.prompt = field_text(value, "instruction");
	record.answer = field_text(value, "output");
	record.model = field_text(value, "generator");
	if (!record.prompt.data)
		return err_set(err, ERR_FAIL, "it has no text \"instruction\"");
	if (!record.answer.data && !json_is_null(json_get(value, "output")))
		return err_set(err, ERR_FAIL, "it has no text \"output\"");
	if (input.len) {
		buf_printf(&prompt, "%s\n\n%s", record.prompt.data, input.data);
		record.prompt = (struct text){prompt.data, prompt.len};
	}
	record.outcome = field_outcome(record.answer, NULL);
	field_extra(value, used, &extra);
	record.extra = (struct text){buf_str(&extra), extra.len};
	rc = take(ctx, &record, err);
	buf_clear(&prompt);
	buf_clear(&extra);
	return rc;
}

const struct reader reader_alpaca_eval = {
	.name = "alpaca_eval",
	.brief = "AlpacaEval model_outputs.json: {instruction, output, generator}",
	.accepts = accepts,
	.read = read,
};
