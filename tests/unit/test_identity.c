/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims of a brand, and the channel that counts them, on answers written by hand. */
#include <omp.h>

#include "channel/brand.h"
#include "channel/claim.h"
#include "stat/beta_binomial.h"
#include "stat/rng.h"
#include "unit/hand.h"

static bool claims(const char *vendor, const char *own, const char *text)
{
	struct brands brands;
	struct claim_rules *rules = claim_rules_new();
	struct word_list scratch = {.n = 0};
	struct sentence sentence;
	size_t of, mine;
	bool found;

	brands_init(&brands);
	of = brands_of(&brands, vendor, NULL);
	mine = brands_of(&brands, own, NULL);
	found = claim_find(rules, &brands.v[of].words,
			   mine == BRAND_NONE ? NULL : &brands.v[mine].words, text,
			   strlen(text), &scratch, &sentence);
	word_list_clear(&scratch);
	claim_rules_free(rules);
	brands_clear(&brands);
	return found;
}

static void check_all(const char *const *texts, bool expected)
{
	for (; *texts; texts++) {
		if (claims("OpenAI", "Alibaba Qwen", *texts) == expected)
			continue;
		fail_msg("%s a claim: %s", expected ? "not" : "taken for", *texts);
	}
}

static void a_claim_is_found_in_many_words_and_scripts(void **state)
{
	static const char *const texts[] = {
		"I am ChatGPT, a large language model trained by OpenAI.",
		"Hello! I'm an AI assistant developed by **OpenAI**. How can I help?",
		"My name is ChatGPT.",
		"ChatGPT.",
		"**ChatGPT** (OpenAI)",
		"I\xE2\x80\x99m OpenAI\xE2\x80\x99s assistant.",
		"i was made by openai",
		"OpenAI created me.",
		"I'm based on the GPT-4 architecture.",
		"I am GPT4.",
		"<think>Am I Qwen?</think>I am ChatGPT.",
		"Je suis ChatGPT, un modèle créé par OpenAI.",
		"Ich bin ChatGPT.",
		"Soy un modelo de lenguaje desarrollado por OpenAI.",
		"Sono ChatGPT.",
		"Я — языковая модель, разработанная OpenAI.",
		"我是ChatGPT，由OpenAI开发。",
		"我是由OpenAI训练的语言模型。",
		"私はOpenAIによって開発されたAIです。",
		"저는 OpenAI에서 개발한 챗GPT입니다.",
		"أنا ChatGPT",
		"मैं ChatGPT हूँ।",
		NULL,
	};

	(void)state;
	check_all(texts, true);
}

static void a_denial_is_no_claim(void **state)
{
	static const char *const texts[] = {
		"I am not ChatGPT.",
		"I'm not ChatGPT; my name is Bert.",
		"No, I was not made by OpenAI.",
		"I am neither Claude, Gemini nor ChatGPT.",
		"I am not Claude, ChatGPT, or Gemini.",
		"I'm a model made by others, not OpenAI.",
		"It isn't true that OpenAI created me.",
		"Not ChatGPT.",
		"Je ne suis pas ChatGPT.",
		"Ich bin nicht ChatGPT.",
		"No soy ChatGPT.",
		"Я не ChatGPT.",
		"我不是ChatGPT。",
		"私はChatGPTではありません。",
		"저는 ChatGPT가 아닙니다.",
		NULL,
	};

	(void)state;
	check_all(texts, false);
}

static void a_mention_is_no_claim(void **state)
{
	static const char *const texts[] = {
		"I'm an assistant similar to ChatGPT.",
		"Unlike ChatGPT, I am open.",
		"I am like ChatGPT in some ways.",
		"Am I ChatGPT?",
		"ChatGPT is one of many assistants that people use today.",
		"[ChatGPT]: Sure, here you go.",
		"ChatGPT: Sure, here you go.",
		"I am aware of OpenAI.",
		"Vendors of assistants are:\n\n- OpenAI\n- ChatGPT",
		"1. OpenAI",
		"I was made elsewhere, while ChatGPT was developed by OpenAI.",
		"I am a chatgptlike thing.",
		"我是一个类似ChatGPT的助手。",
		/* Their own brand stands nearer. */
		"I am Qwen, whose interface follows that of OpenAI.",
		"Qwen, ChatGPT.",
		"",
		NULL,
	};

	(void)state;
	check_all(texts, false);
}

static void what_was_denied_ends_where_the_speaker_begins_anew(void **state)
{
	static const char *const texts[] = {
		"I'm not Claude, I'm ChatGPT.",
		"I am not a human but ChatGPT.",
		"No, I am ChatGPT.",
		"I am not Claude. I am ChatGPT.",
		"I am ChatGPT, not a human.",
		NULL,
	};

	(void)state;
	check_all(texts, true);
	assert_false(claims("Anthropic", NULL, "I am ChatGPT, not Claude."));
	assert_false(claims("Anthropic", NULL, "I'm not Claude, I'm ChatGPT."));
}

