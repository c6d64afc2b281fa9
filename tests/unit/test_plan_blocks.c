/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan cut into blocks of prompts, and a worklist that opens them one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "cmd/worklist.h"

#define PER_BLOCK 4

struct scratch {
	char dir[256];
	char *path[3];
	struct plan *plan;
};

static void set_write(const char *path, const char *name, const char *kind, size_t n)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	buf_printf(&text,
		   "{\"name\":\"%s\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"%s\","
		   "\"genre\":\"assistant\",\"language\":\"en\",\"licence\":\"l\","
		   "\"defaults\":{\"max_tokens\":9},\"probes\":[",
		   name, kind);
	for (size_t i = 0; i < n; i++)
		buf_printf(&text, "%s{\"id\":\"%s%zu\",\"prompt\":\"%s %zu?\"}",
			   i ? "," : "", name, i, name, i);
	buf_str_add(&text, "]}");
	assert_int_equal(file_write(path, buf_str(&text), text.len, &err), 0);
	buf_clear(&text);
}

/* Nine open probes twice each and three choices six times: 12 prompts, 36 answers, and a
 * sentinel ahead of every nine. */
#define PLAN                                                                             \
	"{\"name\":\"x\",\"suspect\":{\"model\":\"s\",\"api\":\"openai\"},\"teacher\":{" \
	"\"model\":\"t\",\"api\":\"openai\"},\"probes\":[{\"set\":\"./a.json\","         \
	"\"samples\":2},{\"set\":\"./b.json\",\"samples\":6}],\"sentinel\":{\"probe\":"  \
	"\"a1\",\"every\":9}}"

