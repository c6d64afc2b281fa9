/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recorded files become records: nothing is lost, changed or guessed unsaid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pack.h"
#include "store/reader.h"

/* What a reading gave, copied. */
struct got {
	struct arena arena;
	struct record *records;
	size_t n, cap;
	size_t stop_at; /* refuse the record of that number; 0: none */
	struct read_report report;
	struct err err;
	int rc;
};

static struct text copied(struct got *got, struct text text)
{
	const char *data = text.len ? text.data : "";

	return (struct text){arena_dup(&got->arena, data, text.len), text.len};
}

static int take(void *ctx, const struct record *record, struct err *err)
{
	struct got *got = ctx;

	if (got->stop_at && got->n + 1 == got->stop_at)
		return err_set(err, ERR_ENV, "the disk is full");
	got->records = MEM_GROW(got->records, got->n, &got->cap);
	got->records[got->n++] = (struct record){
		.model = copied(got, record->model),
		.prompt_id = copied(got, record->prompt_id),
		.prompt = copied(got, record->prompt),
		.sample = record->sample,
		.answer = copied(got, record->answer),
		.reasoning = copied(got, record->reasoning),
		.outcome = record->outcome,
		.raw = copied(got, record->raw),
		.extra = copied(got, record->extra),
		.line = record->line,
		.n_replaced = record->n_replaced,
	};
	return 0;
}

static void got_clear(struct got *got)
{
	arena_clear(&got->arena);
	mem_free(got->records);
	memset(got, 0, sizeof(*got));
}

/* From a copy of its own size, so that sanitizers see a byte too far. */
static void read_n(struct got *got, const char *format, const char *data, size_t n)
{
	char *copy = mem_alloc(n, 1);

	got_clear(got);
	memcpy(copy, data, n);
	got->rc = reader_read_bytes("given.json", copy, n, format, take, got,
				    &got->report, &got->err);
	mem_free(copy);
}

static void read_as(struct got *got, const char *format, const char *text)
{
	read_n(got, format, text, strlen(text));
}

static void assert_text(struct text text, const char *expected)
{
	assert_string_equal(text.data, expected);
	assert_int_equal(text.len, strlen(expected));
}

#define A "{\"prompt\": \"p1\", \"response\": \"one, {[\\\"\"}"
#define B "{\"prompt\": \"p2\", \"response\": \"two }, {\"}"
#define C "{\"prompt\": \"p3\", \"response\": \"three\\n\"}"

static void layouts_of_a_file_read_alike(void **state)
{
	static const char *const files[] = {
		A "\n" B "\n" C "\n",
		A "\r\n" B "\r\n" C "\r\n",
		A "\n\n\n" B "\n   \n" C,
		A B C,
		A ",\n" B ",\n" C "\n",
		"\xEF\xBB\xBF" A "\n" B "\n" C "\n",
		"[" A "," B "," C "]",
		"[\n" A ",\n" B ",\n" C "\n]\n",
		"\xEF\xBB\xBF [" A "\n,\n" B ",\r\n" C "]\r\n",
		"[\n{\n\"prompt\":\"p1\",\n\"response\":\"one, {[\\\"\"\n},\n" B "," C
		"]",
		"[\n  {\n    \"prompt\":\"p1\",\n    \"response\":\"one, {[\\\"\",\n"
		"    \"more\": [\n      {\n        \"a\": {}\n      },\n      {}\n    "
		"]\n  },\n"
		"  " B ",\n  " C "\n]\n",
		"{\n  \"prompt\":\"p1\",\n  \"response\":\"one, {[\\\"\"\n}\n" B "\n" C,
		"[" A "]\n[" B "]\n[" C "]\n",
		A "\n{\"prompt\": \"p2\", \"more\": [\n{},\n{\"a\":\n{}}\n],"
		  "\n\"response\":\"two }, {\"}\n" C,
	};
	struct got got = {.n = 0};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		read_as(&got, "auto", files[i]);
		assert_int_equal(got.rc, 0);
		assert_int_equal(got.n, 3);
		assert_int_equal(got.report.n_bad, 0);
		assert_false(got.report.torn);
		assert_text(got.records[0].answer, "one, {[\"");
		assert_text(got.records[1].answer, "two }, {");
		assert_text(got.records[2].answer, "three\n");
	}
	got_clear(&got);
}

