/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/redact.c: a secret is kept as needles (itself, its base64 and hexadecimal
 * spellings), each of whose bytes may stand in the text by itself or escaped. Where that
 * could be, and only there, all needles are followed side by side, one bit a byte of
 * each (Shift-And); so the time grows with the text alone, whatever the text is.
 */
#include "transport/redact.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

enum {
	SHORTEST = 6,
	LONGEST_UNIT = 8,
	N_BYTES = 256,
	WORD_BITS = 64,
	N_BEGINNINGS = 32,
	N_AHEAD = 4
};

struct needle {
	unsigned char *bytes; /* owned */
	size_t len;
	const char *form, *escaped; /* what to call it as it is, and with escapes in it */
	size_t last_bit;            /* of its last byte among all needles' bits */
};

struct redactor {
	struct needle *needles;
	size_t n_needles, cap;
	size_t longest;
	size_t n_words;             /* of a set of bits */
	uint64_t *first, *last;     /* the needles' first and last bytes */
	uint64_t *where;            /* by value of a byte: where it is in the needles */
	bool is_in_needle[N_BYTES]; /* is it anywhere? */
};

struct redactor *redactor_new(void)
{
	return MEM_NEW(struct redactor);
}

static void wipe(void *secret, size_t n)
{
	if (!secret)
		return;
	explicit_bzero(secret, n);
	mem_free(secret);
}

static void tables_clear(struct redactor *redactor)
{
	size_t size = redactor->n_words * sizeof(uint64_t);

	wipe(redactor->first, size);
	wipe(redactor->last, size);
	wipe(redactor->where, N_BYTES * size);
}

void redactor_add_password(struct redactor *redactor, const char *url)
{
	const char *start = url ? strstr(url, "://") : NULL;
	const char *end;
	const char *colon;
	char *password;

	start = start ? start + 3 : url;
	end = start ? start + strcspn(start, "/?#") : NULL;
	while (end && end > start && *end != '@')
		end--;
	colon = end && end > start ? memchr(start, ':', (size_t)(end - start)) : NULL;
	if (!colon)
		return;
	password = mem_dup(colon + 1, (size_t)(end - colon - 1));
	(void)redactor_add(redactor, password);
	explicit_bzero(password, strlen(password));
	mem_free(password);
}

void redactor_free(struct redactor *redactor)
{
	if (!redactor)
		return;
	for (size_t i = 0; i < redactor->n_needles; i++)
		wipe(redactor->needles[i].bytes, redactor->needles[i].len);
	mem_free(redactor->needles);
	tables_clear(redactor);
	wipe(redactor, sizeof(*redactor));
}

static void set_bit(uint64_t *set, size_t bit)
{
	set[bit / WORD_BITS] |= (uint64_t)1 << bit % WORD_BITS;
}

static bool has_bit(const uint64_t *set, size_t bit)
{
	return set[bit / WORD_BITS] >> bit % WORD_BITS & 1;
}

static uint64_t *where_is(const struct redactor *redactor, int byte)
{
	return redactor->where + (size_t)byte * redactor->n_words;
}

static void tables_build(struct redactor *redactor)
{
	size_t n_bits = 0, bit = 0;

	tables_clear(redactor);
	for (size_t i = 0; i < redactor->n_needles; i++)
		n_bits += redactor->needles[i].len;
	redactor->n_words = n_bits / WORD_BITS + 1;
	redactor->first = MEM_ARRAY(redactor->n_words, uint64_t);
	redactor->last = MEM_ARRAY(redactor->n_words, uint64_t);
	redactor->where = MEM_ARRAY(N_BYTES * redactor->n_words, uint64_t);
	for (size_t i = 0; i < redactor->n_needles; i++) {
		struct needle *needle = &redactor->needles[i];

		set_bit(redactor->first, bit);
		for (size_t j = 0; j < needle->len; j++, bit++) {
			set_bit(where_is(redactor, needle->bytes[j]), bit);
			redactor->is_in_needle[needle->bytes[j]] = true;
		}
		needle->last_bit = bit - 1;
		set_bit(redactor->last, needle->last_bit);
		if (needle->len > redactor->longest)
			redactor->longest = needle->len;
	}
}

