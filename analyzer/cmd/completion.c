/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/completion.c: what a value can be is told in words that all three scripts know:
 * @files, @folders, @corpora, @sets, @none, or a choice itself.
 */
#include "cmd/completion.h"

#include <string.h>

#include "cmd/verbs.h"
#include "probe/role.h"
#include "store/corpus.h"
#include "store/reader.h"

static void add_roles(struct buf *out)
{
	for (int i = 0; i < N_ROLES; i++)
		buf_printf(out, "%s%s", i ? " " : "", role_name((enum role)i));
}

static void add_readers(struct buf *out)
{
	buf_str_add(out, "auto");
	for (const struct reader *const *r = reader_table; *r; r++)
		buf_printf(out, " %s", (*r)->name);
}

static void add_relations(struct buf *out)
{
	for (int i = 0; i <= RELATION_VARIANT; i++)
		buf_printf(out, "%s%s", i ? " " : "", relation_name((enum relation)i));
}

/* The first row that fits tells; NULL fits all. */
static const struct {
	const char *verb, *option, *arg;
	const char *values;
	void (*add)(struct buf *out); /* in place of values */
} known[] = {
	{"help", "format", NULL, "text json man bash zsh fish corpora sets", NULL},
	{"import", "format", NULL, NULL, add_readers},
	{NULL, "role", NULL, NULL, add_roles},
	{NULL, "corpus", NULL, "@corpora @folders", NULL},
	{NULL, "lineage", NULL, "@corpora @files", NULL},
	{NULL, "progress", NULL, "auto bar plain json none", NULL},
	{NULL, "stop-when", NULL, "decided complete", NULL},
	{NULL, "relation", NULL, NULL, add_relations},
	{NULL, "confidence", NULL, "high medium low", NULL},
	{NULL, NULL, "DIR", "@folders", NULL},
	{NULL, NULL, "FILE", "@files", NULL},
	{NULL, NULL, "PLAN", "@files", NULL},
	{NULL, NULL, "CASE", "@files", NULL},
	{NULL, NULL, "TSV", "@files", NULL},
	{NULL, NULL, "SET.json", "@files", NULL},
	{NULL, NULL, NULL, "@none", NULL},
};

static bool fits(const char *pattern, const char *text)
{
	return !pattern || (text && !strcmp(pattern, text));
}

/* What the option's value can be. */
static void add_values(const struct verb *verb, const struct opt *opt, struct buf *out)
{
	size_t i = 0;

	while (!fits(known[i].verb, verb->name) || !fits(known[i].option, opt->name) ||
	       !fits(known[i].arg, opt->arg))
		i++;
	if (known[i].add)
		known[i].add(out);
	else
		buf_str_add(out, known[i].values);
}

/* Does the usage hold that word by itself? */
static bool usage_has(const struct verb *verb, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = verb->usage; (p = strstr(p, word)); p += n) {
		bool starts = p == verb->usage || strchr(" |[", p[-1]);

		if (starts && (!p[n] || strchr(" |].", p[n])))
			return true;
	}
	return false;
}

/* "list | check CORPUS": the words in small letters that alternatives begin with. */
static void add_subverbs(const struct verb *verb, struct buf *out)
{
	const char *p = verb->usage;

	while (p) {
		size_t n;

		p += strspn(p, " |");
		n = strspn(p, "abcdefghijklmnopqrstuvwxyz-");
		if (n && p[0] != '-' && (!p[n] || p[n] == ' '))
			buf_printf(out, "%s%.*s", out->len ? " " : "", (int)n, p);
		p = strstr(p, " | ");
	}
}

/* What stands beside the options. */
static void add_operands(const struct verb *verb, struct buf *out)
{
	add_subverbs(verb, out);
	if (usage_has(verb, "VERB"))
		for (const struct verb_row *row = verb_table; row->verb; row++)
			buf_printf(out, "%s%s", out->len ? " " : "", row->verb->name);
	if (usage_has(verb, "CORPUS"))
		buf_printf(out, "%s@corpora", out->len ? " " : "");
	if (usage_has(verb, "SET"))
		buf_printf(out, "%s@sets", out->len ? " " : "");
	if (usage_has(verb, "CASE") || usage_has(verb, "PLAN") ||
	    usage_has(verb, "FILE") || usage_has(verb, "DIR"))
		buf_printf(out, "%s@files", out->len ? " " : "");
	if (!out->len)
		buf_str_add(out, "@none");
}

