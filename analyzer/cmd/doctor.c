/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay doctor: is everything here that the program needs, and what to do if not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/screen.h"
#include "base/spawn.h"
#include "base/term.h"
#include "base/version.h"
#include "cmd/doctor_reach.h"
#include "cmd/verbs.h"
#include "report/gnuplot.h"
#include "transport/dialect.h"

enum { LIMIT_S = 20, MAX_SAID = 1000, STATE_WIDTH = 9, NAME_WIDTH = 20 };

struct doctor_args {
	struct reach_options reach;
	const char *plan;
	long timeout;
	bool json;
};

#define AT(field) offsetof(struct doctor_args, field)
static const struct opt options[] = {
	{"reach", 'r', OPT_STRING, AT(plan), "PLAN", NULL,
	 "look for this plan's keys, and ask each of its endpoints for nothing, without "
	 "key and prompt"},
	{"timeout", 0, OPT_INT, AT(timeout), "S", "10", "--reach: how long to wait"},
	{"cacert", 0, OPT_STRING, AT(reach.cacert), "FILE", NULL,
	 "--reach: certificates to trust in place of the system's"},
	{"proxy", 0, OPT_STRING, AT(reach.proxy), "URL", NULL,
	 "--reach: proxy in place of the environment's"},
	{"insecure-http", 0, OPT_FLAG, AT(reach.insecure_http), NULL, NULL,
	 "--reach: allow http to other machines"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

static const char *const state_names[] = {"ok", "advice", "missing"};

void doctor_add(struct json *checks, enum doctor_state state, const char *name,
		const char *found, const char *remedy)
{
	struct json *check = json_add_object(checks, NULL);

	json_add_str(check, "name", name);
	json_add_str(check, "state", state_names[state]);
	json_add_str(check, "found", found);
	json_add_str(check, "remedy", remedy);
}

static void program_check(struct json *checks)
{
	struct buf said = BUF_INIT;

	buf_printf(&said, "assay %s, commit %s, %s", version_number(), version_commit(),
		   version_compiler());
	doctor_add(checks, DOCTOR_OK, "program", buf_str(&said), NULL);
	doctor_add(checks, DOCTOR_OK, "libraries", version_libraries(), NULL);
	buf_clear(&said);
}

static bool has_inside(const char *dir, const char *inside)
{
	char *path = file_join(dir, inside);
	bool has = file_exists(path);

	mem_free(path);
	return has;
}

static void data_check(struct json *checks)
{
	static const struct {
		const char *name, *folder, *inside;
	} kept[] = {
		{"corpora", "corpora", "prices.json"},
		{"probe sets", "probes", "everyday.json"},
		{"report theme", "reports", "theme/page.html"},
	};

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		struct err why = ERR_INIT;
		char *dir = file_shipped(kept[i].folder, &why);
		struct buf found = BUF_INIT;

		if (!dir) {
			doctor_add(checks, DOCTOR_MISSING, kept[i].name, "not found",
				   why.text);
		} else if (!has_inside(dir, kept[i].inside)) {
			buf_printf(&found, "%s is without %s", dir, kept[i].inside);
			doctor_add(checks, DOCTOR_MISSING, kept[i].name, buf_str(&found),
				   "install again, or set ASSAY_DATA to the folder that "
				   "holds corpora, probes and reports");
		} else {
			doctor_add(checks, DOCTOR_OK, kept[i].name, dir, NULL);
		}
		buf_clear(&found);
		mem_free(dir);
	}
}

static void gnuplot_check(struct json *checks)
{
	struct buf said = BUF_INIT;
	bool works = gnuplot_works(&said);

	doctor_add(checks, works ? DOCTOR_OK : DOCTOR_MISSING, "gnuplot", buf_str(&said),
		   works ? NULL
			 : "install gnuplot-nox: without it reports have every number "
			   "and no picture");
	buf_clear(&said);
}

/* The first line that the program writes; NULL when there is none such. */
static char *said_by(const char *const *argv)
{
	struct buf said = BUF_INIT;
	struct spawn_job job = {.argv = argv,
				.dir = "/",
				.limit_s = LIMIT_S,
				.out = &said,
				.out_max = MAX_SAID};

	spawn_all(&job, 1, 1);
	buf_clear(&job.why);
	if (!job.ok || !said.len) {
		buf_clear(&said);
		return NULL;
	}
	said.len = strcspn(said.data, "\n");
	said.data[said.len] = '\0';
	return buf_take(&said, NULL);
}

static void font_check(struct json *checks)
{
	static const char *const match[] = {"fc-match", "DejaVu Sans", NULL};
	char *said = said_by(match);
	bool has = said && strstr(said, "DejaVu");

	doctor_add(checks, has ? DOCTOR_OK : DOCTOR_ADVICE, "fonts",
		   said ? said : "fontconfig does not tell",
		   has ? NULL
		       : "install fonts-dejavu-core: pictures are measured in DejaVu "
			 "Sans, and look as meant with it");
	mem_free(said);
}

static void pdf_check(struct json *checks)
{
	static const char *const weasyprint[] = {"weasyprint", "--version", NULL};
	static const char *const chromium[] = {"chromium", "--version", NULL};
	char *said = said_by(weasyprint);

	if (!said)
		said = said_by(chromium);
	doctor_add(checks, said ? DOCTOR_OK : DOCTOR_ADVICE, "pdf",
		   said ? said : "neither weasyprint nor chromium is here",
		   said ? NULL
			: "for report --pdf install one of them, or print the page from "
			  "a browser");
	mem_free(said);
}

/* By name alone (I6). */
static void keys_check(struct json *checks, struct json *keys)
{
	struct buf set = BUF_INIT;
	struct buf unset = BUF_INIT;

	for (const struct dialect *const *d = dialect_table; *d; d++) {
		const char *name = (*d)->key_env;
		const char *value = name ? getenv(name) : NULL;
		struct buf *list = value && *value ? &set : &unset;
		struct json *key;

		if (!name)
			continue;
		key = json_add_object(keys, NULL);
		json_add_str(key, "name", name);
		json_add_str(key, "api", (*d)->name);
		json_add_bool(key, "set", list == &set);
		buf_printf(list, "%s%s", list->len ? ", " : "", name);
	}
	doctor_add(checks, DOCTOR_OK, "keys set", set.len ? buf_str(&set) : "none", NULL);
	doctor_add(checks, DOCTOR_OK, "keys not set",
		   unset.len ? buf_str(&unset) : "none", NULL);
	buf_clear(&set);
	buf_clear(&unset);
}

static void folder_check(struct json *checks)
{
	bool can = !access(".", W_OK);

	doctor_add(checks, can ? DOCTOR_OK : DOCTOR_ADVICE, "this folder",
		   can ? "cases and reports can be written here"
		       : "nothing can be written here",
		   can ? NULL : "go to a folder of yours before making a case");
}

static bool is_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strstr(value, "UTF-8") || strstr(value, "utf8");
	}
	return false;
}

