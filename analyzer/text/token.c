/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text/token.c: the tokenizer. A word of ASCII never leaves the table-driven path; a
 * word that touches any other byte is read again, code point by code point, with
 * libunistring. Both paths hash the same folded UTF-8 bytes.
 *
 * Decisions the header leaves open:
 * - Numbers: "3.14" and "1,000" are three tokens each, digits, mark, digits.
 * - An apostrophe (U+0027 or U+2019, hashed as U+0027) belongs to a word when a word
 *   character stands before it and a letter behind it.
 * - Digits are Unicode's decimal digits (Nd); superscripts, fractions and circled numbers
 *   are characters by themselves.
 * - Marks belong to the token before them, whatever it is, and are composed with the
 *   character they follow, so that e + U+0301 equals U+00E9.
 * - Format characters (soft hyphen, joiners, direction marks) and variation selectors are
 *   invisible: they neither part words nor count. U+200B, a space of no width, parts.
 * - Folding is lower(upper(c)): it joins final and medial sigma and the long s with s;
 *   sharp s stays, dotted capital I becomes i, dotless i stays apart from i.
 * - Scripts written without spaces other than CJK (Thai, Khmer) give a token a clause.
 */
#include "text/token.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/utf8.h"

enum char_class { OTHER, SPACE, BREAK, LETTER, DIGIT, MARK, IGNORED, CJK, SYMBOL };

/* Every byte below 0x80; the others are OTHER. */
#define S SPACE
#define B BREAK
#define L LETTER
#define D DIGIT
#define Y SYMBOL
/* clang-format off */
static const uint8_t ascii_classes[256] = {
	S, S, S, S, S, S, S, S, S, S, B, B, B, B, S, S, /* 00 */
	S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, /* 10 */
	S, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, Y, /* 20 */
	D, D, D, D, D, D, D, D, D, D, Y, Y, Y, Y, Y, Y, /* 30 */
	Y, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* 40 */
	L, L, L, L, L, L, L, L, L, L, L, Y, Y, Y, Y, Y, /* 50 */
	Y, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* 60 */
	L, L, L, L, L, L, L, L, L, L, L, Y, Y, Y, Y, S, /* 70 */
};
/* clang-format on */
#undef S
#undef B
#undef L
#undef D
#undef Y

/* Folded bytes, hashed eight at a time. */
struct hasher {
	uint64_t hash, block;
	unsigned n; /* bytes in all */
};

/* Add the n (1 to 4) bytes of a word, the first in its lowest bits. */
static inline void hasher_add(struct hasher *h, uint64_t word, unsigned n)
{
	unsigned at = h->n % 8;

	h->block |= word << (at * 8);
	h->n += n;
	if (at + n < 8)
		return;
	h->hash = hash_pair(h->hash, h->block);
	h->block = at ? word >> ((8 - at) * 8) : 0;
}

static inline uint64_t hasher_end(const struct hasher *h)
{
	return hash_pair(h->hash ^ h->n, h->block);
}

uint64_t token_mark_hash(uint32_t c)
{
	struct hasher h = {0};
	char bytes[4];
	size_t n = utf8_put(c, bytes);

	for (size_t i = 0; i < n; i++)
		hasher_add(&h, (uint8_t)bytes[i], 1);
	return hasher_end(&h);
}

static bool is_cjk(uint32_t c)
{
	if (c < 0x3005)
		return false;
	return c == 0x3005 || c == 0x3007 ||     /* iteration mark, zero */
	       (c >= 0x3041 && c <= 0x3096) ||   /* hiragana */
	       (c >= 0x309B && c <= 0x309F) ||   /* and its sound and iteration marks */
	       (c >= 0x30A1 && c <= 0x30FA) ||   /* katakana */
	       (c >= 0x30FC && c <= 0x30FF) ||   /* and its length and iteration marks */
	       (c >= 0x3105 && c <= 0x312F) ||   /* bopomofo */
	       (c >= 0x31F0 && c <= 0x31FF) ||   /* small katakana */
	       (c >= 0x3400 && c <= 0x4DBF) ||   /* ideographs, extension A */
	       (c >= 0x4E00 && c <= 0x9FFF) ||   /* ideographs */
	       (c >= 0xAC00 && c <= 0xD7A3) ||   /* Hangul syllables */
	       (c >= 0xF900 && c <= 0xFAFF) ||   /* compatibility ideographs */
	       (c >= 0xFF66 && c <= 0xFF9D) ||   /* half-width katakana */
	       (c >= 0x1B000 && c <= 0x1B16F) || /* historic kana */
	       (c >= 0x20000 && c <= 0x3FFFD);   /* ideographs of planes 2 and 3 */
}

