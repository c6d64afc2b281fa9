/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys come from where the plan says, and no message holds one (I6). */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/keys.h"

#define SECRET "sk-test-0123456789abcdef"

static struct plan_model model_with(const char *env, const char *file, const char *cmd)
{
	return (struct plan_model){
		.name = "m", .key_env = env, .key_file = file, .key_cmd = cmd};
}

static void gives(struct plan_model model, const char *default_env, const char *key,
		  const char *origin)
{
	struct err err = ERR_INIT;
	const char *found_in;
	char *found;

	assert_int_equal(keys_read(&model, default_env, &found, &found_in, &err), 0);
	if (key)
		assert_string_equal(found, key);
	else
		assert_null(found);
	assert_string_equal(found_in, origin);
	keys_free(found);
}

/* Refused, and told with `says` in it and without the key. */
static void refused(struct plan_model model, const char *default_env, enum err_kind kind,
		    const char *says)
{
	struct err err = ERR_INIT;
	const char *origin;
	char *key;

	assert_int_equal(keys_read(&model, default_env, &key, &origin, &err), -1);
	assert_null(key);
	assert_int_equal(err.kind, kind);
	if (!strstr(err.text, says))
		fail_msg("no \"%s\" in: %s", says, err.text);
	assert_null(strstr(err.text, "sk-test"));
	assert_non_null(strstr(err.text, "model m"));
}

static void a_variable_holds_it(void **state)
{
	(void)state;
	setenv("SOME_KEY", SECRET, 1);
	setenv("OTHER_KEY", "sk-other-key", 1);
	gives(model_with("SOME_KEY", "", ""), NULL, SECRET, "environment");
	gives(model_with("SOME_KEY", "", ""), "OTHER_KEY", SECRET, "environment");
	gives(model_with("", "", ""), "OTHER_KEY", "sk-other-key", "environment");
	gives(model_with("", "", ""), NULL, NULL, "none");
	setenv("SOME_KEY", SECRET "\n", 1);
	gives(model_with("SOME_KEY", "", ""), NULL, SECRET, "environment");
}

static void a_variable_that_is_missing_is_named(void **state)
{
	(void)state;
	unsetenv("NO_KEY");
	refused(model_with("NO_KEY", "", ""), NULL, ERR_AUTH,
		"variable NO_KEY is not set");
	refused(model_with("", "", ""), "NO_KEY", ERR_AUTH, "read -rs NO_KEY");
	setenv("NO_KEY", "", 1);
	refused(model_with("NO_KEY", "", ""), NULL, ERR_AUTH, "NO_KEY is empty");
}

/* The key itself was pasted where its name should stand. */
static void a_key_in_the_plan_is_not_repeated(void **state)
{
	static const char *const pasted[] = {"sk-test-key", "sk-test_key", SECRET};
	struct plan_model hex = model_with("a94a8fe5ccb19ba61c4c", "", "");
	struct err err = ERR_INIT;
	const char *origin;
	char *key;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		refused(model_with(pasted[i], "", ""), NULL, ERR_USAGE,
			"never the key itself");
		refused(model_with("", pasted[i], ""), NULL, ERR_AUTH, "key file");
		refused(model_with("", "", pasted[i]), NULL, ERR_AUTH, "key_cmd");
	}
	assert_int_equal(keys_read(&hex, NULL, &key, &origin, &err), -1);
	assert_null(strstr(err.text, "a94a8fe5"));
}

static void cannot_be_in_a_header(const char *value)
{
	setenv("SOME_KEY", value, 1);
	refused(model_with("SOME_KEY", "", ""), NULL, ERR_AUTH, "copy it again");
}

static void a_key_that_breaks_a_header_is_refused(void **state)
{
	(void)state;
	cannot_be_in_a_header("sk-test\r\nx-other: 1");
	cannot_be_in_a_header("sk-test two");
	cannot_be_in_a_header("sk-test\t");
	cannot_be_in_a_header("sk-test\x7f");
	cannot_be_in_a_header("sk-test\xc3\xa9");
	cannot_be_in_a_header("\nsk-test\n\n");
	setenv("SOME_KEY", "\r\n", 1);
	refused(model_with("SOME_KEY", "", ""), NULL, ERR_AUTH, "holds nothing");
}

