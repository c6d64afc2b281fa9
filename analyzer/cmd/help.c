/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay help: the verbs, one of them, or all of it for another program to read. */
#include "cmd/help.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/screen.h"
#include "base/term.h"
#include "cmd/completion.h"
#include "cmd/manual.h"
#include "cmd/verbs.h"

struct help_args {
	const char *format;
	bool json;
};

#define AT(field) offsetof(struct help_args, field)
static const struct opt options[] = {
	{"format", 'f', OPT_STRING, AT(format), "FORMAT", "text",
	 "text; man: the manual page; bash, zsh, fish: completion for that shell; json; "
	 "corpora, sets: the names at hand, one a line"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

const struct exit_status exit_statuses[] = {
	{0, "done", "done; \"inconclusive\" is a finding like any other"},
	{1, "failed", "failed, or the input cannot be read"},
	{2, "usage",
	 "usage: an unknown model, suspect equal to teacher, a misspelt option"},
	{3, "incomplete but resumable",
	 "incomplete, but the same command goes on from here"},
	{4, "authentication or quota", "authentication or quota"},
	{5, "integrity", "integrity: a case was altered, or a result does not recompute"},
	{6, "budget reached", "the budget is reached"},
	{7, "environment",
	 "environment: disk, memory, a missing file of the installation"},
	{0, NULL, NULL},
};

static void wrapped(const char *text, size_t width, struct buf *out)
{
	screen_wrap(text, 0, 0, width, out);
	buf_char_add(out, '\n');
}

void help_overview(size_t width, struct buf *out)
{
	struct buf line = BUF_INIT;
	const char *group = "";

	buf_str_add(out, "assay: was this model trained on that model's answers?\n\n"
			 "Usage: assay VERB [options]\n");
	for (const struct verb_row *row = verb_table; row->verb; row++) {
		if (strcmp(group, row->group) != 0)
			buf_printf(out, "\n%s\n", row->group);
		group = row->group;
		buf_printf(out, "  %-10s ", row->verb->name);
		screen_wrap(row->verb->brief, 13, 13, width, out);
		buf_char_add(out, '\n');
	}
	buf_char_add(out, '\n');
	wrapped("assay VERB -h explains a verb, examples first. With --json any verb "
		"prints one object. assay --version tells how this program was built.",
		width, out);
	buf_str_add(&line, "Exit status:");
	for (const struct exit_status *e = exit_statuses; e->brief; e++)
		buf_printf(&line, " %d %s%s", e->status, e->brief,
			   e[1].brief ? "," : ".");
	buf_str_add(&line, " What was found never decides it.");
	wrapped(buf_str(&line), width, out);
	buf_clear(&line);
}

static void add_options(const struct verb *verb, struct json *out)
{
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++) {
		const char letter[2] = {opt->letter, '\0'};
		struct json *entry = json_add_object(out, NULL);

		json_add_str(entry, "name", opt->name);
		json_add_str(entry, "letter", opt->letter ? letter : NULL);
		json_add_str(entry, "value", opt->arg);
		json_add_str(entry, "default", opt->otherwise);
		json_add_bool(entry, "repeatable", opt->type == OPT_LIST);
		json_add_str(entry, "help", opt->help);
	}
}

/* All verbs, or the one wanted. */
static void write_json(const struct verb *wanted, struct buf *out)
{
	struct json *doc = json_new_object();
	struct json *list;

	json_add_str(doc, "schema", "assay.help.v1");
	list = json_add_array(doc, "verbs");
	for (const struct verb_row *row = verb_table; row->verb; row++) {
		struct json *entry;

		if (wanted && row->verb != wanted)
			continue;
		entry = json_add_object(list, NULL);
		json_add_str(entry, "name", row->verb->name);
		json_add_str(entry, "group", row->group);
		json_add_str(entry, "brief", row->verb->brief);
		json_add_str(entry, "usage", row->verb->usage);
		json_add_str(entry, "examples", row->verb->examples);
		add_options(row->verb, json_add_array(entry, "options"));
	}
	json_print(doc, true, out);
	json_free(doc);
}

static int list_shipped(const char *folder, const char *suffix, struct buf *out,
			struct err *err)
{
	char *dir = file_shipped(folder, err);
	struct file_list names = {NULL, 0};
	int rc = dir ? file_list(dir, &names, err) : -1;

	for (size_t i = 0; i < names.n; i++) {
		char *path = file_join(dir, names.names[i]);
		size_t n = strlen(names.names[i]);
		size_t n_suffix = strlen(suffix);
		bool fits =
			n_suffix ? n > n_suffix &&
					   !strcmp(names.names[i] + n - n_suffix, suffix)
				 : file_is_dir(path);

		if (fits) {
			term_add(out, names.names[i], n - n_suffix, 0);
			buf_char_add(out, '\n');
		}
		mem_free(path);
	}
	file_list_free(&names);
	mem_free(dir);
	return rc;
}

static int write_as(const char *format, struct buf *out, struct err *err)
{
	static const struct {
		const char *name;
		void (*write)(struct buf *out);
	} writers[] = {
		{"man", manual_write},
		{"bash", completion_bash},
		{"zsh", completion_zsh},
		{"fish", completion_fish},
	};
	static const struct {
		const char *name, *folder, *suffix;
	} lists[] = {{"corpora", "corpora", ""}, {"sets", "probes", ".json"}};

	for (size_t i = 0; i < sizeof(writers) / sizeof(*writers); i++) {
		if (!strcmp(format, writers[i].name)) {
			writers[i].write(out);
			return 0;
		}
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (!strcmp(format, lists[i].name))
			return list_shipped(lists[i].folder, lists[i].suffix, out, err);
	return err_set(err, ERR_USAGE,
		       "--format '%.40s': text, json, man, bash, zsh, fish, corpora or "
		       "sets is wanted",
		       format);
}

static void show_text(const struct verb *verb)
{
	struct screen screen = screen_of(stdout);
	struct buf text = BUF_INIT;

	if (verb)
		opt_help(verb, screen.width, &text);
	else
		help_overview(screen.width, &text);
	screen_page(stdout, &text);
	buf_clear(&text);
}

static int run(const void *given, int n, char **words, struct err *err)
{
	const struct help_args *args = given;
	const struct verb *verb = NULL;
	struct buf text = BUF_INIT;
	int rc = 0;

	if (n > 1)
		return err_set(err, ERR_USAGE, "help explains one VERB, not %d", n);
	if (n && !(verb = verb_find(words[0], err)))
		return -1;
	if (args->json || !strcmp(args->format, "json"))
		write_json(verb, &text);
	else if (!strcmp(args->format, "text"))
		show_text(verb);
	else
		rc = write_as(args->format, &text, err);
	if (!rc && text.len)
		(void)fwrite(text.data, 1, text.len, stdout);
	buf_clear(&text);
	return rc;
}

const struct verb verb_help = {
	.name = "help",
	.brief = "explain a verb; write the manual page or completions",
	.usage = "[VERB] [--format FORMAT]",
	.examples = "  assay help compare\n"
		    "  assay help --format man | man -l -\n"
		    "  source <(assay help --format bash)\n",
	.opts = options,
	.args_size = sizeof(struct help_args),
	.run = run,
};