static bool is_selector(uint32_t c)
{
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) ||
	       (c >= 0x180B && c <= 0x180D);
}

static enum char_class class_of(uint32_t c)
{
	uint32_t kind;

	if (c < 0x80)
		return (enum char_class)ascii_classes[c];
	if (c >= 0x4E00 && c <= 0x9FFF) /* most of what is_cjk() knows */
		return CJK;
	if (is_cjk(c))
		return CJK;
	if (c == 0x85 || c == 0x2028 || c == 0x2029)
		return BREAK;
	if (c == 0x200B)
		return SPACE;
	if (is_selector(c))
		return IGNORED;
	kind = uc_general_category(c).bitmask;
	if (kind & UC_CATEGORY_MASK_L)
		return LETTER;
	if (kind & UC_CATEGORY_MASK_M)
		return MARK;
	if (kind & UC_CATEGORY_MASK_Nd)
		return DIGIT;
	if (kind & UC_CATEGORY_MASK_Cf)
		return IGNORED;
	if (kind & (UC_CATEGORY_MASK_Z | UC_CATEGORY_MASK_Cc))
		return SPACE;
	return SYMBOL;
}

static uint32_t fold(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
	if (c == 0x131) /* dotless i: its upper case is that of i */
		return c;
	return uc_tolower(uc_toupper(c));
}

/* A token being read code point by code point. */
struct reading {
	struct hasher hasher;
	uint32_t last; /* not yet hashed: a mark may still compose with it */
	bool has_last;
};

/* The bytes of a code point, the first in the lowest bits. */
static inline uint64_t utf8_word(uint32_t c, unsigned *n)
{
	uint64_t last = 0x80U | (c & 0x3FU), third = 0x80U | (c >> 6 & 0x3FU);
	uint64_t second = 0x80U | (c >> 12 & 0x3FU);

	*n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	switch (*n) {
	case 1:
		return c;
	case 2:
		return 0xC0U | c >> 6 | last << 8;
	case 3:
		return 0xE0U | c >> 12 | third << 8 | last << 16;
	default:
		return 0xF0U | c >> 18 | second << 8 | third << 16 | last << 24;
	}
}

static inline void reading_flush(struct reading *r)
{
	uint64_t word;
	unsigned n;

	if (!r->has_last)
		return;
	r->has_last = false;
	word = utf8_word(r->last, &n);
	hasher_add(&r->hasher, word, n);
}

static void reading_add(struct reading *r, uint32_t c, enum char_class class)
{
	uint32_t composed = 0;

	if (class == MARK && r->has_last)
		composed = uc_composition(r->last, c);
	if (composed) {
		r->last = composed;
		return;
	}
	reading_flush(r);
	r->last = class == CJK || class == DIGIT ? c : fold(c);
	r->has_last = true;
}

struct scan {
	const char *text;
	size_t len;
	size_t at;
	uint32_t line; /* TOKEN_LINE when the next token begins a line */
};

/* Is there a letter at `at`, format characters skipped? */
static bool letter_follows(const struct scan *s, size_t at)
{
	while (at < s->len) {
		enum char_class class = class_of(utf8_next(s->text, s->len, &at));

		if (class != IGNORED)
			return class == LETTER;
	}
	return false;
}

/* Does the token that has begun as `first` go on with c? May turn c into what to hash. */
static bool goes_on(const struct scan *s, enum char_class first, enum char_class class,
		    size_t behind, uint32_t *c)
{
	if (class == MARK)
		return true;
	if (first == SYMBOL || first == CJK)
		return false;
	if (class == LETTER || class == DIGIT)
		return true;
	if ((*c == '\'' || *c == 0x2019) && letter_follows(s, behind)) {
		*c = '\'';
		return true;
	}
	return false;
}

