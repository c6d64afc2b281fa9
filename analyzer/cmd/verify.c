/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay verify: is a case what was put into it? */
#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/term.h"
#include "cmd/case_plan.h"
#include "cmd/recompute.h"
#include "cmd/verbs.h"
#include "store/casefile.h"

struct verify_args {
	const char *head;
	bool json;
};

#define AT(field) offsetof(struct verify_args, field)
static const struct opt options[] = {
	{"head", 0, OPT_STRING, AT(head), "HASH", NULL,
	 "the head a report printed: it must be in the chain"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

struct finding {
	size_t n_rows, head_row;
	bool closed,
		recomputed; /* recomputed: the newest result follows from its scores */
	char head[SHA256_HEX];
	bool has_plan;
};

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int hash_parse(const char *hex, unsigned char out[SHA256_BYTES], struct err *err)
{
	if (strlen(hex) != SHA256_HEX - 1)
		return err_set(err, ERR_USAGE,
			       "--head takes 64 hexadecimal digits, as a report prints "
			       "them under Integrity");
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		int high = digit_of(hex[2 * i]);
		int low = digit_of(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return err_set(err, ERR_USAGE,
				       "--head takes hexadecimal digits, not '%.64s'",
				       hex);
		out[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

/* The head of an older report stands further up in the chain: nothing before it changed.
 */
static int head_find(struct casefile *cf, const char *path,
		     const unsigned char hash[SHA256_BYTES], struct finding *finding,
		     struct err *err)
{
	if (casefile_find_hash(cf, hash, &finding->head_row, err))
		return -1;
	if (finding->head_row)
		return 0;
	return err_set(
		err, ERR_INTEGRITY,
		"%.300s: its chain is sound, but the head given is not in it: this is "
		"another case, or rows were taken away and the rest chained anew",
		path);
}

/* The plan, with its probe sets, is the one whose hash the case holds. */
static int plan_check(struct casefile *cf, struct finding *finding, struct err *err)
{
	struct plan *plan = case_plan(cf, err);

	if (!plan)
		return err->kind == ERR_NONE ? 0 : -1;
	finding->has_plan = true;
	plan_free(plan);
	return 0;
}

static void finding_print(const char *path, const struct finding *finding)
{
	term_puts(stdout, path);
	printf(": %zu rows, chain and texts sound\nhead %s\n", finding->n_rows,
	       finding->head);
	if (finding->head_row == finding->n_rows)
		printf("the head given is the newest row\n");
	else if (finding->head_row)
		printf("the head given is row %zu; %zu rows were added since\n",
		       finding->head_row, finding->n_rows - finding->head_row);
	if (finding->has_plan)
		printf("plan and probe sets have their hashes\n");
	if (finding->recomputed)
		printf("the newest result follows from the scores stored with it\n");
	if (!finding->closed)
		printf("the case is being written or was not closed: copy the -wal file "
		       "beside "
		       "it too\n");
}

static void finding_json(const char *path, const struct finding *finding)
{
	struct json *out = json_new_object();

	json_add_str(out, "schema", "assay.verify.v1");
	json_add_str(out, "case", path);
	json_add_bool(out, "sound", true);
	json_add_int(out, "n_rows", (long long)finding->n_rows);
	json_add_str(out, "head", finding->head);
	if (finding->head_row)
		json_add_int(out, "head_given_row", (long long)finding->head_row);
	json_add_bool(out, "closed", finding->closed);
	json_add_bool(out, "has_plan", finding->has_plan);
	json_add_bool(out, "recomputed", finding->recomputed);
	term_print_value(stdout, out);
	json_free(out);
}

static int run_verify(const void *given, int n, char **words, struct err *err)
{
	const struct verify_args *args = given;
	unsigned char hash[SHA256_BYTES] = {0};
	struct finding finding = {0};
	struct casefile *cf = NULL;
	int rc = -1;

	if (n != 1)
		return err_set(err, ERR_USAGE,
			       "verify takes one case file, such as x.assay");
	if (args->head && hash_parse(args->head, hash, err))
		return -1;
	cf = casefile_open(words[0], CASEFILE_READ, err);
	if (!cf || casefile_verify(cf, &finding.n_rows, err))
		goto done;
	if (args->head && head_find(cf, words[0], hash, &finding, err))
		goto done;
	if (plan_check(cf, &finding, err) ||
	    recompute_check(cf, &finding.recomputed, err))
		goto done;
	casefile_head(cf, finding.head);
	finding.closed = casefile_is_closed(cf);
	if (args->json)
		finding_json(words[0], &finding);
	else
		finding_print(words[0], &finding);
	rc = 0;
done:
	casefile_abandon(cf);
	return rc;
}

const struct verb verb_verify = {
	.name = "verify",
	.brief = "check the chain of hashes of a case, and that its result recomputes",
	.usage = "CASE [--head HASH]",
	.examples =
		"assay verify x.assay\n"
		"assay verify x.assay --head 5f2c...64 digits that a report printed\n",
	.opts = options,
	.args_size = sizeof(struct verify_args),
	.run = run_verify,
};
