/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No spelling of a key passes transport/redact (I6), and nothing else is changed. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "stat/rng.h"
#include "transport/redact.h"

static struct redactor *redactor_of(const char *secret)
{
	struct redactor *redactor = redactor_new();

	assert_true(redactor_add(redactor, secret));
	return redactor;
}

static void becomes(const char *secret, const char *text, const char *expected)
{
	struct redactor *redactor = redactor_of(secret);
	struct buf out = BUF_INIT;
	size_t n = redact(redactor, "body", text_of(text), &out, NULL);

	assert_string_equal(buf_str(&out), expected);
	assert_int_equal(n > 0, strcmp(text, expected) != 0);
	assert_int_equal(redact_needed(redactor, text_of(text)), n > 0);
	buf_clear(&out);
	redactor_free(redactor);
}

#define KEY "sk-Ab/9+z"

static void a_key_as_it_is_goes(void **state)
{
	(void)state;
	becomes(KEY, KEY, "[redacted: 9 bytes]");
	becomes(KEY, "a" KEY "b", "a[redacted: 9 bytes]b");
	becomes(KEY, KEY KEY, "[redacted: 9 bytes][redacted: 9 bytes]");
	becomes(KEY, "sk-Ab/9+y sk-Ab/9+", "sk-Ab/9+y sk-Ab/9+");
	becomes(KEY, "sk-sk-Ab/9+z+z", "sk-[redacted: 9 bytes]+z");
	becomes(KEY, "", "");
}

static void keys_that_overlap_are_one_place(void **state)
{
	(void)state;
	becomes("abcxyzabc", "-abcxyzabcxyzabc-", "-[redacted: 15 bytes]-");
	becomes("aaaaaa", "aaaaaaaaa b", "[redacted: 9 bytes] b");
}

static void escapes_do_not_hide_a_key(void **state)
{
	(void)state;
	becomes(KEY, "\"sk-Ab\\/9+z\"", "\"[redacted: 10 bytes]\"");
	becomes(KEY, "<\\u0073k-Ab/9\\u002Bz>", "<[redacted: 19 bytes]>");
	becomes(KEY, "?k=%73k%2dAb%2F9%2bz&", "?k=[redacted: 17 bytes]&");
	becomes(KEY, "\\u0073k%2dAb\\/9+z", "[redacted: 17 bytes]");
	/* escaped once more, as JSON inside JSON and a URL inside a URL */
	becomes(KEY, "sk-Ab\\\\\\/9\\\\u002bz", "[redacted: 18 bytes]");
	becomes(KEY, "sk-Ab%252f9+z", "[redacted: 13 bytes]");
	becomes("pa\"ss\\word", "pa\\\"ss\\\\word", "[redacted: 12 bytes]");
}

/* An escape's last characters may also be the key's first. */
static void what_stands_before_a_key_does_not_hide_it(void **state)
{
	(void)state;
	becomes("41abc-x9", "%41abc\\u002dx9", "%[redacted: 13 bytes]");
	becomes("u0041abc-x9", "\\u0041abc%2dx9", "\\[redacted: 13 bytes]");
	becomes("abc-x9%4", "abc\\u002dx9%41", "[redacted: 13 bytes]1");
	becomes("u0041abc-x9", "\\u0041abc-x9", "\\[redacted: 11 bytes]");
}

static void other_spellings_go(void **state)
{
	(void)state;
	becomes("foobar", "666f6f626172", "[redacted: 12 bytes]");
	becomes("foo*:\xff", "x666F6F2A3AFFx", "x[redacted: 12 bytes]x");
	/* RFC 4648, section 10: BASE64("foobar") = "Zm9vYmFy" */
	becomes("foobar", "<Zm9vYmFy>", "<[redacted: 8 bytes]>");
	/* "Bearer foobar", and "ser:foobar" */
	becomes("foobar", "QmVhcmVyIGZvb2Jhcg==", "QmVhcmVyIG[redacted: 7 bytes]g==");
	becomes("foobar", "c2VyOmZvb2Jhcg==", "c2VyOm[redacted: 7 bytes]g==");
	/* both alphabets, and the marks of one escaped */
	becomes("~~~???", "fn5+Pz8/", "[redacted: 8 bytes]");
	becomes("~~~???", "fn5-Pz8_", "[redacted: 8 bytes]");
	becomes("~~~???", "fn5\\u002bPz8\\/", "[redacted: 14 bytes]");
}

