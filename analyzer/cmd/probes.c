/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay probes: list the sets that ship, show one, check what somebody wrote, start one,
 * and make one of prompts that exist. */
#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "cmd/probes_check.h"
#include "cmd/probes_import.h"
#include "cmd/probes_list.h"
#include "cmd/probes_new.h"
#include "cmd/probes_select.h"
#include "cmd/probes_show.h"
#include "cmd/verbs.h"

struct probes_args {
	struct probes_head head;
	struct probes_choice choice; /* select's own */
	const char *topic, *grep;
	long take, seed, limit;
	bool json;
};

#define AT(member) offsetof(struct probes_args, member)
static const struct opt options[] = {
	{"output", 'o', OPT_STRING, AT(head.out), "SET.json", NULL,
	 "new, import, select: where the set goes"},
	{"name", 0, OPT_STRING, AT(head.name), "NAME", NULL,
	 "import, select: the set's name; else its file's"},
	{"genre", 0, OPT_STRING, AT(head.genre), "GENRE", NULL,
	 "import, select: the reference corpus's genre, such as assistant"},
	{"kind", 0, OPT_STRING, AT(head.kind), "KIND", NULL,
	 "new, import, select: what the set is for [open]; show: only sets of it"},
	{"language", 0, OPT_STRING, AT(head.language), "CODE", NULL,
	 "new, import, select: its language [en]; show: only probes in it"},
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
	{"topic", 0, OPT_STRING, AT(topic), "TOPIC", NULL, "show: only probes of it"},
	{"grep", 0, OPT_STRING, AT(grep), "TEXT", NULL,
	 "show: only probes that hold the text"},
	{"limit", 0, OPT_INT, AT(limit), "N", "0", "show: at most so many; 0: all"},
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

/* What nobody said. */
static struct probes_head head_of(const struct probes_args *args)
{
	struct probes_head head = args->head;

	if (!head.kind)
		head.kind = "open";
	if (!head.language)
		head.language = "en";
	return head;
}

static int run_import(const struct probes_args *args, int n, char **words,
		      struct err *err)
{
	const struct probes_import import = {head_of(args), args->take, args->seed,
					     args->json};

	return probes_import(&import, n, words, err);
}

static int run_select(const struct probes_args *args, int n, char **words,
		      struct err *err)
{
	const struct probes_select select = {head_of(args), args->choice, args->seed,
					     args->json};

	if (n != 1)
		return err_set(err, ERR_USAGE,
			       "say of what answers: assay probes select CASE, or CORPUS "
			       "--data DIR");
	return probes_select(&select, words[0], err);
}

static int run_list(const struct probes_args *args, int n, char **words, struct err *err)
{
	(void)n;
	(void)words;
	return probes_list(args->json, err);
}

static int run_show(const struct probes_args *args, int n, char **words, struct err *err)
{
	const struct probes_filter filter = {args->topic, args->head.language,
					     args->head.kind, args->grep, args->limit};

	return probes_show(&filter, args->json, words[0], n == 2 ? words[1] : NULL, err);
}

static int run_check(const struct probes_args *args, int n, char **words, struct err *err)
{
	return probes_check(args->json, n, words, err);
}

static int run_new(const struct probes_args *args, int n, char **words, struct err *err)
{
	const struct probes_head head = head_of(args);
	const struct probes_new new = {words[0], head.kind, head.language, head.out,
				       args->json};

	(void)n;
	return probes_new(&new, err);
}

static const struct action {
	const char *name, *usage;
	int least, most; /* words */
	int (*run)(const struct probes_args *args, int n, char **words, struct err *err);
} actions[] = {
	{"list", "list", 0, 0, run_list},
	{"show", "show SET|DIR|COMPOSITION [ID]", 1, 2, run_show},
	{"check", "check [FILE|DIR...]", 0, INT_MAX, run_check},
	{"new", "new NAME [-o SET.json]", 1, 1, run_new},
	{"import", "import FILE|DIR... -o SET.json", 0, INT_MAX, run_import},
	{"select", "select CASE|CORPUS -o SET.json", 0, INT_MAX, run_select},
};
#define N_ACTIONS (sizeof(actions) / sizeof(*actions))

static int misuse(const char *word, struct err *err)
{
	const char *names[N_ACTIONS];
	const char *near, *usage = NULL;
	struct buf all = BUF_INIT;

	for (size_t i = 0; i < N_ACTIONS; i++) {
		names[i] = actions[i].name;
		if (word && !strcmp(word, names[i]))
			usage = actions[i].usage;
		buf_printf(&all, "%sprobes %s", i ? ", " : "", actions[i].usage);
	}
	near = word ? opt_nearest(word, names, N_ACTIONS) : NULL;
	if (usage)
		err_set(err, ERR_USAGE, "say: assay probes %s", usage);
	else if (near)
		err_set(err, ERR_USAGE, "probes cannot '%s'; did you mean '%s'?", word,
			near);
	else
		err_set(err, ERR_USAGE, "say one of: %s", buf_str(&all));
	buf_clear(&all);
	return -1;
}

static int run_probes(const void *given, int n, char **words, struct err *err)
{
	for (size_t i = 0; n && i < N_ACTIONS; i++) {
		const struct action *action = &actions[i];

		if (!strcmp(words[0], action->name) && n > action->least &&
		    n - 1 <= action->most)
			return action->run(given, n - 1, words + 1, err);
	}
	return misuse(n ? words[0] : NULL, err);
}

const struct verb verb_probes = {
	.name = "probes",
	.brief = "list, show, check, start, import and select probe sets",
	.usage = "list | show SET|DIR [ID] | check [FILE|DIR...] | new NAME | import "
		 "FILE|DIR... -o SET | select CASE|CORPUS -o SET",
	.examples =
		"  assay probes list\n"
		"  assay probes show everyday\n"
		"  assay probes show everyday plan-quiet-evening\n"
		"  assay probes show probes/ --kind identity --language zh --grep 谁\n"
		"  assay probes show quick\n"
		"  assay probes new my-set --kind quiz\n"
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
