/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/probe.c: from JSON to a set, field by field. Reading goes on behind a fault, so
 * that one check shows all of them.
 */
#include "probe/probe.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/opt.h"
#include "probe/check.h"
#include "probe/findings.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

struct loader {
	struct probe_set *set;
	struct notes notes;
};

static const char *const kind_names[] = {
#define KIND_NAME(id, name) name,
	PROBE_KINDS(KIND_NAME)
#undef KIND_NAME
};

const char *probe_kind_name(enum probe_kind kind)
{
	return (unsigned)kind < N_PROBE_KINDS ? kind_names[kind] : "?";
}

const char *const *probe_kind_names(void)
{
	return kind_names;
}

bool probe_kind_parse(const char *name, enum probe_kind *out)
{
	for (unsigned i = 0; i < N_PROBE_KINDS; i++) {
		if (!strcmp(name, kind_names[i])) {
			*out = (enum probe_kind)i;
			return true;
		}
	}
	return false;
}

const char *probe_language(const struct probe_set *set, const struct probe *probe)
{
	return probe->language ? probe->language : set->language;
}

static const char *keep(struct loader *l, const char *text)
{
	return arena_dup(&l->set->arena, text, strlen(text));
}

static bool is_known(const char *key, const char *const *known, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(key, known[i]))
			return true;
	return false;
}

/* Keys that are not known, most likely misspelt, and keys given twice. */
static void check_keys(struct loader *l, const char *id, const struct json *object,
		       const char *const *known, size_t n_known)
{
	JSON_EACH(child, object) {
		const char *key = json_key(child);
		const char *near;

		if (json_get(object, key) != child)
			notes_add(&l->notes, FATAL, id, "keep one of the two",
				  "the field \"%s\" is there twice", key);
		if (is_known(key, known, n_known) || !strncmp(key, "x-", 2))
			continue;
		near = opt_nearest(key, known, n_known);
		notes_add(&l->notes, ADVICE, id,
			  "correct its name, or begin it with \"x-\" when it is your own",
			  near ? "the field \"%s\" is not known; is it \"%s\"?"
			       : "the field \"%s\" is not known",
			  key, near);
	}
}

/* A text that must be there; "" when it is not. */
static const char *read_text(struct loader *l, const char *id, const struct json *object,
			     const char *key, const char *remedy)
{
	const char *text = json_str(object, key);

	if (text && text[strspn(text, " \t\r\n")])
		return keep(l, text);
	notes_add(&l->notes, FATAL, id, remedy,
		  json_get(object, key) ? "\"%s\" is not a text, or empty"
					: "the field \"%s\" is missing",
		  key);
	return "";
}

static const char *read_optional(struct loader *l, const char *id,
				 const struct json *object, const char *key)
{
	if (!json_get(object, key))
		return NULL;
	return read_text(l, id, object, key, "give it a text, or leave it out");
}

static void read_kind(struct loader *l, const struct json *root)
{
	const char *kind =
		read_text(l, "", root, "kind",
			  "name one: open, choice, quiz, continuation, identity, "
			  "identity-leading or refusal");
	const char *near;

	if (!*kind || probe_kind_parse(kind, &l->set->kind))
		return;
	near = opt_nearest(kind, kind_names, N_PROBE_KINDS);
	notes_add(&l->notes, FATAL, "",
		  "use open, choice, quiz, continuation, identity, identity-leading or "
		  "refusal",
		  near ? "the kind \"%s\" is not known; is it \"%s\"?"
		       : "the kind \"%s\" is not known",
		  kind, near);
}

static double read_number(struct loader *l, const struct json *object, const char *key,
			  double low, double high)
{
	const struct json *value = json_get(object, key);
	double number;

	if (!value)
		return -1;
	if (json_number(value, &number) && number >= low && number <= high)
		return number;
	notes_add(&l->notes, FATAL, "", "correct it, or leave it to the plan",
		  "the default \"%s\" is not a number from %g to %g", key, low, high);
	return -1;
}

static double read_count(struct loader *l, const struct json *object, const char *key,
			 double high)
{
	double number = read_number(l, object, key, 1, high);

	if (number < 0 || number == (double)(long)number)
		return number;
	notes_add(&l->notes, FATAL, "", "give a whole number",
		  "the default \"%s\" is not a whole number", key);
	return -1;
}

