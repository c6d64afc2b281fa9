/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/sensitivity.h"

#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "evidence/finding.h"

/* The finding's scores measured anew. */
struct reading {
	double unbounded, mean; /* mean of the used channels' centred scores; or NaN */
};

static struct reading read_scores(const struct finding *f,
				  const struct finding_question *q, const double *x)
{
	struct reading out = {NAN, 0};
	size_t n = 0;

	for (size_t k = 0; k < q->n_channels; k++) {
		if (!f->channel[k].used)
			continue;
		if (isnan(x[k]))
			return (struct reading){NAN, NAN};
		out.mean += x[k];
		n++;
	}
	out.mean /= (double)n;
	out.unbounded = learn_llr10(&f->model, x);
	return out;
}

/* With the models of `without` in no cohort. */
static struct reading read_without(const struct finding *f,
				   const struct finding_question *q,
				   const unsigned char *without)
{
	const struct centre_view view = {without, NULL};
	struct centring *c = centring_new(q->pop, q->score, q->n_channels, &view);
	double x[LEARN_MAX_CHANNELS];
	struct reading out;

	(void)centring_scores(c, q->suspect, q->teacher, x);
	out = read_scores(f, q, x);
	centring_free(c);
	return out;
}

static void push(struct sensitivities *s, const struct finding *f,
		 enum sensitivity_kind kind, size_t which, double unbounded, double rise)
{
	double llr10 = isnan(unbounded) ? (double)NAN : bound_apply(&f->bound, unbounded);

	s->v[s->n++] = (struct sensitivity){
		.kind = kind,
		.which = which,
		.llr10 = llr10,
		.unbounded = unbounded,
		.rise = rise,
		.turns = !isnan(llr10) && llr10 * f->llr10 < 0,
	};
	s->is_fragile |= s->v[s->n - 1].turns && kind != SENSITIVITY_TOPIC;
	s->lo = fmin(s->lo, llr10);
	s->hi = fmax(s->hi, llr10);
}

static void leave_vendor_out(const struct population *pop, unsigned vendor,
			     unsigned char *without)
{
	for (size_t model = 0; model < pop->n; model++)
		without[model] |= pop->vendor[model] == vendor;
}

/* The best rival among those not left out yet, or SIZE_MAX. */
static size_t best_rival(const struct finding_question *q, const unsigned char *without)
{
	const struct centre_view view = {without, NULL};
	struct centring *c = centring_new(q->pop, q->score, q->n_channels, &view);
	size_t model = centring_rival(c, q->suspect, q->teacher).model;

	centring_free(c);
	return model;
}

static void weigh_rivals(struct sensitivities *s, const struct finding *f,
			 const struct finding_question *q, double mean)
{
	unsigned char *without = MEM_ARRAY(q->pop->n, unsigned char);

	for (int kind = SENSITIVITY_RIVAL; kind <= SENSITIVITY_NEXT_RIVAL; kind++) {
		size_t rival = best_rival(q, without);
		struct reading r;

		if (rival == SIZE_MAX)
			break;
		leave_vendor_out(q->pop, q->pop->vendor[rival], without);
		r = read_without(f, q, without);
		push(s, f, (enum sensitivity_kind)kind, rival, r.unbounded,
		     r.mean - mean);
		s->rank_only |= r.mean - mean > SENSITIVITY_RISE;
	}
	mem_free(without);
}

static void weigh_vendors(struct sensitivities *s, const struct finding *f,
			  const struct finding_question *q, double mean)
{
	unsigned char *in_cohort = MEM_ARRAY(q->pop->n_vendors + 1, unsigned char);

	for (size_t i = 0; i < f->n_cohort; i++)
		in_cohort[q->pop->vendor[f->cohort[i].model]] = 1;
	for (unsigned vendor = 0; vendor < q->pop->n_vendors; vendor++) {
		unsigned char *without;
		struct reading r;

		if (!in_cohort[vendor])
			continue;
		without = MEM_ARRAY(q->pop->n, unsigned char);
		leave_vendor_out(q->pop, vendor, without);
		r = read_without(f, q, without);
		push(s, f, SENSITIVITY_VENDOR, vendor, r.unbounded, r.mean - mean);
		mem_free(without);
	}
	mem_free(in_cohort);
}

