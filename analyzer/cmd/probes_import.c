/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_import.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/term.h"
#include "cmd/intake.h"
#include "probe/draw.h"
#include "probe/probe.h"
#include "store/prompts.h"

static int read_all(struct prompts *prompts, int n, char **words, struct err *err)
{
	struct intake intake = {NULL, 0, 0};
	int rc = 0;

	for (int i = 0; !rc && i < n; i++)
		rc = intake_add(&intake, words[i], NULL, err);
	for (size_t i = 0; !rc && i < intake.n; i++)
		rc = prompts_read(prompts, intake.files[i].path, err);
	intake_clear(&intake);
	return rc ? -1 : prompts_finish(prompts, err);
}

static void add_probe(const struct prompt_row *row, struct json *out)
{
	struct json *list;

	json_add_str(out, "id", row->id);
	if (row->topic)
		json_add_str(out, "topic", row->topic);
	if (row->n_messages == 1) {
		json_add_str(out, "prompt", row->messages[0].content);
		return;
	}
	list = json_add_array(out, "messages");
	for (size_t i = 0; i < row->n_messages; i++) {
		struct json *message = json_add_object(list, NULL);

		json_add_str(message, "role", row->messages[i].role);
		json_add_str(message, "content", row->messages[i].content);
	}
}

static void add_drawn(const struct prompts *prompts, size_t n, unsigned long seed,
		      struct json *list)
{
	const char **ids = mem_alloc(prompts->n, sizeof(*ids));
	size_t *taken = mem_alloc(n, sizeof(*taken));

	for (size_t i = 0; i < prompts->n; i++)
		ids[i] = prompts->v[i].id;
	draw_take(ids, prompts->n, n, seed, taken);
	for (size_t i = 0; i < n; i++)
		add_probe(&prompts->v[taken[i]], json_add_object(list, NULL));
	mem_free(ids);
	mem_free(taken);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* "set.json" is named "set". */
static void default_name(const char *path, struct buf *out)
{
	const char *base = base_name(path);
	size_t n = strlen(base);

	buf_add(out, base, n > 5 && !strcmp(base + n - 5, ".json") ? n - 5 : n);
}

/* Where it came from, for whoever opens the file; no part of the set's hash. */
static void add_notes(const struct probes_import *args, const char *from,
		      const struct prompts *prompts, size_t n, struct json *out)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "Made by assay probes import from %s", base_name(from));
	if (n < prompts->n)
		buf_printf(&text, ": %zu of its %zu prompts, drawn by seed %ld", n,
			   prompts->n, args->seed);
	json_add_str(out, "notes", buf_str(&text));
	buf_clear(&text);
}

static struct json *set_of(const struct probes_import *args, const char *from,
			   const struct prompts *prompts, size_t n)
{
	struct json *out = json_new_object(), *defaults;
	struct buf text = BUF_INIT;

	json_add_str(out, "schema", "assay.probes.v1");
	default_name(args->out, &text);
	json_add_str(out, "name", args->name ? args->name : buf_str(&text));
	json_add_str(out, "version", args->set_version);
	buf_reset(&text);
	buf_printf(&text, "Prompts of %s, to compare with answers recorded on them.",
		   base_name(from));
	json_add_str(out, "purpose", args->purpose ? args->purpose : buf_str(&text));
	json_add_str(out, "kind", args->kind);
	json_add_str(out, "genre", args->genre);
	json_add_str(out, "language", args->language);
	json_add_str(out, "licence", args->licence);
	defaults = json_add_object(out, "defaults");
	json_add_int(defaults, "samples", 1);
	if (args->max_tokens)
		json_add_int(defaults, "max_tokens", args->max_tokens);
	add_notes(args, from, prompts, n, out);
	add_drawn(prompts, n, (unsigned long)args->seed, json_add_array(out, "probes"));
	buf_clear(&text);
	return out;
}