static void each_place_is_named(void **state)
{
	struct redactor *redactor = redactor_of("foobar");
	struct json *places = json_new_array();
	struct buf out = BUF_INIT;
	struct buf text = BUF_INIT;

	(void)state;
	assert_int_equal(redact(redactor, "header 2",
				text_of("a foobar %66oobar Zm9vYmFy 666f6f626172"), &out,
				places),
			 4);
	json_print(places, false, &text);
	assert_string_equal(
		buf_str(&text),
		"[{\"where\":\"header "
		"2\",\"offset\":2,\"length\":6,\"form\":\"literal\"},"
		"{\"where\":\"header 2\",\"offset\":9,\"length\":8,\"form\":\"escaped\"},"
		"{\"where\":\"header 2\",\"offset\":18,\"length\":8,\"form\":\"base64\"},"
		"{\"where\":\"header 2\",\"offset\":27,\"length\":12,\"form\":\"hex\"}]");
	buf_clear(&text);
	buf_clear(&out);
	json_free(places);
	redactor_free(redactor);
}

static void several_secrets_go(void **state)
{
	struct redactor *redactor = redactor_of("secret-one");
	struct buf out = BUF_INIT;

	(void)state;
	assert_true(redactor_add(redactor, "one-more"));
	assert_false(redactor_add(redactor, "short"));
	assert_int_equal(redact(redactor, "", text_of("short secret-one-more one-more"),
				&out, NULL),
			 2);
	assert_string_equal(buf_str(&out),
			    "short [redacted: 15 bytes] [redacted: 8 bytes]");
	buf_clear(&out);
	redactor_free(redactor);
	redactor = redactor_new();
	assert_false(redact_needed(redactor, text_of("anything")));
	redactor_free(redactor);
	redactor_free(NULL);
}

static void the_beginning_of_a_key_goes_where_a_text_broke_off(void **state)
{
	struct redactor *redactor = redactor_of("sk-0123456789abcdef");
	struct json *places = json_new_array();
	struct buf text = BUF_INIT;

	(void)state;
	buf_str_add(&text, "your key sk-0123456789ab");
	assert_true(redact_tail(redactor, "response", &text, places));
	assert_string_equal(buf_str(&text), "your key [redacted: 15 bytes]");
	assert_int_equal((int)json_num(json_first(places), "offset", -1), 9);
	assert_int_equal((int)json_num(json_first(places), "length", -1), 15);
	buf_reset(&text);
	/* Five bytes are anybody's. */
	buf_str_add(&text, "your key sk-01");
	assert_false(redact_tail(redactor, "response", &text, NULL));
	assert_string_equal(buf_str(&text), "your key sk-01");
	buf_reset(&text);
	/* The beginning of its base64, "c2stMDEyMzQ1..." */
	buf_str_add(&text, "c2stMDEyMz");
	assert_true(redact_tail(redactor, "response", &text, NULL));
	assert_string_equal(buf_str(&text), "[redacted: 10 bytes]");
	buf_reset(&text);
	assert_false(redact_tail(redactor, "response", &text, NULL));
	buf_clear(&text);
	json_free(places);
	redactor_free(redactor);
}

static void a_proxys_password_goes(void **state)
{
	static const char *const without[] = {NULL, "", "http://proxy.example:3128",
					      "proxy.example:3128/a:b@c",
					      "http:/"
					      "/user@proxy.example"};
	struct redactor *redactor = redactor_new();

	(void)state;
	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		redactor_add_password(redactor, without[i]);
	assert_false(redact_needed(redactor, text_of("user proxy.example 3128 b@c")));
	redactor_add_password(redactor, "http:/"
					"/user:pr0xy-secret@proxy.example:3128");
	assert_true(redact_needed(redactor, text_of("said pr0xy-secret aloud")));
	redactor_free(redactor);
}