static void lines_and_raw_bytes_are_kept(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto",
		"\r\n" A "\r\n\r\n{\n\"prompt\":\"p2\",\n\"response\":\"\"}\n" C);
	assert_int_equal(got.n, 3);
	assert_int_equal(got.records[0].line, 2);
	assert_int_equal(got.records[1].line, 4);
	assert_int_equal(got.records[2].line, 7);
	assert_text(got.records[0].raw, A);
	assert_text(got.records[1].raw, "{\n\"prompt\":\"p2\",\n\"response\":\"\"}");
	got_clear(&got);
}

/* Each damaged second record, and the line on which it begins. */
static void damage_costs_one_record(void **state)
{
	static const struct {
		const char *file;
		size_t line;
	} files[] = {
		{A "\n{\"prompt\": \"p2\", \"response\": \"tw\n" C "\n", 2},
		{A "\n{\"prompt\": \"p2\", \"response\": \"two\"\n" C "\n", 2},
		{A "\n{\"prompt\": \"p2\",\n" C "\n", 2},
		{A "\n{\"prompt\": \"p2, \"response\": \"two\"}\n" C "\n", 2},
		{A "\n{\"prompt\": [\"p2\",\n" C "\n", 2},
		{A "\n{\"prompt\": p2, \"response\": 2}\n" C "\n", 2},
		{A "\n{\"prompt\": \"p2\"]}\n" C "\n", 2},
		{A "\nnot JSON at all\n" C "\n", 2},
		{A "\n12\n" C "\n", 2},
		{A "\n\"text { of its own\"\n" C "\n", 2},
		{A "\n{}\n" C "\n", 2},
		{"[" A ",\n{\"prompt\": \"p2\", \"response\": \"tw\n," C "]", 2},
		{"[\n  " A ",\n  {\n    \"prompt\": \"p2\n  },\n  " C "\n]\n", 3},
		{"[\n  " A ",\n  {\n    \"prompt\": \"p2\",\n  " C "\n]\n", 3},
		{"[" A ",{\"prompt\": \"p2, \"response\": \"two\"}," C "]", 1},
		{"[" A ",null," C "]", 1},
		{"[" A ",[[[1]]]," C "]", 1},
	};
	struct got got = {.n = 0};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		read_as(&got, "auto", files[i].file);
		assert_int_equal(got.rc, 0);
		assert_int_equal(got.n, 2);
		assert_text(got.records[0].prompt, "p1");
		assert_text(got.records[1].prompt, "p3");
		assert_int_equal(got.report.n_bad, 1);
		assert_int_equal(got.report.first_bad[0].line, files[i].line);
		assert_true(got.report.first_bad[0].reason[0] != '\0');
		assert_false(got.report.torn);
	}
	got_clear(&got);
}

/* How many of the ends of records lie within the first n bytes. */
static size_t whole_before(const char *file, size_t n)
{
	static const char *const records[] = {A, B, C};
	size_t whole = 0;

	for (size_t i = 0; i < 3; i++)
		whole += strstr(file, records[i]) + strlen(records[i]) <= file + n;
	return whole;
}

static void a_torn_file_keeps_every_whole_record(void **state)
{
	static const char *const files[] = {
		"[\n  " A ",\n  " B ",\n  " C "\n]\n",
		A "\n" B "\n" C "\n",
	};
	struct got got = {.n = 0};

	(void)state;
	for (size_t f = 0; f < 2; f++) {
		size_t end = strlen(files[f]);

		for (size_t n = 1; n <= end; n++) {
			size_t whole = whole_before(files[f], n);

			read_n(&got, "jsonl", files[f], n);
			assert_int_equal(got.n, whole);
			assert_int_equal(got.rc, whole ? 0 : -1);
			if (f == 0) /* the array lacks its "]" */
				assert_int_equal(got.report.torn, n < end - 1);
			else /* the last record is cut exactly when it is bad */
				assert_int_equal(got.report.torn, got.report.n_bad);
		}
	}
	got_clear(&got);
}