/* What stands between single quotes, each byte of `escaped` behind a backslash. */
static void add_escaped(const char *text, const char *escaped, const char *quote,
			struct buf *out)
{
	for (const char *p = text; *p; p++) {
		if (*p == '\'')
			buf_str_add(out, quote);
		else if (strchr(escaped, *p))
			buf_printf(out, "\\%c", *p);
		else
			buf_char_add(out, *p);
	}
}

static const char bash_begin[] =
	"# Completion of assay for bash; made by: assay help --format bash\n"
	"_assay_names() {\n"
	"\t\"${COMP_WORDS[0]/#\\~/$HOME}\" help --format \"$1\" 2>/dev/null\n"
	"}\n"
	"_assay_values() {\n"
	"\tlocal kind\n"
	"\tfor kind in $1; do\n"
	"\t\tcase $kind in\n"
	"\t\t@files) compgen -f -- \"$cur\" ;;\n"
	"\t\t@folders) compgen -d -- \"$cur\" ;;\n"
	"\t\t@corpora | @sets) compgen -W \"$(_assay_names \"${kind#@}\")\" -- \"$cur\" "
	";;\n"
	"\t\t@none) ;;\n"
	"\t\t*) compgen -W \"$kind\" -- \"$cur\" ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"}\n"
	"_assay() {\n"
	"\tlocal cur=$2 prev=$3 options operands values=\n"
	"\t# \"--name=value\" comes as three words.\n"
	"\tif [ \"$cur\" = = ]; then\n"
	"\t\tcur=\n"
	"\telif [ \"$prev\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\tfi\n"
	"\tcase ${COMP_WORDS[1]} in\n";
static const char bash_end[] =
	"\t*) options='--help --version' operands=@none ;;\n"
	"\tesac\n"
	"\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
	"\t\toperands=$_assay_verbs options='--help --version'\n"
	"\t\tvalues=\n"
	"\tfi\n"
	"\tif [ \"$values\" ]; then\n"
	"\t\tmapfile -t COMPREPLY < <(_assay_values \"$values\")\n"
	"\telif [[ $cur == -* ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
	"\telse\n"
	"\t\tmapfile -t COMPREPLY < <(_assay_values \"$operands\")\n"
	"\tfi\n"
	"}\n"
	"complete -o filenames -F _assay assay\n";

static void add_names(const struct opt *opt, struct buf *out)
{
	buf_printf(out, "%s--%s", out->len ? " | " : "", opt->name);
	if (opt->letter)
		buf_printf(out, " | -%c", opt->letter);
}

static void bash_verb(const struct verb *verb, struct buf *out)
{
	struct buf names = BUF_INIT;
	struct buf nameless = BUF_INIT; /* options whose values nobody can guess */
	struct buf values = BUF_INIT;

	buf_printf(out, "\t%s)\n\t\toptions='", verb->name);
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++)
		buf_printf(out, "--%s ", opt->name);
	add_operands(verb, &values);
	buf_printf(out, "--help'\n\t\toperands='%s'\n\t\tcase $prev in\n",
		   buf_str(&values));
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++) {
		if (opt->type == OPT_FLAG)
			continue;
		buf_reset(&values);
		buf_reset(&names);
		add_values(verb, opt, &values);
		if (!strcmp(buf_str(&values), "@none")) {
			add_names(opt, &nameless);
			continue;
		}
		add_names(opt, &names);
		buf_printf(out, "\t\t%s) values='%s' ;;\n", buf_str(&names),
			   buf_str(&values));
	}
	if (nameless.len)
		buf_printf(out, "\t\t%s) values=@none ;;\n", nameless.data);
	buf_str_add(out, "\t\tesac\n\t\t;;\n");
	buf_clear(&names);
	buf_clear(&nameless);
	buf_clear(&values);
}