static int make(void **state)
{
	struct scratch *s = MEM_NEW(struct scratch);
	const char *tmp = getenv("TMPDIR");
	struct err err = ERR_INIT;

	(void)snprintf(s->dir, sizeof(s->dir), "%s/blocks.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(s->dir))
		return -1;
	s->path[0] = file_join(s->dir, "a.json");
	s->path[1] = file_join(s->dir, "b.json");
	s->path[2] = file_join(s->dir, "plan.json");
	set_write(s->path[0], "a", "open", 9);
	set_write(s->path[1], "b", "choice", 3);
	s->plan = plan_parse(PLAN, strlen(PLAN), s->path[2], NULL, &err);
	if (!s->plan)
		fail_msg("%s", err.text);
	*state = s;
	return 0;
}

static int clear(void **state)
{
	struct scratch *s = *state;

	plan_free(s->plan);
	for (size_t i = 0; i < 3; i++) {
		(void)unlink(s->path[i]);
		mem_free(s->path[i]);
	}
	(void)rmdir(s->dir);
	mem_free(s);
	return 0;
}

struct cut {
	struct plan_item *items;
	size_t *block;
	size_t n, n_blocks;
};

static struct cut cut(const struct plan *plan, size_t per_block)
{
	struct cut c;

	c.items = plan_items(plan, &c.n);
	c.block = MEM_ARRAY(c.n, size_t);
	c.n_blocks = plan_blocks(plan, c.items, c.n, per_block, c.block);
	return c;
}

static void cut_clear(struct cut *c)
{
	mem_free(c->items);
	mem_free(c->block);
}

static bool same_item(const struct plan_item *a, const struct plan_item *b)
{
	return a->set == b->set && a->probe == b->probe && a->sample == b->sample &&
	       a->is_sentinel == b->is_sentinel;
}

static void test_the_same_is_asked_in_another_order(void **state)
{
	const struct scratch *s = *state;
	struct cut c = cut(s->plan, PER_BLOCK);
	size_t n, n_found = 0;
	struct plan_item *all = plan_items(s->plan, &n);

	assert_int_equal(n, 36 + 5);
	assert_int_equal(c.n, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			n_found += same_item(&all[i], &c.items[k]);
	assert_int_equal(n_found, n);
	mem_free(all);
	cut_clear(&c);
}

/* 12 prompts of four a block: three of the nine and one of the three in each. */
static void test_sets_take_their_share_of_each_block(void **state)
{
	const struct scratch *s = *state;
	struct cut c = cut(s->plan, PER_BLOCK);
	size_t n_prompts[3][2] = {{0}}, n_sentinels[3] = {0};

	assert_int_equal(c.n_blocks, 3);
	for (size_t i = 0; i < c.n; i++) {
		assert_true(!i || c.block[i - 1] <= c.block[i]);
		if (c.items[i].is_sentinel)
			n_sentinels[c.block[i]]++;
		else if (!c.items[i].sample)
			n_prompts[c.block[i]][c.items[i].set]++;
	}
	for (size_t b = 0; b < 3; b++) {
		assert_int_equal(n_prompts[b][0], 3);
		assert_int_equal(n_prompts[b][1], 1);
		/* 12 answers a block: before answers 0, 9, 18, 27 and after 36. */
		assert_in_range(n_sentinels[b], 1, 2);
	}
	cut_clear(&c);
}

static void test_all_samples_of_a_prompt_stand_in_one_block(void **state)
{
	const struct scratch *s = *state;
	struct cut c = cut(s->plan, PER_BLOCK);

	for (size_t i = 0; i < c.n; i++)
		for (size_t k = 0; k < i; k++)
			if (!c.items[i].is_sentinel && !c.items[k].is_sentinel &&
			    c.items[i].set == c.items[k].set &&
			    c.items[i].probe == c.items[k].probe)
				assert_int_equal(c.block[i], c.block[k]);
	cut_clear(&c);
}

static void test_a_block_of_everything_keeps_the_order(void **state)
{
	const struct scratch *s = *state;
	struct cut c = cut(s->plan, 1000);
	size_t n;
	struct plan_item *all = plan_items(s->plan, &n);

	assert_int_equal(c.n_blocks, 1);
	for (size_t i = 0; i < n; i++)
		assert_true(same_item(&all[i], &c.items[i]));
	mem_free(all);
	cut_clear(&c);
}

static void test_a_worklist_wants_only_what_is_open(void **state)
{
	const struct scratch *s = *state;
	struct worklist list;
	struct err err = ERR_INIT;
	size_t n_first;

	assert_int_equal(worklist_make_blocks(&list, s->plan, NULL, PER_BLOCK, &err), 0);
	assert_int_equal(worklist_n_wanted(&list), 2 * list.n);
	worklist_open(&list, 1);
	n_first = list.n_open;
	assert_in_range(n_first, 13, 14);
	assert_int_equal(worklist_n_wanted(&list), 2 * n_first);
	for (size_t i = 0; i < n_first; i++)
		worklist_done(&list, 0, i);
	worklist_done(&list, 0, 0);
	/* What lies beyond counts once it is opened. */
	worklist_done(&list, 1, list.n - 1);
	assert_int_equal(worklist_n_wanted(&list), n_first);
	worklist_open(&list, 99);
	assert_int_equal(worklist_n_wanted(&list), 2 * list.n - n_first - 1);
	worklist_clear(&list);
}

static void stop_is(const struct scratch *s, const char *stop, bool good,
		    const char *said)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct plan *plan;

	buf_printf(&text, "%.*s,\"stop\":%s}", (int)strlen(PLAN) - 1, PLAN, stop);
	plan = plan_parse(buf_str(&text), text.len, s->path[2], NULL, &err);
	assert_true((plan != NULL) == good);
	if (!good)
		assert_non_null(strstr(err.text, said));
	plan_free(plan);
	buf_clear(&text);
}

static void test_a_plan_says_when_it_may_end(void **state)
{
	const struct scratch *s = *state;

	stop_is(s, "{\"when\":\"decided\",\"block\":100,\"alpha\":0.05}", true, "");
	stop_is(s, "{\"when\":\"tired\"}", false, "\"decided\"");
	stop_is(s, "{\"when\":\"decided\",\"block\":0}", false, "\"block\"");
	stop_is(s, "{\"when\":\"decided\",\"alpha\":0.6}", false, "\"alpha\"");
	stop_is(s, "{\"wen\":\"decided\"}", false, "is it \"when\"?");
	stop_is(s, "\"decided\"", false, "{\"when\": \"decided\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same_is_asked_in_another_order),
		cmocka_unit_test(test_sets_take_their_share_of_each_block),
		cmocka_unit_test(test_all_samples_of_a_prompt_stand_in_one_block),
		cmocka_unit_test(test_a_block_of_everything_keeps_the_order),
		cmocka_unit_test(test_a_worklist_wants_only_what_is_open),
		cmocka_unit_test(test_a_plan_says_when_it_may_end),
	};

	return cmocka_run_group_tests(tests, make, clear);
}
