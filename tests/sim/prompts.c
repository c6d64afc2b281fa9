/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/prompts.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

struct template
{
	enum prompt_kind kind;
	const char *before, *after; /* what stands around the topic */
};

static const struct template templates[] = {
	{PROMPT_TIPS, "Give me some tips for ", "."},
	{PROMPT_STEPS, "How do I go about ", "?"},
	{PROMPT_EXPLAIN, "Explain what matters most when ", "."},
	{PROMPT_NOTE, "Write a short note to a friend about ", "."},
	{PROMPT_TIPS, "What is your best advice for ", "?"},
	{PROMPT_STEPS, "Walk me through ", ", please."},
	{PROMPT_EXPLAIN, "Why do people find ", " difficult?"},
	{PROMPT_TIPS, "I am a beginner. What should I know about ", "?"},
	{PROMPT_STEPS, "Make a simple plan for ", "."},
	{PROMPT_EXPLAIN, "In a few sentences, describe what is involved in ", "."},
	{PROMPT_TIPS, "List common mistakes to avoid when ", "."},
	{PROMPT_NOTE, "Draft a friendly message to my neighbour about ", "."},
	{PROMPT_STEPS, "What comes first and what comes last in ", "?"},
	{PROMPT_EXPLAIN, "Is ", " worth the effort? Say why."},
	{PROMPT_TIPS, "Suggest a few cheap ways of ", "."},
	{PROMPT_STEPS, "I have one hour. Help me with ", "."},
};
#define N_TEMPLATES (sizeof(templates) / sizeof(templates[0]))

/* What a prompt beyond the plain ones adds. */
static const char *const circumstances[] = {
	"",
	" I live in a small flat.",
	" I have very little money to spend.",
	" My two children want to help.",
	" I tried it once and gave up.",
	" It has to be done before the weekend.",
	" My grandmother always did it another way.",
};
#define N_CIRCUMSTANCES (sizeof(circumstances) / sizeof(circumstances[0]))

size_t sim_prompt_count(void)
{
	return N_TEMPLATES * n_sim_topics;
}

size_t sim_prompt_limit(void)
{
	return N_CIRCUMSTANCES * sim_prompt_count();
}

struct prompt sim_prompt_at(size_t i)
{
	struct prompt prompt;

	assert(i < sim_prompt_limit());
	prompt.topic = i % n_sim_topics;
	/* Seven shares no divisor with sixteen: each topic meets every template once. */
	prompt.template = (i / n_sim_topics + prompt.topic * 7) % N_TEMPLATES;
	prompt.kind = templates[prompt.template].kind;
	return prompt;
}

void sim_prompt_text(size_t i, struct buf *out)
{
	struct prompt prompt = sim_prompt_at(i);

	buf_str_add(out, templates[prompt.template].before);
	buf_str_add(out, sim_topics[prompt.topic].name);
	buf_str_add(out, templates[prompt.template].after);
	buf_str_add(out, circumstances[i / sim_prompt_count()]);
}

void sim_prompt_id(size_t i, struct buf *out)
{
	buf_printf(out, "sim-%04zu", i + 1);
}

size_t sim_prompt_find(const char *text, size_t len)
{
	struct buf each = BUF_INIT;
	size_t found = SIZE_MAX;

	for (size_t i = 0; i < sim_prompt_count() && found == SIZE_MAX; i++) {
		buf_reset(&each);
		sim_prompt_text(i, &each);
		if (each.len == len && memcmp(each.data, text, len) == 0)
			found = i;
	}
	buf_clear(&each);
	return found;
}