static void read_defaults(struct loader *l, const struct json *root)
{
	static const char *const known[] = {"samples", "max_tokens", "temperature",
					    "top_p", "system"};
	const struct json *defaults = json_get(root, "defaults");
	struct probe_defaults *out = &l->set->defaults;

	*out = (struct probe_defaults){-1, -1, -1, -1, NULL};
	if (!json_is_object(defaults)) {
		notes_add(&l->notes, FATAL, "",
			  "add \"defaults\": {\"samples\": 1, \"max_tokens\": 300}",
			  "\"defaults\" is missing or not an object");
		return;
	}
	check_keys(l, "", defaults, known, COUNT_OF(known));
	out->samples = read_count(l, defaults, "samples", 10000);
	out->max_tokens = read_count(l, defaults, "max_tokens", 1000000);
	out->temperature = read_number(l, defaults, "temperature", 0, 2);
	out->top_p = read_number(l, defaults, "top_p", 0, 1);
	out->system = read_optional(l, "", defaults, "system");
}

static void read_message(struct loader *l, const char *id, const struct json *from,
			 struct probe_message *out)
{
	static const char *const known[] = {"role", "content"};
	static const char *const roles[] = {"system", "user", "assistant"};

	out->role = out->content = "";
	if (!json_is_object(from)) {
		notes_add(&l->notes, FATAL, id,
			  "write {\"role\": \"user\", \"content\": \"...\"}",
			  "a message is not an object");
		return;
	}
	check_keys(l, id, from, known, COUNT_OF(known));
	out->role = read_text(l, id, from, "role", "use system, user or assistant");
	out->content = read_text(l, id, from, "content", "write what is said");
	if (*out->role && !is_known(out->role, roles, COUNT_OF(roles)))
		notes_add(&l->notes, FATAL, id, "use system, user or assistant",
			  "the role \"%s\" is not known", out->role);
}

static void read_messages(struct loader *l, const struct json *from, struct probe *probe)
{
	const struct json *messages = json_get(from, "messages");
	size_t n = json_is_array(messages) ? json_count(messages) : 0;

	if (json_get(from, "prompt") && messages)
		notes_add(&l->notes, FATAL, probe->id, "keep one of the two",
			  "\"prompt\" and \"messages\" are both there");
	if (!messages) {
		probe->n_messages = 1;
		probe->messages =
			arena_alloc(&l->set->arena, 1, sizeof(struct probe_message));
		probe->messages->role = "user";
		probe->messages->content =
			read_text(l, probe->id, from, "prompt",
				  "write what is asked in \"prompt\" (or \"messages\")");
		return;
	}
	if (!n) {
		notes_add(&l->notes, FATAL, probe->id, "list at least the user's message",
			  "\"messages\" is not a list, or empty");
		return;
	}
	probe->messages = arena_alloc(&l->set->arena, n, sizeof(struct probe_message));
	JSON_EACH(message, messages)
		read_message(l, probe->id, message,
			     &probe->messages[probe->n_messages++]);
	if (strcmp(probe->messages[n - 1].role, "user") != 0)
		notes_add(&l->notes, FATAL, probe->id, "end with what the user asks",
			  "the last message is not the user's");
}

static void read_options(struct loader *l, const struct json *from, struct probe *probe)
{
	const struct json *options = json_get(from, "options");

	if (!options)
		return;
	if (!json_is_array(options) || json_count(options) < 2) {
		notes_add(&l->notes, FATAL, probe->id, "list two or more texts",
			  "\"options\" is not a list of at least two");
		return;
	}
	probe->options =
		arena_alloc(&l->set->arena, json_count(options), sizeof(*probe->options));
	JSON_EACH(option, options) {
		const char *text = json_text(option);

		if (!text || !*text)
			notes_add(&l->notes, FATAL, probe->id, "write each as a text",
				  "option %zu is not a text, or empty",
				  probe->n_options + 1);
		probe->options[probe->n_options++] = keep(l, text ? text : "");
	}
}

/* Without an id the probe goes by its place, which it has. */
static void read_id(struct loader *l, const struct json *from, struct probe *probe)
{
	const char *id = json_str(from, "id");

	if (!id || !*id) {
		notes_add(&l->notes, FATAL, probe->id,
			  "give it one that no other probe has",
			  "the field \"id\" is missing, empty or not a text");
		return;
	}
	probe->id = keep(l, id);
	if (!check_is_id(id))
		notes_add(&l->notes, FATAL, id, CHECK_NAME_REMEDY,
			  "the id cannot stand in a file name or a batch");
}

