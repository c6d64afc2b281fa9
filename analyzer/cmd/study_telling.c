/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/study_telling.h"

#include <math.h>
#include <string.h>

#include "cmd/selection.h"
#include "evidence/centre.h"
#include "evidence/measure.h"
#include "stat/rng.h"

#define RNG_HELD_BACK 6 /* stream of the draw of held-back prompts */

enum { TELLING, HELD_BACK, N_CHOICES };

/* What all choices share. */
struct tell_state {
	const struct study *s;
	size_t n;
	size_t *order;         /* of prompts, for what is held back */
	unsigned char *chosen; /* [prompt] by any */
	double *x[N_CHOICES];  /* as rows.x */
	size_t n_selections;
};

/* What one thread works with. */
struct desk {
	double *value, *prompts, *items, *score[CHANNEL_MAX];
	size_t *most;
};

static void desk_init(struct desk *d, const struct study *s)
{
	const struct features *f = s->scoring->features;
	size_t n_scores = s->scoring->n_models * s->scoring->n_models;

	d->value = mem_alloc(f->n_prompts, sizeof(double));
	d->prompts = mem_alloc(f->n_prompts, sizeof(double));
	d->items = mem_alloc(f->n_items, sizeof(double));
	for (size_t k = 0; k < s->scoring->n_channels; k++)
		d->score[k] = mem_alloc(n_scores, sizeof(double));
	d->most = mem_alloc(f->n_prompts, sizeof(size_t));
}

static void desk_clear(struct desk *d, const struct study *s)
{
	mem_free(d->value);
	mem_free(d->prompts);
	mem_free(d->items);
	for (size_t k = 0; k < s->scoring->n_channels; k++)
		mem_free(d->score[k]);
	mem_free(d->most);
}

static bool is_of(const struct learn_rows *rows, const struct trials *t, size_t row,
		  size_t teacher, unsigned family)
{
	return t->teacher[row] == teacher && rows->family[row] == family;
}

/* Scores of the trials of one teacher and one suspect family on the desk's prompts. */
static void score_choice(const struct tell_state *state, struct desk *d, size_t teacher,
			 unsigned family, double *x)
{
	const struct scoring *scoring = state->s->scoring;
	const struct trials *t = state->s->trials;
	size_t k = t->rows.n_channels;
	struct centring *centring;

	scoring_item_weights(scoring, d->prompts, d->items);
	scoring_draw(scoring, d->items, d->score);
	for (size_t channel = 0; channel < k; channel++) {
		for (size_t i = 0; scoring->channels.v[channel]->min_answers > state->n &&
				   i < scoring->n_models * scoring->n_models;
		     i++)
			d->score[channel][i] = NAN;
	}
	centring = centring_new(state->s->pop, d->score, k, NULL);
	for (size_t row = 0; row < t->rows.n; row++) {
		if (is_of(&t->rows, t, row, teacher, family))
			(void)centring_scores(centring, t->suspect[row], teacher,
					      x + row * k);
	}
	centring_free(centring);
}

static void choose(struct tell_state *state, struct desk *d,
		   const struct selection *selection, size_t teacher)
{
	size_t n_prompts = state->s->scoring->features->n_prompts;
	unsigned family = selection->telling.without;
	size_t n_most;
	size_t n_held = 0;

	selection_values(selection, teacher, d->value);
	n_most = telling_most(d->value, n_prompts, state->n, d->most);
	memset(d->prompts, 0, n_prompts * sizeof(*d->prompts));
	for (size_t i = 0; i < n_most; i++) {
		d->prompts[d->most[i]] = 1;
#pragma omp atomic write
		state->chosen[d->most[i]] = 1;
	}
	score_choice(state, d, teacher, family, state->x[TELLING]);
	for (size_t i = 0; i < n_prompts; i++) {
		size_t prompt = state->order[i];
		bool held = n_held < state->n && d->prompts[prompt] <= 0;

		d->prompts[prompt] = held;
		n_held += held;
	}
	score_choice(state, d, teacher, family, state->x[HELD_BACK]);
}

