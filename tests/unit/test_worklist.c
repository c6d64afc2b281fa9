/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan wants and its case lacks; what is asked next within the budget; what of an
 * attempt becomes an answer. All without a network. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "cmd/collecting_private.h"

/* Two probes, three samples, two models that are asked and one that is recorded; a
 * sentinel ahead of every four items. */
#define SET                                                                              \
	"{\"name\":\"a\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"open\","         \
	"\"genre\":\"assistant\",\"language\":\"en\",\"licence\":\"l\",\"defaults\":{"   \
	"\"samples\":3,\"max_tokens\":100},\"probes\":["                                 \
	"{\"id\":\"a1\",\"prompt\":\"A one\"},{\"id\":\"a2\",\"prompt\":\"A two\"}]}"
#define PLAN                                                                             \
	"{\"name\":\"x\",\"suspect\":{\"model\":\"s\",\"api\":\"openai\"},\"teacher\":{" \
	"\"model\":\"t\",\"api\":\"anthropic\"},\"controls\":[{\"model\":\"c\"}],"       \
	"\"probes\":[\"./a.json\"],\"sentinel\":{\"probe\":\"a1\",\"every\":4}}"

struct scratch {
	char dir[256];
	char *set_path, *plan_path, *case_path;
	struct plan *plan;
	struct casefile *cf;
	struct collect_args args;
	struct collecting c;
};

static void good(int rc, const struct err *err)
{
	if (rc)
		fail_msg("%s", err->text);
}

static void case_again(struct scratch *s)
{
	struct err err = ERR_INIT;

	if (s->cf)
		good(casefile_close(s->cf, &err), &err);
	s->cf = casefile_open(s->case_path, CASEFILE_CREATE, &err);
	good(s->cf ? 0 : -1, &err);
	s->c.cf = s->cf;
	worklist_clear(&s->c.list);
	good(worklist_make(&s->c.list, s->plan, s->cf, &err), &err);
}

static void askers_make(struct scratch *s)
{
	struct collecting *c = &s->c;

	c->askers = MEM_ARRAY(2, struct asker);
	c->n_askers = 2;
	for (size_t i = 0; i < 2; i++)
		c->askers[i] =
			(struct asker){.model = i,
				       .plan = &s->plan->models[i],
				       .dialect = dialect_find(s->plan->models[i].api),
				       .n_at_once = 1,
				       .price = {.001, .001},
				       .traits = json_new_object()};
}

static int make(void **state)
{
	struct scratch *s = MEM_NEW(struct scratch);
	const char *tmp = getenv("TMPDIR");
	struct err err = ERR_INIT;

	(void)snprintf(s->dir, sizeof(s->dir), "%s/worklist.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(s->dir))
		return -1;
	s->set_path = file_join(s->dir, "a.json");
	s->plan_path = file_join(s->dir, "plan.json");
	s->case_path = file_join(s->dir, "x.assay");
	good(file_write(s->set_path, SET, strlen(SET), &err), &err);
	s->plan = plan_parse(PLAN, strlen(PLAN), s->plan_path, NULL, &err);
	good(s->plan ? 0 : -1, &err);
	s->c = (struct collecting){.args = &s->args,
				   .plan = s->plan,
				   .budget = {-1, -1, -1},
				   .began_ms = clock_mono_ms(),
				   .progress = progress_new(PROGRESS_NONE)};
	case_again(s);
	askers_make(s);
	*state = s;
	return 0;
}

static void askers_clear(struct collecting *c)
{
	for (size_t i = 0; i < c->n_askers; i++) {
		wording_clear(&c->askers[i].text);
		json_free(c->askers[i].traits);
		mem_free(c->askers[i].asks);
		mem_free(c->askers[i].dropped);
	}
	mem_free(c->askers);
	c->askers = NULL;
}

static int clear(void **state)
{
	struct scratch *s = *state;

	casefile_abandon(s->cf);
	askers_clear(&s->c);
	worklist_clear(&s->c.list);
	mem_free(s->c.settled);
	buf_clear(&s->c.prompt);
	buf_clear(&s->c.extra);
	progress_free(s->c.progress);
	plan_free(s->plan);
	(void)unlink(s->set_path);
	(void)unlink(s->case_path);
	(void)rmdir(s->dir);
	mem_free(s->set_path);
	mem_free(s->plan_path);
	mem_free(s->case_path);
	mem_free(s);
	return 0;
}

/* A question is asked: taken and composed. */
static bool ask(struct scratch *s, size_t asker, size_t *tag,
		struct chat_request *request)
{
	struct chat_request unused;
	double tokens;

	if (request)
		*request = (struct chat_request){.n = 0};
	if (!collecting_next(&s->c, asker, tag))
		return false;
	collecting_compose(&s->c, asker, *tag, request ? request : &unused, &tokens);
	return true;
}

static struct exchange_attempt attempt_of(size_t asker, size_t tag, size_t n_asked,
					  enum verdict verdict)
{
	return (struct exchange_attempt){
		.endpoint = asker,
		.tag = tag,
		.number = 1,
		.n_asked = n_asked,
		.url = "https://localhost/v1",
		.request = text_of("{}"),
		.response = text_of("{}"),
		.status = 200,
		.verdict = verdict,
		.why = "",
		.facts = "{}",
		.peer = "",
		.tls = "",
		.certificate = "",
		.clock_offset_ms = INT64_MIN,
	};
}

/* Answers samples 0 .. n-1 of a question. */
static void answer(struct scratch *s, size_t asker, size_t tag, size_t n_asked, size_t n)
{
	struct exchange_attempt attempt =
		attempt_of(asker, tag, n_asked, VERDICT_ANSWERED);
	struct chat_choice *choices = MEM_ARRAY(n + 1, struct chat_choice);
	struct chat_reply reply = {.kind = REPLY_ANSWERED,
				   .choices = choices,
				   .n_choices = n,
				   .usage = {100, 50, -1, -1, NAN},
				   .served_model = ""};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < n; i++)
		choices[i] = (struct chat_choice){.sample = (long)i,
						  .answer = text_of("yes"),
						  .reasoning = text_of(""),
						  .outcome = OUTCOME_OK,
						  .native = "stop"};
	attempt.reply = &reply;
	good(collecting_attempt(&s->c, &attempt, &err), &err);
	mem_free(choices);
}

