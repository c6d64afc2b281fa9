/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_show.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/opt.h"
#include "base/term.h"
#include "cmd/probes_compose.h"
#include "cmd/probes_sets.h"
#include "probe/composition.h"

/* Columns of a terminal that a prompt may fill in a list. */
#define PROMPT_COLUMNS 60

/* What one call shows. */
struct showing {
	const struct probes_filter *filter;
	size_t n_left; /* of the limit */
	size_t n_shown;
	struct json *list; /* of sets; NULL: for a person */
};

static void print(const char *text)
{
	term_puts(stdout, text);
}

static bool has_text(const struct probe *probe, const char *text)
{
	for (size_t i = 0; i < probe->n_messages; i++)
		if (strcasestr(probe->messages[i].content, text))
			return true;
	for (size_t i = 0; i < probe->n_options; i++)
		if (strcasestr(probe->options[i], text))
			return true;
	return false;
}

static bool is_language(const char *language, const char *wanted)
{
	size_t n = strlen(wanted);

	return !strncmp(language, wanted, n) && (!language[n] || language[n] == '-');
}

static bool passes(const struct probes_filter *f, const struct probe_set *set,
		   const struct probe *probe)
{
	if (f->topic && (!probe->topic || strcmp(probe->topic, f->topic) != 0))
		return false;
	if (f->language && !is_language(probe_language(set, probe), f->language))
		return false;
	if (f->kind && strcmp(probe_kind_name(set->kind), f->kind) != 0)
		return false;
	return !f->grep || has_text(probe, f->grep);
}

static void print_default(const char *what, double value)
{
	if (value >= 0)
		printf(" %s %g", what, value);
}

static void print_head(const struct probe_set *set)
{
	char hash[SHA256_HEX];

	sha256_hex(set->hash, hash);
	print(set->name);
	fputs(" ", stdout);
	print(set->version);
	printf(": %zu probes, kind %s, genre ", set->n, probe_kind_name(set->kind));
	print(set->genre);
	fputs(", language ", stdout);
	print(set->language);
	fputs("\n  ", stdout);
	print(set->purpose);
	fputs("\n  licence ", stdout);
	print(set->licence);
	fputs("; defaults:", stdout);
	print_default("samples", set->defaults.samples);
	print_default("max_tokens", set->defaults.max_tokens);
	print_default("temperature", set->defaults.temperature);
	print_default("top_p", set->defaults.top_p);
	printf("\n  sha256 %s\n\n", hash);
}

static void print_row(const struct probe *probe)
{
	struct buf line = BUF_INIT;
	const char *last = probe->messages[probe->n_messages - 1].content;

	term_add(&line, last, strlen(last), PROMPT_COLUMNS);
	printf("%-28s ", probe->id);
	if (probe->language)
		printf("%-6s ", probe->language);
	fwrite(buf_str(&line), 1, line.len, stdout);
	putchar('\n');
	buf_clear(&line);
}

static void print_field(const char *name, const char *text)
{
	if (!text)
		return;
	printf("%s: ", name);
	print(text);
	putchar('\n');
}

static void print_probe(const struct probe *probe)
{
	for (size_t i = 0; i < probe->n_messages; i++)
		print_field(probe->messages[i].role, probe->messages[i].content);
	for (size_t i = 0; i < probe->n_options; i++) {
		printf("option %zu: ", i + 1);
		print(probe->options[i]);
		putchar('\n');
	}
	print_field("key", probe->key);
	print_field("topic", probe->topic);
	print_field("language", probe->language);
}

/* The set's object, for its probes to be added to what is returned. */
static struct json *list_set(const struct showing *s, const struct probe_set *set)
{
	struct json *object = json_add_object(s->list, NULL);

	probes_set_facts(set, object);
	return json_add_array(object, "probes");
}