struct folder {
	char path[64], file[128];
};

static void write_key(struct folder *folder, const char *text, mode_t mode)
{
	int fd = open(folder->file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void folder_new(struct folder *folder)
{
	snprintf(folder->path, sizeof(folder->path), "/tmp/assay-keys-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	snprintf(folder->file, sizeof(folder->file), "%s/key", folder->path);
}

static void a_file_holds_it(void **state)
{
	struct folder folder;

	(void)state;
	folder_new(&folder);
	write_key(&folder, SECRET "\r\n", 0600);
	gives(model_with("", folder.file, ""), "NO_KEY", SECRET, "file");
	write_key(&folder, SECRET, 0400);
	gives(model_with("", folder.file, ""), NULL, SECRET, "file");
	write_key(&folder, "", 0600);
	refused(model_with("", folder.file, ""), NULL, ERR_AUTH, "file of the key");
	unlink(folder.file);
	refused(model_with("", folder.file, ""), NULL, ERR_AUTH, folder.file);
	rmdir(folder.path);
	refused(model_with("", "/", ""), NULL, ERR_AUTH, "directory");
}

static void a_file_that_others_can_read_is_refused(void **state)
{
	struct folder folder;

	(void)state;
	folder_new(&folder);
	write_key(&folder, SECRET, 0640);
	refused(model_with("", folder.file, ""), NULL, ERR_USAGE, "mode 0640");
	refused(model_with("", folder.file, ""), NULL, ERR_USAGE, "chmod 600 /");
	write_key(&folder, SECRET, 0604);
	refused(model_with("", folder.file, ""), NULL, ERR_USAGE, "mode 0604");
	unlink(folder.file);
	rmdir(folder.path);
}

static void a_bare_name_is_a_credential(void **state)
{
	struct folder folder;

	(void)state;
	folder_new(&folder);
	write_key(&folder, SECRET, 0440);
	setenv("CREDENTIALS_DIRECTORY", folder.path, 1);
	gives(model_with("", "key", ""), NULL, SECRET, "systemd credential");
	refused(model_with("", "other", ""), NULL, ERR_AUTH, "key file");
	unsetenv("CREDENTIALS_DIRECTORY");
	refused(model_with("", "key", ""), NULL, ERR_AUTH, "key file");
	unlink(folder.file);
	rmdir(folder.path);
}

static void a_command_prints_it(void **state)
{
	(void)state;
	gives(model_with("", "", " echo\t" SECRET "  "), NULL, SECRET, "command");
	/* it may need our environment, and no shell reads it */
	setenv("SOME_KEY", SECRET, 1);
	gives(model_with("", "", "printenv SOME_KEY"), NULL, SECRET, "command");
	gives(model_with("", "", "echo $SOME_KEY;id"), NULL, "$SOME_KEY;id", "command");
	refused(model_with("", "", "true"), NULL, ERR_AUTH, "command of the key");
	refused(model_with("", "", "cat /no-such-file"), NULL, ERR_AUTH, "/no-such-file");
	refused(model_with("", "", "   "), NULL, ERR_AUTH, "PATH");
	refused(model_with("", "", "yes"), NULL, ERR_AUTH, "more than");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_variable_holds_it),
		cmocka_unit_test(a_variable_that_is_missing_is_named),
		cmocka_unit_test(a_key_in_the_plan_is_not_repeated),
		cmocka_unit_test(a_key_that_breaks_a_header_is_refused),
		cmocka_unit_test(a_file_holds_it),
		cmocka_unit_test(a_file_that_others_can_read_is_refused),
		cmocka_unit_test(a_bare_name_is_a_credential),
		cmocka_unit_test(a_command_prints_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
