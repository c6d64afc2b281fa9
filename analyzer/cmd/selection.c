/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/selection.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"

static const struct channel *judging_channel(void)
{
	const struct channel *const *c = channel_table;

	while (*c && !(*c)->likeness)
		c++;
	assert(*c);
	return *c;
}

static double likeness(const void *from, size_t item, size_t a, size_t b)
{
	const struct selection *s = from;

	return s->channel->likeness(s->prepared, item, a, b);
}

struct selection *selection_new(const struct features *f, const struct population *pop,
				unsigned without)
{
	struct selection *s = MEM_NEW(struct selection);

	s->features = f;
	s->clean = MEM_ARRAY(pop->n, unsigned char);
	for (size_t model = 0; model < pop->n; model++)
		s->clean[model] = pop->clean[model] && pop->family[model] != without;
	s->cohort = (struct channel_cohort){s->clean, pop->family};
	s->channel = judging_channel();
	s->prepared = s->channel->prepare(f, &s->cohort);
	s->telling = (struct telling){pop, without, f->n_items, likeness, s};
	s->general = mem_alloc(f->n_items, sizeof(*s->general));
	telling_general(&s->telling, s->general);
	return s;
}

void selection_free(struct selection *s)
{
	if (!s)
		return;
	s->channel->release(s->prepared);
	mem_free(s->clean);
	mem_free(s->general);
	mem_free(s);
}

void selection_values(const struct selection *s, size_t teacher, double *value)
{
	const struct features *f = s->features;
	double *of_item = mem_alloc(f->n_items, sizeof(*of_item));
	double *n = MEM_ARRAY(f->n_prompts, double);

	telling_values(&s->telling, s->general, teacher, of_item);
	for (size_t prompt = 0; prompt < f->n_prompts; prompt++)
		value[prompt] = 0;
	for (size_t item = 0; item < f->n_items; item++) {
		if (isnan(of_item[item]))
			continue;
		value[f->prompt_of[item]] += of_item[item];
		n[f->prompt_of[item]] += 1;
	}
	for (size_t prompt = 0; prompt < f->n_prompts; prompt++)
		value[prompt] = n[prompt] > 0 ? value[prompt] / n[prompt] : (double)NAN;
	mem_free(of_item);
	mem_free(n);
}