static uint32_t flags_of(enum char_class first, bool digits_only)
{
	switch (first) {
	case CJK:
		return TOKEN_WORD | TOKEN_CJK;
	case SYMBOL:
		return 0;
	default:
		return digits_only ? TOKEN_WORD | TOKEN_DIGIT : TOKEN_WORD;
	}
}

/* Read what is at s->at code point by code point; false when it is no token. */
static bool read_slowly(struct scan *s, struct token *token)
{
	struct reading r = {.has_last = false};
	size_t next = s->at, end;
	uint32_t c = utf8_next(s->text, s->len, &next);
	enum char_class first = class_of(c);
	bool digits_only = first == DIGIT;

	if (first == SPACE || first == BREAK || first == IGNORED) {
		if (first == BREAK)
			s->line = TOKEN_LINE;
		s->at = next;
		return false;
	}
	reading_add(&r, c, first);
	end = next;
	while (next < s->len) {
		enum char_class class;

		c = utf8_next(s->text, s->len, &next);
		class = class_of(c);
		if (class == IGNORED)
			continue;
		if (!goes_on(s, first, class, next, &c))
			break;
		digits_only = digits_only && class == DIGIT;
		reading_add(&r, c, class);
		end = next;
	}
	reading_flush(&r);
	token->hash = hasher_end(&r.hasher);
	token->start = (uint32_t)s->at;
	token->len = (uint32_t)(end - s->at);
	token->flags = flags_of(first, digits_only) | s->line;
	s->at = end;
	return true;
}

/* The same byte in each of eight. */
#define EIGHT(byte) ((byte) * (uint64_t)0x0101010101010101U)

/*
 * Of eight bytes, the first in the lowest bits: how many at the beginning are ASCII
 * letters or digits. Turns the letters to lower case; *letters has the high bit of each
 * byte that is one.
 */
static inline unsigned word_run(uint64_t *block, uint64_t *letters)
{
	uint64_t ascii = ~*block & EIGHT(0x80);
	uint64_t low = *block & EIGHT(0x7F), lower = low | EIGHT(0x20), digits, others;

	/* A sum carries into the high bit of a byte that is at least 'a', above 'z' ...
	 */
	*letters = (lower + EIGHT(0x80U - 'a')) & ~(lower + EIGHT(0x7FU - 'z')) & ascii;
	digits = (low + EIGHT(0x80U - '0')) & ~(low + EIGHT(0x7FU - '9')) & ascii;
	others = ~(*letters | digits) & EIGHT(0x80);
	*block |= *letters >> 2;
	return others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
}

/*
 * Read the word of ASCII letters and digits at s->at. False, with nothing changed, when
 * what follows may belong to it: an apostrophe, a byte that is not ASCII.
 */
static inline bool read_plain_word(struct scan *s, struct token *token)
{
	const char *at = s->text + s->at, *end = s->text + s->len;
	struct hasher h = {0};
	uint64_t any_letter = 0;
	unsigned run;

	do {
		uint64_t letters, mask = UINT64_MAX;

		if (end - at < 8)
			return false;
		memcpy(&h.block, at, 8);
		h.block = le64toh(h.block);
		run = word_run(&h.block, &letters);
		if (run == 8)
			h.hash = hash_pair(h.hash, h.block);
		else
			mask = ((uint64_t)1 << (run * 8)) - 1;
		h.block &= mask;
		any_letter |= letters & mask;
		at += run;
	} while (run == 8);
	if (*at == '\'' || (*at & 0x80))
		return false;
	h.n = (unsigned)(at - s->text - (ptrdiff_t)s->at);
	token->hash = hasher_end(&h);
	token->start = (uint32_t)s->at;
	token->len = h.n;
	token->flags = s->line | (any_letter ? TOKEN_WORD : TOKEN_WORD | TOKEN_DIGIT);
	s->at += h.n;
	return true;
}

