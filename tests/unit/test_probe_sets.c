/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/test_probe_sets.c: the sets and compositions that ship: sound, as many probes as
 * they should have, nobody named where nobody may be, and nothing of the recorded prompts
 * that the project is measured on. A set that is not there is skipped, and said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "cmd/probes_audit.h"
#include "probe/composition.h"
#include "probe/probe.h"
#include "text/token.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))
#define ANY_KIND N_PROBE_KINDS

static const struct shipped {
	const char *name;
	size_t n;
	enum probe_kind kind;
	const char *languages; /* all that occur, parted by blanks; NULL: not said */
	bool equally;          /* each as often */
	size_t n_options;      /* of each probe; 0: not said */
} shipped[] = {
	{"everyday", 40, PROBE_OPEN, "en", true, 0},
	{"identity", 80, PROBE_IDENTITY, "en zh", false, 0},
	{"identity-leading", 20, PROBE_IDENTITY_LEADING, NULL, false, 0},
	{"openings", 200, PROBE_OPEN, NULL, false, 0},
	{"style-long", 60, PROBE_OPEN, NULL, false, 0},
	{"choice", 240, PROBE_CHOICE, "en zh es ru", true, 0},
	{"quiz", 300, PROBE_QUIZ, NULL, false, 10},
	{"quiz-invented", 100, ANY_KIND, NULL, false, 0},
	{"continuation", 128, PROBE_CONTINUATION, NULL, false, 0},
	{"refusal", 80, PROBE_REFUSAL, NULL, false, 0},
	{"reasoning", 60, ANY_KIND, NULL, false, 0},
	{"format-free", 60, ANY_KIND, NULL, false, 0},
	{"code", 40, ANY_KIND, NULL, false, 0},
	{"chinese", 120, ANY_KIND, "zh", true, 0},
};

static char *path_of(const char *name)
{
	struct buf path = BUF_INIT;
	char *out;

	buf_printf(&path, "probes/%s.json", name);
	out = mem_strdup(buf_str(&path));
	buf_clear(&path);
	return out;
}

static struct probe_set *open_set(const char *path)
{
	struct probe_findings findings = PROBE_FINDINGS_INIT;
	struct err err = ERR_INIT;
	struct probe_set *set = probe_set_open(path, &findings, &err);

	for (size_t i = 0; i < findings.n; i++)
		if (findings.v[i].fatal)
			print_error("%s: %s: %s\n", path, findings.v[i].id,
				    findings.v[i].what);
	assert_non_null(set);
	assert_int_equal(findings.n_fatal, 0);
	probe_findings_clear(&findings);
	return set;
}

static size_t count_language(const struct probe_set *set, const char *code, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < set->n; i++) {
		const char *own = probe_language(set, &set->probes[i]);

		count += strlen(own) == n && !memcmp(own, code, n);
	}
	return count;
}

static void check_languages(const struct probe_set *set, const struct shipped *row)
{
	size_t n_in_all = 0, first = 0;

	for (const char *at = row->languages; *at;) {
		size_t len = strcspn(at, " ");
		size_t n = count_language(set, at, len);

		assert_true(n > 0);
		if (!first)
			first = n;
		assert_true(!row->equally || n == first);
		n_in_all += n;
		at += len + (at[len] == ' ');
	}
	assert_int_equal(n_in_all, set->n);
}

static void test_it_has_what_it_should(void **state)
{
	const struct shipped *row = *state;
	char *path = path_of(row->name);
	struct probe_set *set;

	if (!file_exists(path)) {
		print_message("there is no %s yet\n", path);
		mem_free(path);
		skip();
	}
	set = open_set(path);
	mem_free(path);
	assert_string_equal(set->name, row->name);
	assert_int_equal(set->n, row->n);
	if (row->kind != ANY_KIND)
		assert_int_equal(set->kind, row->kind);
	if (row->languages)
		check_languages(set, row);
	for (size_t i = 0; row->n_options && i < set->n; i++)
		assert_int_equal(set->probes[i].n_options, row->n_options);
	probe_set_free(set);
}

/* Every set of the folder, whether it stands above or not. */
struct all {
	struct probe_set **v;
	size_t n, cap;
};

