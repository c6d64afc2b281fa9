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

#include <stdbool.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/utf8.h"

enum char_class { SPACE, BREAK, LETTER, DIGIT, MARK, IGNORED, CJK, SYMBOL };

/* ASCII letters and digits, folded; 0 for every other byte. */
static const uint8_t folded[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5',
	['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b',
	['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
	['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
	['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
	['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
	['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l',
	['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
	['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
	['y'] = 'y', ['z'] = 'z',
};

/* Folded bytes, hashed eight at a time. */
struct hasher {
	uint64_t hash, block;
	unsigned n; /* bytes in all */
};

static inline void hasher_add(struct hasher *h, uint8_t byte)
{
	h->block |= (uint64_t)byte << (h->n % 8 * 8);
	if (++h->n % 8 == 0) {
		h->hash = hash_pair(h->hash, h->block);
		h->block = 0;
	}
}

static inline uint64_t hasher_end(const struct hasher *h)
{
	return hash_pair(h->hash ^ h->n, h->block);
}

static enum char_class ascii_class(uint8_t c)
{
	if (folded[c])
		return c <= '9' ? DIGIT : LETTER;
	if (c > ' ')
		return c == 0x7F ? SPACE : SYMBOL;
	return c >= '\n' && c <= '\r' ? BREAK : SPACE;
}

static bool is_cjk(uint32_t c)
{
	if (c < 0x3005)
		return false;
	return c == 0x3005 || c == 0x3007 ||          /* iteration mark, zero */
	       (c >= 0x3041 && c <= 0x3096) ||        /* hiragana */
	       (c >= 0x309B && c <= 0x309F) ||        /* and its sound and iteration marks */
	       (c >= 0x30A1 && c <= 0x30FA) ||        /* katakana */
	       (c >= 0x30FC && c <= 0x30FF) ||        /* and its length and iteration marks */
	       (c >= 0x3105 && c <= 0x312F) ||        /* bopomofo */
	       (c >= 0x31F0 && c <= 0x31FF) ||        /* small katakana */
	       (c >= 0x3400 && c <= 0x4DBF) ||        /* ideographs, extension A */
	       (c >= 0x4E00 && c <= 0x9FFF) ||        /* ideographs */
	       (c >= 0xAC00 && c <= 0xD7A3) ||        /* Hangul syllables */
	       (c >= 0xF900 && c <= 0xFAFF) ||        /* compatibility ideographs */
	       (c >= 0xFF66 && c <= 0xFF9D) ||        /* half-width katakana */
	       (c >= 0x1B000 && c <= 0x1B16F) ||      /* historic kana */
	       (c >= 0x20000 && c <= 0x3FFFD);        /* ideographs of planes 2 and 3 */
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
		return ascii_class((uint8_t)c);
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

static void reading_flush(struct reading *r)
{
	char bytes[4];
	size_t n;

	if (!r->has_last)
		return;
	n = utf8_put(r->last, bytes);
	for (size_t i = 0; i < n; i++)
		hasher_add(&r->hasher, (uint8_t)bytes[i]);
	r->has_last = false;
}

static void reading_add(struct reading *r, uint32_t c, enum char_class class)
{
	uint32_t composed = 0;

	c = fold(c);
	if (class == MARK && r->has_last)
		composed = uc_composition(r->last, c);
	if (composed) {
		r->last = composed;
		return;
	}
	reading_flush(r);
	r->last = c;
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

/*
 * Read an ASCII token at s->at. False, with nothing changed, when what follows it is not
 * ASCII and may belong to it.
 */
static inline bool read_ascii(struct scan *s, struct token *token)
{
	const uint8_t *text = (const uint8_t *)s->text;
	struct hasher h = {0};
	size_t at = s->at;
	bool digits_only = true;

	if (!folded[text[at]]) {
		hasher_add(&h, text[at++]);
	} else {
		for (; at < s->len; at++) {
			uint8_t c = folded[text[at]];

			if (!c) {
				if (text[at] != '\'' || at + 1 >= s->len)
					break;
				if (text[at + 1] >= 0x80)
					return false;
				if (ascii_class(text[at + 1]) != LETTER)
					break;
				c = '\'';
			}
			digits_only = digits_only && c <= '9' && c != '\'';
			hasher_add(&h, c);
		}
	}
	if (at < s->len && text[at] >= 0x80)
		return false;
	token->hash = hasher_end(&h);
	token->start = (uint32_t)s->at;
	token->len = (uint32_t)(at - s->at);
	token->flags = s->line;
	if (folded[text[s->at]])
		token->flags |= digits_only ? TOKEN_WORD | TOKEN_DIGIT : TOKEN_WORD;
	s->at = at;
	return true;
}

static bool read_token(struct scan *s, struct token *token)
{
	uint8_t c = (uint8_t)s->text[s->at];

	if (c < 0x80) {
		enum char_class class = ascii_class(c);

		if (class == SPACE || class == BREAK) {
			if (class == BREAK)
				s->line = TOKEN_LINE;
			s->at++;
			return false;
		}
		if (read_ascii(s, token))
			return true;
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

/*
 * Behind the first closing tag that no opening tag precedes; 0 when there is none. A tag
 * in quotes or backticks is spoken of, not used.
 */
static size_t behind_headless(const char *text, size_t len)
{
	for (size_t i = 0; i < N_THOUGHTS; i++) {
		size_t end = find(text, len, 0, thoughts[i].close);

		if (end == len || (end > 0 && strchr("`\"'", text[end - 1])))
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
