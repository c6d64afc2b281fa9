/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/recompute.h"

#include <math.h>
#include <string.h>

#include "base/version.h"
#include "channel/channel.h"
#include "cmd/looks.h"
#include "evidence/question_json.h"

#define TOLERANCE 1e-9

static bool same(const struct json *a, const struct json *b);

static bool same_number(double a, double b)
{
	return fabs(a - b) <= TOLERANCE * fmax(1, fmax(fabs(a), fabs(b)));
}

/* Both NULL in an array. */
static bool same_key(const struct json *a, const struct json *b)
{
	const char *x = json_key(a);
	const char *y = json_key(b);

	return x && y ? !strcmp(x, y) : x == y;
}

static bool same_children(const struct json *a, const struct json *b)
{
	const struct json *y = json_first(b);

	JSON_EACH(x, a) {
		if (!y || !same_key(x, y) || !same(x, y))
			return false;
		y = json_next(y);
	}
	return !y;
}

static bool same(const struct json *a, const struct json *b)
{
	double x;
	double y;

	if (json_text(a) || json_text(b))
		return json_text(a) && json_text(b) &&
		       !strcmp(json_text(a), json_text(b));
	if (json_number(a, &x))
		return json_number(b, &y) && same_number(x, y);
	if (json_is_null(a) || json_is_null(b))
		return json_is_null(a) && json_is_null(b);
	if (json_is_array(a) != json_is_array(b) ||
	    json_is_object(a) != json_is_object(b))
		return false;
	return same_children(a, b);
}

/* Another version may rightly find something else: its result is no forgery. */
static int differs(const char *member, const struct json *stored, struct err *err)
{
	const struct json *versions = json_get(stored, "versions");
	const char *commit = json_str(versions, "commit");
	const char *number = json_str(versions, "assay");

	if (!commit || !number || !strcmp(commit, version_commit()))
		return err_set(
			err, ERR_INTEGRITY,
			"the stored result does not follow from the stored scores: "
			"'%.100s' comes out differently; run assay compare again",
			member);
	return err_set(
		err, ERR_INTEGRITY,
		"'%.100s' comes out differently than in the stored result, which "
		"assay %.40s (commit %.60s) computed; this is %s (%s). Verify it with "
		"that version, or run assay compare again",
		member, number, commit, version_number(), version_commit());
}

/* Every member of the fresh finding must stand in the stored result. */
static int check_members(const struct json *fresh, const struct json *stored,
			 struct err *err)
{
	JSON_EACH(member, fresh) {
		const struct json *kept = json_get(stored, json_key(member));

		if (!kept || !same(member, kept))
			return differs(json_key(member), stored, err);
	}
	return 0;
}

static struct json *read_result(struct casefile *cf, const char *kind, struct err *err)
{
	struct buf text = BUF_INIT;
	struct json *value = NULL;

	if (!casefile_get_result(cf, kind, &text, err) && text.len)
		value = json_parse(buf_str(&text), text.len, NULL, err);
	buf_clear(&text);
	return value;
}

static int check_result(struct json *question, const struct json *stored, struct err *err)
{
	const char *briefs[LEARN_MAX_CHANNELS];
	struct stored_question q;
	struct finding *finding = NULL;
	struct json *fresh = NULL;
	int rc = -1;

	if (question_read(question, &q, err))
		goto done;
	for (size_t k = 0; k < q.question.n_channels; k++) {
		const struct channel *channel = channel_find(q.channel_names[k]);

		briefs[k] = channel ? channel->brief : "";
	}
	finding = finding_new(&q.question);
	fresh = json_new_object();
	finding_json(finding, &q.question, q.channel_names, briefs, fresh);
	rc = check_members(fresh, stored, err);
done:
	json_free(fresh);
	finding_free(finding);
	question_clear(&q);
	return rc;
}

static int check_looks(struct casefile *cf, struct err *err)
{
	struct json *looks = looks_read(cf, err);
	int rc;

	if (!looks)
		return err->kind == ERR_NONE ? 0 : -1;
	rc = looks_check(looks, err);
	json_free(looks);
	return rc;
}

int recompute_check(struct casefile *cf, bool *checked, struct err *err)
{
	struct json *stored;
	struct json *question;
	int rc;

	*checked = false;
	*err = (struct err)ERR_INIT;
	if (check_looks(cf, err))
		return -1;
	stored = read_result(cf, "compare", err);
	if (!stored)
		return err->kind == ERR_NONE ? 0 : -1;
	question = read_result(cf, "question", err);
	if (!question) {
		json_free(stored);
		return err->kind == ERR_NONE ? err_set(err, ERR_INTEGRITY,
						       "the case holds a result but not "
						       "what it was made of")
					     : -1;
	}
	rc = check_result(question, stored, err);
	*checked = rc == 0;
	json_free(stored);
	return rc;
}
