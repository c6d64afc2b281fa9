/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/keys.c: people paste a key where its name should stand, so what a plan says is
 * told in a message only where it cannot be the key itself.
 */
#include "cmd/keys.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/spawn.h"

enum { MAX_KEY = 16384, COMMAND_LIMIT_S = 30 };

void keys_free(char *key)
{
	if (!key)
		return;
	explicit_bzero(key, strlen(key));
	mem_free(key);
}

/* OPENAI_API_KEY may stand in a message; what has small letters could be a key. */
static bool is_shown(const char *name)
{
	return *name && !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

static bool is_variable(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	while (isalnum((unsigned char)*name) || *name == '_')
		name++;
	return !*name;
}

static char *read_env(const struct plan_model *model, const char *name, struct err *err)
{
	const char *shown = is_shown(name) ? name : "NAME";
	const char *value;

	if (!is_variable(name)) {
		err_set(err, ERR_USAGE,
			"key_env of model %s is not the name of an environment variable: "
			"write a name such as OPENAI_API_KEY there, never the key itself",
			model->name);
		return NULL;
	}
	value = getenv(name);
	if (value && *value)
		return mem_strdup(value);
	err_set(err, ERR_AUTH,
		"model %s needs an API key, and the environment variable %s is %s: run "
		"\"read -rs %s; export %s\" and paste the key, or name a key_file or "
		"key_cmd in the plan",
		model->name, is_shown(name) ? name : "that its key_env names",
		value ? "empty" : "not set", shown, shown);
	return NULL;
}

/* All of it, without copies left behind; at most MAX_KEY bytes. */
static char *read_fd(int fd)
{
	char text[MAX_KEY + 1];
	size_t n = 0;
	ssize_t got;
	char *key = NULL;

	while (n < sizeof(text) && (got = read(fd, text + n, sizeof(text) - n)) != 0) {
		if (got < 0 && errno != EINTR)
			break;
		n += got > 0 ? (size_t)got : 0;
	}
	if (n > MAX_KEY)
		errno = EFBIG;
	else if (got == 0)
		key = mem_dup(text, n);
	explicit_bzero(text, sizeof(text));
	return key;
}

/* systemd guards its credentials by their folder; any other file by its mode. */
static char *read_file(const struct plan_model *model, const char *path, bool guarded,
		       struct err *err)
{
	const char *shown = strchr(path, '/') ? path : "that key_file names";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	char *key = NULL;

	if (fd < 0 || fstat(fd, &info)) {
		err_set(err, ERR_AUTH,
			"cannot open the key file of model %s, %s: %s: key_file is the "
			"path of a file that holds the key alone",
			model->name, shown, strerror(errno));
	} else if (S_ISREG(info.st_mode) && !guarded && info.st_mode & 077) {
		err_set(err, ERR_USAGE,
			"others can read the key file of model %s, %s (mode %04o): run "
			"\"chmod 600 %s\", and renew the key if this machine has other "
			"users",
			model->name, shown, (unsigned)info.st_mode & 07777,
			strchr(path, '/') ? path : "FILE");
	} else {
		key = read_fd(fd);
		if (!key)
			err_set(err, ERR_AUTH,
				"cannot read the key file of model %s, %s: %s",
				model->name, shown, strerror(errno));
	}
	if (fd >= 0)
		(void)close(fd);
	return key;
}

static char *read_key_file(const struct plan_model *model, const char **origin,
			   struct err *err)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char *path;
	char *key;

	*origin = "file";
	if (!folder || !*folder || strchr(model->key_file, '/'))
		return read_file(model, model->key_file, false, err);
	path = file_join(folder, model->key_file);
	if (file_exists(path)) {
		*origin = "systemd credential";
		key = read_file(model, path, true, err);
	} else {
		key = read_file(model, model->key_file, false, err);
	}
	mem_free(path);
	return key;
}

/* The words of a command, NULL-terminated; they point into `line`, which is cut up. */
static const char **split(char *line)
{
	const char **words = MEM_ARRAY(strlen(line) / 2 + 2, const char *);
	char *word;
	size_t n = 0;

	while ((word = strsep(&line, " \t\n")))
		if (*word)
			words[n++] = word;
	return words;
}

static char *read_command(const struct plan_model *model, struct err *err)
{
	char *line = mem_strdup(model->key_cmd);
	const char **words = split(line);
	struct buf out = BUF_INIT;
	struct spawn_job job = {.argv = words,
				.dir = ".",
				.limit_s = COMMAND_LIMIT_S,
				.out = &out,
				.out_max = MAX_KEY,
				.whole_env = true};
	char *key = NULL;

	if (words[0])
		spawn_all(&job, 1, 1);
	if (!words[0] || job.absent)
		err_set(err, ERR_AUTH,
			"key_cmd of model %s does not begin with a program that is in "
			"PATH: write a command that prints the key, such as \"pass show "
			"api/NAME\"",
			model->name);
	else if (!job.ok)
		err_set(err, ERR_AUTH,
			"the key command of model %s failed: %s (its words are split at "
			"blanks and no shell reads them: put quoting and pipes into a "
			"script)",
			model->name, buf_str(&job.why));
	else
		key = buf_take(&out, NULL);
	if (out.data)
		explicit_bzero(out.data, out.cap);
	buf_clear(&out);
	buf_clear(&job.why);
	mem_free(words);
	mem_free(line);
	return key;
}

/* Cut the line end; what would break out of a header, or cannot stand in one, is
 * refused without being told. */
static int check(char *key, const struct plan_model *model, const char *origin,
		 struct err *err)
{
	size_t n = strlen(key), good = 0;

	n -= n && key[n - 1] == '\n';
	n -= n && key[n - 1] == '\r';
	memset(key + n, 0, strlen(key + n));
	while (good < n && key[good] > ' ' && key[good] < 0x7f)
		good++;
	if (n && good == n)
		return 0;
	if (!n)
		return err_set(err, ERR_AUTH,
			       "the %s of the key of model %s holds nothing: put the key "
			       "there",
			       origin, model->name);
	return err_set(err, ERR_AUTH,
		       "the key of model %s (from: %s) has a blank, a control or a "
		       "character that is not ASCII at place %zu of %zu: copy it again, "
		       "the key alone",
		       model->name, origin, good + 1, n);
}

int keys_read(const struct plan_model *model, const char *default_env, char **key,
	      const char **origin, struct err *err)
{
	*key = NULL;
	*origin = "environment";
	if (model->key_file && *model->key_file) {
		*key = read_key_file(model, origin, err);
	} else if (model->key_cmd && *model->key_cmd) {
		*origin = "command";
		*key = read_command(model, err);
	} else if (model->key_env && *model->key_env) {
		*key = read_env(model, model->key_env, err);
	} else if (default_env) {
		*key = read_env(model, default_env, err);
	} else {
		*origin = "none";
		return 0;
	}
	if (!*key)
		return -1;
	if (check(*key, model, *origin, err)) {
		keys_free(*key);
		*key = NULL;
		return -1;
	}
	return 0;
}