static void what_cannot_be_kept_is_counted(void **state)
{
	static const struct {
		const char *given;
		const char *kept;
		size_t n_replaced;
	} texts[] = {
		{"x\\u0000y", "x\xEF\xBF\xBDy", 1},
		{"x\\ud83dy", "x\xEF\xBF\xBDy", 1},
		{"\\udc00\\ud83d", "\xEF\xBF\xBD\xEF\xBF\xBD", 2},
		{"\\ud83d\\ude00", "\xF0\x9F\x98\x80", 0},
		{"caf\xE9!", "caf\xEF\xBF\xBD!", 1},
		{"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3},
		{"\xE4\xBD\xA0\xE5\xA5\xBD", "\xE4\xBD\xA0\xE5\xA5\xBD", 0},
	};
	struct got got = {.n = 0};
	char file[200];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		(void)snprintf(file, sizeof(file),
			       "{\"prompt\":\"p\",\"response\":\"%s\"}", texts[i].given);
		read_as(&got, "auto", file);
		assert_int_equal(got.n, 1);
		assert_text(got.records[0].answer, texts[i].kept);
		assert_text(got.records[0].raw, file);
		assert_int_equal(got.records[0].n_replaced, texts[i].n_replaced);
		assert_int_equal(got.report.n_replaced, texts[i].n_replaced);
	}
	/* A NUL byte as it stands. */
	memcpy(file, "{\"prompt\":\"p\",\"response\":\"a\0b\"}", 32);
	read_n(&got, "auto", file, 31);
	assert_int_equal(got.n, 1);
	assert_text(got.records[0].answer, "a\xEF\xBF\xBD"
					   "b");
	got_clear(&got);
}

/* 4 MB each: minutes when any step looks back over what it has seen. */
static void hostile_files_take_linear_time(void **state)
{
	static const char *const units[] = {
		"[",      "{\"a\":[",    "{\"a\":",  "}{",        "{\"a\":1,\n",
		"}   , ", "{\"a\":[\n",  "\"",       "{\n",       "  {\n  \"a\": [\n",
		"\\\"{[", "[{\"a\":\"}", "\n{[{\"b", "{},{\"a\"", "{\"messages\":[{},\n",
	};
	const size_t size = (size_t)4 << 20;
	char *file = mem_alloc(size, 1);
	struct got got = {.n = 0};

	(void)state;
	for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
		size_t n = strlen(units[u]);

		for (size_t i = 0; i < size; i++)
			file[i] = units[u][i % n];
		read_n(&got, "auto", file, size);
		assert_int_equal(got.rc, -1);
	}
	mem_free(file);
	got_clear(&got);
}

static void nesting_is_bounded(void **state)
{
	struct buf file = BUF_INIT;
	struct got got = {.n = 0};

	(void)state;
	buf_str_add(&file, "{\"prompt\":\"p\",\"response\":\"r\",\"deep\":");
	for (int i = 0; i < 200000; i++)
		buf_char_add(&file, '[');
	buf_str_add(&file, "\n" A "\n");
	read_n(&got, "auto", file.data, file.len);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.report.n_bad, 1);
	assert_non_null(strstr(got.report.first_bad[0].reason, "too deep"));
	buf_clear(&file);
	got_clear(&got);
}

static void prompts_without_id_are_named_by_their_hash(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	/* SHA-256("abc") = ba7816bf 8f01cfea ..., FIPS 180-4 */
	read_as(&got, "auto", "{\"prompt\":\"abc\",\"response\":\"r\"}");
	assert_text(got.records[0].prompt_id, "sha256:ba7816bf8f01cfea");
	read_as(&got, "auto", "[{\"instruction\":\"abc\",\"output\":\"r\"}]");
	assert_text(got.records[0].prompt_id, "sha256:ba7816bf8f01cfea");
	read_as(&got, "auto",
		"{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
		"{\"role\":\"user\",\"content\":\"abc\"},"
		"{\"role\":\"assistant\",\"content\":\"r\"}]}");
	assert_text(got.records[0].prompt_id, "sha256:ba7816bf8f01cfea");
	got_clear(&got);
}

static void alpaca_eval_is_read(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto",
		"[{\"dataset\":\"koala\",\"instruction\":\"Say hi\",\"output\":\"Hi!\","
		"\"generator\":\"parrot-7b\",\"n\":100},"
		"{\"instruction\":\"Add\",\"input\":\"1 2\",\"output\":\" \\u00a0\\n\"},"
		"{\"instruction\":\"Add\",\"output\":null}]");
	assert_string_equal(got.report.reader->name, "alpaca_eval");
	assert_int_equal(got.n, 3);
	assert_text(got.records[0].prompt, "Say hi");
	assert_text(got.records[0].answer, "Hi!");
	assert_text(got.records[0].model, "parrot-7b");
	assert_text(got.records[0].extra, "{\"dataset\":\"koala\",\"n\":100}");
	assert_int_equal(got.records[0].outcome, OUTCOME_OK);
	assert_text(got.records[1].prompt, "Add\n\n1 2");
	assert_int_equal(got.records[1].outcome, OUTCOME_EMPTY);
	assert_int_equal(got.records[2].outcome, OUTCOME_EMPTY);
	got_clear(&got);
}