static void headers_that_carry_secrets_are_known(void **state)
{
	(void)state;
	assert_false(redact_header_is_safe(text_of("Authorization")));
	assert_false(redact_header_is_safe(text_of("X-API-Key")));
	assert_false(redact_header_is_safe(text_of("set-cookie")));
	assert_true(redact_header_is_safe(text_of("x-request-id")));
	assert_true(redact_header_is_safe(text_of("authorizatio")));
}

static void url_becomes(const char *url, const char *expected)
{
	struct buf out = BUF_INIT;

	redact_url(url, &out);
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
}

static void urls_lose_what_is_secret(void **state)
{
	(void)state;
	url_becomes("https://example.com/v1", "https://example.com/v1");
	url_becomes("http"
		    "://us%40er:p@ss@example.com:80/a@b?x=1",
		    "http://example.com:80/a@b?x=1");
	url_becomes("user:pass@example.com:3128", "example.com:3128");
	url_becomes(
		"https://example.com/m:generate?key=abc&alt=sse#token=t",
		"https://example.com/m:generate?key=[redacted]&alt=sse#token=[redacted]");
	url_becomes("/p?API_KEY=a&api-version=2&%6bey=b&x-access-token=c&key",
		    "/p?API_KEY=[redacted]&api-version=2&%6bey=[redacted]"
		    "&x-access-token=[redacted]&key");
	url_becomes("ws://?a=u@h", "ws://?a=u@h");
	url_becomes("", "");
}

/* Properties: a random key, spelled at random, at a random place in random text. */

static const char key_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./+\"\\%=~";

static char *random_text(struct rng *rng, size_t n, const char *letters)
{
	char *text = mem_alloc(n + 1, 1);

	for (size_t i = 0; i < n; i++)
		text[i] = letters[rng_below(rng, strlen(letters))];
	text[n] = '\0';
	return text;
}

static void spell_escaped(struct rng *rng, const char *key, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		unsigned c = (unsigned char)key[i];

		switch (rng_below(rng, 5)) {
		case 0:
			buf_printf(out, rng_below(rng, 2) ? "\\u%04x" : "\\u%04X", c);
			break;
		case 1:
			buf_printf(out, rng_below(rng, 2) ? "%%%02x" : "%%%02X", c);
			break;
		case 2:
			if (ispunct((int)c))
				buf_char_add(out, '\\');
			buf_char_add(out, (char)c);
			break;
		default:
			buf_char_add(out, (char)c);
		}
	}
}

/* RFC 4648, section 4, straight from its words. */
static void spell_base64(const char *bytes, size_t n, const char *last_two,
			 struct buf *out)
{
	char alphabet[65] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	memcpy(alphabet + 62, last_two, 2);
	for (size_t i = 0; i < n; i += 3) {
		size_t left = n - i;
		unsigned group = (unsigned)(unsigned char)bytes[i] << 16;

		if (left > 1)
			group |= (unsigned)(unsigned char)bytes[i + 1] << 8;
		if (left > 2)
			group |= (unsigned char)bytes[i + 2];
		for (size_t k = 0; k < 4; k++)
			buf_char_add(out, k > left
						  ? '='
						  : alphabet[group >> (18 - 6 * k) & 63]);
	}
}

static int hex_value(int c)
{
	return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

/* Undo %XX, \uXXXX and backslashes before marks. */
static void unescape(const char *text, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t skip = text[i] == '%' ? 1 : 4;

		if (text[i] == '\\' && i + 1 < n && ispunct((unsigned char)text[i + 1])) {
			buf_char_add(out, text[++i]);
		} else if ((text[i] == '%' ||
			    (text[i] == '\\' && i + 1 < n && text[i + 1] == 'u')) &&
			   i + skip + 1 < n && hex_value(text[i + skip]) >= 0 &&
			   hex_value(text[i + skip + 1]) >= 0) {
			buf_char_add(out, (char)(hex_value(text[i + skip]) << 4 |
						 hex_value(text[i + skip + 1])));
			i += skip + 1;
		} else {
			buf_char_add(out, text[i]);
		}
	}
}

