/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay show: what a case holds; --edit corrects a role by a new chained row. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/term.h"
#include "cmd/case_plan.h"
#include "cmd/looks.h"
#include "cmd/verbs.h"
#include "cmd/worklist.h"
#include "store/casefile.h"

#define NAME_SHOWN 48

struct show_args {
	const char *edit, *role, *note;
	bool json;
};

#define AT(field) offsetof(struct show_args, field)
static const struct opt options[] = {
	{"edit", 0, OPT_STRING, AT(edit), "MODEL", NULL,
	 "correct this model by a new row; what stood before stays in the chain"},
	{"role", 'r', OPT_STRING, AT(role), "ROLE", NULL,
	 "with --edit: suspect, teacher, control or background"},
	{"note", 0, OPT_STRING, AT(note), "TEXT", NULL, "with --edit: why"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

static int unknown_model(const char *name, const struct case_model *models, size_t n,
			 struct err *err)
{
	const char **names = MEM_ARRAY(n + 1, const char *);
	char shown[TEXT_SHOWN];
	char near_shown[TEXT_SHOWN];
	const char *near;

	for (size_t i = 0; i < n; i++)
		names[i] = models[i].name;
	near = opt_nearest(name, names, n);
	mem_free(names);
	text_shown((struct text){name, strlen(name)}, shown);
	if (!near)
		return err_set(
			err, ERR_USAGE,
			"the case has no model '%s'; `assay show` lists its models",
			shown);
	return err_set(err, ERR_USAGE, "the case has no model '%s'; did you mean '%s'?",
		       shown, text_shown((struct text){near, strlen(near)}, near_shown));
}

static int edit_put(struct casefile *cf, const struct show_args *args, struct err *err)
{
	const struct case_model *models;
	struct case_model edited = {.name = args->edit, .note = args->note};
	size_t n = 0;

	if (casefile_models(cf, &models, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(models[i].name, args->edit) != 0)
			continue;
		edited.role = models[i].role;
		if (args->role && !role_parse(args->role, &edited.role))
			return err_set(
				err, ERR_USAGE,
				"--role '%.40s' is none of suspect, teacher, control, "
				"background",
				args->role);
		return casefile_put_model(cf, &edited, err);
	}
	return unknown_model(args->edit, models, n, err);
}

static int edit(const char *path, const struct show_args *args, struct err *err)
{
	struct casefile *cf;

	if (!args->role && !args->note)
		return err_set(
			err, ERR_USAGE,
			"--edit needs --role, --note or both: say what is to change");
	cf = casefile_open(path, CASEFILE_WRITE, err);
	if (!cf)
		return -1;
	if (edit_put(cf, args, err)) {
		casefile_abandon(cf);
		return -1;
	}
	return casefile_close(cf, err);
}

/* Text of others, cut; returns how many characters were printed. */
static size_t name_print(const char *text)
{
	struct buf shown = BUF_INIT;
	size_t n = 0;

	term_add(&shown, text, strlen(text), NAME_SHOWN);
	for (size_t i = 0; i < shown.len; i++)
		n += ((unsigned char)shown.data[i] & 0xc0) != 0x80;
	fputs(buf_str(&shown), stdout);
	buf_clear(&shown);
	return n;
}

/* The same, filled up to a column's width. */
static void cell_print(const char *text, size_t width)
{
	size_t n = name_print(text);

	printf("%*s", (int)(n < width ? width - n : 0) + 2, "");
}

static size_t name_width(const struct case_model *models, size_t n)
{
	size_t width = strlen("model");

	for (size_t i = 0; i < n; i++) {
		struct buf shown = BUF_INIT;

		term_add(&shown, models[i].name, strlen(models[i].name), NAME_SHOWN);
		width = shown.len > width ? shown.len : width;
		buf_clear(&shown);
	}
	return width < NAME_SHOWN ? width : NAME_SHOWN;
}

static void outcomes_print(const size_t counts[N_OUTCOMES])
{
	size_t n = 0;

	for (size_t i = 0; i < N_OUTCOMES; i++)
		n += counts[i];
	printf("%7zu  ", n);
	for (size_t i = 0; i < N_OUTCOMES; i++)
		if (counts[i] && i != OUTCOME_OK)
			printf("%zu %s  ", counts[i], outcome_name((enum outcome)i));
}

static int model_print(struct casefile *cf, const struct case_model *model, size_t width,
		       struct err *err)
{
	size_t counts[N_OUTCOMES];

	if (casefile_outcomes(cf, model->name, counts, err))
		return -1;
	printf("%-10s  ", role_name(model->role));
	cell_print(model->name, width);
	cell_print(*model->vendor ? model->vendor : "-", 12);
	cell_print(*model->taught_by ? model->taught_by : "-", 12);
	cell_print(*model->released ? model->released : "-", 8);
	outcomes_print(counts);
	putchar('\n');
	if (*model->note) {
		fputs("            note: ", stdout);
		term_puts(stdout, model->note);
		putchar('\n');
	}
	return 0;
}

static int models_print(struct casefile *cf, struct err *err)
{
	static const enum role order[N_ROLES] = {ROLE_SUSPECT, ROLE_TEACHER, ROLE_CONTROL,
						 ROLE_BACKGROUND};
	const struct case_model *models;
	size_t width;
	size_t n = 0;

	if (casefile_models(cf, &models, &n, err))
		return -1;
	width = name_width(models, n);
	printf("\n%-10s  %-*s  %-12s  %-12s  %-8s  answers\n", "role", (int)width,
	       "model", "vendor", "taught by", "released");
	for (size_t r = 0; r < N_ROLES; r++)
		for (size_t i = 0; i < n; i++)
			if (models[i].role == order[r] &&
			    model_print(cf, &models[i], width, err))
				return -1;
	return 0;
}

static int sources_print(struct casefile *cf, struct err *err)
{
	const struct case_source *sources;
	size_t n = 0;

	if (casefile_sources(cf, &sources, &n, err))
		return -1;
	if (n)
		printf("\n%-24s  %-14s  answers  file (SHA-256, model)\n", "imported",
		       "format");
	for (size_t i = 0; i < n; i++) {
		const struct case_source *source = &sources[i];

		cell_print(source->utc, 24);
		cell_print(source->format, 14);
		printf("%7zu  ", source->n_answers);
		term_puts(stdout, source->file);
		printf(" (%.16s..., ", source->sha256);
		name_print(*source->model ? source->model : "as each record says");
		putchar(')');
		if (source->n_bad)
			printf(", %zu bad records", source->n_bad);
		fputs(source->complete ? "\n" : ", interrupted: import it again\n",
		      stdout);
	}
	return 0;
}

struct progress_of_plan {
	size_t n_wanted, n_done; /* over the models that are asked; 0, 0: no plan */
	bool stopped;            /* decided before all was asked */
	char name[128];
};

/* How far the plan of a live case has come. */
static int plan_progress(struct casefile *cf, struct progress_of_plan *out,
			 struct err *err)
{
	struct plan *plan = case_plan(cf, err);
	struct worklist list = {0};
	struct json *looks;
	int rc;

	*out = (struct progress_of_plan){0};
	if (!plan)
		return err->kind == ERR_NONE ? 0 : -1;
	rc = worklist_make(&list, plan, cf, err);
	for (size_t i = 0; i < plan->n_models && !rc; i++) {
		if (!worklist_is_asked(&list, i))
			continue;
		out->n_wanted += list.n;
		out->n_done += list.n_done[i];
	}
	(void)snprintf(out->name, sizeof(out->name), "%s", plan->name);
	looks = rc ? NULL : looks_read(cf, err);
	out->stopped = json_true(looks, "stopped");
	rc = looks || err->kind == ERR_NONE ? rc : -1;
	json_free(looks);
	worklist_clear(&list);
	plan_free(plan);
	return rc;
}

/* The newest comparison, NULL when there is none. */
static int result_read(struct casefile *cf, struct json **out, struct err *err)
{
	struct buf text = BUF_INIT;
	int rc = casefile_get_result(cf, "compare", &text, err);

	*out = NULL;
	if (!rc && text.len) {
		*out = json_parse(buf_str(&text), text.len, NULL, err);
		rc = *out ? 0 : -1;
	}
	buf_clear(&text);
	return rc;
}

static void result_line(const char *label, const char *text)
{
	fputs(label, stdout);
	name_print(text ? text : "?");
}

static void result_print(const struct json *result)
{
	const struct json *llr10 = json_get(result, "llr10");
	double value = 0;

	result_line("\ncompared: ", json_str(result, "suspect"));
	result_line(" with ", json_str(result, "teacher"));
	result_line(": ", json_str(result, json_str(result, "conclusion") ? "conclusion"
									  : "verdict"));
	if (llr10 && json_number(llr10, &value))
		printf(" (LLR10 %+.2f)", value);
	putchar('\n');
}

static int case_print(const char *path, struct casefile *cf, const struct json *result,
		      struct err *err)
{
	struct progress_of_plan progress;
	char head[SHA256_HEX];

	casefile_head(cf, head);
	term_puts(stdout, path);
	printf(": %zu rows, head %s\n", casefile_n_rows(cf), head);
	if (*casefile_note(cf, "simulation")) {
		fputs("SIMULATION: ", stdout);
		term_puts(stdout, casefile_note(cf, "simulation"));
		putchar('\n');
	}
	if (!casefile_is_closed(cf))
		puts("it is being written or was not closed");
	if (models_print(cf, err) || sources_print(cf, err) ||
	    plan_progress(cf, &progress, err))
		return -1;
	if (progress.n_wanted) {
		fputs("\nplan ", stdout);
		term_puts(stdout, progress.name);
		printf(": %zu of %zu answers are in%s\n", progress.n_done,
		       progress.n_wanted,
		       progress.n_done == progress.n_wanted ? ""
		       : progress.stopped
			       ? "; decided early, so the others are not asked for"
			       : "; assay collect PLAN asks for the others");
	}
	if (result)
		result_print(result);
	return 0;
}

static int models_json(struct casefile *cf, struct json *list, struct err *err)
{
	const struct case_model *models;
	size_t n = 0;

	if (casefile_models(cf, &models, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct json *one = json_add_object(list, NULL);
		struct json *outcomes;
		size_t counts[N_OUTCOMES];

		if (casefile_outcomes(cf, models[i].name, counts, err))
			return -1;
		json_add_str(one, "name", models[i].name);
		json_add_str(one, "role", role_name(models[i].role));
		json_add_str(one, "vendor", models[i].vendor);
		json_add_str(one, "family", models[i].family);
		json_add_str(one, "base", models[i].base);
		json_add_str(one, "released", models[i].released);
		json_add_str(one, "taught_by", models[i].taught_by);
		json_add_str(one, "relation", models[i].relation);
		json_add_str(one, "confidence", models[i].confidence);
		json_add_str(one, "note", models[i].note);
		outcomes = json_add_object(one, "outcomes");
		for (size_t k = 0; k < N_OUTCOMES; k++)
			json_add_int(outcomes, outcome_name((enum outcome)k),
				     (long long)counts[k]);
	}
	return 0;
}

static int sources_json(struct casefile *cf, struct json *list, struct err *err)
{
	const struct case_source *sources;
	size_t n = 0;

	if (casefile_sources(cf, &sources, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct json *one = json_add_object(list, NULL);

		json_add_int(one, "row", (long long)sources[i].row);
		json_add_str(one, "file", sources[i].file);
		json_add_str(one, "sha256", sources[i].sha256);
		json_add_str(one, "format", sources[i].format);
		json_add_str(one, "model", sources[i].model);
		json_add_str(one, "utc", sources[i].utc);
		json_add_int(one, "n_answers", (long long)sources[i].n_answers);
		json_add_int(one, "n_bad", (long long)sources[i].n_bad);
		json_add_bool(one, "complete", sources[i].complete);
	}
	return 0;
}

static int case_json(const char *path, struct casefile *cf, const struct json *result,
		     struct err *err)
{
	struct json *out = json_new_object();
	struct progress_of_plan progress;
	char head[SHA256_HEX];
	int rc = -1;

	casefile_head(cf, head);
	json_add_str(out, "schema", "assay.show.v1");
	json_add_str(out, "case", path);
	json_add_int(out, "n_rows", (long long)casefile_n_rows(cf));
	json_add_str(out, "head", head);
	json_add_bool(out, "closed", casefile_is_closed(cf));
	if (*casefile_note(cf, "simulation"))
		json_add_str(out, "simulation", casefile_note(cf, "simulation"));
	if (*casefile_note(cf, "genre"))
		json_add_str(out, "genre", casefile_note(cf, "genre"));
	if (models_json(cf, json_add_array(out, "models"), err) ||
	    sources_json(cf, json_add_array(out, "sources"), err) ||
	    plan_progress(cf, &progress, err))
		goto done;
	if (progress.n_wanted) {
		struct json *part = json_add_object(out, "plan");

		json_add_str(part, "name", progress.name);
		json_add_int(part, "n_wanted", (long long)progress.n_wanted);
		json_add_int(part, "n_done", (long long)progress.n_done);
		json_add_bool(part, "stopped_early", progress.stopped);
	}
	if (result)
		json_add(out, "result", json_copy(result));
	term_print_value(stdout, out);
	rc = 0;
done:
	json_free(out);
	return rc;
}

static int run_show(const void *given, int n, char **words, struct err *err)
{
	const struct show_args *args = given;
	struct casefile *cf = NULL;
	struct json *result = NULL;
	int rc = -1;

	if (n != 1)
		return err_set(err, ERR_USAGE, "show takes one case file");
	if (!args->edit && (args->role || args->note))
		return err_set(err, ERR_USAGE, "--role and --note need --edit MODEL");
	if (args->edit && edit(words[0], args, err))
		return -1;
	cf = casefile_open(words[0], CASEFILE_READ, err);
	if (!cf || result_read(cf, &result, err))
		goto done;
	rc = args->json ? case_json(words[0], cf, result, err)
			: case_print(words[0], cf, result, err);
done:
	json_free(result);
	casefile_abandon(cf);
	return rc;
}

const struct verb verb_show = {
	.name = "show",
	.brief = "models, roles, outcomes, sources and the newest result of a case",
	.usage = "CASE [--edit MODEL --role ROLE [--note TEXT]]",
	.examples =
		"assay show x.assay\n"
		"assay show x.assay --edit my-model --role control --note \"mixed up\"\n",
	.opts = options,
	.args_size = sizeof(struct show_args),
	.run = run_show,
};