static void jsonl_is_read(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto",
		"{\"prompt_id\":\"q|1\",\"prompt\":\"p\",\"sample\":3,\"response\":\"r\","
		"\"model\":\"m\",\"reasoning\":\"hm\",\"temperature\":0.1}\n"
		"{\"prompt_id\":17,\"response\":\"cut o\",\"finish_reason\":\"length\"}\n"
		"{\"prompt_id\":\"x\",\"response\":\"\",\"finish_reason\":\"content_"
		"filter\"}\n"
		"{\"prompt_id\":\"x\",\"response\":null,\"refusal\":\"I won't.\"}\n"
		"{\"prompt_id\":\"x\",\"response\":null,\"error\":{\"code\":500}}\n"
		"{\"prompt_id\":\"x\",\"response\":\"kept\",\"outcome\":\"refused\"}\n"
		"{\"prompt\":\"p\",\"completion\":\"c\"}\n");
	assert_string_equal(got.report.reader->name, "jsonl");
	assert_int_equal(got.n, 7);
	assert_text(got.records[0].prompt_id, "q|1");
	assert_int_equal(got.records[0].sample, 3);
	assert_text(got.records[0].model, "m");
	assert_text(got.records[0].reasoning, "hm");
	assert_text(got.records[0].extra, "{\"temperature\":0.1}");
	assert_text(got.records[1].prompt_id, "17");
	assert_int_equal(got.records[1].outcome, OUTCOME_TRUNCATED);
	assert_int_equal(got.records[2].outcome, OUTCOME_FILTERED);
	assert_int_equal(got.records[3].outcome, OUTCOME_REFUSED);
	assert_text(got.records[3].answer, "I won't.");
	assert_int_equal(got.records[4].outcome, OUTCOME_FAILED);
	assert_int_equal(got.records[5].outcome, OUTCOME_REFUSED);
	assert_text(got.records[6].answer, "c");
	got_clear(&got);
}

static void jsonl_refuses_what_makes_no_sense(void **state)
{
	static const char *const records[] = {
		"{\"prompt\":\"p\",\"response\":7}",
		"{\"response\":\"r\"}",
		"{\"prompt\":\"p\",\"response\":\"r\",\"sample\":-1}",
		"{\"prompt\":\"p\",\"response\":\"r\",\"sample\":0.5}",
		"{\"prompt\":\"p\",\"response\":\"r\",\"sample\":1e300}",
		"{\"prompt\":\"p\",\"response\":\"r\",\"sample\":\"2\"}",
		"{\"prompt_id\":[1],\"response\":\"r\"}",
		"{\"prompt_id\":1.5,\"response\":\"r\"}",
		"{\"prompt\":\"p\",\"response\":\"r\",\"outcome\":\"great\"}",
	};
	struct got got = {.n = 0};

	(void)state;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		read_as(&got, "jsonl", records[i]);
		assert_int_equal(got.rc, -1);
		assert_int_equal(got.n, 0);
		assert_int_equal(got.report.n_bad, 1);
	}
	got_clear(&got);
}