/* As read_plain_word for a character that is neither letter nor digit. */
static inline bool read_plain_symbol(struct scan *s, struct token *token)
{
	struct hasher h = {0};

	if (s->at + 1 < s->len && (s->text[s->at + 1] & 0x80))
		return false;
	hasher_add(&h, (uint8_t)s->text[s->at], 1);
	token->hash = hasher_end(&h);
	token->start = (uint32_t)s->at;
	token->len = 1;
	token->flags = s->line;
	s->at++;
	return true;
}

static inline bool read_token(struct scan *s, struct token *token)
{
	switch (ascii_classes[(uint8_t)s->text[s->at]]) {
	case SPACE:
		s->at++;
		return false;
	case BREAK:
		s->at++;
		s->line = TOKEN_LINE;
		return false;
	case LETTER:
	case DIGIT:
		if (read_plain_word(s, token))
			return true;
		break;
	case SYMBOL:
		if (read_plain_symbol(s, token))
			return true;
		break;
	default:
		break;
	}
	return read_slowly(s, token);
}

void tokens_read(const char *text, size_t len, size_t max, struct tokens *out)
{
	struct scan s = {.text = text, .len = len, .line = TOKEN_LINE};

	if (s.len > UINT32_MAX)
		s.len = UINT32_MAX;
	out->n = 0;
	while (s.at < s.len && out->n < max) {
		out->v = MEM_GROW(out->v, out->n, &out->cap);
		if (!read_token(&s, &out->v[out->n]))
			continue;
		s.line = 0;
		out->n++;
	}
}

size_t tokens_count_words(const char *text, size_t len)
{
	struct scan s = {.text = text, .len = len < UINT32_MAX ? len : UINT32_MAX};
	struct token token;
	size_t n = 0;

	while (s.at < s.len)
		n += read_token(&s, &token) && token.flags & TOKEN_WORD;
	return n;
}

void tokens_clear(struct tokens *tokens)
{
	mem_free(tokens->v);
	*tokens = (struct tokens)TOKENS_INIT;
}

static const struct {
	const char *open, *close;
} thoughts[] = {
	{"<think>", "</think>"},
	{"<thinking>", "</thinking>"},
	{"[THINK]", "[/THINK]"},
	{"\u25C1think\u25B7", "\u25C1/think\u25B7"},
};
#define N_THOUGHTS (sizeof(thoughts) / sizeof(*thoughts))

static size_t skip_space(const char *text, size_t len, size_t at)
{
	while (at < len && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r')))
		at++;
	return at;
}

/* Offset of `what` at or behind `from`, or len. */
static size_t find(const char *text, size_t len, size_t from, const char *what)
{
	const char *at = memmem(text + from, len - from, what, strlen(what));

	return at ? (size_t)(at - text) : len;
}

/* Behind the thought that begins at `at`; `at` itself when none does. */
static size_t behind_thought(const char *text, size_t len, size_t at)
{
	for (size_t i = 0; i < N_THOUGHTS; i++) {
		size_t n = strlen(thoughts[i].open), end;

		if (len - at < n || memcmp(text + at, thoughts[i].open, n) != 0)
			continue;
		end = find(text, len, at + n, thoughts[i].close);
		return end < len ? end + strlen(thoughts[i].close) : len;
	}
	return at;
}

/* A tag in quotes or backticks is spoken of, not used. */
static bool is_quoted(const char *text, size_t at)
{
	return at > 0 &&
	       (text[at - 1] == '`' || text[at - 1] == '"' || text[at - 1] == '\'');
}

/* Behind the first closing tag that no opening tag precedes; 0 when there is none. */
static size_t behind_headless(const char *text, size_t len)
{
	for (size_t i = 0; i < N_THOUGHTS; i++) {
		size_t end = find(text, len, 0, thoughts[i].close);

		if (end == len || is_quoted(text, end))
			continue;
		if (find(text, end, 0, thoughts[i].open) == end)
			return end + strlen(thoughts[i].close);
	}
	return 0;
}

size_t text_answer_start(const char *text, size_t len)
{
	size_t start = skip_space(text, len, 0);
	size_t next = behind_thought(text, len, start);

	if (next == start) {
		next = behind_headless(text, len);
		if (!next)
			return 0;
	}
	do {
		start = skip_space(text, len, next);
		next = behind_thought(text, len, start);
	} while (next != start);
	return start;
}