static void weigh_channels(struct sensitivities *s, const struct finding *f,
			   const struct finding_question *q, const double *x)
{
	bool used[LEARN_MAX_CHANNELS];
	size_t n_used = 0;

	for (size_t k = 0; k < q->n_channels; k++) {
		used[k] = f->channel[k].used;
		n_used += used[k];
	}
	for (size_t k = 0; k < q->n_channels && n_used > 1; k++) {
		struct learn_model model;
		struct err err = ERR_INIT;
		double unbounded = NAN;

		if (!used[k])
			continue;
		used[k] = false;
		if (!learn_fit(&q->calibration->rows, f->row_weight, f->left_out, used,
			       &model, &err))
			unbounded = learn_llr10(&model, x);
		used[k] = true;
		push(s, f, SENSITIVITY_CHANNEL, k, unbounded, NAN);
	}
}

void sensitivities_weigh(const struct finding *f, const struct finding_question *q,
			 struct sensitivities *out)
{
	struct centring *c;
	double x[LEARN_MAX_CHANNELS];
	struct reading own;

	*out = (struct sensitivities){.lo = NAN, .hi = NAN};
	if (f->no_lr)
		return;
	out->v = MEM_ARRAY(2 + q->pop->n_vendors + q->n_channels + q->n_topics,
			   struct sensitivity);
	c = centring_new(q->pop, q->score, q->n_channels, NULL);
	(void)centring_scores(c, q->suspect, q->teacher, x);
	centring_free(c);
	own = read_scores(f, q, x);
	weigh_rivals(out, f, q, own.mean);
	weigh_vendors(out, f, q, own.mean);
	weigh_channels(out, f, q, x);
	for (size_t i = 0; i < q->n_topics; i++) {
		struct reading r = read_scores(f, q, q->topics[i].x);

		push(out, f, SENSITIVITY_TOPIC, i, r.unbounded, r.mean - own.mean);
	}
}

void sensitivities_clear(struct sensitivities *s)
{
	mem_free(s->v);
	*s = (struct sensitivities){0};
}

static const char *const kind_names[N_SENSITIVITIES] = {
	"without the best rival's vendor",
	"without the next rival's vendor too",
	"without a vendor of the cohort",
	"without a channel",
	"one topic alone",
};

const char *sensitivity_name(const struct sensitivity *s,
			     const struct finding_question *q,
			     const char *const *channel_names)
{
	switch (s->kind) {
	case SENSITIVITY_VENDOR:
		return q->pop->vendor_name[s->which];
	case SENSITIVITY_CHANNEL:
		return channel_names[s->which];
	case SENSITIVITY_TOPIC:
		return q->topics[s->which].name;
	case SENSITIVITY_RIVAL:
	case SENSITIVITY_NEXT_RIVAL:
	default:
		return q->pop->names[s->which];
	}
}

void sensitivities_json(const struct sensitivities *s, const struct finding_question *q,
			const char *const *channel_names, struct json *out)
{
	struct json *list = json_add_array(out, "sensitivity");
	struct json *range;

	for (size_t i = 0; i < s->n; i++) {
		const struct sensitivity *one = &s->v[i];
		struct json *entry = json_add_object(list, NULL);

		json_add_str(entry, "change", kind_names[one->kind]);
		json_add_str(entry, "name", sensitivity_name(one, q, channel_names));
		if (one->kind == SENSITIVITY_TOPIC)
			json_add_int(entry, "n_prompts",
				     (long long)q->topics[one->which].n_prompts);
		json_add_num(entry, "llr10", one->llr10);
		json_add_num(entry, "llr10_unbounded", one->unbounded);
		json_add_num(entry, "rise", one->rise);
		json_add_bool(entry, "turns", one->turns);
	}
	range = json_add_object(out, "sensitivity_range");
	json_add_num(range, "lo", s->lo);
	json_add_num(range, "hi", s->hi);
	json_add_bool(range, "is_fragile", s->is_fragile);
	json_add_bool(range, "rank_only", s->rank_only);
}