static void openai_chat_is_read(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto",
		"{\"messages\":[{\"role\":\"user\",\"content\":\"old\"},"
		"{\"role\":\"assistant\",\"content\":\"older\"},"
		"{\"role\":\"user\",\"content\":\"one\"},{\"role\":\"user\",\"content\":"
		"\"two\"},"
		"{\"role\":\"assistant\",\"content\":\"three\",\"reasoning_content\":"
		"\"hm\"}],"
		"\"model\":\"m\",\"seed\":1}\n"
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
		"\"text\":"
		"\"look: "
		"\"},{\"type\":\"image_url\",\"image_url\":{}},{\"type\":\"text\","
		"\"text\":\"this\"}]},{\"role\":\"assistant\",\"content\":[{\"type\":"
		"\"reasoning\",\"text\":\"eyes\"},{\"type\":\"text\",\"text\":\"ok\"}]}]}"
		"\n"
		"{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},"
		"{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"}]}\n"
		"{\"messages\":[{\"role\":\"user\",\"content\":\"two\"},"
		"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{}]}]}\n"
		"{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}\n"
		"{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}]}\n"
		"{\"messages\":[{\"role\":\"wizard\",\"content\":\"a\"}]}\n");
	assert_string_equal(got.report.reader->name, "openai_chat");
	assert_int_equal(got.n, 4);
	assert_text(got.records[0].prompt, "one\n\ntwo");
	assert_text(got.records[0].answer, "three");
	assert_text(got.records[0].reasoning, "hm");
	assert_text(got.records[0].model, "m");
	assert_text(got.records[0].extra, "{\"seed\":1}");
	assert_text(got.records[1].prompt, "look: this");
	assert_text(got.records[1].answer, "ok");
	assert_text(got.records[1].reasoning, "eyes");
	assert_int_equal(got.records[2].outcome, OUTCOME_REFUSED);
	assert_text(got.records[2].answer, "no");
	assert_int_equal(got.records[3].outcome, OUTCOME_EMPTY);
	assert_int_equal(got.report.n_bad, 3);
	assert_int_equal(got.report.first_bad[0].line, 5);
	got_clear(&got);
}

/* The same words after another history are another prompt. */
static void history_is_part_of_a_prompts_identity(void **state)
{
	static const char file[] =
		"{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"},"
		"{\"role\":\"assistant\",\"content\":\"a\"},"
		"{\"role\":\"user\",\"content\":\"Go on\"},"
		"{\"role\":\"assistant\",\"content\":\"b\"}]}";
	struct got first = {.n = 0}, second = {.n = 0}, same = {.n = 0};
	char text[400];

	(void)state;
	(void)snprintf(text, sizeof(text), file, "Tell a joke");
	read_as(&first, "auto", text);
	read_as(&same, "openai_chat", text);
	(void)snprintf(text, sizeof(text), file, "Sing a song");
	read_as(&second, "auto", text);
	assert_string_equal(first.records[0].prompt_id.data,
			    same.records[0].prompt_id.data);
	assert_string_not_equal(first.records[0].prompt_id.data,
				second.records[0].prompt_id.data);
	assert_text(second.records[0].prompt, "Go on");
	got_clear(&first);
	got_clear(&second);
	got_clear(&same);
}

#define BATCH(id, body)                                                                  \
	"{\"id\":\"b\",\"custom_id\":\"" id "\",\"response\":{\"status_code\":200,"      \
	"\"request_id\":\"r\",\"body\":" body "},\"error\":null}\n"

/* A proxy's page or a list where the body should be: a failure, and nothing is lost. */
static void a_batch_body_that_is_no_object_is_kept(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "openai-batch", BATCH("q1", "[{\"a\":1},2]"));
	assert_int_equal(got.report.n_good, 1);
	assert_int_equal(got.records[0].outcome, OUTCOME_FAILED);
	assert_text(got.records[0].extra,
		    "{\"id\":\"b\",\"error\":null,\"body\":[{\"a\":1},2]}");
	got_clear(&got);
}

/* clang-format off */
static const char batch_of_every_kind[] =
	BATCH("q1", "{\"model\":\"m\",\"choices\":["
		    "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},"
		    "\"finish_reason\":\"stop\"},"
		    "{\"index\":1,\"message\":{\"content\":\"b\"},"
		    "\"finish_reason\":\"length\"}],\"usage\":{\"total_tokens\":3}}")
	BATCH("q2", "{\"choices\":[{\"index\":0,\"message\":{\"content\":null,"
		    "\"refusal\":\"no\"},\"finish_reason\":\"stop\"}]}")
	BATCH("q3", "{\"choices\":[{\"index\":0,\"text\":\"plain\"}]}")
	BATCH("q4", "{\"output\":[{\"type\":\"reasoning\"},{\"type\":\"message\","
		    "\"content\":[{\"type\":\"output_text\",\"text\":\"r\"}]}],"
		    "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}}")
	"{\"custom_id\":\"q5\",\"response\":null,\"error\":{\"code\":\"expired\"}}\n"
	"{\"custom_id\":\"q6\",\"response\":{\"status_code\":0,\"body\":{}},"
	"\"error\":null}\n"
	"{\"custom_id\":\"q7\",\"response\":{\"status_code\":400,\"body\":{\"error\":{"
	"\"code\":\"content_filter\"}}},\"error\":null}\n"
	BATCH("q8", "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"\"},"
		    "\"finish_reason\":\"content_filter\"}]}");
