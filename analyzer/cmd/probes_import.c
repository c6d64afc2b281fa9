/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_import.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/term.h"
#include "cmd/intake.h"
#include "probe/draw.h"
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

/* Where it came from; `n` of the prompts were taken. */
static void add_notes(const struct probes_import *args, const char *from,
		      const struct prompts *prompts, size_t n, struct buf *out)
{
	buf_printf(out, "Made by assay probes import from %s", from);
	if (n < prompts->n)
		buf_printf(out, ": %zu of its %zu prompts, drawn by seed %ld", n,
			   prompts->n, args->seed);
}

static struct json *set_of(const struct probes_import *args, const char *from,
			   const struct prompts *prompts, size_t n)
{
	struct buf purpose = BUF_INIT;
	struct buf notes = BUF_INIT;
	struct json *out;

	buf_printf(&purpose, "Prompts of %s, to compare with answers recorded on them.",
		   from);
	add_notes(args, from, prompts, n, &notes);
	out = probes_head_json(&args->head, buf_str(&purpose), buf_str(&notes));
	add_drawn(prompts, n, (unsigned long)args->seed, json_add_array(out, "probes"));
	buf_clear(&purpose);
	buf_clear(&notes);
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
		term_puts(stdout, args->head.out);
		printf(": %zu probes\nsha256 %s\n", set->n, hash);
		return;
	}
	out = json_new_object();
	json_add_str(out, "schema", "assay.probes.import.v1");
	json_add_str(out, "file", args->head.out);
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

int probes_import(const struct probes_import *args, int n, char **words, struct err *err)
{
	struct prompts prompts = {.n = 0};
	struct probe_set *set = NULL;
	struct json *value = NULL;
	size_t n_take;
	int rc = -1;

	if (n < 1)
		return err_set(err, ERR_USAGE,
			       "say which prompts: assay probes import FILE -o SET.json");
	if (probes_head_check(&args->head, "import FILE", err) ||
	    read_all(&prompts, n, words, err))
		goto done;
	n_take = args->take ? (size_t)args->take : prompts.n;
	if (n_take > prompts.n) {
		err_set(err, ERR_USAGE, "--take is %ld and there are %zu prompts",
			args->take, prompts.n);
		goto done;
	}
	value = set_of(args, probes_base_name(words[0]), &prompts, n_take);
	set = probes_write(&args->head, value, err);
	if (!set)
		goto done;
	say_counts(&prompts);
	say_result(args, set, &prompts);
	rc = 0;
done:
	probe_set_free(set);
	json_free(value);
	prompts_clear(&prompts);
	return rc;
}
