/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay probes: list the sets that ship, show one, check what somebody wrote, and make
 * one of prompts that exist. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/term.h"
#include "cmd/probes_audit.h"
#include "cmd/probes_import.h"
#include "cmd/probes_select.h"
#include "cmd/verbs.h"
#include "probe/probe.h"

struct probes_args {
	struct probes_head head;
	struct probes_choice choice; /* select's own */
	long take, seed;
	bool json;
};

#define AT(member) offsetof(struct probes_args, member)
static const struct opt options[] = {
	{"output", 'o', OPT_STRING, AT(head.out), "SET.json", NULL,
	 "import, select: where the set goes"},
	{"name", 0, OPT_STRING, AT(head.name), "NAME", NULL,
	 "import, select: the set's name; else its file's"},
	{"genre", 0, OPT_STRING, AT(head.genre), "GENRE", NULL,
	 "import, select: the reference corpus's genre, such as assistant"},
	{"kind", 0, OPT_STRING, AT(head.kind), "KIND", "open",
	 "import, select: what the set is for"},
	{"language", 0, OPT_STRING, AT(head.language), "CODE", "en",
	 "import, select: its language"},
	{"licence", 0, OPT_STRING, AT(head.licence), "TEXT", NULL,
	 "import, select: who may use the prompts how"},
	{"purpose", 0, OPT_STRING, AT(head.purpose), "TEXT", NULL,
	 "import, select: a sentence for a report's reader"},
	{"set-version", 0, OPT_STRING, AT(head.set_version), "V", "1.0",
	 "import, select: the set's version"},
	{"max-tokens", 0, OPT_INT, AT(head.max_tokens), "N", "0",
	 "import, select: longest answer to ask for; 0: not said"},
	{"take", 0, OPT_INT, AT(take), "N", "0",
	 "import: so many, drawn at random; 0: all"},
	{"teacher", 't', OPT_STRING, AT(choice.teacher), "NAME", NULL,
	 "select: the model of which prompts are to tell; of a case, default its only "
	 "one"},
	{"number", 'n', OPT_INT, AT(choice.n), "N", "25", "select: how many prompts"},
	{"held-back", 0, OPT_INT, AT(choice.held_back), "M", "0",
	 "select: as many others, drawn at random and marked"},
	{"suspect", 's', OPT_STRING, AT(choice.suspect), "NAME", NULL,
	 "select: leave this model's family out; those of a case's suspects always are"},
	{"data", 0, OPT_STRING, AT(choice.data), "DIR", NULL,
	 "select: folder that holds the answers, when a CORPUS is given"},
	{"seed", 0, OPT_INT, AT(seed), "S", "1", "import, select: of what is drawn"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

/* Columns of a terminal that a prompt may fill in a list. */
#define PROMPT_COLUMNS 60

static void print(const char *text)
{
	term_puts(stdout, text);
}

static void print_json(struct json *out)
{

	term_print_value(stdout, out);
}

static bool is_set_file(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && name[0] != '.' && !strcmp(name + n - 5, ".json");
}

/* Paths of sets; each is owned. */
struct paths {
	char **v;
	size_t n, cap;
};

static void paths_add(struct paths *paths, char *path)
{
	paths->v = MEM_GROW(paths->v, paths->n, &paths->cap);
	paths->v[paths->n++] = path;
}

static void paths_clear(struct paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		mem_free(paths->v[i]);
	mem_free(paths->v);
}

static int paths_add_dir(struct paths *paths, const char *dir, struct err *err)
{
	struct file_list list = {NULL, 0};

	if (file_list(dir, &list, err))
		return -1;
	for (size_t i = 0; i < list.n; i++)
		if (is_set_file(list.names[i]))
			paths_add(paths, file_join(dir, list.names[i]));
	file_list_free(&list);
	return 0;
}

static int paths_add_shipped(struct paths *paths, struct err *err)
{
	char *dir = file_shipped("probes", err);
	int rc = dir ? paths_add_dir(paths, dir, err) : -1;

	mem_free(dir);
	return rc;
}

static void set_facts(const struct probe_set *set, struct json *out)
{
	char hash[SHA256_HEX];

	sha256_hex(set->hash, hash);
	json_add_str(out, "name", set->name);
	json_add_str(out, "version", set->version);
	json_add_str(out, "kind", probe_kind_name(set->kind));
	json_add_str(out, "genre", set->genre);
	json_add_str(out, "language", set->language);
	json_add_str(out, "licence", set->licence);
	json_add_str(out, "purpose", set->purpose);
	json_add_int(out, "n_probes", (long long)set->n);
	json_add_str(out, "sha256", hash);
	json_add_str(out, "file", set->file);
}

static int run_list(const struct probes_args *args, struct err *err)
{
	struct json *out = json_new_object();
	struct json *sets = NULL;
	struct paths paths = {NULL, 0, 0};
	int rc = paths_add_shipped(&paths, err);

	json_add_str(out, "schema", "assay.probes.list.v1");
	sets = json_add_array(out, "sets");
	for (size_t i = 0; !rc && i < paths.n; i++) {
		struct probe_set *set = probe_set_open(paths.v[i], NULL, err);

		if (!set) {
			rc = -1;
		} else if (args->json) {
			set_facts(set, json_add_object(sets, NULL));
		} else {
			printf("%-16s %-8s %-16s %-6s %4zu  ", set->name, set->version,
			       probe_kind_name(set->kind), set->language, set->n);
			print(set->purpose);
			putchar('\n');
		}
		probe_set_free(set);
	}
	if (!rc && args->json)
		print_json(out);
	json_free(out);
	paths_clear(&paths);
	return rc;
}

/* A path, or the name of a set that ships. */
static struct probe_set *set_named(const char *word, struct err *err)
{
	struct probe_set *set = NULL;
	struct buf name = BUF_INIT;
	char *dir = NULL, *path = NULL;

	if (file_exists(word) && !file_is_dir(word))
		return probe_set_open(word, NULL, err);
	dir = file_shipped("probes", err);
	if (!dir)
		return NULL;
	buf_printf(&name, "%s.json", word);
	path = file_join(dir, buf_str(&name));
	if (!strchr(word, '/') && file_exists(path))
		set = probe_set_open(path, NULL, err);
	else
		err_set(err, ERR_USAGE,
			"there is no probe set '%s', neither as a file nor in %s; assay "
			"probes "
			"list shows what ships",
			word, dir);
	buf_clear(&name);
	mem_free(path);
	mem_free(dir);
	return set;
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
	fwrite(buf_str(&line), 1, line.len, stdout);
	putchar('\n');
	buf_clear(&line);
}

static void print_probe(const struct probe *probe)
{
	for (size_t i = 0; i < probe->n_messages; i++) {
		printf("%s: ", probe->messages[i].role);
		print(probe->messages[i].content);
		putchar('\n');
	}
	for (size_t i = 0; i < probe->n_options; i++) {
		printf("option %zu: ", i + 1);
		print(probe->options[i]);
		putchar('\n');
	}
	if (probe->key) {
		fputs("key: ", stdout);
		print(probe->key);
		putchar('\n');
	}
}

static void show_json(const struct probe_set *set, const struct probe *one)
{
	struct json *out = json_new_object();
	struct json *list = NULL;

	json_add_str(out, "schema", "assay.probes.show.v1");
	set_facts(set, out);
	list = json_add_array(out, "probes");
	for (size_t i = 0; i < set->n; i++)
		if (!one || one == &set->probes[i])
			probe_json(&set->probes[i], json_add_object(list, NULL));
	print_json(out);
	json_free(out);
}

static int run_show(const struct probes_args *args, const char *word, const char *id,
		    struct err *err)
{
	struct probe_set *set = set_named(word, err);
	const struct probe *one = set && id ? probe_set_find(set, id) : NULL;
	int rc = -1;

	if (!set)
		return -1;
	if (id && !one) {
		err_set(err, ERR_USAGE,
			"the set %s has no probe '%s'; assay probes show %s lists "
			"them",
			set->name, id, word);
	} else {
		rc = 0;
		if (args->json) {
			show_json(set, one);
		} else if (one) {
			print_probe(one);
		} else {
			print_head(set);
			for (size_t i = 0; i < set->n; i++)
				print_row(&set->probes[i]);
		}
	}
	probe_set_free(set);
	return rc;
}

/* What one check has seen. */
struct checking {
	struct probe_findings findings;
	struct probe_set **sets; /* those that can be used */
	size_t n_sets, cap;
};

static void check_file(struct checking *c, const char *path)
{
	struct err why = ERR_INIT;
	size_t before = c->findings.n_fatal;
	struct probe_set *set = probe_set_open(path, &c->findings, &why);

	if (set) {
		c->sets = MEM_GROW(c->sets, c->n_sets, &c->cap);
		c->sets[c->n_sets++] = set;
	} else if (c->findings.n_fatal == before) {
		probe_findings_add(&c->findings, path, why.text);
	}
}

static void checking_clear(struct checking *c)
{
	for (size_t i = 0; i < c->n_sets; i++)
		probe_set_free(c->sets[i]);
	mem_free(c->sets);
	probe_findings_clear(&c->findings);
}

static size_t checking_probes(const struct checking *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_sets; i++)
		n += c->sets[i]->n;
	return n;
}

static void print_findings(const struct checking *c)
{
	for (size_t i = 0; i < c->findings.n; i++) {
		const struct probe_finding *f = &c->findings.v[i];

		fputs(f->fatal ? "fault   " : "advice  ", stdout);
		print(f->file);
		fputs(": ", stdout);
		print(f->id);
		fputs(*f->id ? ": " : "", stdout);
		print(f->what);
		fputs("; ", stdout);
		print(f->remedy);
		putchar('\n');
	}
	printf("%zu set%s with %zu probes usable; %zu fault%s, %zu advised\n", c->n_sets,
	       c->n_sets == 1 ? "" : "s", checking_probes(c), c->findings.n_fatal,
	       c->findings.n_fatal == 1 ? "" : "s", c->findings.n - c->findings.n_fatal);
}

static void checking_json(const struct checking *c)
{
	struct json *out = json_new_object(), *list;

	json_add_str(out, "schema", "assay.probes.check.v1");
	list = json_add_array(out, "sets");
	for (size_t i = 0; i < c->n_sets; i++)
		set_facts(c->sets[i], json_add_object(list, NULL));
	list = json_add_array(out, "findings");
	for (size_t i = 0; i < c->findings.n; i++) {
		const struct probe_finding *f = &c->findings.v[i];
		struct json *row = json_add_object(list, NULL);

		json_add_bool(row, "fatal", f->fatal);
		json_add_str(row, "file", f->file);
		json_add_str(row, "id", f->id);
		json_add_str(row, "what", f->what);
		json_add_str(row, "remedy", f->remedy);
	}
	json_add_int(out, "n_sets", (long long)c->n_sets);
	json_add_int(out, "n_probes", (long long)checking_probes(c));
	json_add_int(out, "n_faults", (long long)c->findings.n_fatal);
	term_print_value(stdout, out);
	json_free(out);
}

/* Files and folders of sets; none: those that ship. */
static int paths_of_words(struct paths *paths, int n, char **words, struct err *err)
{
	int rc = n ? 0 : paths_add_shipped(paths, err);

	for (int i = 0; !rc && i < n; i++) {
		if (!file_is_dir(words[i]))
			paths_add(paths, mem_strdup(words[i]));
		else
			rc = paths_add_dir(paths, words[i], err);
	}
	if (!rc && !paths->n)
		rc = err_set(err, ERR_FAIL, "there is no .json file in %s",
			     n ? words[0] : "the folder of shipped sets");
	return rc;
}

static int run_check(const struct probes_args *args, int n, char **words, struct err *err)
{
	struct checking c = {PROBE_FINDINGS_INIT, NULL, 0, 0};
	struct paths paths = {NULL, 0, 0};
	int rc = paths_of_words(&paths, n, words, err);

	for (size_t i = 0; !rc && i < paths.n; i++)
		check_file(&c, paths.v[i]);
	probes_audit(c.sets, c.n_sets, &c.findings);
	if (!rc && args->json)
		checking_json(&c);
	else if (!rc)
		print_findings(&c);
	if (!rc && c.findings.n_fatal)
		rc = err_set(err, ERR_FAIL, "%zu fault%s to mend in the probe sets",
			     c.findings.n_fatal, c.findings.n_fatal == 1 ? "" : "s");
	checking_clear(&c);
	paths_clear(&paths);
	return rc;
}

static int run_import(const struct probes_args *args, int n, char **words,
		      struct err *err)
{
	const struct probes_import import = {args->head, args->take, args->seed,
					     args->json};

	return probes_import(&import, n, words, err);
}

static int run_select(const struct probes_args *args, int n, char **words,
		      struct err *err)
{
	const struct probes_select select = {args->head, args->choice, args->seed,
					     args->json};

	if (n != 1)
		return err_set(err, ERR_USAGE,
			       "say of what answers: assay probes select CASE, or CORPUS "
			       "--data DIR");
	return probes_select(&select, words[0], err);
}

static int run_probes(const void *given, int n, char **words, struct err *err)
{
	static const char *const names[] = {"list", "show", "check", "import", "select"};
	const struct probes_args *args = given;
	const char *near;

	if (n && !strcmp(words[0], "check"))
		return run_check(args, n - 1, words + 1, err);
	if (n && !strcmp(words[0], "import"))
		return run_import(args, n - 1, words + 1, err);
	if (n && !strcmp(words[0], "select"))
		return run_select(args, n - 1, words + 1, err);
	if (n == 1 && !strcmp(words[0], "list"))
		return run_list(args, err);
	if ((n == 2 || n == 3) && !strcmp(words[0], "show"))
		return run_show(args, words[1], n == 3 ? words[2] : NULL, err);
	near = n ? opt_nearest(words[0], names, sizeof(names) / sizeof(*names)) : NULL;
	if (near && strcmp(near, words[0]) != 0)
		return err_set(err, ERR_USAGE, "probes cannot '%s'; did you mean '%s'?",
			       words[0], near);
	return err_set(err, ERR_USAGE,
		       "say one of: probes list, probes show SET [ID], probes check "
		       "[FILE|DIR...], probes import FILE... -o SET.json, probes select "
		       "CASE|CORPUS -o SET.json");
}

const struct verb verb_probes = {
	.name = "probes",
	.brief = "list, show, check, import and select probe sets",
	.usage = "list | show SET [ID] | check [FILE|DIR...] | import FILE|DIR... -o SET "
		 "| "
		 "select CASE|CORPUS -o SET",
	.examples =
		"  assay probes list\n"
		"  assay probes show everyday\n"
		"  assay probes show everyday plan-quiet-evening\n"
		"  assay probes check my-set.json\n"
		"  assay probes check probes/ --json\n"
		"  assay probes import prompts.txt -o mine.json --genre assistant \\\n"
		"      --licence \"my own\"\n"
		"  assay probes import ~/alpaca_eval/results -o alpaca100.json --take "
		"100 \\\n"
		"      --genre assistant --licence \"CC BY-NC 4.0\"\n"
		"  assay probes select alpaca_eval --data ~/alpaca_eval --teacher "
		"claude-2 "
		"\\\n"
		"      -n 50 -o claude50.json\n",
	.opts = options,
	.args_size = sizeof(struct probes_args),
	.run = run_probes,
};