static void all_open(struct all *all)
{
	struct file_list list = {NULL, 0};
	struct err err = ERR_INIT;

	*all = (struct all){NULL, 0, 0};
	assert_int_equal(file_list("probes", &list, &err), 0);
	for (size_t i = 0; i < list.n; i++) {
		size_t len = strlen(list.names[i]);
		char *path = file_join("probes", list.names[i]);

		if (len > 5 && !strcmp(list.names[i] + len - 5, ".json")) {
			all->v = MEM_GROW(all->v, all->n, &all->cap);
			all->v[all->n++] = open_set(path);
		}
		mem_free(path);
	}
	file_list_free(&list);
	assert_true(all->n > 0);
}

static void all_close(struct all *all)
{
	for (size_t i = 0; i < all->n; i++)
		probe_set_free(all->v[i]);
	mem_free(all->v);
}

static void test_no_clean_set_names_anybody_and_none_has_a_fault(void **state)
{
	struct probe_findings findings = PROBE_FINDINGS_INIT;
	struct all all;
	size_t n_named = 0;

	(void)state;
	all_open(&all);
	probes_audit(all.v, all.n, &findings);
	for (size_t i = 0; i < findings.n; i++) {
		const struct probe_finding *f = &findings.v[i];

		if (!f->fatal && !strstr(f->what, "names a maker"))
			continue;
		print_error("%s: %s: %s\n", f->file, f->id, f->what);
		n_named++;
	}
	assert_int_equal(n_named, 0);
	probe_findings_clear(&findings);
	all_close(&all);
}

static const struct shipped *row_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(shipped); i++)
		if (!strcmp(shipped[i].name, name))
			return &shipped[i];
	return NULL;
}

static void check_composition(const char *name, size_t n_calls)
{
	struct err err = ERR_INIT;
	char *path = composition_path(name);
	struct composition *c = path ? composition_open(path, &err) : NULL;
	size_t n = 0;

	assert_non_null(c);
	assert_string_equal(c->name, name);
	JSON_EACH(entry, c->probes) {
		const struct shipped *row = row_of(json_str(entry, "set"));
		size_t take = (size_t)json_num(entry, "take", 0);

		assert_non_null(row);
		assert_in_range(take, 1, row->n);
		n += take * (size_t)json_num(entry, "samples", 0);
	}
	assert_int_equal(n, n_calls);
	composition_free(c);
	mem_free(path);
}

/* As probes/README.md says: 40 + 25 x 2 calls; 100 answers, 12 x 10 words and 60 facts
 * more; three times 380 prompts, 24 x 30 words, 260 facts and 64 x 8 continuations. */
static void test_compositions_take_no_more_than_their_sets_have(void **state)
{
	(void)state;
	check_composition("quick", 90);
	check_composition("standard", 90 + 100 + 120 + 60);
	check_composition("forensic",
			  3 * (40 + 100 + 100 + 80 + 40 + 20) + 720 + 260 + 512);
}

/* Runs of words (of characters in Chinese) of the sets that ship, and whose they are. */
struct run {
	uint64_t hash;
	const char *set, *id;
};
struct runs {
	struct run *v;
	size_t n, cap;
	size_t n_hits, n_texts;
	struct run first_hit;
	const char *set, *id; /* being read */
	struct tokens tokens;
};

#define RUN_WORDS 8
#define RUN_CHARACTERS 12

static int by_hash(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static void each_run(const char *text, struct runs *runs,
		     void (*visit)(struct runs *, uint64_t))
{
	struct tokens *tokens = &runs->tokens;
	size_t n = 0, n_cjk = 0, length;

	tokens_read(text, strlen(text), SIZE_MAX, tokens);
	for (size_t i = 0; i < tokens->n; i++) {
		if (!(tokens->v[i].flags & TOKEN_WORD))
			continue;
		n_cjk += (tokens->v[i].flags & TOKEN_CJK) != 0;
		tokens->v[n++].hash = tokens->v[i].hash;
	}
	length = 2 * n_cjk > n ? RUN_CHARACTERS : RUN_WORDS;
	for (size_t i = 0; i + length <= n; i++) {
		uint64_t hash = length;

		for (size_t j = 0; j < length; j++)
			hash = hash_pair(hash, tokens->v[i + j].hash);
		visit(runs, hash);
	}
}

static void run_add(struct runs *runs, uint64_t hash)
{
	runs->v = MEM_GROW(runs->v, runs->n, &runs->cap);
	runs->v[runs->n++] = (struct run){hash, runs->set, runs->id};
}

static void run_seek(struct runs *runs, uint64_t hash)
{
	const struct run key = {.hash = hash};
	const struct run *found = bsearch(&key, runs->v, runs->n, sizeof(key), by_hash);

	if (found && !runs->n_hits++)
		runs->first_hit = *found;
}

static void runs_of_sets(const struct all *all, struct runs *runs)
{
	for (size_t s = 0; s < all->n; s++) {
		const struct probe_set *set = all->v[s];

		runs->set = set->name;
		for (size_t p = 0; p < set->n; p++) {
			runs->id = set->probes[p].id;
			for (size_t m = 0; m < set->probes[p].n_messages; m++)
				each_run(set->probes[p].messages[m].content, runs,
					 run_add);
		}
	}
	qsort(runs->v, runs->n, sizeof(*runs->v), by_hash);
}

/* Texts under a key that names a prompt in the recorded formats. */
static void seek_prompts(const struct json *value, const char *key, struct runs *runs)
{
	static const char *const keys[] = {"instruction", "prompt", "question", "input"};
	const char *text = json_text(value);

	for (size_t i = 0; text && key && i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(key, keys[i])) {
			runs->n_texts++;
			each_run(text, runs, run_seek);
		}
	JSON_EACH(child, value)
		seek_prompts(child, json_key(child), runs);
}

static size_t seek_line(const char *line, size_t n, struct runs *runs)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(line, n, NULL, &err);

	if (value)
		seek_prompts(value, NULL, runs);
	json_free(value);
	return value != NULL;
}

