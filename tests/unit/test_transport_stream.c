/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_transport_stream.c: events in bytes, by the HTML Living Standard 9.2.6. */
#include "unit/dialect_said.h"

#include "transport/stream.h"

/* The events as "name|data" (an unfinished one with "~" behind), each ended by a ";". */
static void check_events(enum stream_format format, const char *raw, size_t n,
			 const char *expected)
{
	struct stream stream;
	struct stream_event event;
	struct buf found = BUF_INIT;
	char *copy = mem_dup(raw, n);

	stream_init(&stream, format, (struct text){copy, n});
	while (stream_next(&stream, &event))
		buf_printf(&found, "%.*s|%.*s%s;", (int)event.name.len, event.name.data,
			   (int)event.data.len, event.data.data, event.whole ? "" : "~");
	assert_string_equal(buf_str(&found), expected);
	assert_false(stream_next(&stream, &event));
	stream_clear(&stream);
	buf_clear(&found);
	mem_free(copy);
}

static void check_sse(const char *raw, const char *expected)
{
	check_events(STREAM_SSE, raw, strlen(raw), expected);
}

static void check_ndjson(const char *raw, const char *expected)
{
	check_events(STREAM_NDJSON, raw, strlen(raw), expected);
}

static void test_the_standards_own_examples(void **state)
{
	(void)state;
	/* 9.2.6: "the following stream, once followed by a blank line" */
	check_sse("data: YHOO\ndata: +2\ndata: 10\n\n", "|YHOO\n+2\n10;");
	/* "... four blocks": a comment, an event, one with an empty data buffer whose
	 * lone id sets no data, and one with a leading blank kept. */
	check_sse(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
		  "data:  third event\n\n",
		  "|first event;|second event;| third event;");
	/* "... fires two events"; the last block would be discarded there. */
	check_sse("data\n\ndata\ndata\n\ndata:", "|;|\n;|~;");
	/* "the space after the colon is ignored if present" */
	check_sse("data:test\n\ndata: test\n\n", "|test;|test;");
}

static void test_a_name_belongs_to_its_event_alone(void **state)
{
	(void)state;
	check_sse("event: add\ndata: 1\n\ndata: 2\n\n", "add|1;|2;");
	/* A name without data is no event and is forgotten. */
	check_sse("event: add\n\ndata: 2\n\n", "|2;");
	check_sse("event: a\nevent: b\ndata: 1\n\n", "b|1;");
}

static void test_lines_end_in_any_of_three_ways(void **state)
{
	(void)state;
	check_sse("data: 1\r\n\r\ndata: 2\r\rdata: 3\n\n", "|1;|2;|3;");
	check_sse("data: 1\r\ndata: 2\r\n\r\n", "|1\n2;");
}

static void test_comments_and_other_fields_are_skipped(void **state)
{
	(void)state;
	check_sse(": keep-alive\n\n:\n\nretry: 10\nid: x\nfoo: bar\ndata: 1\n: in it\n\n",
		  "|1;");
	check_sse(" data: 1\n\nDATA: 2\n\n", "");
	check_sse("<html>\n<body>\n", "");
	check_sse("", "");
}

static void test_a_byte_order_mark_begins_no_field(void **state)
{
	(void)state;
	check_sse("\xEF\xBB\xBF"
		  "data: 1\n\n",
		  "|1;");
	check_sse("data: 1\n\n\xEF\xBB\xBF"
		  "data: 2\n\n",
		  "|1;");
	check_ndjson("\xEF\xBB\xBF{}\n", "|{};");
}

static void test_a_last_event_without_its_end_is_not_whole(void **state)
{
	(void)state;
	check_sse("data: 1\n\ndata: 2", "|1;|2~;");
	check_sse("data: 1\n\ndata: 2\n", "|1;|2~;");
	check_sse("data: 1\n\ndata: 2\r\n\r", "|1;|2;");
	check_sse("event: x", "");
	check_ndjson("{\"a\":1}\n{\"b\":2}", "|{\"a\":1};|{\"b\":2}~;");
}

static void test_lines_of_json_are_events(void **state)
{
	(void)state;
	check_ndjson("1\n\n \t\n2\r\n3\n", "|1;|2;|3;");
	check_ndjson("data: 1\n", "|data: 1;");
	check_ndjson("", "");
}

static void test_a_zero_byte_is_a_byte(void **state)
{
	struct stream stream;
	struct stream_event event;

	(void)state;
	stream_init(&stream, STREAM_SSE, (struct text){"data: a\0b\n\n", 11});
	assert_true(stream_next(&stream, &event));
	assert_int_equal(event.data.len, 3);
	assert_memory_equal(event.data.data, "a\0b", 3);
	stream_clear(&stream);
}

static void test_an_event_says_where_it_ends(void **state)
{
	struct stream stream;
	struct stream_event event;

	(void)state;
	stream_init(&stream, STREAM_SSE, text_of(": c\n\ndata: 1\n\ndata: 2"));
	assert_true(stream_next(&stream, &event));
	assert_int_equal(event.line, 4);
	assert_true(stream_next(&stream, &event));
	assert_int_equal(event.line, 5);
	stream_clear(&stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_standards_own_examples),
		cmocka_unit_test(test_a_name_belongs_to_its_event_alone),
		cmocka_unit_test(test_lines_end_in_any_of_three_ways),
		cmocka_unit_test(test_comments_and_other_fields_are_skipped),
		cmocka_unit_test(test_a_byte_order_mark_begins_no_field),
		cmocka_unit_test(test_a_last_event_without_its_end_is_not_whole),
		cmocka_unit_test(test_lines_of_json_are_events),
		cmocka_unit_test(test_a_zero_byte_is_a_byte),
		cmocka_unit_test(test_an_event_says_where_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