static void show_set(struct showing *s, const struct probe_set *set)
{
	struct json *rows = s->list ? list_set(s, set) : NULL;
	size_t n = 0;

	for (size_t i = 0; i < set->n && s->n_left; i++) {
		const struct probe *probe = &set->probes[i];

		if (!passes(s->filter, set, probe))
			continue;
		if (!s->list && !n++) {
			fputs(s->n_shown ? "\n" : "", stdout);
			print_head(set);
		}
		if (s->list)
			probe_json(probe, json_add_object(rows, NULL));
		else
			print_row(probe);
		s->n_left--;
		s->n_shown++;
	}
}

static int show_one(const struct showing *s, const struct probe_set *set, const char *id,
		    struct err *err)
{
	const struct probe *probe = probe_set_find(set, id);

	if (!probe)
		return err_set(err, ERR_USAGE,
			       "the set %s has no probe '%s'; assay probes show %s lists "
			       "them",
			       set->name, id, set->name);
	if (!s->list) {
		print_probe(probe);
		return 0;
	}
	probe_json(probe, json_add_object(list_set(s, set), NULL));
	return 0;
}

/* A set's object by itself, several in "sets". */
static void print_json(const struct showing *s, bool several)
{
	struct json *out = json_new_object();

	json_add_str(out, "schema", "assay.probes.show.v1");
	if (several)
		json_add(out, "sets", json_copy(s->list));
	else
		JSON_EACH(member, json_first(s->list))
			json_add(out, json_key(member), json_copy(member));
	term_print_value(stdout, out);
	json_free(out);
}

static int show_sets(struct showing *s, const char *word, const char *id, struct err *err)
{
	struct probes_paths paths = {NULL, 0, 0};
	bool is_folder = file_is_dir(word);
	int rc = is_folder ? probes_paths_add_dir(&paths, word, err) : 0;

	if (is_folder && id)
		rc = err_set(err, ERR_USAGE,
			     "name the set of the probe '%s', not its folder", id);
	for (size_t i = 0; !rc && i < (is_folder ? paths.n : 1); i++) {
		struct probe_set *set = is_folder ? probe_set_open(paths.v[i], NULL, err)
						  : probes_set_named(word, err);

		rc = set ? 0 : -1;
		if (set && id)
			rc = show_one(s, set, id, err);
		else if (set)
			show_set(s, set);
		probe_set_free(set);
	}
	probes_paths_clear(&paths);
	return rc;
}

static int show_composition(const char *path, bool json, struct err *err)
{
	struct json *out = json_new_object();
	int rc;

	json_add_str(out, "schema", "assay.probes.show.v1");
	rc = probes_compose_facts(path, out, err);
	if (!rc && json)
		term_print_value(stdout, out);
	else if (!rc)
		probes_compose_print(out, true);
	json_free(out);
	return rc;
}

static int check_filter(const struct probes_filter *f, struct err *err)
{
	enum probe_kind kind;
	const char *near;

	if (!f->kind || probe_kind_parse(f->kind, &kind))
		return 0;
	near = opt_nearest(f->kind, probe_kind_names(), N_PROBE_KINDS);
	return err_set(err, ERR_USAGE,
		       "there is no kind '%s'; it is one of open, choice, "
		       "quiz, continuation, identity, identity-leading and refusal%s%s",
		       f->kind, near ? ": did you mean " : "", near ? near : "");
}

int probes_show(const struct probes_filter *filter, bool json, const char *word,
		const char *id, struct err *err)
{
	struct showing s = {.filter = filter,
			    .n_left = filter->limit ? (size_t)filter->limit : SIZE_MAX};
	char *composition = NULL;
	int rc;

	if (check_filter(filter, err))
		return -1;
	if (!file_exists(word) && !id && !strchr(word, '/'))
		composition = composition_path(word);
	if (composition) {
		rc = show_composition(composition, json, err);
		mem_free(composition);
		return rc;
	}
	s.list = json ? json_new_array() : NULL;
	rc = show_sets(&s, word, id, err);
	if (!rc && json)
		print_json(&s, file_is_dir(word));
	else if (!rc && !id && !s.n_shown)
		puts("no probe is like that");
	json_free(s.list);
	return rc;
}