void completion_bash(struct buf *out)
{
	buf_str_add(out, bash_begin);
	for (const struct verb_row *row = verb_table; row->verb; row++)
		bash_verb(row->verb, out);
	buf_str_add(out, bash_end);
	buf_str_add(out, "_assay_verbs='");
	for (const struct verb_row *row = verb_table; row->verb; row++)
		buf_printf(out, "%s%s", row == verb_table ? "" : " ", row->verb->name);
	buf_str_add(out, "'\n");
}

static const char zsh_begin[] =
	"#compdef assay\n"
	"# Completion of assay for zsh; made by: assay help --format zsh\n"
	"_assay_values() {\n"
	"\tlocal kind\n"
	"\tlocal -a names\n"
	"\tfor kind; do\n"
	"\t\tcase $kind in\n"
	"\t\t@files) _files ;;\n"
	"\t\t@folders) _files -/ ;;\n"
	"\t\t@corpora | @sets)\n"
	"\t\t\tnames=(${(f)\"$(${(Q)program/#\\~/$HOME} help --format ${kind#@} "
	"2>/dev/null)\"})\n"
	"\t\t\tcompadd -a names\n"
	"\t\t\t;;\n"
	"\t\t@none) ;;\n"
	"\t\t*) compadd -- $kind ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"}\n"
	"_assay() {\n"
	"\tlocal program=$words[1]\n"
	"\tlocal -a verbs options\n"
	"\tverbs=(\n";
static const char zsh_middle[] = "\t)\n"
				 "\tif (( CURRENT == 2 )); then\n"
				 "\t\t_describe verb verbs\n"
				 "\t\tcompadd -- --help --version\n"
				 "\t\treturn\n"
				 "\tfi\n"
				 "\tshift words\n"
				 "\t(( CURRENT-- ))\n"
				 "\tcase $words[1] in\n";
static const char zsh_end[] =
	"\tesac\n"
	"\t(( $#options )) && _arguments -S : $options\n"
	"}\n"
	/* loaded by fpath its body is called, by source it is not */
	"if [ \"$funcstack[1]\" = _assay ]; then\n"
	"\t_assay \"$@\"\n"
	"else\n"
	"\tcompdef _assay assay\n"
	"fi\n";

/* One line for each of its names: -c and --case are two that say the same. */
static void zsh_option(const struct verb *verb, const struct opt *opt, struct buf *out)
{
	struct buf names[2] = {BUF_INIT, BUF_INIT};
	struct buf rest = BUF_INIT;

	if (opt->letter)
		buf_printf(&names[0], "-%c", opt->letter);
	buf_printf(&names[1], "--%s%s", opt->name, opt->type == OPT_FLAG ? "" : "=");
	buf_char_add(&rest, '[');
	add_escaped(opt->help, "[]:\\", "'\\''", &rest);
	buf_char_add(&rest, ']');
	if (opt->type != OPT_FLAG) {
		buf_printf(&rest, ":%s:{_assay_values ", opt->arg);
		add_values(verb, opt, &rest);
		buf_char_add(&rest, '}');
	}
	for (int i = 0; i < 2; i++) {
		if (names[i].len)
			buf_printf(out, "\t\t\t'%s%s%s'\n",
				   opt->type == OPT_LIST ? "*" : "", names[i].data,
				   buf_str(&rest));
		buf_clear(&names[i]);
	}
	buf_clear(&rest);
}

static void zsh_verb(const struct verb *verb, struct buf *out)
{
	struct buf text = BUF_INIT;

	buf_printf(out, "\t%s)\n\t\toptions=(\n", verb->name);
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++)
		zsh_option(verb, opt, out);
	add_operands(verb, &text);
	buf_printf(out,
		   "\t\t\t'(-h --help)'{-h,--help}'[show help]'\n"
		   "\t\t\t'*:operand:{_assay_values %s}'\n\t\t)\n\t\t;;\n",
		   buf_str(&text));
	buf_clear(&text);
}