/* Decode everything that could be base64 at all alignments, or hexadecimal. */
static bool holds_decoded(const char *text, size_t n, const char *key)
{
	size_t len = strlen(key);
	bool found = memmem(text, n, key, len) != NULL;

	for (size_t shift = 0; shift < 4 && !found; shift++) {
		struct buf plain = BUF_INIT;
		unsigned bits = 0;

		for (size_t i = shift; i < n; i++) {
			const char *at = strchr(key_letters, text[i]);
			size_t six = !text[i]                           ? 0
				     : text[i] == '+' || text[i] == '-' ? 62
				     : text[i] == '/' || text[i] == '_' ? 63
				     : at ? (size_t)(at - key_letters) % 64
					  : 0;

			bits = bits << 6 | (unsigned)six;
			if ((i - shift) % 4 == 3)
				for (unsigned k = 0; k < 3; k++)
					buf_char_add(&plain,
						     (char)(bits >> (16 - 8 * k)));
		}
		found = plain.len && memmem(plain.data, plain.len, key, len);
		buf_clear(&plain);
	}
	for (size_t shift = 0; shift < 2 && !found; shift++) {
		struct buf plain = BUF_INIT;

		for (size_t i = shift; i + 1 < n; i += 2)
			buf_char_add(&plain, (char)(((hex_value(text[i]) & 15) << 4) |
						    (hex_value(text[i + 1]) & 15)));
		found = plain.len && memmem(plain.data, plain.len, key, len);
		buf_clear(&plain);
	}
	return found;
}

static bool holds(const char *text, size_t n, const char *key)
{
	struct buf plain = BUF_INIT;
	bool found = n && holds_decoded(text, n, key);

	unescape(text, n, &plain);
	found = found || (plain.len && holds_decoded(plain.data, plain.len, key));
	buf_clear(&plain);
	return found;
}

enum { N_SPELLINGS = 8 };

/* One spelling of the key; in base64 among other bytes. */
static void spell(struct rng *rng, const char *key, size_t how, struct buf *out)
{
	struct buf wrapped = BUF_INIT;
	struct buf base64 = BUF_INIT;
	size_t n = strlen(key);

	switch (how) {
	case 0:
		buf_str_add(out, key);
		break;
	case 1:
	case 2:
		for (size_t i = 0; i < n; i++)
			buf_printf(out, how == 1 ? "%02x" : "%02X",
				   (unsigned char)key[i]);
		break;
	case 3:
	case 4:
		buf_str_add(&wrapped, rng_below(rng, 2) ? "Bearer " : "");
		for (size_t i = rng_below(rng, 5); i > 0; i--)
			buf_char_add(&wrapped, (char)rng_below(rng, 256));
		buf_str_add(&wrapped, key);
		for (size_t i = rng_below(rng, 5); i > 0; i--)
			buf_char_add(&wrapped, (char)rng_below(rng, 256));
		spell_base64(wrapped.data, wrapped.len, how == 3 ? "+/" : "-_", &base64);
		if (rng_below(rng, 2))
			spell_escaped(rng, base64.data, base64.len, out);
		else
			buf_add(out, base64.data, base64.len);
		break;
	default:
		spell_escaped(rng, key, n, out);
	}
	buf_clear(&wrapped);
	buf_clear(&base64);
}

/* The result is the text with the places cut out, and nothing else. */
static void check_places(const char *text, size_t n, const struct json *places,
			 const struct buf *out)
{
	struct buf expected = BUF_INIT;
	size_t from = 0;

	JSON_EACH(place, places) {
		size_t begin = (size_t)json_num(place, "offset", -1);
		size_t length = (size_t)json_num(place, "length", -1);

		assert_true(begin >= from && length > 0 && begin + length <= n);
		buf_add(&expected, text + from, begin - from);
		buf_printf(&expected, "[redacted: %zu bytes]", length);
		from = begin + length;
	}
	buf_add(&expected, text + from, n - from);
	assert_int_equal(out->len, expected.len);
	assert_memory_equal(out->data, expected.data, expected.len);
	buf_clear(&expected);
}

