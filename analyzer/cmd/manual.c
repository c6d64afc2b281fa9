/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/manual.c: what the tables know comes from the tables; the rest is here. In man's
 * macros; mandoc and groff agree on all that is used.
 */
#include "cmd/manual.h"

#include <ctype.h>
#include <string.h>

#include "base/screen.h"
#include "base/version.h"
#include "cmd/help.h"
#include "cmd/verbs.h"
#include "text/utf8.h"
#include "transport/dialect.h"

struct entry {
	const char *name, *text;
};

static const struct entry environment[] = {
	{"ASSAY_DATA",
	 "Folder that holds corpora, probes and reports, before the places of FILES."},
	{"PAGER",
	 "Shows help that is longer than the terminal; \"less\" when not set, none when "
	 "empty. Its words are split at blanks and read by no shell."},
	{"NO_COLOR", "Not empty: no colours. Neither are there with TERM=dumb, nor where "
		     "the output is no terminal."},
	{"CREDENTIALS_DIRECTORY",
	 "Where a key_file without a slash is looked for first (systemd)."},
	{"https_proxy, no_proxy", "As libcurl reads them; --proxy stands above."},
	{"OMP_NUM_THREADS", "Threads to compute with. The results are the same for any "
			    "number."},
	{"TMPDIR", "For programs that are started, such as gnuplot."},
};

static const struct entry files[] = {
	{"NAME.assay", "A case: one SQLite database with plan, answers, results and the "
		       "chain of hashes over them."},
	{"NAME-report/", "A report: index.html, report.md, report.json, data/, plots/."},
	{"PREFIX/share/assay/corpora", "Reference corpora, and prices.json."},
	{"PREFIX/share/assay/probes", "Probe sets."},
	{"PREFIX/share/assay/reports/theme",
	 "Page, style and gnuplot prologue of reports."},
};

static const struct entry examples[] = {
	{"A whole live case: what it would cost, then all of it. It may be stopped and "
	 "started again at any moment.",
	 "assay plan my-case.json\n"
	 "assay run my-case.json\n"},
	{"Recorded answers, weighed with a corpus whose answers lie in a folder.",
	 "assay import case.assay suspect.jsonl --model mine --role suspect\n"
	 "assay import case.assay teacher.jsonl --model theirs --role teacher\n"
	 "assay compare case.assay --corpus alpaca_eval --data ~/alpaca_eval\n"
	 "assay report case.assay -o my-report\n"},
	{"Is a case that was handed over the one whose report was printed?",
	 "assay verify case.assay --head HASH\n"},
	{"The ratio alone, for a script.",
	 "assay compare case.assay --json | jq .llr10\n"},
};

/* Text as it stands: no macro, no escape; what is not ASCII by its code point. */
static void add_text(const char *text, struct buf *out)
{
	const size_t len = strlen(text);
	bool begins = true;

	for (size_t at = 0; at < len;) {
		const char *p = text + at;
		uint32_t code = utf8_next(text, len, &at);

		if (begins && (*p == '.' || *p == '\''))
			buf_str_add(out, "\\&");
		begins = *p == '\n';
		if (code > 0x7f)
			buf_printf(out, "\\[u%04X]", (unsigned)code);
		else if (*p == '\\')
			buf_str_add(out, "\\e");
		else if (*p == '-')
			buf_str_add(out, "\\-");
		else if (*p == '~')
			buf_str_add(out, "\\(ti");
		else if (*p == '\'')
			buf_str_add(out, "\\(aq");
		else
			buf_char_add(out, *p);
	}
}

/* The source's lines stay short, as mandoc's lint wants them. */
static void add_words(const char *text, struct buf *out)
{
	struct buf lines = BUF_INIT;

	screen_wrap(text, 0, 0, 66, &lines);
	add_text(buf_str(&lines), out);
	buf_char_add(out, '\n');
	buf_clear(&lines);
}

static void add_sentence(const char *text, struct buf *out)
{
	struct buf whole = BUF_INIT;

	buf_char_add(&whole, (char)toupper((unsigned char)*text));
	buf_str_add(&whole, *text ? text + 1 : text);
	if (!strchr(".?", whole.data[whole.len - 1]))
		buf_char_add(&whole, '.');
	add_words(buf_str(&whole), out);
	buf_clear(&whole);
}

static void add_code(const char *lines, struct buf *out)
{
	buf_str_add(out, ".PP\n.RS 4\n.nf\n");
	add_text(lines, out);
	buf_str_add(out, ".fi\n.RE\n");
}

static void add_entries(const struct entry *entries, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_str_add(out, ".TP\n.B ");
		add_text(entries[i].name, out);
		buf_char_add(out, '\n');
		add_sentence(entries[i].text, out);
	}
}
#define ADD_ENTRIES(entries, out)                                                        \
	add_entries((entries), sizeof(entries) / sizeof(*(entries)), (out))