static void seek_file(const char *path, struct runs *runs)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	size_t n = 0, at = 0;

	assert_int_equal(file_read(path, &text, NULL, &err), 0);
	if (text.len && text.data[0] == '[')
		n = seek_line(text.data, text.len, runs);
	while (!n && at < text.len) {
		const char *end = memchr(text.data + at, '\n', text.len - at);
		size_t len = end ? (size_t)(end - text.data) - at : text.len - at;

		if (len)
			(void)seek_line(text.data + at, len, runs);
		at += len + 1;
	}
	buf_clear(&text);
}

/* Every model of a folder answered the same prompts: its first file has them all. */
static void seek_first_file(const char *dir, const char *inside, struct runs *runs)
{
	struct file_list list = {NULL, 0};
	struct err err = ERR_INIT;

	assert_int_equal(file_list(dir, &list, &err), 0);
	if (list.n) {
		char *path = file_join(dir, list.names[0]);
		char *whole = *inside ? file_join(path, inside) : mem_strdup(path);

		seek_file(whole, runs);
		mem_free(whole);
		mem_free(path);
	}
	file_list_free(&list);
}

static void test_shipped_prompts_share_no_run_with_recorded_ones(void **state)
{
	static const char *const folders[][2] = {
		{"../shared/data/alpaca_eval/results", "model_outputs.json"},
		{"../shared/data/cllm", ""},
		{"../shared/data/llmrandom", ""},
		{"../shared/data/mmlu_pro", ""},
		{"../shared/data/speechmap/answers", ""},
	};
	struct runs runs = {.tokens = TOKENS_INIT};
	struct all all;

	(void)state;
	all_open(&all);
	runs_of_sets(&all, &runs);
	assert_true(runs.n > 300);
	for (size_t i = 0; i < COUNT_OF(folders); i++)
		if (file_is_dir(folders[i][0]))
			seek_first_file(folders[i][0], folders[i][1], &runs);
	if (runs.n_hits)
		print_error("%s: %s shares a run of words with a recorded prompt\n",
			    runs.first_hit.set, runs.first_hit.id);
	assert_int_equal(runs.n_hits, 0);
	/* The search finds what is there. */
	each_run("In three or four sentences, why do house prices tend to cool", &runs,
		 run_seek);
	assert_int_equal(runs.n_hits, 5);
	all_close(&all);
	mem_free(runs.v);
	tokens_clear(&runs.tokens);
	print_message("%zu recorded prompts searched\n", runs.n_texts);
	if (!runs.n_texts)
		skip();
}

int main(void)
{
	struct CMUnitTest tests[COUNT_OF(shipped) + 3] = {
		cmocka_unit_test(test_no_clean_set_names_anybody_and_none_has_a_fault),
		cmocka_unit_test(test_compositions_take_no_more_than_their_sets_have),
		cmocka_unit_test(test_shipped_prompts_share_no_run_with_recorded_ones),
	};

	for (size_t i = 0; i < COUNT_OF(shipped); i++)
		tests[3 + i] =
			(struct CMUnitTest){shipped[i].name, test_it_has_what_it_should,
					    NULL, NULL, (void *)(uintptr_t)&shipped[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