static void terminal_check(struct json *checks)
{
	struct screen screen = screen_of(stdout);
	struct buf said = BUF_INIT;
	bool utf8 = is_utf8();

	if (screen.is_terminal)
		buf_printf(&said, "%zu x %zu, %s colours", screen.width, screen.height,
			   screen.has_colour ? "with" : "without");
	else
		buf_str_add(&said, "standard output is none");
	buf_printf(&said, ", %s", utf8 ? "UTF-8" : "no UTF-8 in LC_ALL or LANG");
	doctor_add(checks, utf8 ? DOCTOR_OK : DOCTOR_ADVICE, "terminal", buf_str(&said),
		   utf8 ? NULL : "run: export LC_ALL=C.UTF-8");
	buf_clear(&said);
}

static void add_cell(struct buf *out, const char *text, size_t width)
{
	struct buf safe = BUF_INIT;
	size_t wide;

	term_add(&safe, text, strlen(text), 0);
	wide = screen_columns(buf_str(&safe), safe.len);
	buf_str_add(out, buf_str(&safe));
	/* A long one stands on a line of its own. */
	if (wide >= width)
		buf_printf(out, "\n%*s", STATE_WIDTH + NAME_WIDTH, "");
	else
		buf_printf(out, "%*s", (int)(width - wide), "");
	buf_clear(&safe);
}