static void end(struct scratch *s, size_t asker, size_t tag, size_t n_asked,
		enum verdict verdict)
{
	struct exchange_attempt attempt = attempt_of(asker, tag, n_asked, verdict);
	struct err err = ERR_INIT;

	good(collecting_attempt(&s->c, &attempt, &err), &err);
}

static void flushed(struct scratch *s)
{
	struct err err = ERR_INIT;

	good(collecting_flush(&s->c, &err), &err);
}

/* 2 probes x 3 samples and sentinels before items 0 and 4, of 2 models asked. */
enum { N_ITEMS = 8 };

static void all_is_wanted_at_first_and_of_those_asked_only(void **state)
{
	struct scratch *s = *state;
	const struct worklist *list = &s->c.list;

	assert_int_equal(list->n, N_ITEMS);
	assert_true(worklist_is_asked(list, 0));
	assert_true(worklist_is_asked(list, 1));
	assert_false(worklist_is_asked(list, 2));
	assert_int_equal(worklist_n_wanted(list), 2 * N_ITEMS);
	assert_int_equal(list->n_sentinels[0], 2);
}

static void each_item_is_found_by_what_it_asks(void **state)
{
	struct scratch *s = *state;
	const struct worklist *list = &s->c.list;

	for (size_t i = 0; i < list->n; i++) {
		char room[PLAN_PROMPT_ID];
		const char *id = plan_prompt_id(s->plan, &list->items[i], room);

		assert_int_equal(worklist_find(list, text_of(id), list->items[i].sample),
				 i);
	}
	assert_int_equal(worklist_find(list, text_of("a1"), 3), SIZE_MAX);
	assert_int_equal(worklist_find(list, text_of("a1"), -1), SIZE_MAX);
	assert_int_equal(worklist_find(list, text_of("a"), 0), SIZE_MAX);
	assert_int_equal(worklist_find(list, text_of(""), 0), SIZE_MAX);
}

static void what_is_done_twice_counts_once(void **state)
{
	struct scratch *s = *state;

	worklist_done(&s->c.list, 0, 3);
	worklist_done(&s->c.list, 0, 3);
	assert_int_equal(s->c.list.n_done[0], 1);
	assert_int_equal(s->c.list.n_done[1], 0);
	assert_int_equal(worklist_n_wanted(&s->c.list), 2 * N_ITEMS - 1);
}