/* clang-format on */

static void openai_batch_is_read(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto", batch_of_every_kind);
	assert_string_equal(got.report.reader->name, "openai_batch");
	assert_int_equal(got.report.n_good, 8);
	assert_int_equal(got.report.n_answers, 9);
	assert_text(got.records[0].prompt_id, "q1");
	assert_text(got.records[0].prompt, "");
	assert_text(got.records[0].model, "m");
	assert_text(got.records[0].extra, "{\"id\":\"b\",\"error\":null,\"body\":{"
					  "\"usage\":{\"total_tokens\":3}}}");
	assert_int_equal(got.records[1].sample, 1);
	assert_int_equal(got.records[1].outcome, OUTCOME_TRUNCATED);
	assert_int_equal(got.records[2].outcome, OUTCOME_REFUSED);
	assert_text(got.records[3].answer, "plain");
	assert_text(got.records[4].answer, "r");
	assert_int_equal(got.records[4].outcome, OUTCOME_TRUNCATED);
	assert_int_equal(got.records[5].outcome, OUTCOME_FAILED);
	assert_int_equal(got.records[6].outcome, OUTCOME_FAILED);
	assert_int_equal(got.records[7].outcome, OUTCOME_FILTERED);
	assert_int_equal(got.records[8].outcome, OUTCOME_FILTERED);
	got_clear(&got);
}

static void lm_eval_is_read(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto",
		"{\"doc_id\":0,\"doc\":{\"q\":1},\"arguments\":{\"gen_args_0\":{\"arg_"
		"0\":"
		"\"abc\",\"arg_1\":{\"until\":[]}}},\"resps\":[[\"r1\",\"r2\"]],"
		"\"filtered_resps\":[\"1\"],\"filter\":\"strict\",\"exact_match\":0}\n"
		"{\"doc_id\":1,\"arguments\":[[\"d\",{\"until\":[]}]],\"resps\":[[\"r3\"]"
		"],"
		"\"filter\":\"strict\"}\n"
		"{\"doc_id\":0,\"arguments\":{\"gen_args_0\":{\"arg_0\":\"abc\"}},"
		"\"resps\":[[\"r1\",\"r2\"]],\"filter\":\"flexible\"}\n"
		"{\"doc_id\":2,\"resps\":[[\"r4\"]],\"prompt_hash\":\"f00d\"}\n"
		"{\"doc_id\":3,\"resps\":[[\"r5\"]]}\n");
	assert_string_equal(got.report.reader->name, "lm_eval");
	assert_int_equal(got.n, 5);
	assert_int_equal(got.report.n_skipped, 1);
	assert_text(got.records[0].prompt_id, "sha256:ba7816bf8f01cfea");
	assert_text(got.records[0].answer, "r1");
	assert_text(got.records[1].answer, "r2");
	assert_int_equal(got.records[1].sample, 1);
	assert_text(got.records[2].prompt, "d");
	assert_text(got.records[3].prompt_id, "f00d");
	assert_text(got.records[4].prompt_id, "3");
	got_clear(&got);
}

static void log_likelihoods_are_refused_by_name(void **state)
{
	static const char *const rows[] = {
		"{\"doc_id\":0,\"arguments\":{\"gen_args_0\":{\"arg_0\":\"q\",\"arg_1\":"
		"\" a\"}},"
		"\"resps\":[[[\"-1.5\",\"False\"]]]}",
		"{\"doc_id\":0,\"arguments\":[[\"q\",\" a\"],[\"q\",\" b\"]],"
		"\"resps\":[[[-1.5,false]],[[-2.5,true]]]}",
		"{\"doc_id\":0,\"arguments\":[[\"q\"]],\"resps\":[[-1.5]]}",
		"{\"doc_id\":0,\"arguments\":[[\"q\"]],\"resps\":[-1.5]}",
	};
	struct got got = {.n = 0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		read_as(&got, "auto", rows[i]);
		assert_int_equal(got.rc, -1);
		assert_non_null(strstr(got.err.text, "log-likelihoods"));
	}
	got_clear(&got);
}