/* `bytes` passes into the redactor. */
static void needle_add(struct redactor *redactor, unsigned char *bytes, size_t len,
		       const char *form, const char *escaped)
{
	for (size_t i = 0; i < redactor->n_needles; i++) {
		const struct needle *old = &redactor->needles[i];

		if (old->len == len && !memcmp(old->bytes, bytes, len)) {
			wipe(bytes, len);
			return;
		}
	}
	redactor->needles =
		MEM_GROW(redactor->needles, redactor->n_needles, &redactor->cap);
	redactor->needles[redactor->n_needles++] = (struct needle){
		.bytes = bytes, .len = len, .form = form, .escaped = escaped};
}

static void needle_add_hex(struct redactor *redactor, const unsigned char *secret,
			   size_t n, const char *digits)
{
	unsigned char *hex = mem_alloc(2 * n, 1);

	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = (unsigned char)digits[secret[i] >> 4];
		hex[2 * i + 1] = (unsigned char)digits[secret[i] & 15];
	}
	needle_add(redactor, hex, 2 * n, "hex", "hex");
}

/*
 * The characters of base64 that the secret alone decides when `before` bytes stand in
 * front of it in its group of three; what they share with neighbours is left out.
 */
static void needle_add_base64(struct redactor *redactor, const unsigned char *secret,
			      size_t n, size_t before, const char *last_two)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t begin = (8 * before + 5) / 6, end = 8 * (before + n) / 6;
	unsigned char *text = mem_alloc(end - begin, 1);

	for (size_t i = begin; i < end; i++) {
		size_t at = 6 * i - 8 * before; /* in bits of the secret */
		unsigned two = (unsigned)secret[at / 8] << 8;
		unsigned six;

		if (at / 8 + 1 < n)
			two |= secret[at / 8 + 1];
		six = two >> (10 - at % 8) & 63;
		text[i - begin] =
			(unsigned char)(six < 62 ? alphabet[six] : last_two[six - 62]);
	}
	needle_add(redactor, text, end - begin, "base64", "base64");
}

bool redactor_add(struct redactor *redactor, const char *secret)
{
	const unsigned char *bytes = (const unsigned char *)secret;
	size_t n = strlen(secret);

	if (n < SHORTEST)
		return false;
	needle_add(redactor, (unsigned char *)mem_dup(secret, n), n, "literal",
		   "escaped");
	needle_add_hex(redactor, bytes, n, "0123456789abcdef");
	needle_add_hex(redactor, bytes, n, "0123456789ABCDEF");
	for (size_t before = 0; before < 3; before++) {
		needle_add_base64(redactor, bytes, n, before, "+/");
		needle_add_base64(redactor, bytes, n, before, "-_");
	}
	tables_build(redactor);
	return true;
}