static void a_case_lies_beside_its_plan(void **state)
{
	struct plan plan = {.file = "dir/sub/p.json", .name = "x"};
	char *path;

	(void)state;
	path = worklist_case_path(&plan, NULL);
	assert_string_equal(path, "dir/sub/x.assay");
	mem_free(path);
	plan.file = "p.json";
	path = worklist_case_path(&plan, NULL);
	assert_string_equal(path, "x.assay");
	mem_free(path);
	path = worklist_case_path(&plan, "/y/z.assay");
	assert_string_equal(path, "/y/z.assay");
	mem_free(path);
}

/* I1, I2: done once durable, and never asked for again, also by the next run. */
static void an_answer_is_done_when_durable_and_stays_so(void **state)
{
	struct scratch *s = *state;
	size_t tag;

	for (size_t i = 0; i < N_ITEMS; i++) {
		assert_true(ask(s, 0, &tag, NULL));
		if (i == 0)
			end(s, 0, tag, 1, VERDICT_FAILED);
		else
			answer(s, 0, tag, 1, 1);
		assert_int_equal(s->c.list.n_done[0], i);
		flushed(s);
		assert_int_equal(s->c.list.n_done[0], i + 1);
	}
	assert_false(ask(s, 0, &tag, NULL));
	case_again(s);
	assert_int_equal(s->c.list.n_done[0], N_ITEMS);
	s->c.askers[0].cursor = 0;
	assert_false(ask(s, 0, &tag, NULL));
	assert_true(ask(s, 1, &tag, NULL));
}

static void a_failure_that_may_pass_is_not_done(void **state)
{
	static const enum verdict open[] = {VERDICT_AGAIN, VERDICT_LIMITED, VERDICT_ADAPT,
					    VERDICT_DOUBT, VERDICT_STOP};
	struct scratch *s = *state;
	struct chat_request request;
	double tokens;
	size_t tag;

	assert_true(ask(s, 0, &tag, NULL));
	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++) {
		end(s, 0, tag, 1, open[i]);
		flushed(s);
		assert_int_equal(s->c.list.n_done[0], 0);
		assert_true(s->c.askers[0].asks[tag].in_use);
		collecting_compose(&s->c, 0, tag, &request, &tokens);
	}
	answer(s, 0, tag, 1, 1);
	flushed(s);
	assert_int_equal(s->c.list.n_done[0], 1);
	assert_false(s->c.askers[0].asks[tag].in_use);
	assert_int_equal(s->c.askers[0].usage.n_requests, 6);
}

static void samples_of_a_probe_are_asked_together_and_the_rest_again(void **state)
{
	struct scratch *s = *state;
	struct chat_request request;
	size_t tag;
	size_t n = 0;

	s->c.askers[0].n_at_once = 8;
	assert_true(ask(s, 0, &tag, &request)); /* the sentinel, always alone */
	assert_int_equal(request.n, 1);
	answer(s, 0, tag, 1, 1);
	assert_true(ask(s, 0, &tag, &request));
	assert_int_equal(request.n, 3);
	answer(s, 0, tag, 3, 2);
	flushed(s);
	assert_int_equal(s->c.list.n_done[0], 3);
	while (ask(s, 0, &tag, &request)) {
		answer(s, 0, tag, request.n, request.n);
		n += request.n;
	}
	flushed(s);
	assert_int_equal(n, N_ITEMS - 3);
	assert_int_equal(s->c.list.n_done[0], N_ITEMS);
}

/* A dialect without `n` was asked for one, though three were wanted. */
static void a_failure_of_one_is_not_a_failure_of_three(void **state)
{
	struct scratch *s = *state;
	size_t tag;

	s->c.askers[0].n_at_once = 3;
	assert_true(ask(s, 0, &tag, NULL));
	answer(s, 0, tag, 1, 1);
	assert_true(ask(s, 0, &tag, NULL));
	end(s, 0, tag, 1, VERDICT_FAILED);
	flushed(s);
	assert_int_equal(s->c.list.n_done[0], 2);
	assert_int_equal(s->c.askers[0].n_by_outcome[OUTCOME_FAILED], 1);
}

static void a_filter_in_front_is_an_outcome_of_its_own(void **state)
{
	struct scratch *s = *state;
	size_t tag;

	assert_true(ask(s, 0, &tag, NULL));
	end(s, 0, tag, 1, VERDICT_ANSWERED);
	flushed(s);
	assert_int_equal(s->c.list.n_done[0], 1);
	assert_int_equal(s->c.askers[0].n_by_outcome[OUTCOME_FILTERED], 1);
}