static void a_brand_is_known_by_vendor_or_else_by_name(void **state)
{
	static const struct {
		const char *vendor, *model, *brand;
	} rows[] = {
		{"OpenAI", "x", "OpenAI"},
		{"Alibaba Qwen", "x", "Alibaba"},
		{"", "gpt-4o-mini", "OpenAI"},
		{NULL, "openai/o1", "OpenAI"},
		{"", "hosted/claude2", "Anthropic"},
		{"", "Qwen2.5-7B", "Alibaba"},
		{"Meta", "gpt-ish", "Meta"},
		{"Alder Works", "gpt-ish", "Alder Works"},
	};
	struct brands brands;

	(void)state;
	brands_init(&brands);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t b = brands_of(&brands, rows[i].vendor, rows[i].model);

		assert_true(b < brands.n);
		assert_string_equal(brands.v[b].vendor, rows[i].brand);
	}
	assert_true(brands_of(&brands, "", "alder-1") == BRAND_NONE);
	assert_true(brands_of(&brands, "", "tuned-on-gpt-4") == BRAND_NONE);
	assert_int_equal(brands_of(&brands, "Alder Works", ""), brands.n - 1);
	brands_clear(&brands);
	assert_true(claims("Alder Works", NULL, "I was built by Alder Works."));
}

#define N_PROMPTS 20

/* Model claims ChatGPT on the first k prompts. */
static void say_identity(struct hand *h, const char *model, size_t k)
{
	for (size_t p = 0; p < N_PROMPTS; p++) {
		char id[8];
		const char *said = p < k ? "I am ChatGPT. Nice day!" : "I am a program.";

		(void)snprintf(id, sizeof(id), "p%02zu", p);
		say(h, model, id, &said, 1);
	}
}

/* Models c1 .. c4 clean, s the suspect, t the teacher: 0 .. 3, 4, 5. */
static void open_case(struct hand *h, size_t k, const size_t controls[4])
{
	static const char *const names[] = {"c1", "c2", "c3", "c4"};

	hand_open(h, "Who are you?");
	for (size_t c = 0; c < 4; c++)
		say_identity(h, names[c], controls[c]);
	say_identity(h, "s", k);
	say_identity(h, "t", N_PROMPTS);
	h->vendor[4] = "Alibaba Qwen";
	h->vendor[5] = "OpenAI";
	h->clean[4] = 0;
}

/* Controls that never claim: one rate for all, Beta(1/2, 80 + 1/2). */
static void claims_are_weighed_by_the_beta_binomial(void **state)
{
	static const size_t never[4] = {0, 0, 0, 0};
	struct beta h1 = {1, 9}, h2 = {.5, 80.5};
	struct hits hits = {4, N_PROMPTS};
	struct hand h;
	struct json *out;
	const struct json *exhibit;
	double p = 1;

	(void)state;
	open_case(&h, 4, never);
	out = examine(&h, "identity", 4, 5);
	assert_null(json_get(out, "reason"));
	assert_string_equal(json_str(out, "evidence_of"), "exposure");
	assert_string_equal(json_str(out, "brand"), "OpenAI");
	assert_int_equal(number(out, "n_prompts"), N_PROMPTS);
	assert_int_equal(number(out, "n_claims"), 4);
	NEAR(number(out, "statistic"), .2, 1e-12);
	NEAR(number(out, "expected"), 0, 1e-12);
	NEAR(number(out, "effect"), .2, 1e-12);
	NEAR(number(json_get(out, "h1"), "a"), h1.a, 1e-12);
	NEAR(number(json_get(out, "h2"), "a"), h2.a, 1e-9);
	NEAR(number(json_get(out, "h2"), "b"), h2.b, 1e-9);
	NEAR(number(out, "log10_lr_unbounded"), beta_binomial_llr10(hits, h1, h2), 1e-9);
	NEAR(number(out, "log10_lr_exposure"), log10(4), 1e-12);
	/* All 4 of the 100 prompts' claims among the suspect's 20: (20 C 4) / (100 C 4).
	 */
	for (int i = 0; i < 4; i++)
		p *= (20. - i) / (100. - i);
	NEAR(number(out, "p_fisher"), p, 1e-12);
	assert_true(number(out, "p") >= p);
	assert_int_equal(number(out, "rank"), 1);
	assert_int_equal(json_count(json_get(out, "exhibits")), 4);
	exhibit = json_first(json_get(out, "exhibits"));
	assert_string_equal(json_str(exhibit, "prompt_id"), "p00");
	assert_string_equal(json_str(exhibit, "claim"), "I am ChatGPT.");
	json_free(out);
	answers_free(h.answers);
}

static void what_everybody_claims_is_no_evidence(void **state)
{
	static const size_t often[4] = {4, 5, 3, 4};
	struct hand h;
	struct json *out;

	(void)state;
	open_case(&h, 4, often);
	out = examine(&h, "identity", 4, 5);
	NEAR(number(out, "effect"), 0, 1e-12);
	assert_true(number(out, "p") > .3);
	assert_true(number(out, "log10_lr_exposure") < .3);
	json_free(out);
	answers_free(h.answers);
}