static void add_option(const struct opt *opt, struct buf *out)
{
	struct buf text = BUF_INIT;

	buf_str_add(out, ".TP\n");
	if (opt->letter)
		buf_printf(out, "\\fB\\-%c\\fR, ", opt->letter);
	buf_str_add(out, "\\fB\\-\\-");
	add_text(opt->name, out);
	buf_str_add(out, "\\fR");
	if (opt->arg) {
		buf_str_add(out, " \\fI");
		add_text(opt->arg, out);
		buf_str_add(out, "\\fR");
	}
	buf_char_add(out, '\n');
	buf_str_add(&text, opt->help);
	if (opt->otherwise)
		buf_printf(&text, " [%s]", opt->otherwise);
	if (opt->type == OPT_LIST)
		buf_str_add(&text, "; may be given several times");
	add_words(buf_str(&text), out);
	buf_clear(&text);
}

static void add_verb(const struct verb *verb, struct buf *out)
{
	struct buf code = BUF_INIT;

	buf_printf(out, ".SS assay %s\n", verb->name);
	add_sentence(verb->brief, out);
	buf_str_add(out, ".PP\n\\fBassay ");
	add_text(verb->name, out);
	buf_str_add(out, "\\fR\n");
	add_words(verb->usage, out);
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++)
		add_option(opt, out);
	if (verb->examples) {
		opt_examples(verb, "", &code);
		buf_printf(out, ".PP\nExample%s:\n",
			   strchr(buf_str(&code), '\n')[1] ? "s" : "");
		add_code(buf_str(&code), out);
	}
	buf_clear(&code);
}

static void add_description(struct buf *out)
{
	static const char *const paragraphs[] = {
		"Assay compares a suspect model with a teacher model, and with models "
		"known to be independent, on the same prompts. It reports how strongly "
		"the answers speak for training on the teacher's outputs: a calibrated "
		"likelihood ratio with its bound and its interval, the exhibits behind "
		"it, and the error rates of the method.",
		"H1: the suspect was trained on outputs of the teacher, or of a sibling "
		"version of it. H2: it is another model of its time that was not. The "
		"result is log10 of the likelihood ratio, LLR10: 1 means that the "
		"answers are ten times as probable under H1 as under H2. It is never "
		"stated beyond what the number of independent families in the "
		"reference population supports, and too little data is "
		"\"inconclusive\", never a verdict.",
		"Results go to standard output, talk to standard error. With --json any "
		"verb prints one object with a schema field; with -h or --help it "
		"explains itself, examples first. --version tells how the program was "
		"built. Long options take their value as the next word or behind an "
		"equals sign; -- alone ends the options.",
	};

	buf_str_add(out, ".SH DESCRIPTION\n");
	for (size_t i = 0; i < sizeof(paragraphs) / sizeof(*paragraphs); i++) {
		buf_str_add(out, i ? ".PP\n" : "");
		add_words(paragraphs[i], out);
	}
}

static void add_statuses(struct buf *out)
{
	buf_str_add(out, ".SH EXIT STATUS\nWhat was found never decides it.\n");
	for (const struct exit_status *e = exit_statuses; e->brief; e++) {
		buf_printf(out, ".TP\n.B %d\n", e->status);
		add_sentence(e->text, out);
	}
}

static void add_environment(struct buf *out)
{
	struct buf text = BUF_INIT;

	buf_str_add(out, ".SH ENVIRONMENT\n");
	for (const struct dialect *const *d = dialect_table; *d; d++) {
		if (!(*d)->key_env)
			continue;
		buf_printf(out, ".TP\n.B %s\n", (*d)->key_env);
		buf_printf(&text,
			   "key of endpoints whose api is %s, where the plan names no "
			   "other",
			   (*d)->name);
		add_sentence(buf_str(&text), out);
		buf_reset(&text);
	}
	ADD_ENTRIES(environment, out);
	buf_clear(&text);
}

void manual_write(struct buf *out)
{
	buf_printf(out,
		   ".\\\" made by: assay help --format man\n"
		   ".TH ASSAY 1 %s \"assay %s\" \"User Commands\"\n",
		   version_date(), version_number());
	buf_str_add(out,
		    ".nh\n.SH NAME\n"
		    "assay \\- was this model trained on that model\\(aqs answers?\n"
		    ".SH SYNOPSIS\n\\fBassay\\fR \\fIVERB\\fR [\\fIoptions\\fR]\n"
		    ".br\n\\fBassay\\fR \\fB\\-\\-help\\fR | \\fB\\-\\-version\\fR\n");
	add_description(out);
	buf_str_add(out, ".SH VERBS\n");
	for (const struct verb_row *row = verb_table; row->verb; row++)
		add_verb(row->verb, out);
	add_statuses(out);
	add_environment(out);
	buf_str_add(out, ".SH FILES\n");
	ADD_ENTRIES(files, out);
	buf_str_add(out, ".SH EXAMPLES\n");
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		buf_str_add(out, i ? ".PP\n" : "");
		add_sentence(examples[i].name, out);
		add_code(examples[i].text, out);
	}
}