/* Canaries take numbers that the plan does not use, also after a resume. */
static void a_canary_takes_no_items_number(void **state)
{
	struct scratch *s = *state;
	size_t tag;

	for (long k = 0; k < 2; k++) {
		assert_true(collecting_canary(&s->c, 0, &tag));
		assert_int_equal(s->c.askers[0].asks[tag].sample, 2 + k);
		answer(s, 0, tag, 1, 1);
		flushed(s);
	}
	assert_int_equal(s->c.list.n_done[0], 0);
	case_again(s);
	assert_int_equal(s->c.list.n_done[0], 0);
	assert_int_equal(s->c.list.n_sentinels[0], 4);
	assert_int_equal(s->c.list.n_sentinels[1], 2);
}

static void a_budget_of_requests_stops_at_its_number(void **state)
{
	struct scratch *s = *state;
	size_t tag;
	size_t n = 0;

	s->c.budget.requests = 3;
	while (!collecting_stop(&s->c) && ask(s, 0, &tag, NULL))
		n++;
	assert_int_equal(n, 3);
	assert_string_equal(s->c.budget_hit, "requests");
	assert_int_equal(collecting_stop(&s->c), 1);
}

/* What is in flight may cost as much as it may, also before the first bill. */
static void a_budget_of_money_counts_what_is_in_flight(void **state)
{
	struct scratch *s = *state;
	size_t tag;
	size_t n = 0;

	s->c.budget.usd = .25; /* about .1 each: 100 tokens at .001 */
	while (!collecting_stop(&s->c) && ask(s, 0, &tag, NULL))
		n++;
	assert_int_equal(n, 3);
	assert_string_equal(s->c.budget_hit, "usd");
}

static void a_budget_of_time_ends(void **state)
{
	struct scratch *s = *state;

	s->c.budget.minutes = 1;
	assert_int_equal(collecting_stop(&s->c), 0);
	s->c.began_ms -= 60000;
	assert_int_equal(collecting_stop(&s->c), 1);
	assert_string_equal(s->c.budget_hit, "minutes");
}

/* What earlier runs sent and paid counts against the budget of this one. */
static void earlier_runs_are_recalled(void **state)
{
	struct scratch *s = *state;
	struct exchange_attempt attempt;
	struct err err = ERR_INIT;
	size_t tag;

	good(collecting_learned(&s->c, 0, "top_k", false, &err), &err);
	good(collecting_learned(&s->c, 0, "seed", false, &err), &err);
	good(collecting_learned(&s->c, 0, "max_tokens", true, &err), &err);
	assert_true(ask(s, 0, &tag, NULL));
	attempt = attempt_of(0, tag, 1, VERDICT_AGAIN);
	attempt.facts = "{\"usage\":{\"prompt\":10,\"completion\":20}}";
	good(collecting_attempt(&s->c, &attempt, &err), &err);
	flushed(s);
	askers_clear(&s->c);
	case_again(s);
	askers_make(s);
	json_free(s->c.askers[0].traits);
	json_free(s->c.askers[1].traits);
	good(collecting_recall(&s->c, &err), &err);
	assert_int_equal(s->c.askers[0].usage.n_requests, 1);
	assert_int_equal(s->c.askers[1].usage.n_requests, 0);
	assert_true(fabs(collecting_usd(&s->c) - .03) < 1e-9);
	assert_false(s->c.askers[0].usage.ever_answered);
	assert_int_equal(s->c.askers[0].n_dropped, 2);
	assert_string_equal(s->c.askers[0].dropped[0], "top_k");
	assert_string_equal(s->c.askers[0].dropped[1], "seed");
	assert_true(json_true(s->c.askers[0].traits, "other_max_tokens"));
	assert_false(json_true(s->c.askers[1].traits, "other_max_tokens"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_is_wanted_at_first_and_of_those_asked_only),
		TEST(each_item_is_found_by_what_it_asks),
		TEST(what_is_done_twice_counts_once),
		TEST(a_case_lies_beside_its_plan),
		TEST(an_answer_is_done_when_durable_and_stays_so),
		TEST(a_failure_that_may_pass_is_not_done),
		TEST(samples_of_a_probe_are_asked_together_and_the_rest_again),
		TEST(a_failure_of_one_is_not_a_failure_of_three),
		TEST(a_filter_in_front_is_an_outcome_of_its_own),
		TEST(a_canary_takes_no_items_number),
		TEST(a_budget_of_requests_stops_at_its_number),
		TEST(a_budget_of_money_counts_what_is_in_flight),
		TEST(a_budget_of_time_ends),
		TEST(earlier_runs_are_recalled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