static void sharegpt_is_read(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto",
		"[{\"id\":\"x\",\"conversations\":[{\"from\":\"system\",\"value\":\"s\"},"
		"{\"from\":\"gpt\",\"value\":\"Welcome\"},{\"from\":\"human\",\"value\":"
		"\"abc\"},"
		"{\"from\":\"gpt\",\"value\":\"one\"},{\"from\":\"human\",\"value\":"
		"\"more\"},"
		"{\"from\":\"gpt\",\"value\":\"two\"},{\"from\":\"human\",\"value\":\"?"
		"\"}]},"
		"{\"conversation\":[{\"role\":\"user\",\"content\":\"q\"},"
		"{\"role\":\"assistant\",\"content\":\"a\"}],\"model\":\"m\"},"
		"{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}]},"
		"{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},"
		"{\"from\":\"gpt\",\"value\":\"a\"},{\"value\":\"nobody\"}]}]");
	assert_string_equal(got.report.reader->name, "sharegpt");
	assert_int_equal(got.n, 3);
	assert_text(got.records[0].prompt_id, "sha256:ba7816bf8f01cfea");
	assert_text(got.records[0].answer, "one");
	assert_text(got.records[0].extra, "{\"id\":\"x\"}");
	assert_text(got.records[1].prompt, "more");
	assert_text(got.records[1].answer, "two");
	assert_text(got.records[2].model, "m");
	assert_int_equal(got.report.n_good, 2);
	assert_int_equal(got.report.n_bad, 2);
	got_clear(&got);
}

static void the_first_good_record_decides_the_format(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto",
		"{\"schema\":\"x\",\"made\":1}\n" A
		"\n{\"instruction\":\"i\",\"output\":\"o\"}\n" B "\n");
	assert_string_equal(got.report.reader->name, "jsonl");
	assert_int_equal(got.n, 2);
	assert_int_equal(got.report.n_bad, 2);
	assert_non_null(strstr(got.report.first_bad[0].reason, "schema, made"));
	assert_int_equal(got.report.first_bad[1].line, 3);
	got_clear(&got);
}

static void a_file_without_a_record_says_why(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	read_as(&got, "auto", "");
	assert_int_equal(got.rc, -1);
	assert_int_equal(got.err.kind, ERR_FAIL);
	assert_non_null(strstr(got.err.text, "given.json"));
	read_as(&got, "auto", "[]");
	assert_int_equal(got.rc, -1);
	read_as(&got, "auto", "\n{\"a\x1b[2J\":1}");
	assert_non_null(strstr(got.err.text, "line 2"));
	assert_non_null(strstr(got.err.text, "openai_batch"));
	assert_null(strchr(got.err.text, '\x1b'));
	read_as(&got, "csv", A);
	assert_int_equal(got.err.kind, ERR_USAGE);
	assert_non_null(strstr(got.err.text, "\"csv\""));
	assert_non_null(strstr(got.err.text, "sharegpt"));
	read_n(&got, "auto", "\xFF\xFE{\0", 4);
	assert_non_null(strstr(got.err.text, "UTF-16"));
	got_clear(&got);
}

static void bad_records_are_all_counted(void **state)
{
	struct buf file = BUF_INIT;
	struct got got = {.n = 0};

	(void)state;
	for (int i = 0; i < 50; i++)
		buf_str_add(&file, "{\"x\":0}\n");
	buf_str_add(&file, A);
	read_n(&got, "auto", file.data, file.len);
	assert_int_equal(got.report.n_bad, 50);
	assert_int_equal(got.report.first_bad[19].line, 20);
	assert_int_equal(got.n, 1);
	buf_clear(&file);
	got_clear(&got);
}

static void the_taker_can_stop_the_reading(void **state)
{
	struct got got = {.n = 0};
	struct err err = ERR_INIT;

	(void)state;
	got.stop_at = 2;
	assert_int_equal(reader_read_bytes("x", A B C, strlen(A B C), "auto", take, &got,
					   &got.report, &err),
			 -1);
	assert_int_equal(err.kind, ERR_ENV);
	assert_string_equal(err.text, "the disk is full");
	assert_int_equal(got.n, 1);
	assert_int_equal(got.report.n_bad, 0);
	got_clear(&got);
}