static int hex_digit(unsigned char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static int hex_byte(const unsigned char *p)
{
	int high = hex_digit(p[0]), low = hex_digit(p[1]);

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/*
 * The byte that exactly these n bytes stand for, -1 when for none: itself; %XX; \uXXXX;
 * a backslash and a mark; and the last three as they look inside a text that is escaped
 * once more (%25XX, up to three backslashes).
 */
static int unit_read(const unsigned char *p, size_t n)
{
	size_t n_slashes = 0;

	if (n == 1)
		return p[0];
	if (p[0] == '%' && n == 3)
		return hex_byte(p + 1);
	if (p[0] == '%' && n == 5 && p[1] == '2' && p[2] == '5')
		return hex_byte(p + 3);
	while (n_slashes < 3 && n_slashes + 1 < n && p[n_slashes] == '\\')
		n_slashes++;
	if (n_slashes == 0)
		return -1;
	if (n_slashes + 1 == n)
		return ispunct(p[n - 1]) ? p[n - 1] : -1;
	if (n_slashes + 5 == n && p[n - 5] == 'u' && p[n - 4] == '0' && p[n - 3] == '0')
		return hex_byte(p + n - 2);
	return -1;
}

struct place {
	size_t begin, end;
	const char *form;
};

struct scan {
	const struct redactor *redactor;
	const unsigned char *text;
	size_t n;
	size_t *next; /* by needle: where it stands next as it is; n: nowhere */
	size_t backslash, percent; /* the next ones */
	size_t site;          /* the next escape that could belong to a needle; n: none */
	uint64_t *ahead;      /* by units looked ahead; at 0 all bits are set */
	uint64_t *states;     /* the last LONGEST_UNIT + 1 sets, in turn */
	struct place *places; /* in order, apart */
	size_t n_places, cap;
};

/* What `before` becomes by one more byte; begins needles too when `begins`. That the end
 * of one needle moves to the beginning of the next does no harm: it may begin there. */
static void follow(const struct redactor *redactor, const uint64_t *before, int byte,
		   bool begins, uint64_t *after)
{
	const uint64_t *here = where_is(redactor, byte);
	uint64_t carry = 0;

	for (size_t w = 0; w < redactor->n_words; w++) {
		uint64_t moved = before[w] << 1 | carry;

		carry = before[w] >> (WORD_BITS - 1);
		if (begins)
			moved |= redactor->first[w];
		after[w] |= moved & here[w];
	}
}

static bool is_empty(const uint64_t *set, size_t n_words)
{
	for (size_t w = 0; w < n_words; w++)
		if (set[w])
			return false;
	return true;
}

static bool is_last_in(const struct redactor *redactor, const uint64_t *state)
{
	for (size_t w = 0; w < redactor->n_words; w++)
		if (state[w] & redactor->last[w])
			return true;
	return false;
}

/*
 * Do a needle's bytes stand at `at`, after those in `before`? Looks a few units ahead,
 * so that "\\/" in a URL is not taken for one in base64.
 */
static bool leads_on(const struct scan *scan, const uint64_t *before, size_t at,
		     size_t depth)
{
	const struct redactor *redactor = scan->redactor;
	uint64_t *after = scan->ahead + depth * redactor->n_words;

	/* The first is an escape; what follows may be anything. */
	for (size_t n = depth == 1 ? 2 : 1; n <= LONGEST_UNIT && at + n <= scan->n; n++) {
		int byte = unit_read(scan->text + at, n);

		if (byte < 0 || !redactor->is_in_needle[byte])
			continue;
		memset(after, 0, redactor->n_words * sizeof(uint64_t));
		follow(redactor, before, byte, depth == 1, after);
		if (is_empty(after, redactor->n_words))
			continue;
		if (depth == N_AHEAD || is_last_in(redactor, after) ||
		    leads_on(scan, after, at + n, depth + 1))
			return true;
	}
	return false;
}

/* Most escapes are of line breaks, quotation marks and other alphabets. */
static bool may_escape(const unsigned char *p, size_t n)
{
	if (p[0] == '%')
		return n >= 3 && hex_digit(p[1]) >= 0;
	if (p[0] != '\\' || n < 2)
		return false;
	return p[1] == 'u' ? n >= 6 && p[2] == '0' && p[3] == '0' : !isalnum(p[1]);
}

static size_t next_byte(const struct scan *scan, int byte, size_t from)
{
	const unsigned char *found = NULL;

	if (from < scan->n)
		found = memchr(scan->text + from, byte, scan->n - from);
	return found ? (size_t)(found - scan->text) : scan->n;
}

static size_t next_site(struct scan *scan, size_t from)
{
	size_t at;

	for (;; from = at + 1) {
		if (scan->backslash < from)
			scan->backslash = next_byte(scan, '\\', from);
		if (scan->percent < from)
			scan->percent = next_byte(scan, '%', from);
		at = scan->backslash < scan->percent ? scan->backslash : scan->percent;
		if (at == scan->n || (may_escape(scan->text + at, scan->n - at) &&
				      leads_on(scan, scan->ahead, at, 1)))
			return at;
	}
}

static size_t next_literal(const struct scan *scan, const struct needle *needle,
			   size_t from)
{
	const unsigned char *found = NULL;

	if (from < scan->n)
		found = memmem(scan->text + from, scan->n - from, needle->bytes,
			       needle->len);
	return found ? (size_t)(found - scan->text) : scan->n;
}

/*
 * Where something could be from `from` on: its beginnings lie in *begin .. *end - 1.
 * False when nowhere. What was found before is not looked for again.
 */
static bool next_window(struct scan *scan, size_t from, size_t *begin, size_t *end)
{
	const struct redactor *redactor = scan->redactor;
	size_t reach = LONGEST_UNIT * redactor->longest;
	size_t site_begin;

	*begin = *end = scan->n;
	for (size_t i = 0; i < redactor->n_needles; i++) {
		const struct needle *needle = &redactor->needles[i];

		if (scan->next[i] < from)
			scan->next[i] = next_literal(scan, needle, from);
		if (scan->next[i] < *begin) {
			*begin = scan->next[i];
			*end = *begin + needle->len;
		}
	}
	if (scan->site < from)
		scan->site = next_site(scan, from);
	if (scan->site == scan->n)
		return *begin < scan->n;
	site_begin = scan->site > from + reach ? scan->site - reach : from;
	if (site_begin <= *begin) {
		*begin = site_begin;
		*end = scan->site + reach < scan->n ? scan->site + reach : scan->n;
	}
	return true;
}

/* Where the needle that ends at `end` begins: as it is, or else the leftmost place. */
static size_t beginning(const struct scan *scan, const struct needle *needle, size_t end)
{
	size_t at[N_BEGINNINGS] = {end}, earlier[N_BEGINNINGS];
	size_t n = 1, least = end;

	if (end >= needle->len &&
	    !memcmp(scan->text + end - needle->len, needle->bytes, needle->len))
		return end - needle->len;
	for (size_t i = needle->len; i-- > 0;) {
		size_t n_earlier = 0;

		for (size_t k = 0; k < n * LONGEST_UNIT; k++) {
			size_t length = k % LONGEST_UNIT + 1;
			size_t to = at[k / LONGEST_UNIT];
			bool known = to < length;

			if (known || unit_read(scan->text + to - length, length) !=
					     needle->bytes[i])
				continue;
			for (size_t j = 0; j < n_earlier; j++)
				known = known || earlier[j] == to - length;
			if (!known && n_earlier < N_BEGINNINGS)
				earlier[n_earlier++] = to - length;
		}
		n = n_earlier;
		memcpy(at, earlier, n * sizeof(*at));
	}
	for (size_t k = 0; k < n; k++)
		if (at[k] < least)
			least = at[k];
	return least;
}

/* Places that overlap are one. */
static void place_add(struct scan *scan, size_t begin, size_t end, const char *form)
{
	while (scan->n_places && scan->places[scan->n_places - 1].end > begin) {
		const struct place *before = &scan->places[--scan->n_places];

		if (before->begin <= begin) {
			begin = before->begin;
			form = before->form;
		}
		if (before->end > end)
			end = before->end;
	}
	scan->places = MEM_GROW(scan->places, scan->n_places, &scan->cap);
	scan->places[scan->n_places++] = (struct place){begin, end, form};
}

static void places_ending(struct scan *scan, const uint64_t *state, size_t end)
{
	const struct redactor *redactor = scan->redactor;

	for (size_t i = 0; i < redactor->n_needles; i++) {
		const struct needle *needle = &redactor->needles[i];
		size_t begin;

		if (!has_bit(state, needle->last_bit))
			continue;
		begin = beginning(scan, needle, end);
		place_add(scan, begin, end,
			  end - begin > needle->len ? needle->escaped : needle->form);
	}
}

/* Follow all needles that begin at begin .. end - 1, to their ends behind it. */
static void run_window(struct scan *scan, size_t begin, size_t end)
{
	const struct redactor *redactor = scan->redactor;
	size_t n_words = redactor->n_words, n_slots = LONGEST_UNIT + 1, n_idle = 0;

	memset(scan->states, 0, n_slots * n_words * sizeof(uint64_t));
	for (size_t at = begin + 1; at <= scan->n; at++) {
		uint64_t *now = scan->states + at % n_slots * n_words;

		memset(now, 0, n_words * sizeof(uint64_t));
		for (size_t n = 1; n <= LONGEST_UNIT && n <= at - begin; n++) {
			const unsigned char *unit = scan->text + at - n;
			int byte = n == 1 || *unit == '\\' || *unit == '%'
					   ? unit_read(unit, n)
					   : -1;

			if (byte >= 0 && redactor->is_in_needle[byte])
				follow(redactor,
				       scan->states + (at - n) % n_slots * n_words, byte,
				       at - n < end, now);
		}
		if (is_last_in(redactor, now))
			places_ending(scan, now, at);
		n_idle = is_empty(now, n_words) ? n_idle + 1 : 0;
		if (at >= end + LONGEST_UNIT && n_idle > LONGEST_UNIT)
			break;
	}
}

/* Fill scan->places; only the first few when `any` is all that is asked. */
static void scan_run(struct scan *scan, const struct redactor *redactor, struct text in,
		     bool any)
{
	size_t from = 0, begin, end;

	*scan = (struct scan){.redactor = redactor,
			      .text = (const unsigned char *)in.data,
			      .n = in.len};
	if (!redactor || !redactor->n_needles || !in.len)
		return;
	scan->next = MEM_ARRAY(redactor->n_needles, size_t);
	scan->ahead = MEM_ARRAY((N_AHEAD + 1) * redactor->n_words, uint64_t);
	memset(scan->ahead, 0xff, redactor->n_words * sizeof(uint64_t));
	scan->states = MEM_ARRAY((LONGEST_UNIT + 1) * redactor->n_words, uint64_t);
	for (size_t i = 0; i < redactor->n_needles; i++)
		scan->next[i] = next_literal(scan, &redactor->needles[i], 0);
	scan->backslash = next_byte(scan, '\\', 0);
	scan->percent = next_byte(scan, '%', 0);
	scan->site = next_site(scan, 0);
	while (!(any && scan->n_places) && next_window(scan, from, &begin, &end)) {
		run_window(scan, begin, end);
		from = end;
	}
}

static void scan_clear(struct scan *scan)
{
	if (!scan->states)
		return;
	wipe(scan->ahead, (N_AHEAD + 1) * scan->redactor->n_words * sizeof(uint64_t));
	wipe(scan->states,
	     (LONGEST_UNIT + 1) * scan->redactor->n_words * sizeof(uint64_t));
	mem_free(scan->next);
	mem_free(scan->places);
}

static void place_tell(struct json *places, const char *where, const struct place *place)
{
	struct json *entry;

	if (!places)
		return;
	entry = json_add_object(places, NULL);
	json_add_str(entry, "where", where);
	json_add_int(entry, "offset", (long long)place->begin);
	json_add_int(entry, "length", (long long)(place->end - place->begin));
	json_add_str(entry, "form", place->form);
}

size_t redact(const struct redactor *redactor, const char *where, struct text in,
	      struct buf *out, struct json *places)
{
	struct scan scan;
	size_t from = 0, n;

	scan_run(&scan, redactor, in, false);
	for (size_t i = 0; i < scan.n_places; i++) {
		const struct place *place = &scan.places[i];

		buf_add(out, in.data + from, place->begin - from);
		buf_printf(out, "[redacted: %zu bytes]", place->end - place->begin);
		from = place->end;
		place_tell(places, where, place);
	}
	if (in.len > from)
		buf_add(out, in.data + from, in.len - from);
	n = scan.n_places;
	scan_clear(&scan);
	return n;
}

bool redact_needed(const struct redactor *redactor, struct text in)
{
	struct scan scan;
	bool found;

	scan_run(&scan, redactor, in, true);
	found = scan.n_places > 0;
	scan_clear(&scan);
	return found;
}

bool redact_header_is_safe(struct text name)
{
	static const char *const secret[] = {
		"authorization", "proxy-authorization", "x-api-key",
		"api-key",       "x-goog-api-key",      "cookie",
		"set-cookie",
	};

	for (size_t i = 0; i < sizeof(secret) / sizeof(*secret); i++)
		if (strlen(secret[i]) == name.len &&
		    !strncasecmp(secret[i], name.data, name.len))
			return false;
	return true;
}

/* Is the value of a URL's parameter of that name to be hidden? By the name's end, so
 * that api_key, access_token, X-Amz-Signature are too. */
static bool parameter_is_secret(const char *name, size_t n)
{
	static const char *const ends[] = {
		"key",    "token",   "secret",     "password",
		"passwd", "pwd",     "auth",       "signature",
		"sig",    "code",    "credential", "authorization",
		"cookie", "session", "jwt",        "bearer",
	};
	struct buf plain = BUF_INIT;
	bool found = false;

	for (size_t i = 0; i < n;) {
		int byte =
			i + 3 <= n ? unit_read((const unsigned char *)name + i, 3) : -1;

		buf_char_add(&plain, byte > 0 ? (char)byte : name[i]);
		i += byte > 0 ? 3 : 1;
	}
	for (size_t i = 0; !found && i < sizeof(ends) / sizeof(*ends); i++) {
		size_t len = strlen(ends[i]);

		found = plain.len >= len &&
			!strncasecmp(plain.data + plain.len - len, ends[i], len);
	}
	buf_clear(&plain);
	return found;
}

void redact_url(const char *url, struct buf *out)
{
	const char *scheme = strstr(url, "://");
	const char *host = scheme ? scheme + 3 : url;
	size_t n_authority = strcspn(host, "/?#");
	const char *at = memrchr(host, '@', n_authority);
	const char *rest = at ? at + 1 : host;
	size_t n;

	buf_add(out, url, (size_t)(host - url));
	n = strcspn(rest, "?#");
	buf_add(out, rest, n);
	for (rest += n; *rest; rest += n) {
		size_t n_name;

		buf_char_add(out, *rest++);
		n = strcspn(rest, "?&;#");
		n_name = strcspn(rest, "=?&;#");
		if (n_name < n && parameter_is_secret(rest, n_name)) {
			buf_add(out, rest, n_name + 1);
			buf_str_add(out, "[redacted]");
		} else {
			buf_add(out, rest, n);
		}
	}
}

/* How much of the needle the text ends with, of which it lacks the rest. */
static size_t tail_of(const struct needle *needle, const struct buf *text)
{
	size_t n = needle->len ? needle->len - 1 : 0;

	if (n > text->len)
		n = text->len;
	while (n >= SHORTEST && memcmp(text->data + text->len - n, needle->bytes, n) != 0)
		n--;
	return n >= SHORTEST ? n : 0;
}

bool redact_tail(const struct redactor *redactor, const char *where, struct buf *text,
		 struct json *places)
{
	struct place place = {0};
	size_t longest = 0;

	for (size_t i = 0; i < redactor->n_needles; i++) {
		size_t n = tail_of(&redactor->needles[i], text);

		if (n <= longest)
			continue;
		longest = n;
		place.form = redactor->needles[i].form;
	}
	if (!longest)
		return false;
	place.end = text->len;
	place.begin = text->len - longest;
	place_tell(places, where, &place);
	explicit_bzero(text->data + place.begin, longest);
	text->len = place.begin;
	buf_printf(text, "[redacted: %zu bytes]", longest);
	return true;
}
