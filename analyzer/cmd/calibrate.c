/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay calibrate: learn from a reference corpus what compare needs. */
#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "base/term.h"
#include "cmd/study.h"
#include "cmd/verbs.h"

struct calibrate_args {
	const char *data, *out, *channels;
	bool json;
};

#define AT(field) offsetof(struct calibrate_args, field)
static const struct opt options[] = {
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL,
	 "folder that holds the corpus's answers"},
	{"output", 'o', OPT_STRING, AT(out), "FILE", NULL,
	 "where to write the calibration"},
	SCORING_CHANNELS_OPTION(AT(channels)),
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

static void add_sentence(const struct json *v, const char *path, struct buf *out)
{
	double h1 = json_num(v, "families_h1", 0);
	double h2 = json_num(v, "families_h2", 0);
	double cllr = json_num(v, "cllr", NAN);
	const struct json *bounds = json_get(v, "bounds");
	const char *gate = validation_gate((size_t)h1, (size_t)h2, cllr);

	buf_printf(out, "%s: %.0f trials, %.0f H1 and %.0f H2 families", path,
		   json_num(v, "n_trials", 0), h1, h2);
	if (!isnan(cllr))
		buf_printf(out, ", matched AUC %.3f, Cllr %.2f", json_num(v, "auc", NAN),
			   cllr);
	buf_printf(out, ", LLR10 bound %.2f to %.2f\n", json_num(bounds, "lo", 0),
		   json_num(bounds, "hi", 0));
	if (gate)
		buf_printf(out, "no case gets a likelihood ratio from it: %s\n", gate);
}

static void print_summary(const struct json *doc, const struct calibrate_args *args)
{
	const struct json *v = json_get(doc, "validation");
	struct buf text = BUF_INIT;

	if (args->json) {
		struct json *out = json_new_object();

		json_add_str(out, "schema", "assay.calibrate.v1");
		json_add_str(out, "file", args->out);
		json_add(out, "validation", json_copy(v));
		json_print(out, true, &text);
		json_free(out);
	} else {
		add_sentence(v, args->out, &text);
	}
	term_print_json(stdout, buf_str(&text), text.len);
	buf_clear(&text);
}

static int run_calibrate(const void *given, int n, char **words, struct err *err)
{
	const struct calibrate_args *args = given;
	struct study study = {0};
	struct json *doc = NULL;
	struct buf text = BUF_INIT;
	int rc = -1;

	if (n != 1 || !args->data || !args->out)
		return err_set(err, ERR_USAGE,
			       "calibrate needs a CORPUS, --data DIR and -o FILE");
	if (channel_list_read(args->channels, &study.channels, err) ||
	    study_read(&study, words[0], NULL, args->data, err))
		goto done;
	study_score(&study);
	if (study_check(&study, err))
		goto done;
	study_learn(&study);
	doc = study_calibration(&study, err);
	if (!doc)
		goto done;
	json_print(doc, true, &text);
	if (file_write(args->out, buf_str(&text), text.len, err))
		goto done;
	print_summary(doc, args);
	rc = 0;
done:
	buf_clear(&text);
	json_free(doc);
	study_clear(&study);
	return rc;
}

const struct verb verb_calibrate = {
	.name = "calibrate",
	.brief = "learn from a reference corpus what compare needs",
	.usage = "CORPUS --data DIR -o FILE",
	.examples = "  assay calibrate my_corpus --data answers/ -o "
		    "my_corpus/calibration.json\n",
	.opts = options,
	.args_size = sizeof(struct calibrate_args),
	.run = run_calibrate,
};