static void read_probe(struct loader *l, const struct json *from, struct probe *probe)
{
	static const char *const known[] = {"id",  "prompt", "messages", "options",
					    "key", "topic",  "language", "notes"};
	char place[32];

	(void)snprintf(place, sizeof(place), "probe %zu", l->set->n + 1);
	probe->id = keep(l, place);
	if (!json_is_object(from)) {
		notes_add(&l->notes, FATAL, probe->id,
			  "write {\"id\": \"...\", \"prompt\": \"...\"}",
			  "it is not an object");
		return;
	}
	read_id(l, from, probe);
	check_keys(l, probe->id, from, known, COUNT_OF(known));
	read_messages(l, from, probe);
	read_options(l, from, probe);
	probe->key = read_optional(l, probe->id, from, "key");
	probe->topic = read_optional(l, probe->id, from, "topic");
	probe->language = read_optional(l, probe->id, from, "language");
}

static void read_probes(struct loader *l, const struct json *root)
{
	const struct json *probes = json_get(root, "probes");
	size_t n = json_is_array(probes) ? json_count(probes) : 0;

	if (!n) {
		notes_add(&l->notes, FATAL, "",
			  "add \"probes\": [{\"id\": ..., \"prompt\": ...}]",
			  "\"probes\" is missing, not a list, or empty");
		return;
	}
	l->set->probes = arena_alloc(&l->set->arena, n, sizeof(struct probe));
	JSON_EACH(from, probes) {
		read_probe(l, from, &l->set->probes[l->set->n]);
		l->set->n++;
	}
}

static void read_set(struct loader *l, const struct json *root)
{
	static const char *const known[] = {"schema",   "name",   "version",  "purpose",
					    "kind",     "genre",  "language", "licence",
					    "defaults", "probes", "notes"};
	struct probe_set *set = l->set;

	check_keys(l, "", root, known, COUNT_OF(known));
	set->name = read_text(l, "", root, "name", "give the set its file's name");
	set->version = read_text(l, "", root, "version", "give it one, such as \"1.0\"");
	set->purpose =
		read_text(l, "", root, "purpose", "say in a sentence what it is for");
	read_kind(l, root);
	set->genre =
		read_text(l, "", root, "genre",
			  "name the reference corpus's genre, such as \"assistant\"");
	set->language =
		read_text(l, "", root, "language", "give its code, such as \"en\"");
	set->licence =
		read_text(l, "", root, "licence",
			  "say who may use the set how, such as \"GPL-3.0-or-later\"");
	read_defaults(l, root);
	read_probes(l, root);
}

static void hash_text(struct sha256 *ctx, const char *text)
{
	/* No text and an empty one are two things: the marker tells them apart. */
	sha256_add_field(ctx, text ? "=" : "", text != NULL);
	sha256_add_field(ctx, text ? text : "", text ? strlen(text) : 0);
}

static void hash_number(struct sha256 *ctx, double value)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%.17g", value);
	hash_text(ctx, text);
}

static void hash_probe(struct sha256 *ctx, const struct probe *probe)
{
	hash_text(ctx, probe->id);
	hash_number(ctx, (double)probe->n_messages);
	for (size_t i = 0; i < probe->n_messages; i++) {
		hash_text(ctx, probe->messages[i].role);
		hash_text(ctx, probe->messages[i].content);
	}
	hash_number(ctx, (double)probe->n_options);
	for (size_t i = 0; i < probe->n_options; i++)
		hash_text(ctx, probe->options[i]);
	hash_text(ctx, probe->key);
	hash_text(ctx, probe->topic);
	/* Where it is absent, sets hash as they did before the field came to be. */
	if (probe->language) {
		hash_text(ctx, "language");
		hash_text(ctx, probe->language);
	}
}

