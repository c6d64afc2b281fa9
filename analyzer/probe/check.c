/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "probe/prompt_id.h"

/* Names and ids travel in file names and in batch services' custom ids, which allow 64.
 */
#define NAME_LEN_MAX 40
/* A prompt longer than this costs more than it tells. */
#define PROMPT_ADVISED 8000
/* Tokens that a pick in a few words takes at most. */
#define FREE_PICK 32
#define LANGUAGE_REMEDY                                                                  \
	"give its code, such as \"en\", \"zh\" or \"pt-BR\"; \"" PROBE_MANY_LANGUAGES    \
	"\" when a set has several"

bool check_is_name(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"0123456789._-");

	return n > 0 && n <= NAME_LEN_MAX && !text[n] && text[0] != '.' && text[0] != '-';
}

bool check_is_id(const char *text)
{
	return check_is_name(text) || prompt_id_is_made(text);
}

/* "en", "zh-Hant", "pt-BR": letters, then groups of letters and digits. */
static bool is_language(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	if (n < 2 || n > 3)
		return false;
	while (text[n] == '-') {
		size_t group =
			strspn(text + n + 1, "abcdefghijklmnopqrstuvwxyz"
					     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

		if (group < 2 || group > 8)
			return false;
		n += 1 + group;
	}
	return !text[n];
}

/* A C0 control character other than tab and line feed, or DEL. */
static bool has_control(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c < ' ' && c != '\t' && c != '\n') || c == 0x7F)
			return true;
	}
	return false;
}

/* Bytes that a text holds by accident. */
static const struct {
	char bytes[8];
	const char *what, *remedy;
} odd[] = {
	{"\xEF\xBF\xBD", "U+FFFD, which stands for a lost character",
	 "write the character again"},
	{"\xC3\x83\xC2", "UTF-8 that was read as Latin-1 (\"Ã\")", "write it again"},
	{"\xC3\xA2\xE2\x82\xAC", "UTF-8 that was read as Windows-1252 (\"â€\")",
	 "write it again"},
	{"\xE2\x80\x8B", "an invisible space (U+200B)", "remove it"},
	{"\xEF\xBB\xBF", "a byte order mark (U+FEFF)", "remove it"},
	{{'\xE2', '\x80', '\xAE'},
	 "a character that turns the text around (U+202E)",
	 "remove it"},
	{"\xC2\xAD", "a soft hyphen (U+00AD)", "remove it"},
};

static void check_filled(const char *id, const char *text, struct notes *notes)
{
	if (!strncmp(text, CHECK_TO_FILL, strlen(CHECK_TO_FILL)))
		notes_add(notes, ADVICE, id, "write it, without the words " CHECK_TO_FILL,
			  "still to be written: \"%.100s\"", text);
}

static void check_text(const char *id, const char *text, bool replaced,
		       struct notes *notes)
{
	size_t n = strlen(text);

	for (size_t i = replaced ? 1 : 0; i < sizeof(odd) / sizeof(*odd); i++)
		if (strstr(text, odd[i].bytes))
			notes_add(notes, ADVICE, id, odd[i].remedy, "the text holds %s",
				  odd[i].what);

	if (replaced && strstr(text, "\xEF\xBF\xBD"))
		notes_add(
			notes, FATAL, id,
			"save the file as UTF-8 and write the character again",
			"a character was lost here (ill-formed UTF-8, \\u0000 or half a "
			"surrogate pair)");
	check_filled(id, text, notes);
	if (has_control(text))
		notes_add(notes, ADVICE, id, "remove it unless it is meant",
			  "there is a control character in the text");
	if (n && (strchr(" \t\r\n", text[0]) || strchr(" \t\r\n", text[n - 1])))
		notes_add(notes, ADVICE, id,
			  "remove it: endpoints differ in whether they do",
			  "the text begins or ends with white space");
	if (n > PROMPT_ADVISED)
		notes_add(notes, ADVICE, id,
			  "shorten it: every model is asked, every token paid",
			  "the text is %zu bytes long", n);
}

static bool has_option(const struct probe *probe, const char *key)
{
	for (size_t i = 0; i < probe->n_options; i++)
		if (!strcmp(probe->options[i], key))
			return true;
	return false;
}

static void check_options(const struct probe *probe, enum probe_kind kind,
			  struct notes *notes)
{
	if (kind == PROBE_QUIZ && !probe->key)
		notes_add(notes, FATAL, probe->id, "add \"key\", the right answer",
			  "a quiz item has no key");
	if (kind != PROBE_QUIZ && probe->key)
		notes_add(notes, ADVICE, probe->id,
			  "leave it out, or make the set a quiz",
			  "only a quiz uses \"key\"");
	if (probe->key && probe->n_options && !has_option(probe, probe->key))
		notes_add(notes, FATAL, probe->id,
			  "make the key one of them, letter by letter",
			  "the key \"%s\" is none of the options", probe->key);
	for (size_t i = 1; i < probe->n_options; i++) {
		const struct probe before = {.options = probe->options, .n_options = i};

		if (has_option(&before, probe->options[i]))
			notes_add(notes, FATAL, probe->id, "keep one of the two",
				  "the option \"%s\" is there twice", probe->options[i]);
	}
}

static void check_language(const struct probe_set *set, const struct probe *probe,
			   struct notes *notes)
{
	bool several = !strcmp(set->language, PROBE_MANY_LANGUAGES);

