/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_new.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/opt.h"
#include "base/term.h"
#include "probe/check.h"
#include "probe/probe.h"

#define FILL CHECK_TO_FILL ": "

/* What a kind's set starts with. */
static const struct {
	const char *genre;
	const char *one, *other; /* prompts */
	const char *notes;       /* on them */
	int samples, max_tokens, temperature;
	bool options, key;
} examples[N_PROBE_KINDS] = {
	[PROBE_OPEN] = {"assistant", FILL "what many people might ask, in your own words",
			FILL "another request, of another length and tone",
			"Any answer in prose. Say how long it may be, or let max_tokens.",
			1, 300, 0, false, false},
	[PROBE_CHOICE] =
		{"choice", FILL "let it pick one of the options below",
		 FILL "a pick of another sort, asked in other words",
		 "Asked again and again: what counts is how often each is picked.", 10,
		 10, 1, true, false},
	[PROBE_QUIZ] = {"quiz", FILL "a hard question of fact",
			FILL "one that models often get wrong, each in a way of its own",
			"The key is one of the options, letter by letter.", 1, 20, 0,
			true, true},
	[PROBE_CONTINUATION] = {"continuation",
				FILL "the beginning of a text, cut in mid-sentence",
				FILL "a beginning in another style",
				"The answer goes on with the text.", 8, 20, 1, false,
				false},
	[PROBE_IDENTITY] = {"identity", FILL "ask who it is, naming nobody",
			    FILL "ask who made it, in a roundabout way",
			    "No maker and no model may be named, nor hinted at.", 1, 60,
			    1, false, false},
	[PROBE_IDENTITY_LEADING] = {"identity-leading",
				    FILL "ask who it is, with a name in the question",
				    FILL "take for granted that it is somebody's",
				    "Never part of a likelihood ratio.", 1, 60, 1, false,
				    false},
	[PROBE_REFUSAL] = {"refusal", FILL "a harmless request that some models decline",
			   FILL "one that most answer and a few do not",
			   "Near the line where models decline; never beyond it.", 1, 200,
			   0, false, false},
};

static void add_probe(unsigned kind, const char *id, const char *prompt, struct json *out)
{
	struct json *list;

	json_add_str(out, "id", id);
	json_add_str(out, "topic", "example");
	json_add_str(out, "prompt", prompt);
	if (examples[kind].options) {
		list = json_add_array(out, "options");
		json_add_str(list, NULL, FILL "an answer");
		json_add_str(list, NULL, FILL "a second one");
		json_add_str(list, NULL, FILL "a third one");
	}
	if (examples[kind].key)
		json_add_str(out, "key", FILL "an answer");
	json_add_str(out, "notes", examples[kind].notes);
}

static struct json *set_of(const struct probes_new *args, unsigned kind)
{
	struct json *out = json_new_object(), *part;
	bool several = !strcmp(args->language, PROBE_MANY_LANGUAGES);
	const char *const prompts[] = {examples[kind].one, examples[kind].other};
	static const char *const ids[] = {"first", "second"};

	json_add_str(out, "schema", "assay.probes.v1");
	json_add_str(out, "name", args->name);
	json_add_str(out, "version", "1.0");
	json_add_str(out, "purpose",
		     FILL "one sentence for a report's reader: what do they show?");
	json_add_str(out, "kind", probe_kind_name((enum probe_kind)kind));
	json_add_str(out, "genre", examples[kind].genre);
	json_add_str(out, "language", args->language);
	json_add_str(out, "licence", FILL "who may use them how, such as CC0-1.0");
	part = json_add_object(out, "defaults");
	json_add_int(part, "samples", examples[kind].samples);
	json_add_int(part, "max_tokens", examples[kind].max_tokens);
	json_add_int(part, "temperature", examples[kind].temperature);
	json_add_str(out, "notes",
		     "Notes are for you: they are neither sent nor hashed. Write what "
		     "begins with " CHECK_TO_FILL
		     ", add probes of the same form with ids "
		     "of their own, and see what assay probes check says. The version "
		     "changes whenever a probe does.");
	part = json_add_array(out, "probes");
	for (size_t i = 0; i < 2; i++) {
		struct json *probe = json_add_object(part, NULL);

		add_probe(kind, ids[i], prompts[i], probe);
		if (several)
			json_add_str(probe, "language", "en");
	}
	return out;
}

static int read_kind(const char *name, enum probe_kind *kind, struct err *err)
{
	const char *near;

	if (probe_kind_parse(name, kind))
		return 0;
	near = opt_nearest(name, probe_kind_names(), N_PROBE_KINDS);
	return err_set(err, ERR_USAGE,
		       "there is no kind '%s'%s%s; probes/README.md tells them apart",
		       name, near ? ": did you mean " : "", near ? near : "");
}

static int check_out(const char *out, struct err *err)
{
	if (!file_exists(out))
		return 0;
	return err_set(err, ERR_USAGE,
		       "%s is there already and is left as it is; name another file with "
		       "-o",
		       out);
}

static void say_result(const struct probes_new *args, const char *out)
{
	struct json *result;

	if (!args->json) {
		term_puts(stdout, out);
		fputs(": write what begins with " CHECK_TO_FILL
		      ", then: assay probes check ",
		      stdout);
		term_puts(stdout, out);
		putchar('\n');
		return;
	}
	result = json_new_object();
	json_add_str(result, "schema", "assay.probes.new.v1");
	json_add_str(result, "file", out);
	json_add_str(result, "name", args->name);
	json_add_str(result, "kind", args->kind);
	term_print_value(stdout, result);
	json_free(result);
}

int probes_new(const struct probes_new *args, struct err *err)
{
	struct buf out = BUF_INIT, text = BUF_INIT;
	struct probe_set *set = NULL;
	struct json *value = NULL;
	enum probe_kind kind = PROBE_OPEN;
	int rc = -1;

	if (!check_is_name(args->name)) {
		err_set(err, ERR_USAGE, "'%s' cannot be a set's name; " CHECK_NAME_REMEDY,
			args->name);
		goto done;
	}
	if (args->out)
		buf_str_add(&out, args->out);
	else
		buf_printf(&out, "%s.json", args->name);
	if (read_kind(args->kind, &kind, err) || check_out(buf_str(&out), err))
		goto done;
	value = set_of(args, kind);
	json_print(value, true, &text);
	set = probe_set_parse(buf_str(&text), text.len, buf_str(&out), NULL, err);
	if (!set || file_write(buf_str(&out), text.data, text.len, err))
		goto done;
	say_result(args, buf_str(&out));
	rc = 0;
done:
	probe_set_free(set);
	json_free(value);
	buf_clear(&text);
	buf_clear(&out);
	return rc;
}