static void add_said(struct buf *out, const char *before, const char *text, size_t width)
{
	struct buf safe = BUF_INIT;

	buf_str_add(&safe, before);
	term_add(&safe, text, strlen(text), 0);
	screen_wrap(buf_str(&safe), STATE_WIDTH + NAME_WIDTH, STATE_WIDTH + NAME_WIDTH,
		    width, out);
	buf_char_add(out, '\n');
	buf_clear(&safe);
}

static void print_check(const struct json *check, const struct screen *screen)
{
	const char *state = json_str(check, "state");
	const char *remedy = json_str(check, "remedy");
	struct buf out = BUF_INIT;

	if (remedy)
		screen_add(screen, SCREEN_WARNING, state, &out);
	else
		buf_str_add(&out, state);
	buf_printf(&out, "%*s", (int)(STATE_WIDTH - strlen(state)), "");
	add_cell(&out, json_str(check, "name"), NAME_WIDTH);
	add_said(&out, "", json_str(check, "found"), screen->width);
	if (remedy) {
		buf_printf(&out, "%*s", STATE_WIDTH + NAME_WIDTH, "");
		add_said(&out, "remedy: ", remedy, screen->width);
	}
	(void)fwrite(out.data, 1, out.len, stdout);
	buf_clear(&out);
}

static void print_all(const struct json *result)
{
	struct screen screen = screen_of(stdout);

	JSON_EACH(check, json_get(result, "checks"))
		print_check(check, &screen);
}

static size_t n_missing(const struct json *checks)
{
	size_t n = 0;

	JSON_EACH(check, checks)
		n += !strcmp(json_str(check, "state"), state_names[DOCTOR_MISSING]);
	return n;
}

static int examine(const struct doctor_args *args, struct json *out, struct err *err)
{
	struct reach_options reach = args->reach;
	struct json *checks;

	json_add_str(out, "schema", "assay.doctor.v1");
	json_add_str(out, "version", version_number());
	checks = json_add_array(out, "checks");
	program_check(checks);
	data_check(checks);
	gnuplot_check(checks);
	font_check(checks);
	pdf_check(checks);
	terminal_check(checks);
	folder_check(checks);
	keys_check(checks, json_add_array(out, "keys"));
	reach.timeout_ms = args->timeout * 1000;
	return args->plan ? doctor_reach(args->plan, &reach, checks, err) : 0;
}

static int run(const void *given, int n, char **words, struct err *err)
{
	const struct doctor_args *args = given;
	struct json *out;
	size_t missing;
	int rc;

	if (n)
		return err_set(
			err, ERR_USAGE,
			"doctor takes no word such as '%.100s': a plan is given by "
			"--reach PLAN",
			words[0]);
	if (args->timeout < 1 || args->timeout > 600)
		return err_set(err, ERR_USAGE, "--timeout %ld: 1 to 600 s are wanted",
			       args->timeout);
	out = json_new_object();
	rc = examine(args, out, err);
	missing = n_missing(json_get(out, "checks"));
	json_add_int(out, "n_missing", (long long)missing);
	if (!rc && args->json)
		term_print_value(stdout, out);
	else if (!rc)
		print_all(out);
	if (!rc && missing)
		rc = err_set(err, ERR_ENV,
			     "%zu of what is needed %s missing: see the "
			     "remedies",
			     missing, missing == 1 ? "is" : "are");
	json_free(out);
	return rc;
}

const struct verb verb_doctor = {
	.name = "doctor",
	.brief = "is everything here that is needed, and what to do if not",
	.usage = "[--reach PLAN]",
	.examples = "  assay doctor\n"
		    "  assay doctor --reach my-case.json\n"
		    "  assay doctor --json\n",
	.opts = options,
	.args_size = sizeof(struct doctor_args),
	.run = run,
};