	if (probe->language && !is_language(probe->language))
		notes_add(notes, FATAL, probe->id, LANGUAGE_REMEDY,
			  "\"%s\" is no language code", probe->language);
	if (several && !probe->language)
		notes_add(notes, ADVICE, probe->id,
			  "give it a \"language\", such as \"en\"",
			  "the set has several languages and the probe does not say its");
	if (!several && probe->language && strcmp(probe->language, set->language) != 0)
		notes_add(notes, ADVICE, probe->id,
			  "let the set's language be \"" PROBE_MANY_LANGUAGES "\"",
			  "its language, %s, is not the set's", probe->language);
}

/* A free pick counts by its first line, which long answers do not keep to. */
static void check_picks(const struct probe_set *set, struct notes *notes)
{
	double longest = set->defaults.max_tokens;
	size_t n_free = 0;

	for (size_t i = 0; i < set->n; i++)
		n_free += !set->probes[i].n_options;
	if (set->kind == PROBE_CHOICE && n_free &&
	    !(longest >= 0 && longest <= FREE_PICK))
		notes_add(notes, ADVICE, "",
			  "list \"options\" where the choice is closed, or let "
			  "\"max_tokens\" keep answers short",
			  "%zu of %zu choices have no options: every first line is a "
			  "cell of its own",
			  n_free, set->n);
}

static void check_probe(const struct probe *probe, enum probe_kind kind, bool replaced,
			struct notes *notes)
{
	for (size_t i = 0; i < probe->n_messages; i++)
		check_text(probe->id, probe->messages[i].content, replaced, notes);
	for (size_t i = 0; i < probe->n_options; i++)
		check_text(probe->id, probe->options[i], replaced, notes);
	check_options(probe, kind, notes);
}

struct row {
	uint64_t hash;
	const struct probe *probe; /* of an array: its address is its place */
};

static int by_hash(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->probe < y->probe ? -1 : x->probe > y->probe;
}

static bool same_messages(const struct probe *a, const struct probe *b)
{
	/* Empty prompts are reported as empty. */
	return a->n_messages && *a->messages[0].content &&
	       probe_messages_same(a->messages, a->n_messages, b->messages,
				   b->n_messages);
}

static bool same_id(const struct probe *a, const struct probe *b)
{
	return !strcmp(a->id, b->id);
}

static void check_twice(const struct probe_set *set, struct row *rows,
			bool (*same)(const struct probe *, const struct probe *),
			const char *remedy, const char *what, struct notes *notes)
{
	qsort(rows, set->n, sizeof(*rows), by_hash);
	for (size_t i = 1; i < set->n; i++) {
		const struct probe *one = rows[i - 1].probe, *other = rows[i].probe;

		if (rows[i - 1].hash == rows[i].hash && same(one, other))
			notes_add(notes, FATAL, other->id, remedy,
				  "%s %s (probes %td and %td)", what, one->id,
				  one - set->probes + 1, other - set->probes + 1);
	}
}

static void check_duplicates(const struct probe_set *set, struct notes *notes)
{
	struct row *rows = mem_alloc(set->n, sizeof(*rows));

	for (size_t i = 0; i < set->n; i++) {
		const char *id = set->probes[i].id;

		rows[i] = (struct row){hash_bytes(id, strlen(id)), &set->probes[i]};
	}
	check_twice(set, rows, same_id, "give one of them another id",
		    "the id is also that of", notes);
	for (size_t i = 0; i < set->n; i++)
		rows[i] = (struct row){probe_messages_hash(set->probes[i].messages,
							   set->probes[i].n_messages),
				       &set->probes[i]};
	check_twice(set, rows, same_messages,
		    "remove one; to ask more often, raise samples",
		    "it asks word by word the same as", notes);
	mem_free(rows);
}

/* Sets that ship are found by their file's name. */
static void check_file_name(const struct probe_set *set, struct notes *notes)
{
	const char *slash = strrchr(set->file, '/');
	const char *file = slash ? slash + 1 : set->file;
	size_t n = strlen(set->name), n_file = strlen(file);

	if (n_file < 5 || strcmp(file + n_file - 5, ".json") != 0)
		return;
	if (n_file - 5 != n || memcmp(file, set->name, n) != 0)
		notes_add(notes, ADVICE, "", "let them agree",
			  "the set is named \"%s\" and its file is not", set->name);
}

void check_set(const struct probe_set *set, size_t n_replaced, struct notes *notes)
{
	size_t before = notes->findings->n_fatal;

	if (*set->name && !check_is_name(set->name))
		notes_add(notes, FATAL, "",
			  "use at most 40 letters, digits, '.', '_' and '-', a letter or "
			  "digit first",
			  "the name \"%s\" cannot stand in a file name", set->name);
	if (*set->name)
		check_file_name(set, notes);
	if (*set->language && !is_language(set->language))
		notes_add(notes, FATAL, "", LANGUAGE_REMEDY, "\"%s\" is no language code",
			  set->language);
	check_filled("", set->purpose, notes);
	check_filled("", set->licence, notes);
	if (set->defaults.system)
		check_text("", set->defaults.system, n_replaced > 0, notes);
	for (size_t i = 0; i < set->n; i++) {
		check_language(set, &set->probes[i], notes);
		check_probe(&set->probes[i], set->kind, n_replaced > 0, notes);
	}
	check_picks(set, notes);
	check_duplicates(set, notes);
	if (n_replaced && notes->findings->n_fatal == before)
		notes_add(notes, FATAL, "", "save the file as UTF-8",
			  "%zu characters were lost (ill-formed UTF-8, \\u0000 or half a "
			  "surrogate pair)",
			  n_replaced);
}