/* The teachers of the family's trials, each once; returns how many. */
static size_t teachers_of(const struct trials *t, unsigned family, size_t n_models,
			  size_t *teachers)
{
	unsigned char *seen = MEM_ARRAY(n_models, unsigned char);
	size_t n = 0;

	for (size_t row = 0; row < t->rows.n; row++) {
		if (t->rows.family[row] != family || seen[t->teacher[row]])
			continue;
		seen[t->teacher[row]] = 1;
		teachers[n++] = t->teacher[row];
	}
	mem_free(seen);
	return n;
}

static void tell_family(struct tell_state *state, unsigned family, size_t *teachers)
{
	const struct study *s = state->s;
	size_t n = teachers_of(s->trials, family, s->pop->n, teachers);
	struct selection *selection =
		n ? selection_new(s->scoring->features, s->pop, family) : NULL;

	state->n_selections += n;
#pragma omp parallel if (n > 1)
	{
		struct desk d;

		desk_init(&d, s);
#pragma omp for schedule(dynamic)
		for (size_t i = 0; i < n; i++)
			choose(state, &d, selection, teachers[i]);
		desk_clear(&d, s);
	}
	selection_free(selection);
}

int study_tell(struct study *s, size_t n, unsigned long seed, struct study_telling *out,
	       struct err *err)
{
	struct learn_rows *rows = &s->trials->rows;
	size_t n_prompts = s->scoring->features->n_prompts;
	size_t n_x = rows->n * rows->n_channels;
	struct tell_state state = {.s = s, .n = n};
	struct rng rng = rng_stream(seed, RNG_HELD_BACK, 0, 0);
	size_t *teachers;

	if (2 * n > n_prompts)
		return err_set(err, ERR_USAGE,
			       "--telling %zu of %zu prompts: as many must be left to "
			       "hold back, so at most %zu",
			       n, n_prompts, n_prompts / 2);
	teachers = MEM_ARRAY(s->pop->n, size_t);
	state.order = MEM_ARRAY(n_prompts, size_t);
	state.chosen = MEM_ARRAY(n_prompts, unsigned char);
	for (size_t i = 0; i < n_prompts; i++)
		state.order[i] = i;
	rng_shuffle(&rng, state.order, n_prompts);
	for (int i = 0; i < N_CHOICES; i++) {
		state.x[i] = mem_alloc(n_x, sizeof(double));
		for (size_t j = 0; j < n_x; j++)
			state.x[i][j] = NAN;
	}
	for (size_t family = 0; family < rows->n_families; family++)
		tell_family(&state, (unsigned)family, teachers);
	*out = (struct study_telling){n, state.n_selections, 0, state.x[HELD_BACK]};
	for (size_t i = 0; i < n_prompts; i++)
		out->n_distinct += state.chosen[i];
	mem_free(rows->x);
	rows->x = state.x[TELLING];
	mem_free(teachers);
	mem_free(state.order);
	mem_free(state.chosen);
	return 0;
}

void study_telling_json(const struct study *s, const struct study_telling *t,
			struct json *out)
{
	struct trials trials = *s->trials;
	double *llr10 = mem_alloc(trials.rows.n, sizeof(*llr10));
	struct json *part = json_add_object(out, "telling");
	struct measure m;

	json_add_int(part, "n_prompts", (long long)t->n_prompts);
	json_add_int(part, "n_selections", (long long)t->n_selections);
	json_add_int(part, "n_distinct_prompts", (long long)t->n_distinct);
	trials.rows.x = t->held_back;
	learn_cross(&trials.rows, s->weight, llr10, NULL);
	m = measure_matched(&trials, llr10, NULL, NULL);
	part = json_add_object(out, "held_back");
	json_add_int(part, "n_prompts", (long long)t->n_prompts);
	measure_json(&m, part);
	json_add_num(part, "top1", measure_top1(&trials, llr10, NULL, NULL));
	mem_free(llr10);
}

void study_telling_clear(struct study_telling *t)
{
	mem_free(t->held_back);
	*t = (struct study_telling){0};
}