void completion_zsh(struct buf *out)
{
	buf_str_add(out, zsh_begin);
	for (const struct verb_row *row = verb_table; row->verb; row++) {
		buf_printf(out, "\t\t'%s:", row->verb->name);
		add_escaped(row->verb->brief, ":\\", "'\\''", out);
		buf_str_add(out, "'\n");
	}
	buf_str_add(out, zsh_middle);
	for (const struct verb_row *row = verb_table; row->verb; row++)
		zsh_verb(row->verb, out);
	buf_str_add(out, zsh_end);
}

static const char fish_begin[] =
	"# Completion of assay for fish; made by: assay help --format fish\n"
	"function __assay_is\n"
	"\tset -l words (commandline -opc)\n"
	"\ttest (count $words) -ge 2; and test $words[2] = $argv[1]\n"
	"end\n"
	"function __assay_names\n"
	"\tset -l words (commandline -opc)\n"
	"\teval $words[1] help --format $argv[1] 2>/dev/null\n"
	"end\n"
	"complete -c assay -f\n"
	"complete -c assay -n 'test (count (commandline -opc)) -eq 1' -l help\n"
	"complete -c assay -n 'test (count (commandline -opc)) -eq 1' -l version\n";

/* The options of `complete` for such values; *files tells whether files are among them.
 */
static void fish_values(const char *values, bool *files, struct buf *out)
{
	static const struct {
		const char *kind, *command;
	} kinds[] = {
		{"@folders", "(__fish_complete_directories)"},
		{"@corpora", "(__assay_names corpora)"},
		{"@sets", "(__assay_names sets)"},
	};
	struct buf words = BUF_INIT;

	*files = strstr(values, "@files") != NULL;
	for (const char *p = values; *(p += strspn(p, " "));) {
		size_t n = strcspn(p, " ");

		if (*p != '@')
			buf_printf(&words, "%s%.*s", words.len ? " " : "", (int)n, p);
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			if (!strncmp(p, kinds[i].kind, n))
				buf_printf(&words, "%s%s", words.len ? " " : "",
					   kinds[i].command);
		p += n;
	}
	if (words.len)
		buf_printf(out, " -a '%s'", buf_str(&words));
	buf_clear(&words);
}

static void fish_option(const struct verb *verb, const struct opt *opt, struct buf *out)
{
	struct buf values = BUF_INIT;
	struct buf rest = BUF_INIT;
	bool files = false;

	buf_printf(out, "complete -c assay -n '__assay_is %s'", verb->name);
	if (opt->letter)
		buf_printf(out, " -s %c", opt->letter);
	buf_printf(out, " -l %s", opt->name);
	if (opt->type != OPT_FLAG) {
		add_values(verb, opt, &values);
		fish_values(buf_str(&values), &files, &rest);
		buf_printf(out, " -r %s%s", files ? "-F" : "-f", buf_str(&rest));
	}
	buf_str_add(out, " -d '");
	add_escaped(opt->help, "\\", "\\'", out);
	buf_str_add(out, "'\n");
	buf_clear(&values);
	buf_clear(&rest);
}

static void fish_verb(const struct verb *verb, struct buf *out)
{
	struct buf values = BUF_INIT;
	struct buf rest = BUF_INIT;
	bool files;

	buf_printf(out,
		   "complete -c assay -n 'test (count (commandline -opc)) -eq 1' -a %s "
		   "-d '",
		   verb->name);
	add_escaped(verb->brief, "\\", "\\'", out);
	buf_str_add(out, "'\n");
	add_operands(verb, &values);
	fish_values(buf_str(&values), &files, &rest);
	buf_printf(out, "complete -c assay -n '__assay_is %s' %s%s\n", verb->name,
		   files ? "-F" : "-f", buf_str(&rest));
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++)
		fish_option(verb, opt, out);
	buf_printf(out,
		   "complete -c assay -n '__assay_is %s' -s h -l help -d 'show help'\n",
		   verb->name);
	buf_clear(&values);
	buf_clear(&rest);
}

void completion_fish(struct buf *out)
{
	buf_str_add(out, fish_begin);
	for (const struct verb_row *row = verb_table; row->verb; row++)
		fish_verb(row->verb, out);
}