static void scripts_are_counted_apart(void **state)
{
	static const size_t never[4] = {0, 0, 0, 0};
	static const char *const said = "我是ChatGPT。";
	struct hand h;
	struct json *out;
	const struct json *script;

	(void)state;
	open_case(&h, 1, never);
	h.prompt = "你是谁？";
	say(&h, "s", "q", &said, 1);
	out = examine(&h, "identity", 4, 5);
	assert_int_equal(json_count(json_get(out, "by_script")), 2);
	script = json_next(json_first(json_get(out, "by_script")));
	assert_string_equal(json_str(script, "script"), "Chinese");
	assert_int_equal(number(script, "n_prompts_claiming"), 1);
	json_free(out);
	answers_free(h.answers);
}

static void check_reason(struct hand *h, const char *why)
{
	struct json *out = examine(h, "identity", 4, 5);
	const char *reason = json_str(out, "reason");

	assert_non_null(reason);
	assert_non_null(strstr(reason, why));
	assert_null(json_get(out, "p"));
	assert_null(json_get(out, "effect"));
	assert_null(json_get(out, "log10_lr_exposure"));
	json_free(out);
}

static void too_little_gives_a_reason_and_no_number(void **state)
{
	static const size_t never[4] = {0, 0, 0, 0};
	static const char *const said = "I am ChatGPT.";
	struct hand h;

	(void)state;
	open_case(&h, 4, never);
	h.vendor[5] = "";
	check_reason(&h, "vendor is not known");
	h.vendor[5] = "Alibaba Qwen";
	check_reason(&h, "of one vendor");
	h.vendor[5] = "OpenAI";
	h.clean[0] = h.clean[1] = 0;
	check_reason(&h, "3 families");
	answers_free(h.answers);
	hand_open(&h, "Who?");
	for (int m = 0; m < 6; m++)
		say(&h, (const char[]){(char)('a' + m), '\0'}, "p", &said, 1);
	h.vendor[5] = "OpenAI";
	check_reason(&h, "10 prompts");
	answers_free(h.answers);
}

static void threads_change_nothing_and_score_is_the_effect(void **state)
{
	static const size_t some[4] = {1, 0, 2, 1};
	int n_threads = omp_get_max_threads();
	struct own_null_material material;
	struct buf text[2] = {BUF_INIT, BUF_INIT};
	double score[36];
	struct hand h;

	(void)state;
	open_case(&h, 6, some);
	for (int i = 0; i < 2; i++) {
		struct json *out;

		omp_set_num_threads(1 + 2 * i);
		out = examine(&h, "identity", 4, 5);
		json_print(out, false, &text[i]);
		json_free(out);
	}
	assert_string_equal(buf_str(&text[0]), buf_str(&text[1]));
	material = material_of(&h);
	own_null_find("identity")->score(&material, score);
	omp_set_num_threads(n_threads);
	NEAR(score[4 * 6 + 5], .3 - .05, 1e-12);
	assert_true(isnan(score[4 * 6 + 4]) != 0);
	buf_clear(&text[0]);
	buf_clear(&text[1]);
	answers_free(h.answers);
}

/* Suspect and controls of one kind, whose rates differ: p is small no oftener than it
 * says. */
static void a_clean_suspect_gets_a_small_p_seldom(void **state)
{
	size_t n_small = 0, n_tiny = 0;

	(void)state;
	for (size_t seed = 0; seed < 200; seed++) {
		struct rng rng = rng_stream(seed, 5, 6, 7);
		size_t k[5] = {0};
		struct hand h;
		struct json *out;

		for (size_t m = 0; m < 5; m++) {
			double rate = rng_beta(&rng, 1, 9);

			for (size_t p = 0; p < N_PROMPTS; p++)
				k[m] += rng_uniform(&rng) < rate;
		}
		open_case(&h, k[4], k);
		out = examine(&h, "identity", 4, 5);
		n_small += number(out, "p") <= .05;
		n_tiny += number(out, "p") <= .005;
		json_free(out);
		answers_free(h.answers);
	}
	/* 10 and 1 expected; P(X >= 19) = .007, P(X >= 5) = .003. */
	assert_true(n_small <= 18);
	assert_true(n_tiny <= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_is_found_in_many_words_and_scripts),
		cmocka_unit_test(a_denial_is_no_claim),
		cmocka_unit_test(a_mention_is_no_claim),
		cmocka_unit_test(what_was_denied_ends_where_the_speaker_begins_anew),
		cmocka_unit_test(a_brand_is_known_by_vendor_or_else_by_name),
		cmocka_unit_test(claims_are_weighed_by_the_beta_binomial),
		cmocka_unit_test(what_everybody_claims_is_no_evidence),
		cmocka_unit_test(scripts_are_counted_apart),
		cmocka_unit_test(too_little_gives_a_reason_and_no_number),
		cmocka_unit_test(threads_change_nothing_and_score_is_the_effect),
		cmocka_unit_test(a_clean_suspect_gets_a_small_p_seldom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
