/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/prompts_promptfoo.c: promptfoo asks every prompt of its configuration with the
 * variables of every test. {{name}} is filled as its templates do; what they can do
 * besides (filters, conditions, files, programs) is refused by line, never run.
 */
#include <string.h>

#include "base/buf.h"
#include "store/field.h"
#include "store/prompts_private.h"
#include "store/yml.h"

/* A list as a variable's value stands for one test each; together no more than this. */
#define MAX_TESTS 10000
#define MAX_VARS 64

/* One variable of a test, and which of its values is at hand. */
struct var {
	struct text name;
	int node; /* of the value, a text or a list of texts */
	size_t at, n;
};

struct vars {
	struct var v[MAX_VARS];
	size_t n;
};

struct reading {
	struct source *s;
	struct yml *doc;
};

static bool begins(struct text text, const char *with)
{
	size_t n = strlen(with);

	return text.len >= n && !memcmp(text.data, with, n);
}

static struct var *var_find(struct vars *vars, struct text name)
{
	for (size_t i = 0; i < vars->n; i++)
		if (vars->v[i].name.len == name.len &&
		    !memcmp(vars->v[i].name.data, name.data, name.len))
			return &vars->v[i];
	return NULL;
}

/* Add a map of variables, in place of those of the same name. -1: it was said why not. */
static int add_vars(struct reading *r, int map, struct vars *vars)
{
	if (map && yml_kind(r->doc, map) != YML_MAP) {
		r->s->line = yml_line(r->doc, map);
		source_bad(r->s, "\"vars\" is no map of names and texts; what is kept "
				 "in other files is not read");
		return -1;
	}
	for (size_t i = 0; i < yml_count(r->doc, map); i++) {
		struct text name = yml_text(r->doc, yml_key(r->doc, map, i));
		struct var *var = name.data ? var_find(vars, name) : NULL;

		if (!name.data)
			continue;
		if (!var && vars->n == MAX_VARS) {
			r->s->line = yml_line(r->doc, map);
			source_bad(r->s, "a test has more than %d variables", MAX_VARS);
			return -1;
		}
		if (!var)
			var = &vars->v[vars->n++];
		var->name = name;
		var->node = yml_at(r->doc, map, i);
		var->at = 0;
		var->n = yml_kind(r->doc, var->node) == YML_LIST
				 ? yml_count(r->doc, var->node)
				 : 1;
	}
	return 0;
}

/* The value at hand; data NULL when it is no text, or one that stands elsewhere. */
static struct text value_of(struct reading *r, const struct var *var)
{
	bool is_list = yml_kind(r->doc, var->node) == YML_LIST;
	struct text value = yml_text(r->doc, is_list ? yml_at(r->doc, var->node, var->at)
						     : var->node);

	return value.data && begins(value, "file://") ? (struct text){NULL, 0} : value;
}

static struct text trimmed(struct text text)
{
	while (text.len && strchr(" \t\r\n", text.data[0]) && text.data[0])
		text = (struct text){text.data + 1, text.len - 1};
	while (text.len && strchr(" \t\r\n", text.data[text.len - 1]) &&
	       text.data[text.len - 1])
		text.len--;
	return text;
}

static bool is_name(struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (c != '_' && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(i && c >= '0' && c <= '9'))
			return false;
	}
	return text.len > 0;
}

/* What stands between "{{" and "}}" into `out`. */
static int fill_one(struct reading *r, struct vars *vars, struct text inside,
		    struct buf *out)
{
	struct text name = trimmed(inside);
	const struct var *var = is_name(name) ? var_find(vars, name) : NULL;
	struct text value = var ? value_of(r, var) : (struct text){NULL, 0};
	char shown[TEXT_SHOWN];

	(void)text_shown(name, shown);
	if (!is_name(name))
		source_bad(r->s,
			   "{{%s}} is more than a variable; write out what it "
			   "stands for",
			   shown);
	else if (!var)
		source_bad(r->s, "no test says what {{%s}} is", shown);
	else if (!value.data)
		source_bad(r->s,
			   "the variable %s is no text, or one of another file; "
			   "write it here",
			   shown);
	if (!value.data)
		return -1;
	buf_add(out, value.data, value.len);
	return 0;
}

/* -1: it was said why it cannot be filled. */
static int fill(struct reading *r, struct vars *vars, struct text from, struct buf *out)
{
	const char *at = from.data, *end = at + from.len;

	while (at < end) {
		const char *open = memchr(at, '{', (size_t)(end - at));
		const char *close;

		if (!open || end - open < 2) {
			buf_add(out, at, (size_t)(end - at));
			return 0;
		}
		buf_add(out, at, (size_t)(open - at));
		if (open[1] == '%' || open[1] == '#') {
			source_bad(r->s, "{%c ... is a program's; write out what it says",
				   open[1]);
			return -1;
		}
		if (open[1] != '{') {
			buf_add(out, open, 1);
			at = open + 1;
			continue;
		}
		close = memmem(open + 2, (size_t)(end - open - 2), "}}", 2);
		if (!close) {
			source_bad(r->s, "a {{ is not closed");
			return -1;
		}
		if (fill_one(r, vars, (struct text){open + 2, (size_t)(close - open - 2)},
			     out))
			return -1;
		at = close + 2;
	}
	return 0;
}

