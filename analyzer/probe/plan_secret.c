/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan_secret.c: I6. A plan says where a key is, never what it is: plans are
 * mailed and kept with the case. What looks like a key is refused, and not quoted.
 */
#include <stdio.h>
#include <string.h>

#include "base/term.h"
#include "probe/plan_read.h"

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

#define REMEDY                                                                           \
	"put the key into an environment variable and write its name in \"key_env\", "   \
	"or "                                                                            \
	"name a file in \"key_file\" or a command in \"key_cmd\"; a key that stood in "  \
	"a file should be replaced by a new one"

/* Longer names of variables are not in use; keys are often longer. */
#define ENV_NAME_MAX 64
/* Without a "_", a name of that length is no name but a key. */
#define KEY_MIN 20
#define KEY_BODY_MIN 12

#define PLACE_SIZE 200
#define DEPTH_MAX 32

static const char *const key_prefixes[] = {"sk-", "sk_",    "gsk_",  "xai-", "AIza",
					   "hf_", "nvapi-", "pplx-", "r8_",  "ghp_"};

/* Does a key of a well-known vendor begin here? */
static bool is_key_at(const char *text)
{
	for (size_t i = 0; i < sizeof(key_prefixes) / sizeof(*key_prefixes); i++) {
		size_t n = strlen(key_prefixes[i]);

		if (!strncmp(text, key_prefixes[i], n) &&
		    strspn(text + n, UPPER LOWER DIGITS "-_") >= KEY_BODY_MIN)
			return true;
	}
	return false;
}

/* The same anywhere, at a word's beginning. */
static bool holds_key(const char *text)
{
	for (const char *p = text; *p; p++)
		if ((p == text || !strchr(UPPER LOWER DIGITS "-_", p[-1])) &&
		    is_key_at(p))
			return true;
	return false;
}

/* Names of variables are words in one case; keys are long and mixed. */
static bool is_env_name(const char *text)
{
	size_t n = strlen(text);

	if (n > ENV_NAME_MAX || strspn(text, UPPER LOWER DIGITS "_") != n ||
	    strchr(DIGITS, text[0]) || is_key_at(text))
		return false;
	if (n < KEY_MIN)
		return true;
	return strchr(text, '_') && !(strpbrk(text, LOWER) && strpbrk(text, DIGITS));
}

static bool is_secret_name(const char *key)
{
	static const char *const names[] = {"key",     "api_key",  "apikey",
					    "api-key", "token",    "authorization",
					    "bearer",  "password", "secret"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(key, names[i]))
			return true;
	return false;
}

/* Where a member or an element is: "controls[0].key_env". */
static void place_of(const char *outer, const char *key, size_t at, char out[PLACE_SIZE])
{
	struct buf where = BUF_INIT;

	buf_printf(&where, "%.100s", outer);
	if (key && *outer)
		buf_char_add(&where, '.');
	if (key)
		term_add(&where, key, strlen(key), 40);
	else
		buf_printf(&where, "[%zu]", at);
	(void)snprintf(out, PLACE_SIZE, "%s", buf_str(&where));
	buf_clear(&where);
}

static int check_value(const struct plan_reader *r, const char *place,
		       const struct json *value, unsigned depth)
{
	const char *text = json_text(value);
	char inner[PLACE_SIZE];
	size_t at = 0;

	if (text && holds_key(text))
		return plan_refuse(r, place, "a key stands here; " REMEDY);
	if (depth > DEPTH_MAX)
		return plan_refuse(r, place, "this is nested too deeply");
	JSON_EACH(child, value) {
		const char *key = json_key(child);

		place_of(place, key, at++, inner);
		if (key && is_secret_name(key))
			return plan_refuse(r, inner,
					   "no key may stand in a plan; " REMEDY);
		if (check_value(r, inner, child, depth + 1))
			return -1;
	}
	return 0;
}

int plan_check_secrets(const struct plan_reader *r, const struct json *root)
{
	return check_value(r, "", root, 0);
}

int plan_read_key(const struct plan_reader *r, const char *place, const struct json *from,
		  struct plan_model *model)
{
	int n;

	model->key_env = model->key_file = model->key_cmd = "";
	if (plan_read_text(r, place, from, "key_env", &model->key_env) ||
	    plan_read_text(r, place, from, "key_file", &model->key_file) ||
	    plan_read_text(r, place, from, "key_cmd", &model->key_cmd))
		return -1;
	n = (*model->key_env != 0) + (*model->key_file != 0) + (*model->key_cmd != 0);
	if (n > 1)
		return plan_refuse(r, place, "give one of key_env, key_file and key_cmd");
	if (*model->key_env && !is_env_name(model->key_env))
		return plan_refuse(r, place,
				   "what \"key_env\" holds is no variable's name and may "
				   "be a key; " REMEDY);
	if (*model->key_file)
		model->key_file = plan_beside(r, model->key_file);
	return 0;
}