static void hash_set(struct probe_set *set)
{
	struct sha256 *ctx = sha256_new();

	hash_text(ctx, "assay.probes.v1");
	hash_text(ctx, set->name);
	hash_text(ctx, set->version);
	hash_text(ctx, set->purpose);
	hash_text(ctx, set->genre);
	hash_text(ctx, set->language);
	hash_text(ctx, set->licence);
	hash_text(ctx, probe_kind_name(set->kind));
	hash_number(ctx, set->defaults.samples);
	hash_number(ctx, set->defaults.max_tokens);
	hash_number(ctx, set->defaults.temperature);
	hash_number(ctx, set->defaults.top_p);
	hash_text(ctx, set->defaults.system);
	hash_number(ctx, (double)set->n);
	for (size_t i = 0; i < set->n; i++)
		hash_probe(ctx, &set->probes[i]);
	sha256_end(ctx, set->hash);
}

/* The error for a set that cannot be used. */
static void refuse(const struct notes *notes, size_t first, bool alone, struct err *err)
{
	const struct probe_findings *all = notes->findings;
	size_t n_fatal = 0, at = all->n;

	for (size_t i = first; i < all->n; i++) {
		n_fatal += all->v[i].fatal;
		if (all->v[i].fatal && at == all->n)
			at = i;
	}
	if (!alone) {
		err_set(err, ERR_FAIL, "%s: %zu fault%s", notes->file, n_fatal,
			n_fatal == 1 ? "" : "s");
		return;
	}
	err_set(err, ERR_FAIL,
		"%s: %s%s%s: %s (%zu fault%s in all; assay probes check shows them)",
		notes->file, all->v[at].id, *all->v[at].id ? ": " : "", all->v[at].what,
		all->v[at].remedy, n_fatal, n_fatal == 1 ? "" : "s");
}

static struct json *parse_root(struct loader *l, const char *text, size_t n,
			       size_t *n_replaced)
{
	struct err why = ERR_INIT;
	struct json *root = json_parse(text, n, n_replaced, &why);

	if (!root) {
		notes_add(&l->notes, FATAL, "", "mend it there", "it is not JSON: %s",
			  why.text);
		return NULL;
	}
	if (json_is_object(root))
		return root;
	notes_add(&l->notes, FATAL, "",
		  "begin with { \"name\": ...; see probes/README.md",
		  "the file holds no object");
	json_free(root);
	return NULL;
}

struct probe_set *probe_set_parse(const char *text, size_t n, const char *file,
				  struct probe_findings *findings, struct err *err)
{
	struct probe_findings own = PROBE_FINDINGS_INIT;
	struct loader l = {MEM_NEW(struct probe_set), {file, findings ? findings : &own}};
	size_t first = l.notes.findings->n, n_fatal = l.notes.findings->n_fatal;
	size_t n_replaced = 0;
	struct json *root = parse_root(&l, text, n, &n_replaced);

	if (root) {
		l.set->file = keep(&l, file);
		read_set(&l, root);
		check_set(l.set, n_replaced, &l.notes);
		hash_set(l.set);
	}
	json_free(root);
	if (l.notes.findings->n_fatal > n_fatal) {
		refuse(&l.notes, first, !findings, err);
		probe_set_free(l.set);
		l.set = NULL;
	}
	probe_findings_clear(&own);
	return l.set;
}

struct probe_set *probe_set_open(const char *path, struct probe_findings *findings,
				 struct err *err)
{
	struct probe_set *set = NULL;
	struct buf text = BUF_INIT;

	if (!file_read(path, &text, NULL, err))
		set = probe_set_parse(buf_str(&text), text.len, path, findings, err);
	buf_clear(&text);
	return set;
}

void probe_set_free(struct probe_set *set)
{
	if (!set)
		return;
	arena_clear(&set->arena);
	mem_free(set);
}

const struct probe *probe_set_find(const struct probe_set *set, const char *id)
{
	for (size_t i = 0; i < set->n; i++)
		if (!strcmp(set->probes[i].id, id))
			return &set->probes[i];
	return NULL;
}

bool probe_messages_same(const struct probe_message *a, size_t n_a,
			 const struct probe_message *b, size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (strcmp(a[i].role, b[i].role) != 0 ||
		    strcmp(a[i].content, b[i].content) != 0)
			return false;
	return true;
}

uint64_t probe_messages_hash(const struct probe_message *messages, size_t n)
{
	uint64_t hash = n;

	for (size_t i = 0; i < n; i++) {
		const struct probe_message *m = &messages[i];

		hash = hash_pair(hash, hash_bytes(m->role, strlen(m->role)));
		hash = hash_pair(hash, hash_bytes(m->content, strlen(m->content)));
	}
	return hash;
}