/* A prompt may be a conversation, written as JSON; its contents are filled. */
static int ask_chat(struct reading *r, struct vars *vars, const struct json *chat)
{
	const struct text none = {NULL, 0};
	struct json *messages = json_new_array();
	struct err why = ERR_INIT;
	int rc = 0;

	JSON_EACH(from, chat) {
		struct json *message = json_add_object(messages, NULL);
		struct text content = field_text(from, "content");
		struct buf filled = BUF_INIT;

		rc = rc ? rc
			: fill(r, vars, content.data ? content : text_of(""), &filled);
		json_add_str(message, "role", json_str(from, "role"));
		json_add_strn(message, "content", buf_str(&filled), filled.len);
		buf_clear(&filled);
	}
	if (!rc && source_chat(r->s, messages, none, none, &why))
		source_bad(r->s, "%s", why.text);
	json_free(messages);
	return rc;
}

static int ask_text(struct reading *r, struct vars *vars, struct text prompt)
{
	const struct text none = {NULL, 0};
	struct buf filled = BUF_INIT;
	int rc = fill(r, vars, prompt, &filled);

	if (!rc)
		source_text(r->s, none, (struct text){buf_str(&filled), filled.len}, none,
			    none);
	buf_clear(&filled);
	return rc;
}

/* The next combination of the variables' values; false behind the last. */
static bool step(struct vars *vars)
{
	for (size_t i = vars->n; i-- > 0;) {
		if (++vars->v[i].at < vars->v[i].n)
			return true;
		vars->v[i].at = 0;
	}
	return false;
}

/* One prompt with the variables of one test, every combination of their values. */
static void ask(struct reading *r, int prompt, struct vars *vars, size_t *n_tests)
{
	struct text text = yml_text(r->doc, prompt);
	struct err ignored = ERR_INIT;
	struct json *chat = NULL;
	bool more = true;

	r->s->line = yml_line(r->doc, prompt);
	if (begins(text, "["))
		chat = json_parse(text.data, text.len, NULL, &ignored);
	for (size_t i = 0; i < vars->n; i++) {
		vars->v[i].at = 0;
		more = more && vars->v[i].n;
	}
	while (more && *n_tests) {
		(*n_tests)--;
		if (json_is_array(chat) && json_is_object(json_first(chat))
			    ? ask_chat(r, vars, chat)
			    : ask_text(r, vars, text))
			break;
		more = step(vars);
	}
	json_free(chat);
}

/* A text, or a map that has it under "raw"; data NULL: it was said what is wrong. */
static int prompt_of(struct reading *r, int node)
{
	int text =
		yml_kind(r->doc, node) == YML_MAP ? yml_get(r->doc, node, "raw") : node;
	struct text words = yml_text(r->doc, text);

	r->s->line = yml_line(r->doc, node);
	if (!words.data)
		source_bad(r->s, "the prompt is no text and has none under \"raw\"");
	else if (begins(words, "file://") || begins(words, "exec:"))
		source_bad(r->s, "the prompt is kept elsewhere; import that file itself");
	else
		return text;
	return 0;
}

/* A list's n-th entry, or the node itself where it stands for a list of one. */
static int entry(struct reading *r, int node, size_t i)
{
	return yml_kind(r->doc, node) == YML_LIST ? yml_at(r->doc, node, i) : node;
}

static size_t n_entries(struct reading *r, int node)
{
	return yml_kind(r->doc, node) == YML_LIST ? yml_count(r->doc, node) : node != 0;
}

/* All prompts with the variables of test i; with no tests, those that all would have. */
static void read_test(struct reading *r, int root, size_t i, size_t *n_tests)
{
	int prompts = yml_get(r->doc, root, "prompts");
	int tests = yml_get(r->doc, root, "tests");
	int all = yml_get(r->doc, root, "defaultTest");
	struct vars vars = {.n = 0};

	if (add_vars(r, yml_get(r->doc, all, "vars"), &vars))
		return;
	if (tests && yml_kind(r->doc, entry(r, tests, i)) != YML_MAP) {
		r->s->line = yml_line(r->doc, entry(r, tests, i));
		source_bad(r->s, "a test is no map; what is kept in other files is not "
				 "read");
		return;
	}
	if (tests && add_vars(r, yml_get(r->doc, entry(r, tests, i), "vars"), &vars))
		return;
	for (size_t p = 0; p < n_entries(r, prompts); p++) {
		int prompt = prompt_of(r, entry(r, prompts, p));

		if (prompt)
			ask(r, prompt, &vars, n_tests);
	}
}

int promptfoo_read(struct source *s, struct text data, struct err *err)
{
	struct reading r = {s, yml_parse(data.data, data.len, err)};
	size_t n_tests = MAX_TESTS, n;
	int root, rc = 0;

	s->to->format = "promptfoo";
	if (!r.doc)
		return err_prefix(err, "%s", s->path);
	root = yml_root(r.doc);
	if (!yml_get(r.doc, root, "prompts")) {
		yml_free(r.doc);
		return err_set(err, ERR_FAIL,
			       "%s: line 1: there is no \"prompts:\"; of YAML only "
			       "promptfoo's form is read",
			       s->path);
	}
	n = n_entries(&r, yml_get(r.doc, root, "tests"));
	for (size_t i = 0; i < (n ? n : 1) && n_tests; i++)
		read_test(&r, root, i, &n_tests);
	if (!n_tests)
		rc = err_set(err, ERR_FAIL,
			     "%s: prompts and variables make more than %d questions; "
			     "import fewer at a time",
			     s->path, MAX_TESTS);
	yml_free(r.doc);
	return rc;
}