static size_t begin_of_places(const struct json *places)
{
	return (size_t)json_num(json_first(places), "offset", -1);
}

static size_t end_of_places(const struct json *places)
{
	size_t end = 0;

	JSON_EACH(place, places)
		end = (size_t)(json_num(place, "offset", -1) +
			       json_num(place, "length", -1));
	return end;
}

static void no_spelling_passes(void **state)
{
	static const char around[] = "abcdefgh ABCXYZ 0123456789\\\\%%u00\"/+-_=.,\n";

	(void)state;
	for (uint64_t round = 0; round < 4000; round++) {
		struct rng rng = rng_stream(11, round, 0, 0);
		char *key = random_text(&rng, 8 + rng_below(&rng, 60), key_letters);
		char *before = random_text(&rng, rng_below(&rng, 300), around);
		char *after = random_text(&rng, rng_below(&rng, 300), around);
		struct redactor *redactor = redactor_of(key);
		struct json *places = json_new_array();
		struct buf text = BUF_INIT, spelled = BUF_INIT, out = BUF_INIT;

		buf_str_add(&text, before);
		for (size_t i = 1 + rng_below(&rng, 3); i > 0; i--) {
			buf_reset(&spelled);
			spell(&rng, key, rng_below(&rng, N_SPELLINGS), &spelled);
			buf_add(&text, spelled.data, spelled.len);
		}
		buf_str_add(&text, after);
		assert_true(redact_needed(redactor, (struct text){text.data, text.len}));
		assert_true(redact(redactor, "t", (struct text){text.data, text.len},
				   &out, places) == json_count(places));
		assert_false(holds(out.data, out.len, key));
		check_places(text.data, text.len, places, &out);
		/* An escape in front may share its end with the key's beginning. */
		assert_true(begin_of_places(places) + 8 >= strlen(before));
		assert_true(end_of_places(places) <= text.len - strlen(after));
		buf_clear(&text);
		buf_clear(&spelled);
		buf_clear(&out);
		json_free(places);
		redactor_free(redactor);
		mem_free(key);
		mem_free(before);
		mem_free(after);
	}
}

static void text_without_a_key_stays(void **state)
{
	struct redactor *redactor = redactor_of("sk-abcdef0123456789");

	(void)state;
	for (uint64_t round = 0; round < 300; round++) {
		struct rng rng = rng_stream(12, round, 0, 0);
		size_t n = rng_below(&rng, 3000);
		char *text = random_text(&rng, n, "sk-abcdef0123456789\\%u00/\n");
		struct buf out = BUF_INIT;

		if (!holds(text, n, "sk-abcdef0123456789")) {
			assert_false(redact_needed(redactor, (struct text){text, n}));
			assert_int_equal(
				redact(redactor, "", (struct text){text, n}, &out, NULL),
				0);
			assert_int_equal(out.len, n);
			assert_memory_equal(out.data, text, n);
		}
		buf_clear(&out);
		mem_free(text);
	}
	redactor_free(redactor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_as_it_is_goes),
		cmocka_unit_test(keys_that_overlap_are_one_place),
		cmocka_unit_test(escapes_do_not_hide_a_key),
		cmocka_unit_test(what_stands_before_a_key_does_not_hide_it),
		cmocka_unit_test(other_spellings_go),
		cmocka_unit_test(each_place_is_named),
		cmocka_unit_test(several_secrets_go),
		cmocka_unit_test(the_beginning_of_a_key_goes_where_a_text_broke_off),
		cmocka_unit_test(a_proxys_password_goes),
		cmocka_unit_test(headers_that_carry_secrets_are_known),
		cmocka_unit_test(urls_lose_what_is_secret),
		cmocka_unit_test(no_spelling_passes),
		cmocka_unit_test(text_without_a_key_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