/* A path for this test alone; owned by the caller. */
static char *scratch(const char *name)
{
	const char *dir = getenv("TMPDIR");
	char *folder = mem_strdup(dir ? dir : "/tmp");
	char *path;
	char unique[64];

	(void)snprintf(unique, sizeof(unique), "reader-%ld-%s", (long)getpid(), name);
	path = file_join(folder, unique);
	mem_free(folder);
	return path;
}

static void expect_file(const char *path, size_t n, bool torn)
{
	struct got got = {.n = 0};

	assert_int_equal(reader_read(path, "auto", take, &got, &got.report, &got.err), 0);
	assert_int_equal(got.n, n);
	assert_int_equal(got.report.torn, torn);
	got_clear(&got);
}

static void packed_files_are_read(void **state)
{
	char *path = scratch("packed");
	struct buf packed = BUF_INIT;
	struct err err = ERR_INIT;
	gzFile gz;

	(void)state;
	pack_zstd(A "\n" B "\n", strlen(A "\n" B "\n"), &packed);
	assert_int_equal(file_write(path, packed.data, packed.len, &err), 0);
	expect_file(path, 2, false);
	gz = gzopen(path, "wb");
	assert_non_null(gz);
	assert_int_equal(gzputs(gz, A "\n" B "\n" C), (int)strlen(A B C) + 2);
	assert_int_equal(gzclose(gz), Z_OK);
	expect_file(path, 3, false);
	(void)unlink(path);
	buf_clear(&packed);
	mem_free(path);
}

static void a_torn_gzip_keeps_what_was_unpacked(void **state)
{
	char *path = scratch("torn");
	struct buf packed = BUF_INIT;
	struct err err = ERR_INIT;
	struct got got = {.n = 0};
	gzFile gz = gzopen(path, "wb");

	(void)state;
	assert_non_null(gz);
	for (int i = 0; i < 20000; i++)
		(void)gzprintf(gz, "{\"prompt\":\"p%d\",\"response\":\"%d\"}\n", i,
			       i * 7919);
	assert_int_equal(gzclose(gz), Z_OK);
	assert_int_equal(file_read_raw(path, &packed, &err), 0);
	assert_int_equal(truncate(path, (off_t)packed.len / 2), 0);
	assert_int_equal(reader_read(path, "auto", take, &got, &got.report, &got.err), 0);
	assert_true(got.report.torn);
	assert_true(got.n > 5000 && got.n < 15000);
	(void)unlink(path);
	buf_clear(&packed);
	got_clear(&got);
	mem_free(path);
}

static void a_missing_file_is_named(void **state)
{
	struct got got = {.n = 0};

	(void)state;
	assert_int_equal(
		reader_read("no/such.json", "auto", take, &got, &got.report, &got.err),
		-1);
	assert_non_null(strstr(got.err.text, "no/such.json"));
	assert_int_equal(got.report.n_bad, 0);
	got_clear(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layouts_of_a_file_read_alike),
		cmocka_unit_test(lines_and_raw_bytes_are_kept),
		cmocka_unit_test(damage_costs_one_record),
		cmocka_unit_test(a_torn_file_keeps_every_whole_record),
		cmocka_unit_test(what_cannot_be_kept_is_counted),
		cmocka_unit_test(hostile_files_take_linear_time),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(prompts_without_id_are_named_by_their_hash),
		cmocka_unit_test(alpaca_eval_is_read),
		cmocka_unit_test(jsonl_is_read),
		cmocka_unit_test(jsonl_refuses_what_makes_no_sense),
		cmocka_unit_test(openai_chat_is_read),
		cmocka_unit_test(history_is_part_of_a_prompts_identity),
		cmocka_unit_test(openai_batch_is_read),
		cmocka_unit_test(a_batch_body_that_is_no_object_is_kept),
		cmocka_unit_test(lm_eval_is_read),
		cmocka_unit_test(log_likelihoods_are_refused_by_name),
		cmocka_unit_test(sharegpt_is_read),
		cmocka_unit_test(the_first_good_record_decides_the_format),
		cmocka_unit_test(a_file_without_a_record_says_why),
		cmocka_unit_test(bad_records_are_all_counted),
		cmocka_unit_test(the_taker_can_stop_the_reading),
		cmocka_unit_test(packed_files_are_read),
		cmocka_unit_test(a_torn_gzip_keeps_what_was_unpacked),
		cmocka_unit_test(a_missing_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