/* What was left out and why: to standard error, the set being the result. */
static void say_counts(const struct prompts *p)
{
	const struct {
		size_t n;
		const char *what;
	} notes[] = {
		{p->n_repeated, "were there already: each is kept once"},
		{p->n_blank, "were empty: left out"},
		{p->n_lost, "had lost characters (not UTF-8, \\u0000): left out"},
		{p->n_later, "were later turns of conversations: left out"},
		{p->n_unfit, "had an id unfit for a probe: it was made of the prompt"},
		{p->n_bad, "records could not be read; the first: "},
	};

	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++) {
		if (!notes[i].n)
			continue;
		fprintf(stderr, "assay: note: %zu %s", notes[i].n, notes[i].what);
		if (notes[i].n == p->n_bad && i == 5)
			term_puts(stderr, p->first_bad);
		fputc('\n', stderr);
	}
}

static void say_result(const struct probes_import *args, const struct probe_set *set,
		       const struct prompts *prompts)
{
	size_t n_left_out = prompts->n_blank + prompts->n_lost + prompts->n_later;
	char hash[SHA256_HEX];
	struct json *out;

	sha256_hex(set->hash, hash);
	if (!args->json) {
		term_puts(stdout, args->out);
		printf(": %zu probes\nsha256 %s\n", set->n, hash);
		return;
	}
	out = json_new_object();
	json_add_str(out, "schema", "assay.probes.import.v1");
	json_add_str(out, "file", args->out);
	json_add_str(out, "name", set->name);
	json_add_str(out, "sha256", hash);
	json_add_str(out, "format", prompts->format);
	json_add_int(out, "n_probes", (long long)set->n);
	json_add_int(out, "n_prompts", (long long)prompts->n);
	json_add_int(out, "n_repeated", (long long)prompts->n_repeated);
	json_add_int(out, "n_left_out", (long long)n_left_out);
	json_add_int(out, "n_bad", (long long)prompts->n_bad);
	term_print_value(stdout, out);
	json_free(out);
}

static int check_args(const struct probes_import *args, int n, struct err *err)
{
	if (n < 1)
		return err_set(err, ERR_USAGE,
			       "say which prompts: assay probes import FILE -o SET.json");
	if (!args->out)
		return err_set(err, ERR_USAGE, "say where the set goes: -o SET.json");
	if (!args->genre)
		return err_set(err, ERR_USAGE,
			       "say the prompts' genre, such as --genre assistant: a "
			       "likelihood ratio is given only within a reference "
			       "corpus's genre");
	if (!args->licence)
		return err_set(err, ERR_USAGE,
			       "say who may use the prompts how: --licence \"CC BY-NC "
			       "4.0\", or --licence \"my own\"");
	return 0;
}

/* Write the set when it is one that `probes check` calls usable. */
static int write_set(const struct probes_import *args, const struct json *value,
		     const struct prompts *prompts, struct err *err)
{
	struct buf text = BUF_INIT;
	struct probe_set *set;
	int rc = -1;

	json_print(value, true, &text);
	set = probe_set_parse(buf_str(&text), text.len, args->out, NULL, err);
	if (set)
		rc = file_write(args->out, text.data, text.len, err);
	if (!rc) {
		say_counts(prompts);
		say_result(args, set, prompts);
	}
	probe_set_free(set);
	buf_clear(&text);
	return rc;
}

int probes_import(const struct probes_import *args, int n, char **words, struct err *err)
{
	struct prompts prompts = {.n = 0};
	struct json *set = NULL;
	size_t n_take;
	int rc = -1;

	if (check_args(args, n, err) || read_all(&prompts, n, words, err))
		goto done;
	n_take = args->take ? (size_t)args->take : prompts.n;
	if (n_take > prompts.n) {
		err_set(err, ERR_USAGE, "--take is %ld and there are %zu prompts",
			args->take, prompts.n);
		goto done;
	}
	set = set_of(args, words[0], &prompts, n_take);
	rc = write_set(args, set, &prompts, err);
done:
	json_free(set);
	prompts_clear(&prompts);
	return rc;
}
